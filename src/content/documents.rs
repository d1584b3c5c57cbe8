//! The content folder read: every document in parallel, from the cache where it has not changed.
//!
//! Each file is looked at by itself. A file that cannot be read is a fault here, whatever it is.

use std::io;
use std::sync::Arc;

use jiff::tz::TimeZone;
use rayon::prelude::*;

use super::article::{ArticleFile, When};
use super::entry::EntryFile;
use super::glossary::{self, Forms, Glossary};
use super::layout::{self, Kind};
use super::markdown;
use super::picture::{self, FileFacts};
use super::read::{self, Reading};
use crate::cache::{self, Cache, Recorder};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Span};
use crate::language::LanguageId;
use crate::source::{FileId, SourceFile, Sources};

/// A document of the content, as its file says it.
#[derive(Debug, Clone)]
pub struct Document<T> {
    /// The file.
    pub file: FileId,
    /// Path below `content/` without language and extension; shared by translations.
    pub key: Arc<str>,
    /// Language of the file's name; `None` where the name has none.
    pub language: Option<LanguageId>,
    /// Whether the folder's other files are published beside it.
    pub bundle: bool,
    /// What it says; by itself, since documents are moved from list to list.
    pub value: Box<T>,
}

/// Everything that the content folder says, file by file, each list in path order.
#[derive(Debug, Default)]
pub struct Documents {
    /// Articles.
    pub articles: Vec<Document<ArticleFile>>,
    /// All other kinds.
    pub entries: Vec<(Kind, Document<EntryFile>)>,
    /// Files that are neither documents nor static.
    pub files: Vec<FileId>,
    /// Files of `content/static/`: path below it, file.
    pub statics: Vec<(String, FileId)>,
    /// What is known of each file that is not a document.
    pub facts: Vec<(FileId, FileFacts)>,
    /// Keys of the terms that mentions in articles are numbered by.
    pub terms: Vec<Arc<str>>,
    /// Paths of documents with faults, with the keys that they have.
    pub faulty: Vec<(Arc<str>, Arc<str>)>,
    /// Files that gave no diagnostic.
    recordable: Vec<FileId>,
    /// Files whose value came from the cache.
    cached: Vec<FileId>,
    /// Whether any file came from elsewhere than the cache, or the cache has more.
    changed: bool,
}

/// What reading the folder depends on besides its files.
#[derive(Debug, Clone, Copy)]
pub struct Folder<'a> {
    /// Where files are read from.
    pub sources: &'a Sources,
    /// Tags of the site's languages, the default first.
    pub tags: &'a [&'a str],
    /// The site's time zone.
    pub zone: &'a TimeZone,
    /// How Markdown of each language is read.
    pub markdown: &'a [markdown::Options],
    /// Whether words are counted, for related articles.
    pub terms: bool,
    /// Whether words are kept, for the search index.
    pub search: bool,
    /// Where terms of the glossary are looked for.
    pub glossary: glossary::Use<'a>,
    /// What earlier runs read.
    pub cache: &'a Cache,
}

/// Reads every file of the content folder, the glossary first: articles are searched for its terms. What
/// does not come from the cache is recorded at once.
#[must_use]
pub fn read(folder: Folder<'_>, recorder: Option<&Recorder<'_>>, diagnostics: &mut Diagnostics) -> Documents {
    let sources = folder.sources;
    // The folder itself is listed as a file where it is a link or a pipe.
    if let Some(file) = sources.find(layout::CONTENT) {
        diagnostics.extend(bytes(folder, file).err());
    }
    let (terms, term_outcomes, glossary) = glossary(folder, recorder, diagnostics);
    let is_term = |file: &FileId| terms.binary_search(file).is_ok();
    let others: Vec<FileId> =
        sources.below(layout::CONTENT).map(|(id, _)| id).filter(|file| !is_term(file)).collect();
    let outcomes = all(folder, recorder, &glossary, &others);
    let mut outcomes: Vec<(FileId, Outcome)> =
        terms.into_iter().zip(term_outcomes).chain(others.into_iter().zip(outcomes)).collect();
    outcomes.sort_by_key(|(file, _)| *file);
    let mut documents = join(folder, outcomes, diagnostics);
    documents.terms = glossary.keys;
    documents
}

