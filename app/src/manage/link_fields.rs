//! The form of a link for a group: what stands in it, what is wrong with it, and what the desk says against it.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use domain::{
    desk::{AccessFields, AccessLink, AccessRefusal, EventView, Reserve, Reserved, SessionView},
    id::SessionId,
    registration::{MOST_GROUP, MOST_LINKS, ReserveFault},
};

use super::access::Gone;
use crate::{
    form::{Fields, Problems},
    t,
    texts::Locale,
    ui::dates,
};

/// A day without a time ends with its last minute.
const LAST: NaiveTime = match NaiveTime::from_hms_opt(23, 59, 0) {
    Some(last) => last,
    None => NaiveTime::MIN,
};

/// A field of a session.
#[must_use]
pub fn named(field: &str, session: SessionId) -> String {
    format!("{field}-{session}")
}

/// The sessions the form asks about, each with what is kept of it: those that are still to come and have a limit, and
/// those of which something is kept. What was released is told, not asked.
#[must_use]
pub fn asked<'a>(
    event: &'a EventView,
    link: Option<&AccessLink>,
    today: NaiveDate,
) -> Vec<(&'a SessionView, Option<Reserved>)> {
    let of = |session: &SessionView| {
        link.and_then(|link| link.reserves.iter().find(|one| one.reserve.session == session.id)).copied()
    };
    let asks = |(session, kept): &(&SessionView, Option<Reserved>)| match kept {
        Some(kept) => kept.released.is_none(),
        None => {
            let to_come = session.postponed || !session.cancelled && session.when.local.from.date() >= today;
            event.limit(session).is_some() && to_come
        }
    };
    event.sessions.iter().map(|session| (session, of(session))).filter(asks).collect()
}

/// What is stored, as the form has it.
#[must_use]
pub fn fill(link: &AccessLink) -> Fields {
    let mut fields = vec![("name".to_owned(), link.name.clone())];
    let mut moment = |date: String, time: String, at: NaiveDateTime| {
        fields.push((date, dates::iso_date(at.date())));
        fields.push((time, dates::iso_time(at.time())));
    };
    if let Some(opens) = link.opens {
        moment("opens_date".to_owned(), "opens_time".to_owned(), opens);
    }
    for Reserved { reserve, .. } in &link.reserves {
        moment(named("until_date", reserve.session), named("until_time", reserve.session), reserve.until);
    }
    let seats = link.reserves.iter().map(|one| (named("seats", one.reserve.session), one.reserve.seats.to_string()));
    fields.extend(seats);
    Fields(fields)
}

/// Reads the form; everything wrong is said at once.
///
/// # Errors
/// What is wrong, by field.
pub fn read(l: Locale, sessions: impl Iterator<Item = SessionId>, fields: &Fields) -> Result<AccessFields, Problems> {
    let mut problems = Problems::default();
    let name = fields.text("name").unwrap_or_default().to_owned();
    if !(1..=MOST_GROUP).contains(&name.chars().count()) {
        problems.add("name", t!(l, access.name_wrong));
    }
    let opens = fields.date("opens_date");
    if opens.is_none() && (fields.text("opens_date").is_some() || fields.text("opens_time").is_some()) {
        problems.add("opens_date", t!(l, access.opening_wrong));
    }
    let opens = opens.map(|day| day.and_time(fields.time("opens_time").unwrap_or(NaiveTime::MIN)));
    let mut reserves = Vec::new();
    for session in sessions {
        let [seats, date, time] = ["seats", "until_date", "until_time"].map(|field| named(field, session));
        let until = fields.date(&date);
        if fields.text(&seats).is_none() {
            if fields.text(&date).is_some() {
                problems.add(seats, t!(l, access.seats_missing));
            }
            continue;
        }
        let number = fields.parse::<u16>(&seats).filter(|seats| *seats > 0);
        if number.is_none() {
            problems.add(seats, t!(l, access.seats_wrong));
        }
        if until.is_none() {
            problems.add(date, t!(l, access.until_wrong));
        }
        if let (Some(seats), Some(day)) = (number, until) {
            let until = day.and_time(fields.time(&time).unwrap_or(LAST));
            reserves.push(Reserve { session, seats, until });
        }
    }
    if problems.is_empty() { Ok(AccessFields { name, opens, reserves }) } else { Err(problems) }
}

