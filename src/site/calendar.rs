//! The years, months, ISO weeks and days that have articles, each a run of the article list.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use super::{Article, ArticleId};
use crate::date::{Month, Week};

/// A span of time and its articles: a run of [`super::Site::articles`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run<K> {
    /// Which year, month, week or day.
    pub key: K,
    /// Positions of its articles.
    pub range: Range<u32>,
}

impl<K> Run<K> {
    /// Its articles, newest first.
    pub fn articles(&self) -> impl ExactSizeIterator<Item = ArticleId> + use<K> {
        self.range.clone().map(ArticleId)
    }
}

/// Every span of time that has articles, newest first.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// Calendar years.
    pub years: Vec<Run<i16>>,
    /// Calendar months.
    pub months: Vec<Run<Month>>,
    /// ISO weeks.
    pub weeks: Vec<Run<Week>>,
    /// Days.
    pub days: Vec<Run<Date>>,
}

impl Calendar {
    /// The calendar of `articles`, which are newest first.
    #[must_use]
    pub fn of(articles: &[Arc<Article>]) -> Self {
        Self {
            years: runs(articles, |day| day.year()),
            months: runs(articles, Month::of),
            weeks: runs(articles, Week::of),
            days: runs(articles, |day| day),
        }
    }

    /// The run of a year.
    #[must_use]
    pub fn year(&self, year: i16) -> Option<&Run<i16>> {
        find(&self.years, &year)
    }

    /// The run of a month.
    #[must_use]
    pub fn month(&self, month: Month) -> Option<&Run<Month>> {
        find(&self.months, &month)
    }

    /// The run of an ISO week.
    #[must_use]
    pub fn week(&self, week: Week) -> Option<&Run<Week>> {
        find(&self.weeks, &week)
    }

    /// The run of a day.
    #[must_use]
    pub fn day(&self, day: Date) -> Option<&Run<Date>> {
        find(&self.days, &day)
    }

    /// The months of `year`, newest first.
    pub fn months_of(&self, year: i16) -> impl Iterator<Item = &Run<Month>> {
        self.months.iter().filter(move |run| run.key.year == year)
    }
}

/// Runs are newest first, so the search is by falling key.
fn find<'a, K: Ord>(runs: &'a [Run<K>], key: &K) -> Option<&'a Run<K>> {
    runs.binary_search_by(|run| key.cmp(&run.key)).ok().map(|at| &runs[at])
}

fn runs<K: PartialEq>(articles: &[Arc<Article>], key: impl Fn(Date) -> K) -> Vec<Run<K>> {
    let mut runs: Vec<Run<K>> = Vec::new();
    for (at, article) in articles.iter().enumerate() {
        let (at, key) = (ArticleId::at(at).0, key(article.date.day));
        match runs.last_mut() {
            Some(run) if run.key == key => run.range.end = at + 1,
            _ => runs.push(Run { key, range: at..at + 1 }),
        }
    }
    runs
}
