//! Templates that include, extend or call themselves are faults, and so are those that nest too deep.

use crate::folder::Folder;
use crate::support::{self, Files};

fn site(templates: &[(&str, &str)]) -> Files {
    let mut files = support::files(&support::article("one", "date: 2024-01-15"));
    for (name, text) in templates {
        files.insert(format!("themes/gazette/templates/{name}"), text.as_bytes().to_vec());
    }
    files
}

/// Builds with the real command, whose threads have the stacks that they have in use.
fn assert_fault(templates: &[(&str, &str)], phrase: &str) {
    let folder = Folder::of(&site(templates));
    let output = folder.try_build(&[]);
    let said = support::stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{templates:?}\n{said}");
    assert!(said.starts_with("error[E0502]: ") && said.contains(phrase), "{phrase}\n{said}");
    assert!(!folder.path("public").exists());
}

#[test]
fn a_template_that_includes_itself_is_a_fault() {
    assert_fault(&[("404.html", "{% include \"404.html\" %}")], "takes in itself");
    let pair = [("a.html", "{% include \"b.html\" %}"), ("b.html", "{% include \"a.html\" %}")];
    assert_fault(&[pair[0], pair[1], ("404.html", "{% include \"a.html\" %}")], "takes in itself");
    assert_fault(&pair, "takes in itself");
    assert_fault(
        &[("base.html", "{% include \"404.html\" %}"), ("404.html", "{% extends \"base.html\" %}")],
        "",
    );
}

#[test]
fn a_template_that_extends_itself_is_a_fault() {
    assert_fault(&[("404.html", "{% extends \"404.html\" %}")], "takes in itself");
    let pair = [("a.html", "{% extends \"b.html\" %}"), ("b.html", "{% extends \"a.html\" %}")];
    assert_fault(&[pair[0], pair[1], ("404.html", "{% extends \"a.html\" %}")], "takes in itself");
}

#[test]
fn a_component_that_calls_itself_for_ever_is_a_fault() {
    let once = "{%- component boom() -%}\n{{ <boom/> }}\n{%- endcomponent boom -%}\n{{ <boom/> }}";
    assert_fault(&[("404.html", once)], "recursion");
    let in_turns = "{%- component bing() -%}\n{{ <bong/> }}\n{%- endcomponent bing -%}\
                    {%- component bong() -%}\n{{ <bing/> }}\n{%- endcomponent bong -%}\n{{ <bing/> }}";
    assert_fault(&[("404.html", in_turns)], "recursion");
}

#[test]
fn what_nests_too_deep_is_a_fault() {
    let deep = |open: &str, inside: &str, close: &str| {
        format!("{}{inside}{}", open.repeat(20_000), close.repeat(20_000))
    };
    let templates = [
        format!("{{{{ {} }}}}", deep("(", "1", ")")),
        format!("{{{{ {} }}}}", deep("[", "", "]")),
        format!("{{{{ {} }}}}", deep("not (", "true", ")")),
        format!("{{{{ {} }}}}", deep("a[", "0", "]")),
        format!("{{{{ {} }}}}", deep("f(x=", "0", ")")),
        format!("{{{{ {}1 }}}}", "1 + ".repeat(20_000)),
        format!("{{{{ {}1 }}}}", "1 ~ ".repeat(20_000)),
        format!("{{{{ x{} }}}}", ".a".repeat(20_000)),
        format!("{{{{ x{} }}}}", "|upper".repeat(20_000)),
        deep("{% if true %}", "x", "{% endif %}"),
        deep("{% for x in [1] %}", "x", "{% endfor %}"),
        deep("{% filter upper %}", "x", "{% endfilter %}"),
    ];
    for template in templates {
        let folder = Folder::of(&site(&[("404.html", &template)]));
        let output = folder.try_build(&[]);
        let said = support::stderr(&output);
        // An answer, whichever it is: no overflow, which would end the process with a signal.
        assert!(
            matches!(output.status.code(), Some(0 | 1)),
            "{}…: {:?} {said}",
            &template[..40],
            output.status
        );
    }
}

#[test]
fn includes_that_nest_deep_end() {
    let names: Vec<(String, String)> = (0..600)
        .map(|number| (format!("n{number}.html"), format!("{{% include \"n{}.html\" %}}", number + 1)))
        .chain([
            ("n600.html".to_owned(), "end".to_owned()),
            ("404.html".to_owned(), "{% include \"n0.html\" %}".to_owned()),
        ])
        .collect();
    let templates: Vec<(&str, &str)> =
        names.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let output = Folder::of(&site(&templates)).try_build(&[]);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{:?} {}", output.status, support::stderr(&output));
}

#[test]
fn templates_see_no_files_and_no_environment() {
    for call in ["get_env(name=\"HOME\")", "load_data(path=\"site.yaml\")", "now()"] {
        let text = format!("{{{{ {call} }}}}");
        let said = support::check_sources(
            issue_digest::source::Sources::in_memory(site(&[("404.html", &text)])),
            support::NOW,
        );
        assert!(said.contains("error[E0502]"), "{call}\n{said}");
    }
    let outside = "{% include \"../../../site.yaml\" %}";
    assert_fault(&[("404.html", outside)], "site.yaml");
}
