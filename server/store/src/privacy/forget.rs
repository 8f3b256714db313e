//! What the house forgets by itself, each night: done twice, nothing more is forgotten.

use chrono::{DateTime, Duration, Utc};
use domain::{
    booking::BookingState,
    desk::Unavailable,
    privacy::{BOOKING_DAYS, Holding, LOGIN_IDLE_DAYS, SHORT_DAYS, TRAIL_DAYS},
    registration::RegistrationState,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, Query},
};
use serde_json::json;
use uuid::Uuid;

use super::kept::{LOOKED, attendee_days, note};
use crate::{
    Store,
    entity::{
        Code, Json, address_change, attendee, audit, booking, earned_proof, forgotten, group_member, identity_arrival,
        identity_attempt, invitation, login, message, occurrence, outbox, passkey_challenge, registration,
        sign_in_link, waiting,
    },
    error::unavailable,
    events::read::over_since,
    feedback, forms, holds, surveys, zone,
};

/// Who came, proved something by it and did not sign in for so long has no use for it.
const UNCLAIMED_DAYS: i64 = 730;
/// For so long it is known how much was forgotten.
const COUNTED_DAYS: i64 = 400;

impl Store {
    /// Deletes or makes nameless what nobody needs any more, as [`Holding::kept`] says, and writes down how much that
    /// was. Answers how many rows.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget(&self) -> Result<u64, Unavailable> {
        self.forget_all().await.map_err(unavailable)
    }

    async fn forget_all(&self) -> Result<u64, DbErr> {
        let now = self.now();
        let (mut counts, mut failed) = (Vec::new(), None);
        for holding in Holding::ALL.iter().copied() {
            match self.forget_some(holding, now).await {
                Ok(0) => {}
                Ok(amount) => counts.push((holding, amount)),
                // What can be forgotten is, whatever is wrong with one of them; the whole is tried again.
                Err(err) => {
                    tracing::error!(error = %err, holding = holding.code(), "this was not forgotten");
                    failed = Some(err);
                }
            }
        }
        let tx = self.begin_write().await?;
        let rows = counts.iter().map(|(holding, amount)| forgotten::ActiveModel {
            at: Set(now),
            holding: Set(Code(*holding)),
            amount: Set(i32::try_from(*amount).unwrap_or(i32::MAX)),
        });
        for row in rows {
            forgotten::Entity::insert(row).exec_without_returning(&*tx).await?;
        }
        forgotten::Entity::delete_many()
            .filter(forgotten::Column::At.lt(now - Duration::days(COUNTED_DAYS)))
            .exec(&*tx)
            .await?;
        if failed.is_none() {
            note(&*tx, LOOKED, now.to_rfc3339()).await?;
        }
        tx.commit().await?;
        if let Some(err) = failed {
            return Err(err);
        }
        Ok(counts.iter().map(|(_, amount)| amount).sum())
    }

    async fn forget_some(&self, holding: Holding, now: DateTime<Utc>) -> Result<u64, DbErr> {
        let long_ago = now - Duration::days(SHORT_DAYS.into());
        match holding {
            // These end by what somebody does.
            Holding::Memberships | Holding::Bills | Holding::Announcements => Ok(0),
            Holding::Accounts => self.end_unused_accounts(now).await,
            Holding::Keepers => self.forget_deputies(now).await,
            Holding::Proofs => self.forget_proofs(now).await,
            Holding::Groups => {
                let long_ago = zone::to_local(self.zone, long_ago).date();
                let over = group_member::Entity::delete_many().filter(group_member::Column::LastDay.lt(long_ago));
                Ok(over.exec(&self.db).await?.rows_affected)
            }
            Holding::Logins => {
                let over = Condition::any()
                    .add(login::Column::ExpiresAt.lte(now))
                    .add(login::Column::SeenAt.lte(now - Duration::days(LOGIN_IDLE_DAYS.into())));
                Ok(login::Entity::delete_many().filter(over).exec(&self.db).await?.rows_affected)
            }
            Holding::Passkeys => {
                // What nobody answered in time.
                let over = passkey_challenge::Column::ExpiresAt.lte(now);
                Ok(passkey_challenge::Entity::delete_many().filter(over).exec(&self.db).await?.rows_affected)
            }
            Holding::Identities => {
                // Who went away and did not come back, or came back and did not say who she is here.
                let over = identity_attempt::Column::ExpiresAt.lte(now);
                let away = identity_attempt::Entity::delete_many().filter(over).exec(&self.db).await?;
                let over = identity_arrival::Column::ExpiresAt.lte(now);
                let back = identity_arrival::Entity::delete_many().filter(over).exec(&self.db).await?;
                Ok(away.rows_affected + back.rows_affected)
            }
            Holding::SignInLinks => {
                // A used link is kept as long as an unused one: it counts against the flood.
                let old = sign_in_link::Column::ExpiresAt.lt(now - Duration::days(1));
                let links = sign_in_link::Entity::delete_many().filter(old).exec(&self.db).await?;
                let old = address_change::Column::ExpiresAt.lt(now - Duration::days(1));
                let changes = address_change::Entity::delete_many().filter(old).exec(&self.db).await?;
                Ok(links.rows_affected + changes.rows_affected)
            }
            Holding::Bookings => self.forget_who_booked(now).await,
            Holding::Holds => holds::forget(&self.db, now).await,
            Holding::Invitations => self.forget_invitations(long_ago).await,
            Holding::Wishes => {
                let old = waiting::Column::EndedAt.lt(long_ago);
                Ok(waiting::Entity::delete_many().filter(old).exec(&self.db).await?.rows_affected)
            }
            Holding::Registrations => self.forget_who_came(now, long_ago).await,
            Holding::Answers => {
                // What is counted of them is counted once.
                let tx = self.begin_write().await?;
                let forgotten = forms::forget(&*tx, now, attendee_days(&*tx).await?).await?;
                tx.commit().await?;
                Ok(forgotten)
            }
            Holding::SurveyLinks => self.forget_survey_links(now).await,
            Holding::SurveyAnswers => self.forget_survey_answers(now).await,
            Holding::Barriers => feedback::forget(&self.db, long_ago).await,
            Holding::Mails => {
                let old = Condition::any()
                    .add(outbox::Column::DoneAt.lt(long_ago))
                    .add(outbox::Column::GivenUpAt.lt(long_ago));
                Ok(outbox::Entity::delete_many().filter(old).exec(&self.db).await?.rows_affected)
            }
            Holding::Trail => self.forget_who_acted(now).await,
        }
    }

    /// What was earned and holds no more, and what nobody ever signed in for.
    async fn forget_proofs(&self, now: DateTime<Utc>) -> Result<u64, DbErr> {
        let today = zone::to_local(self.zone, now).date();
        let unclaimed = Condition::all()
            .add(earned_proof::Column::AccountId.is_null())
            .add(earned_proof::Column::EarnedAt.lt(now - Duration::days(UNCLAIMED_DAYS)));
        let over = Condition::any()
            .add(earned_proof::Column::ExpiresOn.lt(today - Duration::days(SHORT_DAYS.into())))
            .add(unclaimed);
        Ok(earned_proof::Entity::delete_many().filter(over).exec(&self.db).await?.rows_affected)
    }

    /// Who made a booking that is long over, and what she noted. That there was one stays.
    async fn forget_who_booked(&self, now: DateTime<Utc>) -> Result<u64, DbErr> {
        let cutoff = now - Duration::days(BOOKING_DAYS.into());
        let somebodys =
            Condition::any().add(booking::Column::AccountId.is_not_null()).add(booking::Column::Note.ne(""));
        let later = Query::select()
            .expr(Expr::val(1))
            .from(occurrence::Entity)
            .and_where(
                Expr::col((occurrence::Entity, occurrence::Column::BookingId))
                    .equals((booking::Entity, booking::Column::Id)),
            )
            .and_where(occurrence::Column::EndsAt.gte(cutoff))
            .to_owned();
        let done = booking::Entity::update_many()
            .col_expr(booking::Column::AccountId, Expr::value(None::<Uuid>))
            .col_expr(booking::Column::Note, Expr::value(""))
            .filter(booking::Column::CreatedAt.lt(cutoff))
            .filter(somebodys)
            .filter(Expr::exists(later).not())
            .exec(&self.db)
            .await?;
        Ok(done.rows_affected)
    }

    /// Names and addresses of people whom nothing is to be said to any more: taken off the list, or invited to what is
    /// over or called off.
    async fn forget_invitations(&self, long_ago: DateTime<Utc>) -> Result<u64, DbErr> {
        let occupies = BookingState::ALL.iter().copied().filter(|state| state.occupies()).map(Code);
        let to_come = occurrence::Entity::find()
            .select_only()
            .column(occurrence::Column::BookingId)
            .filter(occurrence::Column::EndsAt.gte(long_ago))
            .filter(occurrence::Column::State.is_in(occupies))
            .into_query();
        let changed = booking::Entity::find()
            .select_only()
            .column(booking::Column::Id)
            .filter(booking::Column::ChangedAt.gte(long_ago))
            .into_query();
        let over = Condition::all()
            .add(invitation::Column::BookingId.not_in_subquery(to_come))
            .add(invitation::Column::BookingId.not_in_subquery(changed));
        let forgotten = invitation::Entity::delete_many()
            .filter(Condition::any().add(invitation::Column::RemovedAt.lt(long_ago)).add(over))
            .exec(&self.db)
            .await?;
        Ok(forgotten.rows_affected)
    }

    /// Registrations nothing came of; and, some time after the event, names and addresses of those who came. How many
    /// did is still known.
    async fn forget_who_came(&self, now: DateTime<Utc>, long_ago: DateTime<Utc>) -> Result<u64, DbErr> {
        let came = attendee::Entity::find()
            .select_only()
            .column(attendee::Column::RegistrationId)
            .filter(attendee::Column::ArrivedAt.is_not_null())
            .into_query();
        let gone = registration::Entity::delete_many()
            .filter(
                registration::Column::State.is_in(
                    [
                        RegistrationState::Expired,
                        RegistrationState::Cancelled,
                        RegistrationState::Lapsed,
                        RegistrationState::Declined,
                    ]
                    .map(Code),
                ),
            )
            .filter(registration::Column::EndedAt.lt(long_ago))
            .filter(registration::Column::Id.not_in_subquery(came))
            .exec(&self.db)
            .await?;
        let over = over_since(now - Duration::days(attendee_days(&self.db).await?.into()));
        let names = attendee::Entity::update_many()
            .col_expr(attendee::Column::Name, Expr::value(""))
            .filter(attendee::Column::Name.ne(""))
            .filter(attendee::Column::SessionId.in_subquery(over.clone()))
            .exec(&self.db)
            .await?;
        let theirs = registration::Entity::find()
            .select_only()
            .column(registration::Column::Id)
            .filter(registration::Column::SessionId.in_subquery(over.clone()))
            .into_query();
        surveys::forget_addresses(&self.db, theirs).await?;
        registration::Entity::update_many()
            .col_expr(registration::Column::Email, Expr::value(""))
            .col_expr(registration::Column::Network, Expr::value(None::<Vec<u8>>))
            .col_expr(registration::Column::Answer, Expr::value(""))
            .filter(registration::Column::Email.ne(""))
            .filter(registration::Column::SessionId.in_subquery(over))
            .exec(&self.db)
            .await?;
        Ok(gone.rows_affected + names.rows_affected)
    }

    /// Who did it; what was done stays. Nothing else can be changed of the trail: the database refuses.
    async fn forget_who_acted(&self, now: DateTime<Utc>) -> Result<u64, DbErr> {
        let long_ago = now - Duration::days(TRAIL_DAYS.into());
        message::Entity::update_many()
            .col_expr(message::Column::AccountId, Expr::value(None::<Uuid>))
            .filter(message::Column::SentAt.lt(long_ago))
            .filter(message::Column::AccountId.is_not_null())
            .exec(&self.db)
            .await?;
        let done = audit::Entity::update_many()
            .col_expr(audit::Column::AccountId, Expr::value(None::<Uuid>))
            .col_expr(audit::Column::Detail, Expr::value(Json(json!({}))))
            .filter(audit::Column::At.lt(long_ago))
            // The command line acts as nobody, and may have said something of somebody.
            .filter(
                Condition::any()
                    .add(audit::Column::AccountId.is_not_null())
                    .add(audit::Column::Detail.ne(Json(json!({})))),
            )
            .exec(&self.db)
            .await?;
        Ok(done.rows_affected)
    }
}
