use chrono::{NaiveDate, NaiveDateTime, TimeZone, Weekday};

use super::*;
use crate::{
    group::GroupRef,
    holidays::Holiday,
    hours::{DayKind, HolidayHours},
    id::{GroupId, OrganisationId},
    opening::{DayRange, OpeningHours},
    organisation::{OrganisationKind, Role, Sector},
    rulebook::{AdmissionRule, Cancellation, Counted, Period, Qualification, Quota, Who},
    slot::LocalSpan,
    text::Localised,
};

fn local(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2027, 3, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
}

/// In these tests the site lies on the zero meridian.
fn wish(from: NaiveDateTime, until: NaiveDateTime) -> Wish {
    let slot = Slot::new(Utc.from_utc_datetime(&from), Utc.from_utc_datetime(&until)).unwrap();
    let when = When { slot, local: LocalSpan { from, until }, offset_minutes: 0 };
    Wish { when, people: 8, layout: None, units: 1 }
}

fn rules() -> SpaceRules {
    SpaceRules {
        opening: OpeningHours::on(&[Weekday::Mon, Weekday::Tue], 480, 1200),
        shortest_minutes: 60,
        longest_minutes: 480,
        notice_minutes: 120,
        horizon_days: 90,
        ..SpaceRules::default()
    }
}

fn broken(wish: Wish, standing: Standing) -> Vec<BrokenRule> {
    let seats = [LayoutSeats { layout: Layout::Groups, seats: 12 }];
    broken_rules(&wish, &rules(), &seats, standing, Utc.from_utc_datetime(&local(1, 7, 0)))
}

#[test]
fn a_wish_that_keeps_every_rule_is_free() {
    assert_eq!(broken(wish(local(1, 10, 0), local(1, 12, 0)), Standing::Booker), []);
}

#[test]
fn each_rule_is_named_when_it_is_broken() {
    let closed = |on: u32, open| BrokenRule::Closed { on: local(on, 0, 0).date(), open, because: DayKind::Regular };
    let all_day = vec![DayRange { from: 480, until: 1200 }];
    for (wished, expected) in [
        (wish(local(1, 6, 0), local(1, 8, 0)), vec![BrokenRule::InThePast, closed(1, all_day.clone())]),
        (wish(local(1, 8, 0), local(1, 10, 0)), vec![BrokenRule::TooSoon { notice_minutes: 120 }]),
        (wish(local(1, 10, 5), local(1, 12, 0)), vec![BrokenRule::OffGrid { grid_minutes: 15 }]),
        (wish(local(1, 10, 0), local(1, 10, 30)), vec![BrokenRule::TooShort { shortest_minutes: 60 }]),
        (wish(local(1, 10, 0), local(1, 19, 0)), vec![BrokenRule::TooLong { longest_minutes: 480 }]),
        (wish(local(3, 10, 0), local(3, 12, 0)), vec![closed(3, vec![])]),
        (wish(local(1, 18, 0), local(2, 1, 0)), vec![closed(1, all_day)]),
        (Wish { people: 13, ..wish(local(1, 10, 0), local(1, 12, 0)) }, vec![BrokenRule::TooManyPeople { seats: 12 }]),
        (
            Wish { layout: Some(Layout::Rows), ..wish(local(1, 10, 0), local(1, 12, 0)) },
            vec![BrokenRule::LayoutNotOffered { offered: vec![Layout::Groups] }],
        ),
    ] {
        assert_eq!(broken(wished, Standing::Booker), expected, "{wished:?}");
    }
}

#[test]
fn every_broken_rule_is_named_at_once() {
    let wished = Wish { people: 99, ..wish(local(3, 10, 5), local(3, 10, 20)) };
    assert_eq!(broken(wished, Standing::NoOrganisation).len(), 5);
}

#[test]
fn the_horizon_ends_on_its_last_minute() {
    let last = Utc.from_utc_datetime(&local(1, 7, 0)) + Duration::days(90);
    let at = |from: DateTime<Utc>| wish(from.naive_utc(), from.naive_utc() + Duration::hours(1)).when;
    let now = Utc.from_utc_datetime(&local(1, 7, 0));
    let too_far = BrokenRule::TooFarAhead { horizon_days: 90 };
    assert!(!broken_time_rules(at(last), &rules(), now).contains(&too_far));
    assert!(broken_time_rules(at(last + Duration::minutes(15)), &rules(), now).contains(&too_far));
}

#[test]
fn a_pool_seats_as_many_as_the_units_taken() {
    let wished = Wish { people: 20, units: 2, ..wish(local(1, 10, 0), local(1, 12, 0)) };
    assert_eq!(broken(wished, Standing::Booker), []);
    let too_many = Wish { people: 25, ..wished };
    assert_eq!(
        broken(too_many, Standing::Booker),
        [BrokenRule::TooManyPeople { seats: 24 }],
        "of two units, not of one"
    );
}

