//! The address of every page: patterns of `site.yaml` filled from the site's model.

use jiff::civil::Date;

use super::{CardSubject, FeedScope, Page, Scope, SearchFile, Section};
use crate::address::Url;
use crate::config::{Address, FeedFormat};
use crate::language::LanguageId;
use crate::site::{ArticleId, EditionId, PlainPageId, Site, ThreadId, TopicId, topics};

/// Fills patterns for one site.
#[derive(Debug)]
pub struct Addresses<'a> {
    site: &'a Site,
    roots: Vec<Url>,
}

impl<'a> Addresses<'a> {
    /// Addresses of `site`.
    #[must_use]
    pub fn new(site: &'a Site) -> Self {
        let root = |id: LanguageId| match id {
            LanguageId::DEFAULT => Url::root(),
            other => Url::root().folder(&site.config.languages[other.index()].tag),
        };
        Self { site, roots: site.language_ids().map(root).collect() }
    }

    /// The front page of `language`.
    #[must_use]
    pub fn home(&self, language: LanguageId) -> Url {
        self.roots[language.index()].clone()
    }

    fn fill(&self, language: LanguageId, address: Address, values: &[(&'static str, &str)]) -> Url {
        let pattern = self.site.config.languages[language.index()].permalinks.get(address);
        let path = pattern.fill(values);
        let root = self.roots[language.index()].as_str().trim_end_matches('/');
        Url::new(&format!("{root}{path}"))
    }

    /// An article.
    #[must_use]
    pub fn article(&self, language: LanguageId, id: ArticleId) -> Url {
        let article = self.site.article(id);
        let (year, month, day) = parts(article.date.day);
        let slug = article.text(language).map_or("", |(text, _)| text.slug.as_str());
        let topic = article.topics.first().map(|t| topics::root_of(&self.site.topics, *t));
        let topic = topic.map_or("", |t| self.site.topic(t).entry.slug(language));
        let values =
            [("year", year.as_str()), ("month", &month), ("day", &day), ("slug", slug), ("topic", topic)];
        self.fill(language, Address::Article, &values)
    }

    /// A topic.
    #[must_use]
    pub fn topic(&self, language: LanguageId, id: TopicId) -> Url {
        let mut slugs = Vec::new();
        let mut above = Some(id);
        while let Some(topic) = above {
            let topic = self.site.topic(topic);
            slugs.push(topic.entry.slug(language));
            above = topic.parent;
        }
        let slug = slugs[0];
        slugs.reverse();
        self.fill(language, Address::Topic, &[("path", &slugs.join("/")), ("slug", slug)])
    }

    /// A thread.
    #[must_use]
    pub fn thread(&self, language: LanguageId, id: ThreadId) -> Url {
        let slug = self.site.thread(id).entry.slug(language);
        self.fill(language, Address::Thread, &[("slug", slug)])
    }

    /// A plain page.
    #[must_use]
    pub fn plain(&self, language: LanguageId, id: PlainPageId) -> Url {
        let entry = &self.site.pages[id.index()];
        let slug = entry.slug(language);
        let folder = entry.key.split_once('/').map_or("", |(_, rest)| rest).rsplit_once('/');
        let path = folder.map_or_else(|| slug.to_owned(), |(folder, _)| format!("{folder}/{slug}"));
        self.fill(language, Address::Page, &[("slug", &path), ("path", &path)])
    }

    /// An edition.
    #[must_use]
    pub fn edition(&self, language: LanguageId, id: EditionId) -> Url {
        let edition = &self.site.editions.list[id.index()];
        let year = format!("{:04}", edition.period.first.year());
        let number = edition.number.to_string();
        self.fill(language, Address::Edition, &[("key", &edition.key), ("number", &number), ("year", &year)])
    }

    /// An index page.
    #[must_use]
    pub fn section(&self, language: LanguageId, section: Section) -> Url {
        let address = match section {
            Section::Topics => Address::Topics,
            Section::Threads => Address::Threads,
            Section::People => Address::People,
            Section::Organizations => Address::Organizations,
            Section::Editions => Address::Editions,
            Section::Sources => Address::Sources,
            Section::Glossary => Address::Glossary,
            Section::Corrections => Address::Corrections,
            Section::Archive => Address::Archive,
            Section::Search => Address::Search,
        };
        self.fill(language, address, &[])
    }

    /// A page of a list: the first is the list's own address, the others stand below it.
    #[must_use]
    pub fn listing(&self, language: LanguageId, scope: Scope, number: u32) -> Url {
        let first = self.scope(language, scope);
        if number <= 1 { first } else { folder_of(&first).folder(&format!("page/{number}")) }
    }

    fn scope(&self, language: LanguageId, scope: Scope) -> Url {
        match scope {
            Scope::Latest => self.fill(language, Address::Latest, &[]),
            Scope::Topic(id) => self.topic(language, id),
            Scope::Person(id) => {
                let slug = self.site.people[id.index()].slug(language);
                self.fill(language, Address::Person, &[("slug", slug)])
            }
            Scope::Organization(id) => {
                let slug = self.site.organizations[id.index()].slug(language);
                self.fill(language, Address::Organization, &[("slug", slug)])
            }
            Scope::Outlet(id) => {
                let slug = &self.site.outlets[id.index()].key;
                self.fill(language, Address::Outlet, &[("slug", slug)])
            }
            Scope::Year(year) => self.fill(language, Address::Year, &[("year", &format!("{year:04}"))]),
            Scope::Month(month) => {
                let (year, month) = (format!("{:04}", month.year), format!("{:02}", month.month));
                self.fill(language, Address::Month, &[("year", &year), ("month", &month)])
            }
            Scope::Week(week) => {
                let (year, week) = (format!("{:04}", week.year), format!("{:02}", week.week));
                self.fill(language, Address::Week, &[("year", &year), ("week", &week)])
            }
            Scope::Day(day) => {
                let (year, month, day) = parts(day);
                self.fill(language, Address::Day, &[("year", &year), ("month", &month), ("day", &day)])
            }
        }
    }

    /// A feed: a file beside the page that it is a feed of.
    #[must_use]
    pub fn feed(&self, language: LanguageId, scope: FeedScope, format: FeedFormat) -> Url {
        let beside = match scope {
            FeedScope::Site => self.home(language),
            FeedScope::Topic(id) => self.topic(language, id),
            FeedScope::Thread(id) => self.thread(language, id),
            FeedScope::Person(id) => self.scope(language, Scope::Person(id)),
        };
        let name = match format {
            FeedFormat::Atom => "feed.atom",
            FeedFormat::Rss => "feed.rss",
            FeedFormat::Json => "feed.json",
        };
        folder_of(&beside).file(name)
    }

    /// A social card: a file beside the page that it stands for.
    #[must_use]
    pub fn social_card(&self, language: LanguageId, subject: CardSubject) -> Url {
        let beside = match subject {
            CardSubject::Site => self.home(language),
            CardSubject::Article(id) => self.article(language, id),
            CardSubject::Edition(id) => self.edition(language, id),
        };
        folder_of(&beside).file("social-card.png")
    }

    /// A file of the search index: in the folder of the search page.
    #[must_use]
    pub fn search(&self, language: LanguageId, file: SearchFile) -> Url {
        folder_of(&self.section(language, Section::Search)).file(&file.name())
    }

    /// The address of `page`, where a pattern of the site decides it.
    #[must_use]
    pub fn of(&self, page: Page) -> Option<Url> {
        Some(match page {
            Page::Home(l) => self.home(l),
            Page::Article(l, id) => self.article(l, id),
            Page::Listing(l, scope, number) => self.listing(l, scope, number),
            Page::Index(l, section) => self.section(l, section),
            Page::Edition(l, id) => self.edition(l, id),
            Page::Thread(l, id) => self.thread(l, id),
            Page::Plain(l, id) => self.plain(l, id),
            Page::Feed(l, scope, format) => self.feed(l, scope, format),
            Page::Search(l, file) => self.search(l, file),
            Page::NotFound(l) => self.home(l).file("404.html"),
            Page::SocialCard(l, subject) => self.social_card(l, subject),
            Page::Sitemap(0) => Url::new("/sitemap.xml"),
            Page::Sitemap(n) => Url::new(&format!("/sitemap-{n}.xml")),
            Page::NewsSitemap => Url::new("/sitemap-news.xml"),
            Page::Robots => Url::new("/robots.txt"),
            Page::RedirectsFile => Url::new("/_redirects"),
            Page::Headers => Url::new("/_headers"),
            Page::Redirect(_) | Page::Asset(_) | Page::File(_) | Page::Resized(..) => return None,
        })
    }
}

/// The folder that belongs to an address: `/a/b.html` has the folder `/a/b/`.
fn folder_of(url: &Url) -> Url {
    match url.as_str().strip_suffix(".html") {
        Some(stem) => Url::new(&format!("{stem}/")),
        None => url.clone(),
    }
}

fn parts(day: Date) -> (String, String, String) {
    (format!("{:04}", day.year()), format!("{:02}", day.month()), format!("{:02}", day.day()))
}
