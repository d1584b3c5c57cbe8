//! Several requests at once: threads, each with one object in hand.

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use tokio::runtime::{Builder, Runtime};

use crate::commands::publish::error::TargetError;

/// Requests under way at once.
pub(super) const MOST: usize = 16;

/// Drives what is asynchronous on the thread that asks for it; nothing here runs in the background.
pub(super) struct Driver(Runtime);

impl Driver {
    /// # Errors
    /// If the system refuses.
    pub(super) fn new() -> Result<Self, TargetError> {
        let runtime = Builder::new_current_thread().enable_time().build();
        let failed = |error| TargetError::failed(format!("cannot start a runtime: {error}"));
        runtime.map(Self).map_err(failed)
    }

    pub(super) fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.0.block_on(future)
    }
}

/// Acts on each item, several at once. After the first failure no further item is begun.
///
/// # Errors
/// The first that `act` gave.
pub(super) fn each<T: Sync>(
    items: &[T],
    act: impl Fn(&Driver, &T) -> Result<(), TargetError> + Sync,
) -> Result<(), TargetError> {
    let next = AtomicUsize::new(0);
    let failure: Mutex<Option<TargetError>> = Mutex::new(None);
    let work = || {
        let driver = Driver::new()?;
        while locked(&failure).is_none() {
            let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
            act(&driver, item)?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        for _ in 0..MOST.min(items.len()) {
            scope.spawn(|| {
                if let Err(error) = work() {
                    locked(&failure).get_or_insert(error);
                }
            });
        }
    });
    failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}

/// Bytes that may be in memory at once, so that a few films do not fill it.
pub(super) struct Room {
    free: Mutex<u64>,
    freed: Condvar,
    size: u64,
}

impl Room {
    pub(super) fn new(size: u64) -> Self {
        Self { free: Mutex::new(size), freed: Condvar::new(), size }
    }

    /// Waits until there is room for `bytes`, which is then taken until the value is dropped. What is larger
    /// than all of the room gets all of it.
    pub(super) fn take(&self, bytes: u64) -> Taken<'_> {
        let bytes = bytes.min(self.size);
        let free = self.freed.wait_while(locked(&self.free), |free| *free < bytes);
        *free.unwrap_or_else(PoisonError::into_inner) -= bytes;
        Taken { room: self, bytes }
    }
}

/// Part of a [`Room`].
pub(super) struct Taken<'a> {
    room: &'a Room,
    bytes: u64,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *locked(&self.room.free) += self.bytes;
        self.room.freed.notify_all();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_item_is_acted_on_once_and_a_failure_ends_it() {
        let items: Vec<usize> = (0..1000).collect();
        let done = Mutex::new(Vec::new());
        each(&items, |_, item| {
            locked(&done).push(*item);
            Ok(())
        })
        .unwrap();
        let mut done = done.into_inner().unwrap();
        done.sort_unstable();
        assert_eq!(done, items);
        let begun = AtomicUsize::new(0);
        let failed = each(&items, |_, _| {
            begun.fetch_add(1, Ordering::Relaxed);
            Err(TargetError::failed("no"))
        });
        assert_eq!(failed.unwrap_err().to_string(), "no");
        assert!(begun.into_inner() <= MOST);
    }

    #[test]
    fn no_more_is_in_memory_than_there_is_room_for() {
        let room = Room::new(100);
        let (now, most) = (Mutex::new(0), Mutex::new(0));
        let items: Vec<u64> = (0..200).map(|number| number % 40).collect();
        each(&items, |_, bytes| {
            let _taken = room.take(*bytes);
            let mut sum = locked(&now);
            *sum += bytes;
            let most = &mut *locked(&most);
            *most = (*most).max(*sum);
            drop(sum);
            *locked(&now) -= bytes;
            Ok(())
        })
        .unwrap();
        assert!(*locked(&most) <= 100);
        drop(room.take(1_000_000));
        assert_eq!(*locked(&room.free), 100);
    }
}
