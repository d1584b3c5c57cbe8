//! The articles of the repository's own site beside the events that they report.
//!
//! It compiles through the crate's public interface and reads the texts as their files hold them; it
//! finds no fault but an article that cannot be matched, which `front_matter` reports.

use std::sync::OnceLock;

use issue_digest::language::LanguageId;
use issue_digest::site::{Article, ArticleText, Entry};

use super::sheet::{Event, Sheet, Term, sheet};
use crate::support::shipped;

/// A language of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    English,
    Spanish,
}

impl Tongue {
    pub(super) const ALL: [Self; 2] = [Self::English, Self::Spanish];

    pub(super) fn id(self) -> LanguageId {
        LanguageId(self as u8)
    }

    pub(super) fn code(self) -> &'static str {
        &shipped().0.site.language(self.id()).tag
    }
}

/// The text of an article in one language.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) event: &'static Event,
    pub(super) tongue: Tongue,
    /// Where in the article, and what it says there; bodies by paragraph, without the targets of links.
    pub(super) parts: Vec<(&'static str, String)>,
    /// Events whose articles the body links.
    pub(super) linked: Vec<&'static Event>,
    /// Terms of the glossary that it links or names.
    pub(super) terms: Vec<&'static Term>,
}

impl Text {
    /// Everything that it says, a part a line.
    pub(super) fn all(&self) -> String {
        self.parts.iter().map(|(_, text)| format!("{text}\n")).collect()
    }

    /// The parts at one place, joined.
    pub(super) fn at(&self, place: &str) -> String {
        let parts = self.parts.iter().filter(|(at, _)| *at == place);
        parts.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n")
    }
}

/// What `extra.event` names, if it is there.
pub(super) fn event_id(article: &Article) -> Option<String> {
    let extra = article.texts.iter().flatten().find_map(|text| text.extra.as_deref())?;
    let extra: serde_json::Value = serde_json::from_str(extra).unwrap();
    extra.get("event").and_then(|event| event.as_str()).map(str::to_owned)
}

/// The articles of an event: one, unless something is wrong.
pub(super) fn articles_of(event: &Event) -> Vec<&'static Article> {
    let articles = shipped().0.site.articles.iter();
    articles.map(AsRef::as_ref).filter(|article| event_id(article).as_ref() == Some(&event.id)).collect()
}

/// Every text of every event that has an article, in the sheet's order.
pub(super) fn texts() -> &'static [Text] {
    static TEXTS: OnceLock<Vec<Text>> = OnceLock::new();
    TEXTS.get_or_init(|| {
        let each = sheet().events.iter().flat_map(|event| {
            let written = articles_of(event).into_iter().next();
            written.into_iter().flat_map(move |article| {
                let slots =
                    Tongue::ALL.into_iter().map(|tongue| (tongue, article.texts[tongue as usize].as_ref()));
                slots.filter_map(move |(tongue, text)| text.map(|text| read(event, tongue, text)))
            })
        });
        each.collect()
    })
}

fn read(event: &'static Event, tongue: Tongue, text: &ArticleText) -> Text {
    let (digest, _) = shipped();
    let file = digest.sources.read(text.file).unwrap();
    let body =
        std::str::from_utf8(&file[text.body.range.start as usize..text.body.range.end as usize]).unwrap();
    let body = without_targets(body);
    let mut parts = vec![("title", text.title.clone())];
    parts.extend(text.summary.clone().map(|summary| ("summary", summary)));
    parts.extend(text.key_facts.iter().map(|fact| ("key facts", fact.clone())));
    parts.extend(text.corrections.iter().map(|correction| ("corrections", correction.text.clone())));
    let paragraphs = body.split("\n\n").map(|paragraph| paragraph.trim().replace('\n', " "));
    parts.extend(paragraphs.filter(|paragraph| !paragraph.is_empty()).map(|paragraph| ("body", paragraph)));

    let Sheet { events, terms, .. } = sheet();
    let targets: Vec<&str> = text.body.links.iter().map(|link| link.target.as_str()).collect();
    let links =
        |suffix: &str| targets.iter().any(|target| target.split('#').next().unwrap().ends_with(suffix));
    let said: String = parts.iter().map(|(_, text)| format!("{text}\n").to_lowercase()).collect();
    let named = |term: &Term| {
        let entry =
            digest.site.terms.iter().find(|entry| entry.key.ends_with(&format!("glossary/{}", term.id)));
        entry.is_some_and(|entry| {
            names_of(entry, tongue).iter().any(|name| said.contains(&name.to_lowercase()))
        })
    };
    Text {
        event,
        tongue,
        linked: events.iter().filter(|other| links(&format!("-{}.md", other.id))).collect(),
        terms: terms
            .iter()
            .filter(|term| links(&format!("/glossary/{}.md", term.id)) || named(term))
            .collect(),
        parts,
    }
}

/// Title and other names of a term.
fn names_of(entry: &Entry, tongue: Tongue) -> Vec<&str> {
    let text = entry.texts[tongue as usize].as_ref();
    text.map_or(Vec::new(), |text| {
        std::iter::once(text.title.as_str()).chain(text.also.iter().map(String::as_str)).collect()
    })
}

/// Markdown with the text of each link in place of the link.
fn without_targets(body: &str) -> String {
    let mut plain = String::new();
    let mut rest = body;
    while let Some((text, after)) = rest.split_once("](") {
        let (before, link) = text.rsplit_once('[').unwrap_or((text, ""));
        plain.push_str(before);
        plain.push_str(link);
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    plain + rest
}

#[test]
fn links_are_read_as_their_text() {
    assert_eq!(without_targets("A [b](@/c.md) d [e](@/f.md)."), "A b d e.");
}
