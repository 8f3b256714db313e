//! Taking in what exists elsewhere.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use domain::{
    desk::{ClosureDesk as _, EventFields},
    event::EventState,
    id::SpaceId,
    rulebook::{AdmissionRule, Counted, How, Period, Quota, RuleBook, Who},
    rules::BrokenRule,
    slot::LocalSpan,
    space::SpaceKind,
    text::Localised,
};
use sea_orm_migration::sea_orm::ConnectionTrait as _;
use store::intake::{Intake, IntakeError, NewAnnouncement, NewPart, NewSpace, NewUse, Taken, Time, Units};

use crate::common::{House, house};

fn at(day: u32, hour: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2024, 2, day).unwrap().and_hms_opt(hour, 0, 0).unwrap()
}

async fn begin(house: &House) -> (Intake, SpaceId) {
    let intake = house.store.intake("test").await.unwrap();
    let space = intake.space_called("Labor").unwrap();
    (intake, space)
}

async fn used(
    intake: &mut Intake,
    key: &str,
    space: SpaceId,
    day: u32,
    from: u32,
    until: u32,
) -> Result<bool, IntakeError> {
    let holder = store::intake::NewHolder {
        name: "Muster".into(),
        kind: domain::organisation::OrganisationKind::Association,
        sector: domain::organisation::Sector::Society,
        town: String::new(),
        trusted: false,
    };
    let organisation = intake.organisation("Muster", holder).await?.id();
    let time = Time::Local(LocalSpan { from: at(day, from), until: at(day, until) });
    let new = NewUse {
        space,
        organisation,
        account: None,
        title: "Treffen".into(),
        time,
        people: 3,
        units: 1,
        layout: None,
        use_kind: None,
        came: false,
    };
    Ok(matches!(intake.booking(key, new).await?, Taken::New(_)))
}

#[tokio::test]
async fn a_space_the_database_refuses_leaves_the_others_as_they_are() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    let rule = "CREATE UNIQUE INDEX one_of_each_name ON unit (site_id, name)";
    house.store.connection().execute_unprepared(rule).await.unwrap();
    let named = |name: &str| NewSpace {
        site,
        slug: String::new(),
        name: Localised::of("de", name),
        kind: SpaceKind::Seminar,
        summary: Localised::default(),
        description: Localised::default(),
        layouts: Vec::new(),
        equipment: BTreeMap::new(),
        access: None,
        rules: RuleBook::default(),
        units: Units::Own,
        plan: None,
        area: None,
    };
    let mut intake = house.store.intake("test").await.unwrap();
    intake.space("1", named("Blau")).await.unwrap();
    let refused = intake.space("2", named("Blau")).await;
    assert!(matches!(refused, Err(IntakeError::Refused(_))), "{refused:?}");
    intake.space("3", named("Rot")).await.unwrap();
    intake.commit().await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM space").await, 2);
    assert_eq!(house.count("SELECT COUNT(*) FROM imported WHERE kind = 'space'").await, 2);
}

#[tokio::test]
async fn what_was_taken_in_before_is_known_again_and_left_as_it_is() {
    let house = house().await;
    house.furnished().await;
    for run in 0..2 {
        let (mut intake, space) = begin(&house).await;
        assert_eq!(used(&mut intake, "1", space, 5, 9, 11).await.unwrap(), run == 0);
        intake.commit().await.unwrap();
    }
    assert_eq!(house.count("SELECT count(*) FROM booking").await, 1);
    assert_eq!(house.count("SELECT count(*) FROM allocation").await, 1);
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE act = 'imported'").await, 1);
}

#[tokio::test]
async fn a_row_that_clashes_is_left_out_whole_and_the_rest_goes_in() {
    let house = house().await;
    house.furnished().await;
    let (mut intake, space) = begin(&house).await;
    assert!(used(&mut intake, "1", space, 5, 9, 11).await.unwrap());
    match used(&mut intake, "2", space, 5, 10, 12).await {
        Err(IntakeError::Clash(by)) => assert_eq!(by[0].local.from, at(5, 9)),
        other => panic!("{other:?}"),
    }
    assert!(used(&mut intake, "3", space, 5, 11, 12).await.unwrap(), "touching ends do not clash");
    intake.commit().await.unwrap();
    for table in ["booking", "occurrence", "allocation"] {
        assert_eq!(house.count(&format!("SELECT count(*) FROM {table}")).await, 2, "{table}");
    }
}

#[tokio::test]
async fn a_run_that_is_not_committed_leaves_nothing() {
    let house = house().await;
    house.furnished().await;
    let (mut intake, space) = begin(&house).await;
    assert!(used(&mut intake, "1", space, 5, 9, 11).await.unwrap());
    drop(intake);
    assert_eq!(house.count("SELECT count(*) FROM booking").await, 0);
    assert_eq!(house.count("SELECT count(*) FROM imported WHERE kind = 'booking'").await, 0);
}

