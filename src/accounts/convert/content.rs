//! What a message carries, by the names of the product.
//!
//! **Every kind of Telegram's schema gets an answer here by an exhaustive match**, so a new layer does not compile before it was
//! decided upon. Media that Telegram destroys after viewing is [`ContentKind::SelfDestructing`] whatever it is.

use super::super::download::Source;
use super::people::peer_id;
use super::text::rich_text;
use crate::domain::{Attachment, Content, ContentKind, Emoji, File, FileKind, Media, PeerId, Point, UserId};
use grammers_tl_types as tl;

/// The content of an ordinary message.
pub fn content(message: &tl::types::Message) -> Content {
    let words = rich_text(&message.message, message.entities.as_deref());
    let seen = match &message.media {
        Some(media) => seen(media),
        None => Seen::Nothing,
    };
    match seen {
        Seen::Attached { attachment, spoiler } => {
            Media { attachment, caption: words, spoiler, caption_above: message.invert_media }.into()
        }
        Seen::Other(kind) => Content::Other { kind, caption: words },
        // A message without words and without media that we know: it must not vanish.
        Seen::Nothing if words.is_empty() => Content::Other { kind: ContentKind::Unsupported, caption: words },
        Seen::Nothing => Content::Text(words),
    }
}

/// What an attachment is to us.
enum Seen {
    /// Only an ornament of the text (link previews).
    Nothing,
    Attached {
        attachment: Attachment,
        spoiler: bool,
    },
    Other(ContentKind),
}

fn seen(media: &tl::enums::MessageMedia) -> Seen {
    use tl::enums::MessageMedia as M;
    let plain = |attachment| Seen::Attached { attachment, spoiler: false };
    match media {
        M::Empty | M::WebPage(_) => Seen::Nothing,
        M::Photo(photo) if photo.ttl_seconds.is_some() => Seen::Other(ContentKind::SelfDestructing),
        M::Document(document) if document.ttl_seconds.is_some() => Seen::Other(ContentKind::SelfDestructing),
        M::Photo(media) => match &media.photo {
            Some(tl::enums::Photo::Photo(photo)) => {
                Seen::Attached { attachment: Attachment::File(photo_file(photo)), spoiler: media.spoiler }
            }
            Some(tl::enums::Photo::Empty(_)) | None => Seen::Other(ContentKind::Photo),
        },
        M::Document(media) => match &media.document {
            Some(tl::enums::Document::Document(document)) => Seen::Attached {
                attachment: Attachment::File(document_file(document_kind(media), document)),
                spoiler: media.spoiler,
            },
            Some(tl::enums::Document::Empty(_)) | None => Seen::Other(document_kind(media).into()),
        },
        M::Geo(media) => match point(&media.geo) {
            Some(at) => plain(Attachment::Location { at, live: None }),
            None => Seen::Other(ContentKind::Location),
        },
        M::GeoLive(media) => match point(&media.geo) {
            Some(at) => plain(Attachment::Location { at, live: Some(count(media.period)) }),
            None => Seen::Other(ContentKind::LiveLocation),
        },
        M::Venue(media) => match point(&media.geo) {
            Some(at) => plain(Attachment::Venue { at, title: media.title.clone(), address: media.address.clone() }),
            None => Seen::Other(ContentKind::Venue),
        },
        M::Contact(media) => plain(Attachment::Contact {
            phone: media.phone_number.clone(),
            first_name: media.first_name.clone(),
            last_name: media.last_name.clone(),
            vcard: media.vcard.clone(),
        }),
        M::Poll(media) => plain(poll(&media.poll)),
        M::Dice(media) => plain(Attachment::Dice {
            emoji: media.emoticon.clone(),
            value: u8::try_from(media.value).unwrap_or_default(),
        }),
        M::Story(_) => Seen::Other(ContentKind::Story),
        M::Giveaway(_) | M::GiveawayResults(_) => Seen::Other(ContentKind::Gift),
        M::Game(_) => Seen::Other(ContentKind::Game),
        M::Invoice(_) | M::PaidMedia(_) => Seen::Other(ContentKind::Invoice),
        M::Unsupported | M::ToDo(_) | M::VideoStream(_) => Seen::Other(ContentKind::Unsupported),
    }
}

