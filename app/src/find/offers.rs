//! What a search found: spaces with the times they can be had, and what nearly answers with what differs.

use domain::{
    rules::Admission,
    search::{Differs, Findings, Offer, SpaceSearch},
    slot::When,
    space::Layout,
};
use leptos::prelude::*;

use super::refused::{Lessons, NotForHer};
use crate::{
    bookings::wish::thing,
    form::Fields,
    spaces::row::people,
    t,
    texts::Locale,
    ui::{
        dates::{self, iso_date, iso_time},
        rules::broken_rule,
        say::{house, said},
        words::{self, Word as _},
    },
    waiting,
};

/// How many offers are open at first: on a phone each is half a screen.
const EXACT_OPEN: usize = 10;
const NEAR_OPEN: usize = 5;
/// How many days of one are; the others are behind a word.
const DAYS_OPEN: usize = 4;

/// What of a search goes along to the booking form.
#[derive(Clone, Debug)]
pub struct Way {
    search: SpaceSearch,
}

impl Way {
    /// Of this search.
    #[must_use]
    pub fn of(search: &SpaceSearch) -> Self {
        Self { search: search.clone() }
    }

    /// The booking form, filled in.
    fn href(&self, l: Locale, offer: &Offer, when: &When) -> String {
        let local = when.local;
        let pair = |name: &str, value: String| (name.to_owned(), value);
        let mut fields = vec![
            pair("space", offer.space.space.slug.clone()),
            pair("date", iso_date(local.from.date())),
            pair("from", iso_time(local.from.time())),
            pair("until", iso_time(local.until.time())),
            pair("people", self.search.people.to_string()),
        ];
        let stands = |layout: &Layout| offer.space.layouts.iter().any(|of| of.layout == *layout);
        fields.extend(self.search.layout.filter(stands).map(|layout| pair("layout", layout.code().to_owned())));
        fields.extend(offer.along.iter().map(|(key, count)| pair("along", thing(key, *count))));
        let known = |key: &&String| offer.space.rules.use_kind(key).is_some();
        fields.extend(self.search.use_kind.iter().filter(known).map(|key| pair("use", key.clone())));
        if offer.units > 1 {
            fields.push(pair("units", offer.units.to_string()));
        }
        l.href(&format!("/bookings/new?{}", Fields(fields).encode()))
    }

    /// Where one waits for what was asked for, when only its time is in the way.
    fn waiting(&self, l: Locale, offer: &Offer) -> Option<String> {
        let in_time = matches!(offer.differs, Some(Differs::Hours | Differs::Later | Differs::Shorter(_)));
        in_time.then(|| l.href(&waiting::of_search(&offer.space.space.slug, &self.search, &offer.along, offer.units)))
    }
}

/// Everything found.
#[component]
pub fn Found(
    /// What was found.
    found: Findings,
    /// What goes along to the booking form.
    way: Way,
    /// The language.
    l: Locale,
) -> impl IntoView {
    let Findings { exact, near, more, refused } = found;
    let nothing = exact.is_empty();
    let count = exact.len();
    let said = if more { t!(l, find.found_best, count = count) } else { t!(l, find.found, count = count) };
    let near_title = if nothing { t!(l, find.near_only) } else { t!(l, find.near) };
    view! {
        <p class="lead" id="found" role="status">{said}</p>
        {(!nothing).then(|| view! { <Offers offers=exact open=EXACT_OPEN way=way.clone() l=l/> })}
        {(!near.is_empty()).then(|| {
            view! {
                <section class="stack">
                    <h2>{near_title}</h2>
                    <Offers offers=near open=NEAR_OPEN way=way l=l/>
                </section>
            }
        })}
        {nothing.then(|| view! { <p>{t!(l, find.none_hint)}</p> })}
        <NotForHer refused=refused l=l/>
    }
    .into_any()
}

/// Offers, best first: some of them open, the rest where whoever wants more finds it.
#[component]
fn Offers(mut offers: Vec<Offer>, open: usize, way: Way, l: Locale) -> impl IntoView {
    let rest = offers.split_off(open.min(offers.len()));
    let count = rest.len();
    let list = move |offers: Vec<Offer>| {
        let offer = |offer: Offer| view! { <OneOffer offer=offer way=way.clone() l=l/> };
        view! { <ul class="rows">{offers.into_iter().map(offer).collect_view()}</ul> }
    };
    view! {
        {list(offers)}
        {(count > 0).then(|| {
            view! {
                <details class="find__rest">
                    <summary>{t!(l, find.rest, count = count)}</summary>
                    {list(rest)}
                </details>
            }
        })}
    }
    .into_any()
}

