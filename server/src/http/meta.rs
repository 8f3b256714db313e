//! What programs ask of a site: is it well, what may be indexed, who is told about holes, what to fetch ahead.

use app::{
    layout::{self, Frame},
    page::Page,
};
use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use chrono::{Months, SecondsFormat};
use serde_json::{Value, json};

use super::{
    AppState, asks, headers,
    problem::{Problem, response},
    sitemap,
};

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/health", get(health))
        .route("/robots.txt", get(robots))
        .route("/sitemap.xml", get(sitemap::sitemap))
        .route("/.well-known/security.txt", get(security))
        .route("/manifest.webmanifest", get(manifest))
        .route("/speculation.json", get(speculation))
        .route("/offline", get(offline))
        .route("/offline/door", get(offline_door))
}

/// 200 when the database answers: for whoever watches over the program.
async fn health(State(state): State<AppState>) -> Response {
    let well = state.store.connection().ping().await.is_ok();
    let status = if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = Json(json!({ "status": if well { "ok" } else { "unavailable" } }));
    (status, [(header::CACHE_CONTROL, "no-store")], body).into_response()
}

async fn robots(State(state): State<AppState>) -> impl IntoResponse {
    format!(
        "User-agent: *\nDisallow: /api/\nDisallow: /sign-in\nDisallow: /en/sign-in\n\nSitemap: {}/sitemap.xml\n",
        state.config.base_url
    )
}

/// RFC 9116. Only where somebody can be written to.
async fn security(State(state): State<AppState>) -> Response {
    let (config, email) = (&state.config, &state.config.operator.email);
    let Some(expires) = state.store.now().checked_add_months(Months::new(6)).filter(|_| !email.is_empty()) else {
        return response(Problem::NotFound);
    };
    format!(
        "Contact: mailto:{email}\nExpires: {}\nPreferred-Languages: de, en\nCanonical: {}/.well-known/security.txt\n",
        expires.to_rfc3339_opts(SecondsFormat::Secs, true),
        config.base_url
    )
    .into_response()
}

async fn manifest(State(state): State<AppState>) -> impl IntoResponse {
    let name = &state.config.name;
    let icon = |src: &str, sizes: &str, kind: &str| json!({ "src": src, "sizes": sizes, "type": kind });
    let manifest = json!({
        "name": name,
        "short_name": name,
        "lang": "de",
        "id": "/",
        "start_url": "/",
        "display": "standalone",
        "background_color": "#fbfaf7",
        "theme_color": "#0b5d4b",
        "icons": [
            icon("/favicon.svg", "any", "image/svg+xml"),
            icon("/icon-180.png", "180x180", "image/png"),
            icon("/icon-512.png", "512x512", "image/png"),
        ],
    });
    typed("application/manifest+json", &manifest)
}

/// Public pages a visitor points at are fetched before she clicks (WICG speculation rules). Reading changes nothing.
async fn speculation() -> impl IntoResponse {
    let never = ["/api/*", "/assets/*", "/dev/*", "/sign-in*", "/en/sign-in*", "/*.ics", "/*.ics?*"];
    let rules = json!({ "prefetch": [{
        "where": { "and": [
            { "href_matches": "/*" },
            { "not": { "href_matches": never } },
            { "not": { "selector_matches": "[download], [rel~=nofollow]" } },
        ] },
        "eagerness": "moderate",
    }] });
    typed("application/speculationrules+json", &rules)
}

/// What a browser keeps for the time without a connection.
async fn offline(State(state): State<AppState>, request: Request) -> Response {
    kept_by_browsers(&state, request, layout::offline)
}

/// The same for a door, which goes on: a page for everybody, which says nothing of anybody. It may open the camera, as the
/// page may that it stands for.
async fn offline_door(State(state): State<AppState>, request: Request) -> Response {
    let mut response = kept_by_browsers(&state, request, |frame| app::manage::door_shell(frame.locale));
    response.headers_mut().insert(headers::PERMISSIONS, HeaderValue::from_static(headers::WITH_CAMERA));
    response
}

fn kept_by_browsers(state: &AppState, request: Request, page: impl FnOnce(&Frame) -> Page) -> Response {
    let (parts, _) = request.into_parts();
    let frame = Frame {
        actor: domain::access::Actor::Visitor,
        ..Frame::from(&asks::visitors(state, &parts, std::collections::HashMap::new()))
    };
    let page = page(&frame);
    let keeping = [(header::CACHE_CONTROL, "public, max-age=0, must-revalidate")];
    (keeping, Html(layout::document(&frame, page))).into_response()
}

fn typed(kind: &'static str, json: &Value) -> impl IntoResponse + use<> {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
    ];
    (headers, json.to_string())
}