/// The file of an attachment as requests name it; `None` where there is none.
pub fn input_file(media: &tl::enums::MessageMedia, spoiler: bool) -> Option<tl::enums::InputMedia> {
    use tl::types as t;
    match media {
        tl::enums::MessageMedia::Photo(t::MessageMediaPhoto {
            photo: Some(tl::enums::Photo::Photo(t::Photo { id, access_hash, file_reference, .. })),
            ..
        }) => {
            let id =
                t::InputPhoto { id: *id, access_hash: *access_hash, file_reference: file_reference.clone() }.into();
            Some(t::InputMediaPhoto { spoiler, live_photo: false, id, ttl_seconds: None, video: None }.into())
        }
        tl::enums::MessageMedia::Document(t::MessageMediaDocument {
            document: Some(tl::enums::Document::Document(t::Document { id, access_hash, file_reference, .. })),
            ..
        }) => {
            let id =
                t::InputDocument { id: *id, access_hash: *access_hash, file_reference: file_reference.clone() }.into();
            Some(
                t::InputMediaDocument {
                    spoiler,
                    id,
                    video_cover: None,
                    video_timestamp: None,
                    ttl_seconds: None,
                    query: None,
                }
                .into(),
            )
        }
        _ => None,
    }
}

/// The same with its bytes saved anew.
pub fn uploaded_file(
    media: &tl::enums::MessageMedia,
    file: tl::enums::InputFile,
    spoiler: bool,
) -> Option<tl::enums::InputMedia> {
    use tl::types as t;
    match media {
        tl::enums::MessageMedia::Photo(_) => Some(
            t::InputMediaUploadedPhoto {
                spoiler,
                live_photo: false,
                file,
                stickers: None,
                ttl_seconds: None,
                video: None,
            }
            .into(),
        ),
        tl::enums::MessageMedia::Document(t::MessageMediaDocument {
            document: Some(tl::enums::Document::Document(document)),
            ..
        }) => Some(
            t::InputMediaUploadedDocument {
                nosound_video: false,
                force_file: false,
                spoiler,
                file,
                thumb: None,
                mime_type: document.mime_type.clone(),
                attributes: document.attributes.clone(),
                stickers: None,
                video_cover: None,
                video_timestamp: None,
                ttl_seconds: None,
            }
            .into(),
        ),
        _ => None,
    }
}

/// Where the file of an attachment is; `None` where there is none.
pub fn file_source(media: &tl::enums::MessageMedia) -> Option<Source> {
    use tl::types as t;
    match media {
        tl::enums::MessageMedia::Photo(t::MessageMediaPhoto {
            photo: Some(tl::enums::Photo::Photo(photo)), ..
        }) => photo_source(photo),
        tl::enums::MessageMedia::Document(t::MessageMediaDocument {
            document: Some(tl::enums::Document::Document(document)),
            ..
        }) => {
            let location = t::InputDocumentFileLocation {
                id: document.id,
                access_hash: document.access_hash,
                file_reference: document.file_reference.clone(),
                thumb_size: String::new(),
            };
            let size = u64::try_from(document.size).unwrap_or_default();
            Some(Source { id: document.id, dc: document.dc_id, location: location.into(), size })
        }
        _ => None,
    }
}

/// The same of a photo's largest size.
pub fn photo_source(photo: &tl::types::Photo) -> Option<Source> {
    let (_, _, size, thumb) = largest(photo)?;
    let location = tl::types::InputPhotoFileLocation {
        id: photo.id,
        access_hash: photo.access_hash,
        file_reference: photo.file_reference.clone(),
        thumb_size: thumb.to_owned(),
    };
    Some(Source { id: photo.id, dc: photo.dc_id, location: location.into(), size: u64::from(count(size)) })
}

/// A photo that is attached to no message.
pub fn photo(photo: &tl::types::Photo) -> Media {
    Attachment::File(photo_file(photo)).into()
}

