//! Topics, threads, profiles and glossary: all that the sheet names has its page in both languages.

use std::collections::BTreeMap;

use issue_digest::site::{Entry, Profile, Thread};

use super::archive::Tongue;
use super::exceptions::{Check, Finding, assert_none};
use super::sheet::{Event, sheet};
use crate::support::shipped;

/// Fewest events that make a profile due.
const DUE: usize = 2;

#[test]
fn every_term_is_in_the_glossary_in_both_languages() {
    let terms = &shipped().0.site.terms;
    let entry = |id: &str| terms.iter().find(|entry| file_name(entry) == id);
    let findings: Vec<String> =
        sheet().terms.iter().flat_map(|term| lacks(&format!("term {}", term.id), entry(&term.id))).collect();
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!(terms.len(), sheet().terms.len());
}

#[test]
fn people_who_appear_twice_and_main_organizations_have_profiles() {
    let site = &shipped().0.site;
    let people = counted(|event| event.people.iter().map(|person| person.name.as_str()).collect());
    let organizations = counted(|event| event.organizations.iter().map(String::as_str).collect());
    assert!(people.len() > 40 && organizations.len() > 30, "{} and {}", people.len(), organizations.len());
    let profile = |profiles: &'static [Profile], name: &str| {
        profiles.iter().find(|profile| profile.name == name).and_then(|profile| profile.entry.as_ref())
    };
    let mut findings: Vec<String> = Vec::new();
    for name in people {
        findings.extend(lacks(&format!("person {name}"), profile(&site.people, name)));
    }
    for name in organizations {
        findings.extend(lacks(&format!("organization {name}"), profile(&site.organizations, name)));
    }
    assert_eq!(findings, Vec::<String>::new());
}

#[test]
fn every_topic_has_a_primer_in_both_languages() {
    let topics = &shipped().0.site.topics;
    let mut findings: Vec<String> =
        topics.iter().flat_map(|topic| lacks(&format!("topic {}", topic.path), Some(&topic.entry))).collect();
    for topic in sheet().events.iter().flat_map(|event| &event.topics) {
        if !topics.iter().any(|known| *known.path == **topic) {
            findings.push(format!("topic {topic}: is not there"));
        }
    }
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!(topics.iter().filter(|topic| topic.parent.is_none()).count(), 8);
}

#[test]
fn every_thread_has_an_introduction_in_both_languages() {
    let threads = &shipped().0.site.threads;
    let findings: Vec<String> = threads
        .iter()
        .flat_map(|thread| lacks(&format!("thread {}", file_name(&thread.entry)), Some(&thread.entry)))
        .collect();
    assert_eq!(findings, Vec::<String>::new());
}

#[test]
fn every_thread_has_two_articles_or_a_reason() {
    let alone = |thread: &&Thread| thread.articles.len() < 2;
    let findings: Vec<Finding> = shipped().0.site.threads.iter().filter(alone).map(too_few).collect();
    assert_none(Check::Threads, &findings);
}

fn too_few(thread: &Thread) -> Finding {
    let name = file_name(&thread.entry).to_owned();
    let event = sheet().events.iter().find(|event| event.thread == name);
    Finding {
        article: event.map_or(String::new(), |event| event.id.clone()),
        tongue: None,
        passage: name.clone(),
        what: name,
        fault: format!("is a thread of {} articles", thread.articles.len()),
    }
}

/// The languages that an entry is not in, or in which it has no text below its front matter.
fn lacks(name: &str, entry: Option<&Entry>) -> Vec<String> {
    let Some(entry) = entry else { return vec![format!("{name}: is not there")] };
    let empty = Tongue::ALL.into_iter().filter(|tongue| {
        let text = entry.texts[*tongue as usize].as_ref();
        text.is_none_or(|text| text.body.words == 0)
    });
    empty.map(|tongue| format!("{name}: says nothing in `{}`", tongue.code())).collect()
}

fn file_name(entry: &Entry) -> &str {
    entry.key.rsplit('/').next().unwrap()
}

/// The names that `DUE` events or more give, in order.
fn counted<'s>(names: impl Fn(&'s Event) -> Vec<&'s str>) -> Vec<&'s str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in sheet().events.iter().flat_map(names) {
        *counts.entry(name).or_default() += 1;
    }
    counts.into_iter().filter(|(_, count)| *count >= DUE).map(|(name, _)| name).collect()
}
