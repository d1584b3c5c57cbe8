//! Connections: accepted, limited, and each request handed on.

use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::sync::watch::Receiver;

use super::events::events;
use super::guard::Guard;
use super::patience::Patient;
use super::respond::{respond, text};
use super::snapshot::Snapshot;
use crate::address::percent_decode;

/// Connections at one time; others wait.
const CONNECTIONS: usize = 256;
/// How long a browser may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest line of request and headers together, in bytes.
const HEAD: usize = 32 * 1024;
/// Longest address, in bytes.
const ADDRESS: usize = 4 * 1024;
/// Threads that render.
const RENDERERS: usize = 4;
/// After an error in accepting, such as too many open files, there is no use in trying at once.
const PAUSE: Duration = Duration::from_millis(100);

const EVENTS: &str = "/.digest/events";

/// What every connection shares.
#[derive(Clone)]
struct Server {
    snapshots: Receiver<Arc<Snapshot>>,
    guard: Guard,
    /// How long the other side may leave what it is sent.
    patience: Duration,
}

/// Serves until the process ends.
///
/// # Errors
/// Those of the system's network.
pub(super) fn serve(
    listener: TcpListener,
    snapshots: Receiver<Arc<Snapshot>>,
    guard: Guard,
    patience: Duration,
) -> std::io::Result<Infallible> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(RENDERERS).build()?;
    listener.set_nonblocking(true)?;
    runtime.block_on(accept(listener, Server { snapshots, guard, patience }))
}

async fn accept(listener: TcpListener, server: Server) -> std::io::Result<Infallible> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let place = Arc::clone(&places).acquire_owned().await.map_err(std::io::Error::other)?;
        match listener.accept().await {
            Ok((stream, _)) => {
                let server = server.clone();
                tokio::spawn(async move {
                    answer(stream, server).await;
                    drop(place);
                });
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

/// Answers the requests of one connection, one after the other.
async fn answer(stream: TcpStream, server: Server) {
    // A page is one write: waiting for more to send would only delay it.
    let _ = stream.set_nodelay(true);
    let stream = Patient::new(stream, server.patience);
    let service = service_fn(move |request| {
        let server = server.clone();
        async move { Ok::<_, Infallible>(handle(server, request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(HEAD)
        .serve_connection(TokioIo::new(stream), service);
    // A browser that goes away is nobody's fault.
    let _ = connection.await;
}

async fn handle(server: Server, request: Request<Incoming>) -> Response<Body> {
    if !server.guard.is_meant(request.headers(), request.uri()) {
        let message = "this server does not have that name; ask for `localhost`\n";
        return text(StatusCode::MISDIRECTED_REQUEST, message);
    }
    if request.uri().path_and_query().is_some_and(|address| address.as_str().len() > ADDRESS) {
        return text(StatusCode::URI_TOO_LONG, "the address is too long\n");
    }
    if request.uri().path() == EVENTS && request.method() == axum::http::Method::GET {
        if !server.guard.is_own_page(request.headers()) {
            return text(StatusCode::FORBIDDEN, "only pages of this server may listen\n");
        }
        let of = |name: &str| parameter(request.uri().query().unwrap_or_default(), name);
        return events(server.snapshots, of("page"), of("state"));
    }
    let snapshot = Arc::clone(&server.snapshots.borrow());
    // The body of a request is nothing that anybody here asks for.
    let request = request.map(drop);
    let response = tokio::task::spawn_blocking(move || respond(&snapshot, &request)).await;
    response.unwrap_or_else(|_| text(StatusCode::INTERNAL_SERVER_ERROR, "the page could not be rendered\n"))
}

/// A parameter of a query, decoded; empty where there is none.
fn parameter(query: &str, name: &str) -> String {
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    value.and_then(percent_decode).map_or_else(String::new, std::borrow::Cow::into_owned)
}
