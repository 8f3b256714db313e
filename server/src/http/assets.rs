//! Style, scripts, fonts and icons, carried inside the program.

use std::{borrow::Cow, collections::HashMap};

use axum::{
    body::{Body, Bytes},
    extract::{Path, Request},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, uri::PathAndQuery},
    response::{IntoResponse as _, Redirect, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::{
    asks,
    compress::Coding,
    kept,
    problem::{Problem, response},
};

/// What the bundler made. `build.rs` says where it is.
#[derive(RustEmbed)]
#[folder = "$SPIELRAUM_SITE"]
struct Site;

const MANIFEST: &str = "manifest.json";

/// Names that carry the hash of what they hold never hold anything else.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Names that stay the same are asked about each time.
const ASK_AGAIN: &str = "public, max-age=0, must-revalidate";

/// Logical to hashed names of style sheet, scripts and fonts.
#[must_use]
pub fn asset_names() -> HashMap<String, String> {
    let Some(manifest) = Site::get(MANIFEST) else {
        tracing::warn!("this program was built without style and scripts; pages work, but look bare");
        return HashMap::new();
    };
    serde_json::from_slice(&manifest.data).unwrap_or_else(|err| {
        tracing::error!(error = %err, "the list of assets cannot be read");
        HashMap::new()
    })
}

/// `/assets/…`
pub(super) async fn immutable(Path(file): Path<String>, headers: HeaderMap) -> Response {
    serve(&format!("assets/{file}"), &headers, FOR_EVER).unwrap_or_else(|| response(Problem::NotFound))
}

/// Files with a place of their own, such as `/favicon.svg`; everything else is not there.
pub(super) async fn root_or_missing(request: Request) -> Response {
    let path = request.uri().path();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let name = path.trim_start_matches('/');
    if reads
        && !name.contains('/')
        && name != MANIFEST
        && let Some(file) = serve(name, request.headers(), ASK_AGAIN)
    {
        return file;
    }
    match without_slash(request.uri()).filter(|_| reads) {
        Some(path) => Redirect::permanent(&asks::locale_of(request.extensions()).href(&path)).into_response(),
        None => response(Problem::NotFound),
    }
}

/// `/spaces/` is `/spaces`.
fn without_slash(uri: &Uri) -> Option<String> {
    let path = uri
        .path()
        .strip_suffix('/')
        .filter(|path| path.len() > 1 && !path.starts_with("//") && !path.ends_with('/'))?;
    let query = uri.path_and_query().and_then(PathAndQuery::query);
    Some(query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}")))
}

/// A file in the smallest coding there is of it; codings were written when the program was built.
fn serve(name: &str, asked: &HeaderMap, keeping: &'static str) -> Option<Response> {
    let plain = Site::get(name)?;
    let coded = |coding: Coding| Some((Site::get(&format!("{name}.{}", coding.ending()?))?, coding));
    let (file, coding) = match Coding::accepted(asked) {
        Coding::Brotli => coded(Coding::Brotli).or_else(|| coded(Coding::Gzip).filter(|_| takes_gzip(asked))),
        other => coded(other),
    }
    .unwrap_or((plain, Coding::Plain));
    let etag = etag(&file);
    let known = kept::matches(asked, &etag);
    let mut response = Response::new(if known { Body::empty() } else { Body::from(bytes(file.data)) });
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(name)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keeping));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::try_from(etag) {
        headers.insert(header::ETAG, etag);
    }
    if let Some(coding) = coding.name() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    Some(response)
}

fn takes_gzip(asked: &HeaderMap) -> bool {
    asks::text(asked, &header::ACCEPT_ENCODING).contains("gzip")
}

fn etag(file: &EmbeddedFile) -> String {
    let tag: String = file.metadata.sha256_hash()[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{tag}\"")
}

fn bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => Bytes::from(data),
    }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_too_many_leads_to_the_page_and_never_to_another_site() {
        let without = |uri: &str| without_slash(&uri.parse().unwrap());
        assert_eq!(without("/spaces/?on=2027-03-09"), Some("/spaces?on=2027-03-09".into()));
        for uri in ["/", "/spaces", "//evil.example/", "//"] {
            assert_eq!(without(uri), None, "{uri}");
        }
    }

    #[test]
    fn webassembly_is_served_as_browsers_want_it() {
        assert_eq!(media_type("islands.1a2b.wasm"), "application/wasm");
        assert_eq!(media_type("README"), "application/octet-stream");
    }
}
