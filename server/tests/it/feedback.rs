//! What people tell the house about itself: everybody may, it reaches whoever runs the installation, and nobody else.

use crate::common::{Site, site, site_with};
use axum::http::StatusCode;
use domain::{
    barrier::{Barrier, BarrierRefusal, MOST_A_DAY},
    desk::FeedbackDesk as _,
};
use store::{Mail, MailFacts};

const RUN: &[(&str, &str)] = &[("SPIELRAUM_OPERATOR_EMAIL", "betrieb@example.org")];
const PATH: &str = "/accessibility/report";
const TYPED: [(&str, &str); 3] =
    [("words", "Der Knopf „Größe“ hat keinen Namen."), ("page", "/spaces"), ("reply_to", "mia@example.org")];

fn with<'a>(request: &'a str, other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = TYPED.into_iter().filter(|(name, _)| other.iter().all(|(known, _)| known != name));
    [("request", request)].into_iter().chain(kept).chain(other.iter().copied()).collect()
}

async fn reports(site: &Site) -> i64 {
    site.house.count("SELECT COUNT(*) FROM barrier").await
}

#[tokio::test]
async fn a_visitor_reports_a_barrier_and_a_form_that_is_sent_twice_is_one_report() {
    let site = site_with(RUN).await;
    let statement = site.get("/accessibility").await;
    assert!(statement.body.contains(r#"href="/accessibility/report""#), "two clicks from every page");
    let request = site.get(PATH).await.form_id();
    for _ in 0..2 {
        let answer = site.post(PATH, &with(&request, &[])).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/accessibility/report?done=1"));
    }
    let jobs = site.house.store.claim(9, 60).await.unwrap();
    let [job] = jobs.as_slice() else { panic!("{jobs:?}") };
    assert!(matches!(job.mail, Mail::BarrierReported { .. }));
    let facts = site.house.store.mail_facts(&job.mail).await.unwrap().unwrap();
    let MailFacts::Barrier { found: barrier, .. } = facts else { panic!("{facts:?}") };
    assert_eq!((barrier.words.as_str(), barrier.reply_to.as_deref()), (TYPED[0].1, Some("mia@example.org")));
    assert!(site.get(&format!("{PATH}?done=1")).await.body.contains("Danke für Ihre Meldung"));
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost() {
    let site = site_with(RUN).await;
    let request = site.get(PATH).await.form_id();
    let long = "x".repeat(4_001);
    for (name, value, said) in [
        ("words", " ", "Schreiben Sie, was Sie hindert, mit höchstens 4000 Zeichen."),
        ("words", long.as_str(), "Schreiben Sie, was Sie hindert, mit höchstens 4000 Zeichen."),
        ("reply_to", "mia at example", "Diese Adresse kann nicht stimmen."),
    ] {
        let answer = site.post(PATH, &with(&request, &[(name, value)])).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(answer.body.contains(said), "{said}");
        assert!(answer.body.contains(&format!(r##"href="#f-{name}""##)), "the summary leads to the field: {name}");
        let kept = if name == "words" { TYPED[2].1 } else { TYPED[0].1 };
        assert!(answer.body.contains(r#"value="/spaces""#) && answer.body.contains(kept), "nothing is lost");
    }
    assert_eq!(reports(&site).await, 0);
}

#[tokio::test]
async fn where_nobody_would_read_it_there_is_no_form() {
    let site = site().await;
    assert!(!site.get("/accessibility").await.body.contains(PATH));
    assert_eq!(site.get(PATH).await.status, StatusCode::NOT_FOUND);
    let request = "00000000-0000-0000-0000-000000000001";
    assert_eq!(site.post(PATH, &with(request, &[])).await.status, StatusCode::NOT_FOUND);
    assert_eq!(reports(&site).await, 0);
}

#[tokio::test]
async fn a_flood_ends_and_the_next_day_reports_are_taken_again_and_old_ones_forgotten() {
    let site = site_with(RUN).await;
    let store = &site.house.store;
    let barrier = || Barrier::read("", "Der Knopf", "").unwrap();
    for _ in 0..MOST_A_DAY {
        store.report_barrier(crate::common::house::request(), barrier()).await.unwrap();
    }
    let more = store.report_barrier(crate::common::house::request(), barrier()).await;
    assert_eq!(more, Err(BarrierRefusal::Enough));
    let request = site.get(PATH).await.form_id();
    let answer = site.post(PATH, &with(&request, &[])).await;
    assert!(answer.body.contains("betrieb@example.org"), "it says where else to write");
    site.house.set_clock("2027-03-05T12:00:00Z");
    store.report_barrier(crate::common::house::request(), barrier()).await.unwrap();
    site.house.set_clock("2027-04-02T12:00:00Z");
    store.forget().await.unwrap();
    assert_eq!(reports(&site).await, 1);
}