#[component]
fn OneOffer(offer: Offer, way: Way, l: Locale) -> impl IntoView {
    let view = &offer.space;
    let name = said(l, &view.space.name);
    let mut facts = vec![view.space.kind.word(l).to_owned(), house(&view.space.site)];
    facts.extend(people(l, view));
    facts.push(if view.access.step_free { t!(l, spaces.step_free_short) } else { t!(l, spaces.steps) }.to_owned());
    let href = l.href(&format!("/spaces/{}", view.space.slug));
    let units = (offer.units > 1).then(|| view! { <p class="small">{t!(l, find.units, count = offer.units)}</p> });
    let asks = (offer.admission == Admission::Ask).then(|| view! { <p class="small">{t!(l, find.asks)}</p> });
    let wait = way.waiting(l, &offer).map(|href| {
        let of = view.space.name.get(l.code()).to_owned();
        view! { <p class="small"><a class="find__wait" href=href rel="nofollow">{t!(l, waiting.join)}<span class="visually-hidden">": " {of}</span></a></p> }
    });
    let differs = offer.differs.as_ref().map(|differs| view! { <p class="find__differs">{difference(l, differs)}</p> });
    let quota = offer.quota.as_ref().map(|rule| view! { <p class="small">{broken_rule(l, rule)}</p> });
    let time = |when: &When| {
        let (day, times) = (dates::date_short(l, when.local.from.date()), dates::times(l, when.local));
        let called = t!(l, find.book, space = view.space.name.get(l.code()));
        view! {
            <li><a class="find__time" href=way.href(l, &offer, when)><span class="visually-hidden">{called}" "</span>{day}", "<span class="numbers">{times}</span></a></li>
        }
    };
    let (first, others) = offer.times.split_at(DAYS_OPEN.min(offer.times.len()));
    let times = first.iter().map(time).collect_view();
    let count = others.len();
    let others = others.iter().map(time).collect_view();
    let more = (count > 0).then(|| {
        view! {
            <details class="find__all">
                <summary>{t!(l, find.more_days, count = count)}</summary>
                <ul class="plain find__times">{others}</ul>
            </details>
        }
    });
    view! {
        <li class="rows__item find__offer">
            <div>
                <h3 class="rows__title"><a href=href>{name}</a></h3>
                {differs}
                <p class="quiet small">{facts.join("\u{a0}· ")}</p>
                {quota}
                {units}
                {asks}
                <Lessons lessons=offer.lessons l=l/>
            </div>
            <div class="rows__side">
                <ul class="plain find__times">{times}</ul>
                {more}
                {wait}
            </div>
        </li>
    }
    .into_any()
}

/// What is otherwise than asked for, in words.
fn difference(l: Locale, differs: &Differs) -> String {
    match differs {
        Differs::Proof(lacking) => {
            let names: Vec<_> = lacking.iter().map(|(_, name)| name.get(l.code()).to_owned()).collect();
            t!(l, find.differs_proof, names = words::list(l, &names))
        }
        Differs::Hours => t!(l, find.differs_hours).to_owned(),
        Differs::Later => t!(l, find.differs_later).to_owned(),
        Differs::Shorter(minutes) => t!(l, find.differs_shorter, length = dates::duration(l, u32::from(*minutes))),
        Differs::Town(Some(km)) => t!(l, find.differs_town_km, count = *km),
        Differs::Town(None) => t!(l, find.differs_town).to_owned(),
        Differs::Kind => t!(l, find.differs_kind).to_owned(),
        Differs::Layout => t!(l, find.differs_layout).to_owned(),
        Differs::Without(_, name) => t!(l, find.differs_without, thing = name.get(l.code())),
        Differs::Use(_, name) => t!(l, find.differs_use, kind = name.get(l.code())),
        Differs::Seats(seats) => t!(l, find.differs_seats, count = *seats),
        Differs::Steps => t!(l, find.differs_steps).to_owned(),
    }
}
