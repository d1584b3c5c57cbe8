//! Input that was made to break things: it is rendered in full, well-formed and without recursion.

use proptest::prelude::{Strategy, any, prop, prop_assert_eq, prop_oneof, proptest};

use super::super::plain_inline;
use super::{Options, RawHtml, fault, html, line, options, render, sanitizing, scan, spanish};

const MANY: usize = 20_000;

fn assert_sound(body: &str) {
    for options in [options(), sanitizing()] {
        let out = html(body, &options);
        assert_eq!(fault(&out, options.raw_html), None, "{}", body.chars().take(60).collect::<String>());
        scan(body, &options, None, &mut |_| {});
    }
}

#[test]
fn one_piece_many_times() {
    for piece in [
        ">",
        "> ",
        "[",
        "![",
        "[a](",
        "![a](",
        "[![",
        "*",
        "*a ",
        "**a *b ",
        "_a__b ",
        "~~a ",
        "`",
        "`a",
        "\"",
        "'a ",
        "<",
        "<a ",
        "<!--",
        "<!-- ",
        "<?",
        "<!A ",
        "<![CDATA[",
        "&",
        "&#0;",
        "\\",
        "- ",
        "1. ",
        "- [ ] a\n",
        "|",
        "a|b\n-|-\n",
        "[^a]",
        "[^a]: ",
        "> [^a]: ",
        ": ",
        "a\n: b\n",
        "# a\n",
        "<div>\n\n",
        "a <b> ",
        "a <i x=",
        "</b> ",
        "\0",
        "\u{a0}",
        "---\n",
        "```\n",
        "[a]: b\n",
        "> [!NOTE]\n",
        "{#a}",
        "<javascript:a>",
        "<script>",
        "<table>\n\n",
        "<p><b>\n\n",
        "<a href=x>\n\n",
    ] {
        assert_sound(&piece.repeat(MANY / 5));
    }
}

#[test]
fn closed_nests() {
    let nest = |open: &str, close: &str, n: usize| format!("{}x{}", open.repeat(n), close.repeat(n));
    for (open, close) in
        [("[", "](y)"), ("![", "](y)"), ("[![", "](y)](z)"), ("*a **", "***"), ("<b>", "</b>"), ("(", ")")]
    {
        assert_sound(&nest(open, close, MANY));
    }
    let stairs: String = (0..300).flat_map(|depth| ["  ".repeat(depth), "- a\n".to_owned()]).collect();
    assert_sound(&stairs);
    assert!(html(&stairs, &options()).matches("<ul>").count() <= 64);
}

#[test]
fn twenty_thousand_equal_headings_have_ids_of_their_own() {
    let mut out = String::new();
    let outline = render(&"# Same\n".repeat(MANY), &options(), &|_| None, &[], &mut out);
    assert_eq!(outline.headings.len(), MANY);
    assert_eq!(outline.headings[MANY - 1].id, "s-same-20000");
    assert!(out.ends_with("<h2 id=\"s-same-20000\">Same</h2>\n"));
    assert_eq!(fault(&out, RawHtml::Escape), None);
}

#[test]
fn notes_in_chains_and_circles() {
    let chain: Vec<_> = (0..MANY).map(|n| format!("[^{n}]: n[^{}]\n", n + 1)).collect();
    let chain = chain.concat();
    let out = html(&format!("a[^0]\n\n{chain}[^{MANY}]: end[^0]\n"), &options());
    assert_eq!(out.matches("<li id=\"fn-").count(), MANY + 1);
    assert_eq!(fault(&out, RawHtml::Escape), None);
}

/// Pieces that mean something next to one another.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "\n",
            "\n\n",
            "  \n",
            " ",
            "    ",
            "> ",
            "> [!NOTE]\n",
            "- ",
            "1. ",
            "7) ",
            "- [ ] ",
            "- [x] ",
            "# ",
            "## ",
            "===\n",
            "---\n",
            "*",
            "**",
            "_",
            "~~",
            "`",
            "```\n",
            "\"",
            "'",
            "[",
            "]",
            "](",
            ")",
            "![",
            "[a](b)",
            "![a](b \"t\")",
            "[a](javascript:b)",
            "(java\tscript:x)",
            "<javascript:x>",
            "[^1]",
            "[^1]: ",
            "[^2]",
            "[^2]:",
            "[r]",
            "[r]: /x\n",
            "|",
            "a|b\n-|:-:\n",
            ": ",
            "T\n: ",
            "<",
            ">",
            "<b>",
            "</b>",
            "<div>\n",
            "</div>\n",
            "<p>",
            "<a href='javascript:x'>",
            "<b id=s-a>",
            "<img src=x onerror=y>",
            "<script>",
            "<table><td>",
            "<svg><a>",
            "<!--",
            "-->",
            "<!-- more -->",
            "<!",
            "<?",
            "&",
            "&lt;",
            "&#0;",
            "&colon;",
            "\\",
            "{#id}",
            "{#fn-1}",
            "a",
            "A b",
            "é",
            "\0",
            "\u{1b}",
            "\r",
            "\r\n",
            "\t",
            "\u{202e}",
            "\u{a0}",
            "…",
            "’",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_body_is_well_formed(body in pieces()) {
        for options in [options(), sanitizing(), spanish()] {
            let mut out = String::new();
            let outline = render(&body, &options, &|_| None, &[], &mut out);
            let scan = scan(&body, &options, None, &mut |text| assert!(!text.contains('\0')));
            prop_assert_eq!(fault(&out, options.raw_html), None, "{}", out);
            prop_assert_eq!(&scan.headings, &outline.headings);
            prop_assert_eq!(out.chars().find(|c| c.is_control() && !"\n\t".contains(*c)), None);
            for link in &scan.links {
                assert!(body.get(link.range.clone()).is_some());
            }
        }
    }

    #[test]
    fn any_line_is_inline(text in pieces()) {
        let options = Options { smart_punctuation: true, ..sanitizing() };
        let out = line(&text, &options);
        prop_assert_eq!(fault(&out, RawHtml::Escape), None, "{}", out);
        for tag in ["<p", "<h", "<ul", "<ol", "<li", "<div", "<img", "<pre", "<table", "<blockquote"] {
            assert!(!out.contains(tag), "{out}");
        }
        let plain = plain_inline(&text, &options);
        assert!(!plain.chars().any(char::is_control), "{plain:?}");
    }
}
