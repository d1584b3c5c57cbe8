//! Everything that a template may see. Each page gets one of these, built for it alone.
//!
//! Texts that are HTML already are of the type [`Html`]; every other text is escaped by the template
//! engine. An `href` that is `None` belongs to a kind of page that the site turned off.

mod charts;
mod index_pages;
mod social;

use std::borrow::Cow;

use serde::Serialize;

use super::card::CardRef;
use super::html::{Encoded, Escaped, Html, Quantity};
use super::shared::Shared;

pub use self::charts::{
    Activity, ActivityMonth, HeatCell, HeatDay, HeatRow, Mark, MonthSheet, Point, Segment, Series, SparkBar,
    Sparkline, Timeline, YearCards, YearHeat,
};
pub use self::index_pages::{
    ArchivePage, ArchiveYear, CorrectionsPage, EditionYear, EditionsPage, GlossaryPage, IndexPage,
    LetterGroup, LoggedCorrection, SearchPage, TermView, ThreadPage, ThreadsPage, TopicRow, TopicsPage,
};
pub use self::social::{Social, SocialImage};

/// A name that may lead somewhere.
#[derive(Debug, Clone, Serialize)]
pub struct Link<'a> {
    /// What to show.
    pub title: Cow<'a, str>,
    /// Where it leads.
    pub href: Option<Cow<'a, str>>,
}

/// A name with a number of articles.
#[derive(Debug, Clone, Serialize)]
pub struct Counted<'a> {
    /// What to show.
    pub title: Cow<'a, str>,
    /// Where it leads.
    pub href: Option<&'a str>,
    /// One sentence on it.
    pub summary: Option<&'a str>,
    /// Language of its texts where that is not the page's.
    pub lang: Option<&'a str>,
    /// Number of articles.
    pub count: usize,
}

/// A day.
#[derive(Debug, Clone, Serialize)]
pub struct Day {
    /// `2018-07-12`, or with time and offset; for `datetime` attributes.
    pub iso: String,
    /// As the page's language writes it.
    pub long: String,
    /// The same, shorter.
    pub short: String,
}

/// What the `head` of a page and the frame around its content need.
#[derive(Debug, Clone, Serialize)]
pub struct Head<'a> {
    /// Kind of page, such as `article`; also the name of its template.
    pub kind: &'static str,
    /// Title without the site's.
    pub title: Cow<'a, str>,
    /// For search engines and previews.
    pub description: Option<Cow<'a, str>>,
    /// The page's language tag.
    pub lang: &'a str,
    /// This page.
    pub href: &'a str,
    /// Absolute address of this page, or of the original where this one has no translation.
    pub canonical: String,
    /// Whether search engines may list it.
    pub indexable: bool,
    /// The same page in every language of the site, this one included.
    pub alternates: Vec<Alternate<'a>>,
    /// Feeds of this page.
    pub feeds: Vec<Feed<'a>>,
    /// The pages above, from the front page on; without this page.
    pub breadcrumbs: Vec<Link<'a>>,
    /// How it is previewed in other places; `None` where readers do not come on purpose.
    pub social: Option<Social>,
    /// What it is about: JSON-LD that can stand in a `script` element, or empty.
    pub linked_data: Html,
}

/// This page in a language.
#[derive(Debug, Clone, Serialize)]
pub struct Alternate<'a> {
    /// Language tag.
    pub lang: &'a str,
    /// The language's name in itself.
    pub name: &'a str,
    /// Where it is.
    pub href: &'a str,
    /// Absolute.
    pub url: String,
    /// Whether it is this page.
    pub current: bool,
    /// Whether the text is written in that language.
    pub translated: bool,
}

/// A feed of a page.
#[derive(Debug, Clone, Serialize)]
pub struct Feed<'a> {
    /// Name of what it is a feed of.
    pub title: Cow<'a, str>,
    /// Media type.
    pub media_type: &'static str,
    /// Where it is.
    pub href: &'a str,
}

