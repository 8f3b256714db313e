//! The further rooms of a session in its form, and what each of several rooms says.

use domain::booking::RoomVerdicts;
use leptos::prelude::*;

use super::{
    room_fields::{carried, name, shown},
    session_fields::said,
};
use crate::{
    t,
    texts::Locale,
    ui::{
        form::{Field, Form, SelectGrouped, Submit},
        say,
    },
};

/// One choice for each further room, and how long the session is set up and cleared.
#[component]
pub fn FurtherRooms(form: Form, groups: Vec<(String, Vec<(String, String)>)>, l: Locale) -> impl IntoView {
    let asked = |names: &[&str]| {
        names.iter().any(|name| form.fields().text(name).is_some() || form.problems().at(name).is_some())
    };
    let open = asked(&["further_0", "setup", "clear"]) || shown(form.fields()) > 1;
    let rows = (0..shown(form.fields())).map(|number| {
        let (form, groups) = (form.clone(), groups.clone());
        let none = Some(t!(l, rooms.none).to_owned());
        view! { <SelectGrouped form=&form name=name(number) label=t!(l, rooms.further_nth, number = number + 1) none groups/> }
            .into_any()
    });
    let rows = rows.collect_view();
    view! {
        <details class="fold" open=open>
            <summary>{t!(l, rooms.further)}</summary>
            <div class="stack">
                <p class="quiet">{t!(l, rooms.further_hint)}</p>
                {rows}
                <p><Submit label=t!(l, rooms.one_more) intent="room" look="quiet" loose=true/></p>
                <div class="fields">
                    <Field form=&form name="setup" kind="number" width="short" min="0" max="240" step="5" label=t!(l, rooms.setup)/>
                    <Field form=&form name="clear" kind="number" width="short" min="0" max="240" step="5" label=t!(l, rooms.clear)/>
                </div>
                <p class="quiet small">{t!(l, rooms.margins_hint)}</p>
            </div>
        </details>
    }
    .into_any()
}

/// What each room said, and other rooms in the place of those that said no: one click fills one in.
#[component]
pub fn EachRoom(verdicts: RoomVerdicts, l: Locale) -> impl IntoView {
    let rooms = verdicts.rooms.into_iter().enumerate().map(|(place, room)| {
        let called = room.space.name.get(l.code()).to_owned();
        let words = if room.verdict.is_free() {
            t!(l, rooms.free, room = called)
        } else {
            let rules = room.verdict.broken.iter().map(|rule| said(l, rule, room.verdict.lifter(rule)));
            t!(l, rooms.said, room = called, rule = rules.collect::<Vec<_>>().join(" "))
        };
        let others = room.verdict.alternatives.iter().map(|other| {
            let new = format!("{}, {}", other.space.name.get(l.code()), say::house(&other.space.site));
            let value = carried(place, &other.space);
            view! {
                <li>
                    <button class="button button--quiet" type="submit" formnovalidate=true name="take" value=value>
                        {t!(l, rooms.instead, old = called, new = new)}
                    </button>
                </li>
            }
        });
        let others = others.collect_view();
        let some = !room.verdict.alternatives.is_empty();
        view! {
            <li>{words} {some.then(|| view! { <ul class="plain manage__offers">{others}</ul> })}</li>
        }
        .into_any()
    });
    view! {
        <div class="notice">
            <p class="notice__title">{t!(l, rooms.each)}</p>
            <ul class="stack-tight">{rooms.collect_view()}</ul>
        </div>
    }
    .into_any()
}
