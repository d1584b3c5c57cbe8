//! The words of all articles turned around: for each term, the articles that it is in.
//!
//! Articles are numbered by date, oldest first, so that a new one moves no other. The work is done by
//! threads of its own: whoever waits for an index holds a thread of the pool, and may be asked there
//! to render another file of the same index.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::stems::{Analyser, fold};
use crate::content::words;
use crate::language::LanguageId;
use crate::site::{Article, Site};

/// Weight of the names that an article is filed under.
const NAME_WEIGHT: u8 = 3;
/// BM25's saturation of repeated words; BM25's usual 1.2 would leave a title little above a body.
const SATURATION: f32 = 2.0;
/// How much a long text counts against its words.
const LENGTH_WEIGHT: f32 = 0.5;
/// Words of a usual text. An average over the site would change every file with every article.
const USUAL_LENGTH: f32 = 500.0;
/// Steps between a word that is of no account in an article and one that it is all about.
pub(crate) const STEPS: u8 = 8;

/// An article that a term is in: its number, and how much it is about the term, below [`STEPS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Posting {
    pub(crate) article: u32,
    pub(crate) impact: u8,
}

/// Terms with their articles, forms with their terms. Neither is in any order.
#[derive(Debug, Default)]
pub(crate) struct Inverted {
    /// Terms.
    pub(crate) terms: Vec<String>,
    /// Folded forms with the position of their term; a form may stand there more than once.
    pub(crate) forms: Vec<(String, u32)>,
    /// Where the articles of each term begin.
    starts: Vec<usize>,
    entries: Vec<Entry>,
    /// Words of each article's text.
    lengths: Vec<u32>,
}

/// Number of an article and the weight of a word there, in 24 and 8 bits.
#[derive(Debug, Clone, Copy, Default)]
struct Entry(u32);

impl Entry {
    fn new(article: u32, weight: u8) -> Self {
        Self(article << 8 | u32::from(weight))
    }

    fn article(self) -> u32 {
        self.0 >> 8
    }

    fn weight(self) -> u32 {
        self.0 & 0xff
    }
}

/// The articles of `site` by number: oldest first.
pub(crate) fn numbered(site: &Site, range: Range<usize>) -> impl Iterator<Item = (u32, &Article)> {
    let articles = site.articles.iter().rev().enumerate().skip(range.start).take(range.len());
    articles.map(|(number, article)| (u32::try_from(number).unwrap_or(u32::MAX), article.as_ref()))
}

impl Inverted {
    /// The words that readers of `language` find in the articles of `site`.
    pub(crate) fn of(site: &Site, language: LanguageId) -> Self {
        let analysers: Vec<Analyser> =
            site.config.languages.iter().map(|language| Analyser::new(&language.tag)).collect();
        let parts = in_threads(site.articles.len(), |range| {
            let mut part = Part::new(&analysers);
            for (number, article) in numbered(site, range) {
                part.article(site, language, number, article);
            }
            part.finish()
        });
        Self::join(parts)
    }

    /// Puts the parts together, which hold runs of articles in order.
    fn join(parts: Vec<Words>) -> Self {
        let mut all = Self::default();
        let mut ids: FxHashMap<String, u32> = FxHashMap::default();
        let mut listed: Vec<Vec<(u32, Entry)>> = Vec::with_capacity(parts.len());
        for mut part in parts {
            let id = |term: String| {
                let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
                *ids.entry(term).or_insert(next)
            };
            let places: Vec<u32> = part.terms.into_iter().map(id).collect();
            part.entries.iter_mut().for_each(|(term, _)| *term = places[*term as usize]);
            let forms = part.forms.into_iter().map(|(form, term)| (form, places[term as usize]));
            all.forms.extend(forms);
            all.lengths.extend(part.lengths);
            listed.push(part.entries);
        }
        all.terms = by_position(ids);
        all.sort(listed);
        all
    }

