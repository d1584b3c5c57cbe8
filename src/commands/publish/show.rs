//! What a publish would do and did, as a table for people and as JSON for programs.
//!
//! It must not decide anything, and show no credential.

use std::fmt::Write as _;

use serde_json::json;

use super::plan::{Plan, Sending};
use crate::address::Url;
use crate::report::printable;

/// Paths that are shown of each kind.
const SHOWN: usize = 8;

/// The plan as a table, with the first paths of each kind.
#[must_use]
pub fn table(plan: &Plan, target: &str, place: &str) -> String {
    let mut out = format!("{} to {}:\n", printable(target), printable(place));
    let (added, changed): (Vec<&Sending>, Vec<&Sending>) = plan.sendings.iter().partition(|s| s.is_new);
    for (name, sendings) in [("added", added), ("changed", changed)] {
        let bytes: u64 = sendings.iter().map(|sending| sending.file.size).sum();
        let paths: Vec<&str> = sendings.iter().map(|sending| sending.path.as_str()).collect();
        row(&mut out, name, &paths, Some(bytes));
    }
    let paths = |paths: &'_ [String]| paths.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
    row(&mut out, "deleted", &paths(&plan.deletions).lines().collect::<Vec<_>>(), None);
    if !plan.retired.is_empty() {
        row(&mut out, "kept for now", &paths(&plan.retired).lines().collect::<Vec<_>>(), None);
    }
    let _ = writeln!(out, "  {:<12} {:>6}", "unchanged", plan.unchanged);
    if plan.is_interrupted {
        out.push_str("  an interrupted publish will be finished by this one\n");
    }
    out
}

fn row(out: &mut String, name: &str, paths: &[&str], bytes: Option<u64>) {
    let size = bytes.filter(|_| !paths.is_empty()).map(size).unwrap_or_default();
    let _ = writeln!(out, "{}", format!("  {name:<12} {:>6}  {size}", paths.len()).trim_end());
    for path in paths.iter().take(SHOWN) {
        let _ = writeln!(out, "    {}", printable(path));
    }
    if paths.len() > SHOWN {
        let _ = writeln!(out, "    … and {} more", paths.len() - SHOWN);
    }
}

/// The plan for programs, with the addresses that changed, for caches to be told of.
#[must_use]
pub fn json(plan: &Plan, target: &str, kind: &str, base: &str, published: bool) -> serde_json::Value {
    let paths = |is_new: bool| {
        let sendings = plan.sendings.iter().filter(|sending| sending.is_new == is_new);
        sendings.map(|sending| sending.path.as_str()).collect::<Vec<_>>()
    };
    json!({
        "target": target,
        "kind": kind,
        "up_to_date": plan.is_empty(),
        "published": published,
        "interrupted_before": plan.is_interrupted,
        "added": paths(true),
        "changed": paths(false),
        "deleted": plan.deletions,
        "kept_for_now": plan.retired,
        "unchanged": plan.unchanged,
        "bytes": plan.bytes(),
        "changed_addresses": changed_addresses(plan, base),
    })
}

/// The addresses that a cache may hold otherwise than they are now, sorted: of files that were sent or
/// deleted. Both the folder and its `index.html` can be asked for.
#[must_use]
pub fn changed_addresses(plan: &Plan, base: &str) -> Vec<String> {
    let paths = plan.sendings.iter().map(|sending| &sending.path).chain(&plan.deletions);
    let mut addresses: Vec<String> = paths.map(|path| address(base, path)).collect();
    addresses.sort_unstable();
    addresses
}

/// The address at which readers find an output path.
#[must_use]
pub fn address(base: &str, path: &str) -> String {
    let path = match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => path,
    };
    Url::new(&format!("/{path}")).absolute(base)
}

/// A number of bytes for people.
#[must_use]
pub fn size(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1_000 => return format!("{bytes} B"),
        1_000..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    let tenths = bytes.saturating_mul(10) / unit;
    format!("{}.{} {name}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_for_people() {
        let sizes = [0, 999, 1_000, 1_550, 999_999, 12_345_678, 5_000_000_000].map(size);
        assert_eq!(sizes, ["0 B", "999 B", "1.0 kB", "1.5 kB", "999.9 kB", "12.3 MB", "5.0 GB"]);
    }

    #[test]
    fn addresses_are_those_that_readers_ask_for() {
        let address = |path| address("https://a.example/d", path);
        assert_eq!(address("index.html"), "https://a.example/d/");
        assert_eq!(address("a b/index.html"), "https://a.example/d/a%20b/");
        assert_eq!(address("404.html"), "https://a.example/d/404.html");
        assert_eq!(address("x/noindex.html"), "https://a.example/d/x/noindex.html");
    }
}
