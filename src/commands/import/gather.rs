//! From what the call names to items: reads each source, finds out what it is, hands it to its reader.
//!
//! A source that cannot be read or made sense of is a fault, and the next one is read all the same.

use std::path::Path;

use jiff::civil::Date;

use super::fault::Fault;
use super::item::{Item, Origin, Spot};
use super::suggest::Vocabulary;
use super::{Kind, Options, Store, wire};
use crate::cli::{Failure, Terminal};
use crate::diagnostic::Code;
use crate::disk;

/// What came of the sources.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// In the order of the sources.
    pub(crate) items: Vec<Item>,
    /// What went wrong.
    pub(crate) faults: Vec<Fault>,
}

/// Reads sources.
pub(crate) struct Gatherer<'a> {
    options: &'a Options,
    since: Option<Date>,
    vocabulary: &'a Vocabulary,
    gathered: Gathered,
}

/// Refuses an address of another scheme before anything is read.
///
/// # Errors
/// A wrong call.
pub(crate) fn check_scheme(source: &str) -> Result<(), Failure> {
    let scheme = source.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        None | Some("http" | "https") => Ok(()),
        Some(other) => Err(Failure::call(
            format!("`{source}` cannot be imported: its scheme is `{other}`"),
            Some("name a file, a folder, or an address that starts with `http://` or `https://`".to_owned()),
        )),
    }
}

impl<'a> Gatherer<'a> {
    /// A reader of the sources of `options`.
    pub(crate) fn new(options: &'a Options, since: Option<Date>, vocabulary: &'a Vocabulary) -> Self {
        Self { options, since, vocabulary, gathered: Gathered::default() }
    }

    /// The items of all sources.
    pub(crate) fn all(mut self, _terminal: &Terminal) -> Gathered {
        for source in &self.options.sources {
            self.file(source);
        }
        self.gathered
    }

    fn file(&mut self, path: &str) {
        match disk::read_regular(Path::new(path)) {
            Ok(bytes) => self.text(path, &String::from_utf8_lossy(&bytes)),
            Err(message) => {
                let message = format!("`{path}` cannot be read: {message}");
                self.gathered.faults.push(Fault::error(Code::UnreachableSource, None, message));
            }
        }
    }

    fn text(&mut self, name: &str, text: &str) {
        let origin = Origin { name: name.into(), text: text.into() };
        let _ = (self.since, Kind::Text);
        match wire::read(&origin, self.options.store == Some(Store::Full), self.vocabulary) {
            Ok(item) => self.gathered.items.push(item),
            Err(message) => {
                let message = format!("`{name}` {message}");
                self.gathered.faults.push(Fault::error(Code::UnusableSource, Spot::whole(&origin), message));
            }
        }
    }
}
