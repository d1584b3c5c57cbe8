//! What earlier runs read from files, kept so that a file that has not changed is not read again.
//!
//! A hint and never the truth: a record counts only if the file's stamp is the same and it was made
//! with the same settings by the same generator. This is the format; the shell loads and stores it.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use crate::encode;
use crate::per_thread::{PerThread, locked};
use crate::source::{SourceFile, Sources, Stamp};

/// Starts the file; the number changes with the format.
const MAGIC: &[u8] = b"issue-digest cache 7\n";

/// Records by path, still encoded: one is decoded when its file is asked for.
#[derive(Debug, Default)]
pub struct Cache {
    bytes: Vec<u8>,
    settings: u64,
    records: FxHashMap<Arc<str>, Record>,
    /// Records that came after the bytes; each takes the place of the one before.
    newer: FxHashMap<Arc<str>, Newer>,
}

/// A record by itself: its stamp, its bytes, and where the value begins in them.
#[derive(Debug)]
struct Newer {
    stamp: Stamp,
    whole: Vec<u8>,
    value: usize,
}

#[derive(Debug)]
struct Record {
    stamp: Stamp,
    /// Bytes of the record, its heading included.
    whole: Range<usize>,
    /// Bytes of the value alone.
    value: Range<usize>,
}

/// What stands before a value.
#[derive(Deserialize)]
struct Heading {
    path: Arc<str>,
    stamp: Stamp,
    /// Bytes of the value, in little endian: it is known when the value is written.
    length: [u8; LENGTH],
}

const LENGTH: usize = size_of::<u32>();

impl Cache {
    /// A cache from the bytes of its file. Bytes that are not whole give an empty cache.
    #[must_use]
    pub fn load(bytes: Vec<u8>) -> Self {
        Self::parse(bytes).unwrap_or_default()
    }

    fn parse(bytes: Vec<u8>) -> Option<Self> {
        let body = bytes.len().checked_sub(8)?;
        let checksum = u64::from_le_bytes(bytes.get(body..)?.try_into().ok()?);
        if !bytes.starts_with(MAGIC) || xxhash_rust::xxh3::xxh3_64(&bytes[..body]) != checksum {
            return None;
        }
        let mut at = MAGIC.len();
        let settings = u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?);
        at += 8;
        let mut records = FxHashMap::default();
        while at < body {
            let (heading, rest) = postcard::take_from_bytes::<Heading>(bytes.get(at..body)?).ok()?;
            let start = body - rest.len();
            let length = u32::from_le_bytes(heading.length) as usize;
            let end = start.checked_add(length).filter(|end| *end <= body)?;
            let record = Record { stamp: heading.stamp, whole: at..end, value: start..end };
            records.insert(heading.path, record);
            at = end;
        }
        Some(Self { bytes, settings, records, newer: FxHashMap::default() })
    }

    /// This cache if it was made with `settings`, else an empty one.
    #[must_use]
    pub fn for_settings(self, settings: u64) -> Self {
        if self.settings == settings { self } else { Self { settings, ..Self::default() } }
    }

    /// Number of records.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// What was read from `file` before, if it has not changed since.
    #[must_use]
    pub fn get<T: DeserializeOwned>(&self, file: &SourceFile) -> Option<T> {
        let value = match self.newer(file) {
            Some(newer) => &newer.whole[newer.value..],
            None => self.bytes.get(self.record(file)?.value.clone())?,
        };
        postcard::from_bytes(value).ok()
    }

    /// The same as [`encode()`] gave it, to be recorded once more.
    #[must_use]
    pub fn encoded(&self, file: &SourceFile) -> Option<&[u8]> {
        match self.newer(file) {
            Some(newer) => Some(&newer.whole),
            None => self.bytes.get(self.record(file)?.whole.clone()),
        }
    }

    /// Puts what was read from `file` in the place of its record. A value that cannot be encoded is
    /// read again the next time.
    pub fn put<T: Serialize>(&mut self, file: &SourceFile, value: &T) {
        let Ok(whole) = encode(file, value) else { return };
        let Ok((heading, rest)) = postcard::take_from_bytes::<Heading>(&whole) else { return };
        let value = whole.len() - rest.len();
        self.newer.insert(heading.path, Newer { stamp: heading.stamp, whole, value });
    }

    /// Forgets files that `sources` does not have.
    pub fn keep_only(&mut self, sources: &Sources) {
        self.records.retain(|path, _| sources.find(path).is_some());
        self.newer.retain(|path, _| sources.find(path).is_some());
    }

    /// Writes the records of the files of `sources`, in their order.
    ///
    /// # Errors
    /// Those of writing.
    pub fn write(&self, out: &mut (dyn Write + Send), sources: &Sources) -> io::Result<()> {
        let recorder = Recorder::new(out, self.settings);
        sources.files().iter().filter_map(|file| self.encoded(file)).for_each(|record| recorder.add(record));
        recorder.finish()
    }

    /// Whether anything was [put](Cache::put) into it.
    #[must_use]
    pub fn is_newer(&self) -> bool {
        !self.newer.is_empty()
    }

    fn newer(&self, file: &SourceFile) -> Option<&Newer> {
        self.newer.get(&file.path).filter(|newer| newer.stamp == file.stamp)
    }

    fn record(&self, file: &SourceFile) -> Option<&Record> {
        self.records.get(&file.path).filter(|record| record.stamp == file.stamp)
    }
}

