//! Random steps, after each of which the warm build equals a cold one, byte for byte.
//!
//! `DIGEST_WALK_STEPS=2000` walks farther than the suite does.

use std::process::Output;

use super::steps::State;
use crate::folder::{Identities, assert_same, identities, newspaper, published};
use crate::support::{self, Files};

/// What a build said besides its summary, and how it ended.
fn verdict(output: &Output) -> (Option<i32>, String) {
    let said = support::stderr(output);
    let lines = said.lines().filter(|line| !line.starts_with("built "));
    (output.status.code(), lines.collect::<Vec<_>>().join("\n"))
}

struct Walk {
    state: State,
    /// What was done, for whoever must find out what went wrong.
    log: Vec<String>,
    /// The files of the last site without a fault, and how it was built.
    sound: (Files, Vec<&'static str>),
    built: usize,
    faulty: usize,
}

impl Walk {
    fn new(seed: u64) -> Self {
        let mut files = newspaper();
        let left_out = ["steel", "maize", "bridge", "visas", "tomatoes", "tariffs"];
        files.retain(|path, _| !left_out.iter().any(|name| path.contains(name)));
        let state = State::new(&files, seed);
        Self { state, log: vec![format!("seed {seed}")], sound: (files, Vec::new()), built: 0, faulty: 0 }
    }

    fn step(&mut self) {
        let what = self.state.step();
        self.log.push(what);
        let before = self.state.folder.identities();
        let warm = self.state.folder.try_build(&self.state.arguments);
        let cold = self.assert_same_as_cold(&warm);
        match cold {
            Some(_) => {
                self.built += 1;
                self.sound = (self.state.folder.inputs(), self.state.arguments.clone());
                if self.built.is_multiple_of(4) {
                    self.assert_nothing_is_left_to_do();
                }
            }
            None => self.assert_untouched(&before),
        }
    }

    /// Compares with a cold build, of which it gives the site, or none where it has a fault.
    fn assert_same_as_cold(&mut self, warm: &Output) -> Option<Files> {
        let folder = &self.state.folder;
        let place = tempfile::tempdir_in(folder.outside()).unwrap();
        let output = place.path().join("cold");
        let mut arguments = self.state.arguments.clone();
        arguments.extend(["--no-cache", "--output", output.to_str().unwrap()]);
        let cold = folder.try_build(&arguments);
        assert_eq!(verdict(warm), verdict(&cold), "{:#?}", self.log);
        match cold.status.code() {
            Some(0) => {
                let site = published(&output);
                assert_same(&folder.public(), &site, &format!("warm / cold\n{:#?}", self.log));
                Some(site)
            }
            Some(1) => {
                assert!(!output.exists(), "{:#?}", self.log);
                None
            }
            code => panic!("exit status {code:?}: {}\n{:#?}", support::stderr(&cold), self.log),
        }
    }

    fn assert_nothing_is_left_to_do(&self) {
        let everything = || (self.state.folder.identities(), identities(&self.state.folder.path(".digest")));
        let before = everything();
        let said = self.state.folder.build(&self.state.arguments);
        assert!(said.contains(": nothing changed;"), "{said}\n{:#?}", self.log);
        assert!(everything() == before, "{:#?}", self.log);
    }

    /// After a build with faults, of which most are mended at once.
    fn assert_untouched(&mut self, before: &Identities) {
        assert!(self.state.folder.identities() == *before, "{:#?}", self.log);
        self.faulty += 1;
        if self.state.random.chance(80) {
            self.log.push("mend the faults".to_owned());
            self.state.folder.set(&self.sound.0);
            self.state.arguments.clone_from(&self.sound.1);
        }
    }
}

fn walk(seed: u64) {
    let steps = std::env::var("DIGEST_WALK_STEPS").map_or(52, |steps| steps.parse().unwrap());
    let mut walk = Walk::new(seed);
    for _ in 0..steps {
        walk.step();
    }
    assert!(walk.built > steps / 2 && walk.faulty > 0, "{} built, {} faulty", walk.built, walk.faulty);
}

#[test]
fn warm_builds_equal_cold_ones_along_a_random_walk() {
    walk(1);
}

#[test]
fn warm_builds_equal_cold_ones_along_a_second_walk() {
    walk(2);
}

#[test]
fn warm_builds_equal_cold_ones_along_a_third_walk() {
    walk(20_180_712);
}
