//! The master key: where it comes from and what it refuses.
//!
//! - **A key file that others may read is refused**, not silently repaired: it may have been read already.
//! - **Losing the key is losing every sealed value.** A created file says so in the log once, with its path and never its content.
//!
//! Written form everywhere: 64 hexadecimal digits.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::seal::fill;

/// 32 random bytes from which all other keys are derived.
pub struct MasterKey(Zeroizing<[u8; 32]>);

/// Where to take the master key from.
#[derive(Clone, Debug)]
pub enum MasterKeySource {
    /// A file, created with a fresh key on the first start.
    File(PathBuf),
    /// A file somebody else provides and protects, such as a systemd credential. Never created.
    Credential(PathBuf),
    /// The digits themselves, from the environment.
    Text(SecretString),
}

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    #[error("could not {doing} the master key file {}", path.display())]
    File { doing: &'static str, path: PathBuf, source: std::io::Error },
    #[error("the master key file {} may be read by others (mode {mode:o}); run: chmod 600 {}", path.display(), path.display())]
    Exposed { path: PathBuf, mode: u32 },
    #[error("{from} does not hold a master key: expected 64 hexadecimal digits")]
    Malformed { from: String },
    #[error("could not make a master key: the operating system gave no random numbers")]
    NoRandomness,
}

impl MasterKey {
    pub fn from_bytes(bytes: [u8; 32]) -> MasterKey {
        MasterKey(Zeroizing::new(bytes))
    }

    pub fn generate() -> Result<MasterKey, MasterKeyError> {
        let mut key = Zeroizing::new([0; 32]);
        fill(&mut *key).map_err(|_| MasterKeyError::NoRandomness)?;
        Ok(MasterKey(key))
    }

    /// Reads the key; a missing [`MasterKeySource::File`] is created.
    pub fn load(source: &MasterKeySource) -> Result<MasterKey, MasterKeyError> {
        match source {
            MasterKeySource::Text(text) => parse(text.expose_secret())
                .ok_or_else(|| MasterKeyError::Malformed { from: "the environment".to_owned() }),
            MasterKeySource::Credential(path) => read(path, Trust::Given),
            MasterKeySource::File(path) => match read(path, Trust::OwnerOnly) {
                Err(MasterKeyError::File { source, .. }) if source.kind() == ErrorKind::NotFound => create(path),
                other => other,
            },
        }
    }

    /// The key that is to succeed the one in this file: made and on disk when it is answered, in a file beside it. One that
    /// is there already was made by somebody who did not get further.
    pub fn prepare_successor(path: &Path) -> Result<MasterKey, MasterKeyError> {
        MasterKey::load(&MasterKeySource::File(successor_file(path)))
    }

    /// The key that was to succeed the one in this file, where there is one.
    pub fn successor(path: &Path) -> Result<Option<MasterKey>, MasterKeyError> {
        match read(&successor_file(path), Trust::OwnerOnly) {
            Err(MasterKeyError::File { source, .. }) if source.kind() == ErrorKind::NotFound => Ok(None),
            other => other.map(Some),
        }
    }

    /// The successor takes the place of the key in this file.
    pub fn succeed(path: &Path) -> Result<(), MasterKeyError> {
        let failed = |source| MasterKeyError::File { doing: "replace", path: path.to_owned(), source };
        std::fs::rename(successor_file(path), path)
            .and_then(|()| std::fs::File::open(directory_of(path))?.sync_all())
            .map_err(failed)
    }

    /// A new file with this key, for its owner only.
    pub fn write_to(&self, path: &Path) -> Result<(), MasterKeyError> {
        write(self, path)
    }

    /// A key in its written form.
    pub fn parse(text: &str) -> Option<MasterKey> {
        parse(text)
    }

    /// The written form. A secret: for a sealed backup and nothing else.
    pub fn digits(&self) -> Zeroizing<String> {
        let mut digits = Zeroizing::new(String::with_capacity(65));
        for byte in self.bytes() {
            for half in [byte >> 4, byte & 15] {
                digits.push(char::from(b"0123456789abcdef"[usize::from(half)]));
            }
        }
        digits
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &*self.0
    }
}

#[derive(PartialEq)]
enum Trust {
    OwnerOnly,
    Given,
}

