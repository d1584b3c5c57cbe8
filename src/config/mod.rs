//! `site.yaml`, typed: every setting resolved to the value that the stages use.
//!
//! Defaults live here and nowhere else. Nothing below this layer asks whether a key was given.

mod keys;
mod permalinks;
pub mod publish;
mod publish_keys;

use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use crate::date::Cadence;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::language;
use crate::source::FileId;

pub use self::keys::SITE;
pub use self::permalinks::{Address, Pattern, Permalinks, Segment, Values};
use self::publish::PublishTarget;

use crate::content::front_matter::{self, Checked, Document, Part, Place, Value};

/// Name of the configuration file, at the site's root.
pub const FILE: &str = "site.yaml";

/// The whole configuration of a site.
#[derive(Debug, Clone)]
pub struct Config {
    /// Scheme and host, no path and no trailing slash, such as `https://example.org`.
    pub origin: String,
    /// Path that the site lives under, empty or such as `/digest`.
    pub base_path: String,
    /// Zone in which days begin.
    pub timezone: TimeZone,
    /// The default language first.
    pub languages: Vec<LanguageConfig>,
    /// Name of the theme.
    pub theme: String,
    /// Output folder, relative to the site's root.
    pub output_dir: String,
    /// Items on a page of a list.
    pub per_page: PerPage,
    /// How articles are gathered into editions.
    pub editions: Editions,
    /// What feeds hold.
    pub feeds: Feeds,
    /// Kinds of output that are made.
    pub outputs: Outputs,
    /// Which crawlers may read the site.
    pub robots: Robots,
    /// How Markdown is read.
    pub markdown: Markdown,
    /// Widths in pixels that pictures of articles are offered in, narrowest first.
    pub image_widths: Vec<u32>,
    /// Whether each person named must have a profile.
    pub people_closed: bool,
    /// Whether each organization named must have a profile.
    pub organizations_closed: bool,
    /// Where the site is published, in the order of the file.
    pub publish: Vec<PublishTarget>,
    /// Related articles shown with an article; 0 for none.
    pub related: usize,
    /// Codes that a check does not tell.
    pub silence: Vec<String>,
    /// Starts of addresses that a check does not ask for.
    pub skip: Vec<String>,
    /// Where a check asks for archived copies; `None` for the usual place.
    pub archive_api: Option<String>,
    /// Free data for templates, as JSON text.
    pub extra: Option<String>,
}

/// What differs between languages.
#[derive(Debug, Clone)]
pub struct LanguageConfig {
    /// BCP 47 tag.
    pub tag: String,
    /// The language's name in itself.
    pub name: String,
    /// The site's title.
    pub title: String,
    /// The site's description.
    pub description: String,
    /// Patterns of addresses, without the language's prefix.
    pub permalinks: Permalinks,
    /// Links of the main navigation.
    pub navigation: Vec<NavigationItem>,
    /// Whether the first mention of a term in an article is a link to the glossary.
    pub link_first_mention: bool,
}

impl LanguageConfig {
    /// The site's name: its title up to a colon, as in `The Bilateral: a digest of …`.
    #[must_use]
    pub fn name_of_site(&self) -> &str {
        self.title.split_once(": ").map_or(self.title.as_str(), |(name, _)| name)
    }
}

/// A link of the main navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavigationItem {
    /// Text; `None` takes the name of what it leads to.
    pub title: Option<String>,
    /// A section (`topics`, `threads` …), a path of content (`@/pages/about.md`) or an address.
    pub to: String,
}

/// Items on a page of each kind of list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerPage {
    /// Lists of topics.
    pub topics: usize,
    /// Lists of people.
    pub people: usize,
    /// Lists of organizations.
    pub organizations: usize,
    /// Lists of outlets.
    pub sources: usize,
    /// Lists of years, months, weeks, days and of everything.
    pub archives: usize,
}

/// How articles are gathered into editions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Editions {
    /// Length of a period and the day that it starts on.
    pub cadence: Cadence,
    /// Number of the first edition.
    pub first_number: u32,
    /// Whether periods without an article are announced.
    pub announce_skipped: bool,
}

/// What feeds hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feeds {
    /// Formats written.
    pub formats: Vec<FeedFormat>,
    /// Entries of a feed, the newest.
    pub entries: usize,
    /// Whether the whole text is in it rather than the summary.
    pub full_text: bool,
}

