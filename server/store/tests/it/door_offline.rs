//! What doors did without the net: when it happened counts, nothing is done twice, nobody is lost, no seat too many (I2).

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use crate::common::{House, house, programme::on_site, request};
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use domain::{
    access::Actor,
    attendance::{DoorRefusal, Presence},
    desk::{Door, DoorDesk, DoorLine, DoorNotes, EventDesk, RegistrationDesk, SessionFields},
    id::{AttendeeId, RequestId, SessionId},
    reconcile::{DoorAct, DoorDeed, Fate},
};
use tokio::{sync::Barrier, task::JoinSet};

/// A session on Tuesday from 10 to 12 by the clock of the house (9 to 11, UTC), and whoever runs it. It is 10:30.
struct Cellar {
    house: House,
    olga: Actor,
    session: SessionId,
}

/// With so many seats, and people who come by themselves.
async fn cellar(capacity: Option<u16>, names: &[&str]) -> Cellar {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house.space(site, "Keller").await;
    let olga = house.olga().await;
    let fields = SessionFields { capacity, ..on_site("keller", 2, "10:00", "12:00") };
    let event = house.published(&olga, "Kellerfest", &[fields]).await;
    let cellar = Cellar { session: event.sessions[0].id, house, olga };
    for name in names {
        cellar.registered(name).await;
    }
    cellar.house.set_clock("2027-03-02T09:30:00Z");
    cellar
}

/// On that Tuesday, UTC.
fn at(time: &str) -> DateTime<Utc> {
    format!("2027-03-02T{time}Z").parse().unwrap()
}

/// What a phone wrote down at a time.
fn act(time: &str, deed: DoorDeed) -> DoorAct {
    DoorAct { id: request(), at: at(time), after: None, deed }
}

impl Cellar {
    /// The link of somebody who registered and confirmed.
    async fn registered(&self, name: &str) -> String {
        let token = self.house.registered(self.session, &format!("{}@example.org", name.to_lowercase()), &[name]).await;
        self.house.store.confirm(&token).await.unwrap();
        token
    }

    async fn door(&self) -> Door {
        self.house.store.door(&self.olga, self.session).await.unwrap().unwrap()
    }

    async fn line(&self, name: &str) -> DoorLine {
        self.door().await.people.into_iter().find(|line| line.name == name).unwrap()
    }

    async fn id(&self, name: &str) -> AttendeeId {
        self.line(name).await.id
    }

    /// Since when somebody is here, by the clock of the house.
    async fn since(&self, name: &str) -> Option<NaiveDateTime> {
        self.line(name).await.came_at
    }

    fn notes(&self, acts: &[DoorAct]) -> DoorNotes {
        DoorNotes { session: self.session, sent_at: self.house.store.now(), acts: acts.to_vec() }
    }

    /// Sent by a phone whose clock is right.
    async fn heard(&self, acts: &[DoorAct]) -> Vec<Fate> {
        self.house.store.reconcile(&self.olga, self.notes(acts)).await.unwrap()
    }

    async fn audit(&self, act: &str) -> i64 {
        self.house.count(&format!("SELECT count(*) FROM audit WHERE act = '{act}'")).await
    }

    async fn seats(&self) -> i64 {
        self.house.count("SELECT count(*) FROM attendee WHERE holds_seat").await
    }
}

fn clock(time: &str) -> Option<NaiveDateTime> {
    Some(format!("2027-03-02T{time}").parse().unwrap())
}

#[tokio::test]
async fn who_came_without_the_net_came_when_she_came_and_not_when_it_was_heard_of() {
    let c = cellar(Some(5), &["Anna", "Bernd"]).await;
    let acts = [
        act("08:50:00", DoorDeed::Came(c.id("Anna").await)),
        act("08:55:10", DoorDeed::WalkedIn(" Carla ".into())),
        act("09:01:00", DoorDeed::Came(c.id("Bernd").await)),
        act("09:02:00", DoorDeed::Undone(c.id("Bernd").await)),
    ];
    assert_eq!(c.heard(&acts).await, [Fate::Noted; 4]);
    assert_eq!(c.since("Anna").await, clock("09:50:00"));
    assert_eq!(c.since("Carla").await, clock("09:55:10"));
    assert_eq!(c.line("Bernd").await.presence, Presence::Expected);
    assert_eq!((c.audit("arrived").await, c.audit("walked-in").await, c.audit("arrival-undone").await), (2, 1, 1));
}

