//! One site in three versions, each built once: what is tried again and again is publishing, not building.

use super::{Site, issues};
use crate::folder::newspaper;
use crate::random::Random;

pub(super) struct Versions {
    sites: [Site; 3],
    at: usize,
}

impl Versions {
    /// Three checkouts made by `site`, with the same target.
    pub(super) fn of(site: impl Fn() -> Site) -> Self {
        let sites = [newspaper(), issues::next_issue(), issues::special_issue()].map(|files| {
            let site = site();
            site.set(files);
            site.folder.build(&[]);
            site
        });
        Self { sites, at: 0 }
    }

    /// The version that was taken last.
    pub(super) fn current(&self) -> &Site {
        &self.sites[self.at]
    }

    /// Every version.
    pub(super) fn all(&self) -> &[Site] {
        &self.sites
    }

    /// Another one.
    pub(super) fn another(&mut self, random: &mut Random) -> &Site {
        self.at = (self.at + 1 + random.below(2)) % 3;
        self.current()
    }
}

/// Arguments that publish a build as it is, whatever that deletes.
pub(super) const AS_BUILT: [&str; 4] = ["--yes", "--no-build", "--max-deletions", "100"];
