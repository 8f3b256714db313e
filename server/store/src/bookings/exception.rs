//! Exceptions: what a keeper lifts by giving a reason, and where it is written down.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    rules::{BrokenRule, Facts, Verdict},
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
pub(super) struct Exception {
    /// Why; `None`: she makes none, or may not.
    reason: Option<String>,
    lifted: Vec<BrokenRule>,
}

impl Exception {
    /// Only who keeps the space of every date makes one, and only for a reason.
    pub(super) fn by(by: &Actor, dates: &[Dated<'_>], reason: Option<&str>) -> Self {
        let reason = reason.map(shortened).filter(|reason| keeps(by, dates) && !reason.is_empty());
        Self { reason, lifted: Vec::new() }
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
        self.lifted = lifted;
        verdicts
    }

    /// Writes down what was lifted, if anything was.
    pub(super) async fn write(
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
