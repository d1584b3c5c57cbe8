//! Which variables and fields the templates of a page can ask for. What none of them names need not be made.
//!
//! Each is had by its name alone, so that it stands as a word in a template, in one that it takes in, or in a
//! component. Words that mean something else count too: a name too many costs time and nothing else.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashSet};

/// The names that a page's templates have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names(Option<FxHashSet<u64>>);

impl Names {
    /// Every name: where it is not known which.
    pub const ANY: &'static Self = &Self(None);

    /// These names and no others.
    #[cfg(test)]
    pub(crate) fn of<const N: usize>(names: [&str; N]) -> Self {
        Self(Some(names.map(hash).into_iter().collect()))
    }

    /// Whether the templates can ask for `name`. A name that has the hash of another counts as well.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.as_ref().is_none_or(|words| words.contains(&hash(name)))
    }

    /// `value` of the variable `name`, made if the templates can ask for it.
    pub fn when<T: Default>(&self, name: &str, value: impl FnOnce() -> T) -> T {
        if self.has(name) { value() } else { T::default() }
    }
}

/// A template's words, and those that it takes in.
struct Template<'t> {
    words: FxHashSet<u64>,
    others: Vec<&'t str>,
    /// Whether it can go through fields without their names.
    takes_apart: bool,
}

/// Words that stand for every name: the variable that holds all of them, and filters that take a view apart.
const EVERYTHING: [&str; 5] = ["__tera_context", "get", "keys", "pairs", "values"];
const QUOTES: [char; 3] = ['"', '\'', '`'];

/// The names of each template that a page can have.
pub(super) fn by_page(templates: &BTreeMap<String, String>) -> BTreeMap<String, Names> {
    let read: BTreeMap<&str, Template<'_>> =
        templates.iter().map(|(name, text)| (name.as_str(), Template::of(text, templates))).collect();
    // A component is called by a name of its own, from whichever file.
    let is_component = |template: &&str| read[*template].words.contains(&hash("component"));
    let components: Vec<&str> = read.keys().copied().filter(is_component).collect();
    let pages = read.keys().filter_map(|name| Some((*name, name.strip_suffix(".html")?)));
    let names = |(template, page): (&str, &str)| {
        let taken_in = closure(&read, components.iter().copied().chain([template]));
        let taken_in = || taken_in.iter().map(|name| &read[*name]);
        let words = || taken_in().flat_map(|template| &template.words).copied().collect();
        let is_known = !taken_in().any(|template| template.takes_apart);
        (page.to_owned(), Names(is_known.then(words)))
    };
    pages.filter(|(_, page)| !page.contains('/')).map(names).collect()
}

impl<'t> Template<'t> {
    fn of(text: &'t str, templates: &'t BTreeMap<String, String>) -> Self {
        let code = code(text);
        let words =
            || code.iter().flat_map(|part| part.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'));
        let quoted = code.iter().flat_map(|part| part.split(QUOTES));
        let others = quoted.filter_map(|name| templates.get_key_value(name).map(|(name, _)| name.as_str()));
        let takes_apart = words().any(|word| EVERYTHING.contains(&word))
            || code.iter().any(|part| has_loop_over_fields(part) || has_computed_name(part));
        Self {
            words: words().filter(|word| !word.is_empty()).map(hash).collect(),
            others: others.collect(),
            takes_apart,
        }
    }
}

/// What the engine reads as code, as its lexer tells it from text and comments: what stands in `{{ }}` and
/// `{% %}`. All of a template that has such marks as text, in `raw`.
fn code(template: &str) -> Vec<&str> {
    if template.contains("raw") {
        return vec![template];
    }
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        rest = &rest[start + 1..];
        let (length, close) = match rest.as_bytes().first() {
            Some(b'#') => (rest[1..].find("#}").map(|length| length + 1), false),
            Some(b'{') => (code_length(rest, "}}"), true),
            Some(b'%') => (code_length(rest, "%}"), true),
            _ => continue,
        };
        let (part, after) = rest.split_at(length.unwrap_or(rest.len()));
        parts.extend(close.then_some(part));
        rest = after;
    }
    parts
}

/// Where code ends with `close`, which does not count within a text in quotes.
fn code_length(code: &str, close: &str) -> Option<usize> {
    let mut quote = None;
    let mut bytes = code.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match (quote, byte) {
            (Some(_), b'\\') => drop(bytes.next()),
            (Some(open), _) if byte == open => quote = None,
            (None, b'"' | b'\'' | b'`') => quote = Some(byte),
            (None, _) if code.as_bytes()[at..].starts_with(close.as_bytes()) => return Some(at),
            _ => {}
        }
    }
    None
}

/// Whether there is a loop with two variables, such as `for name, value in head`.
fn has_loop_over_fields(text: &str) -> bool {
    text.split("for").skip(1).any(|rest| {
        let first = rest.trim_start();
        let after = first.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
        first.len() < rest.len() && after.len() < first.len() && after.trim_start().starts_with(',')
    })
}

/// `start` and every template that they take in, one through the other.
fn closure<'t>(
    templates: &BTreeMap<&'t str, Template<'t>>,
    start: impl Iterator<Item = &'t str>,
) -> Vec<&'t str> {
    let mut found: Vec<&str> = Vec::new();
    let mut due: Vec<&str> = start.collect();
    while let Some(name) = due.pop() {
        if !found.contains(&name) {
            found.push(name);
            due.extend(templates.get(name).iter().flat_map(|template| &template.others));
        }
    }
    found
}

