//! Smart quotes in the marks of a language.
//!
//! The parser decides where a straight quote opens and closes and always answers in English marks;
//! this changes the marks and nothing else. Quotes that the author typed are left alone.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::Quotes;

/// Maps the quotes of one body, in order.
pub(super) struct QuoteMapper<'a> {
    quotes: &'a Quotes,
    source: &'a str,
    single_is_open: bool,
}

impl<'a> QuoteMapper<'a> {
    /// For the text `source`, from its start.
    pub(super) fn new(source: &'a str, quotes: &'a Quotes) -> Self {
        Self { quotes, source, single_is_open: false }
    }

    /// Forgets open quotes: the parser pairs them within one block.
    pub(super) fn start_block(&mut self) {
        self.single_is_open = false;
    }

    /// The mark to write in place of `text`, which the parser made of `range`; `None` where it made
    /// no quote of it.
    pub(super) fn map(&mut self, text: &CowStr<'_>, range: &Range<usize>) -> Option<&'a str> {
        // Only characters that the parser made itself are inlined, and only a quote is made of one byte.
        if !matches!(text, CowStr::Inlined(_)) || range.len() != 1 {
            return None;
        }
        if !matches!(self.source.as_bytes().get(range.start), Some(b'"' | b'\'')) {
            return None;
        }
        match &**text {
            "“" => Some(&self.quotes.double_open),
            "”" => Some(&self.quotes.double_close),
            "‘" if !self.is_within_word(range) => {
                self.single_is_open = true;
                Some(&self.quotes.single_open)
            }
            "’" if self.single_is_open && !self.is_within_word(range) => {
                self.single_is_open = false;
                Some(&self.quotes.single_close)
            }
            "‘" | "’" => Some("’"),
            _ => None,
        }
    }

    /// Whether letters or digits stand on both sides: then it is an apostrophe.
    fn is_within_word(&self, range: &Range<usize>) -> bool {
        let before = self.source.get(..range.start).and_then(|text| text.chars().next_back());
        let after = self.source.get(range.end..).and_then(|text| text.chars().next());
        before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
    }
}
