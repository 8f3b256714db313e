//! A time is kept for whoever fills in the form that books it: from everybody else, and not for long.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, booking, house, march, request, time, wish};
use chrono::TimeDelta;
use domain::{
    access::{Actor, Person},
    booking::BookingRefusal,
    desk::CatalogueDesk as _,
    desk::{
        BookingDesk, BusyWhat, CalendarDesk, Change, Choice, Dates, Held, LocalWish, Moving, NewBooking, Pick, Scope,
        Series,
    },
    id::{BookingId, RequestId},
    organisation::Role,
    recurrence::{End, Every, Repeat},
    rulebook::RuleBook,
    rules::BrokenRule,
};

async fn furnished() -> (House, Actor, Actor) {
    let house = house().await;
    house.furnished().await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    (house, anna, berta)
}

async fn hold(house: &House, by: &Actor, request: RequestId, wish: &LocalWish) -> Result<Held, BookingRefusal> {
    house.store.hold(by, request, wish, None, None).await
}

/// What is in the way of somebody, by her verdict.
async fn broken(house: &House, by: &Actor, wish: &LocalWish) -> Vec<BrokenRule> {
    house.store.check(by, wish, None).await.unwrap().broken
}

fn from_form(request: RequestId, wish: LocalWish) -> NewBooking {
    NewBooking { request, ..booking(wish) }
}

/// Each Tuesday from the second of March on, so many times.
fn weekly(count: u16) -> Series {
    let every = Every::Weeks { interval: 1, on: chrono::WeekdaySet::single(chrono::Weekday::Tue) };
    Series {
        repeat: Repeat { every, end: End::Count(count), extra: [].into(), except: [].into() },
        choices: Vec::new(),
    }
}

#[tokio::test]
async fn a_held_time_is_in_the_way_of_others_and_not_of_whoever_holds_it() {
    let (house, anna, berta) = furnished().await;
    let wanted = wish("labor", 2, "10:00", "12:00");
    let held = hold(&house, &anna, request(), &wanted).await.unwrap();
    assert_eq!(held, Held { until: march(1).and_time(time("08:10")), seconds: 600, longer: true, promised: false });

    let theirs = wish("labor", 2, "11:00", "13:00");
    assert_eq!(broken(&house, &anna, &theirs).await, []);
    let [BrokenRule::Held { by, until, free_units: 0 }] = &broken(&house, &berta, &theirs).await[..] else { panic!() };
    assert_eq!(*until, march(1).and_time(time("08:10")), "it says when it may be free again");
    assert_eq!(by[0].local.from, march(2).and_time(time("10:00")));
    assert!(matches!(broken(&house, &Actor::Visitor, &theirs).await[..], [BrokenRule::Held { .. }]));

    let refused = house.store.book(&berta, booking(theirs)).await.unwrap_err();
    let BookingRefusal::Rules(verdict) = refused else { panic!("{refused:?}") };
    assert!(matches!(verdict.broken[..], [BrokenRule::Held { .. }]));
    assert!(!verdict.alternatives.is_empty());
    house.store.book(&berta, booking(wish("labor", 2, "12:00", "13:00"))).await.unwrap();
    house.store.book(&anna, booking(wanted)).await.unwrap();
}

#[tokio::test]
async fn a_hold_is_over_by_the_clock_and_the_form_still_books_what_nobody_took() {
    let (house, anna, berta) = furnished().await;
    let (early, late) = (wish("labor", 2, "10:00", "12:00"), wish("labor", 2, "14:00", "16:00"));
    let (first, second) = (request(), request());
    hold(&house, &anna, first, &early).await.unwrap();
    hold(&house, &anna, second, &late).await.unwrap();
    house.pass(TimeDelta::minutes(10) - TimeDelta::seconds(1));
    assert!(!broken(&house, &berta, &early).await.is_empty());
    house.pass(TimeDelta::seconds(1));
    assert_eq!(house.store.held(&anna, first, &early).await, Ok(None));
    house.store.book(&berta, booking(early.clone())).await.unwrap();

    let lost = house.store.book(&anna, from_form(first, early)).await.unwrap_err();
    let BookingRefusal::Rules(verdict) = lost else { panic!("{lost:?}") };
    assert!(matches!(verdict.broken[..], [BrokenRule::Taken { .. }]));
    assert!(!verdict.alternatives.is_empty());
    house.store.book(&anna, from_form(second, late)).await.unwrap();
}

