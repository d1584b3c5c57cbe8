//! Object storage: each test with every service.

mod cut;
mod google;
mod proxy;
mod refused;
mod sent;
pub(super) mod service;
mod wire;

use std::collections::BTreeMap;

use super::{OWN, Site};
use crate::folder::assert_same;
use crate::support::Files;
use service::Service;

/// A site whose only target is `service`, with `more` keys.
fn site(service: &Service, more: &str) -> Site {
    Site::with(&format!("  live: {{{}{more}}}", service.target()), service.credentials())
}

/// What readers find: all objects but the tool's own documents, of which none but the manifest may be left.
fn at_target(service: &Service) -> Files {
    let mut files = service.objects();
    for name in OWN {
        assert!(files.remove(name).is_none() || name == OWN[0], "`{name}` was left behind");
    }
    files
}

fn assert_published(site: &Site, service: &Service) {
    assert_same(&at_target(service), &site.folder.public(), "target and build");
}

/// Requests by method since the last call.
fn counted(service: &Service) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for (request, _) in service.proxy.take() {
        *counts.entry(request.method().to_owned()).or_default() += 1;
    }
    counts
}

/// Names of the objects that were written since the last call, without the tool's own documents.
fn written(service: &Service) -> Vec<String> {
    let seen = service.proxy.take();
    let puts = seen.iter().filter(|(request, status)| request.method() == "PUT" && *status < 300);
    let names = puts.filter_map(|(request, _)| request.object());
    let mut names: Vec<String> = names.filter(|name| !OWN.contains(&name.as_str())).collect();
    names.sort_unstable();
    names
}
