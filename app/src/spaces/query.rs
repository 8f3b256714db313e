//! What a visitor looks for, as it stands in the address.

use domain::{
    desk::SpaceQuery,
    space::{Layout, SpaceKind},
};

use crate::{form::Fields, t, texts::Locale, ui::free::clock, ui::words::Word as _};

/// Reads the address. What cannot be read narrows nothing.
#[must_use]
pub fn read(fields: &Fields) -> SpaceQuery {
    let text = |name| fields.text(name).map(str::to_owned);
    SpaceQuery {
        words: text("q").unwrap_or_default(),
        town: text("town"),
        site: text("site"),
        kinds: fields.all("kind").filter_map(SpaceKind::from_code).collect(),
        people: fields.parse("people").filter(|people| *people > 0),
        layout: fields.text("layout").and_then(Layout::from_code),
        equipment: fields.all("equipment").map(str::to_owned).collect(),
        step_free: fields.ticked("step_free"),
        on: fields.date("date"),
        from: fields.time("from"),
        until: fields.time("until"),
    }
}

/// A filter that narrows the answer: its names in the address, and how it is called.
pub type Active = (&'static [&'static str], String);

/// The filters in use, in the order of the form. The day is none: without one it is today.
#[must_use]
pub fn active(l: Locale, query: &SpaceQuery, site_name: &str, equipment_name: impl Fn(&str) -> String) -> Vec<Active> {
    let mut active: Vec<Active> = vec![];
    if !query.words.is_empty() {
        active.push((&["q"], t!(l, spaces.filter_words, value = query.words)));
    }
    if query.from.is_some() || query.until.is_some() {
        active.push((&["from", "until"], t!(l, spaces.filter_times, value = span(query))));
    }
    if let Some(people) = query.people {
        active.push((&["people"], t!(l, spaces.filter_people, value = people)));
    }
    if let Some(layout) = query.layout {
        active.push((&["layout"], layout.word(l).to_owned()));
    }
    if let Some(town) = &query.town {
        active.push((&["town"], town.clone()));
    }
    if query.site.is_some() {
        active.push((&["site"], site_name.to_owned()));
    }
    if !query.kinds.is_empty() {
        active.push((&["kind"], query.kinds.iter().map(|kind| kind.word(l)).collect::<Vec<_>>().join(", ")));
    }
    if !query.equipment.is_empty() {
        active.push((
            &["equipment"],
            query.equipment.iter().map(|key| equipment_name(key)).collect::<Vec<_>>().join(", "),
        ));
    }
    if query.step_free {
        active.push((&["step_free"], t!(l, spaces.step_free).to_owned()));
    }
    active
}

/// `10:00–12:00`; an end that is open is left out.
fn span(query: &SpaceQuery) -> String {
    use chrono::Timelike as _;
    let say = |time: Option<chrono::NaiveTime>| {
        time.and_then(|time| u16::try_from(time.hour() * 60 + time.minute()).ok()).map(clock).unwrap_or_default()
    };
    format!("{}–{}", say(query.from), say(query.until))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn what_cannot_be_read_narrows_nothing() {
        let query = read(&fields(&[("people", "viele"), ("date", "bald"), ("kind", "ballroom"), ("q", "  ")]));
        assert_eq!(query, SpaceQuery::default());
        assert!(active(Locale::De, &query, "", str::to_owned).is_empty());
    }

    #[test]
    fn every_filter_has_a_name_to_take_it_away_by() {
        let query = read(&fields(&[
            ("q", "Laser"),
            ("people", "14"),
            ("kind", "lab"),
            ("kind", "workshop"),
            ("step_free", "1"),
            ("from", "10:00"),
            ("until", "12:00"),
            ("date", "2027-03-09"),
        ]));
        let said: Vec<_> = active(Locale::De, &query, "", str::to_owned).into_iter().map(|(_, words)| words).collect();
        assert_eq!(
            said,
            ["Stichwort Laser", "frei 10:00–12:00", "für 14 Personen", "Labor, Werkstatt", "stufenlos zugänglich"]
        );
    }
}
