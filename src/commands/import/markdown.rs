//! HTML from outside as Markdown of a body: sanitised first, then converted.
//!
//! Pictures are left out, since they are others' and not beside the article; links stay where they
//! are absolute. HTML that nests too deep for the converter is refused.

use std::collections::{HashMap, HashSet};

use ammonia::UrlRelative;
use htmd::HtmlToMarkdown;
use htmd::options::{BrStyle, BulletListMarker, Options};
use url::Url;

use super::{nesting, text};

/// Elements that have a counterpart in Markdown; of others the text stays.
const KEPT: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];
/// Elements that are left out with all that is in them.
const DROPPED: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "form", "button", "select",
];

/// Deepest nesting that is converted: the converter calls itself for each level.
const DEEPEST: usize = 200;

/// Sanitised Markdown of `html`; relative links count from `base`, and are left out without one.
/// `None` where it nests too deep or nothing is left.
pub(crate) fn of_html(html: &str, base: Option<&Url>) -> Option<String> {
    if nesting::is_excessive(html) {
        return None;
    }
    let clean = sanitise(html, base);
    if depth(&clean) > DEEPEST {
        return None;
    }
    let options = Options {
        br_style: BrStyle::Backslash,
        bullet_list_marker: BulletListMarker::Dash,
        ul_bullet_spacing: 1,
        ol_number_spacing: 1,
        ..Options::default()
    };
    let converter = HtmlToMarkdown::builder().options(options).build();
    let markdown = text::clean_body(&converter.convert(&clean).ok()?);
    // Blanks at the end of a line are what pictures and empty elements leave.
    let lines: Vec<&str> = markdown.trim().lines().map(str::trim_end).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn sanitise(html: &str, base: Option<&Url>) -> String {
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(HashSet::from_iter(KEPT.iter().copied()))
        .clean_content_tags(HashSet::from_iter(DROPPED.iter().copied()))
        .tag_attributes(HashMap::from_iter([("a", HashSet::from_iter(["href"]))]))
        .url_schemes(HashSet::from_iter(["http", "https", "mailto"]))
        .link_rel(None)
        .url_relative(base.map_or(UrlRelative::Deny, |base| UrlRelative::RewriteWithBase(base.clone())));
    builder.clean(html).to_string()
}

/// The deepest nesting of sanitised HTML, in which every element but `br` and `hr` is closed.
fn depth(html: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        if rest.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !rest.starts_with("br>") && !rest.starts_with("hr>") {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_harm_is_left_out() {
        let html = "<h2 onclick=x()>Head</h2><p>One <b>two</b> <a href='javascript:x()'>three</a> \
                    <a href='https://a.example/'>four</a> &lt;script&gt;<img src=x onerror=y()></p>\
                    <script>alert(1)</script><style>p{}</style><iframe src=x></iframe><ul><li>x</li></ul>";
        insta::assert_snapshot!(of_html(html, None).unwrap(), @r"
        ## Head

        One **two** three [four](https://a.example/) \<script>

        - x
        ");
    }

    #[test]
    fn relative_links_take_the_base_or_go() {
        let base = Url::parse("https://a.example/news/1").unwrap();
        assert_eq!(of_html("<p><a href='../x'>y</a></p>", Some(&base)).unwrap(), "[y](https://a.example/x)");
        assert_eq!(of_html("<p><a href='../x'>y</a></p>", None).unwrap(), "y");
    }

    #[test]
    fn deep_html_is_refused_without_a_crash() {
        for levels in [DEEPEST + 1, 1_500, 100_000] {
            let deep = format!("{}x{}", "<blockquote>".repeat(levels), "</blockquote>".repeat(levels));
            assert_eq!(of_html(&deep, None), None, "{levels}");
        }
        let fair = format!("{}x{}", "<blockquote>".repeat(DEEPEST), "</blockquote>".repeat(DEEPEST));
        assert!(of_html(&fair, None).is_some());
        assert_eq!(of_html("", None), None);
    }
}
