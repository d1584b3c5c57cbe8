//! A theme: templates, style sheets and other assets, message catalogues, fonts of social cards.
//!
//! Each file is looked for in `themes/<name>/` of the site, in the theme that this one extends, then in
//! the binary. Nothing is rendered here.

mod assets;
mod chain;
mod constants;
pub mod names;
pub mod statement;

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::Tera;

use self::assets::Naming;
use self::chain::ThemeFile;
use self::names::Names;
use crate::address::Url;
use crate::config::Config;
use crate::content::front_matter::{self, Document, Node, Part, Place};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::language::{Catalogue, Language, Message, PLURAL_CATEGORIES};
use crate::source::{FileId, Sources};

pub use self::chain::built_in_files;

/// Name of the theme that is part of the binary.
pub const BUILT_IN: &str = "gazette";

/// Longest chain of templates that take in one another.
const MAX_NESTING: usize = 64;

/// Folder of the fonts of social cards, in a theme.
const CARDS: &str = "cards/";

/// Folder of themes, relative to the site's root.
pub const THEMES: &str = "themes";

/// Position in [`Theme::assets`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetId(pub u32);

impl AssetId {
    /// The id of position `at`.
    #[must_use]
    pub fn at(at: usize) -> Self {
        Self(u32::try_from(at).unwrap_or(u32::MAX))
    }
}

/// A file of the theme's `static/`.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Path below the theme's `static/`, such as `css/gazette.css`.
    pub name: String,
    /// Where it is published.
    pub url: Url,
    /// Its bytes; in a style sheet, names of other assets are those that they are published under.
    pub bytes: Arc<[u8]>,
    /// Whether its address changes with its bytes, so that a browser may keep it.
    pub immutable: bool,
}

/// What social cards are written with.
#[derive(Debug, Clone)]
pub struct CardFonts {
    /// Font of headlines and the site's name: a TrueType or OpenType file.
    pub headline: CardFont,
    /// Font of the other texts.
    pub plain: CardFont,
    /// XXH3-128 of both and of the generator's version.
    pub hash: u128,
}

/// A font file below the theme's `cards/`.
#[derive(Debug, Clone)]
pub struct CardFont {
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// The site's file; the built-in theme's has none.
    pub file: Option<FileId>,
}

/// A loaded theme.
pub struct Theme {
    /// Fonts of social cards.
    pub card_fonts: CardFonts,
    /// Its templates; functions are registered by the renderer.
    pub templates: BTreeMap<String, String>,
    /// What its templates can ask for, by kind of page.
    pub names: BTreeMap<String, Names>,
    /// Its assets, by name.
    pub assets: Vec<Asset>,
    /// Its message catalogues by language tag, fallbacks filled in.
    pub catalogues: BTreeMap<String, Catalogue>,
    /// XXH3 of every template and catalogue: what pages depend on besides their view.
    pub fingerprint: u128,
    /// Template name to file, for the places of faults; built-in templates have none.
    pub files: BTreeMap<String, FileId>,
}

impl std::fmt::Debug for Theme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Theme").field("assets", &self.assets.len()).finish_non_exhaustive()
    }
}

/// Loads the theme of `config`: its files over those that it extends over the built-in ones.
#[must_use]
pub fn load(config: &Config, sources: &Sources, diagnostics: &mut Diagnostics) -> Theme {
    let files = chain::files(config, sources, diagnostics);
    sort(config, files, sources, diagnostics)
}

