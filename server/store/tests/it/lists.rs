//! An organisation registers people by a list: each by herself, and never more than there are seats (I2, I8).

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::{
    access::Actor,
    desk::{
        AccessDesk, AccessFields, FormDesk, ListDesk, NewList, PrivacyDesk, QuestionFields, RegistrationDesk, Reserve,
        SessionFields,
    },
    id::SessionId,
    organisation::Role,
    question::{Given, Keeping, Kind, Whose},
    registration::{
        RegistrationRefusal, RegistrationState,
        list::{ListLine, MOST_LINES, Verdict},
    },
    text::Localised,
};
use store::{MailFacts, RegistrationMail};
use tokio::task::JoinSet;

use crate::common::{
    House, house, march,
    programme::{online, registration},
    request, time,
};

fn line(row: usize, name: &str, email: &str) -> ListLine {
    ListLine { row, name: name.into(), email: email.into(), answers: Given::default() }
}

fn list(session: SessionId, lines: &[ListLine]) -> NewList {
    NewList {
        request: request(),
        session,
        lines: lines.to_vec(),
        wait: false,
        consent: Some("list-1".into()),
        language: "de".into(),
        access: None,
    }
}

/// So many people, each with an address of her own.
fn people(prefix: &str, count: usize) -> Vec<ListLine> {
    (1..=count).map(|row| line(row, &format!("{prefix} {row}"), &format!("{prefix}{row}@example.org"))).collect()
}

/// What would be sent now: to whom, and what.
async fn told(house: &House) -> Vec<(String, RegistrationMail, Option<String>)> {
    let told = |mail| match mail {
        MailFacts::Registration { to, act, registration, .. } => (to, act, registration.listed_by),
        other => panic!("{other:?}"),
    };
    house.deliver().await.into_iter().map(told).collect()
}

/// Two addresses as they are told of a list of Muster's.
fn asked(email: &str, act: RegistrationMail) -> (String, RegistrationMail, Option<String>) {
    (email.to_owned(), act, Some("Muster".to_owned()))
}

#[tokio::test]
async fn each_line_is_a_registration_of_its_own_that_its_person_confirms() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(10)).await;
    let anna = house.anna().await;
    let lines = [line(2, "Ben", "ben@example.org"), line(3, "", "x@example.org"), line(4, "=1+1", "Cem@Example.org")];
    let verdicts = house.store.register_list(&anna, list(session, &lines)).await.unwrap();
    assert_eq!(verdicts, [Verdict::Seat, Verdict::NoName, Verdict::Seat]);
    let pending = RegistrationMail::Pending;
    assert_eq!(told(&house).await, [asked("ben@example.org", pending), asked("cem@example.org", pending)]);
    assert_eq!(house.count("SELECT CAST(sum(seats_taken) AS bigint) FROM session").await, 2);
    // Held for a day, not for an hour.
    house.pass(TimeDelta::hours(2));
    house.store.expire_registrations().await.unwrap();
    assert_eq!(house.words("SELECT state FROM registration").await, ["pending", "pending"]);
    let ben = house.signed_in("ben@example.org").await;
    let data = house.store.own_data(&ben).await.unwrap().unwrap();
    assert_eq!(data.registrations[0].listed_by.as_deref(), Some("Muster"), "whose word it was");
    let consents = house.words("SELECT DISTINCT consent FROM registration").await;
    assert_eq!(consents, ["list-1"], "what was said for them can be shown");
    assert_eq!(house.words("SELECT name FROM attendee ORDER BY name").await, ["=1+1", "Ben"], "words stay words");
}

#[tokio::test]
async fn looking_at_a_list_changes_nothing_and_says_what_sending_it_says() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(2)).await;
    let anna = house.anna().await;
    let new = list(session, &people("p", 4));
    let tables = ["registration", "attendee", "outbox", "audit", "session", "seat_wish"];
    let before = house.contents(&tables).await;
    let seen = house.store.judge_list(&anna, &new).await.unwrap();
    assert_eq!(house.contents(&tables).await, before);
    assert_eq!(seen, [Verdict::Seat, Verdict::Seat, Verdict::NoSeat, Verdict::NoSeat]);
    assert_eq!(house.store.register_list(&anna, new).await.unwrap(), seen);
}

