//! Checks untyped values against a table: every fault of a document, and the values that are good.
//!
//! A fault never ends the check. Places are looked up only for faults. It must not know what a key
//! means: references, orders of dates and the like belong to later stages.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::checked::{Checked, Entry, Value};
use super::dates::{DateFault, parse_date, parse_partial_date};
use super::document::Document;
use super::faults::{alternatives, expected, found, how_to_write, names_of, path_name, shown};
use super::locate::{Part, Place, Step, locate};
use super::node::Node;
use super::scalar::{TextFault, bounded, printable, trimmed, web_address};
use super::table::{Key, Kind, Table};
use crate::diagnostic::{Code, Diagnostic, Span, did_you_mean};

/// Most items of one list.
pub const MAX_ITEMS: usize = 1_000;
/// Most faults that are told of one document.
pub const MAX_FAULTS: usize = 100;

/// Every fault of `node` against `table`, at most [`MAX_FAULTS`], and the values that are in order,
/// by canonical key. `null` counts as absent. `document` is what `node` was read from.
#[must_use]
pub fn check(node: Node, table: &Table, document: &Document) -> (Checked, Vec<Diagnostic>) {
    let mut work =
        Checker { document, hints: table.hints, path: Vec::new(), faults: Vec::new(), left_out: 0 };
    let checked = match node {
        Node::Map(entries) => work.object(entries, table.keys),
        Node::Null => work.object(Vec::new(), table.keys),
        other => {
            let message = format!("expected a map of keys and values, not {}", found(&other));
            let span = document.first_line();
            let fault = Diagnostic::error(Code::WrongType, span, message);
            work.faults.push(fault.help("write `key: value` on lines of their own"));
            Checked::default()
        }
    };
    (checked, work.finish())
}

struct Checker<'a> {
    document: &'a Document<'a>,
    hints: &'static [(&'static str, &'static str)],
    /// Where the check is, with the names as they are typed.
    path: Vec<Step>,
    faults: Vec<Diagnostic>,
    left_out: usize,
}

