//! `digest init`.

use std::fs;

use insta::assert_snapshot;

use super::{build, folder, told};
use crate::support::{run, stderr, tree};

#[test]
fn init_does_not_touch_what_is_there() {
    let folder = folder();
    fs::create_dir(folder.path().join("site")).unwrap();
    fs::write(folder.path().join("site/mine.txt"), "mine").unwrap();
    fs::write(folder.path().join("file"), "mine").unwrap();
    let before = tree(folder.path());
    assert_snapshot!(told(&folder, &["init", "site"]), @r#"
    exit status 2
    --- stdout
    --- stderr
    error: `site` exists and is not an empty folder
      = help: name a folder that does not exist yet, or an empty one
    "#);
    assert_snapshot!(told(&folder, &["init", "file"]), @r#"
    exit status 2
    --- stdout
    --- stderr
    error: `file` exists and is not an empty folder
      = help: name a folder that does not exist yet, or an empty one
    "#);
    assert_snapshot!(told(&folder, &["init", "file/below"]), @r#"
    exit status 2
    --- stdout
    --- stderr
    error: `file/below` exists and is not an empty folder
      = help: name a folder that does not exist yet, or an empty one
    "#);
    assert_eq!(tree(folder.path()), before);
}

/// `digest init` and then `digest build`, with nothing but the binary: no path, no home, no theme on disk.
#[test]
fn init_and_build_need_nothing_but_the_binary() {
    let folder = folder();
    assert_snapshot!(told(&folder, &["init", "my-site"]), @r#"
    exit status 0
    --- stdout
    --- stderr
    made a site in `my-site`
    next: cd my-site && digest build
    "#);
    assert!(!folder.path().join("my-site/themes").exists());
    let digest = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_digest"));
        command.env_clear().env("PATH", "").env("HOME", "").current_dir(folder.path().join("my-site"));
        command.args(arguments).output().unwrap()
    };
    let output = digest(&["build"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(output.stdout.is_empty());
    assert!(stderr(&output).contains("0 warnings"), "{}", stderr(&output));
    let site = tree(&folder.path().join("my-site/public"));
    for path in ["index.html", "es/index.html", "404.html", "favicon.svg", "feed.atom", "sitemap.xml"] {
        assert!(site.contains_key(path), "there is no `{path}`");
    }
    assert!(folder.path().join("my-site/.gitignore").exists());
}

/// An empty folder that is there already, and the folder that one stands in, can become a site.
#[test]
fn init_takes_an_empty_folder() {
    let folder = folder();
    assert_eq!(run(folder.path(), &["init", "."]).status.code(), Some(0));
    assert_eq!(build(&folder, &[]).status.code(), Some(0));
}
