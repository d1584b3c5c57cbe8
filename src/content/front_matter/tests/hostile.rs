//! Input that means harm: it is refused quickly and never panics.

use proptest::prelude::{ProptestConfig, prop, prop_assert, proptest};

use super::super::{Document, FRONT_MATTER_BYTES, Node, SITE_BYTES, guard, locate, read, split};
use super::super::{Part, check};
use super::{ARTICLE, after, is, only, repeated, run};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::FileId;

const DEEP: &str = "lists and maps are nested more than 32 deep";

fn site(text: &str) -> Result<Node, Diagnostic> {
    read(&Document::whole(FileId(0), text), SITE_BYTES)
}

/// Where the guard, not the parser, stops.
fn guarded(text: &str) -> Option<(Code, String, usize)> {
    let fault = guard(&Document::whole(FileId(0), text), SITE_BYTES).err()?;
    Some((fault.code, fault.message, fault.span.unwrap().range.start))
}

#[test]
fn size_is_bounded() {
    let line = format!("title: {}\n", "é".repeat(500_000));
    let (code, message, at, _) = only(&line);
    assert_eq!(code, Code::YamlLimit);
    assert_eq!(message, format!("the YAML is {} bytes long, and at most 65536 are read", line.len()));
    assert_eq!(at, "é");
    assert!(site(&line).is_ok());
    assert_eq!(guarded(&"#".repeat(SITE_BYTES + 1)).unwrap().0, Code::YamlLimit);
    assert_eq!(guarded(&"#".repeat(SITE_BYTES)), None);
}

#[test]
fn nesting_is_bounded_in_every_notation() {
    let deep =
        |text: &str, at: usize| assert_eq!(guarded(text), Some((Code::YamlLimit, DEEP.to_owned(), at)));
    deep(&"[".repeat(10_000), 32);
    deep(&format!("a: {}", "{b: [".repeat(5_000)), 3 + 5 * 15 + 4);
    deep(&"- ".repeat(10_000), 64);
    deep(&"? ".repeat(10_000), 64);
    let blocks = repeated(100, |n| format!("{}a:\n", " ".repeat(n)));
    deep(&blocks, (0..32).map(|n| n + 3).sum::<usize>() + 32);
    deep(&format!("a: 'it''s [' # [\nb: {}", "[".repeat(99)), 17 + 3 + 31);
    deep(&format!("- \"a\\\"[\": {}", "[".repeat(99)), 10 + 30);
    assert!(site(&format!("{}{}", "[".repeat(32), "]".repeat(32))).is_ok());
}

#[test]
fn text_that_only_looks_deep_or_aliased_passes() {
    let brackets = "[[[[{{{{".repeat(20);
    let stars = "*x ".repeat(200);
    for yaml in [
        format!("a: |\n  {brackets}\n\n  {stars}\nb: 1\n"),
        format!("a: >-\n {brackets}\n {stars}\n"),
        format!("a: x {brackets} {stars}\n  {brackets}\n  {stars}\n"),
        format!("a:\n  x\n  - {stars}\n"),
        format!("a: \"{brackets}\n  {stars}\"\nb: '{brackets}\n  {stars}'\n"),
        format!("# {brackets} {stars}\na: [b, # {brackets} {stars}\n  c]\n"),
        format!("- |\n {brackets}\n- - >\n   {stars}\n"),
        "a: [b*c, d]\n".to_owned() + &repeated(100, |n| format!("k{n}: a [b\n")),
        repeated(100, |n| format!("k{n}: [a]\nl{n}: {{b: [c]}}\nm{n}:\n  - n: o\n")),
    ] {
        assert!(site(&yaml).is_ok(), "{yaml}");
    }
}

#[test]
fn aliases_are_bounded() {
    let aliases = format!("a: &a 1\nb: [{}]\n", "*a, ".repeat(65));
    assert_eq!(guarded(&aliases).unwrap().1, "there are more than 64 aliases");
    assert_eq!(guarded(&aliases).unwrap().2, 8 + 4 + 64 * 4);
    assert!(site(&format!("a: &a 1\nb: [{}]\n", "*a, ".repeat(64))).is_ok());
    let lines: String = (0..65).map(|_| "- *a\n").collect();
    assert_eq!(guarded(&format!("b: &a x\nc:\n{lines}")).unwrap().0, Code::YamlLimit);
}

fn eight_aliases(n: usize) -> String {
    format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 8].join(", "))
}

#[test]
fn a_billion_laughs() {
    let mut nodes = "a0: &a0 [x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..9 {
        nodes += &eight_aliases(n);
    }
    assert_eq!(guarded(&nodes), None, "64 aliases");
    let fault = site(&nodes).unwrap_err();
    assert_eq!((fault.code, &*fault.message), (Code::YamlLimit, "aliases are expanded too often"));
    let wide = format!("a: &a [{}]\nb: [{}]\n", "x, ".repeat(2_000), "*a, ".repeat(64));
    let fault = site(&wide).unwrap_err();
    assert_eq!(
        (fault.code, &*fault.message),
        (Code::YamlLimit, "there are more than 100000 values, aliases expanded")
    );
    let mut bytes = format!("a0: &a0 {}\n", "x".repeat(60_000));
    for n in 1..5 {
        bytes += &eight_aliases(n);
    }
    let fault = site(&bytes).unwrap_err();
    assert_eq!(
        (fault.code, &*fault.message),
        (Code::YamlLimit, "there are more than 4194304 bytes of text, aliases expanded")
    );
    let fault = site("a: &a [*a]\n").unwrap_err();
    assert_eq!((fault.code, &*fault.message), (Code::YamlLimit, DEEP));
}

