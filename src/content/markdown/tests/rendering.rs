//! What bodies and lines look like as HTML.

use super::super::{Options, Outside, PictureTag, plain_inline};
use super::{RawHtml, fault, html, line, options, render, sanitizing, spanish};

#[test]
fn a_table_scrolls_in_a_frame_and_aligns_by_class() {
    assert_eq!(
        html("| a | b | c | d |\n|---|:--|:-:|--:|\n| 1 | 2 | 3 | 4 |", &options()),
        "<div class=\"table\" role=\"region\" tabindex=\"0\"><table>\n<thead><tr><th>a</th>\
         <th class=\"align-left\">b</th><th class=\"align-center\">c</th><th class=\"align-right\">d</th></tr></thead>\n\
         <tbody>\n<tr><td>1</td><td class=\"align-left\">2</td><td class=\"align-center\">3</td>\
         <td class=\"align-right\">4</td></tr>\n</tbody></table></div>\n"
    );
    let mut named = options();
    named.labels.table = "Table \"1\"".to_owned();
    let out = html("a|b\n-|-", &named);
    assert!(
        out.contains("tabindex=\"0\" aria-label=\"Table &quot;1&quot;\">") && !out.contains("tbody"),
        "{out}"
    );
}

#[test]
fn footnotes_are_collected_in_the_order_of_reading() {
    let body = "[^late]: Late.\n\nA[^b] c[^late] d[^B] e[^none].\n\n[^b]: Bee[^inner].\n[^unused]: No[^lost].\n\
                [^lost]: Lost.\n[^inner]: > Quote.\n";
    assert_eq!(
        html(body, &options()),
        "<p>A<sup class=\"footnote-reference\"><a href=\"#fn-1\" id=\"fnref-1\" role=\"doc-noteref\">1</a></sup> \
         c<sup class=\"footnote-reference\"><a href=\"#fn-2\" id=\"fnref-2\" role=\"doc-noteref\">2</a></sup> \
         d<sup class=\"footnote-reference\"><a href=\"#fn-1\" id=\"fnref-1-2\" role=\"doc-noteref\">1</a></sup> \
         e[^none].</p>\n\
         <section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\">\n<ol>\n\
         <li id=\"fn-1\">\n<p>Bee<sup class=\"footnote-reference\"><a href=\"#fn-3\" id=\"fnref-3\" role=\"doc-noteref\">3</a></sup>. \
         <a href=\"#fnref-1\" role=\"doc-backlink\" aria-label=\"Back to 1\">↩\u{fe0e}</a> \
         <a href=\"#fnref-1-2\" role=\"doc-backlink\" aria-label=\"Back to 1-2\">↩\u{fe0e}<sup>2</sup></a></p>\n</li>\n\
         <li id=\"fn-2\">\n<p>Late. <a href=\"#fnref-2\" role=\"doc-backlink\" aria-label=\"Back to 2\">↩\u{fe0e}</a></p>\n</li>\n\
         <li id=\"fn-3\">\n<blockquote>\n<p>Quote.</p>\n</blockquote>\n\
         <p> <a href=\"#fnref-3\" role=\"doc-backlink\" aria-label=\"Back to 3\">↩\u{fe0e}</a></p>\n</li>\n</ol>\n</section>\n"
    );
}

#[test]
fn two_bodies_share_a_page_by_their_prefixes() {
    let prefixed = Options { id_prefix: "b-".to_owned(), ..options() };
    let body = "# T\n\n## U {#own}\n\na[^1]\n\n[^1]: n";
    let both = html(body, &options()) + &html(body, &prefixed);
    assert_eq!(fault(&both, RawHtml::Escape), None);
    for id in ["b-s-t", "b-own", "b-fn-1", "b-fnref-1"] {
        assert!(both.contains(&format!("id=\"{id}\"")), "{id}");
    }
}

#[test]
fn headings_start_at_level_2_and_the_outline_is_theirs() {
    let mut out = "before ".to_owned();
    let outline = render(
        "# One *two*\n\nx\n\n## Three {#Own}\n\n##\n\n###### Six",
        &options(),
        &|_| None,
        &[],
        &mut out,
    );
    assert_eq!(
        out,
        "before \n<h2 id=\"s-one-two\">One <em>two</em></h2>\n<p>x</p>\n<h3 id=\"own\">Three</h3>\n<h6 id=\"s-six\">Six</h6>\n"
    );
    let headings: Vec<_> = outline.headings.iter().map(|h| (h.level, &*h.id, &*h.text)).collect();
    assert_eq!(headings, [(2, "s-one-two", "One two"), (3, "own", "Three"), (6, "s-six", "Six")]);
    assert_eq!(html("### Three", &options()), "<h3 id=\"s-three\">Three</h3>\n");
}

