//! The picture a link to an event is shown with, drawn when somebody asks who has it not yet.

use std::sync::{Arc, LazyLock};

use app::{
    events::{dates, places},
    t,
    texts::Locale,
};
use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use chrono::NaiveDate;
use domain::{access::Actor, desk::EventView, event::EventState};
use tokio::{sync::Semaphore, task::spawn_blocking, time::Instant};

use super::{
    AppState, asks, kept,
    limits::Class,
    problem::{Problem, response},
};
use crate::preview::Preview;

/// `/events/{slug}/preview.png`: of what everybody may see. A draft is nothing.
pub(super) async fn preview(State(state): State<AppState>, Path(slug): Path<String>, request: Request) -> Response {
    answer(&state, &slug, request).await.unwrap_or_else(response)
}

async fn answer(state: &AppState, slug: &str, request: Request) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let event = state.house.events.event(&Actor::Visitor, slug).await.map_err(|_| Problem::Unavailable)?;
    let event = event.ok_or(Problem::NotFound)?;
    let today = state.house.calendar.today();
    let preview = of(&event, &state.house.region.name, today, asks::locale(&parts));
    let etag = format!("\"{}\"", preview.tag());
    let known = kept::matches(&parts.headers, &etag);
    let mut response = Response::new(if known {
        Body::empty()
    } else {
        let here = asks::network(state, &parts);
        state.limits.of_network(Class::Search, here, Instant::now()).await.map_err(Problem::TooMany)?;
        Body::from(drawn(preview).await?)
    });
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    for (name, value) in [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::ETAG, etag.as_str()),
        // It is made to be shown elsewhere.
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}

/// What is said of an event: where it is, unless it is not.
fn of(event: &EventView, region: &str, today: NaiveDate, l: Locale) -> Preview {
    let place = if event.card.state == EventState::Cancelled {
        t!(l, events.cancelled_note).to_owned()
    } else if event.is_postponed(today) {
        t!(l, postponing.note).to_owned()
    } else {
        places(l, event)
    };
    let title = event.card.title.get(l.code()).to_owned();
    Preview { region: region.to_owned(), title, when: dates(l, event), place }
}

/// One after the other: to draw takes a moment of a whole core, and anybody may ask.
static TURN: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(1)));

async fn drawn(preview: Preview) -> Result<Vec<u8>, Problem> {
    let turn = Arc::clone(&TURN).acquire_owned().await.map_err(|_| Problem::Unavailable)?;
    let draw = move || {
        // Who asked may be gone; what is drawn goes on, and so does its turn.
        let _turn = turn;
        preview.png()
    };
    match spawn_blocking(draw).await {
        Ok(Ok(file)) => Ok(file),
        Ok(Err(err)) => {
            tracing::error!(error = %err, "a preview was not drawn");
            Err(Problem::Broken)
        }
        Err(_) => Err(Problem::Broken),
    }
}
