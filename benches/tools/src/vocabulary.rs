//! Invented words that can be pronounced, drawn with Zipf-like frequencies, and the names made of
//! them. No word of a real text appears, so a corpus carries no one's prose.

use std::collections::BTreeSet;

use crate::random::Random;

/// How many different words there are.
pub const WORDS: usize = 6000;
/// The ranks below this are the small words of running text; names and headlines are made of others.
const FREQUENT: usize = 600;

const ONSETS: [&str; 24] = [
    "b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "br", "cr", "dr", "gr", "pl", "pr",
    "st", "tr", "ch", "fl", "qu",
];
const VOWELS: [&str; 24] = [
    "a", "e", "i", "o", "u", "a", "e", "i", "o", "u", "a", "e", "i", "o", "a", "e", "i", "o", "ia", "io",
    "ea", "é", "á", "ó",
];
const CODAS: [&str; 16] = ["", "", "", "", "", "", "", "", "n", "n", "s", "r", "l", "m", "nt", "st"];

/// The words in order of frequency, with what is needed to draw one of them.
pub struct Vocabulary {
    words: Vec<String>,
    /// Running sums of the weights, to be searched by a drawn number.
    cumulative: Vec<u64>,
}

impl Vocabulary {
    /// The words of `seed`. The weight of a rank is `1 / (rank + 8)`: Mandelbrot's form of Zipf's
    /// law, in whole numbers.
    pub fn new(seed: u64) -> Self {
        let mut random = Random::new(seed, 1, 0);
        let mut spellings = BTreeSet::new();
        let mut words = Vec::with_capacity(WORDS);
        while words.len() < WORDS {
            let syllables = syllables_of_rank(words.len(), &mut random);
            let word = invent(&mut random, syllables);
            let shortest = if words.len() < FREQUENT { 2 } else { 4 };
            if word.len() >= shortest && spellings.insert(ascii(&word)) {
                words.push(word);
            }
        }
        let mut sum = 0;
        let cumulative = (0..WORDS as u64)
            .map(|rank| {
                sum += 1_000_000_000 / (rank + 8);
                sum
            })
            .collect();
        Self { words, cumulative }
    }

    /// A word as running text would have it: the first ranks often, the last hardly ever.
    pub fn common<'a>(&'a self, random: &mut Random) -> &'a str {
        let total = self.cumulative.last().copied().unwrap_or(0);
        let drawn = random.below(usize::try_from(total).unwrap_or(usize::MAX)) as u64;
        &self.words[self.cumulative.partition_point(|&sum| sum <= drawn)]
    }

    /// A word of content, as headlines and names have them: any but the most frequent.
    pub fn rare<'a>(&'a self, random: &mut Random) -> &'a str {
        &self.words[random.between(FREQUENT, WORDS - 1)]
    }

    /// A name of `parts` words, each capitalised.
    pub fn name(&self, random: &mut Random, parts: usize) -> String {
        let parts: Vec<String> = (0..parts).map(|_| capitalised(self.rare(random))).collect();
        parts.join(" ")
    }

    /// `count` names whose slugs differ.
    pub fn names(&self, random: &mut Random, count: usize, parts: usize) -> Vec<String> {
        let mut slugs = BTreeSet::new();
        let mut names = Vec::with_capacity(count);
        while names.len() < count {
            let name = self.name(random, parts);
            if slugs.insert(slug(&name)) {
                names.push(name);
            }
        }
        names
    }
}

/// The word with its first letter in upper case.
pub fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// As an address has it: lower case, without accents, hyphens between words.
pub fn slug(text: &str) -> String {
    let plain = ascii(&text.to_lowercase());
    let words: Vec<&str> =
        plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.join("-")
}

fn ascii(text: &str) -> String {
    let plain = |letter| match letter {
        'á' | 'Á' => 'a',
        'é' | 'É' => 'e',
        'ó' | 'Ó' => 'o',
        other => other,
    };
    text.chars().map(plain).collect()
}

/// Frequent words are short, as in every language.
fn syllables_of_rank(rank: usize, random: &mut Random) -> usize {
    match rank {
        0..60 => 1,
        60..FREQUENT => random.between(1, 2),
        FREQUENT..2500 => random.between(2, 3),
        _ => random.between(2, 4),
    }
}

fn invent(random: &mut Random, syllables: usize) -> String {
    let mut word = String::new();
    for place in 0..syllables {
        if place > 0 || !random.one_in(5) {
            word.push_str(ONSETS[random.below(ONSETS.len())]);
        }
        word.push_str(VOWELS[random.below(VOWELS.len())]);
        if place + 1 == syllables || random.one_in(4) {
            word.push_str(CODAS[random.below(CODAS.len())]);
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Vocabulary, WORDS, slug};
    use crate::random::Random;

    #[test]
    fn words_are_distinct_and_frequencies_fall_with_rank() {
        let vocabulary = Vocabulary::new(1);
        let mut random = Random::new(1, 9, 9);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for _ in 0..200_000 {
            *counts.entry(vocabulary.common(&mut random)).or_default() += 1;
        }
        assert_eq!(vocabulary.words.len(), WORDS);
        let count = |rank: usize| counts.get(vocabulary.words[rank].as_str()).copied().unwrap_or(0);
        assert!(
            count(0) > 2 * count(20) && count(20) > 3 * count(400),
            "{} {} {}",
            count(0),
            count(20),
            count(400)
        );
        assert!(counts.len() > WORDS * 9 / 10, "nearly every word occurs: {}", counts.len());
    }

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("Grán Trésla: ocó"), "gran-tresla-oco");
    }

    #[test]
    fn names_have_distinct_slugs() {
        let names = Vocabulary::new(1).names(&mut Random::new(1, 5, 0), 200, 2);
        let slugs: std::collections::BTreeSet<String> = names.iter().map(|name| slug(name)).collect();
        assert_eq!(slugs.len(), 200);
    }
}