#[tokio::test]
async fn a_booking_lets_go_of_what_its_form_held() {
    let (house, anna, berta) = furnished().await;
    let form = request();
    hold(&house, &anna, form, &wish("labor", 2, "10:00", "12:00")).await.unwrap();
    // She changed her mind without holding anew.
    house.store.book(&anna, from_form(form, wish("saal-a", 2, "10:00", "12:00"))).await.unwrap();
    assert_eq!(broken(&house, &berta, &wish("labor", 2, "10:00", "12:00")).await, []);

    let other = request();
    hold(&house, &anna, other, &wish("labor", 3, "10:00", "12:00")).await.unwrap();
    let id = house.store.book(&anna, booking(wish("labor", 3, "10:00", "12:00"))).await.unwrap();
    house.store.cancel(&anna, id, 1, &[], "").await.unwrap();
    let again = broken(&house, &berta, &wish("labor", 3, "10:00", "12:00")).await;
    assert_eq!(again, [], "nothing of another form of hers is left where she booked");
}

#[tokio::test]
async fn what_was_booked_is_not_held_again_by_a_form_that_asks_too_late() {
    let (house, anna, _) = furnished().await;
    let form = request();
    house.store.book(&anna, from_form(form, wish("werkbank", 2, "10:00", "12:00"))).await.unwrap();
    let late = hold(&house, &anna, form, &wish("werkbank", 2, "10:00", "12:00")).await;
    assert!(matches!(late, Err(BookingRefusal::NotNow(_))), "{late:?}");
    assert_eq!(house.count("SELECT COUNT(*) FROM hold").await, 0);
}

#[tokio::test]
async fn another_wish_in_the_same_form_lets_go_of_the_first() {
    let (house, anna, berta) = furnished().await;
    let form = request();
    let (first, second) = (wish("labor", 2, "10:00", "12:00"), wish("saal", 2, "10:00", "12:00"));
    hold(&house, &anna, form, &first).await.unwrap();
    assert!(house.store.held(&anna, form, &first).await.unwrap().is_some());
    hold(&house, &anna, form, &second).await.unwrap();
    assert_eq!(broken(&house, &berta, &first).await, []);
    assert!(!broken(&house, &berta, &wish("saal-b", 2, "11:00", "12:00")).await.is_empty(), "a part of what is held");
    assert_eq!(house.store.held(&anna, form, &first).await, Ok(None));
    assert!(house.store.held(&anna, form, &second).await.unwrap().is_some());
    assert_eq!(house.store.held(&berta, form, &second).await, Ok(None), "it is nobody else's business");

    house.store.release(&berta, form).await.unwrap();
    assert!(!broken(&house, &berta, &second).await.is_empty(), "nor can anybody else let go of it");
    house.store.release(&anna, form).await.unwrap();
    assert_eq!(broken(&house, &berta, &second).await, []);
}

