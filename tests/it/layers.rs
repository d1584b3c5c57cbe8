//! The direction of dependencies, and the rules of the house that a compiler does not hold.
//!
//! The sources are read as text: comments and texts are cut out, then every path that starts with
//! `crate::` or `super::` counts as a reference to the module that it names.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{repository, tree};

/// The layers as `src/lib.rs` tells them.
const LAYERS: [&[&str]; 6] = [
    &["source", "diagnostic", "address", "date", "language", "encode", "per_thread"],
    &["config", "content", "theme", "cache"],
    &["site"],
    &["plan"],
    &["render", "digest", "audit"],
    &["cli", "commands", "disk", "output", "report"],
];

/// What the crate's root gives to everybody besides its modules.
const ROOT_ITEMS: [&str; 1] = ["GENERATOR"];

/// The longest file, in lines.
const LONGEST: usize = 600;

fn sources() -> BTreeMap<String, String> {
    let files = tree(&repository().join("src")).into_iter();
    let rust = files.filter(|(path, _)| path.ends_with(".rs"));
    rust.map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect()
}

/// The module path of a file: `content/markdown/scan.rs` is `["content", "markdown", "scan"]`.
fn module_of(path: &str) -> Vec<&str> {
    let stem = path.strip_suffix(".rs").unwrap();
    let mut parts: Vec<&str> = stem.split('/').collect();
    if parts.last() == Some(&"mod") {
        parts.pop();
    }
    parts
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// Rust without its comments and the insides of its texts, line breaks kept.
fn code(source: &str) -> String {
    let (mut out, bytes, mut at) = (String::new(), source.as_bytes(), 0);
    let keep_breaks = |out: &mut String, part: &str| out.extend(part.matches('\n'));
    while at < bytes.len() {
        let rest = &source[at..];
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(length) =
            raw_text(rest).filter(|_| !out.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        {
            length
        } else if rest.starts_with('"') {
            plain_text(rest)
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\'") {
            if rest.starts_with("'\"'") { 3 } else { 4 }
        } else {
            let next = rest.chars().next().unwrap();
            out.push(next);
            at += next.len_utf8();
            continue;
        };
        keep_breaks(&mut out, &rest[..skipped]);
        at += skipped;
    }
    out
}

/// Length of `r"…"`, `r#"…"#` or `br"…"` at the start.
fn raw_text(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let inside = after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = inside.find(&end)? + end.len();
    Some(rest.len() - inside.len() + length)
}

/// Length of `"…"` at the start.
fn plain_text(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}

/// The part of a file that is no test.
fn without_tests(code: &str) -> &str {
    code.find("#[cfg(test)]\nmod tests {").map_or(code, |at| &code[..at])
}

fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

/// Every module path that `code`, in the module `here`, names by `crate::` or `super::`, with its line.
fn references(code: &str, here: &[&str]) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::").chain(code.match_indices("super::")) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '$') {
            continue;
        }
        let line = code[..at].matches('\n').count() + 1;
        let (mut base, mut rest) = (Vec::new(), &code[at..]);
        if let Some(after) = rest.strip_prefix("crate::") {
            rest = after;
        } else {
            let mut depth = here.len();
            while let Some(after) = rest.strip_prefix("super::") {
                depth = depth.saturating_sub(1);
                rest = after;
            }
            base = here[..depth].iter().map(|part| (*part).to_owned()).collect();
        }
        for first in first_names(rest).into_iter().filter(|name| !name.is_empty()) {
            found.push((line, base.iter().cloned().chain([first]).collect()));
        }
    }
    found
}

/// The names that a path goes on with: one, or those of `{a::b, c}`.
fn first_names(rest: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(group) = rest.trim_start().strip_prefix('{') else { return vec![word(rest)] };
    let (mut depth, mut names, mut part) = (0, Vec::new(), String::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(std::mem::take(&mut part)),
            _ => {}
        }
        part.push(if c == ',' && depth == 0 { ' ' } else { c });
    }
    names.push(part);
    names.iter().map(|name| word(name.trim())).collect()
}

#[test]
fn the_table_of_layers_is_that_of_the_crate_s_root() {
    let root = std::fs::read_to_string(repository().join("src/lib.rs")).unwrap();
    let declared: BTreeSet<&str> =
        root.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let listed: BTreeSet<&str> = LAYERS.iter().flat_map(|modules| modules.iter().copied()).collect();
    assert_eq!(declared, listed);
    for (number, modules) in LAYERS.iter().enumerate() {
        let links: Vec<String> = modules.iter().map(|module| format!("[`{module}`]")).collect();
        let row = format!("//! | {number} | {} |", links.join(" "));
        assert!(root.contains(&row), "`src/lib.rs` has no row `{row}`");
    }
}

