//! `docs/theming.md`: its tables are made from the view types, the templates and the table of
//! `theme.yaml`, so that they cannot tell of what is no more. `UPDATE_DOCS=1` rewrites them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use issue_digest::content::front_matter::markdown_reference;
use issue_digest::theme::{self, statement};

use super::views::{View, readable, views};
use crate::support::repository;

/// Templates at the top that are no page's: name and view.
const NO_PAGE: [&str; 2] = ["base", "card"];

fn read(path: &str) -> String {
    std::fs::read_to_string(repository().join(path)).unwrap()
}

/// The templates of the built-in theme: name without extension, and what its first comment says.
fn templates() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (name, bytes) in theme::built_in_files() {
        let Some(name) = name.strip_prefix("templates/").and_then(|name| name.strip_suffix(".html")) else {
            continue;
        };
        let text = std::str::from_utf8(&bytes).unwrap();
        let comment = text.strip_prefix("{#-").and_then(|rest| rest.split_once("-#}"));
        let (comment, _) =
            comment.unwrap_or_else(|| panic!("`{name}.html` begins with no comment on what it is"));
        found.insert(name.to_owned(), comment.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    found
}

/// The view of each page's template, as the renderer has it.
fn views_of_pages() -> BTreeMap<String, String> {
    let renderer = read("src/render/mod.rs");
    let lists = read("src/render/listings.rs");
    let mut found = BTreeMap::new();
    for line in renderer.lines().map(str::trim) {
        let Some((variant, rest)) =
            line.strip_prefix("View::").and_then(|rest| rest.split_once("(view) => "))
        else {
            continue;
        };
        let Some(template) = rest.strip_prefix("self.template(") else { continue };
        let declared = format!("{variant}(Box<view::");
        let view = renderer.lines().find_map(|line| line.trim().strip_prefix(&declared));
        let view = view.unwrap_or_else(|| panic!("`View::{variant}`")).split('<').next().unwrap().to_owned();
        match template.strip_prefix('"') {
            Some(name) => drop(found.insert(name.split('"').next().unwrap().to_owned(), view)),
            None if variant == "Listing" => {
                let kinds = lists
                    .lines()
                    .filter_map(|line| line.trim().strip_prefix("Scope::")?.split_once(" => \""));
                found.extend(
                    kinds.map(|(_, kind)| (kind.split('"').next().unwrap().to_owned(), view.clone())),
                );
            }
            None => {
                let built = format!("=> View::{variant}(");
                let sections = renderer.lines().filter(|line| line.contains(&built));
                let sections =
                    sections.filter_map(|line| line.trim().strip_prefix("Section::")?.split(' ').next());
                found.extend(sections.map(|section| (section.to_lowercase(), view.clone())));
            }
        }
    }
    found
}

/// Templates of pages, each with its view.
fn table_of_pages(templates: &BTreeMap<String, String>) -> String {
    let pages = views_of_pages();
    let at_top = |name: &&String| !name.contains('/') && !NO_PAGE.contains(&name.as_str());
    let known: BTreeSet<&String> = templates.keys().filter(at_top).collect();
    assert_eq!(pages.keys().collect::<BTreeSet<_>>(), known, "templates of pages, and those that there are");
    let mut out = "| Template | View | Page |\n|---|---|---|\n".to_owned();
    for (name, view) in &pages {
        let link = format!("[`{view}`](#{})", view.to_lowercase());
        writeln!(out, "| `{name}.html` | {link} | {} |", templates[name]).unwrap();
    }
    out
}

/// The blocks of the frame.
fn list_of_blocks() -> String {
    let frame = read("themes/gazette/templates/base.html");
    let after = frame.split(" block ").skip(1).map(|rest| rest.split(' ').next().unwrap());
    let blocks: BTreeSet<&str> = after.collect();
    assert!(blocks.contains("main"), "{blocks:?}");
    blocks.iter().map(|block| format!("- `{block}`\n")).collect()
}

/// Templates whose names begin with one of these, each with what it is.
fn table_of_others(templates: &BTreeMap<String, String>, folders: &[&str]) -> String {
    let mut out = "| Template | What it is |\n|---|---|\n".to_owned();
    for (name, comment) in templates {
        if folders.iter().any(|folder| name.starts_with(folder)) {
            writeln!(out, "| `{name}.html` | {comment} |").unwrap();
        }
    }
    out
}

/// Every view: those of pages first.
fn chapters_of_views() -> String {
    let views = views();
    let pages: BTreeSet<String> = views_of_pages().into_values().collect();
    let (first, then): (Vec<&View>, Vec<&View>) = views.values().partition(|view| pages.contains(&view.name));
    let mut out = String::new();
    for view in first.into_iter().chain(then) {
        assert!(!view.doc.is_empty() && !view.fields.is_empty(), "`{}`", view.name);
        writeln!(out, "### {}\n\n{}\n", view.name, told(&view.doc, &views)).unwrap();
        out.push_str("| Field | Type | What it is |\n|---|---|---|\n");
        for field in &view.fields {
            assert!(!field.doc.is_empty(), "`{}` of `{}` has no comment", field.name, view.name);
            let (kind, doc) = (readable(&field.written, &views), told(&field.doc, &views));
            writeln!(out, "| `{}` | {kind} | {doc} |", field.name).unwrap();
        }
        out.push('\n');
    }
    out.trim_end().to_owned() + "\n"
}

/// A comment with its links to other views as links of the page.
fn told(doc: &str, views: &BTreeMap<String, View>) -> String {
    let mut out = doc.to_owned();
    for view in views.values() {
        let anchor = view.name.to_lowercase();
        out = out.replace(&format!("[`{}`]", view.name), &format!("[`{}`](#{anchor})", view.name));
        for field in &view.fields {
            let (from, to) = (format!("[`{}::{}`]", view.name, field.name), format!("`{}`", field.name));
            out = out.replace(&from, &format!("{to} of [`{}`](#{anchor})", view.name));
        }
    }
    out
}

/// `document` with what stands between the marks of each part replaced.
fn filled(document: &str, parts: &[(&str, String)]) -> String {
    let mut out = document.to_owned();
    for (name, content) in parts {
        let (start, end) =
            (format!("<!-- {name}, from the source -->\n"), format!("<!-- end of {name} -->\n"));
        let (before, rest) = out.split_once(&start).unwrap_or_else(|| panic!("`{start}` is missing"));
        let (_, after) = rest.split_once(&end).unwrap_or_else(|| panic!("`{end}` is missing"));
        out = format!("{before}{start}\n{content}\n{end}{after}");
    }
    out
}

#[test]
fn the_reference_of_templates_is_what_the_source_says() {
    let templates = templates();
    let parts = [
        ("keys", markdown_reference(statement::THEME.keys)),
        ("blocks", list_of_blocks()),
        ("pages", table_of_pages(&templates)),
        ("frames", table_of_others(&templates, &["frame/"])),
        ("parts", table_of_others(&templates, &["base", "layouts/", "partials/", "components/"])),
        ("views", chapters_of_views()),
    ];
    let kept = read("docs/theming.md");
    let made = filled(&kept, &parts);
    if std::env::var_os("UPDATE_DOCS").is_some_and(|value| value == "1") {
        std::fs::write(repository().join("docs/theming.md"), &made).unwrap();
    } else {
        let differing = made.lines().zip(kept.lines()).find(|(made, kept)| made != kept);
        assert!(
            made == kept,
            "`docs/theming.md`: run with UPDATE_DOCS=1 and read the difference: {differing:?}"
        );
    }
}

/// A link of the document that leads nowhere would be a view or a chapter that was renamed.
#[test]
fn every_link_within_the_document_leads_to_a_heading() {
    let document = read("docs/theming.md");
    let anchor = |heading: &str| {
        let kept = heading.to_lowercase();
        kept.chars()
            .filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-')
            .collect::<String>()
            .replace(' ', "-")
    };
    let headings: BTreeSet<String> = document
        .lines()
        .filter(|line| line.starts_with("##"))
        .map(|line| anchor(line.trim_start_matches('#').trim()))
        .collect();
    let links: Vec<&str> =
        document.split("](#").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
    assert!(links.len() > 100, "{} links", links.len());
    for link in links {
        assert!(headings.contains(link), "`#{link}`");
    }
}

/// What templates can call is told by hand; none may be forgotten.
#[test]
fn every_function_of_templates_is_told() {
    let (document, source) = (read("docs/theming.md"), read("src/render/functions.rs"));
    let names: Vec<&str> =
        source.split("register_function(\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(names.len() >= 3, "{names:?}");
    for name in names {
        assert!(document.contains(&format!("`{name}(")), "`{name}`");
    }
}
