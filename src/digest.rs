//! From sources to a digest: configuration, theme, documents, site, plan. Renders nothing.

use std::sync::Arc;

use rayon::prelude::*;

use crate::cache::{Cache, Recorder};
use crate::config::{self, Config};
use crate::content::article::ArticleFile;
use crate::content::entry::EntryFile;
use crate::content::layout::{self, Kind};
use crate::content::markdown::{self, Labels, Quotes, RawHtml};
use crate::content::read::{self, Reading};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::language::{Language, LanguageId};
use crate::plan::{self, Links, Page, Plan};
use crate::render::context::Context;
use crate::render::functions::{self, Library};
use crate::site::related::Scratch;
use crate::site::{self, Document, Documents, Include, Site};
use crate::source::{FileId, Sources};
use crate::theme::{self, Theme};

/// A site compiled: everything that rendering any of its pages takes.
pub struct Digest {
    /// Where texts are read from.
    pub sources: Sources,
    /// The model.
    pub site: Site,
    /// What exists where.
    pub plan: Plan,
    /// Templates and assets.
    pub theme: Theme,
    /// What this build lets in, and its clock.
    pub include: Include,
    pub(crate) engine: tera::Tera,
    pub(crate) markdown: Vec<markdown::Options>,
    pub(crate) frames: Vec<tera::Value>,
    pub(crate) frame_hash: Vec<u128>,
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Digest").field("pages", &self.plan.entries.len()).finish_non_exhaustive()
    }
}

impl Digest {
    /// Number of articles.
    #[must_use]
    pub fn article_count(&self) -> usize {
        self.site.articles.len()
    }
}

/// The outcome of compiling: a digest where there is no error, the sources otherwise.
#[derive(Debug)]
pub enum Compiled {
    /// The site can be rendered.
    Digest(Box<Digest>),
    /// It cannot; the sources are given back for the report.
    Faulty(Sources),
}

/// What compiling takes besides the sources.
pub struct Options<'a> {
    /// Which documents are let in, and the clock.
    pub include: Include,
    /// What earlier runs read.
    pub cache: Cache,
    /// Where to record what this run read; it is written to only if that differs from `cache`.
    pub record: Option<&'a mut dyn std::io::Write>,
}

impl Options<'_> {
    /// Compiles without a cache.
    #[must_use]
    pub fn new(include: Include) -> Self {
        Self { include, cache: Cache::default(), record: None }
    }
}

/// Compiles a site: every fault of every file is in the diagnostics.
#[must_use]
pub fn compile(sources: Sources, options: Options<'_>) -> (Compiled, Diagnostics) {
    let Options { include, cache, record } = options;
    let mut diagnostics = Diagnostics::default();
    let Some(config) = configuration(&sources, &mut diagnostics) else {
        return (Compiled::Faulty(sources), diagnostics);
    };
    let theme = theme::load(&config, &sources, &mut diagnostics);
    let languages = theme.languages(&config);
    let markdown: Vec<markdown::Options> =
        languages.iter().map(|language| markdown_options(&config, language)).collect();
    let settings = settings(&sources, &markdown);
    let cache = cache.for_settings(settings);
    let (documents, changed) = documents(&sources, &config, &markdown, &cache, &mut diagnostics);
    if let Some(out) = record.filter(|_| changed) {
        // A cache that cannot be written costs time and nothing else.
        let _ = remember(out, settings, &sources, &documents);
    }
    drop(cache);
    if diagnostics.has_errors() {
        return (Compiled::Faulty(sources), diagnostics);
    }
    let site = site::assemble(config, languages, documents, &include, &sources, &mut diagnostics);
    let plan = plan::plan(&site, &theme, &mut diagnostics);
    Links::new(&site, &plan, &sources).check(&mut diagnostics);
    let engine = engine(&site, &plan, &theme, &sources, &mut diagnostics);
    let Some(engine) = engine.filter(|_| !diagnostics.has_errors()) else {
        return (Compiled::Faulty(sources), diagnostics);
    };
    let (frames, frame_hash) = frames(&site, &plan, &theme, &sources, &markdown, &mut diagnostics);
    if diagnostics.has_errors() {
        return (Compiled::Faulty(sources), diagnostics);
    }
    let digest = Digest { sources, site, plan, theme, include, engine, markdown, frames, frame_hash };
    (Compiled::Digest(Box::new(digest)), diagnostics)
}

