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
        &["article", "With a source", "--source", "https://www.news.example/a?b=c&utm_source=x#d"],
        &["article", "Una nota", "--lang", "es"],
        &["topic", "Ports", "--topic", "trade"],
        &["person", "José Peña"],
        &["organization", "Port authority"],
        &["thread", "The port"],
        &["page", "Contact"],
        &["edition", "2024-w01"],
        &["term", "Port of entry"],
        &["page", "Two\n lines\t as one"],
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
    content/glossary/port-of-entry.md
    content/pages/two-lines-as-one.md
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
    # First in its edition; or a short item, listed last.
    # lead: true
    # brief: true
    # key_facts:
    #   - A short statement that a source covers.
    # sources:
    #   - {name: Outlet, title: Headline, url: "https://example.org/"}
    # A picture: a file beside this one in a folder of its own, or an address.
    # image: {src: border.jpg, alt: What it shows, credit: Who made it, caption: A line below it}
    # Later: the last change that readers should know of, and what was put right.
    # updated: 2024-03-01
    # corrections:
    #   - {date: 2024-03-01, text: "What was wrong, and what is right."}
    # The last part of its address, and old addresses that lead here.
    # slug: name
    # aliases: [/old/address/]
    # Left out of the site before the first day, and from the second one on.
    # publish_on: 2024-03-01
    # expires_on: 2024-03-01
    # Codes that `digest check` does not tell of this file; data of your own for templates.
    # silence: [W0605]
    # extra: {key: value}
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
    # First in its edition; or a short item, listed last.
    # lead: true
    # brief: true
    # key_facts:
    #   - A short statement that a source covers.
    sources:
      - name: "news.example"
        url: "https://www.news.example/a?b=c#d"
    # A picture: a file beside this one in a folder of its own, or an address.
    # image: {src: border.jpg, alt: What it shows, credit: Who made it, caption: A line below it}
    # Later: the last change that readers should know of, and what was put right.
    # updated: 2025-12-31
    # corrections:
    #   - {date: 2025-12-31, text: "What was wrong, and what is right."}
    # The last part of its address, and old addresses that lead here.
    # slug: name
    # aliases: [/old/address/]
    # Left out of the site before the first day, and from the second one on.
    # publish_on: 2025-12-31
    # expires_on: 2025-12-31
    # Codes that `digest check` does not tell of this file; data of your own for templates.
    # silence: [W0605]
    # extra: {key: value}
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
    assert_eq!(code, Some(2));
    assert_snapshot!(err, @r#"
    error: `content/articles/2024/tariffs.es.md` exists already
      = help: give it another title, or edit the file that is there
    "#);
    // The other way round, from outside, and of an entry.
    folder.write("content/articles/2024/solo.es.md", "---\ntitle: Solo\ndate: 2024-01-03\n---\n");
    let path = made(&folder, &["article", "./content/articles/2024/solo.es.md", "--lang", "EN"]);
    assert_eq!(path, "content/articles/2024/solo.md");
    folder.write("content/threads/ports.md", "---\ntitle: Ports\n---\n");
    let site = folder.root().to_str().unwrap();
    let named = format!("{site}/content/threads/ports.md");
    let path = made(&folder, &["thread", &named, "--lang", "es", "--site", site]);
    assert_eq!(path, "content/threads/ports.es.md");
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
    assert_snapshot!(told(&["article", "content/articles/2024/tarifs.md", "--lang", "es"]), @"
    error: there is no file `content/articles/2024/tarifs.md` to translate
      = help: did you mean `content/articles/2024/tariffs.md`?
    ");
    assert_snapshot!(told(&["article", "content/articles/2024/tariffs.md"]), @"
    error: `content/articles/2024/tariffs.md` exists already
      = help: name the language of the translation, such as `--lang es`
    ");
    assert_snapshot!(told(&["article", "content/articles/2024/tariffs.md", "--lang", "en"]), @"
    error: `content/articles/2024/tariffs.md` is in `en` already
      = help: name another language with `--lang`
    ");
    assert_snapshot!(told(&["edition", "2024-w54"]), @"
    error: `2024-w54` is no week
      = help: this site has an edition for each week; write one such as `2018-w28`
    ");
    assert_snapshot!(told(&["thread", "A", "--topic", "trade"]), @"
    error: `--topic` is of no use with `thread`
      = help: articles have topics, and a topic has one parent
    ");
    assert_snapshot!(told(&["page", "A", "--date", "2024-01-01"]), @"
    error: `--date` is of no use with `page`
      = help: only articles have a date
    ");
    assert_snapshot!(told(&["person", "A", "--source", "https://a.example/"]), @"
    error: `--source` is of no use with `person`
      = help: write the sources into the file; only those of articles are filled in
    ");
    assert_snapshot!(told(&["article", "A", "--source", "javascript:alert(1)"]), @"error: no file was made, it would have a fault: `sources[0].url` is not a web address: it does not start with `http://` or `https://`");
    assert_snapshot!(told(&["article", "A", "--source", "news.example/talks"]), @"
    error: no file was made, it would have a fault: `sources[0].url` is not a web address: it does not start with `http://` or `https://`
      = help: write `https://news.example/talks`
    ");
    assert_snapshot!(told(&["brief", "A"]), @"
    error: invalid value 'brief' for '<KIND>'
      [possible values: article, topic, person, organization, thread, term, edition, page]

    For more information, try '--help'.
    ");
    assert!(folder.inputs() == before);
}

#[test]
fn an_archetype_that_gives_a_faulty_file_is_told_and_nothing_is_made() {
    let folder = Folder::of(&newspaper());
    folder.write("archetypes/page.md", "---\ntitel: {{ title }}\n---\n");
    let (code, _, err) = new(&folder, &["page", "Contact"]);
    assert_eq!(code, Some(2));
    assert_snapshot!(err, @"
    error: no file was made, `archetypes/page.md` would give one with a fault: unknown key `titel`
      = help: did you mean `title`?
    ");
    folder.write("archetypes/page.md", b"\xff");
    let (code, _, err) = new(&folder, &["page", "Contact"]);
    assert_eq!(code, Some(3));
    assert_snapshot!(err, @"error: `archetypes/page.md` cannot be read: it is not UTF-8");
    assert!(!folder.path("content/pages/contact.md").exists());
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
