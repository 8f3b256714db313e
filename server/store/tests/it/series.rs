//! Bookings of many dates: all of them or none, and each in its place afterwards.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, booking, house, march, time, wish};
use chrono::{Datelike, Weekday, WeekdaySet};
use domain::{
    access::Actor,
    booking::{BookingRefusal, BookingState},
    desk::{BookingDesk, BookingView, BusyWhat, Change, Choice, Dates, LocalWish, NewBooking, Pick, Series},
    id::BookingId,
    opening::OpeningHours,
    recurrence::{End, Every, Repeat, RepeatError},
    rulebook::{RuleBook, UseKind},
    rules::BrokenRule,
    space::{Layout, LayoutSeats},
    text::Localised,
};
use std::collections::BTreeSet;
use store::intake::Units;

/// Every week on this weekday, so many times.
fn weekly(weekday: Weekday, times: u16) -> Series {
    let every = Every::Weeks { interval: 1, on: WeekdaySet::single(weekday) };
    let repeat = Repeat { every, end: End::Count(times), extra: BTreeSet::new(), except: BTreeSet::new() };
    Series { repeat, choices: Vec::new() }
}

/// Four Tuesdays in March, 10 to 12.
fn tuesdays(space: &str) -> NewBooking {
    NewBooking { series: Some(weekly(Weekday::Tue, 4)), ..booking(wish(space, 2, "10:00", "12:00")) }
}

fn instead(space: &str, day: u32, from: &str, until: &str) -> Pick {
    Pick::Instead { space: space.into(), date: march(day), from: time(from), until: time(until) }
}

#[tokio::test]
async fn dates_that_take_days_keep_their_number_wherever_they_are_moved() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house
        .space_with(site, "Werft", |space| {
            let (opening, longest_minutes) = (Some(OpeningHours::always()), Some(7200));
            space.rules = RuleBook { opening, longest_minutes, ..RuleBook::default() };
        })
        .await;
    let anna = house.anna().await;
    let days = LocalWish { last: Some(march(4)), ..wish("werft", 2, "10:00", "12:00") };
    let mut series = weekly(Weekday::Tue, 2);
    series.choices = vec![Choice { date: march(9), pick: instead("werft", 10, "09:00", "12:00") }];
    let id = house.store.book(&anna, NewBooking { series: Some(series), ..booking(days) }).await.unwrap();
    let ends = |view: BookingView| view.occurrences.iter().map(|date| date.when.local.until).collect::<Vec<_>>();
    let noon = |day| march(day).and_time(time("12:00"));
    assert_eq!(ends(view(&house, &anna, id).await), [noon(4), noon(12)]);

    let longer = LocalWish { last: Some(march(5)), ..wish("werft", 2, "10:00", "12:00") };
    let this = view(&house, &anna, id).await.occurrences[0].id;
    let change = Change { dates: Dates::This(this), wish: longer, choices: vec![], title: None, override_reason: None };
    house.store.change(&anna, id, 1, change).await.unwrap();
    assert_eq!(ends(view(&house, &anna, id).await), [noon(5), noon(12)]);
}

async fn view(house: &House, by: &Actor, id: BookingId) -> BookingView {
    house.store.booking(by, id).await.unwrap().unwrap()
}

/// The days of March of what still stands.
fn days(view: &BookingView) -> Vec<u32> {
    let standing = view.occurrences.iter().filter(|dated| dated.state.occupies());
    standing.map(|dated| dated.when.local.from.day()).collect()
}

async fn allocations(house: &House) -> i64 {
    house.count("SELECT COUNT(*) FROM allocation").await
}

#[tokio::test]
async fn a_series_keeps_the_clock_on_the_wall_over_the_change_of_time() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let wish = wish("labor", 23, "10:00", "12:00");
    let id =
        house.store.book(&anna, NewBooking { series: Some(weekly(Weekday::Tue, 2)), ..booking(wish) }).await.unwrap();
    let view = view(&house, &anna, id).await;
    let hours: Vec<_> = view.occurrences.iter().map(|dated| dated.when.slot.from().to_rfc3339()).collect();
    assert_eq!(hours, ["2027-03-23T09:00:00+00:00", "2027-03-30T08:00:00+00:00"], "the clocks go forward on the 28th");
}

