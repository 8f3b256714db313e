//! Calling off several dates at once, by their keeper: one message, one mail for each booking, all or none.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, booking, house, programme::on_site, wish};
use domain::{
    access::Actor,
    booking::BookingState,
    desk::{
        BookingDesk, DayDesk as _, HistoryEntry, KeeperDesk as _, NewBooking, NewRules, OffPlan, OffRefusal,
        PeopleDesk as _, Series, Staying,
    },
    id::{BookingId, OccurrenceId},
    invitation::Invitee,
    recurrence::{End, Every, Repeat},
    rulebook::{Cancellation, RuleBook},
    rules::BrokenRule,
};
use store::{BookingMail, Mail, MailFacts};

struct Day {
    house: House,
    rosa: Actor,
    anna: Actor,
    /// Anna's on Tuesday and Wednesday, and a week later.
    series: BookingId,
    /// Anna's on Tuesday.
    single: BookingId,
}

async fn day() -> Day {
    let house = house().await;
    let site = house.furnished().await;
    let (rosa, anna) = (house.rosa(site).await, house.anna().await);
    let on = [chrono::Weekday::Tue, chrono::Weekday::Wed].into_iter().collect();
    let every = Every::Weeks { interval: 1, on };
    let repeat = Repeat { every, end: End::Count(4), extra: [].into(), except: [].into() };
    let series = Some(Series { repeat, choices: vec![] });
    let series = NewBooking { series, ..booking(wish("labor", 2, "10:00", "12:00")) };
    let series = house.store.book(&anna, series).await.unwrap();
    let single = house.store.book(&anna, booking(wish("saal-a", 2, "14:00", "16:00"))).await.unwrap();
    Day { house, rosa, anna, series, single }
}

impl Day {
    async fn dates(&self, id: BookingId) -> Vec<OccurrenceId> {
        let view = self.house.store.booking(&self.anna, id).await.unwrap().unwrap();
        view.occurrences.iter().map(|date| date.id).collect()
    }

    /// The first two dates of the series, and the single one.
    async fn ticked(&self) -> Vec<OccurrenceId> {
        let (series, single) = (self.dates(self.series).await, self.dates(self.single).await);
        [&series[..2], &single].concat()
    }

    async fn plan(&self, dates: &[OccurrenceId]) -> OffPlan {
        self.house.store.plan_off(&self.rosa, dates).await.unwrap()
    }

    async fn call_off(&self, by: &Actor, dates: &[OccurrenceId], plan: &OffPlan) -> Result<usize, OffRefusal> {
        let seen: Vec<_> = plan.bookings.iter().map(|one| (one.id, one.version)).collect();
        self.house.store.call_off(by, dates, &seen, "Ein Rohr ist geplatzt.").await
    }

    async fn states(&self, id: BookingId) -> Vec<BookingState> {
        let view = self.house.store.booking(&self.anna, id).await.unwrap().unwrap();
        view.occurrences.iter().map(|date| date.state).collect()
    }
}

#[tokio::test]
async fn the_message_is_the_reason_where_it_is_later_than_the_terms_allow() {
    let day = day().await;
    let view = day.house.store.rules(&day.rosa, "haus", None).await.unwrap().unwrap();
    let book = RuleBook { cancellation: Some(Cancellation { free_until_hours: 36 }), ..view.own };
    let new = NewRules { site: "haus".into(), space: None, version: view.version, book, school_calendar: None };
    day.house.store.change_rules(&day.rosa, new).await.unwrap();

    // It is Monday at 8: Tuesday at 10 is late, Wednesday is not.
    let (series, single) = (day.dates(day.series).await, day.dates(day.single).await);
    let wednesday = [series[1]];
    let plan = day.plan(&[series[0], series[1], single[0]]).await;
    let late: Vec<_> = plan.bookings.iter().map(|one| (one.id, one.late)).collect();
    assert_eq!(late, [(day.series, true), (day.single, true)]);
    assert!(!day.plan(&wednesday).await.bookings[0].late);

    let overrode = async |id: BookingId| {
        let history = day.house.store.booking(&day.anna, id).await.unwrap().unwrap().history;
        let of = |entry: &HistoryEntry| (entry.reason.clone(), entry.lifted.clone());
        history.iter().filter(|entry| entry.act == "overrode").map(of).collect::<Vec<_>>()
    };
    let plan = day.plan(&wednesday).await;
    assert_eq!(day.call_off(&day.rosa, &wednesday, &plan).await, Ok(1));
    assert_eq!(overrode(day.series).await, [], "in time nothing is lifted");
    let tuesday = [series[0], single[0]];
    let plan = day.plan(&tuesday).await;
    assert_eq!(day.call_off(&day.rosa, &tuesday, &plan).await, Ok(2));
    for id in [day.series, day.single] {
        let lifted = vec![BrokenRule::TooLateToCancel { hours: 36 }];
        assert_eq!(overrode(id).await, [("Ein Rohr ist geplatzt.".to_owned(), lifted)]);
    }
}

