//! What coming proved: for an account, or for whoever signs in with an address.

use chrono::{DateTime, Utc};
use domain::{access::Actor, id::SiteId, rules::Proof};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};
use serde_json::json;
use uuid::Uuid;

use super::{grant_of, grants::site_of};
use crate::{
    Store,
    audit::{self, Thing},
    entity::{account, attendee, earned_proof, registration, session},
    zone,
};

impl Store {
    /// Writes down what somebody's coming proved, where the session proves anything.
    pub(super) async fn earn(
        &self,
        tx: &impl ConnectionTrait,
        by: &Actor,
        session: &session::Model,
        attendee: Uuid,
        registration: &registration::Model,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let Some(grant) = grant_of(session) else { return Ok(()) };
        let her = account::Entity::find().filter(account::Column::Email.eq(&registration.email)).one(tx).await?;
        let expires_on = grant.expires_on(zone::to_local(session.zone.0, session.starts_at).date());
        let site = site_of(tx, session).await?;
        let row = earned_proof::ActiveModel {
            attendee_id: Set(attendee),
            key: Set(grant.of.key.clone()),
            account_id: Set(her.as_ref().map(|her| her.id)),
            address: Set(if her.is_none() { self.keys.address(&registration.email) } else { None }),
            expires_on: Set(expires_on),
            earned_at: Set(now),
            site_id: Set(site),
        };
        earned_proof::Entity::insert(row)
            .on_conflict(OnConflict::column(earned_proof::Column::AttendeeId).do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
        let (thing, id) = whose(her.map(|her| her.id), registration.id);
        let detail = json!({ "key": grant.of.key, "expires_on": expires_on, "session": session.id });
        audit::write(tx, by, "proof-earned", thing, id, detail, now).await
    }

    /// Takes back what somebody's coming proved.
    pub(super) async fn unlearn(
        &self,
        tx: &impl ConnectionTrait,
        by: &Actor,
        session: &session::Model,
        her: &attendee::Model,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let Some(earned) = earned_proof::Entity::find_by_id(her.id).one(tx).await? else { return Ok(()) };
        earned_proof::Entity::delete_by_id(her.id).exec(tx).await?;
        let (thing, id) = whose(earned.account_id, her.registration_id);
        let detail = json!({ "key": earned.key, "session": session.id });
        audit::write(tx, by, "proof-taken-back", thing, id, detail, now).await
    }
}

const fn whose(account: Option<Uuid>, registration: Uuid) -> (Thing, Uuid) {
    match account {
        Some(account) => (Thing::Account, account),
        None => (Thing::Registration, registration),
    }
}

/// What some people have proved by coming: who, what, and where that counts; `None`: everywhere.
pub(crate) async fn earned_by(
    db: &impl ConnectionTrait,
    accounts: &[Uuid],
) -> Result<Vec<(Uuid, (Option<SiteId>, Proof))>, DbErr> {
    let theirs = earned_proof::Column::AccountId.is_in(accounts.iter().copied());
    let rows = earned_proof::Entity::find().filter(theirs).all(db).await?;
    let proof = |row: earned_proof::Model| {
        Some((row.account_id?, (row.site_id.map(SiteId), Proof { key: row.key, expires_on: row.expires_on })))
    };
    Ok(rows.into_iter().filter_map(proof).collect())
}

/// Hands over what was proved with an address to the account that just signed in with it.
pub(crate) async fn handed_over(
    tx: &impl ConnectionTrait,
    store: &Store,
    account: Uuid,
    email: &str,
) -> Result<(), DbErr> {
    let Some(address) = store.keys.address(email) else { return Ok(()) };
    earned_proof::Entity::update_many()
        .col_expr(earned_proof::Column::AccountId, Expr::value(Some(account)))
        .col_expr(earned_proof::Column::Address, Expr::value(None::<Vec<u8>>))
        .filter(earned_proof::Column::Address.eq(address))
        .exec(tx)
        .await
        .map(drop)
}
