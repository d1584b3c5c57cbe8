//! Every fault with its words and its place.

use super::{after, is, only, repeated, run};
use crate::diagnostic::Code;

#[test]
fn unknown_keys() {
    let key = Code::UnknownKey;
    is(after("topcs: [a]\n"), key, "unknown key `topcs`", "topcs", "did you mean `topics`?");
    is(after("lastmdo: x\n"), key, "unknown key `lastmdo`", "lastmdo", "did you mean `lastmod`?");
    is(
        after("\"Layout\": x\n"),
        key,
        "unknown key `Layout`",
        "\"Layout\"",
        "put data for templates under `extra`",
    );
    is(after("tags: x\n"), key, "unknown key `tags`", "tags", "use `topics`");
    is(
        after("image: {src: a.jpg, layout: x}\n"),
        key,
        "unknown key `layout`",
        "layout",
        "the keys here are `src`, `alt`",
    );
    is(
        after("slug: &a x\n<<: *a\n"),
        key,
        "unknown key `<<`",
        "<<",
        "merge keys are not supported: write the keys out",
    );
    is(after("2018: x\n"), key, "unknown key `2018`", "2018", KEYS);
    is(after("true: x\n"), key, "unknown key `true`", "true", KEYS);
    is(after("\"\\e[31m\": x\n"), key, "unknown key `\\u{1b}[31m`", "\"\\e[31m\"", KEYS);
}

const KEYS: &str = "the keys here are `title`, `date`, `updated`, `slug`, `summary`, `topics`, `lead`, `period`, `sources`, `image`, `weights`, `languages`, …";

#[test]
fn duplicate_keys_show_both_places() {
    let (_, faults, text) = run("title: A\ndate: 2018-07-12\ntitle: B\ntitle: C\n");
    assert_eq!(faults.len(), 2);
    for (fault, start) in faults.iter().zip([30, 39]) {
        assert_eq!(fault.code, Code::DuplicateKey);
        assert_eq!(fault.message, "`title` stands twice");
        assert_eq!(fault.help.as_deref(), Some("keep one of them"));
        assert_eq!(fault.span.as_ref().unwrap().range, start..start + 5);
        assert_eq!(fault.related[0].span.range, 4..9);
        assert_eq!(fault.related[0].text, "first used here");
    }
    assert_eq!(&text[39..47], "title: C");
}

#[test]
fn a_key_and_its_synonym_are_duplicates() {
    let yaml = "title: A\ndate: 2018-07-12\nlastmod: 2018-07-13\nmodified: 2018-07-14\nlastmod: 2018-07-15\n";
    let (mut checked, faults, text) = run(yaml);
    let places: Vec<_> = faults.iter().map(|f| (&*f.message, f.span.clone().unwrap().range.start)).collect();
    let second = text.rfind("lastmod").unwrap();
    assert_eq!(places, [("`modified` is the same key as `lastmod`", 50), ("`lastmod` stands twice", second)]);
    assert_eq!(&text[faults[0].related[0].span.range.clone()], "lastmod");
    assert_eq!(checked.date("updated").unwrap().day.day(), 13);
}

#[test]
fn duplicates_among_free_keys() {
    is(
        after("weights: {a: 1, b: 2, a: 3}\n"),
        Code::DuplicateKey,
        "`weights.a` stands twice",
        "a",
        "keep one of them",
    );
    is(
        after("extra:\n  x:\n    y: 1\n    'y': 2\n"),
        Code::DuplicateKey,
        "`extra.x.y` stands twice",
        "'y'",
        "keep one of them",
    );
}

#[test]
fn missing_keys() {
    let key = Code::MissingKey;
    is(only("title: x\n"), key, "`date` is missing", "---", "add a line `date: …`");
    is(
        only("title:\ndate: 2018-07-12\n"),
        key,
        "`title` is empty",
        "title",
        "write a value behind the colon",
    );
    is(
        only("title: ~\ndate: 2018-07-12\n"),
        key,
        "`title` is empty",
        "title",
        "write a value behind the colon",
    );
    is(
        after("sources:\n- name: EFE\n  url: https://e.org\n- name: AP\n"),
        key,
        "`sources[1].url` is missing",
        "name: AP",
        "add a line `url: …`",
    );
    let (_, faults, _) = run("");
    let messages: Vec<_> = faults.iter().map(|f| f.message.as_str()).collect();
    assert_eq!(messages, ["`title` is missing", "`date` is missing"]);
}

