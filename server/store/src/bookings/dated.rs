//! Dates as they are asked for, and the judgement of all of them together.

use std::borrow::Borrow;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    booking::{BookingRefusal, BookingState},
    desk::{Choice, LocalWish, Pick, Series},
    equipment::Along,
    rulebook::UseKind,
    rules::{self, Admission, BrokenRule, Facts, Lifter, Verdict, Wish, allocated},
    slot::{LocalSpan, Margins, Slot},
    space::SpaceRules,
};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::{alternatives::Terms, requests::tell_overtaken};
use crate::{
    allocation::{self, Busy, Eyes, Taker},
    entity::{ROWS_AT_ONCE, allocation as rows},
    equipment,
    rooms::{self, Houses, Room},
    zone,
};

/// One date somebody asks for, in instants.
#[derive(Clone, Debug)]
pub(crate) struct Dated<'a> {
    pub(crate) room: &'a Room,
    pub(crate) wish: Wish,
    /// When its rule has it.
    pub(crate) original_at: DateTime<Utc>,
    /// By whose terms it is judged.
    pub(crate) terms: Terms,
    /// The kind of use, where the space knows it.
    pub(crate) use_kind: Option<&'a UseKind>,
    /// What is taken along.
    pub(crate) along: Along,
    /// How long it is set up and cleared besides what the space asks for.
    pub(crate) margins: Margins,
    /// True when it stands at this place and time already: keepers who closed it since have kept it.
    pub(crate) kept: bool,
}

impl<'a> Dated<'a> {
    /// A date that is where its rule has it.
    pub(crate) const fn new(room: &'a Room, wish: Wish) -> Self {
        Self {
            room,
            wish,
            original_at: wish.when.slot.from(),
            terms: Terms::Guest,
            use_kind: None,
            along: Along::new(),
            margins: Margins { before: 0, after: 0 },
            kept: false,
        }
    }

    /// For a kind of use, by its key: one the space does not know, or no longer, asks for nothing more than others do.
    pub(crate) fn used_for(self, key: Option<&str>) -> Self {
        Self { use_kind: key.and_then(|key| self.room.view.rules.use_kind(key)), ..self }
    }

    /// With what is taken along.
    pub(crate) fn taking(self, along: &Along) -> Self {
        Self { along: along.clone(), ..self }
    }

    /// As somebody has to agree to it now: what is closed is in its way, though it stands there.
    pub(super) fn anew(self) -> Self {
        Self { kept: false, ..self }
    }

    /// The rules of its space for it; its margins come on top of the buffers.
    pub(crate) fn rules(&self) -> SpaceRules {
        let rules = self.terms.rules(self.room);
        let mut rules = match self.use_kind {
            Some(kind) => rules.for_use(kind),
            None => rules,
        };
        rules.buffer_before_minutes = rules.buffer_before_minutes.saturating_add(self.margins.before);
        rules.buffer_after_minutes = rules.buffer_after_minutes.saturating_add(self.margins.after);
        rules
    }

    /// What must be allocated for it.
    pub(crate) fn held(&self) -> Slot {
        allocated(self.wish.when.slot, &self.rules())
    }

    /// What the house says to it, without alternatives; `busy` is what is taken around it.
    pub(crate) fn judged(&self, facts: Facts, busy: &[impl Borrow<Busy>], now: DateTime<Utc>) -> Verdict {
        let mut verdict = self.allowed(facts, now);
        verdict.broken.extend(self.in_the_way(busy));
        verdict
    }

    /// The same without a look at what is taken.
    pub(crate) fn allowed(&self, facts: Facts, now: DateTime<Utc>) -> Verdict {
        self.allowed_by(&self.rules(), facts, now)
    }

    /// The same by its rules, for those who have them already.
    pub(super) fn allowed_by(&self, rules: &SpaceRules, facts: Facts, now: DateTime<Utc>) -> Verdict {
        let mut verdict = rules::judge(&self.wish, rules, &self.room.view.layouts, facts, now);
        if self.terms == Terms::Session && verdict.admission == Admission::Ask {
            verdict.broken.push(BrokenRule::AskFirst);
        }
        verdict
    }

    /// What stands in its way: in its space, and of what it takes along.
    pub(crate) fn in_the_way(&self, busy: &[impl Borrow<Busy>]) -> Vec<BrokenRule> {
        let (held, busy) = (self.held(), self.hindrances(busy));
        let mut rules = allocation::in_the_way(self.room, self.wish.units, held, &busy);
        rules.extend(equipment::short(self.room, &self.along, held, &busy));
        rules
    }

