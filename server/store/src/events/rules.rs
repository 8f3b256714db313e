//! What an organiser chose for the registration to an event.

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use domain::{
    access::Actor,
    event::{EventRefusal, EventState},
    id::EventId,
    registration::RegistrationRules,
    reminder::Reminders,
};
use sea_orm::{UpdateMany, sea_query::Expr};
use serde_json::json;

use super::{
    Answer,
    write::{next_version, open_for_change, refuse_unless},
};
use crate::{
    Store,
    audit::{self, Thing},
    entity::{event, small},
    error::refuse,
    zone,
};

/// As they are stored, by the clock of the region.
pub(crate) fn rules(event: &event::Model, zone: Tz) -> RegistrationRules {
    let local = |at: Option<DateTime<Utc>>| at.map(|at| zone::to_local(zone, at));
    RegistrationRules {
        opens: local(event.opens_at),
        closes: local(event.closes_at),
        change_hours: event.change_hours.map(small),
        minimum: event.minimum.map(small),
        passes_over: event.passes_over,
        reminders: Reminders { week: event.remind_week, day: event.remind_day },
        answer_days: event.answer_days.map(small),
    }
}

/// Whether one can register now, as far as the organiser chose.
pub(crate) fn is_open(opens_at: Option<DateTime<Utc>>, closes_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    opens_at.is_none_or(|opens| opens <= now) && closes_at.is_none_or(|closes| now < closes)
}

/// Whether a late click still counts: who came by a link need not wait for the opening; the closing is for everybody.
pub(crate) fn takes_late(event: &event::Model, by_link: bool, now: DateTime<Utc>) -> bool {
    event.takes_registrations && is_open(event.opens_at.filter(|_| !by_link), event.closes_at, now)
}

/// An update that also writes down what was chosen.
pub(super) fn written(
    change: UpdateMany<event::Entity>,
    chosen: RegistrationRules,
    zone: Tz,
) -> UpdateMany<event::Entity> {
    let utc = |at: Option<NaiveDateTime>| at.map(|at| zone::to_utc(zone, at));
    change
        .col_expr(event::Column::OpensAt, Expr::value(utc(chosen.opens)))
        .col_expr(event::Column::ClosesAt, Expr::value(utc(chosen.closes)))
        .col_expr(event::Column::ChangeHours, Expr::value(chosen.change_hours.map(i32::from)))
        .col_expr(event::Column::Minimum, Expr::value(chosen.minimum.map(i32::from)))
        .col_expr(event::Column::PassesOver, Expr::value(chosen.passes_over))
        .col_expr(event::Column::RemindWeek, Expr::value(chosen.reminders.week))
        .col_expr(event::Column::RemindDay, Expr::value(chosen.reminders.day))
        .col_expr(event::Column::AnswerDays, Expr::value(chosen.answer_days.map(i32::from)))
}

impl Store {
    pub(super) async fn try_choose_rules(
        &self,
        by: &Actor,
        id: EventId,
        version: i32,
        chosen: RegistrationRules,
    ) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let event = open_for_change(&*tx, by, id, version).await?;
        refuse_unless(event.state.0 != EventState::Cancelled, event.state.0)?;
        if !chosen.make_sense() {
            return refuse(EventRefusal::Rules);
        }
        let before = rules(&event, self.zone);
        if before == chosen {
            return Ok(());
        }
        written(next_version(&event, now), chosen, self.zone).exec(&*tx).await?;
        let detail = json!({ "before": before, "after": chosen });
        audit::write(&*tx, by, "rules-chosen", Thing::Event, id.0, detail, now).await?;
        Ok(tx.commit().await?)
    }
}
