//! A conference's programme as one event: its rooms, its sessions, and the time each takes of its room.

use std::{collections::BTreeMap, fs, io::Write, path::PathBuf};

use chrono::Utc;
use domain::{
    desk::EventFields,
    event::{Dimension, EventState},
    organisation::{OrganisationKind, Sector},
    programme::LONGEST_TRACK,
    prose,
    rulebook::RuleBook,
    rules::BrokenRule,
    slot::Slot,
    space::{AccessFacts, Contact, SpaceKind},
    speaker::{LONGEST_LINE, LONGEST_PORTRAIT, Speaker},
    text::{self, Localised},
};
use store::{
    Store,
    intake::{Intake, IntakeError, NewAnnouncement, NewHolder, NewPart, NewSite, NewSpace, Time, Units},
};

use super::{
    ImportError, Report,
    programme::{Person, Programme, Talk},
    reason,
};

#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    /// The programme: schedule.xml or schedule.json.
    file: PathBuf,
    /// A name for where it comes from; the conference's short name where nothing is said.
    #[arg(long)]
    source: Option<String>,
    /// Who announces it; the conference itself where nothing is said.
    #[arg(long)]
    organisation: Option<String>,
    /// The house its rooms are in; named after the conference where nothing is said.
    #[arg(long)]
    site: Option<String>,
    /// The town of that house.
    #[arg(long, default_value = "")]
    town: String,
}

pub(super) async fn run(store: &Store, args: &Args, out: &mut (dyn Write + Send)) -> Result<Report, ImportError> {
    let name = args.file.display().to_string();
    let text = fs::read_to_string(&args.file).map_err(|e| ImportError::File(name.clone(), e))?;
    let programme = Programme::read(&text).map_err(|reason| ImportError::Format {
        file: name,
        expected: "programme of frab or pretalx",
        reason,
    })?;
    let source = args.source.clone().unwrap_or_else(|| programme.acronym.clone());
    let mut intake = store.intake(&source).await?;
    announce(&mut intake, args, &programme).await?;
    let mut report = Report::default();
    for (index, talk) in programme.talks.iter().enumerate() {
        match session(&mut intake, args, &programme, talk).await {
            Ok((taken, broken)) => {
                report.count(taken);
                report.note(&args.file, talk.line, &broken);
            }
            Err(Wrong::Row(text)) => {
                report.refuse(&args.file, talk.line, &format!("{:?} in {}: {text}", talk.title, talk.room));
            }
            Err(Wrong::All(error)) => return Err(error.into()),
        }
        report.progress(out, index + 1, programme.talks.len())?;
    }
    intake.commit().await?;
    Ok(report)
}

enum Wrong {
    Row(String),
    All(IntakeError),
}

impl From<IntakeError> for Wrong {
    fn from(error: IntakeError) -> Self {
        match error {
            IntakeError::Failed(_) => Self::All(error),
            other => Self::Row(reason(&other)),
        }
    }
}

const KEY: &str = "event";

async fn announce(intake: &mut Intake, args: &Args, programme: &Programme) -> Result<(), IntakeError> {
    let holder = NewHolder {
        name: args.organisation.clone().unwrap_or_else(|| programme.title.clone()),
        kind: OrganisationKind::Association,
        sector: Sector::Society,
        town: args.town.clone(),
        trusted: false,
    };
    let organisation = intake.organisation("organiser", holder).await?.id();
    let speaks = |language: &str| programme.talks.iter().filter(|talk| talk.language == language).count();
    let language = if speaks("en") > speaks("de") { "en" } else { "de" };
    let new = NewAnnouncement {
        organisation,
        words: EventFields {
            title: Localised::of(language, &programme.title),
            summary: Localised::of(language, &programme.title),
            language: language.to_owned(),
            dimensions: vec![Dimension::Dissemination],
            ..EventFields::default()
        },
        state: EventState::Published,
    };
    intake.event(KEY, new).await.map(drop)
}