fn member() -> Member {
    Member {
        organisation: OrganisationId(uuid::Uuid::from_u128(7)),
        kind: OrganisationKind::Company,
        sector: Sector::Business,
        role: Role::Organiser,
        trusted: false,
        used_minutes: 0,
        proofs: vec![],
        groups: vec![],
    }
}

fn booker(member: Member) -> Facts {
    Facts { standing: Standing::Booker, member: Some(member) }
}

fn now() -> DateTime<Utc> {
    Utc.from_utc_datetime(&local(1, 7, 0))
}

/// Two hours on a Monday, by other rules or another person.
fn verdict(rules: &SpaceRules, facts: impl Into<Facts>) -> Verdict {
    judge(&wish(local(1, 10, 0), local(1, 12, 0)), rules, &[], facts, now())
}

fn admitting(list: &[(Who, How)]) -> SpaceRules {
    let rule = |(who, how): &(Who, How)| AdmissionRule { who: who.clone(), how: *how };
    SpaceRules { admission: list.iter().map(rule).collect(), ..rules() }
}

#[test]
fn a_closed_holiday_is_named() {
    let mut rules = rules();
    rules.holidays.treat = HolidayHours::Closed;
    let easter_monday = wish(local(29, 10, 0), local(29, 12, 0)).when;
    let closed = BrokenRule::Closed {
        on: local(29, 0, 0).date(),
        open: vec![],
        because: DayKind::Holiday(Holiday::EasterMonday),
    };
    assert_eq!(broken_time_rules(easter_monday, &rules, now()), [closed]);
}

#[test]
fn where_nothing_is_said_everybody_books_at_once() {
    assert_eq!(verdict(&rules(), booker(member())), Verdict::default());
}

#[test]
fn the_first_entry_that_matches_admits() {
    let ours = member().organisation;
    let theirs = OrganisationId(uuid::Uuid::from_u128(8));
    let ask = (Who::Everybody, How::Ask);
    for (who, meant) in [
        (Who::Trusted, false),
        (Who::Untrusted, true),
        (Who::Kind(OrganisationKind::Company), true),
        (Who::Kind(OrganisationKind::School), false),
        (Who::Sector(Sector::Business), true),
        (Who::Sector(Sector::Science), false),
        (Who::RoleAtLeast(Role::Booker), true),
        (Who::RoleAtLeast(Role::Organiser), true),
        (Who::RoleAtLeast(Role::Admin), false),
        (Who::Organisations(vec![theirs, ours]), true),
        (Who::Organisations(vec![theirs]), false),
    ] {
        let listed = admitting(&[(who.clone(), How::AtOnce), ask.clone()]);
        let expected = if meant { Admission::AtOnce } else { Admission::Ask };
        let verdict = verdict(&listed, booker(member()));
        assert_eq!((verdict.admission, verdict.is_free()), (expected, true), "{who:?}");
    }
    let asked_first = admitting(&[ask, (Who::Untrusted, How::Never)]);
    assert!(verdict(&asked_first, booker(member())).is_free(), "the second is not read");
}

#[test]
fn who_is_trusted_is_not_untrusted() {
    let listed = admitting(&[(Who::Untrusted, How::Never), (Who::Trusted, How::AtOnce), (Who::Everybody, How::Ask)]);
    assert_eq!(verdict(&listed, booker(Member { trusted: true, ..member() })), Verdict::default());
    assert_eq!(verdict(&listed, booker(member())).broken, [not_admitted(None, &[])]);
}

fn not_admitted(barred: Option<&str>, open_to: &[&str]) -> BrokenRule {
    let open_to = open_to.iter().map(|name| (*name).to_owned()).collect();
    BrokenRule::NotAdmitted { barred: barred.map(str::to_owned), open_to }
}

/// Rules that know two groups by name.
fn of_groups(list: &[(Who, How)]) -> SpaceRules {
    let named = |(id, name): (GroupId, &str)| GroupRef { id, name: name.into() };
    SpaceRules { groups: [(LASER, "Laser"), (BARRED, "Hausverbot")].map(named).to_vec(), ..admitting(list) }
}

const LASER: GroupId = GroupId(uuid::Uuid::from_u128(11));
const BARRED: GroupId = GroupId(uuid::Uuid::from_u128(12));

fn in_group(group: GroupId, last_day: Option<NaiveDate>) -> Facts {
    booker(Member { groups: vec![Belonging { group, last_day }], ..member() })
}

