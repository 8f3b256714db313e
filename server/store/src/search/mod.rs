//! Finding a space within some days: one look at the spaces, a few at what is taken, the rest is arithmetic.
//!
//! A list has an end, so what fits best is looked at first, and what could only stand behind the end not at all.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::{
    access::Actor,
    desk::Unavailable,
    opening::{DAY, DayRange},
    rules::{Lesson, Wish, judge},
    search::{Differs, Findings, Hurdle, MOST_DAYS, SpaceSearch},
    slot::{Slot, When},
};
use sea_orm::{DatabaseConnection, DbErr, Statement};
use uuid::Uuid;

use self::{
    against::Against,
    answer::{Answer, Judged, ranked, shown},
    candidate::{Candidate, candidates, first_round, rounds},
    looked::Looked,
};
use crate::{
    Store,
    allocation::{Eyes, Times, lines},
    bookings::{
        facts::Wisher,
        quota::{self, Used},
    },
    calendar::LONGEST_BUFFER,
    door::lessons_in,
    error::unavailable,
    rooms::{self, Room, Which},
    zone::Day,
};

mod against;
mod answer;
mod candidate;
mod distance;
mod looked;

/// How many spaces are shown of each kind of answer.
const EXACT: usize = 30;
const NEAR: usize = 12;
/// How many days after the last one a space that is taken all through is looked at.
const DAYS_AFTER: u16 = 7;

impl Store {
    /// What a search of these days asks the database about dates, of all spaces at once: what is taken, and what her
    /// organisation has of its quotas. For those who want to see how it answers.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn statements_of_search(
        &self,
        by: &Actor,
        search: &SpaceSearch,
    ) -> Result<Vec<(&'static str, Statement)>, Unavailable> {
        let houses = rooms::load(&self.db, Which::All).await.map_err(unavailable)?;
        let days = DaysOf::new(&houses.rooms, search.first.iter_days().take_while(|date| *date <= search.last));
        let window = days.span().ok_or(Unavailable)?;
        let units: Vec<Uuid> = houses.rooms.iter().flat_map(|room| room.units.iter().copied()).collect();
        let db = self.db.get_database_backend();
        let mut statements = vec![("what is taken", db.build(&lines(&units, window)))];
        let wisher = Wisher::acting(&self.db, by).await.map_err(unavailable)?;
        if let Some(organisation) = wisher.organisation() {
            let around = window.from()..window.until();
            let used = quota::statement(db, organisation, houses.rooms.iter(), around);
            statements.extend(used.map(|used| ("what counts against quotas", used)));
        }
        Ok(statements)
    }

    pub(crate) async fn found(&self, by: &Actor, search: &SpaceSearch) -> Result<Findings, DbErr> {
        let houses = rooms::load(&self.db, Which::All).await?.offered();
        let (exact, other) = candidates(search, &houses.rooms);
        let last = search.last.min(search.first + Days::new(MOST_DAYS.into()));
        let days = DaysOf::new(&houses.rooms, search.first.iter_days().take_while(|date| *date <= last));
        let after = DaysOf::new(&houses.rooms, last.iter_days().skip(1).take(DAYS_AFTER.into()));
        let Some((window, afterwards)) = days.span().zip(after.span()) else { return Ok(Findings::default()) };

        let now = self.now();
        let eyes = Eyes::of(by, now);
        let wisher = Wisher::acting(&self.db, by).await?;
        let around = window.from()..afterwards.until();
        let used = wisher.used(&self.db, houses.rooms.iter(), around).await?;
        let look = Look { db: &self.db, search, days, after, window, afterwards, eyes, wisher, used, now };
        let (hours, length) = (search.hours(), search.minutes);
        let mut times = Times::default();
        let (mut answers, mut missed, mut against) = (Vec::new(), Vec::new(), Against::default());
        let mut rest = rounds(&exact);
        while let Some(round) = (answers.len() < EXACT).then(|| rest.next()).flatten() {
            look.at_these(round, &mut times).await?;
            for candidate in round {
                let space = look.at(candidate, &times);
                let judged = look.judged(&space, space.fits(&times, length, hours), None);
                let passes = judged.as_ref().and_then(|judged| judged.hurdle).is_none_or(Hurdle::passes);
                match judged.and_then(|judged| against.sort(judged)) {
                    Some(answer) => answers.push(answer),
                    None if passes => missed.push(space),
                    None => {}
                }
            }
        }
        let mut near = Vec::new();
        if answers.len() < EXACT {
            near.extend(against.lacking_proof());
            look.nearly(missed, &times, &mut near).await?;
            for round in rounds(&other) {
                if near.len() >= NEAR {
                    break;
                }
                look.at_these(round, &mut times).await?;
                let answer = |candidate| {
                    let space = look.at(candidate, &times);
                    look.answer(&space, space.fits(&times, length, hours), candidate.differs.clone())
                };
                near.extend(ranked(round.iter().filter_map(answer).collect()));
            }
        } else {
            against = Against::default();
        }
        near.truncate(NEAR);
        against.explain(&mut near);
        self.show_lessons(&mut near, now).await?;
        let more = answers.len() > EXACT || rest.next().is_some();
        let (exact, near) = (shown(ranked(answers), EXACT), shown(near, NEAR));
        Ok(Findings { exact, more, near, refused: against.refused() })
    }

    /// Adds where lacking proofs can be had. Times before that are left out, where later ones are left.
    async fn show_lessons(&self, near: &mut [Answer<'_>], now: DateTime<Utc>) -> Result<(), DbErr> {
        let lacking = near.iter().flat_map(|answer| {
            let keys = answer.differs.iter().flat_map(Differs::proofs);
            keys.map(|(key, _)| (answer.candidate.room.site(), key.as_str()))
        });
        let found = lessons_in(&self.db, &lacking.collect::<Vec<_>>(), now).await?;
        for answer in near {
            let keys = answer.differs.iter().flat_map(Differs::proofs);
            let site = answer.candidate.room.site();
            let lessons: Vec<Option<&Vec<Lesson>>> = keys.map(|(key, _)| found.get(&(site, key.clone()))).collect();
            answer.lessons = lessons.iter().copied().flatten().flatten().cloned().collect();
            let learnt = lessons.iter().map(|of| Some(of.as_ref()?.first()?.when.slot.until()));
            let Some(learnt) = learnt.collect::<Option<Vec<_>>>().and_then(|ends| ends.into_iter().max()) else {
                continue;
            };
            if answer.fits.iter().any(|when| when.slot.from() >= learnt) {
                answer.fits.retain(|when| when.slot.from() >= learnt);
            }
        }
        Ok(())
    }
}

