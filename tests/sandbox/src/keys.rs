//! Keys that two processes can compute without talking: **pure functions of the seed.**
use sha2::{Digest, Sha256};

/// How many authorization key slots there are in each data centre.
pub const SLOTS: u32 = 10_000;
/// The data centres of this Telegram, as of the real one.
pub const DATA_CENTRES: std::ops::RangeInclusive<i32> = 1..=5;

/// The pre-shared authorization key of client number `slot` (below [`SLOTS`]) for data centre `dc`. The key exchange is
/// left out because clients only accept Telegram's own RSA keys; a client of this sandbox starts with these instead.
pub fn auth_key(seed: u64, slot: u32, dc: i32) -> [u8; 256] {
    let mut key = [0; 256];
    for (n, part) in (0u8..).zip(key.chunks_exact_mut(32)) {
        part.copy_from_slice(&derive(seed, "auth key", &[&slot.to_le_bytes(), &dc.to_le_bytes(), &[n]]));
    }
    key
}

/// 32 bytes that depend on the seed, a label and the parts.
pub(crate) fn derive(seed: u64, label: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"telegram-sandbox/");
    hash.update(label.as_bytes());
    hash.update([0]);
    hash.update(seed.to_le_bytes());
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}
