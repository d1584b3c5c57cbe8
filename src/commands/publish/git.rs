//! A branch of a git repository as a target, such as the pages of GitHub, GitLab and Codeberg.
//!
//! `git` itself is called. A commit is made from what changed, on top of the branch's tip as it was
//! fetched, and pushed without force: the branch changes all at once or not at all. It must touch neither
//! work tree nor index nor any branch of the site's own repository.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use super::error::TargetError;
use super::manifest::{self, Manifest};
use super::program::{self, Answer};
use super::target::{Publication, Target};
use crate::commands::state::STATE;
use crate::config::publish::GitTarget;

/// A branch.
pub struct Git {
    settings: GitTarget,
    /// The site's folder.
    site: PathBuf,
    /// Where git works: in the site's own repository, or in a bare one that is kept for this target.
    workplace: Workplace,
    /// Address or name of the remote.
    remote: String,
    /// Ref of the branch as it was fetched.
    fetched: String,
    /// Commit that the branch is at.
    tip: Option<String>,
}

enum Workplace {
    /// The repository that the site is in.
    Own(PathBuf),
    /// A bare repository of this tool's.
    Bare(PathBuf),
}

impl Git {
    /// The target called `name` of the site at `site`.
    #[must_use]
    pub fn new(settings: &GitTarget, name: &str, site: &Path) -> Self {
        let (workplace, remote) = match &settings.repository {
            None => (Workplace::Own(site.to_owned()), settings.remote.clone()),
            Some(repository) => {
                let bare = site.join(STATE).join(format!("publish-{name}.git"));
                let is_path = !repository.contains(':') && !repository.starts_with('/');
                let remote =
                    if is_path { site.join(repository).display().to_string() } else { repository.clone() };
                (Workplace::Bare(bare), remote)
            }
        };
        let fetched = format!("refs/digest/publish/{name}");
        Self { settings: settings.clone(), site: site.to_owned(), workplace, remote, fetched, tip: None }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = git();
        match &self.workplace {
            Workplace::Own(folder) => command.arg("-C").arg(folder),
            Workplace::Bare(folder) => command.arg("--git-dir").arg(folder),
        };
        command.args(arguments);
        command
    }

    fn git(&self, arguments: &[&str]) -> Result<Answer, TargetError> {
        program::run(self.command(arguments), b"")
    }

    /// Sees to it that there is a repository to work in.
    fn open(&self) -> Result<(), TargetError> {
        match &self.workplace {
            Workplace::Own(folder) => {
                if self.git(&["rev-parse", "--git-dir"])?.is_ok() {
                    return Ok(());
                }
                let message = format!("`{}` is in no git repository", folder.display());
                let help = "name the repository to publish to in `repository`";
                Err(TargetError::failed(message).help(help))
            }
            Workplace::Bare(folder) if folder.join("HEAD").is_file() => Ok(()),
            Workplace::Bare(folder) => {
                let mut command = git();
                command.args(["init", "--quiet", "--bare"]).arg(folder);
                let answer = program::run(command, b"")?;
                if answer.is_ok() { Ok(()) } else { Err(answer.failure("cannot make a repository")) }
            }
        }
    }

    /// Fetches the branch's tip, with as many of the commits before it.
    fn fetch(&mut self, depth: u32) -> Result<(), TargetError> {
        self.open()?;
        let branch = format!("refs/heads/{}", self.settings.branch);
        let listed = self.git(&["ls-remote", "--exit-code", &self.remote, &branch])?;
        self.tip = match listed.status {
            Some(0) => listed.line().split_whitespace().next().map(str::to_owned),
            Some(2) => None,
            _ => return Err(listed.failure(&format!("cannot reach {}", self.place()))),
        };
        if self.tip.is_none() {
            return Ok(());
        }
        // In a repository that has its whole history, a shallow fetch would cut it off.
        let is_shallow = match self.workplace {
            Workplace::Own(_) => self.git(&["rev-parse", "--is-shallow-repository"])?.line() == "true",
            Workplace::Bare(_) => true,
        };
        let depth = format!("--depth={depth}");
        let refspec = format!("+{branch}:{}", self.fetched);
        let mut arguments = vec![
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--refmap=",
        ];
        arguments.extend(is_shallow.then_some(depth.as_str()));
        arguments.extend([self.remote.as_str(), &refspec]);
        let fetched = self.git(&arguments)?;
        if !fetched.is_ok() {
            return Err(fetched.failure(&format!("cannot fetch {}", self.place())));
        }
        self.tip = Some(self.git(&["rev-parse", &self.fetched])?.line());
        Ok(())
    }