#[test]
fn wrong_types_say_how_to_write_it() {
    let wrong = Code::WrongType;
    is(
        only("title: 2018\ndate: 2018-07-12\n"),
        wrong,
        "`title` must be text, not the number `2018`",
        "2018",
        "put it in quotes: `title: \"2018\"`",
    );
    is(
        only("title: 0x1F\ndate: 2018-07-12\n"),
        wrong,
        "`title` must be text, not the number `31`",
        "0x1F",
        "put it in quotes: `title: \"0x1F\"`",
    );
    is(
        after("slug: true # yes\n"),
        wrong,
        "`slug` must be text, not `true`",
        "true",
        "put it in quotes: `slug: \"true\"`",
    );
    is(
        after("slug: [talks]\n"),
        wrong,
        "`slug` must be text, not a list",
        "[talks]",
        "it takes one value: write `slug: talks`",
    );
    is(after("slug: [a, b]\n"), wrong, "`slug` must be text, not a list", "[a, b]", "it takes one value");
    is(
        after("topics: migration, trade/nafta\n"),
        wrong,
        "`topics` must be a list of texts, not the text `migration, trade/nafta`",
        "migration, trade/nafta",
        "write `topics: [migration, trade/nafta]`",
    );
    is(
        after("topics: Foo's \"bar\"\n"),
        wrong,
        "`topics` must be a list of texts, not the text `Foo's \"bar\"`",
        "Foo's \"bar\"",
        "write each item on a line of its own that starts with `- `",
    );
    is(
        after("topics:\n  - ok\n  - 2018\n"),
        wrong,
        "`topics[1]` must be text, not the number `2018`",
        "2018",
        "put it in quotes: `- \"2018\"`",
    );
    is(
        after("topics:\n  - Ebrard said: no wall\n"),
        wrong,
        "`topics[0]` must be text, not a map of keys and values",
        "Ebrard said: no wall",
        "put a text that has `: ` in it in quotes: `- \"Ebrard said: no wall\"`",
    );
    is(
        after("topics:\n  - a\n  -\n"),
        wrong,
        "`topics[1]` is empty",
        "-",
        "write a value, or delete the line",
    );
    is(
        after("topics: 5\n"),
        wrong,
        "`topics` must be a list of texts, not the number `5`",
        "5",
        "write `topics: [5]`",
    );
}

#[test]
fn wrong_types_of_other_kinds() {
    let wrong = Code::WrongType;
    is(
        after("lead: yes\n"),
        wrong,
        "`lead` must be `true` or `false`, not the text `yes`",
        "yes",
        "write `lead: true`",
    );
    is(
        after("lead: \"false\"\n"),
        wrong,
        "`lead` must be `true` or `false`, not the text `false`",
        "\"false\"",
        "write `lead: false`",
    );
    is(
        after("lead: maybe\n"),
        wrong,
        "`lead` must be `true` or `false`, not the text `maybe`",
        "maybe",
        "write `lead: true` or `lead: false`",
    );
    is(
        after("weights: {a: \"5\"}\n"),
        wrong,
        "`weights.a` must be a whole number, not the text `5`",
        "\"5\"",
        "take the quotes away: `a: 5`",
    );
    is(
        after("weights: {a: 1.5}\n"),
        wrong,
        "`weights.a` must be a whole number, not the number `1.5`",
        "1.5",
        "",
    );
    is(
        after("weights: 5\n"),
        wrong,
        "`weights` must be a map of keys and values, not the number `5`",
        "5",
        "write `key: value` on lines of their own, indented",
    );
    is(
        after("updated: 20180712\n"),
        wrong,
        "`updated` must be a date, not the number `20180712`",
        "20180712",
        "write a day, such as `updated: 2018-07-12`",
    );
    is(
        after("sources:\n  name: EFE\n  url: https://e.org\n"),
        wrong,
        "`sources` must be a list of entries, not a map of keys and values",
        "name: EFE",
        "start each entry on a line of its own with `- `",
    );
    is(
        after("image: a.jpg\n"),
        wrong,
        "`image` must be a map of keys and values, not the text `a.jpg`",
        "a.jpg",
        "it has the keys `src`, `alt`",
    );
    is(
        after("feed: daily\n"),
        wrong,
        "`feed` must be `true` or `false` or a map of keys and values, not the text `daily`",
        "daily",
        "",
    );
    is(
        only("- a\n- b\n"),
        wrong,
        "expected a map of keys and values, not a list",
        "---",
        "write `key: value` on lines of their own",
    );
    is(
        only("just text\n"),
        wrong,
        "expected a map of keys and values, not the text `just text`",
        "---",
        "write `key: value` on lines of their own",
    );
}

