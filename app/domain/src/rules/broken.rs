//! Every rule that can be broken, and who may make an exception.
//!
//! Most rules of a book a keeper may lift for a reason. Which of them nobody may, is in the book as well: [`Firm`].

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::{
    codes,
    hours::DayKind,
    opening::DayRange,
    rulebook::{Counted, Period},
    slot::When,
    space::Layout,
    text::Localised,
};

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
        /// The first date on which it is.
        on: NaiveDate,
        /// When it is open on that date; empty: not at all.
        open: Vec<DayRange>,
        /// Why these are the hours of that date.
        because: DayKind,
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
    /// Nobody has it, but somebody is about to book it: it may well be free again.
    Held {
        /// The times that are in the way, by the wall clock, buffers included.
        by: Vec<When>,
        /// When it is free again if nothing comes of it, by the wall clock.
        until: NaiveDateTime,
        /// Units still free all through; 0 unless the space is a pool.
        free_units: u16,
    },
    /// There is not enough of some equipment. Buffers count.
    EquipmentShort {
        /// Its word in forms and tables.
        key: String,
        /// Its name.
        name: Localised,
        /// How many are asked for.
        wanted: u16,
        /// How many the site has.
        count: u16,
        /// How many of them are free all through.
        free: u16,
        /// When the others are away, by the wall clock, buffers included.
        away: Vec<When>,
    },
    /// The keepers closed it for some of that time.
    Closure {
        /// Why, in their words.
        reason: String,
        /// From when to when, by the wall clock.
        when: When,
    },
    /// Nobody is acting for an organisation.
    NoOrganisation,
    /// The organisation is not yet confirmed.
    OrganisationUnconfirmed,
    /// The member's role does not allow booking.
    RoleMayNotBook,
    /// The space is not for her, or not for her organisation.
    NotAdmitted {
        /// The group for which it is not; `None`: it is for other reasons.
        barred: Option<String>,
        /// Groups that could book or ask instead, by their names.
        open_to: Vec<String>,
    },
    /// A keeper is to be asked, and what is wished for cannot wait for an answer: a session of an event.
    AskFirst,
    /// Her organisation would have more than it may.
    QuotaExceeded {
        /// What it may have, in minutes.
        minutes: u32,
        /// What it has already.
        used: u32,
        /// In which time.
        per: Period,
        /// Of what: the space, or all of its site.
        counted: Counted,
        /// When counting starts again.
        next: NaiveDate,
    },
    /// She has not shown that she can do what the space needs.
    QualificationMissing {
        /// Its word in forms and tables.
        key: String,
        /// Its name.
        name: Localised,
        /// The last day on which she had it, before the use is over; `None`: she never did.
        expired_on: Option<NaiveDate>,
    },
    /// It is too late to call off.
    TooLateToCancel {
        /// How long before the start one may, in hours.
        hours: u16,
    },
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

codes! {
    /// A rule of which keepers make exceptions where their book does not say otherwise.
    RuleKind {
        /// How long before the start one must book.
        Notice = "notice",
        /// How far ahead one may book.
        Horizon = "horizon",
        /// On which minutes a use starts and ends.
        Grid = "grid",
        /// How short and how long it may be.
        Length = "length",
        /// When the site is open.
        Hours = "hours",
        /// Who may book.
        Admission = "admission",
        /// How much an organisation may have.
        Quota = "quota",
        /// What whoever books must have shown she can do.
        Qualification = "qualification",
    }
}

/// The rules of which nobody makes an exception: a set of [`RuleKind`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Firm(u8);

impl FromIterator<RuleKind> for Firm {
    fn from_iter<I: IntoIterator<Item = RuleKind>>(kinds: I) -> Self {
        Self(kinds.into_iter().fold(0, |set, kind| set | Self::bit(kind)))
    }
}

impl Firm {
    const fn bit(kind: RuleKind) -> u8 {
        1 << kind as u8
    }

    /// True when nobody makes an exception of this rule.
    #[must_use]
    pub const fn contains(self, kind: RuleKind) -> bool {
        self.0 & Self::bit(kind) != 0
    }

    /// Who makes an exception of a broken rule.
    #[must_use]
    pub fn lifter(self, rule: &BrokenRule) -> Lifter {
        match rule.kind() {
            Some(kind) if self.contains(kind) => Lifter::Nobody,
            _ => rule.usually_lifted_by(),
        }
    }
}

impl BrokenRule {
    /// Which rule of the book it is, where a book can say that nobody makes an exception of it.
    #[must_use]
    pub const fn kind(&self) -> Option<RuleKind> {
        Some(match self {
            Self::TooSoon { .. } => RuleKind::Notice,
            Self::TooFarAhead { .. } => RuleKind::Horizon,
            Self::OffGrid { .. } => RuleKind::Grid,
            Self::TooShort { .. } | Self::TooLong { .. } => RuleKind::Length,
            Self::Closed { .. } => RuleKind::Hours,
            Self::NotAdmitted { .. } => RuleKind::Admission,
            Self::QuotaExceeded { .. } => RuleKind::Quota,
            Self::QualificationMissing { .. } => RuleKind::Qualification,
            // Facts; what a keeper says yes to by answering; and what she must always be able to do, to call off.
            Self::InThePast
            | Self::TooManyPeople { .. }
            | Self::LayoutNotOffered { .. }
            | Self::Taken { .. }
            | Self::Held { .. }
            | Self::EquipmentShort { .. }
            | Self::Closure { .. }
            | Self::NoOrganisation
            | Self::OrganisationUnconfirmed
            | Self::RoleMayNotBook
            | Self::AskFirst
            | Self::TooLateToCancel { .. } => return None,
        })
    }

    /// Who may make an exception where the book does not say that nobody does.
    #[must_use]
    pub const fn usually_lifted_by(&self) -> Lifter {
        match self {
            // A closure is lifted where it was made: a keeper ends it.
            Self::InThePast
            | Self::Taken { .. }
            | Self::Held { .. }
            | Self::EquipmentShort { .. }
            | Self::Closure { .. }
            | Self::LayoutNotOffered { .. }
            | Self::TooManyPeople { .. } => Lifter::Nobody,
            Self::TooSoon { .. }
            | Self::TooFarAhead { .. }
            | Self::OffGrid { .. }
            | Self::TooShort { .. }
            | Self::TooLong { .. }
            | Self::Closed { .. }
            | Self::NotAdmitted { .. }
            | Self::AskFirst
            | Self::QuotaExceeded { .. }
            | Self::QualificationMissing { .. }
            | Self::TooLateToCancel { .. } => Lifter::Keeper,
            Self::NoOrganisation | Self::OrganisationUnconfirmed => Lifter::Platform,
            Self::RoleMayNotBook => Lifter::OrganisationAdmin,
        }
    }
}
