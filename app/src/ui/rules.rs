//! Why a wish cannot be booked, in words, and who can change that (I7).

use domain::rules::{BrokenRule, Lifter};

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
        BrokenRule::Closed { open } if open.is_empty() => t!(l, rules.closed_that_day).to_owned(),
        BrokenRule::Closed { open } => t!(l, rules.closed, open = dates::day_ranges(l, open)),
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
        BrokenRule::NoOrganisation => t!(l, rules.no_organisation).to_owned(),
        BrokenRule::OrganisationUnconfirmed => t!(l, rules.organisation_unconfirmed).to_owned(),
        BrokenRule::RoleMayNotBook => t!(l, rules.role_may_not_book).to_owned(),
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
    use domain::{opening::DayRange, space::Layout};

    use super::*;

    #[test]
    fn a_broken_rule_says_what_would_be_right() {
        for (rule, expected) in [
            (
                BrokenRule::TooSoon { notice_minutes: 1440 },
                "Das ist zu kurzfristig. Der Raum braucht 24 Stunden Vorlauf.",
            ),
            (
                BrokenRule::Closed { open: vec![DayRange { from: 480, until: 1200 }] },
                "Dann ist geschlossen. Geöffnet ist an diesem Tag 8:00–20:00 Uhr.",
            ),
            (BrokenRule::Closed { open: vec![] }, "An diesem Tag ist geschlossen."),
            (
                BrokenRule::LayoutNotOffered { offered: vec![Layout::Rows, Layout::UShape] },
                "So lässt sich der Raum nicht möblieren. Möglich ist: Stuhlreihen und U-Form.",
            ),
            (BrokenRule::Taken { by: vec![], free_units: 1 }, "Zu dieser Zeit ist noch 1 Platz frei."),
        ] {
            assert_eq!(broken_rule(Locale::De, &rule), expected);
        }
    }

    #[test]
    fn a_fact_can_be_lifted_by_nobody_and_a_rule_names_who_can() {
        assert_eq!(lifter(Locale::De, BrokenRule::InThePast.lifted_by()), None);
        let closed = BrokenRule::Closed { open: vec![] };
        assert_eq!(lifter(Locale::De, closed.lifted_by()), Some("Eine Ausnahme kann die Raumverwaltung machen."));
    }
}
