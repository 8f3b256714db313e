//! Seats that sessions of an event share.

use serde::{Deserialize, Serialize};

use crate::{id::SeatPoolId, text::Localised};

/// Most pools an event has.
pub const MOST_POOLS: usize = 20;
/// Longest name of a pool.
pub const MOST_POOL_NAME: usize = 120;

/// So many seats for all sessions of a pool together: whoever comes to two of them takes two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatPool {
    /// Its id.
    pub id: SeatPoolId,
    /// What it is called: `Leihgeräte`.
    pub name: Localised,
    /// Seats.
    pub capacity: u16,
    /// So many of them are taken, over all its sessions that were not called off.
    pub taken: u16,
    /// So many more are kept for groups.
    pub reserved: u16,
}

impl SeatPool {
    /// Those anybody can have.
    #[must_use]
    pub const fn left(&self) -> u16 {
        self.capacity.saturating_sub(self.promised())
    }

    /// Those that are taken or kept.
    #[must_use]
    pub const fn promised(&self) -> u16 {
        self.taken.saturating_add(self.reserved)
    }
}

/// Why sessions do not share so many seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{taken} seats are taken and {reserved} are kept, of {capacity}")]
pub struct PoolFault {
    /// The seats there would be.
    pub capacity: u16,
    /// So many are taken in its sessions.
    pub taken: u16,
    /// So many more are kept of them.
    pub reserved: u16,
}

impl PoolFault {
    /// Whether so many seats are enough for sessions of which so many each are taken and kept.
    ///
    /// # Errors
    /// They are not.
    pub fn unless_enough(capacity: u16, sessions: impl IntoIterator<Item = (u16, u16)>) -> Result<(), Self> {
        let add = |(taken, reserved): (u16, u16), (t, r)| (taken.saturating_add(t), reserved.saturating_add(r));
        let (taken, reserved) = sessions.into_iter().fold((0, 0), add);
        if taken.saturating_add(reserved) <= capacity { Ok(()) } else { Err(Self { capacity, taken, reserved }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_has_seats_enough_for_what_its_sessions_have_promised() {
        let fault = |capacity, sessions: &[(u16, u16)]| PoolFault::unless_enough(capacity, sessions.iter().copied());
        assert_eq!(fault(1, &[]), Ok(()));
        assert_eq!(fault(10, &[(4, 1), (3, 2)]), Ok(()));
        assert_eq!(fault(9, &[(4, 1), (3, 2)]), Err(PoolFault { capacity: 9, taken: 7, reserved: 3 }));
        assert!(fault(u16::MAX, &[(u16::MAX, u16::MAX)]).is_ok(), "counts are never more than they can be");
    }
}
