//! Closures: what is closed cannot be booked, and what was booked is never closed over in silence.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use crate::common::{
    House, all, booking,
    closing::{self, clock, closure, undecided},
    house, march, wish,
};
use domain::{
    access::{Actor, Person},
    booking::{BookingRefusal, BookingState},
    desk::{
        Answer, BookingDesk, BusyWhat, CalendarDesk, Change, ClosureDesk, ClosureRefusal, Dates, Fate, KeeperDesk as _,
        LocalWish, Moving, NewBooking, NewClosure, Scope, Series,
    },
    recurrence::{End, Every, Repeat},
    rulebook::{AdmissionRule, How, RuleBook, Who},
    rules::{BrokenRule, Verdict},
    space::Layout,
};

/// A weekly series on Tuesdays and Wednesdays from the 2nd on.
fn twice_a_week(space: &str, count: u16) -> NewBooking {
    let on = [chrono::Weekday::Tue, chrono::Weekday::Wed].into_iter().collect();
    let repeat = Repeat {
        every: Every::Weeks { interval: 1, on },
        end: End::Count(count),
        extra: std::collections::BTreeSet::new(),
        except: std::collections::BTreeSet::new(),
    };
    let series = Some(Series { repeat, choices: Vec::new() });
    NewBooking { series, ..booking(wish(space, 2, "10:00", "12:00")) }
}

#[tokio::test]
async fn what_is_closed_cannot_be_booked_and_the_refusal_says_why() {
    let house = house().await;
    let site = house.furnished().await;
    let (rosa, anna) = (house.rosa(site).await, house.anna().await);
    house.store.close(&rosa, closure(clock(2, "00:00"), clock(4, "00:00"))).await.unwrap();

    let refused = house.store.book(&anna, booking(wish("labor", 3, "10:00", "12:00"))).await.unwrap_err();
    let BookingRefusal::Rules(Verdict { broken, alternatives, .. }) = refused else { panic!("{refused:?}") };
    let [BrokenRule::Closure { reason, when }] = broken.as_slice() else { panic!("{broken:?}") };
    assert_eq!((reason.as_str(), when.local.until), ("Neuer Boden", clock(4, "00:00")));
    assert_eq!(alternatives[0].when.local.from.date(), march(4), "it says when it is open again");
    house.store.book(&anna, booking(wish("labor", 4, "10:00", "12:00"))).await.unwrap();

    let table = house.store.timetable(&anna, &Scope::Space("labor".into()), march(3), 1).await.unwrap().unwrap();
    let day = &table.rows[0].days[0];
    assert_eq!(day.busy[0].what, BusyWhat::Closure { reason: "Neuer Boden".into() });
    assert_eq!(day.free, []);
}

#[tokio::test]
async fn a_closed_part_closes_the_hall_and_nothing_else() {
    let house = house().await;
    let site = house.furnished().await;
    let (rosa, anna) = (house.rosa(site).await, house.anna().await);
    let part = NewClosure { spaces: vec!["saal-a".into()], ..closure(clock(2, "08:00"), clock(2, "20:00")) };
    house.store.close(&rosa, part).await.unwrap();
    let free = async |space| {
        house.store.check(&anna, &wish(space, 2, "10:00", "12:00"), None).await.unwrap().broken.is_empty()
    };
    assert!(!free("saal-a").await);
    assert!(!free("saal").await);
    assert!(free("saal-b").await);
    assert!(free("labor").await);
}

#[tokio::test]
async fn a_closure_that_repeats_closes_each_of_its_dates() {
    let house = house().await;
    let site = house.furnished().await;
    let (rosa, anna) = (house.rosa(site).await, house.anna().await);
    let mondays = [chrono::Weekday::Mon].into_iter().collect();
    let repeat = Repeat {
        every: Every::Weeks { interval: 2, on: mondays },
        end: End::Count(2),
        extra: std::collections::BTreeSet::new(),
        except: std::collections::BTreeSet::new(),
    };
    let cleaning = NewClosure { repeat: Some(repeat), ..closure(clock(8, "08:00"), clock(8, "12:00")) };
    assert_eq!(house.store.plan_closure(&rosa, &cleaning).await.unwrap().dates.len(), 2);
    house.store.close(&rosa, cleaning).await.unwrap();
    for (day, open) in [(8, false), (15, true), (22, false)] {
        let verdict = house.store.check(&anna, &wish("labor", day, "09:00", "10:00"), None).await.unwrap();
        assert_eq!(verdict.broken.is_empty(), open, "{day} March");
    }
}

