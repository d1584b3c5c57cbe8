//! Links and images, and what becomes of those that are not safe: a link is its text, an image its
//! description.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, LinkType, Tag, TagEnd};

use super::super::draft::{Blank, push_picture};
use super::super::escape::{push_address, push_attribute};
use super::super::targets::is_safe;
use super::{Outer, Renderer};

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
    target: String,
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
        let start = self.html.len();
        // An autolink may stand in a link's text; HTML has no links within links.
        let is_linked = !self.is_in_link() && self.open_tag("<a href=\"", &target);
        if is_linked {
            self.push_title(title);
            self.html.push_str("\">");
        }
        self.links.push(is_linked.then_some(OpenLink { start, content: self.html.len() }));
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
        let is_written = !self.is_line && self.open_tag("<img src=\"", destination);
        if is_written {
            self.html.push_str("\" alt=\"");
        }
        let target = if is_written { destination.to_owned() } else { String::new() };
        self.image = Some(OpenImage { start, is_written, title, target, inner_images: 0 });
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
        match &mut self.outer {
            Outer::Known { picture, .. } => {
                if let Some(tag) = picture(&image.target) {
                    push_picture(&mut self.html, &tag);
                }
            }
            Outer::Later(_) => self.leave_blank(Blank::Picture(image.target)),
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

    /// Writes `tag`, which ends where an address belongs, and the address for `target`; nothing where it
    /// is not safe to follow.
    fn open_tag(&mut self, tag: &str, target: &str) -> bool {
        if !is_safe(target) {
            return false;
        }
        if let Outer::Known { resolve, .. } = self.outer {
            let address = resolve(target);
            let address = address.as_deref().unwrap_or(target);
            if !is_safe(address) {
                return false;
            }
            self.html.push_str(tag);
            push_address(&mut self.html, address);
        } else {
            self.html.push_str(tag);
            // Most links, and they lead where they say.
            if target.starts_with("https://") || target.starts_with("http://") {
                push_address(&mut self.html, target);
            } else {
                self.leave_blank(Blank::Address(target.to_owned()));
            }
        }
        true
    }
}
