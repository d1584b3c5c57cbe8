//! The digest as a model: articles, topics, threads, people, editions and the calendar, joined.
//!
//! [`assemble`] takes what the files say and answers every question of order, membership and
//! count. A [`Site`] never changes afterwards, holds no address and no markup.

pub mod articles;
pub mod calendar;
pub mod clock;
pub mod editions;
pub mod entries;
pub mod outlets;
pub mod profiles;
pub mod register;
pub mod related;
pub mod resolve;
pub mod topics;

use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::Config;
use crate::content::documents::Documents;
use crate::content::layout::Kind;
use crate::content::picture::FileFacts;
use crate::diagnostic::Diagnostics;
use crate::language::{Language, LanguageId};
use crate::source::{FileId, Sources};

pub use self::articles::{Article, ArticleText};
pub use self::calendar::Calendar;
pub use self::clock::{Clock, Include};
pub use self::editions::{Edition, Editions, Gap};
pub use self::entries::{Entry, EntryText};
pub use self::outlets::Outlet;
pub use self::profiles::Profile;
pub use self::related::{RelatedIndex, Scratch};
pub use self::topics::Topic;

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident,)+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The id of position `at`.
            #[must_use]
            pub fn at(at: usize) -> Self { Self(u32::try_from(at).unwrap_or(u32::MAX)) }

            /// The position.
            #[must_use]
            pub fn index(self) -> usize { self.0 as usize }
        }
    )+};
}

ids! {
    /// Position in [`Site::articles`].
    ArticleId,
    /// Position in [`Site::topics`].
    TopicId,
    /// Position in [`Site::people`].
    PersonId,
    /// Position in [`Site::organizations`].
    OrganizationId,
    /// Position in [`Site::threads`].
    ThreadId,
    /// Position in [`Site::terms`].
    TermId,
    /// Position in [`Site::pages`].
    PlainPageId,
    /// Position in [`Editions::list`].
    EditionId,
    /// Position in [`Site::outlets`].
    OutletId,
}

/// A value for each language of the site that has one.
pub type PerLanguage<T> = Vec<Option<T>>;

/// What a path of the content stands for, for links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContentRef {
    /// An article.
    Article(ArticleId),
    /// A topic.
    Topic(TopicId),
    /// A person.
    Person(PersonId),
    /// An organization.
    Organization(OrganizationId),
    /// A thread.
    Thread(ThreadId),
    /// A term of the glossary.
    Term(TermId),
    /// A plain page.
    Page(PlainPageId),
    /// An edition.
    Edition(EditionId),
}

/// The digest, assembled.
///
/// Cheap to clone: an article is shared with the clone, and so is everything that stays as it is where
/// only the text of an article changes.
#[derive(Debug, Clone)]
pub struct Site {
    /// The configuration.
    pub config: Arc<Config>,
    /// The languages, the default first.
    pub languages: Arc<Vec<Language>>,
    /// Articles, newest first.
    pub articles: Vec<Arc<Article>>,
    /// Topics, each parent before its children, siblings in order.
    pub topics: Arc<Vec<Topic>>,
    /// People, by key.
    pub people: Arc<Vec<Profile>>,
    /// Organizations, by key.
    pub organizations: Arc<Vec<Profile>>,
    /// Threads, those with the newest article first.
    pub threads: Arc<Vec<Thread>>,
    /// Terms of the glossary, by key.
    pub terms: Arc<Vec<Entry>>,
    /// The term of each number that mentions in articles give.
    pub numbered_terms: Arc<Vec<Option<TermId>>>,
    /// Plain pages, in order.
    pub pages: Arc<Vec<Entry>>,
    /// Editions and what was skipped.
    pub editions: Arc<Editions>,
    /// The years, months, weeks and days that have articles.
    pub calendar: Arc<Calendar>,
    /// Outlets cited, by name.
    pub outlets: Arc<Vec<Outlet>>,
    /// The outlet that each name of a source stands for.
    pub outlet_of: Arc<FxHashMap<String, OutletId>>,
    /// What similar articles are found with, made when the first page asks.
    pub related: Arc<OnceLock<RelatedIndex>>,
    /// Files of `content/static/`: path below it, file.
    pub statics: Arc<Vec<(String, FileId)>>,
    /// What each content path stands for, drafts and other omitted documents left out.
    pub by_path: Arc<FxHashMap<Arc<str>, ContentRef>>,
    /// What is known of each file that is published as it is, in path order.
    pub facts: Arc<Vec<(FileId, FileFacts)>>,
    /// Paths of documents with faults of their own: a link to one is no further fault.
    pub faulty: Arc<FxHashSet<Arc<str>>>,
    /// Paths of documents that exist but are left out of this build.
    pub omitted: Arc<FxHashSet<Arc<str>>>,
}

