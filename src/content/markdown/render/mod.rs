//! Bodies as HTML, streamed from the parser's events into one string.
//!
//! Output is well-formed whatever the input: tags follow the parser's balanced events, and nesting
//! is cut off at [`MAX_NESTING`]. Nothing here recurses, and no event is kept.

mod blocks;
mod links;
mod terms;

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Alignment, Event, Parser, Tag, TagEnd};

use self::links::{OpenImage, OpenLink, TitledImage};
use self::terms::TermLinks;
use super::draft::{Blank, Draft, push_mark};
use super::escape::{push_attribute, push_clean, push_text};
use super::headings::{Headings, shifted};
use super::notes::{NoteBody, NoteId, Notes};
use super::quotes::QuoteMapper;
use super::raw_html::sanitize;
use super::raw_tags::{RawTags, Verdict};
use super::{Heading, Options, Outline, Outside, PictureTag, RawHtml, TermLink, dialect};

/// How deep lists, quotes and emphasis nest in the output. What is deeper loses its tags and keeps
/// its text: browsers give up at 512 elements, and reading them takes more than linear time.
const MAX_NESTING: u32 = 64;

/// Appends `body`, the Markdown of one file without its front matter, as HTML to `out`.
///
/// `outside` is what the body cannot tell by itself.
pub fn render(body: &str, options: &Options, outside: Outside<'_>, out: &mut String) -> Outline {
    out.reserve(body.len() + body.len() / 4);
    let outer = Outer::Known { resolve: outside.resolve, picture: outside.picture };
    let mut renderer = Renderer::new(body, options, outer, std::mem::take(out));
    renderer.term_links = TermLinks::new(outside.terms);
    for (event, range) in Parser::new_ext(body, dialect(options)).into_offset_iter() {
        renderer.event(event, &range);
    }
    renderer.finish(out)
}

/// The draft of `body`, of its events, its headings and the places of its terms; `None` where it holds an author's HTML,
/// which is sanitised with the addresses in it.
pub(super) fn draft<'b>(
    body: &'b str,
    events: impl Iterator<Item = (Event<'b>, Range<usize>)>,
    options: &Options,
    headings: Vec<Heading>,
    terms: &[TermLink],
) -> Option<Draft<'static>> {
    let html = String::with_capacity(body.len() + body.len() / 4);
    let mut renderer = Renderer::new(body, options, Outer::Later(Vec::new()), html);
    renderer.headings = Headings::known(headings);
    renderer.term_links = TermLinks::new(terms);
    for (event, range) in events {
        renderer.event(event, &range);
    }
    if renderer.has_raw_html {
        return None;
    }
    let blanks = match &mut renderer.outer {
        Outer::Later(blanks) => std::mem::take(blanks),
        Outer::Known { .. } => Vec::new(),
    };
    let mut html = String::new();
    let Outline { headings } = renderer.finish(&mut html);
    Some(Draft { headings, blanks, html: html.into() })
}

/// Appends the events of one line of inline Markdown to `out`, see [`super::render_inline`].
pub(super) fn render_line<'l>(
    line: &'l str,
    events: impl Iterator<Item = (Event<'l>, Range<usize>)>,
    options: &Options,
    resolve: &dyn Fn(&str) -> Option<Arc<str>>,
    out: &mut String,
) {
    let outer = Outer::Known { resolve, picture: &|_| None };
    let mut renderer = Renderer::new(line, options, outer, std::mem::take(out));
    renderer.is_line = true;
    for (event, range) in events {
        if !matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)) {
            renderer.event(event, &range);
        }
    }
    *out = renderer.html;
}

/// What lies outside of the body, or else what is left blank for it.
enum Outer<'a> {
    Known { resolve: &'a dyn Fn(&str) -> Option<Arc<str>>, picture: &'a dyn Fn(&str) -> Option<PictureTag> },
    Later(Vec<Blank>),
}

