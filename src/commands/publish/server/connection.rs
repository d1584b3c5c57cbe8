//! One connection for all that a publish asks of a server: `ssh` keeps it open in the background.
//!
//! A publish has a dozen questions; some servers take that many connections for an attack.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::commands::publish::claim::Claim;

/// Seconds after which a connection that nobody uses is closed, should this process be killed.
const PERSISTENCE: &str = "ControlPersist=30";

/// Where `ssh` processes find the connection that is open.
#[derive(Debug)]
pub(super) struct Connection {
    host: String,
    /// `None` where there is no place for a socket; then each question has a connection of its own.
    folder: Option<PathBuf>,
}

impl Connection {
    /// A connection to `host`, opened when it is first used.
    pub(super) fn new(host: &str) -> Self {
        let id = Claim::of_this_process().id;
        let folder = std::env::temp_dir().join(format!("digest-ssh-{}", &id[..id.len().min(10)]));
        // The path of a socket has at most 104 bytes, some of which `ssh` itself adds.
        let fits = folder.as_os_str().len() < 70;
        let folder = (cfg!(unix) && fits && make_private(&folder)).then_some(folder);
        Self { host: host.to_owned(), folder }
    }

    /// Options that make `ssh` use it.
    pub(super) fn options(&self) -> Vec<String> {
        let Some(folder) = &self.folder else { return Vec::new() };
        let path = format!("ControlPath={}/c", folder.display());
        let options = ["ControlMaster=auto", PERSISTENCE, &path];
        options.iter().flat_map(|option| ["-o".to_owned(), (*option).to_owned()]).collect()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let Some(folder) = &self.folder else { return };
        if folder.join("c").exists() {
            let mut command = Command::new("ssh");
            command.args(self.options()).args(["-O", "exit", "--", &self.host]);
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            // One that cannot be closed closes itself.
            let _ = command.status();
        }
        let _ = fs::remove_dir_all(folder);
    }
}

/// Makes a folder that nobody else may enter.
#[cfg(unix)]
fn make_private(folder: &std::path::Path) -> bool {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(folder).is_ok()
}

#[cfg(not(unix))]
fn make_private(_: &std::path::Path) -> bool {
    false
}
