//! How often hosts are asked, and how many of them at once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use insta::assert_snapshot;
use issue_digest::cli::Terminal;
use issue_digest::commands::check::ask::{Asker, Manners};
use issue_digest::commands::check::external::{self, Options};

use super::{Site, asked, links, manners, options};
use crate::http_server::{Answer, Server};
use crate::support::document;

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
