//! Publishes that are killed: the next finishes them, and readers meet no broken page in between.

use std::process::Stdio;
use std::time::{Duration, Instant};

use super::crawler::Crawler;
use super::live::Nginx;
use super::versions::{AS_BUILT, Versions};
use super::{Site, assert_published};
use crate::random::Random;

/// Kills a publish after a while; says whether it was still at work.
fn kill(site: &Site, after: Duration) -> bool {
    let mut command = site.command(&AS_BUILT);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let start = Instant::now();
    while start.elapsed() < after {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

#[test]
fn readers_of_a_site_whose_publishes_are_killed_see_whole_pages() {
    let target = tempfile::tempdir().unwrap();
    let live = target.path();
    let mut versions =
        Versions::of(|| Site::new(&format!("  live: {{kind: folder, path: {}}}", live.display())));
    versions.current().publish(&AS_BUILT[1..]);
    let nginx = Nginx::serve(live, "");
    let crawler = Crawler::start(&nginx.address);
    let (mut random, mut killed) = (Random::new(29), 0);
    let mut longest = Duration::from_millis(100);
    for round in 0..400 {
        if killed >= 20 {
            break;
        }
        let part = u32::try_from(random.below(1000)).unwrap();
        killed += usize::from(kill(versions.another(&mut random), longest * part / 1000));
        if round % 4 == 3 {
            let start = Instant::now();
            versions.another(&mut random).publish(&AS_BUILT[1..]);
            longest = start.elapsed() * 5 / 4;
            assert_published(versions.current(), live);
        }
    }
    versions.current().publish(&AS_BUILT[1..]);
    assert_published(versions.current(), live);
    let report = crawler.stop();
    assert!(killed >= 20, "{killed}");
    assert!(report.pages > 100, "only {} pages were read", report.pages);
    assert_eq!(report.broken, Vec::<String>::new());
}

#[test]
fn a_site_that_was_killed_in_its_first_publish_is_finished() {
    let site = Site::new("  live: {kind: folder, path: OUTSIDE/live}");
    let live = site.outside("live");
    site.folder.build(&[]);
    let mut random = Random::new(5);
    for _ in 0..12 {
        kill(&site, Duration::from_micros(u64::try_from(random.below(90_000)).unwrap()));
    }
    site.publish(&[]);
    assert_published(&site, &live);
}
