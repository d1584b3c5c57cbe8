//! What the generator knows of a body without keeping it: its place in the file, its links and
//! headings, its first words, and the terms that text similarity works on.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::words::Words;

/// Facts of the text below a front matter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// Bytes of the body in its file.
    pub range: Range<u32>,
    /// XXH3 of the whole file, which tells whether it changed since.
    pub hash: u64,
    /// Ids of its headings, in order.
    pub headings: Vec<String>,
    /// Every link and image, in order.
    pub links: Vec<LinkUse>,
    /// The first paragraph or what stands before `<!-- more -->`, as plain text.
    pub excerpt: Option<String>,
    /// Words of running text.
    pub words: u32,
    /// Terms with their weights, by falling weight; see `terms`.
    pub terms: Vec<Term>,
    /// Every word of the article with its weight, for the search index.
    pub index: Words,
    /// Where it first mentions each term of the glossary, in order.
    pub mentions: Vec<Mention>,
}

/// A link or an image in a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkUse {
    /// As written.
    pub target: String,
    /// Bytes in the file, front matter included.
    pub range: Range<u32>,
    /// Whether it is an image.
    pub image: bool,
}

/// The first mention of a term of the glossary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// Number of the term in the glossary that the body was searched with.
    pub term: u32,
    /// Bytes in the file, front matter included.
    pub range: Range<u32>,
}

/// A word of a text by hash, with its weight there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Low 32 bits of the XXH3 of the folded word.
    pub word: u32,
    /// Occurrences; those in title and summary count more.
    pub weight: u8,
}
