//! Links of the shipped site: each leads to something, in the reader's language.

use std::collections::{BTreeMap, BTreeSet};

use issue_digest::language::LanguageId;
use issue_digest::plan::Page;

use super::html::Tag;
use super::{HtmlPage, by_path, html_pages, page_at, path_of};
use crate::support::{shipped, shipped_site};

/// The addresses in a tag, but for those of other sites.
fn internal<'t>(page: &'t HtmlPage, tag: &'t Tag<'_>) -> impl Iterator<Item = String> + 't {
    let origin = &shipped().0.site.config.origin;
    let addresses = ["href", "src"].into_iter().filter_map(|name| tag.get(name));
    addresses.filter_map(move |address| {
        let is_own =
            address.starts_with(origin.as_str()) || address.starts_with('/') || address.starts_with('#');
        let scheme = address.split(':').next().unwrap_or_default();
        let is_external = ["http", "https", "mailto", "tel"].contains(&scheme);
        assert!(
            is_own || is_external,
            "{}: the address `{address}` is relative or has an odd scheme",
            page.path
        );
        is_own.then_some(address)
    })
}

#[test]
fn every_internal_address_leads_to_something() {
    let mut seen = 0;
    let ids: BTreeMap<&str, BTreeSet<String>> = (html_pages().iter())
        .map(|page| (page.path, page.tags.iter().filter_map(|tag| tag.get("id")).collect()))
        .collect();
    for page in html_pages() {
        for tag in &page.tags {
            for address in internal(page, tag) {
                seen += 1;
                let target = if address.starts_with('#') { Some(page.page) } else { page_at(&address) };
                let target =
                    target.unwrap_or_else(|| panic!("{}: nothing has the address `{address}`", page.path));
                let Some((_, fragment)) = address.split_once('#') else { continue };
                let path = path_of(target).unwrap();
                let has_place = match ids.get(path) {
                    Some(ids) => ids.contains(fragment),
                    // A drawing that pages take in.
                    None => {
                        String::from_utf8_lossy(&shipped_site()[path]).contains(&format!("id=\"{fragment}\""))
                    }
                };
                assert!(has_place, "{}: `{address}` has no such place", page.path);
            }
        }
    }
    assert!(seen > 10_000, "only {seen} addresses were found");
}

/// A link leads to the language of the page that it stands on, unless it says that it does not.
#[test]
fn links_lead_to_the_reader_s_language() {
    for page in html_pages() {
        for link in page.tags.iter().filter(|tag| tag.starts("a") && tag.get("hreflang").is_none()) {
            for address in internal(page, link).filter(|address| !address.starts_with('#')) {
                let language = page_at(&address).and_then(Page::language);
                assert!(
                    language.is_none_or(|l| l == page.language),
                    "{}: `{address}` is in another language",
                    page.path
                );
            }
        }
    }
}

/// The switch of languages leads to the same page, and back.
#[test]
fn the_language_switch_leads_to_the_same_page() {
    for page in html_pages().iter().filter(|page| page.page.is_for_readers()) {
        let switch: Vec<_> = page
            .tags
            .iter()
            .filter(|tag| tag.starts("a") && tag.get("rel").as_deref() == Some("alternate"))
            .collect();
        assert_eq!(switch.len(), 1, "{}", page.path);
        let other = LanguageId(1 - page.language.0);
        let target = page_at(&switch[0].get("href").unwrap());
        assert_eq!(target, page.page.in_language(other), "{}", page.path);
        assert_eq!(
            switch[0].get("hreflang").as_deref(),
            Some(shipped().0.site.config.languages[other.index()].tag.as_str())
        );
    }
}

/// `link rel="alternate" hreflang` of a page: language tag and address.
fn alternates(page: &HtmlPage) -> BTreeMap<String, String> {
    let links = page.tags.iter().filter(|tag| tag.starts("link") && tag.get("hreflang").is_some());
    links.map(|tag| (tag.get("hreflang").unwrap(), tag.get("href").unwrap())).collect()
}

