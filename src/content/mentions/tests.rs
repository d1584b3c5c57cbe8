//! Forms of terms in texts, hostile ones among them.

use super::{Claim, Finder};

/// A finder for terms with these forms, none of which two terms claim.
fn finder(terms: &[&[&str]]) -> Finder {
    let mut finder = Finder::default();
    let mut form = 0;
    for (term, forms) in terms.iter().enumerate() {
        for text in *forms {
            assert_eq!(finder.add(Claim { term: term as u32, form }, text), None, "{text}");
            form += 1;
        }
    }
    finder
}

/// The matches in a text, each as the term's number and the words.
fn found<'t>(finder: &Finder, text: &'t str) -> Vec<(u32, &'t str)> {
    let mut found = Vec::new();
    let whole = 0..text.len();
    finder.find(text, std::slice::from_ref(&whole), &mut |term, range| found.push((term, &text[range])));
    found
}

fn words<'t>(finder: &Finder, text: &'t str) -> Vec<&'t str> {
    found(finder, text).into_iter().map(|(_, words)| words).collect()
}

#[test]
fn only_whole_words_are_found() {
    let finder = finder(&[&["caravan"], &["Minute 32"], &["Mérida"], &["año"]]);
    for none in [
        "caravans",
        "caravana",
        "a caravan_site",
        "my1caravan",
        "ácaravan",
        "caravaná",
        "caravan\u{301}",
        "cara\u{AD}van",
        "caravan\u{AD}ero",
        "Minute 323",
        "Minute 32a",
        "Emérida",
        "años",
        "an\u{303}o",
    ] {
        assert_eq!(words(&finder, none), [""; 0], "{none}");
    }
    for (text, wanted) in [
        ("caravan", "caravan"),
        ("(caravan)", "caravan"),
        ("caravan's", "caravan"),
        ("a caravan-goer", "caravan"),
        ("caravan—and", "caravan"),
        ("¿caravan?", "caravan"),
        ("Minute 32.", "Minute 32"),
        ("Mérida", "Mérida"),
        ("año", "año"),
    ] {
        assert_eq!(words(&finder, text), [wanted], "{text}");
    }
}

#[test]
fn the_longest_form_wins_and_a_shorter_one_is_found_where_it_does_not_fit() {
    let finder = finder(&[&["USMCA"], &["USMCA joint review"], &["port"], &["port of entry"]]);
    assert_eq!(found(&finder, "the USMCA joint review"), [(1, "USMCA joint review")]);
    assert_eq!(found(&finder, "the USMCA joint reviews"), [(0, "USMCA")]);
    assert_eq!(found(&finder, "port of entrywise port of entry"), [(2, "port"), (3, "port of entry")]);
    assert_eq!(found(&finder, "port of port of entry"), [(2, "port"), (3, "port of entry")]);
}

#[test]
fn a_prefix_of_another_form_hides_nothing() {
    let finder = finder(&[&["a b c d"], &["b c"], &["c"]]);
    assert_eq!(found(&finder, "a b c d"), [(0, "a b c d")]);
    assert_eq!(found(&finder, "a b c e"), [(1, "b c")]);
    assert_eq!(found(&finder, "a a b d c"), [(2, "c")]);
}

#[test]
fn case_counts_where_a_form_has_a_capital_within() {
    let finder = finder(&[&["MPP"], &["T-MEC"], &["Remain in Mexico"], &["Title 42"], &["ámbar gris"]]);
    for exact in ["MPP", "T-MEC", "Remain in Mexico"] {
        assert_eq!(words(&finder, exact), [exact]);
        assert_eq!(words(&finder, &exact.to_lowercase()), [""; 0]);
        assert_eq!(words(&finder, &exact.replace('T', "t").replace('M', "m")), [""; 0]);
    }
    assert_eq!(words(&finder, "to remain in Mexico"), [""; 0]);
    for any in ["Title 42", "title 42", "TITLE 42", "Ámbar gris", "ámbar gris", "ÁMBAR GRIS"] {
        assert_eq!(words(&finder, any), [any]);
    }
    assert_eq!(words(&finder, "ambar gris"), [""; 0]);
}

#[test]
fn a_form_that_case_rules_out_does_not_hide_another() {
    let finder = finder(&[&["Remain in Mexico"], &["remain"], &["DEAN"], &["DeAn"]]);
    assert_eq!(found(&finder, "remain in mexico"), [(1, "remain")]);
    assert_eq!(found(&finder, "DEAN DeAn dean"), [(2, "DEAN"), (3, "DeAn")]);
}

