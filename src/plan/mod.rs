//! The plan: an ordered map from output path to page, made before anything is rendered.
//!
//! It alone decides what exists and under which address. Link targets, feeds, the sitemap, the
//! removal of stale files, the server's routing and uploads are read off it. It depends on the
//! site, never on rendered output.

mod addresses;
mod enumerate;
pub mod links;
pub mod pagination;
pub mod redirects;
pub mod search;

use std::sync::Arc;

use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator, ParallelSliceMut};
use rustc_hash::FxHashMap;

use crate::address::{OutPath, Url};
use crate::config::{FeedFormat, PerPage};
use crate::date::{Month, Week};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::language::LanguageId;
use crate::site::{
    ArticleId, EditionId, OrganizationId, OutletId, PersonId, PlainPageId, Site, ThreadId, TopicId,
};
use crate::source::FileId;
use crate::theme::{AssetId, Theme};

pub use self::addresses::Addresses;
pub(crate) use self::enumerate::SITEMAP_ADDRESSES;
pub use self::links::{Links, Resolved};
pub use self::redirects::Redirect;
pub use self::search::SearchFile;

/// One file of the site: everything that rendering it depends on, by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    /// The front page.
    Home(LanguageId),
    /// An article.
    Article(LanguageId, ArticleId),
    /// A page of a list of articles; the number counts from 1.
    Listing(LanguageId, Scope, u32),
    /// An index page.
    Index(LanguageId, Section),
    /// An edition.
    Edition(LanguageId, EditionId),
    /// A thread.
    Thread(LanguageId, ThreadId),
    /// A plain page.
    Plain(LanguageId, PlainPageId),
    /// A feed.
    Feed(LanguageId, FeedScope, FeedFormat),
    /// A file of the search index.
    Search(LanguageId, SearchFile),
    /// A part of the sitemap, from 1; 0 is the index over several parts.
    Sitemap(u32),
    /// The sitemap of the last two days, for news crawlers.
    NewsSitemap,
    /// Rules for crawlers.
    Robots,
    /// What a host shows for an address that does not exist.
    NotFound(LanguageId),
    /// A page that sends readers of an old address to the new one; position in [`Plan::redirects`].
    Redirect(u32),
    /// The same redirects for hosts that read `_redirects`.
    RedirectsFile,
    /// How long browsers may keep files, for hosts that read `_headers`.
    Headers,
    /// A picture that stands for a page in previews.
    SocialCard(LanguageId, CardSubject),
    /// A file of the theme.
    Asset(AssetId),
    /// A file of the content, published as it is.
    File(FileId),
    /// A picture of the content in another width, in pixels.
    Resized(FileId, u32),
}

/// What a social card stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardSubject {
    /// The site; for every page without a card of its own.
    Site,
    /// An article.
    Article(ArticleId),
    /// An edition.
    Edition(EditionId),
}

/// What a list of articles is a list of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Everything.
    Latest,
    /// A topic with those below it.
    Topic(TopicId),
    /// A person.
    Person(PersonId),
    /// An organization.
    Organization(OrganizationId),
    /// What cites an outlet.
    Outlet(OutletId),
    /// A year.
    Year(i16),
    /// A month.
    Month(Month),
    /// An ISO week.
    Week(Week),
    /// A day.
    Day(jiff::civil::Date),
}

impl Scope {
    /// Items on a page of such a list.
    #[must_use]
    pub fn per_page(self, per_page: &PerPage) -> usize {
        match self {
            Scope::Topic(_) => per_page.topics,
            Scope::Person(_) => per_page.people,
            Scope::Organization(_) => per_page.organizations,
            Scope::Outlet(_) => per_page.sources,
            Scope::Latest | Scope::Year(_) | Scope::Month(_) | Scope::Week(_) | Scope::Day(_) => {
                per_page.archives
            }
        }
    }
}

/// The index pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Topics.
    Topics,
    /// Threads.
    Threads,
    /// People.
    People,
    /// Organizations.
    Organizations,
    /// Editions.
    Editions,
    /// Outlets.
    Sources,
    /// Terms.
    Glossary,
    /// Corrections.
    Corrections,
    /// Years and months.
    Archive,
    /// Search.
    Search,
}

impl Section {
    /// Every section, in the order of a site's navigation.
    pub const ALL: [Section; 10] = [
        Section::Editions,
        Section::Topics,
        Section::Threads,
        Section::People,
        Section::Organizations,
        Section::Archive,
        Section::Sources,
        Section::Glossary,
        Section::Corrections,
        Section::Search,
    ];

