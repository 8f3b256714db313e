//! The rules of a space as data: a book each for a site and a space, and what both say together.
//!
//! A book is kept as JSON. What it leaves out is inherited: by a space from its site, by a site from the house. Fields
//! it does not know are from a later version and left alone.

use serde::{Deserialize, Serialize};

use crate::{
    group::GroupRef,
    holidays::Land,
    hours::{HolidayHours, PublicHolidays, SchoolHoliday, SchoolHolidays, Season},
    id::GroupId,
    opening::OpeningHours,
    rules::RuleKind,
};

mod faults;
mod terms;

pub use faults::{FaultCause, RuleFault, RuleField};
pub use terms::{
    AdmissionRule, Cancellation, CheckIn, Counted, How, Period, Qualification, Quota, RequestTerms, UseKind, Who,
};

/// One list of rules for both: the book, in which each may be missing, and the rules that hold.
macro_rules! rules {
    ($($(#[$doc:meta])* $field:ident: $type:ty = $usual:expr),+ $(,)?) => {
        /// What the keepers of a site or a space have written down. `None`: inherited.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct RuleBook {
            $($(#[$doc])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,)+
        }

        /// The rules that hold for a space: its book over that of its site over what most houses do.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct SpaceRules {
            $($(#[$doc])* pub $field: $type,)+
            /// The dates of the school holidays there; kept beside the books, since nobody writes them by hand.
            pub school_calendar: Vec<SchoolHoliday>,
            /// The groups the admission list is about, by what they are called now; kept beside the books as well.
            pub groups: Vec<GroupRef>,
        }

        impl RuleBook {
            /// This book, and what it leaves out from `base`, field by field.
            #[must_use]
            pub fn over(&self, base: &Self) -> Self {
                Self { $($field: self.$field.clone().or_else(|| base.$field.clone()),)+ }
            }
        }

        impl From<RuleBook> for SpaceRules {
            /// The book, and what it leaves out as most houses have it.
            fn from(book: RuleBook) -> Self {
                Self { $($field: book.$field.unwrap_or_else(|| $usual),)+ school_calendar: Vec::new(), groups: Vec::new() }
            }
        }
    };
}

rules! {
    /// When it can be used, by the clock on the wall.
    opening: OpeningHours = OpeningHours::always(),
    /// Parts of the year with hours of their own; of two that hold the later entry wins.
    seasons: Vec<Season> = Vec::new(),
    /// What public holidays do.
    holidays: PublicHolidays = PublicHolidays { land: Land::default(), treat: HolidayHours::Ignored },
    /// What school holidays do.
    school_holidays: SchoolHolidays = SchoolHolidays::default(),
    /// Starts and ends fall on this grid, in minutes from midnight. At least 1.
    grid_minutes: u16 = 15,
    /// Shortest use, in minutes.
    shortest_minutes: u16 = 30,
    /// Longest use, in minutes.
    longest_minutes: u16 = 12 * 60,
    /// How long before the start one must book at the latest, in minutes.
    notice_minutes: u32 = 0,
    /// How far ahead one may book, in days.
    horizon_days: u16 = 183,
    /// Set-up before each use, in minutes; blocked as well.
    buffer_before_minutes: u16 = 0,
    /// Clearing after each use, in minutes; blocked as well.
    buffer_after_minutes: u16 = 0,
    /// Kinds of use with buffers and work of their own.
    uses: Vec<UseKind> = Vec::new(),
    /// How much an organisation may have.
    quota: Quota = Quota { minutes: None, per: Period::Month, counted: Counted::Space },
    /// Who books at once, who asks, who may not; the first that matches counts, and without one everybody books at
    /// once.
    admission: Vec<AdmissionRule> = Vec::new(),
    /// What whoever books must have shown she can do.
    qualifications: Vec<Qualification> = Vec::new(),
    /// Rules of which nobody makes an exception, not even a keeper.
    firm: Vec<RuleKind> = Vec::new(),
    /// How requests are treated.
    request: RequestTerms = RequestTerms { blocks: true, answer_within_hours: 48 },
    /// Until when one may call off.
    cancellation: Cancellation = Cancellation { free_until_hours: 0 },
    /// What happens when nobody comes.
    check_in: CheckIn = CheckIn { release_after_minutes: None },
}

impl RuleBook {
    /// The groups its admission list is about.
    pub fn groups(&self) -> impl Iterator<Item = GroupId> {
        self.admission.iter().flatten().filter_map(|rule| match rule.who {
            Who::Group(group) => Some(group),
            _ => None,
        })
    }
}

impl Default for SpaceRules {
    /// What most houses do: quarter hours, up to a day, half a year ahead, no buffers, nobody need ask.
    fn default() -> Self {
        RuleBook::default().into()
    }
}

impl SpaceRules {
    /// The kind of use with this key.
    #[must_use]
    pub fn use_kind(&self, key: &str) -> Option<&UseKind> {
        self.uses.iter().find(|kind| kind.key == key)
    }

    /// The rules for one kind of use: its buffers in place of the usual ones.
    #[must_use]
    pub fn for_use(self, kind: &UseKind) -> Self {
        Self {
            buffer_before_minutes: kind.buffer_before_minutes,
            buffer_after_minutes: kind.buffer_after_minutes,
            ..self
        }
    }
}

#[cfg(test)]
mod tests;
