//! A search as the theme's script does it, from the bytes of the files and nothing else.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use icu_normalizer::DecomposingNormalizerBorrowed;
use serde_json::Value;

use crate::support::Files;

const FORM_KEY: usize = 3;
const TERM_KEY: usize = 4;
const MOST_TERMS: usize = 24;
const MOST_FILES: usize = 2;
const MOST_WORDS: usize = 5;
const BEGUN: f64 = 0.5;
const SIMILAR: f64 = 0.4;

/// The index in one folder of a site.
pub(super) struct Engine<'a> {
    files: &'a Files,
    folder: String,
    manifest: Value,
    stop: BTreeSet<String>,
    read_forms: RefCell<HashMap<usize, Rc<Vec<Form>>>>,
    read_terms: RefCell<HashMap<usize, Rc<Terms>>>,
}

/// The articles of each term, with the impact of each.
type Terms = HashMap<String, Vec<(usize, usize)>>;

/// A form of the dictionary with its terms and about how often each is met.
struct Form {
    form: String,
    terms: Vec<(String, u32)>,
}

fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

pub(super) fn fold(text: &str) -> String {
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(&text.to_lowercase()).into_owned();
    decomposed.chars().filter(|c| !is_mark(*c)).collect()
}

/// The words of a text, folded, in order, each once.
pub(super) fn words_of(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric() && !is_mark(c)).map(fold) {
        if word.chars().count() > 1 && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

pub(super) fn shard(word: &str, key: usize, shards: usize) -> usize {
    let step = |hash: u32, c: char| (hash ^ u32::from(c)).wrapping_mul(0x0100_0193);
    let hash = word.chars().take(key).fold(0x811c_9dc5, step);
    (hash ^ (hash >> 15)) as usize % shards
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn number(&mut self) -> usize {
        let (mut value, mut shift) = (0, 0);
        loop {
            let (byte, rest) = self.0.split_first().expect("a number");
            self.0 = rest;
            value |= usize::from(byte & 127) << shift;
            shift += 7;
            if *byte < 128 {
                return value;
            }
        }
    }

    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }

    fn text(&mut self) -> &'a str {
        let length = self.number();
        std::str::from_utf8(self.take(length)).unwrap()
    }

    /// Rising numbers, as gaps or as runs.
    fn positions(&mut self) -> Vec<usize> {
        let (code, _) = (self.number(), self.number());
        let (mut positions, mut next) = (Vec::new(), 0);
        while positions.len() < code >> 1 {
            let first = next + self.number();
            next = first + 1 + if code & 1 == 1 { self.number() } else { 0 };
            positions.extend(first..next);
        }
        positions
    }

    fn word(&mut self, before: &str) -> String {
        let shared = self.number();
        format!("{}{}", &before[..shared], self.text())
    }
}

impl<'a> Engine<'a> {
    /// The index in `folder`, such as `es/buscar`.
    pub(super) fn new(files: &'a Files, folder: &str) -> Self {
        let manifest: Value = serde_json::from_slice(&files[&format!("{folder}/manifest.json")]).unwrap();
        assert_eq!(manifest["format"], 2);
        let stop = manifest["stop"].as_str().unwrap().split(' ').map(str::to_owned).collect();
        let folder = folder.to_owned();
        Self { files, folder, manifest, stop, read_forms: RefCell::default(), read_terms: RefCell::default() }
    }

    pub(super) fn total(&self) -> usize {
        usize::try_from(self.manifest["articles"].as_u64().unwrap()).unwrap()
    }

    pub(super) fn shards(&self, kind: &str) -> usize {
        self.manifest["states"][kind].as_str().unwrap().len() / 4
    }

