//! Bodies of articles in Markdown: 350 to 900 words under 2 to 5 headings, with links, footnotes,
//! tables, lists, quotations and emphasis. Knows no file format and no generator: the caller says
//! how a link to another article is written.

use std::fmt::Write as _;

use crate::model::{Article, Corpus};
use crate::random::Random;
use crate::vocabulary::capitalised;

/// Fewest and most words of a body.
pub const WORDS: std::ops::RangeInclusive<usize> = 350..=900;
/// The longest sentence; a body is planned so that one more never passes the upper bound.
const LONGEST_SENTENCE: usize = 22;

const BODY: u64 = 4;
const SENTENCES: u64 = 5;

/// A body and how many words it holds.
pub struct Body {
    pub markdown: String,
    pub words: usize,
}

/// The body of the `index`-th article. `destination` writes the address of a link to an article.
pub fn body(corpus: &Corpus, index: usize, destination: &dyn Fn(&Article) -> String) -> Body {
    let mut writer = Writer::new(corpus, Random::new(corpus.seed, BODY, index as u64));
    writer.plan_insertions(index, destination);
    let headings = writer.random.between(2, 5);
    let table_under = if writer.random.one_in(6) { writer.random.below(headings) } else { usize::MAX };
    let target = writer.random.between(*WORDS.start(), WORDS.end() - 5 * LONGEST_SENTENCE);
    writer.paragraph();
    for section in 0..headings {
        writer.heading(section);
        let until = target * (section + 1) / headings;
        writer.paragraph();
        if section == table_under {
            writer.table();
        }
        while writer.words < until {
            writer.block();
        }
    }
    writer.finish()
}

/// A few sentences about nothing, for summaries and primers.
pub fn sentences(corpus: &Corpus, index: usize, count: usize) -> String {
    let mut writer = Writer::new(corpus, Random::new(corpus.seed, SENTENCES, index as u64));
    for place in 0..count {
        if place > 0 {
            writer.markdown.push(' ');
        }
        writer.sentence(false);
    }
    writer.markdown
}

struct Writer<'a> {
    corpus: &'a Corpus,
    random: Random,
    markdown: String,
    words: usize,
    /// Links and footnote marks still to be worked into sentences.
    insertions: Vec<Insertion>,
    footnotes: usize,
}

/// Something that a sentence carries besides its words.
enum Insertion {
    Link(String),
    Footnote(usize),
}

impl<'a> Writer<'a> {
    fn new(corpus: &'a Corpus, random: Random) -> Self {
        Self {
            corpus,
            random,
            markdown: String::with_capacity(8192),
            words: 0,
            insertions: Vec::new(),
            footnotes: 0,
        }
    }

    fn plan_insertions(&mut self, index: usize, destination: &dyn Fn(&Article) -> String) {
        let articles = &self.corpus.articles;
        for _ in 0..self.random.between(1, 4) {
            let other = self.random.below(articles.len());
            if other != index {
                self.insertions.push(Insertion::Link(destination(&articles[other])));
            }
        }
        for _ in 0..self.random.between(1, 3) {
            let page = self.random.below(100_000);
            let outlet = self.random.below(self.corpus.outlets.len());
            self.insertions.push(Insertion::Link(format!("https://outlet{outlet}.example/story/{page}")));
        }
        if self.random.one_in(4) {
            self.footnotes = self.random.between(1, 3);
            self.insertions.extend((1..=self.footnotes).map(Insertion::Footnote));
        }
        for place in (1..self.insertions.len()).rev() {
            let other = self.random.below(place + 1);
            self.insertions.swap(place, other);
        }
    }

    fn heading(&mut self, section: usize) {
        let deeper = section > 0 && self.random.one_in(3);
        self.markdown.push_str(if deeper { "### " } else { "## " });
        let length = self.random.between(2, 6);
        self.phrase(length, true);
        self.markdown.push_str("\n\n");
    }

    fn block(&mut self) {
        match self.random.below(12) {
            0 => self.list(|_| "- ".to_owned()),
            1 => self.list(|place| format!("{}. ", place + 1)),
            2 => {
                self.markdown.push_str("> ");
                self.sentence(false);
                self.markdown.push_str("\n\n");
            }
            _ => self.paragraph(),
        }
    }

    fn paragraph(&mut self) {
        for place in 0..self.random.between(2, 4) {
            if place > 0 {
                self.markdown.push(if self.random.one_in(3) { '\n' } else { ' ' });
            }
            self.sentence(true);
        }
        self.markdown.push_str("\n\n");
    }

    fn list(&mut self, mark: impl Fn(usize) -> String) {
        for place in 0..self.random.between(3, 5) {
            self.markdown.push_str(&mark(place));
            let length = self.random.between(3, 8);
            self.phrase(length, true);
            self.markdown.push('\n');
        }
        self.markdown.push('\n');
    }