/// Formats of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeedFormat {
    /// RFC 4287.
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

macro_rules! outputs {
    ($($(#[doc = $doc:literal])+ $name:ident,)+) => {
        /// Kinds of output, each on unless `outputs` in `site.yaml` turns it off.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Outputs { $($(#[doc = $doc])+ pub $name: bool,)+ }

        impl Outputs {
            fn read(mut keys: Checked) -> Self {
                Self { $($name: keys.bool(stringify!($name)).unwrap_or(true),)+ }
            }
        }

        impl Default for Outputs {
            fn default() -> Self { Self { $($name: true,)+ } }
        }

        const OUTPUT_KEYS: &[front_matter::Key] = &[
            $(front_matter::Key::new(stringify!($name), front_matter::Kind::Bool, concat!($($doc),+)),)+
        ];
    };
}

outputs! {
    /// Pages of topics and their index.
    topics,
    /// Pages of threads and their index.
    threads,
    /// Pages of people and their index.
    people,
    /// Pages of organizations and their index.
    organizations,
    /// Editions and their index.
    editions,
    /// The archive's front page.
    archive,
    /// Year archives.
    years,
    /// Month archives.
    months,
    /// ISO-week archives.
    weeks,
    /// Day archives.
    days,
    /// The index of sources and a page for each outlet.
    sources,
    /// The glossary.
    glossary,
    /// The log of corrections.
    corrections,
    /// Plain pages.
    pages,
    /// The search page and its index.
    search,
    /// Feeds of the whole site.
    site_feeds,
    /// Feeds of topics.
    topic_feeds,
    /// Feeds of threads.
    thread_feeds,
    /// Feeds of people.
    people_feeds,
    /// `sitemap.xml`.
    sitemap,
    /// `sitemap-news.xml`.
    news_sitemap,
    /// `robots.txt`.
    robots,
    /// `404.html`.
    not_found,
    /// Redirect pages and `_redirects` for aliases.
    redirects,
    /// `_headers`: what hosts that read it tell browsers to keep, and for how long.
    headers,
    /// A hash of its content in the name of each file in a folder of the theme's `static/`.
    fingerprints,
    /// Pictures for previews: one for each article and edition and one for the site.
    social_cards,
    /// JSON-LD in the heads of pages, for search engines.
    linked_data,
}

/// Which crawlers `robots.txt` asks to stay away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Robots {
    /// Whether those that gather texts to train language models are.
    pub deny_training: bool,
    /// Whether those that fetch pages to answer readers' questions are.
    pub deny_answers: bool,
    /// Others, by the names that they give.
    pub deny: Vec<String>,
}

/// How Markdown is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Markdown {
    /// Whether raw HTML is sanitised and kept rather than shown as text.
    pub raw_html: bool,
    /// Whether quotes, dashes and ellipses are set as typographers do.
    pub smart_punctuation: bool,
}

/// Reads `site.yaml`: the configuration, where it has no error, and what is to be said of it.
#[must_use]
pub fn read(file: FileId, text: &str) -> (Option<Config>, Vec<Diagnostic>) {
    let document = Document::whole(file, text);
    let node = match front_matter::read(&document, front_matter::SITE_BYTES) {
        Ok(node) => node,
        Err(diagnostic) => return (None, vec![diagnostic]),
    };
    let credentials = publish::credentials(&node, &document);
    if !credentials.is_empty() {
        return (None, credentials);
    }
    let (mut keys, mut faults) = front_matter::check(node, &SITE, &document);
    let mut reader = Reader { document: &document, faults: Vec::new() };
    let config = reader.config(&mut keys);
    faults.append(&mut reader.faults);
    (config.filter(|_| faults.is_empty()), faults)
}

