//! Footnotes: numbered in the order in which a reader meets them, written together at the end.
//!
//! A note that the text does not lead to, directly or through other notes, is not written. Markup
//! follows GitHub's, roles follow DPUB-ARIA 1.1.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::escape::push_attribute;
use super::{Labels, Options};

/// Position of a note in order of first mention, defined or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoteId(usize);

/// The footnotes of one body.
#[derive(Default)]
pub(super) struct Notes {
    by_label: FxHashMap<String, NoteId>,
    all: Vec<Note>,
    /// The notes that are written; the first has number 1.
    numbered: Vec<NoteId>,
}

#[derive(Default)]
struct Note {
    /// 0 until something refers to it.
    number: usize,
    references: u32,
    body: Option<NoteBody>,
}

/// A note's own text, and the references in it, which count only once the note itself does.
#[derive(Default)]
pub(super) struct NoteBody {
    /// Its HTML, without the references.
    pub(super) html: String,
    /// Where references belong, in order.
    pub(super) references: Vec<(usize, NoteId)>,
}

impl Notes {
    /// The note of `label`; labels match without regard to case (GitHub's rule, as for links).
    pub(super) fn find(&mut self, label: &str) -> NoteId {
        let next = NoteId(self.all.len());
        let id = *self.by_label.entry(fold(label)).or_insert(next);
        if id == next {
            self.all.push(Note::default());
        }
        id
    }

    /// Gives a note its text; the first definition of a label counts.
    pub(super) fn define(&mut self, id: NoteId, body: NoteBody) {
        if let Some(note) = self.all.get_mut(id.0) {
            note.body.get_or_insert(body);
        }
    }

    /// Writes a reference to a note into the text.
    pub(super) fn write_reference(&mut self, id: NoteId, prefix: &str, out: &mut String) {
        if let Some((number, occurrence)) = self.refer(id) {
            push_reference(out, prefix, number, occurrence);
        }
    }

    /// Writes the section of notes, or nothing where there are none.
    pub(super) fn write_section(mut self, options: &Options, out: &mut String) {
        if self.numbered.is_empty() {
            return;
        }
        let references = self.number_nested();
        out.push_str("<section class=\"footnotes\" role=\"doc-endnotes\"");
        push_label(out, &options.labels.footnotes);
        out.push_str(">\n<ol>\n");
        for (at, id) in self.numbered.iter().enumerate() {
            let Some(note) = self.all.get(id.0) else { continue };
            let nested = references.get(at).map_or(&[][..], Vec::as_slice);
            let _ = writeln!(out, "<li id=\"{}fn-{}\">", options.id_prefix, note.number);
            push_note(out, note, nested, options);
            out.push_str("</li>\n");
        }
        out.push_str("</ol>\n</section>\n");
    }

    /// Counts one more reference: the note's number and which reference it is.
    fn refer(&mut self, id: NoteId) -> Option<(usize, u32)> {
        let note = self.all.get_mut(id.0)?;
        if note.number == 0 {
            self.numbered.push(id);
            note.number = self.numbered.len();
        }
        note.references += 1;
        Some((note.number, note.references))
    }

    /// Numbers what the notes refer to, which may make more notes count. For each numbered note, the
    /// number and occurrence of each reference in it.
    fn number_nested(&mut self) -> Vec<Vec<(usize, u32)>> {
        let mut nested = Vec::new();
        while let Some(id) = self.numbered.get(nested.len()).copied() {
            let body = self.all.get(id.0).and_then(|note| note.body.as_ref());
            let ids: Vec<NoteId> = body.map_or_else(Vec::new, |b| b.references.iter().map(|r| r.1).collect());
            nested.push(ids.into_iter().filter_map(|id| self.refer(id)).collect());
        }
        nested
    }
}

/// Labels that Unicode's case folding makes equal are equal here too: lower, upper and lower case
/// again takes care of letters such as `ß`, `ς` and `K`.
fn fold(label: &str) -> String {
    if label.is_ascii() {
        return label.to_ascii_lowercase();
    }
    let lower = label.chars().flat_map(char::to_lowercase);
    lower.flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

fn push_reference(out: &mut String, prefix: &str, number: usize, occurrence: u32) {
    let _ = write!(out, "<sup class=\"footnote-reference\"><a href=\"#{prefix}fn-{number}\" id=\"");
    push_reference_id(out, prefix, number, occurrence);
    let _ = write!(out, "\" role=\"doc-noteref\">{number}</a></sup>");
}

/// `fnref-2` for the first reference to note 2, `fnref-2-3` for the third.
fn push_reference_id(out: &mut String, prefix: &str, number: usize, occurrence: u32) {
    let _ = write!(out, "{prefix}fnref-{number}");
    if occurrence > 1 {
        let _ = write!(out, "-{occurrence}");
    }
}

fn push_note(out: &mut String, note: &Note, nested: &[(usize, u32)], options: &Options) {
    let start = out.len();
    if let Some(body) = &note.body {
        let mut mark = 0;
        for ((at, _), (number, occurrence)) in body.references.iter().zip(nested) {
            out.push_str(body.html.get(mark..*at).unwrap_or_default());
            push_reference(out, &options.id_prefix, *number, *occurrence);
            mark = *at;
        }
        out.push_str(body.html.get(mark..).unwrap_or_default());
    }
    // The links back stand at the end of the last paragraph, or in one of their own.
    if out.len() > start && out.ends_with("</p>\n") {
        out.truncate(out.len() - "</p>\n".len());
    } else {
        out.push_str("<p>");
    }
    for occurrence in 1..=note.references {
        push_back_link(out, note.number, occurrence, options);
    }
    out.push_str("</p>\n");
}

fn push_back_link(out: &mut String, number: usize, occurrence: u32, options: &Options) {
    let Labels { back_to_reference, .. } = &options.labels;
    out.push_str(" <a href=\"#");
    push_reference_id(out, &options.id_prefix, number, occurrence);
    out.push_str("\" role=\"doc-backlink\"");
    let shown = if occurrence > 1 { format!("{number}-{occurrence}") } else { number.to_string() };
    push_label(out, &back_to_reference.replace("{number}", &shown));
    // U+FE0E keeps the arrow from turning into an emoji.
    out.push_str(">↩\u{FE0E}");
    if occurrence > 1 {
        let _ = write!(out, "<sup>{occurrence}</sup>");
    }
    out.push_str("</a>");
}

/// Writes `aria-label`, unless there is nothing to say.
pub(super) fn push_label(out: &mut String, label: &str) {
    if !label.is_empty() {
        out.push_str(" aria-label=\"");
        push_attribute(out, label);
        out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn labels_fold_as_unicode_does() {
        for (a, b) in [("Nota", "nOTA"), ("straße", "STRASSE"), ("ẞ", "ss"), ("\u{212a}", "k"), ("ς", "Σ")]
        {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        assert_ne!(fold("a"), fold("á"));
    }
}
