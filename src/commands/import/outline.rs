//! OPML: the addresses of the feeds that a list names.
//!
//! Reads `xmlUrl` of every `outline`, however they nest (OPML 2.0). Fetches nothing.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::feed::{Malformed, xml_fault};
use super::item::{Origin, Spot};

/// Most feeds of one list.
const MOST_FEEDS: usize = 500;

/// The feeds in the order of the list, each once.
///
/// # Errors
/// Where it is no list of feeds.
pub(crate) fn feeds(origin: &Origin) -> Result<Vec<String>, Malformed> {
    let mut reader = Reader::from_str(&origin.text);
    let mut found: Vec<String> = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) if element.name().as_ref() == "outline" => {
                if let Some(url) = address(&element).filter(|url| !found.contains(url)) {
                    found.push(url);
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                let at = xml_fault(&origin.text).unwrap_or_default();
                let range = at..(at + 1).min(origin.text.len());
                let spot = Spot { origin: origin.clone(), range };
                return Err(Malformed { message: format!("is no OPML that can be read: {error}"), spot });
            }
        }
        if found.len() >= MOST_FEEDS {
            break;
        }
    }
    if found.is_empty() {
        return Err(Malformed { message: "names no feed".to_owned(), spot: Spot::whole(origin) });
    }
    Ok(found)
}

fn address(element: &BytesStart<'_>) -> Option<String> {
    let attribute = element
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.as_ref().eq_ignore_ascii_case("xmlUrl"))?;
    let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
    (!value.trim().is_empty()).then(|| value.trim().to_owned())
}