/// Width, height, bytes and name of a photo's largest size.
fn largest(photo: &tl::types::Photo) -> Option<(i32, i32, i32, &str)> {
    use tl::enums::PhotoSize as S;
    let sizes = photo.sizes.iter().filter_map(|size| match size {
        S::Size(size) => Some((size.w, size.h, size.size, size.r#type.as_str())),
        S::Progressive(size) => Some((size.w, size.h, size.sizes.iter().copied().max()?, size.r#type.as_str())),
        S::PhotoCachedSize(size) => Some((size.w, size.h, i32::try_from(size.bytes.len()).ok()?, size.r#type.as_str())),
        S::Empty(_) | S::PhotoStrippedSize(_) | S::PhotoPathSize(_) => None,
    });
    sizes.max_by_key(|(w, h, ..)| i64::from(*w) * i64::from(*h))
}

fn photo_file(photo: &tl::types::Photo) -> File {
    let mut file = File::new(FileKind::Photo, photo.id.to_string());
    if let Some((width, height, size, _)) = largest(photo) {
        file.size = u64::from(count(size));
        (file.width, file.height) = (Some(count(width)), Some(count(height)));
    }
    file
}

fn document_file(kind: FileKind, document: &tl::types::Document) -> File {
    use tl::enums::DocumentAttribute as A;
    let mut file = File::new(kind, document.id.to_string());
    file.size = u64::try_from(document.size).unwrap_or_default();
    file.mime = Some(document.mime_type.clone());
    for attribute in &document.attributes {
        match attribute {
            A::Filename(named) => file.name = Some(named.file_name.clone()),
            A::Sticker(sticker) if !sticker.alt.is_empty() => file.emoji = Some(sticker.alt.clone()),
            A::CustomEmoji(emoji) if !emoji.alt.is_empty() => file.emoji = Some(emoji.alt.clone()),
            A::Video(video) => {
                file.seconds = Some(video.duration.max(0.0) as u32);
                (file.width, file.height) = (Some(count(video.w)), Some(count(video.h)));
            }
            A::Audio(audio) => {
                file.seconds = Some(count(audio.duration));
                file.title = audio.title.clone();
                file.performer = audio.performer.clone();
            }
            _ => {}
        }
    }
    file
}

fn poll(poll: &tl::enums::Poll) -> Attachment {
    let tl::enums::Poll::Poll(poll) = poll;
    let words = |text: &tl::enums::TextWithEntities| {
        let tl::enums::TextWithEntities::Entities(text) = text;
        text.text.clone()
    };
    let options = poll.answers.iter().filter_map(|answer| match answer {
        tl::enums::PollAnswer::Answer(answer) => Some(words(&answer.text)),
        tl::enums::PollAnswer::InputPollAnswer(_) => None,
    });
    Attachment::Poll {
        question: words(&poll.question),
        options: options.collect(),
        anonymous: !poll.public_voters,
        multiple: poll.multiple_choice,
    }
}

fn point(geo: &tl::enums::GeoPoint) -> Option<Point> {
    match geo {
        tl::enums::GeoPoint::Point(point) => Some(Point { latitude: point.lat, longitude: point.long }),
        tl::enums::GeoPoint::Empty => None,
    }
}

/// Telegram counts in signed numbers what is never negative.
fn count(n: i32) -> u32 {
    u32::try_from(n).unwrap_or_default()
}

/// Documents say what they are by flags and attributes, several at once: a GIF is a video too, a voice note is audio.
/// <https://core.telegram.org/api/files#document-types>
fn document_kind(media: &tl::types::MessageMediaDocument) -> FileKind {
    use tl::enums::DocumentAttribute as A;
    let attributes = match &media.document {
        Some(tl::enums::Document::Document(document)) => document.attributes.as_slice(),
        Some(tl::enums::Document::Empty(_)) | None => &[],
    };
    let any = |wanted: fn(&A) -> bool| attributes.iter().any(wanted);
    if media.round || any(|a| matches!(a, A::Video(video) if video.round_message)) {
        FileKind::VideoNote
    } else if media.voice || any(|a| matches!(a, A::Audio(audio) if audio.voice)) {
        FileKind::Voice
    } else if any(|a| matches!(a, A::Sticker(_) | A::CustomEmoji(_))) {
        FileKind::Sticker
    } else if any(|a| matches!(a, A::Animated)) {
        FileKind::Animation
    } else if media.video || any(|a| matches!(a, A::Video(_))) {
        FileKind::Video
    } else if any(|a| matches!(a, A::Audio(_))) {
        FileKind::Audio
    } else {
        FileKind::Document
    }
}

/// What the other side of a private chat reacted with. An own emoji of theirs cannot be shown by a bot.
pub fn reaction_of_other(own: UserId, reactions: &tl::types::MessageReactions) -> Option<Emoji> {
    let emoji = |reaction: &tl::enums::Reaction| match reaction {
        tl::enums::Reaction::Emoji(emoji) => Emoji::of(&emoji.emoticon),
        _ => None,
    };
    match &reactions.recent_reactions {
        Some(recent) => recent.iter().find_map(|one| {
            let tl::enums::MessagePeerReaction::Reaction(one) = one;
            (!one.my && peer_id(&one.peer_id) != PeerId::User(own.0)).then(|| emoji(&one.reaction)).flatten()
        }),
        None => reactions.results.iter().find_map(|one| {
            let tl::enums::ReactionCount::Count(one) = one;
            (one.chosen_order.is_none() || one.count > 1).then(|| emoji(&one.reaction)).flatten()
        }),
    }
}

/// What a service message tells the reader; `None` for what belongs to the chat and not to the conversation.
pub fn service_kind(action: &tl::enums::MessageAction) -> Option<ContentKind> {
    use tl::enums::MessageAction as A;
    match action {
        A::PhoneCall(call) => Some(if call.duration.is_none() { ContentKind::MissedCall } else { ContentKind::Call }),
        A::ConferenceCall(call) => Some(if call.missed { ContentKind::MissedCall } else { ContentKind::Call }),
        A::ScreenshotTaken => Some(ContentKind::Screenshot),
        A::SetMessagesTtl(timer) => Some(ContentKind::Timer { seconds: count(timer.period) }),
        A::GiftPremium(_)
        | A::GiftCode(_)
        | A::GiftStars(_)
        | A::GiftTon(_)
        | A::PrizeStars(_)
        | A::StarGift(_)
        | A::StarGiftUnique(_) => Some(ContentKind::Gift),
        A::PaymentSent(_) | A::PaymentSentMe(_) | A::PaymentRefunded(_) => Some(ContentKind::Invoice),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use tl::types as t;

    fn document(attributes: Vec<tl::enums::DocumentAttribute>) -> t::MessageMediaDocument {
        t::MessageMediaDocument {
            nopremium: false,
            spoiler: false,
            video: false,
            round: false,
            voice: false,
            document: Some(
                t::Document {
                    id: 1,
                    access_hash: 1,
                    file_reference: vec![],
                    date: 0,
                    mime_type: "application/octet-stream".into(),
                    size: 1,
                    thumbs: None,
                    video_thumbs: None,
                    dc_id: 2,
                    attributes,
                }
                .into(),
            ),
            alt_documents: None,
            video_cover: None,
            video_timestamp: None,
            ttl_seconds: None,
        }
    }

    fn video(round: bool) -> tl::enums::DocumentAttribute {
        t::DocumentAttributeVideo {
            round_message: round,
            supports_streaming: true,
            nosound: false,
            duration: 1.0,
            w: 1,
            h: 1,
            preload_prefix_size: None,
            video_start_ts: None,
            video_codec: None,
        }
        .into()
    }

    fn audio(voice: bool) -> tl::enums::DocumentAttribute {
        t::DocumentAttributeAudio { voice, duration: 1, title: None, performer: None, waveform: None }.into()
    }

    fn sticker() -> tl::enums::DocumentAttribute {
        t::DocumentAttributeSticker {
            mask: false,
            alt: "👍".into(),
            stickerset: tl::enums::InputStickerSet::Empty,
            mask_coords: None,
        }
        .into()
    }

    fn photo(ttl_seconds: Option<i32>) -> tl::enums::MessageMedia {
        let size = |w, size| t::PhotoSize { r#type: "x".into(), w, h: w, size }.into();
        let image = t::Photo {
            has_stickers: false,
            id: 5,
            access_hash: 1,
            file_reference: vec![],
            date: 0,
            sizes: vec![size(90, 1_000), size(1280, 90_000), size(320, 9_000)],
            video_sizes: None,
            dc_id: 2,
        };
        t::MessageMediaPhoto { spoiler: false, live_photo: false, photo: Some(image.into()), ttl_seconds, video: None }
            .into()
    }

    fn geo() -> tl::enums::GeoPoint {
        t::GeoPoint { long: 24.1, lat: 56.9, access_hash: 0, accuracy_radius: None }.into()
    }

    #[test]
    fn every_attachment_has_its_kind() {
        use tl::enums::DocumentAttribute::Animated;
        let table: Vec<(tl::enums::MessageMedia, ContentKind)> = vec![
            (photo(None), ContentKind::Photo),
            (photo(Some(10)), ContentKind::SelfDestructing),
            (document(vec![]).into(), ContentKind::Document),
            (document(vec![video(false)]).into(), ContentKind::Video),
            (document(vec![video(false), Animated]).into(), ContentKind::Animation),
            (document(vec![video(true)]).into(), ContentKind::VideoNote),
            (document(vec![audio(true)]).into(), ContentKind::Voice),
            (document(vec![audio(false)]).into(), ContentKind::Audio),
            (document(vec![video(false), sticker()]).into(), ContentKind::Sticker),
            (
                t::MessageMediaDocument { ttl_seconds: Some(1), ..document(vec![audio(true)]) }.into(),
                ContentKind::SelfDestructing,
            ),
            (t::MessageMediaGeo { geo: geo() }.into(), ContentKind::Location),
            (
                t::MessageMediaGeoLive { geo: geo(), heading: None, period: 60, proximity_notification_radius: None }
                    .into(),
                ContentKind::LiveLocation,
            ),
            (
                t::MessageMediaVenue {
                    geo: geo(),
                    title: "".into(),
                    address: "".into(),
                    provider: "".into(),
                    venue_id: "".into(),
                    venue_type: "".into(),
                }
                .into(),
                ContentKind::Venue,
            ),
            (
                t::MessageMediaContact {
                    phone_number: "".into(),
                    first_name: "".into(),
                    last_name: "".into(),
                    vcard: "".into(),
                    user_id: 0,
                }
                .into(),
                ContentKind::Contact,
            ),
            (t::MessageMediaDice { value: 6, emoticon: "🎲".into(), game_outcome: None }.into(), ContentKind::Dice),
            (
                t::MessageMediaStory {
                    via_mention: false,
                    peer: t::PeerUser { user_id: 1 }.into(),
                    id: 1,
                    story: None,
                }
                .into(),
                ContentKind::Story,
            ),
            (t::MessageMediaPaidMedia { stars_amount: 1, extended_media: vec![] }.into(), ContentKind::Invoice),
            (tl::enums::MessageMedia::Unsupported, ContentKind::Unsupported),
        ];
        for (media, kind) in table {
            let message = t::Message { media: Some(media), ..samples::message(1, 7, "caption") };
            let content = content(&message);
            assert_eq!((content.kind(), content.words().text.as_str()), (Some(kind), "caption"));
            let told_only = [ContentKind::SelfDestructing, ContentKind::Story, ContentKind::Invoice];
            let as_it_is = !told_only.contains(&kind) && kind != ContentKind::Unsupported;
            assert_eq!(content.media().is_some(), as_it_is, "{kind:?}");
        }
    }

    #[test]
    fn a_file_is_described() {
        let named = t::DocumentAttributeFilename { file_name: "contract.pdf".into() }.into();
        let media = t::MessageMediaDocument { spoiler: true, ..document(vec![video(false), named]) };
        let message = t::Message { media: Some(media.into()), invert_media: true, ..samples::message(1, 7, "") };
        let Content::Media(seen) = content(&message) else { panic!("media") };
        let file = File {
            size: 1,
            name: Some("contract.pdf".into()),
            mime: Some("application/octet-stream".into()),
            seconds: Some(1),
            width: Some(1),
            height: Some(1),
            ..File::new(FileKind::Video, "1")
        };
        assert_eq!((seen.file(), seen.spoiler, seen.caption_above), (Some(&file), true, true));
        let largest = t::Message { media: Some(photo(None)), ..samples::message(1, 7, "") };
        let Content::Media(seen) = content(&largest) else { panic!("media") };
        assert_eq!(seen.file().map(|file| (file.id.as_str(), file.size, file.width)), Some(("5", 90_000, Some(1280))));
    }

    #[test]
    fn a_link_preview_leaves_a_text_a_text() {
        let preview = t::MessageMediaWebPage {
            force_large_media: false,
            force_small_media: false,
            manual: false,
            safe: false,
            webpage: t::WebPageEmpty { id: 1, url: None }.into(),
        };
        let message = t::Message { media: Some(preview.into()), ..samples::message(1, 7, "see example.org") };
        assert_eq!(content(&message), Content::text("see example.org"));
    }

    #[test]
    fn nothing_known_is_still_something() {
        let empty = samples::message(1, 7, "");
        assert!(matches!(content(&empty), Content::Other { kind: ContentKind::Unsupported, .. }));
    }

    #[test]
    fn calls_and_gifts_are_told_and_housekeeping_is_not() {
        let call = t::MessageActionPhoneCall { video: false, call_id: 1, reason: None, duration: None };
        assert_eq!(service_kind(&call.clone().into()), Some(ContentKind::MissedCall));
        let taken = t::MessageActionPhoneCall { duration: Some(5), ..call };
        assert_eq!(service_kind(&taken.into()), Some(ContentKind::Call));
        assert_eq!(service_kind(&tl::enums::MessageAction::PinMessage), None);
    }
}
