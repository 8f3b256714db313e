//! One's own passkeys: which there are, and how one goes.

use chrono::{DateTime, Utc};
use domain::{
    access::{Actor, Person},
    desk::{OwnPasskeys, PasskeyRefusal, PasskeyView},
    id::PasskeyId,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::Answer;
use crate::{
    Store,
    accounts::{AccountChange, signed_in_just_now},
    audit::{self, Thing},
    entity::passkey,
    error::refuse,
    outbox::{self, Mail},
    zone,
};

impl Store {
    pub(super) async fn passkeys_of(&self, by: &Actor, here: &str) -> Result<Option<OwnPasskeys>, DbErr> {
        let Some(person) = by.person() else { return Ok(None) };
        let rows = of(&self.db, person).await?;
        let view = |row: passkey::Model| PasskeyView {
            id: PasskeyId(row.id),
            name: row.name,
            since: zone::to_local(self.zone, row.created_at),
            used: row.used_at.map(|used| zone::to_local(self.zone, used)),
        };
        let recent = signed_in_just_now(&self.db, person, here, self.now()).await?;
        Ok(Some(OwnPasskeys { passkeys: rows.into_iter().map(view).collect(), recent }))
    }

    pub(super) async fn remove(&self, by: &Actor, here: &str, id: PasskeyId) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let person = allowed(&*tx, by, here, now).await?;
        let hers = passkey::Entity::find_by_id(id.0).filter(passkey::Column::AccountId.eq(person.id.0));
        let Some(row) = hers.one(&*tx).await? else { return refuse(PasskeyRefusal::Forbidden) };
        passkey::Entity::delete_by_id(row.id).exec(&*tx).await?;
        audit::write(&*tx, by, "passkey-removed", Thing::Account, person.id.0, json!({}), now).await?;
        let told = Mail::AccountChanged { account: person.id, change: AccountChange::PasskeyRemoved };
        outbox::write(&*tx, told, now).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Somebody's passkeys, by name.
pub(crate) async fn of(db: &impl ConnectionTrait, person: &Person) -> Result<Vec<passkey::Model>, DbErr> {
    passkey::Entity::find()
        .filter(passkey::Column::AccountId.eq(person.id.0))
        .order_by_asc(passkey::Column::Name)
        .order_by_asc(passkey::Column::Id)
        .all(db)
        .await
}

/// The person, when she may change how she signs in: whoever finds an open browser makes no key to it.
pub(super) async fn allowed<'a>(
    db: &impl ConnectionTrait,
    by: &'a Actor,
    here: &str,
    now: DateTime<Utc>,
) -> Answer<&'a Person> {
    let Some(person) = by.person() else { return refuse(PasskeyRefusal::Forbidden) };
    if signed_in_just_now(db, person, here, now).await? { Ok(person) } else { refuse(PasskeyRefusal::SignInAgain) }
}
