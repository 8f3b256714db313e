//! Why a wish cannot be booked, in words, and who can change that (I7).

use chrono::NaiveDate;
use domain::{
    hours::DayKind,
    opening::DayRange,
    rulebook::{Counted, Period},
    rules::{BrokenRule, Lifter},
};

use crate::{
    t,
    texts::Locale,
    ui::{
        dates,
        words::{self, Word},
    },
};

/// What is wrong, in a sentence or two.
#[must_use]
pub fn broken_rule(l: Locale, rule: &BrokenRule) -> String {
    match rule {
        BrokenRule::InThePast => t!(l, rules.in_the_past).to_owned(),
        BrokenRule::TooSoon { notice_minutes } => t!(l, rules.too_soon, notice = dates::duration(l, *notice_minutes)),
        BrokenRule::TooFarAhead { horizon_days } => {
            t!(l, rules.too_far_ahead, horizon = t!(l, dates.days, count = *horizon_days))
        }
        BrokenRule::OffGrid { grid_minutes } => off_grid(l, *grid_minutes),
        BrokenRule::TooShort { shortest_minutes } => {
            t!(l, rules.too_short, shortest = dates::duration(l, (*shortest_minutes).into()))
        }
        BrokenRule::TooLong { longest_minutes } => {
            t!(l, rules.too_long, longest = dates::duration(l, (*longest_minutes).into()))
        }
        BrokenRule::Closed { on, open, because } => closed(l, *on, open, because),
        BrokenRule::TooManyPeople { seats } => t!(l, rules.too_many_people, seats = seats),
        BrokenRule::LayoutNotOffered { offered } => {
            let offered: Vec<_> = offered.iter().map(|layout| layout.word(l).to_owned()).collect();
            t!(l, rules.layout_not_offered, offered = words::list(l, &offered))
        }
        BrokenRule::Taken { free_units, .. } if *free_units > 0 => t!(l, rules.taken_pool, count = *free_units),
        BrokenRule::Taken { by, .. } => {
            let by: Vec<_> = by.iter().map(|when| dates::times(l, when.local)).collect();
            t!(l, rules.taken, by = words::list(l, &by))
        }
        BrokenRule::Held { until, free_units, .. } => {
            let time = dates::time(l, until.time());
            match *free_units {
                0 => t!(l, rules.held, time = time),
                count => t!(l, rules.held_pool, count = count, time = time),
            }
        }
        BrokenRule::EquipmentShort { name, wanted, count, free, away, .. } => {
            let name = name.get(l.code());
            let away: Vec<_> = away.iter().map(|when| dates::times(l, when.local)).collect();
            match (*count, *free) {
                (0, _) => t!(l, rules.equipment_none, name = name),
                (total, free) if *wanted > total => t!(l, rules.equipment_few, name = name, total = total, free = free),
                (total, 0) => t!(l, rules.equipment_gone, name = name, count = total, away = words::list(l, &away)),
                (total, free) => {
                    t!(l, rules.equipment_short, name = name, count = free, total = total, wanted = wanted)
                }
            }
        }
        BrokenRule::Closure { reason, when } => {
            t!(l, rules.closure, when = dates::span(l, when.local), reason = reason)
        }
        BrokenRule::NoOrganisation => t!(l, rules.no_organisation).to_owned(),
        BrokenRule::OrganisationUnconfirmed => t!(l, rules.organisation_unconfirmed).to_owned(),
        BrokenRule::RoleMayNotBook => t!(l, rules.role_may_not_book).to_owned(),
        BrokenRule::NotAdmitted { barred: Some(group), .. } => t!(l, rules.not_admitted_barred, group = group),
        BrokenRule::NotAdmitted { barred: None, open_to } if open_to.is_empty() => t!(l, rules.not_admitted).to_owned(),
        BrokenRule::NotAdmitted { barred: None, open_to } => {
            let named: Vec<_> = open_to.iter().map(|name| t!(l, rules.group_name, name = name)).collect();
            t!(l, rules.not_admitted_group, groups = words::any_of(l, &named))
        }
        BrokenRule::AskFirst => t!(l, rules.ask_first).to_owned(),
        BrokenRule::QuotaExceeded { minutes, used, per, counted, next } => {
            let (minutes, used) = (dates::duration(l, *minutes), dates::duration(l, *used));
            let next = dates::date_short(l, *next);
            let of = match counted {
                Counted::Space => t!(l, rules.quota_here),
                Counted::Site => t!(l, rules.quota_site),
            };
            match per {
                Period::Week => t!(l, rules.quota_week, of = of, minutes = minutes, used = used, next = next),
                Period::Month => t!(l, rules.quota_month, of = of, minutes = minutes, used = used, next = next),
                Period::Year => t!(l, rules.quota_year, of = of, minutes = minutes, used = used, next = next),
            }
        }
        BrokenRule::QualificationMissing { name, expired_on: None, .. } => {
            t!(l, rules.qualification_missing, name = name.get(l.code()))
        }
        BrokenRule::QualificationMissing { name, expired_on: Some(last), .. } => {
            t!(l, rules.qualification_expired, name = name.get(l.code()), date = dates::date(l, *last))
        }
        BrokenRule::TooLateToCancel { hours } => {
            t!(l, rules.too_late_to_cancel, hours = dates::duration(l, u32::from(*hours) * 60))
        }
    }
}