/// Reads articles again that have changed; `None` where one gives a diagnostic or is no article.
#[must_use]
pub fn reread(folder: Folder<'_>, files: &[FileId]) -> Option<Vec<Document<ArticleFile>>> {
    let mut diagnostics = Diagnostics::default();
    let (_, _, glossary) = glossary(folder, None, &mut diagnostics);
    let read = |file: &FileId| match one(folder, &glossary, *file) {
        Outcome { found: Found::Article(document), faults, .. } if faults.is_empty() => Some(document),
        _ => None,
    };
    diagnostics.is_empty().then(|| files.iter().map(read).collect::<Option<_>>())?
}

/// The files of the glossary, what became of each, and what articles are searched for.
fn glossary(
    folder: Folder<'_>,
    recorder: Option<&Recorder<'_>>,
    diagnostics: &mut Diagnostics,
) -> (Vec<FileId>, Vec<Outcome>, Glossary) {
    let files: Vec<FileId> = folder.sources.below(&glossary_folder()).map(|(id, _)| id).collect();
    let outcomes = all(folder, recorder, &Glossary::default(), &files);
    let terms = outcomes.iter().filter_map(Outcome::term);
    let glossary = Glossary::new(terms, folder.glossary, folder.sources, diagnostics);
    (files, outcomes, glossary)
}

/// What became of each of `files`, in order.
fn all(
    folder: Folder<'_>,
    recorder: Option<&Recorder<'_>>,
    glossary: &Glossary,
    files: &[FileId],
) -> Vec<Outcome> {
    let read = |file: &FileId| {
        let outcome = one(folder, glossary, *file);
        if let Some(recorder) = recorder.filter(|_| !outcome.cached) {
            // What cannot be recorded is read again the next time.
            outcome.record(folder.sources.file(*file)).iter().for_each(|record| recorder.add(record));
        }
        outcome
    };
    // Short runs, so that no thread is left with a long one at the end.
    files.par_iter().with_min_len(16).with_max_len(64).map(read).collect()
}

/// Puts the outcomes of all files, in path order, into the lists that they belong to.
fn join(folder: Folder<'_>, outcomes: Vec<(FileId, Outcome)>, diagnostics: &mut Diagnostics) -> Documents {
    let sources = folder.sources;
    let mut documents = Documents::default();
    for (file, outcome) in outcomes {
        documents.cached.extend(outcome.cached.then_some(file));
        if outcome.faults.is_empty() {
            documents.recordable.push(file);
        } else if outcome.faults.iter().any(|fault| fault.severity == Severity::Error) {
            let path = Arc::clone(&sources.file(file).path);
            documents.faulty.extend(key_of(folder, file).map(|key| (path, key)));
        }
        let is_faulty = outcome.faults.iter().any(|fault| fault.severity == Severity::Error);
        diagnostics.extend(outcome.faults);
        match outcome.found {
            Found::Article(mut document) => {
                if is_faulty {
                    document.value.date.get_or_insert(When::STAND_IN);
                }
                documents.articles.push(document);
            }
            Found::Entry(kind, mut document) => {
                if is_faulty {
                    // A title that is there and faulty is not missing.
                    document.value.title.get_or_insert_default();
                }
                documents.entries.push((kind, document));
            }
            Found::Static(path, facts) => {
                documents.statics.push((path, file));
                documents.facts.push((file, facts));
            }
            Found::File(facts) => {
                documents.files.push(file);
                documents.facts.push((file, facts));
            }
            Found::Nothing => {}
        }
    }
    let hits = documents.cached.len();
    documents.changed = hits != documents.recordable.len() || hits != folder.cache.len();
    documents
}

impl Documents {
    /// Whether a cache of this run would differ from the one that it was given.
    #[must_use]
    pub fn changed(&self) -> bool {
        self.changed
    }

    /// Completes a record with the files that were not read again, since nothing of them changed.
    ///
    /// # Errors
    /// Those of writing.
    pub fn complete(&self, recorder: Recorder<'_>, sources: &Sources, cache: &Cache) -> io::Result<()> {
        let records = self.cached.iter().filter_map(|file| cache.encoded(sources.file(*file)));
        records.for_each(|record| recorder.add(record));
        recorder.finish()
    }

