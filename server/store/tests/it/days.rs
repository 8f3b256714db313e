//! The day: checking in, giving up, giving back, and the plan a keeper works by.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, booking, house, march, time, wish};
use chrono::TimeDelta;
use domain::{
    access::{Actor, Person},
    booking::{BookingRefusal, BookingState},
    desk::{BookingDesk, BookingView, CalendarDesk, DayDesk, LocalWish, Note, Scope},
    id::{BookingId, OccurrenceId, SiteId},
    opening::OpeningHours,
    organisation::Role,
    presence::{PresenceRefusal, Stage},
    rulebook::{CheckIn, RuleBook, UseKind},
    space::Layout,
    tasks::TaskKind,
    text::Localised,
};

/// A house with a room "Box" that is given up after 15 minutes, and is cleared for 15 minutes.
async fn with_box() -> (House, SiteId) {
    let house = house().await;
    let site = house.furnished().await;
    house
        .space_with(site, "Box", |space| {
            space.rules = RuleBook {
                check_in: Some(CheckIn { release_after_minutes: Some(15) }),
                buffer_after_minutes: Some(15),
                ..RuleBook::default()
            };
        })
        .await;
    (house, site)
}

async fn booked(house: &House, by: &Actor, wish: LocalWish) -> BookingId {
    house.store.book(by, booking(wish)).await.unwrap()
}

async fn view(house: &House, id: BookingId) -> BookingView {
    house.store.booking(&Actor::System, id).await.unwrap().unwrap()
}

async fn date_of(house: &House, id: BookingId) -> OccurrenceId {
    view(house, id).await.occurrences[0].id
}

/// Rosa, who keeps a site and belongs to the company "Stadt".
async fn keeper(house: &House, site: SiteId) -> Actor {
    let town = house.organisation("Stadt").await;
    let Actor::Account(person) = house.person("Rosa", &town, Role::Booker).await else { panic!("no person") };
    Actor::Account(Person { keeps: vec![site], ..person })
}

async fn mails(house: &House, kind: &str) -> i64 {
    house.count(&format!("SELECT COUNT(*) FROM outbox WHERE kind = '{kind}'")).await
}

async fn acts(house: &House, id: BookingId) -> Vec<String> {
    view(house, id).await.history.into_iter().map(|entry| entry.act).collect()
}

#[tokio::test]
async fn a_room_nobody_came_to_is_given_up_and_somebody_else_books_what_is_left() {
    let (house, _) = with_box().await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    let id = booked(&house, &anna, wish("box", 2, "10:00", "12:00")).await;

    house.set_clock("2027-03-02T09:14:59Z");
    assert_eq!(house.store.give_up_spaces().await, Ok(0), "not yet");
    house.set_clock("2027-03-02T09:15:20Z");
    assert_eq!(house.store.give_up_spaces().await, Ok(1));
    assert_eq!(house.store.give_up_spaces().await, Ok(0), "once");

    let gone = view(&house, id).await;
    assert_eq!((gone.state, gone.occurrences[0].state), (BookingState::NoShow, BookingState::NoShow));
    assert_eq!(gone.occurrences[0].when.local.until.time(), time("12:00"), "what was booked stays on record");
    assert_eq!((gone.version, gone.sequence), (2, 0));
    assert_eq!(acts(&house, id).await, ["booked", "no-show"]);
    assert_eq!(mails(&house, "booking-no-show").await, 1);
    // What is left is free, what was kept for her is not.
    let table = house.store.timetable(&berta, &Scope::Space("box".into()), march(2), 1).await.unwrap().unwrap();
    let busy = &table.rows[0].days[0].busy;
    assert_eq!(busy.iter().map(|busy| (busy.range.from, busy.range.until)).collect::<Vec<_>>(), [(600, 616)]);
    let second = booked(&house, &berta, wish("box", 2, "10:30", "12:00")).await;
    assert_eq!(view(&house, second).await.state, BookingState::Confirmed);
    assert_eq!(house.overlaps().await, 0);
}

