//! What organisers ask of whoever registers, and what is answered (I10).
//!
//! Whoever changes a form locks its event; whoever answers locks the questions and reads the version of the form after
//! them: what was answered is what was shown.

use async_trait::async_trait;
use domain::{
    access::Actor,
    desk::{EventAnswers, FormDesk, FormRefusal, OwnForm, QuestionFields, Unavailable},
    id::{EventId, QuestionId, RequestId},
    question::{Form, Kind},
};

use crate::{
    Store,
    error::{Stop, unavailable},
    tx::retried,
};

mod answers;
mod copy;
mod count;
mod forget;
mod read;
mod write;

pub(crate) use answers::{counted, rows_where, write as write_answers};
pub(crate) use copy::copy;
pub(crate) use forget::{forget, forget_of};
pub(crate) use read::{asked, asked_of};

type Answer<T> = Result<T, Stop<FormRefusal>>;

#[async_trait]
impl FormDesk for Store {
    async fn form(&self, by: &Actor, event: EventId) -> Result<Option<Form>, Unavailable> {
        self.form_of(by, event).await.map_err(unavailable)
    }

    async fn own_form(&self, by: &Actor, event: EventId) -> Result<Option<OwnForm>, Unavailable> {
        self.whole_form(by, event).await.map_err(unavailable)
    }

    async fn add_question(
        &self,
        by: &Actor,
        request: RequestId,
        event: EventId,
        version: i32,
        kind: Kind,
        fields: QuestionFields,
    ) -> Result<(), FormRefusal> {
        retried(|| self.try_add_question(by, request, event, version, kind, &fields)).await
    }

    async fn change_question(
        &self,
        by: &Actor,
        id: QuestionId,
        version: i32,
        fields: QuestionFields,
    ) -> Result<bool, FormRefusal> {
        retried(|| self.try_change_question(by, id, version, &fields)).await
    }

    async fn move_question(&self, by: &Actor, id: QuestionId, version: i32, up: bool) -> Result<(), FormRefusal> {
        retried(|| self.try_move_question(by, id, version, up)).await
    }

    async fn drop_question(&self, by: &Actor, id: QuestionId, version: i32) -> Result<bool, FormRefusal> {
        retried(|| self.try_drop_question(by, id, version)).await
    }

    async fn answers(&self, by: &Actor, event: EventId) -> Result<Option<EventAnswers>, Unavailable> {
        self.answers_to(by, event).await.map_err(unavailable)
    }
}
