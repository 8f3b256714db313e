//! An event's dated parts. A session and its room are one (I4): they change in one transaction or not at all.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::{
    access::Actor,
    booking::{BookingRefusal, BookingState},
    desk::SessionFields,
    event::{EventRefusal, EventState},
    id::{EventId, OrganisationId, RequestId, SessionId},
    registration::PoolFault,
    rules::{BrokenRule, Verdict},
    slot::When,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    Answer, spaces,
    write::{Off, next_version, open_for_change, own, refuse_stale, refuse_unless, shortened, take_off},
};
use crate::{
    Store, access,
    audit::{self, Thing},
    bookings::{
        facts::Wisher,
        rows::occurrences,
        session::{SessionUse, acting_for, free_for_session, keep_for_session},
    },
    chance,
    door::left_behind,
    entity::{Code, Json, booking, event, seat_pool, session, small},
    error::{Stop, refuse},
    outbox::{self, Mail},
    pools,
    registrations::requests,
    reminders,
    rooms::{self, Houses, Room, Which},
    zone,
};

/// What a refusal is about.
#[derive(Clone, Copy)]
pub(super) enum About {
    /// A session more of an event.
    NewOf(EventId),
    /// One that stands.
    Session(SessionId),
}

/// When and where a session shall be.
pub(super) struct Plan {
    pub(super) when: When,
    pub(super) zone: Tz,
    pub(super) room: Option<Room>,
    /// The further ones, in order, none of them twice.
    pub(super) further: Vec<Room>,
}

