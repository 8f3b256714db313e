//! Calling dates off, and until when one may.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, Premises, may},
    booking::{BookingRefusal, BookingState},
    id::{BookingId, OccurrenceId},
    rules::{BrokenRule, Standing, Verdict, too_late_to_cancel},
};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use uuid::Uuid;

use super::{
    Known, Outcome,
    book::shortened,
    known, requests,
    rows::{Change, end, end_dates},
    still_the_same,
};
use crate::{
    Store,
    audit::{self, Thing},
    entity::{booking, occurrence},
    error::refuse,
    outbox::{self, Mail},
    rooms::{self, Room, Which},
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
        let late: Vec<&occurrence::Model> = standing.iter().filter(|dated| off.contains(&dated.id)).copied().collect();
        in_time(&*tx, by, &late, now).await?;
        let whole = off.len() == standing.len();
        let reason = shortened(reason);
        let booking = BookingId(row.id);
        call_off(&*tx, by, &row, Off { dates: &off, whole, reason: &reason }, now).await?;
        if !reason.is_empty() {
            let places: Vec<Uuid> =
                dates.iter().filter(|dated| off.contains(&dated.id)).map(|dated| dated.space_id).collect();
            let houses = rooms::load(&*tx, Which::SitesOf(&places)).await?;
            let premises: Vec<Premises> =
                places.iter().filter_map(|place| houses.room_of(*place)).map(Room::premises).collect();
            let keepers = requests::keepers(&*tx, &premises, now).await?.into_iter();
            let others = keepers.filter(|account| by.person().is_none_or(|person| person.id != *account));
            let mails: Vec<Mail> = others.map(|account| Mail::KeeperCalledOff { booking, account }).collect();
            outbox::write_all(&*tx, &mails, now).await?;
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
        Change::new(row, now).moved().write(db).await?;
        let detail = json!({ "reason": reason, "dates": dates });
        audit::write(db, by, "dates-cancelled", Thing::Booking, row.id, detail, now).await?;
        outbox::write(db, Mail::BookingDatesCancelled { booking, sequence: row.sequence + 1 }, now).await
    }
}

/// Refuses to call off, or to move, dates so late that only a keeper of their space may.
pub(super) async fn in_time(
    db: &impl ConnectionTrait,
    by: &Actor,
    dates: &[&occurrence::Model],
    now: DateTime<Utc>,
) -> Outcome<()> {
    let broken = too_late(db, by, dates, now).await?;
    if broken.is_empty() { Ok(()) } else { refuse(BookingRefusal::Rules(Verdict { broken, ..Verdict::default() })) }
}

/// The rules that calling off or moving dates breaks now. What a keeper has not agreed to yet can go at any time.
pub(super) async fn too_late(
    db: &impl ConnectionTrait,
    by: &Actor,
    dates: &[&occurrence::Model],
    now: DateTime<Utc>,
) -> Result<Vec<BrokenRule>, DbErr> {
    let agreed = |dated: &&&occurrence::Model| dated.state.0 == BookingState::Confirmed;
    let dates: Vec<&occurrence::Model> = dates.iter().filter(agreed).copied().collect();
    let places: Vec<Uuid> = dates.iter().map(|dated| dated.space_id).collect();
    let houses = rooms::load(db, Which::SitesOf(&places)).await?;
    let mut broken = Vec::new();
    for (dated, room) in dates.iter().filter_map(|dated| Some((dated, houses.room_of(dated.space_id)?))) {
        let keeps = may(by, Act::Keep(room.premises())).is_ok();
        let standing = if keeps { Standing::Keeper } else { Standing::Booker };
        let late = too_late_to_cancel(dated.starts_at, &room.view.rules, standing, now);
        broken.extend(late.filter(|rule| !broken.contains(rule)));
    }
    Ok(broken)
}
