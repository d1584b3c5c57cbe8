//! Names become ids: the topics, threads, people and organizations that articles name.
//!
//! A name that stands for nothing is a fault at the place where it is written, with the nearest
//! known name. People and organizations without a profile get one, unless profiles are closed.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::articles::Unresolved;
use super::register::Register;
use super::{Article, Entry, OrganizationId, PersonId, Profile, ThreadId, Topic, TopicId};
use crate::config::Config;
use crate::content::article_keys::ARTICLE;
use crate::content::front_matter::{self, Part, Place};
use crate::content::layout::{Kind, slug_of};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, did_you_mean};
use crate::source::{FileId, Sources};

/// What names can stand for.
pub struct Known<'a> {
    /// The topic tree.
    pub topics: &'a [Topic],
    /// Threads, by key.
    pub threads: &'a [Entry],
    /// Profiles of people, by key.
    pub people: Vec<Entry>,
    /// Profiles of organizations, by key.
    pub organizations: Vec<Entry>,
    /// Keys of documents with faults of their own: a name that stands for one is no further fault.
    pub faulty: &'a FxHashSet<Arc<str>>,
    /// Keys of entries that this build leaves out as drafts.
    pub drafts: &'a FxHashSet<Arc<str>>,
}

/// Articles with ids in place of names, and everybody whom they name.
pub struct Resolved {
    /// Articles, in the order given.
    pub articles: Vec<Arc<Article>>,
    /// People, by key.
    pub people: Vec<Profile>,
    /// Organizations, by key.
    pub organizations: Vec<Profile>,
}

/// What to do about a draft that something names.
const LET_IN: &str = "build with `--drafts`, or take the name out";

/// Resolves the names of every article and tells the faults.
pub fn articles(
    unresolved: Vec<Unresolved>,
    config: &Config,
    known: Known<'_>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Resolved {
    // A faulty profile's names are not known, so nothing can be said of names without a profile.
    let is_closed = |kind: Kind, closed: bool| {
        let folder = format!("{}/", kind.folder());
        closed && !known.faulty.iter().any(|key| key.starts_with(&folder))
    };
    let people_closed = is_closed(Kind::Person, config.people_closed);
    let organizations_closed = is_closed(Kind::Organization, config.organizations_closed);
    let mut people = Register::new(Kind::Person, people_closed, sources);
    let mut organizations = Register::new(Kind::Organization, organizations_closed, sources);
    let mut places = Places::of(known.topics, known.threads, known.faulty, known.drafts, sources);
    let (placed, (named_people, named_organizations)) = rayon::join(
        || unresolved.iter().map(|item| (places.topics(item), places.thread(item))).collect::<Vec<_>>(),
        || {
            rayon::join(
                || people.fill(known.people, &unresolved, |item| &item.people),
                || organizations.fill(known.organizations, &unresolved, |item| &item.organizations),
            )
        },
    );
    diagnostics.extend(places.faults);
    diagnostics.extend(std::mem::take(&mut people.faults));
    diagnostics.extend(std::mem::take(&mut organizations.faults));
    let named = named_people.into_iter().zip(named_organizations);
    let mut articles = Vec::with_capacity(unresolved.len());
    for ((mut item, (topics, thread)), (people, organizations)) in
        unresolved.into_iter().zip(placed).zip(named)
    {
        let article = Arc::make_mut(&mut item.article);
        (article.topics, article.thread) = (topics, thread);
        article.people = people.into_iter().map(PersonId::at).collect();
        article.organizations = organizations.into_iter().map(OrganizationId::at).collect();
        articles.push(item.article);
    }
    Resolved { articles, people: people.profiles, organizations: organizations.profiles }
}

/// The topics and threads that articles can be placed in.
struct Places<'a> {
    topics: FxHashMap<&'a str, TopicId>,
    threads: FxHashMap<&'a str, ThreadId>,
    faulty: &'a FxHashSet<Arc<str>>,
    drafts: &'a FxHashSet<Arc<str>>,
    sources: &'a Sources,
    faults: Vec<Diagnostic>,
}

