//! A keeper writes down rules, asks what they mean for somebody, and makes an exception: as pages, without a script.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{
    Site,
    house::{
        booking,
        closing::{clock, closure},
        wish,
    },
    site,
};
use axum::http::StatusCode;
use domain::{
    access::{Actor, Person},
    desk::{BookingDesk as _, CatalogueDesk as _, ClosureDesk as _},
    organisation::Role,
    rulebook::{Qualification, RuleBook},
    text::Localised,
};
use store::intake::NewPerson;

/// A house with a hall, Anna who books, and Rosa who keeps it: the secrets of their logins.
async fn kept() -> (Site, String, String) {
    let site = site().await;
    let house = &site.house;
    let id = house.site("Haus", "Lemgo").await;
    let briefing = Qualification { key: "briefing".into(), name: Localised::of("de", "Unterweisung") };
    house.space(id, "Labor").await;
    house
        .space_with(id, "Saal", |hall| {
            hall.rules = RuleBook { qualifications: Some(vec![briefing]), ..RuleBook::default() };
        })
        .await;
    let muster = house.organisation("Muster").await;
    let anna = house.person("Anna", &muster, Role::Booker).await;
    house.store.book(&anna, booking(wish("labor", 2, "15:00", "16:00"))).await.unwrap();
    let rosa = NewPerson {
        email: "rosa@example.org".into(),
        name: "Rosa".into(),
        roles: vec![("Muster".into(), Role::Booker)],
        keeps: vec!["haus".into()],
        platform_admin: false,
        proofs: vec![],
    };
    let mut intake = house.store.intake("test").await.unwrap();
    intake.person(rosa).await.unwrap();
    intake.commit().await.unwrap();
    let (anna, rosa) = (site.login("anna@example.org").await, site.login("rosa@example.org").await);
    (site, anna, rosa)
}

/// The address of somebody's only booking.
async fn booking_of(site: &Site, login: &str) -> String {
    let list = site.get_as(login, "/bookings").await.body;
    let ids = list.split("href=\"/bookings/").filter_map(|rest| rest.split_once('"'));
    let id = ids.map(|(id, _)| id).find(|id| id.len() == 36).unwrap();
    format!("/bookings/{id}")
}

