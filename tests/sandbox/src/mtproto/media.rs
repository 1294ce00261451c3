//! Media in TL, as clients are shown it. <https://core.telegram.org/type/MessageMedia>
//! **Nothing here scales pictures: the smaller sizes of a photo are the photo itself under other measures.**
use super::files::{Reference, access_hash};
use super::peers::{Peers, blank, user_peer};
use super::text;
use crate::world::{Chat, File, FileId, Media, Message, Poll, StickerKind, Style, Text, UserId, World};
use grammers_tl_types::{Serializable, enums, types};

/// For whom media is drawn, and from which message: file references say so.
pub struct Canvas<'a> {
    pub world: &'a World,
    pub viewer: UserId,
    /// It may be looked at, but not sent on.
    pub guarded: bool,
    pub style: &'a Style,
}

/// What a message shows besides its text: what is attached, or the preview of a link.
pub fn of_message(world: &World, viewer: UserId, of: &Message, peers: &mut Peers) -> Option<enums::MessageMedia> {
    let canvas = Canvas { world, viewer, guarded: world.is_guarded(of), style: &of.style };
    match of.media() {
        Some(media) => Some(canvas.media(media, peers)),
        None => of.preview().map(|url| page(url, of)),
    }
}

/// The profile photo of a user, where they show one.
pub fn portrait(world: &World, viewer: UserId, of: UserId) -> Option<enums::Photo> {
    let photo = world.users.get(&of)?.photo?;
    let Some(Media::Photo { file, width, height }) = world.attached(photo) else { return None };
    let canvas = Canvas { world, viewer, guarded: false, style: &Style::default() };
    canvas.photo(*file, int(*width), int(*height))
}

