//! Dates of a series that were given a time or a place of their own.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::slot::LocalSpan;

/// In what a date stands apart from most of its series. Whoever moves the series moves it only when she says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Apart {
    /// It is at another time than most, or was moved further.
    pub time: bool,
    /// It is elsewhere.
    pub place: bool,
}

/// Of each date: when its rule has it, when and where it stands; by the clock on the wall.
///
/// A series that was moved as a whole has no date apart: it is compared with how most stand to their rule. Of two halves
/// the one that comes first is the series.
#[must_use]
pub fn apart<P: PartialEq>(dates: &[(NaiveDateTime, LocalSpan, P)]) -> Vec<Apart> {
    let time = |(planned, local, _): &(NaiveDateTime, LocalSpan, P)| {
        (local.from - *planned, local.from.time(), local.until - local.from)
    };
    let (usual_time, usual_place) = (most(dates.iter().map(time)), most(dates.iter().map(|(_, _, place)| place)));
    let stands = |date: &(NaiveDateTime, LocalSpan, P)| Apart {
        time: usual_time.as_ref() != Some(&time(date)),
        place: usual_place != Some(&date.2),
    };
    dates.iter().map(stands).collect()
}

/// What occurs most often; of several the first.
pub fn most<T: PartialEq>(all: impl Iterator<Item = T>) -> Option<T> {
    let mut counted: Vec<(T, usize)> = vec![];
    for one in all {
        match counted.iter_mut().find(|(other, _)| *other == one) {
            Some((_, count)) => *count += 1,
            None => counted.push((one, 1)),
        }
    }
    counted.into_iter().rev().max_by_key(|(_, count)| *count).map(|(one, _)| one)
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta};

    use super::*;

    /// A date its rule has on that day of March at ten, and where it stands: day, hour, hours, place.
    fn date(planned: u32, day: u32, hour: u32, hours: i64, place: char) -> (NaiveDateTime, LocalSpan, char) {
        let at = |day, hour| NaiveDate::from_ymd_opt(2027, 3, day).unwrap().and_hms_opt(hour, 0, 0).unwrap();
        let from = at(day, hour);
        (at(planned, 10), LocalSpan { from, until: from + TimeDelta::hours(hours) }, place)
    }

    #[test]
    fn a_date_is_apart_when_it_was_moved_and_the_others_were_not() {
        let times = |dates: &[_]| apart(dates).iter().map(|apart| apart.time).collect::<Vec<_>>();
        let moved = date(9, 10, 14, 2, 'a');
        assert_eq!(times(&[date(2, 2, 10, 2, 'a'), moved, date(16, 16, 10, 2, 'a')]), [false, true, false]);
        let longer = date(9, 9, 10, 3, 'a');
        assert_eq!(times(&[date(2, 2, 10, 2, 'a'), longer, date(16, 16, 10, 2, 'a')]), [false, true, false]);
        let a_day_later = [date(2, 3, 10, 2, 'a'), date(9, 10, 10, 2, 'a'), date(16, 16, 10, 2, 'a')];
        assert_eq!(times(&a_day_later), [false, false, true], "the series was moved, one date stayed");
        assert_eq!(times(&[date(2, 2, 10, 2, 'a'), moved]), [false, true], "of two the first is the series");
        assert_eq!(times(&[moved]), [false]);
        assert_eq!(times(&[]), [false; 0]);
    }

    #[test]
    fn a_date_elsewhere_is_apart_in_its_place_only() {
        let found = apart(&[date(2, 2, 10, 2, 'a'), date(9, 9, 10, 2, 'b'), date(16, 16, 10, 2, 'a')]);
        assert_eq!(found[1], Apart { time: false, place: true });
        assert_eq!(found[2], Apart::default());
    }
}
