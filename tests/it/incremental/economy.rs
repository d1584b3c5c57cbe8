//! What a warm build leaves alone: nothing changed, nothing written; one edit, only what it reaches.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use issue_digest::output::MANIFEST_NAME;

use crate::folder::{Folder, PHOTO, assert_same, finish, identities, newspaper, replaced};
use crate::support;

/// The output files that a build after a change made anew, added or removed.
fn changed_by(change: impl Fn(&Folder)) -> Vec<String> {
    changed_in(&Folder::of(&newspaper()), change)
}

/// The same in a folder that is not built yet.
fn changed_in(folder: &Folder, change: impl Fn(&Folder)) -> Vec<String> {
    folder.build(&[]);
    let before = folder.identities();
    change(folder);
    let said = folder.build(&[]);
    assert_same(&folder.public(), &folder.cold(), "warm / cold");
    let mut changed = replaced(&before, &folder.identities());
    // What an edit changes in the search index is told in `search/files.rs`.
    let is_index = |path: &str| path.starts_with("search/") || path.starts_with("es/buscar/");
    changed.retain(|path| path != MANIFEST_NAME);
    let gone = changed.iter().filter(|path| !folder.path("public").join(path).exists()).count();
    let written = changed.len() - gone;
    let unchanged = folder.public().len() - written;
    let summary = format!(": {written} written, {unchanged} unchanged, {gone} deleted;");
    assert!(changed.is_empty() || said.contains(&summary), "{summary}\n{said}");
    changed.retain(|path| !is_index(path));
    changed
}

#[test]
fn nothing_changed_means_nothing_written() {
    let folder = Folder::of(&newspaper());
    let first = folder.build(&[]);
    assert!(first.contains(" written, 0 unchanged, 0 deleted; 0 warnings\n"), "{first}");
    let everything = || {
        let mut all = identities(folder.outside());
        // The state of the generator is a part of it, too.
        all.extend(identities(&folder.path(".digest")));
        (all, folders(&folder.path("public")))
    };
    let before = everything();
    for arguments in [&[][..], &["-j", "1"], &["--clock", "2026-01-01T00:00:00Z"]] {
        let said = folder.build(arguments);
        assert!(said.contains(": nothing changed; 0 warnings\n"), "{said}");
        assert_eq!(everything(), before);
    }
}

/// Inode and modification time of every folder below one, itself included.
fn folders(top: &Path) -> Vec<(std::path::PathBuf, u64, i64, i64)> {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::metadata(top).unwrap();
    let mut found = vec![(top.to_owned(), metadata.ino(), metadata.mtime(), metadata.mtime_nsec())];
    for entry in fs::read_dir(top).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            found.extend(folders(&entry.path()));
        }
    }
    found.sort();
    found
}

#[test]
fn a_warning_is_given_again_by_a_build_that_changes_nothing() {
    let folder = Folder::new(&support::article("one", "date: 2024-01-15"));
    folder.write("content/articles/two.md", "---\ntitle: Two\ndate: 2024-01-16\n---\n[x](javascript:y)\n");
    let first = folder.build(&[]);
    assert!(first.contains("warning[W0301]"), "{first}");
    let before = identities(folder.root());
    let second = folder.build(&[]);
    let diagnostics = |said: &str| said[..said.find("built ").unwrap()].to_owned();
    assert_eq!(diagnostics(&first), diagnostics(&second));
    assert!(second.contains(": nothing changed; 1 warning\n"), "{second}");
    assert_eq!(identities(folder.root()), before);
}

/// Builds at `clock` and compares with a cold build at that time.
#[track_caller]
fn as_cold_at(folder: &Folder, clock: &str) -> String {
    let said = folder.build(&["--clock", clock]);
    let place = tempfile::tempdir_in(folder.outside()).unwrap();
    let output = place.path().join("cold");
    folder.build(&["--clock", clock, "--no-cache", "--output", output.to_str().unwrap()]);
    assert_same(&folder.public(), &crate::folder::published(&output), clock);
    said
}

