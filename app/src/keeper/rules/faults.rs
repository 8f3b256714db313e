//! What cannot be meant in a rule book, in words, at its field of the form.

use domain::rulebook::{FaultCause, RuleFault, RuleField};

use super::{admission::ADMISSION, book::DAYS};
use crate::{form::Problems, t, texts::Locale};

/// What cannot be meant, each at its field.
pub fn at_fields(l: Locale, faults: &[RuleFault]) -> Problems {
    let problem = |fault: &RuleFault| (Some(field(fault).into()), cause(l, fault));
    Problems(faults.iter().map(problem).collect())
}

fn field(fault: &RuleFault) -> &'static str {
    let entry = fault.entry.unwrap_or_default();
    match fault.field {
        RuleField::Opening => DAYS.get(entry).copied().unwrap_or(DAYS[0]),
        RuleField::Seasons => "seasons",
        RuleField::SchoolHolidays => "school_hours",
        RuleField::Grid => "grid",
        RuleField::Shortest => "shortest",
        RuleField::Longest => "longest",
        RuleField::Notice => "notice",
        RuleField::Horizon => "horizon",
        RuleField::Uses => "uses",
        RuleField::Quota => "quota",
        RuleField::Admission => ADMISSION.get(entry).map_or("who_0", |(who, _)| who),
        RuleField::Qualifications => "qualifications",
        RuleField::Request => "answer",
        RuleField::CheckIn => "release",
    }
}

/// What is wrong, in a sentence.
pub fn cause(l: Locale, fault: &RuleFault) -> String {
    let text = match fault.cause {
        FaultCause::Zero => t!(l, rulebook.fault_zero),
        FaultCause::GridOffDay => t!(l, rulebook.fault_grid_off_day),
        FaultCause::ShortestBeyondLongest => t!(l, rulebook.fault_shortest_beyond_longest),
        FaultCause::NoticeBeyondHorizon => t!(l, rulebook.fault_notice_beyond_horizon),
        FaultCause::HoursReversed => t!(l, rulebook.fault_hours_reversed),
        FaultCause::HoursOverlap => t!(l, rulebook.fault_hours_overlap),
        FaultCause::NoSuchDay => t!(l, rulebook.fault_no_such_day),
        FaultCause::Nameless => t!(l, rulebook.fault_nameless),
        FaultCause::KeyNotUnique => t!(l, rulebook.fault_key_not_unique),
        FaultCause::Nobody => t!(l, rulebook.fault_nobody),
        FaultCause::NeverReached => t!(l, rulebook.fault_never_reached),
    };
    text.to_owned()
}
