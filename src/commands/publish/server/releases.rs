//! Releases on a server: each publish is a folder of its own, and `current` leads to the live one.
//!
//! ```text
//! current -> releases/20261124-093000-123
//! releases/20261123-180000-456/
//! releases/20261124-093000-123/
//! ```
//! A release starts as hard links to the one before; rsync replaces files, it never writes into them.

use super::Server;
use crate::commands::publish::claim;
use crate::commands::publish::error::TargetError;
use crate::commands::publish::manifest::{self, Manifest};
use crate::commands::publish::plan::Sending;
use crate::commands::publish::steps::Held;
use crate::commands::publish::store::Documents;
use crate::commands::publish::target::{Publication, Target};

/// Releases in a server's folder.
pub struct Releases {
    server: Server,
    /// Releases kept, the live one included.
    kept: usize,
    /// What `current` led to when the manifest was read; empty if there was none.
    live: String,
}

impl Releases {
    /// Publishes releases into the server's folder, and keeps as many.
    #[must_use]
    pub fn new(server: Server, kept: usize) -> Self {
        Self { server, kept: kept.max(1), live: String::new() }
    }

    fn release(&mut self, held: &mut Held, publication: &Publication<'_>) -> Result<(), TargetError> {
        let server = self.server.clone();
        let name = name_of_release();
        let folder = format!("releases/{name}.unfinished");
        let prepared = server.run(PREPARE, &[&self.live, &folder], b"")?;
        if prepared.status == Some(super::CHANGED) {
            let message = format!("somebody else published to {} since the plan was made", server.place());
            return Err(TargetError::conflict(message).help("publish again: the plan will be made anew"));
        }
        if !prepared.is_ok() {
            return Err(prepared.failure(&format!("cannot make a release at {}", server.place())));
        }
        let gone: Vec<&str> = publication.plan.deletions.iter().map(String::as_str).collect();
        server.delete(&gone, &folder)?;
        for batch in publication.plan.sendings.chunks(BATCH) {
            held.renew(&mut self.server)?;
            let files: Vec<&Sending> = batch.iter().collect();
            server.send(&files, publication.local.folder(), &format!("{folder}/"))?;
            files.iter().for_each(|sending| publication.progress.step(sending.file.size));
        }
        held.renew(&mut self.server)?;
        let manifest = publication.finished().encode();
        let (path, length) = (format!("{folder}/{}", manifest::NAME), manifest.len().to_string());
        let script =
            "cat > \"$1.new\" && [ \"$(wc -c < \"$1.new\")\" -eq \"$2\" ] && mv -f -- \"$1.new\" \"$1\"";
        server.run_well("cannot write the manifest", script, &[&path, &length], &manifest)?;
        let kept = self.kept.to_string();
        server.run_well("cannot switch to the release", SWITCH, &[&name, &kept], b"").map(drop)
    }
}

/// Files of one call of rsync: it tells nothing before it ends, and the claim is to be renewed.
const BATCH: usize = 4096;

/// A name that sorts by time, in UTC.
fn name_of_release() -> String {
    let now = jiff::Timestamp::from_second(claim::now()).unwrap_or_default();
    let id = claim::Claim::of_this_process().id;
    format!("{}-{}", now.strftime("%Y%m%d-%H%M%S"), &id[..id.len().min(6)])
}

impl Target for Releases {
    fn place(&self) -> String {
        self.server.place()
    }

    fn load(&mut self) -> Result<Option<Manifest>, TargetError> {
        let live = self.server.run(LIVE, &[], b"")?;
        if !live.is_ok() {
            let message = format!("`current` in {} is no link to a release", self.server.place());
            let help = "move it away: the first publish makes the link";
            return Err(TargetError::failed(message).help(help));
        }
        self.live = live.line();
        if self.live.is_empty() {
            return Ok(None);
        }
        let stored = self.server.read(&format!("{}/{}", self.live, manifest::NAME))?;
        stored.map(|stored| Manifest::decode(&stored.bytes)).transpose()
    }

