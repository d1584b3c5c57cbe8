//! What can go wrong at a target, in words for the person at the terminal.
//!
//! No message may hold a credential: texts of other programs pass through [`redacted`].

use std::fmt;

use crate::cli::Failure;

/// Why a target could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetError {
    /// Whether it is that somebody else publishes, or has published, at the same time.
    pub kind: ErrorKind,
    message: String,
    help: Option<String>,
}

/// Kinds of errors that a caller may handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The target failed or refused.
    Failed,
    /// A conditional write found something newer than it expected.
    Conflict,
}

impl TargetError {
    /// The target failed or refused.
    pub fn failed(message: impl AsRef<str>) -> Self {
        Self { kind: ErrorKind::Failed, message: redacted(message.as_ref()), help: None }
    }

    /// Something newer is there.
    pub fn conflict(message: impl AsRef<str>) -> Self {
        Self { kind: ErrorKind::Conflict, ..Self::failed(message) }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(self, help: impl AsRef<str>) -> Self {
        Self { help: Some(redacted(help.as_ref())), ..self }
    }
}

impl fmt::Display for TargetError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for TargetError {}

impl From<TargetError> for Failure {
    fn from(error: TargetError) -> Self {
        Failure::environment(error.message, error.help)
    }
}

/// `text` without what stands before the `@` in addresses, and without their queries, which may be
/// signatures.
#[must_use]
pub fn redacted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        out.push_str(before);
        let is_end = |c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '`' | '<' | '>' | ')');
        let (address, following) = after.split_at(after.find(is_end).unwrap_or(after.len()));
        let path = address.find(['/', '?', '#']).unwrap_or(address.len());
        let (authority, path) = address.split_at(path);
        match authority.rsplit_once('@') {
            Some((_, host)) => {
                out.push_str("…@");
                out.push_str(host);
            }
            None => out.push_str(authority),
        }
        match path.split_once('?') {
            Some((path, _)) => {
                out.push_str(path);
                out.push_str("?…");
            }
            None => out.push_str(path),
        }
        rest = following;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_in_addresses_are_taken_out() {
        let cases = [
            ("cannot reach https://me:pw@h.example/a/b: no", "cannot reach https://…@h.example/a/b: no"),
            ("'https://t0ken@h/x' and ssh://git@h:22/y", "'https://…@h/x' and ssh://…@h:22/y"),
            ("https://h/c?sv=1&sig=abc%3D end", "https://h/c?… end"),
            ("https://a:b@c@h/", "https://…@h/"),
            ("plain git@github.com:a/b.git", "plain git@github.com:a/b.git"),
            ("https://h", "https://h"),
        ];
        for (text, expected) in cases {
            assert_eq!(redacted(text), expected);
        }
    }
}
