//! A series says of each date how it stands, and its sum adds up.

use chrono::{NaiveDate, NaiveTime};
use domain::{
    holidays::Holiday,
    id::{SiteId, SpaceId},
    rules::Verdict,
    space::{SiteRef, SpaceKind, SpaceRef},
    text::Localised,
};
use uuid::Uuid;

use super::*;

fn date(day: u32, broken: Vec<BrokenRule>) -> PlannedDate {
    let clock = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    let local = LocalSpan::on(NaiveDate::from_ymd_opt(2027, 3, day).unwrap(), clock(10), clock(12));
    let site = SiteRef { id: SiteId(Uuid::nil()), slug: "haus".into(), name: "Haus".into(), town: "Lage".into() };
    let space = SpaceRef {
        id: SpaceId(Uuid::nil()),
        slug: "labor".into(),
        name: Localised::of("de", "Labor"),
        kind: SpaceKind::Lab,
        site,
    };
    let verdict = Verdict { broken, ..Verdict::default() };
    PlannedDate { original: local, pick: None, space, local, verdict }
}

fn taken() -> BrokenRule {
    BrokenRule::Taken { by: vec![], free_units: 0 }
}

fn holiday() -> BrokenRule {
    let because = DayKind::Holiday(Holiday::GoodFriday);
    BrokenRule::Closed { on: NaiveDate::from_ymd_opt(2027, 3, 26).unwrap(), open: vec![], because }
}

#[test]
fn the_sum_adds_up() {
    let left_out = PlannedDate { pick: Some(Pick::Skip), ..date(23, vec![]) };
    let dates = vec![date(2, vec![]), date(9, vec![]), date(16, vec![taken()]), left_out, date(26, vec![holiday()])];
    let plan = Plan::new(dates, None);
    assert_eq!(plan.summary(Locale::De), "5 Termine: 2 frei, 1 belegt, 1 Feiertag, 1 ausgelassen");
    assert!(!plan.bookable());
}

#[test]
fn what_every_date_breaks_is_said_once() {
    let both = || vec![BrokenRule::NoOrganisation, taken()];
    let plan = Plan::new(vec![date(2, vec![BrokenRule::NoOrganisation]), date(9, both())], None);
    assert_eq!(plan.common, [BrokenRule::NoOrganisation]);
    assert_eq!((plan.count(Kind::Free), plan.count(Kind::Taken)), (1, 1));
    assert!(!plan.bookable(), "free for everybody but her");
}

#[test]
fn the_date_that_stands_already_is_said_to_stand() {
    let dates = || vec![date(2, vec![]), date(9, vec![])];
    let plan = Plan::new(dates(), Some(dates()[0].local));
    assert_eq!(plan.summary(Locale::De), "2 Termine: 1 schon gebucht, 1 frei");
    assert!(plan.bookable());
    let alone = Plan::new(vec![date(2, vec![])], Some(dates()[0].local));
    assert!(!alone.bookable(), "nothing is added to it");
}

#[test]
fn a_series_of_which_nothing_is_left_cannot_be_booked() {
    let left_out = |day| PlannedDate { pick: Some(Pick::Skip), ..date(day, vec![]) };
    assert!(!Plan::new(vec![left_out(2), left_out(9)], None).bookable());
}

#[test]
fn only_what_she_may_know_is_named() {
    let event = BusyWhat::Event { slug: "tag".into(), title: Localised::of("de", "Tag der Technik") };
    assert_eq!(known(Locale::De, &[BusyWhat::Taken]), None);
    assert_eq!(known(Locale::De, &[BusyWhat::Taken, event]).as_deref(), Some("„Tag der Technik“"));
}
