//! What every command prints, and what every `--help` says, as kept in `tests/commands/`: no command can come
//! without. `UPDATE_GOLDEN=1` rewrites them.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Output;

use crate::folder::{EPOCH, Folder};
use crate::golden;
use crate::http_server::{Answer, Server};
use crate::serve::client;
use crate::support::{self, Files, article, document, repository};

/// A site with a little of everything that commands tell of.
fn site() -> Files {
    let settings = "=== site.yaml\ntitle: The Test\nbase_url: https://test.example\noutputs: {social_cards: false, headers: false}\n\
                    publish:\n  live: {kind: folder, path: live}\n";
    let wire = "=== wire.txt\n date 2025-12-30 WATERTOWN (Test Wire) - Talks on trade resume on Monday.\n";
    support::files(
        &(settings.to_owned()
            + wire
            + &article("talks", "date: 2018-07-12\ntopics: [trade]\nkey_facts: [One]")
            + &article("draft", "date: 2018-07-13\ndraft: true")
            + &document("topics/trade/_index.md", "title: Trade", "A primer.")),
    )
}

/// Exit status and both streams, without what differs from run to run.
fn shown(folder: &Folder, output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let code = output.status.code().unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    let told = format!("exit status {code}\n--- stdout\n{out}--- stderr\n{err}");
    let told = told.replace(folder.root().to_str().unwrap(), "[FOLDER]");
    let told = told.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    let line = |line: &str| format!("{}\n", without_times(line).trim_end());
    told.lines().map(line).collect()
}

/// A line with `1.23 s` as `[TIME]`.
fn without_times(line: &str) -> String {
    let is_time = |word: &str| {
        word.split_once('.').is_some_and(|(a, b)| a.parse::<u64>().is_ok() && b.parse::<u64>().is_ok())
    };
    let words: Vec<&str> = line.split(' ').collect();
    let mut out: Vec<&str> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let unit = words.get(at + 1).is_some_and(|next| next.trim_end_matches([':', ';', ',']) == "s");
        out.push(if unit && is_time(word) { "[TIME]" } else { word });
    }
    out.join(" ")
}

fn run(folder: &Folder, arguments: &[&str]) -> String {
    let mut command = support::command(folder.root());
    shown(folder, &command.env("SOURCE_DATE_EPOCH", EPOCH).args(arguments).output().unwrap())
}

/// The commands that `--help` of `command` lists.
fn subcommands(help: &str) -> Vec<String> {
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = list
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

/// Every `--help`, by the command's name.
fn helps(folder: &Folder) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![String::new()];
    while let Some(command) = open.pop() {
        let words: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let help = run(folder, &words);
        open.extend(subcommands(&help).iter().map(|name| format!("{command} {name}").trim().to_owned()));
        found.insert(command, help);
    }
    found
}

/// What commands print on a site, in an order in which each finds what it needs.
fn outputs(folder: &Folder) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    // What is live already is not told, so that no change of the theme changes what is kept.
    let added = || {
        std::fs::create_dir(folder.path("live")).unwrap();
        run(folder, &["publish", "--yes"]);
        folder.write("content/static/note.txt", "A note.\n");
    };
    for (command, arguments) in [
        ("build", &["build"][..]),
        ("check", &["check"]),
        ("list", &["list", "articles"]),
        ("explain", &["explain", "W0605"]),
        ("completions", &["completions", "fish"]),
        ("man", &["man"]),
        ("schema", &["schema", "article"]),
        ("init", &["init", "another"]),
        ("publish", &["publish", "--yes"]),
        ("publish status", &["publish", "status"]),
        ("publish rollback", &["publish", "rollback"]),
        ("new", &["new", "article", "Talks resume", "--topic", "trade"]),
        ("import", &["import", "wire.txt"]),
    ] {
        if command == "publish" {
            added();
        }
        found.insert(command.to_owned(), run(folder, arguments));
    }
    found.insert("publish verify".to_owned(), verified(folder));
    found.insert("serve".to_owned(), served(folder));
    found
}

/// The last build, compared with a server that has one page less.
fn verified(folder: &Folder) -> String {
    folder.build(&[]);
    let public = folder.public();
    let server = Server::start(move |path, _| {
        let path = path.trim_start_matches('/');
        let file = if path.is_empty() || path.ends_with('/') {
            format!("{path}index.html")
        } else {
            path.to_owned()
        };
        match public.get(&file).filter(|_| file != "topics/index.html") {
            Some(bytes) => Answer::of("text/plain", bytes),
            None => Answer::status(404),
        }
    });
    run(folder, &["publish", "verify", &server.url("")]).replace(&server.address.to_string(), "SERVER")
}

fn served(folder: &Folder) -> String {
    let server = client::Server::start(folder, &["--drafts"]);
    without_times(&server.greeting.replace(&server.host, "SERVER")) + "\n"
}

#[test]
fn every_command_prints_what_is_kept() {
    let folder = Folder::of(&site());
    let (helps, outputs) = (helps(&folder), outputs(&folder));
    let commands: BTreeSet<&String> = helps
        .iter()
        // One that only has others below it prints nothing by itself.
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, _)| name)
        .collect();
    assert_eq!(commands, outputs.keys().collect::<BTreeSet<_>>(), "each command is run here");
    let file = |name: &str, part: &str| {
        let name = if name.is_empty() { "digest" } else { name };
        format!("{}.{part}.txt", name.replace(' ', "-"))
    };
    let helps = helps.iter().map(|(name, text)| (file(name, "help"), text.clone().into_bytes()));
    let outputs = outputs.iter().map(|(name, text)| (file(name, "output"), text.clone().into_bytes()));
    let given: Files = helps.chain(outputs).collect();
    golden::keep(&repository().join("tests/commands"), &given);
}

#[test]
fn every_help_has_an_example_and_every_option_says_what_it_does() {
    let folder = Folder::of(&site());
    for (name, help) in helps(&folder) {
        let ends_with_examples =
            ["\nExample:\n  digest ", "\nExamples:\n  digest ", "\nA first site:\n  digest "]
                .iter()
                .any(|title| help.contains(title));
        assert!(ends_with_examples, "`digest {name} --help` has no example");
        let lines: Vec<&str> = help.lines().collect();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.trim_start().starts_with("--")) {
            let has_text = line.trim_start().contains("  ")
                || lines.get(at + 1).is_some_and(|next| !next.trim().is_empty());
            assert!(has_text || line.starts_with("---"), "`digest {name}`: `{line}` says nothing");
        }
    }
}
