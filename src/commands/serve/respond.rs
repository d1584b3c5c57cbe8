//! From a request to a response: the plan says what there is, and nothing else is looked up.

use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, Method, Request, Response, StatusCode, Uri};
use xxhash_rust::xxh3::xxh3_64;

use super::snapshot::{Snapshot, render};
use crate::address::{encode_component, percent_decode, percent_encode};
use crate::commands::media_type;
use crate::digest::Digest;
use crate::language::LanguageId;
use crate::plan::Page;
use crate::render::html::escaped;

/// Folder of the server's own files: no page of a site can have an address that begins with a dot there.
pub(super) const OWN: &str = "/.digest/";

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = include_str!("reload.js");
const STYLE: &str = include_str!("reload.css");

/// The response to a request for a page or a file.
#[must_use]
pub(super) fn respond<B>(snapshot: &Snapshot, request: &Request<B>) -> Response<Body> {
    let method = request.method();
    if method != Method::GET && method != Method::HEAD {
        let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are understood here\n");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    match request.uri().path() {
        "/.digest/reload.js" => made(StatusCode::OK, "text/javascript; charset=utf-8", SCRIPT.into()),
        "/.digest/reload.css" => made(StatusCode::OK, "text/css; charset=utf-8", STYLE.into()),
        _ => match &snapshot.digest {
            Some(digest) => of_site(digest, request.uri()),
            None => unbuilt(snapshot.faults.as_deref().unwrap_or("the site is being compiled\n")),
        },
    }
}

/// A plain text.
#[must_use]
pub(super) fn text(status: StatusCode, text: &str) -> Response<Body> {
    made(status, "text/plain; charset=utf-8", text.to_owned().into_bytes())
}

/// What the site has at an address.
enum Found {
    Page(Page, Arc<str>),
    /// A folder that was asked for without the slash at its end.
    Folder,
    Nothing,
}

/// The page that a browser sees at `path`, which may be encoded: that of the site, or the one that says that
/// there is none, with the server's script.
///
/// # Errors
/// What the terminal would show.
pub(super) fn seen_at(digest: &Digest, path: &str) -> Result<Vec<u8>, String> {
    let page = match find(digest, path) {
        Found::Page(page, _) => page,
        _ => not_found(digest, path),
    };
    render(digest, page)
}

/// A number that changes with the bytes of a page.
#[must_use]
pub(super) fn state(html: &[u8]) -> String {
    format!("{:016x}", xxh3_64(html))
}

fn of_site(digest: &Digest, uri: &Uri) -> Response<Body> {
    let base = &digest.site.config.base_path;
    if uri.path() == "/" && !base.is_empty() {
        return moved(&format!("{}/", percent_encode(base)));
    }
    match find(digest, uri.path()) {
        Found::Page(page, path) => page_response(digest, StatusCode::OK, page, &path),
        Found::Folder => {
            let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
            moved(&format!("{}/{query}", uri.path()))
        }
        Found::Nothing => {
            page_response(digest, StatusCode::NOT_FOUND, not_found(digest, uri.path()), "404.html")
        }
    }
}

/// Decodes once, and asks the plan.
fn find(digest: &Digest, path: &str) -> Found {
    let base = &digest.site.config.base_path;
    let decoded = percent_decode(path);
    let Some(below) = decoded.as_deref().and_then(|path| path.strip_prefix(base.as_str())) else {
        return Found::Nothing;
    };
    let Some(name) = below.strip_prefix('/') else {
        return if below.is_empty() { Found::Folder } else { Found::Nothing };
    };
    let file =
        if name.is_empty() || name.ends_with('/') { format!("{name}index.html") } else { name.to_owned() };
    match digest.plan.page_at(&file) {
        Some(page) => Found::Page(page, file.into()),
        None if digest.plan.page_at(&format!("{file}/index.html")).is_some() => Found::Folder,
        None => Found::Nothing,
    }
}

/// The page for what does not exist, in the language that the address begins with.
fn not_found(digest: &Digest, path: &str) -> Page {
    let begins = |id: &LanguageId| {
        let home = digest.plan.href(Page::Home(*id));
        *id != LanguageId::DEFAULT && home.is_some_and(|home| path.starts_with(home))
    };
    Page::NotFound(digest.site.language_ids().find(begins).unwrap_or(LanguageId::DEFAULT))
}

fn page_response(digest: &Digest, status: StatusCode, page: Page, path: &str) -> Response<Body> {
    match render(digest, page) {
        Ok(bytes) => match media_type::of(path).name {
            HTML => made(status, HTML, with_script(bytes)),
            other => made(status, other, bytes),
        },
        Err(fault) => told(StatusCode::INTERNAL_SERVER_ERROR, &fault),
    }
}

/// The page with the script that listens for changes.
fn with_script(mut html: Vec<u8>) -> Vec<u8> {
    let script = format!("<script defer src=\"{OWN}reload.js\" data-state=\"{}\"></script>", state(&html));
    let end = html.windows(7).rposition(|part| part.eq_ignore_ascii_case(b"</body>")).unwrap_or(html.len());
    html.splice(end..end, script.into_bytes());
    html
}

/// The page of a site that has never been sound.
fn unbuilt(faults: &str) -> Response<Body> {
    told(StatusCode::SERVICE_UNAVAILABLE, faults)
}

/// Faults as a page of their own, which goes away when they do.
fn told(status: StatusCode, faults: &str) -> Response<Body> {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Faults</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><link rel=\"stylesheet\" href=\"{OWN}reload.css\"></head>\
         <body><main class=\"digest-faults\"><h1>The site has faults</h1><pre>{}</pre></main>\
         <script defer src=\"{OWN}reload.js\" data-state=\"faults\"></script></body></html>",
        escaped(faults)
    );
    made(status, HTML, html.into_bytes())
}

/// `to` has no character that a header must not have: it is encoded.
fn moved(to: &str) -> Response<Body> {
    // Two slashes would begin the name of a host.
    let to = format!("/{}", to.trim_start_matches('/'));
    let mut response = text(StatusCode::PERMANENT_REDIRECT, "");
    match HeaderValue::from_str(&to) {
        Ok(value) => {
            response.headers_mut().insert(LOCATION, value);
            response
        }
        Err(_) => text(StatusCode::BAD_REQUEST, &format!("`{}` is no address\n", encode_component(&to))),
    }
}

fn made(status: StatusCode, media_type: &'static str, bytes: Vec<u8>) -> Response<Body> {
    let length = HeaderValue::from(bytes.len());
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CONTENT_LENGTH, length);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
