//! Which files were saved: events of the system, gathered until a burst is over.
//!
//! It says what may have changed and never what did; whoever listens looks at the files.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind};
use notify::{ErrorKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::cli::Failure;
use crate::content::layout::CONTENT;
use crate::theme::THEMES;

/// A burst is over when nothing came for this long: an editor's write, rename and touch are one save.
const QUIET: Duration = Duration::from_millis(8);
/// A burst that does not end is looked at this often.
const LONGEST_BURST: Duration = Duration::from_millis(250);

/// Whether the system tells that a file was closed after it was written: inotify does.
const TELLS_CLOSING: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// What may have changed since the last time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Touched {
    /// Nothing but these files.
    Files(BTreeSet<PathBuf>),
    /// Anything.
    Everything,
}

/// The changes of one site's folder.
pub(super) struct Changes {
    watcher: RefCell<RecommendedWatcher>,
    events: Receiver<notify::Result<notify::Event>>,
    /// What came after the last burst, as far as it was looked at.
    ahead: RefCell<Burst>,
    root: PathBuf,
}

impl Changes {
    /// Watches the site at `root`, an absolute path without links.
    ///
    /// # Errors
    /// Where the system does not watch it.
    pub(super) fn of(root: &Path) -> Result<Self, Failure> {
        let (sender, events) = channel();
        let send = move |event| {
            // Nobody listens any more when the command ends.
            let _ = sender.send(event);
        };
        let watcher = notify::recommended_watcher(send).map_err(|error| unwatched(&error))?;
        let changes =
            Self { watcher: watcher.into(), events, ahead: RefCell::default(), root: root.to_path_buf() };
        // `site.yaml` is often replaced by another file of that name: its folder tells.
        changes
            .watcher
            .borrow_mut()
            .watch(root, RecursiveMode::NonRecursive)
            .map_err(|error| unwatched(&error))?;
        changes.watch_folders()?;
        Ok(changes)
    }

    /// Watches the folders of the site again, one of which may have come back under its name.
    ///
    /// # Errors
    /// Where the system does not watch them.
    pub(super) fn watch_folders(&self) -> Result<(), Failure> {
        let mut watcher = self.watcher.borrow_mut();
        for folder in [CONTENT, THEMES].map(|name| self.root.join(name)) {
            if folder.is_dir() {
                watcher.watch(&folder, RecursiveMode::Recursive).map_err(|error| unwatched(&error))?;
            }
        }
        Ok(())
    }

    /// Waits for a burst of changes, no longer than `patience`; nothing where no more can come.
    #[must_use]
    pub(super) fn next(&self, patience: Duration) -> Option<Touched> {
        let mut burst = self.ahead.take();
        let mut begin = (!burst.is_empty()).then(Instant::now);
        loop {
            let wait = match begin {
                None => patience,
                Some(_) if burst.unfinished.is_empty() => QUIET,
                Some(begin) => LONGEST_BURST.saturating_sub(begin.elapsed()),
            };
            match self.events.recv_timeout(wait) {
                Ok(event) => burst.add(event),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) if begin.is_none() => return Some(Touched::Everything),
                Err(RecvTimeoutError::Timeout) => break,
            }
            if begin.is_none() && !burst.is_empty() {
                begin = Some(Instant::now());
            }
            if begin.is_some_and(|begin| begin.elapsed() > LONGEST_BURST) {
                break;
            }
        }
        Some(if burst.lost { Touched::Everything } else { Touched::Files(burst.touched) })
    }

    /// Whether more was saved since the last burst.
    #[must_use]
    pub(super) fn are_waiting(&self) -> bool {
        let mut burst = self.ahead.borrow_mut();
        self.events.try_iter().for_each(|event| burst.add(event));
        !burst.is_empty()
    }
}

/// What the events of one burst tell.
#[derive(Default)]
struct Burst {
    touched: BTreeSet<PathBuf>,
    /// Files being written, as far as the system tells: emptied perhaps, and not whole yet.
    unfinished: BTreeSet<PathBuf>,
    /// Whether something changed that no event names.
    lost: bool,
}

impl Burst {
    fn is_empty(&self) -> bool {
        self.touched.is_empty() && !self.lost
    }

    /// Adds what an event tells. Reading a file is no change.
    fn add(&mut self, event: notify::Result<notify::Event>) {
        let Ok(event) = event else {
            self.lost = true;
            return;
        };
        self.lost |= event.need_rescan();
        match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => {
                event.paths.iter().for_each(|path| {
                    self.unfinished.remove(path);
                });
                return;
            }
            EventKind::Access(_) => return,
            EventKind::Create(CreateKind::File) | EventKind::Modify(ModifyKind::Data(_)) if TELLS_CLOSING => {
                self.unfinished.extend(event.paths.iter().cloned());
            }
            // Another name: what is under it was written before, or tells so itself.
            _ => event.paths.iter().for_each(|path| {
                self.unfinished.remove(path);
            }),
        }
        self.touched.extend(event.paths);
    }
}

fn unwatched(error: &notify::Error) -> Failure {
    let help = match error.kind {
        ErrorKind::MaxFilesWatch => {
            "let the system watch more folders: `sudo sysctl fs.inotify.max_user_watches=524288`"
        }
        _ => "build the site with `digest build` after each change instead",
    };
    Failure::environment(format!("the site's folders cannot be watched: {error}"), Some(help.to_owned()))
}

#[cfg(test)]
mod tests {
    use notify::Event;
    use notify::event::{DataChange, Flag, RenameMode};

    use super::*;

    fn burst(events: impl IntoIterator<Item = Event>) -> Burst {
        let mut burst = Burst::default();
        events.into_iter().for_each(|event| burst.add(Ok(event)));
        burst
    }

    fn event(kind: EventKind) -> Event {
        Event::new(kind).add_path("a".into())
    }

    #[test]
    fn reading_is_no_change_and_lost_events_touch_everything() {
        assert!(burst([event(EventKind::Access(AccessKind::Any))]).is_empty());
        assert!(burst([event(EventKind::Create(CreateKind::File))]).touched.contains(Path::new("a")));
        assert!(burst([Event::new(EventKind::Other).set_flag(Flag::Rescan)]).lost);
        let mut burst = Burst::default();
        burst.add(Err(notify::Error::generic("overflow")));
        assert!(burst.lost && !burst.is_empty());
    }

    #[test]
    fn a_file_being_written_is_unfinished_until_it_is_closed_or_renamed() {
        let emptied = || event(EventKind::Modify(ModifyKind::Data(DataChange::Any)));
        assert_eq!(burst([emptied()]).unfinished.len(), usize::from(TELLS_CLOSING));
        for end in [
            EventKind::Access(AccessKind::Close(AccessMode::Write)),
            EventKind::Modify(ModifyKind::Name(RenameMode::From)),
        ] {
            let burst = burst([emptied(), event(end)]);
            assert!(burst.unfinished.is_empty() && !burst.is_empty());
        }
    }
}
