//! A wish as it stands in a form or an address, and what is wrong with it.

use chrono::{NaiveDate, NaiveTime, WeekdaySet};
use domain::{
    desk::{LocalWish, NewWaiting},
    equipment::Along,
    id::RequestId,
    search::SpaceSearch,
    slot::LocalSpan,
    space::Layout,
    waiting::{MOST_DAYS, MOST_WAITING, Pattern, PatternFault, WaitingRefusal, Wanted},
};

use crate::{
    bookings::{series::WEEKDAYS, wish},
    form::{Fields, Problems},
    t,
    texts::Locale,
    ui::{
        dates::{iso_date, iso_time},
        form::{LAST_DAY, last_day},
        rules,
    },
};

/// Where the form stands, filled in with a wish that was refused because its time is taken.
pub(crate) fn of_wish(wished: &LocalWish) -> String {
    format!("/bookings/waiting?{}", wish::fields(wished).with("mode", "exact").encode())
}

/// The same, filled in with a search that a space answers, only not at that time.
pub(crate) fn of_search(space: &str, search: &SpaceSearch, along: &Along, units: u16) -> String {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    let mut fields = vec![
        pair("space", space.to_owned()),
        pair("mode", "pattern".to_owned()),
        pair("first", iso_date(search.first)),
        pair("last", iso_date(search.last)),
        pair("earliest", iso_time(search.from)),
        pair("latest", iso_time(search.until)),
        pair("minutes", search.minutes.to_string()),
        pair("people", search.people.to_string()),
    ];
    fields.extend(search.layout.map(|layout| pair("layout", layout.code().to_owned())));
    // What is brought along need not be there.
    let there = search.equipment.iter().filter(|key| !along.contains_key(*key));
    fields.extend(there.map(|key| pair("equipment", key.clone())));
    fields.extend(along.iter().map(|(key, count)| pair("along", wish::thing(key, *count))));
    fields.extend(search.use_kind.iter().map(|key| pair("use", key.clone())));
    if search.step_free {
        fields.push(pair("step_free", "yes".to_owned()));
    }
    if units > 1 {
        fields.push(pair("units", units.to_string()));
    }
    format!("/bookings/waiting?{}", Fields(fields).encode())
}

/// What stands in the form when one comes here: an afternoon within a month.
pub(super) fn with_defaults(fields: &Fields, today: NaiveDate) -> Fields {
    let month = today.checked_add_days(chrono::Days::new(30)).unwrap_or(today);
    let mode = if fields.text("date").is_some() { "exact" } else { "pattern" };
    let usual = [
        ("mode", mode.to_owned()),
        ("first", iso_date(today)),
        ("last", iso_date(month)),
        ("earliest", "08:00".to_owned()),
        ("latest", "18:00".to_owned()),
        ("minutes", "120".to_owned()),
    ];
    usual.iter().fold(fields.clone(), |fields, (name, value)| {
        if fields.0.iter().any(|(other, _)| other == name) { fields } else { fields.with(name, value) }
    })
}

/// Reads a wish, or names everything that is wrong.
pub fn read(l: Locale, fields: &Fields, request: RequestId) -> Result<NewWaiting, Problems> {
    let mut problems = Problems::default();
    let Some(space) = fields.text("space") else { return Err(Problems::of("space", t!(l, bookings.problem_space))) };
    let pattern = if fields.get("mode") == "exact" {
        exact(l, fields, &mut problems)
    } else {
        repeated(l, fields, &mut problems)
    };
    let people = fields.parse("people").filter(|people| *people > 0);
    if people.is_none() {
        problems.add("people", t!(l, bookings.problem_people));
    }
    let units = if fields.text("units").is_none() { Some(1) } else { fields.parse("units").filter(|units| *units > 0) };
    if units.is_none() {
        problems.add("units", t!(l, bookings.problem_units));
    }
    let (Some(pattern), Some(people), Some(units)) = (pattern, people, units) else { return Err(problems) };
    let elsewhere = fields.ticked("elsewhere");
    let wanted = Wanted {
        pattern,
        people,
        layout: fields.text("layout").and_then(Layout::from_code),
        units,
        equipment: fields.all("equipment").filter(|_| elsewhere).map(str::to_owned).collect(),
        step_free: elsewhere && fields.ticked("step_free"),
        use_kind: fields.text("use").map(str::to_owned),
        along: wish::along(fields),
    };
    let (behalf, language) = (wish::behalf(fields), l.code().to_owned());
    Ok(NewWaiting { request, space: space.to_owned(), elsewhere, wanted, behalf, language })
}