#[tokio::test]
async fn a_time_is_held_longer_on_demand_and_half_an_hour_in_all_whatever_form_asks() {
    let (house, anna, berta) = furnished().await;
    let wanted = wish("labor", 2, "10:00", "12:00");
    let form = request();
    let mut seen = Vec::new();
    for _ in 0..4 {
        let held = hold(&house, &anna, form, &wanted).await.unwrap();
        seen.push((held.seconds / 60, held.longer));
        house.pass(TimeDelta::minutes(7));
    }
    assert_eq!(seen, [(10, true), (10, true), (10, true), (9, false)]);
    house.pass(TimeDelta::minutes(2));
    assert_eq!(broken(&house, &berta, &wanted).await, []);
    for form in [form, request()] {
        assert_eq!(hold(&house, &anna, form, &wanted).await, Err(BookingRefusal::HeldLongEnough));
    }
    let overlapping = wish("labor", 2, "11:45", "13:00");
    assert_eq!(hold(&house, &anna, request(), &overlapping).await, Err(BookingRefusal::HeldLongEnough));
    hold(&house, &anna, request(), &wish("labor", 3, "10:00", "12:00")).await.unwrap();
    hold(&house, &berta, request(), &wanted).await.unwrap();
    house.pass(TimeDelta::minutes(31));
    assert_eq!(hold(&house, &anna, form, &wanted).await.unwrap().seconds, 600, "after a pause it begins anew");
}

#[tokio::test]
async fn an_account_holds_with_three_forms_at_most() {
    let (house, anna, berta) = furnished().await;
    let forms: Vec<RequestId> = (0..4).map(|_| request()).collect();
    for (day, form) in (2..).zip(&forms).take(3) {
        hold(&house, &anna, *form, &wish("labor", day, "10:00", "12:00")).await.unwrap();
    }
    let fourth = wish("labor", 5, "10:00", "12:00");
    assert_eq!(hold(&house, &anna, forms[3], &fourth).await, Err(BookingRefusal::HoldsElsewhere { most: 3 }));
    hold(&house, &anna, forms[2], &wish("labor", 4, "14:00", "16:00")).await.unwrap();
    hold(&house, &berta, request(), &fourth).await.unwrap();
    house.store.release(&anna, forms[0]).await.unwrap();
    hold(&house, &anna, forms[3], &wish("saal", 5, "10:00", "12:00")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn forms_that_ask_at_once_do_not_get_past_the_limit() {
    let (house, anna, _) = furnished().await;
    let tasks: Vec<_> = (2..6)
        .flat_map(|day| ["labor", "saal-a", "saal-b"].map(|space| wish(space, day, "10:00", "12:00")))
        .map(|wish| {
            let (store, anna, form) = (house.store.clone(), anna.clone(), request());
            tokio::spawn(async move { store.hold(&anna, form, &wish, None, None).await })
        })
        .collect();
    let mut won = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => won += 1,
            Err(refusal) => assert_eq!(refusal, BookingRefusal::HoldsElsewhere { most: 3 }),
        }
    }
    assert_eq!(won, 3);
    assert_eq!(house.count("SELECT COUNT(*) FROM hold").await, 3);
}

#[tokio::test]
async fn who_could_not_book_cannot_hold_either() {
    let (house, anna, _) = furnished().await;
    let muster = house.organisation("Muster").await;
    let guest = house.person("Gast", &muster, Role::Member).await;
    let mut nobodys = anna.clone();
    let Actor::Account(person) = &mut nobodys else { panic!() };
    person.acting_for = None;
    let wanted = wish("labor", 2, "10:00", "12:00");
    for (who, rule) in [(&guest, BrokenRule::RoleMayNotBook), (&nobodys, BrokenRule::NoOrganisation)] {
        let Err(BookingRefusal::Rules(verdict)) = hold(&house, who, request(), &wanted).await else { panic!() };
        assert_eq!(verdict.broken, [rule]);
    }
    assert_eq!(hold(&house, &Actor::Visitor, request(), &wanted).await, Err(BookingRefusal::Forbidden));
    for closed in [wish("labor", 7, "10:00", "12:00"), wish("labor", 2, "10:05", "12:00")] {
        assert!(matches!(hold(&house, &anna, request(), &closed).await, Err(BookingRefusal::Rules(_))));
    }
    assert_eq!(house.count("SELECT COUNT(*) FROM hold").await, 0);
}

