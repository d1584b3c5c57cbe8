//! Blocks: paragraphs, headings, lists, tables, quotes, code and HTML.
//!
//! An element that would be empty where HTML frowns on it (a paragraph, a heading) is taken back.

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Tag, TagEnd};

use super::super::RawHtml;
use super::super::escape::{push_attribute, push_clean, push_text};
use super::super::notes::push_label;
use super::super::raw_html::without_comments;
use super::super::raw_tags::Verdict;
use super::{Renderer, Table};

/// Classes of the alerts, in the order of their titles in the options.
const ALERTS: [&str; 5] = ["note", "tip", "important", "warning", "caution"];

impl<'a> Renderer<'a> {
    pub(super) fn start_block(&mut self, tag: Tag<'a>) {
        match tag {
            Tag::Paragraph => {
                self.block("");
                self.paragraph_start = self.html.len();
                self.html.push_str("<p>");
                self.titled_image = None;
            }
            Tag::Heading { level, id, .. } => self.open_heading(level as u8, id.as_deref()),
            Tag::BlockQuote(kind) => self.open_quote(kind),
            Tag::CodeBlock(kind) => self.open_code_block(&kind),
            Tag::HtmlBlock => {
                self.close_label();
                self.html_block = Some(String::new());
            }
            Tag::List(first) => self.open_list(first),
            Tag::Item => self.open_part("<li>"),
            Tag::FootnoteDefinition(label) => {
                self.block("");
                self.start_note(&label);
            }
            Tag::DefinitionList => {
                self.block("");
                self.open_nested("<dl>\n");
            }
            Tag::DefinitionListTitle => self.open_part("<dt>"),
            Tag::DefinitionListDefinition => self.open_part("<dd>"),
            Tag::Table(alignments) => self.open_table(alignments),
            Tag::TableHead => {
                self.table.in_head = true;
                self.open_row("<thead><tr>");
            }
            Tag::TableRow => {
                let first = !std::mem::replace(&mut self.table.has_body, true);
                self.open_row(if first { "<tbody>\n<tr>" } else { "<tr>" });
            }
            Tag::TableCell => self.open_cell(),
            _ => {}
        }
    }

    pub(super) fn end_block(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.close_paragraph(),
            TagEnd::Heading(level) => self.close_heading(level as u8),
            TagEnd::BlockQuote(kind) => {
                self.block("");
                self.close_nested(if kind.is_some() { "</aside>\n" } else { "</blockquote>\n" });
            }
            TagEnd::CodeBlock => self.html.push_str("</code></pre>\n"),
            TagEnd::HtmlBlock => self.close_html_block(),
            TagEnd::List(is_ordered) => self.close_nested(if is_ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => self.close_part("</li>\n"),
            TagEnd::FootnoteDefinition => {
                self.close_line();
                self.end_note();
            }
            TagEnd::DefinitionList => self.close_nested("</dl>\n"),
            TagEnd::DefinitionListTitle => self.close_part("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.close_part("</dd>\n"),
            TagEnd::TableHead => {
                self.table.in_head = false;
                self.html.push_str("</tr></thead>\n");
            }
            TagEnd::TableRow => self.html.push_str("</tr>\n"),
            TagEnd::TableCell => {
                self.close_line();
                self.html.push_str(if self.table.in_head { "</th>" } else { "</td>" });
            }
            TagEnd::Table => {
                let body = if self.table.has_body { "</tbody>" } else { "" };
                self.html.push_str(body);
                self.html.push_str("</table></div>\n");
            }
            _ => {}
        }
    }

    /// Starts a block on a line of its own.
    pub(super) fn block(&mut self, tag: &str) {
        self.close_line();
        self.quotes.start_block();
        self.start_line();
        self.html.push_str(tag);
    }

    fn start_line(&mut self) {
        if !self.html.is_empty() && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
    }

    /// A checkbox that shows what is done. The text of its item is its label, and so its accessible
    /// name.
    pub(super) fn task(&mut self, is_done: bool) {
        self.close_line();
        let checked = if is_done { " checked" } else { "" };
        self.html.push_str("<label><input type=\"checkbox\" disabled");
        self.html.push_str(checked);
        self.html.push_str("> ");
        self.label_is_open = true;
    }

    /// A line of text is at its end: closes what its author's HTML left open that cannot go on.
    fn close_line(&mut self) {
        self.close_label();
        self.raw_tags.leave_table(&mut self.html);
    }

    /// A label holds a line of text and no blocks.
    fn close_label(&mut self) {
        self.raw_tags.close_inline(&mut self.html);
        if std::mem::take(&mut self.label_is_open) {
            self.html.push_str("</label>");
        }
    }

    fn close_paragraph(&mut self) {
        self.close_line();
        let content = self.paragraph_start + "<p>".len();
        if self.html.len() == content {
            self.html.truncate(self.paragraph_start);
            return;
        }
        let whole = |image: &super::TitledImage<'_>| image.start == content && image.end == self.html.len();
        match self.titled_image.take().filter(whole) {
            Some(image) => {
                let shown = self.html[image.start..image.title_start].to_owned();
                self.html.truncate(self.paragraph_start);
                self.html.push_str("<figure>");
                self.html.push_str(&shown);
                self.html.push_str("><figcaption>");
                push_text(&mut self.html, &image.title);
                self.html.push_str("</figcaption></figure>\n");
            }
            None => self.html.push_str("</p>\n"),
        }
    }

    fn open_heading(&mut self, level: u8, id: Option<&str>) {
        self.block("");
        self.heading.is_open = true;
        self.heading.start = self.html.len();
        self.heading.text.clear();
        if self.open_notes.is_empty() {
            self.headings.open(level, id);
        }
    }

    /// Writes the tags around the heading's content. What has no text is no heading, and a footnote
    /// has none.
    fn close_heading(&mut self, level: u8) {
        self.close_line();
        self.heading.is_open = false;
        let start = self.heading.start;
        if let Some(heading) = self.headings.close(&self.heading.text) {
            let digit = super::level_digit(level);
            self.html.insert_str(start, &["<h", digit, " id=\"", heading.id.as_str(), "\">"].concat());
            self.level_digits.extend([start + "<h".len(), self.html.len() + "</h".len()]);
            self.html.push_str("</h");
            self.html.push_str(digit);
            self.html.push_str(">\n");
        } else if self.html.len() > start {
            let is_note = !self.open_notes.is_empty();
            self.html.insert_str(start, if is_note { "<p><strong>" } else { "<p>" });
            self.html.push_str(if is_note { "</strong></p>\n" } else { "</p>\n" });
        }
    }

    fn open_quote(&mut self, kind: Option<BlockQuoteKind>) {
        self.block("");
        let Some(kind) = kind else {
            self.open_nested("<blockquote>\n");
            return;
        };
        let at = match kind {
            BlockQuoteKind::Note => 0,
            BlockQuoteKind::Tip => 1,
            BlockQuoteKind::Important => 2,
            BlockQuoteKind::Warning => 3,
            BlockQuoteKind::Caution => 4,
        };
        self.open_nested("<aside class=\"alert alert-");
        if self.is_shown() {
            self.html.push_str(ALERTS[at]);
            self.html.push_str("\" role=\"note\">\n<p class=\"alert-title\">");
            push_text(&mut self.html, &self.options.alert_titles[at]);
            self.html.push_str("</p>\n");
        }
    }

    fn open_code_block(&mut self, kind: &CodeBlockKind<'_>) {
        self.block("<pre tabindex=\"0\"><code");
        let info = if let CodeBlockKind::Fenced(info) = kind { info.as_ref() } else { "" };
        let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '{');
        if let Some(language) = info.split(ends).next().filter(|language| !language.is_empty()) {
            self.html.push_str(" class=\"language-");
            push_attribute(&mut self.html, language);
            self.html.push('"');
        }
        self.html.push('>');
    }

