//! `theme.yaml`: what a theme says of itself, above all which versions of the generator it works with
//! and which theme it extends. No other file of a theme is read here.

use semver::{Version, VersionReq};

use super::chain::unreadable;
use crate::content::front_matter::{self, Document, Key, Kind, Part, Table};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::source::{FileId, Sources};

/// Name of the file, in the theme's folder.
pub const FILE: &str = "theme.yaml";

/// What it may say.
pub const THEME: Table = Table {
    keys: &[
        Key::new(
            "generator",
            Kind::Text,
            "Versions of the generator that the theme works with, such as `>=0.1, <0.3`.",
        ),
        Key::new("extends", Kind::Text, "Another theme, whose files lie below those of this one."),
        Key::new("name", Kind::Text, "The theme's name, for people."),
        Key::new("description", Kind::Prose, "What it is for."),
        Key::new("license", Kind::Text, "Its licence, as an SPDX expression such as `MIT`."),
        Key::new("homepage", Kind::Url, "Where it is published."),
    ],
    hints: &[
        ("min_version", "use `generator`, such as `generator: \">=0.1\"`"),
        ("version", "use `generator` for the versions of the generator that the theme works with"),
    ],
};

/// A theme that another one extends, and where that is said.
pub(super) struct Extended {
    /// Its name.
    pub(super) theme: String,
    /// Where it is named.
    pub(super) span: Option<Span>,
}

/// Reads a theme's statement, and tells if it is not for this version of the generator.
pub(super) fn read(file: FileId, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Extended> {
    let bytes = match sources.read(file) {
        Ok(bytes) => bytes,
        Err(message) => {
            diagnostics.push(unreadable(file, sources.path(file), &message));
            return None;
        }
    };
    let Ok(text) = std::str::from_utf8(&bytes) else {
        let message = format!("`{}` is not UTF-8 text", sources.path(file));
        let fault = Diagnostic::error(Code::NotUtf8, Span::start_of(file), message);
        diagnostics.push(fault.help("save it as UTF-8 in your editor"));
        return None;
    };
    check(file, text, env!("CARGO_PKG_VERSION"), diagnostics)
}

fn check(file: FileId, text: &str, version: &str, diagnostics: &mut Diagnostics) -> Option<Extended> {
    let document = Document::whole(file, text);
    let node = match front_matter::read(&document, front_matter::SITE_BYTES) {
        Ok(node) => node,
        Err(fault) => {
            diagnostics.push(fault);
            return None;
        }
    };
    let (mut keys, faults) = front_matter::check(node, &THEME, &document);
    diagnostics.extend(faults);
    let place = keys.place_of("generator");
    if let Some(wanted) = keys.text("generator") {
        let span = place.span(&document, THEME.keys, Part::Value);
        diagnostics.extend(mismatch(&wanted, version, span));
    }
    let place = keys.place_of("extends");
    let theme = keys.text("extends")?;
    Some(Extended { theme, span: Some(place.span(&document, THEME.keys, Part::Value)) })
}

/// What is to be told where `version` is not among the `wanted` ones.
fn mismatch(wanted: &str, version: &str, span: Span) -> Option<Diagnostic> {
    let Ok(range) = VersionReq::parse(wanted) else {
        let message = format!("`{wanted}` is no range of versions");
        let fault = Diagnostic::error(Code::InvalidValue, span, message);
        return Some(fault.help("write such as `0.1`, `>=0.1, <0.3` or `=0.1.4`"));
    };
    if Version::parse(version).is_ok_and(|version| range.matches(&version)) {
        return None;
    }
    let message = format!("this theme is for versions `{wanted}` of the generator, which is {version}");
    let help = "look for another version of the theme, or change `generator` if the site looks right";
    Some(Diagnostic::warning(Code::ThemeVersion, span, message).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(range: &str, version: &str) -> Vec<Code> {
        let mut diagnostics = Diagnostics::default();
        let _ = check(FileId(0), &format!("generator: \"{range}\"\n"), version, &mut diagnostics);
        diagnostics.sorted().iter().map(|diagnostic| diagnostic.code).collect()
    }

    #[test]
    fn a_version_outside_of_the_range_is_told() {
        for (range, version, fits) in [
            ("0.1", "0.1.0", true),
            ("0.1", "0.1.9", true),
            ("0.1", "0.2.0", false),
            (">=0.1, <0.3", "0.2.4", true),
            (">=0.1, <0.3", "0.3.0", false),
            ("=0.1.4", "0.1.5", false),
            ("*", "9.9.9", true),
        ] {
            assert_eq!(told(range, version).is_empty(), fits, "{range} and {version}");
        }
        assert_eq!(told("newest", "0.1.0"), [Code::InvalidValue]);
    }
}
