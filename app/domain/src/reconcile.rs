//! What was done at a door without the net, and what becomes of it when the house hears of it.
//!
//! Several doors may have written about one person meanwhile. What counts is when something happened, not when it was
//! heard of: who came first came then, and whoever says the last word about her has it.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    attendance::OPENS_MINUTES,
    id::{AttendeeId, RequestId},
    slot::Slot,
};

/// So many acts are sent at once.
pub const MOST_ACTS: usize = 50;

/// Something that was done at a door, as a phone wrote it down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorAct {
    /// Its own id: sent again, it is done once (I9). Who walked in has it as hers.
    pub id: RequestId,
    /// When, by the clock of the phone.
    pub at: DateTime<Utc>,
    /// What.
    pub deed: DoorDeed,
}

/// What was done at a door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DoorDeed {
    /// Somebody of the list is here.
    Came(AttendeeId),
    /// She is not here after all.
    Undone(AttendeeId),
    /// Somebody who is not on the list is here: her name.
    WalkedIn(String),
}

/// A clock that is wrong by at most so many seconds, as far as the house can tell, is right: what is sent is under way for
/// a while, now longer, now shorter, and of two acts of one phone the later one must stay the later one.
const RIGHT_SECONDS: i64 = 60;

/// When something happened, by the clock of the house: a phone whose clock is wrong is wrong by as much when it sends,
/// at `sent_at`. Nothing happens before the door opens, or later than now.
#[must_use]
pub fn happened(at: DateTime<Utc>, sent_at: DateTime<Utc>, now: DateTime<Utc>, session: Slot) -> DateTime<Utc> {
    let wrong = now.signed_duration_since(sent_at).abs() > Duration::seconds(RIGHT_SECONDS);
    let ago = (if wrong { sent_at } else { now }).signed_duration_since(at).max(Duration::zero());
    let then = now.checked_sub_signed(ago).unwrap_or(DateTime::<Utc>::MIN_UTC);
    then.max(session.from() - Duration::minutes(OPENS_MINUTES)).min(now)
}

/// What the house knows of somebody on the list when it hears of an act.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// This very act was heard before.
    pub heard: bool,
    /// She has a seat.
    pub seat: bool,
    /// She is here, since then.
    pub since: Option<DateTime<Utc>>,
    /// When doors let her in, the one that counts and those that found her here.
    pub seen: Vec<DateTime<Utc>>,
    /// When a door last took it back.
    pub undone: Option<DateTime<Utc>>,
}

/// What becomes of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    /// It is written down as it happened.
    Noted,
    /// It was heard before.
    Repeated,
    /// She was here already, since then; that stays.
    Already(DateTime<Utc>),
    /// She was written down already, but came earlier: then is what counts now.
    Earlier,
    /// Another door let her in besides, at this time: she stays here.
    Stays(DateTime<Utc>),
    /// Another door said otherwise since; that stays.
    Overtaken,
    /// She walked in when every seat was taken: she is here, and has none.
    Standing,
    /// She has no seat any more: to be looked at.
    NoSeat,
    /// She is not on the list any more: to be looked at.
    Unknown,
    /// The name of who walked in is none: to be looked at.
    Nameless,
    /// Nothing can be written down for this session any more: to be looked at.
    Closed,
}

impl Fate {
    /// True where somebody has to look at it: the list does not say what the door said, or says more than it may.
    #[must_use]
    pub const fn wants_a_look(self) -> bool {
        matches!(self, Self::Standing | Self::NoSeat | Self::Unknown | Self::Nameless | Self::Closed)
    }
}

impl Known {
    /// What becomes of it that a door let her in at some time.
    #[must_use]
    pub fn comes(&self, at: DateTime<Utc>) -> Fate {
        let taken_back = self.undone.is_some_and(|undone| undone > at);
        match self.since {
            _ if self.heard => Fate::Repeated,
            Some(since) if since <= at || taken_back => Fate::Already(since),
            Some(_) => Fate::Earlier,
            None if taken_back => Fate::Overtaken,
            None if self.seat => Fate::Noted,
            None => Fate::NoSeat,
        }
    }

