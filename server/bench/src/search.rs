//! Finding a space in a large region: how long the desk takes, how long the page takes, and how the database answers.

use std::{
    fs,
    time::{Duration, Instant},
};

use chrono::{Days, NaiveDate, NaiveTime};
use domain::{access::Actor, desk::CatalogueDesk as _, search::SpaceSearch};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, DbBackend};
use store::Store;

use crate::{
    load::{Load, Numbers},
    print, wire,
};

/// How often the desk is asked for each.
const TIMES: u32 = 200;

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
        ("6 people, ten hours", SpaceSearch { people: 6, minutes: 600, ..half_a_day.clone() }),
        // These look at nearly every space on every day, the second then for what is nearly it.
        ("6 people, all day", SpaceSearch { people: 6, minutes: 720, until: hour(20), ..half_a_day.clone() }),
        (
            "6 people, all day, in Lemgo: fewer than are shown",
            SpaceSearch { people: 6, minutes: 720, until: hour(20), town: Some("Lemgo".into()), ..half_a_day },
        ),
    ]
}

/// How long this process has had the processor, in milliseconds (Linux; elsewhere not a number). It says what an answer
/// costs, whoever else is at work.
fn processor() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    // proc_pid_stat(5): user and system time, in hundredths of a second.
    let times = after_name.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<f64>().unwrap_or(f64::NAN));
    if stat.is_empty() { f64::NAN } else { times.sum::<f64>() * 10.0 }
}

fn on(search: &SpaceSearch, today: NaiveDate, number: u64) -> SpaceSearch {
    let first = today + Days::new(number % 60);
    SpaceSearch { first, last: first + WINDOW, ..search.clone() }
}

/// Asks the desk.
pub async fn at_the_desk(store: &Store, who: &str, actor: &Actor) -> anyhow::Result<()> {
    let today = store.now().date_naive();
    for (name, search) in searches() {
        let (mut waits, mut found) = (Vec::new(), (0, 0, 0));
        let before = processor();
        for number in (0..TIMES).map(u64::from) {
            let begun = Instant::now();
            let findings = store.find(actor, &on(&search, today, number)).await?;
            waits.push(begun.elapsed());
            let refused = findings.refused.iter().map(|of| of.count).sum::<u16>();
            found = (findings.exact.len(), findings.near.len(), refused);
        }
        let of_processor = (processor() - before) / f64::from(TIMES);
        let (exact, near, refused) = found;
        let name = format!(
            "desk, {who}: {name} ({exact}, {near} near, {refused} refused; {of_processor:.0} ms of the processor)"
        );
        print(&name, &Numbers::of(waits, Duration::ZERO, 0)?);
    }
    Ok(())
}

/// Asks for the page, each time another one, so that none is kept.
pub async fn by_http(address: &str, login: &str, today: NaiveDate, time: Duration) -> anyhow::Result<()> {
    let cookie = format!("cookie: login={login}\r\n");
    for connections in [1, 16] {
        let load = Load { address: address.to_owned(), time, connections };
        for (who, header) in [("a visitor", ""), ("a member", &cookie)] {
            for (name, search) in searches() {
                let page = |number| wire::get(&path(&on(&search, today, number), number), header);
                print(&format!("page, {connections} at once, {who}: {name}"), &load.ask(200, page).await?);
            }
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

/// Prints how the database answers what a search asks about dates.
pub async fn plans(store: &Store, actor: &Actor) -> anyhow::Result<()> {
    let db = store.connection();
    let today = store.now().date_naive();
    let (_, search) = searches().swap_remove(0);
    let (explain, column) = match db.get_database_backend() {
        DbBackend::Postgres => ("EXPLAIN (ANALYZE, BUFFERS)", "QUERY PLAN"),
        _ => ("EXPLAIN QUERY PLAN", "detail"),
    };
    for (what, mut statement) in store.statements_of_search(actor, &on(&search, today, 0)).await? {
        statement.sql = format!("{explain} {}", statement.sql);
        println!("\n{explain} of {what}, of all spaces:\n");
        for row in db.query_all_raw(statement).await? {
            let line: String = row.try_get("", column)?;
            // A thousand ids help nobody.
            let (line, more) = line.split_at_checked(160).unwrap_or((&line, ""));
            println!("    {line}{}", if more.is_empty() { "" } else { "…" });
        }
    }
    Ok(())
}
