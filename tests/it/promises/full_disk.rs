//! Disks that are full, have no room for another file, are read only, or end within a file.
//!
//! The small disks are file systems in memory that only the test sees. Making one takes a user
//! namespace, or root; where neither is permitted these tests fail and say so.

use std::process::{Command, Output};

use super::issues::{next_issue, special_issue};
use crate::folder::{EPOCH, Folder, assert_same, newspaper};
use crate::support;

/// What every script begins with: a disk of its own at `$disk`, and words for what is done there.
const PROLOGUE: &str = r#"
set -eu
mount -t tmpfs -o "$mount_options" digest "$disk"
message=$disk/../message
build() { "$digest" build --site "$1" --output "$disk/public" 2>"$message"; }
files() { find "$disk/public" -type f -exec stat -c '%n %i %Y' {} + | sort; }
is() { diff -r --exclude=.digest-manifest "$1" "$disk/public" >&2; }
"#;

/// Three sites and what each of them is when built; the third has the most files.
struct Sites {
    folders: [Folder; 3],
}

impl Sites {
    fn new() -> Self {
        let folders = [newspaper(), next_issue(), special_issue()].map(|files| Folder::of(&files));
        for folder in &folders {
            folder.build(&[]);
        }
        Self { folders }
    }

    /// Runs a script that finds the sites at `$old`, `$other` and `$new`, each built to its `public`.
    fn run(&self, mount_options: &str, script: &str) {
        let temporary = tempfile::tempdir().unwrap();
        let disk = temporary.path().join("disk");
        std::fs::create_dir(&disk).unwrap();
        let run = |shell: &mut Command| -> Output {
            shell.args(["sh", "-c", &format!("{PROLOGUE}{script}")]);
            shell.env("digest", env!("CARGO_BIN_EXE_digest")).env("mount_options", mount_options);
            for (name, folder) in ["old", "other", "new"].iter().zip(&self.folders) {
                shell.env(name, folder.root());
            }
            shell.env("disk", &disk);
            shell.env("SOURCE_DATE_EPOCH", EPOCH).env("HOME", "/nonexistent").output().unwrap()
        };
        let mut tried = run(Command::new("unshare").args(["--user", "--map-root-user", "--mount", "--"]));
        if support::stderr(&tried).starts_with("unshare: ") {
            // No user namespaces here; root can do without.
            tried = run(Command::new("unshare").args(["--mount", "--"]));
        }
        let (out, said) = (String::from_utf8_lossy(&tried.stdout), support::stderr(&tried));
        assert!(
            !said.starts_with("unshare: "),
            "a small disk takes a user namespace or root, and this system permits neither: {said}"
        );
        let message = std::fs::read_to_string(temporary.path().join("message")).unwrap_or_default();
        assert!(tried.status.success(), "{mount_options}\n{out}\n{said}\nlast message: {message}");
    }
}

/// Builds the new site with a little more room each time until it succeeds. `$before` are the builds
/// before that; `$workspace` is what lies beside the output folder after a build that failed.
const FILL_UP: &str = r#"
for site in $before; do build "$site"; done
used=$(df -k --output="$column" "$disk" | tail -n 1)
identities=$(files)
failures=0
for more in $(seq 1 "$step" 100000); do
    mount -o remount,"$option"=$((used + more))"$unit" "$disk"
    if build "$new"; then break; fi
    failures=$((failures + 1))
    grep -q 'no space left on device' "$message"
    grep -q 'help: the output folder is as it was before: free some space and build again' "$message"
    is "$old/public"
    test "$identities" = "$(files)"
    test "$(ls "$disk/.public.digest" | tr '\n' ' ')" = "$workspace"
done
test "$failures" -ge 6
is "$new/public"
mount -o remount,size=20m,nr_inodes=5000 "$disk"
build "$old"
is "$old/public"
"#;

/// The first build into an output folder has no standby; later ones have.
const WORKSPACES: [&str; 2] =
    [r#"before=$old workspace='lock '"#, r#"before="$old $other $old" workspace='lock standby '"#];

#[test]
fn a_full_disk_leaves_the_old_site() {
    let sites = Sites::new();
    for workspace in WORKSPACES {
        sites.run("size=20m", &format!("column=used option=size unit=k step=53 {workspace}\n{FILL_UP}"));
    }
}

#[test]
fn a_disk_without_room_for_more_files_leaves_the_old_site() {
    let sites = Sites::new();
    for workspace in WORKSPACES {
        let script = format!("column=iused option=nr_inodes unit= step=23 {workspace}\n{FILL_UP}");
        sites.run("nr_inodes=5000", &script);
    }
}

#[test]
fn a_first_build_on_a_full_disk_leaves_nothing() {
    let script = r#"
        ! build "$old"
        grep -q 'help: the output folder is as it was before' "$message"
        test -z "$(ls -A "$disk")"
    "#;
    Sites::new().run("size=200k", script);
}

#[test]
fn a_site_on_a_full_disk_keeps_what_it_had() {
    let script = r#"
        cp -r "$old" "$disk/site"
        rm -rf "$disk/site/.digest" "$disk/site/.public.digest"
        identities=$(find "$disk/site/public" -type f -exec stat -c '%n %i %Y' {} + | sort)
        printf -- '---\ntitle: More\ndate: 2024-03-03\n---\nMore.\n' > "$disk/site/content/articles/more.md"
        mount -o remount,size=$(($(df -k --output=used "$disk" | tail -n 1) + 4))k "$disk"
        if "$digest" build --site "$disk/site" 2>"$message"; then exit 1; fi
        grep -q 'no space left on device' "$message"
        test "$identities" = "$(find "$disk/site/public" -type f -exec stat -c '%n %i %Y' {} + | sort)"
        mount -o remount,size=20m "$disk"
        "$digest" build --site "$disk/site" 2>"$message"
        test -f "$disk/site/public/2024/03/03/more/index.html"
    "#;
    Sites::new().run("size=20m", script);
}

#[test]
fn a_read_only_disk_is_an_error_with_help() {
    let script = r#"
        build "$old"
        mount -o remount,ro "$disk"
        if build "$new"; then exit 1; fi
        grep -q 'read-only file system' "$message"
        grep -q 'help: the next tree is prepared beside the output folder: make' "$message"
        is "$old/public"
    "#;
    Sites::new().run("size=20m", script);
}

#[test]
fn a_mount_point_is_refused() {
    let script = r#"
        mkdir "$disk/public"
        mount -t tmpfs other "$disk/public"
        if build "$old"; then exit 1; fi
        grep -q 'it is a mount point, which no prepared folder can replace' "$message"
        test -z "$(ls -A "$disk/public")"
    "#;
    Sites::new().run("size=20m", script);
}

/// A limit on the size of files takes no permission: every longer file fails while it is written.
#[test]
fn a_file_that_cannot_be_written_to_its_end_leaves_the_old_site() {
    let folder = Folder::of(&newspaper());
    folder.build(&[]);
    let before = folder.identities();
    folder.set(&next_issue());
    for blocks in [0, 1, 2, 5, 11] {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" build")]);
        shell.arg(env!("CARGO_BIN_EXE_digest")).current_dir(folder.root()).env("SOURCE_DATE_EPOCH", EPOCH);
        let output = shell.output().unwrap();
        let said = support::stderr(&output);
        assert_eq!(output.status.code(), Some(3), "{blocks}: {said}");
        assert!(said.contains("file too large"), "{blocks}: {said}");
        assert_eq!(folder.identities(), before, "{blocks}");
    }
    folder.build(&[]);
    assert_same(&folder.public(), &folder.cold(), "without the limit");
}
