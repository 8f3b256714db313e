//! The worker and its letter box: what somebody does on a page arrives as a mail, once.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{net::TcpListener, sync::atomic::AtomicBool, time::Duration};

use crate::common::{Site, house::programme::online, site_with};
use chrono::TimeDelta;
use domain::desk::{AccountDesk as _, EventDesk as _, RegistrationDesk as _, SurveyChange, SurveyDesk as _};
use serde_json::Value;
use server::{
    jobs::{self, Worker},
    mail::Post,
};
use tokio::sync::oneshot;

/// A site whose mails go into a folder of its own.
async fn with_letter_box() -> (Site, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let site = site_with(&[("SPIELRAUM_DATA", folder.path().to_str().unwrap())]).await;
    (site, folder)
}

fn worker(site: &Site) -> Worker {
    let store = &site.house.store;
    Worker::new(store.clone(), server::cli::house(store, &site.config, vec![]), &site.config).unwrap()
}

async fn work_off(site: &Site) -> u64 {
    worker(site).work_off(&AtomicBool::new(false)).await
}

async fn mails(site: &Site, to: &str) -> Vec<Value> {
    let answer = site.get(&format!("/dev/mail.json?to={to}")).await;
    assert_eq!(answer.status, 200);
    serde_json::from_str(&answer.body).unwrap()
}

#[tokio::test]
async fn a_newcomer_reads_her_sign_in_link_in_the_browser() {
    let (site, _folder) = with_letter_box().await;
    site.house.store.ask_sign_in("anna@example.org", "/", "en").await.unwrap();
    assert_eq!(work_off(&site).await, 1);
    let mails = mails(&site, "anna@example.org").await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0]["subject"], "Your link to sign in to Spielraum OWL");
    let link = mails[0]["links"][0].as_str().unwrap();
    assert!(link.starts_with("http://127.0.0.1:3000/en/sign-in/"), "{link}");
    let token = link.rsplit('/').next().unwrap();
    assert!(site.house.store.link_works(token).await.unwrap());
    let id = mails[0]["id"].as_str().unwrap();
    let list = site.get("/dev/mail").await;
    assert!(list.body.contains(&format!("/dev/mail/{id}")));
    let page = site.get(&format!("/dev/mail/{id}")).await;
    assert!(page.body.contains(link));
    let html = site.get(&format!("/dev/mail/{id}/html")).await;
    assert!(html.header("content-security-policy").contains("sandbox"), "a mail runs nothing");
    assert!(html.body.contains("<h1"));
    assert_eq!(site.get(&format!("/dev/mail/{id}/raw")).await.header("content-type"), "message/rfc822");
    assert_eq!(site.get("/dev/mail/nichts").await.status, 404);
}

