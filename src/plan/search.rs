//! The files of the search index: how many there are and what each is called. Their number follows
//! from that of the articles alone, so that the plan knows them before any word is read.

use crate::site::Site;

/// Articles in a block: what a result shows of an article is fetched with its neighbours in time.
pub const BLOCK: usize = 16;

/// A file of the search index of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SearchFile {
    /// What a search starts with: how many files there are, and the state that each is in.
    Manifest,
    /// A part of the dictionary from written forms to terms.
    Forms(u32),
    /// A part of the terms, each with the articles that it is in.
    Terms(u32),
    /// What results show of [`BLOCK`] articles, oldest first.
    Articles(u32),
    /// The values of a filter, each with its articles.
    Filter(Filter),
}

/// What results can be narrowed by, besides years, which the manifest knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Filter {
    /// Topics.
    Topic,
    /// People.
    Person,
    /// Outlets cited.
    Outlet,
    /// The language that the text is written in.
    Language,
}

impl Filter {
    /// Every filter.
    pub const ALL: [Filter; 4] = [Filter::Topic, Filter::Person, Filter::Outlet, Filter::Language];

    /// Its name in the query of an address.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Filter::Topic => "topic",
            Filter::Person => "person",
            Filter::Outlet => "outlet",
            Filter::Language => "language",
        }
    }
}

/// Files of each kind that come in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shards {
    /// Of the dictionary.
    pub forms: u32,
    /// Of the terms.
    pub terms: u32,
    /// Of what results show.
    pub articles: u32,
}

impl Shards {
    /// The files for `site`. Numbers of shards are powers of two, so that they seldom change.
    #[must_use]
    pub fn of(site: &Site) -> Self {
        let articles = site.articles.len();
        let power = |count: usize| u32::try_from(count.next_power_of_two()).unwrap_or(MOST).min(MOST);
        let blocks = u32::try_from(articles.div_ceil(BLOCK)).unwrap_or(u32::MAX);
        Self { forms: power(articles / 96), terms: power(articles / 32), articles: blocks }
    }

    /// Every file.
    pub fn files(self) -> impl Iterator<Item = SearchFile> {
        let forms = (0..self.forms).map(SearchFile::Forms);
        let terms = (0..self.terms).map(SearchFile::Terms);
        let articles = (0..self.articles).map(SearchFile::Articles);
        let filters = Filter::ALL.into_iter().map(SearchFile::Filter);
        std::iter::once(SearchFile::Manifest).chain(forms).chain(terms).chain(articles).chain(filters)
    }
}

/// Most shards of a kind.
const MOST: u32 = 4096;

impl SearchFile {
    /// Its name beside the search page.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            SearchFile::Manifest => "manifest.json".to_owned(),
            SearchFile::Forms(number) => format!("forms-{number}.bin"),
            SearchFile::Terms(number) => format!("terms-{number}.bin"),
            SearchFile::Articles(number) => format!("articles-{number}.json"),
            SearchFile::Filter(filter) => format!("{}.bin", filter.name()),
        }
    }
}
