//! HTML pages: what they say of themselves, their main text, and what is left out.

use super::{draft, import, put, site};

const LINKED_DATA: &str = r#"<!DOCTYPE html><html lang="en-US"><head><title>Second canal opens | Basin</title>
<link rel="canonical" href="https://www.basin.example/2021/second?utm_source=feed&amp;id=4#top">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "x"},
{"@type": ["NewsArticle"], "headline": "Second canal: it's *open* & running", "datePublished": "2021-03-04T23:30:00-06:00",
"author": [{"@type": "Person", "name": "By Noor Haddad"}, {"name": "Sam Okafor"}], "inLanguage": "en",
"publisher": {"name": "River Basin News"}}]}</script>
<meta property="og:title" content="Not this one"></head>
<body><nav>Menu, with commas, and more</nav><article><h1>Second canal</h1>
<p>The second canal carries water since Thursday, the River Council said, after a delay of three years, two months.</p>
<p>It starts at the <b>old dam</b>, see <a href="/map?utm_medium=x">the map</a>. <img src="x.png"> <script>bad()</script></p>
<p>A third paragraph, with words, and commas, so that the text is found to be the main one of this page.</p>
</article><footer>Imprint</footer></body></html>"#;

#[test]
fn a_page_s_own_words_fill_the_source_and_its_text_stays_there() {
    let folder = site();
    put(&folder, "in/page.html", LINKED_DATA);
    insta::assert_snapshot!(import(&folder, &["in/page.html"]), @"
    exit status 0
    --- stdout
    content/articles/2021/2021-03-04-second-canal-it-s-open-running.md
    --- stderr
    1 draft imported; 0 errors, 0 warnings
    ");
    let path = "content/articles/2021/2021-03-04-second-canal-it-s-open-running.md";
    insta::assert_snapshot!(draft(&folder, path), @r"
    ---
    # From in/page.html. Confirm what is in doubt, then take these comments and `draft` away.
    title: 'Second canal: it''s \*open\* & running'
    date: 2021-03-04
    draft: true
    # topics: # found in the text: keep what is right, without the `#`
    #   - water/dams # as “canal”, 3 times
    #   - water # as “water”, once
    # organizations: # found in the text: keep what is right, without the `#`
    #   - River Council # as “River Council”, once
    sources:
      - name: River Basin News
        title: 'Second canal: it''s *open* & running'
        url: https://www.basin.example/2021/second?id=4
        author: Noor Haddad, Sam Okafor
        language: en
        published: 2021-03-04
        accessed: 2026-01-01
    ---
    <!-- The article goes here, in the digest's own words. -->
    ");
}

#[test]
fn the_whole_text_is_sanitised_markdown() {
    let folder = site();
    put(&folder, "in/page.html", LINKED_DATA);
    import(&folder, &["in/page.html", "--full"]);
    let text = draft(&folder, "content/articles/2021/2021-03-04-second-canal-it-s-open-running.md");
    let body = text.split("\n---\n").nth(1).unwrap();
    insta::assert_snapshot!(body, @"
    ## Second canal

    The second canal carries water since Thursday, the River Council said, after a delay of three years, two months.

    It starts at the **old dam**, see [the map](https://www.basin.example/map?utm_medium=x).

    A third paragraph, with words, and commas, so that the text is found to be the main one of this page.
    ");
}

#[test]
fn other_vocabularies_are_read_too() {
    let folder = site();
    put(
        &folder,
        "in/paper.html",
        "<title>x</title><meta name=citation_title content='Flow of two rivers'><meta name=citation_author content='Haddad, N.'>\
         <meta name=citation_author content='Okafor, S.'><meta name=citation_publication_date content='2019/05'>\
         <meta name=citation_journal_title content='Journal of Rivers'><meta name=citation_language content=en>",
    );
    put(
        &folder,
        "in/open.html",
        "<html lang=es><title>x</title><meta property='og:title' content='Baja el agua'><meta property='og:site_name' content='El Cauce'>\
         <meta property='og:url' content='https://cauce.example/baja'><article><time datetime='2019-06-07T10:00'>7 de junio</time></article>",
    );
    put(&folder, "in/bare.html", "<title>Only a title</title>");
    insta::assert_snapshot!(import(&folder, &["in/paper.html", "in/open.html", "in/bare.html"]), @"
    exit status 0
    --- stdout
    content/articles/2026/2026-01-01-flow-of-two-rivers.md
    content/articles/2019/2019-06-07-baja-el-agua.es.md
    content/articles/2026/2026-01-01-only-a-title.md
    --- stderr
    3 drafts imported; 0 errors, 0 warnings
    ");
    insta::assert_snapshot!(draft(&folder, "content/articles/2026/2026-01-01-flow-of-two-rivers.md"), @"
    ---
    # From in/paper.html. Confirm what is in doubt, then take these comments and `draft` away.
    title: Flow of two rivers
    date: 2026-01-01 # the day of the import, as the source gives none: confirm
    draft: true
    sources:
      - name: Journal of Rivers
        title: Flow of two rivers
        author: Haddad, N.; Okafor, S.
        language: en
        published: 2019-05
        accessed: 2026-01-01
    ---
    <!-- The article goes here, in the digest's own words. -->
    ");
    insta::assert_snapshot!(draft(&folder, "content/articles/2019/2019-06-07-baja-el-agua.es.md"), @"
    ---
    # From in/open.html. Confirm what is in doubt, then take these comments and `draft` away.
    title: Baja el agua
    date: 2019-06-07
    draft: true
    # topics: # found in the text: keep what is right, without the `#`
    #   - water # as “agua”, once
    sources:
      - name: El Cauce
        title: Baja el agua
        url: https://cauce.example/baja
        language: es
        published: 2019-06-07
        accessed: 2026-01-01
    ---
    <!-- The article goes here, in the digest's own words. -->
    ");
    insta::assert_snapshot!(draft(&folder, "content/articles/2026/2026-01-01-only-a-title.md"), @"
    ---
    # From in/bare.html. Confirm what is in doubt, then take these comments and `draft` away.
    title: Only a title
    date: 2026-01-01 # the day of the import, as the source gives none: confirm
    draft: true
    sources:
      - name: bare # from the name of the file: confirm
        title: Only a title
        accessed: 2026-01-01
    ---
    <!-- The article goes here, in the digest's own words. -->
    ");
}

#[test]
fn a_page_that_tries_to_break_out_stays_within_its_values() {
    let folder = site();
    put(
        &folder,
        "in/evil.html",
        "<title>x</title><meta property='og:title' content='---\n../../x: &quot; # [y](javascript:z) <script> \u{202e}\u{1}'>\
         <meta property='og:site_name' content='a\n  url: https://evil.example/ # '><meta name=author content='!!x &amp;y *z | %w'>\
         <link rel=canonical href='https://ok.example/a\"b|c^d`e{f}?x=<y>'><meta name=date content='2020-02-02'>",
    );
    insta::assert_snapshot!(import(&folder, &["in/evil.html"]), @"
    exit status 0
    --- stdout
    content/articles/2020/2020-02-02-x-y-javascript-z-script.md
    --- stderr
    1 draft imported; 0 errors, 0 warnings
    ");
    insta::assert_snapshot!(draft(&folder, "content/articles/2020/2020-02-02-x-y-javascript-z-script.md"), @r#"
    ---
    # From in/evil.html. Confirm what is in doubt, then take these comments and `draft` away.
    title: '--- ../../x: " # \[y\](javascript:z) \<script>'
    date: 2020-02-02
    draft: true
    sources:
      - name: 'a url: https://evil.example/ #'
        title: '--- ../../x: " # [y](javascript:z) <script>'
        url: https://ok.example/a%22b%7Cc%5Ed%60e%7Bf%7D?x=%3Cy%3E
        author: '!!x &y *z | %w'
        published: 2020-02-02
        accessed: 2026-01-01
    ---
    <!-- The article goes here, in the digest's own words. -->
    "#);
}
