//! Many clients at once, through sockets, against the program as it runs; and the plug pulled in the middle.

#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../store/tests/common/mod.rs"]
mod house;

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use domain::{desk::AccountDesk as _, organisation::Role};
use house::House;
use sea_orm_migration::sea_orm::ConnectionTrait as _;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// The program, running.
struct Program {
    process: Child,
    address: String,
}

impl Program {
    fn start(folder: &Path, database: &str) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_spielraum"))
            .arg("serve")
            .env_clear()
            .current_dir(folder)
            .env("SPIELRAUM_DATA", folder.join("data"))
            .env("PORT", "0")
            .env("DATABASE_URL", database)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let line = lines.find(|line| line.contains("http://")).unwrap();
        let address = line.split_once("http://").unwrap().1.split([' ', '/']).next().unwrap().to_owned();
        // Who stops reading makes the program wait.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, address }
    }

    /// As when the plug is pulled: SIGKILL, no farewell.
    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn encoded(form: &[(&str, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}

/// What comes back; `None`: the line went dead before an answer came.
async fn ask(address: &str, login: &str, start: &str, more: &str) -> Option<String> {
    let request =
        format!("{start} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncookie: login={login}\r\n{more}");
    let mut line = TcpStream::connect(address).await.ok()?;
    line.write_all(request.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    line.read_to_end(&mut answer).await.ok()?;
    Some(String::from_utf8_lossy(&answer).into_owned())
}

/// A status and where it leads; `None`: the line went dead before an answer came.
async fn post(address: &str, login: &str, path: &str, form: &[(&str, String)]) -> Option<(u16, String)> {
    let answer = send(address, login, path, form).await?;
    let status = answer.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    let location = answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or_default().to_owned();
    Some((status, location))
}

/// What comes back when a form is sent.
async fn send(address: &str, login: &str, path: &str, form: &[(&str, String)]) -> Option<String> {
    let body = encoded(form);
    let kind = "content-type: application/x-www-form-urlencoded";
    let more = format!("{kind}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    ask(address, login, &format!("POST {path}"), &more).await
}

/// A Tuesday far enough ahead for every rule, by the clock of the machine: the program knows no other.
fn tuesday() -> NaiveDate {
    let mut date = server::clock::system()().date_naive() + Days::new(14);
    while date.weekday() != Weekday::Tue {
        date = date + Days::new(1);
    }
    date
}

fn form(space: &str, date: NaiveDate, from: &str, until: &str) -> Vec<(&'static str, String)> {
    vec![
        ("request", house::request().to_string()),
        ("space", space.to_owned()),
        ("date", date.to_string()),
        ("from", from.to_owned()),
        ("until", until.to_owned()),
        ("people", "1".to_owned()),
        ("title", "Wettlauf".to_owned()),
        ("do", "book".to_owned()),
    ]
}

async fn opened() -> (House, TempDir, String) {
    let house = house::house().await;
    house.furnished().await;
    let muster = house.organisation("Muster").await;
    let anna = house.person("Anna", &muster, Role::Booker).await;
    let email = anna.person().unwrap().email.clone();
    let link = house.store.sign_in_token_for(&email).await.unwrap();
    let login = house.store.sign_in(&link, "test").await.unwrap().token;
    // The program makes a secret of its own.
    house.store.connection().execute_unprepared("DELETE FROM setting").await.unwrap();
    (house, TempDir::new().unwrap(), login)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_forty_clients_that_want_one_slot_one_gets_it_and_each_gets_an_answer() {
    let (house, folder, login) = opened().await;
    let program = Program::start(folder.path(), &house.options.url);
    let clients: Vec<_> = (0..40)
        .map(|_| {
            let (address, login) = (program.address.clone(), login.clone());
            let form = form("labor", tuesday(), "10:00", "12:00");
            tokio::spawn(async move { post(&address, &login, "/bookings/new", &form).await.unwrap().0 })
        })
        .collect();
    let mut statuses = Vec::new();
    for client in clients {
        statuses.push(client.await.unwrap());
    }
    statuses.sort_unstable();
    let (won, told): (Vec<u16>, Vec<u16>) = statuses.into_iter().partition(|status| *status == 303);
    assert_eq!((won.len(), told), (1, vec![422; 39]));
    assert_eq!(house.count("SELECT COUNT(*) FROM allocation").await, 1);
}

/// The same form with its other button pressed.
fn pressed(form: &[(&'static str, String)], button: &str) -> Vec<(&'static str, String)> {
    form.iter().map(|(name, value)| (*name, if *name == "do" { button.to_owned() } else { value.clone() })).collect()
}

/// So many people who can book, each signed in.
async fn people(house: &House, count: usize) -> Vec<String> {
    let muster = house.organisation("Muster").await;
    let mut logins = Vec::new();
    for person in 0..count {
        let person = house.person(&format!("Person{person}"), &muster, Role::Booker).await;
        let link = house.store.sign_in_token_for(&person.person().unwrap().email).await.unwrap();
        logins.push(house.store.sign_in(&link, "test").await.unwrap().token);
    }
    logins
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_clients_that_hold_and_book_one_slot_the_one_that_holds_it_gets_it() {
    let (house, folder, _) = opened().await;
    let logins = people(&house, 24).await;
    let program = Program::start(folder.path(), &house.options.url);
    let clients: Vec<_> = logins
        .into_iter()
        .map(|login| {
            let address = program.address.clone();
            let form = form("labor", tuesday(), "10:00", "12:00");
            tokio::spawn(async move {
                let held = send(&address, &login, "/bookings/new", &pressed(&form, "hold")).await.unwrap();
                assert!(held.starts_with("HTTP/1.1 200"), "{held}");
                let (status, _) = post(&address, &login, "/bookings/new", &form).await.unwrap();
                (held.contains("Für Sie freigehalten"), status)
            })
        })
        .collect();
    let mut ends = Vec::new();
    for client in clients {
        ends.push(client.await.unwrap());
    }
    ends.sort_unstable();
    let (held, lost) = (ends.pop(), ends);
    assert_eq!(held, Some((true, 303)));
    assert_eq!(lost, vec![(false, 422); 23]);
    assert_eq!(house.count("SELECT COUNT(*) FROM allocation").await, 1);
    assert_eq!(house.overlaps().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn when_a_hold_ends_while_its_form_is_sent_somebody_gets_the_slot_and_nobody_else() {
    let (house, folder, anna) = opened().await;
    let mut logins = people(&house, 9).await;
    let program = Program::start(folder.path(), &house.options.url);
    for week in 0..4 {
        let wanted = || form("labor", tuesday() + Days::new(week * 7), "10:00", "12:00");
        let hers = wanted();
        let held = send(&program.address, &anna, "/bookings/new", &pressed(&hers, "hold")).await.unwrap();
        assert!(held.contains("Für Sie freigehalten"), "{held}");
        logins.rotate_left(1);
        let mut clients: Vec<_> = logins
            .iter()
            .map(|login| {
                let (address, login, form) = (program.address.clone(), login.clone(), wanted());
                tokio::spawn(async move { post(&address, &login, "/bookings/new", &form).await.unwrap().0 })
            })
            .collect();
        house.store.connection().execute_unprepared("UPDATE hold SET expires_at = since").await.unwrap();
        let (address, login) = (program.address.clone(), anna.clone());
        clients.push(tokio::spawn(async move { post(&address, &login, "/bookings/new", &hers).await.unwrap().0 }));
        let mut statuses = Vec::new();
        for client in clients {
            statuses.push(client.await.unwrap());
        }
        statuses.sort_unstable();
        let won = statuses.iter().filter(|status| **status == 303).count();
        assert_eq!((won, statuses.iter().filter(|status| **status == 422).count()), (1, 9), "{statuses:?}");
    }
    assert_eq!(house.count("SELECT COUNT(*) FROM allocation").await, 4);
    assert_eq!(house.overlaps().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn series_that_cross_each_other_are_had_whole_or_not_at_all() {
    let (house, folder, login) = opened().await;
    let program = Program::start(folder.path(), &house.options.url);
    // What is booked is what was shown: everybody looks before anybody books.
    let mut forms = Vec::new();
    for client in 0..24u64 {
        // Every one begins in another week, on the hall or a part of it, so that each crosses many others.
        let space = ["saal", "saal-a", "saal-b"][usize::try_from(client % 3).unwrap()];
        let mut form = form(space, tuesday() + Days::new(client / 6 * 7), "10:00", "12:00");
        form.extend([("repeat", "weeks".to_owned()), ("count", "5".to_owned())]);
        let page = format!("GET /bookings/new?{}", encoded(&form));
        let page = ask(&program.address, &login, &page, "\r\n").await.unwrap();
        let seen = page.split_once("name=\"seen\" value=\"").unwrap().1.split_once('"').unwrap().0;
        form.push(("seen", seen.replace("&amp;", "&")));
        forms.push(form);
    }
    let clients: Vec<_> = forms
        .into_iter()
        .map(|form| {
            let (address, login) = (program.address.clone(), login.clone());
            tokio::spawn(async move { post(&address, &login, "/bookings/new", &form).await.unwrap().0 })
        })
        .collect();
    let mut won = 0;
    for client in clients {
        let status = client.await.unwrap();
        assert!(matches!(status, 303 | 422), "{status}");
        won += i64::from(status == 303);
    }
    assert!(won > 0);
    assert_eq!(house.count("SELECT COUNT(*) FROM booking").await, won);
    assert_eq!(house.count("SELECT COUNT(*) FROM occurrence").await, won * 5);
    assert_eq!(house.overlaps().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_confirmed_before_the_plug_was_pulled_is_there_afterwards_and_nothing_is_half_there() {
    let (house, folder, login) = opened().await;
    let program = Program::start(folder.path(), &house.options.url);
    let answered = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..8)
        .map(|client| {
            let (address, login, answered) = (program.address.clone(), login.clone(), answered.clone());
            tokio::spawn(async move {
                let mut confirmed = Vec::new();
                for week in 0..20u64 {
                    let from = format!("{:02}:00", 8 + client);
                    let until = format!("{:02}:00", 10 + client);
                    let form = form("labor", tuesday() + Days::new(week * 7), &from, &until);
                    // The line is dead: the program is gone.
                    let Some((status, location)) = post(&address, &login, "/bookings/new", &form).await else { break };
                    answered.fetch_add(1, Ordering::Relaxed);
                    assert!(matches!(status, 303 | 422), "{status}");
                    confirmed.extend((status == 303).then_some(location));
                }
                confirmed
            })
        })
        .collect();
    while answered.load(Ordering::Relaxed) < 30 {
        tokio::task::yield_now().await;
    }
    program.kill();
    let mut confirmed = Vec::new();
    for client in clients {
        confirmed.extend(client.await.unwrap());
    }
    assert!(!confirmed.is_empty());

    let again = Program::start(folder.path(), &house.options.url);
    for location in &confirmed {
        let path = location.split('?').next().unwrap();
        let mut line = TcpStream::connect(&again.address).await.unwrap();
        let host = &again.address;
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncookie: login={login}\r\n\r\n");
        line.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        line.read_to_end(&mut answer).await.unwrap();
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{path} is gone");
    }
    assert_eq!(house.overlaps().await, 0);
    let bookings = house.count("SELECT COUNT(*) FROM booking").await;
    for table in ["occurrence", "allocation", "audit", "outbox"] {
        assert_eq!(house.count(&format!("SELECT COUNT(*) FROM {table}")).await, bookings, "{table}");
    }
}
