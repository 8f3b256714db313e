//! What the region looks at before it becomes public: drafts of organisations it does not trust yet.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::{
    access::{Act, Actor, may},
    desk::{ReviewDesk, Submission, Unavailable},
    event::{EventRefusal, EventState, Review},
    id::{AccountId, EventId},
    organisation::Role,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    Answer,
    read::{NetAddress, announced as shown},
    schedule::in_the_way,
    write::{
        MOST_REASON, announced, as_cleared, complete, next_version, own, refuse_stale, refuse_unless, sessions_of,
    },
};
use crate::{
    Store,
    accounts::platform_admins,
    audit::{self, Thing},
    entity::{Code, account, event, membership, organisation},
    error::{refuse, unavailable},
    mail_facts::{MailFacts, ReviewMail, reason_of},
    outbox::{self, Mail},
    tx::retried,
    zone,
};

/// How an event becomes public, as its organisation stands now.
pub(super) async fn of(db: &impl ConnectionTrait, event: &event::Model, zone: Tz) -> Result<Review, DbErr> {
    let trusted: Option<bool> = organisation::Entity::find_by_id(event.organisation_id)
        .select_only()
        .column(organisation::Column::Trusted)
        .into_tuple()
        .one(db)
        .await?;
    let since = event.submitted_at.map(|at| zone::to_local(zone, at));
    Ok(Review::of(trusted.unwrap_or_default(), event.cleared_at.is_some(), since))
}

#[async_trait]
impl ReviewDesk for Store {
    async fn submit(&self, by: &Actor, id: EventId, version: i32) -> Result<(), EventRefusal> {
        retried(|| self.try_submit(by, id, version)).await
    }

    async fn take_back(&self, by: &Actor, id: EventId, version: i32) -> Result<(), EventRefusal> {
        retried(|| self.try_take_back(by, id, version)).await
    }

    async fn submissions(&self, by: &Actor) -> Result<Option<Vec<Submission>>, Unavailable> {
        if may(by, Act::ReadPlatform).is_err() {
            return Ok(None);
        }
        self.list_submissions().await.map(Some).map_err(unavailable)
    }

    async fn clear(&self, by: &Actor, id: EventId, version: i32) -> Result<(), EventRefusal> {
        retried(|| self.try_clear(by, id, version)).await
    }

    async fn give_back(&self, by: &Actor, id: EventId, version: i32, why: &str) -> Result<(), EventRefusal> {
        let why: String = why.trim().chars().take(MOST_REASON).collect();
        if why.is_empty() {
            return Err(EventRefusal::Why);
        }
        retried(|| self.try_give_back(by, id, version, &why)).await
    }
}