impl Store {
    pub(super) async fn try_add_session(
        &self,
        by: &Actor,
        request: RequestId,
        id: EventId,
        version: i32,
        fields: &SessionFields,
    ) -> Answer<SessionId> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let event = own(&*tx, by, id).await?;
        // Before the version: the first time of a form sent twice made the event one version newer.
        let known = session::Entity::find().filter(session::Column::RequestId.eq(request.0)).one(&*tx).await?;
        if let Some(known) = known {
            return if known.event_id == id.0 { Ok(SessionId(known.id)) } else { refuse(EventRefusal::NotFound) };
        }
        refuse_stale(&event, version)?;
        refuse_unless(event.state.0 != EventState::Cancelled, event.state.0)?;
        let plan = self.plan(&*tx, fields).await?;
        if plan.room.is_none() {
            refuse_past(&plan, now)?;
        }
        pool_of(&*tx, &event, fields).await?;
        let session = chance::id(now);
        insert_session(&*tx, &event, SessionId(session), Some(request), &plan, fields).await?;
        take_room(&*tx, by, &event, SessionId(session), &plan, fields, now).await?;
        next_version(&event, now).exec(&*tx).await?;
        audit::write(&*tx, by, "added", Thing::Session, session, detail(&event, &plan, fields), now).await?;
        tx.commit().await?;
        Ok(SessionId(session))
    }

    pub(super) async fn try_change_session(
        &self,
        by: &Actor,
        id: SessionId,
        version: i32,
        fields: &SessionFields,
    ) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (event, old) = session_for_change(&*tx, by, id, version).await?;
        let plan = self.plan(&*tx, fields).await?;
        let room = plan.room.as_ref().map(Room::id);
        let slot = plan.when.slot;
        let retimed = (old.starts_at, old.ends_at) != (slot.from(), slot.until());
        let again = old.postponed;
        let others = spaces::write(&*tx, id, &plan.further).await?;
        let moved = again || retimed || others || old.space_id != room || old.online_url != fields.online_url;
        if moved {
            // What is over is not moved: those who came would be told that it is still to come.
            refuse_unless(again || old.ends_at > now, event.state.0)?;
        }
        if (again || retimed) && room.is_none() {
            refuse_past(&plan, now)?;
        }
        let (taken, reserved) = (small(old.seats_taken), small(old.seats_reserved));
        if fields.capacity.is_some_and(|capacity| capacity < taken) {
            return refuse(EventRefusal::FewerSeatsThanTaken { taken });
        }
        if fields.capacity.is_some_and(|capacity| capacity < taken.saturating_add(reserved)) {
            return refuse(EventRefusal::FewerSeatsThanKept { taken, reserved });
        }
        let pool = pool_of(&*tx, &event, fields).await?;
        // Both in order: the one it leaves, and the one it comes to.
        let locked = pools::lock(&*tx, old.pool_id.into_iter().chain(pool).collect()).await?;
        if pool != old.pool_id
            && let Some(pool) = locked.iter().find(|row| Some(row.id) == pool).map(pools::view)
        {
            let promised = [(pool.taken, pool.reserved), (taken, reserved)];
            PoolFault::unless_enough(pool.capacity, promised).or_else(|fault| refuse(EventRefusal::Pool(fault)))?;
        }
        let had_limit = old.capacity.is_some() || old.pool_id.is_some();
        if fields.capacity.is_none() && pool.is_none() && had_limit {
            access::without_limit(&*tx, by, &old, now).await?;
        }
        let sequence = old.sequence + i32::from(moved);
        session::Entity::update_many()
            .col_expr(session::Column::Title, Expr::value(Json(fields.title.clone())))
            .col_expr(session::Column::Summary, Expr::value(Json(fields.summary.clone())))
            .col_expr(session::Column::Track, Expr::value(Json(fields.track.clone())))
            .col_expr(session::Column::Speakers, Expr::value(Json(fields.speakers.clone())))
            .col_expr(session::Column::StartsAt, Expr::value(slot.from()))
            .col_expr(session::Column::EndsAt, Expr::value(slot.until()))
            .col_expr(session::Column::Zone, Expr::value(Code(plan.zone)))
            .col_expr(session::Column::SpaceId, Expr::value(room))
            .col_expr(session::Column::SetupMinutes, Expr::value(i32::from(fields.margins.before)))
            .col_expr(session::Column::ClearMinutes, Expr::value(i32::from(fields.margins.after)))
            .col_expr(session::Column::OnlineUrl, Expr::value(fields.online_url.clone()))
            .col_expr(session::Column::Capacity, Expr::value(fields.capacity.map(i32::from)))
            .col_expr(session::Column::PoolId, Expr::value(pool))
            .col_expr(session::Column::Cancelled, Expr::value(false))
            .col_expr(session::Column::Postponed, Expr::value(false))
            .col_expr(session::Column::Sequence, Expr::value(sequence))
            .filter(session::Column::Id.eq(id.0))
            .exec(&*tx)
            .await?;
        if room.is_some() {
            take_room(&*tx, by, &event, id, &plan, fields, now).await?;
        } else if old.space_id.is_some() {
            free_for_session(&*tx, by, id, now).await?;
        }
        access::released_before(&*tx, id, slot.from()).await?;
        left_behind(&*tx, &old, plan.room.as_ref()).await?;
        if again {
            requests::wait_again(&*tx, &event, self.zone, id, slot.from(), now).await?;
        }
        if again || retimed {
            reminders::told_by_the_change(&*tx, id, plan.zone, &plan.when, now).await?;
        }
        if moved && event.state.0 == EventState::Published {
            outbox::write(&*tx, Mail::SessionChanged { session: id, sequence }, now).await?;
        }
        next_version(&event, now).exec(&*tx).await?;
        let act = if moved { "moved" } else { "rewritten" };
        audit::write(&*tx, by, act, Thing::Session, id.0, detail(&event, &plan, fields), now).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn try_drop_session(&self, by: &Actor, id: SessionId, version: i32, reason: &str) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (event, session) = session_for_change(&*tx, by, id, version).await?;
        if event.state.0 == EventState::Draft {
            if session.space_id.is_some() {
                free_for_session(&*tx, by, id, now).await?;
            }
            session::Entity::delete_by_id(id.0).exec(&*tx).await?;
            audit::write(&*tx, by, "dropped", Thing::Session, id.0, json!({ "event": event.id }), now).await?;
        } else {
            refuse_unless(session.postponed || session.ends_at > now, event.state.0)?;
            take_off(&*tx, by, &event, &session, Off::ForGood(&shortened(reason)), now).await?;
        }
        next_version(&event, now).exec(&*tx).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Adds what would work instead to a room's refusal, once the transaction that met it is gone. A session that
    /// stands does not stand in its own way.
    pub(super) async fn with_other_rooms<T>(
        &self,
        by: &Actor,
        about: About,
        fields: &SessionFields,
        answer: Result<T, EventRefusal>,
    ) -> Result<T, EventRefusal> {
        let Err(EventRefusal::Room(refusal @ (BookingRefusal::Rules(_) | BookingRefusal::Rooms(_)))) = answer else {
            return answer;
        };
        let (Ok(plan), Ok((organisation, own))) = (self.plan(&self.db, fields).await, self.whose(about).await) else {
            return Err(EventRefusal::Room(refusal));
        };
        let Some(room) = &plan.room else { return Err(EventRefusal::Room(refusal)) };
        let wanted = SessionUse {
            session: SessionId(Uuid::nil()),
            organisation,
            title: "",
            language: "",
            rooms: std::iter::once(room).chain(&plan.further).collect(),
            when: plan.when,
            margins: fields.margins,
            people: fields.capacity.unwrap_or(0),
            override_reason: None,
        };
        let wished = wanted.dates();
        let hers = acting_for(by, organisation);
        let wisher = async { Wisher::acting(&self.db, &hers).await.map(|wisher| wisher.judging(own)) };
        Err(EventRefusal::Room(self.with_session_alternatives(refusal, &wished, wisher).await))
    }

    /// The organisation that runs it, and the dates its rooms are booked for.
    async fn whose(&self, about: About) -> Result<(OrganisationId, Vec<Uuid>), DbErr> {
        let (event, own) = match about {
            About::NewOf(event) => (event.0, Vec::new()),
            About::Session(id) => {
                let session = session::Entity::find_by_id(id.0).one(&self.db).await?;
                let booking = booking::Entity::find()
                    .select_only()
                    .column(booking::Column::Id)
                    .filter(booking::Column::SessionId.eq(id.0))
                    .filter(booking::Column::State.eq(Code(BookingState::Confirmed)))
                    .into_tuple::<Uuid>()
                    .all(&self.db)
                    .await?;
                let dates = occurrences(&self.db, &booking).await?;
                (
                    session.map(|session| session.event_id).unwrap_or_default(),
                    dates.iter().map(|date| date.id).collect(),
                )
            }
        };
        let event = event::Entity::find_by_id(event).one(&self.db).await?;
        Ok((OrganisationId(event.map(|event| event.organisation_id).unwrap_or_default()), own))
    }

    /// Where and when a form means. The clock is that of the room's site, else the region's.
    pub(super) async fn plan(&self, tx: &impl ConnectionTrait, fields: &SessionFields) -> Answer<Plan> {
        let named: Vec<&str> = fields.space.iter().chain(&fields.further).map(String::as_str).collect();
        let houses =
            if named.is_empty() { Houses::default() } else { rooms::load(tx, Which::SitesNamed(&named)).await? };
        self.plan_in(&houses, fields)
    }

    /// The same among houses that were read already.
    pub(super) fn plan_in(&self, houses: &Houses, fields: &SessionFields) -> Answer<Plan> {
        let room = match &fields.space {
            None => None,
            Some(slug) => match houses.room(slug) {
                Some(room) => Some(room.clone()),
                None => return refuse(EventRefusal::Room(BookingRefusal::NotFound)),
            },
        };
        let zone = room.as_ref().map_or(self.zone, |room| room.zone);
        let Some(when) = zone::meant(zone, fields.span()) else {
            return refuse(EventRefusal::Room(BookingRefusal::NoSuchTime));
        };
        let mut further: Vec<Room> = Vec::with_capacity(fields.further.len());
        for slug in &fields.further {
            let Some(other) = houses.room(slug) else { return refuse(EventRefusal::Room(BookingRefusal::NotFound)) };
            further.push(other.clone());
        }
        Ok(Plan { when, zone, room, further })
    }
}

