//! Tickets: whose they are, what the door says to them, and that each opens it once.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use crate::common::{
    House, house,
    programme::{on_site, online},
};
use domain::{
    access::Actor,
    attendance::{DoorRefusal, DoorState, Presence},
    desk::{Admitted, DoorDesk, EventDesk as _, EventView, RegistrationDesk, TicketView},
    id::SessionId,
    organisation::Role,
    ticket::{Shown, TicketAddress, TicketCode, TicketRefusal},
};
use tokio::{sync::Barrier, task::JoinSet};

/// An event on Tuesday from 10 to 12 and from 14 to 16, and on Wednesday; it is Monday, 8:00.
struct Fair {
    house: House,
    olga: Actor,
    event: EventView,
}

async fn fair() -> Fair {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house.space(site, "Labor").await;
    let olga = house.olga().await;
    let sessions = [on_site("labor", 2, "10:00", "12:00"), online(2, "14:00", "16:00"), online(3, "10:00", "12:00")];
    let event = house.published(&olga, "Messe", &sessions).await;
    Fair { house, olga, event }
}

impl Fair {
    fn session(&self, number: usize) -> SessionId {
        self.event.sessions[number].id
    }

    /// Registered and confirmed for the first session: the secret of the link.
    async fn confirmed(&self, email: &str, names: &[&str]) -> String {
        let token = self.house.registered(self.session(0), email, names).await;
        self.house.store.confirm(&token).await.unwrap();
        token
    }

    async fn tickets(&self, token: &str) -> Vec<TicketView> {
        self.house.store.tickets(token).await.unwrap()
    }

    async fn code(&self, token: &str) -> TicketCode {
        self.tickets(token).await[0].address.code
    }

    /// Tuesday, a quarter to ten.
    fn doors_open(&self) {
        self.house.set_clock("2027-03-02T08:45:00Z");
    }

    async fn shown_at(&self, door: SessionId, shown: Shown) -> Result<Admitted, TicketRefusal> {
        self.house.store.admit(&self.olga, door, shown).await
    }

    async fn shown(&self, code: TicketCode) -> Result<Admitted, TicketRefusal> {
        self.shown_at(self.session(0), Shown { code, session: None }).await
    }

    async fn arrivals(&self) -> i64 {
        self.house.count("SELECT count(*) FROM audit WHERE act = 'arrived'").await
    }

    async fn change(&self, token: &str, names: &[&str]) {
        let version = self.house.store.registration(token).await.unwrap().unwrap().version;
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        self.house.store.change_registration(token, version, names, None).await.unwrap();
    }
}

#[tokio::test]
async fn everybody_who_comes_has_a_ticket_of_her_own_once_it_is_confirmed() {
    let f = fair().await;
    let token = f.house.registered(f.session(0), "anna@example.org", &["Anna", "Ben"]).await;
    assert_eq!(f.tickets(&token).await, [], "nothing is confirmed yet");
    f.house.store.confirm(&token).await.unwrap();
    let tickets = f.tickets(&token).await;
    assert_eq!(tickets.iter().map(|ticket| ticket.name.as_str()).collect::<Vec<_>>(), ["Anna", "Ben"]);
    assert_ne!(tickets[0].address.code, tickets[1].address.code);
    assert!(tickets.iter().all(|ticket| ticket.address.session == f.session(0)));
    assert_eq!(f.tickets(&token).await, tickets, "the same each time");
    assert_eq!(f.tickets("nonsense").await, []);
    let stored = f.house.contents(&["attendee", "registration"]).await.concat().to_uppercase();
    for ticket in &tickets {
        let hex: String = ticket.address.code.0.iter().map(|byte| format!("{byte:02X}")).collect();
        assert!(!stored.contains(&hex) && !stored.contains(&ticket.address.code.letters()), "no code is stored");
    }
}

#[tokio::test]
async fn a_ticket_lets_one_person_in_once_and_says_since_when_after_that() {
    let f = fair().await;
    let token = f.confirmed("anna@example.org", &["Anna", "Ben"]).await;
    let [anna, ben] = &f.tickets(&token).await[..] else { panic!() };
    f.doors_open();
    let first = f.shown(anna.address.code).await.unwrap();
    assert_eq!((first.name.as_str(), first.with, first.since), ("Anna", None, None));
    f.house.set_clock("2027-03-02T09:03:00Z");
    let again = f.shown(anna.address.code).await.unwrap();
    assert_eq!(again.since.unwrap().to_string(), "2027-03-02 09:45:00", "by the clock of the house");
    let second = f.shown(ben.address.code).await.unwrap();
    assert_eq!((second.name.as_str(), second.with.as_deref(), second.since), ("Ben", Some("Anna"), None));
    assert_eq!(f.arrivals().await, 2);
    let door = f.house.store.door(&f.olga, f.session(0)).await.unwrap().unwrap();
    assert_eq!((door.count(Presence::Came), door.count(Presence::Expected)), (2, 0));
    let seen = f.tickets(&token).await;
    assert_eq!(seen[0].came_at.unwrap().to_string(), "2027-03-02 09:45:00");
    assert!(!seen[0].certified, "it is not over");
    f.house.set_clock("2027-03-02T11:00:00Z");
    assert!(f.tickets(&token).await.iter().all(|ticket| ticket.certified));
}

