//! Giving seats back, and what a link opens.

use domain::{
    access::Actor,
    id::RegistrationId,
    registration::{RegistrationRefusal, RegistrationState},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    Answer,
    write::{let_go, locked, next_sequence},
};
use crate::{
    Store,
    audit::{self, Thing},
    entity::{Code, attendee, event, registration, session},
    error::{Stop, overtaken, refuse},
    events::rules::rules,
    files,
    keys::Purpose,
    outbox::{self, Mail},
};

/// Whether the hour matters up to which one can call off by oneself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deadline {
    /// It does.
    Kept,
    /// Whoever wants to be forgotten does not have to wait.
    Waived,
}

async fn somebody_came(tx: &impl ConnectionTrait, registration: Uuid) -> Result<bool, DbErr> {
    let here = attendee::Entity::find()
        .filter(attendee::Column::RegistrationId.eq(registration))
        .filter(attendee::Column::ArrivedAt.is_not_null());
    Ok(here.count(tx).await? > 0)
}

impl Store {
    /// Gives the seats back, or leaves the waiting list.
    pub(crate) async fn try_cancel_registration(&self, token: &str, deadline: Deadline) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (session, event, row) = self.behind(&*tx, token).await?;
        let state = row.state.0;
        if !state.is_living() {
            return Ok(());
        }
        let until = rules(&event, self.zone).changes_until(session.starts_at);
        // The time it had tells nothing of the one it will have.
        let known = !session.postponed;
        if known && deadline == Deadline::Kept && state == RegistrationState::Confirmed && until <= now {
            return refuse(RegistrationRefusal::TooLate);
        }
        if known && session.ends_at <= now {
            return refuse(RegistrationRefusal::Begun);
        }
        if deadline == Deadline::Kept && somebody_came(&*tx, row.id).await? {
            // The door opens before it begins: her seat would be given to the next, and both would be there.
            return refuse(RegistrationRefusal::Arrived);
        }
        registration::Entity::update_many()
            .col_expr(registration::Column::State, Expr::value(Code(RegistrationState::Cancelled)))
            .col_expr(registration::Column::EndedAt, Expr::value(Some(now)))
            .col_expr(registration::Column::Network, Expr::value(None::<Vec<u8>>))
            .col_expr(registration::Column::Sequence, Expr::value(next_sequence(&*tx, session.id, &row.email).await?))
            .filter(registration::Column::Id.eq(row.id))
            .exec(&*tx)
            .await?;
        let_go(row.id).exec(&*tx).await?;
        files::known(&*tx, row.id).await?;
        if state == RegistrationState::Confirmed {
            // Who never confirmed has nothing in her calendar to take out.
            outbox::write(&*tx, Mail::RegistrationCancelled { registration: RegistrationId(row.id) }, now).await?;
        }
        let act = if state == RegistrationState::Offered { "offer-declined" } else { "cancelled" };
        audit::write(&*tx, &Actor::Visitor, act, Thing::Registration, row.id, json!({}), now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What a link opens, the session and its pool locked first.
    pub(super) async fn behind(
        &self,
        tx: &impl ConnectionTrait,
        token: &str,
    ) -> Answer<(session::Model, event::Model, registration::Model)> {
        let Some(id) = self.keys.open(Purpose::Registration, token) else {
            return refuse(RegistrationRefusal::NotFound);
        };
        let found = registration::Entity::find_by_id(id);
        let Some(seen) = found.clone().one(tx).await? else { return refuse(RegistrationRefusal::NotFound) };
        let (session, event) = locked(tx, seen.session_id).await?;
        let Some(row) = found.lock_exclusive().one(tx).await? else { return refuse(RegistrationRefusal::NotFound) };
        if row.session_id != session.id {
            // Seats in another session were offered to her between the two looks: that one is locked first.
            return Err(Stop::Failed(overtaken()));
        }
        Ok((session, event, row))
    }
}
