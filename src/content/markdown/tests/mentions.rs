//! Links to terms: where a body has them and where it does not.

use super::super::{Outside, RawHtml, TermLink, scan};
use super::{fault, options, render, sanitizing};
use crate::content::markdown::Options;
use crate::content::mentions::{Claim, Finder};

const TERMS: &[&str] =
    &["USMCA", "safe third country", "R&D fund", "Mexico's guard", "caravan", "steel (raw)"];

fn finder() -> Finder {
    let mut finder = Finder::default();
    for (term, form) in TERMS.iter().enumerate() {
        let number = term as u32;
        assert_eq!(finder.add(Claim { term: number, form: number }, form), None);
    }
    finder
}

/// The body with a link `#N` for the first mention of each term.
fn linked_with(body: &str, options: &Options) -> String {
    let scan = scan(body, options, Some(&finder()), &mut |_| {});
    let link =
        |m: &super::super::Mention| TermLink { range: m.range.clone(), address: format!("#{}", m.term) };
    let links: Vec<TermLink> = scan.mentions.iter().map(link).collect();
    let mut out = String::new();
    render(body, options, &|_| None, &links, &mut out);
    let written = out.matches("class=\"term\"").count();
    assert_eq!(written, links.len(), "{body}\n{out}");
    assert_eq!(fault(&out, options.raw_html), None, "{body}\n{out}");
    a_draft_can_leave_each_term_out(body, options, &links);
    out
}

/// A draft has blanks for every mention, and some of them are filled.
fn a_draft_can_leave_each_term_out(body: &str, options: &Options, links: &[TermLink]) {
    for left_out in 0..=links.len() {
        let (_, draft) = super::super::read(body, options, Some(&finder()), &mut |_| {});
        let mut some = links.to_vec();
        if left_out < some.len() {
            some.remove(left_out);
        }
        let outside = Outside { resolve: &|_| None, picture: &|_| None, terms: &some };
        let mut rendered = String::new();
        super::super::render(body, options, outside, &mut rendered);
        if let Some(draft) = draft {
            assert_eq!(draft.fill(outside).unwrap(), rendered, "{body}");
        }
    }
}

/// The same in short: links to terms in braces, no other markup of paragraphs.
fn linked(body: &str) -> String {
    let html = linked_with(body, &options());
    let mut short = html.replace("<p>", "").replace("</p>\n", "").trim().to_owned();
    while let Some(at) = short.find("<a class=\"term\" href=\"#") {
        let rest = &short[at..];
        let end = rest.find("</a>").unwrap();
        let text = &rest[rest.find('>').unwrap() + 1..end];
        short = format!("{}{{{text}}}{}", &short[..at], &rest[end + 4..]);
    }
    short
}

#[test]
fn the_first_mention_is_a_link_and_no_other() {
    assert_eq!(linked("The USMCA and USMCA.\n\nUSMCA."), "The {USMCA} and USMCA.USMCA.");
    assert_eq!(linked("A caravan. CARAVAN, USMCA"), "A {caravan}. CARAVAN, {USMCA}");
    assert_eq!(
        linked_with("A *USMCA*", &options()),
        "<p>A <em><a class=\"term\" href=\"#0\">USMCA</a></em></p>\n"
    );
}

#[test]
fn headings_links_code_images_and_notes_have_none() {
    for body in [
        "# USMCA",
        "## On *USMCA*",
        "USMCA\n=====",
        "[USMCA](x)",
        "[the *USMCA* text](x)",
        "<https://a.b/USMCA>",
        "`USMCA`",
        "    USMCA",
        "```\nUSMCA\n```",
        "![USMCA](x.png)",
        "![a USMCA b](x.png \"USMCA\")",
        "a[^1]\n\n[^1]: USMCA",
        "<div>USMCA</div>",
        "<div>\n\nUSMCA\n\n</div>",
        "<i>USMCA</i>",
        "a <b>b USMCA",
        "<!-- USMCA -->",
        "[x]: /USMCA \"USMCA\"",
    ] {
        for options in [options(), sanitizing()] {
            let html = linked_with(body, &options);
            assert!(!html.contains("class=\"term\""), "{body}\n{html}");
        }
    }
}

#[test]
fn a_mention_that_may_be_no_link_leaves_the_first_to_the_next() {
    assert_eq!(
        linked("## USMCA\n\n`USMCA` [USMCA](x) USMCA"),
        "<h2 id=\"s-usmca\">USMCA</h2>\n<code>USMCA</code> <a href=\"x\">USMCA</a> {USMCA}"
    );
    assert_eq!(linked("a[^1] USMCA\n\n[^1]: USMCA").matches('{').count(), 1);
}

