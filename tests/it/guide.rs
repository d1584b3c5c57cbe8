//! `docs/editors-guide.md`: its tables of keys, switches and codes are made from the source, so that they cannot
//! tell of what is no more, and none can be left out. `UPDATE_DOCS=1` rewrites them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use issue_digest::config::SITE;
use issue_digest::content::article_keys::ARTICLE;
use issue_digest::content::entry_keys;
use issue_digest::content::front_matter::{Key, Kind, markdown_reference};
use issue_digest::content::layout;
use issue_digest::diagnostic::Code;

use crate::support::repository;

const PATH: &str = "docs/editors-guide.md";

fn guide() -> String {
    std::fs::read_to_string(repository().join(PATH)).unwrap()
}

/// A key as the reference has it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    name: String,
    also: String,
    value: String,
    meaning: String,
}

/// The rows of a table of keys, those of nested maps included.
fn rows(keys: &[Key]) -> Vec<Row> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [names, value, required, doc] = cells[..] else { panic!("{line}") };
        let mut names = names.split(", ");
        let name = names.next().unwrap().trim_matches('`').to_owned();
        let parent = name.rfind('.').map_or(0, |dot| dot + 1);
        let also: Vec<String> =
            names.map(|name| format!("`{}`", &name.trim_matches('`')[parent..])).collect();
        // Each code is told in a table of its own.
        let value = if name == "silence" { "list of codes" } else { value };
        let required = if required.is_empty() { "" } else { " **Required.**" };
        Row { name, also: also.join(", "), value: value.to_owned(), meaning: format!("{doc}{required}") }
    };
    markdown_reference(keys).lines().skip(2).map(row).collect()
}

fn keys_of_articles() -> String {
    let mut out = "| Key | Also | Value | Meaning |\n|---|---|---|---|\n".to_owned();
    for Row { name, also, value, meaning } in rows(ARTICLE.keys) {
        writeln!(out, "| `{name}` | {also} | {value} | {meaning} |").unwrap();
    }
    out
}

/// The keys of all other kinds in one table, each with the kinds that take it.
fn keys_of_entries() -> String {
    let kinds: Vec<layout::Kind> =
        layout::Kind::ALL.into_iter().filter(|kind| *kind != layout::Kind::Article).collect();
    let tables: Vec<(&str, Vec<Row>)> =
        kinds.iter().map(|kind| (kind.folder(), rows(entry_keys::table(*kind).keys))).collect();
    let mut seen: Vec<Row> = Vec::new();
    for row in tables.iter().flat_map(|(_, rows)| rows) {
        if !seen.contains(row) {
            seen.push(row.clone());
        }
    }
    // Sources are told with articles.
    seen.retain(|row| !row.name.starts_with("sources[]"));
    let mut out = "| Key | Also | Value | Meaning | In |\n|---|---|---|---|---|\n".to_owned();
    for row in seen {
        let within: Vec<&str> =
            tables.iter().filter(|(_, rows)| rows.contains(&row)).map(|(folder, _)| *folder).collect();
        let within = if within.len() == tables.len() { "all".to_owned() } else { within.join(", ") };
        let Row { name, also, value, meaning } = row;
        writeln!(out, "| `{name}` | {also} | {value} | {meaning} | {within} |").unwrap();
    }
    out
}

fn switches() -> String {
    let outputs = SITE.keys.iter().find(|key| key.name == "outputs").unwrap();
    let Kind::Object(keys) = outputs.kind else { panic!("`outputs` is no map") };
    let mut out = "| `outputs.` | Turned off by `false` |\n|---|---|\n".to_owned();
    for key in keys {
        writeln!(out, "| `{}` | {} |", key.name, key.doc.trim()).unwrap();
    }
    out
}

fn codes() -> String {
    let mut codes: Vec<Code> = Code::ALL.to_vec();
    codes.sort_by_key(|code| code.as_str());
    let mut out = "| Code | Meaning |\n|---|---|\n".to_owned();
    for code in codes {
        let meaning = code.explanation().split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(out, "| `{}` | {meaning} |", code.as_str()).unwrap();
    }
    out
}

#[test]
fn the_reference_of_keys_and_codes_is_what_the_source_says() {
    let mut made = guide();
    for (name, content) in [
        ("keys of articles", keys_of_articles()),
        ("keys of entries", keys_of_entries()),
        ("switches", switches()),
        ("codes", codes()),
    ] {
        let (start, end) =
            (format!("<!-- {name}, from the source -->\n"), format!("<!-- end of {name} -->\n"));
        let (before, rest) = made.split_once(&start).unwrap_or_else(|| panic!("`{start}` is missing"));
        let (_, after) = rest.split_once(&end).unwrap_or_else(|| panic!("`{end}` is missing"));
        made = format!("{before}{start}\n{content}\n{end}{after}");
    }
    if std::env::var_os("UPDATE_DOCS").is_some_and(|value| value == "1") {
        std::fs::write(repository().join(PATH), &made).unwrap();
    }
    let kept = guide();
    let differing = made.lines().zip(kept.lines()).find(|(made, kept)| made != kept);
    assert!(made == kept, "`{PATH}`: run with UPDATE_DOCS=1 and read the difference: {differing:?}");
}

/// The table of settings has defaults, which only a person can word; that it has every setting is held here.
#[test]
fn every_setting_has_a_row_and_every_row_is_a_setting() {
    let guide = guide();
    let chapter = guide.split("\n## site.yaml\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let table = chapter.split("\n| Key |").nth(1).unwrap().split("\n\n").next().unwrap();
    let mut told = BTreeSet::new();
    for line in table.lines().skip(2) {
        let names = line.split('|').nth(1).unwrap();
        let mut parent = String::new();
        for name in names.split('`').skip(1).step_by(2) {
            let name = match name.strip_prefix('.') {
                Some(rest) => format!("{parent}.{rest}"),
                None => name.to_owned(),
            };
            parent = name.rsplit_once('.').map_or("", |(parent, _)| parent).to_owned();
            told.insert(name);
        }
    }
    // What these hold is told in a table or a document of their own, or with the site's own key of that name.
    let is_elsewhere = |name: &str| {
        ["outputs.", "permalinks.", "publish.", "languages[].permalinks.", "languages[].navigation[]"]
            .iter()
            .any(|start| name.starts_with(start))
    };
    let is_map = |row: &Row| ["map", "list of maps"].contains(&row.value.as_str());
    let all = rows(SITE.keys);
    for row in all.iter().filter(|row| !is_elsewhere(&row.name)) {
        let has_rows_below =
            is_map(row) && told.iter().any(|name| name.starts_with(&format!("{}.", row.name)));
        assert!(told.contains(&row.name) || has_rows_below, "the setting `{}` has no row", row.name);
    }
    let known: BTreeSet<&String> = all.iter().map(|row| &row.name).collect();
    for name in &told {
        assert!(known.contains(name), "there is no setting `{name}`");
    }
}

#[test]
fn every_command_and_its_exit_statuses_are_in_the_guide() {
    let guide = guide();
    for command in
        ["new", "serve", "check", "list", "explain", "import", "init", "schema", "completions", "man"]
    {
        assert!(guide.contains(&format!("digest {command}")), "`digest {command}` is not in the guide");
    }
    let chapter = guide.split("\n## Commands\n").nth(1).unwrap().split("\n## ").next().unwrap();
    for (status, words) in [(0, "fine"), (1, "faults"), (2, "call"), (3, "environment")] {
        assert!(
            chapter.lines().any(|line| line.starts_with(&format!("| {status} |")) && line.contains(words))
        );
    }
}
