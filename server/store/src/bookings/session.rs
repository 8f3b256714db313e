//! The room of a session: a booking the session owns and nobody else moves (I4).
//!
//! These run inside the event's own transaction: when the room says no, nothing of the event changes either.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, Person, may},
    booking::{BookingRefusal, BookingState},
    equipment::Along,
    id::{AccountId, BookingId, OrganisationId, SessionId},
    rules::{BrokenRule, Standing, Verdict, Wish},
    slot::When,
    space::seats,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::{
    alternatives::Terms,
    dated::{self, Dated},
    exception::Exception,
    facts::Wisher,
    rows::{Change, NewRow, end, insert_dates, is_at, occurrences, place},
};
use crate::{
    allocation,
    audit::{self, Thing},
    entity::{Code, booking, occurrence},
    error::{Stop, refuse},
    outbox::{self, Mail},
    rooms::Room,
};

/// What a session needs of a room.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SessionUse<'a> {
    pub(crate) session: SessionId,
    pub(crate) organisation: OrganisationId,
    /// The purpose of the booking: the event's title, at most 160 letters.
    pub(crate) title: &'a str,
    pub(crate) language: &'a str,
    pub(crate) room: &'a Room,
    pub(crate) when: When,
    /// How many come: the session's capacity, 0 when it has none.
    pub(crate) people: u16,
    /// Why a keeper makes an exception.
    pub(crate) override_reason: Option<&'a str>,
}

impl SessionUse<'_> {
    /// The wish a session has: a whole room, or of a pool as many units as seat everybody, all when nobody counts.
    pub(crate) fn wish(&self) -> Wish {
        let view = &self.room.view;
        let each = if view.layouts.is_empty() { 1 } else { seats(&view.layouts, None).unwrap_or(1).max(1) };
        let units = match (view.pool, self.people) {
            (false, _) => 1,
            (true, 0) => view.units,
            (true, people) => people.div_ceil(each).min(view.units),
        };
        Wish { when: self.when, people: self.people, layout: None, units: units.max(1) }
    }
}

/// Sees to it that a session has its room at its time: takes it, or moves there what it already has.
///
/// The rules are those of every booking, for whoever runs the event; a keeper of the space lifts them for a reason. A
/// confirmed booking of the organisation for just this time becomes the session's room: whatever a keeper agreed to
/// there holds.
///
/// What stays as it is changes nothing, so this may be called whenever a session was written. A refusal names what is
/// in the way, without alternatives: add them with [`Store::with_alternatives`](crate::Store::with_alternatives) and
/// [`Terms::Session`] once the transaction is gone.
pub(crate) async fn keep_for_session(
    db: &impl ConnectionTrait,
    by: &Actor,
    wanted: &SessionUse<'_>,
    now: DateTime<Utc>,
) -> Result<(), Stop<BookingRefusal>> {
    if may(by, Act::Book(wanted.room.premises(), wanted.organisation)).is_err() {
        return refuse(BookingRefusal::Forbidden);
    }
    let room = wanted.room;
    let wish = wanted.wish();
    let wished = Dated { terms: Terms::Session, ..Dated::new(room, wish) };
    let living = living(db, wanted.session).await?;
    let dated = match &living {
        Some(booking) => occurrences(db, &[booking.id]).await?.pop(),
        None => None,
    };
    if let (Some(booking), Some(dated)) = (&living, &dated)
        && is_at(dated, room, wish.when.slot)
        && booking.units == i32::from(wish.units)
    {
        // Only the words or the number of people changed: a session that runs, or is over, may still be corrected.
        seated(&wished, now)?;
        return Ok(Change::new(booking, now).title(wanted.title).people(wish.people).write(db).await?);
    }
    if let Some(own) = own_booking(db, by, wanted, &wish).await? {
        seated(&wished, now)?;
        if living.is_some() {
            free_for_session(db, by, wanted.session, now).await?;
        }
        let change = Change::new(&own, now).title(wanted.title).people(wish.people).session(wanted.session);
        change.write(db).await?;
        let detail = json!({ "session": wanted.session });
        audit::write(db, by, "became-session", Thing::Booking, own.id, detail, now).await?;
        return Ok(());
    }
    let again: Vec<Uuid> = dated.iter().map(|dated| dated.id).collect();
    allocation::free(db, &again).await?;
    let dates = [wished];
    let hers = acting_for(by, wanted.organisation);
    let wisher = Wisher::acting(db, &hers).await?.judging(again);
    let busy = dated::look(db, &dates, true, wisher.eyes(now)).await?;
    let facts = wisher.facts(db, &dates).await?;
    let mut exception = Exception::by(by, &dates, wanted.override_reason);
    let verdict = exception.verdicts(&dates, facts, &busy, now).pop().unwrap_or_default();
    if !verdict.is_free() {
        return refuse(BookingRefusal::Rules(verdict));
    }
    let [wished] = &dates;
    let (id, occurrence, act) = match (&living, &dated) {
        (Some(booking), Some(dated)) => {
            let change = Change::new(booking, now).title(wanted.title).people(wish.people).units(wish.units);
            change.moved().write(db).await?;
            place(db, dated, wished).await?;
            if booking.request_id.is_some() {
                // It was booked by a form once: somebody has it in her calendar.
                outbox::write(db, Mail::BookingMoved { booking: BookingId(booking.id) }, now).await?;
            }
            (booking.id, dated.id, "moved")
        }
        _ => {
            let row = NewRow {
                request: None,
                organisation: wanted.organisation,
                account: by.person().map(|person| person.id),
                session: Some(wanted.session),
                title: wanted.title,
                note: "",
                language: wanted.language,
                wish: &wish,
                state: BookingState::Confirmed,
                repeat: None,
                answer_by: None,
                use_kind: None,
                along: &Along::new(),
                cost_centre: None,
            };
            let id = row.insert(db, now).await?;
            let ids = insert_dates(db, id, wanted.organisation, None, &dates, BookingState::Confirmed, now).await?;
            (id, ids.into_iter().next().unwrap_or(id), "booked")
        }
    };
    dated::occupy(db, &dates, &[occurrence], BookingState::Confirmed, busy, now).await?;
    let detail = json!({ "space": room.view.space.slug, "slot": wish.when.slot, "session": wanted.session });
    audit::write(db, by, act, Thing::Booking, id, detail, now).await?;
    Ok(exception.write(db, by, id, now).await?)
}

