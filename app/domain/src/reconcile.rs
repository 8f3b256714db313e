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
    /// What the same phone did last about the same person: this came after it, whatever clocks say.
    #[serde(default)]
    pub after: Option<RequestId>,
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

/// When something happened, by the clock of the house: a phone whose clock is wrong is wrong by as much when it sends,
/// at `sent_at`. Nothing happens before the door opens, or later than now.
///
/// The house counts whole seconds, and so is counted how long ago it was: what happened after something the house wrote
/// down itself is never told as before it.
#[must_use]
pub fn happened(at: DateTime<Utc>, sent_at: DateTime<Utc>, now: DateTime<Utc>, session: Slot) -> DateTime<Utc> {
    let ago = Duration::seconds(sent_at.signed_duration_since(at).num_seconds().max(0));
    let then = now.checked_sub_signed(ago).unwrap_or(DateTime::<Utc>::MIN_UTC);
    then.max(session.from() - Duration::minutes(OPENS_MINUTES)).min(now)
}

/// When something happened that one phone did after something else, at `before`, which may have been on its way for longer:
/// what somebody did last at her door is her last word.
#[must_use]
pub fn in_order(at: DateTime<Utc>, before: Option<DateTime<Utc>>) -> DateTime<Utc> {
    before.and_then(|before| before.checked_add_signed(Duration::milliseconds(1))).map_or(at, |least| at.max(least))
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
    /// Another door took it back since: to be looked at, for she may be in the room.
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
        matches!(self, Self::Overtaken | Self::Standing | Self::NoSeat | Self::Unknown | Self::Nameless | Self::Closed)
    }
}

/// Whoever is heard first, it ends alike: she is here since the first time a door let her in after the last time one took it
/// back. Of the same moment what was taken back counts.
impl Known {
    /// What becomes of it that a door let her in at some time.
    #[must_use]
    pub fn comes(&self, at: DateTime<Utc>) -> Fate {
        let taken_back = self.undone.is_some_and(|undone| undone >= at);
        match self.since {
            _ if self.heard => Fate::Repeated,
            Some(since) if since <= at || taken_back => Fate::Already(since),
            Some(_) => Fate::Earlier,
            None if taken_back => Fate::Overtaken,
            None if self.seat => Fate::Noted,
            None => Fate::NoSeat,
        }
    }

    /// What becomes of it that a door took it back at some time. It counts where she is not here, too: that another door
    /// let her in before may be heard later.
    #[must_use]
    pub fn leaves(&self, at: DateTime<Utc>) -> Fate {
        if self.heard {
            return Fate::Repeated;
        }
        let last = self.undone.map_or(at, |undone| undone.max(at));
        let seen = self.since.iter().flat_map(|since| self.seen.iter().chain([since]));
        seen.filter(|seen| **seen > last).min().map_or(Fate::Noted, |seen| Fate::Stays(*seen))
    }
}

