//! Many clients at once, through sockets, against the program as it runs; and the plug pulled in the middle.

#![expect(clippy::unwrap_used, reason = "tests")]

mod holding;
mod meeting;
mod program;
mod seats;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use chrono::Days;
use program::{Program, at_once, form, opened, post, series, tuesday};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_forty_clients_that_want_one_slot_one_gets_it_and_each_gets_an_answer() {
    let (house, folder, login) = opened().await;
    let program = Program::start(folder.path(), &house.options.url);
    let wish = || (login.clone(), "/bookings/new".to_owned(), form("labor", tuesday(), "10:00", "12:00"));
    let mut statuses = at_once(&program, (0..40).map(|_| wish()).collect()).await;
    statuses.sort_unstable();
    let (won, told): (Vec<u16>, Vec<u16>) = statuses.into_iter().partition(|status| *status == 303);
    assert_eq!((won.len(), told), (1, vec![422; 39]));
    assert_eq!(house.count("SELECT COUNT(*) FROM allocation").await, 1);
    program.is_well();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_forty_clients_of_two_programs_on_one_database_one_gets_the_slot() {
    let (house, folder, login) = opened().await;
    if !house.is_postgres() {
        eprintln!("skipped: only a PostgreSQL database serves several programs");
        return;
    }
    let other = tempfile::tempdir().unwrap();
    let one = Program::start(folder.path(), &house.options.url);
    // Programs on one database share its secret.
    std::fs::create_dir(other.path().join("data")).unwrap();
    std::fs::copy(folder.path().join("data/secret"), other.path().join("data/secret")).unwrap();
    let two = Program::start(other.path(), &house.options.url);
    let wish = || (login.clone(), "/bookings/new".to_owned(), form("labor", tuesday(), "10:00", "12:00"));
    let twenty = || (0..20).map(|_| wish()).collect();
    let (first, second) = tokio::join!(at_once(&one, twenty()), at_once(&two, twenty()));
    let (won, told): (Vec<u16>, Vec<u16>) = first.into_iter().chain(second).partition(|status| *status == 303);
    assert_eq!((won.len(), told), (1, vec![422; 39]));
    assert_eq!(house.count("SELECT COUNT(*) FROM allocation").await, 1);
    one.is_well();
    two.is_well();
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
        let form = form(space, tuesday() + Days::new(client / 6 * 7), "10:00", "12:00");
        forms.push(series(&program.address, &login, form).await.unwrap());
    }
    let wish = |form| (login.clone(), "/bookings/new".to_owned(), form);
    let statuses = at_once(&program, forms.into_iter().map(wish).collect()).await;
    assert!(statuses.iter().all(|status| matches!(status, 303 | 422)), "{statuses:?}");
    let won = i64::try_from(statuses.iter().filter(|status| **status == 303).count()).unwrap();
    assert!(won > 0);
    assert_eq!(house.count("SELECT COUNT(*) FROM booking").await, won);
    assert_eq!(house.count("SELECT COUNT(*) FROM occurrence").await, won * 5);
    assert_eq!(house.overlaps().await, 0);
    program.is_well();
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
                    // Every other client books five weeks at once, into those of its neighbours.
                    let form = if client % 2 == 0 { Some(form) } else { series(&address, &login, form).await };
                    // The line is dead: the program is gone.
                    let Some(form) = form else { break };
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
    for table in ["audit", "outbox"] {
        assert_eq!(house.count(&format!("SELECT COUNT(*) FROM {table}")).await, bookings, "{table}");
    }
    let dates_of = "SELECT COUNT(*) FROM occurrence WHERE occurrence.booking_id = booking.id";
    let whole = format!("SELECT COUNT(*) FROM booking WHERE ({dates_of}) = ");
    let (single, fivefold) = (house.count(&format!("{whole}1")).await, house.count(&format!("{whole}5")).await);
    assert_eq!(single + fivefold, bookings, "a series is there with all its dates");
    assert_eq!(house.count("SELECT COUNT(*) FROM allocation").await, single + 5 * fivefold);
    again.is_well();
}
