//! The services: rclone's and s3s-fs for S3, Azurite for Azure, all real; a small one for Google. Each with
//! an empty bucket `live`, behind a proxy.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::google::{self, Google};
use super::proxy::Proxy;
use super::wire::Message;
use crate::publish::live::{Nginx, await_server, free_port};
use crate::support::{Files, repository, tree};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Of the crate s3s-fs, which honours conditions.
    S3s,
    /// Of rclone, which does not.
    Rclone,
    Azurite,
    Google,
}

pub(super) const ALL: [Kind; 4] = [Kind::S3s, Kind::Rclone, Kind::Azurite, Kind::Google];

const KEY: &str = "AKIDEXAMPLE";
pub(super) const SECRET: &str = "wJalrXUtnFEMIs3cr3t";
const AZURE_ACCOUNT: &str = "devstoreaccount1";
/// Azurite's own, which is public.
const AZURE_KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

pub(in crate::publish) struct Service {
    kind: Kind,
    pub(super) proxy: Proxy,
    folder: tempfile::TempDir,
    child: Option<Child>,
    google: Option<Google>,
    port: u16,
}

/// A program that `tests/servers/install` has installed, or else one of the search path.
fn tool(name: &str) -> Command {
    let installed = repository().join("target/test-servers/bin").join(name);
    Command::new(if installed.exists() { installed } else { PathBuf::from(name) })
}

impl Service {
    pub(super) fn start(kind: Kind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        fs::create_dir_all(root.join("live")).unwrap();
        let port = free_port();
        let address = format!("127.0.0.1:{port}");
        let mut command = match kind {
            Kind::S3s => {
                let mut command = tool("s3s-fs");
                command.args(["--host", "127.0.0.1", "--port", &port.to_string()]);
                command.args(["--access-key", KEY, "--secret-key", SECRET]);
                command
            }
            Kind::Rclone => {
                let mut command = tool("rclone");
                command.args(["serve", "s3", "--addr", &address, "--auth-key", &format!("{KEY},{SECRET}")]);
                command.args(["--config", "/dev/null", "--no-modtime"]);
                command
            }
            Kind::Azurite => {
                let mut command = tool("azurite-blob");
                command.args(["--blobHost", "127.0.0.1", "--blobPort", &port.to_string(), "--silent"]);
                command.args(["--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry"]);
                command
            }
            Kind::Google => return Self::google(folder, false),
        };
        if kind != Kind::Azurite {
            command.arg(&root);
        }
        command.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("tests/servers/install has installed the servers");
        await_server(&mut child, port);
        let proxy = Proxy::start(port);
        let service = Self { kind, proxy, folder, child: Some(child), google: None, port };
        if kind == Kind::Azurite {
            service.make_container();
        }
        service
    }

    /// A service of Google's kind that forgets the bytes of what it is sent.
    pub(in crate::publish) fn hollow() -> Self {
        Self::google(tempfile::tempdir().unwrap(), true)
    }

    fn google(folder: tempfile::TempDir, is_hollow: bool) -> Self {
        let google = Google::start(is_hollow);
        let port = google.port;
        Self {
            kind: Kind::Google,
            proxy: Proxy::start(port),
            folder,
            child: None,
            google: Some(google),
            port,
        }
    }

    /// Keys of a target.
    pub(in crate::publish) fn target(&self) -> String {
        let port = self.proxy.port;
        match self.kind {
            Kind::S3s | Kind::Rclone => {
                format!("kind: s3, bucket: live, endpoint: \"http://127.0.0.1:{port}\"")
            }
            Kind::Google => format!("kind: gcs, bucket: live, endpoint: \"http://127.0.0.1:{port}\""),
            Kind::Azurite => format!(
                "kind: azure, account: {AZURE_ACCOUNT}, container: live, \
                 endpoint: \"http://127.0.0.1:{port}/{AZURE_ACCOUNT}\""
            ),
        }
    }

