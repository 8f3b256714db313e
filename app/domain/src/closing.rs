//! What may become of everything under a closure, one fate for all of it, and who is told.

use std::collections::BTreeMap;

use crate::{
    desk::{ClosurePlan, Conflict, Fate},
    id::{BookingId, OccurrenceId},
    space::SpaceRef,
};

/// One fate for all dates under a closure, as far as each of them may have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForAll {
    /// All stay as they are.
    Keep,
    /// What can move within its town moves; the others are decided one by one.
    Move,
    /// What stands is called off, what is asked for is declined.
    Cancel,
}

impl ForAll {
    /// What it means for one date; `None`: nothing, she has to decide. Sessions of events always stay (I4).
    #[must_use]
    pub fn fate(self, of: &Conflict) -> Option<Fate> {
        match self {
            _ if of.event.is_some() => Some(Fate::Keep),
            Self::Keep => Some(Fate::Keep),
            Self::Move => of.near().map(|there| Fate::Move(there.id)),
            Self::Cancel => Some(of.end()),
        }
    }
}

/// What a closure does to what lies under it, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Dates that stay as they are.
    pub kept: usize,
    /// Dates that stood and are called off.
    pub cancelled: usize,
    /// Dates that were asked for and are declined.
    pub declined: usize,
    /// Dates that move.
    pub moved: usize,
    /// Offers that are withdrawn.
    pub withdrawn: usize,
    /// How many mails that is, one for each booking and person.
    pub mails: usize,
}

impl Conflict {
    /// How it ends when it has to go.
    #[must_use]
    pub const fn end(&self) -> Fate {
        if self.asked { Fate::Decline } else { Fate::Cancel }
    }

    /// The space it could move to, when it is in the same town: nobody is sent elsewhere along with others.
    #[must_use]
    pub fn near(&self) -> Option<&SpaceRef> {
        self.elsewhere.as_ref().filter(|there| there.site.town == self.space.site.town)
    }

    /// True when somebody has to know that it takes place though it is closed: of what is only asked for the answer
    /// tells.
    #[must_use]
    pub const fn is_told_to_stay(&self) -> bool {
        !self.asked
    }

    /// True when this may become of it.
    #[must_use]
    pub fn allows(&self, fate: Fate) -> bool {
        match fate {
            Fate::Keep => true,
            Fate::Cancel | Fate::Decline => self.event.is_none() && fate == self.end(),
            Fate::Move(space) => self.event.is_none() && self.elsewhere.as_ref().is_some_and(|there| there.id == space),
        }
    }
}

impl ClosurePlan {
    /// True when nothing lies under it.
    #[must_use]
    pub const fn is_clear(&self) -> bool {
        self.conflicts.is_empty() && self.offers.is_empty()
    }

    /// The fate of each date: the one for all, else what was picked, as far as it may become of it. A date that is left
    /// out needs a decision.
    #[must_use]
    pub fn fates(&self, all: Option<ForAll>, picked: &[(OccurrenceId, Fate)]) -> Vec<(OccurrenceId, Fate)> {
        let of = |conflict: &Conflict| {
            let picked = || picked.iter().find(|(date, _)| *date == conflict.occurrence).map(|(_, fate)| *fate);
            let fate = all.and_then(|all| all.fate(conflict)).or_else(picked);
            fate.filter(|fate| conflict.allows(*fate)).map(|fate| (conflict.occurrence, fate))
        };
        self.conflicts.iter().filter_map(of).collect()
    }

    /// What these fates come to.
    #[must_use]
    pub fn tally(&self, fates: &[(OccurrenceId, Fate)]) -> Tally {
        let mut tally = Tally { withdrawn: self.offers.len(), ..Tally::default() };
        // One mail for each booking, however many of its dates are concerned.
        let mut told: BTreeMap<BookingId, usize> = BTreeMap::new();
        // Where nothing else happens to it, that a date stays is told to whoever booked it.
        let mut stays: BTreeMap<BookingId, usize> = BTreeMap::new();
        for (date, fate) in fates {
            let Some(conflict) = self.conflicts.iter().find(|conflict| conflict.occurrence == *date) else { continue };
            match fate {
                Fate::Keep => tally.kept += 1,
                Fate::Cancel => tally.cancelled += 1,
                Fate::Decline => tally.declined += 1,
                Fate::Move(_) => tally.moved += 1,
            }
            if *fate != Fate::Keep {
                told.insert(conflict.booking, conflict.told);
            } else if conflict.is_told_to_stay() {
                stays.insert(conflict.booking, usize::from(conflict.reached));
            }
        }
        stays.retain(|booking, _| !told.contains_key(booking));
        tally.mails = tally.withdrawn + told.values().chain(stays.values()).sum::<usize>();
        tally
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, Utc};
    use uuid::Uuid;

    use super::*;
    use crate::{
        desk::OfferUnder,
        id::{SiteId, SpaceId, WaitingId},
        slot::{LocalSpan, Slot, When},
        space::{SiteRef, SpaceKind},
        text::Localised,
    };

    fn space(id: u128) -> SpaceRef {
        let site = SiteRef { id: SiteId(Uuid::nil()), slug: "haus".into(), name: "Haus".into(), town: "Lemgo".into() };
        let (slug, name) = (format!("raum-{id}"), Localised::of("de", "Raum"));
        SpaceRef { id: SpaceId(Uuid::from_u128(id)), slug, name, kind: SpaceKind::Seminar, site }
    }

