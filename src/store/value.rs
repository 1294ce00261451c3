//! The bytes of a value: format byte, sealing, and the pieces of large values.
//!
//! - **The first byte says how to read the rest**; unknown formats are an error, never a guess.
//! - **No value given to an engine exceeds 32 KiB**: larger ones are cut into pieces under keys of their own, written and removed in the
//!   commit of their row. A reader that finds the pieces gone knows that the row was rewritten meanwhile, and reads it again.

use bytes::{BufMut, Bytes};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::engine::Key;
use super::key::KeyWriter;
use super::record::CHUNKS;

/// The largest record, encoded and sealed, in bytes. Files never go through the store.
pub const MAX_VALUE: usize = 1 << 20;
/// Length of a piece; with key and version it stays under the 32 KiB an engine value may have.
pub(super) const CHUNK: usize = 31 << 10;

/// First byte of a value.
pub(super) mod format {
    /// MessagePack with field names.
    pub const PLAIN: u8 = 1;
    /// An envelope, see `seal`.
    pub const MASTER: u8 = 2;
    pub const OWNER: u8 = 3;
    /// Set of pieces, number, total length; together they are a value of another format.
    pub const CHUNKED: u8 = 4;
}

/// Where the pieces of a large value are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ChunkSet {
    /// Random, so that the pieces of two versions of a row never mix.
    pub set: u64,
    pub count: u16,
}

impl ChunkSet {
    /// The key of piece `number` of the row with this full key.
    pub fn key(self, row: &[u8], number: u16) -> Key {
        let mut key = KeyWriter::at(row[0], CHUNKS);
        key.raw(&row[2..]);
        key.push(&self.set).push(&number);
        key.finish()
    }

    pub fn keys(self, row: &[u8]) -> impl Iterator<Item = Key> {
        (0..self.count).map(move |number| self.key(row, number))
    }

    /// The value that stands in the row itself.
    pub fn head(self) -> Bytes {
        let mut head = vec![format::CHUNKED];
        head.put_u64(self.set);
        head.put_u16(self.count);
        head.into()
    }

    /// Reads [`head`](Self::head) back; `None` for values in one piece.
    pub fn of(value: &[u8]) -> Option<ChunkSet> {
        let (&format::CHUNKED, rest) = value.split_first()? else { return None };
        let (set, count) = rest.split_first_chunk()?;
        let set = u64::from_be_bytes(*set);
        let count = u16::from_be_bytes(count.try_into().ok()?);
        Some(ChunkSet { set, count })
    }
}

/// A record as MessagePack, wiped from memory when dropped.
pub(super) fn pack<R: Serialize>(record: &R) -> Result<Zeroizing<Vec<u8>>, String> {
    rmp_serde::to_vec_named(record).map(Zeroizing::new).map_err(|error| error.to_string())
}

/// The reverse of [`pack`]. The error never shows content.
pub(super) fn parse<R: DeserializeOwned>(bytes: &[u8]) -> Result<R, String> {
    rmp_serde::from_slice(bytes).map_err(|error| match error {
        // These may quote what they found.
        rmp_serde::decode::Error::Syntax(_) | rmp_serde::decode::Error::Uncategorized(_) => {
            "its fields are not those of the record".to_owned()
        }
        other => other.to_string(),
    })
}
