//! The planned tree of one build: its files, the folders that they need, and the rules for their paths.
//!
//! It must not know what is on the disk, but for the one thing that it does there: make folders once.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use rustc_hash::FxHashMap;

use crate::output::error::OutputError;
use crate::output::manifest::{Entry, MANIFEST_NAME, Manifest, UNFINISHED_MANIFEST_NAME};

/// Longest output path in bytes, the `PATH_MAX` of Linux.
const LONGEST_PATH: usize = 4096;

/// One file of a build, as the caller plans it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned<'plan> {
    /// Relative to the output folder, `/` between components: `2018/07/12/a-tariff/index.html`.
    pub path: &'plan str,
    /// Where its bytes come from.
    pub wanted: Wanted,
}

/// Where the bytes of a planned file come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The file of the last build stays; see [`crate::output::Output::can_keep`].
    Keep,
    /// It will be written to the stage. The old file stays nevertheless if the bytes are the same.
    Render,
}

/// All planned files, with the folders that they need.
#[derive(Debug)]
pub(super) struct Layout<'plan> {
    pub(super) files: Vec<PlannedFile<'plan>>,
    folders: Vec<PlannedFolder<'plan>>,
    file_numbers: FxHashMap<&'plan str, u32>,
    folder_numbers: FxHashMap<&'plan str, u32>,
}

/// A planned file and what has become of it.
#[derive(Debug)]
pub(super) struct PlannedFile<'plan> {
    pub(super) path: &'plan str,
    pub(super) wanted: Wanted,
    /// The last build's entry, if its file is as that build left it.
    pub(super) intact: Option<Entry>,
    /// The stage already has the very file that is live.
    pub(super) staged: bool,
    /// The entry of the next manifest.
    pub(super) done: OnceLock<Done>,
    folder: Option<u32>,
}

/// How a planned file came to be in the stage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Done {
    pub(super) entry: Entry,
    /// False if the old file stayed.
    pub(super) written: bool,
}

#[derive(Debug)]
struct PlannedFolder<'plan> {
    path: &'plan str,
    parent: Option<u32>,
    exists: AtomicBool,
}

impl<'plan> Layout<'plan> {
    /// `intact` gives the last build's entry of a path whose file is still as it was.
    pub(super) fn new(
        plan: &'plan [Planned<'plan>],
        intact: impl Fn(&str) -> Option<Entry>,
    ) -> Result<Layout<'plan>, OutputError> {
        let mut layout = Layout {
            files: Vec::with_capacity(plan.len()),
            folders: Vec::new(),
            file_numbers: FxHashMap::with_capacity_and_hasher(plan.len(), rustc_hash::FxBuildHasher),
            folder_numbers: FxHashMap::with_capacity_and_hasher(plan.len(), rustc_hash::FxBuildHasher),
        };
        for (number, planned) in (0u32..).zip(plan) {
            layout.add(number, *planned, intact(planned.path))?;
        }
        match layout.files.iter().find(|file| layout.folder_numbers.contains_key(file.path)) {
            Some(file) => Err(OutputError::bad_path(file.path, "is planned as a file and as a folder")),
            None => Ok(layout),
        }
    }

    pub(super) fn file(&self, path: &str) -> Option<&PlannedFile<'plan>> {
        self.file_numbers.get(path).and_then(|&number| self.files.get(number as usize))
    }

    /// Whether one file of the last build is to be rendered, and all others are kept.
    pub(super) fn changes_one_file(&self, before: &Manifest) -> bool {
        let mut due = self.files.iter().filter(|file| file.wanted == Wanted::Render);
        // Kept files are files of the manifest, and so is an intact one.
        let is_there = self.files.len() == before.len();
        is_there && due.next().is_some_and(|file| file.intact.is_some()) && due.next().is_none()
    }

    pub(super) fn folder_paths(&self) -> impl Iterator<Item = &'plan str> {
        self.folders.iter().map(|folder| folder.path)
    }

    pub(super) fn has_folder(&self, path: &str) -> bool {
        self.folder_numbers.contains_key(path)
    }

    /// Notes that the stage has what belongs at `path`, file or folder, if anything planned does.
    pub(super) fn note_presence(&mut self, path: &str) {
        if let Some(folder) = self.folder_numbers.get(path).and_then(|&number| self.folder(number)) {
            folder.exists.store(true, Ordering::Release);
        }
        let file = self.file_numbers.get(path).map(|&number| number as usize);
        if let Some(file) = file.and_then(|number| self.files.get_mut(number)) {
            file.staged = true;
        }
    }

    /// Makes the folder of `file` under `root`, with all that it lies in, unless that has been done.
    pub(super) fn make_folder_of(&self, file: &PlannedFile<'_>, root: &Path) -> io::Result<()> {
        let mut missing = Vec::new();
        let mut next = file.folder;
        while let Some(folder) = next.and_then(|number| self.folder(number)) {
            if folder.exists.load(Ordering::Acquire) {
                break;
            }
            missing.push(folder);
            next = folder.parent;
        }
        for folder in missing.iter().rev() {
            match fs::create_dir(root.join(folder.path)) {
                // Another thread may have made it since.
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => folder.exists.store(true, Ordering::Release),
            }
        }
        Ok(())
    }

    fn folder(&self, number: u32) -> Option<&PlannedFolder<'plan>> {
        self.folders.get(number as usize)
    }

    fn add(
        &mut self,
        number: u32,
        planned: Planned<'plan>,
        intact: Option<Entry>,
    ) -> Result<(), OutputError> {
        let Planned { path, wanted } = planned;
        if let Some(fault) = fault_of(path) {
            return Err(OutputError::bad_path(path, fault));
        }
        if self.file_numbers.insert(path, number).is_some() {
            return Err(OutputError::bad_path(path, "is planned twice"));
        }
        if wanted == Wanted::Keep && intact.is_none() {
            return Err(OutputError::bad_path(path, "is to be kept but is not as the last build left it"));
        }
        let folder = self.add_folders(path);
        self.files.push(PlannedFile { path, wanted, intact, staged: false, done: OnceLock::new(), folder });
        Ok(())
    }

    /// The number of the folder that `path` lies in; none for the root.
    fn add_folders(&mut self, path: &'plan str) -> Option<u32> {
        let mut ends: Vec<usize> = Vec::new();
        let mut known = None;
        for (end, _) in path.rmatch_indices('/') {
            known = self.folder_numbers.get(&path[..end]).copied();
            if known.is_some() {
                break;
            }
            ends.push(end);
        }
        for end in ends.into_iter().rev() {
            let folder = &path[..end];
            // Fewer than 2^32 folders: each has a planned file, and those are numbered with 32 bits.
            let number = u32::try_from(self.folders.len()).unwrap_or(u32::MAX);
            self.folders.push(PlannedFolder { path: folder, parent: known, exists: AtomicBool::new(false) });
            self.folder_numbers.insert(folder, number);
            known = Some(number);
        }
        known
    }
}

