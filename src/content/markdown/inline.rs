//! Texts of one line, such as summaries, captions and key facts: inline Markdown and nothing else.
//!
//! A line is never a list, a heading or HTML, whatever it starts with. Images are their text.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CowStr, Event, Options as Dialect, Parser};

use super::Options;
use super::escape::{push_clean, push_text};
use super::quotes::QuoteMapper;
use super::render::render_line;

/// Appends `text` as inline HTML: emphasis, code, links and smart punctuation. HTML is shown as text
/// whatever the options say. `resolve` is that of [`super::render()`].
pub fn render_inline(
    text: &str,
    options: &Options,
    resolve: &dyn Fn(&str) -> Option<Arc<str>>,
    out: &mut String,
) {
    if is_plain(text) {
        push_text(out, text);
    } else {
        parse_and_render(text, options, resolve, out);
    }
}

fn parse_and_render(
    text: &str,
    options: &Options,
    resolve: &dyn Fn(&str) -> Option<Arc<str>>,
    out: &mut String,
) {
    if let Some(line) = guarded_line(text) {
        render_line(&line, parser(&line, options), options, resolve, out);
    }
}

/// The plain text of a line of inline Markdown, with smart punctuation and without any markup; for
/// titles, feeds and `meta` elements. Not escaped.
#[must_use]
pub fn plain_inline(text: &str, options: &Options) -> String {
    if is_plain(text) {
        let mut plain = String::with_capacity(text.len());
        push_clean(&mut plain, text);
        return plain;
    }
    parse_to_plain(text, options)
}

fn parse_to_plain(text: &str, options: &Options) -> String {
    let mut plain = String::with_capacity(text.len());
    let Some(line) = guarded_line(text) else { return plain };
    let mut quotes = QuoteMapper::new(&line, &options.quotes);
    for (event, range) in parser(&line, options) {
        match event {
            Event::Text(text) => push_clean(&mut plain, quotes.map(&text, &range).unwrap_or(&text)),
            Event::Code(text) => push_clean(&mut plain, &text),
            Event::InlineHtml(html) if !html.starts_with("<!--") => push_clean(&mut plain, &html),
            _ => {}
        }
    }
    plain
}

/// Whether the parser would find nothing but the text: letters, digits, marks that mean nothing to it,
/// and single blanks between them. So are most lines, and then it need not be asked.
fn is_plain(text: &str) -> bool {
    // A blank before the text would be one too many, and so is one at its end.
    let (mut plain, mut before) = (true, b' ');
    for byte in text.bytes() {
        let kind = MEANING[usize::from(byte)];
        plain &= kind != MARKUP && (kind != SINGLE || byte != before);
        before = byte;
    }
    plain && before != b' '
}

const MARKUP: u8 = 0;
const ORDINARY: u8 = 1;
/// A second one of these in a row would be a dash, an ellipsis or a blank too many.
const SINGLE: u8 = 2;

/// What each byte may mean to the parser.
static MEANING: [u8; 256] = {
    let mut table = [MARKUP; 256];
    let mut byte = 0;
    while byte < 256 {
        let ordinary = matches!(
            byte as u8,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | 0x80..
                | b',' | b';' | b':' | b'(' | b')' | b'%' | b'/' | b'$' | b'?'
        );
        let single = matches!(byte as u8, b'-' | b'.' | b' ');
        table[byte] = if ordinary {
            ORDINARY
        } else if single {
            SINGLE
        } else {
            MARKUP
        };
        byte += 1;
    }
    table
};

/// A character that the parser takes for white space when it looks for emphasis and quotes, and for
/// text when it looks for blocks.
const GUARD: &str = "\u{A0}";

/// `text` on one line behind the guard; `None` where it is blank.
fn guarded_line(text: &str) -> Option<String> {
    let mut line = String::with_capacity(GUARD.len() + text.len());
    line.push_str(GUARD);
    for word in text.split_ascii_whitespace() {
        if line.len() > GUARD.len() {
            line.push(' ');
        }
        line.push_str(word);
    }
    (line.len() > GUARD.len()).then_some(line)
}

/// The events of a guarded line, without the guard.
fn parser<'t>(line: &'t str, options: &Options) -> impl Iterator<Item = (Event<'t>, Range<usize>)> {
    let mut dialect = Dialect::ENABLE_STRIKETHROUGH;
    dialect.set(Dialect::ENABLE_SMART_PUNCTUATION, options.smart_punctuation);
    Parser::new_ext(line, dialect).into_offset_iter().map(|(event, range)| match event {
        Event::Text(CowStr::Borrowed(text)) if range.start == 0 => {
            (Event::Text(text.strip_prefix(GUARD).unwrap_or(text).into()), range)
        }
        event => (event, range),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};

    use super::super::Quotes;
    use super::super::tests::options;
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_line_that_is_not_parsed_reads_as_if_it_were(text in "[a-z0-9ñ«»—\u{a0}\u{85}\u{feff}\u{fffe} ,;:()%/$?.-]{0,12}") {
            for quotes in [Quotes::english(), Quotes::spanish()] {
                let options = Options { quotes, ..options() };
                let (mut line, mut parsed) = (String::new(), String::new());
                render_inline(&text, &options, &|_| None, &mut line);
                parse_and_render(&text, &options, &|_| None, &mut parsed);
                prop_assert_eq!(line, parsed);
                prop_assert_eq!(plain_inline(&text, &options), parse_to_plain(&text, &options));
            }
        }
    }

    #[test]
    fn what_means_something_is_parsed() {
        for text in [
            "", " a", "a ", "a  b", "a--b", "a...", "*a*", "`a`", "a\"b", "it's", "[a](b)", "<b>", "a&b",
            "~~a~~", "a\\b", "_a_", "!",
        ] {
            assert!(!is_plain(text), "{text}");
        }
        assert!(is_plain("Talks: 25% of U.S. trade (25-30), ¿sí?"));
    }
}
