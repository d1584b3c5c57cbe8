//! The search index: files that a script in the browser reads, no more of them than a query needs.
//!
//! Forms lead to terms, terms to numbers of articles, numbers to what a result shows. An index is
//! made when the first of its files is asked for, and from words that the site keeps: no text is read
//! again. The files of equal words are equal, and none of them depends on the theme.

mod codec;
mod filters;
mod inverted;
mod stems;

use std::ops::Range;
use std::sync::Arc;

use serde_json::json;

use self::inverted::{Inverted, in_threads, numbered};
use super::context::Model;
use crate::language::{DateStyle, LanguageId};
use crate::plan::Page;
use crate::plan::search::{BLOCK, Filter, SearchFile, Shards};
use crate::site::{ArticleId, Site};

/// Number of the format; a script that knows another one must not read the files.
const FORMAT: u32 = 2;

/// The search index of one language.
#[derive(Debug)]
pub struct Index {
    forms: Vec<Arc<[u8]>>,
    terms: Vec<Arc<[u8]>>,
    manifest: Arc<[u8]>,
}

impl Index {
    /// The index for readers of `language`.
    #[must_use]
    pub fn of(model: Model<'_>, language: LanguageId) -> Self {
        let site = model.site;
        let shards = Shards::of(site);
        let inverted = Inverted::of(site, language);
        let forms = forms(&inverted, shards.forms);
        let terms = terms(&inverted, shards.terms);
        drop(inverted);
        let blocks = in_threads(shards.articles as usize, |run| {
            run.map(|number| state(&block(model, language, number))).collect::<Vec<String>>()
        });
        let states = |files: &[Arc<[u8]>]| files.iter().map(|file| state(file)).collect::<String>();
        let filters =
            Filter::ALL.map(|filter| (filter.name(), state(&filters::file(site, language, filter))));
        let manifest = json!({
            "format": FORMAT,
            "articles": site.articles.len(),
            "block": BLOCK,
            "steps": inverted::STEPS,
            "years": years(site),
            "stop": stems::stop_words(&site.config.languages[language.index()].tag),
            "states": {
                "forms": states(&forms),
                "terms": states(&terms),
                "articles": blocks.concat().concat(),
                "filters": serde_json::Map::from_iter(filters.map(|(name, state)| (name.to_owned(), state.into()))),
            },
        });
        Self { forms, terms, manifest: manifest.to_string().into_bytes().into() }
    }

    /// The bytes of a file of the index; `None` where there is no such file.
    #[must_use]
    pub fn file(&self, model: Model<'_>, language: LanguageId, file: SearchFile) -> Option<Arc<[u8]>> {
        Some(match file {
            SearchFile::Manifest => Arc::clone(&self.manifest),
            SearchFile::Forms(number) => Arc::clone(self.forms.get(number as usize)?),
            SearchFile::Terms(number) => Arc::clone(self.terms.get(number as usize)?),
            SearchFile::Articles(number) => block(model, language, number as usize).into(),
            SearchFile::Filter(filter) => filters::file(model.site, language, filter).into(),
        })
    }
}

/// Four letters that change with the bytes of a file: browsers may keep a file for as long as they like.
fn state(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let hash = xxhash_rust::xxh3::xxh3_64(bytes);
    (0..4).map(|at| char::from(LETTERS[(hash >> (6 * at)) as usize & 63])).collect()
}

/// Each year with the number of its first article, oldest first.
fn years(site: &Site) -> Vec<(i16, usize)> {
    let total = site.articles.len();
    site.calendar.years.iter().rev().map(|run| (run.key, total - run.range.end as usize)).collect()
}

/// The positions of `words` by shard, each shard in the order of its words.
fn by_shard(words: &[&str], key: usize, shards: u32) -> Vec<Vec<u32>> {
    let mut lists: Vec<Vec<u32>> = vec![Vec::new(); shards as usize];
    for (at, word) in words.iter().enumerate() {
        lists[codec::shard(word, key, shards) as usize].push(u32::try_from(at).unwrap_or(u32::MAX));
    }
    lists
}

