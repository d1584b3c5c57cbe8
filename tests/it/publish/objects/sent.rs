//! What is sent, how, and what is deleted.

use super::service::{ALL, Kind, Service};
use super::wire::Message;
use super::{assert_published, at_target, counted, site, written};
use crate::publish::{Site, issues, paths};

#[test]
fn what_changed_is_sent_and_nothing_else() {
    for kind in ALL {
        let service = Service::start(kind);
        let site = site(&service, "");
        site.publish(&[]);
        assert_published(&site, &service);
        let mut built: Vec<String> = site.folder.public().into_keys().collect();
        built.sort_unstable();
        assert_eq!(written(&service), built, "{kind:?}: each file once");
        site.publish(&[]);
        let counts = counted(&service);
        assert_eq!(counts.keys().collect::<Vec<_>>(), ["GET"], "{kind:?}: {counts:?}");
        assert_eq!(counts["GET"], 1, "{kind:?}: the manifest is enough");
        let before = site.folder.public();
        site.edit("content/glossary/tariff.md", "A tax.", "A tax on goods.");
        let told = site.json(&["--yes"]);
        let now = site.folder.public();
        let changed: Vec<&String> = now
            .iter()
            .filter(|(path, bytes)| before.get(*path) != Some(*bytes))
            .map(|(path, _)| path)
            .collect();
        assert!(!changed.is_empty() && changed.len() < 10, "{changed:?}");
        assert_eq!(written(&service).iter().collect::<Vec<_>>(), changed, "{kind:?}");
        assert!(paths(&told["changed_addresses"]).contains(&"https://test.example/glossary/"), "{told}");
        assert_published(&site, &service);
    }
}

#[test]
fn what_is_gone_is_deleted_in_batches_and_nothing_of_others() {
    for kind in ALL {
        let service = Service::start(kind);
        let site = site(&service, ", prefix: /digest/");
        let other =
            Site::with(&format!("  live: {{{}, prefix: other}}", service.target()), service.credentials());
        other.publish(&[]);
        let theirs = at_target_below(&service, "other/");
        site.publish(&[]);
        site.set(issues::next_issue());
        service.proxy.take();
        let told = site.json(&["--yes", "--max-deletions", "100"]);
        let deleted = paths(&told["deleted"]).len();
        assert!(deleted > 10, "{deleted}");
        let counts = counted(&service);
        let requests = counts.get("DELETE").copied().unwrap_or(0) + counts.get("POST").copied().unwrap_or(0);
        // Google has no request that deletes several; one more releases the claim. Elsewhere it is one for
        // lists, one for pages and one for what they are made of.
        let most = if kind == Kind::Google { deleted + 1 } else { 4 };
        assert!(requests <= most && requests > 1, "{kind:?}: {counts:?}");
        let mine = at_target_below(&service, "digest/");
        crate::folder::assert_same(&mine, &site.folder.public(), "below the prefix");
        assert!(at_target_below(&service, "other/") == theirs, "{kind:?}: files of another site");
    }
}

fn at_target_below(service: &Service, prefix: &str) -> crate::support::Files {
    let objects = service.objects().into_iter();
    let below = objects.filter_map(|(name, bytes)| Some((name.strip_prefix(prefix)?.to_owned(), bytes)));
    below.filter(|(name, _)| name != ".digest-manifest.json").collect()
}

