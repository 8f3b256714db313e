//! What reads strangers' input, and what must hold whatever they send: it ends soon, and it never panics. Some of it
//! must also come out as it went in.
//!
//! `make fuzz` lets libFuzzer write the input, guided by what each input makes the program do; the test here feeds the
//! seeds, and what is near to them, so that the targets are known to work.

use std::hint::black_box;

use app::form::Fields;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Europe::Berlin;
use domain::{
    attendance,
    barrier::Barrier,
    billing,
    device::Device,
    identity, invitation, mail_domain,
    message::Words,
    question,
    recurrence::Repeat,
    registration::list,
    slot::{LocalSpan, Slot},
    text, ticket,
};
use server::ics::{Attendee, Calendar, Entry, Method, Part, Status};

/// Something that reads what strangers send.
pub type Target = fn(&[u8]);

/// All of them, by name.
pub const TARGETS: &[(&str, Target)] = &[
    ("calendar", calendar),
    ("files", files),
    ("forms", forms),
    ("lists", lists),
    ("programme", programme),
    ("repeat", repeat),
    ("table", table),
    ("words", words),
];

/// Whatever people write into an entry, its file can be read, and has no property and no line but ours (RFC 5545, 3.1 and
/// 3.3.11).
fn calendar(data: &[u8]) {
    let Ok(typed) = std::str::from_utf8(data) else { return };
    let Some(entry) = entry(typed) else { return };
    let written = Calendar { method: Some(Method::Request), feed: None, zone: Berlin, entries: vec![entry] }.write();
    let unfolded = icalendar::parser::unfold(&written);
    let Ok(read) = icalendar::parser::read_calendar(&unfolded) else { panic!("nobody can read this: {written}") };
    let events: Vec<_> = read.components.iter().filter(|part| part.name == "VEVENT").collect();
    let [event] = &events[..] else { panic!("not one event: {written}") };
    for once in ["UID", "SUMMARY", "DESCRIPTION", "LOCATION", "CONTACT", "ORGANIZER", "ATTENDEE"] {
        let times = event.properties.iter().filter(|property| property.name == once).count();
        assert!(times <= 1, "{once} {times} times: {written}");
    }
    assert!(event.components.is_empty(), "{written}");
    for line in written.split("\r\n") {
        assert!(line.len() <= 75, "too long: {line:?}");
    }
}

/// An entry that says the same everywhere.
fn entry(typed: &str) -> Option<Entry> {
    let from = "2027-03-01T09:00:00Z".parse().ok()?;
    let typed = || typed.to_owned();
    Some(Entry {
        uid: "1@spielraum.example".to_owned(),
        part: Part::Alone,
        sequence: 0,
        changed_at: from,
        slot: Slot::new(from, from + TimeDelta::hours(2)).ok()?,
        zone: Berlin,
        summary: typed(),
        description: typed(),
        location: typed(),
        position: None,
        page: "https://spielraum.example/events/a".to_owned(),
        status: Status::Confirmed,
        categories: vec![typed(), typed()],
        contact: typed(),
        online: Some((typed(), typed())),
        organiser: Some((typed(), typed())),
        attendee: Some(Attendee::coming(typed(), typed())),
    })
}

