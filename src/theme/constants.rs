//! Texts of the interface that are the same on every page of a language, written into the templates
//! when they are loaded.
//!
//! `{{ t(key="…") }}` with nothing else is one lookup and one call of a function for each page, and
//! there are some twenty on each. A text takes exactly the room of the call that it stands in for, so
//! that the engine's faults keep their places; where it does not fit, the call stays.

use std::borrow::Cow;

use crate::language::{Language, Message};

const OPEN: &str = "{{ t(key=\"";
const CLOSE: &str = "\") }}";

/// `template` with the calls filled in that always give the same text in `language`.
pub(super) fn fill_in<'t>(template: &'t str, language: &Language) -> Cow<'t, str> {
    // What stands in `raw` is to be shown, not called.
    if !template.contains(OPEN) || template.contains("raw") {
        return Cow::Borrowed(template);
    }
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(start) = rest.find(OPEN) {
        let (before, call) = rest.split_at(start);
        filled.push_str(before);
        let end = call[OPEN.len()..].find('"').map_or(OPEN.len(), |length| OPEN.len() + length);
        let is_whole = call[end..].starts_with(CLOSE);
        let (key, length) = (&call[OPEN.len()..end], if is_whole { end + CLOSE.len() } else { end });
        match constant(language, key).filter(|_| is_whole).and_then(|text| padded(text, length)) {
            Some(text) => filled.push_str(&text),
            None => filled.push_str(&call[..length]),
        }
        rest = &call[length..];
    }
    filled.push_str(rest);
    Cow::Owned(filled)
}

/// A text that needs neither values nor escaping, nor means anything to the template engine.
fn constant<'l>(language: &'l Language, key: &str) -> Option<&'l str> {
    match language.catalogue().get(key)? {
        Message::Plain(text) if !text.contains(['{', '}', '&', '<', '>', '"', '\'', '\n']) => Some(text),
        _ => None,
    }
}

/// `text` with a comment behind it that fills `length` bytes.
fn padded(text: &str, length: usize) -> Option<String> {
    match length.checked_sub(text.len())? {
        0 => Some(text.to_owned()),
        room => Some(format!("{text}{{#{}#}}", " ".repeat(room.checked_sub(4)?))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language() -> Language {
        let texts = [
            ("a", "Añadir"),
            ("long", &*"x".repeat(60)),
            ("b", "{n} b"),
            ("c", "R&D"),
            ("exact", "01234567890123456789"),
        ];
        let catalogue = texts.map(|(key, text)| (key.to_owned(), Message::Plain(text.to_owned())));
        Language::new("en", catalogue.into_iter().collect())
    }

    #[test]
    fn a_text_takes_the_room_of_its_call() {
        let filled = |template: &str| fill_in(template, &language()).into_owned();
        assert_eq!(filled("<p>{{ t(key=\"a\") }}</p>"), "<p>Añadir{#     #}</p>");
        assert_eq!(filled("{{ t(key=\"exact\") }}|"), "01234567890123456789|");
        let all = "{{ t(key=\"a\") }}{{ t(key=\"b\") }} x {{ t(key=\"a\") }}";
        assert_eq!(filled(all).len(), all.len());
    }

    #[test]
    fn every_other_call_stays() {
        for template in [
            "{{ t(key=\"b\") }}",
            "{{ t(key=\"c\") }}",
            "{{ t(key=\"long\") }}",
            "{{ t(key=\"none\") }}",
            "{{ t(key=\"a\", count=1) }}",
            "{{ t(key=\"a\" ~ x) }}",
            "{{ t(key=\"a",
            "{{ t(key=\"a\")",
            "{% raw %}{{ t(key=\"a\") }}{% endraw %}",
            "{{ t(key=a) }}",
        ] {
            assert_eq!(fill_in(template, &language()), template);
        }
    }
}
