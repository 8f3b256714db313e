//! The rooms of a session: bookings the session owns and nobody else moves, one for each of its spaces (I4).
//!
//! These run inside the event's own transaction: when a room says no, nothing of the event changes either, nor of what the
//! session has in its other rooms.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, Person, may},
    booking::{BookingRefusal, BookingState, RoomVerdict, RoomVerdicts},
    equipment::Along,
    id::{AccountId, BookingId, OrganisationId, SessionId},
    rules::{BrokenRule, Facts, Standing, Verdict, Wish},
    slot::{Margins, When},
    space::seats,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::{
    alternatives::Terms,
    dated::{self, Dated},
    exception::Exception,
    facts::Wisher,
    rows::{Change, NewRow, SessionHold, end, insert_dates, is_at, margins, occurrences, place},
};
use crate::{
    allocation::{self, Busy},
    audit::{self, Thing},
    entity::{Code, booking, occurrence, small},
    error::{Stop, refuse},
    outbox::{self, Mail},
    rooms::Room,
    zone,
};

/// What a session needs of its rooms.
#[derive(Clone, Debug)]
pub(crate) struct SessionUse<'a> {
    pub(crate) session: SessionId,
    pub(crate) organisation: OrganisationId,
    /// The purpose of the bookings: the event's title, at most 160 letters.
    pub(crate) title: &'a str,
    pub(crate) language: &'a str,
    /// Each once, the main one first.
    pub(crate) rooms: Vec<&'a Room>,
    /// By the clock of the main one.
    pub(crate) when: When,
    pub(crate) margins: Margins,
    /// How many come to the main room: the session's capacity, 0 when it has none. Nobody is counted in the others.
    pub(crate) people: u16,
    /// Why a keeper makes an exception.
    pub(crate) override_reason: Option<&'a str>,
}

impl<'a> SessionUse<'a> {
    /// A date for each of its rooms, in their order.
    pub(crate) fn dates(&self) -> Vec<Dated<'a>> {
        let date = |(number, room): (usize, &&'a Room)| {
            let main = number == 0;
            let when = if main { self.when } else { zone::when(room.zone, self.when.slot) };
            let wish = wish(room, when, if main { self.people } else { 0 });
            Dated { terms: Terms::Session, margins: self.margins, ..Dated::new(room, wish) }
        };
        self.rooms.iter().enumerate().map(date).collect()
    }

    const fn hold(&self, room: &Room) -> SessionHold {
        SessionHold { session: self.session, space: room.id(), margins: self.margins }
    }
}

/// The wish a session has: a whole room, or of a pool as many units as seat everybody, all when nobody counts.
fn wish(room: &Room, when: When, people: u16) -> Wish {
    let view = &room.view;
    let each = if view.layouts.is_empty() { 1 } else { seats(&view.layouts, None).unwrap_or(1).max(1) };
    let units = match (view.pool, people) {
        (false, _) => 1,
        (true, 0) => view.units,
        (true, people) => people.div_ceil(each).min(view.units),
    };
    Wish { when, people, layout: None, units: units.max(1) }
}

/// A living booking of the session, and its one date.
struct Held {
    booking: booking::Model,
    date: occurrence::Model,
}

/// How a session comes to one of its rooms.
enum Way {
    /// It has it, as it shall be.
    Stays(Held),
    /// A booking of its organisation becomes its own.
    Becomes(Held),
    /// It takes it, with a booking it has for another time or another room, or with a new one.
    Takes(Option<Held>),
}

