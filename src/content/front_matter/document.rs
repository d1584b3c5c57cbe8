//! The YAML of one file, and where in the file it stands.
//!
//! It must not parse: it is what the parser, the checker and the locator are handed.

use std::ops::Range;

use crate::diagnostic::Span;
use crate::source::FileId;

/// The YAML of one file.
#[derive(Debug, Clone)]
pub struct Document<'a> {
    /// The file.
    pub file: FileId,
    /// All of its text.
    pub text: &'a str,
    /// The bytes of `text` that are YAML.
    pub yaml: Range<usize>,
}

impl<'a> Document<'a> {
    /// A file that is YAML from end to end, such as `site.yaml`. A byte order mark is skipped.
    #[must_use]
    pub fn whole(file: FileId, text: &'a str) -> Self {
        let start = text.len() - text.trim_start_matches('\u{feff}').len();
        Self { file, text, yaml: start.min('\u{feff}'.len_utf8())..text.len() }
    }

    /// The YAML.
    #[must_use]
    pub fn yaml(&self) -> &'a str {
        self.text.get(self.yaml.clone()).unwrap_or_default()
    }

    /// The span in the file of a range of the YAML.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, self.yaml.start + range.start..self.yaml.start + range.end)
    }

    /// The first line: the opening `---` of front matter, else the first line of the YAML.
    #[must_use]
    pub fn first_line(&self) -> Span {
        let before = self.text.get(..self.yaml.start).unwrap_or_default();
        let fence = before.trim_start_matches('\u{feff}').trim_end();
        if fence.is_empty() {
            return self.span(line_at(self.yaml(), 0));
        }
        let end = before.trim_end().len();
        Span::new(self.file, end - fence.len()..end)
    }
}

/// From `at` to the end of its line, without blanks at the end.
pub(super) fn line_at(text: &str, at: usize) -> Range<usize> {
    let rest = text.get(at..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default().trim_end();
    at..at + line.len()
}

/// The character at `at`, or nothing at the end of the text.
pub(super) fn character_at(text: &str, at: usize) -> Range<usize> {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at..at + text[at..].chars().next().map_or(0, char::len_utf8)
}
