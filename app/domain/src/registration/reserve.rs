//! Seats kept for a group until a day, and who may take which (I2).

use serde::{Deserialize, Serialize};

/// Most links an event has at once.
pub const MOST_LINKS: usize = 50;
/// Longest name of a group.
pub const MOST_GROUP: usize = 120;

/// The seats of a session somebody finds who wants some.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// Those anybody can have; `None`: as many as one likes.
    pub free: Option<u16>,
    /// Those kept for her group.
    pub own: u16,
}

/// Where somebody's seats come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// So many of those kept for her group.
    pub reserved: u16,
    /// So many of those anybody can have.
    pub free: u16,
}

impl Stock {
    /// Of `capacity` seats `taken` are taken; `reserved` more are kept for some group, and `own` of these for hers.
    #[must_use]
    pub fn of(capacity: Option<u16>, taken: u16, reserved: u16, own: u16) -> Self {
        let free = capacity.map(|capacity| capacity.saturating_sub(taken).saturating_sub(reserved));
        Self { free, own }
    }

    /// The same where anybody can have so many of the pool the session shares; `None`: it shares none.
    #[must_use]
    pub fn within(self, pool: Option<u16>) -> Self {
        let free = match (self.free, pool) {
            (Some(free), Some(pool)) => Some(free.min(pool)),
            (free, pool) => free.or(pool),
        };
        Self { free, ..self }
    }

    /// How many she can have at most; `None`: as many as she likes.
    #[must_use]
    pub fn left(self) -> Option<u16> {
        self.free.map(|free| free.saturating_add(self.own))
    }

    /// Where so many seats come from: first from what is kept for her group, so that what anybody can have stays free as
    /// long as it can. `None`: they are too many.
    #[must_use]
    pub fn share(self, wanted: u16) -> Option<Share> {
        let reserved = wanted.min(self.own);
        let free = wanted - reserved;
        self.free.is_none_or(|there| free <= there).then_some(Share { reserved, free })
    }

    /// What is left once these are taken.
    #[must_use]
    pub fn without(self, share: Share) -> Self {
        Self {
            free: self.free.map(|free| free.saturating_sub(share.free)),
            own: self.own.saturating_sub(share.reserved),
        }
    }

    /// How many of `seats` kept for a group are still to be kept, when `taken` of them are taken. `self` is what there is
    /// now, `own` what is kept for it now. `waited_for`: what is free belongs to whoever waits for it.
    ///
    /// # Errors
    /// Why not so many.
    pub fn keep(self, seats: u16, taken: u16, waited_for: bool) -> Result<u16, ReserveFault> {
        let Some(free) = self.free else { return Err(ReserveFault::NoLimit) };
        if seats < taken {
            return Err(ReserveFault::Taken { taken });
        }
        let kept = seats - taken;
        let more = kept.saturating_sub(self.own);
        if more > 0 && waited_for {
            return Err(ReserveFault::WaitedFor);
        }
        if more > free {
            return Err(ReserveFault::TooMany { most: taken.saturating_add(self.own).saturating_add(free) });
        }
        Ok(kept)
    }
}

/// From when on one can register by a link: `link` at the latest, and with everybody else at the latest. `None`: as soon
/// as the event is public.
#[must_use]
pub fn opens_by_link<T: Ord>(event: Option<T>, link: Option<T>) -> Option<T> {
    event.zip(link).map(|(event, link)| event.min(link))
}