#[test]
fn signs_of_one_kind_and_all_blanks_are_alike() {
    let finder = finder(&[&["Mexico's National Guard"], &["U.S.-Mexico talks"], &["«Quédate en México»"]]);
    for text in [
        "Mexico’s National Guard",
        "Mexico's\nNational\u{A0}Guard",
        "Mexico's  \t National Guard",
        "U.S.–Mexico talks",
        "U.S.\u{2011}Mexico talks",
        "“Quédate en México”",
        "\"Quédate en México\"",
    ] {
        assert_eq!(words(&finder, text), [text]);
    }
    assert_eq!(words(&finder, "Mexicos National Guard"), [""; 0]);
    assert_eq!(words(&finder, "U.S. Mexico talks"), [""; 0]);
}

#[test]
fn no_sign_has_a_meaning_of_its_own() {
    let finder = finder(&[&["a.c"], &["x*"], &["(y|z)"], &["[1]"], &["$&\\d"], &["ñ?"], &[".NET"]]);
    assert_eq!(
        words(&finder, "abc a.c xx x* y (y|z) 1 [1] $&\\d n ñ?"),
        ["a.c", "x*", "(y|z)", "[1]", "$&\\d", "ñ?"]
    );
    assert_eq!(words(&finder, "NET .NET"), [".NET"]);
}

#[test]
fn forms_without_a_word_and_endless_ones_are_left_out() {
    let endless = "word ".repeat(500);
    let finder = finder(&[&["", "  ", "—", "...", endless.as_str()]]);
    assert!(finder.is_empty());
    assert_eq!(words(&finder, &format!("— ... {endless}")), [""; 0]);
}

#[test]
fn a_form_has_one_term() {
    let mut finder = Finder::default();
    let claim = |term, form| Claim { term, form };
    assert_eq!(finder.add(claim(0, 0), "Joint review"), None);
    assert_eq!(finder.add(claim(0, 1), "joint review"), None);
    assert_eq!(finder.add(claim(1, 2), "JOINT  REVIEW"), Some(claim(0, 0)));
    assert_eq!(finder.add(claim(2, 3), "MPP"), None);
    assert_eq!(finder.add(claim(3, 4), "mPP"), None);
    assert_eq!(finder.add(claim(4, 5), "mpp"), Some(claim(2, 3)));
    assert_eq!(found(&finder, "joint review MPP mPP mpp"), [(0, "joint review"), (2, "MPP"), (3, "mPP")]);
}

#[test]
fn matches_stay_within_their_run() {
    let finder = finder(&[&["safe third country"], &["third"], &["MPP"]]);
    let runs = |text: &str, runs: &[(usize, usize)]| {
        let runs: Vec<_> = runs.iter().map(|(start, end)| *start..*end).collect();
        let mut found = Vec::new();
        finder.find(text, &runs, &mut |_, range| found.push((range.start, range.end)));
        found
    };
    let text = "safe third country";
    assert_eq!(runs(text, &[(0, 10), (10, 18)]), [(5, 10)]);
    assert_eq!(runs(text, &[(0, 18)]), [(0, 18)]);
    assert_eq!(runs(text, &[(1, 18)]), [(5, 10)]);
    // Words go on beyond their run.
    assert_eq!(runs("MPPs", &[(0, 3)]), []);
    assert_eq!(runs("aMPP MPP", &[(1, 4)]), []);
    assert_eq!(runs("aMPP MPP", &[(1, 8)]), [(5, 8)]);
}

/// Time that grows faster than the terms or the text would show here as minutes.
#[test]
fn many_terms_and_long_texts_take_linear_time() {
    let forms: Vec<String> = (0..20_000).map(|n| format!("Section {n} of the law")).collect();
    let mut large = Finder::default();
    for (term, form) in forms.iter().enumerate() {
        large.add(Claim { term: term as u32, form: term as u32 }, form);
    }
    let text = forms.join(", ");
    assert_eq!(found(&large, &text).len(), forms.len());
    assert_eq!(found(&large, &"section section of ".repeat(50_000)).len(), 0);

    let deep = format!("{}b", "a ".repeat(60));
    let deep = finder(&[&[deep.as_str()]]);
    assert_eq!(found(&deep, &"a ".repeat(500_000)).len(), 0);
    assert_eq!(found(&deep, &"a".repeat(1_000_000)).len(), 0);
    assert_eq!(found(&deep, &" ".repeat(1_000_000)).len(), 0);
}
