//! The view types as their source tells them: names, fields, types, and what stands above each.

use std::collections::BTreeMap;

use crate::support::{repository, tree};

/// A struct that templates see.
#[derive(Debug)]
pub(super) struct View {
    /// Its name.
    pub(super) name: String,
    /// The comment above it.
    pub(super) doc: String,
    /// Its public fields in their order.
    pub(super) fields: Vec<Field>,
}

/// A field of a view.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    /// Its type in Rust.
    pub(super) written: String,
    pub(super) doc: String,
}

/// What is serialized in another module than `view`, and is seen by templates all the same.
const ELSEWHERE: [(&str, &str); 1] = [("bodies.rs", "TocEntry")];

/// Every view by name.
pub(super) fn views() -> BTreeMap<String, View> {
    let mut found = BTreeMap::new();
    for (path, bytes) in tree(&repository().join("src/render")) {
        let wanted = |view: &View| {
            path.starts_with("view/") || ELSEWHERE.contains(&(path.as_str(), view.name.as_str()))
        };
        let source = String::from_utf8(bytes).unwrap();
        found.extend(structs(&source).into_iter().filter(wanted).map(|view| (view.name.clone(), view)));
    }
    found
}

/// The public structs of a source file.
fn structs(source: &str) -> Vec<View> {
    let (mut found, mut doc) = (Vec::new(), String::new());
    let mut open: Option<View> = None;
    for line in source.lines() {
        let trimmed = line.trim();
        if let Some(text) = trimmed.strip_prefix("///") {
            doc = format!("{doc} {}", text.trim()).trim().to_owned();
        } else if trimmed.starts_with("#[") {
            assert!(open.is_none() || !trimmed.contains("serde"), "templates see another name: `{trimmed}`");
        } else if let Some(rest) = line.strip_prefix("pub struct ").filter(|rest| rest.ends_with('{')) {
            let name = rest.split(['<', ' ']).next().unwrap().to_owned();
            open = Some(View { name, doc: std::mem::take(&mut doc), fields: Vec::new() });
        } else if line == "}" {
            found.extend(open.take());
        } else if let (Some(view), Some(rest)) = (open.as_mut(), line.strip_prefix("    pub ")) {
            let (name, written) = rest.strip_suffix(',').and_then(|rest| rest.split_once(": ")).unwrap();
            let doc = std::mem::take(&mut doc);
            view.fields.push(Field { name: name.to_owned(), written: written.to_owned(), doc });
        } else {
            doc.clear();
        }
    }
    found
}

/// A type as a writer of templates reads it; views become links.
pub(super) fn readable(written: &str, views: &BTreeMap<String, View>) -> String {
    let inside = |before: &str, after: &str| written.strip_prefix(before)?.strip_suffix(after);
    let list = |inner: &str| match readable(inner, views) {
        told if told.starts_with("pair of") => told.replacen("pair", "list of pairs", 1),
        told if told.ends_with("or none") => format!("list of ({told})"),
        told => format!("list of {told}"),
    };
    if let Some(inner) = inside("Option<", ">") {
        return format!("{} or none", readable(inner, views));
    }
    if let Some(inner) = inside("Vec<", ">").or_else(|| inside("&'a [", "]")) {
        return list(inner);
    }
    if let Some(inner) = inside("Shared<", ">") {
        return readable(inner, views);
    }
    if let Some(inner) = inside("std::collections::BTreeMap<&'static str, ", ">") {
        return format!("{} by name", readable(inner, views));
    }
    if let Some((one, other)) = inside("(", ")").and_then(|pair| pair.split_once(", ")) {
        return format!("pair of {} and {}", readable(one, views), readable(other, views));
    }
    match written.trim_end_matches("<'a>") {
        "String" | "&'a str" | "&'static str" | "Cow<'a, str>" | "Quantity" => "text".to_owned(),
        "Html" | "Escaped" => "HTML".to_owned(),
        "Encoded" => "percent-encoded text".to_owned(),
        "bool" => "boolean".to_owned(),
        "usize" | "u32" | "u8" | "i16" => "whole number".to_owned(),
        "f64" => "number".to_owned(),
        "serde_json::Value" => "anything".to_owned(),
        "CardRef" => readable("Card", views),
        name => {
            assert!(views.contains_key(name), "say what `{written}` is to a writer of templates");
            format!("[`{name}`](#{})", name.to_lowercase())
        }
    }
}

#[test]
fn types_are_told_in_plain_words() {
    let views = views();
    for (written, told) in [
        ("Option<Shared<Link<'a>>>", "[`Link`](#link) or none"),
        ("Vec<(usize, String)>", "list of pairs of whole number and text"),
        ("&'a [String]", "list of text"),
        ("Vec<CardRef<'a>>", "list of [`Card`](#card)"),
        ("Vec<Vec<Option<HeatCell<'a>>>>", "list of list of ([`HeatCell`](#heatcell) or none)"),
    ] {
        assert_eq!(readable(written, &views), told);
    }
}