/// Sorts the files of the chain into templates, catalogues and assets.
fn sort(
    config: &Config,
    files: BTreeMap<String, ThemeFile>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Theme {
    let mut theme = Theme {
        card_fonts: card_fonts(&files),
        templates: BTreeMap::new(),
        names: BTreeMap::new(),
        assets: Vec::new(),
        catalogues: BTreeMap::new(),
        fingerprint: 0,
        files: BTreeMap::new(),
    };
    let mut hash = xxhash_rust::xxh3::Xxh3::new();
    let (mut own, mut published) = (BTreeMap::new(), BTreeMap::new());
    for (name, file) in files {
        if let Some(asset) = name.strip_prefix("static/") {
            published.insert(asset.to_owned(), file.bytes);
            continue;
        }
        if name.starts_with(CARDS) {
            continue;
        }
        hash.update(name.as_bytes());
        hash.update(&(file.bytes.len() as u64).to_le_bytes());
        hash.update(&file.bytes);
        if let Some(template) = name.strip_prefix("templates/") {
            let text = text_of(&name, &file, diagnostics);
            theme.files.extend(file.file.map(|id| (template.to_owned(), id)));
            theme.templates.insert(template.to_owned(), text);
        } else if let Some(tag) = name.strip_prefix("i18n/").and_then(|n| n.strip_suffix(".yaml")) {
            own.insert(tag.to_owned(), merged_catalogue(&file, diagnostics));
        }
    }
    theme.names = names::by_page(&theme.templates);
    let naming = if config.outputs.fingerprints { Naming::Fingerprinted } else { Naming::Plain };
    theme.assets = assets::publish(&published, naming);
    theme.fingerprint = hash.digest128();
    theme.catalogues = with_fallbacks(config, &own, sources, diagnostics);
    theme
}

/// The fonts of social cards. They are no part of the theme's fingerprint, since no page shows them.
fn card_fonts(files: &BTreeMap<String, ThemeFile>) -> CardFonts {
    let font = |name: &str| match files.get(&format!("{CARDS}{name}.ttf")) {
        Some(file) => CardFont { bytes: Arc::clone(&file.bytes), file: file.file },
        None => CardFont { bytes: Arc::from([]), file: None },
    };
    let (headline, plain) = (font("headline"), font("plain"));
    let mut hash = xxhash_rust::xxh3::Xxh3::new();
    hash.update(&headline.bytes);
    hash.update(&plain.bytes);
    hash.update(crate::GENERATOR.as_bytes());
    CardFonts { headline, plain, hash: hash.digest128() }
}

/// The text of a template or a catalogue; what is not UTF-8 is told and taken as empty.
fn text_of(name: &str, file: &ThemeFile, diagnostics: &mut Diagnostics) -> String {
    match std::str::from_utf8(&file.bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let message = format!("`{name}` is not UTF-8 text");
            let fault = Diagnostic::error(Code::NotUtf8, file.file.map(Span::start_of), message);
            diagnostics.push(fault.help("save it as UTF-8 in your editor"));
            String::new()
        }
    }
}

/// A catalogue over those below it: a theme's need only say what differs.
fn merged_catalogue(file: &ThemeFile, diagnostics: &mut Diagnostics) -> Catalogue {
    let below = file.below.as_ref();
    let mut texts = below.map_or_else(Catalogue::new, |below| merged_catalogue(below, diagnostics));
    texts.extend(catalogue(file, diagnostics));
    texts
}

/// Reads a catalogue: keys with a text, or with a text for each plural category.
fn catalogue(file: &ThemeFile, diagnostics: &mut Diagnostics) -> Catalogue {
    let text = text_of("the catalogue", file, diagnostics);
    let document = Document::whole(file.file.unwrap_or(FileId(u32::MAX)), &text);
    let node = match front_matter::read(&document, front_matter::SITE_BYTES) {
        Ok(node) => node,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            return Catalogue::new();
        }
    };
    let Node::Map(entries) = node else { return Catalogue::new() };
    let mut catalogue = Catalogue::new();
    for (key, value) in entries {
        let place = Place::default().key(key.clone());
        let message = match value {
            Node::Text(text) => Ok(Message::Plain(text)),
            Node::Map(forms) => plural(forms),
            _ => Err("a message is a text, or a text for each plural form".to_owned()),
        };
        match message {
            Ok(message) => {
                catalogue.insert(key, message);
            }
            Err(message) => {
                let span = file.file.map(|_| place.span(&document, &[], Part::Value));
                diagnostics.push(
                    Diagnostic::error(Code::MissingMessage, span, message)
                        .help("write `key: text`, or `key: {one: text, other: text}`"),
                );
            }
        }
    }
    catalogue
}

