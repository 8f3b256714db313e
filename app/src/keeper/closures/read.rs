//! A closure as it stands in a form, and what is wrong with it.

use chrono::{DateTime, Utc};
use domain::{
    closing::ForAll,
    desk::{ClosurePlan, ClosureRefusal, Fate, NewClosure},
    id::{ClosureId, OccurrenceId, RequestId},
    slot::LocalSpan,
};

use crate::{
    bookings::series,
    form::{Fields, Problems},
    t,
    texts::Locale,
};

/// What a form calls the decision about a date.
pub fn fate_name(date: OccurrenceId) -> String {
    format!("fate-{date}")
}

/// What a form calls what becomes of a date. A date that moves names the space it was proposed.
pub fn fate_word(fate: Fate) -> String {
    match fate {
        Fate::Keep => "keep".to_owned(),
        Fate::Cancel => "cancel".to_owned(),
        Fate::Decline => "decline".to_owned(),
        Fate::Move(space) => format!("move-{space}"),
    }
}

fn fate(word: &str) -> Option<Fate> {
    match word {
        "keep" => Some(Fate::Keep),
        "cancel" => Some(Fate::Cancel),
        "decline" => Some(Fate::Decline),
        word => Some(Fate::Move(word.strip_prefix("move-")?.parse().ok()?)),
    }
}

/// The one fate that is meant for all dates; `None`: each is decided by itself.
pub fn for_all(fields: &Fields) -> Option<ForAll> {
    match fields.get("all") {
        "keep" => Some(ForAll::Keep),
        "move" => Some(ForAll::Move),
        "cancel" => Some(ForAll::Cancel),
        _ => None,
    }
}

/// The form with everything that was decided about a plan: what its confirmation sends.
pub fn decided(fields: &Fields, plan: &ClosurePlan, fates: &[(OccurrenceId, Fate)]) -> Fields {
    let stays = |(name, _): &&(String, String)| !(name == "do" || name == "offer" || name.starts_with("fate-"));
    let kept = fields.0.iter().filter(stays).cloned();
    let fates = fates.iter().map(|(date, fate)| (fate_name(*date), fate_word(*fate)));
    let offers = plan.offers.iter().map(|offer| ("offer".to_owned(), offer.waiting.to_string()));
    Fields(kept.chain(fates).chain(offers).collect())
}

/// Reads a closure of a site. Without times it lasts for whole days.
///
/// # Errors
/// What is wrong, by field.
pub fn read(l: Locale, fields: &Fields, site: &str, request: RequestId) -> Result<NewClosure, Problems> {
    let mut problems = Problems::default();
    let reason = fields.text("reason").unwrap_or_default();
    if reason.is_empty() {
        problems.add("reason", t!(l, closures.problem_reason));
    }
    let first = span(l, fields, &mut problems);
    let Some(first) = first.filter(|_| problems.is_empty()) else { return Err(problems) };
    let repeat = match series::repeats(fields) {
        true => Some(series::read(l, fields, first)?.repeat),
        false => None,
    };
    let spaces =
        if fields.get("what") == "some" { fields.all("space").map(str::to_owned).collect() } else { Vec::new() };
    if spaces.is_empty() && fields.get("what") == "some" {
        return Err(Problems::of("space", t!(l, closures.problem_space)));
    }
    Ok(NewClosure {
        request,
        site: site.to_owned(),
        spaces,
        reason: reason.to_owned(),
        first,
        repeat,
        fates: fates(fields),
        offers: fields.all("offer").filter_map(|id| id.parse().ok()).collect(),
        message: fields.text("message").unwrap_or_default().to_owned(),
    })
}

/// From when to when. A last day that is left out is the first; an end that is left out is the end of its day.
fn span(l: Locale, fields: &Fields, problems: &mut Problems) -> Option<LocalSpan> {
    let Some(first) = fields.date("date") else {
        problems.add("date", t!(l, closures.problem_date));
        return None;
    };
    let last = if fields.text("to").is_none() { Some(first) } else { fields.date("to") };
    let Some(last) = last.filter(|last| *last >= first) else {
        problems.add("to", t!(l, closures.problem_to));
        return None;
    };
    let time = |name| if fields.text(name).is_none() { Some(None) } else { fields.time(name).map(Some) };
    let Some(from) = time("from") else {
        problems.add("from", t!(l, bookings.problem_from));
        return None;
    };
    let Some(until) = time("until") else {
        problems.add("until", t!(l, bookings.problem_until));
        return None;
    };
    let from = first.and_time(from.unwrap_or_default());
    let until = match until {
        Some(until) => last.and_time(until),
        None => last.succ_opt()?.and_time(chrono::NaiveTime::MIN),
    };
    if until <= from {
        problems.add("until", t!(l, closures.problem_until));
        return None;
    }
    Some(LocalSpan { from, until })
}

/// What was picked for single dates.
pub fn fates(fields: &Fields) -> Vec<(OccurrenceId, Fate)> {
    let one = |(name, value): &(String, String)| Some((name.strip_prefix("fate-")?.parse().ok()?, fate(value)?));
    fields.0.iter().filter_map(one).collect()
}

