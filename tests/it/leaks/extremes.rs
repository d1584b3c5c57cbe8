//! Input of absurd size, depth or date ends soon, with an answer: pages or faults, never a crash.

use std::fmt::Write as _;
use std::process::Output;

use crate::folder::{Folder, finish, newspaper};
use crate::support::{self, Files};

/// Builds within the time that a test may take, and with an answer.
fn answer(folder: &Folder, arguments: &[&str]) -> Output {
    let output = folder.try_build(arguments);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{:?}: {}", output.status, support::stderr(&output));
    output
}

fn article(front: &str, body: &str) -> String {
    format!("---\ntitle: X\n{front}\n---\n{body}\n")
}

#[test]
fn the_ends_of_the_calendar_are_dates_or_faults() {
    for (period, zone) in [("day", "Pacific/Kiritimati"), ("week", "Pacific/Niue"), ("month", "UTC")] {
        let folder = Folder::new(&support::article("one", "date: 2024-01-15"));
        let settings = format!("{}timezone: {zone}\neditions: {{period: {period}}}\n", support::SITE);
        folder.write("site.yaml", settings);
        let dates = ["0001-01-01", "9999-12-31", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"];
        for (number, date) in dates.iter().enumerate() {
            let path = format!("content/articles/x{number}.md");
            folder.write(&path, article(&format!("date: {date}"), ""));
            let output = answer(&folder, &["--future"]);
            let said = support::stderr(&output);
            let is_fault = output.status.code() == Some(1);
            assert!(!is_fault || said.contains("error[E0109]"), "{period} {zone} {date}: {said}");
            if is_fault {
                folder.remove(&path);
            }
        }
    }
}

#[test]
fn dates_that_do_not_exist_are_faults() {
    let folder = Folder::of(&newspaper());
    for date in [
        "-1",
        "-0001-01-01",
        "10000-01-01",
        "2024-02-30",
        "2023-02-29",
        "0000-00-00",
        "99999999999999999999",
        "2024-13-01",
        "1e9",
        ".inf",
        ".nan",
        "2024-01-01T25:00:00Z",
        "2024-01-01T00:00:00",
        "2024-01-01T00:00:00+99:00",
    ] {
        folder.write("content/articles/x.md", article(&format!("date: {date}"), ""));
        let output = answer(&folder, &[]);
        let said = support::stderr(&output);
        assert!(said.contains("error[E0109]") || said.contains("error[E0107]"), "{date}: {said}");
    }
}

#[test]
fn any_clock_gives_an_answer() {
    let folder = Folder::of(&newspaper());
    // Which would be of no edition, before the first article.
    folder.remove("content/editions/2024-w02.md");
    for epoch in ["0", "-1", "9223372036854775807", "-9223372036854775808", "253402300799", "-377705116800"] {
        let mut command = folder.command(&[]);
        command.env("SOURCE_DATE_EPOCH", epoch);
        let output = finish(command);
        assert_eq!(output.status.code(), Some(0), "{epoch}: {}", support::stderr(&output));
    }
    for epoch in ["9223372036854775808", "1e9", "", " ", "0x10", "1.5"] {
        let mut command = folder.command(&[]);
        command.env("SOURCE_DATE_EPOCH", epoch);
        assert_eq!(finish(command).status.code(), Some(2), "{epoch}");
    }
    for (clock, code) in [
        ("0001-01-01", 0),
        ("9999-12-30T21:00:00Z", 0),
        ("-009999-01-02", 0),
        ("10000-01-01", 2),
        ("99", 2),
        ("", 2),
    ] {
        let output = folder.try_build(&[&format!("--clock={clock}")]);
        assert_eq!(output.status.code(), Some(code), "{clock}: {}", support::stderr(&output));
    }
}

/// As deep as folders are read. What a theme nests no more is a fault, and told as one.
#[test]
fn a_deep_chain_of_topics_is_built_or_told() {
    for (depth, is_certain) in [(12, true), (61, false)] {
        let mut files = support::files("");
        let mut folder = String::from("content/topics");
        for level in 0..depth {
            write!(folder, "/t{level}").unwrap();
            files.insert(format!("{folder}/_index.md"), b"---\ntitle: T\n---\n".to_vec());
        }
        let key = folder.trim_start_matches("content/topics/").to_owned();
        let front = format!("date: 2024-01-15\ntopics: [{key}]");
        files.insert("content/articles/x.md".to_owned(), article(&front, "").into());
        let output = answer(&Folder::of(&files), &[]);
        assert!(!is_certain || output.status.code() == Some(0), "{}", support::stderr(&output));
    }
}

#[test]
fn three_thousand_topics_side_by_side_are_built() {
    let settings = "title: T\nbase_url: https://t.example\noutputs: {topic_feeds: false}\n";
    let mut files = Files::from([("site.yaml".to_owned(), settings.into())]);
    for number in 0..3000 {
        files.insert(format!("content/topics/t{number}.md"), b"---\ntitle: T\n---\n".to_vec());
    }
    files.insert("content/articles/x.md".to_owned(), article("date: 2024-01-15\ntopics: [t7]", "").into());
    let folder = Folder::of(&files);
    let output = answer(&folder, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", support::stderr(&output));
    assert!(folder.path("public/topics/t2999/index.html").is_file());
}

/// YAML that costs a careless reader all its time, memory or stack.
fn hostile_yaml() -> Vec<(&'static str, String)> {
    let mut laughs = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let before = level - 1;
        let uses = vec![format!("*a{before}"); 9].join(", ");
        writeln!(laughs, "a{level}: &a{level} [{uses}]").unwrap();
    }
    let blocks: String = (0..10_000).map(|depth| format!("{}- \n", " ".repeat(depth % 3000))).collect();
    vec![
        ("laughs", laughs),
        ("brackets", format!("extra: {}", "[".repeat(30_000))),
        ("closed brackets", format!("extra: {}{}", "[".repeat(20_000), "]".repeat(20_000))),
        ("braces", format!("extra: {}", "{a: ".repeat(15_000))),
        ("dashes", format!("extra:\n  {}x", "- ".repeat(30_000))),
        ("questions", format!("extra:\n  {}x", "? ".repeat(30_000))),
        ("indents", blocks),
        ("anchors", (0..3_000).map(|at| format!("k{at}: &a{at} x\n")).collect()),
        ("itself", "extra: &a [*a]".to_owned()),
        ("merge", "extra: &a {<<: *a}".to_owned()),
        ("tags", format!("extra: {}x", "!t ".repeat(20_000))),
        ("python", "extra: !!python/object/apply:os.system [\"touch /tmp/x\"]".to_owned()),
        ("binary", "extra: !!binary AAAA".to_owned()),
        ("long", format!("extra: {}", "x".repeat(10 * 1024 * 1024))),
        ("keys", (0..5_000).map(|at| format!("key{at}: x\n")).collect()),
        ("same keys", "title: x\n".repeat(5_000)),
        ("quotes", format!("extra: \"{}", "\\\"".repeat(20_000))),
        ("numbers", "extra: [1e999999, -1e999999, .inf, .nan, 0x7fffffffffffffffffff, 1_000, 0o7, 99999999999999999999999]".to_owned()),
        ("documents", "extra: 1\n---\nextra: 2\n...\n%YAML 9.9\n".to_owned()),
        ("surrogates", "extra: \"\\ud800\\udfff\\U00110000\"".to_owned()),
        ("nothing", String::new()),
        ("comment", format!("#{}", "x".repeat(60_000))),
        ("complex keys", "? [a, b]\n: c\n? {d: e}\n: f\n".to_owned()),
    ]
}

#[test]
fn hostile_yaml_in_front_matter_ends_with_a_fault_of_its_file() {
    for (what, yaml) in hostile_yaml() {
        let folder = Folder::new("");
        folder.write("content/articles/x.md", format!("---\n{yaml}\n---\n"));
        let output = answer(&folder, &[]);
        let said = support::stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{what}: {said}");
        assert!(
            said.contains("content/articles/x.md") && said.len() < 200_000,
            "{what}: {} bytes",
            said.len()
        );
    }
}

#[test]
fn hostile_yaml_in_settings_and_catalogues_ends_with_an_answer() {
    for (what, yaml) in hostile_yaml() {
        let folder = Folder::new("");
        folder.write("site.yaml", &yaml);
        let output = answer(&folder, &[]);
        assert_eq!(output.status.code(), Some(1), "{what}: {}", support::stderr(&output));
        let folder = Folder::new("");
        folder.write("themes/gazette/i18n/en.yaml", &yaml);
        answer(&folder, &[]);
    }
}

/// Markdown on which parsers have been slow or have run out of stack.
fn hostile_markdown() -> Vec<(&'static str, String)> {
    let many = |text: &str| text.repeat(20_000);
    let numbered = |form: &dyn Fn(usize) -> String| (0..20_000).map(form).collect::<String>();
    vec![
        ("quotes", many("> ")),
        ("lists", many("- ")),
        ("indented lists", (0..400).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect()),
        ("brackets", many("[")),
        ("closed brackets", many("[") + &many("]")),
        ("images", many("![")),
        ("links", many("[a](")),
        ("emphasis", many("*a **a ")),
        ("underscores", many("_a __a ")),
        ("backticks", (1..300).map(|length| format!("{} ", "`".repeat(length))).collect()),
        ("angles", many("<")),
        ("tags", many("<b>")),
        ("comments", many("<!--")),
        ("entities", many("&#1114112;&amp")),
        ("pipes", format!("{}\n{}\n{}", many("|a"), many("|-"), many("|b"))),
        ("rows", format!("|a|b|\n|-|-|\n{}", many("|\n"))),
        ("same headings", many("# same\n\n")),
        ("other headings", numbered(&|at| format!("## same {}\n\n", at % 97))),
        ("footnotes", numbered(&|at| format!("[^{at}] "))),
        ("definitions of footnotes", numbered(&|at| format!("x[^{at}]\n\n[^{at}]: y\n\n"))),
        (
            "nested footnotes",
            (0..2_000).map(|at| format!("[^{at}]: [^{}]\n\n", at + 1)).collect::<String>() + "[^0]",
        ),
        ("references", numbered(&|at| format!("[r{at}]: /x\n")) + &many("[r1]")),
        ("one reference", format!("[r]: /{}\n\n{}", "x".repeat(2_000), "[r] ".repeat(2_000))),
        ("definition lists", many("a\n: b\n\n")),
        ("alerts", many("> [!NOTE]\n> x\n\n")),
        ("tilde", many("~~a ")),
        ("escapes", many("\\")),
        ("smart quotes", many("\"'")),
        ("tasks", many("- [ ] x\n")),
        ("setext", many("x\n=\n")),
        ("rules", many("***\n")),
        ("one line", "x".repeat(1_000_000)),
        ("more", many("<!-- more -->\n\n")),
        ("bidirectional", many("\u{202e}\u{2066}")),
        ("combining", format!("a{}", many("\u{301}"))),
    ]
}

#[test]
fn hostile_markdown_ends_with_an_answer() {
    for (what, text) in hostile_markdown() {
        let folder = Folder::new("");
        folder.write("content/articles/x.md", article("date: 2024-01-15\nsummary: x", &text));
        let modes: &[&str] = if text.contains('<') { &["escape", "sanitize"] } else { &["escape"] };
        for raw_html in modes {
            folder.write("site.yaml", format!("{}markdown: {{raw_html: {raw_html}}}\n", support::SITE));
            let output = answer(&folder, &[]);
            let said = support::stderr(&output);
            assert!(said.len() < 200_000, "{what}: {} bytes", said.len());
        }
    }
}

#[test]
fn an_article_with_endless_lists_of_everything_is_built() {
    let folder = Folder::new("");
    let list = |entry: &dyn Fn(usize) -> String| (0..200).map(entry).collect::<Vec<_>>().join(", ");
    let front = format!(
        "date: 2024-01-15\npeople: [{}]\nplaces: [{}]\nsources: [{}]\naliases: [{}]",
        list(&|at| format!("Person {at}")),
        list(&|at| format!("Place {at}")),
        list(&|at| format!("{{name: O{at}}}")),
        list(&|at| format!("/old/{at}/")),
    );
    folder.write("content/articles/x.md", article(&front, "Text."));
    let output = answer(&folder, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", support::stderr(&output));
    assert!(folder.path("public/people/person-199/index.html").is_file());
}
