//! What can be typed after `digest import`.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::commands::import::{Kind, Options, Store};

/// Arguments of `digest import`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files, folders, and http(s) addresses
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<String>,
    /// Folder of the site
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    site: PathBuf,
    /// Store facts and an address, no text (the default, save for folders)
    #[arg(long, conflicts_with = "full")]
    stub: bool,
    /// Store the text as well, as Markdown without anything that could harm
    #[arg(long)]
    full: bool,
    /// Language of the drafts, one of the site's; else that of each source
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// Name of the outlet, in place of what the sources say
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// Leave out what feeds and folders have from before this day
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// What the sources are, where their content does not tell
    #[arg(long, value_name = "KIND")]
    kind: Option<KindName>,
    /// Topic of the drafts, such as `migration/asylum`; may be given more than once
    #[arg(long = "topic", value_name = "PATH")]
    topics: Vec<String>,
    /// Print the paths of the drafts and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Fetch from private and loopback addresses too
    #[arg(long)]
    allow_private: bool,
    /// What counts as now, as a day or an RFC 3339 time; else `SOURCE_DATE_EPOCH`, else now
    #[arg(long, value_name = "TIME")]
    clock: Option<String>,
}

/// Names of kinds.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum KindName {
    /// Plain text, as news wires send it
    Text,
    /// An HTML page
    Page,
    /// RSS, Atom or JSON Feed
    Feed,
    /// A list of feeds in OPML
    Opml,
    /// A content folder of Hugo, Zola or Jekyll
    Folder,
}

impl Args {
    /// As the command takes them.
    pub(super) fn options(self) -> Options {
        let store = match (self.stub, self.full) {
            (true, _) => Some(Store::Stub),
            (_, true) => Some(Store::Full),
            _ => None,
        };
        let kind = self.kind.map(|kind| match kind {
            KindName::Text => Kind::Text,
            KindName::Page => Kind::Page,
            KindName::Feed => Kind::Feed,
            KindName::Opml => Kind::Opml,
            KindName::Folder => Kind::Folder,
        });
        Options {
            sources: self.sources,
            site: self.site,
            store,
            language: self.lang,
            outlet: self.outlet,
            since: self.since,
            kind,
            topics: self.topics,
            dry_run: self.dry_run,
            allow_private: self.allow_private,
            clock: self.clock,
        }
    }
}