/// An ongoing story.
#[derive(Debug)]
pub struct Thread {
    /// Title, introduction and the rest that its files say.
    pub entry: Entry,
    /// Its articles, oldest first.
    pub articles: Vec<ArticleId>,
}

impl Site {
    /// Number of languages.
    #[must_use]
    pub fn language_count(&self) -> usize {
        self.config.languages.len()
    }

    /// Every language, the default first.
    pub fn language_ids(&self) -> impl Iterator<Item = LanguageId> + Clone + use<> {
        LanguageId::all(self.language_count())
    }

    /// The language with that id.
    #[must_use]
    pub fn language(&self, id: LanguageId) -> &Language {
        &self.languages[id.index()]
    }

    /// The article with that id.
    #[must_use]
    pub fn article(&self, id: ArticleId) -> &Article {
        &self.articles[id.index()]
    }

    /// The topic with that id.
    #[must_use]
    pub fn topic(&self, id: TopicId) -> &Topic {
        &self.topics[id.index()]
    }

    /// The `wanted` articles most like that one, best first.
    #[must_use]
    pub fn related_to(&self, id: ArticleId, wanted: usize, scratch: &mut Scratch) -> Vec<ArticleId> {
        let index = self.related.get_or_init(|| RelatedIndex::of(&self.articles));
        index.query(&self.articles, id, wanted, scratch)
    }

    /// The thread with that id.
    #[must_use]
    pub fn thread(&self, id: ThreadId) -> &Thread {
        &self.threads[id.index()]
    }
}

/// The text in `language`, or else the one in the language that the document was written in.
#[must_use]
pub fn text_in<T>(
    texts: &[Option<T>],
    original: LanguageId,
    language: LanguageId,
) -> Option<(&T, LanguageId)> {
    let own = texts.get(language.index()).and_then(Option::as_ref).map(|t| (t, language));
    own.or_else(|| texts.get(original.index()).and_then(Option::as_ref).map(|t| (t, original)))
}

