//! First mentions of terms in articles: which are links, and where they lead.

use insta::assert_snapshot;

use crate::support::{article, check, document, shipped_site, site, site_with, text};

const BASE: &str = "title: The Test\nbase_url: https://test.example\n";
const BILINGUAL: &str = "languages:\n  - {code: en, name: English}\n  - {code: es, name: Español}\n";

fn settings(more: &str) -> String {
    format!("=== site.yaml\n{BASE}{more}\n")
}

fn term(name: &str, front: &str) -> String {
    document(&format!("glossary/{name}.md"), front, "A text on USMCA and NAFTA.")
}

fn usmca() -> String {
    term("usmca", "title: USMCA (agreement)\nalso: [USMCA, \"United States-Mexico-Canada Agreement\"]")
        + &term("usmca.es", "title: T-MEC (tratado)\nslug: t-mec\nalso: [T-MEC]")
}

fn text_of(name: &str, body: &str) -> String {
    document(&format!("articles/{name}.md"), "title: On USMCA\ndate: 2018-07-12", body)
}

/// The links that the site added to a page, each as address and text.
fn added(page: &str) -> Vec<(&str, &str)> {
    let links = page.split("<a class=\"term\" href=\"").skip(1);
    links.map(|rest| rest.split_once("</a>").unwrap().0.split_once("\">").unwrap()).collect()
}

const EN: &str = "2018/07/12/a/index.html";
const ES: &str = "es/2018/07/12/a/index.html";

#[test]
fn each_language_links_its_own_forms_to_its_own_glossary() {
    let fixture = settings(BILINGUAL)
        + &usmca()
        + &text_of("a", "The USMCA, or T-MEC. The USMCA.")
        + &document("articles/a.es.md", "title: El T-MEC", "El USMCA es el T-MEC. El T-MEC.");
    let site = site(&fixture);
    assert_eq!(added(text(&site, EN)), [("/glossary/#term-usmca", "USMCA")]);
    assert_eq!(added(text(&site, ES)), [("/es/glosario/#term-t-mec", "T-MEC")]);
}

/// The text is English, so its forms are; the reader is Spanish, so is the glossary.
#[test]
fn a_page_without_translation_links_the_forms_of_its_text_to_the_reader_s_glossary() {
    let site = site(&(settings(BILINGUAL) + &usmca() + &text_of("a", "The USMCA, not T-MEC.")));
    assert_eq!(added(text(&site, ES)), [("/es/glosario/#term-t-mec", "USMCA")]);
}

#[test]
fn a_term_without_translation_is_linked_in_its_own_language_only() {
    let fixture = settings(BILINGUAL)
        + &term("mpp", "title: MPP")
        + &text_of("a", "MPP.")
        + &document("articles/a.es.md", "title: MPP", "MPP.");
    let site = site(&fixture);
    assert_eq!(added(text(&site, EN)), [("/glossary/#term-mpp", "MPP")]);
    assert_eq!(added(text(&site, ES)), []);
}

#[test]
fn a_translation_without_a_title_has_the_original_s() {
    let fixture = settings(BILINGUAL)
        + &term("mpp", "title: MPP")
        + &term("mpp.es", "also: [Quédate en México]")
        + &document("articles/a.es.md", "title: A\ndate: 2018-07-12", "El MPP, o Quédate en México.");
    assert_eq!(added(text(&site(&fixture), ES)), [("/es/glosario/#term-mpp", "MPP")]);
}

#[test]
fn a_term_that_its_author_links_anywhere_has_no_other_link() {
    for link in [
        "[it](@/glossary/usmca.md)",
        "[it](../glossary/usmca.md)",
        "[it](/glossary/#term-usmca)",
        "[it]\n\n[it]: @/glossary/usmca.md",
        "x[^1]\n\n[^1]: [it](@/glossary/usmca.md)",
    ] {
        let site = site(&(usmca() + &text_of("a", &format!("USMCA. {link}"))));
        let page = text(&site, EN);
        assert_eq!(added(page), [], "{link}");
        assert!(page.contains("<a href=\"/glossary/#term-usmca\">it</a>"), "{page}");
    }
    let fact = "title: A\ndate: 2018-07-12\nkey_facts: [\"[it](@/glossary/usmca.md)\"]";
    let site = site(&(usmca() + &document("articles/a.md", fact, "USMCA.")));
    assert_eq!(added(text(&site, EN)), []);
}

#[test]
fn a_link_to_the_glossary_or_to_another_term_takes_nothing_away() {
    let fixture = usmca()
        + &term("nafta", "title: NAFTA")
        + &text_of("a", "[All](/glossary/) and [it](@/glossary/nafta.md). USMCA, NAFTA.");
    assert_eq!(added(text(&site(&fixture), EN)), [("/glossary/#term-usmca", "USMCA")]);
}

#[test]
fn titles_key_facts_and_other_kinds_of_pages_have_no_such_links() {
    let front = "title: USMCA\ndate: 2018-07-12\nsummary: USMCA\nkey_facts: [USMCA]\ntopics: [t]\nthread: h";
    let fixture = usmca()
        + &document("articles/a.md", front, "No mention.")
        + &document("topics/t.md", "title: USMCA", "USMCA")
        + &document("threads/h.md", "title: USMCA", "USMCA")
        + &document("people/p.md", "title: USMCA", "USMCA")
        + &document("pages/about.md", "title: USMCA", "USMCA");
    for (path, bytes) in &site(&fixture) {
        assert!(!String::from_utf8_lossy(bytes).contains("class=\"term\""), "{path}");
    }
}

