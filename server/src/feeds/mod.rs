//! Calendars and feeds: what other programs read of the house.
//!
//! An address that ends in `.ics` is its page as a calendar: `/events/ton` and `/events/ton.ics`. A router cannot tell
//! them apart, so the way in takes the ending off ([`route_of`]) before a route is looked for.

use app::texts::Locale;
use axum::{
    Router,
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    routing::get,
};
use domain::{
    access::Actor,
    desk::{SeriesView, Unavailable},
};

use crate::{
    http::AppState,
    ics::{Frame, Places},
};

mod answer;
mod atom;
mod events;
mod opensearch;
mod own;
mod spaces;

/// Where calendars are mounted. A browser cannot be led here by a link on our pages.
const PREFIX: &str = "/.ics";

/// The route of an address: `/events/ton.ics` → `/.ics/events/ton`. `None`: it is no calendar's.
#[must_use]
pub fn route_of(path: &str) -> Option<String> {
    path.strip_suffix(".ics").filter(|page| !page.ends_with('/')).map(|page| format!("{PREFIX}{page}"))
}

/// Every calendar and feed.
pub fn routes() -> Router<AppState> {
    let calendars = Router::new()
        .route("/events", get(events::programme))
        .route("/events/{slug}", get(events::event))
        .route("/events/{slug}/{session}", get(events::session))
        .route("/series/{slug}", get(events::series))
        .route("/sites/{slug}", get(events::site))
        .route("/spaces/{slug}", get(spaces::busy))
        .route("/bookings/{id}", get(own::booking))
        .route("/registrations/{token}", get(own::registration));
    Router::new()
        .nest(PREFIX, calendars)
        .route("/events.atom", get(atom::events))
        .route("/opensearch.xml", get(opensearch::description))
}

/// What a handler needs of its request: the house, the places in it, the language.
struct Asked {
    state: AppState,
    places: Places,
    locale: Locale,
    parts: Parts,
}

impl FromRequestParts<AppState> for Asked {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, StatusCode> {
        let state = state.clone();
        let places = Places::of(&state.house, state.store.zone()).await.map_err(unavailable)?;
        let locale = parts.extensions.get().copied().unwrap_or_default();
        Ok(Self { state, places, locale, parts: parts.clone() })
    }
}

impl Asked {
    fn frame(&self) -> Frame<'_> {
        Frame {
            locale: self.locale,
            region: &self.state.house.region,
            places: &self.places,
            mailbox: self.state.config.mail_from.email.as_ref(),
        }
    }

    /// The absolute address of a path in the language of the request.
    fn url(&self, path: &str) -> String {
        self.state.house.region.url(self.locale, path)
    }
}

/// A series everybody may see; one with nothing public in it is none.
async fn public_series(asked: &Asked, slug: &str) -> Result<SeriesView, StatusCode> {
    let found = asked.state.house.series.series(&Actor::Visitor, slug).await.map_err(unavailable)?;
    found.ok_or_else(not_found)
}

fn unavailable(_: Unavailable) -> StatusCode {
    StatusCode::SERVICE_UNAVAILABLE
}

const fn not_found() -> StatusCode {
    StatusCode::NOT_FOUND
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_an_address_says_that_it_is_a_calendar() {
        assert_eq!(route_of("/events/ton.ics").as_deref(), Some("/.ics/events/ton"));
        assert_eq!(route_of("/events.ics").as_deref(), Some("/.ics/events"));
        for page in ["/events/ton", "/events/.ics", "/", "/events/ton.ics/x"] {
            assert_eq!(route_of(page), None, "{page}");
        }
    }
}
