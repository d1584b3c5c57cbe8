//! From saves to snapshots: what changed on disk is read again and compiled, and the server is handed the
//! result in one piece.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch::Sender;

use super::snapshot::Snapshot;
use super::texts::Texts;
use super::watch::{Changes, Touched};
use crate::cache::Cache;
use crate::cli::{Failure, Terminal};
use crate::commands::clock::clock;
use crate::commands::state::{self, CacheFile};
use crate::diagnostic::Diagnostics;
use crate::digest::{self, Compiled, Digest, Memory};
use crate::site::Include;
use crate::source::Sources;
use crate::{disk, report};

/// The longest that nothing is looked at by itself.
const LONGEST_REST: Duration = Duration::from_secs(60 * 60);

/// Compiles one site again and again.
pub(super) struct Compiler {
    root: PathBuf,
    drafts: bool,
    future: bool,
    terminal: Terminal,
    cache: Cache,
    texts: Arc<Texts>,
    /// The sources of the last attempt, sound or not.
    sources: Sources,
    /// Whether the faults of the last attempt were kept back, since more had been saved meanwhile.
    kept_back: bool,
    sender: Sender<Arc<Snapshot>>,
}

impl Compiler {
    /// A compiler for the site at `root`, which hands its results to `sender`.
    ///
    /// # Errors
    /// A clock that cannot be read.
    pub(super) fn new(
        root: PathBuf,
        drafts: bool,
        future: bool,
        terminal: Terminal,
        sender: Sender<Arc<Snapshot>>,
    ) -> Result<Self, Failure> {
        clock(None)?;
        let texts = Arc::new(Texts::default());
        let (cache, sources) = (state::cache(&root), texts.keep(disk::sources(&root)));
        Ok(Self { root, drafts, future, terminal, cache, texts, sources, kept_back: false, sender })
    }

    /// Compiles for the first time.
    pub(super) fn start(&mut self) {
        self.compile(self.sources.clone(), || false);
    }

    /// Compiles after every change, until there are no more.
    pub(super) fn follow(&mut self, changes: &Changes) {
        Texts::read_all(&self.sources);
        self.keep_cache();
        while let Some(touched) = changes.next(self.rest()) {
            let start = Instant::now();
            if touched == Touched::Everything {
                self.tell(changes.watch_folders().err());
            }
            if let Some(what) = self.update(&touched, changes) {
                let milliseconds = start.elapsed().as_millis();
                self.terminal.say(&format!("{what}: ready after {milliseconds} ms\n"));
            }
        }
    }

    /// What changed, if anything did and the site is sound again.
    fn update(&mut self, touched: &Touched, changes: &Changes) -> Option<String> {
        let quick = match touched {
            Touched::Files(paths) => {
                disk::again(&self.root, &self.sources, paths.iter().map(PathBuf::as_path))
            }
            Touched::Everything => None,
        };
        let sources = quick.unwrap_or_else(|| self.texts.keep(disk::sources(&self.root)));
        let what = match self.sources.changed_in(&sources) {
            Some(changed) if changed.is_empty() && !self.is_due() && !self.kept_back => return None,
            Some(changed) => changed.first().map_or_else(
                || "time".to_owned(),
                |file| match changed.len() {
                    1 => format!("`{}`", report::printable(sources.path(*file))),
                    count => format!("{count} files"),
                },
            ),
            None => {
                self.cache.keep_only(&sources);
                "files".to_owned()
            }
        };
        if let Some(digest) = self.revised(&sources) {
            self.kept_back = false;
            self.sources = sources;
            self.publish(Some(digest), None);
            return Some(what);
        }
        self.compile(sources, || changes.are_waiting()).then_some(what)
    }

    /// The last sound digest, revised, if that is enough. Nothing may be wrong with it but what a revision
    /// cannot see: warnings are told by whole compiles.
    fn revised(&mut self, sources: &Sources) -> Option<Digest> {
        let digest = self.sender.borrow().digest.clone()?;
        digest::revise(&digest, sources, self.include(), &mut self.cache)
    }

    /// Compiles `sources` as a whole; whether they are sound. Faults of what is being saved again are kept
    /// back once: a file read while it is written is empty, or half of it.
    fn compile(&mut self, sources: Sources, saved_again: impl FnOnce() -> bool) -> bool {
        let include = self.include();
        let memory = Memory::Lasting(&mut self.cache);
        let (compiled, diagnostics) = digest::compile(sources, digest::Options { include, memory });
        match compiled {
            Compiled::Digest(digest) => {
                self.kept_back = false;
                self.sources = digest.sources.clone();
                self.say(diagnostics);
                self.publish(Some(*digest), None);
                true
            }
            Compiled::Faulty(sources) => {
                self.sources = sources;
                self.kept_back = !self.kept_back && saved_again();
                if self.kept_back {
                    return false;
                }
                let text = report::render(&diagnostics.clone().sorted(), &self.sources, false);
                self.say(diagnostics);
                self.publish(None, Some(text.into()));
                false
            }
        }
    }

    fn include(&self) -> Include {
        // The variable that could be wrong was looked at when the command began.
        let clock = clock(None).unwrap_or(crate::site::Clock { seconds: 0 });
        Include { clock, drafts: self.drafts, future: self.future, expired: false }
    }

    fn say(&self, diagnostics: Diagnostics) {
        if !diagnostics.is_empty() {
            let text = report::render(&diagnostics.sorted(), &self.sources, self.terminal.colour);
            self.terminal.say(&text);
        }
    }

    fn tell(&self, failure: Option<Failure>) {
        if let Some(failure) = failure {
            self.terminal.say(&format!("{}\n", failure.message));
        }
    }

    /// Hands a state to the server; without a digest the last one stays.
    fn publish(&self, digest: Option<Digest>, faults: Option<Arc<str>>) {
        if digest.is_some() {
            self.texts.forget_but(&self.sources);
        }
        self.sender.send_modify(|snapshot| {
            let digest = digest.map(Arc::new).or_else(|| snapshot.digest.clone());
            *snapshot = Arc::new(Snapshot { digest, faults });
        });
    }

    /// How long the present digest holds if nothing is saved.
    fn rest(&self) -> Duration {
        let now = self.include().clock.seconds;
        let until = self.sender.borrow().digest.as_ref().map_or(i64::MAX, |digest| digest.holds_until);
        let seconds = u64::try_from(until.saturating_sub(now)).unwrap_or(0).max(1);
        Duration::from_secs(seconds).min(LONGEST_REST)
    }

    /// Whether time alone asks for another digest.
    fn is_due(&self) -> bool {
        let now = self.include().clock.seconds;
        self.sender.borrow().digest.as_ref().is_some_and(|digest| digest.holds_until <= now)
    }

    /// Keeps what was read for the next command.
    fn keep_cache(&self) {
        if self.cache.is_newer() {
            let mut file = CacheFile::create(&self.root);
            if self.cache.write(&mut file, &self.sources).is_ok() {
                file.finish();
            }
        }
    }
}