impl Store {
    async fn try_submit(&self, by: &Actor, id: EventId, version: i32) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let event = own(&*tx, by, id).await?;
        refuse_unless(event.state.0 == EventState::Draft, event.state.0)?;
        match of(&*tx, &event, self.zone).await? {
            // Before the version: the first time of a form sent twice made it one newer.
            Review::Waits(_) => return Ok(()),
            // The region came to trust her meanwhile: she publishes by herself.
            Review::Free => return refuse(EventRefusal::ChangedMeanwhile),
            Review::Needed => refuse_stale(&event, version)?,
        }
        complete(&*tx, id).await?;
        give_to_region(&*tx, by, &event, now).await?;
        Ok(tx.commit().await?)
    }

    async fn try_take_back(&self, by: &Actor, id: EventId, version: i32) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let event = own(&*tx, by, id).await?;
        refuse_unless(event.state.0 == EventState::Draft, event.state.0)?;
        if event.submitted_at.is_none() {
            return Ok(());
        }
        refuse_stale(&event, version)?;
        next_version(&event, now).col_expr(event::Column::SubmittedAt, nothing()).exec(&*tx).await?;
        audit::write(&*tx, by, "taken-back", Thing::Event, id.0, json!({}), now).await?;
        Ok(tx.commit().await?)
    }

    async fn list_submissions(&self) -> Result<Vec<Submission>, DbErr> {
        let rows = event::Entity::find()
            .filter(event::Column::SubmittedAt.is_not_null())
            .filter(event::Column::State.eq(Code(EventState::Draft)))
            .order_by_asc(event::Column::SubmittedAt)
            .order_by_asc(event::Column::Id)
            .all(&self.db)
            .await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let mut cards = shown(&self.db, &ids, NetAddress::Hidden, self.now()).await?;
        let submission = |row: event::Model| {
            Some(Submission {
                id: EventId(row.id),
                card: cards.remove(&row.id)?.card,
                version: row.version,
                since: zone::to_local(self.zone, row.submitted_at?),
                publish_at: row.publish_at.map(|at| zone::to_local(self.zone, at)),
            })
        };
        Ok(rows.into_iter().filter_map(submission).collect())
    }

    /// Whoever publishes at a later hour has the region's yes for then.
    async fn try_clear(&self, by: &Actor, id: EventId, version: i32) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let event = submitted(&*tx, by, id, version).await?;
        let sessions = sessions_of(&*tx, id).await?;
        if let Some(why) = in_the_way(&*tx, &event, &sessions, now).await? {
            return refuse(EventRefusal::NotReady(why));
        }
        let change = match event.publish_at {
            Some(at) if now < at => as_cleared(&event, now).col_expr(event::Column::SubmittedAt, nothing()),
            _ => announced(&event, now),
        };
        change.col_expr(event::Column::ClearedAt, Expr::value(Some(now))).exec(&*tx).await?;
        outbox::write(&*tx, Mail::EventCleared { event: id }, now).await?;
        audit::write(&*tx, by, "cleared", Thing::Event, id.0, json!({}), now).await?;
        Ok(tx.commit().await?)
    }

    async fn try_give_back(&self, by: &Actor, id: EventId, version: i32, why: &str) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let event = submitted(&*tx, by, id, version).await?;
        next_version(&event, now).col_expr(event::Column::SubmittedAt, nothing()).exec(&*tx).await?;
        outbox::write(&*tx, Mail::EventReturned { event: id }, now).await?;
        audit::write(&*tx, by, "returned", Thing::Event, id.0, json!({ "reason": why }), now).await?;
        Ok(tx.commit().await?)
    }

    /// What an administrator of the region is told, while it waits.
    pub(crate) async fn submitted_facts(&self, id: EventId, account: AccountId) -> Result<Option<MailFacts>, DbErr> {
        let Some(account) = account::Entity::find_by_id(account.0).one(&self.db).await? else { return Ok(None) };
        let Some(event) = event::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        let waits = event.submitted_at.is_some() && event.state.0 == EventState::Draft;
        if account.disabled || !account.platform_admin || !waits {
            return Ok(None);
        }
        self.review_facts((account.email, account.language), event, ReviewMail::Waits, String::new()).await
    }

    /// What whoever gave it to the region is told; if she does not run it any more, whom it names to be asked.
    pub(crate) async fn reviewed_facts(&self, id: EventId, act: ReviewMail) -> Result<Option<MailFacts>, DbErr> {
        let Some(event) = event::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        let draft = event.state.0 == EventState::Draft;
        let still = event.submitted_at.is_none()
            && match act {
                ReviewMail::Cleared if draft => event.cleared_at.is_some() && event.publish_at.is_some(),
                ReviewMail::Cleared => event.state.0 == EventState::Published,
                _ => draft && event.cleared_at.is_none(),
            };
        if !still {
            return Ok(None);
        }
        let (to, language) = match self.who_submitted(&event).await? {
            Some(account) => (account.email, account.language),
            None if event.contact.0.email.is_empty() => return Ok(None),
            None => (event.contact.0.email.clone(), event.language.clone()),
        };
        let reason = match act {
            ReviewMail::Returned => {
                self.audited(Thing::Event, id.0, &["returned"]).await?.map(|entry| reason_of(&entry))
            }
            _ => None,
        };
        self.review_facts((to, language), event, act, reason.unwrap_or_default()).await
    }

    async fn who_submitted(&self, event: &event::Model) -> Result<Option<account::Model>, DbErr> {
        let submitted = self.audited(Thing::Event, event.id, &["submitted"]).await?;
        let Some(by) = submitted.and_then(|entry| entry.account_id) else { return Ok(None) };
        let hers = membership::Entity::find_by_id((by, event.organisation_id)).one(&self.db).await?;
        if hers.is_none_or(|hers| hers.role.0 < Role::Organiser) {
            return Ok(None);
        }
        Ok(account::Entity::find_by_id(by).one(&self.db).await?.filter(|account| !account.disabled))
    }

    async fn review_facts(
        &self,
        (to, language): (String, String),
        event: event::Model,
        act: ReviewMail,
        reason: String,
    ) -> Result<Option<MailFacts>, DbErr> {
        let organiser = organisation::Entity::find_by_id(event.organisation_id).one(&self.db).await?;
        Ok(organiser.map(|organiser| MailFacts::Review {
            to,
            language,
            act,
            event: event.title.0,
            slug: event.slug,
            organiser: organiser.name,
            publish_at: event
                .publish_at
                .filter(|_| event.state.0 == EventState::Draft)
                .map(|at| zone::to_local(self.zone, at)),
            reason,
        }))
    }
}

/// Gives a draft to the region to look at, and tells it.
pub(super) async fn give_to_region(
    tx: &impl ConnectionTrait,
    by: &Actor,
    event: &event::Model,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    next_version(event, now).col_expr(event::Column::SubmittedAt, Expr::value(Some(now))).exec(tx).await?;
    for account in platform_admins(tx).await? {
        let mail = Mail::EventSubmitted { event: EventId(event.id), account: AccountId(account) };
        outbox::write(tx, mail, now).await?;
    }
    audit::write(tx, by, "submitted", Thing::Event, event.id, json!({}), now).await
}

fn nothing() -> Expr {
    Expr::value(None::<DateTime<Utc>>)
}

/// A draft that waits, locked, if the actor answers for the region and saw its newest version.
async fn submitted(tx: &impl ConnectionTrait, by: &Actor, id: EventId, version: i32) -> Answer<event::Model> {
    if may(by, Act::AdministerPlatform).is_err() {
        return refuse(EventRefusal::NotFound);
    }
    let found = event::Entity::find_by_id(id.0).lock_exclusive().one(tx).await?;
    let waits = |event: &event::Model| event.submitted_at.is_some() && event.state.0 == EventState::Draft;
    let Some(event) = found.filter(waits) else { return refuse(EventRefusal::NotFound) };
    refuse_stale(&event, version)?;
    Ok(event)
}
