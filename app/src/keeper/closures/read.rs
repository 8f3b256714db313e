//! A closure as it stands in a form, and what is wrong with it.

use domain::{
    desk::{ClosureRefusal, Fate, NewClosure},
    id::{OccurrenceId, RequestId},
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

/// The words for what becomes of a date.
pub const FATES: [(Fate, &str); 3] = [(Fate::Keep, "keep"), (Fate::Move, "move"), (Fate::Cancel, "cancel")];

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

fn fates(fields: &Fields) -> Vec<(OccurrenceId, Fate)> {
    let fate = |(name, value): &(String, String)| {
        let date = name.strip_prefix("fate-")?.parse().ok()?;
        let (fate, _) = FATES.into_iter().find(|(_, word)| word == value)?;
        Some((date, fate))
    };
    fields.0.iter().filter_map(fate).collect()
}

/// Why nothing was closed, at the field where it can be mended. Dates that need a decision are no problem of a field.
pub fn problems(l: Locale, refusal: &ClosureRefusal) -> Problems {
    match refusal {
        ClosureRefusal::Reason => Problems::of("reason", t!(l, closures.problem_reason)),
        ClosureRefusal::Time => Problems::of("date", t!(l, closures.problem_time)),
        ClosureRefusal::Repeat(error) => series::problem(l, error),
        ClosureRefusal::Space => Problems::of("space", t!(l, closures.problem_space)),
        ClosureRefusal::Undecided(_) | ClosureRefusal::NotFound | ClosureRefusal::Unavailable => Problems::default(),
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
    fn each_date_has_the_fate_that_was_ticked() {
        let id = "00000000-0000-0000-0000-000000000007";
        let name = format!("fate-{id}");
        let form = typed(&[(name.as_str(), "move"), ("fate-x", "keep"), ("fate-y", "burn")]);
        assert_eq!(fates(&form), [(id.parse().unwrap(), Fate::Move)]);
    }
}
