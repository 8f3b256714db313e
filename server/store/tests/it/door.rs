//! The door of a session: who came, who may say so, no seat too many (I2), and what coming proves.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use crate::common::{
    House, booking, house,
    programme::{on_site, registration},
    request, wish,
};
use chrono::{NaiveDate, TimeDelta};
use domain::{
    access::{Actor, Person},
    attendance::{DoorRefusal, DoorState, GrantRefusal, Presence},
    booking::BookingRefusal,
    desk::{
        AccountDesk, BookingDesk, Door, DoorDesk, EventDesk, KeeperDesk, NewProof, ProofRefusal, RegistrationDesk,
        SessionFields, WalkIn,
    },
    id::{AttendeeId, SessionId, SiteId},
    organisation::Role,
    rulebook::{Qualification, RuleBook},
    rules::BrokenRule,
    text::Localised,
};
use tokio::{sync::Barrier, task::JoinSet};

/// A workshop that asks for a safety briefing, a session in a room beside it, its organiser and its keeper.
struct Briefing {
    house: House,
    olga: Actor,
    rosa: Actor,
    site: SiteId,
    session: SessionId,
}

fn briefed() -> RuleBook {
    let needed = Qualification { key: "safety".into(), name: Localised::of("de", "Sicherheitsunterweisung") };
    RuleBook { qualifications: Some(vec![needed]), ..RuleBook::default() }
}

/// Tuesday, 10 to 12, so many seats; it is Monday, 8:00.
async fn briefing(capacity: Option<u16>) -> Briefing {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house.space_with(site, "Werkstatt", |space| space.rules = briefed()).await;
    house.space(site, "Labor").await;
    let olga = house.olga().await;
    let event = house
        .published(&olga, "Unterweisung", &[SessionFields { capacity, ..on_site("labor", 2, "10:00", "12:00") }])
        .await;
    let town = house.organisation("Stadt").await;
    let Actor::Account(person) = house.person("Rosa", &town, Role::Booker).await else { unreachable!() };
    let rosa = Actor::Account(Person { keeps: vec![site], ..person });
    Briefing { session: event.sessions[0].id, house, olga, rosa, site }
}

impl Briefing {
    async fn door(&self) -> Door {
        self.house.store.door(&self.olga, self.session).await.unwrap().unwrap()
    }

    async fn named(&self, name: &str) -> AttendeeId {
        self.door().await.people.iter().find(|line| line.name == name).unwrap().id
    }

    async fn came(&self, name: &str) -> Result<(), DoorRefusal> {
        self.house.store.came(&self.olga, self.named(name).await).await
    }

    async fn confirmed(&self, email: &str, names: &[&str]) -> String {
        let token = self.house.registered(self.session, email, names).await;
        self.house.store.confirm(&token).await.unwrap();
        token
    }

    /// Tuesday, a quarter to ten.
    fn doors_open(&self) {
        self.house.set_clock("2027-03-02T08:45:00Z");
    }

    async fn proves(&self, months: Option<u16>) {
        let grant = Some(("safety".to_owned(), months));
        self.house.store.settle_grant(&self.rosa, self.session, grant).await.unwrap();
    }

    fn walk_in(&self, name: &str, email: &str) -> WalkIn {
        WalkIn { request: request(), session: self.session, name: name.into(), email: email.into() }
    }

    async fn presence(&self, name: &str) -> Presence {
        self.door().await.people.iter().find(|line| line.name == name).unwrap().presence
    }

    /// Until when somebody has shown the briefing, as the rules see her; outer `None`: she has not.
    async fn proof(&self, by: &Actor) -> Option<Option<NaiveDate>> {
        let wish = wish("werkstatt", 9, "10:00", "12:00");
        let verdict = self.house.store.check(by, &wish, None).await.unwrap();
        let missing = verdict.broken.iter().any(|rule| matches!(rule, BrokenRule::QualificationMissing { .. }));
        if missing {
            return None;
        }
        let lines = self.house.store.proofs(&self.rosa).await.unwrap().unwrap().shown;
        let email = &by.person().unwrap().email;
        lines.iter().filter(|line| line.person.1 == *email).map(|line| line.expires_on).max()
    }

