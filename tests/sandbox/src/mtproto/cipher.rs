//! The server half of MTProto 2.0 encryption. <https://core.telegram.org/mtproto/description>
use grammers_crypto::{DequeBuffer, aes};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// Offsets into the key by direction ("x" in the description).
const TO_SERVER: usize = 0;
const TO_CLIENT: usize = 8;
/// Key id and message key in front of every encrypted packet.
const HEADER: usize = 24;

/// An authorization key.
pub struct Key {
    bytes: [u8; 256],
    /// The last 64 bits of its SHA-1.
    pub id: [u8; 8],
}

/// The packet is not from an owner of this key.
#[derive(Debug, thiserror::Error)]
#[error("decrypt a packet of {0} bytes: wrong length or message key")]
pub struct Undecryptable(usize);

impl Key {
    pub fn new(bytes: [u8; 256]) -> Self {
        let mut id = [0; 8];
        id.copy_from_slice(&Sha1::digest(bytes)[12..20]);
        Key { bytes, id }
    }

    /// Proof towards the client that both have made the same key. <https://core.telegram.org/mtproto/auth_key>
    pub fn nonce_hash(&self, new_nonce: &[u8; 32], number: u8) -> [u8; 16] {
        let mut hash = Sha1::new();
        hash.update(new_nonce);
        hash.update([number]);
        hash.update(&Sha1::digest(self.bytes)[..8]);
        let mut out = [0; 16];
        out.copy_from_slice(&hash.finalize()[4..]);
        out
    }

    fn message_key(&self, plain: &[u8], direction: usize) -> [u8; 16] {
        let hash = sha256(&[&self.bytes[88 + direction..120 + direction], plain]);
        let mut key = [0; 16];
        key.copy_from_slice(&hash[8..24]);
        key
    }

    fn aes(&self, message_key: &[u8; 16], x: usize) -> ([u8; 32], [u8; 32]) {
        let a = sha256(&[message_key, &self.bytes[x..x + 36]]);
        let b = sha256(&[&self.bytes[40 + x..76 + x], message_key]);
        let mix = |p: &[u8; 32], q: &[u8; 32]| {
            let mut out = [0; 32];
            out[..8].copy_from_slice(&p[..8]);
            out[8..24].copy_from_slice(&q[8..24]);
            out[24..].copy_from_slice(&p[24..]);
            out
        };
        (mix(&a, &b), mix(&b, &a))
    }

    /// Encrypts salt, session and messages in place; `padding` supplies up to 32 random bytes.
    pub fn encrypt(&self, buffer: &mut DequeBuffer<u8>, padding: [u8; 32]) {
        let length = 12 + (16 - (buffer.len() + 12) % 16) % 16;
        buffer.extend(padding[..length].iter());
        let message_key = self.message_key(buffer.as_ref(), TO_CLIENT);
        let (key, iv) = self.aes(&message_key, TO_CLIENT);
        aes::ige_encrypt(buffer.as_mut(), &key, &iv);
        buffer.extend_front(&message_key);
        buffer.extend_front(&self.id);
    }

    /// Decrypts a client's packet in place and returns salt, session, message and padding.
    ///
    /// # Errors
    /// [`Undecryptable`].
    pub fn decrypt<'a>(&self, packet: &'a mut [u8]) -> Result<&'a [u8], Undecryptable> {
        let length = packet.len();
        let Some((header, body)) = packet.split_at_mut_checked(HEADER) else {
            return Err(Undecryptable(length));
        };
        if body.len() < 32 || !body.len().is_multiple_of(16) {
            return Err(Undecryptable(length));
        }
        let mut message_key = [0; 16];
        message_key.copy_from_slice(&header[8..]);
        let (key, iv) = self.aes(&message_key, TO_SERVER);
        aes::ige_decrypt(body, &key, &iv);
        if self.message_key(body, TO_SERVER) == message_key { Ok(body) } else { Err(Undecryptable(length)) }
    }
}

pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use grammers_crypto::{AuthKey, decrypt_data_v2, encrypt_data_v2};

    #[test]
    fn what_a_client_encrypts_is_read_and_the_other_way_round() {
        let bytes = crate::keys::auth_key(7, 0, 2);
        let (ours, theirs) = (Key::new(bytes), AuthKey::from_bytes(bytes));
        let plain = [5u8; 64];

        let mut out = DequeBuffer::with_capacity(256, 64);
        out.extend(plain.iter());
        encrypt_data_v2(&mut out, &theirs);
        let mut packet = out.as_ref().to_vec();
        assert_eq!(packet[..8], ours.id);
        assert_eq!(ours.decrypt(&mut packet).unwrap()[..64], plain);

        let mut back = DequeBuffer::with_capacity(256, 64);
        back.extend(plain.iter());
        ours.encrypt(&mut back, [9; 32]);
        let mut packet = back.as_ref().to_vec();
        assert_eq!(decrypt_data_v2(&mut packet, &theirs).unwrap()[..64], plain);
    }

    #[test]
    fn a_tampered_packet_is_refused() {
        let key = Key::new(crate::keys::auth_key(7, 0, 2));
        assert!(key.decrypt(&mut [0; 24 + 64]).is_err());
        assert!(key.decrypt(&mut [0; 10]).is_err());
    }
}
