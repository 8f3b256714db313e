//! The waiting list: what is freed by whatever path is offered in strict order of asking, and held meanwhile.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{
    House, all, booking,
    closing::{clock, closure},
    house, march, time, waiting, wish,
};
use chrono::{TimeDelta, Weekday, WeekdaySet};
use domain::{
    access::{Actor, Person},
    booking::BookingRefusal,
    desk::{Answer, BookingDesk, ClosureDesk, KeeperDesk, LocalWish, NewWaiting, SeenOffer, WaitingDesk, WaitingView},
    id::{BookingId, SiteId, SpaceId, WaitingId},
    organisation::Role,
    rulebook::{AdmissionRule, How, RuleBook, Who},
    rules::BrokenRule,
    slot::LocalSpan,
    waiting::{MOST_WAITING, Pattern, PatternFault, WaitState, WaitingRefusal},
};
use sea_orm_migration::sea_orm::ConnectionTrait as _;
use store::{Mail, MailFacts, WaitingMail};

/// "Labor" of "Haus" is Anna's on Tuesday the 9th from 10 to 12.
struct Taken {
    house: House,
    site: SiteId,
    anna: Actor,
    booking: BookingId,
}

async fn taken() -> Taken {
    let house = house().await;
    let site = house.furnished().await;
    let anna = house.anna().await;
    let booking = house.store.book(&anna, booking(wish("labor", 9, "10:00", "12:00"))).await.unwrap();
    Taken { house, site, anna, booking }
}

impl Taken {
    /// Somebody of a company of her own.
    async fn somebody(&self, name: &str) -> Actor {
        let of = self.house.organisation(&format!("{name} GmbH")).await;
        self.house.person(name, &of, Role::Booker).await
    }

    /// Somebody who waits for what Anna has.
    async fn waits(&self, name: &str) -> (Actor, WaitingId) {
        let who = self.somebody(name).await;
        let id = self.house.store.wait_for(&who, exactly(wish("labor", 9, "10:00", "12:00"))).await.unwrap();
        (who, id)
    }

    async fn keeper(&self) -> Actor {
        let Actor::Account(person) = self.somebody("Rosa").await else { unreachable!() };
        Actor::Account(Person { keeps: vec![self.site], ..person })
    }

    async fn serve(&self) -> u64 {
        self.house.store.serve_waiting().await.unwrap()
    }

    async fn cancel(&self) {
        self.house.store.cancel(&self.anna, self.booking, 1, &[], "").await.unwrap();
    }

    async fn view(&self, who: &Actor) -> WaitingView {
        self.house.store.waiting(who).await.unwrap().remove(0)
    }

    async fn state(&self, who: &Actor) -> WaitState {
        self.view(who).await.state
    }
}

fn exactly(wish: LocalWish) -> NewWaiting {
    let span = LocalSpan::on(wish.date, wish.from, wish.until);
    waiting(&wish.space, Pattern::exactly(span).unwrap())
}

/// Any Tuesday afternoon in March, for two hours.
fn tuesdays(space: &str) -> NewWaiting {
    let on = WeekdaySet::single(Weekday::Tue);
    waiting(space, Pattern::new((march(2), march(31)), on, (time("12:00"), time("18:00")), 120).unwrap())
}

async fn mails(house: &House, kind: &str) -> i64 {
    house.count(&format!("SELECT count(*) FROM outbox WHERE kind = '{kind}'")).await
}

