//! One request and its answer, redirects not followed.

use std::fmt;
use std::io;
use std::time::{Duration, SystemTime};

use jiff::fmt::rfc2822::DateTimeParser;
use ureq::http::{HeaderMap, Response, Uri, header};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, config::Config};
use url::Url;

use super::FetchError;
use super::reach::Reach;

/// What a server is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The headers that `GET` would give.
    Head,
    /// The document.
    Get,
}

/// Sends requests.
#[derive(Debug, Clone)]
pub struct Requests {
    /// Which network addresses may be connected to.
    pub reach: Reach,
    /// Who asks, for servers.
    pub user_agent: &'static str,
    /// Media types that are asked for.
    pub accept: &'static str,
}

impl Requests {
    /// The answer to one request, whatever its status; redirects are answers too.
    ///
    /// # Errors
    /// Why there is none within `time`.
    pub fn send(&self, method: Method, url: &Url, time: Duration) -> Result<Response<Body>, FetchError> {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // What a proxy connects to could not be checked.
            .proxy(None)
            .user_agent(self.user_agent)
            .accept(self.accept)
            .timeout_global(Some(time))
            .build();
        let resolver = Checked { reach: self.reach.clone(), inner: DefaultResolver::default() };
        let agent = Agent::with_parts(config, DefaultConnector::default(), resolver);
        let answer = match method {
            Method::Head => agent.head(url.as_str()).call(),
            Method::Get => agent.get(url.as_str()).call(),
        };
        answer.map_err(|error| failed(url, error, time))
    }
}

/// What an error of the client means; `time` is what it was given.
#[must_use]
pub fn failed(url: &Url, error: ureq::Error, time: Duration) -> FetchError {
    match error {
        ureq::Error::Timeout(_) => FetchError::TooSlow(time),
        ureq::Error::HostNotFound => FetchError::UnknownHost,
        ureq::Error::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<NotPublic>()) => {
            FetchError::Private(url.host_str().unwrap_or_default().to_owned())
        }
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => FetchError::TooSlow(time),
        ureq::Error::Io(error) => {
            // The system's resolver gives no other sign of a name that nobody has.
            let said = error.to_string();
            if said.contains("failed to lookup address") {
                let for_now = said.contains("emporary failure");
                return if for_now { FetchError::NoNames } else { FetchError::UnknownHost };
            }
            FetchError::Connection(crate::disk::describe(&error))
        }
        other => FetchError::Connection(other.to_string()),
    }
}

/// Where a redirect leads (RFC 9110, section 15.4).
///
/// # Errors
/// An address that is not followed.
pub fn target(from: &Url, headers: &HeaderMap) -> Result<Url, FetchError> {
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

/// Whether a status is a redirect that is followed.
#[must_use]
pub fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// How long the server asks to be left alone: seconds or a date (RFC 9110, section 10.2.3).
#[must_use]
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = DateTimeParser::new().parse_timestamp(value).ok()?;
    let until = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(until.as_second()).ok()?);
    Some(until.duration_since(now).unwrap_or_default())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(value: &str) -> Option<u64> {
        let headers = HeaderMap::from_iter([(header::RETRY_AFTER, value.parse().unwrap())]);
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600);
        retry_after(&headers, now).map(|wait| wait.as_secs())
    }

    #[test]
    fn waits_are_seconds_or_dates() {
        for (value, expected) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Thu, 01 Jan 2026 00:01:00 GMT", Some(60)),
            ("Wed, 31 Dec 2025 00:00:00 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
            ("99999999999999999999999", None),
        ] {
            assert_eq!(wait(value), expected, "{value}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), SystemTime::UNIX_EPOCH), None);
    }
}
