//! Whatever people type, what comes out is a calendar: lines of RFC 5545, one event, the same words.

#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::{DateTime, Duration, TimeZone, Utc};
use chrono_tz::{Europe::Berlin, Tz};
use domain::slot::Slot;
use icalendar::{
    Calendar as Read, CalendarComponent, Component,
    parser::{read_calendar, unfold},
};
use proptest::prelude::*;
use server::ics::{Attendee, Calendar, Entry, Feed, Method, Part, Status};

fn entry(text: &str) -> Entry {
    let from = Utc.with_ymd_and_hms(2027, 3, 9, 9, 0, 0).unwrap();
    Entry {
        uid: "01930000-0000-7000-8000-000000000001".into(),
        part: Part::Alone,
        sequence: 3,
        changed_at: from - Duration::days(8),
        slot: Slot::new(from, from + Duration::hours(2)).unwrap(),
        zone: Berlin,
        summary: text.to_owned(),
        description: text.to_owned(),
        location: text.to_owned(),
        position: Some((52.0162, 8.9035)),
        page: format!("https://spielraum.example/{text}"),
        status: Status::Confirmed,
        categories: vec![text.to_owned(), "Bauen".into()],
        contact: text.to_owned(),
        online: Some((format!("https://meet.example/{text}"), text.to_owned())),
        organiser: Some((text.to_owned(), "noreply@spielraum.example".into())),
        attendee: Some(Attendee::coming(text, format!("a{text}@example.org"))),
    }
}

fn calendar(text: &str, method: Option<Method>) -> String {
    let feed = method.is_none().then(|| Feed {
        name: text.to_owned(),
        description: text.to_owned(),
        page: format!("https://spielraum.example/{text}"),
        source: text.to_owned(),
    });
    Calendar { method, feed, zone: Berlin, entries: vec![entry(text)] }.write()
}

/// A text as a calendar shows it again: plain line breaks, no other control characters.
fn shown(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n")
        .replace('\t', " ")
        .chars()
        .filter(|letter| *letter == '\n' || !letter.is_control())
        .collect()
}

/// RFC 5545 3.1, octet by octet.
fn assert_lines(file: &str) {
    assert!(file.ends_with("\r\n"));
    for line in file.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.is_empty());
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
}

/// The names of all content lines.
fn names(file: &str) -> Vec<String> {
    let unfolded = file.replace("\r\n ", "");
    unfolded.split_terminator("\r\n").map(|line| line.split([':', ';']).next().unwrap_or_default().to_owned()).collect()
}

fn value(file: &str, name: &str) -> String {
    let unfolded = file.replace("\r\n ", "");
    let line = unfolded.split_terminator("\r\n").find(|line| line.starts_with(&format!("{name}:"))).unwrap_or_default();
    let mut text = String::new();
    let mut letters = line[line.len().min(name.len() + 1)..].chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => text.push('\n'),
                other => text.extend(other),
            },
            other => text.push(other),
        }
    }
    text
}

/// Text as it comes from people who mean well, from those who do not, and from chance.
fn any_text() -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(vec![
        "\r\nATTENDEE:mailto:x@y.z",
        "\"",
        ":",
        ";",
        ",",
        "\\",
        "\\n",
        "^'",
        "^n",
        "\r",
        "\n",
        "\r\n ",
        "🪑",
        "ä",
        "👩‍👩‍👧",
        "\u{2028}",
        "\0",
        "\u{85}",
        "\t",
        "END:VEVENT\r\n",
        "%0D%0A",
        "小林",
    ]);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(
            prop_oneof![nasty.prop_map(str::to_owned), "[a-zA-ZäöüÄÖÜß ]{0,40}".prop_map(String::from)],
            0..40
        )
        .prop_map(|parts| parts.concat()),
        "\\PC{900,1000}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_text_becomes_lines_and_is_read_back_as_it_was(text in any_text()) {
        for method in [None, Some(Method::Publish), Some(Method::Request), Some(Method::Cancel)] {
            let file = calendar(&text, method);
            assert_lines(&file);
            prop_assert_eq!(value(&file, "SUMMARY"), shown(&text));
            prop_assert_eq!(value(&file, "DESCRIPTION"), shown(&text));
            if method.is_none() {
                prop_assert_eq!(value(&file, "NAME"), shown(&text));
            }
        }
    }

    #[test]
    fn no_text_adds_or_hides_a_line(text in any_text()) {
        // A text without anything in it has fewer properties, so both have something.
        let (harmless, typed) = (calendar("x", Some(Method::Request)), calendar(&format!("x{text}"), Some(Method::Request)));
        prop_assert_eq!(names(&typed), names(&harmless));
    }

    #[test]
    fn a_foreign_parser_reads_one_event_with_the_same_words(text in any_text()) {
        let file = calendar(&format!("x{text}"), Some(Method::Request));
        let unfolded = unfold(&file);
        let parsed = read_calendar(&unfolded).map_err(TestCaseError::fail)?;
        let read = Read::from(parsed);
        let events: Vec<_> = read.components.iter().filter_map(|part| match part {
            CalendarComponent::Event(event) => Some(event),
            _ => None,
        }).collect();
        prop_assert_eq!(events.len(), 1);
        let summary = events[0].get_summary().unwrap_or_default().to_owned();
        prop_assert_eq!(summary, shown(&format!("x{text}")));
        prop_assert_eq!(events[0].get_uid(), Some("01930000-0000-7000-8000-000000000001"));
    }
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    assert_eq!(calendar("x", None), calendar("x", None));
}