#[tokio::test]
async fn whoever_is_here_keeps_her_room() {
    let (house, _) = with_box().await;
    let anna = house.anna().await;
    let id = booked(&house, &anna, wish("box", 2, "10:00", "12:00")).await;
    let date = date_of(&house, id).await;

    house.set_clock("2027-03-02T08:44:59Z");
    assert_eq!(house.store.check_in(&anna, date).await, Err(PresenceRefusal::TooEarly));
    house.set_clock("2027-03-02T08:45:00Z");
    assert_eq!(house.store.check_in(&anna, date).await, Ok(()));
    house.pass(TimeDelta::minutes(2));
    assert_eq!(house.store.check_in(&anna, date).await, Ok(()), "clicked twice");
    house.set_clock("2027-03-02T10:00:00Z");
    assert_eq!(house.store.give_up_spaces().await, Ok(0));

    let there = view(&house, id).await;
    let presence = &there.occurrences[0].presence;
    assert_eq!((there.state, presence.stage), (BookingState::Confirmed, Stage::Here));
    assert_eq!(presence.came_at, Some(march(2).and_time(time("09:45"))));
    assert_eq!(acts(&house, id).await, ["booked", "checked-in"]);
    assert_eq!(there.version, 1, "a form that was open meanwhile still holds");
}

#[tokio::test]
async fn rooms_that_ask_nobody_and_dates_that_are_over_are_left_alone() {
    let (house, _) = with_box().await;
    let anna = house.anna().await;
    let free = booked(&house, &anna, wish("labor", 2, "10:00", "12:00")).await;
    let over = booked(&house, &anna, wish("box", 2, "08:00", "09:00")).await;
    house.set_clock("2027-03-02T10:00:00Z");
    assert_eq!(house.store.give_up_spaces().await, Ok(0));
    assert_eq!(view(&house, free).await.occurrences[0].presence.stage, Stage::Running);
    let over = view(&house, over).await;
    assert_eq!((over.state, over.occurrences[0].presence.stage), (BookingState::Confirmed, Stage::Over));
}

#[tokio::test]
async fn one_date_of_a_series_is_given_up_and_the_others_stand() {
    let (house, _) = with_box().await;
    let anna = house.anna().await;
    let id = booked(&house, &anna, wish("box", 2, "10:00", "12:00")).await;
    house.store.add_date(&anna, id, 1, wish("box", 3, "10:00", "12:00"), None).await.unwrap();
    house.set_clock("2027-03-02T09:20:00Z");
    assert_eq!(house.store.give_up_spaces().await, Ok(1));
    let left = view(&house, id).await;
    assert_eq!(left.state, BookingState::Confirmed);
    let states: Vec<_> = left.occurrences.iter().map(|date| date.state).collect();
    assert_eq!(states, [BookingState::NoShow, BookingState::Confirmed]);
}

#[tokio::test]
async fn nobody_of_another_organisation_can_do_anything_about_a_date() {
    let (house, _) = with_box().await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    let muster = house.organisation("Muster").await;
    let mia = house.person("Mia", &muster, Role::Member).await;
    let id = booked(&house, &anna, wish("box", 2, "10:00", "12:00")).await;
    let date = date_of(&house, id).await;
    house.set_clock("2027-03-02T09:05:00Z");
    let until = march(2).and_time(time("11:00"));
    for stranger in [&berta, &Actor::Visitor] {
        assert_eq!(house.store.check_in(stranger, date).await, Err(PresenceRefusal::NotFound));
        assert_eq!(house.store.note(stranger, date, Note::NobodyCame).await, Err(PresenceRefusal::NotFound));
        assert_eq!(house.store.give_back(stranger, date, 1, until).await, Err(PresenceRefusal::NotFound));
        assert_eq!(house.store.at_door(stranger, "box").await.unwrap(), Some(vec![]));
        assert_eq!(house.store.days(stranger, None, march(2), 1).await.unwrap(), None);
    }
    // A member says that she is here, and decides nothing else.
    assert_eq!(house.store.give_back(&mia, date, 1, until).await, Err(PresenceRefusal::Forbidden));
    assert_eq!(house.store.note(&mia, date, Note::NobodyCame).await, Err(PresenceRefusal::Forbidden));
    let door = house.store.at_door(&mia, "box").await.unwrap().unwrap();
    assert!(matches!(&door[..], [one] if one.id == date && one.presence.check_in));
    assert_eq!(house.store.check_in(&mia, date).await, Ok(()));
    assert_eq!(house.store.note(&mia, date, Note::NotYet).await, Err(PresenceRefusal::Forbidden));
    assert_eq!(house.store.at_door(&mia, "nirgends").await.unwrap(), None);
}

