//! The hidden folder beside the output folder, `.<name>.digest/`: the lock, and the tree that is not live.
//!
//! ```text
//! lock         held by the build that is at work
//! standby      the next tree while it is prepared; the former one afterwards
//! previous     the live tree between the two renames of a swap without exchange
//! set-aside-1  a standby in which foreign files were found that have no other place
//! ```
//! It must not look into the trees.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::output::error::OutputError;
use crate::output::folder::is_folder;
use crate::output::manifest::Manifest;

/// The locked workspace of one output folder. Dropped, it vanishes from the disk unless it is of use.
#[derive(Debug)]
pub(super) struct Workspace {
    output: PathBuf,
    folder: PathBuf,
    keep: bool,
    _lock: File,
    /// After the lock, so that they are removed last.
    _parents: MadeFolders,
}

/// Parents of the output folder that this run had to make.
#[derive(Debug)]
struct MadeFolders(Vec<PathBuf>);

impl Workspace {
    /// Makes the workspace where it is missing and waits for the lock.
    pub(super) fn lock(output: PathBuf, on_wait: impl FnOnce(&Path)) -> Result<Workspace, OutputError> {
        let parents = MadeFolders::make(output.parent().unwrap_or(&output))?;
        let mut name = OsString::from(".");
        name.push(output.file_name().unwrap_or_default());
        name.push(".digest");
        let folder = output.with_file_name(name);
        let mut on_wait = Some(on_wait);
        loop {
            make_workspace_folder(&folder)?;
            let lock_path = folder.join("lock");
            let opened = File::options().read(true).write(true).create(true).truncate(false).open(&lock_path);
            let lock = match opened {
                // Another build has just removed its workspace.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                opened => opened.map_err(OutputError::disk("open", &lock_path))?,
            };
            match lock.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    if let Some(on_wait) = on_wait.take() {
                        on_wait(&lock_path);
                    }
                    lock.lock().map_err(OutputError::disk("lock", &lock_path))?;
                }
                Err(TryLockError::Error(error)) => return Err(OutputError::disk("lock", &lock_path)(error)),
            }
            if is_same_file(&lock, &lock_path) {
                return Ok(Workspace { output, folder, keep: false, _lock: lock, _parents: parents });
            }
        }
    }

    pub(super) fn output(&self) -> &Path {
        &self.output
    }

    pub(super) fn standby(&self) -> PathBuf {
        self.folder.join("standby")
    }

    /// Where a file is written that will be renamed over a live one.
    pub(super) fn next_file(&self) -> PathBuf {
        self.folder.join("next-file")
    }

    pub(super) fn previous(&self) -> PathBuf {
        self.folder.join("previous")
    }

    /// Says whether the workspace is to stay on disk; without a standby it is of use to an output alone.
    pub(super) fn keep_if(&mut self, keep: bool) {
        self.keep = keep;
    }

    /// Completes a swap by two renames that was killed between them. The names alone tell how far it came:
    /// `previous` exists from the first rename on, and the standby was complete by then.
    pub(super) fn complete_interrupted_swap(&self) -> Result<(), OutputError> {
        let (standby, previous) = (self.standby(), self.previous());
        if !is_folder(&previous) {
            return Ok(());
        }
        if fs::symlink_metadata(&self.output).is_err() {
            let complete = matches!(Manifest::read(&standby), Ok(Some(_)));
            let next = if complete { &standby } else { &previous };
            fs::rename(next, &self.output).map_err(OutputError::disk("restore", &self.output))?;
        }
        if !is_folder(&previous) {
            return Ok(());
        }
        if fs::symlink_metadata(&standby).is_ok() {
            return self.set_aside(&previous).map(drop);
        }
        fs::rename(&previous, &standby).map_err(OutputError::disk("rename", previous))
    }

    /// Moves a tree out of the way for good, for a person to look at.
    pub(super) fn set_aside(&self, tree: &Path) -> Result<PathBuf, OutputError> {
        let free = (1u32..).map(|number| self.folder.join(format!("set-aside-{number}")));
        let free = free.into_iter().find(|path| fs::symlink_metadata(path).is_err()).unwrap_or_default();
        fs::rename(tree, &free).map_err(OutputError::disk("set aside", tree))?;
        Ok(free)
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        // Only where a waiting build can tell that its lock file has been removed.
        if cfg!(unix) && !self.keep && !is_folder(&self.standby()) && !is_folder(&self.previous()) {
            // What cannot be removed now will be used by the next build.
            let _ = fs::remove_file(self.folder.join("lock"));
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

impl MadeFolders {
    fn make(folder: &Path) -> Result<MadeFolders, OutputError> {
        let mut made = MadeFolders(Vec::new());
        let missing: Vec<&Path> = folder.ancestors().take_while(|path| !path.exists()).collect();
        for path in missing.into_iter().rev() {
            match fs::create_dir(path) {
                Ok(()) => made.0.push(path.to_owned()),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(OutputError::disk("make the folder", path)(error)),
            }
        }
        Ok(made)
    }
}

impl Drop for MadeFolders {
    fn drop(&mut self) {
        for path in self.0.iter().rev() {
            // A folder that holds an output by now is not removed: it is not empty.
            let _ = fs::remove_dir(path);
        }
    }
}

fn make_workspace_folder(folder: &Path) -> Result<(), OutputError> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            if is_folder(folder) || fs::symlink_metadata(folder).is_err() {
                return Ok(());
            }
            let taken = io::Error::from(io::ErrorKind::NotADirectory);
            Err(OutputError::disk("use the workspace", folder)(taken))
        }
        made => made.map_err(OutputError::disk("make the folder", folder)),
    }
}

#[cfg(unix)]
fn is_same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(open), Ok(named)) => open.ino() == named.ino() && open.dev() == named.dev(),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_same_file(_file: &File, path: &Path) -> bool {
    path.exists()
}
