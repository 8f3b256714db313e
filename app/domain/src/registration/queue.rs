//! The waiting list for seats: who is offered what becomes free, in strict order, groups whole (I2).

use std::collections::BTreeMap;

use crate::id::{AccessId, RegistrationId, SessionId};

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
    /// For anybody.
    pub free: BTreeMap<SessionId, u16>,
    /// For those who came by a link.
    pub kept: BTreeMap<(AccessId, SessionId), u16>,
}

impl Supply {
    fn own(&self, group: &Queued, session: SessionId) -> u16 {
        group.access.and_then(|access| self.kept.get(&(access, session))).copied().unwrap_or_default()
    }

    fn fits(&self, group: &Queued, session: SessionId) -> bool {
        let free = self.free.get(&session).copied().unwrap_or_default();
        group.seats <= free.saturating_add(self.own(group, session))
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
        rest
    }

    /// Nobody behind this group gets seats of this session it might have had.
    fn bar(&mut self, group: &Queued, session: SessionId) {
        self.free.remove(&session);
        if let Some(access) = group.access {
            self.kept.remove(&(access, session));
        }
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
/// wants, unless the organiser chose that it `passes_over` such a group. What is kept for those who came by a link is
/// theirs all the while: nobody else in the list waits for it.
#[must_use]
pub fn serve(mut supply: Supply, queue: &[Queued], passes_over: bool) -> Served {
    let mut served = Served::default();
    let mut too_large: Vec<&Queued> = Vec::new();
    for group in queue {
        if let Some(session) = group.sessions.iter().find(|session| supply.fits(group, **session)) {
            let of_all = supply.take(group, *session) > 0;
            served.offers.push((group.id, *session));
            // Whoever could not have had these seats was not passed over.
            let wanted_them = |other: &&&Queued| {
                let same = group.access.is_some() && other.access == group.access;
                other.sessions.contains(session) && (of_all || same)
            };
            for other in too_large.iter().filter(wanted_them).map(|other| other.id) {
                if !served.passed_over.contains(&other) {
                    served.passed_over.push(other);
                }
            }
        } else if passes_over {
            too_large.push(group);
        } else {
            for session in &group.sessions {
                supply.bar(group, *session);
            }
        }
    }
    served
}

/// The place of somebody among those who want what she wants, from 1. `None`: she does not wait.
#[must_use]
pub fn position(queue: &[Queued], id: RegistrationId) -> Option<usize> {
    let her = queue.iter().position(|group| group.id == id)?;
    let (before, rest) = queue.split_at(her);
    let wanted = &rest.first()?.sessions;
    Some(before.iter().filter(|other| other.sessions.iter().any(|session| wanted.contains(session))).count() + 1)
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
        Supply { free: BTreeMap::from([(A, a), (B, b)]), kept: BTreeMap::new() }
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
        let place = |number| position(&queue, id(number));
        assert_eq!([place(1), place(2), place(3), place(4), place(5)], [Some(1), Some(1), Some(3), Some(3), None]);
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
