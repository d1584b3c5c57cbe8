//! A fixture language: one string becomes a site in memory, then what the terminal or a reader would see.
//!
//! A line `=== path` begins a file; what follows up to the next such line is its content. Where no
//! `site.yaml` is given, a plain one in English and Spanish is added.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use issue_digest::diagnostic::{Diagnostic, Diagnostics};
use issue_digest::digest::pages;
use issue_digest::site::related::Scratch;
use issue_digest::site::{Clock, Include};
use issue_digest::source::Sources;
use issue_digest::{Compiled, Digest, Options, compile, disk, render, report};

/// The `site.yaml` of a fixture that has none.
pub(crate) const SITE: &str = "\
title: The Test
description: A site for tests.
base_url: https://test.example
languages:
  - {code: en, name: English}
  - {code: es, name: Español, title: La Prueba}
";

/// A site's files by path.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// The files of a fixture.
pub(crate) fn files(fixture: &str) -> Files {
    let mut files = Files::new();
    let mut path: Option<String> = None;
    for line in fixture.split_inclusive('\n') {
        match line.strip_prefix("=== ") {
            Some(name) => {
                let name = name.trim_end().to_owned();
                assert!(
                    files.insert(name.clone(), Vec::new()).is_none(),
                    "`{name}` stands twice in a fixture"
                );
                path = Some(name);
            }
            None => match path.as_ref().and_then(|path| files.get_mut(path)) {
                Some(bytes) => bytes.extend_from_slice(line.as_bytes()),
                None => assert!(line.trim().is_empty(), "a fixture begins with `=== path`, not `{line}`"),
            },
        }
    }
    files.entry("site.yaml".to_owned()).or_insert_with(|| SITE.into());
    files
}

/// A file of a fixture: a document with front matter and text.
pub(crate) fn document(path: &str, front: &str, body: &str) -> String {
    let front = front.trim_end();
    let line = if front.is_empty() { "" } else { "\n" };
    format!("=== content/{path}\n---\n{front}{line}---\n{body}\n")
}

/// An article `articles/NAME.md`; `front` has at least its date, and its title is its name where
/// `front` gives none.
pub(crate) fn article(name: &str, front: &str) -> String {
    let has_title = front.lines().any(|line| line.starts_with("title:"));
    let title = if has_title { String::new() } else { format!("title: \"{name}\"\n") };
    document(&format!("articles/{name}.md"), &format!("{title}{front}"), &format!("Text of {name}."))
}

/// The clock of the tests, 2026-01-01T00:00:00Z, and nothing else let in.
pub(crate) const NOW: Include =
    Include { clock: Clock { seconds: 1_767_225_600 }, drafts: false, future: false, expired: false };

/// Exactly what the terminal shows of a fixture, the summary line left out: its diagnostics, or
/// those of the first page that cannot be rendered.
pub(crate) fn check(fixture: &str) -> String {
    check_sources(Sources::in_memory(files(fixture)), NOW)
}

/// The same for sources of any kind.
pub(crate) fn check_sources(sources: Sources, include: Include) -> String {
    let (compiled, diagnostics) = compile(sources, Options::new(include));
    match compiled {
        Compiled::Faulty(sources) => report::render(&diagnostics.sorted(), &sources, false),
        Compiled::Digest(digest) => {
            let mut text = report::render(&diagnostics.sorted(), &digest.sources, false);
            if let Err(fault) = render_all(&digest) {
                let mut faults = Diagnostics::default();
                faults.push(*fault);
                text.push_str(&report::render(&faults.sorted(), &digest.sources, false));
            }
            text
        }
    }
}

/// Every page of a fixture that has no fault.
pub(crate) fn site(fixture: &str) -> Files {
    site_with(fixture, NOW)
}

/// The same at another time or with more let in.
pub(crate) fn site_with(fixture: &str, include: Include) -> Files {
    let digest = digest_of(Sources::in_memory(files(fixture)), include);
    render_all(&digest).unwrap_or_else(|fault| panic!("{fault:?}"))
}

/// The compiled fixture, which must have no fault.
pub(crate) fn digest(fixture: &str) -> Digest {
    digest_with(fixture, NOW)
}

/// The same at another time or with more let in.
pub(crate) fn digest_with(fixture: &str, include: Include) -> Digest {
    digest_of(Sources::in_memory(files(fixture)), include)
}

/// Compiles sources that must have no error.
pub(crate) fn digest_of(sources: Sources, include: Include) -> Digest {
    let (compiled, diagnostics) = compile(sources, Options::new(include));
    match compiled {
        Compiled::Digest(digest) => *digest,
        Compiled::Faulty(sources) => {
            panic!("the fixture has faults:\n{}", report::render(&diagnostics.sorted(), &sources, false))
        }
    }
}

/// Renders every page, by output path; stops at the first fault.
pub(crate) fn render_all(digest: &Digest) -> Result<Files, Box<Diagnostic>> {
    let scratch = RefCell::new(Scratch::default());
    let page = |(path, page)| Ok((String::from(path), render::prepare(digest, page, &scratch)?.render()?));
    pages(&digest.plan).map(page).collect()
}

/// The text of an output file.
pub(crate) fn text<'a>(site: &'a Files, path: &str) -> &'a str {
    let bytes = site.get(path).unwrap_or_else(|| {
        let known: Vec<&str> = site.keys().map(String::as_str).collect();
        panic!("there is no `{path}` among {known:#?}")
    });
    std::str::from_utf8(bytes).unwrap()
}

/// The repository's root, which is a site.
pub(crate) fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The repository's site, compiled once, with its warnings as the terminal shows them.
pub(crate) fn shipped() -> &'static (Digest, String) {
    static SHIPPED: OnceLock<(Digest, String)> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        let (compiled, diagnostics) = compile(disk::sources(&repository()), Options::new(shipped_include()));
        match compiled {
            Compiled::Digest(digest) => {
                let warnings = report::render(&diagnostics.sorted(), &digest.sources, false);
                (*digest, warnings)
            }
            Compiled::Faulty(sources) => {
                panic!(
                    "the repository has faults:\n{}",
                    report::render(&diagnostics.sorted(), &sources, false)
                )
            }
        }
    })
}

/// What the repository is built with here: every article that is not a draft, whatever the day.
pub(crate) fn shipped_include() -> Include {
    Include { future: true, ..NOW }
}

/// Every file of the repository's site, rendered once.
pub(crate) fn shipped_site() -> &'static Files {
    static FILES: OnceLock<Files> = OnceLock::new();
    FILES.get_or_init(|| render_all(&shipped().0).unwrap_or_else(|fault| panic!("{fault:?}")))
}

/// Writes the files of a fixture below `folder`.
pub(crate) fn write_site(folder: &Path, fixture: &str) {
    for (path, bytes) in files(fixture) {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// The real command in `folder`, with an environment that says nothing but where home is.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_digest"));
    command.current_dir(folder).env_clear().env("HOME", folder.join("no-home"));
    command
}

/// Runs the real command in `folder`.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder).args(arguments).output().unwrap()
}

/// What a command wrote to its standard error stream.
pub(crate) fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// Every file below `folder`, by path relative to it.
pub(crate) fn tree(folder: &Path) -> Files {
    fn walk(top: &Path, folder: &Path, out: &mut Files) {
        let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()).collect();
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            if entry.file_type().unwrap().is_dir() {
                walk(top, &path, out);
            } else {
                let name = path.strip_prefix(top).unwrap().to_str().unwrap().to_owned();
                out.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    let mut out = Files::new();
    if folder.is_dir() {
        walk(folder, folder, &mut out);
    }
    out
}
