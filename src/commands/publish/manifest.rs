//! What this site put at a target, as kept there in `.digest-manifest.json`.
//!
//! It names every file that may be there by this tool's doing, and no other is ever deleted. It must be
//! right at every instant: before files are sent it says that they are under way.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::error::TargetError;
use crate::output;

/// The manifest's name at a target.
pub const NAME: &str = ".digest-manifest.json";

/// Changes with the format.
const VERSION: u32 = 1;

/// All that this site put at a target.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the format.
    pub digest_manifest: u32,
    /// The site's base address, so that no other site takes these files for its own.
    pub site: String,
    /// Name and version of the program.
    pub generator: String,
    /// Which publish wrote this last.
    pub publish: String,
    /// True while files are being sent or deleted.
    #[serde(default, skip_serializing_if = "is_false")]
    pub pending: bool,
    /// Files by path.
    pub files: BTreeMap<String, File>,
}

/// One file at a target.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// XXH3-128 of the bytes before any compression.
    #[serde(serialize_with = "as_hex", deserialize_with = "from_hex")]
    pub hash: u128,
    /// Bytes before any compression.
    pub size: u64,
    /// Hash of how it is delivered: content type, caching, compression. 0 where the target keeps none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub delivery: u32,
    /// Whether another content would have another path.
    #[serde(default, skip_serializing_if = "is_false")]
    pub immutable: bool,
    /// Whether it was being sent or deleted: what is there may be this file, an older one or none.
    #[serde(default, skip_serializing_if = "is_false")]
    pub uncertain: bool,
    /// Since when no page names it, in seconds since the epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired: Option<i64>,
}

impl Manifest {
    /// A manifest without files.
    #[must_use]
    pub fn new(site: &str) -> Self {
        Self {
            digest_manifest: VERSION,
            site: site.to_owned(),
            generator: crate::GENERATOR.to_owned(),
            ..Self::default()
        }
    }

    /// Reads what a target keeps.
    ///
    /// # Errors
    /// If it is damaged, of a newer version, or holds a path that no build writes.
    pub fn decode(bytes: &[u8]) -> Result<Self, TargetError> {
        let damaged = |what: String| {
            let help = "if nobody else changed it, update `digest`; to start afresh, delete that file at the \
                target and publish with `--adopt`";
            TargetError::failed(format!("the target's `{NAME}` cannot be read: {what}")).help(help)
        };
        let manifest: Self = serde_json::from_slice(bytes).map_err(|error| damaged(error.to_string()))?;
        if manifest.digest_manifest != VERSION {
            return Err(damaged(format!("its version is {}", manifest.digest_manifest)));
        }
        match manifest.files.keys().find(|path| output::fault_of(path).is_some()) {
            Some(path) => Err(damaged(format!("no build writes `{path}`"))),
            None => Ok(manifest),
        }
    }

    /// The bytes to keep at the target; the same manifest gives the same.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

fn is_zero(value: &u32) -> bool {
    *value == 0
}

fn as_hex<S: Serializer>(hash: &u128, serializer: S) -> Result<S::Ok, S::Error> {
    let mut text = String::with_capacity(32);
    let _ = write!(text, "{hash:032x}");
    serializer.serialize_str(&text)
}

fn from_hex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
    let text = String::deserialize(deserializer)?;
    u128::from_str_radix(&text, 16).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(path: &str) -> Manifest {
        let mut manifest = Manifest::new("https://a.example");
        let file = File { hash: 1 << 100, size: 3, ..File::default() };
        manifest.files.insert(path.to_owned(), file);
        manifest
    }

    #[test]
    fn what_is_kept_is_read() {
        let mut kept = manifest("a/index.html");
        assert_eq!(Manifest::decode(&kept.encode()).unwrap(), kept);
        assert!(!String::from_utf8(kept.encode()).unwrap().contains("retired"));
        kept.pending = true;
        kept.files.get_mut("a/index.html").unwrap().retired = Some(-5);
        assert_eq!(Manifest::decode(&kept.encode()).unwrap(), kept);
    }

    #[test]
    fn one_that_leads_elsewhere_or_is_damaged_is_not_read() {
        for path in ["../x", "/etc/passwd", "a//b", "a/../b", "."] {
            assert!(Manifest::decode(&manifest(path).encode()).is_err(), "{path}");
        }
        let bytes = manifest("a").encode();
        for end in 0..bytes.len() - 1 {
            assert!(Manifest::decode(&bytes[..end]).is_err(), "cut at {end}");
        }
        let newer = Manifest { digest_manifest: 2, ..manifest("a") };
        assert!(Manifest::decode(&newer.encode()).unwrap_err().to_string().contains("version is 2"));
    }
}