impl Checker<'_> {
    fn object(&mut self, entries: Vec<(String, Node)>, keys: &'static [Key]) -> Checked {
        let place = Place { path: self.path.clone() };
        let mut checked = Checked { place, entries: Vec::with_capacity(entries.len().min(keys.len())) };
        let mut repeated = Vec::new();
        for (typed, node) in entries {
            let Some((key, typed)) = keys.iter().find_map(|key| Some((key, key.spelling(&typed)?))) else {
                self.unknown_key(typed, keys);
                continue;
            };
            if let Some(first) = checked.entries.iter().find(|entry| std::ptr::eq(entry.key, key)) {
                let before = repeated.iter().filter(|name| **name == typed).count();
                self.duplicate_key(first.typed, typed, before + usize::from(first.typed == typed));
                repeated.push(typed);
                continue;
            }
            let value = self.below(Step::Key(Cow::Borrowed(typed)), |checker| match node {
                Node::Null if key.required => {
                    let help = Some("write a value behind the colon".to_owned());
                    checker.fault(Code::MissingKey, Part::Key, "is empty", help)
                }
                Node::Null => None,
                node => checker.value(&key.kind, node),
            });
            checked.entries.push(Entry { key, typed, value });
        }
        self.missing_keys(&checked, keys);
        checked
    }

    fn value(&mut self, kind: &'static Kind, node: Node) -> Option<Value> {
        match (kind, node) {
            (Kind::Text | Kind::Prose | Kind::Url | Kind::Choice(_), Node::Text(text)) => {
                self.text(kind, text).map(Value::Text)
            }
            (Kind::Bool, Node::Bool(value)) => Some(Value::Bool(value)),
            (Kind::Integer { min, max }, Node::Int(value)) => self.integer(*min, *max, value),
            (Kind::Date, Node::Text(text)) => {
                let parsed = parse_date(text.trim());
                self.date(&text, parsed).map(Value::Date)
            }
            (Kind::PartialDate, Node::Text(text)) => {
                let parsed = parse_partial_date(text.trim());
                self.date(&text, parsed).map(Value::PartialDate)
            }
            (Kind::PartialDate, Node::Int(year @ 1000..=9999)) => {
                let text = year.to_string();
                let parsed = parse_partial_date(&text);
                self.date(&text, parsed).map(Value::PartialDate)
            }
            (Kind::List(inner), Node::List(items)) => self.list(inner, items),
            (Kind::TextOrList, Node::List(items)) => self.list(&Kind::Text, items),
            (Kind::TextOrList, Node::Text(text)) => {
                self.text(&Kind::Text, text).map(|text| Value::List(vec![Value::Text(text)]))
            }
            (Kind::Object(keys), Node::Map(entries)) => Some(Value::Object(self.object(entries, keys))),
            (Kind::MapOf(inner), Node::Map(entries)) => Some(Value::Map(self.free_map(inner, entries))),
            (Kind::Any, node) => self.json(node).map(Value::Any),
            (Kind::OneOf(kinds), node) => match kinds.iter().find(|kind| has_shape(kind, &node)) {
                Some(chosen) => self.value(chosen, node),
                None => self.wrong_type(kind, &node),
            },
            (kind, node) => self.wrong_type(kind, &node),
        }
    }

    fn text(&mut self, kind: &Kind, text: String) -> Option<String> {
        let text = match trimmed(text, kind) {
            Ok(text) => text,
            Err(fault) => return self.text_fault(fault),
        };
        match kind {
            Kind::Url => match web_address(&text) {
                Ok(()) => Some(text),
                Err(fault) => self.text_fault(fault),
            },
            Kind::Choice(names) if !names.contains(&text.as_str()) => {
                let help = match did_you_mean(&text, names.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("write {}", alternatives(names)),
                };
                let message = format!("cannot be `{}`", shown(&text));
                self.fault(Code::InvalidValue, Part::Value, &message, Some(help))
            }
            _ => Some(text),
        }
    }

    fn integer(&mut self, min: i64, max: i64, value: i64) -> Option<Value> {
        if (min..=max).contains(&value) {
            return Some(Value::Integer(value));
        }
        let range = match (min, max) {
            (min, i64::MAX) => format!("at least {min}"),
            (i64::MIN, max) => format!("at most {max}"),
            (min, max) => format!("from {min} to {max}"),
        };
        self.fault(Code::InvalidValue, Part::Value, &format!("must be {range}, not `{value}`"), None)
    }

    fn date<T>(&mut self, text: &str, parsed: Result<T, DateFault>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(fault) => {
                let message = format!("{}: `{}`", fault.message, shown(text.trim()));
                self.fault(Code::InvalidDate, Part::Value, &message, Some(fault.help))
            }
        }
    }

    fn list(&mut self, inner: &'static Kind, items: Vec<Node>) -> Option<Value> {
        self.bounded_list(&items)?;
        let mut values = Vec::with_capacity(items.len());
        for (at, item) in items.into_iter().enumerate() {
            values.extend(self.below(Step::Index(at), |checker| checker.item(inner, item)));
        }
        Some(Value::List(values))
    }

    /// A value that must be there: of a list or of a map with free keys.
    fn item(&mut self, kind: &'static Kind, node: Node) -> Option<Value> {
        if matches!(node, Node::Null) && !matches!(kind, Kind::Any) {
            let help = Some("write a value, or delete the line".to_owned());
            return self.fault(Code::WrongType, Part::Value, "is empty", help);
        }
        self.value(kind, node)
    }

    fn free_map(&mut self, inner: &'static Kind, entries: Vec<(String, Node)>) -> Vec<(String, Value)> {
        self.free_keys(&entries);
        let mut values = Vec::with_capacity(entries.len());
        for (key, node) in entries {
            let value = self.below(Step::Key(Cow::Owned(key.clone())), |checker| checker.item(inner, node));
            values.extend(value.map(|value| (key, value)));
        }
        values
    }

    /// Keys that no table lists: only what would be wrong with any key.
    fn free_keys(&mut self, entries: &[(String, Node)]) {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (key, _) in entries {
            let count = seen.entry(key).and_modify(|count| *count += 1).or_default();
            if *count > 0 {
                self.duplicate_key(key, key, *count);
            } else if let Err(fault) = printable(key, false).and_then(|()| bounded(key)) {
                self.below(Step::Key(Cow::Owned(key.clone())), |checker| {
                    checker.fault::<()>(fault.code, Part::Key, &fault.message, fault.help)
                });
            }
        }
    }

    fn json(&mut self, node: Node) -> Option<serde_json::Value> {
        Some(match node {
            Node::Null => serde_json::Value::Null,
            Node::Bool(value) => value.into(),
            Node::Int(value) => value.into(),
            Node::Float(value) => match serde_json::Number::from_f64(value) {
                Some(number) => serde_json::Value::Number(number),
                None => {
                    return self.fault(Code::InvalidValue, Part::Value, "must be a finite number", None);
                }
            },
            Node::Text(text) => match bounded(&text).and_then(|()| printable(&text, true)) {
                Ok(()) => serde_json::Value::String(text),
                Err(fault) => return self.text_fault(fault),
            },
            Node::List(items) => {
                self.bounded_list(&items)?;
                let items = items.into_iter().enumerate();
                items.filter_map(|(at, item)| self.below(Step::Index(at), |c| c.json(item))).collect()
            }
            Node::Map(entries) => {
                self.free_keys(&entries);
                let mut map = serde_json::Map::new();
                for (key, node) in entries {
                    let value = self.below(Step::Key(Cow::Owned(key.clone())), |c| c.json(node));
                    map.extend(value.map(|value| (key, value)));
                }
                serde_json::Value::Object(map)
            }
        })
    }

    fn bounded_list(&mut self, items: &[Node]) -> Option<()> {
        if items.len() <= MAX_ITEMS {
            return Some(());
        }
        let message = format!("has {} items, and at most {MAX_ITEMS} are allowed", items.len());
        self.fault(Code::InvalidValue, Part::Key, &message, None)
    }

    fn below<T>(&mut self, step: Step, check: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step);
        let result = check(self);
        self.path.pop();
        result
    }
}

