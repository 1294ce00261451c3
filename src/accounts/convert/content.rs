//! What a message carries, by the names of the product.
//!
//! **Every kind of Telegram's schema gets an answer here by an exhaustive match**, so a new layer does not compile before it was
//! decided upon. Media that Telegram destroys after viewing is [`ContentKind::SelfDestructing`] whatever it is.

use super::text::rich_text;
use crate::domain::{Content, ContentKind};
use grammers_tl_types as tl;

/// The content of an ordinary message.
pub fn content(message: &tl::types::Message) -> Content {
    let words = rich_text(&message.message, message.entities.as_deref());
    let kind = match &message.media {
        Some(media) => media_kind(media),
        None => None,
    };
    match kind {
        Some(kind) => Content::Other { kind, caption: words },
        // A message without words and without media that we know: it must not vanish.
        None if words.is_empty() => Content::Other { kind: ContentKind::Unsupported, caption: words },
        None => Content::Text(words),
    }
}

/// The kind of an attachment; `None` for what is only an ornament of the text (link previews).
fn media_kind(media: &tl::enums::MessageMedia) -> Option<ContentKind> {
    use tl::enums::MessageMedia as M;
    Some(match media {
        M::Empty | M::WebPage(_) => return None,
        M::Photo(photo) if photo.ttl_seconds.is_some() => ContentKind::SelfDestructing,
        M::Document(document) if document.ttl_seconds.is_some() => ContentKind::SelfDestructing,
        M::Photo(_) => ContentKind::Photo,
        M::Document(document) => document_kind(document),
        M::Geo(_) => ContentKind::Location,
        M::GeoLive(_) => ContentKind::LiveLocation,
        M::Venue(_) => ContentKind::Venue,
        M::Contact(_) => ContentKind::Contact,
        M::Poll(_) => ContentKind::Poll,
        M::Dice(_) => ContentKind::Dice,
        M::Story(_) => ContentKind::Story,
        M::Giveaway(_) | M::GiveawayResults(_) => ContentKind::Gift,
        M::Game(_) => ContentKind::Game,
        M::Invoice(_) | M::PaidMedia(_) => ContentKind::Invoice,
        M::Unsupported | M::ToDo(_) | M::VideoStream(_) => ContentKind::Unsupported,
    })
}

/// Documents say what they are by flags and attributes, several at once: a GIF is a video too, a voice note is audio.
/// <https://core.telegram.org/api/files#document-types>
fn document_kind(media: &tl::types::MessageMediaDocument) -> ContentKind {
    use tl::enums::DocumentAttribute as A;
    let attributes = match &media.document {
        Some(tl::enums::Document::Document(document)) => document.attributes.as_slice(),
        Some(tl::enums::Document::Empty(_)) | None => &[],
    };
    let any = |wanted: fn(&A) -> bool| attributes.iter().any(wanted);
    if media.round || any(|a| matches!(a, A::Video(video) if video.round_message)) {
        ContentKind::VideoNote
    } else if media.voice || any(|a| matches!(a, A::Audio(audio) if audio.voice)) {
        ContentKind::Voice
    } else if any(|a| matches!(a, A::Sticker(_) | A::CustomEmoji(_))) {
        ContentKind::Sticker
    } else if any(|a| matches!(a, A::Animated)) {
        ContentKind::Animation
    } else if media.video || any(|a| matches!(a, A::Video(_))) {
        ContentKind::Video
    } else if any(|a| matches!(a, A::Audio(_))) {
        ContentKind::Audio
    } else {
        ContentKind::Document
    }
}

/// What a service message tells the reader; `None` for what belongs to the chat and not to the conversation.
pub fn service_kind(action: &tl::enums::MessageAction) -> Option<ContentKind> {
    use tl::enums::MessageAction as A;
    match action {
        A::PhoneCall(_) | A::ConferenceCall(_) => Some(ContentKind::Call),
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
        t::MessageMediaPhoto { spoiler: false, live_photo: false, photo: None, ttl_seconds, video: None }.into()
    }

    fn geo() -> tl::enums::GeoPoint {
        tl::enums::GeoPoint::Empty
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
            assert_eq!(content(&message), Content::Other { kind, caption: crate::domain::RichText::plain("caption") });
        }
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
        assert_eq!(service_kind(&call.into()), Some(ContentKind::Call));
        assert_eq!(service_kind(&tl::enums::MessageAction::PinMessage), None);
    }
}