#[test]
fn a_group_admits_and_bars_and_is_named() {
    let rules = of_groups(&[
        (Who::Group(BARRED), How::Never),
        (Who::Group(LASER), How::AtOnce),
        (Who::Trusted, How::Ask),
        (Who::Everybody, How::Never),
    ]);
    for (facts, expected) in [
        (in_group(LASER, None), vec![]),
        (booker(member()), vec![not_admitted(None, &["Laser"])]),
        (in_group(BARRED, None), vec![not_admitted(Some("Hausverbot"), &[])]),
        (in_group(GroupId(uuid::Uuid::from_u128(13)), None), vec![not_admitted(None, &["Laser"])]),
    ] {
        assert_eq!(verdict(&rules, facts.clone()).broken, expected, "{facts:?}");
    }
    let asks = of_groups(&[(Who::Group(LASER), How::Ask), (Who::Everybody, How::AtOnce)]);
    assert_eq!(verdict(&asks, in_group(LASER, None)).admission, Admission::Ask);
    assert_eq!(verdict(&asks, booker(member())).admission, Admission::AtOnce);
    let keeper = Facts { standing: Standing::Keeper, ..in_group(BARRED, None) };
    assert!(verdict(&rules, keeper).is_free(), "who keeps the house is barred from nothing in it");
}

#[test]
fn who_is_in_a_group_for_a_while_is_in_it_to_the_end_of_its_last_day() {
    let rules = of_groups(&[(Who::Group(LASER), How::AtOnce), (Who::Everybody, How::Never)]);
    let day = |day| Some(local(day, 0, 0).date());
    let missing = || vec![not_admitted(None, &["Laser"])];
    assert_eq!(verdict(&rules, in_group(LASER, day(1))).broken, []);
    assert_eq!(verdict(&rules, in_group(LASER, local(1, 0, 0).date().pred_opt())).broken, missing());
    let always = SpaceRules { opening: OpeningHours::always(), ..rules };
    let ending = |until| judge(&wish(local(1, 22, 0), until), &always, &[], in_group(LASER, day(1)), now()).broken;
    assert_eq!(ending(local(2, 0, 0)), [], "midnight is the end of that day");
    assert_eq!(ending(local(2, 2, 0)), missing());
    let twice = Member {
        groups: vec![
            Belonging { group: LASER, last_day: Some(NaiveDate::MIN) },
            Belonging { group: LASER, last_day: None },
        ],
        ..member()
    };
    assert!(verdict(&always, booker(twice)).is_free(), "herself no more, but still with her organisation");
}

#[test]
fn a_keeper_asks_nobody_and_a_visitor_is_left_in_hope() {
    let nobody = admitting(&[(Who::Everybody, How::Never)]);
    assert_eq!(verdict(&nobody, Facts { standing: Standing::Keeper, member: Some(member()) }), Verdict::default());
    assert!(verdict(&nobody, Standing::Unknown).is_free(), "what she may she learns when she signs in");
    let asks = admitting(&[(Who::Trusted, How::AtOnce), (Who::Everybody, How::Ask)]);
    assert_eq!(verdict(&asks, Standing::Unknown).admission, Admission::Ask);
}

#[test]
fn a_quota_is_kept_to_its_last_minute() {
    let with = |used_minutes| booker(Member { used_minutes, ..member() });
    let rules =
        SpaceRules { quota: Quota { minutes: Some(600), per: Period::Month, counted: Counted::Space }, ..rules() };
    assert_eq!(verdict(&rules, with(480)), Verdict::default());
    let next = NaiveDate::from_ymd_opt(2027, 4, 1).unwrap();
    let exceeded =
        BrokenRule::QuotaExceeded { minutes: 600, used: 481, per: Period::Month, counted: Counted::Space, next };
    assert_eq!(verdict(&rules, with(481)).broken, [exceeded]);
    let three = Wish { units: 3, ..wish(local(1, 10, 0), local(1, 12, 0)) };
    assert!(judge(&three, &rules, &[], with(240), now()).is_free());
    assert!(!judge(&three, &rules, &[], with(241), now()).is_free(), "three benches are three times two hours");
    assert!(verdict(&self::rules(), with(u32::MAX)).is_free(), "without a quota nobody counts");
}

