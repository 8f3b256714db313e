//! Asking those who came how it was: each once, and nothing in the house says who said what.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{collections::BTreeMap, sync::Arc};

use crate::common::{
    House, house, march,
    programme::{on_site, online},
    request,
};
use chrono::TimeDelta;
use domain::{
    access::Actor,
    desk::{
        AccountDesk, CopiedSession, DoorDesk, EventCopy, EventDesk, EventView, OwnSurvey, PrivacyDesk,
        RegistrationDesk, SurveyChange, SurveyDesk,
    },
    event::EventState,
    id::SessionId,
    organisation::Role,
    survey::{Answer, Kind, LEAST, Own, Questions, QuestionsFault, Ready, Stage, SurveyRefusal},
    text::Localised,
};
use sea_orm::ConnectionTrait as _;
use store::{Mail, MailFacts};
use tokio::{sync::Barrier, task::JoinSet};

/// Every table that could know something.
const OTHERS: &[&str] =
    &["survey", "survey_link", "registration", "attendee", "event", "session", "audit", "outbox", "account", "login"];

async fn comes(house: &House, session: SessionId, email: &str) -> String {
    let token = house.registered(session, email, &[email.split('@').next().unwrap()]).await;
    house.store.confirm(&token).await.unwrap();
    token
}

async fn switch(house: &House, by: &Actor, event: &EventView, on: bool) {
    let version = own(house, by, event).await.version;
    house.store.change_survey(by, event.id, version, SurveyChange { on, questions: None }).await.unwrap();
}

async fn own(house: &House, by: &Actor, event: &EventView) -> OwnSurvey {
    house.store.survey(by, event.id).await.unwrap().unwrap()
}

async fn ask_at(house: &House, now: &str) -> u64 {
    house.set_clock(now);
    house.store.ask_participants().await.unwrap()
}

/// Who is asked by what lies in the outbox now, with the secret of her link.
async fn mailed(house: &House) -> Vec<(String, String)> {
    let mails = house.deliver().await.into_iter();
    let mut asked: Vec<_> = mails
        .filter_map(|mail| match mail {
            MailFacts::Survey(facts) => Some((facts.to, facts.token)),
            _ => None,
        })
        .collect();
    asked.sort_unstable();
    asked
}

async fn asked(house: &House) -> Vec<String> {
    mailed(house).await.into_iter().map(|(to, _)| to.split('@').next().unwrap().to_owned()).collect()
}

fn said(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
}

/// A session on Tuesday from 10 to 12 with so many people who come, called a, b, c …; the survey is on.
async fn evening(house: &House, people: u8) -> (Actor, EventView) {
    let olga = house.olga().await;
    let event = house.published(&olga, "Abend", &[online(2, "10:00", "12:00")]).await;
    for letter in (b'a'..).take(people.into()) {
        comes(house, event.sessions[0].id, &format!("{}@example.org", char::from(letter))).await;
    }
    house.deliver().await;
    switch(house, &olga, &event, true).await;
    (olga, event)
}

/// An hour and a half after its end.
const AFTER: &str = "2027-03-02T12:30:00Z";
/// From then on nobody can answer any more.
const CLOSED: &str = "2027-04-01T22:00:00Z";

