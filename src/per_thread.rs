//! A value for each thread of the pool, so that none waits for another's.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The values; one more is for threads that are not of the pool.
#[derive(Debug)]
pub struct PerThread<T>(Vec<Mutex<T>>);

impl<T: Default> Default for PerThread<T> {
    /// For the pool that this thread would use.
    fn default() -> Self {
        Self((0..=rayon::current_num_threads()).map(|_| Mutex::default()).collect())
    }
}

impl<T> PerThread<T> {
    /// This thread's value.
    pub fn own(&self) -> MutexGuard<'_, T> {
        let other = self.0.len() - 1;
        locked(&self.0[rayon::current_thread_index().unwrap_or(other).min(other)])
    }

    /// Every thread's value, each while it is looked at.
    pub fn all(&self) -> impl Iterator<Item = MutexGuard<'_, T>> {
        self.0.iter().map(locked)
    }
}

/// The value of a lock, also where a thread panicked with it: nothing is left half done under these.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn what_threads_put_in_is_all_there() {
        let sums = PerThread::<u32>::default();
        *sums.own() += 1;
        (0..1000_u32).into_par_iter().for_each(|number| *sums.own() += number);
        assert_eq!(sums.all().map(|sum| *sum).sum::<u32>(), 499_501);
    }
}
