//! Manners towards hosts: one request at a time to each, a pause after each, and none at all to a host that
//! wants to be left alone.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use url::Url;

use crate::per_thread::locked;

/// How a pause is made.
pub type Pause = Box<dyn Fn(Duration) + Send + Sync>;

/// What is known of hosts in this run.
pub(super) struct Hosts {
    delay: Duration,
    pause: Pause,
    hosts: Mutex<BTreeMap<String, Arc<Mutex<Host>>>>,
}

/// One host.
#[derive(Debug, Default)]
pub(super) struct Host {
    was_asked: bool,
    /// Pause before the next request, where the host asked for more than the usual one.
    wait: Duration,
    /// The wait in seconds that it asked for, where nothing more is asked of it.
    pub(super) closed: Option<u64>,
    /// Whether it does not answer `HEAD`.
    pub(super) refuses_head: bool,
}

impl Hosts {
    pub(super) fn new(delay: Duration, pause: Pause) -> Self {
        Self { delay, pause, hosts: Mutex::default() }
    }

    /// The host of `url`. While the caller holds its lock, nobody else asks it anything.
    pub(super) fn of(&self, url: &Url) -> Arc<Mutex<Host>> {
        Arc::clone(locked(&self.hosts).entry(name(url)).or_default())
    }

    /// Waits until `host` may be asked again.
    pub(super) fn wait(&self, host: &mut Host) {
        let wait = std::mem::take(&mut host.wait).max(self.delay);
        if std::mem::replace(&mut host.was_asked, true) && !wait.is_zero() {
            (self.pause)(wait);
        }
    }

    /// Leaves the host of `url` alone for `wait` before its next request.
    pub(super) fn hold(&self, url: &Url, wait: Duration) {
        let host = self.of(url);
        let mut host = locked(&host);
        host.wait = host.wait.max(wait);
    }
}

/// A host by its name, and by its port where that is not the usual one: `http` and `https` are one machine.
pub(super) fn name(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_its_name_and_an_unusual_port() {
        let name_of = |text: &str| name(&Url::parse(text).unwrap());
        assert_eq!(name_of("http://A.example/x"), "a.example");
        assert_eq!(name_of("https://a.example:443/"), "a.example");
        assert_eq!(name_of("https://a.example:8443/"), "a.example:8443");
    }

    #[test]
    fn the_longer_of_two_waits_is_made_once() {
        let waits = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&waits);
        let pause: Pause = Box::new(move |wait| locked(&log).push(wait.as_secs()));
        let hosts = Hosts::new(Duration::from_secs(2), pause);
        let url = Url::parse("https://a.example/").unwrap();
        let ask = || hosts.wait(&mut locked(&hosts.of(&url)));
        ask();
        ask();
        hosts.hold(&url, Duration::from_secs(9));
        hosts.hold(&url, Duration::from_secs(5));
        ask();
        ask();
        assert_eq!(*locked(&waits), [2, 9, 2]);
    }
}