#[test]
fn blank_and_long_texts() {
    let blank = "write a text, or delete the line";
    is(only("title: \" \"\ndate: 2018-07-12\n"), Code::BlankText, "`title` is blank", "\" \"", blank);
    is(after("summary: \"\\u200b\\n\"\n"), Code::BlankText, "`summary` is blank", "\"\\u200b\\n\"", blank);
    let long = "x".repeat(10_001);
    is(
        after(&format!("summary: {long}\n")),
        Code::InvalidValue,
        "`summary` has 10001 characters, and at most 10000 are allowed",
        &long,
        "a long text belongs below the front matter",
    );
    assert!(run(&format!("title: x\ndate: 2018-07-12\nsummary: {}\n", "ñ".repeat(10_000))).1.is_empty());
    let many = format!("topics: [{}]\n", "a,".repeat(1_001));
    is(
        after(&many),
        Code::InvalidValue,
        "`topics` has 1001 items, and at most 1000 are allowed",
        "topics",
        "",
    );
}

#[test]
fn control_characters_that_come_through_escapes() {
    let invalid = Code::InvalidValue;
    is(
        after("slug: \"a\\ab\"\n"),
        invalid,
        "`slug` has the control character U+0007",
        "\"a\\ab\"",
        "delete it",
    );
    is(
        after("slug: \"a\\tb\"\n"),
        invalid,
        "`slug` has the control character U+0009",
        "\"a\\tb\"",
        "delete it",
    );
    is(
        after("slug: \"a\\u2028b\"\n"),
        invalid,
        "`slug` has the control character U+2028",
        "\"a\\u2028b\"",
        "delete it",
    );
    is(
        after("slug: |\n  a\n  b\n"),
        invalid,
        "`slug` has a line break",
        "|",
        "write it on one line, or start it with `>` and indent its lines",
    );
    is(
        after("extra: {a: [\"\\x9b\"]}\n"),
        invalid,
        "`extra.a[0]` has the control character U+009B",
        "\"\\x9b\"",
        "delete it",
    );
    is(
        after("extra: {\"a\\0\": 1}\n"),
        invalid,
        "`extra.a\\u{0}` has the control character U+0000",
        "\"a\\0\"",
        "delete it",
    );
    is(after("extra: {a: .nan}\n"), invalid, "`extra.a` must be a finite number", ".nan", "");
}

#[test]
fn impossible_dates() {
    let invalid = Code::InvalidDate;
    is(
        after("updated: 2018-02-30\n"),
        invalid,
        "`updated` is a day that does not exist: `2018-02-30`",
        "2018-02-30",
        "February 2018 has 28 days",
    );
    is(
        after("lastmod: 2018-07-12T09:30:00\n"),
        invalid,
        "`lastmod` has a time without its offset from UTC: `2018-07-12T09:30:00`",
        "2018-07-12T09:30:00",
        "add the offset, such as `-06:00` or `Z`, or write only the day",
    );
    is(
        after("sources: [{name: a, url: 'http://a.org', published: 2018-13}]\n"),
        invalid,
        "`sources[0].published` is a day that does not exist: `2018-13`",
        "2018-13",
        "months go from 01 to 12",
    );
}

#[test]
fn numbers_choices_and_addresses() {
    let invalid = Code::InvalidValue;
    is(after("weights:\n  a: -1\n"), invalid, "`weights.a` must be at least 0, not `-1`", "-1", "");
    is(after("feed: {count: 501}\n"), invalid, "`feed.count` must be from 1 to 500, not `501`", "501", "");
    is(after("period: weak\n"), invalid, "`period` cannot be `weak`", "weak", "did you mean `week`?");
    is(
        after("period: yearly\n"),
        invalid,
        "`period` cannot be `yearly`",
        "yearly",
        "write `week`, `day` or `month`",
    );
    for (url, message, help) in [
        ("ftp://e.org/", "its scheme is `ftp`", "use an address that starts with `http://` or `https://`"),
        ("javascript:alert(1)", "it does not start with `http://` or `https://`", ""),
        ("e.org/a", "it does not start with `http://` or `https://`", "write `https://e.org/a`"),
        ("https://e.org/a b", "it has a blank in it", "write `%20` for a blank in an address"),
        ("https:///a", "it has no host", ""),
        ("https://?q", "it has no host", ""),
        ("https://e..org", "`e..org` is not a host", ""),
        ("https://e.org:99999/", "`99999` is not a port", ""),
        (
            "https://me:pw@e.org/",
            "it has a user name or a password in it",
            "take away what stands before the `@`",
        ),
        ("https://e.org/<b>", "it has the character U+003C in it", ""),
    ] {
        let yaml = format!("sources:\n  - name: EFE\n    url: {url}\n");
        let message = format!("`sources[0].url` is not a web address: {message}");
        is(after(&yaml), invalid, &message, url, help);
    }
}