fn read(path: &Path, trust: Trust) -> Result<MasterKey, MasterKeyError> {
    let failed = |source| MasterKeyError::File { doing: "read", path: path.to_owned(), source };
    let mut file = OpenOptions::new().read(true).open(path).map_err(failed)?;
    let mode = file.metadata().map_err(failed)?.mode() & 0o777;
    if trust == Trust::OwnerOnly && mode & 0o077 != 0 {
        return Err(MasterKeyError::Exposed { path: path.to_owned(), mode });
    }
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text).map_err(failed)?;
    parse(&text).ok_or_else(|| MasterKeyError::Malformed { from: path.display().to_string() })
}

fn create(path: &Path) -> Result<MasterKey, MasterKeyError> {
    let key = MasterKey::generate()?;
    write(&key, path)?;
    tracing::warn!(path = %path.display(), "created the master key: keep a copy apart from the data, nothing can be read without it");
    Ok(key)
}

/// Written completely under another name and then linked, so that a crash never leaves half a key, and two starts never two keys.
fn write(key: &MasterKey, path: &Path) -> Result<(), MasterKeyError> {
    let failed = |source| MasterKeyError::File { doing: "create", path: path.to_owned(), source };
    let mut digits = key.digits();
    digits.push('\n');
    let directory = directory_of(path);
    std::fs::create_dir_all(directory).map_err(failed)?;
    let draft = path.with_extension(format!("{}.new", std::process::id()));
    let written = (|| {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
        file.write_all(digits.as_bytes())?;
        file.sync_all()?;
        std::fs::hard_link(&draft, path)
    })();
    // The draft is gone either way; that it could not be removed matters less than the outcome above.
    let removed = std::fs::remove_file(&draft);
    written.and(removed).and_then(|()| std::fs::File::open(directory)?.sync_all()).map_err(failed)
}

fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn successor_file(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".next");
    name.into()
}

fn parse(text: &str) -> Option<MasterKey> {
    let digits = text.trim().as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut key = Zeroizing::new([0; 32]);
    for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        let half = |digit: u8| char::from(digit).to_digit(16);
        *byte = u8::try_from(half(pair[0])? << 4 | half(pair[1])?).ok()?;
    }
    Some(MasterKey(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_first_start_creates_a_private_file_and_the_next_one_reads_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("deep/master.key");
        let source = MasterKeySource::File(path.clone());
        let created = MasterKey::load(&source).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        let read = MasterKey::load(&source).unwrap();
        assert_eq!(created.bytes(), read.bytes());
        let text = MasterKeySource::Text(std::fs::read_to_string(&path).unwrap().into());
        assert_eq!(MasterKey::load(&text).unwrap().bytes(), read.bytes());
    }

    #[test]
    fn a_successor_is_made_once_and_takes_the_place_of_the_key() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("master.key");
        let load = || MasterKey::load(&MasterKeySource::File(path.clone())).unwrap();
        let first = load();
        assert!(MasterKey::successor(&path).unwrap().is_none());
        let next = MasterKey::prepare_successor(&path).unwrap();
        assert_ne!(next.bytes(), first.bytes());
        assert_eq!(MasterKey::prepare_successor(&path).unwrap().bytes(), next.bytes());
        assert_eq!(MasterKey::successor(&path).unwrap().unwrap().bytes(), next.bytes());
        assert_eq!(load().bytes(), first.bytes());
        MasterKey::succeed(&path).unwrap();
        assert_eq!(load().bytes(), next.bytes());
        assert!(MasterKey::successor(&path).unwrap().is_none());
    }

    #[test]
    fn a_file_that_others_may_read_is_refused_with_the_cure() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("master.key");
        let load = || MasterKey::load(&MasterKeySource::File(path.clone()));
        load().unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let error = load().err().unwrap().to_string();
        assert!(error.contains("640") && error.contains("chmod 600"), "{error}");
        assert!(MasterKey::load(&MasterKeySource::Credential(path)).is_ok());
    }

    #[test]
    fn what_is_not_a_key_is_refused_without_being_shown() {
        for text in ["", "abc", &"g".repeat(64), &"é".repeat(32)] {
            let error = MasterKey::load(&MasterKeySource::Text((*text).into())).err().unwrap().to_string();
            assert!(error.contains("64 hexadecimal digits"), "{error}");
            assert!(text.is_empty() || !error.contains(text), "{error}");
        }
        let missing = MasterKeySource::Credential("/nonexistent/key".into());
        assert!(MasterKey::load(&missing).is_err());
    }
}
