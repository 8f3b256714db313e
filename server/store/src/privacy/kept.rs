//! What is still there of people, kind by kind.

use chrono::{DateTime, Duration, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::{Retention, RetentionRefusal, StillHere},
    privacy::{ATTENDEE_DAYS, ATTENDEE_DAYS_ALLOWED, Holding},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select, sea_query::OnConflict,
};
use serde_json::json;
use uuid::Uuid;

use super::erase::NOBODY;
use crate::{
    Store,
    audit::{self, Thing},
    entity::{
        account, account_identity, answer, attendee, audit as trail, barrier, booking, earned_proof, event, forgotten,
        group_member, hold, invitation, keeper, login, membership, membership_ended, organisation, outbox, passkey,
        proof, registration, sent_file, setting, sign_in_link, survey_answer, survey_link, waiting,
    },
    error::{Stop, refuse},
    events::read::over_since,
    files, zone,
};

const DAYS: &str = "attendee-days";
pub(crate) const LOOKED: &str = "forgot-at";
/// The page says how much was forgotten in so many days.
const LATELY_DAYS: i64 = 30;

/// How much there is, and since when.
type Stock = (u64, Option<DateTime<Utc>>);

impl Store {
    pub(super) async fn still_here(&self, by: &Actor) -> Result<Option<Retention>, DbErr> {
        if may(by, Act::ReadPlatform).is_err() {
            return Ok(None);
        }
        let lately = forgotten::Entity::find()
            .filter(forgotten::Column::At.gte(self.now() - Duration::days(LATELY_DAYS)))
            .all(&self.db)
            .await?;
        let mut here = Vec::with_capacity(Holding::ALL.len());
        for holding in Holding::ALL.iter().copied() {
            let (rows, oldest) = stock_of(&self.db, holding).await?;
            let forgotten = lately.iter().filter(|row| row.holding.0 == holding);
            here.push(StillHere {
                holding,
                rows,
                oldest: oldest.map(|at| zone::to_local(self.zone, at).date()),
                forgotten: forgotten.map(|row| u64::try_from(row.amount).unwrap_or_default()).sum(),
            });
        }
        let looked = setting::Entity::find_by_id(LOOKED).one(&self.db).await?;
        let looked = looked.and_then(|row| DateTime::parse_from_rfc3339(&row.value).ok());
        Ok(Some(Retention {
            here,
            attendee_days: attendee_days(&self.db).await?,
            looked: looked.map(|at| zone::to_local(self.zone, at.to_utc())),
        }))
    }

