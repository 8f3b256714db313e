//! Equipment that is taken along: never more than there is, on every way a booking can change.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, all, booking, closing, house, march, request, time, wish};
use domain::{
    access::{Actor, Person},
    booking::BookingRefusal,
    desk::{
        Answer, BookingDesk, CatalogueDesk, Change, ClosureDesk, Dates, DayDesk, EquipmentDesk, Fate, KeeperDesk,
        LocalWish, NewBooking, NewClosure, NewPool, Note, PoolChange, PoolRefusal, PoolView, Series,
    },
    equipment::Along,
    id::{BookingId, SiteId},
    presence::PresenceRefusal,
    recurrence::{End, Every, Repeat},
    rulebook::{AdmissionRule, How, RequestTerms, RuleBook, Who},
    rules::{BrokenRule, Lifter},
    search::{Differs, SpaceSearch},
    tasks::TaskKind,
    text::Localised,
};

/// A house with four headsets, and Anna, who keeps it.
async fn lending() -> (House, Actor, SiteId) {
    let house = house().await;
    let site = house.furnished().await;
    let Actor::Account(person) = house.anna().await else { unreachable!() };
    let keeper = Actor::Account(Person { keeps: vec![site], ..person });
    add(&house, &keeper, "haus", "Headset", 4).await;
    (house, keeper, site)
}

async fn add(house: &House, keeper: &Actor, site: &str, name: &str, count: u16) {
    let new = NewPool { site: site.into(), key: None, name: Localised::of("de", name), count };
    house.store.add_pool(keeper, new).await.unwrap();
}

/// Somebody who may book, and keeps nothing.
fn guest(keeper: &Actor) -> Actor {
    let person = keeper.person().unwrap().clone();
    Actor::Account(Person { keeps: vec![], ..person })
}

fn headsets(count: u16, wish: LocalWish) -> LocalWish {
    LocalWish { along: Along::from([("headset".to_owned(), count)]), ..wish }
}

/// How many of what are free, as a refusal says it: key, free, of how many.
fn short(refusal: &BookingRefusal) -> Vec<(String, u16, u16)> {
    let BookingRefusal::Rules(verdict) = refusal else { return vec![] };
    let short = |rule: &BrokenRule| match rule {
        BrokenRule::EquipmentShort { key, free, count, .. } => Some((key.clone(), *free, *count)),
        _ => None,
    };
    verdict.broken.iter().filter_map(short).collect()
}

async fn taken_at_once(house: &House) -> i64 {
    house
        .count(
            "SELECT COALESCE(MAX(n), 0) FROM (SELECT (SELECT COUNT(*) FROM allocation b
             JOIN equipment_unit u ON u.unit_id = b.unit_id
             WHERE b.from_at <= a.from_at AND a.from_at < b.until_at) AS n FROM allocation a) AS counted",
        )
        .await
}

async fn lent(house: &House) -> i64 {
    house.count("SELECT COUNT(*) FROM allocation a JOIN equipment_unit u ON u.unit_id = a.unit_id").await
}

async fn version(house: &House, by: &Actor, id: BookingId) -> i32 {
    house.store.booking(by, id).await.unwrap().unwrap().version
}

async fn pool(house: &House, keeper: &Actor) -> PoolView {
    house.store.pools(keeper, "haus").await.unwrap().unwrap().pools.into_iter().find(|p| p.key == "headset").unwrap()
}

async fn resize(house: &House, keeper: &Actor, count: u16) -> Result<(), PoolRefusal> {
    let PoolView { id, name, version, .. } = pool(house, keeper).await;
    house.store.change_pool(keeper, id, PoolChange { version, name, count }).await
}

#[tokio::test]
async fn a_booking_takes_what_is_there_and_no_more() {
    let (house, keeper, _) = lending().await;
    let anna = guest(&keeper);
    let first = headsets(3, wish("labor", 2, "10:00", "12:00"));
    let id = house.store.book(&anna, booking(first)).await.unwrap();
    let view = house.store.booking(&anna, id).await.unwrap().unwrap();
    assert_eq!(
        view.along.iter().map(|thing| (thing.name.get("de"), thing.count)).collect::<Vec<_>>(),
        [("Headset", 3)]
    );
    assert_eq!(lent(&house).await, 3);

    let second = headsets(2, wish("saal-a", 2, "11:00", "13:00"));
    let refusal = house.store.book(&anna, booking(second.clone())).await.unwrap_err();
    assert_eq!(short(&refusal), [("headset".to_owned(), 1, 4)]);
    let BookingRefusal::Rules(verdict) = refusal else { unreachable!() };
    assert!(verdict.broken.iter().all(|rule| rule.usually_lifted_by() == Lifter::Nobody));
    let same_space = |way: &&domain::rules::Alternative| way.space.slug == "saal-a";
    let next = verdict.alternatives.iter().find(same_space).unwrap();
    assert!(next.when.local.from.time() >= time("12:00") || next.when.local.until.time() <= time("10:00"), "{next:?}");

    house.store.book(&anna, booking(headsets(1, second))).await.unwrap();
    assert_eq!(taken_at_once(&house).await, 4);
}

