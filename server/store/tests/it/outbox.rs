//! Mail is delivered at least once, told apart when twice, and never stops for one that is odd (I3, I11).

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{collections::BTreeSet, time::Duration};

use chrono::TimeDelta;
use domain::{
    access::{Actor, Person},
    desk::{AccountDesk, AccountRefusal, EventDesk, RegistrationDesk},
};
use sea_orm::ConnectionTrait;
use store::{Job, Mail, MailFacts};
use tokio::task::JoinSet;

use crate::common::{
    House, house,
    programme::{online, registration},
};

async fn asked(house: &House, people: usize) {
    for n in 0..people {
        house.store.ask_sign_in(&format!("p{n}@example.org"), "/", "de").await.unwrap();
    }
}

async fn claimed(house: &House) -> Vec<Job> {
    house.store.claim(10, 60).await.unwrap()
}

async fn admin(house: &House) -> Actor {
    let id = house.store.create_account("region@example.org", "Region", "de", true).await.unwrap();
    Actor::Account(Person {
        id,
        name: "Region".into(),
        email: "region@example.org".into(),
        language: "de".into(),
        memberships: vec![],
        acting_for: None,
        keeps: vec![],
        keeps_spaces: vec![],
        platform_admin: true,
        auditor: false,
        recent: true,
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn workers_at_once_never_get_the_same_job() {
    const JOBS: usize = 200;
    let house = house().await;
    asked(&house, JOBS).await;
    let mut workers = JoinSet::new();
    for _ in 0..8 {
        let store = house.store.clone();
        workers.spawn(async move {
            let mut mine = Vec::new();
            loop {
                let some = store.claim(7, 60).await.unwrap();
                if some.is_empty() {
                    return mine;
                }
                mine.extend(some.into_iter().map(|job| job.id));
                tokio::task::yield_now().await;
            }
        });
    }
    let got: Vec<i64> = workers.join_all().await.into_iter().flatten().collect();
    // A worker may leave while another still holds the locks of the rest; nothing is lost, so what is left is here.
    let rest = house.store.claim(1_000, 60).await.unwrap().into_iter().map(|job| job.id);
    let all: Vec<i64> = got.into_iter().chain(rest).collect();
    assert_eq!((all.len(), all.iter().collect::<BTreeSet<_>>().len()), (JOBS, JOBS));
}

#[tokio::test]
async fn a_job_whose_worker_died_is_handed_out_again_with_the_same_message_id() {
    let house = house().await;
    asked(&house, 1).await;
    let first = claimed(&house).await;
    assert_eq!((first.len(), first[0].attempts), (1, 1));
    assert_eq!(claimed(&house).await, []);
    house.pass(TimeDelta::seconds(59));
    assert_eq!(claimed(&house).await, []);
    house.pass(TimeDelta::seconds(1));
    let second = claimed(&house).await;
    assert_eq!(second, [Job { attempts: 2, ..first[0].clone() }]);
    house.store.done(second[0].id).await.unwrap();
    house.pass(TimeDelta::days(1));
    assert_eq!(claimed(&house).await, []);
}

#[tokio::test]
async fn a_slow_worker_does_not_undo_what_another_delivered() {
    let house = house().await;
    asked(&house, 1).await;
    let slow = claimed(&house).await.remove(0);
    house.pass(TimeDelta::seconds(60));
    let quick = claimed(&house).await.remove(0);
    house.store.done(quick.id).await.unwrap();
    house.store.retry(slow.id, "timed out", Duration::from_secs(1)).await.unwrap();
    house.store.give_up(slow.id, "timed out").await.unwrap();
    house.pass(TimeDelta::days(1));
    assert_eq!(claimed(&house).await, []);
    assert_eq!(house.count("SELECT count(*) FROM outbox WHERE last_error IS NOT NULL").await, 0);
}

#[tokio::test]
async fn a_mail_that_failed_waits_and_one_given_up_waits_for_a_person() {
    let house = house().await;
    let region = admin(&house).await;
    asked(&house, 1).await;
    let job = claimed(&house).await.remove(0);
    house.store.retry(job.id, "451 greylisted\r\n", Duration::from_secs(300)).await.unwrap();
    house.pass(TimeDelta::seconds(299));
    assert_eq!(claimed(&house).await, []);
    house.pass(TimeDelta::seconds(1));
    let again = claimed(&house).await.remove(0);
    assert_eq!((&again.message_id, again.attempts), (&job.message_id, 2));

    house.store.give_up(job.id, "550 no such mailbox").await.unwrap();
    house.pass(TimeDelta::days(2));
    assert_eq!(claimed(&house).await, []);
    let stuck = house.store.mail_queue(&region).await.unwrap().unwrap().stuck;
    assert_eq!((stuck.len(), stuck[0].given_up, stuck[0].error.as_str()), (1, true, "550 no such mailbox"));
    assert_eq!((stuck[0].kind.as_str(), stuck[0].at.to_string().as_str()), ("sign-in", "2027-03-01 08:00:00"));
    assert_eq!(house.store.mail_queue(&Actor::Visitor).await.unwrap(), None);
    assert_eq!(house.store.resend(&Actor::Visitor, Some(job.id)).await, Err(AccountRefusal::Forbidden));
    assert_eq!(house.store.resend(&region, Some(99)).await, Err(AccountRefusal::NotFound));
    house.store.resend(&region, Some(job.id)).await.unwrap();
    let last = claimed(&house).await.remove(0);
    assert_eq!((&last.message_id, last.attempts), (&job.message_id, 1));
    house.store.done(last.id).await.unwrap();
    assert_eq!(house.store.resend(&region, Some(job.id)).await, Err(AccountRefusal::NotFound));
    assert_eq!(house.store.mail_queue(&region).await.unwrap().unwrap().stuck, []);
}

#[tokio::test]
async fn one_sees_how_many_mails_wait_and_has_all_that_were_given_up_sent_again() {
    let house = house().await;
    let region = admin(&house).await;
    let queue = async || house.store.mail_queue(&region).await.unwrap().unwrap();
    asked(&house, 3).await;
    let now = queue().await;
    assert_eq!((now.waiting, now.sent, now.failed), (3, 0, 0), "an untouched queue is not an empty one");
    assert_eq!(now.oldest.unwrap().to_string(), "2027-03-01 08:00:00");
    let jobs = claimed(&house).await;
    house.store.done(jobs[0].id).await.unwrap();
    for job in &jobs[1..] {
        house.store.give_up(job.id, "550 no such mailbox").await.unwrap();
    }
    let now = queue().await;
    assert_eq!((now.waiting, now.oldest, now.sent, now.failed), (0, None, 1, 2));
    house.store.resend(&region, None).await.unwrap();
    assert_eq!(house.store.resend(&region, None).await, Err(AccountRefusal::NotFound), "none is given up any more");
    assert_eq!((queue().await.waiting, claimed(&house).await.len()), (2, 2));
    assert_eq!(house.count("SELECT COUNT(*) FROM audit WHERE act = 'mail-resent'").await, 1);
}

#[tokio::test]
async fn an_act_that_is_refused_leaves_no_mail() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(1)).await;
    house.store.register(registration(session, "familie@example.org", &["A", "B"])).await.unwrap_err();
    assert_eq!(house.waiting_mail().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_kind_of_mail_nobody_knows_is_put_aside_and_the_others_go_on() {
    let house = house().await;
    let region = admin(&house).await;
    asked(&house, 1).await;
    let odd = "INSERT INTO outbox (kind, payload, message_id, run_after, attempts, created_at)
               SELECT 'pigeon', '{\"kind\":\"pigeon\"}', 'odd', run_after, 0, created_at FROM outbox";
    house.store.connection().execute_unprepared(odd).await.unwrap();
    let jobs = claimed(&house).await;
    assert!(matches!(jobs[..], [Job { mail: Mail::SignIn { .. }, .. }]), "{jobs:?}");
    let stuck = house.store.mail_queue(&region).await.unwrap().unwrap().stuck;
    assert_eq!((stuck[0].kind.as_str(), stuck[0].given_up), ("pigeon", true));
}

#[tokio::test]
async fn news_for_everybody_fans_out_once() {
    let house = house().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Vortrag", &[online(2, "10:00", "12:00")]).await;
    for n in 0..3 {
        house.registered(event.sessions[0].id, &format!("p{n}@example.org"), &["P"]).await;
    }
    house.store.drop_session(&olga, event.sessions[0].id, event.version, "").await.unwrap();
    let job = claimed(&house).await.remove(0);
    assert!(job.mail.fans_out());
    assert_eq!(house.store.mail_facts(&job.mail).await.unwrap(), None, "it is no mail itself");
    assert_eq!(house.store.fan_out(&job).await.unwrap(), 3);
    assert_eq!(house.store.fan_out(&job).await.unwrap(), 0);
    assert_eq!(house.waiting_mail().await, ["session-cancelled-for"; 3]);
    let mut told: Vec<String> = house
        .deliver()
        .await
        .into_iter()
        .map(|mail| if let MailFacts::Registration { to, .. } = mail { to } else { panic!("{mail:?}") })
        .collect();
    told.sort();
    assert_eq!(told, ["p0@example.org", "p1@example.org", "p2@example.org"]);
}

#[tokio::test]
async fn working_off_mail_makes_no_page_stale() {
    let house = house().await;
    asked(&house, 2).await;
    let changes = house.store.changes();
    for job in claimed(&house).await {
        house.store.done(job.id).await.unwrap();
    }
    assert_eq!(house.store.changes(), changes);
}

#[tokio::test]
async fn old_mail_is_forgotten_and_unsent_mail_is_not() {
    let house = house().await;
    asked(&house, 3).await;
    let first = house.store.claim(1, 60).await.unwrap().remove(0);
    house.store.done(first.id).await.unwrap();
    let second = house.store.claim(1, 60).await.unwrap().remove(0);
    house.store.give_up(second.id, "550 no such mailbox").await.unwrap();
    house.pass(TimeDelta::days(31));
    house.store.forget().await.unwrap();
    assert_eq!(house.waiting_mail().await.len(), 1);
    assert_eq!(house.count("SELECT count(*) FROM outbox").await, 1);
    assert_eq!(house.count("SELECT count(*) FROM sign_in_link").await, 0);
}
