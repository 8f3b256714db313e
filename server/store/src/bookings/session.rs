//! The room of a session: a booking the session owns and nobody else moves (I4).
//!
//! These run inside the event's own transaction: when the room says no, nothing of the event changes either.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    booking::{BookingRefusal, BookingState},
    equipment::Along,
    id::{OrganisationId, SessionId},
    rules::{BrokenRule, Standing, Verdict, Wish},
    slot::When,
    space::seats,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::{
    alternatives::Terms,
    dated::{self, Dated},
    rows::{Change, NewRow, end, insert_dates, occurrences, place},
};
use crate::{
    allocation::{self, Eyes},
    audit::{self, Thing},
    entity::{Code, booking},
    error::{Stop, refuse},
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
/// What stays as it is changes nothing, so this may be called whenever a session was written. A refusal names what is
/// in the way, without alternatives: add them with [`Store::with_alternatives`](crate::Store::with_alternatives) and
/// [`Terms::Session`] once the transaction is gone.
pub(crate) async fn keep_for_session(
    db: &impl ConnectionTrait,
    by: &Actor,
    wanted: &SessionUse<'_>,
    now: DateTime<Utc>,
) -> Result<(), Stop<BookingRefusal>> {
    if may(by, Act::Book(wanted.room.site(), wanted.organisation)).is_err() {
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
    if let (Some(booking), Some(dated)) = (&living, &dated) {
        let slot = wish.when.slot;
        let stays = (dated.space_id, dated.starts_at, dated.ends_at) == (room.id(), slot.from(), slot.until())
            && booking.units == i32::from(wish.units);
        if stays {
            // Only the words or the number of people changed: a session that runs, or is over, may still be corrected.
            let mut broken = wished.judged(Standing::Keeper.into(), &[], now).broken;
            broken.retain(|rule| matches!(rule, BrokenRule::TooManyPeople { .. }));
            if !broken.is_empty() {
                return refuse(BookingRefusal::Rules(Verdict { broken, ..Verdict::default() }));
            }
            return Ok(Change::new(booking, now).title(wanted.title).people(wish.people).write(db).await?);
        }
        allocation::free(db, &[dated.id]).await?;
    }
    let dates = [wished];
    let busy = dated::look(db, &dates, true, Eyes::of(by, now)).await?;
    let [wished] = &dates;
    let broken = wished.judged(Standing::Keeper.into(), &busy, now).broken;
    if !broken.is_empty() {
        return refuse(BookingRefusal::Rules(Verdict { broken, ..Verdict::default() }));
    }
    let (id, occurrence, act) = match (&living, &dated) {
        (Some(booking), Some(dated)) => {
            let change = Change::new(booking, now).title(wanted.title).people(wish.people).units(wish.units);
            change.moved().write(db).await?;
            place(db, dated, wished).await?;
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
            };
            let id = row.insert(db, now).await?;
            let ids = insert_dates(db, id, wanted.organisation, None, &dates, BookingState::Confirmed, now).await?;
            (id, ids.into_iter().next().unwrap_or(id), "booked")
        }
    };
    dated::occupy(db, &dates, &[occurrence], BookingState::Confirmed, busy, now).await?;
    let detail = json!({ "space": room.view.space.slug, "slot": wish.when.slot, "session": wanted.session });
    audit::write(db, by, act, Thing::Booking, id, detail, now).await?;
    Ok(())
}

/// Frees what a session holds: it has no room any more, or does not take place.
pub(crate) async fn free_for_session(
    db: &impl ConnectionTrait,
    by: &Actor,
    session: SessionId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let Some(booking) = living(db, session).await? else { return Ok(()) };
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