#[tokio::test]
async fn what_is_cancelled_is_held_for_whoever_asked_first_and_nobody_else() {
    let taken = taken().await;
    let (berta, id) = taken.waits("Berta").await;
    let (carla, _) = taken.waits("Carla").await;
    assert_eq!((taken.view(&berta).await.place, taken.view(&carla).await.place), (Some(1), Some(2)));
    assert_eq!(taken.serve().await, 0, "nothing is free");
    taken.cancel().await;
    assert_eq!(taken.serve().await, 1);
    assert_eq!(taken.serve().await, 0, "once");

    let view = taken.view(&berta).await;
    let offer = view.offer.unwrap();
    assert_eq!((view.state, view.place), (WaitState::Offered, None));
    assert_eq!((offer.when.local.from, offer.until), (clock(9, "10:00"), clock(2, "08:00")));
    assert_eq!(offer.minutes_left, 24 * 60);
    assert_eq!(taken.view(&carla).await.place, Some(1));
    assert_eq!(mails(&taken.house, "waiting-offered").await, 1);

    let free = async |who: &Actor| {
        taken.house.store.check(who, &wish("labor", 9, "10:00", "12:00"), None).await.unwrap().broken.is_empty()
    };
    assert!(free(&berta).await);
    assert!(!free(&carla).await);
    assert!(!free(&taken.anna).await, "not even whoever gave it back");
    let refused = taken.house.store.book(&carla, booking(wish("labor", 9, "11:00", "13:00"))).await.unwrap_err();
    assert!(matches!(refused, BookingRefusal::Rules(_)), "{refused:?}");

    taken.house.store.book(&berta, booking(wish("labor", 9, "10:00", "12:00"))).await.unwrap();
    assert_eq!(taken.state(&berta).await, WaitState::Booked);
    assert_eq!(taken.serve().await, 0, "it is taken again");
    let acts = taken.house.count("SELECT count(*) FROM audit WHERE kind = 'waiting'").await;
    assert_eq!(acts, 4, "two asked, one offer, one booking");
    let facts = taken.house.store.mail_facts(&Mail::WaitingOffered { waiting: id }).await.unwrap();
    assert_eq!(facts, None, "there is nothing to offer any more");
}

#[tokio::test]
async fn a_time_is_offered_by_whatever_path_it_becomes_free() {
    // Moved away.
    let moved = taken().await;
    let (berta, _) = moved.waits("Berta").await;
    moved.house.store.change(&moved.anna, moved.booking, 1, all(wish("labor", 10, "10:00", "12:00"))).await.unwrap();
    assert_eq!((moved.serve().await, moved.state(&berta).await), (1, WaitState::Offered));

    // Made shorter: a part of it is enough.
    let shorter = taken().await;
    let berta = shorter.somebody("Berta").await;
    shorter.house.store.wait_for(&berta, exactly(wish("labor", 9, "11:00", "12:00"))).await.unwrap();
    shorter
        .house
        .store
        .change(&shorter.anna, shorter.booking, 1, all(wish("labor", 9, "10:00", "11:00")))
        .await
        .unwrap();
    assert_eq!((shorter.serve().await, shorter.state(&berta).await), (1, WaitState::Offered));

    // Opened again.
    let closed = taken().await;
    let rosa = closed.keeper().await;
    let shut = closure(clock(11, "00:00"), clock(12, "00:00"));
    let shut = closed.house.store.close(&rosa, shut).await.unwrap();
    let berta = closed.somebody("Berta").await;
    closed.house.store.wait_for(&berta, exactly(wish("saal-a", 11, "10:00", "12:00"))).await.unwrap();
    assert_eq!(closed.serve().await, 0);
    closed.house.store.reopen(&rosa, shut, None).await.unwrap();
    assert_eq!((closed.serve().await, closed.state(&berta).await), (1, WaitState::Offered));
}

#[tokio::test]
async fn a_request_that_is_declined_or_not_answered_makes_way() {
    for expires in [false, true] {
        let taken = taken().await;
        let admission = vec![AdmissionRule { who: Who::Everybody, how: How::Ask }];
        taken
            .house
            .space_with(taken.site, "Studio", |space| {
                space.rules = RuleBook { admission: Some(admission), ..RuleBook::default() };
            })
            .await;
        let asked = taken.house.store.book(&taken.anna, booking(wish("studio", 9, "10:00", "12:00"))).await.unwrap();
        let berta = taken.somebody("Berta").await;
        taken.house.store.wait_for(&berta, exactly(wish("studio", 9, "10:00", "12:00"))).await.unwrap();
        assert_eq!(taken.serve().await, 0);
        if expires {
            taken.house.pass(TimeDelta::hours(48));
            assert_eq!(taken.house.store.expire_requests().await.unwrap(), 1);
        } else {
            let rosa = taken.keeper().await;
            taken.house.store.answer(&rosa, asked, 1, Answer::Decline("Nein".into())).await.unwrap();
        }
        assert_eq!((taken.serve().await, taken.state(&berta).await), (1, WaitState::Offered), "expires: {expires}");
    }
}

