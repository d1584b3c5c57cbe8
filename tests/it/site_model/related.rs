//! Related articles are sensible: the same story first, then the same people, topics and words.

use super::probe;
use crate::support::{SITE, article, document, text};

const LIST: &str = "{% for card in related %}{{ card.title }} {% endfor %}";

/// Twelve articles on other matters, so that what two articles share is rare.
fn crowd() -> String {
    let words = [
        "harvest",
        "museum",
        "railway",
        "election",
        "football",
        "volcano",
        "library",
        "bakery",
        "orchestra",
        "glacier",
        "harbour",
        "novel",
    ];
    let other = |(at, word): (usize, &&str)| {
        document(
            &format!("articles/{word}.md"),
            &format!("title: {word}\ndate: 2018-06-{:02}\npeople: [Person {at}]", at + 1),
            &format!("The {word} was visited and the {word} stayed open late."),
        )
    };
    words.iter().enumerate().map(other).collect()
}

fn subjects() -> String {
    document("threads/steel.md", "title: Steel", "")
        + &document("topics/trade.md", "title: Trade", "")
        + &document("topics/water.md", "title: Water", "")
        + &document(
            "articles/q.md",
            "title: q\ndate: 2018-07-12\nthread: steel\ntopics: [trade]\npeople: [Ana]",
            "Tariffs on aluminium smelters.",
        )
        + &document(
            "articles/same-thread.md",
            "title: same-thread\ndate: 2017-01-01\nthread: steel",
            "Something else.",
        )
        + &document(
            "articles/same-person.md",
            "title: same-person\ndate: 2018-07-13\npeople: [Ana]",
            "Her holidays.",
        )
        + &document(
            "articles/same-topic.md",
            "title: same-topic\ndate: 2018-07-14\ntopics: [trade]",
            "A market.",
        )
        + &document(
            "articles/same-words.md",
            "title: same-words\ndate: 2018-07-15",
            "The smelters of aluminium fear tariffs: smelters close.",
        )
        + &document(
            "articles/other-topic.md",
            "title: other-topic\ndate: 2018-07-12\ntopics: [water]",
            "Rain.",
        )
}

#[test]
fn the_same_thread_comes_first_and_the_article_itself_never() {
    let files = probe(&(subjects() + &crowd()), "article.html", LIST);
    let related: Vec<&str> = text(&files, "2018/07/12/q/index.html").split_whitespace().collect();
    assert_eq!(related.first(), Some(&"same-thread"), "{related:?}");
    for wanted in ["same-person", "same-topic", "same-words"] {
        assert!(related.contains(&wanted), "{wanted} is not among {related:?}");
    }
    assert!(!related.contains(&"q") && !related.contains(&"other-topic"), "{related:?}");
}

#[test]
fn at_most_the_wanted_number_is_shown_and_none_twice() {
    let fixture =
        |wanted: usize| format!("=== site.yaml\n{SITE}related: {wanted}\n{}{}", subjects(), crowd());
    for wanted in [0, 1, 2, 50] {
        for (path, bytes) in probe(&fixture(wanted), "article.html", LIST)
            .iter()
            .filter(|(path, _)| path.starts_with("2018/0"))
        {
            let text = String::from_utf8_lossy(bytes);
            let mut related: Vec<&str> = text.split_whitespace().collect();
            if !path.ends_with("index.html") || text.contains('<') {
                continue;
            }
            let shown = related.len();
            related.sort_unstable();
            related.dedup();
            assert!(shown <= wanted && related.len() == shown, "{path}: {text}");
        }
    }
}

#[test]
fn an_article_that_shares_nothing_has_no_relatives() {
    let fixture = document("articles/a.md", "title: Alpha\ndate: 2018-07-12", "Tariffs.")
        + &document("articles/b.md", "title: Beta\ndate: 2018-07-13", "Volcano.");
    let files = probe(&fixture, "article.html", LIST);
    assert_eq!(text(&files, "2018/07/12/a/index.html").trim(), "");
}

/// The words that count are those of the original, so that both languages show the same articles.
#[test]
fn both_languages_have_the_same_relatives() {
    let translated = document("articles/q.es.md", "title: q", "Un texto que no comparte nada con los otros.");
    let files = probe(&(subjects() + &crowd() + &translated), "article.html", LIST);
    assert_eq!(text(&files, "2018/07/12/q/index.html"), text(&files, "es/2018/07/12/q/index.html"));
}

/// Relatives do not depend on who asked before: each page is the same in any order of rendering.
#[test]
fn a_search_leaves_nothing_behind() {
    use issue_digest::digest::pages;
    use issue_digest::render;
    use issue_digest::site::related::Scratch;
    let digest = crate::support::digest(&(subjects() + &crowd()));
    let shared = std::cell::RefCell::new(Scratch::default());
    for (path, page) in pages(&digest.plan).collect::<Vec<_>>().into_iter().rev() {
        let own = std::cell::RefCell::new(Scratch::default());
        let with_shared = render::prepare(&digest, page, &shared).unwrap().render().unwrap();
        let with_own = render::prepare(&digest, page, &own).unwrap().render().unwrap();
        assert!(with_shared == with_own, "`{path}` depends on what was rendered before");
    }
}

#[test]
fn relatives_are_found_in_a_long_archive() {
    let fixture: String = (0..400)
        .map(|n| {
            article(
                &format!("n{n:03}"),
                &format!("date: {}-{:02}-{:02}\npeople: [Ana]", 2010 + n / 100, n / 28 % 12 + 1, n % 28 + 1),
            )
        })
        .collect();
    let files = probe(&fixture, "article.html", LIST);
    let pages: Vec<_> = files
        .iter()
        .filter(|(path, _)| path.ends_with("n000/index.html") || path.ends_with("n399/index.html"))
        .collect();
    assert_eq!(pages.len(), 4);
    for (path, bytes) in pages {
        assert_eq!(String::from_utf8_lossy(bytes).split_whitespace().count(), 5, "{path}");
    }
}
