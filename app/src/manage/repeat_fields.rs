//! Repeating an event between form and desk: the rule, the days it makes, those that are ticked, and the series.

use chrono::{Days, NaiveDate};
use domain::{
    booking::BookingRefusal,
    desk::{EventView, InSeries, RefusedDate, RepeatedDate, SeriesFields, SessionView},
    event::EventRefusal,
    series::{days, first_span},
    slot::LocalSpan,
    text::Localised,
};

use super::session_fields as one;
use crate::{
    bookings::series,
    form::{Fields, Problems},
    t,
    texts::Locale,
    ui::dates::{self, iso_date},
};

/// The value that stands for a series that is not there yet.
pub const NEW: &str = "new";

/// The sessions that are repeated: what was called off is not announced again.
fn spans(event: &EventView) -> Vec<LocalSpan> {
    event.sessions.iter().filter(|session| !session.cancelled).map(|session| session.when.local).collect()
}

/// True when there is something to repeat.
#[must_use]
pub fn has_sessions(event: &EventView) -> bool {
    !spans(event).is_empty()
}

/// The form of somebody who just came: each week from a week later on, in the series it is in.
#[must_use]
pub fn fresh(l: Locale, event: &EventView, today: NaiveDate, query: &Fields) -> Fields {
    let first = spans(event).iter().map(|span| span.from.date()).min();
    let next = first.and_then(|first| first.max(today).checked_add_days(Days::new(7)));
    let first = next.map(iso_date).unwrap_or_default();
    let filled = [("first", first.as_str()), ("repeat", "weeks")];
    let missing = filled.iter().filter(|(name, _)| query.text(name).is_none());
    grouped(l, event, missing.fold(query.clone(), |fields, (name, value)| fields.with(name, value)))
}

/// With the series they will belong to. Its fields come with the days only: until then it is the one the event is in, or a
/// new one that is called like it.
#[must_use]
pub fn grouped(l: Locale, event: &EventView, fields: Fields) -> Fields {
    let series = event.series.as_ref().map_or_else(|| NEW.to_owned(), |series| series.id.to_string());
    let filled = [("series", series.as_str()), ("series_title", event.card.title.get(l.code()))];
    let missing: Vec<_> = filled.into_iter().filter(|(name, _)| !fields.ticked(name)).collect();
    missing.into_iter().fold(fields, |fields, (name, value)| fields.with(name, value))
}

/// The days the rule makes.
///
/// # Errors
/// What is wrong with it, by field.
pub fn read_days(l: Locale, event: &EventView, fields: &Fields) -> Result<Vec<NaiveDate>, Problems> {
    let Some(first) = fields.date("first") else { return Err(Problems::of("first", t!(l, manage.date_wrong))) };
    let spans = spans(event);
    let Some(span) = first_span(&spans, first) else { return Err(Problems::whole(t!(l, manage.no_session))) };
    let rule = series::read(l, fields, span)?.repeat;
    days(&rule, &spans, first).map_err(|error| match error {
        domain::recurrence::RepeatError::TooMany => Problems::of("count", t!(l, eventseries.too_many)),
        error => series::problem(l, &error),
    })
}

/// The days in one word: what was shown must be what is made.
#[must_use]
pub fn seen(days: &[NaiveDate]) -> String {
    days.iter().map(|day| iso_date(*day)).collect::<Vec<_>>().join(" ")
}

/// The form with those days ticked that can be had, unless somebody saw just these days and ticked herself.
#[must_use]
pub fn ticked(fields: &Fields, plan: &[RepeatedDate]) -> Fields {
    let days: Vec<NaiveDate> = plan.iter().map(|date| date.date).collect();
    if fields.get("seen") == seen(&days) {
        return fields.clone();
    }
    let mut fields = fields.with("take", "");
    let free = plan.iter().filter(|date| date.is_free()).map(|date| ("take".to_owned(), iso_date(date.date)));
    fields.0.extend(free);
    fields
}

/// The days that are ticked, of those the rule makes.
#[must_use]
pub fn taken(fields: &Fields, days: &[NaiveDate]) -> Vec<NaiveDate> {
    days.iter().copied().filter(|day| fields.all("take").any(|take| take == iso_date(*day))).collect()
}

/// The series that was chosen, a new one with the event's own words.
///
/// # Errors
/// When a new one has no title.
pub fn read_series(l: Locale, event: &EventView, fields: &Fields) -> Result<InSeries, Problems> {
    if let Some(known) = fields.parse("series") {
        return Ok(InSeries::Known(known));
    }
    let Some(typed) = fields.text("series_title") else {
        return Err(Problems::of("series_title", t!(l, manage.title_wrong)));
    };
    let same = typed == event.card.title.get(l.code());
    let title = if same { event.card.title.clone() } else { Localised::of(l.code(), typed) };
    let summary = event.card.summary.clone();
    Ok(InSeries::New(SeriesFields { title, summary, description: Localised::default() }))
}