#[tokio::test]
async fn rules_are_changed_on_a_page_that_says_what_is_wrong_and_what_no_longer_fits() {
    let (site, anna, rosa) = kept().await;
    let path = "/keeper/rules/haus";
    for page in ["/keeper/rules", path, "/keeper/rules/haus/saal", "/keeper/why", "/keeper/proofs"] {
        assert_eq!(site.get_as(&rosa, page).await.status, StatusCode::OK, "{page}");
        assert_eq!(site.get_as(&anna, page).await.status, StatusCode::NOT_FOUND, "{page}");
        assert_eq!(site.get(page).await.status, StatusCode::SEE_OTHER, "{page}: to the sign-in");
    }
    assert!(site.get_as(&rosa, path).await.body.contains("value=\"8:00–20:00\""));

    let refused = site.post_as(&rosa, path, &[("version", "1"), ("grid", "7"), ("open_mo", "9–12")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#f-grid\"") && refused.body.contains("value=\"9–12\""));
    let unread = site.post_as(&rosa, path, &[("version", "1"), ("open_mo", "morgens")]).await;
    assert!(unread.body.contains("href=\"#f-open_mo\""));

    let mornings =
        [("version", "1"), ("open_mo", "9–12"), ("open_tu", "9–12"), ("seasons", "Mai; 1.5.–31.5.; Mo 9–10")];
    let changed = site.post_as(&rosa, path, &mornings).await;
    assert_eq!(changed.header("location"), format!("{path}?done=changed"));
    let shown = site.get_as(&rosa, path).await.body;
    assert!(shown.contains("Mai; 1.5.–31.5.; Mo 9:00–10:00"));
    assert!(shown.contains("/bookings/"), "Anna's afternoon is named");
    let stale = site.post_as(&rosa, path, &[("version", "1"), ("open_mo", "8–12")]).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn why_somebody_cannot_book_is_answered_and_what_is_missing_granted() {
    let (site, anna, rosa) = kept().await;
    let question = [
        ("who", "anna@example.org"),
        ("space", "saal"),
        ("date", "2027-03-03"),
        ("from", "10:00"),
        ("until", "12:00"),
        ("people", "4"),
    ];
    let answer = site.post_as(&rosa, "/keeper/why", &question).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains("Anna für Muster") && answer.body.contains("Unterweisung"));
    assert_eq!(site.post_as(&anna, "/keeper/why", &question).await.status, StatusCode::NOT_FOUND);

    let proof = [("email", "anna@example.org"), ("of", "haus briefing"), ("expires", "2027-12-31")];
    let granted = site.post_as(&rosa, "/keeper/proofs", &proof).await;
    assert_eq!(granted.header("location"), "/keeper/proofs?done=granted");
    assert!(site.get_as(&rosa, "/keeper/proofs").await.body.contains("31. Dezember 2027"));
    let answer = site.post_as(&rosa, "/keeper/why", &question).await;
    assert!(answer.body.contains("Die Buchung steht sofort."));
}

#[tokio::test]
async fn why_somebody_cannot_book_names_what_is_there_and_what_works_instead() {
    let (site, anna, rosa) = kept().await;
    let booked = booking_of(&site, &anna).await;
    let question = |space, day, along| {
        let times = [("date", day), ("from", "15:00"), ("until", "16:00")];
        [&[("who", "Muster"), ("space", space), ("people", "4"), along][..], &times].concat()
    };
    let taken = site.post_as(&rosa, "/keeper/why", &question("labor", "2027-03-02", ("layout", "groups"))).await;
    assert_eq!(taken.status, StatusCode::OK);
    assert!(taken.body.contains(&format!("href=\"{booked}\">Workshop</a>")), "{}", taken.body);
    assert!(taken.body.contains("Das geht stattdessen"));
    assert!(taken.body.contains("space=labor&amp;date=2027-03-02&amp;from=16%3A00"), "{}", taken.body);
    assert!(
        taken.body.contains("/bookings/new?people=4&amp;layout=groups&amp;organisation=Muster&amp;"),
        "for whom she asked"
    );
    let unknown = site.post_as(&rosa, "/keeper/why", &question("labor", "2027-03-09", ("layout", "circle"))).await;
    assert!(unknown.body.contains("notice--refusal"), "the layout counts");
    let form = site.get_as(&rosa, "/keeper/why").await.body;
    assert!(form.contains("name=\"layout\"") && form.contains("name=\"until_date\""), "{form}");

    let muster = site.house.organisation("Stadt").await;
    let Actor::Account(person) = site.house.person("Kurt", &muster, Role::Booker).await else { unreachable!() };
    let here = site.house.store.sites().await.unwrap()[0].id;
    let kurt = Actor::Account(Person { keeps: vec![here], ..person });
    let shut = closure(clock(9, "00:00"), clock(10, "00:00"));
    let id = site.house.store.close(&kurt, shut).await.unwrap();
    let closed = site.post_as(&rosa, "/keeper/why", &question("labor", "2027-03-09", ("layout", ""))).await;
    assert!(closed.body.contains("Sie können wieder öffnen"), "{}", closed.body);
    assert!(closed.body.contains(&format!("/keeper/closures/haus#closure-{id}")), "{}", closed.body);
}

#[tokio::test]
async fn layouts_are_changed_on_a_page_that_says_what_is_wrong_and_what_no_longer_fits() {
    let (site, anna, rosa) = kept().await;
    let path = "/keeper/rules/haus/labor/layouts";
    assert!(site.get_as(&rosa, "/keeper/rules/haus/labor").await.body.contains(&format!("href=\"{path}\"")));
    assert!(!site.get_as(&rosa, "/keeper/rules/haus").await.body.contains("/layouts\""), "a house has no furniture");
    assert_eq!(site.get_as(&anna, path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get(path).await.status, StatusCode::SEE_OTHER, "to the sign-in");
    assert_eq!(site.post_as(&anna, path, &[("version", "1")]).await.status, StatusCode::NOT_FOUND);
    assert!(site.get_as(&rosa, path).await.body.contains("value=\"12\""));

    for typed in ["0", "10000", "viele", "-3"] {
        let refused = site.post_as(&rosa, path, &[("version", "1"), ("rows", typed), ("circle", "9")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(refused.body.contains("href=\"#f-rows\"") && refused.body.contains("von 1 bis 9999"), "{typed}");
        assert!(refused.body.contains("value=\"9\""), "what was typed stays");
    }
    let changed = site.post_as(&rosa, path, &[("version", "1"), ("rows", "80"), ("circle", "3")]).await;
    assert_eq!(changed.header("location"), format!("{path}?done=changed"), "{}", changed.body);
    assert!(site.get_as(&rosa, "/keeper/rules/haus/labor").await.body.contains("Stuhlreihen: 80"));
    assert!(!site.get_as(&rosa, path).await.body.contains("Gebucht, aber nicht"), "four sit in rows");
    let stale = site.post_as(&rosa, path, &[("version", "1"), ("circle", "3")]).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    site.post_as(&rosa, path, &[("version", "2"), ("circle", "3")]).await;
    let shown = site.get_as(&rosa, &format!("{path}?done=changed")).await.body;
    assert!(shown.contains("Gebucht, aber nicht") && shown.contains(&booking_of(&site, &anna).await), "{shown}");
}

#[tokio::test]
async fn a_keeper_who_is_late_is_asked_why_and_the_owner_reads_it() {
    let (site, anna, rosa) = kept().await;
    let terms = [("version", "1"), ("cancel", "48")];
    let changed = site.post_as(&rosa, "/keeper/rules/haus/labor", &terms).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
    // It is Monday at 8; Anna's afternoon is on Tuesday.
    let booking = booking_of(&site, &anna).await;
    let moving = format!("{booking}/move");
    let mut form = vec![
        ("version", "1"),
        ("space", "labor"),
        ("date", "2027-03-09"),
        ("from", "15:00"),
        ("until", "16:00"),
        ("people", "4"),
        ("title", "Nachmittag"),
        ("dates", "this"),
        ("do", "move"),
    ];
    let refused = site.post_as(&rosa, &moving, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("name=\"override_reason\"") && refused.body.contains("value=\"Nachmittag\""));
    form.push(("override_reason", "Rohrbruch"));
    let hers = site.post_as(&anna, &moving, &form).await;
    assert!(hers.status == StatusCode::UNPROCESSABLE_ENTITY && !hers.body.contains("name=\"override_reason\""));

    let calling_off = format!("{booking}/cancel");
    assert!(site.get_as(&rosa, &calling_off).await.body.contains("vor dem Beginn braucht die Absage einen Grund"));
    assert!(!site.get_as(&anna, &calling_off).await.body.contains("vor dem Beginn braucht die Absage einen Grund"));
    let refused = site.post_as(&rosa, &calling_off, &[("version", "1"), ("reason", " "), ("do", "all")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#f-reason\"") && refused.body.contains("Die Absagefrist ist vorbei."));
    let off = [("version", "1"), ("reason", "Das Dach ist undicht"), ("do", "all")];
    assert_eq!(site.post_as(&rosa, &calling_off, &off).await.status, StatusCode::SEE_OTHER);
    let shown = site.get_as(&anna, &booking).await.body;
    assert!(shown.contains("als Ausnahme zugelassen") && shown.contains("Das Dach ist undicht"), "{shown}");
}

#[tokio::test]
async fn the_message_to_the_keepers_is_changed_on_a_page_that_keeps_what_was_typed() {
    let (site, anna, rosa) = kept().await;
    let booking = booking_of(&site, &anna).await;
    let path = format!("{booking}/note");
    assert!(site.get_as(&anna, &booking).await.body.contains(&format!("href=\"{path}\"")));
    assert_eq!(site.get_as(&anna, &path).await.status, StatusCode::OK);
    let written = site.post_as(&anna, &path, &[("version", "1"), ("note", "Zwei Flipcharts")]).await;
    assert_eq!(written.header("location"), format!("{booking}?done=noted"));
    assert!(site.get_as(&anna, &format!("{booking}?done=noted")).await.body.contains("Gespeichert"));
    let old = site.post_as(&rosa, &path, &[("version", "1"), ("note", "Drei <b>Flipcharts")]).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(old.body.contains("Drei &lt;b") && old.body.contains("Zwei Flipcharts"));
    assert!(old.body.contains("name=\"version\" value=\"2\""), "she has seen now how it stands: {}", old.body);
    let day = site.get_as(&rosa, "/keeper?date=2027-03-02").await.body;
    assert!(day.contains("Zwei Flipcharts"));
}

#[tokio::test]
async fn only_a_keeper_is_asked_for_the_reason_of_an_exception() {
    let (site, anna, rosa) = kept().await;
    let night = "/bookings/new?space=labor&date=2027-03-03&from=22:00&until=23:00&people=4";
    let refused = site.get_as(&anna, night).await.body;
    assert!(!refused.contains("override_reason"));
    let page = site.get_as(&rosa, night).await;
    assert!(page.body.contains("name=\"override_reason\""));

    let request = page.form_id();
    let mut form = vec![
        ("request", request.as_str()),
        ("space", "labor"),
        ("date", "2027-03-03"),
        ("from", "22:00"),
        ("until", "23:00"),
        ("people", "4"),
        ("title", "Nachtmessung"),
        ("do", "book"),
    ];
    let without = site.post_as(&rosa, "/bookings/new", &form).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    form.push(("override_reason", "Die Sonde misst nur nachts"));
    let booked = site.post_as(&rosa, "/bookings/new", &form).await;
    assert_eq!(booked.status, StatusCode::SEE_OTHER, "{}", booked.body);
    let detail = booked.header("location").split('?').next().unwrap().to_owned();
    assert!(site.get_as(&rosa, &detail).await.body.contains("als Ausnahme zugelassen"));
}
