//! What is changed of a booking that was agreed to: the message to its keepers, and how many people come.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, all, booking, house, march, wish};
use domain::{
    access::Actor,
    booking::{BookingRefusal, BookingState},
    desk::{Answer, BookingDesk as _, BookingView, Change, Dates, DayDesk as _, KeeperDesk as _, LocalWish},
    id::BookingId,
    rulebook::{AdmissionRule, How, RuleBook, Who},
};

/// "Haus" with "Studio", which is asked for; Kim keeps it by name, Rosa as she who acts; Anna.
struct Agreed {
    house: House,
    rosa: Actor,
    anna: Actor,
}

async fn agreed() -> Agreed {
    let house = house().await;
    let site = house.furnished().await;
    let admission = Some(vec![AdmissionRule { who: Who::Everybody, how: How::Ask }]);
    house.space_with(site, "Studio", |space| space.rules = RuleBook { admission, ..RuleBook::default() }).await;
    house.keeper("Kim", "haus").await;
    let (rosa, anna) = (house.rosa(site).await, house.anna().await);
    Agreed { house, rosa, anna }
}

impl Agreed {
    /// Anna's two hours in "Studio" on a day, agreed to.
    async fn studio(&self, day: u32) -> BookingId {
        let id = self.house.store.book(&self.anna, booking(wish("studio", day, "10:00", "12:00"))).await.unwrap();
        self.house.store.answer(&self.rosa, id, 1, Answer::Approve(None)).await.unwrap();
        id
    }

    async fn view(&self, id: BookingId) -> BookingView {
        self.house.store.booking(&self.anna, id).await.unwrap().unwrap()
    }

    async fn brings(&self, by: &Actor, id: BookingId, wish: LocalWish, people: u16) -> BookingState {
        let version = self.view(id).await.version;
        self.house.store.change(by, id, version, all(LocalWish { people, ..wish })).await.unwrap();
        let view = self.view(id).await;
        assert_eq!(view.people, people);
        view.state
    }
}

#[tokio::test]
async fn more_people_than_a_keeper_agreed_to_are_asked_for_again_and_fewer_are_not() {
    let agreed = agreed().await;
    let (anna, rosa) = (&agreed.anna, &agreed.rosa);
    let stands = || wish("studio", 2, "10:00", "12:00");
    let id = agreed.studio(2).await;
    let mails = agreed.house.mails("request-waiting").await;
    assert_eq!(agreed.brings(anna, id, stands(), 3).await, BookingState::Confirmed, "fewer");
    assert_eq!(agreed.brings(rosa, id, stands(), 5).await, BookingState::Confirmed, "a keeper asks nobody");
    assert_eq!(agreed.house.mails("request-waiting").await, mails);
    assert_eq!(agreed.brings(anna, id, stands(), 6).await, BookingState::Requested, "more");
    let view = agreed.view(id).await;
    assert!(view.answer_by.is_some() && agreed.house.mails("request-waiting").await > mails, "its keepers are told");
    assert_eq!(agreed.house.count("SELECT COUNT(*) FROM allocation").await, 1, "the room stays kept for her");
    agreed.house.store.answer(rosa, id, view.version, Answer::Approve(None)).await.unwrap();
    assert_eq!(agreed.view(id).await.state, BookingState::Confirmed);

    let free = agreed.house.store.book(anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    let labor = wish("labor", 2, "10:00", "12:00");
    assert_eq!(agreed.brings(anna, free, labor, 12).await, BookingState::Confirmed, "where nobody is asked");
}

#[tokio::test]
async fn only_the_dates_that_more_come_to_are_asked_for_again() {
    let agreed = agreed().await;
    let id = agreed.studio(2).await;
    let store = &agreed.house.store;
    store.add_date(&agreed.rosa, id, 2, wish("studio", 3, "10:00", "12:00"), None).await.unwrap();
    let view = agreed.view(id).await;
    let second = view.occurrences[1].id;
    let more = LocalWish { people: 9, ..wish("studio", 3, "10:00", "12:00") };
    let change = Change { dates: Dates::This(second), ..all(more) };
    store.change(&agreed.anna, id, view.version, change).await.unwrap();
    let states: Vec<_> = agreed.view(id).await.occurrences.iter().map(|date| date.state).collect();
    assert_eq!(states, [BookingState::Confirmed, BookingState::Requested]);
}

#[tokio::test]
async fn the_message_to_the_keepers_is_written_afterwards_and_they_read_it_on_the_day() {
    let agreed = agreed().await;
    let (store, anna) = (&agreed.house.store, &agreed.anna);
    let id = agreed.studio(2).await;
    let before = agreed.view(id).await;
    store.write_note(anna, id, before.version, " Bitte zwei Flipcharts.\r\n").await.unwrap();
    store.write_note(anna, id, before.version, "Bitte zwei Flipcharts.").await.unwrap();
    let after = agreed.view(id).await;
    assert_eq!((after.note.as_str(), after.version), ("Bitte zwei Flipcharts.", before.version + 1), "once");
    assert_eq!((after.sequence, after.state), (before.sequence, BookingState::Confirmed), "calendars hear nothing");
    assert_eq!(after.history.last().unwrap().act, "noted");
    assert_eq!(agreed.house.mails("keeper-noted").await, 1, "Kim");
    let plans = store.days(&agreed.rosa, Some("haus"), march(2), 1).await.unwrap().unwrap();
    assert_eq!(plans[0].dates[0].note, "Bitte zwei Flipcharts.");

    let old = store.write_note(anna, id, before.version, "Oder doch drei").await;
    assert_eq!(old, Err(BookingRefusal::ChangedMeanwhile), "an old page changes nothing");
    let berta = agreed.house.berta().await;
    assert_eq!(store.write_note(&berta, id, after.version, "Hallo").await, Err(BookingRefusal::NotFound));
    store.write_note(anna, id, after.version, "").await.unwrap();
    assert_eq!((agreed.view(id).await.note.as_str(), agreed.house.mails("keeper-noted").await), ("", 1));

    let asked = store.book(anna, booking(wish("studio", 3, "10:00", "12:00"))).await.unwrap();
    store.write_note(anna, asked, 1, "Mit Hund").await.unwrap();
    assert_eq!(agreed.house.mails("keeper-noted").await, 1, "of a request they read it where they answer");
    assert_eq!(store.requests(&agreed.rosa).await.unwrap().unwrap()[0].note, "Mit Hund");
    agreed.house.set_clock("2027-03-02T09:30:00Z");
    let begun = store.write_note(anna, id, after.version + 1, "Zu spät").await;
    assert_eq!(begun, Err(BookingRefusal::NotNow(BookingState::Finished)));
    store.cancel(anna, asked, 2, &[], "").await.unwrap();
    let off = store.write_note(anna, asked, 3, "Zu spät").await;
    assert_eq!(off, Err(BookingRefusal::NotNow(BookingState::Cancelled)));
}