    fn table(&mut self) {
        let (columns, rows) = (self.random.between(3, 4), self.random.between(3, 6));
        for row in 0..=rows {
            for column in 0..columns {
                self.markdown.push_str("| ");
                if row > 0 && column > 0 {
                    let number = self.random.below(90_000);
                    let _ = write!(self.markdown, "{number}");
                    self.words += 1;
                } else {
                    self.phrase(1, true);
                }
                self.markdown.push(' ');
            }
            self.markdown.push_str("|\n");
            if row == 0 {
                self.markdown.push_str("|---");
                self.markdown.push_str(&"|--:".repeat(columns - 1));
                self.markdown.push_str("|\n");
            }
        }
        self.markdown.push('\n');
    }

    /// 6 to 20 words; every second one works in a link or footnote mark while there are any.
    fn sentence(&mut self, decorated: bool) {
        let length = self.random.between(6, LONGEST_SENTENCE - 2);
        let insert_at = if decorated && self.random.one_in(2) { length / 2 } else { usize::MAX };
        let mut footnote = None;
        for place in 0..length {
            if place > 0 {
                self.markdown.push_str(if self.random.one_in(11) { ", " } else { " " });
            }
            match (place == insert_at).then(|| self.insertions.pop()).flatten() {
                Some(Insertion::Link(address)) => self.link(&address),
                Some(Insertion::Footnote(number)) => {
                    footnote = Some(number);
                    self.phrase(1, false);
                }
                None if decorated && self.random.one_in(24) => self.decorated_phrase(),
                None => self.phrase(1, place == 0),
            }
        }
        self.markdown.push('.');
        if let Some(number) = footnote {
            let _ = write!(self.markdown, "[^{number}]");
        }
    }

    fn link(&mut self, address: &str) {
        self.markdown.push('[');
        let length = self.random.between(1, 3);
        self.phrase(length, false);
        let _ = write!(self.markdown, "]({address})");
    }

    fn decorated_phrase(&mut self) {
        let (open, close) = match self.random.below(8) {
            0..4 => ("*", "*"),
            4..6 => ("**", "**"),
            6 => ("\"", "\""),
            _ => ("", "'s"),
        };
        self.markdown.push_str(open);
        let length = self.random.between(1, 2);
        self.phrase(length, false);
        self.markdown.push_str(close);
    }

    fn phrase(&mut self, length: usize, capital: bool) {
        for place in 0..length {
            let word = self.corpus.vocabulary.common(&mut self.random);
            if place > 0 {
                self.markdown.push(' ');
            }
            if capital && place == 0 {
                self.markdown.push_str(&capitalised(word));
            } else {
                self.markdown.push_str(word);
            }
            self.words += 1;
        }
    }

    /// What was planned and found no sentence gets one of its own, then come the notes.
    fn finish(mut self) -> Body {
        while !self.insertions.is_empty() {
            self.sentence(true);
            self.markdown.push_str("\n\n");
        }
        for number in 1..=self.footnotes {
            let _ = write!(self.markdown, "[^{number}]: ");
            let length = self.random.between(4, 12);
            self.phrase(length, true);
            self.markdown.push_str(".\n\n");
        }
        self.markdown.truncate(self.markdown.trim_end().len());
        self.markdown.push('\n');
        Body { markdown: self.markdown, words: self.words }
    }
}

#[cfg(test)]
mod tests {
    use super::{WORDS, body};
    use crate::model::{Article, Corpus};

    #[test]
    fn bodies_have_what_is_promised() {
        let corpus = Corpus::new(600, 1);
        let (mut tables, mut notes) = (0, 0);
        for index in 0..600 {
            let body = body(&corpus, index, &Article::address);
            assert!(WORDS.contains(&body.words), "{} words", body.words);
            let headings = body.markdown.lines().filter(|line| line.starts_with("##")).count();
            assert!((2..=5).contains(&headings));
            assert!(body.markdown.contains("](https://outlet") && !body.markdown.contains("\n\n\n"));
            assert_eq!(body.markdown.contains(".[^1]"), body.markdown.contains("\n[^1]: "), "mark and note");
            tables += usize::from(body.markdown.contains("\n|---"));
            notes += usize::from(body.markdown.contains("\n[^1]: "));
        }
        assert!((70..130).contains(&tables), "one in six has a table: {tables}");
        assert!((115..185).contains(&notes), "one in four has footnotes: {notes}");
    }

    #[test]
    fn links_name_articles_that_exist() {
        let corpus = Corpus::new(80, 2);
        let addresses: Vec<String> = corpus.articles.iter().map(Article::address).collect();
        let mut links = 0;
        for index in 0..80 {
            for part in body(&corpus, index, &Article::address).markdown.split("](/").skip(1) {
                let address = format!("/{}", part.split(')').next().unwrap_or_default());
                assert!(addresses.contains(&address), "{address}");
                assert_ne!(address, addresses[index], "no article links to itself");
                links += 1;
            }
        }
        assert!(links > 80);
    }
}
