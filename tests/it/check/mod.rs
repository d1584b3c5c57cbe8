//! `digest check`, `list` and `explain`: what they find, how they tell it, and how they end.

#![cfg(unix)]

mod commands;
mod external;
mod findings;
