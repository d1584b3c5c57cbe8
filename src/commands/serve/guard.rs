//! Who may ask: pages of other sites must not read this one through somebody's browser.
//!
//! A name that another site points at this machine (DNS rebinding) is told by the `Host` that the browser
//! sends, a page elsewhere by its `Origin` (RFC 6454) and `Sec-Fetch-Site` (W3C Fetch Metadata).

use std::net::{IpAddr, SocketAddr};

use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Uri};

/// What the server calls itself.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    host: String,
}

impl Guard {
    /// For a server that was asked to listen on `host` and got `address`.
    #[must_use]
    pub(super) fn new(host: &str, address: SocketAddr) -> Self {
        let host = if host.is_empty() { address.ip().to_string() } else { host.to_ascii_lowercase() };
        Self { host }
    }

    /// Whether the request is meant for this server: an address of a machine, this machine's name for
    /// itself, or the name that the server was started with. No other site can have these.
    #[must_use]
    pub(super) fn is_meant(&self, headers: &HeaderMap, uri: &Uri) -> bool {
        let mut hosts = headers.get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
        let Some(name) = host.to_str().ok().and_then(name_of) else { return false };
        let is_ours = |name: &str| {
            let name = name.to_ascii_lowercase();
            let plain = name.trim_end_matches('.');
            plain == "localhost" || plain.ends_with(".localhost") || plain == self.host || is_address(plain)
        };
        // A request that names the server in its first line must not say two things.
        is_ours(name) && uri.host().is_none_or(is_ours)
    }

    /// Whether the request comes from a page of this server, or from no page at all.
    #[must_use]
    pub(super) fn is_own_page(&self, headers: &HeaderMap) -> bool {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        let same_site = text("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
        let same_origin = match (text(ORIGIN.as_str()), text(HOST.as_str())) {
            (None, _) => true,
            (Some(origin), Some(host)) => origin.strip_prefix("http://") == Some(host),
            (Some(_), None) => false,
        };
        same_site && same_origin
    }
}

/// The name in a `Host` field, without its port.
fn name_of(host: &str) -> Option<&str> {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => {
            rest.split_once(']').map(|(name, port)| (name, port.strip_prefix(':').unwrap_or(port)))?
        }
        None => host.split_once(':').unwrap_or((host, "")),
    };
    (!name.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())).then_some(name)
}

fn is_address(name: &str) -> bool {
    name.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard() -> Guard {
        Guard::new("desk.example", SocketAddr::from(([127, 0, 0, 1], 4000)))
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    fn is_meant(host: &str) -> bool {
        guard().is_meant(&headers(&[("host", host)]), &Uri::from_static("/"))
    }

    #[test]
    fn a_name_of_another_site_is_refused() {
        for host in [
            "localhost:4000",
            "LOCALHOST",
            "127.0.0.1:4000",
            "[::1]:4000",
            "192.168.1.9",
            "desk.example:4000",
            "a.localhost",
        ] {
            assert!(is_meant(host), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "",
            ":4000",
            "[::1",
            "127.0.0.1.nip.io",
            "localhost:x",
            "a b",
        ] {
            assert!(!is_meant(host), "{host}");
        }
        assert!(!guard().is_meant(&HeaderMap::new(), &Uri::from_static("/")));
        let here = headers(&[("host", "localhost")]);
        assert!(!guard().is_meant(&here, &Uri::from_static("http://evil.example/")));
    }

    #[test]
    fn a_page_elsewhere_is_refused() {
        let is_own = |pairs| guard().is_own_page(&headers(pairs));
        assert!(is_own(&[("host", "localhost:4000")]));
        assert!(is_own(&[("host", "localhost:4000"), ("origin", "http://localhost:4000")]));
        assert!(is_own(&[("host", "localhost:4000"), ("sec-fetch-site", "same-origin")]));
        assert!(!is_own(&[("host", "localhost:4000"), ("origin", "http://localhost:5000")]));
        assert!(!is_own(&[("host", "localhost:4000"), ("origin", "https://evil.example")]));
        assert!(!is_own(&[("host", "localhost:4000"), ("origin", "null")]));
        assert!(!is_own(&[("host", "localhost:4000"), ("sec-fetch-site", "cross-site")]));
        assert!(!is_own(&[("host", "localhost:4000"), ("sec-fetch-site", "same-site")]));
    }
}
