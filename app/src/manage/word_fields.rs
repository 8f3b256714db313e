//! The words of an event between form and desk.

use domain::{
    desk::{EventFields, EventView},
    event::{AudienceType, Dimension, EventRefusal},
    space::Contact,
    text::Localised,
};

use super::access::{Gone, whole};
use crate::{
    form::{Fields, Problems},
    t,
    texts::Locale,
};

pub(super) const LONGEST_TITLE: usize = 160;
pub(super) const LONGEST_SUMMARY: usize = 400;
pub(super) const LONGEST_DESCRIPTION: usize = 20_000;

/// A text in German and English: `title` is typed into `title_de` and `title_en`.
#[must_use]
pub fn localised(fields: &Fields, name: &str) -> Localised {
    ["de", "en"].iter().fold(Localised::default(), |text, language| match fields.text(&format!("{name}_{language}")) {
        Some(typed) => text.and(language, typed.replace("\r\n", "\n")),
        None => text,
    })
}

/// The same the other way round.
pub fn spread(fields: &mut Fields, name: &str, text: &Localised) {
    for language in ["de", "en"] {
        if let Some(words) = text.0.get(language).filter(|words| !words.is_empty()) {
            fields.0.push((format!("{name}_{language}"), words.clone()));
        }
    }
}

/// Reads the form.
#[must_use]
pub fn read(fields: &Fields) -> EventFields {
    let text = |name: &str| fields.text(name).unwrap_or_default().to_owned();
    EventFields {
        title: localised(fields, "title"),
        summary: localised(fields, "summary"),
        description: localised(fields, "description"),
        audiences: fields.all("audiences").filter_map(AudienceType::from_code).collect(),
        audience: localised(fields, "audience"),
        price: localised(fields, "price"),
        language: text("language"),
        contact: Contact { name: text("contact_name"), email: text("contact_email"), phone: text("contact_phone") },
        dimensions: fields.all("dimension").filter_map(Dimension::from_code).collect(),
        topics: fields.all("topic").map(str::to_owned).collect(),
        takes_registrations: fields.ticked("takes"),
    }
}

/// The names of the fields that must be filled in, in one of the languages.
pub struct Musts {
    /// The language: that of the page, unless only the other one has a title.
    pub language: Locale,
    pub(super) title: &'static str,
    pub(super) summary: &'static str,
    pub(super) description: &'static str,
}

/// Which language must be filled in. One is enough, whichever it is.
#[must_use]
pub fn musts(l: Locale, title: &Localised) -> Musts {
    let has = |locale: Locale| title.0.get(locale.code()).is_some_and(|words| !words.is_empty());
    match Locale::ALL.into_iter().find(|locale| has(*locale)).filter(|_| !has(l)).unwrap_or(l) {
        Locale::De => {
            Musts { language: Locale::De, title: "title_de", summary: "summary_de", description: "description_de" }
        }
        Locale::En => {
            Musts { language: Locale::En, title: "title_en", summary: "summary_en", description: "description_en" }
        }
    }
}

/// What is wrong with what was typed, all at once; the desk would name only the first.
#[must_use]
pub fn problems(l: Locale, typed: &EventFields) -> Problems {
    let must = musts(l, &typed.title);
    let longer = |text: &Localised, most: usize| text.0.values().any(|words| words.chars().count() > most);
    let mut problems = Problems::default();
    if typed.title.is_empty() || longer(&typed.title, LONGEST_TITLE) {
        problems.add(must.title, t!(l, manage.title_wrong));
    }
    if typed.summary.is_empty() || longer(&typed.summary, LONGEST_SUMMARY) {
        problems.add(must.summary, t!(l, manage.summary_wrong));
    }
    if longer(&typed.description, LONGEST_DESCRIPTION) {
        problems.add(must.description, t!(l, manage.description_wrong));
    }
    if typed.dimensions.is_empty() {
        problems.add("dimension", t!(l, manage.dimension_missing));
    }
    problems
}

/// A refusal of the desk, where it belongs in the form.
///
/// # Errors
/// When there is nothing left to show the form for.
pub fn refusal(l: Locale, typed: &EventFields, refusal: &EventRefusal) -> Result<Problems, Gone> {
    let must = musts(l, &typed.title);
    Ok(match refusal {
        EventRefusal::Title => Problems::of(must.title, t!(l, manage.title_wrong)),
        EventRefusal::Summary => Problems::of(must.summary, t!(l, manage.summary_wrong)),
        EventRefusal::Description => Problems::of(must.description, t!(l, manage.description_wrong)),
        EventRefusal::NoDimension => Problems::of("dimension", t!(l, manage.dimension_missing)),
        other => whole(l, other)?,
    })
}

/// The form as it is filled from what is stored.
#[must_use]
pub fn fill(event: &EventView) -> Fields {
    let mut fields = Fields::default();
    for (name, text) in [
        ("title", &event.card.title),
        ("summary", &event.card.summary),
        ("description", &event.description),
        ("audience", &event.audience),
        ("price", &event.price),
    ] {
        spread(&mut fields, name, text);
    }
    let mut add = |name: &str, value: &str| fields.0.push((name.to_owned(), value.to_owned()));
    add("language", &event.language);
    add("contact_name", &event.contact.name);
    add("contact_email", &event.contact.email);
    add("contact_phone", &event.contact.phone);
    for audience in &event.audiences {
        add("audiences", audience.code());
    }
    for dimension in &event.card.dimensions {
        add("dimension", dimension.code());
    }
    for topic in &event.card.topics {
        add("topic", &topic.slug);
    }
    if event.takes_registrations {
        add("takes", "yes");
    }
    fields
}

/// The form of a new event: in the language of the page, with registration.
#[must_use]
pub fn fresh(l: Locale) -> Fields {
    Fields(vec![("language".into(), l.code().into()), ("takes".into(), "yes".into())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::samples::event;

    #[test]
    fn what_is_stored_comes_back_unchanged_through_the_form() {
        let mut stored = event(vec![]);
        stored.description = Localised::of("de", "Eins\n\nZwei").and("en", "One");
        stored.audiences = vec![AudienceType::Companies, AudienceType::Pupils];
        let read = read(&fill(&stored));
        assert_eq!(read.audiences, stored.audiences);
        assert_eq!(read.title, stored.card.title);
        assert_eq!(read.description, stored.description);
        assert_eq!(read.contact, stored.contact);
        assert_eq!(read.dimensions, stored.card.dimensions);
        assert_eq!(read.takes_registrations, stored.takes_registrations);
        assert_eq!(problems(Locale::De, &read), Problems::default());
    }

    #[test]
    fn one_language_is_enough() {
        let fields = Fields(vec![
            ("title_en".into(), "Sound".into()),
            ("summary_en".into(), "A day.".into()),
            ("dimension".into(), "expansion".into()),
        ]);
        assert!(problems(Locale::En, &read(&fields)).is_empty());
    }

    #[test]
    fn what_must_be_there_is_asked_in_the_language_that_is_written() {
        let german = Localised::of("de", "Ton");
        assert_eq!(musts(Locale::En, &german).language, Locale::De);
        assert_eq!(musts(Locale::En, &german.and("en", "Sound")).language, Locale::En);
        assert_eq!(musts(Locale::En, &Localised::default()).language, Locale::En);
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let problems = problems(Locale::De, &read(&Fields::default()));
        let fields: Vec<_> = problems.0.iter().filter_map(|(field, _)| field.as_deref()).collect();
        assert_eq!(fields, ["title_de", "summary_de", "dimension"]);
    }
}
