//! What is read: regular files inside the site and nothing else, and what cannot be read is named.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;

use crate::folder::{Folder, newspaper};
use crate::promises::{Anybody, make_pipe};
use crate::support;

/// Stands in files that no site may show.
const SECRET: &str = "the secret of somebody else";

/// A site that was built, with files beside it that are not its own.
fn site() -> Folder {
    let folder = Folder::of(&newspaper());
    let outside = folder.outside();
    crate::folder::write(
        &outside.join("secret.md"),
        format!("---\ntitle: {SECRET}\ndate: 2024-01-01\n---\n{SECRET}\n"),
    );
    crate::folder::write(
        &outside.join("secrets/secret.md"),
        format!("---\ntitle: {SECRET}\n---\n{SECRET}\n"),
    );
    crate::folder::write(&outside.join("secrets/secret.txt"), SECRET);
    folder.build(&[]);
    folder
}

/// Builds, which must end with exit status 1 and each of `phrases` on the terminal, and change nothing.
fn assert_refused(folder: &Folder, phrases: &[&str]) {
    let before = folder.identities();
    let output = folder.try_build(&[]);
    let said = support::stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for phrase in phrases {
        assert!(said.contains(phrase), "{phrase}\n{said}");
    }
    assert!(!said.contains(SECRET), "{said}");
    assert_eq!(folder.identities(), before);
}

fn cannot_be_read(path: &str, reason: &str) -> String {
    format!("error[E0001]: `{path}` cannot be read: {reason}\n")
}

/// A place for each way in which the generator takes files up.
const PLACES: &[&str] = &[
    "content/articles/x.md",
    "content/articles/2024/wall.es.md",
    "content/articles/bundle/x.png",
    "content/topics/x.md",
    "content/topics/migration/_index.md",
    "content/people/ana-nunez.md",
    "content/pages/about.md",
    "content/static/x.txt",
    "content/static/.well-known/x",
    "themes/gazette/templates/404.html",
    "themes/gazette/i18n/en.yaml",
    "themes/gazette/static/x.css",
];

