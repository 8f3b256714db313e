//! The topics events can have: the region's own words, in each language.

use serde::{Deserialize, Serialize};

use crate::text::{self, Localised};

/// The longest name of a topic, in letters.
pub const LONGEST_TOPIC: usize = 60;

/// Why a topic was not added, renamed, retired or merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum TopicRefusal {
    /// There is no German name, one is too long, or no part of an address can be made of it.
    #[error("a topic has a German name of 1 to {LONGEST_TOPIC} letters")]
    Name,
    /// Another topic has this name or its part of an address.
    #[error("there is a topic of this name")]
    NameTaken,
    /// Events would move from a topic to itself.
    #[error("a topic is merged into another one")]
    Same,
    /// Somebody else renamed it meanwhile.
    #[error("the topic was changed meanwhile")]
    ChangedMeanwhile,
    /// There is no such topic, or the actor may not do this.
    #[error("there is no such topic")]
    NotFound,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// A name as it is kept, and the part of an address a new topic gets from it.
///
/// # Errors
/// [`TopicRefusal::Name`].
pub fn named(typed: &Localised) -> Result<(String, Localised), TopicRefusal> {
    let tidy = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let names = typed.0.iter().map(|(language, text)| (language.clone(), tidy(text)));
    let names = Localised(names.filter(|(_, text)| !text.is_empty()).collect());
    let right = |text: &String| text.chars().count() <= LONGEST_TOPIC && !text.chars().any(char::is_control);
    let slug = names.0.get("de").map(|german| text::slug(german)).unwrap_or_default();
    if slug.is_empty() || !names.0.values().all(right) {
        return Err(TopicRefusal::Name);
    }
    Ok((slug, names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_has_a_german_name_that_makes_an_address() {
        let named = |de: &str, en: &str| named(&Localised::of("de", de).and("en", en));
        let name = Localised::of("de", "Ländlicher Raum").and("en", "Rural areas");
        assert_eq!(named(" Ländlicher  Raum ", "Rural areas"), Ok(("laendlicher-raum".into(), name)));
        assert_eq!(named("Energie", " "), Ok(("energie".into(), Localised::of("de", "Energie"))));
        for (de, en) in
            [("", "Energy"), ("——", ""), (&*"a".repeat(61), ""), ("Energie", &*"a".repeat(61)), ("a\u{7}b", "")]
        {
            assert_eq!(named(de, en), Err(TopicRefusal::Name), "{de} {en}");
        }
    }
}
