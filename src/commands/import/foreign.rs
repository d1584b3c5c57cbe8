//! Front matter of other generators: YAML between `---`, TOML between `+++`, or JSON.
//!
//! Gives untyped values; what keys mean is `mapping`'s to know.

use std::ops::Range;

use crate::content::front_matter::{self, Document, FRONT_MATTER_BYTES, Node};
use crate::source::FileId;

/// A file taken apart.
#[derive(Debug)]
pub(crate) struct Parts {
    /// Its front matter, in the order of the file.
    pub(crate) keys: Vec<(String, Node)>,
    /// Bytes of its text.
    pub(crate) body: Range<usize>,
}

/// What is wrong with a front matter, and where.
#[derive(Debug)]
pub(crate) struct Unreadable {
    pub(crate) message: String,
    pub(crate) range: Range<usize>,
}

/// Takes a file apart; `None` where it has no front matter, and so is no document of a generator.
///
/// # Errors
/// Where there is one that cannot be read.
pub(crate) fn read(text: &str) -> Option<Result<Parts, Unreadable>> {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let rest = &text[start..];
    if rest.starts_with("---") {
        return Some(yaml(text));
    }
    if rest.starts_with("+++") {
        return Some(toml(text, start));
    }
    rest.starts_with('{').then(|| json(text, start))
}

/// YAML of a file of its own, such as a generator's settings.
pub(crate) fn yaml_file(text: &str) -> Option<Vec<(String, Node)>> {
    let node = front_matter::read(&Document::whole(FileId(0), text), front_matter::SITE_BYTES).ok()?;
    Some(map(node))
}

/// The same for TOML.
pub(crate) fn toml_file(text: &str) -> Option<Vec<(String, Node)>> {
    Some(map(from_toml(toml::Value::Table(text.parse().ok()?))))
}

fn yaml(text: &str) -> Result<Parts, Unreadable> {
    let fault = |fault: crate::diagnostic::Diagnostic| Unreadable {
        message: fault.message,
        range: fault.span.map_or(0..0, |span| span.range),
    };
    let split = front_matter::split(FileId(0), text).map_err(fault)?;
    let node = front_matter::read(&split.front, FRONT_MATTER_BYTES).map_err(fault)?;
    Ok(Parts { keys: map(node), body: split.body })
}

fn toml(text: &str, start: usize) -> Result<Parts, Unreadable> {
    let inner = start + text[start..].find('\n').map_or(text.len() - start, |at| at + 1);
    let end = text[inner..].find("\n+++").map(|at| inner + at + 1);
    // Front matter without any key.
    let end = end.or_else(|| text[inner..].starts_with("+++").then_some(inner));
    let Some(end) = end else {
        return Err(Unreadable {
            message: "the front matter is not closed".to_owned(),
            range: start..start + 3,
        });
    };
    if end - inner > FRONT_MATTER_BYTES {
        return Err(Unreadable {
            message: "the front matter is too long".to_owned(),
            range: start..start + 3,
        });
    }
    let table: toml::Table = text[inner..end].parse().map_err(|error: toml::de::Error| {
        let span = error.span().unwrap_or(0..0);
        Unreadable { message: error.message().to_owned(), range: inner + span.start..inner + span.end }
    })?;
    let body = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    Ok(Parts { keys: map(from_toml(toml::Value::Table(table))), body: body..text.len() })
}

fn json(text: &str, start: usize) -> Result<Parts, Unreadable> {
    let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter::<serde_json::Value>();
    match values.next() {
        Some(Ok(value)) => {
            let body = start + values.byte_offset();
            Ok(Parts { keys: map(from_json(value)), body: body..text.len() })
        }
        Some(Err(error)) => Err(Unreadable { message: error.to_string(), range: start..start + 1 }),
        None => Err(Unreadable { message: "the front matter is empty".to_owned(), range: start..start }),
    }
}

fn map(node: Node) -> Vec<(String, Node)> {
    match node {
        Node::Map(entries) => entries,
        _ => Vec::new(),
    }
}

fn from_toml(value: toml::Value) -> Node {
    match value {
        toml::Value::String(text) => Node::Text(text),
        toml::Value::Integer(number) => Node::Int(number),
        toml::Value::Float(number) => Node::Float(number),
        toml::Value::Boolean(is) => Node::Bool(is),
        toml::Value::Datetime(time) => Node::Text(time.to_string()),
        toml::Value::Array(items) => Node::List(items.into_iter().map(from_toml).collect()),
        toml::Value::Table(table) => {
            Node::Map(table.into_iter().map(|(key, v)| (key, from_toml(v))).collect())
        }
    }
}

fn from_json(value: serde_json::Value) -> Node {
    use serde_json::Value;
    match value {
        Value::Null => Node::Null,
        Value::Bool(is) => Node::Bool(is),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Node::Int(whole),
            None => Node::Float(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => Node::Text(text),
        Value::Array(items) => Node::List(items.into_iter().map(from_json).collect()),
        Value::Object(object) => Node::Map(object.into_iter().map(|(key, v)| (key, from_json(v))).collect()),
    }
}

/// A value as JSON that front matter can hold: without control characters, not too deep.
pub(crate) fn to_json(node: Node, depth: usize) -> serde_json::Value {
    use serde_json::Value;
    /// Deeper values are left out; the YAML of a file may nest twice as deep.
    const DEEPEST: usize = 16;
    if depth > DEEPEST {
        return Value::Null;
    }
    let line = |text: &str| super::text::one_line(text).unwrap_or_default();
    match node {
        Node::Null => Value::Null,
        Node::Bool(is) => Value::Bool(is),
        Node::Int(number) => Value::from(number),
        Node::Float(number) => serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number),
        Node::Text(text) => Value::String(line(&text)),
        Node::List(items) => items.into_iter().map(|item| to_json(item, depth + 1)).collect(),
        Node::Map(entries) => {
            Value::Object(entries.into_iter().map(|(key, v)| (line(&key), to_json(v, depth + 1))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_gives_the_same_keys() {
        for text in [
            "---\ntitle: X\ntags: [a]\n---\nBody",
            "+++\ntitle = \"X\"\ntags = [\"a\"]\n+++\nBody",
            "{\"title\": \"X\", \"tags\": [\"a\"]}\nBody",
        ] {
            let parts = read(text).unwrap().unwrap();
            let expected = [
                ("title".into(), Node::Text("X".into())),
                ("tags".into(), Node::List(vec![Node::Text("a".into())])),
            ];
            assert_eq!(parts.keys, expected, "{text}");
            assert_eq!(text[parts.body].trim(), "Body");
        }
        assert!(read("# Title").is_none());
        assert_eq!(&"+++\n+++\nB"[read("+++\n+++\nB").unwrap().unwrap().body], "B");
    }

    #[test]
    fn faults_have_a_place() {
        for (text, at) in
            [("+++\na = \n+++\n", ""), ("+++\na = 1", "+++"), ("---\na: [\n---\n", ""), ("{\"a\": }", "{")]
        {
            let fault = read(text).unwrap().unwrap_err();
            assert!(
                text.get(fault.range.clone()).is_some_and(|found| found.contains(at)),
                "{text}: {fault:?}"
            );
        }
    }
}
