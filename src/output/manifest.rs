//! The ownership manifest: which files of an output folder this tool wrote, and from what.
//!
//! It must hold nothing that differs between two builds of the same input, such as times or inodes, and
//! no path that could lead out of its folder: a manifest that does is not read.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use crate::output::layout;

/// The manifest's file name, in the root of the output folder.
pub const MANIFEST_NAME: &str = ".digest-manifest";

/// The manifest while it is being written.
pub(super) const UNFINISHED_MANIFEST_NAME: &str = ".digest-manifest.new";

/// The last byte is the version of the format.
const MAGIC: &[u8; 16] = b"digest-manifest\x01";
const CHECKSUM_LENGTH: usize = 16;

/// What is known about one output file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The caller's hash of all that the file was made from.
    pub fingerprint: u128,
    /// XXH3-128 of the file's bytes.
    pub content: u128,
    /// In bytes.
    pub length: u64,
}

/// Every file that a build wrote, by path relative to the output folder, with `/` between components.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    checksum: u128,
    generator: String,
    is_complete: bool,
    mixed_folders: Vec<String>,
    entries: Vec<(String, Entry)>,
    numbers: FxHashMap<String, u32>,
}

/// What [`write()`] writes.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Content<'a> {
    /// Name and version of the program.
    pub(super) generator: &'a str,
    /// False while the folder is being changed: the entries are then files that it may have.
    pub(super) is_complete: bool,
    /// Folders of entries in which something foreign lies, at any depth.
    pub(super) mixed_folders: &'a [&'a str],
    /// Sorted by path and without doubles.
    pub(super) entries: &'a [(&'a str, Entry)],
}

#[derive(Deserialize)]
struct ContentAsRead {
    generator: String,
    is_complete: bool,
    mixed_folders: Vec<String>,
    entries: Vec<(String, Entry)>,
}

impl Manifest {
    /// The manifest in `folder`, or none if there is no file of that name.
    ///
    /// # Errors
    /// `InvalidData` if the file is no regular file, truncated, damaged, of another version or holds an
    /// unsafe path; else what the operating system says.
    pub fn read(folder: &Path) -> io::Result<Option<Manifest>> {
        let path = folder.join(MANIFEST_NAME);
        match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
            Ok(metadata) if !metadata.is_file() => return Err(unreadable("not a regular file")),
            Ok(_) => {}
        }
        Manifest::decode(&fs::read(&path)?).map(Some)
    }

    /// XXH3-128 of all that it says; 0 if there was no manifest.
    pub fn checksum(&self) -> u128 {
        self.checksum
    }

    /// Which program wrote the folder.
    pub fn generator(&self) -> &str {
        &self.generator
    }

    /// The entry of one path.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        self.number(path).and_then(|number| self.entries.get(number)).map(|(_, entry)| entry)
    }

    /// All entries in path order.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().map(|(path, entry)| (path.as_str(), entry))
    }

    /// How many files.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True if no file was written, or there was no manifest.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The folders that the entries lie in.
    pub(super) fn folders(&self) -> FxHashSet<&str> {
        let mut folders = FxHashSet::default();
        for (path, _) in &self.entries {
            for folder in layout::folders_of(path) {
                // Then the outer ones are known too.
                if !folders.insert(folder) {
                    break;
                }
            }
        }
        folders
    }

    /// Position of a path in [`Manifest::entries`].
    pub(super) fn number(&self, path: &str) -> Option<usize> {
        self.numbers.get(path).map(|&number| number as usize)
    }

    /// False if the folder was being changed when this was written; then anything may be missing.
    pub(super) fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Folders in which something foreign lay when this was written.
    pub(super) fn mixed_folders(&self) -> &[String] {
        &self.mixed_folders
    }

    fn decode(bytes: &[u8]) -> io::Result<Manifest> {
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| unreadable("no manifest of this version"))?;
        let (checksum, body) =
            rest.split_first_chunk::<CHECKSUM_LENGTH>().ok_or_else(|| unreadable("truncated"))?;
        if xxh3_128(body) != u128::from_le_bytes(*checksum) {
            return Err(unreadable("truncated or damaged"));
        }
        let body: ContentAsRead =
            postcard::from_bytes(body).map_err(|error| unreadable(error.to_string()))?;
        if body.entries.iter().any(|(path, _)| layout::fault_of(path).is_some())
            || !body.entries.is_sorted_by(|one, next| one.0 < next.0)
        {
            return Err(unreadable("paths that no build writes"));
        }
        let numbers = (0u32..).zip(&body.entries).map(|(number, (path, _))| (path.clone(), number)).collect();
        Ok(Manifest {
            checksum: u128::from_le_bytes(*checksum),
            generator: body.generator,
            is_complete: body.is_complete,
            mixed_folders: body.mixed_folders,
            entries: body.entries,
            numbers,
        })
    }
}