fn plural(forms: Vec<(String, Node)>) -> Result<Message, String> {
    let (mut known, mut other) = (BTreeMap::new(), None);
    for (form, text) in forms {
        let Node::Text(text) = text else { return Err(format!("the plural form `{form}` is no text")) };
        if form == "other" {
            other = Some(text);
        } else if let Some(name) = PLURAL_CATEGORIES.iter().find(|name| **name == form) {
            known.insert(*name, text);
        } else {
            return Err(format!("`{form}` is no plural form"));
        }
    }
    let other = other.ok_or_else(|| "the plural form `other` is missing".to_owned())?;
    Ok(Message::Plural { forms: known, other })
}

/// A catalogue for each language of the site. A language takes the catalogue of its exact tag, or
/// of its primary language; what that lacks is English, and is told.
fn with_fallbacks(
    config: &Config,
    own: &BTreeMap<String, Catalogue>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, Catalogue> {
    let english = own.get("en").cloned().unwrap_or_default();
    let mut filled = BTreeMap::new();
    for language in &config.languages {
        let primary = language.tag.split('-').next().unwrap_or_default();
        let mut catalogue = own.get(&language.tag).or_else(|| own.get(primary)).cloned().unwrap_or_default();
        let missing: Vec<&String> = english.keys().filter(|key| !catalogue.contains_key(*key)).collect();
        if !missing.is_empty() {
            let shown: Vec<String> = missing.iter().take(5).map(|key| format!("`{key}`")).collect();
            let path = format!("{THEMES}/{}/i18n/{}.yaml", config.theme, language.tag);
            let message = format!(
                "the catalogue for `{}` lacks {} messages: {}",
                language.tag,
                missing.len(),
                shown.join(", ")
            );
            let span = sources.find(&path).map(Span::start_of);
            diagnostics.push(
                Diagnostic::error(Code::MissingMessage, span, message)
                    .help(format!("write them in `{path}`")),
            );
        }
        for (key, message) in &english {
            catalogue.entry(key.clone()).or_insert_with(|| message.clone());
        }
        filled.insert(language.tag.clone(), catalogue);
    }
    filled
}

impl Theme {
    /// The languages of `config` with this theme's texts.
    #[must_use]
    pub fn languages(&self, config: &Config) -> Vec<Language> {
        let catalogue = |tag: &str| self.catalogues.get(tag).cloned().unwrap_or_default();
        config.languages.iter().map(|l| Language::new(&l.tag, catalogue(&l.tag))).collect()
    }

    /// What the templates of a kind of page can ask for.
    #[must_use]
    pub fn names(&self, kind: &str) -> &Names {
        self.names.get(kind).unwrap_or(Names::ANY)
    }

    /// The templates as an engine for `language`, or what is wrong with them.
    ///
    /// # Errors
    /// A diagnostic at the template's place.
    pub fn engine(&self, mut engine: Tera, language: &Language) -> Result<Tera, Box<Diagnostic>> {
        if let Some(template) = self.nests_too_deep() {
            let span = self.files.get(template).map(|file| Span::start_of(*file));
            let message = format!("template `{template}` takes in others more than {MAX_NESTING} deep");
            let fault = Diagnostic::error(Code::Template, span, message);
            return Err(Box::new(fault.help("take in fewer templates one through the other")));
        }
        let fill_in = |(name, text): (&'_ String, &'_ String)| {
            // Only in HTML are the engine's texts escaped, and these are fit for that.
            let is_html = name.ends_with(".html");
            let filled = if is_html { constants::fill_in(text, language).into_owned() } else { text.clone() };
            (name.clone(), filled)
        };
        match engine.add_raw_templates(self.templates.iter().map(fill_in)) {
            Ok(()) => Ok(engine),
            Err(error) => Err(Box::new(self.fault(&error))),
        }
    }

    /// A template from which a chain of `include` and `extends` is longer than the engine, which
    /// follows them on the stack, can be trusted with. A circle is the engine's to tell.
    fn nests_too_deep(&self) -> Option<&str> {
        let named = |text: &str| -> Vec<String> {
            let after = ["include", "extends"].iter().flat_map(|word| text.split(word).skip(1));
            after
                .filter_map(|rest| Some(rest.trim_start().strip_prefix('"')?.split('"').next()?.to_owned()))
                .collect()
        };
        let next: BTreeMap<&str, Vec<String>> =
            self.templates.iter().map(|(name, text)| (name.as_str(), named(text))).collect();
        // Templates that a chain of a given length starts from: fewer for each longer chain, unless
        // there is a circle.
        let mut starts: Vec<&str> = next.keys().copied().collect();
        let mut found = None;
        for length in 1..=next.len().max(MAX_NESTING) {
            let ends: std::collections::BTreeSet<&str> = starts.into_iter().collect();
            let reaches = |names: &Vec<String>| names.iter().any(|name| ends.contains(name.as_str()));
            starts = next.iter().filter(|(_, names)| reaches(names)).map(|(name, _)| *name).collect();
            if length == MAX_NESTING {
                found = starts.first().copied();
            }
        }
        let has_circle = !starts.is_empty();
        let name = found.filter(|_| !has_circle)?;
        self.templates.get_key_value(name).map(|(name, _)| name.as_str())
    }

    /// A fault of the template engine as a diagnostic.
    #[must_use]
    pub fn fault(&self, error: &tera::Error) -> Diagnostic {
        use tera::ErrorKind;
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let file = self.files.get(report.filename());
                let span = file.map(|file| Span::new(*file, report.span().range.clone()));
                let message = format!("template `{}`: {}", report.filename(), lower_first(report.message()));
                Diagnostic::error(Code::Template, span, message)
            }
            ErrorKind::CircularInclude { tpl, .. } | ErrorKind::CircularExtend { tpl, .. } => {
                let span = self.files.get(tpl).map(|file| Span::start_of(*file));
                Diagnostic::error(Code::Template, span, format!("template `{tpl}` takes in itself"))
                    .help("break the circle of `include` and `extends`")
            }
            ErrorKind::MissingParent { current, parent } => {
                let span = self.files.get(current).map(|file| Span::start_of(*file));
                let message = format!("template `{current}` extends `{parent}`, which does not exist");
                Diagnostic::error(Code::Template, span, message).help("name a template of the theme")
            }
            other => self.fault_in_text(&other.to_string()),
        }
    }

    /// A fault that the engine tells only as text: `error: …`, then a line ` --> template:1:2`.
    fn fault_in_text(&self, text: &str) -> Diagnostic {
        let message = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
        let message = lower_first(message.strip_prefix("error: ").unwrap_or(message).trim_end_matches('.'));
        let place = text.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
        let place = place.and_then(|place| {
            let (rest, column) = place.rsplit_once(':')?;
            let (name, line) = rest.rsplit_once(':')?;
            Some((name, line.trim().parse::<usize>().ok()?, column.trim().parse::<usize>().ok()?))
        });
        let Some((name, line, column)) = place else {
            return Diagnostic::error(Code::Template, None, message);
        };
        let source = self.templates.get(name).map_or("", String::as_str);
        let before: usize = source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let start = (before + column.saturating_sub(1)).min(source.len());
        let span = self.files.get(name).map(|file| Span::new(*file, start..start + 1));
        Diagnostic::error(Code::Template, span, format!("template `{name}`: {message}"))
    }
}

fn lower_first(text: &str) -> String {
    let text = text.lines().next().unwrap_or_default();
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
