//! What an editor, or an accident, may do to a site between two builds.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use issue_digest::theme::built_in_files;

use super::documents::{self, Names};
use super::settings::settings;
use crate::folder::Folder;
use crate::random::Random;
use crate::support::Files;

/// A site on its way, and how the next build is called.
pub(super) struct State {
    pub(super) folder: Folder,
    pub(super) random: Random,
    pub(super) arguments: Vec<&'static str>,
    made: usize,
}

type Step = fn(&mut State, &Files, &Names) -> String;

/// Every kind of step, each as often as it is likely.
const STEPS: &[(usize, Step)] = &[
    (12, rewrite_an_article),
    (12, add_to_a_document),
    (10, change_a_letter),
    (10, add_an_article),
    (6, translate),
    (6, rename_a_document),
    (4, swap_two_documents),
    (4, turn_into_a_bundle),
    (8, delete_a_document),
    (6, add_a_topic),
    (10, write_an_entry),
    (8, write_a_term),
    (6, change_a_bundle_file),
    (5, change_a_static_file),
    (8, turn_the_settings),
    (4, change_a_template),
    (3, change_a_catalogue),
    (4, change_an_asset),
    (4, touch_everything),
    (5, call_in_another_way),
    (5, damage_the_output),
    (5, damage_the_cache),
];

impl State {
    pub(super) fn new(files: &Files, seed: u64) -> Self {
        Self { folder: Folder::of(files), random: Random::new(seed), arguments: Vec::new(), made: 0 }
    }

    /// Does something at random and says what.
    pub(super) fn step(&mut self) -> String {
        let files = self.folder.inputs();
        let names = Names::of(&files);
        let mut at = self.random.below(STEPS.iter().map(|(weight, _)| weight).sum());
        let chosen = STEPS.iter().find(|(weight, _)| {
            let is_here = at < *weight;
            at = at.saturating_sub(*weight);
            is_here
        });
        chosen.map_or_else(String::new, |(_, step)| step(self, &files, &names))
    }

    fn pick(&mut self, from: &[String]) -> Option<String> {
        (!from.is_empty()).then(|| self.random.pick(from).clone())
    }

    /// A name that no file has had yet.
    fn fresh(&mut self, stem: &str) -> String {
        self.made += 1;
        format!("{stem}-{}", self.made)
    }
}

fn rewrite_an_article(state: &mut State, _: &Files, names: &Names) -> String {
    let Some(path) = state.pick(&names.articles) else { return "no article to rewrite".to_owned() };
    let text = documents::article(&mut state.random, names);
    state.folder.write(&path, text);
    format!("rewrite {path}")
}

fn add_to_a_document(state: &mut State, files: &Files, names: &Names) -> String {
    let Some(path) = state.pick(&names.documents) else { return "no document".to_owned() };
    let mut text = files[&path].clone();
    text.extend_from_slice(format!("\n{}\n", documents::paragraph(&mut state.random, names)).as_bytes());
    state.folder.write(&path, text);
    format!("add to {path}")
}

/// In place, and of the same length.
fn change_a_letter(state: &mut State, files: &Files, _: &Names) -> String {
    let paths: Vec<String> = files.keys().cloned().collect();
    let Some(path) = state.pick(&paths) else { return "no file".to_owned() };
    let mut bytes = files[&path].clone();
    let Some(last) = bytes.iter_mut().rev().find(|byte| byte.is_ascii_lowercase()) else {
        return format!("no letter in {path}");
    };
    *last = if *last == b'z' { b'a' } else { *last + 1 };
    state.folder.write(&path, bytes);
    format!("change the last letter of {path}")
}

fn add_an_article(state: &mut State, _: &Files, names: &Names) -> String {
    let name = state.fresh("article");
    let ending = if state.random.chance(25) { "/index.md" } else { ".md" };
    let path = format!("content/articles/{}/{name}{ending}", state.random.pick(&["2023", "2024", "aa"]));
    let text = documents::article(&mut state.random, names);
    state.folder.write(&path, text);
    format!("add {path}")
}

fn translate(state: &mut State, files: &Files, names: &Names) -> String {
    let Some(path) = state.pick(&names.documents) else { return "no document".to_owned() };
    let stem = path.trim_end_matches(".md").trim_end_matches(".es");
    let translation = format!("{stem}.es.md");
    if files.contains_key(&translation) {
        state.folder.remove(&translation);
        return format!("remove {translation}");
    }
    let text = documents::entry(&mut state.random, names);
    state.folder.write(&translation, text);
    format!("add {translation}")
}

fn rename_a_document(state: &mut State, _: &Files, names: &Names) -> String {
    let Some(path) = state.pick(&names.documents) else { return "no document".to_owned() };
    let (folder, name) = path.rsplit_once('/').unwrap();
    let ending = name.find('.').map_or("", |at| &name[at..]);
    let new = format!("{folder}/{}{ending}", state.fresh("renamed"));
    fs::rename(state.folder.path(&path), state.folder.path(&new)).unwrap();
    format!("rename {path} to {new}")
}

