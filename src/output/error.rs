//! What can go wrong with an output folder, in words for the person at the terminal.
//!
//! It must not decide anything: no exit codes, no colours, no retries.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why the output folder could not be written. It has been left as it was.
///
/// `Display` is one line without the help; the operating system's words are in it.
#[derive(Debug)]
pub enum OutputError {
    /// A folder that must never be written.
    Refused {
        /// The output folder as resolved.
        output: PathBuf,
        /// What is wrong with it.
        reason: Refusal,
    },
    /// A file or folder that this tool did not write stands where a planned file belongs.
    InTheWay {
        /// The planned file, absolute.
        planned: PathBuf,
        /// The foreign file, absolute.
        foreign: PathBuf,
    },
    /// The caller's plan holds a path that cannot be written.
    BadPath {
        /// The path as planned.
        path: String,
        /// What is wrong with it, to follow the path in a sentence.
        fault: &'static str,
    },
    /// The operating system refused.
    Disk {
        /// What was tried, such as `write`.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
}

/// What is wrong with a folder in [`OutputError::Refused`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It has files and no manifest.
    NotOurs,
    /// Its manifest cannot be read.
    UnreadableManifest,
    /// It is a symbolic link.
    SymbolicLink,
    /// It is a file, a pipe or a device.
    NotAFolder,
    /// It is the root of a file system or has no name.
    Root,
    /// It is on another file system than its parent.
    MountPoint,
    /// It is, or holds, this folder, which is no output.
    Holds(PathBuf),
    /// It lies in this folder, which is input.
    Inside(PathBuf),
}

impl OutputError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            OutputError::Refused { reason, .. } => Some(reason.help()),
            OutputError::InTheWay { foreign, .. } => Some(format!(
                "this tool did not write `{}`: move it away, or publish the page elsewhere",
                foreign.display()
            )),
            OutputError::BadPath { .. } => None,
            OutputError::Disk { source, path, .. } => disk_help(source.kind(), path),
        }
    }

    pub(super) fn disk(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> OutputError {
        let path = path.into();
        move |source| OutputError::Disk { action, path, source }
    }

    pub(super) fn bad_path(path: &str, fault: &'static str) -> OutputError {
        OutputError::BadPath { path: path.to_owned(), fault }
    }
}

impl Refusal {
    fn help(&self) -> String {
        match self {
            Refusal::NotOurs => "choose a new or an empty folder, or empty this one yourself".to_owned(),
            Refusal::UnreadableManifest => "it may be of a newer version or damaged: \
                if nothing in the folder is yours, delete it and build again"
                .to_owned(),
            Refusal::SymbolicLink => "name the folder that it should lead to".to_owned(),
            Refusal::MountPoint => "choose a folder inside it".to_owned(),
            Refusal::NotAFolder | Refusal::Root | Refusal::Holds(_) | Refusal::Inside(_) => {
                "choose a folder of its own, such as `public`".to_owned()
            }
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NotOurs => formatter.write_str("it holds files that this tool did not write"),
            Refusal::UnreadableManifest => formatter.write_str("its `.digest-manifest` cannot be read"),
            Refusal::SymbolicLink => formatter.write_str("it is a symbolic link"),
            Refusal::NotAFolder => formatter.write_str("it is not a folder"),
            Refusal::Root => formatter.write_str("it is no folder with a name of its own"),
            Refusal::MountPoint => {
                formatter.write_str("it is a mount point, which no prepared folder can replace")
            }
            Refusal::Holds(folder) => write!(formatter, "it is or holds `{}`", folder.display()),
            Refusal::Inside(folder) => write!(formatter, "it lies in `{}`", folder.display()),
        }
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OutputError::Refused { output, reason } => {
                write!(formatter, "cannot use `{}` as output folder: {reason}", output.display())
            }
            OutputError::InTheWay { planned, foreign } => write!(
                formatter,
                "cannot write `{}`: `{}` is in the way",
                planned.display(),
                foreign.display()
            ),
            OutputError::BadPath { path, fault } => write!(formatter, "output path `{path}` {fault}"),
            OutputError::Disk { action, path, source } => {
                write!(formatter, "cannot {action} `{}`: {}", path.display(), crate::disk::describe(source))
            }
        }
    }
}

impl std::error::Error for OutputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            OutputError::Disk { source, .. } => Some(source),
            _ => None,
        }
    }
}

fn disk_help(kind: io::ErrorKind, path: &Path) -> Option<String> {
    match kind {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Some("the output folder is as it was before: free some space and build again".to_owned())
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            let folder = path.parent().unwrap_or(path);
            Some(format!(
                "the next tree is prepared beside the output folder: make `{}` writable",
                folder.display()
            ))
        }
        _ => None,
    }
}
