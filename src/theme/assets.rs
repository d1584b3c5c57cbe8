//! The theme's assets as they are published: under names that change with their content.
//!
//! A file in a folder of `static/` gets a hash in its name, so that browsers may keep it forever; one
//! right in `static/`, such as `favicon.ico`, is asked for by name and keeps it. Style sheets name
//! others with `url(…)` and `@import`; those names are rewritten, and nothing else of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::address::{Url, join_source};

use super::Asset;

/// Whether the names of assets carry a hash of their content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// `css/gazette.3f9a1c2b.css`.
    Fingerprinted,
    /// `css/gazette.css`.
    Plain,
}

/// The assets of a theme from the files of its `static/`, in the order of their names.
#[must_use]
pub(super) fn publish(files: &BTreeMap<String, Arc<[u8]>>, naming: Naming) -> Vec<Asset> {
    let published: BTreeMap<&str, String> =
        files.keys().map(|name| (name.as_str(), published_name(name, files, naming))).collect();
    let asset = |(name, bytes): (&String, &Arc<[u8]>)| {
        let url = Url::new(&format!("/{}", published[name.as_str()]));
        let bytes = if is_style(name) { rewritten(name, bytes, &published) } else { Arc::clone(bytes) };
        Asset { immutable: published[name.as_str()] != *name, name: name.clone(), url, bytes }
    };
    files.iter().map(asset).collect()
}

/// The path below the site's root at which a file is published.
fn published_name(name: &str, files: &BTreeMap<String, Arc<[u8]>>, naming: Naming) -> String {
    let is_well_known = !name.contains('/') || name.starts_with('.');
    if naming == Naming::Plain || is_well_known {
        return name.to_owned();
    }
    let mut hash = xxhash_rust::xxh3::Xxh3::new();
    // A style sheet's bytes change with the names in it, which change with what they name. Hashing all
    // that it reaches, before any rewriting, needs no order and minds no circle.
    for reached in reach(name, files) {
        hash.update(reached.as_bytes());
        hash.update(&[0]);
        hash.update(files.get(reached).map_or(&[][..], |bytes| bytes));
    }
    let hash = hash.digest() as u32;
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    match file.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) {
        Some((stem, extension)) => format!("{folder}/{stem}.{hash:08x}.{extension}"),
        None => format!("{folder}/{file}.{hash:08x}"),
    }
}

/// A file with all that it names, directly or not.
fn reach<'f>(name: &'f str, files: &'f BTreeMap<String, Arc<[u8]>>) -> BTreeSet<&'f str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![name];
    while let Some(next) = open.pop() {
        if !reached.insert(next) || !is_style(next) {
            continue;
        }
        let text = files.get(next).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
        let named = references(text).into_iter().filter_map(|range| target(next, &text[range]));
        open.extend(named.filter_map(|name| files.get_key_value(&name)).map(|(name, _)| name.as_str()));
    }
    reached
}

fn is_style(name: &str) -> bool {
    name.ends_with(".css")
}

/// A style sheet with the published names of what it names.
fn rewritten(name: &str, bytes: &Arc<[u8]>, published: &BTreeMap<&str, String>) -> Arc<[u8]> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Arc::clone(bytes) };
    let mut out = String::with_capacity(text.len() + 64);
    let mut done = 0;
    for range in references(text) {
        let reference = &text[range.clone()];
        let Some(target) = target(name, reference) else { continue };
        let Some(new) = published.get(target.as_str()) else { continue };
        // Only the last part of a path differs.
        let file = |path: &'_ str| path.rfind('/').map_or(0, |at| at + 1);
        let path = &reference[..path_length(reference)];
        let from = range.start + file(path);
        out.push_str(&text[done..from]);
        out.push_str(&new[file(new)..]);
        done = range.start + path.len();
    }
    if done == 0 {
        return Arc::clone(bytes);
    }
    out.push_str(&text[done..]);
    out.into_bytes().into()
}

/// The length of a reference without its query and fragment.
fn path_length(reference: &str) -> usize {
    reference.find(['?', '#']).unwrap_or(reference.len())
}

/// The name of the asset that a style sheet means by `reference`; `None` where it names no file.
fn target(style: &str, reference: &str) -> Option<String> {
    let path = &reference[..path_length(reference)];
    match path.strip_prefix('/') {
        _ if path.is_empty() || path.contains(':') || path.starts_with("//") => None,
        Some(absolute) => Some(absolute.to_owned()),
        None => join_source(style, path),
    }
}

