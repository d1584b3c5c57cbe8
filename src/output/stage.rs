//! The next tree while it is being written, and its way into the output folder.
//!
//! It must not change the output folder before [`Stage::commit`], and there with the swap alone or, where
//! one file changes, by renaming that file and then the manifest. (The unfinished manifest lies in it before.)

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_128;

use crate::output::Output;
use crate::output::error::OutputError;
use crate::output::folder::{Found, is_folder};
use crate::output::foreign::Foreign;
use crate::output::layout::{Done, Layout, Planned, PlannedFile, Wanted};
use crate::output::manifest::{self, Content, Entry, Manifest, UNFINISHED_MANIFEST_NAME};
use crate::output::reconcile::{self, link_or_copy};
use crate::output::standby::{Standby, Trees};
use crate::output::swap;
use crate::output::tree;

/// What [`Output::stage`] found to do.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one in a build, and it is taken apart at once")]
pub enum Staging<'plan> {
    /// Nothing is to be rendered, added or removed: nothing has been or will be written.
    Unchanged(Summary),
    /// Every [`Wanted::Render`] path is to be written, then the stage is to be committed.
    Changed(Stage<'plan>),
}

/// What a build did to the output folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// New or changed files.
    pub written: usize,
    /// Files that stayed the same files.
    pub unchanged: usize,
    /// Files of the last build that are no more.
    pub deleted: usize,
    /// Length of the written files together.
    pub bytes: u64,
    /// Hash of the output folder's manifest, see [`Manifest::checksum`].
    pub manifest: u128,
    /// A folder to warn of: foreign files had been put into the standby, and there is no place for them.
    pub set_aside: Option<PathBuf>,
}

/// The next tree. Dropped without [`Stage::commit`] it leaves the output folder as it was.
#[derive(Debug)]
pub struct Stage<'plan> {
    layout: Layout<'plan>,
    foreign: Foreign,
    /// The standby, or the output folder itself where one file will be renamed over another.
    folder: PathBuf,
    in_place: bool,
    /// This run made the stage, so that it goes with a run that fails.
    is_new: bool,
    committed: bool,
    set_aside: Option<PathBuf>,
    /// Last, for it holds the lock.
    output: Output,
}

/// See [`Output::stage`].
pub(super) fn begin<'plan>(
    mut output: Output,
    plan: &'plan [Planned<'plan>],
) -> Result<Staging<'plan>, OutputError> {
    let layout =
        Layout::new(plan, |path| output.manifest.get(path).filter(|_| output.is_intact(path)).copied())?;
    // Kept files are files of the manifest, so that equal numbers leave none to be removed.
    if output.found == Found::Ours
        && layout.files.len() == output.manifest.len()
        && layout.files.iter().all(|file| file.wanted == Wanted::Keep)
    {
        return Ok(Staging::Unchanged(Summary {
            unchanged: layout.files.len(),
            manifest: output.manifest.checksum(),
            ..Summary::default()
        }));
    }
    let Trees { live, standby } = output.trees.take().map_or_else(|| Trees::look(&output), Ok)?;
    let foreign = Foreign::find(&live, &output.manifest);
    foreign.check_ways(&layout, output.folder())?;
    let in_place = output.is_complete() && layout.changes_one_file(&output.manifest);
    let folder = if in_place { output.folder().to_owned() } else { output.standby() };
    let mut stage =
        Stage { layout, foreign, folder, in_place, is_new: false, committed: false, set_aside: None, output };
    if !in_place {
        stage.prepare(&live, standby)?;
    }
    Ok(Staging::Changed(stage))
}