#[test]
fn a_date_that_comes_is_noticed_though_no_file_has_changed() {
    let folder = Folder::new(&support::article("now", "date: 2024-01-15"));
    folder.write("content/articles/soon.md", "---\ntitle: Soon\ndate: 2024-02-01\n---\n");
    let until = "---\ntitle: Until\ndate: 2024-01-01\nexpires_on: 2024-03-01\n---\n";
    folder.write("content/articles/until.md", until);
    let soon = folder.path("public/2024/02/01/soon/index.html");
    let until = folder.path("public/2024/01/01/until/index.html");
    let steps = [
        ("2024-01-16T12:00:00Z", false, true),
        // News for two days, and not for a third.
        ("2024-01-20T12:00:00Z", false, true),
        ("2024-01-31T12:00:00Z", false, true),
        ("2024-02-02T12:00:00Z", true, true),
        ("2024-03-02T12:00:00Z", true, false),
        ("2024-01-16T12:00:00Z", false, true),
    ];
    for (clock, is_out, is_in) in steps {
        as_cold_at(&folder, clock);
        assert_eq!((soon.exists(), until.exists()), (is_out, is_in), "{clock}");
        assert!(as_cold_at(&folder, clock).contains(": nothing changed;"), "{clock}");
    }
}

#[test]
fn what_is_missing_from_the_output_is_made_again_though_no_file_has_changed() {
    let folder = Folder::new(&support::article("one", "date: 2024-01-15"));
    folder.build(&[]);
    let before = folder.public();
    fs::remove_file(folder.path("public/index.html")).unwrap();
    assert!(folder.build(&[]).contains(": 1 written,"));
    assert_same(&before, &folder.public(), "one file");
    fs::remove_dir_all(folder.path("public")).unwrap();
    folder.build(&[]);
    assert_same(&before, &folder.public(), "all files");
    assert!(folder.build(&["--drafts"]).contains(": nothing changed;"));
}

#[test]
fn another_output_folder_is_no_matter_of_the_first() {
    let folder = Folder::new(&support::article("one", "date: 2024-01-15"));
    folder.build(&[]);
    let other = folder.outside().join("other");
    let arguments = ["--output", other.to_str().unwrap()];
    assert!(folder.build(&arguments).contains(" written, 0 unchanged"));
    assert!(folder.build(&arguments).contains(": nothing changed;"));
    assert!(folder.build(&[]).contains(": nothing changed;"));
}

#[test]
fn an_edited_text_reaches_its_own_pages_and_the_feeds_that_hold_it() {
    let changed = changed_by(|folder| {
        let text = folder.read("content/articles/2024/wall.md");
        folder.write("content/articles/2024/wall.md", format!("{text}\nAnd more.\n"));
    });
    let wanted = ["2024/01/01/wall/index.html"];
    let (feeds, pages): (Vec<_>, Vec<_>) = changed.iter().partition(|path| path.contains("feed."));
    assert_eq!(pages, wanted);
    assert!(feeds.contains(&&"feed.atom".to_owned()), "{feeds:?}");
    assert!(feeds.iter().all(|path| !path.contains("asylum") && !path.contains("migration")), "{feeds:?}");
}

/// Neither length nor time tells such an edit from none.
#[test]
fn an_edit_of_the_same_length_and_time_is_seen() {
    let path = "content/articles/2024/wall.md";
    let keep_time = |folder: &Folder, replace: &dyn Fn(&Path, &str)| {
        let full = folder.path(path);
        let modified = fs::metadata(&full).unwrap().modified().unwrap();
        let text = folder.read(path);
        assert!(text.contains("First"));
        replace(&full, &text.replace("First", "Fifth"));
        fs::File::open(&full).unwrap().set_modified(modified).unwrap();
    };
    let in_place = changed_by(|folder| keep_time(folder, &|full, text| fs::write(full, text).unwrap()));
    let by_another_file = changed_by(|folder| {
        keep_time(folder, &|full, text| {
            fs::write(full.with_extension("new"), text).unwrap();
            fs::rename(full.with_extension("new"), full).unwrap();
        });
    });
    assert!(in_place.contains(&"2024/01/01/wall/index.html".to_owned()), "{in_place:?}");
    assert_eq!(in_place, by_another_file);
}