/// The faults.
impl Checker<'_> {
    fn unknown_key(&mut self, typed: String, keys: &'static [Key]) {
        let hints = if self.path.is_empty() { self.hints } else { &[] };
        let help = unknown_key_help(&typed, keys, hints);
        let typed = Step::Key(Cow::Owned(typed));
        self.below(typed, |checker| {
            let name =
                checker.path.last().map_or_else(String::new, |step| path_name(std::slice::from_ref(step)));
            checker.push(Part::Key, |span, _| {
                Diagnostic::error(Code::UnknownKey, span, format!("unknown key `{name}`")).help(help)
            });
        });
    }

    fn duplicate_key(&mut self, first: &str, typed: &str, occurrence: usize) {
        if self.is_full() {
            return;
        }
        let first_path = [&self.path[..], &[Step::Key(Cow::Owned(first.to_owned()))]].concat();
        let first_range = locate(self.document.yaml(), &[], &first_path, Part::Key);
        let first_span = self.document.span(first_range);
        let message = if first == typed {
            format!("`{}` stands twice", path_name(&first_path))
        } else {
            format!("`{}` is the same key as `{}`", shown(typed), shown(first))
        };
        self.below(Step::Nth(Cow::Owned(typed.to_owned()), occurrence), |checker| {
            checker.push(Part::Key, |span, _| {
                Diagnostic::error(Code::DuplicateKey, span, message)
                    .related(first_span, "first used here")
                    .help("keep one of them")
            });
        });
    }

    fn missing_keys(&mut self, checked: &Checked, keys: &'static [Key]) {
        for key in keys.iter().filter(|key| key.required) {
            if checked.entries.iter().any(|entry| std::ptr::eq(entry.key, key)) {
                continue;
            }
            let full = path_name(&[&self.path[..], &[Step::Key(Cow::Borrowed(key.name))]].concat());
            let help = format!("add a line `{}: …`", key.name);
            self.push(Part::Value, |span, _| {
                Diagnostic::error(Code::MissingKey, span, format!("`{full}` is missing")).help(help)
            });
        }
    }

    fn wrong_type<T>(&mut self, kind: &Kind, node: &Node) -> Option<T> {
        let message = format!("`{}` must be {}, not {}", path_name(&self.path), expected(kind), found(node));
        let step = self.path.last().cloned();
        self.push(Part::Value, |span, raw| {
            Diagnostic::error(Code::WrongType, span, message).maybe_help(how_to_write(
                kind,
                node,
                step.as_ref(),
                raw,
            ))
        });
        None
    }

    fn text_fault<T>(&mut self, fault: TextFault) -> Option<T> {
        self.fault(fault.code, Part::Value, &fault.message, fault.help)
    }

    /// A fault of the value at the path; `message` goes on after its name.
    fn fault<T>(&mut self, code: Code, part: Part, message: &str, help: Option<String>) -> Option<T> {
        let message = format!("`{}` {message}", path_name(&self.path));
        self.push(part, |span, _| Diagnostic::error(code, span, message).maybe_help(help));
        None
    }

    /// Pushes what `tell` makes of the span at the path and of the text there.
    fn push(&mut self, part: Part, tell: impl FnOnce(Span, &str) -> Diagnostic) {
        if self.is_full() {
            return;
        }
        if self.path.is_empty() {
            self.faults.push(tell(self.document.first_line(), ""));
            return;
        }
        let yaml = self.document.yaml();
        let range = locate(yaml, &[], &self.path, part);
        let raw = yaml.get(range.clone()).unwrap_or_default();
        self.faults.push(tell(self.document.span(range), raw));
    }

    /// Whether no further fault is told; counts the one that is not.
    fn is_full(&mut self) -> bool {
        let full = self.faults.len() >= MAX_FAULTS;
        self.left_out += usize::from(full);
        full
    }

    fn finish(mut self) -> Vec<Diagnostic> {
        if let Some(last) = self.faults.last().filter(|_| self.left_out > 0) {
            let message = format!("{} further faults of this file are not shown", self.left_out);
            self.faults.push(Diagnostic::error(last.code, last.span.clone(), message));
        }
        self.faults
    }
}

