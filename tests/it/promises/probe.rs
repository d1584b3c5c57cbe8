//! Builds of known trees by the output module alone, in a process that can be killed: this test binary
//! itself, started again for the one test `probe` with the environment saying what to build.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use issue_digest::output::{Output, OutputError, Planned, Settings, Staging, Wanted, open};
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use xxhash_rust::xxh3::xxh3_128;

use crate::support::Files;

/// What a probe says for each file that it is about to write, and before the commit.
pub(super) const MARK: u8 = 1;

const ROOT: &str = "DIGEST_PROBE_ROOT";
const TREE: &str = "DIGEST_PROBE_TREE";
const FILES: usize = 300;
/// In a tree's place: builds nothing, but asks what a build could keep.
pub(super) const ASK: &str = "ask";

/// A process that builds the tree `A` or `B` to `public` below `root`.
pub(super) fn command(root: &Path, tree: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "promises::probe::probe", "--nocapture", "--test-threads=1"]);
    command.env(ROOT, root).env(TREE, tree);
    command
}

#[test]
fn probe() {
    if let (Some(root), Ok(tree)) = (std::env::var_os(ROOT), std::env::var(TREE)) {
        let root = PathBuf::from(root);
        let built = if tree == ASK { ask_again_and_again(&root) } else { build(&root, &pages(&tree)) };
        built.unwrap_or_else(|error| panic!("{error}"));
        return;
    }
    let trees = TREES.map(pages);
    for (one, other) in [(0, 1), (1, 2), (2, 0)] {
        let (one, other) = (&trees[one], &trees[other]);
        let same = one.iter().filter(|(path, bytes)| other.get(*path) == Some(*bytes)).count();
        let changed = one.keys().filter(|path| other.contains_key(*path)).count() - same;
        assert_eq!((one.len(), other.len()), (FILES, FILES));
        assert!(same >= FILES / 4 && changed >= FILES / 4, "{same} {changed}");
    }
}

/// The trees that can be built.
pub(super) const TREES: [&str; 3] = ["A", "B", "C"];

/// Three trees: of every four files one is in all of them, one is in `B` as it is in `A`, one is in `C` as
/// it is in `B`, and one is in one tree alone.
pub(super) fn pages(tree: &str) -> Files {
    let page = |number: usize| {
        let (folder, content) = match number % 4 {
            0 => (format!("20{:02}/same", number % 20), "same"),
            1 => (format!("20{:02}/other", number % 20), if tree == "C" { "C" } else { "A" }),
            2 => (format!("20{:02}/other", number % 20), if tree == "A" { "A" } else { "B" }),
            _ => (format!("only-{tree}/{:02}", number % 9), tree),
        };
        (format!("{folder}/{number:05}/index.html"), content.repeat(900 + number).into_bytes())
    };
    (0..FILES).map(page).collect()
}

fn output_of(root: &Path) -> Result<Output, OutputError> {
    let (public, content) = (root.join("public"), root.join("content"));
    fs::create_dir_all(&content).unwrap();
    let settings =
        Settings { output: &public, site_root: root, sources: &[&content], home: None, generator: "probe" };
    open(&settings, |lock| eprintln!("waiting for `{}`", lock.display()))
}

/// From many more threads than there are processors, each time of an output that was just opened.
fn ask_again_and_again(root: &Path) -> Result<(), OutputError> {
    let pages = pages("A");
    let paths: Vec<(&String, u128)> = pages.iter().map(|(path, bytes)| (path, xxh3_128(bytes))).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(16).build().unwrap();
    for _ in 0..400 {
        let output = output_of(root)?;
        let kept =
            pool.install(|| paths.par_iter().filter(|(path, hash)| output.can_keep(path, *hash)).count());
        assert_eq!(kept, FILES);
    }
    Ok(())
}

fn build(root: &Path, pages: &Files) -> Result<(), OutputError> {
    let output = output_of(root)?;
    let plan = plan(&output, pages);
    let Staging::Changed(stage) = output.stage(&plan)? else { return Ok(()) };
    let rendered: Vec<_> = plan.iter().filter(|planned| planned.wanted == Wanted::Render).collect();
    rendered.par_iter().try_for_each(|planned| {
        mark();
        let bytes = &pages[planned.path];
        stage.write(planned.path, bytes, xxh3_128(bytes))
    })?;
    mark();
    stage.commit().map(drop)
}

fn plan<'plan>(output: &Output, pages: &'plan Files) -> Vec<Planned<'plan>> {
    let planned = |(path, bytes): (&'plan String, &Vec<u8>)| {
        let keep = output.can_keep(path, xxh3_128(bytes));
        Planned { path, wanted: if keep { Wanted::Keep } else { Wanted::Render } }
    };
    pages.iter().map(planned).collect()
}

/// Unbuffered, so that who listens knows how far this is.
fn mark() {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(&[MARK]).and_then(|()| out.flush());
}
