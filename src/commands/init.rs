//! `digest init`: a new site with examples in both languages, from files that the binary holds.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use rust_embed::RustEmbed;

use super::ci;
use crate::cli::{CiHost, Failure, Terminal, Workflow};
use crate::config;
use crate::disk::describe;
use crate::report::printable;

#[derive(RustEmbed)]
#[folder = "src/commands/starter/"]
struct Starter;

/// Added to the settings of a site that is to be published by GitHub.
const PAGES: &str = "
# `digest publish` commits the site to this branch, and so does .github/workflows/publish.yml. Choose the branch in
# the repository's settings, under Pages.
publish:
  pages:
    kind: git
    branch: gh-pages
";

/// Makes a site in `folder`, which must not exist or be empty, with a workflow file for `host` or else for
/// GitHub; the workflow alone where the folder, else the present one, is a site already. No file is ever
/// replaced.
///
/// # Errors
/// Where the folder holds something else or cannot be written to.
pub fn run(folder: Option<&Path>, workflow: Workflow, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let root = folder.unwrap_or(Path::new("."));
    if let Workflow::Of(host) = workflow
        && root.join(config::FILE).is_file()
    {
        let path = write_workflow(root, host)?;
        terminal.say(&format!("wrote `{}`: its first lines say what to set\n", printable(&path)));
        return Ok(ExitCode::SUCCESS);
    }
    if folder.is_none() {
        let help = "run the command in a site's folder, or name a folder to make".to_owned();
        return Err(Failure::call("there is no `site.yaml` here", Some(help)));
    }
    let host = match workflow {
        Workflow::Usual => Some(CiHost::Github),
        Workflow::Of(host) => Some(host),
        Workflow::Unwanted => None,
    };
    make_site(root, host)?;
    let note = match host {
        Some(host) => {
            let path = write_workflow(root, host)?;
            format!("before it is published: the first lines of `{}` say what to set\n", printable(&path))
        }
        None => String::new(),
    };
    let shown = root.display().to_string();
    terminal.say(&format!("made a site in `{}`\n{note}next: {}\n", printable(&shown), next(&shown)));
    Ok(ExitCode::SUCCESS)
}

/// What to type next, so that any shell takes the folder's name for what it is.
fn next(folder: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+:@".contains(c);
    let folder = if folder.starts_with('-') { format!("./{folder}") } else { folder.to_owned() };
    if folder == "." {
        "digest build".to_owned()
    } else if folder.chars().all(is_plain) {
        format!("cd {folder} && digest build")
    } else {
        format!("cd '{}' && digest build", printable(&folder).replace('\'', "'\\''"))
    }
}

/// Writes the workflow and gives its path.
fn write_workflow(root: &Path, host: CiHost) -> Result<String, Failure> {
    let path = root.join(ci::path(host));
    let shown = path.strip_prefix(".").unwrap_or(&path).display().to_string();
    let text = ci::workflow(host, &ci::targets(root));
    match write_new(&path, text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let help = "move it away to have it written anew".to_owned();
            Err(Failure::call(format!("`{}` exists already", printable(&shown)), Some(help)))
        }
        Err(error) => Err(failed(&shown, &error)),
        Ok(()) => Ok(shown),
    }
}

fn make_site(folder: &Path, host: Option<CiHost>) -> Result<(), Failure> {
    let shown = folder.display().to_string();
    let shown = printable(&shown);
    if !is_free(folder).map_err(|error| failed(&shown, &error))? {
        let help = "name a folder that does not exist yet, or an empty one".to_owned();
        return Err(Failure::call(format!("`{shown}` exists and is not an empty folder"), Some(help)));
    }
    let mut names: Vec<_> = Starter::iter().collect();
    names.sort_unstable();
    for name in names {
        let Some(file) = Starter::get(&name) else { continue };
        // A file called `.gitignore` here would apply to this repository.
        let target = if name == "gitignore" { ".gitignore" } else { &name };
        let path = folder.join(target);
        let more = if name == config::FILE && host == Some(CiHost::Github) { PAGES } else { "" };
        let bytes = [&file.data, more.as_bytes()].concat();
        write_new(&path, &bytes).map_err(|error| failed(&path.display().to_string(), &error))?;
    }
    Ok(())
}

fn is_free(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(fs::symlink_metadata(folder).is_err()),
        // Its name, or that of a folder above it, is a file's.
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(false),
        Err(error) => Err(error),
    }
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(bytes)
}

fn failed(path: &str, error: &io::Error) -> Failure {
    Failure::environment(format!("`{path}` cannot be written: {}", describe(error)), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_type_next_can_be_typed() {
        for (folder, expected) in [
            (".", "digest build"),
            ("my-site", "cd my-site && digest build"),
            ("/srv/año", "cd /srv/año && digest build"),
            ("my site", "cd 'my site' && digest build"),
            ("it's; rm x", "cd 'it'\\''s; rm x' && digest build"),
            ("-x", "cd ./-x && digest build"),
            ("$HOME", "cd '$HOME' && digest build"),
        ] {
            assert_eq!(next(folder), expected);
        }
    }
}