impl<'a> Places<'a> {
    fn of(
        topics: &'a [Topic],
        threads: &'a [Entry],
        faulty: &'a FxHashSet<Arc<str>>,
        drafts: &'a FxHashSet<Arc<str>>,
        sources: &'a Sources,
    ) -> Self {
        let topics = topics.iter().enumerate().map(|(at, t)| (&*t.path, TopicId::at(at))).collect();
        let threads = threads.iter().enumerate().map(|(at, t)| (slug_of(&t.key), ThreadId::at(at))).collect();
        Self { topics, threads, faulty, drafts, sources, faults: Vec::new() }
    }

    fn topics(&mut self, item: &Unresolved) -> Vec<TopicId> {
        let mut ids: Vec<TopicId> = Vec::with_capacity(item.topics.len());
        for (at, name) in item.topics.iter().enumerate() {
            let place = || Place::default().key("topics").index(at);
            match self.topics.get(name.trim_matches('/')) {
                Some(id) if ids.contains(id) => {}
                Some(id) => ids.push(*id),
                None if self.faulty.contains(&*format!("topics/{name}")) => {}
                None if self.drafts.contains(&*format!("topics/{name}")) => {
                    let message = format!("the topic `{name}` is a draft");
                    self.fault(Code::UnknownTopic, item.file, &place(), message, LET_IN.to_owned());
                }
                None => {
                    let message = format!("unknown topic `{name}`");
                    let otherwise = format!("write `content/topics/{name}.md`");
                    let help = or_near(name, self.topics.keys().copied(), &otherwise);
                    self.fault(Code::UnknownTopic, item.file, &place(), message, help);
                }
            }
        }
        ids
    }

    fn thread(&mut self, item: &Unresolved) -> Option<ThreadId> {
        let name = item.thread.as_deref()?;
        let found = self.threads.get(name).copied();
        let (key, place) = (format!("threads/{name}"), || Place::default().key("thread"));
        if found.is_none() && self.drafts.contains(&*key) {
            let message = format!("the thread `{name}` is a draft");
            self.fault(Code::UnknownThread, item.file, &place(), message, LET_IN.to_owned());
        } else if found.is_none() && !self.faulty.contains(&*key) {
            let message = format!("unknown thread `{name}`");
            let otherwise = format!("write `content/threads/{name}.md`");
            let help = or_near(name, self.threads.keys().copied(), &otherwise);
            self.fault(Code::UnknownThread, item.file, &place(), message, help);
        }
        found
    }

    fn fault(&mut self, code: Code, file: FileId, place: &Place, message: String, help: String) {
        self.faults.push(fault_at(self.sources, code, file, place, message, help));
    }
}

/// A fault of a value in an article's front matter.
pub(super) fn fault_at(
    sources: &Sources,
    code: Code,
    file: FileId,
    place: &Place,
    message: String,
    help: String,
) -> Diagnostic {
    Diagnostic::error(code, span_of(sources, file, ARTICLE.keys, place), message).help(help)
}

/// What to do about `name`, which nothing has: perhaps it means the nearest of `known`. That is the
/// smallest on a tie, whatever the order of the map.
pub(super) fn or_near<'k>(name: &str, known: impl Iterator<Item = &'k str>, otherwise: &str) -> String {
    let mut known: Vec<&str> = known.collect();
    known.sort_unstable();
    match did_you_mean(name, known) {
        Some(near) => format!("did you mean `{near}`? or {otherwise}"),
        None => otherwise.to_owned(),
    }
}

/// The bytes of a place in a file's front matter. The file is read again, so this is for faults only.
#[must_use]
pub fn span_of(sources: &Sources, file: FileId, keys: &'static [front_matter::Key], place: &Place) -> Span {
    let bytes = sources.read(file).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    match front_matter::split(file, &text) {
        Ok(article) => place.span(&article.front, keys, Part::Value),
        Err(_) => Span::start_of(file),
    }
}
