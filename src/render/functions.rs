//! What templates can call: texts of the interface, numbers, addresses of assets.
//!
//! Functions see the page's language and nothing else of it; they touch no disk and no clock.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::language::Language;

/// What the functions answer from.
#[derive(Debug)]
pub struct Library {
    /// Languages by tag.
    pub languages: BTreeMap<String, Language>,
    /// `href` of each asset by name.
    pub assets: BTreeMap<String, String>,
}

/// Registers the functions in a new engine.
#[must_use]
pub fn engine(library: Arc<Library>) -> Tera {
    let mut engine = Tera::default();
    let texts = Arc::clone(&library);
    engine.register_function("t", move |kwargs: Kwargs, state: &State| translate(&texts, &kwargs, state));
    let numbers = Arc::clone(&library);
    engine.register_function("number", move |kwargs: Kwargs, state: &State| number(&numbers, &kwargs, state));
    engine.register_function("asset", move |kwargs: Kwargs, _: &State| asset(&library, &kwargs));
    engine
}

fn language<'l>(library: &'l Library, state: &State) -> TeraResult<&'l Language> {
    let tag: Option<String> = state.get("lang")?;
    let tag = tag.ok_or_else(|| Error::message("the template has no `lang`"))?;
    library.languages.get(&tag).ok_or_else(|| Error::message(format!("unknown language `{tag}`")))
}

/// `t(key="…", count=…, name=…)`: a text of the interface.
fn translate(library: &Library, kwargs: &Kwargs, state: &State) -> TeraResult<String> {
    let language = language(library, state)?;
    let key: &str = kwargs.must_get("key")?;
    let count: Option<u64> = kwargs.get("count")?;
    let mut values: Vec<(String, String)> = Vec::new();
    for (name, value) in kwargs.iter() {
        let name = name.to_string();
        if name != "key" && name != "count" {
            values.push((name, value.to_string()));
        }
    }
    let values: Vec<(&str, &str)> = values.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    language
        .message(key, count, &values)
        .ok_or_else(|| Error::message(format!("the catalogue for `{}` has no message `{key}`", language.tag)))
}

/// `number(value=…)`: a whole number as the language writes it.
fn number(library: &Library, kwargs: &Kwargs, state: &State) -> TeraResult<String> {
    Ok(language(library, state)?.number(kwargs.must_get("value")?))
}

/// `asset(path="css/x.css")`: where a file of the theme's `static/` is published.
fn asset(library: &Library, kwargs: &Kwargs) -> TeraResult<Value> {
    let path: &str = kwargs.must_get("path")?;
    let href = library.assets.get(path);
    href.map(|href| Value::from(href.as_str()))
        .ok_or_else(|| Error::message(format!("the theme has no file `static/{path}`")))
}
