//! Accounts nobody uses: told by mail, and after a while ended, unless something still hangs on them.

use chrono::{DateTime, Duration, Utc};
use domain::{
    access::{Actor, Person},
    id::AccountId,
    privacy::{UNUSED_DAYS, Usage},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Func},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    erase::{erase, registered, waits_for},
    hindrances::{self, to_come},
};
use crate::{
    Store,
    audit::{self, Thing},
    bookings::why,
    entity::account,
    outbox::{self, Mail},
};

impl Store {
    /// Tells whoever did not sign in for long, and ends the account of whoever was told and did not come. Answers how
    /// many ended. Those who look after the platform, or read for it, or are locked out, stay.
    pub(super) async fn end_unused_accounts(&self, now: DateTime<Utc>) -> Result<u64, DbErr> {
        let last = Func::coalesce([Expr::col(account::Column::SeenAt), Expr::col(account::Column::CreatedAt)]);
        let unused: Vec<Uuid> = account::Entity::find()
            .select_only()
            .column(account::Column::Id)
            .filter(Expr::expr(last).lte(now - Duration::days(UNUSED_DAYS.into())))
            .filter(account::Column::Disabled.eq(false))
            .filter(account::Column::PlatformAdmin.eq(false))
            .filter(account::Column::Auditor.eq(false))
            .into_tuple()
            .all(&self.db)
            .await?;
        let mut ended = 0;
        for id in unused {
            ended += u64::from(self.end_unused(id, now).await?);
        }
        Ok(ended)
    }

    async fn end_unused(&self, id: Uuid, now: DateTime<Utc>) -> Result<bool, DbErr> {
        let tx = self.begin_write().await?;
        // Whoever signs in meanwhile writes the same row.
        let her = account::Entity::find_by_id(id).lock_exclusive().one(&*tx).await?;
        let Some(her) = her.filter(|her| !her.disabled) else { return Ok(false) };
        let usage = Usage::of(her.seen_at.unwrap_or(her.created_at), her.warned_at, now);
        if matches!(usage, Usage::Used | Usage::Warned) {
            return Ok(false);
        }
        let (mut people, _) = why::people(&*tx, vec![her], now).await?;
        let Some(person) = people.pop() else { return Ok(false) };
        if is_of_use(&*tx, &person, now).await? {
            return Ok(false);
        }
        let ends = usage == Usage::Over;
        if ends {
            erase(&*tx, &Actor::System, &person, now).await?;
            audit::write(&*tx, &Actor::System, "ended-unused", Thing::Account, id, json!({}), now).await?;
        } else {
            account::Entity::update_many()
                .col_expr(account::Column::WarnedAt, Expr::value(Some(now)))
                .filter(account::Column::Id.eq(id))
                .exec(&*tx)
                .await?;
            outbox::write(&*tx, Mail::AccountUnused { account: AccountId(id) }, now).await?;
        }
        tx.commit().await?;
        Ok(ends)
    }
}

/// True while something hangs on an account: what is to come, or what others count on.
async fn is_of_use(db: &impl ConnectionTrait, person: &Person, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let keeps = !person.keeps.is_empty() || !person.keeps_spaces.is_empty();
    Ok(keeps
        || !to_come(db, person, now).await?.is_empty()
        || !registered(db, person, now).await?.is_empty()
        || !waits_for(db, person).await?.is_empty()
        || !hindrances::of(db, person, now).await?.is_empty())
}
