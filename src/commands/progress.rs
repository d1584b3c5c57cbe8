//! How far a command is with the pages of a site.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::cli::Terminal;

/// A line that counts pages, on a terminal, renewed five times a second.
pub(super) struct Progress<'a> {
    terminal: &'a Terminal,
    doing: &'static str,
    total: usize,
    done: AtomicUsize,
    shown: Mutex<Instant>,
    active: bool,
}

impl<'a> Progress<'a> {
    pub(super) fn new(doing: &'static str, total: usize, terminal: &'a Terminal, quiet: bool) -> Self {
        let active = terminal.interactive && !quiet;
        Self { terminal, doing, total, done: AtomicUsize::new(0), shown: Mutex::new(Instant::now()), active }
    }

    pub(super) fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if !self.active || !done.is_multiple_of(64) {
            return;
        }
        let Ok(mut shown) = self.shown.try_lock() else { return };
        if shown.elapsed() > Duration::from_millis(200) {
            *shown = Instant::now();
            self.terminal.say(&format!("\r  {} {done} of {} pages", self.doing, self.total));
        }
    }

    pub(super) fn finish(&self) {
        if self.active {
            self.terminal.say("\r\u{1b}[K");
        }
    }
}
