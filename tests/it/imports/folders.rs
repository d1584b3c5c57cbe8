//! Content folders of other generators.

use super::{builds, draft, import, put, site};

#[test]
fn articles_of_hugo_move_over_with_tags_addresses_links_and_translations() {
    let folder = site();
    put(
        &folder,
        "in/hugo/hugo.toml",
        "baseURL = 'https://old.example/blog/'\n[permalinks]\nnotes = '/:year/:slug/'\n",
    );
    put(
        &folder,
        "in/hugo/content/posts/first.md",
        "+++\ntitle = \"First *talks*\"\ndate = 2018-07-02T09:00:00-05:00\ntags = [\"water\", \"Marta Ibanez Soler\", \"mud\"]\n\
         categories = [\"River Council\"]\ndraft = false\nweight = 3\naliases = [\"/old/first/\"]\ndescription = \"In short\"\n\
         cover = \"c.png\"\n[params]\nrating = 4\n+++\nSee {{< youtube abc >}}, [the second](../second/), [its part](second.md#part),\n\
         [a page](/about/), ![a picture](pic.jpg) and {{</* shown */>}}.\n",
    );
    put(
        &folder,
        "in/hugo/content/posts/second.md",
        "---\ntitle: Second\ndate: 2018-07-03\nlastmod: 2018-07-04\n---\n## Part\n[First](/posts/first/)\n",
    );
    put(
        &folder,
        "in/hugo/content/posts/second.es.md",
        "---\ntitle: Segunda\ndate: 2018-07-03\n---\n[Primera](/posts/first/)\n",
    );
    put(
        &folder,
        "in/hugo/content/notes/a-note/index.md",
        "{\"title\": \"A note\", \"date\": \"2018-08-01\", \"slug\": \"note\"}\nText.\n",
    );
    put(&folder, "in/hugo/content/posts/_index.md", "---\ntitle: Posts\n---\n");
    put(&folder, "in/hugo/content/posts/broken.md", "---\ntitle: [\n---\n");
    insta::assert_snapshot!(import(&folder, &["in/hugo/content"]), @"
    exit status 1
    --- stdout
    content/articles/2018/2018-08-01-note.md
    content/articles/2018/2018-07-02-first.md
    content/articles/2018/2018-07-03-second.md
    content/articles/2018/2018-07-03-second.es.md
    --- stderr
    error[E0803]: `in/hugo/content/posts/broken.md` cannot be imported: did not find expected node content
     --> in/hugo/content/posts/broken.md:3:1
      |
    3 | ---
      | ^

    warning[W0802]: the shortcode `{{< youtube abc >}}` has no counterpart
      --> in/hugo/content/posts/first.md:14:5
       |
    14 | See {{< youtube abc >}}, [the second](../second/), [its part](second.md#part),
       |     ^^^^^^^^^^^^^^^^^^^
       |
       = help: it stands in the draft as it is: write out what it made

    `in/hugo/content` of Hugo: 4 articles
      2 other files left out: section pages, and files without front matter that can be read
      1 shortcode left as it stands
      2 links that led to other pages of the old site
      keys left behind: `cover` (1), `weight` (1)
    4 drafts imported; 1 error, 1 warning
    ");
    insta::assert_snapshot!(draft(&folder, "content/articles/2018/2018-07-02-first.md"), @r#"
    ---
    # From in/hugo/content/posts/first.md. Confirm what is in doubt, then take these comments and `draft` away.
    title: First \*talks\*
    date: 2018-07-02T09:00:00-05:00
    draft: true
    summary: In short
    # Tags that name no topic, person or organization here: mud
    topics:
      - water
    people:
      - Marta Ibáñez Soler
    organizations:
      - River Council
    aliases:
      - /old/first/
      - /posts/first/
    extra: {"rating":4}
    ---
    See {{< youtube abc >}}, [the second](@/articles/2018/2018-07-03-second.md), [its part](@/articles/2018/2018-07-03-second.md#part),
    [a page](https://old.example/about/), ![a picture](https://old.example/blog/posts/first/pic.jpg) and {{</* shown */>}}.
    "#);
    insta::assert_snapshot!(draft(&folder, "content/articles/2018/2018-07-03-second.es.md"), @"
    ---
    # From in/hugo/content/posts/second.es.md. Confirm what is in doubt, then take these comments and `draft` away.
    title: Segunda
    draft: true
    aliases:
      - /es/posts/second/
    ---
    [Primera](@/articles/2018/2018-07-02-first.md)
    ");
    insta::assert_snapshot!(draft(&folder, "content/articles/2018/2018-08-01-note.md"), @"
    ---
    # From in/hugo/content/notes/a-note/index.md. Confirm what is in doubt, then take these comments and `draft` away.
    title: A note
    date: 2018-08-01
    draft: true
    slug: note
    aliases:
      - /2018/note/
    ---
    Text.
    ");
}

#[test]
fn articles_of_zola_move_over() {
    let folder = site();
    put(&folder, "in/zola/config.toml", "base_url = 'https://z.example'\n");
    put(
        &folder,
        "in/zola/content/blog/2019-01-05-one.md",
        "+++\ntitle = 'One'\ntemplate = 'x.html'\n[taxonomies]\ntags = ['Dams and canals']\n[extra]\nk = 'v'\n+++\n\
         To [two](@/blog/two.md#a) {{ youtube(id=\"x\") }}\n",
    );
    put(
        &folder,
        "in/zola/content/blog/two.md",
        "+++\ntitle = 'Two'\ndate = 2019-01-06\npath = 'second'\n+++\n## a\n",
    );
    insta::assert_snapshot!(import(&folder, &["in/zola/content"]), @r#"
    exit status 0
    --- stdout
    content/articles/2019/2019-01-05-one.md
    content/articles/2019/2019-01-06-two.md
    --- stderr
    warning[W0802]: the shortcode `{{ youtube(id="x") }}` has no counterpart
     --> in/zola/content/blog/2019-01-05-one.md:9:27
      |
    9 | To [two](@/blog/two.md#a) {{ youtube(id="x") }}
      |                           ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: it stands in the draft as it is: write out what it made

    `in/zola/content` of Zola: 2 articles
      1 shortcode left as it stands
      keys left behind: `template` (1)
    2 drafts imported; 0 errors, 1 warning
    "#);
    insta::assert_snapshot!(draft(&folder, "content/articles/2019/2019-01-05-one.md"), @r#"
    ---
    # From in/zola/content/blog/2019-01-05-one.md. Confirm what is in doubt, then take these comments and `draft` away.
    title: One
    date: 2019-01-05
    draft: true
    topics:
      - water/dams
    aliases:
      - /blog/one/
    extra: {"k":"v"}
    ---
    To [two](@/articles/2019/2019-01-06-two.md#a) {{ youtube(id="x") }}
    "#);
    assert!(draft(&folder, "content/articles/2019/2019-01-06-two.md").contains("  - /second\n"));
}

#[test]
fn posts_of_jekyll_move_over() {
    let folder = site();
    put(
        &folder,
        "in/_posts/2017-05-06-one.md",
        "---\nlayout: post\ntitle: \"One: a start\"\ndate: 2017-05-06 10:00:00 -0500\ncategories: [News Desk]\nauthor: N. H.\n---\n\
         {% post_url 2017-01-01-x %} [gone](/nowhere/)\n",
    );
    put(
        &folder,
        "in/_posts/2017-05-07-two.md",
        "---\nlayout: post\ntitle: Two\npublished: false\npermalink: /t/:title/\n---\n[One](/news-desk/2017/05/06/one.html)\n",
    );
    insta::assert_snapshot!(import(&folder, &["in/_posts"]), @"
    exit status 0
    --- stdout
    content/articles/2017/2017-05-06-one.md
    content/articles/2017/2017-05-07-two.md
    --- stderr
    warning[W0802]: the shortcode `{% post_url 2017-01-01-x %}` has no counterpart
     --> in/_posts/2017-05-06-one.md:8:1
      |
    8 | {% post_url 2017-01-01-x %} [gone](/nowhere/)
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: it stands in the draft as it is: write out what it made

    warning[W0802]: the link `/nowhere/` leads nowhere
     --> in/_posts/2017-05-06-one.md:8:36
      |
    8 | {% post_url 2017-01-01-x %} [gone](/nowhere/)
      |                                    ^^^^^^^^^
      |
      = help: it leads to `https://old-site.invalid/` in the draft: put in where it leads now

    `in/_posts` of Jekyll: 2 articles
      1 shortcode left as it stands
      1 link that led to other pages of the old site
      keys left behind: `layout` (2)
    2 drafts imported; 0 errors, 2 warnings
    ");
    insta::assert_snapshot!(draft(&folder, "content/articles/2017/2017-05-06-one.md"), @r#"
    ---
    # From in/_posts/2017-05-06-one.md. Confirm what is in doubt, then take these comments and `draft` away.
    title: 'One: a start'
    date: 2017-05-06T10:00:00-05:00
    draft: true
    # Tags that name no topic, person or organization here: News Desk
    aliases:
      - /news-desk/2017/05/06/one.html
    extra: {"author":"N. H."}
    ---
    {% post_url 2017-01-01-x %} [gone](https://old-site.invalid/nowhere/)
    "#);
    insta::assert_snapshot!(draft(&folder, "content/articles/2017/2017-05-07-two.md"), @"
    ---
    # From in/_posts/2017-05-07-two.md. Confirm what is in doubt, then take these comments and `draft` away.
    title: Two
    date: 2017-05-07
    draft: true
    aliases:
      - /t/two/
    ---
    [One](@/articles/2017/2017-05-06-one.md)
    ");
    insta::assert_snapshot!(import(&folder, &["in/_posts"]), @"
    exit status 1
    --- stdout
    --- stderr
    error[E0802]: there is an article at `content/articles/2017/2017-05-06-one.md` or at its address already
    --> in/_posts/2017-05-06-one.md
    ::: content/articles/2017/2017-05-06-one.md
     = note: the article is here
     = help: nothing is overwritten: rename the other one to import “One: a start”

    error[E0802]: there is an article at `content/articles/2017/2017-05-07-two.md` or at its address already
    --> in/_posts/2017-05-07-two.md
    ::: content/articles/2017/2017-05-07-two.md
     = note: the article is here
     = help: nothing is overwritten: rename the other one to import “Two”

    warning[W0802]: the shortcode `{% post_url 2017-01-01-x %}` has no counterpart
     --> in/_posts/2017-05-06-one.md:8:1
      |
    8 | {% post_url 2017-01-01-x %} [gone](/nowhere/)
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: it stands in the draft as it is: write out what it made

    warning[W0802]: the link `/nowhere/` leads nowhere
     --> in/_posts/2017-05-06-one.md:8:36
      |
    8 | {% post_url 2017-01-01-x %} [gone](/nowhere/)
      |                                    ^^^^^^^^^
      |
      = help: it leads to `https://old-site.invalid/` in the draft: put in where it leads now

    `in/_posts` of Jekyll: 2 articles
      1 shortcode left as it stands
      1 link that led to other pages of the old site
      keys left behind: `layout` (2)
    0 drafts imported; 2 errors, 2 warnings
    ");
    builds(&folder);
}
