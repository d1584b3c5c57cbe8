//! A server started by the real command, and a client that says exactly what it is told to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::folder::{EPOCH, Folder};
use crate::support;

/// Longer than anything takes here; whoever waits in vain fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// `digest serve` of a folder, stopped when it is dropped.
pub(crate) struct Server {
    child: Child,
    /// `127.0.0.1:PORT`.
    pub(crate) host: String,
    /// The line that names it.
    pub(crate) greeting: String,
    lines: Receiver<String>,
}

/// A response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

impl Server {
    pub(crate) fn start(folder: &Folder, arguments: &[&str]) -> Self {
        Self::start_with(folder, arguments, &[])
    }

    /// The same with variables of the environment.
    pub(crate) fn start_with(folder: &Folder, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut command = support::command(folder.root());
        command.envs(variables.iter().copied());
        command.env("SOURCE_DATE_EPOCH", EPOCH).arg("serve").args(arguments);
        if !arguments.contains(&"--port") {
            command.args(["--port", "0"]);
        }
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = lines(child.stderr.take().unwrap());
        let mut server = Self { child, host: String::new(), greeting: String::new(), lines };
        server.greeting = server.line("serving http://");
        let address =
            server.greeting.strip_prefix("serving http://").unwrap().split(['/', ' ']).next().unwrap();
        server.host = address.to_owned();
        server
    }

    /// The next line on the terminal that begins like this.
    pub(crate) fn line(&self, start: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no line `{start}`"));
            if line.starts_with(start) {
                return line;
            }
        }
    }

    /// Sends bytes as they are and reads what comes until the server closes.
    pub(crate) fn raw(&self, request: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        stream.write_all(request).unwrap();
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        bytes
    }

    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[&str]) -> Answer {
        let own = format!("Host: {}", self.host);
        let host =
            if headers.iter().any(|line| line.starts_with("Host:")) { None } else { Some(own.as_str()) };
        let lines: Vec<&str> = host.into_iter().chain(headers.iter().copied()).collect();
        let request =
            format!("{method} {path} HTTP/1.1\r\n{}\r\nConnection: close\r\n\r\n", lines.join("\r\n"));
        let bytes = self.raw(request.as_bytes());
        let end = bytes.windows(4).position(|part| part == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head, body: bytes[end + 4..].to_vec() }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    /// A page without the server's script, and the state that the script was given.
    pub(crate) fn page(&self, path: &str) -> (Vec<u8>, String) {
        let html = self.get(path).text().to_owned();
        let start = html.find("<script defer src=\"/.digest/reload.js\"").expect("the script");
        let end = start + html[start..].find("</script>").unwrap() + "</script>".len();
        let state = html[start..end].split("data-state=\"").nth(1).unwrap().split('"').next().unwrap();
        ((html[..start].to_owned() + &html[end..]).into_bytes(), state.to_owned())
    }

    /// What a browser hears that shows `path` in `state`.
    pub(crate) fn listen(&self, path: &str, state: &str) -> Events {
        let mut stream = self.connect();
        let host = &self.host;
        let request =
            format!("GET /.digest/events?page={path}&state={state} HTTP/1.0\r\nHost: {host}\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            assert_ne!(reader.read_line(&mut line).unwrap(), 0, "no head");
        }
        Events { reader }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Server-sent events.
pub(crate) struct Events {
    reader: BufReader<TcpStream>,
}

impl Events {
    /// The next event: its name and its data.
    pub(crate) fn next(&mut self) -> (String, String) {
        let (mut name, mut data) = (String::new(), Vec::new());
        loop {
            let mut line = String::new();
            assert_ne!(self.reader.read_line(&mut line).expect("an event"), 0, "no more events");
            let line = line.trim_end_matches('\n');
            if let Some(text) = line.strip_prefix("event: ") {
                name = text.to_owned();
            } else if let Some(text) = line.strip_prefix("data: ").or(line.strip_prefix("data:")) {
                data.push(text.to_owned());
            } else if line.is_empty() && !name.is_empty() {
                return (name, data.join("\n"));
            }
        }
    }

    /// The data of the next event of that name.
    pub(crate) fn until(&mut self, wanted: &str) -> String {
        loop {
            let (name, data) = self.next();
            if name == wanted {
                return data;
            }
        }
    }
}

fn lines(stderr: ChildStderr) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}
