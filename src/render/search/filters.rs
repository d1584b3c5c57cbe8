//! What results can be narrowed by: each value of a filter with the numbers of its articles.

use super::codec;
use crate::language::LanguageId;
use crate::plan::search::Filter;
use crate::site::{ArticleId, Site};

/// A value of a filter.
struct Choice<'a> {
    /// What an address calls it.
    key: &'a str,
    title: &'a str,
    /// How many values it is below.
    depth: usize,
    articles: Vec<u32>,
}

/// The file of `filter`: how many values, then of each its key, its title, its depth and its articles.
/// A topic's articles are those that name it itself; with those of the topics below it, which follow it and
/// are deeper, they are all of its articles.
pub(crate) fn file(site: &Site, language: LanguageId, filter: Filter) -> Vec<u8> {
    let mut choices = match filter {
        Filter::Topic => topics(site, language),
        Filter::Person => people(site, language),
        Filter::Outlet => outlets(site),
        Filter::Language => languages(site, language),
    };
    // A topic without articles of its own may have some below it.
    choices.retain(|choice| !choice.articles.is_empty() || filter == Filter::Topic);
    let mut out = Vec::new();
    codec::count(&mut out, choices.len());
    for choice in &choices {
        codec::text(&mut out, choice.key);
        codec::text(&mut out, choice.title);
        codec::count(&mut out, choice.depth);
        codec::positions(&mut out, &choice.articles);
    }
    out
}

/// The numbers of `articles`, rising.
fn numbers(site: &Site, articles: impl Iterator<Item = ArticleId>) -> Vec<u32> {
    let last = ArticleId::at(site.articles.len().saturating_sub(1)).0;
    let mut numbers: Vec<u32> = articles.map(|id| last - id.0).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn topics(site: &Site, language: LanguageId) -> Vec<Choice<'_>> {
    let mut depths: Vec<usize> = Vec::with_capacity(site.topics.len());
    for topic in site.topics.iter() {
        depths.push(topic.parent.map_or(0, |parent| depths[parent.index()] + 1));
    }
    let used = site.topics.iter().zip(depths).filter(|(topic, _)| !topic.all.is_empty());
    let topics = used.map(|(topic, depth)| Choice {
        key: &topic.path,
        title: topic.entry.title(language),
        depth,
        articles: numbers(site, topic.own.iter().copied()),
    });
    topics.collect()
}

fn people(site: &Site, language: LanguageId) -> Vec<Choice<'_>> {
    let people = site.people.iter().map(|person| Choice {
        key: &person.key,
        title: person.title(language),
        depth: 0,
        articles: numbers(site, person.articles.iter().copied()),
    });
    let mut people: Vec<Choice<'_>> = people.collect();
    people.sort_by(|a, b| site.language(language).compare(a.title, b.title).then(a.key.cmp(b.key)));
    people
}

fn outlets(site: &Site) -> Vec<Choice<'_>> {
    let outlets = site.outlets.iter().map(|outlet| Choice {
        key: &outlet.key,
        title: &outlet.name,
        depth: 0,
        articles: numbers(site, outlet.citations.iter().map(|(article, _)| *article)),
    });
    outlets.collect()
}

/// The languages that the texts are written in which readers of `language` get.
fn languages(site: &Site, language: LanguageId) -> Vec<Choice<'_>> {
    let written_in = |id: LanguageId| {
        let articles = site.articles.iter().enumerate();
        let own = articles.filter(move |(_, article)| {
            article.text(language).is_some_and(|(_, written_in)| written_in == id)
        });
        numbers(site, own.map(|(at, _)| ArticleId::at(at)))
    };
    let choice = |id: LanguageId| {
        let config = &site.config.languages[id.index()];
        Choice { key: &config.tag, title: &config.name, depth: 0, articles: written_in(id) }
    };
    site.language_ids().map(choice).collect()
}
