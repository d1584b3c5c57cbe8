//! What the checks let pass, each with a reason: `tests/facts/exceptions.yaml`.
//!
//! An exception that excuses nothing is a finding itself, so that the list holds only what is needed.

use std::sync::OnceLock;

use serde::Deserialize;

use super::archive::Tongue;
use super::sheet::{read, sheet};

/// Which check an exception is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Check {
    Sources,
    Figures,
    Disputes,
    Threads,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    check: Check,
    /// The event of the article.
    article: String,
    /// `en` or `es`; both where it is left out.
    #[serde(default)]
    language: Option<String>,
    /// Words of the article around what is excused.
    text: String,
    reason: String,
}

/// Something that a check does not accept.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) article: String,
    /// No language where both share it.
    pub(super) tongue: Option<Tongue>,
    /// What was found, as it is written.
    pub(super) what: String,
    /// The passage it stands in.
    pub(super) passage: String,
    /// What is wrong with it.
    pub(super) fault: String,
}

fn exceptions() -> &'static [Exception] {
    static EXCEPTIONS: OnceLock<Vec<Exception>> = OnceLock::new();
    EXCEPTIONS.get_or_init(|| read("exceptions.yaml"))
}

impl Exception {
    fn excuses(&self, finding: &Finding) -> bool {
        self.article == finding.article
            && finding
                .tongue
                .is_none_or(|tongue| self.language.as_deref().is_none_or(|code| code == tongue.code()))
            && self.text.contains(&finding.what)
            && finding.passage.contains(&self.text)
    }
}

/// Fails with every finding of `check` that no exception excuses, and every exception that excuses none.
pub(super) fn assert_none(check: Check, findings: &[Finding]) {
    let excuses: Vec<&Exception> = exceptions().iter().filter(|exception| exception.check == check).collect();
    let open = findings.iter().filter(|finding| !excuses.iter().any(|exception| exception.excuses(finding)));
    let mut lines: Vec<String> = open
        .map(|finding| {
            let language = finding.tongue.map_or("both", Tongue::code);
            let Finding { article, what, passage, fault, .. } = finding;
            format!("{article} ({language}): `{what}` {fault}\n    {passage}")
        })
        .collect();
    let unused =
        excuses.iter().filter(|exception| !findings.iter().any(|finding| exception.excuses(finding)));
    lines.extend(unused.map(|unused| {
        format!(
            "{}: the exception `{}` excuses nothing; take it out of exceptions.yaml",
            unused.article, unused.text
        )
    }));
    assert!(lines.is_empty(), "{} findings\n{}", lines.len(), lines.join("\n"));
}

#[test]
fn every_exception_names_an_event_and_a_reason() {
    for exception in exceptions() {
        assert!(sheet().events.iter().any(|event| event.id == exception.article), "{exception:?}");
        assert!(exception.reason.split_whitespace().count() >= 4, "{exception:?}");
        assert!(
            exception.language.as_deref().is_none_or(|code| ["en", "es"].contains(&code)),
            "{exception:?}"
        );
    }
}
