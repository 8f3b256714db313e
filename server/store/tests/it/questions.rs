//! What organisers ask of whoever registers: asked, answered, changed, kept and forgotten.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{
    House, house,
    programme::{online, registration},
    request,
};
use domain::{
    access::Actor,
    desk::{
        AccountDesk, Asked, DoorDesk, EventView, FormDesk, FormRefusal, NewRegistration, PrivacyDesk, QuestionFields,
        RegistrationDesk, TrailAct, Wait, WalkIn,
    },
    id::QuestionId,
    question::{AGREED, Answer, Condition, Fault, Given, Keeping, Kind, QuestionFault, Whose, Wrong},
    registration::{RegistrationRefusal, RegistrationState},
    text::Localised,
};
use sea_orm::ConnectionTrait as _;

/// A question with these words that need not be answered; with options: Gemüse `o1`, Fisch `o2`.
fn asks(label: &str, kind: Kind) -> QuestionFields {
    let options = ["Gemüse", "Fisch"].map(|word| Localised::of("de", word));
    QuestionFields {
        whose: Whose::Registration,
        label: Localised::of("de", label),
        help: Localised::default(),
        options: if kind.has_options() { options.to_vec() } else { vec![] },
        least: None,
        most: None,
        files: vec![],
        required: false,
        sessions: vec![],
        condition: None,
        purpose: Localised::of("de", "Zum Planen"),
        keeping: Keeping::List,
    }
}

fn local(text: &str) -> chrono::NaiveDateTime {
    text.parse().unwrap()
}

fn text(words: &str) -> Answer {
    Answer::Text(words.into())
}

fn chose(key: &str) -> Answer {
    Answer::Chosen(vec![key.into()])
}

/// A house with a public event of Olga's, on Tuesday from 10 to 12 and on Wednesday.
struct Scene {
    house: House,
    olga: Actor,
    event: EventView,
}

impl Scene {
    async fn new() -> Self {
        let house = house().await;
        let olga = house.olga().await;
        let sessions = [online(2, "10:00", "12:00"), online(3, "10:00", "12:00")];
        let event = house.published(&olga, "Vortrag", &sessions).await;
        Self { house, olga, event }
    }

    async fn version(&self) -> i32 {
        self.house.store.form(&self.olga, self.event.id).await.unwrap().unwrap().version
    }

    async fn asked(&self) -> Vec<QuestionId> {
        let form = self.house.store.own_form(&self.olga, self.event.id).await.unwrap().unwrap();
        form.form.questions.iter().map(|question| question.id).collect()
    }

    /// Asks one more question, and answers its id.
    async fn ask(&self, kind: Kind, fields: QuestionFields) -> QuestionId {
        let version = self.version().await;
        let add = self.house.store.add_question(&self.olga, request(), self.event.id, version, kind, fields);
        add.await.unwrap();
        self.asked().await.last().copied().unwrap()
    }

    async fn given(&self, once: &[(QuestionId, Answer)], each: &[&[(QuestionId, Answer)]]) -> Given {
        Given {
            version: self.version().await,
            once: once.iter().cloned().collect(),
            each: each.iter().map(|answers| answers.iter().cloned().collect()).collect(),
        }
    }

    fn form(&self, email: &str, names: &[&str], answers: Given) -> NewRegistration {
        NewRegistration { answers, ..registration(self.event.sessions[0].id, email, names) }
    }

    /// Registers, confirms, and answers the secret of the link.
    async fn registered(&self, email: &str, names: &[&str], answers: Given) -> String {
        self.house.store.register(self.form(email, names, answers)).await.unwrap();
        let mails = self.house.deliver().await;
        let token = mails.into_iter().rev().find_map(|mail| match mail {
            store::MailFacts::Registration { to, token, .. } if to == email => Some(token),
            _ => None,
        });
        let token = token.unwrap();
        self.house.store.confirm(&token).await.unwrap();
        token
    }

    async fn seen(&self, token: &str) -> Asked {
        self.house.store.registration(token).await.unwrap().unwrap().asked
    }

