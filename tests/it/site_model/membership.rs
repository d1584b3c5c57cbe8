//! Topics with those below them, threads, people, organizations and outlets.

use issue_digest::language::LanguageId;
use issue_digest::site::{PersonId, TopicId};

use super::{names, probe};
use crate::support::{article, digest, document, text};

#[test]
fn a_topic_holds_the_articles_of_those_below_it_once() {
    let fixture = document("topics/migration/_index.md", "title: Migration", "")
        + &document("topics/migration/asylum.md", "title: Asylum", "")
        + &document("topics/migration/border/_index.md", "title: Border", "")
        + &document("topics/migration/border/ports.md", "title: Ports", "")
        + &article("a", "date: 2018-07-01\ntopics: [migration/asylum]")
        + &article("b", "date: 2018-07-02\ntopics: [migration/border/ports, migration]")
        + &article("c", "date: 2018-07-03\ntopics: [migration/asylum, migration/border, /migration/asylum/]")
        + &article("d", "date: 2018-07-04");
    let digest = digest(&fixture);
    let topic = |path: &str| {
        let topic = digest.site.topics.iter().find(|topic| &*topic.path == path).unwrap();
        (names(&digest, &topic.own), names(&digest, &topic.all))
    };
    assert_eq!(topic("migration"), (vec!["b"], vec!["c", "b", "a"]));
    assert_eq!(topic("migration/asylum"), (vec!["c", "a"], vec!["c", "a"]));
    assert_eq!(topic("migration/border"), (vec!["c"], vec!["c", "b"]));
    assert_eq!(topic("migration/border/ports"), (vec!["b"], vec!["b"]));
}

#[test]
fn topics_stand_before_their_children_and_siblings_in_order() {
    let fixture = document("topics/z/_index.md", "title: Z\norder: 1", "")
        + &document("topics/z/b.md", "title: ZB", "")
        + &document("topics/z/a.md", "title: ZA", "")
        + &document("topics/a.md", "title: A", "")
        + &document("topics/m.md", "title: M\nweight: -2", "");
    let digest = digest(&fixture);
    let paths: Vec<&str> = digest.site.topics.iter().map(|topic| &*topic.path).collect();
    assert_eq!(paths, ["m", "z", "z/a", "z/b", "a"]);
    assert_eq!(digest.site.topics[1].children, [TopicId(2), TopicId(3)]);
    assert_eq!(digest.site.topics[2].parent, Some(TopicId(1)));
    assert!(digest.plan.page_at("topics/z/a/index.html").is_some());
}

/// Each part of a topic's address is the slug of that topic in the page's language.
#[test]
fn addresses_of_topics_are_made_of_slugs() {
    let fixture = document("topics/trade/_index.md", "title: Trade", "")
        + &document("topics/trade/_index.es.md", "title: Comercio\nslug: comercio", "")
        + &document("topics/trade/steel.md", "title: Steel\nslug: metals", "")
        + &document("topics/trade/steel.es.md", "title: Acero\nslug: metales", "");
    let digest = digest(&fixture);
    assert!(digest.plan.page_at("topics/trade/metals/index.html").is_some());
    assert!(digest.plan.page_at("es/temas/comercio/metales/index.html").is_some());
}

#[test]
fn a_thread_runs_forward_and_threads_come_by_their_newest_article() {
    let fixture = document("threads/steel.md", "title: Steel", "")
        + &document("threads/empty.md", "title: Empty", "")
        + &document("threads/talks.md", "title: Talks\nstatus: closed", "")
        + &document("threads/asylum.md", "title: Asylum", "")
        + &article("a", "date: 2018-07-01\nthread: steel")
        + &article("b", "date: 2018-07-02\nthread: talks")
        + &article("c", "date: 2018-07-02\nthread: steel")
        + &article("d", "date: 2018-07-09\nthread: steel")
        + &article("e", "date: 2018-08-01\nthread: asylum");
    let digest = digest(&fixture);
    let threads: Vec<_> = (digest.site.threads.iter())
        .map(|thread| (&*thread.entry.key, names(&digest, &thread.articles)))
        .collect();
    let expected = [
        ("threads/asylum", vec!["e"]),
        ("threads/steel", vec!["a", "c", "d"]),
        ("threads/talks", vec!["b"]),
        ("threads/empty", vec![]),
    ];
    assert_eq!(threads, expected);
    let place = "{{ thread.part }} of {{ thread.total }}: {{ thread.previous?.title or \"-\" }} < > {{ thread.next?.title or \"-\" }}";
    let files = probe(&fixture, "article.html", place);
    assert_eq!(text(&files, "2018/07/01/a/index.html").trim(), "1 of 3: - < > c");
    assert_eq!(text(&files, "2018/07/02/c/index.html").trim(), "2 of 3: a < > d");
    assert_eq!(text(&files, "2018/07/09/d/index.html").trim(), "3 of 3: c < > -");
    let lists =
        "{% for t in ongoing %}{{ t.title }} {% endfor %}| {% for t in closed %}{{ t.title }} {% endfor %}";
    assert_eq!(
        text(&probe(&fixture, "threads.html", lists), "threads/index.html").trim(),
        "Asylum Steel Empty | Talks"
    );
}