#[tokio::test]
async fn what_is_sent_again_is_not_done_again_whatever_happened_meanwhile() {
    let c = cellar(Some(5), &["Anna", "Bernd"]).await;
    let (anna, bernd) = (c.id("Anna").await, c.id("Bernd").await);
    let acts = [
        act("08:50:00", DoorDeed::Came(anna)),
        act("08:51:00", DoorDeed::Came(bernd)),
        act("08:52:00", DoorDeed::Undone(bernd)),
        act("08:53:00", DoorDeed::WalkedIn("Carla".into())),
    ];
    c.heard(&acts).await;
    // The answer was lost; at another door Anna turns out to be somebody else, and Bernd is here after all.
    c.house.store.did_not_come(&c.olga, anna).await.unwrap();
    c.house.store.came(&c.olga, bernd).await.unwrap();
    let written = c.house.count("SELECT count(*) FROM audit").await;
    for _ in 0..2 {
        assert_eq!(c.heard(&acts).await, [Fate::Repeated; 4]);
    }
    assert_eq!(c.since("Anna").await, None);
    assert_eq!(c.since("Bernd").await, clock("10:30:00"));
    assert_eq!(c.house.count("SELECT count(*) FROM audit").await, written, "nothing is written down twice");
    assert_eq!(c.seats().await, 3);
}

#[tokio::test]
async fn of_two_doors_the_one_that_was_first_says_since_when() {
    let c = cellar(None, &["Anna", "Bernd"]).await;
    let (anna, bernd) = (c.id("Anna").await, c.id("Bernd").await);
    c.house.set_clock("2027-03-02T09:05:00Z");
    c.house.store.came(&c.olga, anna).await.unwrap();
    c.house.set_clock("2027-03-02T09:30:00Z");
    let before = act("09:00:00", DoorDeed::Came(anna));
    let after = act("09:10:00", DoorDeed::Came(anna));
    assert_eq!(c.heard(&[after]).await, [Fate::Already(at("09:05:00"))]);
    assert_eq!(c.since("Anna").await, clock("10:05:00"), "was already here");
    assert_eq!(c.heard(&[before]).await, [Fate::Earlier]);
    assert_eq!(c.since("Anna").await, clock("10:00:00"));
    // What a door took back before another let her in is not taken back there.
    assert_eq!(c.heard(&[act("09:20:00", DoorDeed::Came(bernd))]).await, [Fate::Noted]);
    assert_eq!(c.heard(&[act("09:15:00", DoorDeed::Undone(bernd))]).await, [Fate::Stays(at("09:20:00"))]);
    // The first door took her for somebody else, the second did not.
    assert_eq!(c.heard(&[act("09:07:00", DoorDeed::Undone(anna))]).await, [Fate::Stays(at("09:10:00"))]);
    assert_eq!(c.since("Anna").await, clock("10:10:00"));
    assert_eq!(c.heard(&[act("09:25:00", DoorDeed::Undone(anna))]).await, [Fate::Noted]);
    assert_eq!(c.heard(&[act("09:12:00", DoorDeed::Came(anna))]).await, [Fate::Overtaken]);
    assert_eq!(c.since("Anna").await, None);
}

#[tokio::test]
async fn a_slow_tick_and_a_quick_undo_of_one_phone_are_done_in_its_order() {
    let c = cellar(None, &["Anna"]).await;
    let anna = c.id("Anna").await;
    let tick = act("09:29:58", DoorDeed::Came(anna));
    let undo = DoorAct { after: Some(tick.id), ..act("09:29:59", DoorDeed::Undone(anna)) };
    let again = DoorAct { after: Some(undo.id), ..act("09:29:59", DoorDeed::Came(anna)) };
    let never = DoorAct { after: Some(again.id), ..act("09:29:59", DoorDeed::Undone(anna)) };
    // The tick was two seconds on its way, for which nobody can tell when it was done.
    let sent = |act: &DoorAct, sent_at| DoorNotes { sent_at, ..c.notes(std::slice::from_ref(act)) };
    let store = &c.house.store;
    assert_eq!(store.reconcile(&c.olga, sent(&tick, tick.at)).await.unwrap(), [Fate::Noted]);
    assert_eq!(c.since("Anna").await, clock("10:30:00"));
    c.house.set_clock("2027-03-02T09:30:01Z");
    for (act, here) in [(&undo, false), (&again, true), (&never, false)] {
        assert_eq!(store.reconcile(&c.olga, sent(act, at("09:30:01"))).await.unwrap(), [Fate::Noted]);
        assert_eq!(c.since("Anna").await.is_some(), here);
    }
    assert_eq!(c.heard(&[tick, undo, again, never]).await, [Fate::Repeated; 4]);
    assert_eq!(c.since("Anna").await, None);
}

