//! A wish as it stands in a form or an address, and what is wrong with it.

use domain::{
    desk::{Behalf, LocalWish},
    equipment::Along,
    rules::Alternative,
    space::Layout,
};

use crate::{
    form::{Fields, Problems},
    t,
    texts::Locale,
    ui::{
        dates::{iso_date, iso_time},
        form::{LAST_DAY, last_day},
    },
};

/// What makes a wish, in the order of the form.
pub const NAMES: [&str; 11] =
    ["space", "date", "from", "until", "until_date", "people", "layout", "units", "use", "along", "organisation"];

/// What a form says about a wish.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The wish, when nothing is missing.
    pub wish: Option<LocalWish>,
    /// What is wrong.
    pub problems: Problems,
}

/// Reads a wish. `whole`: it is about to be booked, so that nobody may leave open how many come.
#[must_use]
pub fn read(l: Locale, fields: &Fields, whole: bool) -> Asked {
    let mut problems = Problems::default();
    let space = fields.text("space").map(str::to_owned);
    if space.is_none() {
        problems.add("space", t!(l, bookings.problem_space));
    }
    let date = fields.date("date");
    if date.is_none() {
        problems.add("date", t!(l, bookings.problem_date));
    }
    let from = fields.time("from");
    if from.is_none() {
        problems.add("from", t!(l, bookings.problem_from));
    }
    let until = fields.time("until");
    if until.is_none() {
        problems.add("until", t!(l, bookings.problem_until));
    }
    let last = last_day(l, fields, date.zip(from), until, &mut problems);
    let people = match fields.text("people") {
        None if !whole => Some(1),
        _ => fields.parse("people").filter(|people| *people > 0),
    };
    if people.is_none() {
        problems.add("people", t!(l, bookings.problem_people));
    }
    let units = if fields.text("units").is_none() { Some(1) } else { fields.parse("units").filter(|units| *units > 0) };
    if units.is_none() {
        problems.add("units", t!(l, bookings.problem_units));
    }
    let layout = fields.text("layout").and_then(Layout::from_code);
    let fits = problems.at(LAST_DAY).is_none();
    let wish = space.filter(|_| fits).zip(date).zip(from.zip(until)).zip(people.zip(units)).map(
        |(((space, date), (from, until)), (people, units))| LocalWish {
            space,
            date,
            from,
            until,
            last,
            people,
            layout,
            units,
            use_kind: fields.text("use").map(str::to_owned),
            along: along(fields),
            behalf: behalf(fields),
        },
    );
    Asked { wish, problems }
}

/// What is taken along: one field for each thing, its key and how many.
#[must_use]
pub fn along(fields: &Fields) -> Along {
    let thing = |value: &str| {
        let (key, count) = value.trim().rsplit_once(' ')?;
        Some((key.to_owned(), count.parse::<u16>().ok().filter(|count| *count > 0)?))
    };
    fields.all("along").filter_map(thing).collect()
}

/// For whom it is, when it is for somebody else.
#[must_use]
pub fn behalf(fields: &Fields) -> Option<Behalf> {
    let said = |name| fields.text(name).unwrap_or_default().to_owned();
    let behalf = Behalf { organisation: said("organisation"), contact: said("contact") };
    (!behalf.organisation.is_empty() || !behalf.contact.is_empty()).then_some(behalf)
}

/// One thing that is taken along, as its field has it.
#[must_use]
pub fn thing(key: &str, count: u16) -> String {
    format!("{key} {count}")
}

/// True when somebody has sent the form rather than just come here.
#[must_use]
pub fn sent(fields: &Fields) -> bool {
    ["space", "date", "from", "until"].iter().all(|name| fields.ticked(name))
}

/// Only what makes the wish.
#[must_use]
pub fn part(fields: &Fields) -> Fields {
    Fields(fields.0.iter().filter(|(name, _)| NAMES.contains(&name.as_str())).cloned().collect())
}

/// A wish as a form has it.
#[must_use]
pub fn fields(wish: &LocalWish) -> Fields {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    let mut fields = vec![
        pair("space", wish.space.clone()),
        pair("date", iso_date(wish.date)),
        pair("from", iso_time(wish.from)),
        pair("until", iso_time(wish.until)),
        pair("people", wish.people.to_string()),
    ];
    fields.extend(wish.last.map(|last| pair("until_date", iso_date(last))));
    fields.extend(wish.layout.map(|layout| pair("layout", layout.code().to_owned())));
    if wish.units > 1 {
        fields.push(pair("units", wish.units.to_string()));
    }
    fields.extend(wish.use_kind.clone().map(|key| pair("use", key)));
    fields.extend(wish.along.iter().map(|(key, count)| pair("along", thing(key, *count))));
    // The contact's address stays in the form: what is in a wish travels in addresses too.
    let organisation = wish.behalf.as_ref().map(|behalf| behalf.organisation.clone()).filter(|name| !name.is_empty());
    fields.extend(organisation.map(|name| pair("organisation", name)));
    Fields(fields)
}

