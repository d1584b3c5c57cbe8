//! A line that counts what has been done, on a terminal and nowhere else.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::show;
use crate::cli::Terminal;

/// Counts files and bytes; may be told from several threads.
pub struct Progress {
    terminal: Option<Terminal>,
    files: (AtomicUsize, usize),
    bytes: (AtomicU64, u64),
    shown: Mutex<Instant>,
}

impl Progress {
    /// A count up to `files` and `bytes`; nothing is shown if `terminal` cannot overwrite a line.
    #[must_use]
    pub fn new(terminal: &Terminal, files: usize, bytes: u64) -> Self {
        Self {
            terminal: terminal.interactive.then_some(*terminal),
            files: (AtomicUsize::new(0), files),
            bytes: (AtomicU64::new(0), bytes),
            shown: Mutex::new(Instant::now()),
        }
    }

    /// One more file is done.
    pub fn step(&self, bytes: u64) {
        let files = self.files.0.fetch_add(1, Ordering::Relaxed) + 1;
        let bytes = self.bytes.0.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let (Some(terminal), Ok(mut shown)) = (self.terminal, self.shown.try_lock()) else { return };
        if shown.elapsed() < Duration::from_millis(100) {
            return;
        }
        *shown = Instant::now();
        let filled = (files * WIDTH).checked_div(self.files.1).unwrap_or(0).min(WIDTH);
        let bar = format!("{}{}", "=".repeat(filled), " ".repeat(WIDTH - filled));
        let sizes = format!("{} of {}", show::size(bytes), show::size(self.bytes.1));
        terminal.say(&format!("\r\u{1b}[K  [{bar}] {files} of {} files, {sizes}", self.files.1));
    }

    /// Takes the line away.
    pub fn finish(&self) {
        if let Some(terminal) = self.terminal {
            terminal.say("\r\u{1b}[K");
        }
    }
}

const WIDTH: usize = 24;
