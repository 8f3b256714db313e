//! Looking spaces up, and when they are free: what everybody may see, and what only some may (I10).

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, at, booking, house, march, time, wish};
use domain::{
    access::Actor,
    desk::{
        BookingDesk, Busy, BusyWhat, CalendarDesk, CatalogueDesk, DayTimes, EventFields, LocalWish, Scope, SpaceQuery,
        Timetable, TimetableRow,
    },
    event::EventState,
    opening::{DayRange, OpeningHours},
    slot::Slot,
    space::{AccessFacts, Layout, LayoutSeats, SpaceKind},
    text::Localised,
};
use store::intake::{NewAnnouncement, NewPart, NewUse, Time};

async fn found(house: &House, query: SpaceQuery) -> Vec<String> {
    let cards = house.store.spaces(&query).await.unwrap();
    cards.into_iter().map(|card| card.space.space.slug).collect()
}

fn row<'a>(table: &'a Timetable, slug: &str) -> &'a TimetableRow {
    table.rows.iter().find(|row| row.space.slug == slug).unwrap()
}

fn range(from: u16, until: u16) -> DayRange {
    DayRange { from: from * 60, until: until * 60 }
}

async fn day(house: &House, by: &Actor, space: &str, date: u32) -> DayTimes {
    let scope = Scope::Space(space.into());
    let table = house.store.timetable(by, &scope, march(date), 1).await.unwrap().unwrap();
    table.rows[0].days[0].clone()
}

#[tokio::test]
async fn sites_come_by_town_with_their_spaces_by_name() {
    let house = house().await;
    let lemgo = house.furnished().await;
    let detmold = house.site("Fabrik", "Detmold").await;
    house.space(detmold, "Denkraum").await;

    let sites = house.store.sites().await.unwrap();
    assert_eq!(sites.iter().map(|site| site.id).collect::<Vec<_>>(), [detmold, lemgo]);
    let names: Vec<_> = sites[1].spaces.iter().map(|space| space.space.slug.as_str()).collect();
    assert_eq!(names, ["labor", "saal", "saal-a", "saal-b", "werkbank"]);
    assert_eq!(house.store.site("haus").await.unwrap().unwrap().spaces, sites[1].spaces);
    assert_eq!(house.store.site("nirgends").await, Ok(None));
    assert_eq!(house.store.space("nirgends").await, Ok(None));
}

#[tokio::test]
async fn a_space_names_those_it_shares_units_with() {
    let house = house().await;
    house.furnished().await;
    let shares = async |slug: &str| {
        let space = house.store.space(slug).await.unwrap().unwrap();
        (space.units, space.pool, space.shares_with.into_iter().map(|other| other.slug).collect::<Vec<_>>())
    };

    assert_eq!(shares("saal").await, (2, false, vec!["saal-a".into(), "saal-b".into()]));
    assert_eq!(shares("saal-a").await, (1, false, vec!["saal".into()]));
    assert_eq!(shares("werkbank").await, (12, true, vec![]));
}

