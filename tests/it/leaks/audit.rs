//! What is looked for in output that was made from hostile input: tags, handlers and addresses that do
//! not come from the theme, and characters that XML forbids.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::support::Files;

/// A start tag with its attributes, entities of the values decoded.
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
}

/// The start tags of a page, as a browser finds them (WHATWG HTML, section 13.2.5, in short).
pub(super) fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (tag, after) = tag(rest);
            let is_raw = ["script", "style", "title", "textarea"].contains(&tag.name.as_str());
            let end = format!("</{}", tag.name);
            rest = if is_raw { after.find(&end).map_or("", |end| &after[end..]) } else { after };
            tags.push(tag);
        }
    }
    tags
}

fn tag(text: &str) -> (Tag, &str) {
    let space = |c: char| c.is_ascii_whitespace() || c == '/';
    let end = text.find(|c: char| space(c) || c == '>').unwrap_or(text.len());
    let mut tag = Tag { name: text[..end].to_ascii_lowercase(), attributes: Vec::new() };
    let mut rest = text[end..].trim_start_matches(space);
    while !rest.is_empty() && !rest.starts_with('>') {
        let end = rest.find(|c: char| space(c) || c == '=' || c == '>').unwrap_or(rest.len()).max(1);
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            (value, rest) = attribute_value(after.trim_start());
        }
        tag.attributes.push((name, decoded(value)));
        rest = rest.trim_start_matches(space);
    }
    (tag, rest.strip_prefix('>').unwrap_or(rest))
}

fn attribute_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    let end = text.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(text.len());
    text.split_at(end)
}

fn decoded(value: &str) -> String {
    let named = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&colon;", ":"),
        ("&Tab;", "\t"),
        ("&NewLine;", "\n"),
    ];
    let mut text = value.to_owned();
    for (entity, character) in named {
        text = text.replace(entity, character);
    }
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("&#") {
        out.push_str(before);
        let end = after.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after.len());
        let number = after[..end].to_ascii_lowercase();
        let code = match number.strip_prefix('x') {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        out.extend(code.ok().and_then(char::from_u32));
        rest = after[end..].strip_prefix(';').unwrap_or(&after[end..]);
    }
    (out + rest).replace("&amp;", "&")
}

/// Fails if a page has a tag, handler or address that hostile input may have brought in.
pub(super) fn assert_harmless(site: &Files) {
    for (path, bytes) in site.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).unwrap();
        for data in html.split("<script type=\"application/ld+json\">").skip(1) {
            let (data, _) = data.split_once("</script>").unwrap();
            assert!(!data.contains('<'), "{path}: {data}");
            assert!(serde_json::from_str::<serde_json::Value>(data).is_ok(), "{path}: {data}");
        }
        for tag in tags(html) {
            assert!(
                !["x-leak", "iframe", "object", "base"].contains(&tag.name.as_str()),
                "{path}: <{}>",
                tag.name
            );
            // The theme has two scripts, each a file of its own.
            let source = tag.attributes.iter().find(|(name, _)| name == "src");
            let is_own = source.is_some_and(|(_, address)| {
                address.starts_with("/js/scheme.") || address.starts_with("/js/search.")
            });
            // Linked data is no script, and holds nothing that could end it.
            let is_data = tag.attributes == [("type".to_owned(), "application/ld+json".to_owned())];
            assert!(tag.name != "script" || is_own || is_data, "{path}: <script> {:?}", tag.attributes);
            for (name, value) in &tag.attributes {
                assert!(
                    !name.starts_with("on") && name != "style",
                    "{path}: <{} {name}={value:?}>",
                    tag.name
                );
                let is_address =
                    ["href", "src", "action", "srcset", "content", "formaction"].contains(&name.as_str());
                assert!(!is_address || is_safe(value), "{path}: <{} {name}={value:?}>", tag.name);
            }
        }
    }
}

/// Whether an address has none of the schemes that run or show what it says itself. Browsers skip
/// control characters and spaces in front of a scheme, tabs and line breaks within it.
fn is_safe(address: &str) -> bool {
    let plain: String = address.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let plain = plain.trim_start_matches(|c: char| c <= ' ').to_ascii_lowercase();
    !["javascript:", "data:", "vbscript:", "file:", "blob:"].iter().any(|scheme| plain.starts_with(scheme))
}

/// Fails if an XML or JSON file of the site is not well-formed or has a character that it may not have.
pub(super) fn assert_well_formed(site: &Files) -> usize {
    let mut found = 0;
    for (path, bytes) in site {
        let text = || std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        if [".xml", ".atom", ".rss"].iter().any(|ending| path.ends_with(ending)) {
            assert_xml(path, text());
        } else if path.ends_with(".json") {
            serde_json::from_str::<serde_json::Value>(text())
                .unwrap_or_else(|error| panic!("{path}: {error}"));
        } else {
            continue;
        }
        found += 1;
    }
    found
}

fn assert_xml(path: &str, text: &str) {
    let is_allowed =
        |c: char| matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    assert!(text.chars().all(is_allowed), "{path} has a character that XML forbids");
    // References are bound by the same rule.
    for reference in text.split("&#").skip(1) {
        let number = reference.split(';').next().unwrap_or_default();
        let value = match number.strip_prefix('x') {
            Some(digits) => u32::from_str_radix(digits, 16).unwrap(),
            None => number.parse().unwrap(),
        };
        assert!(char::from_u32(value).is_some_and(is_allowed), "{path}: &#{number};");
    }
    let mut reader = Reader::from_str(text);
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{path}: {error}")) {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{path}");
}

#[test]
fn the_audit_finds_what_it_looks_for() {
    let page = |html: &str| Files::from([("index.html".to_owned(), html.as_bytes().to_vec())]);
    let harmful = [
        "<p><x-leak>",
        "<p title=\"\"onleak=1>",
        "<p title='a' onleak='1'>",
        "<a href=\"&#106;avascript:x\">",
        "<a href=' java\tscript:x'>",
        "<img src=data:text/html,x>",
        "<title></title><script>",
        "<script type=\"application/ld+json\">{\"a\": \"<!--\"}</script>",
        "<!-- --><p style=x>",
    ];
    for html in harmful {
        assert!(std::panic::catch_unwind(|| assert_harmless(&page(html))).is_err(), "{html}");
    }
    assert_harmless(&page(
        "<title><script></title><a href=\"/x?onleak=1\" title='<x-leak>'><!-- <x-leak> -->a</a>",
    ));
    let feed = |xml: &str| Files::from([("feed.xml".to_owned(), xml.as_bytes().to_vec())]);
    for xml in ["<a>", "<a>\u{1b}</a>", "<a>&#27;</a>", "<a>&#xFFFE;</a>", "<a></b>"] {
        assert!(std::panic::catch_unwind(|| assert_well_formed(&feed(xml))).is_err(), "{xml}");
    }
    assert_eq!(assert_well_formed(&feed("<a b=\"&lt;\">&#10;ñ</a>")), 1);
}
