//! What a check finds beyond what a build minds: doubts about the content, and faults of finished pages.
//!
//! Pure: from a digest to diagnostics. What an editor silenced, for a file or for the site, is left out.

mod archive;
mod names;
pub mod outside;
mod pages;
mod scan;
mod sources;

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::digest::Digest;
use crate::site::{Entry, Site};
use crate::source::FileId;

/// Everything that there is to say of a digest. `later` is the same site with the articles that are still
/// to come, if there are any. `step` is called for each page that was read, by the thread that read it.
///
/// # Errors
/// The diagnostic of a page that cannot be rendered.
pub fn audit(
    digest: &Digest,
    later: Option<&Digest>,
    step: &(dyn Fn() + Sync),
) -> Result<Diagnostics, Box<Diagnostic>> {
    let mut found = Diagnostics::default();
    archive::audit(digest, later, &mut found);
    sources::audit(digest, &mut found);
    names::audit(digest, &mut found);
    pages::audit(digest, step, &mut found)?;
    let silence = Silence::of(&later.unwrap_or(digest).site);
    let mut told = Diagnostics::default();
    told.extend(found.into_iter().filter(|diagnostic| !silence.covers(diagnostic)));
    Ok(told)
}

/// What is not to be told.
struct Silence<'a> {
    everywhere: BTreeSet<&'a str>,
    by_file: FxHashMap<FileId, &'a [String]>,
}

impl<'a> Silence<'a> {
    fn of(site: &'a Site) -> Self {
        let articles = site.articles.iter().flat_map(|article| article.texts.iter().flatten());
        let articles = articles.map(|text| (text.file, text.silence.as_slice()));
        let texts = entries(site).flat_map(|entry| entry.texts.iter().flatten());
        let entries = texts.map(|text| (text.file, text.silence.as_slice()));
        Self {
            everywhere: site.config.silence.iter().map(String::as_str).collect(),
            by_file: articles.chain(entries).filter(|(_, codes)| !codes.is_empty()).collect(),
        }
    }

    fn covers(&self, diagnostic: &Diagnostic) -> bool {
        let code = diagnostic.code.as_str();
        let of_file = diagnostic.span.as_ref().and_then(|span| self.by_file.get(&span.file));
        self.everywhere.contains(code) || of_file.is_some_and(|codes| codes.iter().any(|own| own == code))
    }
}

/// Every entry that has files, of whatever kind.
pub(crate) fn entries(site: &Site) -> impl Iterator<Item = &Entry> {
    (site.topics.iter().map(|topic| &topic.entry))
        .chain(site.threads.iter().map(|thread| &thread.entry))
        .chain(
            site.people.iter().chain(site.organizations.iter()).filter_map(|profile| profile.entry.as_ref()),
        )
        .chain(site.terms.iter())
        .chain(site.pages.iter())
        .chain(site.editions.list.iter().filter_map(|edition| edition.note.as_ref()))
}

/// The paths of `articles`, for those who compare two digests.
fn keys(digest: &Digest) -> BTreeSet<&Arc<str>> {
    digest.site.articles.iter().map(|article| &article.key).collect()
}