/// Encodes `lists`, one file each, in parallel.
fn encoded(lists: &[Vec<u32>], encode: impl Fn(&[u32]) -> Vec<u8> + Sync) -> Vec<Arc<[u8]>> {
    let files = in_threads(lists.len(), |run: Range<usize>| {
        lists[run].iter().map(|list| encode(list).into()).collect::<Vec<Arc<[u8]>>>()
    });
    files.concat()
}

/// The dictionary: of each form what it shares with the form before, its rest, and its terms. Of each
/// term twice the logarithm of its articles, plus one if another term follows, and the term as a word
/// after its form.
fn forms(inverted: &Inverted, shards: u32) -> Vec<Arc<[u8]>> {
    let words: Vec<&str> = inverted.forms.iter().map(|(form, _)| form.as_str()).collect();
    let entry = |at: &u32| {
        let (form, term) = &inverted.forms[*at as usize];
        (form.as_str(), inverted.terms[*term as usize].as_str(), *term)
    };
    encoded(&by_shard(&words, codec::FORM_KEY, shards), |list| {
        let mut entries: Vec<(&str, &str, u32)> = list.iter().map(entry).collect();
        entries.sort_unstable();
        entries.dedup();
        let mut out = Vec::new();
        let mut before = "";
        for same in entries.chunk_by(|a, b| a.0 == b.0) {
            let form = same[0].0;
            codec::word(&mut out, before, form);
            for (at, (_, term, position)) in same.iter().enumerate() {
                let frequency = inverted.frequency(*position as usize).max(1);
                codec::number(&mut out, frequency.ilog2() << 1 | u32::from(at + 1 < same.len()));
                codec::word(&mut out, form, term);
            }
            before = form;
        }
        out
    })
}

/// The terms: of each what it shares with the term before, its rest, its number of articles, the bytes
/// that these take, and of each article [`inverted::STEPS`] times the gap to the one before plus the
/// impact there.
fn terms(inverted: &Inverted, shards: u32) -> Vec<Arc<[u8]>> {
    let words: Vec<&str> = inverted.terms.iter().map(String::as_str).collect();
    encoded(&by_shard(&words, codec::TERM_KEY, shards), |list| {
        let mut list = list.to_vec();
        list.sort_unstable_by_key(|at| words[*at as usize]);
        let (mut out, mut bytes, mut before) = (Vec::new(), Vec::new(), "");
        for at in list {
            let term = words[at as usize];
            let postings = inverted.postings(at as usize);
            let mut next = 0;
            bytes.clear();
            for posting in &postings {
                let gap = posting.article.saturating_sub(next);
                codec::number(&mut bytes, gap * u32::from(inverted::STEPS) + u32::from(posting.impact));
                next = posting.article + 1;
            }
            codec::word(&mut out, before, term);
            codec::count(&mut out, postings.len());
            codec::count(&mut out, bytes.len());
            out.extend_from_slice(&bytes);
            before = term;
        }
        out
    })
}

/// What results show of the articles of a block: of each title, address, day for machines and for
/// readers, summary, topic, and the text's language where that is not the page's.
fn block(model: Model<'_>, language: LanguageId, number: usize) -> Vec<u8> {
    let site = model.site;
    let start = number * BLOCK;
    let rows: Vec<serde_json::Value> = numbered(site, start..start + BLOCK)
        .map(|(number, article)| {
            let id = ArticleId::at(site.articles.len() - 1 - number as usize);
            let Some((text, written_in)) = article.text(language) else { return json!([]) };
            let topic = article.topics.first().map_or("", |topic| site.topic(*topic).entry.title(language));
            let tag = &site.config.languages[written_in.index()].tag;
            json!([
                text.title,
                model.plan.href(Page::Article(language, id)).unwrap_or_default(),
                article.date.day.to_string(),
                site.language(language).date(article.date.day, DateStyle::Long),
                text.summary.as_deref().unwrap_or_default(),
                topic,
                if written_in == language { "" } else { tag },
            ])
        })
        .collect();
    // A host that calls JSON something else, or a browser that guesses, finds no markup in it.
    serde_json::Value::from(rows).to_string().replace('<', "\\u003c").into_bytes()
}
