//! `digest serve`: the site as it would be, on a local address, kept up to date with every save.
//!
//! One thread watches and compiles, one answers. Between them stands a snapshot: the last sound
//! digest and what is wrong with the present one. A page is rendered when a browser asks for it. Nothing
//! is written but the generator's own cache.

mod compiler;
mod connections;
mod events;
mod guard;
mod patience;
mod respond;
mod snapshot;
mod texts;
mod watch;

use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use self::compiler::Compiler;
use self::guard::Guard;
use self::snapshot::Snapshot;
use crate::cli::{Failure, Terminal};
use crate::{config, disk};

/// Ports tried, one after the other, where the wanted one is taken.
const PORTS_TRIED: u16 = 32;

/// What the server is asked to do.
#[derive(Debug)]
pub struct Options {
    /// Folder of the site.
    pub site: PathBuf,
    /// Name or address of the interface.
    pub host: String,
    /// Port; 0 for any free one.
    pub port: u16,
    /// Whether a browser is opened.
    pub open: bool,
    /// Whether drafts are let in.
    pub drafts: bool,
    /// Whether articles of the future are let in.
    pub future: bool,
    /// How long a browser may leave what it is sent.
    pub patience: Duration,
}

/// Serves the site until it is stopped.
///
/// # Errors
/// A folder that is no site, an address that cannot be bound, a system that does not watch folders.
pub fn run(options: &Options, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    if !options.site.join(config::FILE).exists() {
        let help = "run the command in a site's folder, or make one with `digest init my-site`";
        let message = format!("there is no `site.yaml` in `{}`", options.site.display());
        return Err(Failure::call(message, Some(help.to_owned())));
    }
    let listener = bind(&options.host, options.port, terminal)?;
    let address = listener.local_addr().map_err(|error| unbound(&options.host, options.port, &error))?;
    let root = std::fs::canonicalize(&options.site).map_err(|error| {
        let message = format!("`{}` is no folder: {}", options.site.display(), disk::describe(&error));
        Failure::call(
            message,
            Some("run the command in a site's folder, or name it with `--site`".to_owned()),
        )
    })?;
    // Watched before it is read: what is saved in between is seen.
    let changes = watch::Changes::of(&root)?;
    let (sender, snapshots) = tokio::sync::watch::channel(Arc::new(Snapshot::default()));
    let mut compiler = Compiler::new(root, options.drafts, options.future, *terminal, sender)?;
    compiler.start();
    let url = url(&options.host, address);
    let path = snapshots.borrow().base_path();
    let seconds = start.elapsed().as_secs_f64();
    terminal.say(&format!("serving {url}{path}/ after {seconds:.2} s; stop it with Ctrl-C\n"));
    thread::Builder::new()
        .name("compiler".to_owned())
        .spawn(move || compiler.follow(&changes))
        .map_err(|error| Failure::environment(format!("no thread can be started: {error}"), None))?;
    if options.open
        && let Err(error) = opener::open_browser(format!("{url}{path}/"))
    {
        terminal.say(&format!("no browser could be opened: {error}\n"));
    }
    let guard = Guard::new(&options.host, address);
    connections::serve(listener, snapshots, guard, options.patience).map_err(|error| {
        Failure::environment(format!("the server stopped: {}", disk::describe(&error)), None)
    })?;
    Ok(ExitCode::SUCCESS)
}

/// A listener on the wanted port, or on the next free one, which is said.
fn bind(host: &str, wanted: u16, terminal: &Terminal) -> Result<TcpListener, Failure> {
    let last = if wanted == 0 { 0 } else { wanted.saturating_add(PORTS_TRIED - 1) };
    for port in wanted..=last {
        let addresses: Vec<SocketAddr> =
            (host, port).to_socket_addrs().map_err(|error| unknown_host(host, &error))?.collect();
        match TcpListener::bind(addresses.as_slice()) {
            Ok(listener) => {
                if port != wanted {
                    terminal.say(&format!("port {wanted} is taken; using {port}\n"));
                }
                return Ok(listener);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse && port < last => {}
            Err(error) => return Err(unbound(host, wanted, &error)),
        }
    }
    Err(unbound(host, wanted, &std::io::ErrorKind::AddrInUse.into()))
}

fn unknown_host(host: &str, error: &std::io::Error) -> Failure {
    let message = format!("`--host {host}` cannot be resolved: {}", disk::describe(error));
    Failure::call(
        message,
        Some("leave it out for this machine alone, or use `0.0.0.0` for the network".to_owned()),
    )
}

fn unbound(host: &str, port: u16, error: &std::io::Error) -> Failure {
    let message = format!("`{host}:{port}` cannot be listened on: {}", disk::describe(error));
    Failure::environment(
        message,
        Some("choose another with `--port`; `--port 0` takes any free one".to_owned()),
    )
}

/// What to type into a browser on this machine.
fn url(host: &str, address: SocketAddr) -> String {
    let port = address.port();
    match address.ip() {
        ip if ip.is_unspecified() => format!("http://localhost:{port}"),
        _ if host.parse::<IpAddr>().is_err() => format!("http://{host}:{port}"),
        IpAddr::V6(ip) => format!("http://[{ip}]:{port}"),
        IpAddr::V4(ip) => format!("http://{ip}:{port}"),
    }
}
