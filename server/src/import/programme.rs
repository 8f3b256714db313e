//! The programme of a conference as frab and pretalx write it, XML or JSON.

use chrono::{DateTime, Duration, FixedOffset};
use serde::Deserialize;

/// A conference with everything on its programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Programme {
    /// Its short name, good as a key.
    pub(super) acronym: String,
    /// Its name.
    pub(super) title: String,
    /// What is on, in the order of the file.
    pub(super) talks: Vec<Talk>,
}

/// One thing on the programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Talk {
    /// The line it starts on, from 1; 0: not known.
    pub(super) line: u64,
    pub(super) key: String,
    pub(super) title: String,
    pub(super) subtitle: String,
    pub(super) summary: String,
    pub(super) room: String,
    pub(super) language: String,
    pub(super) track: String,
    pub(super) speakers: Vec<Person>,
    /// Start and end; why not, if they cannot be read.
    pub(super) time: Result<(DateTime<FixedOffset>, DateTime<FixedOffset>), String>,
}

/// Somebody on the programme, and what her file says of her.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) biography: String,
    pub(super) url: String,
}

impl Programme {
    /// Reads a programme; XML when it begins with `<`, JSON otherwise.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let mut programme = if text.starts_with('<') { read_xml(text)? } else { read_json(text)? };
        for talk in &mut programme.talks {
            talk.line = line(text, &talk.key);
        }
        Ok(programme)
    }
}

/// The line on which a key first stands in quotes.
fn line(text: &str, key: &str) -> u64 {
    let place = ['"', '\''].iter().find_map(|quote| text.find(&format!("{quote}{key}{quote}")));
    place.map_or(0, |place| text[..place].matches('\n').count() as u64 + 1)
}

fn time(date: &str, duration: &str) -> Result<(DateTime<FixedOffset>, DateTime<FixedOffset>), String> {
    let from = DateTime::parse_from_rfc3339(date).map_err(|_| format!("{date:?} is no date"))?;
    let mut parts = duration.rsplit(':').map(str::parse::<i64>);
    let minutes = match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Ok(minutes)), hours, days, None) => {
            let read = |part: Option<Result<i64, _>>| part.unwrap_or(Ok(0)).ok();
            read(hours).zip(read(days)).map(|(hours, days)| days * 1440 + hours * 60 + minutes)
        }
        _ => None,
    };
    let minutes = minutes.filter(|m| *m > 0).ok_or_else(|| format!("{duration:?} is no length"))?;
    Ok((from, from + Duration::minutes(minutes)))
}

#[derive(Deserialize)]
struct XmlSchedule {
    conference: XmlConference,
    #[serde(default)]
    day: Vec<XmlDay>,
}

#[derive(Deserialize)]
struct XmlConference {
    #[serde(default)]
    acronym: String,
    title: String,
}

#[derive(Deserialize)]
struct XmlDay {
    #[serde(default)]
    room: Vec<XmlRoom>,
}

#[derive(Deserialize)]
struct XmlRoom {
    #[serde(rename = "@name")]
    name: String,
    #[serde(default)]
    event: Vec<XmlEvent>,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct XmlEvent {
    #[serde(rename = "@guid")]
    guid: String,
    #[serde(rename = "@id")]
    id: String,
    date: String,
    duration: String,
    title: String,
    subtitle: String,
    #[serde(rename = "abstract")]
    summary: String,
    language: String,
    track: String,
    persons: XmlPersons,
}

#[derive(Default, Deserialize)]
struct XmlPersons {
    #[serde(default)]
    person: Vec<XmlPerson>,
}

#[derive(Deserialize)]
struct XmlPerson {
    #[serde(rename = "$text", default)]
    name: String,
}

fn read_xml(text: &str) -> Result<Programme, String> {
    let schedule: XmlSchedule = quick_xml::de::from_str(text).map_err(|e| e.to_string())?;
    let rooms = schedule.day.into_iter().flat_map(|day| day.room);
    let talks = rooms.flat_map(|room| {
        let name = room.name;
        room.event.into_iter().map(move |event| Talk {
            line: 0,
            time: time(&event.date, &event.duration),
            key: if event.guid.is_empty() { event.id } else { event.guid },
            title: event.title,
            subtitle: event.subtitle,
            summary: event.summary,
            room: name.clone(),
            language: event.language,
            track: event.track,
            speakers: event
                .persons
                .person
                .into_iter()
                .map(|person| Person { name: person.name, ..Person::default() })
                .collect(),
        })
    });
    Ok(Programme { acronym: schedule.conference.acronym, title: schedule.conference.title, talks: talks.collect() })
}

#[derive(Deserialize)]
struct JsonFile {
    schedule: JsonSchedule,
}

#[derive(Deserialize)]
struct JsonSchedule {
    conference: JsonConference,
}

#[derive(Deserialize)]
struct JsonConference {
    #[serde(default)]
    acronym: String,
    title: String,
    days: Vec<JsonDay>,
}

#[derive(Deserialize)]
struct JsonDay {
    rooms: serde_json::Map<String, serde_json::Value>,
}

#[derive(Deserialize)]
struct JsonEvent {
    guid: Option<String>,
    id: Option<i64>,
    date: String,
    duration: String,
    title: String,
    subtitle: Option<String>,
    #[serde(rename = "abstract")]
    summary: Option<String>,
    language: Option<String>,
    #[serde(default, deserialize_with = "words")]
    track: String,
    #[serde(default)]
    persons: Vec<JsonPerson>,
}

/// A name as frab writes it; pretalx writes one for each language, of which the first is taken.
fn words<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(match serde_json::Value::deserialize(from)? {
        serde_json::Value::String(text) => text,
        serde_json::Value::Object(texts) => {
            texts.values().filter_map(|text| text.as_str()).next().unwrap_or_default().to_owned()
        }
        _ => String::new(),
    })
}

