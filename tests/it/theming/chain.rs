//! Files of a theme over those of the theme that it extends over the built-in ones.

use std::collections::BTreeSet;

use issue_digest::source::Sources;

use crate::support::{
    Files, NOW, SITE, check, digest_of, document, files, render_all, repository, text, tree,
};

const ARTICLE: &str = "2018/07/12/talks/index.html";

/// Two articles in one topic, one of them with a translation, and these further files.
fn fixture(theme: &str, more: &str) -> String {
    format!("=== site.yaml\n{SITE}theme: {theme}\n")
        + &document("articles/talks.md", "title: Talks\ndate: 2018-07-12\ntopics: [trade]", "Text.")
        + &document("articles/talks.es.md", "title: Diálogo", "Texto.")
        + &document("articles/border.md", "title: Border\ndate: 2018-07-13\ntopics: [trade]", "Text.")
        + &document("topics/trade.md", "title: Trade", "About.")
        + more
}

/// The same with the theme of `tests/themes/slip`.
fn with_slip(theme: &str, more: &str) -> Files {
    let mut all = files(&fixture(theme, more));
    for (path, bytes) in tree(&repository().join("tests/themes")) {
        all.insert(format!("themes/{path}"), bytes);
    }
    all
}

fn built(files: Files) -> Files {
    render_all(&digest_of(Sources::in_memory(files), NOW)).unwrap_or_else(|fault| panic!("{fault:?}"))
}

/// The paths whose bytes are not those of the other site.
fn differing<'a>(one: &'a Files, other: &'a Files) -> BTreeSet<&'a str> {
    let paths = one.keys().chain(other.keys()).map(String::as_str);
    paths.filter(|path| one.get(*path) != other.get(*path)).collect()
}

#[test]
fn a_partial_of_the_built_in_theme_is_replaced_by_itself() {
    let before = built(files(&fixture("gazette", "")));
    let partial =
        "=== themes/gazette/templates/partials/pass_on.html\n<p>Tell your friends of {{ title }}.</p>\n";
    let after = built(files(&fixture("gazette", partial)));
    assert!(text(&after, ARTICLE).contains("<p>Tell your friends of Talks.</p>"));
    assert!(
        !text(&after, ARTICLE).contains("class=\"pass-on\"") && text(&before, ARTICLE).contains("pass-on")
    );
    let changed = differing(&before, &after);
    let articles: BTreeSet<&str> = before
        .keys()
        .map(String::as_str)
        .filter(|p| p.ends_with("/talks/index.html") || p.ends_with("/border/index.html"))
        .collect();
    assert_eq!(changed, articles, "every article and nothing else");
    assert_eq!(articles.len(), 4);
}

#[test]
fn a_theme_of_a_few_files_makes_a_whole_site() {
    let (site, gazette) = (built(with_slip("slip", "")), built(files(&fixture("gazette", ""))));
    let pages = |site: &Files| -> BTreeSet<String> {
        site.keys().filter(|path| path.ends_with(".html")).cloned().collect()
    };
    assert_eq!(pages(&site), pages(&gazette));
    let style = site.keys().find(|path| path.starts_with("css/slip.")).expect("its style sheet");
    let mut framed = 0;
    for path in pages(&site) {
        let html = text(&site, &path);
        if html.contains("<body class=\"slip\">") {
            assert!(html.contains(&format!("href=\"/{style}\"")), "{path}");
            framed += 1;
        }
    }
    assert!(framed > 20, "{framed} pages");
    assert!(!pages(&site).iter().any(|path| text(&site, path).contains("class=\"masthead\"")));
    let topic = text(&site, "topics/trade/index.html");
    assert!(
        topic.contains("<li class=\"slip-card\">2018-07-13 <a href=\"/2018/07/13/border/\">Border</a></li>")
    );
    // One text is its own; those of other languages are the built-in ones.
    assert!(text(&site, ARTICLE).contains("<h2>More like this</h2>"));
    assert!(text(&site, &format!("es/{ARTICLE}")).contains("<h2>Notas relacionadas</h2>"));
    assert!(!site.keys().any(|path| path.contains("theme.yaml")));
}

#[test]
fn a_site_replaces_a_partial_of_a_theme_that_it_extends() {
    let own = "=== themes/mine/theme.yaml\nextends: slip\n\
        === themes/mine/templates/partials/neighbours.html\n<p>No neighbours.</p>\n\
        === themes/mine/i18n/en.yaml\nsources: Read on\n";
    let (slip, mine) = (built(with_slip("slip", "")), built(with_slip("mine", own)));
    let changed = differing(&slip, &mine);
    assert!(changed.contains(ARTICLE) && !changed.contains("index.html"), "{changed:?}");
    let page = text(&mine, ARTICLE);
    assert!(page.contains("<body class=\"slip\">") && page.contains("<p>No neighbours.</p>"));
    // Its own catalogue lies over that of the theme, and both over the built-in one.
    assert!(page.contains("<h2>More like this</h2>"));
    let digest = digest_of(Sources::in_memory(with_slip("mine", own)), NOW);
    let english = &digest.theme.catalogues["en"];
    let said = |key: &str| format!("{:?}", english[key]);
    assert!(said("sources").contains("Read on") && said("related").contains("More like this"));
    assert!(said("key_facts").contains("Key facts"));
}

#[test]
fn the_files_of_the_site_for_the_built_in_theme_can_be_extended() {
    let own = "=== themes/gazette/templates/partials/neighbours.html\n<p>From gazette.</p>\n\
        === themes/mine/theme.yaml\nname: Mine\n";
    let alone = built(files(&fixture("mine", own)));
    assert!(!text(&alone, ARTICLE).contains("From gazette."));
    let extended = built(files(&fixture("mine", &own.replace("name: Mine", "extends: gazette"))));
    assert!(text(&extended, ARTICLE).contains("<p>From gazette.</p>"));
}

#[test]
fn a_chain_of_themes_that_is_too_long_is_told() {
    let link = |n: usize| format!("=== themes/t{n}/theme.yaml\nextends: t{}\n", n + 1);
    let chain: String = (0..200).map(link).collect();
    let said = check(&fixture("t0", &chain));
    assert!(said.starts_with("error[E0501]: more than 16 themes extend one another"), "{said}");
    assert_eq!(said.matches("error[").count(), 1, "{said}");
}