#[tokio::test]
async fn every_filter_narrows_the_answer() {
    let house = house().await;
    house.furnished().await;
    let fabrik = house.site("Fabrik", "Detmold").await;
    let mut intake = house.store.intake("test").await.unwrap();
    intake.equipment("beamer", Localised::of("de", "Projektor an der Decke")).await.unwrap();
    intake.commit().await.unwrap();
    house
        .space_with(fabrik, "Denkraum", |room| {
            room.kind = SpaceKind::CoCreation;
            room.summary = Localised::of("de", "Für Gründerinnen");
            room.layouts.push(LayoutSeats { layout: Layout::Circle, seats: 30 });
            room.equipment = [("beamer".to_owned(), 1)].into();
            room.access = Some(AccessFacts::default());
        })
        .await;
    let none = SpaceQuery::default;

    assert_eq!(found(&house, none()).await, ["denkraum", "labor", "saal", "saal-a", "saal-b", "werkbank"]);
    assert_eq!(found(&house, SpaceQuery { words: "gründer DETMOLD".into(), ..none() }).await, ["denkraum"]);
    assert_eq!(found(&house, SpaceQuery { words: "projektor".into(), ..none() }).await, ["denkraum"], "what is in it");
    assert_eq!(found(&house, SpaceQuery { words: "Denkräume".into(), ..none() }).await, ["denkraum"], "in the plural");
    assert_eq!(found(&house, SpaceQuery { words: "gründer lemgo".into(), ..none() }).await, Vec::<String>::new());
    assert_eq!(found(&house, SpaceQuery { town: Some("Detmold".into()), ..none() }).await, ["denkraum"]);
    assert_eq!(found(&house, SpaceQuery { site: Some("fabrik".into()), ..none() }).await, ["denkraum"]);
    assert_eq!(
        found(&house, SpaceQuery { kinds: vec![SpaceKind::Hall, SpaceKind::Workbench], ..none() }).await,
        ["saal", "werkbank"]
    );
    assert_eq!(found(&house, SpaceQuery { people: Some(13), ..none() }).await, ["denkraum", "saal"]);
    assert_eq!(
        found(&house, SpaceQuery { layout: Some(Layout::Circle), people: Some(13), ..none() }).await,
        ["denkraum"]
    );
    assert_eq!(found(&house, SpaceQuery { equipment: vec!["beamer".into()], ..none() }).await, ["denkraum"]);
    assert_eq!(
        found(&house, SpaceQuery { step_free: true, ..none() }).await,
        ["labor", "saal", "saal-a", "saal-b", "werkbank"]
    );
    let facets = house.store.facets().await.unwrap();
    assert_eq!(facets.towns, ["Detmold", "Lemgo"]);
    assert_eq!(facets.layouts, [Layout::Rows, Layout::Groups, Layout::Circle, Layout::Fixed]);
    assert_eq!(facets.equipment.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["beamer"]);
}

#[tokio::test]
async fn spaces_free_soonest_come_first_and_taken_ones_not_at_all_when_a_time_is_asked_for() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    house.store.book(&anna, booking(wish("labor", 2, "08:00", "12:00"))).await.unwrap();
    house.store.book(&anna, booking(wish("saal-a", 2, "10:00", "11:00"))).await.unwrap();
    let on = SpaceQuery { on: Some(march(2)), ..SpaceQuery::default() };

    assert_eq!(found(&house, on.clone()).await, ["saal", "saal-a", "saal-b", "werkbank", "labor"]);
    let between = |from, until| SpaceQuery { from: Some(time(from)), until: Some(time(until)), ..on.clone() };
    assert_eq!(found(&house, between("10:00", "11:00")).await, ["saal-b", "werkbank"]);
    assert_eq!(found(&house, between("12:00", "14:00")).await, ["saal", "saal-a", "saal-b", "werkbank", "labor"]);
    assert_eq!(found(&house, between("19:00", "21:00")).await, Vec::<String>::new(), "closed at eight");
}

#[tokio::test]
async fn today_is_free_from_now_on_and_the_grid_is_kept() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house.space_with(site, "Labor", |lab| lab.rules.notice_minutes = Some(60)).await;
    house.set_clock("2027-03-01T09:20:30Z");

    let times = day(&house, &Actor::Visitor, "labor", 1).await;
    assert_eq!(times.open, [range(8, 20)]);
    assert_eq!(times.free, [DayRange { from: 11 * 60 + 30, until: 20 * 60 }], "10:20 and an hour, to the next quarter");
    assert_eq!(day(&house, &Actor::Visitor, "labor", 6).await, DayTimes { open: vec![], busy: vec![], free: vec![] });
    let past = house.store.timetable(&Actor::Visitor, &Scope::Region, march(1) - chrono::Days::new(3), 1).await;
    assert_eq!(past.unwrap().unwrap().rows[0].days[0].free, []);
}

