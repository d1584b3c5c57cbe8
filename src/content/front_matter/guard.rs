//! Stands in front of the YAML crate and refuses what would cost it too much, in one pass.
//!
//! It follows indentation, quotes, comments and brackets just far enough to count nesting and
//! aliases. It must not judge syntax: text that it cannot follow is left to the parser, whose own
//! limits are the second line. Tags and the number of nodes are bounded by `node`.

use super::document::{Document, character_at};
use crate::diagnostic::{Code, Diagnostic};

/// Most bytes of front matter.
pub const FRONT_MATTER_BYTES: usize = 64 * 1024;
/// Most bytes of `site.yaml` and of a message catalogue.
pub const SITE_BYTES: usize = 1024 * 1024;
/// Most levels of lists and maps in each other.
pub const MAX_DEPTH: usize = 32;
/// Most uses of aliases (`*name`).
pub const MAX_ALIASES: usize = 64;

/// Refuses YAML that is too long or too deep, uses too many aliases, holds control characters, or
/// is more than one document.
///
/// # Errors
/// `E0103` for a limit, `E0102` for the rest, at the first offending place.
pub fn guard(document: &Document, max_bytes: usize) -> Result<(), Diagnostic> {
    let yaml = document.yaml();
    if yaml.len() > max_bytes {
        let message = format!("the YAML is {} bytes long, and at most {max_bytes} are read", yaml.len());
        let span = document.span(character_at(yaml, max_bytes));
        return Err(Diagnostic::error(Code::YamlLimit, span, message));
    }
    forbidden_character(document)?;
    let mut scan = Scan { bytes: yaml.as_bytes(), at: 0, line_start: 0, levels: Vec::new(), aliases: 0 };
    scan.lines().map_err(|stop| stop.diagnostic(document, scan.at))
}

/// YAML 1.1, section 4.1, less the line breaks that other programs do not see as such.
fn forbidden_character(document: &Document) -> Result<(), Diagnostic> {
    let yaml = document.yaml();
    let bytes = yaml.as_bytes();
    let plain = |b: u8| matches!(b, b' '..=b'~' | b'\n' | b'\t');
    let mut from = 0;
    while let Some(step) = bytes[from..].iter().position(|b| !plain(*b)) {
        let at = from + step;
        let Some(character) = yaml[at..].chars().next() else { break };
        from = at + character.len_utf8();
        let allowed = match character {
            '\r' => bytes.get(at + 1) == Some(&b'\n'),
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => false,
            other => !other.is_control(),
        };
        if !allowed {
            let message = format!("the character U+{:04X} is not allowed", u32::from(character));
            let help = match character {
                '\r' => "end lines with LF or CRLF",
                _ => "delete it; most editors can show invisible characters",
            };
            let span = document.span(at..from);
            return Err(Diagnostic::error(Code::YamlSyntax, span, message).help(help));
        }
    }
    Ok(())
}

/// Why the scan stopped.
#[derive(Debug, Clone, Copy)]
enum Stop {
    Depth,
    Aliases,
    SecondDocument,
}

impl Stop {
    fn diagnostic(self, document: &Document, at: usize) -> Diagnostic {
        let span = document.span(character_at(document.yaml(), at));
        match self {
            Stop::Depth => {
                let message = format!("lists and maps are nested more than {MAX_DEPTH} deep");
                Diagnostic::error(Code::YamlLimit, span, message)
            }
            Stop::Aliases => {
                let message = format!("there are more than {MAX_ALIASES} aliases");
                Diagnostic::error(Code::YamlLimit, span, message)
                    .help("write the values out; a text that starts with `*` needs quotes")
            }
            Stop::SecondDocument => {
                Diagnostic::error(Code::YamlSyntax, span, "a second YAML document starts here")
                    .help("keep one document in a file: delete the line or indent it")
            }
        }
    }
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    line_start: usize,
    /// Columns of the block lists and maps that are open.
    levels: Vec<usize>,
    aliases: usize,
}

