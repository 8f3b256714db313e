//! Calling dates off, and until when one may.

use chrono::{DateTime, Utc};
use domain::{
    access::{Actor, Premises},
    booking::{BookingRefusal, BookingState},
    id::{BookingId, OccurrenceId},
    rules::{BrokenRule, Verdict, too_late_to_cancel},
};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use uuid::Uuid;

use super::{
    Known, Outcome,
    book::shortened,
    exception::Exception,
    known, requests,
    rows::{Change, end, end_dates, occurrences},
    still_the_same,
};
use crate::{
    Store,
    audit::{self, Thing},
    entity::{booking, occurrence},
    error::refuse,
    outbox::{self, Mail},
    rooms::{self, Houses, Room, Which},
};

impl Store {
    /// Calls dates off; an empty list: all that are still to come.
    pub(super) async fn cancel_dates(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        which: &[OccurrenceId],
        reason: &str,
    ) -> Outcome<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Known { row, dates } = known(&*tx, by, id).await?;
        let named = |dated: &occurrence::Model| which.is_empty() || which.iter().any(|id| id.0 == dated.id);
        let standing: Vec<&occurrence::Model> = dates.iter().filter(|dated| dated.state.0.occupies()).collect();
        let off_already = |dated: &occurrence::Model| dated.state.0 == BookingState::Cancelled && dated.starts_at > now;
        let done = match which {
            [] => dates.iter().any(off_already) && !standing.iter().any(|dated| dated.starts_at > now),
            _ => !standing.iter().any(|dated| named(dated)),
        };
        if row.state.0 == BookingState::Cancelled || done {
            // What she wanted is done; who clicked first does not matter to her.
            return Ok(());
        }
        still_the_same(&row, version)?;
        if !row.state.0.may_become(BookingState::Cancelled) {
            return refuse(BookingRefusal::NotNow(row.state.0));
        }
        let off: Vec<Uuid> =
            standing.iter().filter(|dated| named(dated) && dated.starts_at > now).map(|dated| dated.id).collect();
        if off.is_empty() {
            return refuse(BookingRefusal::NotNow(BookingState::Finished));
        }
        let going: Vec<&occurrence::Model> = standing.iter().filter(|dated| off.contains(&dated.id)).copied().collect();
        let houses = houses_of(&*tx, &going).await?;
        let whole = off.len() == standing.len();
        let reason = shortened(reason);
        let booking = BookingId(row.id);
        let mut exception = Exception::at(by, premises(&going, &houses), Some(&reason));
        let broken = exception.lift(late(&going, &houses, now));
        if !broken.is_empty() {
            // Only whoever keeps all of it may, and says why.
            return if exception.may_lift(&broken) { refuse(BookingRefusal::Reason) } else { too_late_for(broken) };
        }
        call_off(&*tx, by, &row, Off { dates: &off, whole, reason: &reason }, now).await?;
        exception.write(&*tx, by, row.id, now).await?;
        if !reason.is_empty() {
            let premises: Vec<Premises> = premises(&going, &houses).collect();
            let mail = |account| Mail::KeeperCalledOff { booking, account };
            requests::tell_others(&*tx, by, &premises, mail, now).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// What is called off of a booking.
pub(crate) struct Off<'a> {
    /// The dates.
    pub(crate) dates: &'a [Uuid],
    /// Nothing of it is left then.
    pub(crate) whole: bool,
    /// Why; may be empty.
    pub(crate) reason: &'a str,
}

/// Calls dates of a booking off, its row locked, and writes one mail, however many they are.
pub(crate) async fn call_off(
    db: &impl ConnectionTrait,
    by: &Actor,
    row: &booking::Model,
    off: Off<'_>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let Off { dates, whole, reason } = off;
    let booking = BookingId(row.id);
    if whole {
        end(db, row, BookingState::Cancelled, now).await?;
        audit::write(db, by, "cancelled", Thing::Booking, row.id, json!({ "reason": reason }), now).await?;
        outbox::write(db, Mail::BookingCancelled { booking }, now).await
    } else {
        end_dates(db, dates, BookingState::Cancelled).await?;
        let left = occurrences(db, &[row.id]).await?;
        let mut change = Change::new(row, now).moved();
        if row.answer_by.is_some() && left.iter().all(|dated| dated.state.0 != BookingState::Requested) {
            // Nothing of it waits any more: what stands, stands.
            change = change.state(BookingState::Confirmed).answer_by(None);
        }
        change.write(db).await?;
        let detail = json!({ "reason": reason, "dates": dates });
        audit::write(db, by, "dates-cancelled", Thing::Booking, row.id, detail, now).await?;
        outbox::write(db, Mail::BookingDatesCancelled { booking, sequence: row.sequence + 1 }, now).await
    }
}

/// Refuses by rules about when dates may be called off or moved.
pub(super) fn too_late_for(broken: Vec<BrokenRule>) -> Outcome<()> {
    refuse(BookingRefusal::Rules(Verdict { broken, ..Verdict::default() }))
}

/// The rules that calling off or moving dates breaks now.
pub(super) async fn too_late(
    db: &impl ConnectionTrait,
    dates: &[&occurrence::Model],
    now: DateTime<Utc>,
) -> Result<Vec<BrokenRule>, DbErr> {
    Ok(late(dates, &houses_of(db, dates).await?, now))
}

/// The same where their houses were read already. What a keeper has not agreed to yet can go at any time.
pub(crate) fn late(dates: &[&occurrence::Model], houses: &Houses, now: DateTime<Utc>) -> Vec<BrokenRule> {
    let mut broken = Vec::new();
    for dated in dates.iter().filter(|dated| dated.state.0 == BookingState::Confirmed) {
        let rules = houses.room_of(dated.space_id).map(|room| &room.view.rules);
        let late = rules.and_then(|rules| too_late_to_cancel(dated.starts_at, rules, now));
        broken.extend(late.filter(|rule| !broken.contains(rule)));
    }
    broken
}

/// Where some dates are.
pub(crate) fn premises<'a>(
    dates: &'a [&occurrence::Model],
    houses: &'a Houses,
) -> impl Iterator<Item = Premises> + use<'a> {
    dates.iter().filter_map(|dated| houses.room_of(dated.space_id)).map(Room::premises)
}

async fn houses_of(db: &impl ConnectionTrait, dates: &[&occurrence::Model]) -> Result<Houses, DbErr> {
    let places: Vec<Uuid> = dates.iter().map(|dated| dated.space_id).collect();
    rooms::load(db, Which::SitesOf(&places)).await
}
