//! From what is on the disk to a stage that lacks only the files still to be rendered.
//!
//! It must not touch the live tree, nor remove from the standby what neither this tool nor a link of a
//! foreign file put there: such a standby is set aside as a whole if it cannot be used around it.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::output::error::OutputError;
use crate::output::foreign::Foreign;
use crate::output::layout::{Layout, Wanted, fault_of};
use crate::output::manifest::{self, Content, Entry, Manifest};
use crate::output::tree::{Kind, Node};

/// What to do to a standby before the next tree can be built in it.
#[derive(Debug, Default)]
pub(super) struct Changes {
    files_to_remove: Vec<OsString>,
    folders_to_remove: Vec<OsString>,
}

/// The paths in a standby that may be removed, from its own manifest.
struct Known<'m> {
    manifest: &'m Manifest,
    folders: FxHashSet<&'m str>,
}

/// What the next tree has at a path.
#[derive(Clone, Copy)]
enum Target {
    /// This very file or link.
    Same(Kind, Option<u64>),
    Folder,
    Nothing,
}

/// Compares a standby with the next tree; notes in `layout` and `foreign` what it has already.
///
/// None, and nothing noted, if what is not known to be ours stands in the next tree's way.
pub(super) fn compare(
    standby: &[Node],
    standby_manifest: &Manifest,
    live: &[Node],
    foreign: &mut Foreign,
    layout: &mut Layout<'_>,
) -> Option<Changes> {
    let known = Known::new(standby_manifest);
    let live: FxHashMap<&OsStr, &Node> = live.iter().map(|node| (node.path.as_os_str(), node)).collect();
    let mut changes = Changes::default();
    let mut present = Vec::with_capacity(standby.len());
    for node in standby {
        if fits(node, target(node, layout, foreign, &live))
            || (!known.has(node) && has_no_rival(node, layout, foreign))
        {
            present.push(node);
        } else if !known.has(node) {
            return None;
        } else if node.kind == Kind::Folder {
            changes.folders_to_remove.push(node.path.clone());
        } else {
            changes.files_to_remove.push(node.path.clone());
        }
    }
    for node in present {
        if !known.has(node) {
            foreign.note_holding(&node.path);
        }
        foreign.note_presence(&node.path);
        if let Some(path) = node.path.to_str() {
            layout.note_presence(path);
        }
    }
    Some(changes)
}

impl Changes {
    /// Removes from the standby what the next tree has not.
    pub(super) fn apply(&self, standby: &Path) -> Result<(), OutputError> {
        self.files_to_remove.par_iter().try_for_each(|relative| {
            let path = standby.join(relative);
            match fs::remove_file(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                removed => removed.map_err(OutputError::disk("remove", path)),
            }
        })?;
        // Listed outermost first.
        for relative in self.folders_to_remove.iter().rev() {
            let path = standby.join(relative);
            match fs::remove_dir(&path) {
                // A foreign file in it is carried over with the folder.
                Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                removed => removed.map_err(OutputError::disk("remove the folder", path))?,
            }
        }
        Ok(())
    }
}

/// Writes down, before the standby changes, all that may be removed from it if this run is killed.
pub(super) fn write_intent(
    standby: &Path,
    generator: &str,
    standby_manifest: &Manifest,
    layout: &Layout<'_>,
    foreign: &Foreign,
) -> Result<(), OutputError> {
    let unknown = Entry { fingerprint: 0, content: 0, length: 0 };
    let before = standby_manifest.entries().map(|(path, _)| path);
    let planned = layout.files.iter().map(|file| file.path);
    let carried =
        foreign.nodes().filter_map(|node| node.path.to_str()).filter(|path| fault_of(path).is_none());
    let mut entries: Vec<(&str, Entry)> =
        before.chain(planned).chain(carried).map(|path| (path, unknown)).collect();
    entries.sort_unstable_by_key(|&(path, _)| path);
    entries.dedup_by_key(|&mut (path, _)| path);
    let content = Content { generator, is_complete: false, mixed_folders: &[], entries: &entries };
    manifest::write(standby, content).map(|_| ()).map_err(OutputError::disk("write the manifest in", standby))
}

