//! Words in more than one language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A text in one or more languages, by language code (`de`, `en`).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Localised(pub BTreeMap<String, String>);

impl Localised {
    /// A text in one language.
    #[must_use]
    pub fn of(language: &str, text: impl Into<String>) -> Self {
        Self(BTreeMap::from([(language.to_owned(), text.into())]))
    }

    /// The same text with one more language.
    #[must_use]
    pub fn and(mut self, language: &str, text: impl Into<String>) -> Self {
        self.0.insert(language.to_owned(), text.into());
        self
    }

    /// The text in `language`, else in German, else in whatever language there is, else nothing.
    #[must_use]
    pub fn get(&self, language: &str) -> &str {
        [language, "de"]
            .iter()
            .filter_map(|code| self.0.get(*code))
            .chain(self.0.values())
            .find(|text| !text.is_empty())
            .map_or("", String::as_str)
    }

    /// The language [`get`](Self::get) answers in, for an element's `lang`.
    #[must_use]
    pub fn language(&self, wanted: &str) -> Option<&str> {
        let answered = |code: &&String| self.0.get(*code).is_some_and(|text| !text.is_empty());
        self.0
            .keys()
            .find(|code| *code == wanted)
            .filter(answered)
            .or_else(|| self.0.keys().find(|code| *code == "de").filter(answered))
            .or_else(|| self.0.keys().find(answered))
            .map(String::as_str)
    }

    /// True when no language has any text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.values().all(String::is_empty)
    }
}

/// Turns a title into the part of an address: lower case, ASCII, words joined by hyphens.
///
/// Umlauts are spelt out as in German addresses (`ä` → `ae`, `ß` → `ss`). Empty when nothing is left.
#[must_use]
pub fn slug(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    for letter in title.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => slug.push(letter),
            'ä' => slug.push_str("ae"),
            'ö' => slug.push_str("oe"),
            'ü' => slug.push_str("ue"),
            'ß' => slug.push_str("ss"),
            'à' | 'á' | 'â' => slug.push('a'),
            'è' | 'é' | 'ê' => slug.push('e'),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// An e-mail address as it is compared and stored: trimmed, lower case, with one `@` between two non-empty parts
/// and a dot in the domain. Whether it exists only a mail can tell.
#[must_use]
pub fn email(typed: &str) -> Option<String> {
    let address = typed.trim().to_lowercase();
    let (local, host) = address.rsplit_once('@')?;
    let plain = |part: &str| {
        !part.is_empty() && !part.chars().any(|c| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"@".contains(c))
    };
    let dotted = host.contains('.') && host.split('.').all(|label| !label.is_empty());
    (plain(local) && plain(host) && dotted && address.len() <= 254).then_some(address)
}

/// True for an address on the net that is encrypted and hides no other host in front of an `@`.
#[must_use]
pub fn is_https(url: &str) -> bool {
    let host = url.strip_prefix("https://").map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    url.len() <= 2_000
        && !url.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\')
        && host.is_some_and(|host| !host.is_empty() && !host.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_on_the_net_is_encrypted_and_hides_no_other_host() {
        assert!(is_https("https://meet.example.org/raum?x=1"));
        for wrong in [
            "http://example.org",
            "https://",
            "https:///x",
            "javascript:alert(1)",
            "https://a b",
            "https://bank.de@evil.org",
        ] {
            assert!(!is_https(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_title_becomes_an_address_that_can_be_read_aloud() {
        for (title, expected) in [
            ("Größe & Maß: KI für alle!", "groesse-mass-ki-fuer-alle"),
            ("  3D-Druck  ", "3d-druck"),
            ("Café", "cafe"),
            ("——", ""),
        ] {
            assert_eq!(slug(title), expected);
        }
    }

    #[test]
    fn a_missing_language_falls_back_and_says_which_one_it_used() {
        let text = Localised::of("de", "Werkstatt").and("en", "");
        assert_eq!((text.get("en"), text.language("en")), ("Werkstatt", Some("de")));
        let text = Localised::of("nl", "Werkplaats");
        assert_eq!((text.get("en"), text.language("en")), ("Werkplaats", Some("nl")));
    }

    #[test]
    fn an_address_is_taken_as_people_type_it_and_refused_when_it_could_not_be_one() {
        assert_eq!(email(" Anna.Beispiel@Example.ORG "), Some("anna.beispiel@example.org".into()));
        for wrong in
            ["", "anna", "anna@", "@example.org", "a b@example.org", "anna@example", "a@b@c.de", "a\r\n@b.de", "a@.de"]
        {
            assert_eq!(email(wrong), None, "{wrong:?}");
        }
    }
}
