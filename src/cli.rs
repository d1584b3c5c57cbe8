//! The command line: what can be typed, and what each command is given.

#![expect(clippy::disallowed_methods, reason = "layer 5: this is where input and output happen")]

mod check;
#[cfg(feature = "import")]
mod import;
#[cfg(feature = "publish")]
mod publish;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::commands;
use crate::content::layout::Kind;

/// Builds a static digest of one public issue from a folder of Markdown articles.
#[derive(Debug, Parser)]
#[command(name = "digest", version, max_term_width = 100)]
#[command(
    after_help = "A first site:\n  digest init my-site\n  cd my-site\n  digest serve --open\n\nExit status: 0 fine, 1 the content has faults or a live site differs, 2 the call is wrong, 3 the environment failed."
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
    /// Look for everything that is wrong or odd, in the content and in the finished pages
    ///
    /// Every page is rendered in memory; nothing is written. What is found has a code, which
    /// `digest explain` explains and `silence` in a file's front matter or under `check` in `site.yaml`
    /// silences. Nothing is asked of the network, save with `--external`.
    #[command(
        after_help = "Examples:\n  digest check\n  digest check --strict --format github\n  digest check --external --suggest-archive\n  digest check --format json | jq '.[].code'"
    )]
    Check(check::Args),
    /// List articles, topics, editions, what is left out, or what is filed nowhere
    #[command(
        after_help = "Examples:\n  digest list articles\n  digest list topics --format csv > topics.csv"
    )]
    List(ListArgs),
    /// Explain a code of a fault, or list them all
    #[command(after_help = "Example:\n  digest explain E0104")]
    Explain {
        /// Code, such as `W0605`
        code: Option<String>,
    },
    /// Print completions for a shell
    #[command(
        after_help = "Example:\n  digest completions bash > ~/.local/share/bash-completion/completions/digest"
    )]
    Completions {
        /// Shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(after_help = "Example:\n  digest man > ~/.local/share/man/man1/digest.1")]
    Man,
    /// Make a file with complete, commented front matter
    ///
    /// It begins as a draft. Its name follows from the title; nothing is ever replaced. A site or a theme
    /// may have its own `archetypes/article.md` and so on.
    #[command(
        after_help = "Examples:\n  digest new article \"Talks resume\" --topic migration/asylum --source https://news.example/talks\n  digest new article content/articles/2018/2018-07-12-talks.md --lang es\n  digest new topic \"Asylum\" --topic migration\n  digest new edition 2018-w28 --edit"
    )]
    New(NewArgs),
    /// Show the site in a browser, and every save at once
    ///
    /// Pages are rendered when they are asked for; open pages follow what is saved. While the site has
    /// faults, they are shown over its last version without one. Nothing is written to the output folder.
    #[command(
        after_help = "Examples:\n  digest serve --open\n  digest serve --drafts --future --port 8080\n  digest serve --host 0.0.0.0"
    )]
    Serve(ServeArgs),
    /// Make a new site with examples in both languages
    ///
    /// With a workflow that builds it and publishes it with GitHub Pages, or with GitLab. No file is ever
    /// replaced.
    #[command(
        after_help = "Examples:\n  digest init my-site && cd my-site && digest serve --open\n  digest init my-site --no-ci\n  digest init --ci gitlab"
    )]
    Init {
        /// Folder to make; it must not exist or be empty
        #[arg(required_unless_present = "ci")]
        folder: Option<PathBuf>,
        /// Host that the workflow is for, GitHub if none is named; into this folder's site, if none is to be made
        #[arg(long, value_name = "HOST")]
        ci: Option<CiHost>,
        /// Write no workflow
        #[arg(long, conflicts_with = "ci")]
        no_ci: bool,
    },
    /// Make drafts from news texts, web pages, feeds, or another generator's articles
    ///
    /// Each draft cites its source: outlet, title, author, language, dates, and the address without
    /// what only tracks readers. What the digest cites already is refused, and no file is replaced.
    /// What is found by guessing (headlines of wires, topics, people, organizations) is marked with
    /// comments for you to confirm. Paths of drafts go to standard output.
    #[cfg(feature = "import")]
    #[command(
        after_help = "Examples:\n  digest import wire/voa-2018-07-12.txt\n  digest import https://news.example.org/2018/07/talks.html --topic migration/asylum\n  digest import https://news.example.org/feed.xml --since 2018-07-01 --dry-run\n  digest import feeds.opml --since 2018-07-01\n  digest import page.html --full --lang es\n  digest import ../old-blog/content/posts"
    )]
    Import(import::Args),
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

/// How findings are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FindingsFormat {
    /// For people, as every command tells faults
    Text,
    /// An array of objects
    Json,
    /// Annotations of GitHub Actions
    Github,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Listed {
    /// Articles, newest first
    Articles,
    /// Topics, as a tree
    Topics,
    /// Editions, newest first
    Editions,
    /// Documents that a build leaves out: drafts, those to come, those that have expired
    Drafts,
    /// Articles in no topic and no thread
    Orphans,
}

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Columns, for people
    Table,
    /// An array of objects
    Json,
    /// Comma-separated values with a line of names (RFC 4180)
    Csv,
}

/// Which workflow a new site gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Workflow {
    /// That of GitHub.
    Usual,
    /// That of this host.
    Of(CiHost),
    /// None.
    Unwanted,
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
struct ListArgs {
    /// What to list
    what: Listed,
    /// Folder of the site
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    site: PathBuf,
    /// How to write it
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    format: ListFormat,
}