#[tokio::test]
async fn a_list_that_is_sent_twice_is_taken_once_and_answers_the_same() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(2)).await;
    let anna = house.anna().await;
    let new = NewList { wait: true, ..list(session, &people("p", 3)) };
    let mut tasks = JoinSet::new();
    for _ in 0..4 {
        let (store, anna, new) = (house.store.clone(), anna.clone(), new.clone());
        tasks.spawn(async move { store.register_list(&anna, new).await });
    }
    for verdicts in tasks.join_all().await {
        assert_eq!(verdicts.unwrap(), [Verdict::Seat, Verdict::Seat, Verdict::Waits]);
    }
    assert_eq!(house.count("SELECT count(*) FROM registration").await, 3);
    assert_eq!(told(&house).await.len(), 3);
    // As another form it is what was done already.
    let again = house.store.judge_list(&anna, &NewList { request: request(), ..new }).await.unwrap();
    assert_eq!(again, vec![Verdict::Listed; 3]);
}

#[tokio::test]
async fn who_registered_by_herself_is_told_and_whoever_lists_her_learns_nothing() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(2)).await;
    let anna = house.anna().await;
    let token = house.registered(session, "dora@example.org", &["Dora"]).await;
    house.store.confirm(&token).await.unwrap();
    house.deliver().await;
    let lines = [line(1, "Dora", "dora@example.org"), line(2, "Emil", "emil@example.org")];
    let hers = house.store.judge_list(&anna, &list(session, &lines)).await.unwrap();
    let lines_of_nobody = [line(1, "Xaver", "xaver@example.org"), line(2, "Emil", "emil@example.org")];
    let nobodys = house.store.judge_list(&anna, &list(session, &lines_of_nobody)).await.unwrap();
    assert_eq!(hers, nobodys, "one seat is left, and both lists are told the same");
    assert_eq!(hers, [Verdict::Seat, Verdict::NoSeat]);
    house.store.register_list(&anna, list(session, &lines)).await.unwrap();
    assert_eq!(told(&house).await, [("dora@example.org".to_owned(), RegistrationMail::Known, None)]);
    assert_eq!(house.count("SELECT count(*) FROM registration").await, 1);
    // Another organisation's list is as much a stranger's.
    let berta = house.berta().await;
    let again = house.store.judge_list(&berta, &list(session, &lines[..1])).await.unwrap();
    assert_eq!(again, [Verdict::Seat]);
}

#[tokio::test]
async fn whoever_gets_no_seat_is_asked_whether_she_wants_to_wait() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, Some(1)).await;
    let anna = house.anna().await;
    let new = NewList { wait: true, ..list(session, &people("p", 3)) };
    let verdicts = house.store.register_list(&anna, new).await.unwrap();
    assert_eq!(verdicts, [Verdict::Seat, Verdict::Waits, Verdict::Waits]);
    let mails = house.deliver().await;
    let tokens: Vec<String> = mails
        .into_iter()
        .map(|mail| if let MailFacts::Registration { token, .. } = mail { token } else { panic!("{mail:?}") })
        .collect();
    for token in &tokens {
        house.store.confirm(token).await.unwrap();
    }
    let event = house.event(&olga, "vortrag").await.id;
    let waiting = house.store.waiting_for_seats(&olga, event).await.unwrap().unwrap();
    let line: Vec<_> = waiting.iter().map(|line| (line.email.as_str(), line.position)).collect();
    assert_eq!(line, [("p2@example.org", Some(1)), ("p3@example.org", Some(2))], "in the order of the list");
    let record = house.store.registration_record(&olga, waiting[0].id).await.unwrap().unwrap();
    assert_eq!(record.registration.listed_by.as_deref(), Some("Muster"));
    assert_eq!(record.trail[0].by.as_deref(), Some("Anna"), "the trail says who did it");
}

