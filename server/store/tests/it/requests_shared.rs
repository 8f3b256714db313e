//! Requests whose dates lie in the premises of several keepers: each answers for hers.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, booking, house, wish};
use chrono::TimeDelta;
use domain::{
    access::{Act, Actor, may},
    booking::{BookingRefusal, BookingState},
    desk::{
        AccountDesk as _, Answer, BookingDesk, BookingView, CatalogueDesk as _, Change, Dates, KeeperDesk, RequestCard,
    },
    id::{BookingId, OccurrenceId, SiteId},
    organisation::Role,
    rulebook::{AdmissionRule, How, RequestTerms, RuleBook, Who},
};
use store::{BookingMail, Mail, MailFacts};

/// Two rooms that are asked for, each with a keeper of its own, and Anna, who asks for a date in either.
struct Shared {
    house: House,
    site: SiteId,
    emma: Actor,
    willy: Actor,
    anna: Actor,
    id: BookingId,
}

fn asked_for() -> RuleBook {
    RuleBook {
        admission: Some(vec![AdmissionRule { who: Who::Everybody, how: How::Ask }]),
        request: Some(RequestTerms { blocks: false, answer_within_hours: 48 }),
        ..RuleBook::default()
    }
}

/// Somebody who keeps this space, and nothing else.
async fn keeper_of(house: &House, name: &str, slug: &str) -> Actor {
    let town = house.organisation(&format!("Stadt {name}")).await;
    let Actor::Account(person) = house.person(name, &town, Role::Booker).await else { unreachable!() };
    let mut sites = house.store.sites().await.unwrap().into_iter();
    let space = sites.find_map(|site| site.spaces.into_iter().find(|space| space.space.slug == slug)).unwrap();
    house.store.add_keeper(person.id, space.space.premises()).await.unwrap();
    let link = house.store.sign_in_token_for(&person.email).await.unwrap();
    let login = house.store.sign_in(&link, "Browser".into()).await.unwrap().token;
    house.store.actor(&login).await.unwrap()
}

async fn shared() -> Shared {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    for name in ["Ost", "West", "Nord"] {
        house
            .space_with(site, name, |space| {
                if name != "Nord" {
                    space.rules = asked_for();
                }
            })
            .await;
    }
    let (emma, willy) = (keeper_of(&house, "Emma", "ost").await, keeper_of(&house, "Willy", "west").await);
    let anna = house.anna().await;
    let id = house.store.book(&anna, booking(wish("ost", 9, "10:00", "12:00"))).await.unwrap();
    house.store.add_date(&anna, id, 1, wish("west", 10, "10:00", "12:00"), None).await.unwrap();
    Shared { house, site, emma, willy, anna, id }
}

impl Shared {
    async fn view(&self) -> BookingView {
        self.house.store.booking(&self.anna, self.id).await.unwrap().unwrap()
    }

    /// Where the booking and its dates are.
    async fn states(&self) -> (BookingState, Vec<BookingState>) {
        let view = self.view().await;
        (view.state, view.occurrences.iter().map(|date| date.state).collect())
    }

    async fn says(&self, by: &Actor, version: i32, answer: Answer) -> Result<(), BookingRefusal> {
        self.house.store.answer(by, self.id, version, answer).await
    }

    async fn card(&self, by: &Actor) -> Option<RequestCard> {
        let mut cards = self.house.store.requests(by).await.unwrap().unwrap();
        assert!(cards.len() < 2);
        cards.pop()
    }

    /// What a mail to Anna says: what happened, why, and the dates that ended with it.
    async fn told(&self, mail: Mail) -> Option<(BookingMail, String, Vec<OccurrenceId>)> {
        match self.house.store.mail_facts(&mail).await.unwrap()? {
            MailFacts::Booking { act, reason, off, .. } => Some((act, reason, off)),
            other => panic!("{other:?}"),
        }
    }
}

fn no(reason: &str) -> Answer {
    Answer::Decline(reason.to_owned())
}

