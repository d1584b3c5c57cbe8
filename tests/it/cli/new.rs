//! `digest new`: files that a build takes as they are, and nothing in another's place.

use insta::assert_snapshot;

use crate::folder::{Folder, newspaper};
use crate::support::{self, stderr};

fn new(folder: &Folder, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = support::command(folder.root());
    command.env("SOURCE_DATE_EPOCH", crate::folder::EPOCH).arg("new");
    let output = command.args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout.clone()).unwrap(), stderr(&output).to_owned())
}

fn made(folder: &Folder, arguments: &[&str]) -> String {
    let (code, path, err) = new(folder, arguments);
    assert_eq!(code, Some(0), "{err}");
    path.trim_end().to_owned()
}

#[test]
fn every_kind_is_a_draft_that_builds() {
    let folder = Folder::of(&newspaper());
    let paths: Vec<String> = [
        &["article", "Ñandúes: \"quoted\" & <b>, 50 %", "--topic", "trade", "--date", "2024-03-01"][..],
        &["article", "With a source", "--source", "https://www.news.example/a?b=c#d"],
        &["article", "Una nota", "--lang", "es"],
        &["topic", "Ports", "--topic", "trade"],
        &["person", "José Peña"],
        &["organization", "Port authority"],
        &["thread", "The port"],
        &["page", "Contact"],
        &["edition", "2024-w01"],
    ]
    .iter()
    .map(|arguments| made(&folder, arguments))
    .collect();
    assert_snapshot!(paths.join("\n"), @r#"
    content/articles/2024/2024-03-01-nandues-quoted-b-50.md
    content/articles/2025/2025-12-31-with-a-source.md
    content/articles/2025/2025-12-31-una-nota.es.md
    content/topics/trade/ports.md
    content/people/jose-pena.md
    content/organizations/port-authority.md
    content/threads/the-port.md
    content/pages/contact.md
    content/editions/2024-w01.md
    "#);
    folder.build(&[]);
    folder.build(&["--drafts"]);
    assert!(folder.public().contains_key("2024/03/01/nandues-quoted-b-50/index.html"));
    assert_snapshot!(folder.read(&paths[0]), @r#"
    ---
    title: "Ñandúes: \"quoted\" & <b>, 50 %"
    date: 2024-03-01
    # One or two sentences below the headline.
    # summary: What happened, and why it matters.
    # Paths of files below content/topics/; the first one is the section.
    topics: ["trade"]
    # people: [Ana Núñez]
    # organizations: [Department of State]
    # places: [Mexico City]
    # The ongoing story that it belongs to: the name of a file in content/threads/.
    # thread: name
    # key_facts:
    #   - A short statement that a source covers.
    # sources:
    #   - {name: Outlet, title: Headline, url: "https://example.org/"}
    # Left out of the site until this line goes.
    draft: true
    ---
    Lead with the news.
    "#);
    assert_snapshot!(folder.read(&paths[1]), @r#"
    ---
    title: "With a source"
    date: 2025-12-31
    # One or two sentences below the headline.
    # summary: What happened, and why it matters.
    # Paths of files below content/topics/; the first one is the section.
    # topics: [migration/asylum]
    # people: [Ana Núñez]
    # organizations: [Department of State]
    # places: [Mexico City]
    # The ongoing story that it belongs to: the name of a file in content/threads/.
    # thread: name
    # key_facts:
    #   - A short statement that a source covers.
    sources:
      - name: "news.example"
        url: "https://www.news.example/a?b=c#d"
    # Left out of the site until this line goes.
    draft: true
    ---
    Lead with the news.
    "#);
}

#[test]
fn a_translation_stands_beside_its_original() {
    let folder = Folder::of(&newspaper());
    let path = made(&folder, &["article", "content/articles/2024/tariffs.md", "--lang", "es"]);
    assert_eq!(path, "content/articles/2024/tariffs.es.md");
    folder.build(&["--drafts"]);
    let (code, _, err) = new(&folder, &["article", "content/articles/2024/tariffs.md", "--lang", "es"]);
    assert_eq!(code, Some(3));
    assert_snapshot!(err, @r#"
    error: `content/articles/2024/tariffs.es.md` cannot be written: file exists
      = help: give it another title, or edit the file that is there
    "#);
}

#[test]
fn wrong_calls_make_nothing() {
    let folder = Folder::of(&newspaper());
    let before = folder.inputs();
    let told = |arguments: &[&str]| {
        let (code, _, err) = new(&folder, arguments);
        assert_eq!(code, Some(2), "{err}");
        err
    };
    assert_snapshot!(told(&["article", "A", "--topic", "trad"]), @r#"
    error: there is no topic `trad`
      = help: did you mean `trade`?
    "#);
    assert_snapshot!(told(&["article", "A", "--date", "tomorrow"]), @r#"
    error: `--date tomorrow` is no day
      = help: write a day such as `2018-07-12`
    "#);
    assert_snapshot!(told(&["article", "A", "--lang", "fr"]), @r#"
    error: the site has no language `fr`
      = help: `languages` in `site.yaml` lists en, es
    "#);
    assert_snapshot!(told(&["article", "?!"]), @r#"
    error: `?!` gives no name for a file
      = help: use a title with letters or digits: the file is named for it
    "#);
    assert!(folder.inputs() == before);
}

#[test]
fn archetypes_of_the_site_come_first_and_the_editor_is_opened() {
    let folder = Folder::of(&newspaper());
    folder.write("archetypes/page.md", "---\ntitle: {{ title }}\n---\nOur own.\n");
    let mut command = support::command(folder.root());
    command.env("EDITOR", "printf 'Edited.\\n' >>").args(["new", "page", "Ours", "--edit"]);
    assert_eq!(command.status().unwrap().code(), Some(0));
    assert_eq!(folder.read("content/pages/ours.md"), "---\ntitle: \"Ours\"\n---\nOur own.\nEdited.\n");
}
