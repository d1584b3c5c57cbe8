//! A site in a temporary folder, built by the real command, and what became of its output.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use issue_digest::output::MANIFEST_NAME;

use crate::support::{self, Files};

/// Seconds since the epoch that the builds take for now: 2026-01-01T00:00:00Z.
pub(crate) const EPOCH: &str = "1767225600";

/// A site at `site` in a temporary folder of its own.
pub(crate) struct Folder {
    temporary: tempfile::TempDir,
    root: PathBuf,
}

impl Folder {
    pub(crate) fn new(fixture: &str) -> Self {
        Self::of(&support::files(fixture))
    }

    pub(crate) fn of(files: &Files) -> Self {
        Self::below(temporary(), files)
    }

    /// On the disk that temporary files are usually on, whatever file system that has.
    pub(crate) fn on_disk(files: &Files) -> Self {
        Self::below(tempfile::tempdir().unwrap(), files)
    }

    fn below(temporary: tempfile::TempDir, files: &Files) -> Self {
        let root = temporary.path().canonicalize().unwrap().join("site");
        fs::create_dir(&root).unwrap();
        let folder = Self { temporary, root };
        for (path, bytes) in files {
            folder.write(path, bytes);
        }
        folder
    }

    /// The folder that holds the site.
    pub(crate) fn outside(&self) -> &Path {
        self.root.parent().unwrap_or(self.temporary.path())
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    pub(crate) fn write(&self, relative: &str, bytes: impl AsRef<[u8]>) {
        write(&self.path(relative), bytes);
    }

    pub(crate) fn read(&self, relative: &str) -> String {
        fs::read_to_string(self.path(relative)).unwrap()
    }

    /// Removes a file, and the folders that it leaves empty.
    pub(crate) fn remove(&self, relative: &str) {
        let path = self.path(relative);
        fs::remove_file(&path).unwrap();
        for folder in path.ancestors().skip(1).take_while(|folder| *folder != self.root) {
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
    }

    /// Makes the files of the site these; files that are the same already are not touched.
    pub(crate) fn set(&self, files: &Files) {
        let before = self.inputs();
        for path in before.keys().filter(|path| !files.contains_key(*path)) {
            self.remove(path);
        }
        for (path, bytes) in files.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes)) {
            self.write(path, bytes);
        }
    }

    /// The files of the site: its settings, content and themes.
    pub(crate) fn inputs(&self) -> Files {
        let mut files = Files::new();
        for top in ["content", "themes"] {
            let below = support::tree(&self.path(top)).into_iter();
            files.extend(below.map(|(path, bytes)| (format!("{top}/{path}"), bytes)));
        }
        files.extend(fs::read(self.path("site.yaml")).ok().map(|bytes| ("site.yaml".to_owned(), bytes)));
        files
    }

    /// `digest build` in the site's folder, with an environment that says nothing but home and clock.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = support::command(&self.root);
        command.env("SOURCE_DATE_EPOCH", EPOCH).arg("build").args(arguments);
        command
    }

    pub(crate) fn try_build(&self, arguments: &[&str]) -> Output {
        finish(self.command(arguments))
    }

    /// Builds, which must succeed; gives what the command said.
    pub(crate) fn build(&self, arguments: &[&str]) -> String {
        let output = self.try_build(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", support::stderr(&output));
        String::from_utf8(output.stderr).unwrap()
    }

    /// The site, without what the generator keeps for itself.
    pub(crate) fn public(&self) -> Files {
        published(&self.path("public"))
    }

    /// A cold build of the same files into a folder that no build has seen.
    pub(crate) fn cold(&self) -> Files {
        let folder = tempfile::tempdir_in(self.outside()).unwrap();
        self.build(&["--no-cache", "--output", folder.path().join("cold").to_str().unwrap()]);
        published(&folder.path().join("cold"))
    }

    pub(crate) fn identities(&self) -> Identities {
        identities(&self.path("public"))
    }
}

/// A temporary folder, in memory where there is room: the tests make some hundred thousand small files.
fn temporary() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let is_roomy = |disk: rustix::fs::StatVfs| disk.f_bavail.saturating_mul(disk.f_frsize) > 1 << 31;
    let has_room = rustix::fs::statvfs(memory).is_ok_and(is_roomy);
    let in_memory = if has_room { tempfile::tempdir_in(memory).ok() } else { None };
    in_memory.unwrap_or_else(|| tempfile::tempdir().unwrap())
}

/// Inode and modification time of every file of a folder.
pub(crate) type Identities = BTreeMap<String, (u64, i64, i64)>;

pub(crate) fn identities(folder: &Path) -> Identities {
    use std::os::unix::fs::MetadataExt;
    let identity = |path: String| {
        let metadata = fs::symlink_metadata(folder.join(&path)).unwrap();
        (path, (metadata.ino(), metadata.mtime(), metadata.mtime_nsec()))
    };
    support::tree(folder).into_keys().map(identity).collect()
}

/// The paths at which `after` has another file than `before`, or none.
pub(crate) fn replaced(before: &Identities, after: &Identities) -> Vec<String> {
    let is_other = |path: &&String| before.get(*path) != after.get(*path);
    let mut paths: Vec<String> = before.keys().chain(after.keys()).filter(is_other).cloned().collect();
    paths.sort();
    paths.dedup();
    paths
}