fn exact(l: Locale, fields: &Fields, problems: &mut Problems) -> Option<Pattern> {
    let (date, from, until) = (fields.date("date"), fields.time("from"), fields.time("until"));
    for (name, missing, text) in [
        ("date", date.is_none(), t!(l, bookings.problem_date)),
        ("from", from.is_none(), t!(l, bookings.problem_from)),
        ("until", until.is_none(), t!(l, bookings.problem_until)),
    ] {
        if missing {
            problems.add(name, text);
        }
    }
    let last = last_day(l, fields, date.zip(from), until, problems);
    if problems.at(LAST_DAY).is_some() {
        return None;
    }
    let pattern = Pattern::exactly(LocalSpan::to(date?, from?, until?, last));
    pattern.map_err(|fault| problems.add("until", said(l, fault))).ok()
}

fn repeated(l: Locale, fields: &Fields, problems: &mut Problems) -> Option<Pattern> {
    let (first, last) = (fields.date("first"), fields.date("last"));
    let (from, until) = (fields.time("earliest"), fields.time("latest"));
    let minutes = fields.parse("minutes");
    for (name, missing, text) in [
        ("first", first.is_none(), t!(l, waiting.problem_first)),
        ("last", last.is_none(), t!(l, waiting.problem_last)),
        ("earliest", from.is_none(), t!(l, waiting.problem_time)),
        ("latest", until.is_none(), t!(l, waiting.problem_time)),
        ("minutes", minutes.is_none(), t!(l, waiting.problem_minutes)),
    ] {
        if missing {
            problems.add(name, text);
        }
    }
    let (from, until): (NaiveTime, NaiveTime) = (from?, until?);
    let pattern = Pattern::new((first?, last?), weekdays(fields), (from, until), minutes?);
    let field = |fault| match fault {
        PatternFault::NoDay => "on",
        PatternFault::NoFit => "minutes",
        PatternFault::EndsBeforeStart | PatternFault::TooLong | PatternFault::Over => "last",
    };
    pattern.map_err(|fault| problems.add(field(fault), said(l, fault))).ok()
}

/// The days that are ticked; none: all of them.
fn weekdays(fields: &Fields) -> WeekdaySet {
    let ticked = |code: &str| fields.all("on").any(|on| on == code);
    let days: WeekdaySet = WEEKDAYS.iter().filter(|(_, code)| ticked(code)).map(|(day, _)| *day).collect();
    if days.is_empty() { all_days() } else { days }
}

fn all_days() -> WeekdaySet {
    WEEKDAYS.iter().map(|(day, _)| *day).collect()
}

fn said(l: Locale, fault: PatternFault) -> String {
    match fault {
        PatternFault::EndsBeforeStart => t!(l, waiting.fault_ends).to_owned(),
        PatternFault::TooLong => t!(l, waiting.fault_long, count = MOST_DAYS),
        PatternFault::NoDay => t!(l, waiting.fault_day).to_owned(),
        PatternFault::NoFit => t!(l, waiting.fault_fit).to_owned(),
        PatternFault::Over => t!(l, waiting.fault_over).to_owned(),
    }
}

/// Why she was not put on the list. What is free is no problem: it is said elsewhere.
pub(super) fn problems(l: Locale, refusal: &WaitingRefusal, exact: bool) -> Problems {
    let text = match refusal {
        WaitingRefusal::Pattern(fault) => {
            return Problems::of(if exact { "date" } else { "last" }, said(l, *fault));
        }
        WaitingRefusal::Rules(verdict) => {
            let vain = |rule| (None, t!(l, waiting.in_vain, why = rules::broken_rule(l, rule)));
            return Problems(verdict.broken.iter().map(vain).collect());
        }
        WaitingRefusal::Contact => return Problems::of("contact", t!(l, bookings.problem_contact)),
        WaitingRefusal::Organisation => return Problems::of("organisation", t!(l, bookings.problem_organisation)),
        WaitingRefusal::TooMany => t!(l, waiting.too_many, count = MOST_WAITING),
        WaitingRefusal::NotFound => return Problems::of("space", t!(l, bookings.problem_space)),
        WaitingRefusal::Free(_) => t!(l, waiting.free_now).to_owned(),
        WaitingRefusal::NoOffer => t!(l, waiting.no_offer).to_owned(),
        WaitingRefusal::OtherOffer => t!(l, waiting.other_offer).to_owned(),
        WaitingRefusal::Forbidden | WaitingRefusal::Unavailable => t!(l, bookings.refused_forbidden).to_owned(),
    };
    Problems::whole(text)
}