#[tokio::test]
async fn a_keeper_holds_what_she_may_book_as_an_exception() {
    let (house, anna, _) = furnished().await;
    let site = house.store.site("haus").await.unwrap().unwrap().id;
    let Actor::Account(person) = anna.clone() else { panic!() };
    let keeper = Actor::Account(Person { keeps: vec![site], ..person });
    let sunday = wish("labor", 7, "10:00", "12:00");
    hold(&house, &keeper, request(), &sunday).await.unwrap();
    let crowd = LocalWish { people: 99, ..sunday };
    assert!(matches!(hold(&house, &keeper, request(), &crowd).await, Err(BookingRefusal::Rules(_))));
}

#[tokio::test]
async fn set_up_and_clearing_are_held_as_well() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house
        .space_with(site, "Labor", |space| {
            let buffers = (Some(30), Some(15));
            space.rules =
                RuleBook { buffer_before_minutes: buffers.0, buffer_after_minutes: buffers.1, ..RuleBook::default() };
        })
        .await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    hold(&house, &anna, request(), &wish("labor", 2, "12:00", "14:00")).await.unwrap();
    for (from, until, free) in
        [("09:00", "11:15", true), ("09:00", "11:30", false), ("14:30", "15:30", false), ("14:45", "15:45", true)]
    {
        let broken = broken(&house, &berta, &wish("labor", 2, from, until)).await;
        assert_eq!(broken.is_empty(), free, "{from}: {broken:?}");
    }
}

#[tokio::test]
async fn of_a_pool_only_as_much_is_held_as_is_asked_for() {
    let (house, anna, berta) = furnished().await;
    let benches = |units| LocalWish { units, people: units, ..wish("werkbank", 2, "10:00", "12:00") };
    hold(&house, &anna, request(), &benches(10)).await.unwrap();
    assert_eq!(broken(&house, &berta, &benches(2)).await, []);
    let rules = broken(&house, &berta, &benches(3)).await;
    assert!(matches!(rules[..], [BrokenRule::Held { free_units: 2, .. }]), "{rules:?}");
    house.store.book(&berta, booking(benches(2))).await.unwrap();
    // Ten are held, two are booked: twelve cannot be had whatever becomes of the form.
    let rules = broken(&house, &berta, &benches(11)).await;
    assert!(matches!(rules[..], [BrokenRule::Taken { free_units: 0, .. }]), "{rules:?}");
    house.store.book(&anna, booking(benches(10))).await.unwrap();
}

#[tokio::test]
async fn of_a_series_the_dates_are_held_that_are_free() {
    let (house, anna, berta) = furnished().await;
    let wanted = wish("labor", 2, "10:00", "12:00");
    house.store.book(&berta, booking(wish("labor", 9, "10:00", "12:00"))).await.unwrap();
    let mut series = weekly(4);
    let form = request();
    house.store.hold(&anna, form, &wanted, Some(&series), None).await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM hold").await, 3);
    for day in [2, 16, 23] {
        let rules = broken(&house, &berta, &wish("labor", day, "10:00", "12:00")).await;
        assert!(matches!(rules[..], [BrokenRule::Held { .. }]), "{day}: {rules:?}");
    }
    // Each of them is seen, on its own day.
    let table = house.store.timetable(&berta, &Scope::Space("labor".into()), march(1), 28).await.unwrap().unwrap();
    let held = table.rows[0].days.iter().map(|day| day.busy.iter().filter(|busy| busy.what == BusyWhat::Held).count());
    assert_eq!(held.sum::<usize>(), 3);

    series.choices.push(Choice { date: march(9), pick: Pick::Skip });
    let booked = house.store.book(&anna, NewBooking { series: Some(series), ..from_form(form, wanted.clone()) }).await;
    assert!(booked.is_ok(), "{booked:?}");
    assert_eq!(house.overlaps().await, 0);

    let nothing = LocalWish { people: 99, ..wanted };
    assert_eq!(house.store.hold(&anna, request(), &nothing, Some(&weekly(4)), None).await, Err(BookingRefusal::Dates));
}

