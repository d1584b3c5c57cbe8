//! Front matter that cannot be read, or says what it must not say.

use insta::assert_snapshot;

use crate::support::{article, check, document};

/// An article that is exactly `text`.
fn raw(text: &str) -> String {
    check(&format!("=== content/articles/a.md\n{text}"))
}

/// An article with a date, a title and `front`.
fn with(front: &str) -> String {
    check(&document("articles/a.md", &format!("title: A\ndate: 2018-07-12\n{front}"), "Text."))
}

/// Whatever is wrong above, what is unknown and what leads nowhere is told in the same run.
#[test]
fn an_article_without_a_title_or_a_date_has_its_other_faults_told() {
    let codes = |front: &str| -> Vec<String> {
        let text = check(&document("articles/a.md", &format!("{front}topics: [none]\n"), "[x](none.md)"));
        let told = text.lines().filter_map(|line| Some(line.strip_prefix("error[")?[..5].to_owned()));
        told.collect()
    };
    assert_eq!(codes("title: A\ndate: 2018-07-12\n"), ["E0201", "E0301"]);
    assert_eq!(codes("date: 2018-07-12\n"), ["E0106", "E0201", "E0301"]);
    assert_eq!(codes("title: ' '\ndate: 2018-07-12\n"), ["E0108", "E0201", "E0301"]);
    assert_eq!(codes("title: A\n"), ["E0106", "E0201", "E0301"]);
    assert_eq!(codes("title: A\ndate: 2018-02-30\n"), ["E0109", "E0201", "E0301"]);
}

