//! The rest of an event: what it is about, for whom, who runs it, and what it belongs to.

use std::collections::BTreeMap;

use domain::{
    desk::{EventPicture, EventView, SiteView, SpaceView, Topic},
    event::{AudienceType, Dimension},
    space::Contact,
    text::Localised,
};
use leptos::prelude::*;

use super::say::held;
use crate::{
    form::Fields,
    spaces::access::Access,
    t,
    texts::Locale,
    ui::{
        facts::Facts,
        picture::Photograph,
        prose::written,
        say::{other_language, said},
        words::Word,
    },
};

/// Everything a visitor may want to know after title, time and programme.
#[component]
pub fn About(event: EventView, sites: BTreeMap<String, SiteView>, l: Locale) -> impl IntoView {
    let card = event.card.clone();
    let description = (!event.description.is_empty()).then(|| {
        view! {
            <section class="event__part">
                <h2 class="event__margin">{t!(l, events.about)}</h2>
                {written(l, &event.description, 3)}
            </section>
        }
    });
    let accessible = access(l, &event, &sites);
    let mut facts = vec![
        (t!(l, events.organiser), card.organiser.name.into_any()),
        (t!(l, events.contact), view! { <ContactLines contact=event.contact/> }.into_any()),
        (t!(l, events.language), language(l, &event.language).into_any()),
        (t!(l, events.dimensions), dimensions(l, &card.dimensions)),
    ];
    if let Some(accessible) = accessible {
        facts.push((t!(l, spaces.access), accessible));
    }
    if !event.audience.is_empty() || !event.audiences.is_empty() {
        facts.insert(0, (t!(l, events.audience), audience(l, &event.audiences, &event.audience)));
    }
    if !card.topics.is_empty() {
        facts.push((t!(l, events.topics), topics(l, card.topics)));
    }
    view! {
        {description}
        <section class="event__part">
            <h2 class="event__margin">{t!(l, events.more)}</h2>
            <Facts facts/>
        </section>
    }
    .into_any()
}

/// How one gets into its rooms: once, where it is the same everywhere, else room by room.
fn access(l: Locale, event: &EventView, sites: &BTreeMap<String, SiteView>) -> Option<AnyView> {
    let rooms = held(event).into_iter().flat_map(|session| session.place.spaces());
    let views = rooms.filter_map(|room| {
        let site = sites.get(&room.site.slug)?;
        site.spaces.iter().find(|space| space.space.slug == room.slug)
    });
    let mut spaces: Vec<&SpaceView> = Vec::new();
    for space in views {
        if spaces.iter().all(|other| other.space.slug != space.space.slug) {
            spaces.push(space);
        }
    }
    let facts = spaces.first()?.access.clone();
    if spaces.iter().all(|space| space.access == facts) {
        return Some(view! { <Access facts l/> }.into_any());
    }
    let each = spaces.into_iter().map(|space| {
        view! { <p>{said(l, &space.space.name)}", "{space.space.site.name.clone()}</p><Access facts=space.access.clone() l/> }
            .into_any()
    });
    Some(each.collect_view().into_any())
}

/// Whom it is for: each word leading to what else is, then the sentence.
fn audience(l: Locale, audiences: &[AudienceType], sentence: &Localised) -> AnyView {
    let items = audiences.iter().map(|audience| {
        let href = l.href(&format!("/events?audience={}", audience.code()));
        view! { <li><a href=href>{audience.word(l)}</a></li> }
    });
    let items = items.collect_view();
    let list = (!items.is_empty()).then(|| view! { <ul class="inline-list">{items}</ul> });
    let sentence = (!sentence.is_empty()).then(|| view! { <p>{said(l, sentence)}</p> });
    view! { {list}{sentence} }.into_any()
}

/// The dimensions it serves, each leading to what else serves it.
fn dimensions(l: Locale, dimensions: &[Dimension]) -> AnyView {
    let items = dimensions.iter().map(|dimension| {
        let code = dimension.code();
        let href = l.href(&format!("/events?dimension={code}"));
        view! { <li><a class=format!("dimension dimension--{code}") href=href>{dimension.word(l)}</a></li> }
    });
    view! { <ul class="inline-list">{items.collect_view()}</ul> }.into_any()
}

/// Its subjects, each leading to what else there is.
fn topics(l: Locale, topics: Vec<Topic>) -> AnyView {
    let items = topics.into_iter().map(|topic| {
        view! { <li><a href=l.href(&format!("/events?topic={}", topic.slug))>{said(l, &topic.name)}</a></li> }
    });
    view! { <ul class="inline-list">{items.collect_view()}</ul> }.into_any()
}

/// The picture of an event, all of it, and who made it.
#[component]
pub fn EventPhoto(picture: EventPicture, l: Locale) -> impl IntoView {
    let EventPicture { photo, caption } = picture;
    let lang = other_language(l, &caption.alt);
    let alt = caption.alt.get(l.code()).to_owned();
    let credit = (!caption.credit.is_empty()).then(|| t!(l, pictures.by, name = caption.credit));
    view! {
        <figure class="figure">
            <Photograph photo alt lang sizes="(width >= 60rem) 30rem, 100vw"/>
            {credit.map(|credit| view! { <figcaption class="quiet small">{credit}</figcaption> })}
        </figure>
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
