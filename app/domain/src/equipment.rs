//! Equipment that is taken along: pools of things a site has so many of, brought to a booking's space and fetched again.
//!
//! Each thing is a unit of its site, so that nothing is promised twice (I1). It is away as long as the space is: with the
//! buffers, since it has to be brought and fetched.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{rules::BrokenRule, slot::Slot, text::Localised};

/// How many of which pool, by the pool's key at the site of the space.
pub type Along = BTreeMap<String, u16>;

/// The most things one pool has.
pub const MOST_OF_A_POOL: u16 = 200;

/// How a pool stands at some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stock {
    /// Its word in forms and tables.
    pub key: String,
    /// Its name.
    pub name: Localised,
    /// How many there are.
    pub count: u16,
    /// How many of them are free all through.
    pub free: u16,
    /// When the others are away, by the wall clock, buffers included.
    pub away: Vec<crate::slot::When>,
}

/// The rule that taking `wanted` of a pool breaks, if it does.
#[must_use]
pub fn short(stock: Stock, wanted: u16) -> Option<BrokenRule> {
    let Stock { key, name, count, free, away } = stock;
    (free < wanted).then_some(BrokenRule::EquipmentShort { key, name, wanted, count, free, away })
}

/// One promise of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Its row.
    pub id: Uuid,
    /// The thing.
    pub unit: Uuid,
    /// When it is away.
    pub held: Slot,
}

/// Divides what is promised among the things that stay, when a pool shrinks to `count`: which thing each promise is for,
/// and which things go. What is away already stays the thing it is; of the rest any is as good as another.
///
/// # Errors
/// The promises that are too many at one time.
pub fn settle(units: &[Uuid], promises: &[Promise], count: u16, now: DateTime<Utc>) -> Result<Settled, Vec<Uuid>> {
    let away = |unit: Uuid| {
        let running = promises.iter().filter(|promise| promise.unit == unit && promise.held.from() <= now);
        running.map(|promise| promise.held.until()).max()
    };
    let mut stay: Vec<Uuid> = units.to_vec();
    // What is away now cannot go; of the others the last to come goes first.
    stay.sort_by_key(|unit| away(*unit).is_none());
    let gone = stay.split_off(usize::from(count).min(stay.len()));
    let running: Vec<&Promise> = promises.iter().filter(|promise| promise.held.from() <= now).collect();
    if running.iter().any(|promise| gone.contains(&promise.unit)) {
        return Err(running.iter().map(|promise| promise.id).collect());
    }
    let mut busy: Vec<(Uuid, Option<DateTime<Utc>>)> = stay.iter().map(|unit| (*unit, away(*unit))).collect();
    let mut coming: Vec<&Promise> = promises.iter().filter(|promise| promise.held.from() > now).collect();
    coming.sort_by_key(|promise| (promise.held, promise.id));
    let mut placed = Vec::with_capacity(coming.len());
    for promise in coming {
        let from = promise.held.from();
        // Its own thing if it can be, else any: whole ranges in the order they start never need more than are away at once.
        let free = |(_, until): &&mut (Uuid, Option<DateTime<Utc>>)| until.is_none_or(|until| until <= from);
        let own = busy.iter_mut().filter(free).position(|(unit, _)| *unit == promise.unit);
        let Some((unit, until)) = busy.iter_mut().filter(free).nth(own.unwrap_or_default()) else {
            let at_once = |other: &&Promise| other.held.from() <= from && from < other.held.until();
            return Err(promises.iter().filter(at_once).map(|other| other.id).collect());
        };
        *until = Some(promise.held.until());
        placed.push((promise.id, *unit));
    }
    Ok(Settled { placed, gone })
}

