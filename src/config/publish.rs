//! `publish` in `site.yaml`, typed: where the site is taken, each target with what its kind needs.
//!
//! It must hold no credential: those come from the environment, and one that stands here is refused
//! without being shown.

use super::{Reader, SITE};
use crate::content::front_matter::{Checked, Document, Node, Part, Place, Value};
use crate::diagnostic::{Code, Diagnostic, Span};

/// Names of the kinds of targets in `site.yaml`.
pub(crate) const KINDS: &[&str] = &["folder", "git", "ssh", "archive", "s3", "gcs", "azure"];

/// Words of the command line, which can be no names of targets.
const RESERVED: &[&str] = &["status", "rollback", "verify", "help"];

/// Somewhere that the site is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishTarget {
    /// Its name in `site.yaml`.
    pub name: String,
    /// What it is.
    pub kind: TargetKind,
    /// Share of the published files that may be deleted without being asked, in percent.
    pub max_deletions: u8,
    /// Hours that fingerprinted files outlive the pages that name them.
    pub keep_assets_hours: u32,
    /// A cache to be told of the addresses that changed.
    pub purge: Option<Purge>,
    /// A WebSub hub to be told of the feeds that changed.
    pub websub: Option<WebSub>,
}

/// What a target is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetKind {
    /// A folder, such as a mounted disk.
    Folder {
        /// Where; relative to the site's folder.
        path: String,
    },
    /// A branch of a git repository.
    Git(GitTarget),
    /// A server, by SSH and rsync.
    Ssh(SshTarget),
    /// A file to be handed to a host.
    Archive {
        /// Where; relative to the site's folder.
        path: String,
        /// What is written.
        format: ArchiveFormat,
    },
    /// A bucket or container of objects.
    Objects(ObjectTarget),
}

/// A branch of a git repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitTarget {
    /// Address or path of another repository; `None` for the one that the site is in.
    pub repository: Option<String>,
    /// Remote of the site's own repository.
    pub remote: String,
    /// Branch that is committed to.
    pub branch: String,
    /// Host name for `CNAME`.
    pub cname: Option<String>,
}

/// A server, by SSH and rsync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshTarget {
    /// Host or alias, with or without a user.
    pub host: String,
    /// Folder on the server.
    pub path: String,
    /// Port, if not that of `ssh`'s settings.
    pub port: Option<u16>,
    /// File of the private key.
    pub identity_file: Option<String>,
    /// File of host keys.
    pub known_hosts: Option<String>,
    /// Releases kept; `None` for files that are replaced in place.
    pub releases: Option<usize>,
}

/// Formats of archives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArchiveFormat {
    /// tar (POSIX.1-1988) in Zstandard (RFC 8878).
    TarZst,
    /// ZIP with Deflate.
    Zip,
}

/// A bucket or container of objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectTarget {
    /// Whose protocol.
    pub provider: Provider,
    /// What the names of all objects start with: empty, or without a `/` at its ends.
    pub prefix: String,
    /// Address of the service, where it is not the provider's own.
    pub endpoint: Option<String>,
    /// How texts are compressed.
    pub compress: Compression,
}

/// Providers of object storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Provider {
    /// Amazon S3 and what speaks its protocol.
    S3 {
        /// Name of the bucket.
        bucket: String,
        /// Region of the bucket.
        region: Option<String>,
        /// Whether the bucket stands in the path of addresses; `None` to follow from the endpoint.
        path_style: Option<bool>,
    },
    /// Google Cloud Storage.
    Gcs {
        /// Name of the bucket.
        bucket: String,
    },
    /// Azure Blob Storage.
    Azure {
        /// Name of the storage account.
        account: String,
        /// Name of the container.
        container: String,
    },
}

/// How texts are compressed before they are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
}

/// A cache with an interface like that of Cloudflare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purge {
    /// Address that takes the list of files.
    pub endpoint: String,
    /// Name of the environment variable that holds the token.
    pub token_env: String,
}

/// A WebSub hub (W3C Recommendation, section 6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebSub {
    /// Address of the hub.
    pub hub: String,
    /// Addresses that the hub is told of; empty for each feed that changed.
    pub feeds: Vec<String>,
}

