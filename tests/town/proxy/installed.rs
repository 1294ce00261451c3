//! Proxies that others wrote: `microsocks` and `tinyproxy`, as Debian has them.

use super::{EXIT, Kind, Login, PATIENCE};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::SocketAddr,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::NamedTempFile;
use tokio::{net::TcpStream, sync::watch};

/// A running program. Killed when it is dropped.
pub struct Installed {
    child: Child,
    _settings: Option<NamedTempFile>,
}

impl Installed {
    /// Returns when it takes connections; each that it lets through is counted when it says so.
    pub async fn starts(kind: Kind, login: Login, address: SocketAddr, through: watch::Sender<usize>) -> Installed {
        let (mut command, settings, words) = match kind {
            Kind::Socks5 => (microsocks(login, address), None, "connected to"),
            Kind::Http => {
                let settings = tinyproxy_settings(login, address);
                let mut command = Command::new("tinyproxy");
                command.arg("-d").arg("-c").arg(settings.path());
                (command, Some(settings), "Established connection to host")
            }
        };
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("tests/proxies/run installs the proxies");
        count(child.stdout.take().expect("it is piped"), words, through.clone());
        count(child.stderr.take().expect("it is piped"), words, through);
        let mut program = Installed { child, _settings: settings };
        let since = Instant::now();
        // Neither of them says when it is ready: one that is not refuses.
        while TcpStream::connect(address).await.is_err() {
            let over = program.child.try_wait().expect("it is our child");
            assert!(over.is_none() && since.elapsed() < PATIENCE, "{command:?} does not listen on {address}: {over:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        program
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        // Both fail when it has ended, which is what they are for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// <https://github.com/rofl0r/microsocks>
fn microsocks(login: Login, address: SocketAddr) -> Command {
    let mut command = Command::new("microsocks");
    command.args(["-i", &address.ip().to_string(), "-p", &address.port().to_string(), "-b", &EXIT.to_string()]);
    if let Some((user, password)) = login {
        command.args(["-u", user, "-P", password]);
    }
    command
}

/// <https://tinyproxy.github.io>. Without `ConnectPort` any port may be connected to, without `LogFile` it prints.
fn tinyproxy_settings(login: Login, address: SocketAddr) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a temporary file can be made");
    let (ip, port) = (address.ip(), address.port());
    let login = login.map(|(user, password)| format!("BasicAuth {user} {password}\n")).unwrap_or_default();
    let text = format!("Listen {ip}\nPort {port}\nBind {EXIT}\nAllow 127.0.0.1\nLogLevel Info\nTimeout 600\n{login}");
    file.write_all(text.as_bytes()).expect("it can be written");
    file
}

/// Counts the lines with these words.
fn count(pipe: impl Read + Send + 'static, words: &'static str, through: watch::Sender<usize>) {
    thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            if line.contains(words) {
                through.send_modify(|through| *through += 1);
            }
        }
    });
}
