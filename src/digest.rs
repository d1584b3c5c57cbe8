//! From sources to a digest: configuration, theme, documents, site, plan. Renders nothing.

mod revise;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::cache::{Cache, Recorder};
use crate::config::{self, Config};
use crate::content::documents::{self, Documents, Folder};
use crate::content::glossary;
use crate::content::markdown::{self, Labels, Quotes, RawHtml};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::language::Language;
use crate::plan::{self, Links, Page, Plan, Resolved};
use crate::render::context::{Context, Model};
use crate::render::functions::{self, Library};
use crate::render::search::Index;
use crate::render::shared::{Printer, Shelf};
use crate::render::sitemap;
use crate::render::social_card;
use crate::site::related::Scratch;
use crate::site::{self, Clock, Include, Site};
use crate::source::Sources;
use crate::theme::{self, AssetId, Theme};

pub use self::revise::revise;

/// A site compiled: everything that rendering any of its pages takes.
pub struct Digest {
    /// Where texts are read from.
    pub sources: Sources,
    /// The model.
    pub site: Site,
    /// What exists where.
    pub plan: Arc<Plan>,
    /// Templates and assets.
    pub theme: Arc<Theme>,
    /// What this build lets in, and its clock.
    pub include: Include,
    /// The first instant after the clock at which the same sources may make another site, in seconds
    /// since the Unix epoch.
    pub holds_until: i64,
    pub(crate) engines: Vec<Arc<tera::Tera>>,
    pub(crate) markdown: Arc<Vec<markdown::Options>>,
    pub(crate) resolved: Arc<Resolved>,
    pub(crate) frames: Vec<Frame>,
    pub(crate) shelves: Vec<Shelf>,
    /// The search index of each language, made when it is first asked for.
    pub(crate) search: Vec<OnceLock<Index>>,
    #[cfg(feature = "images")]
    /// Held while a picture of very many pixels is resized, so that memory is for one at a time.
    pub(crate) large_picture: std::sync::Mutex<()>,
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Digest").field("pages", &self.plan.entries.len()).finish_non_exhaustive()
    }
}

impl Digest {
    pub(crate) fn model(&self) -> Model<'_> {
        Model {
            site: &self.site,
            plan: &self.plan,
            theme: &self.theme,
            sources: &self.sources,
            markdown: &self.markdown,
            resolved: &self.resolved,
        }
    }

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
    /// What was read before, and what becomes of what is read now.
    pub memory: Memory<'a>,
}

/// What compiling remembers of the files.
pub enum Memory<'a> {
    /// For one run: the cache is dropped as soon as everything is read, which is recorded in the writer
    /// if it differs.
    Once(Cache, Option<&'a mut (dyn std::io::Write + Send)>),
    /// For one run after another: the cache is brought up to date.
    Lasting(&'a mut Cache),
}

impl Memory<'_> {
    /// What `read` makes of the files with the records that were made with `settings`.
    fn read(
        self,
        settings: u64,
        sources: &Sources,
        read: impl FnOnce(&Cache, Option<&Recorder<'_>>) -> Documents,
    ) -> Documents {
        match self {
            Memory::Once(cache, record) => {
                let cache = cache.for_settings(settings);
                let recorder = record.map(|out| Recorder::new(out, settings));
                let documents = read(&cache, recorder.as_ref());
                if let Some(recorder) = recorder.filter(|_| documents.changed()) {
                    // A cache that cannot be written costs time and nothing else.
                    let _ = documents.complete(recorder, sources, &cache);
                }
                documents
            }
            Memory::Lasting(cache) => {
                *cache = std::mem::take(cache).for_settings(settings);
                let documents = read(cache, None);
                documents.remember(cache, sources);
                documents
            }
        }
    }
}

impl Options<'_> {
    /// Compiles without a cache.
    #[must_use]
    pub fn new(include: Include) -> Self {
        Self { include, memory: Memory::Once(Cache::default(), None) }
    }
}

