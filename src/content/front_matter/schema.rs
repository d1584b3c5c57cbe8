//! A table as JSON Schema (draft 2020-12), for editors' completion, and as Markdown, for the docs.
//!
//! It must say what `check` does: a rule that changes there changes here.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::check::MAX_ITEMS;
use super::scalar::MAX_CHARACTERS;
use super::table::{Key, Kind};

/// The JSON Schema of a document with `keys`.
#[must_use]
pub fn json_schema(title: &str, keys: &[Key]) -> Value {
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".to_owned(), json!(title));
    schema.extend(object(keys));
    Value::Object(schema)
}

/// A Markdown table of `keys`, those of nested maps included as `sources[].url`.
#[must_use]
pub fn markdown_reference(keys: &[Key]) -> String {
    let mut out = "| Key | Value | Required | Meaning |\n| --- | --- | --- | --- |\n".to_owned();
    rows(&mut out, "", keys);
    out
}

fn object(keys: &[Key]) -> Map<String, Value> {
    let mut properties = Map::new();
    for key in keys {
        properties.insert(key.name.to_owned(), described(key, key.doc));
    }
    for key in keys {
        for synonym in key.synonyms {
            properties.insert((*synonym).to_owned(), described(key, &format!("same as `{}`", key.name)));
        }
    }
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Value::Object(properties));
    let required: Vec<&str> =
        keys.iter().filter(|k| k.required && k.synonyms.is_empty()).map(|k| k.name).collect();
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    // A required key may stand under any of its names.
    let either: Vec<Value> = keys
        .iter()
        .filter(|key| key.required && !key.synonyms.is_empty())
        .map(|key| {
            let names = std::iter::once(&key.name).chain(key.synonyms);
            json!({ "anyOf": names.map(|name| json!({ "required": [name] })).collect::<Vec<_>>() })
        })
        .collect();
    if !either.is_empty() {
        schema.insert("allOf".to_owned(), Value::Array(either));
    }
    schema.insert("additionalProperties".to_owned(), json!(false));
    schema
}

fn described(key: &Key, doc: &str) -> Value {
    let mut schema = kind(&key.kind);
    schema.insert("description".to_owned(), json!(doc));
    Value::Object(schema)
}

const DAY: &str = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
const CLOCK: &str =
    "[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";

fn kind(kind: &Kind) -> Map<String, Value> {
    let schema = match kind {
        Kind::Text => {
            json!({ "type": "string", "pattern": "^[^\\n]*\\S[^\\n]*\\n?$", "maxLength": MAX_CHARACTERS })
        }
        Kind::Prose => json!({ "type": "string", "pattern": "\\S", "maxLength": MAX_CHARACTERS }),
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Integer { min, max } => return integer(*min, *max),
        Kind::Date => json!({ "type": "string", "pattern": format!("^{DAY}({CLOCK})?$") }),
        Kind::PartialDate => json!({ "anyOf": [
            { "type": "string", "pattern": format!("^([0-9]{{4}}|[0-9]{{4}}-(0[1-9]|1[0-2])|{DAY})$") },
            { "type": "integer", "minimum": 1000, "maximum": 9999 },
        ] }),
        Kind::Url => {
            json!({ "type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^\\s/?#@]+([/?#]\\S*)?$" })
        }
        Kind::Choice(names) => json!({ "enum": names }),
        Kind::List(inner) => json!({ "type": "array", "items": self::kind(inner), "maxItems": MAX_ITEMS }),
        Kind::TextOrList => json!({ "anyOf": [
            self::kind(&Kind::Text),
            { "type": "array", "items": self::kind(&Kind::Text), "maxItems": MAX_ITEMS },
        ] }),
        Kind::Object(keys) => return object(keys),
        Kind::MapOf(inner) => json!({ "type": "object", "additionalProperties": self::kind(inner) }),
        Kind::Any => json!({}),
        Kind::OneOf(kinds) => json!({ "anyOf": kinds.iter().map(self::kind).collect::<Vec<_>>() }),
    };
    match schema {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn integer(min: i64, max: i64) -> Map<String, Value> {
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("integer"));
    if min != i64::MIN {
        schema.insert("minimum".to_owned(), json!(min));
    }
    if max != i64::MAX {
        schema.insert("maximum".to_owned(), json!(max));
    }
    schema
}

fn rows(out: &mut String, prefix: &str, keys: &[Key]) {
    for key in keys {
        let mut names = format!("`{prefix}{}`", key.name);
        for synonym in key.synonyms {
            let _ = write!(names, ", `{prefix}{synonym}`");
        }
        let required = if key.required { "yes" } else { "" };
        let doc = key.doc.replace('|', "\\|").replace('\n', " ");
        let _ = writeln!(out, "| {names} | {} | {required} | {doc} |", value_name(&key.kind));
        nested_rows(out, &format!("{prefix}{}", key.name), &key.kind);
    }
}

fn nested_rows(out: &mut String, path: &str, kind: &Kind) {
    match kind {
        Kind::Object(keys) => rows(out, &format!("{path}."), keys),
        Kind::List(inner) => nested_rows(out, &format!("{path}[]"), inner),
        Kind::MapOf(inner) => nested_rows(out, &format!("{path}.*"), inner),
        Kind::OneOf(kinds) => kinds.iter().for_each(|kind| nested_rows(out, path, kind)),
        _ => {}
    }
}

fn value_name(kind: &Kind) -> String {
    match kind {
        Kind::Text | Kind::Prose => "text".to_owned(),
        Kind::Bool => "`true` or `false`".to_owned(),
        Kind::Integer { min, max } => match (*min, *max) {
            (i64::MIN, i64::MAX) => "whole number".to_owned(),
            (min, i64::MAX) => format!("whole number, at least {min}"),
            (i64::MIN, max) => format!("whole number, at most {max}"),
            (min, max) => format!("whole number, {min} to {max}"),
        },
        Kind::Date => "day, or time with offset".to_owned(),
        Kind::PartialDate => "year, month or day".to_owned(),
        Kind::Url => "web address".to_owned(),
        Kind::Choice(names) => super::faults::alternatives(names),
        Kind::List(inner) => match value_name(inner).as_str() {
            name @ ("text" | "map") => format!("list of {name}s"),
            name => format!("list of {name}"),
        },
        Kind::TextOrList => "text or list of texts".to_owned(),
        Kind::Object(_) => "map".to_owned(),
        Kind::MapOf(inner) => format!("map of {}", value_name(inner)),
        Kind::Any => "anything".to_owned(),
        Kind::OneOf(kinds) => kinds.iter().map(value_name).collect::<Vec<_>>().join(", or "),
    }
}
