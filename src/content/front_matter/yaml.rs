//! The only place that names the YAML crate, which is archived upstream: a replacement starts here.
//!
//! It must not be handed text that the guard has not passed.

use serde::de::DeserializeSeed;

/// What the YAML crate refused.
#[derive(Debug)]
pub(super) struct Refused {
    /// Its own words, such as `did not find expected key at line 2 column 1, while parsing …`.
    pub message: String,
    /// Byte of the text, where it is known.
    pub at: Option<usize>,
}

/// Feeds the one document in `text` to `seed`.
///
/// An error that `seed` raises carries the start of the node that it was reading: `locate` lives on it.
pub(super) fn deserialize<'de, S: DeserializeSeed<'de>>(
    text: &'de str,
    seed: S,
) -> Result<S::Value, Refused> {
    seed.deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|error| Refused {
        at: error.location().map(|location| byte_of(text, location.index())),
        message: error.to_string(),
    })
}

/// `text` as a scalar on one line, quoted where YAML needs it: what is read back is `text`.
#[must_use]
pub fn scalar(text: &str) -> String {
    let written = serde_yaml::to_string(text).unwrap_or_default();
    let line = written.strip_suffix('\n').unwrap_or(&written);
    if line.is_empty() || line.contains('\n') {
        // Double quotes of YAML take every escape of JSON.
        return serde_json::Value::from(text).to_string();
    }
    line.to_owned()
}

/// The crate counts bytes, and may count past the end.
fn byte_of(text: &str, index: usize) -> usize {
    let mut at = index.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
