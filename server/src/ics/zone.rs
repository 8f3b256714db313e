//! VTIMEZONE (RFC 5545 3.6.5): what a zone's clocks do, written out for calendars that do not know it.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Offset, TimeZone, Utc};
use chrono_tz::{OffsetName, Tz};

use super::line::Lines;

/// In seconds.
const DAY: i64 = 24 * 60 * 60;

/// A moment at which the clocks of a zone are set.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Change {
    at: DateTime<Utc>,
    /// Seconds east of UTC, before and after.
    from: i32,
    to: i32,
    name: String,
}

/// Writes the zone, right for everything that happens in `years`.
///
/// A zone that keeps the European rule (Directive 2000/84/EC: last Sunday of March and October, 01:00 UTC) is written
/// as that rule, so that it stays right in later years; any other as the changes it makes in these years.
pub(super) fn write(lines: &mut Lines, zone: Tz, years: (i32, i32)) {
    lines.add("BEGIN:VTIMEZONE");
    lines.property("TZID", zone.name());
    let changes = changes(zone, years);
    if let Some((summer, winter)) = european(&changes) {
        observance(lines, "DAYLIGHT", summer, "19960331", Some(3));
        observance(lines, "STANDARD", winter, "19961027", Some(10));
    } else if changes.is_empty() {
        let at = start_of(years.0);
        let offset = zone.offset_from_utc_datetime(&at.naive_utc());
        let seconds = offset.fix().local_minus_utc();
        let always = Change { at, from: seconds, to: seconds, name: abbreviation(&offset) };
        observance(lines, "STANDARD", &always, "19700101", None);
    } else {
        for change in &changes {
            let kind = if change.to > change.from { "DAYLIGHT" } else { "STANDARD" };
            observance(lines, kind, change, &local(change).format("%Y%m%d").to_string(), None);
        }
    }
    lines.add("END:VTIMEZONE");
}

fn observance(lines: &mut Lines, kind: &str, change: &Change, first: &str, yearly_in: Option<u32>) {
    lines.add(&format!("BEGIN:{kind}"));
    // The onset by the clock as it was before.
    lines.property("DTSTART", &format!("{first}T{}", local(change).format("%H%M%S")));
    if let Some(month) = yearly_in {
        lines.property("RRULE", &format!("FREQ=YEARLY;BYMONTH={month};BYDAY=-1SU"));
    }
    lines.property("TZOFFSETFROM", &offset(change.from));
    lines.property("TZOFFSETTO", &offset(change.to));
    lines.property("TZNAME", &change.name);
    lines.add(&format!("END:{kind}"));
}

fn local(change: &Change) -> chrono::NaiveDateTime {
    change.at.naive_utc() + Duration::seconds(change.from.into())
}

/// `+0100`, with seconds only where a zone has some.
fn offset(seconds: i32) -> String {
    let (sign, rest) = if seconds < 0 { ('-', -seconds) } else { ('+', seconds) };
    let tail = if rest % 60 == 0 { String::new() } else { format!("{:02}", rest % 60) };
    format!("{sign}{:02}{:02}{tail}", rest / 3600, rest / 60 % 60)
}

fn abbreviation(offset: &impl OffsetName) -> String {
    offset.abbreviation().unwrap_or_default().to_owned()
}

fn start_of(year: i32) -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default().and_time(chrono::NaiveTime::MIN).and_utc()
}

/// Every change of the clocks, from the year before until the year after.
fn changes(zone: Tz, (first, last): (i32, i32)) -> Vec<Change> {
    let at = |seconds: i64| DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    let offset = |seconds: i64| zone.offset_from_utc_datetime(&at(seconds).naive_utc());
    let east = |seconds: i64| offset(seconds).fix().local_minus_utc();
    let (mut day, end) = (start_of(first - 1).timestamp(), start_of(last + 2).timestamp());
    let mut changes = vec![];
    while day < end {
        let next = day + DAY;
        if east(day) != east(next) {
            let (mut before, mut after) = (day, next);
            while after - before > 1 {
                let middle = before.midpoint(after);
                if east(middle) == east(before) { before = middle } else { after = middle }
            }
            let name = abbreviation(&offset(after));
            changes.push(Change { at: at(after), from: east(before), to: east(after), name });
        }
        day = next;
    }
    changes
}

/// One change into summer and one out of it, if all of them keep the European rule.
fn european(changes: &[Change]) -> Option<(&Change, &Change)> {
    let keeps = |change: &Change| {
        let month = if change.to > change.from { 3 } else { 10 };
        (change.to - change.from).abs() == 3600
            && (change.at.month(), change.at.time())
                == (month, chrono::NaiveTime::from_hms_opt(1, 0, 0).unwrap_or_default())
            && change.at.weekday() == chrono::Weekday::Sun
            && change.at.day() > 24
    };
    let summer = changes.iter().find(|change| change.to > change.from)?;
    let winter = changes.iter().find(|change| change.to < change.from)?;
    changes.iter().all(keeps).then_some((summer, winter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(zone: Tz) -> Vec<String> {
        let mut lines = Lines::default();
        write(&mut lines, zone, (2027, 2027));
        lines.finish().lines().map(str::to_owned).collect()
    }

    #[test]
    fn berlin_is_written_as_the_rule_it_keeps() {
        assert_eq!(
            written(chrono_tz::Europe::Berlin),
            [
                "BEGIN:VTIMEZONE",
                "TZID:Europe/Berlin",
                "BEGIN:DAYLIGHT",
                "DTSTART:19960331T020000",
                "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
                "TZOFFSETFROM:+0100",
                "TZOFFSETTO:+0200",
                "TZNAME:CEST",
                "END:DAYLIGHT",
                "BEGIN:STANDARD",
                "DTSTART:19961027T030000",
                "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
                "TZOFFSETFROM:+0200",
                "TZOFFSETTO:+0100",
                "TZNAME:CET",
                "END:STANDARD",
                "END:VTIMEZONE",
            ]
        );
    }

    #[test]
    fn a_zone_that_keeps_the_rule_at_another_hour_says_so() {
        let lisbon = written(chrono_tz::Europe::Lisbon);
        assert!(lisbon.contains(&"DTSTART:19960331T010000".to_owned()), "{lisbon:?}");
    }

    #[test]
    fn other_zones_are_written_as_the_changes_they_make() {
        let york = written(chrono_tz::America::New_York);
        assert!(york.contains(&"DTSTART:20270314T020000".to_owned()), "{york:?}");
        assert!(york.iter().all(|line| !line.starts_with("RRULE")));
        let tokyo = written(chrono_tz::Asia::Tokyo);
        assert_eq!(tokyo.iter().filter(|line| line.starts_with("BEGIN:STANDARD")).count(), 1);
        assert!(tokyo.contains(&"TZOFFSETTO:+0900".to_owned()));
        // Half an hour, and the other way round: south of the equator.
        let island = written(chrono_tz::Australia::Lord_Howe);
        assert!(island.contains(&"TZOFFSETTO:+1030".to_owned()) && island.contains(&"TZOFFSETTO:+1100".to_owned()));
    }
}
