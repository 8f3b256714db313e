//! The sessions of a copy between form and desk: each has its own day, times and room, and may be left out.

use std::borrow::Cow;

use chrono::NaiveDate;
use domain::{
    booking::BookingRefusal,
    desk::{CopiedSession, EventView, SessionView},
    event::{EventRefusal, shift},
    id::SessionId,
    slot::LocalSpan,
};

use super::session_fields as one;
use crate::{
    form::{Fields, Problems},
    t,
    texts::Locale,
    ui::{dates, form::last_day},
};

/// The fields of one session, without the place that tells them apart.
const NAMES: [&str; 5] = ["date", "from", "until", "until_date", "space"];

/// The name of a field of the session at a place: `date_0`.
#[must_use]
pub fn named(name: &str, place: usize) -> String {
    format!("{name}_{place}")
}

/// The sessions a copy can have: what was called off is not announced again.
#[must_use]
pub fn sessions(event: &EventView) -> Vec<SessionView> {
    event.sessions.iter().filter(|session| !session.cancelled).cloned().collect()
}

/// The form with every session moved, so that the first one is on this day.
#[must_use]
pub fn fill(event: &EventView, first: NaiveDate) -> Fields {
    let sessions = sessions(event);
    let spans: Vec<LocalSpan> = sessions.iter().map(|session| session.when.local).collect();
    let mut fields = Fields::default();
    for (place, (session, span)) in sessions.iter().zip(shift(&spans, first)).enumerate() {
        let space = session.place.space.as_ref().map(|space| space.slug.clone()).unwrap_or_default();
        let values = [
            dates::iso_date(span.from.date()),
            dates::iso_time(span.from.time()),
            dates::iso_time(span.until.time()),
            span.last().map(dates::iso_date).unwrap_or_default(),
            space,
        ];
        let filled = NAMES.iter().zip(values).map(|(name, value)| (named(name, place), value));
        fields.0.extend(filled.chain([(named("take", place), session.id.to_string())]));
    }
    fields
}

/// One session's fields by their own names.
fn of(fields: &Fields, place: usize) -> Fields {
    Fields(NAMES.iter().map(|name| ((*name).to_owned(), fields.get(&named(name, place)).to_owned())).collect())
}

/// What is wrong with one session, at its fields in the whole form.
fn put(all: &mut Problems, place: usize, hers: Problems, title: &str) {
    for (field, text) in hers.0 {
        let field = field.map_or_else(|| named("date", place), |field| named(&field, place));
        all.add(field, format!("{title}: {text}"));
    }
}

/// Reads the form: which sessions, when and where.
///
/// # Errors
/// Everything that is wrong, by field.
pub fn read(l: Locale, event: &EventView, fields: &Fields) -> Result<Vec<CopiedSession>, Problems> {
    let mut problems = Problems::default();
    let mut copied = Vec::new();
    for (place, session) in sessions(event).iter().enumerate() {
        if fields.parse::<SessionId>(&named("take", place)) != Some(session.id) {
            continue;
        }
        let (mut wrong, hers) = (Problems::default(), of(fields, place));
        let (date, from, until) = (hers.date("date"), hers.time("from"), hers.time("until"));
        for (missing, name, text) in [
            (date.is_none(), "date", t!(l, manage.date_wrong)),
            (from.is_none(), "from", t!(l, manage.from_wrong)),
            (until.is_none(), "until", t!(l, manage.until_wrong)),
            (hers.text("space").is_none() && !session.place.online, "space", t!(l, manage.no_place)),
        ] {
            if missing {
                wrong.add(name, text);
            }
        }
        let last = last_day(l, &hers, date.zip(from), until, &mut wrong);
        if let (Some(date), Some(from), Some(until), true) = (date, from, until, wrong.is_empty()) {
            let space = hers.text("space").map(str::to_owned);
            copied.push(CopiedSession { of: session.id, when: LocalSpan::to(date, from, until, last), space });
        }
        put(&mut problems, place, wrong, session.title.get(l.code()));
    }
    if problems.is_empty() && copied.is_empty() {
        problems = Problems::whole(t!(l, copying.nothing));
    }
    if problems.is_empty() { Ok(copied) } else { Err(problems) }
}

