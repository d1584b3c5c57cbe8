//! Links and images, and what becomes of those that are not safe: a link is its text, an image its
//! description.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, LinkType, Tag, TagEnd};

use super::super::PictureTag;
use super::super::escape::{push_address, push_attribute};
use super::super::targets::is_safe;
use super::Renderer;

/// A link whose tag is written.
pub(super) struct OpenLink {
    start: usize,
    content: usize,
}

/// The image that is open; images within its description are text like the rest.
pub(super) struct OpenImage<'a> {
    /// Where its tag starts.
    start: usize,
    /// Whether it has a tag; without one, the description is shown.
    pub(super) is_written: bool,
    title: CowStr<'a>,
    tag: Option<PictureTag>,
    inner_images: u32,
}

/// An image with a title that is written; a figure if its paragraph holds nothing else.
pub(super) struct TitledImage<'a> {
    pub(super) start: usize,
    /// Where the tag would end without a title.
    pub(super) title_start: usize,
    pub(super) end: usize,
    pub(super) title: CowStr<'a>,
}

impl<'a> Renderer<'a> {
    pub(super) fn open_link(&mut self, link_type: LinkType, destination: &str, title: &str) {
        let target = match link_type {
            LinkType::Email => Cow::Owned(format!("mailto:{destination}")),
            _ => Cow::Borrowed(destination),
        };
        // An autolink may stand in a link's text; HTML has no links within links.
        let address = if self.is_in_link() { None } else { self.address(&target) };
        let link = address.map(|address| {
            let start = self.html.len();
            self.html.push_str("<a href=\"");
            push_address(&mut self.html, &address);
            self.push_title(title);
            self.html.push_str("\">");
            OpenLink { start, content: self.html.len() }
        });
        self.links.push(link);
    }

    /// A link without content cannot be seen, so it is taken back.
    pub(super) fn close_link(&mut self) {
        match self.links.pop().flatten() {
            Some(link) if self.html.len() == link.content => self.html.truncate(link.start),
            Some(_) => self.html.push_str("</a>"),
            None => {}
        }
    }

    pub(super) fn is_in_link(&self) -> bool {
        self.links.iter().any(Option::is_some)
    }

    pub(super) fn open_image(&mut self, destination: &str, title: CowStr<'a>) {
        let start = self.html.len();
        let address = if self.is_line { None } else { self.address(destination) };
        if let Some(address) = &address {
            self.html.push_str("<img src=\"");
            push_address(&mut self.html, address);
            self.html.push_str("\" alt=\"");
        }
        let tag = address.as_ref().and_then(|_| (self.picture)(destination));
        self.image = Some(OpenImage { start, is_written: address.is_some(), title, tag, inner_images: 0 });
    }

    pub(super) fn start_in_image(&mut self, tag: &Tag<'_>) {
        if let (Some(image), Tag::Image { .. }) = (&mut self.image, tag) {
            image.inner_images += 1;
        }
    }

    pub(super) fn end_in_image(&mut self, tag: TagEnd) {
        let Some(image) = self.image.as_mut().filter(|_| tag == TagEnd::Image) else { return };
        if image.inner_images > 0 {
            image.inner_images -= 1;
        } else if let Some(image) = self.image.take().filter(|image| image.is_written) {
            self.close_image(image);
        }
    }

    fn close_image(&mut self, image: OpenImage<'a>) {
        self.html.push('"');
        if let Some(PictureTag { width, height, srcset }) = &image.tag {
            self.html.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
            if let Some(srcset) = srcset {
                self.html.push_str(" srcset=\"");
                push_attribute(&mut self.html, srcset);
                // A lazy picture is as wide as it is laid out (HTML, section 4.8.4.2.1).
                self.html.push_str("\" sizes=\"auto, 100vw\"");
            }
        }
        self.html.push_str(" loading=\"lazy\" decoding=\"async\"");
        let title_start = self.html.len();
        if image.title.is_empty() {
            self.html.push('>');
            return;
        }
        self.html.pop();
        self.push_title(&image.title);
        self.html.push_str("\">");
        let (start, end) = (image.start, self.html.len());
        self.titled_image = Some(TitledImage { start, title_start, end, title: image.title });
    }

    /// Continues a tag whose last attribute still lacks its closing quote.
    fn push_title(&mut self, title: &str) {
        if !title.is_empty() {
            self.html.push_str("\" title=\"");
            push_attribute(&mut self.html, title);
        }
    }

    /// The address to write for `target`; `None` where it is not safe to follow.
    fn address<'t>(&self, target: &'t str) -> Option<Cow<'t, str>> {
        if !is_safe(target) {
            return None;
        }
        let address = (self.resolve)(target).map_or(Cow::Borrowed(target), Cow::Owned);
        is_safe(&address).then_some(address)
    }
}
