//! Registering by the link of a group, without a script: the form keeps the link and everything typed, and a link that
//! opens nothing leads on.

#![expect(clippy::unwrap_used, reason = "tests")]

use axum::http::StatusCode;
use domain::{
    access::Actor,
    desk::{AccessDesk as _, AccessFields, EventDesk as _, EventView, Reserve, SessionFields},
    registration::RegistrationRules,
};

use crate::common::{
    Site,
    house::{march, programme::online, request, time},
    site,
};

/// An event with two seats that opens for everybody on the fourth of March, and a link that opens now, for which one of
/// them is kept.
async fn early() -> (Site, Actor, EventView, String) {
    let site = site().await;
    let olga = site.house.olga().await;
    let session = SessionFields { capacity: Some(2), ..online(9, "10:00", "12:00") };
    let event = site.house.published(&olga, "Vortrag", &[session]).await;
    let opens = Some(march(4).and_time(time("08:00")));
    let store = &site.house.store;
    store.choose_rules(&olga, event.id, event.version, RegistrationRules { opens, ..event.rules }).await.unwrap();
    let reserve = Reserve { session: event.sessions[0].id, seats: 1, until: march(5).and_time(time("12:00")) };
    let fields = AccessFields { name: "Partnerunternehmen".into(), opens: None, reserves: vec![reserve] };
    store.make_access_link(&olga, request(), event.id, fields).await.unwrap();
    let token = store.access_links(&olga, event.id).await.unwrap().unwrap().remove(0).token.unwrap();
    let event = site.house.event(&olga, "vortrag").await;
    (site, olga, event, token)
}

/// What somebody types, with the form of a page.
fn typed<'a>(request: &'a str, session: &'a str, token: &'a str, email: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![("request", request), ("questions", "0"), ("session", session), ("person1", "Anna Beispiel")];
    fields.extend([("email", email), ("consent", "yes"), ("do", "send")]);
    if !token.is_empty() {
        fields.push(("access", token));
    }
    fields
}

#[tokio::test]
async fn the_link_leads_to_a_form_that_nobody_else_has_yet_and_that_keeps_it() {
    let (site, _, event, token) = early().await;
    let session = event.sessions[0].id.to_string();
    let closed = site.get("/events/vortrag/register").await;
    assert!(!closed.body.contains("name=\"person1\"") && closed.body.contains("4. März 2027"), "{}", closed.body);
    let path = format!("/events/vortrag/register?access={token}");
    let page = site.get(&path).await;
    assert!(page.body.contains("Partnerunternehmen") && page.body.contains("Noch 2 Plätze sind frei."));
    assert!(page.body.contains("Bis Fr., 5. März 2027, 12:00 Uhr ist 1 Platz"), "{}", page.body);
    assert_eq!(page.header("x-robots-tag"), "noindex");
    let hidden = format!("name=\"access\" value=\"{token}\"");
    assert!(page.body.contains(&hidden));

    let form = page.form_id();
    let wrong = site.post(&path, &typed(&form, &session, &token, "anna")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains(&hidden) && wrong.body.contains("value=\"Anna Beispiel\""));
    let more: Vec<_> = typed(&form, &session, &token, "").into_iter().filter(|(name, _)| *name != "do").collect();
    let more = site.post(&path, &[more, vec![("do", "more")]].concat()).await;
    assert!(more.body.contains(&hidden) && more.body.contains("name=\"person2\""));

    let without = site.post("/events/vortrag/register", &typed(&form, &session, "", "anna@example.org")).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY, "without it the event is not open");
    let sent = site.post(&path, &typed(&form, &session, &token, "anna@example.org")).await;
    assert_eq!((sent.status, sent.header("location")), (StatusCode::SEE_OTHER, "/registrations/sent"));
    let seen = site.house.event(&Actor::Visitor, "vortrag").await.sessions.remove(0);
    assert_eq!((seen.left, seen.reserved), (Some(1), None), "the one that was kept was taken");
}

