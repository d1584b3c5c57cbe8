//! `site.yaml` with faults.

use insta::assert_snapshot;

use crate::support::check;

const MINIMAL: &str = "title: T\nbase_url: https://t.example\n";

fn with(text: &str) -> String {
    check(&format!("=== site.yaml\n{MINIMAL}{text}\n"))
}

#[test]
fn required_keys_are_missing() {
    assert_snapshot!(check("=== site.yaml\ndescription: x\n"), @r#"
    error[E0106]: `base_url` is missing
     --> site.yaml:1:1
      |
    1 | description: x
      | ^^^^^^^^^^^^^^
      |
      = help: add a line `base_url: …`

    error[E0106]: `title` is missing
     --> site.yaml:1:1
      |
    1 | description: x
      | ^^^^^^^^^^^^^^
      |
      = help: add a line `title: …`
    "#);
    assert_snapshot!(check("=== site.yaml\n"), @r#"
    error[E0106]: `base_url` is missing
    --> site.yaml
     = help: add a line `base_url: …`

    error[E0106]: `title` is missing
    --> site.yaml
     = help: add a line `title: …`
    "#);
}

#[test]
fn unknown_keys() {
    assert_snapshot!(with("pagenation: 10"), @r#"
    error[E0104]: unknown key `pagenation`
     --> site.yaml:3:1
      |
    3 | pagenation: 10
      | ^^^^^^^^^^
      |
      = help: did you mean `pagination`?
    "#);
    assert_snapshot!(with("menu: []"), @r#"
    error[E0104]: unknown key `menu`
     --> site.yaml:3:1
      |
    3 | menu: []
      | ^^^^
      |
      = help: use `navigation`
    "#);
    assert_snapshot!(with("editions: {perod: week}"), @r#"
    error[E0104]: unknown key `perod`
     --> site.yaml:3:12
      |
    3 | editions: {perod: week}
      |            ^^^^^
      |
      = help: did you mean `period`?
    "#);
    assert_snapshot!(with("outputs: {people_feed: false}"), @r#"
    error[E0104]: unknown key `people_feed`
     --> site.yaml:3:11
      |
    3 | outputs: {people_feed: false}
      |           ^^^^^^^^^^^
      |
      = help: did you mean `people_feeds`?
    "#);
}

#[test]
fn values_that_are_not_allowed() {
    assert_snapshot!(with("timezone: America/Mexico"), @r#"
    error[E0110]: unknown time zone `America/Mexico`
     --> site.yaml:3:11
      |
    3 | timezone: America/Mexico
      |           ^^^^^^^^^^^^^^
      |
      = help: use a name of the IANA database, such as `America/Mexico_City`
    "#);
    assert_snapshot!(with("editions: {period: weekly}"), @r#"
    error[E0110]: `editions.period` cannot be `weekly`
     --> site.yaml:3:20
      |
    3 | editions: {period: weekly}
      |                    ^^^^^^
      |
      = help: did you mean `week`?
    "#);
    assert_snapshot!(with("editions: {first_weekday: lunes}"), @r#"
    error[E0110]: `editions.first_weekday` cannot be `lunes`
     --> site.yaml:3:27
      |
    3 | editions: {first_weekday: lunes}
      |                           ^^^^^
      |
      = help: write `monday`, `tuesday`, `wednesday`, `thursday`, `friday`, `saturday` or `sunday`
    "#);
    assert_snapshot!(with("feeds: {formats: [atom, rdf]}"), @r#"
    error[E0110]: `feeds.formats[1]` cannot be `rdf`
     --> site.yaml:3:25
      |
    3 | feeds: {formats: [atom, rdf]}
      |                         ^^^
      |
      = help: write `atom`, `rss` or `json`
    "#);
    assert_snapshot!(with("pagination: 0"), @r#"
    error[E0110]: `pagination` must be from 1 to 100000, not `0`
     --> site.yaml:3:13
      |
    3 | pagination: 0
      |             ^
    "#);
    assert_snapshot!(with("theme: ../other"), @r#"
    error[E0110]: `../other` is no name of a theme
     --> site.yaml:3:8
      |
    3 | theme: ../other
      |        ^^^^^^^^
      |
      = help: name a folder of `themes/`: letters, digits, `-` and `_`
    "#);
    assert_snapshot!(with("output_dir: /srv/../public"), @r#"
    error[E0110]: `/srv/../public` is no usable folder
     --> site.yaml:3:13
      |
    3 | output_dir: /srv/../public
      |             ^^^^^^^^^^^^^^
    "#);
    assert_snapshot!(check("=== site.yaml\ntitle: T\nbase_url: https://t.example/?a=1\n"), @r#"
    error[E0110]: the base address `https://t.example/?a=1` has a query or a fragment
     --> site.yaml:2:11
      |
    2 | base_url: https://t.example/?a=1
      |           ^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write only scheme, host and path, such as `https://example.org/digest`
    "#);
    assert_snapshot!(check("=== site.yaml\ntitle: T\nbase_url: t.example\n"), @r#"
    error[E0110]: `base_url` is not a web address: it does not start with `http://` or `https://`
     --> site.yaml:2:11
      |
    2 | base_url: t.example
      |           ^^^^^^^^^
      |
      = help: write `https://t.example`
    "#);
}

#[test]
fn languages() {
    assert_snapshot!(with("languages:\n  - {code: en}\n  - {code: español}"), @r#"
    error[E0110]: `español` is no language tag
     --> site.yaml:5:12
      |
    5 |   - {code: español}
      |            ^^^^^^^
      |
      = help: use a BCP 47 tag such as `en`, `es` or `es-MX`
    "#);
    assert_snapshot!(with("languages:\n  - {code: en}\n  - {code: EN}"), @r#"
    error[E0110]: the language `EN` is listed twice
     --> site.yaml:5:12
      |
    5 |   - {code: EN}
      |            ^^
    "#);
    assert_snapshot!(with("languages:\n  - {name: English}"), @r#"
    error[E0106]: `languages[0].code` is missing
     --> site.yaml:4:5
      |
    4 |   - {name: English}
      |     ^^^^^^^^^^^^^^^
      |
      = help: add a line `code: …`
    "#);
}

#[test]
fn permalinks() {
    assert_snapshot!(with("permalinks:\n  article: /:year/:slgu/"), @r#"
    error[E0110]: unknown token `:slgu` in the pattern `/:year/:slgu/`
     --> site.yaml:4:12
      |
    4 |   article: /:year/:slgu/
      |            ^^^^^^^^^^^^^
      |
      = help: did you mean `:slug`? this address takes `:year`, `:month`, `:day`, `:slug`, `:topic`
    "#);
    assert_snapshot!(with("permalinks:\n  article: /news/"), @r#"
    error[E0110]: the pattern `/news/` would give every article the same address
     --> site.yaml:4:12
      |
    4 |   article: /news/
      |            ^^^^^^
      |
      = help: this address takes `:year`, `:month`, `:day`, `:slug`, `:topic`
    "#);
    assert_snapshot!(with("permalinks:\n  topics: topics/"), @r#"
    error[E0110]: the pattern `topics/` doesn't start with `/`
     --> site.yaml:4:11
      |
    4 |   topics: topics/
      |           ^^^^^^^
      |
      = help: this address takes no `:tokens`
    "#);
    assert_snapshot!(with("permalinks:\n  topics: /:slug/"), @r#"
    error[E0110]: unknown token `:slug` in the pattern `/:slug/`
     --> site.yaml:4:11
      |
    4 |   topics: /:slug/
      |           ^^^^^^^
      |
      = help: this address takes no `:tokens`
    "#);
    assert_snapshot!(with("permalinks:\n  post: /:slug/"), @r#"
    error[E0104]: unknown key `post`
     --> site.yaml:4:3
      |
    4 |   post: /:slug/
      |   ^^^^
      |
      = help: the keys here are `article`, `topic`, `topics`, `thread`, `threads`, `person`, `people`, `organization`, `organizations`, `edition`, `editions`, `outlet`, …
    "#);
    assert_snapshot!(with("languages:\n  - code: en\n  - code: es\n    permalinks: {article: '/notas'}"), @r#"
    error[E0110]: the pattern `/notas` ends neither with `/` nor with `.html`
     --> site.yaml:6:27
      |
    6 |     permalinks: {article: '/notas'}
      |                           ^^^^^^^^
      |
      = help: this address takes `:year`, `:month`, `:day`, `:slug`, `:topic`
    "#);
}

#[test]
fn several_faults_at_once() {
    assert_snapshot!(with("timezone: Nowhere\ntheme: a/b\nlanguages: [{code: x}]\npermalinks: {day: '/:day/'}"), @r#"
    error[E0110]: unknown time zone `Nowhere`
     --> site.yaml:3:11
      |
    3 | timezone: Nowhere
      |           ^^^^^^^
      |
      = help: use a name of the IANA database, such as `America/Mexico_City`

    error[E0110]: `a/b` is no name of a theme
     --> site.yaml:4:8
      |
    4 | theme: a/b
      |        ^^^
      |
      = help: name a folder of `themes/`: letters, digits, `-` and `_`

    error[E0110]: `x` is no language tag
     --> site.yaml:5:20
      |
    5 | languages: [{code: x}]
      |                    ^
      |
      = help: use a BCP 47 tag such as `en`, `es` or `es-MX`

    error[E0110]: the pattern `/:day/` would give every day the same address
     --> site.yaml:6:19
      |
    6 | permalinks: {day: '/:day/'}
      |                   ^^^^^^^^
      |
      = help: this address takes `:year`, `:month`, `:day`
    "#);
}