/// What the rooms said, each at its day.
#[must_use]
pub fn refused(l: Locale, event: &EventView, refused: &[RefusedDate]) -> Problems {
    let mut problems = Problems::whole(t!(l, eventseries.refused));
    for RefusedDate { date, of, refusal } in refused {
        let session = event.sessions.iter().find(|session| session.id == *of);
        let text = at_session(l, event, session, refusal);
        problems.add(format!("take-{}", iso_date(*date)), format!("{}: {text}", dates::date(l, *date)));
    }
    problems
}

fn at_session(l: Locale, event: &EventView, session: Option<&SessionView>, refusal: &BookingRefusal) -> String {
    let its = one::refusal(l, &EventRefusal::Room(refusal.clone())).unwrap_or_default().0;
    // That nothing was made is said once, above.
    let why: Vec<String> = its.into_iter().filter(|(field, _)| field.is_some()).map(|(_, text)| text).collect();
    let why = if why.is_empty() { t!(l, copying.cannot_have).to_owned() } else { why.join(" ") };
    match session.filter(|_| event.sessions.len() > 1) {
        Some(session) => format!("{}. {why}", session.title.get(l.code())),
        None => why,
    }
}

#[cfg(test)]
mod tests {
    use domain::rules::{BrokenRule, Verdict};

    use super::*;
    use crate::events::samples::{event, in_room, session};

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, month, day).unwrap()
    }

    fn planned(date: NaiveDate, broken: Vec<BrokenRule>) -> RepeatedDate {
        let of = in_room("saal", session(9, 10, 12));
        let verdict = Verdict { broken, ..Verdict::default() };
        let one = domain::desk::RepeatedSession {
            of: of.id,
            title: of.title,
            when: of.when.local,
            space: of.place.space,
            verdict,
        };
        RepeatedDate { date, sessions: vec![one] }
    }

    #[test]
    fn the_first_offer_is_each_week_from_a_week_later_on_in_the_series_it_is_in() {
        let source = event(vec![in_room("saal", session(9, 10, 12))]);
        let fields = fresh(Locale::De, &source, day(1, 1), &Fields::default());
        assert_eq!((fields.get("first"), fields.get("repeat"), fields.get("series")), ("2027-03-16", "weeks", NEW));
        assert_eq!(fields.get("series_title"), "Ton & Technik");
        let days = read_days(Locale::De, &source, &fields.with("count", "3")).unwrap();
        assert_eq!(days, [day(3, 16), day(3, 23), day(3, 30)]);
        assert!(read_days(Locale::De, &source, &fields.with("count", "54")).unwrap_err().at("count").is_some());
        assert!(read_days(Locale::De, &source, &fields.with("first", "bald")).unwrap_err().at("first").is_some());
    }

    #[test]
    fn what_can_be_had_is_ticked_until_somebody_saw_the_same_days_and_chose() {
        let plan = [planned(day(3, 16), vec![]), planned(day(3, 23), vec![BrokenRule::InThePast])];
        let days: Vec<NaiveDate> = plan.iter().map(|date| date.date).collect();
        let fields = ticked(&Fields::default(), &plan);
        assert_eq!(taken(&fields, &days), [day(3, 16)]);
        // She saw them and ticked the other one.
        let chose = Fields::default().with("seen", &seen(&days)).with("take", "2027-03-23");
        assert_eq!(taken(&ticked(&chose, &plan), &days), [day(3, 23)]);
        assert_eq!(taken(&ticked(&chose, &plan[..1]), &days[..1]), [day(3, 16)], "other days are looked at anew");
    }

    #[test]
    fn a_new_series_speaks_the_languages_of_the_event_unless_it_is_called_something_else() {
        let mut source = event(vec![]);
        source.card.title = Localised::of("de", "Ton").and("en", "Sound");
        let fields = Fields::default().with("series", NEW);
        let InSeries::New(words) = read_series(Locale::De, &source, &fields.with("series_title", "Ton")).unwrap()
        else {
            panic!("a new one")
        };
        assert_eq!((words.title, words.summary), (source.card.title.clone(), source.card.summary.clone()));
        let named = read_series(Locale::De, &source, &fields.with("series_title", "Tonabende")).unwrap();
        assert!(matches!(named, InSeries::New(words) if words.title == Localised::of("de", "Tonabende")));
        assert!(read_series(Locale::De, &source, &fields).unwrap_err().at("series_title").is_some());
        let known = fields.with("series", "00000000-0000-0000-0000-000000000001");
        assert!(matches!(read_series(Locale::De, &source, &known), Ok(InSeries::Known(_))));
    }

    #[test]
    fn what_a_room_said_stands_at_its_day() {
        let source = event(vec![in_room("saal", session(9, 10, 12)), in_room("saal", session(9, 14, 16))]);
        let verdict = Verdict { broken: vec![BrokenRule::InThePast], ..Verdict::default() };
        let refusal = BookingRefusal::Rules(verdict);
        let one = RefusedDate { date: day(3, 16), of: source.sessions[1].id, refusal };
        let problems = refused(Locale::De, &source, &[one]);
        assert!(problems.at("take-2027-03-16").unwrap().contains("Teil um 14"));
        assert_eq!(problems.0[0].0, None);
    }
}
