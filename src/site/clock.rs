//! The build's idea of now, and which documents it lets in.

use crate::content::article::When;

/// An instant, given from outside: the option, the environment, or the shell's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock {
    /// Seconds since the Unix epoch.
    pub seconds: i64,
}

/// What is let in beyond what is published now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Include {
    /// The build's now.
    pub clock: Clock,
    /// Documents marked `draft`.
    pub drafts: bool,
    /// Articles whose `publish_on` or `date` is still to come.
    pub future: bool,
    /// Articles whose `expires_on` has passed.
    pub expired: bool,
}

impl Include {
    /// Whether a document with these marks is part of the site.
    #[must_use]
    pub fn admits(
        &self,
        draft: bool,
        date: Option<When>,
        publish: Option<When>,
        expires: Option<When>,
    ) -> bool {
        let later = |when: When| when.seconds > self.clock.seconds;
        let in_future = date.is_some_and(later) || publish.is_some_and(later);
        let expired = expires.is_some_and(|when| when.seconds <= self.clock.seconds);
        (self.drafts || !draft) && (self.future || !in_future) && (self.expired || !expired)
    }
}
