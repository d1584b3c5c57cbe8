//! What can be typed, what cannot, and the clock.

use insta::assert_snapshot;

use super::{build, folder, told};
use crate::support::{Files, article, command, run, stderr, tree, write_site};

#[test]
fn help() {
    assert_snapshot!(told(&folder(), &["--help"]), @r#"
    exit status 0
    --- stdout
    Builds a static digest of one public issue from a folder of Markdown articles

    Usage: digest <COMMAND>

    Commands:
      build        Build the site into its output folder
      check        Look for everything that is wrong or odd, in the content and in the finished pages
      list         List articles, topics, editions, what is left out, or what is filed nowhere
      explain      Explain a code of a fault, or list them all
      completions  Print completions for a shell
      man          Print the manual page
      new          Make a file with complete, commented front matter
      serve        Show the site in a browser, and every save at once
      init         Make a new site with examples in both languages
      import       Make drafts from news texts, web pages, feeds, or another generator's articles
      publish      Take the site to where readers get it: the targets that `site.yaml` names
      schema       Print the JSON Schema of `site.yaml` or of an article's front matter, for editors'
                   completion
      help         Print this message or the help of the given subcommand(s)

    Options:
      -h, --help     Print help
      -V, --version  Print version

    Exit status: 0 fine, 1 the content has faults or a live site differs, 2 the call is wrong, 3 the
    environment failed.
    --- stderr
    "#);
    assert_snapshot!(told(&folder(), &["build", "--help"]), @r#"
    exit status 0
    --- stdout
    Build the site into its output folder

    Every fault of every file is told in one run, and then nothing is written. A build that fails or is
    killed leaves the output folder as it was.

    Usage: digest build [OPTIONS]

    Options:
          --site <FOLDER>
              Folder of the site

              [default: .]

      -o, --output <FOLDER>
              Output folder, in place of `output_dir` in `site.yaml`

          --drafts
              Take in documents marked `draft`

          --future
              Take in articles dated after the build's clock

          --expired
              Take in articles that have expired

          --clock <TIME>
              The build's clock, as a day or an RFC 3339 time; else `SOURCE_DATE_EPOCH`, else now

      -j, --jobs <NUMBER>
              Threads; else one for each processor

          --no-cache
              Read and render everything anew

      -q, --quiet
              Say nothing but faults

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      digest build
      digest build --site my-site --output /srv/www/digest
      SOURCE_DATE_EPOCH=1700000000 digest build --drafts
    --- stderr
    "#);
    assert_snapshot!(told(&folder(), &["init", "--help"]), @r#"
    exit status 0
    --- stdout
    Make a new site with examples in both languages

    Usage: digest init [OPTIONS] [FOLDER]

    Arguments:
      [FOLDER]
              Folder to make; it must not exist or be empty

    Options:
          --ci <HOST>
              Write a workflow that publishes the site; into this folder's site, if none is to be made

              Possible values:
              - github: GitHub Actions
              - gitlab: GitLab CI/CD

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      digest init my-site && cd my-site && digest build
      digest init --ci github
    --- stderr
    "#);
    assert_snapshot!(told(&folder(), &["schema", "--help"]), @r#"
    exit status 0
    --- stdout
    Print the JSON Schema of `site.yaml` or of an article's front matter, for editors' completion

    Usage: digest schema <OF>

    Arguments:
      <OF>
              What to describe

              Possible values:
              - site:    `site.yaml`
              - article: Front matter of an article

    Options:
      -h, --help
              Print help (see a summary with '-h')

    Example:
      digest schema article > article.schema.json
    --- stderr
    "#);
}

#[test]
fn help_of_publish() {
    assert_snapshot!(told(&folder(), &["publish", "--help"]), @r#"
    exit status 0
    --- stdout
    Take the site to where readers get it: the targets that `site.yaml` names

    Builds the site, shows what would be added, changed and deleted, asks, and does it. A publish that
    is interrupted is finished by the next. Only files that this site put there are ever deleted.

    Usage: digest publish [OPTIONS] [TARGET]
           digest publish <COMMAND>

    Commands:
      status    Show how a target differs from the last build, and touch nothing
      rollback  Go back to what was live before the last publish
      verify    Fetch the live site and compare it with the last build, byte for byte
      help      Print this message or the help of the given subcommand(s)

    Arguments:
      [TARGET]
              Name of the target in `site.yaml`; needed where there are several

    Options:
          --site <FOLDER>
              Folder of the site

              [default: .]

      -o, --output <FOLDER>
              Output folder, in place of `output_dir` in `site.yaml`

          --json
              Write the result to standard output, as JSON

          --clock <TIME>
              The build's clock, as a day or an RFC 3339 time; else `SOURCE_DATE_EPOCH`, else now

      -j, --jobs <NUMBER>
              Threads; else one for each processor

          --no-build
              Take the last build as it is; refused if the site has changed since

          --dry-run
              Show the plan, and do nothing

      -y, --yes
              Do not ask, as in a pipeline

          --max-deletions <PERCENT>
              Share of published files that may be deleted, in place of the target's `max_deletions`

          --adopt
              Replace files at the target that this site did not put there, and take over those of
              another site

          --take-over
              Go on although another publish says that it is under way

          --force
              Push over commits that others made to the branch (`git`)

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      digest publish --dry-run
      digest publish live --yes --json
      digest publish status live
      digest publish rollback live
    --- stderr
    "#);
    assert_snapshot!(told(&folder(), &["publish", "status", "--help"]), @r#"
    exit status 0
    --- stdout
    Show how a target differs from the last build, and touch nothing

    Usage: digest publish status [OPTIONS] [TARGET]

    Arguments:
      [TARGET]  Name of the target in `site.yaml`; needed where there are several

    Options:
          --site <FOLDER>    Folder of the site [default: .]
      -o, --output <FOLDER>  Output folder, in place of `output_dir` in `site.yaml`
          --json             Write the result to standard output, as JSON
          --clock <TIME>     The build's clock, as a day or an RFC 3339 time; else `SOURCE_DATE_EPOCH`,
                             else now
      -j, --jobs <NUMBER>    Threads; else one for each processor
      -h, --help             Print help
    --- stderr
    "#);
    assert_snapshot!(told(&folder(), &["publish", "rollback", "--help"]), @r#"
    exit status 0
    --- stdout
    Go back to what was live before the last publish

    Usage: digest publish rollback [OPTIONS] [TARGET]

    Arguments:
      [TARGET]  Name of the target in `site.yaml`; needed where there are several

    Options:
          --site <FOLDER>    Folder of the site [default: .]
      -o, --output <FOLDER>  Output folder, in place of `output_dir` in `site.yaml`
          --json             Write the result to standard output, as JSON
          --clock <TIME>     The build's clock, as a day or an RFC 3339 time; else `SOURCE_DATE_EPOCH`,
                             else now
      -j, --jobs <NUMBER>    Threads; else one for each processor
      -h, --help             Print help
    --- stderr
    "#);
    assert_snapshot!(told(&folder(), &["publish", "verify", "--help"]), @r#"
    exit status 0
    --- stdout
    Fetch the live site and compare it with the last build, byte for byte

    Usage: digest publish verify [OPTIONS] <URL>

    Arguments:
      <URL>  Address of the site, such as `https://example.org`

    Options:
          --site <FOLDER>    Folder of the site [default: .]
      -o, --output <FOLDER>  Output folder, in place of `output_dir` in `site.yaml`
          --json             Write the result to standard output, as JSON
      -h, --help             Print help
    --- stderr
    "#);
}

#[test]
fn version() {
    let output = run(folder().path(), &["--version"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), format!("digest {}\n", env!("CARGO_PKG_VERSION")));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn wrong_calls() {
    assert_snapshot!(told(&folder(), &[]), @r#"
    exit status 2
    --- stdout
    --- stderr
    Builds a static digest of one public issue from a folder of Markdown articles

    Usage: digest <COMMAND>

    Commands:
      build        Build the site into its output folder
      check        Look for everything that is wrong or odd, in the content and in the finished pages
      list         List articles, topics, editions, what is left out, or what is filed nowhere
      explain      Explain a code of a fault, or list them all
      completions  Print completions for a shell
      man          Print the manual page
      new          Make a file with complete, commented front matter
      serve        Show the site in a browser, and every save at once
      init         Make a new site with examples in both languages
      import       Make drafts from news texts, web pages, feeds, or another generator's articles
      publish      Take the site to where readers get it: the targets that `site.yaml` names
      schema       Print the JSON Schema of `site.yaml` or of an article's front matter, for editors'
                   completion
      help         Print this message or the help of the given subcommand(s)

    Options:
      -h, --help     Print help
      -V, --version  Print version

    Exit status: 0 fine, 1 the content has faults or a live site differs, 2 the call is wrong, 3 the
    environment failed.
    "#);
    assert_snapshot!(told(&folder(), &["biuld"]), @r#"
    exit status 2
    --- stdout
    --- stderr
    error: unrecognized subcommand 'biuld'

      tip: a similar subcommand exists: 'build'

    Usage: digest <COMMAND>

    For more information, try '--help'.
    "#);
    assert_snapshot!(told(&folder(), &["build", "--draft"]), @r#"
    exit status 2
    --- stdout
    --- stderr
    error: unexpected argument '--draft' found

      tip: a similar argument exists: '--drafts'

    Usage: digest build --drafts

    For more information, try '--help'.
    "#);
    assert_snapshot!(told(&folder(), &["build", "--jobs", "0"]), @r#"
    exit status 2
    --- stdout
    --- stderr
    error: invalid value '0' for '--jobs <NUMBER>': 0 is not in 1..=256

    For more information, try '--help'.
    "#);
    assert_snapshot!(told(&folder(), &["schema", "topic"]), @r#"
    exit status 2
    --- stdout
    --- stderr
    error: invalid value 'topic' for '<OF>'
      [possible values: site, article]

    For more information, try '--help'.
    "#);
    assert_snapshot!(told(&folder(), &["init"]), @r#"
    exit status 2
    --- stdout
    --- stderr
    error: the following required arguments were not provided:
      <FOLDER>

    Usage: digest init <FOLDER>

    For more information, try '--help'.
    "#);
}

#[test]
fn a_folder_without_a_site() {
    let folder = folder();
    assert_snapshot!(told(&folder, &["build"]), @r#"
    exit status 1
    --- stdout
    --- stderr
    error[E0004]: there is no `site.yaml` here
     |
     = help: run the command in a site's folder, or make one with `digest init my-site`

    nothing was written: 1 error
    "#);
    assert_snapshot!(told(&folder, &["build", "--site", "no-such-folder"]), @r#"
    exit status 1
    --- stdout
    --- stderr
    error[E0004]: there is no `site.yaml` here
     |
     = help: run the command in a site's folder, or make one with `digest init my-site`

    nothing was written: 1 error
    "#);
    assert_eq!(tree(folder.path()), Files::new(), "nothing is written where there is no site");
}

#[test]
fn clocks() {
    let folder = folder();
    write_site(folder.path(), &article("a", "date: 2018-07-12"));
    assert_snapshot!(told(&folder, &["build", "--clock", "yesterday"]), @r#"
    exit status 2
    --- stdout
    --- stderr
    error: `--clock yesterday` is no time
      = help: write a day such as `2018-07-12` or a time such as `2018-07-12T09:00:00-05:00`
    "#);
    assert_snapshot!(told(&folder, &["build", "--clock", "2018-02-30"]), @r#"
    exit status 2
    --- stdout
    --- stderr
    error: `--clock 2018-02-30` is no time
      = help: write a day such as `2018-07-12` or a time such as `2018-07-12T09:00:00-05:00`
    "#);
    let output = command(folder.path()).args(["build"]).env("SOURCE_DATE_EPOCH", "soon").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_snapshot!(stderr(&output), @r#"
    error: `SOURCE_DATE_EPOCH=soon` is no number of seconds
      = help: set it to seconds since 1970-01-01T00:00:00Z, or unset it
    "#);
    assert!(!folder.path().join("public").exists());
}

/// The option outweighs the environment, which outweighs the machine's clock.
#[test]
fn the_clock_of_the_option_the_environment_and_the_machine() {
    let folder = folder();
    write_site(folder.path(), &(article("old", "date: 2018-07-12") + &article("far", "date: 2999-01-01")));
    let built = |arguments: &[&str], epoch: Option<&str>| {
        let mut command = command(folder.path());
        command.args(["build", "-q"]).args(arguments);
        command.envs(epoch.map(|epoch| ("SOURCE_DATE_EPOCH", epoch)));
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let has = |path: &str| folder.path().join("public").join(path).exists();
        (has("2018/07/12/old/index.html"), has("2999/01/01/far/index.html"))
    };
    assert_eq!(built(&[], None), (true, false));
    assert_eq!(built(&[], Some("0")), (false, false));
    assert_eq!(built(&["--clock", "2999-01-01"], Some("0")), (true, true));
    assert_eq!(built(&["--clock", "2018-07-12"], None), (true, false), "a day counts to its end");
    assert_eq!(built(&["--clock", "2018-07-11T23:59:59Z"], None), (false, false));
    assert_eq!(built(&["--future"], Some("0")), (true, true));
}

/// No colours where nobody sees them.
#[test]
fn nothing_is_coloured_in_a_pipe() {
    let folder = folder();
    write_site(folder.path(), &article("a", "date: never"));
    assert!(!stderr(&build(&folder, &[])).contains('\u{1b}'));
    let output = command(folder.path()).args(["build", "--nonsense"]).env("TERM", "xterm").output().unwrap();
    assert!(!stderr(&output).contains('\u{1b}'));
}

#[test]
fn help_of_import() {
    assert_snapshot!(told(&folder(), &["import", "--help"]), @"
    exit status 0
    --- stdout
    Make drafts from news texts, web pages, feeds, or another generator's articles

    Each draft cites its source: outlet, title, author, language, dates, and the address without what
    only tracks readers. What the digest cites already is refused, and no file is replaced. What is
    found by guessing (headlines of wires, topics, people, organizations) is marked with comments for
    you to confirm. Paths of drafts go to standard output.

    Usage: digest import [OPTIONS] <SOURCE>...

    Arguments:
      <SOURCE>...
              Files, folders, and http(s) addresses

    Options:
          --site <FOLDER>
              Folder of the site

              [default: .]

          --stub
              Store facts and an address, no text (the default, save for folders)

          --full
              Store the text as well, as Markdown without anything that could harm

          --lang <TAG>
              Language of the drafts, one of the site's; else that of each source

          --outlet <NAME>
              Name of the outlet, in place of what the sources say

          --since <DAY>
              Leave out what feeds and folders have from before this day

          --kind <KIND>
              What the sources are, where their content does not tell

              Possible values:
              - text:   Plain text, as news wires send it
              - page:   An HTML page
              - feed:   RSS, Atom or JSON Feed
              - opml:   A list of feeds in OPML
              - folder: A content folder of Hugo, Zola or Jekyll

          --topic <PATH>
              Topic of the drafts, such as `migration/asylum`; may be given more than once

          --dry-run
              Print the paths of the drafts and write nothing

          --allow-private
              Fetch from private and loopback addresses too

          --clock <TIME>
              What counts as now, as a day or an RFC 3339 time; else `SOURCE_DATE_EPOCH`, else now

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      digest import wire/voa-2018-07-12.txt
      digest import https://news.example.org/2018/07/talks.html --topic migration/asylum
      digest import https://news.example.org/feed.xml --since 2018-07-01 --dry-run
      digest import feeds.opml --since 2018-07-01
      digest import page.html --full --lang es
      digest import ../old-blog/content/posts
    --- stderr
    ");
}
