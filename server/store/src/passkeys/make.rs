//! A new passkey.

use domain::{
    access::Actor,
    desk::{Challenge, PasskeyAnswer, PasskeyRefusal},
    passkey,
};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use serde_json::{json, to_value};
use webauthn_rs::prelude::{PasskeyRegistration, RegisterPublicKeyCredential};

use super::{
    Answer, Passkeys,
    challenge::{self, Kind},
    own,
};
use crate::{
    accounts::AccountChange,
    audit::{self, Thing},
    chance,
    entity::{Json, passkey as row},
    error::refuse,
    outbox::{self, Mail},
};

impl Passkeys {
    pub(super) async fn challenge_to_make(&self, by: &Actor, here: &str) -> Answer<Challenge> {
        let (web, store) = (self.web()?, &self.store);
        let now = store.now();
        let tx = store.begin_write().await?;
        let person = own::allowed(&*tx, by, here, now).await?;
        let known = own::of(&*tx, person).await?;
        if known.len() >= passkey::MOST {
            return refuse(PasskeyRefusal::TooMany);
        }
        let known = known.into_iter().map(|row| row.public_key.0.cred_id().clone()).collect();
        let asked = web.start_passkey_registration(person.id.0, &person.email, person.display_name(), Some(known));
        let Ok((options, state)) = asked else { return refuse(PasskeyRefusal::Unavailable) };
        let Ok(mut options) = to_value(options.public_key) else { return refuse(PasskeyRefusal::Unavailable) };
        // The device must know whose it is: nobody types an address to sign in with it (5.4.6).
        options["authenticatorSelection"]["residentKey"] = json!("required");
        options["authenticatorSelection"]["requireResidentKey"] = json!(true);
        let secret = challenge::note(&*tx, Kind::Make, Some(person.id.0), &state, now).await?;
        tx.commit().await?;
        Ok(Challenge { secret, options: options.to_string() })
    }

    pub(super) async fn keep(&self, by: &Actor, here: &str, name: &str, answered: &PasskeyAnswer) -> Answer<()> {
        let (web, store) = (self.web()?, &self.store);
        let Some(name) = passkey::name(name) else { return refuse(PasskeyRefusal::Name) };
        let now = store.now();
        let tx = store.begin_write().await?;
        let person = own::allowed(&*tx, by, here, now).await?;
        let (account, state) = challenge::take::<PasskeyRegistration>(&*tx, Kind::Make, &answered.secret, now).await?;
        let made = serde_json::from_str::<RegisterPublicKeyCredential>(&answered.credential)
            .ok()
            .filter(|_| account == Some(person.id.0))
            .and_then(|credential| web.finish_passkey_registration(&credential, &state).ok());
        let Some(made) = made else {
            // Once it was answered, however badly, it is not answered again.
            tx.commit().await?;
            return refuse(PasskeyRefusal::Passkey);
        };
        if own::of(&*tx, person).await?.len() >= passkey::MOST {
            return refuse(PasskeyRefusal::TooMany);
        }
        let known = row::Entity::find().filter(row::Column::Credential.eq(made.cred_id().clone()));
        if known.count(&*tx).await? > 0 {
            tx.commit().await?;
            return refuse(PasskeyRefusal::Passkey);
        }
        row::Entity::insert(row::ActiveModel {
            id: Set(chance::id(now)),
            account_id: Set(person.id.0),
            credential: Set(made.cred_id().clone()),
            name: Set(name),
            public_key: Set(Json(made)),
            created_at: Set(now),
            used_at: Set(None),
        })
        .exec_without_returning(&*tx)
        .await?;
        audit::write(&*tx, by, "passkey-added", Thing::Account, person.id.0, json!({}), now).await?;
        let told = Mail::AccountChanged { account: person.id, change: AccountChange::PasskeyAdded };
        outbox::write(&*tx, told, now).await?;
        tx.commit().await?;
        Ok(())
    }
}
