//! Plain text of news wires: a date, then text that runs on.

use super::{articles, draft, import, put, site};

/// In the shape of the first real input: ` date `, the day, a blank, and text.
const WIRE: &str = " date 2018-07-12 Engineers of the River Council are set to open the second canal on Monday, \
days after a dispute over its cost, Marta Ibanez Soler said. “We are late,” Ibáñez Soler told River Basin News. \
“The dam comes first: water cannot wait.”

The RC did not say who pays. # Not a heading
";

#[test]
fn a_wire_becomes_a_draft_with_suggestions_to_confirm() {
    let folder = site();
    put(&folder, "in/rbn-2018-07-12.txt", WIRE);
    insta::assert_snapshot!(import(&folder, &["in/rbn-2018-07-12.txt"]), @"
    exit status 0
    --- stdout
    content/articles/2018/2018-07-12-engineers-of-the-river-council-are-set-to-open-the-second-canal-on-monday.md
    --- stderr
    1 draft imported; 0 errors, 0 warnings
    ");
    let path = "content/articles/2018/2018-07-12-engineers-of-the-river-council-are-set-to-open-the-second-canal-on-monday.md";
    insta::assert_snapshot!(draft(&folder, path), @"
    ---
    # From in/rbn-2018-07-12.txt. Confirm what is in doubt, then take these comments and `draft` away.
    title: Engineers of the River Council are set to open the second canal on Monday… # suggested from the text: confirm
    date: 2018-07-12
    draft: true
    # topics: # found in the text: keep what is right, without the `#`
    #   - water # as “water”, once
    #   - water/dams # as “canal”, once
    # people: # found in the text: keep what is right, without the `#`
    #   - Marta Ibáñez Soler # as “Marta Ibanez Soler”, 2 times
    # organizations: # found in the text: keep what is right, without the `#`
    #   - River Council # as “River Council”, 2 times
    sources:
      - name: River Basin News # from the name of the file: confirm
        language: en # as its words tell: confirm
        published: 2018-07-12
        accessed: 2026-01-01
    ---
    <!-- The article goes here, in the digest's own words. -->
    ");
}

#[test]
fn the_whole_text_is_stored_on_request_and_means_nothing_but_itself() {
    let folder = site();
    put(&folder, "in/rbn-2018-07-12.txt", WIRE);
    import(&folder, &["in/rbn-2018-07-12.txt", "--full", "--topic", "water/dams", "--outlet", "The Wire"]);
    let path = format!("content/articles/{}", articles(folder.path())[0]);
    insta::assert_snapshot!(draft(&folder, &path), @"
    ---
    # From in/rbn-2018-07-12.txt. Confirm what is in doubt, then take these comments and `draft` away.
    title: Engineers of the River Council are set to open the second canal on Monday… # suggested from the text: confirm
    date: 2018-07-12
    draft: true
    topics:
      - water/dams
    # people: # found in the text: keep what is right, without the `#`
    #   - Marta Ibáñez Soler # as “Marta Ibanez Soler”, 2 times
    # organizations: # found in the text: keep what is right, without the `#`
    #   - River Council # as “River Council”, 2 times
    sources:
      - name: The Wire
        language: en # as its words tell: confirm
        published: 2018-07-12
        accessed: 2026-01-01
    ---
    Engineers of the River Council are set to open the second canal on Monday, days after a dispute over its cost, Marta Ibanez Soler said. “We are late,” Ibáñez Soler told River Basin News. “The dam comes first: water cannot wait.”

    The RC did not say who pays. # Not a heading
    ");
}

#[test]
fn a_text_of_another_language_is_filed_in_it() {
    let folder = site();
    put(
        &folder,
        "in/aviso.txt",
        " date 2018-07-13 CIUDAD DEL RÍO (Agencia Norte) - La presa quedó llena este viernes, dijo Marta Ibáñez, y el \
         agua bajará por los dos canales durante las próximas semanas.",
    );
    insta::assert_snapshot!(import(&folder, &["in/aviso.txt"]), @"
    exit status 0
    --- stdout
    content/articles/2018/2018-07-13-la-presa-quedo-llena-este-viernes-dijo-marta-ibanez.es.md
    --- stderr
    1 draft imported; 0 errors, 0 warnings
    ");
    let path = format!("content/articles/{}", articles(folder.path())[0]);
    insta::assert_snapshot!(draft(&folder, &path), @"
    ---
    # From in/aviso.txt. Confirm what is in doubt, then take these comments and `draft` away.
    title: La presa quedó llena este viernes, dijo Marta Ibáñez… # suggested from the text: confirm
    date: 2018-07-13
    draft: true
    # topics: # found in the text: keep what is right, without the `#`
    #   - water # as “agua”, once
    sources:
      - name: Agencia Norte # from the dateline: confirm
        language: es # as its words tell: confirm
        published: 2018-07-13
        accessed: 2026-01-01
    ---
    <!-- The article goes here, in the digest's own words. -->
    ");
}

#[test]
fn a_dry_run_names_the_draft_and_writes_nothing() {
    let folder = site();
    put(&folder, "in/a.txt", " date 2018-07-12 Water rises.");
    let before = articles(folder.path());
    insta::assert_snapshot!(import(&folder, &["in/a.txt", "--dry-run"]), @"
    exit status 0
    --- stdout
    content/articles/2018/2018-07-12-water-rises.md
    --- stderr
    1 draft would be imported; 0 errors, 0 warnings
    ");
    assert_eq!(articles(folder.path()), before);
}

#[test]
fn a_second_import_of_the_same_text_replaces_nothing() {
    let folder = site();
    put(&folder, "in/a.txt", " date 2018-07-12 Water rises.");
    import(&folder, &["in/a.txt"]);
    put(
        &folder,
        "content/articles/2018/2018-07-12-water-rises.md",
        "---\ntitle: Mine\ndate: 2018-07-12\n---\nMine.\n",
    );
    insta::assert_snapshot!(import(&folder, &["in/a.txt"]), @"
    exit status 1
    --- stdout
    --- stderr
    error[E0802]: there is an article at `content/articles/2018/2018-07-12-water-rises.md` or at its address already
    --> in/a.txt
    ::: content/articles/2018/2018-07-12-water-rises.md
     = note: the article is here
     = help: nothing is overwritten: rename the other one to import “Water rises”

    0 drafts imported; 1 error, 0 warnings
    ");
    assert!(draft(&folder, "content/articles/2018/2018-07-12-water-rises.md").contains("Mine."));
}