fn unknown_key_help(typed: &str, keys: &[Key], hints: &[(&str, &'static str)]) -> String {
    if let Some((_, hint)) = hints.iter().find(|(name, _)| name.eq_ignore_ascii_case(typed)) {
        return (*hint).to_owned();
    }
    if typed == "<<" {
        return "merge keys are not supported: write the keys out".to_owned();
    }
    let names = keys.iter().flat_map(|key| std::iter::once(key.name).chain(key.synonyms.iter().copied()));
    match did_you_mean(typed, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the keys here are {}", names_of(keys)),
    }
}

/// Whether a value has the shape that a kind takes, whatever it says.
fn has_shape(kind: &Kind, node: &Node) -> bool {
    match kind {
        Kind::Text | Kind::Prose | Kind::Date | Kind::Url | Kind::Choice(_) => matches!(node, Node::Text(_)),
        Kind::PartialDate => matches!(node, Node::Text(_) | Node::Int(_)),
        Kind::Bool => matches!(node, Node::Bool(_)),
        Kind::Integer { .. } => matches!(node, Node::Int(_)),
        Kind::List(_) => matches!(node, Node::List(_)),
        Kind::TextOrList => matches!(node, Node::Text(_) | Node::List(_)),
        Kind::Object(_) | Kind::MapOf(_) => matches!(node, Node::Map(_)),
        Kind::Any => true,
        Kind::OneOf(kinds) => kinds.iter().any(|kind| has_shape(kind, node)),
    }
}
