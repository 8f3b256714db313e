//! What a form says about an event or a session, checked and tidied before it is stored.

use std::collections::BTreeSet;

use domain::{
    access::Actor,
    desk::{EventFields, SeriesFields, SessionFields},
    event::{EventRefusal, MOST_FURTHER},
    programme::LONGEST_TRACK,
    space::Contact,
    speaker::{self, MOST_SPEAKERS, Speaker},
    text::{self, Localised},
};

const MOST_DESCRIPTION: usize = 20_000;
const MOST_SUMMARY: usize = 400;
const MOST_TITLE: usize = 160;
const MOST_NOTE: usize = 1_000;
const MOST_NAME: usize = 120;

/// Tidies the words of an event.
pub(super) fn event(fields: EventFields, by: &Actor) -> Result<EventFields, EventRefusal> {
    let title = words(fields.title);
    let summary = words(fields.summary);
    let description = words(fields.description);
    let audience = words(fields.audience);
    let price = words(fields.price);
    if title.is_empty() || longer(&title, MOST_TITLE) {
        return Err(EventRefusal::Title);
    }
    if summary.is_empty() || longer(&summary, MOST_SUMMARY) {
        return Err(EventRefusal::Summary);
    }
    if longer(&description, MOST_DESCRIPTION) || longer(&audience, MOST_NOTE) || longer(&price, MOST_NOTE) {
        return Err(EventRefusal::Description);
    }
    let dimensions: BTreeSet<_> = fields.dimensions.into_iter().collect();
    if dimensions.is_empty() {
        return Err(EventRefusal::NoDimension);
    }
    let audiences: BTreeSet<_> = fields.audiences.into_iter().collect();
    let topics: BTreeSet<_> = fields.topics.into_iter().collect();
    Ok(EventFields {
        title,
        summary,
        description,
        audiences: audiences.into_iter().collect(),
        audience,
        price,
        language: crate::accounts::language(&fields.language).to_owned(),
        contact: contact(&fields.contact, by),
        dimensions: dimensions.into_iter().collect(),
        topics: topics.into_iter().collect(),
        takes_registrations: fields.takes_registrations,
    })
}

/// Tidies the words of a series.
pub(super) fn series(fields: SeriesFields) -> Result<SeriesFields, EventRefusal> {
    let (title, summary, description) = (words(fields.title), words(fields.summary), words(fields.description));
    if title.is_empty() || longer(&title, MOST_TITLE) {
        return Err(EventRefusal::Title);
    }
    if summary.is_empty() || longer(&summary, MOST_SUMMARY) {
        return Err(EventRefusal::Summary);
    }
    if longer(&description, MOST_DESCRIPTION) {
        return Err(EventRefusal::Description);
    }
    Ok(SeriesFields { title, summary, description })
}

/// Tidies a session; its time and room are judged elsewhere.
pub(super) fn session(fields: SessionFields) -> Result<SessionFields, EventRefusal> {
    let title = words(fields.title);
    let summary = words(fields.summary);
    if longer(&title, MOST_TITLE) {
        return Err(EventRefusal::Title);
    }
    if longer(&summary, MOST_SUMMARY) {
        return Err(EventRefusal::Summary);
    }
    let track = words(fields.track);
    if longer(&track, LONGEST_TRACK) {
        return Err(EventRefusal::Track);
    }
    // Each once; without a main one the first of them is it.
    let mut slugs: Vec<String> = Vec::with_capacity(1 + fields.further.len());
    for slug in fields.space.iter().chain(&fields.further).map(|slug| slug.trim()).filter(|slug| !slug.is_empty()) {
        if !slugs.iter().any(|known| known == slug) {
            slugs.push(slug.to_owned());
        }
    }
    let mut slugs = slugs.into_iter();
    let (space, further) = (slugs.next(), slugs.collect::<Vec<String>>());
    if further.len() > MOST_FURTHER {
        return Err(EventRefusal::FurtherSpaces);
    }
    if !fields.margins.are_possible() {
        return Err(EventRefusal::Margins);
    }
    let online_url = fields.online_url.map(|url| url.trim().to_owned()).filter(|url| !url.is_empty());
    if let Some(url) = &online_url
        && !text::is_https(url)
    {
        return Err(EventRefusal::OnlineAddress);
    }
    if space.is_none() && online_url.is_none() {
        return Err(EventRefusal::NoPlace);
    }
    let speakers: Vec<Speaker> = fields.speakers.into_iter().map(Speaker::tidy).collect();
    if let Some((number, fault)) = speaker::first_fault(&speakers) {
        return Err(EventRefusal::Speaker(number, fault));
    }
    let speakers = speakers.into_iter().filter(|speaker| !speaker.name.is_empty()).take(MOST_SPEAKERS).collect();
    Ok(SessionFields { title, summary, track, space, further, online_url, speakers, ..fields })
}

/// Whom to ask: what was typed, the account where nothing usable was.
fn contact(typed: &Contact, by: &Actor) -> Contact {
    let name = clipped(&typed.name, MOST_NAME);
    let person = by.person();
    Contact {
        name: if name.is_empty() { person.map(|p| p.display_name().to_owned()).unwrap_or_default() } else { name },
        email: text::email(&typed.email).or_else(|| person.map(|p| p.email.clone())).unwrap_or_default(),
        phone: clipped(&typed.phone, 40),
    }
}

/// Texts without blanks around them; a language without one is left out.
pub(crate) fn words(typed: Localised) -> Localised {
    let tidy = |text: String| text.trim().replace("\r\n", "\n");
    Localised(
        typed
            .0
            .into_iter()
            .map(|(language, text)| (language, tidy(text)))
            .filter(|(_, text)| !text.is_empty())
            .collect(),
    )
}

fn longer(text: &Localised, most: usize) -> bool {
    text.0.values().any(|text| text.chars().count() > most)
}

fn clipped(text: &str, most: usize) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_words_are_dropped_and_the_rest_is_trimmed() {
        let tidy = words(Localised::of("de", "  Offene Werkstatt\r\nfür alle ").and("en", "   "));
        assert_eq!(tidy, Localised::of("de", "Offene Werkstatt\nfür alle"));
    }
}
