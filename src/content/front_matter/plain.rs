//! The plain part of YAML, which nearly all front matter keeps to: keys, lists, texts on one line.
//!
//! A general YAML scanner takes longer over an article's front matter than everything else that is
//! done with the article's file. This reads what needs no such scanner and gives up on the rest: it
//! must never take a text differently than the YAML crate, nor find fault with one. What it does not
//! know for certain (anchors, flow style, escapes, block scalars, tabs, odd numbers) it leaves.

use memchr::memchr;

use super::node::Node;

/// Most levels of lists and maps in each other; more are left to the parser.
const MAX_DEPTH: usize = 8;

/// The value of `yaml`, or `None` where only the YAML crate can tell.
pub(super) fn read(yaml: &str) -> Option<Node> {
    if !has_plain_characters(yaml.as_bytes()) {
        return None;
    }
    let mut reader = Reader { rest: yaml, line: None };
    reader.advance();
    reader.line.filter(|line| line.indent == 0)?;
    let node = reader.map(0, MAX_DEPTH)?;
    reader.line.is_none().then_some(node)
}

/// Whether there are neither control characters nor line breaks besides `\n`, nor a byte order mark.
/// Characters from U+F000 on are left to the parser as a whole, for the mark is one of them.
fn has_plain_characters(bytes: &[u8]) -> bool {
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if bytes[at..].first_chunk().is_some_and(is_ascii_text) {
            at += CHUNK;
            continue;
        }
        let next = bytes.get(at + 1).copied().unwrap_or_default();
        at += match byte {
            b' '..=b'~' | b'\n' => 1,
            // U+0080 to U+009F are control characters.
            0xC2 if next < 0xA0 => return false,
            0xC2..=0xDF => 2,
            // U+2028 and U+2029 break lines.
            0xE2 if next == 0x80 && matches!(bytes.get(at + 2), Some(0xA8 | 0xA9)) => return false,
            0xE0..=0xEE => 3,
            0xF0..=0xF4 => 4,
            _ => return false,
        };
    }
    true
}

const CHUNK: usize = 32;

/// Whether all bytes are characters of ASCII that may stand anywhere. Without a way out of the loop, the
/// compiler compares them side by side.
fn is_ascii_text(bytes: &[u8; CHUNK]) -> bool {
    !bytes.iter().fold(false, |found, byte| found | !(matches!(byte, b' '..=b'~') | (*byte == b'\n')))
}

/// A line that says something.
#[derive(Clone, Copy)]
struct Line<'a> {
    indent: usize,
    /// Without blanks around it; never empty.
    text: &'a str,
}

struct Reader<'a> {
    rest: &'a str,
    /// The line to be read; none at the end.
    line: Option<Line<'a>>,
}

impl<'a> Reader<'a> {
    /// Goes to the next line that is neither blank nor a comment.
    fn advance(&mut self) {
        self.line = None;
        while !self.rest.is_empty() {
            let end = memchr(b'\n', self.rest.as_bytes());
            let (line, rest) = end.map_or((self.rest, ""), |at| (&self.rest[..at], &self.rest[at + 1..]));
            self.rest = rest;
            let text = line.trim_start_matches(' ');
            if !text.is_empty() && !text.starts_with('#') {
                self.line = Some(Line { indent: line.len() - text.len(), text: text.trim_end_matches(' ') });
                return;
            }
        }
    }