/// What makes `path` unfit as the path of an output file, to follow it in a sentence.
pub(crate) fn fault_of(path: &str) -> Option<&'static str> {
    for component in path.split('/') {
        match component {
            "" => return Some("has an empty component or is absolute"),
            "." | ".." => return Some("has a `.` or `..` component"),
            _ => {}
        }
    }
    if path.contains('\0') {
        return Some("has a NUL character");
    }
    if cfg!(windows) && path.contains(['\\', ':']) {
        return Some("has a `\\` or `:`");
    }
    if path.len() > LONGEST_PATH {
        return Some("is too long");
    }
    let root = path.split('/').next().unwrap_or_default();
    (root == MANIFEST_NAME || root == UNFINISHED_MANIFEST_NAME).then_some("is the manifest's")
}

/// The folders that `path` lies in, innermost first, without the root.
pub(super) fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(end, _)| &path[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan<'plan>(paths: &[&'plan str]) -> Vec<Planned<'plan>> {
        paths.iter().map(|&path| Planned { path, wanted: Wanted::Render }).collect()
    }

    #[test]
    fn only_plain_relative_paths_are_taken() {
        for path in ["index.html", "a/b/index.html", "a/.well-known", "año/…/x y"] {
            assert_eq!(fault_of(path), None, "{path}");
        }
        for path in ["", "/", "/a", "a/", "a//b", ".", "a/./b", "..", "a/../b", "a\0b", ".digest-manifest"] {
            assert!(fault_of(path).is_some(), "{path}");
        }
        assert!(fault_of(&"a/".repeat(3000)).is_some());
    }

    #[test]
    fn a_path_is_planned_once_and_as_one_thing() {
        for paths in [["a", "a"], ["a", "a/b"], ["a/b/c", "a/b"]] {
            let plan = plan(&paths);
            assert!(matches!(Layout::new(&plan, |_| None), Err(OutputError::BadPath { .. })), "{paths:?}");
        }
        let keep = [Planned { path: "a", wanted: Wanted::Keep }];
        assert!(matches!(Layout::new(&keep, |_| None), Err(OutputError::BadPath { .. })));
    }

    #[test]
    fn folders_are_made_from_the_outside_in() {
        let root = tempfile::tempdir().unwrap();
        let plan = plan(&["a/b/c/d", "a/b/e", "f"]);
        let layout = Layout::new(&plan, |_| None).unwrap();
        for file in &layout.files {
            layout.make_folder_of(file, root.path()).unwrap();
        }
        assert!(root.path().join("a/b/c").is_dir());
        assert!(layout.has_folder("a/b") && !layout.has_folder("f"));
        assert_eq!(folders_of("a/b/c/d").collect::<Vec<_>>(), ["a/b/c", "a/b", "a"]);
    }
}
