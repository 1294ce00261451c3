//! Files coming in, part by part. **The limits are the documented ones; parts of a file made by the sandbox itself are
//! recognised and take no memory.** <https://core.telegram.org/api/files#uploading-files>
use super::rpc::{Call, Reply, RpcError};
use crate::world::{Content, Intake, Recipe, UserId, World};
use grammers_tl_types::{enums, functions as f};
use std::collections::{BTreeMap, HashMap};
use std::sync::PoisonError;

/// The largest part, and most parts of a file.
const PART: usize = 512 * 1024;
const PARTS: i32 = 4000;
/// Above this a file is "big".
const SMALL: u64 = 10 << 20;

/// What was uploaded and not yet sent, by (user, the client's file id).
pub type Uploads = HashMap<(UserId, i64), Upload>;

#[derive(Default)]
pub struct Upload {
    parts: BTreeMap<i32, Part>,
    /// The length of all parts but the last.
    length: Option<usize>,
}

enum Part {
    Kept(Vec<u8>),
    Made { of: Recipe, offset: u64, length: usize },
}

impl Part {
    /// `offset`: where it lies in the file, if that is known by now.
    fn of(world: &World, offset: Option<u64>, bytes: Vec<u8>) -> Part {
        let known = offset.and_then(|at| Some((at, world.recipes().into_iter().find(|r| r.has(at, &bytes))?)));
        match known {
            Some((offset, of)) => Part::Made { of, offset, length: bytes.len() },
            None => Part::Kept(bytes),
        }
    }
    fn length(&self) -> usize {
        match self {
            Part::Kept(bytes) => bytes.len(),
            Part::Made { length, .. } => *length,
        }
    }
    fn bytes(self) -> Vec<u8> {
        match self {
            Part::Kept(bytes) => bytes,
            Part::Made { of, offset, length } => of.read(offset, length as u64),
        }
    }
}

fn save(call: &mut Call<'_>, file: i64, part: i32, bytes: Vec<u8>, is_last: bool) -> Reply<bool> {
    let me = call.me()?;
    if bytes.is_empty() {
        return Err(RpcError::bad("FILE_PART_EMPTY"));
    }
    if bytes.len() > PART {
        return Err(RpcError::bad("FILE_PART_TOO_BIG"));
    }
    if !(0..PARTS).contains(&part) {
        return Err(RpcError::bad("FILE_PART_INVALID"));
    }
    let whole = bytes.len().is_multiple_of(1024) && PART.is_multiple_of(bytes.len());
    if !is_last && !whole {
        return Err(RpcError::bad("FILE_PART_SIZE_INVALID"));
    }
    call.world.note_up(me, bytes.len());
    if call.loses {
        return Ok(true);
    }
    let mut uploads = call.door.uploads.lock().unwrap_or_else(PoisonError::into_inner);
    let upload = uploads.entry((me, file)).or_default();
    if !is_last {
        if upload.length.is_some_and(|length| length != bytes.len()) {
            return Err(RpcError::bad("FILE_PART_SIZE_CHANGED"));
        }
        upload.length = Some(bytes.len());
    }
    let offset = upload.length.map(|length| length as u64 * u64::try_from(part).unwrap_or(0));
    upload.parts.insert(part, Part::of(call.world, offset, bytes));
    Ok(true)
}

/// Of a small file nobody says how many parts there will be, so any may be the last and of any length.
pub fn save_file_part(call: &mut Call<'_>, q: f::upload::SaveFilePart) -> Reply<bool> {
    save(call, q.file_id, q.file_part, q.bytes, true)
}

pub fn save_big_file_part(call: &mut Call<'_>, q: f::upload::SaveBigFilePart) -> Reply<bool> {
    if q.file_total_parts > PARTS || q.file_total_parts == 0 {
        return Err(RpcError::bad("FILE_PARTS_INVALID"));
    }
    save(call, q.file_id, q.file_part, q.bytes, q.file_part == q.file_total_parts - 1)
}

/// The name and content of a finished upload, which is thereby used up.
pub fn take(call: &mut Call<'_>, file: &enums::InputFile) -> Reply<(String, Content)> {
    let (id, parts, name, small) = match file {
        enums::InputFile::File(f) => (f.id, f.parts, &f.name, true),
        enums::InputFile::Big(f) => (f.id, f.parts, &f.name, false),
        enums::InputFile::StoryDocument(_) => return Err(RpcError::bad("MEDIA_INVALID")),
    };
    let me = call.me()?;
    let mut uploads = call.door.uploads.lock().unwrap_or_else(PoisonError::into_inner);
    let have = uploads.get(&(me, id)).ok_or(RpcError::bad("FILE_PARTS_INVALID"))?;
    if let Some(missing) = (0..parts).find(|n| !have.parts.contains_key(n)) {
        // The client sends that part again and calls once more. https://core.telegram.org/api/files
        return Err(RpcError { code: 400, name: format!("FILE_PART_{missing}_MISSING").into() });
    }
    let size: u64 = have.parts.values().map(|part| part.length() as u64).sum();
    if i32::try_from(have.parts.len()) != Ok(parts) || (small && size > SMALL) {
        return Err(RpcError::bad("FILE_PARTS_INVALID"));
    }
    let Some(upload) = uploads.remove(&(me, id)) else {
        return Err(RpcError::bad("FILE_PARTS_INVALID"));
    };
    drop(uploads);
    let mut intake = Intake::new(call.world.recipes());
    upload.parts.into_values().for_each(|part| intake.push(&part.bytes()));
    Ok((name.clone(), intake.done()))
}