#[tokio::test]
async fn only_who_acts_for_a_confirmed_organisation_sends_lists() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, Some(9)).await;
    let muster = house.organisation("Muster").await;
    let member = house.person("Mia", &muster, Role::Member).await;
    let booker = house.person("Bodo", &muster, Role::Booker).await;
    let mut unconfirmed = booker.person().unwrap().clone();
    unconfirmed.memberships[0].confirmed = false;
    let mut nobodys = booker.person().unwrap().clone();
    nobodys.acting_for = None;
    let new = list(session, &people("p", 1));
    for by in [Actor::Visitor, Actor::System, member, Actor::Account(unconfirmed), Actor::Account(nobodys)] {
        assert_eq!(house.store.judge_list(&by, &new).await, Err(RegistrationRefusal::NotFound), "{by:?}");
        assert_eq!(house.store.register_list(&by, new.clone()).await, Err(RegistrationRefusal::NotFound), "{by:?}");
    }
    let silent = NewList { consent: None, ..new.clone() };
    assert_eq!(house.store.register_list(&booker, silent).await, Err(RegistrationRefusal::Consent));
    for wrong in [0, MOST_LINES + 1] {
        let refused = house.store.register_list(&booker, list(session, &people("p", wrong))).await;
        assert_eq!(refused, Err(RegistrationRefusal::Attendees), "{wrong}");
    }
    let draft = house.drafted(&olga, "Entwurf", &[online(9, "10:00", "12:00")]).await.sessions[0].id;
    let refused = house.store.judge_list(&booker, &list(draft, &people("p", 1))).await;
    assert_eq!(refused, Err(RegistrationRefusal::NotOpen));
    assert_eq!(house.count("SELECT count(*) FROM registration").await, 0);
    assert_eq!(house.store.register_list(&booker, new).await, Ok(vec![Verdict::Seat]));
}

#[tokio::test]
async fn a_required_answer_is_missed_in_the_line_that_lacks_it() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, Some(9)).await;
    let event = house.event(&olga, "vortrag").await.id;
    let fields = QuestionFields {
        whose: Whose::Attendee,
        label: Localised::of("de", "Was essen Sie?"),
        help: Localised::default(),
        options: ["Gemüse", "Fisch"].map(|word| Localised::of("de", word)).to_vec(),
        least: None,
        most: None,
        files: vec![],
        required: true,
        sessions: vec![],
        condition: None,
        purpose: Localised::of("de", "Für die Küche"),
        keeping: Keeping::List,
    };
    let version = house.store.form(&olga, event).await.unwrap().unwrap().version;
    house.store.add_question(&olga, request(), event, version, Kind::Choice, fields).await.unwrap();
    let anna = house.anna().await;
    let form = house.store.form(&anna, event).await.unwrap().unwrap();
    let text =
        "Name;E-Mail;Was essen Sie?\nBen;ben@example.org;fisch\nCem;cem@example.org;\nDora;dora@example.org;Stein";
    let read = domain::registration::list::read(text, &form, session, "de").unwrap();
    let lines: Vec<ListLine> = read.entries.into_iter().map(|entry| entry.line).collect();
    let verdicts = house.store.register_list(&anna, list(session, &lines)).await.unwrap();
    assert!(matches!(verdicts[..], [Verdict::Seat, Verdict::Answers(_), Verdict::Answers(_)]), "{verdicts:?}");
    assert_eq!(house.count("SELECT count(*) FROM answer").await, 1);
    let other = lines.iter().cloned().map(|mut line| {
        line.answers.version += 1;
        line
    });
    let refused = house.store.judge_list(&anna, &list(session, &other.collect::<Vec<_>>())).await;
    assert_eq!(refused, Err(RegistrationRefusal::OtherQuestions));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn lists_and_forms_at_once_take_no_more_seats_than_there_are() {
    let house = house().await;
    let session = house.session(&house.olga().await, Some(20)).await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    let mut tasks = JoinSet::new();
    for (by, name) in [(anna, "a"), (berta, "b")] {
        let (store, new) = (house.store.clone(), list(session, &people(name, 15)));
        tasks.spawn(async move {
            let verdicts = store.register_list(&by, new).await.unwrap();
            verdicts.iter().filter(|verdict| **verdict == Verdict::Seat).count()
        });
    }
    for n in 0..10 {
        let store = house.store.clone();
        tasks.spawn(async move {
            usize::from(store.register(registration(session, &format!("c{n}@example.org"), &["C"])).await.is_ok())
        });
    }
    assert_eq!(tasks.join_all().await.into_iter().sum::<usize>(), 20);
    assert_eq!(house.count("SELECT CAST(sum(seats_taken) AS bigint) FROM session").await, 20);
    assert_eq!(house.count("SELECT count(*) FROM attendee WHERE holds_seat").await, 20);
    assert_eq!(house.count("SELECT count(*) FROM outbox").await, 20, "one mail for each seat");
}