/// Refuses more people than fit, and asks nothing else.
fn seated(wished: &Dated<'_>, now: DateTime<Utc>) -> Result<(), Stop<BookingRefusal>> {
    let mut broken = wished.allowed(Standing::Keeper.into(), now).broken;
    broken.retain(|rule| matches!(rule, BrokenRule::TooManyPeople { .. }));
    if broken.is_empty() { Ok(()) } else { refuse(BookingRefusal::Rules(Verdict { broken, ..Verdict::default() })) }
}

/// The actor as she acts for an organisation of hers.
pub(crate) fn acting_for(by: &Actor, organisation: OrganisationId) -> Actor {
    match by {
        Actor::Account(person) => Actor::Account(Person { acting_for: Some(organisation), ..person.clone() }),
        other => other.clone(),
    }
}

/// True when the organisation has a booking that would become the session's room.
pub(crate) async fn has_booked(db: &impl ConnectionTrait, by: &Actor, wanted: &SessionUse<'_>) -> Result<bool, DbErr> {
    Ok(own_booking(db, by, wanted, &wanted.wish()).await?.is_some())
}

/// A confirmed booking of the organisation for just this room and time, with as many units, that the actor may change.
async fn own_booking(
    db: &impl ConnectionTrait,
    by: &Actor,
    wanted: &SessionUse<'_>,
    wish: &Wish,
) -> Result<Option<booking::Model>, DbErr> {
    let dates = occurrence::Entity::find()
        .filter(occurrence::Column::OrganisationId.eq(wanted.organisation.0))
        .filter(occurrence::Column::SpaceId.eq(wanted.room.id()))
        .filter(occurrence::Column::StartsAt.eq(wish.when.slot.from()))
        .filter(occurrence::Column::EndsAt.eq(wish.when.slot.until()))
        .filter(occurrence::Column::State.eq(Code(BookingState::Confirmed)))
        .all(db)
        .await?;
    for date in dates {
        let found = booking::Entity::find_by_id(date.booking_id).lock_exclusive().one(db).await?;
        let Some(row) = found.filter(|row| row.session_id.is_none() && row.units >= i32::from(wish.units)) else {
            continue;
        };
        let act = Act::ChangeBooking(
            wanted.room.premises(),
            wanted.organisation,
            AccountId(row.account_id.unwrap_or_default()),
        );
        let single = occurrences(db, &[row.id]).await?.len() == 1;
        if may(by, act).is_ok() && single {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// Frees what a session holds: it has no room any more, or does not take place.
pub(crate) async fn free_for_session(
    db: &impl ConnectionTrait,
    by: &Actor,
    session: SessionId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let Some(booking) = living(db, session).await? else { return Ok(()) };
    if booking.request_id.is_some() {
        // It was booked by a form once: somebody has it in her calendar.
        outbox::write(db, Mail::BookingCancelled { booking: BookingId(booking.id) }, now).await?;
    }
    end(db, &booking, BookingState::Cancelled, now).await?;
    audit::write(db, by, "cancelled", Thing::Booking, booking.id, json!({ "session": session }), now).await
}

async fn living(db: &impl ConnectionTrait, session: SessionId) -> Result<Option<booking::Model>, DbErr> {
    booking::Entity::find()
        .filter(booking::Column::SessionId.eq(session.0))
        .filter(booking::Column::State.eq(Code(BookingState::Confirmed)))
        .lock_exclusive()
        .one(db)
        .await
}
