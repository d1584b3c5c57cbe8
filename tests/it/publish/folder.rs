//! A folder as target, and what is the same for every target: plan, refusals, what is sent.

use std::fs;

use super::{Site, assert_published, at_target, issues, paths};
use crate::folder::{identities, replaced};
use crate::support::stderr;

fn site() -> Site {
    let site = Site::new("  live: {kind: folder, path: OUTSIDE/live}");
    site.outside("live");
    site
}

#[test]
fn the_first_publish_sends_everything_and_the_next_nothing() {
    let site = site();
    let live = site.outside("live");
    let first = site.json(&["--yes"]);
    assert_published(&site, &live);
    assert_eq!(paths(&first["added"]).len(), site.folder.public().len());
    assert_eq!((&first["published"], &first["up_to_date"]), (&true.into(), &false.into()));
    let before = identities(&live);
    let second = site.json(&["--yes"]);
    assert_eq!((&second["published"], &second["up_to_date"]), (&false.into(), &true.into()));
    assert_eq!(replaced(&before, &identities(&live)), Vec::<String>::new(), "not even the manifest");
}

#[test]
fn an_edit_sends_what_changed_and_tells_its_addresses() {
    let site = site();
    let live = site.outside("live");
    site.publish(&[]);
    let (before, built) = (identities(&live), site.folder.public());
    site.edit("content/glossary/tariff.md", "A tax.", "A tax on goods.");
    let told = site.json(&["--yes"]);
    assert_published(&site, &live);
    let now = site.folder.public();
    let changed: Vec<&str> = now
        .iter()
        .filter(|(path, bytes)| built.get(*path) != Some(*bytes))
        .map(|(path, _)| path.as_str())
        .collect();
    assert!(!changed.is_empty() && changed.len() < 10, "{changed:?}");
    let mut sent = replaced(&before, &identities(&live));
    sent.retain(|path| path != ".digest-manifest.json");
    assert_eq!(sent, changed, "exactly these were written");
    let mut listed = paths(&told["changed"]);
    listed.sort_unstable();
    assert_eq!(listed, changed);
    let addresses = paths(&told["changed_addresses"]);
    assert!(addresses.contains(&"https://test.example/glossary/"), "{addresses:?}");
    assert_eq!(addresses.len(), changed.len());
}

#[test]
fn what_is_gone_from_the_site_is_deleted_and_nothing_else() {
    let site = site();
    let live = site.outside("live");
    fs::write(live.join("robots-of-others.txt"), "mine").unwrap();
    fs::create_dir(live.join("2024")).unwrap();
    fs::write(live.join("2024/mine"), "mine").unwrap();
    site.publish(&[]);
    site.set(issues::next_issue());
    let told = site.json(&["--yes", "--max-deletions", "100"]);
    assert!(paths(&told["deleted"]).iter().any(|path| path.contains("caravan")), "{told}");
    let mut there = at_target(&live);
    for foreign in ["robots-of-others.txt", "2024/mine"] {
        assert_eq!(there.remove(foreign).as_deref(), Some(&b"mine"[..]), "{foreign}");
    }
    crate::folder::assert_same(&there, &site.folder.public(), "the rest");
    let gone = paths(&told["deleted"])[0].rsplit_once('/').unwrap().0.to_owned();
    assert!(!live.join(&gone).exists(), "the empty folder `{gone}` was left");
}

#[test]
fn too_many_deletions_stop_and_ask() {
    let site = site();
    let live = site.outside("live");
    site.publish(&[]);
    let before = identities(&live);
    for name in ["wall", "tariffs", "water", "tomatoes", "caravan", "visas", "bridge", "steel"] {
        site.folder.remove(&format!("content/articles/2024/{name}.md"));
        let translation = format!("content/articles/2024/{name}.es.md");
        if site.folder.path(&translation).exists() {
            site.folder.remove(&translation);
        }
    }
    let said = site.refused(&["--yes"], 3);
    assert!(said.contains("% are allowed") && said.contains("--max-deletions"), "{said}");
    assert_eq!(replaced(&before, &identities(&live)), Vec::<String>::new());
    site.publish(&["--max-deletions", "100"]);
    assert_published(&site, &live);
}

