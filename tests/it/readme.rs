//! The tour in `README.md`, run as it is written: every command in an empty folder, one after the other, each with
//! the output that is shown. Numbers may differ, and the folder. `UPDATE_DOCS=1` rewrites the output.

#![cfg(unix)]

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::folder::EPOCH;
use crate::support::repository;

/// Where the tour pretends to be.
const SHOWN_FOLDER: &str = "/srv";

/// Somebody who types what a document shows.
struct Reader {
    home: tempfile::TempDir,
    folder: PathBuf,
}

impl Reader {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().canonicalize().unwrap();
        Self { home, folder }
    }

    /// What a command prints: its output, then what it says.
    fn types(&mut self, line: &str) -> String {
        if let Some(folder) = line.strip_prefix("cd ") {
            self.folder.push(folder);
            return String::new();
        }
        let program = Path::new(env!("CARGO_BIN_EXE_digest")).parent().unwrap();
        let mut shell = Command::new("sh");
        shell.current_dir(&self.folder).env_clear().env("SOURCE_DATE_EPOCH", EPOCH);
        shell.env("PATH", format!("{}:/usr/bin:/bin", program.display())).stdin(Stdio::null());
        let text = if line.starts_with("digest serve") {
            greeting(shell.args(["-c", &format!("exec {line} --port 0")]))
        } else {
            let output = shell.args(["-c", line]).output().unwrap();
            String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
        };
        let root = self.home.path().canonicalize().unwrap();
        let text = text.replace(root.to_str().unwrap(), SHOWN_FOLDER);
        text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }
}

/// What a server says when it is up, on the port that it takes if nobody else has. Then it is stopped.
fn greeting(command: &mut Command) -> String {
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let read = BufReader::new(child.stderr.take().unwrap()).read_line(&mut line);
    let _ = child.kill();
    let _ = child.wait();
    read.unwrap();
    let port = line.rsplit(':').next().unwrap().split('/').next().unwrap().to_owned();
    line.replace(&port, "4000")
}

/// A line with its numbers taken out: how long something took, how many files the theme has.
fn without_numbers(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' if out.ends_with('N') => {}
            '0'..='9' => out.push('N'),
            c => out.push(c),
        }
    }
    out
}

#[test]
fn the_tour_is_what_happens() {
    let path = repository().join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once("\n## A tour\n").unwrap();
    let (tour, after) = rest.split_once("\n## ").unwrap();
    let (mut reader, mut made) = (Reader::new(), String::new());
    let (mut block, mut document, mut named) = (String::new(), String::new(), String::new());
    let mut commands = 0;
    for line in tour.split_inclusive('\n') {
        match (block.as_str(), line.trim_end()) {
            ("", fence) if fence.starts_with("```") => fence[3..].clone_into(&mut block),
            ("", text) => {
                let path = text.split('`').find(|part| part.starts_with("content/") && part.ends_with(".md"));
                path.unwrap_or(&named).to_owned().clone_into(&mut named);
            }
            (kind, "```") => {
                if kind == "markdown" {
                    let path = reader.folder.join(&named);
                    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                    std::fs::write(path, std::mem::take(&mut document)).unwrap();
                }
                block.clear();
            }
            ("markdown", _) => document.push_str(line),
            // Its targets are of another site.
            ("console", text) if text.starts_with("$ digest publish") => "publish".clone_into(&mut block),
            ("console", text) => {
                let Some(command) = text.strip_prefix("$ ") else { continue };
                commands += 1;
                made.push_str(line);
                made.push_str(&reader.types(command));
                continue;
            }
            _ => {}
        }
        made.push_str(line);
    }
    assert!(commands > 10, "only {commands} commands were found");
    if std::env::var_os("UPDATE_DOCS").is_some_and(|value| value == "1") {
        let mut out = before.to_owned();
        write!(out, "\n## A tour\n{made}\n## {after}").unwrap();
        std::fs::write(&path, out).unwrap();
    } else {
        assert_eq!(
            without_numbers(tour),
            without_numbers(&made),
            "run with UPDATE_DOCS=1 and read the difference"
        );
    }
}
