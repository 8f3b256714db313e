//! The list at the door, made for a thumb: search, a large button per person, and a form for who is not on it.

use domain::{
    attendance::Presence,
    desk::{Door, DoorLine, SessionView},
};
use leptos::prelude::*;

use super::door_ticket;
use crate::{
    events::say::grant_words,
    islands::{ScanWords, Scanner, Verdict, Welcome},
    t,
    texts::Locale,
    ui::{
        dates,
        form::{ErrorSummary, Field, Form, Hidden, Submit},
        say::said,
    },
};

/// What was just done.
#[derive(Clone)]
pub enum Done {
    /// Somebody is here.
    Here(DoorLine),
    /// Somebody was here already.
    Again(DoorLine),
    /// Somebody is not here after all.
    Undone(DoorLine),
    /// Somebody who was not on the list is here.
    WalkedIn(DoorLine),
}

impl Done {
    const fn line(&self) -> &DoorLine {
        match self {
            Self::Here(line) | Self::Again(line) | Self::Undone(line) | Self::WalkedIn(line) => line,
        }
    }

    /// False once another phone said otherwise.
    pub fn still_true(&self) -> bool {
        (self.line().presence == Presence::Came) != matches!(self, Self::Undone(_))
    }

    /// In a sentence.
    pub fn words(&self, l: Locale) -> String {
        let name = &self.line().name;
        match self {
            Self::Here(_) => t!(l, door.done_here, name = name),
            Self::Again(_) => t!(l, tickets.door_again, name = name),
            Self::Undone(_) => t!(l, door.done_undone, name = name),
            Self::WalkedIn(_) => t!(l, door.done_walk_in, name = name),
        }
    }
}

impl Done {
    /// What the door says to her ticket.
    pub fn verdict(&self, l: Locale, session: &SessionView) -> Verdict {
        let line = self.line();
        let since = line.came_at.filter(|_| matches!(self, Self::Again(_)));
        door_ticket::welcome(l, session, &line.name, line.with.as_deref(), since)
    }
}

/// What is shown of tickets.
pub struct Tickets {
    /// What the door said to the one that was shown last.
    pub verdict: Verdict,
    /// What stands in the field.
    pub typed: String,
    /// Another one is about to come.
    pub next: bool,
}

/// Everything the page shows.
pub struct Shown {
    /// The event's part of an address.
    pub slug: String,
    /// The whole list.
    pub door: Door,
    /// Those of it who are called what was typed.
    pub found: Vec<DoorLine>,
    /// The name that is looked for; empty: everybody.
    pub typed: String,
    /// Why nothing can be written down now.
    pub closed: Option<String>,
    /// What was just done.
    pub done: Option<Done>,
    /// Tickets.
    pub tickets: Tickets,
    /// The address of this page.
    pub path: String,
    /// The id of the form for who is not on the list.
    pub request: String,
}

/// The whole page.
#[component]
pub fn DoorPage(shown: Shown, form: Form, l: Locale) -> impl IntoView {
    let Shown { slug, door, found, typed, closed, done, tickets, path, request } = shown;
    let back = l.href(&format!("/manage/events/{slug}/registrations"));
    let open = closed.is_none();
    let session = door.session.id.to_string();
    let told = open && tickets.verdict.mood != Welcome::Nobody;
    let certificates = (door.certified && door.count(Presence::Came) > 0).then(|| {
        let href = format!("/manage/events/{slug}/sessions/{session}/certificates.pdf");
        view! { <p><a href=l.href(&href) download>{t!(l, tickets.certificates_all)}</a></p> }
    });
    let nobody = door.people.is_empty();
    let grant = door.session.grants.clone();
    let proves = grant.map(|grant| {
        view! { <p>{grant_words(l, &grant, true)}</p><p class="quiet small">{t!(l, door.grants_who)}</p> }
    });
    let grants = door.session.grants.is_some();
    let numbers = counted(&door);
    let missed = door.count(Presence::Missed) > 0;
    view! {
        <div class="manage door stack" data-door=door.session.id.to_string()>
            <p class="crumb"><a href=back>{t!(l, door.back)}</a></p>
            <ErrorSummary form=&form/>
            <h1>{t!(l, door.title)}": "{said(l, &door.session.title)}</h1>
            <p><dates::WhenTime l when=door.session.when/></p>
            <div data-door-part="net"></div>
            {closed.map(|why| view! { <p class="notice notice--attention">{why}</p> })}
            {counts(l, numbers, missed)}
            {open.then(|| view! { <Scan tickets form=form.clone() session path=path.clone() l/> })}
            <div data-door-part="done">
                {done.map(|done| view! { <JustDone done open said=told path=path.clone() l/> })}
            </div>
            {(!nobody).then(|| view! { <Search typed=typed.clone() path=path.clone() l/> })}
            <div data-door-part="found">
                {nobody.then(|| view! { <p>{t!(l, door.nobody)}</p> })}
                <Found typed found=found.len() l/>
            </div>
            <div data-door-part="list"><List found open grants path=path.clone() l/></div>
            {open.then(|| view! { <WalkInForm left=door.session.left request form path l/> })}
            {certificates}
            {proves}
        </div>
    }
    .into_any()
}

