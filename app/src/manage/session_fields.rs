//! A session between form and desk.

use domain::{
    booking::BookingRefusal,
    desk::{EventView, SessionFields, SessionView},
    event::{EventRefusal, MOST_FURTHER},
    rules::{Alternative, BrokenRule, Lifter},
    slot::LocalSpan,
};

use super::{
    access::{Gone, whole},
    pool_fields::too_small,
    room_fields, speaker_fields,
    word_fields::{localised, spread},
};
use crate::{
    form::{Fields, Problems},
    t,
    texts::Locale,
    ui::{dates, form::last_day, rules},
};

/// Reads the form.
///
/// # Errors
/// What is wrong, by field.
pub fn read(l: Locale, fields: &Fields) -> Result<SessionFields, Problems> {
    let mut problems = Problems::default();
    let (date, from, until) = (fields.date("date"), fields.time("from"), fields.time("until"));
    for (missing, name, text) in [
        (date.is_none(), "date", t!(l, manage.date_wrong)),
        (from.is_none(), "from", t!(l, manage.from_wrong)),
        (until.is_none(), "until", t!(l, manage.until_wrong)),
    ] {
        if missing {
            problems.add(name, text);
        }
    }
    let last = last_day(l, fields, date.zip(from), until, &mut problems);
    let (space, online_url) = (fields.text("space").map(str::to_owned), fields.text("online").map(str::to_owned));
    let further = room_fields::read(fields);
    if space.is_none() && !further.is_empty() {
        problems.add("space", t!(l, rooms.first_missing));
    } else if space.is_none() && online_url.is_none() {
        problems.add("space", t!(l, manage.no_place));
    }
    let margins = room_fields::read_margins(l, fields, &mut problems);
    let capacity = fields.text("capacity").map(|typed| typed.parse::<u16>().ok().filter(|seats| *seats > 0));
    if capacity == Some(None) {
        problems.add("capacity", t!(l, manage.capacity_wrong));
    }
    let speakers = speaker_fields::read(fields);
    speaker_fields::check(l, &speakers, &mut problems);
    let (Some(date), Some(from), Some(until), true) = (date, from, until, problems.is_empty()) else {
        return Err(problems);
    };
    Ok(SessionFields {
        title: localised(fields, "title"),
        summary: localised(fields, "summary"),
        track: localised(fields, "track"),
        date,
        from,
        until,
        last,
        space,
        further,
        margins,
        online_url,
        speakers: speakers.into_iter().filter(|speaker| !speaker.name.is_empty()).collect(),
        capacity: capacity.flatten(),
        pool: fields.parse("pool"),
        override_reason: fields.text("override_reason").map(|reason| reason.trim().to_owned()),
    })
}

/// A refusal of the desk, where it belongs in the form.
///
/// # Errors
/// When there is nothing left to show the form for.
pub fn refusal(l: Locale, refusal: &EventRefusal) -> Result<Problems, Gone> {
    Ok(match refusal {
        EventRefusal::Title => Problems::of("title_de", t!(l, manage.title_wrong)),
        EventRefusal::Summary => Problems::of("summary_de", t!(l, manage.summary_wrong)),
        EventRefusal::NoPlace => Problems::of("space", t!(l, manage.no_place)),
        EventRefusal::OnlineAddress => Problems::of("online", t!(l, manage.online_wrong)),
        EventRefusal::Track => Problems::of("track_de", t!(l, programme.track_wrong)),
        EventRefusal::Speaker(number, fault) => speaker_fields::problem(l, *number, *fault),
        EventRefusal::FewerSeatsThanTaken { taken } => {
            Problems::of("capacity", t!(l, manage.seats_taken, count = *taken))
        }
        EventRefusal::FewerSeatsThanKept { taken, reserved } => {
            Problems::of("capacity", t!(l, access.fewer_seats, taken = *taken, reserved = *reserved))
        }
        EventRefusal::Pool(fault) => Problems::of("pool", too_small(l, *fault)),
        EventRefusal::Room(BookingRefusal::Rules(verdict)) => {
            let mut problems = Problems::whole(t!(l, manage.room_refused));
            problems.0.extend(
                verdict.broken.iter().map(|rule| (field_of(rule).map(Into::into), said(l, rule, verdict.lifter(rule)))),
            );
            problems
        }
        EventRefusal::Room(BookingRefusal::Rooms(verdicts)) => room_fields::problems(l, verdicts),
        EventRefusal::FurtherSpaces => Problems::of("further_0", t!(l, rooms.too_many, count = MOST_FURTHER)),
        EventRefusal::Margins => Problems::of("setup", t!(l, rooms.margins_wrong)),
        EventRefusal::Room(BookingRefusal::NotFound) => Problems::of("space", t!(l, manage.no_place)),
        EventRefusal::Room(BookingRefusal::NoSuchTime) => Problems::of("from", t!(l, manage.no_such_time)),
        EventRefusal::Room(BookingRefusal::Forbidden) => Problems::whole(t!(l, manage.forbidden)),
        EventRefusal::Room(BookingRefusal::Unavailable) => return Err(Gone::Unavailable),
        other => whole(l, other)?,
    })
}

