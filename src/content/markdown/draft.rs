//! A body as HTML with blanks for what only the plan knows: where its links lead, how large its
//! pictures are, which of its terms are linked.
//!
//! It is made in the pass over a body that reads everything else of it, so that no body is parsed again
//! to be rendered. Blanks are marked by characters that no text can hold: the renderer replaces control
//! characters, whoever wrote them.

use std::borrow::Cow;

use memchr::memchr;
use serde::{Deserialize, Serialize};

use super::escape::{push_address, push_attribute};
use super::targets::is_safe;
use super::{Heading, Outside, PictureTag, TermLink};
use crate::encode;

/// See [`super::read()`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft<'a> {
    /// The headings for a table of contents, as those of [`super::Outline`].
    pub headings: Vec<Heading>,
    pub(super) blanks: Vec<Blank>,
    pub(super) html: Cow<'a, str>,
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

const OPEN: u8 = 1;
const CLOSE: u8 = 2;

/// Writes the mark of the blank with that number.
pub(super) fn push_mark(html: &mut String, number: usize) {
    html.push(char::from(OPEN));
    html.push_str(&number.to_string());
    html.push(char::from(CLOSE));
}

impl<'a> Draft<'a> {
    /// The bytes to keep it as, one part after the other; `None` if it cannot be kept.
    #[must_use]
    pub fn encode(&self) -> Option<(Vec<u8>, &[u8])> {
        let head = encode::append(Vec::with_capacity(1024), &(&self.headings, &self.blanks)).ok()?;
        Some((head, self.html.as_bytes()))
    }

    /// What [`Draft::encode`] made the parts of `bytes` of.
    #[must_use]
    pub fn decode(bytes: &'a [u8]) -> Option<Self> {
        let ((headings, blanks), html) = postcard::take_from_bytes(bytes).ok()?;
        let html = Cow::Borrowed(simdutf8::basic::from_utf8(html).ok()?);
        Some(Self { headings, blanks, html })
    }

    /// The HTML, as [`super::render()`] gives it; `None` where it would take a link away.
    #[must_use]
    pub fn fill(&self, outside: Outside<'_>) -> Option<String> {
        let mut html = String::with_capacity(self.html.len() + self.blanks.len() * 64);
        let mut rest = &*self.html;
        while let Some(open) = memchr(OPEN, rest.as_bytes()) {
            let close = open + memchr(CLOSE, &rest.as_bytes()[open..])?;
            html.push_str(&rest[..open]);
            let number: usize = rest[open + 1..close].parse().ok()?;
            self.blanks.get(number)?.fill(outside, &mut html)?;
            rest = &rest[close + 1..];
        }
        html.push_str(rest);
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
