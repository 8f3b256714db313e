//! Opening the database, and making sure that it is ours.

use std::{
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono_tz::Tz;
use sea_orm::{
    ActiveValue::Set,
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, EntityTrait, RuntimeErr,
    Statement,
    sea_query::OnConflict,
    sqlx::{
        self, ConnectOptions as _, Connection as _,
        postgres::{PgConnectOptions, PgConnection},
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
    },
};
use tokio::sync::Semaphore;

use crate::{Clock, Store, entity::setting, keys::Keys};

/// The first SQLite whose write-ahead log cannot corrupt a database.
const OLDEST_SQLITE: [u32; 3] = [3, 51, 3];

/// How to open a store.
#[derive(Clone)]
pub struct OpenOptions {
    /// `sqlite://path?mode=rwc` or `postgres://…`.
    pub url: String,
    /// The secret of the installation: links are made with it. Always the same for the same database.
    pub secret: [u8; 32],
    /// The region's zone.
    pub zone: Tz,
    /// Tells the time.
    pub clock: Clock,
    /// Connections at once; `None`: what suits the database.
    pub max_connections: Option<u32>,
}

/// Why a store could not be opened, in words for the one who starts the program.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address is of no kind we know.
    #[error("the address of the database must begin with sqlite:// or postgres://")]
    Address,
    /// Nobody answers.
    #[error("the database cannot be reached; check its address, that it runs, and that this program may use it ({0})")]
    Unreachable(#[source] DbErr),
    /// A SQLite that can lose data.
    #[error("SQLite {found} can damage a database; at least {}.{}.{} is needed", OLDEST_SQLITE[0], OLDEST_SQLITE[1], OLDEST_SQLITE[2])]
    OldSqlite {
        /// The version at hand.
        found: String,
    },
    /// The database belongs to another secret.
    #[error(
        "the secret does not fit this database: links in mails already sent would stop working; start with the secret the database was first used with"
    )]
    Secret,
    /// The database answers with an error.
    #[error("the database answers with an error ({0})")]
    Failed(#[from] DbErr),
}

/// The turn of one process: while it is held, no other one that asks for it gets it.
#[derive(Debug)]
pub struct Turn {
    /// The lock ends with its connection, however this process ends.
    _connection: Option<PgConnection>,
}

/// What is locked: a number nobody else uses in this database.
const TURN: i64 = 0x5350_4945_4c52;

impl Store {
    /// Waits until this process is the only one that changes the tables or fills them for the first time. A SQLite
    /// file belongs to one machine, where one process is started after the other: nobody waits.
    ///
    /// # Errors
    /// When the address is wrong or nobody answers.
    pub async fn turn(options: &OpenOptions) -> Result<Turn, OpenError> {
        if options.url.starts_with("sqlite:") {
            return Ok(Turn { _connection: None });
        }
        let mut connection = knock(&options.url).await?;
        let locked = sqlx::query("SELECT pg_advisory_lock($1)").bind(TURN).execute(&mut connection).await;
        locked.map_err(|err| DbErr::Exec(RuntimeErr::SqlxError(Arc::new(err))))?;
        Ok(Turn { _connection: Some(connection) })
    }

    /// Connects. The tables need not exist yet: migrate with [`connection`](Self::connection), then
    /// [`check_secret`](Self::check_secret).
    ///
    /// # Errors
    /// When the address is wrong, nobody answers, or SQLite is too old.
    pub async fn open(options: &OpenOptions) -> Result<Self, OpenError> {
        let sqlite = options.url.starts_with("sqlite:");
        if !sqlite && !options.url.starts_with("postgres://") && !options.url.starts_with("postgresql://") {
            return Err(OpenError::Address);
        }
        if sqlite {
            SqliteConnectOptions::from_str(&options.url).map_err(|_| OpenError::Address)?;
        } else {
            knock(&options.url).await?.close().await.map_err(unreachable)?;
        }
        let db = connect(options, sqlite).await.map_err(OpenError::Unreachable)?;
        if sqlite {
            check_version(&db).await?;
        }
        Ok(Self {
            db,
            keys: Arc::new(Keys::new(options.secret)),
            clock: Arc::clone(&options.clock),
            zone: options.zone,
            changes: Arc::new(AtomicU64::new(0)),
            writers: sqlite.then(|| Arc::new(Semaphore::new(1))),
        })
    }

    /// Makes sure that the secret is the one this database was first used with; the first time it is noted.
    ///
    /// # Errors
    /// [`OpenError::Secret`] when it is another one.
    pub async fn check_secret(&self) -> Result<(), OpenError> {
        const KEY: &str = "secret_fingerprint";
        let ours = setting::ActiveModel { key: Set(KEY.to_owned()), value: Set(self.keys.fingerprint()) };
        let first = OnConflict::column(setting::Column::Key).do_nothing().to_owned();
        setting::Entity::insert(ours).on_conflict(first).exec_without_returning(&self.db).await?;
        let noted = setting::Entity::find_by_id(KEY).one(&self.db).await?;
        match noted {
            Some(noted) if noted.value == self.keys.fingerprint() => Ok(()),
            _ => Err(OpenError::Secret),
        }
    }

    /// The same house, that counts what it asks its database: for whoever measures.
    #[must_use]
    pub fn counting(mut self, asked: Arc<AtomicU64>) -> Self {
        self.db.set_metric_callback(move |_| {
            asked.fetch_add(1, Ordering::Relaxed);
        });
        self
    }

    /// The connection, for the migrator.
    #[must_use]
    pub const fn connection(&self) -> &DatabaseConnection {
        &self.db
    }
}

/// Connects once: a pool would keep trying for as long as it lets anybody wait for a connection.
async fn knock(url: &str) -> Result<PgConnection, OpenError> {
    let server = PgConnectOptions::from_str(url).map_err(|_| OpenError::Address)?;
    server.connect().await.map_err(unreachable)
}

fn unreachable(err: sqlx::Error) -> OpenError {
    OpenError::Unreachable(DbErr::Conn(RuntimeErr::SqlxError(Arc::new(err))))
}

async fn connect(options: &OpenOptions, sqlite: bool) -> Result<DatabaseConnection, DbErr> {
    let mut connect = ConnectOptions::new(&options.url);
    connect
        .sqlx_logging(false)
        .max_connections(options.max_connections.unwrap_or(if sqlite { 4 } else { 16 }))
        .acquire_timeout(Duration::from_secs(30))
        .connect_timeout(Duration::from_secs(10));
    connect.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .journal_mode(SqliteJournalMode::Wal)
            // In WAL mode NORMAL loses nothing but the last moments of a power cut, and never the database.
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("mmap_size", "268435456")
            .pragma("cache_size", "-16000")
            .pragma("temp_store", "memory")
            .optimize_on_close(true, None)
    });
    Database::connect(connect).await
}

async fn check_version(db: &DatabaseConnection) -> Result<(), OpenError> {
    let asked = Statement::from_string(DbBackend::Sqlite, "SELECT sqlite_version() AS version");
    let found: String = match db.query_one_raw(asked).await? {
        Some(row) => row.try_get("", "version")?,
        None => String::new(),
    };
    let version: Vec<u32> = found.split('.').filter_map(|part| part.parse().ok()).collect();
    if version.as_slice() < OLDEST_SQLITE.as_slice() { Err(OpenError::OldSqlite { found }) } else { Ok(()) }
}
