//! Erasing an account (GDPR, Article 17). What somebody did for an organisation stays the organisation's; that it was
//! she is forgotten.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{
    access::{Actor, Person},
    desk::{Erasure, ErasureRefusal},
    id::{AccountId, BookingId, WaitingId},
    registration::RegistrationRefusal,
    waiting::{WaitState, WaitingRefusal},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    alone,
    hindrances::{self, others, to_come},
};
use crate::{
    Store,
    accounts::signed_in_just_now,
    audit::{self, Thing},
    bookings::rows::Change,
    entity::{
        Code, account, account_identity, address_change, attendee, booking, earned_proof, group_member, hold,
        identity_attempt, imported, invitation, keeper, login, membership, membership_ended, message, organisation,
        passkey, passkey_challenge, proof, registration, session, sign_in_link, survey_link, waiting,
    },
    error::{Stop, refuse},
    forms,
    keys::Purpose,
    outbox::{self, Mail},
    people::heirs::share_out,
    registrations::{Deadline, living_states},
    tx::retried,
};

/// Where the address of an erased account leads: nowhere (RFC 2606, `.invalid`).
pub(crate) const NOBODY: &str = "@account.invalid";

impl Store {
    pub(super) async fn would_erase(&self, by: &Actor, here: &str) -> Result<Option<Erasure>, DbErr> {
        let Some(person) = by.person() else { return Ok(None) };
        let now = self.now();
        Ok(Some(Erasure {
            hindrances: hindrances::of(&self.db, person, now).await?,
            handed_on: to_come(&self.db, person, now).await?.len(),
            called_off: registered(&self.db, person, now).await?.len(),
            wishes: waits_for(&self.db, person).await?.len(),
            alone: alone::hers(&self.db, person).await?.into_iter().map(|one| one.name).collect(),
            recent: signed_in_just_now(&self.db, person, here, now).await?,
        }))
    }

    /// Calls off what she registered for and waits for, each an act of its own with its own mail: what is freed is
    /// somebody else's at once, and nothing of it is lost when the rest is refused after all.
    pub(super) async fn call_off_what_is_hers(&self, by: &Actor, here: &str) -> Result<(), ErasureRefusal> {
        let now = self.now();
        let (registrations, wishes) = retried(|| async {
            let person = allowed(&self.db, by, here, now).await?;
            let registrations = registered(&self.db, person, now).await?;
            Ok((registrations, waits_for(&self.db, person).await?))
        })
        .await?;
        for id in registrations {
            let token = self.keys.token(Purpose::Registration, id);
            // Over in the meantime: then it is made nameless with all that is over.
            let outcome = retried(|| self.try_cancel_registration(&token, Deadline::Waived)).await;
            if outcome == Err(RegistrationRefusal::Unavailable) {
                return Err(ErasureRefusal::Unavailable);
            }
        }
        for id in wishes {
            if retried(|| self.leave_the_list(by, WaitingId(id))).await == Err(WaitingRefusal::Unavailable) {
                return Err(ErasureRefusal::Unavailable);
            }
        }
        Ok(())
    }

    pub(super) async fn erase_account(&self, by: &Actor, here: &str) -> Result<(), Stop<ErasureRefusal>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let person = allowed(&*tx, by, here, now).await?;
        erase(&*tx, by, person, now).await?;
        audit::write(&*tx, by, "erased", Thing::Account, person.id.0, json!({}), now).await?;
        Ok(tx.commit().await?)
    }
}

