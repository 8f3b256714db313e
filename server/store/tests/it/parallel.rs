//! Many at once: nothing is taken twice, and whoever comes too late hears why (I1).

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, all, booking, house, wish};
use domain::{
    access::{Actor, Person},
    booking::BookingRefusal,
    desk::{Answer, BookingDesk, EquipmentDesk, KeeperDesk, LocalWish, NewBooking, NewPool, PoolChange, PoolRefusal},
    equipment::Along,
    id::BookingId,
    rulebook::{AdmissionRule, Counted, How, Period, Quota, RequestTerms, RuleBook, Who},
    rules::BrokenRule,
    text::Localised,
};
use sea_orm_migration::sea_orm::ConnectionTrait;
use store::Store;

/// How simultaneous wishes ended.
#[derive(Debug, Default)]
struct Ends {
    won: Vec<BookingId>,
    taken: usize,
    other: Vec<BookingRefusal>,
}

async fn all_at_once(store: &Store, by: &Actor, wishes: Vec<NewBooking>) -> Ends {
    let tasks: Vec<_> = wishes
        .into_iter()
        .map(|new| {
            let (store, by) = (store.clone(), by.clone());
            tokio::spawn(async move { store.book(&by, new).await })
        })
        .collect();
    let mut ends = Ends::default();
    for task in tasks {
        match task.await.unwrap() {
            Ok(id) => ends.won.push(id),
            Err(refusal) if says_taken(&refusal) => ends.taken += 1,
            Err(refusal) => ends.other.push(refusal),
        }
    }
    ends
}

