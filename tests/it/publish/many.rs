//! A hundred thousand files: what a publish holds in memory are their names, not their bytes.

use std::fs;
use std::process::{Child, Stdio};

use super::objects::service::Service;
use super::{Site, at_target};
use crate::support::stderr;

const FILES: usize = 100_000;

/// Bytes of all files together, of which hardly any may be in memory at a time.
const SIZE: usize = 400_000_000;

/// The most memory that a process had, in bytes, as last seen while it ran.
fn peak(child: &mut Child) -> usize {
    let path = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let status = fs::read_to_string(&path).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kibibytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<usize>().ok());
        peak = peak.max(kibibytes.unwrap_or(0) * 1024);
    }
    peak
}

/// Publishes, and gives the most memory that this took.
fn publish(site: &Site, target: &str) -> usize {
    let mut command = site.command(&[target, "--yes", "--no-build"]);
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let peak = peak(&mut child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    peak
}

#[test]
fn a_hundred_thousand_files_are_published_in_bounded_memory() {
    let service = Service::hollow();
    let targets =
        format!("  live: {{kind: folder, path: OUTSIDE/live}}\n  objects: {{{}}}", service.target());
    let site = Site::with(&targets, service.credentials());
    let live = site.outside("live");
    let text = "x".repeat(SIZE / FILES);
    for number in 0..FILES {
        let path = site.folder.path(&format!("content/static/{}/{number}.txt", number % 400));
        if number < 400 {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
        }
        fs::write(path, format!("{number} {text}")).unwrap();
    }
    site.folder.build(&[]);
    for target in ["live", "objects"] {
        let peak = publish(&site, target);
        assert!(peak > SIZE / 20 && peak < SIZE / 2, "{target}: {peak} bytes");
    }
    let there = at_target(&live);
    assert!(there.len() > FILES && there == site.folder.public());
    let mut names = service.names();
    names.retain(|name| name != ".digest-manifest.json");
    assert!(names.iter().eq(there.keys()));
}
