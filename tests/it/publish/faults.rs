//! A target in memory that fails at every single operation in turn: before it and right after it. Each
//! time the next publish finishes the work, and at no instant does a page that readers can reach name
//! something that is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use issue_digest::commands::publish::error::TargetError;
use issue_digest::commands::publish::local::Local;
use issue_digest::commands::publish::manifest::Manifest;
use issue_digest::commands::publish::plan::{Plan, Retention, Sending};
use issue_digest::commands::publish::progress::Progress;
use issue_digest::commands::publish::steps::Steps;
use issue_digest::commands::publish::store::{Document, Documents, Revision, Store, Stored};
use issue_digest::commands::publish::target::{Publication, Target};
use issue_digest::output;
use xxhash_rust::xxh3::xxh3_128;

use super::crawler::links;
use super::{Site, issues};
use crate::support::Files;

/// When the next operation fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Never,
    /// The operation of this number is not done.
    Before(usize),
    /// It is done, but its success is not heard of.
    After(usize),
}

#[derive(Debug, Default)]
struct Memory {
    files: Files,
    documents: BTreeMap<&'static str, Vec<u8>>,
    operations: usize,
    sent: usize,
    /// Whether readers look after every operation.
    is_watched: bool,
    broken: Vec<String>,
}

struct MemoryStore<'a> {
    memory: &'a mut Memory,
    fault: Fault,
}

fn cut_off() -> TargetError {
    TargetError::failed("the connection was cut off")
}

impl MemoryStore<'_> {
    /// Does one operation, unless it is the one that fails. After a failure nothing works any more.
    fn operate<T>(&mut self, act: impl FnOnce(&mut Memory) -> T) -> Result<T, TargetError> {
        self.memory.operations += 1;
        let number = self.memory.operations;
        match self.fault {
            Fault::Before(at) if number >= at => return Err(cut_off()),
            Fault::After(at) if number > at => return Err(cut_off()),
            _ => {}
        }
        let done = act(self.memory);
        if self.memory.is_watched {
            look(self.memory);
        }
        if self.fault == Fault::After(number) { Err(cut_off()) } else { Ok(done) }
    }
}

fn revision(bytes: &[u8]) -> Revision {
    Revision(xxh3_128(bytes).to_string())
}

impl Documents for MemoryStore<'_> {
    fn place(&self) -> String {
        "memory".to_owned()
    }

    fn load(&mut self, document: Document) -> Result<Option<Stored>, TargetError> {
        let bytes = self.memory.documents.get(document.name()).cloned();
        Ok(bytes.map(|bytes| Stored { revision: revision(&bytes), bytes }))
    }

    fn save(
        &mut self,
        document: Document,
        bytes: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, TargetError> {
        let there = self.memory.documents.get(document.name()).map(|bytes| revision(bytes));
        if there.as_ref() != expected {
            return Err(TargetError::conflict("changed"));
        }
        let bytes = bytes.to_vec();
        self.operate(|memory| {
            let revision = revision(&bytes);
            memory.documents.insert(document.name(), bytes);
            revision
        })
    }

    fn discard(&mut self, document: Document) -> Result<(), TargetError> {
        self.operate(|memory| memory.documents.remove(document.name())).map(drop)
    }
}

impl Store for MemoryStore<'_> {
    fn existing(&mut self, paths: &[&str]) -> Result<Vec<String>, TargetError> {
        let there = paths.iter().filter(|path| self.memory.files.contains_key(**path));
        Ok(there.map(|path| (*path).to_owned()).collect())
    }

    fn holds(&mut self, files: &[&Sending]) -> Result<Vec<bool>, TargetError> {
        let holds = |sending: &&Sending| {
            self.memory.files.get(&sending.path).is_some_and(|bytes| xxh3_128(bytes) == sending.file.hash)
        };
        Ok(files.iter().map(holds).collect())
    }

    fn put(&mut self, files: &[&Sending], publication: &Publication<'_>) -> Result<(), TargetError> {
        for sending in files {
            let bytes = publication.read(&sending.path)?;
            self.operate(|memory| {
                memory.sent += 1;
                memory.files.insert(sending.path.clone(), bytes);
            })?;
        }
        Ok(())
    }

    fn delete(&mut self, paths: &[&str]) -> Result<(), TargetError> {
        for path in paths {
            self.operate(|memory| {
                memory.files.remove(*path);
                if memory.is_watched {
                    look_for_parts(memory, path);
                }
            })?;
        }
        Ok(())
    }
}