    /// What becomes of it that a door took it back at some time.
    #[must_use]
    pub fn leaves(&self, at: DateTime<Utc>) -> Fate {
        match self.since {
            _ if self.heard => Fate::Repeated,
            None => Fate::Overtaken,
            Some(since) if since > at => Fate::Overtaken,
            Some(_) => self.seen.iter().filter(|seen| **seen > at).min().map_or(Fate::Noted, |seen| Fate::Stays(*seen)),
        }
    }
}

/// What becomes of somebody who walked in: whoever is in the room is on the list, and no seat is given twice (I2).
#[must_use]
pub const fn walks_in(heard: bool, seat_left: bool) -> Fate {
    match (heard, seat_left) {
        (true, _) => Fate::Repeated,
        (false, true) => Fate::Noted,
        (false, false) => Fate::Standing,
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;

    /// On the day of the session, from 9 to 11.
    fn at(hour: u32, minute: u32) -> DateTime<Utc> {
        NaiveDate::from_ymd_opt(2027, 3, 9).unwrap().and_hms_opt(hour, minute, 0).unwrap().and_utc()
    }

    fn session() -> Slot {
        Slot::new(at(9, 0), at(11, 0)).unwrap()
    }

    #[test]
    fn what_happened_is_told_by_the_clock_of_the_house_and_never_before_the_door_opened_or_later_than_now() {
        let now = at(10, 0);
        for (what, act, sent, expected) in [
            ("a good clock", at(9, 10), at(10, 0), at(9, 10)),
            ("an hour slow", at(8, 10), at(9, 0), at(9, 10)),
            ("an hour fast", at(10, 10), at(11, 0), at(9, 10)),
            ("set back since", at(10, 10), at(9, 0), at(10, 0)),
            ("yesterday", at(9, 10) - Duration::days(1), at(10, 0), at(6, 0)),
            ("the year 1970", DateTime::UNIX_EPOCH, at(10, 0), at(6, 0)),
            ("no year at all", DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, at(6, 0)),
        ] {
            assert_eq!(happened(act, sent, now, session()), expected, "{what}");
        }
    }

    proptest! {
        #[test]
        fn of_two_acts_of_one_phone_the_later_one_stays_it_however_long_each_is_under_way(
            apart in 1i64..30, wrong in -30i64..30, first in 0i64..30, second in 0i64..30,
        ) {
            let seconds = Duration::seconds;
            // Each is sent at once, and heard when it arrives.
            let heard = |act: DateTime<Utc>, under_way| {
                let by_the_phone = act + seconds(wrong);
                happened(by_the_phone, by_the_phone, act + seconds(under_way), session())
            };
            let (act, later) = (at(9, 30), at(9, 30) + seconds(apart));
            // The second is sent when the first was answered.
            let second = second.max(first - apart);
            prop_assert!(heard(act, first) <= heard(later, second));
        }
    }

    fn seated() -> Known {
        Known { seat: true, ..Known::default() }
    }

    fn here(since: DateTime<Utc>) -> Known {
        Known { since: Some(since), seen: vec![since], ..seated() }
    }

    #[test]
    fn who_was_let_in_without_the_net_is_here_since_whichever_door_was_first() {
        let undone = |known: Known, at| Known { undone: Some(at), ..known };
        for (what, known, expected) in [
            ("expected", seated(), Fate::Noted),
            ("heard before", Known { heard: true, ..seated() }, Fate::Repeated),
            (
                "heard before, and taken back since",
                Known { heard: true, ..undone(seated(), at(9, 30)) },
                Fate::Repeated,
            ),
            ("here since before", here(at(9, 5)), Fate::Already(at(9, 5))),
            ("here since the same moment", here(at(9, 10)), Fate::Already(at(9, 10))),
            ("here since after", here(at(9, 20)), Fate::Earlier),
            ("taken back before", undone(seated(), at(9, 5)), Fate::Noted),
            ("taken back since", undone(seated(), at(9, 15)), Fate::Overtaken),
            ("taken back since, and here again", undone(here(at(9, 20)), at(9, 15)), Fate::Already(at(9, 20))),
            ("taken back before, and here again", undone(here(at(9, 20)), at(9, 5)), Fate::Earlier),
            ("called off", Known::default(), Fate::NoSeat),
            ("called off, but here", Known { seat: false, ..here(at(9, 5)) }, Fate::Already(at(9, 5))),
        ] {
            assert_eq!(known.comes(at(9, 10)), expected, "{what}");
        }
    }

    #[test]
    fn what_is_taken_back_is_what_that_door_could_know() {
        let also = |at| Known { seen: vec![session().from(), at], ..here(session().from()) };
        for (what, known, expected) in [
            ("here", here(at(9, 5)), Fate::Noted),
            ("here since the same moment", here(at(9, 10)), Fate::Noted),
            ("heard before", Known { heard: true, ..here(at(9, 5)) }, Fate::Repeated),
            ("not here", seated(), Fate::Overtaken),
            ("came since", here(at(9, 20)), Fate::Overtaken),
            ("another door had let her in before", also(at(9, 8)), Fate::Noted),
            ("another door has let her in since", also(at(9, 20)), Fate::Stays(at(9, 20))),
        ] {
            assert_eq!(known.leaves(at(9, 10)), expected, "{what}");
        }
    }

    #[test]
    fn whoever_walked_in_is_on_the_list_and_has_a_seat_only_where_one_was_left() {
        for (heard, left, expected) in [
            (false, true, Fate::Noted),
            (false, false, Fate::Standing),
            (true, true, Fate::Repeated),
            (true, false, Fate::Repeated),
        ] {
            assert_eq!(walks_in(heard, left), expected);
        }
    }

    #[test]
    fn somebody_looks_at_what_the_list_does_not_say_as_the_door_did() {
        let now = at(9, 0);
        for (fate, look) in [
            (Fate::Noted, false),
            (Fate::Repeated, false),
            (Fate::Already(now), false),
            (Fate::Earlier, false),
            (Fate::Stays(now), false),
            (Fate::Overtaken, false),
            (Fate::Standing, true),
            (Fate::NoSeat, true),
            (Fate::Unknown, true),
            (Fate::Nameless, true),
            (Fate::Closed, true),
        ] {
            assert_eq!(fate.wants_a_look(), look, "{fate:?}");
        }
    }

    /// What a door wrote down, done to what the house knows.
    fn done(known: &mut Known, came: bool, at: DateTime<Utc>) {
        match (came, known.comes(at), known.leaves(at)) {
            (true, fate @ (Fate::Noted | Fate::Earlier | Fate::Already(_)), _) => {
                known.since = if matches!(fate, Fate::Already(_)) { known.since } else { Some(at) };
                known.seen.push(at);
            }
            (false, _, fate @ (Fate::Noted | Fate::Stays(_))) => {
                known.since = if let Fate::Stays(seen) = fate { Some(seen) } else { None };
                known.undone = known.undone.max(Some(at));
            }
            _ => {}
        }
    }

    proptest! {
        #[test]
        fn of_doors_that_only_let_in_the_first_counts_whoever_is_heard_first(mut minutes in prop::collection::vec(0u32..60, 1..8)) {
            let mut known = seated();
            for minute in &minutes {
                done(&mut known, true, at(9, *minute));
            }
            minutes.sort_unstable();
            prop_assert_eq!(known.since, Some(at(9, minutes[0])));
        }

        #[test]
        fn who_was_let_in_after_the_last_word_against_it_is_here(acts in prop::collection::vec((any::<bool>(), 0u32..60), 1..8), last in 60u32..90) {
            let late = at(9, 0) + Duration::minutes(last.into());
            let mut known = seated();
            for (came, minute) in &acts {
                done(&mut known, *came, at(9, *minute));
            }
            done(&mut known, true, late);
            prop_assert!(known.since.is_some_and(|since| since <= late));
            // Told once more: nothing is different.
            let before = known.clone();
            let again = Known { heard: true, ..known };
            prop_assert_eq!(again.comes(late), Fate::Repeated);
            prop_assert_eq!(again.leaves(late), Fate::Repeated);
            prop_assert!(before.since.is_some());
        }
    }
}
