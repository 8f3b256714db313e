//! How places and seats are put into words.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{
    attendance::Grant,
    desk::{EventView, Place, SessionView},
    event::Unpublished,
    registration::Window,
    slot::LocalSpan,
    space::{SiteRef, SpaceRef},
};

use crate::{
    t,
    texts::Locale,
    ui::{dates, say::house, words},
};

/// How wide and how high the picture is which the house draws of an event, in points: what previews ask for.
pub const PREVIEW_SIZE: (u32, u32) = (1_200, 630);

/// The rooms of one house, the main one first: `Studio und Foyer`.
#[must_use]
pub fn rooms(l: Locale, rooms: &[&SpaceRef]) -> String {
    let names: Vec<String> = rooms.iter().map(|space| space.name.get(l.code()).to_owned()).collect();
    words::list(l, &names)
}

/// Where a session takes place, line by line: of each house the rooms, its name and what `address` says of it.
#[must_use]
pub fn place_lines(l: Locale, place: &Place, address: impl Fn(&SiteRef) -> String) -> Vec<String> {
    let here = |spaces: Vec<&SpaceRef>| {
        let site = &spaces.first()?.site;
        Some([rooms(l, &spaces), site.name.clone(), address(site)])
    };
    place.by_house().into_iter().filter_map(here).flatten().collect()
}

/// Where a session takes place: `Studio und Foyer, Denkfabrik, Lemgo`, `online`, or both. House by house, where it is in
/// several.
#[must_use]
pub fn place(l: Locale, place: &Place) -> String {
    let houses = place.by_house().into_iter().filter_map(|here| {
        let site = house(&here.first()?.site);
        Some(format!("{}, {site}", rooms(l, &here)))
    });
    let room = Some(houses.collect::<Vec<_>>().join("; ")).filter(|rooms| !rooms.is_empty());
    match room {
        Some(room) if place.online => t!(l, events.and_online, place = room),
        Some(room) => room,
        None if place.online => t!(l, events.online).to_owned(),
        None => t!(l, events.place_unknown).to_owned(),
    }
}

/// The sessions that take place, by start; of what is called off all of it: when and where it would have been still
/// says which event it was.
#[must_use]
pub fn held(event: &EventView) -> Vec<&SessionView> {
    let all_off = event.sessions.iter().all(|session| session.cancelled);
    let mut held: Vec<_> = event.sessions.iter().filter(|session| all_off || !session.cancelled).collect();
    held.sort_by_key(|session| session.when.slot.from());
    held
}

/// When an event takes place: `Di., 9. März 2027, 10:00–12:00 Uhr`, or from which day to which.
#[must_use]
pub fn dates(l: Locale, event: &EventView) -> String {
    let held = held(event);
    let (Some(first), Some(last)) = (held.first(), held.iter().max_by_key(|session| session.when.slot.until())) else {
        return t!(l, events.no_sessions).to_owned();
    };
    let (from, until) = (first.when.local.from, last.when.local.until);
    if held.len() == 1 {
        dates::when(l, &first.when)
    } else if from.date() == until.date() {
        dates::span(l, LocalSpan { from, until })
    } else {
        let (first, last) = (dates::date(l, from.date()), dates::date(l, until.date()));
        t!(l, events.sessions_from_to, count = held.len(), first = first, last = last)
    }
}

/// Where an event takes place, in one line: the room, else the house, else the towns.
#[must_use]
pub fn places(l: Locale, event: &EventView) -> String {
    let held = held(event);
    let distinct = |mut names: Vec<String>| {
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
    };
    let rooms = distinct(held.iter().map(|session| place(l, &session.place)).collect());
    if let [] | [_] = rooms[..] {
        return rooms.into_iter().next().unwrap_or_else(|| t!(l, events.place_unknown).to_owned());
    }
    let spaces = || held.iter().flat_map(|session| session.place.spaces());
    let houses = distinct(spaces().map(|space| house(&space.site)).collect());
    let mut places =
        if let [_] = houses[..] { houses } else { distinct(spaces().map(|s| s.site.town.clone()).collect()) };
    places.extend(held.iter().any(|session| session.place.online).then(|| t!(l, events.online).to_owned()));
    places.join(", ")
}

/// What taking part proves, in a sentence; `at_door`: as those read it who let people in.
#[must_use]
pub fn grant_words(l: Locale, grant: &Grant, at_door: bool) -> String {
    let (name, held) = (grant.of.name.get(l.code()), how_long(l, grant.months));
    if at_door {
        t!(l, door.grants_here, name = name, held = held)
    } else {
        t!(l, door.grants, name = name, held = held)
    }
}

