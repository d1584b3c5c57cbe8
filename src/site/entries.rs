//! Entries: the files of one entry in its languages, put together.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{PerLanguage, text_in};
use crate::content::article::{Source, When};
use crate::content::body::Body;
use crate::content::documents::Document;
use crate::content::entry::{EntryFile, Role};
use crate::content::layout::{self, Kind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::language::LanguageId;
use crate::source::FileId;

/// A topic, person, organization, thread, term, edition note or page, in all its languages.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Path below `content/` without language and extension, such as `topics/migration/asylum`.
    pub key: Arc<str>,
    /// The language that it was written in.
    pub original: LanguageId,
    /// Place among siblings; entries without `order` come last.
    pub order: i64,
    /// What it rests on.
    pub sources: Vec<Source>,
    /// Two-letter country code.
    pub country: Option<String>,
    /// Kind of organization.
    pub kind: Option<String>,
    /// Whether a thread has ended.
    pub closed: bool,
    /// Last change of a plain page.
    pub updated: Option<When>,
    /// Its texts.
    pub texts: PerLanguage<EntryText>,
}

/// An entry in one language.
#[derive(Debug, Clone)]
pub struct EntryText {
    /// The file.
    pub file: FileId,
    /// Its name.
    pub title: String,
    /// Last part of its address.
    pub slug: String,
    /// One sentence on it.
    pub summary: Option<String>,
    /// Further names and written forms.
    pub also: Vec<String>,
    /// Offices held.
    pub roles: Vec<Role>,
    /// Addresses that lead here too.
    pub aliases: Vec<String>,
    /// Codes that a check does not tell of it.
    pub silence: Vec<String>,
    /// Free data for templates, as JSON text.
    pub extra: Option<String>,
    /// The text below the front matter.
    pub body: Body,
}

impl Entry {
    /// The text in `language`, or else in the original's.
    #[must_use]
    pub fn text(&self, language: LanguageId) -> Option<(&EntryText, LanguageId)> {
        text_in(&self.texts, self.original, language)
    }

    /// Its path below `folder`, such as `migration/asylum` of a topic.
    #[must_use]
    pub fn key_below(&self, folder: &str) -> &str {
        self.key.strip_prefix(folder).map_or(&*self.key, |rest| rest.trim_start_matches('/'))
    }

    /// Its name in `language`, or else in the original's.
    #[must_use]
    pub fn title(&self, language: LanguageId) -> &str {
        self.text(language).map_or("", |(text, _)| &text.title)
    }

    /// Its slug in `language`, or else in the original's.
    #[must_use]
    pub fn slug(&self, language: LanguageId) -> &str {
        self.text(language).map_or("", |(text, _)| &text.slug)
    }
}

/// Entries by kind.
#[derive(Debug, Default)]
pub struct Grouped {
    kinds: BTreeMap<Kind, Vec<Entry>>,
    /// Files of the entries that are left out as drafts, with their keys.
    pub omitted: Vec<(FileId, Arc<str>)>,
}

impl Grouped {
    /// The entries of `kind`, by key; a second call gives none.
    pub fn take(&mut self, kind: Kind) -> Vec<Entry> {
        self.kinds.remove(&kind).unwrap_or_default()
    }
}

/// Puts the files of each entry together. Drafts are left out unless `drafts` is true.
pub fn group(
    files: Vec<(Kind, Document<EntryFile>)>,
    languages: usize,
    drafts: bool,
    diagnostics: &mut Diagnostics,
) -> Grouped {
    let mut by_key: BTreeMap<(Kind, Arc<str>), Vec<Document<EntryFile>>> = BTreeMap::new();
    for (kind, document) in files {
        by_key.entry((kind, Arc::clone(&document.key))).or_default().push(document);
    }
    let mut grouped = Grouped::default();
    for ((kind, key), documents) in by_key {
        let files: Vec<FileId> = documents.iter().map(|document| document.file).collect();
        let slots = by_language(documents, languages, diagnostics);
        if !drafts && is_draft(&slots) {
            grouped.omitted.extend(files.into_iter().map(|file| (file, Arc::clone(&key))));
            continue;
        }
        if let Some(entry) = merge(kind, key, slots, drafts, diagnostics) {
            grouped.kinds.entry(kind).or_default().push(entry);
        }
    }
    grouped
}

fn is_draft(slots: &[Option<Document<EntryFile>>]) -> bool {
    let base = original_of(slots).and_then(|original| slots.get(original.index())?.as_ref());
    base.is_some_and(|base| base.value.draft == Some(true))
}

fn merge(
    kind: Kind,
    key: Arc<str>,
    mut slots: PerLanguage<Document<EntryFile>>,
    drafts: bool,
    diagnostics: &mut Diagnostics,
) -> Option<Entry> {
    let original = original_of(&slots)?;
    let base = slots.get(original.index())?.as_ref()?;
    if base.value.title.is_none() && kind != Kind::Edition {
        let span = Span::new(base.file, 0..3);
        diagnostics.push(
            Diagnostic::error(Code::MissingKey, span, "`title` is missing").help("add a line `title: …`"),
        );
        return None;
    }
    let title = base.value.title.clone().unwrap_or_default();
    let file_slug = layout::slug_of(&key).to_owned();
    let (order, country, kind) = (base.value.order, base.value.country.clone(), base.value.kind.clone());
    let (closed, updated) = (base.value.closed.unwrap_or(false), base.value.updated);
    let sources = base.value.sources.clone().unwrap_or_default();
    let (roles, slug) = (base.value.roles.clone(), base.value.slug.clone());
    let texts = slots.iter_mut().map(|slot| {
        let document = slot.take().filter(|document| drafts || document.value.draft != Some(true))?;
        let value = *document.value;
        Some(EntryText {
            file: document.file,
            title: value.title.unwrap_or_else(|| title.clone()),
            slug: value.slug.or_else(|| slug.clone()).unwrap_or_else(|| file_slug.clone()),
            summary: value.summary.or_else(|| value.body.excerpt.clone()),
            also: value.also,
            roles: if value.roles.is_empty() { roles.clone() } else { value.roles },
            aliases: value.aliases,
            silence: value.silence,
            extra: value.extra,
            body: value.body,
        })
    });
    let texts = texts.collect();
    Some(Entry {
        key,
        original,
        order: order.unwrap_or(i64::MAX),
        sources,
        country,
        kind,
        closed,
        updated,
        texts,
    })
}

/// One document for each language; a second one for the same language is a fault.
pub fn by_language<T>(
    documents: Vec<Document<T>>,
    languages: usize,
    diagnostics: &mut Diagnostics,
) -> PerLanguage<Document<T>> {
    let mut slots: PerLanguage<Document<T>> = (0..languages).map(|_| None).collect();
    for document in documents {
        let slot = &mut slots[document.language.unwrap_or(LanguageId::DEFAULT).index()];
        if let Some(first) = slot {
            let message = format!("`{}` is written twice in the same language", document.key);
            diagnostics.push(
                Diagnostic::error(Code::AddressCollision, Span::start_of(document.file), message)
                    .related(Span::start_of(first.file), "the other one is here")
                    .help("keep one of the two files, or give one of them another name"),
            );
        } else {
            *slot = Some(document);
        }
    }
    slots
}

/// The language that a document was written in: the default one, or else the first that has it.
pub fn original_of<T>(slots: &[Option<T>]) -> Option<LanguageId> {
    let at = slots.iter().position(Option::is_some)?;
    u8::try_from(at).ok().map(LanguageId)
}
