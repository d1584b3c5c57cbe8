//! Related articles: shared people, topics and thread, and words in common.
//!
//! Words are weighed by BM25 over an inverted index (Robertson and Zaragoza, 2009). A query looks
//! at the rarest words of an article and, in each list, at the entries nearest to it in time, so
//! that its cost does not grow with the archive.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Article, ArticleId};
use crate::content::body::Term;

/// Words looked up for one article.
const WORDS: usize = 12;
/// Entries of one list looked at on each side of the article.
const WINDOW: usize = 48;
/// BM25's saturation of repeated words.
const K1: f32 = 1.2;

const SAME_THREAD: f32 = 6.0;
const SAME_PERSON: f32 = 2.0;
const SAME_ORGANIZATION: f32 = 1.0;
const SAME_TOPIC: f32 = 2.5;

/// The lists that a query walks. Positions of articles in each are rising, newest article first.
#[derive(Debug, Default)]
pub struct RelatedIndex {
    words: FxHashMap<u32, Vec<Posting>>,
    threads: FxHashMap<u32, Vec<u32>>,
    people: FxHashMap<u32, Vec<u32>>,
    organizations: FxHashMap<u32, Vec<u32>>,
    topics: FxHashMap<u32, Vec<u32>>,
    articles: usize,
}

#[derive(Debug, Clone, Copy)]
struct Posting {
    article: u32,
    weight: u8,
}

/// Scratch space of one thread: scores by article, and which of them are not zero.
#[derive(Debug, Default)]
pub struct Scratch {
    scores: Vec<f32>,
    touched: Vec<u32>,
}

impl Scratch {
    fn add(&mut self, article: u32, score: f32) {
        let slot = &mut self.scores[article as usize];
        if *slot == 0.0 {
            self.touched.push(article);
        }
        *slot += score;
    }
}

impl RelatedIndex {
    /// The index of `articles`. Words are those of each article's original text.
    #[must_use]
    pub fn of(articles: &[Arc<Article>]) -> Self {
        let mut index = Self { articles: articles.len(), ..Self::default() };
        for (at, article) in articles.iter().enumerate() {
            let id = ArticleId::at(at).0;
            for term in terms(article) {
                index.words.entry(term.word).or_default().push(Posting { article: id, weight: term.weight });
            }
            article.thread.iter().for_each(|t| index.threads.entry(t.0).or_default().push(id));
            article.people.iter().for_each(|p| index.people.entry(p.0).or_default().push(id));
            article.organizations.iter().for_each(|o| index.organizations.entry(o.0).or_default().push(id));
            article.topics.iter().for_each(|t| index.topics.entry(t.0).or_default().push(id));
        }
        // A word of one article only can relate it to nothing.
        index.words.retain(|_, postings| postings.len() > 1);
        index.words.shrink_to_fit();
        index
    }

    /// The `wanted` articles most like `articles[id]`, best first, ties by recency.
    #[must_use]
    pub fn query(
        &self,
        articles: &[Arc<Article>],
        id: ArticleId,
        wanted: usize,
        scratch: &mut Scratch,
    ) -> Vec<ArticleId> {
        scratch.scores.resize(self.articles, 0.0);
        let article = &articles[id.index()];
        self.score_words(article, id.0, scratch);
        let thread: Vec<u32> = article.thread.iter().map(|t| t.0).collect();
        let people: Vec<u32> = article.people.iter().map(|p| p.0).collect();
        let organizations: Vec<u32> = article.organizations.iter().map(|o| o.0).collect();
        let topics: Vec<u32> = article.topics.iter().map(|t| t.0).collect();
        for (keys, lists, weight) in [
            (thread, &self.threads, SAME_THREAD),
            (people, &self.people, SAME_PERSON),
            (organizations, &self.organizations, SAME_ORGANIZATION),
            (topics, &self.topics, SAME_TOPIC),
        ] {
            for list in keys.iter().filter_map(|key| lists.get(key)) {
                let score = weight * rarity(self.articles, list.len()) / 4.0;
                near(list, id.0, |a| *a).iter().for_each(|other| scratch.add(*other, score));
            }
        }
        best(id.0, wanted, scratch)
    }

    fn score_words(&self, article: &Article, id: u32, scratch: &mut Scratch) {
        let mut found: Vec<(&Vec<Posting>, u8, u32)> = terms(article)
            .iter()
            .filter_map(|term| Some((self.words.get(&term.word)?, term.weight, term.word)))
            .collect();
        found.sort_unstable_by_key(|(postings, _, word)| (postings.len(), *word));
        for (postings, own, _) in found.into_iter().take(WORDS) {
            let idf = rarity(self.articles, postings.len());
            let own = saturate(own);
            for posting in near(postings, id, |p| p.article) {
                scratch.add(posting.article, idf * own * saturate(posting.weight) / 4.0);
            }
        }
    }
}

fn terms(article: &Article) -> &[Term] {
    let text = article.texts.get(article.original.index()).and_then(Option::as_ref);
    text.map_or(&[], |text| &text.body.terms)
}

/// BM25's inverse document frequency, never negative.
#[expect(clippy::cast_precision_loss, reason = "a score")]
fn rarity(total: usize, count: usize) -> f32 {
    let (total, count) = (total as f32, count as f32);
    (1.0 + (total - count + 0.5) / (count + 0.5)).ln()
}

fn saturate(weight: u8) -> f32 {
    let weight = f32::from(weight);
    weight * (K1 + 1.0) / (weight + K1)
}

/// The part of `list` that is nearest to `article` in time.
fn near<T>(list: &[T], article: u32, key: impl Fn(&T) -> u32) -> &[T] {
    let at = list.partition_point(|entry| key(entry) < article);
    &list[at.saturating_sub(WINDOW)..(at + WINDOW + 1).min(list.len())]
}

/// The best of the touched articles; clears the scratch space.
fn best(own: u32, wanted: usize, scratch: &mut Scratch) -> Vec<ArticleId> {
    let mut ranked: Vec<(f32, u32)> = Vec::with_capacity(scratch.touched.len());
    for article in scratch.touched.drain(..) {
        let score = std::mem::take(&mut scratch.scores[article as usize]);
        if article != own {
            ranked.push((score, article));
        }
    }
    let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if ranked.len() > wanted && wanted > 0 {
        ranked.select_nth_unstable_by(wanted - 1, order);
    }
    ranked.truncate(wanted);
    ranked.sort_unstable_by(order);
    ranked.into_iter().map(|(_, article)| ArticleId(article)).collect()
}