    fn line_at(&self, indent: usize) -> Option<&'a str> {
        self.line.filter(|line| line.indent == indent).map(|line| line.text)
    }

    /// The keys at `indent`, with what belongs to them.
    fn map(&mut self, indent: usize, depth: usize) -> Option<Node> {
        let depth = depth.checked_sub(1)?;
        let mut entries = Vec::with_capacity(8);
        while let Some(text) = self.line_at(indent) {
            let (key, value) = split_key(text)?;
            self.advance();
            let node =
                if value.is_empty() { self.below(indent, depth)? } else { self.scalar(value, indent)? };
            entries.push((key.to_owned(), node));
        }
        Some(Node::Map(entries))
    }

    /// What belongs to a key that has nothing on its own line. A list may stand as far left as its key.
    fn below(&mut self, indent: usize, depth: usize) -> Option<Node> {
        let Some(line) = self.line.filter(|line| line.indent >= indent) else { return Some(Node::Null) };
        let is_list = line.text.starts_with("- ");
        match line.indent > indent {
            _ if is_list => self.list(line.indent, depth),
            true => self.map(line.indent, depth),
            false => Some(Node::Null),
        }
    }

    fn list(&mut self, indent: usize, depth: usize) -> Option<Node> {
        let depth = depth.checked_sub(1)?;
        let mut items = Vec::with_capacity(4);
        while let Some(item) = self.line_at(indent).and_then(|text| text.strip_prefix("- ")) {
            let text = item.trim_start_matches(' ');
            if split_key(text).is_some() {
                let inner = indent + 2 + item.len() - text.len();
                self.line = Some(Line { indent: inner, text });
                items.push(self.map(inner, depth)?);
            } else {
                self.advance();
                items.push(self.scalar(text, indent)?);
            }
        }
        Some(Node::List(items))
    }

    /// A text, number or boolean of something at `indent`. The reader is on the line after it, which must
    /// not go on with it.
    fn scalar(&self, text: &str, indent: usize) -> Option<Node> {
        if self.line.is_some_and(|line| line.indent > indent) {
            return None;
        }
        match text.as_bytes().first()? {
            quote @ (b'"' | b'\'') => quoted(text, *quote),
            b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'(' | b'$' | b'/' | 0x80.. => words(text),
            b'0'..=b'9' => number_or_date(text),
            _ => None,
        }
    }
}

/// The key of a line and what stands after it; blanks around it are taken off.
fn split_key(text: &str) -> Option<(&str, &str)> {
    let is_key = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let length = text.bytes().take_while(is_key).count();
    let (key, rest) = text.split_at_checked(length)?;
    let starts_well = key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let value = rest.strip_prefix(':').filter(|value| value.is_empty() || value.starts_with(' '))?;
    starts_well.then(|| (key, value.trim_start_matches(' ')))
}

/// A text in quotes that end with the line and hold neither an escape nor a quote.
fn quoted(text: &str, quote: u8) -> Option<Node> {
    let inner = text.as_bytes().get(1..text.len().checked_sub(1)?)?;
    let ends_well = text.len() > 1 && text.ends_with(char::from(quote));
    let has_escape = quote == b'"' && inner.contains(&b'\\');
    (ends_well && !inner.contains(&quote) && !has_escape)
        .then(|| Node::Text(text[1..text.len() - 1].to_owned()))
}

/// A text without quotes that starts with neither a digit nor a sign.
fn words(text: &str) -> Option<Node> {
    if !is_plain_scalar(text) {
        return None;
    }
    match text {
        "true" => Some(Node::Bool(true)),
        "false" => Some(Node::Bool(false)),
        _ if ["null", "true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word)) => None,
        _ => Some(Node::Text(text.to_owned())),
    }
}

/// A whole number in its usual notation, a date, or a text with a blank, which is no number.
fn number_or_date(text: &str) -> Option<Node> {
    let bytes = text.as_bytes();
    if bytes.iter().all(u8::is_ascii_digit) {
        let is_usual = bytes.len() <= 18 && (bytes[0] != b'0' || bytes.len() == 1);
        return is_usual.then(|| text.parse().ok().map(Node::Int)).flatten();
    }
    let is_text = is_date(bytes) || text.contains(' ');
    (is_text && is_plain_scalar(text)).then(|| Node::Text(text.to_owned()))
}

/// `2018-07`, or `2018-07-12`, alone or with a time.
fn is_date(bytes: &[u8]) -> bool {
    let has_shape = |part: &[u8], shape: &[u8]| {
        let fits =
            |(byte, shape): (&u8, &u8)| if *shape == b'0' { byte.is_ascii_digit() } else { byte == shape };
        part.len() == shape.len() && part.iter().zip(shape).all(fits)
    };
    let (day, time) = bytes.split_at(bytes.len().min(10));
    has_shape(bytes, b"0000-00") || (has_shape(day, b"0000-00-00") && (time.is_empty() || time[0] == b'T'))
}

/// Whether a text without quotes is one scalar to its end: no second key, no comment.
fn is_plain_scalar(text: &str) -> bool {
    let bytes = text.as_bytes();
    let follows = |pair: &[u8]| matches!(pair, b": " | b" #");
    !bytes.ends_with(b":") && !bytes.windows(2).any(follows)
}
