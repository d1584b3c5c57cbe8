//! What the site consists of: every page of every kind that `outputs` does not turn off.

use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator, ParallelExtend, ParallelIterator};

use super::pagination::page_count;
use super::search::Shards;
use super::{Addresses, CardSubject, FeedScope, Page, Planned, Scope, Section};
use crate::address::Url;
use crate::language::LanguageId;
use crate::site::{
    ArticleId, EditionId, Entry, OrganizationId, OutletId, PersonId, PlainPageId, Profile, Site, ThreadId,
    TopicId,
};
use crate::source::FileId;
use crate::theme::{AssetId, Theme};

/// Addresses in one sitemap, as sitemaps.org allows.
pub(crate) const SITEMAP_ADDRESSES: usize = 50_000;

/// Folder of pictures in other widths than their own; no other file is in it.
const RESIZED: &str = "resized";

/// Whether this binary can resize pictures.
const CAN_RESIZE: bool = cfg!(feature = "images");

/// Every page but redirects, in no particular order.
pub(super) fn pages(site: &Site, theme: &Theme, addresses: &Addresses<'_>) -> Vec<Planned> {
    let mut list = List { site, addresses, planned: Vec::with_capacity(site.articles.len() * 2) };
    for language in site.language_ids() {
        list.fixed(language);
        list.articles(language);
        list.entries(language);
        list.archives(language);
        list.feeds(language);
        list.social_cards(language);
    }
    list.files();
    list.assets(theme);
    list.crawlers();
    list.planned
}

struct List<'a> {
    site: &'a Site,
    addresses: &'a Addresses<'a>,
    planned: Vec<Planned>,
}

