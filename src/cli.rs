//! The command line: what can be typed, and what each command is given.

#![expect(clippy::disallowed_methods, reason = "layer 5: this is where input and output happen")]

#[cfg(feature = "publish")]
mod publish;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands;

/// Builds a static digest of one public issue from a folder of Markdown articles.
#[derive(Debug, Parser)]
#[command(name = "digest", version, max_term_width = 100)]
#[command(
    after_help = "Exit status: 0 fine, 1 the content has faults or a live site differs, 2 the call is wrong, 3 the environment failed."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the site into its output folder
    ///
    /// Every fault of every file is told in one run, and then nothing is written. A build that fails
    /// or is killed leaves the output folder as it was.
    #[command(
        after_help = "Examples:\n  digest build\n  digest build --site my-site --output /srv/www/digest\n  SOURCE_DATE_EPOCH=1700000000 digest build --drafts"
    )]
    Build(BuildArgs),
    /// Show the site in a browser, and every save at once
    ///
    /// Pages are rendered when they are asked for; open pages follow what is saved. While the site has
    /// faults, they are shown over its last version without one. Nothing is written to the output folder.
    #[command(
        after_help = "Examples:\n  digest serve --open\n  digest serve --drafts --future --port 8080\n  digest serve --host 0.0.0.0"
    )]
    Serve(ServeArgs),
    /// Make a new site with examples in both languages
    #[command(
        after_help = "Examples:\n  digest init my-site && cd my-site && digest build\n  digest init --ci github"
    )]
    Init {
        /// Folder to make; it must not exist or be empty
        #[arg(required_unless_present = "ci")]
        folder: Option<PathBuf>,
        /// Write a workflow that publishes the site; into this folder's site, if none is to be made
        #[arg(long, value_name = "HOST")]
        ci: Option<CiHost>,
    },
    /// Take the site to where readers get it: the targets that `site.yaml` names
    ///
    /// Builds the site, shows what would be added, changed and deleted, asks, and does it. A publish that
    /// is interrupted is finished by the next. Only files that this site put there are ever deleted.
    #[cfg(feature = "publish")]
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "Examples:\n  digest publish --dry-run\n  digest publish live --yes --json\n  digest publish status live\n  digest publish rollback live"
    )]
    Publish(publish::PublishArgs),
    /// Print the JSON Schema of `site.yaml` or of an article's front matter, for editors' completion
    #[command(after_help = "Example:\n  digest schema article > article.schema.json")]
    Schema {
        /// What to describe
        of: SchemaOf,
    },
}

/// What `schema` can describe.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SchemaOf {
    /// `site.yaml`
    Site,
    /// Front matter of an article
    Article,
}

/// Hosts whose workflow files `init` can write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CiHost {
    /// GitHub Actions
    Github,
    /// GitLab CI/CD
    Gitlab,
}

#[derive(Debug, Args)]
struct BuildArgs {
    /// Folder of the site
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    site: PathBuf,
    /// Output folder, in place of `output_dir` in `site.yaml`
    #[arg(long, short, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Take in documents marked `draft`
    #[arg(long)]
    drafts: bool,
    /// Take in articles dated after the build's clock
    #[arg(long)]
    future: bool,
    /// Take in articles that have expired
    #[arg(long)]
    expired: bool,
    /// The build's clock, as a day or an RFC 3339 time; else `SOURCE_DATE_EPOCH`, else now
    #[arg(long, value_name = "TIME")]
    clock: Option<String>,
    /// Threads; else one for each processor
    #[arg(long, short = 'j', value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Read and render everything anew
    #[arg(long)]
    no_cache: bool,
    /// Say nothing but faults
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Debug, Args)]
struct ServeArgs {
    /// Folder of the site
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    site: PathBuf,
    /// Name or address to listen on; others in the network see the site with `0.0.0.0`
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1")]
    host: String,
    /// Port to listen on, or the next free one; 0 takes any
    #[arg(long, short, value_name = "PORT", default_value_t = 4000)]
    port: u16,
    /// Open the site in a browser
    #[arg(long)]
    open: bool,
    /// Take in documents marked `draft`
    #[arg(long)]
    drafts: bool,
    /// Take in articles dated after now
    #[arg(long)]
    future: bool,
}

/// Runs the command that was typed.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { 2 } else { 0 };
            // Nothing can be done about a terminal that is gone.
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let terminal = Terminal::of_process();
    let outcome = match cli.command {
        Command::Build(args) => commands::build::run(&options(args), &terminal),
        Command::Serve(args) => commands::serve::run(&args.into(), &terminal),
        Command::Init { folder, ci } => commands::init::run(folder.as_deref(), ci, &terminal),
        #[cfg(feature = "publish")]
        Command::Publish(args) => commands::publish::run(&publish::options(args), &terminal),
        Command::Schema { of } => commands::schema::run(of),
    };
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            terminal.failure(&failure);
            ExitCode::from(failure.code)
        }
    }
}

fn options(args: BuildArgs) -> commands::build::Options {
    commands::build::Options {
        site: args.site,
        output: args.output,
        drafts: args.drafts,
        future: args.future,
        expired: args.expired,
        clock: args.clock,
        jobs: args.jobs.map(usize::from),
        use_cache: !args.no_cache,
        quiet: args.quiet,
    }
}

impl From<ServeArgs> for commands::serve::Options {
    fn from(args: ServeArgs) -> Self {
        let ServeArgs { site, host, port, open, drafts, future } = args;
        Self { site, host, port, open, drafts, future }
    }
}

/// Why a command could not do its work, other than by faults of the content.
#[derive(Debug)]
pub struct Failure {
    /// What happened.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Exit status: 2 for a wrong call, 3 for the environment.
    pub code: u8,
}

impl Failure {
    /// The environment failed: disk, permissions, another process.
    #[must_use]
    pub fn environment(message: impl Into<String>, help: Option<String>) -> Self {
        Self { message: message.into(), help, code: 3 }
    }

    /// The call is wrong.
    #[must_use]
    pub fn call(message: impl Into<String>, help: Option<String>) -> Self {
        Self { message: message.into(), help, code: 2 }
    }
}

/// Where people are told things: the standard error stream.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// Whether colours may be used.
    pub colour: bool,
    /// Whether a line can be overwritten.
    pub interactive: bool,
}

impl Terminal {
    fn of_process() -> Self {
        let interactive = std::io::stderr().is_terminal();
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self { colour: interactive && wanted && !dumb, interactive: interactive && !dumb }
    }

    /// Writes to standard error; a terminal that is gone is nobody's fault.
    pub fn say(&self, text: &str) {
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }

    fn failure(self, failure: &Failure) {
        let (start, end) = if self.colour { ("\u{1b}[1;31m", "\u{1b}[0m") } else { ("", "") };
        let message = crate::report::printable(&failure.message);
        self.say(&format!("{start}error{end}: {message}\n"));
        if let Some(help) = &failure.help {
            self.say(&format!("  = help: {}\n", crate::report::printable(help)));
        }
    }
}