/// The site, as every page of one language sees it: `site` in templates.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView<'a> {
    /// The site's title in this language.
    pub title: &'a str,
    /// The name that its title begins with, before a colon.
    pub name: &'a str,
    /// Its description.
    pub description: &'a str,
    /// Language tag.
    pub lang: &'a str,
    /// Absolute address of the site's root, without a trailing slash.
    pub base_url: String,
    /// The front page in this language.
    pub home: Option<&'a str>,
    /// Links of the main navigation.
    pub navigation: Vec<Link<'a>>,
    /// Every index page that the site has, by name: `topics`, `threads`, `archive` ….
    pub sections: std::collections::BTreeMap<&'static str, Link<'a>>,
    /// Feeds of the whole site.
    pub feeds: Vec<Feed<'a>>,
    /// Name and version of the generator.
    pub generator: &'static str,
    /// `extra` of `site.yaml`.
    pub extra: Option<serde_json::Value>,
}

/// An article in a list.
#[derive(Debug, Clone, Serialize)]
pub struct Card<'a> {
    // First: lists ask for it most, and the engine looks through a card from its first field on.
    /// The card as the template `card.html` writes it.
    pub html: Html,
    /// Headline.
    pub title: &'a str,
    /// Where it is.
    pub href: Option<&'a str>,
    /// When it was published.
    pub date: Shared<Day>,
    /// Standfirst.
    pub summary: Option<&'a str>,
    /// Its section.
    pub kicker: Option<Shared<Link<'a>>>,
    /// Language of its texts where that is not the page's.
    pub lang: Option<&'a str>,
    /// Whether it is a short item.
    pub brief: bool,
    /// Whether it leads its edition.
    pub lead: bool,
    /// Number of sources with its noun, such as `4 sources`; `None` where it cites none.
    pub sources: Option<Quantity<'a>>,
}

/// The front page.
#[derive(Debug, Serialize)]
pub struct HomePage<'a> {
    /// See [`Head`].
    pub head: Head<'a>,
    /// The current edition; `None` for a site without articles.
    pub edition: Option<EditionView<'a>>,
    /// Key facts of the edition's lead.
    pub facts: Vec<Html>,
    /// The newest articles before that edition.
    pub latest: Vec<CardRef<'a>>,
    /// The newest articles of each root topic before those.
    pub desks: Vec<SectionView<'a>>,
    /// Articles of the same dates in earlier years.
    pub on_these_days: Vec<CardRef<'a>>,
    /// The last months, by topic.
    pub activity: Option<Activity<'a>>,
    /// All articles.
    pub archive: Option<&'a str>,
    /// Threads with the newest articles.
    pub threads: Vec<ThreadCard<'a>>,
    /// Root topics.
    pub topics: Vec<Counted<'a>>,
}

/// An edition.
#[derive(Debug, Clone, Serialize)]
pub struct EditionView<'a> {
    /// Its title where the editor gave one.
    pub title: Option<&'a str>,
    /// Its number.
    pub number: u32,
    /// Its days, such as `July 9–15, 2018`.
    pub range: String,
    /// First day, `2018-07-09`.
    pub first: String,
    /// Last day.
    pub last: String,
    /// Where it is.
    pub href: Option<&'a str>,
    /// Number of its articles.
    pub count: usize,
    /// First article.
    pub lead: Option<CardRef<'a>>,
    /// The others by topic.
    pub sections: Vec<SectionView<'a>>,
    /// Short items.
    pub briefs: Vec<CardRef<'a>>,
    /// Periods without an edition before this one.
    pub gap: Option<GapView>,
}

/// A topic's part of an edition.
#[derive(Debug, Clone, Serialize)]
pub struct SectionView<'a> {
    /// The topic; `None` for articles without one.
    pub topic: Option<Link<'a>>,
    /// Its articles.
    pub cards: Vec<CardRef<'a>>,
}

/// Periods without an edition.
#[derive(Debug, Clone, Serialize)]
pub struct GapView {
    /// How many.
    pub count: u32,
    /// Their days.
    pub range: String,
}

/// The page of an edition.
#[derive(Debug, Serialize)]
pub struct EditionPage<'a> {
    /// See [`Head`].
    pub head: Head<'a>,
    /// The edition.
    pub edition: EditionView<'a>,
    /// The edition before.
    pub previous: Option<Link<'a>>,
    /// The edition after.
    pub next: Option<Link<'a>>,
}

