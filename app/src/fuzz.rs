//! Everything strangers' forms are read by, in one place, for the fuzzer alone (`make fuzz`).

use std::hint::black_box;

use domain::{
    id::RequestId,
    question::{Form, Kind},
    rulebook::{RuleBook, SpaceRules},
    slot::LocalSpan,
};
use uuid::Uuid;

use crate::{
    bookings::{look::Wanted, series},
    events, find,
    form::Fields,
    keeper::{closures, rules},
    manage,
    questions::files::Files,
    registrations, spaces,
    texts::Locale,
    waiting,
};

/// Reads a form as every page would that takes one.
pub fn forms(fields: &Fields) {
    let (l, request) = (Locale::De, RequestId(Uuid::nil()));
    let wanted = Wanted::read(l, fields, true);
    black_box(wanted.seen());
    let from = chrono::NaiveDateTime::default();
    let first = LocalSpan { from, until: from + chrono::TimeDelta::hours(2) };
    if let Ok(series) = series::read(l, fields, first) {
        let _ = black_box(series.repeat.dates(first));
    }
    black_box(events::query::read(fields));
    black_box(spaces::query::read(fields));
    let _ = black_box(find::asked::read(l, fields, from.date()));
    let _ = black_box(waiting::read::read(l, fields, request));
    let _ = black_box(registrations::fields::read(l, request, None, fields, (&Form::default(), &Files::default())));
    black_box(manage::word_fields::read(fields));
    let _ = black_box(manage::session_fields::read(l, fields));
    for kind in Kind::ALL {
        let _ = black_box(manage::form::question_fields::read(l, *kind, fields));
    }
    black_box(rules::book::read(l, fields, &RuleBook::default(), &SpaceRules::default()).book);
    let _ = black_box(closures::read::read(l, fields, "haus", request));
}
