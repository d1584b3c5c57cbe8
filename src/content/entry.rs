//! What one file of a topic, person, organization, thread, term, edition note or page says.
//!
//! One shape serves them all; which keys a kind takes is said by its key table, so that a key of
//! another kind is a fault and not silence.

use serde::{Deserialize, Serialize};

use super::article::{Source, When};
use super::body::Body;
use super::front_matter::PartialDate;

/// One entry file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntryFile {
    /// Name, one line; a translation takes the original's, an edition note its edition's.
    pub title: Option<String>,
    /// Last part of the address; else the file's name.
    pub slug: Option<String>,
    /// One sentence on it.
    pub summary: Option<String>,
    /// Place among its siblings, lowest first.
    pub order: Option<i64>,
    /// Further names and written forms.
    pub also: Vec<String>,
    /// Addresses that lead here too.
    pub aliases: Vec<String>,
    /// Whether it is left out of the site.
    pub draft: Option<bool>,
    /// What it rests on.
    pub sources: Option<Vec<Source>>,
    /// Offices held, for people.
    pub roles: Vec<Role>,
    /// Two-letter country code.
    pub country: Option<String>,
    /// Kind of organization.
    pub kind: Option<String>,
    /// Whether a thread has ended.
    pub closed: Option<bool>,
    /// Date of a plain page.
    pub updated: Option<When>,
    /// Codes that a check does not tell of it.
    pub silence: Vec<String>,
    /// Free data for templates, as JSON text.
    pub extra: Option<String>,
    /// The text below the front matter.
    pub body: Body,
}

/// An office or a part that somebody has or had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Name of the office.
    pub role: String,
    /// Start.
    pub from: Option<PartialDate>,
    /// End.
    pub to: Option<PartialDate>,
    /// First day on which the digest saw the person in it.
    pub seen_from: Option<PartialDate>,
    /// Last day on which the digest saw the person in it.
    pub seen_to: Option<PartialDate>,
}
