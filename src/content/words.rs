//! The words of an article for the search index: each written form once, with its weight.
//!
//! They are kept packed, so that an index can be made again without reading any text again. Knows no
//! language: stems, stop words and accents are the index's affair.

use std::ops::Range;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Longest form, in bytes; what is longer is no word that anybody searches for.
const LONGEST: usize = 48;

/// Calls `visit` with each word of `text` in lower case: letters, digits and the marks on them, two
/// characters at least.
pub fn each(text: &str, mut visit: impl FnMut(&str)) {
    let mut word = String::with_capacity(LONGEST);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii() {
            if byte.is_ascii_alphanumeric() {
                word.push(char::from(byte.to_ascii_lowercase()));
            } else {
                end(&mut word, &mut visit);
            }
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        if c.is_alphanumeric() || is_mark(c) {
            word.extend(c.to_lowercase());
        } else {
            end(&mut word, &mut visit);
        }
        at += c.len_utf8();
    }
    end(&mut word, &mut visit);
}

/// An accent that stands for itself, behind its letter.
#[must_use]
pub fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

fn end(word: &mut String, visit: &mut impl FnMut(&str)) {
    if word.len() > 1 && word.len() <= LONGEST && word.chars().nth(1).is_some() {
        visit(word);
    }
    word.clear();
}

/// Counts the words of one article.
#[derive(Debug, Default)]
pub struct WordCounter {
    text: String,
    words: Vec<Counted>,
}

/// A word as it was met: its first bytes, which decide most comparisons, its place and its weight.
#[derive(Debug, Clone)]
struct Counted {
    start: u64,
    range: Range<u32>,
    weight: u8,
}

impl WordCounter {
    /// Counts every word of `text`, each `weight` times.
    pub fn add(&mut self, text: &str, weight: u8) {
        let Self { text: buffer, words } = self;
        each(text, |word| {
            let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let range = offset(buffer.len())..offset(buffer.len() + word.len());
            buffer.push_str(word);
            let mut start = [0; 8];
            let shared = word.len().min(8);
            start[..shared].copy_from_slice(&word.as_bytes()[..shared]);
            words.push(Counted { start: u64::from_be_bytes(start), range, weight });
        });
    }

    /// Each word once, in the order of its bytes.
    #[must_use]
    pub fn finish(self) -> Words {
        let Self { text, mut words } = self;
        let bytes = |word: &Counted| &text.as_bytes()[word.range.start as usize..word.range.end as usize];
        words.sort_unstable_by(|a, b| a.start.cmp(&b.start).then_with(|| bytes(a).cmp(bytes(b))));
        let mut packed = Vec::with_capacity(words.len() * 6);
        let mut before: &[u8] = &[];
        let mut rest = words.as_slice();
        while let Some(first) = rest.first() {
            let word = bytes(first);
            let same = rest.iter().take_while(|other| bytes(other) == word).count();
            let weight = rest[..same].iter().fold(0_u8, |sum, other| sum.saturating_add(other.weight));
            let shared = before.iter().zip(word).take_while(|(a, b)| a == b).count();
            let byte = |length: usize| u8::try_from(length).unwrap_or(u8::MAX);
            packed.extend_from_slice(&[byte(shared), byte(word.len() - shared)]);
            packed.extend_from_slice(&word[shared..]);
            packed.push(weight);
            before = word;
            rest = &rest[same..];
        }
        packed.shrink_to_fit();
        Words(packed)
    }
}

/// Words in the order of their bytes, each with its weight: what it shares with the word before, in
/// bytes; how many bytes follow; these; the weight.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(Vec<u8>);

impl Words {
    /// Calls `visit` with each word and its weight.
    pub fn each(&self, mut visit: impl FnMut(&str, u8)) {
        let mut word: Vec<u8> = Vec::with_capacity(LONGEST);
        let mut rest = self.0.as_slice();
        // A record of the cache that is not whole gives fewer words, never a panic.
        while let [shared, length, tail @ ..] = rest {
            let (shared, length) = (usize::from(*shared), usize::from(*length));
            let Some((own, [weight, after @ ..])) = tail.split_at_checked(length) else { return };
            word.truncate(shared);
            word.extend_from_slice(own);
            if let Ok(text) = std::str::from_utf8(&word) {
                visit(text, *weight);
            }
            rest = after;
        }
    }
}

impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(Bytes).map(Self)
    }
}

/// Takes bytes as a whole; as a list they would be read one by one.
struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("bytes")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
        Ok(bytes.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(texts: &[(&str, u8)]) -> Vec<(String, u8)> {
        let mut counter = WordCounter::default();
        texts.iter().for_each(|(text, weight)| counter.add(text, *weight));
        let packed = postcard::to_allocvec(&counter.finish()).unwrap();
        let kept: Words = postcard::from_bytes(&packed).unwrap();
        let mut found = Vec::new();
        kept.each(|word, weight| found.push((word.to_owned(), weight)));
        found
    }

    #[test]
    fn each_form_is_kept_once_with_its_weight() {
        let found = words(&[("México, «MÉXICO» y mexicanos: el T-MEC, 25 % a 3", 1), ("Mexicanos", 8)]);
        let wanted = [("25", 1), ("el", 1), ("mec", 1), ("mexicanos", 9), ("méxico", 2)];
        assert_eq!(found, wanted.map(|(word, weight)| (word.to_owned(), weight)));
    }

    #[test]
    fn words_with_the_same_beginning_are_told_apart() {
        let found = words(&[("administration administrations administrative", 1), ("administration", 255)]);
        let wanted = [("administration", 255), ("administrations", 1), ("administrative", 1)];
        assert_eq!(found, wanted.map(|(word, weight)| (word.to_owned(), weight)));
    }

    #[test]
    fn marks_belong_to_their_word_and_monsters_are_left_out() {
        let found = words(&[(&format!("Me\u{301}xico {} ñ", "a".repeat(LONGEST + 1)), 1)]);
        assert_eq!(found, [("me\u{301}xico".to_owned(), 1)]);
        assert!(words(&[]).is_empty());
    }

    #[test]
    fn bytes_that_are_not_whole_give_fewer_words() {
        let mut counter = WordCounter::default();
        counter.add("uno dos", 1);
        let Words(mut bytes) = counter.finish();
        bytes.truncate(bytes.len() - 1);
        let mut found = Vec::new();
        Words(bytes).each(|word, _| found.push(word.to_owned()));
        assert_eq!(found, ["dos"]);
    }
}