#[tokio::test]
async fn calling_off_the_rest_of_an_event_takes_nothing_from_those_who_came() {
    let f = fair().await;
    let came = f.confirmed("anna@example.org", &["Anna"]).await;
    let on_paper = f.confirmed("ben@example.org", &["Ben"]).await;
    let later = f.house.registered(f.session(2), "carla@example.org", &["Carla"]).await;
    f.house.store.confirm(&later).await.unwrap();
    let paper = f.code(&on_paper).await;
    f.doors_open();
    f.shown(f.code(&came).await).await.unwrap();
    f.house.set_clock("2027-03-02T12:00:00Z");
    let event = f.house.event(&f.olga, "messe").await;
    f.house.store.cancel_event(&f.olga, event.id, event.version, "Sturm").await.unwrap();
    assert!(f.tickets(&came).await[0].certified, "her certificate");
    f.shown(paper).await.unwrap();
    assert!(f.tickets(&on_paper).await[0].certified, "who was ticked off on paper is written down");
    assert_eq!(f.tickets(&later).await, [], "there is nothing to go to");
}

#[tokio::test]
async fn many_doors_at_once_write_one_arrival() {
    let f = Arc::new(fair().await);
    let token = f.confirmed("anna@example.org", &["Anna"]).await;
    let code = f.code(&token).await;
    f.doors_open();
    let (barrier, mut doors) = (Arc::new(Barrier::new(8)), JoinSet::new());
    for _ in 0..8 {
        let (f, barrier) = (Arc::clone(&f), Arc::clone(&barrier));
        doors.spawn(async move {
            barrier.wait().await;
            f.shown(code).await.unwrap().since.is_none()
        });
    }
    let first = doors.join_all().await.into_iter().filter(|first| *first).count();
    assert_eq!((first, f.arrivals().await), (1, 1));
}

#[tokio::test]
async fn a_ticket_for_another_part_or_another_day_stays_outside_and_is_told_which() {
    let f = fair().await;
    let token = f.confirmed("anna@example.org", &["Anna"]).await;
    let ticket = f.tickets(&token).await[0].address;
    f.house.set_clock("2027-03-02T13:00:00Z");
    for session in [None, Some(ticket.session)] {
        let refusal = f.shown_at(f.session(1), Shown { code: ticket.code, session }).await.unwrap_err();
        assert_eq!(refusal, TicketRefusal::OtherSession(f.session(0)));
    }
    let early = f.shown_at(f.session(2), Shown { code: ticket.code, session: None }).await.unwrap_err();
    assert_eq!(early, TicketRefusal::Door(DoorRefusal::NotOpen(DoorState::Early)));
    assert_eq!(f.arrivals().await, 0);
    f.house.set_clock("2027-03-03T09:00:00Z");
    let next_day = f.shown_at(f.session(2), Shown { code: ticket.code, session: None }).await.unwrap_err();
    assert_eq!(next_day, TicketRefusal::OtherSession(f.session(0)));
}

#[tokio::test]
async fn a_ticket_of_another_event_or_of_nobody_is_known_as_such() {
    let f = fair().await;
    let other = f.house.published(&f.olga, "Vortrag", &[online(2, "10:00", "12:00")]).await.sessions[0].id;
    let token = f.house.registered(other, "anna@example.org", &["Anna"]).await;
    f.house.store.confirm(&token).await.unwrap();
    let ticket = f.tickets(&token).await[0].address;
    f.doors_open();
    let scanned = Shown { code: ticket.code, session: Some(other) };
    assert_eq!(f.shown_at(f.session(0), scanned).await.unwrap_err(), TicketRefusal::OtherEvent);
    assert_eq!(f.shown(ticket.code).await.unwrap_err(), TicketRefusal::Unknown);
    assert_eq!(f.shown(TicketCode([0; 10])).await.unwrap_err(), TicketRefusal::Unknown);
    let forged = Shown { code: TicketCode([0; 10]), session: Some(f.session(0)) };
    assert_eq!(f.shown_at(f.session(0), forged).await.unwrap_err(), TicketRefusal::Unknown);
}

