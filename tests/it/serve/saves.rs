//! Saves: however an editor writes, the pages end as a build makes them, and open pages are told.

use std::fs;

use super::client::{Events, Server};
use crate::folder::{Folder, newspaper};
use crate::support;

const WALL: &str = "content/articles/2024/wall.md";
const PAGE: &str = "/digest/2024/01/01/wall/";

fn served() -> (Folder, Server) {
    let folder = Folder::of(&newspaper());
    let server = Server::start(&folder, &[]);
    (folder, server)
}

/// A listener of `path` as it is now, which has heard that nothing is wrong.
fn listen(server: &Server, path: &str) -> Events {
    let (_, state) = server.page(path);
    let mut events = server.listen(path, &state);
    assert_eq!(events.next().0, "sound");
    events
}

/// Waits until `path` is the page of a build of the same files. Every state of the site is an event.
fn assert_follows(folder: &Folder, server: &Server, path: &str) {
    let out = tempfile::tempdir().unwrap();
    let output = out.path().join("public");
    folder.build(&["--no-cache", "--output", output.to_str().unwrap()]);
    let file = output.join(path.strip_prefix("/digest/").unwrap()).join("index.html");
    let wanted = fs::read(&file).ok();
    loop {
        let mut events = server.listen("/digest/", "none");
        events.next();
        let answer = server.get(path);
        let is_there = match &wanted {
            Some(bytes) => answer.status == 200 && server.page(path).0 == *bytes,
            None => answer.status == 404,
        };
        if is_there {
            return;
        }
        // A page that was told to load again hears every later state as well.
        events.next();
    }
}

#[test]
fn a_save_changes_the_page_and_tells_those_who_look_at_it() {
    let (folder, server) = served();
    let (mut wall, mut other) = (listen(&server, PAGE), listen(&server, "/digest/glossary/"));
    folder.write(WALL, folder.read(WALL) + "\nOne more *paragraph*.\n");
    assert_eq!(wall.next().0, "page");
    assert_eq!(other.next().0, "sound", "a page that stays as it is need not be loaded again");
    assert!(server.get(PAGE).text().contains("One more <em>paragraph</em>."));
    server.line("`content/articles/2024/wall.md`: ready after ");
    assert_follows(&folder, &server, PAGE);
    assert_follows(&folder, &server, "/digest/");
}

#[test]
fn a_page_that_changed_before_it_listened_is_told_at_once() {
    let (folder, server) = served();
    let (_, state) = server.page(PAGE);
    let mut events = listen(&server, PAGE);
    folder.write(WALL, folder.read(WALL) + "\nMore.\n");
    events.until("page");
    assert_eq!(server.listen(PAGE, &state).next().0, "page");
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_is_being_written_is_not_taken_for_an_empty_one() {
    use std::io::Write;
    let (folder, server) = served();
    let mut events = listen(&server, PAGE);
    let text = folder.read(WALL) + "\nWritten slowly.\n";
    let mut file = fs::File::create(folder.path(WALL)).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(60));
    file.write_all(text.as_bytes()).unwrap();
    drop(file);
    assert_eq!(events.next().0, "page", "an emptied file is no fault until its writer closed it");
    assert_follows(&folder, &server, PAGE);
}

#[test]
fn editors_that_write_by_renaming_are_followed() {
    let (folder, server) = served();
    let mut events = listen(&server, PAGE);
    let text = folder.read(WALL) + "\nWritten beside.\n";
    folder.write("content/articles/2024/.wall.md.swp", "scratch");
    folder.write("content/articles/2024/4913", "");
    fs::remove_file(folder.path("content/articles/2024/4913")).unwrap();
    fs::rename(folder.path(WALL), folder.path("content/articles/2024/wall.md~")).unwrap();
    folder.write(WALL, text);
    fs::remove_file(folder.path("content/articles/2024/wall.md~")).unwrap();
    events.until("page");
    assert_follows(&folder, &server, PAGE);
    let beside = folder.outside().join("new");
    fs::write(&beside, folder.read(WALL) + "\nMoved over it.\n").unwrap();
    fs::rename(&beside, folder.path(WALL)).unwrap();
    assert_follows(&folder, &server, PAGE);
}

