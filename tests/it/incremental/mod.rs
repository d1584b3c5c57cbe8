//! A warm build equals a cold one, and does no more than it must.

#![cfg(unix)]

mod documents;
mod economy;
mod random_walk;
mod settings;
mod steps;
