//! What people wrote, in whatever language they wrote it, and the names of houses.

use domain::{
    slot::LocalSpan,
    space::{Contact, Equipment, SiteRef, SpaceRef},
    text::Localised,
};
use leptos::prelude::*;

use crate::{t, texts::Locale, ui::dates};

/// A text somebody wrote, marked with its language where it is not the page's.
#[must_use]
pub fn said(l: Locale, text: &Localised) -> AnyView {
    let words = text.get(l.code()).to_owned();
    match other_language(l, text) {
        Some(language) => view! { <span lang=language>{words}</span> }.into_any(),
        None => words.into_any(),
    }
}

/// The language a text falls back on, if it is not the page's: for `lang`.
#[must_use]
pub fn other_language(l: Locale, text: &Localised) -> Option<String> {
    text.language(l.code()).filter(|language| *language != l.code()).map(str::to_owned)
}

/// A text of several paragraphs, which empty lines separate; a single line break stays one.
#[must_use]
pub fn paragraphs(l: Locale, text: &Localised) -> AnyView {
    let language = other_language(l, text);
    split_paragraphs(text.get(l.code()))
        .into_iter()
        .map(|lines| {
            let lines = lines
                .into_iter()
                .enumerate()
                .map(|(index, line)| view! { {(index > 0).then(|| view! { <br/> })}{line} });
            view! { <p lang=language.clone()>{lines.collect_view()}</p> }
        })
        .collect_view()
        .into_any()
}

fn split_paragraphs(text: &str) -> Vec<Vec<String>> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines
        .split(|line| line.is_empty())
        .filter(|lines| !lines.is_empty())
        .map(|lines| lines.iter().map(|line| (*line).to_owned()).collect())
        .collect()
}

/// Whom to ask: name, address and telephone, one a line.
#[must_use]
pub fn contact(contact: &Contact) -> String {
    let parts = [&contact.name, &contact.email, &contact.phone];
    parts.iter().filter(|part| !part.is_empty()).map(|part| part.as_str()).collect::<Vec<_>>().join("\n")
}

/// A house with its town, unless its name says it already: `Hanselabor Lemgo`.
#[must_use]
pub fn house(site: &SiteRef) -> String {
    if site.name.contains(&site.town) { site.name.clone() } else { format!("{}, {}", site.name, site.town) }
}

/// Things and how many of them: `2 × Headset, 1 × Beamer`.
#[must_use]
pub fn things(l: Locale, things: &[Equipment]) -> String {
    let thing = |one: &Equipment| t!(l, bookings.along_item, count = one.count, name = one.name.get(l.code()));
    things.iter().map(thing).collect::<Vec<_>>().join(", ")
}

/// `von Di., 2. März 2027, 10:00–12:00 Uhr, auf Mi., …`; the space where that is another one.
#[must_use]
pub fn from_to(l: Locale, [from, to]: &[(SpaceRef, LocalSpan); 2]) -> String {
    let elsewhere = from.0.id != to.0.id;
    let said = |(space, span): &(SpaceRef, LocalSpan)| {
        let when = dates::span(l, *span);
        if elsewhere { t!(l, bookings.act_place, space = space.name.get(l.code()), when = when) } else { when }
    };
    t!(l, bookings.act_from_to, from = said(from), to = said(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lines_separate_paragraphs_and_single_breaks_stay() {
        assert_eq!(split_paragraphs("eins\nzwei\r\n\r\n\n drei \n"), [vec!["eins", "zwei"], vec!["drei"]]);
        assert!(split_paragraphs("  \n").is_empty());
    }
}
