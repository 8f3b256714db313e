//! The one list of rules a wish is judged by (I7): search, form, import and every other path ask here.
//!
//! A verdict names *each* broken rule, not the first, and who may lift it.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    opening::{DayRange, minute},
    slot::{Slot, When},
    space::{Layout, LayoutSeats, SpaceRef, SpaceRules, seats},
};

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

/// How the one who wishes stands to the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Nobody is signed in. What depends on the person is left open.
    Unknown,
    /// Signed in, but acts for no organisation.
    NoOrganisation,
    /// Her organisation is not yet confirmed by the region.
    Unconfirmed,
    /// A member who may read but not book.
    MayNotBook,
    /// May book.
    Booker,
    /// Keeps this very space.
    Keeper,
}

/// One rule a wish breaks. Everything a text needs to explain it is inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BrokenRule {
    /// It starts before now.
    InThePast,
    /// It starts sooner than the space can be made ready.
    TooSoon {
        /// The notice asked for, in minutes.
        notice_minutes: u32,
    },
    /// It starts later than one may book today.
    TooFarAhead {
        /// How far ahead one may book, in days.
        horizon_days: u16,
    },
    /// A start or end is off the grid.
    OffGrid {
        /// The grid, in minutes.
        grid_minutes: u16,
    },
    /// It is shorter than the shortest use.
    TooShort {
        /// The shortest use, in minutes.
        shortest_minutes: u16,
    },
    /// It is longer than the longest use.
    TooLong {
        /// The longest use, in minutes.
        longest_minutes: u16,
    },
    /// The site is closed for some of it.
    Closed {
        /// When it is open on the day it starts; empty: not at all.
        open: Vec<DayRange>,
    },
    /// More people than fit.
    TooManyPeople {
        /// How many fit.
        seats: u16,
    },
    /// The furniture cannot stand that way.
    LayoutNotOffered {
        /// The ways it can stand.
        offered: Vec<Layout>,
    },
    /// Somebody else has it. Buffers count.
    Taken {
        /// The times that are in the way, by the wall clock, buffers included.
        by: Vec<When>,
        /// Units still free all through; 0 unless the space is a pool.
        free_units: u16,
    },
    /// Nobody is acting for an organisation.
    NoOrganisation,
    /// The organisation is not yet confirmed.
    OrganisationUnconfirmed,
    /// The member's role does not allow booking.
    RoleMayNotBook,
}

/// Who may make an exception to a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lifter {
    /// Nobody: it is a fact.
    Nobody,
    /// A keeper of the space.
    Keeper,
    /// An administrator of one's own organisation.
    OrganisationAdmin,
    /// The region.
    Platform,
}

impl BrokenRule {
    /// Who may make an exception.
    #[must_use]
    pub const fn lifted_by(&self) -> Lifter {
        match self {
            Self::InThePast | Self::Taken { .. } | Self::LayoutNotOffered { .. } | Self::TooManyPeople { .. } => {
                Lifter::Nobody
            }
            Self::TooSoon { .. }
            | Self::TooFarAhead { .. }
            | Self::OffGrid { .. }
            | Self::TooShort { .. }
            | Self::TooLong { .. }
            | Self::Closed { .. } => Lifter::Keeper,
            Self::NoOrganisation | Self::OrganisationUnconfirmed => Lifter::Platform,
            Self::RoleMayNotBook => Lifter::OrganisationAdmin,
        }
    }
}

/// Another wish that would work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// Which space.
    pub space: SpaceRef,
    /// When.
    pub when: When,
}

/// What the house says to a wish.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Every rule it breaks; empty: it can be booked.
    pub broken: Vec<BrokenRule>,
    /// What would work instead, best first. Empty when nothing is broken.
    pub alternatives: Vec<Alternative>,
}

impl Verdict {
    /// True when nothing stands in the way.
    #[must_use]
    pub const fn is_free(&self) -> bool {
        self.broken.is_empty()
    }
}

