//! Feeds and lists of feeds, from files and over HTTP.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use issue_digest::cli::Terminal;
use issue_digest::commands::import::{Options, Store, run_with};
use issue_digest::commands::web::fetch::{Client, Limits};
use issue_digest::commands::web::reach::Reach;

use super::{articles, builds, draft, import, import_from, put, site};
use crate::http_server::{Answer, Server};

const RSS: &str = "<?xml version='1.0'?>
<rss version='2.0'><channel><title>River Basin News</title><link>https://basin.example/</link><language>en-us</language>
<item><title>Canal &amp; dam: what next?</title><link>https://basin.example/next?utm_source=rss&amp;id=1</link>
<pubDate>Wed, 05 Feb 2020 23:00:00 +0000</pubDate><author>desk@basin.example (Noor Haddad)</author>
<description>&lt;p&gt;The River Council meets.&lt;/p&gt;</description></item>
<item><title>The canal opens</title><link>https://basin.example/2020/canal/</link><pubDate>Fri, 10 Jan 2020 10:00:00 GMT</pubDate></item>
<item><title>Older</title><link>https://basin.example/older</link><pubDate>Fri, 10 Jan 2014 10:00:00 GMT</pubDate></item>
<item><description>Nothing to name it by</description></item>
</channel></rss>
";

