//! A folder as a target, such as a mounted disk or one that a web server serves.
//!
//! Each file is written beside its place and renamed into it, so that a reader gets the old one or the
//! new one. It must not leave the folder, and not remove what the manifest does not name.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use xxhash_rust::xxh3::xxh3_128;

use super::error::TargetError;
use super::plan::Sending;
use super::store::{Document, Documents, Revision, Store, Stored};
use super::target::Publication;
use crate::commands::state::STATE;
use crate::content::layout::CONTENT;
use crate::disk;
use crate::theme::THEMES;

/// Files that are not whole yet, in the target itself, so that a rename stays on one file system.
const UNFINISHED: &str = ".digest-unfinished";

/// A folder that exists.
pub struct Folder {
    root: PathBuf,
    unfinished: AtomicUsize,
    /// Held while this publishes; the system lets go of it when the process ends, however it does.
    lock: Option<File>,
}

impl Folder {
    /// Takes the folder at `path`.
    ///
    /// # Errors
    /// If there is none, or it is or holds or lies in one of `ours`: the site, its output.
    pub fn new(path: &Path, site: &Path, output: &Path) -> Result<Self, TargetError> {
        let shown = path.display();
        let root = fs::canonicalize(path).map_err(|error| {
            let message = format!("cannot publish to the folder `{shown}`: {}", disk::describe(&error));
            let help = "mount it or make it first: a publish makes no target, lest it fill a mount point that is empty";
            TargetError::failed(message).help(help)
        })?;
        let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let (site, output) = (real(site), real(output));
        let is_input = [CONTENT, THEMES, STATE].iter().any(|name| root.starts_with(site.join(name)));
        let is_output = root.starts_with(&output) || output.starts_with(&root);
        if !root.is_dir() || site.starts_with(&root) || is_input || is_output {
            let message = format!("`{shown}` cannot be a target: it is no folder, or it is the site's own");
            return Err(TargetError::failed(message).help("name a folder of its own outside of the site"));
        }
        Ok(Self { root, unfinished: AtomicUsize::new(0), lock: None })
    }

    fn failed(&self, action: &str, path: &Path, error: &io::Error) -> TargetError {
        let why = disk::describe(error);
        let failed = TargetError::failed(format!("cannot {action} `{}`: {why}", path.display()));
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                failed.help("free some space there; the next publish goes on where this one stopped")
            }
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                failed.help(format!("this user must be able to write below `{}`", self.root.display()))
            }
            ErrorKind::NotADirectory | ErrorKind::IsADirectory | ErrorKind::AlreadyExists => {
                failed.help("something that this site did not put there is in the way: move it away")
            }
            _ => failed.help("the next publish goes on where this one stopped"),
        }
    }

    /// Writes a file so that readers see the old one until they see the new one.
    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), TargetError> {
        let place = self.root.join(path);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(|error| self.failed("make the folder", folder, &error))?;
        }
        let number = self.unfinished.fetch_add(1, Ordering::Relaxed);
        let unfinished = self.root.join(UNFINISHED).join(format!("{}-{number}", std::process::id()));
        let written = fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, &place));
        written.map_err(|error| self.failed("write", &place, &error))
    }

    fn is_there(&self, path: &str) -> bool {
        fs::symlink_metadata(self.root.join(path)).is_ok()
    }

    /// Removes the folders that a deletion has left empty.
    fn tidy(&self, path: &str) {
        for (end, _) in path.rmatch_indices('/') {
            // It fails where something is in it, which is what ends this.
            if fs::remove_dir(self.root.join(&path[..end])).is_err() {
                return;
            }
        }
    }
}

impl Documents for Folder {
    fn place(&self) -> String {
        format!("`{}`", self.root.display())
    }

    fn load(&mut self, document: Document) -> Result<Option<Stored>, TargetError> {
        let path = self.root.join(document.name());
        match fs::read(&path) {
            Ok(bytes) => {
                let revision = Revision(format!("{:032x}", xxh3_128(&bytes)));
                Ok(Some(Stored { bytes, revision }))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed("read", &path, &error)),
        }
    }

    fn save(
        &mut self,
        document: Document,
        bytes: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, TargetError> {
        let there = self.load(document)?.map(|stored| stored.revision);
        if there.as_ref() != expected {
            let message = format!("`{}` in {} has changed", document.name(), self.place());
            return Err(TargetError::conflict(message));
        }
        self.write(document.name(), bytes)?;
        Ok(Revision(format!("{:032x}", xxh3_128(bytes))))
    }

    fn discard(&mut self, document: Document) -> Result<(), TargetError> {
        if document == Document::Claim {
            let _ = fs::remove_dir_all(self.root.join(UNFINISHED));
        }
        Store::delete(self, &[document.name()])
    }
}

impl Store for Folder {
    fn prepare(&mut self) -> Result<(), TargetError> {
        // Where folders cannot be opened or locked, the claim is there nevertheless.
        if let Ok(folder) = File::open(&self.root) {
            match folder.try_lock() {
                Ok(()) => self.lock = Some(folder),
                Err(TryLockError::WouldBlock) => {
                    let message = format!("another publish to `{}` is under way", self.root.display());
                    return Err(TargetError::conflict(message).help("wait for it, then publish again"));
                }
                Err(TryLockError::Error(_)) => {}
            }
        }
        let unfinished = self.root.join(UNFINISHED);
        match fs::remove_dir_all(&unfinished) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(self.failed("clear", &unfinished, &error));
            }
            _ => {}
        }
        fs::create_dir(&unfinished).map_err(|error| self.failed("write to", &self.root, &error))
    }

    fn existing(&mut self, paths: &[&str]) -> Result<Vec<String>, TargetError> {
        let there = paths.par_iter().filter(|path| self.is_there(path));
        Ok(there.map(|path| (*path).to_owned()).collect())
    }

    fn holds(&mut self, files: &[&Sending]) -> Result<Vec<bool>, TargetError> {
        let is_there = |sending: &&Sending| {
            let bytes = disk::read_regular(&self.root.join(&sending.path));
            bytes.is_ok_and(|bytes| xxh3_128(&bytes) == sending.file.hash)
        };
        Ok(files.par_iter().map(is_there).collect())
    }

    fn put(&mut self, files: &[&Sending], publication: &Publication<'_>) -> Result<(), TargetError> {
        let store = &*self;
        files.par_iter().try_for_each(|sending| {
            store.write(&sending.path, &publication.read(&sending.path)?)?;
            publication.progress.step(sending.file.size);
            Ok(())
        })
    }

    fn delete(&mut self, paths: &[&str]) -> Result<(), TargetError> {
        for path in paths {
            let place = self.root.join(path);
            match fs::remove_file(&place) {
                Ok(()) => self.tidy(path),
                Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                    self.tidy(path);
                }
                // An interrupted publish has put the folder there that was to come in its place.
                Err(_) if fs::symlink_metadata(&place).is_ok_and(|there| there.is_dir()) => {}
                Err(error) => return Err(self.failed("delete", &place, &error)),
            }
        }
        Ok(())
    }

    /// The manifest must not reach the disk before what it names.
    fn settle(&mut self) -> Result<(), TargetError> {
        #[cfg(target_os = "linux")]
        if let Ok(folder) = File::open(&self.root) {
            rustix::fs::syncfs(&folder)
                .map_err(|error| self.failed("write to", &self.root, &error.into()))?;
        }
        Ok(())
    }
}
