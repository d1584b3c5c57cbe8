//! Random documents: front matter of every key and bodies with every kind of link, mostly without fault.

use std::fmt::Write as _;

use crate::random::Random;
use crate::support::Files;

const WORDS: &[&str] = &[
    "border",
    "tariff",
    "asylum",
    "ñandú",
    "river",
    "\"treaty\"",
    "visa",
    "<b>steel</b>",
    "maize",
    "wall",
    "court",
    "talks",
    "R&D",
    "agua",
    "frontera",
    "--",
    "it's",
    "1994",
    "*strong*",
    "Ángel",
    "embassy",
];
const PEOPLE: &[&str] = &["Ana Núñez", "Luis Peña", "Eve O'Hara", "Zoë <Zed>"];
const ORGANIZATIONS: &[&str] = &["The Council", "Secretaría de Agua"];
const OUTLETS: &[&str] = &["Outlet 0", "Outlet 1", "El Diario"];

/// Which content paths there are to refer to.
pub(super) struct Names {
    pub(super) documents: Vec<String>,
    pub(super) articles: Vec<String>,
    pub(super) topics: Vec<String>,
    threads: Vec<String>,
}

impl Names {
    pub(super) fn of(files: &Files) -> Self {
        let below = |folder: &str| -> Vec<String> {
            let is_here = |path: &&String| path.starts_with(folder) && path.ends_with(".md");
            files.keys().filter(is_here).cloned().collect()
        };
        let key = |path: &String, folder: &str| {
            let name = path.strip_prefix(folder).unwrap_or(path).trim_end_matches(".md");
            name.trim_end_matches(".es").trim_end_matches("/_index").to_owned()
        };
        let keys = |folder: &str| -> Vec<String> {
            let mut keys: Vec<String> = below(folder).iter().map(|path| key(path, folder)).collect();
            keys.dedup();
            keys
        };
        Self {
            documents: below("content/"),
            articles: below("content/articles/"),
            topics: keys("content/topics/"),
            threads: keys("content/threads/"),
        }
    }
}

pub(super) fn words(random: &mut Random, most: usize) -> String {
    let count = 1 + random.below(most);
    (0..count).map(|_| *random.pick(WORDS)).collect::<Vec<_>>().join(" ")
}

/// A text as YAML: JSON's strings are a part of it.
pub(super) fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn day(random: &mut Random) -> String {
    format!("2024-{:02}-{:02}", 1 + random.below(3), 1 + random.below(28))
}

/// The front matter and text of an article.
pub(super) fn article(random: &mut Random, names: &Names) -> String {
    let mut out = format!("---\ntitle: {}\n", quoted(&words(random, 5)));
    let date = match random.below(20) {
        0 => "2030-01-01".to_owned(),
        1..=3 => format!("{}T0{}:30:00-06:00", day(random), random.below(10)),
        _ => day(random),
    };
    writeln!(out, "date: {date}").unwrap();
    list(&mut out, random, "topics", &names.topics, 2);
    list(&mut out, random, "people", PEOPLE, 2);
    list(&mut out, random, "organizations", ORGANIZATIONS, 1);
    list(&mut out, random, "places", WORDS, 2);
    if random.chance(30) && !names.threads.is_empty() {
        writeln!(out, "thread: {}", random.pick(&names.threads)).unwrap();
    }
    let lines: [(usize, String); 11] = [
        (60, format!("summary: {}", quoted(&words(random, 9)))),
        (15, "lead: true".to_owned()),
        (15, "brief: true".to_owned()),
        (8, "draft: true".to_owned()),
        (10, format!("slug: slug-{}", random.below(30))),
        (10, format!("aliases: [/old/{}/]", random.below(60))),
        (15, format!("updated: 2024-04-{:02}", 1 + random.below(28))),
        (15, format!("corrections: [{{date: 2024-05-01, text: {}}}]", quoted(&words(random, 5)))),
        (5, "expires_on: 2025-01-01".to_owned()),
        (5, "publish_on: 2029-01-01".to_owned()),
        (20, format!("key_facts: [{}]", quoted(&words(random, 6)))),
    ];
    for (_, line) in lines.iter().filter(|(percent, _)| random.chance(*percent)) {
        writeln!(out, "{line}").unwrap();
    }
    if random.chance(2) {
        out.push_str("titel: unknown\n");
    }
    if random.chance(60) {
        let number = random.below(20);
        let outlet = random.pick(OUTLETS);
        writeln!(out, "sources: [{{name: {outlet}, url: \"https://o.example/{number}\"}}]").unwrap();
    }
    out.push_str("---\n");
    out.push_str(&body(random, names));
    out
}

fn list<T: AsRef<str>>(out: &mut String, random: &mut Random, key: &str, from: &[T], most: usize) {
    if from.is_empty() {
        return;
    }
    let chosen: Vec<String> = random.some(from, most).into_iter().map(|text| quoted(text.as_ref())).collect();
    if !chosen.is_empty() {
        writeln!(out, "{key}: [{}]", chosen.join(", ")).unwrap();
    }
}

/// An entry of any kind that needs no key but its title.
pub(super) fn entry(random: &mut Random, names: &Names) -> String {
    let mut out = format!("---\ntitle: {}\n", quoted(&words(random, 3)));
    if random.chance(50) {
        writeln!(out, "summary: {}", quoted(&words(random, 6))).unwrap();
    }
    out.push_str("---\n");
    if random.chance(60) {
        out.push_str(&body(random, names));
    }
    out
}

/// A term of the glossary; its forms are words of the texts.
pub(super) fn term(random: &mut Random, names: &Names) -> String {
    let forms: Vec<String> = random.some(WORDS, 3).into_iter().map(|word| quoted(word)).collect();
    let front = format!("title: {}\nalso: [{}]", quoted(&words(random, 2)), forms.join(", "));
    format!("---\n{front}\n---\n{}", body(random, names))
}

pub(super) fn body(random: &mut Random, names: &Names) -> String {
    let mut out = String::new();
    for _ in 0..1 + random.below(3) {
        out.push_str(&paragraph(random, names));
        out.push_str("\n\n");
    }
    out
}

/// A paragraph, list, heading or table, with a link to content now and then.
pub(super) fn paragraph(random: &mut Random, names: &Names) -> String {
    let text = words(random, 12);
    match random.below(12) {
        0 => format!("## {text}"),
        1 => format!("- {text}\n- {}", words(random, 4)),
        2 => format!("> [!NOTE]\n> {text}"),
        3 => format!("{text}[^n].\n\n[^n]: {}", words(random, 5)),
        4 => "<!-- more -->".to_owned(),
        5 => format!("| {text} | b |\n|---|---|\n| 1 | 2 |"),
        6 => format!("<p onclick=\"x()\">{text}</p>"),
        7 | 8 if !names.documents.is_empty() => {
            let target = random.pick(&names.documents).trim_start_matches("content/");
            format!("{text} [a link](@/{target})")
        }
        9 if random.chance(20) => format!("[{text}](javascript:alert)"),
        10 if random.chance(20) => format!("[{text}](nowhere.md)"),
        _ => text,
    }
}
