//! The one list of rules a wish is judged by (I7): search, form, import and every other path ask here.
//!
//! A verdict names *each* broken rule, not the first, and who may lift it.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    desk::BusyWhat,
    opening::minute,
    rulebook::{How, Qualification, Quota},
    slot::{LocalSpan, Slot, When},
    space::{Layout, LayoutSeats, SpaceRef, SpaceRules, seats},
    text::Localised,
};

mod broken;
mod facts;

pub use broken::{BrokenRule, Firm, Lifter, RuleKind};
pub use facts::{Admission, Belonging, Facts, Member, Proof, Standing};

/// What somebody wants of one space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// When.
    pub when: When,
    /// How many people come.
    pub people: u16,
    /// How the furniture shall stand; `None`: does not matter.
    pub layout: Option<Layout>,
    /// How many units of a pool (workbenches, machines). 1 for every other space.
    pub units: u16,
}

/// Another wish that would work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// Which space.
    pub space: SpaceRef,
    /// When.
    pub when: When,
}

/// A session to come whose attendance proves what a wish lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    /// What it proves, by its key.
    pub key: String,
    /// The event, by its slug.
    pub event: String,
    /// The session's title.
    pub title: Localised,
    /// When.
    pub when: When,
}

/// What the house says to a wish.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Every rule it breaks; empty: it can be booked.
    pub broken: Vec<BrokenRule>,
    /// The rules of which nobody makes an exception there.
    pub firm: Firm,
    /// What takes the time, as far as whoever asks may know it: her own booking by its name.
    pub in_the_way: Box<[BusyWhat]>,
    /// What would work instead, best first. Empty when nothing is broken.
    pub alternatives: Vec<Alternative>,
    /// Where one can prove what is lacking, soonest first.
    pub lessons: Vec<Lesson>,
    /// Whether it would stand at once, or a keeper is asked. To ask is no rule broken.
    pub admission: Admission,
    /// How its time is read, where the clocks skip it that night (RFC 5545 3.3.5).
    pub read_as: Option<LocalSpan>,
}

impl Verdict {
    /// True when nothing stands in the way.
    #[must_use]
    pub const fn is_free(&self) -> bool {
        self.broken.is_empty()
    }

    /// True when `lifter` may make an exception to every rule it breaks.
    #[must_use]
    pub fn liftable_by(&self, lifter: Lifter) -> bool {
        self.broken.iter().all(|rule| self.lifter(rule) == lifter)
    }

    /// Who may make an exception to a rule it breaks.
    #[must_use]
    pub fn lifter(&self, rule: &BrokenRule) -> Lifter {
        self.firm.lifter(rule)
    }
}

/// Judges a wish by every rule that needs no look at other bookings. The verdict is without alternatives.
#[must_use]
pub fn judge(
    wish: &Wish,
    rules: &SpaceRules,
    layouts: &[LayoutSeats],
    facts: impl Into<Facts>,
    now: DateTime<Utc>,
) -> Verdict {
    let facts = facts.into();
    let admission =
        if facts::how(rules, &facts, wish.when) == How::AtOnce { Admission::AtOnce } else { Admission::Ask };
    let firm = rules.firm.iter().copied().collect();
    Verdict { broken: broken_rules(wish, rules, layouts, facts, now), firm, admission, ..Verdict::default() }
}

/// The rules a wish breaks, in the order a reader would notice them.
#[must_use]
pub fn broken_rules(
    wish: &Wish,
    rules: &SpaceRules,
    layouts: &[LayoutSeats],
    facts: impl Into<Facts>,
    now: DateTime<Utc>,
) -> Vec<BrokenRule> {
    let facts = facts.into();
    let mut broken = broken_time_rules(wish.when, rules, now);
    match seats(layouts, wish.layout) {
        None => broken.push(BrokenRule::LayoutNotOffered { offered: layouts.iter().map(|l| l.layout).collect() }),
        Some(each) => {
            let seats = each.saturating_mul(wish.units.max(1));
            if seats < wish.people {
                broken.push(BrokenRule::TooManyPeople { seats });
            }
        }
    }
    match facts.standing {
        Standing::NoOrganisation => broken.push(BrokenRule::NoOrganisation),
        Standing::Unconfirmed => broken.push(BrokenRule::OrganisationUnconfirmed),
        Standing::MayNotBook => broken.push(BrokenRule::RoleMayNotBook),
        Standing::Unknown | Standing::Booker | Standing::Keeper => {}
    }
    if let Some(member) = &facts.member {
        broken.extend(facts::not_admitted(rules, &facts, wish.when));
        broken.extend(quota_exceeded(wish, rules, member));
        broken.extend(missing_qualifications(wish.when, rules, member));
    }
    broken
}

