//! Sealing: what an attacker with the disk but without the master key cannot read or swap.
//!
//! - **A sealed value opens only where it was sealed**: table and key are authenticated, so values cannot be moved between rows.
//! - **Keys are never printed**: no key type implements `Debug`, and memory is wiped on drop.
//! - **Nothing is sealed under the master key itself**, only under keys derived from it and this installation's salt, one per purpose.
//!
//! AES-256-SIV (RFC 5297) with a random nonce among the headers; by construction a repeated nonce reveals no more than that two equal
//! values are equal. Envelope, after the value's format byte: `version 1 | key id 8 | nonce 16 | siv 16 | ciphertext`. The headers are
//! `version and key id`, `table`, `record key`, `nonce`. The key id leaves room for changing keys while running: old values name the old key.

use aes_siv::KeyInit;
use aes_siv::siv::Aes256Siv;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::master::MasterKey;
use super::record::DataKeyId;

const VERSION: u8 = 1;
const OVERHEAD: usize = 1 + 8 + 16 + 16;

/// Why a value could not be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("the operating system gave no random numbers")]
    NoRandomness,
    #[error("it is not a sealed value of a known version")]
    NotSealed,
    #[error("it was sealed under another key")]
    OtherKey,
    #[error("it is damaged, or does not belong to this row")]
    NotAuthentic,
}

/// A key that seals values, with the id that envelopes carry.
#[derive(Clone)]
pub(super) struct SealingKey {
    id: u64,
    key: Zeroizing<[u8; 64]>,
}

/// Everything derived from the master key, and what a change of it leaves behind.
pub(super) struct Keyring {
    pub master: SealingKey,
    /// The key before. Kept a while longer than it is needed: a row may have been read before it was sealed anew.
    earlier: Option<SealingKey>,
    /// Whether rows may still be sealed under the key before.
    pub changing: bool,
    /// Of the first master key for ever: fingerprints stand in indexes, which nobody can compute anew.
    blind: Zeroizing<[u8; 64]>,
}

impl Keyring {
    /// Derives the keys of the installation with this salt.
    pub fn derive(master: &MasterKey, salt: &[u8; 32]) -> Keyring {
        let source = Hkdf::<Sha256>::new(Some(salt), master.bytes());
        Keyring {
            master: SealingKey {
                id: u64::from_be_bytes(*expand(&source, b"pult/key-id/1")),
                key: expand(&source, b"pult/sealing/1"),
            },
            earlier: None,
            changing: false,
            blind: expand(&source, b"pult/blind-index/1"),
        }
    }

    /// The keys after a change of the master key to the one that `next` was derived from.
    pub fn succeeded_by(&self, next: Keyring) -> Keyring {
        let (earlier, blind) = (Some(self.master.clone()), self.blind.clone());
        Keyring { master: next.master, earlier, changing: true, blind }
    }

    /// The same when nothing is sealed under the key before any more.
    pub fn changed(&self) -> Keyring {
        let Keyring { master, earlier, blind, .. } = self;
        Keyring { master: master.clone(), earlier: earlier.clone(), changing: false, blind: blind.clone() }
    }

    /// Whether this is sealed under the key before.
    pub fn is_outdated(&self, envelope: &[u8]) -> bool {
        key_id(envelope).is_ok_and(|id| self.earlier.as_ref().is_some_and(|earlier| earlier.id == id))
    }

    /// What a later start cannot derive from the master key, to be sealed under it: `blind 64`, and while the master key
    /// changes `id 8 | key 64` of the one before.
    pub fn heritage(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(self.blind.to_vec());
        if let Some(earlier) = self.earlier.as_ref().filter(|_| self.changing) {
            bytes.extend_from_slice(&earlier.id.to_be_bytes());
            bytes.extend_from_slice(&*earlier.key);
        }
        bytes
    }

    /// Takes a [`heritage`](Keyring::heritage) over.
    pub fn inheriting(mut self, heritage: &[u8]) -> Result<Keyring, SealError> {
        let (blind, rest) = heritage.split_first_chunk::<64>().ok_or(SealError::NotSealed)?;
        self.blind = Zeroizing::new(*blind);
        self.earlier = match rest.split_first_chunk::<8>() {
            None => None,
            Some((id, key)) => Some(SealingKey::from_secret(DataKeyId(u64::from_be_bytes(*id)), key)?),
        };
        self.changing = self.earlier.is_some();
        Ok(self)
    }

    /// Opens what was sealed under the master key, of now or before.
    pub fn open(&self, tag: u8, key: &[u8], envelope: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        match &self.earlier {
            Some(earlier) if self.is_outdated(envelope) => earlier.open(tag, key, envelope),
            _ => self.master.open(tag, key, envelope),
        }
    }

    /// A short keyed fingerprint for finding a secret by equality. Labels keep uses apart: the same number as a phone and as an account
    /// id has different fingerprints.
    pub fn blind_index(&self, label: &str, secret: &[u8]) -> [u8; 16] {
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&(*self.blind).into());
        mac.update(&(label.len() as u64).to_be_bytes());
        mac.update(label.as_bytes());
        mac.update(secret);
        let mut short = [0; 16];
        short.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        short
    }
}

