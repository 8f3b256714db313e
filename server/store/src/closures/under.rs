//! What a closure is about: its stretches of time, its units, and what lies under it.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::{
    access::{Act, Actor, Premises, may},
    booking::BookingState,
    desk::{ClosureRefusal, LONGEST_CLOSURE_DAYS, NewClosure, SiteView},
    slot::{Slot, When},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Outcome, units_of};
use crate::{
    allocation::{self, Eyes, Taker},
    bookings::{dated::Dated, requests::as_dated},
    calendar::LONGEST_BUFFER,
    entity::{Code, booking, occurrence, unit, waiting},
    error::refuse,
    holds,
    rooms::{self, Houses, Room, Which},
    zone,
};

/// The longest reason, as the table has it.
const LONGEST_REASON: usize = 160;

/// A closure in instants.
pub(super) struct Meant {
    /// Who closes.
    pub(super) by: Actor,
    pub(super) site: SiteView,
    pub(super) houses: Houses,
    /// The spaces that are named; empty: the whole site.
    pub(super) spaces: Vec<Uuid>,
    /// What is closed, in the order of their ids.
    pub(super) units: Vec<Uuid>,
    pub(super) dates: Vec<When>,
    pub(super) reason: String,
}

/// Everything under a closure.
#[derive(Clone)]
pub(super) struct Under {
    /// Dates of bookings and requests, by start.
    pub(super) dates: Vec<UnderDate>,
    /// Wishes to which time under it is offered, by its start.
    pub(super) offers: Vec<waiting::Model>,
    /// What open forms hold.
    pub(super) holds: Vec<Uuid>,
}

/// A date of a booking under a closure.
#[derive(Clone)]
pub(super) struct UnderDate {
    pub(super) date: occurrence::Model,
    pub(super) booking: booking::Model,
}

impl UnderDate {
    /// True for what is only asked for.
    pub(super) fn asked(&self) -> bool {
        self.date.state.0 == BookingState::Requested
    }
}

/// The zone a site keeps.
pub(super) fn zone_of(site: &SiteView) -> Tz {
    site.zone.parse().unwrap_or(Tz::UTC)
}

