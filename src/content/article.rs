//! What one article file says, as its author typed it: nothing resolved, nothing joined.
//!
//! An article is one file for each language that it is written in. The original file carries the
//! facts (date, topics, people, sources); a translation repeats only what is text.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::body::Body;
use super::front_matter::PartialDate;

/// A day or an instant, as front matter gives it, placed in the site's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct When {
    /// The calendar day in the site's time zone.
    pub day: Date,
    /// Seconds since the Unix epoch; midnight in the site's time zone where only a day was given.
    pub seconds: i64,
    /// Whether a time of day was given.
    pub timed: bool,
}

impl When {
    /// Stands in for a date that is missing or faulty: nothing is written then, and the article's other faults
    /// are told.
    pub const STAND_IN: Self = Self { day: Date::constant(1970, 1, 1), seconds: 0, timed: false };
}

/// One article file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArticleFile {
    /// Headline, one line of inline Markdown.
    pub title: String,
    /// Date of publication; a translation takes the original's.
    pub date: Option<When>,
    /// Date of the last change that readers should know of.
    pub updated: Option<When>,
    /// Last part of the address; else the file's name without its date.
    pub slug: Option<String>,
    /// Standfirst.
    pub summary: Option<String>,
    /// Topic paths, such as `migration/asylum`.
    pub topics: Option<Vec<String>>,
    /// Names of people.
    pub people: Option<Vec<String>>,
    /// Names of organizations.
    pub organizations: Option<Vec<String>>,
    /// Names of places.
    pub places: Option<Vec<String>>,
    /// Name of the thread's file.
    pub thread: Option<String>,
    /// Whether it comes first in its edition.
    pub lead: Option<bool>,
    /// Whether it is a short item.
    pub brief: Option<bool>,
    /// Short statements, each one line of inline Markdown.
    pub key_facts: Vec<String>,
    /// What the article rests on.
    pub sources: Option<Vec<Source>>,
    /// The picture of the article.
    pub image: Option<Box<Image>>,
    /// What was put right after publication.
    pub corrections: Vec<Correction>,
    /// Addresses that lead here too.
    pub aliases: Vec<String>,
    /// Whether it is left out of the site.
    pub draft: Option<bool>,
    /// Left out before this.
    pub publish_on: Option<When>,
    /// Left out from this on.
    pub expires_on: Option<When>,
    /// Codes that a check does not tell of it.
    pub silence: Vec<String>,
    /// Free data for templates, as JSON text.
    pub extra: Option<String>,
    /// Fingerprint of the forms of terms that the text was searched for; `None` if it was not.
    pub glossary: Option<u64>,
    /// The text below the front matter.
    pub body: Body,
}

impl ArticleFile {
    /// The file without what only readers see: title, summary, key facts and text. Where two states of a
    /// file are equal in the rest, the article is in the same lists, in the same order, at the same address.
    #[must_use]
    pub fn without_text(self) -> Self {
        let (title, summary, key_facts, body) = (String::new(), None, Vec::new(), Body::default());
        Self { title, summary, key_facts, body, ..self }
    }
}

/// A source that an article or an entry cites.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Source {
    /// The outlet, such as `Voice of America`.
    pub name: String,
    /// Headline or title.
    pub title: Option<String>,
    /// Where it stands, http or https.
    pub url: Option<String>,
    /// An archived copy, http or https.
    pub archive_url: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// BCP 47 tag of its language.
    pub language: Option<String>,
    /// When it was published.
    pub published: Option<PartialDate>,
    /// When the editor read it.
    pub accessed: Option<PartialDate>,
}

/// A picture with what must stand beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// A file beside the article, a path from the site's root, or an http(s) address.
    pub src: String,
    /// Text in place of the picture; empty for decoration.
    pub alt: String,
    /// Who made it.
    pub credit: Option<String>,
    /// One line of inline Markdown.
    pub caption: Option<String>,
}

/// A correction, shown on the article and in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The day it was made.
    pub date: Date,
    /// What was wrong and what is right, one line of inline Markdown.
    pub text: String,
}
