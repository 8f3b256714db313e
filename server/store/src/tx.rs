//! Transactions that write.

use std::{ops::Deref, sync::atomic::Ordering};

use domain::desk::Unavailable;
use sea_orm::{DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use tokio::sync::OwnedSemaphorePermit;

use crate::{
    Store,
    error::{Refusal, Stop, is_worth_retrying, unavailable},
};

/// How often a use case is tried when it loses races.
const TRIES: u32 = 6;

/// A transaction that writes. Dropped without [`commit`](Self::commit), nothing of it remains.
pub(crate) struct WriteTx {
    tx: DatabaseTransaction,
    store: Store,
    /// After `tx`: fields are dropped in order, and the next writer must find the transaction gone.
    _turn: Option<OwnedSemaphorePermit>,
}

impl WriteTx {
    /// Makes it last, and tells the caches.
    pub(crate) async fn commit(self) -> Result<(), DbErr> {
        self.tx.commit().await?;
        self.store.changes.fetch_add(1, Ordering::Release);
        Ok(())
    }
}

impl Deref for WriteTx {
    type Target = DatabaseTransaction;
    fn deref(&self) -> &DatabaseTransaction {
        &self.tx
    }
}

impl Store {
    /// Begins a transaction that will write.
    ///
    /// SQLite: `BEGIN IMMEDIATE`, because a transaction that reads first and writes then fails at once, whatever the
    /// busy timeout. Writers of this process queue before they take a connection: waiting inside SQLite would keep
    /// connections from readers, and its back-off is not fair.
    pub(crate) async fn begin_write(&self) -> Result<WriteTx, DbErr> {
        let turn = match &self.writers {
            Some(queue) => queue.clone().acquire_owned().await.ok(),
            None => None,
        };
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = self.db.begin_with_options(options).await?;
        Ok(WriteTx { tx, store: self.clone(), _turn: turn })
    }
}

/// Runs a use case, again when it only lost a race. `attempt` begins and commits its own transaction.
///
/// The second try sees what the winner wrote, and says kindly what the database said with a code.
pub(crate) async fn retried<T, R, F>(mut attempt: impl FnMut() -> F) -> Result<T, R>
where
    R: Refusal,
    F: Future<Output = Result<T, Stop<R>>>,
{
    let mut tries = 1;
    loop {
        match attempt().await {
            Ok(done) => return Ok(done),
            Err(Stop::Refused(refusal)) => return Err(refusal),
            Err(Stop::Failed(err)) if tries < TRIES && is_worth_retrying(&err) => tries += 1,
            Err(Stop::Failed(err)) => {
                let Unavailable = unavailable(err);
                return Err(R::UNAVAILABLE);
            }
        }
    }
}