#[tokio::test]
async fn behind_the_door_of_a_part_is_the_hall_as_well() {
    let (house, _) = with_box().await;
    let anna = house.anna().await;
    let id = booked(&house, &anna, wish("saal", 2, "10:00", "12:00")).await;
    house.set_clock("2027-03-02T08:50:00Z");
    let door = house.store.at_door(&anna, "saal-a").await.unwrap().unwrap();
    assert_eq!(door.iter().map(|date| date.booking).collect::<Vec<_>>(), [id]);
    assert_eq!(house.store.at_door(&anna, "labor").await.unwrap(), Some(vec![]));
}

#[tokio::test]
async fn a_keeper_gives_a_room_back_while_nobody_else_has_it() {
    let (house, site) = with_box().await;
    let (anna, berta, rosa) = (house.anna().await, house.berta().await, keeper(&house, site).await);
    let id = booked(&house, &anna, wish("box", 2, "10:00", "12:00")).await;
    let date = date_of(&house, id).await;
    house.set_clock("2027-03-02T09:20:00Z");
    house.store.give_up_spaces().await.unwrap();
    assert_eq!(house.store.check_in(&anna, date).await, Err(PresenceRefusal::GivenUp));

    assert_eq!(house.store.check_in(&rosa, date).await, Ok(()));
    let back = view(&house, id).await;
    assert_eq!((back.state, back.occurrences[0].presence.stage), (BookingState::Confirmed, Stage::Here));
    assert_eq!(acts(&house, id).await, ["booked", "no-show", "restored"]);
    let refused = house.store.book(&berta, booking(wish("box", 2, "12:00", "13:00"))).await.unwrap_err();
    assert!(matches!(refused, BookingRefusal::Rules(_)), "clearing time is kept again");

    // Once more, and this time somebody was quicker.
    house.store.note(&rosa, date, Note::NotYet).await.unwrap();
    assert_eq!(house.store.give_up_spaces().await, Ok(1));
    booked(&house, &berta, wish("box", 2, "10:30", "11:30")).await;
    assert_eq!(house.store.check_in(&rosa, date).await, Err(PresenceRefusal::Taken));
    assert_eq!(view(&house, id).await.state, BookingState::NoShow);
    assert_eq!(house.overlaps().await, 0);
}

#[tokio::test]
async fn a_keeper_notes_that_nobody_came_and_once_is_enough() {
    let (house, site) = with_box().await;
    let (anna, rosa) = (house.anna().await, keeper(&house, site).await);
    let id = booked(&house, &anna, wish("labor", 2, "10:00", "12:00")).await;
    let date = date_of(&house, id).await;
    house.set_clock("2027-03-02T08:59:00Z");
    assert_eq!(house.store.note(&rosa, date, Note::NobodyCame).await, Err(PresenceRefusal::TooEarly));
    house.set_clock("2027-03-02T09:30:00Z");
    for _ in 0..2 {
        assert_eq!(house.store.note(&rosa, date, Note::NobodyCame).await, Ok(()));
    }
    assert_eq!(acts(&house, id).await, ["booked", "no-show"]);
    assert_eq!(mails(&house, "booking-no-show").await, 1);
}

