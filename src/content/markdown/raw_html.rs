//! HTML in Markdown: comments taken out, and what is left made harmless.
//!
//! Whether HTML is allowed at all is the renderer's decision, not made here.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

/// `html` without its comments, and where in the result the first comment `more` stood. A comment
/// that does not end stays.
pub(super) fn without_comments(html: &str) -> (Cow<'_, str>, Option<usize>) {
    if !html.contains("<!--") {
        return (Cow::Borrowed(html), None);
    }
    let (mut kept, mut rest, mut more) = (String::with_capacity(html.len()), html, None);
    while let Some((at, length)) = find_comment(rest) {
        kept.push_str(&rest[..at]);
        if more.is_none() && is_more(&rest[at..at + length]) {
            more = Some(kept.len());
        }
        rest = &rest[at + length..];
    }
    kept.push_str(rest);
    (Cow::Owned(kept), more)
}

/// Whether `comment` marks the end of the excerpt: `<!-- more -->`, with or without spaces.
pub(super) fn is_more(comment: &str) -> bool {
    let inner = comment.strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
    inner.is_some_and(|inner| inner.trim().eq_ignore_ascii_case("more"))
}

/// The start and length of the first comment that ends (CommonMark 0.31, section 6.6: `<!-->` and
/// `<!--->` are whole comments).
fn find_comment(html: &str) -> Option<(usize, usize)> {
    let at = html.find("<!--")?;
    let inner = &html[at + 4..];
    if inner.starts_with('>') {
        return Some((at, 5));
    }
    if inner.starts_with("->") {
        return Some((at, 6));
    }
    Some((at, 4 + inner.find("-->")? + 3))
}

/// A rendered body with HTML of its author in it, made harmless and well-formed: what the renderer
/// writes stays, and of the author's HTML what cannot run, load or restyle anything. Ids stay unique.
pub(super) fn sanitize(html: &str) -> String {
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(TAGS.into_iter().collect())
        .clean_content_tags(HashSet::from(["script", "style", "title", "template"]))
        .generic_attributes(HashSet::from(["aria-label", "class", "dir", "id", "lang", "title"]))
        .tag_attributes(attributes())
        .tag_attribute_values(attribute_values())
        .set_tag_attribute_value("input", "disabled", "")
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .link_rel(None)
        .strip_comments(true);
    let seen = Mutex::new(HashSet::new());
    builder.attribute_filter(move |_, attribute, value| {
        let kept = match attribute {
            "id" => is_id(value) && seen.lock().is_ok_and(|mut seen| seen.insert(value.to_owned())),
            "dir" => matches!(value, "ltr" | "rtl" | "auto"),
            _ => true,
        };
        kept.then_some(Cow::Borrowed(value))
    });
    builder.clean(html).to_string()
}

fn is_id(value: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    !value.is_empty() && value.bytes().all(plain)
}

/// No `h1`: a page has one, and it is not in the body.
const TAGS: [&str; 66] = [
    "a",
    "abbr",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
    "data",
];

fn attributes() -> HashMap<&'static str, HashSet<&'static str>> {
    HashMap::from([
        ("a", HashSet::from(["href", "hreflang"])),
        ("col", HashSet::from(["span"])),
        ("colgroup", HashSet::from(["span"])),
        ("data", HashSet::from(["value"])),
        ("del", HashSet::from(["datetime"])),
        ("details", HashSet::from(["open"])),
        ("img", HashSet::from(["alt", "decoding", "height", "loading", "src", "width"])),
        ("input", HashSet::from(["checked"])),
        ("ins", HashSet::from(["datetime"])),
        ("li", HashSet::from(["value"])),
        ("ol", HashSet::from(["reversed", "start"])),
        ("td", HashSet::from(["colspan", "headers", "rowspan"])),
        ("th", HashSet::from(["abbr", "colspan", "headers", "rowspan", "scope"])),
        ("time", HashSet::from(["datetime"])),
    ])
}

/// Roles and tab stops that the renderer writes.
fn attribute_values() -> HashMap<&'static str, HashMap<&'static str, HashSet<&'static str>>> {
    let one = |name, value| HashMap::from([(name, HashSet::from([value]))]);
    let mut values = HashMap::from([
        ("aside", one("role", "note")),
        ("input", one("type", "checkbox")),
        ("div", one("role", "region")),
        ("pre", one("tabindex", "0")),
        ("section", one("role", "doc-endnotes")),
    ]);
    values.insert("a", HashMap::from([("role", HashSet::from(["doc-backlink", "doc-noteref"]))]));
    values.entry("div").or_default().insert("tabindex", HashSet::from(["0"]));
    values
}

#[cfg(test)]
mod tests {
    use super::{is_more, sanitize, without_comments};

    #[test]
    fn comments_go_and_more_is_found() {
        let (kept, more) = without_comments("a<!-- x -->b<!--more-->c<!-->d<!--->e");
        assert_eq!((&*kept, more), ("abcde", Some(2)));
        assert_eq!(without_comments("a <!-- b").0, "a <!-- b");
        assert!(is_more("<!-- More -->"));
        assert!(!is_more("<!-- more or less -->"));
    }

    #[test]
    fn nothing_that_runs_survives() {
        let html = "<p onclick=x style=\"color:red\">a<script>b</script><a href=\" java\tscript:c\">d</a>\
                    <img src=data:x onerror=e><svg><g onload=f></g></svg><iframe src=x></iframe>\
                    <input type=text name=g formaction=x><a href=/y target=_blank rel=opener>z</a></p>";
        assert_eq!(sanitize(html), "<p>a<a>d</a><img><input disabled=\"\"><a href=\"/y\">z</a></p>");
    }

    #[test]
    fn ids_are_unique_and_plain() {
        let html = "<b id=\"a\">1</b><b id=\"a\">2</b><b id=\"x y\">3</b>";
        assert_eq!(sanitize(html), "<b id=\"a\">1</b><b>2</b><b>3</b>");
    }
}
