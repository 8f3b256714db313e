//! An event's words and its life: draft, published, called off.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::EventFields,
    event::{EventRefusal, EventState, Review},
    id::{EventId, OrganisationId, RequestId, SessionId},
    reminder::Reminders,
    text,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, UpdateMany,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use serde_json::json;
use uuid::Uuid;

use super::{Answer, review};
use crate::{
    Store,
    audit::{self, Thing},
    bookings::session::free_for_session,
    chance,
    entity::{Code, Json, booking, event, event_audience, event_dimension, event_topic, session, topic},
    error::refuse,
    outbox::{self, Mail},
    words::RESERVED,
};

/// Longer parts of an address help nobody.
const MOST_SLUG: usize = 80;
/// What organisers write to those who wanted to come.
pub(super) const MOST_REASON: usize = 1_000;

impl Store {
    pub(super) async fn try_draft(&self, by: &Actor, request: RequestId, fields: &EventFields) -> Answer<String> {
        let organisation = by.person().and_then(|person| person.acting_for);
        let Some(organisation) = organisation.filter(|id| may(by, Act::RunEvents(*id)).is_ok()) else {
            return refuse(EventRefusal::Forbidden);
        };
        let now = self.now();
        let tx = self.begin_write().await?;
        let Some((id, slug)) = new_event(&*tx, organisation, Some(request), fields, now).await? else {
            let known = event::Entity::find().filter(event::Column::RequestId.eq(request.0)).one(&*tx).await?;
            let ours = known.filter(|known| known.organisation_id == organisation.0);
            return ours.map_or_else(|| refuse(EventRefusal::Forbidden), |known| Ok(known.slug));
        };
        audit::write(&*tx, by, "drafted", Thing::Event, id, json!({ "slug": slug }), now).await?;
        tx.commit().await?;
        Ok(slug)
    }

