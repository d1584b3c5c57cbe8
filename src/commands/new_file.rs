//! Drafts on the disk: each appears at once and whole, and none takes another file's place.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::disk::describe;

/// Writes `text` to a new file at `path`, relative to `root`.
///
/// # Errors
/// In words fit to follow the path; a file that exists is one of them.
pub(crate) fn new_file(root: &Path, path: &str, text: &str) -> Result<PathBuf, String> {
    let target = root.join(path);
    let folder = target.parent().unwrap_or(root);
    fs::create_dir_all(folder).map_err(|error| describe(&error))?;
    // A link below `content/` may lead anywhere, and the site would not read what is behind it.
    let real = fs::canonicalize(folder).map_err(|error| describe(&error))?;
    let home = fs::canonicalize(root).map_err(|error| describe(&error))?;
    if !real.starts_with(&home) {
        return Err("its folder is a link that leads out of the site".to_owned());
    }
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let part = folder.join(format!(".{name}.{}.part", std::process::id()));
    let written = write_part(&part, text).and_then(|()| place(&part, &target, text));
    let _ = fs::remove_file(&part);
    written.map(|()| target).map_err(|error| describe(&error))
}

fn write_part(part: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(part)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// A link fails where the name is taken; a rename would take its place.
fn place(part: &Path, target: &Path, text: &str) -> io::Result<()> {
    match fs::hard_link(part, target) {
        Err(error)
            if matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied) =>
        {
            OpenOptions::new().write(true).create_new(true).open(target)?.write_all(text.as_bytes())
        }
        other => other,
    }
}
