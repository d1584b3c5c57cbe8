//! Texts that try to be markup, scripts, templates or control sequences, in every field that there is.

use super::audit::{assert_harmless, assert_well_formed, tags};
use crate::support::{self, Files};

/// Markup in every way that a title can spell it, for YAML's double quotes.
const HOSTILE: &str = concat!(
    r#""Z \"onleak=1 'onleak=2 <x-leak onleak=3> &lt;x-leak onleak=4&gt; `<x-leak onleak='5'>` "#,
    r#"</title></script><x-leak> ]]> --> &#60;x-leak> {{ 7*7 }} {% raw %} "#,
    r#"[x](javascript:x) ![y](data:z) &#27;[2J &#x202e; &#xfffe;""#,
);

fn site(raw_html: &str) -> Files {
    let fixture = FIXTURE.replace("HOSTILE", HOSTILE).replace("RAW_HTML", raw_html);
    support::site(&fixture)
}

#[test]
fn no_text_becomes_markup() {
    for raw_html in ["escape", "sanitize"] {
        let site = site(raw_html);
        assert_harmless(&site);
        assert_no_controls(&site);
        let article = support::text(&site, "2024/01/15/one/index.html");
        assert!(article.contains("{{ 7*7 }}") && article.contains("{% raw %}"), "a template was run");
        assert!(tags(article).iter().any(|tag| tag.name == "h1"));
    }
}

#[test]
fn feeds_and_sitemaps_stay_well_formed() {
    let site = site("escape");
    let found = assert_well_formed(&site);
    assert!(found > 20, "{found}");
    for path in ["feed.atom", "feed.rss", "feed.json"] {
        let text = support::text(&site, path);
        assert!(text.contains("7*7"), "{path}");
    }
}

/// Characters that a terminal, a feed reader or a browser obeys, or that XML forbids.
const CONTROLS: &str = "\u{1b}[2J\u{7}\u{8}\u{0}\u{9b}2J\u{85}\u{7f}\u{fffe}\u{ffff}\u{b}\u{c}";

#[test]
fn control_characters_of_texts_do_not_reach_pages_and_feeds() {
    let body = "before RAW `RAW` [RAW](https://o.example 'RAW')[^a]\n\n# RAW\n\n    RAW\n\n[^a]: RAW\n\n|RAW|\n|-|\n";
    let settings = format!("=== site.yaml\n{}feeds: {{full_text: true}}\n", support::SITE);
    let document =
        support::document("articles/one.md", "title: One\ndate: 2024-01-15", &body.replace("RAW", CONTROLS));
    let site = support::site(&format!("{settings}{document}"));
    assert!(assert_well_formed(&site) > 4);
    assert_harmless(&site);
    assert!(support::text(&site, "feed.atom").contains("before"));
    assert_no_controls(&site);
}

/// Front matter and settings are lines of plain text: there a control character is a fault.
#[test]
fn control_characters_in_front_matter_are_faults() {
    for escape in ["\\e", "\\0", "\\a", "\\x9b", "\\x7f", "\\u0085", "\\ufffe", "\\uffff"] {
        for line in ["title: \"aESCb\"", "summary: \"aESCb\"", "people: [\"aESCb\"]", "extra: {a: \"ESC\"}"] {
            let front = format!("{}\ndate: 2024-01-15\n", line.replace("ESC", escape));
            let front = if line.starts_with("title") { front } else { format!("title: x\n{front}") };
            let said = support::check(&support::document("articles/one.md", &front, ""));
            if !said.contains("error[") {
                // What is not refused must not come out again.
                let site = support::site(&support::document("articles/one.md", &front, ""));
                assert_no_controls(&site);
                assert_well_formed(&site);
            }
        }
    }
    let said =
        support::check(&support::document("articles/one.md", "title: \"\\e[2J\"\ndate: 2024-01-15", ""));
    assert!(said.starts_with("error[E0110]: `title` has the control character U+001B\n"), "{said}");
}

fn assert_no_controls(site: &Files) {
    let is_text = |path: &str| ![".woff2", ".png", ".bin"].iter().any(|ending| path.ends_with(ending));
    for (path, bytes) in site.iter().filter(|(path, _)| is_text(path)) {
        let text = std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        let found = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
        assert_eq!(found, None, "{path}");
    }
}

/// Everything that a browser takes for the scheme `javascript:`, and other schemes that are not let in.
const LINKS: &[&str] = &[
    "[a](javascript:x)",
    "[a](JaVaScRiPt:x)",
    "[a](javascript&#58;x)",
    "[a](javascript&colon;x)",
    "[a](java&#10;script:x)",
    "[a](java&Tab;script:x)",
    "[a](&#1;javascript:x)",
    "[a](&#32;javascript:x)",
    "[a](<java\tscript:x>)",
    "[a](<\u{a0}javascript:x>)",
    "[a](data:text/html,<script>x</script>)",
    "[a](vbscript:x)",
    "[a](file:///etc/passwd)",
    "[a](blob:x)",
    "![a](javascript:x)",
    "![a](data:image/svg+xml,x)",
    "<javascript:x>",
    "[a]: javascript:x\n\n[a]",
    "[a][b]\n\n[b]: data:x",
    "[![i](javascript:x)](javascript:y)",
    "note[^n]\n\n[^n]: [a](javascript:x)",
    "| [a](javascript:x) |\n|---|\n| ![b](data:x) |",
    "## [a](javascript:x)",
    "<a href=javascript:x>a</a>",
    "<a href='java\nscript:x'>a</a>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>x</script></svg>",
    "<iframe src=//evil.example></iframe>",
    "<base href=//evil.example>",
    "<p style=\"background:url(javascript:x)\">a</p>",
    "<math><mtext><x-leak onleak=1>",
    "<!-- --><x-leak>",
    "<![CDATA[<x-leak>]]>",
    "<?php <x-leak> ?>",
    "```\"><x-leak>\n```",
    "```x\" onleak=\"1\nx\n```",
    "> [!NOTE]\n> <x-leak>",
    "[a](https://o.example \"t\\\" onleak=1\")",
    "![t\" onleak=\"1](https://o.example/x.png)",
    "<https://o.example/\"onleak=1>",
];