fn units<'a: 'b, 'b, T: AsRef<Candidate<'a>> + 'b>(spaces: &'b [T]) -> Vec<Uuid> {
    spaces.iter().flat_map(|space| space.as_ref().all_units()).collect()
}

/// What all spaces are looked at with.
struct Look<'a> {
    db: &'a DatabaseConnection,
    search: &'a SpaceSearch,
    days: DaysOf,
    after: DaysOf,
    /// The instants the days lie in, and those the days after them lie in.
    window: Slot,
    afterwards: Slot,
    eyes: Eyes,
    wisher: Wisher<'a>,
    /// What her organisation has already of every space with a quota.
    used: Used,
    now: DateTime<Utc>,
}

impl Look<'_> {
    /// Reads when some more spaces are taken.
    async fn at_these<'a: 'b, 'b, T: AsRef<Candidate<'a>>>(
        &self,
        spaces: &'b [T],
        times: &mut Times,
    ) -> Result<(), DbErr> {
        times.look(self.db, units(spaces), self.window, self.eyes).await
    }

    fn at<'a>(&'a self, candidate: &'a Candidate<'a>, times: &Times) -> Looked<'a> {
        Looked::on(candidate, self.days.of(candidate.room), times, self.now)
    }

    /// The space at those of the times that the least is against: a quota fills up, a proof expires, and what is too far
    /// ahead on one day is not on the day before. `differs`: what is otherwise than asked for.
    fn judged<'a>(&self, space: &Looked<'a>, fits: Vec<When>, differs: Option<Differs>) -> Option<Judged<'a>> {
        let candidate = space.candidate;
        let room = candidate.room;
        let people = self.search.people.min(candidate.most_people());
        let mut least: Option<Judged<'a>> = None;
        for when in fits {
            let wish = Wish { when, people, layout: None, units: candidate.units };
            let facts = self.wisher.at(room, wish.when.local, &self.used);
            let verdict = judge(&wish, &room.view.rules, &room.view.layouts, facts, self.now);
            let hurdle = Hurdle::of(&verdict.broken);
            match &mut least {
                Some(least) if least.hurdle < hurdle => {}
                Some(least) if least.hurdle == hurdle => least.answer.fits.push(when),
                _ => {
                    let answer = Answer {
                        candidate,
                        fits: vec![when],
                        admission: verdict.admission,
                        differs: differs.clone(),
                        quota: None,
                        lessons: Vec::new(),
                    };
                    least = Some(Judged { answer, hurdle, broken: verdict.broken });
                }
            }
        }
        least
    }

    /// The space at those of the times that nothing about it or her is against, if any is left.
    fn answer<'a>(&self, space: &Looked<'a>, fits: Vec<When>, differs: Option<Differs>) -> Option<Answer<'a>> {
        let judged = self.judged(space, fits, differs)?;
        judged.hurdle.is_none().then_some(judged.answer)
    }

    /// Spaces that are taken all through, at another hour, on a later day, or for less long: what is nearest first, and
    /// no further than is shown.
    async fn nearly<'a>(
        &'a self,
        mut missed: Vec<Looked<'a>>,
        times: &Times,
        near: &mut Vec<Answer<'a>>,
    ) -> Result<(), DbErr> {
        let (search, hours) = (self.search, self.search.hours());
        let whole_day = DayRange { from: 0, until: DAY };
        if near.len() < NEAR {
            near.extend(take_out(&mut missed, |space| {
                self.answer(space, space.fits(times, search.minutes, whole_day), Some(Differs::Hours))
            }));
        }
        // Looking at the days after as well costs half as much again: not for spaces that have no place in the list.
        let mut later = Times::default();
        let mut left = Vec::new();
        while near.len() < NEAR && !missed.is_empty() {
            let mut round: Vec<Looked<'a>> = missed.drain(..first_round(&missed)).collect();
            later.look(self.db, units(&round), self.afterwards, self.eyes).await?;
            near.extend(take_out(&mut round, |space| {
                let after = Looked::on(space.candidate, self.after.of(space.candidate.room), &later, self.now);
                self.answer(&after, after.fits(&later, search.minutes, hours), Some(Differs::Later))
            }));
            left.append(&mut round);
        }
        if near.len() < NEAR {
            near.extend(take_out(&mut left, |space| {
                // Half is a different workshop; less is none.
                let grid = space.candidate.room.view.rules.grid_minutes.max(1);
                let shorter =
                    (search.minutes.div_ceil(2)..search.minutes).rev().filter(|length| length.is_multiple_of(grid));
                let answer =
                    |length| self.answer(space, space.fits(times, length, hours), Some(Differs::Shorter(length)));
                shorter.into_iter().find_map(answer)
            }));
        }
        Ok(())
    }
}

