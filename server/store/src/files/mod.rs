//! Files that are answers: told by their content ([`content`]), kept for a while before the rest of their form is right
//! ([`keep`]), part of a registration once that is made ([`attach`]), and handed out to those they are of and for
//! ([`fetch`]). Nothing but [`fetch`] reads their bytes.

use async_trait::async_trait;
use domain::{
    access::Actor,
    desk::{FileContent, FileDesk, FileRefusal, NewFile, Unavailable},
    id::{EventId, FileId, QuestionId, RegistrationId},
    question::SentFile,
};

use crate::{Store, error::unavailable, tx::retried};

mod attach;
mod content;
mod fetch;
mod forget;
mod keep;

pub(crate) use attach::{attach, found, known};
pub(crate) use forget::{forget_unconfirmed, forget_waiting, that_wait};

#[async_trait]
impl FileDesk for Store {
    async fn keep_file(&self, new: NewFile) -> Result<String, FileRefusal> {
        let read = self.looked_at(new).await?;
        retried(|| self.try_keep(&read)).await
    }

    async fn sent_file(&self, question: QuestionId, key: &str) -> Result<Option<SentFile>, Unavailable> {
        self.behind_key(question, key).await.map_err(unavailable)
    }

    async fn file_by_link(&self, token: &str, id: FileId) -> Result<Option<FileContent>, Unavailable> {
        self.behind_link(token, id).await.map_err(unavailable)
    }

    async fn take_file(
        &self,
        by: &Actor,
        event: EventId,
        registration: RegistrationId,
        id: FileId,
    ) -> Result<Option<FileContent>, Unavailable> {
        retried(|| self.try_take_file(by, event, registration, id)).await
    }

    async fn own_file(&self, by: &Actor, id: FileId) -> Result<Option<FileContent>, Unavailable> {
        self.with_own_address(by, id).await.map_err(unavailable)
    }
}
