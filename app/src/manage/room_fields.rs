//! The further rooms of a session, and how long it is set up and cleared, between form and desk.

use domain::{
    booking::RoomVerdicts,
    desk::SessionView,
    event::MOST_FURTHER,
    slot::{LocalSpan, Margins},
    space::SpaceRef,
};

use super::session_fields::{field_of, said};
use crate::{
    form::{Fields, Problems},
    t,
    texts::Locale,
    ui::dates,
};

/// The name of the field of a further room: `further_0`.
#[must_use]
pub fn name(number: usize) -> String {
    format!("further_{number}")
}

/// What a room at a place among all is called in the form: the main one is at 0.
fn field(place: usize) -> String {
    place.checked_sub(1).map_or_else(|| "space".to_owned(), name)
}

/// The further rooms that are chosen, in the order of the form.
#[must_use]
pub fn read(fields: &Fields) -> Vec<String> {
    (0..MOST_FURTHER).filter_map(|number| Some(fields.text(&name(number))?.to_owned())).collect()
}

/// How many further rooms can be chosen: those that are, and one more.
#[must_use]
pub fn shown(fields: &Fields) -> usize {
    let last = (0..MOST_FURTHER).rev().find(|number| fields.text(&name(*number)).is_some());
    let more = usize::from(fields.get("do") == "room");
    (last.map_or(0, |last| last + 1) + 1 + more).min(MOST_FURTHER)
}

/// The form without gaps between its further rooms, and none of them twice: as the desk counts them.
#[must_use]
pub fn close_up(fields: &Fields) -> Fields {
    let mut known: Vec<String> = fields.text("space").map(str::to_owned).into_iter().collect();
    let mut further = read(fields);
    further.retain(|slug| {
        let new = !known.contains(slug);
        known.push(slug.clone());
        new
    });
    let mut further = further.into_iter();
    (0..MOST_FURTHER).fold(fields.clone(), |all, number| all.with(&name(number), &further.next().unwrap_or_default()))
}

/// Reads how long it is set up and cleared.
pub fn read_margins(l: Locale, fields: &Fields, problems: &mut Problems) -> Margins {
    let mut minutes = |name: &'static str| {
        let typed = fields.text(name).map_or(Some(0), |typed| typed.parse::<u16>().ok());
        let possible = |minutes: &u16| Margins { before: *minutes, after: 0 }.are_possible();
        let read = typed.filter(possible);
        if read.is_none() {
            problems.add(name, t!(l, rooms.margins_wrong));
        }
        read.unwrap_or_default()
    };
    Margins { before: minutes("setup"), after: minutes("clear") }
}

/// Fills in what is stored.
pub fn fill(fields: &mut Fields, session: &SessionView) {
    let further = session.place.further.iter().enumerate();
    fields.0.extend(further.map(|(number, space)| (name(number), space.slug.clone())));
    for (name, minutes) in [("setup", session.margins.before), ("clear", session.margins.after)] {
        if minutes > 0 {
            fields.0.push((name.to_owned(), minutes.to_string()));
        }
    }
}

/// The form with all further rooms in one field, `further`: to see what differs.
#[must_use]
pub fn together(fields: &Fields) -> Fields {
    let mut all = fields.clone();
    all.0.extend(read(fields).into_iter().map(|slug| ("further".to_owned(), slug)));
    all
}

/// What several rooms say, each at its field.
#[must_use]
pub fn problems(l: Locale, verdicts: &RoomVerdicts) -> Problems {
    let mut problems = Problems::whole(t!(l, rooms.refused));
    for (place, room) in verdicts.refused() {
        for rule in &room.verdict.broken {
            let words = said(l, rule, room.verdict.lifter(rule));
            let words = t!(l, rooms.said, room = room.space.name.get(l.code()), rule = words);
            // What is about the room stands at the room; what is about the main one alone where it stands for one.
            let field = match (place, field_of(rule)) {
                (0, Some(field)) => field.into(),
                _ => field(place).into(),
            };
            problems.0.push((Some(field), words));
        }
    }
    problems
}

/// What a button for another room in the place of one carries: `further_0|foyer`.
#[must_use]
pub fn carried(place: usize, space: &SpaceRef) -> String {
    format!("{}|{}", field(place), space.slug)
}

/// The form with another room filled in.
#[must_use]
pub fn taken(fields: &Fields, name: &str, slug: &str) -> Option<Fields> {
    let known = name == "space" || (0..MOST_FURTHER).any(|number| self::name(number) == name);
    known.then(|| fields.with(name, slug).with("take", ""))
}