#[tokio::test]
async fn a_closure_over_bookings_waits_until_each_has_its_fate() {
    let house = house().await;
    let site = house.furnished().await;
    let (rosa, anna) = (house.rosa(site).await, house.anna().await);
    let id = house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();

    let shut = closure(clock(2, "08:00"), clock(2, "20:00"));
    let plan = undecided(house.store.close(&rosa, shut.clone()).await.unwrap_err());
    assert_eq!(plan, house.store.plan_closure(&rosa, &shut).await.unwrap());
    let [conflict] = plan.conflicts.as_slice() else { panic!("{plan:?}") };
    assert_eq!((conflict.booking, conflict.organisation.as_str(), conflict.people), (id, "Muster", 4));
    assert_eq!(house.count("SELECT COUNT(*) FROM closure").await, 0, "nothing is closed");
    assert_eq!(house.state(&anna, id).await, BookingState::Confirmed);

    let fates = vec![(conflict.occurrence, Fate::Keep)];
    house.store.close(&rosa, NewClosure { fates, ..shut }).await.unwrap();
    assert_eq!(house.state(&anna, id).await, BookingState::Confirmed, "kept as it was");
    let again = house.store.check(&anna, &wish("labor", 2, "10:00", "12:00"), None).await.unwrap();
    assert_eq!(again.broken.len(), 2, "it is taken and closed: {again:?}");
}

#[tokio::test]
async fn dates_are_moved_or_called_off_as_decided_with_one_mail_for_each_booking() {
    let house = house().await;
    let site = house.furnished().await;
    let (rosa, anna, berta) = (house.rosa(site).await, house.anna().await, house.berta().await);
    let series = house.store.book(&anna, twice_a_week("labor", 4)).await.unwrap();
    let single = house.store.book(&berta, booking(wish("labor", 2, "14:00", "16:00"))).await.unwrap();

    let shut = NewClosure {
        spaces: vec!["labor".into()],
        message: "Es tut uns leid.".into(),
        ..closure(clock(2, "00:00"), clock(4, "00:00"))
    };
    let plan = house.store.plan_closure(&rosa, &shut).await.unwrap();
    let [tuesday, afternoon, wednesday] = plan.conflicts.as_slice() else { panic!("{plan:?}") };
    let there = wednesday.elsewhere.as_ref().unwrap().slug.clone();
    let fates = vec![
        (tuesday.occurrence, Fate::Cancel),
        (afternoon.occurrence, Fate::Cancel),
        (wednesday.occurrence, closing::there(wednesday)),
    ];
    let shut = NewClosure { fates, ..shut };
    let id = house.store.close(&rosa, shut.clone()).await.unwrap();
    assert_eq!(house.store.close(&rosa, shut).await.unwrap(), id, "a double click closes once");

    let view = house.store.booking(&anna, series).await.unwrap().unwrap();
    let states: Vec<_> = view.occurrences.iter().map(|date| (date.state, date.space.slug.as_str())).collect();
    assert_eq!(
        states,
        [
            (BookingState::Cancelled, "labor"),
            (BookingState::Confirmed, there.as_str()),
            (BookingState::Confirmed, "labor"),
            (BookingState::Confirmed, "labor"),
        ]
    );
    assert_eq!(view.sequence, 1, "calendars are told once");
    assert_eq!(house.state(&berta, single).await, BookingState::Cancelled);
    let told = [house.mails("booking-moved").await, house.mails("booking-cancelled").await];
    assert_eq!(told, [1, 1], "one mail for each booking");
    assert_eq!(house.overlaps().await, 0);
}

/// Closes "Haus" on the 2nd, and keeps what lies under it.
async fn closed_around(house: &House, rosa: &Actor) {
    let shut = closure(clock(2, "00:00"), clock(3, "00:00"));
    let plan = house.store.plan_closure(rosa, &shut).await.unwrap();
    let fates = plan.conflicts.iter().map(|one| (one.occurrence, Fate::Keep)).collect();
    house.store.close(rosa, NewClosure { fates, ..shut }).await.unwrap();
}