fn hash(word: &str) -> u64 {
    FxBuildHasher.hash_one(word)
}

/// Whether a field may be had by a name that is computed, such as in `head[name]`.
fn has_computed_name(code: &str) -> bool {
    let is_text = |value: &str| {
        let open = value.chars().next().filter(|c| QUOTES.contains(c));
        open.is_some_and(|open| value[1..].find(open).is_some_and(|end| end + 2 == value.len()))
    };
    let is_place = |value: &str| {
        value.starts_with("loop.")
            || value.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ':' | ' '))
    };
    let subscript = code.match_indices('[').any(|(at, _)| {
        let before = code[..at].trim_end().trim_end_matches('?');
        let is_list = !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ']' | ')'))
            || before.split_whitespace().next_back() == Some("in");
        let value = code[at + 1..].split(']').next().unwrap_or_default().trim();
        !is_list && !is_place(value) && !is_text(value)
    });
    let argument = code.split("attribute").skip(1).any(|rest| {
        let value = rest.trim_start().strip_prefix('=').map(str::trim_start);
        value.is_some_and(|value| !value.starts_with(QUOTES))
    });
    subscript || argument
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(templates: &[(&str, &str)], page: &str) -> Names {
        let templates = templates.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        by_page(&templates.collect())[page].clone()
    }

    #[test]
    fn a_page_has_the_names_of_all_that_it_takes_in() {
        let templates = [
            ("a.html", "{% extends \"base.html\" %}{% block main %}{{ title }}{% endblock %}"),
            ("base.html", "{{ head.canonical }}{% include 'parts/nav.html' %}"),
            ("parts/nav.html", "{% for item in items %}{{<mark item={item}/>}}{% endfor %}"),
            ("parts/mark.html", "{% component mark(item) %}{{ item.sign }}{% endcomponent mark %}"),
            ("b.html", "{{ other }}"),
        ];
        let a = names(&templates, "a");
        for name in ["title", "head", "canonical", "items", "item", "sign"] {
            assert!(a.has(name), "{name}");
        }
        assert!(!a.has("other") && !a.has("tit") && !a.has(""));
        let b = names(&templates, "b");
        assert!(b.has("other") && b.has("sign") && !b.has("title") && !b.has("items"));
        assert_eq!(a.when("other", || 1), 0);
        assert_eq!(b.when("other", || 1), 1);
    }

    #[test]
    fn names_end_where_the_engine_ends_them() {
        let text = "{{ a.b(c) ~ (d|e) - f+g<h and not-i }}{%if j%}{{k}}{% endif %}{{ \"año:l_2\" }}";
        let page = names(&[("x.html", text)], "x");
        for name in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l_2"] {
            assert!(page.has(name), "{name}");
        }
        assert!(!page.has("z") && !page.has("l") && !page.has("2"));
    }

    #[test]
    fn text_and_comments_name_nothing() {
        let told = |text: &str| -> Vec<char> {
            let page = names(&[("x.html", text)], "x");
            "abcdef".chars().filter(|name| page.has(&name.to_string())).collect()
        };
        assert_eq!(told("a {b} {{ c }} {# d {{ e }} #} f"), ['c']);
        assert_eq!(told("{{- a -}} b {%- if c -%} d {% endif %}{{e}"), ['a', 'c', 'e']);
        assert_eq!(told(r#"{{ "}} \" }}" ~ a }} b {{ '%}' ~ "{#" ~ c }} d #}"#), ['a', 'c']);
        assert_eq!(told("{{ `a` ~ b"), ['a', 'b']);
        assert!(told("{# a").is_empty());
        assert_eq!(told("a {{{ b }}} {%% c %%} {{ d"), ['b', 'c', 'd']);
        assert_eq!(told("{% raw %} {# {{ a {% endraw %} {{ b }} #} c"), ['a', 'b', 'c']);
    }

    #[test]
    fn a_page_that_takes_views_apart_has_every_name() {
        for text in [
            "{{ __tera_context }}",
            "{% for name in head | keys %}",
            "{% for name, value in head %}",
            "{%for\tname ,value in head%}",
            "{{ head[name] }}",
            "{{ head?[name] }}",
            "{{ head[\"ti\" ~ rest] }}",
            "{{ parts[0][name] }}",
            "{{ head | get(key=name) }}",
            "{{ cards | sort(attribute = name) }}",
        ] {
            let templates = [("x.html", "{% include \"y.html\" %}"), ("y.html", text)];
            assert_eq!(&names(&templates, "x"), Names::ANY, "{text}");
        }
        for text in [
            "{% for name in [a, b] %}",
            "{% set list = [a, [b]] %}",
            "{{ head[\"title\"] }}",
            "{{ parts[0] }}{{ parts[-2:-1] }}{{ parts[loop.index0] }}",
            "{{ cards | sort(attribute=\"title\") }}",
            "{{ t(for=a) }}, ",
            "{% for %}",
            "{{ before , b }}",
            "{#}{{ head[name] }}#}",
        ] {
            let templates = [("x.html", "{% include \"y.html\" %}"), ("y.html", text)];
            assert_ne!(&names(&templates, "x"), Names::ANY, "{text}");
        }
        assert!(Names::ANY.has("anything"));
    }
}