struct Renderer<'a> {
    options: &'a Options,
    outer: Outer<'a>,
    /// What is written: the body, or the footnote that is open.
    html: String,
    /// Bytes of `html` that the caller had in it.
    start: usize,
    quotes: QuoteMapper<'a>,
    headings: Headings,
    heading: OpenHeading,
    /// Where the body has the digits of its headings' levels.
    level_digits: Vec<usize>,
    notes: Notes,
    open_notes: Vec<OpenNote>,
    table: Table,
    nesting: u32,
    paragraph_start: usize,
    titled_image: Option<TitledImage<'a>>,
    links: Vec<Option<OpenLink>>,
    term_links: TermLinks<'a>,
    image: Option<OpenImage<'a>>,
    label_is_open: bool,
    /// Lines of the HTML block that is open.
    html_block: Option<String>,
    raw_tags: RawTags,
    has_raw_html: bool,
    /// Inline Markdown only, without HTML and images.
    is_line: bool,
}

/// The heading that is open; its tag is written once its text is known.
#[derive(Default)]
struct OpenHeading {
    is_open: bool,
    start: usize,
    text: String,
}

/// A footnote that is open, and what it interrupts.
struct OpenNote {
    id: NoteId,
    outer: String,
    references: Vec<(usize, NoteId)>,
}

/// The table that is open; tables do not nest.
#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    has_body: bool,
}

impl<'a> Renderer<'a> {
    fn new(source: &'a str, options: &'a Options, outer: Outer<'a>, html: String) -> Self {
        Self {
            options,
            outer,
            start: html.len(),
            html,
            quotes: QuoteMapper::new(source, &options.quotes),
            headings: Headings::new(&options.id_prefix),
            heading: OpenHeading::default(),
            level_digits: Vec::new(),
            notes: Notes::default(),
            open_notes: Vec::new(),
            table: Table::default(),
            nesting: 0,
            paragraph_start: 0,
            titled_image: None,
            links: Vec::new(),
            term_links: TermLinks::new(&[]),
            image: None,
            label_is_open: false,
            html_block: None,
            raw_tags: RawTags::default(),
            has_raw_html: false,
            is_line: false,
        }
    }