    async fn audit(&self, act: &str) -> i64 {
        self.house.count(&format!("SELECT count(*) FROM audit WHERE act = '{act}'")).await
    }
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[tokio::test]
async fn who_comes_is_written_down_once_and_taken_back_once() {
    let b = briefing(Some(5)).await;
    b.confirmed("anna@example.org", &["Anna", "Bernd"]).await;
    b.doors_open();
    b.came("Anna").await.unwrap();
    b.came("Anna").await.unwrap();
    let door = b.door().await;
    assert_eq!((door.count(Presence::Came), door.count(Presence::Expected)), (1, 1));
    let anna = door.people.iter().find(|line| line.name == "Anna").unwrap();
    assert_eq!(anna.came_at.unwrap().to_string(), "2027-03-02 09:45:00", "by the clock of the house");
    let bernd = door.people.iter().find(|line| line.name == "Bernd").unwrap();
    assert_eq!(bernd.with.as_deref(), Some("Anna"));
    b.house.store.did_not_come(&b.olga, anna.id).await.unwrap();
    b.house.store.did_not_come(&b.olga, anna.id).await.unwrap();
    assert_eq!(b.presence("Anna").await, Presence::Expected);
    assert_eq!((b.audit("arrived").await, b.audit("arrival-undone").await), (1, 1));
}

#[tokio::test]
async fn two_phones_at_once_write_one_arrival() {
    let b = Arc::new(briefing(None).await);
    b.confirmed("anna@example.org", &["Anna"]).await;
    b.proves(Some(12)).await;
    b.doors_open();
    let (id, barrier) = (b.named("Anna").await, Arc::new(Barrier::new(8)));
    let mut phones = JoinSet::new();
    for _ in 0..8 {
        let (b, barrier) = (Arc::clone(&b), Arc::clone(&barrier));
        phones.spawn(async move {
            barrier.wait().await;
            b.house.store.came(&b.olga, id).await
        });
    }
    assert_eq!(phones.join_all().await, vec![Ok(()); 8]);
    assert_eq!((b.audit("arrived").await, b.audit("proof-earned").await), (1, 1));
}

#[tokio::test]
async fn strangers_see_no_list_and_write_nothing_down() {
    let b = briefing(None).await;
    b.confirmed("anna@example.org", &["Anna"]).await;
    b.doors_open();
    let id = b.named("Anna").await;
    let berta = b.house.berta().await;
    for stranger in [&berta, &b.rosa, &Actor::Visitor] {
        let store = &b.house.store;
        assert_eq!(store.door(stranger, b.session).await, Ok(None));
        assert_eq!(store.came(stranger, id).await, Err(DoorRefusal::NotFound));
        assert_eq!(store.did_not_come(stranger, id).await, Err(DoorRefusal::NotFound));
        assert_eq!(store.walk_in(stranger, b.walk_in("Carla", "")).await, Err(DoorRefusal::NotFound));
    }
    assert_eq!(b.presence("Anna").await, Presence::Expected);
}

#[tokio::test]
async fn the_door_opens_before_the_session_and_shuts_after_it() {
    let b = briefing(None).await;
    b.confirmed("anna@example.org", &["Anna"]).await;
    b.house.set_clock("2027-03-02T05:59:59Z");
    assert_eq!(b.came("Anna").await, Err(DoorRefusal::NotOpen(DoorState::Early)));
    assert_eq!(b.door().await.opens_at.to_string(), "2027-03-02 07:00:00");
    b.house.set_clock("2027-03-02T11:00:00Z");
    assert_eq!(b.presence("Anna").await, Presence::Missed, "it is over");
    b.came("Anna").await.unwrap();
    assert_eq!(b.presence("Anna").await, Presence::Came, "from a list on paper");
    b.house.pass(TimeDelta::days(14));
    let id = b.named("Anna").await;
    assert_eq!(b.house.store.did_not_come(&b.olga, id).await, Err(DoorRefusal::NotOpen(DoorState::Shut)));
}

#[tokio::test]
async fn who_has_no_seat_is_not_let_in_as_if_she_had_one() {
    let b = briefing(Some(2)).await;
    let token = b.confirmed("anna@example.org", &["Anna"]).await;
    b.house.store.cancel_registration(&token).await.unwrap();
    b.doors_open();
    assert_eq!(b.presence("Anna").await, Presence::NoSeat);
    assert_eq!(b.came("Anna").await, Err(DoorRefusal::NoSeat));
}

#[tokio::test]
async fn who_is_there_before_she_answered_the_mail_keeps_her_seat_and_proves_nothing() {
    let b = briefing(Some(1)).await;
    b.proves(None).await;
    b.doors_open();
    b.house.store.register(registration(b.session, "anna@example.org", &["Anna"])).await.unwrap();
    assert!(b.door().await.people[0].unanswered);
    b.came("Anna").await.unwrap();
    b.house.pass(TimeDelta::minutes(61));
    b.house.store.expire_registrations().await.unwrap();
    let line = b.door().await.people.remove(0);
    assert_eq!((line.presence, line.proves), (Presence::Came, false));
    assert_eq!(b.house.count("SELECT count(*) FROM earned_proof").await, 0);
}

#[tokio::test]
async fn whoever_is_not_on_the_list_gets_a_seat_while_there_is_one() {
    let b = briefing(Some(3)).await;
    b.confirmed("anna@example.org", &["Anna"]).await;
    b.doors_open();
    let store = &b.house.store;
    let form = b.walk_in(" Carla ", "");
    store.walk_in(&b.olga, form.clone()).await.unwrap();
    store.walk_in(&b.olga, form).await.unwrap();
    assert_eq!(store.walk_in(&b.olga, b.walk_in("", "")).await, Err(DoorRefusal::Name));
    assert_eq!(store.walk_in(&b.olga, b.walk_in("Doris", "doris")).await, Err(DoorRefusal::Email));
    assert_eq!(store.walk_in(&b.olga, b.walk_in("Anna", "Anna@example.org")).await, Err(DoorRefusal::Known));
    store.walk_in(&b.olga, b.walk_in("Doris", "doris@example.org")).await.unwrap();
    assert_eq!(store.walk_in(&b.olga, b.walk_in("Emil", "")).await, Err(DoorRefusal::Full));
    let door = b.door().await;
    assert_eq!((door.count(Presence::Came), door.session.left), (2, Some(0)));
    assert!(door.people.iter().all(|line| line.with.is_none()));
    assert_eq!(b.audit("walked-in").await, 2);
    // Undone, somebody keeps her seat: she may be in the hall.
    store.did_not_come(&b.olga, b.named("Carla").await).await.unwrap();
    assert_eq!(b.door().await.session.left, Some(0));
}

#[tokio::test]
async fn ten_doors_at_once_give_the_last_three_seats_to_three_people() {
    let b = Arc::new(briefing(Some(3)).await);
    b.doors_open();
    let barrier = Arc::new(Barrier::new(10));
    let mut doors = JoinSet::new();
    for n in 0..10 {
        let (b, barrier) = (Arc::clone(&b), Arc::clone(&barrier));
        doors.spawn(async move {
            let email = if n % 2 == 0 { String::new() } else { format!("p{n}@example.org") };
            let new = b.walk_in(&format!("P{n}"), &email);
            barrier.wait().await;
            b.house.store.walk_in(&b.olga, new).await
        });
    }
    let answers = doors.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 3);
    assert_eq!(answers.iter().filter(|answer| **answer == Err(DoorRefusal::Full)).count(), 7);
    assert_eq!(b.house.count("SELECT count(*) FROM attendee WHERE holds_seat").await, 3);
}

