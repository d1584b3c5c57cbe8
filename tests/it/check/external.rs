//! `digest check --external`: what is asked of whom, how often, and what is told of the answers.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use insta::assert_snapshot;
use issue_digest::cli::{Failure, Terminal};
use issue_digest::commands::check::Checked;
use issue_digest::commands::check::ask::{Asker, Manners};
use issue_digest::commands::check::external::{self, Options};
use issue_digest::commands::web::reach::Reach;
use issue_digest::site::{Clock, Include};
use issue_digest::source::Sources;
use issue_digest::{Digest, report};
use tempfile::TempDir;

use crate::http_server::{Answer, Server};
use crate::support::{self, NOW, document, stderr};

const DAY: i64 = 24 * 60 * 60;

/// A site whose pages of others are those of `servers`: `S1`, `S2` … in the fixture are their addresses.
struct Site {
    fixture: String,
    servers: Vec<String>,
    reach: Reach,
    /// Where answers are remembered.
    folder: TempDir,
    pauses: Arc<Mutex<Vec<u64>>>,
}

impl Site {
    fn of(fixture: impl Into<String>, servers: &[&Server]) -> Self {
        let mut fixture = fixture.into();
        for (number, server) in servers.iter().enumerate() {
            fixture = fixture.replace(&format!("S{}", number + 1), &server.address.to_string());
        }
        Self {
            fixture,
            servers: servers.iter().map(|server| server.address.to_string()).collect(),
            reach: Reach::PublicAnd(servers.iter().map(|server| server.address).collect()),
            folder: tempfile::tempdir().unwrap(),
            pauses: Arc::default(),
        }
    }

    fn digest(&self, days: i64) -> Digest {
        let clock = Clock { seconds: NOW.clock.seconds + days * DAY };
        let sources = Sources::in_memory(support::files(&self.fixture));
        support::digest_of(sources, Include { clock, ..NOW })
    }

    /// Pauses are remembered in place of being made.
    fn asker(&self) -> Asker {
        let pauses = Arc::clone(&self.pauses);
        let pause = move |wait: Duration| pauses.lock().unwrap().push(wait.as_secs());
        Asker::new(manners(&self.reach), Box::new(pause))
    }

    fn check_with(&self, options: &Options, days: i64) -> (Digest, Result<Checked, Failure>) {
        let digest = self.digest(days);
        let terminal = Terminal { colour: false, interactive: false };
        let checked = external::check(options, self.folder.path(), &digest, &self.asker(), &terminal);
        (digest, checked)
    }

    /// What the terminal shows, the addresses of the servers taken out.
    fn told(&self, options: &Options, days: i64) -> String {
        let (digest, checked) = self.check_with(options, days);
        let Checked { found, summary, failure } = checked.unwrap_or_else(|fault| panic!("{fault:?}"));
        let mut text = report::render(&found.sorted(), &digest.sources, false) + &summary;
        text.extend(failure.map(|failure| failure.message));
        for (number, server) in self.servers.iter().enumerate() {
            text = text.replace(server.as_str(), &format!("S{}", number + 1));
        }
        text
    }

    /// The first line of each finding, then the summary.
    fn lines(&self) -> String {
        let told = self.told(&options(), 0);
        let is_first = |line: &&str| line.starts_with("warning") || line.contains(" outside addresses");
        told.lines().filter(is_first).map(|line| format!("{line}\n")).collect()
    }

    fn pauses(&self) -> Vec<u64> {
        std::mem::take(&mut self.pauses.lock().unwrap())
    }
}

fn manners(reach: &Reach) -> Manners {
    let (time, delay) = (Duration::from_millis(500), Duration::from_secs(1));
    Manners { reach: reach.clone(), time, delay, known_host: "localhost".to_owned() }
}

fn options() -> Options {
    Options {
        suggest_archive: false,
        archive_api: None,
        max_age: 7,
        timeout: Duration::from_secs(20),
        delay: Duration::from_secs(1),
        allow_private: false,
    }
}

/// An article with links to these paths of the first server.
fn links(paths: &[&str]) -> String {
    let links: String = paths.iter().map(|path| format!("[x](http://S1{path})\n")).collect();
    document("articles/talks.md", "title: Talks\ndate: 2018-07-12", &links)
}

