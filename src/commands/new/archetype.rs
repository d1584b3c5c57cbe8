//! What a new file begins as: the site's `archetypes/KIND.md`, else the theme's, else the built-in one.

use std::path::Path;

use jiff::civil::Date;

use crate::cli::{Failure, NewKind};
use crate::config::Config;
use crate::content::article_keys::ARTICLE;
use crate::content::front_matter;
use crate::content::{entry_keys, layout};
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk;
use crate::source::FileId;
use crate::theme::THEMES;

/// The text of an archetype.
pub(super) struct Archetype {
    /// Where it stands in the site; `None` for a built-in one.
    path: Option<String>,
    text: String,
}

/// What is known of the new file.
pub(super) struct Given<'a> {
    pub(super) title: &'a str,
    pub(super) date: Date,
    pub(super) topics: &'a [String],
    pub(super) sources: &'a [String],
}

/// The archetype for files of `kind`.
///
/// # Errors
/// One that the site or the theme has and that cannot be read.
pub(super) fn of(kind: &str, site: &Path, config: &Config) -> Result<Archetype, Failure> {
    let own = [format!("archetypes/{kind}.md"), format!("{THEMES}/{}/archetypes/{kind}.md", config.theme)];
    let Some(path) = own.into_iter().find(|path| site.join(path).symlink_metadata().is_ok()) else {
        return Ok(Archetype { path: None, text: built_in(kind).to_owned() });
    };
    let unreadable = |why: String| Failure::environment(format!("`{path}` cannot be read: {why}"), None);
    let bytes = disk::read_regular(&site.join(&path)).map_err(unreadable)?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8".to_owned()))?;
    Ok(Archetype { path: Some(path), text })
}

fn built_in(kind: &str) -> &'static str {
    match kind {
        "article" => include_str!("archetypes/article.md"),
        "topic" => include_str!("archetypes/topic.md"),
        "person" => include_str!("archetypes/person.md"),
        "organization" => include_str!("archetypes/organization.md"),
        "thread" => include_str!("archetypes/thread.md"),
        "term" => include_str!("archetypes/term.md"),
        "edition" => include_str!("archetypes/edition.md"),
        "translation" => include_str!("archetypes/translation.md"),
        _ => include_str!("archetypes/page.md"),
    }
}

impl Archetype {
    /// The text with what is known of this file in it.
    pub(super) fn filled(&self, given: &Given<'_>) -> String {
        let topics = match given.topics {
            [] => "# topics: [migration/asylum]".to_owned(),
            topics => {
                let names: Vec<String> = topics.iter().map(|topic| quoted(topic)).collect();
                format!("topics: [{}]", names.join(", "))
            }
        };
        let sources = match given.sources {
            [] => {
                "# sources:\n#   - {name: Outlet, title: Headline, url: \"https://example.org/\"}".to_owned()
            }
            urls => {
                let source =
                    |url: &String| format!("\n  - name: {}\n    url: {}", quoted(host(url)), quoted(url));
                format!("sources:{}", urls.iter().map(source).collect::<String>())
            }
        };
        (self.text)
            .replace("{{ date }}", &given.date.to_string())
            .replace("{{ topics }}", &topics)
            .replace("{{ sources }}", &sources)
            // Last, so that nothing in a title is taken for a place.
            .replace("{{ title }}", &quoted(given.title))
    }

    /// Refuses a text that a build would not take: what was typed is at fault, or the archetype is.
    ///
    /// # Errors
    /// Its first fault.
    pub(super) fn check(&self, text: &str, kind: NewKind) -> Result<(), Failure> {
        let Some(fault) = fault(text, kind) else { return Ok(()) };
        let message = match &self.path {
            Some(path) => {
                format!("no file was made, `{path}` would give one with a fault: {}", fault.message)
            }
            None => format!("no file was made, it would have a fault: {}", fault.message),
        };
        Err(Failure::call(message, fault.help))
    }
}

/// The first error of a document.
fn fault(text: &str, kind: NewKind) -> Option<Diagnostic> {
    let split = match front_matter::split(FileId(0), text) {
        Ok(split) => split,
        Err(fault) => return Some(fault),
    };
    let node = match front_matter::read(&split.front, front_matter::FRONT_MATTER_BYTES) {
        Ok(node) => node,
        Err(fault) => return Some(fault),
    };
    let table = match kind.of_content() {
        layout::Kind::Article => ARTICLE,
        other => entry_keys::table(other),
    };
    let (_, faults) = front_matter::check(node, &table, &split.front);
    faults.into_iter().find(|fault| fault.severity == Severity::Error)
}

/// The name of the host of an address, until the outlet's is written.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}

/// A text as a YAML scalar in double quotes, which JSON's texts are.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [NewKind; 8] = [
        NewKind::Article,
        NewKind::Topic,
        NewKind::Person,
        NewKind::Organization,
        NewKind::Thread,
        NewKind::Term,
        NewKind::Edition,
        NewKind::Page,
    ];

    /// The text with every comment that is a key taken for one.
    fn uncommented(text: &str) -> String {
        let is_key = |line: &str| {
            let name = line.split(':').next().unwrap_or_default();
            let is_word = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            (is_word && line.contains(": ")) || line.ends_with(':') || line.starts_with("  ")
        };
        let line = |line: &str| match line.strip_prefix("# ").filter(|rest| is_key(rest)) {
            Some(key) => key.to_owned(),
            None => line.to_owned(),
        };
        text.lines().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn archetypes_have_every_key_of_their_kind_and_each_would_be_taken() {
        let given =
            Given { title: "T: \"x\"", date: jiff::civil::date(2018, 7, 12), topics: &[], sources: &[] };
        for kind in KINDS {
            let archetype = Archetype { path: None, text: built_in(kind.name()).to_owned() };
            let whole = uncommented(&archetype.filled(&given));
            assert!(fault(&whole, kind).is_none(), "{}: {:?}\n{whole}", kind.name(), fault(&whole, kind));
            let keys = match kind.of_content() {
                layout::Kind::Article => ARTICLE.keys,
                other => entry_keys::table(other).keys,
            };
            for key in keys {
                let has = whole.lines().any(|line| line.starts_with(&format!("{}:", key.name)));
                assert!(has, "the archetype of `{}` lacks `{}`", kind.name(), key.name);
            }
        }
    }

    #[test]
    fn a_translation_takes_what_its_archetype_has() {
        let given = Given { title: "…", date: jiff::civil::date(2018, 7, 12), topics: &[], sources: &[] };
        let archetype = Archetype { path: None, text: built_in("translation").to_owned() };
        for kind in KINDS {
            assert!(fault(&archetype.filled(&given), kind).is_none(), "{}", kind.name());
        }
        assert!(fault(&uncommented(&archetype.filled(&given)), NewKind::Article).is_none());
    }
}
