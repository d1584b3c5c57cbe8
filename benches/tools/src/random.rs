//! A small seeded generator of numbers (`SplitMix64`, Steele et al. 2014), written out here so that
//! no update of a dependency can change the corpus. Not for secrets.

/// A stream of numbers that is a function of its seed alone.
pub struct Random {
    state: u64,
}

impl Random {
    /// The stream of `seed`, for the `index`-th thing of the kind `purpose`: streams of different
    /// things do not depend on one another, so they can be drawn in parallel.
    pub fn new(seed: u64, purpose: u64, index: u64) -> Self {
        let mut random = Self { state: seed ^ purpose.wrapping_mul(0xA076_1D64_78BD_642F) };
        let mixed = random.bits() ^ index.wrapping_mul(0xE703_7ED1_A0B4_28DB);
        random.state = mixed;
        random.bits();
        random
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 when `bound` is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let product = u128::from(self.bits()) * (bound as u128);
        usize::try_from(product >> 64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True once in `times` on average.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// Up to `count` different numbers below `bound`, in the order drawn.
    pub fn distinct(&mut self, count: usize, bound: usize) -> Vec<usize> {
        let mut drawn = Vec::with_capacity(count);
        for _ in 0..count {
            let number = self.below(bound);
            if !drawn.contains(&number) {
                drawn.push(number);
            }
        }
        drawn
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_stream_is_pinned() {
        let mut random = Random::new(1, 2, 3);
        let drawn: Vec<usize> = (0..6).map(|_| random.below(1000)).collect();
        assert_eq!(drawn, PINNED);
    }

    const PINNED: [usize; 6] = [819, 590, 189, 962, 319, 247];

    #[test]
    fn numbers_stay_in_their_bounds() {
        let mut random = Random::new(7, 0, 0);
        for _ in 0..10_000 {
            assert!((3..=5).contains(&random.between(3, 5)));
        }
        assert_eq!(random.below(0), 0);
    }
}
