//! How much one place may ask for, counted where all programs of an installation see it.

use std::time::Duration;

use domain::desk::Unavailable;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Statement};

use crate::{Store, error::unavailable};

/// The database's own clock, in milliseconds: those of several machines differ.
const NOW: &str = "(EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint";

#[derive(FromQueryResult)]
struct Row {
    ms: i64,
}

impl Store {
    /// True where several programs may run on the database. SQLite is one program's alone.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.db.get_database_backend() == DbBackend::Postgres
    }

    /// Takes one of what a place may ask for: `most` at once, and one more after each `every`. Answers how long it has to
    /// wait when there is none; `None`: it was taken. Only on a database that [is shared](Self::is_shared).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_allowance(
        &self,
        class: &str,
        of: &[u8],
        most: f64,
        every: Duration,
    ) -> Result<Option<Duration>, Unavailable> {
        self.try_take_allowance(class, of, most, every).await.map_err(unavailable)
    }

    async fn try_take_allowance(
        &self,
        class: &str,
        of: &[u8],
        most: f64,
        every: Duration,
    ) -> Result<Option<Duration>, DbErr> {
        let Some(key) = self.keys.mark(b"rate", of) else { return Ok(None) };
        let every = i64::try_from(every.as_millis()).unwrap_or(i64::MAX);
        #[expect(clippy::cast_possible_truncation, reason = "a few hundred at most")]
        let burst = every.saturating_mul(most as i64);
        // One statement: whoever comes at the same time waits for the row.
        let taken = self
            .ask(
                format!(
                    "INSERT INTO rate_limit (class, key, until_ms) VALUES ($1, $2, {NOW} + $3)
                     ON CONFLICT (class, key) DO UPDATE SET until_ms = GREATEST(rate_limit.until_ms, {NOW}) + $3
                     WHERE GREATEST(rate_limit.until_ms, {NOW}) + $3 <= {NOW} + $4
                     RETURNING until_ms AS ms"
                ),
                [class.into(), key.clone().into(), every.into(), burst.into()],
            )
            .await?;
        if taken.is_some() {
            return Ok(None);
        }
        let missing = format!("SELECT until_ms + $3 - $4 - {NOW} AS ms FROM rate_limit WHERE class = $1 AND key = $2");
        let missing = self.ask(missing, [class.into(), key.into(), every.into(), burst.into()]).await?;
        Ok(Some(Duration::from_millis(missing.and_then(|row| u64::try_from(row.ms).ok()).unwrap_or(1))))
    }

    async fn ask(&self, sql: String, values: [sea_orm::Value; 4]) -> Result<Option<Row>, DbErr> {
        let asked = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
        Row::find_by_statement(asked).one(&self.db).await
    }

    /// Deletes what says nothing any more. Answers how many rows.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_allowances(&self) -> Result<u64, Unavailable> {
        if !self.is_shared() {
            return Ok(0);
        }
        let over = format!("DELETE FROM rate_limit WHERE until_ms < {NOW}");
        let done = self.db.execute_unprepared(&over).await.map_err(unavailable)?;
        Ok(done.rows_affected())
    }
}