#[tokio::test]
async fn the_public_sees_taken_and_its_own_people_see_what() {
    let house = house().await;
    house.furnished().await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    let id = house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();

    for stranger in [&Actor::Visitor, &berta] {
        let table = house.store.timetable(stranger, &Scope::Region, march(1), 7).await.unwrap().unwrap();
        assert_eq!(row(&table, "labor").days[1].busy[0].what, BusyWhat::Taken);
        let text = format!("{table:?}");
        assert!(!text.contains("Workshop") && !text.contains("Anna") && !text.contains("Muster"), "{text}");
    }
    let known = BusyWhat::Booking { id, title: "Workshop".into() };
    let times = day(&house, &anna, "labor", 2).await;
    assert_eq!(times.busy, [Busy { range: range(10, 12), buffer_before: 0, buffer_after: 0, units: 1, what: known }]);
    assert_eq!(times.free, [range(8, 10), range(12, 20)]);
}

#[tokio::test]
async fn a_published_event_is_shown_to_everybody() {
    let house = house().await;
    house.furnished().await;
    let muster = house.organisation("Muster").await;
    let space = house.store.space("labor").await.unwrap().unwrap().space;
    let mut intake = house.store.intake("test").await.unwrap();
    let event = NewAnnouncement {
        organisation: muster.id,
        words: EventFields {
            title: Localised::of("de", "KI für alle"),
            language: "de".into(),
            ..EventFields::default()
        },
        state: EventState::Published,
    };
    intake.event("ki", event).await.unwrap();
    let session = NewPart {
        title: Localised::default(),
        summary: Localised::default(),
        track: Localised::default(),
        speakers: vec![],
        time: Time::Instants(Slot::new(at("2027-03-02T09:00:00Z"), at("2027-03-02T11:00:00Z")).unwrap()),
        space: Some(space.id),
        online_url: None,
        capacity: None,
        registered: vec![],
    };
    intake.session("ki", "ki-1", session).await.unwrap();
    intake.commit().await.unwrap();

    let times = day(&house, &Actor::Visitor, "labor", 2).await;
    let BusyWhat::Event { slug, title } = &times.busy[0].what else { panic!("{times:?}") };
    assert_eq!((slug.as_str(), title.get("de")), ("ki-fuer-alle", "KI für alle"));
}

#[tokio::test]
async fn a_hall_is_taken_when_a_part_is_and_the_parts_when_the_hall_is() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    house.store.book(&anna, booking(wish("saal", 2, "10:00", "12:00"))).await.unwrap();
    house.store.book(&anna, booking(wish("saal-a", 2, "14:00", "16:00"))).await.unwrap();
    house.store.book(&anna, booking(wish("saal-b", 2, "15:00", "17:00"))).await.unwrap();

    let table =
        house.store.timetable(&Actor::Visitor, &Scope::Site("haus".into()), march(2), 1).await.unwrap().unwrap();
    let busy = |slug| row(&table, slug).days[0].busy.iter().map(|busy| busy.range).collect::<Vec<_>>();
    assert_eq!(busy("saal-a"), [range(10, 12), range(14, 16)]);
    assert_eq!(busy("saal-b"), [range(10, 12), range(15, 17)]);
    assert_eq!(busy("saal"), [range(10, 12), range(14, 17)], "in a hall nothing overlaps");
    assert_eq!(row(&table, "saal").days[0].free, [range(8, 10), range(12, 14), range(17, 20)]);
    assert_eq!(busy("labor"), []);
}

#[tokio::test]
async fn a_pool_shows_each_booking_with_its_units_and_is_free_while_one_is() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    for (units, from, until) in [(5, "10:00", "12:00"), (7, "11:00", "13:00")] {
        let wished = LocalWish { units, people: units, ..wish("werkbank", 2, from, until) };
        house.store.book(&anna, booking(wished)).await.unwrap();
    }

    let times = day(&house, &Actor::Visitor, "werkbank", 2).await;
    assert_eq!(
        times.busy.iter().map(|busy| (busy.range, busy.units)).collect::<Vec<_>>(),
        [(range(10, 12), 5), (range(11, 13), 7)]
    );
    assert_eq!(times.free, [range(8, 11), range(12, 20)]);
}

