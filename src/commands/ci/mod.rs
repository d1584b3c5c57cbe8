//! `digest init --ci`: workflow files that build and publish a site, with what its targets need.
//!
//! No credential is written: the files name secrets of the host by the variables that a publish reads.

use std::path::Path;

use crate::cli::CiHost;
use crate::config::publish::{PublishTarget, TargetKind};
use crate::diagnostic::Diagnostics;
use crate::{digest, disk};

const GITHUB: &str = include_str!("github.yml");
const GITLAB: &str = include_str!("gitlab.yml");

/// Variable that holds the private key for targets of the kind `ssh`.
const SSH_KEY: &str = "SSH_PRIVATE_KEY";

/// Where the workflow file of a host belongs, relative to the site.
#[must_use]
pub fn path(host: CiHost) -> &'static str {
    match host {
        CiHost::Github => ".github/workflows/publish.yml",
        CiHost::Gitlab => ".gitlab-ci.yml",
    }
}

/// The targets of the site at `root`; none if it has no settings or faulty ones.
#[must_use]
pub fn targets(root: &Path) -> Vec<PublishTarget> {
    let mut faults = Diagnostics::default();
    digest::configuration(&disk::sources(root), &mut faults).map(|config| config.publish).unwrap_or_default()
}

/// The workflow file of `host` for a site with these targets.
#[must_use]
pub fn workflow(host: CiHost, targets: &[PublishTarget]) -> String {
    let secrets = secrets(targets);
    match host {
        CiHost::Github => {
            let pushes_here =
                targets.iter().any(|t| matches!(&t.kind, TargetKind::Git(git) if git.repository.is_none()));
            let environment: String =
                secrets.iter().map(|name| format!("          {name}: ${{{{ secrets.{name} }}}}\n")).collect();
            let environment =
                if secrets.is_empty() { environment } else { format!("        env:\n{environment}") };
            GITHUB
                .replace("@CONTENTS@", if pushes_here { "write" } else { "read" })
                .replace("@PERSIST@", if pushes_here { "true" } else { "false" })
                .replace("@ENVIRONMENT@", &environment)
                .replace("@COMMANDS@\n", &lines(targets, "          "))
        }
        CiHost::Gitlab => {
            let list = secrets.join(", ");
            let note = if secrets.is_empty() {
                "No secret is needed.".to_owned()
            } else {
                format!("Secrets, as protected variables, masked where that is possible: {list}.")
            };
            GITLAB.replace("@SECRETS@", &note).replace("@COMMANDS@\n", &lines(targets, "    - "))
        }
    }
}

/// The commands that publish, each on a line that begins with `start`.
fn lines(targets: &[PublishTarget], start: &str) -> String {
    let mut commands = Vec::new();
    if targets.iter().any(|target| matches!(target.kind, TargetKind::Ssh(_))) {
        commands.push("eval \"$(ssh-agent -s)\"".to_owned());
        commands.push(format!("printf '%s\\n' \"${SSH_KEY}\" | tr -d '\\r' | ssh-add -"));
    }
    if let [] | [_] = targets {
        commands.push("digest publish --yes".to_owned());
    } else {
        commands.extend(targets.iter().map(|target| format!("digest publish {} --yes", target.name)));
    }
    commands.iter().map(|command| format!("{start}{command}\n")).collect()
}

/// Variables that hold the credentials of these targets.
fn secrets(targets: &[PublishTarget]) -> Vec<&str> {
    let mut names = Vec::new();
    for target in targets {
        match target.kind.name() {
            "ssh" => names.push(SSH_KEY),
            "s3" => names.extend(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]),
            "gcs" => names.push("GOOGLE_SERVICE_ACCOUNT_KEY"),
            "azure" => names.push("AZURE_STORAGE_ACCOUNT_KEY"),
            _ => {}
        }
        names.extend(target.purge.as_ref().map(|purge| purge.token_env.as_str()));
    }
    names.sort_unstable();
    names.dedup();
    names
}