/// What is counted at a door, by the names the scanner knows them by.
pub(super) fn counted(door: &Door) -> Vec<(String, usize)> {
    let standing = [
        ("came", Presence::Came),
        ("expected", Presence::Expected),
        ("missed", Presence::Missed),
        ("no-seat", Presence::NoSeat),
    ];
    let standing = standing.map(|(name, presence)| (name, door.count(presence)));
    let left = door.session.left.map(|left| ("free", usize::from(left)));
    standing.into_iter().chain(left).map(|(name, count)| (name.to_owned(), count)).collect()
}

/// How many came, are expected, and have no place. `missed`: it is over, and some did not come.
pub(super) fn counts(l: Locale, counted: Vec<(String, usize)>, missed: bool) -> AnyView {
    let numbers = counted.into_iter().filter_map(|(name, count)| {
        let word = match name.as_str() {
            "came" => t!(l, door.came),
            "expected" if !missed => t!(l, door.expected),
            "missed" if missed => t!(l, door.missed),
            "no-seat" => t!(l, door.no_seat),
            "free" => t!(l, door.free),
            _ => return None,
        };
        Some(view! { <div><dt>{word}</dt><dd data-count=name>{count}</dd></div> })
    });
    let numbers = numbers.collect_view();
    view! { <dl class="door__counts" aria-label=t!(l, door.counts)>{numbers}</dl> }.into_any()
}

/// Tickets are shown: the field for their codes, the camera, and what the door said to the last one.
#[component]
pub(super) fn Scan(tickets: Tickets, form: Form, session: String, path: String, l: Locale) -> impl IntoView {
    let Tickets { verdict, typed, next } = tickets;
    let words = ScanWords {
        code: [t!(l, tickets.door_code), t!(l, tickets.door_code_hint), t!(l, tickets.door_check)].map(str::to_owned),
        problem: form.problems().at("code").unwrap_or_default().to_owned(),
        trouble: [t!(l, tickets.door_trouble), t!(l, tickets.door_trouble_text)].map(str::to_owned),
        camera: [t!(l, tickets.camera_start), t!(l, tickets.camera_stop)].map(str::to_owned),
        looking: t!(l, tickets.camera_looking).to_owned(),
        denied: t!(l, tickets.camera_denied).to_owned(),
        none: t!(l, tickets.camera_none).to_owned(),
    };
    view! { <div><Scanner path session first=verdict typed words next/></div> }.into_any()
}

/// What was just done, and how to take it back.
#[component]
fn JustDone(
    done: Done,
    open: bool,
    /// It was said above.
    said: bool,
    path: String,
    l: Locale,
) -> impl IntoView {
    let words = (!said).then(|| done.words(l));
    let undo = open && !matches!(done, Done::Undone(_));
    let line = done.line().clone();
    view! {
        <div class="notice notice--good door__done">
            {words.map(|words| view! { <p role="status">{words}</p> })}
            {undo.then(|| view! {
                <form method="post" action=path><ActButton line presence=Presence::Came l/></form>
            })}
        </div>
    }
    .into_any()
}

/// Looking for a name.
#[component]
pub(super) fn Search(typed: String, path: String, l: Locale) -> impl IntoView {
    let all = (!typed.is_empty()).then(|| view! { <a href=path.clone()>{t!(l, door.all)}</a> });
    view! {
        <form class="door__search" method="get" action=path.clone() role="search">
            <label class="field__label" for="door-q">{t!(l, door.search)}</label>
            <div class="door__line">
                <input class="field__control" id="door-q" type="search" name="q" value=typed autocomplete="off" enterkeyhint="search"/>
                <button class="button button--quiet" type="submit">{t!(l, door.find)}</button>
            </div>
            {all}
        </form>
    }
    .into_any()
}

/// How many are called what was typed.
#[component]
fn Found(typed: String, found: usize, l: Locale) -> impl IntoView {
    let words = match found {
        _ if typed.is_empty() => return ().into_any(),
        0 => t!(l, door.found_none, name = typed),
        found => t!(l, door.found, count = found, name = typed),
    };
    view! { <p role="status">{words}</p> }.into_any()
}