#[tokio::test]
async fn the_rest_is_given_back_and_the_next_one_books_it() {
    let (house, _) = with_box().await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    let id = booked(&house, &anna, wish("box", 2, "10:00", "12:00")).await;
    let date = date_of(&house, id).await;
    house.set_clock("2027-03-02T09:40:00Z");
    house.store.check_in(&anna, date).await.unwrap();
    let ends = view_as(&house, &anna, id).await.occurrences[0].presence.earlier_ends.clone();
    let clock = |text| march(2).and_time(time(text));
    assert_eq!(ends.first(), Some(&clock("10:45")));

    for (version, until, refusal) in [
        (1, "10:30", PresenceRefusal::NoSuchTime),
        (1, "10:50", PresenceRefusal::NoSuchTime),
        (1, "12:15", PresenceRefusal::NoSuchTime),
        (0, "11:00", PresenceRefusal::ChangedMeanwhile),
    ] {
        assert_eq!(house.store.give_back(&anna, date, version, clock(until)).await, Err(refusal), "{until}");
    }
    for _ in 0..2 {
        assert_eq!(house.store.give_back(&anna, date, 1, clock("11:00")).await, Ok(()));
    }
    let short = view(&house, id).await;
    assert_eq!(short.occurrences[0].when.local.until, clock("11:00"));
    assert_eq!((short.version, short.sequence, short.state), (2, 1, BookingState::Confirmed));
    assert_eq!(mails(&house, "booking-moved").await, 1);
    assert_eq!(acts(&house, id).await, ["booked", "checked-in", "given-back"]);
    // 15 minutes are for clearing.
    assert!(house.store.book(&berta, booking(wish("box", 2, "11:00", "12:00"))).await.is_err());
    booked(&house, &berta, wish("box", 2, "11:15", "12:00")).await;
    assert_eq!(house.overlaps().await, 0);
}

async fn view_as(house: &House, by: &Actor, id: BookingId) -> BookingView {
    house.store.booking(by, id).await.unwrap().unwrap()
}

#[tokio::test]
async fn of_coming_and_giving_up_at_the_same_time_exactly_one_happens() {
    let (house, _) = with_box().await;
    let anna = house.anna().await;
    for day in [2, 3, 4, 5] {
        let id = booked(&house, &anna, wish("box", day, "10:00", "12:00")).await;
        let date = date_of(&house, id).await;
        house.set_clock(&format!("2027-03-0{day}T09:15:00Z"));
        let (came, given_up) = tokio::join!(house.store.check_in(&anna, date), house.store.give_up_spaces());
        let given_up = given_up.unwrap();
        let there = view(&house, id).await;
        let stage = there.occurrences[0].presence.stage;
        match came {
            Ok(()) => assert_eq!((given_up, stage), (0, Stage::Here)),
            Err(refusal) => {
                assert_eq!((refusal, given_up, stage), (PresenceRefusal::GivenUp, 1, Stage::NoShow));
            }
        }
    }
}

