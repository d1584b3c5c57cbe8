//! Articles: the files of one article in its languages, put together, filtered and ordered.
//!
//! The original file carries the facts; a translation repeats what is text and inherits the rest.

use std::cmp::Reverse;
use std::sync::Arc;

use rayon::prelude::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator, ParallelSliceMut};
use rustc_hash::FxHashSet;

use super::entries::{by_language, original_of};
use super::resolve::span_of;
use super::{Include, OrganizationId, PerLanguage, PersonId, ThreadId, TopicId, text_in};
use crate::content::article::{ArticleFile, Correction, Image, Source, When};
use crate::content::article_keys::ARTICLE;
use crate::content::body::Body;
use crate::content::documents::Document;
use crate::content::front_matter::Place;
use crate::content::layout;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::language::LanguageId;
use crate::source::{FileId, Sources};

/// An article in all its languages.
#[derive(Debug, Clone)]
pub struct Article {
    /// Path below `content/` without language and extension.
    pub key: Arc<str>,
    /// The language that it was written in.
    pub original: LanguageId,
    /// Date of publication.
    pub date: When,
    /// Last change that readers should know of.
    pub updated: Option<When>,
    /// Its topics; the first is its section.
    pub topics: Vec<TopicId>,
    /// The people in it.
    pub people: Vec<PersonId>,
    /// The organizations in it.
    pub organizations: Vec<OrganizationId>,
    /// The story that it belongs to.
    pub thread: Option<ThreadId>,
    /// Whether it comes first in its edition.
    pub lead: bool,
    /// Whether it is a short item.
    pub brief: bool,
    /// What it rests on.
    pub sources: Vec<Source>,
    /// Files published beside it, in path order: path below the bundle's folder, file.
    pub bundle: Vec<(String, FileId)>,
    /// Its texts.
    pub texts: PerLanguage<ArticleText>,
}

/// An article in one language.
#[derive(Debug, Clone)]
pub struct ArticleText {
    /// The file.
    pub file: FileId,
    /// Headline.
    pub title: String,
    /// Last part of its address.
    pub slug: String,
    /// Standfirst; else the body's excerpt.
    pub summary: Option<String>,
    /// The places in it, as its language calls them.
    pub places: Vec<String>,
    /// Short statements.
    pub key_facts: Vec<String>,
    /// Its picture.
    pub image: Option<Box<Image>>,
    /// What was put right, newest first.
    pub corrections: Vec<Correction>,
    /// Addresses that lead here too.
    pub aliases: Vec<String>,
    /// When this text was last changed, where its file says so.
    pub updated: Option<When>,
    /// Codes that a check does not tell of it.
    pub silence: Vec<String>,
    /// Free data for templates, as JSON text.
    pub extra: Option<String>,
    /// The text below the front matter.
    pub body: Body,
}

impl Article {
    /// The text in `language`, or else in the original's.
    #[must_use]
    pub fn text(&self, language: LanguageId) -> Option<(&ArticleText, LanguageId)> {
        text_in(&self.texts, self.original, language)
    }

    /// Whether it is written in `language`.
    #[must_use]
    pub fn is_in(&self, language: LanguageId) -> bool {
        self.texts.get(language.index()).is_some_and(Option::is_some)
    }
}

impl ArticleText {
    /// This text as its file tells it by now, the rest of which is as it was; see
    /// [`ArticleFile::without_text`].
    #[must_use]
    pub fn retold(&self, value: ArticleFile) -> Self {
        let ArticleFile { title, summary, key_facts, mut body, .. } = value;
        let summary = summary.or_else(|| body.excerpt.take());
        Self { title, summary, key_facts, body, ..self.clone() }
    }
}

/// An article whose names of topics, people and threads are not resolved yet.
#[derive(Debug)]
pub struct Unresolved {
    /// The article, its lists of ids empty. Nobody shares it yet.
    pub article: Arc<Article>,
    /// The original's file, for places of faults.
    pub file: FileId,
    /// Topic paths.
    pub topics: Vec<String>,
    /// Names of people.
    pub people: Vec<String>,
    /// Names of organizations.
    pub organizations: Vec<String>,
    /// Name of the thread.
    pub thread: Option<String>,
}