impl Stage<'_> {
    /// Writes one planned file; from any thread, each file once. If the bytes are those of the last build's
    /// file, and that file is as it was, it stays the same file.
    ///
    /// # Errors
    /// [`OutputError::BadPath`] if the path is not to be rendered or is written twice, else the disk's.
    pub fn write(&self, path: &str, bytes: &[u8], fingerprint: u128) -> Result<(), OutputError> {
        let file = self.layout.file(path).filter(|file| file.wanted == Wanted::Render);
        let file = file.ok_or_else(|| OutputError::bad_path(path, "is not planned to be rendered"))?;
        let entry = Entry { fingerprint, content: xxh3_128(bytes), length: bytes.len() as u64 };
        let same = |old: Entry| old.content == entry.content && old.length == entry.length;
        let written = !file.intact.is_some_and(same);
        let twice = || OutputError::bad_path(path, "is written twice");
        if file.done.get().is_some() {
            return Err(twice());
        }
        let target = self.folder.join(path);
        let put = match (self.in_place, written) {
            (true, true) => self.write_next_file(bytes),
            (true, false) => Ok(()),
            (false, true) => self.write_file(file, &target, bytes),
            (false, false) => self.keep_file(file, &target),
        };
        put.map_err(OutputError::disk("write", target))?;
        file.done.set(Done { entry, written }).map_err(|_| twice())
    }

    /// Makes the next tree the output folder, in one step.
    ///
    /// # Errors
    /// The output folder is as it was if a planned file has not been written or the disk fails.
    pub fn commit(mut self) -> Result<Summary, OutputError> {
        let summary = self.write_manifest()?;
        let finish = |folder: &Path| {
            manifest::finish(folder).map_err(OutputError::disk("write the manifest in", folder))
        };
        if self.in_place {
            self.replace_file()?;
            finish(&self.folder)?;
            self.committed = true;
            return Ok(summary);
        }
        finish(&self.folder)?;
        let output = &mut self.output;
        swap::put_in_place(&output.workspace, output.found, output.swap)
            .map_err(OutputError::disk("replace", output.folder()))?;
        output.workspace.keep_if(true);
        self.committed = true;
        if is_folder(&self.folder) {
            self.foreign.leave(&self.folder);
        }
        Ok(summary)
    }

    fn prepare(&mut self, live: &[tree::Node], standby: Standby) -> Result<(), OutputError> {
        self.reuse_standby(live, standby)?;
        if !is_folder(&self.folder) {
            fs::create_dir(&self.folder).map_err(OutputError::disk("make the folder", &self.folder))?;
            self.is_new = true;
            self.write_intent(&Manifest::default())?;
        }
        reconcile::link_kept_files(&self.layout, self.output.folder(), &self.folder)?;
        self.foreign.carry(self.output.folder(), &self.folder)
    }

    /// Leaves in the standby what the next tree has too, or moves it out of the way.
    fn reuse_standby(&mut self, live: &[tree::Node], standby: Standby) -> Result<(), OutputError> {
        match standby {
            Standby::Absent => return Ok(()),
            Standby::Empty => {
                return fs::remove_dir_all(&self.folder).map_err(OutputError::disk("remove", &self.folder));
            }
            Standby::Strange => {}
            Standby::Ours(before, nodes) => {
                let changes = reconcile::compare(&nodes, &before, live, &mut self.foreign, &mut self.layout);
                if let Some(changes) = changes {
                    self.write_intent(&before)?;
                    return changes.apply(&self.folder);
                }
            }
        }
        self.set_aside = Some(self.output.workspace.set_aside(&self.folder)?);
        Ok(())
    }

    fn write_intent(&self, before: &Manifest) -> Result<(), OutputError> {
        reconcile::write_intent(&self.folder, &self.output.generator, before, &self.layout, &self.foreign)
    }

    /// Writes the next tree's manifest, but for its last step.
    fn write_manifest(&mut self) -> Result<Summary, OutputError> {
        let mut summary = Summary { set_aside: self.set_aside.take(), ..Summary::default() };
        let mut entries: Vec<(&str, Entry)> = Vec::with_capacity(self.layout.files.len());
        for file in &self.layout.files {
            let kept = file.intact.filter(|_| file.wanted == Wanted::Keep);
            let kept = kept.map(|entry| Done { entry, written: false });
            let done = kept.or_else(|| file.done.get().copied());
            let done =
                done.ok_or_else(|| OutputError::bad_path(file.path, "is planned but was not written"))?;
            if done.written {
                summary.written += 1;
                summary.bytes += done.entry.length;
            } else {
                summary.unchanged += 1;
            }
            entries.push((file.path, done.entry));
        }
        entries.sort_unstable_by_key(|&(path, _)| path);
        let before = &self.output.manifest;
        summary.deleted = before.entries().filter(|(path, _)| self.layout.file(path).is_none()).count();
        let mixed_folders: Vec<&str> =
            self.layout.folder_paths().filter(|path| self.foreign.is_held_by(path.as_ref())).collect();
        let content = Content {
            generator: &self.output.generator,
            is_complete: true,
            mixed_folders: &mixed_folders,
            entries: &entries,
        };
        summary.manifest = manifest::write_unfinished(&self.folder, content)
            .map_err(OutputError::disk("write the manifest in", &self.folder))?;
        Ok(summary)
    }

    fn write_file(&self, file: &PlannedFile<'_>, target: &Path, bytes: &[u8]) -> io::Result<()> {
        if file.staged {
            // Never written in place: the live tree has the same file.
            fs::remove_file(target)?;
        }
        self.layout.make_folder_of(file, &self.folder)?;
        File::create_new(target)?.write_all(bytes)
    }

    /// Writes the file that will be renamed over a live one.
    fn write_next_file(&self, bytes: &[u8]) -> io::Result<()> {
        let path = self.output.workspace.next_file();
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            // A run that was killed left one.
            _ => File::create_new(path)?.write_all(bytes),
        }
    }

    /// Renames it. A run that is killed before the manifest follows leaves a file that is not as the
    /// manifest says, and so one that the next build renders again.
    fn replace_file(&self) -> Result<(), OutputError> {
        let written = |file: &&PlannedFile<'_>| file.done.get().is_some_and(|done| done.written);
        let Some(file) = self.layout.files.iter().find(written) else { return Ok(()) };
        let path = self.folder.join(file.path);
        fs::rename(self.output.workspace.next_file(), &path).map_err(OutputError::disk("replace", path))
    }

    fn keep_file(&self, file: &PlannedFile<'_>, target: &Path) -> io::Result<()> {
        if file.staged {
            return Ok(());
        }
        self.layout.make_folder_of(file, &self.folder)?;
        link_or_copy(&self.output.folder().join(file.path), target)
    }
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        if self.is_new && !self.committed {
            // What cannot be removed now will be the next build's standby.
            let _ = fs::remove_dir_all(&self.folder);
        }
        if self.in_place && !self.committed {
            // Neither will be in the way of the next build.
            let _ = fs::remove_file(self.output.workspace.next_file());
            let _ = fs::remove_file(self.folder.join(UNFINISHED_MANIFEST_NAME));
        }
    }
}
