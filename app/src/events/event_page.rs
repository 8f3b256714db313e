//! `/events/{slug}`: when, where, what it costs, register; then the programme; then the rest.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    desk::{EventCard, EventPicture, EventView, SiteView, Unavailable},
    event::EventState,
    picture::PictureRef,
};
use leptos::prelude::*;

use super::{
    about::{About, EventPhoto},
    entry::DateColumn,
    json_ld,
    programme::{PlaceLinks, Seen, programme},
    say::{self, PREVIEW_SIZE, Seats, closed, grant_words, place, reserved_words},
    series_part::OtherDates,
};
use crate::{
    ask::{Ask, House},
    page::{Answer, Answered, Page, Preview},
    registrations::list_page,
    t,
    texts::Locale,
    ui::{dates, facts::Facts, picture::Logo, say::said},
};

/// The page of an event: for everybody once it is published, before that for those who run it.
pub async fn event_page(ask: Ask) -> Answered {
    let l = ask.locale;
    let Some(event) = ask.house.events.event(&ask.actor, ask.param("slug")).await? else {
        return Ok(Answer::NotFound);
    };
    let sites = sites_of(&ask.house, &event).await?;
    let series = match &event.series {
        Some(series) => ask.house.series.series(&ask.actor, &series.slug).await?,
        None => None,
    };
    let today = ask.house.calendar.today();
    let seen = Seen::read(&ask.query, &event);
    let plain = seen.is_plain();
    let public = event.card.state.is_public();
    let title = event.card.title.get(l.code()).to_owned();
    let summary = event.card.summary.get(l.code()).to_owned();
    let json_ld = json_ld::event(&event, &sites, &ask.house.region, l);
    let preview = public.then(|| preview(&event, l));
    let list = list_page::lists(&ask).then(|| list_page::path(l, &event.card.slug, None, None));
    let calendar = ("text/calendar", l.href(&format!("/events/{}.ics", event.card.slug)), title.clone());
    let page = Page::new("events", title, move || {
        view! {
            <article class="event">
                <p class="crumb"><a href=l.href("/events")>{t!(l, events.previous)}</a></p>
                <EventHead event=event.clone() sites=sites.clone() list today l/>
                {programme(&event, &seen, today, l)}
                {series.map(|series| view! { <OtherDates series slug=event.card.slug.clone() today l/> })}
                <About event sites l/>
            </article>
        }
        .into_any()
    });
    let page = if public { page.public(summary) } else { page };
    let feeds = if public { vec![calendar] } else { vec![] };
    // However its programme is seen, it is the same event to a search engine.
    Ok(Page { json_ld, preview, feeds, indexed: public && plain, ..page }.into())
}

/// What a link to it is shown with: its picture, else what the house draws of it.
fn preview(event: &EventView, l: Locale) -> Preview {
    let EventCard { slug, title, picture, .. } = &event.card;
    if let Some(EventPicture { photo, caption }) = picture {
        let PictureRef { width, height, .. } = photo.largest;
        return Preview { path: photo.largest.path(), alt: caption.alt.get(l.code()).to_owned(), width, height };
    }
    let alt = format!("{}, {}", title.get(l.code()), say::dates(l, event));
    let (width, height) = PREVIEW_SIZE;
    Preview { path: l.href(&format!("/events/{slug}/preview.png")), alt, width, height }
}

/// The sites of an event's sessions, by slug.
async fn sites_of(house: &House, event: &EventView) -> Result<BTreeMap<String, SiteView>, Unavailable> {
    let mut sites = BTreeMap::new();
    for space in event.sessions.iter().flat_map(|session| session.place.spaces()) {
        if !sites.contains_key(&space.site.slug) {
            sites.extend(house.catalogue.site(&space.site.slug).await?.map(|site| (site.slug.clone(), site)));
        }
    }
    Ok(sites)
}

