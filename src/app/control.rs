//! The command line talks to the running process over a Unix socket in the data directory, since the store belongs to
//! one process at a time.
//!
//! **Only the service's user may connect** (0600). One line of JSON asks, one line answers.

use serde::{Deserialize, Serialize};
use std::{fs, io, os::unix::fs::PermissionsExt, path::Path};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{UnixListener, UnixStream},
};
use tokio_util::sync::CancellationToken;
use tracing::warn;

const FILE: &str = "control.sock";
/// A request is one short line.
const REQUEST_LIMIT: u64 = 4096;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    OwnerLink,
    Health,
    RotateKey,
    Export,
    Backup,
    Held(HeldAct),
}

/// What is to be done with sends that were waiting when a backup was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeldAct {
    Count,
    Release,
    Drop,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    OwnerLink { url: String, file: String },
    Health(super::Report),
    NewKey(super::NewKey),
    Exported { file: String },
    BackedUp(super::Made),
    Held { sends: usize },
    Failed { why: String },
}

/// Asks the running process; `None` when none runs.
pub async fn ask(data_dir: &Path, request: Request) -> io::Result<Option<Answer>> {
    let stream = match UnixStream::connect(data_dir.join(FILE)).await {
        Ok(stream) => stream,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let mut stream = BufReader::new(stream);
    let mut line = serde_json::to_string(&request)?;
    line.push('\n');
    stream.get_mut().write_all(line.as_bytes()).await?;
    line.clear();
    stream.read_line(&mut line).await?;
    Ok(Some(serde_json::from_str(&line)?))
}

/// A socket that listens. Removed when dropped.
pub struct Control {
    listener: UnixListener,
    path: std::path::PathBuf,
}

impl Control {
    /// Opens the socket. Called with the store open, so a socket that is there belongs to a process that died.
    pub fn open(data_dir: &Path) -> io::Result<Control> {
        let path = data_dir.join(FILE);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
        Ok(Control { listener, path })
    }

    /// Answers until stopped.
    pub async fn run<F: Future<Output = Answer>>(self, stop: CancellationToken, answer: impl Fn(Request) -> F) {
        loop {
            tokio::select! {
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        if let Err(error) = serve(stream, &answer).await {
                            warn!(%error, "A request of the command line was not answered");
                        }
                    }
                    Err(error) => warn!(%error, "The control socket did not accept a connection"),
                },
                () = stop.cancelled() => return,
            }
        }
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        // Not there any more is as good.
        let _ = fs::remove_file(&self.path);
    }
}

async fn serve<F: Future<Output = Answer>>(stream: UnixStream, answer: &impl Fn(Request) -> F) -> io::Result<()> {
    use tokio::io::AsyncReadExt;
    let (reader, mut writer) = stream.into_split();
    let mut line = String::new();
    BufReader::new(reader.take(REQUEST_LIMIT)).read_line(&mut line).await?;
    let answer = match serde_json::from_str(&line) {
        Ok(request) => answer(request).await,
        Err(error) => Answer::Failed { why: format!("the request was not understood: {error}") },
    };
    let mut line = serde_json::to_string(&answer)?;
    line.push('\n');
    writer.write_all(line.as_bytes()).await
}
