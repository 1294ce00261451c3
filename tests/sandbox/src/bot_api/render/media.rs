//! Attached files and other media. <https://core.telegram.org/bots/api#photosize> and following
//! **A `file_id` is good for one bot only and says what kind of file it is; `file_unique_id` is the same for all.**
use super::{Object, chat, text_entities};
use crate::mtproto::fitted;
use crate::world::{Chat, FileId, Media, Poll, StickerKind, UserId, World};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// The kinds of files, by the word of [`Media::kind`], the server's own name, and the folder they are fetched from.
const FILES: [(&str, &str, &str); 9] = [
    ("thumbnail", "Thumbnail", "thumbnails"),
    ("photo", "Photo", "photos"),
    ("voice", "VoiceNote", "voice"),
    ("video", "Video", "videos"),
    ("document", "Document", "documents"),
    ("sticker", "Sticker", "stickers"),
    ("audio", "Audio", "music"),
    ("animation", "Animation", "animations"),
    ("video note", "VideoNote", "video_notes"),
];

/// What a file id stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileRef {
    pub file: FileId,
    /// Position in [`FILES`].
    kind: u8,
    /// The letter of a photo's size; 0 for everything else.
    size: u8,
}

impl FileRef {
    fn of(file: FileId, kind: &str) -> FileRef {
        let kind = FILES.iter().position(|(word, ..)| *word == kind).unwrap_or(0);
        FileRef { file, kind: u8::try_from(kind).unwrap_or(0), size: 0 }
    }
    fn row(self) -> (&'static str, &'static str, &'static str) {
        FILES[usize::from(self.kind)]
    }
    /// The word of [`Media::kind`], or "thumbnail".
    pub fn kind(self) -> &'static str {
        self.row().0
    }
    pub fn folder(self) -> &'static str {
        self.row().2
    }

    /// Reads a file id given to this bot before.
    pub fn parse(bot: UserId, id: &str) -> Option<FileRef> {
        let bytes: [u8; 18] = BASE64_URL_SAFE_NO_PAD.decode(id).ok()?.try_into().ok()?;
        let number = |from: usize| {
            let mut eight = [0; 8];
            eight.copy_from_slice(&bytes[from..from + 8]);
            i64::from_le_bytes(eight)
        };
        let found = FileRef { file: FileId(number(2)), kind: bytes[0], size: bytes[1] };
        (number(10) == bot.0 && usize::from(found.kind) < FILES.len()).then_some(found)
    }

    fn written(self, bot: UserId) -> String {
        let bytes = [&[self.kind, self.size], &self.file.0.to_le_bytes()[..], &bot.0.to_le_bytes()].concat();
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }
}

/// What the server calls a kind of file.
pub fn file_type(kind: &str) -> &'static str {
    FILES.iter().find(|(word, ..)| *word == kind).map_or("Document", |(_, name, _)| name)
}

/// The fields every file has.
pub fn file_info(world: &World, bot: UserId, of: FileRef) -> Object {
    let mut fields = Object::default();
    let unique = [&[of.kind, of.size], &of.file.0.to_le_bytes()[..]].concat();
    let size = world.files.get(&of.file).map(|file| match (of.kind(), &file.thumb) {
        ("thumbnail", Some(picture)) => picture.len() as u64,
        _ => file.size(),
    });
    fields
        .set("file_id", of.written(bot))
        .set("file_unique_id", BASE64_URL_SAFE_NO_PAD.encode(unique))
        .maybe("file_size", size);
    fields
}

/// A document, video, sticker … without what only its kind has.
fn plain(world: &World, bot: UserId, file: FileId, kind: &str) -> Object {
    let mut fields = file_info(world, bot, FileRef::of(file, kind));
    if world.files.get(&file).is_some_and(|f| f.thumb.is_some()) {
        let mut thumb = file_info(world, bot, FileRef::of(file, "thumbnail"));
        thumb.set("width", 320).set("height", 180);
        let thumb = thumb.done();
        // The older name goes along for older libraries.
        fields.set("thumbnail", thumb.clone()).set("thumb", thumb);
    }
    fields
}

/// All sizes of a photo, smallest first.
fn photo(world: &World, bot: UserId, file: FileId, width: u32, height: u32) -> Value {
    let side = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    let sizes = fitted(side(width), side(height)).map(|(letter, w, h)| {
        let size = letter.as_bytes()[0];
        let mut fields = file_info(world, bot, FileRef { size, ..FileRef::of(file, "photo") });
        fields.set("width", w).set("height", h);
        fields.done()
    });
    Value::Array(sizes.collect())
}

/// A profile photo in all its sizes.
pub fn portrait(world: &World, bot: UserId, of: FileId) -> Option<Value> {
    match world.attached(of) {
        Some(Media::Photo { file, width, height }) => Some(photo(world, bot, *file, *width, *height)),
        _ => None,
    }
}

