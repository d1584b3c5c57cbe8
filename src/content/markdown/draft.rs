//! A body as HTML with blanks for what only the plan knows: where its links lead, how large its
//! pictures are, which of its terms are linked.
//!
//! It is made in the pass over a body that reads everything else of it, so that no body is parsed again
//! to be rendered. Blanks are marked by characters that no text can hold: the renderer replaces control
//! characters, whoever wrote them.

use serde::{Deserialize, Serialize};

use super::escape::{push_address, push_attribute};
use super::targets::is_safe;
use super::{Heading, Outside, PictureTag, TermLink};

/// See [`super::read()`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The headings for a table of contents, as those of [`super::Outline`].
    pub headings: Vec<Heading>,
    pub(super) html: String,
    pub(super) blanks: Vec<Blank>,
}

/// What is filled in later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Blank {
    /// The address for a target.
    Address(String),
    /// The attributes of a picture, by its target.
    Picture(String),
    /// The start of a link to a term, by the first byte of its mention.
    Term(usize),
    /// The end of that link.
    TermEnd(usize),
}

const OPEN: char = '\u{1}';
const CLOSE: char = '\u{2}';

/// Writes the mark of the blank with that number.
pub(super) fn push_mark(html: &mut String, number: usize) {
    html.push(OPEN);
    html.push_str(&number.to_string());
    html.push(CLOSE);
}

impl Draft {
    /// The HTML, as [`super::render()`] gives it; `None` where it would take a link away.
    #[must_use]
    pub fn fill(self, outside: Outside<'_>) -> Option<String> {
        if self.blanks.is_empty() {
            return Some(self.html);
        }
        let mut parts = self.html.split(OPEN);
        let mut html = String::with_capacity(self.html.len() + self.blanks.len() * 64);
        html.push_str(parts.next()?);
        for part in parts {
            let (number, rest) = part.split_once(CLOSE)?;
            let blank = self.blanks.get(number.parse::<usize>().ok()?)?;
            blank.fill(outside, &mut html)?;
            html.push_str(rest);
        }
        Some(html)
    }
}

impl Blank {
    fn fill(&self, outside: Outside<'_>, html: &mut String) -> Option<()> {
        let term = |start: &usize| outside.terms.iter().find(|link| link.range.start == *start);
        match self {
            Blank::Address(target) => {
                let address = (outside.resolve)(target);
                let address = address.as_deref().unwrap_or(target);
                is_safe(address).then(|| push_address(html, address))?;
            }
            Blank::Picture(target) => {
                if let Some(tag) = (outside.picture)(target) {
                    push_picture(html, &tag);
                }
            }
            Blank::Term(start) => {
                if let Some(link) = term(start) {
                    push_term(html, link);
                }
            }
            Blank::TermEnd(start) => html.push_str(if term(start).is_some() { "</a>" } else { "" }),
        }
        Some(())
    }
}

/// What the tag of a picture says besides its address and description.
pub(super) fn push_picture(html: &mut String, tag: &PictureTag) {
    let PictureTag { width, height, srcset } = tag;
    html.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
    if let Some(srcset) = srcset {
        html.push_str(" srcset=\"");
        push_attribute(html, srcset);
        // A lazy picture is as wide as it is laid out (HTML, section 4.8.4.2.1).
        html.push_str("\" sizes=\"auto, 100vw\"");
    }
}

/// Opens the link of a term.
pub(super) fn push_term(html: &mut String, link: &TermLink) {
    html.push_str("<a class=\"term\" href=\"");
    push_address(html, &link.address);
    html.push_str("\">");
}
