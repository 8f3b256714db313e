//! Finding a space within some days: one look at the spaces, one at what is taken, the rest is arithmetic.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    access::Actor,
    desk::SpaceView,
    equipment::Along,
    opening::{DAY, DayRange},
    rules::{Admission, BrokenRule as Rule, Wish, allocated, judge},
    search::{Differs, Findings, MOST_DAYS, Offer, SpaceSearch, first_fit},
    slot::{Slot, When},
    space::seats,
};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::{
    Store,
    allocation::{self, Busy, Eyes, in_the_way},
    bookings::facts::Wisher,
    calendar::LONGEST_BUFFER,
    day, equipment,
    rooms::{self, Room, Which, natural},
    zone,
};

/// How many times are shown of one space.
const TIMES: usize = 4;
/// How many spaces are shown of each kind of answer.
const EXACT: usize = 30;
const NEAR: usize = 12;
/// How many days after the last one a space that is taken all through is looked at.
const DAYS_AFTER: u16 = 7;

/// A space, the days it is looked at, and what is taken of it.
struct Looked<'a> {
    room: &'a Room,
    busy: Vec<&'a Busy>,
    units: u16,
    /// What its site must lend, and what of that is away.
    along: Along,
    lent: Vec<&'a Busy>,
}

impl Store {
    pub(crate) async fn found(&self, by: &Actor, search: &SpaceSearch) -> Result<Findings, DbErr> {
        let houses = rooms::load(&self.db, Which::All).await?;
        let now = self.now();
        let last = search.last.min(search.first + Days::new(MOST_DAYS.into()));
        let days: Vec<NaiveDate> = search.first.iter_days().take_while(|date| *date <= last).collect();
        let after: Vec<NaiveDate> = last.iter_days().skip(1).take(DAYS_AFTER.into()).collect();
        let Some(searched) = span(&houses.rooms, &days, &after) else { return Ok(Findings::default()) };

        let wanted: Vec<(&Room, Vec<Differs>)> = houses
            .rooms
            .iter()
            .filter_map(|room| Some((room, self.differences(search, room, &houses.rooms)?)))
            .filter(|(_, differs)| differs.len() <= 1)
            .collect();
        let mut units: Vec<Uuid> = wanted.iter().flat_map(|(room, _)| room.units.iter().copied()).collect();
        let alongs: Vec<Along> = wanted.iter().map(|(room, _)| search.along(&room.view)).collect();
        units.extend(wanted.iter().zip(&alongs).flat_map(|((room, _), along)| equipment::units(room, along)));
        units.sort_unstable();
        units.dedup();
        let busy = allocation::times(&self.db, &units, searched, Eyes::of(by, now)).await?;
        let mut by_unit: HashMap<Uuid, Vec<&Busy>> = HashMap::new();
        for busy in &busy {
            by_unit.entry(busy.unit).or_default().push(busy);
        }
        let wisher = Wisher::acting(&self.db, by).await?;
        let mut found = Findings::default();
        for ((room, differs), along) in wanted.into_iter().zip(alongs) {
            let of = |unit: &Uuid| by_unit.get(unit).into_iter().flatten().copied().collect::<Vec<_>>();
            let busy = room.units.iter().flat_map(of).collect();
            let lent = equipment::units(room, &along).flat_map(|unit| of(&unit)).collect();
            let looked = Looked { room, busy, units: search.units(&room.view), along, lent };
            let facts = wisher.at(room.site());
            let offer = |times: Vec<When>, differs: Option<Differs>| {
                let first = times.first()?;
                let wish = Wish {
                    when: *first,
                    people: search.people.min(most(&room.view)),
                    layout: None,
                    units: looked.units,
                };
                let verdict = judge(&wish, &room.view.rules, &room.view.layouts, facts.clone(), now);
                let about_her = |rule: &Rule| {
                    matches!(rule, Rule::NoOrganisation | Rule::OrganisationUnconfirmed | Rule::RoleMayNotBook)
                };
                verdict.broken.iter().all(about_her).then(|| Offer {
                    space: room.view.clone(),
                    units: looked.units,
                    along: looked.along.clone(),
                    days: u16::try_from(times.len()).unwrap_or(u16::MAX),
                    times: times.iter().take(TIMES).copied().collect(),
                    admission: verdict.admission,
                    differs,
                })
            };
            let hours = search.hours();
            match differs.first() {
                Some(differs) => {
                    found.near.extend(offer(looked.times(search.minutes, hours, &days, now), Some(differs.clone())));
                }
                None => match offer(looked.times(search.minutes, hours, &days, now), None) {
                    Some(offer) => found.exact.push(offer),
                    None => found.near.extend(looked.nearly(search, &days, &after, now, &offer)),
                },
            }
        }
        rank(search, &mut found);
        Ok(found)
    }

    /// What a space has otherwise than asked for, its town included.
    fn differences(&self, search: &SpaceSearch, room: &Room, all: &[Room]) -> Option<Vec<Differs>> {
        let mut differs = search.differences(&room.view)?;
        for differs in &mut differs {
            if let Differs::Without(key, name) = differs {
                let named = all
                    .iter()
                    .flat_map(|room| room.view.equipment.iter().chain(&room.view.along))
                    .find(|thing| thing.key == *key);
                *name = named.map(|thing| thing.name.clone()).unwrap_or_default();
            }
        }
        if let Some(town) = search.town.as_ref().filter(|town| **town != room.view.space.site.town) {
            let there = all.iter().filter(|other| other.view.space.site.town == *town).find_map(|other| other.position);
            let km = there.zip(room.position).map(|(a, b)| kilometres(a, b));
            differs.push(Differs::Town(km));
        }
        Some(differs)
    }
}

