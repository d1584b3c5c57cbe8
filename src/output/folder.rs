//! Which folders may be an output folder.
//!
//! It must not write anything: a refused folder is not touched.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::output::Settings;
use crate::output::error::{OutputError, Refusal};
use crate::output::manifest::Manifest;

/// What is at the output folder's path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing.
    Absent,
    /// An empty folder.
    Empty,
    /// A folder with a manifest.
    Ours,
}

/// The output folder's absolute path without symbolic links; only what it names itself may be one.
pub(super) fn resolve(settings: &Settings<'_>) -> Result<PathBuf, OutputError> {
    let output = locate(settings.output)?;
    let refused = |reason| OutputError::Refused { output: output.clone(), reason };
    if output.parent().is_none() || output.file_name().is_none() {
        return Err(refused(Refusal::Root));
    }
    let inputs = settings.sources.iter().copied();
    for folder in inputs.clone().chain([settings.site_root]).chain(settings.home) {
        let folder = canonical(folder)?;
        if folder.starts_with(&output) {
            return Err(refused(Refusal::Holds(folder)));
        }
    }
    for folder in inputs {
        let folder = canonical(folder)?;
        if output.starts_with(&folder) {
            return Err(refused(Refusal::Inside(folder)));
        }
    }
    Ok(output)
}

/// Looks at the output folder itself, and reads its manifest.
pub(super) fn inspect(output: &Path) -> Result<(Found, Option<Manifest>), OutputError> {
    let refused = |reason| OutputError::Refused { output: output.to_owned(), reason };
    let metadata = match fs::symlink_metadata(output) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((Found::Absent, None)),
        found => found.map_err(OutputError::disk("look at", output))?,
    };
    if metadata.is_symlink() {
        return Err(refused(Refusal::SymbolicLink));
    }
    if !metadata.is_dir() {
        return Err(refused(Refusal::NotAFolder));
    }
    if is_mount_point(output, &metadata) {
        return Err(refused(Refusal::MountPoint));
    }
    match Manifest::read(output) {
        Ok(Some(manifest)) => Ok((Found::Ours, Some(manifest))),
        Ok(None) if is_empty(output)? => Ok((Found::Empty, None)),
        Ok(None) => Err(refused(Refusal::NotOurs)),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(refused(Refusal::UnreadableManifest)),
        Err(error) => Err(OutputError::disk("read the manifest of", output)(error)),
    }
}

/// True if `path` is a folder and no symbolic link to one.
pub(super) fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// The absolute path: links are followed in the parents alone, so that a link as output can be told.
fn locate(output: &Path) -> Result<PathBuf, OutputError> {
    let absolute = std::path::absolute(output).map_err(OutputError::disk("resolve", output))?;
    let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else {
        return canonical(&absolute);
    };
    let located = canonical(parent)?.join(name);
    if is_folder(&located) {
        // Where the file system ignores case, this is the name that it really has.
        return canonical(&located);
    }
    Ok(located)
}

/// Resolves links as far as the path exists.
fn canonical(path: &Path) -> Result<PathBuf, OutputError> {
    let absolute = std::path::absolute(path).map_err(OutputError::disk("resolve", path))?;
    let mut missing = Vec::new();
    let mut existing = absolute.as_path();
    loop {
        match fs::canonicalize(existing) {
            Ok(found) => return Ok(missing.iter().rev().fold(found, |path, name| path.join(name))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let (Some(parent), Some(name)) = (existing.parent(), existing.file_name()) else {
                    return Err(OutputError::disk("resolve", path)(error));
                };
                missing.push(name);
                existing = parent;
            }
            Err(error) => return Err(OutputError::disk("resolve", path)(error)),
        }
    }
}

fn is_empty(folder: &Path) -> Result<bool, OutputError> {
    let mut entries = fs::read_dir(folder).map_err(OutputError::disk("list", folder))?;
    Ok(entries.next().is_none())
}

