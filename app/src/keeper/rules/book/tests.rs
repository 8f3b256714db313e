//! A form must give back what it was filled with, whatever a keeper wrote down before.

use domain::{
    hours::{MonthDay, Season},
    id::{GroupId, OrganisationId},
    opening::DayRange,
    organisation::{OrganisationKind, Role, Sector},
    rulebook::{AdmissionRule, How, Qualification, UseKind, Who},
    text::Localised,
};
use uuid::Uuid;

use super::{super::faults::at_fields, read as read_form, *};

fn full() -> RuleBook {
    let both = |de: &str, en: &str| Localised::of("de", de).and("en", en);
    let mut week = OpeningHours::default();
    week.0[0] = vec![DayRange { from: 480, until: 720 }, DayRange { from: 780, until: 1200 }];
    RuleBook {
        opening: Some(week.clone()),
        seasons: Some(vec![Season {
            name: both("Sommer", "Summer"),
            from: MonthDay { month: 6, day: 15 },
            until: MonthDay { month: 8, day: 31 },
            hours: week.clone(),
        }]),
        holidays: Some(PublicHolidays { land: Land::Bavaria, treat: HolidayHours::AsSunday }),
        school_holidays: Some(SchoolHolidays { hours: Some(week) }),
        grid_minutes: Some(30),
        shortest_minutes: Some(60),
        longest_minutes: Some(240),
        notice_minutes: Some(1440),
        horizon_days: Some(90),
        buffer_before_minutes: Some(0),
        buffer_after_minutes: Some(15),
        uses: Some(vec![UseKind {
            key: "catering".into(),
            name: both("Bewirtung", "Catering"),
            buffer_before_minutes: 60,
            buffer_after_minutes: 90,
            task: both("Eindecken", "Lay the tables"),
        }]),
        quota: Some(Quota { minutes: Some(600), per: Period::Week, counted: Counted::Site }),
        admission: Some(vec![
            AdmissionRule { who: Who::Organisations(vec![OrganisationId(Uuid::nil())]), how: How::Never },
            AdmissionRule { who: Who::RoleAtLeast(Role::Organiser), how: How::AtOnce },
            AdmissionRule { who: Who::Kind(OrganisationKind::Company), how: How::Ask },
            AdmissionRule { who: Who::Sector(Sector::Science), how: How::AtOnce },
            AdmissionRule { who: Who::Group(GroupId(Uuid::from_u128(5))), how: How::Ask },
            AdmissionRule { who: Who::Trusted, how: How::AtOnce },
            AdmissionRule { who: Who::Everybody, how: How::Ask },
        ]),
        qualifications: Some(vec![Qualification { key: "saw".into(), name: both("Sägeschein", "Saw licence") }]),
        firm: Some(vec![RuleKind::Grid, RuleKind::Qualification]),
        request: Some(RequestTerms { blocks: false, answer_within_hours: 24 }),
        cancellation: Some(Cancellation { free_until_hours: 48 }),
        check_in: Some(CheckIn { release_after_minutes: Some(15) }),
    }
}

/// A book that says of everything it can that there is none.
fn nothing() -> RuleBook {
    RuleBook {
        seasons: Some(vec![]),
        school_holidays: Some(SchoolHolidays { hours: None }),
        uses: Some(vec![]),
        quota: Some(Quota { minutes: None, per: Period::Month, counted: Counted::Space }),
        admission: Some(vec![]),
        qualifications: Some(vec![]),
        firm: Some(vec![]),
        check_in: Some(CheckIn { release_after_minutes: None }),
        ..RuleBook::default()
    }
}

#[test]
fn a_form_gives_back_what_it_was_filled_with() {
    for l in Locale::ALL {
        for book in [RuleBook::default(), full(), nothing()] {
            let form = write(l, &book, &[]);
            let Read { book: read, calendar, problems } = read_form(l, &form, &book, &SpaceRules::default());
            assert_eq!((read, calendar, problems), (book, None, Problems::default()));
        }
    }
}

#[test]
fn what_cannot_be_read_is_named_at_its_field() {
    let typed = |pairs: &[(&str, &str)]| {
        Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    };
    let form = typed(&[
        ("open_mo", "morgens"),
        ("seasons", "Sommer"),
        ("grid", "oft"),
        ("quota", "viel"),
        ("firm", "grid"),
        ("firm", "–"),
        ("school_calendar", "Ferien"),
    ]);
    let read = read_form(Locale::De, &form, &RuleBook::default(), &SpaceRules::default());
    let mut fields: Vec<_> = read.problems.0.iter().filter_map(|(field, _)| field.as_deref()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["firm", "grid", "open_mo", "quota", "school_calendar", "seasons"]);
}

#[test]
fn every_fault_of_a_book_finds_a_field_of_the_form() {
    let book =
        RuleBook { grid_minutes: Some(7), shortest_minutes: Some(900), horizon_days: Some(0), ..RuleBook::default() };
    let fields: Vec<_> = at_fields(Locale::De, &book.faults()).0.into_iter().filter_map(|(field, _)| field).collect();
    assert_eq!(fields, ["grid", "shortest", "horizon"]);
}
