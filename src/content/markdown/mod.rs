//! Markdown bodies: what they hold ([`scan()`]) and how they look ([`render()`]). The sole user of
//! pulldown-cmark.
//!
//! Both are pure functions of text and options and panic on no input. Nothing here knows another
//! file: addresses come from the caller, and the caller judges whether a link leads anywhere.

mod draft;
mod escape;
mod excerpt;
mod headings;
mod inline;
mod mentions;
mod notes;
mod quotes;
mod raw_html;
mod raw_tags;
mod render;
mod scan;
mod targets;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark as cmark;
use serde::{Deserialize, Serialize};

pub use draft::Draft;
pub use excerpt::Excerpt;
pub use inline::{plain_inline, render_inline};
pub use render::render;
pub use scan::{read, scan};

/// How bodies of one language are read and written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The quotation marks that straight quotes become.
    pub quotes: Quotes,
    /// What happens to HTML in the text.
    pub raw_html: RawHtml,
    /// Whether straight quotes, `--`, `---` and `...` become typographic characters.
    pub smart_punctuation: bool,
    /// Titles of the alerts note, tip, important, warning and caution, in this order.
    pub alert_titles: [String; 5],
    /// Further words that the output needs.
    pub labels: Labels,
    /// Stands before every id that is written, so that two bodies can share a page. Usually empty;
    /// letters, digits and hyphens.
    pub id_prefix: String,
}

/// The quotation marks of a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotes {
    /// Opens a quotation.
    pub double_open: String,
    /// Closes a quotation.
    pub double_close: String,
    /// Opens a quotation within a quotation.
    pub single_open: String,
    /// Closes a quotation within a quotation. An apostrophe is `’` in every language.
    pub single_close: String,
}

impl Quotes {
    /// `“ ” ‘ ’`.
    #[must_use]
    pub fn english() -> Self {
        Self::new(["“", "”", "‘", "’"])
    }

    /// `« » “ ”`.
    #[must_use]
    pub fn spanish() -> Self {
        Self::new(["«", "»", "“", "”"])
    }

    /// From double open, double close, single open and single close.
    #[must_use]
    pub fn new(marks: [&str; 4]) -> Self {
        let [double_open, double_close, single_open, single_close] = marks.map(str::to_owned);
        Self { double_open, double_close, single_open, single_close }
    }
}

/// What happens to HTML in Markdown. Comments are dropped either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RawHtml {
    /// It is shown as text.
    Escape,
    /// It stays as far as it is harmless; nothing that runs or loads a script survives.
    Sanitize,
}

/// Words of the reader's language that are written into a body. An empty one is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// Accessible name of the section of footnotes, such as `Footnotes`.
    pub footnotes: String,
    /// Accessible name of a link from a footnote back to the text; `{number}` becomes the number of
    /// the reference, as in `Back to reference {number}`.
    pub back_to_reference: String,
    /// Accessible name of the frame in which a wide table scrolls, such as `Table`.
    pub table: String,
}

/// A heading as it is rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 6; a body that uses level 1 has all its headings one level lower, so 2 to 6 in effect.
    pub level: u8,
    /// The id to link to, without `#`, unique within the body.
    pub id: String,
    /// Plain text, white space collapsed, never blank.
    pub text: String,
}

/// What [`render()`] tells about the body that it wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// The headings for a table of contents, in order; equal to those of [`scan()`].
    pub headings: Vec<Heading>,
}

/// Link or image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// The reader may go there.
    Link,
    /// The browser loads it.
    Image,
}

/// A link or an image whose target has a scheme that is allowed, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The target with escapes and entities undone; what [`render()`] asks its `resolve` about.
    pub target: String,
    /// Bytes of the body: the destination where it stands there letter for letter (for a reference,
    /// in its definition), else the whole link.
    pub range: Range<usize>,
    /// Link or image.
    pub kind: LinkKind,
}

/// Where a body mentions a term for the first time in text that is open to links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The term's number, as the finder gives it.
    pub term: u32,
    /// Bytes of the body.
    pub range: Range<usize>,
}

/// A link from a mention to its term, for [`render()`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermLink {
    /// Bytes of the body, those of a [`Mention`].
    pub range: Range<usize>,
    /// The address to write, not yet escaped.
    pub address: String,
}

/// What [`render()`] is told of everything outside of the body.
#[derive(Clone, Copy)]
pub struct Outside<'a> {
    /// Asked for each link and image whose scheme is allowed, see [`Link::target`]; gives the address
    /// to write, not yet escaped, or `None` to keep the target as it is.
    pub resolve: &'a dyn Fn(&str) -> Option<Arc<str>>,
    /// Asked for each image with the same target; `None` where nothing is known of it.
    pub picture: &'a dyn Fn(&str) -> Option<PictureTag>,
    /// Further links, in order, at places that [`scan()`] found with the same options.
    pub terms: &'a [TermLink],
}

/// What the tag of a picture says besides its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureTag {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Addresses of the same picture in several widths (HTML, section 4.8.4.2), not yet escaped.
    pub srcset: Option<String>,
}

/// What other stages need to know of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// The headings, in order, as [`render()`] will write them.
    pub headings: Vec<Heading>,
    /// Every link and image that [`render()`] will write, and those of unused footnotes.
    pub links: Vec<Link>,
    /// Bytes of the body, as in [`Link::range`], of the targets whose scheme is not allowed. They are
    /// not among the links: their text is all that remains.
    pub unsafe_links: Vec<Range<usize>>,
    /// Its beginning.
    pub excerpt: Excerpt,
    /// Words of running text: headings, paragraphs, lists, quotes and tables, without code blocks,
    /// footnotes and descriptions of images.
    pub words: u32,
    /// The first mention of each term, in order; they do not overlap. Text is open to links outside
    /// headings, links, code, descriptions of images, footnotes and an author's HTML.
    pub mentions: Vec<Mention>,
}

/// The dialect: CommonMark 0.31 with the extensions that the digest documents.
fn dialect(options: &Options) -> cmark::Options {
    let mut dialect = cmark::Options::ENABLE_TABLES
        | cmark::Options::ENABLE_FOOTNOTES
        | cmark::Options::ENABLE_STRIKETHROUGH
        | cmark::Options::ENABLE_TASKLISTS
        | cmark::Options::ENABLE_HEADING_ATTRIBUTES
        | cmark::Options::ENABLE_DEFINITION_LIST
        | cmark::Options::ENABLE_GFM;
    dialect.set(cmark::Options::ENABLE_SMART_PUNCTUATION, options.smart_punctuation);
    dialect
}
