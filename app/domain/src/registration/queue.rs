//! The waiting list for seats: who is offered what becomes free, in strict order, groups whole (I2).

use std::collections::BTreeMap;

use crate::id::{AccessId, RegistrationId, SeatPoolId, SessionId};

/// Somebody who waits, with everybody she brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queued {
    /// Her registration.
    pub id: RegistrationId,
    /// How many they are. They are seated together or not at all.
    pub seats: u16,
    /// The sessions that would do, the one she likes best first.
    pub sessions: Vec<SessionId>,
    /// The link she came by: what is kept for it is for her.
    pub access: Option<AccessId>,
}

/// Seats there are to give. A session that is not named has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Supply {
    /// For anybody, as far as the session itself goes: in a pool there may be fewer.
    pub free: BTreeMap<SessionId, u16>,
    /// For those who came by a link.
    pub kept: BTreeMap<(AccessId, SessionId), u16>,
    /// Which sessions share seats of which pool.
    pub shared: BTreeMap<SessionId, SeatPoolId>,
    /// For anybody, of each pool.
    pub pools: BTreeMap<SeatPoolId, u16>,
}

impl Supply {
    fn own(&self, group: &Queued, session: SessionId) -> u16 {
        group.access.and_then(|access| self.kept.get(&(access, session))).copied().unwrap_or_default()
    }

    /// What the session has itself, and what its pool has.
    fn there(&self, session: SessionId) -> (u16, u16) {
        let pool = self.shared.get(&session).map(|pool| self.pools.get(pool).copied().unwrap_or_default());
        (self.free.get(&session).copied().unwrap_or_default(), pool.unwrap_or(u16::MAX))
    }

    fn fits(&self, group: &Queued, session: SessionId) -> bool {
        let (free, pool) = self.there(session);
        group.seats <= free.min(pool).saturating_add(self.own(group, session))
    }

    /// The pools that are too small for a group which the sessions themselves would have room for.
    fn short(&self, group: &Queued) -> Vec<SeatPoolId> {
        let has_room = |session: &&SessionId| {
            let (free, pool) = self.there(**session);
            let needed = group.seats.saturating_sub(self.own(group, **session));
            needed <= free && needed > pool
        };
        group.sessions.iter().filter(has_room).filter_map(|session| self.shared.get(session)).copied().collect()
    }

    /// Takes the seats of a group that fits, those kept for it first. Answers how many of the others it took.
    fn take(&mut self, group: &Queued, session: SessionId) -> u16 {
        let own = self.own(group, session).min(group.seats);
        if let Some(kept) = group.access.and_then(|access| self.kept.get_mut(&(access, session))) {
            *kept -= own;
        }
        let rest = group.seats - own;
        if let Some(left) = self.free.get_mut(&session) {
            *left -= rest;
        }
        self.draw(session, rest);
        rest
    }

    /// Takes so many seats, at most what there are, out of the pool of a session.
    fn draw(&mut self, session: SessionId, seats: u16) {
        if let Some(left) = self.shared.get(&session).and_then(|pool| self.pools.get_mut(pool)) {
            *left = left.saturating_sub(seats);
        }
    }

    /// Nobody behind this group gets seats of this session it might have had. As many are set aside in the pool: where the
    /// session has room for the group and the pool is too small that is all of it; where the session itself is too small,
    /// what is missing comes with the seats that become free in it.
    fn bar(&mut self, group: &Queued, session: SessionId) {
        let aside = self.free.remove(&session).unwrap_or_default();
        self.draw(session, aside);
        if let Some(access) = group.access {
            self.kept.remove(&(access, session));
        }
    }

    /// Where a group would be seated; there is no such place now: everything it might have had is set aside.
    fn seat_or_bar(&mut self, group: &Queued) -> Option<(SessionId, u16)> {
        let session = group.sessions.iter().copied().find(|session| self.fits(group, *session));
        if session.is_none() {
            group.sessions.iter().for_each(|session| self.bar(group, *session));
        }
        session.map(|session| (session, self.take(group, session)))
    }

    /// What each pool has left for somebody who does not wait, once everybody who does has hers.
    #[must_use]
    pub fn beside(mut self, queue: &[Queued]) -> BTreeMap<SeatPoolId, u16> {
        for group in queue {
            self.seat_or_bar(group);
        }
        self.pools
    }
}

/// Who gets what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Served {
    /// Seats in a session, in the order of the list.
    pub offers: Vec<(RegistrationId, SessionId)>,
    /// Groups somebody behind them got seats before, because the seats were too few for them.
    pub passed_over: Vec<RegistrationId>,
}