    /// The commit that the site was built from, for the message of the one that is made.
    fn source(&self) -> Option<String> {
        let ask = |arguments: &[&str]| {
            let mut command = git();
            command.arg("-C").arg(&self.site).args(arguments);
            program::run(command, b"").ok().filter(Answer::is_ok)
        };
        let commit = ask(&["rev-parse", "HEAD"])?.line();
        let changed = ask(&["status", "--porcelain", "--", "site.yaml", "content", "themes"])?;
        let note = if changed.out.is_empty() { "" } else { " and changes that are not committed" };
        Some(format!("{commit}{note}"))
    }

    fn message(&self, publication: &Publication<'_>) -> String {
        let source = self.source().map(|source| format!("Source: {source}\n")).unwrap_or_default();
        let (sent, deleted) = (publication.plan.sendings.len(), publication.plan.deletions.len());
        format!("Publish {}\n\n{source}Files: {sent} sent, {deleted} deleted\n", publication.site)
    }

    /// Name, address and time of who commits, as git writes them; a pipeline may have nobody.
    fn committer(&self) -> Result<String, TargetError> {
        let known = self.git(&["var", "GIT_COMMITTER_IDENT"])?;
        if known.is_ok() {
            return Ok(known.line());
        }
        Ok(format!("digest <digest@localhost> {} +0000", super::claim::now()))
    }

    /// Makes a commit of what changes, file by file, so that no more than one is in memory.
    fn commit(&self, publication: &Publication<'_>) -> Result<String, TargetError> {
        let next = format!("{}-next", self.fetched);
        self.git(&["update-ref", "-d", &next])?;
        let message = self.message(publication);
        let mut header = format!(
            "feature done\ncommit {next}\ncommitter {}\ndata {}\n{message}",
            self.committer()?,
            message.len()
        );
        if let Some(tip) = &self.tip {
            header.push_str(&format!("\nfrom {tip}"));
        }
        header.push('\n');
        let unreadable = Mutex::new(None);
        let fed = |pipe: &mut dyn Write| {
            pipe.write_all(header.as_bytes())?;
            let read = |path: &str| {
                publication.read(path).map_err(|error| {
                    *unreadable.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(error);
                    io::Error::from(io::ErrorKind::BrokenPipe)
                })
            };
            for path in &publication.plan.deletions {
                writeln!(pipe, "D {}", quoted(path))?;
            }
            for sending in &publication.plan.sendings {
                add(pipe, &sending.path, &read(&sending.path)?)?;
                publication.progress.step(sending.file.size);
            }
            add(pipe, manifest::NAME, &publication.finished().encode())?;
            pipe.write_all(b"done\n")
        };
        let imported = program::run_fed(&mut self.command(&["fast-import", "--quiet", "--force"]), fed)?;
        if let Some(error) = unreadable.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
            return Err(error);
        }
        let made = self.git(&["rev-parse", "--verify", "--quiet", &next])?;
        if !imported.is_ok() || !made.is_ok() {
            return Err(imported.failure("git cannot make the commit"));
        }
        self.git(&["update-ref", "-d", &next])?;
        Ok(made.line())
    }

    fn push(&self, commit: &str, force: bool) -> Result<(), TargetError> {
        let sign = if force { "+" } else { "" };
        let refspec = format!("{sign}{commit}:refs/heads/{}", self.settings.branch);
        let pushed = self.git(&["push", "--quiet", "--porcelain", "--no-verify", &self.remote, &refspec])?;
        if pushed.is_ok() {
            self.git(&["update-ref", &self.fetched, commit])?;
            return Ok(());
        }
        let said = format!("{}\n{}", String::from_utf8_lossy(&pushed.out), pushed.err);
        let signs =
            ["fetch first", "non-fast-forward", "stale info", "failed to update ref", "cannot lock ref"];
        if signs.iter().any(|sign| said.contains(sign)) {
            let message = format!("somebody else has pushed to {} since the plan was made", self.place());
            return Err(TargetError::conflict(message).help("publish again: the plan will be made anew"));
        }
        Err(Answer { err: said, ..pushed }.failure(&format!("cannot push to {}", self.place())))
    }

    fn manifest_of(&self, commit: &str) -> Result<Option<Manifest>, TargetError> {
        let blob = self.git(&["cat-file", "blob", &format!("{commit}:{}", manifest::NAME)])?;
        if blob.is_ok() { Manifest::decode(&blob.out).map(Some) } else { Ok(None) }
    }
}

