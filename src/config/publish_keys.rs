//! The keys of `publish` in `site.yaml`: what a target may say, of whatever kind it is.
//!
//! Which of them a kind takes and needs is in `publish`, which reads them.

use crate::content::front_matter::{Key, Kind};

const COMPRESS: Kind = Kind::Choice(&["none", "gzip", "brotli"]);

const PURGE_KEYS: &[Key] = &[
    Key::new("endpoint", Kind::Text, "Address that takes `POST {\"files\": […]}`, as Cloudflare's does.")
        .required(),
    Key::new("token_env", Kind::Text, "Name of the environment variable that holds the token.").required(),
];

const WEBSUB_KEYS: &[Key] = &[
    Key::new("hub", Kind::Text, "Address of the hub.").required(),
    Key::new("feeds", Kind::List(&Kind::Text), "Addresses told to the hub; else each feed that changed."),
];

const TARGET_KEYS: &[Key] = &[
    Key::new("kind", Kind::Choice(super::publish::KINDS), "What the target is.").required(),
    Key::new("path", Kind::Text, "Folder (`folder`, `ssh`) or file (`archive`) that is written."),
    Key::new("repository", Kind::Text, "`git`: another repository; else the one that the site is in."),
    Key::new("remote", Kind::Text, "`git`: remote of the site's own repository; else `origin`."),
    Key::new("branch", Kind::Text, "`git`: branch that is committed to; else `gh-pages`."),
    Key::new("cname", Kind::Text, "`git`: host name written into `CNAME`."),
    Key::new("host", Kind::Text, "`ssh`: host, as `ssh` takes it: `example.org` or `user@example.org`."),
    Key::new(
        "port",
        Kind::Integer { min: 1, max: 65_535 },
        "`ssh`: port, where it is not that of `ssh`'s settings.",
    ),
    Key::new("identity_file", Kind::Text, "`ssh`: file of the private key, where it is not `ssh`'s own."),
    Key::new("known_hosts", Kind::Text, "`ssh`: file of host keys, where it is not `ssh`'s own."),
    Key::new(
        "releases",
        Kind::Integer { min: 1, max: 1_000 },
        "`ssh`: releases kept, each in a folder of its own, with `current` leading to the live one.",
    ),
    Key::new(
        "format",
        Kind::Choice(&["tar.zst", "zip"]),
        "`archive`: else what the name of the file ends in.",
    ),
    Key::new("bucket", Kind::Text, "`s3`, `gcs`: name of the bucket."),
    Key::new("container", Kind::Text, "`azure`: name of the container."),
    Key::new("account", Kind::Text, "`azure`: name of the storage account."),
    Key::new("prefix", Kind::Text, "`s3`, `gcs`, `azure`: what the names of all objects start with."),
    Key::new("region", Kind::Text, "`s3`: region of the bucket."),
    Key::new(
        "endpoint",
        Kind::Text,
        "`s3`, `gcs`, `azure`: address of the service, where it is not the provider's.",
    ),
    Key::new("path_style", Kind::Bool, "`s3`: whether the bucket stands in the path; else with an endpoint."),
    Key::new("compress", COMPRESS, "`s3`, `gcs`, `azure`: how texts are compressed; else `none`."),
    Key::new(
        "max_deletions",
        Kind::Integer { min: 0, max: 100 },
        "Share of the published files, in percent, that a publish may delete without being asked; else 20.",
    ),
    Key::new(
        "keep_assets",
        Kind::Integer { min: 0, max: 8_760 },
        "Hours that fingerprinted files outlive the pages that name them; else 24.",
    ),
    Key::new("purge", Kind::Object(PURGE_KEYS), "Cache to be told of the addresses that changed."),
    Key::new("websub", Kind::Object(WEBSUB_KEYS), "WebSub hub to be told of the feeds that changed."),
];

/// Targets by name.
pub(super) const PUBLISH: Kind = Kind::MapOf(&Kind::Object(TARGET_KEYS));
