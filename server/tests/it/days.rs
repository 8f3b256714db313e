//! A day at the door, on the keeper's desk and in the letter box: as pages, without a script.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::atomic::AtomicBool;

use crate::common::{
    Site,
    house::{booking, wish},
    site_with,
};
use axum::http::StatusCode;
use domain::{
    access::Actor,
    desk::{BookingDesk as _, BookingView, NewBooking},
    id::BookingId,
    organisation::Role,
    rulebook::{AdmissionRule, CheckIn, How, RuleBook, Who},
};
use serde_json::Value;
use server::jobs::Worker;
use store::intake::NewPerson;

struct Day {
    site: Site,
    anna: Actor,
    /// The booking of the room "Box", Tuesday from 10 to 12, called "Klausur Geheim".
    id: BookingId,
    _folder: tempfile::TempDir,
}

/// A house with a room that is given up after 15 minutes, and one that asks first; Anna, Berta of another company, and
/// Rosa who keeps it.
async fn day(language: &str) -> Day {
    let folder = tempfile::tempdir().unwrap();
    let site = site_with(&[("SPIELRAUM_DATA", folder.path().to_str().unwrap())]).await;
    let house = &site.house;
    let id = house.site("Haus", "Lemgo").await;
    house
        .space_with(id, "Box", |space| {
            space.rules =
                RuleBook { check_in: Some(CheckIn { release_after_minutes: Some(15) }), ..RuleBook::default() };
        })
        .await;
    house
        .space_with(id, "Labor", |space| {
            let ask = AdmissionRule { who: Who::Everybody, how: How::Ask };
            space.rules = RuleBook { admission: Some(vec![ask]), ..RuleBook::default() };
        })
        .await;
    let anna = house.anna().await;
    house.berta().await;
    let rosa = NewPerson {
        email: "rosa@example.org".into(),
        name: "Rosa".into(),
        roles: vec![("Beispiel".into(), Role::Booker)],
        keeps: vec!["haus".into()],
        platform_admin: false,
        proofs: vec![],
    };
    let mut intake = house.store.intake("test").await.unwrap();
    intake.person(rosa).await.unwrap();
    intake.commit().await.unwrap();
    let new = NewBooking {
        title: "Klausur Geheim".into(),
        language: language.into(),
        ..booking(wish("box", 2, "10:00", "12:00"))
    };
    let id = house.store.book(&anna, new).await.unwrap();
    Day { site, anna, id, _folder: folder }
}

impl Day {
    /// The mails to Anna since the last look, the newest first, when everything is written.
    async fn mails(&self) -> Vec<Value> {
        let store = &self.site.house.store;
        let desks = server::cli::house(store, &self.site.config, vec![]);
        let worker = Worker::new(store.clone(), desks, &self.site.config).unwrap();
        worker.work_off(&AtomicBool::new(false)).await;
        let answer = self.site.get("/dev/mail.json?to=anna@example.org").await;
        serde_json::from_str(&answer.body).unwrap()
    }
}

