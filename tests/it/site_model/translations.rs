//! Translations: what they inherit, and what readers of a language without one get.

use super::probe;
use crate::support::{article, digest, document, files, site, text};
use issue_digest::language::LanguageId;

const ORIGINAL: &str = "title: The talks\ndate: 2018-07-12\nslug: talks\nsummary: A summary.\ntopics: [trade]\npeople: [Ana]\nsources: [{name: Outlet}]\nimage: {src: /map.svg, alt: A map}\nkey_facts: [One fact]\nlead: true";
const SPANISH: LanguageId = LanguageId(1);

fn original() -> String {
    document("topics/trade.md", "title: Trade", "")
        + "=== content/static/map.svg\n<svg/>\n"
        + &document("articles/2018/a.md", ORIGINAL, "The English text.")
}

#[test]
fn a_translation_inherits_the_facts_and_says_the_words() {
    let fixture = original()
        + &document("articles/2018/a.es.md", "title: Las pláticas\nsummary: Un resumen.", "El texto.");
    let template = "{{ title }}|{{ summary }}|{{ date.iso }}|{% for t in topics %}{{ t.title }}{% endfor %}|{% for p in people %}{{ p.title }}{% endfor %}|{{ sources | length }}|{{ image.src }} {{ image.alt }}|{{ key_facts | length }}|{{ content | safe }}";
    let files = probe(&fixture, "article.html", template);
    assert_eq!(
        text(&files, "es/2018/07/12/talks/index.html").trim(),
        "Las pláticas|Un resumen.|2018-07-12|Trade|Ana|1|/map.svg A map|0|<p>El texto.</p>"
    );
}

#[test]
fn a_translation_may_have_a_slug_of_its_own() {
    let fixture = original() + &document("articles/2018/a.es.md", "title: Las pláticas\nslug: platicas", "");
    let digest = digest(&fixture);
    assert!(digest.plan.page_at("2018/07/12/talks/index.html").is_some());
    assert!(digest.plan.page_at("es/2018/07/12/platicas/index.html").is_some());
    assert!(digest.plan.page_at("es/2018/07/12/talks/index.html").is_none());
}

#[test]
fn a_suffix_of_the_default_language_is_the_original() {
    let fixture = document("articles/a.en.md", "title: A\ndate: 2018-07-12", "")
        + &document("articles/a.es.md", "title: B", "");
    let digest = digest(&fixture);
    assert_eq!(digest.site.articles[0].text(SPANISH).unwrap().0.title, "B");
    assert_eq!(digest.site.articles[0].text(LanguageId::DEFAULT).unwrap().0.title, "A");
}

/// A page without a translation shows the original, says so in its markup, and sends engines there.
#[test]
fn an_untranslated_article_falls_back_to_the_original() {
    let site = site(&original());
    let page = text(&site, "es/2018/07/12/talks/index.html");
    assert!(page.contains("<html lang=\"es\">"), "{page}");
    assert!(page.contains("<h1 lang=\"en\">The talks</h1>"), "{page}");
    assert!(
        page.contains("<link rel=\"canonical\" href=\"https://test.example/2018/07/12/talks/\">"),
        "{page}"
    );
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"), "{page}");
    assert!(page.contains("Esta nota no se ha traducido"), "{page}");
    let original = text(&site, "2018/07/12/talks/index.html");
    assert!(
        !original.contains("noindex") && !original.contains("hreflang=\"es\" href=\"https:"),
        "{original}"
    );
    let sitemap = text(&site, "sitemap.xml");
    assert!(!sitemap.contains("/es/2018/07/12/talks/"), "{sitemap}");
    assert!(sitemap.contains("<loc>https://test.example/2018/07/12/talks/</loc>"), "{sitemap}");
}

#[test]
fn an_article_in_another_language_than_the_default_is_its_own_original() {
    let fixture = document("articles/a.es.md", "title: Una nota\ndate: 2018-07-12", "El texto.");
    let site = site(&fixture);
    let english = text(&site, "2018/07/12/a/index.html");
    assert!(
        english.contains("<link rel=\"canonical\" href=\"https://test.example/es/2018/07/12/a/\">"),
        "{english}"
    );
    assert!(english.contains("<h1 lang=\"es\">Una nota</h1>"), "{english}");
    let spanish = text(&site, "es/2018/07/12/a/index.html");
    assert!(!spanish.contains("noindex") && spanish.contains("<h1>Una nota</h1>"), "{spanish}");
}

