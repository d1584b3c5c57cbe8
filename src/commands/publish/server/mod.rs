//! A server reached by SSH: scripts for its shell, and rsync.
//!
//! What this tool runs there is a fixed text; paths and names reach it as quoted arguments or as its
//! input, so that nothing of a site is ever taken for a command. Keys and passwords are `ssh`'s business.

mod connection;
mod in_place;
mod releases;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use self::connection::Connection;
pub use self::in_place::InPlace;
pub use self::releases::Releases;

use super::error::TargetError;
use super::plan::Sending;
use super::program::{self, Answer};
use super::store::{Document, Documents, Revision, Stored};
use crate::config::publish::SshTarget;

/// Exit statuses of the scripts, out of the way of those of shells and of `ssh`.
const NO_FOLDER: i32 = 45;
const NO_FILE: i32 = 44;
const BUSY: i32 = 46;
const CHANGED: i32 = 47;
const CUT_SHORT: i32 = 48;

/// A folder on a server.
#[derive(Debug, Clone)]
pub struct Server {
    settings: SshTarget,
    site: PathBuf,
    connection: Arc<Connection>,
}

impl Server {
    /// The server of `settings`; files that they name are relative to `site`.
    #[must_use]
    pub fn new(settings: &SshTarget, site: &Path) -> Self {
        let connection = Arc::new(Connection::new(&settings.host));
        Self { settings: settings.clone(), site: site.to_owned(), connection }
    }

    /// The folder on the server; a relative one is below the user's home, as `~/` is.
    fn path(&self) -> &str {
        let path = self.settings.path.trim_end_matches('/');
        path.strip_prefix("~/").unwrap_or(path)
    }

    /// Arguments of `ssh` before the host. Nobody is asked for anything: a publish has many connections.
    fn options(&self) -> Vec<String> {
        let mut options: Vec<String> = [
            "BatchMode=yes",
            "ClearAllForwardings=yes",
            "ForwardAgent=no",
            "ConnectTimeout=30",
            "ServerAliveInterval=15",
            "LogLevel=ERROR",
        ]
        .iter()
        .flat_map(|option| ["-o".to_owned(), (*option).to_owned()])
        .collect();
        options.extend(self.connection.options());
        if let Some(port) = self.settings.port {
            options.extend(["-p".to_owned(), port.to_string()]);
        }
        let named = |path: &String| self.site.join(path).display().to_string();
        if let Some(file) = self.settings.identity_file.as_ref().map(named) {
            options.extend(["-o".to_owned(), "IdentitiesOnly=yes".to_owned(), "-i".to_owned(), file]);
        }
        if let Some(file) = self.settings.known_hosts.as_ref().map(named) {
            options.extend(["-o".to_owned(), format!("UserKnownHostsFile=\"{file}\"")]);
        }
        options
    }

    /// Runs `script` in the folder on the server, with `arguments` as `$1` and on.
    fn run(&self, script: &str, arguments: &[&str], input: &[u8]) -> Result<Answer, TargetError> {
        let script = format!("cd -- \"$1\" 2>/dev/null || exit {NO_FOLDER}\nshift\n{script}");
        let mut words = vec!["sh".to_owned(), "-c".to_owned(), quoted(&script), "digest".to_owned()];
        words.extend([self.path()].iter().chain(arguments).map(|argument| quoted(argument)));
        let mut command = Command::new("ssh");
        command.env("LC_ALL", "C").args(self.options()).args(["-T", "--", &self.settings.host]);
        command.arg(words.join(" "));
        let answer = program::run(command, input)?;
        match answer.status {
            Some(NO_FOLDER) => {
                let message = format!("there is no folder {}", self.place());
                let help =
                    "make it on the server; a publish makes no target, lest a slip of the pen become one";
                Err(TargetError::failed(message).help(help))
            }
            Some(255) => Err(answer.failure(&format!("cannot reach {}", self.place()))),
            _ => Ok(answer),
        }
    }

    /// The same, where every failure is an error.
    fn run_well(
        &self,
        action: &str,
        script: &str,
        arguments: &[&str],
        input: &[u8],
    ) -> Result<Answer, TargetError> {
        let answer = self.run(script, arguments, input)?;
        if answer.is_ok() {
            Ok(answer)
        } else {
            Err(answer.failure(&format!("{action} at {}", self.place())))
        }
    }

    /// Sends files of `local` into `folder` below the server's folder. Files that are there already are
    /// not sent; others appear under their names when all of the call have arrived.
    fn send(&self, files: &[&Sending], local: &Path, folder: &str) -> Result<(), TargetError> {
        if files.is_empty() {
            return Ok(());
        }
        let mut names = Vec::new();
        for sending in files {
            names.extend_from_slice(sending.path.as_bytes());
            names.push(0);
        }
        let shell: Vec<String> =
            std::iter::once("ssh".to_owned()).chain(self.options()).map(|word| for_rsync(&word)).collect();
        let mut command = Command::new("rsync");
        command.env("LC_ALL", "C").args(["--checksum", "--delay-updates", "--protect-args", "--compress"]);
        command.args(["--chmod=D755,F644", "--from0", "--files-from=-", "-e", &shell.join(" "), "--"]);
        command.arg(format!("{}/", local.display()));
        command.arg(format!("{}:{}/{folder}", self.settings.host, self.path()));
        let answer = program::run(command, &names)?;
        let failed = || answer.failure(&format!("rsync cannot send to {}", self.place()));
        if answer.is_ok() { Ok(()) } else { Err(failed()) }
    }