/// The fields of a form for the time of a use, set-up and clearing included, as a booking asks for it. What begins on the
/// day before is asked for from its midnight on only.
#[must_use]
pub fn widened(fields: &Fields) -> Fields {
    let margins = read_margins(Locale::De, fields, &mut Problems::default());
    let (date, from, until) = (fields.date("date"), fields.time("from"), fields.time("until"));
    let (Some(date), Some(from), Some(until), false) = (date, from, until, margins == Margins::default()) else {
        return fields.clone();
    };
    let span = LocalSpan::to(date, from, until, fields.date("until_date"));
    let minutes = |minutes: u16| chrono::TimeDelta::minutes(minutes.into());
    let span = LocalSpan { from: span.from - minutes(margins.before), until: span.until + minutes(margins.after) };
    fields
        .with("date", &dates::iso_date(span.from.date()))
        .with("from", &dates::iso_time(span.from.time()))
        .with("until", &dates::iso_time(span.until.time()))
        .with("until_date", &span.last().map(dates::iso_date).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use domain::{
        booking::RoomVerdict,
        rules::{BrokenRule, Verdict},
    };

    use super::*;
    use crate::events::samples::{also_in, in_room, session};

    fn typed(fields: &[(&str, &str)]) -> Fields {
        Fields(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn what_is_stored_comes_back_in_order() {
        let mut stored = also_in("c", also_in("b", in_room("a", session(9, 9, 11))));
        stored.margins = Margins { before: 60, after: 0 };
        let mut fields = Fields::default();
        fill(&mut fields, &stored);
        assert_eq!(read(&fields), ["b", "c"]);
        let mut problems = Problems::default();
        assert_eq!(read_margins(Locale::De, &fields, &mut problems), stored.margins);
        assert!(problems.is_empty());
    }

    #[test]
    fn there_is_always_room_for_one_more_and_one_besides_when_asked_for() {
        assert_eq!(shown(&typed(&[])), 1);
        assert_eq!(shown(&typed(&[("do", "room")])), 2);
        assert_eq!(shown(&typed(&[("further_2", "b")])), 4);
        assert_eq!(shown(&typed(&[("further_7", "b"), ("do", "room")])), MOST_FURTHER);
    }

    #[test]
    fn gaps_close_and_a_room_named_twice_is_one() {
        let fields =
            typed(&[("space", "a"), ("further_0", ""), ("further_1", "b"), ("further_3", "a"), ("further_5", "c")]);
        let closed = close_up(&fields);
        assert_eq!(read(&closed), ["b", "c"]);
        assert_eq!((closed.get("further_0"), closed.get("further_1"), closed.get("space")), ("b", "c", "a"));
    }

    #[test]
    fn margins_are_minutes_in_steps() {
        for (typed_in, read, wrong) in [
            ("", 0, false),
            ("15", 15, false),
            ("240", 240, false),
            ("7", 0, true),
            ("245", 0, true),
            ("viel", 0, true),
        ] {
            let mut problems = Problems::default();
            let margins = read_margins(Locale::De, &typed(&[("setup", typed_in)]), &mut problems);
            assert_eq!((margins.before, problems.at("setup").is_some()), (read, wrong), "{typed_in}");
        }
    }

    #[test]
    fn every_room_that_says_no_is_named_at_its_field() {
        let stored = also_in("c", also_in("b", in_room("a", session(9, 9, 11))));
        let broken = [vec![BrokenRule::InThePast], vec![], vec![BrokenRule::Taken { by: vec![], free_units: 0 }]];
        let rooms = stored.place.spaces().zip(broken).map(|(space, broken)| RoomVerdict {
            space: space.clone(),
            verdict: Verdict { broken, ..Verdict::default() },
        });
        let verdicts = RoomVerdicts { rooms: rooms.collect(), times: vec![] };
        let problems = problems(Locale::De, &verdicts);
        let fields: Vec<_> = problems.0.iter().map(|(field, _)| field.as_deref()).collect();
        assert_eq!(fields, [None, Some("date"), Some("further_1")]);
        assert!(problems.at("further_1").unwrap().starts_with("C: "));
    }

    #[test]
    fn another_room_takes_the_place_of_one_and_of_no_other_field() {
        let fields = typed(&[("space", "a"), ("further_0", "b"), ("speaker_0", "Anna")]);
        assert_eq!(taken(&fields, "further_0", "c").unwrap().get("further_0"), "c");
        assert_eq!(taken(&fields, "speaker_0", "c"), None);
    }

    #[test]
    fn a_room_is_asked_for_with_the_time_to_set_up_and_clear() {
        let fields =
            typed(&[("date", "2027-03-09"), ("from", "14:00"), ("until", "16:00"), ("setup", "60"), ("clear", "30")]);
        let wide = widened(&fields);
        assert_eq!((wide.get("date"), wide.get("from"), wide.get("until")), ("2027-03-09", "13:00", "16:30"));
        let plain = typed(&[("date", "2027-03-09"), ("from", "14:00"), ("until", "16:00")]);
        assert_eq!(widened(&plain), plain);
    }
}