fn closed(l: Locale, on: NaiveDate, open: &[DayRange], because: &DayKind) -> String {
    let date = dates::date_short(l, on);
    match (because_of(l, because), open) {
        (None, []) => t!(l, rules.closed_that_day, date = date),
        (None, open) => t!(l, rules.closed, date = date, open = dates::day_ranges(l, open)),
        (Some(because), []) => t!(l, rules.closed_that_day_because, date = date, because = because),
        (Some(because), open) => {
            t!(l, rules.closed_because, date = date, because = because, open = dates::day_ranges(l, open))
        }
    }
}

fn because_of(l: Locale, day: &DayKind) -> Option<String> {
    match day {
        DayKind::Regular => None,
        DayKind::Season(name) => Some(name.get(l.code()).to_owned()),
        DayKind::SchoolHoliday(name) => Some(name.clone()),
        DayKind::Holiday(holiday) => Some(holiday.word(l).to_owned()),
    }
}

fn off_grid(l: Locale, grid_minutes: u16) -> String {
    match grid_minutes {
        15 => t!(l, rules.off_grid_quarter).to_owned(),
        30 => t!(l, rules.off_grid_half).to_owned(),
        60 => t!(l, rules.off_grid_hour).to_owned(),
        other => t!(l, rules.off_grid, grid = dates::duration(l, other.into())),
    }
}

/// Who can make an exception; `None`: nobody, it is a fact.
#[must_use]
pub fn lifter(l: Locale, lifter: Lifter) -> Option<&'static str> {
    match lifter {
        Lifter::Nobody => None,
        Lifter::Keeper => Some(t!(l, rules.lifter_keeper)),
        Lifter::OrganisationAdmin => Some(t!(l, rules.lifter_organisation_admin)),
        Lifter::Platform => Some(t!(l, rules.lifter_platform)),
    }
}

#[cfg(test)]
mod tests {
    use domain::{holidays::Holiday, space::Layout, text::Localised};

    use super::*;

