//! Access facts: what one needs to know before one comes. What is missing is said as plainly as what is there.

use domain::space::{AccessFacts, Contact};
use leptos::prelude::*;

use crate::{t, texts::Locale, ui::say::paragraphs};

/// How one gets in, as a list.
#[component]
pub fn Access(
    /// The facts.
    facts: AccessFacts,
    /// The language.
    l: Locale,
) -> impl IntoView {
    let either = |yes: bool, then: &'static str, otherwise: &'static str| if yes { then } else { otherwise };
    let mut lines = vec![
        either(facts.step_free, t!(l, spaces.access_step_free), t!(l, spaces.access_no_step_free)),
        either(facts.accessible_toilet, t!(l, spaces.access_toilet), t!(l, spaces.access_no_toilet)),
        either(facts.induction_loop, t!(l, spaces.access_loop), t!(l, spaces.access_no_loop)),
    ];
    lines.extend(facts.tactile_guidance.then(|| t!(l, spaces.access_tactile)));
    lines.extend(facts.accessible_parking.then(|| t!(l, spaces.access_parking)));
    view! {
        <ul>{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
        {(!facts.note.is_empty()).then(|| paragraphs(l, &facts.note))}
    }
}

/// Whom to ask.
#[component]
pub fn ContactLines(
    /// Who.
    contact: Contact,
) -> impl IntoView {
    let Contact { name, email, phone } = contact;
    let mail = format!("mailto:{email}");
    let call = format!("tel:{}", phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>());
    view! {
        <ul>
            <li>{name}</li>
            {(!email.is_empty()).then(|| view! { <li><a href=mail>{email}</a></li> })}
            {(!phone.is_empty()).then(|| view! { <li><a href=call>{phone}</a></li> })}
        </ul>
    }
}

/// Opening hours: equal neighbouring days in one line.
#[component]
pub fn Opening(
    /// The hours of each weekday.
    hours: domain::opening::OpeningHours,
    /// The language.
    l: Locale,
) -> impl IntoView {
    let lines = spans(&hours).into_iter().map(|(first, last)| {
        use crate::ui::dates::{day_ranges, weekday};
        let day = |index: usize| weekday(l, DAYS[index]);
        let days = if first == last { day(first).to_owned() } else { format!("{}–{}", day(first), day(last)) };
        view! { <li>{days}": "{day_ranges(l, &hours.0[first])}</li> }
    });
    view! { <ul class="numbers">{lines.collect_view()}</ul> }
}

const DAYS: [chrono::Weekday; 7] = {
    use chrono::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    [Mon, Tue, Wed, Thu, Fri, Sat, Sun]
};

/// First and last weekday of each run of equal days.
fn spans(hours: &domain::opening::OpeningHours) -> Vec<(usize, usize)> {
    let mut spans: Vec<(usize, usize)> = vec![];
    for day in 0..7 {
        match spans.last_mut() {
            Some((first, last)) if hours.0[*first] == hours.0[day] => *last = day,
            _ => spans.push((day, day)),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_days_stand_in_one_line() {
        use chrono::Weekday::{Fri, Mon, Sat, Thu, Tue, Wed};
        let mut hours = domain::opening::OpeningHours::on(&[Mon, Tue, Wed, Thu, Fri], 480, 1200);
        hours.0[5] = domain::opening::OpeningHours::on(&[Sat], 600, 900).0[5].clone();
        assert_eq!(spans(&hours), [(0, 4), (5, 5), (6, 6)]);
    }
}
