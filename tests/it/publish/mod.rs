//! `digest publish`: targets of each kind, reached as in life: a disk, git, sshd with rsync, object storage; read
//! through nginx.

mod after;
mod archive;
mod at_once;
mod crawler;
mod faults;
mod folder;
mod git;
mod killed;
mod live;
mod many;
mod objects;
mod server;
mod sshd;
mod versions;

use std::path::Path;
use std::process::{Command, Output};

use crate::folder::{EPOCH, Folder, assert_same, finish, newspaper};
use crate::promises::issues;
use crate::support::{self, Files, stderr, tree};

/// Names of the tool's own documents at a target.
const OWN: [&str; 3] = [".digest-manifest.json", ".digest-publish.json", ".digest-lock"];

/// Variables that no output may show.
const SECRETS: [&str; 3] = ["AWS_SECRET_ACCESS_KEY", "AZURE_STORAGE_KEY", "GOOGLE_BEARER_TOKEN"];

/// A site with targets.
struct Site {
    folder: Folder,
    targets: String,
    /// Credentials in the environment, which no output may show.
    variables: Vec<(&'static str, String)>,
}

impl Site {
    /// `newspaper` at the root of `https://test.example`; `targets` are lines of `publish`, in which
    /// `OUTSIDE` stands for the folder that holds the site.
    fn new(targets: &str) -> Self {
        Self::with(targets, Vec::new())
    }

    /// The same with variables in the environment.
    fn with(targets: &str, variables: Vec<(&'static str, String)>) -> Self {
        let folder = Folder::of(&Files::new());
        let outside = folder.outside().display().to_string();
        let targets = format!("publish:\n{}\n", targets.replace("OUTSIDE", &outside));
        let site = Self { folder, targets, variables };
        site.set(newspaper());
        site
    }

    /// Makes the site's files these, with the targets added to its settings.
    fn set(&self, mut files: Files) {
        let settings = String::from_utf8(files["site.yaml"].clone()).unwrap();
        let settings = settings.replace("https://test.example/digest", "https://test.example");
        files.insert("site.yaml".to_owned(), format!("{settings}{}", self.targets).into_bytes());
        self.folder.set(&files);
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.folder.read(path);
        assert!(text.contains(from), "{path} has no `{from}`");
        self.folder.write(path, text.replace(from, to));
    }

    /// Makes a folder beside the site.
    fn outside(&self, name: &str) -> std::path::PathBuf {
        let path = self.folder.outside().join(name);
        std::fs::create_dir_all(&path).unwrap();
        path
    }

    /// `digest publish …` in the site's folder, with an environment that has a clock and a search path.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = support::command(self.folder.root());
        command.env("SOURCE_DATE_EPOCH", EPOCH).env("PATH", search_path());
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.arg("publish").args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let output = finish(self.command(arguments));
        for (name, secret) in self.variables.iter().filter(|(name, _)| SECRETS.contains(name)) {
            let shown =
                [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            assert!(!shown.iter().any(|text| text.contains(secret)), "`{name}` was shown");
        }
        output
    }

    /// Publishes, which must succeed; gives what was said.
    fn publish(&self, arguments: &[&str]) -> String {
        let output = self.run(&[&["--yes"], arguments].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stderr(&output).to_owned()
    }

    /// The same, with what was written to standard output.
    fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let output = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Publishes, which must fail with this exit status; gives what was said.
    fn refused(&self, arguments: &[&str], code: i32) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
        stderr(&output).to_owned()
    }
}

fn search_path() -> std::ffi::OsString {
    std::env::var_os("PATH").unwrap()
}

/// Paths of a list in a result.
fn paths(value: &serde_json::Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|path| path.as_str().unwrap()).collect()
}

/// What readers find at a target that is a folder: everything but the tool's own documents, of which none
/// but the manifest may be left.
fn at_target(folder: &Path) -> Files {
    let mut files = tree(folder);
    for name in OWN {
        assert!(files.remove(name).is_none() || name == OWN[0], "`{name}` was left behind");
    }
    let strays: Vec<_> = files.keys().filter(|path| path.contains(".digest-unfinished")).collect();
    assert!(strays.is_empty(), "{strays:?}");
    files
}

/// The target holds exactly the last build.
fn assert_published(site: &Site, target: &Path) {
    assert_same(&at_target(target), &site.folder.public(), "target and build");
}