/// A thread in a list.
#[derive(Debug, Clone, Serialize)]
pub struct ThreadCard<'a> {
    /// Its name.
    pub title: &'a str,
    /// Where it is.
    pub href: Option<&'a str>,
    /// One sentence on it.
    pub summary: Option<&'a str>,
    /// Language of its texts where that is not the page's.
    pub lang: Option<&'a str>,
    /// Number of its articles.
    pub count: usize,
    /// Day of its first article.
    pub first: Option<Shared<Day>>,
    /// Day of its newest article.
    pub last: Option<Shared<Day>>,
    /// Whether it has ended.
    pub closed: bool,
    /// Its newest article.
    pub newest: Option<Link<'a>>,
    /// Language of that article where it is not the page's.
    pub newest_lang: Option<&'a str>,
}

/// An article.
#[derive(Debug, Serialize)]
pub struct ArticlePage<'a> {
    /// See [`Head`].
    pub head: Head<'a>,
    /// Headline.
    pub title: &'a str,
    /// Standfirst.
    pub summary: Option<Escaped<'a>>,
    /// When it was published.
    pub date: Shared<Day>,
    /// Last change.
    pub updated: Option<Shared<Day>>,
    /// Its section.
    pub kicker: Option<Shared<Link<'a>>>,
    /// Language tag and name of its text, where that is not the page's.
    pub untranslated: Option<(&'a str, &'a str)>,
    /// Topics.
    pub topics: Vec<Shared<Link<'a>>>,
    /// People.
    pub people: Vec<Shared<Link<'a>>>,
    /// Organizations.
    pub organizations: Vec<Shared<Link<'a>>>,
    /// Places, as the language of the text calls them.
    pub places: &'a [String],
    /// Its place in a thread.
    pub thread: Option<ThreadPlace<'a>>,
    /// Its edition: number and days.
    pub edition: Option<Shared<EditionLink<'a>>>,
    /// Short statements.
    pub key_facts: Vec<Html>,
    /// What it rests on.
    pub sources: Vec<SourceView<'a>>,
    /// Its picture.
    pub image: Option<ImageView<'a>>,
    /// What was put right, newest first.
    pub corrections: Vec<CorrectionView>,
    /// The article before it in time.
    pub previous: Option<Link<'a>>,
    /// The article after it in time.
    pub next: Option<Link<'a>>,
    /// Articles like it.
    pub related: Vec<CardRef<'a>>,
    /// Minutes to read it.
    pub minutes: u32,
    /// What addresses for sharing it are made of.
    pub share: ShareView<'a>,
    /// `extra` of its front matter.
    pub extra: Option<serde_json::Value>,
}

/// A title and an address, encoded to stand in the query of another address.
#[derive(Debug, Clone, Serialize)]
pub struct ShareView<'a> {
    /// The headline.
    pub title: Encoded<'a>,
    /// The page's absolute address.
    pub url: Encoded<'a>,
}

/// The edition of an article.
#[derive(Debug, Clone, Serialize)]
pub struct EditionLink<'a> {
    /// Its number.
    pub number: u32,
    /// Its days.
    pub range: String,
    /// Where it is.
    pub href: Option<&'a str>,
}

/// An article's place in its thread.
#[derive(Debug, Serialize)]
pub struct ThreadPlace<'a> {
    /// The thread.
    pub title: &'a str,
    /// Where it is.
    pub href: Option<&'a str>,
    /// Position of the article, from 1.
    pub part: usize,
    /// Number of the thread's articles.
    pub total: usize,
    /// The part before.
    pub previous: Option<Link<'a>>,
    /// The part after.
    pub next: Option<Link<'a>>,
}

/// A source.
#[derive(Debug, Clone, Serialize)]
pub struct SourceView<'a> {
    /// Outlet.
    pub name: &'a str,
    /// The outlet's page.
    pub outlet: Option<&'a str>,
    /// Title.
    pub title: Option<&'a str>,
    /// Where it stands.
    pub url: Option<&'a str>,
    /// An archived copy.
    pub archive_url: Option<&'a str>,
    /// Who wrote it.
    pub author: Option<&'a str>,
    /// Language tag.
    pub language: Option<&'a str>,
    /// The language's name as the page's language calls it.
    pub language_name: Option<&'a str>,
    /// When it was published.
    pub published: Option<Shared<Day>>,
    /// When the editor read it.
    pub accessed: Option<Shared<Day>>,
}

/// A picture.
#[derive(Debug, Clone, Serialize)]
pub struct ImageView<'a> {
    /// Where it is.
    pub src: String,
    /// Width in pixels, where the picture is the site's own.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// The same picture in several widths, for `srcset`.
    pub srcset: Option<String>,
    /// Text in its place.
    pub alt: &'a str,
    /// Who made it.
    pub credit: Option<&'a str>,
    /// A line below it.
    pub caption: Option<Html>,
}

