//! The mails of an event, drawn by what sends them, for those who run it.

use std::sync::Arc;

use app::{ask::Region, texts::Locale};
use async_trait::async_trait;
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{Html, IntoResponse as _, Response},
    routing::get,
};
use domain::{
    access::Actor,
    desk::{CatalogueDesk as _, Drawing, DrawnMail, MailDesk, Unavailable},
    event::EventRefusal,
    id::EventId,
    mails::RegistrationMail,
    text::Localised,
};
use lettre::message::Mailbox;
use store::{MailFacts, Store};

use super::{Letter, Office, html::html, write};
use crate::{
    http::{self, AppState},
    ics::Places,
};

/// A mail may style itself and nothing else: no script, no form, nothing fetched, and no way out of it (CSP 3, sandbox).
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'";

/// Draws mails on a store.
#[derive(Clone, Debug)]
pub struct Sketches {
    store: Store,
    region: Arc<Region>,
    sender: Mailbox,
}

impl Sketches {
    /// Mails of this installation.
    #[must_use]
    pub const fn new(store: Store, region: Arc<Region>, sender: Mailbox) -> Self {
        Self { store, region, sender }
    }
}

#[async_trait]
impl MailDesk for Sketches {
    async fn mail_note(&self, by: &Actor, event: EventId) -> Result<Option<Localised>, Unavailable> {
        self.store.note_in_mails(by, event).await
    }

    async fn write_mail_note(
        &self,
        by: &Actor,
        event: EventId,
        version: i32,
        note: Localised,
    ) -> Result<(), EventRefusal> {
        self.store.write_mail_note(by, event, version, &note).await
    }

    async fn draw_mail(
        &self,
        by: &Actor,
        event: EventId,
        mail: RegistrationMail,
    ) -> Result<Option<Drawing>, Unavailable> {
        let Some(sample) = self.store.mail_sample(by, event, mail).await? else { return Ok(None) };
        let places = Places::new(self.store.sites().await?, self.store.zone());
        let office = Office { region: &self.region, places: &places, sender: &self.sender };
        let draw = |l: &Locale| drawn(&write(&in_language(sample.facts.clone(), *l), &office, self.store.now()));
        Ok(Some(Drawing { real: sample.real, mails: Locale::ALL.iter().map(draw).collect() }))
    }
}

fn in_language(mut facts: MailFacts, l: Locale) -> MailFacts {
    if let MailFacts::Registration { language, .. } = &mut facts {
        l.code().clone_into(language);
    }
    facts
}

fn drawn(letter: &Letter) -> DrawnMail {
    DrawnMail {
        language: letter.locale.code().to_owned(),
        to: letter.to.clone(),
        subject: letter.subject.clone(),
        text: letter.text(),
        html: html(letter),
        calendar: letter.calendar.is_some(),
        papers: letter.papers.iter().map(|(name, _)| (*name).to_owned()).collect(),
    }
}

/// Where a drawn mail is looked at as mail programs show it.
pub fn routes() -> Router<AppState> {
    Router::new().route("/manage/events/{slug}/mails/{mail}/{language}", get(shown))
}

/// The HTML of a mail. For everybody who does not run its event it is not there (I8).
async fn shown(
    State(state): State<AppState>,
    Path((slug, mail, language)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let unavailable = |_: Unavailable| StatusCode::SERVICE_UNAVAILABLE;
    let by = http::actor(&state, &headers).await.map_err(unavailable)?;
    let event = state.house.events.event(&by, &slug).await.map_err(unavailable)?;
    let event = event.filter(|event| event.mine).ok_or(StatusCode::NOT_FOUND)?;
    let mail = RegistrationMail::from_code(&mail).ok_or(StatusCode::NOT_FOUND)?;
    let drawing = state.house.mails.draw_mail(&by, event.id, mail).await.map_err(unavailable)?;
    let mails = drawing.map(|drawing| drawing.mails).unwrap_or_default();
    let found = mails.into_iter().find(|drawn| drawn.language == language).ok_or(StatusCode::NOT_FOUND)?;
    let kept = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "private, no-store"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    Ok((kept, Html(found.html)).into_response())
}