#[test]
fn items_become_drafts_and_known_ones_are_left_out_with_both_places() {
    let folder = site();
    put(&folder, "in/feed.xml", RSS);
    insta::assert_snapshot!(import(&folder, &["in/feed.xml", "--since", "2020-01-01"]), @"
    exit status 0
    --- stdout
    content/articles/2020/2020-02-05-canal-dam-what-next.md
    --- stderr
    warning[W0802]: 1 item of `in/feed.xml` without a title or an address
    --> in/feed.xml

    warning[W0801]: `https://basin.example/2020/canal/` is cited already
     --> in/feed.xml:6:43
      |
    6 | <item><title>The canal opens</title><link>https://basin.example/2020/canal/</link><pubDate>Fri, 10 Jan 2020 10:00:00 GMT</pubDate></i...
      |                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
     ::: content/articles/2020/2020-01-10-canal-opens.md:8:10
      |
    8 |     url: https://www.basin.example/2020/canal?utm_source=x
      |          ------------------------------------------------- the digest cites it here
      |
      = help: add to the article that cites it, or take the source out there

    1 draft imported; 0 errors, 2 warnings
    ");
    insta::assert_snapshot!(draft(&folder, "content/articles/2020/2020-02-05-canal-dam-what-next.md"), @"
    ---
    # From in/feed.xml. Confirm what is in doubt, then take these comments and `draft` away.
    title: 'Canal & dam: what next?'
    date: 2020-02-05
    draft: true
    # topics: # found in the text: keep what is right, without the `#`
    #   - water/dams # as “Canal”, once
    # organizations: # found in the text: keep what is right, without the `#`
    #   - River Council # as “River Council”, once
    sources:
      - name: River Basin News
        title: 'Canal & dam: what next?'
        url: https://basin.example/next?id=1
        author: Noor Haddad
        language: en-US
        published: 2020-02-05
        accessed: 2026-01-01
    ---
    <!-- The article goes here, in the digest's own words. -->
    ");
}

#[test]
fn atom_and_json_feed_are_read_too() {
    let folder = site();
    put(
        &folder,
        "in/atom.xml",
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='es'><title>El Cauce</title><id>x</id><updated>2020-03-01T00:00:00Z</updated>\
         <entry><id>y</id><title type='html'>Sube &lt;i&gt;el agua&lt;/i&gt;</title><author><name>Inés Prado</name></author>\
         <link rel='self' href='https://cauce.example/self'/><link href='https://cauce.example/sube'/>\
         <published>2020-03-01T12:00:00-06:00</published><updated>2020-03-02T00:00:00Z</updated></entry></feed>",
    );
    put(
        &folder,
        "in/feed.json",
        "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Flow\", \"items\": [{\"id\": \"1\", \"url\": \
         \"https://flow.example/1\", \"title\": \"Low flow\", \"date_published\": \"2020-04-05T00:00:00Z\"}]}",
    );
    import(&folder, &["in/atom.xml", "in/feed.json"]);
    insta::assert_snapshot!(draft(&folder, "content/articles/2020/2020-03-01-sube-el-agua.es.md"), @"
    ---
    # From in/atom.xml. Confirm what is in doubt, then take these comments and `draft` away.
    title: Sube el agua
    date: 2020-03-01
    draft: true
    # topics: # found in the text: keep what is right, without the `#`
    #   - water # as “agua”, once
    sources:
      - name: El Cauce
        title: Sube el agua
        url: https://cauce.example/sube
        author: Inés Prado
        language: es
        published: 2020-03-01
        accessed: 2026-01-01
    ---
    <!-- The article goes here, in the digest's own words. -->
    ");
    insta::assert_snapshot!(draft(&folder, "content/articles/2020/2020-04-05-low-flow.md"), @"
    ---
    # From in/feed.json. Confirm what is in doubt, then take these comments and `draft` away.
    title: Low flow
    date: 2020-04-05
    draft: true
    sources:
      - name: Flow
        title: Low flow
        url: https://flow.example/1
        published: 2020-04-05
        accessed: 2026-01-01
    ---
    <!-- The article goes here, in the digest's own words. -->
    ");
}

#[test]
fn a_malformed_feed_is_told_by_line_and_the_others_are_imported() {
    let folder = site();
    put(&folder, "in/bad.xml", "<rss version='2.0'>\n<channel>\n<item></wrong>\n</channel></rss>");
    put(&folder, "in/bad.json", "{\"version\": \"https://jsonfeed.org/version/1\",\n \"items\": [}");
    put(&folder, "in/good.txt", " date 2018-07-12 Water rises.");
    insta::assert_snapshot!(import(&folder, &["in/bad.xml", "in/bad.json", "in/good.txt"]), @r#"
    exit status 1
    --- stdout
    content/articles/2018/2018-07-12-water-rises.md
    --- stderr
    error[E0803]: `in/bad.json` is no feed that can be read: expected value at line 2 column 12
     --> in/bad.json:2:12
      |
    2 |  "items": [}
      |            ^

    error[E0803]: `in/bad.xml` is no feed that can be read: Parser error: ill-formed document: expected `</item>`, but `</wrong>` was found
     --> in/bad.xml:3:7
      |
    3 | <item></wrong>
      |       ^

    1 draft imported; 2 errors, 0 warnings
    "#);
    builds(&folder);
}

#[test]
fn a_list_names_feeds_by_address_and_beside_it() {
    let server = Server::start(|_, _| Answer::of("application/rss+xml", RSS.as_bytes()));
    let folder = site();
    put(&folder, "in/own/feed.xml", RSS.replace("/next", "/other").replace("dam", "weir"));
    put(
        &folder,
        "in/list.opml",
        format!(
            "<?xml version='1.0'?>\n<opml version='2.0'><body><outline text='a'>\n<outline type='rss' xmlUrl='{}'/>\n\
             <outline type='rss' xmlUrl='own/feed.xml'/></outline>\n<outline xmlUrl='../../../etc/passwd'/></body></opml>",
            server.url("/feed?a=1&amp;b=2")
        ),
    );
    insta::assert_snapshot!(import_from(&folder, &server, &["in/list.opml", "--since", "2020-02-01"]), @"
    exit status 1
    --- stdout
    content/articles/2020/2020-02-05-canal-dam-what-next.md
    content/articles/2020/2020-02-05-canal-weir-what-next.md
    --- stderr
    error[E0803]: the feed `../../../etc/passwd` cannot be read: it is no address, and no file beside the list
     --> in/list.opml:5:18
      |
    5 | <outline xmlUrl='../../../etc/passwd'/></body></opml>
      |                  ^^^^^^^^^^^^^^^^^^^

    warning[W0802]: 1 item of `http://SERVER/feed?a=1&b=2` without a title or an address
    --> http://SERVER/feed?a=1&b=2

    warning[W0802]: 1 item of `in/own/feed.xml` without a title or an address
    --> in/own/feed.xml

    2 drafts imported; 1 error, 2 warnings
    ");
    assert_eq!(server.asked(), ["GET /feed?a=1&b=2 issue-digest/0.1.0 (digest import)"]);
    builds(&folder);
}

#[test]
fn the_pages_of_one_host_are_not_asked_for_in_a_rush() {
    let server = Server::start(|_, _| Answer::status(404));
    let folder = site();
    put(&folder, "in/feed.xml", teasers(&server.url("")));
    let waits: Rc<RefCell<Vec<Duration>>> = Rc::default();
    let log = Rc::clone(&waits);
    let reach = Reach::PublicAnd(vec![server.address]);
    let client = Client::new(reach, Limits::default(), Box::new(move |wait| log.borrow_mut().push(wait)));
    let options = Options {
        sources: vec![folder.path().join("in/feed.xml").to_str().unwrap().to_owned()],
        site: folder.path().to_path_buf(),
        store: Some(Store::Full),
        language: None,
        outlet: None,
        since: None,
        kind: None,
        topics: Vec::new(),
        dry_run: true,
        allow_private: false,
        clock: None,
    };
    run_with(&options, &client, &Terminal { colour: false, interactive: false }).unwrap();
    let paths: Vec<String> =
        server.asked().iter().map(|entry| entry.split(' ').nth(1).unwrap().to_owned()).collect();
    assert_eq!(paths, ["/robots.txt", "/allowed", "/private/x"]);
    assert_eq!(*waits.borrow(), [Duration::from_secs(1)]);
}

fn teasers(server: &str) -> String {
    format!(
        "<rss version='2.0'><channel><title>River Basin News</title>\
         <item><title>Allowed</title><link>{server}/allowed</link><pubDate>Wed, 05 Feb 2020 10:00:00 GMT</pubDate>\
         <description>Teaser of the first.</description></item>\
         <item><title>Refused</title><link>{server}/private/x</link><pubDate>Wed, 05 Feb 2020 10:00:00 GMT</pubDate>\
         <description>Teaser of the second.</description></item></channel></rss>"
    )
}

#[test]
fn pages_of_items_are_read_only_where_robots_txt_lets_them_be() {
    let sentence =
        "<p>The whole text stands on the page, with words, commas, and a second clause for the reader.</p>";
    let page = format!("<title>x</title><article>{}</article>", sentence.repeat(4));
    let server = Server::start(move |path, _| match path {
        "/robots.txt" => Answer::of("text/plain", b"User-agent: *\nDisallow: /private/\n"),
        "/allowed" => Answer::html(&page),
        _ => Answer::status(500),
    });
    let folder = site();
    put(&folder, "in/feed.xml", teasers(&server.url("")));
    insta::assert_snapshot!(import_from(&folder, &server, &["in/feed.xml", "--full"]), @"
    exit status 0
    --- stdout
    content/articles/2020/2020-02-05-allowed.md
    content/articles/2020/2020-02-05-refused.md
    --- stderr
    warning[W0803]: `http://SERVER/private/x` was not read: its `robots.txt` does not let it be
     --> in/feed.xml:1:121
      |
    1 | ...ription></item><item><title>Refused</title><link>http://SERVER/private/x</link><pubDate>Wed, 05 Feb 2020 10:00:00 GMT</pu...
      |                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: the draft has what the feed says; import the page by itself if it may be read

    2 drafts imported; 0 errors, 1 warning
    ");
    let asked: Vec<String> =
        server.asked().iter().map(|entry| entry.split(' ').nth(1).unwrap().to_owned()).collect();
    assert_eq!(asked, ["/robots.txt", "/allowed"]);
    assert!(
        draft(&folder, "content/articles/2020/2020-02-05-allowed.md")
            .contains("The whole text stands on the page")
    );
    assert!(draft(&folder, "content/articles/2020/2020-02-05-refused.md").contains("Teaser of the second"));
    assert_eq!(articles(folder.path()).len(), 3);
}