#[test]
fn syntax_faults_say_what_to_do() {
    let syntax = Code::YamlSyntax;
    is(
        only("title: Talks: a first look\n"),
        syntax,
        "a `:` followed by a blank is not allowed here",
        ":",
        "put the value in quotes, or mend the indentation of the key",
    );
    is(
        only("image:\n\tsrc: x\n"),
        syntax,
        "a tab is used for indentation",
        "\t",
        "indent with blanks; YAML does not allow tabs",
    );
    for (yaml, at) in [("title: @ebrard\n", "@"), ("title: %x\n", "%")] {
        is(only(yaml), syntax, &format!("a value cannot start with `{at}`"), at, "put the value in quotes");
    }
    is(only("title: `x`\n"), syntax, "a value cannot start with a backtick", "`", "put the value in quotes");
    for yaml in ["a: 1\ntitle: \"Talks\nb: 2\n", "title: \"Talks\n"] {
        is(
            only(yaml),
            syntax,
            "this quotation mark is never closed",
            "\"",
            "close it, or put the whole text in quotes of the other kind",
        );
    }
    is(
        only("a: 1\nc: 'é\n"),
        syntax,
        "this quotation mark is never closed",
        "'",
        "close it, or put the whole text in quotes of the other kind",
    );
    is(
        only("title: *Talks* in Mexico\n"),
        syntax,
        "a value that starts with `*` is an alias, and this one is not defined",
        "*",
        "put the value in quotes",
    );
}

#[test]
fn syntax_faults_of_structure_say_what_to_do() {
    let syntax = Code::YamlSyntax;
    is(
        only("topics: [a, b\ndate: 2018-07-12\n"),
        syntax,
        "this `[` is never closed, or a comma is missing",
        "[",
        "close it with `]`; a text that starts with `[` needs quotes",
    );
    is(
        only("title: [Update] Talks\n"),
        syntax,
        "this does not fit what stands above it",
        "Talks",
        INDENTATION,
    );
    is(
        only("title: \"Talks\" begin\n"),
        syntax,
        "this does not fit what stands above it",
        "begin",
        INDENTATION,
    );
    is(
        only("image:\n  src: a\n alt: b\n"),
        syntax,
        "this does not fit what stands above it",
        "alt: b",
        INDENTATION,
    );
    is(only("topics:\n  - a\n b\n"), syntax, "this does not fit what stands above it", "b", INDENTATION);
    is(
        only("title: x\nTalks begin\ndate: 2018-07-12\n"),
        syntax,
        "this line is not `key: value`",
        "Talks begin",
        "write a key, a colon and a blank; indent the lines that continue a text",
    );
    is(
        only("title: !foo x\n"),
        syntax,
        "YAML tags are not supported: `!foo`",
        "!foo",
        "put a text that starts with `!` in quotes",
    );
    is(
        only("title: \"\\q\"\n"),
        syntax,
        "unknown escape in a quoted text",
        "\\",
        "write `\\\\` for a backslash, or use single quotes",
    );
    is(
        only("[a]: x\n"),
        syntax,
        "a key must be text, not a list or a map",
        "[a]: x",
        "put a text that starts with `[` or `{` in quotes",
    );
    is(
        only("title: > quoted\n"),
        syntax,
        "a text that starts with `|` or `>` is a block, and this is not the start of one",
        "> quoted",
        "put the value in quotes",
    );
}

const INDENTATION: &str = "keys of one map, and the `-` of one list, start in the same column; quote a text that has quotation marks or `: ` in it";

#[test]
fn all_faults_come_in_one_run_up_to_a_bound() {
    let (_, faults, text) = run("title: 5\nlayout: x\ndate: 2018-02-30\nlead: no\n");
    let places: Vec<_> = faults.iter().map(|f| &text[f.span.clone().unwrap().range]).collect();
    assert_eq!(places, ["5", "layout", "2018-02-30", "no"]);
    let items = repeated(300, |n| format!("  - {n}\n"));
    let (_, faults, _) = run(&format!("title: x\ndate: 2018-07-12\ntopics:\n{items}"));
    assert_eq!(faults.len(), 101);
    assert_eq!(faults[100].message, "200 further faults of this file are not shown");
}
