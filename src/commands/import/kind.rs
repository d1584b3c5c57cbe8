//! What a text is, by its content: a wire's text, a page, a feed, or a list of feeds.
//!
//! Looks at the first bytes only; the readers judge the rest.

use super::Kind;

/// The kind of `text`; `content_type` is what a server calls it.
///
/// # Errors
/// Why it can be none, in words fit to follow its name.
pub(crate) fn of(text: &str, content_type: Option<&str>) -> Result<Kind, String> {
    if text.trim().is_empty() {
        return Err("is empty".to_owned());
    }
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with('{') {
        let is_feed = start.contains("jsonfeed.org/version");
        return if is_feed { Ok(Kind::Feed) } else { Err("is JSON, but not a JSON Feed".to_owned()) };
    }
    if is_binary(start) {
        return Err("is neither text nor a page nor a feed".to_owned());
    }
    if start.starts_with('<') {
        return match root(start).as_deref() {
            Some("rss" | "feed" | "rdf") => Ok(Kind::Feed),
            Some("opml") => Ok(Kind::Opml),
            Some(_) => Ok(Kind::Page),
            None => Err("is XML, but no page, feed or OPML".to_owned()),
        };
    }
    let is_html = content_type.is_some_and(|kind| kind.contains("html"));
    Ok(if is_html || head(start).contains("<html") { Kind::Page } else { Kind::Text })
}

/// Characters that text does not have.
fn is_binary(text: &str) -> bool {
    let head = text.chars().take(2_000);
    let odd = head.filter(|c| *c == '\0' || *c == '\u{fffd}' || ('\u{1}'..'\u{8}').contains(c)).count();
    text.starts_with("%PDF-") || text.chars().take(2_000).any(|c| c == '\0') || odd > 20
}

fn head(text: &str) -> String {
    text.chars().take(2_000).collect::<String>().to_ascii_lowercase()
}

/// The name of the first element, without prefix, in lower case.
fn root(text: &str) -> Option<String> {
    let mut rest = text;
    loop {
        rest = rest.get(rest.find('<')? + 1..)?;
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = &comment[comment.find("-->")?..];
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(rest.len());
            let name = &rest[..end];
            return Some(name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_element_tells() {
        for (text, kind) in [
            ("<?xml version='1.0'?><!-- <html> --><rss version='2.0'/>", Kind::Feed),
            ("<feed xmlns='http://www.w3.org/2005/Atom'/>", Kind::Feed),
            ("<rdf:RDF/>", Kind::Feed),
            ("<opml version='2.0'/>", Kind::Opml),
            ("<!DOCTYPE html><html>", Kind::Page),
            ("<p>x", Kind::Page),
            ("{\"version\": \"https://jsonfeed.org/version/1.1\"}", Kind::Feed),
            (" date 2018-07-12 Text <b>", Kind::Text),
        ] {
            assert_eq!(of(text, None), Ok(kind), "{text}");
        }
        for bad in ["", " \n", "{}", "%PDF-1.7", "a\0b", "<?xml?>", "<!--"] {
            assert!(of(bad, None).is_err(), "{bad}");
        }
    }
}
