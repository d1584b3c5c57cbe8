//! Diagnostics as text for a terminal. Decides nothing about them and writes nothing itself.

use std::borrow::Cow;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::source::{Sources, line_and_column};

/// Diagnostics shown in one run.
pub const SHOWN: usize = 50;

/// The text of `diagnostics`, at most [`SHOWN`] of them, errors first.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, colour: bool) -> String {
    render_first(SHOWN, diagnostics, sources, colour)
}

/// The text of the first `shown` of `diagnostics`, errors first.
#[must_use]
pub fn render_first(shown: usize, diagnostics: &[Diagnostic], sources: &Sources, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let order = by_severity(diagnostics);
    let mut out = String::new();
    for diagnostic in order.iter().take(shown) {
        out.push_str(&one(diagnostic, sources, &renderer));
        out.push_str("\n\n");
    }
    if order.len() > shown {
        let rest = order.len() - shown;
        let (is, noun) = if rest == 1 { ("is", "fault") } else { ("are", "faults") };
        out.push_str(&format!("… and there {is} {rest} more {noun}; mend these first\n\n"));
    }
    out
}

/// Where a diagnostic points.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Location {
    /// Path below the site's root.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Location {
    /// The place of `span`.
    #[must_use]
    pub fn of(span: &Span, sources: &Sources) -> Option<Self> {
        let file = sources.files().get(span.file.index())?.path.to_string();
        let bytes = sources.read(span.file).unwrap_or_default();
        let (line, column) = line_and_column(&String::from_utf8_lossy(&bytes), span.range.start);
        Some(Self { file, line, column })
    }
}

/// `diagnostics` as JSON: an array of objects with `code`, `severity`, `message`, `location`, `related` and
/// `help`, errors first.
#[must_use]
pub fn json(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let related = |diagnostic: &Diagnostic| -> Vec<serde_json::Value> {
        let place = |related: &crate::diagnostic::Related| serde_json::json!({ "message": related.text, "location": Location::of(&related.span, sources) });
        diagnostic.related.iter().map(place).collect()
    };
    let object = |diagnostic: &&Diagnostic| {
        serde_json::json!({
            "code": diagnostic.code.as_str(),
            "severity": severity(diagnostic),
            "message": diagnostic.message,
            "location": diagnostic.span.as_ref().and_then(|span| Location::of(span, sources)),
            "related": related(diagnostic),
            "help": diagnostic.help,
        })
    };
    let list: Vec<serde_json::Value> = by_severity(diagnostics).iter().map(object).collect();
    format!("{:#}\n", serde_json::Value::from(list))
}

/// `diagnostics` as workflow commands of GitHub Actions, one line each, errors first.
///
/// <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>
#[must_use]
pub fn github(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut out = String::new();
    for diagnostic in by_severity(diagnostics) {
        let place = diagnostic.span.as_ref().and_then(|span| Location::of(span, sources));
        let place = place.map_or_else(String::new, |place| {
            format!("file={},line={},col={},", property(&place.file), place.line, place.column)
        });
        let help = diagnostic.help.as_ref().map_or_else(String::new, |help| format!("\nhelp: {help}"));
        let text = data(&(diagnostic.message.clone() + &help));
        let code = diagnostic.code.as_str();
        out.push_str(&format!("::{} {place}title={code}::{text}\n", severity(diagnostic)));
    }
    out
}

/// A text within a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value before the text of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

fn severity(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn by_severity(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut order: Vec<&Diagnostic> = diagnostics.iter().collect();
    order.sort_by_key(|diagnostic| diagnostic.severity);
    order
}

fn one(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(printable(&diagnostic.message)).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    if let Some(span) = &diagnostic.span {
        group = place(group, span, None, sources);
    }
    for related in &diagnostic.related {
        group = place(group, &related.span, Some(&related.text), sources);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(printable(help)));
    }
    renderer.render(&[group])
}

/// Adds the source line of `span`, or the file's name where there is no line to show.
fn place<'a>(group: Group<'a>, span: &Span, label: Option<&'a str>, sources: &'a Sources) -> Group<'a> {
    let Some(file) = sources.files().get(span.file.index()) else { return group };
    let path = printable(&file.path);
    let bytes = sources.read(span.file).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    if text.is_empty() || (span.range.is_empty() && span.range.start == 0) {
        let origin = annotate_snippets::Origin::path(path);
        let group = group.element(origin);
        return match label {
            Some(label) => group.element(Level::NOTE.message(label)),
            None => group,
        };
    }
    let (lines, first_line, range) = excerpt(&text, span);
    let kind = if label.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
    let mut annotation = kind.span(range);
    if let Some(label) = label {
        annotation = annotation.label(label);
    }
    group.element(Snippet::source(lines).line_start(first_line).path(path).annotation(annotation))
}

/// The first line of `span`: its text, its number, and the range within it. A very long line is cut
/// around the range.
fn excerpt(text: &str, span: &Span) -> (String, usize, std::ops::Range<usize>) {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(span.range.start);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let end = floor(span.range.end).clamp(start, line_end);
    let from = if start - line_start > 160 { floor(start - 120) } else { line_start };
    let to = if line_end - end > 160 { floor(end + 120).max(end) } else { line_end };
    let line = text[line_start.min(from)..to].get(from - line_start.min(from)..).unwrap_or_default();
    let number = text[..start].bytes().filter(|b| *b == b'\n').count() + 1;
    let line = line.trim_end_matches('\r');
    let range = start - from..(end - from).min(line.len()).max(start - from);
    (same_width(line), number, range)
}

/// The line without the control characters that the renderer would pass on to a terminal, each byte
/// in its place: U+0080 to U+009F take two bytes, as `¤` does.
fn same_width(line: &str) -> String {
    line.chars().map(|c| if ('\u{80}'..='\u{9f}').contains(&c) { '¤' } else { c }).collect()
}

/// Text without control characters, so that content can do nothing to a terminal.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    let is_safe =
        |c: char| !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.chars().all(is_safe) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| match c {
        c if is_safe(c) => c,
        c if c < ' ' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        _ => '\u{fffd}',
    };
    Cow::Owned(text.chars().map(shown).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn an_excerpt_is_the_first_line_of_the_span() {
        let text = "one\ntwo three\nfour";
        let (line, number, range) = excerpt(text, &Span::new(FileId(0), 8..16));
        assert_eq!((line.as_str(), number, &line[range]), ("two three", 2, "three"));
    }

    #[test]
    fn a_long_line_is_cut_around_the_span() {
        let text = format!("{}HERE{}", "a".repeat(5000), "é".repeat(5000));
        let (line, _, range) = excerpt(&text, &Span::new(FileId(0), 5000..5004));
        assert_eq!(&line[range], "HERE");
        assert!(line.len() < 600);
    }

    #[test]
    fn spans_beyond_the_text_do_not_panic() {
        for range in [0..99, 50..99, 4..4, 3..3] {
            let _ = excerpt("añb\n", &Span::new(FileId(0), range));
        }
    }

    #[test]
    fn control_characters_are_shown_and_not_sent() {
        assert_eq!(printable("a\u{1b}[2Jb"), "a␛[2Jb");
        assert_eq!(printable("a\u{9b}b\u{202e}"), "a\u{fffd}b\u{fffd}");
        assert_eq!(same_width("a\u{9b}b").len(), 4);
    }
}