/// Who is offered what there is.
///
/// The first is served first. A group too large for what is free keeps everybody behind it waiting for the sessions it
/// wants, and for those that share a pool with them as far as it is the pool that is too small, unless the organiser chose
/// that it `passes_over` such a group. What is kept for those who came by a link is theirs all the while: nobody else in
/// the list waits for it.
#[must_use]
pub fn serve(mut supply: Supply, queue: &[Queued], passes_over: bool) -> Served {
    let mut served = Served::default();
    let mut too_large: Vec<(&Queued, Vec<SeatPoolId>)> = Vec::new();
    for group in queue {
        if passes_over && !group.sessions.iter().any(|session| supply.fits(group, *session)) {
            too_large.push((group, supply.short(group)));
            continue;
        }
        let Some((session, of_all)) = supply.seat_or_bar(group) else { continue };
        served.offers.push((group.id, session));
        // Whoever could not have had these seats was not passed over.
        let wanted_them = |(other, short): &&(&Queued, Vec<SeatPoolId>)| {
            let same = group.access.is_some() && other.access == group.access;
            let pool = supply.shared.get(&session).is_some_and(|pool| short.contains(pool));
            other.sessions.contains(&session) && (of_all > 0 || same) || pool && of_all > 0
        };
        for other in too_large.iter().filter(wanted_them).map(|(other, _)| other.id) {
            if !served.passed_over.contains(&other) {
                served.passed_over.push(other);
            }
        }
    }
    served
}

