//! Media in TL, uploads and downloads. **A file is reached only with its access hash and file reference.**
//! https://core.telegram.org/api/files
use super::rpc::{Call, Reply, RpcError};
use crate::keys;
use crate::world::{File, FileId, Media, StickerKind, UserId, World};
use grammers_tl_types::{enums, functions as f, types};
use std::collections::{BTreeMap, HashMap};
use std::sync::PoisonError;

/// Parts that were uploaded and not yet sent, by (user, the client's file id).
pub type Uploads = HashMap<(UserId, i64), BTreeMap<i32, Vec<u8>>>;

fn access_hash(world: &World, id: FileId) -> i64 {
    let hash = keys::derive(world.seed, "file", &[&id.0.to_le_bytes()]);
    i64::from_le_bytes(hash[..8].try_into().unwrap_or_default())
}
fn reference(world: &World, id: FileId) -> Vec<u8> {
    keys::derive(world.seed, "file reference", &[&id.0.to_le_bytes()])[..16].to_vec()
}

/// What clients are shown.
pub fn media(world: &World, media: &Media) -> enums::MessageMedia {
    let int = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    let video = |round, w: u32, h: u32, seconds: u32| -> enums::DocumentAttribute {
        types::DocumentAttributeVideo {
            round_message: round,
            supports_streaming: false,
            nosound: false,
            duration: f64::from(seconds),
            w: int(w),
            h: int(h),
            preload_prefix_size: None,
            video_start_ts: None,
            video_codec: None,
        }
        .into()
    };
    let audio = |voice, seconds: u32, title: Option<String>, performer: Option<String>| -> enums::DocumentAttribute {
        types::DocumentAttributeAudio { voice, duration: int(seconds), title, performer, waveform: None }.into()
    };
    match media {
        Media::Photo { file, width, height } => photo(world, *file, int(*width), int(*height)),
        Media::Document { file, .. } => document(world, *file, Vec::new()),
        Media::Video { file, width, height, seconds } => {
            document(world, *file, vec![video(false, *width, *height, *seconds)])
        }
        Media::Animation { file, width, height, seconds } => {
            let attributes = vec![video(false, *width, *height, *seconds), enums::DocumentAttribute::Animated];
            document(world, *file, attributes)
        }
        Media::VideoNote { file, side, seconds } => document(world, *file, vec![video(true, *side, *side, *seconds)]),
        Media::Audio { file, title, performer, seconds } => {
            document(world, *file, vec![audio(false, *seconds, Some(title.clone()), Some(performer.clone()))])
        }
        Media::Voice { file, seconds } => document(world, *file, vec![audio(true, *seconds, None, None)]),
        Media::Sticker { file, emoji, kind } => {
            let sticker = types::DocumentAttributeSticker {
                mask: false,
                alt: emoji.clone(),
                stickerset: enums::InputStickerSet::Empty,
                mask_coords: None,
            };
            let mut attributes: Vec<enums::DocumentAttribute> = vec![sticker.into()];
            if *kind == StickerKind::Video {
                attributes.push(video(false, 512, 512, 3));
            }
            document(world, *file, attributes)
        }
        Media::Contact { phone, first_name, last_name } => types::MessageMediaContact {
            phone_number: phone.clone(),
            first_name: first_name.clone(),
            last_name: last_name.clone(),
            vcard: String::new(),
            user_id: 0,
        }
        .into(),
        Media::Location { latitude, longitude, live: None } => {
            types::MessageMediaGeo { geo: geo(*latitude, *longitude) }.into()
        }
        Media::Location { latitude, longitude, live: Some(period) } => types::MessageMediaGeoLive {
            geo: geo(*latitude, *longitude),
            heading: None,
            period: int(*period),
            proximity_notification_radius: None,
        }
        .into(),
        Media::Venue { latitude, longitude, title, address } => types::MessageMediaVenue {
            geo: geo(*latitude, *longitude),
            title: title.clone(),
            address: address.clone(),
            provider: String::new(),
            venue_id: String::new(),
            venue_type: String::new(),
        }
        .into(),
        Media::Poll { question, options } => poll(question, options),
        Media::Dice { emoji, value } => {
            types::MessageMediaDice { value: i32::from(*value), emoticon: emoji.clone(), game_outcome: None }.into()
        }
    }
}