    fn close_html_block(&mut self) {
        let Some(lines) = self.html_block.take() else { return };
        let (html, _) = without_comments(&lines);
        let html = html.trim();
        if html.is_empty() {
            return;
        }
        if let Some(ends) = self.raw_block(html) {
            self.has_raw_html = true;
            self.start_line();
            push_clean(&mut self.html, html);
            self.html.push_str(&ends);
            self.html.push('\n');
        } else {
            self.block("<p>");
            push_text(&mut self.html, html);
            self.html.push_str("</p>\n");
        }
    }

    /// The end tags to write after the HTML block `html`; `None` where it is shown as text.
    fn raw_block(&mut self, html: &str) -> Option<String> {
        match self.options.raw_html {
            RawHtml::Escape => None,
            RawHtml::Sanitize => match self.raw_tags.block(html) {
                Verdict::Keep(ends) => Some(ends),
                Verdict::Drop | Verdict::Text => None,
            },
        }
    }

    fn open_list(&mut self, first: Option<u64>) {
        self.block("");
        match first {
            None => self.open_nested("<ul>\n"),
            Some(1) => self.open_nested("<ol>\n"),
            Some(first) => self.open_nested(&format!("<ol start=\"{first}\">\n")),
        }
    }

    /// Opens a part of a list; it is shown if the list is.
    fn open_part(&mut self, tag: &str) {
        self.block("");
        if self.is_shown() {
            self.html.push_str(tag);
        }
    }

    fn close_part(&mut self, tag: &str) {
        self.close_line();
        if self.is_shown() {
            self.html.push_str(tag);
        }
    }

    /// A wide table scrolls in a frame that the keyboard reaches (WCAG 2.2, 2.1.1).
    fn open_table(&mut self, alignments: Vec<Alignment>) {
        self.table = Table { alignments, ..Table::default() };
        self.block("<div class=\"table\" role=\"region\" tabindex=\"0\"");
        push_label(&mut self.html, &self.options.labels.table);
        self.html.push_str("><table>\n");
    }

    fn open_row(&mut self, tag: &str) {
        self.table.column = 0;
        self.html.push_str(tag);
    }

    /// Alignment is a class because a strict content security policy forbids styles.
    fn open_cell(&mut self) {
        self.quotes.start_block();
        let class = match self.table.alignments.get(self.table.column) {
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            _ => "",
        };
        self.table.column += 1;
        self.html.push_str(if self.table.in_head { "<th" } else { "<td" });
        self.html.push_str(class);
        self.html.push('>');
    }
}
