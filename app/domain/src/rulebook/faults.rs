//! What cannot be meant in a rule book, for the form a keeper fills in.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{RuleBook, SpaceRules, Who};
use crate::{
    codes,
    opening::{DAY, DayRange, OpeningHours},
};

codes! {
    /// A field of a rule book, by its name there.
    RuleField {
        /// The hours of the week.
        Opening = "opening",
        /// The seasons.
        Seasons = "seasons",
        /// The hours in school holidays.
        SchoolHolidays = "school_holidays",
        /// The grid.
        Grid = "grid_minutes",
        /// The shortest use.
        Shortest = "shortest_minutes",
        /// The longest use.
        Longest = "longest_minutes",
        /// The notice.
        Notice = "notice_minutes",
        /// The horizon.
        Horizon = "horizon_days",
        /// The kinds of use.
        Uses = "uses",
        /// The quota.
        Quota = "quota",
        /// The admission list.
        Admission = "admission",
        /// The qualifications.
        Qualifications = "qualifications",
        /// The terms of requests.
        Request = "request",
        /// The terms of check-in.
        CheckIn = "check_in",
    }
}

codes! {
    /// What is wrong with a field.
    FaultCause {
        /// Nothing would ever be possible with 0.
        Zero = "zero",
        /// The grid does not fill a day.
        GridOffDay = "grid-off-day",
        /// The shortest use is longer than the longest.
        ShortestBeyondLongest = "shortest-beyond-longest",
        /// The notice reaches behind the horizon.
        NoticeBeyondHorizon = "notice-beyond-horizon",
        /// Hours end before they start, or after midnight.
        HoursReversed = "hours-reversed",
        /// Hours overlap.
        HoursOverlap = "hours-overlap",
        /// No year has that day.
        NoSuchDay = "no-such-day",
        /// It has no name.
        Nameless = "nameless",
        /// It has no key, or that of another.
        KeyNotUnique = "key-not-unique",
        /// It is about nobody.
        Nobody = "nobody",
        /// An entry above it is about everybody already.
        NeverReached = "never-reached",
    }
}

/// One thing in a rule book that cannot be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleFault {
    /// Where.
    pub field: RuleField,
    /// Which entry of a list, or which weekday, Monday first; both from 0.
    pub entry: Option<usize>,
    /// What.
    pub cause: FaultCause,
}

impl RuleBook {
    /// Everything in the book that cannot be meant. Ask the book that holds, [`over`](Self::over) its site's: a
    /// shortest use may well be longer than the *site's* longest.
    #[must_use]
    pub fn faults(&self) -> Vec<RuleFault> {
        let rules = SpaceRules::from(self.clone());
        let mut faults = Faults::default();
        faults.hours(RuleField::Opening, None, &rules.opening);
        for (entry, season) in rules.seasons.iter().enumerate() {
            faults.entry_if(season.name.is_empty(), RuleField::Seasons, entry, FaultCause::Nameless);
            let no_such_day = !season.from.exists() || !season.until.exists();
            faults.entry_if(no_such_day, RuleField::Seasons, entry, FaultCause::NoSuchDay);
            faults.hours(RuleField::Seasons, Some(entry), &season.hours);
        }
        if let Some(hours) = &rules.school_holidays.hours {
            faults.hours(RuleField::SchoolHolidays, None, hours);
        }
        faults.numbers(&rules);
        faults.keys(RuleField::Uses, rules.uses.iter().map(|kind| (kind.key.as_str(), kind.name.is_empty())));
        faults.admission(&rules);
        let required = rules.qualifications.iter().map(|needed| (needed.key.as_str(), needed.name.is_empty()));
        faults.keys(RuleField::Qualifications, required);
        faults.0
    }
}

#[derive(Default)]
struct Faults(Vec<RuleFault>);

impl Faults {
    fn field_if(&mut self, wrong: bool, field: RuleField, cause: FaultCause) {
        self.fault_if(wrong, RuleFault { field, entry: None, cause });
    }

    fn entry_if(&mut self, wrong: bool, field: RuleField, entry: usize, cause: FaultCause) {
        self.fault_if(wrong, RuleFault { field, entry: Some(entry), cause });
    }

    /// Once is enough, on however many weekdays.
    fn fault_if(&mut self, wrong: bool, fault: RuleFault) {
        if wrong && !self.0.contains(&fault) {
            self.0.push(fault);
        }
    }

    /// Of a list of weeks, `entry` is which week; otherwise the weekday is named.
    fn hours(&mut self, field: RuleField, entry: Option<usize>, hours: &OpeningHours) {
        for (weekday, ranges) in hours.0.iter().enumerate() {
            let entry = entry.unwrap_or(weekday);
            let reversed = |range: &DayRange| range.until <= range.from || range.until > DAY;
            let mut sorted = ranges.clone();
            sorted.sort_unstable();
            let overlap = sorted.windows(2).any(|pair| pair[1].from < pair[0].until);
            self.entry_if(ranges.iter().any(reversed), field, entry, FaultCause::HoursReversed);
            self.entry_if(overlap, field, entry, FaultCause::HoursOverlap);
        }
    }

    fn numbers(&mut self, rules: &SpaceRules) {
        use FaultCause::{GridOffDay, NoticeBeyondHorizon, ShortestBeyondLongest, Zero};
        let off_day = rules.grid_minutes != 0 && !DAY.is_multiple_of(rules.grid_minutes);
        let horizon_minutes = u32::from(rules.horizon_days) * u32::from(DAY);
        let too_short_notice = rules.horizon_days != 0 && rules.notice_minutes > horizon_minutes;
        self.field_if(rules.grid_minutes == 0, RuleField::Grid, Zero);
        self.field_if(off_day, RuleField::Grid, GridOffDay);
        self.field_if(rules.shortest_minutes > rules.longest_minutes, RuleField::Shortest, ShortestBeyondLongest);
        self.field_if(rules.longest_minutes == 0, RuleField::Longest, Zero);
        self.field_if(too_short_notice, RuleField::Notice, NoticeBeyondHorizon);
        self.field_if(rules.horizon_days == 0, RuleField::Horizon, Zero);
        self.field_if(rules.quota.minutes == Some(0), RuleField::Quota, Zero);
        self.field_if(rules.request.answer_within_hours == 0, RuleField::Request, Zero);
        self.field_if(rules.check_in.release_after_minutes == Some(0), RuleField::CheckIn, Zero);
    }

    fn keys<'a>(&mut self, field: RuleField, entries: impl Iterator<Item = (&'a str, bool)>) {
        let mut seen = BTreeSet::new();
        for (entry, (key, nameless)) in entries.enumerate() {
            self.entry_if(key.is_empty() || !seen.insert(key), field, entry, FaultCause::KeyNotUnique);
            self.entry_if(nameless, field, entry, FaultCause::Nameless);
        }
    }

    fn admission(&mut self, rules: &SpaceRules) {
        let everybody = rules.admission.iter().position(|entry| entry.who == Who::Everybody);
        for (entry, admission) in rules.admission.iter().enumerate() {
            let nobody = matches!(&admission.who, Who::Organisations(list) if list.is_empty());
            self.entry_if(nobody, RuleField::Admission, entry, FaultCause::Nobody);
            let late = everybody.is_some_and(|last| last < entry);
            self.entry_if(late, RuleField::Admission, entry, FaultCause::NeverReached);
        }
    }
}
