//! OpenSSH's server on a loopback port, with keys of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::live::{await_server, free_port};

/// A server, which ends with this value.
pub(super) struct Sshd {
    child: Child,
    folder: tempfile::TempDir,
    pub(super) port: u16,
}

impl Sshd {
    pub(super) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["host", "user", "stranger"] {
            make_key(&path(name));
        }
        fs::copy(path("user.pub"), path("authorized")).unwrap();
        // Where the server runs as root, it wants an empty folder for its child.
        let _ = fs::create_dir_all("/run/sshd");
        let port = free_port();
        let settings = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\nStrictModes no\n\
             UsePAM no\nPidFile none\nPasswordAuthentication no\nMaxStartups 100\n",
            path("host").display(),
            path("authorized").display()
        );
        fs::write(path("sshd.conf"), settings).unwrap();
        let key = fs::read_to_string(path("host.pub")).unwrap();
        let key: Vec<&str> = key.split(' ').take(2).collect();
        fs::write(path("known"), format!("[127.0.0.1]:{port} {}\n", key.join(" "))).unwrap();
        fs::write(path("nobody"), "").unwrap();
        let mut command = Command::new("/usr/sbin/sshd");
        command.args(["-D", "-e", "-f"]).arg(path("sshd.conf"));
        let mut child =
            command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().expect("sshd is installed");
        await_server(&mut child, port);
        Self { child, folder, port }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Keys of a target of the kind `ssh` at this server.
    pub(super) fn target(&self, path: &str) -> String {
        self.target_with(path, "user", "known")
    }

    /// The same with another key or other hosts known.
    pub(super) fn target_with(&self, path: &str, key: &str, known: &str) -> String {
        format!(
            "kind: ssh, host: 127.0.0.1, port: {}, path: {path}, identity_file: {}, known_hosts: {}",
            self.port,
            self.path(key).display(),
            self.path(known).display()
        )
    }

    /// A value of `GIT_SSH_COMMAND` that reaches this server.
    pub(super) fn git_ssh(&self) -> String {
        let (key, known) = (self.path("user"), self.path("known"));
        format!(
            "ssh -o BatchMode=yes -o IdentitiesOnly=yes -i {} -o UserKnownHostsFile={} -p {}",
            key.display(),
            known.display(),
            self.port
        )
    }

    /// Cuts every connection that is open.
    pub(super) fn cut(&self) {
        for process in children(self.child.id()) {
            let _ = Command::new("kill").args(["-KILL", &process]).stderr(Stdio::null()).status();
        }
    }
}

/// The processes that `parent` started: one for each connection.
fn children(parent: u32) -> Vec<String> {
    let entries = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let is_child = |name: &String| {
        let stat = fs::read_to_string(format!("/proc/{name}/stat")).unwrap_or_default();
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        after_name.split_whitespace().nth(1) == Some(&parent.to_string())
    };
    names.filter(|name| name.bytes().all(|byte| byte.is_ascii_digit())).filter(is_child).collect()
}

impl Drop for Sshd {
    fn drop(&mut self) {
        self.cut();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn make_key(path: &Path) {
    let mut command = Command::new("ssh-keygen");
    command.args(["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f"]).arg(path);
    assert!(command.status().expect("ssh-keygen is installed").success());
}
