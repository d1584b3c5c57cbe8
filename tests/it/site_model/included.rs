//! What a build lets in: drafts, articles of the future, expired ones, by the build's clock.

use issue_digest::site::{Clock, Include};
use issue_digest::source::Sources;

use super::all_names;
use crate::support::{
    Files, NOW, article, check, check_sources, digest, digest_with, document, files, site_with, text,
};

const DRAFTS: Include = Include { drafts: true, ..NOW };

fn at(instant: &str) -> Include {
    let seconds = instant.parse::<jiff::Timestamp>().unwrap().as_second();
    Include { clock: Clock { seconds }, ..NOW }
}

fn fixture() -> String {
    article("plain", "date: 2018-07-12")
        + &article("draft", "date: 2018-07-13\ndraft: true")
        + &article("future", "date: 2030-01-01")
        + &article("later", "date: 2018-07-14\npublish_on: 2030-01-01")
        + &article("over", "date: 2018-07-15\nexpires_on: 2019-01-01")
        + &article("synonyms", "date: 2018-07-16\npublishDate: 2018-07-17\nexpiryDate: 2030-01-01")
}

#[test]
fn what_is_not_published_now_is_left_out() {
    assert_eq!(all_names(&digest(&fixture())), ["synonyms", "plain"]);
}

#[test]
fn each_kind_is_let_in_when_it_is_asked_for() {
    let names = |include| all_names(&digest_with(&fixture(), include)).join(" ");
    assert_eq!(names(DRAFTS), "synonyms draft plain");
    assert_eq!(names(Include { future: true, ..NOW }), "future synonyms later plain");
    assert_eq!(names(Include { expired: true, ..NOW }), "synonyms over plain");
    let all = Include { drafts: true, future: true, expired: true, ..NOW };
    assert_eq!(names(all), "future synonyms over later draft plain");
}

#[test]
fn the_clock_decides_to_the_second() {
    let timed = article("a", "date: 2018-07-12T09:00:00-06:00\nexpires_on: 2018-07-13T09:00:00-06:00");
    let count = |instant| digest_with(&timed, at(instant)).article_count();
    assert_eq!(count("2018-07-12T14:59:59Z"), 0);
    assert_eq!(count("2018-07-12T15:00:00Z"), 1);
    assert_eq!(count("2018-07-13T14:59:59Z"), 1);
    assert_eq!(count("2018-07-13T15:00:00Z"), 0);
}

#[test]
fn a_day_begins_at_midnight_in_the_site_s_time_zone() {
    let site = format!("=== site.yaml\n{}timezone: America/Mexico_City\n", crate::support::SITE);
    let fixture = site + &article("a", "date: 2018-07-12\nexpires_on: 2018-07-20");
    let count = |instant| digest_with(&fixture, at(instant)).article_count();
    assert_eq!(count("2018-07-12T04:59:59Z"), 0);
    assert_eq!(count("2018-07-12T05:00:00Z"), 1);
    assert_eq!(count("2018-07-20T04:59:59Z"), 1);
    assert_eq!(count("2018-07-20T05:00:00Z"), 0);
}

fn page(site: &Files, path: &str) -> String {
    text(site, path).to_owned()
}

/// A draft that is asked for has its page, with its text, in every language that it is written in.
#[test]
fn a_draft_that_is_let_in_is_published_like_any_other_article() {
    let fixture =
        document("articles/a.md", "title: English draft\ndate: 2018-07-12\ndraft: true", "An English text.")
            + &document("articles/a.es.md", "title: Borrador\ndraft: true", "Un texto.");
    let site = site_with(&fixture, DRAFTS);
    let english = page(&site, "2018/07/12/a/index.html");
    assert!(english.contains("English draft") && english.contains("An English text."), "{english}");
    let spanish = page(&site, "es/2018/07/12/a/index.html");
    assert!(spanish.contains("Borrador") && spanish.contains("Un texto."), "{spanish}");
}

