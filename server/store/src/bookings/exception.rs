//! Exceptions: what a keeper lifts by giving a reason, and where it is written down.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, Premises, may},
    rules::{BrokenRule, Facts, Lifter, Verdict},
};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use uuid::Uuid;

use super::{
    book::shortened,
    dated::{self, Dated},
};
use crate::{
    allocation::Busy,
    audit::{self, Thing},
};

/// An exception somebody may make, and what it was made of.
pub(crate) struct Exception {
    /// She may make one.
    keeps: bool,
    /// Why; `None`: she makes none, or may not.
    reason: Option<String>,
    lifted: Vec<BrokenRule>,
}

impl Exception {
    /// Only who keeps the space of every date makes one, and only for a reason.
    pub(super) fn by(by: &Actor, dates: &[Dated<'_>], reason: Option<&str>) -> Self {
        Self::at(by, dates.iter().map(|dated| dated.room.premises()), reason)
    }

    /// The same of what stands already.
    pub(crate) fn at(by: &Actor, premises: impl IntoIterator<Item = Premises>, reason: Option<&str>) -> Self {
        let keeps = premises.into_iter().all(|here| may(by, Act::Keep(here)).is_ok());
        let reason = reason.map(shortened).filter(|reason| keeps && !reason.is_empty());
        Self { keeps, reason, lifted: Vec::new() }
    }

    /// What stays broken of some rules about calling off, which no book calls firm.
    pub(crate) fn lift(&mut self, mut broken: Vec<BrokenRule>) -> Vec<BrokenRule> {
        if self.reason.is_some() {
            let lifted = broken.extract_if(.., |rule| rule.usually_lifted_by() == Lifter::Keeper);
            self.lifted.extend(lifted);
        }
        broken
    }

    /// True when nothing but her reason is missing for these rules to be lifted.
    pub(super) fn may_lift(&self, broken: &[BrokenRule]) -> bool {
        self.keeps && broken.iter().all(|rule| rule.usually_lifted_by() == Lifter::Keeper)
    }

    /// Both as one, to be written down: what was lifted of either, for the same reason.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.lifted.extend(other.lifted);
        Self { reason: self.reason.or(other.reason), ..self }
    }

    /// What the house says to these dates, with what was lifted lifted.
    pub(super) fn verdicts(
        &mut self,
        dates: &[Dated<'_>],
        facts: Vec<Facts>,
        busy: &[Busy],
        now: DateTime<Utc>,
    ) -> Vec<Verdict> {
        if self.reason.is_none() {
            return dated::verdicts(dates, facts, busy, now);
        }
        let (verdicts, lifted) = dated::lifted_verdicts(dates, facts, busy, now);
        self.lifted.extend(lifted);
        verdicts
    }

    /// Writes down what was lifted, if anything was.
    pub(crate) async fn write(
        &self,
        db: &impl ConnectionTrait,
        by: &Actor,
        booking: Uuid,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        if self.lifted.is_empty() {
            return Ok(());
        }
        let detail = json!({ "rules": self.lifted, "reason": self.reason });
        audit::write(db, by, "overrode", Thing::Booking, booking, detail, now).await
    }
}

/// True for whoever keeps the space of every one of these dates: nobody else need be asked for them.
pub(super) fn keeps(by: &Actor, dates: &[Dated<'_>]) -> bool {
    dates.iter().all(|dated| may(by, Act::Keep(dated.room.premises())).is_ok())
}
