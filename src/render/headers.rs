//! `_headers`: caching rules for hosts that read that file, such as Netlify and Cloudflare Pages.
//!
//! Both join the values of all rules that fit an address, so no address may fit two of these.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::address::percent_encode;
use crate::plan::{Page, Plan};
use crate::theme::Theme;

/// Most rules in such a file that Cloudflare Pages reads.
const MOST_RULES: usize = 100;

/// A year, which is as long as caches take note of (RFC 8246 for `immutable`).
pub const KEEP: &str = "public, max-age=31536000, immutable";

/// Kept, and asked for again at each use (RFC 9111, section 5.2.2.2).
pub const ASK_AGAIN: &str = "public, max-age=0, must-revalidate";

/// A folder at the site's root, or a file right in it.
struct Place<'p> {
    is_folder: bool,
    /// Number of files.
    files: usize,
    /// Addresses of those that never change.
    kept: Vec<&'p str>,
}

/// The rules: one for each folder at the root whose files are all alike, else one for each file that
/// never changes.
#[must_use]
pub fn write(plan: &Plan, theme: &Theme, base_path: &str) -> String {
    let is_kept = |page: Page| match page {
        Page::Asset(id) => theme.assets.get(id.0 as usize).is_some_and(|asset| asset.immutable),
        Page::Resized(..) => true,
        _ => false,
    };
    let mut places: BTreeMap<&str, Place<'_>> = BTreeMap::new();
    for (path, page) in &plan.entries {
        let (top, is_folder) = match path.as_str().split_once('/') {
            Some((folder, _)) => (folder, true),
            None => (path.as_str(), false),
        };
        let place = places.entry(top).or_insert(Place { is_folder, files: 0, kept: Vec::new() });
        place.files += 1;
        place.kept.extend(plan.href(*page).filter(|_| is_kept(*page)));
    }
    let (mut kept, mut asked_again) = (Vec::new(), Vec::new());
    // Rules are not applied to the files that hold them.
    for (top, place) in places.into_iter().filter(|(top, _)| !matches!(*top, "_headers" | "_redirects")) {
        let pattern = match top {
            "index.html" => format!("{base_path}/"),
            _ if place.is_folder => format!("{base_path}/{}/*", percent_encode(top)),
            _ => format!("{base_path}/{}", percent_encode(top)),
        };
        if place.kept.is_empty() {
            asked_again.push(pattern);
        } else if place.kept.len() == place.files {
            kept.push(pattern);
        } else {
            kept.extend(place.kept.into_iter().map(str::to_owned));
        }
    }
    // Without a rule, hosts let browsers ask again.
    asked_again.truncate(MOST_RULES.saturating_sub(kept.len()));
    let mut text = String::new();
    for (patterns, value) in [(kept, KEEP), (asked_again, ASK_AGAIN)] {
        for pattern in patterns {
            let _ = writeln!(text, "{pattern}\n  Cache-Control: {value}");
        }
    }
    text
}
