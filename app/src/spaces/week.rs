//! A space's week: the next free times as plain links, then the seven days hour by hour.

use chrono::{Datelike as _, Days, NaiveDate};
use domain::{
    desk::{Timetable, TimetableRow},
    opening::{DayRange, minute},
};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    calendar::timeline::{self, Group, Line, Timeline},
    t,
    texts::Locale,
    ui::{dates, free::clock, pager::Stepper},
};

/// The Monday of a date's week.
#[must_use]
pub fn monday(date: NaiveDate) -> NaiveDate {
    date - Days::new(date.weekday().num_days_from_monday().into())
}

/// The first free times that are long enough, at most two of a day.
fn next_free(days: &[NaiveDate], row: &TimetableRow, shortest: u16, most: usize) -> Vec<(NaiveDate, DayRange)> {
    days.iter()
        .zip(&row.days)
        .flat_map(|(date, times)| {
            let long_enough = times.free.iter().filter(move |range| range.until - range.from >= shortest);
            long_enough.take(2).map(move |range| (*date, *range))
        })
        .take(most)
        .collect()
}

/// The next free times, each a link to the form.
#[component]
pub fn NextFree(
    /// The days from today on, of one space.
    timetable: Timetable,
    /// The shortest booking, in minutes.
    shortest: u16,
    /// The language.
    l: Locale,
) -> impl IntoView {
    let Timetable { days, rows, .. } = timetable;
    let Some(row) = rows.into_iter().next() else { return ().into_any() };
    let slug = row.space.slug.clone();
    let free = next_free(&days, &row, shortest, 6);
    if free.is_empty() {
        return view! { <p>{t!(l, spaces.no_next_free)}</p> }.into_any();
    }
    let link = |(date, range): (NaiveDate, DayRange)| {
        let times = format!("{}–{}", clock(range.from), clock(range.until));
        view! {
            <li>
                <a href=timeline::booking(l, &slug, date, range)>
                    <time datetime=dates::iso_date(date)>{dates::date_short(l, date)}</time>
                    " "
                    <span class="numbers">{times}</span>
                </a>
            </li>
        }
    };
    view! { <ul class="next-free">{free.into_iter().map(link).collect_view()}</ul> }.into_any()
}

/// The seven days, hour by hour, and the way to other weeks.
#[component]
pub fn Week(
    /// The request.
    ask: Ask,
    /// One space, seven days from a Monday.
    timetable: Timetable,
) -> impl IntoView {
    let l = ask.locale;
    let Timetable { days, rows, now } = timetable;
    let (Some(row), Some(first), Some(last)) = (rows.into_iter().next(), days.first().copied(), days.last().copied())
    else {
        return ().into_any();
    };
    let today = now.date();
    let window = timeline::window(row.days.iter());
    let title = t!(l, spaces.week, from = dates::date_short(l, first), until = dates::date(l, last));
    let units = row.pool.then_some(row.units);
    let slug = row.space.slug;
    let lines = days
        .iter()
        .zip(row.days)
        .map(|(date, times)| Line {
            head: day_head(l, *date),
            slug: slug.clone(),
            date: *date,
            times,
            units,
            over: timeline::over(*date, now),
            marked: *date == today,
        })
        .collect();
    let shown = days.contains(&today).then(|| minute(now));
    view! {
        <section class="week" id="week">
            <div class="list-head">
                <h2>{title.clone()}</h2>
                <WeekSteps ask=ask first=first today=today/>
            </div>
            <Timeline
                caption=title
                corner=t!(l, calendar.day)
                groups=vec![Group { head: None, lines }]
                window=window
                now=shown
                l=l
            />
        </section>
    }
    .into_any()
}

fn day_head(l: Locale, date: NaiveDate) -> AnyView {
    view! { <time datetime=dates::iso_date(date)>{dates::date_short(l, date)}</time> }.into_any()
}

#[component]
fn WeekSteps(ask: Ask, first: NaiveDate, today: NaiveDate) -> impl IntoView {
    let l = ask.locale;
    let to = |date: NaiveDate| format!("{}#week", ask.with_query("week", &dates::iso_date(date)));
    let this = monday(today);
    view! {
        <Stepper
            label=t!(l, spaces.week_step)
            earlier=(to(first - Days::new(7)), t!(l, spaces.week_earlier))
            now=(first != this).then(|| (to(this), t!(l, spaces.this_week)))
            later=(to(first + Days::new(7)), t!(l, spaces.week_later))
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_starts_on_monday() {
        let day = |d| NaiveDate::from_ymd_opt(2027, 3, d).unwrap();
        assert_eq!(monday(day(14)), day(8), "Sunday belongs to the week before");
        assert_eq!(monday(day(8)), day(8));
    }
}
