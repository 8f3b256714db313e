//! Files as answers: kept before the rest of a form is right, part of the registration afterwards, and gone with it.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::net::{IpAddr, Ipv4Addr};

use crate::common::{
    House, house,
    programme::{online, registration},
    request,
};
use chrono::TimeDelta;
use domain::{
    access::Actor,
    desk::{
        AccountDesk, Answered, DoorDesk, EventView, FileDesk, FileRefusal, FormDesk, NewFile, NewRegistration,
        PrivacyDesk, QuestionFields, RegistrationDesk, TrailAct, WalkIn,
    },
    id::{FileId, QuestionId, RegistrationId},
    question::{
        Answer, Fault, FileKind, Given, Keeping, Kind, SentFile, Whose, Wrong,
        file::{FileFault, MOST_OF_ALL, MOST_OF_NETWORK, bytes},
    },
    registration::RegistrationRefusal,
    text::Localised,
};
use sea_orm::ConnectionTrait as _;
use tokio::task::JoinSet;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
const THERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2));

/// A question for a file that need not be answered.
fn file() -> QuestionFields {
    QuestionFields {
        whose: Whose::Registration,
        label: Localised::of("de", "Lebenslauf"),
        help: Localised::default(),
        options: vec![],
        least: None,
        most: Some(1),
        files: FileKind::ALL.to_vec(),
        required: false,
        sessions: vec![],
        condition: None,
        purpose: Localised::of("de", "Zum Planen"),
        keeping: Keeping::List,
    }
}

fn text(words: &str) -> Answer {
    Answer::Text(words.into())
}

/// A house with a public event of Olga's, on Tuesday from 10 to 12.
struct Scene {
    house: House,
    olga: Actor,
    event: EventView,
}

impl Scene {
    async fn new() -> Self {
        let house = house().await;
        let olga = house.olga().await;
        let event = house.published(&olga, "Vortrag", &[online(2, "10:00", "12:00")]).await;
        Self { house, olga, event }
    }

    async fn ask(&self, fields: QuestionFields) -> QuestionId {
        let store = &self.house.store;
        let version = store.form(&self.olga, self.event.id).await.unwrap().unwrap().version;
        store.add_question(&self.olga, request(), self.event.id, version, Kind::File, fields).await.unwrap();
        store.form(&self.olga, self.event.id).await.unwrap().unwrap().questions.last().unwrap().id
    }

    /// Sends a text, and answers its key.
    async fn sent(&self, question: QuestionId, words: &str) -> String {
        self.send(question, words.as_bytes(), HERE).await.unwrap()
    }

    async fn send(&self, question: QuestionId, bytes: &[u8], network: IpAddr) -> Result<String, FileRefusal> {
        let name = "../Leben\r\nlauf.TXT".into();
        self.house.store.keep_file(NewFile { question, name, bytes: bytes.to_vec(), network }).await
    }

    async fn given(&self, once: &[(QuestionId, &str)], each: &[&[(QuestionId, &str)]]) -> Given {
        let version = self.house.store.form(&self.olga, self.event.id).await.unwrap().unwrap().version;
        let answers = |all: &[(QuestionId, &str)]| all.iter().map(|(id, key)| (*id, text(key))).collect();
        Given { version, once: answers(once), each: each.iter().map(|all| answers(all)).collect() }
    }

    fn form(&self, email: &str, names: &[&str], answers: Given) -> NewRegistration {
        NewRegistration { answers, ..registration(self.event.sessions[0].id, email, names) }
    }

    /// Registers, and answers the secret of the mailed link.
    async fn pending(&self, email: &str, names: &[&str], answers: Given) -> String {
        self.house.store.register(self.form(email, names, answers)).await.unwrap();
        let mails = self.house.deliver().await;
        let token = mails.into_iter().rev().find_map(|mail| match mail {
            store::MailFacts::Registration { to, token, .. } if to == email => Some(token),
            _ => None,
        });
        token.unwrap()
    }

    async fn registered(&self, email: &str, names: &[&str], answers: Given) -> String {
        let token = self.pending(email, names, answers).await;
        self.house.store.confirm(&token).await.unwrap();
        token
    }

