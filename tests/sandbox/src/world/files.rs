//! Stored files. **A file is bytes that somebody sent, or a recipe by which any part of it is computed when it is read:
//! a file of a gigabyte takes no memory, and one that is uploaded again is recognised and takes none either.**
use super::ids::{FileId, UserId};
use super::{Media, User, World};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// A stored file. `dc` is the data centre that serves it.
#[derive(Clone, Debug)]
pub struct File {
    pub id: FileId,
    pub content: Content,
    pub name: String,
    pub mime: String,
    pub dc: i32,
    /// A small picture shown before the file is fetched.
    pub thumb: Option<Arc<[u8]>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    Kept(Arc<[u8]>),
    Made(Recipe),
}

/// `size` bytes that depend on `seed` alone, look random and cannot be compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipe {
    pub seed: u64,
    pub size: u64,
}

/// Bytes of files that went through a door on behalf of one user or bot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// From the client to Telegram.
    pub up: u64,
    /// From Telegram to the client.
    pub down: u64,
}

/// How much is read at once where all of it is wanted in turn.
const PIECE: u64 = 1 << 20;

impl Recipe {
    /// The bytes from `offset` on, at most `length`; fewer at the end.
    pub fn read(&self, offset: u64, length: u64) -> Vec<u8> {
        let from = offset.min(self.size);
        let to = offset.saturating_add(length).min(self.size);
        let (first, last) = (from / 8, to.div_ceil(8));
        let mut bytes = Vec::with_capacity(usize::try_from((last - first) * 8).unwrap_or(0));
        for n in first..last {
            bytes.extend_from_slice(&word(self.seed, n).to_le_bytes());
        }
        let lead = usize::try_from(from - first * 8).unwrap_or(0);
        bytes.drain(..lead.min(bytes.len()));
        bytes.truncate(usize::try_from(to - from).unwrap_or(0));
        bytes
    }

    /// Whether these bytes stand at `offset`.
    pub fn has(&self, offset: u64, bytes: &[u8]) -> bool {
        let length = bytes.len() as u64;
        // Most are told apart by their first bytes.
        let start = &bytes[..bytes.len().min(16)];
        offset.checked_add(length).is_some_and(|end| end <= self.size)
            && self.read(offset, start.len() as u64) == start
            && self.read(offset, length) == bytes
    }
}

/// The `n`th eight bytes of a made file, by the finalizer of SplitMix64.
fn word(seed: u64, n: u64) -> u64 {
    let mut z = seed.wrapping_add(n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Content {
    pub fn size(&self) -> u64 {
        match self {
            Content::Kept(bytes) => bytes.len() as u64,
            Content::Made(recipe) => recipe.size,
        }
    }
    /// The bytes from `offset` on, at most `length`; fewer at the end.
    pub fn read(&self, offset: u64, length: u64) -> Vec<u8> {
        match self {
            Content::Kept(bytes) => {
                let at = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).min(bytes.len());
                bytes[at(offset)..at(offset.saturating_add(length))].to_vec()
            }
            Content::Made(recipe) => recipe.read(offset, length),
        }
    }
    /// SHA-256 of all of it, read piece by piece.
    pub fn hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut at = 0;
        while at < self.size() {
            hash.update(self.read(at, PIECE));
            at += PIECE;
        }
        hash.finalize().into()
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Content::Kept(bytes.into())
    }
}

impl File {
    pub fn size(&self) -> u64 {
        self.content.size()
    }
    /// All of it, which is for small files.
    pub fn bytes(&self) -> Vec<u8> {
        self.content.read(0, self.size())
    }
}

/// A file on its way in, piece after piece: what is known as a made file is not kept a second time.
pub struct Intake {
    /// Recipes that fit so far.
    fitting: Vec<Recipe>,
    length: u64,
    /// Everything, once no recipe fits.
    kept: Vec<u8>,
}

