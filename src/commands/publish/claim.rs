//! Who publishes at present, as told at the target in `.digest-publish.json`, so that a second publisher
//! is told, and one that was killed does not stand in the way for ever.
//!
//! It must not read or write the target; that is `steps`.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::error::TargetError;

/// The claim's name at a target.
pub const NAME: &str = ".digest-publish.json";

/// Seconds after which a claim that was not renewed counts no longer.
pub const LEASE: i64 = 300;

/// Seconds after which a publish renews its claim.
pub const RENEWAL: i64 = 30;

/// A publish that is under way, or was when it was killed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Of this publish alone.
    pub id: String,
    /// Name of the machine, for people.
    pub host: String,
    /// Identifies machine, boot and process namespace, so that a process number means something.
    pub machine: Option<String>,
    /// Number of the process.
    pub process: u32,
    /// Seconds since the epoch.
    pub since: i64,
    /// Seconds since the epoch.
    pub renewed: i64,
}

/// What a claim means to another publisher.
#[derive(Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its publisher is at work, or may be.
    Live,
    /// Its publisher is gone.
    Dead,
}

impl Claim {
    /// The claim of this process.
    #[must_use]
    pub fn of_this_process() -> Self {
        let (now, process) = (now(), std::process::id());
        let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        let (host, machine) = (host(), machine());
        let id = format!("{:016x}", xxh3_64(format!("{time} {process} {host} {machine:?}").as_bytes()));
        Self { id, host, machine, process, since: now, renewed: now }
    }

    /// Reads a claim; one that cannot be read is nobody's.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// The bytes to keep at the target.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Whether its publisher may be at work, as far as `other` can tell.
    #[must_use]
    pub fn standing(&self, other: &Claim) -> Standing {
        let same_machine = self.machine.is_some() && self.machine == other.machine;
        if same_machine && self.process != other.process && !is_running(self.process) {
            return Standing::Dead;
        }
        if other.since.saturating_sub(self.renewed) > LEASE { Standing::Dead } else { Standing::Live }
    }

    /// What the second of two publishers is told.
    #[must_use]
    pub fn refusal(&self, place: &str) -> TargetError {
        let silent = now().saturating_sub(self.renewed).max(0);
        let message = format!(
            "another publish to {place} is under way: on `{}`, process {}, last heard of {silent} s ago",
            self.host, self.process
        );
        let help = format!(
            "wait for it, then publish again; if it was killed, that works {} s from now, or at once with `--take-over`",
            (LEASE - silent).max(0)
        );
        TargetError::conflict(message).help(help)
    }
}

/// Seconds since the epoch.
#[must_use]
pub fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(unix)]
fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn host() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}

/// Two containers may have one name and both a process 7: what Linux knows of them tells them apart.
fn machine() -> Option<String> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let namespace = std::fs::read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{} {}", boot.trim(), namespace.display()))
}

fn is_running(process: u32) -> bool {
    // A zombie has ended: its parent has not yet asked how.
    let status = std::fs::read_to_string(Path::new("/proc").join(process.to_string()).join("stat"));
    status.is_ok_and(|text| !text.rsplit(')').next().unwrap_or_default().trim_start().starts_with('Z'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(change: impl FnOnce(&mut Claim)) -> Claim {
        let mut claim = Claim { process: 1, ..Claim::of_this_process() };
        change(&mut claim);
        claim
    }

    #[test]
    fn a_claim_counts_while_its_process_runs_or_its_lease_lasts() {
        let mine = Claim::of_this_process();
        assert_eq!(other(|_| ()).standing(&mine), Standing::Live, "process 1 runs");
        assert_eq!(other(|claim| claim.process = u32::MAX).standing(&mine), Standing::Dead);
        let elsewhere = |claim: &mut Claim| {
            claim.process = u32::MAX;
            claim.machine = Some("elsewhere".to_owned());
        };
        assert_eq!(other(elsewhere).standing(&mine), Standing::Live);
        assert_eq!(other(|claim| claim.renewed -= LEASE + 1).standing(&mine), Standing::Dead);
        let unknown = other(|claim| {
            claim.machine = None;
            claim.process = u32::MAX;
        });
        assert_eq!(unknown.standing(&Claim { machine: None, ..mine }), Standing::Live);
    }

    #[test]
    fn what_is_kept_is_read_and_no_two_are_alike() {
        let claim = Claim::of_this_process();
        assert_eq!(Claim::decode(&claim.encode()), Some(claim.clone()));
        assert_ne!(Claim::of_this_process().id, claim.id);
        assert_eq!(Claim::decode(b"{"), None);
    }
}
