//! Publishing by the clock: a draft becomes public at the hour its organiser chose, if what she announces still stands.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::{
    access::Actor,
    booking::BookingState,
    desk::Unavailable,
    event::{EventRefusal, EventState, Review, Unpublished, can_be_planned},
    id::EventId,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    Answer, review, spaces,
    write::{announced, next_version, open_for_change, refuse_unless, sessions_of},
};
use crate::{
    Store,
    audit::{self, Thing},
    entity::{Code, booking, event, occurrence, organisation, session},
    error::{Stop, refuse, unavailable},
    mail_facts::MailFacts,
    outbox::{self, Mail},
    tx::retried,
    zone,
};

impl Store {
    /// Writes down when it becomes public; `None`: when somebody presses the button.
    pub(super) async fn try_plan_publishing(
        &self,
        by: &Actor,
        id: EventId,
        version: i32,
        at: Option<NaiveDateTime>,
    ) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let event = open_for_change(&*tx, by, id, version).await?;
        refuse_unless(event.state.0 == EventState::Draft, event.state.0)?;
        let at = at.map(|at| zone::to_utc(self.zone, at));
        if event.publish_at == at {
            return Ok(());
        }
        let starts: Vec<DateTime<Utc>> =
            sessions_of(&*tx, id).await?.iter().filter(|one| !one.cancelled).map(|one| one.starts_at).collect();
        if at.is_some_and(|at| !can_be_planned(at, now, &starts)) {
            return refuse(EventRefusal::PublishingTime);
        }
        next_version(&event, now).col_expr(event::Column::PublishAt, Expr::value(at)).exec(&*tx).await?;
        let act = if at.is_some() { "publishing-planned" } else { "publishing-unplanned" };
        audit::write(&*tx, by, act, Thing::Event, id.0, json!({ "at": at }), now).await?;
        Ok(tx.commit().await?)
    }

    /// Publishes the drafts whose hour has come. Where something is in the way the draft stays one and its contact
    /// person is told why. Any number of workers may call it at once. Answers how many became public.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn publish_due(&self) -> Result<u64, Unavailable> {
        let due: Vec<Uuid> = event::Entity::find()
            .select_only()
            .column(event::Column::Id)
            .filter(event::Column::PublishAt.lte(self.now()))
            .filter(event::Column::State.eq(Code(EventState::Draft)))
            .order_by_asc(event::Column::PublishAt)
            .into_tuple()
            .all(&self.db)
            .await
            .map_err(unavailable)?;
        let mut published = 0;
        for id in due {
            published += u64::from(retried(|| self.publish_one(id)).await?);
        }
        Ok(published)
    }

    async fn publish_one(&self, id: Uuid) -> Result<bool, Stop<Unavailable>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let event = event::Entity::find_by_id(id).lock_exclusive().one(&*tx).await?;
        // Published, moved or called off meanwhile by somebody else.
        let due = |event: &event::Model| {
            event.state.0 == EventState::Draft && event.publish_at.is_some_and(|publish_at| publish_at <= now)
        };
        let Some(event) = event.filter(due) else { return Ok(false) };
        let sessions = sessions_of(&*tx, EventId(id)).await?;
        let why = match review::of(&*tx, &event, self.zone).await? {
            Review::Free => in_the_way(&*tx, &event, &sessions, now).await?,
            _ => Some(Unpublished::Unreviewed),
        };
        let unplanned =
            next_version(&event, now).col_expr(event::Column::PublishAt, Expr::value(None::<DateTime<Utc>>));
        let change = if why.is_none() { announced(&event, now) } else { unplanned };
        change.exec(&*tx).await?;
        let (act, detail) = match why {
            None => ("published", json!({ "planned": event.publish_at })),
            Some(why) => {
                outbox::write(&*tx, Mail::EventNotPublished { event: EventId(id) }, now).await?;
                ("not-published", json!({ "why": why.code() }))
            }
        };
        audit::write(&*tx, &Actor::System, act, Thing::Event, id, detail, now).await?;
        tx.commit().await?;
        Ok(why.is_none())
    }

    /// What the contact person of a draft is told that did not become public.
    pub(crate) async fn not_published_facts(&self, id: EventId) -> Result<Option<MailFacts>, DbErr> {
        let Some(event) = event::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        let entry = self.audited(Thing::Event, id.0, &["not-published"]).await?;
        let why = entry.and_then(|entry| Unpublished::from_code(entry.detail.0["why"].as_str()?));
        let still = event.state.0 == EventState::Draft && event.publish_at.is_none();
        let why = why.filter(|_| still && !event.contact.0.email.is_empty());
        Ok(why.map(|why| MailFacts::NotPublished {
            to: event.contact.0.email,
            language: event.language,
            event: event.title.0,
            slug: event.slug,
            why,
        }))
    }
}

/// Why it cannot become public now; `None`: everything it announces stands.
pub(super) async fn in_the_way(
    tx: &impl ConnectionTrait,
    event: &event::Model,
    sessions: &[session::Model],
    now: DateTime<Utc>,
) -> Result<Option<Unpublished>, DbErr> {
    let organiser = organisation::Entity::find_by_id(event.organisation_id).one(tx).await?;
    if organiser.is_none_or(|organiser| !organiser.confirmed) {
        return Ok(Some(Unpublished::Unconfirmed));
    }
    let held: Vec<&session::Model> = sessions.iter().filter(|session| !session.cancelled).collect();
    if held.iter().all(|session| session.ends_at <= now) {
        return Ok(Some(Unpublished::NoSession));
    }
    if held.iter().any(|session| session.space_id.is_none() && session.online_url.is_none()) {
        return Ok(Some(Unpublished::NoPlace));
    }
    let rooms = standing(tx, &held).await?;
    let further = spaces::ids(tx, &held.iter().map(|session| session.id).collect::<Vec<_>>()).await?;
    let gone = held.iter().any(|session| {
        let mut spaces = session.space_id.iter().chain(further.get(&session.id).into_iter().flatten());
        spaces.any(|space| !rooms.contains(&(session.id, *space, session.starts_at, session.ends_at)))
    });
    Ok(gone.then_some(Unpublished::RoomGone))
}

/// Session, space, from, until.
type Stands = (Uuid, Uuid, DateTime<Utc>, DateTime<Utc>);

/// The rooms of sessions that are booked, each for just its time.
async fn standing(tx: &impl ConnectionTrait, sessions: &[&session::Model]) -> Result<HashSet<Stands>, DbErr> {
    let of =
        occurrence::Entity::belongs_to(booking::Entity).from(occurrence::Column::BookingId).to(booking::Column::Id);
    let rows: Vec<Stands> = occurrence::Entity::find()
        .select_only()
        .column(booking::Column::SessionId)
        .columns([occurrence::Column::SpaceId, occurrence::Column::StartsAt, occurrence::Column::EndsAt])
        .join(JoinType::InnerJoin, of.into())
        .filter(booking::Column::SessionId.is_in(sessions.iter().map(|session| session.id)))
        .filter(booking::Column::State.eq(Code(BookingState::Confirmed)))
        .filter(occurrence::Column::State.eq(Code(BookingState::Confirmed)))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().collect())
}
