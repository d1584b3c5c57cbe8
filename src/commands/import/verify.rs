//! The last look before drafts are written: the site with them must compile as the site did.
//!
//! A draft that has a fault is left out and the fault is told as `build` would tell it. Reads the
//! site, writes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::fault::Fault;
use super::item::{Origin, Spot};
use super::select::Draft;
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::digest::{self, Compiled, Digest};
use crate::disk;
use crate::site::Include;
use crate::source::{ReadSource, SourceFile, Sources, Stamp};

/// Rounds of leaving drafts out; a draft may have a fault only because another one is left out.
const ROUNDS: usize = 5;

/// Takes out of `drafts` those that the site at `root` would not build with.
pub(crate) fn drop_faulty(root: &Path, digest: &Digest, drafts: &mut Vec<Draft>, faults: &mut Vec<Fault>) {
    let include = Include { drafts: true, future: true, expired: true, ..digest.include };
    for _ in 0..ROUNDS {
        if drafts.is_empty() {
            return;
        }
        let sources = with_drafts(disk::sources(root), drafts);
        let (compiled, diagnostics) = digest::compile(sources, digest::Options::new(include));
        let Compiled::Faulty(sources) = compiled else { return };
        let errors: Vec<Diagnostic> =
            diagnostics.sorted().into_iter().filter(|d| d.severity == Severity::Error).collect();
        let mut blamed: BTreeSet<String> = BTreeSet::new();
        for error in &errors {
            let spans = error.span.iter().chain(error.related.iter().map(|related| &related.span));
            let paths = spans.map(|span| sources.path(span.file));
            blamed.extend(paths.filter(|path| drafts.iter().any(|d| d.path == *path)).map(str::to_owned));
            faults.push(told(error, &sources));
        }
        // The site itself changed meanwhile: nothing can be said of any draft.
        drafts.retain(|draft| !blamed.is_empty() && !blamed.contains(&draft.path));
    }
    drafts.clear();
}

fn told(error: &Diagnostic, sources: &Sources) -> Fault {
    let spot = |span: &Span| {
        let text = String::from_utf8_lossy(&sources.read(span.file).unwrap_or_default()).into_owned();
        let origin = Origin { name: sources.path(span.file).into(), text: text.into() };
        Spot { origin, range: span.range.clone() }
    };
    let mut fault = Fault::error(error.code, error.span.as_ref().map(spot), error.message.clone());
    for related in &error.related {
        fault = fault.related(spot(&related.span), related.text.clone());
    }
    match &error.help {
        Some(help) => fault.help(help.clone()),
        None => fault,
    }
}

/// The site's files and the drafts among them.
fn with_drafts(sources: Sources, drafts: &[Draft]) -> Sources {
    let texts: BTreeMap<String, Vec<u8>> =
        drafts.iter().map(|draft| (draft.path.clone(), draft.text.as_bytes().to_vec())).collect();
    let listed = texts.iter().map(|(path, text)| SourceFile {
        path: path.as_str().into(),
        stamp: Stamp { len: text.len() as u64, ..Stamp::default() },
    });
    let files: Vec<SourceFile> = sources.files().iter().cloned().chain(listed).collect();
    Sources::new(files, Arc::new(Overlay { sources, texts }))
}

struct Overlay {
    sources: Sources,
    texts: BTreeMap<String, Vec<u8>>,
}

impl ReadSource for Overlay {
    fn read(&self, file: &SourceFile) -> Result<Vec<u8>, String> {
        if let Some(text) = self.texts.get(&*file.path) {
            return Ok(text.clone());
        }
        let file = self.sources.find(&file.path).ok_or_else(|| "no such file".to_owned())?;
        self.sources.read(file)
    }
}
