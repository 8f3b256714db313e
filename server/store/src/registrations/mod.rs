//! Registering for sessions: seats held, confirmed, given back (I2).
//!
//! Whoever takes or frees a seat locks the session first, then the pool it shares, and the registration after them, so
//! nobody waits in a circle; the checks of the database stand behind it, for every path that forgets.

use async_trait::async_trait;
use domain::{
    access::Actor,
    desk::{
        Figures, NewRegistration, RegistrationDesk, RegistrationLine, RegistrationRecord, RegistrationView,
        RequestAnswer, RequestLine, TicketView, Unavailable, WaitLine,
    },
    id::{EventId, RegistrationId},
    question::Given,
    registration::RegistrationRefusal,
};

use crate::{
    Store,
    error::{Stop, unavailable},
    tx::retried,
};

mod change;
mod end;
mod few;
mod fields;
mod figures;
pub(crate) mod line;
mod list;
mod listed;
mod read;
mod record;
pub(crate) mod requests;
mod serve;
mod tell;
mod tickets;
mod wait;
mod write;

pub(crate) use end::Deadline;
pub(crate) use read::{attendees_of, living, living_states};

type Answer<T> = Result<T, Stop<RegistrationRefusal>>;

#[async_trait]
impl RegistrationDesk for Store {
    async fn register(&self, new: NewRegistration) -> Result<(), RegistrationRefusal> {
        let new = fields::checked(new)?;
        retried(|| self.try_register(&new)).await
    }

    async fn registration(&self, token: &str) -> Result<Option<RegistrationView>, Unavailable> {
        self.registration_behind(token).await.map_err(unavailable)
    }

    async fn tickets(&self, token: &str) -> Result<Vec<TicketView>, Unavailable> {
        self.tickets_behind(token).await.map_err(unavailable)
    }

    async fn confirm(&self, token: &str) -> Result<(), RegistrationRefusal> {
        retried(|| self.try_confirm(token)).await
    }

    async fn cancel_registration(&self, token: &str) -> Result<(), RegistrationRefusal> {
        retried(|| self.try_cancel_registration(token, Deadline::Kept)).await
    }

    async fn change_registration(
        &self,
        token: &str,
        version: i32,
        names: Vec<String>,
        answers: Option<Given>,
    ) -> Result<(), RegistrationRefusal> {
        let names = fields::names(&names)?;
        retried(|| self.try_change_registration(token, version, &names, answers.as_ref())).await
    }

    async fn registration_record(
        &self,
        by: &Actor,
        id: RegistrationId,
    ) -> Result<Option<RegistrationRecord>, Unavailable> {
        self.record_of(by, id).await.map_err(unavailable)
    }

    async fn decline_seats(&self, token: &str) -> Result<(), RegistrationRefusal> {
        retried(|| self.try_decline_seats(token)).await
    }

    async fn figures(&self, by: &Actor, event: EventId) -> Result<Option<Figures>, Unavailable> {
        self.counted(by, event).await.map_err(unavailable)
    }

    async fn registrations(&self, by: &Actor, event: EventId) -> Result<Option<Vec<RegistrationLine>>, Unavailable> {
        self.list_registrations(by, event).await.map_err(unavailable)
    }

    async fn waiting_for_seats(&self, by: &Actor, event: EventId) -> Result<Option<Vec<WaitLine>>, Unavailable> {
        self.who_waits_for_seats(by, event).await.map_err(unavailable)
    }

    async fn put_first(&self, by: &Actor, id: RegistrationId, reason: &str) -> Result<(), RegistrationRefusal> {
        retried(|| self.try_put_first(by, id, reason)).await
    }

    async fn seat_requests(&self, by: &Actor, event: EventId) -> Result<Option<Vec<RequestLine>>, Unavailable> {
        self.who_asks_for_seats(by, event).await.map_err(unavailable)
    }

    async fn answer_seat_requests(
        &self,
        by: &Actor,
        event: EventId,
        answer: RequestAnswer,
    ) -> Result<usize, RegistrationRefusal> {
        retried(|| self.try_answer_seat_requests(by, event, &answer)).await
    }
}
