//! The only writer of the output folder: all or nothing, and unchanged files stay the very same files.
//!
//! The next tree is made beside the output folder and swapped in with one system call. Two trees take
//! turns: after a swap the old one stays as a standby in `.<name>.digest/standby`, and the next build
//! brings it up to date with the differences alone. (A fresh tree of hard links for each build was
//! measured too: at 12,000 pages on ext4 it costs 370 ms to link and 300 ms to remove, and ext4 is slow to
//! make inodes again that it has just freed.) The standby is never trusted: what counts in it is that a
//! file is the same inode as the live one. Where one file changes and nothing else, it is renamed over the
//! old one: that is one step, too, and takes no second tree.
//!
//! This module must not render, decide what is published, or remove anything that it did not write:
//! foreign files are carried into each next tree as hard links; folders of theirs are made again with the
//! same permissions and times, without other attributes. No `fsync`: a build survives being killed at any
//! instant, a power cut may lose it. Where file systems cannot exchange two folders there are two renames
//! instead; a kill between them leaves no output until the next run has completed the swap.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "layer 5: this is where input and output happen"
)]

mod error;
mod folder;
mod foreign;
mod layout;
mod manifest;
mod reconcile;
mod stage;
mod standby;
mod survey;
mod swap;
mod tree;
mod workspace;

#[cfg(test)]
#[cfg(unix)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

pub use error::{OutputError, Refusal};
#[cfg(feature = "publish")]
pub(crate) use layout::fault_of;
pub use layout::{Planned, Wanted};
pub use manifest::{Entry, MANIFEST_NAME, Manifest};
pub use stage::{Stage, Staging, Summary};

use folder::Found;
use standby::Trees;
use survey::Survey;
use swap::SwapMethod;
use workspace::Workspace;

/// What [`open`] needs to know; all paths may be relative to the working folder.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a> {
    /// The folder to write. Its parent must be writable and of the same file system.
    pub output: &'a Path,
    /// The site's folder. The output may not be it or hold it.
    pub site_root: &'a Path,
    /// Content, themes, state: the output may not be one of them, hold one or lie in one.
    pub sources: &'a [&'a Path],
    /// The home folder, if there is one. The output may not be it or hold it.
    pub home: Option<&'a Path>,
    /// Name and version of this program, kept in the manifest for information.
    pub generator: &'a str,
}

/// An output folder that no other build can touch until this value, or its [`Stage`], is dropped.
#[derive(Debug)]
pub struct Output {
    workspace: Workspace,
    found: Found,
    manifest: Manifest,
    survey: OnceLock<Survey>,
    intact: OnceLock<Vec<bool>>,
    /// Set by [`Output::look_ahead`].
    trees: Option<Trees>,
    generator: String,
    swap: SwapMethod,
}

/// Refuses folders that are not ours, waits for other builds, completes an interrupted swap and reads the
/// manifest. `on_wait` is called at most once, with the lock file's path, when another build holds the lock.
///
/// # Errors
/// [`OutputError::Refused`] for a folder that must not be written, [`OutputError::Disk`] for the rest.
pub fn open(settings: &Settings<'_>, on_wait: impl FnOnce(&Path)) -> Result<Output, OutputError> {
    let place = folder::resolve(settings)?;
    let mut workspace = Workspace::lock(place, on_wait)?;
    workspace.complete_interrupted_swap()?;
    let (found, manifest) = folder::inspect(workspace.output())?;
    workspace.keep_if(found == Found::Ours);
    let output = Output {
        workspace,
        found,
        manifest: manifest.unwrap_or_default(),
        survey: OnceLock::new(),
        intact: OnceLock::new(),
        trees: None,
        generator: settings.generator.to_owned(),
        swap: SwapMethod::Exchange,
    };
    if output.found == Found::Ours {
        // Taken here and not when a page first asks: that may be on a thread of a pool, which would
        // wait for jobs of its own and could pick up another page that asks for the same.
        output.is_intact("");
    }
    Ok(output)
}

impl Output {
    /// The output folder, absolute and without symbolic links.
    pub fn folder(&self) -> &Path {
        self.workspace.output()
    }

    /// What the last build wrote; empty if there was none.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// True if a build has written the folder to its end; false if there is none, or it is empty.
    pub fn is_complete(&self) -> bool {
        self.found == Found::Ours && self.manifest.is_complete()
    }

    /// True if the last build wrote `path` with this fingerprint and the file is still as it left it.
    ///
    pub fn can_keep(&self, path: &str, fingerprint: u128) -> bool {
        self.manifest.get(path).is_some_and(|entry| entry.fingerprint == fingerprint) && self.is_intact(path)
    }

    /// Files of the last build that are missing or were changed since, sorted.
    pub fn damaged(&self) -> Vec<&str> {
        self.manifest.entries().map(|(path, _)| path).filter(|path| !self.is_intact(path)).collect()
    }

    /// Looks ahead at what [`Output::stage`] asks the disk whatever the plan: while the plan is made, say.
    pub fn look_ahead(&mut self) {
        if self.found == Found::Ours {
            // What fails here fails there too, and is told then.
            self.trees = Trees::look(self).ok();
        }
    }

    /// Prepares the next tree: every path of `plan` is either kept or will be written to the [`Stage`].
    /// The plan names every file of this build once, in any order, though path order is fastest.
    ///
    /// # Errors
    /// Nothing has changed if a path is invalid, planned twice, in the way of another or of a foreign file,
    /// is to be kept but damaged, or if the disk fails.
    pub fn stage<'plan>(self, plan: &'plan [Planned<'plan>]) -> Result<Staging<'plan>, OutputError> {
        stage::begin(self, plan)
    }

    /// True for a file of the manifest that is as the last build left it.
    fn is_intact(&self, path: &str) -> bool {
        let intact = self.intact.get_or_init(|| self.survey().intact_files(self.folder(), &self.manifest));
        self.manifest.number(path).and_then(|number| intact.get(number)).is_some_and(|&intact| intact)
    }

    fn survey(&self) -> &Survey {
        self.survey.get_or_init(|| Survey::take(self.folder(), &self.manifest))
    }

    fn standby(&self) -> PathBuf {
        self.workspace.standby()
    }
}