/// The files of an output folder, without what the generator keeps for itself.
pub(crate) fn published(folder: &Path) -> Files {
    let mut files = support::tree(folder);
    files.remove(MANIFEST_NAME);
    files
}

pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Two sites with the same files; if not, says which differ.
pub(crate) fn assert_same(one: &Files, other: &Files, what: &str) {
    let mut difference = String::new();
    for path in one.keys().chain(other.keys().filter(|path| !one.contains_key(*path))) {
        match (one.get(path), other.get(path)) {
            (Some(one), Some(other)) if one == other => {}
            (Some(one), Some(other)) => {
                let lines = |bytes: &[u8]| -> Vec<String> {
                    String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect()
                };
                let (one, other) = (lines(one), lines(other));
                let at = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
                writeln!(difference, "{path}:{}: {:?} / {:?}", at + 1, one.get(at), other.get(at)).unwrap();
            }
            (one, _) => {
                let which = if one.is_some() { "first" } else { "second" };
                writeln!(difference, "{path}: only in the {which}").unwrap();
            }
        }
    }
    assert!(difference.is_empty(), "{what}\n{difference}");
}

/// Runs a command that must end by itself. One that hangs is killed, and fails the test.
pub(crate) fn finish(mut command: Command) -> Output {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let process = child.id().to_string();
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    match receiver.recv_timeout(Duration::from_secs(60)) {
        Ok(output) => output.unwrap(),
        Err(_) => {
            let _ = Command::new("kill").args(["-9", &process]).status();
            panic!("it does not end: {command:?}");
        }
    }
}

/// A site that has something of everything: some 200 files in two languages.
pub(crate) fn newspaper() -> Files {
    let mut site = String::from(SITE);
    let slugs =
        ["wall", "tariffs", "asylum", "water", "tomatoes", "caravan", "visas", "bridge", "steel", "maize"];
    for (number, slug) in slugs.iter().enumerate() {
        let day = 1 + number * 3;
        let topic = ["trade", "migration/asylum", "migration"][number % 3];
        let front = format!(
            "title: \"The {slug}\"\ndate: 2024-0{month}-{day:02}\nsummary: What happened with the {slug}.\n\
             topics: [{topic}]\npeople: [Ana Núñez]\nthread: talks\n\
             sources:\n  - {{name: Outlet {outlet}, title: On the {slug}, url: \"https://o{outlet}.example/{slug}\"}}",
            month = 1 + number % 2,
            outlet = number % 2,
        );
        site.push_str(&support::document(
            &format!("articles/2024/{slug}.md"),
            &front,
            &format!("{BODY}\n{slug}."),
        ));
        if number % 2 == 0 {
            let front = format!("title: \"Sobre {slug}\"\nsummary: Lo que pasó.");
            let path = format!("articles/2024/{slug}.es.md");
            site.push_str(&support::document(&path, &front, &format!("Texto sobre {slug}.\n\n{BODY}")));
        }
    }
    let mut files = support::files(&site);
    files.insert("content/articles/bundle/photo.png".to_owned(), PHOTO.to_vec());
    files.insert("content/static/robots-are/welcome.txt".to_owned(), b"yes\n".to_vec());
    files
}

/// A picture of one pixel.
pub(crate) const PHOTO: &[u8] = include_bytes!("../golden/site/content/articles/2018/border-map/river.png");

const BODY: &str = "\
First \"paragraph\" with a [link](../bundle/index.md) to another text, of it a note[^1].

<!-- more -->

## A heading

| a | b |
|---|---|
| 1 | 2 |

[^1]: The note.
";

const SITE: &str = r#"=== site.yaml
title: The Test
description: A site for tests.
base_url: https://test.example/digest
timezone: America/Mexico_City
languages:
  - {code: en, name: English}
  - {code: es, name: Español, title: La Prueba}
feeds:
  formats: [atom, json]
  full_text: true
pagination: 4
navigation:
  - to: topics
  - to: "@/pages/about.md"
=== content/articles/bundle/index.md
---
title: A bundle
date: 2024-01-09T10:00:00-06:00
summary: It has a picture.
topics: [trade]
organizations: [The Council]
image: {src: photo.png, alt: A photo}
aliases: [/old/bundle/]
corrections:
  - {date: 2024-01-10, text: It was a Tuesday.}
---
![A photo](photo.png) and [asylum](../2024/asylum.md).
=== content/topics/trade.md
---
title: Trade
summary: Goods over the border.
---
What is traded.
=== content/topics/migration/_index.md
---
title: Migration
---
Who goes.
=== content/topics/migration/_index.es.md
---
title: Migración
---
Quién va.
=== content/topics/migration/asylum.md
---
title: Asylum
---
=== content/people/ana-nunez.md
---
title: Ana Núñez
country: MX
---
A [person](@/threads/talks.md).
=== content/threads/talks.md
---
title: The talks
---
They go on.
=== content/glossary/tariff.md
---
title: Tariff
---
A tax.
=== content/pages/about.md
---
title: About
---
This site.
=== content/editions/2024-w02.md
---
title: A note
---
From the editor.
"#;