/// What the rooms said, each at its session.
#[must_use]
pub fn refused(l: Locale, event: &EventView, refused: &[(SessionId, BookingRefusal)]) -> Problems {
    let mut problems = Problems::whole(t!(l, copying.refused));
    for (place, session) in sessions(event).iter().enumerate() {
        let Some((_, refusal)) = refused.iter().find(|(of, _)| *of == session.id) else { continue };
        let hers = one::refusal(l, &EventRefusal::Room(refusal.clone())).unwrap_or_default();
        // That nothing was saved is said once, above.
        let hers = Problems(hers.0.into_iter().filter(|(field, _)| field.is_some()).collect());
        let hers =
            if hers.is_empty() { Problems::of("space", t!(l, copying.cannot_have)) } else { capacity_at_room(hers) };
        put(&mut problems, place, hers, session.title.get(l.code()));
    }
    problems
}

/// How many come is not asked here, nor which further rooms: what is too small, or taken, is the room.
fn capacity_at_room(problems: Problems) -> Problems {
    let room = |field: &str| field == "capacity" || field.starts_with("further_");
    let at = |field: Cow<'static, str>| if room(&field) { "space".into() } else { field };
    Problems(problems.0.into_iter().map(|(field, text)| (field.map(at), text)).collect())
}

/// The form with an alternative of the session at a place filled in. `None`: none was chosen.
#[must_use]
pub fn taken(fields: &Fields) -> Option<Fields> {
    let (place, carried) = fields.text("take")?.split_once('|')?;
    let place: usize = place.parse().ok()?;
    let filled = one::taken(&Fields(vec![("take".into(), carried.into())]))?;
    let all = NAMES.iter().fold(fields.clone(), |all, name| all.with(&named(name, place), filled.get(name)));
    Some(all.with("take", ""))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::events::samples::{event, in_room, on_net, session};

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 4, day).unwrap()
    }

    #[test]
    fn every_session_moves_by_as_many_days_and_keeps_its_time_and_room() {
        let source = event(vec![in_room("saal", session(9, 10, 12)), on_net(session(11, 18, 20))]);
        let copied = read(Locale::De, &source, &fill(&source, day(13))).unwrap();
        let at = |date: NaiveDate, hour| date.and_hms_opt(hour, 0, 0).unwrap();
        assert_eq!(copied[0].when, LocalSpan { from: at(day(13), 10), until: at(day(13), 12) });
        assert_eq!(copied[1].when, LocalSpan { from: at(day(15), 18), until: at(day(15), 20) });
        assert_eq!((copied[0].space.as_deref(), copied[1].space.as_deref()), (Some("saal"), None));
    }

    #[test]
    fn what_is_called_off_or_not_ticked_is_left_out_but_not_all() {
        let mut off = session(9, 10, 12);
        off.cancelled = true;
        let source = event(vec![off, in_room("saal", session(10, 10, 12)), in_room("saal", session(11, 10, 12))]);
        let mut source = source;
        for (number, session) in (1..).zip(&mut source.sessions) {
            session.id = SessionId(Uuid::from_u128(number));
        }
        let form = fill(&source, day(13));
        assert_eq!(read(Locale::De, &source, &form).unwrap().len(), 2);
        let one = read(Locale::De, &source, &form.with("take_0", "")).unwrap();
        assert_eq!((one.len(), one[0].of), (1, source.sessions[2].id));
        assert!(read(Locale::De, &source, &form.with("take_0", "").with("take_1", "")).is_err());
    }

    #[test]
    fn an_alternative_fills_its_session_and_no_other() {
        let source = event(vec![in_room("saal", session(9, 10, 12)), in_room("saal", session(10, 10, 12))]);
        let form = fill(&source, day(13)).with("take", "1|labor|2027-04-20|14:00|16:00|");
        let filled = taken(&form).unwrap();
        assert_eq!(
            (filled.get("space_1"), filled.get("date_1"), filled.get("from_1")),
            ("labor", "2027-04-20", "14:00")
        );
        assert_eq!((filled.get("space_0"), filled.get("date_0")), ("saal", "2027-04-13"));
        assert_eq!(filled.get("take"), "");
        assert_eq!(taken(&fill(&source, day(13))), None);
    }

    #[test]
    fn everything_wrong_stands_at_its_session() {
        let source = event(vec![in_room("saal", session(9, 10, 12)), in_room("saal", session(10, 10, 12))]);
        let form = fill(&source, day(13)).with("date_0", "morgen").with("space_1", "");
        let problems = read(Locale::De, &source, &form).unwrap_err();
        let fields: Vec<_> = problems.0.iter().filter_map(|(field, _)| field.as_deref()).collect();
        assert_eq!(fields, ["date_0", "space_1"]);
    }
}