    pub(super) async fn set_attendee_days(
        &self,
        by: &Actor,
        days: u16,
        told: u64,
    ) -> Result<(), Stop<RetentionRefusal>> {
        if may(by, Act::AdministerPlatform).is_err() {
            return refuse(RetentionRefusal::Forbidden);
        }
        if !ATTENDEE_DAYS_ALLOWED.contains(&days) {
            return refuse(RetentionRefusal::Days);
        }
        let tx = self.begin_write().await?;
        let before = attendee_days(&*tx).await?;
        if days < before {
            let over = over_since(self.now() - Duration::days(days.into()));
            let named = attendee::Entity::find()
                .filter(attendee::Column::Name.ne(""))
                .filter(attendee::Column::SessionId.in_subquery(over));
            let go = named.count(&*tx).await?;
            if go > told {
                return refuse(RetentionRefusal::Forgets(go));
            }
        }
        if before != days {
            note(&*tx, DAYS, days.to_string()).await?;
            let detail = json!({ "attendee_days": days, "before": before });
            audit::write(&*tx, by, "retention-set", Thing::Platform, Uuid::nil(), detail, self.now()).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// Days for which it is kept who came to an event.
pub(super) async fn attendee_days(db: &impl ConnectionTrait) -> Result<u16, DbErr> {
    let said = setting::Entity::find_by_id(DAYS).one(db).await?;
    Ok(said.and_then(|row| row.value.parse().ok()).unwrap_or(ATTENDEE_DAYS))
}

/// Writes down a fact about the installation.
pub(crate) async fn note(db: &impl ConnectionTrait, key: &str, value: String) -> Result<(), DbErr> {
    let row = setting::ActiveModel { key: Set(key.to_owned()), value: Set(value) };
    let newest = OnConflict::column(setting::Column::Key).update_column(setting::Column::Value).to_owned();
    setting::Entity::insert(row).on_conflict(newest).exec_without_returning(db).await.map(drop)
}

async fn stock_of(db: &impl ConnectionTrait, holding: Holding) -> Result<Stock, DbErr> {
    match holding {
        Holding::Accounts => {
            let people = account::Entity::find().filter(account::Column::Email.not_like(format!("%{NOBODY}")));
            stock(db, people, Some(account::Column::CreatedAt)).await
        }
        Holding::Memberships => {
            let members = stock(db, membership::Entity::find(), None).await?;
            let ended = membership_ended::Entity::find();
            let ended = stock(db, ended, Some(membership_ended::Column::At)).await?;
            Ok(together(members, ended))
        }
        Holding::Keepers => stock(db, keeper::Entity::find(), None).await,
        Holding::Proofs => {
            let granted = stock(db, proof::Entity::find(), Some(proof::Column::GrantedAt)).await?;
            let earned = stock(db, earned_proof::Entity::find(), Some(earned_proof::Column::EarnedAt)).await?;
            Ok(together(granted, earned))
        }
        Holding::Bills => {
            let said =
                Condition::any().add(organisation::Column::BillTo.ne("")).add(organisation::Column::BillEmail.ne(""));
            stock(db, organisation::Entity::find().filter(said), None).await
        }
        Holding::Groups => {
            let people = group_member::Entity::find().filter(group_member::Column::AccountId.is_not_null());
            stock(db, people, None).await
        }
        Holding::Logins => stock(db, login::Entity::find(), Some(login::Column::CreatedAt)).await,
        Holding::Passkeys => stock(db, passkey::Entity::find(), Some(passkey::Column::CreatedAt)).await,
        Holding::Identities => {
            stock(db, account_identity::Entity::find(), Some(account_identity::Column::CreatedAt)).await
        }
        Holding::SignInLinks => stock(db, sign_in_link::Entity::find(), Some(sign_in_link::Column::CreatedAt)).await,
        Holding::Bookings => {
            let somebodys =
                Condition::any().add(booking::Column::AccountId.is_not_null()).add(booking::Column::Note.ne(""));
            stock(db, booking::Entity::find().filter(somebodys), Some(booking::Column::CreatedAt)).await
        }
        Holding::Holds => stock(db, hold::Entity::find(), Some(hold::Column::Since)).await,
        Holding::Invitations => stock(db, invitation::Entity::find(), Some(invitation::Column::InvitedAt)).await,
        Holding::Wishes => stock(db, waiting::Entity::find(), Some(waiting::Column::AskedAt)).await,
        Holding::Registrations => {
            let named = attendee::Entity::find().filter(attendee::Column::Name.ne("")).count(db).await?;
            let reached = registration::Entity::find().filter(registration::Column::Email.ne(""));
            let (_, oldest) = stock(db, reached, Some(registration::Column::CreatedAt)).await?;
            Ok((named, oldest))
        }
        Holding::Answers => {
            let given = stock(db, answer::Entity::find(), Some(answer::Column::At)).await?;
            let waiting = stock(db, files::that_wait(), Some(sent_file::Column::SentAt)).await?;
            Ok(together(given, waiting))
        }
        Holding::SurveyLinks => stock(db, survey_link::Entity::find(), None).await,
        Holding::SurveyAnswers => stock(db, survey_answer::Entity::find(), None).await,
        Holding::Announcements => stock(db, event::Entity::find(), Some(event::Column::CreatedAt)).await,
        Holding::Barriers => stock(db, barrier::Entity::find(), Some(barrier::Column::ReportedAt)).await,
        Holding::Mails => stock(db, outbox::Entity::find(), Some(outbox::Column::CreatedAt)).await,
        Holding::Trail => {
            let named = trail::Entity::find().filter(trail::Column::AccountId.is_not_null());
            stock(db, named, Some(trail::Column::At)).await
        }
    }
}

async fn stock<E>(db: &impl ConnectionTrait, rows: Select<E>, since: Option<E::Column>) -> Result<Stock, DbErr>
where
    E: EntityTrait,
    E::Model: FromQueryResult + Send + Sync,
{
    let count = rows.clone().count(db).await?;
    let Some(since) = since else { return Ok((count, None)) };
    let oldest = rows.select_only().column(since).order_by_asc(since).limit(1).into_tuple().one(db).await?;
    Ok((count, oldest))
}

fn together(one: Stock, other: Stock) -> Stock {
    (one.0 + other.0, one.1.into_iter().chain(other.1).min())
}
