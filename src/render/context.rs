//! What every view is built with: the site, the plan and a language, and the small views that all
//! pages share. Reads the model; computes no address and no order.

use std::borrow::Cow;
use std::cell::RefCell;

use jiff::civil::Date;

use super::card::CardRef;
use super::html::{Html, Quantity};
use super::shared::{self, Named, Shared, Shelf};
use super::view::{
    Alternate, Card, CorrectionView, Counted, Day, EditionView, Feed, GapView, Head, Link, RoleView,
    SectionView, SourceView, ThreadCard,
};
use crate::config::FeedFormat;
use crate::content::article::{Correction, Source, When};
use crate::content::entry::Role;
use crate::content::front_matter::PartialDate;
use crate::content::markdown;
use crate::date::Period;
use crate::language::{DateStyle, Language, LanguageId};
use crate::plan::{FeedScope, Links, Page, Plan, Resolved, Scope, Section};
use crate::site::related::Scratch;
use crate::site::{ArticleId, Edition, EditionId, Entry, OutletId, Site, ThreadId, TopicId};
use crate::source::{FileId, Sources};
use crate::theme::Theme;

/// What views are built from, in every language.
#[derive(Debug, Clone, Copy)]
pub struct Model<'a> {
    /// The digest's model.
    pub site: &'a Site,
    /// What exists where.
    pub plan: &'a Plan,
    /// What templates ask for.
    pub theme: &'a Theme,
    /// Where texts are read from.
    pub sources: &'a Sources,
    /// How Markdown is written, by language.
    pub markdown: &'a [markdown::Options],
    /// Where links of texts lead, as far as that is known.
    pub resolved: &'a Resolved,
}

/// Builds views in one language.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The digest's model.
    pub site: &'a Site,
    /// What exists where.
    pub plan: &'a Plan,
    /// What templates ask for.
    pub theme: &'a Theme,
    /// Link targets.
    pub links: Links<'a>,
    /// The page's language.
    pub id: LanguageId,
    /// The same, for writing.
    pub language: &'a Language,
    /// How Markdown is written, by language.
    pub markdown: &'a [markdown::Options],
    /// Where links of texts lead, as far as that is known.
    pub resolved: &'a Resolved,
    /// Views that many pages hold.
    pub shelf: &'a Shelf,
    /// Scratch space of the related-article search.
    pub scratch: &'a RefCell<Scratch>,
}

impl<'a> Context<'a> {
    /// A context for `language`.
    #[must_use]
    pub fn new(model: Model<'a>, shelf: &'a Shelf, scratch: &'a RefCell<Scratch>, id: LanguageId) -> Self {
        let Model { site, plan, theme, sources, markdown, resolved } = model;
        let links = Links::new(site, plan, sources);
        Self { site, plan, theme, links, id, language: site.language(id), markdown, resolved, shelf, scratch }
    }

    /// A text of the interface; its key where the catalogue lacks it.
    #[must_use]
    pub fn text(&self, key: &'static str) -> &'a str {
        self.language.text(key).unwrap_or(key)
    }

    /// A text of the interface with values put in.
    #[must_use]
    pub fn message(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.language.message(key, None, values).unwrap_or_else(|| key.to_owned())
    }

    /// The `href` of `page`.
    #[must_use]
    pub fn href(&self, page: Page) -> Option<&'a str> {
        self.links.to(page)
    }

    /// A link to `page`.
    pub fn link(&self, title: impl Into<Cow<'a, str>>, page: Page) -> Link<'a> {
        Link { title: title.into(), href: self.href(page).map(Cow::Borrowed) }
    }

    /// Absolute form of an `href`.
    #[must_use]
    pub fn absolute(&self, href: &str) -> String {
        [self.site.config.origin.as_str(), href].concat()
    }

    /// A day in the page's language.
    #[must_use]
    pub fn day(&self, day: Date) -> Shared<Day> {
        self.shelf.day(self.language, day)
    }

    /// A day or an instant in the page's language.
    #[must_use]
    pub fn when(&self, when: When) -> Shared<Day> {
        if !when.timed {
            return self.day(when.day);
        }
        let iso = rfc3339(when, &self.site.config.timezone);
        Shared::of(&Day { iso, ..shared::day(self.language, when.day) })
    }

    /// The tag of `language` where it is not the page's.
    #[must_use]
    pub fn foreign(&self, language: LanguageId) -> Option<&'a str> {
        (language != self.id).then(|| self.site.config.languages[language.index()].tag.as_str())
    }