    /// Puts into `cache` what did not come from it, without the files that gave a diagnostic.
    pub fn remember(&self, cache: &mut Cache, sources: &Sources) {
        let is_new = |file: FileId| {
            self.recordable.binary_search(&file).is_ok() && self.cached.binary_search(&file).is_err()
        };
        for document in self.articles.iter().filter(|d| is_new(d.file)) {
            cache.put(sources.file(document.file), &document.value);
        }
        for (_, document) in self.entries.iter().filter(|(_, d)| is_new(d.file)) {
            cache.put(sources.file(document.file), &document.value);
        }
        for (file, facts) in self.facts.iter().filter(|(file, _)| is_new(*file)) {
            cache.put(sources.file(*file), facts);
        }
    }
}

/// One file read, or a file that is no document.
enum Found {
    Article(Document<ArticleFile>),
    Entry(Kind, Document<EntryFile>),
    Static(String, FileFacts),
    File(FileFacts),
    Nothing,
}

/// What became of one file of the content.
struct Outcome {
    found: Found,
    faults: Vec<Diagnostic>,
    cached: bool,
}

impl Outcome {
    fn faulty(fault: Diagnostic) -> Self {
        Self { found: Found::Nothing, faults: vec![fault], cached: false }
    }

    /// What a cache holds of it; a file that gave a diagnostic must be read again to give it again.
    fn record(&self, file: &SourceFile) -> Option<Vec<u8>> {
        let record = match &self.found {
            _ if !self.faults.is_empty() => return None,
            Found::Article(document) => cache::encode(file, &document.value),
            Found::Entry(_, document) => cache::encode(file, &document.value),
            Found::Static(_, facts) | Found::File(facts) => cache::encode(file, facts),
            Found::Nothing => return None,
        };
        record.ok()
    }

    fn term(&self) -> Option<&Document<EntryFile>> {
        match &self.found {
            Found::Entry(Kind::Term, document) => Some(document),
            _ => None,
        }
    }
}

fn glossary_folder() -> String {
    format!("{}/{}", layout::CONTENT, Kind::Term.folder())
}

fn one(folder: Folder<'_>, glossary: &Glossary, file: FileId) -> Outcome {
    let path = folder.sources.path(file);
    match layout::understand(path, folder.tags) {
        layout::Place::Document { kind, key, language, bundle } => {
            let head = Document { file, key: key.into(), language, bundle, value: Box::new(()) };
            if kind != Kind::Article {
                return entry(folder, kind, head);
            }
            let forms = glossary.forms(head.language.unwrap_or(LanguageId::DEFAULT));
            article(folder, forms, head)
        }
        layout::Place::Static(path) => published(folder, file, |facts| Found::Static(path, facts)),
        layout::Place::Other => published(folder, file, Found::File),
        layout::Place::NoKind => Outcome::faulty(no_kind(file, path)),
        layout::Place::UnknownLanguage(tag) => Outcome::faulty(stray(file, &tag, folder.tags)),
    }
}

/// An article is read again if it was searched for other terms.
fn article(folder: Folder<'_>, forms: Option<&Forms>, head: Document<()>) -> Outcome {
    let found = |head: Document<()>, value| Found::Article(head.with(value));
    let cached: Option<ArticleFile> = folder.cache.get(folder.sources.file(head.file));
    let wanted = forms.map(|forms| forms.fingerprint);
    if let Some(value) = cached.filter(|value| value.glossary == wanted) {
        return Outcome { found: found(head, value), faults: Vec::new(), cached: true };
    }
    let bytes = match text_bytes(folder, head.file) {
        Ok(bytes) => bytes,
        Err(fault) => return Outcome::faulty(fault),
    };
    let (value, faults) = read::article(head.file, &bytes, folder.reading(head.language, forms));
    Outcome { found: value.map_or(Found::Nothing, |value| found(head, value)), faults, cached: false }
}

fn entry(folder: Folder<'_>, kind: Kind, head: Document<()>) -> Outcome {
    let found = |head: Document<()>, value| Found::Entry(kind, head.with(value));
    if let Some(value) = folder.cache.get(folder.sources.file(head.file)) {
        return Outcome { found: found(head, value), faults: Vec::new(), cached: true };
    }
    let bytes = match text_bytes(folder, head.file) {
        Ok(bytes) => bytes,
        Err(fault) => return Outcome::faulty(fault),
    };
    let (value, faults) = read::entry(kind, head.file, &bytes, folder.reading(head.language, None));
    Outcome { found: value.map_or(Found::Nothing, |value| found(head, value)), faults, cached: false }
}

