//! A warm build equals a cold one, and does no more than it must.

#![cfg(unix)]

mod documents;
mod economy;
mod random_walk;
mod revised;
mod settings;
mod steps;
