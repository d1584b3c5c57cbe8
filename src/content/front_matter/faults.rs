//! The checker's words: how kinds, values and paths are called, and how a value is to be written.
//!
//! It must not decide what is a fault.

use std::fmt::Write;

use super::locate::Step;
use super::node::Node;
use super::table::{Key, Kind};

/// `text` fit for a message: control characters escaped, at most 80 characters.
pub(super) fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(84));
    for (count, character) in text.chars().enumerate() {
        if count == 80 {
            out.push('…');
            break;
        }
        match character {
            '\u{2028}' | '\u{2029}' => out.extend(character.escape_unicode()),
            c if c.is_control() => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    out
}

/// The path as editors write it: `sources[0].url`.
pub(super) fn path_name(path: &[Step]) -> String {
    let mut name = String::new();
    for step in path {
        match step {
            Step::Key(key) | Step::Nth(key, _) => {
                if !name.is_empty() {
                    name.push('.');
                }
                name.push_str(&shown(key));
            }
            Step::Index(at) => {
                let _ = write!(name, "[{at}]");
            }
        }
    }
    name
}

/// What a kind takes, as in `must be …`.
pub(super) fn expected(kind: &Kind) -> String {
    match kind {
        Kind::Text | Kind::Prose => "text".to_owned(),
        Kind::Bool => "`true` or `false`".to_owned(),
        Kind::Integer { .. } => "a whole number".to_owned(),
        Kind::Date | Kind::PartialDate => "a date".to_owned(),
        Kind::Url => "a web address".to_owned(),
        Kind::Choice(names) => alternatives(names),
        Kind::List(Kind::Object(_) | Kind::MapOf(_)) => "a list of entries".to_owned(),
        Kind::List(Kind::Text | Kind::Prose) => "a list of texts".to_owned(),
        Kind::List(_) => "a list".to_owned(),
        Kind::TextOrList => "text or a list of texts".to_owned(),
        Kind::Object(_) | Kind::MapOf(_) => "a map of keys and values".to_owned(),
        Kind::Any => "a value".to_owned(),
        Kind::OneOf(kinds) => kinds.iter().map(expected).collect::<Vec<_>>().join(" or "),
    }
}

/// What a value is, as in `…, not …`.
pub(super) fn found(node: &Node) -> String {
    match node {
        Node::Null => "nothing".to_owned(),
        Node::Bool(value) => format!("`{value}`"),
        Node::Int(value) => format!("the number `{value}`"),
        Node::Float(value) => format!("the number `{value}`"),
        Node::Text(text) => format!("the text `{}`", shown(text.lines().next().unwrap_or_default())),
        Node::List(_) => "a list".to_owned(),
        Node::Map(_) => "a map of keys and values".to_owned(),
    }
}

/// `a`, `b` or `c`.
pub(super) fn alternatives(names: &[&str]) -> String {
    let mut out = String::new();
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            out.push_str(if at + 1 == names.len() { " or " } else { ", " });
        }
        let _ = write!(out, "`{name}`");
    }
    out
}

/// How to write a value of the wrong type. `raw` is what stands in the file.
pub(super) fn how_to_write(kind: &Kind, node: &Node, step: Option<&Step>, raw: &str) -> Option<String> {
    let written = |value: &str| match step {
        Some(Step::Key(key) | Step::Nth(key, _)) => format!("`{}: {value}`", shown(key)),
        _ => format!("`- {value}`"),
    };
    match (kind, node) {
        (
            Kind::Text | Kind::Prose | Kind::Choice(_) | Kind::TextOrList,
            Node::Bool(_) | Node::Int(_) | Node::Float(_),
        ) => Some(format!("put it in quotes: {}", written(&format!("\"{}\"", shown(raw))))),
        (Kind::Text | Kind::Prose | Kind::TextOrList, Node::Map(entries)) => Some(match &entries[..] {
            [(key, Node::Text(rest))] if !matches!(step, Some(Step::Key(_))) => {
                let whole = format!("{}: {}", shown(key), shown(rest));
                format!("put a text that has `: ` in it in quotes: {}", written(&quoted(&whole)))
            }
            _ => "write one text; a text that has `: ` in it needs quotes".to_owned(),
        }),
        (_, Node::List(items)) if !matches!(kind, Kind::List(_) | Kind::OneOf(_)) => Some(match &items[..] {
            [Node::Text(only)] => format!("it takes one value: write {}", written(&plain_or_quoted(only))),
            _ => "it takes one value".to_owned(),
        }),
        (Kind::Bool, Node::Text(text)) => Some(match text.to_lowercase().as_str() {
            "yes" | "on" | "y" | "true" => format!("write {}", written("true")),
            "no" | "off" | "n" | "false" => format!("write {}", written("false")),
            _ => format!("write {} or {}", written("true"), written("false")),
        }),
        (Kind::Integer { .. }, Node::Text(text)) if text.trim().parse::<i64>().is_ok() => {
            Some(format!("take the quotes away: {}", written(text.trim())))
        }
        (Kind::Date, _) => Some(format!("write a day, such as {}", written("2018-07-12"))),
        (Kind::PartialDate, _) => {
            Some("write a year, a month or a day: `2018`, `2018-07`, `2018-07-12`".to_owned())
        }
        (Kind::Url, _) => Some(format!("write an address, such as {}", written("https://example.org/"))),
        (Kind::List(Kind::Object(_) | Kind::MapOf(_)), _) => {
            Some("start each entry on a line of its own with `- `".to_owned())
        }
        (Kind::List(_), Node::Text(text)) => Some(list_of(text).map_or_else(
            || "write each item on a line of its own that starts with `- `".to_owned(),
            |list| format!("write {}", written(&list)),
        )),
        (Kind::List(_), Node::Bool(_) | Node::Int(_) | Node::Float(_)) => {
            Some(format!("write {}", written(&format!("[{}]", shown(raw)))))
        }
        (Kind::Object(keys), _) => Some(format!("it has the keys {}", names_of(keys))),
        (Kind::MapOf(_), _) => Some("write `key: value` on lines of their own, indented".to_owned()),
        _ => None,
    }
}

/// The names of at most twelve keys.
pub(super) fn names_of(keys: &[Key]) -> String {
    let mut names: Vec<String> = keys.iter().take(12).map(|key| format!("`{}`", key.name)).collect();
    if keys.len() > 12 {
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// `[a, b]` for `a, b`, if no item needs quotes.
fn list_of(text: &str) -> Option<String> {
    let items: Vec<&str> = text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect();
    let is_plain = !items.is_empty() && items.iter().all(|item| plain_or_quoted(item) == *item);
    is_plain.then(|| format!("[{}]", shown(&items.join(", "))))
}

fn plain_or_quoted(text: &str) -> String {
    let is_plain = text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '/' | '_' | '.'))
        && text.starts_with(char::is_alphabetic)
        && !text.ends_with(' ');
    if is_plain { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", shown(text).replace('\\', "\\\\").replace('"', "\\\""))
}