#[test]
fn forbidden_characters_and_lone_carriage_returns() {
    let delete = "delete it; most editors can show invisible characters";
    for (character, name) in [
        ("\0", "0000"),
        ("\u{7}", "0007"),
        ("\u{7f}", "007F"),
        ("\u{9b}", "009B"),
        ("\u{85}", "0085"),
        ("\u{2028}", "2028"),
        ("\u{feff}", "FEFF"),
        ("\u{ffff}", "FFFF"),
    ] {
        let yaml = format!("slug: é{character}x\n");
        is(
            after(&yaml),
            Code::YamlSyntax,
            &format!("the character U+{name} is not allowed"),
            character,
            delete,
        );
    }
    is(
        after("slug: a\rb\n"),
        Code::YamlSyntax,
        "the character U+000D is not allowed",
        "\r",
        "end lines with LF or CRLF",
    );
    assert!(run("title: x\r\ndate: 2018-07-12\r\n").1.is_empty());
}

#[test]
fn one_document_only() {
    let second = "a second YAML document starts here";
    for (yaml, at) in
        [("a: 1\n---\nb: 2\n", 5), ("---\na: 1\n--- b\n", 9), ("a: 1\n...\nb: 2\n", 9), ("---\n---\n", 4)]
    {
        assert_eq!(guarded(yaml), Some((Code::YamlSyntax, second.to_owned(), at)), "{yaml}");
    }
    for yaml in
        ["%YAML 1.2\n---\na: 1\n...\n# end\n", "--- {a: 1}\n", "a: |\n  ---\n  ...\n", "---\na: ---\n"]
    {
        assert!(site(yaml).is_ok(), "{yaml}");
    }
}

#[test]
fn unterminated_everything_is_a_fault() {
    for yaml in [
        "a: \"",
        "a: '",
        "a: [",
        "a: {",
        "a: \"\\",
        "a: {b",
        "a: [&",
        "a: *",
        "a: !",
        "a: !<",
        "a: \"\\u12",
        "? [",
        "%",
        "a: |9999",
    ] {
        let (_, faults, _) = run(&format!("{yaml}\n"));
        assert!(!faults.is_empty(), "{yaml}");
        assert!(site(yaml).is_err(), "{yaml}");
    }
}

#[test]
fn faults_beyond_the_hundredth_are_counted_and_not_told() {
    let keys = repeated(4_000, |n| format!("key{n}: 1\n"));
    assert_eq!(run(&keys).1.len(), 101);
    let twice = repeated(4_000, |n| format!("  k{}: 1\n", n / 2));
    assert_eq!(run(&format!("title: x\ndate: 2018-07-12\nextra:\n{twice}")).1.len(), 101);
}

fn every_fault_has_a_place(text: &str) -> Result<(), String> {
    let faults = match split(FileId(0), text) {
        Err(fault) => vec![fault],
        Ok(article) => faults_of(&article.front, FRONT_MATTER_BYTES),
    };
    let whole = faults_of(&Document::whole(FileId(0), text), SITE_BYTES);
    for fault in faults.iter().chain(&whole) {
        let range = fault.span.clone().ok_or_else(|| format!("no place: {fault:?}"))?.range;
        text.get(range.clone()).ok_or_else(|| format!("{range:?} of {text:?}: {fault:?}"))?;
        let said = format!("{}{}", fault.message, fault.help.as_deref().unwrap_or_default());
        if said.chars().any(char::is_control) || fault.message.is_empty() {
            return Err(format!("{fault:?}"));
        }
    }
    Ok(())
}

fn faults_of(document: &Document, max_bytes: usize) -> Vec<Diagnostic> {
    match read(document, max_bytes) {
        Ok(node) => check(node, &ARTICLE, document).1,
        Err(fault) => vec![fault],
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC*|(?s).*") {
        every_fault_has_a_place(&text).map_err(proptest::test_runner::TestCaseError::fail)?;
        let range = locate(&text, ARTICLE.keys, &[], Part::Value);
        prop_assert!(text.get(range).is_some());
    }

    #[test]
    fn pieces_of_yaml_never_panic(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let yaml = pieces.concat();
        every_fault_has_a_place(&yaml).map_err(proptest::test_runner::TestCaseError::fail)?;
        let fenced = format!("---\n{yaml}\n---\n");
        every_fault_has_a_place(&fenced).map_err(proptest::test_runner::TestCaseError::fail)?;
    }
}

const PIECES: &[&str] = &[
    "title",
    "date",
    "sources",
    "name",
    "extra",
    "lastmod",
    ": ",
    ":",
    "\n",
    "\n  ",
    "\n    ",
    "\n- ",
    "\n  - ",
    "- ",
    "? ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "\"",
    "'",
    "\\",
    "|\n",
    ">-\n",
    "# ",
    "&a ",
    "*a",
    "!x ",
    "!!str ",
    "%",
    "@",
    "`",
    "\t",
    "\r\n",
    "2018-07-12",
    "2018",
    "true",
    "~",
    "é",
    "—",
    "🙂",
    "<<",
    "---\n",
    "...\n",
    ".nan",
    "0x1F",
    "https://a.org",
    " ",
];
