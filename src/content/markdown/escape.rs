//! Text into HTML: escaping, and the characters that no HTML or XML document may hold.
//!
//! Control characters save line feed and tab, and Unicode's noncharacters, become U+FFFD, because
//! HTML calls them parse errors and XML 1.0 forbids most of them. Bidirectional controls stay.

/// Appends `text` as content of an element.
pub(super) fn push_text(out: &mut String, text: &str) {
    push_replaced(out, text, &TEXT);
}

/// Appends `text` as value of an attribute in double quotes.
pub(super) fn push_attribute(out: &mut String, text: &str) {
    push_replaced(out, text, &ATTRIBUTE);
}

/// Appends `text` without markup in mind: only forbidden characters are replaced.
pub(super) fn push_clean(out: &mut String, text: &str) {
    push_replaced(out, text, &CLEAN);
}

/// Whether [`push_clean`] would change nothing of `text`.
pub(super) fn is_clean(text: &str) -> bool {
    let (chunks, rest) = text.as_bytes().as_chunks::<CHUNK>();
    let stays = |start: usize, bytes: &[u8]| {
        let mut suspects = (start..).zip(bytes).filter(|(_, byte)| CLEAN[usize::from(**byte)] != PLAIN);
        suspects.all(|(at, _)| replacement(text, at).1.is_none())
    };
    let is_quiet = |chunk: &[u8; CHUNK]| !chunk.iter().fold(false, |found, byte| found | is_suspect(*byte));
    chunks.iter().enumerate().all(|(index, chunk)| is_quiet(chunk) || stays(index * CHUNK, chunk))
        && stays(chunks.len() * CHUNK, rest)
}

/// Appends `target` as value of `href` or `src`. What RFC 3986 does not allow is percent-encoded, and
/// a percent sign that encodes nothing is encoded itself.
pub(super) fn push_address(out: &mut String, target: &str) {
    let target = target.trim();
    if target.bytes().all(is_ordinary) {
        out.push_str(target);
        return;
    }
    let (host, mut fragment) = (host_end(target), false);
    for (at, c) in target.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '\'' => out.push_str("&#39;"),
            '#' if fragment => out.push_str("%23"),
            '%' if !encodes(&target.as_bytes()[at + 1..]) => out.push_str("%25"),
            '[' | ']' if at < host => out.push(c),
            c if c.is_control() => out.push_str("%EF%BF%BD"),
            c if is_address_character(c) => out.push(c),
            c => push_percent_encoded(out, c),
        }
        fragment |= c == '#';
    }
}

const REPLACEMENT: &str = "\u{FFFD}";

const PLAIN: u8 = 0;
/// A byte that is always replaced.
const SPECIAL: u8 = 1;
/// First byte of a character that may have to be replaced.
const SUSPECT: u8 = 2;

static TEXT: [u8; 256] = table(b"&<>");
static ATTRIBUTE: [u8; 256] = table(b"&<>\"");
static CLEAN: [u8; 256] = table(b"");

const fn table(markup: &[u8]) -> [u8; 256] {
    let mut table = [PLAIN; 256];
    let mut control = 0;
    while control < 0x20 {
        if control != b'\n' as usize && control != b'\t' as usize {
            table[control] = SPECIAL;
        }
        control += 1;
    }
    table[0x7F] = SPECIAL;
    // U+0080 to U+00BF, U+F000 to U+FFFF, and everything outside the basic plane.
    table[0xC2] = SUSPECT;
    table[0xEF] = SUSPECT;
    let mut lead = 0xF0;
    while lead <= 0xF4 {
        table[lead] = SUSPECT;
        lead += 1;
    }
    let mut at = 0;
    while at < markup.len() {
        table[markup[at] as usize] = SPECIAL;
        at += 1;
    }
    table
}

fn push_replaced(out: &mut String, text: &str, table: &[u8; 256]) {
    let (chunks, rest) = text.as_bytes().as_chunks::<CHUNK>();
    // Nearly all text is plain; the last bytes are looked at together with some before them.
    let ends_plain = || {
        text.as_bytes()
            .last_chunk::<CHUNK>()
            .map_or_else(|| rest.iter().all(|byte| table[usize::from(*byte)] == PLAIN), is_plain)
    };
    if ends_plain() && chunks.iter().all(is_plain) {
        out.push_str(text);
        return;
    }
    let mut mark = 0;
    for (index, chunk) in chunks.iter().enumerate() {
        if !is_plain(chunk) {
            mark = replace_in(out, text, mark, index * CHUNK, chunk, table);
        }
    }
    mark = replace_in(out, text, mark, chunks.len() * CHUNK, rest, table);
    out.push_str(&text[mark..]);
}

/// Appends `text` from `mark` up to the last character to be replaced in `bytes`, which start at
/// `start`, and returns where it left off.
fn replace_in(
    out: &mut String,
    text: &str,
    mut mark: usize,
    start: usize,
    bytes: &[u8],
    table: &[u8; 256],
) -> usize {
    for (index, byte) in bytes.iter().enumerate() {
        if table[usize::from(*byte)] == PLAIN {
            continue;
        }
        let at = start + index;
        let (length, replacement) = replacement(text, at);
        if let Some(replacement) = replacement {
            out.push_str(&text[mark..at]);
            out.push_str(replacement);
            mark = at + length;
        }
    }
    mark
}