#[tokio::test]
async fn what_was_taken_back_before_anybody_heard_of_it_stays_taken_back() {
    let c = cellar(None, &["Anna"]).await;
    let anna = c.id("Anna").await;
    // One door saw her, another one knew better; the other one has a net first.
    assert_eq!(c.heard(&[act("09:10:00", DoorDeed::Undone(anna))]).await, [Fate::Noted]);
    assert_eq!(c.heard(&[act("09:05:00", DoorDeed::Came(anna))]).await, [Fate::Overtaken]);
    assert_eq!(c.since("Anna").await, None);
    assert_eq!(c.heard(&[act("09:15:00", DoorDeed::Came(anna))]).await, [Fate::Noted]);
    assert_eq!(c.since("Anna").await, clock("10:15:00"));
}

#[tokio::test]
async fn eight_phones_that_send_at_once_and_twice_write_each_person_once() {
    let c = Arc::new(cellar(Some(12), &["Anna", "Bernd"]).await);
    let (anna, bernd, barrier) = (c.id("Anna").await, c.id("Bernd").await, Arc::new(Barrier::new(16)));
    let mut phones = JoinSet::new();
    for phone in 0..8 {
        let acts = [
            act(&format!("08:5{phone}:00"), DoorDeed::Came(anna)),
            act(&format!("08:5{phone}:30"), DoorDeed::WalkedIn(format!("Gast {phone}"))),
            act(&format!("08:5{}:45", 7 - phone), DoorDeed::Came(bernd)),
        ];
        for _ in 0..2 {
            let (c, barrier, acts) = (Arc::clone(&c), Arc::clone(&barrier), acts.clone());
            phones.spawn(async move {
                barrier.wait().await;
                c.heard(&acts).await
            });
        }
    }
    let fates: Vec<Fate> = phones.join_all().await.into_iter().flatten().collect();
    assert_eq!(fates.iter().filter(|fate| **fate == Fate::Repeated).count(), 24, "each act once, and once more");
    assert_eq!(c.since("Anna").await, clock("09:50:00"), "the earliest, whoever was heard first");
    assert_eq!(c.since("Bernd").await, clock("09:50:45"));
    let door = c.door().await;
    assert_eq!((door.people.len(), door.count(Presence::Came)), (10, 10));
    assert_eq!((c.seats().await, door.session.left), (10, Some(2)));
}

#[tokio::test]
async fn who_cancelled_meanwhile_or_is_gone_is_told_of_and_not_let_in_as_if_nothing_was() {
    let c = cellar(Some(3), &["Anna"]).await;
    c.house.set_clock("2027-03-01T07:00:00Z");
    let token = c.registered("Bernd").await;
    let (anna, bernd) = (c.id("Anna").await, c.id("Bernd").await);
    c.house.store.cancel_registration(&token).await.unwrap();
    c.house.set_clock("2027-03-02T09:30:00Z");
    let stranger = AttendeeId(request().0);
    let acts = [
        act("09:00:00", DoorDeed::Came(bernd)),
        act("09:01:00", DoorDeed::Came(stranger)),
        act("09:02:00", DoorDeed::Undone(stranger)),
        act("09:03:00", DoorDeed::WalkedIn("\u{7}".into())),
        act("09:04:00", DoorDeed::Came(anna)),
    ];
    let fates = c.heard(&acts).await;
    assert_eq!(fates, [Fate::NoSeat, Fate::Unknown, Fate::Unknown, Fate::Nameless, Fate::Noted]);
    assert_eq!(c.line("Bernd").await.presence, Presence::NoSeat);
    assert_eq!(c.since("Anna").await, clock("10:04:00"), "who comes after those is written down");
    assert_eq!(c.heard(&acts).await[..4], fates[..4], "and told of again until it is looked at");
}