#[test]
fn a_translation_that_is_a_draft_is_left_out() {
    let fixture = document("articles/a.md", "title: English\ndate: 2018-07-12", "An English text.")
        + &document("articles/a.es.md", "title: Borrador\ndraft: true", "Un texto.");
    let spanish = page(&site_with(&fixture, NOW), "es/2018/07/12/a/index.html");
    assert!(!spanish.contains("Borrador") && spanish.contains("An English text."), "{spanish}");
    let spanish = page(&site_with(&fixture, DRAFTS), "es/2018/07/12/a/index.html");
    assert!(spanish.contains("Borrador") && spanish.contains("Un texto."), "{spanish}");
}

/// What holds for articles holds for topics, people, threads, terms and pages.
#[test]
fn entries_that_are_drafts_are_left_out_unless_they_are_asked_for() {
    let fixture = document("topics/t.md", "title: Secret topic\ndraft: true", "")
        + &document("people/p.md", "title: Secret person\ndraft: true", "")
        + &document("threads/h.md", "title: Secret thread\ndraft: true", "")
        + &document("glossary/g.md", "title: Secret term\ndraft: true", "")
        + &document("pages/q.md", "title: Secret page\ndraft: true", "");
    let contains = |include| {
        let site = site_with(&fixture, include);
        let pages = ["topic", "person", "thread", "term", "page"].map(|kind| format!("Secret {kind}"));
        pages.map(|words| site.values().any(|bytes| String::from_utf8_lossy(bytes).contains(&words)))
    };
    assert_eq!(contains(NOW), [false; 5]);
    assert_eq!(contains(DRAFTS), [true; 5]);
}

#[test]
fn a_translation_of_an_entry_that_is_a_draft_is_left_out() {
    let fixture = document("topics/t.md", "title: Trade", "A primer.")
        + &document("topics/t.es.md", "title: Borrador\ndraft: true", "Sin revisar.")
        + &document("pages/about.md", "title: About", "")
        + &document("pages/about.es.md", "title: Borrador\ndraft: true", "Sin revisar.");
    let site = site_with(&fixture, NOW);
    for (path, bytes) in &site {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("Borrador") && !text.contains("Sin revisar"), "a draft is in `{path}`");
    }
}

/// An article that names a topic which is a draft has a fault that says so, or is without it.
#[test]
fn a_link_to_an_entry_that_is_a_draft_is_told_as_one() {
    let fixture = document("topics/t.md", "title: Trade\ndraft: true", "")
        + &document("articles/a.md", "title: A\ndate: 2018-07-12", "See [trade](@/topics/t.md).");
    let text = check(&fixture);
    assert!(text.contains("draft"), "{text}");
}

/// The files of an article that is left out are not published either.
#[test]
fn the_bundle_of_a_draft_is_left_out() {
    let mut files = files(&document("articles/a/index.md", "title: A\ndate: 2018-07-12\ndraft: true", ""));
    files.insert("content/articles/a/secret.png".into(), b"GIF89a\x01\0\x01\0\0\0\0;".to_vec());
    let paths = |include| {
        let digest = crate::support::digest_of(Sources::in_memory(files.clone()), include);
        digest.plan.entries.iter().filter(|(path, _)| path.as_str().ends_with("secret.png")).count()
    };
    assert_eq!(paths(NOW), 0);
    assert_eq!(paths(DRAFTS), 1);
    assert_eq!(check_sources(Sources::in_memory(files), DRAFTS), "");
}

/// Nothing of the future gets into feeds, sitemaps or counts.
#[test]
fn what_is_left_out_leaves_no_trace() {
    let site = site_with(&fixture(), NOW);
    for (path, bytes) in &site {
        let text = String::from_utf8_lossy(bytes);
        for word in ["/draft/", "/future/", "/later/", "/over/", "2030"] {
            assert!(!text.contains(word), "`{word}` is in `{path}`");
        }
    }
}