/// Why seats of a session are not kept for a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ReserveFault {
    /// It has as many seats as one likes.
    #[error("the session has no limit")]
    NoLimit,
    /// It is called off, or has begun.
    #[error("the session is over")]
    Over,
    /// They are to be released in the past, or after it begins.
    #[error("they must be released in the future, and before the session begins")]
    Until,
    /// More of them are taken already.
    #[error("{taken} of them are taken")]
    Taken {
        /// So many.
        taken: u16,
    },
    /// There are not so many.
    #[error("{most} at most")]
    TooMany {
        /// So many can be kept, those that are taken included.
        most: u16,
    },
    /// Somebody waits for what is free.
    #[error("somebody waits for what is free")]
    WaitedFor,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn kept_seats_are_taken_first_and_nobody_else_gets_them() {
        let share = |reserved, free| Some(Share { reserved, free });
        for (capacity, taken, reserved, own, wanted, expected) in [
            // Ten seats, four kept for others: six for anybody.
            (Some(10), 0, 4, 0, 6, share(0, 6)),
            (Some(10), 0, 4, 0, 7, None),
            // The same for the group they are kept for: all ten, its own first.
            (Some(10), 0, 4, 4, 3, share(3, 0)),
            (Some(10), 0, 4, 4, 10, share(4, 6)),
            (Some(10), 0, 4, 4, 11, None),
            // Two groups: neither gets what is kept for the other.
            (Some(10), 2, 6, 4, 6, share(4, 2)),
            (Some(10), 2, 6, 4, 7, None),
            // Everything free is taken, some are kept.
            (Some(10), 8, 2, 0, 1, None),
            (Some(10), 8, 2, 2, 2, share(2, 0)),
            (None, 50, 3, 3, 4, share(3, 1)),
            (None, 50, 3, 0, 900, share(0, 900)),
        ] {
            let stock = Stock::of(capacity, taken, reserved, own);
            assert_eq!(stock.share(wanted), expected, "{capacity:?} {taken} {reserved} {own}: {wanted}");
            assert!(stock.left().is_none_or(|left| stock.share(left).is_some() && stock.share(left + 1).is_none()));
        }
    }

    #[test]
    fn of_a_session_in_a_pool_one_can_have_what_both_have() {
        let stock = |capacity, pool| Stock::of(capacity, 4, 2, 1).within(pool);
        assert_eq!([stock(Some(10), Some(9)), stock(Some(10), None)].map(|stock| stock.free), [Some(4), Some(4)]);
        assert_eq!(stock(Some(10), Some(3)).left(), Some(4), "what is kept for her is counted in both");
        assert_eq!(stock(None, Some(3)).free, Some(3), "only the pool is a limit");
        assert_eq!(stock(None, None).free, None);
        assert_eq!(stock(None, Some(3)).keep(5, 0, false), Err(ReserveFault::TooMany { most: 4 }));
    }

    #[test]
    fn keeping_more_takes_what_is_free_and_keeping_less_gives_it_back() {
        // Ten seats: three taken, four kept for this group of which two more are taken already.
        let stock = Stock::of(Some(10), 5, 4, 4);
        for (seats, taken, waited_for, expected) in [
            (6, 2, false, Ok(4)),
            (7, 2, false, Ok(5)),
            (8, 2, false, Err(ReserveFault::TooMany { most: 7 })),
            (3, 2, false, Ok(1)),
            (2, 2, false, Ok(0)),
            (1, 2, false, Err(ReserveFault::Taken { taken: 2 })),
            (7, 2, true, Err(ReserveFault::WaitedFor)),
            (6, 2, true, Ok(4)),
        ] {
            assert_eq!(stock.keep(seats, taken, waited_for), expected, "{seats} {taken} {waited_for}");
        }
        assert_eq!(Stock::of(None, 0, 0, 0).keep(3, 0, false), Err(ReserveFault::NoLimit));
    }

    #[test]
    fn a_link_opens_before_everybody_else_and_never_after() {
        assert_eq!(opens_by_link(Some(5), Some(3)), Some(3));
        assert_eq!(opens_by_link(Some(5), None), None, "as soon as it is public");
        assert_eq!(opens_by_link(Some(5), Some(8)), Some(5));
        assert_eq!(opens_by_link(None, Some(8)), None, "it is open to everybody");
    }

    /// Two groups with seats kept for them, and everybody else.
    #[derive(Clone, Copy, Debug)]
    enum Step {
        Take(usize, u16),
        GiveBack(usize),
        Release(usize),
        Keep(usize, u16),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            4 => (0usize..3, 1u16..6).prop_map(|(who, seats)| Step::Take(who, seats)),
            2 => (0usize..40).prop_map(Step::GiveBack),
            1 => (0usize..2).prop_map(Step::Release),
            1 => (0usize..2, 0u16..12).prop_map(|(who, seats)| Step::Keep(who, seats)),
        ];
        prop::collection::vec(step, 0..80)
    }

    proptest! {
        #[test]
        fn whatever_is_taken_given_back_kept_and_released_no_seat_is_promised_twice(
            capacity in 0u16..30, steps in steps(),
        ) {
            // Who has seats: whose group, and from where.
            let mut held: Vec<(usize, Share)> = Vec::new();
            let mut kept = [0u16; 2];
            let mut released = [false; 2];
            let from = |held: &[(usize, Share)], who: usize| -> u16 {
                held.iter().filter(|(group, _)| *group == who).map(|(_, share)| share.reserved).sum()
            };
            for step in steps {
                let taken: u16 = held.iter().map(|(_, share)| share.reserved + share.free).sum();
                let reserved: u16 = kept.iter().sum();
                match step {
                    Step::Take(who, wanted) => {
                        let stock = Stock::of(Some(capacity), taken, reserved, kept.get(who).copied().unwrap_or(0));
                        if let Some(share) = stock.share(wanted) {
                            prop_assert_eq!(share.reserved + share.free, wanted);
                            if let Some(kept) = kept.get_mut(who) {
                                *kept -= share.reserved;
                            }
                            held.push((who, share));
                        }
                    }
                    Step::GiveBack(which) if which < held.len() => {
                        let (who, share) = held.swap_remove(which);
                        if who < 2 && !released[who] {
                            kept[who] += share.reserved;
                        }
                    }
                    Step::GiveBack(_) => {}
                    Step::Release(who) => (kept[who], released[who]) = (0, true),
                    Step::Keep(who, seats) if !released[who] => {
                        let stock = Stock::of(Some(capacity), taken, reserved, kept[who]);
                        if let Ok(now) = stock.keep(seats, from(&held, who), false) {
                            kept[who] = now;
                        }
                    }
                    Step::Keep(..) => {}
                }
                let taken: u16 = held.iter().map(|(_, share)| share.reserved + share.free).sum();
                prop_assert!(taken + kept.iter().sum::<u16>() <= capacity);
            }
        }
    }
}
