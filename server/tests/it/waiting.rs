//! The waiting list as somebody meets it: a form, a mail with one link, and the booking form filled in.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::atomic::AtomicBool;

use crate::common::{
    Site,
    house::{booking, wish},
    site_with,
};
use domain::{
    access::Actor,
    desk::{BookingDesk as _, WaitingDesk as _},
    organisation::Role,
    waiting::WaitState,
};
use serde_json::Value;
use server::jobs::Worker;

/// A site whose mails go into a folder of its own, and Anna, who has "Labor" on Tuesday the 9th from 10 to 12.
async fn taken() -> (Site, tempfile::TempDir, Actor, domain::id::BookingId) {
    let folder = tempfile::tempdir().unwrap();
    let site = site_with(&[("SPIELRAUM_DATA", folder.path().to_str().unwrap())]).await;
    site.house.furnished().await;
    let anna = site.house.anna().await;
    let id = site.house.store.book(&anna, booking(wish("labor", 9, "10:00", "12:00"))).await.unwrap();
    (site, folder, anna, id)
}

async fn work(site: &Site) {
    let store = &site.house.store;
    let worker = Worker::new(store.clone(), server::cli::house(store, &site.config, vec![]), &site.config).unwrap();
    worker.serve_waiting().await;
    worker.work_off(&AtomicBool::new(false)).await;
}

async fn mails(site: &Site, to: &str) -> Vec<Value> {
    let answer = site.get(&format!("/dev/mail.json?to={to}")).await;
    serde_json::from_str(&answer.body).unwrap()
}

const TIME: [(&str, &str); 4] = [("date", "2027-03-09"), ("from", "10:00"), ("until", "12:00"), ("people", "4")];

#[tokio::test]
async fn whoever_waits_books_by_the_one_link_of_her_mail() {
    let (site, _folder, anna, taken) = taken().await;
    let berta = site.house.person("Berta", &site.house.organisation("Beispiel").await, Role::Booker).await;
    let login = site.login("berta@example.org").await;
    assert_eq!(site.get("/bookings/waiting").await.status, 303, "a visitor signs in first");

    // The refused verdict leads to the form, filled in; a form that is refused keeps what was typed.
    let form = site.get_as(&login, "/bookings/new?space=labor&date=2027-03-09&from=10:00&until=12:00&people=4").await;
    assert!(form.body.contains("/bookings/waiting?space=labor&amp;date=2027-03-09"), "{}", form.body);
    let page = site.get_as(&login, "/bookings/waiting?space=labor&date=2027-03-09&from=10%3A00&mode=exact").await;
    let id = page.form_id();
    let fields = |until: &'static str| {
        let mut fields = vec![("request", id.as_str()), ("space", "labor"), ("mode", "exact")];
        fields.extend(TIME.map(|(name, value)| (name, if name == "until" { until } else { value })));
        fields
    };
    let refused = site.post_as(&login, "/bookings/waiting", &fields("bald")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("value=\"10:00\""));
    let waits = site.post_as(&login, "/bookings/waiting", &fields("12:00")).await;
    assert_eq!(waits.header("location"), "/bookings/waiting?done=waits");
    let again = site.post_as(&login, "/bookings/waiting", &fields("12:00")).await;
    assert_eq!(again.status, 303);
    assert_eq!(site.house.count("SELECT count(*) FROM waiting").await, 1, "sent twice, it acts once");

    site.house.store.cancel(&anna, taken, 1, &[], "").await.unwrap();
    work(&site).await;
    let mails = mails(&site, "berta@example.org").await;
    let mail = &mails[0];
    assert_eq!(mail["subject"], "Frei für Sie: Labor, Di., 9. März 2027");
    let text = mail["text"].as_str().unwrap();
    assert!(text.contains("Di., 2. März 2027, 8:00 Uhr"), "{text}");
    let links: Vec<&str> = mail["links"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let booking = links.iter().find(|link| link.contains("/bookings/new?")).unwrap();
    let path = booking.strip_prefix("http://127.0.0.1:3000").unwrap();
    let page = site.get_as(&login, path).await;
    assert!(page.body.contains("value=\"2027-03-09\"") && page.body.contains("value=\"12:00\""));
    let id = page.form_id();
    let mut form = vec![("request", id.as_str()), ("space", "labor"), ("title", "Klausur"), ("do", "book")];
    form.extend(TIME);
    let booked = site.post_as(&login, "/bookings/new", &form).await;
    assert!(booked.header("location").ends_with("?done=booked"), "{}", booked.body);
    let wishes = site.house.store.waiting(&berta).await.unwrap();
    assert_eq!(wishes[0].state, WaitState::Booked);
}

#[tokio::test]
async fn what_need_not_be_waited_for_can_be_booked_from_the_refusal() {
    let (site, ..) = taken().await;
    site.house.person("Berta", &site.house.organisation("Beispiel").await, Role::Booker).await;
    let login = site.login("berta@example.org").await;
    let tuesdays = [
        ("space", "labor"),
        ("mode", "pattern"),
        ("on", "TU"),
        ("first", "2027-03-01"),
        ("last", "2027-03-31"),
        ("earliest", "12:00"),
        ("latest", "18:00"),
        ("minutes", "120"),
        ("people", "4"),
    ];
    let refused = site.post_as(&login, "/en/bookings/waiting", &tuesdays).await;
    assert_eq!(refused.status, 422);
    let href = "/en/bookings/new?space=labor&amp;date=2027-03-02&amp;from=12%3A00&amp;until=14%3A00&amp;people=4";
    assert!(refused.body.contains(href), "{}", refused.body);
    assert_eq!(site.house.count("SELECT count(*) FROM waiting").await, 0);
}

#[tokio::test]
async fn a_button_declines_only_the_offer_it_stands_under() {
    let (site, _folder, anna, taken) = taken().await;
    site.house.person("Berta", &site.house.organisation("Beispiel").await, Role::Booker).await;
    let login = site.login("berta@example.org").await;
    let mut fields = vec![("space", "labor"), ("mode", "exact")];
    fields.extend(TIME);
    assert_eq!(site.post_as(&login, "/bookings/waiting", &fields).await.status, 303);
    site.house.store.cancel(&anna, taken, 1, &[], "").await.unwrap();
    work(&site).await;
    let page = site.get_as(&login, "/bookings/waiting").await.body;
    let value = |name: &str| {
        let tag = page.split('<').find(|tag| tag.contains(&format!("name=\"{name}\""))).unwrap();
        tag.split_once("value=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
    };
    let (id, offer) = (value("decline"), value("offer"));
    let hour_later = offer.rsplit_once(' ').unwrap().0.to_owned() + " 1804588800";
    for old in ["", &hour_later] {
        let refused = site.post_as(&login, "/bookings/waiting", &[("decline", &id), ("offer", old)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("Inzwischen wird Ihnen etwas anderes angeboten."), "{}", refused.body);
        assert!(refused.body.contains(&format!("value=\"{offer}\"")), "what is offered now stands there");
    }
    let declined = site.post_as(&login, "/bookings/waiting", &[("decline", &id), ("offer", &offer)]).await;
    assert_eq!(declined.header("location"), "/bookings/waiting?done=declined");
}

#[tokio::test]
async fn who_waits_is_read_by_keepers_only() {
    let (site, ..) = taken().await;
    site.house.person("Berta", &site.house.organisation("Beispiel").await, Role::Booker).await;
    let login = site.login("berta@example.org").await;
    assert_eq!(site.get_as(&login, "/keeper/waiting").await.status, 404);
    assert_eq!(site.get("/keeper/waiting").await.status, 303);
}
