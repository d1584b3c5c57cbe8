//! Which files a theme is made of: its own, over those of the theme that it extends, over the built-in
//! ones. Of what is in them, only `theme.yaml` is understood here.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_embed::RustEmbed;

use super::statement::{self, Extended};
use super::{BUILT_IN, THEMES};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::source::{FileId, Sources};

/// Longest chain of themes that extend one another.
const MAX_THEMES: usize = 16;

#[derive(RustEmbed)]
#[folder = "themes/gazette/"]
struct BuiltIn;

/// A file of the theme chain before it is understood.
pub(super) struct ThemeFile {
    /// Its bytes.
    pub(super) bytes: Arc<[u8]>,
    /// The site's file; one of the built-in theme has none.
    pub(super) file: Option<FileId>,
    /// The file that this one stands in for.
    pub(super) below: Option<Box<ThemeFile>>,
}

/// Every file of the built-in theme: path below the theme's folder, bytes.
pub fn built_in_files() -> impl Iterator<Item = (String, Arc<[u8]>)> {
    let mut names: Vec<_> = BuiltIn::iter().collect();
    names.sort_unstable();
    names.into_iter().filter_map(|name| Some((name.to_string(), Arc::from(&*BuiltIn::get(&name)?.data))))
}

/// The files of the theme of `config`, by path below a theme's folder.
pub(super) fn files(
    config: &Config,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, ThemeFile> {
    let mut files: BTreeMap<String, ThemeFile> =
        built_in_files().map(|(name, bytes)| (name, ThemeFile { bytes, file: None, below: None })).collect();
    // A folder that is a link or a pipe is listed as a file that cannot be read.
    told_if_unreadable(THEMES, sources, diagnostics);
    for theme in lineage(config, sources, diagnostics).iter().rev() {
        let folder = format!("{THEMES}/{theme}");
        told_if_unreadable(&folder, sources, diagnostics);
        for (id, source) in sources.below(&folder) {
            let name = source.path[folder.len() + 1..].to_owned();
            if name == statement::FILE {
                continue;
            }
            match sources.read(id) {
                Ok(bytes) => {
                    let below = files.remove(&name).map(Box::new);
                    files.insert(name, ThemeFile { bytes: bytes.into(), file: Some(id), below });
                }
                Err(message) => diagnostics.push(unreadable(id, &source.path, &message)),
            }
        }
    }
    files
}

/// The names of the theme of `config` and of those that it extends one after the other, nearest first.
/// The built-in theme's files lie below them all; its name among them means the site's files of that name.
fn lineage(config: &Config, sources: &Sources, diagnostics: &mut Diagnostics) -> Vec<String> {
    let span = sources.find(crate::config::FILE).map(Span::start_of);
    let mut next = Some(Extended { theme: config.theme.clone(), span });
    let mut names: Vec<String> = Vec::new();
    while let Some(Extended { theme, span }) = next {
        if names.contains(&theme) {
            let message = format!("theme `{theme}` extends itself");
            let fault = Diagnostic::error(Code::Theme, span, message);
            diagnostics.push(fault.help("take `extends` out of one of the themes that name one another"));
            break;
        }
        if names.len() == MAX_THEMES {
            let message = format!("more than {MAX_THEMES} themes extend one another");
            let fault = Diagnostic::error(Code::Theme, span, message);
            diagnostics.push(fault.help("put the files of some of them into one"));
            break;
        }
        let folder = format!("{THEMES}/{theme}");
        if theme != BUILT_IN && sources.below(&folder).next().is_none() {
            let message = format!("there is no theme `{theme}`");
            let place =
                if names.is_empty() { "`theme: gazette` in `site.yaml`" } else { "`extends: gazette`" };
            let help = format!("write `{folder}/`, or set {place}");
            diagnostics.push(Diagnostic::error(Code::Theme, span, message).help(help));
            break;
        }
        let file = sources.find(&format!("{folder}/{}", statement::FILE));
        next = file.and_then(|file| statement::read(file, sources, diagnostics));
        names.push(theme);
    }
    names
}

fn told_if_unreadable(path: &str, sources: &Sources, diagnostics: &mut Diagnostics) {
    let Some(id) = sources.find(path) else { return };
    if let Err(message) = sources.read(id) {
        diagnostics.push(unreadable(id, path, &message));
    }
}

pub(super) fn unreadable(file: FileId, path: &str, message: &str) -> Diagnostic {
    Diagnostic::error(Code::Unreadable, Span::start_of(file), format!("`{path}` cannot be read: {message}"))
}