    #[test]
    fn a_broken_rule_says_what_would_be_right() {
        let on = NaiveDate::from_ymd_opt(2027, 5, 27).unwrap();
        let open = vec![DayRange { from: 480, until: 1200 }];
        let laser = Localised::of("de", "Laserschein");
        for (rule, expected) in [
            (
                BrokenRule::TooSoon { notice_minutes: 1440 },
                "Das ist zu kurzfristig. Der Raum braucht 24 Stunden Vorlauf.",
            ),
            (
                BrokenRule::Closed { on, open: open.clone(), because: DayKind::Regular },
                "Dann ist geschlossen. Am Do., 27. Mai ist 8:00–20:00 Uhr geöffnet.",
            ),
            (BrokenRule::Closed { on, open: vec![], because: DayKind::Regular }, "Am Do., 27. Mai ist geschlossen."),
            (
                BrokenRule::Closed { on, open: vec![], because: DayKind::Holiday(Holiday::CorpusChristi) },
                "Am Do., 27. Mai ist geschlossen: Fronleichnam.",
            ),
            (
                BrokenRule::Closed { on, open, because: DayKind::SchoolHoliday("Pfingstferien".into()) },
                "Dann ist geschlossen. Am Do., 27. Mai (Pfingstferien) ist 8:00–20:00 Uhr geöffnet.",
            ),
            (
                BrokenRule::QuotaExceeded {
                    minutes: 600,
                    used: 540,
                    per: Period::Month,
                    counted: Counted::Space,
                    next: on,
                },
                "Ihre Organisation hat hier 10 Stunden im Monat. Gebucht sind 9 Stunden, das reicht nicht mehr. \
                 Ab Do., 27. Mai zählt es neu.",
            ),
            (
                BrokenRule::QualificationMissing { key: "laser".into(), name: laser, expired_on: Some(on) },
                "Für diesen Raum brauchen Sie: Laserschein. Ihr Nachweis gilt nur bis Do., 27. Mai 2027.",
            ),
            (
                BrokenRule::TooLateToCancel { hours: 24 },
                "Absagen oder verlegen können Sie selbst nur bis 24 Stunden vor dem Beginn.",
            ),
            (
                BrokenRule::LayoutNotOffered { offered: vec![Layout::Rows, Layout::UShape] },
                "So lässt sich der Raum nicht möblieren. Möglich ist: Stuhlreihen und U-Form.",
            ),
            (
                BrokenRule::EquipmentShort {
                    key: "headset".into(),
                    name: Localised::of("de", "Headset"),
                    wanted: 3,
                    count: 4,
                    free: 2,
                    away: vec![],
                },
                "Headset: Zu dieser Zeit sind 2 von 4 frei, 3 geht nicht.",
            ),
            (
                BrokenRule::NotAdmitted { barred: None, open_to: vec!["Laser".into(), "Holz".into()] },
                "Diesen Raum können Sie nicht selbst buchen. Offen ist er für die Gruppe „Laser“ oder „Holz“.",
            ),
            (
                BrokenRule::NotAdmitted { barred: Some("Hausverbot".into()), open_to: vec![] },
                "Wer zur Gruppe „Hausverbot“ gehört, kann diesen Raum nicht selbst buchen.",
            ),
            (BrokenRule::Taken { by: vec![], free_units: 1 }, "Zu dieser Zeit ist noch 1 Platz frei."),
            (
                BrokenRule::Held { by: vec![], until: on.and_hms_opt(10, 42, 30).unwrap(), free_units: 0 },
                "Diese Zeit bucht gerade jemand anderes. Wird daraus nichts, ist sie um 10:42 Uhr wieder frei.",
            ),
        ] {
            assert_eq!(broken_rule(Locale::De, &rule), expected);
        }
    }

    #[test]
    fn a_fact_can_be_lifted_by_nobody_and_a_rule_names_who_can() {
        assert_eq!(lifter(Locale::De, BrokenRule::InThePast.usually_lifted_by()), None);
        let closed = BrokenRule::Closed { on: NaiveDate::MIN, open: vec![], because: DayKind::Regular };
        assert_eq!(
            lifter(Locale::De, closed.usually_lifted_by()),
            Some("Eine Ausnahme kann die Raumverwaltung machen.")
        );
    }
}