impl Looked<'_> {
    /// The first time of each day that is long enough, on the grid, and free with its buffers.
    fn times(&self, minutes: u16, hours: DayRange, days: &[NaiveDate], now: DateTime<Utc>) -> Vec<When> {
        days.iter().filter_map(|date| self.on(*date, minutes, hours, now)).collect()
    }

    fn on(&self, date: NaiveDate, minutes: u16, hours: DayRange, now: DateTime<Utc>) -> Option<When> {
        let room = self.room;
        let rules = &room.view.rules;
        if minutes < rules.shortest_minutes || minutes > rules.longest_minutes {
            return None;
        }
        let grid = rules.grid_minutes;
        day::free(room, date, &self.busy, now).into_iter().find_map(|free| {
            let mut free = free;
            while let Some(fit) = first_fit(free, hours, minutes, grid) {
                let slot = zone::range(room.zone, date, fit)?;
                // The free stretches of a pool are those of any unit: a group needs several, all through.
                if !room.view.pool && self.along.is_empty() || self.is_free(slot) {
                    return Some(zone::when(room.zone, slot));
                }
                free.from = fit.from + grid.max(1);
            }
            None
        })
    }

    fn is_free(&self, slot: Slot) -> bool {
        let held = allocated(slot, &self.room.view.rules);
        in_the_way(self.room, self.units, held, &self.busy).is_empty()
            && equipment::short(self.room, &self.along, held, &self.lent).is_empty()
    }

    /// The same space at another hour, on a later day, or for less long: the first that works.
    fn nearly(
        &self,
        search: &SpaceSearch,
        days: &[NaiveDate],
        after: &[NaiveDate],
        now: DateTime<Utc>,
        offer: &impl Fn(Vec<When>, Option<Differs>) -> Option<Offer>,
    ) -> Option<Offer> {
        let hours = search.hours();
        let whole_day = DayRange { from: 0, until: DAY };
        offer(self.times(search.minutes, whole_day, days, now), Some(Differs::Hours))
            .or_else(|| offer(self.times(search.minutes, hours, after, now), Some(Differs::Later)))
            .or_else(|| {
                // Half is a different workshop; less is none.
                let grid = self.room.view.rules.grid_minutes.max(1);
                let mut shorter = search.minutes.saturating_sub(1) / grid * grid;
                while shorter > 0 && shorter * 2 >= search.minutes {
                    if let Some(found) = offer(self.times(shorter, hours, days, now), Some(Differs::Shorter(shorter))) {
                        return Some(found);
                    }
                    shorter -= grid;
                }
                None
            })
    }
}

/// Best first: what fits best, then what is free soonest. Near misses: first what is only at another time.
fn rank(search: &SpaceSearch, found: &mut Findings) {
    let first = |offer: &Offer| offer.times.first().map(|when| when.slot.from());
    let name = |offer: &Offer| natural(offer.space.space.name.get("de"));
    // Groups of half of the people: nobody minds three empty chairs.
    let fit = |offer: &Offer| search.empty_seats(&offer.space) / (search.people / 2).max(4);
    let asks = |offer: &Offer| offer.admission == Admission::Ask;
    found.exact.sort_by_cached_key(|offer| (fit(offer), asks(offer), first(offer), name(offer)));
    found.near.sort_by_cached_key(|offer| (offer.differs.clone(), fit(offer), first(offer), name(offer)));
    found.exact.truncate(EXACT);
    found.near.truncate(NEAR);
}

/// The most people a space holds in any way.
fn most(space: &SpaceView) -> u16 {
    let each = seats(&space.layouts, None).unwrap_or(u16::MAX);
    if space.pool { each.saturating_mul(space.units) } else { each }
}

/// The instants all of these days lie in, wherever the spaces are.
fn span(rooms: &[Room], days: &[NaiveDate], after: &[NaiveDate]) -> Option<Slot> {
    let first = days.first()?;
    let last = after.last().or(days.last())?;
    let from = rooms.iter().filter_map(|room| zone::day(room.zone, *first)).map(Slot::from).min()?;
    let until = rooms.iter().filter_map(|room| zone::day(room.zone, *last)).map(Slot::until).max()?;
    // What is set up or cleared just outside still keeps the edge of the window busy.
    Slot::new(from, until).ok().map(|slot| slot.with_buffers(LONGEST_BUFFER, LONGEST_BUFFER))
}

/// The distance of two places (latitude and longitude in degrees) on a globe of 6,371 km radius, in whole kilometres:
/// the haversine formula.
fn kilometres(a: (f64, f64), b: (f64, f64)) -> u16 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let (north, east) = ((lat_b - lat_a) / 2.0, (b.1 - a.1).to_radians() / 2.0);
    let h = north.sin().powi(2) + lat_a.cos() * lat_b.cos() * east.sin().powi(2);
    let km = 2.0 * 6371.0 * h.sqrt().asin();
    // No two places are further apart than half the globe: 20,015 km.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 20,015")]
    let km = km.round() as u16;
    km
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bielefeld_lies_a_morning_s_walk_from_lemgo() {
        assert_eq!(kilometres((52.0302, 8.5325), (52.0277, 8.9043)), 25);
        assert_eq!(kilometres((52.03, 8.53), (52.03, 8.53)), 0);
    }
}
