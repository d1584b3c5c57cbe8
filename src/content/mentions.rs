//! Finds the forms of terms in a text: whole words, the longest form that fits.
//!
//! A trie over words and signs, so that neither a word's end nor its case can hide a shorter form.
//! Knows no file, no language and no Markdown.

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::FxHashMap;

/// Words and signs of the longest form that is looked for; a longer one is never found.
const LONGEST: usize = 64;

/// Who claims a form: a term, and which of its forms it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Number of the term.
    pub term: u32,
    /// Number of the form, over all terms.
    pub form: u32,
}

/// The forms of one language, ready to be found.
///
/// A form that has a capital after its first letter, such as `T-MEC` or `Remain in Mexico`, is found
/// in this spelling only; the case of others makes no difference. Kinds of blanks, of hyphens and of
/// quotation marks are one to it. Accents count.
#[derive(Debug)]
pub struct Finder {
    /// Every word and sign of a form, folded, by number.
    tokens: FxHashMap<Box<str>, u32>,
    /// The node that a token leads to from another.
    edges: FxHashMap<(u32, u32), u32>,
    /// The forms that end at each node.
    ends: Vec<Vec<End>>,
    /// Bytes with which a form's first word can start, each with the lengths of such words as bits.
    first_words: Box<[u64; 256]>,
    has_first_sign: bool,
}

#[derive(Debug)]
struct End {
    claim: Claim,
    /// The form as it must be spelled, where case counts.
    spelling: Option<Box<str>>,
}

impl Default for Finder {
    fn default() -> Self {
        Self {
            tokens: FxHashMap::default(),
            edges: FxHashMap::default(),
            ends: vec![Vec::new()],
            first_words: Box::new([0; 256]),
            has_first_sign: false,
        }
    }
}

impl Finder {
    /// Whether it has no form to find.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edges.is_empty()
    }

    /// Adds a form. Gives the claim of another term to the same form, which then stays that term's.
    /// A form without letter or digit is left out.
    pub fn add(&mut self, claim: Claim, form: &str) -> Option<Claim> {
        let form = form.trim();
        let tokens: Vec<Token<'_>> = Tokens { text: form, at: 0 }.collect();
        if tokens.len() > LONGEST || tokens.iter().all(|token| token.kind != Kind::Word) {
            return None;
        }
        let mut node = 0;
        for token in &tokens {
            let number = self.number(&token.folded());
            let next = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
            let to = *self.edges.entry((node, number)).or_insert(next);
            if to == next {
                self.ends.push(Vec::new());
            }
            node = to;
        }
        let spelling = has_inner_capital(form).then(|| spelled(form).into_boxed_str());
        let ends = self.ends.get_mut(node as usize)?;
        let overlaps = |end: &&End| {
            let same = end.spelling.is_none() || spelling.is_none() || end.spelling == spelling;
            same && end.claim.term != claim.term
        };
        if let Some(other) = ends.iter().find(overlaps) {
            return Some(other.claim);
        }
        ends.push(End { claim, spelling });
        self.admit(tokens.first());
        None
    }

    fn number(&mut self, token: &str) -> u32 {
        if let Some(number) = self.tokens.get(token) {
            return *number;
        }
        let number = u32::try_from(self.tokens.len()).unwrap_or(u32::MAX);
        self.tokens.insert(token.into(), number);
        number
    }

    /// Lets matches start with `first`.
    fn admit(&mut self, first: Option<&Token<'_>>) {
        let Some(first) = first else { return };
        if first.kind == Kind::Sign {
            self.has_first_sign = true;
            return;
        }
        let folded = first.folded();
        let Some(byte) = folded.bytes().next() else { return };
        if byte.is_ascii() {
            for byte in [byte, byte.to_ascii_uppercase()] {
                self.first_words[usize::from(byte)] |= length_bit(folded.len());
            }
        } else {
            // The other case of the letter may start with any byte beyond ASCII.
            self.first_words[0x80..].iter_mut().for_each(|lengths| *lengths = u64::MAX);
        }
    }

    /// Calls `found` with the term and the bytes of each match in `text`, in order. A match lies
    /// within one of `runs`, which are in order; what stands around them decides where words end.
    pub fn find(&self, text: &str, runs: &[Range<usize>], found: &mut dyn FnMut(u32, Range<usize>)) {
        for run in runs {
            let mut at = run.start;
            if is_within_word(text, at) {
                at = word_end(text, at);
            }
            while at < run.end {
                let Some(byte) = text.as_bytes().get(at).copied() else { break };
                let end = if is_ascii_word(byte) {
                    word_end(text, at)
                } else if byte.is_ascii() {
                    at + 1
                } else {
                    next_token(text, at).map_or(run.end, |token| token.end)
                };
                let matched =
                    if self.may_start(byte, end - at) { self.longest(text, at, run.end) } else { None };
                at = match matched {
                    Some((term, end)) => {
                        found(term, at..end);
                        end
                    }
                    None => end,
                };
            }
        }
    }

    /// Whether a form may start with a token of that first byte and that length.
    fn may_start(&self, byte: u8, length: usize) -> bool {
        let lengths = self.first_words[usize::from(byte)];
        lengths & length_bit(length) != 0 || (self.has_first_sign && !is_ascii_word(byte))
    }

    /// The longest form that starts at `start` and ends at `limit` or before.
    fn longest(&self, text: &str, start: usize, limit: usize) -> Option<(u32, usize)> {
        let (mut node, mut at, mut longest) = (0, start, None);
        for _ in 0..LONGEST {
            let Some(token) = next_token(text, at).filter(|token| token.end <= limit) else { break };
            let Some(number) = self.tokens.get(&*token.folded()) else { break };
            let Some(to) = self.edges.get(&(node, *number)) else { break };
            (node, at) = (*to, token.end);
            let ends = self.ends.get(node as usize).map_or(&[][..], Vec::as_slice);
            if ends.is_empty() {
                continue;
            }
            let written = spelled(&text[start..at]);
            let is_spelled = |end: &&End| end.spelling.as_deref().is_none_or(|form| form == written);
            if let Some(end) = ends.iter().find(is_spelled) {
                longest = Some((end.claim.term, at));
            }
        }
        longest
    }
}

