//! What is public, kept for a moment: what is equal for every visitor is made once.
//!
//! A page or a feed is given again only while this process wrote nothing since it was made, and for two seconds at most:
//! other processes write too, and "free from 2 pm" grows old by itself.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use app::texts::Locale;
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::{
    AppState, asks,
    compress::{Coding, Encoded},
    cookie, headers,
    problem::{Problem, response},
};

const LONGEST: Duration = Duration::from_secs(2);
/// Pages kept at once: about as many as a region has events and spaces.
const MOST: usize = 512;
/// What they weigh together, before they are written in a coding.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// Longer addresses are not kept: nobody follows a link to them.
const LONGEST_ADDRESS: usize = 200;

/// What something is kept by: its language, and its path with the query.
pub(super) type Key = (Locale, String);

/// A page or a feed as it was made.
pub(super) struct Kept {
    changes: u64,
    at: Instant,
    etag: String,
    headers: HeaderMap,
    body: Encoded,
}

impl Kept {
    /// A page drawn now from what was true after `changes` changes.
    pub(super) fn page(html: String, changes: u64, now: Instant) -> Self {
        let headers = [
            (header::CACHE_CONTROL, "public, max-age=0, must-revalidate"),
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (HeaderName::from_static("speculation-rules"), "\"/speculation.json\""),
        ];
        let headers = headers.map(|(name, value)| (name, HeaderValue::from_static(value))).into_iter().collect();
        Self::new(headers, Bytes::from(html), changes, now)
    }

    /// The browser looks again after so many seconds.
    pub(super) fn looking_again(mut self, seconds: Option<u16>) -> Self {
        if let Some(seconds) = seconds {
            self.headers.insert(header::REFRESH, seconds.into());
        }
        self
    }

    /// Other sites may show it in a frame.
    pub(super) fn framed(mut self, framed: bool) -> Self {
        if framed {
            headers::allow_frames(&mut self.headers);
        }
        self
    }

    fn new(mut headers: HeaderMap, body: Bytes, changes: u64, now: Instant) -> Self {
        let tag: String = Sha256::digest(&body)[..12].iter().map(|byte| format!("{byte:02x}")).collect();
        // Weak: it is written in several codings.
        let etag = format!("W/\"{tag}\"");
        headers.remove(header::CONTENT_LENGTH);
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, cookie"));
        if let Ok(etag) = HeaderValue::try_from(&etag) {
            headers.insert(header::ETAG, etag);
        }
        Self { changes, at: now, etag, headers, body: Encoded::new(body) }
    }

