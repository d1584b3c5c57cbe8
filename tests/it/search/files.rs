//! The files of the index: which there are, which an edit reaches, what they hold.

use std::collections::BTreeSet;

use issue_digest::plan::Page;

use super::engine::{Engine, shard, words_of};
use crate::folder::{Folder, replaced};
use crate::support::{Files, article, digest, document, files, site, text};

/// Words that no two articles share, as letters only.
fn word(number: usize) -> String {
    let letter = |at: usize| char::from(b'a' + u8::try_from(at % 26).unwrap());
    format!("w{}{}{}{}rd", letter(number), letter(number / 26), letter(number * 7), letter(number / 676))
}

const SETTINGS: &str = "\
=== site.yaml
title: The Test
base_url: https://test.example
outputs: {years: false, months: false, weeks: false, days: false, editions: false, site_feeds: false}
";

/// A site of `count` articles, one a day, the newest last.
fn many(count: usize) -> String {
    let mut fixture = SETTINGS.to_owned();
    for at in 0..count {
        let (month, day) = (at / 28 % 12 + 1, at % 28 + 1);
        let front = format!("title: {} common\ndate: {}-{month:02}-{day:02}", word(at), 2000 + at / 336);
        let body = format!("Text with {} and {}.", word(at + 1), word(at * 3));
        fixture.push_str(&document(&format!("articles/a{at:04}.md"), &front, &body));
    }
    fixture
}

/// The search index alone.
fn index(fixture: &str) -> Files {
    let digest = digest(fixture);
    let scratch = std::cell::RefCell::default();
    let pages = digest.plan.entries.iter().filter(|(_, page)| matches!(page, Page::Search(..)));
    let render =
        |page: Page| issue_digest::render::prepare(&digest, page, &scratch).unwrap().render().unwrap();
    pages.map(|(path, page)| (path.as_str().to_owned(), render(*page))).collect()
}

fn changed(before: &Files, after: &Files) -> BTreeSet<String> {
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    before.keys().filter(|path| before[*path] != after[*path]).cloned().collect()
}

#[test]
fn an_edit_changes_the_files_of_its_words_only() {
    let fixture = many(400);
    let before = index(&fixture);
    let old = format!("Text with {}", word(201));
    assert!(fixture.contains(&old));
    let after = index(&fixture.replace(&old, &format!("Text beside {}", word(201))));
    let engine = Engine::new(&after, "search");
    let (forms, terms) = (engine.shards("forms"), engine.shards("terms"));
    assert!(forms >= 4 && terms >= 8, "{forms} {terms}");
    let mut reached =
        BTreeSet::from(["search/manifest.json".to_owned(), "search/articles-12.json".to_owned()]);
    for term in engine.terms_of("beside") {
        reached.insert(format!("search/terms-{}.bin", shard(&term, 4, terms)));
    }
    reached.insert(format!("search/forms-{}.bin", shard("beside", 3, forms)));
    assert_eq!(changed(&before, &after), reached);
}

/// A new article is the last one: it moves no other.
#[test]
fn a_new_article_changes_the_files_of_its_words_only() {
    let fixture = many(401);
    let before = index(&fixture);
    let newest = document("articles/new.md", "title: Unheard tidings\ndate: 2024-01-01", "Common words.");
    let after = index(&(fixture + &newest));
    let engine = Engine::new(&after, "search");
    let mut reached: BTreeSet<String> =
        ["manifest.json", "articles-25.json", "language.bin"].map(|name| format!("search/{name}")).into();
    for word in words_of("unheard tidings common words") {
        reached.insert(format!("search/forms-{}.bin", shard(&word, 3, engine.shards("forms"))));
        for term in engine.terms_of(&word) {
            reached.insert(format!("search/terms-{}.bin", shard(&term, 4, engine.shards("terms"))));
        }
    }
    let changed = changed(&before, &after);
    assert!(changed.is_subset(&reached), "{changed:?} / {reached:?}");
    assert!(changed.len() > 6 && changed.len() < before.len() / 2, "{changed:?}");
}

