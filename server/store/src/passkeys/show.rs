//! Signing in by a passkey, and showing once more who one is.

use domain::{
    access::Actor,
    desk::{Challenge, NewLogin, PasskeyAnswer, PasskeyRefusal},
    id::AccountId,
};
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter};
use uuid::Uuid;
use webauthn_rs::prelude::{DiscoverableAuthentication, DiscoverableKey, PublicKeyCredential};

use super::{
    Answer, Passkeys,
    challenge::{self, Kind},
};
use crate::{
    accounts::{By, hash, new_login, same_site},
    entity::{Json, account, login, passkey},
    error::refuse,
};

impl Passkeys {
    pub(super) async fn challenge_to_show(&self, by: &Actor) -> Answer<Challenge> {
        let (web, store) = (self.web()?, &self.store);
        let Ok((options, state)) = web.start_discoverable_authentication() else {
            return refuse(PasskeyRefusal::Unavailable);
        };
        let Ok(options) = serde_json::to_string(&options.public_key) else {
            return refuse(PasskeyRefusal::Unavailable);
        };
        let account = by.person().map(|person| person.id.0);
        let secret = challenge::note(&store.db, Kind::Show, account, &state, store.now()).await?;
        Ok(Challenge { secret, options })
    }

    pub(super) async fn let_in(
        &self,
        here: Option<&str>,
        answered: &PasskeyAnswer,
        goto: &str,
        user_agent: &str,
    ) -> Answer<NewLogin> {
        let (web, store) = (self.web()?, &self.store);
        let now = store.now();
        let tx = store.begin_write().await?;
        let (asked, state) =
            challenge::take::<DiscoverableAuthentication>(&*tx, Kind::Show, &answered.secret, now).await?;
        let shown = serde_json::from_str::<PublicKeyCredential>(&answered.credential).ok();
        let found = match &shown {
            Some(shown) => {
                let id = shown.raw_id.as_ref() as &[u8];
                passkey::Entity::find().filter(passkey::Column::Credential.eq(id)).one(&*tx).await?
            }
            None => None,
        };
        // Of somebody who is signed in nobody else's is asked for.
        let proved = shown.zip(found.filter(|row| asked.is_none_or(|asked| asked == row.account_id)));
        let proved = proved.and_then(|(shown, row)| {
            // The device says whose it is: that, and the row, must agree (7.2, step 6).
            let (owner, _) = web.identify_discoverable_authentication(&shown).ok()?;
            let key = DiscoverableKey::from(&row.public_key.0);
            let result = web.finish_discoverable_authentication_v2(&shown, state, key).ok()?;
            (owner == row.account_id && result.user_verified()).then_some((row, result))
        });
        let Some((row, result)) = proved else {
            tx.commit().await?;
            return refuse(PasskeyRefusal::Passkey);
        };
        let (id, mut key) = (row.account_id, row.public_key.0.clone());
        let mut used = row.into_active_model();
        if key.update_credential(&result) == Some(true) {
            used.public_key = Set(Json(key));
        }
        used.used_at = Set(Some(now));
        used.update(&*tx).await?;
        let owner = account_with(&*tx, id).await?;
        if owner.disabled {
            tx.commit().await?;
            return refuse(PasskeyRefusal::Locked(owner.locked_because));
        }
        if let Some(here) = here {
            login::Entity::delete_by_id(hash(here)).exec(&*tx).await?;
        }
        let Some(token) = new_login(&*tx, owner.id, By::Passkey, user_agent, now).await? else {
            return refuse(PasskeyRefusal::Locked(String::new()));
        };
        tx.commit().await?;
        Ok(NewLogin { account: AccountId(owner.id), token, goto: same_site(goto).to_owned() })
    }
}

async fn account_with(db: &impl sea_orm::ConnectionTrait, id: Uuid) -> Answer<account::Model> {
    let found = account::Entity::find_by_id(id).one(db).await?;
    found.map_or_else(|| refuse(PasskeyRefusal::Passkey), Ok)
}