#[tokio::test]
async fn of_a_request_in_the_premises_of_two_keepers_each_answers_her_dates_and_then_it_stands() {
    use BookingState::{Confirmed, Requested};
    let shared = shared().await;
    let (id, shown) = (shared.id, shared.view().await);
    let card = shared.card(&shared.emma).await.unwrap();
    assert_eq!((card.space.slug.as_str(), card.dates, card.others), ("ost", 1, 1));
    let card = shared.card(&shared.willy).await.unwrap();
    assert_eq!((card.space.slug.as_str(), card.dates, card.others), ("west", 1, 1), "she sees hers only");

    shared.says(&shared.emma, shown.version, Answer::Approve(None)).await.unwrap();
    assert_eq!(shared.states().await, (Requested, vec![Confirmed, Requested]));
    assert_eq!(shared.view().await.answer_by, shown.answer_by, "the rest waits on");
    assert!(shared.told(Mail::BookingConfirmed { booking: id }).await.is_some(), "she may plan with what stands");
    assert_eq!(shared.house.count("SELECT count(*) FROM allocation").await, 1);
    assert_eq!(shared.card(&shared.emma).await, None);

    shared.says(&shared.willy, shown.version, Answer::Approve(None)).await.unwrap();
    assert_eq!(shared.states().await, (Confirmed, vec![Confirmed, Confirmed]), "what Emma said is no news for hers");
    let view = shared.view().await;
    assert_eq!((view.answer_by, view.sequence), (None, shown.sequence + 2));
    assert_eq!(shared.house.count("SELECT count(*) FROM outbox WHERE kind = 'booking-confirmed'").await, 2);
}

#[tokio::test]
async fn of_a_request_of_two_keepers_one_may_say_no_and_the_other_yes() {
    use BookingState::{Confirmed, Declined, Requested};
    let shared = shared().await;
    let (id, shown) = (shared.id, shared.view().await);
    shared.says(&shared.emma, shown.version, no("Fenster kaputt")).await.unwrap();
    assert_eq!(shared.states().await, (Requested, vec![Declined, Requested]));
    shared.says(&shared.willy, shown.version + 1, Answer::Approve(None)).await.unwrap();
    assert_eq!(shared.states().await, (Confirmed, vec![Declined, Confirmed]));
    let told = shared.told(Mail::BookingDeclined { booking: id, version: Some(shown.version) }).await;
    let off = vec![shown.occurrences[0].id];
    assert_eq!(told, Some((BookingMail::Declined, "Fenster kaputt".to_owned(), off)));
}

#[tokio::test]
async fn two_who_say_no_are_told_each_with_her_reason_and_her_dates() {
    let shared = shared().await;
    let (id, shown) = (shared.id, shared.view().await);
    shared.says(&shared.emma, shown.version, no("Fenster kaputt")).await.unwrap();
    shared.says(&shared.willy, shown.version, no("Ferien")).await.unwrap();
    assert_eq!(shared.states().await, (BookingState::Declined, vec![BookingState::Declined; 2]));
    for (version, reason, date) in [(shown.version, "Fenster kaputt", 0), (shown.version + 1, "Ferien", 1)] {
        let told = shared.told(Mail::BookingDeclined { booking: id, version: Some(version) }).await.unwrap();
        assert_eq!((told.1.as_str(), told.2), (reason, vec![shown.occurrences[date].id]));
    }
}

#[tokio::test]
async fn an_answer_that_was_clicked_twice_is_given_once_whatever_others_answered_meanwhile() {
    let shared = shared().await;
    let shown = shared.view().await;
    for _ in 0..2 {
        shared.says(&shared.emma, shown.version, Answer::Approve(None)).await.unwrap();
    }
    shared.says(&shared.willy, shown.version, no("Ferien")).await.unwrap();
    shared.says(&shared.willy, shown.version, no("Ferien")).await.unwrap();
    shared.says(&shared.emma, shown.version, Answer::Approve(None)).await.unwrap();
    assert_eq!(shared.view().await.version, shown.version + 2);
    assert_eq!(shared.house.count("SELECT count(*) FROM outbox WHERE kind = 'booking-confirmed'").await, 1);
    assert_eq!(shared.house.count("SELECT count(*) FROM outbox WHERE kind = 'booking-declined'").await, 1);
    let late = shared.says(&shared.emma, shown.version + 2, no("Doch nicht")).await;
    assert_eq!(late, Err(BookingRefusal::NotNow(BookingState::Confirmed)), "nothing of it waits");
}

