//! What a browser is asked: stored here, found again by a secret, taken once.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use domain::{desk::PasskeyRefusal, passkey::CHALLENGE_MINUTES};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::Answer;
use crate::{
    accounts::hash,
    chance,
    entity::{Json, passkey_challenge},
    error::refuse,
};

/// What a challenge is for.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Make,
    Show,
}

impl Kind {
    const fn code(self) -> &'static str {
        match self {
            Self::Make => "make",
            Self::Show => "show",
        }
    }
}

/// Notes what was asked, of whom, and answers the secret.
pub(super) async fn note(
    db: &impl ConnectionTrait,
    kind: Kind,
    account: Option<Uuid>,
    state: &(impl Serialize + Sync),
    now: DateTime<Utc>,
) -> Answer<String> {
    let Ok(state) = serde_json::to_value(state) else { return refuse(PasskeyRefusal::Unavailable) };
    // What nobody answered in time is of no use to anybody.
    let over = passkey_challenge::Column::ExpiresAt.lte(now);
    passkey_challenge::Entity::delete_many().filter(over).exec(db).await?;
    let secret = BASE64_URL_SAFE_NO_PAD.encode(chance::bytes::<32>());
    passkey_challenge::Entity::insert(passkey_challenge::ActiveModel {
        hash: Set(hash(&secret)),
        kind: Set(kind.code().to_owned()),
        account_id: Set(account),
        state: Set(Json(state)),
        expires_at: Set(now + Duration::minutes(CHALLENGE_MINUTES.into())),
    })
    .exec_without_returning(db)
    .await?;
    Ok(secret)
}

/// Takes what was asked away: of two answers at once one finds it.
pub(super) async fn take<T: DeserializeOwned>(
    db: &impl ConnectionTrait,
    kind: Kind,
    secret: &str,
    now: DateTime<Utc>,
) -> Answer<(Option<Uuid>, T)> {
    let found = passkey_challenge::Entity::find_by_id(hash(secret))
        .filter(passkey_challenge::Column::Kind.eq(kind.code()))
        .filter(passkey_challenge::Column::ExpiresAt.gt(now))
        .one(db)
        .await?;
    let Some(found) = found else { return refuse(PasskeyRefusal::Challenge) };
    let taken = passkey_challenge::Entity::delete_by_id(found.hash).exec(db).await?;
    if taken.rows_affected != 1 {
        return refuse(PasskeyRefusal::Challenge);
    }
    // One of an earlier version of the program: asked again, it is answered again.
    serde_json::from_value(found.state.0)
        .map_or_else(|_| refuse(PasskeyRefusal::Challenge), |state| Ok((found.account_id, state)))
}
