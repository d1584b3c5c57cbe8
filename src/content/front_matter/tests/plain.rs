//! The reader of plain front matter agrees with the YAML crate wherever it gives an answer.

use proptest::prelude::{ProptestConfig, prop, prop_assert_eq, proptest};

use super::super::node::read_any;
use super::super::{Document, FRONT_MATTER_BYTES, Node, plain};
use crate::source::FileId;

/// What the YAML crate makes of it.
fn by_the_crate(yaml: &str) -> Option<Node> {
    read_any(&Document::whole(FileId(0), yaml), FRONT_MATTER_BYTES).ok()
}

#[track_caller]
fn agrees(yaml: &str) {
    let node = plain::read(yaml);
    assert!(node.is_some(), "left to the parser: {yaml}");
    assert_eq!(node, by_the_crate(yaml), "{yaml}");
}

#[test]
fn what_articles_hold_is_plain() {
    agrees("title: Talks resume\ndate: 2018-07-12\n");
    agrees(
        "# a comment\n\ntitle: «Sí» – U.S.–Mexico: no\n  \nempty:\nlast: x".replace(": no", " no").as_str(),
    );
    agrees(
        "topics:\n  - migration/asylum\n  - trade\npeople:\n- Ana\n-   Luis  \nlead: true\nbrief: false\n",
    );
    agrees(
        "sources:\n  - name: AP\n    url: https://apnews.com/a:b#c\n    published: 2018-07\n  - name: EFE\n",
    );
    agrees(
        "image:\n  src: a.jpg\n  alt: \"It's # one: two\"\n  credit: 'A \"B\" \\n'\nextra:\n  event: x\n  n: 7\n",
    );
    agrees("date: 2018-07-12T09:00:00-05:00\nzero: 0\nn: 999999999999999999\ntariff: 25% on steel\n");
    agrees("a:\n  b:\n    c:\n    - d: 1\n      e:\n        f: g\n    - h\n  i: j\n");
    agrees("title: $1 (about)\nx: (y)\nz: /old/address/\nu: _\nkey-1: a'b\"c [d] {e} *f &g !h |i >j %k @l\n");
}

#[test]
fn what_is_not_certain_is_left_to_the_parser() {
    for yaml in [
        "",
        "- a\n",
        " a: b\n",
        "a",
        "a b: c\n",
        "a: b\n  c\n",
        "a: b: c\n",
        "a: b #c\n",
        "a: 'it''s'\n",
        "a: \"b\\n\"\n",
        "a: [b]\n",
        "a: {b: c}\n",
        "a: |\n  b\n",
        "a: >\n  b\n",
        "a: &b c\n",
        "a: *b\n",
        "a: !b c\n",
        "a: ~\n",
        "a: null\n",
        "a: True\n",
        "a: 1.5\n",
        "a: 1e5\n",
        "a: 0x1f\n",
        "a: 007\n",
        "a: -1\n",
        "a: +1\n",
        "a: .inf\n",
        "a:\tb\n",
        "a: b\r\n",
        "a:\n  - - b\n",
        "a:\n  -\n",
        "<<: b\n",
        "? a\n",
        "---\na: b\n",
        "a: b\n...\n",
        "a: b\u{85}c\n",
        "a: \u{feff}b\n",
        "a: b\u{2028}c\n",
        "a: b\u{7f}\n",
        "a: 12345678901234567890\n",
        "a: 'b' c\n",
        "a: \"b\n",
        "a: '\n",
        "\"a\": b\n",
        "a:b\n",
        "a:\n   b: 1\n  c: 2\n",
        "a:\n  - b\n c: d\n",
        "a: @b\n",
        "a: `b\n",
        "a: %b\n",
        "a: b:\n",
        "a: 2018-07-12 #x\n",
    ] {
        assert_eq!(plain::read(yaml), None, "{yaml:?}");
    }
    let deep: String = (0..9).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    assert_eq!(plain::read(&deep), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_never_takes_a_text_differently(
        lines in prop::collection::vec(
            "( {0,4})(- {1,2}){0,2}([a-c]|key-1|_x|true|\"a\"|<<)?(:|: | : )?([a-z0-9 ñ«:#'\"\\\\,.~+*&!|>%@?=/(){}\\[\\]\u{a0}-]{0,6}|true|False|null|[0-9]{1,20}|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:]{0,4})?|0[xob]?[0-9]{1,3}|[0-9]\\.[0-9]|[0-9]e[0-9]|'[a-z #:\"]{0,3}'|\"[a-z #:\\\\']{0,3}\") {0,2}",
            1..7,
        ),
        ending in "\n?",
    ) {
        let yaml = lines.join("\n") + &ending;
        if let Some(node) = plain::read(&yaml) {
            prop_assert_eq!(Some(node), by_the_crate(&yaml), "{:?}", yaml);
        }
    }

    #[test]
    fn nor_one_that_is_nearly_all_plain(
        lines in prop::collection::vec("( {0,1}|  |    )(- )?[ab]: ?([a-z]{0,2}|[0-9]{1,2}|'x'|\"y\")?|( {0,2})- [a-z0-9]{1,3}|  #?", 1..9),
    ) {
        let yaml = lines.join("\n");
        if let Some(node) = plain::read(&yaml) {
            prop_assert_eq!(Some(node), by_the_crate(&yaml), "{:?}", yaml);
        }
    }
}
