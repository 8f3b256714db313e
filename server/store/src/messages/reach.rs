//! Whom a message reaches: contact persons, each once, however many sessions they registered for.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::{
    id::{RegistrationId, SessionId},
    message::{Audience, Group},
    registration::RegistrationState,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::{
    entity::{Code, registration, session},
    registrations::living_states,
};

/// Everybody who is registered for an event and can be written to.
#[derive(Debug)]
pub(super) struct Reach {
    sessions: Vec<SessionId>,
    people: Vec<Registered>,
}

#[derive(Debug, FromQueryResult)]
struct Registered {
    id: Uuid,
    session_id: Uuid,
    email: String,
    state: Code<RegistrationState>,
    held_until: DateTime<Utc>,
    confirmed_at: Option<DateTime<Utc>>,
    cancelled: bool,
    postponed: bool,
}

impl Registered {
    /// Seated at the door, nobody ever said that the address is hers; and who let the time pass is not asked again.
    fn can_be_written_to(&self, now: DateTime<Utc>) -> bool {
        match self.state.0 {
            RegistrationState::Confirmed => self.confirmed_at.is_some(),
            state => !state.is_unheard() || now < self.held_until,
        }
    }

    fn is_in(&self, to: Audience) -> bool {
        let session = SessionId(self.session_id);
        Group::of(self.state.0).is_some_and(|group| to.includes(group, session, self.cancelled && !self.postponed))
    }
}

impl Reach {
    pub(super) async fn read(db: &impl ConnectionTrait, event: Uuid, now: DateTime<Utc>) -> Result<Self, DbErr> {
        let sessions: Vec<Uuid> = session::Entity::find()
            .select_only()
            .column(session::Column::Id)
            .filter(session::Column::EventId.eq(event))
            .order_by_asc(session::Column::StartsAt)
            .order_by_asc(session::Column::Id)
            .into_tuple()
            .all(db)
            .await?;
        let of = registration::Entity::belongs_to(session::Entity)
            .from(registration::Column::SessionId)
            .to(session::Column::Id);
        let mut people: Vec<Registered> = registration::Entity::find()
            .select_only()
            .columns([
                registration::Column::Id,
                registration::Column::SessionId,
                registration::Column::Email,
                registration::Column::State,
                registration::Column::HeldUntil,
                registration::Column::ConfirmedAt,
            ])
            .columns([session::Column::Cancelled, session::Column::Postponed])
            .join(JoinType::InnerJoin, of.into())
            .filter(session::Column::EventId.eq(event))
            .filter(registration::Column::Email.ne(""))
            .filter(registration::Column::State.is_in(living_states()))
            .order_by_asc(session::Column::StartsAt)
            .order_by_asc(registration::Column::Id)
            .into_model()
            .all(db)
            .await?;
        people.retain(|person| person.can_be_written_to(now));
        Ok(Self { sessions: sessions.into_iter().map(SessionId).collect(), people })
    }

    /// The registrations a message goes to: of each address the one for the first session.
    pub(super) fn of(&self, to: Audience) -> Vec<RegistrationId> {
        let mut seen = HashSet::new();
        let wanted = self.people.iter().filter(|person| person.is_in(to));
        wanted.filter(|person| seen.insert(&person.email)).map(|person| RegistrationId(person.id)).collect()
    }

    /// How many people each audience has.
    pub(super) fn counts(&self) -> Vec<(Audience, u32)> {
        let groups = Group::ALL.iter().copied().map(Audience::All);
        let sessions = self.sessions.iter().copied().map(Audience::Session);
        groups.chain(sessions).map(|to| (to, u32::try_from(self.of(to).len()).unwrap_or(u32::MAX))).collect()
    }
}