/// Follows every link from the front page, and notes those that lead nowhere.
fn look(memory: &mut Memory) {
    if !memory.files.contains_key("index.html") {
        // The first publish has not come to its last step.
        return;
    }
    let file_of = |path: &str| {
        let path = path.trim_start_matches('/');
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
    };
    let mut open = vec!["/".to_owned()];
    let mut known = BTreeSet::from(["/".to_owned()]);
    while let Some(page) = open.pop() {
        let Some(bytes) = memory.files.get(&file_of(&page)) else { continue };
        let Ok(html) = std::str::from_utf8(bytes) else { continue };
        for link in links(html, &page).into_iter().map(|link| link.path) {
            if !memory.files.contains_key(&file_of(&link)) {
                let step = format!("operation {}: {page} names {link}", memory.operations);
                memory.broken.push(step);
            } else if known.insert(link.clone()) && file_of(&link).ends_with(".html") {
                open.push(link);
            }
        }
    }
}

/// Notes each page, whether or not anything leads to it, that names the file that was just deleted as one of
/// its parts: its reader may have come by a bookmark.
fn look_for_parts(memory: &mut Memory, deleted: &str) {
    if !deleted.ends_with(".png") && !deleted.ends_with(".jpg") && !deleted.ends_with(".css") {
        return;
    }
    let part = format!("/{deleted}\"");
    for (path, bytes) in memory.files.iter().filter(|(path, _)| path.ends_with(".html")) {
        if std::str::from_utf8(bytes).unwrap().contains(&part) {
            memory.broken.push(format!("{path} lacks {deleted}"));
        }
    }
}

/// Takes the build in the output folder of a site.
fn local(root: &Path, public: &str) -> Local {
    let settings = output::Settings {
        output: &root.join(public),
        site_root: root,
        sources: &[],
        home: None,
        generator: issue_digest::GENERATOR,
    };
    Local::new(output::open(&settings, |_| ()).unwrap(), "", vec!["en".to_owned(), "es".to_owned()]).unwrap()
}

/// Publishes a build into memory.
fn publish(memory: &mut Memory, local: &Local, fault: Fault) -> Result<(), TargetError> {
    memory.operations = 0;
    let mut target = Steps::new(MemoryStore { memory, fault });
    let remote = target.load()?.unwrap_or_else(|| Manifest::new("https://test.example"));
    let wanted = local.wanted(|_| 0);
    let retention = Retention { now: 0, keep: 0 };
    let plan = Plan::new(&wanted, &remote, &local.rules, retention);
    if plan.is_empty() {
        return Ok(());
    }
    let terminal = issue_digest::cli::Terminal { colour: false, interactive: false };
    let publication = Publication {
        local,
        additions: &[],
        wanted: &wanted,
        remote: &remote,
        plan: &plan,
        site: "https://test.example",
        retention,
        // The claim of the publish that failed is one of this very process.
        take_over: true,
        force: false,
        progress: &Progress::new(&terminal, 0, 0),
    };
    target.publish(&publication)
}

fn assert_whole(memory: &Memory, files: &Files, what: &str) {
    crate::folder::assert_same(&memory.files, files, what);
    let names: Vec<_> = memory.documents.keys().copied().collect();
    assert_eq!(names, [".digest-manifest.json"], "{what}");
}

