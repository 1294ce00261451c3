//! What clients attach, upload and download. **A file is reached only with its access hash and file reference.**
//! <https://core.telegram.org/api/files>
use super::rpc::{Call, Reply, RpcError};
use crate::keys;
use crate::world::{File, FileId, Media, UserId, World};
use grammers_tl_types::{enums, functions as f, types};
use std::collections::{BTreeMap, HashMap};
use std::sync::PoisonError;

/// Parts that were uploaded and not yet sent, by (user, the client's file id).
pub type Uploads = HashMap<(UserId, i64), BTreeMap<i32, Vec<u8>>>;

pub fn access_hash(world: &World, id: FileId) -> i64 {
    let hash = keys::derive(world.seed, "file", &[&id.0.to_le_bytes()]);
    i64::from_le_bytes(hash[..8].try_into().unwrap_or_default())
}
/// Proof of having seen the file in a message. <https://core.telegram.org/api/file_reference>
pub fn reference(world: &World, id: FileId) -> Vec<u8> {
    keys::derive(world.seed, "file reference", &[&id.0.to_le_bytes()])[..16].to_vec()
}

/// Reads what a client attached: something uploaded, something that is here already by reference, or plain data.
pub fn from_client(call: &mut Call<'_>, media: enums::InputMedia) -> Reply<Media> {
    use enums::InputMedia as M;
    match media {
        M::UploadedPhoto(m) => {
            let (name, bytes) = uploaded(call, &m.file)?;
            let me = call.me()?;
            let file = call.world.add_file(me, bytes, &name, "image/jpeg");
            Ok(Media::Photo { file, width: 1280, height: 960 })
        }
        M::UploadedDocument(m) => {
            let (uploaded_name, bytes) = uploaded(call, &m.file)?;
            let me = call.me()?;
            let named = m.attributes.iter().find_map(|a| match a {
                enums::DocumentAttribute::Filename(f) => Some(f.file_name.clone()),
                _ => None,
            });
            let name = named.unwrap_or(uploaded_name);
            let file = call.world.add_file(me, bytes, &name, &m.mime_type);
            Ok(by_attributes(file, name, m.mime_type, &m.attributes))
        }
        M::Photo(m) => match m.id {
            enums::InputPhoto::Photo(p) => again(call, p.id, p.access_hash, &p.file_reference),
            enums::InputPhoto::Empty => Err(RpcError::bad("MEDIA_EMPTY")),
        },
        M::Document(m) => match m.id {
            enums::InputDocument::Document(d) => again(call, d.id, d.access_hash, &d.file_reference),
            enums::InputDocument::Empty => Err(RpcError::bad("MEDIA_EMPTY")),
        },
        M::Contact(m) => Ok(Media::Contact { phone: m.phone_number, first_name: m.first_name, last_name: m.last_name }),
        M::GeoPoint(m) => match m.geo_point {
            enums::InputGeoPoint::Point(p) => Ok(Media::Location { latitude: p.lat, longitude: p.long, live: None }),
            enums::InputGeoPoint::Empty => Err(RpcError::bad("MEDIA_EMPTY")),
        },
        M::Empty => Err(RpcError::bad("MEDIA_EMPTY")),
        _ => {
            call.world.unimplemented("mtproto media of this kind");
            Err(RpcError::bad("SANDBOX_UNIMPLEMENTED_media"))
        }
    }
}

/// Takes an upload in without sending it.
pub fn prepare(call: &mut Call<'_>, media: enums::InputMedia) -> Reply<enums::MessageMedia> {
    let media = from_client(call, media)?;
    let shown = super::media::media(call.world, &media);
    if let Some(file) = media.file() {
        call.door.prepared.lock().unwrap_or_else(PoisonError::into_inner).insert(file, media);
    }
    Ok(shown)
}

fn by_attributes(file: FileId, name: String, mime: String, attributes: &[enums::DocumentAttribute]) -> Media {
    let uint = |n: i32| u32::try_from(n).unwrap_or(0);
    let animated = attributes.iter().any(|a| matches!(a, enums::DocumentAttribute::Animated));
    for attribute in attributes {
        match attribute {
            enums::DocumentAttribute::Video(v) => {
                let seconds = v.duration.max(0.0) as u32;
                let (width, height) = (uint(v.w), uint(v.h));
                return match () {
                    () if v.round_message => Media::VideoNote { file, side: width, seconds },
                    () if animated => Media::Animation { file, width, height, seconds },
                    () => Media::Video { file, width, height, seconds },
                };
            }
            enums::DocumentAttribute::Audio(a) if a.voice => {
                return Media::Voice { file, seconds: uint(a.duration) };
            }
            enums::DocumentAttribute::Audio(a) => {
                let (title, performer) = (a.title.clone().unwrap_or_default(), a.performer.clone().unwrap_or_default());
                return Media::Audio { file, title, performer, seconds: uint(a.duration) };
            }
            _ => {}
        }
    }
    Media::Document { file, name, mime }
}