#[test]
fn lists_quotes_alerts_tables_and_definitions_have_links() {
    for body in [
        "- USMCA",
        "1. a\n\n   USMCA",
        "> USMCA",
        "> [!NOTE]\n> USMCA",
        "- [x] USMCA",
        "| a |\n|---|\n| USMCA |",
        "term\n: USMCA",
        "**USMCA**",
        "~~a USMCA b~~",
        "<b>x</b> USMCA",
        "<div>x</div>\n\nUSMCA",
        "USMCA[^1]\n\n[^1]: x",
    ] {
        for options in [options(), sanitizing()] {
            let html = linked_with(body, &options);
            assert!(html.contains("<a class=\"term\" href=\"#0\">USMCA</a>"), "{body}\n{html}");
        }
    }
}

#[test]
fn a_term_that_markup_splits_is_no_mention() {
    for body in [
        "USM*CA*",
        "safe *third* country",
        "*safe* third country",
        "safe third[^1] country\n\n[^1]: x",
        "safe third `country`",
        "safe third [country](x)",
        "safe third  \ncountry",
        "safe ![third](x) country",
        "safe <i>third</i> country",
        "safe third<!-- x --> country",
        "cara**van**",
        "**caravan**s",
        "caravan<!-- x -->s",
        "caravan`s`",
        "safe third\n\ncountry",
        "| safe third | country |\n|---|---|",
    ] {
        let html = linked_with(body, &options());
        assert!(!html.contains("class=\"term\""), "{body}\n{html}");
    }
}

#[test]
fn a_term_that_the_parser_splits_is_whole() {
    assert_eq!(linked("the R&D fund"), "the {R&amp;D fund}");
    assert_eq!(linked("the R&amp;D fund, R&D fund"), "the {R&amp;D fund}, R&amp;D fund");
    assert_eq!(linked("the R\\&D fund."), "the {R&amp;D fund}.");
    assert_eq!(linked("Mexico's guard"), "{Mexico’s guard}");
    assert_eq!(linked("\"USMCA\""), "“{USMCA}”");
    assert_eq!(linked("a safe\nthird country"), "a {safe\nthird country}");
    assert_eq!(linked("a safe  third\tcountry"), "a {safe  third\tcountry}");
    assert_eq!(
        linked("> a safe\r\n>   third\n> country."),
        "<blockquote>\na {safe\nthird\ncountry}.</blockquote>"
    );
    assert_eq!(linked("safe&nbsp;third country"), "{safe\u{A0}third country}");
    assert_eq!(linked("steel \\(raw\\)"), "{steel (raw)}");
    assert_eq!(linked("USMCA..."), "{USMCA}…");
    assert_eq!(linked("USMCA--*x*"), "{USMCA}–<em>x</em>");
    // Places are not known within text that had to be changed, and the next mention is the first.
    assert_eq!(linked("\u{7} USMCA\n*USMCA*"), "\u{FFFD} USMCA\n<em>{USMCA}</em>");
    // Letters that stand in the source as something else are the reader's all the same.
    assert_eq!(linked("&#85;SMCA"), "{USMCA}");
    assert_eq!(linked("USMC&#65;"), "{USMCA}");
}

#[test]
fn places_that_do_not_fit_leave_the_text_whole_and_balanced() {
    let body = "é *USMCA* [a](b) ñandú &amp; `c`\n\n# H\n\nx";
    for start in 0..body.len() + 2 {
        for end in start..body.len() + 2 {
            let links = [
                TermLink { range: start..end, address: "#a".to_owned() },
                TermLink { range: end..end + 1, address: "#b".to_owned() },
            ];
            let mut out = String::new();
            render(body, &options(), &|_| None, &links, &mut out);
            assert_eq!(fault(&out, RawHtml::Escape), None, "{start}..{end}: {out}");
            let mut bare = out.clone();
            for tag in ["<a class=\"term\" href=\"#a\">", "<a class=\"term\" href=\"#b\">", "</a>"] {
                bare = bare.replace(tag, "");
            }
            let mut plain = String::new();
            render(body, &options(), &|_| None, &[], &mut plain);
            assert_eq!(bare, plain.replace("</a>", ""), "{start}..{end}");
        }
    }
}
