//! A finished page read as a browser would: its ids, headings, and everything that it asks for or leads to.

use lol_html::html_content::Element;
use lol_html::{HtmlRewriter, Settings, element};

/// What a page holds.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// Every `id`, in order.
    pub(super) ids: Vec<String>,
    /// Addresses that a reader can follow.
    pub(super) links: Vec<String>,
    /// Addresses of files that a browser fetches.
    pub(super) assets: Vec<String>,
    /// Pictures without `alt`, by address.
    pub(super) without_text: Vec<String>,
    /// Levels of headings, in order.
    pub(super) headings: Vec<u8>,
}

/// Reads a page. What cannot be read as HTML gives what was read before it.
pub(super) fn scan(html: &[u8]) -> Scanned {
    let mut scanned = Scanned::default();
    let settings = Settings::new().append_element_content_handler(element!("*", |element| {
        scanned.element(element);
        Ok(())
    }));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    let is_read = rewriter.write(html).is_ok();
    if is_read {
        let _ = rewriter.end();
    } else {
        drop(rewriter);
    }
    scanned
}

impl Scanned {
    fn element(&mut self, element: &Element<'_, '_>) {
        let attribute = |name: &str| element.get_attribute(name).map(|value| unescaped(&value));
        self.ids.extend(attribute("id"));
        let name = element.tag_name();
        match name.as_str() {
            "a" | "area" => self.links.extend(attribute("href")),
            "link" => {
                let rel = attribute("rel").unwrap_or_default();
                let is_file = rel.split_ascii_whitespace().any(|rel| {
                    matches!(
                        rel,
                        "stylesheet" | "icon" | "preload" | "modulepreload" | "manifest" | "apple-touch-icon"
                    )
                });
                let list = if is_file { &mut self.assets } else { &mut self.links };
                list.extend(attribute("href"));
            }
            "script" | "iframe" | "audio" | "video" | "embed" | "track" => {
                self.assets.extend(attribute("src"));
            }
            "img" => {
                let source = attribute("src");
                if attribute("alt").is_none() {
                    self.without_text.push(source.clone().unwrap_or_default());
                }
                self.assets.extend(source);
                self.assets.extend(candidates(&attribute("srcset").unwrap_or_default()));
            }
            "source" => {
                self.assets.extend(attribute("src"));
                self.assets.extend(candidates(&attribute("srcset").unwrap_or_default()));
            }
            "use" => self.assets.extend(attribute("href")),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.headings.push(name.as_bytes()[1] - b'0'),
            _ => {}
        }
    }
}

/// The addresses of a `srcset` (WHATWG HTML, section 4.8.4.2.1).
fn candidates(srcset: &str) -> Vec<String> {
    let parts = srcset.split(", ").filter_map(|part| part.split_ascii_whitespace().next());
    parts
        .map(|address| address.trim_end_matches(',').to_owned())
        .filter(|address| !address.is_empty())
        .collect()
}

/// The character references that our own pages hold: those of XML, and numbers.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|end| *end < 10);
        let known = end.and_then(|end| Some((character(&rest[1..end])?, end + 1)));
        let (character, length) = known.unwrap_or(('&', 1));
        out.push(character);
        rest = &rest[length..];
    }
    out + rest
}

fn character(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_a_page_asks_for_is_found() {
        let html = br#"<h1 id="top">A</h1><a href="/x/?a=1&amp;b=2#s">x</a><link rel="alternate" href="/feed.atom">
            <link rel="stylesheet preload" href="/a.css"><img src="/p.jpg" srcset="/p-1.jpg 400w, /p-2.jpg 800w">
            <img src="/d.png" alt=""><svg><use href="/i.svg#s"/></svg><h3 id="top">C</h3><!-- <a href="/no"> -->"#;
        let scanned = scan(html);
        assert_eq!(scanned.ids, ["top", "top"]);
        assert_eq!(scanned.links, ["/x/?a=1&b=2#s", "/feed.atom"]);
        assert_eq!(scanned.assets, ["/a.css", "/p.jpg", "/p-1.jpg", "/p-2.jpg", "/d.png", "/i.svg#s"]);
        assert_eq!(scanned.without_text, ["/p.jpg"]);
        assert_eq!(scanned.headings, [1, 3]);
    }

    #[test]
    fn references_to_characters_are_read() {
        assert_eq!(unescaped("a&amp;b &#39;c&#x27; &unknown; & &lt;"), "a&b 'c' &unknown; & <");
    }
}
