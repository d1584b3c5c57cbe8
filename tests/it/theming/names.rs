//! Variables are made as far as templates name them, and no page shows it.

use issue_digest::source::Sources;
use issue_digest::theme::built_in_files;

use super::chain::{built, fixture, plain, with_slip};
use crate::support::{Files, NOW, digest_of, files, render_all};

/// A comment that has every variable made.
const ALL: &str = "{# __tera_context #}";

/// The site with the comment in every template, its own and the built-in ones.
fn with_all(mut site: Files, theme: &str) -> Files {
    for (name, bytes) in built_in_files().filter(|(name, _)| name.starts_with("templates/")) {
        site.entry(format!("themes/{theme}/{name}")).or_insert_with(|| bytes.to_vec());
    }
    for (path, bytes) in &mut site {
        if path.contains("/templates/") && path.ends_with(".html") {
            bytes.extend_from_slice(ALL.as_bytes());
        }
    }
    site
}

#[test]
fn every_page_is_as_if_all_variables_were_made() {
    for (site, theme) in [(with_slip("slip", ""), "slip"), (plain(), "gazette")] {
        let all = with_all(site.clone(), theme);
        assert!(all.values().filter(|bytes| bytes.ends_with(ALL.as_bytes())).count() > 30);
        let (some, all) = (built(site), built(all));
        assert_eq!(some.keys().collect::<Vec<_>>(), all.keys().collect::<Vec<_>>());
        for (path, bytes) in &some {
            assert!(Some(bytes) == all.get(path), "{path} differs");
        }
    }
}

#[test]
fn a_fault_tells_of_variables_that_no_template_names() {
    let article = "=== themes/mine/templates/article.html\n{{ titel }}\n";
    let digest = digest_of(Sources::in_memory(files(&fixture("mine", article))), NOW);
    let fault = render_all(&digest).unwrap_err();
    let told = format!("{fault:?}");
    for name in ["`titel` is not defined", "title", "minutes", "share", "site", "content"] {
        assert!(told.contains(name), "{name}: {told}");
    }
}