#[tokio::test]
async fn what_was_kept_under_a_closure_can_be_changed_where_it_is() {
    let house = house().await;
    let site = house.furnished().await;
    let (rosa, anna) = (house.rosa(site).await, house.anna().await);
    let id = house.store.book(&anna, twice_a_week("labor", 3)).await.unwrap();
    closed_around(&house, &rosa).await;

    let dates = house.store.booking(&anna, id).await.unwrap().unwrap().occurrences;
    let kept = Dates::This(dates[0].id);
    let more = LocalWish { people: 6, ..wish("labor", 2, "10:00", "12:00") };
    let moving = Moving { booking: id, dates: Some(kept) };
    let looked = house.store.check(&anna, &more, Some(moving)).await.unwrap();
    assert_eq!(looked.broken, [], "to look at it says what making it says");
    house.store.change(&anna, id, 1, Change { dates: kept, ..all(more) }).await.unwrap();
    let grouped = LocalWish { people: 6, layout: Some(Layout::Groups), ..wish("labor", 2, "10:00", "12:00") };
    house.store.change(&rosa, id, 2, Change { dates: kept, ..all(grouped.clone()) }).await.unwrap();

    let fewer = Change { title: Some("Umbau".into()), ..all(LocalWish { people: 3, ..grouped }) };
    let planned = house.store.plan_change(&anna, id, &fewer, false).await.unwrap();
    assert!(planned.len() == 3 && planned.iter().all(|date| date.verdict.is_free()), "{planned:?}");
    house.store.change(&anna, id, 3, fewer).await.unwrap();
    let view = house.store.booking(&anna, id).await.unwrap().unwrap();
    assert!(view.occurrences.iter().all(|date| (date.title.as_str(), date.people) == ("Umbau", 3)), "{view:?}");
    assert_eq!(house.count("SELECT COUNT(*) FROM allocation").await, 3);
}

#[tokio::test]
async fn what_was_kept_is_not_asked_for_anew_while_nobody_could_say_yes() {
    let house = house().await;
    let site = house.furnished().await;
    let admission = vec![AdmissionRule { who: Who::Everybody, how: How::Ask }];
    house
        .space_with(site, "Studio", |space| {
            space.rules = RuleBook { admission: Some(admission), ..RuleBook::default() };
        })
        .await;
    let (rosa, anna) = (house.rosa(site).await, house.anna().await);
    let id = house.store.book(&anna, booking(wish("studio", 2, "10:00", "12:00"))).await.unwrap();
    house.store.answer(&rosa, id, 1, Answer::Approve(None)).await.unwrap();
    closed_around(&house, &rosa).await;

    let grouped = LocalWish { layout: Some(Layout::Groups), ..wish("studio", 2, "10:00", "12:00") };
    let refused = house.store.change(&anna, id, 2, all(grouped.clone())).await.unwrap_err();
    let BookingRefusal::Rules(Verdict { broken, .. }) = refused else { panic!("{refused:?}") };
    assert!(matches!(broken[..], [BrokenRule::Closure { .. }]), "{broken:?}");
    let moving = Moving { booking: id, dates: Some(Dates::All) };
    let looked = house.store.check(&anna, &grouped, Some(moving)).await.unwrap();
    assert!(matches!(looked.broken[..], [BrokenRule::Closure { .. }]), "to look at it says so: {looked:?}");
    let planned = house.store.plan_change(&anna, id, &all(grouped.clone()), false).await.unwrap();
    assert!(!planned[0].verdict.is_free(), "and so does the plan");

    let fewer = LocalWish { people: 1, ..wish("studio", 2, "10:00", "12:00") };
    assert_eq!(house.store.check(&anna, &fewer, Some(moving)).await.unwrap().broken, [], "nobody is asked for that");
    house.store.change(&anna, id, 2, all(fewer)).await.unwrap();
    house.store.change(&rosa, id, 3, all(LocalWish { people: 1, ..grouped })).await.unwrap();
    assert_eq!(house.state(&anna, id).await, BookingState::Confirmed, "a keeper need not be asked");
}

#[tokio::test]
async fn what_was_kept_in_a_pool_keeps_its_units() {
    let house = house().await;
    let site = house.furnished().await;
    let (rosa, anna) = (house.rosa(site).await, house.anna().await);
    let benches = LocalWish { units: 3, people: 3, ..wish("werkbank", 2, "10:00", "12:00") };
    let id = house.store.book(&anna, booking(benches.clone())).await.unwrap();
    closed_around(&house, &rosa).await;
    house.store.change(&anna, id, 1, all(LocalWish { people: 2, ..benches })).await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM allocation").await, 3);
}