#[test]
fn files_and_folders_that_come_go_and_move_are_followed() {
    let (folder, server) = served();
    folder.write("content/articles/new/sub/fresh.md", "---\ntitle: Fresh\ndate: 2024-05-05\n---\nText.\n");
    assert_follows(&folder, &server, "/digest/2024/05/05/fresh/");
    folder.write("content/articles/new/sub/fresh.md", "---\ntitle: Fresher\ndate: 2024-05-05\n---\nText.\n");
    assert_follows(&folder, &server, "/digest/2024/05/05/fresh/");
    fs::rename(folder.path("content/articles/new"), folder.path("content/articles/newer")).unwrap();
    folder
        .write("content/articles/newer/sub/fresh.md", "---\ntitle: Freshest\ndate: 2024-05-06\n---\nText.\n");
    assert_follows(&folder, &server, "/digest/2024/05/06/fresh/");
    assert_follows(&folder, &server, "/digest/2024/05/05/fresh/");
    fs::remove_dir_all(folder.path("content/articles/newer")).unwrap();
    assert_follows(&folder, &server, "/digest/2024/05/06/fresh/");
    let text = folder.read("site.yaml").replace("title: The Test", "title: The Other");
    folder.write("site.new", text);
    fs::rename(folder.path("site.new"), folder.path("site.yaml")).unwrap();
    assert_follows(&folder, &server, "/digest/");
}

#[test]
fn a_burst_of_saves_ends_in_the_last_state() {
    let (folder, server) = served();
    let text = folder.read(WALL);
    for number in 0..200 {
        folder.write(WALL, format!("{text}\nSave {number}.\n"));
        folder.write(
            "content/articles/2024/tariffs.md",
            text.replace("The wall", &format!("Tariffs {number}")),
        );
    }
    assert_follows(&folder, &server, PAGE);
    assert_follows(&folder, &server, "/digest/");
}

#[test]
fn faults_are_shown_over_the_last_sound_page_until_they_are_mended() {
    let (folder, server) = served();
    let before = server.page(PAGE).0;
    let mut events = listen(&server, PAGE);
    let text = folder.read(WALL);
    folder.write(WALL, text.replace("topics: [trade]", "topics: [trad]"));
    let faults = events.until("faults");
    let build = folder.try_build(&[]);
    assert_eq!(build.status.code(), Some(1));
    let said = support::stderr(&build);
    assert!(said.starts_with(faults.trim_end()), "{faults}\n--\n{said}");
    assert!(faults.contains("did you mean `trade`?") && faults.contains("wall.md:"), "{faults}");
    assert!(server.page(PAGE).0 == before, "the last sound page is served");
    assert_eq!(server.listen("/digest/", "x").next().0, "faults", "whoever comes now is told too");
    folder.write(WALL, text);
    assert_eq!(events.until("sound"), "-");
}

#[test]
fn a_site_that_was_never_sound_is_a_page_with_its_faults() {
    let folder = Folder::of(&newspaper());
    let text = folder.read(WALL);
    folder.write(WALL, text.replace("date: 2024-01-01", "date: <2024>"));
    let server = Server::start(&folder, &[]);
    let answer = server.get("/anything");
    assert_eq!(answer.status, 503);
    assert!(answer.text().contains("date: &lt;2024&gt;"), "{}", answer.text());
    let mut events = server.listen("/digest/", "faults");
    assert_eq!(events.next().0, "faults");
    folder.write(WALL, text);
    assert_eq!(events.next().0, "page");
    assert_eq!(server.get("/digest/").status, 200);
}

#[test]
fn style_sheets_are_told_apart_from_pages() {
    let folder = Folder::of(&newspaper());
    folder.write("themes/gazette/static/css/own.css", "p {}\n");
    folder.write(
        "themes/gazette/templates/404.html",
        "<link rel=stylesheet href=\"{{ asset(path=\"css/own.css\") }}\"><body>none</body>",
    );
    let server = Server::start(&folder, &[]);
    let state =
        |answer: &str| answer.split("data-state=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let before = server.get("/digest/none").text().to_owned();
    let mut events = server.listen("/digest/none", &state(&before));
    assert_eq!(events.next().0, "sound");
    folder.write("themes/gazette/static/css/own.css", "p { color: red }\n");
    let pair = events.until("styles");
    let (old, new) = pair.split_once(' ').unwrap();
    assert!(before.contains(old) && old != new, "{pair}");
    assert_eq!(server.get(new).text(), "p { color: red }\n");
    assert!(server.get("/digest/none").text().contains(new));
    folder.write("themes/gazette/templates/404.html", "<body>nothing</body>");
    assert_eq!(events.until("page"), "-");
}