/// A session and its event, locked, if the actor may change them and saw the event's newest version.
async fn session_for_change(
    tx: &impl ConnectionTrait,
    by: &Actor,
    id: SessionId,
    version: i32,
) -> Answer<(event::Model, session::Model)> {
    let Some(seen) = session::Entity::find_by_id(id.0).one(tx).await? else { return refuse(EventRefusal::NotFound) };
    let event = open_for_change(tx, by, EventId(seen.event_id), version).await?;
    let Some(session) = session::Entity::find_by_id(id.0).lock_exclusive().one(tx).await? else {
        return refuse(EventRefusal::NotFound);
    };
    let stands = session.postponed || !session.cancelled;
    refuse_unless(event.state.0 != EventState::Cancelled && stands, EventState::Cancelled)?;
    Ok((event, session))
}

/// The pool a form chose, which is one of its event.
async fn pool_of(tx: &impl ConnectionTrait, event: &event::Model, fields: &SessionFields) -> Answer<Option<Uuid>> {
    let Some(pool) = fields.pool else { return Ok(None) };
    let known = seat_pool::Entity::find_by_id(pool.0).one(tx).await?;
    // Another event's is none for this one.
    let ours = known.is_some_and(|pool| pool.event_id == event.id);
    if ours { Ok(Some(pool.0)) } else { refuse(EventRefusal::ChangedMeanwhile) }
}