    async fn answers(&self) -> i64 {
        self.house.count("SELECT COUNT(*) FROM answer").await
    }
}

#[tokio::test]
async fn answers_are_stored_with_the_registration_or_neither_is() {
    let scene = Scene::new().await;
    let food = scene
        .ask(Kind::Choice, QuestionFields { required: true, whose: Whose::Attendee, ..asks("Essen", Kind::Choice) })
        .await;
    let agreed =
        scene.ask(Kind::Consent, QuestionFields { keeping: Keeping::Proof, ..asks("Fotos", Kind::Consent) }).await;
    let nothing = scene.given(&[], &[]).await;
    let fault = |person| Fault { person: Some(person), question: food, wrong: Wrong::Missing };
    let refused = scene.house.store.register(scene.form("anna@example.org", &["Anna", "Ben"], nothing)).await;
    assert_eq!(refused, Err(RegistrationRefusal::Answers(vec![fault(0), fault(1)])));
    assert_eq!(scene.house.count("SELECT COUNT(*) FROM registration").await, 0);

    let given = scene.given(&[(agreed, Answer::Agreed)], &[&[(food, chose("o1"))], &[(food, chose("o2"))]]).await;
    let token = scene.registered("anna@example.org", &["Anna", "Ben"], given).await;
    let seen = scene.seen(&token).await.answers;
    let told: Vec<_> = seen.iter().map(|one| (one.question, one.person, &one.answer, one.said_by.as_str())).collect();
    let (one, two) = (chose("o1"), chose("o2"));
    assert_eq!(told.len(), 3);
    for expected in [(food, Some(0), &one, ""), (food, Some(1), &two, ""), (agreed, None, &Answer::Agreed, "Anna")] {
        assert!(told.contains(&expected), "{expected:?} in {told:?}");
    }
    assert!(seen.iter().all(|one| one.at == local("2027-03-01T08:00:00")), "by the wall clock");
    let again = scene.given(&[], &[]).await;
    let refused = scene.house.store.register(scene.form("anna@example.org", &["Anna"], again)).await;
    assert_eq!(refused, Err(RegistrationRefusal::Answers(vec![fault(0)])), "nobody learns who is registered");
}

#[tokio::test]
async fn who_waits_is_asked_too_and_who_walks_in_is_not() {
    let scene = Scene::new().await;
    scene.ask(Kind::Text, QuestionFields { required: true, ..asks("Woher", Kind::Text) }).await;
    let silent = NewRegistration {
        wait: Some(Wait::default()),
        ..scene.form("anna@example.org", &["Anna"], scene.given(&[], &[]).await)
    };
    let refused = scene.house.store.register(silent).await;
    assert!(matches!(refused, Err(RegistrationRefusal::Answers(_))), "{refused:?}");
    scene.house.set_clock("2027-03-02T08:45:00Z");
    let walk_in =
        WalkIn { request: request(), session: scene.event.sessions[0].id, name: "Dora".into(), email: String::new() };
    scene.house.store.walk_in(&scene.olga, walk_in).await.unwrap();
}

#[tokio::test]
async fn what_is_asked_after_another_answer_or_for_another_session_is_not_kept() {
    let scene = Scene::new().await;
    let food = scene.ask(Kind::Choice, asks("Essen", Kind::Choice)).await;
    let condition = Some(Condition { question: food, option: "o2".into() });
    let fish =
        scene.ask(Kind::Text, QuestionFields { required: true, condition, ..asks("Welcher Fisch", Kind::Text) }).await;
    let sessions = vec![scene.event.sessions[1].id];
    let other =
        scene.ask(Kind::Text, QuestionFields { required: true, sessions, ..asks("Mittwoch", Kind::Text) }).await;
    let given = scene.given(&[(food, chose("o1")), (fish, text("Hering")), (other, text("ja"))], &[]).await;
    let token = scene.registered("anna@example.org", &["Anna"], given).await;
    let kept: Vec<QuestionId> = scene.seen(&token).await.answers.iter().map(|one| one.question).collect();
    assert_eq!(kept, [food]);
    let missing = scene.given(&[(food, chose("o2"))], &[]).await;
    let refused = scene.house.store.register(scene.form("ben@example.org", &["Ben"], missing)).await;
    let fault = Fault { person: None, question: fish, wrong: Wrong::Missing };
    assert_eq!(refused, Err(RegistrationRefusal::Answers(vec![fault])));
}

