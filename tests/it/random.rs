//! Random numbers that a failing test can repeat: all follow from the seed that it names.

/// A linear congruential generator (Knuth's MMIX constants), of which the upper half is used.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Self(seed);
        random.below(2);
        random
    }

    /// A number from 0 to one less than `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// Up to `most` of them, each at most once, in their order.
    pub(crate) fn some<'a, T>(&mut self, from: &'a [T], most: usize) -> Vec<&'a T> {
        let mut chosen: Vec<usize> = (0..self.below(most + 1)).map(|_| self.below(from.len())).collect();
        chosen.sort_unstable();
        chosen.dedup();
        chosen.into_iter().map(|at| &from[at]).collect()
    }
}
