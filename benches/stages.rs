//! The stages of a build by themselves, on the repository's own digest held in memory.
//!
//! `cargo bench --bench stages`. Whole commands are timed by `benches/compare`.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, missing_docs)]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use issue_digest::plan::Page;
use issue_digest::site::related::Scratch;
use issue_digest::site::{Clock, Include};
use issue_digest::source::Sources;
use issue_digest::{Compiled, Digest, Options, compile, render};

/// The files of the repository's site, by path.
fn files() -> BTreeMap<String, Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = BTreeMap::new();
    for folder in ["site.yaml", "content", "themes"] {
        for entry in walkdir::WalkDir::new(root.join(folder)) {
            let entry = entry.unwrap();
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                files.insert(path, std::fs::read(entry.path()).unwrap());
            }
        }
    }
    files
}

fn compiled(files: &BTreeMap<String, Vec<u8>>) -> Digest {
    let include =
        Include { clock: Clock { seconds: 4_000_000_000 }, drafts: false, future: false, expired: false };
    let (compiled, diagnostics) = compile(Sources::in_memory(files.clone()), Options::new(include));
    match compiled {
        Compiled::Digest(digest) => *digest,
        Compiled::Faulty(_) => panic!("{diagnostics:?}"),
    }
}

fn stages(criterion: &mut Criterion) {
    let files = files();
    criterion.bench_function("compile the repository's digest", |bencher| {
        bencher.iter(|| black_box(compiled(&files).plan.entries.len()));
    });
    let digest = compiled(&files);
    let scratch = RefCell::new(Scratch::default());
    let articles: Vec<Page> = digest
        .plan
        .entries
        .iter()
        .map(|(_, page)| *page)
        .filter(|page| matches!(page, Page::Article(..)))
        .collect();
    let mut turn = articles.iter().cycle();
    criterion.bench_function("prepare and fingerprint an article", |bencher| {
        let mut buffer = Vec::new();
        bencher.iter(|| {
            let page = *turn.next().unwrap();
            render::prepare(&digest, page, &scratch).unwrap().fingerprint(&mut buffer)
        });
    });
    criterion.bench_function("prepare and render an article", |bencher| {
        bencher.iter(|| {
            let page = *turn.next().unwrap();
            render::prepare(&digest, page, &scratch).unwrap().render().unwrap().len()
        });
    });
    criterion.bench_function("render every page", |bencher| {
        bencher.iter(|| {
            let render =
                |page: &Page| render::prepare(&digest, *page, &scratch).unwrap().render().unwrap().len();
            digest.plan.entries.iter().map(|(_, page)| render(page)).sum::<usize>()
        });
    });
}

criterion_group!(benches, stages);
criterion_main!(benches);