#[tokio::test]
async fn in_production_there_is_no_letter_box() {
    let site = site_with(&[("SPIELRAUM_BASE_URL", "https://raum.example"), ("SPIELRAUM_HOST", "0.0.0.0")]).await;
    for path in ["/dev/mail", "/dev/mail.json", "/dev/mail/x", "/dev/mail/x/html", "/dev/mail/x/raw"] {
        assert_eq!(site.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_link_to_say_how_it_was_is_known_to_nobody_here_once_it_was_mailed() {
    let (site, _folder) = with_letter_box().await;
    let store = &site.house.store;
    let olga = site.house.olga().await;
    let event = site.house.published(&olga, "Abend", &[online(2, "10:00", "12:00")]).await;
    for name in ["anna", "ben", "carla", "dora", "emil"] {
        let email = format!("{name}@example.org");
        let token = site.house.registered(event.sessions[0].id, &email, &[name]).await;
        store.confirm(&token).await.unwrap();
    }
    store.change_survey(&olga, event.id, 0, SurveyChange { on: true, questions: None }).await.unwrap();
    site.house.set_clock("2027-03-02T12:30:00Z");
    assert_eq!(store.ask_participants().await.unwrap(), 5);
    assert_eq!(site.house.count("SELECT COUNT(*) FROM survey_link WHERE seed IS NOT NULL").await, 5);
    work_off(&site).await;
    assert_eq!(site.house.count("SELECT COUNT(*) FROM survey_link WHERE seed IS NOT NULL").await, 0);
    let mails = mails(&site, "anna@example.org").await;
    let mail = mails.iter().find(|mail| mail["subject"] == "Wie war „Abend“?").unwrap();
    let link = mail["links"][0].as_str().unwrap().trim_start_matches("http://127.0.0.1:3000");
    assert_eq!(site.get(link).await.status, 200);
}

#[tokio::test]
async fn everybody_who_comes_is_told_of_a_change_once_and_her_calendar_follows() {
    let (site, _folder) = with_letter_box().await;
    let olga = site.house.olga().await;
    let event = site.house.published(&olga, "Abend", &[online(10, "18:00", "19:00")]).await;
    let mut tokens = vec![];
    for who in ["anna", "carl"] {
        tokens.push(site.house.registered(event.sessions[0].id, &format!("{who}@example.org"), &[who]).await);
    }
    for token in tokens {
        site.house.store.confirm(&token).await.unwrap();
    }
    assert_eq!(work_off(&site).await, 2);
    site.house.pass(TimeDelta::minutes(1));
    let later = online(10, "19:00", "20:00");
    site.house.store.change_session(&olga, event.sessions[0].id, event.version, later).await.unwrap();
    assert_eq!(work_off(&site).await, 3, "one job becomes two mails");
    assert_eq!(work_off(&site).await, 0);
    for who in ["anna", "carl"] {
        let mails = mails(&site, &format!("{who}@example.org")).await;
        assert_eq!(mails.len(), 2, "confirmed, then changed");
        let [changed, confirmed] =
            [0, 1].map(|place: usize| mails[place]["calendar"].as_str().unwrap().replace("\r\n ", ""));
        let line =
            |calendar: &str, name: &str| calendar.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
        assert_eq!(line(&changed, "UID:"), line(&confirmed, "UID:"), "the same entry moves (I6)");
        assert!(line(&changed, "SEQUENCE:") > line(&confirmed, "SEQUENCE:"));
        assert!(changed.contains("DTSTART;TZID=Europe/Berlin:20270310T190000"));
        assert!(changed.contains("METHOD:REQUEST"));
    }
    let event = site.house.event(&olga, &event.card.slug).await;
    site.house.pass(TimeDelta::minutes(1));
    site.house.store.cancel_event(&olga, event.id, event.version, "Die Heizung ist kaputt").await.unwrap();
    work_off(&site).await;
    let last = &mails(&site, "anna@example.org").await[0];
    assert!(last["text"].as_str().unwrap().contains("Die Heizung ist kaputt"));
    let calendar = last["calendar"].as_str().unwrap();
    assert!(calendar.contains("METHOD:CANCEL") && calendar.contains("STATUS:CANCELLED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_wakes_by_itself_and_stops_when_told() {
    let (site, _folder) = with_letter_box().await;
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(jobs::run(worker(&site), async {
        let _ = stopped.await;
    }));
    site.house.store.ask_sign_in("anna@example.org", "/", "de").await.unwrap();
    let sent = async {
        while site.house.count("SELECT count(*) FROM outbox WHERE done_at IS NULL").await > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), sent).await.unwrap();
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(10), running).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_reminds_participants_by_itself_and_leaves_their_calendars_alone() {
    let (site, _folder) = with_letter_box().await;
    let olga = site.house.olga().await;
    let event = site.house.published(&olga, "Abend", &[online(10, "18:00", "19:00")]).await;
    let token = site.house.registered(event.sessions[0].id, "anna@example.org", &["Anna"]).await;
    site.house.store.confirm(&token).await.unwrap();
    site.house.deliver().await;
    site.house.set_clock("2027-03-09T17:00:00Z");
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(jobs::run(worker(&site), async {
        let _ = stopped.await;
    }));
    let reminded = async {
        while mails(&site, "anna@example.org").await.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reminded).await.unwrap();
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(10), running).await.unwrap().unwrap();
    let mails = mails(&site, "anna@example.org").await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0]["subject"], "Erinnerung: Abend, Mi., 10. März 2027");
    assert!(mails[0]["calendar"].is_null());
    let text = mails[0]["text"].as_str().unwrap();
    assert!(text.contains(&format!("/registrations/{token}")) && text.contains("https://meet.example.org/x"), "{text}");
}

#[tokio::test]
async fn a_mail_server_that_never_answers_delays_and_loses_nothing() {
    let (site, _folder) = with_letter_box().await;
    // Connections are taken, and nobody ever says a word.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}", silent.local_addr().unwrap());
    let hung = worker(&site).with_post(Post::server(&url, "raum.example", Duration::from_millis(100)).unwrap());
    let everybody: Vec<String> = (0..5).map(|number| format!("mia{number}@example.org")).collect();
    for email in &everybody {
        site.house.store.ask_sign_in(email, "/", "de").await.unwrap();
    }
    assert_eq!(hung.work_off(&AtomicBool::new(false)).await, 5, "more than go side by side");
    let waiting = "SELECT count(*) FROM outbox WHERE done_at IS NULL AND given_up_at IS NULL AND attempts = 1 \
                   AND last_error LIKE '%did not answer in time%' AND locked_until IS NULL";
    assert_eq!(site.house.count(waiting).await, 5);
    assert_eq!(work_off(&site).await, 0, "not at once");
    site.house.pass(TimeDelta::minutes(2));
    assert_eq!(work_off(&site).await, 5);
    for email in &everybody {
        assert_eq!(mails(&site, email).await.len(), 1, "{email}");
    }
}

#[tokio::test]
async fn a_link_that_grew_too_old_is_not_sent_any_more() {
    let (site, _folder) = with_letter_box().await;
    site.house.store.ask_sign_in("anna@example.org", "/", "de").await.unwrap();
    site.house.pass(TimeDelta::hours(1));
    assert_eq!(work_off(&site).await, 1);
    assert_eq!(mails(&site, "anna@example.org").await.len(), 0);
    assert_eq!(site.house.count("SELECT count(*) FROM outbox WHERE done_at IS NULL").await, 0);
}

#[tokio::test]
async fn mails_in_files_are_deleted_after_thirty_days_like_those_that_were_sent() {
    let (site, folder) = with_letter_box().await;
    site.house.store.ask_sign_in("anna@example.org", "/", "de").await.unwrap();
    work_off(&site).await;
    let foreign = folder.path().join("mail/notes.txt");
    std::fs::write(&foreign, "kept").unwrap();
    site.house.pass(TimeDelta::days(20));
    site.house.store.ask_sign_in("berta@example.org", "/", "de").await.unwrap();
    work_off(&site).await;
    site.house.pass(TimeDelta::days(11));
    worker(&site).forget().await;
    assert_eq!(mails(&site, "anna@example.org").await.len(), 0);
    assert_eq!(mails(&site, "berta@example.org").await.len(), 1);
    assert!(foreign.exists(), "what is not ours stays");
}
