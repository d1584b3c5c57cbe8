//! `digest check --external`: what is asked of whom, how often, and what is told of the answers.

mod answers;
mod archive;
mod command;
mod hosts;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use issue_digest::cli::{Failure, Terminal};
use issue_digest::commands::check::Checked;
use issue_digest::commands::check::ask::{Asker, Manners};
use issue_digest::commands::check::external::{self, Options};
use issue_digest::commands::web::reach::Reach;
use issue_digest::site::{Clock, Include};
use issue_digest::source::Sources;
use issue_digest::{Digest, report};
use tempfile::TempDir;

use crate::http_server::Server;
use crate::support::{self, NOW, document};

const DAY: i64 = 24 * 60 * 60;

/// A site whose pages of others are those of `servers`: `S1`, `S2` … in the fixture are their addresses.
struct Site {
    fixture: String,
    servers: Vec<String>,
    reach: Reach,
    /// Where answers are remembered.
    folder: TempDir,
    pauses: Arc<Mutex<Vec<u64>>>,
}

impl Site {
    pub(super) fn of(fixture: impl Into<String>, servers: &[&Server]) -> Self {
        let mut fixture = fixture.into();
        for (number, server) in servers.iter().enumerate() {
            fixture = fixture.replace(&format!("S{}", number + 1), &server.address.to_string());
        }
        Self {
            fixture,
            servers: servers.iter().map(|server| server.address.to_string()).collect(),
            reach: Reach::PublicAnd(servers.iter().map(|server| server.address).collect()),
            folder: tempfile::tempdir().unwrap(),
            pauses: Arc::default(),
        }
    }

    pub(super) fn digest(&self, days: i64) -> Digest {
        let clock = Clock { seconds: NOW.clock.seconds + days * DAY };
        let sources = Sources::in_memory(support::files(&self.fixture));
        support::digest_of(sources, Include { clock, ..NOW })
    }

    /// Pauses are remembered in place of being made.
    pub(super) fn asker(&self) -> Asker {
        let pauses = Arc::clone(&self.pauses);
        let pause = move |wait: Duration| pauses.lock().unwrap().push(wait.as_secs());
        Asker::new(manners(&self.reach), Box::new(pause))
    }

    pub(super) fn check_with(&self, options: &Options, days: i64) -> (Digest, Result<Checked, Failure>) {
        let digest = self.digest(days);
        let terminal = Terminal { colour: false, interactive: false };
        let checked = external::check(options, self.folder.path(), &digest, &self.asker(), &terminal);
        (digest, checked)
    }

    /// What the terminal shows, the addresses of the servers taken out.
    pub(super) fn told(&self, options: &Options, days: i64) -> String {
        let (digest, checked) = self.check_with(options, days);
        let Checked { found, summary, failure } = checked.unwrap_or_else(|fault| panic!("{fault:?}"));
        let mut text = report::render(&found.sorted(), &digest.sources, false) + &summary;
        text.extend(failure.map(|failure| failure.message));
        for (number, server) in self.servers.iter().enumerate() {
            text = text.replace(server.as_str(), &format!("S{}", number + 1));
        }
        text
    }

    /// The first line of each finding, then the summary.
    pub(super) fn lines(&self) -> String {
        let told = self.told(&options(), 0);
        let is_first = |line: &&str| line.starts_with("warning") || line.contains(" outside addresses");
        told.lines().filter(is_first).map(|line| format!("{line}\n")).collect()
    }

    pub(super) fn pauses(&self) -> Vec<u64> {
        std::mem::take(&mut self.pauses.lock().unwrap())
    }
}

fn manners(reach: &Reach) -> Manners {
    let (time, delay) = (Duration::from_millis(500), Duration::from_secs(1));
    Manners { reach: reach.clone(), time, delay, known_host: "localhost".to_owned() }
}

fn options() -> Options {
    Options {
        suggest_archive: false,
        archive_api: None,
        max_age: 7,
        timeout: Duration::from_secs(20),
        delay: Duration::from_secs(1),
        allow_private: false,
    }
}

/// An article with links to these paths of the first server.
fn links(paths: &[&str]) -> String {
    let links: String = paths.iter().map(|path| format!("[x](http://S1{path})\n")).collect();
    document("articles/talks.md", "title: Talks\ndate: 2018-07-12", &links)
}

/// Requests as `METHOD /path`.
fn asked(server: &Server) -> Vec<String> {
    let words = |line: &String| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    server.asked().iter().map(words).collect()
}