    async fn answers(&self, token: &str) -> Vec<Answered> {
        self.house.store.registration(token).await.unwrap().unwrap().asked.answers
    }

    /// The first file among the answers of a registration.
    async fn file(&self, token: &str) -> SentFile {
        let answers = self.answers(token).await;
        let file = |one: &Answered| match &one.answer {
            Answer::File(file) => Some(file.clone()),
            _ => None,
        };
        answers.iter().find_map(file).unwrap()
    }

    async fn id(&self, token: &str) -> RegistrationId {
        self.house.store.registration(token).await.unwrap().unwrap().id
    }

    /// Files, those that wait, and those counted against a network.
    async fn there(&self) -> (i64, i64, i64) {
        let count =
            async |holds: &str| self.house.count(&format!("SELECT COUNT(*) FROM sent_file WHERE {holds}")).await;
        (count("1 = 1").await, count("answer_id IS NULL").await, count("network IS NOT NULL").await)
    }

    /// Makes what there is as large as that, for whoever counts.
    async fn grown(&self, size: u64) {
        let sql = format!("UPDATE sent_file SET size = {size}");
        self.house.store.connection().execute_unprepared(&sql).await.unwrap();
    }

    async fn content(&self, token: &str, id: FileId) -> Option<Vec<u8>> {
        self.house.store.file_by_link(token, id).await.unwrap().map(|found| found.bytes)
    }
}

fn gone(question: QuestionId, person: Option<usize>) -> Result<(), RegistrationRefusal> {
    Err(RegistrationRefusal::Answers(vec![Fault { person, question, wrong: Wrong::FileGone }]))
}

#[tokio::test]
async fn a_file_waits_for_its_form_and_is_part_of_the_registration_afterwards() {
    let scene = Scene::new().await;
    let cv = scene.ask(QuestionFields { required: true, ..file() }).await;
    let key = scene.sent(cv, "Anna war überall.").await;
    assert_eq!(scene.there().await, (1, 1, 1));
    let seen = scene.house.store.sent_file(cv, &key).await.unwrap().unwrap();
    assert_eq!((seen.name.as_str(), seen.kind, seen.size), ("Leben lauf.txt", FileKind::Text, 18));

    let given = scene.given(&[(cv, &key)], &[]).await;
    let token = scene.pending("anna@example.org", &["Anna"], given.clone()).await;
    assert_eq!(scene.there().await, (1, 0, 1), "counted until she confirms");
    scene.house.store.confirm(&token).await.unwrap();
    assert_eq!(scene.there().await, (1, 0, 0));
    assert_eq!(scene.file(&token).await, seen);
    assert_eq!(scene.content(&token, seen.id).await.as_deref(), Some("Anna war überall.".as_bytes()));

    let again = scene.house.store.register(scene.form("ben@example.org", &["Ben"], given)).await;
    assert_eq!(again, gone(cv, None), "a key opens one registration");
    let nothing = scene.given(&[], &[]).await;
    let refused = scene.house.store.register(scene.form("ben@example.org", &["Ben"], nothing)).await;
    let fault = Fault { person: None, question: cv, wrong: Wrong::Missing };
    assert_eq!(refused, Err(RegistrationRefusal::Answers(vec![fault])));
}

#[tokio::test]
async fn a_form_that_is_sent_twice_registers_once_with_one_file() {
    let scene = Scene::new().await;
    let cv = scene.ask(file()).await;
    let key = scene.sent(cv, "Anna").await;
    let new = scene.form("anna@example.org", &["Anna"], scene.given(&[(cv, &key)], &[]).await);
    for _ in 0..2 {
        scene.house.store.register(new.clone()).await.unwrap();
        assert!(
            scene.house.store.sent_file(cv, &key).await.unwrap().is_some(),
            "the page finds it the second time too"
        );
    }
    assert_eq!(scene.there().await, (1, 0, 1));
}