/// The place of somebody among those who want what she wants, or what shares its seats with it, from 1. `None`: she does
/// not wait.
#[must_use]
pub fn position(queue: &[Queued], id: RegistrationId, shared: &BTreeMap<SessionId, SeatPoolId>) -> Option<usize> {
    let her = queue.iter().position(|group| group.id == id)?;
    let (before, rest) = queue.split_at(her);
    let wanted = &rest.first()?.sessions;
    let pool = |session: &SessionId| shared.get(session);
    let same =
        |one: &SessionId| wanted.iter().any(|other| one == other || pool(one).is_some() && pool(one) == pool(other));
    Some(before.iter().filter(|other| other.sessions.iter().any(same)).count() + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const A: SessionId = SessionId(Uuid::from_u128(1));
    const B: SessionId = SessionId(Uuid::from_u128(2));

    fn id(number: u128) -> RegistrationId {
        RegistrationId(Uuid::from_u128(number))
    }

    fn group(number: u128, seats: u16, sessions: &[SessionId]) -> Queued {
        Queued { id: id(number), seats, sessions: sessions.to_vec(), access: None }
    }

    fn free(a: u16, b: u16) -> Supply {
        Supply { free: BTreeMap::from([(A, a), (B, b)]), ..Supply::default() }
    }

    const LINK: AccessId = AccessId(Uuid::from_u128(1));

    /// The same for those who came by the link.
    fn by_link(group: Queued) -> Queued {
        Queued { access: Some(LINK), ..group }
    }

    #[test]
    fn kept_seats_go_to_the_first_of_the_group_and_keep_nobody_else_waiting() {
        let kept = |seats, kept| Supply { kept: BTreeMap::from([((LINK, A), kept)]), ..free(seats, 0) };
        let offers = |supply, queue: &[Queued]| serve(supply, queue, false).offers;
        // The stranger before them waits for what is free, the group has its own.
        let queue = [group(1, 1, &[A]), by_link(group(2, 1, &[A])), by_link(group(3, 1, &[A]))];
        assert_eq!(offers(kept(0, 1), &queue), [(id(2), A)]);
        assert_eq!(offers(kept(1, 1), &queue), [(id(1), A), (id(2), A)]);
        assert_eq!(
            offers(kept(2, 1), &queue),
            [(id(1), A), (id(2), A), (id(3), A)],
            "its own first, then the free ones"
        );
        // Strict within the group as well; a stranger behind it gets nothing it might have had.
        let queue = [by_link(group(1, 3, &[A])), by_link(group(2, 1, &[A])), group(3, 1, &[A])];
        assert_eq!(offers(kept(1, 1), &queue), []);
        assert_eq!(offers(kept(1, 2), &queue), [(id(1), A)]);
        // Nobody is told of seats she could never have had.
        let queue = [group(1, 4, &[A]), by_link(group(2, 1, &[A]))];
        let served = serve(kept(0, 1), &queue, true);
        assert_eq!((served.offers, served.passed_over), (vec![(id(2), A)], vec![]));
    }

    #[test]
    fn the_first_is_served_first_and_a_group_is_kept_whole() {
        let queue = [group(1, 1, &[A]), group(2, 2, &[A]), group(3, 1, &[A])];
        assert_eq!(serve(free(3, 0), &queue, false).offers, [(id(1), A), (id(2), A)]);
        assert_eq!(serve(free(2, 0), &queue, false).offers, [(id(1), A)], "two do not fit on one seat, three waits");
    }

    #[test]
    fn a_group_too_large_is_passed_over_only_if_chosen_and_is_told_once() {
        let queue = [group(1, 4, &[A]), group(2, 1, &[A]), group(3, 1, &[A])];
        assert_eq!(serve(free(2, 0), &queue, false), Served::default());
        let served = serve(free(2, 0), &queue, true);
        assert_eq!((served.offers, served.passed_over), (vec![(id(2), A), (id(3), A)], vec![id(1)]));
        let served = serve(free(2, 0), &[group(1, 4, &[A]), group(2, 3, &[A])], true);
        assert_eq!(served, Served::default(), "nobody got anything before her");
        let served = serve(free(0, 1), &[group(1, 4, &[A]), group(2, 1, &[B])], true);
        assert_eq!(served.passed_over, [], "she did not want what the other got");
    }

    #[test]
    fn whoever_takes_any_session_gets_the_one_she_likes_best_of_those_with_room() {
        let any = group(1, 2, &[A, B]);
        assert_eq!(serve(free(2, 2), std::slice::from_ref(&any), false).offers, [(id(1), A)]);
        assert_eq!(serve(free(1, 2), std::slice::from_ref(&any), false).offers, [(id(1), B)]);
        // Nobody behind her gets a seat she might have had.
        assert_eq!(serve(free(1, 1), &[any, group(2, 1, &[B])], false).offers, []);
    }

    #[test]
    fn a_place_counts_those_who_want_the_same() {
        let queue = [group(1, 1, &[A]), group(2, 1, &[B]), group(3, 1, &[A, B]), group(4, 1, &[B])];
        let place = |number| position(&queue, id(number), &BTreeMap::new());
        assert_eq!([place(1), place(2), place(3), place(4), place(5)], [Some(1), Some(1), Some(3), Some(3), None]);
        let place = |number| position(&queue, id(number), &pooled(0, 0, 0).shared);
        assert_eq!(
            [place(1), place(2), place(3), place(4)],
            [Some(1), Some(2), Some(3), Some(4)],
            "one list of a pool"
        );
    }

    const POOL: SeatPoolId = SeatPoolId(Uuid::from_u128(1));

    /// Two sessions that share the seats of a pool.
    fn pooled(a: u16, b: u16, pool: u16) -> Supply {
        let shared = BTreeMap::from([(A, POOL), (B, POOL)]);
        Supply { shared, pools: BTreeMap::from([(POOL, pool)]), ..free(a, b) }
    }

    #[test]
    fn a_pool_is_served_in_one_order_whichever_of_its_sessions_somebody_wants() {
        let offers = |supply, queue: &[Queued]| serve(supply, queue, false).offers;
        let queue = [group(1, 2, &[A]), group(2, 1, &[B]), group(3, 1, &[A])];
        for (a, b, pool, expected) in [
            (9, 9, 4, vec![(id(1), A), (id(2), B), (id(3), A)]),
            (9, 9, 3, vec![(id(1), A), (id(2), B)]),
            // The pool is too small for the first: nobody of the pool is served before her.
            (9, 9, 1, vec![]),
            // Her room is too small, and the pool is not: whoever wants the other one does not wait for it.
            (0, 9, 4, vec![(id(2), B)]),
            // One seat of her room is free already: the one of the pool that goes with it is hers.
            (1, 9, 1, vec![]),
            (1, 9, 2, vec![(id(2), B)]),
        ] {
            assert_eq!(offers(pooled(a, b, pool), &queue), expected, "{a} {b} {pool}");
        }
        // Whoever takes any session gets the one with room, and is held up by the pool like everybody.
        assert_eq!(offers(pooled(0, 9, 1), &[group(1, 1, &[A, B])]), [(id(1), B)]);
        assert_eq!(offers(pooled(9, 9, 1), &[group(1, 2, &[A, B]), group(2, 1, &[B])]), []);
    }

    #[test]
    fn kept_seats_of_a_session_need_none_of_its_pool() {
        let supply = Supply { kept: BTreeMap::from([((LINK, A), 1)]), ..pooled(9, 9, 0) };
        let queue = [group(1, 1, &[B]), by_link(group(2, 1, &[A])), by_link(group(3, 1, &[A]))];
        assert_eq!(serve(supply, &queue, false).offers, [(id(2), A)]);
    }

    #[test]
    fn whoever_the_pool_was_too_small_for_is_told_that_somebody_of_the_pool_passed_her() {
        let passed = |supply, queue: &[Queued]| serve(supply, queue, true).passed_over;
        let queue = [group(1, 4, &[A]), group(2, 1, &[B])];
        assert_eq!(passed(pooled(9, 9, 2), &queue), [id(1)]);
        assert_eq!(passed(pooled(2, 9, 9), &queue), [], "it is her room that is too small");
    }

    #[test]
    fn a_newcomer_finds_of_a_pool_what_those_who_wait_could_not_have() {
        let left = |supply: Supply, queue: &[Queued]| supply.beside(queue)[&POOL];
        assert_eq!(left(pooled(9, 9, 5), &[]), 5);
        assert_eq!(left(pooled(9, 9, 5), &[group(1, 2, &[A])]), 3, "hers at the next look");
        assert_eq!(left(pooled(9, 9, 1), &[group(1, 2, &[A])]), 0, "she waits for the pool");
        assert_eq!(left(pooled(0, 9, 5), &[group(1, 2, &[A])]), 5, "she waits for the room");
        assert_eq!(left(pooled(1, 9, 5), &[group(1, 2, &[A])]), 4, "one of the room is hers already");
    }

    fn queues() -> impl Strategy<Value = Vec<Queued>> {
        let wanted = prop_oneof![Just(vec![A]), Just(vec![B]), Just(vec![A, B]), Just(vec![B, A])];
        prop::collection::vec((1u16..6, wanted), 0..12).prop_map(|groups| {
            (1..).zip(groups).map(|(number, (seats, sessions))| group(number, seats, &sessions)).collect()
        })
    }

    proptest! {
        #[test]
        fn nobody_is_offered_what_is_not_free(a in 0u16..12, b in 0u16..12, queue in queues(), passes in any::<bool>()) {
            let offers = serve(free(a, b), &queue, passes).offers;
            for (session, seats) in free(a, b).free {
                let given: u16 = offers
                    .iter()
                    .filter(|(_, at)| *at == session)
                    .map(|(id, _)| queue.iter().find(|group| group.id == *id).map_or(0, |group| group.seats))
                    .sum();
                prop_assert!(given <= seats);
            }
            for (id, session) in offers {
                let her = queue.iter().find(|group| group.id == id).unwrap();
                prop_assert!(her.sessions.contains(&session));
            }
        }

        #[test]
        fn nobody_is_served_before_somebody_who_asked_first_and_wants_the_same(
            a in 0u16..12, b in 0u16..12, queue in queues(),
        ) {
            let offers = serve(free(a, b), &queue, false).offers;
            let served = |group: &Queued| offers.iter().find(|(id, _)| *id == group.id).map(|(_, session)| *session);
            for (place, group) in queue.iter().enumerate() {
                let Some(session) = served(group) else { continue };
                for before in &queue[..place] {
                    prop_assert!(served(before).is_some() || !before.sessions.contains(&session));
                }
            }
        }

        #[test]
        fn a_pool_never_gives_more_than_it_has_and_nobody_of_it_is_served_before_whom_it_is_too_small_for(
            a in 0u16..12, b in 0u16..12, pool in 0u16..16, queue in queues(), passes in any::<bool>(),
        ) {
            let offers = serve(pooled(a, b, pool), &queue, passes).offers;
            let mut left = BTreeMap::from([(A, a), (B, b)]);
            let mut shared = pool;
            // Those who were not served, with what their sessions and the pool had then.
            let mut unserved: Vec<(&Queued, BTreeMap<SessionId, u16>, u16)> = Vec::new();
            for group in &queue {
                let Some((_, at)) = offers.iter().find(|(id, _)| *id == group.id) else {
                    unserved.push((group, left.clone(), shared));
                    continue;
                };
                prop_assert!(group.sessions.contains(at) && group.seats <= left[at] && group.seats <= shared);
                if !passes {
                    for (place, (before, had, _)) in unserved.iter().enumerate() {
                        // Where somebody waits before her she waits for that one, not for the pool.
                        let first = |session: &&SessionId| {
                            !unserved[..place].iter().any(|(other, ..)| other.sessions.contains(session))
                        };
                        for session in before.sessions.iter().filter(first) {
                            prop_assert!(had[session] < before.seats, "her room was large enough, and she asked first");
                        }
                    }
                }
                *left.get_mut(at).unwrap() -= group.seats;
                shared -= group.seats;
            }
            if !passes {
                for (before, had, pool) in unserved {
                    for session in &before.sessions {
                        prop_assert!(shared >= had[session].min(pool), "what her room has the pool has for her");
                    }
                }
            }
        }

        #[test]
        fn with_seats_kept_for_a_link_nobody_gets_what_is_not_there_for_her(
            a in 0u16..8, b in 0u16..8, kept in prop::array::uniform2(0u16..5), pool in 0u16..12, queue in queues(),
            linked in prop::collection::vec(any::<bool>(), 12), passes in any::<bool>(),
        ) {
            let by_the_link = |(group, linked): (Queued, bool)| if linked { by_link(group) } else { group };
            let queue: Vec<Queued> = queue.into_iter().zip(linked).map(by_the_link).collect();
            let kept = BTreeMap::from([((LINK, A), kept[0]), ((LINK, B), kept[1])]);
            let offers = serve(Supply { kept: kept.clone(), ..pooled(a, b, pool) }, &queue, passes).offers;
            let given = |session: SessionId, linked: bool| -> u16 {
                let hers = |group: &&Queued| {
                    group.access.is_some() == linked && offers.contains(&(group.id, session))
                };
                queue.iter().filter(hers).map(|group| group.seats).sum()
            };
            let mut of_pool = 0;
            for (session, free) in [(A, a), (B, b)] {
                let kept = kept[&(LINK, session)];
                prop_assert!(given(session, false) <= free, "what is kept is not for strangers");
                let of_all = given(session, false) + given(session, true).saturating_sub(kept);
                prop_assert!(of_all <= free);
                of_pool += of_all;
            }
            prop_assert!(of_pool <= pool);
        }

        #[test]
        fn sessions_that_only_share_a_pool_are_served_like_one(pool in 0u16..16, queue in queues(), passes in any::<bool>()) {
            let all: u16 = u16::MAX;
            let one: Vec<Queued> = queue.iter().map(|group| Queued { sessions: vec![A], ..group.clone() }).collect();
            let of_pool = serve(pooled(all, all, pool), &queue, passes);
            let of_one = serve(free(pool, 0), &one, passes);
            let who = |served: &Served| -> Vec<RegistrationId> { served.offers.iter().map(|(id, _)| *id).collect() };
            prop_assert_eq!(who(&of_pool), who(&of_one));
            prop_assert_eq!(of_pool.passed_over, of_one.passed_over);
        }

        #[test]
        fn a_pool_with_seats_enough_changes_nothing_and_names_of_sessions_do_not_matter(
            a in 0u16..12, b in 0u16..12, pool in 0u16..16, queue in queues(), passes in any::<bool>(),
        ) {
            prop_assert_eq!(serve(pooled(a, b, 24), &queue, passes), serve(free(a, b), &queue, passes));
            let swapped = |session: SessionId| if session == A { B } else { A };
            let mirror: Vec<Queued> = queue.iter().map(|group| Queued {
                sessions: group.sessions.iter().copied().map(swapped).collect(), ..group.clone()
            }).collect();
            let served = serve(pooled(a, b, pool), &queue, passes);
            let mirrored = serve(pooled(b, a, pool), &mirror, passes);
            let back: Vec<_> = mirrored.offers.into_iter().map(|(id, session)| (id, swapped(session))).collect();
            prop_assert_eq!(served.offers, back);
            prop_assert_eq!(served.passed_over, mirrored.passed_over);
        }

        #[test]
        fn a_newcomer_takes_nothing_from_those_who_wait(
            a in 0u16..12, b in 0u16..12, pool in 0u16..16, queue in queues(),
        ) {
            let left = pooled(a, b, pool).beside(&queue)[&POOL];
            prop_assert!(left <= pool);
            let before = serve(pooled(a, b, pool), &queue, false);
            let after = serve(pooled(a, b, pool - left), &queue, false);
            prop_assert_eq!(before, after, "whatever of the pool a newcomer may have, they are served the same");
        }

        #[test]
        fn whoever_is_passed_over_did_not_fit_and_somebody_who_fits_is_never_left(
            a in 0u16..12, b in 0u16..12, queue in queues(),
        ) {
            let served = serve(free(a, b), &queue, true);
            let mut left = free(a, b).free;
            for group in &queue {
                let at = served.offers.iter().find(|(id, _)| *id == group.id).map(|(_, session)| *session);
                let fits = group.sessions.iter().any(|session| left[session] >= group.seats);
                prop_assert_eq!(at.is_some(), fits);
                if let Some(session) = at {
                    *left.get_mut(&session).unwrap() -= group.seats;
                }
                prop_assert!(at.is_none() || !served.passed_over.contains(&group.id));
            }
        }
    }
}