/// Where a style sheet names files: what stands within `url(…)` and after `@import` (CSS Syntax,
/// section 4.3). Comments and other strings are passed over.
fn references(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find(['/', '"', '\'', 'u', 'U', '@']) {
        at += offset;
        let rest = &text[at..];
        if rest.starts_with("/*") {
            at += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else if rest.starts_with(['"', '\'']) {
            at += string(rest).map_or(1, |inside| inside.end + 1);
        } else if let Some(length) = keyword(rest, "url(").filter(|_| starts_word(text, at)) {
            let inside = &rest[length..];
            let start = length + (inside.len() - inside.trim_start().len());
            let range = string(&rest[start..]).map(|range| range.start + start..range.end + start);
            let range = range.unwrap_or_else(|| {
                let end = rest[start..].find(')').unwrap_or(rest.len() - start);
                start..start + rest[start..start + end].trim_end().len()
            });
            found.push(at + range.start..at + range.end);
            at += range.end.max(length);
            // The closing quotation mark of a string must not open another.
            at += usize::from(text[at..].starts_with(['"', '\'']));
        } else if let Some(length) = keyword(rest, "@import") {
            let start = length + (rest[length..].len() - rest[length..].trim_start().len());
            at += start;
            if let Some(range) = string(&text[at..]) {
                found.push(at + range.start..at + range.end);
                at += range.end + 1;
            }
        } else {
            at += 1;
        }
    }
    found
}

/// The length of `word` where `text` begins with it in any case.
fn keyword(text: &str, word: &str) -> Option<usize> {
    text.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word)).map(str::len)
}

fn starts_word(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_')
}

/// The inside of the string that `text` begins with; one that does not close is none.
fn string(text: &str) -> Option<Range<usize>> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' => return None,
            c if c == quote => return Some(1..at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(files: &[(&str, &str)]) -> BTreeMap<String, (String, String)> {
        let files = files.iter().map(|(name, text)| ((*name).to_owned(), Arc::from(text.as_bytes())));
        let text = |asset: &Asset| String::from_utf8_lossy(&asset.bytes).into_owned();
        let assets = publish(&files.collect(), Naming::Fingerprinted);
        assets.iter().map(|a| (a.name.clone(), (a.url.as_str().to_owned(), text(a)))).collect()
    }

    fn named(css: &str) -> Vec<&str> {
        references(css).into_iter().map(|range| &css[range]).collect()
    }

    #[test]
    fn style_sheets_name_files_in_several_ways() {
        assert_eq!(named("a{b:url(x.png)}c{d:url( 'y z.png' ),URL(\"/w\")}"), ["x.png", "y z.png", "/w"]);
        assert_eq!(named("@import 'a.css';@IMPORT url(b.css) print;"), ["a.css", "b.css"]);
        assert_eq!(named("/* url(no) */ a{content:\"url(no)\"} b{c:curl(no)} d{e:url()}"), [""]);
        assert_eq!(named("a{b:url(x"), ["x"]);
        assert_eq!(named("a{b:url('x"), ["'x"]);
        assert_eq!(named("@import"), Vec::<&str>::new());
        assert_eq!(named("a{content:'\\'';b:url(é.png)}"), ["é.png"]);
    }

    #[test]
    fn files_in_folders_are_named_for_their_content() {
        let site =
            published(&[("favicon.ico", "i"), ("js/a", "1"), ("js/a.min.js", "1"), (".well-known/x", "")]);
        assert_eq!(site["favicon.ico"].0, "/favicon.ico");
        assert_eq!(site[".well-known/x"].0, "/.well-known/x");
        assert!(site["js/a.min.js"].0.starts_with("/js/a.min.") && site["js/a.min.js"].0.len() == 21);
        assert_eq!(site["js/a"].0.len(), "/js/a.".len() + 8);
        let other = published(&[("js/a", "1"), ("js/a.min.js", "2")]);
        assert_ne!(site["js/a.min.js"].0, other["js/a.min.js"].0);
        assert_eq!(site["js/a"].0, other["js/a"].0);
    }

    #[test]
    fn a_style_sheet_is_named_for_all_that_it_names() {
        let files = |font: &'static str| {
            let css = "@import \"b.css\"; a { src: url('../f/x.woff2?v#i'), url(data:,x), url(none.png) }";
            published(&[("css/a.css", css), ("css/b.css", "@import url(a.css);"), ("f/x.woff2", font)])
        };
        let (one, two) = (files("1"), files("2"));
        let file = |site: &BTreeMap<String, (String, String)>, name: &str| {
            site[name].0.rsplit('/').next().map(str::to_owned).unwrap_or_default()
        };
        let expected = format!(
            "@import \"{}\"; a {{ src: url('../f/{}?v#i'), url(data:,x), url(none.png) }}",
            file(&one, "css/b.css"),
            file(&one, "f/x.woff2")
        );
        assert_eq!(one["css/a.css"].1, expected);
        for name in ["css/a.css", "css/b.css", "f/x.woff2"] {
            assert_ne!(one[name].0, two[name].0, "{name}");
        }
    }
}