#[test]
fn quotes_are_those_of_the_language_and_apostrophes_everyones() {
    let body = "\"He said 'no' to l'amour\", don't... -- a---b `\"x\"` \\\"y\\\" “z” 'the dogs' &#8221;";
    assert_eq!(
        html(body, &options()),
        "<p>“He said ‘no’ to l’amour”, don’t… – a—b <code>\"x\"</code> \"y\" “z” ‘the dogs’ ”</p>\n"
    );
    assert_eq!(
        html(body, &spanish()),
        "<p>«He said “no” to l’amour», don’t… – a—b <code>\"x\"</code> \"y\" “z” “the dogs” ”</p>\n"
    );
    assert_eq!(html("'don't go', dogs' bones", &spanish()), "<p>“don’t go”, dogs’ bones</p>\n");
    assert_eq!(
        html("```\n\"a\" -- 'b'\n```", &spanish()),
        "<pre tabindex=\"0\"><code>\"a\" -- 'b'\n</code></pre>\n"
    );
    let plain = Options { smart_punctuation: false, ..spanish() };
    assert_eq!(html("\"a\" -- 'b'...", &plain), "<p>\"a\" -- 'b'...</p>\n");
}

#[test]
fn alerts_have_the_callers_titles() {
    let mut titled = options();
    titled.alert_titles[3] = "¡Ojo!".to_owned();
    assert_eq!(
        html("> [!WARNING]\n> a\n\n> b", &titled),
        "<aside class=\"alert alert-warning\" role=\"note\">\n<p class=\"alert-title\">¡Ojo!</p>\n<p>a</p>\n</aside>\n\
         <blockquote>\n<p>b</p>\n</blockquote>\n"
    );
}

#[test]
fn tasks_are_named_by_their_text() {
    assert_eq!(
        html("- [ ] a *b*\n  - c\n- [x] d", &options()),
        "<ul>\n<li><label><input type=\"checkbox\" disabled> a <em>b</em></label>\n<ul>\n<li>c</li>\n</ul>\n</li>\n\
         <li><label><input type=\"checkbox\" disabled checked> d</label></li>\n</ul>\n"
    );
    assert_eq!(
        html("1. [x] a\n\n   b", &options()),
        "<ol>\n<li>\n<p><label><input type=\"checkbox\" disabled checked> a</label></p>\n<p>b</p>\n</li>\n</ol>\n"
    );
}

#[test]
fn lists_and_code_keep_their_details() {
    assert_eq!(html("3. a\n4. b", &options()), "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n");
    assert_eq!(html("T\n: D", &options()), "<dl>\n<dt>T</dt>\n<dd>D</dd>\n</dl>\n");
    assert_eq!(
        html("``` rust,ignore x\n<a>\n```\n\n    b", &options()),
        "<pre tabindex=\"0\"><code class=\"language-rust\">&lt;a&gt;\n</code></pre>\n<pre tabindex=\"0\"><code>b</code></pre>\n"
    );
    assert_eq!(html("~~a~~  \nb\n\n---", &options()), "<p><del>a</del><br>\nb</p>\n<hr>\n");
}

#[test]
fn an_image_alone_with_a_title_is_a_figure() {
    const IMAGE: &str = "<img src=\"a.png\" alt=\"A &lt;b&gt; “c”\" loading=\"lazy\" decoding=\"async\"";
    let source = "![A <b> *\"c\"*](a.png \"T & \\\"U\\\"\")";
    assert_eq!(
        html(source, &options()),
        format!("<figure>{IMAGE}><figcaption>T &amp; \"U\"</figcaption></figure>\n")
    );
    let titled = format!("{IMAGE} title=\"T &amp; &quot;U&quot;\">");
    assert_eq!(html(&format!("x {source}"), &options()), format!("<p>x {titled}</p>\n"));
    assert_eq!(html(&format!("{source} x"), &options()), format!("<p>{titled} x</p>\n"));
    assert_eq!(html("![A <b> *\"c\"*](a.png)", &options()), format!("<p>{IMAGE}></p>\n"));
    assert_eq!(
        html("![a ![b](c) [d](e)](f)", &options()),
        "<p><img src=\"f\" alt=\"a b d\" loading=\"lazy\" decoding=\"async\"></p>\n"
    );
}