#[test]
fn an_output_folder_without_a_build_or_with_an_empty_one_deletes_nothing() {
    let site = site();
    let live = site.outside("live");
    site.publish(&[]);
    let before = identities(&live);
    fs::rename(site.folder.path("public"), site.folder.path("aside")).unwrap();
    let said = site.refused(&["--yes", "--no-build"], 3);
    assert!(said.contains("holds no complete build"), "{said}");
    fs::create_dir(site.folder.path("public")).unwrap();
    let said = site.refused(&["--yes", "--no-build"], 3);
    assert!(said.contains("holds no complete build"), "{said}");
    fs::remove_dir(site.folder.path("public")).unwrap();
    write_empty_build(&site);
    let said = site.refused(&["--yes", "--no-build", "--max-deletions", "100"], 3);
    assert!(said.contains("is empty: nothing is published, and nothing deleted"), "{said}");
    assert_eq!(replaced(&before, &identities(&live)), Vec::<String>::new());
}

/// A build of this tool that has no files.
pub(super) fn write_empty_build(site: &Site) {
    use issue_digest::output::{Settings, Staging, open};
    let settings = Settings {
        output: &site.folder.path("public"),
        site_root: site.folder.root(),
        sources: &[],
        home: None,
        generator: issue_digest::GENERATOR,
    };
    // A folder becomes this tool's with its first file; then that goes.
    for plan in [&[("page", "x")][..], &[]] {
        let output = open(&settings, |_| ()).unwrap();
        let planned: Vec<_> = plan
            .iter()
            .map(|(path, _)| issue_digest::output::Planned {
                path,
                wanted: issue_digest::output::Wanted::Render,
            })
            .collect();
        let Staging::Changed(stage) = output.stage(&planned).unwrap() else { panic!("nothing to do") };
        for (path, text) in plan {
            stage.write(path, text.as_bytes(), 1).unwrap();
        }
        stage.commit().unwrap();
    }
}

#[test]
fn a_stale_build_and_one_that_was_tampered_with_are_refused() {
    let site = site();
    let live = site.outside("live");
    site.folder.build(&[]);
    site.publish(&["--no-build"]);
    assert_published(&site, &live);
    site.folder.write("public/index.html", "changed by hand");
    let said = site.refused(&["--yes", "--no-build"], 3);
    assert!(said.contains("`index.html` in `") && said.contains("changed after the build"), "{said}");
    site.folder.build(&[]);
    site.edit("content/glossary/tariff.md", "A tax.", "A tax on goods.");
    let said = site.refused(&["--yes", "--no-build"], 3);
    assert!(said.contains("is not up to date with the site"), "{said}");
    site.folder.build(&["--drafts"]);
    let said = site.refused(&["--yes", "--no-build"], 3);
    assert!(said.contains("is not up to date with the site"), "{said}");
    site.publish(&[]);
    assert_published(&site, &live);
}

#[test]
fn an_output_folder_that_was_put_back_to_an_older_state_is_refused() {
    let site = site();
    site.folder.build(&[]);
    let copy = |from: &str, to: &str| {
        let status = std::process::Command::new("cp")
            .arg("-a")
            .args([site.folder.path(from), site.folder.path(to)])
            .status();
        assert!(status.unwrap().success());
    };
    copy("public", "older");
    site.edit("content/glossary/tariff.md", "A tax.", "A tax on goods.");
    site.folder.build(&[]);
    site.publish(&["--no-build"]);
    let live = at_target(&site.outside("live"));
    fs::remove_dir_all(site.folder.path("public")).unwrap();
    copy("older", "public");
    let said = site.refused(&["--yes", "--no-build"], 3);
    assert!(said.contains("is not up to date with the site"), "{said}");
    assert!(at_target(&site.outside("live")) == live);
    site.publish(&[]);
    assert_published(&site, &site.outside("live"));
}

#[test]
fn a_build_with_a_warning_can_be_published_as_it_is() {
    let site = site();
    site.folder.write("content/stray.md", "---\ntitle: Nobody publishes this\n---\n");
    assert!(site.folder.build(&[]).contains("W0001"));
    assert!(site.folder.build(&[]).contains("W0001"), "it is told again");
    site.publish(&["--no-build"]);
    assert_published(&site, &site.outside("live"));
}

#[test]
fn looking_touches_nothing() {
    let site = site();
    let live = site.outside("live");
    let plan = site.json(&["--dry-run"]);
    assert!(!paths(&plan["added"]).is_empty() && plan["published"] == false);
    let status = site.json(&["status"]);
    assert_eq!(plan, status);
    assert!(at_target(&live).is_empty());
    site.publish(&[]);
    let before = identities(&live);
    assert_eq!(site.json(&["status"])["up_to_date"], true);
    assert_eq!(replaced(&before, &identities(&live)), Vec::<String>::new());
}

#[test]
fn nobody_to_ask_is_no_consent() {
    let site = site();
    let said = site.refused(&[], 2);
    assert!(said.contains("publish with `--yes`"), "{said}");
    assert!(at_target(&site.outside("live")).is_empty());
}

