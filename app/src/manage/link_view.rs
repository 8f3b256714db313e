//! Links for groups, as the organisers of an event see them.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::{
    desk::{AccessLink, EventView, Reserved, SessionView},
    event::EventState,
    id::SessionId,
};
use leptos::prelude::*;

use super::link_fields::{asked, named};
use crate::{
    ask::Region,
    registrations::by_link::ACCESS,
    t,
    texts::Locale,
    ui::{
        dates,
        form::{ErrorSummary, Field, Form, Hidden, RowButton, Submit},
        say::said,
    },
};

/// Every link: what it is for, what was taken by it, and its address.
#[component]
pub fn Links(
    event: EventView,
    links: Vec<AccessLink>,
    region: Arc<Region>,
    done: Option<&'static str>,
    l: Locale,
) -> impl IntoView {
    let back = l.href(&format!("/manage/events/{}", event.card.slug));
    let new = format!("{back}/access/new");
    let alive = event.card.state != EventState::Cancelled;
    let nobody = links.is_empty();
    let title = event.card.title.clone();
    let rows = links.into_iter().map(|link| {
        let address = link
            .token
            .as_ref()
            .filter(|_| alive)
            .map(|token| region.url(l, &format!("/events/{}/register?{ACCESS}={token}", event.card.slug)));
        view! { <Row event=event.clone() link address base=back.clone() alive l/> }
    });
    let rows = rows.collect_view();
    view! {
        <div class="manage stack">
            <p class="crumb"><a href=back.clone()>{t!(l, manage.back)}</a></p>
            {done.map(|text| view! { <p class="notice notice--good" role="status">{text}</p> })}
            <h1>{t!(l, access.title)}": "{said(l, &title)}</h1>
            <p class="measure">{t!(l, access.intro)}</p>
            {nobody.then(|| view! { <p class="lead">{t!(l, access.none)}</p> })}
            {(!nobody).then(|| view! { <ul class="rows">{rows}</ul> })}
            {alive.then(|| view! { <p><a class="button" href=new>{t!(l, access.new)}</a></p> })}
        </div>
    }
    .into_any()
}

#[component]
fn Row(
    event: EventView,
    link: AccessLink,
    address: Option<String>,
    base: String,
    alive: bool,
    l: Locale,
) -> impl IntoView {
    let opens = match link.opens {
        Some(opens) => t!(l, access.opens_at, time = dates::moment(l, opens)),
        None => t!(l, access.opens_public).to_owned(),
    };
    let ended = link.token.is_none();
    let kept = link.reserves.iter().filter_map(|kept| {
        let session = event.sessions.iter().find(|session| session.id == kept.reserve.session)?;
        Some(view! { <li>{kept_words(l, session, kept)}</li> })
    });
    let kept = kept.collect_view();
    let name = t!(l, access.edit_for, name = link.name);
    let href = format!("{base}/access/{}", link.id);
    view! {
        <li class="rows__item">
            <div>
                <h2 class="rows__title">
                    {link.name.clone()}
                    {ended.then(|| view! { " "<span class="tag">{t!(l, access.ended)}</span> })}
                </h2>
                {(!ended).then(|| view! { <p>{opens}</p> })}
                <p>{t!(l, access.came, count = link.seats)}</p>
                {(!kept.is_empty()).then(|| view! { <ul>{kept}</ul> })}
                {address.map(|address| view! {
                    <p class="quiet small">{t!(l, access.address)}</p>
                    <p class="manage__text">{address}</p>
                })}
            </div>
            <div class="rows__side">
                {(alive && !ended).then(|| view! { <p><a href=href aria-label=name>{t!(l, access.edit)}</a></p> })}
            </div>
        </li>
    }
    .into_any()
}

/// What is kept of a session, in a sentence.
fn kept_words(l: Locale, session: &SessionView, kept: &Reserved) -> String {
    let (title, date) = (session.title.get(l.code()), dates::date_short(l, session.when.local.from.date()));
    let (taken, seats) = (kept.taken, kept.reserve.seats);
    match kept.released {
        Some(at) => {
            let at = dates::moment(l, at);
            t!(l, access.released, title = title, date = date, taken = taken, seats = seats, at = at)
        }
        None => {
            let until = dates::moment(l, kept.reserve.until);
            t!(l, access.kept, title = title, date = date, taken = taken, seats = seats, until = until)
        }
    }
}

/// A new link, or one that is changed.
#[component]
pub fn LinkForm(
    event: EventView,
    link: Option<AccessLink>,
    form: Form,
    title: String,
    request: String,
    version: i32,
    today: NaiveDate,
    l: Locale,
) -> impl IntoView {
    let path = l.href(&format!("/manage/events/{}/access", event.card.slug));
    let sessions = asked(&event, link.as_ref(), today);
    let nothing = sessions.is_empty();
    let groups = sessions.into_iter().map(|(session, kept)| {
        view! { <Kept session=session.clone() limit=event.limit(session) kept form=form.clone() l/> }
    });
    let groups = groups.collect_view();
    let save = if link.is_some() { t!(l, access.save) } else { t!(l, access.make) };
    let rest = link.map(|link| view! { <Rest event=event.clone() link l/> });
    view! {
        <div class="manage measure stack">
            <p class="crumb"><a href=path>{t!(l, access.back)}</a></p>
            <ErrorSummary form=&form/>
            <h1>{title}</h1>
            <form method="post" class="form manage__form">
                <Hidden name="request" value=request/>
                <Hidden name="version" value=version.to_string()/>
                <Field
                    form=&form
                    name="name"
                    label=t!(l, access.name)
                    hint=t!(l, access.name_hint)
                    maxlength=120u16
                    required=true
                />
                <fieldset class="manage__group">
                    <legend>{t!(l, access.opening)}</legend>
                    <p class="quiet">{t!(l, access.opening_hint)}</p>
                    <div class="fields">
                        <Field form=&form name="opens_date" kind="date" width="medium" label=t!(l, access.opening_date)/>
                        <Field form=&form name="opens_time" kind="time" width="short" label=t!(l, access.opening_time)/>
                    </div>
                </fieldset>
                {groups}
                {nothing.then(|| view! { <p class="quiet">{t!(l, access.reserve_none)}</p> })}
                <Submit label=save intent="save"/>
            </form>
            {rest}
        </div>
    }
    .into_any()
}

