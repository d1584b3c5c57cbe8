//! What a service or a second publisher says no to, in words that help and without a secret.

use std::process::Stdio;

use super::service::{ALL, Kind, Service};
use super::wire::Message;
use super::{assert_published, at_target, site};
use crate::publish::versions::AS_BUILT;
use crate::publish::{Site, issues};
use crate::support::stderr;

#[test]
fn credentials_that_are_wrong_are_told() {
    for kind in ALL {
        let service = Service::start(kind);
        let targets = format!("  live: {{{}}}", service.target());
        let site = Site::with(&targets, service.wrong_credentials());
        let said = site.refused(&["--yes"], 3);
        assert!(said.contains("cannot "), "{kind:?}: {said}");
        assert!(said.contains("the credentials are wrong: set `"), "{kind:?}: {said}");
        assert!(service.objects().is_empty());
    }
}

#[test]
fn credentials_that_are_missing_are_told_without_waiting() {
    // Where the address of a machine's metadata is asked for, one that nobody listens at.
    let nobody = format!("http://127.0.0.1:{}", crate::publish::live::free_port());
    let service = Service::start(Kind::S3s);
    let targets = format!("  live: {{{}}}", service.target());
    let site = Site::with(&targets, vec![("AWS_METADATA_ENDPOINT", nobody)]);
    let said = site.refused(&["--yes"], 3);
    assert!(said.contains("no credentials were found") && said.contains("`AWS_ACCESS_KEY_ID`"), "{said}");
    let half = Site::with(&targets, vec![("AWS_ACCESS_KEY_ID", "AKID".to_owned())]);
    let said = half.refused(&["--yes"], 3);
    assert!(said.contains("cannot be used") && said.contains("`AWS_SECRET_ACCESS_KEY`"), "{said}");
}

#[test]
fn a_profile_of_the_aws_command_line_is_used() {
    let service = Service::start(Kind::S3s);
    let home = tempfile::tempdir().unwrap();
    let keys = service.credentials();
    let text = format!("[mine]\naws_access_key_id = {}\naws_secret_access_key = {}\n", keys[0].1, keys[1].1);
    crate::folder::write(&home.path().join(".aws/credentials"), text);
    crate::folder::write(&home.path().join(".aws/config"), "[profile theirs]\nsso_session = x\n");
    let variables = |profile: &str| {
        vec![("HOME", home.path().display().to_string()), ("AWS_PROFILE", profile.to_owned())]
    };
    let targets = format!("  live: {{{}}}", service.target());
    let site = Site::with(&targets, variables("mine"));
    let said = site.publish(&[]);
    assert!(!said.contains(super::service::SECRET), "the secret was shown");
    assert_published(&site, &service);
    let said = Site::with(&targets, variables("theirs")).refused(&["--yes"], 3);
    assert!(
        said.contains("the profile `theirs` has no keys") && said.contains("export-credentials"),
        "{said}"
    );
    let said = Site::with(&targets, variables("nobody")).refused(&["--yes"], 3);
    assert!(said.contains("has a profile `nobody`"), "{said}");
}

#[test]
fn a_container_that_is_not_there_is_told() {
    for kind in ALL {
        let service = Service::start(kind);
        let targets = format!("  live: {{{}}}", service.target().replace(": live", ": none"));
        let site = Site::with(&targets, service.credentials());
        let said = site.refused(&["--yes"], 3);
        assert!(said.contains("there is no such "), "{kind:?}: {said}");
    }
}

fn says_no(
    kind: Kind,
    method: &'static str,
    status: u16,
    code: &'static str,
    message: &str,
) -> (Service, String) {
    let service = Service::start(kind);
    let site = site(&service, "");
    site.publish(&[]);
    let before = service.objects();
    site.set(issues::next_issue());
    let body = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
    service.proxy.answer(move |request| {
        // The documents of the tool's own are let through, so that it comes to the site's files.
        (request.method() == method && !request.is_own()).then(|| Message::response(status, body.clone()))
    });
    let said = site.refused(&["--yes", "--max-deletions", "100"], 3);
    for (name, bytes) in before {
        let is_own = name.starts_with(".digest-");
        assert!(is_own || service.objects().get(&name) == Some(&bytes), "{kind:?}: `{name}` changed");
    }
    service.proxy.mend();
    site.publish(&["--max-deletions", "100"]);
    assert_published(&site, &service);
    (service, said)
}

#[test]
fn a_permission_that_is_missing_is_named() {
    let cases = [
        (Kind::S3s, "PUT", "`s3:PutObject`"),
        (Kind::Azurite, "PUT", "to write blobs (role `Storage Blob Data Contributor`"),
        (Kind::Google, "PUT", "`storage.objects.create`"),
    ];
    for (kind, method, expected) in cases {
        let (_, said) = says_no(kind, method, 403, "AccessDenied", "Access Denied");
        assert!(
            said.contains("cannot write `") && said.contains("403 AccessDenied: Access Denied"),
            "{said}"
        );
        assert!(said.contains("lack a permission") && said.contains(expected), "{kind:?}: {said}");
    }
}

