//! Where somebody is signed in, and how she ends that. Whoever takes a cookie finds nothing behind it a moment later.

use chrono::{DateTime, Duration, Utc};
use domain::{
    access::Actor,
    desk::{AccountRefusal, LoginView, Logins, SignedInBy},
    device::Device,
    id::{AccountId, LoginId},
    privacy::LOGIN_IDLE_DAYS,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Select};
use uuid::Uuid;

use super::{Answer, login::hash};
use crate::{Store, entity::login, error::refuse, zone};

impl Store {
    pub(super) async fn logins_of(&self, by: &Actor, here: &str) -> Result<Option<Vec<LoginView>>, DbErr> {
        let Some(person) = by.person() else { return Ok(None) };
        let here = hash(here);
        let rows = living(person.id, self.now()).order_by_desc(login::Column::SeenAt).all(&self.db).await?.into_iter();
        let view = |row: login::Model| LoginView {
            id: id(&row.hash),
            device: Device::read(&row.user_agent),
            by: way(&row),
            since: zone::to_local(self.zone, row.created_at),
            seen: zone::to_local(self.zone, row.seen_at),
            here: row.hash == here,
        };
        Ok(Some(rows.map(view).collect()))
    }

    pub(super) async fn end_logins_of(&self, by: &Actor, here: &str, which: Logins) -> Answer<()> {
        let Some(person) = by.person() else { return refuse(AccountRefusal::Forbidden) };
        let here = hash(here);
        let tx = self.begin_write().await?;
        let ends = |row: &login::Model| match which {
            Logins::One(one) => id(&row.hash) == one,
            Logins::Others => row.hash != here,
            Logins::All => true,
        };
        let ended: Vec<Vec<u8>> =
            living(person.id, self.now()).all(&*tx).await?.into_iter().filter(ends).map(|row| row.hash).collect();
        login::Entity::delete_many().filter(login::Column::Hash.is_in(ended)).exec(&*tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn way(row: &login::Model) -> Option<SignedInBy> {
    match row.way.as_deref()? {
        "mail" => Some(SignedInBy::Mail),
        "passkey" => Some(SignedInBy::Passkey),
        _ => row.issuer.clone().map(SignedInBy::Provider),
    }
}

fn living(account: AccountId, now: DateTime<Utc>) -> Select<login::Entity> {
    login::Entity::find()
        .filter(login::Column::AccountId.eq(account.0))
        .filter(login::Column::ExpiresAt.gt(now))
        .filter(login::Column::SeenAt.gt(now - Duration::days(LOGIN_IDLE_DAYS.into())))
}

/// What a login is called where its hash need not be: the first half of it.
fn id(hash: &[u8]) -> LoginId {
    LoginId(hash.first_chunk().map_or(Uuid::nil(), |half| Uuid::from_bytes(*half)))
}
