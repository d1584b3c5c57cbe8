//! Which files were saved: events of the system, gathered until a burst is over.
//!
//! It says what may have changed and never what did; whoever listens looks at the files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::event::EventKind;
use notify::{ErrorKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::cli::Failure;
use crate::content::layout::CONTENT;
use crate::theme::THEMES;

/// A burst is over when nothing came for this long: an editor's write, rename and touch are one save.
const QUIET: Duration = Duration::from_millis(8);
/// A burst that does not end is looked at this often.
const LONGEST_BURST: Duration = Duration::from_millis(250);

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
    watcher: std::cell::RefCell<RecommendedWatcher>,
    events: Receiver<notify::Result<notify::Event>>,
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
        let changes = Self { watcher: watcher.into(), events, root: root.to_path_buf() };
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
        let mut touched = BTreeSet::new();
        let mut lost = false;
        let mut wait = patience;
        let mut begin: Option<Instant> = None;
        loop {
            match self.events.recv_timeout(wait) {
                Ok(event) => {
                    lost |= !add(event, &mut touched);
                    if !touched.is_empty() || lost {
                        begin.get_or_insert_with(Instant::now);
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) if begin.is_none() => return Some(Touched::Everything),
                Err(RecvTimeoutError::Timeout) => break,
            }
            if let Some(begin) = begin {
                if begin.elapsed() > LONGEST_BURST {
                    break;
                }
                wait = QUIET;
            }
        }
        Some(if lost { Touched::Everything } else { Touched::Files(touched) })
    }
}

/// Adds the files of an event; whether these are all that it is about. Reading a file is no change.
fn add(event: notify::Result<notify::Event>, touched: &mut BTreeSet<PathBuf>) -> bool {
    let Ok(event) = event else { return false };
    if matches!(event.kind, EventKind::Access(_)) && !event.need_rescan() {
        return true;
    }
    let lost = event.need_rescan();
    touched.extend(event.paths);
    !lost
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
    use notify::event::{AccessKind, CreateKind, Flag};

    use super::*;

    #[test]
    fn reading_is_no_change_and_lost_events_touch_everything() {
        let mut touched = BTreeSet::new();
        let read = Event::new(EventKind::Access(AccessKind::Any)).add_path("a".into());
        assert!(add(Ok(read), &mut touched) && touched.is_empty());
        let made = Event::new(EventKind::Create(CreateKind::File)).add_path("b".into());
        assert!(add(Ok(made), &mut touched) && touched.contains(Path::new("b")));
        assert!(!add(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)), &mut touched));
        assert!(!add(Err(notify::Error::generic("overflow")), &mut touched));
    }
}