#[tokio::test]
async fn a_series_is_booked_whole_or_not_at_all() {
    let house = house().await;
    house.furnished().await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    house.store.book(&berta, booking(wish("labor", 16, "11:00", "13:00"))).await.unwrap();
    let before = allocations(&house).await;
    assert_eq!(house.store.book(&anna, tuesdays("labor")).await, Err(BookingRefusal::Dates));
    assert_eq!(allocations(&house).await, before, "nothing of it remains");
    let new = tuesdays("labor");
    let series = new.series.clone().unwrap();
    let planned = house.store.plan(&anna, &new.wish, &series, None, false).await.unwrap();
    let free: Vec<_> = planned.iter().map(|date| date.verdict.is_free()).collect();
    assert_eq!(free, [true, true, false, true]);
    assert_eq!(*planned[2].verdict.in_the_way, [BusyWhat::Taken], "whose it is remains hers");
    assert!(!planned[2].verdict.alternatives.is_empty());
}

#[tokio::test]
async fn a_date_that_is_taken_is_left_out_or_had_elsewhere() {
    let house = house().await;
    house.furnished().await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    for day in [9, 16] {
        house.store.book(&berta, booking(wish("labor", day, "11:00", "13:00"))).await.unwrap();
    }
    let mut new = tuesdays("labor");
    new.series.as_mut().unwrap().choices = vec![
        Choice { date: march(9), pick: Pick::Skip },
        Choice { date: march(16), pick: instead("saal-a", 17, "14:00", "16:00") },
    ];
    let id = house.store.book(&anna, new).await.unwrap();
    let view = view(&house, &anna, id).await;
    assert_eq!(days(&view), [2, 17, 23]);
    assert_eq!(view.occurrences[1].space.slug, "saal-a");
    assert_eq!(
        view.occurrences[1].original_at,
        crate::common::at("2027-03-16T09:00:00Z"),
        "it stays a date of its series"
    );
}

#[tokio::test]
async fn the_house_picks_the_next_free_room_like_it_where_one_is_taken() {
    let house = house().await;
    house.furnished().await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    house.store.book(&berta, booking(wish("labor", 16, "11:00", "13:00"))).await.unwrap();
    let mut new = tuesdays("labor");
    let planned = house.store.plan(&anna, &new.wish, &new.series.clone().unwrap(), None, true).await.unwrap();
    assert!(planned.iter().all(|date| date.verdict.is_free()), "{planned:?}");
    let choices = planned
        .iter()
        .filter_map(|date| Some(Choice { date: date.original.from.date(), pick: date.pick.clone()? }))
        .collect();
    new.series.as_mut().unwrap().choices = choices;
    let id = house.store.book(&anna, new).await.unwrap();
    let spaces: Vec<_> = view(&house, &anna, id).await.occurrences.iter().map(|date| date.space.slug.clone()).collect();
    assert_eq!(spaces, ["labor", "labor", "saal-a", "labor"]);
}

#[tokio::test]
async fn a_rule_that_makes_no_series_is_named() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let mut new = tuesdays("labor");
    new.series.as_mut().unwrap().repeat.every = Every::Days { interval: 0 };
    assert_eq!(house.store.book(&anna, new).await, Err(BookingRefusal::Repeat(RepeatError::NoInterval)));
}

#[tokio::test]
async fn this_this_and_following_and_all_change_what_they_say() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = house.store.book(&anna, tuesdays("labor")).await.unwrap();
    let second = view(&house, &anna, id).await.occurrences[1].id;

    let change = Change {
        dates: Dates::This(second),
        wish: wish("labor", 10, "14:00", "15:00"),
        choices: vec![],
        title: None,
        override_reason: None,
    };
    house.store.change(&anna, id, 1, change).await.unwrap();
    assert_eq!(days(&view(&house, &anna, id).await), [2, 10, 16, 23]);

    let third = view(&house, &anna, id).await.occurrences[2].id;
    let change = Change {
        dates: Dates::Following(third),
        wish: wish("saal-b", 17, "10:00", "12:00"),
        choices: vec![],
        title: Some("Abschluss".into()),
        override_reason: None,
    };
    house.store.change(&anna, id, 2, change).await.unwrap();
    let after = view(&house, &anna, id).await;
    assert_eq!(days(&after), [2, 10, 17, 24], "a day later each");
    let titles: Vec<_> = after.occurrences.iter().map(|date| date.title.as_str()).collect();
    assert_eq!(titles, ["Workshop", "Workshop", "Abschluss", "Abschluss"]);
    assert_eq!(after.occurrences[3].space.slug, "saal-b");
    assert_eq!(after.title, "Workshop", "what all have in common stays");

    let change = Change {
        dates: Dates::All,
        wish: wish("labor", 2, "09:00", "12:00"),
        choices: vec![],
        title: None,
        override_reason: None,
    };
    house.store.change(&anna, id, 3, change).await.unwrap();
    let hours = |view: &BookingView| view.occurrences.iter().map(|d| d.when.local.from.time()).collect::<Vec<_>>();
    let last = view(&house, &anna, id).await;
    assert_eq!(hours(&last), vec![time("09:00"); 4], "the clock of the first is everybody's");
    assert_eq!(last.occurrences[3].space.slug, "saal-b", "the space did not differ, so each keeps its own");
    assert_eq!((last.version, last.sequence), (4, 3));
    assert_eq!(allocations(&house).await, 4);
}