#[tokio::test]
async fn nobody_lifts_what_is_not_there_not_even_a_keeper() {
    let (house, keeper, _) = lending().await;
    let new = NewBooking {
        override_reason: Some("Ausnahme".into()),
        ..booking(headsets(5, wish("labor", 2, "10:00", "12:00")))
    };
    assert_eq!(short(&house.store.book(&keeper, new).await.unwrap_err()), [("headset".to_owned(), 4, 4)]);
    let unknown = LocalWish { along: Along::from([("beamer".into(), 1)]), ..wish("labor", 2, "10:00", "12:00") };
    assert_eq!(short(&house.store.book(&keeper, booking(unknown)).await.unwrap_err()), [("beamer".to_owned(), 0, 0)]);
}

#[tokio::test]
async fn equipment_is_away_for_the_buffers_too() {
    let (house, keeper, site) = lending().await;
    house
        .space_with(site, "Studio", |space| {
            space.rules = RuleBook { buffer_after_minutes: Some(60), ..RuleBook::default() };
        })
        .await;
    let anna = guest(&keeper);
    house.store.book(&anna, booking(headsets(4, wish("studio", 2, "10:00", "12:00")))).await.unwrap();
    let early = house.store.book(&anna, booking(headsets(1, wish("labor", 2, "12:00", "13:00")))).await.unwrap_err();
    assert_eq!(short(&early), [("headset".to_owned(), 0, 4)]);
    house.store.book(&anna, booking(headsets(4, wish("labor", 2, "13:00", "14:00")))).await.unwrap();
}

#[tokio::test]
async fn what_a_form_holds_is_lent_to_nobody_else_meanwhile() {
    let (house, keeper, _) = lending().await;
    let (anna, berta) = (guest(&keeper), house.berta().await);
    let held = headsets(4, wish("labor", 2, "10:00", "12:00"));
    let form = request();
    house.store.hold(&anna, form, &held, None, None).await.unwrap();
    let wanted = booking(headsets(1, wish("saal-a", 2, "10:00", "12:00")));
    assert_eq!(short(&house.store.book(&berta, wanted.clone()).await.unwrap_err()), [("headset".to_owned(), 0, 4)]);
    house.store.release(&anna, form).await.unwrap();
    house.store.book(&berta, wanted).await.unwrap();
}

#[tokio::test]
async fn a_series_has_it_on_every_date_or_is_not_booked() {
    let (house, keeper, _) = lending().await;
    let anna = guest(&keeper);
    house.store.book(&anna, booking(headsets(2, wish("labor", 9, "10:00", "12:00")))).await.unwrap();
    let weekly = |count| NewBooking {
        series: Some(Series {
            repeat: Repeat {
                every: Every::Days { interval: 7 },
                end: End::Count(3),
                extra: [].into(),
                except: [].into(),
            },
            choices: vec![],
        }),
        ..booking(headsets(count, wish("saal-a", 2, "10:00", "12:00")))
    };
    let three = weekly(3);
    let plan = house.store.plan(&anna, &three.wish, three.series.as_ref().unwrap(), None, false).await.unwrap();
    let free: Vec<bool> = plan.iter().map(|date| date.verdict.is_free()).collect();
    assert_eq!(free, [true, false, true]);
    assert_eq!(house.store.book(&anna, three).await, Err(BookingRefusal::Dates));
    assert_eq!(lent(&house).await, 2);
    house.store.book(&anna, weekly(2)).await.unwrap();
    assert_eq!(lent(&house).await, 8);
}