impl TargetKind {
    /// Its name in `site.yaml`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            TargetKind::Folder { .. } => "folder",
            TargetKind::Git(_) => "git",
            TargetKind::Ssh(_) => "ssh",
            TargetKind::Archive { .. } => "archive",
            TargetKind::Objects(ObjectTarget { provider: Provider::S3 { .. }, .. }) => "s3",
            TargetKind::Objects(ObjectTarget { provider: Provider::Gcs { .. }, .. }) => "gcs",
            TargetKind::Objects(ObjectTarget { provider: Provider::Azure { .. }, .. }) => "azure",
        }
    }
}

/// Credentials in `publish`. Where there is one, nothing else of the file is told, since a message
/// shows the line that it is about.
pub(super) fn credentials(node: &Node, document: &Document) -> Vec<Diagnostic> {
    let Node::Map(entries) = node else { return Vec::new() };
    let mut found = Vec::new();
    for (_, value) in entries.iter().filter(|(key, _)| key == "publish") {
        find_credentials(value, "publish", &mut found);
    }
    let tell = |path: &String| {
        let message = format!("`{path}` holds a credential, which `site.yaml` must not");
        let help = "take it out, and set it in the environment: docs/publishing.md lists the variables; \
            if it was ever committed or shared, replace it";
        Diagnostic::error(Code::Credential, Span::start_of(document.first_line().file), message).help(help)
    };
    found.iter().map(tell).collect()
}

fn find_credentials(node: &Node, path: &str, found: &mut Vec<String>) {
    match node {
        Node::Map(entries) => {
            for (key, value) in entries {
                let path = format!("{path}.{key}");
                let is_pasted = key == "token_env" && matches!(value, Node::Text(text) if !is_variable(text));
                if is_pasted || names_credential(key) {
                    found.push(path);
                } else {
                    find_credentials(value, &path, found);
                }
            }
        }
        Node::List(items) => items.iter().for_each(|item| find_credentials(item, path, found)),
        Node::Text(text) if has_password(text) => found.push(path.to_owned()),
        _ => {}
    }
}

fn names_credential(key: &str) -> bool {
    let word: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
    let word = word.to_ascii_lowercase();
    let ends = ["password", "passwd", "passphrase", "secret", "token", "credential", "credentials"];
    let keys = ["apikey", "accesskey", "secretkey", "accountkey", "privatekey", "sharedkey", "accesskeyid"];
    let others = ["key", "sas", "connectionstring"];
    ends.iter().chain(&keys).any(|end| word.ends_with(end)) || others.contains(&word.as_str())
}

/// Whether an address has a password, as in `https://user:password@example.org`.
fn has_password(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':') || user.len() > 24)
}

