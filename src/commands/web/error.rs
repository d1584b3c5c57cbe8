//! Why an address gave nothing, in words that follow the address.

use std::fmt;
use std::time::Duration;

/// Why a document could not be fetched.
#[derive(Debug)]
#[non_exhaustive]
pub enum FetchError {
    /// The server answered with this status.
    Status(u16),
    /// Its name leads to an address that is not public.
    Private(String),
    /// A redirect leads to an address of another scheme, or to none.
    Redirect(String),
    /// More redirects than are followed.
    TooManyRedirects(usize),
    /// More bytes than are read.
    TooLarge(usize),
    /// Everything together took too long.
    TooSlow(Duration),
    /// A media type that nothing can be imported from.
    ContentType(String),
    /// The server asks for a longer wait than is made, in seconds.
    Wait(u64),
    /// No such host.
    UnknownHost,
    /// Nobody could be asked for the host's address, as on a machine that is not online.
    NoNames,
    /// The network, the server or its certificate failed.
    Connection(String),
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FetchError::Status(status) => write!(f, "the server answered {status}{}", reason(*status)),
            FetchError::Private(host) => write!(f, "`{host}` is a private or reserved address"),
            FetchError::Redirect(to) => write!(f, "it leads on to `{to}`, which is no http or https address"),
            FetchError::TooManyRedirects(most) => write!(f, "it leads on more than {most} times"),
            FetchError::TooLarge(most) => write!(f, "it has more than {most} bytes"),
            FetchError::TooSlow(most) => write!(f, "it took longer than {} s", most.as_secs_f32()),
            FetchError::ContentType(kind) => write!(f, "it is `{kind}`, which nothing can be imported from"),
            FetchError::Wait(seconds) => write!(f, "the server asks to wait {seconds} s"),
            FetchError::UnknownHost => write!(f, "there is no such host"),
            FetchError::NoNames => write!(f, "the name of its host cannot be looked up at present"),
            FetchError::Connection(message) => f.write_str(message),
        }
    }
}

impl FetchError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self {
            FetchError::Private(_) => Some("allow it with `--allow-private` if it is meant"),
            FetchError::Status(401..=403 | 451) | FetchError::TooLarge(_) => {
                Some("save the page in your browser and import the file")
            }
            FetchError::Wait(_) => Some("try again later"),
            FetchError::NoNames => Some("see whether this machine is online"),
            _ => None,
        }
    }

    /// Whether the same request may go better a moment later.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            FetchError::Status(429 | 500 | 502..=504) | FetchError::NoNames | FetchError::Connection(_)
        )
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        401..=403 => ": it lets nobody in without an account",
        404 | 410 => ": there is no such page",
        429 => ": it was asked too often",
        451 => ": it may not show the page here",
        500..=599 => ": it is in trouble",
        _ => "",
    }
}
