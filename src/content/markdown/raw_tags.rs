//! Keeps the tags of an author's HTML from piling up: what is left open is closed where its block
//! ends, and what nests too deep is text.
//!
//! It makes nothing harmless, that is the sanitizer's work. But the sanitizer builds the tree that
//! HTML's rules ask for, and those let a few unclosed tags grow into millions of elements.

/// How many elements of an author may be open at once.
const MAX_OPEN: usize = 64;

/// What to do with an author's HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Write it, and after it these end tags.
    Keep(String),
    /// Leave it out: an end tag that ends nothing.
    Drop,
    /// Show it as text: it nests too deep, or has a tag that does not end.
    Text,
}

/// The tags of an author that are open.
#[derive(Default)]
pub(super) struct RawTags {
    /// From HTML blocks; these may span Markdown.
    blocks: Vec<String>,
    /// Within one paragraph, heading or cell.
    inline: Vec<String>,
}

impl RawTags {
    /// Whether any element of an author is open.
    pub(super) fn is_open(&self) -> bool {
        !self.blocks.is_empty() || !self.inline.is_empty()
    }

    /// Judges an HTML block. Elements that are not meant to span blocks are closed at its end.
    pub(super) fn block(&mut self, html: &str) -> Verdict {
        let (mut outside, mut at) = (self.blocks.len(), 0);
        loop {
            match next_tag(html, at) {
                Scanned::End => break,
                Scanned::Broken => return Verdict::Text,
                Scanned::Tag(tag) => {
                    enter_or_leave(&mut self.blocks, &tag);
                    outside = outside.min(self.blocks.len());
                    at = tag.end;
                }
            }
            if self.blocks.len() > MAX_OPEN {
                self.blocks.truncate(outside);
                return Verdict::Text;
            }
        }
        let opened = self.blocks.iter().enumerate().skip(outside);
        let first = opened.into_iter().find(|(_, name)| CONFINED.contains(&name.as_str())).map(|(at, _)| at);
        let mut ends = String::new();
        if let Some(first) = first {
            close(self.blocks.drain(first..), &mut ends);
        }
        Verdict::Keep(ends)
    }

    /// Judges one inline tag.
    pub(super) fn inline(&mut self, html: &str) -> Verdict {
        let Scanned::Tag(tag) = next_tag(html, 0) else { return Verdict::Text };
        let is_open = self.inline.last().is_some_and(|name| *name == tag.name);
        if tag.is_end && !is_open {
            return Verdict::Drop;
        }
        if !tag.is_end && self.inline.len() >= MAX_OPEN {
            return Verdict::Text;
        }
        enter_or_leave(&mut self.inline, &tag);
        Verdict::Keep(String::new())
    }

    /// A paragraph, heading or cell ends: appends the end tags of what is open in it.
    pub(super) fn close_inline(&mut self, out: &mut String) {
        if !self.inline.is_empty() {
            close(self.inline.drain(..), out);
        }
    }

    /// Something other than HTML follows, which cannot stand between the cells of a table: closes
    /// the table.
    pub(super) fn leave_table(&mut self, out: &mut String) {
        let stays = self.blocks.iter().rposition(|name| !TABLE_PARTS.contains(&name.as_str()));
        let first = stays.map_or(0, |last| last + 1);
        if first < self.blocks.len() {
            close(self.blocks.drain(first..), out);
        }
    }
}

/// Elements that hold rows, cells or columns and nothing else. What stands in them all the same is
/// moved in front of the table, at a cost that grows with all that was moved before.
const TABLE_PARTS: [&str; 6] = ["colgroup", "table", "tbody", "tfoot", "thead", "tr"];

/// Elements without an end tag (HTML, section 13.1.2).
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Elements that end where the next of their kind starts.
const ENDED_BY_NEXT: [&str; 10] = ["dd", "dt", "li", "option", "p", "rp", "rt", "td", "th", "tr"];

/// Elements that HTML opens again in each block until they are closed, or that swallow tags as text.
const CONFINED: [&str; 24] = [
    "a", "b", "big", "code", "em", "font", "i", "iframe", "nobr", "noembed", "noframes", "noscript", "s",
    "script", "select", "small", "strike", "strong", "style", "textarea", "title", "tt", "u", "xmp",
];

fn enter_or_leave(open: &mut Vec<String>, tag: &Tag) {
    let is_last = open.last().is_some_and(|name| *name == tag.name);
    if tag.is_end {
        if is_last {
            open.pop();
        }
        return;
    }
    let is_closed_already = is_last && ENDED_BY_NEXT.contains(&tag.name.as_str());
    if !is_closed_already && !VOID.contains(&tag.name.as_str()) {
        open.push(tag.name.clone());
    }
}

/// Writes end tags, the innermost first.
fn close(names: impl DoubleEndedIterator<Item = String>, out: &mut String) {
    for name in names.rev() {
        out.push_str("</");
        out.push_str(&name);
        out.push('>');
    }
}

struct Tag {
    /// In lower case.
    name: String,
    is_end: bool,
    /// Behind its `>`.
    end: usize,
}

enum Scanned {
    Tag(Tag),
    /// A tag that does not end, or something that HTML reads as a comment or to the end of the page.
    Broken,
    End,
}

