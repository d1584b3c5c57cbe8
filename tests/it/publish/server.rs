//! A server reached by SSH: files replaced in place, and releases.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::crawler::Crawler;
use super::live::Nginx;
use super::sshd::Sshd;
use super::versions::{AS_BUILT, Versions};
use super::{Site, assert_published, issues, paths};
use crate::folder::{assert_same, identities, published, replaced};
use crate::random::Random;
use crate::support::{Files, stderr};

fn in_place(sshd: &Sshd) -> (Site, std::path::PathBuf) {
    let site = Site::new(&format!("  live: {{{}}}", sshd.target("\"OUTSIDE/a 'live' $(x)\"")));
    let live = site.outside("a 'live' $(x)");
    (site, live)
}

fn releases(sshd: &Sshd) -> (Site, std::path::PathBuf) {
    let site = Site::new(&format!("  live: {{{}, releases: 3}}", sshd.target("OUTSIDE/live")));
    let live = site.outside("live");
    (site, live)
}

/// Names of the releases at a target, the oldest first.
fn names(live: &Path) -> Vec<String> {
    let entries = fs::read_dir(live.join("releases")).unwrap();
    let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// What readers find in the live release.
fn current(live: &Path) -> Files {
    assert!(fs::symlink_metadata(live.join("current")).unwrap().is_symlink());
    let mut files = published(&live.join("current").canonicalize().unwrap());
    assert!(files.remove(".digest-manifest.json").is_some());
    files
}

#[test]
fn in_place_what_changed_is_sent_and_nothing_else() {
    let sshd = Sshd::start();
    let (site, live) = in_place(&sshd);
    site.publish(&[]);
    assert_published(&site, &live);
    let before = identities(&live);
    site.publish(&[]);
    assert_eq!(replaced(&before, &identities(&live)), Vec::<String>::new(), "a publish with nothing to do");
    let built = site.folder.public();
    site.edit("content/glossary/tariff.md", "A tax.", "A tax on goods.");
    site.publish(&[]);
    assert_published(&site, &live);
    let now = site.folder.public();
    let changed: Vec<&String> =
        now.iter().filter(|(p, b)| built.get(*p) != Some(*b)).map(|(p, _)| p).collect();
    let mut sent = replaced(&before, &identities(&live));
    sent.retain(|path| path != ".digest-manifest.json");
    assert_eq!(sent.iter().collect::<Vec<_>>(), changed);
    fs::write(live.join("mine"), "mine").unwrap();
    site.set(issues::next_issue());
    let told = site.json(&["--yes", "--max-deletions", "100"]);
    assert!(!paths(&told["deleted"]).is_empty());
    assert_eq!(fs::read(live.join("mine")).unwrap(), b"mine");
    fs::remove_file(live.join("mine")).unwrap();
    assert_published(&site, &live);
}

#[test]
fn files_of_others_at_a_server_are_not_replaced() {
    let sshd = Sshd::start();
    let (site, live) = in_place(&sshd);
    fs::write(live.join("index.html"), "mine").unwrap();
    let said = site.refused(&["--yes"], 3);
    assert!(said.contains("`index.html` at") && said.contains("--adopt"), "{said}");
    assert_eq!(fs::read(live.join("index.html")).unwrap(), b"mine");
}

#[test]
fn a_server_is_refused_in_words_that_help() {
    let sshd = Sshd::start();
    let targets = format!(
        "  unknown: {{{}}}\n  stranger: {{{}}}\n  missing: {{{}}}\n  closed: {{kind: ssh, host: 127.0.0.1, port: {}, path: /x}}",
        sshd.target_with("OUTSIDE/live", "user", "nobody"),
        sshd.target_with("OUTSIDE/live", "stranger", "known"),
        sshd.target("OUTSIDE/missing"),
        super::live::free_port(),
    );
    let site = Site::new(&targets);
    site.outside("live");
    let expected = [
        ("unknown", "Host key verification failed", "`ssh-keyscan HOST >> FILE`"),
        ("stranger", "Permission denied (publickey", "name one in `identity_file`"),
        ("missing", "there is no folder", "make it on the server"),
        ("closed", "Connection refused", "check host and port"),
    ];
    for (target, what, help) in expected {
        let said = site.refused(&[target, "--yes"], 3);
        assert!(said.contains(what) && said.contains(help), "{target}: {said}");
    }
}

#[test]
fn a_connection_that_is_cut_again_and_again_breaks_no_page() {
    let sshd = Sshd::start();
    let target = tempfile::tempdir().unwrap();
    let live = target.path();
    let place = live.display().to_string();
    let mut versions = Versions::of(|| Site::new(&format!("  live: {{{}}}", sshd.target(&place))));
    versions.current().publish(&AS_BUILT[1..]);
    let nginx = Nginx::serve(live, "");
    let crawler = Crawler::start(&nginx.address);
    let (mut random, mut cut) = (Random::new(3), 0);
    let mut longest = Duration::from_secs(1);
    for round in 0..200 {
        if cut >= 20 {
            break;
        }
        let mut command = versions.another(&mut random).command(&AS_BUILT);
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let (start, after) = (Instant::now(), longest * u32::try_from(random.below(1000)).unwrap() / 1000);
        while start.elapsed() < after && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        sshd.cut();
        cut += usize::from(!child.wait().unwrap().success());
        if round % 5 == 4 {
            let start = Instant::now();
            versions.another(&mut random).publish(&AS_BUILT[1..]);
            longest = start.elapsed();
            assert_published(versions.current(), live);
        }
    }
    versions.current().publish(&AS_BUILT[1..]);
    assert_published(versions.current(), live);
    let report = crawler.stop();
    assert!(cut >= 20 && report.pages > 100, "{cut} cut, {} pages", report.pages);
    assert_eq!(report.broken, Vec::<String>::new());
}

#[test]
fn each_release_is_a_folder_and_the_last_are_kept() {
    let sshd = Sshd::start();
    let (site, live) = releases(&sshd);
    site.publish(&[]);
    assert_same(&current(&live), &site.folder.public(), "the first release");
    site.publish(&[]);
    assert_eq!(names(&live).len(), 1, "nothing changed, no release");
    let first = live.join("releases").join(&names(&live)[0]);
    let (before, built) = (identities(&first), site.folder.public());
    site.edit("content/glossary/tariff.md", "A tax.", "A tax on goods.");
    site.publish(&[]);
    assert_same(&current(&live), &site.folder.public(), "the second release");
    assert_eq!(identities(&first), before, "the first release is as it was");
    let second = identities(&live.join("current").canonicalize().unwrap());
    let now = site.folder.public();
    for (path, bytes) in &now {
        let is_same_file = before.get(path) == second.get(path);
        assert_eq!(is_same_file, built.get(path) == Some(bytes), "{path}: sent without need, or not sent");
    }
    for round in 0..3 {
        site.edit("content/glossary/tariff.md", "A tax", &format!("A tax {round}"));
        site.publish(&[]);
    }
    assert_eq!(names(&live).len(), 3);
    assert!(!first.exists());
    assert_same(&current(&live), &site.folder.public(), "the last release");
}

#[test]
fn a_rollback_goes_back_and_the_next_publish_goes_on_from_there() {
    let sshd = Sshd::start();
    let (site, live) = releases(&sshd);
    let said = site.refused(&["rollback"], 3);
    assert!(said.contains("has no release before the live one"), "{said}");
    site.publish(&[]);
    let first = site.folder.public();
    site.set(issues::next_issue());
    site.publish(&["--max-deletions", "100"]);
    let second = site.folder.public();
    let output = site.run(&["rollback"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_same(&current(&live), &first, "rolled back");
    assert_eq!(site.json(&["status"])["up_to_date"], false);
    site.publish(&["--max-deletions", "100"]);
    assert_same(&current(&live), &second, "published again");
    site.run(&["rollback"]);
    assert_same(&current(&live), &first, "a release that was gone back from is not gone back to");
}

#[test]
fn a_release_that_was_cut_off_leaves_the_live_one() {
    let sshd = Sshd::start();
    let (site, live) = releases(&sshd);
    site.publish(&[]);
    let old = site.folder.public();
    site.set(issues::next_issue());
    site.folder.build(&[]);
    let new = site.folder.public();
    let (mut random, mut cut) = (Random::new(8), 0);
    for _ in 0..60 {
        if cut >= 8 {
            break;
        }
        let mut command = site.command(&["--yes", "--no-build", "--max-deletions", "100"]);
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let (start, after) =
            (Instant::now(), Duration::from_millis(u64::try_from(random.below(2500)).unwrap()));
        while start.elapsed() < after && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        cut += usize::from(!child.wait().unwrap().success());
        let there = current(&live);
        assert!(there == old || there == new, "neither the old nor the new");
        if there == new {
            site.run(&["rollback"]);
            assert_same(&current(&live), &old, "rolled back");
        }
    }
    assert!(cut >= 8, "{cut}");
    site.publish(&["--max-deletions", "100"]);
    assert_same(&current(&live), &new, "finished");
    let unfinished: Vec<String> =
        names(&live).into_iter().filter(|name| name.ends_with(".unfinished")).collect();
    assert!(unfinished.is_empty(), "{unfinished:?}");
}

#[test]
fn two_publishers_to_one_server_do_not_mix() {
    let sshd = Sshd::start();
    let (one, live) = in_place(&sshd);
    let path = format!("\"{}\"", live.display());
    let other = Site::new(&format!("  live: {{{}}}", sshd.target(&path)));
    other.set(issues::next_issue());
    one.publish(&[]);
    other.folder.build(&[]);
    one.set(issues::special_issue());
    one.folder.build(&[]);
    for round in 0..3 {
        let start = |site: &Site| {
            let mut command = site.command(&["--yes", "--max-deletions", "100"]);
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let outputs = [start(&one), start(&other)].map(|child| child.wait_with_output().unwrap());
        for output in &outputs {
            let said = stderr(output);
            let is_told = said.contains("another publish") || said.contains("somebody else published");
            assert!(output.status.success() || is_told, "round {round}: {said}");
        }
        let there = super::at_target(&live);
        assert!(there == one.folder.public() || there == other.folder.public(), "round {round}: a mixture");
    }
}
