//! Hours as people write them: `8:00–20:00`, `Mo–Fr 9–17, Sa 10:00–14:00`.

use chrono::Weekday;
use domain::opening::{DAY, DayRange, OpeningHours};

use crate::{texts::Locale, ui::dates};

/// What says that there is nothing, where nothing said means something else.
pub const NONE: &str = "–";

const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// The first two letters of each day, Monday first, in every language there is.
const DAYS: [[&str; 2]; 7] =
    [["mo", "mo"], ["di", "tu"], ["mi", "we"], ["do", "th"], ["fr", "fr"], ["sa", "sa"], ["so", "su"]];

/// True for what stands for nothing.
pub fn is_none(text: &str) -> bool {
    matches!(text.trim(), "-" | "–" | "—")
}

/// The hours of one day; `None` when they cannot be read.
pub fn day(text: &str) -> Option<Vec<DayRange>> {
    if is_none(text) {
        return Some(Vec::new());
    }
    text.split([',', ';', '+']).map(range).collect()
}

fn range(text: &str) -> Option<DayRange> {
    let (from, until) = text.split_once(['–', '-', '—'])?;
    let (from, until) = (minute(from)?, minute(until)?);
    Some(DayRange { from, until: if until == 0 { DAY } else { until } })
}

/// `8`, `8:30`, `8.30`, `24:00`, as minutes from midnight.
fn minute(text: &str) -> Option<u16> {
    let text = text.trim().trim_end_matches("Uhr").trim();
    let (hours, minutes) = text.split_once([':', '.']).unwrap_or((text, "0"));
    let (hours, minutes) = (hours.parse::<u16>().ok()?, minutes.parse::<u16>().ok()?);
    (hours <= 24 && minutes < 60).then(|| hours * 60 + minutes).filter(|minute| *minute <= DAY)
}

/// A day as it is read again.
pub fn write_day(ranges: &[DayRange]) -> String {
    let clock = |minute: u16| format!("{}:{:02}", minute / 60, minute % 60);
    let range = |range: &DayRange| format!("{}–{}", clock(range.from), clock(range.until));
    if ranges.is_empty() { NONE.to_owned() } else { ranges.iter().map(range).collect::<Vec<_>>().join(", ") }
}

/// The hours of a week; a day that is not named is closed. `None` when they cannot be read.
pub fn week(text: &str) -> Option<OpeningHours> {
    let mut hours = OpeningHours::default();
    if is_none(text) {
        return Some(hours);
    }
    let mut days = 0..0;
    for part in text.split(',').map(str::trim) {
        let time = part.find(|c: char| c.is_ascii_digit())?;
        let (named, times) = part.split_at(time);
        if !named.trim().is_empty() {
            days = self::days(named.trim())?;
        }
        let range = range(times)?;
        if days.is_empty() {
            return None;
        }
        for day in days.clone() {
            hours.0[day].push(range);
        }
    }
    Some(hours)
}

fn days(text: &str) -> Option<std::ops::Range<usize>> {
    let day = |text: &str| {
        let start: String = text.trim().to_lowercase().chars().take(2).collect();
        DAYS.iter().position(|names| names.contains(&start.as_str()))
    };
    let (first, last) = text.split_once(['–', '-', '—']).unwrap_or((text, text));
    let (first, last) = (day(first)?, day(last)?);
    (first <= last).then_some(first..last + 1)
}

/// A week as it is read again: days that are alike stand together.
pub fn write_week(l: Locale, hours: &OpeningHours) -> String {
    let name = |day: usize| dates::weekday_short(l, WEEK[day]).trim_end_matches('.').to_owned();
    let mut parts = Vec::new();
    let mut first = 0;
    while first < 7 {
        let alike = (first..7).take_while(|day| hours.0[*day] == hours.0[first]).count();
        let last = first + alike - 1;
        if !hours.0[first].is_empty() {
            let days = if first == last { name(first) } else { format!("{}–{}", name(first), name(last)) };
            parts.push(format!("{days} {}", write_day(&hours.0[first])));
        }
        first = last + 1;
    }
    if parts.is_empty() { NONE.to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        let ranges = |text| day(text).map(|ranges| ranges.iter().map(|r| (r.from, r.until)).collect::<Vec<_>>());
        assert_eq!(ranges("8–20"), Some(vec![(480, 1200)]));
        assert_eq!(ranges("8.30 - 12:00, 13-17 Uhr"), Some(vec![(510, 720), (780, 1020)]));
        assert_eq!(ranges("18:00–0:00"), Some(vec![(1080, DAY)]));
        assert_eq!(ranges("–"), Some(vec![]));
        for wrong in ["", "8", "8–", "25–26", "8:75–9", "morgens"] {
            assert_eq!(ranges(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_week_is_read_as_it_is_written() {
        for text in ["Mo–Fr 8:00–12:00, 13:00–17:00, Sa 10:00–14:00", "Di 9:00–24:00", "–"] {
            assert_eq!(write_week(Locale::De, &week(text).unwrap()), text);
        }
        assert_eq!(week("Mon-Fri 9-17"), week("Mo–Fr 9:00–17:00"));
        for wrong in ["9–17", "Xy 9–17", "Fr–Mo 9–17", "Mo"] {
            assert_eq!(week(wrong), None, "{wrong}");
        }
    }
}
