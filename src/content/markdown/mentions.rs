//! Where a body first mentions each term, for links that the site adds.
//!
//! Follows the pass of `scan` and says what is open to links: text outside headings, links, code,
//! images, notes and an author's HTML, between two changes of emphasis. Reads no events itself.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::super::mentions::Finder;
use super::Mention;
use super::raw_tags::RawTags;

/// Gathers the mentions of one body.
pub(super) struct Mentions<'a> {
    finder: &'a Finder,
    body: &'a str,
    /// Open text of the block, as the parser split it.
    pieces: Vec<Piece>,
    /// Parts of the block that a match must not leave.
    runs: Vec<Range<usize>>,
    /// Whether the next text goes on where the last one ended.
    goes_on: bool,
    /// An author's HTML around.
    raw: RawTags,
    seen: FxHashSet<u32>,
    found: Vec<Mention>,
}

struct Piece {
    /// Bytes of the block's text.
    text: Range<usize>,
    /// Bytes of the body that it was made of.
    source: Range<usize>,
}

impl<'a> Mentions<'a> {
    pub(super) fn new(finder: &'a Finder, body: &'a str) -> Self {
        Self {
            finder,
            body,
            pieces: Vec::new(),
            runs: Vec::new(),
            goes_on: false,
            raw: RawTags::default(),
            seen: FxHashSet::default(),
            found: Vec::new(),
        }
    }

    /// Text that is open to links: bytes `text` of the block, made of `source`.
    pub(super) fn text(&mut self, text: Range<usize>, source: &Range<usize>) {
        if self.raw.is_open() {
            return;
        }
        match self.runs.last_mut().filter(|run| self.goes_on && run.end == text.start) {
            Some(run) => run.end = text.end,
            None => self.runs.push(text.clone()),
        }
        self.goes_on = true;
        self.pieces.push(Piece { text, source: source.clone() });
    }

    /// Something other than text: no match may go across it.
    pub(super) fn interrupt(&mut self) {
        self.goes_on = false;
    }

    pub(super) fn inline_html(&mut self, html: &str) {
        self.interrupt();
        self.raw.inline(html);
    }

    pub(super) fn html_block(&mut self, html: &str) {
        self.raw.block(html);
    }

    /// The block with the text `block` is whole.
    pub(super) fn end_block(&mut self, block: &str) {
        self.raw.close_inline(&mut String::new());
        self.goes_on = false;
        if self.runs.is_empty() {
            return;
        }
        let (pieces, body) = (&self.pieces, self.body);
        self.finder.find(block, &self.runs, &mut |term, text| {
            let start = source_start(pieces, body, block, text.start);
            let range = start.zip(source_end(pieces, body, block, text.end));
            let range = range.filter(|(start, end)| start < end && self.seen.insert(term));
            self.found.extend(range.map(|(start, end)| Mention { term, range: start..end }));
        });
        self.runs.clear();
        self.pieces.clear();
    }

    pub(super) fn finish(self) -> Vec<Mention> {
        self.found
    }
}

/// Where the byte of the block that starts a match stands in the body; `None` where the parser made
/// other text of it.
fn source_start(pieces: &[Piece], body: &str, block: &str, at: usize) -> Option<usize> {
    let piece = pieces.get(pieces.partition_point(|piece| piece.text.end <= at))?;
    let inside = at.checked_sub(piece.text.start)?;
    (inside == 0 || is_verbatim(piece, body, block)).then_some(piece.source.start + inside)
}

/// The same for the byte after a match.
fn source_end(pieces: &[Piece], body: &str, block: &str, at: usize) -> Option<usize> {
    let piece = pieces.get(pieces.partition_point(|piece| piece.text.end < at))?;
    let left = piece.text.end.checked_sub(at)?;
    (left == 0 || is_verbatim(piece, body, block)).then(|| piece.source.end.checked_sub(left))?
}

fn is_verbatim(piece: &Piece, body: &str, block: &str) -> bool {
    body.get(piece.source.clone()) == block.get(piece.text.clone())
}
