//! What a search engine reads.

use chrono::{NaiveDate, TimeZone};
use domain::{
    event::AudienceType,
    slot::{LocalSpan, Slot, When},
    speaker::Speaker,
    text::Localised,
};

use super::*;
use crate::events::samples::{event as sample, in_room, on_net, session};

fn told(event: &EventView) -> Value {
    let region = Region { base_url: "https://spielraum.example".into(), ..Region::default() };
    serde_json::from_str(&super::event(event, &BTreeMap::new(), &region, Locale::De).unwrap()).unwrap()
}

#[test]
fn name_start_with_offset_and_place_are_always_told() {
    let value = told(&sample(vec![in_room("a", session(9, 10, 12))]));
    assert_eq!(value["name"], "Ton & Technik");
    assert_eq!(value["startDate"], "2027-03-09T10:00:00+01:00");
    assert_eq!(value["endDate"], "2027-03-09T12:00:00+01:00");
    assert_eq!(value["location"]["@type"], "Place");
    assert_eq!(value["location"]["address"]["addressLocality"], "Lemgo");
    assert_eq!(value["eventStatus"], "https://schema.org/EventScheduled");
    assert_eq!(value["eventAttendanceMode"], "https://schema.org/OfflineEventAttendanceMode");
    assert_eq!(value["offers"]["url"], "https://spielraum.example/events/ton/register");
    assert!(value.get("subEvent").is_none(), "one session is the event");
}

#[test]
fn what_it_is_about_is_told_in_plain_words() {
    let mut event = sample(vec![in_room("a", session(9, 10, 12))]);
    assert_eq!(told(&event)["description"], "Ein Tag im Studio.");
    event.description = Localised::of("de", "# Ablauf\n\n- *Ton*\n- [Technik](https://example.org)");
    let expected = "Ein Tag im Studio.\n\nAblauf\n\n- Ton\n- Technik (https://example.org)";
    assert_eq!(told(&event)["description"], expected);
}

#[test]
fn whom_it_is_for_is_told_in_words_and_in_a_sentence() {
    let mut event = sample(vec![in_room("a", session(9, 10, 12))]);
    assert_eq!(told(&event).get("audience"), None);
    event.audiences = vec![AudienceType::Companies];
    event.audience = Localised::of("de", "Bäckereien");
    let audience = |kind: &str| json!({ "@type": "Audience", "audienceType": kind });
    assert_eq!(told(&event)["audience"], json!([audience("Unternehmen"), audience("Bäckereien")]));
}

#[test]
fn who_speaks_is_told_once_with_what_is_said_of_her() {
    let anna = Speaker {
        role: Localised::of("de", "Leiterin"),
        affiliation: "Hochschule".into(),
        url: Some("https://example.org/anna".into()),
        ..Speaker::named("Anna")
    };
    let by = |speakers, session| SessionView { speakers, ..in_room("a", session) };
    let value = told(&sample(vec![
        by(vec![Speaker::named("Anna"), Speaker::named("Ben")], session(9, 10, 12)),
        by(vec![anna], session(10, 10, 12)),
    ]));
    assert_eq!(
        value["performer"],
        json!([
            {
                "@type": "Person",
                "name": "Anna",
                "jobTitle": "Leiterin",
                "affiliation": { "@type": "Organization", "name": "Hochschule" },
                "url": "https://example.org/anna",
            },
            { "@type": "Person", "name": "Ben" },
        ])
    );
    assert_eq!(value["subEvent"][0]["performer"][0], json!({ "@type": "Person", "name": "Anna" }));
}

#[test]
fn a_night_in_which_the_clocks_change_ends_with_another_offset() {
    let at = |hour| NaiveDate::from_ymd_opt(2027, 3, 27).unwrap().and_hms_opt(hour, 0, 0).unwrap();
    let next = NaiveDate::from_ymd_opt(2027, 3, 28).unwrap();
    let mut night = on_net(session(9, 10, 12));
    night.when = When {
        slot: Slot::new(Utc.from_utc_datetime(&at(21)), Utc.from_utc_datetime(&next.and_hms_opt(4, 0, 0).unwrap()))
            .unwrap(),
        local: LocalSpan { from: at(22), until: next.and_hms_opt(6, 0, 0).unwrap() },
        offset_minutes: 60,
    };
    let value = told(&sample(vec![night]));
    assert_eq!(value["startDate"], "2027-03-27T22:00:00+01:00");
    assert_eq!(value["endDate"], "2027-03-28T06:00:00+02:00");
}

