//! A booking that stands already: who may change it, which of its dates, and whom the house writes to about it.

use std::str::FromStr;

use chrono::NaiveDate;
use domain::{
    access::Person,
    booking::BookingState,
    desk::{BookingView, Dates, LocalWish, Moving, OccurrenceView},
    id::{BookingId, OccurrenceId},
};

use crate::{ask::Ask, page::Answer, t, texts::Locale};

/// The booking of this address, if the person may change it; else back to where it says why not. One of an event moves
/// with its event only.
///
/// # Errors
/// What to answer when there is nothing to change.
pub async fn changeable(ask: &Ask) -> Result<BookingView, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    let id = BookingId::from_str(ask.param("id")).map_err(|_| Answer::NotFound)?;
    let booking = ask.house.bookings.booking(&ask.actor, id).await?.ok_or(Answer::NotFound)?;
    if booking.event.is_some() || !booking.changeable {
        return Err(Answer::Goto(format!("/bookings/{id}")));
    }
    Ok(booking)
}

/// The dates that stand and are not over. Today's may have begun: the desk knows.
#[must_use]
pub fn to_come(booking: &BookingView, today: NaiveDate) -> Vec<&OccurrenceView> {
    let stands = |date: &&OccurrenceView| {
        matches!(date.state, BookingState::Confirmed | BookingState::Requested) && date.when.local.from.date() >= today
    };
    booking.occurrences.iter().filter(stands).collect()
}

/// A date of a booking as a form would have it.
#[must_use]
pub fn as_wished(date: &OccurrenceView) -> LocalWish {
    let local = date.when.local;
    LocalWish {
        space: date.space.slug.clone(),
        date: local.from.date(),
        from: local.from.time(),
        until: local.until.time(),
        last: local.last(),
        people: date.people,
        layout: date.layout,
        units: date.units,
        use_kind: date.use_kind.clone(),
        along: date.along.iter().map(|thing| (thing.key.clone(), thing.count)).collect(),
        behalf: None,
    }
}

/// True when two wishes take the same space, and the same things, at the same time.
#[must_use]
pub fn takes_the_same(one: &LocalWish, other: &LocalWish) -> bool {
    let time = |wish: &LocalWish| (wish.date, wish.from, wish.until, wish.last);
    let things = |wish: &LocalWish| (wish.space.clone(), wish.units, wish.use_kind.clone(), wish.along.clone());
    time(one) == time(other) && things(one) == things(other)
}

/// `other`, changed as `from` would be to become `to`: by as many days, to the same clock, to the same space.
#[must_use]
pub fn alike(from: &LocalWish, to: &LocalWish, other: LocalWish) -> LocalWish {
    let date = other.date.checked_add_signed(to.date - from.date).unwrap_or(other.date);
    let clock = |wish: &LocalWish| (wish.from, wish.until, wish.last.map(|last| last - wish.date));
    let (start, end, days) = if clock(to) == clock(from) { clock(&other) } else { clock(to) };
    LocalWish {
        space: if to.space == from.space { other.space } else { to.space.clone() },
        date,
        from: start,
        until: end,
        last: days.and_then(|days| date.checked_add_signed(days)),
        people: if to.people == from.people { other.people } else { to.people },
        layout: if to.layout == from.layout { other.layout } else { to.layout },
        units: if to.units == from.units { other.units } else { to.units },
        use_kind: if to.use_kind == from.use_kind { other.use_kind } else { to.use_kind.clone() },
        along: if to.along == from.along { other.along } else { to.along.clone() },
        behalf: None,
    }
}

/// Which dates a change is meant for, by the word in the form; `date`: the one the form is about.
#[must_use]
pub fn scope(word: &str, date: OccurrenceId) -> Dates {
    match word {
        "all" => Dates::All,
        "following" => Dates::Following(date),
        _ => Dates::This(date),
    }
}