/// Judges a wish by every rule that needs no look at other bookings, in the order a reader would notice them.
#[must_use]
pub fn broken_rules(
    wish: &Wish,
    rules: &SpaceRules,
    layouts: &[LayoutSeats],
    standing: Standing,
    now: DateTime<Utc>,
) -> Vec<BrokenRule> {
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
    match standing {
        Standing::NoOrganisation => broken.push(BrokenRule::NoOrganisation),
        Standing::Unconfirmed => broken.push(BrokenRule::OrganisationUnconfirmed),
        Standing::MayNotBook => broken.push(BrokenRule::RoleMayNotBook),
        Standing::Unknown | Standing::Booker | Standing::Keeper => {}
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
    if !rules.opening.cover(local) {
        broken.push(BrokenRule::Closed { open: rules.opening.of(local.from.date()).to_vec() });
    }
    broken
}

/// What must be allocated for a use: the slot with the space's buffers.
#[must_use]
pub fn allocated(slot: Slot, rules: &SpaceRules) -> Slot {
    slot.with_buffers(rules.buffer_before_minutes, rules.buffer_after_minutes)
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, NaiveDateTime, TimeZone, Weekday};

    use super::*;
    use crate::{opening::OpeningHours, slot::LocalSpan};

    fn local(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2027, 3, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
    }

    /// In these tests the site lies on the zero meridian.
    fn wish(from: NaiveDateTime, until: NaiveDateTime) -> Wish {
        let slot = Slot::new(Utc.from_utc_datetime(&from), Utc.from_utc_datetime(&until)).unwrap();
        let when = When { slot, local: LocalSpan { from, until }, offset_minutes: 0 };
        Wish { when, people: 8, layout: None, units: 1 }
    }

    fn rules() -> SpaceRules {
        SpaceRules {
            opening: OpeningHours::on(&[Weekday::Mon, Weekday::Tue], 480, 1200),
            shortest_minutes: 60,
            longest_minutes: 480,
            notice_minutes: 120,
            horizon_days: 90,
            ..SpaceRules::default()
        }
    }

    fn judge(wish: Wish, standing: Standing) -> Vec<BrokenRule> {
        let seats = [LayoutSeats { layout: Layout::Groups, seats: 12 }];
        broken_rules(&wish, &rules(), &seats, standing, Utc.from_utc_datetime(&local(1, 7, 0)))
    }

    #[test]
    fn a_wish_that_keeps_every_rule_is_free() {
        assert_eq!(judge(wish(local(1, 10, 0), local(1, 12, 0)), Standing::Booker), []);
    }

    #[test]
    fn each_rule_is_named_when_it_is_broken() {
        let open = vec![DayRange { from: 480, until: 1200 }];
        for (wished, expected) in [
            (
                wish(local(1, 6, 0), local(1, 8, 0)),
                vec![BrokenRule::InThePast, BrokenRule::Closed { open: open.clone() }],
            ),
            (wish(local(1, 8, 0), local(1, 10, 0)), vec![BrokenRule::TooSoon { notice_minutes: 120 }]),
            (wish(local(1, 10, 5), local(1, 12, 0)), vec![BrokenRule::OffGrid { grid_minutes: 15 }]),
            (wish(local(1, 10, 0), local(1, 10, 30)), vec![BrokenRule::TooShort { shortest_minutes: 60 }]),
            (wish(local(1, 10, 0), local(1, 19, 0)), vec![BrokenRule::TooLong { longest_minutes: 480 }]),
            (wish(local(3, 10, 0), local(3, 12, 0)), vec![BrokenRule::Closed { open: vec![] }]),
            (
                Wish { people: 13, ..wish(local(1, 10, 0), local(1, 12, 0)) },
                vec![BrokenRule::TooManyPeople { seats: 12 }],
            ),
            (
                Wish { layout: Some(Layout::Rows), ..wish(local(1, 10, 0), local(1, 12, 0)) },
                vec![BrokenRule::LayoutNotOffered { offered: vec![Layout::Groups] }],
            ),
        ] {
            assert_eq!(judge(wished, Standing::Booker), expected, "{wished:?}");
        }
    }

    #[test]
    fn every_broken_rule_is_named_at_once() {
        let wished = Wish { people: 99, ..wish(local(3, 10, 5), local(3, 10, 20)) };
        assert_eq!(judge(wished, Standing::NoOrganisation).len(), 5);
    }

    #[test]
    fn the_horizon_ends_on_its_last_minute() {
        let last = Utc.from_utc_datetime(&local(1, 7, 0)) + Duration::days(90);
        let at = |from: DateTime<Utc>| wish(from.naive_utc(), from.naive_utc() + Duration::hours(1)).when;
        let now = Utc.from_utc_datetime(&local(1, 7, 0));
        let too_far = BrokenRule::TooFarAhead { horizon_days: 90 };
        assert!(!broken_time_rules(at(last), &rules(), now).contains(&too_far));
        assert!(broken_time_rules(at(last + Duration::minutes(15)), &rules(), now).contains(&too_far));
    }

    #[test]
    fn a_pool_seats_as_many_as_the_units_taken() {
        let wished = Wish { people: 20, units: 2, ..wish(local(1, 10, 0), local(1, 12, 0)) };
        assert_eq!(judge(wished, Standing::Booker), []);
        let too_many = Wish { people: 25, ..wished };
        assert_eq!(
            judge(too_many, Standing::Booker),
            [BrokenRule::TooManyPeople { seats: 24 }],
            "of two units, not of one"
        );
    }

    #[test]
    fn nobody_may_lift_a_fact() {
        assert_eq!(BrokenRule::Taken { by: vec![], free_units: 0 }.lifted_by(), Lifter::Nobody);
        assert_eq!(BrokenRule::Closed { open: vec![] }.lifted_by(), Lifter::Keeper);
    }
}
