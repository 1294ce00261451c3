//! Looking for secrets where none may be: in the files of the store and in the log.

use std::{
    io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};
use tracing::subscriber::DefaultGuard;

/// Everything that was logged on this thread, as talkative as a plain level makes it.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Captures for as long as the guard lives.
    pub fn captures(&self) -> DefaultGuard {
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(pult::telemetry::filter("trace").expect("a level is a filter"))
            .with_ansi(false)
            .with_writer(move || log.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Fails when one of the secrets stands in a file below the folder; returns how many bytes were looked at.
pub fn none_in_files(folder: &Path, secrets: &[&str], except: &str) -> usize {
    let mut read = 0;
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let entry = entry.expect("its entries can be read");
        let (path, kind) = (entry.path(), entry.file_type().expect("it has a type"));
        if kind.is_dir() {
            read += none_in_files(&path, secrets, except);
        } else if kind.is_file() && entry.file_name() != except {
            let bytes = std::fs::read(&path).expect("the file can be read");
            none_in(&String::from_utf8_lossy(&bytes), secrets, &path.display().to_string());
            read += bytes.len();
        }
    }
    read
}

/// Fails when one of the secrets stands in a text. The failure does not repeat the secret.
pub fn none_in(text: &str, secrets: &[&str], place: &str) {
    for (at, secret) in secrets.iter().enumerate() {
        if let Some(found) = text.find(secret) {
            let line = text[..found].rsplit('\n').next().unwrap_or_default();
            panic!("secret number {at} stands in {place}, after “{line}”");
        }
    }
}