    /// The answer for a visitor: nothing at all when her browser has it (RFC 9110 13.1.2).
    pub(super) fn response(&self, asked: &HeaderMap) -> Response {
        if matches(asked, &self.etag) {
            return not_modified(self.headers.clone());
        }
        let (bytes, coding) = self.body.in_coding(Coding::accepted(asked));
        let mut response = Response::new(Body::from(bytes));
        response.headers_mut().clone_from(&self.headers);
        if let Some(coding) = coding.name() {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        response
    }

    fn is_true(&self, changes: u64, now: Instant) -> bool {
        self.changes == changes && now.duration_since(self.at) < LONGEST
    }
}

fn not_modified(mut headers: HeaderMap) -> Response {
    headers.remove(header::CONTENT_TYPE);
    headers.remove(header::CONTENT_LENGTH);
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    *response.headers_mut() = headers;
    response
}

/// Middleware: an answer that says of itself that it is public is kept for the next visitor.
pub(super) async fn answers(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let asked = parts.headers.clone();
    if parts.method != Method::GET || cookie::login(&state.config, &asked).is_some() {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let key = (asks::locale(&parts), parts.uri.to_string());
    let (changes, now) = (state.store.changes(), Instant::now());
    if let Some(kept) = state.kept.get(&key, changes, now) {
        return kept.response(&asked);
    }
    // The whole of it is wanted, to be kept. Whether she has it already is seen afterwards.
    parts.headers.remove(header::IF_NONE_MATCH);
    let (parts, body) = next.run(Request::from_parts(parts, body)).await.into_parts();
    let says = |name, word| asks::text(&parts.headers, &name).starts_with(word);
    if parts.status == StatusCode::OK && says(header::CACHE_CONTROL, "public") {
        let Ok(body) = to_bytes(body, usize::MAX).await else { return response(Problem::Broken) };
        let kept = Arc::new(Kept::new(parts.headers, body, changes, now));
        state.kept.keep(key, &kept);
        return kept.response(&asked);
    }
    if parts.status == StatusCode::OK
        && parts.headers.contains_key(header::ETAG)
        && matches(&asked, asks::text(&parts.headers, &header::ETAG))
    {
        return not_modified(parts.headers);
    }
    Response::from_parts(parts, body)
}

/// True when the browser has what the tag stands for. Weak comparison (RFC 9110 8.8.3.2).
pub(super) fn matches(asked: &HeaderMap, etag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let ours = opaque(etag);
    asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .any(|line| line.split(',').any(|tag| tag.trim() == "*" || opaque(tag) == ours))
}

/// The pages this process keeps.
#[derive(Default)]
pub(super) struct Pages(RwLock<HashMap<Key, Arc<Kept>>>);

impl Pages {
    /// A page that is still true after `changes` changes.
    pub(super) fn get(&self, key: &Key, changes: u64, now: Instant) -> Option<Arc<Kept>> {
        let pages = self.0.read().unwrap_or_else(PoisonError::into_inner);
        pages.get(key).filter(|kept| kept.is_true(changes, now)).cloned()
    }

    /// Keeps a page.
    pub(super) fn keep(&self, key: Key, kept: &Arc<Kept>) {
        if key.1.len() > LONGEST_ADDRESS {
            return;
        }
        let mut pages = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= MOST && !pages.contains_key(&key) {
            pages.retain(|_, other| other.is_true(kept.changes, kept.at));
            if pages.len() >= MOST {
                pages.clear();
            }
        }
        if pages.values().map(|kept| kept.body.len()).sum::<usize>() > MOST_BYTES {
            pages.clear();
        }
        pages.insert(key, Arc::clone(kept));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(path: &str) -> Key {
        (Locale::De, path.to_owned())
    }

    #[test]
    fn a_page_is_kept_until_something_changes_or_two_seconds_pass() {
        let (pages, now) = (Pages::default(), Instant::now());
        pages.keep(key("/"), &Arc::new(Kept::page("<p>".into(), 7, now)));
        assert!(pages.get(&key("/"), 7, now).is_some());
        assert!(pages.get(&key("/"), 8, now).is_none());
        assert!(pages.get(&(Locale::En, "/".into()), 7, now).is_none());
        assert!(pages.get(&key("/"), 7, now + LONGEST).is_none());
    }

    #[test]
    fn however_many_addresses_are_asked_for_memory_is_bounded() {
        let (pages, now) = (Pages::default(), Instant::now());
        for n in 0..3 * MOST {
            pages.keep(key(&format!("/events?q={n}")), &Arc::new(Kept::page(String::new(), 0, now)));
        }
        pages.keep(key(&"x".repeat(10_000)), &Arc::new(Kept::page(String::new(), 0, now)));
        assert!(pages.0.read().unwrap().len() <= MOST);
        assert!(pages.0.read().unwrap().keys().all(|(_, path)| path.len() <= LONGEST_ADDRESS));
    }

    #[test]
    fn a_browser_that_has_the_page_gets_nothing_but_that() {
        let kept = Kept::page("<p>Guten Tag</p>".into(), 0, Instant::now());
        let mut asked = HeaderMap::new();
        assert_eq!(kept.response(&asked).status(), StatusCode::OK);
        asked.insert(header::IF_NONE_MATCH, kept.etag.parse().unwrap());
        assert_eq!(kept.response(&asked).status(), StatusCode::NOT_MODIFIED);
        asked.insert(
            header::IF_NONE_MATCH,
            format!("\"other\", {}", kept.etag.trim_start_matches("W/")).parse().unwrap(),
        );
        assert_eq!(kept.response(&asked).status(), StatusCode::NOT_MODIFIED);
        asked.insert(header::IF_NONE_MATCH, "\"other\"".parse().unwrap());
        assert_eq!(kept.response(&asked).status(), StatusCode::OK);
    }
}
