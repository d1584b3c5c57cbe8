//! The site `newspaper` in later versions, which share some pages with it and some with each other.

use crate::folder::newspaper;
use crate::support::Files;

/// A week later: edits, a new article, a removed one, switches turned.
pub(crate) fn next_issue() -> Files {
    let mut files = newspaper();
    edit(&mut files, "content/articles/2024/water.md", "A heading", "Another heading");
    edit(&mut files, "content/articles/2024/wall.md", "title: \"The wall\"", "title: \"The new wall\"");
    edit(&mut files, "content/topics/trade.md", "title: Trade", "title: Commerce");
    edit(&mut files, "site.yaml", "full_text: true", "full_text: false\noutputs: {weeks: false}");
    files.remove("content/articles/2024/caravan.md");
    let harvest = "---\ntitle: The harvest\ndate: 2024-02-20\ntopics: [trade]\n---\nIt rained.\n";
    files.insert("content/articles/2024/harvest.md".to_owned(), harvest.into());
    files
}

/// The next issue with more articles, and with edits of what it had left alone.
pub(crate) fn special_issue() -> Files {
    let mut files = next_issue();
    edit(&mut files, "content/articles/2024/visas.md", "visas.", "visas, again.");
    edit(&mut files, "content/glossary/tariff.md", "A tax.", "A tax on goods.");
    for number in 10..22 {
        let text = format!("---\ntitle: Special {number}\ndate: 2024-05-{number}\n---\nText.\n");
        files.insert(format!("content/articles/special-{number}.md"), text.into());
    }
    files
}

fn edit(files: &mut Files, path: &str, from: &str, to: &str) {
    let text = String::from_utf8(files[path].clone()).unwrap();
    assert!(text.contains(from), "{path} has no `{from}`");
    files.insert(path.to_owned(), text.replace(from, to).into_bytes());
}
