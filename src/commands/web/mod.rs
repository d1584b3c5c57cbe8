//! HTTP for commands that are handed addresses which nobody has looked at: imports and checks.
//!
//! Only http and https; each connection goes to the network address that was checked, so that a name
//! cannot change its meaning in between; redirects are followed one by one, each checked the same
//! way. No proxy, no cookies, no credentials. What is done with an answer is the commands' business.

mod error;
#[cfg(feature = "import")]
pub mod fetch;
pub mod reach;
pub mod request;

pub use self::error::FetchError;