/// The names change hands, and with them times and inodes.
fn swap_two_documents(state: &mut State, _: &Files, names: &Names) -> String {
    let (Some(one), Some(other)) = (state.pick(&names.articles), state.pick(&names.articles)) else {
        return "no articles".to_owned();
    };
    if one == other {
        return "one article only".to_owned();
    }
    let at = |path: &str| state.folder.path(path);
    fs::rename(at(&one), at("swapped")).unwrap();
    fs::rename(at(&other), at(&one)).unwrap();
    fs::rename(at("swapped"), at(&other)).unwrap();
    format!("swap {one} and {other}")
}

fn turn_into_a_bundle(state: &mut State, files: &Files, names: &Names) -> String {
    let Some(path) = state.pick(&names.articles) else { return "no article".to_owned() };
    let new = match path.strip_suffix("/index.md") {
        Some(folder) => format!("{folder}.md"),
        None => format!("{}/index.md", path.trim_end_matches(".md")),
    };
    if path.ends_with(".es.md") || files.contains_key(&new) {
        return "no bundle can be made".to_owned();
    }
    state.folder.write(&new, &files[&path]);
    state.folder.remove(&path);
    format!("move {path} to {new}")
}

fn delete_a_document(state: &mut State, _: &Files, names: &Names) -> String {
    // Other documents are referred to more often, so that without them there is often a fault.
    let from = if state.random.chance(75) { &names.articles } else { &names.documents };
    let Some(path) = state.pick(from) else { return "no document".to_owned() };
    state.folder.remove(&path);
    format!("delete {path}")
}

fn add_a_topic(state: &mut State, _: &Files, names: &Names) -> String {
    let name = state.fresh("topic");
    let parent = state.pick(&names.topics).filter(|_| state.random.chance(60));
    let key = parent.map_or(name.clone(), |parent| format!("{parent}/{name}"));
    let ending = if state.random.chance(40) { "/_index.md" } else { ".md" };
    let path = format!("content/topics/{key}{ending}");
    if state.folder.path(&path).parent().is_some_and(|folder| folder.is_file()) {
        return "a file is in the way".to_owned();
    }
    let text = documents::entry(&mut state.random, names);
    state.folder.write(&path, text);
    format!("add {path}")
}

/// Adds or rewrites an entry of any kind but articles and topics; some names are used by articles.
fn write_an_entry(state: &mut State, _: &Files, names: &Names) -> String {
    const ENTRIES: &[&str] = &[
        "people/ana-nunez",
        "people/luis-pena",
        "organizations/the-council",
        "threads/talks",
        "threads/more-talks",
        "glossary/tariff",
        "glossary/visa",
        "pages/about",
        "pages/terms",
        "editions/2024-w02",
        "editions/2024-w05",
        "topics/trade",
        "topics/migration/_index",
    ];
    let path = format!("content/{}.md", state.random.pick(ENTRIES));
    let text = documents::entry(&mut state.random, names);
    state.folder.write(&path, text);
    format!("write {path}")
}

fn write_a_term(state: &mut State, _: &Files, names: &Names) -> String {
    let path = format!("content/glossary/{}.md", state.random.pick(&["tariff", "visa", "wall", "tariff.es"]));
    let text = documents::term(&mut state.random, names);
    state.folder.write(&path, text);
    format!("write {path}")
}

fn change_a_bundle_file(state: &mut State, files: &Files, names: &Names) -> String {
    let bundles: Vec<String> =
        names.articles.iter().filter_map(|path| Some(path.strip_suffix("/index.md")?.to_owned())).collect();
    let Some(bundle) = state.pick(&bundles) else { return "no bundle".to_owned() };
    let path =
        format!("{bundle}/{}", state.random.pick(&["photo.png", "data.csv", "deep/map.svg", "Ñ &.txt"]));
    change_a_file(state, files, &path)
}

fn change_a_static_file(state: &mut State, files: &Files, _: &Names) -> String {
    let path = *state.random.pick(&[
        "content/static/a.txt",
        "content/static/deep/b.bin",
        "content/static/.well-known/c",
        "content/static/empty",
    ]);
    change_a_file(state, files, path)
}

fn change_an_asset(state: &mut State, files: &Files, _: &Names) -> String {
    let path = *state.random.pick(&[
        "themes/gazette/static/css/gazette.css",
        "themes/gazette/static/extra.js",
        "themes/gazette/static/favicon.svg",
    ]);
    change_a_file(state, files, path)
}