#[test]
fn feeds_and_cards_say_the_language_of_what_is_not_translated() {
    let site = site(&original());
    let atom = text(&site, "es/feed.atom");
    assert!(atom.contains("xml:lang=\"es\"") && atom.contains("<entry xml:lang=\"en\">"), "{atom}");
    let json: serde_json::Value = serde_json::from_slice(&site["es/feed.json"]).unwrap();
    assert_eq!(json["items"][0]["language"], "en");
    assert!(text(&site, "es/index.html").contains("<h2 lang=\"en\">"));
}

/// Links of a text lead to pages in the reader's language, whatever language the text is in.
#[test]
fn links_lead_to_the_reader_s_language() {
    let fixture = document("topics/trade.md", "title: Trade", "")
        + &article("b", "date: 2018-07-13")
        + &document(
            "articles/a.md",
            "title: A\ndate: 2018-07-12",
            "[t](@/topics/trade.md) [b](b.md) [g](@/glossary/mpp.md)",
        )
        + &document(
            "articles/a.es.md",
            "title: A",
            "[t](../topics/trade.md) [b](b.md) [g](@/glossary/mpp.md)",
        )
        + &document("articles/c.md", "title: C\ndate: 2018-07-12", "[b](b.md)")
        + &document("glossary/mpp.md", "title: MPP", "")
        + &document("glossary/mpp.es.md", "title: MPP\nslug: protocolos", "");
    let files = probe(&fixture, "article.html", "{{ content | safe }}");
    assert_eq!(
        text(&files, "2018/07/12/a/index.html").trim(),
        "<p><a href=\"/topics/trade/\">t</a> <a href=\"/2018/07/13/b/\">b</a> <a href=\"/glossary/#term-mpp\">g</a></p>"
    );
    assert_eq!(
        text(&files, "es/2018/07/12/a/index.html").trim(),
        "<p><a href=\"/es/temas/trade/\">t</a> <a href=\"/es/2018/07/13/b/\">b</a> <a href=\"/es/glosario/#term-protocolos\">g</a></p>"
    );
    assert_eq!(
        text(&files, "es/2018/07/12/c/index.html").trim(),
        "<p><a href=\"/es/2018/07/13/b/\">b</a></p>"
    );
}

#[test]
fn the_files_of_a_bundle_serve_every_language() {
    let mut files = files(
        &(document(
            "articles/a/index.md",
            "title: A\ndate: 2018-07-12\nimage: {src: map.png, alt: x}",
            "![m](map.png)",
        ) + &document("articles/a/index.es.md", "title: B", "![m](map.png)")
            + "=== themes/gazette/templates/article.html\n{{ image.src }} {{ content | safe }}\n"),
    );
    files.insert("content/articles/a/map.png".into(), vec![0x89, b'P']);
    let digest =
        crate::support::digest_of(issue_digest::source::Sources::in_memory(files), crate::support::NOW);
    let site = crate::support::render_all(&digest).unwrap();
    assert_eq!(site["2018/07/12/a/map.png"], [0x89, b'P']);
    for path in ["2018/07/12/a/index.html", "es/2018/07/12/a/index.html"] {
        let page = text(&site, path);
        assert!(page.starts_with("/2018/07/12/a/map.png <p><img src=\"/2018/07/12/a/map.png\""), "{page}");
    }
}

#[test]
fn punctuation_is_set_as_each_language_does() {
    let fixture =
        document("articles/a.md", "title: '\"Talks\" begin'\ndate: 2018-07-12", "They said \"no\".")
            + &document("articles/a.es.md", "title: 'Empiezan las \"pláticas\"'", "Dijeron \"no\".");
    let files = probe(&fixture, "article.html", "{{ title }}|{{ content | safe }}");
    assert_eq!(text(&files, "2018/07/12/a/index.html").trim(), "“Talks” begin|<p>They said “no”.</p>");
    assert_eq!(
        text(&files, "es/2018/07/12/a/index.html").trim(),
        "Empiezan las «pláticas»|<p>Dijeron «no».</p>"
    );
}