#[tokio::test]
async fn a_change_that_clashes_changes_nothing() {
    let house = house().await;
    house.furnished().await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    let id = house.store.book(&anna, tuesdays("labor")).await.unwrap();
    house.store.book(&berta, booking(wish("labor", 17, "10:00", "12:00"))).await.unwrap();
    let before = view(&house, &anna, id).await;
    let change = Change {
        dates: Dates::All,
        wish: wish("labor", 3, "10:00", "12:00"),
        choices: vec![],
        title: None,
        override_reason: None,
    };
    assert_eq!(house.store.change(&anna, id, 1, change).await, Err(BookingRefusal::Dates));
    assert_eq!(view(&house, &anna, id).await, before);
    assert_eq!(allocations(&house).await, 5);
}

#[tokio::test]
async fn a_series_may_move_onto_its_own_dates() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = house.store.book(&anna, tuesdays("labor")).await.unwrap();
    let change = Change {
        dates: Dates::All,
        wish: wish("labor", 9, "10:00", "12:00"),
        choices: vec![],
        title: None,
        override_reason: None,
    };
    house.store.change(&anna, id, 1, change).await.unwrap();
    assert_eq!(days(&view(&house, &anna, id).await), [9, 16, 23, 30]);
}

#[tokio::test]
async fn dates_are_called_off_together_with_one_mail() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = house.store.book(&anna, tuesdays("labor")).await.unwrap();
    let mails = "SELECT COUNT(*) FROM outbox";
    let before = house.count(mails).await;
    let dates: Vec<_> = view(&house, &anna, id).await.occurrences[1..3].iter().map(|date| date.id).collect();
    house.store.cancel(&anna, id, 1, &dates, "").await.unwrap();
    let after = view(&house, &anna, id).await;
    assert_eq!((days(&after), after.state, after.sequence), (vec![2, 23], BookingState::Confirmed, 1));
    assert_eq!(house.count(mails).await - before, 1);
    assert_eq!(allocations(&house).await, 2);
    assert_eq!(house.store.cancel(&anna, id, 1, &dates, "").await, Ok(()), "a double click");
    house.store.cancel(&anna, id, 2, &[], "").await.unwrap();
    assert_eq!(view(&house, &anna, id).await.state, BookingState::Cancelled);
    assert_eq!(allocations(&house).await, 0);
}

#[tokio::test]
async fn what_has_begun_is_neither_moved_nor_called_off() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = house.store.book(&anna, tuesdays("labor")).await.unwrap();
    house.set_clock("2027-03-09T10:00:00Z");
    let change = Change {
        dates: Dates::All,
        wish: wish("labor", 17, "10:00", "12:00"),
        choices: vec![],
        title: None,
        override_reason: None,
    };
    house.store.change(&anna, id, 1, change).await.unwrap();
    assert_eq!(days(&view(&house, &anna, id).await), [2, 9, 17, 24]);
    house.store.cancel(&anna, id, 2, &[], "").await.unwrap();
    let after = view(&house, &anna, id).await;
    assert_eq!((days(&after), after.state), (vec![2, 9], BookingState::Confirmed));
}

