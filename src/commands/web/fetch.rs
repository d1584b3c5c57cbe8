//! Whole documents: redirects followed, one further attempt, and bounds of size and time.

use std::fmt;
use std::io::{self, Read};
use std::time::{Duration, Instant, SystemTime};

use ureq::Body;
use ureq::http::{HeaderMap, Response, header};
use url::Url;

use super::FetchError;
use super::reach::Reach;
use super::request::{Method, Requests, failed, is_redirect, retry_after, target};

/// Who asks, for servers.
const USER_AGENT: &str = concat!("issue-digest/", env!("CARGO_PKG_VERSION"), " (digest import)");

/// What is asked for, the most useful first.
const ACCEPT: &str = "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, \
                      application/feed+json, application/xml;q=0.9, text/plain;q=0.8, */*;q=0.1";

/// Shortest and longest wait before the one further attempt.
const WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Bounds of one document.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the body, decompressed.
    pub bytes: usize,
    /// Time for everything, redirects and the further attempt included.
    pub time: Duration,
    /// Redirects in a row.
    pub redirects: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 10 * 1024 * 1024, time: Duration::from_secs(30), redirects: 5 }
    }
}

/// A document that was fetched.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// Where it stands, after redirects.
    pub url: Url,
    /// Its bytes, decompressed.
    pub bytes: Vec<u8>,
    /// Media type in lower case, without parameters.
    pub content_type: Option<String>,
    /// Charset that the server names.
    pub charset: Option<String>,
}

/// Fetches documents.
pub struct Client {
    requests: Requests,
    limits: Limits,
    pause: Box<dyn Fn(Duration)>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("requests", &self.requests)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client that connects within `reach`; `pause` waits between attempts.
    #[must_use]
    pub fn new(reach: Reach, limits: Limits, pause: Box<dyn Fn(Duration)>) -> Self {
        Self { requests: Requests { reach, user_agent: USER_AGENT, accept: ACCEPT }, limits, pause }
    }

    /// The bounds of one document.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Waits before the next document of one host.
    pub fn pause(&self) {
        (self.pause)(WAIT);
    }

    /// The document at `url`.
    ///
    /// # Errors
    /// Why there is none, after one further attempt where that may help.
    pub fn get(&self, url: &Url) -> Result<Fetched, FetchError> {
        let deadline = Instant::now() + self.limits.time;
        match self.attempt(url, deadline) {
            Err(Failed { error, again: Some(wait) }) if wait <= LONGEST_WAIT => {
                // A server that is still busy says nothing new.
                (self.pause)(wait);
                self.attempt(url, deadline).map_err(|second| match second.error {
                    FetchError::TooSlow(_) => error,
                    second => second,
                })
            }
            Err(Failed { again: Some(wait), .. }) => Err(FetchError::Wait(wait.as_secs())),
            other => other.map_err(|failed| failed.error),
        }
    }

    /// Follows redirects to a document.
    fn attempt(&self, url: &Url, deadline: Instant) -> Result<Fetched, Failed> {
        let mut url = url.clone();
        for _ in 0..=self.limits.redirects {
            let response = self.ask(&url, deadline)?;
            let status = response.status().as_u16();
            if is_redirect(status) {
                url = target(&url, response.headers()).map_err(Failed::for_good)?;
                continue;
            }
            if status != 200 {
                let again = matches!(status, 429 | 503).then(|| wait_for(response.headers()));
                return Err(Failed { error: FetchError::Status(status), again });
            }
            return self.body(url, response, deadline).map_err(Failed::for_good);
        }
        Err(Failed::for_good(FetchError::TooManyRedirects(self.limits.redirects)))
    }

    fn ask(&self, url: &Url, deadline: Instant) -> Result<Response<Body>, Failed> {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Failed::for_good(FetchError::TooSlow(self.limits.time)));
        }
        self.requests.send(Method::Get, url, left).map_err(|error| self.failed(error))
    }

    fn body(&self, url: Url, response: Response<Body>, deadline: Instant) -> Result<Fetched, FetchError> {
        let (content_type, charset) = media_type(response.headers());
        if let Some(kind) = content_type.as_deref().filter(|kind| !is_readable(kind)) {
            return Err(FetchError::ContentType(kind.to_owned()));
        }
        let mut bytes = Vec::new();
        let mut chunk = vec![0; 32 * 1024];
        let mut reader = response.into_body().into_reader();
        loop {
            if Instant::now() >= deadline {
                return Err(FetchError::TooSlow(self.limits.time));
            }
            let read = match reader.read(&mut chunk) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    return Err(self.failed(failed(&url, ureq::Error::from(error), self.limits.time)).error);
                }
            };
            bytes.extend_from_slice(chunk.get(..read).unwrap_or_default());
            if bytes.len() > self.limits.bytes {
                return Err(FetchError::TooLarge(self.limits.bytes));
            }
        }
        Ok(Fetched { url, bytes, content_type, charset })
    }

    fn failed(&self, error: FetchError) -> Failed {
        match error {
            // What was left of the time says less than all of it.
            FetchError::TooSlow(_) => Failed::for_good(FetchError::TooSlow(self.limits.time)),
            error => Failed { again: error.may_pass().then_some(WAIT), error },
        }
    }
}

/// A failed attempt, and how long to wait before another one may help.
struct Failed {
    error: FetchError,
    again: Option<Duration>,
}

impl Failed {
    fn for_good(error: FetchError) -> Self {
        Self { error, again: None }
    }
}

/// The wait that the server asks for, or the usual one.
fn wait_for(headers: &HeaderMap) -> Duration {
    retry_after(headers, SystemTime::now()).map_or(WAIT, |wait| wait.max(WAIT))
}

/// Media type and charset of `Content-Type` (RFC 9110, section 8.3).
fn media_type(headers: &HeaderMap) -> (Option<String>, Option<String>) {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return (None, None);
    };
    let mut parts = value.split(';').map(str::trim);
    let kind = parts.next().map(str::to_ascii_lowercase).filter(|kind| !kind.is_empty());
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    });
    (kind, charset)
}

fn is_readable(kind: &str) -> bool {
    let is_text = kind.starts_with("text/") || kind.ends_with("/xml") || kind.ends_with("/json");
    let is_own = kind.ends_with("+xml") || kind.ends_with("+json") || kind == "application/octet-stream";
    (is_text || is_own) && !kind.starts_with("image/")
}