#[tokio::test]
async fn a_list_by_the_link_of_a_group_takes_what_is_kept_for_it_first() {
    let house = house().await;
    let olga = house.olga().await;
    let session = SessionFields { capacity: Some(3), ..online(9, "10:00", "12:00") };
    let event = house.published(&olga, "Vortrag", &[session]).await;
    let session = event.sessions[0].id;
    let reserves = vec![Reserve { session, seats: 2, until: march(5).and_time(time("12:00")) }];
    let fields = AccessFields { name: "Partner".into(), opens: None, reserves };
    let id = house.store.make_access_link(&olga, request(), event.id, fields).await.unwrap();
    let links = house.store.access_links(&olga, event.id).await.unwrap().unwrap();
    let token = links.into_iter().find(|link| link.id == id).unwrap().token;
    let anna = house.anna().await;
    let freely = house.store.judge_list(&anna, &list(session, &people("p", 4))).await.unwrap();
    assert_eq!(freely, [Verdict::Seat, Verdict::NoSeat, Verdict::NoSeat, Verdict::NoSeat]);
    let new = NewList { access: token, ..list(session, &people("p", 4)) };
    let taken = house.store.register_list(&anna, new.clone()).await.unwrap();
    assert_eq!(taken, [Verdict::Seat, Verdict::Seat, Verdict::Seat, Verdict::NoSeat]);
    assert_eq!(house.count("SELECT count(*) FROM attendee WHERE reserve_id IS NOT NULL").await, 2);
    assert_eq!(house.count("SELECT CAST(sum(seats_reserved) AS bigint) FROM session").await, 0);
    let wrong = NewList { access: Some("nonsense".into()), request: request(), ..new };
    assert_eq!(house.store.judge_list(&anna, &wrong).await, Err(RegistrationRefusal::Access));
}

#[tokio::test]
async fn no_organisation_writes_to_more_than_two_hundred_people_a_day_nor_to_one_again_and_again() {
    let house = house().await;
    let olga = house.olga().await;
    let sessions: Vec<_> = (2..=8).map(|day| online(day, "10:00", "12:00")).collect();
    let event = house.published(&olga, "Vortrag", &sessions).await;
    let anna = house.anna().await;
    let dora = [line(1, "Dora", "dora@example.org")];
    for session in &event.sessions[..5] {
        let taken = house.store.register_list(&anna, list(session.id, &dora)).await.unwrap();
        assert_eq!(taken, [Verdict::Seat]);
    }
    let sixth = event.sessions[5].id;
    assert_eq!(house.store.judge_list(&anna, &list(sixth, &dora)).await.unwrap(), [Verdict::Unanswered]);
    house.store.register_list(&anna, list(sixth, &people("a", 100))).await.unwrap();
    let more = house.store.judge_list(&anna, &list(sixth, &people("b", 100))).await.unwrap();
    assert_eq!(more.iter().filter(|verdict| **verdict == Verdict::Seat).count(), 95);
    assert_eq!(more.last(), Some(&Verdict::Enough));
    house.pass(TimeDelta::hours(25));
    let tomorrow = house.store.judge_list(&anna, &list(sixth, &people("b", 100))).await.unwrap();
    let kinds: BTreeSet<bool> = tomorrow.iter().map(Verdict::is_yes).collect();
    assert_eq!(kinds, [true].into());
}

#[tokio::test]
async fn a_listed_seat_nobody_confirms_is_free_again_after_a_day() {
    let house = house().await;
    let session = SessionFields { capacity: Some(1), ..online(9, "10:00", "12:00") };
    let event = house.published(&house.olga().await, "Vortrag", &[session]).await;
    let anna = house.anna().await;
    house.store.register_list(&anna, list(event.sessions[0].id, &people("p", 1))).await.unwrap();
    house.pass(TimeDelta::hours(25));
    house.store.expire_registrations().await.unwrap();
    assert_eq!(house.words("SELECT state FROM registration").await, [RegistrationState::Expired.code()]);
    assert_eq!(house.count("SELECT CAST(sum(seats_taken) AS bigint) FROM session").await, 0);
}