/// Erases an account nothing hinders from going.
pub(super) async fn erase(
    tx: &impl ConnectionTrait,
    by: &Actor,
    person: &Person,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    hand_on(tx, by, person, now).await?;
    forget_answers(tx, person).await?;
    forget_registrations(tx, person, now).await?;
    alone::forget(tx, person).await?;
    delete_what_is_hers(tx, person).await?;
    let id = person.id.0;
    booking::Entity::update_many()
        .col_expr(booking::Column::AccountId, Expr::value(None::<Uuid>))
        .filter(booking::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    account::Entity::update_many()
        .col_expr(account::Column::Email, Expr::value(format!("erased-{}{NOBODY}", id.simple())))
        .col_expr(account::Column::Name, Expr::value(""))
        .col_expr(account::Column::PlatformAdmin, Expr::value(false))
        .col_expr(account::Column::Auditor, Expr::value(false))
        .col_expr(account::Column::Disabled, Expr::value(true))
        .col_expr(account::Column::SeenAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(account::Column::ReadAt, Expr::value(None::<DateTime<Utc>>))
        .filter(account::Column::Id.eq(id))
        .exec(tx)
        .await
        .map(drop)
}

/// The person, when her account can be erased now.
async fn allowed<'a>(
    db: &impl ConnectionTrait,
    by: &'a Actor,
    here: &str,
    now: DateTime<Utc>,
) -> Result<&'a Person, Stop<ErasureRefusal>> {
    let Some(person) = by.person() else { return refuse(ErasureRefusal::Forbidden) };
    if !signed_in_just_now(db, person, here, now).await? {
        return refuse(ErasureRefusal::SignInAgain);
    }
    let hindrances = hindrances::of(db, person, now).await?;
    if hindrances.is_empty() { Ok(person) } else { refuse(ErasureRefusal::Hindered(hindrances)) }
}

/// Registrations with her address that hold seats, or wait for some, of what is not over.
pub(super) async fn registered(
    db: &impl ConnectionTrait,
    person: &Person,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, DbErr> {
    let to =
        registration::Entity::belongs_to(session::Entity).from(registration::Column::SessionId).to(session::Column::Id);
    registration::Entity::find()
        .select_only()
        .column(registration::Column::Id)
        .join(JoinType::InnerJoin, to.into())
        .filter(registration::Column::Email.eq(&person.email))
        .filter(registration::Column::State.is_in(living_states()))
        .filter(Condition::any().add(session::Column::EndsAt.gt(now)).add(session::Column::Postponed.eq(true)))
        .into_tuple()
        .all(db)
        .await
}

pub(super) async fn waits_for(db: &impl ConnectionTrait, person: &Person) -> Result<Vec<Uuid>, DbErr> {
    waiting::Entity::find()
        .select_only()
        .column(waiting::Column::Id)
        .filter(waiting::Column::AccountId.eq(person.id.0))
        .filter(waiting::Column::State.is_in([WaitState::Waiting, WaitState::Offered].map(Code)))
        .into_tuple()
        .all(db)
        .await
}

/// Gives each of her bookings to come to a colleague who may have it, and tells her. What nobody may have hinders a member
/// from going; where she has left before, and nobody may have it, it stays the organisation's.
async fn hand_on(db: &impl ConnectionTrait, by: &Actor, person: &Person, now: DateTime<Utc>) -> Result<(), DbErr> {
    let mut by_organisation: BTreeMap<Uuid, Vec<booking::Model>> = BTreeMap::new();
    for row in to_come(db, person, now).await? {
        by_organisation.entry(row.organisation_id).or_default().push(row);
    }
    for (organisation, bookings) in by_organisation {
        let others = others(db, person, organisation).await?;
        for (row, heir) in share_out(db, bookings, &others, now).await?.taken {
            Change::new(&row, now).passed_to(&heir).write(db).await?;
            let detail = json!({ "from": person.id, "to": heir.id });
            audit::write(db, by, "transferred", Thing::Booking, row.id, detail, now).await?;
            if row.session_id.is_none() {
                let mail = Mail::BookingTransferred { booking: BookingId(row.id), account: AccountId(heir.id) };
                outbox::write(db, mail, now).await?;
            }
        }
    }
    Ok(())
}

/// What she answered helps nobody any more, whatever becomes of the registration.
async fn forget_answers(db: &impl ConnectionTrait, person: &Person) -> Result<(), DbErr> {
    let hers = registration::Entity::find()
        .select_only()
        .column(registration::Column::Id)
        .filter(registration::Column::Email.eq(&person.email))
        .into_tuple()
        .all(db)
        .await?;
    forms::forget_of(db, hers).await
}

/// Makes what is over nameless. What was called off just now is told by mail first, and forgotten by the house.
async fn forget_registrations(db: &impl ConnectionTrait, person: &Person, now: DateTime<Utc>) -> Result<(), DbErr> {
    let over = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::EndsAt.lte(now))
        .filter(session::Column::Postponed.eq(false))
        .into_query();
    let hers = registration::Entity::find()
        .filter(registration::Column::Email.eq(&person.email))
        .filter(registration::Column::SessionId.in_subquery(over));
    let ids: Vec<Uuid> = hers.select_only().column(registration::Column::Id).into_tuple().all(db).await?;
    // What she answered by a link of hers stays: nothing says that it was she.
    survey_link::Entity::delete_many()
        .filter(survey_link::Column::RegistrationId.is_in(ids.iter().copied()))
        .exec(db)
        .await?;
    attendee::Entity::update_many()
        .col_expr(attendee::Column::Name, Expr::value(""))
        .filter(attendee::Column::RegistrationId.is_in(ids.iter().copied()))
        .exec(db)
        .await?;
    registration::Entity::update_many()
        .col_expr(registration::Column::Email, Expr::value(""))
        .col_expr(registration::Column::Network, Expr::value(None::<Vec<u8>>))
        .col_expr(registration::Column::Answer, Expr::value(""))
        .filter(registration::Column::Id.is_in(ids))
        .exec(db)
        .await
        .map(drop)
}

