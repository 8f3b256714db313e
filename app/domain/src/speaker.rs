//! Who speaks, and what is said of her.

use serde::{Deserialize, Serialize};

use crate::text::{self, Localised};

/// The longest name, and the longest line of what somebody does and where.
pub const LONGEST_LINE: usize = 120;
/// The longest portrait.
pub const LONGEST_PORTRAIT: usize = 600;
/// More people do not speak in one session.
pub const MOST_SPEAKERS: usize = 50;

/// Somebody who speaks, or plays, or leads through a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// Her name, or that of an ensemble.
    pub name: String,
    /// What she does: `Leiterin der Lernfabrik`. May be empty.
    #[serde(default, skip_serializing_if = "Localised::is_empty")]
    pub role: Localised,
    /// Where she does it; empty: not said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub affiliation: String,
    /// Who she is, in a few sentences. Plain text; may be empty.
    #[serde(default, skip_serializing_if = "Localised::is_empty")]
    pub portrait: Localised,
    /// Where to read more, `https://…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// What is wrong with what was said of a speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum SpeakerFault {
    /// Something is said of nobody, or the name is too long.
    #[error("a speaker has a name of 1 to {LONGEST_LINE} letters")]
    Name,
    /// What she does is too long to say.
    #[error("what a speaker does, and where, has at most {LONGEST_LINE} letters each")]
    Line,
    /// Her portrait is too long.
    #[error("a portrait has at most {LONGEST_PORTRAIT} letters")]
    Portrait,
    /// Her address is none that begins with `https://`.
    #[error("the address of a speaker must start with https://")]
    Url,
}

impl Speaker {
    /// Somebody of whom only the name is said.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// True when more is said of her than her name.
    #[must_use]
    pub fn is_portrayed(&self) -> bool {
        !self.role.is_empty() || !self.affiliation.is_empty() || !self.portrait.is_empty() || self.url.is_some()
    }

    /// The same without blanks around the words, and without control characters in the lines.
    #[must_use]
    pub fn tidy(self) -> Self {
        let line = |text: &str| text.trim().chars().filter(|c| !c.is_control()).collect::<String>();
        let words = |text: Localised, tidy: &dyn Fn(&str) -> String| {
            let all = text.0.into_iter().map(|(language, text)| (language, tidy(&text)));
            Localised(all.filter(|(_, text)| !text.is_empty()).collect())
        };
        Self {
            name: line(&self.name),
            role: words(self.role, &line),
            affiliation: line(&self.affiliation),
            portrait: words(self.portrait, &|text| text.trim().replace("\r\n", "\n")),
            url: self.url.map(|url| url.trim().to_owned()).filter(|url| !url.is_empty()),
        }
    }

    /// Everything that is wrong with it once it is tidy. Nobody of whom nothing is said is fine: she is left out.
    #[must_use]
    pub fn faults(&self) -> Vec<SpeakerFault> {
        let longer = |text: &str, most: usize| text.chars().count() > most;
        let any_longer = |text: &Localised, most: usize| text.0.values().any(|text| longer(text, most));
        let checks = [
            (SpeakerFault::Name, self.name.is_empty() && self.is_portrayed() || longer(&self.name, LONGEST_LINE)),
            (SpeakerFault::Line, any_longer(&self.role, LONGEST_LINE) || longer(&self.affiliation, LONGEST_LINE)),
            (SpeakerFault::Portrait, any_longer(&self.portrait, LONGEST_PORTRAIT)),
            (SpeakerFault::Url, self.url.as_deref().is_some_and(|url| !text::is_https(url))),
        ];
        checks.into_iter().filter_map(|(fault, wrong)| wrong.then_some(fault)).collect()
    }
}

/// The first thing that is wrong, and with whom, from 0.
#[must_use]
pub fn first_fault(speakers: &[Speaker]) -> Option<(usize, SpeakerFault)> {
    speakers.iter().enumerate().find_map(|(number, speaker)| Some((number, *speaker.faults().first()?)))
}

/// What they are called, in order.
#[must_use]
pub fn names(speakers: &[Speaker]) -> Vec<String> {
    speakers.iter().map(|speaker| speaker.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_speaker_is_named_all_at_once() {
        let anna = || Speaker::named("Anna");
        let portrait = |letters: usize| Localised::of("de", "ä".repeat(letters));
        for (speaker, faults) in [
            (Speaker::default(), vec![]),
            (anna(), vec![]),
            (Speaker { portrait: portrait(600), url: Some("https://example.org/anna".into()), ..anna() }, vec![]),
            (Speaker::named("a".repeat(121)), vec![SpeakerFault::Name]),
            (Speaker { affiliation: "Hochschule".into(), ..Speaker::default() }, vec![SpeakerFault::Name]),
            (Speaker { role: Localised::of("en", "x".repeat(121)), ..anna() }, vec![SpeakerFault::Line]),
            (Speaker { affiliation: "x".repeat(121), ..anna() }, vec![SpeakerFault::Line]),
            (
                Speaker { portrait: portrait(601), url: Some("javascript:x".into()), ..Speaker::default() },
                vec![SpeakerFault::Name, SpeakerFault::Portrait, SpeakerFault::Url],
            ),
            (Speaker { url: Some("http://example.org".into()), ..anna() }, vec![SpeakerFault::Url]),
        ] {
            assert_eq!(speaker.faults(), faults, "{speaker:?}");
        }
    }

    #[test]
    fn a_line_is_one_line_and_a_portrait_keeps_its_own() {
        let typed = Speaker {
            name: " Anna\n Beispiel ".into(),
            role: Localised::of("de", " ").and("en", "Head"),
            portrait: Localised::of("de", " Eins\r\nzwei "),
            url: Some("  ".into()),
            ..Speaker::default()
        };
        let tidy = typed.tidy();
        assert_eq!((tidy.name.as_str(), tidy.url.as_deref()), ("Anna Beispiel", None));
        assert_eq!((tidy.role, tidy.portrait), (Localised::of("en", "Head"), Localised::of("de", "Eins\nzwei")));
    }

    #[test]
    fn only_what_is_said_is_written_down() {
        let written = serde_json::to_string(&Speaker::named("Anna")).unwrap();
        assert_eq!(written, r#"{"name":"Anna"}"#);
        assert_eq!(serde_json::from_str::<Speaker>(&written).unwrap(), Speaker::named("Anna"));
    }
}
