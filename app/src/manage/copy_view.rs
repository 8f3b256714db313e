//! The form of a copy: the first day, then every session on its new day, with what would work instead.

use domain::{
    desk::{EventView, SessionView, SiteView},
    id::SessionId,
    rules::Alternative,
    space::SpaceRef,
};
use leptos::prelude::*;

use super::{
    copy_fields::{named, sessions},
    session_fields::carried,
};
use crate::{
    events::rooms,
    t,
    texts::Locale,
    ui::{
        dates,
        form::{ErrorSummary, Field, Form, Hidden, SelectGrouped, Submit},
        say::said,
    },
};

/// Rooms by house: name, then slugs and names.
type Groups = Vec<(String, Vec<(String, String)>)>;

/// The whole page.
#[component]
pub fn CopyPage(
    event: EventView,
    form: Form,
    offers: Vec<(SessionId, Vec<Alternative>)>,
    filled: bool,
    sites: Vec<SiteView>,
    request: String,
    l: Locale,
) -> impl IntoView {
    let base = format!("/manage/events/{}", event.card.slug);
    let sessions = sessions(&event);
    let asked = sessions.iter().enumerate().any(|(place, _)| form.fields().text(&named("date", place)).is_some());
    view! {
        <div class="manage stack">
            <p class="crumb"><a href=l.href(&base)>{said(l, &event.card.title)}</a></p>
            <ErrorSummary form=&form/>
            {filled.then(|| view! { <p class="notice notice--good" role="status">{t!(l, copying.filled)}</p> })}
            <h1>{t!(l, copying.title)}</h1>
            {if sessions.is_empty() {
                view! { <p class="lead">{t!(l, copying.no_session)}</p> }.into_any()
            } else {
                view! {
                    <p class="measure">{t!(l, copying.lead)}</p>
                    <form method="get" class="form" action=l.href(&format!("{base}/copy"))>
                        <Field
                            form=&form
                            name="first"
                            kind="date"
                            width="medium"
                            label=t!(l, copying.first)
                            hint=t!(l, copying.first_hint)
                            required=true
                        />
                        <Submit label=t!(l, copying.show) look="quiet"/>
                    </form>
                    {asked.then(|| view! { <Sessions event sessions form offers sites request l/> })}
                }
                .into_any()
            }}
        </div>
    }
    .into_any()
}

#[component]
fn Sessions(
    event: EventView,
    sessions: Vec<SessionView>,
    form: Form,
    offers: Vec<(SessionId, Vec<Alternative>)>,
    sites: Vec<SiteView>,
    request: String,
    l: Locale,
) -> impl IntoView {
    let groups = sites.into_iter().map(|site| {
        let spaces = site.spaces.into_iter();
        let options = spaces.map(|space| (space.space.slug, space.space.name.get(l.code()).to_owned())).collect();
        (format!("{}, {}", site.name, site.town), options)
    });
    let groups: Groups = groups.collect();
    let rows = sessions.into_iter().enumerate().map(|(place, session)| {
        let offers = offers.iter().find(|(of, _)| *of == session.id).map(|(_, offers)| offers.clone());
        let (form, groups, offers) = (form.clone(), groups.clone(), offers.unwrap_or_default());
        view! { <One session place form groups offers l/> }
    });
    let rows = rows.collect_view();
    view! {
        <form method="post" class="form manage__form">
            // The first button is the one the Enter key presses: it must be the one that copies.
            <button class="visually-hidden" type="submit" name="do" value="copy" tabindex="-1" aria-hidden="true">
                {t!(l, copying.copy)}
            </button>
            <Hidden name="version" value=event.version.to_string()/>
            <Hidden name="request" value=request/>
            <Hidden name="first" value=form.fields().get("first").to_owned()/>
            {rows}
            <p class="quiet">{t!(l, copying.what)}</p>
            <Submit label=t!(l, copying.copy) intent="copy"/>
        </form>
    }
    .into_any()
}

/// One session: take it along or not, when, where.
#[component]
fn One(
    session: SessionView,
    place: usize,
    form: Form,
    groups: Groups,
    offers: Vec<Alternative>,
    l: Locale,
) -> impl IntoView {
    let name = |field: &str| named(field, place);
    let take = name("take");
    let (id, value) = (format!("f-{take}"), session.id.to_string());
    let ticked = form.fields().get(&take) == value;
    let days = form.fields().text(&name("until_date")).is_some();
    let was = dates::when(l, &session.when);
    let buttons = offers.iter().map(|offer| {
        let space = &offer.space;
        let words = format!("{}, {}: {}", space.name.get(l.code()), space.site.name, dates::when(l, &offer.when));
        let value = format!("{place}|{}", carried(offer));
        view! {
            <li>
                <button class="button button--quiet" type="submit" formnovalidate=true name="take" value=value>{words}</button>
            </li>
        }
    });
    let buttons = buttons.collect_view();
    let further: Vec<&SpaceRef> = session.place.further.iter().collect();
    let further =
        (!further.is_empty()).then(|| view! { <p class="quiet">{t!(l, rooms.copied, rooms = rooms(l, &further))}</p> });
    let online = session.place.online.then(|| view! { <p class="quiet">{t!(l, copying.online)}</p> });
    view! {
        <fieldset class="manage__group">
            <legend>{said(l, &session.title)}</legend>
            <p class="quiet">{t!(l, copying.was, when = was)}</p>
            <p class="choice">
                <input class="choice__control" type="checkbox" name=take id=id.clone() value=value checked=ticked/>
                <label class="choice__label" for=id>{t!(l, copying.take)}</label>
            </p>
            {(!offers.is_empty()).then(|| view! {
                <div class="notice">
                    <p class="notice__title">{t!(l, manage.alternatives)}</p>
                    <p>{t!(l, manage.alternatives_hint)}</p>
                    <ul class="plain manage__offers">{buttons}</ul>
                </div>
            })}
            <div class="fields">
                <Field form=&form name=name("date") kind="date" width="medium" label=t!(l, manage.field_date) required=true/>
                <Field form=&form name=name("from") kind="time" width="short" label=t!(l, manage.field_from) required=true/>
                <Field form=&form name=name("until") kind="time" width="short" label=t!(l, manage.field_until) required=true/>
            </div>
            <details class="fold" open=days>
                <summary>{t!(l, bookings.several_days)}</summary>
                <Field form=&form name=name("until_date") kind="date" width="medium" label=t!(l, bookings.until_date) hint=t!(l, bookings.until_date_hint)/>
            </details>
            <SelectGrouped form=&form name=name("space") label=t!(l, manage.field_space) none=Some(t!(l, manage.field_no_space).to_owned()) groups/>
            {further}
            {online}
        </fieldset>
    }
    .into_any()
}