    fn foreign(&mut self, _paths: &[&str]) -> Result<Vec<String>, TargetError> {
        // A release is a folder of this tool's own.
        Ok(Vec::new())
    }

    fn publish(&mut self, publication: &Publication<'_>) -> Result<(), TargetError> {
        let mut held = Held::take(&mut self.server, publication.take_over)?;
        let outcome = self.release(&mut held, publication);
        let released = held.release(&mut self.server);
        outcome.and(released)
    }

    fn rollback(&mut self) -> Result<String, TargetError> {
        let held = Held::take(&mut self.server, false)?;
        let answer = self.server.run(ROLLBACK, &[], b"");
        let released = held.release(&mut self.server);
        let answer = answer?;
        released?;
        if answer.status == Some(super::NO_FILE) {
            let message = format!("{} has no release before the live one", self.server.place());
            return Err(TargetError::failed(message).help("raise `releases` to keep more of them"));
        }
        if !answer.is_ok() {
            return Err(answer.failure(&format!("cannot roll back at {}", self.server.place())));
        }
        Ok(format!("the release {}", answer.line()))
    }
}

/// What `current` leads to.
const LIVE: &str = r#"
if [ -L current ]; then readlink current; elif [ -e current ]; then exit 1; fi
"#;

/// A release from the live one, by hard links where the file system has them. What killed publishes left
/// goes first: whoever runs this holds the claim.
const PREPARE: &str = r#"
live=
if [ -L current ]; then live=$(readlink current); fi
[ "$live" = "$1" ] || exit 47
mkdir -p releases || exit 1
rm -rf -- releases/*.unfinished
if [ -n "$live" ]; then
  cp -al -- "$live" "$2" 2>/dev/null || { rm -rf -- "$2"; cp -a -- "$live" "$2"; }
else
  mkdir -- "$2"
fi
"#;

/// Renaming a link over the other is one step for readers; how `mv` is told so differs.
const SWITCH: &str = r#"
mv -- "releases/$1.unfinished" "releases/$1" || exit 1
rm -f -- current.new
ln -s -- "releases/$1" current.new || exit 1
mv -fT -- current.new current 2>/dev/null || mv -fh -- current.new current 2>/dev/null || {
  rm -f -- current.new; ln -sfn -- "releases/$1" current; } || exit 1
live=$(readlink current)
count=0
for release in $(ls -1r releases); do
  if [ -f "releases/$release/.digest-manifest.json" ]; then
    count=$((count + 1))
    if [ "$count" -gt "$2" ] && [ "releases/$release" != "$live" ]; then rm -rf -- "releases/$release"; fi
  fi
done
:
"#;

/// The newest release that is older than the live one, which is not gone back to again.
const ROLLBACK: &str = r#"
live=
if [ -L current ]; then live=$(readlink current); fi
found=
for release in $(ls -1r releases 2>/dev/null); do
  case $release in *.unfinished | *.withdrawn) continue ;; esac
  if [ -n "$found" ] && [ -f "releases/$release/.digest-manifest.json" ]; then
    rm -f -- current.new
    ln -s -- "releases/$release" current.new || exit 1
    mv -fT -- current.new current 2>/dev/null || mv -fh -- current.new current 2>/dev/null || {
      rm -f -- current.new; ln -sfn -- "releases/$release" current; } || exit 1
    mv -- "$live" "$live.withdrawn" || exit 1
    printf '%s\n' "$release"
    exit 0
  fi
  if [ "releases/$release" = "$live" ]; then found=yes; fi
done
exit 44
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_sort_by_their_names_and_no_two_are_alike() {
        let (one, two) = (name_of_release(), name_of_release());
        assert!(one != two && one.len() == "20261124-093000-123456".len(), "{one} {two}");
        assert!(one.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
    }
}
