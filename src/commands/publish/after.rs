//! What follows a publish: a cache and a WebSub hub are told what changed.
//!
//! The site is live by then, so a failure here says so.

use serde_json::json;

use super::error::TargetError;
use super::http;
use super::plan::Plan;
use super::rules;
use super::show;
use crate::config::publish::{PublishTarget, Purge, WebSub};

/// Most addresses of one request, which is what Cloudflare takes of every plan.
const BATCH: usize = 30;

/// Who is to be told, with what that takes; made before anything is sent, so that a missing token is
/// noticed in time.
pub struct After<'a> {
    purge: Option<(&'a Purge, String)>,
    websub: Option<&'a WebSub>,
}

impl<'a> After<'a> {
    /// What `target` asks for; `variable` reads the environment.
    ///
    /// # Errors
    /// If the token of a purge is not in the environment.
    pub fn new(
        target: &'a PublishTarget,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, TargetError> {
        let token = |purge: &'a Purge| {
            let name = &purge.token_env;
            let token = variable(name).map(|token| token.trim().to_owned()).filter(|token| !token.is_empty());
            token.map(|token| (purge, token)).ok_or_else(|| {
                let message = format!("the environment variable `{name}` is not set");
                TargetError::failed(message)
                    .help("it holds the token for the purge of the cache: set it first")
            })
        };
        let purge = target.purge.as_ref().map(token).transpose()?;
        Ok(Self { purge, websub: target.websub.as_ref() })
    }

    /// Tells them; gives what was done, for people.
    ///
    /// # Errors
    /// If one of them does not take it.
    pub fn tell(&self, plan: &Plan, base: &str) -> Result<Vec<String>, TargetError> {
        let mut done = Vec::new();
        if let Some((purge, token)) = &self.purge {
            let addresses = show::changed_addresses(plan, base);
            for batch in addresses.chunks(BATCH) {
                self::purge(purge, token, batch)?;
            }
            done.push(format!("purged {} addresses", addresses.len()));
        }
        if let Some(websub) = self.websub {
            let feeds = feeds(websub, plan, base);
            for feed in &feeds {
                ping(websub, feed)?;
            }
            done.push(format!("told {} of {} feeds", websub.hub, feeds.len()));
        }
        Ok(done)
    }
}

fn purge(purge: &Purge, token: &str, addresses: &[String]) -> Result<(), TargetError> {
    let body = json!({ "files": addresses }).to_string();
    let answer = http::post(&http::agent(), &purge.endpoint, "application/json", Some(token), &body)?;
    let said: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    if (200..300).contains(&answer.status) && said["success"] != json!(false) {
        return Ok(());
    }
    let reason = said["errors"][0]["message"].as_str().unwrap_or("no reason was given").replace(token, "…");
    let message =
        format!("the site is published, but `{}` did not purge: {}: {reason}", purge.endpoint, answer.status);
    let help = match answer.status {
        401 | 403 => {
            "the token is wrong, has expired or may not purge: with Cloudflare it needs `Cache Purge`"
        }
        404 => {
            "check the address: with Cloudflare it is `https://api.cloudflare.com/client/v4/zones/ZONE/purge_cache`"
        }
        _ => "purge by hand: `--json` lists the addresses",
    };
    Err(TargetError::failed(message).help(help))
}

/// The feeds that the hub is told of: those of the settings, or those that changed.
fn feeds(websub: &WebSub, plan: &Plan, base: &str) -> Vec<String> {
    if !websub.feeds.is_empty() {
        return websub.feeds.clone();
    }
    let changed = plan.sendings.iter().filter(|sending| rules::is_feed(&sending.path));
    changed.map(|sending| show::address(base, &sending.path)).collect()
}

fn ping(websub: &WebSub, feed: &str) -> Result<(), TargetError> {
    let body = format!("hub.mode=publish&hub.url={}", crate::address::encode_component(feed));
    let form = "application/x-www-form-urlencoded";
    let answer = http::post(&http::agent(), &websub.hub, form, None, &body)?;
    if (200..300).contains(&answer.status) {
        return Ok(());
    }
    let message = format!("the site is published, but the hub `{}` answered {}", websub.hub, answer.status);
    Err(TargetError::failed(message)
        .help("check `websub.hub`; readers will see the change at their next visit"))
}
