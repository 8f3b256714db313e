//! The way in and the way out of every request: language, request id, words for what went wrong, headers, log.

use std::{
    collections::HashMap,
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use app::{layout::Frame, texts::Locale};
use axum::{
    Router,
    body::HttpBody as _,
    extract::{MatchedPath, Request},
    http::{
        HeaderName, HeaderValue, Uri, header,
        request::Parts,
        uri::{Authority, PathAndQuery},
    },
    middleware::Next,
    response::Response,
};
use tokio::time::Instant;
use tower::{Service, ServiceExt as _};
use tower_http::csrf::ProtectionError;

use super::{
    AppState, asks, headers, pages,
    problem::{self, Problem},
    uploads,
};
use crate::{chance, config, feeds};

/// No answer takes longer.
pub(super) const LONGEST: Duration = Duration::from_secs(30);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The house on the net.
#[derive(Clone)]
pub struct App {
    router: Router,
    state: AppState,
}

impl App {
    pub(super) const fn new(router: Router, state: AppState) -> Self {
        Self { router, state }
    }

    async fn answer(self, mut request: Request) -> Response {
        let begun = Instant::now();
        let id = chance::id().simple().to_string();
        take_language(&mut request);
        let Self { router, state } = self;
        let (parts, body) = request.into_parts();
        // What is said of a problem is said in the request's own words: kept until we know that there is none.
        let (method, uri, asked) = (parts.method.clone(), parts.uri.clone(), parts.headers.clone());
        let locale = asks::locale(&parts);
        let response = if too_large(&parts) {
            problem::response(Problem::TooLarge)
        } else if parts.uri.path().contains("%00") {
            // PostgreSQL takes no zero bytes, and nothing has one in its address.
            problem::response(Problem::NotFound)
        } else if state.config.is_development() && !is_here(&parts) {
            problem::response(Problem::Elsewhere)
        } else {
            match router.oneshot(Request::from_parts(parts, body)).await {
                Ok(response) => response,
                Err(never) => match never {},
            }
        };
        let mut response = match problem_of(&response) {
            None => response,
            Some(problem) => {
                let (mut parts, ()) = Request::new(()).into_parts();
                (parts.method, parts.uri, parts.headers) = (method.clone(), uri, asked);
                parts.extensions.insert(locale);
                in_words(&state, problem, &parts, response).await
            }
        };
        headers::complete(response.headers_mut(), state.config.is_https());
        if let Ok(id) = HeaderValue::try_from(&id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        // The pattern of the address, never the address: tokens and words people looked for are not for the log.
        let route = response.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
        tracing::info!(
            request = id,
            method = %method,
            route,
            status = response.status().as_u16(),
            ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            "answered"
        );
        response
    }
}

impl Service<Request> for App {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let app = self.clone();
        Box::pin(async move { Ok(app.answer(request).await) })
    }
}

/// Middleware: tells the log which route it was.
pub(super) async fn note_route(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(route);
    }
    response
}

/// `/en/spaces` → `/spaces`, in English: routes are written once. `/events/ton.ics` → the route of its calendar.
fn take_language(request: &mut Request) {
    let (locale, path) = Locale::split(request.uri().path());
    let calendar = feeds::route_of(path);
    if locale != Locale::default() || calendar.is_some() {
        let path = calendar.as_deref().unwrap_or(path);
        let path = request.uri().query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
        let mut parts = request.uri().clone().into_parts();
        parts.path_and_query = PathAndQuery::try_from(path).ok();
        if let Ok(uri) = Uri::from_parts(parts) {
            *request.uri_mut() = uri;
        }
    }
    request.extensions_mut().insert(locale);
}

/// True when the request says itself that it is longer than any form. One that does not is cut where it is read.
fn too_large(parts: &Parts) -> bool {
    // Whether it is longer than the form it is for, is said where that is known.
    let longest = if uploads::has_files(&parts.headers) { uploads::ANSWERS.whole } else { pages::LONGEST_FORM };
    let length = asks::text(&parts.headers, &header::CONTENT_LENGTH).parse();
    length.is_ok_and(|length: usize| length > longest)
}

/// True when the browser believes to be on this machine. A page of another site, whose name was made to lead here
/// meanwhile (DNS rebinding), does not: it would read the mails of a developer. What a proxy passed on may come from
/// anywhere, whatever it wrote into `Host`.
fn is_here(parts: &Parts) -> bool {
    if ["x-forwarded-for", "forwarded", "via"].iter().any(|proxied| parts.headers.contains_key(*proxied)) {
        return false;
    }
    let host = parts.uri.authority().map_or_else(|| asks::text(&parts.headers, &header::HOST), Authority::as_str);
    host.is_empty() || config::is_loopback(host)
}

/// The problem a response stands for: ours, the layers', or a bare status without a word.
fn problem_of(response: &Response) -> Option<Problem> {
    let extensions = response.extensions();
    let bare = || response.body().size_hint().exact() == Some(0);
    match extensions.get::<Problem>() {
        Some(problem) => Some(*problem),
        None if extensions.get::<ProtectionError>().is_some() => Some(Problem::CrossSite),
        None if bare() => Problem::of(response.status()),
        None => None,
    }
}

async fn in_words(state: &AppState, problem: Problem, parts: &Parts, response: Response) -> Response {
    let mut ask = asks::visitors(state, parts, HashMap::new());
    if problem == Problem::NotFound
        && let Ok(known) = asks::with_actor(ask.clone()).await
    {
        ask = known;
    }
    problem::in_words(problem, &Frame::from(&ask), response)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn the_language_is_taken_off_the_address_and_the_query_kept() {
        for (address, locale, path) in [
            ("/en/spaces?q=%C3%A4", Locale::En, "/spaces?q=%C3%A4"),
            ("/en", Locale::En, "/"),
            ("/en?x=1", Locale::En, "/?x=1"),
            ("/spaces", Locale::De, "/spaces"),
            ("http://raum.example/en/events", Locale::En, "http://raum.example/events"),
            ("/en/events/ton.ics?x=1", Locale::En, "/.ics/events/ton?x=1"),
            ("/spaces/studio.ics", Locale::De, "/.ics/spaces/studio"),
        ] {
            let mut request = Request::builder().uri(address).body(Body::empty()).unwrap();
            take_language(&mut request);
            assert_eq!(request.uri(), path);
            assert_eq!(request.extensions().get(), Some(&locale));
        }
    }
}