/// Variables are written in capitals, as tokens hardly ever are.
fn is_variable(text: &str) -> bool {
    !text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

impl Reader<'_> {
    /// The targets in the order of the file.
    pub(super) fn publish(&mut self, keys: &mut Checked) -> Vec<PublishTarget> {
        let place = keys.place_of("publish");
        let targets = keys.map("publish").into_iter();
        let objects = targets.filter_map(|(name, value)| Some((name, Value::into_object(value)?)));
        let read = objects.filter_map(|(name, keys)| {
            let at = place.clone().key(name.clone());
            self.check_name(&at, &name);
            self.target(&at, name, keys)
        });
        read.collect()
    }

    fn check_name(&mut self, place: &Place, name: &str) {
        let is_plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        if RESERVED.contains(&name) || !is_plain || name.starts_with(['-', '.']) {
            let help = "use letters, digits, `-` and `_`, and no command such as `status`".to_owned();
            let span = place.span(self.document, SITE.keys, Part::Key);
            let message = format!("`{name}` cannot be the name of a target");
            self.faults.push(Diagnostic::error(Code::InvalidValue, span, message).help(help));
        }
    }

    fn target(&mut self, place: &Place, name: String, keys: Checked) -> Option<PublishTarget> {
        let mut keys = TargetKeys { place: place.clone(), kind: "", keys };
        let kind = keys.keys.text("kind")?;
        keys.kind = KINDS.iter().copied().find(|known| *known == kind)?;
        let max_deletions = keys.keys.integer("max_deletions").and_then(|n| u8::try_from(n).ok());
        let keep_assets = keys.keys.integer("keep_assets").and_then(|n| u32::try_from(n).ok());
        let (purge, websub) = (self.purge(&mut keys), self.websub(&mut keys));
        let kind = match keys.kind {
            "folder" => self.required(&mut keys, "path").map(|path| TargetKind::Folder { path }),
            "git" => self.git(&mut keys).map(TargetKind::Git),
            "ssh" => self.ssh(&mut keys).map(TargetKind::Ssh),
            "archive" => self.archive(&mut keys),
            _ => self.objects(&mut keys).map(TargetKind::Objects),
        };
        self.left_over(&keys);
        Some(PublishTarget {
            name,
            kind: kind?,
            max_deletions: max_deletions.unwrap_or(20),
            keep_assets_hours: keep_assets.unwrap_or(24),
            purge,
            websub,
        })
    }

    fn git(&mut self, keys: &mut TargetKeys) -> Option<GitTarget> {
        let repository = self.plain(keys, "repository");
        let branch = self.plain(keys, "branch").unwrap_or_else(|| "gh-pages".to_owned());
        let bad = |c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\".contains(c);
        // The rules of `git check-ref-format` that a name is likely to break.
        if branch.contains(bad) || branch.contains("..") || branch.ends_with(['/', '.']) {
            self.fault_of(keys, "branch", format!("`{branch}` is no name of a branch"), None);
            return None;
        }
        let remote = self.plain(keys, "remote").unwrap_or_else(|| "origin".to_owned());
        Some(GitTarget { repository, remote, branch, cname: self.plain(keys, "cname") })
    }

    fn ssh(&mut self, keys: &mut TargetKeys) -> Option<SshTarget> {
        let (host, path) = (self.required(keys, "host"), self.required(keys, "path"));
        let host = host?;
        if host.contains(|c: char| c.is_whitespace() || "/:'\"\\".contains(c)) && !host.contains('[') {
            let help = "write `example.org` or `user@example.org`; a port has its own key, `port`";
            self.fault_of(keys, "host", format!("`{host}` is no host"), Some(help.to_owned()));
            return None;
        }
        let path = path?;
        // `~` alone would be the whole home, `/` the whole server.
        if matches!(path.trim_end_matches('/'), "" | "~" | "." | "..") {
            let help = "name a folder of its own, such as `/srv/www/digest`".to_owned();
            self.fault_of(keys, "path", format!("`{path}` cannot be a target"), Some(help));
            return None;
        }
        Some(SshTarget {
            host,
            path,
            port: keys.keys.integer("port").and_then(|port| u16::try_from(port).ok()),
            identity_file: self.plain(keys, "identity_file"),
            known_hosts: self.plain(keys, "known_hosts"),
            releases: keys.keys.integer("releases").and_then(|count| usize::try_from(count).ok()),
        })
    }

    fn archive(&mut self, keys: &mut TargetKeys) -> Option<TargetKind> {
        let path = self.required(keys, "path");
        let format = keys.keys.text("format");
        let path = path?;
        let format = match format.as_deref() {
            Some("zip") => ArchiveFormat::Zip,
            None if path.ends_with(".zip") => ArchiveFormat::Zip,
            None if !path.ends_with(".tar.zst") => {
                let help = "let its name end in `.zip` or `.tar.zst`, or add `format`".to_owned();
                self.fault_of(keys, "path", format!("`{path}` does not tell its format"), Some(help));
                return None;
            }
            _ => ArchiveFormat::TarZst,
        };
        Some(TargetKind::Archive { path, format })
    }

    fn objects(&mut self, keys: &mut TargetKeys) -> Option<ObjectTarget> {
        let provider = match keys.kind {
            "s3" => self.required(keys, "bucket").map(|bucket| Provider::S3 {
                bucket,
                region: keys.keys.text("region"),
                path_style: keys.keys.bool("path_style"),
            }),
            "gcs" => self.required(keys, "bucket").map(|bucket| Provider::Gcs { bucket }),
            _ => {
                let (account, container) = (self.required(keys, "account"), self.required(keys, "container"));
                account.zip(container).map(|(account, container)| Provider::Azure { account, container })
            }
        };
        let prefix = keys.keys.text("prefix").unwrap_or_default();
        let endpoint = self.address(keys, "endpoint");
        let compress = match keys.keys.text("compress").as_deref() {
            Some("gzip") => Compression::Gzip,
            Some("brotli") => Compression::Brotli,
            _ => Compression::None,
        };
        let prefix = prefix.trim_matches('/').to_owned();
        Some(ObjectTarget { provider: provider?, prefix, endpoint, compress })
    }

    fn purge(&mut self, keys: &mut TargetKeys) -> Option<Purge> {
        let mut inner = keys.below("purge")?;
        let endpoint = self.address(&mut inner, "endpoint");
        Some(Purge { token_env: inner.keys.text("token_env")?, endpoint: endpoint? })
    }

    fn websub(&mut self, keys: &mut TargetKeys) -> Option<WebSub> {
        let mut inner = keys.below("websub")?;
        let hub = self.address(&mut inner, "hub");
        Some(WebSub { feeds: inner.keys.list_of_text("feeds"), hub: hub? })
    }

    fn required(&mut self, keys: &mut TargetKeys, name: &'static str) -> Option<String> {
        if let Some(text) = self.plain(keys, name) {
            return Some(text);
        }
        if !keys.keys.is_given(name) {
            let span = keys.place.span(self.document, SITE.keys, Part::Key);
            let message = format!("a target of the kind `{}` needs `{name}`", keys.kind);
            let help = format!("add a line `{name}: …`");
            self.faults.push(Diagnostic::error(Code::MissingKey, span, message).help(help));
        }
        None
    }

    /// A text that a program may be given as an argument: it cannot be taken for an option.
    fn plain(&mut self, keys: &mut TargetKeys, name: &'static str) -> Option<String> {
        let text = keys.keys.text(name)?;
        if text.starts_with('-') {
            self.fault_of(keys, name, format!("`{text}` begins with `-`"), None);
            return None;
        }
        Some(text)
    }

    fn address(&mut self, keys: &mut TargetKeys, name: &'static str) -> Option<String> {
        let text = keys.keys.text(name)?;
        if !text.starts_with("https://") && !text.starts_with("http://") || text.contains(char::is_whitespace)
        {
            let help = "write an address that starts with `https://`".to_owned();
            self.fault_of(keys, name, format!("`{text}` is no web address"), Some(help));
            return None;
        }
        Some(text)
    }

    fn fault_of(&mut self, keys: &TargetKeys, name: &'static str, message: String, help: Option<String>) {
        self.fault(&keys.place.clone().key(name), message, help);
    }

    /// Keys that this kind of target has no use for.
    fn left_over(&mut self, keys: &TargetKeys) {
        for name in keys.keys.untaken() {
            let span = keys.place.clone().key(name).span(self.document, SITE.keys, Part::Key);
            let message = format!("a target of the kind `{}` takes no `{name}`", keys.kind);
            let help = "delete the line".to_owned();
            self.faults.push(Diagnostic::error(Code::UnknownKey, span, message).help(help));
        }
    }
}