/// Links every kept file of the live tree into the standby that has not got it yet.
pub(super) fn link_kept_files(layout: &Layout<'_>, live: &Path, standby: &Path) -> Result<(), OutputError> {
    layout.files.par_iter().filter(|file| file.wanted == Wanted::Keep && !file.staged).try_for_each(|file| {
        let to = standby.join(file.path);
        layout
            .make_folder_of(file, standby)
            .and_then(|()| link_or_copy(&live.join(file.path), &to))
            .map_err(OutputError::disk("link", to))
    })
}

/// A hard link, or a copy with the same modification time where there can be none.
pub(super) fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    let Err(error) = fs::hard_link(from, to) else { return Ok(()) };
    let no_copy = [io::ErrorKind::NotFound, io::ErrorKind::AlreadyExists, io::ErrorKind::StorageFull];
    if no_copy.contains(&error.kind()) {
        return Err(error);
    }
    let metadata = fs::symlink_metadata(from)?;
    if metadata.is_symlink() {
        return copy_symbolic_link(from, to);
    }
    if !metadata.is_file() {
        return Err(error);
    }
    fs::copy(from, to)?;
    // Opening is enough to set times of one's own file, even of one that may not be written.
    fs::File::open(to)?.set_modified(metadata.modified()?)
}

impl<'m> Known<'m> {
    fn new(manifest: &'m Manifest) -> Known<'m> {
        Known { manifest, folders: manifest.folders() }
    }

    fn has(&self, node: &Node) -> bool {
        node.path.to_str().is_some_and(|path| {
            self.manifest.get(path).is_some() || (node.kind == Kind::Folder && self.folders.contains(path))
        })
    }
}

fn target(node: &Node, layout: &Layout<'_>, foreign: &Foreign, live: &FxHashMap<&OsStr, &Node>) -> Target {
    let path = node.path.to_str();
    if let Some(file) = path.and_then(|path| layout.file(path)) {
        let live = live.get(node.path.as_os_str()).filter(|_| file.intact.is_some());
        return Target::Same(Kind::File, live.and_then(|node| node.inode));
    }
    if foreign.is_held_by(&node.path) || path.is_some_and(|path| layout.has_folder(path)) {
        return Target::Folder;
    }
    match foreign.get(&node.path) {
        Some(foreign) if foreign.kind == Kind::Folder => Target::Folder,
        Some(foreign) => Target::Same(foreign.kind, foreign.inode),
        None => Target::Nothing,
    }
}

fn fits(node: &Node, target: Target) -> bool {
    match target {
        Target::Same(kind, inode) => node.kind == kind && inode.is_some() && node.inode == inode,
        Target::Folder => node.kind == Kind::Folder,
        Target::Nothing => false,
    }
}

/// True if the next tree has nothing at the node's path and no file where one of its folders is.
fn has_no_rival(node: &Node, layout: &Layout<'_>, foreign: &Foreign) -> bool {
    let path = node.path.to_str();
    let is_free = path.is_none_or(|path| layout.file(path).is_none() && !layout.has_folder(path))
        && foreign.get(&node.path).is_none()
        && !foreign.is_held_by(&node.path);
    let is_file = |folder: &Path| {
        folder.to_str().is_some_and(|path| layout.file(path).is_some())
            || foreign.get(folder.as_os_str()).is_some_and(|node| node.kind != Kind::Folder)
    };
    is_free && !Path::new(&node.path).ancestors().skip(1).any(is_file)
}

#[cfg(unix)]
fn copy_symbolic_link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(not(unix))]
fn copy_symbolic_link(_from: &Path, _to: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}
