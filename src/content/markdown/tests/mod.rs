//! Tests of the module as its callers see it, by what they hold.

mod hostile;
mod mentions;
mod rendering;
mod scanning;

use std::sync::Arc;

use pulldown_cmark::Parser;

use super::{
    Draft, Labels, Options, Outline, Outside, Quotes, RawHtml, TermLink, dialect, render_inline, scan,
};

/// [`super::render()`] where nothing is known of pictures.
fn render(
    body: &str,
    options: &Options,
    resolve: &dyn Fn(&str) -> Option<Arc<str>>,
    terms: &[TermLink],
    out: &mut String,
) -> Outline {
    let outside = Outside { resolve, picture: &|_| None, terms };
    let is_whole = out.is_empty();
    let outline = super::render(body, options, outside, out);
    // No two mentions start at one place.
    if is_whole && terms.windows(2).all(|pair| pair[0].range.start < pair[1].range.start) {
        check_draft(body, options, outside, out, &outline);
    }
    outline
}

/// Holds the draft of `body`, filled in, to what was rendered.
fn check_draft(body: &str, options: &Options, outside: Outside<'_>, html: &str, outline: &Outline) {
    let terms = &outside.terms;
    let events = Parser::new_ext(body, dialect(options)).into_offset_iter();
    let headings = scan(body, options, None, &mut |_| {}).headings;
    let Some(draft) = super::render::draft(body, events, options, headings, terms) else {
        assert_eq!(options.raw_html, RawHtml::Sanitize, "{body}");
        return;
    };
    assert_eq!(draft.headings, outline.headings);
    let (head, written) = draft.encode().unwrap();
    assert_eq!(Draft::decode(&[&head, written].concat()), Some(draft.clone()));
    if let Some(filled) = draft.fill(outside) {
        assert_eq!(filled, html, "{body}");
    }
}

pub(super) fn options() -> Options {
    Options {
        quotes: Quotes::english(),
        raw_html: RawHtml::Escape,
        smart_punctuation: true,
        alert_titles: ["Note", "Tip", "Important", "Warning", "Caution"].map(str::to_owned),
        labels: Labels {
            footnotes: "Footnotes".to_owned(),
            back_to_reference: "Back to {number}".to_owned(),
            table: String::new(),
        },
        id_prefix: String::new(),
    }
}

fn spanish() -> Options {
    Options { quotes: Quotes::spanish(), ..options() }
}

fn sanitizing() -> Options {
    Options { raw_html: RawHtml::Sanitize, ..options() }
}

/// The HTML of `body`; targets stay as they are.
fn html(body: &str, options: &Options) -> String {
    let mut out = String::new();
    render(body, options, &|_| None, &[], &mut out);
    out
}

fn line(text: &str, options: &Options) -> String {
    let mut out = String::new();
    render_inline(text, options, &|_| None, &mut out);
    out
}

/// What is wrong with `html`: tags that do not balance, an id that is used twice, or a target with
/// a scheme that is not allowed; where no tag is an author's, also a link in a link and a block in
/// a paragraph.
fn fault(html: &str, raw_html: RawHtml) -> Option<String> {
    const VOID: [&str; 5] = ["br", "hr", "img", "input", "wbr"];
    const BLOCKS: [&str; 14] = [
        "p",
        "ul",
        "ol",
        "dl",
        "div",
        "table",
        "blockquote",
        "aside",
        "section",
        "figure",
        "pre",
        "h2",
        "h3",
        "hr",
    ];
    let is_ours = raw_html == RawHtml::Escape;
    let (mut open, mut ids): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for piece in html.split('<').skip(1) {
        let Some((tag, text)) = piece.split_once('>') else { return Some(format!("no end: {piece}")) };
        if text.contains('>') {
            return Some(format!("not escaped: {text}"));
        }
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Some(format!("{name} ends out of turn"));
            }
            continue;
        }
        let name = tag.split(' ').next().unwrap_or_default();
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Some(format!("no tag: {tag}"));
        }
        if is_ours && name == "a" && open.contains(&"a") {
            return Some("a link in a link".to_owned());
        }
        if is_ours
            && BLOCKS.contains(&name)
            && open.last().is_some_and(|parent| ["p", "h2", "label", "dt"].contains(parent))
        {
            return Some(format!("{name} in {open:?}"));
        }
        ids.extend(attribute(tag, "id"));
        for target in [attribute(tag, "href"), attribute(tag, "src")].into_iter().flatten() {
            let scheme = target.split(['/', '?', '#']).next().and_then(|first| first.split_once(':'));
            if scheme.is_some_and(|(scheme, _)| {
                !["http", "https", "mailto", "tel"].contains(&scheme.to_ascii_lowercase().as_str())
            }) {
                return Some(format!("unsafe: {target}"));
            }
        }
        if !VOID.contains(&name) {
            open.push(name);
        }
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() < count {
        return Some(format!("an id is used twice: {ids:?}"));
    }
    (!open.is_empty()).then(|| format!("{open:?} do not end"))
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    value.split('"').next()
}

#[test]
fn the_checker_finds_faults() {
    for bad in [
        "<p>a",
        "<p><b></p></b>",
        "<b id=\"x\"></b><b id=\"x\"></b>",
        "<a href=\"/\"><em><a href=\"/\"></a></em></a>",
        "<p><ul></ul></p>",
        "<a href=\"JavaScript:x\"></a>",
        "a > <b></b> > c",
    ] {
        assert!(fault(bad, RawHtml::Escape).is_some(), "{bad}");
    }
    assert_eq!(fault("<p id=\"x\">a<br><a href=\"/a:b\">c</a></p>", RawHtml::Escape), None);
}
