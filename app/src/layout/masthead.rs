//! The head of every page: the name, where one can go, who is signed in, and the other language.

use domain::{access::Person, organisation::Role};
use leptos::prelude::*;

use super::Frame;
use crate::{t, texts::Locale};

/// The head of a page of an area. `found`: there is a page at this address.
#[component]
pub(super) fn Masthead(frame: Frame, area: &'static str, found: bool) -> impl IntoView {
    let l = frame.locale;
    let name = frame.region.name.clone();
    let entries = entries(l, frame.actor.person());
    let link = |(code, href, text): Entry| {
        let current = (code == area).then_some("page");
        view! { <li><a href=l.href(href) aria-current=current>{text}</a></li> }
    };
    view! {
        <a class="skip" href="#main">{t!(l, layout.skip)}</a>
        <header class="masthead">
            <a class="masthead__name" href=l.href("/") aria-label=t!(l, layout.home, name = name)>
                <Mark/>
                <span>{name.clone()}</span>
            </a>
            <nav class="masthead__nav" aria-label=t!(l, layout.nav)>
                <ul>{entries.0.into_iter().map(link).collect_view()}</ul>
                <ul>{entries.1.into_iter().map(link).collect_view()}</ul>
            </nav>
            <Languages frame=frame found=found/>
        </header>
    }
}

/// An area, its path, its name.
type Entry = (&'static str, &'static str, &'static str);

/// What everybody can go to, and what is one's own.
fn entries(l: Locale, person: Option<&Person>) -> (Vec<Entry>, Vec<Entry>) {
    let public = vec![
        ("spaces", "/spaces", t!(l, layout.spaces)),
        ("calendar", "/calendar", t!(l, layout.calendar)),
        ("events", "/events", t!(l, layout.events)),
    ];
    let Some(person) = person else {
        return (public, vec![("account", "/sign-in", t!(l, layout.sign_in))]);
    };
    let mut own = vec![("bookings", "/bookings", t!(l, layout.bookings))];
    if person.acting().is_some_and(|acting| acting.role >= Role::Organiser) {
        own.push(("manage", "/manage/events", t!(l, layout.manage)));
    }
    if person.is_keeper() {
        own.push(("keeper", "/keeper", t!(l, layout.keeper)));
    }
    if person.platform_admin || person.auditor {
        own.push(("admin", "/admin", t!(l, layout.admin)));
    }
    own.push(("account", "/account", t!(l, layout.account)));
    (public, own)
}

/// The same page in the other languages.
#[component]
fn Languages(frame: Frame, found: bool) -> impl IntoView {
    let others = Locale::ALL.into_iter().filter(|other| *other != frame.locale).map(|other| {
        view! {
            <a
                href=frame.here_in(other)
                lang=other.code()
                hreflang=found.then(|| other.code())
                rel=found.then_some("alternate")
            >
                {other.own_name()}
            </a>
        }
    });
    view! { <div class="masthead__languages">{others.collect_view()}</div> }
}

/// The sign of the house: a room with its door open, as on a floor plan.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
            <path class="mark__wall" d="M13 28H4V4h24v24h-2"/>
            <path class="mark__door" d="M13 28V15"/>
            <path class="mark__swing" d="M13 15a13 13 0 0 1 13 13"/>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_is_offered_to_sign_in_and_nothing_of_her_own() {
        let (public, own) = entries(Locale::De, None);
        assert_eq!(public.len(), 3);
        assert_eq!(own.iter().map(|entry| entry.1).collect::<Vec<_>>(), ["/sign-in"]);
    }
}
