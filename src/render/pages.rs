//! The views of single pages: front page, article, edition, thread, plain page.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::context::Context;
use super::html::{Encoded, Escaped, Html};
use super::shared::{Named, Shared};
use super::view::{
    ArticlePage, Counted, EditionLink, EditionPage, HomePage, ImageView, Link, NotFoundPage, PlainPage,
    SectionView, ShareView, ThreadPage, ThreadPlace,
};
use crate::content::article::Image;
use crate::language::LanguageId;
use crate::plan::{FeedScope, Page, Scope, Section};
use crate::site::topics::root_of;
use crate::site::{Article, ArticleId, EditionId, PersonId, PlainPageId, Thread, ThreadId, TopicId};
use crate::source::FileId;

/// Threads and older articles shown on the front page.
const HOME_THREADS: usize = 6;
const HOME_LATEST: usize = 6;
/// Articles of each topic on the front page.
const HOME_DESK: usize = 4;
/// Months of the front page's picture.
const HOME_MONTHS: usize = 24;
const NOT_FOUND_LATEST: usize = 5;
/// Words that a reader takes in a minute (Brysbaert, 2019, rounded down for dense text).
const WORDS_PER_MINUTE: u32 = 220;

impl<'a> Context<'a> {
    /// The front page.
    #[must_use]
    pub fn home_page(&self) -> HomePage<'a> {
        let config = &self.site.config.languages[self.id.index()];
        let mut head = self.head(Page::Home(self.id), "home", config.title.as_str());
        head.description = Some(Cow::Borrowed(config.description.as_str())).filter(|d| !d.is_empty());
        head.feeds = self.feeds(FeedScope::Site, &config.title);
        let current = (!self.site.editions.list.is_empty()).then(|| EditionId::at(0));
        let in_edition = current.map_or(0, |id| self.site.editions.list[id.index()].count);
        let shown = in_edition.saturating_add(HOME_LATEST).min(self.site.articles.len());
        let older = (in_edition..shown).map(ArticleId::at);
        let threads = (0..self.site.threads.len()).map(ThreadId::at);
        let threads = threads.filter(|id| !self.site.thread(*id).articles.is_empty()).take(HOME_THREADS);
        let roots =
            (0..self.site.topics.len()).map(TopicId::at).filter(|id| self.site.topic(*id).parent.is_none());
        let edition = current.map(|id| &self.site.editions.list[id.index()]);
        let (lead, period) = (edition.map(|edition| edition.lead), edition.map(|edition| edition.period));
        let names = self.theme.names("home");
        HomePage {
            head,
            edition: current.map(|id| self.edition(id, true)),
            facts: lead.map_or_else(Vec::new, |id| self.key_facts(id)),
            latest: self.cards(older),
            desks: names.when("desks", || roots.clone().filter_map(|id| self.desk(id, shown)).collect()),
            on_these_days: names
                .when("on_these_days", || period.map_or_else(Vec::new, |at| self.on_these_days(at))),
            activity: names.when("activity", || self.activity(HOME_MONTHS)),
            archive: self.href(Page::Listing(self.id, Scope::Latest, 1)),
            threads: threads.map(|id| self.thread_card(id)).collect(),
            topics: roots.map(|id| self.counted_topic(id)).collect(),
        }
    }

    /// The newest articles of a root topic from position `from` on.
    fn desk(&self, id: TopicId, from: usize) -> Option<SectionView<'a>> {
        let older = self.site.topic(id).all.iter().filter(|article| article.index() >= from);
        // An article of several topics stands under its first.
        let first = |article: &&ArticleId| {
            let topic = self.site.article(**article).topics.first();
            topic.is_some_and(|topic| root_of(&self.site.topics, *topic) == id)
        };
        let cards = self.cards(older.filter(first).take(HOME_DESK).copied());
        (!cards.is_empty()).then(|| SectionView { topic: Some(self.topic(id)), cards })
    }

    fn key_facts(&self, id: ArticleId) -> Vec<Html> {
        let Some((text, language)) = self.site.article(id).text(self.id) else { return Vec::new() };
        text.key_facts.iter().map(|fact| self.inline(fact, text.file, language)).collect()
    }

    /// An article.
    #[must_use]
    pub fn article_page(&self, id: ArticleId) -> Option<ArticlePage<'a>> {
        let article = self.site.article(id);
        let (text, language) = article.text(self.id)?;
        let page = Page::Article(self.id, id);
        let mut head = self.head(page, "article", text.title.as_str());
        head.description = text.summary.as_deref().map(Cow::Borrowed);
        head.breadcrumbs = self.above(None);
        head.breadcrumbs.extend(article.topics.first().map(|topic| self.topic(*topic)));
        if language != self.id {
            // A page without a translation repeats the original: engines are sent there.
            let original = self.href(Page::Article(language, id)).unwrap_or_default();
            head.canonical = self.absolute(original);
            head.indexable = false;
        }
        let neighbour = |at: Option<usize>| {
            at.filter(|at| *at < self.site.articles.len()).map(|at| self.article(ArticleId::at(at)))
        };
        let foreign = self.foreign(language);
        let names = self.theme.names("article");
        let share = ShareView {
            title: Encoded(text.title.as_str().into()),
            url: Encoded(head.canonical.clone().into()),
        };
        Some(ArticlePage {
            head,
            title: &text.title,
            summary: text.summary.as_deref().map(Escaped),
            date: self.when(article.date),
            updated: article.updated.map(|when| self.when(when)),
            kicker: article.topics.first().map(|topic| self.shared_topic(*topic)),
            untranslated: foreign
                .map(|tag| (tag, self.site.config.languages[language.index()].name.as_str())),
            topics: article.topics.iter().map(|topic| self.shared_topic(*topic)).collect(),
            people: article.people.iter().map(|person| self.shared_person(*person)).collect(),
            organizations: self.organizations(article),
            places: &text.places,
            thread: self.thread_place(article, id),
            edition: self.edition_link(id),
            key_facts: names.when("key_facts", || self.key_facts(id)),
            sources: article.sources.iter().map(|source| self.source(source)).collect(),
            image: text.image.as_ref().map(|image| self.image(image, text.file, language)),
            corrections: text.corrections.iter().map(|c| self.correction(c, text.file, language)).collect(),
            previous: neighbour(id.index().checked_add(1)),
            next: neighbour(id.index().checked_sub(1)),
            related: names.when("related", || self.cards(self.related(id))),
            minutes: text.body.words.div_ceil(WORDS_PER_MINUTE).max(1),
            share,
            extra: json(text.extra.as_deref()),
        })
    }

    fn related(&self, id: ArticleId) -> Vec<ArticleId> {
        let wanted = self.site.config.related;
        if wanted == 0 {
            return Vec::new();
        }
        self.site.related_to(id, wanted, &mut self.scratch.borrow_mut())
    }

    fn shared_person(&self, id: PersonId) -> Shared<Link<'a>> {
        self.shelf.link(Named::Person(id.index()), || self.person(id))
    }

    fn person(&self, id: PersonId) -> Link<'a> {
        let page = Page::Listing(self.id, Scope::Person(id), 1);
        self.link(self.site.people[id.index()].title(self.id), page)
    }

    fn organizations(&self, article: &'a Article) -> Vec<Shared<Link<'a>>> {
        let link = |id: &crate::site::OrganizationId| {
            self.shelf.link(Named::Organization(id.index()), || {
                let page = Page::Listing(self.id, Scope::Organization(*id), 1);
                self.link(self.site.organizations[id.index()].title(self.id), page)
            })
        };
        article.organizations.iter().map(link).collect()
    }

    fn thread_place(&self, article: &Article, id: ArticleId) -> Option<ThreadPlace<'a>> {
        let thread_id = article.thread?;
        let thread = self.site.thread(thread_id);
        // Oldest first means falling ids.
        let at = thread.articles.binary_search_by(|other| id.cmp(other)).ok()?;
        let neighbour = |at: Option<usize>| Some(self.article(*thread.articles.get(at?)?));
        Some(ThreadPlace {
            title: thread.entry.title(self.id),
            href: self.href(Page::Thread(self.id, thread_id)),
            part: at + 1,
            total: thread.articles.len(),
            previous: neighbour(at.checked_sub(1)),
            next: neighbour(at.checked_add(1)),
        })
    }

    fn edition_link(&self, id: ArticleId) -> Option<Shared<EditionLink<'a>>> {
        let at = EditionId(*self.site.editions.of_article.get(id.index())?);
        let edition = self.site.editions.list.get(at.index())?;
        Some(self.shelf.edition(at.index(), || EditionLink {
            number: edition.number,
            range: self.period(edition.period),
            href: self.href(Page::Edition(self.id, at)),
        }))
    }

    fn image(&self, image: &'a Image, file: FileId, language: LanguageId) -> super::view::ImageView<'a> {
        let src = self.links.resolve(file, self.id, &image.src).ok().flatten();
        let picture = self.picture(file, &image.src);
        ImageView {
            src: src.map_or_else(|| image.src.clone(), |src| src.to_string()),
            width: picture.as_ref().map(|picture| picture.width),
            height: picture.as_ref().map(|picture| picture.height),
            srcset: picture.and_then(|picture| picture.srcset),
            alt: &image.alt,
            credit: image.credit.as_deref(),
            caption: image.caption.as_deref().map(|caption| self.inline(caption, file, language)),
        }
    }

    /// An edition.
    #[must_use]
    pub fn edition_page(&self, id: EditionId) -> EditionPage<'a> {
        let edition = &self.site.editions.list[id.index()];
        let view = self.edition(id, true);
        let title = format!("{} · {}", self.edition_title(edition), view.range);
        let mut head = self.head(Page::Edition(self.id, id), "edition", title);
        let note = edition.note.as_ref().and_then(|note| note.text(self.id));
        let summary = note.and_then(|(text, _)| text.summary.as_deref());
        let lead =
            self.site.article(edition.lead).text(self.id).and_then(|(text, _)| text.summary.as_deref());
        head.description = summary.or(lead).map(Cow::Borrowed);
        head.breadcrumbs = self.above(Some(Section::Editions));
        let neighbour = |at: Option<usize>| {
            let other = self.site.editions.list.get(at?)?;
            let page = Page::Edition(self.id, EditionId::at(at?));
            Some(self.link(format!("{} · {}", self.edition_title(other), self.period(other.period)), page))
        };
        EditionPage {
            head,
            edition: view,
            previous: neighbour(id.index().checked_add(1)),
            next: neighbour(id.index().checked_sub(1)),
        }
    }

    /// A thread.
    #[must_use]
    pub fn thread_page(&self, id: ThreadId) -> Option<ThreadPage<'a>> {
        let thread = self.site.thread(id);
        let (text, language) = thread.entry.text(self.id)?;
        let mut head = self.head(Page::Thread(self.id, id), "thread", text.title.as_str());
        head.description = text.summary.as_deref().map(Cow::Borrowed);
        head.breadcrumbs = self.above(Some(Section::Threads));
        head.feeds = self.feeds(FeedScope::Thread(id), &text.title);
        let names = self.theme.names("thread");
        Some(ThreadPage {
            head,
            thread: self.thread_card(id),
            cards: names.when("cards", || self.cards(thread.articles.iter().copied())),
            years: names.when("years", || self.by_year(&thread.articles)),
            timeline: names.when("timeline", || self.timeline(&thread.articles)),
            people: names.when("people", || self.people_of(thread)),
            text_lang: self.foreign(language),
        })
    }

    /// The people of a thread, those named in most of its articles first.
    fn people_of(&self, thread: &'a Thread) -> Vec<Counted<'a>> {
        let mut named: BTreeMap<PersonId, usize> = BTreeMap::new();
        for person in thread.articles.iter().flat_map(|id| &self.site.article(*id).people) {
            *named.entry(*person).or_default() += 1;
        }
        let mut named: Vec<(PersonId, usize)> = named.into_iter().collect();
        named.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
        let counted = |(id, count): (PersonId, usize)| Counted {
            title: Cow::Borrowed(self.site.people[id.index()].title(self.id)),
            href: self.href(Page::Listing(self.id, Scope::Person(id), 1)),
            summary: None,
            lang: None,
            count,
        };
        named.into_iter().map(counted).collect()
    }

    /// A plain page.
    #[must_use]
    pub fn plain_page(&self, id: PlainPageId) -> Option<PlainPage<'a>> {
        let entry = &self.site.pages[id.index()];
        let (text, language) = entry.text(self.id)?;
        let mut head = self.head(Page::Plain(self.id, id), "page", text.title.as_str());
        head.description = text.summary.as_deref().map(Cow::Borrowed);
        head.breadcrumbs = self.above(None);
        if language != self.id {
            let original = self.href(Page::Plain(language, id)).unwrap_or_default();
            head.canonical = self.absolute(original);
            head.indexable = false;
        }
        Some(PlainPage {
            head,
            title: &text.title,
            summary: text.summary.as_deref().map(Escaped),
            updated: entry.updated.map(|when| self.when(when)),
            text_lang: self.foreign(language),
            extra: json(text.extra.as_deref()),
        })
    }

    /// The page for addresses that do not exist.
    #[must_use]
    pub fn not_found_page(&self) -> NotFoundPage<'a> {
        let mut head = self.head(Page::NotFound(self.id), "404", self.text("not_found_title"));
        head.indexable = false;
        let newest = (0..self.site.articles.len()).take(NOT_FOUND_LATEST).map(ArticleId::at);
        NotFoundPage { head, latest: self.cards(newest) }
    }
}

/// Free data of a front matter, as templates see it.
#[must_use]
pub fn json(text: Option<&str>) -> Option<serde_json::Value> {
    text.and_then(|text| serde_json::from_str(text).ok())
}
