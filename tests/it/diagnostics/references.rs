//! Names of topics, people, organizations, threads and editions, and dates that contradict.

use insta::assert_snapshot;

use crate::support::{NOW, SITE, article, check, check_sources, document, files};
use issue_digest::site::Include;
use issue_digest::source::Sources;

fn with(front: &str) -> String {
    article("a", &format!("date: 2018-07-12\n{front}"))
}

#[test]
fn an_unknown_topic() {
    let topics = document("topics/trade/_index.md", "title: Trade", "")
        + &document("topics/trade/steel.md", "title: Steel", "");
    assert_snapshot!(check(&(topics.clone() + &with("topics: [trade, trade/stell]"))), @r#"
    error[E0201]: unknown topic `trade/stell`
     --> content/articles/a.md:4:17
      |
    4 | topics: [trade, trade/stell]
      |                 ^^^^^^^^^^^
      |
      = help: did you mean `trade/steel`? or write `content/topics/trade/stell.md`
    "#);
    assert_snapshot!(check(&(topics + &with("topics:\n  - trade\n  - energy"))), @r#"
    error[E0201]: unknown topic `energy`
     --> content/articles/a.md:6:5
      |
    6 |   - energy
      |     ^^^^^^
      |
      = help: write `content/topics/energy.md`
    "#);
    assert_snapshot!(check(&document("topics/migration/asylum.md", "title: Asylum", "")), @r#"
    error[E0201]: the topic `migration` above this one does not exist
    --> content/topics/migration/asylum.md
     = help: write `content/topics/migration/_index.md`
    "#);
}

#[test]
fn an_unknown_person_where_profiles_are_closed() {
    let closed = format!("=== site.yaml\n{SITE}people: {{closed: true}}\n");
    let profile = document("people/marcelo-ebrard.md", "title: Marcelo Ebrard", "");
    assert_snapshot!(check(&(closed.clone() + &profile + &with("people: [Marcelo Ebrad]"))), @r#"
    error[E0202]: unknown person `Marcelo Ebrad`
     --> content/articles/a.md:4:10
      |
    4 | people: [Marcelo Ebrad]
      |          ^^^^^^^^^^^^^
      |
      = help: did you mean `Marcelo Ebrard`? or write `content/people/marcelo-ebrad.md`
    "#);
    assert_snapshot!(check(&(closed + &profile + &with("people:\n  - Marcelo Ebrard\n  - Somebody Else"))), @r#"
    error[E0202]: unknown person `Somebody Else`
     --> content/articles/a.md:6:5
      |
    6 |   - Somebody Else
      |     ^^^^^^^^^^^^^
      |
      = help: write `content/people/somebody-else.md`
    "#);
    assert_snapshot!(check(&with("people: [':::']")), @r#"
    error[E0202]: the name `:::` has no letter or digit
     --> content/articles/a.md:4:10
      |
    4 | people: [':::']
      |          ^^^^^
      |
      = help: write the name
    "#);
}

#[test]
fn an_unknown_organization_where_profiles_are_closed() {
    let closed = format!("=== site.yaml\n{SITE}organizations: {{closed: true}}\n");
    let profile = document("organizations/ine.md", "title: Instituto Nacional Electoral\nalso: [INE]", "");
    assert_snapshot!(check(&(closed + &profile + &with("organizations: [INE, INM]"))), @r#"
    error[E0203]: unknown organization `INM`
     --> content/articles/a.md:4:22
      |
    4 | organizations: [INE, INM]
      |                      ^^^
      |
      = help: write `content/organizations/inm.md`
    "#);
}

#[test]
fn an_unknown_thread() {
    let thread = document("threads/steel-tariffs.md", "title: Steel tariffs", "");
    assert_snapshot!(check(&(thread + &with("thread: steel-tarifs"))), @r#"
    error[E0204]: unknown thread `steel-tarifs`
     --> content/articles/a.md:4:9
      |
    4 | thread: steel-tarifs
      |         ^^^^^^^^^^^^
      |
      = help: did you mean `steel-tariffs`? or write `content/threads/steel-tarifs.md`
    "#);
    assert_snapshot!(check(&with("thread: steel-tariffs")), @r#"
    error[E0204]: unknown thread `steel-tariffs`
     --> content/articles/a.md:4:9
      |
    4 | thread: steel-tariffs
      |         ^^^^^^^^^^^^^
      |
      = help: write `content/threads/steel-tariffs.md`
    "#);
}

#[test]
fn an_edition_note_without_an_edition() {
    let note = document("editions/2018-W29.md", "title: A note", "");
    assert_snapshot!(check(&(note + &with(""))), @r#"
    error[E0205]: there is no edition `2018-W29`
    --> content/editions/2018-W29.md
     = help: did you mean `2018-W28`?
    "#);
    let note = document("editions/march.md", "summary: A note", "");
    assert_snapshot!(check(&(note + &with(""))), @r#"
    error[E0205]: there is no edition `MARCH`
    --> content/editions/march.md
     = help: name the file after a period that has articles, such as `2018-W28.md`
    "#);
}

#[test]
fn a_translation_into_a_language_that_the_site_does_not_have() {
    let french = document("articles/a.fr.md", "title: A", "");
    assert_snapshot!(check(&(with("") + &french)), @r#"
    error[E0206]: the site has no language `fr`
    --> content/articles/a.fr.md
     = help: add it under `languages` in `site.yaml`, which lists `en`, `es`, or rename the file
    "#);
}

#[test]
fn a_translation_of_nothing() {
    assert_snapshot!(check(&document("articles/a.es.md", "title: A", "")), @r#"
    error[E0106]: `date` is missing
     --> content/articles/a.es.md:1:1
      |
    1 | ---
      | ^^^
      |
      = help: add a line `date: 2018-07-12`, or rename the file to `NAME.LANGUAGE.md` if it is a translation
    "#);
}

#[test]
fn a_name_that_two_profiles_claim() {
    let people = document("people/a.md", "title: Ana López\nalso: [La Directora]", "")
        + &document("people/b.md", "title: Berta Ruiz\nalso: [la directora]", "");
    assert_snapshot!(check(&people), @r#"
    error[E0207]: the name `la directora` is claimed by two profiles
    --> content/people/b.md
    ::: content/people/a.md
     = note: the other profile is here
     = help: take the name out of `also` in one of them, or give them distinct titles
    "#);
}

#[test]
fn dates_that_contradict_each_other() {
    assert_snapshot!(check(&with("updated: 2018-07-11")), @r#"
    error[E0208]: `updated` (2018-07-11) is before `date` (2018-07-12)
     --> content/articles/a.md:4:10
      |
    4 | updated: 2018-07-11
      |          ^^^^^^^^^^
      |
      = help: give the day of the last change, or leave `updated` out
    "#);
    assert_snapshot!(check(&with("corrections:\n  - {date: 2018-07-01, text: A name was wrong.}")), @r#"
    error[E0208]: a correction (2018-07-01) is dated before the article (2018-07-12)
     --> content/articles/a.md:5:12
      |
    5 |   - {date: 2018-07-01, text: A name was wrong.}
      |            ^^^^^^^^^^
      |
      = help: give the day on which it was made
    "#);
}

/// An article that expires before it is published is never on the site, so it must be told whatever
/// the clock says.
#[test]
fn an_article_that_expires_before_it_is_published() {
    let over = "publish_on: 2018-07-20\nexpires_on: 2018-07-15";
    let message = "`expires_on` (2018-07-15) is not after publication (2018-07-20)";
    let expired = Include { expired: true, ..NOW };
    assert_snapshot!(check_sources(Sources::in_memory(files(&with(over))), expired), @r#"
    error[E0208]: `expires_on` (2018-07-15) is not after publication (2018-07-20)
     --> content/articles/a.md:5:13
      |
    5 | expires_on: 2018-07-15
      |             ^^^^^^^^^^
      |
      = help: give a later day, or leave `expires_on` out
    "#);
    assert!(check(&with(over)).contains(message), "an expired article hides its fault");
    let future = with("publish_on: 2026-03-01\nexpires_on: 2026-02-01");
    let message = "`expires_on` (2026-02-01) is not after publication (2026-03-01)";
    assert!(check(&future).contains(message), "an article of the future hides its fault");
}
