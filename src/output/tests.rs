//! What a build promises about the output folder, on real folders.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use crate::output::error::{OutputError, Refusal};
use crate::output::manifest::{MANIFEST_NAME, Manifest};
use crate::output::stage::{Staging, Summary};
use crate::output::swap::SwapMethod;
use crate::output::{Output, Planned, Settings, Wanted, open};

/// A site to build: path and content of each file.
type Pages<'a> = &'a [(&'a str, &'a str)];

const PAGES: Pages<'static> =
    &[("index.html", "home"), ("a/index.html", "a"), ("a/b/index.html", "b"), ("c/index.html", "c")];

struct Site {
    _folder: tempfile::TempDir,
    root: PathBuf,
    swap: SwapMethod,
}

impl Site {
    fn new() -> Site {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        fs::create_dir(root.join("content")).unwrap();
        Site { _folder: folder, root, swap: SwapMethod::Exchange }
    }

    fn public(&self) -> PathBuf {
        self.root.join("public")
    }

    fn at(&self, path: &str) -> PathBuf {
        self.public().join(path)
    }

    fn open(&self) -> Result<Output, OutputError> {
        let settings = Settings {
            output: &self.public(),
            site_root: &self.root,
            sources: &[&self.root.join("content")],
            home: None,
            generator: "test 1",
        };
        let mut output = open(&settings, |lock| panic!("waits for {}", lock.display()))?;
        output.swap = self.swap;
        Ok(output)
    }

    /// As the build command does it; the fingerprint is the content's hash unless `reprint` is given.
    fn try_build(&self, pages: Pages<'_>, reprint: u128) -> Result<Summary, OutputError> {
        let output = self.open()?;
        let fingerprint = |content: &str| xxhash_rust::xxh3::xxh3_128(content.as_bytes()) + reprint;
        let plan: Vec<Planned<'_>> = pages
            .iter()
            .map(|&(path, content)| {
                let keep = output.can_keep(path, fingerprint(content));
                Planned { path, wanted: if keep { Wanted::Keep } else { Wanted::Render } }
            })
            .collect();
        match output.stage(&plan)? {
            Staging::Unchanged(summary) => Ok(summary),
            Staging::Changed(stage) => {
                let to_render = pages.iter().zip(&plan).filter(|(_, plan)| plan.wanted == Wanted::Render);
                for ((path, content), _) in to_render {
                    stage.write(path, content.as_bytes(), fingerprint(content))?;
                }
                stage.commit()
            }
        }
    }

    fn build(&self, pages: Pages<'_>) -> Summary {
        let summary = self.try_build(pages, 0).unwrap();
        self.assert_holds(pages, &[]);
        summary
    }

    /// The output folder holds these files, these others, their folders, and nothing more.
    fn assert_holds(&self, pages: Pages<'_>, others: &[&str]) {
        let found = listing(&self.public());
        let mut wanted: Vec<&str> = pages.iter().map(|(path, _)| *path).collect();
        wanted.extend(others);
        wanted.push(MANIFEST_NAME);
        wanted.sort_unstable();
        assert_eq!(found, wanted);
        for (path, content) in pages {
            assert_eq!(fs::read_to_string(self.at(path)).unwrap(), *content, "{path}");
        }
        let manifest = Manifest::read(&self.public()).unwrap().unwrap();
        assert_eq!(manifest.len(), pages.len());
    }

