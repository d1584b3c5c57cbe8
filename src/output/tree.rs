//! What is in a folder: names, kinds and inodes, listed in parallel.
//!
//! It must not follow symbolic links, and it asks for nothing that needs a system call per file.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirEntry, FileType};
use std::io;
use std::path::Path;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::output::error::OutputError;
use crate::output::manifest::{MANIFEST_NAME, UNFINISHED_MANIFEST_NAME};

/// One file, folder or other thing under a listed folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// Relative to the listed folder, `/` between components on every system.
    pub(super) path: OsString,
    pub(super) kind: Kind,
    /// None where the system has no inode numbers.
    pub(super) inode: Option<u64>,
}

/// What a [`Node`] is, the link itself if it is a symbolic link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Folder,
    File,
    /// Symbolic link, pipe, socket or device.
    Other,
}

impl Kind {
    pub(super) fn of(file_type: FileType) -> Kind {
        if file_type.is_dir() {
            return Kind::Folder;
        }
        if file_type.is_file() { Kind::File } else { Kind::Other }
    }
}

/// Everything under `root` but the manifest; folders come before what they hold.
pub(super) fn list(root: &Path) -> Result<Vec<Node>, OutputError> {
    let mut nodes = list_folder(root, OsStr::new(""))?;
    nodes.extend(list_below(root, &nodes)?);
    Ok(nodes)
}

/// Everything in those of `nodes` that are folders, at any depth.
pub(super) fn list_below(root: &Path, nodes: &[Node]) -> Result<Vec<Node>, OutputError> {
    let mut below = list_folders(root, nodes)?;
    let mut level = 0..below.len();
    // Level by level instead of by recursion: a folder of a person's may be nested deeply.
    while !level.is_empty() {
        let found = list_folders(root, &below[level.clone()])?;
        below.extend(found);
        level = level.end..below.len();
    }
    Ok(below)
}

/// What is in one folder, but the manifest.
pub(super) fn list_folder(root: &Path, relative: &OsStr) -> Result<Vec<Node>, OutputError> {
    let folder = root.join(relative);
    let entries = match fs::read_dir(&folder) {
        // Removed since its parent was listed.
        Err(error) if error.kind() == io::ErrorKind::NotFound && !relative.is_empty() => {
            return Ok(Vec::new());
        }
        entries => entries.map_err(OutputError::disk("list", &folder))?,
    };
    let nodes: io::Result<Vec<Node>> = entries.map(|entry| node(relative, &entry?)).collect();
    let mut nodes = nodes.map_err(OutputError::disk("list", folder))?;
    if relative.is_empty() {
        nodes.retain(|node| node.path != MANIFEST_NAME && node.path != UNFINISHED_MANIFEST_NAME);
    }
    Ok(nodes)
}

fn list_folders(root: &Path, nodes: &[Node]) -> Result<Vec<Node>, OutputError> {
    let folders = nodes.par_iter().filter(|node| node.kind == Kind::Folder);
    let found: Vec<Vec<Node>> =
        folders.map(|folder| list_folder(root, &folder.path)).collect::<Result<_, _>>()?;
    Ok(found.into_iter().flatten().collect())
}

fn node(folder: &OsStr, entry: &DirEntry) -> io::Result<Node> {
    let name = entry.file_name();
    let mut path = OsString::with_capacity(folder.len() + 1 + name.len());
    if !folder.is_empty() {
        path.push(folder);
        path.push("/");
    }
    path.push(name);
    let file_type = entry.file_type()?;
    Ok(Node { path, kind: Kind::of(file_type), inode: inode(entry) })
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no inode numbers")]
fn inode(entry: &DirEntry) -> Option<u64> {
    use std::os::unix::fs::DirEntryExt;
    Some(entry.ino())
}

#[cfg(not(unix))]
fn inode(_entry: &DirEntry) -> Option<u64> {
    None
}
