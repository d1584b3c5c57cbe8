//! What a scan tells about a body.

use super::super::{LinkKind, Outside, Scan};
use super::{Options, RawHtml, options, render, scan, spanish};

fn scanned(body: &str) -> Scan {
    scan(body, &options(), None, &mut |_| {})
}

fn texts(body: &str, options: &Options) -> Vec<String> {
    let mut texts = Vec::new();
    scan(body, options, None, &mut |text| texts.push(text.to_owned()));
    texts
}

#[test]
fn links_and_images_are_found_where_they_stand() {
    let body = "[a](@/b.md \"t\") ![c](d.png) <http://e.f> <g@h.i> [j][k] [l](m\\_n) [![o](p)](q) [r](<s t>)\n\n[k]: u.md 'v'\n";
    let scan = scanned(body);
    let found: Vec<_> =
        scan.links.iter().map(|link| (&*link.target, &body[link.range.clone()], link.kind)).collect();
    let (link, image) = (LinkKind::Link, LinkKind::Image);
    assert_eq!(
        found,
        [
            ("@/b.md", "@/b.md", link),
            ("d.png", "d.png", image),
            ("http://e.f", "http://e.f", link),
            ("mailto:g@h.i", "g@h.i", link),
            ("u.md", "u.md", link),
            ("m_n", "[l](m\\_n)", link),
            ("q", "q", link),
            ("p", "p", image),
            ("s t", "s t", link),
        ]
    );
}

#[test]
fn unsafe_links_are_told_apart() {
    let body = "[a](javascript:b) ![c](data:d) [e](<java\tscript:f>) <vbscript:g>";
    let scan = scanned(body);
    let found: Vec<_> = scan.unsafe_links.iter().map(|range| &body[range.clone()]).collect();
    assert_eq!(found, ["javascript:b", "data:d", "java\tscript:f", "vbscript:g"]);
    assert!(scan.links.is_empty());
}

#[test]
fn render_asks_for_the_links_of_the_scan() {
    let body = "[a](b) ![c [d](e)](f) <g@h.i> [j <http://k.l>](m) [n](javascript:o)\n\n# [p](q)\n\nr[^1]\n\n[^1]: [s](t)";
    let asked = std::cell::RefCell::new(Vec::new());
    let resolve = |target: &str| {
        asked.borrow_mut().push(target.to_owned());
        None
    };
    let outside = Outside { resolve: &resolve, picture: &|_| None, terms: &[] };
    super::super::render(body, &options(), outside, &mut String::new());
    let links: Vec<_> = scanned(body).links.into_iter().map(|link| link.target).collect();
    assert_eq!(asked.into_inner(), links);
    assert_eq!(links, ["b", "f", "mailto:g@h.i", "m", "q", "t"]);
}

#[test]
fn headings_are_those_that_render_writes() {
    let body = "# A \"b\" <i>c</i>\n\n##\n\n> ## ![d](e) `f`\n\n- # A \"b\"\n\n[^1]: # Note\n\nG[^1]\n===\n\n## x {#Y}";
    for raw_html in [RawHtml::Escape, RawHtml::Sanitize] {
        let options = Options { raw_html, ..spanish() };
        let outline = render(body, &options, &|_| None, &[], &mut String::new());
        let scan = scan(body, &options, None, &mut |_| {});
        assert_eq!(scan.headings, outline.headings);
        let ids: Vec<_> = scan.headings.iter().map(|h| (h.level, &*h.id)).collect();
        let first = if raw_html == RawHtml::Escape { "s-a-b-i-c-i" } else { "s-a-b-c" };
        assert_eq!(ids, [(2, first), (3, "s-d-f"), (2, "s-a-b"), (2, "s-g"), (3, "y")]);
    }
}

#[test]
fn text_comes_a_block_at_a_time() {
    let body = "# H *i*\n\na \"b\" don't &amp; **W**ord `x<y`\nz[^1]\n\n- l\n  - m\n\na|b\n-|-\n1|2\n\n```\ncode\n```\n\n\
                <div>h</div>\n\n![alt](i) <b>j</b>\n\n[^1]: note\n\n> q";
    assert_eq!(
        texts(body, &spanish()),
        ["H i", "a «b» don’t & Word x<y\nz", "l", "m", "a", "b", "1", "2", " j", "q"]
    );
    assert_eq!(scanned(body).words, 17);
    assert_eq!(scanned("").words, 0);
}

#[test]
fn the_excerpt_is_what_stands_before_the_marker() {
    let excerpt = |body: &str| scanned(body).excerpt.text();
    assert_eq!(excerpt("# T\n\na  *b*\nc\n\n- d\n\n<!-- more -->\n\ne").as_deref(), Some("a b c d"));
    assert_eq!(excerpt("a <!--more--> b").as_deref(), Some("a"));
    assert_eq!(excerpt("# T\n\n> q\n\n- l\n\n![x](y)\n\nfirst `p`\n\nsecond").as_deref(), Some("first p"));
    assert_eq!(excerpt("<!-- no more -->\n\na\n\nb").as_deref(), Some("a"));
    assert_eq!(excerpt("<!-- more -->\n\na").as_deref(), Some("a"));
    assert_eq!(excerpt("- a"), None);
    assert_eq!(excerpt(""), None);
    let long = excerpt(&"palabra ".repeat(100)).unwrap();
    assert!(long.ends_with("palabra…") && long.chars().count() <= 300, "{long}");
    let long = excerpt(&format!("{}\n\n<!-- more -->", "ñandú\n\n".repeat(100))).unwrap();
    assert!(long.ends_with("ñandú…") && long.chars().count() > 290, "{long}");
}

#[test]
fn control_characters_reach_no_caller() {
    let body = "# a\u{1b}b\n\nc\0d &#7;";
    let scan =
        scan(body, &options(), None, &mut |text| assert!(!text.chars().any(char::is_control), "{text:?}"));
    assert_eq!(scan.headings[0].text, "a\u{fffd}b");
    assert_eq!(scan.excerpt.text().as_deref(), Some("c\u{fffd}d \u{fffd}"));
}
