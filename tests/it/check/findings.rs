//! What a check finds in content and in finished pages, and what silences it.

use insta::assert_snapshot;
use issue_digest::audit::audit;
use issue_digest::diagnostic::{Code, SILENCEABLE};
use issue_digest::report;
use issue_digest::site::Include;
use issue_digest::source::Sources;

use crate::support::{self, NOW, SITE, article, digest_of, document};

/// A site of which a check finds nothing.
const SOUND: &str = "\
=== content/topics/trade/_index.md
---
title: Trade
---
=== content/topics/trade/_index.es.md
---
title: Comercio
---
=== content/threads/talks.md
---
title: Talks
---
=== content/articles/first.md
---
title: First
date: 2018-07-12
topics: [trade]
thread: talks
---
Text with [a link](second.md#part).
=== content/articles/first.es.md
---
title: Primero
---
Texto.
=== content/articles/second.md
---
title: Second
date: 2018-07-13
topics: [trade]
thread: talks
---
## Part

Text.
=== content/articles/second.es.md
---
title: Segundo
---
## Part

Texto.
";

/// What a check tells of a fixture, as the terminal shows it.
fn told(fixture: &str) -> String {
    let digest = digest_of(Sources::in_memory(support::files(fixture)), NOW);
    let later = digest_of(Sources::in_memory(support::files(fixture)), Include { future: true, ..NOW });
    let found = audit(&digest, Some(&later), &|| ()).unwrap_or_else(|fault| panic!("{fault:?}"));
    report::render(&found.sorted(), &digest.sources, false)
}

/// The codes that a check tells of the sound site with more files, each once.
fn codes(more: &str) -> Vec<String> {
    let told = told(&(SOUND.to_owned() + more));
    let mut codes: Vec<String> = told
        .lines()
        .filter_map(|line| Some(line.split_once('[')?.1.split_once("]:")?.0.to_owned()))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// An article in both languages in the sound site's thread.
fn both(name: &str, front: &str) -> String {
    let front = format!("{front}\ntopics: [trade]");
    article(name, &front) + &document(&format!("articles/{name}.es.md"), "title: Uno", "Texto.")
}

#[test]
fn a_sound_site_has_nothing_to_tell() {
    assert_eq!(told(SOUND), "");
}

#[test]
fn each_doubt_about_the_content_has_its_code() {
    let source = |more: &str| format!("sources:\n  - {{name: Outlet, url: \"https://a.example/x\"{more}}}");
    let archived = ", archive_url: \"https://archive.example/x\"";
    for (code, more) in [
        ("W0601", document("topics/empty.md", "title: Empty", "")),
        ("W0602", document("threads/lone.md", "title: Lone", "")),
        ("W0603", article("third", "date: 2018-07-14\ntopics: [trade]")),
        ("W0604", both("third", "date: 2018-07-14\nupdated: 2018-07-15")),
        ("W0605", both("third", &format!("date: 2018-07-14\n{}", source("")))),
        (
            "W0606",
            both(
                "third",
                &format!(
                    "date: 2018-07-14\n{}\n  - {{name: Other, url: \"http://www.a.example/x/#p\"{archived}}}",
                    source(archived)
                ),
            ),
        ),
        (
            "W0607",
            article("third", "date: 2018-07-14\ntopics: [trade]")
                .replace("Text of", "[t](https://a.example/?utm_source=x)")
                + &document("articles/third.es.md", "title: Tres", "Texto."),
        ),
        ("W0608", both("third", "date: 2018-07-14\nkey_facts: [Something]")),
        ("W0609", both("2018-07-11-third", "date: 2018-07-14")),
        ("W0610", both("third", "date: 2030-01-01")),
        (
            "W0611",
            document("people/ana-nunez.md", "title: Ana Núñez", "")
                + &both("third", "date: 2018-07-14\npeople: [Ana Núñez]\nsummary: Ana Nunez spoke."),
        ),
        ("W0706", both("third", "date: 2018-07-14").replace("Texto.", "#### Deep\n\nTexto.")),
    ] {
        assert_eq!(codes(&more), [code], "{more}");
        let silenced = more.replace("\ntitle:", &format!("\nsilence: [{code}]\ntitle:"));
        assert_eq!(codes(&silenced), Vec::<String>::new(), "silenced in the file: {silenced}");
        let everywhere = format!("=== site.yaml\n{SITE}check: {{silence: [{code}]}}\n{more}");
        assert_eq!(codes(&everywhere), Vec::<String>::new(), "silenced everywhere");
    }
}

#[test]
fn doubts_are_told_with_their_place_and_what_to_do() {
    let fixture = SITE_OF_DOUBTS.to_owned()
        + &document("topics/empty.md", "title: Empty", "")
        + &document("threads/lone.md", "title: Lone", "")
        + &document("people/ana-nunez.md", "title: Ana Núñez", "")
        + &document(
            "articles/2018-07-11-third.md",
            "title: Ana Nunez speaks\ndate: 2018-07-14\nupdated: 2018-07-20\npeople: [Ana Núñez]\nsources:\n  \
             - name: One\n    url: https://a.example/x?id=1&utm_source=feed\n  \
             - name: Two\n    url: https://www.a.example/x?id=1&utm_source=feed#part",
            "She spoke [here](https://a.example/?fbclid=1).",
        )
        + &document("articles/2018-07-11-third.es.md", "title: Ana Núñez habla", "Habló.")
        + &article("fourth", "date: 2018-07-15\nkey_facts: [One]")
        + &article("later", "date: 2030-01-01");
    assert_snapshot!(told(&fixture), @r#"
    warning[W0604]: the original was updated on 2018-07-20, this translation was not
    --> content/articles/2018-07-11-third.es.md
     = help: bring it up to date, then add a line `updated: 2018-07-20`

    warning[W0609]: the file's name says 2018-07-11, its date is 2018-07-14
    --> content/articles/2018-07-11-third.md
     = help: rename the file, or set `date: 2018-07-11`

    warning[W0611]: `Ana Nunez` is spelled `Ana Núñez` in the profile
     --> content/articles/2018-07-11-third.md:2:8
      |
    2 | title: Ana Nunez speaks
      |        ^^^^^^^^^^^^^^^^
      |
      = help: write `Ana Núñez`

    warning[W0605]: `https://a.example/x?id=1&utm_source=feed` has no archived copy
     --> content/articles/2018-07-11-third.md:8:10
      |
    8 |     url: https://a.example/x?id=1&utm_source=feed
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: add `archive_url`, so that readers can check it when it is gone

    warning[W0607]: the address has the parameter `utm_source`, which follows readers
     --> content/articles/2018-07-11-third.md:8:10
      |
    8 |     url: https://a.example/x?id=1&utm_source=feed
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: take it out of the address

    warning[W0605]: `https://www.a.example/x?id=1&utm_source=feed#part` has no archived copy
      --> content/articles/2018-07-11-third.md:10:10
       |
    10 |     url: https://www.a.example/x?id=1&utm_source=feed#part
       |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: add `archive_url`, so that readers can check it when it is gone

    warning[W0606]: `https://www.a.example/x?id=1&utm_source=feed#part` is cited twice
      --> content/articles/2018-07-11-third.md:10:10
       |
    10 |     url: https://www.a.example/x?id=1&utm_source=feed#part
       |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
      ::: content/articles/2018-07-11-third.md:8:10
       |
     8 |     url: https://a.example/x?id=1&utm_source=feed
       |          ---------------------------------------- the first time is here
       |
       = help: keep one of them

    warning[W0607]: the address has the parameter `utm_source`, which follows readers
      --> content/articles/2018-07-11-third.md:10:10
       |
    10 |     url: https://www.a.example/x?id=1&utm_source=feed#part
       |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: take it out of the address

    warning[W0607]: the address has the parameter `fbclid`, which follows readers
      --> content/articles/2018-07-11-third.md:12:18
       |
    12 | She spoke [here](https://a.example/?fbclid=1).
       |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: take it out of the address

    warning[W0603]: there is no translation into `es`
    --> content/articles/fourth.md
     = help: write `fourth.es.md` beside it

    warning[W0608]: key facts are stated, and no source is cited
     --> content/articles/fourth.md:4:12
      |
    4 | key_facts: [One]
      |            ^^^^^
      |
      = help: list under `sources` what they rest on

    warning[W0610]: left out until 2030-01-01: its date is still to come
    --> content/articles/later.md
     = help: nothing has to be done if that is meant; `--future` lets it in

    warning[W0602]: the thread `lone` has no article
    --> content/threads/lone.md
     = help: a story takes two: file another article in it, or take it out

    warning[W0601]: no article is filed under the topic `empty`
    --> content/topics/empty.md
     = help: file articles there, or take the topic out
    "#);
}

const SITE_OF_DOUBTS: &str = "\
=== site.yaml
title: The Test
base_url: https://test.example
languages:
  - {code: en}
  - {code: es}
";

#[test]
fn each_fault_of_a_finished_page_is_told_once() {
    let template = |body: &str| format!("=== themes/gazette/templates/404.html\n{body}\n");
    let faults = "<h1 id=a>A</h1><h3 id=a>C</h3><a href=\"/none/\">x</a><a href=\"/#none\">y</a>\
                  <a href=\"relative/\">z</a><img src=\"/none.png\"><a href=\"https://else.example/\">e</a>";
    assert_snapshot!(told(&(SOUND.to_owned() + &template(faults))), @r#"
    error[E0701]: a page leads to `/none/`, which the site does not have
     |
     = help: found at `/404.html` and on one more page

    error[E0701]: a page leads to `relative/`, which the site does not have
     |
     = help: found at `/404.html` and on one more page

    error[E0702]: `/` has no place `#none`, which a link leads to
     |
     = help: found at `/404.html` and on one more page

    error[E0703]: a page asks for `/none.png`, which the site does not have
     |
     = help: found at `/404.html` and on one more page

    error[E0704]: the id `a` stands 2 times on a page
     |
     = help: found at `/404.html` and on one more page

    warning[W0705]: the picture `/none.png` has no `alt`
     |
     = help: found at `/404.html` and on one more page

    warning[W0706]: an `h3` follows an `h1` on a page
     |
     = help: found at `/404.html` and on one more page
    "#);
}

#[test]
fn a_page_that_nothing_leads_to_is_told() {
    let home = "=== themes/gazette/templates/home.html\n<h1>Home</h1>\n";
    let told = told(&(SOUND.to_owned() + home));
    let first = told.split("\n\n").find(|finding| finding.contains("/first/"));
    assert_snapshot!(first.unwrap(), @r#"
    warning[W0707]: no links lead from the front page to `/es/2018/07/12/first/`
    --> content/articles/first.es.md
     = help: found at `/es/2018/07/12/first/`
    "#);
    assert!(!told.contains("`/404.html`"), "nobody has to find it");
}

#[test]
fn what_can_be_silenced_is_what_only_a_check_finds() {
    let of_check = |code: &&Code| ["W06", "W07", "W09"].iter().any(|start| code.as_str().starts_with(start));
    let codes: Vec<&str> = Code::ALL.iter().filter(of_check).map(|code| code.as_str()).collect();
    assert_eq!(SILENCEABLE, codes);
    let unknown = support::check(&(SITE_WITH.to_owned() + &article("a", "date: 2018-07-12")));
    assert!(unknown.contains("E0110") && unknown.contains("W0605"), "{unknown}");
}

const SITE_WITH: &str = "\
=== site.yaml
title: The Test
base_url: https://test.example
check: {silence: [W0650]}
";
