//! Smaller answers for whoever takes them.

use std::{io::Write as _, sync::OnceLock};

use axum::{
    body::{Body, Bytes, HttpBody as _},
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// Below this an answer fits one packet anyway.
const SMALLEST: u64 = 860;
/// Above this compressing would keep others waiting.
const LARGEST: u64 = 4 * 1024 * 1024;

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    /// As it is.
    Plain,
    /// By gzip.
    Gzip,
    /// By brotli.
    Brotli,
}

impl Coding {
    /// The best coding a browser takes (RFC 9110 12.5.3). A weight of zero is a no.
    pub(super) fn accepted(headers: &HeaderMap) -> Self {
        let takes = |coding: &str| {
            headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok()).any(|line| {
                line.split(',').any(|part| {
                    let mut words = part.split(';').map(str::trim);
                    words.next().is_some_and(|name| name.eq_ignore_ascii_case(coding))
                        && !words.any(|word| {
                            word.strip_prefix("q=").is_some_and(|weight| weight.trim_matches(['0', '.']).is_empty())
                        })
                })
            })
        };
        if takes("br") {
            Self::Brotli
        } else if takes("gzip") {
            Self::Gzip
        } else {
            Self::Plain
        }
    }

    /// The end of the names of files written in it.
    pub(super) const fn ending(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Gzip => Some("gz"),
            Self::Brotli => Some("br"),
        }
    }

    /// Its name (RFC 9110 8.4.1).
    pub(super) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }
}

/// How much time smallness is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effort {
    /// Written once, read often.
    Kept,
    /// Written for one reader.
    Once,
}

/// Writes a body in a coding; `None` when that did not work, or is no smaller.
pub(super) fn encode(plain: &[u8], coding: Coding, effort: Effort) -> Option<Bytes> {
    let mut encoded = Vec::with_capacity(plain.len() / 3);
    match coding {
        Coding::Plain => return None,
        Coding::Gzip => {
            let level = flate2::Compression::new(if effort == Effort::Kept { 6 } else { 2 });
            let mut writer = flate2::write::GzEncoder::new(&mut encoded, level);
            writer.write_all(plain).and_then(|()| writer.finish().map(drop)).ok()?;
        }
        Coding::Brotli => {
            let quality = if effort == Effort::Kept { 5 } else { 2 };
            let mut writer = brotli::CompressorWriter::new(&mut encoded, 16 * 1024, quality, 18);
            writer.write_all(plain).and_then(|()| writer.flush()).ok()?;
            drop(writer);
        }
    }
    (encoded.len() < plain.len()).then(|| encoded.into())
}

/// A body that is written in each coding at most once.
pub(super) struct Encoded {
    plain: Bytes,
    gzip: OnceLock<Option<Bytes>>,
    brotli: OnceLock<Option<Bytes>>,
}

impl Encoded {
    pub(super) const fn new(plain: Bytes) -> Self {
        Self { plain, gzip: OnceLock::new(), brotli: OnceLock::new() }
    }

    /// How long it is as it is.
    pub(super) const fn len(&self) -> usize {
        self.plain.len()
    }

    /// The body in a coding, or plain where that is no better; and which of the two it is.
    pub(super) fn in_coding(&self, coding: Coding) -> (Bytes, Coding) {
        let kept = match coding {
            Coding::Plain => return (self.plain.clone(), Coding::Plain),
            Coding::Gzip => &self.gzip,
            Coding::Brotli => &self.brotli,
        };
        match kept.get_or_init(|| encode(&self.plain, coding, Effort::Kept)) {
            Some(encoded) => (encoded.clone(), coding),
            None => (self.plain.clone(), Coding::Plain),
        }
    }
}

fn is_text(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) else { return false };
    kind.starts_with("text/") || kind.contains("json") || kind.contains("xml") || kind.contains("javascript")
}

/// Middleware: answers that are text, whole in memory and not yet in a coding are written in the one the browser takes.
pub(super) async fn answers(request: Request, next: Next) -> Response {
    let coding = Coding::accepted(request.headers());
    let response = next.run(request).await;
    let size = response.body().size_hint().exact().unwrap_or(u64::MAX);
    if response.headers().contains_key(header::CONTENT_ENCODING)
        || !is_text(response.headers())
        || !(SMALLEST..=LARGEST).contains(&size)
    {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(plain) = axum::body::to_bytes(body, usize::MAX).await else {
        return super::problem::response(super::problem::Problem::Broken);
    };
    parts.headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    let (Some(encoded), Some(name)) = (encode(&plain, coding, Effort::Once), coding.name()) else {
        return Response::from_parts(parts, Body::from(plain));
    };
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    parts.headers.remove(header::CONTENT_LENGTH);
    // Equal in meaning, no longer byte by byte (RFC 9110 8.8.1).
    let weak = parts.headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()).filter(|tag| !tag.starts_with("W/"));
    if let Some(Ok(weak)) = weak.map(|tag| HeaderValue::try_from(format!("W/{tag}"))) {
        parts.headers.insert(header::ETAG, weak);
    }
    Response::from_parts(parts, Body::from(encoded))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn accepted(value: &str) -> Coding {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, value.parse().unwrap());
        Coding::accepted(&headers)
    }

    #[test]
    fn the_best_coding_a_browser_takes_is_chosen() {
        for (value, coding) in [
            ("gzip, deflate, br, zstd", Coding::Brotli),
            ("GZIP", Coding::Gzip),
            ("br;q=0, gzip;q=0.5", Coding::Gzip),
            ("br;q=0.000", Coding::Plain),
            ("identity", Coding::Plain),
            ("", Coding::Plain),
        ] {
            assert_eq!(accepted(value), coding, "{value}");
        }
    }

    #[test]
    fn what_is_written_in_a_coding_reads_the_same() {
        let plain = "<li>Raum für Ideen</li>\n".repeat(500);
        for effort in [Effort::Kept, Effort::Once] {
            let brotli = encode(plain.as_bytes(), Coding::Brotli, effort).unwrap();
            let mut back = String::new();
            brotli::Decompressor::new(&brotli[..], 4096).read_to_string(&mut back).unwrap();
            assert_eq!(back, plain);
            let gzip = encode(plain.as_bytes(), Coding::Gzip, effort).unwrap();
            back.clear();
            flate2::read::GzDecoder::new(&gzip[..]).read_to_string(&mut back).unwrap();
            assert_eq!(back, plain);
        }
    }

    #[test]
    fn what_grows_is_left_as_it_is() {
        assert_eq!(encode(b"ab", Coding::Gzip, Effort::Kept), None);
    }
}