#[tokio::test]
async fn what_was_changed_since_a_keeper_saw_it_is_not_answered_by_her_click() {
    let shared = shared().await;
    let shown = shared.view().await;
    shared.says(&shared.willy, shown.version, no("Ferien")).await.unwrap();
    let later = Change {
        dates: Dates::This(shown.occurrences[0].id),
        wish: wish("ost", 9, "14:00", "16:00"),
        choices: vec![],
        title: None,
        override_reason: None,
    };
    shared.house.store.change(&shared.anna, shared.id, shown.version + 1, later).await.unwrap();
    for version in [shown.version, shown.version + 9] {
        let stale = shared.says(&shared.emma, version, Answer::Approve(None)).await;
        assert_eq!(stale, Err(BookingRefusal::ChangedMeanwhile));
    }
    let rosa = shared.house.rosa(shared.site).await;
    let shown = shared.view().await.version;
    shared.says(&shared.emma, shown, Answer::Approve(None)).await.unwrap();
    let stale = shared.says(&rosa, shown, no("Zu voll")).await;
    assert_eq!(stale, Err(BookingRefusal::NotNow(BookingState::Confirmed)), "Emma said something else of the same");
}

#[tokio::test]
async fn whoever_keeps_all_of_it_answers_all_of_it_at_once() {
    let shared = shared().await;
    let rosa = shared.house.rosa(shared.site).await;
    assert!(may(&rosa, Act::Keep(shared.site.into())).is_ok());
    let card = shared.card(&rosa).await.unwrap();
    assert_eq!((card.dates, card.others), (2, 0));
    shared.says(&rosa, card.version, Answer::Approve(None)).await.unwrap();
    assert_eq!(shared.states().await, (BookingState::Confirmed, vec![BookingState::Confirmed; 2]));
}

#[tokio::test]
async fn a_keeper_is_asked_and_reminded_about_her_dates_and_never_about_what_she_answered() {
    let shared = shared().await;
    let (booking, version) = (shared.id, shared.view().await.version);
    let account = shared.willy.person().unwrap().id;
    let asked =
        async |account| shared.house.store.mail_facts(&Mail::RequestWaiting { booking, account }).await.unwrap();
    let Some(MailFacts::Booking { booking: asked_about, .. }) = asked(account).await else { panic!("nothing") };
    let places: Vec<&str> = asked_about.occurrences.iter().map(|date| date.space.slug.as_str()).collect();
    assert_eq!(places, ["west"]);
    shared.says(&shared.emma, version, Answer::Approve(None)).await.unwrap();
    assert_eq!(asked(shared.emma.person().unwrap().id).await, None, "she answered");
    let before = shared.house.count("SELECT count(*) FROM outbox WHERE kind = 'request-waiting'").await;
    shared.house.pass(TimeDelta::hours(30));
    assert_eq!(shared.house.store.remind_of_requests().await.unwrap(), 1);
    let after = shared.house.count("SELECT count(*) FROM outbox WHERE kind = 'request-waiting'").await;
    assert_eq!(after - before, 1, "Willy is reminded, and Emma is not");
}

#[tokio::test]
async fn what_one_keeper_does_not_answer_ends_in_time_and_what_another_agreed_to_stands() {
    use BookingState::{Confirmed, Expired};
    let shared = shared().await;
    let version = shared.view().await.version;
    shared.says(&shared.emma, version, Answer::Approve(None)).await.unwrap();
    shared.house.pass(TimeDelta::hours(48));
    assert_eq!(shared.house.store.expire_requests().await.unwrap(), 1);
    assert_eq!(shared.states().await, (Confirmed, vec![Confirmed, Expired]));
    assert_eq!(shared.house.store.expire_requests().await.unwrap(), 0);
}

#[tokio::test]
async fn when_the_date_that_waits_is_called_off_the_rest_stands() {
    use BookingState::{Cancelled, Confirmed};
    let shared = shared().await;
    let shown = shared.view().await;
    shared.says(&shared.emma, shown.version, Answer::Approve(None)).await.unwrap();
    let waiting = [shown.occurrences[1].id];
    shared.house.store.cancel(&shared.anna, shared.id, shown.version + 1, &waiting, "").await.unwrap();
    assert_eq!(shared.states().await, (Confirmed, vec![Confirmed, Cancelled]));
    assert_eq!(shared.view().await.answer_by, None);
}

#[tokio::test]
async fn to_rename_what_one_keeper_agreed_to_asks_nobody_while_another_is_asked() {
    use BookingState::{Confirmed, Requested};
    let shared = shared().await;
    let shown = shared.view().await;
    shared.says(&shared.emma, shown.version, Answer::Approve(None)).await.unwrap();
    let fewer = domain::desk::LocalWish { people: 3, ..wish("ost", 9, "10:00", "12:00") };
    let change = Change {
        dates: Dates::This(shown.occurrences[0].id),
        wish: fewer,
        choices: vec![],
        title: Some("Kurs".into()),
        override_reason: None,
    };
    shared.house.store.change(&shared.anna, shared.id, shown.version + 1, change).await.unwrap();
    assert_eq!(shared.states().await, (Requested, vec![Confirmed, Requested]));
}