/// The keys of one target, or of a map in it.
struct TargetKeys {
    place: Place,
    kind: &'static str,
    keys: Checked,
}

impl TargetKeys {
    fn below(&mut self, name: &'static str) -> Option<TargetKeys> {
        let keys = self.keys.object(name)?;
        Some(TargetKeys { place: self.place.clone().key(name), kind: self.kind, keys })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_known_by_their_names() {
        for key in
            ["password", "secret_access_key", "api-token", "accessKeyId", "account_key", "sas", "TOKEN"]
        {
            assert!(names_credential(key), "{key}");
        }
        for key in ["path", "host", "token_env", "known_hosts", "identity_file", "keep_assets", "prefix"] {
            assert!(!names_credential(key), "{key}");
        }
    }

    #[test]
    fn credentials_are_known_within_addresses() {
        for text in ["https://me:pw@h/x", "ssh://a:b@h", "https://ghp_0123456789abcdefghij0123@github.com/a"]
        {
            assert!(has_password(text), "{text}");
        }
        for text in ["https://h/x@y:z", "git@github.com:a/b.git", "ssh://git@h:22/x", "https://me@h/x"] {
            assert!(!has_password(text), "{text}");
        }
        assert!(is_variable("CF_API_TOKEN2") && !is_variable("v1.0-abcd") && !is_variable("abcDEF123"));
    }
}