    pub(super) async fn try_rewrite(&self, by: &Actor, id: EventId, version: i32, fields: &EventFields) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let event = open_for_change(&*tx, by, id, version).await?;
        refuse_unless(event.state.0 != EventState::Cancelled, event.state.0)?;
        next_version(&event, now)
            .col_expr(event::Column::Title, Expr::value(Json(fields.title.clone())))
            .col_expr(event::Column::Summary, Expr::value(Json(fields.summary.clone())))
            .col_expr(event::Column::Description, Expr::value(Json(fields.description.clone())))
            .col_expr(event::Column::Audience, Expr::value(Json(fields.audience.clone())))
            .col_expr(event::Column::Price, Expr::value(Json(fields.price.clone())))
            .col_expr(event::Column::Language, Expr::value(&fields.language))
            .col_expr(event::Column::Contact, Expr::value(Json(fields.contact.clone())))
            .col_expr(event::Column::TakesRegistrations, Expr::value(fields.takes_registrations))
            .exec(&*tx)
            .await?;
        event_dimension::Entity::delete_many().filter(event_dimension::Column::EventId.eq(id.0)).exec(&*tx).await?;
        event_audience::Entity::delete_many().filter(event_audience::Column::EventId.eq(id.0)).exec(&*tx).await?;
        let before: Vec<String> = event_topic::Entity::find()
            .select_only()
            .column(event_topic::Column::Topic)
            .filter(event_topic::Column::EventId.eq(id.0))
            .into_tuple()
            .all(&*tx)
            .await?;
        event_topic::Entity::delete_many().filter(event_topic::Column::EventId.eq(id.0)).exec(&*tx).await?;
        write_subjects(&*tx, id.0, fields, &before).await?;
        // What the keeper reads on the timetable is the event's title.
        let sessions: Vec<Uuid> = sessions_of(&*tx, id).await?.into_iter().map(|session| session.id).collect();
        booking::Entity::update_many()
            .col_expr(booking::Column::Title, Expr::value(fields.title.get(&fields.language)))
            .filter(booking::Column::SessionId.is_in(sessions))
            .exec(&*tx)
            .await?;
        audit::write(&*tx, by, "rewritten", Thing::Event, id.0, json!({}), now).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn try_publish(&self, by: &Actor, id: EventId, version: i32) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let event = own(&*tx, by, id).await?;
        if event.state.0 == EventState::Published {
            return Ok(());
        }
        refuse_stale(&event, version)?;
        refuse_unless(event.state.0.may_become(EventState::Published), event.state.0)?;
        complete(&*tx, id).await?;
        if review::of(&*tx, &event, self.zone).await? != Review::Free {
            return refuse(EventRefusal::Review);
        }
        publish(&*tx, by, &event, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Calls off what is not over yet; what took place took place.
    pub(super) async fn try_cancel_event(&self, by: &Actor, id: EventId, version: i32, reason: &str) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let event = open_for_change(&*tx, by, id, version).await?;
        refuse_unless(event.state.0.may_become(EventState::Cancelled), event.state.0)?;
        next_version(&event, now)
            .col_expr(event::Column::State, Expr::value(Code(EventState::Cancelled)))
            .col_expr(event::Column::SubmittedAt, Expr::value(None::<DateTime<Utc>>))
            .exec(&*tx)
            .await?;
        for session in sessions_of(&*tx, id).await? {
            if session.postponed || stands(&session, now) {
                take_off(&*tx, by, &event, &session, Off::ForGood(""), now).await?;
            }
        }
        let reason = shortened(reason);
        audit::write(&*tx, by, "cancelled", Thing::Event, id.0, json!({ "reason": reason }), now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Nobody knows of a draft, so nobody has to be told that it will be later.
    pub(super) async fn try_postpone(
        &self,
        by: &Actor,
        id: EventId,
        version: i32,
        only: Option<SessionId>,
        reason: &str,
    ) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let event = open_for_change(&*tx, by, id, version).await?;
        refuse_unless(event.state.0 == EventState::Published, event.state.0)?;
        let mut sessions = sessions_of(&*tx, id).await?;
        sessions.retain(|session| only.is_none_or(|only| only.0 == session.id) && stands(session, now));
        if sessions.is_empty() {
            return refuse(EventRefusal::NothingToCome);
        }
        let reason = shortened(reason);
        for session in &sessions {
            self.nobody_came(&*tx, by, session, now).await?;
            take_off(&*tx, by, &event, session, Off::ForNow(&reason), now).await?;
        }
        next_version(&event, now).exec(&*tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Refuses what is not ready to be announced.
pub(super) async fn complete(tx: &impl ConnectionTrait, id: EventId) -> Answer<()> {
    let sessions = sessions_of(tx, id).await?;
    if sessions.iter().all(|session| session.cancelled) {
        return refuse(EventRefusal::NoSession);
    }
    if sessions.iter().any(|session| session.space_id.is_none() && session.online_url.is_none()) {
        return refuse(EventRefusal::NoPlace);
    }
    Ok(())
}

/// Makes it public, and writes that down.
pub(super) async fn publish(
    tx: &impl ConnectionTrait,
    by: &Actor,
    event: &event::Model,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    announced(event, now).exec(tx).await?;
    audit::write(tx, by, "published", Thing::Event, event.id, json!({}), now).await
}

/// An update that makes the event public.
pub(super) fn announced(event: &event::Model, now: DateTime<Utc>) -> UpdateMany<event::Entity> {
    as_cleared(event, now)
        .col_expr(event::Column::State, Expr::value(Code(EventState::Published)))
        .col_expr(event::Column::PublishedAt, Expr::value(Some(now)))
        .col_expr(event::Column::PublishAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(event::Column::SubmittedAt, Expr::value(None::<DateTime<Utc>>))
}

/// It takes place, and is not over.
fn stands(session: &session::Model, now: DateTime<Utc>) -> bool {
    !session.cancelled && session.ends_at > now
}

pub(super) fn shortened(reason: &str) -> String {
    reason.trim().chars().take(MOST_REASON).collect()
}

/// A draft of an organisation with its words. `None`: this form made one already.
pub(super) async fn new_event(
    tx: &impl ConnectionTrait,
    organisation: OrganisationId,
    request: Option<RequestId>,
    fields: &EventFields,
    now: DateTime<Utc>,
) -> Result<Option<(Uuid, String)>, DbErr> {
    let id = chance::id(now);
    // Another draft may take the same address between our look and our insert: then the next one is tried.
    let slug = loop {
        if let Some(request) = request
            && event::Entity::find().filter(event::Column::RequestId.eq(request.0)).one(tx).await?.is_some()
        {
            return Ok(None);
        }
        let slug = free_slug(tx, fields).await?;
        let row = event::ActiveModel {
            id: Set(id),
            request_id: Set(request.map(|request| request.0)),
            slug: Set(slug.clone()),
            organisation_id: Set(organisation.0),
            series_id: Set(None),
            title: Set(Json(fields.title.clone())),
            summary: Set(Json(fields.summary.clone())),
            description: Set(Json(fields.description.clone())),
            audience: Set(Json(fields.audience.clone())),
            price: Set(Json(fields.price.clone())),
            language: Set(fields.language.clone()),
            contact: Set(Json(fields.contact.clone())),
            takes_registrations: Set(fields.takes_registrations),
            passes_over: Set(false),
            opens_at: Set(None),
            closes_at: Set(None),
            change_hours: Set(None),
            minimum: Set(None),
            remind_week: Set(Reminders::default().week),
            remind_day: Set(Reminders::default().day),
            answer_days: Set(None),
            form_version: Set(0),
            state: Set(Code(EventState::Draft)),
            version: Set(1),
            created_at: Set(now),
            changed_at: Set(now),
            published_at: Set(None),
            publish_at: Set(None),
            submitted_at: Set(None),
            cleared_at: Set(None),
            picture: Set(None),
            picture_alt: Set(Json::default()),
            picture_credit: Set(String::new()),
            mail_note: Set(Json::default()),
        };
        let insert = event::Entity::insert(row).on_conflict(OnConflict::new().do_nothing().to_owned());
        if insert.exec_without_returning(tx).await? == 1 {
            break slug;
        }
    };
    write_subjects(tx, id, fields, &[]).await?;
    Ok(Some((id, slug)))
}

/// The event, locked, if the actor may change it and saw its newest version.
pub(super) async fn open_for_change(
    tx: &impl ConnectionTrait,
    by: &Actor,
    id: EventId,
    version: i32,
) -> Answer<event::Model> {
    let event = own(tx, by, id).await?;
    refuse_stale(&event, version)?;
    Ok(event)
}

/// The event, locked, if the actor may change it.
pub(super) async fn own(tx: &impl ConnectionTrait, by: &Actor, id: EventId) -> Answer<event::Model> {
    let Some(event) = event::Entity::find_by_id(id.0).lock_exclusive().one(tx).await? else {
        return refuse(EventRefusal::NotFound);
    };
    if may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_err() {
        return refuse(if super::is_public(&event) { EventRefusal::Forbidden } else { EventRefusal::NotFound });
    }
    Ok(event)
}

pub(super) fn refuse_stale(event: &event::Model, version: i32) -> Answer<()> {
    if event.version == version { Ok(()) } else { refuse(EventRefusal::ChangedMeanwhile) }
}

/// An update that makes the event one version newer. The region's yes was to the version before.
pub(crate) fn next_version(event: &event::Model, now: DateTime<Utc>) -> UpdateMany<event::Entity> {
    as_cleared(event, now).col_expr(event::Column::ClearedAt, Expr::value(None::<DateTime<Utc>>))
}

/// The same, and the region's yes stays.
pub(super) fn as_cleared(event: &event::Model, now: DateTime<Utc>) -> UpdateMany<event::Entity> {
    event::Entity::update_many()
        .col_expr(event::Column::Version, Expr::value(event.version + 1))
        .col_expr(event::Column::ChangedAt, Expr::value(now))
        .filter(event::Column::Id.eq(event.id))
}

pub(super) fn refuse_unless(allowed: bool, state: EventState) -> Answer<()> {
    if allowed { Ok(()) } else { refuse(EventRefusal::NotNow(state)) }
}

/// How a session does not take place at its time.
#[derive(Clone, Copy)]
pub(super) enum Off<'a> {
    /// It is called off; why, where the whole event is not.
    ForGood(&'a str),
    /// It shall have another time; why.
    ForNow(&'a str),
}

/// Takes a session off its time: its room is free, everybody registered is told.
pub(super) async fn take_off(
    tx: &impl ConnectionTrait,
    by: &Actor,
    event: &event::Model,
    session: &session::Model,
    off: Off<'_>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let (id, sequence) = (SessionId(session.id), session.sequence + 1);
    let (act, mail, reason) = match off {
        Off::ForGood(reason) => ("cancelled", Mail::SessionCancelled { session: id, sequence }, reason),
        Off::ForNow(reason) => ("postponed", Mail::SessionPostponed { session: id, sequence }, reason),
    };
    let detail = json!({ "event": event.id, "reason": reason });
    session::Entity::update_many()
        .col_expr(session::Column::Cancelled, Expr::value(true))
        .col_expr(session::Column::Postponed, Expr::value(matches!(off, Off::ForNow(_))))
        .col_expr(session::Column::Sequence, Expr::col(session::Column::Sequence).add(1))
        .filter(session::Column::Id.eq(session.id))
        .exec(tx)
        .await?;
    if session.space_id.is_some() {
        free_for_session(tx, by, id, now).await?;
    }
    if event.state.0 == EventState::Published {
        outbox::write(tx, mail, now).await?;
    }
    audit::write(tx, by, act, Thing::Session, session.id, detail, now).await
}

/// The sessions of an event, locked: nobody registers while they change.
pub(crate) async fn sessions_of(tx: &impl ConnectionTrait, id: EventId) -> Result<Vec<session::Model>, DbErr> {
    session::Entity::find()
        .filter(session::Column::EventId.eq(id.0))
        .order_by_asc(session::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await
}

/// `before`: the subjects it had, which it keeps though they are retired.
async fn write_subjects(
    tx: &impl ConnectionTrait,
    id: Uuid,
    fields: &EventFields,
    before: &[String],
) -> Result<(), DbErr> {
    let dimensions = fields
        .dimensions
        .iter()
        .map(|dimension| event_dimension::ActiveModel { event_id: Set(id), dimension: Set(Code(*dimension)) });
    event_dimension::Entity::insert_many(dimensions).exec_without_returning(tx).await?;
    let audiences = fields
        .audiences
        .iter()
        .map(|audience| event_audience::ActiveModel { event_id: Set(id), audience: Set(Code(*audience)) });
    event_audience::Entity::insert_many(audiences).exec_without_returning(tx).await?;
    // A subject that was removed or retired while the form was open is left out.
    let known = topic::Entity::find()
        .filter(topic::Column::Slug.is_in(&fields.topics))
        .order_by_asc(topic::Column::Slug)
        .lock_shared()
        .all(tx)
        .await?;
    let known = known.into_iter().filter(|topic| !topic.retired || before.contains(&topic.slug));
    let topics = known.map(|topic| event_topic::ActiveModel { event_id: Set(id), topic: Set(topic.slug) });
    event_topic::Entity::insert_many(topics).exec_without_returning(tx).await.map(drop)
}

/// An address nobody has: the title's, else with the first number that is free.
async fn free_slug(tx: &impl ConnectionTrait, fields: &EventFields) -> Result<String, DbErr> {
    let title = slug_of(fields.title.get(&fields.language), "event");
    let taken: Vec<String> = event::Entity::find()
        .select_only()
        .column(event::Column::Slug)
        .filter(event::Column::Slug.starts_with(&title))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(first_free(&title, &taken))
}

/// A title as part of an address; of one without letters, `else_`.
pub(super) fn slug_of(title: &str, else_: &str) -> String {
    let slug = text::slug(title);
    let slug = slug.get(..MOST_SLUG).unwrap_or(&slug).trim_end_matches('-');
    let slug = if slug.is_empty() { else_ } else { slug };
    slug.to_owned()
}

/// The title's address, else with the first number that is free.
pub(super) fn first_free(title: &str, taken: &[String]) -> String {
    let numbered = (2..).map(|n: u32| format!("{title}-{n}"));
    let mut wishes = std::iter::once(title.to_owned()).chain(numbered);
    let free = |slug: &String| !taken.contains(slug) && !RESERVED.contains(&slug.as_str());
    wishes.find(free).unwrap_or_default()
}
