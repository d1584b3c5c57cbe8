//! Splits a Markdown file into its front matter and its body at the `---` lines.
//!
//! It must not look inside either of them.

use std::ops::Range;

use memchr::memchr;

use super::document::{Document, line_at};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::source::FileId;

/// A Markdown file, split.
#[derive(Debug, Clone)]
pub struct Article<'a> {
    /// The front matter, without its fences.
    pub front: Document<'a>,
    /// Bytes of the file after the closing fence.
    pub body: Range<usize>,
}

/// Splits `text`: `---` alone on the first line, then YAML, then `---` or `...` alone on a line.
/// A byte order mark before, CRLF, and blanks after the dashes are accepted.
///
/// # Errors
/// `E0101` where either fence is missing, or the front matter is TOML or JSON.
pub fn split(file: FileId, text: &str) -> Result<Article<'_>, Diagnostic> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let opening = line(text, start);
    if !is_fence(opening, &["---"]) {
        return Err(no_front_matter(file, text, start));
    }
    let yaml_start = start + opening.len();
    let mut at = yaml_start;
    while at < text.len() {
        let current = line(text, at);
        if is_fence(current, &["---", "..."]) {
            let front = Document { file, text, yaml: yaml_start..at };
            return Ok(Article { front, body: at + current.len()..text.len() });
        }
        at += current.len();
    }
    let span = Span::new(file, line_at(text, start));
    Err(Diagnostic::error(Code::FrontMatterFence, span, "the front matter is not closed")
        .help("put a line `---` between the front matter and the text"))
}

/// The line at `start`, its line break included.
fn line(text: &str, start: usize) -> &str {
    let rest = &text[start..];
    memchr(b'\n', rest.as_bytes()).map_or(rest, |end| &rest[..=end])
}

fn is_fence(line: &str, fences: &[&str]) -> bool {
    if !line.starts_with(['-', '.']) {
        return false;
    }
    let bare = line.strip_suffix('\n').unwrap_or(line);
    let bare = bare.strip_suffix('\r').unwrap_or(bare);
    fences.contains(&bare.trim_end_matches([' ', '\t']))
}

fn no_front_matter(file: FileId, text: &str, start: usize) -> Diagnostic {
    let first = line(text, start);
    let format = match first.trim_end() {
        "+++" => Some("TOML"),
        other if other.starts_with('{') => Some("JSON"),
        _ => None,
    };
    let span = Span::new(file, line_at(text, start));
    if let Some(format) = format {
        let message = format!("front matter in {format} is not supported");
        return Diagnostic::error(Code::FrontMatterFence, span, message)
            .help("write YAML between `---` lines");
    }
    let help = if first.trim() == "---" {
        "the opening `---` starts in the first column"
    } else if first.trim_end_matches(['\r', '\n']).contains('\r') {
        "save the file with line breaks of LF or CRLF"
    } else if text[start..].trim_start().starts_with("---") {
        "the opening `---` is the first line: take away what stands before it"
    } else {
        "start the file with YAML between `---` lines, such as `title: …`"
    };
    Diagnostic::error(Code::FrontMatterFence, span, "there is no front matter").help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (&str, &str) {
        let article = split(FileId(0), text).unwrap();
        (article.front.yaml(), &text[article.body])
    }

    fn fault(text: &str) -> (String, String, &str) {
        let found = split(FileId(0), text).unwrap_err();
        assert_eq!(found.code, Code::FrontMatterFence);
        let range = found.span.unwrap().range;
        (found.message, found.help.unwrap(), &text[range])
    }

    #[test]
    fn splits_at_the_fences() {
        assert_eq!(parts("---\ntitle: x\n---\nBody\n"), ("title: x\n", "Body\n"));
        assert_eq!(parts("---\n---\n"), ("", ""));
        assert_eq!(parts("---\ntitle: x\n..."), ("title: x\n", ""));
        assert_eq!(parts("---\na: 1\n---\nx\n---\ny"), ("a: 1\n", "x\n---\ny"));
    }

    #[test]
    fn accepts_a_byte_order_mark_crlf_and_blanks_after_the_dashes() {
        assert_eq!(parts("\u{feff}--- \t\r\ntitle: x\r\n---  \r\nBody"), ("title: x\r\n", "Body"));
    }

    #[test]
    fn a_fence_is_exactly_three_dashes_in_the_first_column() {
        assert_eq!(parts("---\na: |\n  ---\n----\n---\nb").1, "b");
        let (message, help, at) = fault(" ---\na: 1\n---\n");
        assert_eq!(message, "there is no front matter");
        assert_eq!(help, "the opening `---` starts in the first column");
        assert_eq!(at, " ---");
    }

    #[test]
    fn says_what_is_missing() {
        let (message, help, at) = fault("---\ntitle: x\nBody\n");
        assert_eq!(message, "the front matter is not closed");
        assert_eq!(help, "put a line `---` between the front matter and the text");
        assert_eq!(at, "---");
        let (message, help, at) = fault("# Title\ntext");
        assert_eq!(message, "there is no front matter");
        assert_eq!(help, "start the file with YAML between `---` lines, such as `title: …`");
        assert_eq!(at, "# Title");
        assert_eq!(fault("").2, "");
        let help = fault("\n\n---\na: 1\n---\n").1;
        assert_eq!(help, "the opening `---` is the first line: take away what stands before it");
        assert_eq!(fault("---\ra: 1\r---\r").1, "save the file with line breaks of LF or CRLF");
    }

    #[test]
    fn names_other_formats() {
        let (message, help, at) = fault("+++\ntitle = \"x\"\n+++\n");
        assert_eq!(message, "front matter in TOML is not supported");
        assert_eq!(help, "write YAML between `---` lines");
        assert_eq!(at, "+++");
        let (message, _, at) = fault("{\n\"title\": \"x\"}\n");
        assert_eq!(message, "front matter in JSON is not supported");
        assert_eq!(at, "{");
    }
}