#[tokio::test]
async fn a_link_that_opens_nothing_says_so_and_loses_nothing() {
    let (site, olga, event, token) = early().await;
    let session = event.sessions[0].id.to_string();
    let other = SessionFields { capacity: Some(2), ..online(10, "10:00", "12:00") };
    site.house.published(&olga, "Anderes", &[other]).await;
    let foreign = site.get(&format!("/events/anderes/register?access={token}")).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert!(foreign.body.contains("Dieser Link gilt nicht") && !foreign.body.contains("Partnerunternehmen"));
    assert!(foreign.body.contains("href=\"/events/anderes/register\""), "the form without it is open");

    let path = format!("/events/vortrag/register?access={token}");
    let form = site.get(&path).await.form_id();
    let link = site.house.store.access_links(&olga, event.id).await.unwrap().unwrap().remove(0);
    site.house.store.renew_access_link(&olga, link.id, link.version).await.unwrap();
    let shut = site.get(&path).await;
    assert_eq!(shut.status, StatusCode::NOT_FOUND);
    assert!(!shut.body.contains("href=\"/events/vortrag/register\""), "without it nothing is open yet");
    site.house.set_clock("2027-03-04T08:00:00Z");
    let refused = site.post(&path, &typed(&form, &session, &token, "anna@example.org")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Dieser Link gilt nicht") && refused.body.contains("value=\"Anna Beispiel\""));
    assert!(!refused.body.contains("name=\"access\""), "the form that came back is anybody's");
    let sent = site.post(&path, &typed(&form, &session, "", "anna@example.org")).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_organiser_makes_a_link_with_kept_seats_changes_releases_and_ends_it() {
    let (site, olga, event, _) = early().await;
    let login = site.login("olga@example.org").await;
    let path = "/manage/events/vortrag/access";
    let id = event.sessions[0].id;
    let [seats, date, hour] = ["seats", "until_date", "until_time"].map(|field| format!("{field}-{id}"));
    let page = site.get_as(&login, &format!("{path}/new")).await;
    assert!(page.body.contains("1 von 2 Plätzen sind jetzt frei"), "{}", page.body);
    let form = page.form_id();
    let new = |number: &'static str| {
        vec![
            ("request", form.as_str()),
            ("name", "Studierende"),
            (seats.as_str(), number),
            (date.as_str(), "2027-03-06"),
            (hour.as_str(), "9:00"),
            ("do", "save"),
        ]
    };
    let refused = site.post_as(&login, &format!("{path}/new"), &new("2")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Höchstens 1 Platz lässt sich reservieren."), "{}", refused.body);
    assert!(refused.body.contains("value=\"Studierende\"") && refused.body.contains("value=\"2027-03-06\""));
    let made = site.post_as(&login, &format!("{path}/new"), &new("1")).await;
    assert_eq!(made.header("location"), format!("{path}?done=made"));

    let links = site.house.store.access_links(&olga, event.id).await.unwrap().unwrap();
    let link = links.iter().find(|link| link.name == "Studierende").unwrap();
    let list = site.get_as(&login, path).await.body;
    let address = format!("/events/vortrag/register?access={}", link.token.as_deref().unwrap());
    assert!(list.contains(&address) && list.contains("0 von 1 reservierten Plätzen vergeben"), "{list}");
    let own = format!("{path}/{}", link.id);
    let session = id.to_string();
    let asked = site.post_as(&login, &own, &[("session", &session), ("do", "release")]).await;
    assert!(asked.body.contains("Ja, freigeben"));
    let seen = async || site.house.event(&Actor::Visitor, "vortrag").await.sessions.remove(0).left;
    assert_eq!(seen().await, Some(0), "a question changes nothing");
    let done = site.post_as(&login, &own, &[("session", &session), ("do", "release-sure")]).await;
    assert_eq!((done.header("location"), seen().await), (format!("{path}?done=released").as_str(), Some(1)));
    let version = (link.version + 1).to_string();
    let ended = site.post_as(&login, &own, &[("version", &version), ("do", "end-sure")]).await;
    assert_eq!(ended.header("location"), format!("{path}?done=ended"));
    assert!(!site.get_as(&login, path).await.body.contains(&address));

    site.house.berta().await;
    let berta = site.login("berta@example.org").await;
    for path in [path.to_owned(), format!("{path}/new"), own] {
        assert_eq!(site.get_as(&berta, &path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!site.post_as(&berta, &path, &new("1")).await.status.is_success(), "{path}");
    }
}
