//! What a publish would do: a pure function of the build and of what the target has.
//!
//! It must not know what kind of target it is, and touch nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::manifest::{File, Manifest};
use super::rules::{Rules, Step};

/// A file of the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// XXH3-128 of its bytes.
    pub hash: u128,
    /// In bytes.
    pub size: u64,
    /// See [`File::delivery`].
    pub delivery: u32,
    /// Whether another content would have another path.
    pub immutable: bool,
}

/// The files of a build, by path.
pub type WantedFiles = BTreeMap<String, Wanted>;

/// A file that is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// Path below the site's root.
    pub path: String,
    /// What is to be there.
    pub file: Wanted,
    /// When.
    pub step: Step,
    /// Whether the target has nothing of this site's at the path.
    pub is_new: bool,
    /// Whether an interrupted publish may have sent it already.
    pub may_be_there: bool,
}

/// What a publish would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files to send, in the order of steps, then of paths.
    pub sendings: Vec<Sending>,
    /// Paths to delete once all is sent, sorted.
    pub deletions: Vec<String>,
    /// Deletions that take something from readers: not those of files that no page named any more.
    pub lost: usize,
    /// Files that no page names any more and that stay for a while, sorted.
    pub retired: Vec<String>,
    /// Retired files that pages name again.
    pub revived: usize,
    /// Files that are as they are to be.
    pub unchanged: usize,
    /// Files at the target that pages name.
    pub published: usize,
    /// Whether an interrupted publish has to be finished.
    pub is_interrupted: bool,
}

/// How long files without a page stay.
#[derive(Debug, Clone, Copy)]
pub struct Retention {
    /// Now, in seconds since the epoch.
    pub now: i64,
    /// In seconds.
    pub keep: i64,
}

impl Plan {
    /// The steps from `remote` to `wanted`.
    #[must_use]
    pub fn new(wanted: &WantedFiles, remote: &Manifest, rules: &Rules, retention: Retention) -> Self {
        let mut plan = Self { is_interrupted: remote.pending, ..Self::default() };
        plan.published = remote.files.values().filter(|file| file.retired.is_none()).count();
        for (path, file) in wanted {
            let there = remote.files.get(path);
            if there.is_some_and(|there| there.holds(file)) {
                plan.unchanged += 1;
                plan.revived += usize::from(there.is_some_and(|there| there.retired.is_some()));
                continue;
            }
            let is_new = there.is_none();
            let step = rules.step(path, is_new);
            let may_be_there = there.is_some_and(|there| there.uncertain);
            plan.sendings.push(Sending { path: path.clone(), file: *file, step, is_new, may_be_there });
        }
        plan.sendings.sort_by_key(|sending| sending.step);
        for (path, file) in remote.files.iter().filter(|(path, _)| !wanted.contains_key(*path)) {
            plan.leave(path, *file, retention);
        }
        plan
    }

