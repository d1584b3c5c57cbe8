//! The HTTP client of a publish: what it asks, and how often it tries again.
//!
//! No header of a request may reach a message.

use std::time::Duration;

use ureq::Agent;
use ureq::http::Response;

use super::error::TargetError;

/// Times that a request is made before it counts as failed.
const ATTEMPTS: u32 = 3;

/// An answer.
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `Location`, of redirections.
    pub location: Option<String>,
    /// The body, cut off after as many bytes as were asked for.
    pub body: Vec<u8>,
}

/// A client that follows no redirection and takes every status for an answer.
#[must_use]
pub fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_connect(Some(Duration::from_secs(15)))
        .timeout_global(Some(Duration::from_secs(120)))
        .user_agent(crate::GENERATOR.replace(' ', "/"))
        .build()
        .new_agent()
}

/// Fetches an address as it is stored, without compression.
///
/// # Errors
/// If no answer came after several attempts.
pub fn get(agent: &Agent, address: &str, longest: u64) -> Result<Answer, TargetError> {
    attempts(address, || {
        let request =
            agent.get(address).header("accept-encoding", "identity").header("cache-control", "no-cache");
        request.call().and_then(|response| read(response, longest))
    })
}

/// Posts a body; `token` is sent as a bearer token (RFC 6750, section 2.1).
///
/// # Errors
/// If no answer came after several attempts.
pub fn post(
    agent: &Agent,
    address: &str,
    content_type: &str,
    token: Option<&str>,
    body: &str,
) -> Result<Answer, TargetError> {
    attempts(address, || {
        let mut request = agent.post(address).header("content-type", content_type);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        request.send(body).and_then(|response| read(response, 1 << 16))
    })
}

fn read(mut response: Response<ureq::Body>, longest: u64) -> Result<Answer, ureq::Error> {
    use std::io::Read;
    let location =
        response.headers().get("location").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let mut body = Vec::new();
    response.body_mut().as_reader().take(longest.saturating_add(1)).read_to_end(&mut body)?;
    Ok(Answer { status: response.status().as_u16(), location, body })
}

/// Tries again after what may pass: no answer, too many requests (RFC 6585), a server's own fault.
fn attempts(
    address: &str,
    mut request: impl FnMut() -> Result<Answer, ureq::Error>,
) -> Result<Answer, TargetError> {
    let mut attempt = 1;
    loop {
        let outcome = request();
        let may_pass = match &outcome {
            Ok(answer) => answer.status == 429 || answer.status >= 500,
            Err(error) => !matches!(error, ureq::Error::BadUri(_) | ureq::Error::HostNotFound),
        };
        if may_pass && attempt < ATTEMPTS {
            std::thread::sleep(Duration::from_millis(250 << attempt));
            attempt += 1;
            continue;
        }
        return outcome.map_err(|error| {
            TargetError::failed(format!("no answer from {address} : {error}"))
                .help("check the address, and the connection of this machine")
        });
    }
}