#[test]
fn a_warm_build_writes_the_same_index() {
    let folder = Folder::of(&files(&many(60)));
    folder.build(&[]);
    let before = folder.identities();
    let path = "content/articles/a0030.md";
    let edited = folder.read(path).replace("Text with", "Tidings of");
    folder.write(path, edited);
    folder.build(&[]);
    let changed: Vec<String> = replaced(&before, &folder.identities())
        .into_iter()
        .filter(|path| path.starts_with("search/"))
        .collect();
    assert!(changed.iter().any(|path| path.starts_with("search/terms-")), "{changed:?}");
    assert!(!changed.contains(&"search/articles-0.json".to_owned()), "{changed:?}");
    assert_eq!(folder.public(), folder.cold());
}

#[test]
fn markup_in_a_title_stays_text() {
    let title = "title: 'Talks: <script>alert(1)</script> & <b>more</b>'\ndate: 2018-07-12";
    let site = site(&article("talks", title));
    for folder in ["search", "es/buscar"] {
        let engine = Engine::new(&site, folder);
        assert_eq!(engine.search("talks"), [0]);
        let shown = engine.row(0)[0].as_str().unwrap().to_owned();
        assert!(shown.starts_with("Talks: ") && shown.contains("alert(1)"), "{shown}");
        assert!(!text(&site, &format!("{folder}/index.html")).contains("alert(1)"));
    }
    let is_script = |path: &&String| path.starts_with("js/search.") && path.ends_with(".js");
    let script = text(&site, site.keys().find(is_script).unwrap());
    for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "setHTML", "eval("] {
        assert!(!script.contains(way), "the script uses `{way}`");
    }
}

#[test]
fn names_and_translations_are_found_and_filtered() {
    let fixture = [
        document("people/ana-ruiz.md", "title: Ana Ruíz", ""),
        document("topics/trade/_index.md", "title: Trade", ""),
        document("topics/trade/steel.md", "title: Steel", ""),
        article(
            "one",
            "date: 2018-07-12\npeople: [Ana Ruíz]\ntopics: [trade/steel]\nsources: [{name: El Río}]",
        ),
        article("two", "date: 2019-07-12\ntopics: [trade]"),
        document("articles/two.es.md", "title: Los aranceles", "Texto en español."),
    ];
    let site = site(&fixture.concat());
    let (english, spanish) = (Engine::new(&site, "search"), Engine::new(&site, "es/buscar"));
    assert_eq!(english.search("ana ruiz"), [0]);
    assert_eq!(english.search("STEEL"), [0]);
    assert_eq!((spanish.search("arancel"), spanish.search("one")), (vec![1], vec![0]));
    assert!(english.search("arancel").is_empty());
    let topics = english.filter("topic");
    assert_eq!((&topics["trade"], &topics["trade/steel"]), (&vec![0, 1], &vec![0]));
    assert_eq!(english.filter("person")["ana-ruiz"], [0]);
    assert_eq!(english.filter("outlet")["el-rio"], [0]);
    assert_eq!(english.filter("language").into_keys().collect::<Vec<_>>(), ["en"]);
    let languages = spanish.filter("language");
    assert_eq!((&languages["en"], &languages["es"]), (&vec![0], &vec![1]));
    assert_eq!(spanish.row(0)[6], "en");
}

#[test]
fn a_site_may_have_no_search_and_no_article() {
    let without = site(&format!("{SETTINGS}  # none\n{}", article("one", "date: 2018-07-12")));
    assert!(without.contains_key("search/index.html"));
    let settings = SETTINGS.replace("outputs: {", "outputs: {search: false, ");
    let without = site(&format!("{settings}{}", article("one", "date: 2018-07-12")));
    assert!(!without.keys().any(|path| path.starts_with("search/")));
    assert!(!text(&without, "index.html").contains("search"));
    let empty = site(SETTINGS);
    assert!(Engine::new(&empty, "search").search("word").is_empty());
}
