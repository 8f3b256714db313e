//! The day of a site as its keepers see it.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{
    access::{Act, Actor, may},
    booking::BookingState,
    desk::{DayDate, DayPlan},
    id::{BookingId, OccurrenceId},
    presence::Stage,
    slot::Slot,
    tasks::{Work, tasks},
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::presence_view;
use crate::{
    Store,
    allocation::{Busy, Taker},
    bookings::{read::people, requests::as_dated},
    calendar::LONGEST_BUFFER,
    closures,
    entity::{Code, booking, occurrence, organisation},
    equipment,
    rooms::{self, Houses, Room, Which, site_ref_of},
    zone::{self, Day},
};

/// Most days of a plan.
const MOST_DAYS: u8 = 14;

/// What is on in some houses.
struct On {
    dates: Vec<occurrence::Model>,
    bookings: HashMap<Uuid, booking::Model>,
    organisations: HashMap<Uuid, String>,
    people: HashMap<Uuid, (String, String)>,
    closed: Vec<Busy>,
}

impl Store {
    pub(super) async fn day_plans(
        &self,
        by: &Actor,
        site: Option<&str>,
        first: NaiveDate,
        days: u8,
    ) -> Result<Option<Vec<DayPlan>>, DbErr> {
        let mut houses = rooms::load(&self.db, site.map_or(Which::All, Which::Site)).await?;
        houses.rooms.retain(|room| may(by, Act::Keep(room.premises())).is_ok());
        houses.sites.retain(|site| {
            may(by, Act::Keep(site.id.into())).is_ok() || houses.rooms.iter().any(|room| room.site() == site.id)
        });
        let days: Vec<NaiveDate> = first.iter_days().take(days.clamp(1, MOST_DAYS).into()).collect();
        let ends = |date: Option<&NaiveDate>| {
            houses.rooms.iter().filter_map(|room| zone::day(room.zone, *date?)).collect::<Vec<_>>()
        };
        let from = ends(days.first()).into_iter().map(Slot::from).min();
        let until = ends(days.last()).into_iter().map(Slot::until).max();
        if houses.sites.is_empty() {
            return Ok(None);
        }
        let on = match from.zip(until).and_then(|(from, until)| Slot::new(from, until).ok()) {
            Some(window) => self.what_is_on(&houses, window).await?,
            None => return Ok(Some(Vec::new())),
        };
        let mut plans = Vec::with_capacity(houses.sites.len() * days.len());
        for site in &houses.sites {
            for date in &days {
                plans.push(self.day_plan(by, &houses, site_ref_of(site), *date, &on)?);
            }
        }
        Ok(Some(plans))
    }

    async fn what_is_on(&self, houses: &Houses, window: Slot) -> Result<On, DbErr> {
        let stood = [BookingState::Confirmed, BookingState::NoShow].map(Code);
        // What is set up on the evening before, and cleared after midnight, is work of these days too.
        let around = window.with_buffers(LONGEST_BUFFER, LONGEST_BUFFER);
        let dates = occurrence::Entity::find()
            .filter(occurrence::Column::SpaceId.is_in(houses.rooms.iter().map(Room::id)))
            .filter(occurrence::Column::StartsAt.lt(around.until()))
            .filter(occurrence::Column::EndsAt.gt(around.from()))
            .filter(occurrence::Column::State.is_in(stood))
            .order_by_asc(occurrence::Column::StartsAt)
            .order_by_asc(occurrence::Column::Id)
            .all(&self.db)
            .await?;
        let bookings = booking::Entity::find()
            .filter(booking::Column::Id.is_in(dates.iter().map(|date| date.booking_id)))
            .all(&self.db)
            .await?;
        let organisations = organisation::Entity::find()
            .filter(organisation::Column::Id.is_in(bookings.iter().map(|row| row.organisation_id)))
            .all(&self.db)
            .await?;
        let units: Vec<Uuid> = houses.rooms.iter().flat_map(|room| room.units.iter().copied()).collect();
        Ok(On {
            people: people(&self.db, bookings.iter().filter_map(|row| row.account_id)).await?,
            closed: closures::busy(&self.db, &units, window).await?,
            organisations: organisations.into_iter().map(|row| (row.id, row.name)).collect(),
            bookings: bookings.into_iter().map(|row| (row.id, row)).collect(),
            dates,
        })
    }

    fn day_plan(
        &self,
        by: &Actor,
        houses: &Houses,
        site: domain::space::SiteRef,
        day: NaiveDate,
        on: &On,
    ) -> Result<DayPlan, DbErr> {
        let now = self.now();
        let (mut dates, mut beside, mut works) = (Vec::new(), Vec::new(), Vec::new());
        // Of each work: on the day itself or beside it, and the how-manieth there.
        let mut places = Vec::new();
        for date in &on.dates {
            let room = houses.room_of(date.space_id).filter(|room| room.site() == site.id);
            let (Some(room), Some(row)) = (room, on.bookings.get(&date.booking_id)) else { continue };
            let Some(dated) = as_dated(row, &[date], houses)?.pop() else { continue };
            let when = dated.wish.when;
            let Some(day) = Day::new(room.zone, day) else { continue };
            if day.minutes(dated.held()).is_none() {
                continue;
            }
            let here = day.minutes(when.slot).is_some();
            let presence = presence_view(by, row, date, room, false, now)?;
            let closed = on.closed.iter().find(|closed| {
                room.units.contains(&closed.unit) && closed.used.overlaps(when.slot) && when.slot.until() > now
            });
            let rules = dated.rules();
            works.push(Work {
                space: room.view.space.id,
                span: when.local,
                before: rules.buffer_before_minutes,
                after: rules.buffer_after_minutes,
                layout: dated.wish.layout,
                task: dated.use_kind.map(|kind| kind.task.clone()).unwrap_or_default(),
                along: equipment::named(room, &dated.along),
                unused: presence.stage == Stage::NoShow,
            });
            let date = DayDate {
                id: OccurrenceId(date.id),
                booking: BookingId(row.id),
                title: date.title.clone().unwrap_or_else(|| row.title.clone()),
                note: row.note.clone(),
                space: room.view.space.clone(),
                when,
                organisation: on.organisations.get(&row.organisation_id).cloned().unwrap_or_default(),
                booker: row.account_id.and_then(|id| on.people.get(&id)).cloned().unwrap_or_default(),
                people: dated.wish.people,
                layout: dated.wish.layout,
                units: dated.wish.units,
                use_kind: dated.use_kind.map(|kind| kind.name.clone()),
                along: equipment::named(room, &dated.along),
                of_event: row.session_id.is_some(),
                presence,
                closed: closed.map(|closed| reason(&closed.by)).unwrap_or_default(),
            };
            let list = if here { &mut dates } else { &mut beside };
            places.push((here, list.len()));
            list.push(date);
        }
        let mut tasks = tasks(&works);
        tasks.retain_mut(|task| {
            if let Some((here, nth)) = places.get(task.of) {
                task.of = if *here { *nth } else { dates.len() + nth };
            }
            task.is_on(day)
        });
        let clock = houses.rooms.iter().find(|room| room.site() == site.id).map_or(self.zone, |room| room.zone);
        Ok(DayPlan { site, date: day, now: zone::to_local(clock, now), dates, beside, tasks })
    }
}

fn reason(by: &Taker) -> String {
    match by {
        Taker::Closure { reason, .. } => reason.clone(),
        _ => String::new(),
    }
}