#[derive(Deserialize)]
struct JsonPerson {
    public_name: Option<String>,
    name: Option<String>,
    biography: Option<String>,
    url: Option<String>,
}

impl JsonPerson {
    fn person(self) -> Option<Person> {
        Some(Person {
            name: self.public_name.or(self.name)?,
            biography: self.biography.unwrap_or_default(),
            url: self.url.unwrap_or_default(),
        })
    }
}

fn read_json(text: &str) -> Result<Programme, String> {
    let file: JsonFile = serde_json::from_str(text).map_err(|e| e.to_string())?;
    let conference = file.schedule.conference;
    let mut talks = Vec::new();
    for (room, events) in conference.days.into_iter().flat_map(|day| day.rooms) {
        let events: Vec<JsonEvent> = serde_json::from_value(events).map_err(|e| format!("room {room}: {e}"))?;
        talks.extend(events.into_iter().map(|event| Talk {
            line: 0,
            time: time(&event.date, &event.duration),
            key: event.guid.or_else(|| event.id.map(|id| id.to_string())).unwrap_or_default(),
            title: event.title,
            subtitle: event.subtitle.unwrap_or_default(),
            summary: event.summary.unwrap_or_default(),
            room: room.clone(),
            language: event.language.unwrap_or_default(),
            track: event.track,
            speakers: event.persons.into_iter().filter_map(JsonPerson::person).collect(),
        }));
    }
    Ok(Programme { acronym: conference.acronym, title: conference.title, talks })
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: &str = r#"<schedule><version>1</version><conference><acronym>demo</acronym><title>Demo &amp; Tag</title></conference>
<day index='1'><room name='Saal 1'>
<event guid='g1' id='7'><date>2027-03-09T23:30:00+01:00</date><start>23:30</start><duration>01:30</duration><room>Saal 1</room>
<title>Nachts</title><subtitle></subtitle><language>de</language><track>Bau</track><abstract>Kurz</abstract><persons><person id='1'>Anna Beispiel</person><person id='2'>Ben Muster</person></persons></event>
<event guid='g2' id='8'><date>morgen</date><duration>00:30</duration><title>Ohne Zeit</title></event></room></day></schedule>"#;

    #[test]
    fn a_talk_past_midnight_ends_on_the_next_day() {
        let programme = Programme::read(XML).unwrap();
        assert_eq!((programme.acronym.as_str(), programme.title.as_str()), ("demo", "Demo & Tag"));
        let talk = &programme.talks[0];
        let (from, until) = talk.time.clone().unwrap();
        assert_eq!(
            (from.to_rfc3339().as_str(), until.to_rfc3339().as_str()),
            ("2027-03-09T23:30:00+01:00", "2027-03-10T01:00:00+01:00")
        );
        assert_eq!((talk.line, talk.room.as_str(), talk.track.as_str()), (3, "Saal 1", "Bau"));
        let names: Vec<&str> = talk.speakers.iter().map(|person| person.name.as_str()).collect();
        assert_eq!(names, ["Anna Beispiel", "Ben Muster"]);
    }

    #[test]
    fn what_a_programme_says_of_people_is_read() {
        let json = r#"{"schedule": {"conference": {"title": "Tag", "days": [{"rooms": {"Saal 1": [{
            "guid": "g1", "date": "2027-03-09T10:00:00+01:00", "duration": "01:00", "title": "Ton",
            "track": {"de": "Klang", "en": "Sound"},
            "persons": [{"name": "anna", "public_name": "Anna Beispiel", "biography": "Baut **Orgeln**.", "avatar": null,
                "url": "https://example.org/anna"}, {"name": "Ben Muster"}, {"id": 7}]
        }]}}]}}}"#;
        let talk = &Programme::read(json).unwrap().talks[0];
        let anna = Person {
            name: "Anna Beispiel".into(),
            biography: "Baut **Orgeln**.".into(),
            url: "https://example.org/anna".into(),
        };
        assert_eq!(talk.track, "Klang");
        assert_eq!(talk.speakers, [anna, Person { name: "Ben Muster".into(), ..Person::default() }]);
    }

    #[test]
    fn a_talk_without_a_time_says_so_and_harms_no_other() {
        let programme = Programme::read(XML).unwrap();
        assert_eq!(programme.talks[1].time, Err("\"morgen\" is no date".to_owned()));
        assert_eq!(programme.talks.len(), 2);
    }

    #[test]
    fn lengths_are_read_with_hours_and_days() {
        let minutes = |text| time("2027-03-09T10:00:00+01:00", text).map(|(from, until)| (until - from).num_minutes());
        assert_eq!(minutes("00:45"), Ok(45));
        assert_eq!(minutes("1:00:00"), Ok(1440));
        assert!(minutes("00:00").is_err());
        assert!(minutes("lang").is_err());
    }
}
