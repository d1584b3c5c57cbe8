//! What previews, search engines and reference managers find in the head of a page.

use std::collections::BTreeSet;

use issue_digest::plan::{Page, Scope, Section};
use serde_json::Value;

use super::html::tags;
use super::{HtmlPage, html_pages};
use crate::support::{article, document, shipped, site, text};

const OPEN: &str = "<script type=\"application/ld+json\">";

/// The things that a page describes; none where it has no linked data.
fn graph(source: &str) -> Vec<Value> {
    let Some((_, rest)) = source.split_once(OPEN) else { return Vec::new() };
    let (json, rest) = rest.split_once("</script>").unwrap();
    assert!(!rest.contains(OPEN), "linked data stands twice");
    let data: Value = serde_json::from_str(json).unwrap_or_else(|error| panic!("{error} in {json}"));
    assert_eq!(data["@context"], "https://schema.org");
    data["@graph"].as_array().unwrap().clone()
}

/// The contents of the `meta` elements with that name or property.
fn meta(source: &str, name: &str) -> Vec<String> {
    let is_meant = |tag: &super::html::Tag<'_>| {
        tag.starts("meta") && [tag.get("name"), tag.get("property")].iter().flatten().any(|n| n == name)
    };
    tags(source).filter(is_meant).map(|tag| tag.get("content").unwrap()).collect()
}

fn canonical(page: &HtmlPage) -> Option<String> {
    let mut links = page.tags.iter().filter(|tag| tag.starts("link"));
    links.find(|tag| tag.get("rel").as_deref() == Some("canonical")).and_then(|tag| tag.get("href"))
}

fn required(kind: &str) -> &'static [&'static str] {
    match kind {
        "NewsArticle" => {
            &["url", "headline", "inLanguage", "datePublished", "author", "publisher", "isBasedOn"]
        }
        "CollectionPage" | "WebPage" => &["url", "name", "inLanguage", "isPartOf"],
        "WebSite" => &["url", "name", "inLanguage", "publisher"],
        "BreadcrumbList" => &["itemListElement"],
        other => panic!("`{other}` is not known here"),
    }
}

fn kind_of(page: Page) -> &'static str {
    match page {
        Page::Home(_) => "WebSite",
        Page::Article(..) => "NewsArticle",
        Page::Plain(..) | Page::Index(_, Section::Search) => "WebPage",
        _ => "CollectionPage",
    }
}

#[test]
fn every_page_for_readers_says_what_it_is() {
    let mut kinds = BTreeSet::new();
    for page in html_pages() {
        let (path, graph) = (page.path, graph(page.source));
        if !page.page.is_for_readers() {
            assert!(graph.is_empty() && meta(page.source, "og:title").is_empty(), "{path}");
            continue;
        }
        let main = &graph[0];
        assert_eq!(main["@type"], kind_of(page.page), "{path}");
        assert_eq!(main["url"].as_str(), canonical(page).as_deref(), "{path}");
        for thing in &graph {
            let kind = thing["@type"].as_str().unwrap();
            kinds.insert(kind.to_owned());
            for key in required(kind) {
                assert!(thing.get(key).is_some_and(|value| !value.is_null()), "{path}: `{key}` of {thing}");
            }
        }
        assert_eq!(graph.len() == 1, matches!(page.page, Page::Home(_)), "{path}: who is above it?");
    }
    assert_eq!(kinds.len(), 5, "{kinds:?}");
}

#[test]
fn breadcrumbs_are_numbered_and_lead_to_pages_of_the_site() {
    let site = &shipped().0;
    for page in html_pages() {
        for list in graph(page.source).iter().filter(|thing| thing["@type"] == "BreadcrumbList") {
            let items = list["itemListElement"].as_array().unwrap();
            for (at, item) in items.iter().enumerate() {
                assert_eq!(item["position"], at + 1, "{}", page.path);
                let address = item["item"].as_str().unwrap().strip_prefix(&site.site.config.origin).unwrap();
                let decoded = issue_digest::address::percent_decode(address);
                let url = issue_digest::address::Url::new(&decoded.unwrap_or_default());
                assert!(site.plan.page_for(&url).is_some(), "{}: `{address}`", page.path);
            }
        }
    }
}

#[test]
fn lists_of_people_organizations_topics_and_outlets_name_what_they_are_about() {
    let mut seen = BTreeSet::new();
    for page in html_pages() {
        let Page::Listing(_, scope, _) = page.page else { continue };
        let kind = match scope {
            Scope::Person(_) => "Person",
            Scope::Organization(_) | Scope::Outlet(_) => "Organization",
            Scope::Topic(_) => "Thing",
            _ => continue,
        };
        let about = &graph(page.source)[0]["about"];
        assert_eq!(about["@type"], kind, "{}", page.path);
        assert!(!about["name"].as_str().unwrap().is_empty(), "{}", page.path);
        seen.insert(kind);
    }
    assert_eq!(seen.len(), 3);
}