/// The form with another way taken: another time, another space, everything else as it was.
#[must_use]
pub fn with_way(fields: &Fields, way: &Alternative) -> Fields {
    let local = way.when.local;
    fields
        .with("space", &way.space.slug)
        .with("date", &iso_date(local.from.date()))
        .with("from", &iso_time(local.from.time()))
        .with("until", &iso_time(local.until.time()))
        .with("until_date", &local.last().map(iso_date).unwrap_or_default())
}

/// A way in one word, for the value of a button.
#[must_use]
pub fn take(way: &Alternative) -> String {
    let local = way.when.local;
    let (date, from, until) = (iso_date(local.from.date()), iso_time(local.from.time()), iso_time(local.until.time()));
    let last = local.last().map(|last| format!(" {}", iso_date(last))).unwrap_or_default();
    format!("{} {date} {from} {until}{last}", way.space.slug)
}

/// The form with the way taken whose button was pressed.
#[must_use]
pub fn taken(fields: &Fields) -> Fields {
    let names = ["space", "date", "from", "until", "until_date"];
    let parts = || fields.get("take").split(' ').chain([""]);
    let taken = names.iter().zip(parts()).fold(fields.clone(), |taken, (name, value)| taken.with(name, value));
    let fields = if fields.text("take").is_some() { taken } else { fields.clone() };
    fields.with("take", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Fields {
        Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_wish_comes_back_from_its_own_form() {
        let form = typed(&[
            ("space", "werkstatt"),
            ("date", "2027-03-09"),
            ("from", "10:00"),
            ("until", "12:00"),
            ("people", "14"),
            ("layout", "u-shape"),
            ("along", "beamer 1"),
            ("along", "headset 3"),
            ("organisation", "Muster GmbH"),
        ]);
        let wish = read(Locale::De, &form, true).wish.unwrap();
        assert_eq!(fields(&wish), form);
    }

    #[test]
    fn nothing_of_something_is_not_taken_along() {
        let form = typed(&[("along", ""), ("along", "headset 0"), ("along", "viele"), ("along", "beamer 2")]);
        assert_eq!(along(&form), Along::from([("beamer".to_owned(), 2)]));
    }

    #[test]
    fn each_thing_that_is_missing_is_named() {
        let Asked { wish, problems } = read(Locale::De, &typed(&[("people", "viele"), ("units", "0")]), true);
        assert_eq!(wish, None);
        let named: Vec<_> = problems.0.iter().filter_map(|(field, _)| field.as_deref()).collect();
        assert_eq!(named, ["space", "date", "from", "until", "people", "units"]);
    }

    #[test]
    fn how_many_come_may_stay_open_until_it_is_booked() {
        let form = typed(&[("space", "a"), ("date", "2027-03-09"), ("from", "9"), ("until", "10")]);
        assert_eq!(read(Locale::De, &form, false).wish.map(|wish| wish.people), Some(1));
        assert_eq!(read(Locale::De, &form, true).wish, None);
    }

    #[test]
    fn a_wish_of_days_keeps_its_last_one() {
        let form = |until_date| {
            let times = [("space", "a"), ("date", "2027-03-09"), ("from", "10:00"), ("until", "12:00")];
            typed(&[&times[..], &[("until_date", until_date), ("people", "3")]].concat())
        };
        let days = read(Locale::De, &form("2027-03-11"), true).wish.unwrap();
        assert_eq!(
            (days.span().until.to_string(), &fields(&days).get("until_date").to_owned()),
            ("2027-03-11 12:00:00".into(), &"2027-03-11".into())
        );
        assert_eq!(read(Locale::De, &form("2027-03-09"), true).wish.unwrap().last, None, "the day says nothing new");
        for wrong in ["2027-03-08", "bald"] {
            let Asked { wish, problems } = read(Locale::De, &form(wrong), true);
            assert!(wish.is_none() && problems.at("until_date").is_some(), "{wrong}");
        }
        let take = "b 2027-03-16 10:00 12:00";
        assert_eq!(
            taken(&form("2027-03-11").with("take", &format!("{take} 2027-03-18"))).get("until_date"),
            "2027-03-18"
        );
        assert_eq!(taken(&form("2027-03-11").with("take", take)).text("until_date"), None);
    }

    #[test]
    fn another_way_changes_where_and_when_and_keeps_the_rest() {
        let form = typed(&[("space", "a"), ("title", "Klausur"), ("take", "b 2027-03-10 14:00 16:00")]);
        let form = taken(&form);
        assert_eq!((form.get("space"), form.get("from"), form.get("title")), ("b", "14:00", "Klausur"));
        assert_eq!(form.get("take"), "");
    }
}