#[tokio::test]
async fn nobody_answers_a_form_she_did_not_see() {
    let scene = Scene::new().await;
    let food = scene.ask(Kind::Choice, asks("Essen", Kind::Choice)).await;
    let given = scene.given(&[(food, chose("o1"))], &[]).await;
    let version = scene.version().await;
    let words = QuestionFields { label: Localised::of("de", "Nachtisch"), ..asks("", Kind::Choice) };
    assert_eq!(scene.house.store.change_question(&scene.olga, food, version, words).await, Ok(false));
    let refused = scene.house.store.register(scene.form("anna@example.org", &["Anna"], given)).await;
    assert_eq!(refused, Err(RegistrationRefusal::OtherQuestions));
}

#[tokio::test]
async fn answers_are_changed_by_the_link_and_consent_is_given_anew_by_whoever_comes_instead() {
    let scene = Scene::new().await;
    let house = &scene.house;
    let photos =
        scene.ask(Kind::Consent, QuestionFields { whose: Whose::Attendee, ..asks("Fotos", Kind::Consent) }).await;
    let from = scene.ask(Kind::Text, asks("Woher", Kind::Text)).await;
    let yes = (photos, Answer::Agreed);
    let given = scene.given(&[(from, text("Lemgo"))], &[std::slice::from_ref(&yes), std::slice::from_ref(&yes)]).await;
    let token = scene.registered("anna@example.org", &["Anna", "Ben"], given).await;
    house.deliver().await;
    house.pass(chrono::TimeDelta::hours(1));

    let before = house.store.registration(&token).await.unwrap().unwrap();
    let given = scene.given(&[(from, text("Höxter"))], &[std::slice::from_ref(&yes), std::slice::from_ref(&yes)]).await;
    let names = vec!["Anna".to_owned(), "Carla".to_owned()];
    house.store.change_registration(&token, before.version, names.clone(), Some(given.clone())).await.unwrap();
    let after = house.store.registration(&token).await.unwrap().unwrap();
    let said = |person: Option<usize>| {
        let one = after.asked.answers.iter().find(|one| one.person == person).unwrap();
        (one.answer.clone(), one.said_by.clone(), one.at)
    };
    let (then, now) = (local("2027-03-01T08:00:00"), local("2027-03-01T09:00:00"));
    assert_eq!(said(None), (text("Höxter"), String::new(), now));
    assert_eq!(said(Some(0)), (Answer::Agreed, "Anna".into(), then), "her consent is as old as it is");
    assert_eq!(said(Some(1)), (Answer::Agreed, "Carla".into(), now));
    assert_eq!(house.waiting_mail().await, ["registration-changed"]);

    house.store.change_registration(&token, after.version, names, Some(given)).await.unwrap();
    assert_eq!(house.waiting_mail().await.len(), 1, "nothing changed, nothing is told");
    let last = house.store.registration(&token).await.unwrap().unwrap();
    let given = scene.given(&[], &[&[], std::slice::from_ref(&yes)]).await;
    let names = vec![String::new(), "Carla".to_owned()];
    house.store.change_registration(&token, last.version, names, Some(given)).await.unwrap();
    let left = scene.seen(&token).await.answers;
    assert_eq!(left.iter().map(|one| (one.question, one.person)).collect::<Vec<_>>(), [(photos, Some(0))]);

    let record = house.store.registration_record(&scene.olga, last.id).await.unwrap().unwrap();
    assert_eq!(record.trail.iter().filter(|line| line.act == TrailAct::AnswersChanged).count(), 2);
    let details = house.words("SELECT CAST(detail AS TEXT) FROM audit").await.join("\n");
    assert!(!details.contains("Höxter") && !details.contains("Lemgo"), "{details}");
}