#[tokio::test]
async fn what_was_kept_under_a_closure_never_moves_to_where_it_is_closed() {
    let house = house().await;
    let site = house.furnished().await;
    let (rosa, anna) = (house.rosa(site).await, house.anna().await);
    let id = house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    closed_around(&house, &rosa).await;
    let closed = [("labor", "14:00", "16:00"), ("labor", "10:00", "13:00"), ("saal-a", "10:00", "12:00")];
    for (space, from, until) in closed {
        for by in [&anna, &rosa] {
            let refused = house.store.change(by, id, 1, all(wish(space, 2, from, until))).await.unwrap_err();
            let BookingRefusal::Rules(Verdict { broken, .. }) = refused else { panic!("{refused:?}") };
            assert!(matches!(broken[..], [BrokenRule::Closure { .. }]), "{space} from {from}: {broken:?}");
        }
    }
    let view = house.store.booking(&anna, id).await.unwrap().unwrap();
    assert_eq!(view.occurrences[0].when.local.from, clock(2, "10:00"));
    house.store.change(&anna, id, 1, all(wish("labor", 3, "10:00", "12:00"))).await.unwrap();
}

#[tokio::test]
async fn two_dates_never_move_into_one_room() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    for name in ["Labor", "Studio", "Werk"] {
        house.space(site, name).await;
    }
    let (rosa, anna) = (house.rosa(site).await, house.anna().await);
    for space in ["labor", "studio"] {
        house.store.book(&anna, booking(wish(space, 2, "10:00", "12:00"))).await.unwrap();
    }
    let shut =
        NewClosure { spaces: vec!["labor".into(), "studio".into()], ..closure(clock(2, "08:00"), clock(2, "20:00")) };
    let plan = house.store.plan_closure(&rosa, &shut).await.unwrap();
    let proposed: Vec<_> = plan.conflicts.iter().map(|one| one.elsewhere.is_some()).collect();
    assert_eq!(proposed, [true, false]);
    let taken = closing::there(&plan.conflicts[0]);
    let fates = plan.conflicts.iter().map(|one| (one.occurrence, taken)).collect();
    undecided(house.store.close(&rosa, NewClosure { fates, ..shut }).await.unwrap_err());
    assert_eq!(house.count("SELECT COUNT(*) FROM closure").await, 0);
    assert_eq!(house.mails("booking-moved").await, 0);
}

#[tokio::test]
async fn what_is_opened_again_can_be_booked() {
    let house = house().await;
    let site = house.furnished().await;
    let (rosa, anna) = (house.rosa(site).await, house.anna().await);
    let id = house.store.close(&rosa, closure(clock(2, "00:00"), clock(3, "00:00"))).await.unwrap();
    assert_eq!(house.store.closures(&rosa, "haus").await.unwrap().unwrap().closures[0].id, id);
    house.store.reopen(&rosa, id, None).await.unwrap();
    assert_eq!(house.store.closures(&rosa, "haus").await.unwrap().unwrap().closures, []);
    house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
}

#[tokio::test]
async fn one_date_of_a_closure_is_opened_again_without_the_others_and_the_last_one_ends_it() {
    let house = house().await;
    let site = house.furnished().await;
    let (rosa, anna) = (house.rosa(site).await, house.anna().await);
    let on = [chrono::Weekday::Mon].into_iter().collect();
    let repeat =
        Repeat { every: Every::Weeks { interval: 1, on }, end: End::Count(2), extra: [].into(), except: [].into() };
    let cleaning = NewClosure { repeat: Some(repeat), ..closure(clock(8, "08:00"), clock(8, "12:00")) };
    let id = house.store.close(&rosa, cleaning).await.unwrap();
    let standing = async || house.store.closures(&rosa, "haus").await.unwrap().unwrap().closures;
    let dates = standing().await.remove(0).dates;
    let from = |date: usize| Some(dates[date].slot.from());

    let other = Some(dates[0].slot.until());
    assert_eq!(house.store.reopen(&rosa, id, other).await, Err(ClosureRefusal::NotFound), "nothing begins then");
    house.store.reopen(&rosa, id, from(0)).await.unwrap();
    assert_eq!(standing().await[0].dates, dates[1..]);
    house.store.book(&anna, booking(wish("labor", 8, "09:00", "10:00"))).await.unwrap();
    let still = house.store.check(&anna, &wish("labor", 15, "09:00", "10:00"), None).await.unwrap();
    assert!(matches!(still.broken.as_slice(), [BrokenRule::Closure { .. }]), "{still:?}");
    house.store.reopen(&rosa, id, from(1)).await.unwrap();
    assert_eq!(standing().await, []);
    assert_eq!(house.count("SELECT COUNT(*) FROM closure").await, 0, "nothing is left of it");
}

