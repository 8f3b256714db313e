//! Sessions and events to test with.

use chrono::{Duration, NaiveDate, TimeZone, Utc};
use domain::{
    desk::{EventCard, EventView, Place, SessionView},
    event::{Dimension, EventState, Format},
    id::{EventId, OrganisationId, SessionId, SiteId, SpaceId},
    organisation::{OrganisationKind, OrganisationRef, Sector},
    registration::RegistrationRules,
    slot::{LocalSpan, Margins, Slot, When},
    space::{Contact, SiteRef, SpaceKind, SpaceRef},
    text::Localised,
};
use uuid::Uuid;

/// A session in March 2027, in winter time, nowhere yet.
pub fn session(day: u32, from: u32, until: u32) -> SessionView {
    let at = |hour| NaiveDate::from_ymd_opt(2027, 3, day).unwrap().and_hms_opt(hour, 0, 0).unwrap();
    let utc = |hour| Utc.from_utc_datetime(&at(hour)) - Duration::hours(1);
    SessionView {
        id: SessionId(Uuid::from_u128(u128::from(day * 10_000 + from * 100 + until))),
        title: Localised::of("de", format!("Teil um {from}")),
        summary: Localised::default(),
        track: Localised::default(),
        when: When {
            slot: Slot::new(utc(from), utc(until)).unwrap(),
            local: LocalSpan { from: at(from), until: at(until) },
            offset_minutes: 60,
        },
        place: Place::default(),
        margins: Margins::default(),
        speakers: vec![],
        capacity: Some(20),
        taken: 16,
        pool: None,
        left: Some(4),
        reserved: None,
        cancelled: false,
        postponed: false,
        open: true,
        waitable: false,
        grants: None,
        uid: "uid".into(),
        sequence: 0,
    }
}

/// The same in a space.
pub fn in_room(slug: &str, session: SessionView) -> SessionView {
    let site =
        SiteRef { id: SiteId(Uuid::from_u128(1)), slug: "werk".into(), name: "Werk".into(), town: "Lemgo".into() };
    let space = SpaceRef {
        id: SpaceId(Uuid::from_u128(2)),
        slug: slug.into(),
        name: Localised::of("de", slug.to_uppercase()),
        kind: SpaceKind::Seminar,
        site,
    };
    SessionView { place: Place { space: Some(space), ..session.place }, ..session }
}

/// The same in a further space of the same house.
pub fn also_in(slug: &str, session: SessionView) -> SessionView {
    let mut further = session.place.further.clone();
    further.extend(in_room(slug, session.clone()).place.space.map(|space| SpaceRef {
        id: SpaceId(Uuid::from_u128(20 + u128::from(slug.bytes().last().unwrap_or_default()))),
        ..space
    }));
    SessionView { place: Place { further, ..session.place }, ..session }
}

/// The same on the net.
pub fn on_net(session: SessionView) -> SessionView {
    SessionView { place: Place { online: true, ..session.place }, ..session }
}

/// A published event with these sessions.
pub fn event(sessions: Vec<SessionView>) -> EventView {
    EventView {
        review: domain::event::Review::Free,
        id: EventId(Uuid::from_u128(3)),
        card: EventCard {
            slug: "ton".into(),
            title: Localised::of("de", "Ton & Technik"),
            summary: Localised::of("de", "Ein Tag im Studio."),
            organiser: OrganisationRef {
                id: OrganisationId(Uuid::from_u128(4)),
                name: "Hochschule Muster".into(),
                kind: OrganisationKind::University,
                sector: Sector::Science,
            },
            dimensions: vec![Dimension::Expansion],
            topics: vec![],
            format: Format::OnSite,
            town: Some("Lemgo".into()),
            state: EventState::Published,
            next: sessions.first().cloned(),
            sessions: u32::try_from(sessions.len()).unwrap(),
            picture: None,
            changed_at: Utc.timestamp_opt(0, 0).unwrap(),
        },
        description: Localised::default(),
        audiences: vec![],
        audience: Localised::default(),
        price: Localised::default(),
        language: "de".into(),
        contact: Contact { name: "Anna Beispiel".into(), email: "anna@example.org".into(), phone: String::new() },
        series: None,
        logo: None,
        sessions,
        pools: vec![],
        takes_registrations: true,
        rules: RegistrationRules::default(),
        window: domain::registration::Window::Open,
        publish_at: None,
        version: 1,
        mine: false,
    }
}
