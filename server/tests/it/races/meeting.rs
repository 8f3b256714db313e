//! Wishes that meet: approvals, moves, pools and halls.

use domain::rulebook::{AdmissionRule, How, RequestTerms, RuleBook, Who};
use store::intake::NewPerson;

use crate::common::house::House;

use super::program::{Form, Program, at_once, form, login, opened, post, tuesday};

/// How many got what they asked for; all others were told why not.
fn won(statuses: &[u16]) -> usize {
    let (won, told): (Vec<u16>, Vec<u16>) = statuses.iter().partition(|status| **status == 303);
    assert!(told.iter().all(|status| *status == 422), "{told:?}");
    won.len()
}

fn booking(login: &str, form: Form) -> (String, String, Form) {
    (login.to_owned(), "/bookings/new".to_owned(), form)
}

/// Books, and answers the page of the booking.
async fn booked(program: &Program, login: &str, form: Form) -> String {
    let (status, location) = post(&program.address, login, "/bookings/new", &form).await.unwrap();
    assert_eq!(status, 303);
    location.split('?').next().unwrap().to_owned()
}

/// Somebody who keeps the site "Hof".
async fn keeper(house: &House, name: &str) -> String {
    let email = format!("{name}@example.org");
    let keeper = NewPerson {
        email: email.clone(),
        name: name.to_owned(),
        roles: vec![],
        keeps: vec!["hof".into()],
        platform_admin: false,
        proofs: vec![],
    };
    let mut intake = house.store.intake("test").await.unwrap();
    intake.person(keeper).await.unwrap();
    intake.commit().await.unwrap();
    login(house, &email).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_requests_for_one_time_that_two_keepers_approve_at_once_one_stands() {
    let (house, folder, anna) = opened().await;
    let site = house.site("Hof", "Lemgo").await;
    let ask = AdmissionRule { who: Who::Everybody, how: How::Ask };
    let request = RequestTerms { blocks: false, answer_within_hours: 48 };
    house
        .space_with(site, "Atelier", |space| {
            space.rules = RuleBook { admission: Some(vec![ask]), request: Some(request), ..RuleBook::default() };
        })
        .await;
    let keepers = [keeper(&house, "rosa").await, keeper(&house, "karl").await];
    let program = Program::start(folder.path(), &house.options.url);
    let mut answers = Vec::new();
    for _ in 0..6 {
        let page = booked(&program, &anna, form("atelier", tuesday(), "10:00", "12:00")).await;
        let id = page.rsplit('/').next().unwrap();
        for keeper in &keepers {
            let yes = [("id", id), ("version", "1"), ("do", "approve")].map(|(name, value)| (name, value.to_owned()));
            answers.push((keeper.clone(), "/keeper/requests".to_owned(), yes.to_vec()));
        }
    }

    let statuses = at_once(&program, answers).await;

    assert_eq!(won(&statuses), 2, "who says yes a second time to one request agrees: {statuses:?}");
    assert_eq!(statuses.chunks(2).filter(|both| **both == [303, 303]).count(), 1, "{statuses:?}");
    assert_eq!(house.count("SELECT COUNT(*) FROM audit WHERE act = 'approved'").await, 1);
    assert_eq!(house.count("SELECT COUNT(*) FROM booking WHERE state = 'confirmed'").await, 1);
    assert_eq!(house.count("SELECT COUNT(*) FROM booking WHERE state = 'requested'").await, 5);
    assert_eq!(house.count("SELECT COUNT(*) FROM allocation").await, 1);
    program.is_well();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_booking_that_moves_and_those_that_want_its_new_time_do_not_both_get_it() {
    let (house, folder, anna) = opened().await;
    house.berta().await;
    let berta = login(&house, "berta@example.org").await;
    let program = Program::start(folder.path(), &house.options.url);
    let page = booked(&program, &anna, form("labor", tuesday(), "08:00", "09:00")).await;
    let mut later = form("labor", tuesday(), "10:00", "12:00");
    later.retain(|(name, _)| !matches!(*name, "do" | "request"));
    later.extend([("version", "1"), ("dates", "all"), ("do", "move")].map(|(name, value)| (name, value.to_owned())));
    let mut sent = vec![(anna, format!("{page}/move"), later)];
    sent.extend((0..12).map(|_| booking(&berta, form("labor", tuesday(), "11:00", "13:00"))));
    // She comes in the middle of them.
    sent.swap(0, 6);

    let statuses = at_once(&program, sent).await;

    assert_eq!(won(&statuses), 1, "{statuses:?}");
    assert_eq!(house.overlaps().await, 0);
    let moved = i64::from(statuses[6] == 303);
    assert_eq!(house.count("SELECT COUNT(*) FROM booking").await, 2 - moved);
    program.is_well();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twelve_of_twenty_clients_get_a_bench_of_twelve() {
    let (house, folder, anna) = opened().await;
    let program = Program::start(folder.path(), &house.options.url);

    let wish = || booking(&anna, form("werkbank", tuesday(), "10:00", "12:00"));
    let statuses = at_once(&program, (0..20).map(|_| wish()).collect()).await;

    assert_eq!(won(&statuses), 12, "{statuses:?}");
    assert_eq!(house.count("SELECT COUNT(DISTINCT unit_id) FROM allocation").await, 12);
    assert_eq!(house.overlaps().await, 0);
    program.is_well();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_hall_or_both_of_its_parts_are_had_but_never_together() {
    let (house, folder, anna) = opened().await;
    let program = Program::start(folder.path(), &house.options.url);

    let spaces = ["saal", "saal-a", "saal-b"].into_iter().cycle().take(30);
    let wishes = spaces.map(|space| booking(&anna, form(space, tuesday(), "10:00", "12:00")));
    let statuses = at_once(&program, wishes.collect()).await;

    assert!((1..=2).contains(&won(&statuses)), "{statuses:?}");
    assert_eq!(house.count("SELECT COUNT(*) FROM allocation").await, 2, "{statuses:?}");
    assert_eq!(house.overlaps().await, 0);
    program.is_well();
}
