//! What a target has to be able to do, so that one publish serves all of them.
//!
//! Targets that change the whole site at once (git, releases on a server) are a [`Target`] themselves.
//! Those that take one file after another are a [`super::store::Store`]; `steps` makes them a target.

use super::error::TargetError;
use super::local::Local;
use super::manifest::Manifest;
use super::plan::{Plan, Retention, WantedFiles};
use super::progress::Progress;
use super::rules::Delivery;

/// Somewhere that a site is published.
pub trait Target {
    /// Where that is, for people: no credential may be in it.
    fn place(&self) -> String;

    /// What the target keeps of how a file is delivered, as a hash; 0 if nothing.
    fn delivery(&self, _delivery: &Delivery) -> u32 {
        0
    }

    /// Files that the target needs besides those of the build, with their bytes.
    fn additions(&self) -> Vec<(String, Vec<u8>)> {
        Vec::new()
    }

    /// What this tool put there; `None` if nothing. Must change nothing.
    ///
    /// # Errors
    /// If the target cannot be reached, or is refused as a place for a site.
    fn load(&mut self) -> Result<Option<Manifest>, TargetError>;

    /// Which of `paths`, sorted and none of them in the manifest, are there all the same.
    ///
    /// # Errors
    /// If the target cannot be asked.
    fn foreign(&mut self, paths: &[&str]) -> Result<Vec<String>, TargetError>;

    /// Makes the plan true. Interrupted at any instant, it is finished by the next.
    ///
    /// # Errors
    /// Of the kind `Conflict` if somebody else publishes or has published since [`Target::load`].
    fn publish(&mut self, publication: &Publication<'_>) -> Result<(), TargetError>;

    /// Goes back to what was live before the last publish; says what is live now.
    ///
    /// # Errors
    /// If nothing earlier is kept.
    fn rollback(&mut self) -> Result<String, TargetError> {
        let help = "check out the earlier version of the site and publish that";
        Err(TargetError::failed(format!("{} keeps no earlier versions", self.place())).help(help))
    }
}

/// All that is known of one publish.
pub struct Publication<'a> {
    /// The build.
    pub local: &'a Local,
    /// Files that the target itself needs, by path.
    pub additions: &'a [(String, Vec<u8>)],
    /// All files of the build, and additions.
    pub wanted: &'a WantedFiles,
    /// What the target has.
    pub remote: &'a Manifest,
    /// From there to here.
    pub plan: &'a Plan,
    /// Base address of the site.
    pub site: &'a str,
    /// Now, and how long files without a page stay.
    pub retention: Retention,
    /// Whether the claim of another publish is to be ignored.
    pub take_over: bool,
    /// Whether a branch may be pushed over commits that are not in it.
    pub force: bool,
    /// Where what has been done is told.
    pub progress: &'a Progress,
}

impl Publication<'_> {
    /// The bytes of a file to be sent.
    ///
    /// # Errors
    /// See [`Local::read`].
    pub fn read(&self, path: &str) -> Result<Vec<u8>, TargetError> {
        match self.additions.binary_search_by(|(addition, _)| addition.as_str().cmp(path)) {
            Ok(at) => Ok(self.additions.get(at).map(|(_, bytes)| bytes.clone()).unwrap_or_default()),
            Err(_) => self.local.read(path),
        }
    }

    /// The manifest once all is done.
    #[must_use]
    pub fn finished(&self) -> Manifest {
        self.plan.finished(self.wanted, self.remote, self.site, self.retention)
    }
}
