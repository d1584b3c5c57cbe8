//! The texts of documents in the states that they were compiled in.
//!
//! A page is rendered when it is asked for, and its text is read then. By that time the file may have been
//! saved again, and with a fault: the last sound page must still be rendered from what it was made of.

use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use rustc_hash::FxHashMap;

use crate::content::layout::CONTENT;
use crate::source::{ReadSource, SourceFile, Sources, Stamp};

/// A text in one state of its file.
type State = (Stamp, Arc<[u8]>);

/// Every text that the present and the last sound digest may ask for.
#[derive(Default)]
pub(super) struct Texts {
    states: Mutex<FxHashMap<Arc<str>, Vec<State>>>,
}

impl Texts {
    /// `sources`, whose documents are read once for each state that they are in.
    pub(super) fn keep(self: &Arc<Self>, sources: Sources) -> Sources {
        let texts = Arc::clone(self);
        sources.read_by(|disk| Arc::new(Reader { disk, texts }))
    }

    /// Reads the documents that nobody has read yet: later it may be too late.
    pub(super) fn read_all(sources: &Sources) {
        let documents: Vec<_> = sources.below(CONTENT).filter(|(_, file)| is_document(file)).collect();
        documents.into_par_iter().for_each(|(id, _)| {
            // What cannot be read is told by whoever asks for it.
            let _ = sources.read(id);
        });
    }

    /// Forgets the states that `sources` does not have.
    pub(super) fn forget_but(&self, sources: &Sources) {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        states.retain(|path, versions| {
            let present = sources.find(path).map(|id| sources.file(id).stamp);
            versions.retain(|(stamp, _)| Some(*stamp) == present);
            !versions.is_empty()
        });
    }

    fn find(&self, file: &SourceFile) -> Option<Arc<[u8]>> {
        let states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        let versions = states.get(&file.path)?;
        versions.iter().find(|(stamp, _)| *stamp == file.stamp).map(|(_, bytes)| Arc::clone(bytes))
    }

    fn add(&self, file: &SourceFile, bytes: &[u8]) {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        let versions = states.entry(Arc::clone(&file.path)).or_default();
        if versions.iter().all(|(stamp, _)| *stamp != file.stamp) {
            versions.push((file.stamp, bytes.into()));
        }
    }
}

fn is_document(file: &SourceFile) -> bool {
    file.path.ends_with(".md") && file.path.starts_with(CONTENT)
}

/// Reads documents from what is kept, anything else from the disk.
struct Reader {
    disk: Arc<dyn ReadSource>,
    texts: Arc<Texts>,
}

impl ReadSource for Reader {
    fn read(&self, file: &SourceFile) -> Result<Vec<u8>, String> {
        if !is_document(file) {
            return self.disk.read(file);
        }
        if let Some(bytes) = self.texts.find(file) {
            return Ok(bytes.to_vec());
        }
        let bytes = self.disk.read(file)?;
        self.texts.add(file, &bytes);
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn sources(text: &str) -> Sources {
        Sources::in_memory(BTreeMap::from([("content/articles/a.md".to_owned(), text.as_bytes().to_vec())]))
    }

    #[test]
    fn a_state_that_is_gone_from_the_disk_can_still_be_read() {
        let texts = Arc::new(Texts::default());
        let (old, new) = (texts.keep(sources("old")), texts.keep(sources("newer")));
        Texts::read_all(&old);
        let id = old.find("content/articles/a.md").unwrap();
        // The reader of the new state, asked for the old one.
        let mixed = new.clone().with_stamp(id, old.file(id).stamp);
        assert_eq!(mixed.read(id).unwrap(), b"old");
        assert_eq!(new.read(id).unwrap(), b"newer");
        texts.forget_but(&new);
        assert_eq!(mixed.read(id).unwrap(), b"newer", "nobody asks for the old one any more");
    }
}
