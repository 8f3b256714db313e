//! Pictures by the name of what they are: kept for ever by whoever has one, for it never means another.

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};

use super::{AppState, kept};

/// A picture is shown and does nothing, whoever opens it by itself.
const NOTHING: &str = "default-src 'none'; sandbox";

/// `/pictures/{name}`
pub(super) async fn picture(
    State(state): State<AppState>,
    Path(name): Path<String>,
    asked: HeaderMap,
) -> Result<Response, StatusCode> {
    let named = name.len() == 64 && name.bytes().all(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(&c));
    if !named {
        return Err(StatusCode::NOT_FOUND);
    }
    let etag = format!("\"{name}\"");
    let (mut response, media) = if kept::matches(&asked, &etag) {
        // Whoever has something of this name has the picture: nobody has to look.
        let mut known = Response::new(Body::empty());
        *known.status_mut() = StatusCode::NOT_MODIFIED;
        (known, None)
    } else {
        let found = state.house.pictures.picture(&name).await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
        let picture = found.ok_or(StatusCode::NOT_FOUND)?;
        (Response::new(Body::from(picture.bytes)), Some(picture.media))
    };
    let media = media.as_deref().map(|media| (header::CONTENT_TYPE, media));
    for (header, value) in media.into_iter().chain([
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::ETAG, etag.as_str()),
        (header::CONTENT_SECURITY_POLICY, NOTHING),
        // Whoever reads our feeds elsewhere sees it there too.
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ]) {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(header, value);
        }
    }
    Ok(response)
}