/// For how long a proof holds: `gilt 12 Monate`.
#[must_use]
pub fn how_long(l: Locale, months: Option<u16>) -> String {
    months.map_or_else(|| t!(l, door.for_ever).to_owned(), |months| t!(l, door.months, count = months))
}

/// What is kept for groups besides, while one can register: `10 Plätze für Gruppen reserviert bis …`.
#[must_use]
pub fn reserved_words(l: Locale, session: &SessionView) -> Option<String> {
    let (count, until) = session.reserved.filter(|_| !session.cancelled)?;
    Some(t!(l, access.public_reserved, count = count, until = dates::moment(l, until)))
}

/// So many sessions are named.
const MOST_NAMED: usize = 3;

/// With what else a session shares its seats: `Teilt sich 60 Plätze mit …`.
#[must_use]
pub fn shared_words(l: Locale, event: &EventView, session: &SessionView) -> Option<String> {
    let pool = event.pool_of(session).filter(|_| !session.cancelled)?;
    let others = event.sharing(pool.id).filter(|other| other.id != session.id && !other.cancelled);
    let others: Vec<&str> = others.map(|other| other.title.get(l.code())).collect();
    let distinct: BTreeSet<&str> = others.iter().copied().chain([session.title.get(l.code())]).collect();
    match others.len() {
        0 => None,
        // Several of one name, or of its own, say nothing by their names.
        count if count <= MOST_NAMED && distinct.len() > count => {
            let names: Vec<String> = others.into_iter().map(|title| t!(l, pools.quoted, title = title)).collect();
            Some(t!(l, pools.shares, seats = pool.capacity, names = words::list(l, &names)))
        }
        count => Some(t!(l, pools.shares_many, count = count, seats = pool.capacity)),
    }
}

/// Why one cannot register though there are seats.
#[must_use]
pub fn closed(l: Locale, window: Window) -> String {
    match window {
        Window::Before(opens) => t!(l, registrations.opens, time = dates::moment(l, opens)),
        Window::After(closes) => t!(l, registrations.closed_since, time = dates::moment(l, closes)),
        Window::Open => t!(l, events.closed_note).to_owned(),
    }
}

/// Why a draft cannot become public.
#[must_use]
pub fn unpublished(l: Locale, why: Unpublished) -> &'static str {
    match why {
        Unpublished::NoSession => t!(l, copying.mail_no_session),
        Unpublished::NoPlace => t!(l, copying.mail_no_place),
        Unpublished::RoomGone => t!(l, copying.mail_room_gone),
        Unpublished::Unreviewed => t!(l, review.mail_unreviewed),
        Unpublished::Unconfirmed => t!(l, copying.mail_unconfirmed),
    }
}

/// The seats of a session, as far as one word tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seats {
    /// It was called off.
    Cancelled,
    /// It shall be at another time.
    Postponed,
    /// It is over.
    Over,
    /// One may just come.
    NotNeeded,
    /// None is left.
    Full,
    /// So many are left.
    Left(u16),
    /// There is no limit.
    Unlimited,
    /// One cannot register, for another reason.
    Closed,
}

impl Seats {
    /// The seats of a session of an event that takes registrations or not, seen on a day.
    #[must_use]
    pub fn of(session: &SessionView, takes_registrations: bool, today: NaiveDate) -> Self {
        match session.left {
            _ if session.postponed => Self::Postponed,
            _ if session.cancelled => Self::Cancelled,
            _ if session.when.local.until.date() < today => Self::Over,
            _ if !takes_registrations => Self::NotNeeded,
            _ if session.waitable => Self::Full,
            Some(0) => Self::Full,
            _ if !session.open => Self::Closed,
            Some(left) => Self::Left(left),
            None => Self::Unlimited,
        }
    }

    /// True when one can register.
    #[must_use]
    pub const fn open(self) -> bool {
        matches!(self, Self::Left(_) | Self::Unlimited)
    }

    /// In words: `noch 4 Plätze`.
    #[must_use]
    pub fn words(self, l: Locale) -> String {
        match self {
            Self::Cancelled => t!(l, events.cancelled).to_owned(),
            Self::Postponed => t!(l, postponing.word).to_owned(),
            Self::Over => t!(l, events.over).to_owned(),
            Self::NotNeeded => t!(l, events.no_registration).to_owned(),
            Self::Full => t!(l, words.full).to_owned(),
            Self::Left(left) => t!(l, words.seats_left, count = left),
            Self::Unlimited => t!(l, events.seats_unlimited).to_owned(),
            Self::Closed => t!(l, events.closed).to_owned(),
        }
    }

