//! Attached files and other media. <https://core.telegram.org/bots/api#photosize> and following
//! **A `file_id` is good for one bot only and says what kind of file it is; `file_unique_id` is the same for all.**
use super::Object;
use crate::world::{File, FileId, Media, StickerKind, UserId, World};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// What a file id stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileRef {
    pub file: FileId,
    pub kind: FileKind,
    /// Of photos; zero otherwise.
    pub width: u32,
    pub height: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Photo,
    Document,
    Other,
}

impl FileRef {
    /// Reads a file id given to this bot before.
    pub fn parse(bot: UserId, id: &str) -> Option<FileRef> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(id).ok()?;
        let bytes: [u8; 25] = bytes.try_into().ok()?;
        let number = |from: usize| {
            let mut eight = [0; 8];
            eight.copy_from_slice(&bytes[from..from + 8]);
            i64::from_le_bytes(eight)
        };
        let kind = match bytes[0] {
            2 => FileKind::Photo,
            5 => FileKind::Document,
            _ => FileKind::Other,
        };
        let size = number(17);
        let found = FileRef {
            file: FileId(number(1)),
            kind,
            width: u32::try_from(size >> 32).ok()?,
            height: u32::try_from(size & 0xFFFF_FFFF).ok()?,
        };
        (number(9) == bot.0).then_some(found)
    }
}

fn file_id(bot: UserId, of: FileRef) -> String {
    let kind = match of.kind {
        FileKind::Photo => 2u8,
        FileKind::Document => 5,
        FileKind::Other => 9,
    };
    let size = i64::from(of.width) << 32 | i64::from(of.height);
    let mut bytes = vec![kind];
    bytes.extend(of.file.0.to_le_bytes());
    bytes.extend(bot.0.to_le_bytes());
    bytes.extend(size.to_le_bytes());
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn unique_id(file: FileId) -> String {
    BASE64_URL_SAFE_NO_PAD.encode([b"AQAD".as_slice(), &file.0.to_le_bytes()].concat())
}

/// The fields every file has.
pub fn file_info(world: &World, bot: UserId, of: FileRef) -> Object {
    let mut fields = Object::default();
    let known: Option<&File> = world.files.get(&of.file);
    fields
        .set("file_id", file_id(bot, of))
        .set("file_unique_id", unique_id(of.file))
        .maybe("file_size", known.map(|f| f.bytes.len()));
    fields
}

/// Puts the field of a medium into a message.
pub fn put(message: &mut Object, world: &World, bot: UserId, media: &Media) {
    let plain = |file: &FileId, kind| {
        let of = FileRef { file: *file, kind, width: 0, height: 0 };
        file_info(world, bot, of)
    };
    let mime = |file: &FileId| world.files.get(file).map(|f| f.mime.clone());
    match media {
        Media::Photo { file, width, height } => {
            let of = FileRef { file: *file, kind: FileKind::Photo, width: *width, height: *height };
            let mut size = file_info(world, bot, of);
            size.set("width", *width).set("height", *height);
            message.set("photo", Value::Array(vec![size.done()]));
        }
        Media::Document { file, name, mime } => {
            let mut fields = plain(file, FileKind::Document);
            fields.set("file_name", name.clone()).set("mime_type", mime.clone());
            message.set("document", fields.done());
        }
        Media::Video { file, width, height, seconds } => {
            let mut fields = plain(file, FileKind::Other);
            fields.set("width", *width).set("height", *height);
            fields.set("duration", *seconds).maybe("mime_type", mime(file));
            message.set("video", fields.done());
        }
        Media::Animation { file, width, height, seconds } => {
            let mut fields = plain(file, FileKind::Other);
            fields.set("width", *width).set("height", *height);
            fields.set("duration", *seconds).maybe("mime_type", mime(file));
            let fields = fields.done();
            // Kept for clients that know no animations. https://core.telegram.org/bots/api#message
            message.set("document", fields.clone()).set("animation", fields);
        }
        Media::VideoNote { file, side, seconds } => {
            let mut fields = plain(file, FileKind::Other);
            fields.set("length", *side).set("duration", *seconds);
            message.set("video_note", fields.done());
        }
        Media::Audio { file, title, performer, seconds } => {
            let mut fields = plain(file, FileKind::Other);
            fields.set("duration", *seconds).maybe("mime_type", mime(file));
            fields.set("title", title.clone()).set("performer", performer.clone());
            message.set("audio", fields.done());
        }
        Media::Voice { file, seconds } => {
            let mut fields = plain(file, FileKind::Other);
            fields.set("duration", *seconds).maybe("mime_type", mime(file));
            message.set("voice", fields.done());
        }
        Media::Sticker { file, emoji, kind } => {
            let mut fields = plain(file, FileKind::Other);
            fields
                .set("type", "regular")
                .set("width", 512)
                .set("height", 512)
                .set("is_animated", *kind == StickerKind::Animated)
                .set("is_video", *kind == StickerKind::Video)
                .set("emoji", emoji.clone());
            message.set("sticker", fields.done());
        }
        other => put_fileless(message, other),
    }
}

fn put_fileless(message: &mut Object, media: &Media) {
    match media {
        Media::Contact { phone, first_name, last_name } => {
            let mut fields = Object::default();
            fields
                .set("phone_number", phone.clone())
                .set("first_name", first_name.clone())
                .maybe("last_name", Some(last_name.clone()).filter(|n| !n.is_empty()));
            message.set("contact", fields.done());
        }
        Media::Location { latitude, longitude, live } => {
            let mut fields = Object::from(json!({ "latitude": latitude, "longitude": longitude }));
            fields.maybe("live_period", *live);
            message.set("location", fields.done());
        }
        Media::Venue { latitude, longitude, title, address } => {
            let place = json!({ "latitude": latitude, "longitude": longitude });
            message
                .set("location", place.clone())
                .set("venue", json!({ "location": place, "title": title, "address": address }));
        }
        Media::Poll { question, options } => {
            let option =
                |(n, text): (usize, &String)| json!({ "persistent_id": n.to_string(), "text": text, "voter_count": 0 });
            let options: Vec<Value> = options.iter().enumerate().map(option).collect();
            message.set(
                "poll",
                json!({
                    "id": "1", "question": question, "options": options, "total_voter_count": 0,
                    "is_closed": false, "is_anonymous": true, "type": "regular",
                    "allows_multiple_answers": false, "allows_revoting": false, "members_only": false,
                }),
            );
        }
        Media::Dice { emoji, value } => {
            message.set("dice", json!({ "emoji": emoji, "value": value }));
        }
        _ => {}
    }
}
