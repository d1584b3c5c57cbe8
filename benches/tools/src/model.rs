//! Who and what the corpus is about: topics, people, organizations, threads, outlets, and for each
//! article its day, headline and what it is filed under. No prose and no file format.

use std::collections::BTreeSet;

use crate::calendar::{DAYS, Day};
use crate::random::Random;
use crate::vocabulary::{Vocabulary, capitalised, slug};

/// Roots of the topic tree.
pub const TOPIC_ROOTS: usize = 8;
/// Children of each root; only they are given to articles.
pub const TOPIC_CHILDREN: usize = 5;
const PEOPLE: usize = 200;
const ORGANIZATIONS: usize = 60;
const PLACES: usize = 90;
const OUTLETS: usize = 40;

/// Purposes of [`Random`] streams, so that no two kinds of thing share one.
const NAMES: u64 = 2;
const HEADS: u64 = 3;

/// A root of the topic tree with its children; slugs are unique among siblings.
pub struct Topic {
    pub title: String,
    pub children: Vec<String>,
}

/// What an article is filed under, known before any body is written.
pub struct Article {
    pub day: Day,
    pub title: String,
    pub slug: String,
    /// Indices into root × child, see [`Corpus::topic`].
    pub topics: Vec<usize>,
    pub people: Vec<usize>,
    pub organizations: Vec<usize>,
    pub places: Vec<usize>,
    pub thread: Option<usize>,
    pub lead: bool,
}

impl Article {
    /// The path of its source without ending, such as `2019/2019-03-04-slug`.
    pub fn stem(&self) -> String {
        let (year, _, _) = self.day.civil();
        format!("{year}/{}-{}", self.day.iso(), self.slug)
    }

    /// The address of its page, such as `/2019/03/04/slug/`.
    pub fn address(&self) -> String {
        let (year, month, day) = self.day.civil();
        format!("/{year:04}/{month:02}/{day:02}/{}/", self.slug)
    }
}

/// All that is drawn before any body is written.
pub struct Corpus {
    pub seed: u64,
    pub vocabulary: Vocabulary,
    pub topics: Vec<Topic>,
    pub people: Vec<String>,
    pub organizations: Vec<String>,
    pub places: Vec<String>,
    pub outlets: Vec<String>,
    /// Titles of the threads; the slug is the id.
    pub threads: Vec<String>,
    /// In order of day.
    pub articles: Vec<Article>,
}

impl Corpus {
    /// The corpus of `count` articles drawn from `seed`.
    pub fn new(count: usize, seed: u64) -> Self {
        let vocabulary = Vocabulary::new(seed);
        let mut random = Random::new(seed, NAMES, 0);
        let roots = vocabulary.names(&mut random, TOPIC_ROOTS, 1);
        let topics = roots
            .into_iter()
            .map(|title| Topic { title, children: vocabulary.names(&mut random, TOPIC_CHILDREN, 2) })
            .collect();
        let mut corpus = Self {
            seed,
            topics,
            people: vocabulary.names(&mut random, PEOPLE, 2),
            organizations: vocabulary.names(&mut random, ORGANIZATIONS, 3),
            places: vocabulary.names(&mut random, PLACES, 1),
            outlets: vocabulary.names(&mut random, OUTLETS, 2),
            threads: vocabulary.names(&mut random, count / 100 + 20, 3),
            articles: Vec::with_capacity(count),
            vocabulary,
        };
        corpus.draw_articles(count);
        corpus
    }

    /// Root and child of the topic with this index.
    pub fn topic(&self, index: usize) -> (&Topic, &str) {
        let root = &self.topics[index / TOPIC_CHILDREN];
        (root, &root.children[index % TOPIC_CHILDREN])
    }