fn canonical(page: &HtmlPage) -> Option<String> {
    page.tags
        .iter()
        .find(|tag| tag.starts("link") && tag.get("rel").as_deref() == Some("canonical"))?
        .get("href")
}

/// Each page names itself and its translations, and each of those names the same (Google's rule of
/// return links).
#[test]
fn alternates_name_each_other() {
    let mut several = 0;
    for page in html_pages() {
        let own = alternates(page);
        if own.is_empty() {
            continue;
        }
        several += 1;
        let tag = &shipped().0.site.config.languages[page.language.index()].tag;
        assert_eq!(own.get(tag), canonical(page).as_ref(), "{}: it does not name itself", page.path);
        assert_eq!(own.get("x-default"), own.get("en"), "{}", page.path);
        for (tag, address) in own.iter().filter(|(tag, _)| *tag != "x-default") {
            let target =
                page_at(address).unwrap_or_else(|| panic!("{}: nothing is at `{address}`", page.path));
            let target = by_path()[path_of(target).unwrap()];
            assert_eq!(shipped().0.site.config.languages[target.language.index()].tag, *tag, "{}", page.path);
            assert_eq!(alternates(target), own, "{} and {} do not agree", page.path, target.path);
        }
    }
    assert!(several > 100);
}

/// Whether engines may list a page, and which address it goes by, agree with each other.
#[test]
fn canonical_addresses_are_those_of_the_page_or_of_its_original() {
    for page in html_pages() {
        let noindex = page.source.contains("<meta name=\"robots\" content=\"noindex\">");
        let Some(canonical) = canonical(page) else {
            assert!(noindex, "{}: it may be listed and has no canonical address", page.path);
            continue;
        };
        assert!(canonical.starts_with("https://"), "{}: `{canonical}`", page.path);
        let target =
            page_at(&canonical).unwrap_or_else(|| panic!("{}: nothing is at `{canonical}`", page.path));
        assert_eq!(target == page.page, !noindex, "{}: `{canonical}`", page.path);
        assert!(
            !noindex || alternates(page).is_empty(),
            "{}: it is not to be listed and names others",
            page.path
        );
    }
}

#[test]
fn pages_of_a_list_are_chained() {
    let mut chained = 0;
    for page in html_pages() {
        let Page::Listing(language, scope, number) = page.page else { continue };
        let rel = |name: &str| {
            let mut links =
                page.tags.iter().filter(|tag| tag.starts("a") && tag.get("rel").as_deref() == Some(name));
            links.find_map(|tag| {
                page_at(&tag.get("href")?)
                    .filter(|target| matches!(target, Page::Listing(_, s, _) if *s == scope))
            })
        };
        if let Some(next) = rel("next") {
            assert_eq!(next, Page::Listing(language, scope, number + 1), "{}", page.path);
            chained += 1;
        }
        assert_eq!(rel("prev").is_some(), number > 1, "{}", page.path);
    }
    assert!(chained > 0);
}

/// Every page that is no redirect and no fallback can be reached from the front page of its language.
#[test]
fn every_page_can_be_reached() {
    for language in 0..2 {
        let start = path_of(Page::Home(LanguageId(language))).unwrap();
        let (mut seen, mut next) = (BTreeSet::from([start]), vec![start]);
        while let Some(path) = next.pop() {
            let page = by_path()[path];
            for tag in page.tags.iter().filter(|tag| tag.starts("a")) {
                for address in internal(page, tag).filter(|address| !address.starts_with('#')) {
                    let Some(path) =
                        page_at(&address).and_then(path_of).filter(|path| path.ends_with(".html"))
                    else {
                        continue;
                    };
                    if seen.insert(path) {
                        next.push(path);
                    }
                }
            }
        }
        let missed: Vec<&str> = (html_pages().iter())
            .filter(|page| {
                page.language == LanguageId(language)
                    && page.page.is_for_readers()
                    && !seen.contains(page.path)
            })
            .map(|page| page.path)
            .collect();
        assert!(missed.is_empty(), "no link leads to {missed:#?}");
    }
}
