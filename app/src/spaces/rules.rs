//! The rules of a space in plain words, only those that bind somebody.

use domain::{
    desk::SpaceView,
    rulebook::{Counted, How, Quota, UseKind},
};

use crate::{keeper::rules::words, t, texts::Locale, ui::dates::duration};

/// One sentence per rule.
#[must_use]
pub fn sentences(l: Locale, space: &SpaceView) -> Vec<String> {
    let rules = &space.rules;
    let minutes = |minutes: u16| duration(l, minutes.into());
    let mut sentences = vec![t!(
        l,
        spaces.rule_length,
        shortest = minutes(rules.shortest_minutes),
        longest = minutes(rules.longest_minutes)
    )];
    if rules.grid_minutes > 1 {
        sentences.push(grid(l, rules.grid_minutes));
    }
    if rules.notice_minutes > 0 {
        sentences.push(t!(l, spaces.rule_notice, notice = duration(l, rules.notice_minutes)));
    }
    sentences.push(t!(l, spaces.rule_horizon, horizon = duration(l, u32::from(rules.horizon_days) * 24 * 60)));
    if !rules.admission.is_empty() {
        let entries = rules.admission.iter().map(|rule| {
            t!(l, spaces.rule_who, who = words::who(l, &rule.who, &rules.groups), how = words::how(l, rule.how))
        });
        sentences.push(t!(l, spaces.rule_admission, list = entries.collect::<Vec<_>>().join("; ")));
    }
    if !rules.qualifications.is_empty() {
        let names: Vec<&str> = rules.qualifications.iter().map(|needed| needed.name.get(l.code())).collect();
        sentences.push(t!(l, spaces.rule_qualifications, names = names.join(", ")));
    }
    if let Quota { minutes: Some(minutes), per, counted } = rules.quota {
        let of = match counted {
            Counted::Space => t!(l, rules.quota_here),
            Counted::Site => t!(l, rules.quota_site),
        };
        let (minutes, per) = (duration(l, minutes), words::period(l, per));
        sentences.push(t!(l, spaces.rule_quota, minutes = minutes, of = of, per = per));
    }
    if rules.buffer_before_minutes > 0 {
        sentences.push(t!(l, spaces.rule_buffer_before, minutes = minutes(rules.buffer_before_minutes)));
    }
    if rules.buffer_after_minutes > 0 {
        sentences.push(t!(l, spaces.rule_buffer_after, minutes = minutes(rules.buffer_after_minutes)));
    }
    let uses: Vec<String> = rules.uses.iter().filter_map(|kind| takes_more(l, kind)).collect();
    if !uses.is_empty() {
        sentences.push(t!(l, spaces.rule_uses, list = uses.join(", ")));
    }
    if rules.admission.iter().any(|rule| rule.how == How::Ask) {
        let hours = u32::from(rules.request.answer_within_hours);
        sentences.push(t!(l, spaces.rule_answer, time = duration(l, hours * 60)));
    }
    let hours = u32::from(rules.cancellation.free_until_hours);
    if hours > 0 {
        sentences.push(t!(l, spaces.rule_cancellation, time = duration(l, hours * 60)));
    }
    if let Some(given_up) = rules.check_in.release_after_minutes {
        sentences.push(t!(l, doorsign.rule, minutes = minutes(given_up)));
    }
    if space.pool {
        sentences.push(t!(l, spaces.rule_pool, units = space.units));
    }
    sentences
}

/// A kind of use with the time that is kept around it, where there is any.
fn takes_more(l: Locale, kind: &UseKind) -> Option<String> {
    let name = kind.name.get(l.code());
    let (before, after) =
        (duration(l, kind.buffer_before_minutes.into()), duration(l, kind.buffer_after_minutes.into()));
    match (kind.buffer_before_minutes, kind.buffer_after_minutes) {
        (0, 0) => None,
        (_, 0) => Some(t!(l, spaces.rule_use_before, name = name, before = before)),
        (0, _) => Some(t!(l, spaces.rule_use_after, name = name, after = after)),
        _ => Some(t!(l, spaces.rule_use_both, name = name, before = before, after = after)),
    }
}

fn grid(l: Locale, minutes: u16) -> String {
    match minutes {
        15 => t!(l, spaces.rule_grid_quarter).to_owned(),
        30 => t!(l, spaces.rule_grid_half).to_owned(),
        60 => t!(l, spaces.rule_grid_hour).to_owned(),
        other => t!(l, spaces.rule_grid, minutes = duration(l, other.into())),
    }
}
