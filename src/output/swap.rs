//! Putting the prepared tree in the output folder's place, in one step where the system can.
//!
//! It must not change anything inside the two trees.

use std::fs;
use std::io;
use std::path::Path;

use crate::output::folder::Found;
use crate::output::workspace::Workspace;

/// How to exchange two folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SwapMethod {
    /// In one step; two renames where that is not supported.
    Exchange,
    /// What other systems do, for tests.
    #[cfg(test)]
    TwoRenames,
}

/// Makes the standby the output. The former output, if there was one of ours, is the standby afterwards.
pub(super) fn put_in_place(workspace: &Workspace, found: Found, method: SwapMethod) -> io::Result<()> {
    let (standby, output) = (workspace.standby(), workspace.output());
    if found == Found::Absent {
        return fs::rename(&standby, output);
    }
    fs::set_permissions(&standby, fs::symlink_metadata(output)?.permissions())?;
    if found == Found::Empty {
        if cfg!(windows) {
            fs::remove_dir(output)?;
        }
        return fs::rename(&standby, output);
    }
    let exchanged = match method {
        SwapMethod::Exchange => exchange(&standby, output)?,
        #[cfg(test)]
        SwapMethod::TwoRenames => false,
    };
    if exchanged { Ok(()) } else { rename_twice(workspace) }
}

/// False if the system cannot; nothing has changed then.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        // `PERM` is what some sandboxes say to system calls that they do not know.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP | Errno::PERM) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_one: &Path, _other: &Path) -> io::Result<bool> {
    Ok(false)
}

/// See [`Workspace::complete_interrupted_swap`] for what happens if this is killed.
fn rename_twice(workspace: &Workspace) -> io::Result<()> {
    let (standby, previous, output) = (workspace.standby(), workspace.previous(), workspace.output());
    fs::rename(output, &previous)?;
    if let Err(error) = fs::rename(&standby, output) {
        fs::rename(&previous, output)?;
        return Err(error);
    }
    fs::rename(&previous, &standby)
}