/// Writes a manifest into `folder`, in one step.
///
/// Gives its [`Manifest::checksum`].
pub(super) fn write(folder: &Path, content: Content<'_>) -> io::Result<u128> {
    let checksum = write_unfinished(folder, content)?;
    finish(folder)?;
    Ok(checksum)
}

/// The same without the last step, which is [`finish`].
pub(super) fn write_unfinished(folder: &Path, content: Content<'_>) -> io::Result<u128> {
    let body = postcard::to_stdvec(&content).map_err(|error| io::Error::other(error.to_string()))?;
    let unfinished = folder.join(UNFINISHED_MANIFEST_NAME);
    remove_if_there(&unfinished)?;
    let mut file = fs::File::create_new(&unfinished)?;
    let checksum = xxh3_128(&body);
    file.write_all(&[MAGIC.as_slice(), &checksum.to_le_bytes(), &body].concat())?;
    Ok(checksum)
}

/// Puts the manifest of [`write_unfinished`] in the place of the one before.
pub(super) fn finish(folder: &Path) -> io::Result<()> {
    fs::rename(folder.join(UNFINISHED_MANIFEST_NAME), folder.join(MANIFEST_NAME))
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn unreadable(reason: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, entries: &[(&str, Entry)]) {
        let content = Content { generator: "digest 1", is_complete: true, mixed_folders: &["a"], entries };
        super::write(folder, content).unwrap();
    }

    fn entry(number: u128) -> Entry {
        Entry { fingerprint: number << 100, content: number, length: 7 }
    }

    #[test]
    fn what_was_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Manifest::read(folder.path()).unwrap().is_none());
        write(folder.path(), &[("a/b", entry(1)), ("c", entry(2))]);
        let manifest = Manifest::read(folder.path()).unwrap().unwrap();
        assert_eq!(manifest.generator(), "digest 1");
        assert_eq!(manifest.mixed_folders(), ["a"]);
        assert!(manifest.is_complete());
        assert_eq!(manifest.len(), 2);
        assert_eq!(manifest.get("c"), Some(&entry(2)));
        assert_eq!(manifest.get("b"), None);
        assert_eq!(manifest.entries().map(|(path, _)| path).collect::<Vec<_>>(), ["a/b", "c"]);
    }

    #[test]
    fn every_truncation_and_every_changed_byte_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &[("a/b", entry(1)), ("c", entry(2))]);
        let bytes = fs::read(folder.path().join(MANIFEST_NAME)).unwrap();
        assert!(Manifest::decode(&bytes).is_ok());
        for position in 0..bytes.len() {
            assert!(Manifest::decode(&bytes[..position]).is_err(), "cut at {position}");
            let mut changed = bytes.clone();
            changed[position] ^= 0x10;
            assert!(Manifest::decode(&changed).is_err(), "changed at {position}");
        }
    }

    #[test]
    fn a_manifest_that_leads_out_of_its_folder_is_not_read() {
        for path in ["../x", "/etc/passwd", "a//b", "a/./b", "", ".digest-manifest"] {
            let folder = tempfile::tempdir().unwrap();
            write(folder.path(), &[(path, entry(1))]);
            let error = Manifest::read(folder.path()).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{path}");
        }
    }
}
