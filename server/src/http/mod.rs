//! The house on the net: which address leads where, and what every answer carries.

use std::sync::Arc;

use app::ask::House;
use axum::{
    Router,
    http::{HeaderMap, StatusCode},
    middleware,
    routing::{any, get},
};
use domain::{access::Actor, desk::Unavailable};
use store::Store;
use tower::ServiceBuilder;
use tower_http::{catch_panic::CatchPanicLayer, csrf::CsrfLayer, timeout::TimeoutLayer};

use crate::config::Config;

mod asks;
mod assets;
mod calls;
mod compress;
mod cookie;
pub mod fuzz;
mod headers;
mod kept;
mod limits;
mod listen;
mod meta;
mod pages;
mod pictures;
mod preview;
mod problem;
mod service;
mod sitemap;
mod turns;
mod uploads;

pub use assets::asset_names;
pub use listen::{Patience, Peer, listen};
pub use service::App;

/// What every handler knows. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The desks and the installation, as pages see them.
    pub house: House,
    /// What the desks stand on.
    pub store: Store,
    /// The settings.
    pub config: Arc<Config>,
    kept: Arc<kept::Pages>,
    limits: Arc<limits::Limits>,
    turns: Arc<turns::Turns>,
}

impl AppState {
    /// The state of one running server.
    #[must_use]
    pub fn new(house: House, store: Store, config: Arc<Config>) -> Self {
        let limits = if config.is_development() { limits::Limits::in_development() } else { limits::Limits::default() };
        let limits = Arc::new(limits.on(&store));
        Self { house, store, config, kept: Arc::default(), limits, turns: Arc::default() }
    }
}

/// Who asks, by the login the request carries. Asks nobody when there is none.
pub(crate) async fn actor(state: &AppState, headers: &HeaderMap) -> Result<Actor, Unavailable> {
    match cookie::login(&state.config, headers) {
        Some(login) => state.house.accounts.actor(&login).await,
        None => Ok(Actor::Visitor),
    }
}

/// Everything the server answers, as one service: give it a request, get a response.
#[must_use]
pub fn app(state: AppState) -> App {
    let read_by_programs = crate::feeds::routes()
        .merge(meta::routes())
        // What is kept already costs nothing.
        .layer(middleware::from_fn_with_state(state.clone(), limits::programs))
        .layer(middleware::from_fn_with_state(state.clone(), kept::answers));
    let drawn_anew = crate::lists::routes()
        .merge(crate::mail::routes())
        .merge(crate::pdf::routes())
        .layer(middleware::from_fn_with_state(state.clone(), limits::programs));
    let mut router = pages::routes()
        .merge(read_by_programs)
        .merge(drawn_anew)
        .route("/api/{*call}", any(calls::call))
        .route("/pictures/{name}", get(pictures::picture))
        .route("/events/{slug}/preview.png", get(preview::preview));
    if state.config.is_development() {
        router = router.merge(crate::devmail::routes());
    }
    let dynamic = ServiceBuilder::new()
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, service::LONGEST))
        .layer(csrf(&state.config))
        .layer(middleware::from_fn(compress::answers));
    let router: Router<AppState> = router
        .layer(dynamic)
        .route("/assets/{*file}", get(assets::immutable))
        .layer(middleware::from_fn(service::note_route))
        .fallback(assets::root_or_missing)
        .method_not_allowed_fallback(|| async { problem::response(problem::Problem::Method) });
    App::new(router.with_state(state.clone()), state)
}

/// No other site makes a browser write here (OWASP ASVS 3.5.1). Also says no where `Host` was changed on the way.
fn csrf(config: &Config) -> CsrfLayer {
    CsrfLayer::new().add_trusted_origin(&config.base_url).unwrap_or_else(|err| {
        // The base URL was judged when it was read: an origin that cannot be trusted is at worst not trusted.
        tracing::warn!(error = %err, "the base URL is no origin; forms depend on the Host header alone");
        CsrfLayer::new()
    })
}
