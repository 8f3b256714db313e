//! Finding a space in a large region: how long the desk takes, how long the page takes, and how the database answers.

use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate, NaiveTime};
use domain::{access::Actor, desk::CatalogueDesk as _, search::SpaceSearch};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, DbBackend};
use store::Store;

use crate::{
    load::{Load, Numbers},
    print, wire,
};

/// How often the desk is asked for each.
const TIMES: u64 = 200;

/// Everything is asked for within two weeks.
const WINDOW: Days = Days::new(13);

/// What is searched for, and how it begins on each of so many days.
fn searches() -> Vec<(&'static str, SpaceSearch)> {
    let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    let half_a_day = SpaceSearch {
        people: 14,
        layout: None,
        equipment: Vec::new(),
        step_free: false,
        kinds: Vec::new(),
        town: None,
        use_kind: None,
        minutes: 240,
        first: NaiveDate::default(),
        last: NaiveDate::default(),
        from: hour(8),
        until: hour(18),
    };
    vec![
        ("14 people, half a day", half_a_day.clone()),
        (
            "14 people, half a day, step-free, in Lemgo",
            SpaceSearch { step_free: true, town: Some("Lemgo".into()), ..half_a_day.clone() },
        ),
        // Looks at every space on every day, and then for what is nearly it.
        ("6 people, ten hours: free nowhere", SpaceSearch { people: 6, minutes: 600, ..half_a_day }),
    ]
}

fn on(search: &SpaceSearch, today: NaiveDate, number: u64) -> SpaceSearch {
    let first = today + Days::new(number % 60);
    SpaceSearch { first, last: first + WINDOW, ..search.clone() }
}

/// Asks the desk.
pub async fn at_the_desk(store: &Store) -> anyhow::Result<()> {
    let today = store.now().date_naive();
    for (name, search) in searches() {
        let (mut waits, mut found) = (Vec::new(), (0, 0));
        for number in 0..TIMES {
            let begun = Instant::now();
            let findings = store.find(&Actor::Visitor, &on(&search, today, number)).await?;
            waits.push(begun.elapsed());
            found = (findings.exact.len(), findings.near.len());
        }
        let name = format!("desk: {name} ({} and {} found)", found.0, found.1);
        print(&name, &Numbers::of(waits, Duration::ZERO, 0)?);
    }
    Ok(())
}

/// Asks for the page, each time another one, so that none is kept.
pub async fn by_http(address: &str, today: NaiveDate, time: Duration) -> anyhow::Result<()> {
    for connections in [1, 16] {
        let load = Load { address: address.to_owned(), time, connections };
        for (name, search) in searches() {
            let numbers = load.ask(200, |number| wire::get(&path(&on(&search, today, number), number), "")).await?;
            print(&format!("page, {connections} at once: {name}"), &numbers);
        }
    }
    Ok(())
}

fn path(search: &SpaceSearch, number: u64) -> String {
    let SpaceSearch { people, minutes, first, last, from, until, .. } = search;
    let more = search.town.as_ref().map(|town| format!("&town={town}&step_free=1")).unwrap_or_default();
    let (from, until) = (from.format("%H:%M"), until.format("%H:%M"));
    format!(
        "/find?people={people}&minutes={minutes}&first={first}&last={last}&from={from}&until={until}{more}&n={number}"
    )
}

/// Prints how the database answers the one question that is about allocations.
pub async fn plan(store: &Store) -> anyhow::Result<()> {
    let db = store.connection();
    let today = store.now().date_naive();
    let (_, search) = searches().swap_remove(0);
    let mut statement = store.statement_of_search(&on(&search, today, 0)).await?;
    let (explain, column) = match db.get_database_backend() {
        DbBackend::Postgres => ("EXPLAIN (ANALYZE, BUFFERS)", "QUERY PLAN"),
        _ => ("EXPLAIN QUERY PLAN", "detail"),
    };
    statement.sql = format!("{explain} {}", statement.sql);
    println!("\n{explain} of what is taken, of all spaces:\n");
    for row in db.query_all_raw(statement).await? {
        let line: String = row.try_get("", column)?;
        // A thousand ids help nobody.
        let (line, more) = line.split_at_checked(160).unwrap_or((&line, ""));
        println!("    {line}{}", if more.is_empty() { "" } else { "…" });
    }
    Ok(())
}