    fn read(&self, name: &str) -> Result<Option<Stored>, TargetError> {
        let script = format!("[ -f \"$1\" ] || exit {NO_FILE}\ncksum < \"$1\" && cat -- \"$1\"");
        let answer = self.run(&script, &[name], b"")?;
        if answer.status == Some(NO_FILE) {
            return Ok(None);
        }
        let line = answer.out.iter().position(|byte| *byte == b'\n').filter(|_| answer.is_ok());
        let Some(line) = line else {
            return Err(answer.failure(&format!("cannot read `{name}` at {}", self.place())));
        };
        let revision = Revision(String::from_utf8_lossy(&answer.out[..line]).trim().to_owned());
        Ok(Some(Stored { bytes: answer.out[line + 1..].to_vec(), revision }))
    }

    /// Deletes files below `folder`, and the folders that they leave empty.
    fn delete(&self, paths: &[&str], folder: &str) -> Result<(), TargetError> {
        let lines = lines(paths);
        if lines.is_empty() {
            return Ok(());
        }
        self.run_well("cannot delete files", DELETE, &[folder], lines.as_bytes()).map(drop)
    }
}

impl Documents for Server {
    fn place(&self) -> String {
        format!("`{}:{}`", self.settings.host, self.settings.path)
    }

    fn load(&mut self, document: Document) -> Result<Option<Stored>, TargetError> {
        self.read(document.name())
    }

    fn save(
        &mut self,
        document: Document,
        bytes: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, TargetError> {
        let name = document.name();
        let length = bytes.len().to_string();
        let expected = expected.map_or("absent", |revision| revision.0.as_str());
        let unfinished = format!(".digest-unfinished-{}", std::process::id());
        let answer = self.run(SAVE, &[name, &unfinished, &length, expected], bytes)?;
        match answer.status {
            Some(0) => Ok(Revision(answer.line())),
            Some(CHANGED) => Err(TargetError::conflict(format!("`{name}` at {} has changed", self.place()))),
            Some(BUSY) => {
                let message = format!("another publish to {} is under way", self.place());
                let help = "wait for it; if there is none, remove the empty folder `.digest-lock` there";
                Err(TargetError::conflict(message).help(help))
            }
            Some(CUT_SHORT) => {
                let message = format!("the connection to {} was cut off", self.place());
                Err(TargetError::failed(message).help("publish again: it goes on where this one stopped"))
            }
            _ => Err(answer.failure(&format!("cannot write `{name}` at {}", self.place()))),
        }
    }

    fn discard(&mut self, document: Document) -> Result<(), TargetError> {
        self.run_well("cannot delete a file", "rm -f -- \"$1\"", &[document.name()], b"").map(drop)
    }
}

/// Writes a document if it is as expected. What arrives is counted: a connection that breaks looks like
/// the end of the input.
const SAVE: &str = r#"
trap 'rm -f -- "$2"' EXIT
cat > "$2" || exit 1
[ "$(wc -c < "$2")" -eq "$3" ] || exit 48
tries=0
until mkdir .digest-lock 2>/dev/null; do
  tries=$((tries + 1))
  [ "$tries" -le 5 ] || exit 46
  [ -d .digest-lock ] || exit 1
  sleep 1
done
trap 'rm -f -- "$2"; rmdir .digest-lock' EXIT
if [ -f "$1" ]; then now=$(cksum < "$1"); else now=absent; fi
[ "$now" = "$4" ] || exit 47
cksum < "$2" && mv -f -- "$2" "$1"
"#;

/// A line that was cut off has no end, and is not read as one.
const DELETE: &str = r#"
cd -- "./$1" || exit 1
while IFS= read -r path; do
  if [ -d "./$path" ] && [ ! -L "./$path" ]; then continue; fi
  rm -f -- "./$path" || exit 1
  while case $path in */*) ;; *) false ;; esac; do
    path=${path%/*}
    rmdir -- "./$path" 2>/dev/null || break
  done
done
"#;

/// One path a line. A path with a line break in it, which no generator makes, is left out: it stays at the
/// server rather than being taken for two others.
fn lines(paths: &[&str]) -> String {
    paths.iter().filter(|path| !path.contains('\n')).map(|path| format!("{path}\n")).collect()
}

/// A word for the server's shell, whatever is in it (POSIX.1-2017, Shell Command Language, 2.2.2).
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// A word of `rsync -e`, which knows quotation marks but no shell: a doubled one stands for itself.
fn for_rsync(word: &str) -> String {
    if word.contains([' ', '\'', '"']) { format!("'{}'", word.replace('\'', "''")) } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_reach_a_shell_as_they_are() {
        for word in ["plain", "a b", "it's", "$(reboot)", "`x`;\"&|\\", "*", "", "-n", "new\nline", "año"] {
            let mut command = Command::new("sh");
            command.args(["-c", &format!("printf %s {}", quoted(word))]);
            assert_eq!(program::run(command, b"").unwrap().out, word.as_bytes());
        }
    }

    #[test]
    fn a_path_is_never_taken_for_two() {
        assert_eq!(lines(&["a b", "c\nd", "e"]), "a b\ne\n");
    }
}