/// The rules about time alone.
#[must_use]
pub fn broken_time_rules(when: When, rules: &SpaceRules, now: DateTime<Utc>) -> Vec<BrokenRule> {
    let When { slot, local, .. } = when;
    let mut broken = Vec::new();
    if slot.from() < now {
        broken.push(BrokenRule::InThePast);
    } else if slot.from() < now + Duration::minutes(rules.notice_minutes.into()) {
        broken.push(BrokenRule::TooSoon { notice_minutes: rules.notice_minutes });
    } else if slot.from() > now + Duration::days(rules.horizon_days.into()) {
        broken.push(BrokenRule::TooFarAhead { horizon_days: rules.horizon_days });
    }
    let grid = rules.grid_minutes.max(1);
    if !minute(local.from).is_multiple_of(grid) || !minute(local.until).is_multiple_of(grid) {
        broken.push(BrokenRule::OffGrid { grid_minutes: grid });
    }
    if slot.minutes() < rules.shortest_minutes.into() {
        broken.push(BrokenRule::TooShort { shortest_minutes: rules.shortest_minutes });
    }
    if slot.minutes() > rules.longest_minutes.into() {
        broken.push(BrokenRule::TooLong { longest_minutes: rules.longest_minutes });
    }
    if let Some(on) = rules.first_closed(local) {
        broken.push(BrokenRule::Closed { on, open: rules.hours(on).to_vec(), because: rules.kind_of_day(on) });
    }
    broken
}

fn quota_exceeded(wish: &Wish, rules: &SpaceRules, member: &Member) -> Option<BrokenRule> {
    let Quota { minutes, per, counted } = rules.quota;
    let minutes = minutes?;
    let wished = wish.when.slot.minutes() * i64::from(wish.units.max(1));
    let (_, next) = per.around(wish.when.local.from.date());
    (i64::from(member.used_minutes) + wished > i64::from(minutes)).then_some(BrokenRule::QuotaExceeded {
        minutes,
        used: member.used_minutes,
        per,
        counted,
        next,
    })
}

/// The day on which a use ends.
fn last_day(when: When) -> NaiveDate {
    (when.local.until - Duration::minutes(1)).date()
}

/// What is missing on any day of the use: a proof must hold to its end.
fn missing_qualifications(when: When, rules: &SpaceRules, member: &Member) -> Vec<BrokenRule> {
    let last_day = last_day(when);
    let missing = |needed: &Qualification| {
        let proofs = || member.proofs.iter().filter(|proof| proof.key == needed.key);
        let holds = |proof: &Proof| proof.expires_on.is_none_or(|last| last_day <= last);
        (!proofs().any(holds)).then(|| BrokenRule::QualificationMissing {
            key: needed.key.clone(),
            name: needed.name.clone(),
            expired_on: proofs().filter_map(|proof| proof.expires_on).max(),
        })
    };
    rules.qualifications.iter().filter_map(missing).collect()
}

/// The rule that calling off a use which starts at `from` breaks now.
#[must_use]
pub fn too_late_to_cancel(from: DateTime<Utc>, rules: &SpaceRules, now: DateTime<Utc>) -> Option<BrokenRule> {
    let hours = rules.cancellation.free_until_hours;
    let late = hours > 0 && from < now + Duration::hours(hours.into());
    late.then_some(BrokenRule::TooLateToCancel { hours })
}

/// What must be allocated for a use: the slot with the space's buffers.
#[must_use]
pub fn allocated(slot: Slot, rules: &SpaceRules) -> Slot {
    slot.with_buffers(rules.buffer_before_minutes, rules.buffer_after_minutes)
}

#[cfg(test)]
mod tests;
