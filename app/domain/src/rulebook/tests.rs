use proptest::prelude::*;

use super::*;
use crate::{
    holidays::Land,
    hours::MonthDay,
    opening::{DAY, DayRange},
    organisation::{OrganisationKind, Role},
    text::Localised,
};

fn full() -> RuleBook {
    let name = |text| Localised::of("de", text);
    RuleBook {
        opening: Some(OpeningHours::on(&[chrono::Weekday::Mon], 480, 1200)),
        seasons: Some(vec![Season {
            name: name("Winter"),
            from: MonthDay { month: 12, day: 20 },
            until: MonthDay { month: 1, day: 6 },
            hours: OpeningHours::default(),
        }]),
        holidays: Some(PublicHolidays { land: Land::Bavaria, treat: HolidayHours::AsSunday }),
        school_holidays: Some(SchoolHolidays { hours: Some(OpeningHours::always()) }),
        grid_minutes: Some(30),
        shortest_minutes: Some(60),
        longest_minutes: Some(240),
        notice_minutes: Some(1440),
        horizon_days: Some(90),
        buffer_before_minutes: Some(15),
        buffer_after_minutes: Some(30),
        uses: Some(vec![UseKind {
            key: "catering".into(),
            name: name("Bewirtung"),
            buffer_before_minutes: 60,
            buffer_after_minutes: 45,
            task: name("Tische decken"),
        }]),
        quota: Some(Quota { minutes: Some(600), per: Period::Week, counted: Counted::Space }),
        admission: Some(vec![
            AdmissionRule { who: Who::Kind(OrganisationKind::Company), how: How::Never },
            AdmissionRule { who: Who::RoleAtLeast(Role::Admin), how: How::AtOnce },
            AdmissionRule { who: Who::Everybody, how: How::Ask },
        ]),
        qualifications: Some(vec![Qualification { key: "laser".into(), name: name("Laserschein") }]),
        firm: Some(vec![RuleKind::Notice, RuleKind::Qualification]),
        request: Some(RequestTerms { blocks: false, answer_within_hours: 24 }),
        cancellation: Some(Cancellation { free_until_hours: 48 }),
        check_in: Some(CheckIn { release_after_minutes: Some(15) }),
    }
}

/// The fields of a book, as they are stored.
fn fields(book: &RuleBook) -> serde_json::Map<String, serde_json::Value> {
    serde_json::to_value(book).unwrap().as_object().unwrap().clone()
}

#[test]
fn an_empty_book_is_the_rules_of_the_house_and_takes_no_room() {
    assert_eq!(SpaceRules::from(RuleBook::default()), SpaceRules::default());
    assert_eq!(serde_json::to_string(&RuleBook::default()).unwrap(), "{}");
}

#[test]
fn a_book_survives_its_storage() {
    let stored = serde_json::to_string(&full()).unwrap();
    assert_eq!(serde_json::from_str::<RuleBook>(&stored).unwrap(), full());
}

#[test]
fn what_a_later_version_wrote_is_left_alone() {
    let stored = r#"{ "grid_minutes": 30, "moon_phase": { "full": true }, "quota": { "minutes": null, "per": "year", "x": 1 } }"#;
    let book: RuleBook = serde_json::from_str(stored).unwrap();
    let quota = Quota { minutes: None, per: Period::Year, counted: Counted::Space };
    assert_eq!(book, RuleBook { grid_minutes: Some(30), quota: Some(quota), ..RuleBook::default() });
}

#[test]
fn the_admission_list_is_stored_in_words() {
    let stored = serde_json::to_value(full().admission).unwrap();
    let expected = serde_json::json!([
        { "who": { "kind": "company" }, "how": "never" },
        { "who": { "role-at-least": "admin" }, "how": "at-once" },
        { "who": "everybody", "how": "ask" },
    ]);
    assert_eq!(stored, expected);
}

#[test]
fn a_space_takes_from_its_site_what_it_does_not_say_itself() {
    let site = RuleBook { grid_minutes: Some(60), notice_minutes: Some(120), ..RuleBook::default() };
    let space = RuleBook { grid_minutes: Some(15), seasons: Some(vec![]), ..RuleBook::default() };
    let both = RuleBook { notice_minutes: Some(120), ..space.clone() };
    assert_eq!(space.over(&site), both);
    assert_eq!(space.over(&full()).seasons, Some(vec![]), "to have none is to say something");
    let rules = SpaceRules::from(both);
    assert_eq!((rules.grid_minutes, rules.notice_minutes, rules.horizon_days), (15, 120, 183));
}

#[test]
fn a_kind_of_use_brings_its_own_buffers() {
    let rules = SpaceRules::from(full());
    let catering = rules.use_kind("catering").unwrap().clone();
    assert_eq!(rules.use_kind("lab"), None);
    let rules = rules.for_use(&catering);
    assert_eq!((rules.buffer_before_minutes, rules.buffer_after_minutes), (60, 45));
}

