//! Every rule that can be broken, and who may make an exception.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::{codes, hours::DayKind, opening::DayRange, rulebook::Period, slot::When, space::Layout, text::Localised};

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
    /// Her organisation would have more of the space than it may.
    QuotaExceeded {
        /// What it may have, in minutes.
        minutes: u32,
        /// What it has already.
        used: u32,
        /// In which time.
        per: Period,
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

impl BrokenRule {
    /// Who may make an exception.
    #[must_use]
    pub const fn lifted_by(&self) -> Lifter {
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