/// Joins the documents of a site. Faults of joining go to `diagnostics`; what they touch is left out.
#[must_use]
pub fn assemble(
    config: Config,
    languages: Vec<Language>,
    documents: Documents,
    include: &Include,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Site {
    let count = config.languages.len();
    let mut grouped = entries::group(documents.entries, count, include.drafts, diagnostics);
    let (faulty_paths, faulty_keys): (FxHashSet<Arc<str>>, FxHashSet<Arc<str>>) =
        documents.faulty.into_iter().unzip();
    let drafts: FxHashSet<Arc<str>> = grouped.omitted.iter().map(|(_, key)| Arc::clone(key)).collect();
    let omitted_entries: Vec<Arc<str>> =
        grouped.omitted.iter().map(|(file, _)| Arc::clone(&sources.file(*file).path)).collect();
    let topics = topics::tree(grouped.take(Kind::Topic), &faulty_keys, diagnostics);
    let (drafted, omitted) =
        articles::merge(documents.articles, &documents.files, count, include, sources, diagnostics);
    let people = grouped.take(Kind::Person);
    let organizations = grouped.take(Kind::Organization);
    let thread_entries = grouped.take(Kind::Thread);

    let known = resolve::Known {
        topics: &topics,
        threads: &thread_entries,
        people,
        organizations,
        faulty: &faulty_keys,
        drafts: &drafts,
    };
    let resolved = resolve::articles(drafted, &config, known, sources, diagnostics);
    let resolve::Resolved { articles, people, organizations } = resolved;

    let topics = topics::with_articles(topics, &articles);
    let (threads, articles) = threads(thread_entries, articles);
    let notes = grouped.take(Kind::Edition);
    let ((editions, calendar), (outlets, outlet_of)) = rayon::join(
        || {
            let editions = editions::compose(&config, &topics, &articles, notes, diagnostics);
            (editions, Calendar::of(&articles))
        },
        || outlets::of(&articles),
    );
    let mut terms = grouped.take(Kind::Term);
    terms.sort_by(|a, b| a.key.cmp(&b.key));
    let numbered_terms = documents.terms.iter().map(|key| term_of(&terms, key)).collect();
    let mut pages = grouped.take(Kind::Page);
    pages.sort_by(|a, b| (a.order, &a.key).cmp(&(b.order, &b.key)));

    let mut site = Site {
        outlets: Arc::new(outlets),
        outlet_of: Arc::new(outlet_of),
        config: Arc::new(config),
        languages: Arc::new(languages),
        articles,
        topics: Arc::new(topics),
        people: Arc::new(people),
        organizations: Arc::new(organizations),
        threads: Arc::new(threads),
        terms: Arc::new(terms),
        numbered_terms: Arc::new(numbered_terms),
        pages: Arc::new(pages),
        editions: Arc::new(editions),
        calendar: Arc::new(calendar),
        related: Arc::default(),
        statics: Arc::new(documents.statics),
        by_path: Arc::default(),
        facts: Arc::new(documents.facts),
        faulty: Arc::new(faulty_paths),
        omitted: Arc::new(omitted.into_iter().chain(omitted_entries).collect()),
    };
    site.by_path = Arc::new(paths(&site, sources));
    site
}

impl Site {
    /// What is known of a file that is published as it is.
    #[must_use]
    pub fn facts(&self, file: FileId) -> Option<FileFacts> {
        let at = self.facts.binary_search_by_key(&file, |(file, _)| *file).ok()?;
        Some(self.facts[at].1)
    }
}

/// The term with that key, of `terms` by key.
fn term_of(terms: &[Entry], key: &str) -> Option<TermId> {
    terms.binary_search_by(|term| (*term.key).cmp(key)).ok().map(TermId::at)
}

/// Gives each thread its articles, oldest first, and orders the threads by their newest article.
fn threads(entries: Vec<Entry>, mut articles: Vec<Arc<Article>>) -> (Vec<Thread>, Vec<Arc<Article>>) {
    let mut threads: Vec<Thread> =
        entries.into_iter().map(|entry| Thread { entry, articles: Vec::new() }).collect();
    for (at, article) in articles.iter().enumerate().rev() {
        if let Some(thread) = article.thread {
            threads[thread.index()].articles.push(ArticleId::at(at));
        }
    }
    let mut order: Vec<usize> = (0..threads.len()).collect();
    order.sort_by_key(|at| {
        let newest = threads[*at].articles.last().map_or(u32::MAX, |id| id.0);
        (newest, threads[*at].entry.key.clone())
    });
    let mut place = vec![ThreadId(0); threads.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old] = ThreadId::at(new);
    }
    for article in articles.iter_mut().map(Arc::make_mut) {
        article.thread = article.thread.map(|old| place[old.index()]);
    }
    let mut moved: Vec<Option<Thread>> = threads.into_iter().map(Some).collect();
    (order.iter().filter_map(|old| moved[*old].take()).collect(), articles)
}

/// What each content file stands for.
fn paths(site: &Site, sources: &Sources) -> FxHashMap<Arc<str>, ContentRef> {
    let mut map = FxHashMap::default();
    let mut add = |file: FileId, to: ContentRef| map.insert(Arc::clone(&sources.file(file).path), to);
    for (at, article) in site.articles.iter().enumerate() {
        for text in article.texts.iter().flatten() {
            add(text.file, ContentRef::Article(ArticleId::at(at)));
        }
    }
    let mut entry = |entry: &Entry, to: ContentRef| {
        for text in entry.texts.iter().flatten() {
            add(text.file, to);
        }
    };
    for (at, topic) in site.topics.iter().enumerate() {
        entry(&topic.entry, ContentRef::Topic(TopicId::at(at)));
    }
    for (at, thread) in site.threads.iter().enumerate() {
        entry(&thread.entry, ContentRef::Thread(ThreadId::at(at)));
    }
    for (at, profile) in site.people.iter().enumerate() {
        profile.entry.iter().for_each(|e| entry(e, ContentRef::Person(PersonId::at(at))));
    }
    for (at, profile) in site.organizations.iter().enumerate() {
        profile.entry.iter().for_each(|e| entry(e, ContentRef::Organization(OrganizationId::at(at))));
    }
    for (at, term) in site.terms.iter().enumerate() {
        entry(term, ContentRef::Term(TermId::at(at)));
    }
    for (at, page) in site.pages.iter().enumerate() {
        entry(page, ContentRef::Page(PlainPageId::at(at)));
    }
    for (at, edition) in site.editions.list.iter().enumerate() {
        edition.note.iter().for_each(|e| entry(e, ContentRef::Edition(EditionId::at(at))));
    }
    map
}
