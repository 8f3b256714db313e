//! `/dev/mail`: on a developer's machine, the mails that were written instead of sent. A newcomer sees the whole loop.
//!
//! Mounted in development only; and there only without a mail server is there anything to see.

use std::{io, path::PathBuf, sync::Arc};

use app::{
    layout::{self, Frame},
    page::Page,
    t,
    texts::Locale,
};
use axum::{
    Extension, Json, Router,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{Html, IntoResponse as _, Response},
    routing::get,
};
use domain::access::Actor;
use serde::Deserialize;
use tokio::task::spawn_blocking;

use crate::{http::AppState, jobs::mail_folder};

mod letterbox;
mod view;

use letterbox::Kept;
use view::Reader;

/// A mail may style itself and nothing else: no script, nothing fetched, not even our own cookies (CSP 3, sandbox).
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
    sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation; frame-ancestors 'none'";

/// Every address of the letter box.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/dev/mail", get(list))
        .route("/dev/mail.json", get(json))
        .route("/dev/mail/{id}", get(one))
        .route("/dev/mail/{id}/html", get(html))
        .route("/dev/mail/{id}/raw", get(raw))
}

#[derive(Deserialize)]
struct Wanted {
    to: Option<String>,
}

async fn list(State(state): State<AppState>, locale: Option<Extension<Locale>>) -> Result<Response, StatusCode> {
    let mails = mails(&state).await?;
    let reader = reader(&state, locale);
    let page = Page::new("", t!(reader.locale, mail.box_title), move || view::list(reader, mails));
    Ok(shown(&state, reader.locale, "/dev/mail", page))
}

/// For tests: the newest first, those to one address with `?to=`.
async fn json(State(state): State<AppState>, Query(wanted): Query<Wanted>) -> Result<Response, StatusCode> {
    let mut mails = mails(&state).await?;
    mails.retain(|mail| wanted.to.as_ref().is_none_or(|to| mail.to.eq_ignore_ascii_case(to.trim())));
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(mails)).into_response())
}

async fn one(
    State(state): State<AppState>,
    locale: Option<Extension<Locale>>,
    Path(id): Path<String>,
) -> Result<Response, StatusCode> {
    let mail = find(&state, &id).await?;
    let reader = reader(&state, locale);
    let page = Page::new("", mail.subject.clone(), move || view::one(reader, mail));
    Ok(shown(&state, reader.locale, &format!("/dev/mail/{id}"), page))
}

async fn html(State(state): State<AppState>, Path(id): Path<String>) -> Result<Response, StatusCode> {
    let mail = find(&state, &id).await?;
    Ok(([(header::CONTENT_SECURITY_POLICY, POLICY), (header::CACHE_CONTROL, "no-store")], Html(mail.html))
        .into_response())
}

async fn raw(State(state): State<AppState>, Path(id): Path<String>) -> Result<Response, StatusCode> {
    let bytes = bytes(&state, id.clone()).await?;
    let headers = [
        (header::CONTENT_TYPE, "message/rfc822".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{id}.eml\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

fn reader(state: &AppState, locale: Option<Extension<Locale>>) -> Reader {
    Reader { locale: locale.map(|Extension(locale)| locale).unwrap_or_default(), zone: state.store.zone() }
}

fn shown(state: &AppState, locale: Locale, path: &str, page: Page) -> Response {
    let frame = Frame {
        region: Arc::clone(&state.house.region),
        locale,
        path: path.to_owned(),
        query: String::new(),
        actor: Actor::Visitor,
    };
    ([(header::CACHE_CONTROL, "no-store")], Html(layout::document(&frame, page))).into_response()
}

/// The folder, where mails go into one.
fn folder(state: &AppState) -> Result<PathBuf, StatusCode> {
    let files = state.config.smtp_url.is_none() && state.config.is_development();
    files.then(|| mail_folder(&state.config)).ok_or(StatusCode::NOT_FOUND)
}

async fn mails(state: &AppState) -> Result<Vec<Kept>, StatusCode> {
    let folder = folder(state)?;
    read(move || letterbox::all(&folder)).await
}

async fn bytes(state: &AppState, id: String) -> Result<Vec<u8>, StatusCode> {
    let folder = folder(state)?;
    read(move || letterbox::raw(&folder, &id)).await?.ok_or(StatusCode::NOT_FOUND)
}

async fn find(state: &AppState, id: &str) -> Result<Kept, StatusCode> {
    let bytes = bytes(state, id.to_owned()).await?;
    letterbox::parse(id, &bytes).ok_or(StatusCode::NOT_FOUND)
}

async fn read<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, StatusCode> {
    match spawn_blocking(work).await {
        Ok(Ok(read)) => Ok(read),
        Ok(Err(err)) => {
            tracing::error!(error = %err, "the folder of mails cannot be read");
            Err(StatusCode::INTERNAL_SERVER_ERROR)
        }
        Err(_) => Err(StatusCode::INTERNAL_SERVER_ERROR),
    }
}