/// How promises are divided among the things that stay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// For each promise to come the thing it is for.
    pub placed: Vec<(Uuid, Uuid)>,
    /// The things that go.
    pub gone: Vec<Uuid>,
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hour)
    }

    fn thing(number: usize) -> Uuid {
        Uuid::from_u128(number as u128 + 1)
    }

    fn promise(number: usize, unit: usize, from: i64, until: i64) -> Promise {
        let held = Slot::new(at(from), at(until)).unwrap();
        Promise { id: Uuid::from_u128(1000 + number as u128), unit: thing(unit), held }
    }

    #[test]
    fn what_is_free_can_be_taken_and_not_one_more() {
        for (free, wanted, refused) in [(4, 0, false), (4, 4, false), (3, 4, true), (0, 1, true), (0, 0, false)] {
            let stock =
                Stock { key: "headset".into(), name: Localised::of("de", "Headset"), count: 4, free, away: vec![] };
            let broken = short(stock.clone(), wanted);
            assert_eq!(broken.is_some(), refused, "{wanted} of {free}");
            if let Some(rule) = broken {
                let Stock { key, name, count, free, away } = stock;
                assert_eq!(rule, BrokenRule::EquipmentShort { key, name, wanted, count, free, away });
            }
        }
    }

    #[test]
    fn promises_move_to_the_things_that_stay() {
        let promises = [promise(0, 0, 1, 3), promise(1, 1, 3, 5), promise(2, 2, 4, 6)];
        let units = [thing(0), thing(1), thing(2)];
        let settled = settle(&units, &promises, 2, at(0)).unwrap();
        assert_eq!(settled.gone, [thing(2)]);
        assert_eq!(settled.placed.iter().map(|(_, unit)| *unit).collect::<Vec<_>>(), [thing(0), thing(1), thing(0)]);
        let too_few = settle(&units, &promises, 1, at(0)).unwrap_err();
        assert_eq!(too_few, [promises[1].id, promises[2].id]);
    }

    #[test]
    fn what_is_away_now_is_not_the_thing_that_goes() {
        let promises = [promise(0, 2, 1, 5)];
        let settled = settle(&[thing(0), thing(1), thing(2)], &promises, 1, at(2)).unwrap();
        assert_eq!((settled.gone.len(), settled.gone.contains(&thing(2)), settled.placed.len()), (2, false, 0));
        assert_eq!(settle(&[thing(2)], &promises, 0, at(2)), Err(vec![promises[0].id]));
    }

    proptest! {
        #[test]
        fn a_pool_shrinks_exactly_to_what_is_promised_at_once(
            wished in proptest::collection::vec((0i64..20, 1i64..6), 0..30), count in 0u16..8,
        ) {
            // Promised one after the other to the first thing that is free, as booking does.
            let mut promises: Vec<Promise> = Vec::new();
            for (number, (from, length)) in wished.iter().enumerate() {
                let mut next = promise(number, 0, *from, from + length);
                let taken = |unit, promises: &[Promise]| {
                    promises.iter().any(|other| other.unit == thing(unit) && other.held.overlaps(next.held))
                };
                let unit = (0..30).find(|unit| !taken(*unit, &promises)).unwrap();
                next.unit = thing(unit);
                promises.push(next);
            }
            let units: Vec<Uuid> = (0..30).map(thing).collect();
            let most = (0..26).map(|hour| {
                let away = |p: &&Promise| p.held.from() <= at(hour) && at(hour) < p.held.until();
                promises.iter().filter(away).count()
            }).max().unwrap_or_default();
            let settled = settle(&units, &promises, count, at(-1));
            prop_assert_eq!(settled.is_ok(), most <= usize::from(count));
            if let Ok(settled) = settled {
                prop_assert_eq!(settled.gone.len(), 30 - usize::from(count));
                prop_assert_eq!(settled.placed.len(), promises.len());
                let held = |id: Uuid| promises.iter().find(|p| p.id == id).unwrap().held;
                for (index, (id, unit)) in settled.placed.iter().enumerate() {
                    prop_assert!(!settled.gone.contains(unit));
                    let clashes = settled.placed[..index].iter().any(|(other, on)| on == unit && held(*other).overlaps(held(*id)));
                    prop_assert!(!clashes);
                }
            }
        }
    }
}
