//! Calling off several dates at once, of whatever bookings: one message, one mail for each booking, all or none (I3).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    booking::BookingState,
    desk::{OffBooking, OffDate, OffPlan, OffRefusal, Staying, StayingDate},
    id::{BookingId, OccurrenceId},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    Store,
    bookings::{
        book::shortened,
        cancel::{Off, call_off, late, premises},
        exception::Exception,
        read::{self, when},
        rows::occurrences,
    },
    closures,
    entity::{booking, occurrence, organisation},
    error::{Stop, refuse},
    people,
    rooms::{self, Houses, Room, Which},
};

type Outcome<T> = Result<T, Stop<OffRefusal>>;

/// The dates that are meant, with their bookings.
struct Meant {
    houses: Houses,
    /// Those the actor keeps, by start.
    dates: Vec<occurrence::Model>,
    bookings: BTreeMap<Uuid, booking::Model>,
}

impl Meant {
    async fn read(db: &impl ConnectionTrait, by: &Actor, ids: &[OccurrenceId]) -> Result<Self, DbErr> {
        let mut dates = occurrence::Entity::find()
            .filter(occurrence::Column::Id.is_in(ids.iter().map(|id| id.0)))
            .order_by_asc(occurrence::Column::StartsAt)
            .order_by_asc(occurrence::Column::Id)
            .all(db)
            .await?;
        let places: Vec<Uuid> = dates.iter().map(|date| date.space_id).collect();
        let houses = rooms::load(db, Which::SitesOf(&places)).await?;
        let kept = |room: &Room| may(by, Act::Keep(room.premises())).is_ok();
        dates.retain(|date| houses.room_of(date.space_id).is_some_and(kept));
        let bookings = booking::Entity::find()
            .filter(booking::Column::Id.is_in(dates.iter().map(|date| date.booking_id)))
            .all(db)
            .await?;
        Ok(Self { houses, dates, bookings: bookings.into_iter().map(|row| (row.id, row)).collect() })
    }
}

/// True for a date a keeper may call off like this.
fn can_go(row: &booking::Model, date: &occurrence::Model, now: DateTime<Utc>) -> bool {
    row.session_id.is_none() && date.state.0 == BookingState::Confirmed && date.starts_at > now
}

impl Store {
    pub(super) async fn plan_to_call_off(&self, by: &Actor, ids: &[OccurrenceId]) -> Result<OffPlan, DbErr> {
        let now = self.now();
        let Meant { houses, dates, bookings } = Meant::read(&self.db, by, ids).await?;
        let all = occurrences(&self.db, &bookings.keys().copied().collect::<Vec<_>>()).await?;
        let bookers = read::people(&self.db, bookings.values().filter_map(|row| row.account_id)).await?;
        let invited = people::counted(&self.db, bookings.keys().copied()).await?;
        let organisations = organisation::Entity::find()
            .filter(organisation::Column::Id.is_in(bookings.values().map(|row| row.organisation_id)))
            .all(&self.db)
            .await?;
        let events = closures::events_of(&self.db, bookings.values().filter_map(|row| row.session_id)).await?;
        let mut plan = OffPlan { bookings: Vec::new(), stays: Vec::new() };
        for date in &dates {
            let (Some(row), Some(room)) = (bookings.get(&date.booking_id), houses.room_of(date.space_id)) else {
                continue;
            };
            let (id, space, when) = (BookingId(row.id), room.view.space.clone(), when(room.zone, date)?);
            if !can_go(row, date, now) {
                let title = date.title.clone().unwrap_or_else(|| row.title.clone());
                let event = row.session_id.and_then(|session| events.get(&session).cloned());
                let why = match event {
                    Some(slug) => Staying::OfEvent(slug),
                    None if date.state.0 == BookingState::Confirmed => Staying::Begun,
                    None => Staying::NotNow,
                };
                plan.stays.push(StayingDate { booking: id, title, space, when, why });
                continue;
            }
            let off = OffDate { id: OccurrenceId(date.id), space, when };
            let late = !late(&[date], &houses, now).is_empty();
            if let Some(known) = plan.bookings.iter_mut().find(|one| one.id == id) {
                known.dates.push(off);
                known.late |= late;
                continue;
            }
            let of = organisations.iter().find(|of| of.id == row.organisation_id);
            plan.bookings.push(OffBooking {
                id,
                version: row.version,
                title: row.title.clone(),
                organisation: of.map(|of| of.name.clone()).unwrap_or_default(),
                booker: row.account_id.and_then(|account| bookers.get(&account)).cloned().unwrap_or_default(),
                told: usize::from(row.account_id.is_some()) + invited.get(&row.id).copied().unwrap_or_default(),
                dates: vec![off],
                whole: false,
                late,
            });
        }
        for one in &mut plan.bookings {
            let standing = all.iter().filter(|date| date.booking_id == one.id.0 && date.state.0.occupies()).count();
            one.whole = standing == one.dates.len();
        }
        Ok(plan)
    }

    pub(super) async fn call_off_several(
        &self,
        by: &Actor,
        ids: &[OccurrenceId],
        seen: &[(BookingId, i32)],
        message: &str,
    ) -> Outcome<usize> {
        let now = self.now();
        let reason = shortened(message);
        if reason.is_empty() {
            return refuse(OffRefusal::Message);
        }
        let tx = self.begin_write().await?;
        // All bookings at once, in one order, as whoever else takes several.
        let meant = Meant::read(&*tx, by, ids).await?;
        booking::Entity::find()
            .filter(booking::Column::Id.is_in(meant.bookings.keys().copied()))
            .order_by_asc(booking::Column::Id)
            .lock_exclusive()
            .all(&*tx)
            .await?;
        let Meant { houses, dates, bookings } = Meant::read(&*tx, by, ids).await?;
        if dates.is_empty() {
            return refuse(OffRefusal::Nothing);
        }
        let mut done = 0;
        for row in bookings.values() {
            let its = || dates.iter().filter(|date| date.booking_id == row.id);
            if its().all(|date| date.state.0 == BookingState::Cancelled) {
                // The button was clicked twice.
                continue;
            }
            let same = seen.iter().any(|(id, version)| id.0 == row.id && *version == row.version);
            if !same || !its().all(|date| can_go(row, date, now)) {
                return refuse(OffRefusal::ChangedMeanwhile);
            }
            let going: Vec<&occurrence::Model> = its().collect();
            let off: Vec<Uuid> = going.iter().map(|date| date.id).collect();
            let standing = occurrences(&*tx, &[row.id]).await?;
            let whole = standing.iter().filter(|date| date.state.0.occupies()).count() == off.len();
            call_off(&*tx, by, row, Off { dates: &off, whole, reason: &reason }, now).await?;
            // She keeps all of them, and her message says why.
            let mut exception = Exception::at(by, premises(&going, &houses), Some(&reason));
            exception.lift(late(&going, &houses, now));
            exception.write(&*tx, by, row.id, now).await?;
            done += 1;
        }
        tx.commit().await?;
        Ok(done)
    }
}