    /// Environment variables that let a publish in; the last of them is the secret.
    pub(in crate::publish) fn credentials(&self) -> Vec<(&'static str, String)> {
        match self.kind {
            Kind::S3s | Kind::Rclone => {
                vec![("AWS_ACCESS_KEY_ID", KEY.to_owned()), ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned())]
            }
            Kind::Google => vec![("GOOGLE_BEARER_TOKEN", google::TOKEN.to_owned())],
            Kind::Azurite => vec![("AZURE_STORAGE_KEY", AZURE_KEY.to_owned())],
        }
    }

    /// The same with a secret that is another's.
    pub(super) fn wrong_credentials(&self) -> Vec<(&'static str, String)> {
        let mut credentials = self.credentials();
        if let Some((_, secret)) = credentials.last_mut() {
            *secret = if self.kind == Kind::Azurite {
                AZURE_KEY.replace("Eby8", "AAAA")
            } else {
                "an0ther-s3cret-value".to_owned()
            };
        }
        credentials
    }

    /// What is in the bucket.
    pub(super) fn objects(&self) -> Files {
        match (&self.google, self.kind) {
            (Some(google), _) => google.objects(),
            (None, Kind::Azurite) => self.azure_objects(),
            (None, _) => tree(&self.folder.path().join("root/live")),
        }
    }

    /// Names of what is in the bucket.
    pub(in crate::publish) fn names(&self) -> Vec<String> {
        self.google.as_ref().map_or_else(|| self.objects().into_keys().collect(), Google::names)
    }

    /// A web server in front of the bucket, as readers have it.
    pub(super) fn readers(&self) -> Nginx {
        let bucket = match self.kind {
            Kind::S3s | Kind::Rclone => return Nginx::serve(&self.folder.path().join("root/live"), ""),
            Kind::Google => "/live".to_owned(),
            Kind::Azurite => format!("/{AZURE_ACCOUNT}/live"),
        };
        let rules = format!(
            "location / {{ rewrite ^(.*)/$ $1/index.html; }} \
             location ~ [^/]$ {{ rewrite ^(.*)$ {bucket}$1 break; proxy_pass http://127.0.0.1:{}; \
             proxy_http_version 1.1; }}",
            self.port
        );
        Nginx::serve(self.folder.path(), &rules)
    }

    /// What a reader is told of an object, by the service itself.
    pub(super) fn headers(&self, name: &str) -> Option<Message> {
        let path = match self.kind {
            Kind::Google => format!("/live/{name}"),
            Kind::Azurite => format!("/{AZURE_ACCOUNT}/live/{name}"),
            // Nobody reads there without signing.
            Kind::S3s | Kind::Rclone => return None,
        };
        Some(ask(self.port, &format!("GET {path} HTTP/1.1"), &[]))
    }

    fn make_container(&self) {
        use object_store::azure::{AzureAccessKey, AzureAuthorizer, AzureCredential};
        use object_store::client::{HttpRequest, HttpRequestBody};
        let credential = AzureCredential::AccessKey(AzureAccessKey::try_new(AZURE_KEY).unwrap());
        let address = format!("http://127.0.0.1:{}/{AZURE_ACCOUNT}/live?restype=container", self.port);
        let mut request = HttpRequest::new(HttpRequestBody::empty());
        *request.method_mut() = "PUT".parse().unwrap();
        *request.uri_mut() = address.parse().unwrap();
        request.headers_mut().insert("x-ms-blob-public-access", "container".parse().unwrap());
        request.headers_mut().insert("content-length", "0".parse().unwrap());
        AzureAuthorizer::new(&credential, AZURE_ACCOUNT).try_authorize(&mut request).unwrap();
        let (parts, _) = request.into_parts();
        let headers: Vec<(String, String)> = parts
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        let target = parts.uri.path_and_query().unwrap();
        let answer = ask(self.port, &format!("PUT {target} HTTP/1.1"), &headers);
        assert_eq!(answer.status(), 201, "{answer:?}");
    }

    fn azure_objects(&self) -> Files {
        let (mut files, mut marker) = (Files::new(), String::new());
        loop {
            let query = format!("restype=container&comp=list&marker={marker}");
            let listed = ask(self.port, &format!("GET /{AZURE_ACCOUNT}/live?{query} HTTP/1.1"), &[]);
            let xml = String::from_utf8(listed.body).unwrap();
            for part in xml.split("<Name>").skip(1) {
                let name = part.split("</Name>").next().unwrap().to_owned();
                let path = issue_digest::address::percent_encode(&name);
                let found = ask(self.port, &format!("GET /{AZURE_ACCOUNT}/live/{path} HTTP/1.1"), &[]);
                assert_eq!(found.status(), 200, "{name}");
                files.insert(name, found.body);
            }
            let next = xml.split("<NextMarker>").nth(1).and_then(|rest| rest.split("</NextMarker>").next());
            match next.filter(|next| !next.is_empty()) {
                Some(next) => next.clone_into(&mut marker),
                None => return files,
            }
        }
    }
}

fn ask(port: u16, start: &str, headers: &[(String, String)]) -> Message {
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    let mut request = Message { start: start.to_owned(), headers: headers.to_vec(), ..Message::default() };
    if request.header("host").is_none() {
        request = request.with("host", format!("127.0.0.1:{port}"));
    }
    request.with("connection", "close").write(&mut stream).unwrap();
    Message::read(&mut std::io::BufReader::new(stream), true).unwrap().unwrap()
}

impl Drop for Service {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