#[test]
fn a_token_that_has_expired_and_a_wrong_region_are_told() {
    let (_, said) = says_no(Kind::S3s, "PUT", 400, "ExpiredToken", "The provided token has expired.");
    assert!(said.contains("the credentials have expired: sign in again"), "{said}");
    let body = "The region 'us-east-1' is wrong; expecting 'eu-west-3'";
    let (_, said) = says_no(Kind::Rclone, "PUT", 400, "AuthorizationHeaderMalformed", body);
    assert!(said.contains("another region"), "{said}");
}

#[test]
fn deleting_that_is_forbidden_leaves_a_site_that_can_be_read() {
    let service = Service::start(Kind::Google);
    let site = site(&service, "");
    site.publish(&[]);
    site.set(issues::next_issue());
    service.proxy.answer(|request| {
        (request.method() == "DELETE" && !request.is_own()).then(|| Message::response(403, ""))
    });
    let said = site.refused(&["--yes", "--max-deletions", "100"], 3);
    assert!(said.contains("cannot delete `") && said.contains("`storage.objects.delete`"), "{said}");
    let there = at_target(&service);
    assert!(site.folder.public().iter().all(|(path, bytes)| there.get(path) == Some(bytes)));
}

#[test]
fn a_service_that_is_busy_is_asked_again() {
    for kind in ALL {
        let service = Service::start(kind);
        let site = site(&service, "");
        let count = std::sync::atomic::AtomicUsize::new(0);
        service.proxy.answer(move |_| {
            let number = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            (number % 7 == 3).then(|| Message::response(503, "<Error><Code>SlowDown</Code></Error>"))
        });
        site.publish(&[]);
        assert!(service.proxy.take().iter().filter(|(_, status)| *status == 503).count() > 10, "{kind:?}");
        assert_published(&site, &service);
    }
}

#[test]
fn an_empty_build_deletes_nothing_and_files_of_others_stay() {
    for kind in ALL {
        let service = Service::start(kind);
        let site = site(&service, "");
        site.publish(&[]);
        let before = service.objects();
        crate::publish::folder::write_empty_build(&site);
        let said = site.refused(&["--yes", "--no-build", "--max-deletions", "100"], 3);
        assert!(said.contains("is empty: nothing is published, and nothing deleted"), "{said}");
        assert!(service.objects() == before, "{kind:?}");
        let stranger = Site::with(&format!("  live: {{{}}}", service.target()), service.credentials());
        stranger.edit("site.yaml", "https://test.example", "https://other.example");
        let said = stranger.refused(&["--yes"], 3);
        assert!(said.contains("holds the site `https://test.example`"), "{said}");
        assert!(service.objects() == before, "{kind:?}");
    }
}

#[test]
fn objects_of_others_are_not_replaced_unless_that_is_asked_for() {
    for kind in ALL {
        let service = Service::start(kind);
        let site = site(&service, "");
        site.publish(&[]);
        // Without the manifest nothing is known to be this site's.
        let manifest = |request: &Message| {
            let is_it = request.object().as_deref() == Some(".digest-manifest.json");
            (is_it && request.method() != "PUT").then(|| Message::response(404, ""))
        };
        service.proxy.answer(manifest);
        let said = site.refused(&["--yes"], 3);
        assert!(
            said.contains("was not put there by this site") && said.contains("--adopt"),
            "{kind:?}: {said}"
        );
    }
}

#[test]
fn of_publishers_at_the_same_time_each_succeeds_or_is_told() {
    for kind in [Kind::S3s, Kind::Azurite, Kind::Google] {
        let service = Service::start(kind);
        let (one, other) = (site(&service, ""), site(&service, ""));
        other.set(issues::next_issue());
        for site in [&one, &other] {
            site.folder.build(&[]);
        }
        let mut succeeded = 0;
        for round in 0..6 {
            let start = |site: &Site| {
                let mut command = site.command(&AS_BUILT);
                command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
            };
            let publishers = [start(&one), start(&other)];
            for output in publishers.map(|child| child.wait_with_output().unwrap()) {
                let said = stderr(&output);
                let is_told = said.contains("another publish") || said.contains("somebody else published");
                assert!(output.status.success() || is_told, "{kind:?}, round {round}: {said}");
                succeeded += usize::from(output.status.success());
            }
            let there = at_target(&service);
            assert!(
                there == one.folder.public() || there == other.folder.public(),
                "{kind:?}, round {round}: a mixture"
            );
        }
        assert!(succeeded >= 6, "{kind:?}: {succeeded}");
    }
}

#[test]
fn a_claim_that_is_live_stops_a_second_publisher_everywhere() {
    for kind in ALL {
        let service = Service::start(kind);
        let site = site(&service, "");
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        let claim = format!(
            r#"{{"id":"x","host":"elsewhere","machine":"m","process":7,"since":{now},"renewed":{now}}}"#
        );
        service.proxy.answer(move |request| {
            let is_it =
                request.object().as_deref() == Some(".digest-publish.json") && request.method() != "PUT";
            let found =
                Message::response(200, claim.clone()).with("etag", "\"1\"").with("x-goog-generation", "1");
            is_it.then(|| found.with("last-modified", "Sat, 01 Jan 2022 00:00:00 GMT"))
        });
        let said = site.refused(&["--yes"], 3);
        assert!(
            said.contains("on `elsewhere`, process 7") && said.contains("--take-over"),
            "{kind:?}: {said}"
        );
        assert!(at_target(&service).is_empty());
    }
}
