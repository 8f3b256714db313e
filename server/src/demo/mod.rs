//! The demo region: invented houses, people and events of OstWestfalenLippe, laid around today.
//!
//! Names say that they are invented (Muster, Probe, Beispiel, Vorlage); every address is at example.org. Nothing is
//! left to chance: the same day gives the same region.

use std::collections::BTreeMap;

use anyhow::Context as _;
use chrono::{Datelike, Days, NaiveDate};
use domain::{
    desk::{EventFields, QuestionFields, SeatPoolFields, SeriesFields},
    id::{AccountId, OrganisationId, SpaceId},
    question::Kind,
    rules::Proof,
    slot::LocalSpan,
    space::Contact,
    text::Localised,
};
use store::{
    Store,
    intake::{Intake, NewAnnouncement, NewHolder, NewPart, NewPerson, NewSite, NewSpace, Time, Units},
};

mod everyday;
mod region;

use region::{Demo, DemoEvent, DemoQuestion, DemoSpace, DemoUnits, demo};

/// Who of the demo region a newcomer can sign in as: address and role.
///
/// # Errors
/// When the built-in file is broken; a test keeps it whole.
pub fn accounts() -> anyhow::Result<Vec<(String, Localised)>> {
    Ok(demo()?.people.iter().map(|person| (person.email.clone(), person.role.clone())).collect())
}

/// True when this database has the demo region.
///
/// # Errors
/// When the database fails.
pub async fn is_loaded(store: &Store) -> anyhow::Result<bool> {
    let (demo, intake) = (demo()?, store.intake("demo").await?);
    Ok(demo.spaces.first().is_some_and(|space| intake.space_called(&space.slug).is_some()))
}

/// Loads the demo region around `today`. A second time changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn load(store: &Store, today: NaiveDate) -> anyhow::Result<()> {
    let demo = demo()?;
    let mut intake = store.intake("demo").await?;
    for (key, name) in &demo.equipment {
        intake.equipment(key, name.clone()).await?;
    }
    for (slug, name) in &demo.topics {
        intake.topic(slug, name.clone()).await?;
    }
    let spaces = houses(&mut intake, demo).await?;
    let (organisations, people) = people(&mut intake, demo, today).await?;
    events(&mut intake, demo, &organisations, monday(today)).await?;
    everyday::bookings(&mut intake, demo, &spaces, &organisations, &people, today).await?;
    intake.commit().await?;
    Ok(())
}

/// The Monday the events are laid around: early in the week this one, later the next, so that something is always on.
fn monday(today: NaiveDate) -> NaiveDate {
    let weekday = today.weekday().num_days_from_monday();
    let ahead = if weekday < 2 { 0 } else { 7 };
    today - Days::new(weekday.into()) + Days::new(ahead)
}

async fn houses(intake: &mut Intake, demo: &Demo) -> anyhow::Result<Vec<SpaceId>> {
    let mut sites = BTreeMap::new();
    for site in &demo.sites {
        let new = NewSite {
            slug: site.slug.clone(),
            name: site.name.clone(),
            street: site.street.clone(),
            postcode: site.postcode.clone(),
            town: site.town.clone(),
            zone: None,
            position: site.position,
            summary: site.summary.clone(),
            access: site.access.clone(),
            contact: site.contact.clone(),
            rules: site.rules.clone(),
            school_calendar: site.school_calendar.clone(),
        };
        let id = intake.site(&site.slug, new).await?.id();
        for (key, pool) in &site.lends {
            intake.pool(id, key, pool.name.clone(), pool.count).await?;
        }
        sites.insert(site.slug.as_str(), id);
    }
    let mut ids = vec![None; demo.spaces.len()];
    // A hall comes after the parts it is made of.
    let (parts, halls): (Vec<_>, Vec<_>) =
        demo.spaces.iter().enumerate().partition(|(_, space)| !matches!(space.units, DemoUnits::Parts(_)));
    for (index, space) in parts.into_iter().chain(halls) {
        let site = *sites.get(space.site.as_str()).with_context(|| format!("no site {}", space.site))?;
        ids[index] = Some(intake.space(&space.slug, new_space(site, space)).await?.id());
    }
    Ok(ids.into_iter().flatten().collect())
}

