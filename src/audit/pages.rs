//! Faults of finished pages: where links lead, what files are asked for, ids, headings, ways to each page.
//!
//! Every page is rendered and read once, in parallel; what is kept of it is small. A fault that many pages
//! share, such as one of a template, is told once.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

use super::scan::{Scanned, scan};
use crate::address::{join_source, percent_decode};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::digest::Digest;
use crate::plan::Page;
use crate::render;
use crate::site::related::Scratch;

/// Tells what is wrong with finished pages.
pub(super) fn audit(
    digest: &Digest,
    step: &(dyn Fn() + Sync),
    found: &mut Diagnostics,
) -> Result<(), Box<Diagnostic>> {
    let paths: Vec<(&str, Page)> =
        crate::digest::pages(&digest.plan).filter(|(path, _)| path.ends_with(".html")).collect();
    let map = Map::new(digest, &paths);
    let read = |at: usize| -> Result<Facts, Box<Diagnostic>> {
        thread_local! {
            static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch::default());
        }
        let html = SCRATCH.with(|scratch| render::prepare(digest, paths[at].1, scratch)?.render())?;
        let facts = map.facts(at, &scan(&html));
        step();
        Ok(facts)
    };
    let numbers: Vec<usize> = (0..paths.len()).collect();
    let pages: Vec<Facts> =
        numbers.par_iter().with_min_len(16).map(|at| read(*at)).collect::<Result<_, _>>()?;
    let mut told = Told::default();
    for (at, facts) in pages.iter().enumerate() {
        facts.faults.iter().for_each(|fault| told.add(at, fault.clone()));
        for (target, fragment) in &facts.fragments {
            if !pages[*target as usize].ids.contains(&xxh3_64(fragment.as_bytes())) {
                let there = map.address(*target as usize);
                let message = format!("`{there}` has no place `#{fragment}`, which a link leads to");
                told.add(at, Fault { code: Code::PageFragment, message });
            }
        }
    }
    unreachable(digest, &paths, &pages, &mut told);
    told.tell(digest, &paths, &map, found);
    Ok(())
}

/// A fault of one page. Pages that share it say the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Fault {
    code: Code,
    message: String,
}

/// What is kept of a page.
struct Facts {
    /// XXH3 of each of its ids.
    ids: FxHashSet<u64>,
    /// Pages that it leads to, each once.
    leads_to: Vec<u32>,
    /// Places on pages that it leads to.
    fragments: Vec<(u32, String)>,
    faults: Vec<Fault>,
}

/// Where every address leads.
struct Map<'a> {
    digest: &'a Digest,
    paths: &'a [(&'a str, Page)],
    numbers: FxHashMap<Page, u32>,
}

/// What an address is.
enum Target {
    /// Not of this site.
    Elsewhere,
    /// An HTML page, by number.
    Page(u32),
    /// A file.
    File,
    Nothing,
}

