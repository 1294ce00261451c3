//! Media in TL, as clients are shown it. <https://core.telegram.org/type/MessageMedia>
use super::files::{access_hash, reference};
use crate::world::{FileId, Media, StickerKind, World};
use grammers_tl_types::{enums, types};

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
