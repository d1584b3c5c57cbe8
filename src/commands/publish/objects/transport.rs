//! How requests to object storage travel: with the HTTP client that the rest of a publish uses, so that
//! there is one stack, one set of roots and one provider of cryptography.
//!
//! Each thread has one request under way, and waits for it. No header of a request may reach a message.

use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http_body_util::BodyExt;
use object_store::client::{
    ClientConfigKey, HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse,
    HttpService,
};
use ureq::Agent;
use ureq::config::AutoHeaderValue;
use ureq::http::{Method, Request, Response, Uri};

use super::refusal::{Refusal, Refusals};
use super::workers;

/// Longest answer that is read: the manifest of a site of a million files.
const LONGEST: u64 = 256 << 20;

/// Makes the client of a store.
#[derive(Debug)]
pub(super) struct Connector {
    pub(super) refusals: Arc<Refusals>,
    /// End of the service's host and port; who is asked elsewhere is asked for credentials.
    pub(super) service: String,
}

impl HttpConnector for Connector {
    fn connect(&self, options: &object_store::ClientOptions) -> object_store::Result<HttpClient> {
        let allows_http = options.get_config_value(&ClientConfigKey::AllowHttp);
        Ok(HttpClient::new(Transport {
            agent: agent(),
            refusals: Arc::clone(&self.refusals),
            service: self.service.clone(),
            is_https_only: allows_http.as_deref() != Some("true"),
        }))
    }
}

struct Transport {
    agent: Agent,
    refusals: Arc<Refusals>,
    service: String,
    is_https_only: bool,
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Transport").field("service", &self.service).finish_non_exhaustive()
    }
}

fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        // Objects are taken as they are stored.
        .accept_encoding(AutoHeaderValue::None)
        .timeout_connect(Some(Duration::from_secs(15)))
        .timeout_recv_response(Some(Duration::from_secs(60)))
        .timeout_per_read(Some(Duration::from_secs(60)))
        .timeout_per_write(Some(Duration::from_secs(60)))
        .max_idle_connections(workers::MOST * 2)
        .max_idle_connections_per_host(workers::MOST)
        .user_agent(crate::GENERATOR.replace(' ', "/"))
        .build()
        .new_agent()
}

#[async_trait]
impl HttpService for Transport {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let is_service = parts.uri.authority().is_some_and(|at| at.as_str().ends_with(&self.service));
        if self.is_https_only && parts.uri.scheme_str() != Some("https") {
            let error = io::Error::other(format!("`{}` is not reached by HTTPS", place(&parts.uri)));
            self.refusals.note(Refusal::silence(&error.to_string(), is_service));
            return Err(HttpError::new(HttpErrorKind::Unknown, error));
        }
        let body = body.collect().await?.to_bytes();
        let silent = |error: ureq::Error| {
            let kind = kind(&error, is_service);
            self.refusals.note(Refusal::silence(&error.to_string(), is_service));
            HttpError::new(kind, error)
        };
        let answer = if matches!(parts.method, Method::PUT | Method::POST) {
            self.send(Request::from_parts(parts, &body[..]), is_service)
        } else {
            self.send(Request::from_parts(parts, ()), is_service)
        };
        let (parts, body) = answer.and_then(read).map_err(silent)?.into_parts();
        if parts.status.is_success() {
            self.refusals.forget();
        } else {
            self.refusals.note(Refusal::read(parts.status.as_u16(), &parts.headers, &body, is_service));
        }
        Ok(Response::from_parts(parts, body.into()))
    }
}

impl Transport {
    fn send(
        &self,
        request: Request<impl ureq::AsSendBody>,
        is_service: bool,
    ) -> Result<Response<ureq::Body>, ureq::Error> {
        if is_service {
            return self.agent.run(request);
        }
        // Where no machine of a provider is, nobody answers at the address of its metadata.
        let connect = Some(Duration::from_secs(2));
        let request = self.agent.configure_request(request).timeout_connect(connect);
        self.agent.run(request.timeout_global(Some(Duration::from_secs(20))).build())
    }
}

fn read(response: Response<ureq::Body>) -> Result<Response<Vec<u8>>, ureq::Error> {
    let (parts, mut body) = response.into_parts();
    let mut bytes = Vec::new();
    body.as_reader().take(LONGEST).read_to_end(&mut bytes)?;
    Ok(Response::from_parts(parts, bytes))
}

/// Whether the request may have arrived, and whether it is of use to try again.
fn kind(error: &ureq::Error, is_service: bool) -> HttpErrorKind {
    let is_refused = |error: &io::Error| error.kind() == io::ErrorKind::ConnectionRefused;
    match error {
        _ if !is_service => HttpErrorKind::Unknown,
        ureq::Error::ConnectionFailed
        | ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => HttpErrorKind::Connect,
        ureq::Error::Io(error) if is_refused(error) => HttpErrorKind::Connect,
        ureq::Error::Timeout(_) => HttpErrorKind::Timeout,
        ureq::Error::Io(_) | ureq::Error::Protocol(_) => HttpErrorKind::Interrupted,
        _ => HttpErrorKind::Unknown,
    }
}

fn place(uri: &Uri) -> String {
    format!("{}://{}", uri.scheme_str().unwrap_or_default(), uri.host().unwrap_or_default())
}
