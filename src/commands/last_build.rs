//! What the last build was made from, so that one with nothing changed need not read anything.
//!
//! A hint and never the truth: it counts only if every input has the stamp that it had, the program is
//! the same, the clock is before the next date that matters, and the output folder is as it was left.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::state::{STATE, unfinished};
use crate::disk;
use crate::site::Include;
use crate::source::Sources;

const NAME: &str = "last-build";
/// The number changes with the format.
const MAGIC: &[u8] = b"digest last build 2\n";

/// A build that gave no error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastBuild {
    /// See [`inputs`].
    pub inputs: u128,
    /// The clocks, in seconds since the epoch, for which the same inputs make the same site: from, until.
    pub clocks: (i64, i64),
    /// The output folder as it was asked for.
    pub folder: PathBuf,
    /// Hash of the output folder's manifest.
    pub manifest: u128,
    /// Articles of the site.
    pub articles: usize,
    /// Whether it gave no warning either: one that did is made again, so that the warning is repeated.
    pub is_clean: bool,
}

/// Hash of everything that a build depends on besides its clock: the stamp of each file, the options, and
/// the program itself.
#[must_use]
pub fn inputs(sources: &Sources, include: Include, output: Option<&Path>) -> u128 {
    let mut hash = Xxh3::new();
    for file in sources.files() {
        hash.update(file.path.as_bytes());
        hash.update(&[0]);
        hash.update(&file.stamp.len.to_le_bytes());
        hash.update(&file.stamp.modified.to_le_bytes());
        hash.update(&file.stamp.changed.to_le_bytes());
        hash.update(&file.stamp.inode.to_le_bytes());
    }
    hash.update(&[u8::from(include.drafts), u8::from(include.future), u8::from(include.expired)]);
    hash.update(output.map_or(Vec::new(), |path| path.display().to_string().into_bytes()).as_slice());
    hash.update(crate::GENERATOR.as_bytes());
    hash.update(&program());
    hash.digest128()
}

/// Length and time of the program: one that was compiled anew may render otherwise.
fn program() -> Vec<u8> {
    let metadata = std::env::current_exe().and_then(fs::metadata);
    let Ok(metadata) = metadata else { return Vec::new() };
    let time = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    [metadata.len().to_le_bytes().as_slice(), &time.unwrap_or_default().as_nanos().to_le_bytes()].concat()
}

impl LastBuild {
    /// The last build of the site at `root`, if it was made from `inputs` and holds for `clock`.
    #[must_use]
    pub fn find(root: &Path, inputs: u128, clock: i64) -> Option<Self> {
        let found = Self::read(root)?;
        let (from, until) = found.clocks;
        (found.inputs == inputs && (from..until).contains(&clock)).then_some(found)
    }

    /// The output folder of the last build of the site at `root`, whatever it was made from.
    #[must_use]
    pub fn folder(root: &Path) -> Option<PathBuf> {
        Self::read(root).map(|last| last.folder)
    }

    fn read(root: &Path) -> Option<Self> {
        let bytes = disk::read_regular(&root.join(STATE).join(NAME)).ok()?;
        let (checksum, body) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<8>()?;
        if xxh3_64(body) != u64::from_le_bytes(*checksum) {
            return None;
        }
        postcard::from_bytes(body).ok()
    }

    /// Keeps this build as the last, unless one that is kept says the same for longer. One that cannot be
    /// written costs time and nothing else.
    pub fn keep(&self, root: &Path) {
        let says_the_same = |old: &Self| {
            let Self { clocks: (_, until), .. } = *old;
            until > self.clocks.0 && Self { clocks: self.clocks, ..old.clone() } == *self
        };
        if Self::read(root).as_ref().is_some_and(says_the_same) {
            return;
        }
        let Ok(body) = postcard::to_allocvec(self) else { return };
        let path = root.join(STATE).join(NAME);
        let unfinished = unfinished(&path);
        let bytes = [MAGIC, &xxh3_64(&body).to_le_bytes(), &body].concat();
        if fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, &path)).is_err() {
            let _ = fs::remove_file(&unfinished);
        }
    }
}
