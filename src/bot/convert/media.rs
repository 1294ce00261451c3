//! What is attached to a message: the Bot API's words → the domain's.

use super::entities;
use crate::domain::{Attachment, File, FileKind, Media, Point, RichText};
use teloxide::types::{Dice, DiceEmoji, FileMeta, Location, MediaKind, MessageEntity, PhotoSize, Seconds};

/// A live location that does not end. <https://core.telegram.org/bots/api#sendlocation>
const FOR_EVER: u32 = 0x7FFF_FFFF;

/// The attachment of a message with its caption; `None` for a text and for kinds that are only told.
pub fn media(kind: &MediaKind) -> Option<Media> {
    let captioned = |file: File, text: &Option<String>, entities: &[MessageEntity], spoiler, caption_above| {
        let caption = entities::from_api(text.as_deref().unwrap_or_default(), entities);
        Media { attachment: Attachment::File(file), caption, spoiler, caption_above }
    };
    Some(match kind {
        MediaKind::Photo(it) => {
            let largest = it.photo.iter().max_by_key(|size| u64::from(size.width) * u64::from(size.height))?;
            let photo = sized(file(FileKind::Photo, &largest.file), largest.width, largest.height);
            let (spoiler, above) = (it.has_media_spoiler, it.show_caption_above_media);
            captioned(photo, &it.caption, &it.caption_entities, spoiler, above)
        }
        MediaKind::Video(it) => {
            let video = &it.video;
            let film = File {
                name: video.file_name.clone(),
                mime: video.mime_type.as_ref().map(ToString::to_string),
                seconds: seconds(video.duration),
                ..sized(file(FileKind::Video, &video.file), video.width, video.height)
            };
            let (spoiler, above) = (it.has_media_spoiler, it.show_caption_above_media);
            captioned(film, &it.caption, &it.caption_entities, spoiler, above)
        }
        MediaKind::Animation(it) => {
            let gif = &it.animation;
            let gif = File {
                name: gif.file_name.clone(),
                mime: gif.mime_type.as_ref().map(ToString::to_string),
                seconds: seconds(gif.duration),
                ..sized(file(FileKind::Animation, &gif.file), gif.width, gif.height)
            };
            let (spoiler, above) = (it.has_media_spoiler, it.show_caption_above_media);
            captioned(gif, &it.caption, &it.caption_entities, spoiler, above)
        }
        MediaKind::Voice(it) => {
            let voice = File {
                mime: it.voice.mime_type.as_ref().map(ToString::to_string),
                seconds: seconds(it.voice.duration),
                ..file(FileKind::Voice, &it.voice.file)
            };
            captioned(voice, &it.caption, &it.caption_entities, false, false)
        }
        MediaKind::Audio(it) => {
            let audio = &it.audio;
            let song = File {
                name: audio.file_name.clone(),
                mime: audio.mime_type.as_ref().map(ToString::to_string),
                seconds: seconds(audio.duration),
                title: audio.title.clone(),
                performer: audio.performer.clone(),
                ..file(FileKind::Audio, &audio.file)
            };
            captioned(song, &it.caption, &it.caption_entities, false, false)
        }
        MediaKind::Document(it) => {
            let document = File {
                name: it.document.file_name.clone(),
                mime: it.document.mime_type.as_ref().map(ToString::to_string),
                ..file(FileKind::Document, &it.document.file)
            };
            captioned(document, &it.caption, &it.caption_entities, false, false)
        }
        MediaKind::VideoNote(it) => {
            let note = &it.video_note;
            let note = File {
                seconds: seconds(note.duration),
                ..sized(file(FileKind::VideoNote, &note.file), note.length, note.length)
            };
            bare(Attachment::File(note))
        }
        MediaKind::Sticker(it) => bare(Attachment::File(file(FileKind::Sticker, &it.sticker.file))),
        MediaKind::Location(it) => bare(Attachment::Location {
            at: point(&it.location),
            live: it
                .location
                .live_period
                .as_ref()
                .map(|period| period.timeframe().map_or(FOR_EVER, |time| time.seconds())),
        }),
        MediaKind::Venue(it) => bare(Attachment::Venue {
            at: point(&it.venue.location),
            title: it.venue.title.clone(),
            address: it.venue.address.clone(),
        }),
        MediaKind::Contact(it) => bare(Attachment::Contact {
            phone: it.contact.phone_number.clone(),
            first_name: it.contact.first_name.clone(),
            last_name: it.contact.last_name.clone().unwrap_or_default(),
            vcard: it.contact.vcard.clone().unwrap_or_default(),
        }),
        MediaKind::Poll(it) => bare(Attachment::Poll {
            question: it.poll.question.clone(),
            options: it.poll.options.iter().map(|option| option.text.clone()).collect(),
            anonymous: it.poll.is_anonymous,
            multiple: it.poll.allows_multiple_answers,
        }),
        MediaKind::Text(_)
        | MediaKind::PaidMedia(_)
        | MediaKind::Checklist(_)
        | MediaKind::Story(_)
        | MediaKind::Game(_)
        | MediaKind::Migration(_) => return None,
    })
}

/// The name by which the bot sends a file again.
pub fn file_id(kind: &MediaKind) -> Option<String> {
    let file = match kind {
        MediaKind::Photo(it) => {
            let area = |size: &&PhotoSize| u64::from(size.width) * u64::from(size.height);
            &it.photo.iter().max_by_key(area)?.file
        }
        MediaKind::Video(it) => &it.video.file,
        MediaKind::Animation(it) => &it.animation.file,
        MediaKind::Voice(it) => &it.voice.file,
        MediaKind::Audio(it) => &it.audio.file,
        MediaKind::Document(it) => &it.document.file,
        MediaKind::VideoNote(it) => &it.video_note.file,
        MediaKind::Sticker(it) => &it.sticker.file,
        _ => return None,
    };
    Some(file.id.0.clone())
}

pub fn dice(dice: &Dice) -> Media {
    let emoji = match dice.emoji {
        DiceEmoji::Dice => "🎲",
        DiceEmoji::Darts => "🎯",
        DiceEmoji::Basketball => "🏀",
        DiceEmoji::Football => "⚽",
        DiceEmoji::SlotMachine => "🎰",
        DiceEmoji::Bowling => "🎳",
    };
    bare(Attachment::Dice { emoji: emoji.to_owned(), value: dice.value })
}

fn bare(attachment: Attachment) -> Media {
    Media { attachment, caption: RichText::default(), spoiler: false, caption_above: false }
}

fn file(kind: FileKind, meta: &FileMeta) -> File {
    // teloxide says "as large as can be" where Telegram says nothing.
    let size = if meta.size == u32::MAX { 0 } else { u64::from(meta.size) };
    File { size, ..File::new(kind, meta.unique_id.0.clone()) }
}

fn sized(file: File, width: u32, height: u32) -> File {
    File { width: Some(width), height: Some(height), ..file }
}

fn seconds(duration: Seconds) -> Option<u32> {
    Some(duration.seconds())
}

fn point(location: &Location) -> Point {
    Point { latitude: location.latitude, longitude: location.longitude }
}