/// Puts the files of each article together; gives those that this build lets in, newest first, and
/// the paths of those that it leaves out.
pub fn merge(
    mut documents: Vec<Document<ArticleFile>>,
    files: &[FileId],
    languages: usize,
    include: &Include,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> (Vec<Unresolved>, Vec<Arc<str>>) {
    // Path order is nearly the order of keys.
    documents.sort_by(|a, b| a.key.cmp(&b.key));
    let mut by_key: Vec<Vec<Document<ArticleFile>>> = Vec::with_capacity(documents.len());
    for document in documents {
        match by_key.last_mut().filter(|group| group[0].key == document.key) {
            Some(group) => group.push(document),
            None => by_key.push(vec![document]),
        }
    }
    strays(&by_key, files, sources, diagnostics);
    let join_one = |documents: Vec<Document<ArticleFile>>| {
        let mut faults = Diagnostics::default();
        let key = Arc::clone(&documents[0].key);
        let paths: Vec<_> = documents.iter().map(|d| Arc::clone(&sources.file(d.file).path)).collect();
        let bundle = documents.iter().any(|d| d.bundle);
        let slots = by_language(documents, languages, &mut faults);
        let mut joined = join(key, slots, include, sources, &mut faults);
        if let (true, Joined::Article(unresolved)) = (bundle, &mut joined) {
            let article = Arc::make_mut(&mut unresolved.article);
            article.bundle = bundle_files(&article.key, files, sources);
        }
        (joined, paths, faults)
    };
    let joined: Vec<_> = by_key.into_par_iter().with_min_len(64).map(join_one).collect();
    let (mut merged, mut omitted) = (Vec::with_capacity(joined.len()), Vec::new());
    for (joined, paths, faults) in joined {
        diagnostics.extend(faults);
        match joined {
            Joined::Article(unresolved) => merged.push(unresolved),
            Joined::LeftOut => omitted.extend(paths),
            Joined::Faulty => {}
        }
    }
    merged.par_sort_by(|a, b| order(&a.article).cmp(&order(&b.article)));
    (merged, omitted)
}

/// Tells the files that stand in no bundle, so that nobody waits for them to be published.
fn strays(
    by_key: &[Vec<Document<ArticleFile>>],
    files: &[FileId],
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    let is_bundle = |documents: &&Vec<Document<ArticleFile>>| documents.iter().any(|d| d.bundle);
    let mut bundled: FxHashSet<FileId> = FxHashSet::default();
    for documents in by_key.iter().filter(is_bundle) {
        let files = bundle_files(&documents[0].key, files, sources);
        bundled.extend(files.into_iter().map(|(_, file)| file));
    }
    for file in files.iter().filter(|file| !bundled.contains(*file)) {
        let message = format!("`{}` is not published", sources.path(*file));
        diagnostics.push(Diagnostic::warning(Code::IgnoredFile, Span::start_of(*file), message).help(
            "put it into `content/static/`, or beside an article that is the `index.md` of its folder",
        ));
    }
}

/// Newest first; on one day the later time first, then by key, so that the order is total.
fn order(article: &Article) -> (Reverse<(jiff::civil::Date, i64)>, &str) {
    (Reverse((article.date.day, article.date.seconds)), &article.key)
}

enum Joined {
    Article(Unresolved),
    LeftOut,
    Faulty,
}

fn join(
    key: Arc<str>,
    mut slots: PerLanguage<Document<ArticleFile>>,
    include: &Include,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Joined {
    let Some(original) = original_of(&slots) else { return Joined::Faulty };
    let Some(base) = slots[original.index()].as_mut() else { return Joined::Faulty };
    let file = base.file;
    let value = &mut base.value;
    let date = value.date.unwrap_or_else(|| {
        diagnostics
            .push(Diagnostic::error(Code::MissingKey, Span::new(file, 0..3), "`date` is missing").help(
            "add a line `date: 2018-07-12`, or rename the file to `NAME.LANGUAGE.md` if it is a translation",
        ));
        When::STAND_IN
    });
    check_dates(file, value, sources, diagnostics);
    let draft = value.draft.unwrap_or(false);
    if !include.admits(draft, Some(date), value.publish_on, value.expires_on) {
        return Joined::LeftOut;
    }
    let places = value.places.clone().unwrap_or_default();
    let shared = Shared { slug: value.slug.clone(), image: value.image.clone(), places };
    let topics = value.topics.take().unwrap_or_default();
    let people = value.people.take().unwrap_or_default();
    let organizations = value.organizations.take().unwrap_or_default();
    let thread = value.thread.take();
    let mut article = Article {
        original,
        date,
        updated: value.updated,
        topics: Vec::new(),
        people: Vec::new(),
        organizations: Vec::new(),
        thread: None,
        lead: value.lead.unwrap_or(false),
        brief: value.brief.unwrap_or(false),
        sources: value.sources.take().unwrap_or_default(),
        bundle: Vec::new(),
        texts: Vec::new(),
        key,
    };
    let text = |document| text(document, &article.key, &shared);
    let is_let_in = |document: &Document<ArticleFile>| include.drafts || document.value.draft != Some(true);
    article.texts = slots.into_iter().map(|slot| slot.filter(is_let_in).map(text)).collect();
    let article = Arc::new(article);
    Joined::Article(Unresolved { article, file, topics, people, organizations, thread })
}

/// What a translation takes from the original where it says nothing itself.
struct Shared {
    slug: Option<String>,
    image: Option<Box<Image>>,
    places: Vec<String>,
}

fn text(document: Document<ArticleFile>, key: &str, shared: &Shared) -> ArticleText {
    let mut value = *document.value;
    value.corrections.sort_by_key(|c| Reverse(c.date));
    ArticleText {
        file: document.file,
        title: value.title,
        slug: value.slug.or_else(|| shared.slug.clone()).unwrap_or_else(|| layout::slug_of(key).to_owned()),
        summary: value.summary.or_else(|| value.body.excerpt.take()),
        places: value.places.unwrap_or_else(|| shared.places.clone()),
        key_facts: value.key_facts,
        image: value.image.or_else(|| shared.image.clone()),
        corrections: value.corrections,
        aliases: value.aliases,
        updated: value.updated,
        silence: value.silence,
        extra: value.extra,
        body: value.body,
    }
}

/// Dates that contradict each other would put the article where nobody looks for it.
fn check_dates(file: FileId, value: &ArticleFile, sources: &Sources, diagnostics: &mut Diagnostics) {
    let Some(date) = value.date else { return };
    let mut fault = |place: Place, message: String, help: &str| {
        let span = span_of(sources, file, ARTICLE.keys, &place);
        diagnostics.push(Diagnostic::error(Code::DateOrder, span, message).help(help));
    };
    let key = |name: &'static str| Place::default().key(name);
    if let Some(updated) = value.updated.filter(|updated| updated.day < date.day) {
        let message = format!("`updated` ({}) is before `date` ({})", updated.day, date.day);
        fault(key("updated"), message, "give the day of the last change, or leave `updated` out");
    }
    let starts = value.publish_on.map_or(date, |publish| publish.max(date));
    if let Some(expires) = value.expires_on.filter(|expires| expires.seconds <= starts.seconds) {
        let message = format!("`expires_on` ({}) is not after publication ({})", expires.day, starts.day);
        fault(key("expires_on"), message, "give a later day, or leave `expires_on` out");
    }
    if let Some(at) = value.corrections.iter().position(|c| c.date < date.day) {
        let made = value.corrections[at].date;
        let message = format!("a correction ({made}) is dated before the article ({})", date.day);
        fault(key("corrections").index(at).key("date"), message, "give the day on which it was made");
    }
}

/// The files that a bundle holds besides its documents: those below its folder.
fn bundle_files(key: &str, files: &[FileId], sources: &Sources) -> Vec<(String, FileId)> {
    let prefix = format!("{}/{key}/", layout::CONTENT);
    let start = files.partition_point(|file| sources.path(*file) < prefix.as_str());
    let named = files[start..].iter().map(|file| (sources.path(*file).strip_prefix(&prefix), *file));
    named.map_while(|(name, file)| Some((name?.to_owned(), file))).collect()
}
