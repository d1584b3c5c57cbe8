//! Texts of one line, such as summaries, captions and key facts: inline Markdown and nothing else.
//!
//! A line is never a list, a heading or HTML, whatever it starts with. Images are their text.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options as Dialect, Parser};

use super::Options;
use super::escape::push_clean;
use super::quotes::QuoteMapper;
use super::render::render_line;

/// Appends `text` as inline HTML: emphasis, code, links and smart punctuation. HTML is shown as text
/// whatever the options say. `resolve` is that of [`super::render()`].
pub fn render_inline(
    text: &str,
    options: &Options,
    resolve: &dyn Fn(&str) -> Option<String>,
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