#[test]
fn unsafe_targets_leave_their_text() {
    for target in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "<java\tscript:alert(1)>",
        "javascript&colon;alert(1)",
        "&#x6A;avascript&#58;alert(1)",
        "<&#1; javascript:alert(1)>",
        "java&Tab;script:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
    ] {
        assert_eq!(html(&format!("[a *b*]({target})"), &options()), "<p>a <em>b</em></p>\n", "{target}");
        assert_eq!(html(&format!("![a *b*]({target} \"t\")"), &options()), "<p>a b</p>\n", "{target}");
    }
    assert_eq!(html("<javascript:x>", &options()), "<p>javascript:x</p>\n");
    assert_eq!(html("[a](//x.org/b)", &options()), "<p><a href=\"//x.org/b\">a</a></p>\n");
    assert_eq!(html("<a@b.org>", &options()), "<p><a href=\"mailto:a@b.org\">a@b.org</a></p>\n");
}

#[test]
fn targets_are_resolved_and_the_answer_is_judged_too() {
    let resolve = |target: &str| match target {
        "@/a.md" => Some("/á/?b&c".into()),
        "bad" => Some("javascript:x".into()),
        _ => None,
    };
    let mut out = String::new();
    render(
        "[a](@/a.md \"t\") [b](bad) [c](#d) ![e](@/a.md) [](x) [f <http://g.h>](i)",
        &options(),
        &resolve,
        &[],
        &mut out,
    );
    assert_eq!(
        out,
        "<p><a href=\"/%C3%A1/?b&amp;c\" title=\"t\">a</a> b <a href=\"#d\">c</a> \
         <img src=\"/%C3%A1/?b&amp;c\" alt=\"e\" loading=\"lazy\" decoding=\"async\">  <a href=\"i\">f http://g.h</a></p>\n"
    );
}

#[test]
fn html_is_text_and_comments_are_nothing() {
    assert_eq!(
        html("a <b onclick=\"x\">c</b> <!-- d --> <?e?>", &options()),
        "<p>a &lt;b onclick=\"x\"&gt;c&lt;/b&gt;  &lt;?e?&gt;</p>\n"
    );
    assert_eq!(
        html("<div>\n<!-- a\nb -->c\n</div>\n\nd", &options()),
        "<p>&lt;div&gt;\nc\n&lt;/div&gt;</p>\n<p>d</p>\n"
    );
    assert_eq!(html("a\n\n<!-- more -->\n\nb\n\n<!--\nc\n\nd\n-->", &options()), "<p>a</p>\n<p>b</p>\n");
    assert_eq!(html("<!-- a\n\nb", &options()), "<p>&lt;!-- a\n\nb</p>\n");
    assert_eq!(html("<!-- more --> <!-- x -->", &options()), "");
}

#[test]
fn sanitised_html_keeps_what_is_harmless() {
    assert_eq!(
        html("a <b onclick=x>c <abbr title=t>d\n\ne</b>", &sanitizing()),
        "<p>a <b>c <abbr title=\"t\">d</abbr></b></p>\n<p>e</p>\n"
    );
    assert_eq!(
        html(
            "<details open><summary lang=es dir=ltr>S</summary>\n\n*b*\n\n</details>\n\n<script>x</script>\n\n<h1>T</h1>",
            &sanitizing()
        ),
        "<details open=\"\"><summary lang=\"es\" dir=\"ltr\">S</summary>\n<p><em>b</em></p>\n</details>\n\nT\n"
    );
    assert_eq!(
        html("<div title=\"a\n\n**b**", &sanitizing()),
        "<p>&lt;div title=\"a</p>\n<p><strong>b</strong></p>\n"
    );
    assert_eq!(
        html("<table>\n\n<tr>\n\n<td>\n\n*a*\n\n</td>\n\n</tr>\n\nb\n\n</table>\n\nc", &sanitizing()),
        "<table>\n<tbody><tr>\n<td>\n<p><em>a</em></p>\n</td>\n</tr>\n</tbody></table>\n<p>b</p>\n\n<p>c</p>\n"
    );
    assert_eq!(html("<b>&#1;</b>", &sanitizing()), "<p><b>\u{fffd}</b></p>\n");
}

