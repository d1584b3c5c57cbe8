//! `floor DIR OUT [--files N] [--chrome BYTES] [--threads N]`: the least that any generator must do.
//!
//! Reads each article below `DIR/content/articles`, parses its front matter as YAML,
//! renders its Markdown, glues a page around it and writes it to `OUT/YYYY/MM/DD/slug/index.html`;
//! then writes listing pages until there are N files. No model, no plan, no templates, no checks:
//! what `digest` takes longer than this is what those cost.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use pulldown_cmark::{Options, Parser, html};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "usage: floor DIR OUT [--files N] [--chrome BYTES] [--threads N]";
/// Links on a listing page.
const PER_LISTING: usize = 50;

struct Settings {
    site: PathBuf,
    output: PathBuf,
    /// How many files to write in all; 0 for one for each article.
    files: usize,
    /// Bytes of a page around its body: head, navigation, lists of links, footer.
    chrome: usize,
    threads: usize,
}

/// What the program wants of a front matter; the rest is parsed, as by any generator, and dropped.
#[derive(serde::Deserialize)]
struct FrontMatter {
    title: String,
    date: String,
    slug: String,
}

/// What a listing says of an article.
struct Item {
    title: String,
    address: String,
}

/// Buffers that one thread uses again for each article.
#[derive(Default)]
struct Buffers {
    source: Vec<u8>,
    body: String,
    page: String,
}

fn main() -> ExitCode {
    let Some(settings) = parse(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match run(&settings) {
        Ok(files) => {
            println!("{files}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Option<Settings> {
    let mut folders = Vec::new();
    let (mut files, mut chrome, mut threads) = (0, 4000, 2);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--files" => files = arguments.next()?.parse().ok()?,
            "--chrome" => chrome = arguments.next()?.parse().ok()?,
            "--threads" => threads = arguments.next()?.parse().ok()?,
            option if option.starts_with('-') => return None,
            _ => folders.push(PathBuf::from(argument)),
        }
    }
    let [site, output] = folders.try_into().ok()?;
    Some(Settings { site, output, files, chrome, threads })
}

/// How many files were written.
fn run(settings: &Settings) -> io::Result<usize> {
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(settings.threads).build().map_err(io::Error::other)?;
    let mut paths = Vec::new();
    for entry in walkdir::WalkDir::new(settings.site.join("content/articles")) {
        let entry = entry?;
        if entry.file_type().is_file() {
            paths.push(entry.into_path());
        }
    }
    paths.sort_unstable();
    let chrome = Chrome::new(settings.chrome);
    pool.install(|| {
        let items: Vec<Item> = paths
            .par_iter()
            .map_init(Buffers::default, |buffers, path| article(path, &settings.output, &chrome, buffers))
            .collect::<io::Result<_>>()?;
        let listings: Vec<usize> = (0..settings.files.saturating_sub(items.len())).collect();
        listings.par_iter().try_for_each(|&number| listing(number, &items, &settings.output, &chrome))?;
        Ok(items.len() + listings.len())
    })
}

fn article(path: &Path, output: &Path, chrome: &Chrome, buffers: &mut Buffers) -> io::Result<Item> {
    buffers.source.clear();
    File::open(path)?.read_to_end(&mut buffers.source)?;
    let source = str::from_utf8(&buffers.source).map_err(io::Error::other)?;
    let (front, markdown) = split(source).ok_or_else(|| invalid(path, "no front matter"))?;
    let front: FrontMatter =
        serde_yaml::from_str(front).map_err(|error| invalid(path, &error.to_string()))?;
    let FrontMatter { title, date, slug } = front;
    let (title, date, slug) = (title.as_str(), date.as_str(), slug.as_str());
    buffers.body.clear();
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    html::push_html(&mut buffers.body, Parser::new_ext(markdown, options));
    chrome.page(&mut buffers.page, title, &buffers.body);
    let address = format!("{}/{slug}", date.replace('-', "/"));
    write(&output.join(&address), &buffers.page)?;
    Ok(Item { title: title.to_owned(), address })
}

fn listing(number: usize, items: &[Item], output: &Path, chrome: &Chrome) -> io::Result<()> {
    let mut body = String::with_capacity(16 * 1024);
    body.push_str("<ol>\n");
    for place in 0..PER_LISTING.min(items.len()) {
        let item = &items[(number * PER_LISTING + place) % items.len()];
        for part in ["<li><a href=\"/", &item.address, "/\">", &item.title, "</a></li>\n"] {
            body.push_str(part);
        }
    }
    body.push_str("</ol>\n");
    let mut page = String::new();
    chrome.page(&mut page, "Listing", &body);
    write(&output.join(format!("topics/topic-{}/page/{number}", number / 16)), &page)
}

fn write(folder: &Path, page: &str) -> io::Result<()> {
    // One system call where the parent is there already, as it is for most.
    fs::create_dir_all(folder)?;
    File::create(folder.join("index.html"))?.write_all(page.as_bytes())
}

/// What stands around the body of a page.
struct Chrome {
    head: String,
    foot: String,
}

impl Chrome {
    fn new(bytes: usize) -> Self {
        let mut head = String::from("<header><nav aria-label=\"Sections\"><ul>\n");
        while head.len() < bytes / 2 {
            head.push_str("<li><a href=\"/topics/some-topic/\">Some topic</a></li>\n");
        }
        head.push_str("</ul></nav></header>\n<main>\n");
        let mut foot = String::from("</main>\n<footer><ul>\n");
        while foot.len() < bytes / 2 {
            foot.push_str("<li><a href=\"/people/some-name/\">Some name</a></li>\n");
        }
        foot.push_str("</ul></footer>\n</body>\n</html>\n");
        Self { head, foot }
    }

    fn page(&self, page: &mut String, title: &str, body: &str) {
        page.clear();
        let parts = [
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>",
            title,
            "</title>\n</head>\n<body>\n",
            &self.head,
            "<h1>",
            title,
            "</h1>\n",
            body,
            &self.foot,
        ];
        for part in parts {
            page.push_str(part);
        }
    }
}

/// Front matter and body.
fn split(source: &str) -> Option<(&str, &str)> {
    source.strip_prefix("---\n")?.split_once("\n---\n")
}

/// An error that names the file.
fn invalid(path: &Path, fault: &str) -> io::Error {
    io::Error::other(format!("`{}`: {fault}", path.display()))
}
