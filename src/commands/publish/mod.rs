//! `digest publish`: the last build, taken to where readers get it.
//!
//! ```text
//! local     the last complete build: files and their hashes, vouched for by its manifest
//! target    what this site put there before
//! plan      from there to here, a pure function
//! steps     assets, pages, feeds, sitemap, front pages, deletions; each step waits for the last
//! after     caches and hubs are told which addresses changed
//! ```
//! Nothing here renders, and nothing is deleted that a target's manifest does not name.

pub mod after;
pub mod archive;
pub mod claim;
pub mod connect;
pub mod error;
pub mod folder;
pub mod git;
pub mod http;
pub mod local;
pub mod manifest;
#[cfg(feature = "object-storage")]
pub mod objects;
pub mod plan;
pub mod program;
pub mod progress;
pub mod rules;
pub mod server;
pub mod show;
pub mod steps;
pub mod store;
pub mod target;
pub mod verify;

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use self::after::After;
use self::error::TargetError;
use self::local::Local;
use self::manifest::Manifest;
use self::plan::{Plan, Retention, WantedFiles};
use self::progress::Progress;
use self::target::{Publication, Target};
use super::build;
use super::last_build::{self, LastBuild};
use crate::cli::{Failure, Terminal};
use crate::config::Config;
use crate::config::publish::{ArchiveFormat, PublishTarget, TargetKind};
use crate::diagnostic::{Diagnostics, did_you_mean};
use crate::{digest, disk, report};

/// What a publish is asked to do.
#[derive(Debug)]
pub struct Options {
    /// How the site is built, and where to.
    pub build: build::Options,
    /// Name of the target; the only one if none is named.
    pub target: Option<String>,
    /// What is wanted.
    pub action: Action,
    /// Whether the last build is taken as it is.
    pub no_build: bool,
    /// Whether the result is written to standard output as JSON.
    pub json: bool,
    /// Whether nobody is asked.
    pub yes: bool,
    /// Share of deletions that is allowed, in place of the target's own.
    pub max_deletions: Option<u8>,
    /// Whether files of others and of other sites at the target may be replaced.
    pub adopt: bool,
    /// Whether the claim of another publish is ignored.
    pub take_over: bool,
    /// Whether a branch may be pushed over commits that are not in it.
    pub force: bool,
}

/// What is wanted of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// To publish.
    Publish,
    /// To show what a publish would do, and no more.
    DryRun,
    /// To show how the target differs from the last build.
    Status,
    /// To go back to what was live before.
    Rollback,
    /// To compare what is served at an address with the last build.
    Verify(String),
}

/// Publishes, or does what else [`Options::action`] says.
///
/// # Errors
/// A wrong call, or an environment that fails. Faults of the content are told here, with exit status 1.
pub fn run(options: &Options, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let config = match configuration(options, terminal) {
        Ok(config) => config,
        Err(code) => return Ok(code),
    };
    let folder = options.build.asked().unwrap_or_else(|| options.build.root().join(&config.output_dir));
    if let Action::Verify(address) = &options.action {
        return verify(options, &config, &folder, address, terminal);
    }
    let chosen = choose(&config, options.target.as_deref())?;
    if options.action == Action::Rollback {
        let mut target = connect::connect(chosen, &options.build.root(), &folder)?;
        let live = target.rollback()?;
        terminal.say(&format!("{} is live again at {}\n", report::printable(&live), target.place()));
        if options.json {
            print_json(&serde_json::json!({ "target": chosen.name, "live": live }))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let is_built = options.no_build || options.action == Action::Status;
    let last = if options.no_build { Some(last_build(options, &folder)?) } else { None };
    if !is_built && build::run(&options.build, terminal)? != ExitCode::SUCCESS {
        return Ok(ExitCode::FAILURE);
    }
    let local = local(options, &config, &folder, terminal)?;
    if last.is_some_and(|last| last.manifest != local.checksum()) {
        // It is a whole build, but an older one that was put back.
        return Err(stale(&folder));
    }
    if let TargetKind::Archive { path, format } = &chosen.kind {
        return archive(options, &local, &options.build.root().join(path), *format, terminal);
    }
    let target = connect::connect(chosen, &options.build.root(), local.folder())?;
    Run { options, config: &config, chosen, local: &local, target, terminal }.run()
}

/// The site's configuration; its faults are told here.
fn configuration(options: &Options, terminal: &Terminal) -> Result<Config, ExitCode> {
    let sources = disk::sources(&options.build.root());
    let mut faults = Diagnostics::default();
    digest::configuration(&sources, &mut faults).ok_or_else(|| build::tell(faults, &sources, terminal))
}

fn choose<'c>(config: &'c Config, name: Option<&str>) -> Result<&'c PublishTarget, Failure> {
    let names: Vec<&str> = config.publish.iter().map(|target| target.name.as_str()).collect();
    let listed = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let help = "add a target: docs/publishing.md has one of each kind";
    match (name, config.publish.as_slice()) {
        (_, []) => Err(Failure::call("`site.yaml` names no target under `publish`", Some(help.to_owned()))),
        (None, [only]) => Ok(only),
        (None, _) => {
            Err(Failure::call("there are several targets", Some(format!("name one of them: {listed}"))))
        }
        (Some(name), targets) => targets.iter().find(|target| target.name == name).ok_or_else(|| {
            let near = did_you_mean(name, names.iter().copied());
            let help =
                near.map_or_else(|| format!("the targets are {listed}"), |n| format!("did you mean `{n}`?"));
            Failure::call(format!("`site.yaml` has no target `{name}`"), Some(help))
        }),
    }
}