    /// The modifier of its class: what is gone stands back, what is scarce stands out.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Cancelled => "seats seats--cancelled",
            Self::Postponed => "seats seats--few",
            Self::Over | Self::Full | Self::Closed => "seats seats--none",
            Self::Left(..=5) => "seats seats--few",
            Self::Left(_) | Self::Unlimited | Self::NotNeeded => "seats",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::SiteId;
    use uuid::Uuid;

    use crate::events::samples::{also_in, in_room, on_net, session};

    #[test]
    fn a_place_is_named_from_the_room_to_the_town() {
        let said = |session: SessionView| place(Locale::De, &session.place);
        assert_eq!(said(in_room("a", session(9, 9, 10))), "A, Werk, Lemgo");
        assert_eq!(said(on_net(in_room("a", session(9, 9, 10)))), "A, Werk, Lemgo, auch online");
        assert_eq!(said(on_net(session(9, 9, 10))), "online");
        assert_eq!(said(also_in("b", in_room("a", session(9, 9, 10)))), "A und B, Werk, Lemgo");
        let far = also_in("d", also_in("c", also_in("b", in_room("a", session(9, 9, 10)))));
        let moved = |number: usize, mut session: SessionView| {
            let space = &mut session.place.further[number];
            (space.site.id, space.site.name) = (SiteId(Uuid::from_u128(9)), "Hof".into());
            session
        };
        assert_eq!(said(moved(1, far)), "A, B und D, Werk, Lemgo; C, Hof, Lemgo", "house by house, the main one first");
        assert_eq!(said(session(9, 9, 10)), "Ort folgt");
        let mut named = in_room("a", session(9, 9, 10));
        if let Some(space) = &mut named.place.space {
            space.site.name = "Werk Lemgo".into();
        }
        assert_eq!(said(named), "A, Werk Lemgo");
    }

    #[test]
    fn of_several_sessions_the_days_and_the_house_are_named() {
        let said = |sessions| {
            let event = crate::events::samples::event(sessions);
            (dates(Locale::De, &event), places(Locale::De, &event))
        };
        let off = SessionView { cancelled: true, ..session(1, 9, 10) };
        for (sessions, when, place) in [
            (vec![], "Das Programm steht noch nicht fest.", "Ort folgt"),
            (vec![in_room("a", session(9, 9, 10)), off.clone()], "Di., 9. März 2027, 9:00–10:00 Uhr", "A, Werk, Lemgo"),
            (vec![off], "Mo., 1. März 2027, 9:00–10:00 Uhr", "Ort folgt"),
            (
                vec![in_room("a", session(9, 9, 10)), in_room("b", session(9, 14, 16))],
                "Di., 9. März 2027, 9:00–16:00 Uhr",
                "Werk, Lemgo",
            ),
            (
                vec![in_room("a", session(9, 9, 10)), on_net(session(10, 9, 10))],
                "2 Programmteile, Di., 9. März 2027 bis Mi., 10. März 2027",
                "Werk, Lemgo, online",
            ),
        ] {
            assert_eq!(said(sessions), (when.to_owned(), place.to_owned()));
        }
    }

    #[test]
    fn what_matters_most_about_the_seats_is_said() {
        let today = NaiveDate::from_ymd_opt(2027, 3, 1).unwrap();
        let later = NaiveDate::from_ymd_opt(2027, 3, 10).unwrap();
        let base = session(9, 9, 10);
        let with = |change: fn(&mut SessionView)| {
            let mut session = base.clone();
            change(&mut session);
            session
        };
        for (session, takes, today, expected) in [
            (with(|_| {}), true, today, Seats::Left(4)),
            (with(|s| s.left = None), true, today, Seats::Unlimited),
            (with(|s| (s.left, s.open) = (Some(0), false)), true, today, Seats::Full),
            (with(|s| (s.open, s.waitable) = (false, true)), true, today, Seats::Full),
            (with(|s| s.open = false), true, today, Seats::Closed),
            (with(|s| s.open = false), false, today, Seats::NotNeeded),
            (with(|_| {}), true, later, Seats::Over),
            (with(|s| s.cancelled = true), true, later, Seats::Cancelled),
            (with(|s| (s.cancelled, s.postponed) = (true, true)), true, later, Seats::Postponed),
        ] {
            assert_eq!(Seats::of(&session, takes, today), expected);
        }
    }
}
