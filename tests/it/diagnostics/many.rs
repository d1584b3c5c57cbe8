//! Many faults at once: their order, their number, and what content may do to a terminal.

use insta::assert_snapshot;

use crate::support::{article, check, document};

#[test]
fn faults_of_several_files_come_in_file_order() {
    let fixture = article("b", "date: 2018-02-30\nsumary: x\nlead: 1")
        + &article("a", "date: 2018-07-12\nupdated: never")
        + &document("topics/t.md", "title: ''", "")
        + &document("notes.md", "", "")
        + &document("pages/p.md", "title: P", "Do [this](vbscript:x).");
    assert_snapshot!(check(&fixture), @r#"
    error[E0109]: `updated` is not a date: `never`
     --> content/articles/a.md:4:10
      |
    4 | updated: never
      |          ^^^^^
      |
      = help: write a day such as `2018-07-12`, or a time with its offset such as `2018-07-12T09:30:00-06:00`

    error[E0109]: `date` is a day that does not exist: `2018-02-30`
     --> content/articles/b.md:3:7
      |
    3 | date: 2018-02-30
      |       ^^^^^^^^^^
      |
      = help: February 2018 has 28 days

    error[E0104]: unknown key `sumary`
     --> content/articles/b.md:4:1
      |
    4 | sumary: x
      | ^^^^^^
      |
      = help: did you mean `summary`?

    error[E0107]: `lead` must be `true` or `false`, not the number `1`
     --> content/articles/b.md:5:7
      |
    5 | lead: 1
      |       ^

    error[E0108]: `title` is blank
     --> content/topics/t.md:2:8
      |
    2 | title: ''
      |        ^^
      |
      = help: write a text, or delete the line

    warning[W0001]: `content/notes.md` is in no folder that the digest reads
    --> content/notes.md
     = help: move it below `content/` into one of `articles/`, `topics/`, `people/`, `organizations/`, `threads/`, `glossary/`, `editions/`, `pages/`

    warning[W0301]: this link is taken out: its scheme is not allowed
     --> content/pages/p.md:4:11
      |
    4 | Do [this](vbscript:x).
      |           ^^^^^^^^^^
      |
      = help: use an address that starts with `https:`, `http:`, `mailto:` or `tel:`
    "#);
}

/// All faults of all files come in one run: of reading, of names, of links and of addresses.
#[test]
fn a_fault_of_one_file_does_not_hide_those_of_another() {
    let fixture = article("a", "date: never")
        + &article("b", "date: 2018-07-12\ntopics: [energy]")
        + &document("articles/c.md", "title: C\ndate: 2018-07-12", "See [d](none.md).")
        + &article("d", "date: 2018-07-12\nslug: same")
        + &article("e", "date: 2018-07-12\nslug: same");
    let text = check(&fixture);
    for code in ["E0109", "E0201", "E0301", "E0401"] {
        assert!(text.contains(&format!("error[{code}]")), "{code} is not told in the first run:\n{text}");
    }
}

/// A fault must not make others up: what names a faulty document is in order.
#[test]
fn a_faulty_document_is_not_missed_by_those_that_name_it() {
    let fixture = document("topics/trade.md", "title: ''", "")
        + &document("threads/talks.md", "title: Talks\nstatus: open", "")
        + &article("a", "date: never")
        + &document(
            "articles/b.md",
            "title: B\ndate: 2018-07-12\ntopics: [trade]\nthread: talks",
            "See [a](a.md).",
        );
    let text = check(&fixture);
    assert_eq!(text.matches("error[").count(), 3, "{text}");
}

#[test]
fn at_most_fifty_are_shown() {
    let fixture: String = (0..53).map(|n| article(&format!("a{n:02}"), "date: never")).collect();
    let text = check(&fixture);
    assert_eq!(text.matches("error[E0109]").count(), 50);
    assert!(text.contains("content/articles/a49.md") && !text.contains("content/articles/a50.md"));
    assert_snapshot!(text.trim_end().lines().last().unwrap(), @"… and there are 3 more faults; mend these first");
    let fixture: String = (0..51).map(|n| article(&format!("a{n:02}"), "date: never")).collect();
    let text = check(&fixture);
    assert_snapshot!(text.trim_end().lines().last().unwrap(), @"… and there is 1 more fault; mend these first");
    let fixture: String = (0..50).map(|n| article(&format!("a{n:02}"), "date: never")).collect();
    assert!(!check(&fixture).contains("more fault"));
}

/// Warnings must not push errors over the limit of what is shown.
#[test]
fn errors_come_before_warnings() {
    let warned: String = (0..60).map(|n| document(&format!("posts/{n}.md"), "title: x", "")).collect();
    let text = check(&(warned + &document("topics/t.md", "", "")));
    assert!(text.starts_with("error["), "{text}");
    assert_eq!(text.matches("warning[W0001]").count(), 49);
}

#[test]
fn faults_beyond_the_limits_are_counted() {
    let keys: String = (0..130).map(|n| format!("key{n}: 1\n")).collect();
    let text = check(&(article("a", &format!("date: 2018-07-12\n{keys}")) + &article("b", "date: never")));
    assert_eq!(text.matches("error[E0104]").count(), 50);
    assert_snapshot!(text.trim_end().lines().last().unwrap(), @r#"… and there are 52 more faults; mend these first"#);
}

#[test]
fn control_characters_of_content_are_shown_and_not_sent() {
    let escape = "\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}";
    let fixture = format!(
        "=== content/articles/a{escape}.md\n---\ntitle: x\ndate: 2018-07-12\n---\n[x](no{escape}.md)\n"
    ) + &article("b", "date: 2018-07-12\ntopics: [\"t\\e[31m\\u202ex\"]")
        + &article("c", &format!("date: 2018-07-12\nsummary: {escape}"))
        + &document(&format!("stray{escape}.md"), "title: x", "");
    let text = check(&fixture);
    let raw = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!text.contains(raw), "{text:?}");
    assert_snapshot!(text, @r#"
    error[E0402]: the address `/2018/07/12/a␛[2J␛]0;x␇�31m�/` cannot be used: it has the character `\u{1b}`
    --> content/articles/a␛[2J␛]0;x␇�31m�.md
     = help: set another `slug`

    error[E0402]: the address `/es/2018/07/12/a␛[2J␛]0;x␇�31m�/` cannot be used: it has the character `\u{1b}`
    --> content/articles/a␛[2J␛]0;x␇�31m�.md
     = help: set another `slug`

    error[E0110]: `topics[0]` has the control character U+001B
     --> content/articles/b.md:4:10
      |
    4 | topics: ["t\e[31m\u202ex"]
      |          ^^^^^^^^^^^^^^^^
      |
      = help: delete it

    error[E0102]: the character U+001B is not allowed
     --> content/articles/c.md:4:10
      |
    4 | summary: ␛[2J␛]0;x␇¤31m�
      |          ^
      |
      = help: delete it; most editors can show invisible characters

    warning[W0001]: `content/stray␛[2J␛]0;x␇�31m�.md` is in no folder that the digest reads
    --> content/stray␛[2J␛]0;x␇�31m�.md
     = help: move it below `content/` into one of `articles/`, `topics/`, `people/`, `organizations/`, `threads/`, `glossary/`, `editions/`, `pages/`
    "#);
}