#[tokio::test]
async fn what_was_answered_keeps_what_was_asked() {
    let scene = Scene::new().await;
    let house = &scene.house;
    let food = scene.ask(Kind::Choice, asks("Essen", Kind::Choice)).await;
    let condition = Some(Condition { question: food, option: "o2".into() });
    let fish = scene.ask(Kind::Text, QuestionFields { condition, ..asks("Welcher Fisch", Kind::Text) }).await;
    let given = scene.given(&[(food, chose("o1"))], &[]).await;
    let token = scene.registered("anna@example.org", &["Anna"], given).await;

    let more = QuestionFields {
        options: ["Gemüse", "Fisch", "Nichts"].map(|word| Localised::of("de", word)).to_vec(),
        required: true,
        ..asks("Essen", Kind::Choice)
    };
    let version = scene.version().await;
    assert_eq!(
        house.store.change_question(&scene.olga, food, version, more.clone()).await,
        Ok(false),
        "one option more"
    );
    assert_eq!(scene.asked().await, [food, fish]);
    let db = house.store.connection();
    for change in
        ["UPDATE question SET whose = 'attendee'", "UPDATE question SET keeping = 'day'", "DELETE FROM question"]
    {
        assert!(db.execute_unprepared(change).await.is_err(), "{change}");
    }

    let other = QuestionFields { label: Localised::of("de", "Abendessen"), ..more };
    let version = scene.version().await;
    assert_eq!(
        house.store.change_question(&scene.olga, food, version, other).await,
        Ok(true),
        "a new one in its place"
    );
    let own = house.store.own_form(&scene.olga, scene.event.id).await.unwrap().unwrap();
    let new = own.form.questions.iter().find(|question| question.label.get("de") == "Abendessen").unwrap();
    let child = own.form.questions.iter().find(|question| question.id == fish).unwrap();
    assert_eq!(
        child.condition.as_ref().unwrap().question,
        new.id,
        "what depended on the old one depends on the new one"
    );
    assert_eq!(own.retired.iter().map(|question| question.id).collect::<Vec<_>>(), [food]);
    let seen = scene.seen(&token).await;
    assert_eq!(seen.answers.iter().map(|one| one.question).collect::<Vec<_>>(), [food]);
    let asked = seen.questions.iter().find(|question| question.id == food).unwrap();
    assert_eq!((asked.label.get("de"), asked.retired), ("Essen", true));
    let all = house.store.answers(&scene.olga, scene.event.id).await.unwrap().unwrap();
    assert_eq!(all.questions.len(), 3, "those who run it see all of it");

    let version = scene.version().await;
    let depends = house.store.drop_question(&scene.olga, new.id, version).await;
    assert_eq!(depends, Err(FormRefusal::Faults(vec![QuestionFault::Dependants])));
    assert_eq!(
        house.store.drop_question(&scene.olga, fish, version).await,
        Ok(false),
        "nobody answered it: it is gone"
    );
    assert_eq!(house.store.drop_question(&scene.olga, fish, version + 1).await, Err(FormRefusal::NotFound));
    assert_eq!(house.count("SELECT COUNT(*) FROM question").await, 2);
    assert_eq!(scene.answers().await, 1);
}