#[test]
fn sessions_are_parts_and_the_event_spans_those_that_take_place() {
    let mut off = in_room("b", session(8, 9, 10));
    off.cancelled = true;
    let full = in_room("a", SessionView { left: Some(0), open: false, waitable: true, ..session(9, 10, 12) });
    let value = told(&sample(vec![off, full, on_net(session(10, 10, 12))]));
    assert_eq!(value["startDate"], "2027-03-09T10:00:00+01:00");
    assert_eq!(value["endDate"], "2027-03-10T12:00:00+01:00");
    assert_eq!(value["eventAttendanceMode"], "https://schema.org/MixedEventAttendanceMode");
    assert_eq!(
        value["location"][1],
        json!({ "@type": "VirtualLocation", "url": "https://spielraum.example/events/ton" })
    );
    let parts = value["subEvent"].as_array().unwrap();
    assert_eq!(parts[0]["eventStatus"], "https://schema.org/EventCancelled");
    assert!(parts[0].get("offers").is_none());
    assert_eq!(parts[1]["offers"]["availability"], "https://schema.org/SoldOut");
    assert_eq!(parts[2]["offers"]["availability"], "https://schema.org/InStock");
}

#[test]
fn where_one_cannot_register_nothing_is_offered_and_what_opens_later_says_when() {
    let mut event = sample(vec![in_room("a", SessionView { open: false, ..session(9, 10, 12) })]);
    assert!(told(&event).get("offers").is_none(), "it is closed, or over");
    let opens = NaiveDate::from_ymd_opt(2027, 3, 1).unwrap().and_hms_opt(9, 0, 0).unwrap();
    event.window = Window::Before(opens);
    let value = told(&event);
    assert_eq!(value["offers"]["validFrom"], "2027-03-01T09:00:00");
    assert_eq!(value["offers"]["availability"], "https://schema.org/InStock");
    let some = told(&sample(vec![SessionView { open: false, ..session(9, 10, 12) }, session(10, 10, 12)]));
    assert_eq!(some["offers"]["availability"], "https://schema.org/InStock");
    assert!(some["subEvent"][0].get("offers").is_none());
}

#[test]
fn what_took_place_before_its_event_was_called_off_is_not_called_off() {
    let off = SessionView { cancelled: true, ..in_room("a", session(10, 10, 12)) };
    let mut event = sample(vec![in_room("a", session(9, 10, 12)), off]);
    event.card.state = EventState::Cancelled;
    let value = told(&event);
    assert_eq!(value["subEvent"][0]["eventStatus"], "https://schema.org/EventScheduled");
    assert_eq!(value["subEvent"][1]["eventStatus"], "https://schema.org/EventCancelled");
}

#[test]
fn a_cancelled_event_says_so_and_offers_nothing() {
    let mut event = sample(vec![in_room("a", session(9, 10, 12))]);
    event.card.state = EventState::Cancelled;
    let value = told(&event);
    assert_eq!(value["eventStatus"], "https://schema.org/EventCancelled");
    assert!(value.get("offers").is_none());
}

#[test]
fn what_is_postponed_keeps_the_date_it_had_and_says_that_it_will_be_later() {
    let later = |session: SessionView| SessionView { cancelled: true, postponed: true, ..session };
    let value = told(&sample(vec![later(in_room("a", session(9, 10, 12)))]));
    assert_eq!(value["eventStatus"], "https://schema.org/EventPostponed");
    assert_eq!(value["startDate"], "2027-03-09T10:00:00+01:00");
    assert!(value.get("offers").is_none());
    let some = told(&sample(vec![later(session(9, 10, 12)), in_room("a", session(10, 10, 12))]));
    assert_eq!(some["eventStatus"], "https://schema.org/EventScheduled");
    assert_eq!(some["subEvent"][0]["eventStatus"], "https://schema.org/EventPostponed");
}

#[test]
fn a_draft_tells_nothing() {
    let mut event = sample(vec![session(9, 10, 12)]);
    event.card.state = EventState::Draft;
    assert_eq!(super::event(&event, &BTreeMap::new(), &Region::default(), Locale::De), None);
    assert_eq!(super::event(&sample(vec![]), &BTreeMap::new(), &Region::default(), Locale::De), None);
}

#[test]
fn no_title_ends_the_script_it_stands_in() {
    let mut event = sample(vec![in_room("a", session(9, 10, 12))]);
    let title = "</script><script>alert(1)</script><!-- & \u{2028}";
    event.card.title = Localised::of("de", title);
    let region = Region::default();
    let text = super::event(&event, &BTreeMap::new(), &region, Locale::De).unwrap();
    assert!(!text.contains(['<', '>', '&', '\u{2028}']), "{text}");
    assert_eq!(told(&event)["name"], title);
}
