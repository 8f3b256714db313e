//! Running an event, without a script: who waits and why she is first, why a session is off, and whether enough come.

#![expect(clippy::unwrap_used, reason = "tests")]

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::{
    access::Actor,
    desk::{EventDesk as _, EventView, NewRegistration, RegistrationDesk as _, SessionFields, Wait},
    registration::RegistrationRules,
};
use sea_orm::ConnectionTrait as _;
use store::{MailFacts, RegistrationMail};

use crate::common::{
    Site,
    house::programme::{online, registration},
    site,
};

/// A session with one seat, which Anna has, and Ben who waits for it.
async fn full() -> (Site, Actor, EventView) {
    let site = site().await;
    let olga = site.house.olga().await;
    let session = SessionFields { capacity: Some(1), ..online(9, "10:00", "12:00") };
    let event = site.house.published(&olga, "Vortrag", &[session]).await;
    let anna = site.house.registered(event.sessions[0].id, "anna@example.org", &["Anna"]).await;
    site.house.store.confirm(&anna).await.unwrap();
    for name in ["ben", "carla"] {
        let email = format!("{name}@example.org");
        let wish = registration(event.sessions[0].id, &email, &[name]);
        site.house.store.register(NewRegistration { wait: Some(Wait::default()), ..wish }).await.unwrap();
        let Some(MailFacts::Registration { token, .. }) = site.house.deliver().await.pop() else { panic!("no mail") };
        site.house.store.confirm(&token).await.unwrap();
    }
    let event = site.house.event(&olga, "vortrag").await;
    (site, olga, event)
}

async fn choose(site: &Site, by: &Actor, rules: impl FnOnce(RegistrationRules) -> RegistrationRules) {
    let event = site.house.event(by, "vortrag").await;
    site.house.store.choose_rules(by, event.id, event.version, rules(event.rules)).await.unwrap();
}

#[tokio::test]
async fn whoever_waits_has_a_record_that_says_why_she_is_first_and_that_an_organiser_said_so() {
    let (site, olga, event) = full().await;
    let login = site.login("olga@example.org").await;
    let waiting = site.house.store.waiting_for_seats(&olga, event.id).await.unwrap().unwrap();
    site.house.store.put_first(&olga, waiting[1].id, "Sie hält den Vortrag").await.unwrap();
    let list = site.get_as(&login, "/manage/events/vortrag/waiting").await.body;
    let record = format!("/manage/events/vortrag/registrations/{}", waiting[1].id);
    assert!(list.contains(&format!("href=\"{record}\"")), "{list}");
    let page = site.get_as(&login, &record).await.body;
    assert!(page.contains("Sie hält den Vortrag") && page.contains("small\">Olga<"), "{page}");
    // Once nobody knows any more who it was, it was still not she who waits.
    let nameless = "UPDATE audit SET account_id = NULL, detail = '{}' WHERE act = 'put-first'";
    site.house.store.connection().execute_unprepared(nameless).await.unwrap();
    let page = site.get_as(&login, &record).await.body;
    assert!(page.contains("small\">Veranstalter<") && !page.contains("small\">Olga<"), "{page}");
}

#[tokio::test]
async fn whoever_calls_off_a_session_says_why_and_what_was_typed_survives_a_refusal() {
    let (site, olga, event) = full().await;
    let login = site.login("olga@example.org").await;
    let path = format!("/manage/events/vortrag/sessions/{}", event.sessions[0].id);
    let version = event.version.to_string();
    let asked = site.post_as(&login, &path, &[("version", &version), ("do", "drop")]).await;
    assert!(asked.body.contains("name=\"reason\""), "{}", asked.body);
    let stale = (event.version - 1).to_string();
    let sure = [("version", stale.as_str()), ("reason", "Die Referentin ist krank"), ("do", "drop-sure")];
    let refused = site.post_as(&login, &path, &sure).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Die Referentin ist krank"), "{}", refused.body);
    site.house.deliver().await;
    let sure = [("version", version.as_str()), sure[1], sure[2]];
    assert_eq!(site.post_as(&login, &path, &sure).await.status, StatusCode::SEE_OTHER);
    let mut reasons = Vec::new();
    for mail in site.house.deliver().await {
        let MailFacts::Registration { act: RegistrationMail::SessionCancelled, reason, .. } = mail else {
            panic!("{mail:?}")
        };
        reasons.push(reason);
    }
    assert_eq!(reasons, ["Die Referentin ist krank"; 3], "Anna, and those who waited");
    let draft = site.house.drafted(&olga, "Entwurf", &[online(9, "10:00", "12:00")]).await;
    let path = format!("/manage/events/entwurf/sessions/{}", draft.sessions[0].id);
    let asked = site.post_as(&login, &path, &[("version", &draft.version.to_string()), ("do", "drop")]).await;
    assert!(!asked.body.contains("name=\"reason\""), "nobody reads of a draft");
}

#[tokio::test]
async fn the_hint_that_too_few_come_stands_until_the_day_also_once_nobody_can_register() {
    let (site, olga, _) = full().await;
    let login = site.login("olga@example.org").await;
    let closes = "2027-03-05T12:00:00".parse().ok();
    choose(&site, &olga, |rules| RegistrationRules { minimum: Some(2), closes, ..rules }).await;
    let hint = "erst 1 von mindestens 2 Personen";
    for (now, stands) in
        [("2027-03-05T10:00:00Z", true), ("2027-03-08T10:00:00Z", true), ("2027-03-10T10:00:00Z", false)]
    {
        site.house.set_clock(now);
        let login = if stands { login.clone() } else { site.login("olga@example.org").await };
        assert_eq!(site.get_as(&login, "/manage/events/vortrag").await.body.contains(hint), stands, "{now}");
    }
}

#[tokio::test]
async fn a_link_that_was_not_answered_in_time_offers_nothing_once_registration_is_closed() {
    let site = site().await;
    let olga = site.house.olga().await;
    let event = site.house.published(&olga, "Vortrag", &[online(9, "10:00", "12:00")]).await;
    let token = site.house.registered(event.sessions[0].id, "anna@example.org", &["Anna"]).await;
    choose(&site, &olga, |rules| RegistrationRules { closes: "2027-03-01T12:00:00".parse().ok(), ..rules }).await;
    site.house.pass(TimeDelta::minutes(61));
    site.house.store.expire_registrations().await.unwrap();
    let path = format!("/registrations/{token}");
    let button = "value=\"confirm\"";
    assert!(site.get(&path).await.body.contains(button), "a late click counts");
    site.house.set_clock("2027-03-01T11:00:00Z");
    let page = site.get(&path).await.body;
    assert!(!page.contains(button) && page.contains("Eine Anmeldung ist zurzeit nicht möglich."), "{page}");
}
