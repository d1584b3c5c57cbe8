//! What has become of a tree since its manifest was written, with one question to the system per file and
//! folder of the manifest, and a listing of those folders alone that have changed since.
//!
//! It must not follow symbolic links in the tree, nor take a file's word for it: a file that was touched
//! after the manifest is read and compared. It does trust the clock in so far as a change that was made
//! while the clock was set back to before the last build may go unnoticed.

use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashSet;
use xxhash_rust::xxh3::xxh3_128;

use crate::output::error::OutputError;
use crate::output::layout::folders_of;
use crate::output::manifest::{Entry, MANIFEST_NAME, Manifest};
use crate::output::tree::{self, Kind, Node};

/// What was found at the paths of a manifest.
#[derive(Debug)]
pub(super) struct Survey {
    /// In path order.
    folders: Vec<(String, Found)>,
    /// In the manifest's order.
    files: Vec<Found>,
}

/// What was found at one path.
#[derive(Debug, Clone, Copy)]
struct Found {
    /// None if there is nothing, or nothing that can be reached without following a link.
    kind: Option<Kind>,
    inode: Option<u64>,
    length: u64,
    /// Neither it nor its name nor, of a folder, its list of names changed since the manifest was written.
    is_quiet: bool,
}

impl Survey {
    /// Looks at every file and folder of `manifest`, which is in `root`.
    pub(super) fn take(root: &Path, manifest: &Manifest) -> Survey {
        let written = fs::symlink_metadata(root.join(MANIFEST_NAME)).and_then(|metadata| metadata.modified());
        let written = written.unwrap_or(UNIX_EPOCH);
        let mut folders: Vec<&str> = manifest.folders().into_iter().collect();
        folders.sort_unstable();
        let folders: Vec<(String, Found)> =
            folders.par_iter().map(|&path| (path.to_owned(), look_at(&root.join(path), written))).collect();
        let is_no_folder = |found: &Found| found.kind != Some(Kind::Folder);
        let lost: FxHashSet<&str> =
            folders.iter().filter(|(_, found)| is_no_folder(found)).map(|(path, _)| path.as_str()).collect();
        // The system would follow a link in a folder's place.
        let is_lost = |path| !lost.is_empty() && folders_of(path).any(|folder| lost.contains(folder));
        let paths: Vec<&str> = manifest.entries().map(|(path, _)| path).collect();
        let files = paths
            .par_iter()
            .map(|&path| if is_lost(path) { Found::NOTHING } else { look_at(&root.join(path), written) })
            .collect();
        let folders = folders.iter().map(|(path, found)| {
            let found = if is_lost(path) { Found::NOTHING } else { *found };
            (path.clone(), found)
        });
        Survey { folders: folders.collect(), files }
    }

    /// For each entry of the manifest, whether the file is still as it was.
    pub(super) fn intact_files(&self, root: &Path, manifest: &Manifest) -> Vec<bool> {
        let entries: Vec<(&str, &Entry)> = manifest.entries().collect();
        let found = entries.par_iter().zip(self.files.par_iter());
        found.map(|((path, entry), found)| found.is_intact(&root.join(path), entry)).collect()
    }

    /// Everything in the tree but the manifest; folders come before what they hold.
    pub(super) fn nodes(&self, root: &Path, manifest: &Manifest) -> Result<Vec<Node>, OutputError> {
        let files = manifest.entries().map(|(path, _)| path).zip(&self.files);
        let all = self.folders.iter().map(|(path, found)| (path.as_str(), found)).chain(files);
        let mut nodes: Vec<Node> = all
            .filter_map(|(path, found)| {
                Some(Node { path: path.into(), kind: found.kind?, inode: found.inode })
            })
            .collect();
        let unexpected = self.unexpected(root, manifest)?;
        let below = tree::list_below(root, &unexpected)?;
        // A folder in a file's place is listed already, but not what is in it.
        nodes.extend(unexpected.into_iter().filter(|node| !is_file_of(manifest, &node.path)));
        nodes.extend(below);
        Ok(nodes)
    }

    /// What is in folders of the manifest but not of it, and folders in the place of its files.
    fn unexpected(&self, root: &Path, manifest: &Manifest) -> Result<Vec<Node>, OutputError> {
        let mixed: FxHashSet<&str> = manifest.mixed_folders().iter().map(String::as_str).collect();
        let doubtful: Vec<&str> = self
            .folders
            .iter()
            .filter(|(path, found)| {
                found.kind == Some(Kind::Folder) && (!found.is_quiet || mixed.contains(path.as_str()))
            })
            .map(|(path, _)| path.as_str())
            // The root was changed last of all, by the manifest.
            .chain([""])
            .collect();
        let listed: Vec<Vec<Node>> = doubtful
            .par_iter()
            .map(|path| tree::list_folder(root, OsStr::new(path)))
            .collect::<Result<_, _>>()?;
        let folders = manifest.folders();
        let is_expected = |node: &Node| match node.path.to_str() {
            Some(path) if folders.contains(path) => true,
            Some(path) => manifest.get(path).is_some() && node.kind != Kind::Folder,
            None => false,
        };
        Ok(listed.into_iter().flatten().filter(|node| !is_expected(node)).collect())
    }
}

impl Found {
    const NOTHING: Found = Found { kind: None, inode: None, length: 0, is_quiet: false };

    fn is_intact(&self, path: &Path, entry: &Entry) -> bool {
        if self.kind != Some(Kind::File) || self.length != entry.length {
            return false;
        }
        self.is_quiet
            || fs::read(path)
                .is_ok_and(|bytes| bytes.len() as u64 == entry.length && xxh3_128(&bytes) == entry.content)
    }
}

fn is_file_of(manifest: &Manifest, path: &OsStr) -> bool {
    path.to_str().is_some_and(|path| manifest.get(path).is_some())
}

fn look_at(path: &Path, written: SystemTime) -> Found {
    let Ok(metadata) = fs::symlink_metadata(path) else { return Found::NOTHING };
    Found {
        kind: Some(Kind::of(metadata.file_type())),
        inode: inode(&metadata),
        length: metadata.len(),
        // Strictly: what was changed in the same tick of the clock as the manifest may have come after it.
        is_quiet: last_change(&metadata).is_some_and(|changed| changed < written),
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no inode numbers")]
fn inode(metadata: &Metadata) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    Some(metadata.ino())
}

#[cfg(not(unix))]
fn inode(_metadata: &Metadata) -> Option<u64> {
    None
}

/// The time of the last change of content, name or attributes, which no program can set.
#[cfg(unix)]
fn last_change(metadata: &Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt;
    let seconds = u64::try_from(metadata.ctime()).ok()?;
    let nanoseconds = u32::try_from(metadata.ctime_nsec()).ok()?;
    UNIX_EPOCH.checked_add(Duration::new(seconds, nanoseconds))
}

#[cfg(not(unix))]
fn last_change(metadata: &Metadata) -> Option<SystemTime> {
    metadata.modified().ok()
}
