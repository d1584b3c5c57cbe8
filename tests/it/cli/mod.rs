//! The command line: what it prints where, and its exit status.

mod build;
mod calls;
mod init;
mod new;
mod pinned;
mod schema;

use std::process::Output;

use tempfile::TempDir;

use crate::support::{Files, run, tree};

const CLOCK: &str = "2026-01-01";

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Exit status, standard output and standard error, the folder's name taken out.
fn told(folder: &TempDir, arguments: &[&str]) -> String {
    let output = run(folder.path(), arguments);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    let code = output.status.code().unwrap();
    let shown = format!("exit status {code}\n--- stdout\n{out}--- stderr\n{err}");
    let shown = shown.replace(folder.path().to_str().unwrap(), "[FOLDER]");
    shown.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn build(folder: &TempDir, arguments: &[&str]) -> Output {
    run(folder.path(), &[&["build", "--clock", CLOCK], arguments].concat())
}

fn published(folder: &TempDir) -> Files {
    tree(&folder.path().join("public"))
}
