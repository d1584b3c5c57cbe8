//! The site's own articles against the sheet of facts that they are written from.
//!
//! `tests/facts/` holds the sheet and the exceptions, each with a reason. A test here lists every finding
//! of its kind and changes nothing; what the text of an article says beyond numbers, dates and quotations
//! is left to its editors.

mod archive;
mod dates;
mod directory;
mod disputes;
mod exceptions;
mod figures;
mod front_matter;
mod numbers;
mod sheet;
mod tokens;
mod vouched;
mod wording;
