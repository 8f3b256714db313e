//! Another address for an account: asked for, proved by the code that is mailed there, and told to the old one.

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use domain::{
    access::{Actor, Person},
    desk::{AddressDesk, AddressRefusal, CODE_MINUTES, OwnAddress, Unavailable},
    text,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    login::{hash, signed_in_just_now},
    sign_in::{MOST_CODES, typed},
};
use crate::{
    Store,
    audit::{self, Thing},
    chance, door,
    entity::{account, address_change, invitation, login, registration, setting, sign_in_link},
    error::{Stop, refuse, unavailable},
    outbox::{self, Mail},
    tx::retried,
};

type Answer<T> = Result<T, Stop<AddressRefusal>>;

/// So many codes go to one address, and for one account, within [`WINDOW_MINUTES`].
const MOST_ASKED: u64 = 5;
const WINDOW_MINUTES: i64 = 60;

#[async_trait]
impl AddressDesk for Store {
    async fn address(&self, by: &Actor, here: &str) -> Result<Option<OwnAddress>, Unavailable> {
        self.address_of(by, here).await.map_err(unavailable)
    }

    async fn ask_address(&self, by: &Actor, here: &str, email: &str) -> Result<(), AddressRefusal> {
        retried(|| self.ask_for_address(by, here, email)).await
    }

    async fn change_address(&self, by: &Actor, here: &str, code: &str) -> Result<(), AddressRefusal> {
        retried(|| self.take_address(by, here, code)).await
    }
}

impl Store {
    /// Gives an account another address on an operator's word: for whoever reads mail at the old one no more. All her
    /// logins end, and the old address is told.
    ///
    /// # Errors
    /// When there is no such account, another has the address, or the database fails.
    pub async fn set_address(&self, email: &str, new: &str) -> Result<(), AddressRefusal> {
        retried(|| self.try_set_address(email, new)).await
    }

    async fn address_of(&self, by: &Actor, here: &str) -> Result<Option<OwnAddress>, DbErr> {
        let Some(person) = by.person() else { return Ok(None) };
        let now = self.now();
        Ok(Some(OwnAddress {
            email: person.email.clone(),
            asked: asked(&self.db, person, now).await?.map(|row| row.new_email),
            recent: signed_in_just_now(&self.db, person, here, now).await?,
        }))
    }

    async fn ask_for_address(&self, by: &Actor, here: &str, email: &str) -> Answer<()> {
        let Some(person) = by.person() else { return refuse(AddressRefusal::Forbidden) };
        let Some(email) = text::email(email) else { return refuse(AddressRefusal::Email) };
        let now = self.now();
        let tx = self.begin_write().await?;
        if !signed_in_just_now(&*tx, person, here, now).await? {
            return refuse(AddressRefusal::SignInAgain);
        }
        if email == person.email {
            return refuse(AddressRefusal::Same);
        }
        // Two askers at once must not both count four: they queue at a row that is always there.
        setting::Entity::find().lock_exclusive().all(&*tx).await?;
        let recent = address_change::Column::CreatedAt.gt(now - Duration::minutes(WINDOW_MINUTES));
        let same = address_change::Column::NewEmail.eq(&email).or(address_change::Column::AccountId.eq(person.id.0));
        let asked = address_change::Entity::find().filter(recent).filter(same).count(&*tx).await?;
        // The last one asked for counts.
        end_open(&*tx, person.id.0, now).await?;
        let change = chance::id(now);
        note(&*tx, change, (person.id.0, &person.email, &email), now, None).await?;
        if asked < MOST_ASKED {
            outbox::write(&*tx, Mail::AddressAsked { change }, now).await?;
        } else {
            tracing::warn!("an account, or an address, was mailed {asked} codes already, no further one is mailed");
        }
        tx.commit().await?;
        Ok(())
    }