impl<'a> Map<'a> {
    fn new(digest: &'a Digest, paths: &'a [(&'a str, Page)]) -> Self {
        let numbers = paths.iter().zip(0..).map(|((_, page), at)| (*page, at)).collect();
        Self { digest, paths, numbers }
    }

    /// The address of a page, for people.
    fn address(&self, at: usize) -> &str {
        self.digest.plan.href(self.paths[at].1).unwrap_or(self.paths[at].0)
    }

    fn facts(&self, at: usize, page: &Scanned) -> Facts {
        let mut facts = Facts {
            ids: page.ids.iter().map(|id| xxh3_64(id.as_bytes())).collect(),
            leads_to: Vec::new(),
            fragments: Vec::new(),
            faults: Vec::new(),
        };
        facts.own(page);
        for (addresses, code, what) in
            [(&page.links, Code::PageLink, "leads to"), (&page.assets, Code::PageAsset, "asks for")]
        {
            for address in addresses {
                let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
                match self.target(at, path) {
                    Target::Page(target) => {
                        facts.leads_to.push(target);
                        let decoded = percent_decode(fragment).unwrap_or_default();
                        if !decoded.is_empty() && decoded != "top" {
                            facts.fragments.push((target, decoded.into_owned()));
                        }
                    }
                    Target::Nothing => {
                        let message = format!("a page {what} `{address}`, which the site does not have");
                        facts.faults.push(Fault { code, message });
                    }
                    Target::File | Target::Elsewhere => {}
                }
            }
        }
        facts.leads_to.sort_unstable();
        facts.leads_to.dedup();
        facts.fragments.sort_unstable();
        facts.fragments.dedup();
        facts
    }

    /// What `path` means on the page with that number.
    fn target(&self, at: usize, path: &str) -> Target {
        let config = &self.digest.site.config;
        let path = path.split('?').next().unwrap_or_default();
        if path.is_empty() {
            return Target::Page(u32::try_from(at).unwrap_or(u32::MAX));
        }
        let own =
            path.strip_prefix(config.origin.as_str()).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        let path = own.map_or(path, |rest| if rest.is_empty() { "/" } else { rest });
        if path.starts_with("//") || path.split('/').next().is_some_and(|start| start.contains(':')) {
            return Target::Elsewhere;
        }
        let Some(decoded) = percent_decode(path) else { return Target::Nothing };
        let below = match decoded.strip_prefix('/') {
            Some(_) => match decoded.strip_prefix(config.base_path.as_str()) {
                Some(rest) => rest.trim_start_matches('/').to_owned(),
                // Another site on the same host.
                None => return Target::Elsewhere,
            },
            None => {
                let folder = if decoded.ends_with('/') { "/" } else { "" };
                match join_source(self.paths[at].0, &decoded) {
                    Some(joined) => joined + folder,
                    None => return Target::Nothing,
                }
            }
        };
        let file =
            if below.is_empty() || below.ends_with('/') { format!("{below}index.html") } else { below };
        match self.digest.plan.page_at(&file) {
            Some(page) => self.numbers.get(&page).map_or(Target::File, |number| Target::Page(*number)),
            None => Target::Nothing,
        }
    }
}

impl Facts {
    /// What a page by itself does wrong.
    fn own(&mut self, page: &Scanned) {
        let mut fault = |code, message| self.faults.push(Fault { code, message });
        let mut ids: Vec<&str> = page.ids.iter().map(String::as_str).collect();
        ids.sort_unstable();
        for same in ids.chunk_by(|a, b| a == b).filter(|same| same.len() > 1) {
            fault(Code::DuplicateId, format!("the id `{}` stands {} times on a page", same[0], same.len()));
        }
        for address in &page.without_text {
            fault(Code::ImageWithoutText, format!("the picture `{address}` has no `alt`"));
        }
        if page.headings.iter().filter(|level| **level == 1).count() != 1 {
            fault(Code::HeadingOrder, "a page has not exactly one `h1`".to_owned());
        }
        if let Some(pair) = page.headings.windows(2).find(|pair| pair[1] > pair[0] + 1) {
            fault(Code::HeadingOrder, format!("an `h{}` follows an `h{}` on a page", pair[1], pair[0]));
        }
    }
}

/// Follows links from the front pages.
fn unreachable(digest: &Digest, paths: &[(&str, Page)], pages: &[Facts], told: &mut Told) {
    let mut reached = vec![false; pages.len()];
    let is_home = |at: &usize| matches!(paths[*at].1, Page::Home(_));
    let mut next: Vec<usize> = (0..pages.len()).filter(is_home).collect();
    while let Some(at) = next.pop() {
        if !std::mem::replace(&mut reached[at], true) {
            next.extend(pages[at].leads_to.iter().map(|target| *target as usize));
        }
    }
    for (at, (path, page)) in paths.iter().enumerate() {
        if !reached[at] && page.is_for_readers() {
            let address = digest.plan.href(*page).unwrap_or(path);
            let message = format!("no links lead from the front page to `{address}`");
            told.add(at, Fault { code: Code::UnreachablePage, message });
        }
    }
}

/// Faults with the pages that have them.
#[derive(Default)]
struct Told {
    pages: BTreeMap<Fault, Vec<usize>>,
}

impl Told {
    fn add(&mut self, at: usize, fault: Fault) {
        let pages = self.pages.entry(fault).or_default();
        if pages.last() != Some(&at) {
            pages.push(at);
        }
    }

    fn tell(self, digest: &Digest, paths: &[(&str, Page)], map: &Map<'_>, found: &mut Diagnostics) {
        for (Fault { code, message }, pages) in self.pages {
            let Some(first) = pages.first().copied() else { continue };
            let others = pages.len() - 1;
            let at = format!("found at `{}`", map.address(first));
            let help = match others {
                0 => at,
                1 => format!("{at} and on one more page"),
                _ => format!("{at} and on {others} more pages"),
            };
            let span = if others == 0 { file_of(digest, paths[first].1) } else { None };
            let is_error = code.as_str().starts_with('E');
            let diagnostic = if is_error {
                Diagnostic::error(code, span, message)
            } else {
                Diagnostic::warning(code, span, message)
            };
            found.push(diagnostic.help(help));
        }
    }
}

/// The document that a page is the page of.
fn file_of(digest: &Digest, page: Page) -> Option<Span> {
    let site = &digest.site;
    let file = match page {
        Page::Article(language, id) => site.article(id).text(language)?.0.file,
        Page::Thread(language, id) => site.thread(id).entry.text(language)?.0.file,
        Page::Plain(language, id) => site.pages.get(id.index())?.text(language)?.0.file,
        _ => return None,
    };
    Some(Span::start_of(file))
}
