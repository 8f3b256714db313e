//! What came back from a form or stands in an address, and what is wrong with it.

use std::{borrow::Cow, fmt::Write as _, str::FromStr};

use chrono::{NaiveDate, NaiveTime};

/// Names and values in the order they were sent; a name may occur more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The first value of this name, as typed; empty when there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    /// The first value of this name without blanks around it, if anything is left.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        Some(self.get(name).trim()).filter(|value| !value.is_empty())
    }

    /// Every value of this name that is not empty.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, value)| n == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// The value of this name, read as something; `None` when it is missing or cannot be read.
    #[must_use]
    pub fn parse<T: FromStr>(&self, name: &str) -> Option<T> {
        self.text(name)?.parse().ok()
    }

    /// A date as `<input type="date">` sends it, or as a German types it: `2027-03-09`, `9.3.2027`, `09.03.2027`.
    #[must_use]
    pub fn date(&self, name: &str) -> Option<NaiveDate> {
        let text = self.text(name)?;
        NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%d.%m.%Y")).ok()
    }

    /// A time as `<input type="time">` sends it, or as people type it: `09:30`, `9.30`, `9`, `24:00`.
    #[must_use]
    pub fn time(&self, name: &str) -> Option<NaiveTime> {
        let text = self.text(name)?.trim_end_matches("Uhr").trim();
        let (hour, minute) = text.split_once([':', '.']).unwrap_or((text, "0"));
        let (hour, minute) = (hour.parse::<u32>().ok()?, minute.parse::<u32>().ok()?);
        NaiveTime::from_hms_opt(if (hour, minute) == (24, 0) { 0 } else { hour }, minute, 0)
    }

    /// True when a checkbox of this name was ticked.
    #[must_use]
    pub fn ticked(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n == name)
    }

    /// The same with every value of this name replaced by one; an empty value takes it away.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut fields: Vec<_> = self.0.iter().filter(|(n, _)| n != name).cloned().collect();
        if !value.is_empty() {
            fields.push((name.to_owned(), value.to_owned()));
        }
        Self(fields)
    }

    /// As the query of an address, percent-encoded.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut query = String::new();
        for (name, value) in self.0.iter().filter(|(_, value)| !value.is_empty()) {
            if !query.is_empty() {
                query.push('&');
            }
            percent(&mut query, name);
            query.push('=');
            percent(&mut query, value);
        }
        query
    }
}

/// RFC 3986 2.3: everything but the unreserved is written as `%XX`.
fn percent(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte.into()),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
}

/// What is wrong with a form: by the name of the field, in the order of the form. A problem of the whole form has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<(Option<Cow<'static, str>>, String)>);

impl Problems {
    /// One problem of the whole form.
    #[must_use]
    pub fn whole(text: impl Into<String>) -> Self {
        Self(vec![(None, text.into())])
    }

    /// One problem of one field.
    #[must_use]
    pub fn of(field: impl Into<Cow<'static, str>>, text: impl Into<String>) -> Self {
        Self(vec![(Some(field.into()), text.into())])
    }

    /// One more.
    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, text: impl Into<String>) {
        self.0.push((Some(field.into()), text.into()));
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn at(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name.as_deref() == Some(field)).map(|(_, text)| text.as_str())
    }

    /// The others, with what is said here of a field in place of what they say of it.
    #[must_use]
    pub fn over(mut self, others: Self) -> Self {
        let mut all: Vec<_> =
            others.0.into_iter().map(|other| self.take(other.0.as_deref()).unwrap_or(other)).collect();
        all.append(&mut self.0);
        Self(all)
    }

    fn take(&mut self, field: Option<&str>) -> Option<(Option<Cow<'static, str>>, String)> {
        let at = self.0.iter().position(|(name, _)| field.is_some() && name.as_deref() == field)?;
        Some(self.0.remove(at))
    }

    /// True when nothing is wrong.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(value: &str) -> Fields {
        Fields(vec![("x".into(), value.into())])
    }

    #[test]
    fn a_date_is_understood_as_browsers_send_and_people_type_it() {
        let expected = NaiveDate::from_ymd_opt(2027, 3, 9);
        for text in ["2027-03-09", " 9.3.2027 ", "09.03.2027"] {
            assert_eq!(typed(text).date("x"), expected, "{text}");
        }
        for wrong in ["", "2027-02-30", "morgen", "9.3."] {
            assert_eq!(typed(wrong).date("x"), None, "{wrong}");
        }
    }

    #[test]
    fn a_time_is_understood_as_browsers_send_and_people_type_it() {
        let at = NaiveTime::from_hms_opt;
        for (text, expected) in [
            ("09:30", at(9, 30, 0)),
            ("9.30 Uhr", at(9, 30, 0)),
            ("9", at(9, 0, 0)),
            ("24:00", at(0, 0, 0)),
            ("24:30", None),
            ("9:75", None),
            ("bald", None),
        ] {
            assert_eq!(typed(text).time("x"), expected, "{text}");
        }
    }

    #[test]
    fn of_two_problems_of_a_field_the_one_that_knows_more_is_said() {
        let more = Problems(vec![(Some("b".into()), "zu groß".into()), (Some("d".into()), "kaputt".into())]);
        let others =
            Problems(vec![(None, "alles".into()), (Some("b".into()), "fehlt".into()), (Some("c".into()), "c".into())]);
        let said: Vec<_> = more.over(others).0.into_iter().map(|(_, text)| text).collect();
        assert_eq!(said, ["alles", "zu groß", "c", "kaputt"]);
    }

    #[test]
    fn an_address_carries_every_letter() {
        let query = Fields(vec![("q".into(), "Größe & Maß".into()), ("leer".into(), String::new())]);
        assert_eq!(query.encode(), "q=Gr%C3%B6%C3%9Fe%20%26%20Ma%C3%9F");
        assert_eq!(query.with("q", "").encode(), "");
    }
}
