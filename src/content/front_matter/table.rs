//! What a table of keys is made of. One table drives checking, suggestions, JSON Schema and docs.
//!
//! The tables themselves stand with what they describe; nothing here knows one.

/// One key that a document may have.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// The name that the docs use.
    pub name: &'static str,
    /// Other names that mean the same.
    pub synonyms: &'static [&'static str],
    /// What its value may be.
    pub kind: Kind,
    /// Whether it must be there.
    pub required: bool,
    /// One sentence for the docs and for editors' completion.
    pub doc: &'static str,
}

impl Key {
    /// An optional key without synonyms.
    #[must_use]
    pub const fn new(name: &'static str, kind: Kind, doc: &'static str) -> Self {
        Self { name, synonyms: &[], kind, required: false, doc }
    }

    /// The same key, required.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// The same key with other names.
    #[must_use]
    pub const fn or(self, synonyms: &'static [&'static str]) -> Self {
        Self { synonyms, ..self }
    }

    /// `typed` as the table spells it, if it is the key's name or one of its synonyms.
    #[must_use]
    pub fn spelling(&self, typed: &str) -> Option<&'static str> {
        if self.name == typed {
            return Some(self.name);
        }
        self.synonyms.iter().find(|synonym| **synonym == typed).copied()
    }

    /// Whether `typed` is its name or one of its synonyms.
    #[must_use]
    pub fn is_called(&self, typed: &str) -> bool {
        self.spelling(typed).is_some()
    }
}

/// What a value may be.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Text on one line, not blank.
    Text,
    /// Text that may have line breaks, not blank.
    Prose,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer {
        /// The least; `i64::MIN` for no limit.
        min: i64,
        /// The greatest; `i64::MAX` for no limit.
        max: i64,
    },
    /// A day (`2018-07-12`) or a time with its offset (RFC 3339, section 5.6).
    Date,
    /// A year, a month or a day: `2018`, `2018-07`, `2018-07-12`.
    PartialDate,
    /// An absolute `http` or `https` address.
    Url,
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// A list of values of one kind.
    List(&'static Kind),
    /// One text or a list of texts.
    TextOrList,
    /// A map with these keys and no others.
    Object(&'static [Key]),
    /// A map with any keys and values of one kind.
    MapOf(&'static Kind),
    /// Anything, kept as it is.
    Any,
    /// The first of these that has the shape of the value: text, number, boolean, list or map.
    OneOf(&'static [Kind]),
}

/// What one kind of document may hold.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its keys.
    pub keys: &'static [Key],
    /// Keys of other generators, at the top of the document, each with what to do instead.
    pub hints: &'static [(&'static str, &'static str)],
}