/// Takes the spaces that answer out of some, best first.
fn take_out<'a>(spaces: &mut Vec<Looked<'a>>, answer: impl Fn(&Looked<'a>) -> Option<Answer<'a>>) -> Vec<Answer<'a>> {
    let mut answers = Vec::new();
    spaces.retain(|space| match answer(space) {
        Some(answer) => {
            answers.push(answer);
            false
        }
        None => true,
    });
    ranked(answers)
}

/// Some days as the clocks of each zone have them.
struct DaysOf(HashMap<Tz, Vec<Day>>);

impl DaysOf {
    fn new(rooms: &[Room], dates: impl Iterator<Item = NaiveDate> + Clone) -> Self {
        let mut days = HashMap::new();
        for room in rooms {
            let of_zone = || dates.clone().filter_map(|date| Day::new(room.zone, date)).collect();
            days.entry(room.zone).or_insert_with(of_zone);
        }
        Self(days)
    }

    /// Those of a space.
    fn of(&self, room: &Room) -> &[Day] {
        self.0.get(&room.zone).map(Vec::as_slice).unwrap_or_default()
    }

    /// The instants all of these days lie in.
    fn span(&self) -> Option<Slot> {
        let slots = || self.0.values().flatten().map(|day| day.slot);
        let (from, until) = (slots().map(Slot::from).min()?, slots().map(Slot::until).max()?);
        // What is set up or cleared just outside still keeps the edge of the window busy.
        Slot::new(from, until).ok().map(|slot| slot.with_buffers(LONGEST_BUFFER, LONGEST_BUFFER))
    }
}
