//! What a template can name: every word in its text and in the texts of those that it takes in.
//!
//! A template reaches a variable by its name, so what is not among these words need not be made for it.
//! Words are more than names (texts and HTML count too), which costs some values too many and never one
//! too few.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rustc_hash::FxHashSet;

/// The variable that stands for all variables.
const ALL: &str = "__tera_context";

/// The words that a template can name.
#[derive(Debug, Clone, Default)]
pub struct Names {
    words: FxHashSet<String>,
    is_all: bool,
}

impl Names {
    /// Every word there is.
    #[must_use]
    pub fn all() -> Self {
        Self { is_all: true, ..Self::default() }
    }

    /// Whether the template may name `name`.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.is_all || self.words.contains(name)
    }
}

/// What each template can name, found out when it is first asked.
#[derive(Debug, Default)]
pub(super) struct NamesByTemplate(BTreeMap<String, OnceLock<Names>>);

impl NamesByTemplate {
    /// For `templates`, nothing found out yet.
    pub(super) fn new(templates: &BTreeMap<String, String>) -> Self {
        Self(templates.keys().map(|name| (name.clone(), OnceLock::new())).collect())
    }

    /// What `template`, one of `templates`, can name; `None` where there is no such template.
    pub(super) fn of(&self, template: &str, templates: &BTreeMap<String, String>) -> Option<&Names> {
        Some(self.0.get(template)?.get_or_init(|| named_by(template, templates)))
    }
}

/// The words of `template` and of all templates that it may take in: those whose names stand in its
/// text, and those that define components, which any template may call.
fn named_by(template: &str, templates: &BTreeMap<String, String>) -> Names {
    let mut names = Names::default();
    let mut taken: FxHashSet<&str> = FxHashSet::default();
    let with_components = templates.iter().filter(|(_, text)| text.contains("component"));
    let mut next: Vec<&str> = with_components.map(|(name, _)| name.as_str()).collect();
    next.extend(templates.get_key_value(template).map(|(name, _)| name.as_str()));
    while let Some(name) = next.pop() {
        let Some(text) = templates.get(name).filter(|_| taken.insert(name)) else { continue };
        next.extend(templates.keys().map(String::as_str).filter(|other| text.contains(*other)));
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
        for word in words.filter(|word| word.len() <= LONGEST) {
            if !names.words.contains(word) {
                names.words.insert(word.to_owned());
            }
        }
    }
    names.is_all = names.words.contains(ALL);
    names
}

/// Names of variables are shorter than this, in bytes.
const LONGEST: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    fn templates(list: &[(&str, &str)]) -> BTreeMap<String, String> {
        list.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn words_of_templates_that_are_taken_in_count() {
        let templates = templates(&[
            ("a.html", "{% extends 'base.html' %}{{ head.title }}"),
            ("base.html", "{% include `parts/foot.html` %}"),
            ("parts/foot.html", "{{ minutes }}"),
            ("other.html", "{{ share }}"),
            ("parts.html", "{% component note(@places) %}{{ places }}{% endcomponent note %}"),
        ]);
        let known = NamesByTemplate::new(&templates);
        let names = known.of("a.html", &templates).unwrap();
        for name in ["head", "title", "minutes", "places"] {
            assert!(names.has(name), "{name}");
        }
        assert!(!names.has("share"));
        assert!(known.of("none.html", &templates).is_none());
        assert!(Names::all().has("share"));
    }

    #[test]
    fn a_template_that_shows_all_variables_names_all() {
        let templates = templates(&[("a.html", "{{ __tera_context }}")]);
        assert!(NamesByTemplate::new(&templates).of("a.html", &templates).unwrap().has("share"));
    }
}
