//! Room on the disk for what a build makes of files between reading and rendering.
//!
//! It is one file of the generator's own folder, without a name: it is gone with the build, however that
//! ends. Where it cannot be written, what was made is made again when it is asked for.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use super::state;
use crate::source::{ReadSource, SourceFile, Sources};

/// `sources`, with room in the generator's folder of the site at `root`.
pub(super) fn with_room(sources: Sources, root: &Path) -> Sources {
    let root = root.to_owned();
    sources.read_by(|reader| {
        Arc::new(Scratch {
            reader,
            root,
            file: OnceLock::new(),
            end: AtomicU64::new(0),
            places: Mutex::default(),
        })
    })
}

struct Scratch {
    reader: Arc<dyn ReadSource>,
    root: PathBuf,
    /// Made when the first bytes come; `None` inside if it cannot be.
    file: OnceLock<Option<File>>,
    end: AtomicU64,
    places: Mutex<FxHashMap<Arc<str>, Place>>,
}

/// Where something is kept.
#[derive(Clone, Copy)]
struct Place {
    start: u64,
    length: usize,
}

impl ReadSource for Scratch {
    fn read(&self, file: &SourceFile) -> Result<Vec<u8>, String> {
        self.reader.read(file)
    }

    fn has_room(&self) -> bool {
        true
    }

    fn keep(&self, file: &SourceFile, made: &[u8]) {
        let Some(scratch) = self.file.get_or_init(|| state::nameless(&self.root).ok()) else { return };
        let start = self.end.fetch_add(made.len() as u64, Ordering::Relaxed);
        if scratch.write_all_at(made, start).is_ok() {
            let place = Place { start, length: made.len() };
            let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            places.insert(Arc::clone(&file.path), place);
        }
    }

    fn kept(&self, file: &SourceFile) -> Option<Vec<u8>> {
        let place = *self.places.lock().unwrap_or_else(PoisonError::into_inner).get(&file.path)?;
        let mut made = vec![0; place.length];
        self.file.get()?.as_ref()?.read_exact_at(&mut made, place.start).ok()?;
        Some(made)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn sources() -> Sources {
        let file = |name: &str| (format!("content/{name}.md"), name.as_bytes().to_vec());
        Sources::in_memory(BTreeMap::from([file("a"), file("b"), file("c")]))
    }

    #[test]
    fn what_is_kept_is_given_back_and_leaves_no_file() {
        let root = tempfile::tempdir().unwrap();
        let sources = with_room(sources(), root.path());
        let ids: Vec<_> = ["a", "b", "c"].map(|name| sources.find(&format!("content/{name}.md"))).into();
        let [Some(a), Some(b), Some(c)] = ids[..] else { panic!() };
        assert!(sources.with_room().is_some());
        assert!(!root.path().join(state::STATE).exists());
        sources.keep(a, b"made of a");
        sources.keep(b, &[7; 100_000]);
        assert_eq!(sources.kept(a).unwrap(), b"made of a");
        assert_eq!(sources.kept(b).unwrap(), [7; 100_000]);
        assert_eq!(sources.kept(c), None);
        assert_eq!(sources.read(a).unwrap(), b"a");
        let left: Vec<_> = std::fs::read_dir(root.path().join(state::STATE)).unwrap().flatten().collect();
        assert!(
            left.iter().all(|entry| entry.path().extension().is_none_or(|name| name != "tmp")),
            "{left:?}"
        );
    }

    #[test]
    fn without_a_place_on_the_disk_nothing_is_kept() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join(state::STATE), "in the way").unwrap();
        let sources = with_room(sources(), root.path());
        let a = sources.find("content/a.md").unwrap();
        sources.keep(a, b"made of a");
        assert_eq!(sources.kept(a), None);
    }
}
