//! The format of the index's files: numbers of variable length, words that share their beginnings,
//! and the rule which shard a word is in. `static/js/search.js` of the theme reads the same.

/// Characters of a form that decide its shard: a beginning of that length is looked up in one file.
pub(crate) const FORM_KEY: usize = 3;
/// Characters of a term that decide its shard.
pub(crate) const TERM_KEY: usize = 4;

/// The shard of `word` among `shards`, by its first `key` characters (32-bit FNV-1a over code points,
/// its halves folded).
pub(crate) fn shard(word: &str, key: usize, shards: u32) -> u32 {
    let hash = word
        .chars()
        .take(key)
        .fold(0x811c_9dc5_u32, |hash, c| (hash ^ u32::from(c)).wrapping_mul(0x0100_0193));
    (hash ^ (hash >> 15)) % shards.max(1)
}

/// Seven bits a byte, lowest first; the highest bit says that more follow (LEB128).
pub(crate) fn number(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// A length or a count as a number.
pub(crate) fn count(out: &mut Vec<u8>, value: usize) {
    number(out, u32::try_from(value).unwrap_or(u32::MAX));
}

/// A text: its length in bytes, its bytes.
pub(crate) fn text(out: &mut Vec<u8>, text: &str) {
    count(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// A word after another: how many bytes it shares with that one, and the rest as a text.
pub(crate) fn word(out: &mut Vec<u8>, before: &str, word: &str) {
    let same = before.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
    // A cut within a character would be no text.
    let shared = (0..=same).rev().find(|at| word.is_char_boundary(*at)).unwrap_or(0);
    count(out, shared);
    text(out, &word[shared..]);
}

/// Rising positions: twice how many, plus one if they are written as runs; how many bytes they take; then
/// each as the gap to the one before, or each run as that gap and how many more follow without one.
pub(crate) fn positions(out: &mut Vec<u8>, positions: &[u32]) {
    let (mut gaps, mut runs) = (Vec::with_capacity(positions.len()), Vec::new());
    let mut next = 0;
    for run in positions.chunk_by(|a, b| a + 1 == *b) {
        number(&mut gaps, run[0].saturating_sub(next));
        gaps.resize(gaps.len() + run.len() - 1, 0);
        number(&mut runs, run[0].saturating_sub(next));
        count(&mut runs, run.len() - 1);
        next = run[run.len() - 1] + 1;
    }
    let is_runs = runs.len() < gaps.len();
    let bytes = if is_runs { runs } else { gaps };
    count(out, positions.len() << 1 | usize::from(is_runs));
    count(out, bytes.len());
    out.extend_from_slice(&bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_as_many_bytes_as_they_need() {
        let mut out = Vec::new();
        [0, 127, 128, 300, u32::MAX].into_iter().for_each(|value| number(&mut out, value));
        assert_eq!(out, [0, 127, 128, 1, 172, 2, 255, 255, 255, 255, 15]);
    }

    #[test]
    fn words_share_whole_characters() {
        let mut out = Vec::new();
        word(&mut out, "señal", "seña");
        word(&mut out, "sé", "sè");
        assert_eq!(out, [5, 0, 1, 2, 0xc3, 0xa8]);
    }

    #[test]
    fn positions_are_gaps_or_runs() {
        let mut out = Vec::new();
        positions(&mut out, &[0, 1, 200]);
        assert_eq!(out, [6, 4, 0, 0, 198, 1]);
        out.clear();
        positions(&mut out, &[2, 3, 4, 5, 9]);
        assert_eq!(out, [11, 4, 2, 3, 3, 0]);
    }

    #[test]
    fn a_word_and_its_beginning_are_in_one_shard() {
        for shards in [1, 2, 64, 4096] {
            assert_eq!(shard("mig", FORM_KEY, shards), shard("migration", FORM_KEY, shards));
            assert!(shard("ñandú", TERM_KEY, shards) < shards);
        }
        // The same numbers stand in the test of the script.
        assert_eq!([shard("migration", 3, 128), shard("ñandú", 4, 512), shard("eu", 3, 128)], [50, 367, 59]);
    }
}
