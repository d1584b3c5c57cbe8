//! HTML that no template wrote, and what becomes HTML, a part of an address or a phrase.
//!
//! It becomes that when a template asks for it: a fingerprint sees what it is made of, which is as good.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use crate::address::encode_component;
use crate::language::Language;

/// HTML in a view: a template writes it as it is, where it escapes every other text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(pub String);

impl Serialize for Html {
    /// The template engine takes formats to be readable by people, and knows its own values.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            tera::Value::safe_string(&self.0).serialize(serializer)
        } else {
            serializer.serialize_str(&self.0)
        }
    }
}

/// Text in a view where templates have HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Escaped<'a>(pub &'a str);

impl Serialize for Escaped<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            tera::Value::safe_string(&escaped(self.0)).serialize(serializer)
        } else {
            serializer.serialize_str(self.0)
        }
    }
}

/// Text in a view, percent-encoded to stand in the query of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded<'a>(pub Cow<'a, str>);

impl Serialize for Encoded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&encode_component(&self.0))
        } else {
            serializer.serialize_str(&self.0)
        }
    }
}

/// A number with its noun, such as `4 sources`; none where the language has no message for it.
#[derive(Debug, Clone, Copy)]
pub struct Quantity<'a> {
    /// The page's language.
    pub language: &'a Language,
    /// Key of the message.
    pub message: &'static str,
    /// The number.
    pub count: u64,
}

impl Serialize for Quantity<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            self.language.message(self.message, Some(self.count), &[]).serialize(serializer)
        } else {
            serializer.serialize_u64(self.count)
        }
    }
}

/// `text` with the characters escaped that mean something in HTML text and attributes.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_in_html_is_escaped() {
        assert_eq!(escaped("«a» & <b> \"c\" 'd'"), "«a» &amp; &lt;b&gt; &quot;c&quot; &#39;d&#39;");
        assert_eq!(escaped("año"), "año");
    }
}
