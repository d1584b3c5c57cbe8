//! Views that many pages hold: made once, counted by hash.
//!
//! An article's card stands in a dozen lists, a topic's link on a thousand pages. Each is turned
//! into a template value the first time that a page asks for it; later pages clone a pointer.

use std::marker::PhantomData;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::{Serialize, Serializer};
use tera::Tera;

use super::view::{Day, EditionLink, Link};
use crate::language::{DateStyle, Language};
use crate::site::Site;

/// A view of type `T` as a template value. Templates see the view; a fingerprint sees its hash.
#[derive(Debug)]
pub struct Shared<T> {
    hash: u128,
    value: tera::Value,
    view: PhantomData<fn() -> T>,
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self { hash: self.hash, value: self.value.clone(), view: PhantomData }
    }
}

impl<T: Serialize> Shared<T> {
    /// The value of `view`.
    #[must_use]
    pub fn of(view: &T) -> Self {
        let bytes = postcard::to_allocvec(view).unwrap_or_default();
        let hash = xxhash_rust::xxh3::xxh3_128(&bytes);
        Self { hash, value: tera::Value::from_serializable(view), view: PhantomData }
    }
}

impl<T> Serialize for Shared<T> {
    /// The template engine takes formats to be readable by people, the fingerprint's is not.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            self.value.serialize(serializer)
        } else {
            serializer.serialize_bytes(&self.hash.to_le_bytes())
        }
    }
}

/// The shared views of one language.
///
/// They borrow nothing: a template value owns its texts, so the lifetime of the view is free.
#[derive(Debug)]
pub struct Shelf {
    card_hashes: Vec<OnceLock<Option<u128>>>,
    cards: Vec<OnceLock<tera::Value>>,
    topics: Vec<OnceLock<Shared<Link<'static>>>>,
    people: Vec<OnceLock<Shared<Link<'static>>>>,
    organizations: Vec<OnceLock<Shared<Link<'static>>>>,
    editions: Vec<OnceLock<Shared<EditionLink<'static>>>>,
    /// Days of articles.
    days: FxHashMap<Date, OnceLock<Shared<Day>>>,
    /// Other days that pages name, such as those of sources.
    other_days: RwLock<FxHashMap<Date, Shared<Day>>>,
    printer: Option<Printer>,
    fault: OnceLock<tera::Error>,
}

/// What writes cards: the template engine of the language, and the values that every page has.
#[derive(Debug)]
pub struct Printer {
    /// The engine.
    pub engine: Arc<Tera>,
    /// `site`, `frame` and `lang`.
    pub values: tera::Context,
}

/// What the template of a card is called, without its extension.
pub(super) const CARD: &str = "card";

/// Which link of a [`Shelf`] is meant.
#[derive(Debug, Clone, Copy)]
pub enum Named {
    /// A topic, by position.
    Topic(usize),
    /// A person, by position.
    Person(usize),
    /// An organization, by position.
    Organization(usize),
}

impl Shelf {
    /// An empty shelf for `site`.
    #[must_use]
    pub fn new(site: &Site, printer: Option<Printer>) -> Self {
        fn slots<T>(count: usize) -> Vec<OnceLock<T>> {
            (0..count).map(|_| OnceLock::new()).collect()
        }
        Self {
            card_hashes: slots(site.articles.len()),
            cards: slots(site.articles.len()),
            topics: slots(site.topics.len()),
            people: slots(site.people.len()),
            organizations: slots(site.organizations.len()),
            editions: slots(site.editions.list.len()),
            days: site.calendar.days.iter().map(|run| (run.key, OnceLock::new())).collect(),
            other_days: RwLock::default(),
            printer,
            fault: OnceLock::new(),
        }
    }

    /// The HTML of `card`, a [`Card`](super::view::Card); nothing where there is no printer.
    ///
    /// # Errors
    /// What the template says against it.
    pub fn print(&self, card: tera::Value) -> Result<String, tera::Error> {
        let Some(printer) = &self.printer else { return Ok(String::new()) };
        let mut values = printer.values.clone();
        values.insert_value("card", card);
        printer.engine.render(&[CARD, ".html"].concat(), &values)
    }

    /// Keeps what went wrong for [`Shelf::fault`]. The first is enough: every card has the same template.
    pub fn keep_fault(&self, error: tera::Error) {
        // Fails where a fault is kept already.
        let _ = self.fault.set(error);
    }

    /// What went wrong in writing cards.
    #[must_use]
    pub fn fault(&self) -> Option<&tera::Error> {
        self.fault.get()
    }

    /// Where the hash of the card at position `at` is kept; none inside for an article without a text.
    pub(super) fn card_hash(&self, at: usize) -> Option<&OnceLock<Option<u128>>> {
        self.card_hashes.get(at)
    }

    /// Where the card at position `at` is kept as a template value.
    pub(super) fn card_value(&self, at: usize) -> Option<&OnceLock<tera::Value>> {
        self.cards.get(at)
    }

    /// The link to `named`, made by `make` if nobody asked for it yet.
    pub fn link<'a>(&self, named: Named, make: impl FnOnce() -> Link<'a>) -> Shared<Link<'a>> {
        let (slots, at) = match named {
            Named::Topic(at) => (&self.topics, at),
            Named::Person(at) => (&self.people, at),
            Named::Organization(at) => (&self.organizations, at),
        };
        match slots.get(at) {
            Some(slot) => slot.get_or_init(|| Shared::of(&make()).relabelled()).relabelled(),
            None => Shared::of(&make()),
        }
    }

    /// The link to the edition at position `at`, made by `make` if nobody asked for it yet.
    pub fn edition<'a>(&self, at: usize, make: impl FnOnce() -> EditionLink<'a>) -> Shared<EditionLink<'a>> {
        match self.editions.get(at) {
            Some(slot) => slot.get_or_init(|| Shared::of(&make()).relabelled()).relabelled(),
            None => Shared::of(&make()),
        }
    }

    /// A day, in `language`, which is the shelf's.
    #[must_use]
    pub fn day(&self, language: &Language, at: Date) -> Shared<Day> {
        let write = || Shared::of(&day(language, at));
        if let Some(slot) = self.days.get(&at) {
            return slot.get_or_init(write).clone();
        }
        if let Some(day) = self.other_days.read().unwrap_or_else(PoisonError::into_inner).get(&at) {
            return day.clone();
        }
        let day = write();
        self.other_days.write().unwrap_or_else(PoisonError::into_inner).insert(at, day.clone());
        day
    }
}

impl<T> Shared<T> {
    /// The same value under the name of another view, which must differ in its lifetime only.
    fn relabelled<U>(&self) -> Shared<U> {
        Shared { hash: self.hash, value: self.value.clone(), view: PhantomData }
    }
}

/// A day in `language`.
#[must_use]
pub fn day(language: &Language, day: Date) -> Day {
    Day {
        iso: day.to_string(),
        long: language.date(day, DateStyle::Long),
        short: language.date(day, DateStyle::Short),
    }
}
