//! The beginning of a body, which stands in where an author wrote no summary.
//!
//! A scan keeps what it needs of it; its text is made when somebody asks for it.

use super::headings::collapse;

/// The longest excerpt, in characters.
const LONGEST_EXCERPT: usize = 300;

/// What stands before the marker, and the first paragraph; only one of them is used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    may_have_more: bool,
    before_more: String,
    /// As it stands, which is not blank.
    first_paragraph: Option<String>,
    is_complete: bool,
}

impl Excerpt {
    /// That of `body`, of which nothing was read yet.
    pub(super) fn of(body: &str) -> Self {
        Self { may_have_more: memchr::memmem::find(body.as_bytes(), b"<!--").is_some(), ..Self::default() }
    }

    /// A block was read, and this is its text.
    pub(super) fn block(&mut self, text: &str, is_paragraph: bool) {
        if self.may_have_more && !self.is_complete {
            self.add(text);
        }
        if is_paragraph && self.first_paragraph.is_none() && !text.trim_ascii().is_empty() {
            self.first_paragraph = Some(text.to_owned());
        }
    }

    /// The marker was met after `text` of its block.
    pub(super) fn end(&mut self, text: &str) {
        if !self.is_complete {
            self.add(text);
            self.is_complete = true;
        }
    }

    fn add(&mut self, text: &str) {
        // A character has at most four bytes, so what is left out here is beyond the cut.
        for word in text.split_ascii_whitespace() {
            if self.before_more.len() > 4 * LONGEST_EXCERPT + 4 {
                return;
            }
            if !self.before_more.is_empty() {
                self.before_more.push(' ');
            }
            self.before_more.push_str(word);
        }
    }

    /// Plain text of what stands before `<!-- more -->`, without headings, else of the first paragraph outside
    /// quotes, lists and notes: at most 300 characters, cut at a word with `…`.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        if self.is_complete && !self.before_more.is_empty() {
            return Some(shortened(&self.before_more));
        }
        Some(shortened(&collapse(self.first_paragraph.as_ref()?)))
    }
}

/// `text` within the longest excerpt, cut after a whole word.
fn shortened(text: &str) -> String {
    if text.char_indices().nth(LONGEST_EXCERPT).is_none() {
        return text.to_owned();
    }
    let limit = text.char_indices().nth(LONGEST_EXCERPT - 1).map_or(text.len(), |(at, _)| at);
    // The character after the limit may be the space that ends the last word.
    let head = &text[..limit];
    let cut = if text[limit..].starts_with(' ') { limit } else { head.rfind(' ').unwrap_or(limit) };
    let kept = head[..cut].trim_end_matches(|c: char| c.is_whitespace() || ",;:.–—-(«“¿¡".contains(c));
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn long_text_is_cut_after_a_word() {
        let text = "palabra ".repeat(60);
        let cut = shortened(text.trim());
        assert!(cut.ends_with("palabra…") && cut.chars().count() <= 300, "{cut}");
        assert_eq!(shortened(&"ñ".repeat(300)), "ñ".repeat(300));
        assert_eq!(shortened(&"ñ".repeat(301)).chars().count(), 300);
    }
}
