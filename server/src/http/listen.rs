//! Takes connections and ends them: quickly, patiently, and not all at once.

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use axum::{body::Body, http::Request, response::Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::{sleep, timeout},
};
use tokio_io_timeout::TimeoutStream;
use tower::Service;

/// How long whoever came may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// To say what it wants: whoever dribbles letters to hold a connection is let go.
    pub head: Duration,
    /// Until it takes any more of the answer: whoever reads nothing of it is let go.
    pub write: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { head: Duration::from_secs(20), write: Duration::from_secs(30) }
    }
}

/// How long those in the house may finish when it closes.
const FAREWELL: Duration = Duration::from_secs(10);
/// Connections at once; the next ones wait at the door.
const MOST: usize = 4096;
/// Names, cookies and addresses of a request are not longer.
const LONGEST_HEAD: usize = 64 * 1024;

/// What answers requests.
pub trait Application:
    Service<Request<Body>, Response = Response, Error = Infallible, Future: Send> + Clone + Send + Sync + 'static
{
}

impl<A> Application for A where
    A: Service<Request<Body>, Response = Response, Error = Infallible, Future: Send> + Clone + Send + Sync + 'static
{
}

/// The other end of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// Answers requests until `shutdown` turns true, then lets those under way finish.
pub async fn listen<A: Application>(
    listener: TcpListener,
    app: A,
    patience: Patience,
    mut shutdown: watch::Receiver<bool>,
) {
    let graceful = GracefulShutdown::new();
    let doors = Arc::new(Semaphore::new(MOST));
    loop {
        let entry = async {
            let permit = Arc::clone(&doors).acquire_owned().await;
            (listener.accept().await, permit)
        };
        let (accepted, permit) = tokio::select! {
            entry = entry => entry,
            _ = shutdown.wait_for(|over| *over) => break,
        };
        match (accepted, permit) {
            (Ok((stream, peer)), Ok(permit)) => receive(stream, peer, permit, &app, patience, &graceful),
            (Err(err), _) => {
                // Too many open files, mostly: it passes when somebody leaves.
                tracing::warn!(error = %err, "a connection could not be taken");
                sleep(Duration::from_millis(100)).await;
            }
            (_, Err(_)) => break,
        }
    }
    drop(listener);
    if timeout(FAREWELL, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were cut off");
    }
}

fn receive<A: Application>(
    stream: TcpStream,
    peer: SocketAddr,
    permit: OwnedSemaphorePermit,
    app: &A,
    patience: Patience,
    graceful: &GracefulShutdown,
) {
    // Otherwise small answers wait 40 ms for the other side's acknowledgement.
    if let Err(err) = stream.set_nodelay(true) {
        tracing::debug!(error = %err, "answers on this connection may be late");
    }
    let app = app.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        let mut app = app.clone();
        async move { Ok::<_, Infallible>(app.call(request).await.unwrap_or_else(|never| match never {})) }
    });
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(patience.write));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(TokioIo::new(Box::pin(stream)), service);
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        if let Err(err) = connection.await {
            tracing::debug!(error = %err, "a connection broke off");
        }
        drop(permit);
    });
}
