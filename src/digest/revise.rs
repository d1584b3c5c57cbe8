//! What a save makes of a digest: where only texts of articles changed, everything else stays.
//!
//! The result is what [`compile`](super::compile) makes of the same sources. Whatever could touch more
//! than an article's own texts, or gives a diagnostic, is left to a whole compile.

use std::sync::Arc;

use super::{Digest, Reading, frames, shelves, unmade_indexes};
use crate::cache::Cache;
use crate::content::article::ArticleFile;
use crate::content::documents::{self, Document};
use crate::diagnostic::Diagnostics;
use crate::language::LanguageId;
use crate::plan::{Links, Resolved};
use crate::render::context::Model;
use crate::site::{Article, ContentRef, Include, Site};
use crate::source::Sources;

/// The digest of `sources`, made from that of an earlier state of the same files; `None` where it takes a
/// whole compile to know. `cache` holds what was read for `digest`, and afterwards what was read now.
#[must_use]
pub fn revise(digest: &Digest, sources: &Sources, include: Include, cache: &mut Cache) -> Option<Digest> {
    let is_same_time = (digest.include.clock.seconds..digest.holds_until).contains(&include.clock.seconds);
    let is_same = Include { clock: digest.include.clock, ..include } == digest.include;
    let changed = digest.sources.changed_in(sources)?;
    if !is_same || !is_same_time {
        return None;
    }
    let config = &digest.site.config;
    let reading = Reading::of(config, include);
    let folder = reading.folder(config, sources, &digest.markdown, cache);
    let documents = documents::reread(folder, &changed)?;
    let mut site = digest.site.clone();
    for document in &documents {
        let before: ArticleFile = cache.get(digest.sources.file(document.file))?;
        replace(&mut site, sources, document, before)?;
    }
    let digest = around(digest, site, sources.clone(), include, &documents)?;
    for document in documents {
        cache.put(sources.file(document.file), &document.value);
    }
    Some(digest)
}

/// Puts the text of `document` into `site`, unless more than the text has changed.
fn replace(
    site: &mut Site,
    sources: &Sources,
    document: &Document<ArticleFile>,
    before: ArticleFile,
) -> Option<()> {
    let Some(ContentRef::Article(id)) = site.by_path.get(sources.path(document.file)) else { return None };
    let value = &document.value;
    // Links elsewhere may lead to its headings.
    if value.body.headings != before.body.headings {
        return None;
    }
    if value.body.terms != before.body.terms {
        site.related = Arc::default();
    }
    if before.without_text() != value.clone().without_text() {
        return None;
    }
    let shared = site.articles.get_mut(id.index())?;
    let mut article = Article::clone(shared);
    let text = article.texts.iter_mut().flatten().find(|text| text.file == document.file)?;
    *text = text.retold(*value.clone());
    *shared = Arc::new(article);
    Some(())
}

/// The digest of `site`, which has the plan of `digest`; `None` where a link of `documents` leads nowhere.
fn around(
    digest: &Digest,
    site: Site,
    sources: Sources,
    include: Include,
    documents: &[Document<ArticleFile>],
) -> Option<Digest> {
    let links = Links::new(&site, &digest.plan, &sources);
    let leads_somewhere = |document: &Document<ArticleFile>| {
        let language = document.language.unwrap_or(LanguageId::DEFAULT);
        links.faults(document.file, language, &document.value.body).next().is_none()
    };
    if !documents.iter().all(leads_somewhere) {
        return None;
    }
    let mut resolved = Resolved::clone(&digest.resolved);
    documents.iter().for_each(|document| drop(resolved.remove(&document.file)));
    let mut diagnostics = Diagnostics::default();
    let model = Model {
        site: &site,
        plan: &digest.plan,
        theme: &digest.theme,
        sources: &sources,
        markdown: &digest.markdown,
        resolved: &resolved,
    };
    let frames = frames(model, &digest.theme, &digest.engines, &mut diagnostics);
    if !diagnostics.is_empty() {
        return None;
    }
    Some(Digest {
        shelves: shelves(&site, &digest.engines, &frames),
        search: unmade_indexes(&site),
        frames,
        sources,
        site,
        plan: Arc::clone(&digest.plan),
        theme: Arc::clone(&digest.theme),
        include,
        holds_until: digest.holds_until,
        engines: digest.engines.clone(),
        markdown: Arc::clone(&digest.markdown),
        resolved: Arc::new(resolved),
        #[cfg(feature = "images")]
        large_picture: std::sync::Mutex::default(),
    })
}