/// Turns checked keys into settings and collects what the table cannot check.
struct Reader<'a> {
    document: &'a Document<'a>,
    faults: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn fault(&mut self, place: &Place, message: String, help: Option<String>) {
        let span = place.span(self.document, SITE.keys, Part::Value);
        self.faults.push(Diagnostic::error(Code::InvalidValue, span, message).maybe_help(help));
    }

    fn config(&mut self, keys: &mut Checked) -> Option<Config> {
        let base = self.base_url(keys);
        let timezone = self.timezone(keys);
        let output_dir = self.output_dir(keys);
        let theme = self.theme(keys);
        let robots = self.robots(keys);
        let publish = self.publish(keys);
        let languages = self.languages(keys);
        let (origin, base_path) = base?;
        let mut check = keys.object("check");
        Some(Config {
            origin,
            base_path,
            timezone: timezone?,
            languages: languages?,
            theme: theme?,
            output_dir: output_dir?,
            per_page: per_page(keys.value("pagination")),
            editions: editions(keys.object("editions")),
            feeds: feeds(keys.object("feeds")),
            outputs: keys.object("outputs").map(Outputs::read).unwrap_or_default(),
            robots,
            markdown: markdown(keys.object("markdown")),
            image_widths: image_widths(keys.object("images")),
            people_closed: closed(keys.object("people")),
            organizations_closed: closed(keys.object("organizations")),
            publish,
            related: keys.integer("related").and_then(|n| usize::try_from(n).ok()).unwrap_or(5),
            silence: check.as_mut().map(|keys| keys.list_of_text("silence")).unwrap_or_default(),
            skip: check.as_mut().map(|keys| keys.list_of_text("skip")).unwrap_or_default(),
            archive_api: check.and_then(|mut keys| keys.text("archive_api")),
            extra: keys.any("extra").map(|value| value.to_string()),
        })
    }

    /// Origin and base path.
    fn base_url(&mut self, keys: &mut Checked) -> Option<(String, String)> {
        let place = keys.place_of("base_url");
        let url = keys.text("base_url")?;
        if url.contains(['?', '#']) {
            let help = "write only scheme, host and path, such as `https://example.org/digest`".to_owned();
            self.fault(&place, format!("the base address `{url}` has a query or a fragment"), Some(help));
            return None;
        }
        let host_at = url.find("://").map_or(0, |at| at + 3);
        let path_at = url[host_at..].find('/').map_or(url.len(), |at| host_at + at);
        Some((url[..path_at].to_owned(), url[path_at..].trim_end_matches('/').to_owned()))
    }

    fn timezone(&mut self, keys: &mut Checked) -> Option<TimeZone> {
        let place = keys.place_of("timezone");
        let Some(name) = keys.text("timezone") else { return Some(TimeZone::UTC) };
        let zone = jiff::tz::TimeZoneDatabase::bundled().get(&name);
        if zone.is_err() {
            let help = "use a name of the IANA database, such as `America/Mexico_City`".to_owned();
            self.fault(&place, format!("unknown time zone `{name}`"), Some(help));
        }
        zone.ok()
    }

    fn output_dir(&mut self, keys: &mut Checked) -> Option<String> {
        let place = keys.place_of("output_dir");
        let folder = keys.text("output_dir").unwrap_or_else(|| "public".to_owned());
        if folder.contains('\0') || folder.split('/').any(|part| part == "..") && folder.starts_with('/') {
            self.fault(&place, format!("`{folder}` is no usable folder"), None);
            return None;
        }
        Some(folder)
    }

    fn theme(&mut self, keys: &mut Checked) -> Option<String> {
        let place = keys.place_of("theme");
        let name = keys.text("theme").unwrap_or_else(|| crate::theme::BUILT_IN.to_owned());
        let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if !plain {
            let help = "name a folder of `themes/`: letters, digits, `-` and `_`".to_owned();
            self.fault(&place, format!("`{name}` is no name of a theme"), Some(help));
        }
        plain.then_some(name)
    }

    fn robots(&mut self, keys: &mut Checked) -> Robots {
        let place = keys.place_of("robots");
        let Some(mut keys) = keys.object("robots") else { return Robots::default() };
        let mut denied = |name: &str| keys.text(name).map(|policy| policy == "deny");
        let (all, training, answers) = (denied("ai"), denied("ai_training"), denied("ai_answers"));
        let deny = keys.list_of_text("deny");
        // RFC 9309 allows letters, `-` and `_`; some crawlers have digits and dots in their names.
        let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        for (at, name) in deny.iter().enumerate().filter(|(_, name)| !is_name(name)) {
            let help =
                "write the name that the crawler's operator documents, such as `ExampleBot`".to_owned();
            let place = place.clone().key("deny").index(at);
            self.fault(&place, format!("`{name}` is no name of a crawler"), Some(help));
        }
        Robots {
            deny_training: training.or(all).unwrap_or(false),
            deny_answers: answers.or(all).unwrap_or(false),
            deny,
        }
    }

    fn languages(&mut self, keys: &mut Checked) -> Option<Vec<LanguageConfig>> {
        let title = keys.text("title");
        let description = keys.text("description").unwrap_or_default();
        let permalinks_place = keys.place_of("permalinks");
        let shared_permalinks = keys.object("permalinks");
        let navigation = navigation(keys);
        let link_first_mention = link_first_mention(keys).unwrap_or(true);
        let objects = keys.objects("languages");
        let mut languages = Vec::new();
        for mut object in objects {
            let place = object.place().clone();
            let Some(tag) = object.text("code") else { continue };
            self.check_tag(&place, &tag, &languages);
            let own_permalinks = object.object("permalinks");
            languages.push(LanguageConfig {
                name: object.text("name").unwrap_or_else(|| tag.clone()),
                title: object.text("title").or_else(|| title.clone())?,
                description: object.text("description").unwrap_or_else(|| description.clone()),
                permalinks: self.permalinks(Permalinks::defaults(&tag), own_permalinks, &place),
                navigation: some_or(self::navigation(&mut object), &navigation),
                link_first_mention: self::link_first_mention(&mut object).unwrap_or(link_first_mention),
                tag,
            });
        }
        if languages.is_empty() {
            languages.push(LanguageConfig {
                tag: "en".to_owned(),
                name: "English".to_owned(),
                title: title?,
                description,
                permalinks: Permalinks::defaults("en"),
                navigation,
                link_first_mention,
            });
        }
        if let Some(first) = languages.first_mut() {
            let defaults = first.permalinks.clone();
            first.permalinks = self.permalinks(defaults, shared_permalinks, &permalinks_place);
        }
        Some(languages)
    }

    fn check_tag(&mut self, place: &Place, tag: &str, before: &[LanguageConfig]) {
        let at = place.clone().key("code");
        if !language::is_tag(tag) {
            let help = "use a BCP 47 tag such as `en`, `es` or `es-MX`".to_owned();
            self.fault(&at, format!("`{tag}` is no language tag"), Some(help));
        }
        if before.iter().any(|l| l.tag.eq_ignore_ascii_case(tag)) {
            self.fault(&at, format!("the language `{tag}` is listed twice"), None);
        }
    }

    fn permalinks(&mut self, mut base: Permalinks, keys: Option<Checked>, place: &Place) -> Permalinks {
        let Some(mut keys) = keys else { return base };
        for address in Address::ALL {
            let Some(text) = keys.text(address.key()) else { continue };
            match Pattern::parse(*address, &text) {
                Ok(pattern) => base.set(*address, pattern),
                Err(message) => {
                    let at = keys_place(place, address.key());
                    let help = did_you_mean_token(*address, &message);
                    self.fault(&at, message, Some(help));
                }
            }
        }
        base
    }
}

