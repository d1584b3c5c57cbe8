//! Runs other programs: `git`, `ssh`, `rsync`. No shell is involved on this machine.
//!
//! What they print may hold credentials; it reaches people through [`TargetError`], which redacts it.

use std::io::{self, Write};
use std::process::{Command, Output, Stdio};

use super::error::TargetError;

/// What a program said.
pub struct Answer {
    /// Its exit status; `None` if it was killed.
    pub status: Option<i32>,
    /// Its standard output.
    pub out: Vec<u8>,
    /// Its standard error.
    pub err: String,
}

impl Answer {
    /// Whether it succeeded.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.status == Some(0)
    }

    /// Its standard output as one line of text.
    #[must_use]
    pub fn line(&self) -> String {
        String::from_utf8_lossy(&self.out).trim().to_owned()
    }

    /// An error that says what failed, in the program's words, and what to do about it.
    #[must_use]
    pub fn failure(&self, what: &str) -> TargetError {
        let said: Vec<&str> = self.err.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let said = said[said.len().saturating_sub(4)..].join("; ");
        let said = if said.is_empty() { "no reason was given".to_owned() } else { said };
        let error = TargetError::failed(format!("{what}: {said}"));
        match advice(&self.err) {
            Some(advice) => error.help(advice),
            None => error,
        }
    }
}

/// Runs `command` to its end, with `input` as its standard input.
///
/// # Errors
/// If it cannot be started; how it ends is in the answer.
pub fn run(mut command: Command, input: &[u8]) -> Result<Answer, TargetError> {
    run_fed(&mut command, |pipe| pipe.write_all(input))
}

/// Runs `command` to its end, with what `feed` writes as its standard input. A program that ends before it
/// has read everything is no error here: its exit status tells.
///
/// # Errors
/// If it cannot be started, or `feed` fails for another reason than that.
pub fn run_fed(
    command: &mut Command,
    feed: impl FnOnce(&mut dyn Write) -> io::Result<()> + Send,
) -> Result<Answer, TargetError> {
    let name = command.get_program().to_string_lossy().into_owned();
    let failed = |error: &io::Error| match error.kind() {
        io::ErrorKind::NotFound => TargetError::failed(format!("the program `{name}` is not installed"))
            .help(format!("install `{name}`")),
        _ => TargetError::failed(format!("cannot run `{name}`: {error}")),
    };
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| failed(&error))?;
    let mut pipe = child.stdin.take();
    let (fed, output) = std::thread::scope(|scope| {
        let feeder = scope.spawn(move || pipe.as_mut().map_or(Ok(()), |pipe| feed(pipe)));
        let output = child.wait_with_output();
        (feeder.join(), output)
    });
    let Output { status, stdout, stderr } = output.map_err(|error| failed(&error))?;
    let answer =
        Answer { status: status.code(), out: stdout, err: String::from_utf8_lossy(&stderr).into_owned() };
    match fed {
        Ok(Err(error)) if error.kind() != io::ErrorKind::BrokenPipe => Err(failed(&error)),
        _ => Ok(answer),
    }
}

/// What to do about what `ssh`, `rsync` and `git` say most often.
fn advice(said: &str) -> Option<&'static str> {
    let known = [
        (
            "Host key verification failed",
            "this machine does not know the server's key: compare its fingerprint with what the provider \
             publishes, then add it with `ssh-keyscan HOST >> FILE`, and name the file in `known_hosts` or use \
             `~/.ssh/known_hosts`",
        ),
        (
            "REMOTE HOST IDENTIFICATION HAS CHANGED",
            "the server's key is another than before: ask its provider whether that is meant",
        ),
        (
            "Permission denied (",
            "the server takes no key of this user: name one in `identity_file` or load it with `ssh-add`, and \
             add its public part on the server",
        ),
        ("Permission denied", "this user may not write there: check owner and permissions at the target"),
        ("permission denied", "this user may not write there: check owner and permissions at the target"),
        ("Could not resolve host", "check the host's name, and the connection of this machine"),
        ("Connection refused", "check host and port, and whether the server runs"),
        ("Connection timed out", "check host and port, and whether a firewall is between"),
        (
            "could not read Username",
            "git has no credential for this address: set up a credential helper, or use an SSH address",
        ),
        ("Authentication failed", "the credential that git has is wrong or has expired: renew it"),
        (
            "error: 403",
            "the token may not write to the repository: it needs `contents: write`, or `write_repository` on GitLab",
        ),
        ("error: 401", "the credential that git has is wrong or has expired: renew it"),
        ("epository not found", "check the address; a private repository is not found without permission"),
        ("does not appear to be a git repository", "check the address of the repository"),
        ("protected branch", "the branch is protected: allow this user to push, or name another in `branch`"),
        ("No space left", "free some space at the target; the next publish goes on where this one stopped"),
        ("rsync: command not found", "install rsync on the server"),
        ("rsync: not found", "install rsync on the server"),
        // `fatal: repository '…' not found`, where the answer was 404.
        ("' not found", "check the address; a private repository is not found without permission"),
    ];
    known.iter().find(|(sign, _)| said.contains(sign)).map(|(_, advice)| *advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_gets_its_input_and_tells_how_it_ended() {
        let mut command = Command::new("sh");
        command.args(["-c", "cat; echo no >&2; exit 3"]);
        let answer = run(command, &vec![b'x'; 1 << 20]).unwrap();
        assert_eq!((answer.status, answer.out.len(), answer.err.trim()), (Some(3), 1 << 20, "no"));
    }

    #[test]
    fn one_that_does_not_listen_is_not_waited_for() {
        assert_eq!(run(Command::new("false"), &vec![b'x'; 1 << 20]).unwrap().status, Some(1));
        let missing = run(Command::new("no-such-program-anywhere"), b"").err().unwrap();
        assert_eq!(missing.to_string(), "the program `no-such-program-anywhere` is not installed");
    }

    #[test]
    fn what_it_said_is_told_without_credentials() {
        let err = "fatal: unable to access 'https://me:pw@h/x': The requested URL returned error: 403\n";
        let answer = Answer { status: Some(128), out: Vec::new(), err: err.to_owned() };
        let error = answer.failure("cannot push");
        assert!(
            error.to_string().contains("https://…@h/x") && !format!("{error:?}").contains("pw"),
            "{error:?}"
        );
        assert!(format!("{error:?}").contains("contents: write"));
    }
}