fn new_space(site: domain::id::SiteId, space: &DemoSpace) -> NewSpace {
    NewSpace {
        site,
        slug: space.slug.clone(),
        name: space.name.clone(),
        kind: space.kind,
        summary: space.summary.clone(),
        description: space.description.clone(),
        layouts: space.layouts.clone(),
        equipment: space.equipment.clone(),
        access: space.access.clone(),
        rules: space.rules.clone(),
        units: match &space.units {
            DemoUnits::Own(()) => Units::Own,
            DemoUnits::Pool(count) => Units::Pool(*count),
            DemoUnits::Parts(keys) => Units::Parts(keys.clone()),
        },
        plan: space.plan,
        area: Some(space.area),
    }
}

async fn people(
    intake: &mut Intake,
    demo: &Demo,
    today: NaiveDate,
) -> anyhow::Result<(BTreeMap<String, OrganisationId>, BTreeMap<String, AccountId>)> {
    let mut organisations = BTreeMap::new();
    for organisation in &demo.organisations {
        let new = NewHolder {
            name: organisation.name.clone(),
            kind: organisation.kind,
            sector: organisation.sector,
            town: organisation.town.clone(),
            trusted: organisation.trusted,
        };
        organisations.insert(organisation.slug.clone(), intake.organisation(&organisation.slug, new).await?.id());
    }
    let mut members = BTreeMap::new();
    for person in &demo.people {
        let new = NewPerson {
            email: person.email.clone(),
            name: person.name.clone(),
            roles: person.roles.clone(),
            keeps: person.keeps.clone(),
            platform_admin: person.admin,
            proofs: person
                .proofs
                .iter()
                .map(|proof| Proof { key: proof.key.clone(), expires_on: Some(today + Days::new(proof.days)) })
                .collect(),
        };
        let id = intake.person(new).await?.id();
        for (organisation, _) in &person.roles {
            members.insert(organisation.clone(), id);
        }
    }
    Ok((organisations, members))
}

async fn events(
    intake: &mut Intake,
    demo: &Demo,
    organisations: &BTreeMap<String, OrganisationId>,
    monday: NaiveDate,
) -> anyhow::Result<()> {
    let mut series = BTreeMap::new();
    for (key, one) in &demo.series {
        let organisation = *organisations.get(&one.organisation).context("a series of no organisation")?;
        let words = SeriesFields {
            title: one.title.clone(),
            summary: one.summary.clone(),
            description: one.description.clone(),
        };
        series.insert(key.as_str(), intake.series(key, organisation, words).await?.id());
    }
    for (number, event) in demo.events.iter().enumerate() {
        let key = format!("event-{number}");
        let organisation = *organisations.get(&event.organisation).context("an event of no organisation")?;
        let new = NewAnnouncement { organisation, words: words(demo, event), state: event.state };
        let taken = intake.event(&key, new).await?;
        if let Some(key) = &event.series {
            let series = series.get(key.as_str()).with_context(|| format!("no series {key}"))?;
            intake.group(taken, *series).await?;
        }
        if !event.questions.is_empty() {
            intake.form(taken, event.questions.iter().map(asked).collect()).await?;
        }
        let mut parts = Vec::with_capacity(event.sessions.len());
        for (part, session) in event.sessions.iter().enumerate() {
            let date = monday + Days::new(session.day);
            let new = NewPart {
                title: session.title.clone(),
                summary: Localised::default(),
                track: session.track.clone(),
                speakers: session.speakers.iter().cloned().map(Into::into).collect(),
                time: Time::Local(LocalSpan::on(date, session.from.0, session.until.0)),
                space: session.space.as_deref().and_then(|slug| intake.space_called(slug)),
                online_url: session.online.clone(),
                capacity: session.capacity,
                registered: guests(session.taken),
            };
            let part = format!("{key}-{part}");
            parts.push(intake.session(&key, &part, new).await?.id());
            for slug in &session.further {
                let space = intake.space_called(slug).with_context(|| format!("no space {slug}"))?;
                intake.also_in(&part, space).await?;
            }
        }
        for pool in &event.pools {
            let sessions = pool.sessions.iter().filter_map(|part| parts.get(*part)).copied().collect();
            let shared = SeatPoolFields { name: pool.name.clone(), capacity: pool.capacity, sessions };
            intake.seat_pool(taken, shared).await?;
        }
    }
    Ok(())
}