#[test]
fn no_front_matter() {
    assert_snapshot!(raw("# A title\n\nText.\n"), @r#"
    error[E0101]: there is no front matter
     --> content/articles/a.md:1:1
      |
    1 | # A title
      | ^^^^^^^^^
      |
      = help: start the file with YAML between `---` lines, such as `title: …`
    "#);
    assert_snapshot!(raw(""), @r#"
    error[E0101]: there is no front matter
    --> content/articles/a.md
     = help: start the file with YAML between `---` lines, such as `title: …`
    "#);
    assert_snapshot!(raw("+++\ntitle = \"x\"\n+++\n"), @r#"
    error[E0101]: front matter in TOML is not supported
     --> content/articles/a.md:1:1
      |
    1 | +++
      | ^^^
      |
      = help: write YAML between `---` lines
    "#);
}

#[test]
fn front_matter_that_is_not_closed() {
    assert_snapshot!(raw("---\ntitle: x\n\nText.\n"), @r#"
    error[E0101]: the front matter is not closed
     --> content/articles/a.md:1:1
      |
    1 | ---
      | ^^^
      |
      = help: put a line `---` between the front matter and the text
    "#);
}

#[test]
fn yaml_that_cannot_be_parsed() {
    assert_snapshot!(with("summary: Talks: the second day"), @r#"
    error[E0102]: a `:` followed by a blank is not allowed here
     --> content/articles/a.md:4:15
      |
    4 | summary: Talks: the second day
      |               ^
      |
      = help: put the value in quotes, or mend the indentation of the key
    "#);
    assert_snapshot!(with("summary: \"Talks"), @r#"
    error[E0102]: this quotation mark is never closed
     --> content/articles/a.md:4:10
      |
    4 | summary: "Talks
      |          ^
      |
      = help: close it, or put the whole text in quotes of the other kind
    "#);
    assert_snapshot!(with("topics: [a, b"), @r#"
    error[E0102]: this `[` is never closed, or a comma is missing
     --> content/articles/a.md:4:9
      |
    4 | topics: [a, b
      |         ^
      |
      = help: close it with `]`; a text that starts with `[` needs quotes
    "#);
    assert_snapshot!(with("\tlead: true"), @r#"
    error[E0102]: a tab is used for indentation
     --> content/articles/a.md:4:1
      |
    4 |     lead: true
      | ^^^^
      |
      = help: indent with blanks; YAML does not allow tabs
    "#);
    assert_snapshot!(with("summary: `code`"), @r#"
    error[E0102]: a value cannot start with a backtick
     --> content/articles/a.md:4:10
      |
    4 | summary: `code`
      |          ^
      |
      = help: put the value in quotes
    "#);
    assert_snapshot!(with("summary: !secret x"), @r#"
    error[E0102]: YAML tags are not supported: `!secret`
     --> content/articles/a.md:4:10
      |
    4 | summary: !secret x
      |          ^^^^^^^
      |
      = help: put a text that starts with `!` in quotes
    "#);
}

#[test]
fn yaml_beyond_the_limits() {
    assert_snapshot!(with(&format!("extra: {}{}", "[".repeat(40), "]".repeat(40))), @r#"
    error[E0103]: lists and maps are nested more than 32 deep
     --> content/articles/a.md:4:39
      |
    4 | extra: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
      |                                       ^
    "#);
    let bomb =
        "extra:\n  a: &a [x, x]\n".to_owned() + &"  b: [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n".repeat(7);
    assert_snapshot!(with(&bomb), @r#"
    error[E0103]: there are more than 64 aliases
      --> content/articles/a.md:12:23
       |
    12 |   b: [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
       |                       ^
       |
       = help: write the values out; a text that starts with `*` needs quotes
    "#);
}

#[test]
fn keys_that_are_not_known() {
    assert_snapshot!(with("sumary: A word"), @r#"
    error[E0104]: unknown key `sumary`
     --> content/articles/a.md:4:1
      |
    4 | sumary: A word
      | ^^^^^^
      |
      = help: did you mean `summary`?
    "#);
    assert_snapshot!(with("tags: [a]"), @r#"
    error[E0104]: unknown key `tags`
     --> content/articles/a.md:4:1
      |
    4 | tags: [a]
      | ^^^^
      |
      = help: use `topics`, `people`, `organizations` or `places`
    "#);
    assert_snapshot!(with("xyzzy: 1"), @r#"
    error[E0104]: unknown key `xyzzy`
     --> content/articles/a.md:4:1
      |
    4 | xyzzy: 1
      | ^^^^^
      |
      = help: the keys here are `title`, `date`, `updated`, `slug`, `summary`, `topics`, `people`, `organizations`, `places`, `thread`, `lead`, `brief`, …
    "#);
    assert_snapshot!(with("sources:\n  - name: Outlet\n    ulr: https://x.example"), @r#"
    error[E0104]: unknown key `ulr`
     --> content/articles/a.md:6:5
      |
    6 |     ulr: https://x.example
      |     ^^^
      |
      = help: did you mean `url`?
    "#);
    let person = document("people/p.md", "title: P\nkind: court", "");
    assert_snapshot!(check(&person), @r#"
    error[E0104]: unknown key `kind`
     --> content/people/p.md:3:1
      |
    3 | kind: court
      | ^^^^
      |
      = help: the keys here are `title`, `slug`, `summary`, `also`, `country`, `roles`, `sources`, `aliases`, `draft`, `silence`, `extra`
    "#);
}

#[test]
fn keys_that_stand_twice() {
    assert_snapshot!(with("lead: true\nbrief: false\nlead: false"), @r#"
    error[E0105]: `lead` stands twice
     --> content/articles/a.md:6:1
      |
    6 | lead: false
      | ^^^^
      |
     ::: content/articles/a.md:4:1
      |
    4 | lead: true
      | ---- first used here
      |
      = help: keep one of them
    "#);
    assert_snapshot!(with("summary: One\ndescription: Two"), @r#"
    error[E0105]: `description` is the same key as `summary`
     --> content/articles/a.md:5:1
      |
    5 | description: Two
      | ^^^^^^^^^^^
      |
     ::: content/articles/a.md:4:1
      |
    4 | summary: One
      | ------- first used here
      |
      = help: keep one of them
    "#);
}

#[test]
fn keys_that_are_missing() {
    assert_snapshot!(check(&document("articles/a.md", "date: 2018-07-12", "")), @r#"
    error[E0106]: `title` is missing
     --> content/articles/a.md:1:1
      |
    1 | ---
      | ^^^
      |
      = help: add a line `title: …`
    "#);
    assert_snapshot!(check(&document("articles/a.md", "title: A", "")), @r#"
    error[E0106]: `date` is missing
     --> content/articles/a.md:1:1
      |
    1 | ---
      | ^^^
      |
      = help: add a line `date: 2018-07-12`, or rename the file to `NAME.LANGUAGE.md` if it is a translation
    "#);
    assert_snapshot!(check(&document("articles/a.md", "title:\ndate: 2018-07-12", "")), @r#"
    error[E0106]: `title` is empty
     --> content/articles/a.md:2:1
      |
    2 | title:
      | ^^^^^
      |
      = help: write a value behind the colon
    "#);
    assert_snapshot!(check(&document("topics/t.md", "summary: A topic", "")), @r#"
    error[E0106]: `title` is missing
     --> content/topics/t.md:1:1
      |
    1 | ---
      | ^^^
      |
      = help: add a line `title: …`
    "#);
    assert_snapshot!(with("sources:\n  - title: Report"), @r#"
    error[E0106]: `sources[0].name` is missing
     --> content/articles/a.md:5:5
      |
    5 |   - title: Report
      |     ^^^^^^^^^^^^^
      |
      = help: add a line `name: …`
    "#);
    assert_snapshot!(with("image: {src: a.png}"), @r#"
    error[E0106]: `image.alt` is missing
     --> content/articles/a.md:4:8
      |
    4 | image: {src: a.png}
      |        ^^^^^^^^^^^^
      |
      = help: add a line `alt: …`
    "#);
}

#[test]
fn values_of_the_wrong_type() {
    assert_snapshot!(check(&document("articles/a.md", "title: 2018\ndate: 2018-07-12", "")), @r#"
    error[E0107]: `title` must be text, not the number `2018`
     --> content/articles/a.md:2:8
      |
    2 | title: 2018
      |        ^^^^
      |
      = help: put it in quotes: `title: "2018"`
    "#);
    assert_snapshot!(with("topics: trade, migration"), @r#"
    error[E0107]: `topics` must be a list of texts, not the text `trade, migration`
     --> content/articles/a.md:4:9
      |
    4 | topics: trade, migration
      |         ^^^^^^^^^^^^^^^^
      |
      = help: write `topics: [trade, migration]`
    "#);
    assert_snapshot!(with("lead: yes"), @r#"
    error[E0107]: `lead` must be `true` or `false`, not the text `yes`
     --> content/articles/a.md:4:7
      |
    4 | lead: yes
      |       ^^^
      |
      = help: write `lead: true`
    "#);
    assert_snapshot!(with("sources: Outlet"), @r#"
    error[E0107]: `sources` must be a list of entries, not the text `Outlet`
     --> content/articles/a.md:4:10
      |
    4 | sources: Outlet
      |          ^^^^^^
      |
      = help: start each entry on a line of its own with `- `
    "#);
    assert_snapshot!(with("summary: [a, b]"), @r#"
    error[E0107]: `summary` must be text, not a list
     --> content/articles/a.md:4:10
      |
    4 | summary: [a, b]
      |          ^^^^^^
      |
      = help: it takes one value
    "#);
    assert_snapshot!(check(&document("articles/a.md", "- title\n- date", "")), @r#"
    error[E0107]: expected a map of keys and values, not a list
     --> content/articles/a.md:1:1
      |
    1 | ---
      | ^^^
      |
      = help: write `key: value` on lines of their own
    "#);
}

#[test]
fn texts_that_are_blank() {
    assert_snapshot!(check(&document("articles/a.md", "title: \"  \"\ndate: 2018-07-12", "")), @r#"
    error[E0108]: `title` is blank
     --> content/articles/a.md:2:8
      |
    2 | title: "  "
      |        ^^^^
      |
      = help: write a text, or delete the line
    "#);
    assert_snapshot!(with("people: [Ana, '']"), @r#"
    error[E0108]: `people[1]` is blank
     --> content/articles/a.md:4:15
      |
    4 | people: [Ana, '']
      |               ^^
      |
      = help: write a text, or delete the line
    "#);
}

#[test]
fn dates_that_do_not_exist() {
    assert_snapshot!(check(&article("a", "date: 2018-02-30")), @r#"
    error[E0109]: `date` is a day that does not exist: `2018-02-30`
     --> content/articles/a.md:3:7
      |
    3 | date: 2018-02-30
      |       ^^^^^^^^^^
      |
      = help: February 2018 has 28 days
    "#);
    assert_snapshot!(check(&article("a", "date: 12/07/2018")), @r#"
    error[E0109]: `date` is not a date: `12/07/2018`
     --> content/articles/a.md:3:7
      |
    3 | date: 12/07/2018
      |       ^^^^^^^^^^
      |
      = help: write a day such as `2018-07-12`, or a time with its offset such as `2018-07-12T09:30:00-06:00`
    "#);
    assert_snapshot!(check(&article("a", "date: 2018-07-12T09:00:00")), @r#"
    error[E0109]: `date` has a time without its offset from UTC: `2018-07-12T09:00:00`
     --> content/articles/a.md:3:7
      |
    3 | date: 2018-07-12T09:00:00
      |       ^^^^^^^^^^^^^^^^^^^
      |
      = help: add the offset, such as `-06:00` or `Z`, or write only the day
    "#);
    assert_snapshot!(check(&article("a", "date: tomorrow")), @r#"
    error[E0109]: `date` is not a date: `tomorrow`
     --> content/articles/a.md:3:7
      |
    3 | date: tomorrow
      |       ^^^^^^^^
      |
      = help: write a day such as `2018-07-12`, or a time with its offset such as `2018-07-12T09:30:00-06:00`
    "#);
    assert_snapshot!(with("sources:\n  - name: Outlet\n    published: 2018-13"), @r#"
    error[E0109]: `sources[0].published` is a day that does not exist: `2018-13`
     --> content/articles/a.md:6:16
      |
    6 |     published: 2018-13
      |                ^^^^^^^
      |
      = help: months go from 01 to 12
    "#);
}

#[test]
fn values_that_are_not_allowed() {
    assert_snapshot!(with("sources:\n  - name: Outlet\n    url: example.org/report"), @r#"
    error[E0110]: `sources[0].url` is not a web address: it does not start with `http://` or `https://`
     --> content/articles/a.md:6:10
      |
    6 |     url: example.org/report
      |          ^^^^^^^^^^^^^^^^^^
      |
      = help: write `https://example.org/report`
    "#);
    assert_snapshot!(with("sources:\n  - name: Outlet\n    url: ftp://example.org/report"), @r#"
    error[E0110]: `sources[0].url` is not a web address: its scheme is `ftp`
     --> content/articles/a.md:6:10
      |
    6 |     url: ftp://example.org/report
      |          ^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: use an address that starts with `http://` or `https://`
    "#);
    let organization = document("organizations/o.md", "title: O\nkind: goverment", "");
    assert_snapshot!(check(&organization), @r#"
    error[E0110]: `kind` cannot be `goverment`
     --> content/organizations/o.md:3:7
      |
    3 | kind: goverment
      |       ^^^^^^^^^
      |
      = help: did you mean `government`?
    "#);
    let thread = document("threads/t.md", "title: T\nstatus: open", "");
    assert_snapshot!(check(&thread), @r#"
    error[E0110]: `status` cannot be `open`
     --> content/threads/t.md:3:9
      |
    3 | status: open
      |         ^^^^
      |
      = help: write `ongoing` or `closed`
    "#);
    let topic = document("topics/t.md", "title: T\norder: 9999999", "");
    assert_snapshot!(check(&topic), @r#"
    error[E0110]: `order` must be from -1000000 to 1000000, not `9999999`
     --> content/topics/t.md:3:8
      |
    3 | order: 9999999
      |        ^^^^^^^
    "#);
}

#[test]
fn a_place_after_wide_and_combining_characters_is_right() {
    assert_snapshot!(with("extra: {ñandú: 'México → EE. UU.', 国: x}\nlaed: true"), @r#"
    error[E0104]: unknown key `laed`
     --> content/articles/a.md:5:1
      |
    5 | laed: true
      | ^^^^
      |
      = help: did you mean `lead`?
    "#);
    assert_snapshot!(with("sources:\n  - {name: 'Él País — México', titel: x}"), @r#"
    error[E0104]: unknown key `titel`
     --> content/articles/a.md:5:32
      |
    5 |   - {name: 'Él País — México', titel: x}
      |                                ^^^^^
      |
      = help: did you mean `title`?
    "#);
}

#[test]
fn a_long_line_is_cut_around_the_fault() {
    let list = (0..200).map(|n| format!("person {n}")).collect::<Vec<_>>().join(", ");
    assert_snapshot!(with(&format!("people: [{list}, '', {list}]")), @r#"
    error[E0108]: `people[200]` is blank
     --> content/articles/a.md:4:121
      |
    4 | person 190, person 191, person 192, person 193, person 194, person 195, person 196, person 197, person 198, person 199, '', person 0,...
      |                                                                                                                         ^^
      |
      = help: write a text, or delete the line
    "#);
}
