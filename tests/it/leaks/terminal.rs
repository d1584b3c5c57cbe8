//! Control characters of content, paths and arguments never reach the terminal.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use issue_digest::report;
use issue_digest::source::Sources;
use issue_digest::{Compiled, Options, compile};

use crate::folder::{Folder, finish};
use crate::support;

/// Clears a screen, sets a window's title, rings, goes back, turns the direction of writing.
const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;x\u{7}\u{8}\u{9b}2J\u{202e}\u{2066}\r";
/// The same for YAML's double quotes.
const ESCAPED: &str = r"\e[2J\e]0;x\a\b\x9b2J\u202e\u2066\r";

fn assert_printable(said: &str) {
    let is_harmful = |c: char| {
        (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let found: Vec<char> = said.chars().filter(|c| is_harmful(*c)).collect();
    assert!(found.is_empty(), "{found:?} in {said:?}");
}

/// Fixtures whose faults each quote hostile text: values, keys, source lines, addresses, paths.
fn faulty() -> Vec<String> {
    let article = |front: &str, body: &str| {
        support::document("articles/a.md", &format!("title: A\ndate: 2024-01-15\n{front}\n"), body)
    };
    let mut fixtures: Vec<String> = [
        "topics: [\"HOSTILE\"]",
        "thread: \"HOSTILE\"",
        "slug: \"HOSTILE\"",
        "aliases: [\"/HOSTILE/\"]",
        "\"HOSTILE\": 1",
        "date: \"HOSTILE\"",
        "updated: \"HOSTILE\"",
        "lead: \"HOSTILE\"",
        "sources: [{name: A, url: \"HOSTILE\"}]",
        "sources: [{\"HOSTILE\": A}]",
        "image: {src: \"HOSTILE\", alt: x}",
        "topics: \"HOSTILE\"",
        "extra: {\"HOSTILE\": 1, \"HOSTILE\": 2}",
        "RAW: [",
        "draft: RAW",
    ]
    .iter()
    .map(|front| article(&front.replace("HOSTILE", ESCAPED).replace("RAW", HOSTILE), ""))
    .collect();
    let raw = |body: &str| body.replace("RAW", &HOSTILE.replace('\r', ""));
    for body in [
        "[x](<RAW>)",
        "[x](<#RAW>)",
        "[x](<a.md#RAW>)",
        "RAW [x](nowhere.md) RAW",
        "![x](<RAW.png>)",
        "[x](<@/RAW.md>)",
        "[RAW](javascript:x)",
    ] {
        fixtures.push(article("", &raw(body)));
    }
    fixtures.push(format!("=== content/articles/a{}.md\nno front matter\n", HOSTILE.replace('\r', "")));
    fixtures.push(format!("=== content/{}/a.md\n---\ntitle: x\n---\n", HOSTILE.replace('\r', "")));
    fixtures.push(format!("=== site.yaml\n{}\"{ESCAPED}\": 1\n", support::SITE));
    fixtures.push(format!("=== site.yaml\n{}theme: \"{ESCAPED}\"\n", support::SITE));
    fixtures.push(format!("=== site.yaml\n{}timezone: \"{ESCAPED}\"\n", support::SITE));
    fixtures.push(format!("=== site.yaml\n{}permalinks: {{article: \"/:{ESCAPED}/\"}}\n", support::SITE));
    fixtures.push(format!("=== site.yaml\n{}navigation: [{{to: \"{ESCAPED}\"}}]\n", support::SITE));
    let template = |text: &str| format!("=== themes/gazette/templates/404.html\n{text}\n{}", article("", ""));
    fixtures.push(template(&raw("{% RAW %}")));
    fixtures.push(template(&raw("{{ t(key=\"RAW\") }}")));
    fixtures.push(template(&raw("{{ asset(path=\"RAW\") }} RAW")));
    fixtures.push(template(&raw("{% include \"RAW.html\" %}")));
    fixtures.push(format!(
        "=== themes/gazette/i18n/en.yaml\n\"{ESCAPED}\": {{\"{ESCAPED}\": x}}\n{}",
        article("", "")
    ));
    fixtures
}

#[test]
fn faults_quote_hostile_text_without_its_control_characters() {
    for fixture in faulty() {
        let said = support::check(&fixture);
        assert!(said.contains("error[") || said.contains("warning["), "no fault in {fixture:?}");
        assert_printable(&said);
    }
}

/// In colour only the renderer's own sequences, which set colours, are on the terminal.
#[test]
fn coloured_faults_have_the_sequences_of_colours_only() {
    for fixture in faulty() {
        let (compiled, diagnostics) =
            compile(Sources::in_memory(support::files(&fixture)), Options::new(support::NOW));
        let sources = match &compiled {
            Compiled::Faulty(sources) => sources,
            Compiled::Digest(digest) => &digest.sources,
        };
        let said = report::render(&diagnostics.sorted(), sources, true);
        let mut plain = String::new();
        for (at, part) in said.split('\u{1b}').enumerate() {
            let text = if at == 0 {
                part
            } else {
                let end = part.find(|c: char| !"[0123456789;".contains(c)).unwrap_or(part.len());
                assert!(part[end..].starts_with('m') && part.starts_with('['), "{part:?} in {fixture:?}");
                &part[end + 1..]
            };
            plain.push_str(text);
        }
        assert_printable(&plain);
    }
}

#[test]
fn paths_on_the_disk_are_shown_without_their_control_characters() {
    let folder = Folder::new(&support::article("one", "date: 2024-01-15"));
    let name = format!("a{HOSTILE}\n\u{85}b");
    folder.write(&format!("content/articles/{name}.md"), "no front matter");
    folder.write(&format!("content/{name}.md"), "---\ntitle: x\n---\n");
    folder.write(&format!("content/static/{name}"), "x");
    let bytes = folder.root().join(OsStr::from_bytes(b"content/articles/\x1b[2J\xff\x9b.md"));
    crate::folder::write(&bytes, "x");
    folder.write(&format!("themes/gazette/templates/{name}.html"), "{% if %}");
    let output = folder.try_build(&[]);
    let said = support::stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.matches("error[").count() >= 3, "{said}");
    assert_printable(said);
}

#[test]
fn arguments_are_shown_without_their_control_characters() {
    let folder = Folder::new(&support::article("one", "date: 2024-01-15"));
    let name = format!("pub{HOSTILE}\n\u{85}lic");
    let said = folder.build(&["--output", &name]);
    assert!(said.contains("pub") && said.lines().count() == 1, "{said}");
    assert_printable(&said);
    folder.write("file", "x");
    for arguments in [["--clock", name.as_str()], ["--output", &format!("file/{name}")], ["--site", &name]] {
        let output = folder.try_build(&arguments);
        assert_ne!(output.status.code(), Some(0), "{arguments:?}");
        assert_printable(support::stderr(&output));
    }
    let mut command = folder.command(&[]);
    command.env("SOURCE_DATE_EPOCH", &name);
    let output = finish(command);
    assert_eq!(output.status.code(), Some(2));
    assert_printable(support::stderr(&output));
}
