//! The last complete build, as a publish takes it: which files there are, and their bytes.
//!
//! It must never hand out bytes that the build's manifest does not vouch for. No build can change the
//! folder while a [`Local`] is held.

use std::fs;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_128;

use super::error::TargetError;
use super::plan::{Wanted, WantedFiles};
use super::rules::{Delivery, Rules};
use crate::cli::Failure;
use crate::output::{Entry, Output};

/// A build that is complete and as its manifest says.
pub struct Local {
    output: Output,
    /// How its files are delivered, and when.
    pub rules: Rules,
}

impl Local {
    /// Takes the build in `output`, for a site under `base_path` with these `languages`.
    ///
    /// # Errors
    /// If there is none, or a file of it was changed or removed since.
    pub fn new(output: Output, base_path: &str, languages: Vec<String>) -> Result<Self, Failure> {
        let folder = output.folder().display().to_string();
        let build_again = || Some("run `digest build`, or publish without `--no-build`".to_owned());
        if !output.is_complete() {
            let message = format!("`{folder}` holds no complete build of this program");
            return Err(Failure::environment(message, build_again()));
        }
        if output.manifest().is_empty() {
            let message =
                format!("the build in `{folder}` is empty: nothing is published, and nothing deleted");
            return Err(Failure::environment(message, build_again()));
        }
        if let [first, rest @ ..] = output.damaged().as_slice() {
            let others = if rest.is_empty() { String::new() } else { format!(" and {} others", rest.len()) };
            let message = format!("`{first}`{others} in `{folder}` changed after the build");
            return Err(Failure::environment(message, build_again()));
        }
        let mut local = Self { output, rules: Rules::default() };
        let headers = local.output.manifest().get("_headers").is_some();
        let headers = if headers { local.read("_headers")? } else { Vec::new() };
        local.rules = Rules::new(&String::from_utf8_lossy(&headers), base_path, languages);
        Ok(local)
    }

    /// The folder of the build.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.output.folder()
    }

    /// Identifies the build, by its files and what they were made from.
    #[must_use]
    pub fn checksum(&self) -> u128 {
        self.output.manifest().checksum()
    }

    /// Its files, where `delivery` is what the target keeps of how they are delivered.
    pub fn wanted(&self, delivery: impl Fn(&Delivery) -> u32) -> WantedFiles {
        let wanted = |(path, entry): (&str, &Entry)| {
            let immutable = self.rules.is_immutable(path);
            let delivery = delivery(&self.rules.delivery(path));
            (path.to_owned(), Wanted { hash: entry.content, size: entry.length, delivery, immutable })
        };
        self.output.manifest().entries().map(wanted).collect()
    }

    /// The place of a file on this disk.
    #[must_use]
    pub fn place(&self, path: &str) -> PathBuf {
        self.folder().join(path)
    }

    /// The bytes of a file of the build.
    ///
    /// # Errors
    /// If they are not those that the build wrote.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, TargetError> {
        let place = self.place(path);
        let bytes = fs::read(&place)
            .map_err(|error| TargetError::failed(format!("cannot read `{}`: {error}", place.display())))?;
        let entry = self.output.manifest().get(path);
        if entry.is_some_and(|entry| entry.length == bytes.len() as u64 && entry.content == xxh3_128(&bytes))
        {
            return Ok(bytes);
        }
        let message = format!("`{}` changed while it was being published", place.display());
        Err(TargetError::failed(message).help("publish again: it will be built anew"))
    }
}
