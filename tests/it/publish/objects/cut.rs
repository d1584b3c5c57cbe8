//! Connections that are cut for good, anywhere: the next publish finishes the work, and readers meet no
//! broken page in between.

use super::service::{Kind, Service};
use super::{assert_published, site};
use crate::publish::crawler::Crawler;
use crate::publish::versions::{AS_BUILT, Versions};
use crate::random::Random;

fn cut_twenty_times(kind: Kind, seed: u64) {
    let service = Service::start(kind);
    let mut versions = Versions::of(|| site(&service, ""));
    versions.current().publish(&AS_BUILT[1..]);
    let readers = service.readers();
    // rclone deletes a file before it renames the new one to its name, half a millisecond later.
    let start = if kind == Kind::Rclone { Crawler::start_patiently } else { Crawler::start };
    let crawler = start(&readers.address);
    let (mut random, mut cut) = (Random::new(seed), 0);
    while cut < 20 {
        let site = versions.another(&mut random);
        service.proxy.cut_after(random.below(160), random.chance(50));
        let output = site.run(&AS_BUILT);
        let was_cut = service.proxy.is_down();
        service.proxy.mend();
        assert_eq!(output.status.success(), !was_cut, "{}", crate::support::stderr(&output));
        cut += usize::from(was_cut);
        if random.chance(30) {
            site.publish(&AS_BUILT[1..]);
            assert_published(site, &service);
        }
    }
    versions.current().publish(&AS_BUILT[1..]);
    assert_published(versions.current(), &service);
    let report = crawler.stop();
    assert!(report.pages > 100, "{} pages", report.pages);
    assert_eq!(report.broken, Vec::<String>::new());
}

#[test]
fn s3_with_conditions() {
    cut_twenty_times(Kind::S3s, 61);
}

#[test]
fn s3_without_conditions() {
    cut_twenty_times(Kind::Rclone, 62);
}

#[test]
fn azure() {
    cut_twenty_times(Kind::Azurite, 63);
}

#[test]
fn google() {
    cut_twenty_times(Kind::Google, 64);
}
