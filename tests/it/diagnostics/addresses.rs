//! Addresses that collide, and addresses that no host takes.

use insta::assert_snapshot;

use crate::support::{SITE, article, check, document};

#[test]
fn two_articles_with_one_address() {
    let fixture =
        article("a", "date: 2018-07-12\nslug: talks") + &article("b", "date: 2018-07-12\nslug: talks");
    assert_snapshot!(check(&fixture), @r#"
    error[E0401]: two pages have the address `/2018/07/12/talks/`
    --> content/articles/b.md
    ::: content/articles/a.md
     = note: the other one comes from here
     = help: set another `slug`, or change the pattern under `permalinks` in `site.yaml`

    error[E0401]: two pages have the address `/es/2018/07/12/talks/`
    --> content/articles/b.md
    ::: content/articles/a.md
     = note: the other one comes from here
     = help: set another `slug`, or change the pattern under `permalinks` in `site.yaml`
    "#);
}

#[test]
fn addresses_that_differ_only_in_case() {
    let fixture =
        article("a", "date: 2018-07-12\nslug: talks") + &article("b", "date: 2018-07-12\nslug: Talks");
    assert_snapshot!(check(&fixture), @r#"
    error[E0401]: the addresses `/2018/07/12/Talks/` and `/2018/07/12/talks/` differ only in case
    --> content/articles/a.md
    ::: content/articles/b.md
     = note: the other one comes from here
     = help: set another `slug`, or change the pattern under `permalinks` in `site.yaml`

    error[E0401]: the addresses `/es/2018/07/12/Talks/` and `/es/2018/07/12/talks/` differ only in case
    --> content/articles/a.md
    ::: content/articles/b.md
     = note: the other one comes from here
     = help: set another `slug`, or change the pattern under `permalinks` in `site.yaml`
    "#);
}

#[test]
fn a_page_in_place_of_an_archive() {
    let fixture =
        document("pages/p.md", "title: P\nslug: topics", "") + &document("topics/t.md", "title: T", "");
    assert_snapshot!(check(&fixture), @r#"
    error[E0401]: two pages have the address `/topics/`
    --> content/pages/p.md
     = help: set another `slug`, or change the pattern under `permalinks` in `site.yaml`
    "#);
}

#[test]
fn a_file_in_place_of_a_folder() {
    let fixture = "=== content/static/2018\nx\n".to_owned() + &article("a", "date: 2018-07-12");
    assert_snapshot!(check(&fixture), @r#"
    error[E0401]: `/2018` is a file, and `/2018/07/12/a/` needs a folder of that name
    --> content/articles/a.md
    ::: content/static/2018
     = note: the other one comes from here
     = help: set another `slug`, or change the pattern under `permalinks` in `site.yaml`

    error[E0401]: `/2018` is a file, and `/2018/07/12/` needs a folder of that name
    --> content/static/2018
     = help: set another `slug`, or change the pattern under `permalinks` in `site.yaml`

    error[E0401]: `/2018` is a file, and `/2018/07/` needs a folder of that name
    --> content/static/2018
     = help: set another `slug`, or change the pattern under `permalinks` in `site.yaml`

    error[E0401]: `/2018` is a file, and `/2018/` needs a folder of that name
    --> content/static/2018
     = help: set another `slug`, or change the pattern under `permalinks` in `site.yaml`

    error[E0401]: `/2018` is a file, and `/2018/w28/` needs a folder of that name
    --> content/static/2018
     = help: set another `slug`, or change the pattern under `permalinks` in `site.yaml`
    "#);
}

#[test]
fn one_article_written_twice() {
    let fixture = article("a", "date: 2018-07-12")
        + &document("articles/a/index.md", "title: A again\ndate: 2018-07-13", "")
        + &document("articles/a.en.md", "title: And again\ndate: 2018-07-14", "");
    assert_snapshot!(check(&fixture), @r#"
    error[E0401]: `articles/a` is written twice in the same language
    --> content/articles/a.md
    ::: content/articles/a.en.md
     = note: the other one is here
     = help: keep one of the two files, or give one of them another name

    error[E0401]: `articles/a` is written twice in the same language
    --> content/articles/a/index.md
    ::: content/articles/a.en.md
     = note: the other one is here
     = help: keep one of the two files, or give one of them another name
    "#);
}

#[test]
fn an_alias_in_place_of_a_page() {
    let fixture = article("a", "date: 2018-07-12\naliases: [/2018/]")
        + &article("b", "date: 2018-07-13\naliases: [/old/]")
        + &article("c", "date: 2018-07-13\naliases: [/old]");
    assert_snapshot!(check(&fixture), @r#"
    error[E0401]: two pages have the address `/2018/`
    --> content/articles/a.md
     = help: set another `slug`, or change the pattern under `permalinks` in `site.yaml`

    error[E0401]: two pages have the address `/old/`
    --> content/articles/c.md
    ::: content/articles/b.md
     = note: the other one comes from here
     = help: set another `slug`, or change the pattern under `permalinks` in `site.yaml`
    "#);
}

#[test]
fn an_alias_that_cannot_be_used() {
    let fixture =
        article("a", "date: 2018-07-12\naliases: ['https://other.example/x', '/a/?b=1', '/', '/a/../b/']");
    assert_snapshot!(check(&fixture), @r#"
    error[E0402]: the address `/a/../b/` cannot be used: it has a part `..`
    --> content/articles/a.md
     = help: set another `slug`

    error[E0402]: the alias `/` cannot be used: it is the front page
    --> content/articles/a.md
     = help: write an old address of this site, such as `/2018/talks/`

    error[E0402]: the alias `/a/?b=1` cannot be used: it has a query or a fragment
    --> content/articles/a.md
     = help: write an old address of this site, such as `/2018/talks/`

    error[E0402]: the alias `https://other.example/x` cannot be used: it names another site
    --> content/articles/a.md
     = help: write an old address of this site, such as `/2018/talks/`
    "#);
}

#[test]
fn a_slug_that_cannot_be_used() {
    assert_snapshot!(check(&article("a", "date: 2018-07-12\nslug: ..")), @r#"
    error[E0402]: the address `/2018/07/12/../` cannot be used: it has a part `..`
    --> content/articles/a.md
     = help: set another `slug`

    error[E0402]: the address `/es/2018/07/12/../` cannot be used: it has a part `..`
    --> content/articles/a.md
     = help: set another `slug`
    "#);
    assert_snapshot!(check(&article("a", "date: 2018-07-12\nslug: 'what?'")), @r#"
    error[E0402]: the address `/2018/07/12/what?/` cannot be used: it has the character `?`
    --> content/articles/a.md
     = help: set another `slug`

    error[E0402]: the address `/es/2018/07/12/what?/` cannot be used: it has the character `?`
    --> content/articles/a.md
     = help: set another `slug`
    "#);
    assert_snapshot!(check(&article("a", "date: 2018-07-12\nslug: nul")), @r#"
    error[E0402]: the address `/2018/07/12/nul/` cannot be used: the name `nul` is reserved
    --> content/articles/a.md
     = help: set another `slug`

    error[E0402]: the address `/es/2018/07/12/nul/` cannot be used: the name `nul` is reserved
    --> content/articles/a.md
     = help: set another `slug`
    "#);
    assert_snapshot!(check(&article("a", &format!("date: 2018-07-12\nslug: {}", "x".repeat(201)))), @r#"
    error[E0402]: the address `/2018/07/12/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/` cannot be used: a part of it is longer than 200 bytes
    --> content/articles/a.md
     = help: set another `slug`

    error[E0402]: the address `/es/2018/07/12/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/` cannot be used: a part of it is longer than 200 bytes
    --> content/articles/a.md
     = help: set another `slug`
    "#);
}

#[test]
fn patterns_that_collide() {
    let site = format!("=== site.yaml\n{SITE}permalinks: {{topic: '/:slug/', person: '/:slug/'}}\n");
    let fixture =
        site + &document("topics/ana.md", "title: T", "") + &document("people/ana.md", "title: Ana", "");
    assert_snapshot!(check(&fixture), @r#"
    error[E0401]: two pages have the address `/ana/feed.atom`
     |
     = help: set another `slug`, or change the pattern under `permalinks` in `site.yaml`

    error[E0401]: two pages have the address `/ana/feed.json`
     |
     = help: set another `slug`, or change the pattern under `permalinks` in `site.yaml`

    error[E0401]: two pages have the address `/ana/feed.rss`
     |
     = help: set another `slug`, or change the pattern under `permalinks` in `site.yaml`

    error[E0401]: two pages have the address `/ana/`
    --> content/people/ana.md
    ::: content/topics/ana.md
     = note: the other one comes from here
     = help: set another `slug`, or change the pattern under `permalinks` in `site.yaml`
    "#);
}
