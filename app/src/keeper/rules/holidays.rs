//! School holidays as they are pasted: a calendar (RFC 5545), or lines `Name; 2026-12-23; 2027-01-06`.

use chrono::NaiveDate;
use domain::hours::SchoolHoliday;

/// Reads them. `None` when a line cannot be read, or a holiday ends before it begins.
pub fn read(text: &str) -> Option<Vec<SchoolHoliday>> {
    let mut all = if text.trim_start().starts_with("BEGIN:VCALENDAR") { calendar(text)? } else { lines(text)? };
    all.sort_by_key(|holiday| holiday.first);
    all.iter().all(|holiday| holiday.first <= holiday.last).then_some(all)
}

/// As they are read again.
pub fn write(holidays: &[SchoolHoliday]) -> String {
    let line = |holiday: &SchoolHoliday| format!("{}; {}; {}", holiday.name, holiday.first, holiday.last);
    holidays.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn lines(text: &str) -> Option<Vec<SchoolHoliday>> {
    let line = |line: &str| {
        let parts: Vec<&str> = line.split(';').map(str::trim).collect();
        let [name, first, last] = parts.as_slice() else { return None };
        Some(SchoolHoliday { name: (*name).to_owned(), first: date(first)?, last: date(last)? })
    };
    text.lines().filter(|text| !text.trim().is_empty()).map(line).collect()
}

fn date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%d.%m.%Y")).ok()
}

/// The events of a calendar, by their days. DTEND is the day after the last (RFC 5545 3.6.1).
fn calendar(text: &str) -> Option<Vec<SchoolHoliday>> {
    // RFC 5545 3.1: a line that begins with a blank continues the one before.
    let text = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    let mut all = Vec::new();
    for event in text.split("BEGIN:VEVENT").skip(1) {
        let event = event.split("END:VEVENT").next()?;
        let value = |name: &str| {
            event.lines().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                (key == name || key.strip_prefix(name)?.starts_with(';')).then_some(value)
            })
        };
        // What repeats, or says how long it lasts, would be read as one day.
        if value("RRULE").is_some() || value("RDATE").is_some() || value("DURATION").is_some() {
            return None;
        }
        let day = |text: &str| NaiveDate::parse_from_str(text.get(..8)?, "%Y%m%d").ok();
        let first = day(value("DTSTART")?)?;
        let last = match value("DTEND") {
            None => first,
            // Until some hour of its last day.
            Some(end) if end.get(8..).is_some_and(|time| !matches!(time.trim_end(), "" | "T000000" | "T000000Z")) => {
                day(end)?
            }
            Some(end) => day(end)?.pred_opt()?,
        };
        let name = value("SUMMARY").unwrap_or_default().replace("\\,", ",").replace("\\;", ",");
        all.push(SchoolHoliday { name, first, last });
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holiday(name: &str, first: &str, last: &str) -> SchoolHoliday {
        SchoolHoliday { name: name.into(), first: first.parse().unwrap(), last: last.parse().unwrap() }
    }

    #[test]
    fn lines_are_read_as_they_are_written() {
        let all = vec![holiday("Winter", "2026-12-23", "2027-01-06"), holiday("Ostern", "2027-03-22", "2027-04-03")];
        assert_eq!(read(&write(&all)), Some(all.clone()));
        assert_eq!(read("Ostern; 22.3.2027; 3.4.2027\nWinter; 2026-12-23; 2027-01-06\n"), Some(all));
        for wrong in ["Winter", "Winter; 2026-12-23; bald", "Winter; 2027-01-06; 2026-12-23"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_calendar_names_the_day_after_the_last() {
        let calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261223\r\n\
            DTEND;VALUE=DATE:20270107\r\nSUMMARY:Weihnachts\r\n ferien\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n\
            DTSTART;VALUE=DATE:20260526\r\nSUMMARY:Pfingsten\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let expected =
            [holiday("Pfingsten", "2026-05-26", "2026-05-26"), holiday("Weihnachtsferien", "2026-12-23", "2027-01-06")];
        assert_eq!(read(calendar).unwrap(), expected);
    }

    #[test]
    fn an_end_at_some_hour_is_on_the_last_day_and_what_repeats_is_not_half_read() {
        let event = |lines: &str| {
            format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Winter\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n")
        };
        let expected = vec![holiday("Winter", "2026-12-23", "2027-01-06")];
        for end in ["20270106T235959", "20270106T230000Z", "20270107T000000", "20270107"] {
            assert_eq!(read(&event(&format!("DTSTART:20261223T000000\nDTEND:{end}"))), Some(expected.clone()), "{end}");
        }
        for more in ["RRULE:FREQ=YEARLY", "DURATION:P2W", "RDATE;VALUE=DATE:20271223"] {
            assert_eq!(read(&event(&format!("DTSTART;VALUE=DATE:20261223\n{more}"))), None, "{more}");
        }
    }
}