/// Several forms with one key, all at once: one registration has the file.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_several_forms_with_one_key_one_has_the_file() {
    let scene = Scene::new().await;
    let cv = scene.ask(file()).await;
    let key = scene.sent(cv, "Anna").await;
    let given = scene.given(&[(cv, &key)], &[]).await;
    let mut tasks = JoinSet::new();
    for n in 0..6 {
        let (store, new) = (scene.house.store.clone(), scene.form(&format!("n{n}@example.org"), &["N"], given.clone()));
        tasks.spawn(async move { store.register(new).await });
    }
    let mut made = 0;
    while let Some(done) = tasks.join_next().await {
        let done = done.unwrap();
        made += usize::from(done.is_ok());
        assert!(done.is_ok() || done == gone(cv, None), "{done:?}");
    }
    assert_eq!(made, 1);
    assert_eq!(scene.house.count("SELECT COUNT(*) FROM answer").await, 1);
}

#[tokio::test]
async fn a_key_is_good_for_its_question_and_a_file_for_whose_it_is() {
    let scene = Scene::new().await;
    let cv = scene.ask(file()).await;
    let other = scene.ask(file()).await;
    let each = scene.ask(QuestionFields { whose: Whose::Attendee, ..file() }).await;
    let key = scene.sent(cv, "Anna").await;
    assert_eq!(scene.house.store.sent_file(other, &key).await.unwrap(), None);
    let refused = async |once: &[(QuestionId, &str)], each: &[&[(QuestionId, &str)]]| {
        let new = scene.form("ben@example.org", &["Ben", "Cem"], scene.given(once, each).await);
        scene.house.store.register(new).await
    };
    assert_eq!(refused(&[(other, &key)], &[]).await, gone(other, None));
    let other_letter = if &key[30..31] == "A" { "B" } else { "A" };
    let tampered = format!("{}{other_letter}{}", &key[..30], &key[31..]);
    assert_eq!(refused(&[(cv, &tampered)], &[]).await, gone(cv, None));
    let mine = scene.sent(each, "Ben").await;
    assert_eq!(refused(&[], &[&[(each, &mine)], &[(each, &mine)]]).await, gone(each, Some(1)), "one file, one person");

    let anna = scene.registered("anna@example.org", &["Anna"], scene.given(&[(cv, &key)], &[]).await).await;
    let hers = scene.file(&anna).await;
    let known = hers.id.to_string();
    assert_eq!(refused(&[(cv, &known)], &[]).await, gone(cv, None), "what is known of a file opens nothing");
    let dora = scene.registered("dora@example.org", &["Dora"], scene.given(&[], &[]).await).await;
    let version = scene.house.store.registration(&dora).await.unwrap().unwrap().version;
    let given = scene.given(&[(cv, &known)], &[]).await;
    let taken = scene.house.store.change_registration(&dora, version, vec!["Dora".into()], Some(given)).await;
    assert_eq!(taken, gone(cv, None));
    assert_eq!(scene.content(&dora, hers.id).await, None);
    assert_eq!(scene.content("nonsense", hers.id).await, None);
}

