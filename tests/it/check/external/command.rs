//! The command itself.

use std::path::Path;

use insta::assert_snapshot;

use super::links;
use crate::http_server::{Answer, Server};
use crate::support::{self, stderr};

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let arguments = [&["check", "--clock", "2026-01-01"], arguments].concat();
    let output = support::run(folder, &arguments);
    (output.status.code(), String::from_utf8(output.stdout.clone()).unwrap(), stderr(&output).to_owned())
}

#[test]
fn the_command_asks_nobody_unless_it_is_told_to() {
    let server = Server::start(|_, _| Answer::status(404));
    let fixture = "=== site.yaml\ntitle: T\nbase_url: https://t.example\n".to_owned()
        + &links(&["/a", "/b"]).replace("S1", &server.address.to_string());
    let folder = tempfile::tempdir().unwrap();
    support::write_site(folder.path(), &fixture);
    let (code, out, _) = run(folder.path(), &["--strict"]);
    assert_eq!((code, out.as_str()), (Some(0), ""));
    assert_eq!(server.asked(), [""; 0]);
    assert!(!folder.path().join(".digest").exists());
    let external = ["--external", "--allow-private", "--delay", "0"];
    let (code, out, err) = run(folder.path(), &external);
    assert_eq!((code, out.matches("warning[W0901]").count()), (Some(0), 2), "{out}{err}");
    assert!(err.starts_with("2 outside addresses, 2 asked now: 0 there, 0 moved, 2 gone"), "{err}");
    let before = server.asked().len();
    let (code, out, err) = run(folder.path(), &[&external[..], &["--strict", "--format", "github"]].concat());
    assert_eq!(code, Some(1));
    assert_snapshot!(out.replace(&server.address.to_string(), "SERVER"), @"
    ::warning file=content/articles/talks.md,line=5,col=5,title=W0901::`http://SERVER/a` is gone: the server answered 404 (not found)%0Ahelp: look for where it went; `--suggest-archive` looks for an archived copy
    ::warning file=content/articles/talks.md,line=6,col=5,title=W0901::`http://SERVER/b` is gone: the server answered 404 (not found)%0Ahelp: look for where it went; `--suggest-archive` looks for an archived copy
    ");
    assert!(err.starts_with("2 outside addresses, 0 asked now"), "{err}");
    assert_eq!(server.asked().len(), before, "known from the first time");
    assert!(
        folder.path().join(".digest/links.json").exists()
            && folder.path().join(".digest/.gitignore").exists()
    );
    let (_, out, _) = run(folder.path(), &[&external[..], &["--format", "json"]].concat());
    assert_eq!(out.matches("\"code\": \"W0901\"").count(), 2);
    for wrong in [&["--suggest-archive"][..], &["--delay", "0"], &["--external", "--timeout", "0"]] {
        assert_eq!(run(folder.path(), wrong).0, Some(2), "{wrong:?}");
    }
}

/// `script` of util-linux gives the command a terminal.
#[test]
fn a_terminal_sees_how_far_it_is_and_a_pipe_sees_lines() {
    let server = Server::start(|_, _| Answer::html("here"));
    let fixture = links(&["/a", "/b"]).replace("S1", &server.address.to_string());
    let folder = tempfile::tempdir().unwrap();
    support::write_site(folder.path(), &fixture);
    let check = ["check", "--external", "--allow-private", "--delay", "0", "--max-age", "0"];
    let line = format!("{} {}", env!("CARGO_BIN_EXE_digest"), check.join(" "));
    let mut command = std::process::Command::new("script");
    let output =
        command.args(["-qec", &line, "/dev/null"]).current_dir(folder.path()).env("TERM", "xterm").output();
    let shown = String::from_utf8(output.expect("`script` of util-linux").stdout).unwrap();
    assert!(shown.contains("\r\u{1b}[K2 of 2 outside addresses asked\r\u{1b}[K"), "{shown:?}");
    let output = support::run(folder.path(), &check);
    assert!(
        !stderr(&output).contains(['\r', '\u{1b}']) && !stderr(&output).contains("asked\n"),
        "{output:?}"
    );
}