fn says_taken(refusal: &BookingRefusal) -> bool {
    matches!(refusal, BookingRefusal::Rules(verdict) if matches!(verdict.broken[..], [BrokenRule::Taken { .. }]))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_forty_simultaneous_wishes_for_one_room_wins() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let wishes = (0..40).map(|_| booking(wish("labor", 2, "10:00", "12:00"))).collect();

    let ends = all_at_once(&house.store, &anna, wishes).await;

    assert_eq!((ends.won.len(), ends.taken, ends.other.len()), (1, 39, 0), "{:?}", ends.other);
    assert_eq!(house.count("SELECT COUNT(*) FROM booking").await, 1);
    assert_eq!(house.count("SELECT COUNT(*) FROM outbox").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_forty_wishes_that_partly_overlap_none_overlap_afterwards() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let hours = ["08:00", "09:00", "10:00", "11:00", "12:00", "13:00"];
    let wishes = (0..40).map(|i| booking(wish("labor", 2, hours[i % 4], hours[i % 4 + 2]))).collect();

    let ends = all_at_once(&house.store, &anna, wishes).await;

    assert!(ends.other.is_empty(), "{:?}", ends.other);
    assert!((1..=2).contains(&ends.won.len()), "two hours each, of five: {ends:?}");
    assert_eq!(house.overlaps().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_organisation_gets_no_more_than_its_quota_however_many_of_it_book_at_once() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    let quota = Quota { minutes: Some(300), per: Period::Week, counted: Counted::Space };
    house.space_with(site, "Labor", |lab| lab.rules = RuleBook { quota: Some(quota), ..RuleBook::default() }).await;
    let anna = house.anna().await;
    let hour = |i: u32| (format!("{:02}:00", 8 + i % 5), format!("{:02}:00", 9 + i % 5));
    let wishes = (0..20).map(|i| {
        let (from, until) = hour(i);
        booking(wish("labor", 2 + i / 5, &from, &until))
    });

    let ends = all_at_once(&house.store, &anna, wishes.collect()).await;

    let used_up = |refusal: &BookingRefusal| matches!(refusal, BookingRefusal::Rules(verdict) if matches!(verdict.broken[..], [BrokenRule::QuotaExceeded { .. }]));
    assert_eq!((ends.won.len(), ends.taken), (5, 0), "of twenty free hours");
    assert!(ends.other.iter().all(used_up), "{:?}", ends.other);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_quota_of_a_whole_site_is_kept_by_those_who_book_different_rooms_at_once() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    let quota = Some(Quota { minutes: Some(300), per: Period::Week, counted: Counted::Site });
    for number in 0..20 {
        let book = RuleBook { quota, ..RuleBook::default() };
        house.space_with(site, &format!("Raum {number}"), |space| space.rules = book).await;
    }
    let anna = house.anna().await;
    let wishes = (0..20).map(|number| booking(wish(&format!("raum-{number}"), 2, "10:00", "11:00")));

    let ends = all_at_once(&house.store, &anna, wishes.collect()).await;

    let used_up = |refusal: &BookingRefusal| matches!(refusal, BookingRefusal::Rules(verdict) if matches!(verdict.broken[..], [BrokenRule::QuotaExceeded { counted: Counted::Site, .. }]));
    assert_eq!((ends.won.len(), ends.taken), (5, 0), "of twenty rooms, an hour each");
    assert!(ends.other.iter().all(used_up), "{:?}", ends.other);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twelve_of_twenty_get_a_bench_of_twelve() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let wishes = (0..20).map(|_| booking(wish("werkbank", 2, "10:00", "12:00"))).collect();

    let ends = all_at_once(&house.store, &anna, wishes).await;

    assert_eq!((ends.won.len(), ends.taken, ends.other.len()), (12, 8, 0), "{:?}", ends.other);
    assert_eq!(house.count("SELECT COUNT(DISTINCT unit_id) FROM allocation").await, 12);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn four_headsets_are_never_five_however_many_rooms_want_them_at_once() {
    let house = house().await;
    let site = house.furnished().await;
    for number in 0..10 {
        house.space(site, &format!("Raum {number}")).await;
    }
    let anna = house.anna().await;
    let mut intake = house.store.intake("test").await.unwrap();
    intake.pool(site, "headset", Localised::of("de", "Headset"), 4).await.unwrap();
    intake.commit().await.unwrap();
    let along = |number: u16| Along::from([("headset".to_owned(), 1 + number % 2)]);
    let wishes = (0..10).map(|number| {
        let wished = wish(&format!("raum-{number}"), 2, "10:00", "12:00");
        booking(LocalWish { along: along(number), ..wished })
    });

    let ends = all_at_once(&house.store, &anna, wishes.collect()).await;

    let short = |refusal: &BookingRefusal| matches!(refusal, BookingRefusal::Rules(verdict) if matches!(verdict.broken[..], [BrokenRule::EquipmentShort { .. }]));
    assert_eq!(ends.taken, 0, "every room was free");
    assert!(ends.other.iter().all(short), "{:?}", ends.other);
    assert_eq!(ends.won.len() + ends.other.len(), 10, "every wish has an answer");
    // Who wants one gets it as long as there is one, and more than four want one.
    let lent = "SELECT COUNT(*) FROM allocation a JOIN equipment_unit u ON u.unit_id = a.unit_id";
    assert_eq!(house.count(lent).await, 4);
    assert_eq!(house.overlaps().await, 0);
    let rooms = house.count("SELECT COUNT(DISTINCT space_id) FROM occurrence").await;
    assert_eq!(usize::try_from(rooms).unwrap(), ends.won.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_pool_that_shrinks_while_it_is_booked_lends_no_more_than_is_left() {
    let house = house().await;
    let site = house.furnished().await;
    let Actor::Account(person) = house.anna().await else { unreachable!() };
    let keeper = Actor::Account(Person { keeps: vec![site], ..person });
    let new = NewPool { site: "haus".into(), key: None, name: Localised::of("de", "Headset"), count: 4 };
    let pool = house.store.add_pool(&keeper, new).await.unwrap();
    let shrink = {
        let (store, keeper) = (house.store.clone(), keeper.clone());
        let change = PoolChange { version: 1, name: Localised::of("de", "Headset"), count: 1 };
        tokio::spawn(async move { store.change_pool(&keeper, pool, change).await })
    };
    let wishes = ["labor", "saal-a", "saal-b"].map(|space| {
        let along = Along::from([("headset".to_owned(), 1)]);
        booking(LocalWish { along, ..wish(space, 2, "10:00", "12:00") })
    });

    let ends = all_at_once(&house.store, &keeper, wishes.into()).await;
    let shrunk = shrink.await.unwrap();

    let left = house.count("SELECT COUNT(*) FROM equipment_unit").await;
    let lent = house.count("SELECT COUNT(*) FROM allocation a JOIN equipment_unit u ON u.unit_id = a.unit_id").await;
    assert_eq!(usize::try_from(lent).unwrap(), ends.won.len(), "what was won is on things that are there");
    assert!(lent <= left, "{lent} of {left}");
    assert!(matches!(shrunk, Ok(()) | Err(PoolRefusal::Booked(_))), "{shrunk:?}");
    assert_eq!(left, if shrunk.is_ok() { 1 } else { 4 });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hall_and_its_parts_are_never_taken_together() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let spaces = ["saal", "saal-a", "saal-b"];
    let wishes = (0..30).map(|i| booking(wish(spaces[i % 3], 2, "10:00", "12:00"))).collect();

    let ends = all_at_once(&house.store, &anna, wishes).await;

    assert!(ends.other.is_empty(), "{:?}", ends.other);
    let units = house.count("SELECT COUNT(*) FROM allocation").await;
    assert_eq!(units, 2, "the hall, or both parts: {ends:?}");
    assert_eq!(house.overlaps().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn moving_into_a_time_and_booking_it_do_not_both_succeed() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let early = house.store.book(&anna, booking(wish("labor", 2, "08:00", "09:00"))).await.unwrap();

    let mover = {
        let (store, anna) = (house.store.clone(), anna.clone());
        tokio::spawn(async move { store.change(&anna, early, 1, all(wish("labor", 2, "10:00", "12:00"))).await })
    };
    let wishes = (0..10).map(|_| booking(wish("labor", 2, "11:00", "13:00"))).collect();
    let ends = all_at_once(&house.store, &anna, wishes).await;
    let moved = mover.await.unwrap();

    assert!(ends.other.is_empty(), "{:?}", ends.other);
    assert_eq!(ends.won.len() + usize::from(moved.is_ok()), 1);
    assert!(moved.is_ok() || moved.as_ref().is_err_and(says_taken), "{moved:?}");
    assert_eq!(house.overlaps().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_bookings_that_move_into_each_others_room_both_stay() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let (here, there) = (wish("saal-a", 2, "10:00", "12:00"), wish("saal-b", 2, "10:00", "12:00"));
    let first = house.store.book(&anna, booking(here.clone())).await.unwrap();
    let second = house.store.book(&anna, booking(there.clone())).await.unwrap();

    let moves = [(first, there), (second, here)].map(|(id, wish)| {
        let (store, anna) = (house.store.clone(), anna.clone());
        tokio::spawn(async move { store.change(&anna, id, 1, all(wish)).await })
    });

    for moved in moves {
        let moved = moved.await.unwrap();
        assert!(moved.as_ref().is_err_and(says_taken), "{moved:?}");
    }
    assert_eq!(house.count("SELECT COUNT(*) FROM allocation").await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_button_clicked_twenty_times_books_once() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let form = booking(wish("labor", 2, "10:00", "12:00"));

    let ends = all_at_once(&house.store, &anna, vec![form; 20]).await;

    assert_eq!((ends.won.len(), ends.taken), (20, 0), "{:?}", ends.other);
    assert!(ends.won.iter().all(|id| *id == ends.won[0]));
    for table in ["booking", "occurrence", "allocation", "audit", "outbox"] {
        assert_eq!(house.count(&format!("SELECT COUNT(*) FROM {table}")).await, 1, "{table}");
    }
}

/// Tries twenty times at once to write an allocation past every check, and counts those the database took.
async fn allocations_past_every_check(house: &House, day: u32) -> usize {
    let id = if house.is_postgres() { "gen_random_uuid()" } else { "randomblob(16)" };
    let sql = format!(
        "INSERT INTO allocation (id, unit_id, occurrence_id, from_at, until_at)
         SELECT {id}, unit_id, occurrence_id, '2027-03-{day:02}T09:00:00+00:00', '2027-03-{day:02}T11:00:00+00:00'
         FROM allocation ORDER BY from_at LIMIT 1"
    );
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let (db, sql) = (house.store.connection().clone(), sql.clone());
            tokio::spawn(async move { db.execute_unprepared(&sql).await })
        })
        .collect();
    let mut written = 0;
    for task in tasks {
        written += usize::from(task.await.unwrap().is_ok());
    }
    written
}

/// The negative control: without the rule of the database the same test finds double bookings, so it can fail.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn it_is_the_database_that_refuses_and_without_its_rule_double_bookings_appear() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();

    assert_eq!(allocations_past_every_check(&house, 9).await, 1);
    assert_eq!(house.overlaps().await, 0);

    let without_rule = if house.is_postgres() {
        "ALTER TABLE allocation DROP CONSTRAINT allocation_no_overlap"
    } else {
        "DROP TRIGGER allocation_no_overlap_insert"
    };
    house.store.connection().execute_unprepared(without_rule).await.unwrap();
    assert_eq!(allocations_past_every_check(&house, 10).await, 20);
    assert_eq!(house.overlaps().await, 190, "every pair of twenty");
}

/// The same for a change in place: an allocation cannot be pushed over another one either.
#[tokio::test]
async fn the_database_refuses_to_push_one_allocation_over_another() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    for (from, until) in [("10:00", "12:00"), ("12:00", "14:00")] {
        house.store.book(&anna, booking(wish("labor", 2, from, until))).await.unwrap();
    }
    let push =
        "UPDATE allocation SET until_at = '2027-03-02T11:15:00+00:00' WHERE until_at = '2027-03-02T11:00:00+00:00'";
    let refused = house.store.connection().execute_unprepared(push).await.unwrap_err();
    assert!(refused.to_string().contains("allocation_no_overlap"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_ten_requests_for_one_time_that_are_approved_at_once_one_stands() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    let ask = AdmissionRule { who: Who::Everybody, how: How::Ask };
    let request = RequestTerms { blocks: false, answer_within_hours: 48 };
    house
        .space_with(site, "Labor", |space| {
            space.rules = RuleBook { admission: Some(vec![ask]), request: Some(request), ..RuleBook::default() };
        })
        .await;
    let anna = house.anna().await;
    let Actor::Account(rosa) = house.berta().await else { unreachable!() };
    let keeper = Actor::Account(Person { keeps: vec![site], ..rosa });
    let mut asked = Vec::new();
    for _ in 0..10 {
        asked.push(house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap());
    }

    let answers = asked.into_iter().map(|id| {
        let (store, keeper) = (house.store.clone(), keeper.clone());
        tokio::spawn(async move { store.answer(&keeper, id, 1, Answer::Approve(None)).await })
    });
    let mut stand = 0;
    for answer in answers.collect::<Vec<_>>() {
        let answer = answer.await.unwrap();
        assert!(answer.is_ok() || answer.as_ref().is_err_and(says_taken), "{answer:?}");
        stand += usize::from(answer.is_ok());
    }

    assert_eq!(stand, 1);
    assert_eq!(house.count("SELECT COUNT(*) FROM allocation").await, 1);
    assert_eq!(house.count("SELECT COUNT(*) FROM booking WHERE state = 'confirmed'").await, 1);
    assert_eq!(house.count("SELECT COUNT(*) FROM booking WHERE state = 'requested'").await, 9);
}
