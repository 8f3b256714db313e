//! What would work instead (I7): another time in the same space, another space at the same time.

use domain::{
    booking::{BookingRefusal, BookingState, RoomVerdict, RoomVerdicts},
    id::OccurrenceId,
    rules::{Alternative, BrokenRule, Standing, Verdict},
    slot::Slot,
    space::SpaceRules,
};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{
    dated::Dated,
    facts::Wisher,
    near::spaces_like,
    quota::Used,
    requests::as_dated,
    rows::occurrences,
    times::{Reach, whenever},
};
use crate::{
    Store,
    allocation::{Busy, busy},
    door::lessons,
    entity::{booking, occurrence},
    error::unavailable,
    rooms::{self, Houses, Room, Which},
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
    /// What was asked for in time: that its keepers take theirs is not held against whoever asked.
    Asked,
}

impl Terms {
    /// The rules of a space for this wish.
    pub(crate) fn rules(self, room: &Room) -> SpaceRules {
        let rules = room.view.rules.clone();
        match self {
            Self::Guest => rules,
            Self::Session => SpaceRules { horizon_days: u16::MAX, ..rules },
            Self::Standing => SpaceRules { notice_minutes: 0, horizon_days: u16::MAX, ..rules },
            Self::Asked => SpaceRules { notice_minutes: 0, ..rules },
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

    /// The same for the rooms of a session, which are had together: other times for all of them, and instead of each that
    /// is in the way others at this time.
    pub(crate) async fn with_session_alternatives(
        &self,
        refusal: BookingRefusal,
        dates: &[Dated<'_>],
        wisher: impl Future<Output = Result<Wisher<'_>, DbErr>>,
    ) -> BookingRefusal {
        match (refusal, dates) {
            (BookingRefusal::Rooms(said), _) => {
                let completed = async { self.completed_rooms(*said, dates, &wisher.await?).await };
                match completed.await {
                    Ok(said) => BookingRefusal::Rooms(Box::new(said)),
                    Err(err) => {
                        unavailable(err);
                        BookingRefusal::Unavailable
                    }
                }
            }
            (refusal, [dated]) => self.with_alternatives(refusal, dated, wisher).await,
            (refusal, _) => refusal,
        }
    }

    async fn completed_rooms(
        &self,
        mut said: RoomVerdicts,
        dates: &[Dated<'_>],
        wisher: &Wisher<'_>,
    ) -> Result<RoomVerdicts, DbErr> {
        let refused = || said.rooms.iter().zip(dates).filter(|(room, _)| !room.verdict.is_free());
        let helps = refused().any(|(room, _)| !room.verdict.broken.iter().all(beyond_help));
        if !helps {
            return Ok(said);
        }
        let always = |(room, dated): (&RoomVerdict, &Dated<'_>)| {
            room.verdict.broken.iter().any(|rule| whenever(rule, &dated.wish))
        };
        let reach = if refused().any(always) { Reach::Near } else { Reach::Far };
        said.times = self.times_for_all(dates, wisher, reach).await?;
        let houses = rooms::load(&self.db, Which::All).await?;
        for (room, dated) in said.rooms.iter_mut().zip(dates).filter(|(room, _)| !room.verdict.is_free()) {
            let verdict = &mut room.verdict;
            verdict.alternatives = self.other_rooms(&houses, dated, wisher).await?;
            verdict.alternatives.retain(|other| {
                let units = houses.room_of(other.space.id.0).map(|room| room.units.as_slice()).unwrap_or_default();
                let apart = |beside: &Dated<'_>| beside.room.units.iter().all(|unit| !units.contains(unit));
                dates.iter().filter(|beside| beside.room.id() != dated.room.id()).all(apart)
            });
            verdict.lessons = lessons(&self.db, &verdict.broken, dated.room.site(), self.now()).await?;
        }
        Ok(said)
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
        if !verdict.broken.iter().all(beyond_help) {
            let reach = if verdict.broken.iter().any(|rule| whenever(rule, &dated.wish)) { Reach::Near } else { reach };
            verdict.alternatives = self.other_times(dated, wisher, reach).await?;
            let houses = elsewhere.houses(&self.db).await?;
            verdict.alternatives.extend(self.other_rooms(houses, dated, wisher).await?);
            verdict.lessons = lessons(&self.db, &verdict.broken, dated.room.site(), self.now()).await?;
        }
        Ok(verdict)
    }

    /// What would work instead of what was asked for and not granted, at another time or in another space: for the first
    /// date to come that ended so. `of`: of these; none: of all.
    pub(crate) async fn instead_of_ended(
        &self,
        row: &booking::Model,
        ended: BookingState,
        of: &[OccurrenceId],
    ) -> Result<Vec<Alternative>, DbErr> {
        let (dates, now) = (occurrences(&self.db, &[row.id]).await?, self.now());
        let meant = |date: &&occurrence::Model| {
            date.state.0 == ended && date.starts_at > now && (of.is_empty() || of.contains(&OccurrenceId(date.id)))
        };
        let Some(first) = dates.iter().find(meant) else { return Ok(Vec::new()) };
        let houses = rooms::load(&self.db, Which::All).await?;
        let Some(dated) = as_dated(row, &[first], &houses)?.into_iter().next() else { return Ok(Vec::new()) };
        let wisher = Wisher::of_booking(&self.db, row, &[]).await?;
        let mut ways = self.other_times(&dated, &wisher, Reach::Near).await?;
        // That she cannot have it then she was told.
        ways.retain(|way| !way.when.slot.overlaps(dated.wish.when.slot));
        ways.extend(self.other_rooms(&houses, &dated, &wisher).await?);
        Ok(ways)
    }

    /// Other spaces at the same time that are free and hers to have: the nearest and most alike first.
    async fn other_rooms(
        &self,
        houses: &Houses,
        wished: &Dated<'_>,
        wisher: &Wisher<'_>,
    ) -> Result<Vec<Alternative>, DbErr> {
        let now = self.now();
        let mut fitting = spaces_like(houses, wished, now);
        let units: Vec<Uuid> = fitting.iter().flat_map(Dated::units).collect();
        let held: Vec<Slot> = fitting.iter().map(Dated::held).collect();
        let Some(window) = Slot::around(&held) else { return Ok(Vec::new()) };
        let busy = others(busy(&self.db, &units, window, wisher.eyes(now)).await?, &wisher.except);
        fitting.retain(|other| other.in_the_way(&busy).is_empty());
        let mut found = Vec::new();
        let mut used = Used::default();
        for other in &fitting {
            if self.suits(other, wisher, &mut used).await? {
                found.push(Alternative { space: other.room.view.space.clone(), when: other.wish.when });
            }
            if found.len() == MOST {
                break;
            }
        }
        Ok(found)
    }

    /// True when the rules have nothing against her having it. What she is not yet herself, a member or a
    /// booker, she is taken to be: no time and no space would help there.
    async fn suits(&self, dated: &Dated<'_>, wisher: &Wisher<'_>, used: &mut Used) -> Result<bool, DbErr> {
        let mut facts = wisher.facts_of(&self.db, dated, used).await?;
        if facts.standing != Standing::Keeper {
            facts.standing = Standing::Booker;
        }
        Ok(dated.allowed(facts, self.now()).is_free())
    }
}

/// Another time or space helps against none of these: they are about the person, or about what stands already.
const fn beyond_help(rule: &BrokenRule) -> bool {
    matches!(
        rule,
        BrokenRule::NoOrganisation
            | BrokenRule::OrganisationUnconfirmed
            | BrokenRule::RoleMayNotBook
            | BrokenRule::TooLateToCancel { .. }
    )
}

/// What is taken by others than the dates that are judged.
pub(crate) fn others(mut busy: Vec<Busy>, except: &[Uuid]) -> Vec<Busy> {
    busy.retain(|busy| !except.contains(&busy.by.id()));
    busy
}