    fn when() -> When {
        let at = |hour| NaiveDate::from_ymd_opt(2027, 3, 9).unwrap().and_hms_opt(hour, 0, 0).unwrap();
        let instant = |hour| DateTime::<Utc>::from_naive_utc_and_offset(at(hour), Utc);
        let slot = Slot::new(instant(9), instant(11)).unwrap();
        When { slot, local: LocalSpan { from: at(10), until: at(12) }, offset_minutes: 60 }
    }

    /// A date of a booking, of which two people would be told. Its number is that of its date.
    fn date(number: u128, booking: u128) -> Conflict {
        Conflict {
            occurrence: OccurrenceId(Uuid::from_u128(number)),
            booking: BookingId(Uuid::from_u128(booking)),
            title: "Workshop".into(),
            organisation: "Muster".into(),
            space: space(1),
            when: when(),
            people: 4,
            asked: false,
            told: 2,
            reached: true,
            event: None,
            elsewhere: None,
        }
    }

    fn asked(conflict: Conflict) -> Conflict {
        Conflict { asked: true, ..conflict }
    }

    fn movable(conflict: Conflict) -> Conflict {
        Conflict { elsewhere: Some(space(2)), ..conflict }
    }

    /// The same, but the space it could move to is in another town.
    fn far(conflict: Conflict) -> Conflict {
        let mut there = space(2);
        there.site.town = "Detmold".into();
        Conflict { elsewhere: Some(there), ..conflict }
    }

    fn of_event(conflict: Conflict) -> Conflict {
        Conflict { event: Some("vortrag".into()), ..conflict }
    }

    fn there() -> Fate {
        Fate::Move(SpaceId(Uuid::from_u128(2)))
    }

    #[test]
    fn what_stands_is_called_off_what_is_asked_for_declined_and_sessions_only_stay() {
        let elsewhere = Fate::Move(SpaceId(Uuid::from_u128(3)));
        for (conflict, allowed) in [
            (date(1, 1), vec![Fate::Keep, Fate::Cancel]),
            (movable(date(1, 1)), vec![Fate::Keep, Fate::Cancel, there()]),
            (asked(date(1, 1)), vec![Fate::Keep, Fate::Decline]),
            (movable(asked(date(1, 1))), vec![Fate::Keep, Fate::Decline, there()]),
            (far(date(1, 1)), vec![Fate::Keep, Fate::Cancel, there()]),
            (of_event(movable(date(1, 1))), vec![Fate::Keep]),
        ] {
            for fate in [Fate::Keep, Fate::Cancel, Fate::Decline, there(), elsewhere] {
                assert_eq!(conflict.allows(fate), allowed.contains(&fate), "{fate:?} of {conflict:?}");
            }
        }
    }

    #[test]
    fn one_fate_for_all_is_the_one_each_may_have_and_what_it_leaves_open_is_decided_one_by_one() {
        let (moves, far_away) = (movable(date(2, 2)), far(date(6, 6)));
        let conflicts =
            vec![date(1, 1), moves, asked(date(3, 3)), movable(asked(date(4, 4))), of_event(date(5, 5)), far_away];
        let plan = ClosurePlan { dates: vec![when()], conflicts, offers: vec![] };
        let number = |number| OccurrenceId(Uuid::from_u128(number));
        // Somebody picked for two of them; of the first it can be, of the other not.
        let picked = [(number(1), Fate::Keep), (number(3), Fate::Cancel)];
        for (all, expected) in [
            (None, vec![(1, Fate::Keep)]),
            (Some(ForAll::Keep), (1..=6).map(|date| (date, Fate::Keep)).collect()),
            (Some(ForAll::Move), vec![(1, Fate::Keep), (2, there()), (4, there()), (5, Fate::Keep)]),
            (
                Some(ForAll::Cancel),
                vec![
                    (1, Fate::Cancel),
                    (2, Fate::Cancel),
                    (3, Fate::Decline),
                    (4, Fate::Decline),
                    (5, Fate::Keep),
                    (6, Fate::Cancel),
                ],
            ),
        ] {
            let expected: Vec<_> = expected.into_iter().map(|(date, fate)| (number(date), fate)).collect();
            assert_eq!(plan.fates(all, &picked), expected, "{all:?}");
        }
    }

    #[test]
    fn one_mail_goes_to_each_person_of_a_booking_to_whoever_had_an_offer_and_to_who_keeps_a_date() {
        // What stays is told to whoever booked it; not where another date of it goes, and not of what is asked for.
        let kept = [date(4, 1), date(5, 3), date(6, 3), asked(date(7, 4)), of_event(date(8, 5))];
        let mut conflicts = vec![date(1, 1), movable(date(2, 1)), asked(date(3, 2))];
        conflicts.extend(kept);
        let offer = OfferUnder {
            waiting: WaitingId(Uuid::nil()),
            person: ("Berta".into(), "berta@example.org".into()),
            organisation: "Beispiel".into(),
            space: space(1),
            when: when(),
        };
        let plan = ClosurePlan { dates: vec![when()], conflicts, offers: vec![offer] };
        assert!(!plan.is_clear());
        let fates = [Fate::Cancel, there(), Fate::Decline].into_iter().chain(std::iter::repeat(Fate::Keep));
        let fates: Vec<_> = plan.conflicts.iter().zip(fates).map(|(one, fate)| (one.occurrence, fate)).collect();
        let expected = Tally { kept: 5, cancelled: 1, declined: 1, moved: 1, withdrawn: 1, mails: 2 + 2 + 1 + 1 + 1 };
        assert_eq!(plan.tally(&fates), expected);
    }
}