#[component]
fn EventHead(
    event: EventView,
    sites: BTreeMap<String, SiteView>,
    list: Option<String>,
    today: NaiveDate,
    l: Locale,
) -> impl IntoView {
    let card = event.card.clone();
    let date = card.next.as_ref().map(|session| session.when.local.from.date());
    let mut facts = vec![
        (if event.is_postponed(today) { t!(l, postponing.fact_when) } else { t!(l, events.when) }, dates_of(l, &event)),
        (t!(l, events.place), view! { <Places event=event.clone() sites l/> }.into_any()),
    ];
    if !event.price.is_empty() {
        facts.push((t!(l, events.costs), said(l, &event.price)));
    }
    facts.extend(grants(l, &event).map(|grants| (t!(l, door.grants_fact), grants)));
    facts.extend(seats(l, &event, today).map(|seats| (t!(l, events.seats), seats)));
    view! {
        <header class="event__part">
            <div class="event__margin">{date.map(|date| view! { <DateColumn date l/> })}</div>
            <div class="stack">
                <Standing event=event.clone() today l/>
                {event.logo.clone().map(|logo| view! { <Logo picture=logo name=card.organiser.name.clone() /> })}
                <p class="event__organiser">{card.organiser.name}</p>
                <h1>{said(l, &card.title)}</h1>
                <p class="lead">{said(l, &card.summary)}</p>
                <div class="event__beside">
                    <div class="stack">
                        <Facts facts/>
                        <Action event list today l/>
                    </div>
                    {card.picture.map(|picture| view! { <EventPhoto picture l/> })}
                </div>
            </div>
        </header>
    }
    .into_any()
}

/// What stands in the way of reading it as an announcement: it is called off, or a draft.
#[component]
fn Standing(event: EventView, today: NaiveDate, l: Locale) -> impl IntoView {
    let manage = l.href(&format!("/manage/events/{}", event.card.slug));
    match event.card.state {
        EventState::Cancelled => view! {
            <div class="notice notice--refusal">
                <p class="notice__title">{t!(l, events.cancelled_note)}</p>
                <p>{t!(l, events.cancelled_more, name = event.contact.name)}</p>
            </div>
        }
        .into_any(),
        EventState::Draft if !event.mine => view! {
            <div class="notice notice--attention">
                <p class="notice__title">{t!(l, review.preview)}</p>
                <p><a href=l.href("/admin/events")>{t!(l, review.preview_back)}</a></p>
            </div>
        }
        .into_any(),
        EventState::Draft => view! {
            <div class="notice notice--attention">
                <p class="notice__title">{t!(l, events.draft_note)}</p>
                <p><a href=manage>{t!(l, events.draft_back)}</a></p>
            </div>
        }
        .into_any(),
        EventState::Published => {
            let later = event.is_postponed(today);
            let name = event.contact.name.clone();
            view! {
                {later.then(|| view! {
                    <div class="notice notice--attention">
                        <p class="notice__title">{t!(l, postponing.note)}</p>
                        <p>{t!(l, postponing.note_more, name = name)}</p>
                    </div>
                })}
                {event.mine.then(|| view! { <p class="small"><a href=manage>{t!(l, events.manage)}</a></p> })}
            }
            .into_any()
        }
    }
}

/// `Di., 9. März 2027, 10:00–12:00 Uhr`, or from which day to which.
fn dates_of(l: Locale, event: &EventView) -> AnyView {
    match say::held(event)[..] {
        [only] => view! { <dates::WhenTime l when=only.when/> }.into_any(),
        _ => say::dates(l, event).into_any(),
    }
}

