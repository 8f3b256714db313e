//! The day something ends that takes days: folded away until it does.

use chrono::{NaiveDate, NaiveTime};
use domain::slot::LocalSpan;
use leptos::prelude::*;

use super::{Field, Form};
use crate::{
    form::{Fields, Problems},
    t,
    texts::Locale,
};

/// The name of the field.
pub const LAST_DAY: &str = "until_date";

/// The question.
#[component]
pub fn LastDay(l: Locale, form: Form) -> impl IntoView {
    let open = form.fields().text(LAST_DAY).is_some();
    view! {
        <details class="fold" open=open>
            <summary>{t!(l, bookings.several_days)}</summary>
            <Field form=form name=LAST_DAY label=t!(l, bookings.until_date) hint=t!(l, bookings.until_date_hint) kind="date" width="medium" />
        </details>
    }
    .into_any()
}

/// Its answer, where it says more than the times. What is wrong with it is noted.
#[must_use]
pub fn last_day(
    l: Locale,
    fields: &Fields,
    start: Option<(NaiveDate, NaiveTime)>,
    until: Option<NaiveTime>,
    problems: &mut Problems,
) -> Option<NaiveDate> {
    fields.text(LAST_DAY)?;
    let Some(last) = fields.date(LAST_DAY) else {
        problems.add(LAST_DAY, t!(l, bookings.problem_until_date));
        return None;
    };
    let ((date, from), until) = start.zip(until)?;
    let span = LocalSpan::to(date, from, until, Some(last));
    if span.until <= span.from {
        problems.add(LAST_DAY, t!(l, bookings.problem_until_date));
    }
    span.last()
}
