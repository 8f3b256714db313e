//! Numbers as people type them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A number with at most three digits after the point. Written with a point and without anything else: `-1234.5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Number(i64);

/// So many parts make one.
const PARTS: i64 = 1_000;
/// Most digits before the point.
const MOST_DIGITS: usize = 12;

impl Number {
    /// A whole number.
    #[must_use]
    pub const fn whole(number: i32) -> Self {
        Self(number as i64 * PARTS)
    }

    /// Reads what was typed by the habits of a language, and where that is none, by those of the other: `1.234,5` and
    /// `2.5` in German, `1,234.5` and `2,5` in English.
    #[must_use]
    pub fn read(typed: &str, language: &str) -> Option<Self> {
        let text: String = typed.chars().filter(|letter| !letter.is_whitespace()).collect();
        let (minus, digits) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(&text)),
        };
        let read = |point, group| parts(digits, point, group);
        let found = if language == "de" {
            read(',', '.').or_else(|| read('.', ','))
        } else {
            read('.', ',').or_else(|| read(',', '.'))
        };
        found.map(|parts| Self(if minus { -parts } else { parts }))
    }

    /// As it is written in a language.
    #[must_use]
    pub fn said(self, language: &str) -> String {
        let plain = self.to_string();
        if language == "de" { plain.replace('.', ",") } else { plain }
    }
}

/// Digits in groups of three or in none, a point, up to three digits.
fn parts(text: &str, point: char, group: char) -> Option<i64> {
    let (whole, fraction) = text.split_once(point).map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(group);
    let first = groups.next().filter(|first| digits(first))?;
    let rest: Vec<&str> = groups.collect();
    if !rest.is_empty()
        && (first.len() > 3 || first.starts_with('0') || !rest.iter().all(|group| group.len() == 3 && digits(group)))
    {
        return None;
    }
    let whole = format!("{first}{}", rest.concat());
    if whole.len() > MOST_DIGITS || fraction.is_some_and(|fraction| !digits(fraction) || fraction.len() > 3) {
        return None;
    }
    let fraction = format!("{:0<3}", fraction.unwrap_or_default());
    Some(whole.parse::<i64>().ok()? * PARTS + fraction.parse::<i64>().ok()?)
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0.abs() / PARTS, self.0.abs() % PARTS);
        let minus = if self.0 < 0 { "-" } else { "" };
        let rest = format!("{rest:03}");
        match rest.trim_end_matches('0') {
            "" => write!(f, "{minus}{whole}"),
            rest => write!(f, "{minus}{whole}.{rest}"),
        }
    }
}

impl From<Number> for String {
    fn from(number: Number) -> Self {
        number.to_string()
    }
}

impl TryFrom<String> for Number {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::read(&text, "en").ok_or("no number")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_understood_as_it_is_typed_in_either_language() {
        for (typed, german, english) in [
            ("3", "3", "3"),
            (" 1 234 ", "1234", "1234"),
            ("2,5", "2.5", "2.5"),
            ("2.5", "2.5", "2.5"),
            ("1.000", "1000", "1"),
            ("1,000", "1", "1000"),
            ("1.234,5", "1234.5", "1234.5"),
            ("1,234.5", "1234.5", "1234.5"),
            ("−7", "-7", "-7"),
            ("+0,050", "0.05", "0.05"),
        ] {
            let read = |language| Number::read(typed, language).unwrap().to_string();
            assert_eq!((read("de").as_str(), read("en").as_str()), (german, english), "{typed}");
        }
        for wrong in ["", "-", "drei", "1.23.4", "1,2,3", "12.34.567", "1,2345", "1e9", "1234567890123", ",5", "5,"] {
            assert_eq!(Number::read(wrong, "de"), None, "{wrong:?}");
        }
        assert_eq!(Number::whole(-3).said("de"), "-3");
        assert_eq!(Number::read("2,5", "de").unwrap().said("de"), "2,5");
    }

    proptest! {
        #[test]
        fn a_number_comes_back_unchanged_from_where_it_is_stored_and_from_what_is_shown(parts in -10i64.pow(15)+1..10i64.pow(15)) {
            let number = Number(parts);
            prop_assert_eq!(Number::try_from(number.to_string()), Ok(number));
            for language in ["de", "en"] {
                prop_assert_eq!(Number::read(&number.said(language), language), Some(number));
            }
        }
    }
}