#[tokio::test]
async fn an_offer_that_is_let_pass_goes_to_the_next() {
    let taken = taken().await;
    let (berta, id) = taken.waits("Berta").await;
    let (carla, _) = taken.waits("Carla").await;
    taken.cancel().await;
    taken.serve().await;
    taken.house.pass(TimeDelta::hours(24) - TimeDelta::seconds(1));
    assert_eq!(taken.serve().await, 0);
    assert_eq!(taken.state(&berta).await, WaitState::Offered);
    taken.house.pass(TimeDelta::seconds(1));
    assert_eq!(taken.serve().await, 1);
    assert_eq!((taken.state(&berta).await, taken.state(&carla).await), (WaitState::Lapsed, WaitState::Offered));
    assert_eq!(mails(&taken.house, "waiting-lapsed").await, 1);
    let refused = taken.house.decline(&berta, id).await.unwrap_err();
    assert_eq!(refused, WaitingRefusal::NoOffer);
}

#[tokio::test]
async fn what_is_declined_goes_to_the_next_and_is_not_offered_again() {
    let taken = taken().await;
    // Every Tuesday afternoon but the 9th is somebody else's, and that one is given back.
    let mut given_back = None;
    for day in [2, 9, 16, 23, 30] {
        let id = taken.house.store.book(&taken.anna, booking(wish("labor", day, "12:00", "18:00"))).await.unwrap();
        given_back = given_back.or((day == 9).then_some(id));
    }
    let (berta, carla) = (taken.somebody("Berta").await, taken.somebody("Carla").await);
    let id = taken.house.store.wait_for(&berta, tuesdays("labor")).await.unwrap();
    taken.house.store.wait_for(&carla, exactly(wish("labor", 9, "13:00", "15:00"))).await.unwrap();
    taken.house.store.cancel(&taken.anna, given_back.unwrap(), 1, &[], "").await.unwrap();
    assert_eq!(taken.serve().await, 1, "Berta has what Carla waits for");
    let offer = taken.view(&berta).await.offer.unwrap();
    assert_eq!(offer.when.local.from, clock(9, "12:00"), "the first that is long enough");
    taken.house.decline(&berta, id).await.unwrap();
    assert_eq!(taken.state(&berta).await, WaitState::Waiting, "another Tuesday would do");
    assert_eq!(taken.serve().await, 1, "what is left of the afternoon");
    assert_eq!(taken.view(&berta).await.offer.unwrap().when.local.from, clock(9, "14:00"));
    assert_eq!(taken.state(&carla).await, WaitState::Waiting, "Berta asked before her");
    taken.house.decline(&berta, id).await.unwrap();
    taken.serve().await;
    assert_eq!(taken.view(&carla).await.offer.unwrap().when.local.from, clock(9, "13:00"));
    taken.house.store.leave(&berta, id).await.unwrap();
    taken.house.store.leave(&berta, id).await.unwrap();
    assert_eq!(taken.state(&berta).await, WaitState::Left);
    let (dora, exact) = taken.waits("Dora").await;
    taken.cancel().await;
    taken.serve().await;
    taken.house.decline(&dora, exact).await.unwrap();
    assert_eq!(taken.state(&dora).await, WaitState::Left, "no other time would do");
}

#[tokio::test]
async fn a_page_that_was_opened_before_declines_no_offer_it_did_not_show() {
    let taken = taken().await;
    let other = taken.house.store.book(&taken.anna, booking(wish("labor", 2, "10:00", "20:00"))).await.unwrap();
    for day in [9, 16, 23, 30] {
        taken.house.store.book(&taken.anna, booking(wish("labor", day, "12:00", "20:00"))).await.unwrap();
    }
    let berta = taken.somebody("Berta").await;
    let id = taken.house.store.wait_for(&berta, tuesdays("labor")).await.unwrap();
    taken.house.store.cancel(&taken.anna, other, 1, &[], "").await.unwrap();
    taken.serve().await;
    let seen = taken.view(&berta).await.offer.unwrap().seen();
    taken.house.store.decline(&berta, id, seen).await.unwrap();
    taken.serve().await;
    let newer = taken.view(&berta).await.offer.unwrap().seen();
    assert_ne!(seen, newer);
    assert_eq!(taken.house.store.decline(&berta, id, seen).await, Err(WaitingRefusal::OtherOffer));
    let elsewhere = SeenOffer { space: SpaceId(uuid::Uuid::nil()), ..newer };
    assert_eq!(taken.house.store.decline(&berta, id, elsewhere).await, Err(WaitingRefusal::OtherOffer));
    assert_eq!(taken.view(&berta).await.offer.unwrap().seen(), newer, "it is hers as before");
    assert_eq!(taken.house.store.decline(&berta, id, newer).await, Ok(()));
}