/// A refusal of the desk, where it belongs in the form.
///
/// # Errors
/// When there is nothing left to show the form for.
pub fn refusal(l: Locale, refusal: &AccessRefusal) -> Result<Problems, Gone> {
    Ok(match refusal {
        AccessRefusal::NotFound => return Err(Gone::NotFound),
        AccessRefusal::Unavailable => return Err(Gone::Unavailable),
        AccessRefusal::ChangedMeanwhile => Problems::whole(t!(l, access.problem_changed)),
        AccessRefusal::Over => Problems::whole(t!(l, access.problem_over)),
        AccessRefusal::TooMany => Problems::whole(t!(l, access.problem_too_many, count = MOST_LINKS)),
        AccessRefusal::Name => Problems::of("name", t!(l, access.name_wrong)),
        AccessRefusal::Reserves(faults) => {
            let mut problems = Problems::default();
            for (session, fault) in faults {
                let field = if *fault == ReserveFault::Until { "until_date" } else { "seats" };
                problems.add(named(field, *session), said(l, *fault));
            }
            problems
        }
    })
}

fn said(l: Locale, fault: ReserveFault) -> String {
    match fault {
        ReserveFault::NoLimit => t!(l, access.fault_no_limit).to_owned(),
        ReserveFault::Over => t!(l, access.fault_over).to_owned(),
        ReserveFault::Until => t!(l, access.fault_until).to_owned(),
        ReserveFault::Taken { taken } => t!(l, access.fault_taken, count = taken),
        ReserveFault::TooMany { most } => t!(l, access.fault_too_many, count = most),
        ReserveFault::WaitedFor => t!(l, access.fault_waited_for).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use domain::id::AccessId;
    use uuid::Uuid;

    use super::*;
    use crate::events::samples::{event, session};

    fn at(day: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2027, 3, day).unwrap().and_hms_opt(12, 30, 0).unwrap()
    }

    fn link(reserves: Vec<Reserved>) -> AccessLink {
        AccessLink {
            id: AccessId(Uuid::from_u128(1)),
            name: "Partner".into(),
            opens: Some(at(1)),
            token: None,
            seats: 0,
            reserves,
            version: 1,
        }
    }

    fn kept(session: &SessionView, released: Option<NaiveDateTime>) -> Reserved {
        let reserve = Reserve { session: session.id, seats: 4, until: at(5) };
        Reserved { reserve, taken: 1, kept: 3, released }
    }

    #[test]
    fn what_is_stored_comes_back_unchanged_through_the_form() {
        let session = session(9, 9, 10);
        let link = link(vec![kept(&session, None)]);
        let reserves = vec![link.reserves[0].reserve];
        let read = read(Locale::De, [session.id].into_iter(), &fill(&link));
        assert_eq!(read, Ok(AccessFields { name: "Partner".into(), opens: Some(at(1)), reserves }));
    }

    #[test]
    fn everything_wrong_is_said_at_once_beside_its_session() {
        let ids = [1, 2, 3].map(|number| SessionId(Uuid::from_u128(number)));
        let typed = |field: &str, id: usize, value: &str| (named(field, ids[id]), value.to_owned());
        let fields = Fields(vec![
            ("opens_time".into(), "9:00".into()),
            typed("seats", 0, "0"),
            typed("until_date", 1, "2027-03-01"),
            typed("seats", 2, "3"),
        ]);
        let problems = read(Locale::De, ids.into_iter(), &fields).unwrap_err();
        let found: Vec<_> = problems.0.iter().filter_map(|(field, _)| field.as_deref()).collect();
        let expected = [
            "name".to_owned(),
            "opens_date".to_owned(),
            named("seats", ids[0]),
            named("until_date", ids[0]),
            named("seats", ids[1]),
            named("until_date", ids[2]),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_day_without_a_time_lasts_until_its_end() {
        let id = SessionId(Uuid::from_u128(1));
        let fields = Fields(vec![
            ("name".into(), "Partner".into()),
            (named("seats", id), "3".into()),
            (named("until_date", id), "2027-03-01".into()),
        ]);
        let read = read(Locale::De, [id].into_iter(), &fields).unwrap();
        assert_eq!(read.reserves[0].until.to_string(), "2027-03-01 23:59:00");
    }

    #[test]
    fn only_what_can_still_be_kept_is_asked() {
        let today = NaiveDate::from_ymd_opt(2027, 3, 9).unwrap();
        let limitless = SessionView { capacity: None, left: None, ..session(12, 9, 10) };
        let off = SessionView { cancelled: true, ..session(13, 9, 10) };
        let later = SessionView { cancelled: true, postponed: true, ..session(1, 9, 10) };
        let event = event(vec![session(8, 9, 10), session(10, 9, 10), limitless, off, later, session(11, 9, 10)]);
        let ids = |link: Option<&AccessLink>| -> Vec<SessionId> {
            asked(&event, link, today).into_iter().map(|(session, _)| session.id).collect()
        };
        let all: Vec<_> = event.sessions.iter().map(|session| session.id).collect();
        assert_eq!(ids(None), [all[1], all[4], all[5]]);
        let link = link(vec![kept(&event.sessions[0], None), kept(&event.sessions[1], Some(at(2)))]);
        assert_eq!(ids(Some(&link)), [all[0], all[4], all[5]], "kept is asked, released is not");
    }
}