#[tokio::test]
async fn nobody_writes_to_those_whose_address_nobody_confirmed() {
    let b = briefing(None).await;
    b.doors_open();
    b.house.store.walk_in(&b.olga, b.walk_in("Carla", "")).await.unwrap();
    b.house.store.walk_in(&b.olga, b.walk_in("Doris", "doris@example.org")).await.unwrap();
    let event = b.house.event(&b.olga, "unterweisung").await;
    b.house.store.drop_session(&b.olga, b.session, event.version, "").await.unwrap();
    assert_eq!(b.house.deliver().await, []);
}

#[tokio::test]
async fn coming_proves_what_the_keeper_settled_and_for_as_long() {
    let b = briefing(None).await;
    b.proves(Some(12)).await;
    let anna = b.house.anna().await;
    b.confirmed("anna@example.org", &["Anna", "Bernd"]).await;
    assert_eq!(b.proof(&anna).await, None);
    b.doors_open();
    b.came("Bernd").await.unwrap();
    assert_eq!(b.proof(&anna).await, None, "whom she brought is not she");
    b.came("Anna").await.unwrap();
    assert_eq!(b.proof(&anna).await, Some(Some(date("2028-03-02"))));
    b.house.store.book(&anna, booking(wish("werkstatt", 9, "10:00", "12:00"))).await.unwrap();
    b.house.store.did_not_come(&b.olga, b.named("Anna").await).await.unwrap();
    assert_eq!(b.proof(&anna).await, None, "taken back with her coming");
    assert_eq!((b.audit("proof-earned").await, b.audit("proof-taken-back").await), (1, 1));
}