/// Articles of one day stand in a thread in the reverse of the order that lists have.
#[test]
fn a_thread_is_a_list_turned_round() {
    let fixture = document("threads/t.md", "title: T", "")
        + &article("a", "date: 2018-07-01\nthread: t")
        + &article("b", "date: 2018-07-01\nthread: t")
        + &article("c", "date: 2018-07-01T10:00:00Z\nthread: t");
    let digest = digest(&fixture);
    assert_eq!(super::all_names(&digest), ["c", "a", "b"]);
    assert_eq!(names(&digest, &digest.site.threads[0].articles), ["b", "a", "c"]);
}

#[test]
fn every_name_of_a_profile_leads_to_it() {
    let fixture =
        document("people/amlo.md", "title: Andrés Manuel López Obrador\nalso: [AMLO, López Obrador]", "")
            + &document("people/amlo.es.md", "title: Andrés M. López Obrador", "")
            + &article("a", "date: 2018-07-01\npeople: [amlo]")
            + &article("b", "date: 2018-07-02\npeople: [LÓPEZ OBRADOR]")
            + &article("c", "date: 2018-07-03\npeople: [Andrés M. López Obrador, AMLO]")
            + &article("d", "date: 2018-07-04\npeople: [Andres Manuel Lopez Obrador]");
    let digest = digest(&fixture);
    assert_eq!(digest.site.people.len(), 1);
    assert_eq!(names(&digest, &digest.site.people[0].articles), ["d", "c", "b", "a"]);
    assert_eq!(digest.site.people[0].title(LanguageId(1)), "Andrés M. López Obrador");
}

#[test]
fn a_name_without_a_profile_gets_one_in_its_commonest_spelling() {
    let fixture = article("a", "date: 2018-07-01\npeople: [Jose Perez]")
        + &article("b", "date: 2018-07-02\npeople: [José Pérez, Ana]\norganizations: [Ana]")
        + &article("c", "date: 2018-07-03\npeople: [José Pérez]");
    let digest = digest(&fixture);
    let people: Vec<_> = (digest.site.people.iter())
        .map(|person| (person.key.as_str(), person.name.as_str(), names(&digest, &person.articles)))
        .collect();
    assert_eq!(people, [("ana", "Ana", vec!["b"]), ("jose-perez", "José Pérez", vec!["c", "b", "a"])]);
    assert_eq!(digest.site.organizations.len(), 1);
    assert_eq!(digest.site.articles[1].people, [PersonId(1), PersonId(0)]);
    assert!(digest.plan.page_at("es/personas/jose-perez/index.html").is_some());
}

#[test]
fn the_people_of_a_thread_are_counted() {
    let fixture = document("threads/t.md", "title: T", "")
        + &article("a", "date: 2018-07-01\nthread: t\npeople: [Zoe, Ana]")
        + &article("b", "date: 2018-07-02\nthread: t\npeople: [Zoe]")
        + &article("c", "date: 2018-07-03\npeople: [Ana]");
    let files = probe(
        &fixture,
        "thread.html",
        "{% for p in people %}{{ p.title }} {{ p.count }} {{ p.href }};{% endfor %}",
    );
    assert_eq!(text(&files, "threads/t/index.html").trim(), "Zoe 2 /people/zoe/;Ana 1 /people/ana/;");
}

#[test]
fn citations_are_gathered_by_outlet() {
    let fixture = article(
        "a",
        "date: 2018-07-01\nsources:\n  - {name: Voice of America, title: One}\n  - {name: voice of america, title: Two}",
    ) + &article(
        "b",
        "date: 2018-07-02\nsources:\n  - {name: 'El País'}\n  - {name: 'El Pais'}\n  - {name: 毎日新聞}",
    );
    let digest = digest(&fixture);
    let outlets: Vec<_> = (digest.site.outlets.iter())
        .map(|outlet| {
            (
                outlet.name.as_str(),
                outlet.citations.iter().map(|(id, at)| (super::name(&digest, *id), *at)).collect::<Vec<_>>(),
            )
        })
        .collect();
    assert!(outlets.contains(&("Voice of America", vec![("a", 0), ("a", 1)])), "{outlets:?}");
    assert!(outlets.contains(&("El País", vec![("b", 0), ("b", 1)])), "{outlets:?}");
    assert_eq!(outlets.len(), 3, "{outlets:?}");
    let files = probe(
        &fixture,
        "outlet.html",
        "{% for c in citations %}{{ c.title or \"-\" }} in {{ cards[loop.index0].title }};{% endfor %}",
    );
    assert_eq!(text(&files, "sources/voice-of-america/index.html").trim(), "One in a;Two in a;");
}
