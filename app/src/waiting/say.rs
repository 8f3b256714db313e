//! A wish on the list, in words and as an address.

use chrono::{DateTime, Weekday};
use domain::{
    desk::{HeldOffer, LocalWish, SeenOffer, WaitingView},
    slot::{LocalSpan, Slot},
    waiting::Wanted,
};

use crate::{
    bookings::wish,
    t,
    texts::Locale,
    ui::{dates, words},
};

/// When it may be: `Di., 9. März 2027, 10:00–12:00 Uhr`, or `Di., zwischen 12:00 und 18:00 Uhr, 2 Stunden lang, …`.
#[must_use]
pub fn times(l: Locale, wanted: &Wanted) -> String {
    let pattern = &wanted.pattern;
    if let Some(span) = pattern.exact() {
        return dates::span(l, span);
    }
    let days: Vec<String> =
        pattern.on().iter(Weekday::Mon).map(|day| dates::weekday_short(l, day).to_owned()).collect();
    let days = if days.len() == 7 { t!(l, waiting.every_day).to_owned() } else { words::list(l, &days) };
    let hours = dates::times(l, LocalSpan::on(pattern.first(), pattern.from(), pattern.until()));
    let length = dates::duration(l, pattern.minutes().into());
    let (first, last) = (dates::date_short(l, pattern.first()), dates::date(l, pattern.last()));
    t!(l, waiting.times, length = length, days = days, hours = hours, first = first, last = last)
}

/// How long an offer lasts, as one would say it.
#[must_use]
pub fn left(l: Locale, minutes: u32) -> String {
    dates::duration(l, if minutes >= 120 { minutes / 60 * 60 } else { minutes })
}

/// An offer as a form carries it: its space, from when, until when.
#[must_use]
pub fn word(offer: &SeenOffer) -> String {
    format!("{} {} {}", offer.space, offer.slot.from().timestamp(), offer.slot.until().timestamp())
}

/// That word read again.
#[must_use]
pub fn seen(word: &str) -> Option<SeenOffer> {
    let mut parts = word.split(' ');
    let space = parts.next()?.parse().ok()?;
    let mut instant = || DateTime::from_timestamp(parts.next()?.parse().ok()?, 0);
    let slot = Slot::new(instant()?, instant()?).ok()?;
    Some(SeenOffer { space, slot })
}

/// The booking form with what is offered filled in.
#[must_use]
pub fn booking_path(view: &WaitingView, offer: &HeldOffer) -> String {
    let (wanted, local) = (&view.wanted, offer.when.local);
    let wish = LocalWish {
        space: offer.space.slug.clone(),
        date: local.from.date(),
        from: local.from.time(),
        until: local.until.time(),
        last: local.last(),
        people: wanted.people,
        layout: wanted.layout,
        units: wanted.units,
        use_kind: wanted.use_kind.clone(),
        along: wanted.along.clone(),
        behalf: view.behalf.clone(),
    };
    format!("/bookings/new?{}", wish::fields(&wish).encode())
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, NaiveTime};
    use domain::{equipment::Along, waiting::Pattern};

    use super::*;

    fn wanted(pattern: Pattern) -> Wanted {
        Wanted {
            pattern,
            people: 4,
            layout: None,
            units: 1,
            equipment: vec![],
            step_free: false,
            use_kind: None,
            along: Along::new(),
        }
    }

    #[test]
    fn a_wish_is_said_as_one_would_say_it() {
        let march = |day| NaiveDate::from_ymd_opt(2027, 3, day).unwrap();
        let clock = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        let on = [Weekday::Tue, Weekday::Thu].into_iter().collect();
        let pattern = Pattern::new((march(1), march(31)), on, (clock(12), clock(18)), 120).unwrap();
        assert_eq!(
            times(Locale::De, &wanted(pattern)),
            "2 Stunden, Di. und Do. 12:00–18:00 Uhr, von Mo., 1. März bis Mi., 31. März 2027"
        );
        let exact = Pattern::exactly(LocalSpan::on(march(9), clock(10), clock(12))).unwrap();
        assert_eq!(times(Locale::De, &wanted(exact)), "Di., 9. März 2027, 10:00–12:00 Uhr");
        assert_eq!([left(Locale::De, 1439), left(Locale::De, 45)], ["23 Stunden", "45 Minuten"]);
    }
}
