//! What the templates of index pages and threads may see.

use std::borrow::Cow;

use serde::Serialize;

use super::{
    Activity, Counted, Day, EditionView, Head, HeatCell, Link, SourceView, Sparkline, ThreadCard, Timeline,
    YearCards,
};
use crate::render::card::CardRef;
use crate::render::html::Html;
use crate::render::shared::Shared;

/// The index of topics.
#[derive(Debug, Serialize)]
pub struct TopicsPage<'a> {
    /// See [`Head`].
    pub head: Head<'a>,
    /// Every topic, each before those below it.
    pub topics: Vec<TopicRow<'a>>,
}

/// A topic of the tree. Rows are flat, because a template cannot go to any depth.
#[derive(Debug, Serialize)]
pub struct TopicRow<'a> {
    /// Its name.
    pub title: Cow<'a, str>,
    /// Where it is.
    pub href: Option<&'a str>,
    /// One sentence on it.
    pub summary: Option<&'a str>,
    /// Language of its texts where that is not the page's.
    pub lang: Option<&'a str>,
    /// Number of articles, those of the topics below included.
    pub count: usize,
    /// 0 for a root.
    pub depth: usize,
    /// Whether the next row is below this one.
    pub opens: bool,
    /// How many lists end after this row.
    pub closes: usize,
    /// For a root: its articles over time.
    pub activity: Option<Sparkline>,
}

/// The index of threads.
#[derive(Debug, Serialize)]
pub struct ThreadsPage<'a> {
    /// See [`Head`].
    pub head: Head<'a>,
    /// Those that go on, the one with the newest article first.
    pub ongoing: Vec<ThreadCard<'a>>,
    /// Those that ended.
    pub closed: Vec<ThreadCard<'a>>,
}

/// A thread.
#[derive(Debug, Serialize)]
pub struct ThreadPage<'a> {
    /// See [`Head`].
    pub head: Head<'a>,
    /// Name, address, sentence and days.
    pub thread: ThreadCard<'a>,
    /// Its articles, oldest first.
    pub cards: Vec<CardRef<'a>>,
    /// The same by year.
    pub years: Vec<YearCards<'a>>,
    /// The same on a line of time.
    pub timeline: Option<Timeline>,
    /// People named in it, those named most first.
    pub people: Vec<Counted<'a>>,
    /// Language of its text where that is not the page's.
    pub text_lang: Option<&'a str>,
}

/// An index by letter: people, organizations, outlets.
#[derive(Debug, Serialize)]
pub struct IndexPage<'a> {
    /// See [`Head`].
    pub head: Head<'a>,
    /// Names by first letter, as the language sorts.
    pub groups: Vec<LetterGroup<'a>>,
    /// How many names.
    pub count: usize,
}

/// The names under one letter.
#[derive(Debug, Serialize)]
pub struct LetterGroup<'a> {
    /// The letter, or `#`.
    pub letter: String,
    /// The names.
    pub items: Vec<Counted<'a>>,
}

/// The index of editions.
#[derive(Debug, Serialize)]
pub struct EditionsPage<'a> {
    /// See [`Head`].
    pub head: Head<'a>,
    /// Editions by year, newest first; each without sections and briefs.
    pub years: Vec<EditionYear<'a>>,
    /// How many editions.
    pub count: usize,
}

/// The editions of a year.
#[derive(Debug, Serialize)]
pub struct EditionYear<'a> {
    /// The year.
    pub year: i16,
    /// Its editions.
    pub editions: Vec<EditionView<'a>>,
}

/// The glossary. The definitions are in `contents`, in the order of `terms`.
#[derive(Debug, Serialize)]
pub struct GlossaryPage<'a> {
    /// See [`Head`].
    pub head: Head<'a>,
    /// The terms, as the language sorts.
    pub terms: Vec<TermView<'a>>,
}

/// A term.
#[derive(Debug, Serialize)]
pub struct TermView<'a> {
    /// Id on the page.
    pub id: String,
    /// The term.
    pub title: &'a str,
    /// Further forms.
    pub also: &'a [String],
    /// Language of its text where that is not the page's.
    pub lang: Option<&'a str>,
    /// What the definition rests on.
    pub sources: Vec<SourceView<'a>>,
}

/// The log of corrections.
#[derive(Debug, Serialize)]
pub struct CorrectionsPage<'a> {
    /// See [`Head`].
    pub head: Head<'a>,
    /// Every correction with its article, newest first.
    pub corrections: Vec<LoggedCorrection<'a>>,
}

/// A correction with its article.
#[derive(Debug, Serialize)]
pub struct LoggedCorrection<'a> {
    /// When it was made.
    pub date: Shared<Day>,
    /// What was put right.
    pub text: Html,
    /// The article.
    pub article: Link<'a>,
    /// Language of its text where that is not the page's.
    pub lang: Option<&'a str>,
}

/// The archive's front page.
#[derive(Debug, Serialize)]
pub struct ArchivePage<'a> {
    /// See [`Head`].
    pub head: Head<'a>,
    /// Years, newest first.
    pub years: Vec<ArchiveYear<'a>>,
    /// Number of all articles.
    pub count: usize,
    /// All articles as one list.
    pub latest: Option<&'a str>,
    /// Articles per month by topic.
    pub activity: Option<Activity<'a>>,
}

/// The search page. A script fills it; the texts that it needs stand in the template.
#[derive(Debug, Serialize)]
pub struct SearchPage<'a> {
    /// See [`Head`].
    pub head: Head<'a>,
    /// Where the index begins; its other files stand beside it.
    pub manifest: Option<&'a str>,
    /// The archive's front page.
    pub archive: Option<Cow<'a, str>>,
    /// All articles as one list.
    pub latest: Option<&'a str>,
    /// Number of all articles.
    pub count: usize,
}

/// A year of the archive.
#[derive(Debug, Serialize)]
pub struct ArchiveYear<'a> {
    /// The year.
    pub title: Cow<'a, str>,
    /// Where it is.
    pub href: Option<&'a str>,
    /// Number of articles.
    pub count: usize,
    /// Its months, oldest first.
    pub months: Vec<Counted<'a>>,
    /// Its ISO weeks, oldest first.
    pub weeks: Vec<Counted<'a>>,
    /// All of its months as a heat map.
    pub cells: Vec<HeatCell<'a>>,
}
