//! One pass over a body for everything that other stages ask about it. Renders nothing.
//!
//! Text is gathered a block at a time in one buffer: words and quotes that the parser splits are
//! whole again when they are counted and handed on.

use std::cell::RefCell;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Parser, Tag, TagEnd};

use super::escape::{is_clean, push_clean};
use super::excerpt::Excerpt;
use super::headings::Headings;
use super::mentions::Mentions;
use super::quotes::QuoteMapper;
use super::raw_html::{is_more, without_comments};
use super::targets::is_safe;
use super::{Draft, Link, LinkKind, Options, RawHtml, Scan, TermLink, dialect, render};
use crate::content::mentions::Finder;

/// Reads `body`, the Markdown of one file without its front matter. `visit` is called with the
/// running text of each block in turn (see [`Scan::words`]); the text is plain, not escaped, and
/// its white space is as it stands in the source. Mentions are looked for if there is a `finder`.
pub fn scan(body: &str, options: &Options, finder: Option<&Finder>, visit: &mut dyn FnMut(&str)) -> Scan {
    let mut scanner = Scanner::new(body, options, finder, visit);
    for (event, range) in Parser::new_ext(body, dialect(options)).into_offset_iter() {
        scanner.event(&event, &range);
    }
    scanner.finish()
}

/// The same, and the body's draft; `None` where it cannot have one. The body is parsed once for both.
pub fn read(
    body: &str,
    options: &Options,
    finder: Option<&Finder>,
    visit: &mut dyn FnMut(&str),
) -> (Scan, Option<Draft<'static>>) {
    let mut events = emptied(EVENTS.take());
    events.extend(Parser::new_ext(body, dialect(options)).into_offset_iter());
    let mut scanner = Scanner::new(body, options, finder, visit);
    for (event, range) in &events {
        scanner.event(event, range);
    }
    let scan = scanner.finish();
    let place = |mention: &super::Mention| TermLink { range: mention.range.clone(), address: String::new() };
    let terms: Vec<TermLink> = scan.mentions.iter().map(place).collect();
    let draft = render::draft(body, events.drain(..), options, scan.headings.clone(), &terms);
    if events.capacity() <= MOST_KEPT {
        EVENTS.set(emptied(events));
    }
    (scan, draft)
}

/// Events of one body, with the bytes that they were made of.
type Events<'b> = Vec<(Event<'b>, Range<usize>)>;

thread_local! {
    /// Room for events that bodies use one after another: some 50 kB each time would leave memory in pieces.
    static EVENTS: RefCell<Events<'static>> = const { RefCell::new(Vec::new()) };
}

/// Room for more events than that is given back.
const MOST_KEPT: usize = 4096;

/// Room without events in it, for those of another body.
fn emptied<'b>(mut events: Events<'_>) -> Events<'b> {
    events.clear();
    // There is nothing to map: the standard library makes the new list in the room of the old one.
    events.into_iter().map(|(_, range)| (Event::Rule, range)).collect()
}

struct Scanner<'a> {
    body: &'a str,
    /// No part of the body has a character that must be replaced.
    is_clean: bool,
    options: &'a Options,
    visit: &'a mut dyn FnMut(&str),
    quotes: QuoteMapper<'a>,
    headings: Headings,
    links: Vec<Link>,
    unsafe_links: Vec<Range<usize>>,
    excerpt: Excerpt,
    words: u32,
    /// Running text of the block that is being read.
    block: String,
    /// Lines of the HTML block that is being read.
    html: String,
    /// `None` where none are looked for.
    mentions: Option<Mentions<'a>>,
    place: Place,
}

/// What the pass is inside of.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools)] // independent of each other
struct Place {
    heading: bool,
    code_block: bool,
    html_block: bool,
    /// A paragraph outside quotes, lists and notes.
    paragraph: bool,
    /// Quotes, lists and notes around.
    containers: u32,
    notes: u32,
    links: u32,
    images: u32,
}