/// Puts the field of a medium into a message.
pub fn put(message: &mut Object, world: &World, bot: UserId, media: &Media) {
    let stored = |file: &FileId| world.files.get(file);
    let mime = |file: &FileId| stored(file).map(|f| f.mime.clone());
    let name = |file: &FileId| stored(file).map(|f| f.name.clone()).filter(|name| !name.is_empty());
    match media {
        Media::Photo { file, width, height } => {
            message.set("photo", photo(world, bot, *file, *width, *height));
        }
        Media::Document { file, name, mime } => {
            let mut fields = plain(world, bot, *file, "document");
            fields.set("file_name", name.clone()).set("mime_type", mime.clone());
            message.set("document", fields.done());
        }
        Media::Video { file, width, height, seconds } => {
            let mut fields = plain(world, bot, *file, "video");
            fields.set("width", *width).set("height", *height).set("duration", *seconds);
            fields.maybe("file_name", name(file)).maybe("mime_type", mime(file));
            message.set("video", fields.done());
        }
        Media::Animation { file, width, height, seconds } => {
            let mut fields = plain(world, bot, *file, "animation");
            fields.set("width", *width).set("height", *height).set("duration", *seconds);
            fields.maybe("file_name", name(file)).maybe("mime_type", mime(file));
            let fields = fields.done();
            // Kept for clients that know no animations. https://core.telegram.org/bots/api#message
            message.set("document", fields.clone()).set("animation", fields);
        }
        Media::VideoNote { file, side, seconds } => {
            let mut fields = plain(world, bot, *file, "video note");
            fields.set("length", *side).set("duration", *seconds);
            message.set("video_note", fields.done());
        }
        Media::Audio { file, title, performer, seconds } => {
            let words = |words: &String| Some(words.clone()).filter(|w| !w.is_empty());
            let mut fields = plain(world, bot, *file, "audio");
            fields.set("duration", *seconds).maybe("file_name", name(file)).maybe("mime_type", mime(file));
            fields.maybe("title", words(title)).maybe("performer", words(performer));
            message.set("audio", fields.done());
        }
        Media::Voice { file, seconds } => {
            let mut fields = plain(world, bot, *file, "voice");
            fields.set("duration", *seconds).maybe("mime_type", mime(file));
            message.set("voice", fields.done());
        }
        Media::Sticker { file, emoji, kind } => {
            let mut fields = plain(world, bot, *file, "sticker");
            fields
                .set("type", "regular")
                .set("width", 512)
                .set("height", 512)
                .set("is_animated", *kind == StickerKind::Animated)
                .set("is_video", *kind == StickerKind::Video)
                .maybe("emoji", Some(emoji.clone()).filter(|e| !e.is_empty()));
            message.set("sticker", fields.done());
        }
        Media::Game { title, description, picture, .. } => {
            let photo = photo(world, bot, *picture, 640, 360);
            message.set("game", json!({ "title": title, "description": description, "photo": photo }));
        }
        other => put_fileless(message, world, other),
    }
}

fn put_fileless(message: &mut Object, world: &World, media: &Media) {
    match media {
        Media::Contact { phone, first_name, last_name } => {
            let mut fields = Object::default();
            fields
                .set("phone_number", phone.clone())
                .set("first_name", first_name.clone())
                .maybe("last_name", Some(last_name.clone()).filter(|n| !n.is_empty()))
                .maybe("user_id", world.by_phone(phone).map(|user| user.0));
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
        Media::Poll(of) => drop(message.set("poll", poll(world, of))),
        Media::Dice { emoji, value } => drop(message.set("dice", json!({ "emoji": emoji, "value": value }))),
        Media::Story { of, id } => {
            message.set("story", json!({ "chat": chat(world, Chat::User(*of)), "id": id }));
        }
        Media::Invoice { title, description, currency, amount } => {
            message.set(
                "invoice",
                json!({
                    "title": title, "description": description, "start_parameter": "order",
                    "currency": currency, "total_amount": amount,
                }),
            );
        }
        // A bot is shown a message with nothing in it.
        _ => {}
    }
}

/// <https://core.telegram.org/bots/api#poll>
pub fn poll(world: &World, of: &Poll) -> Value {
    let option =
        |(n, text): (usize, &String)| json!({ "persistent_id": n.to_string(), "text": text, "voter_count": 0 });
    let options: Vec<Value> = of.options.iter().enumerate().map(option).collect();
    let mut fields = Object::from(json!({
        "id": of.id.to_string(), "question": of.question.text, "options": options, "total_voter_count": 0,
        "is_closed": of.closed, "is_anonymous": !of.public,
        "type": if of.correct.is_some() { "quiz" } else { "regular" },
        "allows_multiple_answers": of.multiple, "allows_revoting": false, "members_only": false,
    }));
    // Only told of one's own and of closed ones; bots here own all they ask about.
    fields.maybe("correct_option_id", of.correct.filter(|_| of.closed));
    text_entities(&mut fields, "question_entities", world, &of.question);
    fields.done()
}
