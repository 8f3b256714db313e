//! The rest of an event: what it is about, for whom, who runs it, and what it belongs to.

use domain::{desk::EventView, space::Contact};
use leptos::prelude::*;

use super::say::{paragraphs, said};
use crate::{form::Fields, t, texts::Locale, ui::words::Word};

/// Everything a visitor may want to know after title, time and programme.
#[component]
pub fn About(event: EventView, l: Locale) -> impl IntoView {
    let card = event.card.clone();
    let description = (!event.description.is_empty()).then(|| {
        view! { <h2>{t!(l, events.about)}</h2>{paragraphs(l, &event.description)} }
    });
    let audience =
        (!event.audience.is_empty()).then(|| view! { <dt>{t!(l, events.audience)}</dt><dd>{said(l, &event.audience)}</dd> });
    view! {
        <section class="event-about">
            {description}
            <dl class="event-facts">
                {audience}
                <dt>{t!(l, events.organiser)}</dt>
                <dd>{card.organiser.name}</dd>
                <dt>{t!(l, events.contact)}</dt>
                <dd><ContactLines contact=event.contact/></dd>
                <dt>{t!(l, events.language)}</dt>
                <dd>{language(l, &event.language)}</dd>
                <Subjects dimensions=card.dimensions topics=card.topics l/>
            </dl>
            <p><a href=l.href("/events")>{t!(l, events.previous)}</a></p>
        </section>
    }
    .into_any()
}

/// Dimensions and topics, each leading to what else there is.
#[component]
fn Subjects(dimensions: Vec<domain::event::Dimension>, topics: Vec<domain::desk::Topic>, l: Locale) -> impl IntoView {
    let dimensions = dimensions.into_iter().map(|dimension| {
        let code = dimension.code();
        let href = l.href(&format!("/events?dimension={code}"));
        view! { <li><a class=format!("dimension dimension--{code}") href=href>{dimension.word(l)}</a></li> }
    });
    let dimensions = dimensions.collect_view();
    let named = !topics.is_empty();
    let topics = topics
        .into_iter()
        .map(|topic| view! { <li><a href=l.href(&format!("/events?topic={}", topic.slug))>{said(l, &topic.name)}</a></li> })
        .collect_view();
    view! {
        <dt>{t!(l, events.dimensions)}</dt>
        <dd><ul class="inline-list">{dimensions}</ul></dd>
        {named.then(|| view! { <dt>{t!(l, events.topics)}</dt><dd><ul class="inline-list">{topics}</ul></dd> })}
    }
    .into_any()
}

/// A contact person, with the ways to reach her.
#[component]
pub fn ContactLines(contact: Contact) -> impl IntoView {
    let dial: String = contact.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let mail = (!contact.email.is_empty())
        .then(|| view! { <br/><a href=mail_to(&[&contact.email])>{contact.email.clone()}</a> });
    let phone = (!dial.is_empty()).then(|| view! { <br/><a href=format!("tel:{dial}")>{contact.phone.clone()}</a> });
    view! { {contact.name}{mail}{phone} }.into_any()
}

/// An address for the mail program (RFC 6068): one in `to`, several in `bcc`, so that nobody reads the others'.
#[must_use]
pub fn mail_to(addresses: &[&str]) -> String {
    let escaped: Vec<String> = addresses
        .iter()
        .map(|address| Fields::default().with("a", address).encode().trim_start_matches("a=").replace("%40", "@"))
        .collect();
    match escaped.as_slice() {
        [only] => format!("mailto:{only}"),
        several => format!("mailto:?bcc={}", several.join(",")),
    }
}

/// The name of a language the house knows, else its code.
#[must_use]
pub fn language(l: Locale, code: &str) -> String {
    match code {
        "de" => t!(l, words.language_de).to_owned(),
        "en" => t!(l, words.language_en).to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_cannot_smuggle_a_header_into_the_mail_program() {
        assert_eq!(mail_to(&["anna@example.org"]), "mailto:anna@example.org");
        assert_eq!(mail_to(&["a?body=x&b@example.org"]), "mailto:a%3Fbody%3Dx%26b@example.org");
        assert_eq!(mail_to(&["a@example.org", "b@example.org"]), "mailto:?bcc=a@example.org,b@example.org");
    }
}