#[tokio::test]
async fn what_a_keeper_granted_stays_when_an_arrival_is_taken_back() {
    let b = briefing(None).await;
    b.proves(Some(1)).await;
    let anna = b.house.anna().await;
    b.confirmed("anna@example.org", &["Anna"]).await;
    b.doors_open();
    b.came("Anna").await.unwrap();
    let expires_on = Some(date("2027-06-30"));
    let renewed = NewProof { email: "anna@example.org".into(), site: b.site, key: "safety".into(), expires_on };
    b.house.store.grant(&b.rosa, renewed).await.unwrap();
    b.house.store.did_not_come(&b.olga, b.named("Anna").await).await.unwrap();
    assert_eq!(b.proof(&anna).await, Some(expires_on));
}

#[tokio::test]
async fn who_had_no_account_finds_her_proof_when_she_signs_in() {
    let b = briefing(None).await;
    b.proves(Some(12)).await;
    b.confirmed("neu@example.org", &["Neu"]).await;
    b.doors_open();
    b.came("Neu").await.unwrap();
    let readable = if b.house.is_postgres() { "encode(address, 'escape')" } else { "CAST(address AS TEXT)" };
    let address = b.house.count(&format!("SELECT count(*) FROM earned_proof WHERE {readable} LIKE '%neu@%'")).await;
    assert_eq!(address, 0, "her address is not kept with it");
    let token = b.house.store.sign_in_token_for("neu@example.org").await.unwrap();
    let login = b.house.store.sign_in(&token, "test".into()).await.unwrap().token;
    let muster = b.house.organisation("Muster").await;
    let account = b.house.store.actor(&login).await.unwrap().person().unwrap().id;
    b.house.store.add_membership(account, muster.id, Role::Booker).await.unwrap();
    let neu = b.house.store.actor(&login).await.unwrap();
    assert_eq!(b.proof(&neu).await, Some(Some(date("2028-03-02"))));
    b.house.store.did_not_come(&b.olga, b.named("Neu").await).await.unwrap();
    assert_eq!(b.proof(&neu).await, None);
}

#[tokio::test]
async fn proofs_that_hold_no_more_and_those_nobody_signed_in_for_are_forgotten() {
    let b = briefing(None).await;
    b.proves(Some(12)).await;
    b.house.anna().await;
    b.confirmed("anna@example.org", &["Anna"]).await;
    b.doors_open();
    b.came("Anna").await.unwrap();
    b.proves_again().await;
    let kept = || b.house.count("SELECT count(*) FROM earned_proof");
    b.house.set_clock("2028-04-01T08:00:00Z");
    b.house.store.forget().await.unwrap();
    assert_eq!(kept().await, 2, "thirty days after it ended");
    b.house.set_clock("2028-04-02T08:00:00Z");
    b.house.store.forget().await.unwrap();
    assert_eq!(kept().await, 1, "one holds for ever");
    b.house.set_clock("2029-03-03T08:00:00Z");
    b.house.store.forget().await.unwrap();
    assert_eq!(kept().await, 0, "and nobody ever came for it");
}

