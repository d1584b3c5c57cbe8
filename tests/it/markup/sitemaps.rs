//! Sitemaps, `robots.txt` and redirects of the shipped site.

use std::collections::{BTreeMap, BTreeSet};

use issue_digest::plan::Page;
use quick_xml::events::Event;
use quick_xml::reader::Reader;

use super::{html_pages, page_at};
use crate::support::{shipped, shipped_site, text};

/// An entry of a sitemap: address, and addresses by language.
type Entry = (String, BTreeMap<String, String>);

/// The entries of a sitemap.
fn entries(xml: &str) -> Vec<Entry> {
    let mut reader = Reader::from_str(xml);
    let (mut found, mut path): (Vec<Entry>, Vec<String>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => path.push(tag.name().as_ref().to_owned()),
            Event::End(_) => drop(path.pop()),
            Event::Text(text) if path.join("/") == "urlset/url/loc" => {
                found.push((text.to_string(), BTreeMap::new()));
            }
            Event::Empty(tag) if tag.name().as_ref() == "xhtml:link" => {
                let get = |name: &str| tag.try_get_attribute(name).unwrap().unwrap().value.into_owned();
                assert_eq!(get("rel"), "alternate");
                found.last_mut().unwrap().1.insert(get("hreflang"), get("href"));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(path.is_empty());
    found
}

#[test]
fn the_sitemap_names_every_page_that_may_be_listed_once() {
    let entries = entries(text(shipped_site(), "sitemap.xml"));
    let mut named = BTreeSet::new();
    for (address, _) in &entries {
        let page = page_at(address).unwrap_or_else(|| panic!("nothing has the address `{address}`"));
        assert!(address.starts_with("https://"), "{address}");
        assert!(named.insert(page), "`{address}` stands twice");
    }
    let listed = html_pages().iter().filter(|page| !page.source.contains("content=\"noindex\""));
    let expected: BTreeSet<Page> = listed.map(|page| page.page).collect();
    let missing: Vec<_> = expected.difference(&named).collect();
    let extra: Vec<_> = named.difference(&expected).collect();
    assert!(missing.is_empty() && extra.is_empty(), "missing: {missing:?}, extra: {extra:?}");
}

#[test]
fn alternates_of_the_sitemap_are_those_of_the_pages() {
    for (address, alternates) in entries(text(shipped_site(), "sitemap.xml")) {
        let page = html_pages().iter().find(|page| Some(page.page) == page_at(&address)).unwrap();
        let links = page.tags.iter().filter(|tag| tag.starts("link") && tag.get("hreflang").is_some());
        let mut told: BTreeMap<String, String> =
            links.map(|tag| (tag.get("hreflang").unwrap(), tag.get("href").unwrap())).collect();
        told.remove("x-default");
        assert_eq!(alternates, if told.len() > 1 { told } else { BTreeMap::new() }, "{address}");
    }
}

#[test]
fn robots_name_the_sitemaps() {
    let robots = text(shipped_site(), "robots.txt");
    let named: Vec<&str> = robots.lines().filter_map(|line| line.strip_prefix("Sitemap: ")).collect();
    assert_eq!(named.len(), 2);
    for address in named {
        assert!(matches!(page_at(address), Some(Page::Sitemap(0) | Page::NewsSitemap)), "{address}");
    }
}

/// A redirect is a page, and a line of `_redirects`, and leads to what exists.
#[test]
fn redirects_lead_somewhere() {
    let fixture = crate::support::article("a", "date: 2018-07-12\naliases: [/old/, /año viejo/, older.html]");
    let site = crate::support::site(&fixture);
    assert_eq!(
        text(&site, "_redirects"),
        "/a%C3%B1o%20viejo/ /2018/07/12/a/ 301\n/old/ /2018/07/12/a/ 301\n/older.html /2018/07/12/a/ 301\n"
    );
    for path in ["old/index.html", "año viejo/index.html", "older.html"] {
        let page = text(&site, path);
        assert!(page.contains("<meta http-equiv=\"refresh\" content=\"0; url=/2018/07/12/a/\">"), "{page}");
        assert!(
            page.contains("<link rel=\"canonical\" href=\"https://test.example/2018/07/12/a/\">"),
            "{page}"
        );
        assert!(page.contains("<a href=\"/2018/07/12/a/\">"), "{page}");
    }
    let plan = &shipped().0.plan;
    for redirect in &plan.redirects {
        assert!(plan.url(redirect.to).is_some(), "{}", redirect.from);
    }
}

/// News crawlers get the articles of two days by the build's clock, in the languages that they are
/// written in.
#[test]
fn the_news_sitemap_holds_two_days() {
    use crate::support::{NOW, article, document, site_with};
    let fixture = article("old", "date: 2025-12-29T23:59:00Z")
        + &article("new", "date: 2025-12-30T00:01:00Z")
        + &document("articles/new.es.md", "title: Nuevo & viejo", "");
    let news = site_with(&fixture, NOW);
    let news = text(&news, "sitemap-news.xml");
    let found: Vec<String> = entries(news).into_iter().map(|(address, _)| address).collect();
    assert_eq!(found, ["https://test.example/2025/12/30/new/", "https://test.example/es/2025/12/30/new/"]);
    assert!(news.contains("<news:title>Nuevo &amp; viejo</news:title>"), "{news}");
    assert!(
        news.contains("<news:publication_date>2025-12-30T00:01:00+00:00</news:publication_date>"),
        "{news}"
    );
}
