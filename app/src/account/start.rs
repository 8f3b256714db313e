//! Where somebody begins who signs in without having been on the way to somewhere.

use domain::{access::Person, organisation::Role};

/// The path that stands for no wish at all: the start page, which needs no sign-in.
pub(super) const NOWHERE: &str = "/";

/// Where a wish leads a person: there, else to her work.
pub(super) fn place<'a>(goto: &'a str, person: Option<&Person>) -> &'a str {
    match person {
        Some(person) if goto == NOWHERE => work(person),
        _ => goto,
    }
}

/// The page of somebody's work: an organiser announces, everybody else who acts for an organisation books.
fn work(person: &Person) -> &'static str {
    match person.acting().filter(|acting| acting.confirmed) {
        Some(acting) if acting.role == Role::Organiser => "/manage/events",
        Some(_) => "/bookings",
        None if person.platform_admin || person.auditor => "/admin",
        // It says what is missing: an organisation, or its confirmation.
        None => "/account",
    }
}