#[tokio::test]
async fn whoever_is_confirmed_is_asked_once_after_the_last_part_and_not_at_night() {
    let house = house().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Abend", &[online(2, "10:00", "12:00"), online(2, "18:00", "19:30")]).await;
    let [first, last] = [event.sessions[0].id, event.sessions[1].id];
    comes(&house, first, "anna@example.org").await;
    comes(&house, last, "anna@example.org").await;
    for name in ["ben", "emil", "fay", "gus"] {
        comes(&house, last, &format!("{name}@example.org")).await;
    }
    let carla = comes(&house, last, "carla@example.org").await;
    house.store.cancel_registration(&carla).await.unwrap();
    house.registered(last, "dora@example.org", &["Dora"]).await;
    house.deliver().await;
    switch(&house, &olga, &event, true).await;

    assert_eq!(ask_at(&house, AFTER).await, 0, "a part is still to come");
    assert_eq!(ask_at(&house, "2027-03-02T19:30:00Z").await, 0, "it is half past eight in the evening");
    assert_eq!(ask_at(&house, "2027-03-03T06:59:59Z").await, 0);
    assert_eq!(ask_at(&house, "2027-03-03T07:00:00Z").await, 5);
    assert_eq!(house.store.ask_participants().await.unwrap(), 0);
    assert_eq!(asked(&house).await, ["anna", "ben", "emil", "fay", "gus"]);
    let survey = own(&house, &olga, &event).await;
    assert_eq!((survey.asked, survey.answered, survey.results), (5, 0, None));
    assert!(matches!(survey.stage, Stage::Open(until) if until.date() == march(3) + TimeDelta::days(31)));
}

#[tokio::test]
async fn where_the_door_was_kept_those_who_came_are_asked() {
    let house = house().await;
    house.furnished().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Abend", &[on_site("labor", 2, "10:00", "12:00")]).await;
    let session = event.sessions[0].id;
    for name in ["anna", "ben", "carl", "dora", "emil", "fay"] {
        comes(&house, session, &format!("{name}@example.org")).await;
    }
    switch(&house, &olga, &event, true).await;
    house.set_clock("2027-03-02T09:00:00Z");
    let door = house.store.door(&olga, session).await.unwrap().unwrap();
    for line in door.people.iter().filter(|line| line.name != "ben") {
        house.store.came(&olga, line.id).await.unwrap();
    }
    assert_eq!(ask_at(&house, AFTER).await, 5);
    assert_eq!(asked(&house).await, ["anna", "carl", "dora", "emil", "fay"]);
}

#[tokio::test]
async fn nobody_is_asked_of_what_was_called_off_or_shall_still_take_place() {
    let house = house().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Abend", &[online(2, "10:00", "12:00"), online(2, "14:00", "15:00")]).await;
    for name in ["anna", "carl", "dora", "emil", "fay"] {
        comes(&house, event.sessions[0].id, &format!("{name}@example.org")).await;
    }
    comes(&house, event.sessions[1].id, "ben@example.org").await;
    switch(&house, &olga, &event, true).await;
    let version = house.event(&olga, &event.card.slug).await.version;
    house.store.postpone(&olga, event.id, version, Some(event.sessions[1].id), "Sturm").await.unwrap();
    house.deliver().await;
    assert_eq!(ask_at(&house, AFTER).await, 0, "a part of it is postponed");
    assert_eq!(own(&house, &olga, &event).await.stage, Stage::ToCome);
    house.store.connection().execute_unprepared("UPDATE session SET postponed = FALSE WHERE postponed").await.unwrap();
    assert_eq!(house.store.ask_participants().await.unwrap(), 5, "that part is off for good");
    let version = house.event(&olga, &event.card.slug).await.version;
    house.store.cancel_event(&olga, event.id, version, "").await.unwrap();
    assert_eq!(asked(&house).await.len(), 5, "the part that took place took place");

    let other = house.published(&olga, "Morgen", &[online(3, "10:00", "12:00")]).await;
    comes(&house, other.sessions[0].id, "anna@example.org").await;
    switch(&house, &olga, &other, true).await;
    let version = house.event(&olga, &other.card.slug).await.version;
    house.store.cancel_event(&olga, other.id, version, "").await.unwrap();
    assert_eq!(ask_at(&house, "2027-03-03T12:30:00Z").await, 0);
    let version = own(&house, &olga, &other).await.version;
    let on = SurveyChange { on: true, questions: None };
    let refused = house.store.change_survey(&olga, other.id, version, on).await;
    assert_eq!(refused, Err(SurveyRefusal::NotNow(EventState::Cancelled)));
}

