//! What a worker and the night leave behind for whoever asks how the house is.

use chrono::{DateTime, Utc};
use domain::desk::Unavailable;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    Store,
    entity::{outbox, setting},
    error::unavailable,
    privacy::{LOOKED, note},
    worker::due,
};

const WORKED: &str = "worked-at";
const FORGETTING_FAILED: &str = "forgetting-failed-at";

/// How the work that waits is getting on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vitals {
    /// Mails that wait to be sent, or to be sent again.
    pub waiting: u64,
    /// Mails that are not tried again by themselves.
    pub given_up: u64,
    /// Since when the longest due mail waits.
    pub due_since: Option<DateTime<Utc>>,
    /// When a worker last showed itself.
    pub worked_at: Option<DateTime<Utc>>,
    /// When what is old was last forgotten.
    pub forgot_at: Option<DateTime<Utc>>,
    /// When forgetting last failed.
    pub forgetting_failed_at: Option<DateTime<Utc>>,
}

impl Store {
    /// Notes that a worker is there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn worker_is_here(&self) -> Result<(), Unavailable> {
        // No page shows it: the caches need not hear of it.
        note(&self.db, WORKED, self.now().to_rfc3339()).await.map_err(unavailable)
    }

    /// Notes that what is old could not be forgotten.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forgetting_failed(&self) -> Result<(), Unavailable> {
        note(&self.db, FORGETTING_FAILED, self.now().to_rfc3339()).await.map_err(unavailable)
    }

    /// How the work that waits is getting on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn vitals(&self) -> Result<Vitals, Unavailable> {
        self.try_vitals().await.map_err(unavailable)
    }

    async fn try_vitals(&self) -> Result<Vitals, DbErr> {
        let open = || outbox::Entity::find().filter(outbox::Column::DoneAt.is_null());
        let waiting = || open().filter(outbox::Column::GivenUpAt.is_null());
        let due_since = due(self.now())
            .select_only()
            .column(outbox::Column::RunAfter)
            .order_by_asc(outbox::Column::RunAfter)
            .limit(1)
            .into_tuple()
            .one(&self.db)
            .await?;
        Ok(Vitals {
            waiting: waiting().count(&self.db).await?,
            given_up: open().filter(outbox::Column::GivenUpAt.is_not_null()).count(&self.db).await?,
            due_since,
            worked_at: self.noted(WORKED).await?,
            forgot_at: self.noted(LOOKED).await?,
            forgetting_failed_at: self.noted(FORGETTING_FAILED).await?,
        })
    }

    async fn noted(&self, key: &str) -> Result<Option<DateTime<Utc>>, DbErr> {
        let said = setting::Entity::find_by_id(key).one(&self.db).await?;
        Ok(said.and_then(|row| DateTime::parse_from_rfc3339(&row.value).ok()).map(|at| at.to_utc()))
    }
}