#[tokio::test]
async fn a_keeper_sees_her_day_in_running_order_with_what_is_to_be_done() {
    let (house, site) = with_box().await;
    let tea = UseKind {
        key: "tea".into(),
        name: Localised::of("de", "mit Tee"),
        buffer_before_minutes: 30,
        buffer_after_minutes: 45,
        task: Localised::of("de", "Tee kochen"),
    };
    house
        .space_with(site, "Teeraum", |space| space.rules = RuleBook { uses: Some(vec![tea]), ..RuleBook::default() })
        .await;
    let other = house.site("Fabrik", "Detmold").await;
    house.space(other, "Denkraum").await;
    let (anna, rosa) = (house.anna().await, keeper(&house, site).await);
    let late =
        booked(&house, &anna, LocalWish { use_kind: Some("tea".into()), ..wish("teeraum", 2, "14:00", "15:00") }).await;
    let early =
        booked(&house, &anna, LocalWish { layout: Some(Layout::Groups), ..wish("box", 2, "09:00", "10:00") }).await;
    booked(&house, &anna, wish("denkraum", 2, "09:00", "10:00")).await;
    let off = booked(&house, &anna, wish("labor", 2, "09:00", "10:00")).await;
    house.store.cancel(&anna, off, 1, &[], "").await.unwrap();

    let plans = house.store.days(&rosa, None, march(1), 2).await.unwrap().unwrap();
    assert_eq!(
        plans.iter().map(|plan| (plan.date, plan.dates.len())).collect::<Vec<_>>(),
        [(march(1), 0), (march(2), 2)]
    );
    let plan = &plans[1];
    assert_eq!(plan.dates.iter().map(|date| date.booking).collect::<Vec<_>>(), [early, late]);
    assert_eq!((plan.dates[0].organisation.as_str(), plan.dates[0].booker.0.as_str()), ("Muster", "Anna"));
    let said: Vec<_> = plan
        .tasks
        .iter()
        .map(|task| (task.of, task.kind, task.span.from.time(), task.span.until.time(), task.text.get("de")))
        .collect();
    assert_eq!(
        said,
        [
            (0, TaskKind::SetUp, time("09:00"), time("09:00"), ""),
            (0, TaskKind::Clear, time("10:00"), time("10:15"), ""),
            (1, TaskKind::SetUp, time("13:30"), time("14:00"), "Tee kochen"),
            (1, TaskKind::Clear, time("15:00"), time("15:45"), "Tee kochen"),
        ]
    );
    assert!(house.store.days(&rosa, Some("fabrik"), march(2), 1).await.unwrap().is_none());
    assert_eq!(house.store.days(&rosa, Some("haus"), march(2), 1).await.unwrap().unwrap().len(), 1);
}

#[tokio::test]
async fn work_round_midnight_is_on_the_plan_of_the_day_it_falls_on() {
    let (house, site) = with_box().await;
    let party = UseKind {
        key: "party".into(),
        name: Localised::of("de", "Feier"),
        buffer_before_minutes: 60,
        buffer_after_minutes: 90,
        task: Localised::of("de", "Putzen"),
    };
    house
        .space_with(site, "Keller", |space| {
            let opening = Some(OpeningHours::always());
            space.rules = RuleBook { uses: Some(vec![party]), opening, ..RuleBook::default() };
        })
        .await;
    let (anna, rosa) = (house.anna().await, keeper(&house, site).await);
    let party = |from, until| LocalWish { use_kind: Some("party".into()), ..wish("keller", 2, from, until) };
    let evening = booked(&house, &anna, party("20:00", "00:00")).await;
    let night = booked(&house, &anna, LocalWish { date: march(4), ..party("00:00", "03:00") }).await;
    let plans = house.store.days(&rosa, None, march(2), 3).await.unwrap().unwrap();
    let said = plans.iter().map(|plan| {
        let at = |date: &domain::desk::DayDate| date.booking;
        let tasks = plan.tasks.iter().map(|task| {
            let of = plan.dates.iter().chain(&plan.beside).nth(task.of).unwrap();
            (of.booking, task.kind, task.span.from.time())
        });
        (plan.dates.iter().map(at).collect::<Vec<_>>(), tasks.collect::<Vec<_>>())
    });
    let (set_up, clear) = (TaskKind::SetUp, TaskKind::Clear);
    assert_eq!(
        said.collect::<Vec<_>>(),
        [
            (vec![evening], vec![(evening, set_up, time("19:00"))]),
            (vec![], vec![(evening, clear, time("00:00")), (night, set_up, time("23:00"))]),
            (vec![night], vec![(night, clear, time("03:00"))]),
        ]
    );
    let between = house.store.days(&rosa, None, march(3), 1).await.unwrap().unwrap();
    assert_eq!(between[0].tasks.len(), 2, "the same when nobody looks at the days beside it");
}