/// Compiles a site: every fault of every file is in the diagnostics.
#[must_use]
pub fn compile(sources: Sources, options: Options<'_>) -> (Compiled, Diagnostics) {
    let Options { include, memory } = options;
    let mut diagnostics = Diagnostics::default();
    let Some(config) = configuration(&sources, &mut diagnostics) else {
        return (Compiled::Faulty(sources), diagnostics);
    };
    let theme = theme::load(&config, &sources, &mut diagnostics);
    if config.outputs.social_cards {
        diagnostics.extend(social_card::faulty_fonts(&theme.card_fonts));
    }
    let languages = theme.languages(&config);
    let markdown: Vec<markdown::Options> =
        languages.iter().map(|language| markdown_options(&config, language)).collect();
    let settings = settings(&sources, &markdown);
    let reading = Reading::of(&config, include);
    let documents = memory.read(settings, &sources, |cache, recorder| {
        documents::read(reading.folder(&config, &sources, &markdown, cache), recorder, &mut diagnostics)
    });
    let holds_until = next_change(&documents, include.clock);
    let site = site::assemble(config, languages, documents, &include, &sources, &mut diagnostics);
    let plan = plan::plan(&site, &theme, &mut diagnostics);
    let resolved = Links::new(&site, &plan, &sources).check(&mut diagnostics);
    let engines = engines(&site, &plan, &theme, &mut diagnostics);
    if diagnostics.has_errors() {
        return (Compiled::Faulty(sources), diagnostics);
    }
    let model = Model {
        site: &site,
        plan: &plan,
        theme: &theme,
        sources: &sources,
        markdown: &markdown,
        resolved: &resolved,
    };
    let frames = frames(model, &theme, &engines, &mut diagnostics);
    if diagnostics.has_errors() {
        return (Compiled::Faulty(sources), diagnostics);
    }
    let shelves = shelves(&site, &engines, &frames);
    let search = unmade_indexes(&site);
    let digest = Digest {
        sources,
        site,
        plan: Arc::new(plan),
        theme: Arc::new(theme),
        include,
        holds_until,
        engines,
        markdown: Arc::new(markdown),
        resolved: Arc::new(resolved),
        frames,
        shelves,
        search,
        #[cfg(feature = "images")]
        large_picture: std::sync::Mutex::default(),
    };
    (Compiled::Digest(Box::new(digest)), diagnostics)
}

/// A place for the search index of each language.
fn unmade_indexes(site: &Site) -> Vec<OnceLock<Index>> {
    site.language_ids().map(|_| OnceLock::new()).collect()
}

/// When a date of an article next matters: it appears, expires, or is news no longer.
fn next_change(documents: &Documents, clock: Clock) -> i64 {
    let times = documents.articles.iter().flat_map(|document| {
        let article = &document.value;
        let news = article.date.map(|date| date.seconds.saturating_add(sitemap::NEWS_SECONDS));
        let others = [article.date, article.publish_on, article.expires_on];
        others.into_iter().flatten().map(|when| when.seconds).chain(news)
    });
    times.filter(|seconds| *seconds > clock.seconds).min().unwrap_or(i64::MAX)
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

/// How a site's settings have its documents read.
struct Reading<'a> {
    tags: Vec<&'a str>,
    /// Whether first mentions of terms are linked, by language.
    linked: Vec<bool>,
    drafts: bool,
}

impl<'a> Reading<'a> {
    fn of(config: &'a Config, include: Include) -> Self {
        let linked = config.languages.iter().map(|l| l.link_first_mention && config.outputs.glossary);
        let tags = config.languages.iter().map(|language| language.tag.as_str());
        Self { tags: tags.collect(), linked: linked.collect(), drafts: include.drafts }
    }

    fn folder(
        &'a self,
        config: &'a Config,
        sources: &'a Sources,
        markdown: &'a [markdown::Options],
        cache: &'a Cache,
    ) -> Folder<'a> {
        Folder {
            sources,
            tags: &self.tags,
            zone: &config.timezone,
            markdown,
            terms: config.related > 0,
            search: config.outputs.search,
            glossary: glossary::Use { languages: &self.linked, drafts: self.drafts },
            cache,
        }
    }
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

/// Hash of everything besides a document's bytes that its value depends on.
fn settings(sources: &Sources, markdown: &[markdown::Options]) -> u64 {
    let site = sources.find(config::FILE).and_then(|file| sources.read(file).ok()).unwrap_or_default();
    let mut hash = xxhash_rust::xxh3::Xxh3::new();
    hash.update(&site);
    hash.update(crate::GENERATOR.as_bytes());
    hash.update(format!("{markdown:?}").as_bytes());
    hash.digest()
}