#[tokio::test]
async fn a_sign_at_a_door_says_what_everybody_may_know_and_looks_again() {
    let day = day("de").await;
    let site = &day.site;
    site.house.set_clock("2027-03-02T07:30:00Z");
    let free = site.get("/spaces/box/door").await;
    assert_eq!((free.status, free.header("refresh")), (StatusCode::OK, "60"));
    assert_eq!(free.header("cache-control"), "public, max-age=0, must-revalidate");
    assert!(free.body.contains("Frei") && free.body.contains("bis 10:00 Uhr"), "{}", free.body);
    assert!(free.body.contains("/spaces/box/check-in") && free.body.contains("class=\"qr\""));
    for chrome in ["<nav", "masthead", "<footer class=\"foot\"", "http-equiv"] {
        assert!(!free.body.contains(chrome), "{chrome}");
    }
    site.house.set_clock("2027-03-02T09:05:00Z");
    // Not even to whoever booked: a screen at a door is read by everybody.
    let anna = site.login("anna@example.org").await;
    for taken in [site.get("/spaces/box/door?x=1").await, site.get_as(&anna, "/spaces/box/door").await] {
        assert_eq!((taken.status, taken.header("refresh")), (StatusCode::OK, "60"));
        assert!(taken.body.contains("Belegt") && taken.body.contains("bis 12:00 Uhr"));
        for secret in ["Klausur", "Anna", "Muster"] {
            assert!(!taken.body.contains(secret), "{secret}");
        }
    }
    assert!(site.get("/en/spaces/box/door?x=2").await.body.contains("Taken"));
    assert_eq!(site.get("/spaces/nirgends/door").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_code_leads_to_ones_own_booking_and_to_nobody_elses() {
    let day = day("de").await;
    let site = &day.site;
    site.house.set_clock("2027-03-02T08:50:00Z");
    let path = "/spaces/box/check-in";
    let sent_away = site.get(path).await;
    assert_eq!(sent_away.status, StatusCode::SEE_OTHER);
    assert_eq!(sent_away.header("location"), "/sign-in?goto=%2Fspaces%2Fbox%2Fcheck-in");

    let date = site.house.store.booking(&Actor::System, day.id).await.unwrap().unwrap().occurrences[0].id.to_string();
    let berta = site.login("berta@example.org").await;
    let hers = site.get_as(&berta, path).await;
    assert!(hers.body.contains("keine Buchung") && !hers.body.contains("Klausur") && !hers.body.contains(&date));
    assert_eq!(site.post_as(&berta, path, &[("date", &date)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);

    let anna = site.login("anna@example.org").await;
    assert!(site.get_as(&anna, path).await.body.contains("Ich bin da"));
    let there = site.post_as(&anna, path, &[("date", &date)]).await;
    assert_eq!((there.status, there.header("location")), (StatusCode::SEE_OTHER, "/spaces/box/check-in?done=here"));
    let there = site.get_as(&anna, "/spaces/box/check-in?done=here").await;
    assert!(there.body.contains("Sie sind seit 9:50 Uhr da") && !there.body.contains("Ich bin da"));
    site.house.set_clock("2027-03-02T09:30:00Z");
    assert_eq!(site.house.store.give_up_spaces().await, Ok(0));
}

#[tokio::test]
async fn who_did_not_come_is_told_in_her_language_and_her_calendar_is_left_alone() {
    for (language, subject, words) in [
        ("de", "Niemand da: Box, Di., 2. März 2027", "niemand hat am Raum gesagt, dass er oder sie da ist"),
        ("en", "Nobody there: Box, Tue 2 March 2027", "nobody checked in at the space"),
    ] {
        let day = day(language).await;
        let told = &day.mails().await[0];
        let asks = if language == "de" { "15 Minuten nach Beginn" } else { "15 minutes after the start" };
        assert!(told["text"].as_str().unwrap().contains(asks), "whoever books knows: {told}");
        day.site.house.set_clock("2027-03-02T09:16:00Z");
        assert_eq!(day.site.house.store.give_up_spaces().await, Ok(1));
        let mails = day.mails().await;
        assert_eq!((mails.len(), mails[0]["subject"].as_str().unwrap()), (2, subject));
        assert!(mails[0]["text"].as_str().unwrap().contains(words), "{}", mails[0]["text"]);
        assert!(mails[0]["calendar"].is_null());
    }
}

#[tokio::test]
async fn who_came_after_all_before_the_mail_left_is_not_told_that_nobody_did() {
    let day = day("de").await;
    let site = &day.site;
    day.mails().await;
    site.house.set_clock("2027-03-02T09:16:00Z");
    site.house.store.give_up_spaces().await.unwrap();
    let rosa = site.login("rosa@example.org").await;
    let date = site.house.store.booking(&Actor::System, day.id).await.unwrap().unwrap().occurrences[0].id.to_string();
    let back = site.post_as(&rosa, "/keeper?date=2027-03-02", &[("here", &date)]).await;
    assert_eq!(back.header("location"), "/keeper?date=2027-03-02&done=here&count=1");
    assert_eq!(day.mails().await.len(), 1);
}

#[tokio::test]
async fn what_is_given_back_ends_in_the_calendar_too() {
    let day = day("de").await;
    let site = &day.site;
    site.house.set_clock("2027-03-02T09:40:00Z");
    let path = format!("/bookings/{}", day.id);
    let date = site.house.store.booking(&Actor::System, day.id).await.unwrap().unwrap().occurrences[0].id.to_string();
    let anna = site.login("anna@example.org").await;
    let page = site.get_as(&anna, &path).await;
    assert!(page.body.contains("Ich bin da") && page.body.contains("Rest zurückgeben"));
    let mut form = vec![("do", "give-back"), ("date", &date), ("version", "1"), ("until", "2027-03-02T10:50")];
    let refused = site.post_as(&anna, &path, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "not on the grid");
    form[3].1 = "2027-03-02T11:00";
    assert_eq!(site.post_as(&anna, &path, &form).await.header("location"), format!("{path}?done=given-back"));
    let mails = day.mails().await;
    let calendar = mails[0]["calendar"].as_str().unwrap();
    assert!(
        calendar.contains("SEQUENCE:1") && calendar.contains("DTEND;TZID=Europe/Berlin:20270302T110000"),
        "{calendar}"
    );
    let file = site.get_as(&anna, &format!("{path}.ics")).await;
    assert!(file.body.contains("DTEND;TZID=Europe/Berlin:20270302T110000"));
    assert!(site.get_as(&anna, &path).await.body.contains("Rest der Zeit zurückgegeben"), "the history tells it");
}

#[tokio::test]
async fn a_keeper_works_through_her_day_and_nobody_else_sees_it() {
    let day = day("de").await;
    let site = &day.site;
    let other = site.house.store.book(&day.anna, booking(wish("box", 2, "12:00", "13:00"))).await.unwrap();
    let date = |view: BookingView| view.occurrences[0].id.to_string();
    let store = &site.house.store;
    let first = date(store.booking(&Actor::System, day.id).await.unwrap().unwrap());
    let second = date(store.booking(&Actor::System, other).await.unwrap().unwrap());
    let anna = site.login("anna@example.org").await;
    assert_eq!(site.get_as(&anna, "/keeper").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.post_as(&anna, "/keeper", &[("gone", &first)]).await.status, StatusCode::NOT_FOUND);
    let rosa = site.login("rosa@example.org").await;
    site.house.set_clock("2027-03-02T09:05:00Z");
    let page = site.get_as(&rosa, "/keeper").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("noch niemand da. Der Raum wird um 10:15 Uhr frei."), "problems come first");
    assert!(page.body.contains("Klausur Geheim") && page.body.contains("Muster, Anna"));
    assert_eq!(site.get_as(&rosa, "/keeper?site=nirgends").await.status, StatusCode::NOT_FOUND);
    let week = site.get_as(&rosa, "/keeper?view=week&date=2027-03-04").await;
    assert_eq!(week.body.matches("class=\"order__day\"").count(), 7);

    // One is too early, the other is here: each by itself.
    let several = site.post_as(&rosa, "/keeper", &[("do", "several"), ("date", &first), ("date", &second)]).await;
    assert_eq!(several.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        several.body.contains("„Workshop“: Dafür ist es noch zu früh") && several.body.contains("da seit 10:05 Uhr")
    );
    let none = site.post_as(&rosa, "/keeper", &[("do", "several")]).await;
    assert!(none.body.contains("Wählen Sie mindestens eine Buchung aus."));
    let undone = site.post_as(&rosa, "/keeper", &[("undo", &first)]).await;
    assert_eq!(undone.header("location"), "/keeper?done=undone&count=1");
    let gone = site.post_as(&rosa, "/keeper", &[("gone", &first)]).await;
    assert_eq!(gone.header("location"), "/keeper?done=gone&count=1");
    assert!(site.get_as(&rosa, "/keeper").await.body.contains("niemand gekommen"));
}

#[tokio::test]
async fn several_requests_are_answered_at_once_and_each_is_judged_by_itself() {
    let day = day("de").await;
    let site = &day.site;
    let store = &site.house.store;
    let berta = site.house.berta().await;
    let mut picks = Vec::new();
    for (by, title, from, until) in [
        (&day.anna, "Erste", "10:00", "11:00"),
        (&day.anna, "Zweite", "13:00", "14:00"),
        (&berta, "Dritte", "15:00", "16:00"),
    ] {
        let new = NewBooking { title: title.into(), ..booking(wish("labor", 3, from, until)) };
        picks.push(format!("{} 1", store.book(by, new).await.unwrap()));
    }
    let rosa = site.login("rosa@example.org").await;
    let path = "/keeper/requests";
    assert!(site.get_as(&rosa, path).await.body.contains("Mehrere auf einmal"));
    let form = [("pick", picks[0].as_str()), ("pick", picks[1].as_str()), ("do", "decline-several")];
    let no_reason = site.post_as(&rosa, path, &form).await;
    assert_eq!(no_reason.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(no_reason.body.matches(" checked").count(), 2, "what was ticked stays ticked");

    // Somebody called the second one off meanwhile.
    let second = picks[1].split_once(' ').unwrap().0.parse().unwrap();
    store.cancel(&day.anna, second, 1, &[], "").await.unwrap();
    let form = [("pick", picks[0].as_str()), ("pick", picks[1].as_str()), ("do", "approve-several")];
    let mixed = site.post_as(&rosa, path, &form).await;
    assert_eq!(mixed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(mixed.body.contains("„Erste“: zugesagt."), "{}", mixed.body);
    assert!(mixed.body.contains("inzwischen jemand geändert oder beantwortet"));
    let form = [("pick", picks[2].as_str()), ("do", "decline-several"), ("reason_several", "Wartung")];
    let declined = site.post_as(&rosa, path, &form).await;
    assert_eq!(declined.status, StatusCode::OK);
    assert!(declined.body.contains("„Dritte“: abgelehnt."));
    let mut became = Vec::new();
    for pick in [&picks[0], &picks[2]] {
        let id = pick.split_once(' ').unwrap().0.parse().unwrap();
        became.push(store.booking(&Actor::System, id).await.unwrap().unwrap().state.code());
    }
    assert_eq!(became, ["confirmed", "declined"]);
}
