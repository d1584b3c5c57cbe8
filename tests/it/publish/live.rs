//! What readers get: nginx in front of a published folder, compared with the build.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::crawler::Crawler;
use super::{Site, issues, paths, search_path};
use crate::folder::newspaper;
use crate::support::stderr;

/// A port on which nobody listens.
pub(super) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Waits until a server that was just started answers.
pub(super) fn await_server(child: &mut Child, port: u16) {
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert_eq!(child.try_wait().unwrap(), None, "the server ended");
        std::thread::yield_now();
    }
}

/// nginx, which ends with this value.
pub(super) struct Nginx {
    child: Child,
    pub(super) address: String,
    _folder: tempfile::TempDir,
}

impl Nginx {
    /// Serves `root`; `rules` are further lines of the server's settings.
    pub(super) fn serve(root: &Path, rules: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let place = folder.path().display();
        let types = "types { text/html html; text/css css; text/javascript js; image/png png; }";
        let user = if std::os::unix::fs::MetadataExt::uid(&folder.path().metadata().unwrap()) == 0 {
            "user root;"
        } else {
            ""
        };
        let settings = format!(
            "daemon off; master_process off; {user} pid {place}/pid; error_log {place}/error.log;\n\
             events {{ worker_connections 64; }}\n\
             http {{ access_log off; {types}\n\
             client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/f; \
             uwsgi_temp_path {place}/u; scgi_temp_path {place}/s;\n\
             server {{ listen 127.0.0.1:{port}; root {place}/root; {rules} }} }}\n",
        );
        // A link spares the settings the quoting of names.
        std::os::unix::fs::symlink(root, folder.path().join("root")).unwrap();
        let file = folder.path().join("nginx.conf");
        fs::write(&file, settings).unwrap();
        let mut command = Command::new("nginx");
        command.env("PATH", [search_path().to_str().unwrap(), ":/usr/sbin"].concat());
        command.args(["-p", folder.path().to_str().unwrap(), "-c", file.to_str().unwrap()]);
        let mut child =
            command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().expect("nginx is installed");
        await_server(&mut child, port);
        Self { child, address: format!("http://127.0.0.1:{port}"), _folder: folder }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn site() -> Site {
    let site = Site::new("  live: {kind: folder, path: OUTSIDE/live}");
    site.outside("live");
    site
}

#[test]
fn the_live_site_is_compared_with_the_build_byte_for_byte() {
    let site = site();
    let live = site.outside("live");
    site.publish(&[]);
    let nginx = Nginx::serve(&live, "");
    let good = site.json(&["verify", &nginx.address]);
    assert_eq!((&good["good"], &good["compared"]), (&true.into(), &(site.folder.public().len() - 2).into()));
    fs::remove_file(live.join("es/index.html")).unwrap();
    fs::write(live.join("index.html"), "another").unwrap();
    let feed = fs::read(live.join("feed.atom")).unwrap();
    fs::write(live.join("feed.atom"), &feed[..feed.len() - 1]).unwrap();
    let output = site.run(&["verify", &format!("{}/", nginx.address), "--json"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let at = |path: &str| format!("{}/{path}", nginx.address);
    assert_eq!(paths(&told["different"]), [at(""), at("feed.atom")]);
    // nginx forbids to list a folder without an index.
    assert_eq!(told["unexpected"][0]["address"], at("es/"));
    assert!(stderr(&output).contains(&format!("different: {}", at("feed.atom"))), "{}", stderr(&output));
}

#[test]
fn a_host_may_redirect_where_the_build_says_so_and_nowhere_else() {
    let site = site();
    let live = site.outside("live");
    site.publish(&[]);
    let redirects = site.folder.read("public/_redirects");
    assert!(redirects.contains("/old/bundle/"), "{redirects}");
    let rules = "location = /old/bundle/ { return 301 /x; } location = /archive/ { return 302 /y; }";
    let nginx = Nginx::serve(&live, rules);
    let output = site.run(&["verify", &nginx.address, "--json"]);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let others = told["unexpected"].as_array().unwrap();
    assert_eq!(others.len(), 1, "{told}");
    assert_eq!(others[0]["address"], format!("{}/archive/", nginx.address));
    assert!(others[0]["answer"].as_str().unwrap().starts_with("302, to "), "{told}");
}

#[test]
fn where_nobody_answers_that_is_said_once() {
    let site = site();
    site.folder.build(&[]);
    let said = site.refused(&["verify", &format!("http://me:secret@127.0.0.1:{}", free_port())], 3);
    assert!(said.contains("no answer from http://…@127.0.0.1") && said.lines().count() == 2, "{said}");
    assert!(!said.contains("secret"), "{said}");
    let said = site.refused(&["verify", "127.0.0.1"], 3);
    assert!(said.contains("is no web address"), "{said}");
}

/// Publishing again and again, while a reader follows every link.
#[test]
fn readers_meet_no_broken_page_while_a_site_is_published() {
    let site = site();
    let live = site.outside("live");
    site.publish(&[]);
    let nginx = Nginx::serve(&live, "");
    let crawler = Crawler::start(&nginx.address);
    for round in 0..12 {
        site.set([newspaper(), issues::next_issue(), issues::special_issue()][round % 3].clone());
        site.folder.write("themes/gazette/static/css/mine.css", format!("a {{ order: {round} }}"));
        site.publish(&["--max-deletions", "100"]);
    }
    let report = crawler.stop();
    assert!(report.pages > 100, "only {} pages were read", report.pages);
    assert_eq!(report.broken, Vec::<String>::new());
}