/// The bit of a word's length in bytes; all long words share one.
fn length_bit(length: usize) -> u64 {
    1 << length.min(63)
}

/// Whether a letter after the first one is a capital.
fn has_inner_capital(form: &str) -> bool {
    form.chars().filter(|c| c.is_alphabetic()).skip(1).any(char::is_uppercase)
}

/// A text with one kind of blanks, hyphens and quotation marks.
fn spelled(text: &str) -> String {
    Tokens { text, at: 0 }.map(|token| token.plain()).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Letters, digits, and the marks on them.
    Word,
    /// Any number of blanks.
    Blank,
    /// One character of another sort.
    Sign,
}

#[derive(Debug, Clone, Copy)]
struct Token<'t> {
    kind: Kind,
    text: &'t str,
    /// Where it ends in the text that it is a part of.
    end: usize,
}

impl<'t> Token<'t> {
    /// Without difference of case and of kinds of signs.
    fn folded(&self) -> Cow<'t, str> {
        if self.kind == Kind::Word && self.text.bytes().any(|b| !b.is_ascii_lowercase()) {
            return Cow::Owned(self.text.to_lowercase());
        }
        self.plain()
    }

    /// Without difference of kinds of signs.
    fn plain(&self) -> Cow<'t, str> {
        match self.kind {
            Kind::Word => Cow::Borrowed(self.text),
            Kind::Blank => Cow::Borrowed(" "),
            Kind::Sign => match self.text {
                "‘" | "’" | "‛" | "′" => Cow::Borrowed("'"),
                "“" | "”" | "„" | "«" | "»" | "″" => Cow::Borrowed("\""),
                "\u{2010}" | "\u{2011}" | "\u{2012}" | "–" | "−" => Cow::Borrowed("-"),
                other => Cow::Borrowed(other),
            },
        }
    }
}

struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        let token = next_token(self.text, self.at)?;
        self.at = token.end;
        Some(token)
    }
}

/// The token that starts at `at`.
fn next_token(text: &str, at: usize) -> Option<Token<'_>> {
    let first = text.get(at..)?.chars().next()?;
    let (kind, end) = if is_word(first) {
        (Kind::Word, word_end(text, at))
    } else if first.is_whitespace() {
        let rest = &text[at..];
        (Kind::Blank, text.len() - rest.trim_start().len())
    } else {
        (Kind::Sign, at + first.len_utf8())
    };
    Some(Token { kind, text: &text[at..end], end })
}

/// Where the word goes on to that `at` is in.
fn word_end(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    loop {
        while bytes.get(at).is_some_and(|byte| is_ascii_word(*byte)) {
            at += 1;
        }
        match bytes.get(at) {
            Some(byte) if !byte.is_ascii() => {}
            _ => return at,
        }
        match text[at..].chars().next().filter(|c| is_word(*c)) {
            Some(c) => at += c.len_utf8(),
            None => return at,
        }
    }
}

fn is_within_word(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    let after = text.get(at..).and_then(|text| text.chars().next());
    before.is_some_and(is_word) && after.is_some_and(is_word)
}

fn is_ascii_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Letters and digits of every script, combining marks, and what joins or breaks within a word
/// without being seen.
fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return u8::try_from(c).is_ok_and(is_ascii_word);
    }
    // The tables of Unicode take longer than the letters of Spanish deserve.
    if matches!(c, 'À'..='ÿ') {
        return c != '×' && c != '÷';
    }
    let is_mark = matches!(c, '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}');
    is_mark || matches!(c, '\u{AD}' | '\u{200C}' | '\u{200D}' | '\u{2060}') || c.is_alphanumeric()
}

#[cfg(test)]
mod tests;