/// What the browser says about the booking a form is for: the booking, and the date the form is about, if it is not
/// about one date more.
#[must_use]
pub fn word(booking: BookingId, date: Option<OccurrenceId>) -> String {
    date.map_or_else(|| booking.to_string(), |date| format!("{booking} {date}"))
}

/// That word read again.
#[must_use]
pub fn moving(word: &str, dates: &str) -> Option<Moving> {
    let (booking, date) = word.split_once(' ').map_or((word, None), |(booking, date)| (booking, Some(date)));
    let date = date.map(OccurrenceId::from_str).transpose().ok()?;
    Some(Moving { booking: booking.parse().ok()?, dates: date.map(|date| scope(dates, date)) })
}

/// Whom the house writes to about it, when that is somebody else.
#[must_use]
pub fn somebody_else(person: Option<&Person>, booking: &BookingView) -> Option<String> {
    let (name, email) = &booking.booker;
    let her = person.is_some_and(|person| person.email == *email);
    (!her && !email.is_empty()).then(|| if name.is_empty() { email.clone() } else { name.clone() })
}

/// Where the list is that a person found it in: address and name.
#[must_use]
pub fn way_back(l: Locale, person: Option<&Person>, booking: &BookingView) -> (String, &'static str) {
    let ours = |person: &Person| person.memberships.iter().any(|one| one.organisation.id == booking.organisation.id);
    if person.is_none_or(ours) {
        (l.href("/bookings"), t!(l, bookings.mine))
    } else {
        (l.href("/keeper/requests"), t!(l, layout.keeper))
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;
    use domain::equipment::Along;
    use uuid::Uuid;

    use super::*;

    fn wish(space: &str, day: u32, from: u32) -> LocalWish {
        let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        LocalWish {
            space: space.into(),
            date: NaiveDate::from_ymd_opt(2027, 3, day).unwrap(),
            from: time(from),
            until: time(from + 2),
            last: None,
            people: 8,
            layout: None,
            units: 1,
            use_kind: None,
            along: Along::new(),
            behalf: None,
        }
    }

    #[test]
    fn the_browser_says_which_dates_of_which_booking_a_form_is_about() {
        let (booking, date) = (BookingId(Uuid::from_u128(1)), OccurrenceId(Uuid::from_u128(2)));
        let about = |date, dates| moving(&word(booking, date), dates);
        assert_eq!(about(None, "all"), Some(Moving { booking, dates: None }));
        for (said, dates) in [("", Dates::This(date)), ("following", Dates::Following(date)), ("all", Dates::All)] {
            assert_eq!(about(Some(date), said), Some(Moving { booking, dates: Some(dates) }));
        }
        assert_eq!(moving("", "all"), None);
    }

    #[test]
    fn what_differs_on_one_date_is_changed_on_the_others_and_nothing_else() {
        let other = LocalWish { people: 12, ..wish("labor", 16, 14) };
        let day_later = alike(&wish("trafo", 9, 10), &wish("trafo", 10, 10), other.clone());
        assert_eq!(day_later, LocalWish { people: 12, ..wish("labor", 17, 14) });
        let elsewhere = alike(&wish("trafo", 9, 10), &wish("halle", 9, 12), other.clone());
        assert_eq!(elsewhere, LocalWish { people: 12, ..wish("halle", 16, 12) });
        assert_eq!(alike(&wish("trafo", 9, 10), &wish("trafo", 9, 10), other.clone()), other);
        let ends = |day| NaiveDate::from_ymd_opt(2027, 3, day);
        let days = LocalWish { last: ends(11), ..wish("trafo", 9, 10) };
        let longer = alike(&days, &LocalWish { last: ends(12), ..days.clone() }, wish("trafo", 16, 10));
        assert_eq!(longer, LocalWish { last: ends(19), ..wish("trafo", 16, 10) });
        let later = alike(&days, &LocalWish { date: ends(10).unwrap(), last: ends(12), ..days.clone() }, days.clone());
        assert_eq!((later.date, later.last), (ends(10).unwrap(), ends(12)), "moved by a day it takes as many");
    }
}
