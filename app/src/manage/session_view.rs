//! The form of a session, what its room says, and what would work instead.

use std::collections::BTreeSet;

use domain::{
    desk::{EventView, SessionView, SiteView},
    event::EventState,
    rules::Alternative,
    text::Localised,
};
use leptos::prelude::*;

use super::{
    changed::Changed,
    room_view::{EachRoom, FurtherRooms},
    session_fields::carried,
    session_page::{Lift, Shown},
    speaker_view::SpeakerFields,
};
use crate::{
    events::say::grant_words,
    t,
    texts::Locale,
    ui::{
        dates,
        form::{ErrorSummary, Field, Form, Hidden, LastDay, Select, SelectGrouped, Submit, TextArea},
    },
};

/// Names and labels, in the order of the form.
#[must_use]
pub fn labels(l: Locale) -> Vec<(&'static str, &'static str)> {
    vec![
        ("date", t!(l, manage.field_date)),
        ("from", t!(l, manage.field_from)),
        ("until", t!(l, manage.field_until)),
        ("until_date", t!(l, bookings.until_date)),
        ("space", t!(l, manage.field_space)),
        ("further", t!(l, rooms.further)),
        ("setup", t!(l, rooms.setup)),
        ("clear", t!(l, rooms.clear)),
        ("online", t!(l, manage.field_online)),
        ("capacity", t!(l, manage.field_capacity)),
        ("pool", t!(l, pools.field)),
        ("title_de", t!(l, manage.field_session_title_de)),
        ("title_en", t!(l, manage.field_session_title_en)),
        ("summary_de", t!(l, manage.field_session_summary_de)),
        ("summary_en", t!(l, manage.field_session_summary_en)),
        ("track_de", t!(l, programme.track_de)),
        ("track_en", t!(l, programme.track_en)),
        ("speakers", t!(l, manage.field_speakers)),
    ]
}

/// The whole page.
#[component]
pub fn SessionPage(
    shown: Shown,
    form: Form,
    sites: Vec<SiteView>,
    title: &'static str,
    /// The id of the form.
    request: String,
    l: Locale,
) -> impl IntoView {
    let event = shown.event;
    let back = l.href(&format!("/manage/events/{}", event.card.slug));
    let stored = shown.session.is_some();
    let told = stored && event.card.state == EventState::Published;
    let postponed = shown.session.as_ref().is_some_and(|session| session.postponed);
    let drop = if event.card.state == EventState::Draft { t!(l, manage.drop_draft) } else { t!(l, manage.drop) };
    view! {
        <div class="manage stack">
            <p class="crumb"><a href=back>{event.card.title.get(l.code()).to_owned()}</a></p>
            <ErrorSummary form=&form/>
            <h1>{title}</h1>
            {shown.filled.then(|| view! { <p class="notice notice--good" role="status">{t!(l, manage.alternative_filled)}</p> })}
            {shown.changed.map(|differences| view! { <Changed differences l/> })}
            {postponed.then(|| view! { <p class="notice notice--attention">{t!(l, postponing.session_lead)}</p> })}
            {(!postponed).then(|| view! {
                <p>{if told { t!(l, manage.session_told) } else { t!(l, manage.session_lead) }}</p>
            })}
            <form method="post" class="form manage__form">
                // The first button is the one the Enter key presses: it must be the one that saves.
                <button class="visually-hidden" type="submit" name="do" value="save" tabindex="-1" aria-hidden="true">
                    {t!(l, manage.save)}
                </button>
                <Hidden name="version" value=shown.version.to_string()/>
                <Hidden name="request" value=request/>
                {shown.lift.into_iter().map(|lift| view! { <Lifting lift form=form.clone() l/> }).collect_view()}
                <Instead offers=shown.offers several=shown.rooms.is_some() l/>
                {shown.rooms.map(|verdicts| view! { <EachRoom verdicts=*verdicts l/> })}
                <WhenWhere form=form.clone() sites l/>
                <What form tracks=tracks(&event) pools=pools(l, &event) l/>
                {stored.then(|| view! { <Grants session=shown.session l/> })}
                <Submit label=t!(l, manage.save) intent="save"/>
            </form>
            {stored.then(|| view! {
                <form method="post" class="manage__end buttons">
                    <Hidden name="version" value=shown.version.to_string()/>
                    {(told && !postponed)
                        .then(|| view! { <Submit label=t!(l, postponing.later) intent="postpone" look="quiet"/> })}
                    <Submit label=drop intent="drop" look="danger"/>
                </form>
            })}
        </div>
    }
    .into_any()
}