impl<'a> Scanner<'a> {
    fn new(
        body: &'a str,
        options: &'a Options,
        finder: Option<&'a Finder>,
        visit: &'a mut dyn FnMut(&str),
    ) -> Self {
        Self {
            body,
            is_clean: is_clean(body),
            options,
            visit,
            quotes: QuoteMapper::new(body, &options.quotes),
            headings: Headings::new(&options.id_prefix),
            links: Vec::new(),
            unsafe_links: Vec::new(),
            excerpt: Excerpt::of(body),
            words: 0,
            block: String::with_capacity(512),
            html: String::new(),
            mentions: finder.map(|finder| Mentions::new(finder, body)),
            place: Place::default(),
        }
    }

    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => match self.quotes.map(text, range) {
                Some(mark) => self.open_text(mark, range),
                None => self.open_text(text, range),
            },
            Event::SoftBreak => self.open_text("\n", range),
            Event::Code(text) => self.closed_text(text),
            Event::HardBreak => self.closed_text("\n"),
            Event::Html(html) => self.html.push_str(html),
            Event::InlineHtml(html) => self.inline_html(html),
            Event::Rule => self.end_block(),
            Event::FootnoteReference(_) => self.interrupt(),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        self.interrupt();
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {}
            Tag::Link { link_type, dest_url, .. } => {
                self.link(LinkKind::Link, *link_type, dest_url, range);
                self.place.links += 1;
            }
            Tag::Image { link_type, dest_url, .. } => {
                self.link(LinkKind::Image, *link_type, dest_url, range);
                self.place.images += 1;
            }
            block => {
                self.end_block();
                self.start_block(block);
            }
        }
    }

    fn start_block(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { level, id, .. } if self.place.notes == 0 => {
                self.place.heading = true;
                self.headings.open(*level as u8, id.as_deref());
            }
            Tag::Paragraph => self.place.paragraph = self.place.containers == 0,
            Tag::CodeBlock(_) => self.place.code_block = true,
            Tag::HtmlBlock => {
                self.place.html_block = true;
                self.html.clear();
            }
            Tag::BlockQuote(_) | Tag::List(_) | Tag::DefinitionList => self.place.containers += 1,
            Tag::FootnoteDefinition(_) => {
                self.place.containers += 1;
                self.place.notes += 1;
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        self.interrupt();
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => return,
            TagEnd::Link => {
                self.place.links -= 1;
                return;
            }
            TagEnd::Image => {
                self.place.images -= 1;
                return;
            }
            _ => self.end_block(),
        }
        match tag {
            TagEnd::Paragraph => self.place.paragraph = false,
            TagEnd::CodeBlock => self.place.code_block = false,
            TagEnd::HtmlBlock => {
                self.place.html_block = false;
                self.html_block();
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::DefinitionList => self.place.containers -= 1,
            TagEnd::FootnoteDefinition => {
                self.place.containers -= 1;
                self.place.notes -= 1;
            }
            _ => {}
        }
    }

    /// Text that may have a link of the site's own, if its surroundings have no say in it.
    fn open_text(&mut self, text: &str, range: &Range<usize>) {
        let start = self.block.len();
        self.text(text);
        let Place { heading, links, images, .. } = self.place;
        let is_open = !heading && links == 0 && images == 0 && self.block.len() > start;
        if let Some(mentions) = self.mentions.as_mut().filter(|_| is_open) {
            mentions.text(start..self.block.len(), range);
        }
    }

    fn closed_text(&mut self, text: &str) {
        self.interrupt();
        self.text(text);
    }

    fn interrupt(&mut self) {
        if let Some(mentions) = &mut self.mentions {
            mentions.interrupt();
        }
    }

    /// Text that the reader sees. An image's is part of a heading, because a heading may have no other.
    fn text(&mut self, text: &str) {
        let Place { heading, code_block, html_block, notes, images, .. } = self.place;
        if notes == 0 && !code_block && !html_block && (images == 0 || heading) {
            if self.is_clean && is_within(self.body, text) {
                self.block.push_str(text);
            } else {
                push_clean(&mut self.block, text);
            }
        }
    }

    fn inline_html(&mut self, html: &str) {
        if let Some(mentions) = &mut self.mentions {
            if html.starts_with("<!--") { mentions.interrupt() } else { mentions.inline_html(html) }
        }
        if is_more(html) {
            self.more();
        } else if self.place.heading && self.options.raw_html == RawHtml::Escape && !html.starts_with("<!--")
        {
            self.text(html);
        }
    }

    fn html_block(&mut self) {
        let (html, more) = without_comments(&self.html);
        if let Some(mentions) = &mut self.mentions {
            mentions.html_block(html.trim());
        }
        if more.is_some() {
            self.more();
        }
    }

    /// The marker was met, perhaps in the middle of a paragraph.
    fn more(&mut self) {
        if self.place.notes == 0 {
            self.excerpt.end(if self.place.heading { "" } else { &self.block });
        }
    }

    /// A block starts or ends: what was read of the one before is whole.
    fn end_block(&mut self) {
        self.quotes.start_block();
        if let Some(mentions) = &mut self.mentions {
            mentions.end_block(&self.block);
        }
        let is_heading = std::mem::take(&mut self.place.heading);
        if is_heading {
            self.headings.close(&self.block);
        }
        if self.block.is_empty() {
            return;
        }
        if !is_heading {
            self.excerpt.block(&self.block, self.place.paragraph);
        }
        self.words = self.words.saturating_add(count_words(&self.block));
        (self.visit)(&self.block);
        self.block.clear();
    }

    fn link(&mut self, kind: LinkKind, link_type: LinkType, destination: &CowStr<'_>, range: &Range<usize>) {
        if self.place.images > 0 || (kind == LinkKind::Link && self.place.links > 0) {
            return;
        }
        let place = destination_range(self.body, destination).unwrap_or_else(|| range.clone());
        if link_type == LinkType::Email {
            self.links.push(Link { target: format!("mailto:{destination}"), range: place, kind });
        } else if is_safe(destination) {
            self.links.push(Link { target: destination.to_string(), range: place, kind });
        } else {
            self.unsafe_links.push(place);
        }
    }

    fn finish(mut self) -> Scan {
        self.end_block();
        Scan {
            headings: self.headings.finish(),
            links: self.links,
            unsafe_links: self.unsafe_links,
            excerpt: self.excerpt,
            words: self.words,
            mentions: self.mentions.map(Mentions::finish).unwrap_or_default(),
        }
    }
}

