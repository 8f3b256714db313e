//! What people tell the house about itself.

use async_trait::async_trait;

use crate::{
    barrier::{Barrier, BarrierRefusal},
    id::RequestId,
};

/// Takes what people tell.
#[async_trait]
pub trait FeedbackDesk: Send + Sync {
    /// Takes a report of what hinders somebody, whoever it is, and writes a mail to who runs the installation. A form
    /// that is sent twice is one report.
    async fn report_barrier(&self, request: RequestId, barrier: Barrier) -> Result<(), BarrierRefusal>;
}