/// A correction.
#[derive(Debug, Clone, Serialize)]
pub struct CorrectionView {
    /// When it was made.
    pub date: Shared<Day>,
    /// What was put right.
    pub text: Html,
}

/// A page of a list of articles.
#[derive(Debug, Serialize)]
pub struct ListingPage<'a> {
    /// See [`Head`].
    pub head: Head<'a>,
    /// Name of the list.
    pub title: Cow<'a, str>,
    /// Number of articles in the whole list.
    pub count: usize,
    /// The articles on this page.
    pub cards: Vec<CardRef<'a>>,
    /// The other pages.
    pub pager: Pager<'a>,
    /// The list before: the year, month, week or day before that has articles.
    pub previous: Option<Link<'a>>,
    /// The list after.
    pub next: Option<Link<'a>>,
    /// The lists within: a topic's children, a year's months, a month's days.
    pub parts: Vec<Counted<'a>>,
    /// What is known of the topic, person or organization.
    pub about: Option<About<'a>>,
    /// For an outlet: what is cited, in the order of `cards`.
    pub citations: Vec<SourceView<'a>>,
    /// For a person or an organization: `cards` by year.
    pub years: Vec<YearCards<'a>>,
    /// For a topic, a person or an organization: its articles over time.
    pub activity: Option<Sparkline>,
    /// For a year: its days.
    pub heat: Option<YearHeat>,
    /// For a month: its days.
    pub sheet: Option<MonthSheet<'a>>,
    /// For a week: its days, from first to last.
    pub range: Option<String>,
}

/// What an entry's file says beside its text.
#[derive(Debug, Serialize)]
pub struct About<'a> {
    /// One sentence.
    pub summary: Option<Escaped<'a>>,
    /// Further names.
    pub also: &'a [String],
    /// Two-letter country code.
    pub country: Option<&'a str>,
    /// Kind of organization.
    pub kind: Option<&'a str>,
    /// Offices held.
    pub roles: Vec<RoleView<'a>>,
    /// What it rests on.
    pub sources: Vec<SourceView<'a>>,
    /// Language of its text where that is not the page's.
    pub lang: Option<&'a str>,
    /// Day of the first and of the newest article.
    pub span: Option<(Shared<Day>, Shared<Day>)>,
}

/// An office held.
#[derive(Debug, Clone, Serialize)]
pub struct RoleView<'a> {
    /// Its name.
    pub role: &'a str,
    /// Start, as the page's language writes it.
    pub from: Option<String>,
    /// End.
    pub to: Option<String>,
    /// First day seen in it by the digest.
    pub seen_from: Option<String>,
    /// Last day seen in it.
    pub seen_to: Option<String>,
}

/// The pages of a list.
#[derive(Debug, Clone, Serialize)]
pub struct Pager<'a> {
    /// This page, from 1.
    pub number: u32,
    /// How many there are.
    pub total: u32,
    /// The page before.
    pub previous: Option<&'a str>,
    /// The page after.
    pub next: Option<&'a str>,
    /// The first page.
    pub first: Option<&'a str>,
    /// The last page.
    pub last: Option<&'a str>,
}

/// A plain page.
#[derive(Debug, Serialize)]
pub struct PlainPage<'a> {
    /// See [`Head`].
    pub head: Head<'a>,
    /// Its title.
    pub title: &'a str,
    /// One sentence.
    pub summary: Option<Escaped<'a>>,
    /// Last change.
    pub updated: Option<Shared<Day>>,
    /// Language of its text where that is not the page's.
    pub text_lang: Option<&'a str>,
    /// `extra` of its front matter.
    pub extra: Option<serde_json::Value>,
}

/// The page for addresses that do not exist.
#[derive(Debug, Serialize)]
pub struct NotFoundPage<'a> {
    /// See [`Head`].
    pub head: Head<'a>,
    /// The newest articles.
    pub latest: Vec<CardRef<'a>>,
}

/// A page that sends readers on.
#[derive(Debug, Serialize)]
pub struct RedirectPage<'a> {
    /// Title of the target.
    pub title: Cow<'a, str>,
    /// Where it leads.
    pub href: &'a str,
    /// Absolute.
    pub canonical: String,
}
