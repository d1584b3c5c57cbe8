//! Everybody whom articles name: people or organizations, with or without a profile.
//!
//! Every name of a profile leads to it, in any case and with or without accents. A name without one gets
//! a profile of its own, unless profiles are closed.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::articles::Unresolved;
use super::resolve::{fault_at, or_near};
use super::{ArticleId, Entry, Profile};
use crate::address::slugify;
use crate::content::front_matter::Place;
use crate::content::layout::{Kind, slug_of};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::source::{FileId, Sources};

/// Everybody of one kind who is named, by name.
pub struct Register<'a> {
    /// By key, once [filled](Register::fill).
    pub profiles: Vec<Profile>,
    /// What is wrong with names.
    pub faults: Vec<Diagnostic>,
    kind: Kind,
    closed: bool,
    sources: &'a Sources,
    by_name: FxHashMap<String, usize>,
    /// How often each spelling of a profile without files is used.
    spellings: Vec<BTreeMap<String, usize>>,
}

impl<'a> Register<'a> {
    /// A register of nobody; a name without a profile is a fault where profiles are `closed`.
    #[must_use]
    pub fn new(kind: Kind, closed: bool, sources: &'a Sources) -> Self {
        Self {
            profiles: Vec::new(),
            faults: Vec::new(),
            kind,
            closed,
            sources,
            by_name: FxHashMap::default(),
            spellings: Vec::new(),
        }
    }

    /// Enters the profiles of `entries` and everybody in `names` of each article, the newest first; gives
    /// the positions of each article's profiles.
    pub fn fill(
        &mut self,
        entries: Vec<Entry>,
        articles: &[Unresolved],
        names: impl Fn(&Unresolved) -> &[String],
    ) -> Vec<Vec<usize>> {
        for entry in entries {
            self.claim_names(&entry, self.profiles.len());
            let name = entry.title(entry.original).to_owned();
            let key = slug_of(&entry.key).to_owned();
            self.profiles.push(Profile { key, name, entry: Some(entry), articles: Vec::new() });
            self.spellings.push(BTreeMap::new());
        }
        let enter = |(at, item): (usize, &Unresolved)| self.enter(item.file, names(item), ArticleId::at(at));
        let mut named: Vec<Vec<usize>> = articles.iter().enumerate().map(enter).collect();
        let places = self.sort();
        named.iter_mut().flatten().for_each(|at| *at = places[*at]);
        named
    }

    /// Every name of an entry, in every language, leads to it; two entries may not claim one name.
    fn claim_names(&mut self, entry: &Entry, at: usize) {
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
                self.faults.push(
                    Diagnostic::error(Code::AmbiguousName, Span::start_of(here), message)
                        .related(Span::start_of(there), "the other profile is here")
                        .help("take the name out of `also` in one of them, or give them distinct titles"),
                );
            }
        }
    }

    /// The profiles that `names` stand for, each once; new ones are made unless profiles are closed.
    fn enter(&mut self, file: FileId, names: &[String], id: ArticleId) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            let Some(profile) = self.find(name) else {
                self.unknown(file, at, name);
                continue;
            };
            if self.profiles[profile].entry.is_none() {
                let spellings = &mut self.spellings[profile];
                match spellings.get_mut(name) {
                    Some(number) => *number += 1,
                    None => drop(spellings.insert(name.clone(), 1)),
                }
            }
            if !found.contains(&profile) {
                found.push(profile);
                self.profiles[profile].articles.push(id);
            }
        }
        found
    }

    /// The profile that `name` stands for; its spelling is remembered, since most come again.
    fn find(&mut self, name: &str) -> Option<usize> {
        if let Some(at) = self.by_name.get(name) {
            return Some(*at);
        }
        let at = self.find_form(name)?;
        self.by_name.insert(name.to_owned(), at);
        Some(at)
    }

    fn find_form(&mut self, name: &str) -> Option<usize> {
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

    fn unknown(&mut self, file: FileId, at: usize, name: &str) {
        let (code, noun) = match self.kind {
            Kind::Person => (Code::UnknownPerson, "person"),
            _ => (Code::UnknownOrganization, "organization"),
        };
        let (message, otherwise) = if slugify(name).is_empty() {
            (format!("the name `{name}` has no letter or digit"), "write the name".to_owned())
        } else {
            let path = format!("content/{}/{}.md", self.kind.folder(), slugify(name));
            (format!("unknown {noun} `{name}`"), format!("write `{path}`"))
        };
        let help = or_near(name, self.profiles.iter().map(|p| p.name.as_str()), &otherwise);
        let place = Place::default().key(self.kind.folder()).index(at);
        self.faults.push(fault_at(self.sources, code, file, &place, message, help));
    }

    /// Puts the profiles in the order of their keys; gives where each of the old positions went. A profile
    /// without files takes its commonest spelling.
    fn sort(&mut self) -> Vec<usize> {
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
        let mut moved: Vec<Option<Profile>> = self.profiles.drain(..).map(Some).collect();
        self.profiles.extend(order.iter().filter_map(|old| moved[*old].take()));
        place
    }
}