#[tokio::test]
async fn somebody_of_another_session_is_not_on_this_list() {
    let c = cellar(None, &[]).await;
    let site = c.house.site("Turm", "Detmold").await;
    c.house.space(site, "Dach").await;
    c.house.set_clock("2027-03-01T07:00:00Z");
    let other = c.house.published(&c.olga, "Dachfest", &[on_site("dach", 2, "10:00", "12:00")]).await;
    let there = Cellar { session: other.sessions[0].id, house: c.house, olga: c.olga };
    there.registered("Anna").await;
    there.house.set_clock("2027-03-02T09:30:00Z");
    let walked = act("09:01:00", DoorDeed::WalkedIn("Carla".into()));
    there.heard(std::slice::from_ref(&walked)).await;
    let anna = there.id("Anna").await;
    let here = Cellar { session: c.session, ..there };
    assert_eq!(here.heard(&[act("09:00:00", DoorDeed::Came(anna))]).await, [Fate::Unknown]);
    let answer = here.house.store.reconcile(&here.olga, here.notes(&[walked])).await;
    assert_eq!(answer, Err(DoorRefusal::NotFound), "an act is done at one door");
    assert_eq!(here.door().await.people, []);
}

#[tokio::test]
async fn a_phone_with_a_wrong_clock_is_believed_by_how_long_ago_it_was() {
    let c = cellar(None, &["Anna", "Bernd", "Carla", "Doris"]).await;
    // Its clock is three years and a bit behind; and what it says of Bernd to Doris cannot be.
    let wrong = TimeDelta::days(1_000) + TimeDelta::seconds(17);
    let mut acts = [
        act("09:10:00", DoorDeed::Came(c.id("Anna").await)),
        act("05:00:00", DoorDeed::Came(c.id("Bernd").await)),
        act("09:31:00", DoorDeed::Came(c.id("Carla").await)),
        act("09:30:00", DoorDeed::Came(c.id("Doris").await)),
    ];
    for act in &mut acts {
        act.at -= wrong;
    }
    acts[3].at = DateTime::<Utc>::MIN_UTC;
    let notes = DoorNotes { sent_at: c.house.store.now() - wrong, ..c.notes(&acts) };
    assert_eq!(c.house.store.reconcile(&c.olga, notes).await.unwrap(), [Fate::Noted; 4]);
    assert_eq!(c.since("Anna").await, clock("10:10:00"));
    assert_eq!(c.since("Bernd").await, clock("07:00:00"), "not before the door opened");
    assert_eq!(c.since("Carla").await, clock("10:30:00"), "not later than now");
    assert_eq!(c.since("Doris").await, clock("07:00:00"));
}

#[tokio::test]
async fn who_walks_in_when_every_seat_is_taken_is_on_the_list_and_takes_nobodys_seat() {
    let c = cellar(Some(2), &["Anna"]).await;
    let names = ["Carla", "Doris", "Emil"];
    let acts = names.map(|name| act("09:00:00", DoorDeed::WalkedIn(name.into())));
    assert_eq!(c.heard(&acts).await, [Fate::Noted, Fate::Standing, Fate::Standing]);
    // The answer was lost: who has no seat is told of again, and nobody is written down twice.
    assert_eq!(c.heard(&acts).await, [Fate::Repeated, Fate::Standing, Fate::Standing]);
    let door = c.door().await;
    assert_eq!((door.count(Presence::Came), door.session.left), (3, Some(0)));
    assert_eq!(c.seats().await, 2, "no seat is given that is not there");
    assert_eq!(c.house.count("SELECT count(*) FROM session WHERE seats_taken = 2").await, 1);
    // Not here after all, she has no seat to keep.
    let emil = AttendeeId(acts[2].id.0);
    assert_eq!(c.heard(&[act("09:05:00", DoorDeed::Undone(emil))]).await, [Fate::Noted]);
    assert_eq!(c.line("Emil").await.presence, Presence::NoSeat);
    // Anna, whose seat it is, comes.
    assert_eq!(c.heard(&[act("09:06:00", DoorDeed::Came(c.id("Anna").await))]).await, [Fate::Noted]);
}

#[tokio::test]
async fn ten_phones_at_once_give_the_last_three_seats_to_three_people_and_lose_nobody() {
    let c = Arc::new(cellar(Some(3), &[]).await);
    let barrier = Arc::new(Barrier::new(10));
    let mut phones = JoinSet::new();
    for n in 0..10 {
        let (c, barrier) = (Arc::clone(&c), Arc::clone(&barrier));
        phones.spawn(async move {
            barrier.wait().await;
            c.heard(&[act("09:00:00", DoorDeed::WalkedIn(format!("P{n}")))]).await
        });
    }
    let fates: Vec<Fate> = phones.join_all().await.into_iter().flatten().collect();
    assert_eq!(fates.iter().filter(|fate| **fate == Fate::Noted).count(), 3);
    assert_eq!(fates.iter().filter(|fate| **fate == Fate::Standing).count(), 7);
    assert_eq!((c.seats().await, c.door().await.count(Presence::Came)), (3, 10));
}