/// Sees to it that a session has its rooms at its time, all of them and no other, or changes nothing: takes them, moves
/// there what it already has, frees what it does not need any more.
///
/// The rules are those of every booking, for whoever runs the event, each room by its own book; a keeper of a space lifts
/// them for a reason, there. A confirmed booking of the organisation for just the time of the session, set-up and clearing
/// included, becomes the session's room: whatever a keeper agreed to there holds.
///
/// What stays as it is changes nothing, so this may be called whenever a session was written. A refusal names what is
/// in the way, without alternatives: add them with [`Store::with_alternatives`](crate::Store::with_alternatives) once the
/// transaction is gone.
pub(crate) async fn keep_for_session(
    db: &impl ConnectionTrait,
    by: &Actor,
    wanted: &SessionUse<'_>,
    now: DateTime<Utc>,
) -> Result<(), Stop<BookingRefusal>> {
    if wanted.rooms.iter().any(|room| may(by, Act::Book(room.premises(), wanted.organisation)).is_err()) {
        return refuse(BookingRefusal::Forbidden);
    }
    let dates = wanted.dates();
    let (ways, idle) = ways(db, by, wanted, &dates).await?;
    for held in idle {
        give_up(db, by, wanted.session, held.booking, now).await?;
    }
    let mut verdicts: Vec<Verdict> = dates.iter().map(|_| Verdict::default()).collect();
    let mut takes: Vec<(usize, Option<Held>)> = Vec::new();
    for (number, (way, dated)) in ways.into_iter().zip(&dates).enumerate() {
        match way {
            Way::Takes(held) => takes.push((number, held)),
            Way::Stays(held) => {
                verdicts[number] = seated(dated, now);
                let change = Change::new(&held.booking, now).title(wanted.title).people(dated.wish.people);
                change.write(db).await?;
            }
            Way::Becomes(held) => {
                verdicts[number] = seated(dated, now);
                become_its_room(db, by, wanted, dated, &held, now).await?;
            }
        }
    }
    take(db, by, wanted, (&dates, takes), &mut verdicts, now).await?;
    if verdicts.iter().all(Verdict::is_free) {
        return Ok(());
    }
    if let [_] = dates[..] {
        return refuse(BookingRefusal::Rules(verdicts.pop().unwrap_or_default()));
    }
    let said = |(dated, verdict): (&Dated<'_>, Verdict)| RoomVerdict { space: dated.room.view.space.clone(), verdict };
    let rooms = dates.iter().zip(verdicts).map(said).collect();
    refuse(BookingRefusal::Rooms(Box::new(RoomVerdicts { rooms, times: Vec::new() })))
}

/// How the session comes to each of its rooms, and what it has besides and needs no more.
async fn ways(
    db: &impl ConnectionTrait,
    by: &Actor,
    wanted: &SessionUse<'_>,
    dates: &[Dated<'_>],
) -> Result<(Vec<Way>, Vec<Held>), DbErr> {
    let mut idle = living(db, wanted.session).await?;
    let mut ended = Vec::new();
    let mut ways: Vec<Way> = Vec::with_capacity(dates.len());
    for dated in dates {
        let held = idle.extract_if(.., |held| held.date.space_id == dated.room.id()).next();
        ways.push(match held {
            Some(held) if stays(&held, dated) => Way::Stays(held),
            held => Way::Takes(held),
        });
    }
    // Always in the same order: two sessions of one organisation do not wait for each other's bookings.
    let mut order: Vec<usize> = (0..dates.len()).collect();
    order.sort_by_key(|number| dates.get(*number).map(|dated| dated.room.id()));
    for number in order {
        let (Some(way), Some(dated)) = (ways.get_mut(number), dates.get(number)) else { continue };
        let Way::Takes(held) = way else { continue };
        if let Some(own) = own_booking(db, by, wanted.organisation, dated).await? {
            // It ends: for a while there would be two of this room.
            ended.extend(held.take());
            *way = Way::Becomes(own);
        }
    }
    for way in &mut ways {
        if let Way::Takes(held @ None) = way {
            *held = idle.pop();
        }
    }
    ended.append(&mut idle);
    Ok((ways, ended))
}

/// True for what is where and when it shall be, with as many units and as long before and after.
fn stays(held: &Held, dated: &Dated<'_>) -> bool {
    is_at(&held.date, dated.room, dated.wish.when.slot)
        && held.booking.units == i32::from(dated.wish.units)
        && margins(&held.booking) == dated.margins
}

/// Takes some of the rooms of a session, if all of them can be had, and puts what each says in its place.
async fn take(
    db: &impl ConnectionTrait,
    by: &Actor,
    wanted: &SessionUse<'_>,
    (dates, takes): (&[Dated<'_>], Vec<(usize, Option<Held>)>),
    verdicts: &mut [Verdict],
    now: DateTime<Utc>,
) -> Result<(), Stop<BookingRefusal>> {
    if takes.is_empty() {
        return Ok(());
    }
    let again: Vec<Uuid> = takes.iter().filter_map(|(_, held)| Some(held.as_ref()?.date.id)).collect();
    allocation::free(db, &again).await?;
    let new: Vec<Dated<'_>> = takes.iter().filter_map(|(number, _)| dates.get(*number).cloned()).collect();
    let hers = acting_for(by, wanted.organisation);
    let wisher = Wisher::acting(db, &hers).await?.judging(again);
    // The units of all rooms are locked at once and in order: two sessions that want the same two never wait in a circle.
    let busy = dated::look(db, &new, true, wisher.eyes(now)).await?;
    let facts = wisher.facts(db, &new).await?;
    let (said, exceptions) = judged(by, &new, facts, &busy, wanted.override_reason, now);
    for ((number, _), said) in takes.iter().zip(said) {
        if let Some(verdict) = verdicts.get_mut(*number) {
            *verdict = said;
        }
    }
    if !verdicts.iter().all(Verdict::is_free) {
        return Ok(());
    }
    let mut ids = Vec::with_capacity(new.len());
    for ((dated, exception), (_, held)) in new.iter().zip(&exceptions).zip(takes) {
        let (booking, date) = match held {
            Some(held) => (held.booking.id, moved(db, by, wanted, dated, &held, now).await?),
            None => booked(db, by, wanted, dated, now).await?,
        };
        exception.write(db, by, booking, now).await?;
        ids.push(date);
    }
    dated::occupy(db, &new, &ids, BookingState::Confirmed, busy, now).await?;
    Ok(())
}

/// What the house says to each of some rooms, those before it seen as taken: whoever keeps a room lifts its rules, and no
/// other's.
fn judged(
    by: &Actor,
    dates: &[Dated<'_>],
    facts: Vec<Facts>,
    busy: &[Busy],
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> (Vec<Verdict>, Vec<Exception>) {
    let mut busy = busy.to_vec();
    let one = |(dated, facts): (&Dated<'_>, Facts)| {
        let alone = std::slice::from_ref(dated);
        let mut exception = Exception::by(by, alone, reason);
        let verdict = exception.verdicts(alone, vec![facts], &busy, now).pop().unwrap_or_default();
        if verdict.is_free() {
            let taken = dated.choose(&busy);
            busy.extend(taken.into_iter().map(|unit| Busy::unsaid(unit, dated.held(), dated.wish.when.slot)));
        }
        (verdict, exception)
    };
    dates.iter().zip(facts).map(one).unzip()
}

/// Writes that a booking of the session is for this room and time now, and answers its date.
async fn moved(
    db: &impl ConnectionTrait,
    by: &Actor,
    wanted: &SessionUse<'_>,
    dated: &Dated<'_>,
    held: &Held,
    now: DateTime<Utc>,
) -> Result<Uuid, DbErr> {
    let (room, wish) = (dated.room, &dated.wish);
    let change = Change::new(&held.booking, now).title(wanted.title).people(wish.people).units(wish.units);
    let change = change.session(wanted.hold(room));
    let elsewhere = !is_at(&held.date, room, wish.when.slot);
    if elsewhere { change.moved() } else { change }.write(db).await?;
    place(db, &held.date, dated).await?;
    if elsewhere && held.booking.request_id.is_some() {
        // It was booked by a form once: somebody has it in her calendar.
        outbox::write(db, Mail::BookingMoved { booking: BookingId(held.booking.id) }, now).await?;
    }
    noted(db, by, ("moved", held.booking.id), wanted, dated, now).await?;
    Ok(held.date.id)
}

/// Writes a new booking of the session, and answers it and its date.
async fn booked(
    db: &impl ConnectionTrait,
    by: &Actor,
    wanted: &SessionUse<'_>,
    dated: &Dated<'_>,
    now: DateTime<Utc>,
) -> Result<(Uuid, Uuid), DbErr> {
    let row = NewRow {
        request: None,
        organisation: wanted.organisation,
        account: by.person().map(|person| person.id),
        session: Some(wanted.hold(dated.room)),
        title: wanted.title,
        note: "",
        language: wanted.language,
        wish: &dated.wish,
        state: BookingState::Confirmed,
        repeat: None,
        answer_by: None,
        use_kind: None,
        along: &Along::new(),
        cost_centre: None,
    };
    let id = row.insert(db, now).await?;
    let alone = std::slice::from_ref(dated);
    let ids = insert_dates(db, id, wanted.organisation, None, alone, BookingState::Confirmed, now).await?;
    noted(db, by, ("booked", id), wanted, dated, now).await?;
    Ok((id, ids.into_iter().next().unwrap_or(id)))
}

async fn noted(
    db: &impl ConnectionTrait,
    by: &Actor,
    (act, booking): (&'static str, Uuid),
    wanted: &SessionUse<'_>,
    dated: &Dated<'_>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let (space, slot) = (&dated.room.view.space.slug, dated.wish.when.slot);
    let detail = json!({ "space": space, "slot": slot, "session": wanted.session });
    audit::write(db, by, act, Thing::Booking, booking, detail, now).await
}

/// A booking of the organisation becomes the session's. Of one that was booked with the time for setting up and clearing
/// the session keeps that as its margins: what is taken stays what it was.
async fn become_its_room(
    db: &impl ConnectionTrait,
    by: &Actor,
    wanted: &SessionUse<'_>,
    dated: &Dated<'_>,
    own: &Held,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let change = Change::new(&own.booking, now).title(wanted.title).people(dated.wish.people);
    let change = change.session(wanted.hold(dated.room));
    let narrower = wanted.margins != Margins::default();
    if narrower { change.moved() } else { change }.write(db).await?;
    if narrower {
        place(db, &own.date, dated).await?;
        outbox::write(db, Mail::BookingMoved { booking: BookingId(own.booking.id) }, now).await?;
    }
    let detail = json!({ "session": wanted.session });
    audit::write(db, by, "became-session", Thing::Booking, own.booking.id, detail, now).await
}

/// More people than fit, and nothing else: a session that runs, or is over, may still be corrected.
fn seated(wished: &Dated<'_>, now: DateTime<Utc>) -> Verdict {
    let mut broken = wished.allowed(Standing::Keeper.into(), now).broken;
    broken.retain(|rule| matches!(rule, BrokenRule::TooManyPeople { .. }));
    Verdict { broken, ..Verdict::default() }
}

/// The actor as she acts for an organisation of hers.
pub(crate) fn acting_for(by: &Actor, organisation: OrganisationId) -> Actor {
    match by {
        Actor::Account(person) => Actor::Account(Person { acting_for: Some(organisation), ..person.clone() }),
        other => other.clone(),
    }
}

/// True when the organisation has a booking that would become the session's room.
pub(crate) async fn has_booked(
    db: &impl ConnectionTrait,
    by: &Actor,
    organisation: OrganisationId,
    dated: &Dated<'_>,
) -> Result<bool, DbErr> {
    Ok(own_booking(db, by, organisation, dated).await?.is_some())
}

/// A confirmed booking of the organisation for just this room and time, set-up and clearing included, with as many units,
/// that the actor may change.
async fn own_booking(
    db: &impl ConnectionTrait,
    by: &Actor,
    organisation: OrganisationId,
    dated: &Dated<'_>,
) -> Result<Option<Held>, DbErr> {
    let room = dated.room;
    let slot = dated.margins.around(dated.wish.when.slot);
    let dates = occurrence::Entity::find()
        .filter(occurrence::Column::OrganisationId.eq(organisation.0))
        .filter(occurrence::Column::SpaceId.eq(room.id()))
        .filter(occurrence::Column::StartsAt.eq(slot.from()))
        .filter(occurrence::Column::EndsAt.eq(slot.until()))
        .filter(occurrence::Column::State.eq(Code(BookingState::Confirmed)))
        .all(db)
        .await?;
    for date in dates {
        let found = booking::Entity::find_by_id(date.booking_id).lock_exclusive().one(db).await?;
        let enough = |row: &booking::Model| row.session_id.is_none() && small(row.units) >= dated.wish.units;
        let Some(row) = found.filter(enough) else { continue };
        let owner = AccountId(row.account_id.unwrap_or_default());
        let act = Act::ChangeBooking(room.premises(), organisation, owner);
        let single = occurrences(db, &[row.id]).await?.len() == 1;
        if may(by, act).is_ok() && single {
            return Ok(Some(Held { booking: row, date }));
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
    for held in living(db, session).await? {
        give_up(db, by, session, held.booking, now).await?;
    }
    Ok(())
}

async fn give_up(
    db: &impl ConnectionTrait,
    by: &Actor,
    session: SessionId,
    booking: booking::Model,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    if booking.request_id.is_some() {
        // It was booked by a form once: somebody has it in her calendar.
        outbox::write(db, Mail::BookingCancelled { booking: BookingId(booking.id) }, now).await?;
    }
    end(db, &booking, BookingState::Cancelled, now).await?;
    audit::write(db, by, "cancelled", Thing::Booking, booking.id, json!({ "session": session }), now).await
}

/// What the session has: the bookings locked in the order of their ids.
async fn living(db: &impl ConnectionTrait, session: SessionId) -> Result<Vec<Held>, DbErr> {
    let rows = booking::Entity::find()
        .filter(booking::Column::SessionId.eq(session.0))
        .filter(booking::Column::State.eq(Code(BookingState::Confirmed)))
        .order_by_asc(booking::Column::Id)
        .lock_exclusive()
        .all(db)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut dates = occurrences(db, &ids).await?;
    let with_date = |booking: booking::Model| {
        let date = dates.extract_if(.., |date| date.booking_id == booking.id).last()?;
        Some(Held { booking, date })
    };
    Ok(rows.into_iter().filter_map(with_date).collect())
}