    fn event(&mut self, event: Event<'a>, range: &Range<usize>) {
        self.close_term_before(&event);
        match event {
            Event::Text(text) => match self.quotes.map(&text, range) {
                Some(mark) => self.running_text(mark, range),
                None => self.running_text(&text, range),
            },
            Event::Start(tag) if self.image.is_none() => self.start(tag),
            Event::End(tag) if self.image.is_none() => self.end(tag),
            Event::Start(tag) => self.start_in_image(&tag),
            Event::End(tag) => self.end_in_image(tag),
            Event::Code(text) => self.code(&text),
            Event::HardBreak if self.image.is_none() => {
                self.html.push_str("<br>");
                self.text("\n");
            }
            Event::SoftBreak | Event::HardBreak => self.text("\n"),
            Event::Html(html) => self.text(&html),
            Event::InlineHtml(html) => self.inline_html(&html),
            Event::Rule => self.block("<hr>\n"),
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            Event::TaskListMarker(is_done) => self.task(is_done),
            Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    /// Writes the mark of a blank, if what belongs there is not known.
    fn leave_blank(&mut self, blank: Blank) {
        if let Outer::Later(blanks) = &mut self.outer {
            push_mark(&mut self.html, blanks.len());
            blanks.push(blank);
        }
    }

    fn start(&mut self, tag: Tag<'a>) {
        match tag {
            Tag::Emphasis => self.open_nested("<em>"),
            Tag::Strong => self.open_nested("<strong>"),
            Tag::Strikethrough => self.open_nested("<del>"),
            Tag::Link { link_type, dest_url, title, .. } => self.open_link(link_type, &dest_url, &title),
            Tag::Image { dest_url, title, .. } => self.open_image(&dest_url, title),
            block => self.start_block(block),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis => self.close_nested("</em>"),
            TagEnd::Strong => self.close_nested("</strong>"),
            TagEnd::Strikethrough => self.close_nested("</del>"),
            TagEnd::Link => self.close_link(),
            TagEnd::Image => {}
            block => self.end_block(block),
        }
    }

    fn running_text(&mut self, text: &str, range: &Range<usize>) {
        if self.term_links.is_empty() {
            self.text(text);
        } else {
            self.text_with_terms(text, range);
        }
    }

    /// Text of the source, into wherever text goes at this point.
    fn text(&mut self, text: &str) {
        if let Some(lines) = &mut self.html_block {
            lines.push_str(text);
            return;
        }
        if self.heading.is_open {
            push_clean(&mut self.heading.text, text);
        }
        match &self.image {
            Some(image) if image.is_written => push_attribute(&mut self.html, text),
            _ => push_text(&mut self.html, text),
        }
    }

    fn code(&mut self, text: &str) {
        if self.image.is_some() {
            self.text(text);
            return;
        }
        self.html.push_str("<code>");
        self.text(text);
        self.html.push_str("</code>");
    }

    fn inline_html(&mut self, html: &str) {
        if html.starts_with("<!--") {
            return;
        }
        if self.is_line || self.options.raw_html == RawHtml::Escape {
            self.text(html);
        } else if self.image.is_none() {
            match self.raw_tags.inline(html) {
                Verdict::Keep(_) => {
                    self.has_raw_html = true;
                    push_clean(&mut self.html, html);
                }
                Verdict::Drop => {}
                Verdict::Text => push_text(&mut self.html, html),
            }
        }
    }

    /// A reference is a link, so there is none within a link, and none in the text of an image. The
    /// parser makes none there of its own accord.
    fn footnote_reference(&mut self, label: &str) {
        if self.image.is_some() || self.is_in_link() {
            return;
        }
        let note = self.notes.find(label);
        match self.open_notes.last_mut() {
            Some(open) => open.references.push((self.html.len(), note)),
            None => self.notes.write_reference(note, &self.options.id_prefix, &mut self.html),
        }
    }

    /// Opens an element that may nest in itself without end.
    fn open_nested(&mut self, tag: &str) {
        self.nesting += 1;
        if self.is_shown() {
            self.html.push_str(tag);
        }
    }

    fn close_nested(&mut self, tag: &str) {
        if self.is_shown() {
            self.html.push_str(tag);
        }
        self.nesting -= 1;
    }

    /// Whether the innermost element that counts as nesting has its tags in the output.
    fn is_shown(&self) -> bool {
        self.nesting <= MAX_NESTING
    }

    fn start_note(&mut self, label: &str) {
        let id = self.notes.find(label);
        self.open_notes.push(OpenNote { id, outer: std::mem::take(&mut self.html), references: Vec::new() });
    }

    fn end_note(&mut self) {
        if let Some(OpenNote { id, outer, references }) = self.open_notes.pop() {
            let html = std::mem::replace(&mut self.html, outer);
            self.notes.define(id, NoteBody { html, references });
        }
    }

    /// Moves the finished body to `out`.
    fn finish(mut self, out: &mut String) -> Outline {
        if self.headings.are_shifted() {
            self.shift_levels();
        }
        std::mem::take(&mut self.notes).write_section(self.options, &mut self.html);
        if self.has_raw_html {
            let harmless = sanitize(&self.html[self.start..]);
            self.html.truncate(self.start);
            // Entities that the author wrote have become characters by now.
            push_clean(&mut self.html, &harmless);
        }
        *out = self.html;
        Outline { headings: self.headings.finish() }
    }

    /// Whether all headings move down is known at the end only, so their digits are changed in place.
    fn shift_levels(&mut self) {
        for at in &self.level_digits {
            let Some(level) = self.html.as_bytes().get(*at).map(|digit| digit.wrapping_sub(b'0')) else {
                continue;
            };
            self.html.replace_range(*at..=*at, level_digit(shifted(level)));
        }
    }
}

fn level_digit(level: u8) -> &'static str {
    ["1", "2", "3", "4", "5", "6"].get(usize::from(level).saturating_sub(1)).unwrap_or(&"6")
}
