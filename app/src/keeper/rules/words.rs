//! What one chooses from in the form of a rule book, in words.

use domain::{
    group::GroupRef,
    hours::HolidayHours,
    organisation::{OrganisationKind, Role, Sector},
    rulebook::{Counted, How, Period, Who},
    rules::RuleKind,
};

use super::{admission::who_code, week::NONE};
use crate::{t, texts::Locale, ui::words::Word};

/// Whom an entry of the admission list can be about, in a site with these groups.
pub fn everybody(l: Locale, groups: &[GroupRef]) -> Vec<(String, String)> {
    let all = [Who::Everybody, Who::Trusted, Who::Untrusted].into_iter();
    let all = all.chain(OrganisationKind::ALL.iter().map(|kind| Who::Kind(*kind)));
    let all = all.chain(Sector::ALL.iter().map(|sector| Who::Sector(*sector)));
    let all = all.chain(Role::ALL.iter().map(|role| Who::RoleAtLeast(*role)));
    let all = all.chain(groups.iter().map(|group| Who::Group(group.id)));
    all.map(|one| (who_code(0, &one), who(l, &one, groups))).collect()
}

/// An entry's people, in a site with these groups.
pub fn who(l: Locale, who: &Who, groups: &[GroupRef]) -> String {
    match who {
        Who::Everybody => t!(l, rulebook.who_everybody).to_owned(),
        Who::Trusted => t!(l, rulebook.who_trusted).to_owned(),
        Who::Untrusted => t!(l, rulebook.who_untrusted).to_owned(),
        Who::Kind(kind) => t!(l, rulebook.who_kind, kind = kind.word(l)),
        Who::Sector(sector) => t!(l, rulebook.who_sector, sector = sector.word(l)),
        Who::RoleAtLeast(role) => t!(l, rulebook.who_role, role = role.word(l)),
        Who::Organisations(_) => t!(l, rulebook.who_organisations).to_owned(),
        Who::Group(id) => match groups.iter().find(|group| group.id == *id) {
            Some(group) => t!(l, rulebook.who_group, group = group.name),
            None => t!(l, rulebook.who_group_gone).to_owned(),
        },
    }
}

/// What holds for them.
pub fn how(l: Locale, how: How) -> &'static str {
    match how {
        How::AtOnce => t!(l, rulebook.how_at_once),
        How::Ask => t!(l, rulebook.how_ask),
        How::Never => t!(l, rulebook.how_never),
    }
}

/// What public holidays do.
pub fn treatment(l: Locale, treat: HolidayHours) -> &'static str {
    match treat {
        HolidayHours::Closed => t!(l, rulebook.holidays_closed),
        HolidayHours::AsSunday => t!(l, rulebook.holidays_as_sunday),
        HolidayHours::Ignored => t!(l, rulebook.holidays_ignored),
    }
}

/// In which time a quota counts.
pub fn period(l: Locale, per: Period) -> &'static str {
    match per {
        Period::Week => t!(l, rulebook.per_week),
        Period::Month => t!(l, rulebook.per_month),
        Period::Year => t!(l, rulebook.per_year),
    }
}

/// What counts together against a quota.
pub fn counted(l: Locale, counted: Counted) -> &'static str {
    match counted {
        Counted::Space => t!(l, rulebook.counted_space),
        Counted::Site => t!(l, rulebook.counted_site),
    }
}

/// A rule of which there may be exceptions.
pub fn rule(l: Locale, kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Notice => t!(l, rulebook.rule_notice),
        RuleKind::Horizon => t!(l, rulebook.rule_horizon),
        RuleKind::Grid => t!(l, rulebook.rule_grid),
        RuleKind::Length => t!(l, rulebook.rule_length),
        RuleKind::Hours => t!(l, rulebook.rule_hours),
        RuleKind::Admission => t!(l, rulebook.rule_admission),
        RuleKind::Quota => t!(l, rulebook.rule_quota),
        RuleKind::Qualification => t!(l, rulebook.rule_qualification),
    }
}

/// Some lines in one.
pub fn listed(lines: &[String]) -> String {
    if lines.is_empty() { NONE.to_owned() } else { lines.join(" / ") }
}