async fn delete_what_is_hers(db: &impl ConnectionTrait, person: &Person) -> Result<(), DbErr> {
    let id = person.id.0;
    login::Entity::delete_many().filter(login::Column::AccountId.eq(id)).exec(db).await?;
    passkey::Entity::delete_many().filter(passkey::Column::AccountId.eq(id)).exec(db).await?;
    passkey_challenge::Entity::delete_many().filter(passkey_challenge::Column::AccountId.eq(id)).exec(db).await?;
    account_identity::Entity::delete_many().filter(account_identity::Column::AccountId.eq(id)).exec(db).await?;
    identity_attempt::Entity::delete_many().filter(identity_attempt::Column::AccountId.eq(id)).exec(db).await?;
    sign_in_link::Entity::delete_many().filter(sign_in_link::Column::Email.eq(&person.email)).exec(db).await?;
    address_change::Entity::delete_many().filter(address_change::Column::AccountId.eq(id)).exec(db).await?;
    membership::Entity::delete_many().filter(membership::Column::AccountId.eq(id)).exec(db).await?;
    membership_ended::Entity::delete_many().filter(membership_ended::Column::AccountId.eq(id)).exec(db).await?;
    // With a keeper go those who stand in for her.
    let keeps = Condition::any().add(keeper::Column::AccountId.eq(id)).add(keeper::Column::DeputyOf.eq(id));
    keeper::Entity::delete_many().filter(keeps).exec(db).await?;
    proof::Entity::delete_many().filter(proof::Column::AccountId.eq(id)).exec(db).await?;
    group_member::Entity::delete_many().filter(group_member::Column::AccountId.eq(id)).exec(db).await?;
    earned_proof::Entity::delete_many().filter(earned_proof::Column::AccountId.eq(id)).exec(db).await?;
    hold::Entity::delete_many().filter(hold::Column::AccountId.eq(id)).exec(db).await?;
    waiting::Entity::delete_many().filter(waiting::Column::AccountId.eq(id)).exec(db).await?;
    waiting::Entity::update_many()
        .col_expr(waiting::Column::AskedBy, Expr::value(None::<Uuid>))
        .filter(waiting::Column::AskedBy.eq(id))
        .exec(db)
        .await?;
    message::Entity::update_many()
        .col_expr(message::Column::AccountId, Expr::value(None::<Uuid>))
        .filter(message::Column::AccountId.eq(id))
        .exec(db)
        .await?;
    invitation::Entity::delete_many().filter(invitation::Column::Email.eq(&person.email)).exec(db).await?;
    organisation::Entity::update_many()
        .col_expr(organisation::Column::BillEmail, Expr::value(""))
        .filter(organisation::Column::BillEmail.eq(&person.email))
        .exec(db)
        .await?;
    imported::Entity::delete_many().filter(imported::Column::Id.eq(id)).exec(db).await.map(drop)
}
