//! What is taken along on paper: tickets, and certificates of attendance. Tagged for screen readers (PDF/UA-1,
//! ISO 14289-1), with the type of the house in them.
//!
//! The same facts give the same bytes: a mail that is sent again is the mail it was.

mod certificate;
mod route;
mod sheet;
mod ticket;

use app::{ask::Region, events::place_lines, t, texts::Locale, ui::dates};
use domain::desk::{EventCard, SessionView};

use crate::{ics::Places, typeface::NoFace};

pub(crate) use certificate::certificates;
pub(crate) use route::routes;
pub(crate) use ticket::tickets;

/// What could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the PDF cannot be written: {0}")]
pub(crate) struct NoPdf(String);

impl From<NoFace> for NoPdf {
    fn from(no: NoFace) -> Self {
        Self(no.to_string())
    }
}

/// What everything on paper is about.
#[derive(Clone, Copy)]
pub(crate) struct About<'a> {
    /// In which language.
    pub l: Locale,
    /// The installation.
    pub region: &'a Region,
    /// Where things are.
    pub places: &'a Places,
    /// The event.
    pub event: &'a EventCard,
    /// Its session.
    pub session: &'a SessionView,
}

impl About<'_> {
    fn title(&self) -> &str {
        self.event.title.get(self.l.code())
    }

    /// The title of the session, where it has one of its own.
    fn part(&self) -> Option<&str> {
        Some(self.session.title.get(self.l.code())).filter(|part| *part != self.title())
    }

    fn when(&self) -> String {
        dates::when(self.l, &self.session.when)
    }

    /// Room, house and street, one line each, and that it is on the net; `None`: nobody knows yet.
    fn place(&self) -> Option<Vec<String>> {
        let place = &self.session.place;
        let mut lines = place_lines(self.l, place, |site| self.places.address(site));
        lines.extend(place.online.then(|| t!(self.l, events.online).to_owned()));
        Some(lines).filter(|lines| !lines.is_empty())
    }
}
