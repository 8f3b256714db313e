//! Holds that meet: many want one slot held, and a hold ends while its form is on its way.

use chrono::Days;
use domain::organisation::Role;
use sea_orm_migration::sea_orm::ConnectionTrait as _;

use crate::common::house::House;

use super::program::{Form, Program, at_once, form, login, opened, post, send, tuesday};

const PATH: &str = "/bookings/new";

/// The same form with its button to hold pressed.
fn holding(form: &Form) -> Form {
    form.iter().map(|(name, value)| (*name, if *name == "do" { "hold".to_owned() } else { value.clone() })).collect()
}

/// So many people who can book, each signed in.
async fn people(house: &House, count: usize) -> Vec<String> {
    let muster = house.organisation("Muster").await;
    let mut logins = Vec::new();
    for person in 0..count {
        let person = house.person(&format!("Person{person}"), &muster, Role::Booker).await;
        logins.push(login(house, &person.person().unwrap().email).await);
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
                let held = send(&address, &login, PATH, &holding(&form)).await.unwrap();
                assert!(held.starts_with("HTTP/1.1 200"), "{held}");
                let (status, _) = post(&address, &login, PATH, &form).await.unwrap();
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
    program.is_well();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn when_a_hold_ends_while_its_form_is_sent_somebody_gets_the_slot_and_nobody_else() {
    let (house, folder, anna) = opened().await;
    let others = people(&house, 9).await;
    let program = Program::start(folder.path(), &house.options.url);
    for week in 0..4 {
        let wanted = || form("labor", tuesday() + Days::new(week * 7), "10:00", "12:00");
        let hers = wanted();
        let held = send(&program.address, &anna, PATH, &holding(&hers)).await.unwrap();
        assert!(held.contains("Für Sie freigehalten"), "{held}");
        house.store.connection().execute_unprepared("UPDATE hold SET expires_at = since").await.unwrap();
        let mut sent: Vec<_> = others.iter().map(|login| (login.clone(), PATH.to_owned(), wanted())).collect();
        sent.push((anna.clone(), PATH.to_owned(), hers));
        let statuses = at_once(&program, sent).await;
        let of = |wanted| statuses.iter().filter(|status| **status == wanted).count();
        assert_eq!((of(303), of(422)), (1, 9), "{statuses:?}");
    }
    assert_eq!(house.count("SELECT COUNT(*) FROM allocation").await, 4);
    assert_eq!(house.overlaps().await, 0);
    program.is_well();
}