#[tokio::test]
async fn what_takes_place_under_a_closure_is_listed_with_it_for_those_who_keep_the_space() {
    let house = house().await;
    let site = house.furnished().await;
    let (rosa, anna) = (house.rosa(site).await, house.anna().await);
    let early = house.store.book(&anna, booking(wish("saal", 2, "10:00", "12:00"))).await.unwrap();
    let late = house.store.book(&anna, booking(wish("labor", 2, "14:00", "16:00"))).await.unwrap();
    house.store.book(&anna, booking(wish("labor", 4, "14:00", "16:00"))).await.unwrap();
    let shut = closure(clock(2, "08:00"), clock(2, "20:00"));
    let plan = house.store.plan_closure(&rosa, &shut).await.unwrap();
    let fates = plan.conflicts.iter().map(|one| (one.occurrence, Fate::Keep)).collect();
    house.store.close(&rosa, NewClosure { fates, ..shut }).await.unwrap();
    house.store.close(&rosa, closure(clock(9, "08:00"), clock(9, "20:00"))).await.unwrap();

    let closures = house.store.closures(&rosa, "haus").await.unwrap().unwrap().closures;
    let kept: Vec<_> = closures[0].kept.iter().map(|date| (date.booking, date.space.slug.as_str())).collect();
    assert_eq!(kept, [(early, "saal"), (late, "labor")], "each once, whatever units it has");
    assert_eq!(closures[1].kept, []);

    let labor = closures[0].kept[1].space.id;
    let Actor::Account(person) = anna.clone() else { unreachable!() };
    let of_labor = Actor::Account(Person { keeps_spaces: vec![(site, labor)], ..person });
    let closures = house.store.closures(&of_labor, "haus").await.unwrap().unwrap().closures;
    let kept: Vec<_> = closures[0].kept.iter().map(|date| date.booking).collect();
    assert_eq!(kept, [late]);
}

#[tokio::test]
async fn only_those_who_keep_a_house_close_it_and_look_under_its_closures() {
    let house = house().await;
    let site = house.furnished().await;
    let other = house.site("Turm", "Detmold").await;
    let (rosa, anna) = (house.rosa(site).await, house.anna().await);
    let id = house.store.close(&rosa, closure(clock(2, "00:00"), clock(3, "00:00"))).await.unwrap();
    let Actor::Account(person) = anna.clone() else { unreachable!() };
    let elsewhere = Actor::Account(Person { keeps: vec![other], ..person });
    for stranger in [anna, elsewhere] {
        let shut = closure(clock(8, "00:00"), clock(9, "00:00"));
        assert_eq!(house.store.close(&stranger, shut.clone()).await, Err(ClosureRefusal::NotFound));
        assert_eq!(house.store.plan_closure(&stranger, &shut).await, Err(ClosureRefusal::NotFound));
        assert_eq!(house.store.reopen(&stranger, id, None).await, Err(ClosureRefusal::NotFound));
        assert_eq!(house.store.closures(&stranger, "haus").await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_closure_that_cannot_be_meant_is_refused_by_its_cause() {
    let house = house().await;
    let site = house.furnished().await;
    let rosa = house.rosa(site).await;
    let day = || closure(clock(2, "00:00"), clock(3, "00:00"));
    let cases = [
        (NewClosure { reason: " ".into(), ..day() }, ClosureRefusal::Reason),
        (NewClosure { reason: "x".repeat(161), ..day() }, ClosureRefusal::Reason),
        (closure(clock(3, "00:00"), clock(2, "00:00")), ClosureRefusal::Time),
        (NewClosure { spaces: vec!["turm".into()], ..day() }, ClosureRefusal::Space),
        (NewClosure { site: "turm".into(), ..day() }, ClosureRefusal::NotFound),
    ];
    for (new, cause) in cases {
        assert_eq!(house.store.close(&rosa, new).await, Err(cause));
    }
    house.set_clock("2027-03-05T07:00:00Z");
    assert_eq!(house.store.close(&rosa, day()).await, Err(ClosureRefusal::Time), "it is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_books_under_a_closure_while_it_is_made() {
    let house = house().await;
    let site = house.furnished().await;
    let (rosa, anna) = (house.rosa(site).await, house.anna().await);
    for day in [2, 3, 4, 5, 8, 9, 10, 11] {
        let shut = closure(clock(day, "00:00"), clock(day, "23:00"));
        let wished = booking(wish("labor", day, "10:00", "12:00"));
        let (closed, booked) = tokio::join!(house.store.close(&rosa, shut), house.store.book(&anna, wished));
        match (closed, booked) {
            (Ok(_), Err(BookingRefusal::Rules(_))) | (Err(ClosureRefusal::Undecided(_)), Ok(_)) => {}
            both => panic!("{both:?}"),
        }
    }
}