/// Two builds of a site: what is live, and what is to be.
fn builds() -> (Site, Local, Files, Local, Files) {
    let site = Site::new("  live: {kind: folder, path: OUTSIDE}");
    site.folder.build(&["--output", "one"]);
    site.set(issues::next_issue());
    site.folder.build(&["--output", "two"]);
    let files = |name: &str| crate::folder::published(&site.folder.path(name));
    let (one, two) = (files("one"), files("two"));
    let locals = (local(site.folder.root(), "one"), local(site.folder.root(), "two"));
    (site, locals.0, one, locals.1, two)
}

#[test]
fn at_no_instant_does_a_page_name_what_is_not_there() {
    let (_site, old, old_files, new, new_files) = builds();
    let mut memory = Memory { is_watched: true, ..Memory::default() };
    publish(&mut memory, &old, Fault::Never).unwrap();
    assert_whole(&memory, &old_files, "the first");
    publish(&mut memory, &new, Fault::Never).unwrap();
    assert_whole(&memory, &new_files, "the second");
    publish(&mut memory, &old, Fault::Never).unwrap();
    assert_whole(&memory, &old_files, "and back");
    assert_eq!(memory.broken, Vec::<String>::new());
}

#[test]
fn a_publish_that_fails_anywhere_is_finished_by_the_next() {
    let (_site, old, _, new, new_files) = builds();
    let before = live(&old);
    let mut whole = before.again();
    publish(&mut whole, &new, Fault::Never).unwrap();
    let (operations, needed) = (whole.operations, whole.sent);
    assert!(operations > 60, "{operations}");
    for number in 1..=operations {
        for fault in [Fault::Before(number), Fault::After(number)] {
            let mut memory = before.again();
            let failed = publish(&mut memory, &new, fault);
            assert!(failed.is_err(), "{fault:?}");
            look(&mut memory);
            publish(&mut memory, &new, Fault::Never).unwrap();
            look(&mut memory);
            assert_eq!(memory.broken, Vec::<String>::new(), "{fault:?}");
            // Nothing is sent twice: what had arrived is recognized. A site that was whole already may
            // have the claim left, which is nobody's any more.
            assert_eq!(memory.sent, needed, "{fault:?}");
            let claim = memory.documents.remove(".digest-publish.json");
            assert!(claim.is_none() || number + 1 >= operations, "{fault:?}: the claim was left");
            assert_whole(&memory, &new_files, &format!("{fault:?}"));
        }
    }
}

#[test]
fn a_publish_that_fails_anywhere_can_be_followed_by_another_site() {
    let (_site, old, old_files, new, _) = builds();
    let before = live(&old);
    let mut whole = before.again();
    publish(&mut whole, &new, Fault::Never).unwrap();
    for number in 2..whole.operations {
        let mut memory = before.again();
        publish(&mut memory, &new, Fault::After(number)).unwrap_err();
        publish(&mut memory, &old, Fault::Never).unwrap();
        memory.documents.remove(".digest-publish.json");
        assert_whole(&memory, &old_files, &format!("back after operation {number}"));
    }
}

#[test]
fn at_no_instant_after_a_failure_does_a_page_name_what_is_not_there() {
    let (_site, old, _, new, _) = builds();
    let before = live(&old);
    let mut whole = before.again();
    publish(&mut whole, &new, Fault::Never).unwrap();
    for number in (2..whole.operations).step_by(whole.operations / 10) {
        for next in [&new, &old] {
            let mut memory = before.again();
            publish(&mut memory, &new, Fault::After(number)).unwrap_err();
            memory.is_watched = true;
            publish(&mut memory, next, Fault::Never).unwrap();
            assert_eq!(memory.broken, Vec::<String>::new(), "after operation {number}");
        }
    }
}

/// A target at which a build is live.
fn live(local: &Local) -> Memory {
    let mut memory = Memory::default();
    publish(&mut memory, local, Fault::Never).unwrap();
    memory
}

impl Memory {
    /// Another target with the same in it.
    fn again(&self) -> Self {
        Self { files: self.files.clone(), documents: self.documents.clone(), ..Self::default() }
    }
}
