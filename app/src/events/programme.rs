//! The programme of one event: its sessions by day, and side by side where they run at the same time.

use chrono::NaiveDate;
use domain::{
    desk::{EventView, Place, SessionView},
    speaker::{Speaker, names},
    text::{Localised, slug},
};
use leptos::prelude::*;

use super::{
    day_grid::{Across, DayGrid, across},
    days::days,
    say::{Seats, grant_words, place, reserved_words, shared_words},
};
use crate::{
    form::Fields,
    t,
    texts::Locale,
    ui::{
        dates,
        say::{house, paragraphs, said},
        words,
    },
};

/// How the programme is to be seen: `?view=grid&track=…`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    grid: bool,
    /// Only what belongs to this track, by its part of an address.
    track: Option<String>,
}

impl Seen {
    /// Reads it. What the event has not changes nothing.
    #[must_use]
    pub fn read(query: &Fields, event: &EventView) -> Self {
        let known = |key: &&str| tracks(event).iter().any(|(known, _)| known == key);
        Self {
            grid: query.get("view") == "grid" && days(&event.sessions).iter().any(|(_, day)| across(day).is_some()),
            track: query.text("track").filter(known).map(str::to_owned),
        }
    }

    /// True as everybody sees it who chose nothing.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    fn href(&self, event: &EventView, l: Locale) -> String {
        let view = if self.grid { "grid" } else { "" };
        let track = self.track.as_deref().unwrap_or_default();
        let query = Fields::default().with("view", view).with("track", track).encode();
        let mark = if query.is_empty() { "" } else { "?" };
        l.href(&format!("/events/{}{mark}{query}", event.card.slug))
    }
}

/// The tracks of an event, in the order of its programme: each with its part of an address.
fn tracks(event: &EventView) -> Vec<(String, Localised)> {
    let mut tracks: Vec<(String, Localised)> = Vec::new();
    for session in &event.sessions {
        let key = track_key(session);
        if !key.is_empty() && !tracks.iter().any(|(known, _)| *known == key) {
            tracks.push((key, session.track.clone()));
        }
    }
    tracks
}

fn track_key(session: &SessionView) -> String {
    slug(session.track.get("de"))
}

/// Every session, by day. Nothing for an event whose one session says no more than its head.
#[must_use]
pub fn programme(event: &EventView, seen: &Seen, today: NaiveDate, l: Locale) -> AnyView {
    match event.sessions.as_slice() {
        [] => return ().into_any(),
        [only] if only.speakers.is_empty() && only.summary.is_empty() && !only.place.online => return ().into_any(),
        _ => {}
    }
    let several = event.sessions.len() > 1;
    let wanted = |session: &&SessionView| seen.track.as_ref().is_none_or(|track| track_key(session) == *track);
    let sessions: Vec<SessionView> = event.sessions.iter().filter(wanted).cloned().collect();
    // Columns are the same on every day, and do not change with what is looked at.
    let across =
        days(&event.sessions).iter().filter_map(|(_, day)| across(day)).min_by_key(|side| *side == Across::Tracks);
    let list = Seen { grid: false, ..seen.clone() }.href(event, l);
    let days = days(&sessions).into_iter().map(|(date, sessions)| {
        let entries = sessions
            .iter()
            .map(|session| view! { <Session session=session.clone() event=event.clone() several today l/> })
            .collect_view();
        let grid = across.filter(|_| seen.grid).map(|across| {
            let takes_registrations = event.takes_registrations;
            view! { <DayGrid sessions=sessions.clone() across date list=list.clone() takes_registrations today l/> }
        });
        view! {
            <section class="stack">
                <h3><time datetime=date.to_string()>{dates::date(l, date)}</time></h3>
                {grid}
                <ol class="sessions" class:sessions--narrow=seen.grid>{entries}</ol>
            </section>
        }
        .into_any()
    });
    view! {
        <section class="event__part" id="programme">
            <h2 class="event__margin">{t!(l, events.programme)}</h2>
            <div class="stack-wide">
                <Ways event=event.clone() seen=seen.clone() grid=across.is_some() l/>
                {days.collect_view()}
            </div>
        </section>
    }
    .into_any()
}

