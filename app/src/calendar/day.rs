//! One day: every room of a house, hour by hour.

use domain::{
    desk::{Timetable, TimetableRow},
    opening::minute,
    space::SiteRef,
};
use leptos::prelude::*;

use super::timeline::{self, Group, Line, Timeline};
use crate::{
    t,
    texts::Locale,
    ui::say::{house, said},
};

/// The rooms of a day under the names of their houses.
#[component]
pub(super) fn Day(rooms: Timetable, title: String, l: Locale) -> impl IntoView {
    let Timetable { days, rows, now } = rooms;
    let Some(date) = days.first().copied().filter(|_| !rows.is_empty()) else {
        return view! { <p class="lead">{t!(l, calendar.no_spaces)}</p> }.into_any();
    };
    let window = timeline::window(rows.iter().flat_map(|row| &row.days));
    let shown = (now.date() == date).then(|| minute(now));
    let groups = by_site(rows)
        .into_iter()
        .map(|(site, rows)| {
            let lines = rows.into_iter().filter_map(|row| {
                let href = l.href(&format!("/spaces/{}", row.space.slug));
                Some(Line {
                    head: view! { <a href=href>{said(l, &row.space.name)}</a> }.into_any(),
                    units: row.pool.then_some(row.units),
                    slug: row.space.slug,
                    date,
                    over: timeline::over(date, now),
                    times: row.days.into_iter().next()?,
                    marked: false,
                })
            });
            let href = l.href(&format!("/sites/{}", site.slug));
            let head = view! { <a href=href>{house(&site)}</a> };
            Group { head: Some(head.into_any()), lines: lines.collect() }
        })
        .collect();
    let caption = t!(l, calendar.caption_day, date = title);
    view! {
        <Timeline caption=caption corner=t!(l, calendar.room) groups=groups window=window now=shown l=l/>
        <Legend l=l/>
    }
    .into_any()
}

/// Rows of one house after the other, as the desk sorts them.
pub(super) fn by_site(rows: Vec<TimetableRow>) -> Vec<(SiteRef, Vec<TimetableRow>)> {
    let mut groups: Vec<(SiteRef, Vec<TimetableRow>)> = vec![];
    for row in rows {
        match groups.last_mut() {
            Some((site, group)) if site.id == row.space.site.id => group.push(row),
            _ => groups.push((row.space.site.clone(), vec![row])),
        }
    }
    groups
}

/// What the fills mean, once for the eye.
#[component]
fn Legend(l: Locale) -> impl IntoView {
    let signs = [
        ("t-free", t!(l, spaces.free)),
        ("t-taken", t!(l, spaces.taken)),
        ("t-own", t!(l, calendar.own)),
        ("t-event", t!(l, calendar.event)),
        ("t-buffer", t!(l, spaces.buffer)),
        ("t-closed", t!(l, spaces.closed)),
    ];
    let sign = |(class, word): (&'static str, &'static str)| {
        view! { <li><span class=format!("legend__sign {class}") aria-hidden="true"></span>{word}</li> }
    };
    view! { <ul class="legend" aria-label=t!(l, calendar.legend)>{signs.map(sign).collect_view()}</ul> }
}
