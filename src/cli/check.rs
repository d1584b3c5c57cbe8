//! What can be typed after `digest check`.

use std::path::PathBuf;
#[cfg(feature = "external-links")]
use std::time::Duration;

use super::FindingsFormat;
use crate::commands::check::Options;
#[cfg(feature = "external-links")]
use crate::commands::check::external;

/// Arguments of `digest check`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder of the site
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    site: PathBuf,
    /// Take in documents marked `draft`
    #[arg(long)]
    drafts: bool,
    /// Take in articles dated after the check's clock
    #[arg(long)]
    future: bool,
    /// The check's clock, as a day or an RFC 3339 time; else `SOURCE_DATE_EPOCH`, else now
    #[arg(long, value_name = "TIME")]
    clock: Option<String>,
    /// How findings are told
    #[arg(long, value_enum, default_value_t = FindingsFormat::Text)]
    format: FindingsFormat,
    /// Fail on warnings too
    #[arg(long)]
    strict: bool,
    /// Ask whether the pages of others that the site leads to are still there
    #[cfg(feature = "external-links")]
    #[arg(long, help_heading = "Outside addresses")]
    external: bool,
    #[cfg(feature = "external-links")]
    #[command(flatten, next_help_heading = "Outside addresses")]
    outside: Outside,
}

/// How outside addresses are asked for.
#[cfg(feature = "external-links")]
#[derive(Debug, clap::Args)]
struct Outside {
    /// Ask an archive for copies of pages that are gone
    #[arg(long, requires = "external")]
    suggest_archive: bool,
    /// The archive's API, in place of `check: {archive_api: …}` in `site.yaml` and of the Wayback Machine's
    #[arg(long, value_name = "URL", requires = "suggest_archive")]
    archive_api: Option<String>,
    /// Days that an answer is believed before the page is asked for again; 0 asks for all of them now
    #[arg(long, value_name = "DAYS", default_value_t = 7, requires = "external")]
    max_age: u16,
    /// Seconds that a page may take
    #[arg(long, value_name = "SECONDS", default_value_t = 20, requires = "external",
        value_parser = clap::value_parser!(u16).range(1..=600))]
    timeout: u16,
    /// Seconds between two requests to one host
    #[arg(long, value_name = "SECONDS", default_value_t = 1, requires = "external",
        value_parser = clap::value_parser!(u16).range(0..=600))]
    delay: u16,
    /// Connect to private and loopback addresses too
    #[arg(long, requires = "external")]
    allow_private: bool,
}

impl Args {
    /// As the command takes them.
    pub(super) fn options(self) -> Options {
        Options {
            site: self.site,
            drafts: self.drafts,
            future: self.future,
            clock: self.clock,
            format: self.format,
            strict: self.strict,
            #[cfg(feature = "external-links")]
            external: self.external.then(|| self.outside.options()),
        }
    }
}

#[cfg(feature = "external-links")]
impl Outside {
    fn options(self) -> external::Options {
        external::Options {
            suggest_archive: self.suggest_archive,
            archive_api: self.archive_api,
            max_age: self.max_age,
            timeout: Duration::from_secs(self.timeout.into()),
            delay: Duration::from_secs(self.delay.into()),
            allow_private: self.allow_private,
        }
    }
}