#[tokio::test]
async fn a_file_is_replaced_and_taken_away_by_the_link() {
    let scene = Scene::new().await;
    let house = &scene.house;
    let cv = scene.ask(file()).await;
    let each = scene.ask(QuestionFields { whose: Whose::Attendee, ..file() }).await;
    let keys = [scene.sent(cv, "alt").await, scene.sent(each, "Anna").await, scene.sent(each, "Ben").await];
    let given = scene.given(&[(cv, &keys[0])], &[&[(each, &keys[1])], &[(each, &keys[2])]]).await;
    let token = scene.registered("anna@example.org", &["Anna", "Ben"], given).await;
    let kept = async |person: Option<usize>| {
        let answers = scene.answers(&token).await;
        let one = answers.into_iter().find(|one| one.person == person).unwrap();
        let Answer::File(file) = one.answer else { panic!("no file") };
        file.id
    };
    let change = async |names: &[&str], given: Given| {
        let version = house.store.registration(&token).await.unwrap().unwrap().version;
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        house.store.change_registration(&token, version, names, Some(given)).await.unwrap();
    };
    let (once, anna, ben) = (kept(None).await, kept(Some(0)).await, kept(Some(1)).await);
    let (anna_key, ben_key) = (anna.to_string(), ben.to_string());
    let new = scene.sent(cv, "neu").await;
    let given = scene.given(&[(cv, &new)], &[&[(each, &anna_key)], &[(each, &ben_key)]]).await;
    change(&["Anna", "Ben"], given).await;
    assert_eq!(scene.content(&token, once).await, None, "the old one is gone");
    assert_eq!(scene.content(&token, kept(None).await).await.as_deref(), Some(&b"neu"[..]));
    assert_eq!(scene.content(&token, anna).await.as_deref(), Some(&b"Anna"[..]), "and the others stay");
    assert_eq!(scene.there().await, (3, 0, 0));

    let given = scene.given(&[], &[&[(each, &anna_key)], &[]]).await;
    change(&["Anna", ""], given).await;
    assert_eq!(scene.there().await, (1, 0, 0), "what was taken away, and what was of whoever does not come");
    assert_eq!(scene.content(&token, ben).await, None);
    let swapped = scene.given(&[(cv, &anna_key)], &[&[(each, &anna_key)]]).await;
    let version = house.store.registration(&token).await.unwrap().unwrap().version;
    let refused = house.store.change_registration(&token, version, vec!["Anna".into()], Some(swapped)).await;
    assert_eq!(refused, gone(cv, None), "a file stays where it is");
}

#[tokio::test]
async fn what_nobody_sends_or_confirms_is_forgotten_at_once() {
    let scene = Scene::new().await;
    let house = &scene.house;
    let cv = scene.ask(QuestionFields { required: true, ..file() }).await;
    let key = scene.sent(cv, "Anna").await;
    house.pass(TimeDelta::minutes(119));
    assert_eq!(house.store.forget_waiting_files().await.unwrap(), 0);
    assert!(house.store.sent_file(cv, &key).await.unwrap().is_some());
    house.pass(TimeDelta::minutes(1));
    assert_eq!(house.store.sent_file(cv, &key).await.unwrap(), None, "whether or not the job was there");
    let late = house.store.register(scene.form("anna@example.org", &["Anna"], scene.given(&[(cv, &key)], &[]).await));
    assert_eq!(late.await, gone(cv, None));
    assert_eq!(house.store.forget_waiting_files().await.unwrap(), 1);
    assert_eq!(scene.there().await, (0, 0, 0));

    let key = scene.sent(cv, "Ben").await;
    let token = scene.pending("ben@example.org", &["Ben"], scene.given(&[(cv, &key)], &[]).await).await;
    house.pass(TimeDelta::minutes(61));
    house.store.expire_registrations().await.unwrap();
    assert_eq!(scene.there().await, (0, 0, 0), "with the seats goes the file");
    assert_eq!(house.count("SELECT COUNT(*) FROM answer").await, 0);
    house.store.confirm(&token).await.unwrap();
    assert_eq!(scene.answers(&token).await, [], "a late click counts, and her page says what is missing");
}

#[tokio::test]
async fn strangers_do_not_fill_the_disk() {
    let scene = Scene::new().await;
    let house = &scene.house;
    let cv = scene.ask(file()).await;
    let key = scene.sent(cv, "Anna").await;
    scene.grown(bytes(MOST_OF_NETWORK) - 3).await;
    assert_eq!(scene.send(cv, b"vier", HERE).await, Err(FileRefusal::Waits));
    scene.send(cv, b"drei", THERE).await.unwrap();
    assert!(scene.send(cv, b"ja!", HERE).await.is_ok());
    scene.grown(5).await;
    let token = scene.pending("anna@example.org", &["Anna"], scene.given(&[(cv, &key)], &[]).await).await;
    scene.grown(bytes(MOST_OF_NETWORK)).await;
    assert_eq!(scene.send(cv, b"x", HERE).await, Err(FileRefusal::Waits), "registered is not confirmed");
    let only_hers = "DELETE FROM sent_file WHERE answer_id IS NULL";
    house.store.connection().execute_unprepared(only_hers).await.unwrap();
    assert_eq!(scene.send(cv, b"x", HERE).await, Err(FileRefusal::Waits));
    house.store.confirm(&token).await.unwrap();
    scene.send(cv, b"x", HERE).await.unwrap();
    scene.grown(bytes(MOST_OF_ALL)).await;
    assert_eq!(scene.send(cv, b"x", THERE).await, Err(FileRefusal::Waits), "nor do many of them together");
}