#[test]
fn an_edited_profile_reaches_its_pages_only() {
    let changed = changed_by(|folder| {
        let text = folder.read("content/people/ana-nunez.md");
        folder.write("content/people/ana-nunez.md", format!("{text}\nShe sings.\n"));
    });
    assert_eq!(changed, ["es/personas/ana-nunez/index.html", "people/ana-nunez/index.html"]);
}

/// The pages that mention a term, and the feeds that hold their texts; no other page that could.
#[test]
fn an_edited_term_reaches_the_glossary_and_the_pages_that_mention_it() {
    const ARTICLE: &str = "2024/01/01/wall/index.html";
    const GLOSSARIES: [&str; 2] = ["es/glosario/index.html", "glossary/index.html"];
    let changed = |from: &'static str, to: &'static str| {
        let folder = Folder::of(&newspaper());
        folder.write("content/glossary/tariff.md", term(from));
        let mut changed = changed_in(&folder, |folder| folder.write("content/glossary/tariff.md", term(to)));
        changed.retain(|path| !path.contains("feed."));
        changed
    };
    let with_article = [ARTICLE, GLOSSARIES[0], GLOSSARIES[1]];
    assert_eq!(changed("", "also: [Wall]"), with_article);
    assert_eq!(changed("also: [wall]", "also: [nothing]"), with_article);
    assert_eq!(changed("also: [wall]", "also: [wall]\nslug: duty"), with_article);
    assert_eq!(changed("", "also: [WALL, walls]"), GLOSSARIES);
    assert_eq!(changed("also: [wall]", "also: [wall, walls]"), GLOSSARIES);
}

/// Which articles mention a term is known again after a build that did not ask for it.
#[test]
fn a_term_that_comes_back_is_found_again() {
    let folder = Folder::of(&newspaper());
    folder.write("content/glossary/tariff.md", term("also: [wall]"));
    folder.build(&[]);
    let with = folder.public();
    for without in [term("also: [nothing]"), term("draft: true"), String::new()] {
        if without.is_empty() {
            folder.remove("content/glossary/tariff.md");
        } else {
            folder.write("content/glossary/tariff.md", without);
        }
        folder.build(&[]);
        assert_same(&folder.public(), &folder.cold(), "without the term");
        folder.write("content/glossary/tariff.md", term("also: [wall]"));
        folder.build(&[]);
        assert_same(&folder.public(), &with, "with the term again");
    }
    folder.write("content/glossary/tariff.md", term("also: [wall]\ndraft: true"));
    folder.build(&["--drafts"]);
    assert_same(&folder.public(), &with, "with a draft that is let in");
    assert!(with.values().any(|bytes| String::from_utf8_lossy(bytes).contains("class=\"term\"")));
}

fn term(front: &str) -> String {
    format!("---\ntitle: Tariff\n{front}\n---\nA tax.\n")
}

#[test]
fn a_changed_bundle_file_reaches_itself_only() {
    let changed =
        changed_by(|folder| folder.write("content/articles/bundle/photo.png", [PHOTO, b"!"].concat()));
    assert_eq!(changed, ["2024/01/09/bundle/photo.png"]);
}

#[test]
fn a_removed_alias_takes_its_page_with_it() {
    let changed = changed_by(|folder| {
        let text = folder.read("content/articles/bundle/index.md");
        folder.write("content/articles/bundle/index.md", text.replace("aliases: [/old/bundle/]\n", ""));
    });
    assert_eq!(changed, ["_headers", "_redirects", "old/bundle/index.html"]);
}