impl SealingKey {
    /// A fresh data key.
    pub fn generate(id: DataKeyId) -> Result<SealingKey, SealError> {
        let mut key = Zeroizing::new([0; 64]);
        fill(&mut *key)?;
        Ok(SealingKey { id: id.0, key })
    }

    /// The bytes of a data key, to be sealed under the master key.
    pub fn secret(&self) -> &[u8] {
        &*self.key
    }

    /// A data key read back.
    pub fn from_secret(id: DataKeyId, secret: &[u8]) -> Result<SealingKey, SealError> {
        let mut key = Zeroizing::new([0; 64]);
        if secret.len() != key.len() {
            return Err(SealError::NotSealed);
        }
        key.copy_from_slice(secret);
        Ok(SealingKey { id: id.0, key })
    }

    /// Seals `plain` for the row `key` of the table `tag`, behind the format byte.
    pub fn seal(&self, format: u8, tag: u8, key: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; 16];
        fill(&mut nonce)?;
        let sealed =
            self.cipher().encrypt(self.headers(tag, key, &nonce), plain).map_err(|_| SealError::NotAuthentic)?;
        let mut value = Vec::with_capacity(1 + OVERHEAD + plain.len());
        value.push(format);
        value.push(VERSION);
        value.extend_from_slice(&self.id.to_be_bytes());
        value.extend_from_slice(&nonce);
        value.extend_from_slice(&sealed);
        Ok(value)
    }

    /// Opens an envelope (without the format byte) of the row `key` of the table `tag`.
    pub fn open(&self, tag: u8, key: &[u8], envelope: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        if key_id(envelope)? != self.id {
            return Err(SealError::OtherKey);
        }
        let (nonce, sealed) = envelope[9..].split_at(16);
        self.cipher()
            .decrypt(self.headers(tag, key, nonce), sealed)
            .map(Zeroizing::new)
            .map_err(|_| SealError::NotAuthentic)
    }

    fn cipher(&self) -> Aes256Siv {
        Aes256Siv::new(&(*self.key).into())
    }

    fn headers(&self, tag: u8, key: &[u8], nonce: &[u8]) -> [Vec<u8>; 4] {
        let version = [&[VERSION][..], &self.id.to_be_bytes()].concat();
        [version, vec![tag], key.to_vec(), nonce.to_vec()]
    }
}

/// The id of the key that an envelope names.
pub(super) fn key_id(envelope: &[u8]) -> Result<u64, SealError> {
    match envelope.split_first() {
        Some((&VERSION, rest)) if envelope.len() >= OVERHEAD => {
            let (id, _) = rest.split_first_chunk().ok_or(SealError::NotSealed)?;
            Ok(u64::from_be_bytes(*id))
        }
        _ => Err(SealError::NotSealed),
    }
}

/// Random bytes from the operating system.
pub(super) fn fill(bytes: &mut [u8]) -> Result<(), SealError> {
    SysRng.try_fill_bytes(bytes).map_err(|_| SealError::NoRandomness)
}

fn expand<const N: usize>(source: &Hkdf<Sha256>, label: &[u8]) -> Zeroizing<[u8; N]> {
    let mut key = Zeroizing::new([0; N]);
    // Fails only beyond 255 hash lengths; the longest key here is two.
    source.expand(label, &mut *key).expect("keys are shorter than HKDF's limit");
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(master: u8, salt: u8) -> Keyring {
        Keyring::derive(&MasterKey::from_bytes([master; 32]), &[salt; 32])
    }

    #[test]
    fn a_value_opens_under_its_key_in_its_row_and_nowhere_else() {
        let key = ring(1, 1).master;
        let value = key.seal(2, 16, b"row", b"secret").unwrap();
        let envelope = &value[1..];
        assert_eq!(*key.open(16, b"row", envelope).unwrap(), b"secret");
        assert_eq!(key.open(16, b"other", envelope), Err(SealError::NotAuthentic));
        assert_eq!(key.open(17, b"row", envelope), Err(SealError::NotAuthentic));
        assert_eq!(ring(2, 1).master.open(16, b"row", envelope), Err(SealError::OtherKey));
        assert_eq!(ring(1, 2).master.open(16, b"row", envelope), Err(SealError::OtherKey));
    }

    #[test]
    fn every_byte_of_an_envelope_counts() {
        let key = ring(1, 1).master;
        let envelope = key.seal(2, 16, b"row", b"").unwrap()[1..].to_vec();
        for at in 0..envelope.len() {
            let mut changed = envelope.clone();
            changed[at] ^= 1;
            assert!(key.open(16, b"row", &changed).is_err(), "byte {at}");
            assert!(key.open(16, b"row", &envelope[..at]).is_err(), "first {at} bytes");
        }
    }

    #[test]
    fn equal_values_do_not_look_equal() {
        let key = ring(1, 1).master;
        let seal = || key.seal(2, 16, b"row", b"the same").unwrap();
        assert_ne!(seal(), seal());
    }

    #[test]
    fn fingerprints_depend_on_installation_label_and_secret() {
        let print = ring(1, 1).blind_index("phone", b"123");
        assert_eq!(print, ring(1, 1).blind_index("phone", b"123"));
        assert_ne!(print, ring(1, 2).blind_index("phone", b"123"));
        assert_ne!(print, ring(1, 1).blind_index("phon", b"e123"));
        assert_ne!(print, ring(1, 1).blind_index("phone", b"124"));
    }
}
