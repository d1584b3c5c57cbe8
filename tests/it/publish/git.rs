//! A branch as target: bare repositories on the disk and behind sshd, and a worktree that is left alone.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Instant;

use super::sshd::Sshd;
use super::versions::{AS_BUILT, Versions};
use super::{Site, issues, paths, search_path};
use crate::folder::assert_same;
use crate::http_server::{Answer, Server};
use crate::random::Random;
use crate::support::{Files, stderr};

/// `git` without settings of whoever runs the tests.
fn git(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new("git");
    command.env_clear().env("PATH", search_path()).env("HOME", "/nonexistent").env("LC_ALL", "C");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Test").env(format!("GIT_{role}_EMAIL"), "test@test.example");
    }
    command.arg("-C").arg(folder).args(arguments).output().expect("git is installed")
}

fn line(folder: &Path, arguments: &[&str]) -> String {
    let output = git(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

/// The files of a branch.
fn files_of(repository: &Path, branch: &str) -> Files {
    let listed = line(repository, &["ls-tree", "-r", "-z", "--name-only", "--full-tree", branch]);
    let paths = listed.split('\0').filter(|path| !path.is_empty());
    paths
        .map(|path| (path.to_owned(), git(repository, &["show", &format!("{branch}:{path}")]).stdout))
        .collect()
}

fn commits(repository: &Path, branch: &str) -> usize {
    line(repository, &["rev-list", "--count", branch]).parse().unwrap()
}

fn bare(site: &Site) -> std::path::PathBuf {
    let path = site.outside("pages.git");
    line(&path, &["init", "--quiet", "--bare"]);
    path
}

/// The branch holds the last build, with what this tool adds.
fn assert_branch(site: &Site, repository: &Path, branch: &str, additions: &[&str]) {
    let mut there = files_of(repository, branch);
    for name in [".digest-manifest.json", ".nojekyll"].iter().chain(additions) {
        assert!(there.remove(*name).is_some(), "no `{name}`");
    }
    assert_same(&there, &site.folder.public(), "branch and build");
}

#[test]
fn another_repository_gets_one_commit_a_publish() {
    let site = Site::new(
        "  pages: {kind: git, repository: OUTSIDE/pages.git, branch: site/pages, cname: digest.example}",
    );
    let repository = bare(&site);
    let branch = "site/pages";
    site.publish(&[]);
    assert_branch(&site, &repository, branch, &["CNAME"]);
    assert_eq!(line(&repository, &["show", "site/pages:CNAME"]), "digest.example");
    assert_eq!(commits(&repository, branch), 1);
    let told = site.json(&["--yes"]);
    assert_eq!((&told["up_to_date"], commits(&repository, branch)), (&true.into(), 1));
    site.edit("content/glossary/tariff.md", "A tax.", "A tax on goods.");
    let told = site.json(&["--yes"]);
    assert_branch(&site, &repository, branch, &["CNAME"]);
    let listed = line(&repository, &["diff", "--name-only", "site/pages~1", "site/pages"]);
    let mut changed: Vec<&str> = listed.lines().filter(|path| *path != ".digest-manifest.json").collect();
    changed.sort_unstable();
    let mut expected = paths(&told["changed"]);
    expected.sort_unstable();
    assert_eq!(changed, expected);
    site.set(issues::next_issue());
    site.publish(&["--max-deletions", "100"]);
    assert_branch(&site, &repository, branch, &["CNAME"]);
    assert_eq!(commits(&repository, branch), 3);
}

#[test]
fn files_of_others_on_the_branch_stay() {
    let site = Site::new("  pages: {kind: git, repository: OUTSIDE/pages.git}");
    let repository = bare(&site);
    site.publish(&[]);
    let clone = site.outside("clone");
    line(&clone, &["clone", "--quiet", "--branch", "gh-pages", repository.to_str().unwrap(), "."]);
    std::fs::write(clone.join("README.md"), "mine").unwrap();
    line(&clone, &["add", "README.md"]);
    line(&clone, &["commit", "--quiet", "-m", "Mine"]);
    line(&clone, &["push", "--quiet"]);
    site.set(issues::next_issue());
    site.publish(&["--max-deletions", "100"]);
    assert_branch(&site, &repository, "gh-pages", &["README.md"]);
    assert_eq!(commits(&repository, "gh-pages"), 3);
}

#[test]
fn the_sites_own_repository_is_not_touched_but_for_the_branch() {
    let site = Site::new("  pages: {kind: git}");
    let (repository, root) = (bare(&site), site.folder.root());
    line(root, &["init", "--quiet", "--initial-branch", "main"]);
    line(root, &["remote", "add", "origin", repository.to_str().unwrap()]);
    std::fs::write(root.join(".gitignore"), "public\n.public.digest\n.digest\n").unwrap();
    line(root, &["add", "-A"]);
    line(root, &["commit", "--quiet", "-m", "Start"]);
    std::fs::write(root.join("staged"), "1").unwrap();
    line(root, &["add", "staged"]);
    std::fs::write(root.join("loose"), "2").unwrap();
    let state = || {
        let refs = line(root, &["for-each-ref", "--format=%(refname) %(objectname)"]);
        // A push tells the remote's branch as it is from then on, as every push does.
        let is_ours = |line: &&str| {
            line.starts_with("refs/digest/") || line.starts_with("refs/remotes/origin/gh-pages ")
        };
        let refs: Vec<&str> = refs.lines().filter(|line| !is_ours(line)).collect();
        let index = xxhash_rust::xxh3::xxh3_64(&std::fs::read(root.join(".git/index")).unwrap());
        (
            line(root, &["status", "--porcelain"]),
            refs.join("\n"),
            line(root, &["symbolic-ref", "HEAD"]),
            index,
        )
    };
    let before = state();
    site.publish(&[]);
    assert_eq!(state(), before);
    assert_branch(&site, &repository, "gh-pages", &[]);
    let message = line(&repository, &["log", "-1", "--format=%B", "gh-pages"]);
    let head = line(root, &["rev-parse", "HEAD"]);
    assert!(message.starts_with("Publish https://test.example\n"), "{message}");
    assert!(message.contains(&format!("Source: {head}\n")), "{message}");
    site.edit("content/glossary/tariff.md", "A tax.", "A tax on goods.");
    let before = state();
    site.publish(&[]);
    assert_eq!(state(), before);
    let message = line(&repository, &["log", "-1", "--format=%B", "gh-pages"]);
    assert!(message.contains(&format!("Source: {head} and changes that are not committed\n")), "{message}");
    assert_branch(&site, &repository, "gh-pages", &[]);
}

#[test]
fn a_rollback_is_a_commit_with_the_files_of_before() {
    let site = Site::new("  pages: {kind: git, repository: OUTSIDE/pages.git}");
    let repository = bare(&site);
    site.publish(&[]);
    let said = site.refused(&["rollback"], 3);
    assert!(said.contains("has no earlier publish of this site"), "{said}");
    let first = files_of(&repository, "gh-pages");
    site.set(issues::next_issue());
    site.publish(&["--max-deletions", "100"]);
    assert_eq!(site.run(&["rollback"]).status.code(), Some(0));
    assert_same(&files_of(&repository, "gh-pages"), &first, "rolled back");
    assert_eq!(commits(&repository, "gh-pages"), 3);
    site.publish(&["--max-deletions", "100"]);
    assert_branch(&site, &repository, "gh-pages", &[]);
}

#[test]
fn a_push_that_others_were_quicker_than_is_told_and_works_the_next_time() {
    let site = Site::new("  pages: {kind: git, repository: OUTSIDE/pages.git}");
    let repository = bare(&site);
    site.publish(&[]);
    // A hook of the server makes somebody else's commit while this one's is on its way.
    let hook = repository.join("hooks/pre-receive");
    let script = "#!/bin/sh\nunset GIT_QUARANTINE_PATH\n[ -e raced ] && exit 0\ntouch raced\n\
        export GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x\n\
        new=$(git commit-tree gh-pages^{tree} -p gh-pages -m Other) && git update-ref refs/heads/gh-pages $new\n";
    std::fs::write(&hook, script).unwrap();
    std::fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    site.edit("content/glossary/tariff.md", "A tax.", "A tax on goods.");
    let said = site.refused(&["--yes"], 3);
    assert!(said.contains("somebody else has pushed to the branch `gh-pages`"), "{said}");
    assert!(said.contains("publish again"), "{said}");
    site.publish(&[]);
    assert_branch(&site, &repository, "gh-pages", &[]);
}

#[test]
fn a_repository_behind_ssh_is_reached_and_its_refusals_are_told() {
    let sshd = Sshd::start();
    let url = format!("ssh://127.0.0.1:{}OUTSIDE/pages.git", sshd.port);
    let site = Site::new(&format!(
        "  pages: {{kind: git, repository: \"{url}\"}}\n  none: {{kind: git, repository: \"{url}x\"}}"
    ));
    let repository = bare(&site);
    let run = |target: &str, ssh: &str| {
        let mut command = site.command(&[target, "--yes"]);
        command.env("GIT_SSH_COMMAND", ssh);
        crate::folder::finish(command)
    };
    let output = run("pages", &sshd.git_ssh());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_branch(&site, &repository, "gh-pages", &[]);
    let output = run("none", &sshd.git_ssh());
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr(&output).contains("check the address of the repository"), "{}", stderr(&output));
    let stranger = sshd.git_ssh().replace("/user ", "/stranger ");
    let output = run("pages", &stranger);
    assert!(stderr(&output).contains("Permission denied (publickey"), "{}", stderr(&output));
    let unknown = sshd.git_ssh().replace("/known ", "/nobody ");
    let output = run("pages", &unknown);
    assert!(stderr(&output).contains("Host key verification failed"), "{}", stderr(&output));
    assert!(stderr(&output).contains("ssh-keyscan"), "{}", stderr(&output));
}

/// Pages of a branch are those of its commit: readers see whole sites as long as each commit is one.
#[test]
fn a_connection_that_is_cut_again_and_again_leaves_whole_commits() {
    let sshd = Sshd::start();
    let target = tempfile::tempdir().unwrap();
    let repository = target.path().join("pages.git");
    line(target.path(), &["init", "--quiet", "--bare", "pages.git"]);
    let url = format!("ssh://127.0.0.1:{}{}", sshd.port, repository.display());
    let site = || Site::new(&format!("  pages: {{kind: git, repository: \"{url}\"}}"));
    let mut versions = Versions::of(site);
    let start = |site: &Site| {
        let mut command = site.command(&AS_BUILT);
        command.env("GIT_SSH_COMMAND", sshd.git_ssh());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let begin = Instant::now();
    assert!(start(versions.current()).wait().unwrap().success());
    let (longest, mut random, mut cut) = (begin.elapsed(), Random::new(17), 0);
    let mut whole = BTreeSet::new();
    for _ in 0..200 {
        if cut >= 20 {
            break;
        }
        let mut child = start(versions.another(&mut random));
        std::thread::sleep(longest * u32::try_from(random.below(1000)).unwrap() / 1000);
        sshd.cut();
        cut += usize::from(!child.wait().unwrap().success());
        // The server may still be at work on what it was sent.
        let commit = line(&repository, &["rev-parse", "gh-pages"]);
        if !whole.insert(line(&repository, &["rev-parse", &format!("{commit}^{{tree}}")])) {
            continue;
        }
        let there = files_of(&repository, &commit);
        let is_there =
            |site: &Site| site.folder.public().iter().all(|(path, bytes)| there.get(path) == Some(bytes));
        let found = versions.all().iter().find(|site| is_there(site)).expect("a whole site");
        assert_eq!(there.len(), found.folder.public().len() + 2, "and nothing more");
    }
    assert_eq!(cut, 20);
    assert!(start(versions.current()).wait().unwrap().success());
    assert_branch(versions.current(), &repository, "gh-pages", &[]);
    assert!(git(&repository, &["fsck", "--full"]).status.success());
}

#[test]
fn a_push_that_a_web_server_refuses_is_told_with_what_to_do() {
    let refusals = [
        (403, "it needs `contents: write`"),
        (401, "set up a credential helper"),
        (404, "check the address"),
    ];
    for (status, advice) in refusals {
        // Anybody may read the repository, which is empty; to push takes a permission.
        let server = Server::start(move |path, _| {
            if path.contains("git-receive-pack") {
                Answer::status(status)
            } else {
                Answer::of("text/plain", b"")
            }
        });
        let url = server.url("/pages.git");
        let site = Site::new(&format!("  pages: {{kind: git, repository: \"{url}\"}}"));
        let said = site.refused(&["--yes"], 3);
        assert!(said.contains(advice), "{status}: {said}");
        assert!(
            server.asked().iter().any(|request| request.contains("git-receive-pack")),
            "{status}: {said}"
        );
    }
}

#[test]
fn credentials_of_a_remote_are_shown_nowhere() {
    let site = Site::new("  pages: {kind: git}");
    let root = site.folder.root();
    line(root, &["init", "--quiet"]);
    let port = super::live::free_port();
    line(root, &["remote", "add", "origin", &format!("http://me:s3cr3t@127.0.0.1:{port}/x.git")]);
    let output = site.run(&["--yes", "--json"]);
    assert_eq!(output.status.code(), Some(3));
    let all = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&all);
    assert!(said.contains("cannot reach") && !said.contains("s3cr3t"), "{said}");
}

#[test]
fn without_a_repository_the_key_is_named() {
    let site = Site::new("  pages: {kind: git}");
    let said = site.refused(&["--yes"], 3);
    assert!(said.contains("is in no git repository") && said.contains("`repository`"), "{said}");
}
