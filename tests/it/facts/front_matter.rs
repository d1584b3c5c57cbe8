//! The front matter of every article is that of its event; the site that it belongs to has no fault.

use std::collections::BTreeMap;

use issue_digest::content::article::Source;

use super::archive::{Tongue, articles_of, event_id};
use super::exceptions::{Check, Finding, assert_none};
use super::sheet::{Cited, Event, sheet};
use crate::support::{shipped, shipped_site};

#[test]
fn the_site_is_built_without_a_warning() {
    let (digest, warnings) = shipped();
    assert_eq!(warnings, "");
    // Renders every page, which is where a template or a body can still fail.
    assert!(shipped_site().len() > digest.article_count());
}

#[test]
fn every_event_has_its_article_in_both_languages() {
    let mut findings = Vec::new();
    for event in &sheet().events {
        let articles = articles_of(event);
        match articles.as_slice() {
            [] => findings.push(format!("{}: no article", event.id)),
            [article] => findings.extend(
                Tongue::ALL
                    .into_iter()
                    .filter(|tongue| !article.is_in(tongue.id()))
                    .map(|tongue| format!("{}: not in `{}`", event.id, tongue.code())),
            ),
            more => findings.push(format!("{}: {} articles", event.id, more.len())),
        }
    }
    for article in &shipped().0.site.articles {
        let id = event_id(article);
        if !sheet().events.iter().any(|event| Some(&event.id) == id.as_ref()) {
            findings.push(format!("{}: `extra.event` is {id:?}, which the sheet does not have", article.key));
        }
    }
    assert_eq!(findings, Vec::<String>::new());
}

#[test]
fn dates_topics_threads_and_names_are_those_of_the_sheet() {
    let site = &shipped().0.site;
    let mut findings = Vec::new();
    for (event, article) in written() {
        let mut same = |key: &str, written: Vec<String>, sheet: Vec<String>| {
            if written != sheet {
                findings.push(format!("{}: {key} is {written:?}, in the sheet {sheet:?}", event.id));
            }
        };
        let topics = article.topics.iter().map(|id| site.topic(*id).path.to_string());
        let people = article.people.iter().map(|id| site.people[id.index()].name.clone());
        let organizations =
            article.organizations.iter().map(|id| site.organizations[id.index()].name.clone());
        let thread =
            article.thread.map(|id| site.thread(id).entry.key.rsplit('/').next().unwrap().to_owned());
        same("date", vec![article.date.day.to_string()], vec![event.date.clone()]);
        same("topics", topics.collect(), event.topics.clone());
        same("people", people.collect(), event.people.iter().map(|person| person.name.clone()).collect());
        same("organizations", organizations.collect(), event.organizations.clone());
        same("thread", thread.into_iter().collect(), vec![event.thread.clone()]);
    }
    assert_eq!(findings, Vec::<String>::new());
}

#[test]
fn sources_are_those_of_the_sheet() {
    let mut findings = Vec::new();
    for (event, article) in written() {
        let count = event.sources.len().max(article.sources.len());
        for at in 0..count {
            let cited = article.sources.get(at).map(as_cited).unwrap_or_default();
            let known = event.sources.get(at).map(as_known).unwrap_or_default();
            for key in ["name", "title", "url", "language", "published"] {
                let (cited, known) = (cited.get(key).cloned().flatten(), known.get(key).cloned().flatten());
                if cited != known {
                    findings.push(Finding {
                        article: event.id.clone(),
                        tongue: None,
                        what: cited.clone().unwrap_or_default(),
                        passage: cited.unwrap_or_default(),
                        fault: format!("is `{key}` of source {}, in the sheet {known:?}", at + 1),
                    });
                }
            }
        }
    }
    assert_none(Check::Sources, &findings);
}

type Keys = BTreeMap<&'static str, Option<String>>;

fn as_cited(source: &Source) -> Keys {
    BTreeMap::from([
        ("name", Some(source.name.clone())),
        ("title", source.title.clone()),
        ("url", source.url.clone()),
        ("language", source.language.clone()),
        ("published", source.published.map(|date| date.to_string())),
    ])
}

fn as_known(source: &Cited) -> Keys {
    BTreeMap::from([
        ("name", Some(source.name.clone())),
        ("title", source.title.clone()),
        ("url", source.url.clone()),
        ("language", Some(source.lang.clone())),
        ("published", source.published.clone()),
    ])
}

/// Events with their article, where there is one.
fn written() -> impl Iterator<Item = (&'static Event, &'static issue_digest::site::Article)> {
    sheet()
        .events
        .iter()
        .flat_map(|event| articles_of(event).into_iter().map(move |article| (event, article)))
}