impl Intake {
    pub fn new(known: Vec<Recipe>) -> Self {
        Intake { fitting: known, length: 0, kept: Vec::new() }
    }
    pub fn push(&mut self, bytes: &[u8]) {
        let so_far = self.fitting.first().copied();
        let at = self.length;
        self.fitting.retain(|recipe| recipe.has(at, bytes));
        self.length += bytes.len() as u64;
        if self.fitting.is_empty() {
            if let Some(lost) = so_far {
                self.kept = lost.read(0, at);
            }
            self.kept.extend_from_slice(bytes);
        }
    }
    pub fn length(&self) -> u64 {
        self.length
    }
    pub fn done(self) -> Content {
        let whole = self.fitting.iter().find(|recipe| recipe.size == self.length);
        match (whole, self.fitting.first()) {
            (Some(recipe), _) => Content::Made(*recipe),
            (None, Some(begun)) => begun.read(0, self.length).into(),
            (None, None) => self.kept.into(),
        }
    }
}

impl World {
    /// Keeps bytes and gives them an id. Files live where `owner` lives.
    pub fn add_file(&mut self, owner: UserId, content: impl Into<Content>, name: &str, mime: &str) -> FileId {
        let id = FileId(i64::from_le_bytes(self.random()) >> 1 & i64::MAX);
        let dc = self.users.get(&owner).and_then(User::person).map_or(2, |p| p.dc);
        let file = File { id, content: content.into(), name: name.into(), mime: mime.into(), dc, thumb: None };
        self.files.insert(id, file);
        id
    }

    /// A file of this size that takes no memory.
    pub fn make_file(&mut self, owner: UserId, size: u64, name: &str, mime: &str) -> FileId {
        let recipe = Recipe { seed: u64::from_le_bytes(self.random()), size };
        self.add_file(owner, Content::Made(recipe), name, mime)
    }

    /// All made files there are, for [`Intake`].
    pub fn recipes(&self) -> Vec<Recipe> {
        let made = self.files.values().filter_map(|file| match file.content {
            Content::Made(recipe) => Some(recipe),
            Content::Kept(_) => None,
        });
        made.collect()
    }

    /// Notes what a file is attached as: sent again by its id alone, it is the same.
    pub fn attach(&mut self, media: &Media) {
        if let Some(file) = media.file() {
            self.attached.insert(file, media.clone());
        }
    }
    /// What a file was attached as.
    pub fn attached(&self, file: FileId) -> Option<&Media> {
        self.attached.get(&file)
    }

    /// Bytes of files that a user's clients, or a bot, have sent and fetched so far.
    pub fn moved(&self, user: UserId) -> Moved {
        self.moved.get(&user).copied().unwrap_or_default()
    }
    pub(crate) fn note_up(&mut self, user: UserId, bytes: usize) {
        self.moved.entry(user).or_default().up += bytes as u64;
    }
    pub(crate) fn note_down(&mut self, user: UserId, bytes: usize) {
        self.moved.entry(user).or_default().down += bytes as u64;
    }

    /// Makes every file reference given out so far expire, as time does.
    pub fn expire_references(&mut self) {
        self.reference_age += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_file_reads_the_same_in_any_cut() {
        let recipe = Recipe { seed: 5, size: 1003 };
        let whole = recipe.read(0, 5000);
        assert_eq!(whole.len(), 1003);
        for (offset, length) in [(0, 7), (1, 8), (5, 900), (999, 4), (1000, 100), (1003, 1), (2000, 1)] {
            let from = usize::try_from(offset).unwrap().min(1003);
            let to = usize::try_from(offset + length).unwrap().min(1003);
            assert_eq!(recipe.read(offset, length), whole[from..to], "{offset} {length}");
        }
        assert_ne!(Recipe { seed: 6, size: 1003 }.read(0, 16), whole[..16]);
    }

    #[test]
    fn what_comes_in_again_is_recognised_and_what_only_begins_so_is_kept() {
        let recipe = Recipe { seed: 5, size: 3000 };
        let taken = |bytes: &[u8]| {
            let mut intake = Intake::new(vec![Recipe { seed: 9, size: 3000 }, recipe]);
            bytes.chunks(700).for_each(|piece| intake.push(piece));
            intake.done()
        };
        let whole = recipe.read(0, 3000);
        assert_eq!(taken(&whole), Content::Made(recipe));
        let mut other = whole.clone();
        other[2500] ^= 1;
        assert_eq!(taken(&other), Content::from(other));
        assert_eq!(taken(&whole[..1500]), Content::from(whole[..1500].to_vec()));
        assert_eq!(taken(&[]), Content::from(Vec::new()));
    }
}