#[tokio::test]
async fn a_form_is_changed_by_those_who_run_the_event_and_by_whoever_saw_it_last() {
    let scene = Scene::new().await;
    let house = &scene.house;
    let store = &house.store;
    let one = scene.ask(Kind::Text, asks("Eins", Kind::Text)).await;
    let two = scene.ask(Kind::Text, asks("Zwei", Kind::Text)).await;
    let (berta, version) = (house.berta().await, scene.version().await);
    assert_eq!(store.own_form(&berta, scene.event.id).await.unwrap(), None);
    assert_eq!(store.answers(&berta, scene.event.id).await.unwrap(), None);
    assert_eq!(store.drop_question(&berta, one, version).await, Err(FormRefusal::Forbidden));
    assert_eq!(store.move_question(&Actor::Visitor, two, version, true).await, Err(FormRefusal::Forbidden));
    assert_eq!(store.move_question(&scene.olga, two, version - 1, true).await, Err(FormRefusal::ChangedMeanwhile));
    store.move_question(&scene.olga, two, version, true).await.unwrap();
    assert_eq!(scene.asked().await, [two, one]);
    let draft = house.drafted(&scene.olga, "Entwurf", &[]).await;
    assert_eq!(store.form(&Actor::Visitor, draft.id).await.unwrap(), None, "a draft is nobody's business");

    let sent = request();
    for _ in 0..2 {
        let add =
            store.add_question(&scene.olga, sent, scene.event.id, version + 1, Kind::Date, asks("Wann", Kind::Date));
        add.await.unwrap();
    }
    assert_eq!(scene.asked().await.len(), 3, "sent twice, asked once");
    let consent = QuestionFields { keeping: Keeping::Proof, ..asks("Was", Kind::Text) };
    let refused = store.add_question(&scene.olga, request(), scene.event.id, version + 2, Kind::Text, consent).await;
    assert_eq!(refused, Err(FormRefusal::Faults(vec![QuestionFault::Keeping])));
    let acts = house.words("SELECT act FROM audit WHERE act LIKE 'question-%' ORDER BY id").await;
    assert_eq!(acts, ["question-added", "question-added", "question-moved", "question-added"]);
}

#[tokio::test]
async fn answers_are_forgotten_as_their_questions_say() {
    let scene = Scene::new().await;
    let house = &scene.house;
    let allergy = scene.ask(Kind::Text, QuestionFields { keeping: Keeping::Day, ..asks("Allergie", Kind::Text) }).await;
    let from = scene.ask(Kind::Text, asks("Woher", Kind::Text)).await;
    let photos =
        scene.ask(Kind::Consent, QuestionFields { keeping: Keeping::Proof, ..asks("Fotos", Kind::Consent) }).await;
    let given = scene.given(&[(allergy, text("Nuss")), (from, text("Lemgo")), (photos, Answer::Agreed)], &[]).await;
    scene.registered("anna@example.org", &["Anna"], given.clone()).await;
    let gone = scene.registered("ben@example.org", &["Ben"], given).await;
    house.store.cancel_registration(&gone).await.unwrap();
    house.set_clock("2027-03-02T07:00:01Z");
    house.store.forget().await.unwrap();
    assert_eq!(scene.answers().await, 5, "a day after he called off: what was for the day only");
    for (now, left) in [
        ("2027-03-03T10:59:00Z", 5),
        ("2027-03-03T11:01:00Z", 4),
        ("2027-05-01T09:00:00Z", 2),
        ("2027-05-01T11:00:01Z", 1),
        ("2030-03-02T10:59:00Z", 1),
        ("2030-03-02T11:01:00Z", 0),
    ] {
        house.set_clock(now);
        house.store.forget().await.unwrap();
        assert_eq!(scene.answers().await, left, "{now}");
        if left == 1 {
            assert_eq!(house.words("SELECT said_by FROM answer").await, ["Anna"], "a proof says whose it is");
        }
    }
    assert_eq!(house.store.forget().await.unwrap(), 0, "done twice, nothing more is forgotten");
}

