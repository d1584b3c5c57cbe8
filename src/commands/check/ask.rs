//! One address of others: asked for, redirects followed, tried again where that may help.

use std::io::Read;
use std::net::ToSocketAddrs;
use std::time::{Duration, SystemTime};

use ureq::Body;
use ureq::http::Response;
use url::Url;

use super::hosts::{Hosts, Pause};
use crate::audit::outside::Verdict;
use crate::commands::web::FetchError;
use crate::commands::web::reach::Reach;
use crate::commands::web::request::{Method, Requests, is_redirect, retry_after, target};
use crate::per_thread::locked;

const USER_AGENT: &str = concat!("issue-digest/", env!("CARGO_PKG_VERSION"), " (digest check)");
const ACCEPT: &str = "text/html, application/xhtml+xml, */*;q=0.8";

/// Redirects that are followed in a row.
const REDIRECTS: usize = 8;
/// Requests for one address before its answer counts, where another one may be better.
const ATTEMPTS: u32 = 3;
/// Waits before further attempts are this, then twice as long each.
const BACK_OFF: Duration = Duration::from_secs(2);
/// A host that asks for a longer wait is not asked again in this run.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// How addresses are asked for.
#[derive(Debug, Clone)]
pub struct Manners {
    /// Which network addresses may be connected to.
    pub reach: Reach,
    /// Time for one request.
    pub time: Duration,
    /// Pause between two requests to one host.
    pub delay: Duration,
    /// A host that there is, to tell a name that nobody has from a machine that is not online.
    pub known_host: String,
}

/// The host that such a thing is asked about: kept for documentation by IANA (RFC 2606), and looked up alone.
pub const KNOWN_HOST: &str = "example.com";

/// Asks for addresses; may be used by several threads.
pub struct Asker {
    requests: Requests,
    time: Duration,
    hosts: Hosts,
    known_host: String,
}

/// What came of an address.
#[derive(Debug)]
pub struct Answer {
    /// What to tell.
    pub verdict: Verdict,
    /// Whether it will be the same tomorrow.
    pub lasts: bool,
    /// Whether no address was found for the name of its host.
    pub is_nameless: bool,
}

/// A request that failed.
struct Failed {
    url: Box<Url>,
    error: FetchError,
    /// Wait that the server asks for.
    wait: Option<Duration>,
}

impl Asker {
    /// An asker that makes its pauses by `pause`.
    #[must_use]
    pub fn new(manners: Manners, pause: Pause) -> Self {
        let Manners { reach, time, delay, known_host } = manners;
        let requests = Requests { reach, user_agent: USER_AGENT, accept: ACCEPT };
        Self { requests, time, hosts: Hosts::new(delay, pause), known_host }
    }

    /// Whether names of hosts can be looked up.
    #[must_use]
    pub fn is_online(&self) -> bool {
        (self.known_host.as_str(), 443).to_socket_addrs().is_ok()
    }

    /// What becomes of `address`.
    #[must_use]
    pub fn ask(&self, address: &str) -> Answer {
        let Ok(url) = Url::parse(address) else {
            let verdict = Verdict::Dead("it is no address".to_owned());
            return Answer { verdict, lasts: true, is_nameless: false };
        };
        match self.patiently(|| self.follow(&url)) {
            Ok(None) => Answer { verdict: Verdict::Alive, lasts: true, is_nameless: false },
            Ok(Some(to)) => Answer { verdict: Verdict::Moved(to.into()), lasts: true, is_nameless: false },
            Err(error) => Answer::of(&error),
        }
    }

    /// The document at `url`, at most `most` bytes of it.
    ///
    /// # Errors
    /// Why there is none.
    pub fn read(&self, url: &Url, most: u64) -> Result<Vec<u8>, FetchError> {
        let failed = |error| Failed { url: Box::new(url.clone()), error, wait: None };
        self.patiently(|| {
            let response = self.request(url, Some(Method::Get))?;
            if response.status() != 200 {
                return Err(refused(url, &response));
            }
            let mut bytes = Vec::new();
            let read = response.into_body().into_reader().take(most).read_to_end(&mut bytes);
            read.map_err(|error| failed(FetchError::Connection(crate::disk::describe(&error))))?;
            Ok(bytes)
        })
    }

    /// Tries again, later each time, where another attempt may go better.
    fn patiently<T>(&self, attempt: impl Fn() -> Result<T, Failed>) -> Result<T, FetchError> {
        let (mut back_off, mut number) = (BACK_OFF, 1);
        loop {
            let Failed { url, error, wait } = match attempt() {
                Ok(value) => return Ok(value),
                Err(failed) => failed,
            };
            if let Some(wait) = wait.filter(|wait| *wait > LONGEST_WAIT) {
                let seconds = wait.as_secs();
                locked(&self.hosts.of(&url)).closed = Some(seconds);
                return Err(FetchError::Wait(seconds));
            }
            // One that took its whole time once is not given it three times.
            let most = if matches!(error, FetchError::TooSlow(_)) { 2 } else { ATTEMPTS };
            let may_pass = error.may_pass() || matches!(error, FetchError::TooSlow(_));
            if !may_pass || number >= most {
                return Err(error);
            }
            self.hosts.hold(&url, wait.unwrap_or(back_off));
            back_off *= 2;
            number += 1;
        }
    }