impl Meant {
    /// Reads what a closure is about, and refuses what cannot be meant.
    pub(super) async fn read(
        db: &impl ConnectionTrait,
        by: &Actor,
        new: &NewClosure,
        now: DateTime<Utc>,
    ) -> Outcome<Self> {
        let mut houses = rooms::load(db, Which::Site(&new.site)).await?;
        let keeps = |premises: Premises| may(by, Act::Keep(premises)).is_ok();
        let keeps_some = houses.rooms.iter().any(|room| keeps(room.premises()));
        let Some(site) = houses.sites.pop().filter(|site| keeps_some || keeps(site.id.into())) else {
            return refuse(ClosureRefusal::NotFound);
        };
        let reason = new.reason.replace(char::is_control, " ").trim().to_owned();
        if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
            return refuse(ClosureRefusal::Reason);
        }
        let length = new.first.until - new.first.from;
        if length <= TimeDelta::zero() || length > TimeDelta::days(LONGEST_CLOSURE_DAYS) {
            return refuse(ClosureRefusal::Time);
        }
        let spans = match &new.repeat {
            None => vec![new.first],
            Some(repeat) => match repeat.dates(new.first) {
                Ok(spans) => spans,
                Err(err) => return refuse(ClosureRefusal::Repeat(err)),
            },
        };
        let here = zone_of(&site);
        let mut dates: Vec<When> = spans.into_iter().filter_map(|span| zone::meant(here, span)).collect();
        dates.retain(|when| when.slot.until() > now);
        if dates.is_empty() {
            return refuse(ClosureRefusal::Time);
        }
        let named: Vec<&Room> = new.spaces.iter().filter_map(|slug| houses.room(slug)).collect();
        if named.len() != new.spaces.len() {
            return refuse(ClosureRefusal::Space);
        }
        if named.is_empty() && !keeps(site.id.into()) {
            return refuse(ClosureRefusal::Space);
        }
        // What a space covers may be part of others: whoever closes it closes those as well.
        let shares = |room: &Room| named.iter().any(|one| one.units.iter().any(|unit| room.units.contains(unit)));
        if let Some(other) = houses.rooms.iter().find(|room| shares(room) && !keeps(room.premises())) {
            return refuse(ClosureRefusal::NotHers(Box::new(other.view.space.clone())));
        }
        let spaces: Vec<Uuid> = named.iter().map(|room| room.id()).collect();
        let units = if spaces.is_empty() {
            let mut all = unit::Entity::find().filter(unit::Column::SiteId.eq(site.id.0)).all(db).await?;
            all.sort_unstable_by_key(|unit| unit.id);
            all.into_iter().map(|unit| unit.id).collect()
        } else {
            units_of(named)
        };
        Ok(Self { by: by.clone(), site, houses, spaces, units, dates, reason })
    }

    /// Everything under it.
    pub(super) async fn under(&self, db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Under, DbErr> {
        let times: Vec<Slot> = self.dates.iter().map(|when| when.slot).collect();
        let Some(window) = Slot::around(&times) else {
            return Ok(Under { dates: Vec::new(), offers: Vec::new(), holds: Vec::new() });
        };
        let dates = self.dates_under(db, window, now).await?;
        let held = holds::under(db, &self.units, &times, now).await?;
        let promised = held.iter().filter(|row| row.promised).map(|row| row.request_id);
        let mut offers = waiting::Entity::find().filter(waiting::Column::Id.is_in(promised)).all(db).await?;
        offers.sort_by_key(|row| (row.offer_from, row.place));
        let holds = held.into_iter().filter(|row| !row.promised).map(|row| row.id).collect();
        Ok(Under { dates, offers, holds })
    }

    async fn dates_under(
        &self,
        db: &impl ConnectionTrait,
        window: Slot,
        now: DateTime<Utc>,
    ) -> Result<Vec<UnderDate>, DbErr> {
        let taking = self.taking(db, window, now).await?;
        let taking = occurrence::Entity::find().filter(occurrence::Column::Id.is_in(taking)).all(db).await?;
        let asked = self.asked(db, window, now).await?;
        let ids = taking.iter().chain(&asked).map(|date| date.booking_id);
        let bookings = booking::Entity::find().filter(booking::Column::Id.is_in(ids)).all(db).await?;
        let bookings: HashMap<Uuid, booking::Model> = bookings.into_iter().map(|row| (row.id, row)).collect();
        let with = |date: occurrence::Model| {
            let booking = bookings.get(&date.booking_id)?.clone();
            Some(UnderDate { date, booking })
        };
        let mut under: Vec<UnderDate> = taking.into_iter().filter_map(with).collect();
        for one in asked.into_iter().filter_map(with) {
            let dated = as_dated(&one.booking, &[&one.date], &self.houses)?.pop();
            let known = under.iter().any(|other| other.date.id == one.date.id);
            if !known && dated.is_some_and(|dated| self.closes(&dated)) {
                under.push(one);
            }
        }
        under.sort_by_key(|one| (one.date.starts_at, one.date.id));
        Ok(under)
    }

    /// The dates that have units under it. Buffers may reach into a closure: the keepers are there.
    async fn taking(&self, db: &impl ConnectionTrait, window: Slot, now: DateTime<Utc>) -> Result<Vec<Uuid>, DbErr> {
        let mut found: Vec<Uuid> = Vec::new();
        for busy in allocation::busy(db, &self.units, window, Eyes::nobodys(now)).await? {
            let Taker::Booking { occurrence, .. } = busy.by else { continue };
            let meets = self.dates.iter().any(|when| when.slot.overlaps(busy.used)) && busy.used.until() > now;
            if meets && !found.contains(&occurrence) {
                found.push(occurrence);
            }
        }
        Ok(found)
    }

    /// What is asked for around it, with or without units that are kept for it.
    async fn asked(
        &self,
        db: &impl ConnectionTrait,
        window: Slot,
        now: DateTime<Utc>,
    ) -> Result<Vec<occurrence::Model>, DbErr> {
        let around = window.with_buffers(LONGEST_BUFFER, LONGEST_BUFFER);
        let here = self.houses.rooms.iter().filter(|room| self.closed_of(room) > 0).map(Room::id);
        occurrence::Entity::find()
            .filter(occurrence::Column::State.eq(Code(BookingState::Requested)))
            .filter(occurrence::Column::SpaceId.is_in(here))
            .filter(occurrence::Column::StartsAt.lt(around.until()))
            .filter(occurrence::Column::EndsAt.gt(Ord::max(around.from(), now)))
            .all(db)
            .await
    }

    /// True when a request could not be granted any more: too few of its units would be open, buffers included.
    fn closes(&self, dated: &Dated<'_>) -> bool {
        let open = dated.room.units.len() - self.closed_of(dated.room);
        let needed = if dated.room.view.pool { dated.wish.units.into() } else { dated.room.units.len().max(1) };
        open < needed && self.dates.iter().any(|when| when.slot.overlaps(dated.held()))
    }

    /// How many units of a room it closes.
    fn closed_of(&self, room: &Room) -> usize {
        room.units.iter().filter(|unit| self.units.binary_search(unit).is_ok()).count()
    }
}
