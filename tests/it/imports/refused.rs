//! What is not imported: known sources, unusable ones, wrong calls, a site with faults.

use super::{articles, import, put, site};

fn page(url: &str) -> String {
    format!("<title>A page</title><link rel=canonical href='{url}'>")
}

#[test]
fn a_source_that_is_cited_already_is_refused_with_both_places() {
    let folder = site();
    put(&folder, "in/page.html", page("http://basin.example/2020/canal/?fbclid=1"));
    let before = articles(folder.path());
    insta::assert_snapshot!(import(&folder, &["in/page.html"]), @"
    exit status 1
    --- stdout
    --- stderr
    error[E0801]: `http://basin.example/2020/canal/` is cited already
     --> in/page.html:1:48
      |
    1 | <title>A page</title><link rel=canonical href='http://basin.example/2020/canal/?fbclid=1'>
      |                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
     ::: content/articles/2020/2020-01-10-canal-opens.md:8:10
      |
    8 |     url: https://www.basin.example/2020/canal?utm_source=x
      |          ------------------------------------------------- the digest cites it here
      |
      = help: add to the article that cites it, or take the source out there

    0 drafts imported; 1 error, 0 warnings
    ");
    assert_eq!(articles(folder.path()), before);
}

#[test]
fn of_two_sources_of_one_address_the_first_is_imported() {
    let folder = site();
    put(&folder, "in/a.html", page("https://new.example/x"));
    put(
        &folder,
        "in/b.html",
        page("https://www.new.example/x/?utm_source=b").replace("A page", "Other title"),
    );
    insta::assert_snapshot!(import(&folder, &["in/a.html", "in/b.html"]), @"
    exit status 1
    --- stdout
    content/articles/2026/2026-01-01-a-page.md
    --- stderr
    error[E0801]: `https://www.new.example/x/` is cited already
     --> in/b.html:1:53
      |
    1 | <title>Other title</title><link rel=canonical href='https://www.new.example/x/?utm_source=b'>
      |                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
     ::: in/a.html:1:48
      |
    1 | <title>A page</title><link rel=canonical href='https://new.example/x'>
      |                                                --------------------- the digest cites it here
      |
      = help: add to the article that cites it, or take the source out there

    1 draft imported; 1 error, 0 warnings
    ");
}

#[test]
fn sources_that_cannot_be_used_are_each_told_and_the_rest_is_imported() {
    let folder = site();
    put(&folder, "in/empty.txt", " \n");
    put(&folder, "in/binary.bin", b"\x7fELF\0\0\0");
    put(&folder, "in/untitled.html", "<p>x</p>");
    put(&folder, "in/data.json", "{}");
    put(&folder, "in/date-only.txt", " date 2018-07-12 ");
    put(&folder, "in/good.txt", " date 2018-07-12 Water rises.");
    let sources = [
        "in/empty.txt",
        "in/binary.bin",
        "in/untitled.html",
        "in/data.json",
        "in/date-only.txt",
        "in/good.txt",
    ];
    insta::assert_snapshot!(import(&folder, &sources), @"
    exit status 1
    --- stdout
    content/articles/2018/2018-07-12-water-rises.md
    --- stderr
    error[E0803]: `in/binary.bin` is neither text nor a page nor a feed
    --> in/binary.bin

    error[E0803]: `in/data.json` is JSON, but not a JSON Feed
    --> in/data.json

    error[E0803]: `in/date-only.txt` has no text
    --> in/date-only.txt

    error[E0803]: `in/empty.txt` is empty
    --> in/empty.txt

    error[E0803]: `in/untitled.html` has no title
    --> in/untitled.html

    1 draft imported; 5 errors, 0 warnings
    ");
    insta::assert_snapshot!(import(&folder, &["in/none.txt"]), @"
    exit status 3
    --- stdout
    --- stderr
    error[E0804]: `in/none.txt` cannot be read: no such file or directory

    0 drafts imported; 1 error, 0 warnings
    ");
}

#[test]
fn a_draft_with_which_the_site_would_not_build_is_not_written() {
    let folder = site();
    put(&folder, "in/old/hugo.toml", "baseURL = 'https://old.example/'\n");
    put(
        &folder,
        "in/old/content/a.md",
        "---\ntitle: A\ndate: 2018-07-02\naliases: [/2020/01/10/canal-opens/]\n---\n[x](#nowhere)\n",
    );
    put(&folder, "in/old/content/b.md", "---\ntitle: B\ndate: 2018-07-02\n---\nText.\n");
    insta::assert_snapshot!(import(&folder, &["in/old/content"]), @"
    exit status 1
    --- stdout
    content/articles/2018/2018-07-02-b.md
    --- stderr
    error[E0401]: two pages have the address `/2020/01/10/canal-opens/`
    --> content/articles/2018/2018-07-02-a.md
    ::: content/articles/2020/2020-01-10-canal-opens.md
     = note: the other one comes from here
     = help: set another `slug`, or change the pattern under `permalinks` in `site.yaml`

    error[E0302]: there is no heading `#nowhere` in this text
      --> content/articles/2018/2018-07-02-a.md:10:5
       |
    10 | [x](#nowhere)
       |     ^^^^^^^^
       |
       = help: write the heading's words in lower case with hyphens between them

    `in/old/content` of Hugo: 2 articles
    1 draft imported; 2 errors, 0 warnings
    ");
}

#[test]
fn a_faulty_site_takes_no_drafts() {
    let folder = site();
    put(&folder, "content/articles/bad.md", "---\ntitle: Bad\n---\n");
    put(&folder, "in/a.txt", " date 2018-07-12 Water rises.");
    insta::assert_snapshot!(import(&folder, &["in/a.txt"]), @"
    exit status 1
    --- stdout
    --- stderr
    error[E0106]: `date` is missing
     --> content/articles/bad.md:1:1
      |
    1 | ---
      | ^^^
      |
      = help: add a line `date: 2018-07-12`, or rename the file to `NAME.LANGUAGE.md` if it is a translation

    nothing was imported: the site has 1 error
    ");
}

#[test]
fn wrong_calls_are_told_before_anything_is_read() {
    let folder = site();
    put(&folder, "in/a.txt", " date 2018-07-12 Water rises.");
    for arguments in [
        &["ftp://a.example/x"][..],
        &["http://"],
        &["in/a.txt", "--topic", "watr"],
        &["in/a.txt", "--lang", "fr"],
        &["in/a.txt", "--since", "yesterday"],
        &["in/a.txt", "--full", "--stub"],
        &[],
    ] {
        assert!(import(&folder, arguments).starts_with("exit status 2\n"), "{arguments:?}");
    }
    insta::assert_snapshot!(import(&folder, &["ftp://a.example/x"]), @"
    exit status 2
    --- stdout
    --- stderr
    error: `ftp://a.example/x` cannot be imported: its scheme is `ftp`
      = help: name a file, a folder, or an address that starts with `http://` or `https://`
    ");
    insta::assert_snapshot!(import(&folder, &["in/a.txt", "--topic", "watr"]), @"
    exit status 2
    --- stdout
    --- stderr
    error: the site has no topic `watr`
      = help: did you mean `water`?
    ");
    insta::assert_snapshot!(import(&folder, &["in/a.txt", "--lang", "fr"]), @"
    exit status 2
    --- stdout
    --- stderr
    error: the site has no language `fr`
      = help: it has `en`, `es`
    ");
}

#[cfg(unix)]
#[test]
fn a_folder_that_leads_out_of_the_site_is_not_written_to() {
    let folder = site();
    let outside = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("content/articles/2018")).unwrap();
    put(&folder, "in/a.txt", " date 2018-07-12 Water rises.");
    assert!(!import(&folder, &["in/a.txt"]).starts_with("exit status 0"));
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
}
