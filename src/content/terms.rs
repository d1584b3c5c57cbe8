//! The words of a text as weighted terms, for text similarity.
//!
//! A term is the folded word (lower case, no accents) by hash. Only the most telling terms of an
//! article are kept, so that memory grows with the number of articles and not with their length.

use rustc_hash::FxHashMap;

use super::body::Term;

/// Terms kept of one text.
const KEPT: usize = 48;
/// Words shorter than this, in bytes after folding, tell nothing.
const SHORTEST: usize = 4;
/// Bytes of a word that count; words that differ later are one term.
const LONGEST: usize = 32;

/// Counts the words of one text.
#[derive(Debug, Default)]
pub struct TermCounter {
    counts: FxHashMap<u32, u32>,
}

impl TermCounter {
    /// Counts every word of `text`, each `weight` times.
    pub fn add(&mut self, text: &str, weight: u32) {
        let mut word = Word::default();
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if byte.is_ascii_alphanumeric() {
                word.push(byte | 0x20);
                at += 1;
            } else if byte.is_ascii() {
                self.count(&mut word, weight);
                at += 1;
            } else {
                let Some(c) = text[at..].chars().next() else { break };
                if c.is_alphanumeric() {
                    push_folded(&mut word, c);
                } else {
                    self.count(&mut word, weight);
                }
                at += c.len_utf8();
            }
        }
        self.count(&mut word, weight);
    }

    fn count(&mut self, word: &mut Word, weight: u32) {
        if word.length >= SHORTEST {
            let hash = xxhash_rust::xxh3::xxh3_64(&word.bytes[..word.length]);
            *self.counts.entry(hash as u32).or_default() += weight;
        }
        word.length = 0;
    }

    /// The heaviest terms, by falling weight, ties by hash; the counter is empty afterwards.
    pub fn finish(&mut self) -> Vec<Term> {
        let mut terms: Vec<Term> = Vec::with_capacity(self.counts.len());
        #[expect(clippy::iter_over_hash_type, reason = "sorted below by a total order")]
        for (word, count) in self.counts.drain() {
            terms.push(Term { word, weight: u8::try_from(count).unwrap_or(u8::MAX) });
        }
        let order = |t: &Term| (std::cmp::Reverse(t.weight), t.word);
        if terms.len() > KEPT {
            terms.select_nth_unstable_by_key(KEPT, order);
            terms.truncate(KEPT);
        }
        terms.sort_unstable_by_key(order);
        terms.shrink_to_fit();
        terms
    }
}

/// The folded word that is being read, without an allocation of its own.
#[derive(Default)]
struct Word {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Word {
    fn push(&mut self, byte: u8) {
        if self.length < LONGEST {
            self.bytes[self.length] = byte;
            self.length += 1;
        }
    }
}

/// Lower case without the accents of Latin letters.
fn push_folded(word: &mut Word, c: char) {
    for c in c.to_lowercase() {
        let folded = match c {
            'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ñ' => 'n',
            'ç' => 'c',
            other => other,
        };
        let mut buffer = [0; 4];
        folded.encode_utf8(&mut buffer).bytes().for_each(|byte| word.push(byte));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_counted() {
        let mut counter = TermCounter::default();
        counter.add("México MEXICO mexico, de la", 1);
        counter.add("frontera", 5);
        let terms = counter.finish();
        assert_eq!(terms.iter().map(|t| t.weight).collect::<Vec<_>>(), [5, 3]);
        assert!(counter.finish().is_empty());
    }

    #[test]
    fn only_the_heaviest_are_kept_in_a_fixed_order() {
        let text: String = (0..500).map(|n| format!("word{n} ")).collect();
        let mut counter = TermCounter::default();
        counter.add(&text, 1);
        counter.add("needle", 9);
        let first = counter.finish();
        counter.add("needle", 9);
        counter.add(&text, 1);
        assert_eq!(first.len(), KEPT);
        assert_eq!(first, counter.finish());
        assert_eq!(first[0].weight, 9);
    }
}