#[tokio::test]
async fn several_dates_go_at_once_with_one_mail_for_each_booking_and_its_reason() {
    let day = day().await;
    let guest = Invitee { name: String::new(), email: "eva@example.org".into() };
    day.house.store.invite(&day.anna, day.single, &[guest], "de").await.unwrap();
    let ticked = day.ticked().await;
    let plan = day.plan(&ticked).await;
    let lines: Vec<_> = plan.bookings.iter().map(|one| (one.id, one.dates.len(), one.whole, one.told)).collect();
    assert_eq!(lines, [(day.series, 2, false, 1), (day.single, 1, true, 2)]);
    assert_eq!((plan.dates(), plan.mails(), plan.stays.len()), (3, 3, 0));

    assert_eq!(day.call_off(&day.rosa, &ticked, &plan).await, Ok(2));
    assert_eq!(day.call_off(&day.rosa, &ticked, &plan).await, Ok(0), "a double click calls off once");
    use BookingState::{Cancelled, Confirmed};
    assert_eq!(day.states(day.series).await, [Cancelled, Cancelled, Confirmed, Confirmed]);
    assert_eq!(day.states(day.single).await, [Cancelled]);
    let mails = [day.house.mails("booking-dates-cancelled").await, day.house.mails("booking-cancelled").await];
    assert_eq!(mails, [1, 1]);
    let view = day.house.store.booking(&day.anna, day.series).await.unwrap().unwrap();
    assert_eq!(view.sequence, 1, "calendars are told once");
    for mail in [
        Mail::BookingDatesCancelled { booking: day.series, sequence: 1 },
        Mail::BookingCancelled { booking: day.single },
    ] {
        let facts = day.house.store.mail_facts(&mail).await.unwrap().unwrap();
        let MailFacts::Booking { act, reason, by_keeper, .. } = facts else { panic!("{facts:?}") };
        assert!(matches!(act, BookingMail::DatesCancelled | BookingMail::Cancelled));
        assert_eq!((reason.as_str(), by_keeper), ("Ein Rohr ist geplatzt.", true));
    }
    assert_eq!(day.house.count("SELECT COUNT(*) FROM allocation").await, 2, "what stays keeps its room");
}

#[tokio::test]
async fn without_a_message_or_after_a_change_nothing_goes() {
    let day = day().await;
    let ticked = day.ticked().await;
    let plan = day.plan(&ticked).await;
    let silent = day.house.store.call_off(&day.rosa, &ticked, &[], " ").await;
    assert_eq!(silent, Err(OffRefusal::Message));
    day.house
        .store
        .change(&day.anna, day.single, 1, crate::common::all(wish("saal-b", 2, "14:00", "16:00")))
        .await
        .unwrap();
    assert_eq!(day.call_off(&day.rosa, &ticked, &plan).await, Err(OffRefusal::ChangedMeanwhile));
    assert_eq!(day.states(day.series).await, [BookingState::Confirmed; 4], "all or none");
    assert_eq!(day.house.mails("booking-dates-cancelled").await, 0);
    assert_eq!(day.call_off(&day.rosa, &ticked, &day.plan(&ticked).await).await, Ok(2));
}

#[tokio::test]
async fn a_session_stays_and_says_with_which_event_it_goes_and_what_has_begun_stays_too() {
    let day = day().await;
    let olga = day.house.olga().await;
    day.house.drafted(&olga, "Vortrag", &[on_site("saal-b", 3, "10:00", "12:00")]).await;
    let plans = day.house.store.days(&day.rosa, None, crate::common::march(2), 2).await.unwrap().unwrap();
    let all: Vec<_> = plans.iter().flat_map(|plan| &plan.dates).map(|date| date.id).collect();
    assert_eq!(all.len(), 4);
    day.house.set_clock("2027-03-02T10:00:00Z");
    let plan = day.plan(&all).await;
    let stays: Vec<_> = plan.stays.iter().map(|date| date.why.clone()).collect();
    assert_eq!(stays, [Staying::Begun, Staying::OfEvent("vortrag".into())]);
    assert_eq!(plan.dates(), 2);
    // Nobody gets around it by naming them all the same.
    assert_eq!(day.call_off(&day.rosa, &all, &plan).await, Err(OffRefusal::ChangedMeanwhile));
    assert_eq!(day.states(day.single).await, [BookingState::Confirmed]);
}

#[tokio::test]
async fn only_those_who_keep_a_house_call_off_in_it_and_see_what_would_go() {
    let day = day().await;
    let ticked = day.ticked().await;
    let plan = day.plan(&ticked).await;
    let other = day.house.site("Turm", "Detmold").await;
    let Actor::Account(person) = day.anna.clone() else { unreachable!() };
    let elsewhere = Actor::Account(domain::access::Person { keeps: vec![other], ..person });
    for stranger in [day.anna.clone(), elsewhere, Actor::Visitor] {
        let seen = day.house.store.plan_off(&stranger, &ticked).await.unwrap();
        assert_eq!((seen.bookings.len(), seen.stays.len()), (0, 0));
        assert_eq!(day.call_off(&stranger, &ticked, &plan).await, Err(OffRefusal::Nothing));
    }
    assert_eq!(day.states(day.single).await, [BookingState::Confirmed]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_keepers_who_call_off_the_same_dates_write_one_mail() {
    let day = day().await;
    let mut ticked = day.ticked().await;
    let plan = day.plan(&ticked).await;
    let there = ticked.clone();
    ticked.reverse();
    let (one, other) = tokio::join!(day.call_off(&day.rosa, &there, &plan), day.call_off(&day.rosa, &ticked, &plan));
    assert_eq!(one.unwrap() + other.unwrap(), 2);
    assert_eq!(day.house.mails("booking-cancelled").await, 1);
    assert_eq!(day.house.mails("booking-dates-cancelled").await, 1);
}
