//! Fetches from a provider: one request, one answer. It follows nobody, waits for nobody and reads no novels.

use std::{io, pin::Pin, sync::Arc, time::Duration};

use axum::http::{HeaderValue, Uri, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{
    body::{Bytes, Incoming},
    client::conn::http1,
};
use hyper_util::rt::TokioIo;
use openidconnect::{HttpRequest, HttpResponse};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{self, ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

use crate::config::is_loopback;

/// How long one answer may take. A sign-in needs five at most, and half a minute is all a page has.
const PATIENCE: Duration = Duration::from_secs(5);
/// The longest answer that is read, in bytes.
const LONGEST: usize = 256 * 1024;

/// Why nothing was fetched.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error("the address is not encrypted, or is none")]
    Address,
    #[error("the answer takes too long")]
    Late,
    #[error("the answer is too long, or breaks off")]
    Body,
    #[error(transparent)]
    Connection(#[from] io::Error),
    #[error(transparent)]
    Tls(#[from] rustls::Error),
    #[error(transparent)]
    Http(#[from] hyper::Error),
}

/// How a provider is asked. A redirect is an answer like any other. `near`: it is on this machine itself; one that is not
/// sends us nowhere here.
pub(super) fn fetcher(near: bool) -> impl Fn(HttpRequest) -> Fetched {
    move |request| {
        Box::pin(async move { timeout(PATIENCE, answer(request, near)).await.unwrap_or(Err(FetchError::Late)) })
    }
}

/// What comes of it.
type Fetched = Pin<Box<dyn Future<Output = Result<HttpResponse, FetchError>> + Send>>;

/// True for an address whose answers nobody on the way can read or change.
pub(super) fn is_safe(uri: &Uri, near: bool) -> bool {
    match uri.scheme_str() {
        Some("https") => uri.host().is_some(),
        Some("http") => near && uri.host().is_some_and(is_loopback),
        _ => false,
    }
}

async fn answer(request: HttpRequest, near: bool) -> Result<HttpResponse, FetchError> {
    let (mut parts, body) = request.into_parts();
    if !is_safe(&parts.uri, near) {
        return Err(FetchError::Address);
    }
    let encrypted = parts.uri.scheme_str() == Some("https");
    let host = parts.uri.host().unwrap_or_default().to_owned();
    let port = parts.uri.port_u16();
    let named = port.map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
    parts.headers.insert(header::HOST, HeaderValue::try_from(named).map_err(|_| FetchError::Address)?);
    parts.uri = parts.uri.path_and_query().map_or_else(Uri::default, |path| Uri::from(path.clone()));
    let request = hyper::Request::from_parts(parts, Full::new(Bytes::from(body)));
    let host = host.trim_matches(['[', ']']);
    let stream = TcpStream::connect((host, port.unwrap_or(if encrypted { 443 } else { 80 }))).await?;
    let response = if encrypted {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| FetchError::Address)?;
        over(tls()?.connect(name, stream).await?, request).await?
    } else {
        over(stream, request).await?
    };
    let (parts, body) = response.into_parts();
    let body = Limited::new(body, LONGEST).collect().await.map_err(|_| FetchError::Body)?;
    Ok(HttpResponse::from_parts(parts, body.to_bytes().to_vec()))
}

async fn over<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    request: hyper::Request<Full<Bytes>>,
) -> Result<hyper::Response<Incoming>, FetchError> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // It ends when its one answer is read or thrown away; what goes wrong with it the answer says.
    tokio::spawn(connection);
    Ok(sender.send_request(request).await?)
}

/// The certificates everybody trusts, as for mail.
fn tls() -> Result<TlsConnector, rustls::Error> {
    let roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_travels_readable_leaves_this_machine_to_nobody() {
        for (address, safe) in [
            ("https://login.uni.example/token", true),
            ("http://127.0.0.1:4000/token", true),
            ("http://[::1]:4000/token", true),
            ("http://localhost/token", true),
            ("http://login.uni.example/token", false),
            ("http://127.0.0.1.evil.example/token", false),
            ("ftp://localhost/token", false),
            ("/token", false),
        ] {
            assert_eq!(is_safe(&address.parse().unwrap(), true), safe, "{address}");
        }
        assert!(
            !is_safe(&"http://127.0.0.1:4000/token".parse().unwrap(), false),
            "what is elsewhere sends us nowhere here"
        );
    }
}