/// Why nothing was closed, at the field where it can be mended. Dates that need a decision are no problem of a field.
pub fn problems(l: Locale, refusal: &ClosureRefusal) -> Problems {
    match refusal {
        ClosureRefusal::Reason => Problems::of("reason", t!(l, closures.problem_reason)),
        ClosureRefusal::Time => Problems::of("date", t!(l, closures.problem_time)),
        ClosureRefusal::Repeat(error) => series::problem(l, error),
        ClosureRefusal::NotHers(space) => {
            Problems::of("space", t!(l, closures.problem_not_hers, space = space.name.get(l.code())))
        }
        ClosureRefusal::Space => Problems::of("space", t!(l, closures.problem_space)),
        ClosureRefusal::Undecided(_) | ClosureRefusal::NotFound | ClosureRefusal::Unavailable => Problems::default(),
    }
}

/// What the button says that opens one stretch of time of a closure again: the closure, and when it begins.
#[must_use]
pub fn reopen_word(id: ClosureId, from: DateTime<Utc>) -> String {
    format!("{id}@{}", from.timestamp())
}

/// What is to be opened again: a closure, or one stretch of its time.
#[must_use]
pub fn reopened(word: &str) -> Option<(ClosureId, Option<DateTime<Utc>>)> {
    match word.split_once('@') {
        None => Some((word.parse().ok()?, None)),
        Some((id, from)) => Some((id.parse().ok()?, Some(DateTime::from_timestamp_secs(from.parse().ok()?)?))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Fields {
        Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn spanned(pairs: &[(&str, &str)]) -> Result<(String, String), Problems> {
        let mut all = vec![("reason", "Bau"), ("what", "all")];
        all.extend(pairs);
        let request = RequestId("00000000-0000-0000-0000-000000000001".parse().unwrap());
        let new = read(Locale::De, &typed(&all), "haus", request)?;
        Ok((new.first.from.to_string(), new.first.until.to_string()))
    }

    #[test]
    fn the_button_that_opens_one_date_again_says_which_and_anything_else_opens_nothing() {
        let id: ClosureId = "00000000-0000-0000-0000-000000000001".parse().unwrap();
        let from: DateTime<Utc> = "2027-03-08T07:00:00Z".parse().unwrap();
        assert_eq!(reopened(&id.to_string()), Some((id, None)));
        assert_eq!(reopened(&reopen_word(id, from)), Some((id, Some(from))));
        for word in ["", "all", "@1", &format!("{id}@"), &format!("{id}@soon")] {
            assert_eq!(reopened(word), None, "{word}");
        }
    }

    #[test]
    fn a_closure_without_times_lasts_for_whole_days() {
        let (from, until) = spanned(&[("date", "2027-03-08"), ("to", "2027-03-12")]).unwrap();
        assert_eq!((from.as_str(), until.as_str()), ("2027-03-08 00:00:00", "2027-03-13 00:00:00"));
        let (from, until) = spanned(&[("date", "2027-03-08"), ("from", "12:00")]).unwrap();
        assert_eq!((from.as_str(), until.as_str()), ("2027-03-08 12:00:00", "2027-03-09 00:00:00"));
    }

    #[test]
    fn what_is_wrong_is_named_at_its_field() {
        let cases: [(&[(&str, &str)], &str); 4] = [
            (&[], "date"),
            (&[("date", "2027-03-08"), ("to", "2027-03-01")], "to"),
            (&[("date", "2027-03-08"), ("from", "12:00"), ("until", "11:00")], "until"),
            (&[("date", "2027-03-08"), ("what", "some")], "date"),
        ];
        for (pairs, field) in cases {
            let refused = spanned(pairs);
            match field {
                // The first answer to "what" counts: the whole house.
                "date" if !pairs.is_empty() => assert!(refused.is_ok()),
                field => assert!(refused.unwrap_err().at(field).is_some(), "{field}"),
            }
        }
    }

    #[test]
    fn each_date_has_the_fate_that_was_ticked_and_is_sent_as_it_was() {
        let (date, space) = ("00000000-0000-0000-0000-000000000007", "00000000-0000-0000-0000-000000000008");
        let (name, there) = (format!("fate-{date}"), format!("move-{space}"));
        let id = date.parse().unwrap();
        for (word, fate) in [
            ("keep", Some(Fate::Keep)),
            ("cancel", Some(Fate::Cancel)),
            ("decline", Some(Fate::Decline)),
            (&there, Some(Fate::Move(space.parse().unwrap()))),
            ("move", None),
            ("burn", None),
        ] {
            let form = typed(&[(name.as_str(), word), ("fate-x", "keep")]);
            assert_eq!(fates(&form), fate.map(|fate| (id, fate)).into_iter().collect::<Vec<_>>(), "{word}");
            assert!(fate.is_none_or(|fate| fate_word(fate) == word), "{word}");
        }
    }

    #[test]
    fn what_is_confirmed_is_the_form_with_what_was_decided_and_nothing_picked_before() {
        let date: OccurrenceId = "00000000-0000-0000-0000-000000000007".parse().unwrap();
        let name = fate_name(date);
        let form = typed(&[("reason", "Bau"), ("all", "keep"), (&name, "cancel"), ("do", "close"), ("offer", "x")]);
        let plan = ClosurePlan { dates: vec![], conflicts: vec![], offers: vec![] };
        let sent = decided(&form, &plan, &[(date, Fate::Keep)]);
        assert_eq!(sent, typed(&[("reason", "Bau"), ("all", "keep"), (&name, "keep")]));
    }
}
