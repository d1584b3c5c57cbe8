//! From items to drafts: what the site has already is refused, the rest gets a path and a text.
//!
//! Writes nothing.

use super::draft::{self, Facts};
use super::fault::Fault;
use super::filing::Filing;
use super::item::{Asked, Item, Spot, Told};
use super::known::{self, Known};
use super::suggest::Vocabulary;
use super::{Options, address, text};
use crate::config::Address;
use crate::content::front_matter::FRONT_MATTER_BYTES;
use crate::diagnostic::Code;
use crate::digest::Digest;
use crate::source::FileId;

/// A draft that is ready to be written.
#[derive(Debug)]
pub(crate) struct Draft {
    /// Relative to the site's root, such as `content/articles/2018/2018-07-12-talks.md`.
    pub(crate) path: String,
    /// The whole file.
    pub(crate) text: String,
    /// What it was made from.
    pub(crate) spot: Spot,
}

/// What drafts are made with.
#[derive(Clone, Copy)]
pub(crate) struct Selection<'a> {
    /// What the call says.
    pub(crate) options: &'a Options,
    /// The site.
    pub(crate) digest: &'a Digest,
    /// Its names.
    pub(crate) vocabulary: &'a Vocabulary,
    /// Where drafts are filed.
    pub(crate) filing: Filing<'a>,
}

impl Selection<'_> {
    /// A draft for each item that the site does not have.
    pub(crate) fn drafts(&self, items: Vec<Item>, faults: &mut Vec<Fault>) -> Vec<Draft> {
        let mut known = Known::of(self.digest);
        let mut drafts = Vec::new();
        for mut item in items {
            self.complete(&mut item);
            match self.draft(&item, &mut known) {
                Ok(draft) => drafts.push(draft),
                Err(fault) => faults.push(*fault),
            }
        }
        drafts
    }

    /// Fills in what the call says.
    fn complete(&self, item: &mut Item) {
        if let Some(outlet) = self.options.outlet.as_ref().filter(|_| item.own.name.is_none()) {
            item.outlet = Some(Told::sure(outlet.clone()));
        }
        if item.outlet.is_none() {
            let host = item.url.as_ref().and_then(|url| url.host_str());
            let host = host.map(|host| host.strip_prefix("www.").unwrap_or(host).to_owned());
            item.outlet = host.map(|host| Told::doubtful(host, "from the address"));
        }
        let is_own = item.own.name.is_some();
        if item.outlet.is_none() && !is_own {
            let name = item.spot.origin.name.rsplit(['/', '\\']).next().unwrap_or_default();
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            item.outlet = Some(Told::doubtful(stem, "from the name of the file"));
        }
        let tag = self.filing.language.and_then(|language| self.filing.tags.get(language.index()));
        if item.language.is_none() {
            item.language = tag.map(|tag| Told::sure(*tag));
        }
        let mut seen: Vec<String> = self.own_addresses(item);
        // The plan would refuse an old address that is given twice, or is the new one.
        item.own.aliases.retain(|alias| {
            let path = alias.trim_matches('/').to_owned();
            !seen.contains(&path) && {
                seen.push(path);
                true
            }
        });
    }

    /// The addresses that the draft may have on this site, without slashes around them.
    fn own_addresses(&self, item: &Item) -> Vec<String> {
        let (language, day, slug) = self.filing.place(item).address;
        let Some(config) = self.digest.site.config.languages.get(language.index()) else { return Vec::new() };
        let (year, month) = (format!("{:04}", day.year()), format!("{:02}", day.month()));
        let (day, topic) = (format!("{:02}", day.day()), String::new());
        let values =
            [("year", year.as_str()), ("month", &month), ("day", &day), ("slug", &slug), ("topic", &topic)];
        let path = config.permalinks.get(Address::Article).fill(&values);
        let path = path.trim_matches('/').to_owned();
        vec![format!("{}/{path}", config.tag), path]
    }

    fn draft(&self, item: &Item, known: &mut Known) -> Result<Draft, Box<Fault>> {
        if let Some(cited) = known.citation(item, &self.digest.sources) {
            return Err(Box::new(self.cited_already(item, cited)));
        }
        // A headline that was concluded is a part of the text.
        let is_within = item.title.doubt.is_some();
        let headed = if is_within { String::new() } else { format!("{}\n\n", item.title.text) };
        let suggestions = self.vocabulary.find(&format!("{headed}{}", item.text));
        let facts =
            Facts { item, suggestions: &suggestions, topics: &self.options.topics, today: self.filing.today };
        let place = self.filing.place(item);
        let is_translation = item.own.translation_of.is_some();
        if let Some(taken) = known.at(&place, is_translation) {
            return Err(Box::new(self.taken(item, &place.path, taken)));
        }
        let text = draft::compose(facts);
        if text.find("\n---\n").is_none_or(|end| end > FRONT_MATTER_BYTES) {
            let message = "the front matter would be longer than the digest reads";
            return Err(Box::new(Fault::error(Code::UnusableSource, item.spot.clone(), message)));
        }
        let path = format!("content/{}", place.path);
        known.add(item, place);
        Ok(Draft { path, text, spot: item.spot.clone() })
    }

    fn cited_already(&self, item: &Item, cited: Spot) -> Fault {
        let shown = item.url.as_ref().map(address::stored).unwrap_or_default();
        let message = format!("`{shown}` is cited already");
        let (code, new): (Code, fn(Code, Spot, String) -> Fault) = match item.asked {
            Asked::ByName => (Code::CitedAlready, |code, spot, message| Fault::error(code, spot, message)),
            Asked::AmongOthers => {
                (Code::ItemKnown, |code, spot, message| Fault::warning(code, spot, message))
            }
        };
        new(code, item.spot.clone(), message)
            .related(cited, "the digest cites it here")
            .help("add to the article that cites it, or take the source out there")
    }

    /// The draft's file or address belongs to an article, or to a draft of this run.
    fn taken(&self, item: &Item, path: &str, taken: Option<FileId>) -> Fault {
        let title = text::one_line(&item.title.text).unwrap_or_default();
        let message = format!("there is an article at `content/{path}` or at its address already");
        let fault = Fault::error(Code::DraftExists, item.spot.clone(), message)
            .help(format!("nothing is overwritten: rename the other one to import “{title}”"));
        match taken {
            Some(file) => {
                let other = known::spot(file, None, &self.digest.sources);
                fault.related(other, "the article is here")
            }
            None => fault,
        }
    }
}
