//! HTTP/1.1 as far as the tests' own servers need it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// A request or a response.
#[derive(Debug, Clone, Default)]
pub(super) struct Message {
    /// The first line.
    pub(super) start: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Message {
    pub(super) fn response(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { start: format!("HTTP/1.1 {status} Status"), headers: Vec::new(), body: body.into() }
    }

    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// A header, by its name in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn method(&self) -> &str {
        self.start.split(' ').next().unwrap()
    }

    /// Path and query.
    pub(super) fn target(&self) -> &str {
        self.start.split(' ').nth(1).unwrap()
    }

    /// Name of the object that is asked for, in a bucket called `live`.
    pub(super) fn object(&self) -> Option<String> {
        let path = self.target().split('?').next().unwrap();
        let path = issue_digest::address::percent_decode(path).unwrap();
        path.split_once("/live/").map(|(_, name)| name.to_owned())
    }

    /// Whether it is about a document of the tool's own.
    pub(super) fn is_own(&self) -> bool {
        self.object().is_some_and(|name| name.starts_with(".digest-"))
    }

    pub(super) fn status(&self) -> u16 {
        self.start.split(' ').nth(1).unwrap().parse().unwrap()
    }

    /// Reads a message; `has_body` says whether one follows where a length is told.
    pub(super) fn read(stream: &mut BufReader<TcpStream>, has_body: bool) -> io::Result<Option<Self>> {
        let mut message = Self::default();
        if stream.read_line(&mut message.start)? == 0 {
            return Ok(None);
        }
        message.start.truncate(message.start.trim_end().len());
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            message.headers.push((name.to_owned(), value.trim().to_owned()));
        }
        if has_body && message.header("transfer-encoding").is_some() {
            message.body = chunks(stream)?;
        } else if let Some(length) = message.header("content-length").filter(|_| has_body) {
            message.body = vec![0; length.parse().unwrap()];
            stream.read_exact(&mut message.body)?;
        }
        Ok(Some(message))
    }

    /// Writes the message with its length, unless it tells one itself.
    pub(super) fn write(&self, stream: &mut TcpStream) -> io::Result<()> {
        let mut head = format!("{}\r\n", self.start);
        let is_kept = |name: &str| !name.eq_ignore_ascii_case("transfer-encoding");
        for (name, value) in self.headers.iter().filter(|(name, _)| is_kept(name)) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.header("content-length").is_none() && self.start.starts_with("HTTP/") {
            head.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        head.push_str("\r\n");
        stream.write_all(&[head.as_bytes(), &self.body].concat())
    }
}

fn chunks(stream: &mut BufReader<TcpStream>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let length = usize::from_str_radix(line.trim(), 16).map_err(io::Error::other)?;
        let start = body.len();
        body.resize(start + length, 0);
        stream.read_exact(&mut body[start..])?;
        stream.read_line(&mut String::new())?;
        if length == 0 {
            return Ok(body);
        }
    }
}
