//! Stands between a publish and a service: counts what is asked, says no where a test wants it, and cuts
//! all connections for good after so many requests.

use std::io::BufReader;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use super::wire::Message;

type Rule = Box<dyn Fn(&Message) -> Option<Message> + Send>;

pub(super) struct Proxy {
    pub(super) port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    upstream: u16,
    /// What was asked, without bodies, and how it was answered.
    seen: Vec<(Message, u16)>,
    open: Vec<TcpStream>,
    rule: Option<Rule>,
    /// Requests after which the line is dead, and whether the last of them still arrives.
    cut: Option<(usize, bool)>,
    is_down: bool,
}

/// What becomes of a request.
enum Fate {
    Pass,
    /// It arrives, and its answer is lost.
    Lose,
    Drop,
    Answer(Message),
}

impl Proxy {
    pub(super) fn start(upstream: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State { upstream, ..State::default() }));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { continue };
                let mut locked = shared.lock().unwrap();
                if locked.is_down {
                    continue;
                }
                locked.open.push(stream.try_clone().unwrap());
                drop(locked);
                let state = Arc::clone(&shared);
                std::thread::spawn(move || {
                    // A connection that breaks is what this is for.
                    let _ = relay(&stream, &state);
                    let _ = stream.shutdown(Shutdown::Both);
                });
            }
        });
        Self { port, state }
    }

    /// What was asked since this was last called, by method, and how it was answered.
    pub(super) fn take(&self) -> Vec<(Message, u16)> {
        std::mem::take(&mut self.state.lock().unwrap().seen)
    }

    /// Answers in place of the service where `rule` has an answer.
    pub(super) fn answer(&self, rule: impl Fn(&Message) -> Option<Message> + Send + 'static) {
        self.state.lock().unwrap().rule = Some(Box::new(rule));
    }

    /// Lets everything through again.
    pub(super) fn mend(&self) {
        let mut state = self.state.lock().unwrap();
        (state.rule, state.cut, state.is_down) = (None, None, false);
    }

    /// After `requests` more nobody is reached any more; `arrives` says whether the last is acted upon.
    pub(super) fn cut_after(&self, requests: usize, arrives: bool) {
        self.state.lock().unwrap().cut = Some((requests, arrives));
    }

    /// Whether the line was cut.
    pub(super) fn is_down(&self) -> bool {
        self.state.lock().unwrap().is_down
    }
}

impl State {
    fn fate(&mut self, request: &Message) -> Fate {
        if self.is_down {
            return Fate::Drop;
        }
        if let Some((left, arrives)) = &mut self.cut {
            if *left == 0 {
                self.is_down = true;
                let fate = if *arrives { Fate::Lose } else { Fate::Drop };
                return fate;
            }
            *left -= 1;
        }
        match self.rule.as_ref().and_then(|rule| rule(request)) {
            Some(answer) => Fate::Answer(answer),
            None => Fate::Pass,
        }
    }

    fn hang_up(&mut self) {
        for stream in self.open.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

fn relay(stream: &TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut client = BufReader::new(stream.try_clone()?);
    let mut writer = stream.try_clone()?;
    let port = state.lock().unwrap().upstream;
    let mut upstream = BufReader::new(TcpStream::connect(("127.0.0.1", port))?);
    while let Some(request) = Message::read(&mut client, true)? {
        let fate = state.lock().unwrap().fate(&request);
        let answer = match fate {
            Fate::Answer(answer) => answer,
            Fate::Drop => {
                state.lock().unwrap().hang_up();
                return Ok(());
            }
            Fate::Pass | Fate::Lose => {
                request.write(upstream.get_mut())?;
                let has_body = request.method() != "HEAD";
                Message::read(&mut upstream, has_body)?.ok_or(std::io::ErrorKind::UnexpectedEof)?
            }
        };
        let mut locked = state.lock().unwrap();
        if locked.is_down {
            locked.hang_up();
            return Ok(());
        }
        let seen = Message { body: Vec::new(), ..request };
        locked.seen.push((seen, answer.status()));
        drop(locked);
        answer.write(&mut writer)?;
    }
    Ok(())
}