/// The room with its address, or the house of several rooms; more than that is named in the programme.
#[component]
fn Places(event: EventView, sites: BTreeMap<String, SiteView>, l: Locale) -> impl IntoView {
    let mut places: Vec<_> = say::held(&event).into_iter().map(|session| session.place.clone()).collect();
    places.dedup();
    let site = sites.values().next().filter(|_| sites.len() == 1);
    let address = site.map(|site| view! { <br/>{format!("{}, {} {}", site.street, site.postcode, site.town)} });
    let online = places.iter().any(|place| place.online).then(|| view! { <br/>{t!(l, events.also_online)} });
    match (places.as_slice(), site) {
        ([], _) => t!(l, events.place_unknown).into_any(),
        ([only], _) if only.space.is_none() => place(l, only).into_any(),
        ([only], _) => view! { <PlaceLinks place=only.clone() towns=false l/>{address}{online} }.into_any(),
        (_, Some(site)) => {
            let href = l.href(&format!("/sites/{}", site.slug));
            view! { <a href=href>{site.name.clone()}</a>", "{t!(l, events.rooms_several)}{address}{online} }.into_any()
        }
        _ if places.iter().all(|place| place.space.is_none()) => t!(l, events.online).into_any(),
        _ => t!(l, events.places_several).into_any(),
    }
}

/// What taking part proves, each once; of several sessions the programme says which.
fn grants(l: Locale, event: &EventView) -> Option<AnyView> {
    let held = event.sessions.iter().filter(|session| !session.cancelled);
    let mut words: Vec<String> =
        held.filter_map(|session| session.grants.as_ref()).map(|grant| grant_words(l, grant, false)).collect();
    words.dedup();
    (!words.is_empty()).then(|| words.join(" ").into_any())
}

/// The seats of the only session; of several, each says its own.
fn seats(l: Locale, event: &EventView, today: NaiveDate) -> Option<AnyView> {
    let [only] = event.sessions.as_slice() else { return None };
    let seats = Seats::of(only, event.takes_registrations, today);
    let said = event.card.state != EventState::Cancelled && (seats.open() || seats == Seats::Full);
    let reserved = reserved_words(l, only).map(|text| view! { "; "{text} });
    said.then(|| view! { <span class=seats.class()>{seats.words(l)}</span>{reserved} }.into_any())
}

/// Register, or why not.
#[component]
fn Action(event: EventView, list: Option<String>, today: NaiveDate, l: Locale) -> impl IntoView {
    if event.card.state == EventState::Cancelled || event.sessions.is_empty() {
        return ().into_any();
    }
    let seats: Vec<_> = event.sessions.iter().map(|s| Seats::of(s, event.takes_registrations, today)).collect();
    let calendar = l.href(&format!("/events/{}.ics", event.card.slug));
    let register = l.href(&format!("/events/{}/register", event.card.slug));
    let any = |wanted: Seats| seats.contains(&wanted);
    let takes = seats.iter().any(|seats| seats.open()) || event.sessions.iter().any(|session| session.waitable);
    let list = list.filter(|_| takes).map(|href| view! { <a href=href>{t!(l, lists.link)}</a> });
    let note = if seats.iter().any(|seats| seats.open()) {
        let label = if event.rules.answer_days.is_some() { t!(l, approval.register) } else { t!(l, events.register) };
        view! { <a class="button" href=register>{label}</a> }.into_any()
    } else if event.sessions.iter().any(|session| session.waitable) {
        view! { <p>{t!(l, registrations.full)}</p><a class="button" href=register>{t!(l, seats.join)}</a> }.into_any()
    } else if any(Seats::NotNeeded) {
        view! { <p>{t!(l, events.open_note)}</p> }.into_any()
    } else if any(Seats::Full) {
        view! { <p>{t!(l, registrations.full)}</p> }.into_any()
    } else if any(Seats::Closed) {
        view! { <p>{closed(l, event.window)}</p> }.into_any()
    } else if any(Seats::Postponed) {
        // The notice above says all there is to say.
        return ().into_any();
    } else {
        return view! { <p>{t!(l, events.over_note)}</p> }.into_any();
    };
    view! { <div class="buttons">{note}<a href=calendar>{t!(l, events.calendar)}</a>{list}</div> }.into_any()
}