#[test]
fn a_subscribed_calendar_says_what_it_is_and_when_to_ask_again() {
    let file = calendar("Räume, Zeiten; \"mehr\"", None).replace("\r\n ", "");
    for line in [
        "VERSION:2.0",
        "PRODID:-//Spielraum//Spielraum//DE",
        "NAME:Räume\\, Zeiten\\; \"mehr\"",
        "X-WR-CALNAME:Räume\\, Zeiten\\; \"mehr\"",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "COLOR:teal",
    ] {
        assert!(file.contains(&format!("\r\n{line}\r\n")), "{line}\n{file}");
    }
    for never in ["METHOD", "ORGANIZER", "ATTENDEE"] {
        assert!(!names(&file).contains(&never.to_owned()), "{never}: nobody is invited by a subscription");
    }
}

#[test]
fn an_invitation_names_its_one_guest_and_asks_for_no_answer() {
    let file = calendar("Anna", Some(Method::Request)).replace("\r\n ", "");
    for line in [
        "METHOD:REQUEST",
        "DTSTAMP:20270301T090000Z",
        "LAST-MODIFIED:20270301T090000Z",
        "SEQUENCE:3",
        "DTSTART;TZID=Europe/Berlin:20270309T100000",
        "DTEND;TZID=Europe/Berlin:20270309T120000",
        "STATUS:CONFIRMED",
        "GEO:52.016200;8.903500",
        "CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=\"Anna\":https://meet.example/Anna",
        "ORGANIZER;CN=\"Anna\":mailto:noreply@spielraum.example",
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE;CN=\"Anna\":mailto:aAnna@example.org",
        "CATEGORIES:Anna,Bauen",
    ] {
        assert!(file.contains(&format!("\r\n{line}\r\n")), "{line}\n{file}");
    }
    assert_eq!(names(&file).iter().filter(|name| *name == "ATTENDEE").count(), 1);
}

#[test]
fn every_zone_that_is_named_is_explained_once_and_utc_never() {
    let named = |zones: &[Tz]| {
        let entries = zones.iter().map(|zone| Entry { zone: *zone, ..entry("x") }).collect();
        let file = Calendar { method: None, feed: None, zone: Berlin, entries }.write();
        file.lines().filter_map(|line| line.strip_prefix("TZID:")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(named(&[Berlin, Tz::Europe__London, Berlin]), ["Europe/Berlin", "Europe/London"]);
    assert_eq!(named(&[Tz::UTC]), [""; 0]);
    assert_eq!(named(&[]), ["Europe/Berlin"], "an empty calendar needs a component to be one");
}

#[test]
fn the_hour_that_occurs_twice_is_written_in_utc() {
    // 31 October 2027: 2:30 occurs at 0:30 and at 1:30 UTC.
    let second: DateTime<Utc> = "2027-10-31T01:30:00Z".parse().unwrap();
    let slot = Slot::new(second, second + Duration::hours(3)).unwrap();
    let file = Calendar { method: None, feed: None, zone: Berlin, entries: vec![Entry { slot, ..entry("x") }] }.write();
    assert!(file.contains("DTSTART:20271031T013000Z\r\nDTEND:20271031T043000Z\r\n"), "{file}");
}
