//! Room on the disk for what a build makes of files between reading and rendering.
//!
//! It is one file of the generator's own folder, without a name: it is gone with the build, however that
//! ends. Where it cannot be written, what was made is made again when it is asked for.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use super::state;
use crate::per_thread::{PerThread, locked};
use crate::source::{FileId, ReadSource, SourceFile, Sources};

/// Bytes that are written at once: few long writes take a third of the time of many short ones.
const PIECE: usize = 1 << 18;

/// `sources`, with room in the generator's folder of the site at `root`.
pub(super) fn with_room(sources: Sources, root: &Path) -> Sources {
    let root = root.to_owned();
    let places = Mutex::new(vec![None; sources.files().len()]);
    sources.read_by(|reader| {
        Arc::new(Scratch {
            reader,
            root,
            file: OnceLock::new(),
            end: AtomicU64::new(0),
            pieces: PerThread::default(),
            places,
        })
    })
}

struct Scratch {
    reader: Arc<dyn ReadSource>,
    root: PathBuf,
    /// Made when the first bytes are written; `None` inside if it cannot be.
    file: OnceLock<Option<File>>,
    /// Where the next piece begins.
    end: AtomicU64,
    /// What is not written yet.
    pieces: PerThread<Piece>,
    /// By file.
    places: Mutex<Vec<Option<Place>>>,
}

#[derive(Default)]
struct Piece {
    /// Its place in the file.
    start: u64,
    bytes: Vec<u8>,
}

/// Where something is kept.
#[derive(Clone, Copy)]
struct Place {
    start: u64,
    length: usize,
}

impl Piece {
    fn get(&self, place: Place) -> Option<&[u8]> {
        let start = usize::try_from(place.start.checked_sub(self.start)?).ok()?;
        self.bytes.get(start..start.checked_add(place.length)?)
    }
}

impl Scratch {
    fn file(&self) -> Option<&File> {
        self.file.get_or_init(|| state::nameless(&self.root).ok()).as_ref()
    }

    fn write(&self, bytes: &[u8], start: u64) -> Option<()> {
        self.file()?.write_all_at(bytes, start).ok()
    }

    /// Makes room for `length` bytes in a piece, which is written if it is full.
    fn make_room(&self, piece: &mut Piece, length: usize) -> Option<()> {
        let is_new = piece.bytes.capacity() == 0;
        if !is_new && piece.bytes.len() + length <= PIECE {
            return Some(());
        }
        self.write(&piece.bytes, piece.start)?;
        piece.bytes.clear();
        piece.bytes.reserve_exact(PIECE);
        piece.start = self.end.fetch_add(PIECE as u64, Ordering::Relaxed);
        Some(())
    }

    fn keep_parts(&self, made: &[&[u8]]) -> Option<Place> {
        let length = made.iter().map(|part| part.len()).sum();
        if length > PIECE {
            let start = self.end.fetch_add(length as u64, Ordering::Relaxed);
            self.write(&made.concat(), start)?;
            return Some(Place { start, length });
        }
        let mut piece = self.pieces.own();
        self.make_room(&mut piece, length)?;
        let start = piece.start + piece.bytes.len() as u64;
        made.iter().for_each(|part| piece.bytes.extend_from_slice(part));
        Some(Place { start, length })
    }
}

impl ReadSource for Scratch {
    fn read(&self, file: &SourceFile) -> Result<Vec<u8>, String> {
        self.reader.read(file)
    }

    fn has_room(&self) -> bool {
        true
    }

    fn keep(&self, id: FileId, made: &[&[u8]]) {
        let Some(place) = self.keep_parts(made) else { return };
        if let Some(slot) = locked(&self.places).get_mut(id.index()) {
            *slot = Some(place);
        }
    }

    fn kept(&self, id: FileId) -> Option<Vec<u8>> {
        let place = (*locked(&self.places).get(id.index())?)?;
        let unwritten = self.pieces.all().find_map(|piece| piece.get(place).map(<[u8]>::to_vec));
        unwritten.or_else(|| {
            let mut made = vec![0; place.length];
            self.file()?.read_exact_at(&mut made, place.start).ok()?;
            Some(made)
        })
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
        sources.keep(a, &[b"made of ", b"a"]);
        sources.keep(b, &[&[7; PIECE - 1]]);
        assert_eq!(sources.kept(a).unwrap(), b"made of a");
        assert_eq!(sources.kept(b).unwrap(), [7; PIECE - 1]);
        sources.keep(b, &[&[8; PIECE], &[8]]);
        assert_eq!(sources.kept(b).unwrap(), [8; PIECE + 1]);
        assert_eq!(sources.kept(a).unwrap(), b"made of a");
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
        sources.keep(a, &[b"made of ", b"a"]);
        assert_eq!(sources.kept(a), None);
    }
}