/// The field a broken rule is about.
pub(super) const fn field_of(rule: &BrokenRule) -> Option<&'static str> {
    match rule {
        BrokenRule::InThePast | BrokenRule::TooSoon { .. } | BrokenRule::TooFarAhead { .. } => Some("date"),
        BrokenRule::OffGrid { .. }
        | BrokenRule::TooShort { .. }
        | BrokenRule::TooLong { .. }
        | BrokenRule::Closed { .. }
        | BrokenRule::Closure { .. }
        | BrokenRule::Taken { .. }
        | BrokenRule::Held { .. } => Some("from"),
        BrokenRule::TooManyPeople { .. } => Some("capacity"),
        BrokenRule::LayoutNotOffered { .. }
        | BrokenRule::EquipmentShort { .. }
        | BrokenRule::NotAdmitted { .. }
        | BrokenRule::AskFirst
        | BrokenRule::QuotaExceeded { .. }
        | BrokenRule::QualificationMissing { .. } => Some("space"),
        BrokenRule::NoOrganisation
        | BrokenRule::OrganisationUnconfirmed
        | BrokenRule::RoleMayNotBook
        | BrokenRule::TooLateToCancel { .. } => None,
    }
}

/// A broken rule, and who can make an exception.
pub(super) fn said(l: Locale, rule: &BrokenRule, lifter: Lifter) -> String {
    let broken = rules::broken_rule(l, rule);
    rules::lifter(l, lifter).map_or(broken.clone(), |lifter| format!("{broken} {lifter}"))
}

/// The form as it is filled from what is stored.
#[must_use]
pub fn fill(event: &EventView, session: &SessionView) -> Fields {
    // What was postponed takes place again once it has a time: it is to be chosen, not left as it was.
    let mut fields = if session.postponed { Fields::default() } else { when(session.when.local) };
    // A session without a title of its own shows the event's: in the form that is an empty field.
    if session.title != event.card.title {
        spread(&mut fields, "title", &session.title);
    }
    spread(&mut fields, "summary", &session.summary);
    spread(&mut fields, "track", &session.track);
    let mut add = |name: &str, value: String| fields.0.push((name.to_owned(), value));
    add("space", session.place.space.as_ref().map(|space| space.slug.clone()).unwrap_or_default());
    add("online", session.place.online_url.clone().unwrap_or_default());
    add("capacity", session.capacity.map(|seats| seats.to_string()).unwrap_or_default());
    add("pool", session.pool.map(|pool| pool.to_string()).unwrap_or_default());
    room_fields::fill(&mut fields, session);
    speaker_fields::fill(&mut fields, &session.speakers);
    fields
}

/// Where the space of a session is asked for as a booking, with the time to set up and clear.
#[must_use]
pub fn booking(fields: &Fields) -> String {
    let fields = room_fields::widened(fields);
    let same = ["space", "date", "from", "until", "until_date"].map(|name| (name, fields.get(name)));
    let asked = same.into_iter().chain([("people", fields.get("capacity"))]).filter(|(_, value)| !value.is_empty());
    let asked = asked.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    format!("/bookings/new?{}", Fields(asked).encode())
}

/// The form of a new session: what the address says, else right after the last one, in the same room.
#[must_use]
pub fn fresh(event: &EventView, query: &Fields) -> Fields {
    let mut fields = Fields::default();
    if let Some(last) = event.sessions.iter().filter(|session| !session.cancelled).max_by_key(|s| s.when.slot.until()) {
        fields = fields.with("date", &dates::iso_date(last.when.local.until.date()));
        fields = fields.with("from", &dates::iso_time(last.when.local.until.time()));
        fields = fields.with("space", last.place.space.as_ref().map_or("", |space| space.slug.as_str()));
        fields = fields.with("capacity", &last.capacity.map(|seats| seats.to_string()).unwrap_or_default());
        fields = fields.with("pool", &last.pool.map(|pool| pool.to_string()).unwrap_or_default());
    }
    ["date", "from", "until", "space", "further_0", "capacity"]
        .into_iter()
        .filter_map(|name| Some((name, query.text(name)?)))
        .fold(fields, |fields, (name, value)| fields.with(name, value))
}

fn when(local: LocalSpan) -> Fields {
    Fields(vec![
        ("date".into(), dates::iso_date(local.from.date())),
        ("from".into(), dates::iso_time(local.from.time())),
        ("until".into(), dates::iso_time(local.until.time())),
        ("until_date".into(), local.last().map(dates::iso_date).unwrap_or_default()),
    ])
}