#[tokio::test]
async fn a_change_takes_gives_back_and_keeps() {
    let (house, keeper, _) = lending().await;
    let anna = guest(&keeper);
    let id = house.store.book(&anna, booking(headsets(3, wish("labor", 2, "10:00", "12:00")))).await.unwrap();
    // Moved: it comes along.
    house.store.change(&anna, id, 1, all(headsets(3, wish("saal-a", 2, "14:00", "16:00")))).await.unwrap();
    assert_eq!(lent(&house).await, 3);
    let other = house.store.book(&anna, booking(headsets(1, wish("labor", 2, "14:00", "16:00")))).await.unwrap();
    // One more than there is: nothing changes.
    let more = headsets(4, wish("saal-a", 2, "14:00", "16:00"));
    let refusal = house.store.change(&anna, id, 2, all(more.clone())).await.unwrap_err();
    assert_eq!(short(&refusal), [("headset".to_owned(), 3, 4)]);
    assert_eq!(lent(&house).await, 4);
    house.store.cancel(&anna, other, 1, &[], "").await.unwrap();
    house.store.change(&anna, id, 2, all(more)).await.unwrap();
    assert_eq!(lent(&house).await, 4);
    house.store.change(&anna, id, 3, all(wish("saal-a", 2, "14:00", "16:00"))).await.unwrap();
    assert_eq!(lent(&house).await, 0);
}

#[tokio::test]
async fn one_date_of_a_series_takes_more_than_the_others() {
    let (house, keeper, _) = lending().await;
    let anna = guest(&keeper);
    let repeat = Repeat { every: Every::Days { interval: 7 }, end: End::Count(2), extra: [].into(), except: [].into() };
    let new = NewBooking {
        series: Some(Series { repeat, choices: vec![] }),
        ..booking(headsets(1, wish("labor", 2, "10:00", "12:00")))
    };
    let id = house.store.book(&anna, new).await.unwrap();
    let view = house.store.booking(&anna, id).await.unwrap().unwrap();
    let second = Dates::This(view.occurrences[1].id);
    let wish_two = headsets(3, wish("labor", 9, "10:00", "12:00"));
    house
        .store
        .change(
            &anna,
            id,
            1,
            Change { dates: second, wish: wish_two, choices: vec![], title: None, override_reason: None },
        )
        .await
        .unwrap();
    house.store.add_date(&anna, id, 2, headsets(2, wish("labor", 16, "10:00", "12:00")), None).await.unwrap();
    let view = house.store.booking(&anna, id).await.unwrap().unwrap();
    let counts: Vec<u16> = view.occurrences.iter().map(|date| date.along[0].count).collect();
    assert_eq!((counts, lent(&house).await), (vec![1, 3, 2], 6));
}

#[tokio::test]
async fn a_request_is_judged_again_when_it_is_approved() {
    let (house, keeper, site) = lending().await;
    house
        .space_with(site, "Atelier", |space| {
            space.rules = RuleBook {
                admission: Some(vec![AdmissionRule { who: Who::Everybody, how: How::Ask }]),
                request: Some(RequestTerms { blocks: false, answer_within_hours: 48 }),
                ..RuleBook::default()
            };
        })
        .await;
    let anna = guest(&keeper);
    let asked = house.store.book(&anna, booking(headsets(3, wish("atelier", 2, "10:00", "12:00")))).await.unwrap();
    assert_eq!(lent(&house).await, 0);
    let card = house.store.requests(&keeper).await.unwrap().unwrap().pop().unwrap();
    assert_eq!(card.along.iter().map(|thing| thing.count).collect::<Vec<_>>(), [3]);
    let other = house.store.book(&anna, booking(headsets(2, wish("labor", 2, "10:00", "12:00")))).await.unwrap();
    let refusal = house.store.answer(&keeper, asked, 1, Answer::Approve(None)).await.unwrap_err();
    assert_eq!(short(&refusal), [("headset".to_owned(), 2, 4)]);
    house.store.cancel(&anna, other, 1, &[], "").await.unwrap();
    house.store.answer(&keeper, asked, 1, Answer::Approve(None)).await.unwrap();
    assert_eq!(lent(&house).await, 3);
}

#[tokio::test]
async fn what_a_closure_moves_takes_its_equipment_along_and_what_it_calls_off_gives_it_back() {
    let (house, keeper, _) = lending().await;
    let anna = guest(&keeper);
    let moved = house.store.book(&anna, booking(headsets(2, wish("labor", 2, "10:00", "12:00")))).await.unwrap();
    house.store.book(&anna, booking(headsets(1, wish("labor", 2, "14:00", "16:00")))).await.unwrap();
    let whole = closing::closure(closing::clock(2, "08:00"), closing::clock(2, "20:00"));
    let mut new = NewClosure { spaces: vec!["labor".into()], ..whole };
    let plan = house.store.plan_closure(&keeper, &new).await.unwrap();
    let fates = [closing::there(&plan.conflicts[0]), Fate::Cancel];
    new.fates = plan.conflicts.iter().zip(fates).map(|(c, fate)| (c.occurrence, fate)).collect();
    house.store.close(&keeper, new).await.unwrap();
    let view = house.store.booking(&anna, moved).await.unwrap().unwrap();
    assert_ne!(view.occurrences[0].space.slug, "labor");
    assert_eq!((view.occurrences[0].along[0].count, lent(&house).await), (2, 2));
}

