//! A week: rooms down, days across, each with its strip and how much of it is free.

use chrono::NaiveDate;
use domain::{
    desk::{DayTimes, Timetable, TimetableRow},
    opening::DayRange,
};
use leptos::prelude::*;

use super::{day::by_site, timeline};
use crate::{
    ask::Ask,
    t,
    texts::Locale,
    ui::{
        dates,
        say::{house, said},
        strip::Strip,
    },
};

/// The rooms of a week.
#[component]
pub(super) fn Week(ask: Ask, rooms: Timetable) -> impl IntoView {
    let l = ask.locale;
    let Timetable { days, rows, now } = rooms;
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return ().into_any() };
    if rows.is_empty() {
        return view! { <p class="lead">{t!(l, calendar.no_spaces)}</p> }.into_any();
    }
    let window = timeline::window(rows.iter().flat_map(|row| &row.days));
    let caption = t!(l, calendar.caption_week, from = dates::date_short(l, *first), until = dates::date(l, *last));
    let today = now.date();
    let heads = days.iter().map(|date| head(&ask, *date, today)).collect_view();
    let columns = days.len() + 1;
    let bodies = by_site(rows).into_iter().map(|(site, rows)| {
        let lines = rows.into_iter().map(|row| line(l, row, &days, today, window)).collect_view();
        view! {
            <tbody>
                <tr class="timeline__group"><th scope="rowgroup" colspan=columns>{house(&site)}</th></tr>
                {lines}
            </tbody>
        }
    });
    view! {
        <div class="timeline-scroll" role="region" tabindex="0" aria-labelledby="timetable">
            <table class="timeline timeline--week">
                <caption id="timetable" class="visually-hidden">{caption}</caption>
                <thead><tr><th scope="col" class="timeline__corner">{t!(l, calendar.room)}</th>{heads}</tr></thead>
                {bodies.collect_view()}
            </table>
        </div>
    }
    .into_any()
}

fn head(ask: &Ask, date: NaiveDate, today: NaiveDate) -> AnyView {
    let l = ask.locale;
    let day = Ask { query: ask.query.with("view", "day"), ..ask.clone() }.with_query("date", &dates::iso_date(date));
    let current = (date == today).then_some("date");
    view! {
        <th scope="col" aria-current=current>
            <a href=day><time datetime=dates::iso_date(date)>{dates::date_short(l, date)}</time></a>
        </th>
    }
    .into_any()
}

fn line(l: Locale, row: TimetableRow, days: &[NaiveDate], today: NaiveDate, window: DayRange) -> AnyView {
    let space = l.href(&format!("/spaces/{}", row.space.slug));
    let cells = days.iter().zip(row.days).map(|(date, times)| cell(l, &space, *date, times, *date == today, window));
    let cells = cells.collect_view();
    view! { <tr><th scope="row"><a href=space>{said(l, &row.space.name)}</a></th>{cells}</tr> }.into_any()
}

fn cell(l: Locale, space: &str, date: NaiveDate, times: DayTimes, today: bool, window: DayRange) -> AnyView {
    let words = amount(l, &times);
    let current = today.then_some("date");
    if times.open.is_empty() {
        return view! { <td class="t-closed" aria-current=current><span class="timeline__words">{words}</span></td> }
            .into_any();
    }
    let week = format!("{space}?week={}#week", dates::iso_date(date));
    view! {
        <td aria-current=current>
            <a class="timeline__day" href=week>
                <Strip open=times.open free=times.free window=window/>
                <span class="timeline__words">{words}</span>
            </a>
        </td>
    }
    .into_any()
}

/// How much of a day is free, in whole hours.
fn amount(l: Locale, times: &DayTimes) -> String {
    let minutes: u16 = times.free.iter().map(|range| range.until - range.from).sum();
    match (times.open.is_empty(), minutes, minutes / 60) {
        (true, ..) => t!(l, spaces.closed).to_owned(),
        (_, 0, _) => t!(l, spaces.taken).to_owned(),
        (.., 0) => t!(l, calendar.less_than_hour).to_owned(),
        (.., hours) => t!(l, calendar.hours_free, count = hours),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_summed_up_in_whole_hours() {
        let day = |free: &[(u16, u16)]| {
            let free = free.iter().map(|&(from, until)| DayRange { from, until }).collect();
            amount(Locale::De, &DayTimes { open: vec![DayRange { from: 480, until: 1200 }], busy: vec![], free })
        };
        assert_eq!(day(&[(480, 600), (900, 970)]), "3 Std. frei");
        assert_eq!(day(&[(480, 510)]), "unter 1 Std. frei");
        assert_eq!(day(&[]), "belegt");
        assert_eq!(amount(Locale::En, &DayTimes { open: vec![], busy: vec![], free: vec![] }), "closed");
    }
}
