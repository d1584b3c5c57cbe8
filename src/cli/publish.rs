//! What can be typed after `digest publish`, and what the command is given.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::commands;
use crate::commands::publish::Action;

/// Everything that can be typed.
#[derive(Debug, Args)]
pub(super) struct PublishArgs {
    #[command(subcommand)]
    command: Option<PublishCommand>,
    #[command(flatten)]
    target: TargetArgs,
    /// Take the last build as it is; refused if the site has changed since
    #[arg(long)]
    no_build: bool,
    /// Show the plan, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask, as in a pipeline
    #[arg(long, short)]
    yes: bool,
    /// Share of published files that may be deleted, in place of the target's `max_deletions`
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    max_deletions: Option<u8>,
    /// Replace files at the target that this site did not put there, and take over those of another site
    #[arg(long)]
    adopt: bool,
    /// Go on although another publish says that it is under way
    #[arg(long)]
    take_over: bool,
    /// Push over commits that others made to the branch (`git`)
    #[arg(long)]
    force: bool,
}

/// What the command is given.
pub(super) fn options(args: PublishArgs) -> commands::publish::Options {
    let (action, target) = match args.command {
        None if args.dry_run => (Action::DryRun, args.target),
        None => (Action::Publish, args.target),
        Some(PublishCommand::Status(target)) => (Action::Status, target),
        Some(PublishCommand::Rollback(target)) => (Action::Rollback, target),
        Some(PublishCommand::Verify { url, place }) => {
            (Action::Verify(url), TargetArgs { target: None, place, clock: None, jobs: None })
        }
    };
    commands::publish::Options {
        build: commands::build::Options {
            site: target.place.site,
            output: target.place.output,
            drafts: false,
            future: false,
            expired: false,
            clock: target.clock,
            jobs: target.jobs.map(usize::from),
            use_cache: true,
            quiet: false,
        },
        target: target.target,
        action,
        no_build: args.no_build,
        json: target.place.json,
        yes: args.yes,
        max_deletions: args.max_deletions,
        adopt: args.adopt,
        take_over: args.take_over,
        force: args.force,
    }
}

#[derive(Debug, Subcommand)]
enum PublishCommand {
    /// Show how a target differs from the last build, and touch nothing
    #[command(after_help = "Examples:\n  digest publish status\n  digest publish status live --json")]
    Status(TargetArgs),
    /// Go back to what was live before the last publish
    #[command(after_help = "Example:\n  digest publish rollback live")]
    Rollback(TargetArgs),
    /// Fetch the live site and compare it with the last build, byte for byte
    #[command(after_help = "Example:\n  digest publish verify https://digest.example")]
    Verify {
        /// Address of the site, such as `https://example.org`
        url: String,
        #[command(flatten)]
        place: PlaceArgs,
    },
}

#[derive(Debug, Args)]
struct TargetArgs {
    /// Name of the target in `site.yaml`; needed where there are several
    target: Option<String>,
    #[command(flatten)]
    place: PlaceArgs,
    /// The build's clock, as a day or an RFC 3339 time; else `SOURCE_DATE_EPOCH`, else now
    #[arg(long, value_name = "TIME")]
    clock: Option<String>,
    /// Threads; else one for each processor
    #[arg(long, short = 'j', value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
}

#[derive(Debug, Args)]
struct PlaceArgs {
    /// Folder of the site
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    site: PathBuf,
    /// Output folder, in place of `output_dir` in `site.yaml`
    #[arg(long, short, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Write the result to standard output, as JSON
    #[arg(long)]
    json: bool,
}
