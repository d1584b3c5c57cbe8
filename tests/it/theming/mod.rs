//! Themes by others: what a small one needs, how one lies over another, and what the reference of
//! templates says.

mod chain;
mod document;
mod views;