#[test]
fn files_are_delivered_as_they_are() {
    for (kind, compress, coding) in
        [(Kind::S3s, "gzip", "gzip"), (Kind::Azurite, "brotli", "br"), (Kind::Google, "brotli", "br")]
    {
        let service = Service::start(kind);
        let site = site(&service, &format!(", compress: {compress}"));
        site.publish(&[]);
        let font = site.folder.public().into_keys().find(|path| path.ends_with(".woff2")).unwrap();
        let seen = service.proxy.take();
        let expected = [
            ("index.html", "text/html; charset=utf-8", "public, max-age=0, must-revalidate", Some(coding)),
            (
                "feed.atom",
                "application/atom+xml; charset=utf-8",
                "public, max-age=0, must-revalidate",
                Some(coding),
            ),
            (font.as_str(), "font/woff2", "public, max-age=31536000, immutable", None),
        ];
        for (path, content_type, cache, coding) in expected {
            let is_it = |it: &Message| it.method() == "PUT" && it.object().as_deref() == Some(path);
            let (put, _) = seen.iter().find(|(it, _)| is_it(it)).unwrap();
            let header = |name: &str| {
                put.header(&format!("x-ms-blob-{name}")).or_else(|| put.header(name)).map(str::to_owned)
            };
            assert_eq!(header("content-type").as_deref(), Some(content_type), "{kind:?} {path}");
            assert_eq!(header("cache-control").as_deref(), Some(cache), "{kind:?} {path}");
            assert_eq!(header("content-encoding").as_deref(), coding, "{kind:?} {path}");
            if let Some(told) = service.headers(path) {
                assert_eq!(told.header("content-type"), Some(content_type), "{kind:?} {path}");
                assert_eq!(told.header("cache-control"), Some(cache), "{kind:?} {path}");
                assert_eq!(told.header("content-encoding"), coding, "{kind:?} {path}");
            }
        }
        let total = |files: crate::support::Files| files.values().map(Vec::len).sum::<usize>();
        let (sent, built) = (total(at_target(&service)), total(site.folder.public()));
        assert!(sent < built * 2 / 3, "{kind:?}: {sent} of {built}");
        if kind != Kind::S3s {
            // What a reader unpacks is what was built.
            let good = site.json(&["verify", &service.readers().address]);
            assert_eq!(good["good"], true, "{good}");
        }
        site.edit("site.yaml", &format!("compress: {compress}"), "compress: none");
        site.publish(&[]);
        assert_published(&site, &service);
        assert!(!written(&service).contains(&font), "what is not compressed is not sent again");
    }
}

#[test]
fn the_live_site_is_compared_with_the_build() {
    for kind in ALL {
        let service = Service::start(kind);
        let site = site(&service, "");
        site.publish(&[]);
        let readers = service.readers();
        let good = site.json(&["verify", &readers.address]);
        assert_eq!(good["good"], true, "{kind:?}: {good}");
        site.edit("content/glossary/tariff.md", "A tax.", "A tax on goods.");
        site.folder.build(&[]);
        service.proxy.take();
        assert_eq!(site.json(&["status"])["up_to_date"], false);
        assert_eq!(counted(&service).into_keys().collect::<Vec<_>>(), ["GET"], "looking touches nothing");
        assert_eq!(site.run(&["verify", &readers.address]).status.code(), Some(1));
        let said = site.refused(&["rollback"], 3);
        assert!(said.contains("keeps no earlier versions"), "{said}");
    }
}

#[test]
fn on_a_terminal_a_line_counts_what_is_sent() {
    let service = Service::start(Kind::Google);
    let site = site(&service, "");
    site.folder.build(&[]);
    // What is refused at first takes longer than the line waits.
    let refused = std::sync::atomic::AtomicUsize::new(0);
    service.proxy.answer(move |request| {
        let is_first = || refused.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < 40;
        (request.method() == "PUT" && !request.is_own() && is_first()).then(|| Message::response(503, ""))
    });
    let plain = site.command(&["--yes"]);
    let mut command = std::process::Command::new("script");
    let words = plain.get_args().map(|word| word.to_str().unwrap()).collect::<Vec<_>>().join(" ");
    command.args(["-qec", &format!("'{}' {words}", plain.get_program().to_str().unwrap()), "/dev/null"]);
    command.env_clear().envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.current_dir(plain.get_current_dir().unwrap()).env("TERM", "xterm");
    let shown = String::from_utf8(crate::folder::finish(command).stdout).unwrap();
    let sent = site.folder.public().len();
    assert!(shown.contains(&format!("of {sent} files, ")) && shown.contains("  [="), "{shown}");
    assert_published(&site, &service);
}
