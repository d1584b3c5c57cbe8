//! Documents over HTTP, for somebody who names addresses that nobody has looked at.
//!
//! Only http and https; each connection goes to the network address that was checked, so that a name
//! cannot change its meaning in between; redirects are followed one by one, each checked the same
//! way. Size, time and number of redirects are bounded. No proxy, no cookies, no credentials.

use std::fmt;
use std::io::{self, Read};
use std::time::{Duration, Instant};

use ureq::http::{HeaderMap, Response, Uri, header};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, config::Config};
use url::Url;

use super::reach::Reach;

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

/// Why a document could not be fetched.
#[derive(Debug)]
#[non_exhaustive]
pub enum FetchError {
    /// The server answered with this status.
    Status(u16),
    /// Its name leads to an address that is not public.
    Private(String),
    /// A redirect leads to an address of another scheme, or to none.
    Redirect(String),
    /// More redirects than are followed.
    TooManyRedirects(usize),
    /// More bytes than are read.
    TooLarge(usize),
    /// Everything together took too long.
    TooSlow(Duration),
    /// A media type that nothing can be imported from.
    ContentType(String),
    /// The server asks for a longer wait than is made, in seconds.
    Wait(u64),
    /// No such host.
    UnknownHost,
    /// The network, the server or its certificate failed.
    Connection(String),
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FetchError::Status(status) => write!(f, "the server answered {status}{}", reason(*status)),
            FetchError::Private(host) => write!(f, "`{host}` is a private or reserved address"),
            FetchError::Redirect(to) => write!(f, "it leads on to `{to}`, which is no http or https address"),
            FetchError::TooManyRedirects(most) => write!(f, "it leads on more than {most} times"),
            FetchError::TooLarge(most) => write!(f, "it has more than {most} bytes"),
            FetchError::TooSlow(most) => write!(f, "it took longer than {} s", most.as_secs_f32()),
            FetchError::ContentType(kind) => write!(f, "it is `{kind}`, which nothing can be imported from"),
            FetchError::Wait(seconds) => write!(f, "the server asks to wait {seconds} s"),
            FetchError::UnknownHost => write!(f, "there is no such host"),
            FetchError::Connection(message) => f.write_str(message),
        }
    }
}

impl FetchError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self {
            FetchError::Private(_) => Some("allow it with `--allow-private` if it is meant"),
            FetchError::Status(401..=403 | 451) | FetchError::TooLarge(_) => {
                Some("save the page in your browser and import the file")
            }
            FetchError::Wait(_) => Some("try again later"),
            _ => None,
        }
    }
}

/// Fetches documents.
pub struct Client {
    reach: Reach,
    limits: Limits,
    pause: Box<dyn Fn(Duration)>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("reach", &self.reach)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client that connects within `reach`; `pause` waits between attempts.
    #[must_use]
    pub fn new(reach: Reach, limits: Limits, pause: Box<dyn Fn(Duration)>) -> Self {
        Self { reach, limits, pause }
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
            if matches!(status, 301 | 302 | 303 | 307 | 308) {
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
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // What a proxy connects to could not be checked.
            .proxy(None)
            .user_agent(USER_AGENT)
            .accept(ACCEPT)
            .timeout_global(Some(left))
            .build();
        let resolver = Checked { reach: self.reach.clone(), inner: DefaultResolver::default() };
        let agent = Agent::with_parts(config, DefaultConnector::default(), resolver);
        agent.get(url.as_str()).call().map_err(|error| self.failed(url, error))
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
                Err(error) => return Err(self.failed(&url, ureq::Error::from(error)).error),
            };
            bytes.extend_from_slice(chunk.get(..read).unwrap_or_default());
            if bytes.len() > self.limits.bytes {
                return Err(FetchError::TooLarge(self.limits.bytes));
            }
        }
        Ok(Fetched { url, bytes, content_type, charset })
    }

    fn failed(&self, url: &Url, error: ureq::Error) -> Failed {
        let again = Some(WAIT);
        match error {
            ureq::Error::Timeout(_) => Failed::for_good(FetchError::TooSlow(self.limits.time)),
            ureq::Error::HostNotFound => Failed::for_good(FetchError::UnknownHost),
            ureq::Error::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<NotPublic>()) => {
                Failed::for_good(FetchError::Private(url.host_str().unwrap_or_default().to_owned()))
            }
            ureq::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => {
                Failed::for_good(FetchError::TooSlow(self.limits.time))
            }
            ureq::Error::Io(error) => {
                // The system's resolver gives no other sign of a name that nobody has.
                let is_unknown = error.to_string().contains("failed to lookup address");
                let message = crate::disk::describe(&error);
                if is_unknown {
                    return Failed { error: FetchError::UnknownHost, again: None };
                }
                Failed { error: FetchError::Connection(message), again }
            }
            other => Failed::for_good(FetchError::Connection(other.to_string())),
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

/// Refuses names that lead to addresses out of reach. What it gives is what is connected to.
#[derive(Debug)]
struct Checked {
    reach: Reach,
    inner: DefaultResolver,
}

/// The mark of such a refusal.
#[derive(Debug)]
struct NotPublic;

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a public address")
    }
}

impl std::error::Error for NotPublic {}

impl Resolver for Checked {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        // A name that leads to both kinds is up to no good.
        if found.iter().all(|address| self.reach.allows(address)) {
            return Ok(found);
        }
        Err(ureq::Error::Io(io::Error::new(io::ErrorKind::PermissionDenied, NotPublic)))
    }
}

/// Where a redirect leads (RFC 9110, section 15.4).
fn target(from: &Url, headers: &HeaderMap) -> Result<Url, FetchError> {
    let location =
        headers.get(header::LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let location = location.unwrap_or_default();
    let url = from.join(&location).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let mut url = url.filter(Url::has_host).ok_or(FetchError::Redirect(location))?;
    // Nobody's credentials are sent anywhere.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Ok(url)
}

/// The seconds of `Retry-After` (RFC 9110, section 10.2.3); a date is not worked out.
fn wait_for(headers: &HeaderMap) -> Duration {
    let value = headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
    value
        .and_then(|value| value.trim().parse().ok())
        .map_or(WAIT, |seconds| Duration::from_secs(seconds).max(WAIT))
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

fn reason(status: u16) -> &'static str {
    match status {
        401..=403 => ": it lets nobody in without an account",
        404 | 410 => ": there is no such page",
        429 => ": it was asked too often",
        451 => ": it may not show the page here",
        500..=599 => ": it is in trouble",
        _ => "",
    }
}
