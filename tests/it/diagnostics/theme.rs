//! Themes that do not exist, templates that fail, catalogues that lack messages.

use insta::assert_snapshot;

use issue_digest::theme;

use crate::support::{SITE, article, check};

fn template(name: &str, text: &str) -> String {
    format!("=== themes/gazette/templates/{name}\n{text}\n")
}

#[test]
fn a_theme_that_does_not_exist() {
    let site = format!("=== site.yaml\n{SITE}theme: gazete\n");
    assert_snapshot!(check(&site), @r#"
    error[E0501]: there is no theme `gazete`
    --> site.yaml
     = help: write `themes/gazete/`, or set `theme: gazette` in `site.yaml`
    "#);
}

#[test]
fn a_theme_for_another_version() {
    let theme = |text: &str| format!("=== themes/gazette/theme.yaml\n{text}\n");
    assert_eq!(check(&theme("generator: \">=0.1\"\nname: Mine")), "");
    let other = check(&theme("name: Mine\ngenerator: =0.0.3"));
    assert_snapshot!(other.replace(env!("CARGO_PKG_VERSION"), "[VERSION]"), @r#"
    warning[W0501]: this theme is for versions `=0.0.3` of the generator, which is [VERSION]
     --> themes/gazette/theme.yaml:2:12
      |
    2 | generator: =0.0.3
      |            ^^^^^^
      |
      = help: look for another version of the theme, or change `generator` if the site looks right
    "#);
    assert_snapshot!(check(&theme("generator: soon")), @r#"
    error[E0110]: `soon` is no range of versions
     --> themes/gazette/theme.yaml:1:12
      |
    1 | generator: soon
      |            ^^^^
      |
      = help: write such as `0.1`, `>=0.1, <0.3` or `=0.1.4`
    "#);
    assert_snapshot!(check(&theme("min_version: 1")), @r#"
    error[E0104]: unknown key `min_version`
     --> themes/gazette/theme.yaml:1:1
      |
    1 | min_version: 1
      | ^^^^^^^^^^^
      |
      = help: use `generator`, such as `generator: ">=0.1"`
    "#);
}

#[test]
fn a_theme_that_extends_one_that_does_not_exist() {
    let site = format!("=== site.yaml\n{SITE}theme: mine\n=== themes/mine/theme.yaml\nextends: slip\n");
    assert_snapshot!(check(&site), @r"
    error[E0501]: there is no theme `slip`
     --> themes/mine/theme.yaml:1:10
      |
    1 | extends: slip
      |          ^^^^
      |
      = help: write `themes/slip/`, or set `extends: gazette`
    ");
    let circle = site + "=== themes/slip/theme.yaml\nname: Slip\nextends: mine\n";
    assert_snapshot!(check(&circle), @r"
    error[E0501]: theme `mine` extends itself
     --> themes/slip/theme.yaml:2:10
      |
    2 | extends: mine
      |          ^^^^
      |
      = help: take `extends` out of one of the themes that name one another
    ");
}

#[test]
fn a_template_that_cannot_be_parsed() {
    assert_snapshot!(check(&template("page.html", "<p>\n{% if x %}\n<p>")), @r#"
    error[E0502]: template `page.html`: unexpected end of input
     --> themes/gazette/templates/page.html:2:11
      |
    2 | {% if x %}
      |           ^
    "#);
    assert_snapshot!(check(&template("page.html", "{{ title | nofilter }}")), @r#"
    error[E0502]: template `page.html`: unknown filter `nofilter`
     --> themes/gazette/templates/page.html:1:12
      |
    1 | {{ title | nofilter }}
      |            ^
    "#);
    assert_snapshot!(check(&template("page.html", "{% extends \"none.html\" %}")), @r#"
    error[E0502]: template `page.html` extends `none.html`, which does not exist
    --> themes/gazette/templates/page.html
     = help: name a template of the theme
    "#);
    assert_snapshot!(check(&template("page.html", "{% include \"none.html\" %}")), @r#"
    error[E0502]: template `page.html`: unknown template `none.html`
     --> themes/gazette/templates/page.html:1:12
      |
    1 | {% include "none.html" %}
      |            ^
    "#);
}

/// What is wrong with a template is told with its file and line, as with every other file.
#[test]
fn faults_of_templates_name_their_file() {
    for text in
        ["<p>\n{{ title | nofilter }}", "<p>\n{% include \"none.html\" %}", "{% extends \"none.html\" %}"]
    {
        let text = check(&template("page.html", text));
        assert!(text.contains("--> themes/gazette/templates/page.html"), "{text}");
        assert!(!text.contains("]: error: "), "{text}");
    }
}

#[test]
fn a_template_that_includes_itself() {
    assert_snapshot!(check(&template("home.html", "<p>{% include \"home.html\" %}")), @r#"
    error[E0502]: template `home.html` takes in itself
    --> themes/gazette/templates/home.html
     = help: break the circle of `include` and `extends`
    "#);
    assert_snapshot!(check(&template("home.html", "{% extends \"home.html\" %}")), @r#"
    error[E0502]: template `home.html` takes in itself
    --> themes/gazette/templates/home.html
     = help: break the circle of `include` and `extends`
    "#);
}

#[test]
fn a_template_that_fails_while_a_page_is_rendered() {
    assert_snapshot!(check(&template("home.html", "<p>\n{{ head.titel }}")), @r#"
    error[E0502]: template `home.html`: field `titel` is not defined. Available fields: alternates, breadcrumbs, canonical, description, feeds, href, indexable, kind, lang, linked_data, social, title
     --> themes/gazette/templates/home.html:2:9
      |
    2 | {{ head.titel }}
      |         ^^^^^
    "#);
    assert_snapshot!(check(&template("home.html", "{{ t(key=\"no_such_message\") }}")), @r#"
    error[E0502]: template `home.html`: the catalogue for `es` has no message `no_such_message`
     --> themes/gazette/templates/home.html:1:4
      |
    1 | {{ t(key="no_such_message") }}
      |    ^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
    assert_snapshot!(check(&template("home.html", "{{ asset(path=\"css/none.css\") }}")), @r#"
    error[E0502]: template `home.html`: the theme has no file `static/css/none.css`
     --> themes/gazette/templates/home.html:1:4
      |
    1 | {{ asset(path="css/none.css") }}
      |    ^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
    assert_snapshot!(check(&(article("a", "date: 2018-07-12") + &template("home.html", "{{ number(value=\"x\") }}"))), @r#"
    error[E0502]: template `home.html`: invalid type for the value, expected `u64` but got `string`
     --> themes/gazette/templates/home.html:1:4
      |
    1 | {{ number(value="x") }}
      |    ^^^^^^^^^^^^^^^^^
    "#);
}

/// What is rendered once and put into many pages is told like any other template.
#[test]
fn a_template_that_is_shared_by_pages_fails() {
    let one = article("a", "date: 2018-07-12");
    assert_snapshot!(check(&(template("card.html", "{{ card.titel }}") + &one)), @r#"
    error[E0502]: template `card.html`: field `titel` is not defined. Available fields: brief, date, href, html, kicker, lang, lead, sources, summary, title
     --> themes/gazette/templates/card.html:1:9
      |
    1 | {{ card.titel }}
      |         ^^^^^
    "#);
    assert_snapshot!(check(&template("frame/footer.html", "{{ site.titel }}")), @r#"
    error[E0502]: template `frame/footer.html`: field `titel` is not defined. Available fields: base_url, description, extra, feeds, generator, home, lang, name, navigation, sections, title
     --> themes/gazette/templates/frame/footer.html:1:9
      |
    1 | {{ site.titel }}
      |         ^^^^^
    "#);
}

#[test]
fn a_catalogue_that_lacks_messages() {
    let site = "=== site.yaml\ntitle: T\nbase_url: https://t.example\nlanguages: [{code: en}, {code: fr}]\n"
        .to_owned();
    let count = theme::built_in_files().find(|(name, _)| name == "i18n/en.yaml").map_or(0, |(_, bytes)| {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        text.lines().filter(|line| line.contains(": ") && !line.starts_with('#')).count()
    });
    assert_snapshot!(check(&site).replace(&format!(" {count} "), " [COUNT] "), @r#"
    error[E0503]: the catalogue for `fr` lacks [COUNT] messages: `accessed`, `activity_says`, `alert.caution`, `alert.important`, `alert.note`
     |
     = help: write them in `themes/gazette/i18n/fr.yaml`
    "#);
}

/// A catalogue need only say what differs from the built-in one.
#[test]
fn a_catalogue_without_the_months() {
    let site = "=== site.yaml\ntitle: T\nbase_url: https://t.example\n";
    let text = check(&format!("{site}=== themes/gazette/i18n/en.yaml\nlatest: x\n"));
    assert_eq!(text, "");
    let english = theme::built_in_files().find(|(name, _)| name == "i18n/en.yaml").unwrap().1;
    let english = String::from_utf8_lossy(&english);
    for key in issue_digest::language::REQUIRED_KEYS {
        assert!(english.contains(&format!("{key}:")) || english.contains(&format!("\"{key}\":")), "{key}");
    }
}

#[test]
fn a_catalogue_with_faults() {
    let english = theme::built_in_files().find(|(name, _)| name == "i18n/en.yaml").unwrap().1;
    let english = std::str::from_utf8(&english).unwrap();
    let catalogue = |text: &str| format!("=== themes/gazette/i18n/en.yaml\n{text}\n{english}");
    assert_snapshot!(check(&catalogue("one: [a]\ntwo: {one: x}\nthree: {single: x, other: y}")), @r#"
    error[E0503]: a message is a text, or a text for each plural form
     --> themes/gazette/i18n/en.yaml:1:6
      |
    1 | one: [a]
      |      ^^^
      |
      = help: write `key: text`, or `key: {one: text, other: text}`

    error[E0503]: the plural form `other` is missing
     --> themes/gazette/i18n/en.yaml:2:6
      |
    2 | two: {one: x}
      |      ^^^^^^^^
      |
      = help: write `key: text`, or `key: {one: text, other: text}`

    error[E0503]: `single` is no plural form
     --> themes/gazette/i18n/en.yaml:3:8
      |
    3 | three: {single: x, other: y}
      |        ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write `key: text`, or `key: {one: text, other: text}`
    "#);
    // What cannot be parsed is told once, and not also for each message that it would have.
    assert_snapshot!(check(&catalogue("one: @x")), @r#"
    error[E0102]: a value cannot start with `@`
     --> themes/gazette/i18n/en.yaml:1:6
      |
    1 | one: @x
      |      ^
      |
      = help: put the value in quotes
    "#);
}
