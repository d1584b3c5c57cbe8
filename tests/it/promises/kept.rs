//! What stays as it is: files of somebody else's, files that did not change, everything when a build fails.

use std::fs::{self, Permissions};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::path::Path;

use super::issues::next_issue;
use crate::folder::{Folder, assert_same, finish, newspaper, replaced};
use crate::support;

/// Inode and modification time of something that is not followed if it is a link.
fn identity(path: &Path) -> (u64, i64, i64) {
    let metadata = fs::symlink_metadata(path).unwrap();
    (metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
}

#[test]
fn files_that_the_tool_did_not_write_are_kept() {
    let folder = Folder::of(&newspaper());
    folder.build(&[]);
    folder.write("public/CNAME", "digest.example");
    folder.write("public/.git/objects/aa/bb", "blob");
    folder.write("public/.well-known/security.txt", "Contact: mailto:a@b.example");
    folder.write("public/2024/notes.txt", "mine");
    folder.write("public/2024/02/16/caravan/draft.txt", "in the folder of a page that goes");
    fs::create_dir(folder.path("public/.git/empty")).unwrap();
    symlink("../nowhere", folder.path("public/link")).unwrap();
    symlink("/", folder.path("public/2024/root")).unwrap();
    make_pipe(&folder.path("public/pipe"));
    fs::set_permissions(folder.path("public/.git/objects"), Permissions::from_mode(0o750)).unwrap();
    let foreign = [
        "CNAME",
        ".git/objects/aa/bb",
        ".git/empty",
        ".well-known/security.txt",
        "2024/notes.txt",
        "2024/02/16/caravan/draft.txt",
        "link",
        "2024/root",
        "pipe",
    ];
    let at = |name: &str| folder.path("public").join(name);
    let identities = || foreign.map(|name| (name, identity(&at(name)).0));
    let before = identities();
    let time = identity(&at("CNAME"));
    for version in [next_issue(), newspaper(), next_issue(), newspaper()] {
        folder.set(&version);
        folder.build(&[]);
        let now = identities().into_iter().zip(before).filter(|(now, _)| now.0 != ".git/empty");
        for (now, before) in now {
            assert_eq!(now, before);
        }
    }
    assert_eq!(identity(&at("CNAME")), time);
    assert_eq!(fs::read_link(at("link")).unwrap(), Path::new("../nowhere"));
    assert_eq!(fs::read_link(at("2024/root")).unwrap(), Path::new("/"));
    assert!(fs::symlink_metadata(at("pipe")).unwrap().file_type().is_fifo());
    assert_eq!(fs::metadata(at(".git/objects")).unwrap().permissions().mode() & 0o777, 0o750);
}

pub(crate) fn make_pipe(path: &Path) {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    mknodat(CWD, path, FileType::Fifo, Mode::from_raw_mode(0o644), 0).unwrap();
}

#[test]
fn a_foreign_file_in_the_way_is_named_and_nothing_is_written() {
    let folder = Folder::of(&newspaper());
    folder.build(&[]);
    folder.write("public/2024/02/20/harvest", "mine");
    let before = folder.identities();
    folder.set(&next_issue());
    let output = folder.try_build(&[]);
    assert_eq!(output.status.code(), Some(3));
    let said = support::stderr(&output);
    let (planned, foreign) =
        ("public/2024/02/20/harvest/index.html", folder.path("public/2024/02/20/harvest"));
    let wanted = format!(
        "error: cannot write `{}`: `{foreign}` is in the way\n  \
         = help: this tool did not write `{foreign}`: move it away, or publish the page elsewhere\n",
        folder.path(planned).display(),
        foreign = foreign.display(),
    );
    assert_eq!(said, wanted);
    assert_eq!(folder.identities(), before);
}

#[test]
fn edited_and_deleted_output_is_mended_and_the_rest_left_alone() {
    let folder = Folder::of(&newspaper());
    folder.build(&[]);
    let whole = folder.public();
    let before = folder.identities();
    let page = folder.path("public/2024/02/04/tariffs/index.html");
    // In place, to the same length and time.
    let modified = fs::metadata(&page).unwrap().modified().unwrap();
    let text = fs::read_to_string(&page).unwrap();
    fs::write(&page, text.replacen("tariffs", "sffirat", 1)).unwrap();
    fs::File::open(&page).unwrap().set_modified(modified).unwrap();
    fs::remove_file(folder.path("public/404.html")).unwrap();
    fs::remove_dir_all(folder.path("public/topics/trade")).unwrap();
    fs::write(folder.path("public/sitemap.xml"), "").unwrap();
    let missing = whole.keys().filter(|path| path.starts_with("topics/trade/")).cloned();
    let mut damaged: Vec<String> = missing.collect();
    damaged.extend(["2024/02/04/tariffs/index.html", "404.html", "sitemap.xml"].map(str::to_owned));
    damaged.sort();
    assert!(damaged.len() > 4, "{damaged:?}");
    let said = folder.build(&[]);
    let unchanged = whole.len() - damaged.len();
    assert!(
        said.contains(&format!(": {} written, {unchanged} unchanged, 0 deleted;", damaged.len())),
        "{said}"
    );
    assert_same(&folder.public(), &whole, "mended");
    let mut changed = replaced(&before, &folder.identities());
    changed.retain(|path| path != issue_digest::output::MANIFEST_NAME);
    assert_eq!(changed, damaged);
}

#[test]
fn a_build_with_faults_leaves_the_site_as_it_was() {
    let folder = Folder::of(&newspaper());
    folder.build(&[]);
    let before = folder.identities();
    let faults = [
        ("content/articles/2024/wall.md", "---\ntitle: The wall\n---\nNo date.\n"),
        ("content/articles/2024/wall.md", "---\ntitle: The wall\ndate: 2024-01-03\n---\n[no](nowhere.md)\n"),
        ("content/topics/trade.md", "no front matter"),
        ("site.yaml", "title: [\n"),
        ("themes/gazette/templates/404.html", "{{ unknown }}"),
        ("themes/gazette/templates/404.html", "{% if %}"),
        ("themes/gazette/i18n/en.yaml", "footnotes: {many: x}\n"),
    ];
    for (path, text) in faults {
        folder.set(&newspaper());
        folder.write(path, text);
        for arguments in [&[][..], &["--no-cache"]] {
            let output = folder.try_build(arguments);
            let said = support::stderr(&output);
            assert_eq!(output.status.code(), Some(1), "{path}: {said}");
            assert!(said.contains("\nnothing was written: ") && !said.contains("built "), "{path}: {said}");
            assert_eq!(folder.identities(), before, "{path}");
        }
    }
    folder.set(&newspaper());
    assert!(folder.build(&[]).contains(": nothing changed;"));
}

#[test]
fn an_unwritable_parent_is_an_error_and_leaves_the_site_as_it_was() {
    let folder = Folder::of(&newspaper());
    let shared = tempfile::tempdir().unwrap();
    let parent = shared.path().canonicalize().unwrap();
    let as_anybody = Anybody::new(&folder);
    let set_mode = |mode| fs::set_permissions(&parent, Permissions::from_mode(mode)).unwrap();
    let public = parent.join("public");
    let build = || as_anybody.build(&folder, &["--output", public.to_str().unwrap()]);
    set_mode(0o555);
    let refused = build();
    assert_eq!(refused.status.code(), Some(3));
    let wanted = format!(
        "error: cannot make the folder `{parent}/.public.digest`: permission denied\n  \
         = help: the next tree is prepared beside the output folder: make `{parent}` writable\n",
        parent = parent.display()
    );
    assert_eq!(support::stderr(&refused), wanted);
    set_mode(0o777);
    assert_eq!(build().status.code(), Some(0));
    let before = crate::folder::identities(&public);
    folder.set(&next_issue());
    set_mode(0o555);
    // The workspace is there already: only the swap needs to write to the parent.
    let refused = build();
    assert_eq!(refused.status.code(), Some(3), "{}", support::stderr(&refused));
    assert!(support::stderr(&refused).contains("permission denied"), "{}", support::stderr(&refused));
    assert_eq!(crate::folder::identities(&public), before);
    set_mode(0o777);
    assert_eq!(build().status.code(), Some(0));
    assert_same(&crate::folder::published(&public), &folder.cold(), "writable again");
}

/// Runs builds as a user whom permissions bind, also where the tests run as root.
pub(crate) struct Anybody {
    binary: tempfile::TempDir,
    is_root: bool,
}

impl Anybody {
    /// Gives the site to that user.
    pub(crate) fn new(folder: &Folder) -> Self {
        let is_root = fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0);
        let binary = tempfile::tempdir().unwrap();
        if is_root {
            // What cargo built may lie where only root can go.
            for open in [binary.path(), folder.outside()] {
                fs::set_permissions(open, Permissions::from_mode(0o755)).unwrap();
            }
            fs::copy(env!("CARGO_BIN_EXE_digest"), binary.path().join("digest")).unwrap();
            give_away(folder.root());
        }
        Self { binary, is_root }
    }

    pub(crate) fn build(&self, folder: &Folder, arguments: &[&str]) -> std::process::Output {
        use std::os::unix::process::CommandExt;
        if !self.is_root {
            return folder.try_build(arguments);
        }
        let mut command = std::process::Command::new(self.binary.path().join("digest"));
        command.current_dir(folder.root()).env_clear().env("HOME", "/nonexistent");
        command.env("SOURCE_DATE_EPOCH", crate::folder::EPOCH).arg("build").args(arguments);
        finish({
            command.uid(NOBODY).gid(NOBODY);
            command
        })
    }
}

/// The user whom most systems call `nobody`; any number but root's would do.
const NOBODY: u32 = 65534;

fn give_away(path: &Path) {
    std::os::unix::fs::lchown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    if fs::symlink_metadata(path).unwrap().is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            give_away(&entry.unwrap().path());
        }
    }
}