fn change_a_file(state: &mut State, files: &Files, path: &str) -> String {
    if files.contains_key(path) && state.random.chance(35) {
        state.folder.remove(path);
        return format!("delete {path}");
    }
    // Often of the same length as before.
    let bytes = vec![u8::try_from(state.random.below(256)).unwrap(); 40 + state.random.below(2)];
    state.folder.write(path, bytes);
    format!("write {path}")
}

fn turn_the_settings(state: &mut State, _: &Files, _: &Names) -> String {
    let text = settings(&mut state.random);
    state.folder.write("site.yaml", text);
    "turn the settings".to_owned()
}

fn change_a_template(state: &mut State, files: &Files, _: &Names) -> String {
    let templates: Vec<String> =
        built_in_files().map(|(name, _)| name).filter(|name| name.starts_with("templates/")).collect();
    let name = state.random.pick(&templates).clone();
    let path = format!("themes/gazette/{name}");
    if files.contains_key(&path) && state.random.chance(50) {
        state.folder.remove(&path);
        return format!("delete {path}");
    }
    let addition = match state.random.below(10) {
        0 => "{{ nothing.of.that.name }}".to_owned(),
        1 => "{% if %}".to_owned(),
        number => format!("<!-- {number} -->"),
    };
    let text = built_in(&name).replacen("</", &format!("{addition}</"), 1);
    state.folder.write(&path, text);
    format!("write {path} with {addition}")
}

fn change_a_catalogue(state: &mut State, files: &Files, _: &Names) -> String {
    let name = *state.random.pick(&["en.yaml", "es.yaml"]);
    let path = format!("themes/gazette/i18n/{name}");
    if files.contains_key(&path) && state.random.chance(50) {
        state.folder.remove(&path);
        return format!("delete {path}");
    }
    let word = format!("skip_to_content: Word {}", state.random.below(100));
    let text = built_in(&format!("i18n/{name}"));
    let lines =
        text.lines().map(|line| if line.starts_with("skip_to_content:") { word.as_str() } else { line });
    let changed = lines.collect::<Vec<_>>().join("\n");
    assert!(changed.contains(&word), "{name} has no message `skip_to_content`");
    state.folder.write(&path, changed);
    format!("write {path}")
}

fn built_in(name: &str) -> String {
    let found = built_in_files().find(|(found, _)| found == name);
    let (_, bytes) = found.unwrap_or_else(|| panic!("the built-in theme has no `{name}`"));
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Times, modes and inodes change, bytes do not.
fn touch_everything(state: &mut State, files: &Files, _: &Names) -> String {
    for (path, bytes) in files {
        let full = state.folder.path(path);
        match state.random.below(3) {
            0 => fs::File::open(&full).unwrap().set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap(),
            1 => fs::set_permissions(&full, Permissions::from_mode(0o640)).unwrap(),
            _ => {
                fs::write(full.with_extension("new"), bytes).unwrap();
                fs::rename(full.with_extension("new"), &full).unwrap();
            }
        }
    }
    "touch everything".to_owned()
}

fn call_in_another_way(state: &mut State, _: &Files, _: &Names) -> String {
    const CALLS: &[&[&str]] = &[
        &[],
        &["--drafts"],
        &["--future", "--expired"],
        &["--clock", "2024-02-10"],
        &["--clock", "2031-01-01T12:00:00Z"],
        &["-j", "1"],
        &["-j", "7"],
    ];
    state.arguments = state.random.pick(CALLS).to_vec();
    format!("call with {:?}", state.arguments)
}

fn damage_the_output(state: &mut State, _: &Files, _: &Names) -> String {
    let pages: Vec<String> = state.folder.public().into_keys().collect();
    let Some(page) = state.pick(&pages) else { return "no page to damage".to_owned() };
    let path = state.folder.path("public").join(&page);
    if state.random.chance(50) {
        fs::remove_file(path).unwrap();
        return format!("delete the page {page}");
    }
    let mut bytes = fs::read(&path).unwrap();
    bytes.iter_mut().take(1).for_each(|byte| *byte = byte.wrapping_add(1));
    fs::write(path, bytes).unwrap();
    format!("damage the page {page}")
}

fn damage_the_cache(state: &mut State, _: &Files, _: &Names) -> String {
    let path = state.folder.path(".digest/articles.cache");
    let Ok(mut bytes) = fs::read(&path) else { return "no cache to damage".to_owned() };
    match state.random.below(4) {
        0 => bytes.clear(),
        1 => bytes.truncate(state.random.below(bytes.len().max(1))),
        2 => {
            fs::remove_dir_all(state.folder.path(".digest")).unwrap();
            return "delete the cache".to_owned();
        }
        _ if bytes.is_empty() => {}
        _ => {
            let at = state.random.below(bytes.len());
            bytes[at] ^= 0x20;
        }
    }
    fs::write(path, bytes).unwrap();
    "damage the cache".to_owned()
}