/// The last build, if it was made from what is there now.
fn last_build(options: &Options, folder: &Path) -> Result<LastBuild, Failure> {
    let root = options.build.root();
    let include = options.build.include()?;
    let inputs = last_build::inputs(&disk::sources(&root), include, options.build.asked().as_deref());
    LastBuild::find(&root, inputs, include.clock.seconds).ok_or_else(|| stale(folder))
}

fn stale(folder: &Path) -> Failure {
    let message =
        format!("`{}` is not up to date with the site, or nothing tells that it is", folder.display());
    let help = "run `digest build` (without `--no-cache` or `--drafts`), or publish without `--no-build`";
    Failure::environment(message, Some(help.to_owned()))
}

fn local(options: &Options, config: &Config, folder: &Path, terminal: &Terminal) -> Result<Local, Failure> {
    let output = build::open(&options.build.root(), folder, terminal);
    let output = output.map_err(|error| build::failure(&error))?;
    let languages = config.languages.iter().map(|language| language.tag.clone()).collect();
    Local::new(output, &config.base_path, languages)
}

/// Writes an archive, or says whether it is up to date.
fn archive(
    options: &Options,
    local: &Local,
    path: &Path,
    format: ArchiveFormat,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let keep = options.action == Action::Publish;
    let files = local.wanted(|_| 0).len();
    let progress = Progress::new(terminal, files, 0);
    let written = archive::write(local, path, format, keep, &progress);
    progress.finish();
    let written = written?;
    let what = match (written.is_new, keep) {
        (false, _) => "is up to date",
        (true, true) => "is written",
        (true, false) => "would be written",
    };
    let shown = path.display().to_string();
    let (shown, size) = (report::printable(&shown), show::size(written.size));
    terminal.say(&format!("archive `{shown}` {what}: {files} files, {size}\n"));
    if options.json {
        print_json(&serde_json::json!({
            "kind": "archive",
            "path": shown,
            "up_to_date": !written.is_new,
            "published": written.is_new && keep,
            "files": files,
            "bytes": written.size,
        }))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Compares what is served at `address` with the last build.
fn verify(
    options: &Options,
    config: &Config,
    folder: &Path,
    address: &str,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let local = local(options, config, folder, terminal)?;
    let progress = Progress::new(terminal, local.wanted(|_| 0).len(), 0);
    let found = verify::verify(&local, address, &progress)?;
    terminal.say(&found.text());
    if options.json {
        print_json(&found.json())?;
    }
    Ok(if found.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One run against one target.
struct Run<'a> {
    options: &'a Options,
    config: &'a Config,
    chosen: &'a PublishTarget,
    local: &'a Local,
    target: Box<dyn Target>,
    terminal: &'a Terminal,
}

impl Run<'_> {
    fn run(mut self) -> Result<ExitCode, Failure> {
        let base = format!("{}{}", self.config.origin, self.config.base_path);
        let remote = self.target.load()?;
        let remote = self.own(remote, &base)?;
        let (wanted, additions) = self.wanted();
        let keep = i64::from(self.chosen.keep_assets_hours) * 3600;
        let retention = Retention { now: claim::now(), keep };
        let plan = Plan::new(&wanted, &remote, &self.local.rules, retention);
        self.terminal.say(&show::table(&plan, &self.chosen.name, &self.target.place()));
        let is_shown_only = matches!(self.options.action, Action::DryRun | Action::Status);
        if is_shown_only || plan.is_empty() {
            if plan.is_empty() {
                self.terminal.say("nothing to publish: the target is up to date\n");
            }
            self.print(&plan, &base, false)?;
            return Ok(ExitCode::SUCCESS);
        }
        let after = After::new(self.chosen, |name| std::env::var(name).ok())?;
        self.check_foreign(&plan)?;
        self.confirm(&plan)?;
        let files = plan.sendings.len() + plan.deletions.len();
        let progress = Progress::new(self.terminal, files, plan.bytes());
        let start = Instant::now();
        let publication = Publication {
            local: self.local,
            additions: &additions,
            wanted: &wanted,
            remote: &remote,
            plan: &plan,
            site: &base,
            retention,
            take_over: self.options.take_over,
            force: self.options.force,
            progress: &progress,
        };
        let outcome = self.target.publish(&publication);
        progress.finish();
        outcome?;
        let (sent, deleted) = (plan.sendings.len(), plan.deletions.len());
        let seconds = start.elapsed().as_secs_f64();
        let place = self.target.place();
        self.terminal
            .say(&format!("published to {place}: {sent} sent, {deleted} deleted in {seconds:.2} s\n"));
        self.print(&plan, &base, true)?;
        for done in after.tell(&plan, &base)? {
            self.terminal.say(&format!("{done}\n"));
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The target's manifest, if it is this site's; an empty one if there is none.
    fn own(&self, remote: Option<Manifest>, base: &str) -> Result<Manifest, Failure> {
        match remote {
            None => Ok(Manifest::new(base)),
            Some(remote) if remote.site == base || self.options.adopt => Ok(remote),
            Some(remote) => {
                let place = self.target.place();
                let message = format!("{place} holds the site `{}`, and this is `{base}`", remote.site);
                let help = "name another target; if the site has moved, publish once with `--adopt`";
                Err(TargetError::failed(message).help(help).into())
            }
        }
    }

    fn wanted(&self) -> (WantedFiles, Vec<(String, Vec<u8>)>) {
        let mut wanted = self.local.wanted(|delivery| self.target.delivery(delivery));
        let mut additions = self.target.additions();
        additions.retain(|(path, _)| !wanted.contains_key(path));
        additions.sort();
        for (path, bytes) in &additions {
            let delivery = self.target.delivery(&self.local.rules.delivery(path));
            let (hash, size) = (xxhash_rust::xxh3::xxh3_128(bytes), bytes.len() as u64);
            wanted.insert(path.clone(), plan::Wanted { hash, size, delivery, immutable: false });
        }
        (wanted, additions)
    }

    /// Refuses to replace what this site did not put there.
    fn check_foreign(&mut self, plan: &Plan) -> Result<(), Failure> {
        if self.options.adopt {
            return Ok(());
        }
        let new = plan.new_paths();
        let foreign = if new.is_empty() { Vec::new() } else { self.target.foreign(&new)? };
        let Some(first) = foreign.first() else { return Ok(()) };
        let others =
            if foreign.len() > 1 { format!(" and {} others", foreign.len() - 1) } else { String::new() };
        let message = format!("`{first}`{others} at {} was not put there by this site", self.target.place());
        let help = "move it away; or publish once with `--adopt`, which replaces it";
        Err(TargetError::failed(message).help(help).into())
    }

    /// Asks, on a terminal.
    fn confirm(&self, plan: &Plan) -> Result<(), Failure> {
        let can_ask = self.terminal.interactive && std::io::stdin().is_terminal();
        let limit = self.options.max_deletions.unwrap_or(self.chosen.max_deletions);
        if plan.deletes_more_than(limit) {
            let share = plan.lost * 100 / plan.published.max(1);
            let message = format!(
                "this would delete {} of {} published files ({share} %), and {limit} % are allowed",
                plan.lost, plan.published
            );
            let help = "look at the list above; if it is meant, publish with `--max-deletions 100`";
            if !can_ask {
                return Err(Failure::environment(message, Some(help.to_owned())));
            }
            self.terminal.say(&format!("{message}\n"));
            return self.ask("type `delete` to go on: ", "delete");
        }
        if self.options.yes {
            return Ok(());
        }
        if !can_ask {
            let help = "publish with `--yes`, or look first with `--dry-run`".to_owned();
            return Err(Failure::call("there is nobody to ask whether to publish this", Some(help)));
        }
        self.ask("publish? [y/N] ", "y")
    }

    fn ask(&self, question: &str, expected: &str) -> Result<(), Failure> {
        self.terminal.say(question);
        let mut answer = String::new();
        // An end of input is no consent.
        let _ = std::io::stdin().read_line(&mut answer);
        let answer = answer.trim().to_lowercase();
        if answer == expected || (expected == "y" && answer == "yes") {
            return Ok(());
        }
        Err(Failure::environment("nothing was published", None))
    }

    fn print(&self, plan: &Plan, base: &str, published: bool) -> Result<(), Failure> {
        if !self.options.json {
            return Ok(());
        }
        let value = show::json(plan, &self.chosen.name, self.chosen.kind.name(), base, published);
        print_json(&value)
    }
}

/// Writes a value to standard output.
fn print_json(value: &serde_json::Value) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    match writeln!(std::io::stdout().lock(), "{text}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::environment(format!("standard output: {}", disk::describe(&error)), None))
        }
        _ => Ok(()),
    }
}