#[derive(Debug, Args)]
struct NewArgs {
    /// What to make
    kind: NewKind,
    /// Its title; of an edition its key, such as `2018-w28`; with `--lang`, also the file to translate
    title: String,
    /// Folder of the site
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    site: PathBuf,
    /// Topic of an article, or parent of a topic
    #[arg(long = "topic", value_name = "TOPIC")]
    topics: Vec<String>,
    /// Day of an article; else today
    #[arg(long, value_name = "DAY")]
    date: Option<String>,
    /// Address of a source of an article
    #[arg(long = "source", value_name = "URL")]
    sources: Vec<String>,
    /// Language that it is written in, if not the site's default
    #[arg(long = "lang", value_name = "LANGUAGE")]
    language: Option<String>,
    /// Open it in `$VISUAL` or `$EDITOR`
    #[arg(long)]
    edit: bool,
}

/// What `new` can make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NewKind {
    /// An article
    Article,
    /// A topic
    Topic,
    /// A person's profile
    Person,
    /// An organization's profile
    Organization,
    /// A thread
    Thread,
    /// A term of the glossary
    Term,
    /// A note on an edition
    Edition,
    /// A plain page
    Page,
}

impl NewKind {
    /// Its name, as typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            NewKind::Article => "article",
            NewKind::Topic => "topic",
            NewKind::Person => "person",
            NewKind::Organization => "organization",
            NewKind::Thread => "thread",
            NewKind::Term => "term",
            NewKind::Edition => "edition",
            NewKind::Page => "page",
        }
    }

    /// Its folder below `content/`.
    #[must_use]
    pub fn folder(self) -> &'static str {
        self.of_content().folder()
    }

    /// The kind of document that it is.
    #[must_use]
    pub fn of_content(self) -> Kind {
        match self {
            NewKind::Article => Kind::Article,
            NewKind::Topic => Kind::Topic,
            NewKind::Person => Kind::Person,
            NewKind::Organization => Kind::Organization,
            NewKind::Thread => Kind::Thread,
            NewKind::Term => Kind::Term,
            NewKind::Edition => Kind::Edition,
            NewKind::Page => Kind::Page,
        }
    }
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

/// The variable that holds the milliseconds that a reader may leave what `serve` sends.
const PATIENCE: &str = "DIGEST_SERVE_PATIENCE";

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
        Command::Check(args) => commands::check::run(&args.options(), &terminal),
        Command::List(ListArgs { what, site, format }) => {
            commands::list::run(&commands::list::Options { site, what, format }, &terminal)
        }
        Command::Explain { code } => commands::explain::run(code.as_deref(), &terminal),
        Command::Completions { shell } => completions(shell, &terminal),
        Command::Man => manual(&terminal),
        Command::New(args) => commands::new::run(&args.into(), &terminal),
        Command::Serve(args) => commands::serve::run(&args.into(), &terminal),
        Command::Init { folder, ci, no_ci } => {
            let usual = if no_ci { Workflow::Unwanted } else { Workflow::Usual };
            commands::init::run(folder.as_deref(), ci.map_or(usual, Workflow::Of), &terminal)
        }
        #[cfg(feature = "import")]
        Command::Import(args) => commands::import::run(&args.options(), &terminal),
        #[cfg(feature = "publish")]
        Command::Publish(args) => commands::publish::run(&publish::options(args), &terminal),
        Command::Schema { of } => commands::schema::run(of, &terminal),
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

fn completions(shell: clap_complete::Shell, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "digest", &mut text);
    terminal.print(&String::from_utf8_lossy(&text))?;
    Ok(ExitCode::SUCCESS)
}

/// The manual page of the command, those of its subcommands after it.
fn manual(terminal: &Terminal) -> Result<ExitCode, Failure> {
    let mut command = Cli::command();
    command.build();
    let mut text = Vec::new();
    let pages =
        std::iter::once(&command).chain(command.get_subcommands().filter(|sub| sub.get_name() != "help"));
    for page in pages {
        let rendered = clap_mangen::Man::new(page.clone()).render(&mut text);
        rendered
            .map_err(|error| Failure::environment(format!("the manual cannot be written: {error}"), None))?;
    }
    terminal.print(&String::from_utf8_lossy(&text))?;
    Ok(ExitCode::SUCCESS)
}

impl From<NewArgs> for commands::new::Options {
    fn from(args: NewArgs) -> Self {
        let NewArgs { kind, title, site, topics, date, sources, language, edit } = args;
        Self { site, kind, title, topics, date, sources, language, edit }
    }
}

impl From<ServeArgs> for commands::serve::Options {
    fn from(args: ServeArgs) -> Self {
        let ServeArgs { site, host, port, open, drafts, future } = args;
        // No option: nobody but a test has a reason to be impatient.
        let milliseconds = std::env::var(PATIENCE).ok().and_then(|text| text.parse().ok());
        let patience = Duration::from_millis(milliseconds.unwrap_or(30_000));
        Self { site, host, port, open, drafts, future, patience }
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

    /// Writes data to standard output. A reader that has seen enough, such as `head`, is nobody's fault.
    ///
    /// # Errors
    /// A disk that is full, or the like.
    pub fn print(&self, text: &str) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                let message = format!("standard output cannot be written: {}", crate::disk::describe(&error));
                Err(Failure::environment(message, None))
            }
            _ => Ok(()),
        }
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
