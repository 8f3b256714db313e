//! Lists of a rule book, an entry a line: seasons, kinds of use, qualifications.
//!
//! A form is in one language. What an entry says in others is kept as long as it can be recognised by its name.

use domain::{
    hours::{MonthDay, Season},
    rulebook::{Qualification, UseKind},
    text::{Localised, slug},
};

use super::week::{is_none, week, write_week};
use crate::texts::Locale;

/// Reads a list: `Ok(None)` when there is nothing, an empty one for a dash.
///
/// # Errors
/// The line that cannot be read.
pub fn read<T>(text: &str, line: impl Fn(&str) -> Option<T>) -> Result<Option<Vec<T>>, String> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    match lines.as_slice() {
        [] => Ok(None),
        [only] if is_none(only) => Ok(Some(Vec::new())),
        lines => {
            lines.iter().map(|text| line(text).ok_or_else(|| (*text).to_owned())).collect::<Result<_, _>>().map(Some)
        }
    }
}

/// As it is read again.
pub fn write<T>(list: Option<&[T]>, line: impl Fn(&T) -> String) -> String {
    match list {
        None => String::new(),
        Some([]) => super::week::NONE.to_owned(),
        Some(list) => list.iter().map(line).collect::<Vec<_>>().join("\n"),
    }
}

fn parts(line: &str) -> Vec<&str> {
    line.split(';').map(str::trim).collect()
}

/// The same name in the language of the form, with what it is called elsewhere.
fn named<'a>(l: Locale, name: &str, mut known: impl Iterator<Item = &'a Localised>) -> Localised {
    let same = known.find(|known| known.get(l.code()) == name).cloned();
    same.unwrap_or_else(|| if name.is_empty() { Localised::default() } else { Localised::of(l.code(), name) })
}

/// `Sommer; 15.6.–31.8.; Mo–Fr 9:00–17:00`.
pub fn season(l: Locale, line: &str, known: &[Season]) -> Option<Season> {
    let [name, days, hours] = parts(line)[..] else { return None };
    let (from, until) = days.split_once(['–', '-', '—'])?;
    Some(Season {
        name: named(l, name, known.iter().map(|season| &season.name)),
        from: month_day(from)?,
        until: month_day(until)?,
        hours: week(hours)?,
    })
}

pub fn write_season(l: Locale, season: &Season) -> String {
    let day = |day: MonthDay| format!("{}.{}.", day.day, day.month);
    let hours = write_week(l, &season.hours);
    format!("{}; {}–{}; {hours}", season.name.get(l.code()), day(season.from), day(season.until))
}

fn month_day(text: &str) -> Option<MonthDay> {
    let (day, month) = text.trim().trim_end_matches('.').split_once('.')?;
    Some(MonthDay { month: month.trim().parse().ok()?, day: day.trim().parse().ok()? })
}

/// `Bewirtung; 60; 90; Tische eindecken`: name, minutes before and after, what there is to do.
pub fn use_kind(l: Locale, line: &str, known: &[UseKind]) -> Option<UseKind> {
    let parts = parts(line);
    let ([name, before, after], task) = match parts[..] {
        [name, before, after] => ([name, before, after], ""),
        [name, before, after, task] => ([name, before, after], task),
        _ => return None,
    };
    let same = known.iter().find(|kind| kind.name.get(l.code()) == name);
    Some(UseKind {
        key: same.map_or_else(|| slug(name), |kind| kind.key.clone()),
        name: named(l, name, known.iter().map(|kind| &kind.name)),
        buffer_before_minutes: before.parse().ok()?,
        buffer_after_minutes: after.parse().ok()?,
        task: named(l, task, known.iter().map(|kind| &kind.task)),
    })
}

pub fn write_use_kind(l: Locale, kind: &UseKind) -> String {
    let (name, task) = (kind.name.get(l.code()), kind.task.get(l.code()));
    let line = format!("{name}; {}; {}", kind.buffer_before_minutes, kind.buffer_after_minutes);
    if task.is_empty() { line } else { format!("{line}; {task}") }
}

/// `Sicherheitsunterweisung`. A new name is a new qualification: proofs of the old one do not count for it.
pub fn qualification(l: Locale, line: &str, known: &[Qualification]) -> Qualification {
    let same = known.iter().find(|needed| needed.name.get(l.code()) == line);
    let new = || Qualification { key: slug(line), name: Localised::of(l.code(), line) };
    same.cloned().unwrap_or_else(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_says_nothing_nothing_at_all_or_its_lines() {
        let line = |text: &str| text.parse::<u8>().ok();
        assert_eq!(read("  \n", line), Ok(None));
        assert_eq!(read("–", line), Ok(Some(vec![])));
        assert_eq!(read("1\n\n2", line), Ok(Some(vec![1, 2])));
        assert_eq!(read("1\nzwei", line), Err("zwei".to_owned()));
    }

    #[test]
    fn an_entry_keeps_its_key_and_its_other_languages() {
        let name = Localised::of("de", "Bewirtung").and("en", "Catering");
        let known = [UseKind {
            key: "catering".into(),
            name: name.clone(),
            buffer_before_minutes: 60,
            buffer_after_minutes: 90,
            task: Localised::of("de", "Eindecken").and("en", "Lay the tables"),
        }];
        let written = write_use_kind(Locale::De, &known[0]);
        assert_eq!(written, "Bewirtung; 60; 90; Eindecken");
        assert_eq!(use_kind(Locale::De, &written, &known).as_ref(), Some(&known[0]));
        let longer = use_kind(Locale::De, "Bewirtung; 60; 120", &known).unwrap();
        assert_eq!((longer.key.as_str(), longer.name, longer.buffer_after_minutes), ("catering", name, 120));
        assert_eq!(use_kind(Locale::De, "Konzert; viel; 60", &known), None);
    }

    #[test]
    fn a_season_is_read_as_it_is_written() {
        let line = "Sommer; 15.6.–31.8.; Mo–Fr 9:00–17:00";
        let season = season(Locale::De, line, &[]).unwrap();
        assert_eq!((season.from, season.until.month), (MonthDay { month: 6, day: 15 }, 8));
        assert_eq!(write_season(Locale::De, &season), line);
    }
}