    fn draw_articles(&mut self, count: usize) {
        let mut random = Random::new(self.seed, HEADS, 0);
        let mut days: Vec<usize> = (0..count).map(|_| random.below(DAYS)).collect();
        days.sort_unstable();
        let mut last_week = usize::MAX;
        let mut slugs_of_day = BTreeSet::new();
        let mut last_day = usize::MAX;
        for (index, &day) in days.iter().enumerate() {
            if day != last_day {
                slugs_of_day.clear();
                last_day = day;
            }
            let mut article = self.draw_article(Day(day), index);
            while !slugs_of_day.insert(article.slug.clone()) {
                article.slug.push_str("-again");
            }
            article.lead = article.day.week() != last_week;
            last_week = article.day.week();
            self.articles.push(article);
        }
    }

    fn draw_article(&self, day: Day, index: usize) -> Article {
        let mut random = Random::new(self.seed, HEADS, index as u64 + 1);
        let title = self.draw_title(&mut random);
        let words: Vec<String> = slug(&title).split('-').take(5).map(str::to_owned).collect();
        let topics = random.between(1, 3);
        let people = random.between(0, 4);
        let organizations = random.between(0, 3);
        let places = random.between(0, 2);
        Article {
            day,
            slug: words.join("-"),
            title,
            topics: random.distinct(topics, TOPIC_ROOTS * TOPIC_CHILDREN),
            people: skewed(&mut random, people, PEOPLE),
            organizations: skewed(&mut random, organizations, ORGANIZATIONS),
            places: skewed(&mut random, places, PLACES),
            thread: random.one_in(5).then(|| random.below(self.threads.len())),
            lead: false,
        }
    }

    /// Six to ten words; one in eight has a colon, which YAML wants quoted.
    fn draw_title(&self, random: &mut Random) -> String {
        let length = random.between(6, 10);
        let colon = if random.one_in(8) { 2 } else { 0 };
        let mut title = capitalised(self.vocabulary.rare(random));
        for place in 1..length {
            title.push_str(if place == colon { ": " } else { " " });
            let word =
                if random.one_in(3) { self.vocabulary.common(random) } else { self.vocabulary.rare(random) };
            title.push_str(word);
        }
        title
    }
}

/// Different numbers below `bound`, the low ones more often: some names are in the news more, none never.
fn skewed(random: &mut Random, count: usize, bound: usize) -> Vec<usize> {
    let mut drawn = Vec::with_capacity(count);
    for _ in 0..count {
        let ceiling = if random.one_in(2) { bound } else { random.below(bound) + 1 };
        let number = random.below(ceiling);
        if !drawn.contains(&number) {
            drawn.push(number);
        }
    }
    drawn
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::Corpus;

    #[test]
    fn each_article_has_its_own_address_and_each_week_one_lead() {
        let corpus = Corpus::new(3000, 1);
        let addresses: BTreeSet<String> = corpus.articles.iter().map(super::Article::address).collect();
        assert_eq!(addresses.len(), 3000);
        let mut leads: BTreeMap<usize, usize> = BTreeMap::new();
        for article in &corpus.articles {
            *leads.entry(article.day.week()).or_default() += usize::from(article.lead);
        }
        assert!(leads.values().all(|&leads| leads == 1));
        assert!(leads.len() > 500);
    }

    #[test]
    fn articles_are_in_order_of_day_over_ten_years() {
        let corpus = Corpus::new(3000, 1);
        assert!(corpus.articles.is_sorted_by_key(|article| article.day));
        let years: BTreeSet<usize> = corpus.articles.iter().map(|article| article.day.civil().0).collect();
        assert_eq!(years, (2014..=2023).collect());
    }

    #[test]
    fn names_are_drawn_within_bounds() {
        let corpus = Corpus::new(500, 4);
        assert_eq!(corpus.threads.len(), 25);
        for article in &corpus.articles {
            assert!((1..=3).contains(&article.topics.len()) && article.people.len() <= 4);
            assert!(article.organizations.len() <= 3);
        }
        assert!(
            (70..130).contains(&corpus.articles.iter().filter(|article| article.thread.is_some()).count())
        );
    }
}
