//! What the waiting list of a person looks like: offers first, then what waits, what has ended, and the form.

use domain::{
    desk::{Facets, HeldOffer, SiteView, WaitingView},
    privacy::SHORT_DAYS,
    space::{Equipment, Layout},
    waiting::WaitState,
};
use leptos::prelude::*;

use super::say;
use crate::{
    bookings::{
        along::Along,
        behalf::{Contact, ForWhom, Whom},
        series::WEEKDAYS,
    },
    find::asked::LENGTHS,
    t,
    texts::Locale,
    ui::{
        dates::{self, WhenTime},
        form::{
            Checkbox, Checkboxes, Choices, ErrorSummary, Field, Form, Hidden, LastDay, Select, SelectGrouped, Submit,
        },
        notice::{Notice, Tone},
        say::things,
        words::{Word as _, options},
    },
};

/// The page with everything it shows.
pub(super) struct Shown {
    pub wishes: Vec<WaitingView>,
    pub sites: Vec<SiteView>,
    pub facets: Facets,
    /// What the space that is chosen lends.
    pub things: Vec<Equipment>,
    pub whom: Whom,
    pub form: Form,
    /// What need not be waited for.
    pub free: Option<FreeNow>,
    /// What was just done.
    pub done: Option<&'static str>,
}

/// A time that is free, and the form that books it.
pub(super) struct FreeNow {
    pub what: String,
    pub href: String,
}

/// The whole page.
#[component]
pub(super) fn Own(l: Locale, shown: Shown) -> impl IntoView {
    let Shown { wishes, sites, facets, things, whom, form, free, done } = shown;
    let (living, ended): (Vec<_>, Vec<_>) = wishes.into_iter().partition(|wish| wish.state.is_living());
    let rows = |wishes: Vec<WaitingView>| wishes.into_iter().map(|wish| view! { <Row l=l wish=wish /> }).collect_view();
    let list = if living.is_empty() {
        view! { <p>{t!(l, waiting.none)}</p> }.into_any()
    } else {
        view! { <ul class="rows">{rows(living)}</ul> }.into_any()
    };
    let past = (!ended.is_empty()).then(|| {
        view! {
            <details class="waiting__ended">
                <summary>{t!(l, waiting.ended)}</summary>
                <ul class="rows">{rows(ended)}</ul>
            </details>
        }
    });
    view! {
        <div class="stack">
            <p class="crumb"><a href=l.href("/bookings")>{t!(l, bookings.mine)}</a></p>
            <h1>{t!(l, waiting.title)}</h1>
            <ErrorSummary form=&form />
            {free.map(|free| {
                view! {
                    <Notice tone=Tone::Good>
                        <p><a href=free.href>{t!(l, waiting.book_free, what = free.what)}</a></p>
                    </Notice>
                }
            })}
            {done.map(|done| view! { <Notice tone=Tone::Good><p>{done}</p></Notice> })}
            {list}
            {past}
            <section class="stack" aria-labelledby="add">
                <h2 id="add">{t!(l, waiting.add)}</h2>
                <p>{t!(l, waiting.add_intro)}</p>
                <Add l=l form=form sites=sites facets=facets things=things whom=whom />
            </section>
        </div>
    }
    .into_any()
}

#[component]
fn Row(l: Locale, wish: WaitingView) -> impl IntoView {
    let name = wish.space.name.get(l.code()).to_owned();
    let place = t!(l, bookings.space_at, space = name, site = wish.space.site.name);
    let place = if wish.elsewhere { t!(l, waiting.or_like_it, place = place) } else { place };
    let times = say::times(l, &wish.wanted);
    let about = format!("{place}, {times}");
    let taken = things(l, &wish.along);
    let along = (!wish.along.is_empty()).then(|| view! { <p>{t!(l, waiting.along, things = taken)}</p> });
    let whose = wish.behalf.as_ref().map(|her| {
        let text = t!(l, waiting.on_behalf, contact = her.contact, organisation = her.organisation);
        view! { <p class="quiet waiting__mail">{text}</p> }
    });
    let asked_by = wish.asked_by.as_ref().filter(|_| wish.behalf.is_none()).map(|by| {
        view! { <p class="quiet">{t!(l, waiting.asked_by, name = by)}</p> }
    });
    let state = match (wish.place, wish.state) {
        (Some(place), _) => t!(l, waiting.place, place = place),
        (None, state) => state.word(l).to_owned(),
    };
    let offer = wish.offer.clone().filter(|_| wish.state == WaitState::Offered);
    let offered = offer.map(|offer| view! { <Offered l=l wish=wish.clone() offer=offer /> });
    let leave = wish.state.is_living().then(|| {
        view! {
            <form class="rows__side waiting__leave" method="post">
                <button class="button button--quiet button--small" type="submit" name="leave" value=wish.id.to_string()>
                    {t!(l, waiting.leave)}
                    <span class="visually-hidden">": " {about.clone()}</span>
                </button>
            </form>
        }
    });
    view! {
        <li class="rows__item">
            <div class="stack-tight">
                <h3 class="rows__title">{place}</h3>
                <p>{times} ", " {t!(l, waiting.people, count = wish.wanted.people)}</p>
                {along}
                {whose}
                {asked_by}
                <p><strong>{state}</strong></p>
                {offered}
            </div>
            {leave}
        </li>
    }
    .into_any()
}

