//! What would work instead (I7): another time in the same space, another space at the same time.

use domain::{
    booking::BookingRefusal,
    rules::{Admission, Alternative, BrokenRule, Standing, Verdict, Wish},
    slot::Slot,
    space::{SpaceRules, seats},
};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{
    dated::Dated,
    facts::Wisher,
    quota::Used,
    times::{Reach, whenever},
};
use crate::{
    Store,
    allocation::{Busy, busy},
    door::lessons,
    error::unavailable,
    rooms::{self, Houses, Room, Which, natural},
    zone,
};

/// How many alternatives of each kind are offered.
pub(super) const MOST: usize = 3;

/// Who wishes: the rules are the same but for notice and horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Terms {
    /// Somebody who books.
    Guest,
    /// A session of an event: it is planned years ahead. Nobody is asked for it: it takes a booking that was agreed to.
    Session,
    /// What stands already: neither notice nor horizon is asked for again.
    Standing,
}

impl Terms {
    /// The rules of a space for this wish.
    pub(crate) fn rules(self, room: &Room) -> SpaceRules {
        let rules = room.view.rules.clone();
        match self {
            Self::Guest => rules,
            Self::Session => SpaceRules { horizon_days: u16::MAX, ..rules },
            Self::Standing => SpaceRules { notice_minutes: 0, horizon_days: u16::MAX, ..rules },
        }
    }
}

/// All houses, read when the first refusal asks what else there is, and kept for the next.
#[derive(Default)]
pub(crate) struct Elsewhere(Option<Houses>);

impl Elsewhere {
    pub(crate) async fn houses(&mut self, db: &impl ConnectionTrait) -> Result<&Houses, DbErr> {
        if self.0.is_none() {
            self.0 = Some(rooms::load(db, Which::All).await?);
        }
        Ok(self.0.get_or_insert_default())
    }
}

impl Store {
    /// Adds to a refusal by the rules what would work instead; other refusals stay as they are. To be called when the
    /// refused transaction is gone. `wisher` is looked up when it is known to be needed.
    pub(crate) async fn with_alternatives(
        &self,
        refusal: BookingRefusal,
        dated: &Dated<'_>,
        wisher: impl Future<Output = Result<Wisher<'_>, DbErr>>,
    ) -> BookingRefusal {
        let BookingRefusal::Rules(verdict) = refusal else { return refusal };
        let completed = async {
            let (mut elsewhere, wisher) = (Elsewhere::default(), wisher.await?);
            self.completed(verdict, dated, &wisher, &mut elsewhere, Reach::Far).await
        };
        match completed.await {
            Ok(verdict) => BookingRefusal::Rules(verdict),
            Err(err) => {
                unavailable(err);
                BookingRefusal::Unavailable
            }
        }
    }

    /// Adds to a verdict what would work instead, when another time or space would help at all.
    pub(crate) async fn completed(
        &self,
        mut verdict: Verdict,
        dated: &Dated<'_>,
        wisher: &Wisher<'_>,
        elsewhere: &mut Elsewhere,
        reach: Reach,
    ) -> Result<Verdict, DbErr> {
        // Another time or space helps against none of these: they are about the person, or about what stands already.
        let beyond_help = |rule: &BrokenRule| {
            matches!(
                rule,
                BrokenRule::NoOrganisation
                    | BrokenRule::OrganisationUnconfirmed
                    | BrokenRule::RoleMayNotBook
                    | BrokenRule::TooLateToCancel { .. }
            )
        };
        if !verdict.broken.iter().all(beyond_help) {
            let reach = if verdict.broken.iter().any(|rule| whenever(rule, &dated.wish)) { Reach::Near } else { reach };
            verdict.alternatives = self.other_times(dated, wisher, reach).await?;
            let houses = elsewhere.houses(&self.db).await?;
            let rooms = self.other_rooms(houses, dated, wisher, &[]).await?;
            verdict.alternatives.extend(rooms.into_iter().map(|(way, _)| way));
            verdict.lessons = lessons(&self.db, &verdict.broken, dated.room.site(), self.now()).await?;
        }
        Ok(verdict)
    }

    /// Other spaces at the same time: in the same house, then in the same town; of the same kind, and no larger than
    /// need be. None that covers one of the units to `avoid`. Each with whether it would stand there at once.
    pub(crate) async fn other_rooms(
        &self,
        houses: &Houses,
        wished: &Dated<'_>,
        wisher: &Wisher<'_>,
        avoid: &[Uuid],
    ) -> Result<Vec<(Alternative, Admission)>, DbErr> {
        let (room, wish, now) = (wished.room, &wished.wish, self.now());
        let key = wished.use_kind.map(|kind| kind.key.as_str());
        let mut fitting: Vec<(Dated<'_>, Slot)> = Vec::new();
        for other in houses.rooms.iter().filter(|other| other.id() != room.id()) {
            if other.units.iter().any(|unit| avoid.contains(unit)) {
                continue;
            }
            let Some(when) = zone::meant(other.zone, wish.when.local) else { continue };
            let units = other.wished_units(wish.units);
            let dated = Dated { terms: wished.terms, ..Dated::new(other, Wish { when, units, ..*wish }) };
            let dated = dated.used_for(key).taking(&wished.along);
            let allowed = dated.allowed(Standing::Booker.into(), now);
            if allowed.is_free() && dated.use_kind.is_some() == key.is_some() {
                let held = dated.held();
                fitting.push((dated, held));
            }
        }
        let units: Vec<Uuid> = fitting.iter().flat_map(|(other, _)| other.units()).collect();
        let from = fitting.iter().map(|(_, held)| held.from()).min();
        let until = fitting.iter().map(|(_, held)| held.until()).max();
        let Some(window) = from.zip(until).and_then(|(from, until)| Slot::new(from, until).ok()) else {
            return Ok(Vec::new());
        };
        let busy = others(busy(&self.db, &units, window, wisher.eyes(now)).await?, &wisher.except);
        fitting.retain(|(other, _)| other.in_the_way(&busy).is_empty());
        fitting.sort_by_cached_key(|(other, _)| {
            let (space, wanted) = (&other.room.view.space, &room.view.space);
            let distance = match () {
                () if space.site.id == wanted.site.id => 0,
                () if space.site.town == wanted.site.town => 1,
                () => 2,
            };
            (
                distance,
                space.kind != wanted.kind,
                seats(&other.room.view.layouts, wish.layout),
                natural(space.name.get("de")),
            )
        });
        let mut found = Vec::new();
        let mut used = Used::default();
        for (other, _) in &fitting {
            if let Some(admission) = self.suits(other, wisher, &mut used).await? {
                let way = Alternative { space: other.room.view.space.clone(), when: other.wish.when };
                found.push((way, admission));
            }
            if found.len() == MOST {
                break;
            }
        }
        Ok(found)
    }

    /// How this person has it, when the rules have nothing against it. What she is not yet herself, a member or a
    /// booker, she is taken to be: no time and no space would help there.
    async fn suits(&self, dated: &Dated<'_>, wisher: &Wisher<'_>, used: &mut Used) -> Result<Option<Admission>, DbErr> {
        let mut facts = wisher.facts_of(&self.db, dated, used).await?;
        if facts.standing != Standing::Keeper {
            facts.standing = Standing::Booker;
        }
        let allowed = dated.allowed(facts, self.now());
        Ok(allowed.is_free().then_some(allowed.admission))
    }
}

/// What is taken by others than the dates that are judged.
pub(crate) fn others(mut busy: Vec<Busy>, except: &[Uuid]) -> Vec<Busy> {
    busy.retain(|busy| !except.contains(&busy.by.id()));
    busy
}