#[tokio::test]
async fn buffers_are_shown_beside_a_use_and_are_not_free() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house
        .space_with(site, "Labor", |lab| {
            lab.rules.buffer_before_minutes = Some(15);
            lab.rules.buffer_after_minutes = Some(30);
        })
        .await;
    let anna = house.anna().await;
    house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();

    let times = day(&house, &Actor::Visitor, "labor", 2).await;
    let busy = &times.busy[0];
    assert_eq!((busy.range, busy.buffer_before, busy.buffer_after), (range(10, 12), 15, 30));
    // The next guest's own set-up and clearing must fit as well.
    assert_eq!(times.free, [DayRange { from: 480, until: 9 * 60 + 15 }, DayRange { from: 12 * 60 + 45, until: 1200 }]);
    for (from, until) in [("08:00", "09:15"), ("12:45", "20:00")] {
        let verdict = house.store.check(&anna, &wish("labor", 2, from, until), None).await.unwrap();
        assert!(verdict.is_free(), "what is shown as free can be booked");
    }
}

#[tokio::test]
async fn what_began_days_ago_is_still_seen() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house
        .space_with(site, "Labor", |lab| {
            lab.rules.opening = Some(OpeningHours::always());
            lab.rules.longest_minutes = Some(10 * 24 * 60);
        })
        .await;
    let anna = house.anna().await;
    let muster = anna.person().unwrap().acting_for.unwrap();
    let space = house.store.space("labor").await.unwrap().unwrap().space.id;
    let mut intake = house.store.intake("test").await.unwrap();
    let long = NewUse {
        space,
        organisation: muster,
        account: None,
        title: "Ausstellung".into(),
        time: Time::Instants(Slot::new(at("2027-03-02T09:00:00Z"), at("2027-03-09T09:00:00Z")).unwrap()),
        people: 1,
        units: 1,
        layout: None,
        use_kind: None,
        came: false,
    };
    intake.booking("long", long).await.unwrap();
    intake.commit().await.unwrap();

    let middle = day(&house, &Actor::Visitor, "labor", 5).await;
    assert_eq!(middle.busy.iter().map(|busy| busy.range).collect::<Vec<_>>(), [range(0, 24)]);
    assert_eq!(middle.free, []);
    let last = day(&house, &Actor::Visitor, "labor", 9).await;
    assert_eq!((last.busy[0].range, last.free.clone()), (range(0, 10), vec![range(10, 24)]));
}

#[tokio::test]
async fn timetables_of_nothing_do_not_exist_and_long_ones_end_after_six_weeks() {
    let house = house().await;
    let region = house.store.timetable(&Actor::Visitor, &Scope::Region, march(1), 7).await.unwrap().unwrap();
    assert!(region.rows.is_empty());
    house.furnished().await;

    for scope in [Scope::Site("nirgends".into()), Scope::Space("nirgends".into())] {
        assert_eq!(house.store.timetable(&Actor::Visitor, &scope, march(1), 7).await, Ok(None));
    }
    let long = house.store.timetable(&Actor::Visitor, &Scope::Region, march(1), 99).await.unwrap().unwrap();
    assert_eq!((long.days.len(), long.rows[0].days.len()), (42, 42));
    assert_eq!(long.now, march(1).and_time(time("08:00")));
    assert_eq!(house.store.today(), march(1));
}

#[tokio::test]
async fn of_a_pool_as_many_benches_must_be_free_as_the_group_takes() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let ten = LocalWish { units: 10, people: 10, ..wish("werkbank", 2, "10:00", "12:00") };
    house.store.book(&anna, booking(ten)).await.unwrap();
    let asked = |people| SpaceQuery {
        on: Some(march(2)),
        from: Some(time("10:00")),
        until: Some(time("11:00")),
        people: Some(people),
        kinds: vec![SpaceKind::Workbench],
        ..SpaceQuery::default()
    };
    assert_eq!(found(&house, asked(2)).await, ["werkbank"]);
    assert_eq!(found(&house, asked(3)).await, Vec::<String>::new());
}