impl Canvas<'_> {
    pub fn media(&self, media: &Media, peers: &mut Peers) -> enums::MessageMedia {
        let seconds = |n: u32| f64::from(n);
        match media {
            Media::Photo { file, width, height } => self.message_photo(self.photo(*file, int(*width), int(*height))),
            Media::Document { file, .. } => self.document(*file, Vec::new()),
            Media::Video { file, width, height, seconds: s } => {
                self.document(*file, vec![video(false, *width, *height, seconds(*s))])
            }
            Media::Animation { file, width, height, seconds: s } => {
                let moving = video(false, *width, *height, seconds(*s));
                self.document(*file, vec![moving, enums::DocumentAttribute::Animated])
            }
            Media::VideoNote { file, side, seconds: s } => {
                self.document(*file, vec![video(true, *side, *side, seconds(*s))])
            }
            Media::Audio { file, title, performer, seconds } => {
                let words = |words: &String| Some(words.clone()).filter(|w| !w.is_empty());
                self.document(*file, vec![audio(false, *seconds, words(title), words(performer))])
            }
            Media::Voice { file, seconds } => self.document(*file, vec![audio(true, *seconds, None, None)]),
            Media::Sticker { file, emoji, kind } => self.document(*file, sticker(emoji, *kind)),
            Media::Game { title, description, short_name, picture } => {
                let game = types::Game {
                    id: picture.0,
                    access_hash: access_hash(self.world, *picture),
                    short_name: short_name.clone(),
                    title: title.clone(),
                    description: description.clone(),
                    photo: self.photo(*picture, 640, 360).unwrap_or(types::PhotoEmpty { id: picture.0 }.into()),
                    document: None,
                };
                types::MessageMediaGame { game: game.into() }.into()
            }
            Media::Expired { kind: "photo" } => self.message_photo(None),
            Media::Expired { kind } => self.message_document(None, &[], kind),
            Media::Contact { phone, first_name, last_name } => {
                let known = self.world.by_phone(phone);
                known.into_iter().for_each(|user| peers.add(Chat::User(user)));
                types::MessageMediaContact {
                    phone_number: phone.clone(),
                    first_name: first_name.clone(),
                    last_name: last_name.clone(),
                    vcard: String::new(),
                    user_id: known.map_or(0, |user| user.0),
                }
                .into()
            }
            Media::Story { of, id } => {
                peers.add(Chat::User(*of));
                types::MessageMediaStory { via_mention: false, peer: user_peer(*of), id: *id, story: None }.into()
            }
            other => fileless(other),
        }
    }

    fn message_photo(&self, photo: Option<enums::Photo>) -> enums::MessageMedia {
        types::MessageMediaPhoto {
            spoiler: self.style.spoiler,
            live_photo: false,
            photo,
            ttl_seconds: self.style.ttl.map(int),
            video: None,
        }
        .into()
    }

    fn reference(&self, file: FileId) -> Vec<u8> {
        Reference::now(self.world, self.guarded).written(self.world, self.viewer, file)
    }

    fn photo(&self, id: FileId, w: i32, h: i32) -> Option<enums::Photo> {
        let file = self.world.files.get(&id)?;
        let photo = types::Photo {
            has_stickers: false,
            id: id.0,
            access_hash: access_hash(self.world, id),
            file_reference: self.reference(id),
            date: self.world.now().unix(),
            sizes: sizes(file, w, h),
            video_sizes: None,
            dc_id: file.dc,
        };
        Some(photo.into())
    }

    fn document(&self, id: FileId, mut attributes: Vec<enums::DocumentAttribute>) -> enums::MessageMedia {
        let Some(file) = self.world.files.get(&id) else {
            return enums::MessageMedia::Empty;
        };
        attributes.push(types::DocumentAttributeFilename { file_name: file.name.clone() }.into());
        let thumb = |picture: &std::sync::Arc<[u8]>| {
            let size = i32::try_from(picture.len()).unwrap_or(i32::MAX);
            vec![types::PhotoSize { r#type: "m".into(), w: 320, h: 180, size }.into()]
        };
        let document = types::Document {
            id: id.0,
            access_hash: access_hash(self.world, id),
            file_reference: self.reference(id),
            date: self.world.now().unix(),
            mime_type: file.mime.clone(),
            size: i64::try_from(file.size()).unwrap_or(i64::MAX),
            thumbs: file.thumb.as_ref().map(thumb),
            video_thumbs: None,
            dc_id: file.dc,
            attributes: attributes.clone(),
        };
        self.message_document(Some(document.into()), &attributes, "")
    }

    fn message_document(
        &self,
        document: Option<enums::Document>,
        attributes: &[enums::DocumentAttribute],
        expired: &str,
    ) -> enums::MessageMedia {
        let is = |wanted: fn(&enums::DocumentAttribute) -> bool| attributes.iter().any(wanted);
        let round =
            expired == "video note" || is(|a| matches!(a, enums::DocumentAttribute::Video(v) if v.round_message));
        types::MessageMediaDocument {
            nopremium: false,
            spoiler: self.style.spoiler,
            video: expired == "video" || is(|a| matches!(a, enums::DocumentAttribute::Video(_))),
            round,
            voice: expired == "voice" || is(|a| matches!(a, enums::DocumentAttribute::Audio(a) if a.voice)),
            document,
            alt_documents: None,
            video_cover: None,
            video_timestamp: None,
            ttl_seconds: self.style.ttl.map(int),
        }
        .into()
    }
}

/// Boxes a photo is fitted into, by their letter. <https://core.telegram.org/api/files#image-thumbnail-types>
const BOXES: [(&str, i32); 4] = [("m", 320), ("x", 800), ("y", 1280), ("w", 2560)];

fn sizes(file: &File, w: i32, h: i32) -> Vec<enums::PhotoSize> {
    let size = i32::try_from(file.size()).unwrap_or(i32::MAX);
    fitted(w, h).map(|(r#type, w, h)| types::PhotoSize { r#type: r#type.into(), w, h, size }.into()).collect()
}

/// The sizes of a photo, smallest first; the last is the photo as it is.
pub fn fitted(w: i32, h: i32) -> impl Iterator<Item = (&'static str, i32, i32)> {
    let long = w.max(h).max(1);
    let last = BOXES.iter().position(|(_, side)| long <= *side).unwrap_or(BOXES.len() - 1);
    BOXES[..=last].iter().enumerate().map(move |(n, (letter, side))| match n == last {
        true => (*letter, w, h),
        false => (*letter, (w * side / long).max(1), (h * side / long).max(1)),
    })
}

pub fn int(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

fn video(round_message: bool, width: u32, height: u32, duration: f64) -> enums::DocumentAttribute {
    types::DocumentAttributeVideo {
        round_message,
        supports_streaming: !round_message,
        nosound: false,
        duration,
        w: int(width),
        h: int(height),
        preload_prefix_size: None,
        video_start_ts: None,
        video_codec: None,
    }
    .into()
}

fn audio(voice: bool, seconds: u32, title: Option<String>, performer: Option<String>) -> enums::DocumentAttribute {
    // A flat line of a hundred five-bit samples.
    let waveform = voice.then(|| vec![0; 63]);
    types::DocumentAttributeAudio { voice, duration: int(seconds), title, performer, waveform }.into()
}

fn sticker(emoji: &str, kind: StickerKind) -> Vec<enums::DocumentAttribute> {
    let size = match kind {
        StickerKind::Video => video(false, 512, 512, 3.0),
        _ => types::DocumentAttributeImageSize { w: 512, h: 512 }.into(),
    };
    let sticker = types::DocumentAttributeSticker {
        mask: false,
        alt: emoji.to_owned(),
        stickerset: enums::InputStickerSet::Empty,
        mask_coords: None,
    };
    vec![size, sticker.into()]
}

fn fileless(media: &Media) -> enums::MessageMedia {
    match media {
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
        Media::Poll(of) => poll(of),
        Media::Dice { emoji, value } => {
            types::MessageMediaDice { value: i32::from(*value), emoticon: emoji.clone(), game_outcome: None }.into()
        }
        Media::Invoice { title, description, currency, amount } => types::MessageMediaInvoice {
            shipping_address_requested: false,
            test: false,
            title: title.clone(),
            description: description.clone(),
            photo: None,
            receipt_msg_id: None,
            currency: currency.clone(),
            total_amount: *amount,
            start_param: "order".into(),
            extended_media: None,
        }
        .into(),
        _ => enums::MessageMedia::Unsupported,
    }
}

fn geo(lat: f64, long: f64) -> enums::GeoPoint {
    types::GeoPoint { long, lat, access_hash: 0, accuracy_radius: None }.into()
}

fn words(of: &Text) -> enums::TextWithEntities {
    types::TextWithEntities { text: of.text.clone(), entities: text::entities(of).unwrap_or_default() }.into()
}

fn poll(of: &Poll) -> enums::MessageMedia {
    let answer = |(n, option): (u8, &String)| -> enums::PollAnswer {
        let text = words(&option.as_str().into());
        types::PollAnswer { text, option: vec![n], media: None, added_by: None, date: None }.into()
    };
    let poll = types::Poll {
        id: of.id,
        closed: of.closed,
        public_voters: of.public,
        multiple_choice: of.multiple,
        quiz: of.correct.is_some(),
        open_answers: false,
        revoting_disabled: false,
        shuffle_answers: false,
        hide_results_until_close: false,
        creator: false,
        subscribers_only: false,
        question: words(&of.question),
        answers: (0u8..).zip(&of.options).map(answer).collect(),
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

/// The preview of a link. Nothing is fetched: it is called by its host's name.
fn page(url: &str, of: &Message) -> enums::MessageMedia {
    let display = url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/');
    let host = display.split('/').next().unwrap_or(display);
    let mut prefix = vec![0; 12];
    url.to_owned().serialize(&mut prefix);
    let Some(empty) = blank::<types::WebPage>(&prefix) else {
        return enums::MessageMedia::Empty;
    };
    let id = crate::keys::derive(0, "page", &[url.as_bytes()]);
    let webpage = types::WebPage {
        id: i64::from_le_bytes(id[..8].try_into().unwrap_or_default()) & i64::MAX,
        url: url.to_owned(),
        display_url: display.to_owned(),
        r#type: Some("article".into()),
        site_name: Some(host.to_owned()),
        title: Some(host.to_owned()),
        ..empty
    };
    types::MessageMediaWebPage {
        force_large_media: false,
        force_small_media: false,
        manual: matches!(of.style.preview, crate::world::Preview::Of(_)),
        safe: false,
        webpage: webpage.into(),
    }
    .into()
}