#[test]
fn a_file_that_is_only_touched_changes_nothing() {
    let changed = changed_by(|folder| {
        for (path, bytes) in folder.inputs() {
            folder.write(&path, bytes);
            let file = fs::File::open(folder.path(&path)).unwrap();
            file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
        }
    });
    assert_eq!(changed, [""; 0]);
}

#[test]
fn a_cache_in_any_state_changes_nothing_in_the_result() {
    let folder = Folder::of(&newspaper());
    folder.build(&[]);
    let whole = folder.public();
    let before = folder.identities();
    let path = folder.path(".digest/articles.cache");
    let bytes = fs::read(&path).unwrap();
    let mut states: Vec<Vec<u8>> = vec![Vec::new(), b"issue-digest cache 3\n".to_vec(), vec![0xff; 4096]];
    for part in 1..8 {
        let at = bytes.len() * part / 8;
        states.push(bytes[..at].to_vec());
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x10;
        states.push(flipped);
    }
    for state in states {
        fs::write(&path, state).unwrap();
        // With this the cache would not be asked for.
        fs::remove_file(folder.path(".digest/last-build")).unwrap();
        let said = folder.build(&[]);
        assert!(said.contains(": nothing changed;"), "{said}");
        assert_eq!(folder.identities(), before);
        assert!(fs::read(&path).unwrap().len() == bytes.len(), "the cache is not mended");
    }
    fs::remove_dir_all(folder.path(".digest")).unwrap();
    folder.build(&[]);
    assert_eq!(folder.identities(), before);
    assert_same(&folder.public(), &whole, "without a cache");
}

/// The cache of another site: its records are of the same paths and not of the same files.
#[test]
fn a_cache_of_another_site_changes_nothing_in_the_result() {
    let folder = Folder::of(&newspaper());
    let mut files = newspaper();
    for (path, bytes) in &mut files {
        if path.starts_with("content/articles/") {
            bytes.extend_from_slice(b"\nof another site\n");
        }
    }
    let other = Folder::of(&files);
    other.build(&[]);
    folder.write(".digest/articles.cache", fs::read(other.path(".digest/articles.cache")).unwrap());
    folder.build(&[]);
    assert_same(&folder.public(), &folder.cold(), "with the cache of another site");
}

#[test]
fn a_cache_that_is_no_regular_file_is_not_read() {
    let whole = Folder::of(&newspaper()).cold();
    type Damage = fn(&Path);
    let damages: [(&str, Damage); 4] = [
        ("a folder", |path| fs::create_dir(path).unwrap()),
        ("a link to an endless file", |path| symlink("/dev/zero", path).unwrap()),
        ("a link to nothing", |path| symlink("nothing", path).unwrap()),
        ("a pipe", crate::promises::make_pipe),
    ];
    for (what, make) in damages {
        let folder = Folder::of(&newspaper());
        fs::create_dir(folder.path(".digest")).unwrap();
        make(&folder.path(".digest/articles.cache"));
        // Without much memory, lest an endless file take all of it.
        let mut command = std::process::Command::new("sh");
        command.args(["-c", "ulimit -v 4000000; exec \"$0\" build", env!("CARGO_BIN_EXE_digest")]);
        command.current_dir(folder.root()).env("SOURCE_DATE_EPOCH", crate::folder::EPOCH);
        let built = finish(command);
        assert_eq!(built.status.code(), Some(0), "{what}: {}", support::stderr(&built));
        assert_same(&folder.public(), &whole, what);
    }
}

#[test]
fn an_asset_that_is_gone_is_missed_by_a_warm_build_too() {
    let folder = Folder::of(&newspaper());
    let page = "<!doctype html><title>x</title>{{ asset(path=\"x.css\") }}";
    folder.write("themes/gazette/templates/404.html", page);
    folder.write("themes/gazette/static/x.css", "a {}");
    folder.build(&[]);
    folder.remove("themes/gazette/static/x.css");
    let warm = folder.try_build(&[]);
    assert_eq!(warm.status.code(), Some(1), "{}", support::stderr(&warm));
    assert!(support::stderr(&warm).contains("the theme has no file `static/x.css`"));
}