impl Document<()> {
    fn with<T>(self, value: T) -> Document<T> {
        let Document { file, key, language, bundle, .. } = self;
        Document { file, key, language, bundle, value: Box::new(value) }
    }
}

impl<'a> Folder<'a> {
    fn reading<'f>(&'f self, language: Option<LanguageId>, glossary: Option<&'f Forms>) -> Reading<'f> {
        let markdown = &self.markdown[language.unwrap_or(LanguageId::DEFAULT).index()];
        Reading {
            zone: self.zone,
            markdown,
            terms: self.terms,
            search: self.search,
            glossary,
            drafts: self.sources.with_room(),
        }
    }
}

/// A file that is published as it is. What is wrong with a picture is no reason to leave it out.
fn published(folder: Folder<'_>, file: FileId, found: impl FnOnce(FileFacts) -> Found) -> Outcome {
    if let Some(facts) = folder.cache.get(folder.sources.file(file)) {
        return Outcome { found: found(facts), faults: Vec::new(), cached: true };
    }
    let bytes = match bytes(folder, file) {
        Ok(bytes) => bytes,
        Err(fault) => return Outcome::faulty(fault),
    };
    let path = folder.sources.path(file);
    let hash = xxhash_rust::xxh3::xxh3_128(&bytes);
    let (picture, faults) = match picture::examine(path, &bytes) {
        Ok(picture) => (picture, Vec::new()),
        Err(fault) => (None, vec![unfit_picture(file, path, fault)]),
    };
    Outcome { found: found(FileFacts { hash, picture }), faults, cached: false }
}

fn unfit_picture(file: FileId, path: &str, fault: picture::Fault) -> Diagnostic {
    match fault {
        picture::Fault::Unknown => {
            let message = format!("`{path}` is no picture that browsers show");
            Diagnostic::warning(Code::Picture, Span::start_of(file), message)
                .help("save it again as JPEG, PNG, GIF, WebP or AVIF")
        }
        picture::Fault::TooLarge(width, height) => {
            let message = format!("`{path}` has too many pixels: {width} × {height}");
            let most = picture::MOST_PIXELS / 1_000_000;
            Diagnostic::error(Code::TooLarge, Span::start_of(file), message)
                .help(format!("make it smaller; a picture may have {most} million pixels"))
        }
    }
}

/// The bytes of a document; one that is too long is refused before it is read.
fn text_bytes(folder: Folder<'_>, file: FileId) -> Result<Vec<u8>, Diagnostic> {
    let length = folder.sources.file(file).stamp.len;
    if length > read::LONGEST as u64 {
        return Err(read::too_long(file, length));
    }
    bytes(folder, file)
}

fn bytes(folder: Folder<'_>, file: FileId) -> Result<Vec<u8>, Diagnostic> {
    folder.sources.read(file).map_err(|message| {
        let message = format!("`{}` cannot be read: {message}", folder.sources.path(file));
        Diagnostic::error(Code::Unreadable, Span::start_of(file), message)
            .help("make it a readable regular file inside the site, or move it out of `content/`")
    })
}

fn key_of(folder: Folder<'_>, file: FileId) -> Option<Arc<str>> {
    match layout::understand(folder.sources.path(file), folder.tags) {
        layout::Place::Document { key, .. } => Some(key.into()),
        _ => None,
    }
}

fn no_kind(file: FileId, path: &str) -> Diagnostic {
    let folders: Vec<String> = Kind::ALL.iter().map(|kind| format!("`{}/`", kind.folder())).collect();
    let message = format!("`{path}` is in no folder that the digest reads");
    let help = format!("move it below `content/` into one of {}", folders.join(", "));
    Diagnostic::warning(Code::IgnoredFile, Span::start_of(file), message).help(help)
}

fn stray(file: FileId, tag: &str, tags: &[&str]) -> Diagnostic {
    let message = format!("the site has no language `{tag}`");
    let help = format!(
        "add it under `languages` in `site.yaml`, which lists {}, or rename the file",
        tags.iter().map(|tag| format!("`{tag}`")).collect::<Vec<_>>().join(", ")
    );
    Diagnostic::error(Code::StrayTranslation, Span::start_of(file), message).help(help)
}