#[cfg(unix)]
fn is_mount_point(folder: &Path, metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    let parent = folder.parent().and_then(|parent| fs::metadata(parent).ok());
    parent.is_some_and(|parent| parent.dev() != metadata.dev())
}

#[cfg(not(unix))]
fn is_mount_point(_folder: &Path, _metadata: &fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(root: &Path, output: &str) -> Option<Refusal> {
        let sources = [root.join("site/content"), root.join("site/themes")];
        let sources: Vec<&Path> = sources.iter().map(PathBuf::as_path).collect();
        let settings = Settings {
            output: &root.join(output),
            site_root: &root.join("site"),
            sources: &sources,
            home: Some(&root.join("home/someone")),
            generator: "test",
        };
        let checked = resolve(&settings).and_then(|output| inspect(&output));
        match checked {
            Err(OutputError::Refused { reason, .. }) => Some(reason),
            Err(error) => panic!("{error}"),
            Ok(_) => None,
        }
    }

    fn site() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        for name in ["site/content/deep", "site/themes", "home/someone", "full", "empty"] {
            fs::create_dir_all(root.join(name)).unwrap();
        }
        fs::write(root.join("full/mine"), "mine").unwrap();
        (folder, root)
    }

    #[test]
    fn folders_that_hold_or_are_input_are_refused() {
        let (_folder, root) = site();
        let site = root.join("site");
        assert_eq!(refusal(&root, "site"), Some(Refusal::Holds(site.join("content"))));
        assert_eq!(refusal(&root, "site/content/.."), Some(Refusal::Holds(site.join("content"))));
        assert_eq!(refusal(&root, "site/."), Some(Refusal::Holds(site.join("content"))));
        assert_eq!(refusal(&root, "."), Some(Refusal::Holds(site.join("content"))));
        assert_eq!(refusal(&root, "site/content"), Some(Refusal::Holds(site.join("content"))));
        assert_eq!(refusal(&root, "site/content/deep"), Some(Refusal::Inside(site.join("content"))));
        assert_eq!(refusal(&root, "site/themes/new"), Some(Refusal::Inside(site.join("themes"))));
        assert_eq!(refusal(&root, "home/someone"), Some(Refusal::Holds(root.join("home/someone"))));
        assert_eq!(refusal(&root, "home"), Some(Refusal::Holds(root.join("home/someone"))));
        assert_eq!(refusal(&root, "/"), Some(Refusal::Root));
        for output in ["site/public", "site/public/", "home/someone/public", "new/deep", "empty"] {
            assert_eq!(refusal(&root, output), None, "{output}");
        }
    }

    #[test]
    fn files_and_foreign_folders_are_refused() {
        let (_folder, root) = site();
        assert_eq!(refusal(&root, "full"), Some(Refusal::NotOurs));
        assert_eq!(refusal(&root, "full/mine"), Some(Refusal::NotAFolder));
        fs::write(root.join("full/.digest-manifest"), "digest-manifest").unwrap();
        assert_eq!(refusal(&root, "full"), Some(Refusal::UnreadableManifest));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_refused_but_not_links_above() {
        use std::os::unix::fs::symlink;
        let (_folder, root) = site();
        symlink(root.join("empty"), root.join("link")).unwrap();
        symlink(root.join("nowhere"), root.join("dangling")).unwrap();
        symlink(root.join("site/content"), root.join("to-content")).unwrap();
        assert_eq!(refusal(&root, "link"), Some(Refusal::SymbolicLink));
        assert_eq!(refusal(&root, "link/"), Some(Refusal::SymbolicLink));
        assert_eq!(refusal(&root, "dangling"), Some(Refusal::SymbolicLink));
        assert_eq!(refusal(&root, "link/inside"), None);
        assert_eq!(refusal(&root, "to-content/inside"), Some(Refusal::Inside(root.join("site/content"))));
    }
}