    /// What can be in its way at all.
    fn hindrances<'b>(&self, busy: &'b [impl Borrow<Busy>]) -> Vec<&'b Busy> {
        let hinders = |busy: &&Busy| !(self.kept && matches!(busy.by, Taker::Closure { .. }));
        busy.iter().map(Borrow::borrow).filter(hinders).collect()
    }

    /// The units to take. Equipment is away as long as the space is, buffers included: it is brought and fetched.
    pub(crate) fn choose(&self, busy: &[Busy]) -> Vec<Uuid> {
        let (held, busy) = (self.held(), self.hindrances(busy));
        let mut units = allocation::choose(self.room, self.wish.units, held, &busy);
        units.extend(equipment::choose(self.room, &self.along, held, &busy));
        units
    }

    /// Where and when it is, as the trail has it.
    pub(crate) fn place(&self) -> serde_json::Value {
        json!({ "space": self.room.id(), "slot": self.wish.when.slot })
    }

    /// Every unit it may take.
    pub(crate) fn units(&self) -> impl Iterator<Item = Uuid> + '_ {
        self.room.units.iter().copied().chain(equipment::units(self.room, &self.along))
    }
}

/// A date of a series, what was decided about it, and what it would be.
pub(crate) struct Planned<'a> {
    pub(crate) original: LocalSpan,
    pub(crate) pick: Option<Pick>,
    /// `None`: it is left out.
    pub(crate) dated: Option<Dated<'a>>,
}

/// The wish in instants. An end that is not after the start is on the next day.
pub(crate) fn judged(room: &Room, wish: &LocalWish, span: LocalSpan) -> Result<Wish, BookingRefusal> {
    let when = zone::meant(room.zone, span).ok_or(BookingRefusal::NoSuchTime)?;
    Ok(Wish { when, people: wish.people, layout: wish.layout, units: room.wished_units(wish.units) })
}

/// Every date of a wish, and of its series if it has one.
pub(crate) fn expand<'a>(
    houses: &'a Houses,
    wish: &LocalWish,
    series: Option<&Series>,
) -> Result<Vec<Planned<'a>>, BookingRefusal> {
    let room = houses.room(&wish.space).ok_or(BookingRefusal::NotFound)?;
    let first = wish.span();
    known_use(room, wish)?;
    let Some(series) = series else {
        let dated = Dated::new(room, judged(room, wish, first)?).used_for(wish.use_kind.as_deref());
        let dated = dated.taking(&wish.along);
        return Ok(vec![Planned { original: first, pick: None, dated: Some(dated) }]);
    };
    let spans = series.repeat.dates(first).map_err(BookingRefusal::Repeat)?;
    let plan = |original: LocalSpan| {
        let pick = series.choices.iter().find(|choice| choice.date == original.from.date()).map(|choice| &choice.pick);
        let (there, span) = match pick {
            Some(Pick::Skip) => return Ok(Planned { original, pick: pick.cloned(), dated: None }),
            Some(Pick::Instead { space, date, from, until }) => {
                let there = houses.room(space).ok_or(BookingRefusal::NotFound)?;
                known_use(there, wish)?;
                // It takes as many days as the date it stands for.
                let last = original.last().map(|last| *date + (last - original.from.date()));
                (there, LocalSpan::to(*date, *from, *until, last))
            }
            None => (room, original),
        };
        let original_at = zone::to_utc(room.zone, original.from);
        let dated = Dated { original_at, ..Dated::new(there, judged(there, wish, span)?) };
        let dated = dated.used_for(wish.use_kind.as_deref()).taking(&wish.along);
        Ok(Planned { original, pick: pick.cloned(), dated: Some(dated) })
    };
    spans.into_iter().map(plan).collect()
}

/// Refuses a kind of use that a space does not offer.
pub(crate) fn known_use(room: &Room, wish: &LocalWish) -> Result<(), BookingRefusal> {
    match &wish.use_kind {
        Some(key) if room.view.rules.use_kind(key).is_none() => Err(BookingRefusal::UseKind),
        _ => Ok(()),
    }
}

/// The slugs of every space a wish and what was decided about single dates name.
pub(crate) fn named<'a>(wish: &'a LocalWish, choices: impl IntoIterator<Item = &'a Choice>) -> Vec<&'a str> {
    let picked = choices.into_iter().filter_map(|choice| match &choice.pick {
        Pick::Instead { space, .. } => Some(space.as_str()),
        Pick::Skip => None,
    });
    std::iter::once(wish.space.as_str()).chain(picked).collect()
}