#[tokio::test]
async fn nothing_is_written_down_for_a_session_that_is_off_or_long_over() {
    let c = cellar(None, &["Anna"]).await;
    let acts =
        [act("09:00:00", DoorDeed::Came(c.id("Anna").await)), act("09:01:00", DoorDeed::WalkedIn("Carla".into()))];
    c.house.set_clock("2027-03-16T11:00:00Z");
    assert_eq!(c.heard(&acts).await, [Fate::Closed; 2], "two weeks later");
    c.house.set_clock("2027-03-02T05:00:00Z");
    assert_eq!(c.heard(&acts).await, [Fate::Closed; 2], "too early");
    let event = c.house.event(&c.olga, "kellerfest").await;
    c.house.store.drop_session(&c.olga, c.session, event.version, "").await.unwrap();
    c.house.set_clock("2027-03-02T09:30:00Z");
    assert_eq!(c.heard(&acts).await, [Fate::Closed; 2], "called off");
    assert_eq!((c.audit("arrived").await, c.audit("walked-in").await), (0, 0));
}

#[tokio::test]
async fn strangers_send_nothing_and_take_no_list_along() {
    let c = cellar(None, &["Anna"]).await;
    let notes = c.notes(&[act("09:00:00", DoorDeed::Came(c.id("Anna").await))]);
    let berta = c.house.berta().await;
    for stranger in [&berta, &Actor::Visitor] {
        let store = &c.house.store;
        assert_eq!(store.reconcile(stranger, notes.clone()).await, Err(DoorRefusal::NotFound));
        assert_eq!(store.kit(stranger, c.session).await, Ok(None));
    }
    assert_eq!(c.since("Anna").await, None);
}

#[tokio::test]
async fn what_a_phone_takes_along_tells_each_ticket_and_gives_none_away() {
    let c = cellar(Some(5), &["Anna", "Bernd"]).await;
    let kit = c.house.store.kit(&c.olga, c.session).await.unwrap().unwrap();
    assert_eq!((kit.at, kit.door.people.len(), kit.marks.len()), (at("09:30:00"), 2, 2));
    let said = format!("{kit:?}");
    for (id, marks) in &kit.marks {
        assert!(kit.door.people.iter().any(|line| line.id == *id));
        assert_eq!(marks.iter().filter(|mark| mark.hers).count(), 1);
        assert!(marks.iter().all(|mark| mark.mark.len() == 32));
    }
    assert_ne!(kit.marks[0].1, kit.marks[1].1);
    // As a phone makes it of what it is shown.
    c.house.set_clock("2027-03-01T07:00:00Z");
    let token = c.registered("Carla").await;
    let code = c.house.store.tickets(&token).await.unwrap()[0].address.code.letters();
    assert!(!said.contains(&code));
    let kit = c.house.store.kit(&c.olga, c.session).await.unwrap().unwrap();
    let carla = c.id("Carla").await;
    let (_, marks) = kit.marks.into_iter().find(|(id, _)| *id == carla).unwrap();
    let digest = <sha2::Sha256 as sha2::Digest>::digest(format!("{}:{code}", c.session));
    let mark: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(marks.len(), 1);
    assert_eq!(marks[0].mark, mark);
    let taken = "SELECT count(*) FROM audit WHERE act = 'list-exported'";
    c.house.store.kit(&c.olga, c.session).await.unwrap();
    assert_eq!(c.house.count(taken).await, 1, "that she has it is written down, not how often her phone looks");
}

#[tokio::test]
async fn a_walk_in_has_the_id_of_its_act_so_that_its_own_door_can_take_it_back() {
    let c = cellar(None, &[]).await;
    let walked = act("09:00:00", DoorDeed::WalkedIn("Carla".into()));
    let RequestId(id) = walked.id;
    let undone = act("09:01:00", DoorDeed::Undone(AttendeeId(id)));
    assert_eq!(c.heard(&[walked, undone]).await, [Fate::Noted; 2]);
    assert_eq!(c.line("Carla").await.presence, Presence::Expected);
}
