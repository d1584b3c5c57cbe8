//! A site's folder as [`Sources`]: only regular files inside it, each with what identifies it.
//!
//! Links that lead out of the site, links to folders, pipes, sockets and devices are listed as files
//! that cannot be read, so that the fault names them; nothing of theirs is opened.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "layer 5: this is where input and output happen"
)]

use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use walkdir::{DirEntry, WalkDir};

use crate::config;
use crate::content::layout::{CONTENT, STATIC_FOLDER};
use crate::source::{ReadSource, SourceFile, Sources, Stamp};
use crate::theme::THEMES;

/// Deepest folder that is read.
const MAX_DEPTH: usize = 64;

/// Lists the files of the site at `root`.
#[must_use]
pub fn sources(root: &Path) -> Sources {
    let root = fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
    let mut listing = Listing { root: root.clone(), files: Vec::new(), refused: FxHashMap::default() };
    listing.add_file(&root.join(config::FILE), config::FILE);
    listing.walk(CONTENT);
    listing.walk(THEMES);
    let Listing { files, refused, .. } = listing;
    Sources::new(files, Box::new(Disk { root, refused }))
}

struct Listing {
    root: PathBuf,
    files: Vec<SourceFile>,
    refused: FxHashMap<String, String>,
}

impl Listing {
    fn walk(&mut self, folder: &str) {
        let top = self.root.join(folder);
        if fs::symlink_metadata(&top).is_err() {
            return;
        }
        let walk = WalkDir::new(&top).max_depth(MAX_DEPTH).follow_root_links(false).into_iter();
        for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry)) {
            match entry {
                Ok(entry) => self.entry(&entry),
                Err(error) => {
                    let path = error.path().map_or_else(|| folder.to_owned(), |path| self.relative(path));
                    let message = error.io_error().map_or_else(|| error.to_string(), describe);
                    self.refuse(path, message);
                }
            }
        }
    }

    fn entry(&mut self, entry: &DirEntry) {
        if entry.file_type().is_dir() {
            if entry.depth() == MAX_DEPTH {
                let path = self.relative(entry.path());
                self.refuse(path, format!("folders nest deeper than {MAX_DEPTH}"));
            }
            return;
        }
        if entry.path().to_str().is_none() {
            let path = self.relative(entry.path());
            self.refuse(path, "its name is not UTF-8".to_owned());
            return;
        }
        let relative = self.relative(entry.path());
        self.add_file(entry.path(), &relative);
    }

    fn add_file(&mut self, path: &Path, relative: &str) {
        let found = match fs::symlink_metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => return self.refuse(relative.to_owned(), describe(&error)),
        };
        let metadata = if found.is_symlink() {
            match self.follow(path) {
                Ok(metadata) => metadata,
                Err(message) => return self.refuse(relative.to_owned(), message),
            }
        } else {
            found
        };
        if metadata.is_file() {
            self.files.push(SourceFile { path: Arc::from(relative), stamp: stamp(&metadata) });
        } else {
            self.refuse(relative.to_owned(), kind(&metadata).to_owned());
        }
    }

    /// A link counts as the regular file inside the site that it leads to.
    fn follow(&self, path: &Path) -> Result<Metadata, String> {
        let target =
            fs::canonicalize(path).map_err(|error| format!("it is a link, and {}", describe(&error)))?;
        if !target.starts_with(&self.root) {
            return Err("it is a link that leads out of the site".to_owned());
        }
        let metadata = fs::metadata(&target).map_err(|error| describe(&error))?;
        if metadata.is_dir() {
            return Err("it is a link to a folder, which is not followed".to_owned());
        }
        Ok(metadata)
    }

    fn refuse(&mut self, path: String, message: String) {
        self.files.push(SourceFile { path: Arc::from(path.as_str()), stamp: Stamp::default() });
        self.refused.insert(path, message);
    }

    fn relative(&self, path: &Path) -> String {
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        parts.join("/")
    }
}

/// Files of editors and systems that nobody means to publish. In `content/static/` names with a dot
/// are meant, such as `.well-known`.
fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let scratch =
        name.ends_with('~') || name.ends_with(".swp") || name.starts_with('#') || name.starts_with(".#");
    let system = matches!(&*name, ".DS_Store" | "Thumbs.db" | ".git");
    let in_static = || {
        let mut parts = entry.path().components().rev().skip(1).map(|part| part.as_os_str());
        parts.any(|part| part == STATIC_FOLDER)
    };
    scratch || system || (name.starts_with('.') && !in_static())
}

/// What an error of the system means, in lower case and without its number.
#[must_use]
pub fn describe(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(unix)]
fn kind(metadata: &Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    let kind = metadata.file_type();
    if kind.is_fifo() {
        "it is a named pipe"
    } else if kind.is_socket() {
        "it is a socket"
    } else if kind.is_char_device() || kind.is_block_device() {
        "it is a device"
    } else if kind.is_dir() {
        "it is a folder"
    } else {
        "it is no regular file"
    }
}

#[cfg(not(unix))]
fn kind(_: &Metadata) -> &'static str {
    "it is no regular file"
}

#[cfg(unix)]
fn stamp(metadata: &Metadata) -> Stamp {
    use std::os::unix::fs::MetadataExt;
    let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
    Stamp {
        len: metadata.len(),
        modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
        changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
        inode: metadata.ino(),
    }
}

#[cfg(not(unix))]
fn stamp(metadata: &Metadata) -> Stamp {
    let since = |time: std::io::Result<std::time::SystemTime>| {
        let time = time.ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        time.map_or(0, |duration| i128::try_from(duration.as_nanos()).unwrap_or(i128::MAX))
    };
    Stamp { len: metadata.len(), modified: since(metadata.modified()), ..Stamp::default() }
}

struct Disk {
    root: PathBuf,
    refused: FxHashMap<String, String>,
}

impl ReadSource for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        if let Some(message) = self.refused.get(path) {
            return Err(message.clone());
        }
        read_regular(&self.root.join(path))
    }
}

/// Largest file that is read, in bytes.
const LARGEST: u64 = 1 << 30;

/// The bytes of a regular file; anything else is refused without waiting for it.
///
/// # Errors
/// A message fit to follow the path.
pub fn read_regular(path: &Path) -> Result<Vec<u8>, String> {
    let mut file = open(path).map_err(|error| describe(&error))?;
    let metadata = file.metadata().map_err(|error| describe(&error))?;
    if !metadata.is_file() {
        return Err(kind(&metadata).to_owned());
    }
    if metadata.len() > LARGEST {
        return Err("it is larger than 1 GiB".to_owned());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0).saturating_add(1));
    file.read_to_end(&mut bytes).map_err(|error| describe(&error))?;
    Ok(bytes)
}

/// Opens without waiting, should the file have become a pipe since it was listed.
#[cfg(unix)]
fn open(path: &Path) -> std::io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

#[cfg(not(unix))]
fn open(path: &Path) -> std::io::Result<File> {
    File::open(path)
}
