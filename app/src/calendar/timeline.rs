//! The timeline: rooms (or days) down, hours across, a real table. What colour says, words say too.

use chrono::NaiveDate;
use domain::{
    desk::{Busy, BusyWhat, DayTimes},
    opening::DayRange,
};
use leptos::prelude::*;

use super::segments::{STEP, Segment, What, segments};
use crate::{
    t,
    texts::Locale,
    ui::{
        dates,
        free::clock,
        icon::{Draw, Icon},
    },
};

/// One line: a room on a day.
pub struct Line {
    /// What stands before it.
    pub head: AnyView,
    /// The room's part of an address.
    pub slug: String,
    /// The day.
    pub date: NaiveDate,
    /// Its times.
    pub times: DayTimes,
    /// How many units a pool has.
    pub units: Option<u16>,
    /// The minute up to which the day is over.
    pub over: u16,
    /// Marked: today, in a week.
    pub marked: bool,
}

/// Lines under a common heading; none: no heading.
pub struct Group {
    /// The heading.
    pub head: Option<AnyView>,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// The minute up to which a day is over.
#[must_use]
pub fn over(date: NaiveDate, now: chrono::NaiveDateTime) -> u16 {
    match date.cmp(&now.date()) {
        std::cmp::Ordering::Less => domain::opening::DAY,
        std::cmp::Ordering::Equal => domain::opening::minute(now),
        std::cmp::Ordering::Greater => 0,
    }
}

/// The hours that hold every opening and every booking, on full hours.
#[must_use]
pub fn window<'a>(times: impl Iterator<Item = &'a DayTimes> + Clone) -> DayRange {
    let open = times.clone().flat_map(|day| &day.open);
    let busy = times.flat_map(|day| day.busy.iter().map(|busy| &busy.range));
    crate::ui::strip::window(open.chain(busy))
}

/// The table. It scrolls inside its own region where it is too broad.
#[component]
pub fn Timeline(
    /// What it shows, spoken and above it.
    caption: String,
    /// What stands in the corner: over the heads of the lines.
    corner: &'static str,
    /// The lines.
    groups: Vec<Group>,
    /// The hours shown.
    window: DayRange,
    /// The minute of the day it is now, if that is shown.
    #[prop(optional_no_strip)]
    now: Option<u16>,
    /// The language.
    l: Locale,
) -> impl IntoView {
    let columns = (window.until - window.from) / STEP;
    let hours = (window.from / 60..window.until / 60)
        .map(|hour| view! { <th scope="col" colspan=60 / STEP><time>{hour}</time></th> })
        .collect_view();
    let now = now.filter(|now| window.from <= *now && *now < window.until).map(|now| (now - window.from) / STEP);
    view! {
        <div class="timeline-scroll" role="region" tabindex="0" aria-labelledby="timetable">
            <table class="timeline">
                <caption id="timetable" class="visually-hidden">{caption}</caption>
                <colgroup>
                    <col class="timeline__heads"/>
                    <col span=columns/>
                </colgroup>
                <thead>
                    <tr><th scope="col" class="timeline__corner">{corner}</th>{hours}</tr>
                    {now.map(|before| view! { <NowLine before=before columns=columns l=l/> })}
                </thead>
                {groups.into_iter().map(|group| self::group(l, group, window, columns)).collect_view()}
            </table>
        </div>
    }
    .into_any()
}

/// The line that says how late it is, from the head down through every line.
#[component]
fn NowLine(before: u16, columns: u16, l: Locale) -> impl IntoView {
    let after = columns - before;
    view! {
        <tr class="timeline__now">
            <td colspan=before + 1></td>
            <td colspan=after class="timeline__now-mark"><span class="visually-hidden">{t!(l, calendar.now)}</span></td>
        </tr>
    }
}

fn group(l: Locale, group: Group, window: DayRange, columns: u16) -> AnyView {
    let head = group.head.map(|head| {
        view! { <tr class="timeline__group"><th scope="rowgroup" colspan=columns + 1>{head}</th></tr> }
    });
    let lines = group.lines.into_iter().map(|line| {
        let Line { head, slug, date, times, units, over, marked } = line;
        let cells =
            segments(&times, units, window, over).into_iter().map(|cut| cell(l, &slug, date, &times, units, cut));
        let cells = cells.collect_view();
        view! { <tr aria-current=marked.then_some("date")><th scope="row">{head}</th>{cells}</tr> }
    });
    view! { <tbody>{head}{lines.collect_view()}</tbody> }.into_any()
}

