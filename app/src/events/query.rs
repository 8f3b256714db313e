//! What an address asks of the programme: `/events?q=…&town=…&seats=1`.

use chrono::{Datelike as _, NaiveDate};
use domain::{
    desk::EventQuery,
    event::{AudienceType, Dimension, Format},
};

use crate::form::Fields;

/// The names filters have in an address, in the order of the form.
pub const FILTERS: [&str; 11] =
    ["q", "from", "until", "town", "topic", "audience", "dimension", "format", "organiser", "series", "seats"];

/// Reads a query. What cannot be read narrows nothing.
#[must_use]
pub fn read(fields: &Fields) -> EventQuery {
    EventQuery {
        words: fields.text("q").unwrap_or_default().to_owned(),
        from: fields.date("from"),
        until: fields.date("until"),
        town: fields.text("town").map(str::to_owned),
        topic: fields.text("topic").map(str::to_owned),
        audience: AudienceType::from_code(fields.get("audience")),
        dimension: Dimension::from_code(fields.get("dimension")),
        format: Format::from_code(fields.get("format")),
        organiser: fields.parse("organiser"),
        series: fields.text("series").map(str::to_owned),
        with_seats: fields.text("seats").is_some(),
    }
}

/// The names of the filters that narrow the answer.
#[must_use]
pub fn active(query: &EventQuery) -> Vec<&'static str> {
    let set = [
        !query.words.is_empty(),
        query.from.is_some(),
        query.until.is_some(),
        query.town.is_some(),
        query.topic.is_some(),
        query.audience.is_some(),
        query.dimension.is_some(),
        query.format.is_some(),
        query.organiser.is_some(),
        query.series.is_some(),
        query.with_seats,
    ];
    FILTERS.into_iter().zip(set).filter_map(|(name, set)| set.then_some(name)).collect()
}

/// The month asked for, by its first day: `view=month&month=2027-03`. `None`: the list is.
#[must_use]
pub fn month(fields: &Fields, today: NaiveDate) -> Option<NaiveDate> {
    (fields.get("view") == "month").then(|| {
        let first = NaiveDate::parse_from_str(&format!("{}-01", fields.get("month")), "%Y-%m-%d");
        first.ok().or_else(|| today.with_day(1)).unwrap_or(today)
    })
}

/// A month as it stands in an address.
#[must_use]
pub fn month_code(month: NaiveDate) -> String {
    month.format("%Y-%m").to_string()
}

/// The page asked for, from 1.
#[must_use]
pub fn page(fields: &Fields) -> u32 {
    fields.parse("page").unwrap_or(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn an_address_without_filters_narrows_nothing() {
        assert_eq!(read(&Fields::default()), EventQuery::default());
        assert_eq!(active(&EventQuery::default()), Vec::<&str>::new());
    }

    #[test]
    fn every_filter_is_read_and_counted() {
        let query = read(&fields(&[
            ("q", " Ton "),
            ("from", "2027-03-01"),
            ("until", "31.3.2027"),
            ("town", "Lemgo"),
            ("topic", "energie"),
            ("audience", "start-ups"),
            ("dimension", "expansion"),
            ("format", "hybrid"),
            ("organiser", "00000000-0000-0000-0000-000000000001"),
            ("series", "ton"),
            ("seats", "1"),
        ]));
        assert_eq!(query.words, "Ton");
        assert_eq!((query.dimension, query.format), (Some(Dimension::Expansion), Some(Format::Hybrid)));
        assert_eq!(query.audience, Some(AudienceType::StartUps));
        assert_eq!(active(&query), FILTERS);
    }

    #[test]
    fn what_cannot_be_read_narrows_nothing() {
        let query = read(&fields(&[
            ("from", "bald"),
            ("audience", "cats"),
            ("dimension", "fifth"),
            ("format", ""),
            ("organiser", "TH OWL"),
            ("seats", ""),
        ]));
        assert_eq!(query, EventQuery::default());
        assert_eq!(page(&fields(&[("page", "0")])), 1);
        assert_eq!(page(&fields(&[("page", "drei")])), 1);
    }

    #[test]
    fn a_month_stands_in_the_address_and_what_cannot_be_one_is_this_month() {
        let date = |month| NaiveDate::from_ymd_opt(2027, month, 1).unwrap();
        let today = NaiveDate::from_ymd_opt(2027, 3, 31).unwrap();
        let asked = |pairs: &[(&str, &str)]| month(&fields(pairs), today);
        assert_eq!(asked(&[("month", "2027-05")]), None);
        assert_eq!(asked(&[("view", "month"), ("month", "2027-05")]), Some(date(5)));
        for odd in ["", "Mai", "2027-13", "2027-05-07", "999999-01"] {
            assert_eq!(asked(&[("view", "month"), ("month", odd)]), Some(date(3)), "{odd}");
        }
    }
}