#[test]
fn a_qualification_must_hold_to_the_end_of_the_use() {
    let needed = Qualification { key: "laser".into(), name: Localised::of("de", "Laserschein") };
    let missing =
        |expired_on| BrokenRule::QualificationMissing { key: "laser".into(), name: needed.name.clone(), expired_on };
    let rules = SpaceRules { qualifications: vec![needed.clone()], ..rules() };
    let day = |day| Some(local(day, 0, 0).date());
    let proof = |key: &str, expires_on| Proof { key: key.into(), expires_on };
    for (proofs, expected) in [
        (vec![], vec![missing(None)]),
        (vec![proof("crane", None)], vec![missing(None)]),
        (vec![proof("laser", None)], vec![]),
        (vec![proof("laser", day(1))], vec![]),
        (
            vec![proof("laser", Some(local(1, 0, 0).date().pred_opt().unwrap()))],
            vec![missing(local(1, 0, 0).date().pred_opt())],
        ),
        (vec![proof("laser", Some(NaiveDate::MIN)), proof("laser", day(20))], vec![]),
    ] {
        assert_eq!(
            verdict(&rules, booker(Member { proofs: proofs.clone(), ..member() })).broken,
            expected,
            "{proofs:?}"
        );
    }
    let with = |last| booker(Member { proofs: vec![proof("laser", day(last))], ..member() });
    let to_midnight = wish(local(1, 22, 0), local(2, 0, 0));
    let always = SpaceRules { opening: OpeningHours::always(), ..rules };
    assert!(judge(&to_midnight, &always, &[], with(1), now()).is_free(), "midnight is the end of that day");
    let over_night = wish(local(1, 22, 0), local(2, 2, 0));
    assert_eq!(judge(&over_night, &always, &[], with(1), now()).broken, [missing(day(1))]);
}

#[test]
fn what_is_not_known_of_a_person_is_left_open() {
    let rules = SpaceRules {
        quota: Quota { minutes: Some(1), per: Period::Week, counted: Counted::Space },
        qualifications: vec![Qualification { key: "laser".into(), name: Localised::default() }],
        ..rules()
    };
    assert!(verdict(&rules, Standing::Booker).is_free());
    assert_eq!(verdict(&rules, booker(member())).broken.len(), 2);
}

#[test]
fn calling_off_is_free_until_its_hour() {
    let rules = SpaceRules { cancellation: Cancellation { free_until_hours: 24 }, ..rules() };
    let at = |minutes| now() + Duration::hours(24) + Duration::minutes(minutes);
    assert_eq!(too_late_to_cancel(at(0), &rules, now()), None);
    let late = BrokenRule::TooLateToCancel { hours: 24 };
    assert_eq!(too_late_to_cancel(at(-1), &rules, now()), Some(late));
    assert_eq!(too_late_to_cancel(now(), &self::rules(), now()), None, "where nothing is said");
}

#[test]
fn nobody_may_lift_a_fact_and_a_keeper_every_rule_of_her_book() {
    let date = NaiveDate::MIN;
    let facts = [BrokenRule::InThePast, BrokenRule::Taken { by: vec![], free_units: 0 }];
    let keepers = [
        BrokenRule::Closed { on: date, open: vec![], because: DayKind::Regular },
        not_admitted(None, &[]),
        BrokenRule::QuotaExceeded { minutes: 1, used: 0, per: Period::Week, counted: Counted::Space, next: date },
        BrokenRule::QualificationMissing { key: String::new(), name: Localised::default(), expired_on: None },
        BrokenRule::TooLateToCancel { hours: 1 },
    ];
    assert!(facts.iter().all(|rule| rule.usually_lifted_by() == Lifter::Nobody));
    assert!(keepers.iter().all(|rule| rule.usually_lifted_by() == Lifter::Keeper));
    let broken = |rules: &[BrokenRule]| Verdict { broken: rules.to_vec(), ..Verdict::default() };
    assert!(broken(&keepers).liftable_by(Lifter::Keeper));
    assert!(!broken(&[&keepers[..], &facts[..1]].concat()).liftable_by(Lifter::Keeper));
}

#[test]
fn nobody_lifts_what_the_book_calls_firm_and_everything_else_is_lifted_as_ever() {
    for kind in RuleKind::ALL {
        let rules = SpaceRules { firm: vec![*kind], ..rules() };
        let verdict = verdict(&rules, Standing::Booker);
        let firm: Vec<RuleKind> = RuleKind::ALL.iter().copied().filter(|kind| verdict.firm.contains(*kind)).collect();
        assert_eq!(firm, [*kind]);
    }
    let late = BrokenRule::TooSoon { notice_minutes: 60 };
    let unproven =
        BrokenRule::QualificationMissing { key: String::new(), name: Localised::default(), expired_on: None };
    let verdict = |firm: &[RuleKind]| Verdict {
        broken: vec![late.clone(), unproven.clone()],
        firm: firm.iter().copied().collect(),
        ..Verdict::default()
    };
    let briefed = verdict(&[RuleKind::Qualification, RuleKind::Hours]);
    assert_eq!([briefed.lifter(&late), briefed.lifter(&unproven)], [Lifter::Keeper, Lifter::Nobody]);
    assert!(!briefed.liftable_by(Lifter::Keeper));
    assert!(verdict(&[RuleKind::Hours, RuleKind::Quota]).liftable_by(Lifter::Keeper), "these are not broken");
    assert_eq!(briefed.lifter(&BrokenRule::RoleMayNotBook), Lifter::OrganisationAdmin, "no rule of the book");
}
