//! Public pages, kept for a moment: what is equal for every visitor is drawn once.
//!
//! A page is shown again only while this process wrote nothing since it was drawn, and for two seconds at most: other
//! processes write too, and "free from 2 pm" grows old by itself.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use app::texts::Locale;
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::compress::{Coding, Encoded};

const LONGEST: Duration = Duration::from_secs(2);
/// Pages kept at once: about as many as a region has events and spaces.
const MOST: usize = 512;
/// Longer addresses are not kept: nobody follows a link to them.
const LONGEST_ADDRESS: usize = 200;

/// What a page is kept by: its language, and its path with the query.
pub(super) type Key = (Locale, String);

/// A page as it was drawn.
pub(super) struct Kept {
    changes: u64,
    at: Instant,
    etag: String,
    body: Encoded,
}

impl Kept {
    /// A page drawn now from what was true after `changes` changes.
    pub(super) fn new(html: String, changes: u64, now: Instant) -> Self {
        let digest = Sha256::digest(html.as_bytes());
        let tag: String = digest[..12].iter().map(|byte| format!("{byte:02x}")).collect();
        Self { changes, at: now, etag: format!("W/\"{tag}\""), body: Encoded::new(Bytes::from(html)) }
    }

    /// The answer for a visitor: nothing at all when her browser has the page (RFC 9110 13.1.2).
    pub(super) fn response(&self, asked: &HeaderMap) -> Response {
        let known = matches(asked, &self.etag);
        let (bytes, coding) =
            if known { (Bytes::new(), Coding::Plain) } else { self.body.in_coding(Coding::accepted(asked)) };
        let mut response = Response::new(Body::from(bytes));
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=0, must-revalidate"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, cookie"));
        if let Ok(etag) = HeaderValue::try_from(&self.etag) {
            headers.insert(header::ETAG, etag);
        }
        if known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(HeaderName::from_static("speculation-rules"), HeaderValue::from_static("\"/speculation.json\""));
        if let Some(coding) = coding.name() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        response
    }
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
        pages.insert(key, Arc::clone(kept));
    }
}

impl Kept {
    fn is_true(&self, changes: u64, now: Instant) -> bool {
        self.changes == changes && now.duration_since(self.at) < LONGEST
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
        pages.keep(key("/"), &Arc::new(Kept::new("<p>".into(), 7, now)));
        assert!(pages.get(&key("/"), 7, now).is_some());
        assert!(pages.get(&key("/"), 8, now).is_none());
        assert!(pages.get(&(Locale::En, "/".into()), 7, now).is_none());
        assert!(pages.get(&key("/"), 7, now + LONGEST).is_none());
    }

    #[test]
    fn however_many_addresses_are_asked_for_memory_is_bounded() {
        let (pages, now) = (Pages::default(), Instant::now());
        for n in 0..3 * MOST {
            pages.keep(key(&format!("/events?q={n}")), &Arc::new(Kept::new(String::new(), 0, now)));
        }
        pages.keep(key(&"x".repeat(10_000)), &Arc::new(Kept::new(String::new(), 0, now)));
        assert!(pages.0.read().unwrap().len() <= MOST);
        assert!(pages.0.read().unwrap().keys().all(|(_, path)| path.len() <= LONGEST_ADDRESS));
    }

    #[test]
    fn a_browser_that_has_the_page_gets_nothing_but_that() {
        let kept = Kept::new("<p>Guten Tag</p>".into(), 0, Instant::now());
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
