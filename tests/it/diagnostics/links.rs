//! Links, images and files that lead nowhere, and links that are taken out.

use insta::assert_snapshot;

use crate::support::{NOW, SITE, article, check, check_sources, document, files};
use issue_digest::source::Sources;

fn body(text: &str) -> String {
    document("articles/a.md", "title: A\ndate: 2018-07-12", text)
}

#[test]
fn a_link_to_content_that_does_not_exist() {
    let topic = document("topics/trade.md", "title: Trade", "");
    assert_snapshot!(check(&(topic + &body("See [trade](../topics/trad.md) and [more](@/topics/no.md)."))), @r#"
    error[E0301]: the link `../topics/trad.md` leads nowhere
     --> content/articles/a.md:5:13
      |
    5 | See [trade](../topics/trad.md) and [more](@/topics/no.md).
      |             ^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `@/topics/trade.md`?

    error[E0301]: the link `@/topics/no.md` leads nowhere
     --> content/articles/a.md:5:43
      |
    5 | See [trade](../topics/trad.md) and [more](@/topics/no.md).
      |                                           ^^^^^^^^^^^^^^
      |
      = help: there is no `content/topics/no.md`
    "#);
    assert_snapshot!(check(&body("See [this](../../../etc/passwd).")), @r#"
    error[E0301]: the link `../../../etc/passwd` leads out of the site
     --> content/articles/a.md:5:12
      |
    5 | See [this](../../../etc/passwd).
      |            ^^^^^^^^^^^^^^^^^^^
      |
      = help: link to a file below `content/`
    "#);
    assert_snapshot!(check(&body("See [that](/2017/).")), @r#"
    error[E0301]: nothing has the address `/2017/`
     --> content/articles/a.md:5:12
      |
    5 | See [that](/2017/).
      |            ^^^^^^
      |
      = help: link to a page by its file, such as `@/topics/trade/_index.md`; files of `content/static/` have addresses of their own
    "#);
}

#[test]
fn a_link_by_reference_is_told_where_it_is_used_or_defined() {
    assert_snapshot!(check(&body("One [talk][t].\n\n[t]: ../nothing.md\n")), @r#"
    error[E0301]: the link `../nothing.md` leads nowhere
     --> content/articles/a.md:7:6
      |
    7 | [t]: ../nothing.md
      |      ^^^^^^^^^^^^^
      |
      = help: there is no `content/nothing.md`
    "#);
}

#[test]
fn a_link_in_the_front_matter() {
    let front = "title: A\ndate: 2018-07-12\nkey_facts:\n  - \"A [fact](nothing.md)\"\ncorrections:\n  - date: 2018-07-13\n    text: See [this](@/pages/none.md).";
    assert_snapshot!(check(&document("articles/a.md", front, "")), @r#"
    error[E0301]: the link `nothing.md` leads nowhere
     --> content/articles/a.md:5:5
      |
    5 |   - "A [fact](nothing.md)"
      |     ^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: there is no `content/articles/nothing.md`

    error[E0301]: the link `@/pages/none.md` leads nowhere
     --> content/articles/a.md:8:11
      |
    8 |     text: See [this](@/pages/none.md).
      |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: there is no `content/pages/none.md`
    "#);
}

#[test]
fn a_link_to_an_article_that_is_left_out() {
    let draft = article("b", "date: 2018-07-12\ndraft: true");
    assert_snapshot!(check(&(draft + &body("See [b](b.md)."))), @r#"
    error[E0301]: the link `b.md` leads to something that this build leaves out
     --> content/articles/a.md:5:9
      |
    5 | See [b](b.md).
      |         ^^^^
      |
      = help: it is a draft, not due yet or expired; build with `--drafts`, `--future` or `--expired`, or take the link out
    "#);
}

#[test]
fn a_link_to_a_page_that_is_turned_off() {
    let fixture = format!("=== site.yaml\n{SITE}outputs: {{topics: false}}\n")
        + &document("topics/trade.md", "title: Trade", "")
        + &body("See [trade](@/topics/trade.md).");
    assert_snapshot!(check(&fixture), @r#"
    error[E0301]: the link `@/topics/trade.md` leads to a kind of page that is turned off
     --> content/articles/a.md:5:13
      |
    5 | See [trade](@/topics/trade.md).
      |             ^^^^^^^^^^^^^^^^^
      |
      = help: turn it on under `outputs` in `site.yaml`, or take the link out
    "#);
}

#[test]
fn a_link_to_a_heading_that_does_not_exist() {
    assert_snapshot!(check(&body("## The talks\n\nSee [above](#talks).")), @r#"
    error[E0302]: there is no heading `#talks` in this text
     --> content/articles/a.md:7:13
      |
    7 | See [above](#talks).
      |             ^^^^^^
      |
      = help: write the heading's words in lower case with hyphens between them
    "#);
    let topic = document("topics/trade.md", "title: Trade", "## Steel\n");
    assert_snapshot!(check(&(topic + &body("See [steel](@/topics/trade.md#stel)."))), @r#"
    error[E0302]: the link `@/topics/trade.md#stel` leads to a heading that the page does not have
     --> content/articles/a.md:5:13
      |
    5 | See [steel](@/topics/trade.md#stel).
      |             ^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write the heading's words in lower case with hyphens between them
    "#);
}

#[test]
fn an_image_that_does_not_exist() {
    assert_snapshot!(check(&body("![A map](map.png)")), @r#"
    error[E0303]: the link `map.png` leads nowhere
     --> content/articles/a.md:5:10
      |
    5 | ![A map](map.png)
      |          ^^^^^^^
      |
      = help: there is no `content/articles/map.png`
    "#);
    let front = "title: A\ndate: 2018-07-12\nimage: {src: photo.jpg, alt: Two ministers}";
    assert_snapshot!(check(&document("articles/a.md", front, "")), @r#"
    error[E0303]: the link `photo.jpg` leads nowhere
     --> content/articles/a.md:4:14
      |
    4 | image: {src: photo.jpg, alt: Two ministers}
      |              ^^^^^^^^^
      |
      = help: there is no `content/articles/photo.jpg`
    "#);
}

#[test]
fn a_file_that_is_not_published() {
    let mut files = files(&body("See [the annex](annex.pdf)."));
    files.insert("content/articles/annex.pdf".into(), b"%PDF".to_vec());
    assert_snapshot!(check_sources(Sources::in_memory(files), NOW), @r#"
    error[E0303]: the file `content/articles/annex.pdf` is not published
     --> content/articles/a.md:5:17
      |
    5 | See [the annex](annex.pdf).
      |                 ^^^^^^^^^
      |
      = help: put it into the folder of an article that is a bundle (`index.md`), or into `content/static/`

    warning[W0001]: `content/articles/annex.pdf` is not published
    --> content/articles/annex.pdf
     = help: put it into `content/static/`, or beside an article that is the `index.md` of its folder
    "#);
}

#[test]
fn links_in_every_kind_of_document_are_checked() {
    let link = "[x](none.md)";
    let fixture = document("topics/t.md", "title: T", link)
        + &document("people/p.md", "title: P", link)
        + &document("organizations/o.md", "title: O", link)
        + &document("threads/h.md", "title: H", link)
        + &document("glossary/g.md", "title: G", link)
        + &document("pages/q.md", "title: Q", link)
        + &document("editions/2018-W28.md", "title: E", link)
        + &document("pages/q.es.md", "title: Q", link)
        + &body("");
    assert_snapshot!(check(&fixture), @r#"
    error[E0301]: the link `none.md` leads nowhere
     --> content/editions/2018-W28.md:4:5
      |
    4 | [x](none.md)
      |     ^^^^^^^
      |
      = help: there is no `content/editions/none.md`

    error[E0301]: the link `none.md` leads nowhere
     --> content/glossary/g.md:4:5
      |
    4 | [x](none.md)
      |     ^^^^^^^
      |
      = help: did you mean `@/glossary/g.md`?

    error[E0301]: the link `none.md` leads nowhere
     --> content/organizations/o.md:4:5
      |
    4 | [x](none.md)
      |     ^^^^^^^
      |
      = help: did you mean `@/organizations/o.md`?

    error[E0301]: the link `none.md` leads nowhere
     --> content/pages/q.es.md:4:5
      |
    4 | [x](none.md)
      |     ^^^^^^^
      |
      = help: did you mean `@/pages/q.es.md`?

    error[E0301]: the link `none.md` leads nowhere
     --> content/pages/q.md:4:5
      |
    4 | [x](none.md)
      |     ^^^^^^^
      |
      = help: did you mean `@/pages/q.es.md`?

    error[E0301]: the link `none.md` leads nowhere
     --> content/people/p.md:4:5
      |
    4 | [x](none.md)
      |     ^^^^^^^
      |
      = help: did you mean `@/people/p.md`?

    error[E0301]: the link `none.md` leads nowhere
     --> content/threads/h.md:4:5
      |
    4 | [x](none.md)
      |     ^^^^^^^
      |
      = help: did you mean `@/threads/h.md`?

    error[E0301]: the link `none.md` leads nowhere
     --> content/topics/t.md:4:5
      |
    4 | [x](none.md)
      |     ^^^^^^^
      |
      = help: did you mean `@/topics/t.md`?
    "#);
}

#[test]
fn a_scheme_that_is_taken_out() {
    assert_snapshot!(check(&body("Do [this](javascript:alert(1)) or ![that](data:image/png;base64,AA).")), @r#"
    warning[W0301]: this link is taken out: its scheme is not allowed
     --> content/articles/a.md:5:11
      |
    5 | Do [this](javascript:alert(1)) or ![that](data:image/png;base64,AA).
      |           ^^^^^^^^^^^^^^^^^^^
      |
      = help: use an address that starts with `https:`, `http:`, `mailto:` or `tel:`

    warning[W0301]: this link is taken out: its scheme is not allowed
     --> content/articles/a.md:5:43
      |
    5 | Do [this](javascript:alert(1)) or ![that](data:image/png;base64,AA).
      |                                           ^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: use an address that starts with `https:`, `http:`, `mailto:` or `tel:`
    "#);
}

#[test]
fn navigation_that_leads_nowhere() {
    let site = format!("=== site.yaml\n{SITE}navigation:\n  - to: topcs\n");
    assert_snapshot!(check(&site), @r#"
    error[E0301]: `navigation` leads nowhere: `topcs`
    --> site.yaml
     = help: there is no `topcs`
    "#);
    let site = format!("=== site.yaml\n{SITE}navigation:\n  - to: \"@/pages/abuot.md\"\n");
    assert_snapshot!(check(&(site + &document("pages/about.md", "title: About", ""))), @r#"
    error[E0301]: `navigation` leads nowhere: `@/pages/abuot.md`
    --> site.yaml
     = help: did you mean `@/pages/about.md`?
    "#);
}