#[tokio::test]
async fn only_a_public_event_that_asks_for_a_file_takes_one() {
    let scene = Scene::new().await;
    let house = &scene.house;
    let cv = scene.ask(QuestionFields { files: vec![FileKind::Pdf], ..file() }).await;
    assert_eq!(scene.send(cv, b"Text", HERE).await, Err(FileRefusal::Fault(FileFault::Kind)));
    let large = [b"%PDF-1.7\n".as_slice(), vec![b' '; 1_024 * 1_024].as_slice(), b"%%EOF".as_slice()].concat();
    assert_eq!(scene.send(cv, &large, HERE).await, Err(FileRefusal::Fault(FileFault::TooLarge(1))));
    assert!(scene.send(cv, b"%PDF-1.7\n%%EOF", HERE).await.is_ok());
    assert_eq!(scene.send(QuestionId(uuid::Uuid::nil()), b"Text", HERE).await, Err(FileRefusal::NotFound));

    let draft = house.drafted(&scene.olga, "Entwurf", &[online(9, "10:00", "12:00")]).await;
    house.store.add_question(&scene.olga, request(), draft.id, 0, Kind::File, file()).await.unwrap();
    let asked = house.store.form(&scene.olga, draft.id).await.unwrap().unwrap().questions[0].id;
    assert_eq!(scene.send(asked, b"Text", HERE).await, Err(FileRefusal::NotFound));
    let version = house.store.form(&scene.olga, scene.event.id).await.unwrap().unwrap().version;
    house.store.drop_question(&scene.olga, cv, version).await.unwrap();
    assert_eq!(scene.send(cv, b"%PDF-1.7\n%%EOF", HERE).await, Err(FileRefusal::NotFound));
    assert_eq!(scene.there().await, (0, 0, 0), "what waited for a question goes with it");
}

#[tokio::test]
async fn those_who_run_the_event_take_a_file_and_it_is_written_down() {
    let scene = Scene::new().await;
    let house = &scene.house;
    let cv = scene.ask(file()).await;
    let key = scene.sent(cv, "Anna").await;
    let token = scene.registered("anna@example.org", &["Anna"], scene.given(&[(cv, &key)], &[]).await).await;
    let (id, hers) = (scene.file(&token).await.id, scene.id(&token).await);
    let other = house.published(&scene.olga, "Anderes", &[online(3, "10:00", "12:00")]).await;
    let berta = house.berta().await;
    let take = async |by: &Actor, event, of| house.store.take_file(by, event, of, id).await.unwrap();
    for (by, event, of) in [
        (&berta, scene.event.id, hers),
        (&Actor::Visitor, scene.event.id, hers),
        (&scene.olga, other.id, hers),
        (&scene.olga, scene.event.id, RegistrationId(uuid::Uuid::nil())),
    ] {
        assert_eq!(take(by, event, of).await, None);
    }
    assert_eq!(house.count("SELECT COUNT(*) FROM audit WHERE act = 'file-taken'").await, 0);
    assert_eq!(take(&scene.olga, scene.event.id, hers).await.unwrap().bytes, b"Anna");
    let record = house.store.registration_record(&scene.olga, hers).await.unwrap().unwrap();
    let taken: Vec<_> = record.trail.iter().filter(|line| line.act == TrailAct::FileTaken).collect();
    assert_eq!(taken.len(), 1);
    assert!(taken[0].by.is_some(), "by whom");
    let details = house.words("SELECT CAST(detail AS TEXT) FROM audit").await.join("\n");
    assert!(!details.contains("Leben"), "{details}");
}