/// Everybody found, by how they stand.
#[component]
fn List(found: Vec<DoorLine>, open: bool, grants: bool, path: String, l: Locale) -> impl IntoView {
    let groups = [
        (Presence::Expected, t!(l, door.expected)),
        (Presence::Missed, t!(l, door.missed)),
        (Presence::Came, t!(l, door.came)),
        (Presence::NoSeat, t!(l, door.no_seat)),
    ];
    let groups = groups.map(|(presence, word)| {
        let lines: Vec<_> = found.iter().filter(|line| line.presence == presence).cloned().collect();
        let count = lines.len();
        let hint = (presence == Presence::NoSeat && open)
            .then(|| view! { <p class="quiet small">{t!(l, door.no_seat_hint)}</p> });
        let lines = lines.into_iter().map(|line| view! { <Line line open grants l/> }).collect_view();
        (count > 0).then(|| {
            view! {
                <section>
                    <h2>{capital(word)}" ("{count}")"</h2>
                    {hint}
                    <ul class="door__people">{lines}</ul>
                </section>
            }
        })
    });
    view! { <form class="stack" method="post" action=path>{groups.collect_view()}</form> }.into_any()
}

/// How somebody stands, in words.
pub(super) fn stands(l: Locale, line: &DoorLine) -> String {
    match (line.presence, line.came_at) {
        (Presence::Came, Some(at)) => t!(l, door.since, time = dates::at(l, at.time())),
        (Presence::Came, None) => t!(l, door.came).to_owned(),
        (Presence::Expected, _) if line.unanswered => t!(l, door.unanswered).to_owned(),
        (Presence::Expected, _) if line.requested => t!(l, door.requested).to_owned(),
        (Presence::Expected, _) => t!(l, door.expected).to_owned(),
        (Presence::Missed, _) => t!(l, door.missed).to_owned(),
        (Presence::NoSeat, _) => t!(l, door.no_seat).to_owned(),
    }
}

#[component]
fn Line(line: DoorLine, open: bool, grants: bool, l: Locale) -> impl IntoView {
    let shape = match line.presence {
        Presence::Came => "door__shape door__shape--came",
        Presence::Expected => "door__shape",
        Presence::Missed | Presence::NoSeat => "door__shape door__shape--none",
    };
    let state = stands(l, &line);
    let with = line.with.clone().map(|name| format!(", {}", t!(l, door.with, name = name)));
    let without = (grants && !line.proves && line.presence != Presence::NoSeat)
        .then(|| view! { <br/><span>{t!(l, door.grants_not)}</span> });
    let presence = line.presence;
    let act = open && presence != Presence::NoSeat;
    view! {
        <li class="door__person">
            <p>
                <span class="door__name">{line.name.clone()}</span>
                <span class="quiet small"><span class=shape></span><span data-line=line.id.to_string()>{state}</span>{with}{without}</span>
            </p>
            {act.then(|| view! { <ActButton line presence l/> })}
        </li>
    }
    .into_any()
}

/// Writes down that somebody is here, or takes it back.
#[component]
fn ActButton(line: DoorLine, presence: Presence, l: Locale) -> impl IntoView {
    let (class, act, word, name) = match presence {
        Presence::Came => ("button button--quiet", "undo", t!(l, door.undo), t!(l, door.undo_for, name = line.name)),
        _ => ("button", "here", t!(l, door.here), t!(l, door.here_for, name = line.name)),
    };
    view! { <button class=class type="submit" name=act value=line.id.to_string() aria-label=name>{word}</button> }
        .into_any()
}

/// Somebody is not on the list.
#[component]
pub(super) fn WalkInForm(left: Option<u16>, request: String, form: Form, path: String, l: Locale) -> impl IntoView {
    let inside = if left == Some(0) {
        view! { <p>{t!(l, door.walk_in_full)}</p> }.into_any()
    } else {
        view! {
            {left.map(|left| view! { <p>{t!(l, door.walk_in_left, count = left)}</p> })}
            <form class="form" method="post" action=path>
                <Hidden name="request" value=request/>
                <Field form=&form name="name" label=t!(l, door.walk_in_name) required=true maxlength=120u16 autocomplete="off"/>
                <Field form=&form name="email" kind="email" label=t!(l, door.walk_in_email) hint=t!(l, door.walk_in_email_hint) autocomplete="off"/>
                <Submit label=t!(l, door.walk_in_do)/>
            </form>
        }
        .into_any()
    };
    view! { <section class="door__walk-in stack"><h2>{t!(l, door.walk_in)}</h2>{inside}</section> }.into_any()
}

/// With its first letter as headings have it.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