    fn identities(&self, pages: Pages<'_>) -> BTreeMap<String, (u64, i64, i64)> {
        let identity = |path: &str| {
            let metadata = fs::symlink_metadata(self.at(path)).unwrap();
            (metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
        };
        pages.iter().map(|(path, _)| ((*path).to_owned(), identity(path))).collect()
    }
}

/// All files, and folders that hold nothing, with a slash.
fn listing(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries: Vec<_> = fs::read_dir(&folder).unwrap().map(Result::unwrap).collect();
        let name = |path: &Path| path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        if entries.is_empty() {
            found.push(format!("{}/", name(&folder)));
        }
        for entry in entries {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                found.push(name(&entry.path()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_first_build_writes_all_and_leaves_no_standby() {
    let site = Site::new();
    let summary = site.build(PAGES);
    assert_eq!(summary, Summary { written: 4, bytes: 7, manifest: summary.manifest, ..Summary::default() });
    assert_eq!(listing(&site.root.join(".public.digest")), ["lock"]);
}

#[test]
fn nothing_changed_writes_nothing() {
    let site = Site::new();
    site.build(PAGES);
    let before = site.identities(&[("", ""), (MANIFEST_NAME, ""), ("../.public.digest", ""), ("..", "")]);
    let output = site.open().unwrap();
    assert_eq!(output.damaged(), Vec::<&str>::new());
    drop(output);
    let summary = site.build(PAGES);
    assert_eq!(summary, Summary { unchanged: 4, manifest: summary.manifest, ..Summary::default() });
    let after = site.identities(&[("", ""), (MANIFEST_NAME, ""), ("../.public.digest", ""), ("..", "")]);
    assert_eq!(before, after);
}

#[test]
fn unchanged_files_stay_the_same_files_over_many_builds() {
    for swap in [SwapMethod::Exchange, SwapMethod::TwoRenames] {
        let site = Site { swap, ..Site::new() };
        site.build(PAGES);
        let before = site.identities(PAGES);
        let edits = ["1", "2", "2 and more", "3", "home"];
        for edit in edits {
            let pages = [("index.html", edit), PAGES[1], PAGES[2], PAGES[3]];
            let summary = site.build(&pages);
            assert_eq!((summary.written, summary.unchanged), (1, 3), "{edit}");
            let after = site.identities(&pages);
            assert!(PAGES[1..].iter().all(|(path, _)| before[*path] == after[*path]), "{edit}");
            assert_ne!(before["index.html"], after["index.html"], "{edit}");
        }
        assert!(!site.root.join(".public.digest/previous").exists());
    }
}

#[test]
fn a_page_rendered_to_the_same_bytes_stays_the_same_file() {
    let site = Site::new();
    site.build(PAGES);
    let before = site.identities(PAGES);
    for reprint in 1..4 {
        let summary = site.try_build(PAGES, reprint).unwrap();
        assert_eq!(summary, Summary { unchanged: 4, manifest: summary.manifest, ..Summary::default() });
        assert_eq!(site.identities(PAGES), before);
        // The new fingerprints count from now on.
        assert!(matches!(site.try_build(PAGES, reprint), Ok(Summary { written: 0, .. })));
    }
}

#[test]
fn files_come_and_go_with_their_folders() {
    let site = Site::new();
    site.build(PAGES);
    assert_eq!(site.build(&PAGES[..1]).deleted, 3);
    assert_eq!(site.build(PAGES).written, 3);
    assert_eq!(site.build(&[("a", "now a file"), ("index.html", "home")]).deleted, 3);
    assert_eq!(site.build(PAGES).deleted, 1);
    assert_eq!(site.build(&[("a/b/index.html", "b")]).unchanged, 1);
    assert_eq!(site.build(&[]).deleted, 1);
    assert_eq!(site.build(PAGES).written, 4);
}

#[test]
fn two_builds_of_the_same_input_have_the_same_bytes() {
    let (one, other) = (Site::new(), Site::new());
    one.build(PAGES);
    other.build(&PAGES[2..]);
    other.build(PAGES);
    assert_eq!(fs::read(one.at(MANIFEST_NAME)).unwrap(), fs::read(other.at(MANIFEST_NAME)).unwrap());
}

#[test]
fn edited_and_deleted_files_are_mended() {
    let site = Site::new();
    for _ in 0..3 {
        site.build(PAGES);
        let before = site.identities(PAGES);
        // The same length, in place, so that every tree that shares the file has it.
        let modified = fs::metadata(site.at("a/index.html")).unwrap().modified().unwrap();
        fs::write(site.at("a/index.html"), "x").unwrap();
        fs::File::open(site.at("a/index.html")).unwrap().set_modified(modified).unwrap();
        fs::remove_file(site.at("a/b/index.html")).unwrap();
        fs::remove_dir_all(site.at("c")).unwrap();
        let damaged = site.open().unwrap();
        assert_eq!(damaged.damaged(), ["a/b/index.html", "a/index.html", "c/index.html"]);
        drop(damaged);
        let summary = site.build(PAGES);
        assert_eq!((summary.written, summary.unchanged), (3, 1));
        assert_eq!(before["index.html"], site.identities(PAGES)["index.html"]);
    }
}

#[test]
fn files_that_were_only_touched_are_kept() {
    let site = Site::new();
    site.build(PAGES);
    let mode = fs::Permissions::from_mode(0o600);
    fs::set_permissions(site.at("a/index.html"), mode).unwrap();
    assert_eq!(site.open().unwrap().damaged(), Vec::<&str>::new());
}

#[test]
fn foreign_files_are_carried_over_every_swap() {
    for swap in [SwapMethod::Exchange, SwapMethod::TwoRenames] {
        let site = Site { swap, ..Site::new() };
        site.build(PAGES);
        fs::write(site.at("CNAME"), "digest.example").unwrap();
        fs::create_dir_all(site.at(".git/objects/aa")).unwrap();
        fs::create_dir(site.at(".git/empty")).unwrap();
        fs::write(site.at(".git/objects/aa/bb"), "blob").unwrap();
        fs::write(site.at("a/b/notes.txt"), "mine").unwrap();
        symlink("../nowhere", site.at("a/link")).unwrap();
        symlink("/", site.at("root")).unwrap();
        rustix_pipe(&site.at("pipe"));
        fs::set_permissions(site.at(".git/objects"), fs::Permissions::from_mode(0o750)).unwrap();
        let others =
            ["CNAME", ".git/objects/aa/bb", ".git/empty/", "a/b/notes.txt", "a/link", "root", "pipe"];
        let foreign: Vec<(&str, &str)> = others.iter().map(|path| (path.trim_end_matches('/'), "")).collect();
        let files: Vec<_> = foreign.iter().copied().filter(|(path, _)| *path != ".git/empty").collect();
        let before = (site.identities(&files), modified(&site.at(".git/empty")));
        for pages in [&PAGES[..1], PAGES, &PAGES[1..], &[], PAGES] {
            site.try_build(pages, 0).unwrap();
            site.assert_holds(pages, &others);
            assert_eq!((site.identities(&files), modified(&site.at(".git/empty"))), before);
        }
        assert!(fs::symlink_metadata(site.at("pipe")).unwrap().file_type().is_fifo());
        assert_eq!(fs::read_link(site.at("a/link")).unwrap(), Path::new("../nowhere"));
        let mode = fs::metadata(site.at(".git/objects")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o750);
    }
}

fn modified(path: &Path) -> std::time::SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

fn rustix_pipe(path: &Path) {
    let kind = rustix::fs::FileType::Fifo;
    rustix::fs::mknodat(rustix::fs::CWD, path, kind, rustix::fs::Mode::from_raw_mode(0o644), 0).unwrap();
}

#[test]
fn foreign_files_that_a_person_removes_or_replaces_do_not_come_back() {
    let site = Site::new();
    site.build(PAGES);
    fs::write(site.at("CNAME"), "one").unwrap();
    fs::create_dir(site.at("extra")).unwrap();
    fs::write(site.at("extra/mine"), "mine").unwrap();
    site.try_build(&PAGES[1..], 0).unwrap();
    fs::write(site.at("new"), "two").unwrap();
    fs::rename(site.at("new"), site.at("CNAME")).unwrap();
    site.try_build(PAGES, 0).unwrap();
    assert_eq!(fs::read_to_string(site.at("CNAME")).unwrap(), "two");
    fs::remove_file(site.at("CNAME")).unwrap();
    fs::remove_dir_all(site.at("extra")).unwrap();
    assert_eq!(site.build(&PAGES[1..]).set_aside, None);
    assert_eq!(site.build(PAGES).set_aside, None);
}

#[test]
fn foreign_files_are_remembered_in_folders_that_do_not_change() {
    let site = Site::new();
    site.build(PAGES);
    fs::create_dir_all(site.at("a/mine/deep")).unwrap();
    fs::write(site.at("a/mine/deep/notes.txt"), "mine").unwrap();
    for edit in ["1", "2", "3", "4"] {
        let pages = [("index.html", edit), PAGES[1], PAGES[2], PAGES[3]];
        assert_eq!(site.try_build(&pages, 0).unwrap().written, 1);
        site.assert_holds(&pages, &["a/mine/deep/notes.txt"]);
        // As if all folders had last changed long before the manifest.
        let later = std::time::SystemTime::now() + std::time::Duration::from_secs(3600);
        fs::File::open(site.at(MANIFEST_NAME)).unwrap().set_modified(later).unwrap();
    }
}

#[test]
fn a_foreign_file_in_the_way_is_named_and_kept() {
    let site = Site::new();
    site.build(PAGES);
    let in_the_way = |pages: Pages<'_>, planned: &str, foreign: &str| {
        let before = listing(&site.root);
        let error = site.try_build(pages, 0).unwrap_err();
        let OutputError::InTheWay { planned: one, foreign: other } = &error else { panic!("{error}") };
        assert_eq!((one, other), (&site.at(planned), &site.at(foreign)));
        assert_eq!(listing(&site.root), before);
    };
    fs::write(site.at("new"), "mine").unwrap();
    in_the_way(&[("new", "page")], "new", "new");
    in_the_way(&[("new/index.html", "page")], "new/index.html", "new");
    fs::create_dir(site.at("folder")).unwrap();
    in_the_way(&[("folder", "page")], "folder", "folder");
    fs::write(site.at("folder/mine"), "mine").unwrap();
    in_the_way(&[("folder", "page")], "folder", "folder");
    fs::write(site.at("a/mine"), "mine").unwrap();
    in_the_way(&[("a", "page")], "a", "a/mine");
    fs::remove_file(site.at("index.html")).unwrap();
    symlink("elsewhere", site.at("index.html")).unwrap();
    in_the_way(PAGES, "index.html", "index.html");
}

#[test]
fn a_link_in_a_folders_place_is_never_followed() {
    let site = Site::new();
    site.build(PAGES);
    site.build(&PAGES[1..]);
    let elsewhere = site.root.join("elsewhere");
    fs::rename(site.at("a"), &elsewhere).unwrap();
    symlink(&elsewhere, site.at("a")).unwrap();
    assert_eq!(site.open().unwrap().damaged(), ["a/b/index.html", "a/index.html"]);
    assert!(matches!(site.try_build(PAGES, 0), Err(OutputError::InTheWay { .. })));
    site.try_build(&PAGES[..1], 0).unwrap();
    site.assert_holds(&PAGES[..1], &["a"]);
    assert_eq!(listing(&elsewhere), ["b/index.html", "index.html"]);
}

#[test]
fn a_build_that_fails_leaves_everything_as_it_was() {
    let site = Site::new();
    let fail = || {
        let plan =
            [Planned { path: "x/y", wanted: Wanted::Render }, Planned { path: "z", wanted: Wanted::Render }];
        let Staging::Changed(stage) = site.open().unwrap().stage(&plan).unwrap() else { panic!() };
        stage.write("x/y", b"page", 1).unwrap();
        assert!(matches!(stage.write("x/y", b"page", 1), Err(OutputError::BadPath { .. })));
        assert!(matches!(stage.write("other", b"page", 1), Err(OutputError::BadPath { .. })));
        assert!(matches!(stage.commit(), Err(OutputError::BadPath { .. })));
    };
    fail();
    assert_eq!(listing(&site.root), ["content/"]);
    site.build(PAGES);
    let before = site.identities(PAGES);
    fail();
    site.assert_holds(PAGES, &[]);
    assert_eq!(site.identities(PAGES), before);
    assert_eq!(listing(&site.root.join(".public.digest")), ["lock"]);
    site.build(&PAGES[1..]);
    fail();
    site.assert_holds(&PAGES[1..], &[]);
    site.build(PAGES);
}

#[test]
fn missing_parents_are_made_for_a_build_that_succeeds() {
    let site = Site::new();
    let output = site.root.join("build/deep/public");
    let settings =
        Settings { output: &output, site_root: &site.root, sources: &[], home: None, generator: "test 1" };
    drop(open(&settings, |_| {}).unwrap());
    assert!(!site.root.join("build").exists());
    let plan = [Planned { path: "a", wanted: Wanted::Render }];
    let Staging::Changed(stage) = open(&settings, |_| {}).unwrap().stage(&plan).unwrap() else { panic!() };
    stage.write("a", b"page", 1).unwrap();
    stage.commit().unwrap();
    assert_eq!(fs::read(output.join("a")).unwrap(), b"page");
}

#[test]
fn an_empty_folder_is_taken_with_its_permissions() {
    let site = Site::new();
    fs::create_dir(site.public()).unwrap();
    fs::set_permissions(site.public(), fs::Permissions::from_mode(0o711)).unwrap();
    for pages in [PAGES, &PAGES[1..], PAGES] {
        site.build(pages);
        assert_eq!(fs::metadata(site.public()).unwrap().permissions().mode() & 0o777, 0o711);
    }
}

#[test]
fn a_refused_folder_is_left_alone() {
    let site = Site::new();
    fs::create_dir(site.public()).unwrap();
    fs::write(site.at("mine"), "mine").unwrap();
    let error = site.try_build(PAGES, 0).unwrap_err();
    assert!(matches!(error, OutputError::Refused { reason: Refusal::NotOurs, .. }));
    assert_eq!(
        error.to_string(),
        format!(
            "cannot use `{}` as output folder: it holds files that this tool did not write",
            site.public().display()
        )
    );
    assert_eq!(listing(&site.root), ["content/", "public/mine"]);
}

#[test]
fn a_swap_killed_between_its_renames_is_completed() {
    let site = Site { swap: SwapMethod::TwoRenames, ..Site::new() };
    let workspace = site.root.join(".public.digest");
    let (standby, previous) = (workspace.join("standby"), workspace.join("previous"));
    site.build(PAGES);
    site.build(&PAGES[1..]);
    // After the first rename: the standby is the next tree.
    fs::rename(site.public(), &previous).unwrap();
    drop(site.open().unwrap());
    site.assert_holds(PAGES, &[]);
    assert!(standby.exists() && !previous.exists());
    // After the second.
    fs::rename(&standby, &previous).unwrap();
    drop(site.open().unwrap());
    site.assert_holds(PAGES, &[]);
    assert!(standby.exists() && !previous.exists());
    // A standby that is no tree of ours cannot be the next one.
    fs::remove_dir_all(&standby).unwrap();
    fs::rename(site.public(), &previous).unwrap();
    site.build(PAGES);
    site.build(&PAGES[1..]);
}

#[test]
fn a_standby_in_any_state_is_used_or_set_aside() {
    let site = Site::new();
    let standby = site.root.join(".public.digest/standby");
    let mut set_aside = Vec::new();
    for round in 0..8 {
        site.build(PAGES);
        site.build(&PAGES[1..]);
        match round {
            0 => fs::remove_file(standby.join(MANIFEST_NAME)).unwrap(),
            1 => fs::write(standby.join(MANIFEST_NAME), "cut").unwrap(),
            2 => fs::remove_dir_all(standby.join("a")).unwrap(),
            3 => fs::remove_dir_all(&standby).unwrap(),
            4 => fs::write(standby.join("a/index.html"), "shared with the live file").unwrap(),
            5 => {
                fs::remove_dir_all(&standby).unwrap();
                fs::create_dir(&standby).unwrap();
                fs::write(standby.join(".digest-manifest.new"), "cut").unwrap();
            }
            6 => {
                fs::remove_file(standby.join("a/index.html")).unwrap();
                fs::create_dir(standby.join("a/index.html")).unwrap();
            }
            _ => {
                fs::remove_dir_all(standby.join("a")).unwrap();
                symlink(site.root.join("content"), standby.join("a")).unwrap();
            }
        }
        set_aside.extend(site.build(PAGES).set_aside.map(|_| round));
    }
    // Where the standby had no manifest, or a link that no build makes.
    assert_eq!(set_aside, [0, 1, 7]);
    assert_eq!(listing(&site.root.join("content")), ["/"]);
}

#[test]
fn what_is_put_into_the_standby_by_mistake_is_not_lost() {
    let site = Site::new();
    let standby = site.root.join(".public.digest/standby");
    site.build(PAGES);
    site.build(&PAGES[1..]);
    // A shell that was in the output folder before the build is in the standby after it.
    fs::write(standby.join("CNAME"), "late").unwrap();
    site.try_build(PAGES, 0).unwrap();
    site.assert_holds(PAGES, &["CNAME"]);
    site.try_build(&PAGES[1..], 0).unwrap();
    fs::write(standby.join("CNAME"), "later").unwrap();
    let aside = site.try_build(PAGES, 0).unwrap().set_aside.unwrap();
    assert_eq!(fs::read_to_string(aside.join("CNAME")).unwrap(), "later");
    assert_eq!(fs::read_to_string(site.at("CNAME")).unwrap(), "late");
    site.assert_holds(PAGES, &["CNAME"]);
}

#[test]
fn a_removed_output_folder_is_built_anew() {
    let site = Site::new();
    site.build(PAGES);
    site.build(&PAGES[1..]);
    fs::remove_dir_all(site.public()).unwrap();
    assert_eq!(site.build(PAGES).written, 4);
    assert_eq!(listing(&site.root.join(".public.digest")), ["lock"]);
}

const ONE_CHANGED: Pages<'static> =
    &[("index.html", "home"), ("a/index.html", "a"), ("a/b/index.html", "new"), ("c/index.html", "c")];

#[test]
fn one_file_that_changes_is_replaced_without_a_second_tree() {
    let site = Site::new();
    site.build(PAGES);
    let before = site.identities(PAGES);
    let summary = site.build(ONE_CHANGED);
    assert_eq!((summary.written, summary.unchanged, summary.deleted), (1, 3, 0));
    let changed: Vec<String> =
        site.identities(PAGES).into_iter().filter(|found| before[&found.0] != found.1).map(|f| f.0).collect();
    assert_eq!(changed, ["a/b/index.html"]);
    assert_eq!(listing(&site.root.join(".public.digest")), ["lock"]);
}

#[test]
fn a_replaced_file_whose_manifest_did_not_follow_is_made_again() {
    let site = Site::new();
    site.build(PAGES);
    let manifest = fs::read(site.at(MANIFEST_NAME)).unwrap();
    // As a run leaves it that is killed after the file and before the manifest.
    site.build(ONE_CHANGED);
    fs::write(site.at(MANIFEST_NAME), manifest).unwrap();
    fs::write(site.at(".digest-manifest.new"), "unfinished").unwrap();
    let summary = site.build(PAGES);
    assert_eq!((summary.written, summary.unchanged), (1, 3));
}
