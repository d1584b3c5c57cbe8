//! `digest init`: a new site with examples in both languages, from files that the binary holds.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use rust_embed::RustEmbed;

use super::ci;
use crate::cli::{CiHost, Failure, Terminal};
use crate::config;
use crate::disk::describe;
use crate::report::printable;

#[derive(RustEmbed)]
#[folder = "src/commands/starter/"]
struct Starter;

/// Makes a site in `folder`, which must not exist or be empty, and a workflow file for `host`; that alone
/// where the folder, else the present one, is a site already. No file is ever replaced.
///
/// # Errors
/// Where the folder holds something else or cannot be written to.
pub fn run(folder: Option<&Path>, host: Option<CiHost>, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let root = folder.unwrap_or(Path::new("."));
    let Some(host) = host else { return make_site(root, terminal) };
    if !root.join(config::FILE).is_file() {
        if folder.is_none() {
            let help = "run the command in a site's folder, or name a folder to make".to_owned();
            return Err(Failure::call("there is no `site.yaml` here", Some(help)));
        }
        make_site(root, terminal)?;
    }
    let path = root.join(ci::path(host));
    let shown = path.display().to_string();
    let text = ci::workflow(host, &ci::targets(root));
    match write_new(&path, text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let help = "move it away to have it written anew".to_owned();
            Err(Failure::call(format!("`{}` exists already", printable(&shown)), Some(help)))
        }
        Err(error) => Err(failed(&shown, &error)),
        Ok(()) => {
            terminal.say(&format!("wrote `{}`: its first lines say what to set\n", printable(&shown)));
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn make_site(folder: &Path, terminal: &Terminal) -> Result<ExitCode, Failure> {
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
        write_new(&path, &file.data).map_err(|error| failed(&path.display().to_string(), &error))?;
    }
    terminal.say(&format!("made a site in `{shown}`\nnext: cd {shown} && digest build\n"));
    Ok(ExitCode::SUCCESS)
}

fn is_free(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(fs::symlink_metadata(folder).is_err()),
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