#[tokio::test]
async fn a_note_reaches_whoever_agreed_already_while_another_reads_it_where_she_answers() {
    let shared = shared().await;
    let version = shared.view().await.version;
    shared.says(&shared.emma, version, Answer::Approve(None)).await.unwrap();
    shared.house.store.write_note(&shared.anna, shared.id, version + 1, "Bitte Flipchart").await.unwrap();
    let told = |keeper: &Actor| Mail::KeeperNoted { booking: shared.id, account: keeper.person().unwrap().id };
    assert!(shared.told(told(&shared.emma)).await.is_some());
    assert_eq!(shared.house.count("SELECT count(*) FROM outbox WHERE kind = 'keeper-noted'").await, 1);
    assert_eq!(shared.card(&shared.willy).await.unwrap().note, "Bitte Flipchart");
}

/// A change of one date, to somewhere else.
fn there(date: OccurrenceId, wish: domain::desk::LocalWish) -> Change {
    Change { dates: Dates::This(date), wish, choices: vec![], title: None, override_reason: None }
}

#[tokio::test]
async fn what_waits_and_is_moved_to_where_nobody_is_asked_stands() {
    use BookingState::{Confirmed, Requested};
    let shared = shared().await;
    let (store, shown) = (&shared.house.store, shared.view().await);
    store.write_note(&shared.anna, shared.id, shown.version, "Bitte Flipchart").await.unwrap();
    let to_nord = there(shown.occurrences[0].id, wish("nord", 9, "10:00", "12:00"));
    store.change(&shared.anna, shared.id, shown.version + 1, to_nord).await.unwrap();
    assert_eq!(shared.states().await, (Requested, vec![Confirmed, Requested]), "the other waits on");
    assert_eq!(shared.view().await.answer_by, shown.answer_by);
    let to_nord = there(shown.occurrences[1].id, wish("nord", 10, "10:00", "12:00"));
    store.change(&shared.anna, shared.id, shown.version + 2, to_nord).await.unwrap();
    assert_eq!(shared.states().await, (Confirmed, vec![Confirmed, Confirmed]));
    let view = shared.view().await;
    assert_eq!(view.answer_by, None);
    assert!(view.history.iter().any(|entry| entry.act == "booked"), "a calendar that has it must learn when it is off");
    assert_eq!(shared.house.count("SELECT count(*) FROM allocation").await, 2);
    assert!(shared.told(Mail::BookingConfirmed { booking: shared.id }).await.is_some());
    assert_eq!(shared.house.count("SELECT count(*) FROM outbox WHERE kind = 'booking-confirmed'").await, 2);
    let rosa = shared.house.rosa(shared.site).await;
    assert_eq!(shared.card(&rosa).await, None);
}

#[tokio::test]
async fn what_waits_and_is_moved_to_what_another_keeps_is_asked_there_with_its_whole_time() {
    let shared = shared().await;
    let (store, shown) = (&shared.house.store, shared.view().await);
    shared.house.pass(TimeDelta::hours(10));
    let to_west = there(shown.occurrences[0].id, wish("west", 9, "10:00", "12:00"));
    let before = shared.house.count("SELECT count(*) FROM outbox WHERE kind = 'request-waiting'").await;
    store.change(&shared.anna, shared.id, shown.version, to_west).await.unwrap();
    let after = shared.house.count("SELECT count(*) FROM outbox WHERE kind = 'request-waiting'").await;
    assert_eq!(after - before, 1, "Willy is told");
    assert_eq!(shared.view().await.answer_by, shown.answer_by.map(|by| by + TimeDelta::hours(10)));
    assert_eq!(shared.card(&shared.emma).await, None);
    assert_eq!(shared.card(&shared.willy).await.unwrap().dates, 2);
}

#[tokio::test]
async fn what_a_keeper_moves_to_another_room_of_hers_still_waits_for_her_answer() {
    let shared = shared().await;
    let (rosa, shown) = (shared.house.rosa(shared.site).await, shared.view().await);
    let to_west = there(shown.occurrences[0].id, wish("west", 9, "10:00", "12:00"));
    shared.house.store.change(&rosa, shared.id, shown.version, to_west).await.unwrap();
    assert_eq!(shared.states().await, (BookingState::Requested, vec![BookingState::Requested; 2]));
    assert_eq!(shared.view().await.answer_by, shown.answer_by);
}
