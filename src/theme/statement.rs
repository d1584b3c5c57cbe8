//! `theme.yaml`: what a theme says of itself, above all which versions of the generator it works with.

use semver::{Version, VersionReq};

use crate::content::front_matter::{self, Document, Key, Kind, Part, Table};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::source::FileId;

/// Name of the file, in the theme's folder.
pub const FILE: &str = "theme.yaml";

/// What it may say.
pub const THEME: Table = Table {
    keys: &[
        Key::new(
            "generator",
            Kind::Text,
            "Versions of the generator that the theme works with, such as `>=0.1, <0.3`.",
        )
        .required(),
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

/// Tells what is wrong with a theme's statement, and a version of the generator that it does not name.
pub(super) fn check(file: FileId, text: &str, version: &str, diagnostics: &mut Diagnostics) {
    let document = Document::whole(file, text);
    let node = match front_matter::read(&document, front_matter::SITE_BYTES) {
        Ok(node) => node,
        Err(fault) => return diagnostics.push(fault),
    };
    let (mut keys, faults) = front_matter::check(node, &THEME, &document);
    diagnostics.extend(faults);
    let place = keys.place_of("generator");
    let Some(wanted) = keys.text("generator") else { return };
    let span: Span = place.span(&document, THEME.keys, Part::Value);
    let Ok(range) = VersionReq::parse(&wanted) else {
        let message = format!("`{wanted}` is no range of versions");
        diagnostics.push(
            Diagnostic::error(Code::InvalidValue, span, message)
                .help("write such as `0.1`, `>=0.1, <0.3` or `=0.1.4`"),
        );
        return;
    };
    let fits = Version::parse(version).is_ok_and(|version| range.matches(&version));
    if !fits {
        let message = format!("this theme is for versions `{wanted}` of the generator, which is {version}");
        diagnostics
            .push(Diagnostic::warning(Code::ThemeVersion, span, message).help(
                "look for another version of the theme, or change `generator` if the site looks right",
            ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(range: &str, version: &str) -> Vec<Code> {
        let mut diagnostics = Diagnostics::default();
        check(FileId(0), &format!("generator: \"{range}\"\n"), version, &mut diagnostics);
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