/// Requests as `METHOD /path`.
fn asked(server: &Server) -> Vec<String> {
    let words = |line: &String| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    server.asked().iter().map(words).collect()
}

#[test]
fn each_answer_is_told_for_what_it_is() {
    let server = Server::start(|path, _| match path {
        "/gone" => Answer::status(410),
        "/missing" => Answer::status(404),
        "/members" => Answer::status(401),
        "/forbidden" => Answer::status(403),
        "/robots-only" => Answer::status(999),
        "/broken" => Answer::status(500),
        "/hangup" => Answer::Hangup,
        "/silent" => Answer::Silence,
        _ => Answer::html("here"),
    });
    let paths =
        ["/", "/gone", "/missing", "/members", "/forbidden", "/robots-only", "/broken", "/hangup", "/silent"];
    // A name that no resolver has to be asked about: a label of 64 letters.
    let nobody = format!("[x](http://{}.example/)", "a".repeat(64));
    let site = Site::of(links(&paths) + &nobody, &[&server]);
    assert_snapshot!(site.lines().replace(&"a".repeat(64), "NOBODY"), @"
    warning[W0901]: `http://S1/gone` is gone: the server answered 410 (gone)
    warning[W0901]: `http://S1/missing` is gone: the server answered 404 (not found)
    warning[W0903]: `http://S1/members` could not be checked: the server answered 401 (it wants an account)
    warning[W0903]: `http://S1/forbidden` could not be checked: the server answered 403 (forbidden)
    warning[W0903]: `http://S1/robots-only` could not be checked: the server answered 999
    warning[W0904]: `http://S1/broken` could not be reached: the server answered 500 (a fault of its own)
    warning[W0904]: `http://S1/hangup` could not be reached: peer disconnected
    warning[W0904]: `http://S1/silent` could not be reached: it took longer than 0.5 s
    warning[W0901]: `http://NOBODY.example/` is gone: there is no such host
    10 outside addresses, 10 asked now: 1 there, 0 moved, 3 gone, 3 refused, 3 without answer
    ");
}

#[test]
fn a_finding_points_at_the_address_and_says_what_to_do() {
    let server = Server::start(|path, _| match path {
        "/moved" => Answer::Whole(308, vec!["Location: /new".to_owned()], Vec::new()),
        "/new" | "/copy" => Answer::html("here"),
        "/secret" => Answer::status(403),
        "/slow" => Answer::status(503),
        _ => Answer::status(404),
    });
    let front = "title: Talks\ndate: 2018-07-12\nkey_facts:\n  - \"It is [said](http://S1/fact) so\"\n\
                 sources:\n  - name: Outlet\n    url: http://S1/source\n  - {name: Other, url: \"http://S1/lost\", \
                 archive_url: \"http://S1/copy\"}\n  - {name: Third, url: \"http://S1/copy\", archive_url: \
                 \"http://S1/no-copy\"}\nimage: {src: \"http://S1/picture.jpg\", alt: A wall, caption: \
                 \"[Who](http://S1/caption)\"}\ncorrections:\n  - date: 2018-07-13\n    text: See \
                 [this](http://S1/correction) now";
    let fixture = "=== site.yaml\ntitle: The Test\nbase_url: https://test.example/digest\nnavigation:\n  - {title: X, to: \
                   \"http://S1/navigation\"}\n"
        .to_owned()
        + &document(
            "articles/talks.md",
            front,
            "An [old](http://S1/moved#part) link, a [secret](http://S1/secret), a <http://S1/slow>, \
             our [own](https://test.example/digest/2018/07/12/talks/).",
        )
        + &document("topics/trade/_index.md", "title: Trade\nsources: [{name: A, url: \"http://S1/topic\"}]", "")
        + &document("glossary/wall.md", "title: Wall", "See [it](http://S1/term).");
    assert_snapshot!(Site::of(fixture, &[&server]).told(&options(), 0), @r#"
    warning[W0901]: `http://S1/fact` is gone: the server answered 404 (not found)
     --> content/articles/talks.md:5:19
      |
    5 |   - "It is [said](http://S1/fact) so"
      |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: look for where it went; `--suggest-archive` looks for an archived copy

    warning[W0901]: `http://S1/source` is gone: the server answered 404 (not found)
     --> content/articles/talks.md:8:10
      |
    8 |     url: http://S1/source
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: look for where it went; `--suggest-archive` looks for an archived copy

    warning[W0901]: `http://S1/no-copy` is gone: the server answered 404 (not found)
      --> content/articles/talks.md:10:68
       |
    10 |   - {name: Third, url: "http://S1/copy", archive_url: "http://S1/no-copy"}
       |                                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: look for where it went; `--suggest-archive` looks for an archived copy

    warning[W0901]: `http://S1/picture.jpg` is gone: the server answered 404 (not found)
      --> content/articles/talks.md:11:15
       |
    11 | image: {src: "http://S1/picture.jpg", alt: A wall, caption: "[Who](http://S1/caption)"}
       |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: look for where it went; `--suggest-archive` looks for an archived copy

    warning[W0901]: `http://S1/caption` is gone: the server answered 404 (not found)
      --> content/articles/talks.md:11:81
       |
    11 | image: {src: "http://S1/picture.jpg", alt: A wall, caption: "[Who](http://S1/caption)"}
       |                                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: look for where it went; `--suggest-archive` looks for an archived copy

    warning[W0901]: `http://S1/correction` is gone: the server answered 404 (not found)
      --> content/articles/talks.md:14:22
       |
    14 |     text: See [this](http://S1/correction) now
       |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: look for where it went; `--suggest-archive` looks for an archived copy

    warning[W0902]: `http://S1/moved` has moved for good to `http://S1/new#part`
      --> content/articles/talks.md:16:10
       |
    16 | An [old](http://S1/moved#part) link, a [secret](http://S1/secret), a <http://S1/slow>, our [o...
       |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: write the new address, if it leads to the same page

    warning[W0903]: `http://S1/secret` could not be checked: the server answered 403 (forbidden)
      --> content/articles/talks.md:16:62
       |
    16 | An [old](http://S1/moved#part) link, a [secret](http://S1/secret), a <http://S1/slow>, our [o...
       |                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: open it in a browser; what is listed under `check: {skip: […]}` in `site.yaml` is not asked for

    warning[W0904]: `http://S1/slow` could not be reached: the server answered 503 (a fault of its own)
      --> content/articles/talks.md:16:97
       |
    16 | An [old](http://S1/moved#part) link, a [secret](http://S1/secret), a <http://S1/slow>, our [o...
       |                                                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: open it in a browser, and check again later

    warning[W0901]: `http://S1/term` is gone: the server answered 404 (not found)
     --> content/glossary/wall.md:4:10
      |
    4 | See [it](http://S1/term).
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: look for where it went; `--suggest-archive` looks for an archived copy

    warning[W0901]: `http://S1/topic` is gone: the server answered 404 (not found)
     --> content/topics/trade/_index.md:3:26
      |
    3 | sources: [{name: A, url: "http://S1/topic"}]
      |                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: look for where it went; `--suggest-archive` looks for an archived copy

    warning[W0901]: `http://S1/navigation` is gone: the server answered 404 (not found)
     --> site.yaml:4:21
      |
    4 |   - {title: X, to: "http://S1/navigation"}
      |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: look for where it went; `--suggest-archive` looks for an archived copy

    14 outside addresses, 14 asked now: 1 there, 1 moved, 10 gone, 1 refused, 1 without answer; of those not there, 1 cited with an archived copy
    "#);
}

#[test]
fn head_comes_first_and_get_where_it_is_refused() {
    let server = Server::start_with(|method, path, _| match (method, path) {
        ("HEAD", "/a" | "/b") => Answer::status(405),
        ("HEAD", "/c") => Answer::Hangup,
        _ => Answer::html("here"),
    });
    let site = Site::of(links(&["/a", "/b"]), &[&server]);
    assert_eq!(
        site.lines(),
        "2 outside addresses, 2 asked now: 2 there, 0 moved, 0 gone, 0 refused, 0 without answer\n"
    );
    // A host that refused once is not asked in vain again.
    assert_eq!(asked(&server), ["HEAD /a", "GET /a", "GET /b"]);
    let other = Server::start_with(|method, path, _| match (method, path) {
        ("HEAD", "/lies") => Answer::status(404),
        ("HEAD", "/hangs-up") => Answer::Hangup,
        _ => Answer::html("here"),
    });
    let site = Site::of(links(&["/hangs-up", "/lies", "/plain"]), &[&other]);
    assert!(site.lines().contains(": 3 there,"));
    let expected = ["HEAD /hangs-up", "GET /hangs-up", "HEAD /lies", "GET /lies", "HEAD /plain"];
    assert_eq!(asked(&other), expected);
}

#[test]
fn only_what_moved_for_good_is_told_and_only_if_it_is_there() {
    let moved = |status: u16, to: &str| Answer::Whole(status, vec![format!("Location: {to}")], Vec::new());
    let server = Server::start(move |path, _| match path {
        "/for-now" => moved(302, "/here"),
        "/for-good" => moved(301, "/here"),
        "/twice" => moved(308, "/for-good"),
        "/first-for-good" => moved(301, "/for-now"),
        "/first-for-now" => moved(307, "/for-good"),
        "/to-nothing" => moved(301, "/none"),
        "/round" => moved(301, "/round"),
        "/to-file" => moved(301, "file:///etc/passwd"),
        "/to-inside" => moved(301, "http://169.254.169.254/"),
        "/here" => Answer::html("here"),
        _ => Answer::status(404),
    });
    let paths = [
        "/for-now",
        "/for-good",
        "/twice",
        "/first-for-good",
        "/first-for-now",
        "/to-nothing",
        "/round",
        "/to-file",
        "/to-inside",
    ];
    assert_snapshot!(Site::of(links(&paths), &[&server]).lines(), @"
    warning[W0902]: `http://S1/for-good` has moved for good to `http://S1/here`
    warning[W0902]: `http://S1/twice` has moved for good to `http://S1/here`
    warning[W0902]: `http://S1/first-for-good` has moved for good to `http://S1/for-now`
    warning[W0901]: `http://S1/to-nothing` is gone: the server answered 404 (not found)
    warning[W0904]: `http://S1/round` could not be reached: it leads on more than 8 times
    warning[W0904]: `http://S1/to-file` could not be reached: it leads on to `file:///etc/passwd`, which is no http or https address
    warning[W0904]: `http://S1/to-inside` was not asked for: `169.254.169.254` is a private or reserved address
    9 outside addresses, 9 asked now: 2 there, 3 moved, 1 gone, 0 refused, 3 without answer
    ");
}

#[test]
fn a_busy_host_is_given_the_time_that_it_asks_for() {
    let server = Server::start(|path, before| match (path, before) {
        ("/busy", 0) => Answer::status(429).with("Retry-After: 30"),
        ("/troubled", 0..=1) => Answer::status(503),
        ("/often", _) => Answer::status(429),
        _ => Answer::html("here"),
    });
    let site = Site::of(links(&["/busy"]), &[&server]);
    assert!(site.lines().contains(": 1 there,"));
    assert_eq!(site.pauses(), [30]);
    let site = Site::of(links(&["/troubled"]), &[&server]);
    assert!(site.lines().contains(": 1 there,"));
    assert_eq!(site.pauses(), [2, 4]);
    let site = Site::of(links(&["/often"]), &[&server]);
    assert_snapshot!(site.lines(), @"
    warning[W0903]: `http://S1/often` could not be checked: the server answered 429 (too many requests)
    1 outside addresses, 1 asked now: 0 there, 0 moved, 0 gone, 1 refused, 0 without answer
    ");
    assert_eq!(site.pauses(), [2, 4]);
    assert_eq!(asked(&server).iter().filter(|line| line.ends_with("/often")).count(), 3);
}

#[test]
fn a_host_that_wants_to_be_left_alone_is_left_alone() {
    let server = Server::start(|_, _| Answer::status(429).with("Retry-After: 3600"));
    let site = Site::of(links(&["/1", "/2", "/3"]), &[&server]);
    assert_snapshot!(site.lines(), @"
    warning[W0903]: `http://S1/1` could not be checked: the server asks to wait 3600 s
    warning[W0903]: `http://S1/2` could not be checked: the server asks to wait 3600 s
    warning[W0903]: `http://S1/3` could not be checked: the server asks to wait 3600 s
    3 outside addresses, 3 asked now: 0 there, 0 moved, 0 gone, 3 refused, 0 without answer
    ");
    assert_eq!(asked(&server), ["HEAD /1"]);
    assert_eq!(site.pauses(), [0; 0]);
}

#[test]
fn what_is_known_is_not_asked_again_until_it_may_have_changed() {
    let server = Server::start(|path, _| match path {
        "/here" => Answer::html("here"),
        "/often" => Answer::status(429).with("Retry-After: 3600"),
        _ => Answer::status(404),
    });
    let other = Server::start(|_, _| Answer::status(429).with("Retry-After: 3600"));
    let busy = document("articles/more.md", "title: More\ndate: 2018-07-13", "[x](http://S2/)");
    let site = Site::of(links(&["/here", "/none"]) + &busy, &[&server, &other]);
    let first = site.told(&options(), 0);
    assert!(
        first.contains("3 outside addresses, 3 asked now: 1 there, 0 moved, 1 gone, 1 refused"),
        "{first}"
    );
    let count = |days: i64, options: &Options| {
        let before = (server.asked().len(), other.asked().len());
        let told = site.told(options, days);
        assert!(told.contains(": 1 there, 0 moved, 1 gone, 1 refused"), "{told}");
        (server.asked().len() - before.0, other.asked().len() - before.1)
    };
    assert_eq!(count(0, &options()), (0, 1), "that it was too often is not worth remembering");
    assert_eq!(count(1, &options()), (2, 1), "bad news, by HEAD and GET");
    assert_eq!(count(6, &options()), (2, 1));
    assert_eq!(count(7, &options()), (1 + 2, 1), "good news");
    let anew = Options { max_age: 0, ..options() };
    assert_eq!(count(7, &anew), (1 + 2, 1), "everything now");
}

/// Requests that a server is answering at present.
#[derive(Default)]
struct Busy {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Busy {
    fn while_in<T>(&self, work: impl FnOnce() -> T) -> T {
        self.most.fetch_max(self.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let value = work();
        self.now.fetch_sub(1, Ordering::SeqCst);
        value
    }
}

/// Something that happens once.
#[derive(Default)]
struct Event {
    happened: Mutex<bool>,
    told: Condvar,
}

impl Event {
    fn happens(&self) {
        *self.happened.lock().unwrap() = true;
        self.told.notify_all();
    }

    /// Fails where it does not happen.
    fn wait(&self) {
        let waited = self.told.wait_timeout_while(
            self.happened.lock().unwrap(),
            Duration::from_secs(30),
            |happened| !*happened,
        );
        assert!(*waited.unwrap().0, "the event never came");
    }
}

#[test]
fn hosts_are_asked_side_by_side_and_each_of_them_one_thing_at_a_time() {
    let (busy, sent_on) = (Arc::new(Busy::default()), Arc::new(Event::default()));
    let (count, hold) = (Arc::clone(&busy), Arc::clone(&sent_on));
    // The first host answers nothing before the second has sent a reader on to it.
    let first = Server::start(move |_, _| {
        count.while_in(|| {
            hold.wait();
            Answer::html("here")
        })
    });
    let to = first.url("/3");
    let second = Server::start(move |_, _| {
        sent_on.happens();
        Answer::redirect(&to)
    });
    let more = document("articles/more.md", "title: More\ndate: 2018-07-13", "[x](http://S2/go)");
    let site = Site::of(links(&["/1", "/2"]) + &more, &[&first, &second]);
    let (watched, idle) = (Arc::clone(&busy), Arc::new(AtomicUsize::new(0)));
    let log = Arc::clone(&idle);
    let pause = move |wait: Duration| {
        assert_eq!(wait.as_secs(), 1);
        log.fetch_add(1 + 100 * watched.now.load(Ordering::SeqCst), Ordering::SeqCst);
    };
    let asker =
        Asker::new(Manners { time: Duration::from_secs(30), ..manners(&site.reach) }, Box::new(pause));
    let digest = site.digest(0);
    let terminal = Terminal { colour: false, interactive: false };
    let checked = external::check(&options(), site.folder.path(), &digest, &asker, &terminal).unwrap();
    assert!(checked.summary.contains("3 asked now: 3 there"), "{}", checked.summary);
    assert_eq!(busy.most.load(Ordering::SeqCst), 1, "two at once");
    assert_eq!(idle.load(Ordering::SeqCst), 2, "a pause between every two, while nothing is asked");
    assert_eq!(first.asked().len(), 3);
}

#[test]
fn an_archive_is_asked_only_where_that_is_wanted_and_only_for_what_is_gone() {
    let server = Server::start(|path, _| match path {
        "/here" | "/copy" => Answer::html("here"),
        _ => Answer::status(404),
    });
    let api = Server::start(|path, _| {
        if path.contains("never") {
            return Answer::of("application/json", b"{\"archived_snapshots\": {}}");
        }
        let closest = "{\"url\": \"x\", \"archived_snapshots\": {\"closest\": {\"available\": true, \"status\": \
                       \"200\", \"url\": \"http://web.archive.org/web/20180712000000/http://x.example/\"}}}";
        Answer::of("application/json", closest.as_bytes())
    });
    let front = "title: More\ndate: 2018-07-13\nsources:\n  - {name: A, url: \"http://S1/lost\"}\n  - {name: B, \
                 url: \"http://S1/known\", archive_url: \"http://S1/copy\"}";
    let more = document("articles/more.md", front, "[x](http://S1/gone?a=1&b=2) [y](http://S1/never)");
    let fixture = "=== site.yaml\ntitle: The Test\nbase_url: https://test.example\ncheck: {archive_api: \
                   \"http://S2/available\"}\n"
        .to_owned();
    let site = Site::of(fixture + &links(&["/here"]) + &more, &[&server, &api]);
    site.told(&options(), 0);
    assert_eq!(api.asked(), [""; 0], "nobody wanted it");
    let wanted = Options { suggest_archive: true, ..options() };
    assert_snapshot!(site.told(&wanted, 0), @r#"
    warning[W0901]: `http://S1/lost` is gone: the server answered 404 (not found)
     --> content/articles/more.md:5:20
      |
    5 |   - {name: A, url: "http://S1/lost"}
      |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: an archive has a copy: add `archive_url: https://web.archive.org/web/20180712000000/http://x.example/`

    warning[W0901]: `http://S1/gone?a=1&b=2` is gone: the server answered 404 (not found)
     --> content/articles/more.md:8:5
      |
    8 | [x](http://S1/gone?a=1&b=2) [y](http://S1/never)
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: an archive has a copy: `https://web.archive.org/web/20180712000000/http://x.example/`

    warning[W0901]: `http://S1/never` is gone: the server answered 404 (not found)
     --> content/articles/more.md:8:46
      |
    8 | [x](http://S1/gone?a=1&b=2) [y](http://S1/never)
      |                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: the archive has no copy; look for where it went, or take it out

    6 outside addresses, 0 asked now: 2 there, 0 moved, 4 gone, 0 refused, 0 without answer; of those not there, 1 cited with an archived copy
    "#);
    let questions: Vec<String> =
        asked(&api).iter().map(|line| line.replace(&server.address.port().to_string(), "PORT")).collect();
    assert_snapshot!(questions.join("\n"), @"
    GET /available?url=http%3A%2F%2F127.0.0.1%3APORT%2Fgone%3Fa%3D1%26b%3D2&timestamp=20180713
    GET /available?url=http%3A%2F%2F127.0.0.1%3APORT%2Flost&timestamp=20180713
    GET /available?url=http%3A%2F%2F127.0.0.1%3APORT%2Fnever&timestamp=20180713
    ");
    site.told(&wanted, 0);
    assert_eq!(api.asked().len(), 3, "its answers are remembered");
}

#[test]
fn an_archive_that_does_not_answer_is_told_once() {
    let server = Server::start(|_, _| Answer::status(404));
    let site = Site::of(links(&["/a", "/b"]), &[&server]);
    for (answer, why) in [
        (Answer::status(403), "the server answered 403"),
        (Answer::html("<p>sorry"), "its answer is not that of an archive"),
    ] {
        let api = Server::start(move |_, _| answer.clone());
        let reach = Reach::PublicAnd(vec![server.address, api.address]);
        let site = Site {
            reach,
            folder: tempfile::tempdir().unwrap(),
            pauses: Arc::default(),
            fixture: site.fixture.clone(),
            servers: site.servers.clone(),
        };
        let wanted = Options { suggest_archive: true, archive_api: Some(api.url("/")), ..options() };
        let told = site.told(&wanted, 0);
        assert_eq!(told.matches("no copies could be asked for at").count(), 1, "{told}");
        assert!(told.contains(why) && told.contains("2 gone"), "{told}");
        assert_eq!(api.asked().len(), 1);
    }
    let wrong = Options { suggest_archive: true, archive_api: Some("file:///x".to_owned()), ..options() };
    let failure = site.check_with(&wrong, 0).1.unwrap_err();
    assert_eq!((failure.code, failure.message.as_str()), (2, "`file:///x` is no address of an archive"));
}

#[test]
fn what_is_silenced_or_skipped_is_not_told() {
    let server =
        Server::start(|path, _| if path == "/secret" { Answer::status(403) } else { Answer::status(404) });
    let fixture = links(&["/a", "/secret"]);
    let told = |fixture: &str| Site::of(fixture, &[&server]).lines();
    let summary = "2 outside addresses, 2 asked now: 0 there, 0 moved, 1 gone, 1 refused, 0 without answer\n";
    let in_file = fixture.replace("title:", "silence: [W0901, W0903]\ntitle:");
    assert_eq!(told(&in_file), summary);
    let setting = |check: &str| {
        format!("=== site.yaml\ntitle: T\nbase_url: https://t.example\ncheck: {check}\n{fixture}")
    };
    assert_eq!(told(&setting("{silence: [W0901, W0903]}")), summary);
    let before = server.asked().len();
    assert_snapshot!(told(&setting("{skip: [\"http://S1/sec\"]}")), @"
    warning[W0901]: `http://S1/a` is gone: the server answered 404 (not found)
    1 outside addresses, 1 asked now: 0 there, 0 moved, 1 gone, 0 refused, 0 without answer
    ");
    assert_eq!(server.asked().len(), before + 2);
}

#[test]
fn private_addresses_are_not_asked_without_leave() {
    let server = Server::start(|_, _| Answer::html("here"));
    let mut site = Site::of(links(&["/"]), &[&server]);
    site.reach = Reach::PublicAnd(Vec::new());
    assert_snapshot!(site.lines(), @"
    warning[W0904]: `http://S1/` was not asked for: `127.0.0.1` is a private or reserved address
    1 outside addresses, 1 asked now: 0 there, 0 moved, 0 gone, 0 refused, 1 without answer
    ");
    assert_eq!(server.asked(), [""; 0]);
}

#[test]
fn a_machine_that_is_not_online_takes_nothing_for_gone() {
    let nobody = format!("http://{}.example/", "a".repeat(64));
    let site =
        Site::of(document("articles/talks.md", "title: T\ndate: 2018-07-12", &format!("<{nobody}>")), &[]);
    let terminal = Terminal { colour: false, interactive: false };
    let offline = Manners { known_host: format!("{}.example", "b".repeat(64)), ..manners(&site.reach) };
    let asker = Asker::new(offline, Box::new(|_| {}));
    let checked =
        external::check(&options(), site.folder.path(), &site.digest(0), &asker, &terminal).unwrap();
    let failure = checked.failure.unwrap();
    assert_eq!((failure.code, checked.found.is_empty(), checked.summary.as_str()), (3, true, ""));
    assert_snapshot!(format!("{}\n{}", failure.message, failure.help.unwrap()), @"
    the name of no host could be looked up
    see whether this machine is online; nothing was taken for gone
    ");
    assert!(!site.folder.path().join(".digest").exists(), "and remembers nothing");
    assert!(site.lines().contains("1 gone"), "while one that is online does");
}

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let arguments = [&["check", "--clock", "2026-01-01"], arguments].concat();
    let output = support::run(folder, &arguments);
    (output.status.code(), String::from_utf8(output.stdout.clone()).unwrap(), stderr(&output).to_owned())
}

#[test]
fn the_command_asks_nobody_unless_it_is_told_to() {
    let server = Server::start(|_, _| Answer::status(404));
    let fixture = "=== site.yaml\ntitle: T\nbase_url: https://t.example\n".to_owned()
        + &links(&["/a", "/b"]).replace("S1", &server.address.to_string());
    let folder = tempfile::tempdir().unwrap();
    support::write_site(folder.path(), &fixture);
    let (code, out, _) = run(folder.path(), &["--strict"]);
    assert_eq!((code, out.as_str()), (Some(0), ""));
    assert_eq!(server.asked(), [""; 0]);
    assert!(!folder.path().join(".digest").exists());
    let external = ["--external", "--allow-private", "--delay", "0"];
    let (code, out, err) = run(folder.path(), &external);
    assert_eq!((code, out.matches("warning[W0901]").count()), (Some(0), 2), "{out}{err}");
    assert!(err.starts_with("2 outside addresses, 2 asked now: 0 there, 0 moved, 2 gone"), "{err}");
    let before = server.asked().len();
    let (code, out, err) = run(folder.path(), &[&external[..], &["--strict", "--format", "github"]].concat());
    assert_eq!(code, Some(1));
    assert_snapshot!(out.replace(&server.address.to_string(), "SERVER"), @"
    ::warning file=content/articles/talks.md,line=5,col=5,title=W0901::`http://SERVER/a` is gone: the server answered 404 (not found)%0Ahelp: look for where it went; `--suggest-archive` looks for an archived copy
    ::warning file=content/articles/talks.md,line=6,col=5,title=W0901::`http://SERVER/b` is gone: the server answered 404 (not found)%0Ahelp: look for where it went; `--suggest-archive` looks for an archived copy
    ");
    assert!(err.starts_with("2 outside addresses, 0 asked now"), "{err}");
    assert_eq!(server.asked().len(), before, "known from the first time");
    assert!(
        folder.path().join(".digest/links.json").exists()
            && folder.path().join(".digest/.gitignore").exists()
    );
    let (_, out, _) = run(folder.path(), &[&external[..], &["--format", "json"]].concat());
    assert_eq!(out.matches("\"code\": \"W0901\"").count(), 2);
    for wrong in [&["--suggest-archive"][..], &["--delay", "0"], &["--external", "--timeout", "0"]] {
        assert_eq!(run(folder.path(), wrong).0, Some(2), "{wrong:?}");
    }
}

/// `script` of util-linux gives the command a terminal.
#[test]
fn a_terminal_sees_how_far_it_is_and_a_pipe_sees_lines() {
    let server = Server::start(|_, _| Answer::html("here"));
    let fixture = links(&["/a", "/b"]).replace("S1", &server.address.to_string());
    let folder = tempfile::tempdir().unwrap();
    support::write_site(folder.path(), &fixture);
    let check = ["check", "--external", "--allow-private", "--delay", "0", "--max-age", "0"];
    let line = format!("{} {}", env!("CARGO_BIN_EXE_digest"), check.join(" "));
    let mut command = std::process::Command::new("script");
    let output =
        command.args(["-qec", &line, "/dev/null"]).current_dir(folder.path()).env("TERM", "xterm").output();
    let shown = String::from_utf8(output.expect("`script` of util-linux").stdout).unwrap();
    assert!(shown.contains("\r\u{1b}[K2 of 2 outside addresses asked\r\u{1b}[K"), "{shown:?}");
    let output = support::run(folder.path(), &check);
    assert!(
        !stderr(&output).contains(['\r', '\u{1b}']) && !stderr(&output).contains("asked\n"),
        "{output:?}"
    );
}
