//! What an address asks for and nobody can read: said, rather than passed over.

use leptos::prelude::*;

use super::notice::{Notice, Tone};
use crate::{form::Fields, t, texts::Locale};

/// What a value should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A date.
    Date,
    /// A time of the day.
    Time,
    /// How many, at least one.
    Count,
}

/// Names the values of an address that cannot be read, and so count for nothing.
#[component]
pub fn Unread(
    /// The address.
    query: Fields,
    /// Its names, and what each should be.
    names: &'static [(&'static str, Reading)],
    /// The language.
    l: Locale,
) -> impl IntoView {
    let said = said(l, &query, names);
    (!said.is_empty()).then(|| {
        let lines = said.into_iter().map(|text| view! { <p>{text}</p> }).collect_view();
        view! { <Notice tone=Tone::Refusal>{lines}</Notice> }
    })
}

fn said(l: Locale, query: &Fields, names: &[(&str, Reading)]) -> Vec<String> {
    let unread = |(name, reading): &(&str, Reading)| {
        let value = query.text(name)?;
        let read = match reading {
            Reading::Date => query.date(name).is_some(),
            Reading::Time => query.time(name).is_some(),
            Reading::Count => query.parse::<u16>(name).is_some_and(|count| count > 0),
        };
        let text = match reading {
            Reading::Date => t!(l, errors.unread_date, value = value),
            Reading::Time => t!(l, errors.unread_time, value = value),
            Reading::Count => t!(l, errors.unread_count, value = value),
        };
        (!read).then_some(text)
    };
    names.iter().filter_map(unread).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_named_and_what_can_or_is_missing_is_not() {
        let names = [("date", Reading::Date), ("from", Reading::Time), ("people", Reading::Count)];
        let query = |date: &str, from: &str, people: &str| {
            let pairs = [("date", date), ("from", from), ("people", people)];
            Fields(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
        };
        assert!(said(Locale::De, &query("9.3.2027", "24:00", "14"), &names).is_empty());
        assert!(said(Locale::De, &query("", "", ""), &names).is_empty());
        let said = said(Locale::De, &query("morgen", "25:00", "-3"), &names);
        assert_eq!(said.len(), 3);
        assert!(said[0].contains("„morgen“") && said[1].contains("„25:00“") && said[2].contains("„-3“"), "{said:?}");
    }
}
