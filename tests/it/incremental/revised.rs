//! A digest revised after a save is the digest that a whole compile makes, or there is none.

use issue_digest::cache::Cache;
use issue_digest::digest::{Memory, Options, revise};
use issue_digest::source::Sources;
use issue_digest::{Compiled, Digest, compile};

use crate::folder::{assert_same, newspaper};
use crate::support::{self, Files, NOW, digest_of, render_all};

/// A digest, the files that it was made of, and what was read of them.
struct Revised {
    files: Files,
    digest: Digest,
    cache: Cache,
}

impl Revised {
    fn new(files: Files) -> Self {
        let mut cache = Cache::default();
        let sources = Sources::in_memory(files.clone());
        let options = Options { include: NOW, memory: Memory::Lasting(&mut cache) };
        let (Compiled::Digest(digest), _) = compile(sources, options) else { panic!("a fault") };
        Self { files, digest: *digest, cache }
    }

    /// Edits a file; whether a revision was enough. If so, every page is as a whole compile has it.
    fn edit(&mut self, path: &str, edit: impl FnOnce(String) -> String) -> bool {
        let mut files = self.files.clone();
        let before = files.remove(path).map(|bytes| String::from_utf8(bytes).unwrap()).unwrap_or_default();
        let after = edit(before.clone());
        assert_ne!(before, after, "{path} is edited");
        files.insert(path.to_owned(), after.into_bytes());
        let sources = Sources::in_memory(files.clone());
        let Some(digest) = revise(&self.digest, &sources, NOW, &mut self.cache) else { return false };
        let whole = render_all(&digest_of(Sources::in_memory(files.clone()), NOW)).unwrap();
        assert_same(&render_all(&digest).unwrap(), &whole, "revised / compiled");
        (self.files, self.digest) = (files, digest);
        true
    }
}

const WALL: &str = "content/articles/2024/wall.md";
const WALL_ES: &str = "content/articles/2024/wall.es.md";

fn with(addition: &str) -> impl FnOnce(String) -> String {
    move |text| text + addition
}

fn instead(old: &str, new: &str) -> impl FnOnce(String) -> String {
    move |text| text.replacen(old, new, 1)
}

#[test]
fn a_text_that_changed_takes_no_whole_compile() {
    let mut site = Revised::new(newspaper());
    assert!(site.edit(WALL, with("\nOne more paragraph on tariffs, tariffs and asylum.\n")));
    assert!(site.edit(WALL, instead("title: \"The wall\"", "title: \"A wall, *again*\"")));
    assert!(site.edit(WALL, instead("summary: What happened with the wall.\n", "")));
    assert!(site.edit(WALL, instead("thread: talks", "thread: talks\nkey_facts: [One, Two]")));
    assert!(site.edit(WALL, with("\nSee [tariffs](tariffs.md) and [a heading](asylum.md#a-heading).\n")));
    assert!(site.edit(WALL_ES, with("\nOtro párrafo.\n")));
    assert!(site.edit(WALL_ES, instead("summary: Lo que pasó.", "summary: Otra cosa.")));
    assert!(site.edit("content/articles/2024/steel.md", with("\nThe last word of *steel*.\n")));
}

#[test]
fn whatever_can_move_something_else_takes_a_whole_compile() {
    let mut site = Revised::new(newspaper());
    for (path, old, new) in [
        (WALL, "date: 2024-01-01", "date: 2024-01-02"),
        (WALL, "topics: [trade]", "topics: [migration]"),
        (WALL, "people: [Ana Núñez]", "people: []"),
        (WALL, "thread: talks\n", ""),
        (WALL, "name: Outlet 0", "name: Outlet 7"),
        (WALL, "thread: talks", "thread: talks\nlead: true"),
        (WALL, "thread: talks", "thread: talks\ndraft: true"),
        (WALL, "thread: talks", "thread: talks\nslug: other"),
        (WALL, "thread: talks", "thread: talks\ncorrections: [{date: 2024-02-01, text: No.}]"),
        (WALL, "## A heading", "## Another heading"),
        (WALL, "](../bundle/index.md)", "](../nowhere.md)"),
        (WALL, "](../bundle/index.md)", "](javascript:x)"),
        (WALL, "thread: talks", "thraed: talks"),
        (WALL, "title: \"The wall\"\n", ""),
        ("content/articles/2024/new.md", "", "---\ntitle: New\ndate: 2024-01-09\n---\nText.\n"),
        ("site.yaml", "title: The Test", "title: The Best"),
        ("content/static/robots-are/welcome.txt", "yes", "no"),
    ] {
        assert!(!site.edit(path, instead(old, new)), "{path}: {new}");
    }
    // None of them has left anything behind.
    assert!(site.edit(WALL, with("\nOne more.\n")));
}

#[test]
fn time_that_lets_something_in_takes_a_whole_compile() {
    let mut files = newspaper();
    let soon = support::files(&support::article("soon", "date: 2026-01-09"));
    files.extend(soon.into_iter().filter(|(path, _)| path.ends_with("soon.md")));
    let Revised { files, digest, mut cache } = Revised::new(files);
    let sources = Sources::in_memory(files);
    let at = |days: i64| {
        let mut include = NOW;
        include.clock.seconds += days * 86_400;
        include
    };
    assert!(revise(&digest, &sources, at(1), &mut cache).is_some());
    assert!(revise(&digest, &sources, at(9), &mut cache).is_none());
    assert!(revise(&digest, &sources, at(-1), &mut cache).is_none());
    let drafts = issue_digest::site::Include { drafts: true, ..NOW };
    assert!(revise(&digest, &sources, drafts, &mut cache).is_none());
}