    /// A link to a topic, as pages of articles hold it.
    #[must_use]
    pub fn shared_topic(&self, id: TopicId) -> Shared<Link<'a>> {
        self.shelf.link(Named::Topic(id.index()), || self.topic(id))
    }

    /// A link to a topic.
    #[must_use]
    pub fn topic(&self, id: TopicId) -> Link<'a> {
        let page = Page::Listing(self.id, Scope::Topic(id), 1);
        self.link(self.site.topic(id).entry.title(self.id), page)
    }

    /// A link to an article.
    #[must_use]
    pub fn article(&self, id: ArticleId) -> Link<'a> {
        let title = self.site.article(id).text(self.id).map_or("", |(text, _)| text.title.as_str());
        self.link(title, Page::Article(self.id, id))
    }

    /// An article in a list.
    #[must_use]
    pub fn card(&self, id: ArticleId) -> Option<CardRef<'a>> {
        CardRef::new(*self, id)
    }

    /// What the card of an article says, without its HTML.
    pub(super) fn new_card(&self, id: ArticleId) -> Option<Card<'a>> {
        let article = self.site.article(id);
        let (text, language) = article.text(self.id)?;
        Some(Card {
            title: &text.title,
            href: self.href(Page::Article(self.id, id)),
            date: self.when(article.date),
            summary: text.summary.as_deref(),
            kicker: article.topics.first().map(|topic| self.shared_topic(*topic)),
            lang: self.foreign(language),
            brief: article.brief,
            lead: article.lead,
            sources: self.source_count(article.sources.len()),
            html: Html::default(),
        })
    }

    fn source_count(&self, count: usize) -> Option<Quantity<'a>> {
        let count = u64::try_from(count).ok().filter(|count| *count > 0)?;
        Some(Quantity { language: self.language, message: "source_count", count })
    }

    /// Articles in a list.
    pub fn cards(&self, ids: impl IntoIterator<Item = ArticleId>) -> Vec<CardRef<'a>> {
        ids.into_iter().filter_map(|id| self.card(id)).collect()
    }

    /// A topic with its number of articles.
    #[must_use]
    pub fn counted_topic(&self, id: TopicId) -> Counted<'a> {
        let topic = self.site.topic(id);
        let (summary, lang) = self.entry_summary(&topic.entry);
        let page = Page::Listing(self.id, Scope::Topic(id), 1);
        let title = Cow::Borrowed(topic.entry.title(self.id));
        Counted { title, href: self.href(page), summary, lang, count: topic.all.len() }
    }

    /// The sentence on an entry, and its language where that is not the page's.
    #[must_use]
    pub fn entry_summary(&self, entry: &'a Entry) -> (Option<&'a str>, Option<&'a str>) {
        let Some((text, language)) = entry.text(self.id) else { return (None, None) };
        (text.summary.as_deref(), self.foreign(language))
    }

    /// A thread in a list.
    #[must_use]
    pub fn thread_card(&self, id: ThreadId) -> ThreadCard<'a> {
        let thread = self.site.thread(id);
        let day = |article: &ArticleId| self.day(self.site.article(*article).date.day);
        let (summary, lang) = self.entry_summary(&thread.entry);
        let newest = thread.articles.last();
        let newest_in =
            newest.and_then(|id| self.site.article(*id).text(self.id)).map(|(_, language)| language);
        ThreadCard {
            title: thread.entry.title(self.id),
            href: self.href(Page::Thread(self.id, id)),
            summary,
            lang,
            count: thread.articles.len(),
            first: thread.articles.first().map(day),
            last: thread.articles.last().map(day),
            closed: thread.entry.closed,
            newest: newest.map(|article| self.article(*article)),
            newest_lang: newest_in.and_then(|language| self.foreign(language)),
        }
    }

    /// An edition; without sections and briefs where `contents` is false.
    #[must_use]
    pub fn edition(&self, id: EditionId, contents: bool) -> EditionView<'a> {
        let edition = &self.site.editions.list[id.index()];
        let note = edition.note.as_ref().and_then(|note| note.text(self.id));
        EditionView {
            title: note.map(|(text, _)| text.title.as_str()).filter(|title| !title.is_empty()),
            number: edition.number,
            range: self.period(edition.period),
            first: edition.period.first.to_string(),
            last: edition.period.last.to_string(),
            href: self.href(Page::Edition(self.id, id)),
            count: edition.count,
            lead: self.card(edition.lead),
            sections: if contents { self.sections(edition) } else { Vec::new() },
            briefs: if contents { self.cards(edition.briefs.iter().copied()) } else { Vec::new() },
            gap: edition
                .gap
                .map(|gap| GapView { count: gap.count, range: self.language.range(gap.first, gap.last) }),
        }
    }

    fn sections(&self, edition: &'a Edition) -> Vec<SectionView<'a>> {
        let section = |(topic, ids): &'a (Option<TopicId>, Vec<ArticleId>)| SectionView {
            topic: topic.map(|id| self.topic(id)),
            cards: self.cards(ids.iter().copied()),
        };
        edition.sections.iter().map(section).collect()
    }

    /// The days of a period.
    #[must_use]
    pub fn period(&self, period: Period) -> String {
        self.language.range(period.first, period.last)
    }

    /// `No. 12`, or the title that the editor gave.
    #[must_use]
    pub fn edition_title(&self, edition: &'a Edition) -> Cow<'a, str> {
        let note = edition.note.as_ref().and_then(|note| note.text(self.id));
        match note.map(|(text, _)| text.title.as_str()).filter(|title| !title.is_empty()) {
            Some(title) => Cow::Borrowed(title),
            None => {
                let number = edition.number.to_string();
                Cow::Owned(self.message("edition_title", &[("number", &number)]))
            }
        }
    }

    /// A source.
    #[must_use]
    pub fn source(&self, source: &'a Source) -> SourceView<'a> {
        let page = |id: &OutletId| Page::Listing(self.id, Scope::Outlet(*id), 1);
        SourceView {
            name: &source.name,
            outlet: self.site.outlet_of.get(&source.name).and_then(|id| self.href(page(id))),
            title: source.title.as_deref(),
            url: source.url.as_deref(),
            archive_url: source.archive_url.as_deref(),
            author: source.author.as_deref(),
            language: source.language.as_deref(),
            language_name: source.language.as_deref().map(|tag| self.language_name(tag)),
            published: source.published.map(|date| self.partial_day(date)),
            accessed: source.accessed.map(|date| self.partial_day(date)),
        }
    }

    /// What the page's language calls the language `tag`; the tag itself where it has no word.
    #[must_use]
    pub fn language_name(&self, tag: &'a str) -> &'a str {
        let name = |tag: &str| self.language.text(&["language.", tag].concat());
        let primary = tag.split('-').next().unwrap_or(tag);
        name(tag).or_else(|| name(primary)).unwrap_or(tag)
    }

    /// A correction of a text in `language`, found in `file`.
    #[must_use]
    pub fn correction(&self, correction: &Correction, file: FileId, language: LanguageId) -> CorrectionView {
        CorrectionView {
            date: self.day(correction.date),
            text: self.inline(&correction.text, file, language),
        }
    }

    /// An office.
    #[must_use]
    pub fn role(&self, role: &'a Role) -> RoleView<'a> {
        let date = |date: Option<PartialDate>| date.map(|date| self.partial_date(date));
        RoleView {
            role: &role.role,
            from: date(role.from),
            to: date(role.to),
            seen_from: date(role.seen_from),
            seen_to: date(role.seen_to),
        }
    }

    /// A year, month or day.
    fn partial_day(&self, date: PartialDate) -> Shared<Day> {
        date.whole().map_or_else(
            || {
                let shown = self.partial_date(date);
                Shared::of(&Day { iso: date.to_string(), long: shown.clone(), short: shown })
            },
            |day| self.day(day),
        )
    }

    /// A year, month or day as the page's language writes it.
    fn partial_date(&self, date: PartialDate) -> String {
        match (date.whole(), date.month) {
            (Some(day), _) => self.language.date(day, DateStyle::Long),
            (None, Some(month)) => self.language.month(date.year, month),
            (None, None) => date.to_string(),
        }
    }

    /// One line of inline Markdown of `file`, written in `language`, as HTML. Links are resolved for
    /// the page's language; one that leads nowhere was told when the site was compiled.
    #[must_use]
    pub fn inline(&self, text: &str, file: FileId, language: LanguageId) -> Html {
        let mut html = String::with_capacity(text.len() + 16);
        let resolve = |target: &str| self.links.resolve(file, self.id, target).ok().flatten();
        markdown::render_inline(text, &self.markdown[language.index()], &resolve, &mut html);
        Html(html)
    }

    /// The title of a page that a redirect can lead to.
    #[must_use]
    pub fn page_title(&self, page: Page) -> String {
        match page {
            Page::Article(_, id) => self.article(id).title.into_owned(),
            Page::Listing(_, scope, _) => self.scope_title(scope).into_owned(),
            Page::Thread(_, id) => self.site.thread(id).entry.title(self.id).to_owned(),
            Page::Plain(_, id) => self.site.pages[id.index()].title(self.id).to_owned(),
            _ => self.site.config.languages[self.id.index()].title.clone(),
        }
    }

    /// The frame of `page`.
    #[must_use]
    pub fn head(&self, page: Page, kind: &'static str, title: impl Into<Cow<'a, str>>) -> Head<'a> {
        let href = self.href(page).unwrap_or_default();
        Head {
            kind,
            title: title.into(),
            description: None,
            lang: &self.language.tag,
            canonical: self.absolute(href),
            href,
            indexable: true,
            alternates: self.theme.names(kind).when("alternates", || self.alternates(page)),
            feeds: Vec::new(),
            breadcrumbs: Vec::new(),
            social: None,
            linked_data: Html::default(),
        }
    }

    fn alternates(&self, page: Page) -> Vec<Alternate<'a>> {
        let alternate = |id: LanguageId| {
            let config = &self.site.config.languages[id.index()];
            let href = self.href(page.in_language(id)?)?;
            Some(Alternate {
                lang: &config.tag,
                name: &config.name,
                url: self.absolute(href),
                href,
                current: id == self.id,
                translated: translated(self.site, page, id),
            })
        };
        self.site.language_ids().filter_map(alternate).collect()
    }

    /// The front page and the index above a page.
    #[must_use]
    pub fn above(&self, section: Option<Section>) -> Vec<Link<'a>> {
        let title = self.site.config.languages[self.id.index()].title.as_str();
        let mut links = vec![self.link(title, Page::Home(self.id))];
        if let Some(section) = section {
            links.extend(Some(self.section(section)).filter(|link| link.href.is_some()));
        }
        links
    }

    /// A link to an index page.
    #[must_use]
    pub fn section(&self, section: Section) -> Link<'a> {
        self.link(self.text(section_key(section)), Page::Index(self.id, section))
    }

    /// The feeds of `scope` that the site has.
    #[must_use]
    pub fn feeds(&self, scope: FeedScope, title: &str) -> Vec<Feed<'a>> {
        let feed = |format: &FeedFormat| {
            let href = self.href(Page::Feed(self.id, scope, *format))?;
            Some(Feed { title: Cow::Owned(title.to_owned()), media_type: media_type(*format), href })
        };
        self.site.config.feeds.formats.iter().filter_map(feed).collect()
    }
}