impl Briefing {
    /// One more session, that proves it for ever, and somebody without an account who comes to it.
    async fn proves_again(&self) {
        let event = self.house.published(&self.olga, "Noch eine", &[on_site("labor", 2, "13:00", "14:00")]).await;
        let session = event.sessions[0].id;
        let grant = Some(("safety".to_owned(), None));
        self.house.store.settle_grant(&self.rosa, session, grant).await.unwrap();
        let token = self.house.registered(session, "fremd@example.org", &["Fremd"]).await;
        self.house.store.confirm(&token).await.unwrap();
        self.house.set_clock("2027-03-02T12:00:00Z");
        let door = self.house.store.door(&self.olga, session).await.unwrap().unwrap();
        self.house.store.came(&self.olga, door.people[0].id).await.unwrap();
    }
}

#[tokio::test]
async fn only_a_keeper_of_the_house_settles_what_a_session_proves() {
    let b = briefing(None).await;
    let grant = |key: &str, months| Some((key.to_owned(), months));
    let store = &b.house.store;
    let elsewhere = b.house.site("Anderswo", "Detmold").await;
    let Actor::Account(person) = b.rosa.clone() else { unreachable!() };
    let stranger = Actor::Account(Person { keeps: vec![elsewhere], ..person });
    for nobody in [&b.olga, &stranger, &Actor::Visitor] {
        let refused = store.settle_grant(nobody, b.session, grant("safety", None)).await;
        assert_eq!(refused, Err(GrantRefusal::NotFound));
    }
    assert_eq!(store.settle_grant(&b.rosa, b.session, grant("laser", None)).await, Err(GrantRefusal::NotAsked));
    assert_eq!(store.settle_grant(&b.rosa, b.session, grant("safety", Some(0))).await, Err(GrantRefusal::Months));
    let kept = store.kept_sessions(&b.rosa).await.unwrap().unwrap();
    assert_eq!((kept.len(), kept[0].asked[0].key.as_str()), (1, "safety"));
    assert_eq!(store.kept_sessions(&stranger).await.unwrap().unwrap(), []);
    assert_eq!(store.kept_sessions(&b.olga).await.unwrap(), None);
    b.proves(Some(12)).await;
    b.proves(Some(12)).await;
    assert_eq!(b.audit("grant-settled").await, 1);
    let public = b.house.event(&Actor::Visitor, "unterweisung").await;
    assert_eq!(public.sessions[0].grants.as_ref().unwrap().months, Some(12));
    store.settle_grant(&b.rosa, b.session, None).await.unwrap();
    assert_eq!(b.house.event(&Actor::Visitor, "unterweisung").await.sessions[0].grants, None);
    b.doors_open();
    b.house.pass(TimeDelta::minutes(15));
    assert_eq!(store.settle_grant(&b.rosa, b.session, grant("safety", None)).await, Err(GrantRefusal::NotFound));
}

#[tokio::test]
async fn a_session_that_moves_to_another_house_proves_nothing_there() {
    let b = briefing(None).await;
    let elsewhere = b.house.site("Anderswo", "Detmold").await;
    b.house.space(elsewhere, "Studio").await;
    // The workshop asks her for it too.
    let hers = NewProof { email: "olga@example.org".into(), site: b.site, key: "safety".into(), expires_on: None };
    b.house.store.grant(&b.rosa, hers).await.unwrap();
    let change = async |space: &str| {
        let version = b.house.event(&b.olga, "unterweisung").await.version;
        b.house.store.change_session(&b.olga, b.session, version, on_site(space, 2, "10:00", "12:00")).await.unwrap();
        b.house.event(&b.olga, "unterweisung").await.sessions[0].grants.is_some()
    };
    b.proves(None).await;
    assert!(change("werkstatt").await, "in the same house it stays");
    assert!(!change("studio").await);
    assert!(!change("labor").await, "and does not come back by itself");
}

