//! `corpus N DIR [--seed S] [--for digest|hugo|zola]`: writes a site of N invented articles into the
//! new folder DIR and prints, as JSON, how many pages of each kind a generator must make of it.

use std::path::PathBuf;
use std::process::ExitCode;

use bench_tools::front_matter::Flavour;
use bench_tools::model::Corpus;
use bench_tools::site;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "usage: corpus N DIR [--seed S] [--for digest|hugo|zola]";

struct Options {
    count: usize,
    folder: PathBuf,
    seed: u64,
    flavour: Flavour,
}

fn main() -> ExitCode {
    let Some(options) = parse(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let corpus = Corpus::new(options.count, options.seed);
    if let Err(error) = site::write(&corpus, options.flavour, &options.folder) {
        eprintln!("error: the corpus could not be written into `{}`: {error}", options.folder.display());
        return ExitCode::FAILURE;
    }
    let counts: Vec<String> =
        site::expected_pages(&corpus).iter().map(|(kind, count)| format!("\"{kind}\": {count}")).collect();
    println!("{{{}}}", counts.join(", "));
    ExitCode::SUCCESS
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Option<Options> {
    let mut positional = Vec::new();
    let (mut seed, mut flavour) = (1, Flavour::Digest);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seed" => seed = arguments.next()?.parse().ok()?,
            "--for" => flavour = Flavour::named(&arguments.next()?)?,
            option if option.starts_with('-') => return None,
            _ => positional.push(argument),
        }
    }
    let [count, folder] = positional.try_into().ok()?;
    Some(Options { count: count.parse().ok()?, folder: folder.into(), seed, flavour })
}
