//! The generator's own folder in a site: what makes the next build quicker, and nothing else.
//!
//! All of it can be deleted at any time. What cannot be written costs time and nothing else.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::cache::Cache;
use crate::disk;

/// Folder of the generator's own files, below the site's.
pub const STATE: &str = ".digest";
const CACHE: &str = "articles.cache";
/// Ends the names of files that are being written.
const UNFINISHED: &str = "tmp";
/// An unfinished file that is older was left by a run that was killed.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// What earlier runs read from the site at `root`.
#[must_use]
pub fn cache(root: &Path) -> Cache {
    disk::read_regular(&root.join(STATE).join(CACHE)).map(Cache::load).unwrap_or_default()
}

/// A further file of the folder, if there is one.
#[must_use]
pub fn read(root: &Path, name: &str) -> Option<Vec<u8>> {
    disk::read_regular(&root.join(STATE).join(name)).ok()
}

/// Puts a file into the folder, whole or not at all.
pub fn write(root: &Path, name: &str, bytes: &[u8]) {
    let path = root.join(STATE).join(name);
    let unfinished = unfinished(&path);
    let mut file = LazyFile { path: unfinished.clone(), file: None };
    if file.write_all(bytes).is_err() || fs::rename(&unfinished, &path).is_err() {
        let _ = fs::remove_file(&unfinished);
    }
}

/// The name under which this run writes `path` before it is whole.
#[must_use]
pub fn unfinished(path: &Path) -> PathBuf {
    path.with_extension(format!("{}.{UNFINISHED}", std::process::id()))
}

/// A file for this run alone, in the folder of the site at `root`. It has no name by the time that it is
/// given out, so that nothing of it stays.
///
/// # Errors
/// Those of the disk.
pub fn nameless(root: &Path) -> io::Result<File> {
    let folder = root.join(STATE);
    let path = unfinished(&folder.join("scratch"));
    make(&folder)?;
    let file = File::options().read(true).write(true).create_new(true).open(&path)?;
    fs::remove_file(&path)?;
    Ok(file)
}

/// A cache being written: beside the old one, which it replaces when it is whole.
pub struct CacheFile {
    out: BufWriter<LazyFile>,
    path: PathBuf,
}

impl CacheFile {
    /// A cache for the site at `root`. Nothing is made before the first byte comes.
    #[must_use]
    pub fn create(root: &Path) -> Self {
        let path = root.join(STATE).join(CACHE);
        let out = LazyFile { path: unfinished(&path), file: None };
        Self { out: BufWriter::with_capacity(1 << 16, out), path }
    }

    /// Puts the cache in place.
    pub fn finish(self) {
        let unfinished = unfinished(&self.path);
        let is_whole = self.out.into_inner().is_ok_and(|inner| inner.file.is_some());
        if !is_whole || fs::rename(&unfinished, &self.path).is_err() {
            let _ = fs::remove_file(&unfinished);
        }
    }
}

impl Write for CacheFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A file that is made when the first byte comes, so that a run that records nothing makes none.
struct LazyFile {
    path: PathBuf,
    file: Option<File>,
}

impl Write for LazyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                if let Some(folder) = self.path.parent() {
                    make(folder)?;
                }
                self.file.insert(File::create(&self.path)?)
            }
        };
        file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Makes the generator's folder, or tidies it.
fn make(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    mark_as_cache(folder);
    sweep(folder);
    Ok(())
}

/// Tells backup programs that the folder can be made again (Cache Directory Tagging), and git that it
/// is nobody's content. Both are courtesies.
fn mark_as_cache(folder: &Path) {
    let tag = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by digest; it can be deleted.\n";
    for (name, text) in [("CACHEDIR.TAG", tag), (".gitignore", "*\n")] {
        if let Ok(mut file) = File::create_new(folder.join(name)) {
            let _ = file.write_all(text.as_bytes());
        }
    }
}

/// Removes what runs that were killed left unfinished.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let written = entry.metadata().and_then(|metadata| metadata.modified());
        let age = written.ok().and_then(|time| SystemTime::now().duration_since(time).ok());
        if path.extension().is_some_and(|name| name == UNFINISHED) && age.is_some_and(|age| age > ABANDONED) {
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_run_left_is_swept_away_and_what_runs_is_not() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join(STATE);
        fs::create_dir(&folder).unwrap();
        let (old, new) = (folder.join("articles.1.tmp"), folder.join("articles.2.tmp"));
        for path in [&old, &new] {
            fs::write(path, "half").unwrap();
        }
        let long_ago = SystemTime::now() - 2 * ABANDONED;
        File::options().write(true).open(&old).unwrap().set_modified(long_ago).unwrap();
        let mut cache = CacheFile::create(root.path());
        cache.write_all(b"whole").unwrap();
        cache.finish();
        assert!(!old.exists() && new.exists());
        assert_eq!(fs::read(folder.join(CACHE)).unwrap(), b"whole");
    }

    #[test]
    fn a_cache_that_nobody_writes_to_makes_nothing() {
        let root = tempfile::tempdir().unwrap();
        CacheFile::create(root.path()).finish();
        assert!(!root.path().join(STATE).exists());
    }
}