/// The first tag at or after `from`, as HTML's tokenizer sees it (HTML, section 13.2.5).
fn next_tag(html: &str, from: usize) -> Scanned {
    let bytes = html.as_bytes();
    let mut at = from;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|b| *b == b'<')) {
        at += found + 1;
        let is_end = bytes.get(at) == Some(&b'/');
        let start = at + usize::from(is_end);
        match bytes.get(start) {
            Some(b) if b.is_ascii_alphabetic() => return whole_tag(html, start, is_end),
            Some(b'!' | b'?') => return Scanned::Broken,
            _ if is_end => return Scanned::Broken,
            _ => {}
        }
    }
    Scanned::End
}

fn whole_tag(html: &str, start: usize, is_end: bool) -> Scanned {
    let bytes = html.as_bytes();
    let name_end = skip_until(bytes, start, ends_name);
    let name = html[start..name_end].to_ascii_lowercase();
    let Some(end) = tag_end(bytes, name_end) else { return Scanned::Broken };
    // Nothing ends this element, not even its end tag.
    if name == "plaintext" { Scanned::Broken } else { Scanned::Tag(Tag { name, is_end, end }) }
}

/// Behind the `>` that ends the tag whose name ends at `at`; a `>` within quotes does not.
fn tag_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at = skip_until(bytes, at, |b| !b.is_ascii_whitespace() && b != b'/');
        if *bytes.get(at)? == b'>' {
            return Some(at + 1);
        }
        // The first byte is part of an attribute's name even where it is `=`.
        at = skip_until(bytes, at + 1, |b| ends_name(b) || b == b'=');
        let value = skip_until(bytes, at, |b| !b.is_ascii_whitespace());
        if bytes.get(value) == Some(&b'=') {
            at = value_end(bytes, skip_until(bytes, value + 1, |b| !b.is_ascii_whitespace()))?;
        }
    }
}

fn value_end(bytes: &[u8], at: usize) -> Option<usize> {
    match *bytes.get(at)? {
        quote @ (b'"' | b'\'') => {
            let end = skip_until(bytes, at + 1, |b| b == quote);
            (end < bytes.len()).then_some(end + 1)
        }
        _ => Some(skip_until(bytes, at, |b| b.is_ascii_whitespace() || b == b'>')),
    }
}

fn ends_name(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>')
}

fn skip_until(bytes: &[u8], from: usize, found: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter().position(|b| found(*b)).map_or(bytes.len(), |at| from + at)
}

#[cfg(test)]
mod tests {
    use super::{MAX_OPEN, RawTags, Verdict};

    fn keep(ends: &str) -> Verdict {
        Verdict::Keep(ends.to_owned())
    }

    #[test]
    fn blocks_may_span_and_phrases_may_not() {
        let mut tags = RawTags::default();
        assert_eq!(tags.block("<div class='a'><p>x<br>"), keep(""));
        assert_eq!(tags.blocks, ["div", "p"]);
        assert_eq!(tags.block("</p><section><B id=1><span>"), keep("</span></b>"));
        assert_eq!(tags.block("</section></div><script>a"), keep("</script>"));
        assert!(tags.blocks.is_empty());
    }

    #[test]
    fn tags_in_attributes_are_no_tags() {
        let mut tags = RawTags::default();
        assert_eq!(tags.block("<div title=\"</div>\" a = '</div>' b=c/ =\"d\"><td =\">"), keep(""));
        assert_eq!(tags.blocks, ["div", "td"]);
    }

    #[test]
    fn what_does_not_end_is_text() {
        for html in ["<div", "<div a=\"", "<div a", "</ x>", "<!x>", "<?x?>", "<plaintext>", "</"] {
            assert_eq!(RawTags::default().block(html), Verdict::Text, "{html}");
        }
        assert_eq!(RawTags::default().block("a < b <3"), keep(""));
    }

    #[test]
    fn inline_tags_end_with_their_block() {
        let mut tags = RawTags::default();
        assert_eq!(tags.inline("</b>"), Verdict::Drop);
        for tag in ["<b>", "<br>", "<I x=y>", "</i>", "<u>"] {
            assert_eq!(tags.inline(tag), keep(""), "{tag}");
        }
        assert_eq!(tags.inline("</b>"), Verdict::Drop);
        let mut out = String::new();
        tags.close_inline(&mut out);
        assert_eq!(out, "</u></b>");
        assert_eq!(tags.inline("</b>"), Verdict::Drop);
    }

    #[test]
    fn a_table_spans_blocks_of_html_only() {
        let mut tags = RawTags::default();
        let mut out = String::new();
        for html in ["<div><table>", "<tr>", "<td>"] {
            assert_eq!(tags.block(html), keep(""));
        }
        tags.leave_table(&mut out);
        assert_eq!(out, "");
        assert_eq!(tags.block("</td>"), keep(""));
        tags.leave_table(&mut out);
        assert_eq!((&*out, &tags.blocks[..]), ("</tr></table>", &["div".to_owned()][..]));
    }

    #[test]
    fn depth_is_limited() {
        let mut tags = RawTags::default();
        for _ in 0..MAX_OPEN {
            assert_eq!(tags.block("<div>"), keep(""));
            assert_eq!(tags.inline("<b>"), keep(""));
        }
        assert_eq!(tags.block("<div>"), Verdict::Text);
        assert_eq!(tags.inline("<b>"), Verdict::Text);
        assert_eq!(tags.block("<li>a<li>b".repeat(100).as_str()), Verdict::Text);
        assert_eq!(tags.block("</div>"), keep(""));
        assert_eq!(tags.block("<p>a<p>b".repeat(100).as_str()), keep(""));
    }
}