fn keys_place(place: &Place, key: &'static str) -> Place {
    let inside = place.path.iter().any(|step| *step == front_matter::Step::Key("permalinks".into()));
    let base = if inside { place.clone() } else { place.clone().key("permalinks") };
    base.key(key)
}

fn did_you_mean_token(address: Address, message: &str) -> String {
    let known = address.tokens();
    let listed = known.iter().map(|t| format!("`:{t}`")).collect::<Vec<_>>().join(", ");
    let token = message.split('`').nth(1).and_then(|t| t.strip_prefix(':'));
    match token.and_then(|t| did_you_mean(t, known.iter().copied())) {
        Some(near) => format!("did you mean `:{near}`? this address takes {listed}"),
        None if known.is_empty() => "this address takes no `:tokens`".to_owned(),
        None => format!("this address takes {listed}"),
    }
}

fn some_or(own: Vec<NavigationItem>, shared: &[NavigationItem]) -> Vec<NavigationItem> {
    if own.is_empty() { shared.to_vec() } else { own }
}

fn navigation(keys: &mut Checked) -> Vec<NavigationItem> {
    let items = keys.objects("navigation").into_iter();
    items.filter_map(|mut k| Some(NavigationItem { title: k.text("title"), to: k.text("to")? })).collect()
}

