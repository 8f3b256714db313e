//! A calendar as an HTTP answer: for everybody or for one person, and only when it changed.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

/// What a file says.
pub(super) struct File {
    /// Its media type.
    pub kind: &'static str,
    /// Its content.
    pub body: String,
    /// When the newest thing in it was changed.
    pub changed_at: Option<DateTime<Utc>>,
    /// The name to save it by; `None`: it is subscribed to.
    pub name: Option<String>,
    /// May be kept by anybody on the way. A file for one person is not.
    pub public: bool,
}

/// The media type of calendars (RFC 5545 8.1).
pub(super) const CALENDAR: &str = "text/calendar; charset=utf-8";
/// The media type of Atom (RFC 4287 7).
pub(super) const ATOM: &str = "application/atom+xml; charset=utf-8";

/// The media type of OpenSearch description documents (OpenSearch 1.1 draft 6, 2).
pub(super) const OPENSEARCH: &str = "application/opensearchdescription+xml";

/// The file, or nothing when the one who asks has it (RFC 9110 13.1.2).
pub(super) fn answer(file: File, asked: &HeaderMap) -> Response {
    let etag = etag(&file.body);
    let known = knows(asked, &etag);
    let mut response = Response::new(if known { Body::empty() } else { Body::from(file.body) });
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::ETAG, &etag);
    set(header::CACHE_CONTROL, if file.public { "public, max-age=300" } else { "private, no-cache" });
    set(HeaderName::from_static("x-robots-tag"), "noindex");
    if let Some(at) = file.changed_at {
        set(header::LAST_MODIFIED, &at.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
    }
    if !file.public {
        // The address itself may be the key (RFC 9110 10.1.3).
        set(header::REFERRER_POLICY, "no-referrer");
    }
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    set(header::CONTENT_TYPE, file.kind);
    if file.public {
        // Calendars in the browser read us from other sites; there is nothing secret in it.
        set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        set(HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
    }
    if let Some(name) = file.name {
        set(header::CONTENT_DISPOSITION, &format!("attachment; filename=\"{}\"", plain(&name)));
    }
    response
}

fn etag(body: &str) -> String {
    let digest = Sha256::digest(body.as_bytes());
    let tag: String = digest[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{tag}\"")
}

/// Weak comparison (RFC 9110 8.8.3.2): on the way the file may have been compressed.
fn knows(asked: &HeaderMap, etag: &str) -> bool {
    asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(|tag| tag.trim().trim_start_matches("W/"))
        .any(|tag| tag == "*" || tag == etag)
}

/// A name no file system minds.
fn plain(name: &str) -> String {
    name.chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || "-_.".contains(letter) { letter } else { '-' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(public: bool) -> File {
        File { kind: CALENDAR, body: "BEGIN".into(), changed_at: None, name: Some("ton\"\r\n.ics".into()), public }
    }

    #[test]
    fn who_has_it_gets_nothing_but_that() {
        let first = answer(file(true), &HeaderMap::new());
        assert_eq!(first.status(), StatusCode::OK);
        let etag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        for (tag, status) in [
            (etag.clone(), StatusCode::NOT_MODIFIED),
            (format!("\"x\", W/{etag}"), StatusCode::NOT_MODIFIED),
            ("\"x\"".to_owned(), StatusCode::OK),
        ] {
            let mut asked = HeaderMap::new();
            asked.insert(header::IF_NONE_MATCH, tag.parse().unwrap());
            assert_eq!(answer(file(true), &asked).status(), status, "{tag}");
        }
    }

    #[test]
    fn a_file_for_one_person_is_kept_by_nobody_else() {
        let response = answer(file(false), &HeaderMap::new());
        assert_eq!(response.headers()[header::CACHE_CONTROL], "private, no-cache");
        assert!(!response.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
        assert_eq!(response.headers()[header::CONTENT_DISPOSITION], "attachment; filename=\"ton---.ics\"");
    }
}