/// As a list or as a grid, and of which track: links, since each is a page of its own.
#[component]
fn Ways(event: EventView, seen: Seen, grid: bool, l: Locale) -> impl IntoView {
    let way = |to: Seen, words: AnyView| {
        let here = (to == seen).then_some("true");
        view! { <li><a href=format!("{}#programme", to.href(&event, l)) aria-current=here>{words}</a></li> }.into_any()
    };
    let views = grid.then(|| {
        let list = way(Seen { grid: false, ..seen.clone() }, t!(l, programme.as_list).into_any());
        let grid = way(Seen { grid: true, ..seen.clone() }, t!(l, programme.as_grid).into_any());
        view! { <nav class="ways ways--views" aria-label=t!(l, programme.view)><ul class="inline-list">{list}{grid}</ul></nav> }.into_any()
    });
    let tracks = tracks(&event);
    let tracks = (tracks.len() > 1).then(|| {
        let all = way(Seen { track: None, ..seen.clone() }, t!(l, programme.all_tracks).into_any());
        let each = tracks
            .into_iter()
            .map(|(key, name)| way(Seen { track: Some(key), ..seen.clone() }, said(l, &name)))
            .collect_view();
        view! { <nav class="ways" aria-label=t!(l, programme.tracks)><ul class="inline-list">{all}{each}</ul></nav> }
            .into_any()
    });
    (views.is_some() || tracks.is_some()).then(|| view! { <div class="stack-tight">{views}{tracks}</div> }.into_any())
}

#[component]
fn Session(session: SessionView, event: EventView, several: bool, today: NaiveDate, l: Locale) -> impl IntoView {
    let seats = Seats::of(&session, event.takes_registrations, today);
    let off = session.cancelled;
    let stamp = dates::iso_at(session.when.local.from, session.when.offset_minutes);
    let speakers = view! { <Speakers speakers=session.speakers.clone() open=!several l/> };
    let track = (!session.track.is_empty()).then(|| view! { <p class="session__track">{said(l, &session.track)}</p> });
    let summary = (!session.summary.is_empty()).then(|| view! { <p>{said(l, &session.summary)}</p> });
    let net = (session.place.online && event.takes_registrations && !off && seats.open())
        .then(|| view! { <p class="quiet small">{t!(l, events.online_link)}</p> });
    let grants = session.grants.as_ref().filter(|_| several && !off);
    let grants = grants.map(|grant| view! { <p class="small">{grant_words(l, grant, false)}</p> });
    let id = format!("session-{}", session.id);
    let shared = shared_words(l, &event, &session).filter(|_| !matches!(seats, Seats::Over | Seats::NotNeeded));
    let (acts, later) = (several && !off || session.cancelled, session.postponed);
    view! {
        <li id=id class="session" class:session--cancelled=off && !later class:session--postponed=later>
            <p class="session__time"><time datetime=stamp>{dates::times(l, session.when.local)}</time></p>
            <div class="session__words">
                <h4>{said(l, &session.title)}</h4>
                <p class="session__place"><PlaceOf session=session.clone() l/></p>
                {track}
                {speakers}
                {summary}
                {net}
                {grants}
            </div>
            {acts.then(|| view! { <SessionAction session shared asks=event.rules.answer_days.is_some() slug=event.card.slug seats l/> })}
        </li>
    }
    .into_any()
}

/// Who speaks, and folded away where there is much to read, who they are.
#[component]
fn Speakers(speakers: Vec<Speaker>, open: bool, l: Locale) -> impl IntoView {
    if speakers.is_empty() {
        return ().into_any();
    }
    let line = t!(l, events.speakers, names = words::list(l, &names(&speakers)));
    let portrayed: Vec<Speaker> = speakers.into_iter().filter(Speaker::is_portrayed).collect();
    let who = t!(l, events.who_speaks, names = words::list(l, &names(&portrayed)));
    let more = (!portrayed.is_empty()).then(|| view! {
        <details class="speakers" open=open>
            <summary>{who}</summary>
            <ul class="plain">{portrayed.into_iter().map(|speaker| view! { <Portrait speaker l/> }).collect_view()}</ul>
        </details>
    });
    view! { <p>{line}</p> {more} }.into_any()
}

/// What one of them does, where, and who she is.
#[component]
fn Portrait(speaker: Speaker, l: Locale) -> impl IntoView {
    let Speaker { name, role, affiliation, portrait, url } = speaker;
    let name = match url {
        Some(url) => view! { <a href=url rel="nofollow noopener ugc">{name}</a> }.into_any(),
        None => name.into_any(),
    };
    let role = (!role.is_empty()).then(|| view! { ", "{said(l, &role)} });
    let affiliation = (!affiliation.is_empty()).then(|| format!(", {affiliation}"));
    view! {
        <li class="speakers__one">
            <p><strong>{name}</strong>{role}{affiliation}</p>
            {(!portrait.is_empty()).then(|| paragraphs(l, &portrait))}
        </li>
    }
    .into_any()
}