    /// Its name in `site.yaml` and in catalogue keys.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Section::Topics => "topics",
            Section::Threads => "threads",
            Section::People => "people",
            Section::Organizations => "organizations",
            Section::Editions => "editions",
            Section::Sources => "sources",
            Section::Glossary => "glossary",
            Section::Corrections => "corrections",
            Section::Archive => "archive",
            Section::Search => "search",
        }
    }
}

/// What a feed is a feed of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeedScope {
    /// Everything.
    Site,
    /// A topic with those below it.
    Topic(TopicId),
    /// A thread.
    Thread(ThreadId),
    /// A person.
    Person(PersonId),
}

/// Everything that the site consists of.
#[derive(Debug)]
pub struct Plan {
    /// Pages by output path, in path order.
    pub entries: Vec<(OutPath, Page)>,
    /// Redirects from old addresses.
    pub redirects: Vec<Redirect>,
    places: FxHashMap<Page, Place>,
    by_url: FxHashMap<Url, u32>,
}

/// Where a page is.
#[derive(Debug)]
struct Place {
    url: Url,
    href: Arc<str>,
}

impl Plan {
    /// The address of `page`, if the site has it.
    #[must_use]
    pub fn url(&self, page: Page) -> Option<&Url> {
        self.places.get(&page).map(|place| &place.url)
    }

    /// What an `href` to `page` says: the base path and the encoded address.
    #[must_use]
    pub fn href(&self, page: Page) -> Option<&str> {
        self.places.get(&page).map(|place| &*place.href)
    }

    /// The same, to be kept.
    #[must_use]
    pub(crate) fn shared_href(&self, page: Page) -> Option<&Arc<str>> {
        self.places.get(&page).map(|place| &place.href)
    }

    /// The page at an output path.
    #[must_use]
    pub fn page_at(&self, path: &str) -> Option<Page> {
        let at = self.entries.binary_search_by(|(entry, _)| entry.as_str().cmp(path)).ok()?;
        Some(self.entries[at].1)
    }

    /// The page that answers for a decoded address, such as `/2018/07/`.
    #[must_use]
    pub fn page_for(&self, url: &Url) -> Option<Page> {
        self.by_url.get(url).map(|at| self.entries[*at as usize].1)
    }

    /// The same page in each language of the site that has it.
    pub fn alternates(&self, page: Page, site: &Site) -> Vec<(LanguageId, &Url)> {
        site.language_ids().filter_map(|id| Some((id, self.url(page.in_language(id)?)?))).collect()
    }
}

impl Page {
    /// The page's language; `None` where it has none.
    #[must_use]
    pub fn language(self) -> Option<LanguageId> {
        match self {
            Page::Home(l)
            | Page::Article(l, _)
            | Page::Listing(l, ..)
            | Page::Index(l, _)
            | Page::Edition(l, _)
            | Page::Thread(l, _)
            | Page::Plain(l, _)
            | Page::Feed(l, ..)
            | Page::Search(l, _)
            | Page::NotFound(l)
            | Page::SocialCard(l, _) => Some(l),
            Page::Sitemap(_)
            | Page::NewsSitemap
            | Page::Robots
            | Page::Redirect(_)
            | Page::RedirectsFile
            | Page::Headers
            | Page::Asset(_)
            | Page::File(_)
            | Page::Resized(..) => None,
        }
    }

    /// The same page in another language.
    #[must_use]
    pub fn in_language(self, language: LanguageId) -> Option<Page> {
        Some(match self {
            Page::Home(_) => Page::Home(language),
            Page::Article(_, id) => Page::Article(language, id),
            Page::Listing(_, scope, number) => Page::Listing(language, scope, number),
            Page::Index(_, section) => Page::Index(language, section),
            Page::Edition(_, id) => Page::Edition(language, id),
            Page::Thread(_, id) => Page::Thread(language, id),
            Page::Plain(_, id) => Page::Plain(language, id),
            Page::Feed(_, scope, format) => Page::Feed(language, scope, format),
            Page::NotFound(_) => Page::NotFound(language),
            _ => return None,
        })
    }

    /// Whether a reader comes here by a link and a search engine may list it.
    #[must_use]
    pub fn is_for_readers(self) -> bool {
        matches!(
            self,
            Page::Home(_)
                | Page::Article(..)
                | Page::Listing(..)
                | Page::Index(..)
                | Page::Edition(..)
                | Page::Thread(..)
                | Page::Plain(..)
        )
    }
}

/// A page on its way into the plan: where it goes, and which file to point at if that is a fault.
pub(crate) struct Planned {
    pub(crate) page: Page,
    pub(crate) url: Url,
    pub(crate) cause: Option<FileId>,
}

