//! What one source gave for one draft: every fact that was found, and how sure it is.
//!
//! Made by the readers of the formats, written down by `draft`. Texts are as they came; `draft`
//! makes them safe.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use url::Url;

use crate::content::front_matter::PartialDate;

/// A text, and what the editor has to confirm about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    /// The text.
    pub(crate) text: String,
    /// Why it is in doubt, such as `suggested from the text`; `None` where the source says it.
    pub(crate) doubt: Option<&'static str>,
}

impl Told {
    /// What the source itself says.
    pub(crate) fn sure(text: impl Into<String>) -> Self {
        Self { text: text.into(), doubt: None }
    }

    /// What was concluded.
    pub(crate) fn doubtful(text: impl Into<String>, doubt: &'static str) -> Self {
        Self { text: text.into(), doubt: Some(doubt) }
    }
}

/// A text that was read: what it is called and what it says, for places of faults.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// Path as it was typed, or address.
    pub(crate) name: Arc<str>,
    /// All of it, as UTF-8.
    pub(crate) text: Arc<str>,
}

/// A place in a text that was read.
#[derive(Debug, Clone)]
pub(crate) struct Spot {
    /// The text.
    pub(crate) origin: Origin,
    /// Bytes of it; empty at 0 for the whole.
    pub(crate) range: Range<usize>,
}

impl Spot {
    /// The text as a whole.
    pub(crate) fn whole(origin: &Origin) -> Self {
        Self { origin: origin.clone(), range: 0..0 }
    }

    /// Where `needle` first stands in the text, else the whole.
    pub(crate) fn of(origin: &Origin, needle: &str) -> Self {
        let at = if needle.is_empty() { None } else { origin.text.find(needle) };
        let range = at.map_or(0..0, |at| at..at + needle.len());
        Self { origin: origin.clone(), range }
    }
}

/// Whether it was named on the command line, or came with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The source itself.
    ByName,
    /// An item of a feed, or a file of a folder.
    AmongOthers,
}

/// One draft's worth of facts.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// Where it stands.
    pub(crate) spot: Spot,
    /// Whether it was asked for by name.
    pub(crate) asked: Asked,
    /// Headline.
    pub(crate) title: Told,
    /// Day of publication.
    pub(crate) date: Option<Date>,
    /// The same for `sources`, with as much as is known.
    pub(crate) published: Option<PartialDate>,
    /// Canonical address.
    pub(crate) url: Option<Url>,
    /// Name of the outlet; without one there is no source to cite.
    pub(crate) outlet: Option<Told>,
    /// Who wrote it.
    pub(crate) author: Option<String>,
    /// BCP 47 tag.
    pub(crate) language: Option<Told>,
    /// What is searched for names, as plain text.
    pub(crate) text: String,
    /// The text as Markdown, where it is to be stored.
    pub(crate) body: Option<String>,
    /// What only an article of somebody's own site has.
    pub(crate) own: Own,
}

/// Facts of an article that moves here from another generator.
#[derive(Debug, Clone, Default)]
pub(crate) struct Own {
    /// Whether the title is its own.
    pub(crate) has_title: bool,
    /// Day or time of publication, as front matter writes it.
    pub(crate) date: Option<String>,
    /// Path below `content/`, without language and extension, of what it is a translation of.
    pub(crate) translation_of: Option<String>,
    /// Last part of the address.
    pub(crate) slug: Option<String>,
    /// Standfirst, as inline Markdown.
    pub(crate) summary: Option<String>,
    /// Last change.
    pub(crate) updated: Option<String>,
    /// Left out until then.
    pub(crate) publish_on: Option<String>,
    /// Left out from then on.
    pub(crate) expires_on: Option<String>,
    /// Paths of topics of this site.
    pub(crate) topics: Vec<String>,
    /// Names of people.
    pub(crate) people: Vec<String>,
    /// Names of organizations.
    pub(crate) organizations: Vec<String>,
    /// Tags that stand for none of these.
    pub(crate) unknown_tags: Vec<String>,
    /// Old addresses.
    pub(crate) aliases: Vec<String>,
    /// Data without a key of its own, as a JSON object.
    pub(crate) extra: serde_json::Map<String, serde_json::Value>,
    /// Name of its file without date, language and extension.
    pub(crate) name: Option<String>,
}

impl Item {
    /// An item of which nothing is known but the headline.
    pub(crate) fn new(spot: Spot, title: Told) -> Self {
        Self {
            spot,
            asked: Asked::ByName,
            title,
            date: None,
            published: None,
            url: None,
            outlet: None,
            author: None,
            language: None,
            text: String::new(),
            body: None,
            own: Own::default(),
        }
    }
}
