//! JSON that can stand in a `script` element: no character of it ends the element, starts a comment or
//! is refused by HTML. Knows nothing of what is written.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// Bytes of an article's linked data, roughly.
const USUAL: usize = 2 * 1024;

/// `value` as JSON for a `script` element; empty where it cannot be written.
#[must_use]
pub fn in_script(value: &impl Serialize) -> String {
    let mut serializer = Serializer::with_formatter(Vec::with_capacity(USUAL), InScript);
    match value.serialize(&mut serializer) {
        Ok(()) => String::from_utf8(serializer.into_inner()).unwrap_or_default(),
        Err(_) => String::new(),
    }
}

/// Escapes in texts what JSON allows and a script element does not.
struct InScript;

impl Formatter for InScript {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, text: &str) -> io::Result<()> {
        if !text.bytes().any(may_need_escape) {
            return writer.write_all(text.as_bytes());
        }
        let mut from = 0;
        for (at, c) in text.char_indices().filter(|(_, c)| needs_escape(*c)) {
            writer.write_all(&text.as_bytes()[from..at])?;
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                write!(writer, "\\u{unit:04x}")?;
            }
            from = at + c.len_utf8();
        }
        writer.write_all(&text.as_bytes()[from..])
    }
}

/// First bytes of the characters that [`needs_escape`] is about, and of others.
fn may_need_escape(byte: u8) -> bool {
    matches!(byte, b'<' | b'>' | b'&' | 0x7F | 0xC2 | 0xE2 | 0xEF | 0xF0..)
}

/// `<`, `>` and `&` mean something to HTML, the two separators end a line of a script, and controls
/// and noncharacters are faults in HTML (section 13.2.3.5, input stream). JSON itself escapes the
/// controls below U+0020.
fn needs_escape(c: char) -> bool {
    let noncharacter = (c as u32) & 0xFFFE == 0xFFFE || matches!(c, '\u{FDD0}'..='\u{FDEF}');
    matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\u{7F}'..='\u{9F}') || noncharacter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_element_and_the_text_comes_back() {
        let hostile = "</script><!-- <script> ]]> & \" ' \\ \u{0} \u{1b} \u{7f} \u{85} \u{2028}\u{2029} \u{fdd0} \u{fffe} \u{1ffff} é ¿? – \u{1f600} \u{feff}";
        let json = in_script(&[hostile]);
        for forbidden in
            ['<', '>', '&', '\0', '\u{1b}', '\u{7f}', '\u{85}', '\u{2028}', '\u{2029}', '\u{fdd0}']
        {
            assert!(!json.contains(forbidden), "{forbidden:?} in {json}");
        }
        assert!(json.contains("é ¿? – \u{1f600}"), "{json}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), [hostile]);
    }

    #[test]
    fn every_character_is_either_kept_or_comes_back() {
        for c in ('\0'..='\u{2FFFF}').filter(|c| needs_escape(*c)) {
            assert!(c.to_string().bytes().any(may_need_escape), "{c:?}");
            let json = in_script(&c);
            assert!(json.is_ascii(), "{json}");
            assert_eq!(serde_json::from_str::<char>(&json).unwrap(), c);
        }
    }
}