/// A page with its place.
struct Placed {
    path: OutPath,
    href: Arc<str>,
    item: Planned,
}

/// Plans the site. Addresses that collide or that no host takes are faults.
#[must_use]
pub fn plan(site: &Site, theme: &Theme, diagnostics: &mut Diagnostics) -> Plan {
    let addresses = Addresses::new(site);
    let mut planned = enumerate::pages(site, theme, &addresses);
    let redirects = redirects::collect(site, &mut planned, diagnostics);
    let base = &site.config.base_path;
    let place = |item: &Planned| OutPath::for_url(&item.url).map(|path| (path, item.url.href(base)));
    let paths: Vec<_> = planned.par_iter().with_min_len(256).map(place).collect();
    let mut placed: Vec<Placed> = Vec::with_capacity(planned.len());
    for (path, item) in paths.into_iter().zip(planned) {
        match path {
            Ok((path, href)) => placed.push(Placed { path, href, item }),
            // The page that it stands for has the same fault, or does without a card of its own.
            Err(_) if matches!(item.page, Page::SocialCard(..)) => {}
            Err(reason) => {
                let message = format!("the address `{}` cannot be used: {reason}", item.url);
                diagnostics.push(
                    Diagnostic::error(Code::InvalidAddress, item.cause.map(Span::start_of), message)
                        .help("set another `slug`"),
                );
            }
        }
    }
    placed.par_sort_by(|a, b| a.path.cmp(&b.path).then(a.item.page.cmp(&b.item.page)));
    let place = |placed: &Placed| {
        (placed.item.page, Place { url: placed.item.url.clone(), href: Arc::clone(&placed.href) })
    };
    let number =
        |(at, placed): (usize, &Placed)| (placed.item.url.clone(), u32::try_from(at).unwrap_or(u32::MAX));
    let ((), (places, by_url)) = rayon::join(
        || collisions(&placed, diagnostics),
        || (placed.iter().map(place).collect(), placed.iter().enumerate().map(number).collect()),
    );
    let entries = placed.into_iter().map(|placed| (placed.path, placed.item.page)).collect();
    Plan { entries, redirects, places, by_url }
}

/// Two pages must not share a path, also where the file system ignores case, and a page must not
/// be a folder of another.
fn collisions(placed: &[Placed], diagnostics: &mut Diagnostics) {
    let mut seen: FxHashMap<String, usize> =
        FxHashMap::with_capacity_and_hasher(placed.len(), rustc_hash::FxBuildHasher);
    let mut found: Vec<(String, &Planned, &Planned)> = Vec::new();
    for (at, Placed { path, item, .. }) in placed.iter().enumerate() {
        let folded = path.as_str().to_lowercase();
        if let Some(other) = seen.insert(folded, at) {
            let Placed { path: other_path, item: other, .. } = &placed[other];
            let same = other_path == path;
            let message = if same {
                format!("two pages have the address `{}`", item.url)
            } else {
                format!("the addresses `{}` and `{}` differ only in case", other.url, item.url)
            };
            found.push((message, item, other));
        }
    }
    // Folders that are no pages, the last and those above it.
    let mut free = "";
    for Placed { path, item, .. } in placed {
        let text = path.as_str();
        for (at, _) in text.match_indices('/') {
            if free.starts_with(&text[..=at]) {
                continue;
            }
            if let Some(other) = seen.get(&text[..at].to_lowercase()) {
                let other = &placed[*other].item;
                let message =
                    format!("`{}` is a file, and `{}` needs a folder of that name", other.url, item.url);
                found.push((message, item, other));
                break;
            }
            free = &text[..=at];
        }
    }
    // Where pages collide, so do their cards, and that is said once.
    let is_card = |planned: &Planned| matches!(planned.page, Page::SocialCard(..));
    let pages_collide = found.iter().any(|(_, item, other)| !is_card(item) && !is_card(other));
    for (message, item, other) in found {
        if !pages_collide || (!is_card(item) && !is_card(other)) {
            collide(message, item, other, diagnostics);
        }
    }
}

fn collide(message: String, item: &Planned, other: &Planned, diagnostics: &mut Diagnostics) {
    let mut diagnostic =
        Diagnostic::error(Code::AddressCollision, item.cause.or(other.cause).map(Span::start_of), message)
            .help("set another `slug`, or change the pattern under `permalinks` in `site.yaml`");
    if let (Some(_), Some(there)) = (item.cause, other.cause) {
        diagnostic = diagnostic.related(Span::start_of(there), "the other one comes from here");
    }
    diagnostics.push(diagnostic);
}