    async fn take_address(&self, by: &Actor, here: &str, code: &str) -> Answer<()> {
        let Some(person) = by.person() else { return refuse(AddressRefusal::Forbidden) };
        let now = self.now();
        let tx = self.begin_write().await?;
        let Some(change) = asked(&*tx, person, now).await? else { return refuse(AddressRefusal::Over) };
        // Counted before it is looked at, so that many at once count as many.
        let tried = address_change::Entity::update_many()
            .col_expr(address_change::Column::Codes, Expr::col(address_change::Column::Codes).add(1))
            .filter(address_change::Column::Id.eq(change.id))
            .filter(address_change::Column::Codes.lt(MOST_CODES))
            .filter(address_change::Column::DoneAt.is_null())
            .exec(&*tx)
            .await?;
        if tried.rows_affected != 1 {
            return refuse(AddressRefusal::Over);
        }
        if typed(code).is_none() || typed(code) != self.keys.code(change.id) {
            tx.commit().await?;
            return refuse(AddressRefusal::Code);
        }
        if is_taken(&*tx, &change.new_email).await? {
            return refuse(AddressRefusal::Taken);
        }
        address_change::Entity::update_many()
            .col_expr(address_change::Column::DoneAt, Expr::value(Some(now)))
            .filter(address_change::Column::Id.eq(change.id))
            .exec(&*tx)
            .await?;
        let her = account::Entity::find_by_id(person.id.0).lock_exclusive().one(&*tx).await?;
        let Some(her) = her.filter(|her| !her.disabled) else { return refuse(AddressRefusal::Forbidden) };
        move_in(self, &*tx, &her, &change.new_email, now).await?;
        login::Entity::delete_many()
            .filter(login::Column::AccountId.eq(her.id))
            .filter(login::Column::Hash.ne(hash(here)))
            .exec(&*tx)
            .await?;
        audit::write(&*tx, by, "address-changed", Thing::Account, her.id, json!({}), now).await?;
        outbox::write(&*tx, Mail::AddressChanged { change: change.id }, now).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn try_set_address(&self, email: &str, new: &str) -> Answer<()> {
        let (Some(email), Some(new)) = (text::email(email), text::email(new)) else {
            return refuse(AddressRefusal::Email);
        };
        if email == new {
            return refuse(AddressRefusal::Same);
        }
        let now = self.now();
        let tx = self.begin_write().await?;
        let found =
            account::Entity::find().filter(account::Column::Email.eq(&email)).lock_exclusive().one(&*tx).await?;
        let Some(her) = found else { return refuse(AddressRefusal::Forbidden) };
        if is_taken(&*tx, &new).await? {
            return refuse(AddressRefusal::Taken);
        }
        end_open(&*tx, her.id, now).await?;
        let change = chance::id(now);
        note(&*tx, change, (her.id, &email, &new), now, Some(now)).await?;
        move_in(self, &*tx, &her, &new, now).await?;
        login::Entity::delete_many().filter(login::Column::AccountId.eq(her.id)).exec(&*tx).await?;
        audit::write(&*tx, &Actor::System, "address-changed", Thing::Account, her.id, json!({}), now).await?;
        outbox::write(&*tx, Mail::AddressChanged { change }, now).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// True while the code of a change can be typed.
pub(super) fn is_open(row: &address_change::Model, now: DateTime<Utc>) -> bool {
    row.done_at.is_none() && row.expires_at > now && row.codes < MOST_CODES
}

/// True when an account has this address.
pub(crate) async fn is_taken(db: &impl ConnectionTrait, email: &str) -> Result<bool, DbErr> {
    Ok(account::Entity::find().filter(account::Column::Email.eq(email)).count(db).await? > 0)
}

/// What somebody asked for last, while its code can be typed.
async fn asked(
    db: &impl ConnectionTrait,
    person: &Person,
    now: DateTime<Utc>,
) -> Result<Option<address_change::Model>, DbErr> {
    let last = address_change::Entity::find()
        .filter(address_change::Column::AccountId.eq(person.id.0))
        .filter(address_change::Column::ExpiresAt.gt(now))
        .filter(address_change::Column::DoneAt.is_null())
        .order_by_desc(address_change::Column::Id)
        .one(db)
        .await?;
    Ok(last.filter(|row| is_open(row, now)))
}

async fn end_open(tx: &impl ConnectionTrait, account: Uuid, now: DateTime<Utc>) -> Result<(), DbErr> {
    address_change::Entity::update_many()
        .col_expr(address_change::Column::ExpiresAt, Expr::value(now))
        .filter(address_change::Column::AccountId.eq(account))
        .filter(address_change::Column::DoneAt.is_null())
        .filter(address_change::Column::ExpiresAt.gt(now))
        .exec(tx)
        .await
        .map(drop)
}

/// Notes a change: of which account, from which address to which.
async fn note(
    tx: &impl ConnectionTrait,
    id: Uuid,
    (account, old, new): (Uuid, &str, &str),
    now: DateTime<Utc>,
    done: Option<DateTime<Utc>>,
) -> Result<(), DbErr> {
    address_change::Entity::insert(address_change::ActiveModel {
        id: Set(id),
        account_id: Set(account),
        old_email: Set(old.to_owned()),
        new_email: Set(new.to_owned()),
        codes: Set(0),
        created_at: Set(now),
        expires_at: Set(now + Duration::minutes(CODE_MINUTES.into())),
        done_at: Set(done),
    })
    .exec_without_returning(tx)
    .await
    .map(drop)
}

/// Gives an account its address, and takes along what she is written to about.
async fn move_in(
    store: &Store,
    tx: &impl ConnectionTrait,
    her: &account::Model,
    new: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    account::Entity::update_many()
        .col_expr(account::Column::Email, Expr::value(new))
        .col_expr(account::Column::ReadAt, Expr::value(Some(now)))
        .filter(account::Column::Id.eq(her.id))
        .exec(tx)
        .await?;
    // A link that lies in the old mailbox would open an empty account.
    sign_in_link::Entity::delete_many()
        .filter(sign_in_link::Column::Email.eq(&her.email))
        .filter(sign_in_link::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    // What came with the old address is hers if she ever read mail there.
    if her.read_at.is_some() {
        follow(tx, &her.email, new).await?;
    }
    door::handed_over(tx, store, her.id, new).await
}

/// Registrations and invitations go along, but for those the new address has of its own.
async fn follow(tx: &impl ConnectionTrait, old: &str, new: &str) -> Result<(), DbErr> {
    let own = registration::Entity::find()
        .select_only()
        .column(registration::Column::SessionId)
        .filter(registration::Column::Email.eq(new))
        .into_query();
    registration::Entity::update_many()
        .col_expr(registration::Column::Email, Expr::value(new))
        .filter(registration::Column::Email.eq(old))
        .filter(registration::Column::SessionId.not_in_subquery(own))
        .exec(tx)
        .await?;
    let own = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::BookingId)
        .filter(invitation::Column::Email.eq(new))
        .into_query();
    invitation::Entity::update_many()
        .col_expr(invitation::Column::Email, Expr::value(new))
        .filter(invitation::Column::Email.eq(old))
        .filter(invitation::Column::BookingId.not_in_subquery(own))
        .exec(tx)
        .await
        .map(drop)
}