#[cfg(test)]
mod tests {
    use domain::desk::Behalf;

    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Fields {
        Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn request() -> RequestId {
        RequestId("00000000-0000-0000-0000-000000000001".parse().unwrap())
    }

    #[test]
    fn a_search_that_found_nothing_becomes_a_wish() {
        let search = SpaceSearch {
            people: 4,
            layout: None,
            equipment: vec!["projector".into(), "headset".into()],
            step_free: true,
            kinds: vec![],
            town: None,
            use_kind: Some("catering".into()),
            minutes: 180,
            first: NaiveDate::from_ymd_opt(2027, 3, 1).unwrap(),
            last: NaiveDate::from_ymd_opt(2027, 3, 12).unwrap(),
            from: NaiveTime::from_hms_opt(8, 0, 0).unwrap(),
            until: NaiveTime::from_hms_opt(18, 0, 0).unwrap(),
        };
        let address = of_search("labor", &search, &Along::from([("headset".to_owned(), 1)]), 1);
        let (_, query) = address.split_once('?').unwrap();
        let fields = query.split('&').filter_map(|pair| pair.split_once('='));
        let fields =
            fields.map(|(name, value)| (name.to_owned(), value.replace("%3A", ":").replace("%20", " "))).collect();
        let new = read(Locale::De, &Fields(fields).with("elsewhere", "yes"), request()).unwrap();
        assert_eq!((new.wanted.use_kind.as_deref(), new.wanted.along.get("headset")), (Some("catering"), Some(&1)));
        assert_eq!((new.space.as_str(), new.wanted.pattern.minutes(), new.wanted.step_free), ("labor", 180, true));
        assert_eq!(new.wanted.pattern.days().count(), 12, "no day ticked is every day");
        assert_eq!(new.wanted.equipment, ["projector"]);
    }

    #[test]
    fn everything_of_a_wish_whose_time_is_taken_is_waited_for() {
        let clock = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        let wished = LocalWish {
            space: "labor".into(),
            date: NaiveDate::from_ymd_opt(2027, 3, 9).unwrap(),
            from: clock(8),
            until: clock(12),
            last: NaiveDate::from_ymd_opt(2027, 3, 11),
            people: 4,
            layout: Some(Layout::Groups),
            units: 2,
            use_kind: Some("catering".into()),
            along: [("headset".to_owned(), 4), ("beamer".to_owned(), 1)].into(),
            behalf: Some(Behalf { organisation: "Muster GmbH".into(), contact: String::new() }),
        };
        let address = of_wish(&wished);
        let (_, query) = address.split_once('?').unwrap();
        let fields = query.split('&').filter_map(|pair| pair.split_once('='));
        let plain = |value: &str| value.replace("%3A", ":").replace(['+'], " ").replace("%20", " ");
        let fields = Fields(fields.map(|(name, value)| (name.to_owned(), plain(value))).collect());
        let new = read(Locale::De, &fields, request()).unwrap();
        assert_eq!(new.wanted.pattern.exact(), Some(wished.span()));
        assert_eq!((new.wanted.along, new.behalf), (wished.along, wished.behalf));
        assert_eq!((new.wanted.layout, new.wanted.units, new.wanted.use_kind), (wished.layout, 2, wished.use_kind));
    }

    #[test]
    fn each_thing_that_is_wrong_is_named_at_its_field() {
        let usual = [("space", "labor"), ("people", "4")];
        let named = |more: &[(&str, &str)]| {
            let fields = typed(&[&usual[..], more].concat());
            let problems = read(Locale::De, &fields, request()).unwrap_err();
            problems.0.into_iter().filter_map(|(field, _)| field).collect::<Vec<_>>()
        };
        assert_eq!(named(&[("mode", "exact")]), ["date", "from", "until"]);
        assert_eq!(named(&[("mode", "pattern")]), ["first", "last", "earliest", "latest", "minutes"]);
        let month = [("first", "2027-03-01"), ("last", "2027-03-31"), ("earliest", "12:00"), ("latest", "14:00")];
        assert_eq!(named(&[&month[..], &[("minutes", "180")]].concat()), ["minutes"]);
        let monday =
            [("first", "2027-03-02"), ("last", "2027-03-05"), ("earliest", "12"), ("latest", "14"), ("on", "MO")];
        assert_eq!(named(&[&monday[..], &[("minutes", "60")]].concat()), ["on"]);
        assert_eq!(read(Locale::De, &typed(&[]), request()).unwrap_err().0.len(), 1);
    }
}
