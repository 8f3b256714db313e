//! A day in words: what is on, then one room after the other. Says the same as the timeline, and as much.

use chrono::NaiveDate;
use domain::{
    desk::{Busy, DayTimes, EventCard, Timetable, TimetableRow},
    opening::DayRange,
};
use leptos::prelude::*;

use super::{
    day::by_site,
    timeline::{booking, taken},
};
use crate::{
    events::entry::ProgrammeList,
    t,
    texts::Locale,
    ui::{
        free::clock,
        say::{house, said},
    },
};

/// Events and rooms of a day.
#[component]
pub(super) fn DayList(rooms: Timetable, events: Vec<EventCard>, today: NaiveDate, l: Locale) -> impl IntoView {
    let Some(date) = rooms.days.first().copied() else { return ().into_any() };
    let sites = by_site(rooms.rows).into_iter().map(|(site, rows)| {
        let rows = rows.into_iter().filter_map(|row| entry(l, date, row)).collect_view();
        view! {
            <h3>{house(&site)}</h3>
            <ul class="day-list">{rows}</ul>
        }
    });
    view! {
        <div class="stack calendar__body">
            <h2>{t!(l, calendar.events)}</h2>
            {if events.is_empty() {
                view! { <p>{t!(l, calendar.no_events)}</p> }.into_any()
            } else {
                view! { <ProgrammeList events=events today=today l=l/> }.into_any()
            }}
            <h2>{t!(l, calendar.rooms)}</h2>
            {sites.collect_view()}
        </div>
    }
    .into_any()
}

/// One stretch of the list.
enum Stretch<'a> {
    Free(DayRange),
    Busy(&'a Busy),
}

/// Free and taken times of a day in the order of the clock.
fn stretches(times: &DayTimes) -> Vec<Stretch<'_>> {
    let mut all: Vec<Stretch<'_>> = times.free.iter().map(|range| Stretch::Free(*range)).collect();
    all.extend(times.busy.iter().map(Stretch::Busy));
    all.sort_by_key(|stretch| match stretch {
        Stretch::Free(range) => *range,
        Stretch::Busy(busy) => busy.range,
    });
    all
}

fn entry(l: Locale, date: NaiveDate, row: TimetableRow) -> Option<AnyView> {
    let times = row.days.into_iter().next()?;
    let slug = row.space.slug.clone();
    let said_times = |range: DayRange| format!("{}–{} ", clock(range.from), clock(range.until));
    let line = |stretch: Stretch<'_>| match stretch {
        Stretch::Free(range) => {
            view! { <li><a href=booking(l, &slug, date, range)>{said_times(range)}{t!(l, spaces.free)}</a></li> }
                .into_any()
        }
        Stretch::Busy(busy) => {
            let (class, words) = taken(l, Some(busy));
            view! { <li class=format!("day-list__{class}")>{said_times(busy.range)}{words}</li> }.into_any()
        }
    };
    let all = stretches(&times);
    let empty = all.is_empty().then(|| if times.open.is_empty() { t!(l, spaces.closed) } else { t!(l, spaces.taken) });
    let lines = all.into_iter().map(line).collect_view();
    let entry = view! {
        <li class="day-list__room">
            <h4><a href=l.href(&format!("/spaces/{}", row.space.slug))>{said(l, &row.space.name)}</a></h4>
            {match empty {
                Some(words) => view! { <p class="quiet">{words}</p> }.into_any(),
                None => view! { <ul class="numbers">{lines}</ul> }.into_any(),
            }}
        </li>
    };
    Some(entry.into_any())
}

#[cfg(test)]
mod tests {
    use domain::desk::BusyWhat;

    use super::*;

    #[test]
    fn free_and_taken_times_follow_the_clock() {
        let range = |from, until| DayRange { from, until };
        let busy = Busy { range: range(600, 660), buffer_before: 0, buffer_after: 0, units: 1, what: BusyWhat::Taken };
        let times =
            DayTimes { open: vec![range(480, 780)], busy: vec![busy], free: vec![range(480, 600), range(660, 780)] };
        let order: Vec<_> = stretches(&times).iter().map(|stretch| matches!(stretch, Stretch::Free(_))).collect();
        assert_eq!(order, [true, false, true]);
    }
}