impl Target for Git {
    fn place(&self) -> String {
        super::error::redacted(&format!("the branch `{}` of `{}`", self.settings.branch, self.remote))
    }

    fn additions(&self) -> Vec<(String, Vec<u8>)> {
        let cname =
            self.settings.cname.iter().map(|host| ("CNAME".to_owned(), format!("{host}\n").into_bytes()));
        // Else GitHub would run Jekyll over it, which leaves out names that begin with `_`.
        std::iter::once((".nojekyll".to_owned(), Vec::new())).chain(cname).collect()
    }

    fn load(&mut self) -> Result<Option<Manifest>, TargetError> {
        self.fetch(1)?;
        self.tip.as_deref().map_or(Ok(None), |tip| self.manifest_of(tip))
    }

    fn foreign(&mut self, paths: &[&str]) -> Result<Vec<String>, TargetError> {
        let Some(tip) = &self.tip else { return Ok(Vec::new()) };
        let listed = self.git(&["ls-tree", "-r", "-z", "--name-only", "--full-tree", tip])?;
        if !listed.is_ok() {
            return Err(listed.failure("git cannot list the branch"));
        }
        let there: BTreeSet<&[u8]> = listed.out.split(|byte| *byte == 0).collect();
        let foreign = paths.iter().filter(|path| there.contains(path.as_bytes()));
        Ok(foreign.map(|path| (*path).to_owned()).collect())
    }

    fn publish(&mut self, publication: &Publication<'_>) -> Result<(), TargetError> {
        let commit = self.commit(publication)?;
        self.push(&commit, publication.force)
    }

    fn rollback(&mut self) -> Result<String, TargetError> {
        self.fetch(2)?;
        let nothing = || TargetError::failed(format!("{} has no earlier publish of this site", self.place()));
        let tip = self.tip.clone().ok_or_else(nothing)?;
        let before = self.git(&["rev-parse", "--verify", "--quiet", &format!("{tip}^")])?;
        if !before.is_ok() || self.manifest_of(&before.line())?.is_none() || self.manifest_of(&tip)?.is_none()
        {
            return Err(nothing());
        }
        let before = before.line();
        let message = format!("Roll back to {before}");
        let mut command =
            self.command(&["commit-tree", "-p", &tip, "-m", &message, &format!("{before}^{{tree}}")]);
        let committer = self.committer()?;
        if let Some((name, rest)) = committer.split_once(" <")
            && let Some((email, _)) = rest.split_once('>')
        {
            for role in ["AUTHOR", "COMMITTER"] {
                command.env(format!("GIT_{role}_NAME"), name).env(format!("GIT_{role}_EMAIL"), email);
            }
        }
        let made = program::run(command, b"")?;
        if !made.is_ok() {
            return Err(made.failure("git cannot make the commit"));
        }
        self.push(&made.line(), false)?;
        Ok(format!("the site of commit {before}"))
    }
}

/// `git`, deaf to what a hook that called this program has set, and without housekeeping or helpers that
/// run commands named by an address.
fn git() -> Command {
    let mut command = Command::new("git");
    for name in
        ["DIR", "WORK_TREE", "INDEX_FILE", "OBJECT_DIRECTORY", "ALTERNATE_OBJECT_DIRECTORIES", "PREFIX"]
    {
        command.env_remove(format!("GIT_{name}"));
    }
    command.env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0");
    let settings =
        ["gc.auto=0", "maintenance.auto=false", "protocol.ext.allow=never", "fetch.writeCommitGraph=false"];
    command.args(settings.iter().flat_map(|setting| ["-c", setting]));
    command
}

/// A file of the commit, as `git fast-import` reads it.
fn add(pipe: &mut dyn Write, path: &str, bytes: &[u8]) -> io::Result<()> {
    write!(pipe, "M 100644 inline {}\ndata {}\n", quoted(path), bytes.len())?;
    pipe.write_all(bytes)?;
    pipe.write_all(b"\n")
}

/// A path as `git fast-import` reads it, whatever is in it.
fn quoted(path: &str) -> String {
    format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
