//! Two publishers at once: the second is told, and the target is one of the two sites.

use std::fs::{self, File};
use std::process::Stdio;

use super::{Site, assert_published, at_target, issues};
use crate::support::stderr;

/// Two checkouts of one site that publish to one folder.
fn two() -> (Site, Site, std::path::PathBuf) {
    let one = Site::new("  live: {kind: folder, path: OUTSIDE/live}");
    let live = one.outside("live");
    let other = Site::new(&format!("  live: {{kind: folder, path: {}}}", live.display()));
    other.set(issues::next_issue());
    (one, other, live)
}

#[test]
fn the_second_publisher_is_told() {
    let (one, other, live) = two();
    one.publish(&[]);
    let lock = File::open(&live).unwrap();
    lock.lock().unwrap();
    let said = other.refused(&["--yes", "--max-deletions", "100"], 3);
    assert!(said.contains("another publish to") && said.contains("is under way"), "{said}");
    drop(lock);
    assert_published(&one, &live);
    other.publish(&["--max-deletions", "100"]);
    assert_published(&other, &live);
}

#[test]
fn a_claim_counts_until_its_publisher_is_gone_or_is_overruled() {
    let (one, other, live) = two();
    one.publish(&[]);
    let claim = live.join(".digest-publish.json");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let write = |renewed: u64| {
        let text = format!(
            r#"{{"id":"x","host":"elsewhere","machine":"m","process":7,"since":{renewed},"renewed":{renewed}}}"#
        );
        fs::write(&claim, text).unwrap();
    };
    write(now);
    let said = other.refused(&["--yes", "--max-deletions", "100"], 3);
    assert!(said.contains("on `elsewhere`, process 7") && said.contains("--take-over"), "{said}");
    assert!(claim.exists(), "it is not this publisher's to remove");
    write(now - 3600);
    other.publish(&["--max-deletions", "100"]);
    assert_published(&other, &live);
    write(now);
    one.publish(&["--max-deletions", "100", "--take-over"]);
    assert_published(&one, &live);
}

#[test]
fn of_publishers_at_the_same_time_each_succeeds_or_is_told() {
    let (one, other, live) = two();
    for site in [&one, &other] {
        site.folder.build(&[]);
    }
    let (mut succeeded, mut told) = (0, 0);
    for round in 0..10 {
        let start = |site: &Site| {
            let mut command = site.command(&["--yes", "--max-deletions", "100"]);
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let publishers = [start(&one), start(&other)];
        let outputs = publishers.map(|child| child.wait_with_output().unwrap());
        for output in &outputs {
            let said = stderr(output);
            match output.status.code() {
                Some(0) => succeeded += 1,
                Some(3) if said.contains("another publish") || said.contains("somebody else published") => {
                    told += 1;
                }
                _ => panic!("round {round}: {said}"),
            }
        }
        let there = at_target(&live);
        assert!(there == one.folder.public() || there == other.folder.public(), "round {round}: a mixture");
    }
    assert!(succeeded >= 10, "{succeeded} succeeded, {told} were told");
}
