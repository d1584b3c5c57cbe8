//! The site's input: relative paths, stamps and bytes. No stage reads a disk; each asks [`Sources`].
//!
//! The commands hand in a disk, the tests hand in memory. Files are in path order, and a
//! [`FileId`] is a position in that order, so that an id means the same wherever it was made.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A file of [`Sources`], by position in path order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct FileId(pub u32);

impl FileId {
    /// Position in [`Sources::files`].
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What tells, without reading it, that a file is the one that was read before.
///
/// Two equal stamps of one path mean equal bytes: length in bytes, modification and change time in
/// nanoseconds since the epoch, and inode. Memory uses a hash of the bytes in place of the times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Stamp {
    /// Length in bytes.
    pub len: u64,
    /// Modification time, or a hash of the bytes.
    pub modified: i128,
    /// Time of the last change of the inode.
    pub changed: i128,
    /// Inode number.
    pub inode: u64,
}

/// One file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Relative to the site's root, `/` between parts, such as `content/articles/a.md`.
    pub path: Arc<str>,
    /// See [`Stamp`].
    pub stamp: Stamp,
}

/// Where bytes come from.
pub trait ReadSource: Send + Sync {
    /// The whole of `file`, in the state that its stamp stands for if that can still be had.
    ///
    /// # Errors
    /// A message fit to follow the path, such as `permission denied`.
    fn read(&self, file: &SourceFile) -> Result<Vec<u8>, String>;

    /// Whether there is room for what is made of files between one stage and another.
    fn has_room(&self) -> bool {
        false
    }

    /// Keeps what was made of a file, if there is room.
    fn keep(&self, _id: FileId, _made: &[&[u8]]) {}

    /// What was kept of a file.
    fn kept(&self, _id: FileId) -> Option<Vec<u8>> {
        None
    }
}

/// Every file that the site may use, in path order.
#[derive(Clone)]
pub struct Sources {
    files: Vec<SourceFile>,
    reader: Arc<dyn ReadSource>,
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources").field("files", &self.files).finish_non_exhaustive()
    }
}

impl Sources {
    /// Sources over `reader`; `files` may come in any order.
    #[must_use]
    pub fn new(mut files: Vec<SourceFile>, reader: Arc<dyn ReadSource>) -> Self {
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|a, b| a.path == b.path);
        Self { files, reader }
    }

    /// Sources that live in memory, for tests and for the built-in example.
    #[must_use]
    pub fn in_memory(files: BTreeMap<String, Vec<u8>>) -> Self {
        let listed = files
            .iter()
            .map(|(path, bytes)| SourceFile {
                path: Arc::from(path.as_str()),
                stamp: Stamp {
                    len: bytes.len() as u64,
                    modified: i128::from(xxhash_rust::xxh3::xxh3_64(bytes)),
                    ..Stamp::default()
                },
            })
            .collect();
        Self::new(listed, Arc::new(Memory(files)))
    }

    /// These sources, read by another reader, which is made of their own.
    #[must_use]
    pub fn read_by(mut self, reader: impl FnOnce(Arc<dyn ReadSource>) -> Arc<dyn ReadSource>) -> Self {
        self.reader = reader(self.reader);
        self
    }

    /// These sources, the file with that id as it is by now.
    #[must_use]
    pub fn with_stamp(mut self, id: FileId, stamp: Stamp) -> Self {
        self.files[id.index()].stamp = stamp;
        self
    }

    /// The files whose bytes may differ in `later`; `None` if it has other files.
    #[must_use]
    pub fn changed_in(&self, later: &Sources) -> Option<Vec<FileId>> {
        let pairs = || self.files.iter().zip(&later.files);
        if self.files.len() != later.files.len() || pairs().any(|(a, b)| a.path != b.path) {
            return None;
        }
        let changed = pairs().zip(0..).filter(|((a, b), _)| a.stamp != b.stamp);
        Some(changed.map(|(_, at)| FileId(at)).collect())
    }

    /// All files, in path order.
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The file with that id.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.index()]
    }

    /// Path of the file with that id.
    #[must_use]
    pub fn path(&self, id: FileId) -> &str {
        &self.files[id.index()].path
    }

    /// The file at `path`.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<FileId> {
        let at = self.files.binary_search_by(|f| (*f.path).cmp(path)).ok()?;
        Some(FileId(u32::try_from(at).ok()?))
    }

    /// The files below `folder` (no trailing slash), in path order.
    pub fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = (FileId, &'a SourceFile)> + use<'a> {
        let prefix = format!("{folder}/");
        let start = self.files.partition_point(|f| *f.path < *prefix);
        self.files[start..]
            .iter()
            .zip(start..)
            .take_while(move |(file, _)| file.path.starts_with(&prefix))
            .map(|(file, at)| (FileId(u32::try_from(at).unwrap_or(u32::MAX)), file))
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// A message fit to follow the path.
    pub fn read(&self, id: FileId) -> Result<Vec<u8>, String> {
        self.reader.read(self.file(id))
    }

    /// These sources, if their reader has room for what is made of files.
    #[must_use]
    pub fn with_room(&self) -> Option<&Self> {
        self.reader.has_room().then_some(self)
    }

    /// Keeps what was made of a file for [`Sources::kept`]. It may be forgotten.
    pub fn keep(&self, id: FileId, made: &[&[u8]]) {
        self.reader.keep(id, made);
    }

    /// What was kept of a file.
    #[must_use]
    pub fn kept(&self, id: FileId) -> Option<Vec<u8>> {
        self.reader.kept(id)
    }
}

struct Memory(BTreeMap<String, Vec<u8>>);

impl ReadSource for Memory {
    fn read(&self, file: &SourceFile) -> Result<Vec<u8>, String> {
        self.0.get(&*file.path).cloned().ok_or_else(|| "no such file".to_owned())
    }
}

/// Line and column of a byte offset, both from 1; columns count characters.
#[must_use]
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}
