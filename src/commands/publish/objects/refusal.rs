//! What a service said no with, and what to do about it.
//!
//! Of an answer nothing is kept but its status and the two or three words that services put there for
//! people: what else is in it may be a signature.

use std::sync::{Mutex, PoisonError};
use std::thread::{self, ThreadId};

use ureq::http::HeaderMap;

/// An answer that was no success, or none at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Refusal {
    /// HTTP status; `None` if no answer came.
    pub(super) status: Option<u16>,
    /// The service's name for it, such as `AccessDenied`.
    pub(super) code: String,
    /// The service's sentence for it.
    pub(super) message: String,
    /// Where the bucket is, if the answer tells.
    pub(super) region: Option<String>,
    /// Whether it was the storage that was asked, not a provider of credentials.
    pub(super) is_service: bool,
}

impl Refusal {
    /// No answer, for this reason.
    pub(super) fn silence(reason: &str, is_service: bool) -> Self {
        Self { message: reason.to_owned(), is_service, ..Self::default() }
    }

    /// Reads an answer: XML of S3, Google and Azure, JSON of those who give out tokens.
    pub(super) fn read(status: u16, headers: &HeaderMap, body: &[u8], is_service: bool) -> Self {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let text = String::from_utf8_lossy(body);
        let json: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
        let said = |pointers: [&str; 3]| {
            let values = pointers.iter().filter_map(|pointer| json.pointer(pointer)?.as_str());
            values.map(str::to_owned).next()
        };
        let code = element(&text, "Code").or_else(|| header("x-ms-error-code"));
        let code = code.or_else(|| said(["/error/status", "/error", "/Code"])).unwrap_or_default();
        let message = element(&text, "Details").or_else(|| element(&text, "Message"));
        let message = message.or_else(|| said(["/error/message", "/error_description", "/Message"]));
        let first_line = message.unwrap_or_default().lines().next().unwrap_or_default().trim().to_owned();
        Self {
            status: Some(status),
            code,
            message: first_line,
            region: header("x-amz-bucket-region").or_else(|| element(&text, "Region")),
            is_service,
        }
    }

    /// The answer in words: `403 AccessDenied: Access Denied`.
    pub(super) fn words(&self) -> String {
        let status = self.status.map(|status| status.to_string()).unwrap_or_default();
        let head: Vec<&str> =
            [status.as_str(), &self.code].into_iter().filter(|text| !text.is_empty()).collect();
        match (head.is_empty(), self.message.is_empty()) {
            (true, true) => "no reason was given".to_owned(),
            (true, false) => self.message.clone(),
            (false, true) => head.join(" "),
            (false, false) => format!("{}: {}", head.join(" "), self.message),
        }
    }
}

/// The text of an XML element, the first of its name.
fn element(text: &str, name: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    let (value, _) = rest.split_once(&format!("</{name}>"))?;
    let value = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    Some(value.replace("&apos;", "'").replace("&#39;", "'").replace("&amp;", "&"))
}

/// The last refusal of each thread. A thread has one request under way, so it is that of the request that
/// failed, which the errors of `object_store` do not hand out.
#[derive(Debug, Default)]
pub(super) struct Refusals(Mutex<Vec<(ThreadId, Refusal)>>);

impl Refusals {
    pub(super) fn note(&self, refusal: Refusal) {
        self.forget();
        self.lock().push((thread::current().id(), refusal));
    }

    pub(super) fn forget(&self) {
        self.lock().retain(|(thread, _)| *thread != thread::current().id());
    }

    /// What this thread was last refused with.
    pub(super) fn last(&self) -> Option<Refusal> {
        let all = self.lock();
        all.iter().find(|(thread, _)| *thread == thread::current().id()).map(|(_, refusal)| refusal.clone())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(ThreadId, Refusal)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Read,
    Write,
    Delete,
    List,
}

impl Operation {
    pub(super) fn verb(self) -> &'static str {
        match self {
            Operation::Read => "read",
            Operation::Write => "write",
            Operation::Delete => "delete",
            Operation::List => "list the objects of",
        }
    }
}

/// Words that differ between providers.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// What holds the objects, with its name in `site.yaml`.
    pub(super) container: &'static str,
    /// Permissions to read, write, delete and list.
    pub(super) permissions: [&'static str; 4],
    /// Where credentials come from.
    pub(super) credentials: &'static str,
    /// How expired ones are renewed.
    pub(super) renewal: &'static str,
}

