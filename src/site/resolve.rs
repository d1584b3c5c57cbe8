//! Names become ids: the topics, threads, people and organizations that articles name.
//!
//! A name that stands for nothing is a fault at the place where it is written, with the nearest
//! known name. People and organizations without a profile get one, unless profiles are closed.

use std::collections::BTreeMap;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::articles::Unresolved;
use super::{Article, ArticleId, Entry, OrganizationId, PersonId, Profile, ThreadId, Topic, TopicId};
use crate::address::slugify;
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
    pub articles: Vec<Article>,
    /// People, by key.
    pub people: Vec<Profile>,
    /// Organizations, by key.
    pub organizations: Vec<Profile>,
}

/// What to do about a draft that something names.
const LET_IN: &str = "build with `--drafts`, or take the name out";

/// Resolves names and tells the faults.
pub struct Resolver<'a> {
    sources: &'a Sources,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Resolver<'a> {
    /// A resolver that reads `sources` for the places of faults.
    pub fn new(sources: &'a Sources, diagnostics: &'a mut Diagnostics) -> Self {
        Self { sources, diagnostics }
    }

    /// Resolves every article.
    pub fn articles(
        &mut self,
        unresolved: Vec<Unresolved>,
        config: &Config,
        mut known: Known<'_>,
    ) -> Resolved {
        let topics: FxHashMap<&str, TopicId> =
            known.topics.iter().enumerate().map(|(at, t)| (&*t.path, TopicId::at(at))).collect();
        let threads: FxHashMap<&str, ThreadId> =
            known.threads.iter().enumerate().map(|(at, t)| (slug_of(&t.key), ThreadId::at(at))).collect();
        // A faulty profile's names are not known, so nothing can be said of names without a profile.
        let closed = |kind: Kind, closed: bool| {
            let folder = format!("{}/", kind.folder());
            closed && !known.faulty.iter().any(|key| key.starts_with(&folder))
        };
        let people_closed = closed(Kind::Person, config.people_closed);
        let organizations_closed = closed(Kind::Organization, config.organizations_closed);
        let mut people = Register::new(std::mem::take(&mut known.people), Kind::Person, people_closed, self);
        let mut organizations = Register::new(
            std::mem::take(&mut known.organizations),
            Kind::Organization,
            organizations_closed,
            self,
        );
        let mut articles = Vec::with_capacity(unresolved.len());
        for (at, mut item) in unresolved.into_iter().enumerate() {
            let id = ArticleId::at(at);
            item.article.topics = self.topics(&item, &topics, &known);
            let thread = item.thread.as_deref();
            item.article.thread = thread.and_then(|name| self.thread(&item, name, &threads, &known));
            let named = people.enter(self, item.file, &item.people, id);
            item.article.people = named.into_iter().map(PersonId::at).collect();
            let named = organizations.enter(self, item.file, &item.organizations, id);
            item.article.organizations = named.into_iter().map(OrganizationId::at).collect();
            articles.push(item.article);
        }
        let (people, person_place) = people.finish();
        let (organizations, organization_place) = organizations.finish();
        for article in &mut articles {
            article.people.iter_mut().for_each(|id| *id = PersonId::at(person_place[id.index()]));
            let place = |id: &mut OrganizationId| *id = OrganizationId::at(organization_place[id.index()]);
            article.organizations.iter_mut().for_each(place);
        }
        Resolved { articles, people, organizations }
    }

    fn topics(
        &mut self,
        item: &Unresolved,
        ids_by_path: &FxHashMap<&str, TopicId>,
        known: &Known<'_>,
    ) -> Vec<TopicId> {
        let mut ids: Vec<TopicId> = Vec::with_capacity(item.topics.len());
        for (at, name) in item.topics.iter().enumerate() {
            match ids_by_path.get(name.trim_matches('/')) {
                Some(id) if ids.contains(id) => {}
                Some(id) => ids.push(*id),
                None if known.faulty.contains(&*format!("topics/{name}")) => {}
                None if known.drafts.contains(&*format!("topics/{name}")) => {
                    let message = format!("the topic `{name}` is a draft");
                    self.fault(Code::UnknownTopic, item.file, &["topics"], Some(at), message, None, LET_IN);
                }
                None => {
                    let message = format!("unknown topic `{name}`");
                    let help = format!("or write `content/topics/{name}.md`");
                    let near = nearest(name, ids_by_path.keys().copied());
                    self.fault(Code::UnknownTopic, item.file, &["topics"], Some(at), message, near, &help);
                }
            }
        }
        ids
    }

    fn thread(
        &mut self,
        item: &Unresolved,
        name: &str,
        ids_by_name: &FxHashMap<&str, ThreadId>,
        known: &Known<'_>,
    ) -> Option<ThreadId> {
        let found = ids_by_name.get(name).copied();
        let key = format!("threads/{name}");
        if found.is_none() && known.drafts.contains(&*key) {
            let message = format!("the thread `{name}` is a draft");
            self.fault(Code::UnknownThread, item.file, &["thread"], None, message, None, LET_IN);
        } else if found.is_none() && !known.faulty.contains(&*key) {
            let message = format!("unknown thread `{name}`");
            let help = format!("or write `content/threads/{name}.md`");
            let near = nearest(name, ids_by_name.keys().copied());
            self.fault(Code::UnknownThread, item.file, &["thread"], None, message, near, &help);
        }
        found
    }

    #[expect(clippy::too_many_arguments, reason = "each is a part of the message")]
    fn fault(
        &mut self,
        code: Code,
        file: FileId,
        key: &[&'static str],
        index: Option<usize>,
        message: String,
        near: Option<String>,
        otherwise: &str,
    ) {
        let mut place = Place::default();
        for key in key {
            place = place.key(*key);
        }
        if let Some(index) = index {
            place = place.index(index);
        }
        let help = match near {
            Some(near) => format!("did you mean `{near}`? {otherwise}"),
            None => otherwise.trim_start_matches("or ").to_owned(),
        };
        let span = span_of(self.sources, file, ARTICLE.keys, &place);
        self.diagnostics.push(Diagnostic::error(code, span, message).help(help));
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

/// The nearest of `known`, the smallest on a tie, whatever the order of the map.
fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<String> {
    let mut known: Vec<&str> = known.collect();
    known.sort_unstable();
    did_you_mean(name, known).map(str::to_owned)
}

/// Everybody of one kind who is named, by name.
struct Register {
    kind: Kind,
    closed: bool,
    profiles: Vec<Profile>,
    by_name: FxHashMap<String, usize>,
    /// How often each spelling of a profile without files is used.
    spellings: Vec<BTreeMap<String, usize>>,
}

impl Register {
    fn new(entries: Vec<Entry>, kind: Kind, closed: bool, resolver: &mut Resolver<'_>) -> Self {
        let mut register =
            Self { kind, closed, profiles: Vec::new(), by_name: FxHashMap::default(), spellings: Vec::new() };
        for entry in entries {
            let at = register.profiles.len();
            register.claim_names(&entry, at, resolver);
            let name = entry.title(entry.original).to_owned();
            let key = slug_of(&entry.key).to_owned();
            register.profiles.push(Profile { key, name, entry: Some(entry), articles: Vec::new() });
            register.spellings.push(BTreeMap::new());
        }
        register
    }

    /// Every name of an entry, in every language, leads to it; two entries may not claim one name.
    fn claim_names(&mut self, entry: &Entry, at: usize, resolver: &mut Resolver<'_>) {
        let slug = slug_of(&entry.key);
        let names = entry.texts.iter().flatten();
        let names = names.flat_map(|t| std::iter::once(&t.title).chain(&t.also)).map(String::as_str);
        for name in std::iter::once(slug).chain(names) {
            for form in [name.to_lowercase(), slugify(name)] {
                let Some(other) = self.by_name.insert(form, at).filter(|other| *other != at) else {
                    continue;
                };
                let file = |e: &Entry| e.text(e.original).map(|(t, _)| t.file);
                let other = self.profiles[other].entry.as_ref().and_then(file);
                let (Some(here), Some(there)) = (file(entry), other) else { continue };
                let message = format!("the name `{name}` is claimed by two profiles");
                resolver.diagnostics.push(
                    Diagnostic::error(Code::AmbiguousName, Span::start_of(here), message)
                        .related(Span::start_of(there), "the other profile is here")
                        .help("take the name out of `also` in one of them, or give them distinct titles"),
                );
            }
        }
    }

    /// The profiles that `names` stand for, each once; new ones are made unless profiles are closed.
    fn enter(
        &mut self,
        resolver: &mut Resolver<'_>,
        file: FileId,
        names: &[String],
        id: ArticleId,
    ) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            let Some(profile) = self.find(name) else {
                self.unknown(resolver, file, at, name);
                continue;
            };
            if self.profiles[profile].entry.is_none() {
                *self.spellings[profile].entry(name.clone()).or_default() += 1;
            }
            if !found.contains(&profile) {
                found.push(profile);
                self.profiles[profile].articles.push(id);
            }
        }
        found
    }

    fn find(&mut self, name: &str) -> Option<usize> {
        if let Some(at) = self.by_name.get(&name.to_lowercase()) {
            return Some(*at);
        }
        let key = slugify(name);
        if let Some(at) = self.by_name.get(&key) {
            return Some(*at);
        }
        if self.closed || key.is_empty() {
            return None;
        }
        let at = self.profiles.len();
        self.profiles.push(Profile {
            key: key.clone(),
            name: name.to_owned(),
            entry: None,
            articles: Vec::new(),
        });
        self.spellings.push(BTreeMap::new());
        self.by_name.insert(key, at);
        self.by_name.insert(name.to_lowercase(), at);
        Some(at)
    }

    fn unknown(&self, resolver: &mut Resolver<'_>, file: FileId, at: usize, name: &str) {
        let (code, noun) = match self.kind {
            Kind::Person => (Code::UnknownPerson, "person"),
            _ => (Code::UnknownOrganization, "organization"),
        };
        let (message, otherwise) = if slugify(name).is_empty() {
            (format!("the name `{name}` has no letter or digit"), "write the name".to_owned())
        } else {
            let path = format!("content/{}/{}.md", self.kind.folder(), slugify(name));
            (format!("unknown {noun} `{name}`"), format!("or write `{path}`"))
        };
        let near = nearest(name, self.profiles.iter().map(|p| p.name.as_str()));
        resolver.fault(code, file, &[self.kind.folder()], Some(at), message, near, &otherwise);
    }

    /// The profiles by key, and where each of the old positions went. A profile without files takes
    /// its commonest spelling.
    fn finish(mut self) -> (Vec<Profile>, Vec<usize>) {
        for (profile, spellings) in self.profiles.iter_mut().zip(&self.spellings) {
            let commonest =
                spellings.iter().max_by_key(|(name, n)| (**n, std::cmp::Reverse((*name).clone())));
            if let Some((name, _)) = commonest {
                profile.name.clone_from(name);
            }
        }
        let mut order: Vec<usize> = (0..self.profiles.len()).collect();
        order.sort_by(|a, b| self.profiles[*a].key.cmp(&self.profiles[*b].key));
        let mut place = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new;
        }
        let mut moved: Vec<Option<Profile>> = self.profiles.into_iter().map(Some).collect();
        (order.iter().filter_map(|old| moved[*old].take()).collect(), place)
    }
}
