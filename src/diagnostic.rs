//! What the editor is told: a severity, a stable code, a message, the places it concerns, and help.
//!
//! Stages push faults into [`Diagnostics`] and go on, so that one run shows all of them. Nothing
//! here prints or reads: `report` turns a diagnostic into text.

use std::ops::Range;

use crate::source::FileId;

/// How grave a diagnostic is. An error stops the build before anything is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The site cannot be built as the editor meant it.
    Error,
    /// The site is built; the editor should look.
    Warning,
}

/// A byte range of one source file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Bytes from the start of the file, front matter included.
    pub range: Range<usize>,
}

impl Span {
    /// A span of `range` in `file`.
    #[must_use]
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        Self { file, range }
    }

    /// The start of `file`, for a fault of the whole file.
    #[must_use]
    pub fn start_of(file: FileId) -> Self {
        Self { file, range: 0..0 }
    }
}

/// A second place that a diagnostic concerns, such as the other side of a collision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub span: Span,
    /// What is there, such as ``first used here``.
    pub text: String,
}

/// One fault or doubt, told once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// The stable kind, such as `unknown-key`; documented and never reused for something else.
    pub code: Code,
    /// Lower case, no full stop, values in backticks.
    pub message: String,
    /// The place; `None` where no file is at fault, such as an option of the command line.
    pub span: Option<Span>,
    /// Further places.
    pub related: Vec<Related>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at `span`.
    #[must_use]
    pub fn error(code: Code, span: impl Into<Option<Span>>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span.into(), message.into())
    }

    /// A warning at `span`.
    #[must_use]
    pub fn warning(code: Code, span: impl Into<Option<Span>>, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span.into(), message.into())
    }

    fn new(severity: Severity, code: Code, span: Option<Span>, message: String) -> Self {
        Self { severity, code, message, span, related: Vec::new(), help: None }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds what to do, where there is something to say.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Related { span, text: text.into() });
        self
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal,)+) => {
        /// The stable kinds of diagnostics. `E…` are errors, `W…` warnings.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$name),+];

            /// The code of that name, whatever its case.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(name))
            }

            /// The code as printed, such as `E0102`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code,)+ }
            }

            /// One or two sentences that say what the code means.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$name => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// A file of the site could not be read, or is not a regular file.
    Unreadable = "E0001",
    /// A file is not UTF-8 text.
    NotUtf8 = "E0002",
    /// A file of the site is larger than the generator reads.
    TooLarge = "E0003",
    /// A file changed between being read and being rendered.
    Changed = "E0005",
    /// A picture cannot be decoded.
    BrokenPicture = "E0006",
    /// The site has no `site.yaml`.
    NoSite = "E0004",
    /// The front matter is missing, or its closing `---` is.
    FrontMatterFence = "E0101",
    /// The YAML cannot be parsed.
    YamlSyntax = "E0102",
    /// The YAML nests too deep, is too long, or expands too many aliases.
    YamlLimit = "E0103",
    /// A key that the generator does not know.
    UnknownKey = "E0104",
    /// A key stands twice, or together with its synonym.
    DuplicateKey = "E0105",
    /// A required key is missing.
    MissingKey = "E0106",
    /// A value has the wrong type.
    WrongType = "E0107",
    /// A text that must say something is blank.
    BlankText = "E0108",
    /// A date or a time that does not exist or cannot be read.
    InvalidDate = "E0109",
    /// A value outside what the key allows.
    InvalidValue = "E0110",
    /// A password, a token or another credential in the site's settings.
    Credential = "E0111",
    /// A reference to a topic that has no file.
    UnknownTopic = "E0201",
    /// A reference to a person without a profile, where profiles are closed.
    UnknownPerson = "E0202",
    /// A reference to an organization without a profile, where profiles are closed.
    UnknownOrganization = "E0203",
    /// A reference to a thread that has no file.
    UnknownThread = "E0204",
    /// An edition note for a period in which the digest has no edition.
    UnknownEdition = "E0205",
    /// A translation whose language the site does not have, or that nothing can be translated from.
    StrayTranslation = "E0206",
    /// A name that two entries claim.
    AmbiguousName = "E0207",
    /// A date that contradicts another, such as an update before publication.
    DateOrder = "E0208",
    /// A link to content that does not exist.
    BrokenLink = "E0301",
    /// A link to a heading that its page does not have.
    BrokenFragment = "E0302",
    /// An image or a file that does not exist.
    MissingFile = "E0303",
    /// Two pages with the same address.
    AddressCollision = "E0401",
    /// An address that cannot be used on every host and file system.
    InvalidAddress = "E0402",
    /// A theme that does not exist or cannot be used.
    Theme = "E0501",
    /// A template that cannot be parsed or rendered.
    Template = "E0502",
    /// A message catalogue lacks a key.
    MissingMessage = "E0503",
    /// A link on a finished page, to a page that the site does not have.
    PageLink = "E0701",
    /// A link on a finished page, to a place that the other page does not have.
    PageFragment = "E0702",
    /// A picture, script, style sheet or other file that a finished page asks for and the site does not have.
    PageAsset = "E0703",
    /// An `id` that stands twice on a finished page.
    DuplicateId = "E0704",
    /// A source that was to be imported and that the digest cites already.
    CitedAlready = "E0801",
    /// A draft that cannot be written, because a file or an address is taken.
    DraftExists = "E0802",
    /// A source that nothing can be imported from.
    UnusableSource = "E0803",
    /// A source of an import that could not be read or fetched.
    UnreachableSource = "E0804",
    /// A file in the content folder that the generator has no use for.
    IgnoredFile = "W0001",
    /// A file that is called a picture and is none that browsers show.
    Picture = "W0002",
    /// An address scheme that was taken out of a link.
    UnsafeLink = "W0301",
    /// A theme that was made for another version of the generator.
    ThemeVersion = "W0501",
    /// A topic in which no article is filed, nor below it.
    EmptyTopic = "W0601",
    /// A thread with fewer than two articles.
    ShortThread = "W0602",
    /// An article without a translation into one of the site's languages.
    MissingTranslation = "W0603",
    /// A translation that has not been updated since its original was.
    StaleTranslation = "W0604",
    /// A source with an address and no archived copy, which is lost when its outlet takes it down.
    UnarchivedSource = "W0605",
    /// A source that an article cites twice.
    RepeatedSource = "W0606",
    /// An address with parameters that follow readers and lead nowhere else.
    TrackingParameter = "W0607",
    /// Key facts in an article without a source.
    UnsourcedFacts = "W0608",
    /// A date in the name of an article's file that is not the article's, so that files and pages of a thread
    /// stand in different orders.
    FileDate = "W0609",
    /// An article that is left out because its date is still to come.
    FutureDate = "W0610",
    /// The name of somebody who has a profile, without its accents.
    NameSpelling = "W0611",
    /// A picture on a finished page without a text that stands for it.
    ImageWithoutText = "W0705",
    /// Headings on a finished page that skip a level, or a page without a first heading.
    HeadingOrder = "W0706",
    /// A page that no chain of links leads to from the front page.
    UnreachablePage = "W0707",
    /// An item of a feed or a folder that was left out, because the digest has it already.
    ItemKnown = "W0801",
    /// Something in a file of another generator that has no counterpart here.
    NotCarriedOver = "W0802",
    /// The page of a feed's item was not fetched; its draft has what the feed says.
    PageNotFetched = "W0803",
    /// A page of others that is gone: its server says so (404, 410), or there is no such host.
    DeadLink = "W0901",
    /// A page of others that has another address for good (301, 308).
    MovedLink = "W0902",
    /// A page of others whose server does not let programs see it, or not so often (401, 403, 429 and the
    /// like); people may well see it.
    RefusedLink = "W0903",
    /// A page of others whose server gave no answer in time, or one that tells of a fault of its own.
    UnansweredLink = "W0904",
}

