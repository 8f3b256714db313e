//! How the installation is, for those who look after it.

use async_trait::async_trait;

use super::Unavailable;
use crate::{access::Actor, health::Health};

/// The state of the installation. For the region and its auditors.
#[async_trait]
pub trait HealthDesk: Send + Sync {
    /// How it is now.
    async fn health(&self, by: &Actor) -> Result<Option<Health>, Unavailable>;
}
