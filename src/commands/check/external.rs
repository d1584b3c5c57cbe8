//! `digest check --external`: whether the pages of others that the site leads to are still there.
//!
//! Hosts are asked side by side, each of them one thing at a time. What was answered lately is not asked
//! again.

use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use url::Url;

use super::Checked;
use super::archive::{self, WAYBACK};
use super::ask::{Answer, Asker, KNOWN_HOST, Manners};
use super::hosts;
use super::memory::Memory;
use crate::audit::outside::{self, Known, Outside, Verdict};
use crate::cli::{Failure, Terminal};
use crate::commands::web::reach::Reach;
use crate::digest::Digest;
use crate::per_thread::locked;
use crate::report::printable;

/// Hosts that are asked at one time.
const AT_ONCE: usize = 8;
/// New answers after which they are written down, should the check be stopped.
const SAVED_AFTER: usize = 50;

/// What is asked for beside the site itself.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether an archive is asked for copies of what is gone.
    pub suggest_archive: bool,
    /// The archive's API, in place of that in `site.yaml`.
    pub archive_api: Option<String>,
    /// Days that an answer is believed.
    pub max_age: u16,
    /// Time for one request.
    pub timeout: Duration,
    /// Pause between two requests to one host.
    pub delay: Duration,
    /// Whether private and loopback addresses may be connected to.
    pub allow_private: bool,
}

impl Options {
    /// An asker that waits as long as it says.
    #[must_use]
    pub fn asker(&self) -> Asker {
        let reach = if self.allow_private { Reach::Anywhere } else { Reach::PublicAnd(Vec::new()) };
        let known_host = KNOWN_HOST.to_owned();
        let manners = Manners { reach, time: self.timeout, delay: self.delay, known_host };
        Asker::new(manners, Box::new(thread::sleep))
    }
}

/// Asks for every outside address of the digest of the site at `root`. Pauses are the asker's business.
///
/// # Errors
/// An address of an archive's API that is none.
pub fn check(
    options: &Options,
    root: &Path,
    digest: &Digest,
    asker: &Asker,
    terminal: &Terminal,
) -> Result<Checked, Failure> {
    let api = api(options, digest)?;
    let outside = outside::outside(digest);
    let mut memory = Memory::load(root, digest.include.clock.seconds, i64::from(options.max_age));
    let mut known = Known::default();
    let mut unknown = Vec::new();
    for address in outside.keys() {
        match memory.verdict(address) {
            Some(verdict) => drop(known.verdicts.insert(address.clone(), verdict.clone())),
            None => unknown.push(address.as_str()),
        }
    }
    let (mut done, mut nameless) = (0, Vec::new());
    ask_all(asker, &unknown, &mut |address, answer| {
        done += 1;
        progress(terminal, &format!("{done} of {} outside addresses asked", unknown.len()));
        if answer.is_nameless {
            nameless.push((address.to_owned(), answer));
            return;
        }
        if answer.lasts {
            memory.remember(address, answer.verdict.clone());
        }
        known.verdicts.insert(address.to_owned(), answer.verdict);
        if done % SAVED_AFTER == 0 {
            memory.save();
        }
    });
    // Where no name leads anywhere, it is more likely this machine than all of them.
    if done > 0 && nameless.len() == done && !asker.is_online() {
        return Ok(Checked { failure: Some(offline(terminal)), ..Checked::default() });
    }
    for (address, answer) in nameless {
        if answer.lasts {
            memory.remember(&address, answer.verdict.clone());
        }
        known.verdicts.insert(address, answer.verdict);
    }
    let mut summary = String::new();
    if options.suggest_archive {
        let asked = suggest(&api, asker, &outside, &mut memory, &mut known, terminal);
        summary.extend(asked.err());
    }
    if terminal.interactive {
        terminal.say("\r\u{1b}[K");
    }
    if done > 0 || options.suggest_archive {
        memory.save();
    }
    summary += &counted(&outside, &known, done);
    let found = outside::doubts(digest, &outside, &known);
    Ok(Checked { found, summary, failure: None })
}

