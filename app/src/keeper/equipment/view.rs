//! What a house lends, and the form beside it.

use domain::{
    desk::{PoolUse, PoolView, Pools, SiteView},
    equipment::MOST_OF_A_POOL,
};
use leptos::prelude::*;

use crate::{
    keeper::desk::DeskNav,
    t,
    texts::Locale,
    ui::{
        dates,
        form::{ErrorSummary, Field, Form, Hidden, Select, Submit},
        say::said,
    },
};

/// The page with everything it shows.
pub struct Shown {
    /// What the house lends.
    pub pools: Pools,
    /// What is about to be changed; `None`: something new is.
    pub edited: Option<PoolView>,
    /// The form.
    pub form: Form,
    /// The bookings that need more than would be left.
    pub uses: Vec<PoolUse>,
    /// What was just done.
    pub done: Option<&'static str>,
}

/// The houses one may lend things of.
#[component]
pub fn Choose(l: Locale, sites: Vec<SiteView>) -> impl IntoView {
    let site = |site: SiteView| {
        view! { <li class="rows__item"><a href=l.href(&format!("/keeper/equipment/{}", site.slug))>{site.name}</a></li> }
    };
    view! {
        <div class="stack">
            <h1>{t!(l, equipment.title)}</h1>
            <DeskNav l=l here="/keeper/equipment" />
            <p>{t!(l, equipment.intro)}</p>
            <ul class="rows">{sites.into_iter().map(site).collect_view()}</ul>
        </div>
    }
    .into_any()
}

/// What one house lends.
#[component]
pub fn PoolsOf(l: Locale, shown: Shown) -> impl IntoView {
    let Shown { pools: Pools { site, pools, known }, edited, form, uses, done } = shown;
    let path = l.href(&format!("/keeper/equipment/{}", site.slug));
    let standing = if pools.is_empty() {
        view! { <p>{t!(l, equipment.none)}</p> }.into_any()
    } else {
        let pool = |pool: PoolView| view! { <OnePool l=l path=path.clone() pool=pool /> };
        view! { <ul class="rows">{pools.into_iter().map(pool).collect_view()}</ul> }.into_any()
    };
    let title = match &edited {
        Some(pool) => t!(l, equipment.change, name = pool.name.get(l.code())),
        None => t!(l, equipment.new).to_owned(),
    };
    view! {
        <div class="stack">
            <h1>{t!(l, equipment.title)}</h1>
            <DeskNav l=l here="/keeper/equipment" />
            <p class="lead">{site.name}</p>
            <ErrorSummary form=&form />
            {done.map(|done| view! { <p class="notice notice--good" role="status">{done}</p> })}
            <Uses l=l uses=uses />
            <p>{t!(l, equipment.about)}</p>
            <section class="stack" aria-labelledby="there">
                <h2 id="there">{t!(l, equipment.standing)}</h2>
                {standing}
            </section>
            <section class="stack" aria-labelledby="form">
                <h2 id="form">{title}</h2>
                <PoolForm l=l form=form path=path edited=edited known=known />
            </section>
        </div>
    }
    .into_any()
}

#[component]
fn OnePool(l: Locale, path: String, pool: PoolView) -> impl IntoView {
    let count = match pool.count {
        0 => t!(l, equipment.retired).to_owned(),
        count => t!(l, equipment.pieces, count = count),
    };
    let spoken = pool.name.get(l.code()).to_owned();
    view! {
        <li class="rows__item">
            <h3 class="rows__title">{said(l, &pool.name)}</h3>
            <p class:quiet=pool.count == 0>{count}</p>
            <p>
                <a class="button button--quiet button--small" href=format!("{path}?pool={}#form", pool.id)>
                    {t!(l, equipment.edit)} <span class="visually-hidden">": " {spoken}</span>
                </a>
            </p>
        </li>
    }
    .into_any()
}

/// The bookings that stand against it.
#[component]
fn Uses(l: Locale, uses: Vec<PoolUse>) -> impl IntoView {
    let one = |one: PoolUse| {
        let (space, when) = (one.space.name.get(l.code()).to_owned(), dates::when(l, &one.when));
        let text = t!(l, equipment.use_of, title = one.title, space = space, when = when, count = one.count);
        view! { <li><a href=l.href(&format!("/bookings/{}", one.booking))>{text}</a></li> }
    };
    (!uses.is_empty()).then(|| {
        view! {
            <div class="notice notice--refusal">
                <p class="notice__title">{t!(l, equipment.booked)}</p>
                <ul>{uses.into_iter().map(one).collect_view()}</ul>
            </div>
        }
    })
}

#[component]
fn PoolForm(
    l: Locale,
    form: Form,
    path: String,
    edited: Option<PoolView>,
    known: Vec<(String, domain::text::Localised)>,
) -> impl IntoView {
    let new = edited.is_none();
    let lent = edited.as_ref().is_some_and(|pool| pool.count > 0);
    let kinds: Vec<_> = known.into_iter().map(|(key, name)| (key, name.get(l.code()).to_owned())).collect();
    let which = edited.map(|pool| {
        let version = form.fields().get("version").to_owned();
        view! { <Hidden name="pool" value=pool.id.to_string() /> <Hidden name="version" value=version /> }
    });
    let kind = (new && !kinds.is_empty()).then(|| {
        view! {
            <Select
                form=&form
                name="kind"
                label=t!(l, equipment.kind)
                hint=t!(l, equipment.kind_hint)
                none=t!(l, equipment.something_new)
                options=kinds
            />
        }
    });
    let hint = t!(l, equipment.name_hint);
    let instead = (!new).then(|| view! { <p><a href=path.clone()>{t!(l, equipment.new_instead)}</a></p> });
    view! {
        <form class="form" method="post" action=path>
            {which}
            {kind}
            <Field form=&form name="name_de" label=t!(l, equipment.name_de) hint=hint maxlength=60u16 either=true />
            <Field form=&form name="name_en" label=t!(l, equipment.name_en) maxlength=60u16 either=true />
            <Field
                form=&form
                name="count"
                label=t!(l, equipment.count)
                kind="number"
                min="1"
                max=MOST_OF_A_POOL.to_string()
                width="short"
                required=true
            />
            <p class="buttons">
                <Submit label=if new { t!(l, equipment.add) } else { t!(l, equipment.save) } intent="save" />
                {lent.then(|| view! { <Submit label=t!(l, equipment.retire) intent="retire" look="danger" loose=true /> })}
            </p>
            {instead}
        </form>
    }
    .into_any()
}
