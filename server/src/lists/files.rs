//! Files that are answers, for those they are of and for: always to be kept, never to be shown. What a stranger sent opens
//! nothing and runs nowhere here, whoever asks for it.

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use domain::{
    desk::{FileContent, Unavailable},
    id::{FileId, RegistrationId},
    question::file::attachment,
};

use crate::http::{self, AppState};

/// Opened by itself it may do nothing.
const NOTHING: &str = "sandbox; default-src 'none'";

/// `/manage/events/{slug}/registrations/{id}/files/{file}`: for those who run the event.
pub(super) async fn of_registration(
    State(state): State<AppState>,
    Path((slug, id, file)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let id: RegistrationId = id.parse().map_err(|_| StatusCode::NOT_FOUND)?;
    let by = http::actor(&state, &headers).await.map_err(unavailable)?;
    let event = state.house.events.event(&by, &slug).await.map_err(unavailable)?;
    let event = event.filter(|event| event.mine).ok_or(StatusCode::NOT_FOUND)?;
    answer(state.house.files.take_file(&by, event.id, id, named(&file)?).await)
}

/// `/registrations/{token}/files/{file}`: for whoever holds the link.
pub(super) async fn by_link(
    State(state): State<AppState>,
    Path((token, file)): Path<(String, String)>,
) -> Result<Response, StatusCode> {
    answer(state.house.files.file_by_link(&token, named(&file)?).await)
}

/// `/account/files/{file}`: for whoever signs in with the address of the registration (GDPR, Article 20).
pub(super) async fn own(
    State(state): State<AppState>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let by = http::actor(&state, &headers).await.map_err(unavailable)?;
    answer(state.house.files.own_file(&by, named(&file)?).await)
}

fn unavailable(_: Unavailable) -> StatusCode {
    StatusCode::SERVICE_UNAVAILABLE
}

fn named(file: &str) -> Result<FileId, StatusCode> {
    file.parse().map_err(|_| StatusCode::NOT_FOUND)
}

fn answer(found: Result<Option<FileContent>, Unavailable>) -> Result<Response, StatusCode> {
    let FileContent { file, bytes } = found.map_err(unavailable)?.ok_or(StatusCode::NOT_FOUND)?;
    let attachment = attachment(&file.name);
    let mut response = Response::new(Body::from(bytes));
    for (name, value) in [
        (header::CONTENT_TYPE, file.kind.media()),
        (header::CONTENT_DISPOSITION, attachment.as_str()),
        (header::CONTENT_SECURITY_POLICY, NOTHING),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "private, no-store"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ] {
        let value = HeaderValue::from_str(value).map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}