#[test]
fn addresses_with_other_schemes_are_taken_out_of_links() {
    for raw_html in ["escape", "sanitize"] {
        let settings = format!(
            "=== site.yaml\n{}markdown: {{raw_html: {raw_html}}}\nfeeds: {{full_text: true}}\n",
            support::SITE
        );
        for (number, link) in LINKS.iter().enumerate() {
            let front = "title: One\ndate: 2024-01-15\n";
            let body = format!("before {number}\n\n{link}\n\nafter");
            let site =
                support::site(&format!("{settings}{}", support::document("articles/one.md", front, &body)));
            assert_harmless(&site);
            assert_well_formed(&site);
            let page = support::text(&site, "2024/01/15/one/index.html");
            assert!(page.contains(&format!("before {number}")) && page.contains("after"), "{link}");
        }
    }
}

#[test]
fn addresses_with_other_schemes_are_refused_in_front_matter_and_settings() {
    let article = |line: &str| {
        support::document("articles/one.md", &format!("title: One\ndate: 2024-01-15\n{line}\n"), "Text.")
    };
    let settings = |line: &str| format!("=== site.yaml\n{}{line}\n{}", support::SITE, article(""));
    let cases = [
        article("sources: [{name: A, url: \"javascript:x\"}]"),
        article("sources: [{name: A, archive_url: \"data:text/html,x\"}]"),
        article("sources: [{name: A, url: \" javascript:x\"}]"),
        article("sources: [{name: A, url: \"https://a.example/\\njavascript:x\"}]"),
        article("image: {src: \"javascript:x\", alt: a}"),
        article("image: {src: \"data:image/svg+xml,x\", alt: a}"),
        settings("navigation: [{to: \"javascript:x\", title: a}]"),
        settings("navigation: [{to: \"JAVASCRIPT:x\", title: a}]"),
        settings("navigation: [{to: \"data:text/html,x\", title: a}]"),
        settings("").replace("base_url: https://test.example", "base_url: \"javascript:x\""),
        settings("")
            .replace("base_url: https://test.example", "base_url: \"https://a.example/\\\"onleak=1\""),
    ];
    for case in cases {
        let said = support::check(&case);
        if !said.contains("error[") {
            // What is not refused must be harmless.
            assert_harmless(&support::site(&case));
        }
    }
    // The audit above would be worth nothing if none were refused.
    assert!(support::check(&article("sources: [{name: A, url: \"javascript:x\"}]")).contains("error["));
}

const FIXTURE: &str = r#"=== site.yaml
title: HOSTILE
description: HOSTILE
base_url: https://test.example
languages:
  - {code: en, name: HOSTILE}
  - {code: es, name: HOSTILE, title: HOSTILE, description: HOSTILE}
feeds: {full_text: true}
markdown: {raw_html: RAW_HTML, smart_punctuation: false}
navigation:
  - {to: topics, title: HOSTILE}
extra: {a: HOSTILE}
=== content/articles/one.md
---
title: HOSTILE
date: 2024-01-15
summary: HOSTILE
slug: one
topics: [t]
people: [HOSTILE, P]
organizations: [HOSTILE, O]
places: [HOSTILE]
thread: h
key_facts: [HOSTILE]
sources:
  - {name: HOSTILE, title: HOSTILE, author: HOSTILE, url: "https://o.example/?'onleak=1&amp;b"}
image: {src: "https://o.example/'onleak=1.png", alt: HOSTILE, credit: HOSTILE, caption: HOSTILE}
corrections: [{date: 2024-01-16, text: HOSTILE}]
extra: {a: HOSTILE}
---
## A <x-leak onleak=1> heading "onleak=2

Text <x-leak>, `<x-leak>`[^a].

[^a]: <x-leak>
=== content/articles/two.md
---
title: HOSTILE
date: 2024-01-16
brief: true
people: [P]
topics: [t]
thread: h
---
An excerpt <x-leak> in place of a summary.
=== content/topics/t.md
---
title: HOSTILE
summary: HOSTILE
slug: t
---
<x-leak>
=== content/people/p.md
---
title: P
summary: HOSTILE
also: ["<x-leak onleak=6>"]
roles: [{role: HOSTILE, from: 2020}]
---
=== content/organizations/o.md
---
title: O
summary: HOSTILE
---
=== content/threads/h.md
---
title: HOSTILE
summary: HOSTILE
---
=== content/glossary/g.md
---
title: HOSTILE
summary: HOSTILE
also: [HOSTILE]
slug: g
---
<x-leak>
=== content/pages/p.md
---
title: HOSTILE
summary: HOSTILE
slug: p
---
=== content/editions/2024-w03.md
---
title: HOSTILE
summary: HOSTILE
---
<x-leak>
"#;
