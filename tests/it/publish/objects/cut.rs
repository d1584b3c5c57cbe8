//! Connections that are cut for good, anywhere: the next publish finishes the work, and readers meet no
//! broken page in between.

use super::service::{Kind, Service};
use super::{assert_published, site};
use crate::folder::newspaper;
use crate::publish::crawler::Crawler;
use crate::publish::issues;
use crate::random::Random;

fn cut_twenty_times(kind: Kind, seed: u64) {
    let service = Service::start(kind);
    let sites = [newspaper(), issues::next_issue(), issues::special_issue()].map(|files| {
        let site = site(&service, "");
        site.set(files);
        site.folder.build(&[]);
        site
    });
    let arguments = ["--yes", "--no-build", "--max-deletions", "100"];
    sites[0].publish(&arguments[1..]);
    let readers = service.readers();
    let crawler = Crawler::start(&readers.address);
    let (mut random, mut cut, mut version) = (Random::new(seed), 0, 0);
    while cut < 20 {
        version = (version + 1 + random.below(2)) % 3;
        service.proxy.cut_after(random.below(160), random.chance(50));
        let output = sites[version].run(&arguments);
        let was_cut = service.proxy.is_down();
        service.proxy.mend();
        assert_eq!(output.status.success(), !was_cut, "{}", crate::support::stderr(&output));
        cut += usize::from(was_cut);
        if random.chance(30) {
            sites[version].publish(&[&arguments[1..], &["--take-over"]].concat());
            assert_published(&sites[version], &service);
        }
    }
    sites[version].publish(&arguments[1..]);
    assert_published(&sites[version], &service);
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