#[test]
fn sanitising_keeps_all_that_the_renderer_writes() {
    let body = "# A\n\n- [x] b\n\n3. c\n\n> [!TIP]\n> d[^1]\n\na|b\n:-|-:\n1|2\n\n![e](f \"g\")\n\nT\n: D\n\n```x\ny\n```\n\n[^1]: h[^1]\n";
    let mut named = options();
    named.labels.table = "Table".to_owned();
    let expected = html(body, &named).replace(" disabled checked>", " checked=\"\" disabled=\"\">");
    let cleaned = super::super::raw_html::sanitize(&html(body, &named));
    assert_eq!(cleaned, expected);
}

#[test]
fn sanitised_html_is_the_same_each_time() {
    let body = "<input><input type=checkbox checked><b lang=es dir=rtl title=t class=c id=i>x</b>".repeat(3);
    let first = html(&body, &sanitizing());
    assert!((0..20).all(|_| html(&body, &sanitizing()) == first), "{first}");
}

#[test]
fn control_characters_do_not_get_through() {
    let out = html(
        "# a\0b\n\n`c\u{1b}[31m` &#7; \u{202e}d [e\u{8}](f\u{9f}g) ![h\u{7f}](i)\n\n```\u{1}\n\u{2}\n```",
        &options(),
    );
    assert!(out.contains("c\u{fffd}[31m") && out.contains('\u{202e}'), "{out}");
    assert!(!out.chars().any(|c| c.is_control() && c != '\n'), "{out:?}");
    assert_eq!(html("a\r\nb <b\r\nc>\r\n", &sanitizing()), "<p>a\nb <b></b></p>\n");
}

#[test]
fn a_line_is_inline_whatever_it_starts_with() {
    for (text, expected) in [
        ("# a", "# a"),
        ("- *a*", "- <em>a</em>"),
        ("1. [a](b)", "1. <a href=\"b\">a</a>"),
        ("> `a`", "&gt; <code>a</code>"),
        ("    a\n\n  ~~b~~ ", "a <del>b</del>"),
        ("_a_ \"b\"", "<em>a</em> «b»"),
        ("\"a\"", "«a»"),
        ("<div>a</div><!-- b -->", "&lt;div&gt;a&lt;/div&gt;"),
        ("[a]: b", "[a]: b"),
        ("![a](b) [c](javascript:d)", "a c"),
        ("---", "—"),
        ("", ""),
        (" \n", ""),
    ] {
        assert_eq!(line(text, &spanish()), expected, "{text:?}");
        assert_eq!(line(text, &Options { raw_html: RawHtml::Sanitize, ..spanish() }), expected);
    }
}

#[test]
fn a_line_is_plain_text_without_markup() {
    assert_eq!(
        plain_inline("# *a* `b` [c](d) \"e\" <b>\u{7}\n&amp;", &spanish()),
        "# a b c «e» <b>\u{fffd} &"
    );
    assert_eq!(plain_inline(" ", &options()), "");
}

#[test]
fn what_stands_in_the_output_already_stays() {
    let mut out = "<b>x</b>".to_owned();
    render("a <i>b</i>\n\n# c", &sanitizing(), &|_| None, &[], &mut out);
    assert_eq!(out, "<b>x</b>\n<p>a <i>b</i></p>\n<h2 id=\"s-c\">c</h2>\n");
}

#[test]
fn images_have_the_size_and_the_widths_that_are_known() {
    let tag =
        |srcset: Option<&str>| PictureTag { width: 800, height: 600, srcset: srcset.map(str::to_owned) };
    let picture = |target: &str| match target {
        "a.jpg" => Some(tag(None)),
        "b.jpg" => Some(tag(Some("/b\"480.jpg 480w, /b.jpg 800w"))),
        _ => None,
    };
    let mut out = String::new();
    let outside = Outside { resolve: &|_| None, picture: &picture, terms: &[] };
    super::super::render("![A](a.jpg) ![B](b.jpg \"T\") ![C](c.jpg)", &options(), outside, &mut out);
    assert_eq!(
        out,
        "<p><img src=\"a.jpg\" alt=\"A\" width=\"800\" height=\"600\" loading=\"lazy\" decoding=\"async\"> \
         <img src=\"b.jpg\" alt=\"B\" width=\"800\" height=\"600\" srcset=\"/b&quot;480.jpg 480w, /b.jpg 800w\" \
         sizes=\"auto, 100vw\" loading=\"lazy\" decoding=\"async\" title=\"T\"> \
         <img src=\"c.jpg\" alt=\"C\" loading=\"lazy\" decoding=\"async\"></p>\n"
    );
}
