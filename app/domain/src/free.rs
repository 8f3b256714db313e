//! What is left when everything taken is taken away.

use crate::slot::Slot;

/// The free stretches of `window`, earliest first. `busy` may be unsorted and overlap itself.
#[must_use]
pub fn gaps(window: Slot, busy: &[Slot]) -> Vec<Slot> {
    let mut busy: Vec<Slot> = busy.iter().copied().filter(|b| b.overlaps(window)).collect();
    busy.sort_unstable();
    let mut free = Vec::new();
    let mut from = window.from();
    for taken in busy {
        free.extend(Slot::new(from, taken.from()));
        from = from.max(taken.until());
    }
    free.extend(Slot::new(from, window.until()));
    free
}

/// How many units of a pool are free from start to end of `slot`: those without any overlap.
#[must_use]
pub fn free_units<'a>(slot: Slot, units: impl IntoIterator<Item = &'a [Slot]>) -> usize {
    units.into_iter().filter(|busy| !busy.iter().any(|b| b.overlaps(slot))).count()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeZone, Utc};
    use proptest::prelude::*;

    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        Utc.timestamp_opt(minute * 60, 0).unwrap()
    }

    fn slot(from: i64, until: i64) -> Slot {
        Slot::new(at(from), at(until)).unwrap()
    }

    proptest! {
        #[test]
        fn every_minute_is_either_free_or_taken(busy in prop::collection::vec((0i64..300, 1i64..60), 0..12)) {
            let window = slot(60, 240);
            let busy: Vec<Slot> = busy.into_iter().map(|(from, length)| slot(from, from + length)).collect();
            let free = gaps(window, &busy);
            for minute in 60..240 {
                let this = slot(minute, minute + 1);
                let taken = busy.iter().any(|b| b.overlaps(this));
                prop_assert_eq!(free.iter().any(|f| f.overlaps(this)), !taken);
            }
            prop_assert!(free.windows(2).all(|pair| pair[0].until() < pair[1].from()));
        }
    }

    #[test]
    fn a_day_without_bookings_is_one_gap() {
        assert_eq!(gaps(slot(0, 60), &[]), [slot(0, 60)]);
        assert_eq!(gaps(slot(0, 60), &[slot(0, 60)]), []);
    }

    #[test]
    fn a_bench_that_is_taken_for_one_minute_is_not_free() {
        let one = [slot(10, 11)];
        let none: [Slot; 0] = [];
        assert_eq!(free_units(slot(0, 60), [&one[..], &none[..]]), 1);
    }
}
