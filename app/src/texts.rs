//! Every word a person reads, in every language, from `locales/`; checked by the compiler.
//!
//! ```text
//! t!(l, events.title)                    // &'static str
//! t!(l, events.seats_left, count = 4)    // String
//! ```

use std::fmt::{self, Display};

/// The language a person is answered in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// German, the language of addresses without a prefix.
    #[default]
    De,
    /// English.
    En,
}

impl Locale {
    /// Every language, the first one is the default.
    pub const ALL: [Self; 2] = [Self::De, Self::En];

    /// Its code (ISO 639-1), for `lang` and for tables.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// The language with this code, else the default.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|locale| locale.code() == code).unwrap_or_default()
    }

    /// What it calls itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::De => "Deutsch",
            Self::En => "English",
        }
    }

    /// Takes the language off an address: `/en/spaces` → English, `/spaces`.
    #[must_use]
    pub fn split(path: &str) -> (Self, &str) {
        match path.strip_prefix("/en") {
            Some("") => (Self::En, "/"),
            Some(rest) if rest.starts_with('/') => (Self::En, rest),
            _ => (Self::De, path),
        }
    }

    /// The address of `path` in this language: `/spaces` → `/en/spaces`.
    #[must_use]
    pub fn href(self, path: &str) -> String {
        match self {
            Self::De => path.to_owned(),
            Self::En if path == "/" => "/en".to_owned(),
            Self::En => format!("/en{path}"),
        }
    }
}

/// A number a plural form is chosen by. German and English know one and many.
pub trait Count: Display {
    /// True for exactly one.
    fn is_one(&self) -> bool;
}

macro_rules! counts {
    ($($number:ty)*) => {$(
        impl Count for $number {
            fn is_one(&self) -> bool {
                *self == 1
            }
        }
    )*};
}
counts!(u8 u16 u32 u64 usize i32 i64);

/// What stands at the end of a sentence: the full stop of `Turnverein e. V.` is that of the sentence, too.
pub struct Unstopped<'a>(pub &'a dyn Display);

impl Display for Unstopped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        f.write_str(text.strip_suffix('.').unwrap_or(&text))
    }
}

/// A text in a language: `t!(locale, namespace.key, placeholder = value)`.
#[macro_export]
macro_rules! t {
    ($locale:expr, $space:ident . $key:ident $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::texts::keys::$space::$key { l: $locale $(, $name: &$value)* }.text()
    };
}

#[expect(missing_docs, non_camel_case_types, reason = "generated: keys are not types by nature")]
pub mod keys {
    //! The texts, one struct per key.
    use super::{Count, Display, Locale, Unstopped};
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_language() {
        for (address, locale, path) in [
            ("/", Locale::De, "/"),
            ("/en", Locale::En, "/"),
            ("/en/spaces", Locale::En, "/spaces"),
            ("/entry", Locale::De, "/entry"),
        ] {
            assert_eq!(Locale::split(address), (locale, path));
            assert_eq!(locale.href(path), address);
        }
    }

    #[test]
    fn a_sentence_that_ends_with_an_abbreviation_has_one_full_stop() {
        let acting = |name: &str| t!(Locale::De, bookings.acting_for, name = name);
        assert_eq!(acting("Turnverein e. V."), "Sie handeln für Turnverein e. V.");
        assert_eq!(acting("Kita"), "Sie handeln für Kita.");
    }

    #[test]
    fn one_place_is_singular() {
        assert_eq!(t!(Locale::De, words.seats_left, count = 1u16), "noch 1 Platz");
        assert_eq!(t!(Locale::De, words.seats_left, count = 4u16), "noch 4 Plätze");
        assert_eq!(t!(Locale::En, words.seats_left, count = 0u16), "0 places left");
    }
}
