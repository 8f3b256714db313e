//! What a closure is about: its stretches of time, its units, and the dates of bookings under it.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::{
    access::{Act, Actor, may},
    desk::{ClosurePlan, ClosureRefusal, Conflict, LONGEST_CLOSURE_DAYS, NewClosure, SiteView},
    id::{BookingId, OccurrenceId},
    slot::{Slot, When},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Outcome, units_of};
use crate::{
    Store,
    allocation::{self, Eyes, Taker},
    bookings::{
        alternatives::{Elsewhere, Terms},
        dated::Dated,
        facts::Wisher,
        requests::as_dated,
    },
    entity::{booking, event, occurrence, organisation, session, unit},
    error::refuse,
    rooms::{self, Houses, Room, Which},
    zone,
};

/// The longest reason, as the table has it.
const LONGEST_REASON: usize = 160;

/// A closure in instants.
pub(super) struct Meant {
    pub(super) site: SiteView,
    pub(super) houses: Houses,
    /// The spaces that are named; empty: the whole site.
    pub(super) spaces: Vec<Uuid>,
    /// What is closed, in the order of their ids.
    pub(super) units: Vec<Uuid>,
    pub(super) dates: Vec<When>,
    pub(super) reason: String,
}

/// A date of a booking under a closure.
#[derive(Clone)]
pub(super) struct Under {
    pub(super) date: occurrence::Model,
    pub(super) booking: booking::Model,
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
        let Some(site) = houses.sites.pop().filter(|site| may(by, Act::Keep(site.id)).is_ok()) else {
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
        let spaces: Vec<Uuid> = named.iter().map(|room| room.id()).collect();
        let units = if spaces.is_empty() {
            let mut all = unit::Entity::find().filter(unit::Column::SiteId.eq(site.id.0)).all(db).await?;
            all.sort_unstable_by_key(|unit| unit.id);
            all.into_iter().map(|unit| unit.id).collect()
        } else {
            units_of(named)
        };
        Ok(Self { site, houses, spaces, units, dates, reason })
    }

    /// The dates of bookings under it, by start. Buffers may reach into a closure: the keepers are there.
    pub(super) async fn under(&self, db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<Under>, DbErr> {
        let from = self.dates.iter().map(|when| when.slot.from()).min();
        let until = self.dates.iter().map(|when| when.slot.until()).max();
        let Some(window) = from.zip(until).and_then(|(from, until)| Slot::new(from, until).ok()) else {
            return Ok(Vec::new());
        };
        let mut found: Vec<Uuid> = Vec::new();
        for busy in allocation::busy(db, &self.units, window, Eyes::nobodys(now)).await? {
            let Taker::Booking { occurrence, .. } = busy.by else { continue };
            let meets = self.dates.iter().any(|when| when.slot.overlaps(busy.used)) && busy.used.until() > now;
            if meets && !found.contains(&occurrence) {
                found.push(occurrence);
            }
        }
        let mut dates = occurrence::Entity::find().filter(occurrence::Column::Id.is_in(found)).all(db).await?;
        dates.sort_by_key(|date| (date.starts_at, date.id));
        let ids = dates.iter().map(|date| date.booking_id);
        let bookings = booking::Entity::find().filter(booking::Column::Id.is_in(ids)).all(db).await?;
        let bookings: HashMap<Uuid, booking::Model> = bookings.into_iter().map(|row| (row.id, row)).collect();
        let with = |date: occurrence::Model| {
            let booking = bookings.get(&date.booking_id)?.clone();
            Some(Under { date, booking })
        };
        Ok(dates.into_iter().filter_map(with).collect())
    }
}

impl Store {
    pub(super) async fn planned_closure(&self, by: &Actor, new: &NewClosure) -> Outcome<ClosurePlan> {
        let now = self.now();
        let meant = Meant::read(&self.db, by, new, now).await?;
        let under = meant.under(&self.db, now).await?;
        Ok(self.closure_plan(&meant, under, now).await?)
    }

    /// The plan as a keeper reads it, each date with a space it could move to: no two into one.
    pub(super) async fn closure_plan(
        &self,
        meant: &Meant,
        under: Vec<Under>,
        now: DateTime<Utc>,
    ) -> Result<ClosurePlan, DbErr> {
        let organisations = organisation::Entity::find()
            .filter(organisation::Column::Id.is_in(under.iter().map(|under| under.booking.organisation_id)))
            .all(&self.db)
            .await?;
        let events = self.events_of(under.iter().filter_map(|under| under.booking.session_id)).await?;
        let mut promised: Vec<(Vec<Uuid>, Slot)> = Vec::new();
        let mut anywhere = Elsewhere::default();
        let mut conflicts = Vec::with_capacity(under.len());
        for Under { date, booking } in under {
            let Some(dated) = as_dated(&booking, &[&date], &meant.houses)?.pop() else { continue };
            let when = dated.wish.when;
            let event = booking.session_id.and_then(|session| events.get(&session).cloned());
            let elsewhere = if booking.session_id.is_some() || when.slot.from() <= now {
                None
            } else {
                // The keepers move it: neither notice nor horizon is asked for again.
                let wished = Dated { terms: Terms::Standing, ..dated.clone() };
                let wisher = Wisher::of_booking(&self.db, &booking, &[date.id]).await?;
                let mut avoid = meant.units.clone();
                avoid.extend(promised.iter().filter(|(_, slot)| slot.overlaps(dated.held())).flat_map(|(u, _)| u));
                let houses = anywhere.houses(&self.db).await?;
                let found = self.other_rooms(houses, &wished, &wisher, &avoid).await?.into_iter().next();
                if let Some(way) = &found {
                    let units = houses.room(&way.space.slug).map(|room| room.units.clone()).unwrap_or_default();
                    promised.push((units, dated.held()));
                }
                found.map(|way| way.space)
            };
            conflicts.push(Conflict {
                occurrence: OccurrenceId(date.id),
                booking: BookingId(booking.id),
                title: date.title.clone().unwrap_or_else(|| booking.title.clone()),
                organisation: organisations
                    .iter()
                    .find(|of| of.id == booking.organisation_id)
                    .map(|of| of.name.clone())
                    .unwrap_or_default(),
                space: dated.room.view.space.clone(),
                when,
                people: dated.wish.people,
                event,
                elsewhere,
            });
        }
        Ok(ClosurePlan { dates: meant.dates.clone(), conflicts })
    }

    /// The slugs of the events some sessions belong to.
    async fn events_of(&self, sessions: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, String>, DbErr> {
        let sessions = session::Entity::find().filter(session::Column::Id.is_in(sessions)).all(&self.db).await?;
        let ids = sessions.iter().map(|session| session.event_id);
        let events = event::Entity::find().filter(event::Column::Id.is_in(ids)).all(&self.db).await?;
        let slug = |session: &session::Model| {
            events.iter().find(|event| event.id == session.event_id).map(|event| event.slug.clone())
        };
        Ok(sessions.iter().filter_map(|session| Some((session.id, slug(session)?))).collect())
    }
}
