//! The search index: what is found, what of it changes with an edit, and that texts stay texts.

mod engine;
mod files;
mod known_items;