#[tokio::test]
async fn a_calendar_says_that_a_time_is_being_booked_and_not_by_whom() {
    let (house, anna, berta) = furnished().await;
    hold(&house, &anna, request(), &wish("labor", 2, "10:00", "12:00")).await.unwrap();
    for (who, seen) in [(&Actor::Visitor, 1), (&berta, 1), (&anna, 0)] {
        let table = house.store.timetable(who, &Scope::Space("labor".into()), march(2), 1).await.unwrap().unwrap();
        let busy = &table.rows[0].days[0].busy;
        assert_eq!(busy.iter().filter(|busy| busy.what == BusyWhat::Held).count(), seen);
        assert_eq!(busy.len(), seen);
    }
}

#[tokio::test]
async fn what_nobody_holds_any_more_is_forgotten() {
    let (house, anna, _) = furnished().await;
    hold(&house, &anna, request(), &wish("labor", 2, "10:00", "12:00")).await.unwrap();
    house.pass(TimeDelta::minutes(39));
    house.store.forget().await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM hold").await, 1, "it still counts against holding it for ever");
    house.pass(TimeDelta::minutes(1));
    house.store.forget().await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM hold").await, 0);
}

/// The only date of a booking.
async fn date_of(house: &House, by: &Actor, booking: BookingId) -> Moving {
    let view = house.store.booking(by, booking).await.unwrap().unwrap();
    Moving { booking, dates: Some(Dates::This(view.occurrences[0].id)) }
}

#[tokio::test]
async fn where_a_date_shall_go_is_held_while_its_form_is_open_and_what_it_has_is_not_in_its_way() {
    let (house, anna, berta) = furnished().await;
    let id = house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    let moving = date_of(&house, &anna, id).await;
    // An hour later, over the half of what it has now.
    let (form, later) = (request(), wish("labor", 2, "11:00", "13:00"));
    house.store.hold(&anna, form, &later, None, Some(moving)).await.unwrap();
    let free = wish("labor", 2, "12:00", "13:00");
    assert!(matches!(broken(&house, &berta, &free).await[..], [BrokenRule::Held { .. }]));
    let change = Change { wish: later, ..change_to(moving) };
    house.store.change(&anna, id, 1, change).await.unwrap();
    house.store.release(&anna, form).await.unwrap();
    assert!(matches!(broken(&house, &berta, &free).await[..], [BrokenRule::Taken { .. }]));
    assert_eq!(broken(&house, &berta, &wish("labor", 2, "10:00", "11:00")).await, [], "what it had is free");

    // One date more.
    let more = wish("labor", 3, "10:00", "12:00");
    let adding = Moving { booking: id, dates: None };
    house.store.hold(&anna, request(), &more, None, Some(adding)).await.unwrap();
    assert!(matches!(broken(&house, &berta, &more).await[..], [BrokenRule::Held { .. }]));
    house.store.add_date(&anna, id, 2, more, None).await.unwrap();
}

#[tokio::test]
async fn a_keeper_who_moves_what_is_anothers_holds_for_herself_and_a_stranger_holds_nothing_so() {
    let house = house().await;
    let site = house.furnished().await;
    let (rosa, anna, berta) = (house.rosa(site).await, house.anna().await, house.berta().await);
    let id = house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    let moving = date_of(&house, &anna, id).await;
    let later = wish("labor", 2, "14:00", "16:00");
    let refused = house.store.hold(&berta, request(), &later, None, Some(moving)).await.unwrap_err();
    assert_eq!(refused, BookingRefusal::NotFound);
    house.store.hold(&rosa, request(), &later, None, Some(moving)).await.unwrap();
    assert!(matches!(broken(&house, &anna, &later).await[..], [BrokenRule::Held { .. }]));
    let seen = house.store.check(&rosa, &later, Some(moving)).await.unwrap();
    assert_eq!(seen.broken, [], "it is not in her own way");
    house.store.change(&rosa, id, 1, Change { wish: later, ..change_to(moving) }).await.unwrap();
}

fn change_to(moving: Moving) -> Change {
    let dates = moving.dates.unwrap();
    let wish = wish("labor", 2, "10:00", "12:00");
    Change { dates, wish, choices: Vec::new(), title: None, override_reason: None }
}
