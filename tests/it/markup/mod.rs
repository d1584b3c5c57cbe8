//! What every page, feed, sitemap and link of the repository's own site must hold, and its catalogues.

mod catalogues;
mod discovery;
mod feeds;
mod html;
mod links;
mod pages;
mod pictures;
mod robots;
mod sitemaps;
#[cfg(feature = "social-cards")]
mod social_cards;
mod spanish;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use issue_digest::address::{Url, percent_decode};
use issue_digest::language::LanguageId;
use issue_digest::plan::Page;

use self::html::Tag;
use crate::support::{shipped, shipped_site};

/// A page of the shipped site, taken apart.
struct HtmlPage {
    path: &'static str,
    page: Page,
    language: LanguageId,
    source: &'static str,
    tags: Vec<Tag<'static>>,
}

/// Every HTML page of the shipped site, redirects included.
fn html_pages() -> &'static [HtmlPage] {
    static PAGES: OnceLock<Vec<HtmlPage>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let (plan, files) = (&shipped().0.plan, shipped_site());
        let html = files.iter().filter(|(path, _)| path.ends_with(".html"));
        html.map(|(path, bytes)| {
            let page = plan.page_at(path).unwrap();
            let source = std::str::from_utf8(bytes).unwrap();
            let told = match page {
                Page::Redirect(at) => plan.redirects[at as usize].to,
                other => other,
            };
            let language = told.language().unwrap();
            HtmlPage { path, page, language, source, tags: html::tags(source).collect() }
        })
        .collect()
    })
}

/// The HTML pages by output path.
fn by_path() -> &'static BTreeMap<&'static str, &'static HtmlPage> {
    static MAP: OnceLock<BTreeMap<&'static str, &'static HtmlPage>> = OnceLock::new();
    MAP.get_or_init(|| html_pages().iter().map(|page| (page.path, page)).collect())
}

/// The page at an address of the site, absolute or not, without its fragment.
fn page_at(address: &str) -> Option<Page> {
    let config = &shipped().0.site.config;
    let path = address.strip_prefix(&config.origin).unwrap_or(address);
    let path = path.strip_prefix(&config.base_path)?;
    let path = path.split(['#', '?']).next().unwrap_or_default();
    path.starts_with('/')
        .then(|| percent_decode(path))
        .flatten()
        .and_then(|path| shipped().0.plan.page_for(&Url::new(&path)))
}

/// The output path of a page.
fn path_of(page: Page) -> Option<&'static str> {
    static PATHS: OnceLock<BTreeMap<Page, &'static str>> = OnceLock::new();
    let paths = PATHS
        .get_or_init(|| shipped().0.plan.entries.iter().map(|(path, page)| (*page, path.as_str())).collect());
    paths.get(&page).copied()
}

#[test]
fn the_repository_builds_without_a_warning() {
    assert_eq!(shipped().1, "");
}

#[test]
fn the_shipped_site_has_pages_of_every_language() {
    let languages = shipped().0.site.config.languages.len();
    assert_eq!(languages, 2);
    for language in LanguageId::all(languages) {
        assert!(html_pages().iter().filter(|page| page.language == language).count() > 100);
    }
}
