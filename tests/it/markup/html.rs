//! A small scanner of HTML: tags with their attributes, in order. It mends nothing and guesses nothing.

/// A start tag or an end tag.
pub(super) struct Tag<'s> {
    /// In lower case, as this generator writes them.
    pub(super) name: &'s str,
    pub(super) end: bool,
    /// Whether it closes itself, as tags within SVG may.
    pub(super) closed: bool,
    /// Names and values as written, entities not decoded.
    pub(super) attributes: Vec<(&'s str, &'s str)>,
    /// Byte after the tag.
    pub(super) after: usize,
}

impl<'s> Tag<'s> {
    /// The value of an attribute, entities decoded.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| decode(value))
    }

    /// Whether it is the start of an element called `name`.
    pub(super) fn starts(&self, name: &str) -> bool {
        !self.end && self.name == name
    }
}

/// Elements that have no content and no end tag (HTML, section 13.1.2).
pub(super) const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// The tags of `source`; comments, the doctype and the insides of scripts and styles are passed over.
pub(super) fn tags(source: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let open = at + source[at..].find('<')?;
            let rest = &source[open..];
            if let Some(comment) = rest.strip_prefix("<!--") {
                at = open + 4 + comment.find("-->").expect("a comment is closed") + 3;
            } else if rest.starts_with("<!") {
                at = open + rest.find('>').expect("a declaration is closed") + 1;
            } else {
                let tag = tag(source, open);
                at = tag.after;
                if !tag.end && matches!(tag.name, "script" | "style") {
                    at += source[at..].find("</").expect("a script is closed");
                }
                return Some(tag);
            }
        }
    })
}

fn tag(source: &str, open: usize) -> Tag<'_> {
    let end = source[open + 1..].starts_with('/');
    let mut at = open + 1 + usize::from(end);
    let name = word(source, &mut at);
    assert!(
        name.starts_with(|c: char| c.is_ascii_alphabetic()),
        "`<` is not escaped: {}",
        around(source, open)
    );
    let (mut attributes, mut closed) = (Vec::new(), false);
    loop {
        at += source[at..].len() - source[at..].trim_start().len();
        match source[at..].chars().next() {
            Some('>') => break,
            Some('/') => {
                closed = true;
                at += 1;
            }
            Some(_) => attributes.push(attribute(source, &mut at)),
            None => panic!("a tag is not closed: {}", around(source, open)),
        }
    }
    Tag { name, end, closed, attributes, after: at + 1 }
}

fn word<'s>(source: &'s str, at: &mut usize) -> &'s str {
    let rest = &source[*at..];
    let length = rest.find(|c: char| c.is_whitespace() || "=/>\"'<".contains(c)).unwrap_or(rest.len());
    *at += length;
    &rest[..length]
}

fn attribute<'s>(source: &'s str, at: &mut usize) -> (&'s str, &'s str) {
    let start = *at;
    let name = word(source, at);
    assert!(!name.is_empty(), "an attribute has no name: {}", around(source, start));
    let Some(rest) = source[*at..].strip_prefix('=') else { return (name, "") };
    let inside =
        rest.strip_prefix('"').unwrap_or_else(|| panic!("a value has no quotes: {}", around(source, start)));
    let value = &inside[..inside.find('"').expect("a value is closed")];
    assert!(!value.contains('<'), "a value holds a tag: {}", around(source, start));
    *at += 3 + value.len();
    (name, value)
}

fn around(source: &str, at: usize) -> String {
    source[at..].chars().take(80).collect()
}

/// Decodes the entities that the generator writes; any other is a fault.
pub(super) fn decode(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let known = [
            ("&amp;", '&'),
            ("&lt;", '<'),
            ("&gt;", '>'),
            ("&quot;", '"'),
            ("&#39;", '\''),
            ("&#x27;", '\''),
            ("&#x2F;", '/'),
            ("&#x2f;", '/'),
            ("&#xa0;", '\u{a0}'),
        ];
        let (entity, meant) = known
            .into_iter()
            .find(|(entity, _)| rest[at..].starts_with(entity))
            .unwrap_or_else(|| panic!("`&` is not escaped in `{text}`"));
        out.push(meant);
        rest = &rest[at + entity.len()..];
    }
    out + rest
}

#[test]
fn the_scanner_reads_html() {
    let source = "<!doctype html><!-- <p> --><a class=\"x y\" href=\"/?a=1&amp;b\" hidden>t</a><br><svg><path d=\"\"/></svg>";
    let shown: Vec<_> = tags(source)
        .map(|tag| {
            format!("{}{}{}", if tag.end { "/" } else { "" }, tag.name, if tag.closed { "/" } else { "" })
        })
        .collect();
    assert_eq!(shown, ["a", "/a", "br", "svg", "path/", "/svg"]);
    let link = tags(source).next().unwrap();
    assert_eq!(link.get("href").as_deref(), Some("/?a=1&b"));
    assert_eq!((link.get("hidden").as_deref(), link.get("title")), (Some(""), None));
    assert_eq!(&source[link.after..][..1], "t");
}
