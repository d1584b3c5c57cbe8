//! The sheet of facts as `tests/facts/` holds it, typed; keys that no test reads are passed over.
//!
//! It judges nothing about articles. Its own test holds only what the other tests take for granted.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::OnceLock;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::support::repository;

/// An event, which one article in each language reports.
#[derive(Debug, Deserialize)]
pub(super) struct Event {
    /// What articles name as `extra.event`.
    pub(super) id: String,
    /// `2018-07-12`.
    pub(super) date: String,
    pub(super) headline_en: String,
    pub(super) facts: Vec<String>,
    /// For each fact the sources that it rests on, counted from 1.
    fact_sources: Vec<Vec<usize>>,
    pub(super) topics: Vec<String>,
    pub(super) people: Vec<Named>,
    pub(super) organizations: Vec<String>,
    pub(super) thread: String,
    pub(super) sources: Vec<Cited>,
    /// Where sources differ, a line each.
    #[serde(default)]
    pub(super) disputed: Vec<String>,
    #[serde(default)]
    pub(super) date_note: Option<String>,
}

/// A person with the office held on the day.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) role: String,
}

/// A source of an event.
#[derive(Debug, Deserialize)]
pub(super) struct Cited {
    pub(super) name: String,
    pub(super) title: Option<String>,
    pub(super) url: Option<String>,
    pub(super) published: Option<String>,
    pub(super) lang: String,
}

/// A term of the glossary.
#[derive(Debug, Deserialize)]
pub(super) struct Term {
    /// Name of its file in `content/glossary/`.
    pub(super) id: String,
    pub(super) term_en: String,
    pub(super) definition_en: String,
}

/// A person or an organization of the list of names.
#[derive(Debug, Deserialize)]
pub(super) struct Listed {
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
struct Names {
    people: Vec<Listed>,
    organizations: Vec<Listed>,
}

/// All of it.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) events: Vec<Event>,
    pub(super) terms: Vec<Term>,
    pub(super) people: Vec<Listed>,
    pub(super) organizations: Vec<Listed>,
}

/// The sheet, read once.
pub(super) fn sheet() -> &'static Sheet {
    static SHEET: OnceLock<Sheet> = OnceLock::new();
    SHEET.get_or_init(|| {
        let names: Names = read("people.yaml");
        let Names { people, organizations } = names;
        Sheet { events: read("events.yaml"), terms: read("glossary.yaml"), people, organizations }
    })
}

/// A file of `tests/facts/`.
pub(super) fn read<T: DeserializeOwned>(name: &str) -> T {
    let path: PathBuf = repository().join("tests/facts").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl Event {
    /// Everything that the sheet says of it in words, sources left out.
    pub(super) fn statements(&self) -> impl Iterator<Item = &str> {
        let roles = self.people.iter().map(|person| person.role.as_str());
        let notes = self.disputed.iter().chain(self.date_note.iter());
        let own = std::iter::once(&self.headline_en).chain(&self.facts).chain(notes);
        own.map(String::as_str).chain(roles)
    }
}

#[test]
fn the_sheet_is_whole() {
    let Sheet { events, terms, people, organizations } = sheet();
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    let listed: BTreeSet<&str> = people.iter().chain(organizations).map(|one| one.name.as_str()).collect();
    for event in events {
        let id = &event.id;
        if !seen.insert(id) {
            findings.push(format!("{id}: stands twice"));
        }
        if event.fact_sources.len() != event.facts.len() {
            findings.push(format!(
                "{id}: {} facts, sources for {}",
                event.facts.len(),
                event.fact_sources.len()
            ));
        }
        for (at, sources) in event.fact_sources.iter().enumerate() {
            let known = |source: &usize| (1..=event.sources.len()).contains(source);
            if sources.is_empty() || !sources.iter().all(known) {
                findings.push(format!("{id}: fact {} rests on sources {sources:?}", at + 1));
            }
        }
        let names = event.people.iter().map(|person| &person.name).chain(&event.organizations);
        for name in names.filter(|name| !listed.contains(name.as_str())) {
            findings.push(format!("{id}: `{name}` is not in people.yaml"));
        }
    }
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!((events.len(), terms.len()), (81, 25));
}
