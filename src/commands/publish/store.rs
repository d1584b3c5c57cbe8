//! What a target has to offer that takes one file after another, such as a folder or a bucket.
//!
//! It knows nothing of plans: order, claims and manifests are the business of `steps`.

use super::error::TargetError;
use super::plan::Sending;
use super::rules::Delivery;
use super::target::Publication;

/// A document of this tool's own at a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// What this site put there.
    Manifest,
    /// Who publishes at present.
    Claim,
}

impl Document {
    /// Its name at the target.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Document::Manifest => super::manifest::NAME,
            Document::Claim => super::claim::NAME,
        }
    }
}

/// What identifies one state of a document, such as an `ETag`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision(pub String);

/// A document as it is at the target.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// For a write that is to replace these bytes and no others.
    pub revision: Revision,
}

/// A place that keeps documents.
pub trait Documents {
    /// See [`super::target::Target::place`].
    fn place(&self) -> String;

    /// Reads a document; `None` if there is none.
    ///
    /// # Errors
    /// If the place cannot be read.
    fn load(&mut self, document: Document) -> Result<Option<Stored>, TargetError>;

    /// Writes a document if it is still as `expected` says (`None`: not there), and gives its new revision.
    ///
    /// # Errors
    /// Of the kind `Conflict` if it is not.
    fn save(
        &mut self,
        document: Document,
        bytes: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, TargetError>;

    /// Removes a document; one that is not there is no error.
    ///
    /// # Errors
    /// If the place cannot be written.
    fn discard(&mut self, document: Document) -> Result<(), TargetError>;
}

/// A place that takes one file after another. Each file appears whole or not at all.
pub trait Store: Documents {
    /// See [`super::target::Target::delivery`].
    fn delivery(&self, _delivery: &Delivery) -> u32 {
        0
    }

    /// Makes ready for writing, such as by clearing what an interrupted publish left half sent.
    ///
    /// # Errors
    /// If the place cannot be written; of the kind `Conflict` if it is known to be written by another.
    fn prepare(&mut self) -> Result<(), TargetError> {
        Ok(())
    }

    /// Which of `paths`, sorted, are there.
    ///
    /// # Errors
    /// If the place cannot be asked.
    fn existing(&mut self, paths: &[&str]) -> Result<Vec<String>, TargetError>;

    /// For each of `files`, which an interrupted publish may have sent, whether it is there exactly as it
    /// is to be. To say no where one does not know costs time only.
    ///
    /// # Errors
    /// If the place cannot be asked.
    fn holds(&mut self, files: &[&Sending]) -> Result<Vec<bool>, TargetError> {
        Ok(vec![false; files.len()])
    }

    /// Sends files, in any order and several at once; when it returns, readers get all of them. Tells
    /// [`Publication::progress`] of each. `files` are at most [`super::steps::BATCH`].
    ///
    /// # Errors
    /// If a file cannot be sent after retries; others may have been.
    fn put(&mut self, files: &[&Sending], publication: &Publication<'_>) -> Result<(), TargetError>;

    /// Deletes files; those that are not there are no error. At most [`super::steps::BATCH`].
    ///
    /// # Errors
    /// If a file cannot be deleted.
    fn delete(&mut self, paths: &[&str]) -> Result<(), TargetError>;

    /// Makes what was sent survive a power cut, where that is not so already.
    ///
    /// # Errors
    /// If the place says that it failed.
    fn settle(&mut self) -> Result<(), TargetError> {
        Ok(())
    }
}