/// Forms with files in them: what a file is called is safe wherever it is said, whatever it was called.
fn files(data: &[u8]) {
    let Some((fields, files)) = server::http::fuzz::form_with_files(data.to_vec()) else { return };
    app::fuzz::forms(&fields);
    for file in &files {
        assert!(file.length > 0 && file.bytes.len() <= file.length, "{file:?}");
        for kind in question::FileKind::ALL {
            let name = question::file::named(&file.name, *kind);
            assert!(!name.contains(['/', '\\', '"', '\r', '\n']) && !name.starts_with('.'), "{name:?}");
            let header = question::file::attachment(&name);
            assert!(header.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{header:?}");
        }
    }
}

/// Every form a page takes.
fn forms(data: &[u8]) {
    let fields = server::http::fuzz::fields(&String::from_utf8_lossy(data));
    app::fuzz::forms(&fields);
    // What a refused form shows again is what was typed.
    let kept: Vec<_> = fields.0.iter().filter(|(_, value)| !value.is_empty()).cloned().collect();
    assert_eq!(server::http::fuzz::fields(&fields.encode()).0, kept);
}

/// Pasted lists of people.
fn lists(data: &[u8]) {
    let (people, unread) = invitation::read_list(&String::from_utf8_lossy(data));
    for person in &people {
        assert_eq!(text::email(&person.email).as_ref(), Some(&person.email), "an address is stored as it is compared");
    }
    black_box(unread);
    // Lists of those who are registered: as many as there may be, each once named by her line.
    let Ok(session) = "00000000-0000-0000-0000-000000000001".parse() else { return };
    if let Ok(read) = list::read(&list::decoded(data), &question::Form::default(), session, "de") {
        assert!((1..=list::MOST_LINES).contains(&read.entries.len()));
        assert!(read.entries.is_sorted_by_key(|entry| entry.line.row));
    }
}

/// Programmes of conferences, XML or JSON.
fn programme(data: &[u8]) {
    black_box(server::import::fuzz::programme(&String::from_utf8_lossy(data)));
}

/// Rules of repetition, as other calendars write them (RFC 5545, 3.3.10): few dates or a clear no, and soon.
fn repeat(data: &[u8]) {
    let Ok(typed) = std::str::from_utf8(data) else { return };
    let day = NaiveDate::from_ymd_opt(2027, 3, 1).unwrap_or_default();
    let first = NaiveDateTime::new(day, NaiveTime::MIN + TimeDelta::hours(10));
    let Ok(repeat) = Repeat::from_rrule(typed, first, |utc| utc.naive_utc()) else { return };
    let span = LocalSpan { from: first, until: first + TimeDelta::hours(2) };
    if let Ok(dates) = repeat.dates(span) {
        assert!(dates.is_sorted() && !dates.is_empty(), "{dates:?}");
    }
    if let Some(written) = repeat.rrule(|local| local.and_utc()) {
        let again = Repeat::from_rrule(&written, first, |utc| utc.naive_utc());
        assert_eq!(
            again.and_then(|again| again.rrule(|l| l.and_utc()).ok_or(domain::recurrence::RruleError::NoEnd)),
            Ok(written)
        );
    }
}

/// Tables other systems exported. The first byte says what stands between columns.
fn table(data: &[u8]) {
    let Some((delimiter, bytes)) = data.split_first() else { return };
    server::import::fuzz::table(char::from(*delimiter % 128), bytes.to_vec());
}

/// Single words people type: addresses, codes, numbers, names.
fn words(data: &[u8]) {
    let typed = String::from_utf8_lossy(data);
    let typed = typed.as_ref();
    if let Some(email) = text::email(typed) {
        assert_eq!(text::email(&email).as_ref(), Some(&email));
        black_box(mail_domain::of(&email));
    }
    let slug = text::slug(typed);
    assert!(slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{slug:?}");
    let _ = black_box(mail_domain::mail_domain(typed));
    let _ = black_box(Barrier::read(typed, typed, typed));
    let _ = black_box(Words::tidied(typed, typed));
    let _ = black_box(billing::cost_centre(typed, typed));
    black_box((billing::vat_id(typed), billing::leitweg_id(typed), Device::read(typed), identity::name(typed)));
    black_box((
        ticket::TicketCode::read(typed),
        ticket::TicketAddress::read(typed),
        attendance::is_called(typed, typed),
    ));
    black_box((question::Number::read(typed, "de"), question::Number::read(typed, "en")));
    black_box(question::date(typed));
    let one = Fields(vec![("at".to_owned(), typed.to_owned())]);
    black_box((one.date("at"), one.time("at"), one.parse::<u16>("at")));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is near to a seed: shortened, a byte changed, a piece of it twice.
    fn near(seed: &[u8]) -> impl Iterator<Item = Vec<u8>> {
        let cut = (0..seed.len()).step_by(1 + seed.len() / 200).map(|at| seed[..at].to_vec());
        let changed = (0..seed.len()).step_by(1 + seed.len() / 200).flat_map(|at| {
            [0x00, b'\n', b'"', b'9', 0xff].map(|byte| {
                let mut other = seed.to_vec();
                other[at] = byte;
                other
            })
        });
        let twice = (0..seed.len()).step_by(1 + seed.len() / 50).map(|at| [&seed[..at], &seed[at / 2..]].concat());
        cut.chain(changed).chain(twice)
    }

    #[test]
    fn every_target_takes_its_seeds_and_what_is_near_to_them() {
        for (name, target) in TARGETS {
            let seeds = std::fs::read_dir(format!("{}/seeds/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
            let mut count = 0;
            for seed in seeds {
                let seed = std::fs::read(seed.unwrap().path()).unwrap();
                target(&seed);
                near(&seed).for_each(|input| target(&input));
                count += 1;
            }
            assert!(count > 0, "{name} has no seeds");
        }
    }
}