#[tokio::test]
async fn a_pool_shrinks_to_what_is_promised_and_says_by_whom() {
    let (house, keeper, _) = lending().await;
    let anna = guest(&keeper);
    let first = house.store.book(&anna, booking(headsets(2, wish("labor", 2, "10:00", "12:00")))).await.unwrap();
    let second = house.store.book(&anna, booking(headsets(1, wish("saal-a", 2, "11:00", "13:00")))).await.unwrap();
    // Promised on all four, and still never more than three at once.
    house.store.book(&anna, booking(headsets(3, wish("labor", 3, "10:00", "12:00")))).await.unwrap();
    let PoolRefusal::Booked(uses) = resize(&house, &keeper, 2).await.unwrap_err() else { unreachable!() };
    let named: Vec<_> = uses.iter().map(|one| (one.booking, one.count)).collect();
    assert_eq!(named, [(first, 2), (second, 1)]);
    resize(&house, &keeper, 3).await.unwrap();
    assert_eq!((lent(&house).await, house.overlaps().await), (6, 0));
    let refusal = house.store.book(&anna, booking(headsets(1, wish("saal-b", 2, "11:00", "12:00")))).await.unwrap_err();
    assert_eq!(short(&refusal), [("headset".to_owned(), 0, 3)]);
    let refusal = resize(&house, &keeper, 0).await.unwrap_err();
    assert!(matches!(refusal, PoolRefusal::Booked(_)), "{refusal:?}");
}

#[tokio::test]
async fn what_is_not_offered_any_more_keeps_its_name_and_can_come_back() {
    let (house, keeper, _) = lending().await;
    let anna = guest(&keeper);
    let id = house.store.book(&anna, booking(headsets(1, wish("labor", 2, "10:00", "12:00")))).await.unwrap();
    let v = version(&house, &anna, id).await;
    house.store.cancel(&anna, id, v, &[], "").await.unwrap();
    resize(&house, &keeper, 0).await.unwrap();
    let space = house.store.space("labor").await.unwrap().unwrap();
    assert_eq!(space.along, []);
    let view = house.store.booking(&anna, id).await.unwrap().unwrap();
    assert_eq!(view.along[0].name.get("de"), "Headset");
    add(&house, &keeper, "haus", "Headset", 2).await;
    assert_eq!(pool(&house, &keeper).await.count, 2);
    let again = NewPool { site: "haus".into(), key: None, name: Localised::of("de", "Headset"), count: 1 };
    assert_eq!(house.store.add_pool(&keeper, again).await, Err(PoolRefusal::Known));
}

#[tokio::test]
async fn only_who_keeps_the_house_keeps_its_pools() {
    let (house, keeper, _) = lending().await;
    let anna = guest(&keeper);
    assert_eq!(house.store.pools(&anna, "haus").await.unwrap(), None);
    let new = NewPool { site: "haus".into(), key: None, name: Localised::of("de", "Beamer"), count: 1 };
    assert_eq!(house.store.add_pool(&anna, new).await, Err(PoolRefusal::NotFound));
    let PoolView { id, version, name, .. } = pool(&house, &keeper).await;
    let change = PoolChange { version, name: name.clone(), count: 9 };
    assert_eq!(house.store.change_pool(&anna, id, change.clone()).await, Err(PoolRefusal::NotFound));
    house.store.change_pool(&keeper, id, change.clone()).await.unwrap();
    // The same button twice, then a form that is out of date.
    house.store.change_pool(&keeper, id, change.clone()).await.unwrap();
    let stale = house.store.change_pool(&keeper, id, PoolChange { count: 2, ..change }).await;
    assert_eq!(stale, Err(PoolRefusal::ChangedMeanwhile));
    assert_eq!(house.count("SELECT COUNT(*) FROM audit WHERE act = 'equipment-changed'").await, 1);
    let nameless = PoolChange { version: 2, name: Localised::of("de", " "), count: 9 };
    assert_eq!(house.store.change_pool(&keeper, id, nameless).await, Err(PoolRefusal::Name));
}