/// A template engine for each language, with the theme's templates and what they can call.
fn engines(site: &Site, plan: &Plan, theme: &Theme, diagnostics: &mut Diagnostics) -> Vec<Arc<tera::Tera>> {
    let href = |id: usize| plan.href(Page::Asset(AssetId::at(id))).unwrap_or_default().to_owned();
    let assets: BTreeMap<String, String> =
        theme.assets.iter().enumerate().map(|(at, asset)| (asset.name.clone(), href(at))).collect();
    let mut engines = Vec::new();
    for (language, own) in site.languages.iter().zip(theme.languages(&site.config)) {
        let functions = functions::engine(Library { language: own, assets: assets.clone() });
        match theme.engine(functions, language) {
            Ok(engine) => engines.push(Arc::new(engine)),
            Err(fault) => diagnostics.push(*fault),
        }
    }
    engines
}

/// What all pages of a language share.
pub(crate) struct Frame {
    /// `site`, `lang`, and `frame`: the templates of `frame/`, rendered once.
    pub(crate) values: Vec<(&'static str, tera::Value)>,
    /// Hash of what a page depends on besides its view: templates, catalogue, assets, site.
    pub(crate) hash: u128,
}

/// Folder of templates that are rendered once for a language and not for each page.
const FRAME: &str = "frame/";

/// The shared views of each language, none made yet.
fn shelves(site: &Site, engines: &[Arc<tera::Tera>], frames: &[Frame]) -> Vec<Shelf> {
    let shelf = |(engine, frame): (&Arc<tera::Tera>, &Frame)| {
        let mut values = tera::Context::new();
        for (name, value) in &frame.values {
            values.insert_value(*name, value.clone());
        }
        Shelf::new(site, Some(Printer { engine: Arc::clone(engine), values }))
    };
    engines.iter().zip(frames).map(shelf).collect()
}

fn frames(
    model: Model<'_>,
    theme: &Theme,
    engines: &[Arc<tera::Tera>],
    diagnostics: &mut Diagnostics,
) -> Vec<Frame> {
    let scratch = std::cell::RefCell::new(Scratch::default());
    let mut frames = Vec::new();
    for (language, engine) in model.site.language_ids().zip(engines) {
        let shelf = Shelf::new(model.site, None);
        let context = Context::new(model, &shelf, &scratch, language);
        let (view, faults) = context.site_view();
        diagnostics.extend(faults);
        let site = tera::Value::from_serializable(&view);
        let mut values = tera::Context::new();
        let lang = tera::Value::from(context.language.tag.as_str());
        values.insert_value("site", site.clone());
        values.insert_value("lang", lang.clone());
        let mut parts: BTreeMap<&str, tera::Value> = BTreeMap::new();
        for template in theme.templates.keys() {
            let Some(name) = template.strip_prefix(FRAME).and_then(|name| name.strip_suffix(".html")) else {
                continue;
            };
            match engine.render(template, &values) {
                Ok(html) => {
                    parts.insert(name, tera::Value::safe_string(&html));
                }
                Err(error) => diagnostics.push(theme.fault(&error)),
            }
        }
        let mut hash = xxhash_rust::xxh3::Xxh3::new();
        hash.update(&theme.fingerprint.to_le_bytes());
        for (at, asset) in theme.assets.iter().enumerate() {
            hash.update(asset.name.as_bytes());
            hash.update(context.href(Page::Asset(AssetId::at(at))).unwrap_or_default().as_bytes());
        }
        hash.update(crate::GENERATOR.as_bytes());
        hash.update(format!("{:?}", model.markdown).as_bytes());
        hash.update(&postcard::to_allocvec(&view).unwrap_or_default());
        let parts = tera::Value::from_serializable(&parts);
        frames.push(Frame {
            values: vec![("site", site), ("lang", lang), ("frame", parts)],
            hash: hash.digest128(),
        });
    }
    frames
}

/// The pages that readers and crawlers ask for, with their output paths.
pub fn pages(plan: &Plan) -> impl Iterator<Item = (&str, Page)> {
    plan.entries.iter().map(|(path, page)| (path.as_str(), *page))
}