#[tokio::test]
async fn the_same_name_twice_gives_two_addresses_within_a_run_and_in_the_next() {
    let house = house().await;
    let holder = |name: &str| store::intake::NewHolder {
        name: name.into(),
        kind: domain::organisation::OrganisationKind::Association,
        sector: domain::organisation::Sector::Society,
        town: String::new(),
        trusted: false,
    };
    for run in [["Verein!", "Verein?"], ["Verein.", "verein"]] {
        let mut intake = house.store.intake("test").await.unwrap();
        for name in run {
            intake.organisation(name, holder(name)).await.unwrap();
        }
        intake.commit().await.unwrap();
    }
    let slugs = house.words("SELECT slug FROM organisation ORDER BY slug").await;
    assert_eq!(slugs, ["verein", "verein-2", "verein-3", "verein-4"]);
}

#[tokio::test]
async fn a_session_goes_in_with_the_rules_it_breaks_and_where_it_is_closed_it_has_its_space() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    let admission = vec![AdmissionRule { who: Who::Everybody, how: How::Ask }];
    house.space_with(site, "Labor", |space| space.rules.admission = Some(admission)).await;
    house
        .space_with(site, "Werkbank", |pool| {
            pool.kind = SpaceKind::Workbench;
            pool.units = Units::Pool(4);
        })
        .await;
    let rosa = house.rosa(site).await;
    let day = |hour| crate::common::march(2).and_hms_opt(hour, 0, 0).unwrap();
    house.store.close(&rosa, crate::common::closing::closure(day(18), day(20))).await.unwrap();
    let organisation = house.organisation("Muster").await.id;
    let (mut intake, labor) = begin(&house).await;
    let words = EventFields { title: Localised::of("de", "Abend"), ..EventFields::default() };
    let event = NewAnnouncement { organisation, words, state: EventState::Published };
    intake.event("abend", event).await.unwrap();
    let part = |from, until, capacity| NewPart {
        title: Localised::default(),
        summary: Localised::default(),
        track: Localised::default(),
        speakers: vec![],
        time: Time::Local(LocalSpan { from: day(from), until: day(until) }),
        space: Some(labor),
        online_url: None,
        capacity: Some(capacity),
        registered: vec![],
    };
    let (taken, broken) = intake.judged_session("abend", "1", part(19, 22, 40)).await.unwrap();
    assert!(taken.is_new());
    use BrokenRule::{AskFirst, Closed, Closure, TooManyPeople};
    let [Closed { .. }, TooManyPeople { seats: 12 }, AskFirst, Closure { reason, .. }] = broken.as_slice() else {
        panic!("{broken:?}")
    };
    assert_eq!(reason, "Neuer Boden");
    let (_, broken) = intake.judged_session("abend", "2", part(10, 12, 12)).await.unwrap();
    assert_eq!(broken, [AskFirst]);
    let again = intake.judged_session("abend", "2", part(10, 12, 12)).await.unwrap();
    assert_eq!((again.0.is_new(), again.1), (false, vec![]), "known");
    let clash = intake.judged_session("abend", "3", part(11, 13, 12)).await;
    assert!(matches!(clash, Err(IntakeError::Clash(_))), "a taken space is taken: {clash:?}");

    let pool = intake.space_called("Werkbank").unwrap();
    let new = NewUse {
        space: pool,
        organisation,
        account: None,
        title: "Treffen".into(),
        time: Time::Local(LocalSpan { from: day(18), until: day(19) }),
        people: 0,
        units: 3,
        layout: None,
        use_kind: None,
        came: false,
    };
    let (_, broken) = intake.judged_booking("bench", new).await.unwrap();
    assert!(matches!(broken[..], [Closure { .. }]), "{broken:?}");
    intake.commit().await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM allocation").await, 1 + 1 + 3);
}

#[tokio::test]
async fn what_is_taken_in_says_which_rules_it_breaks() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    let quota = Quota { minutes: Some(180), per: Period::Week, counted: Counted::Space };
    house.space_with(site, "Labor", |space| space.rules.quota = Some(quota)).await;
    let house_of = house.organisation("Muster").await;
    let (mut intake, space) = begin(&house).await;
    let organisation = house_of.id;
    let mut broken = Vec::new();
    for (key, day, from, until) in [("early", 1, 6, 8), ("fine", 1, 8, 9), ("much", 2, 9, 10)] {
        let new = NewUse {
            space,
            organisation,
            account: None,
            title: "Treffen".into(),
            time: Time::Local(LocalSpan { from: at(day, from), until: at(day, until) }),
            people: 3,
            units: 1,
            layout: None,
            use_kind: None,
            came: false,
        };
        let (taken, rules) = intake.judged_booking(key, new).await.unwrap();
        assert!(taken.is_new());
        broken.push(rules);
    }
    assert!(matches!(broken[0][..], [BrokenRule::Closed { .. }]), "{broken:?}");
    assert_eq!(broken[1], []);
    assert!(matches!(broken[2][..], [BrokenRule::QuotaExceeded { used: 180, .. }]), "{broken:?}");
}