    /// Follows redirects to a page: `None` if it is there, or the address that it is to have for good.
    fn follow(&self, url: &Url) -> Result<Option<Url>, Failed> {
        let (mut at, mut moved, mut for_good) = (url.clone(), None, true);
        for _ in 0..=REDIRECTS {
            let response = self.request(&at, None)?;
            let status = response.status().as_u16();
            if is_redirect(status) {
                let next = target(&at, response.headers());
                let next = next.map_err(|error| Failed { url: Box::new(at.clone()), error, wait: None })?;
                for_good &= matches!(status, 301 | 308);
                if for_good {
                    moved = Some(next.clone());
                }
                at = next;
                continue;
            }
            if !response.status().is_success() {
                return Err(refused(&at, &response));
            }
            return Ok(moved.filter(|to| to != url));
        }
        Err(Failed { url: Box::new(at), error: FetchError::TooManyRedirects(REDIRECTS), wait: None })
    }

    /// One answer: to `method`, or to `HEAD`, and to `GET` where `HEAD` does not go well.
    fn request(&self, url: &Url, method: Option<Method>) -> Result<Response<Body>, Failed> {
        let host = self.hosts.of(url);
        let mut host = locked(&host);
        if let Some(seconds) = host.closed {
            return Err(Failed { url: Box::new(url.clone()), error: FetchError::Wait(seconds), wait: None });
        }
        let send = |method: Method, host: &mut _| {
            self.hosts.wait(host);
            self.requests.send(method, url, self.time)
        };
        if method.is_none() && !host.refuses_head {
            let answer = send(Method::Head, &mut host);
            let is_told = answer.as_ref().is_ok_and(|response| {
                let status = response.status().as_u16();
                response.status().is_success() || is_redirect(status) || matches!(status, 410 | 429 | 503)
            });
            // These would only be met again.
            let is_final = matches!(
                answer,
                Err(FetchError::Private(_)
                    | FetchError::UnknownHost
                    | FetchError::NoNames
                    | FetchError::TooSlow(_))
            );
            if is_told || is_final {
                return answer.map_err(|error| Failed { url: Box::new(url.clone()), error, wait: None });
            }
            let status = answer.map_or(0, |response| response.status().as_u16());
            host.refuses_head |= matches!(status, 405 | 501);
        }
        send(Method::Get, &mut host).map_err(|error| Failed { url: Box::new(url.clone()), error, wait: None })
    }
}

fn refused(url: &Url, response: &Response<Body>) -> Failed {
    let wait = retry_after(response.headers(), SystemTime::now());
    Failed { url: Box::new(url.clone()), error: FetchError::Status(response.status().as_u16()), wait }
}

impl Answer {
    fn of(error: &FetchError) -> Self {
        let verdict = verdict(error);
        let passes = matches!(error, FetchError::Wait(_) | FetchError::Status(429));
        let lasts = !passes && !matches!(verdict, Verdict::Unanswered(_) | Verdict::Private(_));
        let is_nameless = matches!(error, FetchError::NoNames | FetchError::UnknownHost);
        Self { verdict, lasts, is_nameless }
    }
}

/// What a failure says of a page.
fn verdict(error: &FetchError) -> Verdict {
    let why = match error {
        FetchError::Status(status) => format!("the server answered {status}{}", name(*status)),
        other => other.to_string(),
    };
    match error {
        FetchError::UnknownHost | FetchError::Status(404 | 410) => Verdict::Dead(why),
        FetchError::Wait(_) => Verdict::Refused(why),
        FetchError::Private(_) => Verdict::Private(why),
        // Statuses that such pages give to programs: LinkedIn has 999.
        FetchError::Status(400..=499 | 999) => Verdict::Refused(why),
        _ => Verdict::Unanswered(why),
    }
}

/// The names of the statuses that editors meet (RFC 9110, section 15).
fn name(status: u16) -> &'static str {
    match status {
        401 => " (it wants an account)",
        403 => " (forbidden)",
        404 => " (not found)",
        410 => " (gone)",
        429 => " (too many requests)",
        451 => " (unavailable for legal reasons)",
        500..=599 => " (a fault of its own)",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_is_not_online_is_no_reason_to_take_a_link_for_dead() {
        let answer = Answer::of(&FetchError::NoNames);
        assert!(answer.is_nameless && !answer.lasts && matches!(answer.verdict, Verdict::Unanswered(_)));
        let answer = Answer::of(&FetchError::UnknownHost);
        assert!(answer.is_nameless && answer.lasts && matches!(answer.verdict, Verdict::Dead(_)));
    }

    #[test]
    fn what_passes_is_not_remembered() {
        for (error, lasts) in [
            (FetchError::Status(404), true),
            (FetchError::Status(403), true),
            (FetchError::Status(429), false),
            (FetchError::Status(502), false),
            (FetchError::Wait(90), false),
            (FetchError::TooSlow(BACK_OFF), false),
        ] {
            assert_eq!(Answer::of(&error).lasts, lasts, "{error}");
        }
    }
}