/// What is held for her, and what she can do about it.
#[component]
fn Offered(l: Locale, wish: WaitingView, offer: HeldOffer) -> impl IntoView {
    let href = l.href(&say::booking_path(&wish, &offer));
    let until = dates::moment(l, offer.until);
    let left = say::left(l, offer.minutes_left);
    let space = offer.space.name.get(l.code()).to_owned();
    view! {
        <div class="notice notice--attention waiting__offer">
            <p>{space} ", " <WhenTime l=l when=offer.when /></p>
            <p>{t!(l, waiting.held_until, until = until, left = left)}</p>
            <form class="buttons" method="post">
                // What was just shown is what is declined.
                <Hidden name="offer" value=say::word(&offer.seen()) />
                <a class="button" href=href>{t!(l, waiting.book)}</a>
                <button class="button button--quiet" type="submit" name="decline" value=wish.id.to_string()>
                    {t!(l, waiting.decline)}
                </button>
            </form>
        </div>
    }
    .into_any()
}

/// The form: which space, when, for how many, and whether another would do.
#[component]
fn Add(
    l: Locale,
    form: Form,
    sites: Vec<SiteView>,
    facets: Facets,
    things: Vec<Equipment>,
    whom: Whom,
) -> impl IntoView {
    let spaces = sites
        .into_iter()
        .map(|site| {
            let space = |view: domain::desk::SpaceView| (view.space.slug, view.space.name.get(l.code()).to_owned());
            (site.name, site.spaces.into_iter().map(space).collect())
        })
        .collect::<Vec<_>>();
    let modes = vec![
        ("exact".to_owned(), t!(l, waiting.mode_exact).to_owned()),
        ("pattern".to_owned(), t!(l, waiting.mode_pattern).to_owned()),
    ];
    let weekdays = WEEKDAYS.map(|(day, code)| (code.to_owned(), dates::weekday(l, day).to_owned())).to_vec();
    let mut lengths: Vec<u16> = LENGTHS.to_vec();
    // A length that came with the address stays, though nobody could choose it here.
    lengths.extend(form.fields().parse::<u16>("minutes").filter(|minutes| !LENGTHS.contains(minutes)));
    lengths.sort_unstable();
    let lengths = lengths.iter().map(|m| (m.to_string(), dates::duration(l, u32::from(*m)))).collect::<Vec<_>>();
    let layouts = options(l, &facets.layouts, Layout::code);
    let needs: Vec<_> = facets.equipment.into_iter().map(|(key, name)| (key, name.get(l.code()).to_owned())).collect();
    let hidden = |name: &'static str| {
        let value = form.fields().get(name).to_owned();
        (!value.is_empty()).then(|| view! { <Hidden name=name value=value /> })
    };
    let more = form.fields().text("equipment").is_some() || form.fields().ticked("step_free");
    view! {
        <form class="form waiting" method="post">
            {hidden("request")}
            {hidden("units")}
            {hidden("use")}
            <SelectGrouped form=&form name="space" label=t!(l, bookings.space) none=Some(t!(l, bookings.choose_space).to_owned()) required=true groups=spaces />
            <ForWhom l=l form=form.clone() whom=whom.clone() />
            <Contact l=l form=form.clone() whom=whom />
            <Choices form=&form name="mode" legend=t!(l, waiting.when) options=modes />
            <div class="waiting__exact">
                <div class="fields">
                    <Field form=&form name="date" label=t!(l, bookings.date) kind="date" width="medium" either=true />
                    <Field form=&form name="from" label=t!(l, bookings.from) kind="time" width="short" either=true />
                    <Field form=&form name="until" label=t!(l, bookings.until) kind="time" width="short" either=true />
                </div>
                <LastDay l=l form=form.clone() />
            </div>
            <div class="waiting__pattern">
                <Checkboxes form=&form name="on" legend=t!(l, waiting.on) hint=t!(l, waiting.on_hint) options=weekdays />
                <div class="fields">
                    <Field form=&form name="earliest" label=t!(l, waiting.earliest) kind="time" width="short" either=true />
                    <Field form=&form name="latest" label=t!(l, waiting.latest) kind="time" width="short" either=true />
                    <Select form=&form name="minutes" label=t!(l, waiting.minutes) options=lengths />
                </div>
                <div class="fields">
                    <Field form=&form name="first" label=t!(l, waiting.first) kind="date" width="medium" either=true />
                    <Field form=&form name="last" label=t!(l, waiting.last) kind="date" width="medium" either=true />
                </div>
            </div>
            <Field form=&form name="people" label=t!(l, bookings.people) kind="number" min="1" max="9999" width="short" required=true />
            <Select form=&form name="layout" label=t!(l, bookings.layout) none=t!(l, bookings.any_layout) options=layouts />
            <Along l=l form=form.clone() things=things />
            <Checkbox form=&form name="elsewhere" label=t!(l, waiting.elsewhere) hint=t!(l, waiting.elsewhere_hint) />
            <div class="waiting__needs">
                <details open=more>
                    <summary>{t!(l, waiting.needs)}</summary>
                    <div class="form">
                        <Checkboxes form=&form name="equipment" legend=t!(l, waiting.equipment) options=needs />
                        <Checkbox form=&form name="step_free" label=t!(l, waiting.step_free) />
                    </div>
                </details>
            </div>
            <p class="quiet">{t!(l, waiting.happens)} " " {t!(l, waiting.kept, count = SHORT_DAYS)}</p>
            <Submit label=t!(l, waiting.send) />
        </form>
    }
    .into_any()
}