/// Puts something that is no regular file into every place in turn; each time it must be refused.
fn assert_refused_everywhere(reason: &str, make: impl Fn(&Path)) {
    let folder = site();
    for place in PLACES {
        folder.set(&newspaper());
        let path = folder.path(place);
        let _ = fs::remove_file(&path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        make(&path);
        assert_refused(&folder, &[&cannot_be_read(place, reason)]);
        fs::remove_file(&path).unwrap();
    }
}

#[test]
fn links_to_files_outside_the_site_are_not_followed() {
    assert_refused_everywhere("it is a link that leads out of the site", |path| {
        let outside = path.ancestors().find(|path| path.join("site").is_dir()).unwrap();
        symlink(outside.join("secret.md"), path).unwrap();
    });
}

#[test]
fn links_to_folders_and_to_nothing_are_not_followed() {
    assert_refused_everywhere("it is a link to a folder, which is not followed", |path| {
        symlink(path.parent().unwrap(), path).unwrap();
    });
    assert_refused_everywhere("it is a link, and no such file or directory", |path| {
        symlink("nothing", path).unwrap();
    });
    assert_refused_everywhere("it is a link, and too many levels of symbolic links", |path| {
        symlink(path.file_name().unwrap(), path).unwrap();
    });
}

#[test]
fn pipes_do_not_block_and_sockets_are_not_opened() {
    assert_refused_everywhere("it is a named pipe", make_pipe);
    assert_refused_everywhere("it is a socket", |path| {
        // A socket's path may have 108 bytes at most, and stays when the listener is gone.
        let short = Path::new("/proc/self/fd");
        let parent = fs::File::open(path.parent().unwrap()).unwrap();
        let number = std::os::fd::AsRawFd::as_raw_fd(&parent).to_string();
        drop(
            std::os::unix::net::UnixListener::bind(short.join(number).join(path.file_name().unwrap()))
                .unwrap(),
        );
    });
}

/// Only root can make a device; for others a link to one stands for it.
#[test]
fn devices_are_not_opened() {
    if fs::metadata("/proc/self").unwrap().uid() == 0 {
        assert_refused_everywhere("it is a device", |path| {
            use rustix::fs::{CWD, FileType, Mode, makedev, mknodat};
            mknodat(CWD, path, FileType::CharacterDevice, Mode::from_raw_mode(0o644), makedev(1, 5)).unwrap();
        });
    }
    assert_refused_everywhere("it is a link that leads out of the site", |path| {
        symlink("/dev/zero", path).unwrap();
    });
}

#[test]
fn the_settings_are_a_regular_file_of_the_site() {
    let folder = site();
    let path = folder.path("site.yaml");
    let settings = folder.read("site.yaml");
    let refused = |make: &dyn Fn(), reason: &str| {
        fs::remove_file(&path).unwrap();
        make();
        assert_refused(&folder, &[&cannot_be_read("site.yaml", reason)]);
    };
    crate::folder::write(&folder.outside().join("site.yaml"), settings);
    refused(&|| symlink("../site.yaml", &path).unwrap(), "it is a link that leads out of the site");
    refused(&|| symlink("content", &path).unwrap(), "it is a link to a folder, which is not followed");
    refused(&|| make_pipe(&path), "it is a named pipe");
}

#[test]
fn the_folders_of_content_and_themes_are_not_links_out_of_the_site() {
    let folder = site();
    folder.write("themes/gazette/static/x.css", "a {}");
    for name in ["content", "themes"] {
        fs::rename(folder.path(name), folder.outside().join(name)).unwrap();
        symlink(format!("../{name}"), folder.path(name)).unwrap();
        let before = folder.identities();
        let output = folder.try_build(&[]);
        let said = support::stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{name}: {said}");
        assert!(
            said.contains(&format!("`{name}` cannot be read: it is a link that leads out of the site")),
            "{said}"
        );
        assert_eq!(folder.identities(), before, "{name}");
        fs::remove_file(folder.path(name)).unwrap();
        fs::rename(folder.outside().join(name), folder.path(name)).unwrap();
    }
}

#[test]
fn linked_folders_are_named_wherever_they_are() {
    let folder = site();
    let target = folder.outside().join("secrets");
    for place in [
        "content/articles/more",
        "content/topics/more",
        "content/more",
        "content/static/more",
        "themes/gazette/more",
    ] {
        fs::create_dir_all(folder.path(place).parent().unwrap()).unwrap();
        symlink(&target, folder.path(place)).unwrap();
        assert_refused(&folder, &[&format!("`{place}` cannot be read: it is a link")]);
        fs::remove_file(folder.path(place)).unwrap();
    }
}

#[test]
fn a_link_to_a_file_of_the_site_is_that_file() {
    let folder = site();
    symlink("../articles/bundle/photo.png", folder.path("content/static/same.png")).unwrap();
    symlink("wall.md", folder.path("content/articles/2024/wall-again.md")).unwrap();
    folder.build(&[]);
    let public = folder.public();
    assert_eq!(public["same.png"], public["2024/01/09/bundle/photo.png"]);
    assert!(public.contains_key("2024/01/01/wall-again/index.html"));
}

#[test]
fn what_permissions_forbid_is_named_and_not_skipped() {
    let folder = site();
    let anybody = Anybody::new(&folder);
    for (place, mode) in [
        ("content/articles/2024/wall.md", 0o000),
        ("content/articles/bundle/photo.png", 0o000),
        ("content/static/robots-are/welcome.txt", 0o200),
        ("content/topics/migration", 0o000),
        ("content/articles/2024", 0o311),
        ("content/articles/2024", 0o400),
        ("content", 0o000),
        ("site.yaml", 0o000),
    ] {
        let path = folder.path(place);
        let usual = fs::metadata(&path).unwrap().permissions();
        let before = folder.identities();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let output = anybody.build(&folder, &[]);
        fs::set_permissions(&path, usual).unwrap();
        let said = support::stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{place} {mode:o}: {said}");
        let named = said.lines().filter(|line| line.starts_with(&format!("error[E0001]: `{place}")));
        assert!(named.clone().count() > 0, "{place} {mode:o}: {said}");
        assert!(named.clone().all(|line| line.ends_with("cannot be read: permission denied")), "{said}");
        assert_eq!(folder.identities(), before, "{place} {mode:o}");
    }
    assert_eq!(anybody.build(&folder, &[]).status.code(), Some(0));
}

#[test]
fn names_that_are_not_utf_8_are_refused_and_shown_legibly() {
    let folder = site();
    for (place, shown) in [
        (&b"content/articles/a\xff.md"[..], "content/articles/a\u{fffd}.md"),
        (b"content/articles/\xc3\x28/x.md", "content/articles/\u{fffd}(/x.md"),
        (b"content/articles/bundle/\x80.png", "content/articles/bundle/\u{fffd}.png"),
        (b"content/static/\xf0\x9f.txt", "content/static/\u{fffd}.txt"),
        (b"themes/gazette/templates/\xff.html", "themes/gazette/templates/\u{fffd}.html"),
    ] {
        let path = folder.root().join(OsStr::from_bytes(place));
        crate::folder::write(&path, "---\ntitle: x\ndate: 2024-01-01\n---\n");
        assert_refused(&folder, &[&cannot_be_read(shown, "its name is not UTF-8")]);
        fs::remove_file(&path).unwrap();
    }
}

#[test]
fn contents_that_are_not_utf_8_are_refused_where_text_is_meant() {
    let folder = site();
    for place in [
        "content/articles/x.md",
        "content/topics/x.md",
        "content/pages/about.md",
        "site.yaml",
        "themes/gazette/templates/404.html",
        "themes/gazette/i18n/en.yaml",
    ] {
        folder.set(&newspaper());
        folder.write(place, b"---\ntitle: \xff\xfe\ndate: 2024-01-01\n---\n\x80\n");
        assert_refused(&folder, &["error[E0002]: ", place, "not UTF-8 text"]);
        if place.starts_with("themes/") {
            folder.remove(place);
        }
    }
    // Other files are published as they are.
    folder.set(&newspaper());
    folder.write("content/static/x.bin", b"\xff\x00\xfe");
    folder.build(&[]);
    assert_eq!(folder.public()["x.bin"], b"\xff\x00\xfe");
}

#[test]
fn nul_bytes_are_refused_in_front_matter_and_replaced_in_texts() {
    let folder = site();
    folder.write("content/articles/x.md", "---\ntitle: a\0b\ndate: 2024-01-01\n---\n");
    assert_refused(&folder, &["error[E0102]: the character U+0000 is not allowed"]);
    folder.write(
        "content/articles/x.md",
        "---\ntitle: x\ndate: 2024-01-01\n---\na\0b `c\0d`\n\n    e\0f\n\n[g](/\0)\n",
    );
    let said = support::stderr(&folder.try_build(&[])).to_owned();
    assert!(!said.contains('\0'), "{said:?}");
    folder.write(
        "content/articles/x.md",
        "---\ntitle: x\ndate: 2024-01-01\n---\na\0b `c\0d`\n\n    e\0f\n\n<p\0>\n",
    );
    folder.build(&[]);
    let is_text = |path: &str| ![".bin", ".png", ".woff2"].iter().any(|ending| path.ends_with(ending));
    for (path, bytes) in folder.public().iter().filter(|(path, _)| is_text(path)) {
        assert!(!bytes.contains(&0), "{path}");
    }
}

#[test]
fn documents_of_many_bytes_are_refused_and_other_files_are_not() {
    let folder = site();
    let long = "A line of a text that goes on and on.\n".repeat(20 * 1024 * 1024 / 38);
    let text = format!("---\ntitle: x\ndate: 2024-01-01\n---\n{long}");
    folder.write("content/articles/x.md", &text);
    let wanted = format!("error[E0003]: the file has {} bytes; at most 8388608 are read\n", text.len());
    assert_refused(&folder, &[&wanted, "content/articles/x.md"]);
    folder.remove("content/articles/x.md");
    folder.write("content/static/long.txt", &long);
    folder.build(&[]);
    assert!(folder.public()["long.txt"] == long.as_bytes());
}

/// A file can say that it is longer than all memory and disks, and have no block of its own.
#[test]
fn the_length_of_a_file_is_looked_at_before_it_is_read() {
    let folder = site();
    for place in [
        "content/articles/x.md",
        "content/topics/x.md",
        "site.yaml",
        "themes/gazette/templates/404.html",
        "themes/gazette/i18n/en.yaml",
    ] {
        folder.set(&newspaper());
        let path = folder.path(place);
        crate::folder::write(&path, "");
        fs::File::options().write(true).open(&path).unwrap().set_len(1 << 42).unwrap();
        let output = folder.try_build(&[]);
        let said = support::stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{place}: {said}");
        let is_told = said.contains("error[E0003]: ") || said.contains("cannot be read: it is larger than");
        assert!(is_told && said.contains(place), "{place}: {said}");
        fs::remove_file(&path).unwrap();
    }
}

#[test]
fn folders_that_nest_too_deep_are_named_and_not_skipped() {
    let folder = site();
    let deep = |levels: usize| format!("content/articles{}/x.md", "/d".repeat(levels));
    let text = "---\ntitle: Deep\ndate: 2024-01-01\n---\n";
    folder.write(&deep(60), text);
    folder.build(&[]);
    assert!(folder.public().contains_key("2024/01/01/x/index.html"));
    folder.remove(&deep(60));
    folder.build(&[]);
    for levels in [64, 100, 1000] {
        folder.write(&deep(levels), text);
        assert_refused(&folder, &["error[E0001]: `content/articles/d/d/d", "folders nest deeper than 64"]);
        folder.remove(&deep(levels));
    }
}