/// Reads `site.yaml`.
pub(crate) fn configuration(sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Config> {
    let Some(file) = sources.find(config::FILE) else {
        diagnostics.push(
            Diagnostic::error(Code::NoSite, None, "there is no `site.yaml` here")
                .help("run the command in a site's folder, or make one with `digest init my-site`"),
        );
        return None;
    };
    let text = match sources.read(file).map(String::from_utf8) {
        Ok(Ok(text)) => text,
        Ok(Err(_)) => {
            let message = "`site.yaml` is not UTF-8 text";
            diagnostics.push(Diagnostic::error(Code::NotUtf8, Span::start_of(file), message));
            return None;
        }
        Err(message) => {
            let message = format!("`site.yaml` cannot be read: {message}");
            diagnostics.push(Diagnostic::error(Code::Unreadable, Span::start_of(file), message));
            return None;
        }
    };
    let (config, faults) = config::read(file, &text);
    diagnostics.extend(faults);
    config
}

/// How Markdown of `language` is read and written.
fn markdown_options(config: &Config, language: &Language) -> markdown::Options {
    let text = |key: &str| language.text(key).unwrap_or_default().to_owned();
    let spanish = language.tag.starts_with("es");
    markdown::Options {
        quotes: if spanish { Quotes::spanish() } else { Quotes::english() },
        raw_html: if config.markdown.raw_html { RawHtml::Sanitize } else { RawHtml::Escape },
        smart_punctuation: config.markdown.smart_punctuation,
        alert_titles: ["note", "tip", "important", "warning", "caution"]
            .map(|kind| text(&format!("alert.{kind}"))),
        labels: Labels {
            footnotes: text("footnotes"),
            back_to_reference: text("back_to_reference"),
            table: text("table"),
        },
        id_prefix: String::new(),
    }
}

/// One document read, or a file that is none.
enum Found {
    Article(Box<Document<ArticleFile>>),
    Entry(Kind, Box<Document<EntryFile>>),
    Static(String, FileId),
    File(FileId),
    Nothing,
}

/// Hash of everything besides a document's bytes that its value depends on.
fn settings(sources: &Sources, markdown: &[markdown::Options]) -> u64 {
    let site = sources.find(config::FILE).and_then(|file| sources.read(file).ok()).unwrap_or_default();
    let mut hash = xxhash_rust::xxh3::Xxh3::new();
    hash.update(&site);
    hash.update(crate::GENERATOR.as_bytes());
    hash.update(format!("{markdown:?}").as_bytes());
    hash.digest()
}

/// Reads every document of the content folder, in parallel; also tells whether any came from
/// elsewhere than the cache, or the cache has more.
fn documents(
    sources: &Sources,
    config: &Config,
    markdown: &[markdown::Options],
    cache: &Cache,
    diagnostics: &mut Diagnostics,
) -> (Documents, bool) {
    let tags: Vec<&str> = config.languages.iter().map(|language| language.tag.as_str()).collect();
    let files: Vec<FileId> = sources.below(layout::CONTENT).map(|(id, _)| id).collect();
    let read = |file: &FileId| document(*file, sources, &tags, config, markdown, cache);
    let found: Vec<Outcome> = files.par_iter().with_min_len(16).map(read).collect();
    let mut documents = Documents::default();
    let mut hits = 0;
    for outcome in found {
        hits += usize::from(outcome.cached);
        let is_clean = outcome.faults.is_empty();
        diagnostics.extend(outcome.faults);
        match outcome.found {
            Found::Article(document) => {
                documents.recordable.extend(is_clean.then_some(document.file));
                documents.articles.push(*document);
            }
            Found::Entry(kind, document) => {
                documents.recordable.extend(is_clean.then_some(document.file));
                documents.entries.push((kind, *document));
            }
            Found::Static(path, file) => documents.statics.push((path, file)),
            Found::File(file) => documents.files.push(file),
            Found::Nothing => {}
        }
    }
    let changed = hits != documents.recordable.len() || hits != cache.len();
    (documents, changed)
}

/// Records the documents that gave no diagnostic; the others must be read again to give it again.
fn remember(
    out: &mut dyn std::io::Write,
    settings: u64,
    sources: &Sources,
    documents: &Documents,
) -> std::io::Result<()> {
    let mut recorder = Recorder::start(out, settings)?;
    let is_recordable = |file: FileId| documents.recordable.binary_search(&file).is_ok();
    for document in documents.articles.iter().filter(|d| is_recordable(d.file)) {
        recorder.add(sources.file(document.file), &document.value)?;
    }
    for (_, document) in documents.entries.iter().filter(|(_, d)| is_recordable(d.file)) {
        recorder.add(sources.file(document.file), &document.value)?;
    }
    recorder.finish().map(|_| ())
}

/// What became of one file of the content.
struct Outcome {
    found: Found,
    faults: Vec<Diagnostic>,
    cached: bool,
}

impl Outcome {
    fn fresh(found: Found, faults: Vec<Diagnostic>) -> Self {
        Self { found, faults, cached: false }
    }

    fn cached(found: Found) -> Self {
        Self { found, faults: Vec::new(), cached: true }
    }
}

fn document(
    file: FileId,
    sources: &Sources,
    tags: &[&str],
    config: &Config,
    markdown: &[markdown::Options],
    cache: &Cache,
) -> Outcome {
    let path = sources.path(file);
    let (kind, key, language, bundle) = match layout::understand(path, tags) {
        layout::Place::Document { kind, key, language, bundle } => (kind, key, language, bundle),
        layout::Place::Static(path) => return Outcome::fresh(Found::Static(path, file), Vec::new()),
        layout::Place::Other => return Outcome::fresh(Found::File(file), Vec::new()),
        layout::Place::NoKind => return Outcome::fresh(Found::Nothing, vec![no_kind(file, path)]),
        layout::Place::UnknownLanguage(tag) => {
            return Outcome::fresh(Found::Nothing, vec![stray(file, &tag, tags)]);
        }
    };
    let wrap_article = |value| {
        Found::Article(Box::new(Document { file, key: Arc::from(key.as_str()), language, bundle, value }))
    };
    let wrap_entry = |value| {
        Found::Entry(kind, Box::new(Document { file, key: Arc::from(key.as_str()), language, bundle, value }))
    };
    if kind == Kind::Article {
        if let Some(value) = cache.get(sources.file(file)) {
            return Outcome::cached(wrap_article(value));
        }
    } else if let Some(value) = cache.get(sources.file(file)) {
        return Outcome::cached(wrap_entry(value));
    }
    let bytes = match sources.read(file) {
        Ok(bytes) => bytes,
        Err(message) => {
            let message = format!("`{path}` cannot be read: {message}");
            let fault = Diagnostic::error(Code::Unreadable, Span::start_of(file), message)
                .help("make it a readable regular file inside the site, or move it out of `content/`");
            return Outcome::fresh(Found::Nothing, vec![fault]);
        }
    };
    let options = &markdown[language.unwrap_or(LanguageId::DEFAULT).index()];
    let reading = Reading { zone: &config.timezone, markdown: options };
    if kind == Kind::Article {
        let (value, faults) = read::article(file, &bytes, reading);
        Outcome::fresh(value.map_or(Found::Nothing, wrap_article), faults)
    } else {
        let (value, faults) = read::entry(kind, file, &bytes, reading);
        Outcome::fresh(value.map_or(Found::Nothing, wrap_entry), faults)
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

/// The template engine with the theme's templates and what they can call.
fn engine(
    site: &Site,
    plan: &Plan,
    theme: &Theme,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Option<tera::Tera> {
    let links = Links::new(site, plan, sources);
    let assets = theme.assets.iter().map(|asset| (asset.name.clone(), links.href(&asset.url))).collect();
    let languages = theme.languages(&site.config).into_iter().map(|l| (l.tag.clone(), l)).collect();
    match theme.engine(functions::engine(Arc::new(Library { languages, assets }))) {
        Ok(engine) => Some(engine),
        Err(fault) => {
            diagnostics.push(*fault);
            None
        }
    }
}

/// The frame of each language as templates see it, and the hash of all that pages share.
fn frames(
    site: &Site,
    plan: &Plan,
    theme: &Theme,
    sources: &Sources,
    markdown: &[markdown::Options],
    diagnostics: &mut Diagnostics,
) -> (Vec<tera::Value>, Vec<u128>) {
    let scratch = std::cell::RefCell::new(Scratch::default());
    let (mut frames, mut hashes) = (Vec::new(), Vec::new());
    for language in site.language_ids() {
        let context = Context::new(site, plan, sources, markdown, &scratch, language);
        let (view, faults) = context.site_view();
        diagnostics.extend(faults);
        frames.push(tera::Value::from_serializable(&view));
        let mut hash = xxhash_rust::xxh3::Xxh3::new();
        hash.update(&theme.fingerprint.to_le_bytes());
        hash.update(crate::GENERATOR.as_bytes());
        hash.update(format!("{markdown:?}").as_bytes());
        hash.update(&postcard::to_allocvec(&view).unwrap_or_default());
        hashes.push(hash.digest128());
    }
    (frames, hashes)
}

/// The pages that readers and crawlers ask for, with their output paths.
pub fn pages(plan: &Plan) -> impl Iterator<Item = (&str, Page)> {
    plan.entries.iter().map(|(path, page)| (path.as_str(), *page))
}