impl List<'_> {
    fn add(&mut self, page: Page, cause: Option<FileId>) {
        if let Some(url) = self.addresses.of(page) {
            self.planned.push(Planned { page, url, cause });
        }
    }

    /// All pages of one list.
    fn listing(&mut self, language: LanguageId, scope: Scope, items: usize, cause: Option<FileId>) {
        for number in 1..=page_count(items, scope.per_page(&self.site.config.per_page)) {
            self.add(Page::Listing(language, scope, number), cause);
        }
    }

    fn fixed(&mut self, language: LanguageId) {
        let outputs = &self.site.config.outputs;
        let sections = Section::ALL.into_iter().filter(|section| match section {
            Section::Topics => outputs.topics && !self.site.topics.is_empty(),
            Section::Threads => outputs.threads && !self.site.threads.is_empty(),
            Section::People => outputs.people && !self.site.people.is_empty(),
            Section::Organizations => outputs.organizations && !self.site.organizations.is_empty(),
            Section::Editions => outputs.editions,
            Section::Sources => outputs.sources && !self.site.outlets.is_empty(),
            Section::Glossary => outputs.glossary && !self.site.terms.is_empty(),
            Section::Corrections => outputs.corrections,
            Section::Archive => outputs.archive,
            Section::Search => outputs.search,
        });
        let sections: Vec<Section> = sections.collect();
        self.add(Page::Home(language), None);
        for section in sections {
            self.add(Page::Index(language, section), None);
        }
        if outputs.search {
            Shards::of(self.site).files().for_each(|file| self.add(Page::Search(language, file), None));
        }
        if self.site.config.outputs.not_found {
            self.add(Page::NotFound(language), None);
        }
        if self.site.config.outputs.pages {
            for (at, entry) in self.site.pages.iter().enumerate() {
                self.add(Page::Plain(language, PlainPageId::at(at)), file_of(entry, language));
            }
        }
    }

    fn articles(&mut self, language: LanguageId) {
        let addresses = self.addresses;
        let planned =
            self.site.articles.par_iter().enumerate().with_min_len(64).filter_map(|(at, article)| {
                let page = Page::Article(language, ArticleId::at(at));
                let cause = article.text(language).map(|(text, _)| text.file);
                addresses.of(page).map(|url| Planned { page, url, cause })
            });
        self.planned.par_extend(planned);
    }

    fn entries(&mut self, language: LanguageId) {
        let (site, outputs) = (self.site, &self.site.config.outputs);
        if outputs.topics {
            for (at, topic) in site.topics.iter().enumerate() {
                let scope = Scope::Topic(TopicId::at(at));
                self.listing(language, scope, topic.all.len(), file_of(&topic.entry, language));
            }
        }
        if outputs.threads {
            for (at, thread) in site.threads.iter().enumerate() {
                self.add(Page::Thread(language, ThreadId::at(at)), file_of(&thread.entry, language));
            }
        }
        if outputs.people {
            for (at, profile) in site.people.iter().enumerate() {
                let scope = Scope::Person(PersonId::at(at));
                self.listing(language, scope, profile.articles.len(), file_of_profile(profile, language));
            }
        }
        if outputs.organizations {
            for (at, profile) in site.organizations.iter().enumerate() {
                let scope = Scope::Organization(OrganizationId::at(at));
                self.listing(language, scope, profile.articles.len(), file_of_profile(profile, language));
            }
        }
        if outputs.sources {
            for (at, outlet) in site.outlets.iter().enumerate() {
                self.listing(language, Scope::Outlet(OutletId::at(at)), outlet.citations.len(), None);
            }
        }
        if outputs.editions {
            for (at, edition) in site.editions.list.iter().enumerate() {
                let cause = edition.note.as_ref().and_then(|note| file_of(note, language));
                self.add(Page::Edition(language, EditionId::at(at)), cause);
            }
        }
    }

    fn archives(&mut self, language: LanguageId) {
        let (site, outputs) = (self.site, &self.site.config.outputs);
        let calendar = &site.calendar;
        if outputs.archive {
            self.listing(language, Scope::Latest, site.articles.len(), None);
        }
        if outputs.years {
            for run in &calendar.years {
                self.listing(language, Scope::Year(run.key), run.articles().len(), None);
            }
        }
        if outputs.months {
            for run in &calendar.months {
                self.listing(language, Scope::Month(run.key), run.articles().len(), None);
            }
        }
        if outputs.weeks {
            for run in &calendar.weeks {
                self.listing(language, Scope::Week(run.key), run.articles().len(), None);
            }
        }
        if outputs.days {
            for run in &calendar.days {
                self.listing(language, Scope::Day(run.key), run.articles().len(), None);
            }
        }
    }

    fn feeds(&mut self, language: LanguageId) {
        let (site, outputs) = (self.site, &self.site.config.outputs);
        let mut scopes = Vec::new();
        if outputs.site_feeds {
            scopes.push(FeedScope::Site);
        }
        if outputs.topics && outputs.topic_feeds {
            scopes.extend((0..site.topics.len()).map(|at| FeedScope::Topic(TopicId::at(at))));
        }
        if outputs.threads && outputs.thread_feeds {
            scopes.extend((0..site.threads.len()).map(|at| FeedScope::Thread(ThreadId::at(at))));
        }
        if outputs.people && outputs.people_feeds {
            scopes.extend((0..site.people.len()).map(|at| FeedScope::Person(PersonId::at(at))));
        }
        for scope in scopes {
            for format in &site.config.feeds.formats {
                self.add(Page::Feed(language, scope, *format), None);
            }
        }
    }

    /// A card for the site, for each article that is written in `language`, and for each edition.
    fn social_cards(&mut self, language: LanguageId) {
        let (site, outputs) = (self.site, &self.site.config.outputs);
        if !outputs.social_cards || !cfg!(feature = "social-cards") {
            return;
        }
        self.add(Page::SocialCard(language, CardSubject::Site), None);
        for (at, article) in site.articles.iter().enumerate() {
            if let Some(text) = article.texts.get(language.index()).and_then(Option::as_ref) {
                let subject = CardSubject::Article(ArticleId::at(at));
                self.add(Page::SocialCard(language, subject), Some(text.file));
            }
        }
        if outputs.editions {
            for at in 0..site.editions.list.len() {
                self.add(Page::SocialCard(language, CardSubject::Edition(EditionId::at(at))), None);
            }
        }
    }

    /// Files of bundles, beside the page that they belong to, and static files.
    fn files(&mut self) {
        let mut files = Vec::new();
        let bundles = self.site.articles.iter().enumerate().filter(|(_, article)| !article.bundle.is_empty());
        for (at, article) in bundles {
            let page = self.addresses.article(article.original, ArticleId::at(at));
            for (name, file) in &article.bundle {
                files.push((page.file(name), *file));
                self.resized(&article.key, name, *file);
            }
        }
        files.extend(self.site.statics.iter().map(|(path, file)| (Url::new(path), *file)));
        let planned = files.into_iter();
        self.planned.extend(planned.map(|(url, file)| Planned {
            page: Page::File(file),
            url,
            cause: Some(file),
        }));
    }

    /// A picture in each width that it is wider than. The address changes with the picture, so that
    /// browsers may keep what they find there.
    fn resized(&mut self, article: &str, name: &str, file: FileId) {
        let facts = self.site.facts(file).and_then(|facts| Some((facts.hash, facts.picture?)));
        let Some((hash, picture)) = facts.filter(|_| CAN_RESIZE) else { return };
        let Some(extension) = picture.encoding.extension() else { return };
        let stem =
            name.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or(name, |(stem, _)| stem);
        // Two articles may have the same picture.
        let key = format!("{hash:032x} {article}/{name}");
        let key = xxhash_rust::xxh3::xxh3_64(key.as_bytes()) >> 16;
        for width in self.site.config.image_widths.iter().filter(|width| **width < picture.width) {
            let url = Url::new(&format!("/{RESIZED}/{stem}.{key:012x}.{width}w.{extension}"));
            self.planned.push(Planned { page: Page::Resized(file, *width), url, cause: Some(file) });
        }
    }

    fn assets(&mut self, theme: &Theme) {
        let assets = theme.assets.iter().enumerate();
        self.planned.extend(assets.map(|(at, asset)| Planned {
            page: Page::Asset(AssetId::at(at)),
            url: asset.url.clone(),
            cause: None,
        }));
    }

    fn crawlers(&mut self) {
        let outputs = &self.site.config.outputs;
        let (robots, news, sitemap) = (outputs.robots, outputs.news_sitemap, outputs.sitemap);
        if robots {
            self.add(Page::Robots, None);
        }
        if outputs.headers {
            self.add(Page::Headers, None);
        }
        if news {
            self.add(Page::NewsSitemap, None);
        }
        if sitemap {
            let listed = self.planned.iter().filter(|item| item.page.is_for_readers()).count();
            self.add(Page::Sitemap(0), None);
            if listed > SITEMAP_ADDRESSES {
                for part in 1..=page_count(listed, SITEMAP_ADDRESSES) {
                    self.add(Page::Sitemap(part), None);
                }
            }
        }
    }
}

fn file_of(entry: &Entry, language: LanguageId) -> Option<FileId> {
    entry.text(language).map(|(text, _)| text.file)
}

fn file_of_profile(profile: &Profile, language: LanguageId) -> Option<FileId> {
    profile.entry.as_ref().and_then(|entry| file_of(entry, language))
}