#[tokio::test]
async fn a_date_that_was_called_off_meanwhile_is_not_added_by_an_old_page() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = house.store.book(&anna, tuesdays("labor")).await.unwrap();
    let third = view(&house, &anna, id).await.occurrences[2].id;
    house.store.cancel(&anna, id, 1, &[third], "").await.unwrap();
    let again = wish("labor", 16, "10:00", "12:00");
    let stale = house.store.add_date(&anna, id, 1, again.clone(), None).await;
    assert_eq!(stale, Err(BookingRefusal::ChangedMeanwhile));
    assert_eq!(house.store.add_date(&anna, id, 2, again.clone(), None).await, Ok(()));
    assert_eq!(house.store.add_date(&anna, id, 2, again, None).await, Ok(()), "a double click");
    assert_eq!(days(&view(&house, &anna, id).await), [2, 9, 16, 23]);
}

#[tokio::test]
async fn a_booking_grows_a_date_and_becomes_a_series() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    house.store.add_date(&anna, id, 1, wish("labor", 4, "14:00", "16:00"), None).await.unwrap();
    assert_eq!(days(&view(&house, &anna, id).await), [2, 4]);
    let taken = house.store.add_date(&anna, id, 2, wish("labor", 4, "15:00", "17:00"), None).await;
    assert!(
        matches!(taken, Err(BookingRefusal::Rules(verdict)) if matches!(verdict.broken[..], [BrokenRule::Taken { .. }]))
    );

    let other = house.store.book(&anna, booking(wish("saal-a", 2, "10:00", "12:00"))).await.unwrap();
    house.store.repeat(&anna, other, 1, weekly(Weekday::Tue, 3), None).await.unwrap();
    let series = view(&house, &anna, other).await;
    assert_eq!(days(&series), [2, 9, 16]);
    assert!(series.repeat.is_some());
}

#[tokio::test]
async fn a_list_shows_a_series_once_at_its_next_date() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = house.store.book(&anna, tuesdays("labor")).await.unwrap();
    let single = house.store.book(&anna, booking(wish("saal-a", 5, "10:00", "12:00"))).await.unwrap();
    house.set_clock("2027-03-03T10:00:00Z");
    let to_come = house.store.bookings(&anna, false, 1).await.unwrap();
    let listed: Vec<_> = to_come.items.iter().map(|card| (card.id, card.when.local.from.day(), card.dates)).collect();
    assert_eq!((listed, to_come.total), (vec![(single, 5, 1), (id, 9, 4)], 2));
    assert_eq!(house.store.bookings(&anna, true, 1).await.unwrap().items, []);
    house.set_clock("2027-04-01T10:00:00Z");
    let over = house.store.bookings(&anna, true, 1).await.unwrap();
    let listed: Vec<_> = over.items.iter().map(|card| (card.id, card.when.local.from.day())).collect();
    assert_eq!(listed, [(id, 23), (single, 5)]);
}

#[tokio::test]
async fn what_took_place_stays_as_it_was_when_all_of_a_series_is_changed() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    let catering = UseKind {
        key: "catering".into(),
        name: Localised::of("de", "Bewirtung"),
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
        task: Localised::default(),
    };
    house
        .space_with(site, "Pool", |pool| {
            pool.units = Units::Pool(4);
            pool.layouts = [Layout::Groups, Layout::Rows].map(|layout| LayoutSeats { layout, seats: 12 }).to_vec();
            pool.rules.uses = Some(vec![catering]);
        })
        .await;
    let anna = house.anna().await;
    let new = NewBooking {
        series: Some(weekly(Weekday::Tue, 3)),
        ..booking(LocalWish { layout: None, ..wish("pool", 2, "10:00", "12:00") })
    };
    let id = house.store.book(&anna, new).await.unwrap();
    let seen = |view: &BookingView, date: usize| {
        let date = &view.occurrences[date];
        (date.title.clone(), date.people, date.layout, date.units, date.use_kind.clone())
    };
    let before = seen(&view(&house, &anna, id).await, 0);
    house.set_clock("2027-03-03T07:00:00Z");
    let changed = LocalWish {
        people: 9,
        layout: Some(Layout::Rows),
        units: 2,
        use_kind: Some("catering".into()),
        ..wish("pool", 9, "10:00", "12:00")
    };
    let title = Some("Abschluss".to_owned());
    let change = Change { dates: Dates::All, wish: changed, choices: vec![], title, override_reason: None };
    house.store.change(&anna, id, 1, change).await.unwrap();
    let view = view(&house, &anna, id).await;
    assert_eq!(seen(&view, 0), before, "it took place");
    let new = ("Abschluss".to_owned(), 9, Some(Layout::Rows), 2, Some("catering".to_owned()));
    assert_eq!([seen(&view, 1), seen(&view, 2)], [new.clone(), new]);
    assert_eq!(view.title, "Abschluss");
}