#[tokio::test]
async fn a_cancelled_place_and_one_that_was_given_back_let_nobody_in() {
    let f = fair().await;
    let hers = f.confirmed("anna@example.org", &["Anna", "Ben", "Carla"]).await;
    let others = f.confirmed("dora@example.org", &["Dora"]).await;
    let [anna, ben, carla] = &f.tickets(&hers).await[..] else { panic!() };
    let dora = f.code(&others).await;
    f.change(&hers, &["Anna", "", "Carla"]).await;
    f.house.store.cancel_registration(&others).await.unwrap();
    assert_eq!(f.tickets(&others).await, []);
    f.doors_open();
    assert_eq!(f.shown(ben.address.code).await.unwrap_err(), TicketRefusal::Cancelled, "given back");
    assert_eq!(f.shown(dora).await.unwrap_err(), TicketRefusal::Cancelled);
    f.shown(anna.address.code).await.unwrap();
    f.shown(carla.address.code).await.unwrap();
    let elsewhere = f.shown_at(f.session(1), Shown { code: ben.address.code, session: None }).await;
    assert!(matches!(elsewhere, Err(TicketRefusal::Door(_))), "{elsewhere:?}");
    assert_eq!(f.arrivals().await, 2);
}

#[tokio::test]
async fn who_comes_instead_has_a_new_ticket_and_the_old_one_is_told_so() {
    let f = fair().await;
    let token = f.confirmed("anna@example.org", &["Anna", "Ben"]).await;
    let before = f.tickets(&token).await;
    f.change(&token, &["Anna", "Bea"]).await;
    f.change(&token, &["Anna", "Bert"]).await;
    let after = f.tickets(&token).await;
    assert_eq!(before[0], after[0], "who stays keeps hers");
    f.doors_open();
    assert_eq!(f.shown(before[1].address.code).await.unwrap_err(), TicketRefusal::Replaced);
    assert_eq!(f.shown(after[1].address.code).await.unwrap().name, "Bert");
    assert_eq!(f.shown(before[1].address.code).await.unwrap_err(), TicketRefusal::Replaced);
}

#[tokio::test]
async fn a_ticket_is_taken_by_those_who_run_the_event_and_while_the_door_is_open() {
    let f = fair().await;
    let token = f.confirmed("anna@example.org", &["Anna"]).await;
    let code = f.code(&token).await;
    let early = f.shown(code).await.unwrap_err();
    assert_eq!(early, TicketRefusal::Door(DoorRefusal::NotOpen(DoorState::Early)));
    f.doors_open();
    let firm = f.house.organisation("Firma").await;
    let eve = f.house.person("Eve", &firm, Role::Organiser).await;
    let shown = Shown { code, session: None };
    for stranger in [&eve, &Actor::Visitor] {
        let refusal = f.house.store.admit(stranger, f.session(0), shown).await.unwrap_err();
        assert_eq!(refusal, TicketRefusal::Door(DoorRefusal::NotFound));
    }
    assert_eq!(f.arrivals().await, 0);
}

#[tokio::test]
async fn the_page_of_a_ticket_names_its_owner_only_to_those_who_run_the_event() {
    let f = fair().await;
    let token = f.confirmed("anna@example.org", &["Anna", "Ben"]).await;
    let [anna, ben] = &f.tickets(&token).await[..] else { panic!() };
    let seen = |by: Actor, ticket: TicketAddress| {
        let store = f.house.store.clone();
        async move { store.ticket(&by, ticket).await.unwrap() }
    };
    let by_olga = seen(f.olga.clone(), anna.address).await.unwrap();
    assert_eq!(by_olga.hers, Some(("Anna".to_owned(), Presence::Expected)));
    let by_finder = seen(Actor::Visitor, anna.address).await.unwrap();
    assert_eq!((by_finder.hers, by_finder.refusal), (None, None));
    assert_eq!(by_finder.session.id, f.session(0));
    assert!(by_finder.session.place.online_url.is_none());
    f.change(&token, &["Anna", ""]).await;
    assert_eq!(seen(Actor::Visitor, ben.address).await.unwrap().refusal, Some(TicketRefusal::Cancelled));
    let elsewhere = TicketAddress { session: f.session(1), ..anna.address };
    assert_eq!(seen(f.olga.clone(), elsewhere).await, None);
    let forged = TicketAddress { code: TicketCode([1; 10]), ..anna.address };
    assert_eq!(seen(f.olga.clone(), forged).await, None);
}
