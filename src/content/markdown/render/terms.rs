//! Links that the site adds to a text: a mention of a term leads to the glossary.
//!
//! The places come from `scan`, which reads the same events. Where they should not fit, the text
//! stays whole and tags stay balanced.

use std::ops::Range;

use pulldown_cmark::Event;

use super::super::TermLink;
use super::super::draft::{Blank, push_term};
use super::{Outer, Renderer};

/// The links that are still to be written.
pub(super) struct TermLinks<'a> {
    left: &'a [TermLink],
    is_open: bool,
}

impl<'a> TermLinks<'a> {
    pub(super) fn new(links: &'a [TermLink]) -> Self {
        Self { left: links, is_open: false }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.left.is_empty()
    }
}

impl Renderer<'_> {
    /// Text that was made of the bytes `source` of the body, with the links that start or end in it.
    pub(super) fn text_with_terms(&mut self, text: &str, source: &Range<usize>) {
        let mut written = 0;
        while let Some(link) = self.term_links.left.first() {
            if !self.term_links.is_open {
                if link.range.start >= source.end {
                    break;
                }
                let at = place(text, source, link.range.start).filter(|at| *at >= written);
                let Some(at) = at.filter(|_| self.may_link()) else {
                    self.term_links.left = &self.term_links.left[1..];
                    continue;
                };
                self.text(&text[written..at]);
                match &self.outer {
                    Outer::Known { .. } => push_term(&mut self.html, link),
                    Outer::Later(_) => self.leave_blank(Blank::Term(link.range.start)),
                }
                self.term_links.is_open = true;
                written = at;
            }
            if link.range.end > source.end {
                break;
            }
            let at = place(text, source, link.range.end).filter(|at| *at >= written).unwrap_or(text.len());
            self.text(&text[written..at]);
            self.close_term();
            written = at;
        }
        self.text(&text[written..]);
    }

    /// A term's link holds text and breaks of lines only.
    pub(super) fn close_term_before(&mut self, event: &Event<'_>) {
        if self.term_links.is_open && !matches!(event, Event::Text(_) | Event::SoftBreak) {
            self.close_term();
        }
    }

    fn close_term(&mut self) {
        let (closed, left) = self.term_links.left.split_at(self.term_links.left.len().min(1));
        match (&self.outer, closed) {
            (Outer::Later(_), [link]) => self.leave_blank(Blank::TermEnd(link.range.start)),
            _ => self.html.push_str("</a>"),
        }
        self.term_links.is_open = false;
        self.term_links.left = left;
    }

    fn may_link(&self) -> bool {
        self.image.is_none() && self.html_block.is_none() && !self.heading.is_open && !self.is_in_link()
    }
}

/// Where in `text`, made of `source`, the byte `at` of the body is.
fn place(text: &str, source: &Range<usize>, at: usize) -> Option<usize> {
    if at == source.end {
        return Some(text.len());
    }
    let inside = at.checked_sub(source.start)?;
    let fits = inside == 0 || text.len() == source.len();
    (fits && text.is_char_boundary(inside)).then_some(inside)
}