#[test]
fn files_of_others_are_not_replaced_unless_that_is_asked_for() {
    let site = site();
    let live = site.outside("live");
    fs::write(live.join("index.html"), "mine").unwrap();
    let said = site.refused(&["--yes"], 3);
    assert!(said.contains("`index.html` at") && said.contains("--adopt"), "{said}");
    assert_eq!(fs::read(live.join("index.html")).unwrap(), b"mine");
    site.publish(&["--adopt"]);
    assert_published(&site, &live);
}

#[test]
fn the_place_of_another_site_is_not_taken() {
    let site = site();
    let live = site.outside("live");
    site.publish(&[]);
    site.edit("site.yaml", "https://test.example", "https://other.example");
    let said = site.refused(&["--yes"], 3);
    assert!(said.contains("holds the site `https://test.example`"), "{said}");
    site.publish(&["--adopt"]);
    assert_published(&site, &live);
}

#[test]
fn a_page_that_becomes_a_folder_is_no_obstacle() {
    let site = site();
    let live = site.outside("live");
    site.folder.write("content/static/a", "file");
    site.folder.write("content/static/b/c", "file");
    site.publish(&[]);
    site.folder.remove("content/static/a");
    site.folder.remove("content/static/b/c");
    site.folder.write("content/static/a/d", "file");
    site.folder.write("content/static/b", "file");
    site.publish(&[]);
    assert_published(&site, &live);
    assert!(live.join("a/d").is_file() && live.join("b").is_file());
}

#[test]
fn fingerprinted_files_outlive_their_pages() {
    let site = site();
    let live = site.outside("live");
    site.folder.write("themes/gazette/static/css/mine.css", "a { color: red }");
    site.publish(&[]);
    let style = |site: &Site| {
        let mut names = site.folder.public().into_keys().filter(|path| path.starts_with("css/mine."));
        names.next().unwrap()
    };
    let old = style(&site);
    site.folder.write("themes/gazette/static/css/mine.css", "a { color: blue }");
    let told = site.json(&["--yes"]);
    assert_eq!((paths(&told["kept_for_now"]), paths(&told["deleted"])), (vec![old.as_str()], vec![]));
    assert!(live.join(&old).is_file() && live.join(style(&site)).is_file());
    assert_eq!(site.json(&["status"])["up_to_date"], true);
    site.edit("site.yaml", "path: ", "keep_assets: 0, path: ");
    let told = site.json(&["--yes"]);
    assert_eq!(paths(&told["deleted"]), [old.as_str()]);
    assert_published(&site, &live);
}

#[test]
fn a_folder_that_is_missing_or_the_sites_own_is_refused() {
    let site = Site::new(
        "  missing: {kind: folder, path: OUTSIDE/missing}\n  own: {kind: folder, path: public}\n  above: {kind: folder, path: ..}\n  inside: {kind: folder, path: public/es}",
    );
    site.folder.build(&[]);
    let said = site.refused(&["missing", "--yes"], 3);
    assert!(
        said.contains("no such file or directory") && said.contains("mount it or make it first"),
        "{said}"
    );
    for target in ["own", "above", "inside"] {
        let said = site.refused(&[target, "--yes"], 3);
        assert!(said.contains("cannot be a target"), "{target}: {said}");
    }
    let said = site.refused(&["--yes"], 2);
    assert!(said.contains("name one of them: `missing`, `own`, `above`, `inside`"), "{said}");
    let said = site.refused(&["mising", "--yes"], 2);
    assert!(said.contains("did you mean `missing`?"), "{said}");
}

#[test]
fn a_damaged_manifest_is_not_guessed_at() {
    let site = site();
    let live = site.outside("live");
    site.publish(&[]);
    let manifest = live.join(".digest-manifest.json");
    let bytes = fs::read(&manifest).unwrap();
    fs::write(&manifest, &bytes[..bytes.len() / 2]).unwrap();
    let said = site.refused(&["--yes"], 3);
    assert!(said.contains("cannot be read") && said.contains("--adopt"), "{said}");
    fs::remove_file(&manifest).unwrap();
    site.publish(&["--adopt"]);
    assert_published(&site, &live);
}

#[test]
fn faults_of_the_content_publish_nothing() {
    let site = site();
    site.folder.write("content/articles/bad.md", "---\ntitle: Bad\n---\n");
    let output = site.run(&["--yes"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("nothing was written"), "{}", stderr(&output));
    assert!(at_target(&site.outside("live")).is_empty());
}
