//! What templates can call: texts of the interface, numbers, addresses of assets.
//!
//! Functions know the language that their engine is for and nothing else of the page; they touch no
//! disk and no clock.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::language::{Language, Message};

/// What the functions of one language answer from.
#[derive(Debug)]
pub struct Library {
    /// The language.
    pub language: Language,
    /// `href` of each asset by name.
    pub assets: BTreeMap<String, String>,
}

/// A new engine with the functions registered.
#[must_use]
pub fn engine(library: Library) -> Tera {
    let mut engine = Tera::default();
    let library = Arc::new(library);
    let plain = plain_texts(&library.language);
    let texts = Arc::clone(&library);
    engine.register_function("t", move |kwargs: Kwargs, _: &State<'_>| {
        translate(&texts.language, &plain, &kwargs)
    });
    let numbers = Arc::clone(&library);
    let number = move |kwargs: Kwargs, _: &State<'_>| -> TeraResult<String> {
        Ok(numbers.language.number(kwargs.must_get("value")?))
    };
    engine.register_function("number", number);
    engine.register_function("asset", move |kwargs: Kwargs, _: &State<'_>| asset(&library, &kwargs));
    engine
}

/// The texts in which nothing is replaced, ready to hand out: most calls are for one of them.
fn plain_texts(language: &Language) -> FxHashMap<String, Value> {
    let plain = |(key, message): (&String, &Message)| match message {
        Message::Plain(text) if !text.contains('{') => Some((key.clone(), Value::from(text.as_str()))),
        _ => None,
    };
    language.catalogue().iter().filter_map(plain).collect()
}

/// `t(key="…", count=…, name=…)`: a text of the interface.
fn translate(language: &Language, plain: &FxHashMap<String, Value>, kwargs: &Kwargs) -> TeraResult<Value> {
    let key: &str = kwargs.must_get("key")?;
    if let Some(text) = plain.get(key) {
        return Ok(text.clone());
    }
    let count: Option<u64> = kwargs.get("count")?;
    let mut values: Vec<(String, String)> = Vec::new();
    for (name, value) in kwargs.iter() {
        let name = name.to_string();
        if name != "key" && name != "count" {
            values.push((name, value.to_string()));
        }
    }
    let values: Vec<(&str, &str)> = values.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let text = language.message(key, count, &values);
    text.map(Value::from)
        .ok_or_else(|| Error::message(format!("the catalogue for `{}` has no message `{key}`", language.tag)))
}

/// `asset(path="css/x.css")`: where a file of the theme's `static/` is published.
fn asset(library: &Library, kwargs: &Kwargs) -> TeraResult<Value> {
    let path: &str = kwargs.must_get("path")?;
    let href = library.assets.get(path);
    href.map(|href| Value::from(href.as_str()))
        .ok_or_else(|| Error::message(format!("the theme has no file `static/{path}`")))
}