    /// Puts the entries of all terms in the order of the terms; those of one stay in order.
    fn sort(&mut self, listed: Vec<Vec<(u32, Entry)>>) {
        let mut starts = vec![0_usize; self.terms.len() + 1];
        for (term, _) in listed.iter().flatten() {
            starts[*term as usize + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        self.entries = vec![Entry::default(); sum];
        let mut next = starts.clone();
        for (term, entry) in listed.into_iter().flatten() {
            let at = &mut next[term as usize];
            self.entries[*at] = entry;
            *at += 1;
        }
        self.starts = starts;
    }

    /// About how many articles the term at that position is in: one with two of its forms counts twice.
    pub(crate) fn frequency(&self, term: usize) -> usize {
        self.starts[term + 1] - self.starts[term]
    }

    /// The articles of the term at that position, in order, each once.
    pub(crate) fn postings(&self, term: usize) -> Vec<Posting> {
        let mut postings: Vec<Posting> = Vec::new();
        let mut rest = &self.entries[self.starts[term]..self.starts[term + 1]];
        while let Some(first) = rest.first() {
            let article = first.article();
            let same = rest.iter().take_while(|entry| entry.article() == article).count();
            let weight = rest[..same].iter().map(|entry| entry.weight()).sum();
            let length = self.lengths.get(article as usize).copied().unwrap_or_default();
            postings.push(Posting { article, impact: impact(weight, length) });
            rest = &rest[same..];
        }
        postings
    }
}

/// BM25's saturation of a weight in a text of that many words, in steps.
#[expect(clippy::cast_precision_loss, reason = "a score")]
#[expect(clippy::cast_sign_loss, reason = "never negative")]
fn impact(weight: u32, length: u32) -> u8 {
    let weight = weight as f32;
    let norm = 1.0 - LENGTH_WEIGHT + LENGTH_WEIGHT * length as f32 / USUAL_LENGTH;
    let share = weight / (weight + SATURATION * norm);
    ((share * f32::from(STEPS)) as u8).min(STEPS - 1)
}

/// The keys of a map from terms to positions, by position.
fn by_position(ids: FxHashMap<String, u32>) -> Vec<String> {
    let mut terms = vec![String::new(); ids.len()];
    #[expect(clippy::iter_over_hash_type, reason = "each goes to the position that it has")]
    for (term, at) in ids {
        terms[at as usize] = term;
    }
    terms
}

/// Calls `work` with runs of `0..count`, each in a thread of its own; gives the results in order.
pub(crate) fn in_threads<T: Send>(count: usize, work: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    let threads = rayon::current_num_threads().clamp(1, 8);
    let size = count.div_ceil(threads).max(1);
    let runs: Vec<Range<usize>> =
        (0..count).step_by(size).map(|start| start..(start + size).min(count)).collect();
    if runs.len() < 2 {
        return runs.into_iter().map(work).collect();
    }
    let work = &work;
    std::thread::scope(|scope| {
        let handles: Vec<_> = runs.into_iter().map(|run| scope.spawn(move || work(run))).collect();
        let join = |handle: std::thread::ScopedJoinHandle<'_, T>| match handle.join() {
            Ok(value) => value,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        handles.into_iter().map(join).collect()
    })
}

/// The words of a run of articles, while they are gathered.
struct Part<'a> {
    analysers: &'a [Analyser],
    /// The term of each form, by language; `None` for a stop word.
    known: Vec<FxHashMap<String, Option<u32>>>,
    ids: FxHashMap<String, u32>,
    forms: Vec<(String, u32)>,
    entries: Vec<(u32, Entry)>,
    lengths: Vec<u32>,
}

/// The words of a run of articles; positions of terms are the run's own.
struct Words {
    terms: Vec<String>,
    forms: Vec<(String, u32)>,
    entries: Vec<(u32, Entry)>,
    lengths: Vec<u32>,
}

impl<'a> Part<'a> {
    fn new(analysers: &'a [Analyser]) -> Self {
        Self {
            analysers,
            known: analysers.iter().map(|_| FxHashMap::default()).collect(),
            ids: FxHashMap::default(),
            forms: Vec::new(),
            entries: Vec::new(),
            lengths: Vec::new(),
        }
    }

    fn article(&mut self, site: &Site, language: LanguageId, number: u32, article: &Article) {
        let Some((text, written_in)) = article.text(language) else {
            self.lengths.push(0);
            return;
        };
        self.lengths.push(text.body.words);
        text.body.index.each(|form, weight| self.word(written_in, number, form, weight));
        let people = article.people.iter().map(|id| site.people[id.index()].title(language));
        let organizations =
            article.organizations.iter().map(|id| site.organizations[id.index()].title(language));
        let topics = article.topics.iter().map(|id| site.topic(*id).entry.title(language));
        let places = text.places.iter().map(String::as_str);
        for name in people.chain(organizations).chain(topics).chain(places) {
            words::each(name, |form| self.word(language, number, form, NAME_WEIGHT));
        }
    }

    fn word(&mut self, language: LanguageId, number: u32, form: &str, weight: u8) {
        let known = &mut self.known[language.index()];
        let term = match known.get(form) {
            Some(term) => *term,
            None => {
                let folded = fold(form);
                let term = self.analysers[language.index()].term(form, &folded).map(|term| {
                    let next = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
                    *self.ids.entry(term).or_insert(next)
                });
                self.forms.extend(term.map(|term| (folded.into_owned(), term)));
                known.insert(form.to_owned(), term);
                term
            }
        };
        self.entries.extend(term.map(|term| (term, Entry::new(number, weight))));
    }

    fn finish(self) -> Words {
        let Self { ids, forms, entries, lengths, .. } = self;
        Words { terms: by_position(ids), forms, entries, lengths }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_outweighs_a_body_and_a_short_text_a_long_one() {
        let (body, summary, title) = (impact(1, 500), impact(4, 500), impact(12, 500));
        assert!(body < summary && summary < title && title < STEPS, "{body} {summary} {title}");
        assert!(impact(2, 100) > impact(2, 2_000));
        assert_eq!(impact(100_000, 0), STEPS - 1);
    }

    #[test]
    fn threads_give_their_results_in_order() {
        let runs = in_threads(1_000, |range| range);
        let all: Vec<usize> = runs.into_iter().flatten().collect();
        assert_eq!(all, (0..1_000).collect::<Vec<_>>());
        assert!(in_threads(0, |range| range).is_empty());
    }
}
