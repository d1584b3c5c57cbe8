//! Builds at the same time: one waits and says so, and the output folder is whole after both.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use super::issues::next_issue;
use super::killed::assert_tidy;
use super::probe;
use crate::folder::{Folder, assert_same, finish, newspaper, published};
use crate::support;

fn start(folder: &Folder, arguments: &[&str]) -> Child {
    folder.command(arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits for a build, which must succeed; says whether it had to wait for another.
fn end(child: Child) -> bool {
    let output = child.wait_with_output().unwrap();
    let said = support::stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let waits = said.lines().filter(|line| line.starts_with("waiting for another build (`")).count();
    assert_eq!(said.lines().count(), 1 + waits, "{said}");
    assert!(waits <= 1, "{said}");
    waits == 1
}

#[test]
fn a_build_waits_for_another_one_and_says_so() {
    let folder = Folder::of(&newspaper());
    folder.build(&[]);
    let before = folder.identities();
    folder.set(&next_issue());
    let path = folder.path(".public.digest/lock");
    let lock = File::options().read(true).write(true).open(&path).unwrap();
    lock.lock().unwrap();
    let mut child = start(&folder, &[]);
    let mut said = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert_eq!(line, format!("waiting for another build (`{}`)\n", path.display()));
    assert_eq!(folder.identities(), before);
    drop(lock);
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut said, &mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{rest}");
    assert!(rest.starts_with("built "), "{rest}");
    assert_same(&folder.public(), &folder.cold(), "a build that waited");
}

/// Several builds of two sites into one folder, many times: after each round it is one of the two.
fn rounds_of(builds: usize, rounds: usize) {
    let sites = [Folder::of(&newspaper()), Folder::of(&next_issue())];
    let whole = [sites[0].cold(), sites[1].cold()];
    let shared = tempfile::tempdir().unwrap();
    let public = shared.path().join("deep/public");
    for round in 0..rounds {
        if round == rounds / 2 {
            fs::remove_dir_all(shared.path().join("deep")).unwrap();
        }
        let arguments = ["--output", public.to_str().unwrap()];
        let children: Vec<Child> = (0..builds).map(|at| start(&sites[at % 2], &arguments)).collect();
        for child in children {
            end(child);
        }
        let found = published(&public);
        let is_second = found.contains_key("2024/02/20/harvest/index.html");
        assert_same(&found, &whole[usize::from(is_second)], &format!("round {round}"));
        assert_tidy(public.parent().unwrap());
    }
}

#[test]
fn two_builds_at_once_leave_one_of_the_two_sites() {
    rounds_of(2, 6);
}

#[test]
fn four_builds_at_once_leave_one_of_the_two_sites() {
    rounds_of(4, 4);
}

#[test]
fn four_builds_of_one_site_at_once_leave_it_built() {
    let folder = Folder::of(&newspaper());
    for version in [newspaper(), next_issue(), newspaper()] {
        folder.set(&version);
        let children: Vec<Child> = (0..4).map(|_| start(&folder, &[])).collect();
        for child in children {
            end(child);
        }
        assert_same(&folder.public(), &folder.cold(), "after four builds at once");
        assert!(folder.build(&[]).contains(": nothing changed;"));
    }
}

#[test]
fn refused_builds_at_once_leave_nothing() {
    let folder = Folder::of(&newspaper());
    folder.write("public/mine", "mine");
    for _ in 0..3 {
        let children: Vec<Child> = (0..4).map(|_| start(&folder, &[])).collect();
        for child in children {
            assert_eq!(child.wait_with_output().unwrap().status.code(), Some(3));
        }
        assert!(!folder.path(".public.digest").exists());
    }
    assert_eq!(names(&folder.path("public")), ["mine"]);
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect()
}

/// A thread that looks at the disk for the others must not be handed their questions meanwhile.
#[test]
fn many_threads_that_ask_what_can_be_kept_are_all_answered() {
    let temporary = tempfile::tempdir().unwrap();
    for tree in ["A", probe::ASK] {
        let output = finish(probe::command(temporary.path(), tree));
        assert!(output.status.success(), "{tree}: {}", String::from_utf8_lossy(&output.stdout));
    }
}
