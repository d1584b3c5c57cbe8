//! One file in, one value out: front matter and Markdown become typed values, file by file.
//!
//! Nothing here looks at another file, save for the glossary, whose terms articles are searched for;
//! whatever else takes two files to know is `site`'s.

pub mod article;
pub mod article_keys;
pub mod body;
pub mod documents;
pub mod entry;
pub mod entry_keys;
pub mod front_matter;
pub mod glossary;
pub mod layout;
pub mod markdown;
pub mod mentions;
pub mod picture;
pub mod read;
pub mod terms;
pub mod words;
