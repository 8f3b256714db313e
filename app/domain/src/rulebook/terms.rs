//! The parts of a rule book: kinds of use, quota, admission, qualifications, and the terms of a booking's life.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{
    codes,
    id::{GroupId, OrganisationId},
    organisation::{OrganisationKind, Role, Sector},
    text::Localised,
};

/// A kind of use that needs more of the house than others do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UseKind {
    /// Its word in forms and tables: `catering`. One of its kind in a book.
    pub key: String,
    /// Its name.
    pub name: Localised,
    /// Set-up before such a use, in minutes.
    pub buffer_before_minutes: u16,
    /// Clearing after it, in minutes.
    pub buffer_after_minutes: u16,
    /// What a keeper has to do in the buffers: lay tables, clean the lab. Empty: nothing.
    #[serde(default)]
    pub task: Localised,
}

codes! {
    /// For what stretch of time a quota counts.
    Period {
        /// From Monday to Sunday.
        Week = "week",
        /// A month of the calendar.
        Month = "month",
        /// A year of the calendar.
        Year = "year",
    }
}

impl Period {
    /// The first day of the period `date` lies in, and the first day of the next.
    #[must_use]
    pub fn around(self, date: NaiveDate) -> (NaiveDate, NaiveDate) {
        let first = match self {
            Self::Week => date - Days::new(date.weekday().num_days_from_monday().into()),
            Self::Month => date - Days::new(date.day0().into()),
            Self::Year => date - Days::new(date.ordinal0().into()),
        };
        let next = match self {
            Self::Week => first + Days::new(7),
            Self::Month => first + Months::new(1),
            Self::Year => first + Months::new(12),
        };
        (first, next)
    }
}

codes! {
    /// What counts together against a quota.
    Counted {
        /// What an organisation has of the space.
        Space = "space",
        /// What it has of all spaces of the site that count so.
        Site = "site",
    }
}

/// How much an organisation may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// In minutes, every unit of a pool by itself; `None`: as much as it likes.
    pub minutes: Option<u32>,
    /// In which time. A use counts where it starts.
    pub per: Period,
    /// Of what.
    #[serde(default = "by_itself")]
    pub counted: Counted,
}

/// What books written before sites could have a quota mean.
const fn by_itself() -> Counted {
    Counted::Space
}

/// Whom an entry of the admission list is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// Everybody.
    Everybody,
    /// Organisations the region trusts.
    Trusted,
    /// All others.
    Untrusted,
    /// Organisations of this kind.
    Kind(OrganisationKind),
    /// Organisations of this sector.
    Sector(Sector),
    /// Members with this role or a greater one.
    RoleAtLeast(Role),
    /// These organisations.
    Organisations(Vec<OrganisationId>),
    /// Who is in this group of the site.
    Group(GroupId),
}

codes! {
    /// How somebody comes to a booking.
    How {
        /// Without being asked.
        AtOnce = "at-once",
        /// A keeper says yes or no.
        Ask = "ask",
        /// Not at all.
        Never = "never",
    }
}

/// One entry of the admission list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdmissionRule {
    /// Whom it is about.
    pub who: Who,
    /// What holds for them.
    pub how: How,
}

/// Something a person must have shown she can do: a safety briefing, a licence for the laser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualification {
    /// Its word in forms and tables: `safety-briefing`.
    pub key: String,
    /// Its name.
    pub name: Localised,
}

/// How requests are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestTerms {
    /// True when a request takes the time until it is answered.
    pub blocks: bool,
    /// How long the keepers have, in hours of working days ([`crate::answering`]). Then it expires.
    pub answer_within_hours: u16,
}

/// Until when one may call off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancellation {
    /// So many hours before the start; later only a keeper may. 0: until it starts.
    pub free_until_hours: u16,
}

/// What happens when nobody comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckIn {
    /// So many minutes after the start the space is free again, unless somebody checked in; `None`: nobody needs to.
    pub release_after_minutes: Option<u16>,
}