/// Where `destination` stands in `body`: the parser borrows what it need not change.
fn destination_range(body: &str, destination: &CowStr<'_>) -> Option<Range<usize>> {
    let CowStr::Borrowed(text) = destination else { return None };
    let start = (text.as_ptr() as usize).checked_sub(body.as_ptr() as usize)?;
    let range = start..start + text.len();
    (body.get(range.clone()) == Some(*text)).then_some(range)
}

/// Whether `text` is a part of `body`, not a copy.
fn is_within(body: &str, text: &str) -> bool {
    body.as_bytes().as_ptr_range().contains(&text.as_ptr())
}

/// Words as `wc -w` counts them: whatever stands between white space. Every byte of every article
/// passes here, so there are no branches, and sums of bytes that the compiler can do side by side.
fn count_words(text: &str) -> u32 {
    let is_space = |byte: u8| (byte == b' ') | (byte.wrapping_sub(b'\t') < 5);
    let bytes = text.as_bytes();
    let starts = |(before, at): (&u8, &u8)| u8::from(is_space(*before) & !is_space(*at));
    let within: u32 = bytes
        .chunks(255)
        .zip(bytes.get(1..).unwrap_or_default().chunks(255))
        .map(|(before, at)| u32::from(before.iter().zip(at).map(starts).sum::<u8>()))
        .sum();
    within + u32::from(bytes.first().is_some_and(|first| !is_space(*first)))
}

#[cfg(test)]
mod tests {
    use super::count_words;

    #[test]
    fn words_stand_between_white_space() {
        assert_eq!(count_words("It’s 25% of\tU.S. trade,  «sí»\n no? 日本 "), 8);
        assert_eq!(count_words(" \n "), 0);
        assert_eq!(count_words(""), 0);
        for length in [1, 254, 255, 256, 257, 600] {
            assert_eq!(count_words(&"a ".repeat(length)), u32::try_from(length).unwrap());
            assert_eq!(count_words(&" b".repeat(length)), u32::try_from(length).unwrap());
        }
    }
}
