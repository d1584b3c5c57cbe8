//! Finds the bytes of a value by its path, by reading the YAML again. For faults only: it is slow.
//!
//! The parser itself says where a node starts: a visitor walks down the path and raises an error
//! there, and the error carries the place. So nothing is stored for a value that is in order.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::document::{Document, line_at};
use super::table::{Key, Kind};
use super::yaml;
use crate::diagnostic::Span;

/// One step down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The value of a key.
    Key(Cow<'static, str>),
    /// The value of a key that stands more than once: the second is 1.
    Nth(Cow<'static, str>, usize),
    /// An item of a list, from 0.
    Index(usize),
}

/// Which part of the entry at the end of a path is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The key; for an item of a list, the item.
    Key,
    /// The value; where there is none, the key.
    Value,
}

/// Where in its document something stands, to be resolved when a fault is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// From the root.
    pub path: Vec<Step>,
}

impl Place {
    /// The value of the key `name` below this place.
    #[must_use]
    pub fn key(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.path.push(Step::Key(name.into()));
        self
    }

    /// The item `at`, from 0, below this place.
    #[must_use]
    pub fn index(mut self, at: usize) -> Self {
        self.path.push(Step::Index(at));
        self
    }

    /// Its span. `keys` is the table of the root, so that synonyms are found.
    #[must_use]
    pub fn span(&self, document: &Document, keys: &'static [Key], part: Part) -> Span {
        if self.path.is_empty() {
            return document.first_line();
        }
        document.span(locate(document.yaml(), keys, &self.path, part))
    }
}

/// Bytes of `yaml` at the end of `path`, or of the closest parent that there is. What goes over
/// several lines ends with its first. With the table of the root in `keys`, the name of a key
/// finds its synonyms too.
#[must_use]
pub fn locate(yaml: &str, keys: &'static [Key], path: &[Step], part: Part) -> Range<usize> {
    for length in (1..=path.len()).rev() {
        let part = if length == path.len() { part } else { Part::Value };
        let found = seek(yaml, keys, &path[..length], part).filter(|range| !range.is_empty());
        let found = found.or_else(|| seek(yaml, keys, &path[..length], Part::Key));
        if let Some(range) = found {
            return visible(yaml, range);
        }
    }
    line_at(yaml, 0)
}

/// An empty range becomes the character before it, such as the `-` of an empty item.
fn visible(yaml: &str, range: Range<usize>) -> Range<usize> {
    if !range.is_empty() {
        return range;
    }
    let before = yaml.get(..range.start).unwrap_or_default().trim_end();
    let width = before.chars().next_back().map_or(0, char::len_utf8);
    before.len() - width..before.len()
}

fn seek(yaml: &str, keys: &'static [Key], path: &[Step], part: Part) -> Option<Range<usize>> {
    let found = Cell::new(None);
    let walker = Walker { yaml, steps: path, table: Below::Keys(keys), part, found: &found };
    let at = yaml::deserialize(yaml, walker).err()?.at?;
    Some(match found.take()? {
        Found::Text(range) => range,
        Found::Word => at..word_end(yaml, at),
        Found::Collection => at..collection_end(yaml, at),
        Found::Folded => at..folded_end(yaml, at),
    })
}

/// What the walker stopped at.
enum Found {
    /// Text that stands in the file as it is, quotes included.
    Text(Range<usize>),
    /// A number, a boolean or nothing.
    Word,
    /// A list or a map.
    Collection,
    /// Text that the parser had to unescape or to join from lines.
    Folded,
}

/// The table that holds below a node.
#[derive(Clone, Copy)]
enum Below {
    Keys(&'static [Key]),
    Kind(&'static Kind),
}

impl Below {
    fn keys(self) -> &'static [Key] {
        match self {
            Below::Keys(keys) => keys,
            Below::Kind(Kind::Object(keys)) => keys,
            Below::Kind(Kind::OneOf(kinds)) => kinds
                .iter()
                .find_map(|kind| if let Kind::Object(keys) = kind { Some(*keys) } else { None })
                .unwrap_or_default(),
            Below::Kind(_) => &[],
        }
    }

    fn under(self, step: &Step) -> Below {
        match (self, step) {
            (Below::Kind(Kind::List(inner)), Step::Index(_))
            | (Below::Kind(Kind::MapOf(inner)), Step::Key(_) | Step::Nth(..)) => Below::Kind(inner),
            (Below::Kind(Kind::OneOf(kinds)), Step::Index(_)) => kinds
                .iter()
                .find_map(|kind| if let Kind::List(inner) = kind { Some(Below::Kind(inner)) } else { None })
                .unwrap_or(Below::Keys(&[])),
            (_, Step::Key(name) | Step::Nth(name, _)) => self
                .keys()
                .iter()
                .find(|key| key.is_called(name))
                .map_or(Below::Keys(&[]), |key| Below::Kind(&key.kind)),
            _ => Below::Keys(&[]),
        }
    }
}

#[derive(Clone, Copy)]
struct Walker<'w> {
    yaml: &'w str,
    steps: &'w [Step],
    table: Below,
    part: Part,
    found: &'w Cell<Option<Found>>,
}

