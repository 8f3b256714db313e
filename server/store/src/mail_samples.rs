//! What a mail of an event would say: about somebody who registered, or somebody made up. Nothing in it opens anything.

use chrono::Duration;
use domain::{
    access::{Act, Actor, may},
    desk::{RegistrationView, TicketView, Unavailable},
    id::{EventId, OrganisationId, RegistrationId},
    mails::as_told,
    registration::RegistrationState,
    ticket::{TicketAddress, TicketCode},
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    MailFacts, RegistrationMail, Store,
    entity::{Code, event, registration, session},
    error::unavailable,
    events::{
        read::{NetAddress, announced},
        rules::rules,
    },
    forms, zone,
};

/// Whose mail it is where nobody has registered.
const SOMEBODY: (&str, &str) = ("Anna Beispiel", "anna.beispiel@example.org");
/// What stands where the secret of a link would.
const NO_SECRET: &str = "beispiel";

/// What a mail would say, and whether it is about somebody who is there.
#[derive(Clone, Debug, PartialEq)]
pub struct MailSample {
    /// What it says.
    pub facts: MailFacts,
    /// True when it is about somebody who registered.
    pub real: bool,
}

impl Store {
    /// A mail of an event the actor runs. `None` also where there is no session it could be about.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mail_sample(
        &self,
        by: &Actor,
        id: EventId,
        act: RegistrationMail,
    ) -> Result<Option<MailSample>, Unavailable> {
        self.sample(by, id, act).await.map_err(unavailable)
    }

    async fn sample(&self, by: &Actor, id: EventId, act: RegistrationMail) -> Result<Option<MailSample>, DbErr> {
        let Some(event) = event::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        if may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_err() {
            return Ok(None);
        }
        let (view, language, real) = match self.somebody(&event).await? {
            Some(row) => (self.registration_view(&row).await?, row.language, true),
            None => (self.made_up(&event).await?, event.language.clone(), false),
        };
        let Some(view) = view else { return Ok(None) };
        let tomorrow = zone::to_local(self.zone, self.now() + Duration::days(1));
        let view = as_told(view, act, tomorrow);
        let has_tickets = view.state == RegistrationState::Confirmed && !view.session.cancelled;
        let tickets = if has_tickets { tickets(&view) } else { Vec::new() };
        let facts = MailFacts::Registration {
            to: view.email.clone(),
            language,
            act,
            token: NO_SECRET.to_owned(),
            tickets,
            uid: view.session.uid.clone(),
            sequence: view.session.sequence,
            reason: String::new(),
            registration: Box::new(view),
        };
        Ok(Some(MailSample { facts, real }))
    }

    /// Whoever confirmed last and still comes.
    async fn somebody(&self, event: &event::Model) -> Result<Option<registration::Model>, DbErr> {
        let sessions = session::Entity::find().filter(session::Column::EventId.eq(event.id)).all(&self.db).await?;
        registration::Entity::find()
            .filter(registration::Column::SessionId.is_in(sessions.iter().map(|session| session.id)))
            .filter(registration::Column::State.eq(Code(RegistrationState::Confirmed)))
            .filter(registration::Column::ConfirmedAt.is_not_null())
            .filter(registration::Column::Email.ne(""))
            .order_by_desc(registration::Column::ConfirmedAt)
            .order_by_desc(registration::Column::Id)
            .one(&self.db)
            .await
    }

    /// Somebody who would come to the first session.
    async fn made_up(&self, event: &event::Model) -> Result<Option<RegistrationView>, DbErr> {
        let mut found = announced(&self.db, &[event.id], NetAddress::Shown, self.now()).await?;
        let Some(announced) = found.remove(&event.id) else { return Ok(None) };
        let Some(first) = announced.sessions.first().cloned() else { return Ok(None) };
        let Some(begins) = session::Entity::find_by_id(first.id.0).one(&self.db).await? else { return Ok(None) };
        let until = rules(event, self.zone).changes_until(begins.starts_at);
        Ok(Some(RegistrationView {
            id: RegistrationId(Uuid::nil()),
            event: announced.card_on(first.id.0),
            session: first,
            email: SOMEBODY.1.to_owned(),
            attendees: vec![SOMEBODY.0.to_owned()],
            state: RegistrationState::Confirmed,
            held_until: None,
            wait: None,
            changes_until: zone::to_local(begins.zone.0, until),
            changeable: true,
            version: 0,
            asks: event.answer_days.is_some(),
            answer: String::new(),
            unanswered: false,
            was_confirmed: true,
            listed_by: None,
            note: event.mail_note.0.clone(),
            contact: event.contact.0.clone(),
            asked: forms::asked_of(&self.db, event, Uuid::nil()).await?,
        }))
    }
}

/// Tickets no door lets in with.
fn tickets(view: &RegistrationView) -> Vec<TicketView> {
    let session = view.session.id;
    let ticket = |name: &String| TicketView {
        address: TicketAddress { session, code: TicketCode(<_>::default()) },
        name: name.clone(),
        came_at: None,
        certified: false,
    };
    view.attendees.iter().map(ticket).collect()
}