    /// Whether the target is as it is to be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes_no_file() && self.retired.is_empty() && self.revived == 0 && !self.is_interrupted
    }

    /// Whether no file is sent or deleted.
    #[must_use]
    pub fn changes_no_file(&self) -> bool {
        self.sendings.is_empty() && self.deletions.is_empty()
    }

    /// Bytes to send, before any compression.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.sendings.iter().map(|sending| sending.file.size).sum()
    }

    /// Whether more than `percent` of what readers can reach would be deleted.
    #[must_use]
    pub fn deletes_more_than(&self, percent: u8) -> bool {
        self.lost * 100 > self.published * usize::from(percent)
    }

    /// Paths that are new at the target, sorted, without those where folders of this site's own stand.
    #[must_use]
    pub fn new_paths(&self) -> Vec<&str> {
        let own: BTreeSet<&str> = self.deletions.iter().flat_map(|path| folders_of(path)).collect();
        let new = self.sendings.iter().filter(|sending| sending.is_new).map(|sending| sending.path.as_str());
        let mut new: Vec<&str> = new.filter(|path| !own.contains(path)).collect();
        new.sort_unstable();
        new
    }

    /// Deletions that stand where files or folders are to be sent: a page `a` that became a folder `a/b`,
    /// or the other way round. Sorted.
    #[must_use]
    pub fn obstacles(&self) -> Vec<&str> {
        let sent: BTreeSet<&str> = self.sendings.iter().map(|sending| sending.path.as_str()).collect();
        let folders: BTreeSet<&str> = sent.iter().flat_map(|path| folders_of(path)).collect();
        let is_obstacle = |path: &&str| folders.contains(path) || folders_of(path).any(|f| sent.contains(f));
        self.deletions.iter().map(String::as_str).filter(is_obstacle).collect()
    }

    /// The manifest while this is done: whatever may be at the target.
    #[must_use]
    pub fn pending(&self, remote: &Manifest) -> Manifest {
        let mut pending = Manifest { pending: true, ..remote.clone() };
        for Sending { path, file, .. } in &self.sendings {
            let retired = remote.files.get(path).and_then(|there| there.retired);
            pending.files.insert(path.clone(), File { uncertain: true, retired, ..file.at_target() });
        }
        for path in &self.deletions {
            // It may be gone when another publish wants it again.
            if let Some(file) = pending.files.get_mut(path) {
                file.uncertain = true;
            }
        }
        pending
    }

    /// The manifest once this is done.
    #[must_use]
    pub fn finished(
        &self,
        wanted: &WantedFiles,
        remote: &Manifest,
        site: &str,
        retention: Retention,
    ) -> Manifest {
        let mut finished = Manifest::new(site);
        finished.files = wanted.iter().map(|(path, file)| (path.clone(), file.at_target())).collect();
        let stays = |(path, file): (&String, &File)| {
            let is_gone = wanted.contains_key(path) || self.deletions.binary_search(path).is_ok();
            let retired = Some(file.retired.unwrap_or(retention.now));
            (!is_gone).then(|| (path.clone(), File { retired, ..*file }))
        };
        finished.files.extend(remote.files.iter().filter_map(stays));
        finished
    }

    /// A file that the build does not have.
    fn leave(&mut self, path: &str, file: File, retention: Retention) {
        let age = retention.now.saturating_sub(file.retired.unwrap_or(retention.now));
        // Old pages may be on a reader's screen, or in the middle of being loaded.
        let stays = file.immutable;
        if stays && age < retention.keep {
            if file.retired.is_none() {
                self.retired.push(path.to_owned());
            }
            return;
        }
        self.deletions.push(path.to_owned());
        self.lost += usize::from(file.retired.is_none() && !file.uncertain);
    }
}

/// The folders that `path` lies in.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(end, _)| &path[..end])
}

impl Wanted {
    fn at_target(self) -> File {
        let Self { hash, size, delivery, immutable } = self;
        File { hash, size, delivery, immutable, uncertain: false, retired: None }
    }
}