#[tokio::test]
async fn any_space_like_it_will_do_for_whoever_said_so() {
    let taken = taken().await;
    let berta = taken.somebody("Berta").await;
    let mut parts = Vec::new();
    for space in ["saal-a", "saal-b"] {
        let id = taken.house.store.book(&taken.anna, booking(wish(space, 9, "10:00", "12:00"))).await.unwrap();
        parts.push(id);
    }
    let new = NewWaiting { elsewhere: true, ..exactly(wish("labor", 9, "10:00", "12:00")) };
    taken.house.store.wait_for(&berta, new).await.unwrap();
    assert_eq!(taken.serve().await, 0, "benches for one are nothing for four");
    taken.house.store.cancel(&taken.anna, parts[1], 1, &[], "").await.unwrap();
    assert_eq!(taken.serve().await, 1);
    assert_eq!(taken.view(&berta).await.offer.unwrap().space.slug, "saal-b");
    let hall = taken.house.store.check(&taken.anna, &wish("saal", 9, "10:00", "11:00"), None).await.unwrap();
    assert!(!hall.is_free(), "a part that is held keeps the hall");
}

#[tokio::test]
async fn nobody_waits_for_what_is_free_or_can_never_be_hers() {
    let taken = taken().await;
    let berta = taken.somebody("Berta").await;
    let store = &taken.house.store;
    let refused = store.wait_for(&berta, tuesdays("labor")).await.unwrap_err();
    let WaitingRefusal::Free(free) = refused else { panic!("{refused:?}") };
    assert_eq!((free.space.slug.as_str(), free.when.local.from), ("labor", clock(2, "12:00")));
    let mut crowd = exactly(wish("labor", 9, "10:00", "12:00"));
    crowd.wanted.people = 13;
    let refused = store.wait_for(&berta, crowd).await.unwrap_err();
    let WaitingRefusal::Rules(verdict) = refused else { panic!("{refused:?}") };
    assert_eq!(verdict.broken, [BrokenRule::TooManyPeople { seats: 12 }]);
    let night = store.wait_for(&berta, exactly(wish("labor", 9, "22:00", "23:00"))).await.unwrap_err();
    assert!(matches!(night, WaitingRefusal::Rules(_)), "{night:?}");
    taken.house.set_clock("2027-03-09T09:00:00Z");
    let past = store.wait_for(&berta, exactly(wish("labor", 9, "10:00", "12:00"))).await.unwrap_err();
    assert_eq!(past, WaitingRefusal::Pattern(PatternFault::Over));
    let gone = store.wait_for(&berta, exactly(wish("nirgends", 9, "10:00", "12:00"))).await.unwrap_err();
    assert_eq!(gone, WaitingRefusal::NotFound);
    assert_eq!(store.wait_for(&Actor::Visitor, tuesdays("labor")).await.unwrap_err(), WaitingRefusal::Forbidden);
    assert_eq!(taken.house.count("SELECT count(*) FROM waiting").await, 0);
}

#[tokio::test]
async fn one_form_waits_once_and_ten_wishes_are_enough() {
    let taken = taken().await;
    let berta = taken.somebody("Berta").await;
    let new = exactly(wish("labor", 9, "10:00", "12:00"));
    let id = taken.house.store.wait_for(&berta, new.clone()).await.unwrap();
    assert_eq!(taken.house.store.wait_for(&berta, new).await.unwrap(), id);
    for _ in 1..MOST_WAITING {
        taken.house.store.wait_for(&berta, exactly(wish("labor", 9, "10:00", "11:00"))).await.unwrap();
    }
    let more = exactly(wish("labor", 9, "10:30", "11:00"));
    assert_eq!(taken.house.store.wait_for(&berta, more.clone()).await.unwrap_err(), WaitingRefusal::TooMany);
    taken.house.store.leave(&berta, id).await.unwrap();
    taken.house.store.wait_for(&berta, more).await.unwrap();
}

#[tokio::test]
async fn a_wish_that_is_over_ends_by_itself_and_is_told_once() {
    let taken = taken().await;
    let (berta, id) = taken.waits("Berta").await;
    taken.house.set_clock("2027-03-09T08:59:59Z");
    taken.serve().await;
    assert_eq!(taken.state(&berta).await, WaitState::Waiting);
    taken.house.set_clock("2027-03-09T09:00:00Z");
    taken.serve().await;
    taken.serve().await;
    assert_eq!(taken.state(&berta).await, WaitState::Over);
    assert_eq!(mails(&taken.house, "waiting-over").await, 1);
    let told = taken.house.store.mail_facts(&Mail::WaitingOver { waiting: id }).await.unwrap().unwrap();
    let MailFacts::Waiting(facts) = told else { panic!("{told:?}") };
    assert_eq!((facts.to.as_str(), facts.act), ("berta@example.org", WaitingMail::Over));
    taken.house.pass(TimeDelta::days(30));
    taken.house.store.forget().await.unwrap();
    assert_eq!(taken.house.count("SELECT count(*) FROM waiting").await, 1);
    taken.house.pass(TimeDelta::seconds(1));
    taken.house.store.forget().await.unwrap();
    assert_eq!(taken.house.count("SELECT count(*) FROM waiting").await, 0, "personal data ends (I10)");
}

