//! Folders that no build may write to: refused by name, and left as they were.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use crate::folder::{Folder, finish, published, write};
use crate::support;

const OF_ITS_OWN: &str = "choose a folder of its own, such as `public`";

fn site() -> Folder {
    let fixture = support::article("one", "date: 2024-01-15");
    Folder::new(&format!("{fixture}=== themes/gazette/static/x.css\na {{}}\n"))
}

/// Everything below a folder: files with a hash of their bytes, folders, links. The generator's own state
/// is left out: the site's cache, and the workspace beside an output folder.
fn everything(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let (path, kind) = (entry.path(), entry.file_type().unwrap());
        if entry.file_name().to_string_lossy().ends_with(".digest") {
            continue;
        }
        if kind.is_dir() {
            found.push(format!("{}/", path.display()));
            found.extend(everything(&path));
        } else if kind.is_symlink() {
            found.push(format!("{} -> {}", path.display(), fs::read_link(&path).unwrap().display()));
        } else {
            found.push(format!("{}: {:x}", path.display(), xxh3_64(&fs::read(&path).unwrap())));
        }
    }
    found.sort();
    found
}

/// Builds into `output`, which must be refused for `reason` with `help`, and must change nothing.
fn assert_refused(folder: &Folder, output: &Path, reason: &str, help: &str) {
    let before = everything(folder.outside());
    let built = folder.try_build(&["--output", output.to_str().unwrap()]);
    let shown = output.display();
    let wanted = format!("error: cannot use `{shown}` as output folder: {reason}\n  = help: {help}\n");
    assert_eq!(support::stderr(&built), wanted);
    assert_eq!(built.status.code(), Some(3));
    assert_eq!(everything(folder.outside()), before);
}

#[test]
fn the_site_its_inputs_and_what_holds_them_are_refused() {
    let folder = site();
    let (root, outside) = (folder.root(), folder.outside());
    let holds = |what: &Path| format!("it is or holds `{}`", what.display());
    let lies_in = |what: &Path| format!("it lies in `{}`", what.display());
    let (content, themes, state) = (root.join("content"), root.join("themes"), root.join(".digest"));
    assert_refused(&folder, root, &holds(&content), OF_ITS_OWN);
    assert_refused(&folder, outside, &holds(&content), OF_ITS_OWN);
    assert_refused(&folder, &content, &holds(&content), OF_ITS_OWN);
    assert_refused(&folder, &themes, &holds(&themes), OF_ITS_OWN);
    assert_refused(&folder, &state, &holds(&state), OF_ITS_OWN);
    assert_refused(&folder, &content.join("public"), &lies_in(&content), OF_ITS_OWN);
    assert_refused(&folder, &themes.join("gazette/static"), &lies_in(&themes), OF_ITS_OWN);
    assert_refused(&folder, &state.join("public"), &lies_in(&state), OF_ITS_OWN);
    assert_refused(&folder, Path::new("/"), "it is no folder with a name of its own", OF_ITS_OWN);
}

#[test]
fn the_home_folder_and_what_holds_it_are_refused() {
    let folder = site();
    let home = folder.outside().join("homes/someone");
    fs::create_dir_all(&home).unwrap();
    for output in [home.as_path(), home.parent().unwrap()] {
        let mut command = folder.command(&["--output", output.to_str().unwrap()]);
        command.env("HOME", &home);
        let built = finish(command);
        assert_eq!(built.status.code(), Some(3));
        let reason = format!("as output folder: it is or holds `{}`\n", home.display());
        assert!(support::stderr(&built).contains(&reason), "{}", support::stderr(&built));
        assert_eq!(fs::read_dir(&home).unwrap().count(), 0);
    }
    // A folder in it is as good as any.
    let output = home.join("public");
    let mut command = folder.command(&["--output", output.to_str().unwrap()]);
    command.env("HOME", &home);
    assert_eq!(finish(command).status.code(), Some(0));
    assert!(output.join("index.html").is_file());
}

#[test]
fn the_folder_in_the_settings_is_refused_like_one_on_the_command_line() {
    let folder = site();
    for output in [".", "./", "content", "content/articles", "../site", "themes/x", ".digest"] {
        folder.write("site.yaml", format!("{}output_dir: {output}\n", support::SITE));
        let before = everything(folder.outside());
        let built = folder.try_build(&[]);
        let said = support::stderr(&built);
        assert_eq!(built.status.code(), Some(3), "{output}: {said}");
        assert!(said.starts_with("error: cannot use `"), "{output}: {said}");
        assert_eq!(everything(folder.outside()), before, "{output}");
    }
}

#[test]
fn folders_and_files_of_somebody_elses_are_refused() {
    let folder = site();
    let at = |name: &str| folder.outside().join(name);
    let not_ours = (
        "it holds files that this tool did not write",
        "choose a new or an empty folder, or empty this one yourself",
    );
    write(&at("full/mine"), "mine");
    assert_refused(&folder, &at("full"), not_ours.0, not_ours.1);
    write(&at("hidden/.mine"), "mine");
    assert_refused(&folder, &at("hidden"), not_ours.0, not_ours.1);
    fs::create_dir_all(at("deep/empty/folders")).unwrap();
    assert_refused(&folder, &at("deep"), not_ours.0, not_ours.1);
    write(&at("file"), "mine");
    assert_refused(&folder, &at("file"), "it is not a folder", OF_ITS_OWN);
    super::kept::make_pipe(&at("site/pipe"));
    let built = folder.try_build(&["--output", at("site/pipe").to_str().unwrap()]);
    assert!(support::stderr(&built).contains("it is not a folder"), "{}", support::stderr(&built));
}

#[test]
fn links_as_output_are_refused_and_not_followed() {
    let folder = site();
    let help = "name the folder that it should lead to";
    fs::create_dir(folder.outside().join("empty")).unwrap();
    for (link, target) in
        [("to-empty", "empty"), ("to-site", "site"), ("to-nothing", "nothing"), ("to-itself", "to-itself")]
    {
        let path = folder.outside().join(link);
        symlink(target, &path).unwrap();
        assert_refused(&folder, &path, "it is a symbolic link", help);
    }
}

#[test]
fn a_folder_of_ours_with_a_damaged_manifest_is_refused() {
    let folder = site();
    let output = folder.outside().join("public");
    let arguments = ["--output", output.to_str().unwrap()];
    folder.build(&arguments);
    let manifest = output.join(issue_digest::output::MANIFEST_NAME);
    let whole = fs::read(&manifest).unwrap();
    let help = "it may be of a newer version or damaged: \
                if nothing in the folder is yours, delete it and build again";
    let damages: [&[u8]; 3] = [&whole[..whole.len() / 2], b"", b"digest-manifest\x7f"];
    for damage in damages {
        fs::write(&manifest, damage).unwrap();
        assert_refused(&folder, &output, "its `.digest-manifest` cannot be read", help);
    }
    fs::write(&manifest, &whole).unwrap();
    assert!(folder.build(&arguments).contains(": nothing changed;"));
}

#[test]
fn an_empty_folder_and_a_new_one_in_new_folders_are_taken() {
    let folder = site();
    fs::create_dir(folder.path("empty")).unwrap();
    folder.build(&["--output", "empty"]);
    folder.build(&["--output", "new/deep/public"]);
    assert_eq!(published(&folder.path("empty")), published(&folder.path("new/deep/public")));
    assert!(folder.path("empty/index.html").is_file());
}
