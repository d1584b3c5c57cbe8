//! `publish` in `site.yaml` with faults.

use insta::assert_snapshot;

use crate::support::check;

fn with(targets: &str) -> String {
    check(&format!("=== site.yaml\ntitle: T\nbase_url: https://t.example\npublish:\n{targets}\n"))
}

#[test]
fn keys_that_a_target_does_not_have() {
    assert_snapshot!(with("  live: {kind: folder, pth: /srv/www}"), @r#"
    error[E0106]: a target of the kind `folder` needs `path`
     --> site.yaml:4:3
      |
    4 |   live: {kind: folder, pth: /srv/www}
      |   ^^^^
      |
      = help: add a line `path: …`

    error[E0104]: unknown key `pth`
     --> site.yaml:4:24
      |
    4 |   live: {kind: folder, pth: /srv/www}
      |                        ^^^
      |
      = help: did you mean `path`?
    "#);
    assert_snapshot!(with("  live:\n    kind: folder\n    path: /x\n    releases: 3\n    branch: b"), @r#"
    error[E0104]: a target of the kind `folder` takes no `releases`
     --> site.yaml:7:5
      |
    7 |     releases: 3
      |     ^^^^^^^^
      |
      = help: delete the line

    error[E0104]: a target of the kind `folder` takes no `branch`
     --> site.yaml:8:5
      |
    8 |     branch: b
      |     ^^^^^^
      |
      = help: delete the line
    "#);
}

#[test]
fn kinds_of_targets() {
    assert_snapshot!(with("  live: {kind: ftp, path: /x}"), @r#"
    error[E0110]: `publish.live.kind` cannot be `ftp`
     --> site.yaml:4:16
      |
    4 |   live: {kind: ftp, path: /x}
      |                ^^^
      |
      = help: write `folder`, `git`, `ssh`, `archive`, `s3`, `gcs` or `azure`
    "#);
    assert_snapshot!(with("  live: {path: /x}"), @r#"
    error[E0106]: `publish.live.kind` is missing
     --> site.yaml:4:9
      |
    4 |   live: {path: /x}
      |         ^^^^^^^^^^
      |
      = help: add a line `kind: …`
    "#);
    assert_snapshot!(with("  live:\n    kind: ssh"), @r#"
    error[E0106]: a target of the kind `ssh` needs `host`
     --> site.yaml:4:3
      |
    4 |   live:
      |   ^^^^
      |
      = help: add a line `host: …`

    error[E0106]: a target of the kind `ssh` needs `path`
     --> site.yaml:4:3
      |
    4 |   live:
      |   ^^^^
      |
      = help: add a line `path: …`
    "#);
}

#[test]
fn names_of_targets() {
    assert_snapshot!(with("  status: {kind: folder, path: /x}\n  a b: {kind: folder, path: /x}"), @r#"
    error[E0110]: `status` cannot be the name of a target
     --> site.yaml:4:3
      |
    4 |   status: {kind: folder, path: /x}
      |   ^^^^^^
      |
      = help: use letters, digits, `-` and `_`, and no command such as `status`

    error[E0110]: `a b` cannot be the name of a target
     --> site.yaml:5:3
      |
    5 |   a b: {kind: folder, path: /x}
      |   ^^^
      |
      = help: use letters, digits, `-` and `_`, and no command such as `status`
    "#);
}

#[test]
fn values_that_a_program_could_misread() {
    assert_snapshot!(with("  live: {kind: ssh, host: \"a:22\", path: /x}\n  b: {kind: ssh, host: \"-oProxyCommand=x\", path: /x}\n  c: {kind: git, branch: \"a b\"}\n  d: {kind: ssh, host: h, path: \"~/\"}"), @r#"
    error[E0110]: `a:22` is no host
     --> site.yaml:4:27
      |
    4 |   live: {kind: ssh, host: "a:22", path: /x}
      |                           ^^^^^^
      |
      = help: write `example.org` or `user@example.org`; a port has its own key, `port`

    error[E0110]: `-oProxyCommand=x` begins with `-`
     --> site.yaml:5:24
      |
    5 |   b: {kind: ssh, host: "-oProxyCommand=x", path: /x}
      |                        ^^^^^^^^^^^^^^^^^^

    error[E0110]: `a b` is no name of a branch
     --> site.yaml:6:26
      |
    6 |   c: {kind: git, branch: "a b"}
      |                          ^^^^^

    error[E0110]: `~/` cannot be a target
     --> site.yaml:7:33
      |
    7 |   d: {kind: ssh, host: h, path: "~/"}
      |                                 ^^^^
      |
      = help: name a folder of its own, such as `/srv/www/digest`
    "#);
}

#[test]
fn an_archive_tells_its_format() {
    assert_snapshot!(with("  live: {kind: archive, path: site}"), @r#"
    error[E0110]: `site` does not tell its format
     --> site.yaml:4:31
      |
    4 |   live: {kind: archive, path: site}
      |                               ^^^^
      |
      = help: let its name end in `.zip` or `.tar.zst`, or add `format`
    "#);
}

#[test]
fn what_follows_a_publish() {
    assert_snapshot!(with("  live:\n    kind: folder\n    path: /x\n    max_deletions: 120\n    purge: {endpoint: nowhere, token_env: T}\n    websub: {}"), @r#"
    error[E0110]: `publish.live.max_deletions` must be from 0 to 100, not `120`
     --> site.yaml:7:20
      |
    7 |     max_deletions: 120
      |                    ^^^

    error[E0110]: `nowhere` is no web address
     --> site.yaml:8:23
      |
    8 |     purge: {endpoint: nowhere, token_env: T}
      |                       ^^^^^^^
      |
      = help: write an address that starts with `https://`

    error[E0106]: `publish.live.websub.hub` is missing
     --> site.yaml:9:13
      |
    9 |     websub: {}
      |             ^^
      |
      = help: add a line `hub: …`
    "#);
}

#[test]
fn credentials_are_refused_without_being_shown() {
    assert_snapshot!(with("  live:\n    kind: s3\n    bucket: b\n    secret_access_key: abcdef\n  git: {kind: git, repository: \"https://me:pw@h/x\", brnch: x}\n  f: {kind: folder, path: /x, purge: {endpoint: \"https://a.example\", token_env: abcDEF123}}"), @r#"
    error[E0111]: `publish.f.purge.token_env` holds a credential, which `site.yaml` must not
    --> site.yaml
     = help: take it out, and set it in the environment: docs/publishing.md lists the variables; if it was ever committed or shared, replace it

    error[E0111]: `publish.git.repository` holds a credential, which `site.yaml` must not
    --> site.yaml
     = help: take it out, and set it in the environment: docs/publishing.md lists the variables; if it was ever committed or shared, replace it

    error[E0111]: `publish.live.secret_access_key` holds a credential, which `site.yaml` must not
    --> site.yaml
     = help: take it out, and set it in the environment: docs/publishing.md lists the variables; if it was ever committed or shared, replace it
    "#);
}
