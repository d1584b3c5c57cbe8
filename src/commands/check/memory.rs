//! What earlier checks were answered, for as long as it holds: `.digest/links.json`.
//!
//! A file that cannot be read or written costs requests and nothing else.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::audit::outside::Verdict;
use crate::commands::state;

const FILE: &str = "links.json";
/// Changes with the meaning of the file.
const VERSION: u32 = 1;

const DAY: i64 = 24 * 60 * 60;
/// How long bad news is believed, in days: the page may be back, or let us in.
const BAD_NEWS: i64 = 1;

/// Answers by address.
#[derive(Debug)]
pub(super) struct Memory {
    root: PathBuf,
    /// Seconds since the Unix epoch.
    now: i64,
    /// Days that good news is believed.
    days: i64,
    file: File,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct File {
    version: u32,
    addresses: BTreeMap<String, Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    asked: i64,
    verdict: Verdict,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    archive: Option<Archive>,
}

/// What an archive said of an address.
#[derive(Debug, Serialize, Deserialize)]
struct Archive {
    asked: i64,
    copy: Option<String>,
}

impl Memory {
    /// What is remembered below `root` and still holds `now`.
    pub(super) fn load(root: &Path, now: i64, days: i64) -> Self {
        let bytes = state::read(root, FILE).unwrap_or_default();
        let file: File = serde_json::from_slice(&bytes).unwrap_or_default();
        let mut memory = Self { root: root.to_owned(), now, days, file };
        if memory.file.version != VERSION {
            memory.file = File { version: VERSION, ..File::default() };
        }
        let holds = |asked: i64, is_good: bool| {
            let days = if is_good { days } else { days.min(BAD_NEWS) };
            // What was asked in the future was asked by another clock.
            asked <= now && now - asked < days * DAY
        };
        memory.file.addresses.retain(|_, entry| holds(entry.asked, entry.verdict.is_there()));
        for entry in memory.file.addresses.values_mut() {
            let archive = entry.archive.take();
            entry.archive = archive.filter(|archive| holds(archive.asked, archive.copy.is_some()));
        }
        memory
    }

    pub(super) fn verdict(&self, address: &str) -> Option<&Verdict> {
        self.file.addresses.get(address).map(|entry| &entry.verdict)
    }

    /// What the archive said: a copy, or that there is none; `None` if it is not known.
    pub(super) fn copy(&self, address: &str) -> Option<Option<&str>> {
        let archive = self.file.addresses.get(address)?.archive.as_ref()?;
        Some(archive.copy.as_deref())
    }

    pub(super) fn remember(&mut self, address: &str, verdict: Verdict) {
        let entry = Entry { asked: self.now, verdict, archive: None };
        self.file.addresses.insert(address.to_owned(), entry);
    }

    pub(super) fn remember_copy(&mut self, address: &str, copy: Option<String>) {
        if let Some(entry) = self.file.addresses.get_mut(address) {
            entry.archive = Some(Archive { asked: self.now, copy });
        }
    }

    /// Writes what is known by now.
    pub(super) fn save(&self) {
        if self.days > 0
            && let Ok(mut text) = serde_json::to_vec_pretty(&self.file)
        {
            text.push(b'\n');
            state::write(&self.root, FILE, &text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_news_holds_longer_than_bad_and_none_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let at = |day: i64| Memory::load(folder.path(), 1_700_000_000 + day * DAY, 7);
        let mut memory = at(0);
        memory.remember("https://a.example/", Verdict::Alive);
        memory.remember("https://b.example/", Verdict::Dead("gone".to_owned()));
        memory.remember_copy("https://b.example/", Some("https://c.example/".to_owned()));
        memory.remember_copy("https://none.example/", None);
        memory.save();
        let known = |day: i64| {
            let memory = at(day);
            let known = |name: &str| memory.verdict(&format!("https://{name}.example/")).is_some();
            (known("a"), known("b"))
        };
        assert_eq!(known(0), (true, true));
        assert_eq!(at(0).copy("https://b.example/"), Some(Some("https://c.example/")));
        assert_eq!(at(0).copy("https://a.example/"), None);
        assert_eq!(known(1), (true, false));
        assert_eq!(known(6), (true, false));
        assert_eq!(known(7), (false, false));
        assert_eq!(known(-1), (false, false), "another clock");
    }

    #[test]
    fn a_file_of_somebody_else_s_is_no_memory() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["", "{", "[]", "{\"version\": 2, \"addresses\": {}}", "\u{0}\u{1}"] {
            state::write(folder.path(), FILE, text.as_bytes());
            let mut memory = Memory::load(folder.path(), DAY, 7);
            assert!(memory.verdict("https://a.example/").is_none());
            memory.remember("https://a.example/", Verdict::Alive);
            memory.save();
            assert!(Memory::load(folder.path(), DAY, 7).verdict("https://a.example/").is_some(), "{text}");
        }
    }
}