#[tokio::test]
async fn one_date_of_a_series_may_leave_open_how_the_furniture_stands() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let mut new = tuesdays("labor");
    new.wish.layout = Some(Layout::Groups);
    let id = house.store.book(&anna, new).await.unwrap();
    let second = view(&house, &anna, id).await.occurrences[1].id;
    let change = |layout| Change {
        dates: Dates::This(second),
        wish: LocalWish { layout, ..wish("labor", 9, "10:00", "12:00") },
        choices: vec![],
        title: None,
        override_reason: None,
    };
    house.store.change(&anna, id, 1, change(None)).await.unwrap();
    let layouts = |view: BookingView| view.occurrences.iter().map(|date| date.layout).collect::<Vec<_>>();
    let groups = Some(Layout::Groups);
    assert_eq!(layouts(view(&house, &anna, id).await), [groups, None, groups, groups]);
    house.store.change(&anna, id, 2, change(groups)).await.unwrap();
    assert_eq!(layouts(view(&house, &anna, id).await), [groups; 4]);
}

#[tokio::test]
async fn a_series_over_the_night_the_clocks_go_forward_is_booked_with_that_night_an_hour_later() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house.space_with(site, "Sternwarte", |space| space.rules.opening = Some(OpeningHours::always())).await;
    let anna = house.anna().await;
    let new = NewBooking { series: Some(weekly(Weekday::Sun, 3)), ..booking(wish("sternwarte", 21, "02:00", "03:00")) };
    let planned = house.store.plan(&anna, &new.wish, &new.series.clone().unwrap(), None, false).await.unwrap();
    let shown: Vec<_> = planned.iter().map(|date| (date.original.from.time(), date.local.from.time())).collect();
    let (two, three) = (time("02:00"), time("03:00"));
    assert_eq!(shown, [(two, two), (two, three), (two, two)], "it is shown as it is read");
    let id = house.store.book(&anna, new).await.unwrap();
    let dates = view(&house, &anna, id).await.occurrences;
    assert_eq!(dates[1].when.slot.from(), crate::common::at("2027-03-28T01:00:00Z"));
    assert!(dates.iter().all(|date| date.when.slot.minutes() == 60));
    let single = house.store.check(&anna, &wish("sternwarte", 28, "02:30", "03:30"), None).await.unwrap();
    assert_eq!(single.read_as.map(|read| read.from.time()), Some(time("03:30")));
}

#[tokio::test]
async fn a_change_that_changes_nothing_tells_no_calendar() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = house.store.book(&anna, tuesdays("labor")).await.unwrap();
    let tables = ["booking", "occurrence", "allocation", "audit", "outbox"];
    let before = house.contents(&tables).await;
    let change = Change {
        dates: Dates::All,
        wish: wish("labor", 2, "10:00", "12:00"),
        choices: vec![],
        title: Some("Workshop".into()),
        override_reason: None,
    };
    house.store.change(&anna, id, 1, change.clone()).await.unwrap();
    assert_eq!(house.contents(&tables).await, before);
    let stale = house.store.change(&anna, id, 7, change).await;
    assert_eq!(stale, Err(BookingRefusal::ChangedMeanwhile), "who saw something else is told so");
}

#[tokio::test]
async fn calling_off_the_rest_of_a_running_series_twice_is_done_once() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = house.store.book(&anna, tuesdays("labor")).await.unwrap();
    house.set_clock("2027-03-10T07:00:00Z");
    for _ in 0..2 {
        assert_eq!(house.store.cancel(&anna, id, 1, &[], "").await, Ok(()));
    }
    assert_eq!(days(&view(&house, &anna, id).await), [2, 9]);
    let over = house.store.book(&anna, booking(wish("labor", 11, "10:00", "12:00"))).await.unwrap();
    house.set_clock("2027-03-12T07:00:00Z");
    let refused = house.store.cancel(&anna, over, 1, &[], "").await;
    assert_eq!(refused, Err(BookingRefusal::NotNow(BookingState::Finished)), "what is over is not called off");
}
