//! XML without templates: one document, elements with text, and no character that XML 1.0 forbids.

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::events::BytesText;

/// Outcome of writing a part.
pub type Written = io::Result<()>;

/// Writes one document.
///
/// # Errors
/// What the writer says; memory does not fail, so this is a text that XML cannot hold.
pub fn document(write: impl FnOnce(&mut Writer<Vec<u8>>) -> Written) -> Result<Vec<u8>, String> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    write(&mut writer).map_err(|error| error.to_string())?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

/// An element that holds only text.
///
/// # Errors
/// Those of the writer.
pub fn text(writer: &mut Writer<Vec<u8>>, name: &str, content: &str) -> Written {
    writer.create_element(name).write_text_content(BytesText::new(&clean(content)))?;
    Ok(())
}

/// An Atom link.
///
/// # Errors
/// Those of the writer.
pub fn link(writer: &mut Writer<Vec<u8>>, rel: &str, media_type: &str, href: &str) -> Written {
    let attributes = [("rel", rel), ("type", media_type), ("href", href)];
    writer.create_element("link").with_attributes(attributes).write_empty()?;
    Ok(())
}

/// `text` with each character that XML 1.0 (section 2.2) forbids replaced by U+FFFD.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    let allowed =
        |c: char| matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && c != '\u{FFFE}' && c != '\u{FFFF}');
    if text.chars().all(allowed) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if allowed(c) { c } else { '\u{FFFD}' }).collect())
}
