//! Builds that are killed: after each the output folder is exactly the old site or exactly the new one.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::issues::{next_issue, special_issue};
use super::probe;
use crate::folder::{Folder, assert_same, finish, newspaper, published, write};
use crate::random::Random;
use crate::support::Files;

/// A file of somebody else's, which is there from the first build on.
const FOREIGN: (&str, &[u8]) = ("foreign/CNAME", b"mine");

/// What the output folder holds, and whether the foreign file is in it; none if there is no folder.
fn live(public: &Path) -> Option<(Files, bool)> {
    let mut files = public.is_dir().then(|| published(public))?;
    let foreign = files.remove(FOREIGN.0);
    assert!(foreign.as_deref().is_none_or(|bytes| bytes == FOREIGN.1));
    Some((files, foreign.is_some()))
}

/// The output folder before a build, and what it may be afterwards.
struct Watch<'a> {
    public: &'a Path,
    before: Option<(Files, bool)>,
    kept_old: usize,
    became_new: usize,
}

impl<'a> Watch<'a> {
    fn new(public: &'a Path) -> Self {
        Self { public, before: live(public), kept_old: 0, became_new: 0 }
    }

    /// Which of the trees a build should make now: one that is not there.
    fn next(&self, trees: &[Files; 3], random: &mut Random) -> usize {
        let live = self.before.as_ref().map(|(files, _)| files);
        let others: Vec<usize> = (0..3).filter(|tree| live != Some(&trees[*tree])).collect();
        *random.pick(&others)
    }

    /// Looks at what a build that was to make `wanted`, and was killed, has left.
    fn look(&mut self, wanted: &Files, round: usize) {
        let after = live(self.public);
        let had_foreign = self.before.as_ref().is_some_and(|(_, foreign)| *foreign);
        if after == self.before {
            self.kept_old += 1;
        } else if let Some((files, foreign)) = &after {
            assert_same(files, wanted, &format!("round {round}: neither the old nor the new"));
            assert_eq!(*foreign, had_foreign, "round {round}");
            self.became_new += 1;
        } else {
            panic!("round {round}: the output folder is gone");
        }
        self.before = after;
    }

    /// After a build that was not killed; adds the foreign file, or starts from nothing now and then.
    fn settle(&mut self, wanted: &Files, start_anew: bool) {
        let (files, foreign) = live(self.public).unwrap();
        assert_same(&files, wanted, "a build after killed ones");
        if start_anew {
            fs::remove_dir_all(self.public).unwrap();
        } else if !foreign {
            write(&self.public.join(FOREIGN.0), FOREIGN.1);
        }
        self.before = live(self.public);
    }
}

/// The names in the hidden folder beside the output folder, which a build that ends leaves tidy.
pub(super) fn assert_tidy(parent: &Path) {
    let names = fs::read_dir(parent.join(".public.digest")).unwrap().map(|entry| entry.unwrap().file_name());
    let strays: Vec<_> = names.filter(|name| name != "lock" && name != "standby").collect();
    assert!(strays.is_empty(), "{strays:?}");
}

/// Kills a process some time after it said its `marks`th mark; says whether it was still at work.
fn kill(mut command: Command, marks: usize, after: Duration) -> bool {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut said = child.stdout.take().unwrap();
    let (mut seen, mut byte) = (0, [0]);
    while seen < marks && said.read(&mut byte).unwrap() == 1 {
        seen += usize::from(byte[0] == probe::MARK);
    }
    let start = Instant::now();
    while start.elapsed() < after {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

fn random_time(random: &mut Random, longest: Duration) -> Duration {
    longest * u32::try_from(random.below(1000)).unwrap() / 1000
}

#[test]
fn a_killed_build_leaves_the_old_site_or_the_new_one() {
    let versions = [newspaper(), next_issue(), special_issue()];
    let folder = Folder::on_disk(&versions[0]);
    let public = folder.path("public");
    let whole = [0, 1, 2].map(|version| {
        folder.set(&versions[version]);
        folder.cold()
    });
    assert!(whole.iter().all(|files| files.len() > 150), "{}", whole[1].len());
    let build = || {
        let start = Instant::now();
        folder.build(&[]);
        start.elapsed() * 5 / 4
    };
    let mut longest = build();
    let mut watch = Watch::new(&public);
    let (mut random, mut killed) = (Random::new(11), 0);
    for round in 0..400 {
        if killed >= 50 && watch.kept_old > 0 && watch.became_new > 0 {
            break;
        }
        let next = watch.next(&whole, &mut random);
        folder.set(&versions[next]);
        killed += usize::from(kill(folder.command(&[]), 0, random_time(&mut random, longest)));
        watch.look(&whole[next], round);
        if round % 6 == 5 {
            longest = build();
            assert_tidy(folder.root());
            watch.settle(&whole[next], round % 24 == 23);
        }
    }
    let (old, new) = (watch.kept_old, watch.became_new);
    assert!(killed >= 50 && old > 0 && new > 0, "{killed} killed: {old} times the old site, {new} the new");
}

#[test]
fn output_killed_while_it_is_prepared_written_and_swapped_is_whole() {
    let temporary = tempfile::tempdir().unwrap();
    let root = temporary.path();
    let public = root.join("public");
    let whole = probe::TREES.map(probe::pages);
    let mut watch = Watch::new(&public);
    let (mut random, mut killed) = (Random::new(7), 0);
    for round in 0..120 {
        let next = watch.next(&whole, &mut random);
        let (marks, longest) = match round % 4 {
            0 => (0, Duration::from_millis(20)),
            1 => (1 + random.below(225), Duration::from_micros(50)),
            _ => (marks_of(&watch, &whole[next]), Duration::from_micros(900)),
        };
        let after = random_time(&mut random, longest);
        killed += usize::from(kill(probe::command(root, probe::TREES[next]), marks, after));
        watch.look(&whole[next], round);
        if round % 8 == 7 {
            let built = finish(probe::command(root, probe::TREES[next]));
            assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stdout));
            assert_tidy(root);
            watch.settle(&whole[next], round % 32 == 31);
        }
    }
    let (old, new) = (watch.kept_old, watch.became_new);
    assert!(killed >= 45 && old > 0 && new > 0, "{killed} killed: {old} times the old tree, {new} the new");
}

/// How many marks a whole build of `wanted` says: one for each file that is not there, and one more.
fn marks_of(watch: &Watch<'_>, wanted: &Files) -> usize {
    let live = watch.before.as_ref().map(|(files, _)| files);
    let is_there = |path: &String, bytes: &Vec<u8>| live.is_some_and(|live| live.get(path) == Some(bytes));
    wanted.iter().filter(|(path, bytes)| !is_there(path, bytes)).count() + 1
}
