//! The site as one file, for hosts that take an upload. Equal sites give equal bytes, on any day.
//!
//! It must write nothing of the day, the machine or the user into the archive.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use super::error::TargetError;
use super::local::Local;
use super::progress::Progress;
use crate::config::publish::ArchiveFormat;
use crate::disk;

/// What became of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Bytes of the archive.
    pub size: u64,
    /// Whether there was another or none before.
    pub is_new: bool,
}

/// Level of compression: a good deal smaller than the default, and quick still.
const LEVEL: i32 = 12;

/// Writes the build into an archive at `path`, in one step; with `keep` false it only says what it would do.
///
/// # Errors
/// If the disk fails, or the build changes meanwhile.
pub fn write(
    local: &Local,
    path: &Path,
    format: ArchiveFormat,
    keep: bool,
    progress: &Progress,
) -> Result<Written, TargetError> {
    let unfinished = unfinished(path);
    let failed = |error: &io::Error| {
        TargetError::failed(format!("cannot write `{}`: {}", path.display(), disk::describe(error)))
            .help("the folder of the archive must exist and be writable, with space for it")
    };
    let out = File::create(&unfinished).map_err(|error| failed(&error))?;
    let written = match format {
        ArchiveFormat::TarZst => tar(local, BufWriter::new(out), progress),
        ArchiveFormat::Zip => zip(local, BufWriter::new(out), progress),
    };
    let finished = written.and_then(|()| finish(&unfinished, path, keep).map_err(|error| failed(&error)));
    if finished.is_err() || !keep {
        // What is half written is of no use to anybody.
        let _ = fs::remove_file(&unfinished);
    }
    finished
}

fn finish(unfinished: &Path, path: &Path, keep: bool) -> io::Result<Written> {
    let size = fs::metadata(unfinished)?.len();
    let is_new = !are_equal(unfinished, path)?;
    if keep && is_new {
        fs::rename(unfinished, path)?;
    } else {
        fs::remove_file(unfinished)?;
    }
    Ok(Written { size, is_new })
}

fn unfinished(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.unfinished", std::process::id()));
    path.with_file_name(name)
}

fn are_equal(one: &Path, other: &Path) -> io::Result<bool> {
    if fs::metadata(other).map(|metadata| metadata.len()).ok() != Some(fs::metadata(one)?.len()) {
        return Ok(false);
    }
    let (mut one, mut other) = (BufReader::new(File::open(one)?), BufReader::new(File::open(other)?));
    let (mut left, mut right) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let length = one.read(&mut left)?;
        if length == 0 {
            return Ok(true);
        }
        other.read_exact(&mut right[..length])?;
        if left[..length] != right[..length] {
            return Ok(false);
        }
    }
}

fn tar(local: &Local, out: impl Write, progress: &Progress) -> Result<(), TargetError> {
    let mut archive = tar::Builder::new(zstd::Encoder::new(out, LEVEL).map_err(|error| broken(&error))?);
    for path in local.wanted(|_| 0).keys() {
        let bytes = local.read(path)?;
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        archive.append_data(&mut header, path, bytes.as_slice()).map_err(|error| broken(&error))?;
        progress.step(bytes.len() as u64);
    }
    let compressed = archive.into_inner().and_then(zstd::Encoder::finish);
    compressed.and_then(|mut out| out.flush()).map_err(|error| broken(&error))
}

fn zip(local: &Local, out: impl Write + io::Seek, progress: &Progress) -> Result<(), TargetError> {
    let mut archive = zip::ZipWriter::new(out);
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::DEFAULT)
        .unix_permissions(0o644);
    for path in local.wanted(|_| 0).keys() {
        let bytes = local.read(path)?;
        let started = archive.start_file(path.as_str(), options).map_err(io::Error::other);
        started.and_then(|()| archive.write_all(&bytes)).map_err(|error| broken(&error))?;
        progress.step(bytes.len() as u64);
    }
    let finished = archive.finish().map_err(io::Error::other);
    finished.and_then(|mut out| out.flush()).map_err(|error| broken(&error))
}

fn broken(error: &io::Error) -> TargetError {
    TargetError::failed(format!("cannot write the archive: {}", disk::describe(error)))
}