#[tokio::test]
async fn switched_on_a_week_after_the_end_it_asks_nobody_and_says_so() {
    let house = house().await;
    let (olga, event) = evening(&house, 5).await;
    switch(&house, &olga, &event, false).await;
    house.set_clock("2027-03-09T10:59:00Z");
    assert_eq!(own(&house, &olga, &event).await.stage, Stage::Asking);
    house.set_clock("2027-03-09T11:00:00Z");
    assert_eq!(own(&house, &olga, &event).await.stage, Stage::TooLate);
    switch(&house, &olga, &event, true).await;
    assert_eq!(house.store.ask_participants().await.unwrap(), 0);
    assert_eq!(house.count("SELECT COUNT(*) FROM survey_link").await, 0);
}

#[tokio::test]
async fn fewer_than_five_are_not_asked_and_nobody_is_asked_later() {
    let house = house().await;
    let (olga, event) = evening(&house, 4).await;
    assert_eq!(ask_at(&house, AFTER).await, 0);
    assert_eq!(house.store.ask_participants().await.unwrap(), 0);
    assert_eq!(house.count("SELECT COUNT(*) FROM survey_link").await, 0);
    let survey = own(&house, &olga, &event).await;
    assert!(matches!(survey.stage, Stage::Open(_)) && survey.asked == 0, "{survey:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_workers_at_once_write_one_mail_for_each_person_and_the_database_refuses_a_second_link() {
    let house = house().await;
    evening(&house, 6).await;
    house.set_clock(AFTER);
    let mut workers = JoinSet::new();
    for _ in 0..8 {
        let store = house.store.clone();
        workers.spawn(async move { store.ask_participants().await.unwrap() });
    }
    assert_eq!(workers.join_all().await.into_iter().sum::<u64>(), 6);
    assert_eq!(house.count("SELECT COUNT(*) FROM outbox WHERE kind = 'survey-asked'").await, 6);
    let (id, token) = if house.is_postgres() {
        ("gen_random_uuid()", "decode(md5(random()::text), 'hex')")
    } else {
        ("randomblob(16)", "randomblob(32)")
    };
    let again = format!(
        "INSERT INTO survey_link (id, event_id, registration_id, person, token)
         SELECT {id}, event_id, registration_id, person, {token} FROM survey_link"
    );
    let refused = house.store.connection().execute_unprepared(&again).await.unwrap_err().to_string();
    assert!(refused.contains("person"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_sent_many_times_at_once_counts_once_and_can_be_changed() {
    let house = house().await;
    let (olga, event) = evening(&house, 5).await;
    ask_at(&house, AFTER).await;
    let (_, token) = mailed(&house).await.remove(0);
    let gate = Arc::new(Barrier::new(8));
    let mut senders = JoinSet::new();
    for number in 0..8 {
        let (store, token, gate) = (house.store.clone(), token.clone(), Arc::clone(&gate));
        senders.spawn(async move {
            gate.wait().await;
            store.answer_survey(&token, &said(&[("overall", "4"), ("good", &format!("Licht {number}"))])).await
        });
    }
    for answer in senders.join_all().await {
        answer.unwrap();
    }
    assert_eq!(own(&house, &olga, &event).await.answered, 1);
    house.store.answer_survey(&token, &said(&[("overall", "2")])).await.unwrap();
    let given = house.store.survey_form(&token).await.unwrap().unwrap().given.unwrap();
    assert_eq!(given, [("overall".to_owned(), Answer::Chosen("2".into()))].into());
    assert_eq!(own(&house, &olga, &event).await.answered, 1);
    let nothing = house.store.answer_survey(&token, &said(&[("good", " ")])).await;
    assert!(matches!(nothing, Err(SurveyRefusal::Answers(_))), "{nothing:?}");
    house.store.withdraw_answers(&token).await.unwrap();
    assert_eq!(house.store.survey_form(&token).await.unwrap().unwrap().given, None);
    assert_eq!(house.count("SELECT COUNT(*) FROM survey_answer").await, 0);
    house.store.withdraw_answers(&token).await.unwrap();
    assert_eq!(house.store.withdraw_answers("geraten").await, Err(SurveyRefusal::NotFound));
    assert_eq!(house.store.answer_survey("geraten", &said(&[])).await, Err(SurveyRefusal::NotFound));
    assert_eq!(house.store.survey_form("geraten").await.unwrap(), None);
}

#[tokio::test]
async fn answering_changes_nothing_that_knows_a_person_and_once_the_mail_has_left_nobody_can_make_the_link_again() {
    let house = house().await;
    evening(&house, 5).await;
    ask_at(&house, AFTER).await;
    let jobs = house.store.claim(9, 60).await.unwrap();
    let mail = jobs.iter().map(|job| job.mail).find(|mail| matches!(mail, Mail::SurveyAsked { .. })).unwrap();
    let Some(MailFacts::Survey(facts)) = house.store.mail_facts(&mail).await.unwrap() else { panic!("no mail") };
    house.store.forget_seed(&mail).await.unwrap();
    assert_eq!(house.store.mail_facts(&mail).await.unwrap(), None, "what the link was made from is gone");
    assert_eq!(house.count("SELECT COUNT(*) FROM survey_link WHERE seed IS NOT NULL").await, 4, "the others wait");

    let before = house.contents(OTHERS).await;
    house.store.answer_survey(&facts.token, &said(&[("overall", "4"), ("good", "Licht")])).await.unwrap();
    house.store.answer_survey(&facts.token, &said(&[("overall", "5"), ("good", "Luft")])).await.unwrap();
    assert_eq!(house.contents(OTHERS).await, before, "nothing but the answer was written");
    if !house.is_postgres() {
        let numbered = house.store.connection().execute_unprepared("SELECT rowid FROM survey_answer").await;
        assert!(numbered.is_err(), "no number counts up with every answer");
    }
    let hex = if house.is_postgres() { "encode(id, 'hex')" } else { "lower(hex(id))" };
    let ids = house.words(&format!("SELECT {hex} FROM survey_answer")).await;
    let [id] = ids.as_slice() else { panic!("{ids:?}") };
    let all = before.join("\n").to_lowercase();
    assert!(!all.contains(id.as_str()) && !all.contains(&facts.token.to_lowercase()), "nothing leads to it");
}

#[tokio::test]
async fn fewer_answers_than_the_least_are_shown_to_nobody_and_who_takes_the_rest_along_is_written_down() {
    let house = house().await;
    let (olga, event) = evening(&house, 6).await;
    ask_at(&house, AFTER).await;
    let tokens = mailed(&house).await;
    let taken = "SELECT COUNT(*) FROM audit WHERE act = 'survey-exported'";
    for (number, (_, token)) in (1u32..).zip(&tokens) {
        let words = format!("Text {number}");
        let mut answers = said(&[("overall", "4"), ("good", &words)]);
        if number > LEAST - 1 {
            answers.remove("good");
        }
        house.store.answer_survey(token, &answers).await.unwrap();
        let survey = own(&house, &olga, &event).await;
        assert_eq!((survey.answered, survey.results), (number, None), "who looks now would see what the last one said");
        assert_eq!(house.store.take_survey(&olga, event.id).await.unwrap(), None);
    }
    assert_eq!(house.count(taken).await, 0);
    switch(&house, &olga, &event, false).await;
    assert_eq!(own(&house, &olga, &event).await.results, None, "it can be switched on again");
    house.set_clock(CLOSED);
    let results = own(&house, &olga, &event).await.results.unwrap();
    assert_eq!((results.counts.count("overall", "4"), results.counts.answers("good")), (6, 0), "four wrote something");
    assert!(results.texts.is_empty());
    let file = house.store.take_survey(&olga, event.id).await.unwrap().unwrap();
    assert_eq!(file.results, Some(results));
    assert_eq!(house.count(taken).await, 1);

    let other = house.trusted("Andere").await;
    let stranger = house.person("Otto", &other, Role::Organiser).await;
    let own_organisation = olga.person().unwrap().acting().unwrap().organisation.clone();
    let colleague = house.person("Mia", &own_organisation, Role::Member).await;
    for who in [&stranger, &colleague, &Actor::Visitor] {
        assert_eq!(house.store.survey(who, event.id).await.unwrap(), None);
        assert_eq!(house.store.take_survey(who, event.id).await.unwrap(), None);
        let off = SurveyChange { on: false, questions: None };
        assert_eq!(house.store.change_survey(who, event.id, 1, off).await, Err(SurveyRefusal::Forbidden));
    }
    assert_eq!(house.count(taken).await, 1);
}

#[tokio::test]
async fn of_fewer_answers_than_the_least_neither_results_nor_counts_are_left() {
    let house = house().await;
    let (olga, event) = evening(&house, 5).await;
    ask_at(&house, AFTER).await;
    for (_, token) in mailed(&house).await.iter().take(4) {
        house.store.answer_survey(token, &said(&[("overall", "1")])).await.unwrap();
    }
    house.set_clock(CLOSED);
    let survey = own(&house, &olga, &event).await;
    assert_eq!((survey.answered, survey.results), (4, None));
    assert_eq!(house.store.take_survey(&olga, event.id).await.unwrap(), None);
    house.set_clock("2027-09-28T22:00:01Z");
    house.store.forget().await.unwrap();
    let survey = own(&house, &olga, &event).await;
    assert_eq!((survey.answered, survey.results, survey.forgotten), (4, None, true));
    let counts = house.words("SELECT CAST(counts AS TEXT) FROM survey").await;
    assert!(counts.len() == 1 && !counts[0].contains("overall"), "{counts:?}");
}

#[tokio::test]
async fn who_erases_her_account_is_not_asked_and_what_she_said_before_stays() {
    let house = house().await;
    let (olga, event) = evening(&house, 5).await;
    let signed_in = async |email: &str| {
        let link = house.store.sign_in_token_for(email).await.unwrap();
        let login = house.store.sign_in(&link, "Firefox".into()).await.unwrap().token;
        (house.store.actor(&login).await.unwrap(), login)
    };
    ask_at(&house, AFTER).await;
    let (a, login) = signed_in("a@example.org").await;
    house.store.erase(&a, &login).await.unwrap();
    let left = mailed(&house).await;
    assert_eq!(
        left.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(),
        ["b", "c", "d", "e"].map(|name| format!("{name}@example.org"))
    );
    house.store.answer_survey(&left[0].1, &said(&[("overall", "3")])).await.unwrap();
    let (b, login) = signed_in("b@example.org").await;
    house.store.erase(&b, &login).await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM survey_link").await, 3);
    assert_eq!(house.store.survey_form(&left[0].1).await.unwrap(), None);
    let survey = own(&house, &olga, &event).await;
    assert_eq!((survey.asked, survey.answered), (5, 1));
}

#[tokio::test]
async fn a_link_ends_after_thirty_days_and_half_a_year_later_only_counts_are_left() {
    let house = house().await;
    let (olga, event) = evening(&house, 5).await;
    ask_at(&house, AFTER).await;
    let tokens = mailed(&house).await;
    for (_, token) in &tokens {
        house.store.answer_survey(token, &said(&[("overall", "4"), ("good", "Licht")])).await.unwrap();
    }
    let token = &tokens[0].1;
    // The mail to one of them never left.
    let sent = "UPDATE survey_link SET seed = NULL WHERE id <> (SELECT id FROM survey_link ORDER BY id LIMIT 1)";
    house.store.connection().execute_unprepared(sent).await.unwrap();
    // The last of thirty whole days, by the clock of the region; summer time has begun.
    house.set_clock("2027-04-01T21:59:59Z");
    house.store.forget().await.unwrap();
    assert!(house.store.survey_form(token).await.unwrap().unwrap().open);
    house.set_clock(CLOSED);
    assert!(!house.store.survey_form(token).await.unwrap().unwrap().open);
    assert_eq!(house.store.answer_survey(token, &said(&[("overall", "1")])).await, Err(SurveyRefusal::Over));
    house.store.forget().await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM survey_link").await, 0);
    assert_eq!(house.store.survey_form(token).await.unwrap(), None);
    assert_eq!(own(&house, &olga, &event).await.asked, 4);

    house.set_clock("2027-09-28T22:00:00Z");
    house.store.forget().await.unwrap();
    assert_eq!(own(&house, &olga, &event).await.results.unwrap().texts["good"].len(), 5);
    house.set_clock("2027-09-28T22:00:01Z");
    house.store.forget().await.unwrap();
    let survey = own(&house, &olga, &event).await;
    let results = survey.results.unwrap();
    assert!(survey.forgotten && results.texts.is_empty());
    assert_eq!((survey.answered, results.counts.mean("overall"), results.counts.answers("good")), (5, Some(40), 5));
    assert_eq!(house.count("SELECT COUNT(*) FROM survey_answer").await, 0);
    assert_eq!(house.store.forget().await.unwrap(), 0, "done twice, nothing more is forgotten");
    assert_eq!(own(&house, &olga, &event).await.answered, 5);
}

#[tokio::test]
async fn the_mark_of_an_address_goes_with_the_address_and_the_link_still_opens() {
    let house = house().await;
    evening(&house, 5).await;
    let admin = house.region().await;
    house.store.keep_attendees(&admin, 7, 0).await.unwrap();
    ask_at(&house, AFTER).await;
    let (_, token) = mailed(&house).await.remove(0);
    let marks = "SELECT COUNT(*) FROM survey_link WHERE person IS NOT NULL";
    house.store.forget().await.unwrap();
    assert_eq!(house.count(marks).await, 5);
    house.set_clock("2027-03-12T12:30:00Z");
    house.store.forget().await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM registration WHERE email <> ''").await, 0);
    assert_eq!(house.count(marks).await, 0);
    house.store.answer_survey(&token, &said(&[("overall", "4")])).await.unwrap();
}

#[tokio::test]
async fn what_is_asked_can_be_changed_until_people_were_asked_and_every_switch_is_written_down() {
    let house = house().await;
    let (olga, event) = evening(&house, 5).await;
    let change = async |version, on, questions| {
        house.store.change_survey(&olga, event.id, version, SurveyChange { on, questions }).await
    };
    let own_question = Own { kind: Kind::Text, label: Localised::of("de", "Was noch?"), options: vec![] };
    let questions = Questions { ready: vec![Ready::Overall], own: vec![own_question] };
    assert_eq!(change(7, true, Some(questions.clone())).await, Err(SurveyRefusal::ChangedMeanwhile));
    let none = Questions { ready: vec![], own: vec![] };
    let nothing = change(1, true, Some(none.clone())).await;
    assert_eq!(nothing, Err(SurveyRefusal::Questions(vec![QuestionsFault::Nothing])));
    change(1, true, Some(questions.clone())).await.unwrap();
    assert_eq!(own(&house, &olga, &event).await.questions, questions);

    ask_at(&house, AFTER).await;
    let (_, token) = mailed(&house).await.remove(0);
    assert_eq!(change(2, true, Some(Questions::default())).await, Err(SurveyRefusal::Asked));
    let db = house.store.connection();
    let other = "UPDATE survey SET questions = '{\"ready\":[],\"own\":[]}'";
    let refused = db.execute_unprepared(other).await.unwrap_err().to_string();
    assert!(refused.contains("survey_asked"), "{refused}");
    change(2, false, None).await.unwrap();
    assert_eq!(house.store.answer_survey(&token, &said(&[("overall", "3")])).await, Err(SurveyRefusal::Over));
    change(3, true, None).await.unwrap();
    house.store.answer_survey(&token, &said(&[("overall", "3"), ("own-1", "Kuchen")])).await.unwrap();
    assert_eq!(house.store.ask_participants().await.unwrap(), 0, "nobody is asked twice");
    let acts = house.words("SELECT act FROM audit WHERE act LIKE 'survey-%' ORDER BY id").await;
    assert_eq!(acts, ["survey-opened", "survey-changed", "survey-closed", "survey-opened"]);
}

#[tokio::test]
async fn switched_off_no_mail_leaves_and_switched_on_again_everybody_is_written_to_once() {
    let house = house().await;
    let (olga, event) = evening(&house, 6).await;
    assert_eq!(ask_at(&house, AFTER).await, 6);
    let waiting = "SELECT COUNT(*) FROM outbox WHERE kind = 'survey-asked' AND done_at IS NULL";
    switch(&house, &olga, &event, false).await;
    switch(&house, &olga, &event, true).await;
    assert_eq!(house.count(waiting).await, 6, "the mails that waited gave way");
    let first = house.store.claim(1, 60).await.unwrap().remove(0);
    house.store.forget_seed(&first.mail).await.unwrap();
    house.store.done(first.id).await.unwrap();
    switch(&house, &olga, &event, false).await;
    assert!(asked(&house).await.is_empty());
    assert_eq!(house.count(waiting).await, 0);
    switch(&house, &olga, &event, true).await;
    assert_eq!(asked(&house).await.len(), 5, "whose mail had left is not written to again");
    house.store.connection().execute_unprepared("UPDATE survey_link SET seed = NULL").await.unwrap();
    switch(&house, &olga, &event, false).await;
    switch(&house, &olga, &event, true).await;
    assert_eq!(house.count(waiting).await, 0);
}

#[tokio::test]
async fn a_copy_has_the_same_questions_and_is_switched_off() {
    let house = house().await;
    let (olga, event) = evening(&house, 5).await;
    let before = own(&house, &olga, &event).await;
    let questions = Questions { ready: vec![Ready::Again], own: vec![] };
    let change = SurveyChange { on: true, questions: Some(questions.clone()) };
    house.store.change_survey(&olga, event.id, before.version, change).await.unwrap();
    assert_eq!(ask_at(&house, AFTER).await, 5);
    let event = house.event(&olga, &event.card.slug).await;
    let session = &event.sessions[0];
    let when = domain::slot::LocalSpan {
        from: session.when.local.from + TimeDelta::days(14),
        until: session.when.local.until + TimeDelta::days(14),
    };
    let sessions = vec![CopiedSession { of: session.id, when, space: None }];
    let copy = EventCopy { request: request(), of: event.id, version: event.version, sessions };
    let slug = house.store.copy_event(&olga, copy).await.unwrap();
    let copy = house.event(&olga, &slug).await;
    let survey = own(&house, &olga, &copy).await;
    assert_eq!((survey.on, survey.questions, survey.asked, survey.stage), (false, questions, 0, Stage::ToCome));
}

#[tokio::test]
async fn what_breaks_off_before_the_mails_are_written_is_done_again() {
    let house = house().await;
    evening(&house, 5).await;
    house.set_clock(AFTER);
    let db = house.store.connection();
    db.execute_unprepared("ALTER TABLE outbox RENAME TO outbox_away").await.unwrap();
    assert!(house.store.ask_participants().await.is_err());
    db.execute_unprepared("ALTER TABLE outbox_away RENAME TO outbox").await.unwrap();
    assert_eq!(house.store.ask_participants().await.unwrap(), 5);
}