#[tokio::test]
async fn only_keepers_see_who_waits_and_nobody_ends_the_wish_of_another() {
    let taken = taken().await;
    let (berta, id) = taken.waits("Berta").await;
    let (carla, _) = taken.waits("Carla").await;
    let store = &taken.house.store;
    assert_eq!(store.waiting(&carla).await.unwrap().len(), 1);
    assert_eq!(store.waiting(&Actor::Visitor).await.unwrap(), []);
    assert_eq!(store.leave(&carla, id).await.unwrap_err(), WaitingRefusal::NotFound);
    assert_eq!(taken.house.decline(&carla, id).await.unwrap_err(), WaitingRefusal::NotFound);
    assert_eq!(store.waiting_at(&berta).await.unwrap(), None);
    let rosa = taken.keeper().await;
    let at = store.waiting_at(&rosa).await.unwrap().unwrap();
    let names: Vec<_> = at[0].waiters.iter().map(|waiter| (waiter.person.0.as_str(), waiter.wish.place)).collect();
    assert_eq!(names, [("Berta", Some(1)), ("Carla", Some(2))]);
    assert_eq!(at[0].waiters[0].organisation, "Berta GmbH");
    let elsewhere = taken.house.site("Turm", "Detmold").await;
    let Actor::Account(person) = rosa else { unreachable!() };
    let other = Actor::Account(Person { keeps: vec![elsewhere], ..person });
    assert_eq!(store.waiting_at(&other).await.unwrap(), Some(vec![]));
}

#[tokio::test]
async fn whoever_may_not_book_any_more_is_passed_over() {
    let taken = taken().await;
    let (berta, _) = taken.waits("Berta").await;
    let (carla, _) = taken.waits("Carla").await;
    let sql = "UPDATE organisation SET confirmed = (1 = 0) WHERE name = 'Berta GmbH'";
    taken.house.store.connection().execute_unprepared(sql).await.unwrap();
    taken.cancel().await;
    assert_eq!(taken.serve().await, 1);
    assert_eq!((taken.state(&berta).await, taken.state(&carla).await), (WaitState::Waiting, WaitState::Offered));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_workers_at_once_make_one_offer_and_it_is_the_first_ones() {
    let taken = taken().await;
    let (berta, _) = taken.waits("Berta").await;
    taken.waits("Carla").await;
    taken.cancel().await;
    let sweeps = (0..6).map(|_| {
        let store = taken.house.store.clone();
        tokio::spawn(async move { store.serve_waiting().await.unwrap() })
    });
    let mut made = 0;
    for sweep in sweeps.collect::<Vec<_>>() {
        made += sweep.await.unwrap();
    }
    assert_eq!(made, 1);
    assert_eq!(taken.state(&berta).await, WaitState::Offered);
    assert_eq!(taken.house.count("SELECT count(*) FROM hold").await, 1);
    assert_eq!(mails(&taken.house, "waiting-offered").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_books_at_the_moment_of_a_cancellation_takes_it_or_finds_it_held() {
    for _ in 0..4 {
        let taken = taken().await;
        let (berta, _) = taken.waits("Berta").await;
        let dora = taken.somebody("Dora").await;
        taken.cancel().await;
        let (sweeper, booker) = (taken.house.store.clone(), taken.house.store.clone());
        let sweep = tokio::spawn(async move { sweeper.serve_waiting().await.unwrap() });
        let book = tokio::spawn(async move { booker.book(&dora, booking(wish("labor", 9, "10:00", "12:00"))).await });
        let (made, booked) = (sweep.await.unwrap(), book.await.unwrap());
        assert_eq!(made == 1, booked.is_err(), "either the one or the other");
        let expected = if made == 1 { WaitState::Offered } else { WaitState::Waiting };
        assert_eq!(taken.state(&berta).await, expected);
        assert_eq!(taken.house.overlaps().await, 0);
    }
}
