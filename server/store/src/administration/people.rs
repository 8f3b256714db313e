//! Everybody who can sign in, and who is locked out.

use std::collections::HashMap;

use domain::{
    access::{Act, Actor, Person, may},
    desk::{ListedPerson, LockRefusal, Page, PersonView},
    id::AccountId,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{keepers::kept_for_good, on_page};
use crate::{
    Store,
    audit::{self, Thing},
    bookings::why,
    entity::{account, login},
    error::{Stop, fit, refuse},
    keeping::{self, Names},
    privacy::NOBODY,
    rooms::natural,
    words::Words,
    zone,
};

/// The longest reason, in letters.
const MOST_OF_A_REASON: usize = 500;

type Outcome<T> = Result<T, Stop<LockRefusal>>;

impl Store {
    pub(super) async fn people_found(
        &self,
        by: &Actor,
        words: &str,
        page: u32,
    ) -> Result<Option<Page<ListedPerson>>, DbErr> {
        if may(by, Act::ReadPlatform).is_err() {
            return Ok(None);
        }
        // Who erased her account is nobody any more.
        let everybody: Vec<(Uuid, String, String)> = account::Entity::find()
            .select_only()
            .columns([account::Column::Id, account::Column::Name, account::Column::Email])
            .filter(account::Column::Email.not_like(format!("%{NOBODY}")))
            .into_tuple()
            .all(&self.db)
            .await?;
        let words = Words::of_names(words);
        let mut found: Vec<_> =
            everybody.into_iter().filter(|(_, name, email)| words.all_in([name.as_str(), email.as_str()])).collect();
        found.sort_by_cached_key(|(id, name, email)| (natural(if name.is_empty() { email } else { name }), *id));
        let Page { items, page, total, per_page } = on_page(found, page);
        let ids: Vec<Uuid> = items.into_iter().map(|(id, ..)| id).collect();
        let mut shown = listed(self, &ids).await?;
        let items = ids.iter().filter_map(|id| shown.remove(id)).map(|(person, _)| person).collect();
        Ok(Some(Page { items, page, total, per_page }))
    }

    pub(super) async fn person_seen(&self, by: &Actor, id: AccountId) -> Result<Option<PersonView>, DbErr> {
        if may(by, Act::ReadPlatform).is_err() {
            return Ok(None);
        }
        let found = listed(self, &[id.0]).await?.remove(&id.0);
        let Some((person, row)) = found.filter(|(person, _)| !person.email.ends_with(NOBODY)) else { return Ok(None) };
        Ok(Some(PersonView {
            person,
            since: zone::to_local(self.zone, row.created_at),
            locked_because: row.locked_because,
            may_lock: may(by, Act::LockAccount(id)).is_ok(),
            keeps: kept_for_good(&self.db, id).await?,
        }))
    }

    pub(super) async fn lock_account(&self, by: &Actor, id: AccountId, reason: &str) -> Outcome<()> {
        fit(by, Act::LockAccount(id))?;
        let reason = reason.trim();
        if !(1..=MOST_OF_A_REASON).contains(&reason.chars().count()) {
            return refuse(LockRefusal::Reason);
        }
        let tx = self.begin_write().await?;
        // Two who lock out each other queue here: one of them stays.
        let admins = account::Entity::find()
            .filter(account::Column::PlatformAdmin.eq(true))
            .filter(account::Column::Disabled.eq(false))
            .order_by_asc(account::Column::Id)
            .lock_exclusive()
            .all(&*tx)
            .await?;
        if by.person().is_some_and(|person| admins.iter().all(|admin| admin.id != person.id.0)) {
            return refuse(LockRefusal::NotFound);
        }
        if admins.iter().all(|admin| admin.id == id.0) {
            return refuse(LockRefusal::LastAdmin);
        }
        let Some(her) = known(&*tx, id).await? else { return refuse(LockRefusal::NotFound) };
        if her.disabled && her.locked_because == reason {
            return Ok(());
        }
        lock_out(&*tx, &her, reason).await?;
        note(self, &*tx, by, "disabled", id, json!({ "reason": reason })).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn unlock_account(&self, by: &Actor, id: AccountId) -> Outcome<()> {
        fit(by, Act::LockAccount(id))?;
        let tx = self.begin_write().await?;
        let Some(her) = known(&*tx, id).await? else { return refuse(LockRefusal::NotFound) };
        if !her.disabled {
            return Ok(());
        }
        let_in(&*tx, her.id).await?;
        note(self, &*tx, by, "enabled", id, json!({})).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn end_logins_by_region(&self, by: &Actor, id: AccountId) -> Outcome<()> {
        fit(by, Act::LockAccount(id))?;
        let tx = self.begin_write().await?;
        if known(&*tx, id).await?.is_none() {
            return refuse(LockRefusal::NotFound);
        }
        let ended = login::Entity::delete_many().filter(login::Column::AccountId.eq(id.0)).exec(&*tx).await?;
        note(self, &*tx, by, "signed-out", id, json!({ "logins": ended.rows_affected })).await?;
        Ok(tx.commit().await?)
    }
}

/// Locks an account out. Its logins end.
pub(crate) async fn lock_out(db: &impl ConnectionTrait, her: &account::Model, reason: &str) -> Result<(), DbErr> {
    account::Entity::update_many()
        .col_expr(account::Column::Disabled, Expr::value(true))
        .col_expr(account::Column::LockedBecause, Expr::value(reason))
        .filter(account::Column::Id.eq(her.id))
        .exec(db)
        .await?;
    login::Entity::delete_many().filter(login::Column::AccountId.eq(her.id)).exec(db).await.map(drop)
}

/// Lets it in again.
pub(crate) async fn let_in(db: &impl ConnectionTrait, id: Uuid) -> Result<(), DbErr> {
    account::Entity::update_many()
        .col_expr(account::Column::Disabled, Expr::value(false))
        .col_expr(account::Column::LockedBecause, Expr::value(""))
        .filter(account::Column::Id.eq(id))
        .exec(db)
        .await
        .map(drop)
}

/// An account that was not erased.
async fn known(db: &impl ConnectionTrait, id: AccountId) -> Result<Option<account::Model>, DbErr> {
    let row = account::Entity::find_by_id(id.0).lock_exclusive().one(db).await?;
    Ok(row.filter(|her| !her.email.ends_with(NOBODY)))
}

async fn note(
    store: &Store,
    db: &impl ConnectionTrait,
    by: &Actor,
    act: &str,
    id: AccountId,
    detail: Value,
) -> Result<(), DbErr> {
    audit::write(db, by, act, Thing::Account, id.0, detail, store.now()).await
}

/// Some accounts with what they may do, in as many queries for fifty as for one.
async fn listed(store: &Store, ids: &[Uuid]) -> Result<HashMap<Uuid, (ListedPerson, account::Model)>, DbErr> {
    let rows = account::Entity::find().filter(account::Column::Id.is_in(ids.iter().copied())).all(&store.db).await?;
    let (people, _) = why::people(&store.db, rows.clone(), store.now()).await?;
    let names = Names::of(&store.db, people.iter().flat_map(keeping::places)).await?;
    let view = |(person, row): (Person, account::Model)| {
        let shown = ListedPerson {
            account: person.id,
            keeps: names.all(keeping::places(&person)),
            roles: person.memberships.into_iter().map(|one| (one.organisation.name, one.role)).collect(),
            name: person.name,
            email: person.email,
            platform_admin: person.platform_admin,
            auditor: person.auditor,
            locked: row.disabled,
        };
        (row.id, (shown, row))
    };
    Ok(people.into_iter().zip(rows).map(view).collect())
}
