//! The same input gives the same bytes: on any number of threads, in any folder, on any day, anywhere.

use std::fs;
use std::time::{Duration, SystemTime};

use issue_digest::output::MANIFEST_NAME;

use crate::folder::{Folder, assert_same, finish, newspaper};
use crate::random::Random;
use crate::support;

#[test]
fn one_thread_and_eight_write_the_same() {
    let folder = Folder::of(&newspaper());
    let build = |jobs: &str| {
        let output = folder.path("public");
        if output.exists() {
            fs::remove_dir_all(&output).unwrap();
        }
        folder.build(&["--no-cache", "-j", jobs]);
        support::tree(&output)
    };
    let one = build("1");
    assert!(one.len() > 180);
    for jobs in ["8", "2", "8", "3"] {
        assert_same(&one, &build(jobs), jobs);
    }
}

/// The same files in two folders: made in other orders, on other days, reached in other ways.
#[test]
fn another_folder_made_in_another_order_gives_the_same_site() {
    let files = newspaper();
    let one = Folder::of(&files);
    one.build(&[]);
    let mut random = Random::new(5);
    for round in 0..4 {
        let other = Folder::new("");
        other.remove("site.yaml");
        let mut paths: Vec<&String> = files.keys().collect();
        while !paths.is_empty() {
            let path = paths.swap_remove(random.below(paths.len()));
            other.write(path, &files[path]);
            let age = Duration::from_secs(1 + random.below(900_000_000) as u64);
            let file = fs::File::open(other.path(path)).unwrap();
            file.set_modified(SystemTime::now() - age).unwrap();
        }
        other.build(&[]);
        assert_same(&one.public(), &other.public(), &format!("round {round}"));
    }
}

#[test]
fn the_manifest_is_the_same_in_another_folder() {
    let (one, other) = (Folder::of(&newspaper()), Folder::of(&newspaper()));
    one.build(&[]);
    other.build(&[]);
    let manifest = |folder: &Folder| fs::read(folder.path("public").join(MANIFEST_NAME)).unwrap();
    assert!(manifest(&one) == manifest(&other), "the manifest depends on more than the input");
}

#[test]
fn zone_language_and_other_surroundings_make_no_difference() {
    let folder = Folder::of(&newspaper());
    folder.build(&[]);
    let one = folder.public();
    let surroundings = [
        [("TZ", "Pacific/Kiritimati"), ("LANG", "es_MX.UTF-8"), ("LC_ALL", "es_MX.UTF-8")],
        [("TZ", "America/Los_Angeles"), ("LANG", "C"), ("LC_ALL", "C")],
        [("TZ", ":/nonsense"), ("LANG", "tr_TR.UTF-8"), ("LC_COLLATE", "sv_SE.UTF-8")],
        [("RAYON_NUM_THREADS", "1"), ("TERM", "xterm"), ("COLUMNS", "7")],
        [("USER", "someone"), ("HOSTNAME", "somewhere"), ("RUST_BACKTRACE", "1")],
    ];
    for variables in surroundings {
        let output = folder.outside().join("other");
        let mut command = folder.command(&["--no-cache", "--output", output.to_str().unwrap()]);
        command.envs(variables);
        let built = finish(command);
        assert_eq!(built.status.code(), Some(0), "{}", support::stderr(&built));
        assert_same(&one, &crate::folder::published(&output), &format!("{variables:?}"));
        fs::remove_dir_all(&output).unwrap();
    }
}

#[test]
fn the_clock_is_the_option_or_the_variable_however_the_site_is_named() {
    let folder = Folder::of(&newspaper());
    let at = "2024-01-20";
    let seconds = "1705795199";
    folder.build(&["--clock", at]);
    let one = folder.public();
    assert!(!one.contains_key("2024/02/04/tariffs/index.html"), "an article of the future");
    let outside = folder.outside();
    let relative = ["--site", "site", "--output", "elsewhere/public"];
    let calls: [(&str, Option<&str>, &[&str]); 4] = [
        (seconds, None, &relative),
        ("0", Some("2024-01-20T17:59:59-06:00"), &relative),
        (seconds, None, &["--site", "./site/../site/", "--output", "elsewhere/public"]),
        (seconds, None, &["--site", folder.root().to_str().unwrap(), "--output", "elsewhere/public"]),
    ];
    for (epoch, clock, arguments) in calls {
        let mut command = support::command(outside);
        command.env("SOURCE_DATE_EPOCH", epoch).arg("build").args(arguments);
        command.args(clock.map(|clock| format!("--clock={clock}")));
        let built = finish(command);
        assert_eq!(built.status.code(), Some(0), "{}", support::stderr(&built));
        let output = outside.join("elsewhere/public");
        assert_same(&one, &crate::folder::published(&output), &format!("{epoch} {clock:?} {arguments:?}"));
        fs::remove_dir_all(outside.join("elsewhere")).unwrap();
    }
}

#[test]
fn a_site_reached_through_a_link_is_the_same_site() {
    let folder = Folder::of(&newspaper());
    folder.build(&[]);
    let link = folder.outside().join("link");
    std::os::unix::fs::symlink(folder.root(), &link).unwrap();
    let mut command = support::command(&link);
    command.env("SOURCE_DATE_EPOCH", crate::folder::EPOCH).arg("build");
    let built = finish(command);
    assert!(support::stderr(&built).contains(": nothing changed;"), "{}", support::stderr(&built));
}