/// How what the room refused is possible all the same.
#[component]
fn Lifting(lift: Lift, form: Form, l: Locale) -> impl IntoView {
    match lift {
        Lift::Reason => view! {
            <TextArea
                form=&form
                name="override_reason"
                label=t!(l, bookings.override_reason)
                hint=t!(l, manage.lift_hint)
                rows=2
                maxlength=1000u16
            />
        }
        .into_any(),
        Lift::Ask(path, space) => {
            let ask = match space {
                Some(space) => t!(l, rooms.ask, room = space.name.get(l.code())),
                None => t!(l, manage.lift_ask).to_owned(),
            };
            view! {
                <div class="notice">
                    <p class="notice__title">{t!(l, manage.lift_title)}</p>
                    <p>{t!(l, manage.lift_how)}</p>
                    <p><a class="button button--quiet" href=l.href(&path)>{ask}</a></p>
                </div>
            }
            .into_any()
        }
    }
}

/// What would work instead of what the room refused: one click fills it in. `several`: these are times for all rooms.
#[component]
fn Instead(offers: Vec<Alternative>, several: bool, l: Locale) -> impl IntoView {
    let buttons = offers.iter().map(|offer| {
        let space = &offer.space;
        let words = if several {
            t!(l, rooms.all_free, time = dates::when(l, &offer.when))
        } else {
            format!("{}, {}: {}", space.name.get(l.code()), space.site.name, dates::when(l, &offer.when))
        };
        view! {
            <li>
                <button class="button button--quiet" type="submit" formnovalidate=true name="take" value=carried(offer)>
                    {words}
                </button>
            </li>
        }
    });
    let buttons = buttons.collect_view();
    (!offers.is_empty()).then(|| {
        view! {
            <div class="notice">
                <p class="notice__title">{t!(l, manage.alternatives)}</p>
                <p>{t!(l, manage.alternatives_hint)}</p>
                <ul class="plain manage__offers">{buttons}</ul>
            </div>
        }
    })
}

#[component]
fn WhenWhere(form: Form, sites: Vec<SiteView>, l: Locale) -> impl IntoView {
    let groups = sites.into_iter().map(|site| {
        let spaces = site.spaces.into_iter();
        let options = spaces.map(|space| (space.space.slug, space.space.name.get(l.code()).to_owned())).collect();
        (format!("{}, {}", site.name, site.town), options)
    });
    let groups: Vec<(String, Vec<(String, String)>)> = groups.collect();
    view! {
        <fieldset class="manage__group">
            <legend>{t!(l, manage.group_when)}</legend>
            <Field form=&form name="date" kind="date" width="medium" label=t!(l, manage.field_date) required=true/>
            <div class="fields">
                <Field form=&form name="from" kind="time" width="short" label=t!(l, manage.field_from) required=true/>
                <Field form=&form name="until" kind="time" width="short" label=t!(l, manage.field_until) required=true/>
            </div>
            <p class="quiet small">{t!(l, manage.field_until_hint)}</p>
            <LastDay l=l form=form.clone()/>
        </fieldset>
        <fieldset class="manage__group">
            <legend>{t!(l, manage.group_where)}</legend>
            <SelectGrouped form=&form name="space" label=t!(l, manage.field_space) none=Some(t!(l, manage.field_no_space).to_owned()) groups=groups.clone()/>
            <FurtherRooms form=form.clone() groups l/>
            <Field form=&form name="online" kind="url" label=t!(l, manage.field_online) hint=t!(l, manage.field_online_hint)/>
        </fieldset>
    }
    .into_any()
}

/// What taking part proves: settled by the keepers of the space, shown to those who run the event.
#[component]
fn Grants(session: Option<SessionView>, l: Locale) -> impl IntoView {
    let session = session.filter(|session| session.place.space.is_some());
    session.map(|session| match &session.grants {
        Some(grant) => view! {
            <p>{grant_words(l, grant, false)}</p>
            <p class="quiet small">{t!(l, door.session_settled)}</p>
        }
        .into_any(),
        None => view! { <p class="quiet small">{t!(l, door.session_none)}</p> }.into_any(),
    })
}