#[tokio::test]
async fn a_search_finds_spaces_a_thing_can_be_brought_to_while_it_is_there() {
    let (house, keeper, _) = lending().await;
    let anna = guest(&keeper);
    let far = house.site("Weit", "Detmold").await;
    house.space(far, "Kammer").await;
    house.store.book(&anna, booking(headsets(4, wish("saal-a", 2, "08:00", "20:00")))).await.unwrap();
    let search = |day| SpaceSearch {
        people: 10,
        layout: None,
        equipment: vec!["headset".into()],
        step_free: false,
        kinds: vec![],
        town: None,
        use_kind: None,
        minutes: 120,
        first: march(day),
        last: march(day),
        from: time("08:00"),
        until: time("20:00"),
    };
    let exact = |found: &domain::search::Findings| {
        found.exact.iter().map(|offer| (offer.space.space.slug.clone(), offer.along.clone())).collect::<Vec<_>>()
    };
    let free = house.store.find(&anna, &search(3)).await.unwrap();
    let one = Along::from([("headset".to_owned(), 1)]);
    assert!(exact(&free).contains(&("labor".to_owned(), one)), "{:?}", exact(&free));
    assert!(exact(&free).iter().all(|(slug, _)| slug != "kammer"));
    let without = |offer: &domain::search::Offer| match &offer.differs {
        Some(Differs::Without(_, name)) => Some((offer.space.space.slug.clone(), name.get("de").to_owned())),
        _ => None,
    };
    let missing: Vec<_> = free.near.iter().filter_map(without).collect();
    assert_eq!(missing, [("kammer".to_owned(), "Headset".to_owned())]);
    assert_eq!(exact(&house.store.find(&anna, &search(2)).await.unwrap()), []);
}

#[tokio::test]
async fn whoever_comes_after_all_gets_back_what_she_takes_along_unless_it_is_lent_by_now() {
    for lent_meanwhile in [false, true] {
        let (house, keeper, _) = lending().await;
        let anna = guest(&keeper);
        let id = house.store.book(&anna, booking(headsets(3, wish("labor", 2, "10:00", "12:00")))).await.unwrap();
        let date = house.store.booking(&anna, id).await.unwrap().unwrap().occurrences[0].id;
        house.set_clock("2027-03-02T09:30:00Z");
        house.store.note(&keeper, date, Note::NobodyCame).await.unwrap();
        let running = "SELECT COUNT(*) FROM allocation a JOIN equipment_unit u ON u.unit_id = a.unit_id
             JOIN occurrence o ON o.id = a.occurrence_id WHERE a.until_at = o.ends_at";
        assert_eq!(house.count(running).await, 0, "they are free again");
        if lent_meanwhile {
            let two = headsets(2, wish("saal-a", 2, "11:00", "12:00"));
            house.store.book(&anna, booking(two)).await.unwrap();
            assert_eq!(house.store.check_in(&keeper, date).await, Err(PresenceRefusal::Taken));
            assert_eq!(house.count(running).await, 2, "those of the other booking");
        } else {
            house.store.check_in(&keeper, date).await.unwrap();
            assert_eq!(house.count(running).await, 3);
            let two = booking(headsets(2, wish("saal-a", 2, "11:00", "12:00")));
            assert_eq!(short(&house.store.book(&anna, two).await.unwrap_err()), [("headset".into(), 1, 4)]);
        }
    }
}

#[tokio::test]
async fn what_is_lent_counts_thing_by_thing() {
    let (house, keeper, _) = lending().await;
    let anna = guest(&keeper);
    house.store.book(&anna, booking(headsets(3, wish("labor", 2, "10:00", "12:00")))).await.unwrap();
    let check = async |count, from, until| {
        let wanted = headsets(count, wish("saal-a", 2, from, until));
        house.store.check(&anna, &wanted, None).await.unwrap().broken.len()
    };
    assert_eq!(check(1, "10:00", "12:00").await, 0);
    assert_eq!(check(2, "11:00", "13:00").await, 1);
    assert_eq!(check(4, "12:00", "13:00").await, 0, "they are back");
    assert_eq!(check(5, "12:00", "13:00").await, 1, "there are four");
}

#[tokio::test]
async fn what_a_booking_takes_along_is_work_for_the_keepers_of_that_day() {
    let (house, keeper, _) = lending().await;
    house.store.book(&guest(&keeper), booking(headsets(4, wish("labor", 2, "10:00", "12:00")))).await.unwrap();
    let plan = house.store.days(&keeper, None, march(2), 1).await.unwrap().unwrap().remove(0);
    let said: Vec<_> = plan.tasks.iter().map(|task| (task.kind, task.span.from, task.along[0].count)).collect();
    let clock = |at| march(2).and_time(time(at));
    assert_eq!(said, [(TaskKind::SetUp, clock("10:00"), 4), (TaskKind::Clear, clock("12:00"), 4)]);
    assert_eq!(plan.dates[0].along[0].name.get("de"), "Headset");
}
