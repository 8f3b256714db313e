//! Where papers are fetched: by the link of a registration, and by those who run the event. Kept by nobody on the way.

use app::texts::Locale;
use axum::{
    Router,
    body::Body,
    extract::{Extension, Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
    routing::get,
};
use domain::{
    attendance::{Presence, known_by_address},
    desk::{RegistrationView, TicketView, Unavailable},
    id::SessionId,
};
use tokio::task::spawn_blocking;

use super::{About, NoPdf, certificates, tickets};
use crate::{
    http::{self, AppState},
    ics::Places,
};

pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/registrations/{token}/tickets.pdf", get(own_tickets))
        .route("/registrations/{token}/certificate.pdf", get(own_certificates))
        .route("/manage/events/{slug}/sessions/{id}/certificates.pdf", get(all_certificates))
}

type Asked = Option<Extension<Locale>>;

fn language(asked: Asked) -> Locale {
    asked.map(|Extension(locale)| locale).unwrap_or_default()
}

fn unavailable(_: Unavailable) -> StatusCode {
    StatusCode::SERVICE_UNAVAILABLE
}

/// `/registrations/{token}/tickets.pdf`: for whoever holds the link, while there is something to go to.
async fn own_tickets(
    State(state): State<AppState>,
    Path(token): Path<String>,
    asked: Asked,
) -> Result<Response, StatusCode> {
    let l = language(asked);
    let (registration, hers) = behind(&state, &token).await?;
    if hers.is_empty() {
        return Err(StatusCode::NOT_FOUND);
    }
    let places = places(&state).await?;
    let region = state.house.region.clone();
    file("tickets.pdf", move || {
        let (event, session) = (&registration.event, &registration.session);
        tickets(&About { l, region: &region, places: &places, event, session }, &registration, &hers)
    })
    .await
}

/// `/registrations/{token}/certificate.pdf`: for whoever holds the link, once it is over, of those who came.
async fn own_certificates(
    State(state): State<AppState>,
    Path(token): Path<String>,
    asked: Asked,
) -> Result<Response, StatusCode> {
    let l = language(asked);
    let (registration, hers) = behind(&state, &token).await?;
    let came = (0..).zip(hers).filter(|(_, ticket)| ticket.certified);
    let proves = |position| known_by_address(position, registration.was_confirmed);
    let people: Vec<_> = came.map(|(position, ticket)| (ticket.name, proves(position))).collect();
    if people.is_empty() {
        return Err(StatusCode::NOT_FOUND);
    }
    let places = places(&state).await?;
    let region = state.house.region.clone();
    file("certificate.pdf", move || {
        let (event, session) = (&registration.event, &registration.session);
        certificates(&About { l, region: &region, places: &places, event, session }, &people)
    })
    .await
}

/// `/manage/events/{slug}/sessions/{id}/certificates.pdf`: of everybody who came, for those who run the event. For
/// everybody else it is not there (I8).
async fn all_certificates(
    State(state): State<AppState>,
    Path((slug, id)): Path<(String, String)>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let l = language(asked);
    let session: SessionId = id.parse().map_err(|_| StatusCode::NOT_FOUND)?;
    let by = http::actor(&state, &headers).await.map_err(unavailable)?;
    // Before anything is written down: the address names the event, too.
    let seen = state.house.door.door(&by, session).await.map_err(unavailable)?;
    seen.filter(|door| door.event.slug == slug).ok_or(StatusCode::NOT_FOUND)?;
    let door = state.house.door.certificates(&by, session).await.map_err(unavailable)?.ok_or(StatusCode::NOT_FOUND)?;
    let mut came: Vec<_> = door.people.iter().filter(|line| line.presence == Presence::Came).collect();
    came.sort_by_cached_key(|line| line.name.to_lowercase());
    let people: Vec<_> = came.into_iter().map(|line| (line.name.clone(), line.proves)).collect();
    let places = places(&state).await?;
    let region = state.house.region.clone();
    file(&format!("{slug}.pdf"), move || {
        let (event, session) = (&door.event, &door.session);
        certificates(&About { l, region: &region, places: &places, event, session }, &people)
    })
    .await
}

/// The registration of a link, and its tickets.
async fn behind(state: &AppState, token: &str) -> Result<(RegistrationView, Vec<TicketView>), StatusCode> {
    let desk = &state.house.registrations;
    let registration = desk.registration(token).await.map_err(unavailable)?.ok_or(StatusCode::NOT_FOUND)?;
    Ok((registration, desk.tickets(token).await.map_err(unavailable)?))
}

async fn places(state: &AppState) -> Result<Places, StatusCode> {
    Places::of(&state.house, state.store.zone()).await.map_err(unavailable)
}

/// Writes a file next to what else is to be answered.
async fn file(
    name: &str,
    write: impl FnOnce() -> Result<Vec<u8>, NoPdf> + Send + 'static,
) -> Result<Response, StatusCode> {
    let written = spawn_blocking(write).await.map_err(|err| NoPdf(err.to_string())).and_then(|written| written);
    let file = written.map_err(|err| {
        tracing::error!(error = %err, "a paper could not be written");
        StatusCode::SERVICE_UNAVAILABLE
    })?;
    let shown = format!("inline; filename=\"{name}\"");
    let mut response = Response::new(Body::from(file));
    for (name, value) in [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, shown.as_str()),
        (header::CACHE_CONTROL, "private, no-store"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}