#[tokio::test]
async fn how_many_answered_what_is_known_for_longer_than_who_did() {
    let scene = Scene::new().await;
    let house = &scene.house;
    let day = |kind| QuestionFields { keeping: Keeping::Day, ..asks("Sparte", kind) };
    let sector = scene.ask(Kind::Choice, day(Kind::Choice)).await;
    let town = scene.ask(Kind::Text, QuestionFields { label: Localised::of("de", "Ort"), ..day(Kind::Text) }).await;
    for (number, key) in ["o1", "o1", "o2", "o2", "o2", "o2"].into_iter().enumerate() {
        let from = if number == 0 { "Detmold" } else { "Lemgo" };
        let given = scene.given(&[(sector, chose(key)), (town, text(from))], &[]).await;
        let token = scene.registered(&format!("a{number}@example.org"), &["A"], given).await;
        if number == 5 {
            // Who called off did not come.
            house.store.cancel_registration(&token).await.unwrap();
        }
    }
    let counted = async || {
        let answers = house.store.answers(&scene.olga, scene.event.id).await.unwrap().unwrap();
        let counted = answers.counted.into_iter();
        let counted: Vec<_> = counted.map(|one| (one.question == sector, one.said, one.people)).collect();
        (answers.of.len(), counted)
    };
    house.set_clock("2027-03-03T11:01:00Z");
    let before = counted().await;
    assert_eq!(before.1, []);
    let (first, second) = (house.store.clone(), house.store.clone());
    let (first, second) = tokio::join!(first.forget(), second.forget());
    first.and(second).unwrap();
    house.store.forget().await.unwrap();
    assert_eq!(scene.answers().await, 0);
    let expected = vec![(true, "o2".to_owned(), 3), (true, "o1".into(), 2)];
    assert_eq!(counted().await, (0, expected), "four of a town are too few to be named");
    // What was counted keeps what was asked.
    let version = scene.version().await;
    house.store.drop_question(&scene.olga, sector, version).await.unwrap();
    assert_eq!(counted().await.1.len(), 2);
}

#[tokio::test]
async fn what_one_answered_can_be_taken_along_and_is_erased_with_the_account() {
    let scene = Scene::new().await;
    let house = &scene.house;
    let food = scene.ask(Kind::Choice, QuestionFields { whose: Whose::Attendee, ..asks("Essen", Kind::Choice) }).await;
    let given = scene.given(&[], &[&[], &[(food, chose("o2"))]]).await;
    scene.registered("carla@example.org", &["Carla", "Clemens"], given).await;
    let link = house.store.sign_in_token_for("carla@example.org").await.unwrap();
    let login = house.store.sign_in(&link, "Firefox".into()).await.unwrap().token;
    let carla = house.store.actor(&login).await.unwrap();
    let data = house.store.own_data(&carla).await.unwrap().unwrap();
    let answer = &data.registrations[0].answers[0];
    assert_eq!((answer.question.get("de"), answer.name.as_deref()), ("Essen", Some("Clemens")));
    assert_eq!(answer.chosen, [Localised::of("de", "Fisch")]);
    house.store.erase(&carla, &login).await.unwrap();
    assert_eq!(scene.answers().await, 0);
}

#[tokio::test]
async fn those_who_run_the_event_see_answers_of_everybody_on_the_list_and_of_nobody_else() {
    let scene = Scene::new().await;
    let house = &scene.house;
    let photos = scene.ask(Kind::Consent, asks("Fotos", Kind::Consent)).await;
    let yes = scene.given(&[(photos, Answer::Agreed)], &[]).await;
    scene.registered("anna@example.org", &["Anna"], yes.clone()).await;
    house.store.register(scene.form("ben@example.org", &["Ben"], yes)).await.unwrap();
    house.pass(chrono::TimeDelta::hours(2));
    house.store.expire_registrations().await.unwrap();
    let all = house.store.answers(&scene.olga, scene.event.id).await.unwrap().unwrap();
    let lines = house.store.list(&scene.olga, scene.event.id).await.unwrap().unwrap();
    assert_eq!(lines.iter().map(|line| (line.name.as_str(), line.position)).collect::<Vec<_>>(), [("Anna", 0)]);
    let [(id, answers)] = all.of.iter().collect::<Vec<_>>()[..] else { panic!("{:?}", all.of) };
    assert_eq!((*id, lines[0].state), (lines[0].registration, RegistrationState::Confirmed));
    assert!(answers[0].answer.is(AGREED));
    assert_eq!(answers[0].said_by, "Anna");
}