fn cell(l: Locale, slug: &str, date: NaiveDate, times: &DayTimes, units: Option<u16>, cut: Segment) -> AnyView {
    let span = (cut.columns() > 1).then(|| cut.columns());
    let said = |range: DayRange| format!("{}–{} ", clock(range.from), clock(range.until));
    match cut.what {
        What::Closed => {
            view! { <td colspan=span class="t-closed"><span class="visually-hidden">{t!(l, spaces.closed)}</span></td> }
                .into_any()
        }
        What::Past => view! { <td colspan=span class="t-past"></td> }.into_any(),
        What::Buffer => {
            view! { <td colspan=span class="t-buffer"><span class="visually-hidden">{t!(l, spaces.buffer)}</span></td> }
                .into_any()
        }
        What::Free(left) => {
            let (words, short) = match units {
                Some(units) => (t!(l, calendar.left, left = left, units = units), format!("{left}/\u{200b}{units}")),
                None => (t!(l, spaces.free).to_owned(), t!(l, spaces.free).to_owned()),
            };
            let title = words.clone();
            let times = said(cut.range);
            // Half an hour with another number of free units is too narrow to be touched or read; the time beside it leads
            // to the same form.
            if units.is_some() && cut.columns() <= 2 {
                return view! {
                    <td colspan=span class="t-free" title=title><span class="visually-hidden">{times}{words}</span></td>
                }
                .into_any();
            }
            // A short time has a narrow cell: there the style shows the short form, which may break after its stroke, and
            // hides the words from sight only.
            view! {
                <td colspan=span class="t-free" title=title>
                    <a href=booking(l, slug, date, cut.range)>
                        <span class="visually-hidden">{times}</span>
                        <span class="t-free__words">{words}</span>
                        <span class="t-free__short" aria-hidden="true">{short}</span>
                    </a>
                </td>
            }
            .into_any()
        }
        What::Taken(index) => {
            let busy = index.and_then(|index| times.busy.get(index));
            let times = said(busy.map_or(cut.range, |busy| busy.range));
            let (class, words) = taken(l, busy);
            view! { <td colspan=span class=class><span class="visually-hidden">{times}</span>{words}</td> }.into_any()
        }
    }
}

/// What may be said of a taken time: the event, one's own booking, or nothing but that it is taken (I10).
#[must_use]
pub fn taken(l: Locale, busy: Option<&Busy>) -> (&'static str, AnyView) {
    match busy.map(|busy| &busy.what) {
        Some(BusyWhat::Event { slug, title }) => {
            let title = crate::ui::say::said(l, title);
            ("t-event", view! { <a href=l.href(&format!("/events/{slug}"))>{title}</a> }.into_any())
        }
        Some(BusyWhat::Booking { id, title }) => {
            ("t-own", view! { <a href=l.href(&format!("/bookings/{id}"))>{title.clone()}</a> }.into_any())
        }
        Some(BusyWhat::Closure { reason }) => ("t-shut", t!(l, spaces.shut, reason = reason).into_any()),
        Some(BusyWhat::Held) => ("t-held", view! { <Draw icon=Icon::Clock/> " " {t!(l, spaces.held)} }.into_any()),
        Some(BusyWhat::Taken) | None => ("t-taken", t!(l, spaces.taken).into_any()),
    }
}

/// The form for a booking that starts with a free time: two hours of it, or what there is.
#[must_use]
pub fn booking(l: Locale, slug: &str, date: NaiveDate, free: DayRange) -> String {
    let until = free.until.min(free.from + 120);
    let time = |minute: u16| format!("{:02}:{:02}", minute / 60 % 24, minute % 60);
    let date = dates::iso_date(date);
    format!("{}?space={slug}&date={date}&from={}&until={}", l.href("/bookings/new"), time(free.from), time(until))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_time_leads_to_a_form_that_is_filled_in() {
        let date = NaiveDate::from_ymd_opt(2027, 3, 9).unwrap();
        let link = |from, until| booking(Locale::En, "studio", date, DayRange { from, until });
        assert_eq!(link(480, 1200), "/en/bookings/new?space=studio&date=2027-03-09&from=08:00&until=10:00");
        assert!(link(1380, 1440).ends_with("from=23:00&until=00:00"));
    }
}
