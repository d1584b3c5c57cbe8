//! `digest import`: what becomes of sources of each kind, and what is refused.
//!
//! The real command runs on a site of the test's own; documents come over HTTP from a server of the
//! test's own. Every draft is built with the site afterwards.

mod feeds;
mod fetching;
mod folders;
mod pages;
mod refused;
mod wires;

use std::path::Path;

use tempfile::TempDir;

use crate::http_server::Server;
use crate::support::{run, stderr, tree, write_site};

/// A site with some of everything that is suggested.
const SITE: &str = "\
=== content/topics/water/_index.md
---
title: Water
---
=== content/topics/water/_index.es.md
---
title: Agua
---
=== content/topics/water/dams.md
---
title: Dams and canals
---
=== content/people/marta-ibanez-soler.md
---
title: Marta Ibáñez Soler
---
=== content/organizations/river-council.md
---
title: River Council
also: [RC]
---
=== content/articles/2020/2020-01-10-canal-opens.md
---
title: The canal opens
date: 2020-01-10
topics: [water]
people: [Marta Ibáñez Soler]
sources:
  - name: River Basin News
    url: https://www.basin.example/2020/canal?utm_source=x
---
Text.
";

const CLOCK: &str = "2026-01-01";

/// A folder that is a site, with a folder `in` for sources.
fn site() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_site(folder.path(), SITE);
    std::fs::create_dir(folder.path().join("in")).unwrap();
    folder
}

fn put(folder: &TempDir, path: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.path().join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// Exit status, standard output and standard error of an import in `folder`.
fn import(folder: &TempDir, arguments: &[&str]) -> String {
    let output = run(folder.path(), &[&["import", "--clock", CLOCK], arguments].concat());
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    let shown = format!("exit status {}\n--- stdout\n{out}--- stderr\n{err}", output.status.code().unwrap());
    shown.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The same with the server's address taken out.
fn import_from(folder: &TempDir, server: &Server, arguments: &[&str]) -> String {
    let told = import(folder, &[&["--allow-private"], arguments].concat());
    told.replace(&server.address.to_string(), "SERVER")
}

/// The one draft that an import wrote, by its path; the site with it must build without a fault.
fn draft(folder: &TempDir, path: &str) -> String {
    let text = std::fs::read_to_string(folder.path().join(path)).unwrap();
    builds(folder);
    text
}

/// The site must build with its drafts, without any fault or warning.
fn builds(folder: &TempDir) {
    let output = run(folder.path(), &["build", "--drafts", "--future", "--no-cache", "--clock", CLOCK]);
    let said = stderr(&output);
    assert!(output.status.success() && said.contains("; 0 warnings"), "{said}");
}

/// Paths of articles of a site, by name.
fn articles(folder: &Path) -> Vec<String> {
    tree(&folder.join("content/articles")).into_keys().collect()
}
