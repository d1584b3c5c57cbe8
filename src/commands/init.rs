//! `digest init`: a new site with examples in both languages, from files that the binary holds.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use rust_embed::RustEmbed;

use crate::cli::{Failure, Terminal};
use crate::disk::describe;
use crate::report::printable;

#[derive(RustEmbed)]
#[folder = "src/commands/starter/"]
struct Starter;

/// Makes a site in `folder`, which must not exist or be empty. No file is ever replaced.
///
/// # Errors
/// Where the folder holds something already or cannot be written to.
pub fn run(folder: &Path, terminal: &Terminal) -> Result<ExitCode, Failure> {
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