/// What is kept of one session.
#[component]
fn Kept(
    session: SessionView,
    /// The most seats it ever has.
    limit: Option<u16>,
    kept: Option<Reserved>,
    form: Form,
    l: Locale,
) -> impl IntoView {
    let (title, date) = (session.title.get(l.code()), dates::date_short(l, session.when.local.from.date()));
    let legend = t!(l, access.reserve, title = title, date = date);
    let free = session.left.zip(limit);
    let free = free.map(|(free, capacity)| t!(l, access.reserve_free, free = free, capacity = capacity));
    let so_far = kept.map(|kept| t!(l, access.reserve_so_far, taken = kept.taken, seats = kept.reserve.seats));
    let id = session.id;
    view! {
        <fieldset class="manage__group">
            <legend>{legend}</legend>
            <p class="quiet">{free}{so_far.map(|text| format!(" {text}"))}</p>
            <div class="fields">
                <Field
                    form=&form
                    name=named("seats", id)
                    kind="number"
                    width="short"
                    label=t!(l, access.seats)
                    hint=t!(l, access.seats_hint)
                    min="1"
                />
            </div>
            <div class="fields">
                <Field form=&form name=named("until_date", id) kind="date" width="medium" label=t!(l, access.until_date)/>
                <Field form=&form name=named("until_time", id) kind="time" width="short" label=t!(l, access.until_time)/>
            </div>
            <p class="quiet small">{t!(l, access.until_hint)}</p>
        </fieldset>
    }
    .into_any()
}

/// What else can be done with a link: release what is kept, make its address anew, end it.
#[component]
fn Rest(event: EventView, link: AccessLink, l: Locale) -> impl IntoView {
    let kept = link.reserves.iter().filter_map(|kept| {
        let session = event.sessions.iter().find(|session| session.id == kept.reserve.session)?;
        let words = kept_words(l, session, kept);
        let (title, date) = (session.title.get(l.code()), dates::date_short(l, session.when.local.from.date()));
        let about = t!(l, access.release_for, title = title, date = date);
        let id = session.id.to_string();
        let button = kept.released.is_none().then(|| {
            view! {
                <RowButton name="session" value=id intent="release" label=t!(l, access.release) about=about/>
            }
        });
        Some(view! { <li class="rows__item"><p>{words}</p>{button}</li> })
    });
    let kept = kept.collect_view();
    view! {
        {(!kept.is_empty()).then(|| view! { <ul class="rows">{kept}</ul> })}
        <form method="post" class="manage__end buttons">
            <Hidden name="version" value=link.version.to_string()/>
            <Submit label=t!(l, access.renew) intent="renew" look="quiet"/>
            <Submit label=t!(l, access.end) intent="end" look="danger"/>
        </form>
    }
    .into_any()
}

/// What is asked once more before it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sure {
    /// Making the address anew.
    Renew,
    /// Ending the link.
    End,
    /// Releasing what is kept of a session.
    Release(SessionId),
}

impl Sure {
    /// The question.
    #[must_use]
    pub fn title(self, l: Locale) -> &'static str {
        match self {
            Self::Renew => t!(l, access.renew_title),
            Self::End => t!(l, access.end_title),
            Self::Release(_) => t!(l, access.release_title),
        }
    }
}

/// Asks once more.
#[component]
pub fn LinkSure(event: EventView, link: AccessLink, sure: Sure, l: Locale) -> impl IntoView {
    let (lead, yes, intent, look) = match sure {
        Sure::Renew => (t!(l, access.renew_lead).to_owned(), t!(l, access.renew_sure), "renew-sure", ""),
        Sure::End => (t!(l, access.end_lead, name = link.name), t!(l, access.end_sure), "end-sure", "danger"),
        Sure::Release(id) => {
            let session = event.sessions.iter().find(|session| session.id == id);
            let title = session.map_or("", |session| session.title.get(l.code()));
            let kept = link.reserves.iter().find(|kept| kept.reserve.session == id).map_or(0, |kept| kept.kept);
            let lead = t!(l, access.release_lead, count = kept, title = title, name = link.name);
            (lead, t!(l, access.release_sure), "release-sure", "")
        }
    };
    let of = if let Sure::Release(id) = sure { Some(id.to_string()) } else { None };
    view! {
        <div class="manage measure stack">
            <h1>{sure.title(l)}</h1>
            <p class="lead">{lead}</p>
            <form method="post" class="buttons">
                <Hidden name="version" value=link.version.to_string()/>
                {of.map(|id| view! { <Hidden name="session" value=id/> })}
                <Submit label=yes intent=intent look=look/>
                <Submit label=t!(l, access.keep) intent="keep" look="quiet"/>
            </form>
        </div>
    }
    .into_any()
}
