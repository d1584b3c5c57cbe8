//! The exact text of every diagnostic, as a terminal without colours shows it.
//!
//! A fixture string becomes a site in memory; what `digest build` would say of it is snapshotted. A
//! code that no snapshot shows fails [`every_code_is_shown_by_a_snapshot`].

mod addresses;
mod config;
mod files;
mod front_matter;
mod links;
mod many;
mod pictures;
mod publish;
mod references;
mod theme;

use std::collections::BTreeSet;

use issue_digest::diagnostic::Code;

/// The sources of these tests, whose snapshots are checked by running them.
const SOURCES: [&str; 17] = [
    include_str!("addresses.rs"),
    include_str!("config.rs"),
    include_str!("files.rs"),
    include_str!("front_matter.rs"),
    include_str!("links.rs"),
    include_str!("many.rs"),
    include_str!("pictures.rs"),
    include_str!("publish.rs"),
    include_str!("references.rs"),
    include_str!("theme.rs"),
    include_str!("../check/external/answers.rs"),
    include_str!("../check/external/archive.rs"),
    include_str!("../check/findings.rs"),
    include_str!("../imports/feeds.rs"),
    include_str!("../imports/fetching.rs"),
    include_str!("../imports/folders.rs"),
    include_str!("../imports/refused.rs"),
];

#[test]
fn every_code_is_shown_by_a_snapshot() {
    let shown = |code: &Code| {
        let (error, warning) =
            (format!("error[{}]: ", code.as_str()), format!("warning[{}]: ", code.as_str()));
        SOURCES.iter().flat_map(|source| source.lines()).any(|line| {
            let line = line.trim_start();
            line.starts_with(&error) || line.starts_with(&warning)
        })
    };
    let missing: Vec<&str> = Code::ALL.iter().filter(|code| !shown(code)).map(|code| code.as_str()).collect();
    assert!(missing.is_empty(), "no snapshot shows {missing:?}");
}

#[test]
fn codes_are_distinct_and_explained() {
    let names: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(names.len(), Code::ALL.len());
    for code in Code::ALL {
        let name = code.as_str();
        assert!(name.len() == 5 && name.starts_with(['E', 'W']), "{name}");
        let explanation = code.explanation();
        assert!(explanation.ends_with('.') && explanation.len() > 15, "{name}: {explanation}");
    }
}

/// A code's first letter says whether it stops the build: what the snapshots show as errors are `E…`.
#[test]
fn the_letter_of_a_code_is_its_severity() {
    for line in SOURCES.iter().flat_map(|source| source.lines()).map(str::trim_start) {
        assert!(!line.starts_with("error[W") && !line.starts_with("warning[E"), "{line}");
    }
}