impl File {
    /// Whether `wanted` is there for certain.
    fn holds(&self, wanted: &Wanted) -> bool {
        !self.uncertain
            && (self.hash, self.size, self.delivery) == (wanted.hash, wanted.size, wanted.delivery)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    fn files(paths: &[(&str, u128)]) -> WantedFiles {
        let file =
            |path: &str, hash| Wanted { hash, size: 10, delivery: 0, immutable: path.starts_with("css/") };
        paths.iter().map(|(path, hash)| ((*path).to_owned(), file(path, *hash))).collect()
    }

    fn at(now: i64) -> Retention {
        Retention { now, keep: DAY }
    }

    fn published(wanted: &WantedFiles) -> Manifest {
        let nothing = Manifest::new("s");
        Plan::new(wanted, &nothing, &Rules::default(), at(0)).finished(wanted, &nothing, "s", at(0))
    }

    fn plan(wanted: &WantedFiles, remote: &Manifest, now: i64) -> Plan {
        Plan::new(wanted, remote, &Rules::default(), at(now))
    }

    fn sent(plan: &Plan) -> Vec<&str> {
        plan.sendings.iter().map(|sending| sending.path.as_str()).collect()
    }

    #[test]
    fn nothing_changed_is_nothing_to_do() {
        let site = files(&[("index.html", 1), ("css/a.1.css", 2)]);
        let plan = plan(&site, &published(&site), 5);
        assert!(plan.is_empty() && plan.unchanged == 2, "{plan:?}");
    }

    #[test]
    fn what_pages_name_goes_before_them_and_home_goes_last() {
        let before = published(&files(&[("index.html", 1), ("a/index.html", 1)]));
        let after = files(&[
            ("index.html", 2),
            ("a/index.html", 2),
            ("z/index.html", 1),
            ("css/z.1.css", 1),
            ("feed.atom", 1),
            ("sitemap.xml", 1),
        ]);
        let plan = plan(&after, &before, 0);
        let expected =
            ["css/z.1.css", "z/index.html", "a/index.html", "feed.atom", "sitemap.xml", "index.html"];
        assert_eq!(sent(&plan), expected);
        assert_eq!(plan.bytes(), 60);
    }

    #[test]
    fn assets_outlive_their_pages_by_a_while() {
        let old = files(&[("index.html", 1), ("css/a.1.css", 1)]);
        let new = files(&[("index.html", 2), ("css/a.2.css", 2)]);
        let first = plan(&new, &published(&old), 100);
        assert_eq!((first.retired.as_slice(), first.deletions.len()), (&["css/a.1.css".to_owned()][..], 0));
        let remote = first.finished(&new, &published(&old), "s", at(100));
        assert_eq!(remote.files["css/a.1.css"].retired, Some(100));
        assert!(plan(&new, &remote, 101).is_empty(), "the same a second later");
        let later = plan(&new, &remote, 100 + DAY);
        assert_eq!((later.deletions.as_slice(), later.lost), (&["css/a.1.css".to_owned()][..], 0));
        assert!(!later.finished(&new, &remote, "s", at(100 + DAY)).files.contains_key("css/a.1.css"));
        let back = plan(&old, &remote, 101);
        assert_eq!((sent(&back), back.revived), (vec!["index.html"], 1));
        assert_eq!(back.finished(&old, &remote, "s", at(101)).files["css/a.1.css"].retired, None);
    }

    #[test]
    fn an_interrupted_publish_is_finished_by_the_next_whatever_that_is() {
        let old = files(&[("index.html", 1), ("gone/index.html", 1)]);
        let new = files(&[("index.html", 2), ("new/index.html", 1)]);
        let before = published(&old);
        let pending = plan(&new, &before, 0).pending(&before);
        assert!(pending.pending && pending.files.len() == 3);
        let again = plan(&new, &pending, 1);
        assert_eq!(sent(&again), ["new/index.html", "index.html"]);
        assert!(again.sendings.iter().all(|sending| sending.may_be_there) && again.is_interrupted);
        assert_eq!(again.deletions, ["gone/index.html"]);
        let other = plan(&old, &pending, 1);
        assert_eq!(
            (sent(&other), other.deletions.clone()),
            (vec!["gone/index.html", "index.html"], vec!["new/index.html".to_owned()]),
            "what was to be deleted may be gone"
        );
        assert_eq!(other.lost, 0, "what may have been sent is no loss");
        assert_eq!(other.finished(&old, &pending, "s", at(1)), before);
    }

    #[test]
    fn what_stands_in_the_way_is_known() {
        let before = published(&files(&[("a", 1), ("b/c/d", 1), ("b/e", 1), ("f", 1)]));
        let plan = plan(&files(&[("a/x", 1), ("b/c", 1)]), &before, 0);
        assert_eq!(plan.obstacles(), ["a", "b/c/d"]);
    }

    #[test]
    fn a_share_of_deletions_is_counted_of_what_readers_can_reach() {
        let paths: Vec<String> = (0..10).map(|number| format!("{number}/index.html")).collect();
        let named: Vec<(&str, u128)> = paths.iter().map(|path| (path.as_str(), 1)).collect();
        let before = published(&files(&named));
        assert!(!plan(&files(&named[2..]), &before, 0).deletes_more_than(20));
        assert!(plan(&files(&named[3..]), &before, 0).deletes_more_than(20));
        assert!(plan(&files(&named[1..]), &before, 0).deletes_more_than(0));
        assert!(!plan(&files(&named), &before, 0).deletes_more_than(0));
    }
}