/// Writes a session down; its rooms are taken by [`take_room`].
pub(super) async fn insert_session(
    tx: &impl ConnectionTrait,
    event: &event::Model,
    id: SessionId,
    request: Option<RequestId>,
    plan: &Plan,
    fields: &SessionFields,
) -> Result<(), DbErr> {
    session::Entity::insert(session::ActiveModel {
        id: Set(id.0),
        event_id: Set(event.id),
        request_id: Set(request.map(|request| request.0)),
        uid: Set(id.0.to_string()),
        title: Set(Json(fields.title.clone())),
        summary: Set(Json(fields.summary.clone())),
        track: Set(Json(fields.track.clone())),
        speakers: Set(Json(fields.speakers.clone())),
        starts_at: Set(plan.when.slot.from()),
        ends_at: Set(plan.when.slot.until()),
        zone: Set(Code(plan.zone)),
        space_id: Set(plan.room.as_ref().map(Room::id)),
        setup_minutes: Set(fields.margins.before.into()),
        clear_minutes: Set(fields.margins.after.into()),
        online_url: Set(fields.online_url.clone()),
        capacity: Set(fields.capacity.map(i32::from)),
        seats_taken: Set(0),
        seats_reserved: Set(0),
        pool_id: Set(fields.pool.map(|pool| pool.0)),
        cancelled: Set(false),
        postponed: Set(false),
        sequence: Set(0),
        grants_key: Set(None),
        grants_name: Set(None),
        grants_months: Set(None),
    })
    .exec_without_returning(tx)
    .await?;
    spaces::write(tx, id, &plan.further).await.map(drop)
}

pub(super) async fn take_room(
    tx: &impl ConnectionTrait,
    by: &Actor,
    event: &event::Model,
    session: SessionId,
    plan: &Plan,
    fields: &SessionFields,
    now: DateTime<Utc>,
) -> Answer<()> {
    let Some(room) = &plan.room else { return Ok(()) };
    let wanted = SessionUse {
        session,
        organisation: OrganisationId(event.organisation_id),
        title: event.title.0.get(&event.language),
        language: &event.language,
        rooms: std::iter::once(room).chain(&plan.further).collect(),
        when: plan.when,
        margins: fields.margins,
        people: fields.capacity.unwrap_or(0),
        override_reason: fields.override_reason.as_deref(),
    };
    keep_for_session(tx, by, &wanted, now).await.map_err(|stop| match stop {
        Stop::Refused(refusal) => Stop::Refused(EventRefusal::Room(refusal)),
        Stop::Failed(err) => Stop::Failed(err),
    })
}

/// A room's rules look at this themselves; the net has none.
pub(super) fn refuse_past(plan: &Plan, now: DateTime<Utc>) -> Answer<()> {
    if plan.when.slot.from() >= now {
        return Ok(());
    }
    let verdict = Verdict { broken: vec![BrokenRule::InThePast], ..Verdict::default() };
    refuse(EventRefusal::Room(BookingRefusal::Rules(verdict)))
}

fn detail(event: &event::Model, plan: &Plan, fields: &SessionFields) -> serde_json::Value {
    json!({
        "event": event.id,
        "from": plan.when.slot.from(),
        "until": plan.when.slot.until(),
        "space": fields.space,
        "further": fields.further,
        "margins": fields.margins,
        "capacity": fields.capacity,
        "pool": fields.pool,
    })
}