/// A question as its organisers would have written it.
fn asked(question: &DemoQuestion) -> (Kind, QuestionFields) {
    let fields = QuestionFields {
        whose: question.whose,
        label: question.label.clone(),
        help: question.help.clone(),
        options: question.options.clone(),
        least: None,
        most: None,
        files: question.files.clone(),
        required: question.required,
        sessions: Vec::new(),
        condition: None,
        purpose: question.purpose.clone(),
        keeping: question.keeping,
    };
    (question.kind, fields)
}

/// What is said of an event; whom to ask is its organisation.
fn words(demo: &Demo, event: &DemoEvent) -> EventFields {
    let organiser = demo.organisations.iter().find(|organisation| organisation.slug == event.organisation);
    EventFields {
        title: event.title.clone(),
        summary: event.summary.clone(),
        description: event.description.clone(),
        audiences: event.audiences.clone(),
        audience: event.audience.clone(),
        price: event.price.clone(),
        language: event.language.clone(),
        contact: Contact {
            name: organiser.map(|organisation| organisation.name.clone()).unwrap_or_default(),
            email: format!("{}@example.org", event.organisation),
            phone: String::new(),
        },
        dimensions: event.dimensions.clone(),
        topics: event.topics.clone(),
        takes_registrations: event.takes_registrations,
    }
}

/// So many invented people, coming alone, in pairs and in threes.
fn guests(count: u16) -> Vec<Vec<String>> {
    const FIRST: [&str; 12] =
        ["Anna", "Bilal", "Clara", "Deniz", "Emil", "Fatma", "Gerd", "Hanna", "Ivo", "Jule", "Karim", "Lotte"];
    const LAST: [&str; 5] = ["Beispiel", "Muster", "Probe", "Vorlage", "Musterfrau"];
    let name = |number: usize| format!("{} {}", FIRST[number % 12], LAST[number % 5]);
    let mut groups = Vec::new();
    let mut number = 0;
    while number < usize::from(count) {
        let size = (1 + number % 3).min(usize::from(count) - number);
        groups.push((number..number + size).map(name).collect());
        number += size;
    }
    groups
}

#[cfg(test)]
mod tests {
    use domain::event::Dimension;

    use super::*;

    #[test]
    fn the_region_is_whole_and_every_name_in_it_leads_somewhere() {
        let demo = demo().unwrap();
        let space = |slug: &str| demo.spaces.iter().any(|space| space.slug == slug);
        for event in &demo.events {
            assert!(demo.organisations.iter().any(|o| o.slug == event.organisation), "{}", event.organisation);
            let series = event.series.as_ref().map(|key| &demo.series[key].organisation);
            assert!(series.is_none_or(|organisation| *organisation == event.organisation));
            assert!(event.topics.iter().all(|topic| demo.topics.contains_key(topic)));
            for session in &event.sessions {
                assert!(session.space.as_deref().is_none_or(space), "{:?}", session.space);
                assert!(session.space.is_some() || session.online.is_some());
                let speakers: Vec<domain::speaker::Speaker> =
                    session.speakers.iter().cloned().map(Into::into).collect();
                assert_eq!(domain::speaker::first_fault(&speakers), None);
                assert!(session.capacity.is_none_or(|capacity| session.taken <= capacity));
            }
            for pool in &event.pools {
                let taken: u16 = pool.sessions.iter().map(|part| event.sessions[*part].taken).sum();
                assert!(taken <= pool.capacity, "{:?}", pool.name);
            }
        }
        for space in &demo.spaces {
            let site = demo.sites.iter().find(|site| site.slug == space.site).unwrap();
            assert_eq!(space.rules.over(&site.rules).faults(), [], "{}", space.slug);
            assert!(space.equipment.keys().all(|key| demo.equipment.contains_key(key)));
        }
        for dimension in Dimension::ALL {
            assert!(demo.events.iter().any(|event| event.dimensions.contains(dimension)));
        }
        assert!(demo.people.iter().all(|person| person.email.ends_with("@example.org")));
    }

    #[test]
    fn as_many_guests_come_as_are_wanted() {
        for count in [0, 1, 2, 7, 96] {
            assert_eq!(guests(count).iter().map(Vec::len).sum::<usize>(), usize::from(count));
        }
    }

    #[test]
    fn something_is_on_whatever_day_the_region_is_loaded() {
        let sunday = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        assert_eq!(monday(sunday), NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
        assert_eq!(monday(sunday + Days::new(1)), sunday + Days::new(1));
        assert_eq!(monday(sunday + Days::new(3)), sunday + Days::new(8));
    }
}
