//! `digest build`: what it tells, where it writes, and when it does not.

use std::process::Output;

use insta::assert_snapshot;

use super::{build, folder, published, told};
use crate::support::{article, document, run, stderr, tree, write_site};

#[test]
fn a_build_tells_a_summary_and_nothing_on_stdout() {
    let folder = folder();
    write_site(folder.path(), &article("a", "date: 2018-07-12"));
    let summary = |output: &Output| {
        assert!(output.stdout.is_empty());
        let text = stderr(output).replace(folder.path().to_str().unwrap(), "[FOLDER]");
        let (before, rest) = text.split_once("` in ").unwrap();
        let (seconds, after) = rest.split_once(" s: ").unwrap();
        assert!(seconds.parse::<f64>().is_ok(), "{text}");
        format!("{before}` in [TIME] s: {after}")
    };
    assert_snapshot!(summary(&build(&folder, &[])), @r#"built 70 files from 1 article into `[FOLDER]/public` in [TIME] s: 70 written, 0 unchanged, 0 deleted; 0 warnings"#);
    assert_snapshot!(summary(&build(&folder, &[])), @r#"built 70 files from 1 article into `[FOLDER]/public` in [TIME] s: nothing changed; 0 warnings"#);
    let output = build(&folder, &["--quiet"]);
    assert_eq!((stderr(&output), output.stdout.len()), ("", 0));
}

#[test]
fn warnings_are_told_and_counted_and_do_not_stop_a_build() {
    let folder = folder();
    let fixture = document("articles/a.md", "title: A\ndate: 2018-07-12", "[x](javascript:x)");
    write_site(folder.path(), &(fixture + &document("stray.md", "title: x", "")));
    for arguments in [&[][..], &[], &["--no-cache"]] {
        let output = build(&folder, arguments);
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(stderr(&output).matches("warning[").count(), 2, "{}", stderr(&output));
        assert!(stderr(&output).contains("; 2 warnings\n"), "{}", stderr(&output));
    }
}

/// Faults are told, with a last line that counts them, and nothing is written: neither into an
/// output folder that is there nor a new one.
#[test]
fn faults_stop_a_build_before_anything_is_written() {
    let folder = folder();
    write_site(folder.path(), &article("a", "date: never\nsumary: x"));
    assert_snapshot!(told(&folder, &["build"]), @r#"
    exit status 1
    --- stdout
    --- stderr
    error[E0109]: `date` is not a date: `never`
     --> content/articles/a.md:3:7
      |
    3 | date: never
      |       ^^^^^
      |
      = help: write a day such as `2018-07-12`, or a time with its offset such as `2018-07-12T09:30:00-06:00`

    error[E0104]: unknown key `sumary`
     --> content/articles/a.md:4:1
      |
    4 | sumary: x
      | ^^^^^^
      |
      = help: did you mean `summary`?

    nothing was written: 2 errors
    "#);
    assert!(!folder.path().join("public").exists());
    write_site(folder.path(), &article("a", "date: 2018-07-12"));
    assert_eq!(build(&folder, &[]).status.code(), Some(0));
    let before = published(&folder);
    write_site(folder.path(), &article("a", "date: 2018-07-12\nslug: 'a?'"));
    assert_eq!(build(&folder, &[]).status.code(), Some(1));
    write_site(folder.path(), "=== themes/gazette/templates/home.html\n{{ nothing.there }}\n");
    write_site(folder.path(), &article("a", "date: 2018-07-12"));
    let output = build(&folder, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).ends_with("nothing was written: 1 error\n"), "{}", stderr(&output));
    assert_eq!(published(&folder), before);
}

/// What the terminal shows of a build is what the tests of diagnostics check.
#[test]
fn diagnostics_are_those_of_the_library() {
    let folder = folder();
    let fixture = article("a", "date: 2018-02-30\ntopics: trade") + &document("topics/t.md", "titel: T", "");
    write_site(folder.path(), &fixture);
    let expected = crate::support::check(&fixture);
    assert_eq!(stderr(&build(&folder, &[])), format!("{expected}nothing was written: 3 errors\n"));
}

#[test]
fn a_site_elsewhere_and_an_output_elsewhere() {
    let folder = folder();
    write_site(&folder.path().join("my site"), &article("a", "date: 2018-07-12"));
    let output = build(&folder, &["--site", "my site", "--output", "out/www"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(folder.path().join("out/www/index.html").exists());
    assert!(!folder.path().join("my site/public").exists());
}

/// The repository is a site: its content gives no warning, also by way of the command.
#[test]
fn the_repository_is_a_site_without_warnings() {
    let folder = folder();
    let root = crate::support::repository();
    let arguments = ["build", "--no-cache", "--future", "--site", root.to_str().unwrap(), "--output", "out"];
    let output = run(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).ends_with("; 0 warnings\n"), "{}", stderr(&output));
    assert_eq!(stderr(&output).lines().count(), 1, "{}", stderr(&output));
    let written: Vec<String> =
        tree(&folder.path().join("out")).into_keys().filter(|path| path != ".digest-manifest").collect();
    assert_eq!(written, crate::support::shipped_site().keys().cloned().collect::<Vec<_>>());
}