/// Whether `page` has texts of its own in `language`.
fn translated(site: &Site, page: Page, language: LanguageId) -> bool {
    match page {
        Page::Article(_, id) => site.article(id).is_in(language),
        Page::Plain(_, id) => site.pages[id.index()].texts.get(language.index()).is_some_and(Option::is_some),
        _ => true,
    }
}

/// Catalogue key of a section's name.
#[must_use]
pub fn section_key(section: Section) -> &'static str {
    match section {
        Section::Topics => "section.topics",
        Section::Threads => "section.threads",
        Section::People => "section.people",
        Section::Organizations => "section.organizations",
        Section::Editions => "section.editions",
        Section::Sources => "section.sources",
        Section::Glossary => "section.glossary",
        Section::Corrections => "section.corrections",
        Section::Archive => "section.archive",
        Section::Search => "section.search",
    }
}

/// Media type of a feed.
#[must_use]
pub fn media_type(format: FeedFormat) -> &'static str {
    match format {
        FeedFormat::Atom => "application/atom+xml",
        FeedFormat::Rss => "application/rss+xml",
        FeedFormat::Json => "application/feed+json",
    }
}

/// RFC 3339 form of an instant with the offset that `zone` has then.
#[must_use]
pub fn rfc3339(when: When, zone: &jiff::tz::TimeZone) -> String {
    let Ok(timestamp) = jiff::Timestamp::from_second(when.seconds) else { return when.day.to_string() };
    jiff::ZonedDateTime::new(timestamp, zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
