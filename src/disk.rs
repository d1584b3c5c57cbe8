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

use rayon::prelude::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
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
    let mut found = vec![Found { path: root.join(config::FILE), refusal: None }];
    walk(&root, CONTENT, &mut found);
    walk(&root, THEMES, &mut found);
    // Asking the system about each takes longer than finding them all.
    let examined: Vec<_> =
        found.into_par_iter().with_min_len(64).filter_map(|found| examine(&root, found)).collect();
    let mut files = Vec::with_capacity(examined.len());
    let mut refused = FxHashMap::default();
    for (file, refusal) in examined {
        refused.extend(refusal.map(|message| (file.path.to_string(), message)));
        files.push(file);
    }
    Sources::new(files, Arc::new(Disk { root, refused }))
}

/// What `sources` of the site at `root` became, where nothing but the files at `touched` may have changed;
/// `None` if one of them is new, gone, or no regular file, so that all must be listed again.
#[must_use]
pub fn again<'p>(
    root: &Path,
    sources: &Sources,
    touched: impl IntoIterator<Item = &'p Path>,
) -> Option<Sources> {
    let root = fs::canonicalize(root).ok()?;
    let mut sources = sources.clone();
    for path in touched {
        let name = relative(&root, path);
        let known = sources.find(&name);
        let found = examine(&root, Found { path: path.to_path_buf(), refusal: None });
        match (known, found) {
            (Some(id), Some((file, None))) => sources = sources.with_stamp(id, file.stamp),
            (None, None) => {}
            (None, Some(_)) if !is_input(&name) => {}
            _ => return None,
        }
    }
    Some(sources)
}

/// Whether a file or folder of that name, relative to the site, may be one of its sources or hold some.
fn is_input(name: &str) -> bool {
    let path = Path::new(name);
    let below = |folder: &str| path.starts_with(folder);
    let is_hidden = path.components().skip(1).any(|part| is_scratch(&part.as_os_str().to_string_lossy()));
    name == config::FILE || ((below(CONTENT) || below(THEMES)) && !is_hidden)
}

/// A file that was found: its path and, where something about its name is wrong, what.
struct Found {
    path: PathBuf,
    refusal: Option<String>,
}

impl Found {
    fn refused(path: PathBuf, refusal: impl Into<String>) -> Self {
        Self { path, refusal: Some(refusal.into()) }
    }
}

/// Every file below `folder`, by name alone.
fn walk(root: &Path, folder: &str, found: &mut Vec<Found>) {
    let top = root.join(folder);
    if fs::symlink_metadata(&top).is_err() {
        return;
    }
    let walk = WalkDir::new(&top).max_depth(MAX_DEPTH).follow_root_links(false).into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {
                if entry.depth() == MAX_DEPTH {
                    let message = format!("folders nest deeper than {MAX_DEPTH}");
                    found.push(Found::refused(entry.into_path(), message));
                }
            }
            Ok(entry) if entry.path().to_str().is_none() => {
                found.push(Found::refused(entry.into_path(), "its name is not UTF-8"));
            }
            Ok(entry) => found.push(Found { path: entry.into_path(), refusal: None }),
            Err(error) => {
                let path = error.path().map_or_else(|| top.clone(), Path::to_path_buf);
                let message = error.io_error().map_or_else(|| error.to_string(), describe);
                found.push(Found::refused(path, message));
            }
        }
    }
}

/// What the system says of a file: `None` if it is gone by now, an error if it cannot be read.
fn examine(root: &Path, found: Found) -> Option<(SourceFile, Option<String>)> {
    let path: Arc<str> = Arc::from(relative(root, &found.path));
    let refused = |path, message| Some((SourceFile { path, stamp: Stamp::default() }, Some(message)));
    if let Some(message) = found.refusal {
        return refused(path, message);
    }
    let metadata = match fs::symlink_metadata(&found.path) {
        Ok(metadata) if metadata.is_symlink() => follow(root, &found.path),
        Ok(metadata) => Ok(metadata),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        Err(error) => Err(describe(&error)),
    };
    match metadata {
        Ok(metadata) if metadata.is_file() => Some((SourceFile { path, stamp: stamp(&metadata) }, None)),
        Ok(metadata) => refused(path, kind(&metadata).to_owned()),
        Err(message) => refused(path, message),
    }
}

/// A link counts as the regular file inside the site that it leads to.
fn follow(root: &Path, path: &Path) -> Result<Metadata, String> {
    let target = fs::canonicalize(path).map_err(|error| format!("it is a link, and {}", describe(&error)))?;
    if !target.starts_with(root) {
        return Err("it is a link that leads out of the site".to_owned());
    }
    let metadata = fs::metadata(&target).map_err(|error| describe(&error))?;
    if metadata.is_dir() {
        return Err("it is a link to a folder, which is not followed".to_owned());
    }
    Ok(metadata)
}

/// `path` below `root`, `/` between its parts.
fn relative(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    if let (Some(text), '/') = (below.to_str(), std::path::MAIN_SEPARATOR) {
        return text.to_owned();
    }
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// Files of editors and systems that nobody means to publish. In `content/static/` names with a dot
/// are meant, such as `.well-known`.
fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let in_static = || {
        let mut parts = entry.path().components().rev().skip(1).map(|part| part.as_os_str());
        parts.any(|part| part == STATIC_FOLDER)
    };
    is_scratch(&name) || (name.starts_with('.') && !in_static())
}

/// Names that editors and systems give to files of their own, wherever they are.
fn is_scratch(name: &str) -> bool {
    let of_editors =
        name.ends_with('~') || name.ends_with(".swp") || name.starts_with('#') || name.starts_with(".#");
    of_editors || matches!(name, ".DS_Store" | "Thumbs.db" | ".git")
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
    fn read(&self, file: &SourceFile) -> Result<Vec<u8>, String> {
        if let Some(message) = self.refused.get(&*file.path) {
            return Err(message.clone());
        }
        read_regular(&self.root.join(&*file.path))
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
    // One byte more tells the end. `File::read_to_end` by itself would ask for the length once more.
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0).saturating_add(64));
    file.by_ref().take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| describe(&error))?;
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
