//! Values that have passed the check, by the canonical names of their keys.
//!
//! Getters take the value out, so that nothing is cloned, and cannot fail: a key that is absent, or
//! was at fault, gives `None`. Nothing is stored about where a value stands; see [`Place`].

use std::borrow::Cow;

use super::dates::{DateValue, PartialDate};
use super::locate::Place;
use super::table::Key;

/// A map that was checked against a table.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    pub(super) place: Place,
    pub(super) entries: Vec<Entry>,
}

/// A key that the document has; the value is `None` if it was empty, at fault, or taken.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub key: &'static Key,
    pub typed: &'static str,
    pub value: Option<Value>,
}

/// A value that has passed the check.
#[derive(Debug, Clone)]
pub enum Value {
    /// Of `Text`, `Prose`, `Url` and `Choice`.
    Text(String),
    /// Of `Bool`.
    Bool(bool),
    /// Of `Integer`.
    Integer(i64),
    /// Of `Date`.
    Date(DateValue),
    /// Of `PartialDate`.
    PartialDate(PartialDate),
    /// Of `List` and `TextOrList`.
    List(Vec<Value>),
    /// Of `Object`.
    Object(Checked),
    /// Of `MapOf`, in the order of the file.
    Map(Vec<(String, Value)>),
    /// Of `Any`.
    Any(serde_json::Value),
}

macro_rules! into_variant {
    ($($name:ident $variant:ident $type:ty,)+) => {
        impl Value {
            $(
                #[doc = concat!("The value, if it is `", stringify!($variant), "`.")]
                #[must_use]
                pub fn $name(self) -> Option<$type> {
                    if let Value::$variant(value) = self { Some(value) } else { None }
                }
            )+
        }
    };
}

into_variant! {
    into_text Text String,
    into_bool Bool bool,
    into_integer Integer i64,
    into_date Date DateValue,
    into_partial_date PartialDate PartialDate,
    into_list List Vec<Value>,
    into_object Object Checked,
    into_map Map Vec<(String, Value)>,
    into_any Any serde_json::Value,
}

impl Checked {
    /// Whether `name` has a value that is in order and not yet taken.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.key.name == name && entry.value.is_some())
    }

    /// The value of a key of any kind.
    pub fn value(&mut self, name: &str) -> Option<Value> {
        self.entries.iter_mut().find(|entry| entry.key.name == name)?.value.take()
    }

    /// Of `Text`, `Prose`, `Url` and `Choice`.
    pub fn text(&mut self, name: &str) -> Option<String> {
        self.value(name)?.into_text()
    }

    /// Of `Bool`.
    pub fn bool(&mut self, name: &str) -> Option<bool> {
        self.value(name)?.into_bool()
    }

    /// Of `Integer`.
    pub fn integer(&mut self, name: &str) -> Option<i64> {
        self.value(name)?.into_integer()
    }

    /// Of `Date`.
    pub fn date(&mut self, name: &str) -> Option<DateValue> {
        self.value(name)?.into_date()
    }

    /// Of `PartialDate`.
    pub fn partial_date(&mut self, name: &str) -> Option<PartialDate> {
        self.value(name)?.into_partial_date()
    }

    /// Of `List`; empty where absent.
    pub fn list(&mut self, name: &str) -> Vec<Value> {
        self.value(name).and_then(Value::into_list).unwrap_or_default()
    }

    /// Of `TextOrList` and of lists of a text kind; empty where absent.
    pub fn list_of_text(&mut self, name: &str) -> Vec<String> {
        // Into room of its own: that of the values is twice as large.
        let values = self.list(name);
        let mut texts = Vec::with_capacity(values.len());
        texts.extend(values.into_iter().filter_map(Value::into_text));
        texts
    }

    /// Of `Object`.
    pub fn object(&mut self, name: &str) -> Option<Checked> {
        self.value(name)?.into_object()
    }

    /// Of lists of `Object`; empty where absent.
    pub fn objects(&mut self, name: &str) -> Vec<Checked> {
        self.list(name).into_iter().filter_map(Value::into_object).collect()
    }

    /// Of `MapOf`, in the order of the file; empty where absent.
    pub fn map(&mut self, name: &str) -> Vec<(String, Value)> {
        self.value(name).and_then(Value::into_map).unwrap_or_default()
    }

    /// Of `Any`.
    pub fn any(&mut self, name: &str) -> Option<serde_json::Value> {
        self.value(name)?.into_any()
    }

    /// Whether `name` stands in the document, in order or not.
    #[must_use]
    pub fn is_given(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.key.name == name)
    }

    /// Keys whose values are in order and were not taken, in the order of the document.
    pub fn untaken(&self) -> impl Iterator<Item = &'static str> {
        self.entries.iter().filter(|entry| entry.value.is_some()).map(|entry| entry.key.name)
    }

    /// Where this map stands.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Where the value of `name` stands.
    #[must_use]
    pub fn place_of(&self, name: &str) -> Place {
        let entry = self.entries.iter().find(|entry| entry.key.name == name);
        let typed: Cow<'static, str> =
            entry.map_or_else(|| Cow::Owned(name.to_owned()), |entry| Cow::Borrowed(entry.typed));
        self.place.clone().key(typed)
    }
}