#[tokio::test]
async fn a_wish_that_lacks_a_proof_is_shown_where_to_get_it() {
    let b = briefing(Some(1)).await;
    let anna = b.house.anna().await;
    let lessons = async || {
        let answer = b.house.store.check(&anna, &wish("werkstatt", 9, "10:00", "12:00"), None).await.unwrap();
        answer.lessons.into_iter().map(|lesson| lesson.event).collect::<Vec<_>>()
    };
    assert!(lessons().await.is_empty());
    b.proves(Some(12)).await;
    assert_eq!(lessons().await, ["unterweisung"]);
    let refused = b.house.store.book(&anna, booking(wish("werkstatt", 9, "10:00", "12:00"))).await.unwrap_err();
    let BookingRefusal::Rules(verdict) = refused else { panic!("{refused:?}") };
    assert_eq!(verdict.lessons[0].key, "safety");
    let token = b.confirmed("bernd@example.org", &["Bernd"]).await;
    assert!(lessons().await.is_empty(), "it is full");
    b.house.store.cancel_registration(&token).await.unwrap();
    b.house.set_clock("2027-03-02T09:00:00Z");
    assert!(lessons().await.is_empty(), "it has begun");
}

#[tokio::test]
async fn what_was_proved_in_one_house_opens_no_other() {
    let b = briefing(Some(5)).await;
    let other = b.house.site("Nebenan", "Detmold").await;
    b.house.space_with(other, "Halle", |space| space.rules = briefed()).await;
    let anna = b.house.anna().await;
    let Actor::Account(rosa) = b.rosa.clone() else { unreachable!() };
    let karl = Actor::Account(Person { keeps: vec![other], ..rosa });
    b.proves(Some(12)).await;
    b.confirmed("anna@example.org", &["Anna"]).await;
    b.doors_open();
    b.came("Anna").await.unwrap();
    b.house.set_clock("2027-03-02T12:00:00Z");

    let missing = async |space: &str| {
        let verdict = b.house.store.check(&anna, &wish(space, 9, "10:00", "12:00"), None).await.unwrap();
        (verdict.broken.iter().any(|rule| matches!(rule, BrokenRule::QualificationMissing { .. })), verdict.lessons)
    };
    assert!(!missing("werkstatt").await.0);
    assert!(missing("halle").await.0, "there nobody knows her");
    let lines = async |keeper: &Actor| b.house.store.proofs(keeper).await.unwrap().unwrap().shown.len();
    assert_eq!((lines(&b.rosa).await, lines(&karl).await), (1, 0));

    let grant = async |by: &Actor, site| {
        let new = NewProof { email: "anna@example.org".into(), site, key: "safety".into(), expires_on: None };
        b.house.store.grant(by, new).await
    };
    assert_eq!(grant(&b.rosa, other).await, Err(ProofRefusal::NotFound));
    assert!(missing("halle").await.0);
    assert_eq!(grant(&karl, other).await, Ok(()));
    assert!(!missing("halle").await.0);
    assert_eq!((lines(&b.rosa).await, lines(&karl).await), (1, 1));
}

#[tokio::test]
async fn nobody_is_sent_to_a_briefing_of_another_house() {
    let b = briefing(Some(5)).await;
    let other = b.house.site("Nebenan", "Detmold").await;
    b.house.space_with(other, "Halle", |space| space.rules = briefed()).await;
    b.proves(None).await;
    let anna = b.house.anna().await;
    for (space, offered) in [("werkstatt", 1), ("halle", 0)] {
        let verdict = b.house.store.check(&anna, &wish(space, 9, "10:00", "12:00"), None).await.unwrap();
        assert_eq!(verdict.lessons.len(), offered, "{space}");
    }
}
