//! What the server answers from: the last sound digest, and what is wrong with the present sources.

use std::cell::RefCell;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::digest::Digest;
use crate::plan::Page;
use crate::render;
use crate::report;
use crate::site::related::Scratch;

/// One state of the site.
#[derive(Debug, Clone, Default)]
pub(super) struct Snapshot {
    /// The last digest without a fault.
    pub(super) digest: Option<Arc<Digest>>,
    /// What is wrong with the sources as they are now, as the terminal shows it.
    pub(super) faults: Option<Arc<str>>,
}

impl Snapshot {
    /// Path of the site's root below the host, without a slash at its end.
    #[must_use]
    pub(super) fn base_path(&self) -> String {
        self.digest.as_ref().map_or_else(String::new, |digest| digest.site.config.base_path.clone())
    }
}

/// The bytes of a page.
///
/// # Errors
/// What the terminal would show, where a template fails or a file cannot be read.
pub(super) fn render(digest: &Digest, page: Page) -> Result<Vec<u8>, String> {
    let scratch = RefCell::new(Scratch::default());
    let rendered = render::prepare(digest, page, &scratch).and_then(|prepared| prepared.render());
    rendered.map_err(|fault| shown(*fault, digest))
}

fn shown(fault: Diagnostic, digest: &Digest) -> String {
    let mut faults = Diagnostics::default();
    faults.push(fault);
    report::render(&faults.sorted(), &digest.sources, false)
}