const CHUNK: usize = 16;

/// Whether `b` is no plain byte of [`CLEAN`].
#[allow(clippy::needless_bitwise_bool)] // without branches, all bytes are compared at once
fn is_suspect(b: u8) -> bool {
    (b < 0x20) & (b != b'\n') & (b != b'\t') | (b == 0x7F) | (b == 0xC2) | (b >= 0xEF)
}

/// Whether no byte is special or suspect in any table.
#[allow(clippy::needless_bitwise_bool)] // likewise
fn is_plain(bytes: &[u8; CHUNK]) -> bool {
    let special = |b: u8| is_suspect(b) | (b == b'"') | (b == b'&') | (b == b'<') | (b == b'>');
    !bytes.iter().fold(false, |found, byte| found | special(*byte))
}

/// Length in bytes of the character at `at`, and what stands for it if it cannot stay.
fn replacement(text: &str, at: usize) -> (usize, Option<&'static str>) {
    let rest = &text[at..];
    match rest.as_bytes().first() {
        Some(b'&') => (1, Some("&amp;")),
        Some(b'<') => (1, Some("&lt;")),
        Some(b'>') => (1, Some("&gt;")),
        Some(b'"') => (1, Some("&quot;")),
        Some(b'\r') if rest.starts_with("\r\n") => (1, Some("")),
        Some(0..0x80) => (1, Some(REPLACEMENT)),
        _ => {
            let c = rest.chars().next().unwrap_or_default();
            (c.len_utf8(), is_forbidden(c).then_some(REPLACEMENT))
        }
    }
}

fn is_forbidden(c: char) -> bool {
    let code = u32::from(c);
    c.is_control() || code & 0xFFFE == 0xFFFE || (0xFDD0..=0xFDEF).contains(&code)
}

/// RFC 3986, section 2: unreserved and reserved characters, without square brackets.
fn is_address_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/?#@!$()*+,;=%".contains(c)
}

/// Whether a byte is itself in every address and every attribute.
fn is_ordinary(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':' | b'/' | b'?' | b'@' | b'=')
}

fn encodes(after_percent: &[u8]) -> bool {
    after_percent.len() >= 2 && after_percent[..2].iter().all(u8::is_ascii_hexdigit)
}

/// Where the host of `target` ends; 0 where it has none.
fn host_end(target: &str) -> usize {
    let Some(slashes) = target.find("//").filter(|at| *at == 0 || target[..*at].ends_with(':')) else {
        return 0;
    };
    let host = slashes + 2;
    target[host..].find(['/', '?', '#']).map_or(target.len(), |end| host + end)
}

fn push_percent_encoded(out: &mut String, c: char) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        out.push('%');
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

#[cfg(test)]
mod tests {
    use super::{is_clean, push_address, push_attribute, push_clean, push_text};

    fn with(push: fn(&mut String, &str), text: &str) -> String {
        let mut out = String::new();
        push(&mut out, text);
        out
    }

    #[test]
    fn markup_is_escaped_where_it_matters() {
        assert_eq!(with(push_text, "a < b & \"c\" > 'd'"), "a &lt; b &amp; \"c\" &gt; 'd'");
        assert_eq!(with(push_attribute, "\"<&>'"), "&quot;&lt;&amp;&gt;'");
        assert_eq!(with(push_clean, "<b>"), "<b>");
    }

    #[test]
    fn forbidden_characters_become_the_replacement_character() {
        let text = "a\0b\u{1b}c\u{7f}d\u{85}e\u{fffe}f\u{fdd0}g\u{1fffe}h\ri";
        let expected = "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}e\u{fffd}f\u{fffd}g\u{fffd}h\u{fffd}i";
        assert_eq!(with(push_text, text), expected);
    }

    #[test]
    fn clean_is_what_cleaning_leaves_as_it_is() {
        for part in
            ["a", "\n", "\r\n", "\u{1b}", "\u{7f}", "\u{85}", "«·»", "\u{fffe}", "\u{fffd}", "\u{1f600}"]
        {
            for before in 0..40 {
                let text = format!("{}{part}{}", "x".repeat(before), "y".repeat(20));
                assert_eq!(is_clean(&text), with(push_clean, &text) == text, "{text:?}");
            }
        }
    }

    #[test]
    fn line_feeds_tabs_bidi_controls_and_letters_stay() {
        let text = "a\n\tb\u{202e}c\u{2066}¿ñ» \u{1f600} \u{fffd} \u{feff}";
        assert_eq!(with(push_text, text), text);
        assert_eq!(with(push_clean, "a\r\nb"), "a\nb");
    }

    #[test]
    fn addresses_are_encoded_once() {
        assert_eq!(with(push_address, "/año b/?q=1&r='2'"), "/a%C3%B1o%20b/?q=1&amp;r=&#39;2&#39;");
        assert_eq!(with(push_address, "/100%/%41/%zz"), "/100%25/%41/%25zz");
        assert_eq!(with(push_address, "a#b#c"), "a#b%23c");
        assert_eq!(with(push_address, "x\u{1}\"<>\\^`{|}"), "x%EF%BF%BD%22%3C%3E%5C%5E%60%7B%7C%7D");
        assert_eq!(with(push_address, "http://[::1]/[a]"), "http://[::1]/%5Ba%5D");
        assert_eq!(with(push_address, "/a[b]"), "/a%5Bb%5D");
    }
}