/// What was read from `file`, as a cache holds it.
///
/// # Errors
/// Where the value cannot be written, or is longer than a record may be.
pub fn encode<T: Serialize>(file: &SourceFile, value: &T) -> io::Result<Vec<u8>> {
    let heading = (Arc::clone(&file.path), file.stamp);
    let mut record = encode::append(Vec::with_capacity(4096), &heading).map_err(io::Error::other)?;
    let start = record.len() + LENGTH;
    record.extend_from_slice(&[0; LENGTH]);
    record = encode::append(record, value).map_err(io::Error::other)?;
    let length = u32::try_from(record.len() - start).map_err(io::Error::other)?;
    record[start - LENGTH..start].copy_from_slice(&length.to_le_bytes());
    Ok(record)
}

/// Writes a cache record by record, in whatever order threads come with them. Nothing is written before
/// the first.
pub struct Recorder<'a> {
    settings: u64,
    out: Mutex<Recording<'a>>,
    /// What is not written yet.
    pending: PerThread<Vec<u8>>,
}

/// Bytes that a thread gathers before it writes them.
const AT_ONCE: usize = 1 << 16;

struct Recording<'a> {
    out: &'a mut (dyn Write + Send),
    hash: Option<Xxh3>,
    outcome: io::Result<()>,
}

impl<'a> Recorder<'a> {
    /// A cache for `settings`.
    #[must_use]
    pub fn new(out: &'a mut (dyn Write + Send), settings: u64) -> Self {
        let out = Mutex::new(Recording { out, hash: None, outcome: Ok(()) });
        Self { settings, out, pending: PerThread::default() }
    }

    /// Adds a record, see [`encode()`]. What fails is told at the end.
    pub fn add(&self, record: &[u8]) {
        let mut pending = self.pending.own();
        pending.extend_from_slice(record);
        if pending.len() >= AT_ONCE {
            locked(&self.out).add_records(&pending, self.settings);
            pending.clear();
        }
    }

    /// Ends the cache.
    ///
    /// # Errors
    /// Those of writing. What was written then is no cache.
    pub fn finish(self) -> io::Result<()> {
        let mut recording = self.out.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.pending.all().for_each(|pending| recording.add_records(&pending, self.settings));
        std::mem::replace(&mut recording.outcome, Ok(()))?;
        let checksum = recording.hash.take().map_or(0, |hash| hash.digest());
        recording.out.write_all(&checksum.to_le_bytes())?;
        recording.out.flush()
    }
}

impl Recording<'_> {
    fn add_records(&mut self, records: &[u8], settings: u64) {
        if self.outcome.is_ok() {
            self.outcome = self.begin(settings).and_then(|()| self.add(records));
        }
    }

    fn begin(&mut self, settings: u64) -> io::Result<()> {
        if self.hash.is_some() {
            return Ok(());
        }
        self.hash = Some(Xxh3::new());
        self.add(MAGIC)?;
        self.add(&settings.to_le_bytes())
    }

    fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(hash) = &mut self.hash {
            hash.update(bytes);
        }
        self.out.write_all(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, len: u64) -> SourceFile {
        SourceFile { path: path.into(), stamp: Stamp { len, ..Stamp::default() } }
    }

    fn bytes() -> Vec<u8> {
        let mut bytes = Vec::new();
        let recorder = Recorder::new(&mut bytes, 7);
        recorder.add(&encode(&file("a", 1), &"one".to_owned()).unwrap());
        recorder.add(&encode(&file("b", 2), &"two".to_owned()).unwrap());
        recorder.finish().unwrap();
        bytes
    }

    #[test]
    fn a_record_counts_only_for_the_same_stamp_and_settings() {
        let cache = Cache::load(bytes()).for_settings(7);
        assert_eq!(cache.get::<String>(&file("a", 1)).as_deref(), Some("one"));
        assert_eq!(cache.get::<String>(&file("a", 9)), None);
        assert_eq!(cache.get::<String>(&file("c", 1)), None);
        assert!(Cache::load(bytes()).for_settings(8).is_empty());
    }

    #[test]
    fn a_record_that_is_put_takes_the_place_of_the_one_before() {
        let mut cache = Cache::load(bytes()).for_settings(7);
        cache.put(&file("a", 3), &"three".to_owned());
        assert_eq!(cache.get::<String>(&file("a", 3)).as_deref(), Some("three"));
        assert_eq!(cache.encoded(&file("a", 3)), encode(&file("a", 3), &"three".to_owned()).ok().as_deref());
        assert_eq!((cache.get::<String>(&file("b", 2)).as_deref(), cache.len()), (Some("two"), 2));
    }

    #[test]
    fn damaged_bytes_give_an_empty_cache() {
        let whole = bytes();
        for cut in 0..whole.len() {
            assert!(Cache::load(whole[..cut].to_vec()).is_empty());
        }
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x40;
            assert!(Cache::load(damaged).is_empty(), "byte {at}");
        }
        assert_eq!(Cache::load(whole).len(), 2);
    }
}
