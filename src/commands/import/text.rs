//! Text from outside made fit for a draft: one line, no control characters, no Markdown by accident.
//!
//! Pure. What comes out of here can stand in a YAML comment, in a scalar or in a body and means
//! nothing but itself there.

/// Longest text of one line that is taken over, in characters.
pub(crate) const LONGEST_LINE: usize = 500;

/// The text on one line: blanks and line breaks become one blank each, characters that a file of the
/// content may not hold or that turn the direction of writing are left out. `None` where nothing is
/// left to see.
#[must_use]
pub(crate) fn one_line(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut length = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let word: String = word.chars().filter(|c| !is_harmful(*c)).collect();
        if word.is_empty() {
            continue;
        }
        length += word.chars().count() + 1;
        if length > LONGEST_LINE {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&word);
    }
    if out.is_empty() {
        // One word that is too long by itself.
        let whole = text.trim().chars().filter(|c| !is_harmful(*c) && !c.is_control());
        out = whole.take(LONGEST_LINE).collect();
    }
    let is_seen = |c: char| !c.is_whitespace() && !matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}');
    out.chars().any(is_seen).then_some(out)
}

/// Paragraphs, each on one line without such characters, blank ones left out.
#[must_use]
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = String::new();
    for line in text.lines().chain([""]) {
        let clean: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let clean: String = clean.chars().filter(|c| !is_harmful(*c)).collect();
        let words: Vec<&str> = clean.split_whitespace().collect();
        if words.is_empty() {
            if !open.is_empty() {
                found.push(std::mem::take(&mut open));
            }
            continue;
        }
        if !open.is_empty() {
            open.push(' ');
        }
        open.push_str(&words.join(" "));
    }
    found
}

/// A Markdown body without the characters that [`one_line`] leaves out, line breaks kept.
#[must_use]
pub(crate) fn clean_body(text: &str) -> String {
    let keep = |c: &char| matches!(c, '\n' | '\t') || !(c.is_control() || is_harmful(*c));
    text.replace("\r\n", "\n").chars().filter(keep).collect()
}

/// `text` so that inline Markdown shows it as it is (CommonMark 0.31, section 2.4).
#[must_use]
pub(crate) fn escape_inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before: Option<char> = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let after = rest.clone().next();
        let joins = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_markup = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' => true,
            // Within a word it is no markup.
            '_' => !(joins(before) && joins(after)),
            '&' => after.is_some_and(|c| c == '#' || c.is_ascii_alphabetic()),
            _ => false,
        };
        if is_markup {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
    out
}

/// A paragraph of plain text as Markdown: no list, heading, quotation or rule, whatever it starts with.
#[must_use]
pub(crate) fn escape_paragraph(text: &str) -> String {
    let escaped = escape_inline(text);
    let digits = escaped.bytes().take_while(u8::is_ascii_digit).count();
    let after = escaped.as_bytes().get(digits).copied();
    if (1..=9).contains(&digits) && matches!(after, Some(b'.' | b')')) {
        return format!("{}\\{}", &escaped[..digits], &escaped[digits..]);
    }
    if escaped.starts_with(['#', '>', '-', '+', '=', ':', '|', '!']) {
        return format!("\\{escaped}");
    }
    escaped
}

/// Characters that a YAML file may not hold, and those that show text in another order than it has.
fn is_harmful(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        || u32::from(c) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_no_breaks_and_nothing_that_cannot_be_seen() {
        assert_eq!(one_line("  a\r\n\tb\u{0}c\u{202e}d \u{85}").as_deref(), Some("a b cd"));
        assert_eq!(one_line(" \u{feff}\u{200b}\u{ad}\n"), None);
        assert_eq!(one_line(&"x".repeat(2000)).unwrap().len(), LONGEST_LINE);
        assert!(one_line(&"word ".repeat(2000)).unwrap().len() <= LONGEST_LINE);
    }

    #[test]
    fn blank_lines_part_paragraphs() {
        assert_eq!(paragraphs("a\nb\n\n \nc\u{1b}d\n"), ["a b", "c d"]);
        assert!(paragraphs("\n \n").is_empty());
    }

    #[test]
    fn markup_is_escaped_where_it_would_be_some() {
        assert_eq!(
            escape_inline("a_b *c* [d](e) <f> AT&T R&D; 5 & 6"),
            r"a_b \*c\* \[d\](e) \<f> AT\&T R\&D; 5 & 6"
        );
        assert_eq!(escape_paragraph("1. x"), r"1\. x");
        assert_eq!(escape_paragraph("2018. x"), r"2018\. x");
        assert_eq!(escape_paragraph("- x"), r"\- x");
        assert_eq!(escape_paragraph("# x"), r"\# x");
    }
}