    fn file(&self, name: &str) -> &'a [u8] {
        let path = format!("{}/{name}", self.folder);
        self.files.get(&path).unwrap_or_else(|| panic!("there is no `{path}`"))
    }

    /// What a result shows of an article: title, address, and so on.
    pub(super) fn row(&self, number: usize) -> Value {
        let size = usize::try_from(self.manifest["block"].as_u64().unwrap()).unwrap();
        let rows: Value =
            serde_json::from_slice(self.file(&format!("articles-{}.json", number / size))).unwrap();
        rows[number % size].clone()
    }

    /// The dictionary's part that has the beginning of `word`.
    fn forms(&self, word: &str) -> Rc<Vec<Form>> {
        let shard = shard(word, FORM_KEY, self.shards("forms"));
        let mut read = self.read_forms.borrow_mut();
        Rc::clone(read.entry(shard).or_insert_with(|| Rc::new(self.read_forms(shard))))
    }

    fn read_forms(&self, shard: usize) -> Vec<Form> {
        let mut reader = Reader(self.file(&format!("forms-{shard}.bin")));
        let (mut forms, mut before) = (Vec::new(), String::new());
        while !reader.0.is_empty() {
            let form = reader.word(&before);
            let mut terms = Vec::new();
            loop {
                let code = u32::try_from(reader.number()).unwrap();
                terms.push((reader.word(&form), code >> 1));
                if code & 1 == 0 {
                    break;
                }
            }
            before.clone_from(&form);
            forms.push(Form { form, terms });
        }
        forms
    }

    /// The terms of exactly this form.
    pub(super) fn terms_of(&self, word: &str) -> Vec<String> {
        let forms = self.forms(word);
        let same = forms.iter().filter(|form| form.form == word);
        same.flat_map(|form| &form.terms).map(|(term, _)| term.clone()).collect()
    }

    /// Other forms of the same terms.
    pub(super) fn other_forms(&self, word: &str) -> Vec<String> {
        let terms = self.terms_of(word);
        let same = |form: &Form| form.form != word && form.terms.iter().any(|(term, _)| terms.contains(term));
        self.forms(word).iter().filter(|form| same(form)).map(|form| form.form.clone()).collect()
    }

    /// The articles of a term with the impact of each.
    pub(super) fn postings(&self, term: &str) -> Vec<(usize, usize)> {
        let shard = shard(term, TERM_KEY, self.shards("terms"));
        let mut read = self.read_terms.borrow_mut();
        let terms = read.entry(shard).or_insert_with(|| Rc::new(self.read_terms(shard)));
        terms.get(term).cloned().unwrap_or_default()
    }

    fn read_terms(&self, shard: usize) -> Terms {
        let steps = usize::try_from(self.manifest["steps"].as_u64().unwrap()).unwrap();
        let mut reader = Reader(self.file(&format!("terms-{shard}.bin")));
        let (mut terms, mut before) = (Terms::new(), String::new());
        while !reader.0.is_empty() {
            before = reader.word(&before);
            let (count, length) = (reader.number(), reader.number());
            let mut list = Reader(reader.take(length));
            let (mut postings, mut next) = (Vec::new(), 0);
            while !list.0.is_empty() {
                let code = list.number();
                let article = next + code / steps;
                next = article + 1;
                postings.push((article, code % steps));
            }
            assert_eq!(postings.len(), count);
            terms.insert(before.clone(), postings);
        }
        terms
    }

    /// The articles of each value of a filter and of the values below it, by its key.
    pub(super) fn filter(&self, name: &str) -> BTreeMap<String, Vec<usize>> {
        let mut reader = Reader(self.file(&format!("{name}.bin")));
        let (mut choices, mut above) = (BTreeMap::<String, BTreeSet<usize>>::new(), Vec::new());
        for _ in 0..reader.number() {
            let (key, _, depth) = (reader.text().to_owned(), reader.text(), reader.number());
            above.truncate(depth);
            above.push(key.clone());
            choices.entry(key).or_default();
            for article in reader.positions() {
                for key in &above {
                    choices.entry(key.clone()).or_default().insert(article);
                }
            }
        }
        assert!(reader.0.is_empty());
        choices.into_iter().map(|(key, articles)| (key, articles.into_iter().collect())).collect()
    }

    /// What each term that `word` stands for counts, and about how often they are met.
    fn meaning(&self, word: &str, is_open: bool) -> (Vec<(String, f64)>, u32) {
        let forms = self.forms(word);
        let begins = |form: &str| is_open && word.chars().count() >= FORM_KEY && form.starts_with(word);
        let factor = |form: &str| (form == word).then_some(1.0).or(begins(form).then_some(BEGUN));
        let mut found: Vec<(&Form, f64)> =
            forms.iter().filter_map(|form| Some((form, factor(&form.form)?))).collect();
        if found.is_empty() {
            found = similar(&forms, word);
        }
        let mut factors: HashMap<&str, (f64, u32)> = HashMap::new();
        for (form, factor) in found {
            for (term, weight) in &form.terms {
                let known = factors.entry(term).or_insert((factor, *weight));
                known.0 = known.0.max(factor);
            }
        }
        let mut terms: Vec<(&str, (f64, u32))> = factors.into_iter().collect();
        terms.sort_by(|a, b| b.1.0.total_cmp(&a.1.0).then(b.1.1.cmp(&a.1.1)).then(a.0.cmp(b.0)));
        let mut files: BTreeSet<usize> = BTreeSet::new();
        terms.truncate(MOST_TERMS);
        terms.retain(|(term, (factor, _))| {
            let file = shard(term, TERM_KEY, self.shards("terms"));
            let is_kept = files.len() < MOST_FILES || files.contains(&file) || *factor == 1.0;
            if is_kept {
                files.insert(file);
            }
            is_kept
        });
        let weight = terms.iter().map(|(_, (_, weight))| *weight).max().unwrap_or(0);
        (terms.into_iter().map(|(term, (factor, _))| (term.to_owned(), factor)).collect(), weight)
    }

    /// Numbers of articles, best first.
    pub(super) fn search(&self, text: &str) -> Vec<usize> {
        let words = words_of(text);
        let is_open = text.ends_with(|c: char| c.is_alphanumeric() || is_mark(c));
        let telling: Vec<&String> = words.iter().filter(|word| !self.stop.contains(*word)).collect();
        let asked = if telling.is_empty() { words.iter().collect() } else { telling };
        let meaning = |word: &&String| self.meaning(word, is_open && words.last() == Some(*word));
        let mut known: Vec<_> = asked.iter().map(meaning).filter(|(terms, _)| !terms.is_empty()).collect();
        let is_known = known.len() == asked.len();
        known.sort_by_key(|(_, weight)| *weight);
        known.truncate(MOST_WORDS);
        let mut scores = vec![(0_usize, 0.0_f64); self.total()];
        for (terms, _) in &known {
            let mut own = vec![0.0_f64; self.total()];
            for (term, factor) in terms {
                let postings = self.postings(term);
                let (total, count) = (self.total() as f64, postings.len() as f64);
                let rarity = (1.0 + (total - count + 0.5) / (count + 0.5)).ln();
                let steps = self.manifest["steps"].as_f64().unwrap();
                for (article, impact) in postings {
                    own[article] = own[article].max(factor * rarity * (impact as f64 + 0.5) / steps);
                }
            }
            for ((hits, score), own) in scores.iter_mut().zip(own).filter(|(_, own)| *own > 0.0) {
                *hits += 1;
                *score += own;
            }
        }
        let is_whole = is_known && scores.iter().any(|(hits, _)| *hits == known.len());
        let least = if is_whole { known.len() } else { 1 };
        let mut found: Vec<usize> = (0..self.total()).filter(|at| scores[*at].0 >= least.max(1)).collect();
        found.sort_by(|a, b| {
            let (x, y) = (scores[*a], scores[*b]);
            y.0.cmp(&x.0).then(y.1.total_cmp(&x.1)).then(b.cmp(a))
        });
        found
    }

    /// Whether an article is among the first three.
    pub(super) fn finds(&self, text: &str, article: usize) -> bool {
        self.search(text).into_iter().take(3).any(|found| found == article)
    }
}

/// The forms that share most of a word that no article has.
fn similar<'f>(forms: &'f [Form], word: &str) -> Vec<(&'f Form, f64)> {
    let letters: Vec<char> = word.chars().collect();
    let shared = |form: &str| form.chars().zip(&letters).take_while(|(a, b)| a == *b).count();
    let least = 4.max((letters.len() * 6).div_ceil(10));
    let near = forms.iter().filter(|form| form.form.chars().count() <= letters.len() + 4);
    let near: Vec<(&Form, usize)> = near.map(|form| (form, shared(&form.form))).collect();
    let best = near.iter().map(|(_, shared)| *shared).max().unwrap_or(0).max(least);
    near.into_iter().filter(|(_, shared)| *shared == best).map(|(form, _)| (form, SIMILAR)).collect()
}