/// The tracks the event has already, each once.
fn tracks(event: &EventView) -> Vec<Localised> {
    let all: BTreeSet<&Localised> = event.sessions.iter().map(|session| &session.track).collect();
    all.into_iter().filter(|track| !track.is_empty()).cloned().collect()
}

/// The pools of the event, by their ids.
#[must_use]
pub fn pools(l: Locale, event: &EventView) -> Vec<(String, String)> {
    event.pools.iter().map(|pool| (pool.id.to_string(), pool.name.get(l.code()).to_owned())).collect()
}

/// What can be chosen instead of typed.
#[component]
fn Known(id: &'static str, language: &'static str, tracks: Vec<Localised>) -> impl IntoView {
    let names: BTreeSet<String> =
        tracks.into_iter().filter_map(|mut track| track.0.remove(language)).filter(|name| !name.is_empty()).collect();
    view! { <datalist id=id>{names.into_iter().map(|name| view! { <option value=name></option> }).collect_view()}</datalist> }
}

#[component]
fn What(form: Form, tracks: Vec<Localised>, pools: Vec<(String, String)>, l: Locale) -> impl IntoView {
    let title_hint = t!(l, manage.field_session_title_hint);
    let shares = (!pools.is_empty()).then(|| {
        let none = t!(l, pools.field_none);
        view! {
            <Select form=&form name="pool" label=t!(l, pools.field) hint=t!(l, pools.field_hint) none=none options=pools/>
        }
        .into_any()
    });
    view! {
        <fieldset class="manage__group">
            <legend>{t!(l, manage.group_what)}</legend>
            <Field
                form=&form
                name="capacity"
                kind="number"
                width="short"
                min="1"
                max="65000"
                label=t!(l, manage.field_capacity)
                hint=t!(l, manage.field_capacity_hint)
            />
            {shares}
            <Field form=&form name="title_de" label=t!(l, manage.field_session_title_de) hint=title_hint maxlength=160u16/>
            <Field form=&form name="title_en" label=t!(l, manage.field_session_title_en) maxlength=160u16/>
            <Field form=&form name="summary_de" label=t!(l, manage.field_session_summary_de) maxlength=400u16/>
            <Field form=&form name="summary_en" label=t!(l, manage.field_session_summary_en) maxlength=400u16/>
            <Field
                form=&form
                name="track_de"
                label=t!(l, programme.track_de)
                hint=t!(l, programme.track_hint)
                maxlength=60u16
                list="tracks-de"
            />
            <Field form=&form name="track_en" label=t!(l, programme.track_en) maxlength=60u16 list="tracks-en"/>
            <Known id="tracks-de" language="de" tracks=tracks.clone()/>
            <Known id="tracks-en" language="en" tracks/>
        </fieldset>
        <SpeakerFields form l/>
    }
    .into_any()
}

/// Asks before a session is called off: its room goes, and so many people are told.
#[component]
pub fn DropSure(
    state: EventState,
    session: SessionView,
    version: i32,
    form: Form,
    told: usize,
    l: Locale,
) -> impl IntoView {
    let SessionView { title, when, .. } = session;
    let title = title.get(l.code()).to_owned();
    let (heading, sure) = if state == EventState::Draft {
        (t!(l, manage.drop_draft_title, title = title), t!(l, manage.drop_draft_sure))
    } else {
        (t!(l, manage.drop_title, title = title), t!(l, manage.drop_sure))
    };
    // Nobody reads of a draft.
    let reason = (state != EventState::Draft).then(|| {
        let (label, hint) = (t!(l, manage.cancel_reason), t!(l, manage.cancel_reason_hint));
        view! { <TextArea form=&form name="reason" label hint maxlength=500u16/> }
    });
    view! {
        <div class="manage stack">
            <ErrorSummary form=&form/>
            <h1>{heading}</h1>
            <p class="lead"><dates::WhenTime l when=when/></p>
            {(told > 0).then(|| view! { <p>{t!(l, manage.drop_people, count = told)}</p> })}
            <p>{t!(l, manage.drop_lead)}</p>
            <form method="post" class="form">
                <Hidden name="version" value=version.to_string()/>
                {reason}
                <div class="buttons">
                    <Submit label=sure intent="drop-sure" look="danger"/>
                    <Submit label=t!(l, manage.cancel_keep) intent="keep" look="quiet"/>
                </div>
            </form>
        </div>
    }
    .into_any()
}
