//! Telling an organiser, once, that fewer people are registered for a session than there should be.

use chrono::{DateTime, Duration, Utc};
use domain::{
    desk::Unavailable,
    event::EventState,
    id::SessionId,
    registration::{RegistrationRules, RegistrationState},
    slot::Slot,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::write::same_for;
use crate::{
    Store,
    entity::{Code, attendee, event, registration, session, small},
    error::{Stop, unavailable},
    mail_facts::MailFacts,
    outbox::{self, Mail},
    tx::retried,
    zone,
};

/// Later than that nobody is told any more: it is as long as the outbox remembers that she was.
const LATE_DAYS: i64 = 14;

/// A session to come of a public event that should have so many people.
#[derive(Debug, FromQueryResult)]
struct Wanted {
    id: Uuid,
    starts_at: DateTime<Utc>,
    closes_at: Option<DateTime<Utc>>,
    published_at: Option<DateTime<Utc>>,
    minimum: Option<i32>,
}

impl Wanted {
    /// When its organiser is told, if that is now.
    fn due(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let at = RegistrationRules::few_told_at(self.closes_at, self.published_at?, self.starts_at);
        (at <= now && now < at + Duration::days(LATE_DAYS)).then_some(at)
    }
}

impl Store {
    /// Tells organisers of sessions with too few people, each once. Any number of workers may call it at once, and as often
    /// as they like. Answers of how many sessions.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tell_of_few(&self) -> Result<u64, Unavailable> {
        let now = self.now();
        let sessions = wanted(now).into_model::<Wanted>().all(&self.db).await.map_err(unavailable)?;
        let mut told = 0;
        for (session, at) in sessions.iter().filter_map(|session| Some((session, session.due(now)?))) {
            if self.is_short(session).await.map_err(unavailable)? {
                told += u64::from(retried(|| self.tell_of(session.id, at)).await?);
            }
        }
        Ok(told)
    }

    async fn is_short(&self, session: &Wanted) -> Result<bool, DbErr> {
        Ok(come(&self.db, session.id).await? < u64::from(session.minimum.map_or(0, small)))
    }

    async fn tell_of(&self, session: Uuid, at: DateTime<Utc>) -> Result<bool, Stop<Unavailable>> {
        let tx = self.begin_write().await?;
        let mail = Mail::TooFew { session: SessionId(session) };
        let told = outbox::write_once(&*tx, mail, same_for(session, at.timestamp()), self.now()).await?;
        tx.commit().await?;
        Ok(told)
    }

    /// What the contact person is told; nothing where enough came meanwhile, or it does not take place.
    pub(crate) async fn too_few_facts(&self, id: SessionId, now: DateTime<Utc>) -> Result<Option<MailFacts>, DbErr> {
        let Some(short) = wanted(now).filter(session::Column::Id.eq(id.0)).into_model::<Wanted>().one(&self.db).await?
        else {
            return Ok(None);
        };
        let Some(session) = session::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        let Some(event) = event::Entity::find_by_id(session.event_id).one(&self.db).await? else { return Ok(None) };
        let (count, minimum) = (come(&self.db, id.0).await?, short.minimum.map_or(0, small));
        let Ok(slot) = Slot::new(session.starts_at, session.ends_at) else { return Ok(None) };
        if count >= u64::from(minimum) || event.contact.0.email.is_empty() {
            return Ok(None);
        }
        Ok(Some(MailFacts::TooFew {
            to: event.contact.0.email,
            language: event.language,
            session: if session.title.0.is_empty() { event.title.0.clone() } else { session.title.0 },
            event: event.title.0,
            slug: event.slug,
            when: zone::when(session.zone.0, slot),
            count: usize::try_from(count).unwrap_or(usize::MAX),
            minimum,
        }))
    }
}

fn wanted(now: DateTime<Utc>) -> Select<session::Entity> {
    let of = session::Entity::belongs_to(event::Entity).from(session::Column::EventId).to(event::Column::Id);
    session::Entity::find()
        .select_only()
        .columns([session::Column::Id, session::Column::StartsAt])
        .columns([event::Column::ClosesAt, event::Column::PublishedAt, event::Column::Minimum])
        .join(JoinType::InnerJoin, of.into())
        .filter(event::Column::State.eq(Code(EventState::Published)))
        .filter(event::Column::TakesRegistrations.eq(true))
        .filter(event::Column::Minimum.is_not_null())
        .filter(session::Column::Cancelled.eq(false))
        .filter(session::Column::StartsAt.gt(now))
        .order_by_asc(session::Column::StartsAt)
        .order_by_asc(session::Column::Id)
}

/// How many people are confirmed.
async fn come(db: &impl ConnectionTrait, session: Uuid) -> Result<u64, DbErr> {
    let of = attendee::Entity::belongs_to(registration::Entity)
        .from(attendee::Column::RegistrationId)
        .to(registration::Column::Id);
    attendee::Entity::find()
        .join(JoinType::InnerJoin, of.into())
        .filter(attendee::Column::SessionId.eq(session))
        .filter(registration::Column::State.eq(Code(RegistrationState::Confirmed)))
        .count(db)
        .await
}