fn link_first_mention(keys: &mut Checked) -> Option<bool> {
    keys.object("glossary")?.bool("link_first_mention")
}

/// Items on a page unless the site says otherwise.
const ITEMS_PER_PAGE: usize = 30;

fn per_page(value: Option<Value>) -> PerPage {
    let (all, mut keys) = match value {
        Some(Value::Integer(number)) => (positive(Some(number), ITEMS_PER_PAGE), None),
        Some(Value::Object(mut keys)) => (positive(keys.integer("default"), ITEMS_PER_PAGE), Some(keys)),
        _ => (ITEMS_PER_PAGE, None),
    };
    let mut of = |name: &str| positive(keys.as_mut().and_then(|keys| keys.integer(name)), all);
    PerPage {
        topics: of("topics"),
        people: of("people"),
        organizations: of("organizations"),
        sources: of("sources"),
        archives: of("archives"),
    }
}

fn positive(value: Option<i64>, default: usize) -> usize {
    value.and_then(|n| usize::try_from(n).ok()).filter(|n| *n > 0).unwrap_or(default)
}

fn closed(keys: Option<Checked>) -> bool {
    keys.and_then(|mut k| k.bool("closed")).unwrap_or(false)
}

fn editions(keys: Option<Checked>) -> Editions {
    let mut keys = keys;
    let mut text = |name: &str| keys.as_mut().and_then(|k| k.text(name));
    let weekday = text("first_weekday").as_deref().and_then(weekday).unwrap_or(Weekday::Monday);
    let cadence = match text("period").as_deref() {
        Some("day") => Cadence::Day,
        Some("month") => Cadence::Month,
        _ => Cadence::Week(weekday),
    };
    let number = keys.as_mut().and_then(|k| k.integer("first_number"));
    Editions {
        cadence,
        first_number: number.and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
        announce_skipped: keys.as_mut().and_then(|k| k.bool("announce_skipped")).unwrap_or(true),
    }
}

/// English names of the weekdays, Monday first.
pub(crate) const WEEKDAYS: &[&str] =
    &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

fn weekday(name: &str) -> Option<Weekday> {
    let at = WEEKDAYS.iter().position(|day| *day == name)?;
    Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()
}

fn feeds(keys: Option<Checked>) -> Feeds {
    let mut keys = keys;
    let names = keys.as_mut().filter(|k| k.has("formats")).map(|k| k.list_of_text("formats"));
    let mut formats = match names {
        Some(names) => names.iter().filter_map(|name| feed_format(name)).collect(),
        None => vec![FeedFormat::Atom, FeedFormat::Rss, FeedFormat::Json],
    };
    formats.sort_unstable();
    formats.dedup();
    Feeds {
        formats,
        entries: positive(keys.as_mut().and_then(|k| k.integer("entries")), 20),
        full_text: keys.as_mut().and_then(|k| k.bool("full_text")).unwrap_or(false),
    }
}

/// Names of the feed formats in `site.yaml`.
pub(crate) const FEED_FORMATS: &[&str] = &["atom", "rss", "json"];

fn feed_format(name: &str) -> Option<FeedFormat> {
    Some(match name {
        "atom" => FeedFormat::Atom,
        "rss" => FeedFormat::Rss,
        "json" => FeedFormat::Json,
        _ => return None,
    })
}

/// Where nothing is said: a phone, a phone of many pixels, a desk.
const IMAGE_WIDTHS: [u32; 3] = [480, 960, 1440];

fn image_widths(keys: Option<Checked>) -> Vec<u32> {
    let Some(mut keys) = keys.filter(|keys| keys.has("widths")) else { return IMAGE_WIDTHS.to_vec() };
    let integer = |value: Value| match value {
        Value::Integer(width) => u32::try_from(width).ok(),
        _ => None,
    };
    let mut widths: Vec<u32> = keys.list("widths").into_iter().filter_map(integer).collect();
    widths.sort_unstable();
    widths.dedup();
    widths
}

fn markdown(keys: Option<Checked>) -> Markdown {
    let mut keys = keys;
    Markdown {
        raw_html: keys.as_mut().and_then(|k| k.text("raw_html")).as_deref() == Some("sanitize"),
        smart_punctuation: keys.as_mut().and_then(|k| k.bool("smart_punctuation")).unwrap_or(true),
    }
}
