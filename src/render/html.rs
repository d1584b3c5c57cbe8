//! HTML that no template wrote, and text as HTML.

use serde::{Serialize, Serializer};

/// HTML in a view: a template writes it as it is, where it escapes every other text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(pub String);

impl Html {
    /// Text as HTML.
    #[must_use]
    pub fn escaped(text: &str) -> Self {
        Self(escaped(text))
    }
}

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

/// `text` with the characters escaped that mean something in HTML text and attributes.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
