//! The house all others are copied from. Each test has a process and a database of its own; were each to run the
//! migrations, most of the time would go into them.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process,
    time::Duration,
};

use migrations::Migrator;
use sea_orm_migration::{
    MigratorTrait,
    sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement},
};

use super::{bare_house, beside};

/// Tells apart what was built from what was compiled then: all tests nextest starts at once, or this process alone.
fn run() -> String {
    env::var("NEXTEST_RUN_ID").unwrap_or_else(|_| process::id().to_string()).replace('-', "_")
}

/// A SQLite file.
pub async fn in_file() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let model = folder.join(format!("model_{}.db", run()));
    if !model.exists() {
        sweep(folder);
        let house = bare_house().await;
        house.migrate(None).await;
        // Several processes may build it at once; the last to rename wins, and nobody ever sees half of one.
        let draft = folder.join(format!("model_{}.draft", process::id()));
        let _ = fs::remove_file(&draft);
        let copy = format!("VACUUM INTO '{}'", draft.display());
        house.store.connection().execute_unprepared(&copy).await.unwrap();
        fs::rename(draft, &model).unwrap();
    }
    model
}

/// Takes away what earlier runs built.
fn sweep(folder: &Path) {
    let long = Duration::from_secs(3600);
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let is_model = entry.file_name().to_string_lossy().starts_with("model_");
        let built = entry.metadata().and_then(|meta| meta.modified());
        let is_old = built.is_ok_and(|built| built.elapsed().is_ok_and(|age| age > long));
        if is_model && is_old {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A database on this server, by name. It stays there: the server is expected to be thrown away.
pub async fn on_server(server: &str) -> String {
    let name = format!("spielraum_model_{}", run());
    // One connection, for it holds the lock.
    let db = Database::connect(ConnectOptions::new(server).max_connections(1).to_owned()).await.unwrap();
    if !is_there(&db, &name).await {
        db.execute_unprepared("SELECT pg_advisory_lock(4711)").await.unwrap();
        if !is_there(&db, &name).await {
            let draft = format!("{name}_draft");
            db.execute_unprepared(&format!("CREATE DATABASE {draft} TEMPLATE template0 ENCODING 'UTF8'"))
                .await
                .unwrap();
            let inside = Database::connect(beside(server, &draft)).await.unwrap();
            Migrator::up(&inside, None).await.unwrap();
            inside.close().await.unwrap();
            db.execute_unprepared(&format!("ALTER DATABASE {draft} RENAME TO {name}")).await.unwrap();
        }
    }
    db.close().await.unwrap();
    name
}

async fn is_there(db: &DatabaseConnection, name: &str) -> bool {
    let query = Statement::from_sql_and_values(
        db.get_database_backend(),
        "SELECT 1 FROM pg_database WHERE datname = $1",
        [name.into()],
    );
    db.query_one_raw(query).await.unwrap().is_some()
}
