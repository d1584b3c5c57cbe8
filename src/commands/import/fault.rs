//! Faults of an import: like the site's, but they may stand in a file or an address outside it.
//!
//! Writes nothing itself: [`report`] is the text for a terminal.

use std::collections::BTreeMap;

use super::item::Spot;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Span};
use crate::report;
use crate::source::Sources;

/// One fault.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    severity: Severity,
    code: Code,
    message: String,
    spot: Option<Spot>,
    related: Vec<(Spot, String)>,
    help: Option<String>,
}

impl Fault {
    /// A source or an item that is not imported.
    pub(crate) fn error(code: Code, spot: impl Into<Option<Spot>>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            spot: spot.into(),
            related: Vec::new(),
            help: None,
        }
    }

    /// Something that the editor should know of.
    pub(crate) fn warning(code: Code, spot: impl Into<Option<Spot>>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, spot, message) }
    }

    /// Adds what to do.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a second place.
    #[must_use]
    pub(crate) fn related(mut self, spot: Spot, text: impl Into<String>) -> Self {
        self.related.push((spot, text.into()));
        self
    }

    /// Error or warning.
    #[must_use]
    pub(crate) fn severity(&self) -> Severity {
        self.severity
    }

    /// Whether a disk or a network is to blame, and not what was read.
    #[must_use]
    pub(crate) fn is_of_environment(&self) -> bool {
        self.code == Code::UnreachableSource
    }

    fn spots(&self) -> impl Iterator<Item = &Spot> {
        self.spot.iter().chain(self.related.iter().map(|(spot, _)| spot))
    }
}

/// The faults as a terminal shows them.
#[must_use]
pub(crate) fn report(faults: &[Fault], colour: bool) -> String {
    let mut texts: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for spot in faults.iter().flat_map(Fault::spots) {
        let text = || spot.origin.text.as_bytes().to_vec();
        texts.entry(spot.origin.name.to_string()).or_insert_with(text);
    }
    let sources = Sources::in_memory(texts);
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(faults.iter().map(|fault| diagnostic(fault, &sources)));
    report::render(&diagnostics.sorted(), &sources, colour)
}

fn diagnostic(fault: &Fault, sources: &Sources) -> Diagnostic {
    let span = |spot: &Spot| Some(Span::new(sources.find(&spot.origin.name)?, spot.range.clone()));
    let at = fault.spot.as_ref().and_then(span);
    let new: fn(Code, Option<Span>, String) -> Diagnostic = match fault.severity {
        Severity::Error => Diagnostic::error,
        Severity::Warning => Diagnostic::warning,
    };
    let mut diagnostic = new(fault.code, at, fault.message.clone()).maybe_help(fault.help.clone());
    for (spot, text) in &fault.related {
        if let Some(span) = span(spot) {
            diagnostic = diagnostic.related(span, text.clone());
        }
    }
    diagnostic
}