fn offline(terminal: &Terminal) -> Failure {
    progress(terminal, "");
    let help = "see whether this machine is online; nothing was taken for gone".to_owned();
    Failure::environment("the name of no host could be looked up", Some(help))
}

fn api(options: &Options, digest: &Digest) -> Result<Url, Failure> {
    let written = options.archive_api.as_deref().or(digest.site.config.archive_api.as_deref());
    let url = Url::parse(written.unwrap_or(WAYBACK)).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.ok_or_else(|| {
        let help = format!("write an http(s) address; the usual one is `{WAYBACK}`");
        Failure::call(format!("`{}` is no address of an archive", written.unwrap_or_default()), Some(help))
    })
}

fn progress(terminal: &Terminal, text: &str) {
    if terminal.interactive {
        terminal.say(&format!("\r\u{1b}[K{}", printable(text)));
    }
}

/// Asks for `addresses`, several hosts at one time, and tells each answer as it comes.
fn ask_all(asker: &Asker, addresses: &[&str], told: &mut dyn FnMut(&str, Answer)) {
    let mut hosts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for address in addresses {
        let host = Url::parse(address).map(|url| hosts::name(&url)).unwrap_or_default();
        hosts.entry(host).or_default().push(address);
    }
    let mut hosts: Vec<Vec<&str>> = hosts.into_values().collect();
    // The host with the most addresses takes longest, so it must not be last.
    hosts.sort_by_key(|addresses| std::cmp::Reverse(addresses.len()));
    let workers = hosts.len().min(AT_ONCE);
    let queue = Mutex::new(VecDeque::from(hosts));
    let (sender, answers) = channel();
    thread::scope(|scope| {
        for _ in 0..workers {
            let (sender, queue) = (sender.clone(), &queue);
            scope.spawn(move || {
                loop {
                    let Some(addresses) = locked(queue).pop_front() else { return };
                    for address in addresses {
                        // Nobody hangs up before the last answer.
                        let _ = sender.send((address, asker.ask(address)));
                    }
                }
            });
        }
        drop(sender);
        for (address, answer) in answers {
            told(address, answer);
        }
    });
}

/// Asks the archive for a copy of each address that is gone and has none.
///
/// # Errors
/// A line that says why it could not be asked.
fn suggest(
    api: &Url,
    asker: &Asker,
    outside: &Outside,
    memory: &mut Memory,
    known: &mut Known,
    terminal: &Terminal,
) -> Result<(), String> {
    let gone: Vec<&String> = outside::gone(outside, known).collect();
    let gone: Vec<String> = gone.into_iter().cloned().collect();
    for (number, address) in gone.iter().enumerate() {
        progress(terminal, &format!("{number} of {} archived copies looked for", gone.len()));
        if memory.copy(address).is_none() {
            let day = outside[address].iter().find_map(|place| place.day.as_deref());
            let copy = archive::copy(asker, api, address, day)
                .map_err(|error| format!("no copies could be asked for at `{api}`: {error}\n"))?;
            memory.remember_copy(address, copy);
        }
        let copy = memory.copy(address).flatten().map(str::to_owned);
        known.copies.insert(address.clone(), copy);
    }
    Ok(())
}

/// One line on all addresses.
fn counted(outside: &Outside, known: &Known, asked: usize) -> String {
    let count = |is: fn(&Verdict) -> bool| known.verdicts.values().filter(|verdict| is(verdict)).count();
    let covered = outside::covered(outside, known);
    let covered = NonZeroUsize::new(covered).map_or_else(String::new, |covered| {
        format!("; of those not there, {covered} cited with an archived copy")
    });
    format!(
        "{} outside addresses, {asked} asked now: {} there, {} moved, {} gone, {} refused, {} without \
         answer{covered}\n",
        outside.len(),
        count(|verdict| *verdict == Verdict::Alive),
        count(|verdict| matches!(verdict, Verdict::Moved(_))),
        count(|verdict| matches!(verdict, Verdict::Dead(_))),
        count(|verdict| matches!(verdict, Verdict::Refused(_))),
        count(|verdict| matches!(verdict, Verdict::Unanswered(_) | Verdict::Private(_))),
    )
}