#[test]
fn a_page_has_each_tag_for_previews_once() {
    for page in html_pages().iter().filter(|page| page.page.is_for_readers()) {
        for name in ["og:type", "og:title", "og:site_name", "og:url", "og:description", "twitter:card"] {
            let found = meta(page.source, name);
            assert!(found.len() == 1 && !found[0].trim().is_empty(), "{}: `{name}` {found:?}", page.path);
        }
        assert_eq!(meta(page.source, "og:url")[0], canonical(page).unwrap(), "{}", page.path);
        assert_eq!(meta(page.source, "description"), meta(page.source, "og:description"), "{}", page.path);
        let is_article = matches!(page.page, Page::Article(..));
        for name in
            ["citation_title", "citation_journal_title", "citation_publication_date", "citation_language"]
        {
            assert_eq!(meta(page.source, name).len(), usize::from(is_article), "{}: `{name}`", page.path);
        }
    }
}

const SITE_YAML: &str = "=== site.yaml
title: \"The Test: a site \\\"for\\\" <tests>\"
base_url: https://test.example/sub
languages:
  - {code: en}
  - {code: es, title: La Prueba}
";

fn story() -> String {
    let english = "title: \"A \\\"quoted\\\" </script><!--<script> & title\"
date: 2018-07-12T09:30:00Z
updated: 2018-07-14
summary: \"Sum </script> 'up' & \\\"out\\\"\"
topics: [trade]
people: [Ana Peña]
organizations: [\"R&D </script>\"]
sources:
  - {name: The Paper, title: A report, url: \"https://paper.example/a?b=1&c=2\"}
  - {name: The Radio}
corrections: [{date: 2018-07-13, text: \"It was **three** & not <b>four</b>\"}]";
    document("topics/trade.md", "title: Trade", "")
        + &document("articles/a.md", english, "Text.")
        + &document("articles/a.es.md", "title: Un título\nsummary: Resumen", "Texto.")
        + &article("b", "date: 2018-07-11")
}

#[test]
fn an_article_says_what_it_rests_on_what_was_put_right_and_what_it_was_translated_to() {
    let site = site(&format!("{SITE_YAML}{}", story()));
    let page = text(&site, "2018/07/12/a/index.html");
    let graph = graph(page);
    let main = &graph[0];
    assert_eq!(main["headline"], "A “quoted” </script><!–<script> & title");
    assert_eq!(main["datePublished"], "2018-07-12T09:30:00+00:00");
    assert_eq!(main["dateModified"], "2018-07-14");
    for who in ["author", "publisher"] {
        assert_eq!(main[who]["@type"], "Organization");
        assert_eq!(main[who]["name"], "The Test");
        assert_eq!(main[who]["url"], "https://test.example/sub/");
    }
    assert_eq!(main["about"][0]["name"], "Trade");
    assert_eq!(main["mentions"][0]["@type"], "Person");
    assert_eq!(main["mentions"][0]["name"], "Ana Peña");
    assert_eq!(main["mentions"][1]["name"], "R&D </script>");
    assert_eq!(main["isBasedOn"][0], "https://paper.example/a?b=1&c=2");
    assert_eq!(main["isBasedOn"][1]["name"], "The Radio");
    assert_eq!(main["correction"][0]["@type"], "CorrectionComment");
    assert_eq!(main["correction"][0]["text"], "It was three & not <b>four</b>");
    assert_eq!(main["workTranslation"][0]["inLanguage"], "es");
    assert_eq!(main["workTranslation"][0]["url"], "https://test.example/sub/es/2018/07/12/a/");
    assert!(main.get("translationOfWork").is_none());
    assert_eq!(page.matches("</script>").count(), page.matches("<script").count());
    assert_eq!(meta(page, "og:title")[0], main["headline"].as_str().unwrap());
    assert_eq!(meta(page, "article:modified_time"), ["2018-07-14"]);
    assert_eq!(meta(page, "citation_publication_date"), ["2018-07-12T09:30:00+00:00"]);
}

#[test]
fn a_translation_names_its_original_and_a_page_without_one_is_that_of_the_original() {
    let site = site(&format!("{SITE_YAML}{}", story()));
    let translated = &graph(text(&site, "es/2018/07/12/a/index.html"))[0];
    assert_eq!(translated["inLanguage"], "es");
    assert_eq!(translated["publisher"]["name"], "La Prueba");
    assert_eq!(translated["translationOfWork"]["url"], "https://test.example/sub/2018/07/12/a/");
    assert!(translated.get("workTranslation").is_none());
    let page = text(&site, "es/2018/07/11/b/index.html");
    let untranslated = &graph(page)[0];
    assert_eq!(untranslated["inLanguage"], "en");
    assert_eq!(untranslated["url"], "https://test.example/sub/2018/07/11/b/");
    assert_eq!(meta(page, "citation_language"), ["en"]);
    assert!(untranslated.get("translationOfWork").is_none() && untranslated.get("isBasedOn").is_none());
}
