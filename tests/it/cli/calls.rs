//! What can be typed, what cannot, and the clock.

use insta::assert_snapshot;

use super::{build, folder, told};
use crate::support::{Files, article, command, run, stderr, tree, write_site};

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

    A first site:
      digest init my-site
      cd my-site
      digest serve --open

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
