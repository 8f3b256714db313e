//! Pictures as they are fetched.

use async_trait::async_trait;

use super::Unavailable;

/// A picture with its bytes. They are ours: what was sent was read and drawn anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureFile {
    /// Its media type.
    pub media: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Hands out pictures. Whoever knows the name may have it: it is told only where the picture is shown.
#[async_trait]
pub trait PictureDesk: Send + Sync {
    /// A picture by its name.
    async fn picture(&self, name: &str) -> Result<Option<PictureFile>, Unavailable>;
}
