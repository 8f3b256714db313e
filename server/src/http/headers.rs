//! What every answer carries, pages and errors alike.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Nothing but our own files is loaded, run, sent to or framed. WebAssembly needs its own word.
macro_rules! policy {
    ($ancestors:literal) => {
        concat!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; ",
            "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; ",
            "base-uri 'none'; frame-ancestors ",
            $ancestors
        )
    };
}

/// Shown by itself only.
const POLICY: &str = policy!("'none'");

/// For what is made for frames of other sites.
const FRAMED: [(HeaderName, &str); 3] = [
    (header::CONTENT_SECURITY_POLICY, policy!("*")),
    // A site that isolates itself frames only what isolates itself too, and says that it may be taken in (HTML 7.1.4,
    // cross-origin embedder policies). It loads nothing but our own.
    (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
];

/// What a page may ask a device for.
pub(super) const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// Nothing.
const NOTHING: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()";

/// To see, where tickets are scanned; nothing else.
pub(super) const WITH_CAMERA: &str =
    "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()";

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (PERMISSIONS, NOTHING),
];

/// Lets other sites show it in a frame.
pub(super) fn allow_frames(headers: &mut HeaderMap) {
    for (name, value) in FRAMED {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Adds what is missing: a handler may say something stricter, or something looser where it must.
pub(super) fn complete(headers: &mut HeaderMap, https: bool) {
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if https {
        // Two years, and what is below this host (OWASP ASVS 3.4.1 asks for one).
        let strict = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(strict);
    }
}