#[test]
fn a_period_begins_on_monday_on_the_first_and_at_new_year() {
    let day = |year, month, day| chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap();
    for (period, date, first, next) in [
        (Period::Week, day(2027, 1, 1), day(2026, 12, 28), day(2027, 1, 4)),
        (Period::Week, day(2027, 1, 4), day(2027, 1, 4), day(2027, 1, 11)),
        (Period::Month, day(2028, 2, 29), day(2028, 2, 1), day(2028, 3, 1)),
        (Period::Month, day(2026, 12, 31), day(2026, 12, 1), day(2027, 1, 1)),
        (Period::Year, day(2028, 12, 31), day(2028, 1, 1), day(2029, 1, 1)),
    ] {
        assert_eq!(period.around(date), (first, next), "{period:?} {date}");
    }
}

#[test]
fn a_book_that_can_be_meant_has_no_faults() {
    assert_eq!(full().faults(), []);
    assert_eq!(RuleBook::default().faults(), []);
}

#[test]
fn each_fault_names_its_field_and_its_cause() {
    use FaultCause::*;
    type Change = fn(&mut RuleBook);
    let faults: [(Change, RuleField, Option<usize>, FaultCause); 19] = [
        (|b| b.grid_minutes = Some(0), RuleField::Grid, None, Zero),
        (|b| b.grid_minutes = Some(7), RuleField::Grid, None, GridOffDay),
        (|b| b.shortest_minutes = Some(241), RuleField::Shortest, None, ShortestBeyondLongest),
        (|b| (b.shortest_minutes, b.longest_minutes) = (Some(0), Some(0)), RuleField::Longest, None, Zero),
        (|b| b.notice_minutes = Some(90 * 1440 + 1), RuleField::Notice, None, NoticeBeyondHorizon),
        (|b| b.horizon_days = Some(0), RuleField::Horizon, None, Zero),
        (|b| hours(b)[2] = vec![range(600, 600)], RuleField::Opening, Some(2), HoursReversed),
        (|b| hours(b)[2] = vec![range(600, DAY + 1)], RuleField::Opening, Some(2), HoursReversed),
        (|b| hours(b)[6] = vec![range(600, 700), range(480, 601)], RuleField::Opening, Some(6), HoursOverlap),
        (|b| season(b).until = MonthDay { month: 2, day: 30 }, RuleField::Seasons, Some(0), NoSuchDay),
        (|b| season(b).from = MonthDay { month: 13, day: 1 }, RuleField::Seasons, Some(0), NoSuchDay),
        (|b| season(b).name = Localised::default(), RuleField::Seasons, Some(0), Nameless),
        (
            |b| b.quota = Some(Quota { minutes: Some(0), per: Period::Week, counted: Counted::Space }),
            RuleField::Quota,
            None,
            Zero,
        ),
        (|b| b.check_in = Some(CheckIn { release_after_minutes: Some(0) }), RuleField::CheckIn, None, Zero),
        (|b| b.request.as_mut().unwrap().answer_within_hours = 0, RuleField::Request, None, Zero),
        (|b| list(&mut b.uses).push(full().uses.unwrap()[0].clone()), RuleField::Uses, Some(1), KeyNotUnique),
        (|b| list(&mut b.qualifications)[0].key.clear(), RuleField::Qualifications, Some(0), KeyNotUnique),
        (|b| list(&mut b.admission)[0].who = Who::Organisations(vec![]), RuleField::Admission, Some(0), Nobody),
        (|b| list(&mut b.admission).swap(1, 2), RuleField::Admission, Some(2), NeverReached),
    ];
    for (change, field, entry, cause) in faults {
        let mut book = full();
        change(&mut book);
        assert_eq!(book.faults(), [RuleFault { field, entry, cause }]);
    }
}

#[test]
fn hours_that_meet_and_a_leap_day_are_no_faults() {
    let mut book = full();
    hours(&mut book)[0] = vec![range(0, 600), range(600, DAY)];
    season(&mut book).until = MonthDay { month: 2, day: 29 };
    assert_eq!(book.faults(), []);
}

const fn range(from: u16, until: u16) -> DayRange {
    DayRange { from, until }
}

fn hours(book: &mut RuleBook) -> &mut [Vec<DayRange>; 7] {
    &mut book.opening.as_mut().unwrap().0
}

fn season(book: &mut RuleBook) -> &mut Season {
    &mut list(&mut book.seasons)[0]
}

fn list<T>(field: &mut Option<Vec<T>>) -> &mut Vec<T> {
    field.as_mut().unwrap()
}

proptest! {
    #[test]
    fn each_field_is_the_spaces_own_or_else_the_sites(said in prop::collection::vec(any::<(bool, bool)>(), 19)) {
        let all = fields(&full());
        prop_assert_eq!(all.len(), said.len(), "the full book says everything");
        let book = |keep: &dyn Fn(usize) -> bool| -> RuleBook {
            let kept = all.clone().into_iter().enumerate().filter(|(index, _)| keep(*index)).map(|(_, field)| field);
            serde_json::from_value(kept.collect()).unwrap()
        };
        let (space, site) = (book(&|index| said[index].0), book(&|index| said[index].1));
        prop_assert_eq!(space.over(&site), book(&|index| said[index].0 || said[index].1));
        prop_assert_eq!(space.over(&RuleBook::default()), space.clone());
        prop_assert_eq!(RuleBook::default().over(&site), site);
        prop_assert_eq!(space.over(&space), space);
    }
}