fn geo(lat: f64, long: f64) -> enums::GeoPoint {
    types::GeoPoint { long, lat, access_hash: 0, accuracy_radius: None }.into()
}

fn photo(world: &World, id: FileId, w: i32, h: i32) -> enums::MessageMedia {
    let Some(file) = world.files.get(&id) else {
        return enums::MessageMedia::Empty;
    };
    let size = i32::try_from(file.bytes.len()).unwrap_or(i32::MAX);
    let size = types::PhotoSize { r#type: "y".into(), w, h, size };
    let photo = types::Photo {
        has_stickers: false,
        id: id.0,
        access_hash: access_hash(world, id),
        file_reference: reference(world, id),
        date: world.now().unix(),
        sizes: vec![size.into()],
        video_sizes: None,
        dc_id: file.dc,
    };
    let photo = Some(photo.into());
    types::MessageMediaPhoto { spoiler: false, live_photo: false, photo, ttl_seconds: None, video: None }.into()
}

fn document(world: &World, id: FileId, mut attributes: Vec<enums::DocumentAttribute>) -> enums::MessageMedia {
    let Some(file) = world.files.get(&id) else {
        return enums::MessageMedia::Empty;
    };
    attributes.push(types::DocumentAttributeFilename { file_name: file.name.clone() }.into());
    let is = |wanted: fn(&enums::DocumentAttribute) -> bool| attributes.iter().any(wanted);
    let voice = is(|a| matches!(a, enums::DocumentAttribute::Audio(a) if a.voice));
    let round = is(|a| matches!(a, enums::DocumentAttribute::Video(v) if v.round_message));
    let video = is(|a| matches!(a, enums::DocumentAttribute::Video(_)));
    let document = types::Document {
        id: id.0,
        access_hash: access_hash(world, id),
        file_reference: reference(world, id),
        date: world.now().unix(),
        mime_type: file.mime.clone(),
        size: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
        thumbs: None,
        video_thumbs: None,
        dc_id: file.dc,
        attributes,
    };
    types::MessageMediaDocument {
        nopremium: false,
        spoiler: false,
        video,
        round,
        voice,
        document: Some(document.into()),
        alt_documents: None,
        video_cover: None,
        video_timestamp: None,
        ttl_seconds: None,
    }
    .into()
}

fn poll(question: &str, options: &[String]) -> enums::MessageMedia {
    let words = |text: &str| -> enums::TextWithEntities {
        types::TextWithEntities { text: text.into(), entities: Vec::new() }.into()
    };
    let answer = |(n, text): (u8, &String)| -> enums::PollAnswer {
        types::PollAnswer { text: words(text), option: vec![n], media: None, added_by: None, date: None }.into()
    };
    let poll = types::Poll {
        id: 0,
        closed: false,
        public_voters: false,
        multiple_choice: false,
        quiz: false,
        open_answers: false,
        revoting_disabled: false,
        shuffle_answers: false,
        hide_results_until_close: false,
        creator: false,
        subscribers_only: false,
        question: words(question),
        answers: (0u8..).zip(options).map(answer).collect(),
        close_period: None,
        close_date: None,
        countries_iso2: None,
        hash: 0,
    };
    let results = types::PollResults {
        min: false,
        has_unread_votes: false,
        can_view_stats: false,
        results: None,
        total_voters: Some(0),
        recent_voters: None,
        solution: None,
        solution_entities: None,
        solution_media: None,
    };
    types::MessageMediaPoll { poll: poll.into(), results: results.into(), attached_media: None }.into()
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