/// What a button for an alternative carries: `werkstatt|2027-03-09|10:00|12:00|`, and the last day of what takes days.
#[must_use]
pub fn carried(alternative: &Alternative) -> String {
    let local = alternative.when.local;
    let (date, from, until) =
        (dates::iso_date(local.from.date()), dates::iso_time(local.from.time()), dates::iso_time(local.until.time()));
    let last = local.last().map(dates::iso_date).unwrap_or_default();
    format!("{}|{date}|{from}|{until}|{last}", alternative.space.slug)
}

/// The form with an alternative filled in. `None`: none was chosen.
#[must_use]
pub fn taken(fields: &Fields) -> Option<Fields> {
    let parts: Vec<&str> = fields.text("take")?.split('|').collect();
    if let [name, slug] = parts[..] {
        return room_fields::taken(fields, name, slug);
    }
    let [space, date, from, until, last] = parts[..] else { return None };
    let filled =
        [("space", space), ("date", date), ("from", from), ("until", until), ("until_date", last), ("take", "")];
    Some(filled.into_iter().fold(fields.clone(), |fields, (name, value)| fields.with(name, value)))
}

#[cfg(test)]
mod tests {
    use domain::{speaker::Speaker, text::Localised};

    use super::*;
    use crate::events::samples::{event, in_room, session};

    #[test]
    fn what_is_stored_comes_back_unchanged_through_the_form() {
        let mut stored = in_room("saal", session(9, 10, 12));
        stored.speakers = vec![Speaker::named("Anna"), Speaker { affiliation: "Werk".into(), ..Speaker::named("Ben") }];
        stored.summary = Localised::of("en", "Sound");
        stored.track = Localised::of("de", "Klang");
        stored.pool = Some(domain::id::SeatPoolId(uuid::Uuid::from_u128(7)));
        let read = read(Locale::De, &fill(&event(vec![]), &stored)).unwrap();
        assert_eq!(read.date.and_time(read.from), stored.when.local.from);
        assert_eq!(read.date.and_time(read.until), stored.when.local.until);
        assert_eq!((read.space.as_deref(), read.capacity), (Some("saal"), Some(20)));
        assert_eq!((read.speakers, read.summary, read.title), (stored.speakers, stored.summary, stored.title));
        assert_eq!((read.track, read.pool), (stored.track, stored.pool));
    }

    #[test]
    fn a_session_of_days_keeps_them_through_the_form() {
        let mut stored = in_room("saal", session(9, 10, 12));
        stored.when.local.until += chrono::TimeDelta::days(2);
        let form = fill(&event(vec![]), &stored);
        assert_eq!(read(Locale::De, &form).unwrap().span(), stored.when.local);
        let problems = read(Locale::De, &form.with("until_date", "2027-03-08")).unwrap_err();
        assert!(problems.at("until_date").is_some());
    }

    #[test]
    fn the_events_title_is_not_a_sessions_own() {
        let mut stored = session(9, 10, 12);
        let event = event(vec![]);
        stored.title = event.card.title.clone();
        assert_eq!(fill(&event, &stored).text("title_de"), None);
    }

    #[test]
    fn the_next_session_follows_the_last_one_unless_the_address_says_otherwise() {
        let event = event(vec![in_room("saal", session(9, 10, 12))]);
        let fields = fresh(&event, &Fields(vec![("from".into(), "14:00".into())]));
        assert_eq!((fields.get("date"), fields.get("from"), fields.get("space")), ("2027-03-09", "14:00", "saal"));
    }

    #[test]
    fn an_alternative_fills_time_and_room_and_keeps_the_rest() {
        let room = in_room("b", session(10, 14, 16));
        let alternative = Alternative { space: room.place.space.clone().unwrap(), when: room.when };
        let typed = Fields(vec![
            ("space".into(), "a".into()),
            ("speaker_0".into(), "Anna".into()),
            ("take".into(), carried(&alternative)),
        ]);
        let filled = taken(&typed).unwrap();
        assert_eq!((filled.get("space"), filled.get("date")), ("b", "2027-03-10"));
        assert_eq!((filled.get("from"), filled.get("until")), ("14:00", "16:00"));
        assert_eq!((filled.get("speaker_0"), filled.get("take")), ("Anna", ""));
    }

    #[test]
    fn every_rule_the_room_names_stands_at_its_field() {
        let broken = vec![BrokenRule::InThePast, BrokenRule::TooManyPeople { seats: 12 }];
        let verdict = domain::rules::Verdict { broken, ..domain::rules::Verdict::default() };
        let problems = refusal(Locale::De, &EventRefusal::Room(BookingRefusal::Rules(verdict))).unwrap();
        let fields: Vec<_> = problems.0.iter().map(|(field, _)| field.as_deref()).collect();
        assert_eq!(fields, [None, Some("date"), Some("capacity")]);
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let problems = read(Locale::De, &Fields(vec![("capacity".into(), "viele".into())])).unwrap_err();
        let fields: Vec<_> = problems.0.iter().filter_map(|(field, _)| field.as_deref()).collect();
        assert_eq!(fields, ["date", "from", "until", "space", "capacity"]);
    }
}
