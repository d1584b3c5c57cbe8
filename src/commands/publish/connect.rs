//! From what `site.yaml` says of a target to the target. Nothing is written here.

use std::path::Path;

use super::error::TargetError;
use super::folder::Folder;
use super::git::Git;
#[cfg(feature = "object-storage")]
use super::objects::Objects;
use super::server::{InPlace, Releases, Server};
use super::steps::Steps;
use super::target::Target;
use crate::config::publish::{PublishTarget, TargetKind};

/// The target that `chosen` stands for, of the site at `root` with its build in `output`.
///
/// # Errors
/// If it cannot be a target, as far as can be told without reaching it.
pub fn connect(chosen: &PublishTarget, root: &Path, output: &Path) -> Result<Box<dyn Target>, TargetError> {
    Ok(match &chosen.kind {
        TargetKind::Folder { path } => Box::new(Steps::new(Folder::new(&root.join(path), root, output)?)),
        TargetKind::Git(git) => Box::new(Git::new(git, &chosen.name, root)),
        TargetKind::Ssh(ssh) => {
            let server = Server::new(ssh, root);
            match ssh.releases {
                Some(kept) => Box::new(Releases::new(server, kept)),
                None => Box::new(Steps::new(InPlace::new(server))),
            }
        }
        TargetKind::Archive { path, .. } => {
            let help = "check out the earlier version of the site and publish that";
            return Err(
                TargetError::failed(format!("the archive `{path}` keeps no earlier versions")).help(help)
            );
        }
        #[cfg(feature = "object-storage")]
        TargetKind::Objects(objects) => {
            let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
            Box::new(Steps::new(Objects::new(objects, &variable)?))
        }
        #[cfg(not(feature = "object-storage"))]
        other @ TargetKind::Objects(_) => {
            let message = format!("targets of the kind `{}` are not supported by this program", other.name());
            return Err(
                TargetError::failed(message).help("it was built without the feature `object-storage`")
            );
        }
    })
}