/// Reads what is taken around some dates. `lock`: and keeps others from changing it, until the transaction ends.
pub(crate) async fn look(
    db: &impl ConnectionTrait,
    dates: &[Dated<'_>],
    lock: bool,
    eyes: Eyes,
) -> Result<Vec<Busy>, DbErr> {
    let mut units: Vec<Uuid> = dates.iter().flat_map(Dated::units).collect();
    units.sort_unstable();
    units.dedup();
    let mut gone = Vec::new();
    if lock {
        rooms::lock_quotas(db, dates.iter().map(|dated| dated.room)).await?;
        allocation::lock(db, &units).await?;
        let mut lent: Vec<Uuid> = dates.iter().flat_map(|dated| equipment::units(dated.room, &dated.along)).collect();
        lent.sort_unstable();
        lent.dedup();
        gone = equipment::gone(db, &lent).await?;
    }
    let around = TimeDelta::days(1);
    let from = dates.iter().map(|dated| dated.held().from()).min();
    let until = dates.iter().map(|dated| dated.held().until()).max();
    let window = from.zip(until).and_then(|(from, until)| Slot::new(from - around, until + around).ok());
    let Some(window) = window else { return Ok(Vec::new()) };
    let mut busy = allocation::busy(db, &units, window, eyes).await?;
    busy.extend(gone.into_iter().map(|unit| Busy::unsaid(unit, window, window)));
    Ok(busy)
}

/// Judges dates one after the other, each seeing those before it as taken. The verdicts are without alternatives.
pub(crate) fn verdicts(dates: &[Dated<'_>], facts: Vec<Facts>, busy: &[Busy], now: DateTime<Utc>) -> Vec<Verdict> {
    in_turn(dates, facts, busy, now, |_| ())
}

/// The same with what a keeper may lift lifted: what she lifted stands beside the verdicts, each rule once.
pub(crate) fn lifted_verdicts(
    dates: &[Dated<'_>],
    facts: Vec<Facts>,
    busy: &[Busy],
    now: DateTime<Utc>,
) -> (Vec<Verdict>, Vec<BrokenRule>) {
    let mut lifted: Vec<BrokenRule> = Vec::new();
    let verdicts = in_turn(dates, facts, busy, now, |verdict| {
        let firm = verdict.firm;
        for rule in verdict.broken.extract_if(.., |rule| firm.lifter(rule) == Lifter::Keeper) {
            if !lifted.contains(&rule) {
                lifted.push(rule);
            }
        }
    });
    (verdicts, lifted)
}

fn in_turn(
    dates: &[Dated<'_>],
    facts: Vec<Facts>,
    busy: &[Busy],
    now: DateTime<Utc>,
    mut lift: impl FnMut(&mut Verdict),
) -> Vec<Verdict> {
    let mut busy = busy.to_vec();
    let mut verdicts = Vec::with_capacity(dates.len());
    for (dated, facts) in dates.iter().zip(facts) {
        let mut verdict = dated.judged(facts, &busy, now);
        lift(&mut verdict);
        if verdict.is_free() {
            let taken = dated.choose(&busy);
            busy.extend(taken.into_iter().map(|unit| Busy::unsaid(unit, dated.held(), dated.wish.when.slot)));
        }
        verdicts.push(verdict);
    }
    verdicts
}

/// Writes the allocations of dates that were judged, and found free, with the same `busy`, and answers what was taken.
/// What is only asked for takes nothing where the space does not keep it for whoever asks; whoever asked for what is
/// given now is told.
pub(crate) async fn occupy(
    db: &impl ConnectionTrait,
    dates: &[Dated<'_>],
    ids: &[Uuid],
    state: BookingState,
    busy: Vec<Busy>,
    now: DateTime<Utc>,
) -> Result<Vec<(Uuid, Slot)>, DbErr> {
    let mut busy = busy;
    let mut new: Vec<rows::ActiveModel> = Vec::new();
    let mut taken = Vec::new();
    for (dated, id) in dates.iter().zip(ids) {
        if state == BookingState::Requested && !dated.rules().request.blocks {
            continue;
        }
        let held = dated.held();
        let units = dated.choose(&busy);
        busy.extend(units.iter().map(|unit| Busy::unsaid(*unit, held, dated.wish.when.slot)));
        taken.extend(units.iter().map(|unit| (*unit, held)));
        new.extend(units.into_iter().map(|unit| allocation::row(*id, unit, held, now)));
    }
    for some in new.chunks(ROWS_AT_ONCE) {
        rows::Entity::insert_many(some.iter().cloned()).exec_without_returning(db).await?;
    }
    if state != BookingState::Requested {
        tell_overtaken(db, dates, ids, now).await?;
    }
    Ok(taken)
}