/// Media sent once more by reference: kind and size are those it has in the message it came from.
fn again(call: &mut Call<'_>, id: i64, hash: i64, reference: &[u8]) -> Reply<Media> {
    let me = call.me()?;
    let id = known(call, id, hash, reference)?.id;
    if let Some(media) = call.door.prepared.lock().unwrap_or_else(PoisonError::into_inner).get(&id) {
        return Ok(media.clone());
    }
    let visible = |chat| call.world.can_see(me, chat).is_ok();
    let groups = call.world.groups.values().filter(|g| visible(crate::world::Chat::Group(g.id))).map(|g| &g.mailbox);
    let boxes = std::iter::once(&call.world.user(me)?.mailbox).chain(groups);
    let found = boxes.flat_map(|b| b.messages.values()).filter_map(|m| m.media()).find(|m| m.file() == Some(id));
    found.cloned().ok_or(RpcError::bad("MEDIA_EMPTY"))
}

fn known<'a>(call: &'a Call<'_>, id: i64, hash: i64, file_reference: &[u8]) -> Reply<&'a File> {
    let file = call.world.files.get(&FileId(id)).ok_or(RpcError::bad("FILE_ID_INVALID"))?;
    if access_hash(call.world, file.id) != hash {
        return Err(RpcError::bad("FILE_ID_INVALID"));
    }
    if reference(call.world, file.id) != file_reference {
        return Err(RpcError::bad("FILE_REFERENCE_EXPIRED"));
    }
    Ok(file)
}

fn uploaded(call: &mut Call<'_>, file: &enums::InputFile) -> Reply<(String, Vec<u8>)> {
    let (id, parts, name) = match file {
        enums::InputFile::File(f) => (f.id, f.parts, &f.name),
        enums::InputFile::Big(f) => (f.id, f.parts, &f.name),
        enums::InputFile::StoryDocument(_) => return Err(RpcError::bad("MEDIA_INVALID")),
    };
    let me = call.me()?;
    let mut uploads = call.door.uploads.lock().unwrap_or_else(PoisonError::into_inner);
    let have = uploads.remove(&(me, id)).ok_or(RpcError::bad("FILE_PARTS_INVALID"))?;
    if let Some(missing) = (0..parts).find(|n| !have.contains_key(n)) {
        return Err(RpcError { code: 400, name: format!("FILE_PART_{missing}_MISSING").into() });
    }
    Ok((name.clone(), have.into_values().flatten().collect()))
}

fn save(call: &mut Call<'_>, file: i64, part: i32, bytes: Vec<u8>) -> Reply<bool> {
    let me = call.me()?;
    if bytes.is_empty() || bytes.len() > 512 * 1024 {
        return Err(RpcError::bad("FILE_PART_SIZE_INVALID"));
    }
    let mut uploads = call.door.uploads.lock().unwrap_or_else(PoisonError::into_inner);
    uploads.entry((me, file)).or_default().insert(part, bytes);
    Ok(true)
}

pub fn save_file_part(call: &mut Call<'_>, q: f::upload::SaveFilePart) -> Reply<bool> {
    save(call, q.file_id, q.file_part, q.bytes)
}
pub fn save_big_file_part(call: &mut Call<'_>, q: f::upload::SaveBigFilePart) -> Reply<bool> {
    save(call, q.file_id, q.file_part, q.bytes)
}

pub fn get_file(call: &mut Call<'_>, q: f::upload::GetFile) -> Reply<enums::upload::File> {
    call.me()?;
    let (id, hash, reference) = match q.location {
        enums::InputFileLocation::InputDocumentFileLocation(l) => (l.id, l.access_hash, l.file_reference),
        enums::InputFileLocation::InputPhotoFileLocation(l) => (l.id, l.access_hash, l.file_reference),
        _ => return Err(RpcError::bad("LOCATION_INVALID")),
    };
    let file = known(call, id, hash, &reference)?;
    if file.dc != call.dc {
        return Err(RpcError { code: 303, name: format!("FILE_MIGRATE_{}", file.dc).into() });
    }
    let limit = usize::try_from(q.limit).unwrap_or(0);
    // https://core.telegram.org/api/files#downloading-files
    if limit == 0 || limit > 1 << 20 || (!q.precise && (limit % 4096 != 0 || q.offset % 4096 != 0)) {
        return Err(RpcError::bad("LIMIT_INVALID"));
    }
    let from = usize::try_from(q.offset).unwrap_or(0).min(file.bytes.len());
    let to = (from + limit).min(file.bytes.len());
    let bytes = file.bytes[from..to].to_vec();
    let kind = match file.mime.as_str() {
        "image/jpeg" => enums::storage::FileType::FileJpeg,
        "image/png" => enums::storage::FileType::FilePng,
        _ => enums::storage::FileType::FileUnknown,
    };
    Ok(types::upload::File { r#type: kind, mtime: 0, bytes }.into())
}