#[test]
fn no_module_names_one_of_a_higher_layer() {
    let mut upward = BTreeSet::new();
    let mut seen = 0;
    for (path, source) in sources() {
        let here = module_of(&path);
        let Some(own) = layer_of(here[0]) else { continue };
        for (line, target) in references(&code(&source), &here) {
            let Some(top) = target.first() else { continue };
            if ROOT_ITEMS.contains(&top.as_str()) || top == here[0] {
                continue;
            }
            let Some(layer) = layer_of(top) else {
                panic!("{path}:{line} names `{top}`, which is no module")
            };
            seen += 1;
            if layer > own {
                upward.insert(format!("{path}:{line}: layer {own} names `{top}` of layer {layer}"));
            }
        }
    }
    assert!(seen > 100, "only {seen} references were found: the scanner is broken");
    assert!(upward.is_empty(), "{upward:#?}");
}

/// The files whose code, tests left out, has `word`.
fn files_with(word: &str) -> Vec<String> {
    let has = |source: &str| {
        let code = code(source);
        without_tests(&code).match_indices(word).any(|(at, _)| {
            let part = |c: char| c.is_alphanumeric() || c == '_';
            !code[..at].ends_with(part) && !code[at + word.len()..].starts_with(part)
        })
    };
    sources()
        .into_iter()
        .filter(|(path, source)| !is_test(path) && has(source))
        .map(|(path, _)| path)
        .collect()
}

#[test]
fn one_module_names_the_yaml_crate() {
    assert_eq!(files_with("serde_yaml"), ["content/front_matter/yaml.rs"]);
}

#[test]
fn one_module_names_the_markdown_crate() {
    let files = files_with("pulldown_cmark");
    assert!(!files.is_empty());
    assert!(files.iter().all(|path| path.starts_with("content/markdown/")), "{files:?}");
}

/// The modules of the standard library that a file names, `use std::{fs, io}` included.
fn std_modules(source: &str) -> BTreeSet<String> {
    let code = code(source);
    let code = without_tests(&code);
    code.match_indices("std::").flat_map(|(at, found)| first_names(&code[at + found.len()..])).collect()
}

#[test]
fn only_the_shell_touches_the_disk_the_clock_and_the_environment() {
    let mut disk = 0;
    for (path, source) in sources().into_iter().filter(|(path, _)| !is_test(path) && path != "main.rs") {
        let is_shell = layer_of(module_of(&path)[0]) == Some(5);
        let modules = std_modules(&source);
        disk += usize::from(modules.contains("fs"));
        // An address is checked by parsing it; nothing is asked of a network.
        let addresses = path == "content/front_matter/scalar.rs";
        // Threads of the pool must not wait for an index that they may be asked to make a file of.
        let threads = path == "render/search/inverted.rs";
        for module in ["fs", "env", "process", "net", "os", "time", "thread"] {
            let allowed = is_shell || (addresses && module == "net") || (threads && module == "thread");
            assert!(allowed || !modules.contains(module), "`{path}` names `std::{module}`");
        }
    }
    assert!(disk > 1);
    for (word, crates) in [
        ("walkdir", "commands, disk"),
        ("rustix", "commands, disk, output"),
        ("SystemTime", "commands, disk, output"),
        ("clap", "cli"),
    ] {
        for path in files_with(word) {
            assert!(crates.contains(module_of(&path)[0]), "`{path}` names `{word}`");
        }
    }
}

#[test]
fn only_the_theme_and_the_renderer_name_the_template_engine() {
    let files = files_with("tera");
    assert!(!files.is_empty());
    let may = |path: &String| ["render", "digest", "theme"].contains(&module_of(path)[0]);
    assert!(files.iter().all(may), "{files:?}");
}

#[test]
fn no_file_is_longer_than_the_house_allows() {
    let long: Vec<_> = sources()
        .into_iter()
        .map(|(path, source)| (source.lines().count(), path))
        .filter(|(n, _)| *n > LONGEST)
        .collect();
    assert!(long.is_empty(), "longer than {LONGEST} lines: {long:?}");
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|(_, source)| !source.starts_with("//! "))
        .map(|(path, _)| path)
        .collect();
    assert!(silent.is_empty(), "these do not open with `//!`: {silent:?}");
}

#[test]
fn each_use_shows_where_a_name_comes_from() {
    let globs: Vec<_> = (sources().into_iter())
        .filter(|(path, _)| !is_test(path))
        .filter(|(_, source)| {
            let code = code(source);
            let uses = without_tests(&code).lines().filter(|line| line.trim_start().starts_with("use "));
            // Rayon's traits are made to be imported so; they show no direction within the crate.
            uses.filter(|line| !line.contains("rayon::prelude::*")).any(|line| line.contains("::*"))
        })
        .map(|(path, _)| path)
        .collect();
    assert!(globs.is_empty(), "these have a glob import: {globs:?}");
}

/// The scanner itself: what it must see, and what it must not.
#[test]
fn the_scanner_reads_rust() {
    let source = "// crate::a\nuse crate::{b::{c, d}, e};\nfn f() { super::g::h(\"crate::i\"); r#\"crate::j\"#; '\"'; crate::k; }\n";
    let found: Vec<_> = references(&code(source), &["x", "y"])
        .into_iter()
        .map(|(line, path)| (line, path.join("::")))
        .collect();
    let expected = [(2, "b"), (2, "e"), (3, "k"), (3, "x::g")];
    assert_eq!(found, expected.map(|(line, path)| (line, path.to_owned())));
}