#[component]
fn PlaceOf(session: SessionView, l: Locale) -> impl IntoView {
    if session.place.space.is_none() {
        return place(l, &session.place).into_any();
    }
    view! {
        <PlaceLinks place=session.place.clone() towns=true l/>
        {session.place.online.then(|| format!(", {}", t!(l, events.also_online)))}
    }
    .into_any()
}

/// Every room of a session as a link, house by house.
#[component]
pub fn PlaceLinks(
    place: Place,
    /// The town of each house is named as well.
    towns: bool,
    l: Locale,
) -> impl IntoView {
    let houses = place.by_house().into_iter().enumerate().map(|(number, rooms)| {
        let site = rooms.first().map(|space| if towns { house(&space.site) } else { space.site.name.clone() });
        let many = rooms.len();
        let rooms = rooms.into_iter().enumerate().map(|(nth, space)| {
            let link = view! { <a href=l.href(&format!("/spaces/{}", space.slug))>{said(l, &space.name)}</a> };
            let before = match nth {
                0 => String::new(),
                nth if nth + 1 == many => format!(" {} ", t!(l, rooms.and)),
                _ => ", ".to_owned(),
            };
            view! { {before}{link} }.into_any()
        });
        let between = if number > 0 { "; " } else { "" };
        view! { {between}{rooms.collect_view()}{site.map(|site| format!(", {site}"))} }.into_any()
    });
    houses.collect_view().into_any()
}

/// Seats, register and calendar of one session among several.
#[component]
fn SessionAction(
    session: SessionView,
    /// With what else it shares its seats.
    shared: Option<String>,
    asks: bool,
    slug: String,
    seats: Seats,
    l: Locale,
) -> impl IntoView {
    let title = session.title.get(l.code()).to_owned();
    let register = l.href(&format!("/events/{slug}/register?session={}", session.id));
    let calendar = l.href(&format!("/events/{slug}/{}.ics", session.id));
    let reserved = reserved_words(l, &session).filter(|_| !matches!(seats, Seats::Over | Seats::NotNeeded));
    let (label, register_name) = if asks {
        (t!(l, approval.register), t!(l, approval.register_for, title = title))
    } else {
        (t!(l, events.register), t!(l, events.register_for, title = title))
    };
    let wait_name = t!(l, seats.join_for, title = title);
    let wait =
        session.waitable.then(|| view! { <a href=register.clone() aria-label=wait_name>{t!(l, seats.join)}</a> });
    let calendar_name = t!(l, events.calendar_session, title = title);
    view! {
        <div class="session__action">
            <p class=seats.class()>{seats.words(l)}</p>
            {reserved.map(|text| view! { <p class="quiet small">{text}</p> })}
            {shared.map(|text| view! { <p class="quiet small">{text}</p> })}
            {seats.open().then(|| view! { <a href=register aria-label=register_name>{label}</a> })}
            {wait}
            {(!session.cancelled && seats != Seats::Over)
                .then(|| view! { <a href=calendar aria-label=calendar_name>{t!(l, events.add_calendar)}</a> })}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::samples::{event, in_room, session};

    fn of(track: &str, session: SessionView) -> SessionView {
        SessionView { track: Localised::of("de", track), ..session }
    }

    #[test]
    fn a_grid_and_a_track_are_seen_only_where_there_are_such() {
        let asked = Fields(vec![("view".into(), "grid".into()), ("track".into(), "kuenstliche-intelligenz".into())]);
        let plain = event(vec![in_room("a", session(9, 9, 11)), in_room("b", session(9, 11, 12))]);
        assert!(Seen::read(&asked, &plain).is_plain());
        let rich = event(vec![
            in_room("a", of("Künstliche Intelligenz", session(9, 9, 11))),
            in_room("b", of("Bau", session(9, 10, 12))),
        ]);
        let seen = Seen::read(&asked, &rich);
        assert_eq!(seen, Seen { grid: true, track: Some("kuenstliche-intelligenz".into()) });
        assert_eq!(seen.href(&rich, Locale::En), "/en/events/ton?view=grid&track=kuenstliche-intelligenz");
        assert_eq!(Seen::default().href(&rich, Locale::De), "/events/ton");
        let keys: Vec<String> = tracks(&rich).into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["kuenstliche-intelligenz", "bau"]);
    }
}