/// What becomes of somebody who walked in: whoever is in the room is on the list, and no seat is given twice (I2). `before`:
/// this was heard before, and she was given a seat, or none, which whoever sends it is told until she has heard it.
#[must_use]
pub const fn walks_in(before: Option<bool>, seat_left: bool) -> Fate {
    match (before, seat_left) {
        (Some(true), _) => Fate::Repeated,
        (None, true) => Fate::Noted,
        (Some(false), _) | (None, false) => Fate::Standing,
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
            ("less than a second ago", at(9, 10), at(9, 10) + Duration::milliseconds(999), at(10, 0)),
            ("set back since", at(10, 10), at(9, 0), at(10, 0)),
            ("yesterday", at(9, 10) - Duration::days(1), at(10, 0), at(6, 0)),
            ("the year 1970", DateTime::UNIX_EPOCH, at(10, 0), at(6, 0)),
            ("no year at all", DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, at(6, 0)),
        ] {
            assert_eq!(happened(act, sent, now, session()), expected, "{what}");
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
            ("taken back at the same moment", undone(seated(), at(9, 10)), Fate::Overtaken),
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
            ("not here", seated(), Fate::Noted),
            ("came since", here(at(9, 20)), Fate::Stays(at(9, 20))),
            (
                "taken back since, and here again",
                Known { undone: Some(at(9, 15)), ..also(at(9, 20)) },
                Fate::Stays(at(9, 20)),
            ),
            ("another door had let her in before", also(at(9, 8)), Fate::Noted),
            ("another door has let her in since", also(at(9, 20)), Fate::Stays(at(9, 20))),
        ] {
            assert_eq!(known.leaves(at(9, 10)), expected, "{what}");
        }
    }

    #[test]
    fn whoever_walked_in_is_on_the_list_and_has_a_seat_only_where_one_was_left() {
        for (before, left, expected) in [
            (None, true, Fate::Noted),
            (None, false, Fate::Standing),
            (Some(true), true, Fate::Repeated),
            (Some(true), false, Fate::Repeated),
            (Some(false), true, Fate::Standing),
            (Some(false), false, Fate::Standing),
        ] {
            assert_eq!(walks_in(before, left), expected);
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
            (Fate::Overtaken, true),
            (Fate::Standing, true),
            (Fate::NoSeat, true),
            (Fate::Unknown, true),
            (Fate::Nameless, true),
            (Fate::Closed, true),
        ] {
            assert_eq!(fate.wants_a_look(), look, "{fate:?}");
        }
    }

    #[test]
    fn what_one_phone_did_after_something_else_came_after_it_whatever_clocks_say() {
        let millisecond = Duration::milliseconds(1);
        for (what, then, before, expected) in [
            ("nothing before", at(9, 10), None, at(9, 10)),
            ("before", at(9, 10), Some(at(9, 5)), at(9, 10)),
            ("at the same moment", at(9, 10), Some(at(9, 10)), at(9, 10) + millisecond),
            ("told as later", at(9, 10), Some(at(9, 12)), at(9, 12) + millisecond),
        ] {
            assert_eq!(in_order(then, before), expected, "{what}");
        }
    }

    /// What a door wrote down, done to what the house knows, as the store does.
    fn done(known: &mut Known, came: bool, at: DateTime<Utc>) {
        if came {
            let fate = known.comes(at);
            if matches!(fate, Fate::Noted | Fate::Earlier) {
                known.since = Some(at);
            }
            if fate != Fate::Overtaken {
                known.seen.push(at);
            }
        } else {
            known.since = if let Fate::Stays(seen) = known.leaves(at) { Some(seen) } else { None };
            known.undone = known.undone.max(Some(at));
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
        fn whoever_is_heard_first_it_ends_alike(
            (acts, shuffled) in prop::collection::vec((any::<bool>(), 0u32..20), 1..9)
                .prop_flat_map(|acts| (Just(acts.clone()), Just(acts).prop_shuffle())),
        ) {
            let heard = |acts: &[(bool, u32)]| {
                let mut known = seated();
                for (came, minute) in acts {
                    done(&mut known, *came, at(9, *minute));
                }
                (known.since, known.undone)
            };
            let times = |came: bool| acts.iter().filter(move |act| act.0 == came).map(|act| at(9, act.1));
            let last = times(false).max();
            let first = times(true).filter(|seen| Some(*seen) > last).min();
            prop_assert_eq!(heard(&acts), (first, last));
            prop_assert_eq!(heard(&shuffled), (first, last));
        }

        #[test]
        fn told_once_more_nothing_is_different(came in any::<bool>(), minute in 0u32..60) {
            let mut known = seated();
            done(&mut known, came, at(9, minute));
            let again = Known { heard: true, ..known };
            prop_assert_eq!(again.comes(at(9, minute)), Fate::Repeated);
            prop_assert_eq!(again.leaves(at(9, minute)), Fate::Repeated);
        }
    }
}
