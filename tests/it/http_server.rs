//! A server of HTTP on loopback for one test: answers by path, counts who asked, stops with the test.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A page, compressed by gzip.
pub(crate) const PACKED_PAGE: &[u8] = &[
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 37, 200, 49, 14, 194, 48, 12, 5, 208, 171, 152, 41, 27, 236, 200, 241,
    2, 204, 116, 200, 82, 22, 100, 21, 171, 141, 154, 56, 81, 251, 7, 184, 61, 66, 44, 111, 120, 124, 184,
    222, 47, 105, 28, 110, 180, 160, 22, 225, 159, 84, 212, 231, 104, 46, 140, 140, 98, 50, 232, 180, 218,
    139, 160, 101, 221, 249, 244, 63, 174, 6, 165, 190, 181, 110, 27, 62, 49, 180, 249, 188, 103, 216, 211,
    181, 90, 160, 169, 57, 204, 17, 67, 90, 140, 30, 185, 7, 225, 46, 201, 222, 56, 126, 1, 252, 31, 142, 77,
    112, 0, 0, 0,
];

/// 100,000 times the letter `a`, compressed by gzip.
pub(crate) fn packed_letters() -> Vec<u8> {
    let mut packed =
        vec![31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 237, 193, 49, 1, 0, 0, 0, 194, 160, 172, 235, 95, 194, 26];
    packed.extend([30, 64, 1]);
    packed.extend([0; 96]);
    packed.extend([175, 6, 135, 250, 226, 27, 160, 134, 1, 0]);
    packed
}

/// What a path is answered with.
#[derive(Clone)]
pub(crate) enum Answer {
    /// Status, further header lines, body.
    Whole(u16, Vec<String>, Vec<u8>),
    /// A body that never ends.
    Endless,
    /// A body of which the first bytes come and no more.
    Stalled,
    /// No answer at all: the connection is closed.
    Hangup,
    /// No answer, and the connection stays open.
    Silence,
}

impl Answer {
    pub(crate) fn html(body: &str) -> Self {
        Self::of("text/html; charset=utf-8", body.as_bytes())
    }

    pub(crate) fn of(content_type: &str, body: &[u8]) -> Self {
        Answer::Whole(200, vec![format!("Content-Type: {content_type}")], body.to_vec())
    }

    pub(crate) fn status(status: u16) -> Self {
        Answer::Whole(status, vec!["Content-Type: text/plain".to_owned()], b"no".to_vec())
    }

    pub(crate) fn redirect(to: &str) -> Self {
        Answer::Whole(302, vec![format!("Location: {to}")], Vec::new())
    }

    pub(crate) fn with(mut self, line: &str) -> Self {
        if let Answer::Whole(_, lines, _) = &mut self {
            lines.push(line.to_owned());
        }
        self
    }
}

/// A server that runs until the test ends.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// `answer` is called with the path of each request and how often it was asked before.
    pub(crate) fn start(answer: impl Fn(&str, usize) -> Answer + Send + Sync + 'static) -> Self {
        Self::start_with(move |_, path, before| answer(path, before))
    }

    /// `answer` is called with method and path of each request and how often the path was asked before.
    pub(crate) fn start_with(answer: impl Fn(&str, &str, usize) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (log, answer) = (Arc::clone(&asked), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                std::thread::spawn(move || serve(stream, &log, &*answer));
            }
        });
        Self { address, asked }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The requests so far: method, path and `User-Agent`.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn serve(mut stream: TcpStream, log: &Mutex<Vec<String>>, answer: &dyn Fn(&str, &str, usize) -> Answer) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut request, mut agent, mut line) = (String::new(), String::new(), String::new());
    while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
        if request.is_empty() {
            request = line.trim().trim_end_matches(" HTTP/1.1").to_owned();
        }
        if let Some(name) = line.to_lowercase().strip_prefix("user-agent:") {
            agent = name.trim().to_owned();
        }
        line.clear();
    }
    let (method, path) = request.split_once(' ').unwrap_or_default();
    let (method, path) = (method.to_owned(), path.to_owned());
    let before = {
        let mut log = log.lock().unwrap();
        let before = log.iter().filter(|entry| entry.split(' ').nth(1) == Some(path.as_str())).count();
        log.push(format!("{request} {agent}"));
        before
    };
    // A client that has seen enough closes the connection, which is no fault of the test.
    let _ = write(&mut stream, answer(&method, &path, before));
}

fn write(stream: &mut TcpStream, answer: Answer) -> std::io::Result<()> {
    match answer {
        Answer::Whole(status, lines, body) => {
            let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
            let length = body.len();
            write!(
                stream,
                "HTTP/1.1 {status} X\r\n{lines}Content-Length: {length}\r\nConnection: close\r\n\r\n"
            )?;
            stream.write_all(&body)
        }
        Answer::Endless => {
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")?;
            loop {
                stream.write_all(&[b'x'; 4096])?;
            }
        }
        Answer::Stalled => {
            write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\nfirst"
            )?;
            // Holds the connection until the client gives it up.
            stream.read(&mut [0]).map(|_| ())
        }
        Answer::Hangup => Ok(()),
        Answer::Silence => stream.read(&mut [0]).map(|_| ()),
    }
}