impl Scan<'_> {
    fn lines(&mut self) -> Result<(), Stop> {
        let mut started = false;
        let mut ended = false;
        // A plain scalar goes on over the lines that are indented deeper than what it belongs to.
        let mut plain_below: Option<usize> = None;
        while self.at < self.bytes.len() {
            self.line_start = self.at;
            self.skip_blanks();
            let indent = self.column();
            if self.at_line_end() || self.peek() == Some(b'#') || (indent == 0 && self.peek() == Some(b'%')) {
                self.skip_line();
                continue;
            }
            if indent == 0 && self.at_marker(b"...") {
                ended = true;
                plain_below = None;
                self.skip_line();
                continue;
            }
            let marker = indent == 0 && self.at_marker(b"---");
            if ended || (marker && started) {
                return Err(Stop::SecondDocument);
            }
            started = true;
            if marker {
                self.at += 3;
                self.skip_blanks();
                plain_below = self.value()?;
                continue;
            }
            if plain_below.is_some_and(|least| indent >= least) {
                self.skip_line();
                continue;
            }
            while self.levels.last().is_some_and(|column| *column > indent) {
                self.levels.pop();
            }
            plain_below = self.entry()?;
        }
        Ok(())
    }

    /// What stands in a line of a block: `- `, `? `, a key, or a value alone. Gives the least
    /// indentation of the lines that go on with it.
    fn entry(&mut self) -> Result<Option<usize>, Stop> {
        while matches!(self.peek(), Some(b'-' | b'?' | b':')) && self.blank_at(self.at + 1) {
            self.open_level(self.column())?;
            self.at += 1;
            self.skip_blanks();
        }
        let column = self.column();
        self.skip_properties();
        let key_end = match self.peek() {
            Some(b'"' | b'\'' | b'[' | b'{' | b'*') => {
                self.inline()?;
                self.skip_blanks();
                (self.peek() == Some(b':')).then_some(self.at)
            }
            Some(b'|' | b'>' | b'#') => None,
            _ => self.plain_key_end(),
        };
        let Some(colon) = key_end else { return self.value() };
        self.open_level(column)?;
        self.at = colon + 1;
        self.skip_blanks();
        self.value()
    }

    /// A value up to the end of its last line; see [`Self::entry`].
    fn value(&mut self) -> Result<Option<usize>, Stop> {
        self.skip_properties();
        let below = self.levels.last().map_or(0, |column| column + 1);
        match self.peek() {
            Some(b'"' | b'\'' | b'[' | b'{' | b'*') => {
                self.inline()?;
                self.skip_line();
                Ok(None)
            }
            Some(b'|' | b'>') => {
                self.skip_line();
                self.block_scalar(below);
                Ok(None)
            }
            None | Some(b'#' | b'\n' | b'\r') => {
                self.skip_line();
                Ok(None)
            }
            Some(_) => {
                self.skip_line();
                Ok(Some(below))
            }
        }
    }

    /// A quoted scalar, an alias, or a collection in brackets.
    fn inline(&mut self) -> Result<(), Stop> {
        match self.peek() {
            Some(quote @ (b'"' | b'\'')) => self.quoted(quote),
            Some(b'*') => self.alias()?,
            _ => self.flow()?,
        }
        Ok(())
    }

    fn flow(&mut self) -> Result<(), Stop> {
        let mut depth = 0;
        let mut in_plain = false;
        while let Some(byte) = self.peek() {
            match byte {
                b'[' | b'{' => {
                    depth += 1;
                    in_plain = false;
                    if self.levels.len() + depth > MAX_DEPTH {
                        return Err(Stop::Depth);
                    }
                }
                b']' | b'}' => {
                    depth -= 1;
                    in_plain = false;
                    if depth == 0 {
                        self.at += 1;
                        return Ok(());
                    }
                }
                b',' => in_plain = false,
                b':' if in_plain && self.ends_flow_key() => in_plain = false,
                b'#' if !in_plain || self.blank_at(self.at - 1) => {
                    self.skip_line();
                    continue;
                }
                b':' | b' ' | b'\t' | b'\r' | b'\n' => {}
                _ if in_plain => {}
                b'"' | b'\'' => {
                    self.quoted(byte);
                    continue;
                }
                b'*' => {
                    self.alias()?;
                    continue;
                }
                b'&' | b'!' => {
                    self.skip_word();
                    continue;
                }
                _ => in_plain = true,
            }
            self.at += 1;
        }
        Ok(())
    }

    fn quoted(&mut self, quote: u8) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'\\' && quote == b'"' {
                self.at += 1;
            } else if byte == quote {
                if quote == b'"' || self.peek() != Some(quote) {
                    return;
                }
                self.at += 1;
            }
        }
    }

    fn alias(&mut self) -> Result<(), Stop> {
        self.aliases += 1;
        if self.aliases > MAX_ALIASES {
            return Err(Stop::Aliases);
        }
        self.skip_word();
        Ok(())
    }

    fn block_scalar(&mut self, below: usize) {
        while self.at < self.bytes.len() {
            self.line_start = self.at;
            while self.peek() == Some(b' ') {
                self.at += 1;
            }
            let marker = self.column() == 0 && (self.at_marker(b"---") || self.at_marker(b"..."));
            if !self.at_line_end() && (self.column() < below || marker) {
                self.at = self.line_start;
                return;
            }
            self.skip_line();
        }
    }

    fn open_level(&mut self, column: usize) -> Result<(), Stop> {
        if self.levels.last() == Some(&column) {
            return Ok(());
        }
        if self.levels.len() >= MAX_DEPTH {
            return Err(Stop::Depth);
        }
        self.levels.push(column);
        Ok(())
    }

    /// Anchors and tags before a value.
    fn skip_properties(&mut self) {
        while matches!(self.peek(), Some(b'&' | b'!')) {
            self.skip_word();
            self.skip_blanks();
        }
    }

    /// The colon that ends a plain key in this line.
    fn plain_key_end(&self) -> Option<usize> {
        let rest = &self.bytes[self.at..];
        for (step, byte) in rest.iter().enumerate() {
            let at = self.at + step;
            match byte {
                b'\n' => return None,
                b':' if self.blank_at(at + 1) => return Some(at),
                b'#' if step > 0 && self.blank_at(at - 1) => return None,
                _ => {}
            }
        }
        None
    }

    fn ends_flow_key(&self) -> bool {
        self.blank_at(self.at + 1)
            || matches!(self.bytes.get(self.at + 1), Some(b',' | b'[' | b']' | b'{' | b'}'))
    }

    fn skip_word(&mut self) {
        self.at += 1;
        while !self.blank_at(self.at) && !matches!(self.peek(), Some(b',' | b'[' | b']' | b'{' | b'}')) {
            self.at += 1;
        }
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    fn skip_line(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at = rest.iter().position(|b| *b == b'\n').map_or(self.bytes.len(), |step| self.at + step + 1);
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Whether a blank, a line break or the end of the text is at `at`.
    fn blank_at(&self, at: usize) -> bool {
        matches!(self.bytes.get(at), None | Some(b' ' | b'\t' | b'\r' | b'\n'))
    }

    fn at_line_end(&self) -> bool {
        matches!(self.peek(), None | Some(b'\r' | b'\n'))
    }

    fn at_marker(&self, marker: &[u8]) -> bool {
        self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(marker))
            && self.blank_at(self.at + marker.len())
    }

    fn column(&self) -> usize {
        self.at - self.line_start
    }
}