/// The codes that an editor can silence: what a check finds and a build does not mind.
pub const SILENCEABLE: &[&str] = &[
    "W0601", "W0602", "W0603", "W0604", "W0605", "W0606", "W0607", "W0608", "W0609", "W0610", "W0611",
    "W0705", "W0706", "W0707", "W0901", "W0902", "W0903", "W0904",
];

/// Collects diagnostics. Order of pushing does not matter: [`Diagnostics::sorted`] fixes it.
#[derive(Debug, Default, Clone)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds all of `others`.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        self.list.extend(others);
    }

    /// Whether any of them is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.severity == Severity::Error)
    }

    /// Number of diagnostics of `severity`.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|d| d.severity == severity).count()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them in one fixed order: by file, place and code, repeats dropped.
    #[must_use]
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        let place = |d: &Diagnostic| d.span.as_ref().map(|s| (s.file, s.range.start));
        self.list.sort_by(|a, b| {
            place(a).cmp(&place(b)).then(a.code.cmp(&b.code)).then_with(|| a.message.cmp(&b.message))
        });
        self.list.dedup();
        self.list
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

/// The known name nearest to `name`, if one is near enough to be meant.
#[must_use]
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let limit = (wanted.chars().count() / 3).clamp(1, 4);
    known
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}
