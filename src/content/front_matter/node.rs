//! Untyped values: what the YAML says before anything is known about its keys.
//!
//! Duplicate keys are kept for the checker to report. Depth, number of nodes and bytes of text are
//! bounded here, since aliases can make much of little. It must not interpret a value.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};

use super::document::{Document, character_at};
use super::guard::{FRONT_MATTER_BYTES, MAX_DEPTH, guard};
use super::{plain, syntax, yaml};
use crate::diagnostic::{Code, Diagnostic};

/// Most values of one document, aliases expanded.
pub const MAX_NODES: usize = 100_000;
/// Most bytes of text of one document, aliases expanded.
pub const MAX_TEXT_BYTES: usize = 4 * 1024 * 1024;

/// One YAML value.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Nothing, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number that fits.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text, quoted or not. A date is text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map in the order of the file, duplicate keys kept. Keys that look like numbers are text.
    Map(Vec<(String, Node)>),
}

/// Guards and parses the YAML of `document`; an empty document is [`Node::Null`].
///
/// # Errors
/// `E0102` where it is not YAML, `E0103` where it exceeds a limit.
pub fn read(document: &Document, max_bytes: usize) -> Result<Node, Diagnostic> {
    // Neither limit of the budget can be reached by so few bytes without an alias.
    let is_short = document.yaml().len() <= max_bytes.min(FRONT_MATTER_BYTES);
    if let Some(node) = is_short.then(|| plain::read(document.yaml())).flatten() {
        return Ok(node);
    }
    read_any(document, max_bytes)
}

/// The same for YAML of any kind.
pub(super) fn read_any(document: &Document, max_bytes: usize) -> Result<Node, Diagnostic> {
    guard(document, max_bytes)?;
    let mut budget = Budget { nodes: MAX_NODES, bytes: MAX_TEXT_BYTES, refusal: None };
    let parsed = yaml::deserialize(document.yaml(), Builder { budget: &mut budget, depth: 0 });
    parsed.map_err(|refused| match budget.refusal {
        Some(refusal) => refusal.diagnostic(document, refused.at),
        None => syntax::explain(document, &refused),
    })
}

/// What is left of the limits.
struct Budget {
    nodes: usize,
    bytes: usize,
    refusal: Option<Refusal>,
}

/// Why the builder, rather than the parser, stopped.
#[derive(Debug)]
enum Refusal {
    Nodes,
    Bytes,
    Depth,
    Tag(String),
}

impl Refusal {
    fn diagnostic(self, document: &Document, at: Option<usize>) -> Diagnostic {
        let yaml = document.yaml();
        let at = at.unwrap_or(0);
        let here = document.span(character_at(yaml, at));
        let limit = |message: String| Diagnostic::error(Code::YamlLimit, here.clone(), message);
        match self {
            Refusal::Nodes => limit(format!("there are more than {MAX_NODES} values, aliases expanded")),
            Refusal::Bytes => {
                limit(format!("there are more than {MAX_TEXT_BYTES} bytes of text, aliases expanded"))
            }
            Refusal::Depth => limit(format!("lists and maps are nested more than {MAX_DEPTH} deep")),
            Refusal::Tag(tag) => {
                let end = yaml[here.range.start - document.yaml.start..]
                    .find(char::is_whitespace)
                    .map_or(here.range.end, |length| here.range.start + length);
                let span = crate::diagnostic::Span::new(document.file, here.range.start..end);
                let message = format!("YAML tags are not supported: `{tag}`");
                Diagnostic::error(Code::YamlSyntax, span, message)
                    .help("put a text that starts with `!` in quotes")
            }
        }
    }
}

/// Builds one node; both the seed and its visitor.
struct Builder<'b> {
    budget: &'b mut Budget,
    depth: usize,
}

impl Builder<'_> {
    fn inner(&mut self) -> Builder<'_> {
        Builder { budget: self.budget, depth: self.depth + 1 }
    }

    fn refuse<T, E: Error>(&mut self, refusal: Refusal) -> Result<T, E> {
        self.budget.refusal = Some(refusal);
        Err(E::custom("refused"))
    }

    fn spend<E: Error>(&mut self, bytes: usize) -> Result<(), E> {
        let (Some(nodes), Some(bytes)) =
            (self.budget.nodes.checked_sub(1), self.budget.bytes.checked_sub(bytes))
        else {
            let refusal = if self.budget.nodes == 0 { Refusal::Nodes } else { Refusal::Bytes };
            return self.refuse(refusal);
        };
        self.budget.nodes = nodes;
        self.budget.bytes = bytes;
        Ok(())
    }

    fn descend<E: Error>(&mut self) -> Result<(), E> {
        self.spend(0)?;
        if self.depth >= MAX_DEPTH { self.refuse(Refusal::Depth) } else { Ok(()) }
    }
}

impl<'de> DeserializeSeed<'de> for Builder<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Builder<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(mut self, value: bool) -> Result<Node, E> {
        self.spend(0)?;
        Ok(Node::Bool(value))
    }

    fn visit_i64<E: Error>(mut self, value: i64) -> Result<Node, E> {
        self.spend(0)?;
        Ok(Node::Int(value))
    }

    fn visit_u64<E: Error>(mut self, value: u64) -> Result<Node, E> {
        self.spend(0)?;
        #[expect(clippy::cast_precision_loss, reason = "too large for a whole number anyway")]
        Ok(i64::try_from(value).map_or(Node::Float(value as f64), Node::Int))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Node, E> {
        #[expect(clippy::cast_precision_loss, reason = "too large for a whole number anyway")]
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Node, E> {
        #[expect(clippy::cast_precision_loss, reason = "too large for a whole number anyway")]
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(mut self, value: f64) -> Result<Node, E> {
        self.spend(0)?;
        Ok(Node::Float(value))
    }

    fn visit_str<E: Error>(mut self, value: &str) -> Result<Node, E> {
        self.spend(value.len())?;
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_none<E: Error>(self) -> Result<Node, E> {
        self.visit_unit()
    }

    fn visit_unit<E: Error>(mut self) -> Result<Node, E> {
        self.spend(0)?;
        Ok(Node::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Node, A::Error> {
        self.descend()?;
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element_seed(self.inner())? {
            nodes.push(node);
        }
        Ok(Node::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Node, A::Error> {
        self.descend()?;
        let mut entries = Vec::with_capacity(8);
        while let Some(key) = map.next_key_seed(KeyBuilder(self.inner()))? {
            entries.push((key, map.next_value_seed(self.inner())?));
        }
        Ok(Node::Map(entries))
    }

    fn visit_enum<A: EnumAccess<'de>>(mut self, tagged: A) -> Result<Node, A::Error> {
        let (tag, _) = tagged.variant::<String>()?;
        let tag = if tag.starts_with('!') { tag } else { format!("!{tag}") };
        self.refuse(Refusal::Tag(super::faults::shown(&tag)))
    }
}

/// Builds a key: the text of any scalar, as it is written.
struct KeyBuilder<'b>(Builder<'b>);

impl<'de> DeserializeSeed<'de> for KeyBuilder<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        // Numbers and booleans come as they are typed when text is asked for.
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyBuilder<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        // `syntax` knows these words.
        f.write_str("a key that is text")
    }

    fn visit_str<E: Error>(mut self, value: &str) -> Result<String, E> {
        self.0.spend(value.len())?;
        Ok(value.to_owned())
    }
}