#[tokio::test]
async fn her_own_file_is_hers_and_goes_when_she_does() {
    let scene = Scene::new().await;
    let house = &scene.house;
    let cv = scene.ask(file()).await;
    let key = scene.sent(cv, "Carla").await;
    let token = scene.registered("carla@example.org", &["Carla"], scene.given(&[(cv, &key)], &[]).await).await;
    let id = scene.file(&token).await.id;
    let login = async |email: &str| {
        let link = house.store.sign_in_token_for(email).await.unwrap();
        let login = house.store.sign_in(&link, "Firefox".into()).await.unwrap().token;
        (house.store.actor(&login).await.unwrap(), login)
    };
    let (dora, _) = login("dora@example.org").await;
    let (carla, here) = login("carla@example.org").await;
    for stranger in [&dora, &Actor::Visitor, &scene.olga] {
        assert_eq!(house.store.own_file(stranger, id).await.unwrap(), None);
    }
    assert_eq!(house.store.own_file(&carla, id).await.unwrap().unwrap().bytes, b"Carla");
    let data = house.store.own_data(&carla).await.unwrap().unwrap();
    let answer = &data.registrations[0].answers[0];
    assert_eq!(answer.file, Some(format!("/account/files/{id}")));
    assert!(matches!(&answer.answer, Answer::File(file) if file.name == "Leben lauf.txt"));
    house.store.erase(&carla, &here).await.unwrap();
    assert_eq!(scene.there().await, (0, 0, 0));
}

#[tokio::test]
async fn a_file_is_forgotten_as_its_question_says() {
    let scene = Scene::new().await;
    let house = &scene.house;
    let day = scene.ask(QuestionFields { keeping: Keeping::Day, ..file() }).await;
    let list = scene.ask(file()).await;
    let keys = [scene.sent(day, "eins").await, scene.sent(list, "zwei").await];
    scene.registered("anna@example.org", &["Anna"], scene.given(&[(day, &keys[0]), (list, &keys[1])], &[]).await).await;
    scene.sent(list, "nie gesendet").await;
    for (now, left) in [
        ("2027-03-02T07:00:00Z", 2),
        ("2027-03-03T10:59:00Z", 2),
        ("2027-03-03T11:01:00Z", 1),
        ("2027-05-01T10:59:00Z", 1),
        ("2027-05-01T11:00:01Z", 0),
    ] {
        house.set_clock(now);
        house.store.forget().await.unwrap();
        assert_eq!(scene.there().await.0, left, "{now}");
    }
}

#[tokio::test]
async fn who_walks_in_is_asked_for_no_file() {
    let scene = Scene::new().await;
    scene.ask(QuestionFields { required: true, ..file() }).await;
    scene.house.set_clock("2027-03-02T08:45:00Z");
    let session = scene.event.sessions[0].id;
    let walk_in = WalkIn { request: request(), session, name: "Dora".into(), email: String::new() };
    scene.house.store.walk_in(&scene.olga, walk_in).await.unwrap();
}

#[tokio::test]
async fn the_database_knows_what_waits_and_what_takes_files() {
    let scene = Scene::new().await;
    let cv = scene.ask(file()).await;
    let key = scene.sent(cv, "Anna").await;
    let db = scene.house.store.connection();
    for wrong in [
        "UPDATE sent_file SET until_at = NULL",
        "UPDATE sent_file SET size = 0",
        "UPDATE sent_file SET kind = 'html'",
        "UPDATE question SET files = '[]'",
        "UPDATE question SET kind = 'text'",
    ] {
        assert!(db.execute_unprepared(wrong).await.is_err(), "{wrong}");
    }
    scene.registered("anna@example.org", &["Anna"], scene.given(&[(cv, &key)], &[]).await).await;
    assert!(db.execute_unprepared("UPDATE sent_file SET answer_id = NULL").await.is_err());
    db.execute_unprepared("DELETE FROM answer").await.unwrap();
    assert_eq!(scene.there().await, (0, 0, 0), "no bytes without their answer");
}