/// What to do about `refusal`.
pub(super) fn advice(refusal: &Refusal, operation: Operation, words: &Vocabulary) -> String {
    let Refusal { code, message, status, .. } = refusal;
    let is = |known: &[&str]| known.contains(&code.as_str());
    let Vocabulary { container, permissions, credentials, renewal } = words;
    if !refusal.is_service {
        return format!("no credentials were found, or they were not taken: {credentials}");
    }
    if status.is_none() {
        return "check `endpoint` and the connection of this machine; the next publish goes on where this one \
                stopped"
            .to_owned();
    }
    if is(&["NoSuchBucket", "ContainerNotFound", "InvalidBucketName", "InvalidResourceName"])
        || *status == Some(404)
    {
        return format!("there is no such {container}: check its name, `endpoint` and account, or make it");
    }
    let is_elsewhere = is(&["PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed"]);
    if is_elsewhere || matches!(status, Some(300..400)) || message.contains("region") {
        return match &refusal.region {
            Some(region) => format!("the {container} is in another region: set `region: {region}`"),
            None => format!("the {container} is in another region: set `region` to it"),
        };
    }
    let has_expired =
        is(&["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired"]);
    if has_expired
        || message.contains("expired")
        || message.contains("Signature not valid in the specified time")
    {
        return format!("the credentials have expired: {renewal}");
    }
    if is(&["RequestTimeTooSkewed"]) {
        return "set the clock of this machine".to_owned();
    }
    let is_unknown = is(&[
        "InvalidAccessKeyId",
        "SignatureDoesNotMatch",
        "InvalidToken",
        "InvalidSecurity",
        "AuthenticationFailed",
        "InvalidAuthenticationInfo",
        "NoAuthenticationInformation",
        "AuthenticationRequired",
        "UNAUTHENTICATED",
    ]);
    if is_unknown || *status == Some(401) || message.contains("failed to authenticate") {
        return format!("the credentials are wrong: {credentials}");
    }
    match status {
        Some(403) => {
            let [read, write, delete, list] = permissions;
            let missing = match operation {
                // Without the permission to list, a file that is not there is forbidden too.
                Operation::Read => format!("{read} and {list}"),
                Operation::Write => (*write).to_owned(),
                Operation::Delete => (*delete).to_owned(),
                Operation::List => (*list).to_owned(),
            };
            format!("these credentials lack a permission: {missing}")
        }
        Some(429 | 500..) => {
            "the service is overloaded or has a fault of its own: publish again later, it goes on where this \
             one stopped"
                .to_owned()
        }
        _ => "the next publish goes on where this one stopped".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::publish::objects::provider::S3;

    fn refusal(status: u16, body: &str) -> Refusal {
        Refusal::read(status, &HeaderMap::new(), body.as_bytes(), true)
    }

    #[test]
    fn answers_of_all_kinds_are_read() {
        let s3 = "<?xml version=\"1.0\"?><Error><Code>SignatureDoesNotMatch</Code><Message>The request \
                  signature we calculated &amp; yours differ</Message><StringToSign>AWS4 secret</StringToSign></Error>";
        assert_eq!(
            refusal(403, s3).words(),
            "403 SignatureDoesNotMatch: The request signature we calculated & yours differ"
        );
        let azure =
            "<Error><Code>AuthenticationFailed</Code><Message>Server failed.\nRequestId:1</Message></Error>";
        assert_eq!(refusal(403, azure).words(), "403 AuthenticationFailed: Server failed.");
        let google = r#"{"error":{"status":"UNAUTHENTICATED","message":"Invalid Credentials"}}"#;
        assert_eq!(refusal(401, google).words(), "401 UNAUTHENTICATED: Invalid Credentials");
        let token = r#"{"error":"invalid_grant","error_description":"Token has been expired or revoked."}"#;
        assert_eq!(refusal(400, token).words(), "400 invalid_grant: Token has been expired or revoked.");
        assert_eq!(refusal(502, "<html>").words(), "502");
        assert_eq!(Refusal::default().words(), "no reason was given");
    }

    #[test]
    fn each_thread_is_told_its_own() {
        let refusals = Refusals::default();
        refusals.note(refusal(404, ""));
        refusals.note(refusal(403, ""));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                assert_eq!(refusals.last(), None);
                refusals.note(refusal(500, ""));
            });
        });
        assert_eq!(refusals.last().and_then(|refusal| refusal.status), Some(403));
        refusals.forget();
        assert_eq!(refusals.last(), None);
    }

    #[test]
    fn what_to_do_follows_from_what_was_said() {
        let said = |status, code: &str, message: &str| {
            let body = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
            advice(&refusal(status, &body), Operation::Write, &S3)
        };
        let cases = [
            (403, "AccessDenied", "Access Denied", "`s3:PutObject`"),
            (404, "NoSuchBucket", "", "there is no such bucket"),
            (400, "ExpiredToken", "The provided token has expired.", "have expired"),
            (403, "InvalidAccessKeyId", "", "credentials are wrong"),
            (403, "RequestTimeTooSkewed", "", "the clock"),
            (301, "PermanentRedirect", "", "another region"),
            (503, "SlowDown", "", "overloaded"),
            (400, "Strange", "", "goes on where this one stopped"),
        ];
        for (status, code, message, expected) in cases {
            let advice = said(status, code, message);
            assert!(advice.contains(expected), "{code}: {advice}");
        }
        let body = "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-3</Region></Error>";
        assert!(advice(&refusal(400, body), Operation::Read, &S3).ends_with("set `region: eu-west-3`"));
        let elsewhere = Refusal { is_service: false, ..refusal(500, "") };
        assert!(advice(&elsewhere, Operation::Read, &S3).contains("no credentials were found"));
        assert!(
            advice(&Refusal::silence("refused", true), Operation::Read, &S3).contains("check `endpoint`")
        );
        assert!(
            advice(&refusal(403, ""), Operation::Read, &S3).contains("`s3:GetObject` and `s3:ListBucket`")
        );
    }
}
