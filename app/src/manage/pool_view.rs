//! Pools, as the organisers of an event see them.

use domain::{
    desk::{EventView, SessionView},
    event::EventState,
    registration::SeatPool,
};
use leptos::prelude::*;

use crate::{
    t,
    texts::Locale,
    ui::{
        dates,
        form::{Checkboxes, ErrorSummary, Field, Form, Hidden, Submit},
        say::said,
        words,
    },
};

/// Every pool: how much of it is taken, and which sessions share it.
#[component]
pub fn Pools(event: EventView, done: Option<&'static str>, l: Locale) -> impl IntoView {
    let back = l.href(&format!("/manage/events/{}", event.card.slug));
    let new = format!("{back}/pools/new");
    let alive = event.card.state != EventState::Cancelled;
    let nothing = event.pools.is_empty();
    let title = event.card.title.clone();
    let pools = event.pools.clone();
    let rows = pools.into_iter().map(|pool| view! { <Row event=event.clone() pool base=back.clone() alive l/> });
    let rows = rows.collect_view();
    view! {
        <div class="manage stack">
            <p class="crumb"><a href=back.clone()>{t!(l, manage.back)}</a></p>
            {done.map(|text| view! { <p class="notice notice--good" role="status">{text}</p> })}
            <h1>{t!(l, pools.title)}": "{said(l, &title)}</h1>
            <p class="measure">{t!(l, pools.intro)}</p>
            {if nothing {
                view! { <p class="lead">{t!(l, pools.none)}</p> }.into_any()
            } else {
                view! { <ul class="rows">{rows}</ul> }.into_any()
            }}
            {alive.then(|| view! { <p><a class="button" href=new>{t!(l, pools.new)}</a></p> })}
        </div>
    }
    .into_any()
}

#[component]
fn Row(event: EventView, pool: SeatPool, base: String, alive: bool, l: Locale) -> impl IntoView {
    let titles: Vec<String> = event.sharing(pool.id).map(|session| dated(l, session)).collect();
    let shared_by = if titles.is_empty() {
        t!(l, pools.shared_by_nobody).to_owned()
    } else {
        t!(l, pools.shared_by, names = words::list(l, &titles))
    };
    let name = t!(l, pools.edit_for, name = pool.name.get(l.code()));
    let href = format!("{base}/pools/{}", pool.id);
    view! {
        <li class="rows__item">
            <div>
                <h2 class="rows__title">{said(l, &pool.name)}</h2>
                <p>{usage(l, &pool)}</p>
                <p class="quiet">{shared_by}</p>
            </div>
            <div class="rows__side">
                {alive.then(|| view! { <p><a href=href aria-label=name>{t!(l, pools.edit)}</a></p> })}
            </div>
        </li>
    }
    .into_any()
}

/// `34 von 60 Plätzen vergeben`.
fn usage(l: Locale, pool: &SeatPool) -> String {
    let (taken, capacity) = (pool.taken, pool.capacity);
    if pool.reserved == 0 {
        t!(l, pools.usage, taken = taken, capacity = capacity)
    } else {
        t!(l, pools.usage_reserved, taken = taken, capacity = capacity, reserved = pool.reserved)
    }
}

/// A session by its title and day.
fn dated(l: Locale, session: &SessionView) -> String {
    format!("{} ({})", session.title.get(l.code()), dates::date_short(l, session.when.local.from.date()))
}

/// A new pool, or one that is changed.
#[component]
pub fn PoolForm(
    event: EventView,
    pool: Option<SeatPool>,
    form: Form,
    title: String,
    request: String,
    version: i32,
    l: Locale,
) -> impl IntoView {
    let path = l.href(&format!("/manage/events/{}/pools", event.card.slug));
    let this = pool.as_ref().map(|pool| pool.id);
    let option = |session: &SessionView| {
        let said = format!("{}, {}", session.title.get(l.code()), dates::when(l, &session.when));
        let other = event.pool_of(session).filter(|other| Some(other.id) != this);
        let said = match other {
            Some(other) => t!(l, pools.session_elsewhere, session = said, name = other.name.get(l.code())),
            None => said,
        };
        (session.id.to_string(), said)
    };
    let stand = event.sessions.iter().filter(|session| session.postponed || !session.cancelled);
    let options: Vec<(String, String)> = stand.map(option).collect();
    let sessions = if options.is_empty() {
        view! { <p class="quiet">{t!(l, pools.sessions_none)}</p> }.into_any()
    } else {
        let (legend, hint) = (t!(l, pools.sessions), t!(l, pools.sessions_hint));
        view! { <Checkboxes form=&form name="session" legend=legend hint=hint options=options/> }.into_any()
    };
    let save = if pool.is_some() { t!(l, pools.save) } else { t!(l, pools.make) };
    let now = pool.as_ref().map(|pool| view! { <p class="lead">{usage(l, pool)}</p> });
    let drop = pool.is_some().then(|| {
        view! {
            <form method="post" class="manage__end buttons">
                <Hidden name="version" value=version.to_string()/>
                <Submit label=t!(l, pools.drop) intent="drop" look="danger"/>
            </form>
        }
        .into_any()
    });
    view! {
        <div class="manage measure stack">
            <p class="crumb"><a href=path>{t!(l, pools.back)}</a></p>
            <ErrorSummary form=&form/>
            <h1>{title}</h1>
            {now}
            <form method="post" class="form manage__form">
                <Hidden name="request" value=request/>
                <Hidden name="version" value=version.to_string()/>
                <Field form=&form name="name_de" label=t!(l, pools.name_de) hint=t!(l, pools.name_hint) either=true maxlength=120u16/>
                <Field form=&form name="name_en" label=t!(l, pools.name_en) either=true maxlength=120u16/>
                <Field
                    form=&form
                    name="capacity"
                    kind="number"
                    width="short"
                    label=t!(l, pools.capacity)
                    hint=t!(l, pools.capacity_hint)
                    min="1"
                    max="65000"
                    required=true
                />
                {sessions}
                <Submit label=save intent="save"/>
            </form>
            {drop}
        </div>
    }
    .into_any()
}

/// Asks before a pool is dissolved: which sessions have no limit afterwards.
#[component]
pub fn DropPool(event: EventView, pool: SeatPool, l: Locale) -> impl IntoView {
    let sharing: Vec<&SessionView> = event.sharing(pool.id).collect();
    let limitless: Vec<String> =
        sharing.iter().filter(|session| session.capacity.is_none()).map(|session| dated(l, session)).collect();
    let limitless = (!limitless.is_empty())
        .then(|| view! { <p>{t!(l, pools.drop_limitless, names = words::list(l, &limitless))}</p> });
    let lead =
        (!sharing.is_empty()).then(|| view! { <p class="lead">{t!(l, pools.drop_lead, count = sharing.len())}</p> });
    view! {
        <div class="manage measure stack">
            <h1>{t!(l, pools.drop_title, name = pool.name.get(l.code()))}</h1>
            {lead}
            {limitless}
            <form method="post" class="buttons">
                <Hidden name="version" value=event.version.to_string()/>
                <Submit label=t!(l, pools.drop_sure) intent="drop-sure" look="danger"/>
                <Submit label=t!(l, pools.keep) intent="keep" look="quiet"/>
            </form>
        </div>
    }
    .into_any()
}
