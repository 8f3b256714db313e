//! Pictures people send: how large they may be, and why one is not taken.

use serde::{Deserialize, Serialize};

/// A file is at most so long, in bytes.
pub const MOST_BYTES: usize = 2 * 1024 * 1024;
/// A picture has at most so many points: what a few kilobytes claim to be must fit into memory.
pub const MOST_POINTS: u64 = 16_000_000;
/// A picture is at most so wide and so high, in points.
pub const LONGEST_SENT: u32 = 8_000;
/// The longer side of a logo as it is kept, in points.
pub const LOGO_SIDE: u32 = 512;

/// A picture that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureRef {
    /// Its name: SHA-256 of its bytes. It never means another picture.
    pub name: String,
    /// Its width, in points.
    pub width: u32,
    /// Its height, in points.
    pub height: u32,
}

impl PictureRef {
    /// The path it is fetched from, in every language.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/pictures/{}", self.name)
    }
}

/// Why a picture is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum PictureFault {
    /// There is none.
    #[error("there is no picture")]
    Missing,
    /// The file is longer than [`MOST_BYTES`].
    #[error("the file is too long")]
    TooLong,
    /// It is neither PNG nor JPEG nor WebP, whatever it is called.
    #[error("it is no picture of a kind we know")]
    Kind,
    /// It has too many points.
    #[error("it has too many points")]
    TooManyPoints,
    /// It cannot be read.
    #[error("it cannot be read")]
    Broken,
}
