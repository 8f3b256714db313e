//! How the installation is: what the doctor looks at and a page can show.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::{HealthDesk, Unavailable},
    health::Health,
};
use migrations::Migrator;
use sea_orm_migration::{
    MigratorTrait as _,
    sea_orm::{ConnectionTrait as _, DbBackend, Statement},
};
use store::Store;

/// Looks the installation over. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Inspector {
    store: Store,
}

impl Inspector {
    /// On a store.
    #[must_use]
    pub fn new(store: &Store) -> Self {
        Self { store: store.clone() }
    }

    /// Kind and version of the database. `None`: it does not answer.
    pub async fn database(&self) -> Option<String> {
        let kind = self.kind();
        let sql = if kind == DbBackend::Postgres { "SHOW server_version" } else { "SELECT sqlite_version()" };
        // PostgreSQL says after its version who built it.
        let version = self.one(sql).await?;
        Some(format!("{kind:?} {}", version.split(' ').next().unwrap_or_default()))
    }

    /// What keeps one room from being booked twice must be in the database itself (I1).
    pub async fn guarded(&self) -> bool {
        let (sql, expected) = match self.kind() {
            DbBackend::Postgres => {
                ("SELECT count(*)::text FROM pg_constraint WHERE conname = 'allocation_no_overlap'", "1")
            }
            _ => (
                "SELECT CAST(count(*) AS TEXT) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'allocation_no_overlap_%'",
                "2",
            ),
        };
        self.one(sql).await.as_deref() == Some(expected)
    }

    /// The one value a query answers, as text.
    pub async fn one(&self, sql: &str) -> Option<String> {
        let db = self.store.connection();
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.ok()??;
        row.try_get_by_index::<String>(0).ok()
    }

    /// What the database is.
    #[must_use]
    pub fn kind(&self) -> DbBackend {
        self.store.connection().get_database_backend()
    }

    /// Its size in bytes.
    async fn size(&self) -> Option<u64> {
        let sql = match self.kind() {
            DbBackend::Postgres => "SELECT pg_database_size(current_database())::text",
            _ => "SELECT CAST(page_count * page_size AS TEXT) FROM pragma_page_count(), pragma_page_size()",
        };
        self.one(sql).await?.parse().ok()
    }

    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.store.zone()).naive_local()
    }
}

#[async_trait]
impl HealthDesk for Inspector {
    async fn health(&self, by: &Actor) -> Result<Option<Health>, Unavailable> {
        if may(by, Act::ReadPlatform).is_err() {
            return Ok(None);
        }
        let db = self.store.connection();
        let failed = |err| {
            tracing::error!(error = %err, "the steps of the database cannot be read");
            Unavailable
        };
        let steps_to_come = Migrator::get_pending_migrations_read_only(db).await.map_err(failed)?.len();
        let done = Migrator::get_applied_migrations_read_only(db).await.map_err(failed)?;
        let vitals = self.store.vitals().await?;
        Ok(Some(Health {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            database: self.database().await.ok_or(Unavailable)?,
            size: self.size().await,
            // In the order they are done, which their numbers need not have.
            step: done.last().map(|step| step.name().to_owned()).unwrap_or_default(),
            steps_to_come,
            guarded: self.guarded().await,
            waiting: vitals.waiting,
            given_up: vitals.given_up,
            due_since: vitals.due_since.map(|at| self.local(at)),
            worked_at: vitals.worked_at.map(|at| self.local(at)),
            forgot_at: vitals.forgot_at.map(|at| self.local(at)),
            forgetting_failed_at: vitals.forgetting_failed_at.map(|at| self.local(at)),
            now: self.local(self.store.now()),
        }))
    }
}