#[test]
fn the_option_turns_it_off_for_the_site_or_for_a_language() {
    let fixture = |more: &str| {
        settings(more)
            + &usmca()
            + &text_of("a", "USMCA")
            + &document("articles/a.es.md", "title: A", "T-MEC")
    };
    let counts = |more: &str| {
        let site = site(&fixture(more));
        [EN, ES].map(|path| added(text(&site, path)).len())
    };
    let own = |en: &str, es: &str| {
        format!("languages:\n  - {{code: en, name: English{en}}}\n  - {{code: es, name: Español{es}}}\n")
    };
    let (on, off) = (", glossary: {link_first_mention: true}", ", glossary: {link_first_mention: false}");
    assert_eq!(counts(BILINGUAL), [1, 1]);
    assert_eq!(counts(&own(off, "")), [0, 1]);
    assert_eq!(counts(&own("", off)), [1, 0]);
    assert_eq!(counts(&format!("glossary: {{link_first_mention: false}}\n{BILINGUAL}")), [0, 0]);
    assert_eq!(counts(&format!("glossary: {{link_first_mention: false}}\n{}", own("", on))), [0, 1]);
    assert_eq!(counts(&format!("outputs: {{glossary: false}}\n{BILINGUAL}")), [0, 0]);
}

#[test]
fn a_misspelt_option_is_told() {
    let fixture = settings("glossary: {link_first_mentions: true}");
    assert_snapshot!(check(&fixture), @r#"
    error[E0104]: unknown key `link_first_mentions`
     --> site.yaml:3:12
      |
    3 | glossary: {link_first_mentions: true}
      |            ^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `link_first_mention`?
    "#);
}

#[test]
fn terms_that_are_drafts_are_not_linked_and_hide_no_other() {
    let fixture =
        usmca() + &term("review", "title: USMCA review\ndraft: true") + &text_of("a", "The USMCA review.");
    assert_eq!(added(text(&site(&fixture), EN)), [("/glossary/#term-usmca", "USMCA")]);
    let drafts = issue_digest::site::Include { drafts: true, ..crate::support::NOW };
    let site = site_with(&fixture, drafts);
    assert_eq!(added(text(&site, EN)), [("/glossary/#term-review", "USMCA review")]);
}

#[test]
fn feeds_with_whole_texts_have_the_same_links_with_the_site_s_origin() {
    let fixture = settings(&format!("feeds: {{full_text: true, formats: [json]}}\n{BILINGUAL}"))
        + &usmca()
        + &text_of("a", "USMCA");
    let site = site(&fixture);
    let feed: serde_json::Value = serde_json::from_str(text(&site, "feed.json")).unwrap();
    let html = feed["items"][0]["content_html"].as_str().unwrap();
    assert_eq!(added(html), [("https://test.example/glossary/#term-usmca", "USMCA")], "{html}");
}

#[test]
fn a_form_that_two_terms_claim_is_a_fault_at_both_places() {
    let fixture = term("a", "title: Joint review\nalso: [USMCA review]")
        + &term("b", "title: Review\nalso:\n  - sunset clause\n  - joint  review")
        + &term("c", "title: SUNSET CLAUSE")
        + &article("x", "date: 2018-07-12");
    assert_snapshot!(check(&fixture), @r#"
    error[E0207]: `joint  review` is claimed by two terms of the glossary
     --> content/glossary/b.md:5:5
      |
    5 |   - joint  review
      |     ^^^^^^^^^^^^^
      |
     ::: content/glossary/a.md:2:8
      |
    2 | title: Joint review
      |        ------------ the other term has it here
      |
      = help: take it out of `also` in one of them, or give them distinct titles

    error[E0207]: `SUNSET CLAUSE` is claimed by two terms of the glossary
     --> content/glossary/c.md:2:8
      |
    2 | title: SUNSET CLAUSE
      |        ^^^^^^^^^^^^^
      |
     ::: content/glossary/b.md:4:5
      |
    4 |   - sunset clause
      |     ------------- the other term has it here
      |
      = help: take it out of `also` in one of them, or give them distinct titles
    "#);
}

#[test]
fn a_form_that_terms_claim_in_different_languages_or_spellings_is_none() {
    let fixture = settings(BILINGUAL)
        + &term("a", "title: General\nalso: [general, General]")
        + &term("b", "title: Common\nalso: [DeAn]")
        + &term("b.es", "title: General\nalso: [DEAN]")
        + &term("c", "title: Dialogue\nalso: [DEAN]");
    assert_eq!(check(&fixture), "");
    let twice = term("a", "title: Same") + &term("b", "title: same");
    assert_eq!(check(&format!("{}{twice}", settings("glossary: {link_first_mention: false}"))), "");
}

/// The repository's site has such links in both languages, and none beside a link of the author's.
#[test]
fn no_article_of_the_repository_links_a_term_twice() {
    let mut pages = [0, 0];
    for (path, bytes) in shipped_site().iter().filter(|(path, _)| path.ends_with("/index.html")) {
        let page = String::from_utf8_lossy(bytes);
        let added = added(&page);
        for (href, words) in &added {
            let count = page.matches(&format!("href=\"{href}\"")).count();
            assert_eq!(count, 1, "`{words}` in `{path}`");
        }
        pages[usize::from(path.starts_with("es/"))] += usize::from(!added.is_empty());
    }
    assert!(pages.iter().all(|count| *count > 10), "{pages:?}");
}
