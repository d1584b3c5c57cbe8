//! The commands as they are typed.

use insta::assert_snapshot;

use crate::folder::{Folder, newspaper};
use crate::support::{self, repository, stderr};

fn run(folder: &Folder, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = support::command(folder.root());
    let output = command.env("SOURCE_DATE_EPOCH", crate::folder::EPOCH).args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout.clone()).unwrap(), stderr(&output).to_owned())
}

fn small(front: &str) -> Folder {
    let files = support::files(&support::article("talks", front));
    Folder::of(&files)
}

#[test]
fn the_repository_has_nothing_to_tell_even_strictly() {
    let mut command = support::command(&repository());
    let output = command.args(["check", "--strict", "--clock", "2026-11-01"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains(": 0 errors, 0 warnings\n"), "{}", stderr(&output));
}

#[test]
fn warnings_fail_only_where_it_is_asked_for() {
    let folder = small("date: 2018-07-12\nkey_facts: [One]");
    let (code, out, err) = run(&folder, &["check"]);
    assert!(
        code == Some(0) && out.contains("warning[W0608]") && err.ends_with("0 errors, 2 warnings\n"),
        "{out}{err}"
    );
    assert_eq!(run(&folder, &["check", "--strict"]).0, Some(1));
    folder.write("content/articles/talks.md", "---\ntitel: x\n---\n");
    let (code, out, err) = run(&folder, &["check"]);
    assert!(
        code == Some(1) && out.contains("error[E0104]") && err.ends_with("2 errors, 0 warnings\n"),
        "{out}{err}"
    );
    assert!(!folder.path("public").exists(), "nothing is written");
}

#[test]
fn findings_for_programs() {
    let folder = small("date: 2018-07-12\nkey_facts: [\"50 %, and more\"]");
    let (_, out, _) = run(&folder, &["check", "--format", "github"]);
    assert_snapshot!(out, @r#"
    ::warning file=content/articles/talks.md,line=1,col=1,title=W0603::there is no translation into `es`%0Ahelp: write `talks.es.md` beside it
    ::warning file=content/articles/talks.md,line=4,col=12,title=W0608::key facts are stated, and no source is cited%0Ahelp: list under `sources` what they rest on
    "#);
    let (_, out, _) = run(&folder, &["check", "--format", "json"]);
    assert_snapshot!(out, @r#"
    [
      {
        "code": "W0603",
        "severity": "warning",
        "message": "there is no translation into `es`",
        "location": {
          "file": "content/articles/talks.md",
          "line": 1,
          "column": 1
        },
        "related": [],
        "help": "write `talks.es.md` beside it"
      },
      {
        "code": "W0608",
        "severity": "warning",
        "message": "key facts are stated, and no source is cited",
        "location": {
          "file": "content/articles/talks.md",
          "line": 4,
          "column": 12
        },
        "related": [],
        "help": "list under `sources` what they rest on"
      }
    ]
    "#);
}

#[test]
fn lists_answer_in_three_forms() {
    let folder = small("date: 2018-07-12\nslug: \"talks\"");
    folder.write(
        "content/articles/later.md",
        "---\ntitle: \"Later, \\\"perhaps\\\"\"\ndate: 2030-01-01\n---\n",
    );
    folder.write("content/topics/trade/_index.md", "---\ntitle: Trade\n---\n");
    assert_snapshot!(run(&folder, &["list", "articles"]).1, @r#"
    date        title  topics  thread  languages  sources  file                       address
    2018-07-12  talks                  en         0        content/articles/talks.md  /2018/07/12/talks/
    "#);
    assert_snapshot!(run(&folder, &["list", "topics", "--format", "json"]).1, @r#"
    [
      {
        "topic": "trade",
        "title": "Trade",
        "articles": 0,
        "with_children": 0,
        "file": "content/topics/trade/_index.md"
      }
    ]
    "#);
    assert_snapshot!(run(&folder, &["list", "articles", "--format", "json"]).1, @r#"
    [
      {
        "date": "2018-07-12",
        "title": "talks",
        "topics": [],
        "thread": null,
        "languages": [
          "en"
        ],
        "sources": 0,
        "file": "content/articles/talks.md",
        "address": "/2018/07/12/talks/"
      }
    ]
    "#);
    assert_snapshot!(run(&folder, &["list", "editions"]).1, @r#"
    number  from        to          articles  address
    1       2018-07-09  2018-07-15  1         /editions/2018-w28/
    "#);
    assert_snapshot!(run(&folder, &["list", "orphans"]).1, @r#"
    date        title  topics  thread  languages  sources  file                       address
    2018-07-12  talks                  en         0        content/articles/talks.md  /2018/07/12/talks/
    "#);
}

#[test]
fn what_a_build_leaves_out_is_listed_with_the_reasons() {
    let folder = small("date: 2018-07-12");
    let article =
        |more: &str| format!("---\ntitle: \"One, \\\"perhaps\\\"\"\ndate: 2018-07-12\n{more}\n---\n");
    for (path, text) in [
        ("articles/later.md", article("publish_on: 2030-01-01")),
        ("articles/over.md", article("expires_on: 2019-01-01")),
        ("articles/none.md", article("draft: true\nexpires_on: 2019-01-01")),
        ("articles/talks.es.md", "---\ntitle: Uno\ndraft: true\n---\n".to_owned()),
        ("topics/trade.md", "---\ntitle: Trade\ndraft: true\n---\n".to_owned()),
    ] {
        folder.write(&format!("content/{path}"), text);
    }
    assert_snapshot!(run(&folder, &["list", "drafts", "--format", "csv"]).1, @r#"
    reason,kind,date,title,language,file
    to come,articles,2018-07-12,"One, “perhaps”",en,content/articles/later.md
    "draft, expired",articles,2018-07-12,"One, “perhaps”",en,content/articles/none.md
    expired,articles,2018-07-12,"One, “perhaps”",en,content/articles/over.md
    draft,articles,2018-07-12,Uno,es,content/articles/talks.es.md
    draft,topics,,Trade,en,content/topics/trade.md
    "#);
    assert_snapshot!(run(&folder, &["list", "drafts"]).1, @"
    reason          kind      date        title           language  file
    to come         articles  2018-07-12  One, “perhaps”  en        content/articles/later.md
    draft, expired  articles  2018-07-12  One, “perhaps”  en        content/articles/none.md
    expired         articles  2018-07-12  One, “perhaps”  en        content/articles/over.md
    draft           articles  2018-07-12  Uno             es        content/articles/talks.es.md
    draft           topics                Trade           en        content/topics/trade.md
    ");
}

#[test]
fn a_list_without_rows_is_empty_in_each_form() {
    let folder = small("date: 2018-07-12");
    assert_eq!(run(&folder, &["list", "drafts"]), (Some(0), String::new(), "there are none\n".to_owned()));
    let names = "topic,title,articles,with_children,file\n".to_owned();
    assert_eq!(run(&folder, &["list", "topics", "--format", "csv"]), (Some(0), names, String::new()));
    assert_eq!(run(&folder, &["list", "topics", "--format", "json"]).1, "[]\n");
    folder.write("content/articles/talks.md", "---\ntitel: x\n---\n");
    let (code, out, err) = run(&folder, &["list", "topics"]);
    assert!(code == Some(1) && out.is_empty() && err.contains("error[E0104]"), "{out}{err}");
}

#[test]
fn codes_are_explained() {
    let folder = Folder::of(&newspaper());
    assert_snapshot!(run(&folder, &["explain", "w0608"]).1, @r#"
    W0608: Key facts in an article without a source.

    A warning of `digest check`. A line `silence: [W0608]` in a file's front matter silences it there; in `site.yaml`, `check: {silence: [W0608]}` does everywhere.
    "#);
    assert_snapshot!(run(&folder, &["explain", "E0104"]).1, @r#"
    E0104: A key that the generator does not know.

    An error: nothing is written until it is mended.
    "#);
    let (code, _, err) = run(&folder, &["explain", "E0140"]);
    assert_snapshot!(format!("{code:?}\n{err}"), @r#"
    Some(2)
    error: there is no code `E0140`
      = help: did you mean `E0104`?
    "#);
    let (_, all, _) = run(&folder, &["explain"]);
    assert_eq!(all.lines().count(), issue_digest::diagnostic::Code::ALL.len());
}

#[test]
fn completions_and_the_manual_name_every_command() {
    let folder = Folder::of(&newspaper());
    let commands = ["build", "check", "list", "explain", "serve", "init", "schema", "completions", "man"];
    for arguments in
        [&["completions", "bash"][..], &["completions", "zsh"], &["completions", "fish"], &["man"]]
    {
        let (code, text, _) = run(&folder, arguments);
        assert_eq!(code, Some(0));
        for command in commands {
            assert!(text.contains(command), "{arguments:?}: {command}");
        }
    }
}