async fn session(
    intake: &mut Intake,
    args: &Args,
    programme: &Programme,
    talk: &Talk,
) -> Result<(store::intake::Taken<domain::id::SessionId>, Vec<BrokenRule>), Wrong> {
    let (from, until) = talk.time.clone().map_err(Wrong::Row)?;
    let slot = Slot::new(from.with_timezone(&Utc), until.with_timezone(&Utc)).map_err(|e| Wrong::Row(e.to_string()))?;
    if talk.key.is_empty() || talk.title.is_empty() {
        return Err(Wrong::Row("it has no key or no title".to_owned()));
    }
    let language = if talk.language.is_empty() { "de" } else { &talk.language };
    let words = |text: &str| if text.is_empty() { Localised::default() } else { Localised::of(language, text) };
    let new = NewPart {
        title: words(&talk.title),
        summary: words(if talk.subtitle.is_empty() { &talk.summary } else { &talk.subtitle }),
        track: words(&clipped(talk.track.trim(), LONGEST_TRACK)),
        speakers: talk.speakers.iter().map(|person| speaker(person, language)).collect(),
        time: Time::Instants(slot),
        space: Some(space(intake, args, programme, &talk.room).await?),
        online_url: None,
        capacity: None,
        registered: vec![],
    };
    Ok(intake.judged_session(KEY, &talk.key, new).await?)
}

/// A text of at most so many letters: what is longer ends in `…`.
fn clipped(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some(_) => text.chars().take(most - 1).chain(['…']).collect(),
        None => text.to_owned(),
    }
}

/// Somebody who speaks, as far as the house says it of her: an address that is not encrypted is left out.
fn speaker(person: &Person, language: &str) -> Speaker {
    let biography = clipped(&prose::plain(&person.biography), LONGEST_PORTRAIT);
    let speaker = Speaker {
        name: clipped(person.name.trim(), LONGEST_LINE),
        portrait: if biography.is_empty() { Localised::default() } else { Localised::of(language, biography) },
        url: Some(person.url.clone()).filter(|url| text::is_https(url)),
        ..Speaker::default()
    };
    speaker.tidy()
}

/// The room of a talk, made when it is first heard of.
async fn space(
    intake: &mut Intake,
    args: &Args,
    programme: &Programme,
    name: &str,
) -> Result<domain::id::SpaceId, IntakeError> {
    if let Some(space) = intake.space_called(name) {
        return Ok(space);
    }
    let site = NewSite {
        slug: String::new(),
        name: args.site.clone().unwrap_or_else(|| programme.title.clone()),
        street: String::new(),
        postcode: String::new(),
        town: args.town.clone(),
        zone: None,
        position: None,
        summary: Localised::default(),
        access: AccessFacts::default(),
        contact: Contact::default(),
        rules: RuleBook::default(),
        school_calendar: Vec::new(),
    };
    let site = intake.site("site", site).await?.id();
    let new = NewSpace {
        site,
        slug: String::new(),
        name: Localised::of("de", name),
        kind: SpaceKind::Hall,
        summary: Localised::default(),
        description: Localised::default(),
        layouts: vec![],
        equipment: BTreeMap::new(),
        access: None,
        rules: RuleBook::default(),
        units: Units::Own,
        plan: None,
        area: None,
    };
    Ok(intake.space(name, new).await?.id())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_somebody_fits_the_house() {
        let person = |name: &str, biography: &str, url: &str| Person {
            name: name.into(),
            biography: biography.into(),
            url: url.into(),
        };
        let anna = speaker(&person(" Anna ", "Baut **Orgeln**.", "https://example.org"), "de");
        assert_eq!((anna.name.as_str(), anna.portrait.get("de")), ("Anna", "Baut Orgeln."));
        assert_eq!(anna.url.as_deref(), Some("https://example.org"));
        let long = speaker(&person(&"ä".repeat(300), &"ö".repeat(601), "http://example.org"), "en");
        assert_eq!(long.faults(), []);
        assert_eq!((long.portrait.get("en").chars().count(), long.portrait.get("en").ends_with('…')), (600, true));
        assert_eq!((long.url, speaker(&person("Ben", "", ""), "de")), (None, Speaker::named("Ben")));
    }
}
