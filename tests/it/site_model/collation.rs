//! Names sort as each language sorts: accents beside their letter, Spanish Ñ after N.

use super::probe;
use crate::support::{article, document, text};

const NAMES: &str = "[Nuñez, Ñandú, Nadal, Zapata, Álvarez, alba, Nuzzi, Obama, Ñuble, Öztürk, 3M, ávila]";
const INDEX: &str = "{% for g in groups %}{{ g.letter }}: {% for i in g.items %}{{ i.title }} {% endfor %}| {% endfor %}{{ count }}";

#[test]
fn spanish_has_a_letter_of_its_own_for_enye() {
    let files = probe(&article("a", &format!("date: 2018-07-12\npeople: {NAMES}")), "people.html", INDEX);
    assert_eq!(
        text(&files, "es/personas/index.html").trim(),
        "#: 3M | A: alba Álvarez ávila | N: Nadal Nuñez Nuzzi | Ñ: Ñandú Ñuble | O: Obama Öztürk | Z: Zapata | 12"
    );
}

#[test]
fn english_sorts_enye_among_n() {
    let files = probe(&article("a", &format!("date: 2018-07-12\npeople: {NAMES}")), "people.html", INDEX);
    assert_eq!(
        text(&files, "people/index.html").trim(),
        "#: 3M | A: alba Álvarez ávila | N: Nadal Ñandú Ñuble Nuñez Nuzzi | O: Obama Öztürk | Z: Zapata | 12"
    );
}

#[test]
fn the_glossary_sorts_by_the_titles_of_its_language() {
    let fixture = document("glossary/a.md", "title: Asylum", "One.")
        + &document("glossary/a.es.md", "title: Ñu", "Uno.")
        + &document("glossary/b.md", "title: Border", "Two.")
        + &document("glossary/b.es.md", "title: Nube", "Dos.")
        + &document("glossary/c.md", "title: Zone", "Three.");
    let template = "{% for t in terms %}{{ t.id }} {{ t.title }} {{ t.lang or \"-\" }} {{ contents[loop.index0] | safe }}{% endfor %}";
    let files = probe(&fixture, "glossary.html", template);
    assert_eq!(
        text(&files, "es/glosario/index.html").trim(),
        "term-b Nube - <p>Dos.</p>\nterm-a Ñu - <p>Uno.</p>\nterm-c Zone en <p>Three.</p>"
    );
    assert!(text(&files, "glossary/index.html").starts_with("term-a Asylum - <p>One.</p>"));
}

/// A letter heads one group, though names that are equal but for case and accents stand apart.
#[test]
fn a_letter_heads_one_group() {
    let files = probe(
        &article("a", "date: 2018-07-12\norganizations: [éa, Eb, ec, Éd, '9a', '10b', Ça, Cb]"),
        "organizations.html",
        INDEX,
    );
    assert_eq!(text(&files, "organizations/index.html").trim(), "#: 10b 9a | C: Ça Cb | E: éa Eb ec Éd | 8");
}
