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
    before it is published: the first lines of `my-site/.github/workflows/publish.yml` say what to set
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
    let checked = digest(&["check", "--strict"]);
    assert_eq!((checked.status.code(), checked.stdout.as_slice()), (Some(0), &b""[..]), "{checked:?}");
}

/// An empty folder that is there already, and the folder that one stands in, can become a site.
#[test]
fn init_takes_an_empty_folder() {
    let folder = folder();
    assert_eq!(run(folder.path(), &["init", "."]).status.code(), Some(0));
    assert_eq!(build(&folder, &[]).status.code(), Some(0));
}

#[test]
fn workflows_pin_what_they_use_and_ask_for_little() {
    let folder = folder();
    let site = |targets: &str| {
        let text = format!("title: T\nbase_url: https://t.example\npublish:\n{targets}\n");
        fs::write(folder.path().join("site.yaml"), text).unwrap();
    };
    let write = |host: &str, path: &str| {
        let output = run(folder.path(), &["init", "--ci", host]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let text = fs::read_to_string(folder.path().join(path)).unwrap();
        assert!(!text.contains('@') || host == "github", "a blank was not filled: {text}");
        fs::remove_file(folder.path().join(path)).unwrap();
        (serde_yaml::from_str::<serde_yaml::Value>(&text).unwrap(), text)
    };
    site(
        "  live: {kind: ssh, host: h, path: /x, purge: {endpoint: \"https://c.example\", token_env: CACHE_TOKEN}}",
    );
    let (github, text) = write("github", ".github/workflows/publish.yml");
    assert_eq!(github["permissions"], serde_yaml::Value::Mapping(serde_yaml::Mapping::new()));
    let job = &github["jobs"]["publish"];
    assert_eq!(job["permissions"]["contents"], "read");
    for step in job["steps"].as_sequence().unwrap() {
        let Some(action) = step["uses"].as_str() else { continue };
        let (_, commit) = action.split_once('@').unwrap();
        assert!(commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit()), "{action}");
        assert!(text.contains(&format!("{action} # v")), "{action} does not say its version");
    }
    let publish = job["steps"].as_sequence().unwrap().last().unwrap();
    assert_eq!(publish["env"]["SSH_PRIVATE_KEY"], "${{ secrets.SSH_PRIVATE_KEY }}");
    assert_eq!(publish["env"]["CACHE_TOKEN"], "${{ secrets.CACHE_TOKEN }}");
    assert!(publish["run"].as_str().unwrap().ends_with("digest publish --yes\n"));
    let (gitlab, text) = write("gitlab", ".gitlab-ci.yml");
    assert_eq!(gitlab["publish"]["resource_group"], "publish");
    assert!(text.contains("CACHE_TOKEN, SSH_PRIVATE_KEY"), "{text}");
    site("  pages: {kind: git}\n  zip: {kind: archive, path: x.zip}");
    let (github, _) = write("github", ".github/workflows/publish.yml");
    assert_eq!(github["jobs"]["publish"]["permissions"]["contents"], "write");
    let (gitlab, _) = write("gitlab", ".gitlab-ci.yml");
    let script = gitlab["publish"]["script"].as_sequence().unwrap();
    assert_eq!(script.last().unwrap(), "digest publish zip --yes");
}

#[test]
fn a_new_site_is_ready_for_pages_of_github_unless_it_is_for_another_host() {
    let folder = folder();
    let made = |arguments: &[&str], name: &str| {
        let output = run(folder.path(), &[&["init", name], arguments].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let files = tree(&folder.path().join(name));
        let settings = String::from_utf8(files["site.yaml"].clone()).unwrap();
        let workflow =
            files.get(".github/workflows/publish.yml").map(|text| String::from_utf8(text.clone()).unwrap());
        (settings, workflow, files.contains_key(".gitlab-ci.yml"))
    };
    let (settings, workflow, for_gitlab) = made(&[], "one");
    let settings: serde_yaml::Value = serde_yaml::from_str(&settings).unwrap();
    assert_eq!(settings["publish"]["pages"]["branch"], "gh-pages");
    let workflow: serde_yaml::Value = serde_yaml::from_str(&workflow.unwrap()).unwrap();
    assert_eq!(workflow["jobs"]["publish"]["permissions"]["contents"], "write");
    assert!(!for_gitlab);
    let (settings, workflow, for_gitlab) = made(&["--ci", "gitlab"], "two");
    assert!(!settings.contains("publish:") && workflow.is_none() && for_gitlab);
    let (settings, workflow, for_gitlab) = made(&["--no-ci"], "three");
    assert!(!settings.contains("publish:") && workflow.is_none() && !for_gitlab);
}

#[test]
fn a_workflow_is_written_once_and_into_a_site() {
    let folder = folder();
    let missing = run(folder.path(), &["init", "--ci", "github"]);
    assert_eq!(missing.status.code(), Some(2), "{}", stderr(&missing));
    assert!(stderr(&missing).contains("there is no `site.yaml` here"), "{}", stderr(&missing));
    let made = run(folder.path(), &["init", "--ci", "gitlab", "site"]);
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    let before = tree(folder.path());
    assert!(before.contains_key("site/site.yaml") && before.contains_key("site/.gitlab-ci.yml"));
    let again = run(folder.path(), &["init", "--ci", "gitlab", "site"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(stderr(&again).contains("exists already"), "{}", stderr(&again));
    assert_eq!(tree(folder.path()), before);
}
