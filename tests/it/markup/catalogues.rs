//! The message catalogues of the built-in theme: complete, alike in both languages, and in use.

use std::collections::{BTreeMap, BTreeSet};

use issue_digest::content::entry_keys::ORGANIZATION_KINDS;
use issue_digest::language::{Catalogue, MONTHS, MONTHS_SHORT, Message, REQUIRED_KEYS, WEEKDAYS};

use crate::support::{repository, shipped, tree};

fn catalogue(tag: &str) -> &'static Catalogue {
    &shipped().0.theme.catalogues[tag]
}

/// The files of the built-in theme's folder, as text.
fn templates() -> BTreeMap<String, String> {
    let files = tree(&repository().join("themes/gazette/templates")).into_iter();
    files.map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect()
}

/// What stands between `before` and the next quotation mark, each time.
fn quoted<'t>(text: &'t str, before: &str) -> Vec<&'t str> {
    let parts = text.split(before).skip(1);
    parts.map(|part| part.split('"').next().unwrap()).collect()
}

/// The catalogue as it stands in the theme, without what is filled in from English.
fn own_keys(tag: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(repository().join(format!("themes/gazette/i18n/{tag}.yaml"))).unwrap();
    let keys = text.lines().filter(|line| !line.starts_with(['#', ' ']) && !line.trim().is_empty());
    keys.map(|line| line.split(": ").next().unwrap().trim_end_matches(':').to_owned()).collect()
}

/// Texts of a message: its forms by category.
fn forms(message: &Message) -> Vec<(&str, &str)> {
    match message {
        Message::Plain(text) => vec![("plain", text)],
        Message::Plural { forms, other } => forms
            .iter()
            .map(|(category, text)| (*category, text.as_str()))
            .chain([("other", other.as_str())])
            .collect(),
    }
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn both_languages_have_the_same_messages() {
    let (english, spanish) = (own_keys("en"), own_keys("es"));
    assert_eq!(english, spanish);
    assert!(english.len() > 100);
    assert_eq!(english, catalogue("en").keys().cloned().collect());
}

/// A value that one language puts in, the other puts in too. Dates may leave a part out.
#[test]
fn both_languages_put_in_the_same_values() {
    for (key, english) in catalogue("en").iter().filter(|(key, _)| !key.starts_with("date.")) {
        let spanish = &catalogue("es")[key];
        let values = |message: &Message| -> BTreeSet<String> {
            forms(message).iter().flat_map(|(_, text)| placeholders(text)).map(str::to_owned).collect()
        };
        assert_eq!(values(english), values(spanish), "`{key}`");
        let categories =
            |message: &Message| forms(message).iter().map(|(c, _)| (*c).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(categories(english), categories(spanish), "`{key}`");
    }
}

/// Whoever reads Spanish reads Spanish: a text that both share is a name or a sign.
#[test]
fn spanish_is_translated() {
    for (key, english) in catalogue("en") {
        let may_be_equal = key.starts_with("date.")
            || ["number.thousands", "feed_of", "in_other_language"].contains(&key.as_str());
        let short =
            forms(english).iter().all(|(_, text)| text.chars().filter(|c| c.is_alphabetic()).count() < 3);
        let names = ["Guatemala", "Honduras", "El Salvador", "Tip", "Error", "General"];
        let named = forms(english).iter().all(|(_, text)| names.contains(text));
        assert!(
            may_be_equal || short || named || *english != catalogue("es")[key],
            "`{key}` is the same in both"
        );
    }
}

#[test]
fn the_generator_finds_what_it_asks_for() {
    let fixed = REQUIRED_KEYS.iter().chain(&MONTHS).chain(&MONTHS_SHORT).chain(&WEEKDAYS);
    for key in fixed {
        assert!(own_keys("en").contains(*key), "`{key}`");
    }
    for kind in ORGANIZATION_KINDS {
        assert!(
            own_keys("en").contains(&format!("kind.{kind}")),
            "`kind.{kind}`: an organization of this kind shows the bare word"
        );
    }
    for kind in ["note", "tip", "important", "warning", "caution"] {
        assert!(own_keys("en").contains(&format!("alert.{kind}")));
    }
    let mut asked = 0;
    for (path, bytes) in tree(&repository().join("src"))
        .into_iter()
        .filter(|(path, _)| path.starts_with("render") || path.starts_with("digest"))
    {
        let source = String::from_utf8(bytes).unwrap();
        let source = source.split("#[cfg(test)]").next().unwrap();
        for key in [quoted(source, ".text(\""), quoted(source, "self.message(\""), quoted(source, "text(\"")]
            .concat()
        {
            asked += 1;
            assert!(key.contains('{') || own_keys("en").contains(key), "`{path}` asks for `{key}`");
        }
    }
    assert!(asked > 5, "only {asked} keys were found in the sources");
}

/// `t(key="…")` of every template is in both catalogues, with the values that the message puts in.
#[test]
fn templates_find_what_they_ask_for() {
    let mut asked = 0;
    for (path, template) in templates() {
        for call in template.split("t(key=\"").skip(1) {
            let (key, rest) = call.split_once('"').unwrap();
            if rest.trim_start().starts_with('~') {
                let known = own_keys("en").iter().filter(|known| known.starts_with(key)).count();
                assert!(known > 1, "{path}: no message starts with `{key}`");
                continue;
            }
            asked += 1;
            let arguments = &rest[..end_of_call(rest)];
            for tag in ["en", "es"] {
                let message =
                    catalogue(tag).get(key).unwrap_or_else(|| panic!("{path}: `{key}` is not in `{tag}`"));
                for (_, text) in forms(message) {
                    for name in placeholders(text) {
                        assert!(
                            arguments.contains(&format!("{name}=")),
                            "{path}: `{key}` is not given `{name}`"
                        );
                    }
                }
                assert!(
                    matches!(message, Message::Plain(_)) || arguments.contains("count="),
                    "{path}: `{key}` has plural forms and no count"
                );
            }
        }
    }
    assert!(asked > 50, "only {asked} messages were found in the templates");
}

/// Where the parenthesis that is open closes.
fn end_of_call(text: &str) -> usize {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return at,
            ')' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

#[test]
fn no_message_is_left_over() {
    let templates: String = templates().into_values().collect();
    let sources: String = tree(&repository().join("src"))
        .into_iter()
        .filter(|(path, _)| path.ends_with(".rs"))
        .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
        .collect();
    let by_prefix = ["country.", "kind.", "language.", "alert."];
    for key in own_keys("en").iter().filter(|key| !by_prefix.iter().any(|prefix| key.starts_with(prefix))) {
        let name = format!("\"{key}\"");
        assert!(templates.contains(&name) || sources.contains(&name), "nothing asks for `{key}`");
    }
}

/// Assets that templates name exist, and every one is named by a template or a style sheet.
#[test]
fn assets_exist_and_are_in_use() {
    let templates: String = templates().into_values().collect();
    let named: BTreeSet<&str> = quoted(&templates, "asset(path=\"").into_iter().collect();
    let files = tree(&repository().join("themes/gazette/static"));
    for name in &named {
        assert!(files.contains_key(*name), "there is no `static/{name}`");
    }
    let styles: String = files
        .iter()
        .filter(|(path, _)| path.ends_with(".css"))
        .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
        .collect();
    // The generator itself names this one, in feeds.
    let named: BTreeSet<&str> = named.into_iter().chain([issue_digest::render::feeds::STYLE]).collect();
    for path in files.keys() {
        let file = path.rsplit('/').next().unwrap();
        assert!(named.contains(path.as_str()) || styles.contains(file), "nothing names `static/{path}`");
    }
}
