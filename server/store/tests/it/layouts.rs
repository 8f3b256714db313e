//! How a space can be furnished, and for how many, as its keepers write it down.

use crate::common::{House, booking, house, wish};
use domain::{
    access::{Actor, Person},
    desk::{BookingDesk, CatalogueDesk, KeeperDesk, LayoutsRefusal, LocalWish, NewLayouts},
    rules::BrokenRule,
    space::{Layout, LayoutSeats, MOST_SEATS},
};

const ROWS: LayoutSeats = LayoutSeats { layout: Layout::Rows, seats: 60 };
const CIRCLE: LayoutSeats = LayoutSeats { layout: Layout::Circle, seats: 20 };

fn of(space: &str, version: i32, layouts: &[LayoutSeats]) -> NewLayouts {
    NewLayouts { site: "haus".into(), space: space.into(), version, layouts: layouts.to_vec() }
}

/// "Haus" with "Labor", where twelve sit in groups; Rosa, who keeps it, and Anna.
async fn furnished() -> (House, Actor, Actor) {
    let house = house().await;
    let site = house.furnished().await;
    let (rosa, anna) = (house.rosa(site).await, house.anna().await);
    (house, rosa, anna)
}

#[tokio::test]
async fn a_keeper_changes_layouts_and_reads_which_bookings_they_no_longer_fit() {
    let (house, rosa, anna) = furnished().await;
    let groups = LocalWish { layout: Some(Layout::Groups), ..wish("labor", 2, "10:00", "12:00") };
    let many = LocalWish { people: 12, ..wish("labor", 3, "10:00", "12:00") };
    let fits = LocalWish { people: 4, ..wish("labor", 4, "10:00", "12:00") };
    for wish in [groups, many, fits] {
        house.store.book(&anna, booking(wish)).await.unwrap();
    }
    let few = LayoutSeats { seats: 6, ..CIRCLE };
    house.store.change_layouts(&rosa, of("labor", 1, &[few])).await.unwrap();

    let rules = house.store.rules(&rosa, "haus", Some("labor")).await.unwrap().unwrap();
    assert_eq!((rules.version, rules.layouts), (2, vec![few]));
    let [first, second] = rules.unfit.as_slice() else { panic!("{:?}", rules.unfit) };
    assert!(matches!(first.broken[..], [BrokenRule::LayoutNotOffered { .. }]), "{first:?}");
    assert_eq!(second.broken, [BrokenRule::TooManyPeople { seats: 6 }]);
    assert_eq!(house.count("SELECT count(*) FROM occurrence WHERE state = 'confirmed'").await, 3, "they stand");

    house.store.change_layouts(&rosa, of("labor", 2, &[CIRCLE, ROWS])).await.unwrap();
    let shown = house.store.space("labor").await.unwrap().unwrap();
    assert_eq!(shown.layouts, [ROWS, CIRCLE], "in the order people expect");
    let fifty = LocalWish { people: 50, ..wish("labor", 9, "10:00", "12:00") };
    assert!(house.store.check(&anna, &fifty, None).await.unwrap().is_free(), "they hold at once");

    house.store.change_layouts(&rosa, of("labor", 2, &[ROWS, CIRCLE])).await.unwrap();
    assert_eq!(
        house.count("SELECT count(*) FROM audit WHERE act = 'layouts-changed'").await,
        2,
        "that was nothing new"
    );
}

#[tokio::test]
async fn layouts_that_cannot_be_meant_or_were_changed_meanwhile_are_refused() {
    let (house, rosa, _) = furnished().await;
    for seats in [0, MOST_SEATS + 1] {
        let refused = house.store.change_layouts(&rosa, of("labor", 1, &[CIRCLE, LayoutSeats { seats, ..ROWS }])).await;
        assert_eq!(refused, Err(LayoutsRefusal::Seats(vec![Layout::Rows])), "{seats}");
    }
    house.store.change_layouts(&rosa, of("labor", 1, &[ROWS])).await.unwrap();
    let stale = house.store.change_layouts(&rosa, of("labor", 1, &[CIRCLE])).await;
    assert_eq!(stale, Err(LayoutsRefusal::ChangedMeanwhile));
    assert_eq!(house.store.space("labor").await.unwrap().unwrap().layouts, [ROWS]);
}

#[tokio::test]
async fn the_layouts_of_a_space_are_changed_by_its_keepers_alone() {
    let (house, rosa, anna) = furnished().await;
    let labor = house.store.space("labor").await.unwrap().unwrap().space;
    let Actor::Account(person) = rosa else { unreachable!() };
    let of_labor = Actor::Account(Person { keeps: vec![], keeps_spaces: vec![(labor.site.id, labor.id)], ..person });
    for (by, space) in [(&anna, "labor"), (&of_labor, "saal-a"), (&of_labor, "keller"), (&Actor::Visitor, "labor")] {
        let refused = house.store.change_layouts(by, of(space, 1, &[ROWS])).await;
        assert_eq!(refused, Err(LayoutsRefusal::NotFound), "{space}");
    }
    house.store.change_layouts(&of_labor, of("labor", 1, &[ROWS])).await.unwrap();
}
