//! Files that are answers: sent before the rest of a form, and fetched by those they are of and for.

use std::net::IpAddr;

use async_trait::async_trait;

use super::Unavailable;
use crate::{
    access::Actor,
    id::{EventId, FileId, QuestionId, RegistrationId},
    question::{SentFile, file::FileFault},
};

/// A file as it came. Neither its name nor what its sender says of it is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// For which question.
    pub question: QuestionId,
    /// What it was called.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Where it came from; kept as a fingerprint only, and until the registration it is of is confirmed.
    pub network: IpAddr,
}

/// A file with its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileContent {
    /// What it is.
    pub file: SentFile,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why a file was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileRefusal {
    /// Nobody is asked for it.
    #[error("there is no such question")]
    NotFound,
    /// Something is wrong with it.
    #[error("something is wrong with the file")]
    Fault(FileFault),
    /// Too much was sent from there that nobody has confirmed.
    #[error("too much waits to be confirmed")]
    Waits,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// Keeps files.
///
/// A browser gives a file once: it is kept for a while before the rest of its form is right, under a key that is told to
/// whoever sent it and to nobody else, and is part of the registration as soon as that is made.
#[async_trait]
pub trait FileDesk: Send + Sync {
    /// Keeps a file for a while, and answers its key.
    async fn keep_file(&self, new: NewFile) -> Result<String, FileRefusal>;
    /// The file a key opens, if it was sent for this question.
    async fn sent_file(&self, question: QuestionId, key: &str) -> Result<Option<SentFile>, Unavailable>;
    /// A file of the registration a link opens.
    async fn file_by_link(&self, token: &str, id: FileId) -> Result<Option<FileContent>, Unavailable>;
    /// A file of a registration for an event the actor runs. That she took it is written down.
    async fn take_file(
        &self,
        by: &Actor,
        event: EventId,
        registration: RegistrationId,
        id: FileId,
    ) -> Result<Option<FileContent>, Unavailable>;
    /// A file of a registration with the actor's own address.
    async fn own_file(&self, by: &Actor, id: FileId) -> Result<Option<FileContent>, Unavailable>;
}