impl Walker<'_> {
    fn stop<T, E: Error>(&self, found: Found) -> Result<T, E> {
        self.found.set(Some(found));
        Err(E::custom("found"))
    }

    /// Stops here if this is the place, else goes by.
    fn leaf<E: Error>(&self, found: Found) -> Result<(), E> {
        if self.steps.is_empty() { self.stop(found) } else { Ok(()) }
    }

    fn is_meant(&self, typed: &str) -> bool {
        let Some(Step::Key(name) | Step::Nth(name, _)) = self.steps.first() else { return false };
        name == typed || self.table.keys().iter().any(|key| key.name == name && key.synonyms.contains(&typed))
    }

    fn text(&self, text: &str) -> Found {
        let Some(start) = (text.as_ptr() as usize).checked_sub(self.yaml.as_ptr() as usize) else {
            return Found::Folded;
        };
        if self.yaml.get(start..start + text.len()) != Some(text) {
            return Found::Folded;
        }
        let before = self.yaml[..start].chars().next_back();
        let after = self.yaml[start + text.len()..].chars().next();
        let quoted = before == after && matches!(before, Some('"' | '\''));
        let margin = usize::from(quoted);
        Found::Text(start - margin..start + text.len() + margin)
    }
}

impl<'de> DeserializeSeed<'de> for Walker<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walker<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.leaf(Found::Word)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.leaf(Found::Word)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.leaf(Found::Word)
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<(), E> {
        self.leaf(Found::Word)
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<(), E> {
        self.leaf(Found::Word)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.leaf(Found::Word)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.leaf(Found::Word)
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.leaf(Found::Word)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        self.leaf(Found::Folded)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<(), E> {
        self.leaf(self.text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.leaf(Found::Collection)?;
        let Some(Step::Index(wanted)) = self.steps.first() else {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        };
        for _ in 0..*wanted {
            if list.next_element::<IgnoredAny>()?.is_none() {
                return Ok(());
            }
        }
        let below = Walker { steps: &self.steps[1..], table: self.table.under(&self.steps[0]), ..self };
        list.next_element_seed(below)?;
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.leaf(Found::Collection)?;
        let mut to_skip = match &self.steps[0] {
            Step::Nth(_, n) => *n,
            _ => 0,
        };
        while let Some(is_meant) = map.next_key_seed(KeyWalker { walker: self, to_skip })? {
            if !is_meant {
                map.next_value::<IgnoredAny>()?;
            } else if to_skip > 0 {
                to_skip -= 1;
                map.next_value::<IgnoredAny>()?;
            } else {
                let table = self.table.under(&self.steps[0]);
                map.next_value_seed(Walker { steps: &self.steps[1..], table, ..self })?;
            }
        }
        Ok(())
    }
}

/// Says whether a key is the next step; stops at it if it is the place.
struct KeyWalker<'w> {
    walker: Walker<'w>,
    to_skip: usize,
}

impl KeyWalker<'_> {
    fn key<E: Error>(&self, typed: &str, found: Found) -> Result<bool, E> {
        let is_meant = self.walker.is_meant(typed);
        let is_last = self.walker.steps.len() == 1 && self.walker.part == Part::Key;
        if is_meant && is_last && self.to_skip == 0 { self.walker.stop(found) } else { Ok(is_meant) }
    }
}

impl<'de> DeserializeSeed<'de> for KeyWalker<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeyWalker<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a key that is text")
    }

    fn visit_str<E: Error>(self, typed: &str) -> Result<bool, E> {
        self.key(typed, Found::Folded)
    }

    fn visit_borrowed_str<E: Error>(self, typed: &'de str) -> Result<bool, E> {
        self.key(typed, self.walker.text(typed))
    }
}

/// To the closing quotation mark, if it stands in the same line, else to the end of the line.
fn folded_end(yaml: &str, at: usize) -> usize {
    let line = line_at(yaml, at);
    let bytes = &yaml.as_bytes()[line.clone()];
    let Some(quote @ (b'"' | b'\'')) = bytes.first().copied() else { return line.end };
    let mut step = 1;
    while let Some(byte) = bytes.get(step) {
        let doubled = quote == b'\'' && bytes.get(step + 1) == Some(&quote);
        match *byte {
            b'\\' if quote == b'"' => step += 1,
            found if found == quote && doubled => step += 1,
            found if found == quote => return at + step + 1,
            _ => {}
        }
        step += 1;
    }
    line.end
}

fn word_end(yaml: &str, at: usize) -> usize {
    let rest = yaml.get(at..).unwrap_or_default();
    let length = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}'));
    at + length.unwrap_or(rest.len())
}

/// To the bracket that closes the collection, else to the end of the line.
fn collection_end(yaml: &str, at: usize) -> usize {
    let line = line_at(yaml, at);
    let bytes = &yaml.as_bytes()[line.clone()];
    if !matches!(bytes.first(), Some(b'[' | b'{')) {
        return line.end;
    }
    let mut depth = 0_usize;
    let mut quote = None;
    for (step, byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (Some(open), _) => quote = Some(open).filter(|open| open != byte),
            (None, b'"' | b'\'') if step > 0 && b"[{,: ".contains(&bytes[step - 1]) => quote = Some(*byte),
            (None, b'[' | b'{') => depth += 1,
            (None, b']' | b'}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + step + 1;
        }
    }
    line.end
}
