//! The verbs of Google Cloud Storage's XML interface that a publish uses, with one bucket in memory.
//! No registry offers an emulator of that interface.

use std::collections::BTreeMap;
use std::io::BufReader;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use super::wire::Message;

pub(super) const TOKEN: &str = "ya29.g00gle-t0ken";

/// A bucket called `live`, open to readers.
#[derive(Default)]
pub(super) struct Bucket {
    objects: BTreeMap<String, Object>,
    generation: u64,
    /// Whether bodies are forgotten, for buckets of many objects.
    is_hollow: bool,
}

struct Object {
    headers: Vec<(String, String)>,
    generation: u64,
    length: usize,
    body: Vec<u8>,
}

pub(super) struct Google {
    pub(super) port: u16,
    bucket: Arc<Mutex<Bucket>>,
}

impl Google {
    pub(super) fn start(is_hollow: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let bucket = Arc::new(Mutex::new(Bucket { is_hollow, ..Bucket::default() }));
        let shared = Arc::clone(&bucket);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (Ok(stream), bucket) = (stream, Arc::clone(&shared)) else { continue };
                // A client may hang up at any time.
                std::thread::spawn(move || serve(stream, &bucket).ok());
            }
        });
        Self { port, bucket }
    }

    /// All objects, with their bytes.
    pub(super) fn objects(&self) -> crate::support::Files {
        let bucket = self.bucket.lock().unwrap();
        bucket.objects.iter().map(|(name, object)| (name.clone(), object.body.clone())).collect()
    }

    /// Names of all objects.
    pub(super) fn names(&self) -> Vec<String> {
        self.bucket.lock().unwrap().objects.keys().cloned().collect()
    }
}

fn serve(mut stream: TcpStream, bucket: &Mutex<Bucket>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    while let Some(request) = Message::read(&mut reader, true)? {
        let mut answer = answer(&request, &mut bucket.lock().unwrap());
        if request.method() == "HEAD" {
            answer.body.clear();
        }
        answer.write(&mut stream)?;
    }
    Ok(())
}

fn answer(request: &Message, bucket: &mut Bucket) -> Message {
    let (path, query) = request.target().split_once('?').unwrap_or((request.target(), ""));
    let path = issue_digest::address::percent_decode(path).unwrap().into_owned();
    let Some(name) = path.strip_prefix("/live/").or_else(|| path.strip_prefix("/live")) else {
        return error(404, "NoSuchBucket", "The specified bucket does not exist.");
    };
    let is_reader =
        request.method() == "GET" && !name.is_empty() && request.header("authorization").is_none();
    if !is_reader && request.header("authorization") != Some(&format!("Bearer {TOKEN}")) {
        return error(401, "AuthenticationRequired", "Authentication required.");
    }
    match request.method() {
        "GET" if name.is_empty() => list(query, bucket),
        "GET" | "HEAD" => match bucket.objects.get(name) {
            Some(object) => object.response(),
            None => error(404, "NoSuchKey", "The specified key does not exist."),
        },
        "PUT" => put(request, name, bucket),
        "DELETE" => match bucket.objects.remove(name) {
            Some(_) => Message::response(204, ""),
            None => error(404, "NoSuchKey", "The specified key does not exist."),
        },
        _ => error(405, "MethodNotAllowed", ""),
    }
}

fn put(request: &Message, name: &str, bucket: &mut Bucket) -> Message {
    let there = bucket.objects.get(name).map_or(0, |object| object.generation);
    let expected = request.header("x-goog-if-generation-match").map(|it| it.parse::<u64>().unwrap());
    if expected.is_some_and(|expected| expected != there) {
        return error(412, "PreconditionFailed", "At least one of the pre-conditions did not hold.");
    }
    let is_kept = |name: &str| {
        ["content-type", "cache-control", "content-encoding"].contains(&name)
            || name.starts_with("x-goog-meta-")
    };
    let headers = request.headers.iter().map(|(name, value)| (name.to_lowercase(), value.clone()));
    bucket.generation += 1;
    let object = Object {
        headers: headers.filter(|(name, _)| is_kept(name)).collect(),
        generation: bucket.generation,
        length: request.body.len(),
        // Documents of the tool's own are read again.
        body: if bucket.is_hollow && !name.starts_with('.') { Vec::new() } else { request.body.clone() },
    };
    let response = object.identified(Message::response(200, ""));
    bucket.objects.insert(name.to_owned(), object);
    response
}

impl Object {
    fn identified(&self, response: Message) -> Message {
        let etag = format!("\"e{}\"", self.generation);
        response.with("etag", etag).with("x-goog-generation", self.generation.to_string())
    }

    fn response(&self) -> Message {
        let response = self.identified(Message::response(200, self.body.clone()));
        let response = response.with("last-modified", "Sat, 01 Jan 2022 00:00:00 GMT");
        let response = response.with("content-length", self.body.len().to_string());
        self.headers.iter().fold(response, |response, (name, value)| response.with(name, value))
    }
}

fn list(query: &str, bucket: &Bucket) -> Message {
    let value = |name: &str| {
        let values = query.split('&').filter_map(|pair| pair.split_once('='));
        let mut values = values.filter(|(key, _)| *key == name).map(|(_, value)| value);
        values.next().map(|value| issue_digest::address::percent_decode(value).unwrap().into_owned())
    };
    let (prefix, after) =
        (value("prefix").unwrap_or_default(), value("continuation-token").unwrap_or_default());
    let due = bucket.objects.iter().filter(|(name, _)| name.starts_with(&prefix) && **name > after);
    let page: Vec<_> = due.take(1001).collect();
    let mut xml = String::from("<?xml version='1.0' encoding='UTF-8'?><ListBucketResult>");
    for (name, object) in page.iter().take(1000) {
        let (length, generation) = (object.length, object.generation);
        xml.push_str(&format!(
            "<Contents><Key>{name}</Key><Size>{length}</Size><ETag>\"e{generation}\"</ETag>\
             <LastModified>2022-01-01T00:00:00.000Z</LastModified></Contents>"
        ));
    }
    if page.len() > 1000 {
        xml.push_str(&format!("<NextContinuationToken>{}</NextContinuationToken>", page[999].0));
    }
    xml.push_str("</ListBucketResult>");
    Message::response(200, xml).with("content-type", "application/xml")
}

fn error(status: u16, code: &str, message: &str) -> Message {
    let body = format!(
        "<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code><Message>{message}</Message></Error>"
    );
    Message::response(status, body).with("content-type", "application/xml")
}
