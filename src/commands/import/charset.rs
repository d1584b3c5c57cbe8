//! Bytes from outside as text: by the charset that the server names, else by the text's own word.
//!
//! Follows the order of the HTML Standard's encoding sniffing: byte order mark, transport, document.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Bytes of a document in which it may name its charset.
const LOOKED_AT: usize = 2_048;

/// `bytes` as text. `told` is the charset that came with them.
pub(crate) fn decode(bytes: &[u8], told: Option<&str>) -> String {
    let told = told.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let encoding = Encoding::for_bom(bytes).map(|(encoding, _)| encoding).or(told).or_else(|| own(bytes));
    if encoding.is_none_or(|encoding| encoding == UTF_8)
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return text.trim_start_matches('\u{feff}').to_owned();
    }
    // What says nothing and is not UTF-8 is what browsers take it for.
    let (text, _, _) = encoding.unwrap_or(WINDOWS_1252).decode(bytes);
    without_declaration(text.into_owned())
}

/// The charset that an HTML or XML document names in its first bytes.
fn own(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let is_xml = head.trim_start().starts_with("<?xml");
    let after = if is_xml { "encoding=" } else { "charset=" };
    let at = head.find(after)? + after.len();
    let label = head[at..].trim_start_matches(['"', '\'', ' ']);
    let end = label
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':')))
        .unwrap_or(label.len());
    let encoding = Encoding::for_label(&label.as_bytes()[..end])?;
    // A document whose first bytes could be read as ASCII is not in UTF-16, whatever it says.
    let is_wide = [encoding_rs::UTF_16LE, encoding_rs::UTF_16BE].contains(&encoding);
    Some(if is_wide { UTF_8 } else { encoding })
}

/// Takes the charset out of an XML declaration, which is no longer true; places stay the same.
fn without_declaration(text: String) -> String {
    let end = text.starts_with("<?xml").then(|| text.find("?>")).flatten();
    match end {
        Some(end) if end < LOOKED_AT => format!("{}{}", " ".repeat(end + 2), &text[end + 2..]),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_charset_is_found_where_it_is_named() {
        let latin = b"<meta charset=iso-8859-1><p>M\xe9xico";
        assert!(decode(latin, None).ends_with("México"));
        assert!(decode(b"M\xe9xico", Some("latin1")).ends_with("México"));
        assert!(decode(b"M\xe9xico", None).ends_with("México"));
        assert!(decode("México".as_bytes(), None).ends_with("México"));
        assert_eq!(decode(b"\xef\xbb\xbfM\xc3\xa9xico", Some("latin1")), "México");
        assert_eq!(decode(b"\xff\xfeM\x00\xe9\x00", None), "Mé");
        assert!(
            decode(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>", None).ends_with("<a>é</a>")
        );
        assert!(!decode(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>", None).contains("ISO"));
        assert_eq!(decode(b"\xff\xfa", Some("no-such-charset")).chars().count(), 2);
    }
}
