//! What clients attach and download. **A file is reached only with its access hash and a file reference, which is the
//! viewer's own, says whether the file may be sent on, and expires.**
//! <https://core.telegram.org/api/files>, <https://core.telegram.org/api/file-references>
use super::peers::Peers;
use super::rpc::{Call, Reply, RpcError};
use super::{media::Canvas, text, uploads};
use crate::keys;
use crate::world::{Chat, Content, File, FileId, Media, Poll, Preview, Refusal, StickerKind, Style, UserId, World};
use grammers_tl_types::{enums, functions as f, types};

pub fn access_hash(world: &World, id: FileId) -> i64 {
    let hash = keys::derive(world.seed, "file", &[&id.0.to_le_bytes()]);
    i64::from_le_bytes(hash[..8].try_into().unwrap_or_default())
}

/// How long a reference is good. Telegram documents no figure; clients see them expire within days.
const REFERENCE_LIFE: i32 = 24 * 3600;
/// References of one hour are equal, as they are on Telegram for a while.
const HOUR: i32 = 3600;

/// Proof of having seen a file in a message, lately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The message was protected: what it shows cannot be sent on. `CHAT_FORWARDS_RESTRICTED` is documented for
    /// <https://core.telegram.org/method/messages.sendMedia>.
    guarded: bool,
    issued: i32,
    age: u32,
}

impl Reference {
    pub fn now(world: &World, guarded: bool) -> Self {
        let now = world.now().unix();
        Reference { guarded, issued: now - now % HOUR, age: world.reference_age }
    }

    /// As `viewer` gets it.
    pub fn written(self, world: &World, viewer: UserId, file: FileId) -> Vec<u8> {
        let mut bytes = vec![u8::from(self.guarded)];
        bytes.extend(self.issued.to_le_bytes());
        bytes.extend(self.age.to_le_bytes());
        let parts: [&[u8]; 3] = [&viewer.0.to_le_bytes(), &file.0.to_le_bytes(), &bytes];
        let seal = keys::derive(world.seed, "file reference", &parts);
        bytes.extend(&seal[..12]);
        bytes
    }

    /// Reads one that `viewer` shows for this file.
    fn read(world: &World, viewer: UserId, file: FileId, bytes: &[u8]) -> Result<Self, &'static str> {
        if bytes.is_empty() {
            return Err("FILE_REFERENCE_EMPTY");
        }
        let four = |from: usize| bytes.get(from..from + 4).and_then(|b| <[u8; 4]>::try_from(b).ok());
        let (issued, age) = four(1).zip(four(5)).ok_or("FILE_REFERENCE_INVALID")?;
        let (issued, age) = (i32::from_le_bytes(issued), u32::from_le_bytes(age));
        let reference = Reference { guarded: bytes[0] == 1, issued, age };
        if reference.written(world, viewer, file) != bytes {
            return Err("FILE_REFERENCE_INVALID");
        }
        let old = world.now().unix() - issued > REFERENCE_LIFE;
        if old || age != world.reference_age { Err("FILE_REFERENCE_EXPIRED") } else { Ok(reference) }
    }
}

/// What a client attaches.
#[derive(Default)]
pub struct Attachment {
    /// `None`: only a link to preview.
    pub media: Option<Media>,
    pub style: Style,
}

impl Attachment {
    fn of(media: Media) -> Self {
        Attachment { media: Some(media), ..Attachment::default() }
    }
    fn styled(media: Media, spoiler: bool, ttl: Option<i32>) -> Self {
        let style = Style { spoiler, ttl: ttl.map(uint), ..Style::default() };
        Attachment { media: Some(media), style }
    }
}

fn uint(n: i32) -> u32 {
    u32::try_from(n).unwrap_or(0)
}

/// Reads what a client attached: something uploaded, something that is here already by reference, or plain data.
pub fn from_client(call: &mut Call<'_>, media: enums::InputMedia) -> Reply<Attachment> {
    use enums::InputMedia as M;
    match media {
        M::UploadedPhoto(m) => {
            let (name, content) = uploads::take(call, &m.file)?;
            let me = call.me()?;
            let file = call.world.add_file(me, content, &name, "image/jpeg");
            Ok(Attachment::styled(Media::Photo { file, width: 1280, height: 960 }, m.spoiler, m.ttl_seconds))
        }
        M::UploadedDocument(m) => {
            let (spoiler, ttl) = (m.spoiler, m.ttl_seconds);
            Ok(Attachment::styled(uploaded_document(call, m)?, spoiler, ttl))
        }
        M::Photo(m) => match m.id {
            enums::InputPhoto::Photo(p) => {
                let media = again(call, p.id, p.access_hash, &p.file_reference)?;
                Ok(Attachment::styled(media, m.spoiler, m.ttl_seconds))
            }
            enums::InputPhoto::Empty => Err(RpcError::bad("MEDIA_EMPTY")),
        },
        M::Document(m) => match m.id {
            enums::InputDocument::Document(d) => {
                let media = again(call, d.id, d.access_hash, &d.file_reference)?;
                Ok(Attachment::styled(media, m.spoiler, m.ttl_seconds))
            }
            enums::InputDocument::Empty => Err(RpcError::bad("MEDIA_EMPTY")),
        },
        M::WebPage(m) => {
            let style = Style { preview: Preview::Of(m.url), ..Style::default() };
            Ok(Attachment { media: None, style })
        }
        // Nothing here fetches anything from the web.
        M::PhotoExternal(_) | M::DocumentExternal(_) => Err(RpcError::bad("WEBPAGE_CURL_FAILED")),
        M::Empty => Err(RpcError::bad("MEDIA_EMPTY")),
        // Only bots have games and sell.
        M::Game(_) | M::Invoice(_) => Err(RpcError::bad("MEDIA_INVALID")),
        M::Story(m) => match call.peer(&m.peer)? {
            Chat::User(of) => Ok(Attachment::of(Media::Story { of, id: m.id })),
            Chat::Group(_) => Err(RpcError::bad("STORY_ID_INVALID")),
        },
        other => plain(call, other).map(Attachment::of),
    }
}

/// Media without a file.
fn plain(call: &mut Call<'_>, media: enums::InputMedia) -> Reply<Media> {
    use enums::InputMedia as M;
    Ok(match media {
        M::Contact(m) => Media::Contact { phone: m.phone_number, first_name: m.first_name, last_name: m.last_name },
        M::GeoPoint(m) => {
            let (latitude, longitude) = point(&m.geo_point)?;
            Media::Location { latitude, longitude, live: None }
        }
        M::GeoLive(m) => {
            let (latitude, longitude) = point(&m.geo_point)?;
            // A stopped one stays where it is.
            let live = m.period.filter(|_| !m.stopped).map(uint);
            Media::Location { latitude, longitude, live }
        }
        M::Venue(m) => {
            let (latitude, longitude) = point(&m.geo_point)?;
            Media::Venue { latitude, longitude, title: m.title, address: m.address }
        }
        M::Dice(m) => Media::Dice { emoji: m.emoticon, value: 0 },
        M::Poll(m) => Media::Poll(poll(call, *m)?),
        _ => {
            call.world.unimplemented("mtproto media of this kind");
            return Err(RpcError::bad("SANDBOX_UNIMPLEMENTED_media"));
        }
    })
}

fn point(point: &enums::InputGeoPoint) -> Reply<(f64, f64)> {
    match point {
        enums::InputGeoPoint::Point(p) => Ok((p.lat, p.long)),
        enums::InputGeoPoint::Empty => Err(RpcError::bad("MEDIA_EMPTY")),
    }
}

fn poll(call: &Call<'_>, given: types::InputMediaPoll) -> Reply<Poll> {
    let enums::Poll::Poll(of) = given.poll;
    let enums::TextWithEntities::Entities(question) = of.question;
    let option = |answer: enums::PollAnswer| match answer {
        enums::PollAnswer::Answer(answer) => {
            let enums::TextWithEntities::Entities(text) = answer.text;
            Ok(text.text)
        }
        enums::PollAnswer::InputPollAnswer(answer) => {
            let enums::TextWithEntities::Entities(text) = answer.text;
            Ok(text.text)
        }
    };
    let right = given.correct_answers.as_deref().and_then(|c| c.first()).and_then(|n| usize::try_from(*n).ok());
    if of.quiz && right.is_none() {
        return Err(RpcError::bad("QUIZ_CORRECT_ANSWERS_EMPTY"));
    }
    Ok(Poll {
        id: 0,
        question: text::from_client(call, question.text, Some(question.entities))?,
        options: of.answers.into_iter().map(option).collect::<Reply<_>>()?,
        public: of.public_voters,
        multiple: of.multiple_choice,
        correct: right.filter(|_| of.quiz),
        closed: of.closed,
    })
}

fn uploaded_document(call: &mut Call<'_>, m: types::InputMediaUploadedDocument) -> Reply<Media> {
    let (uploaded_name, content) = uploads::take(call, &m.file)?;
    let thumb = m.thumb.as_ref().map(|thumb| uploads::take(call, thumb)).transpose()?;
    let me = call.me()?;
    let named = m.attributes.iter().find_map(|a| match a {
        enums::DocumentAttribute::Filename(f) => Some(f.file_name.clone()),
        _ => None,
    });
    let name = named.unwrap_or(uploaded_name);
    let file = call.world.add_file(me, content, &name, &m.mime_type);
    if let (Some((_, picture)), Some(file)) = (thumb, call.world.files.get_mut(&file)) {
        file.thumb = Some(picture.read(0, picture.size()).into());
    }
    let attributes = if m.force_file { &[][..] } else { &m.attributes };
    Ok(by_attributes(file, name, m.mime_type, attributes))
}

/// Takes an upload in without sending it.
pub fn prepare(call: &mut Call<'_>, media: enums::InputMedia) -> Reply<enums::MessageMedia> {
    let viewer = call.me()?;
    let Attachment { media: Some(media), style } = from_client(call, media)? else {
        return Err(RpcError::bad("MEDIA_INVALID"));
    };
    call.world.attach(&media);
    let canvas = Canvas { world: call.world, viewer, guarded: false, style: &style };
    Ok(canvas.media(&media, &mut Peers::default()))
}

fn by_attributes(file: FileId, name: String, mime: String, attributes: &[enums::DocumentAttribute]) -> Media {
    use enums::DocumentAttribute as A;
    let emoji = attributes.iter().find_map(|a| if let A::Sticker(s) = a { Some(s.alt.clone()) } else { None });
    if let Some(emoji) = emoji {
        let kind = match mime.as_str() {
            "application/x-tgsticker" => StickerKind::Animated,
            "video/webm" => StickerKind::Video,
            _ => StickerKind::Static,
        };
        return Media::Sticker { file, emoji, kind };
    }
    let animated = attributes.iter().any(|a| matches!(a, A::Animated));
    for attribute in attributes {
        match attribute {
            A::Video(v) => {
                let seconds = v.duration.max(0.0) as u32;
                let (width, height) = (uint(v.w), uint(v.h));
                return match () {
                    () if v.round_message => Media::VideoNote { file, side: width, seconds },
                    () if animated => Media::Animation { file, width, height, seconds },
                    () => Media::Video { file, width, height, seconds },
                };
            }
            A::Audio(a) if a.voice => return Media::Voice { file, seconds: uint(a.duration) },
            A::Audio(a) => {
                let (title, performer) = (a.title.clone().unwrap_or_default(), a.performer.clone().unwrap_or_default());
                return Media::Audio { file, title, performer, seconds: uint(a.duration) };
            }
            _ => {}
        }
    }
    Media::Document { file, name, mime }
}

/// Media sent once more by reference: kind and size are those it was first attached with.
fn again(call: &mut Call<'_>, id: i64, hash: i64, reference: &[u8]) -> Reply<Media> {
    let (file, reference) = known(call, id, hash, reference)?;
    let file = file.id;
    if reference.guarded {
        return Err(Refusal::ForwardRestricted.into());
    }
    call.world.attached(file).cloned().ok_or(RpcError::bad("MEDIA_EMPTY"))
}

fn known<'a>(call: &'a Call<'_>, id: i64, hash: i64, reference: &[u8]) -> Reply<(&'a File, Reference)> {
    let file = call.world.files.get(&FileId(id)).ok_or(RpcError::bad("FILE_ID_INVALID"))?;
    if access_hash(call.world, file.id) != hash {
        return Err(RpcError::bad("FILE_ID_INVALID"));
    }
    let reference = Reference::read(call.world, call.me()?, file.id, reference).map_err(RpcError::bad)?;
    Ok((file, reference))
}

/// A profile photo needs no reference: whoever knows somebody sees it.
/// <https://core.telegram.org/constructor/inputPeerPhotoFileLocation>
fn portrait<'a>(call: &'a Call<'_>, of: &enums::InputPeer, id: i64) -> Reply<&'a File> {
    let shown = match call.peer(of)? {
        Chat::User(user) => call.world.user(user)?.photo,
        Chat::Group(_) => None,
    };
    let file = shown.filter(|photo| photo.0 == id).and_then(|photo| call.world.files.get(&photo));
    file.ok_or(RpcError::bad("PHOTO_INVALID"))
}

const MEGABYTE: i64 = 1 << 20;

/// A range of a file; without `precise` in steps of 4 KiB that divide a megabyte, never across one.
/// <https://core.telegram.org/api/files#downloading-files>
pub fn get_file(call: &mut Call<'_>, q: f::upload::GetFile) -> Reply<enums::upload::File> {
    let me = call.me()?;
    let (file, size) = match q.location {
        enums::InputFileLocation::InputDocumentFileLocation(l) => {
            let thumb = Some(l.thumb_size).filter(|s| !s.is_empty());
            (known(call, l.id, l.access_hash, &l.file_reference)?.0, thumb)
        }
        enums::InputFileLocation::InputPhotoFileLocation(l) => {
            (known(call, l.id, l.access_hash, &l.file_reference)?.0, None)
        }
        enums::InputFileLocation::InputPeerPhotoFileLocation(l) => (portrait(call, &l.peer, l.photo_id)?, None),
        _ => return Err(RpcError::bad("LOCATION_INVALID")),
    };
    if file.dc != call.dc {
        return Err(RpcError { code: 303, name: format!("FILE_MIGRATE_{}", file.dc).into() });
    }
    let (limit, step) = (i64::from(q.limit), if q.precise { 1024 } else { 4096 });
    if q.offset < 0 || q.offset % step != 0 {
        return Err(RpcError::bad("OFFSET_INVALID"));
    }
    let within = limit > 0 && q.offset / MEGABYTE == (q.offset + limit - 1) / MEGABYTE;
    if !within || limit % step != 0 || (!q.precise && MEGABYTE % limit != 0) {
        return Err(RpcError::bad("LIMIT_INVALID"));
    }
    let thumb = size.map(|_| file.thumb.clone().map(Content::Kept).ok_or(RpcError::bad("LOCATION_INVALID")));
    let content = thumb.transpose()?.unwrap_or_else(|| file.content.clone());
    let kind = match file.mime.as_str() {
        "image/jpeg" => enums::storage::FileType::FileJpeg,
        "image/png" => enums::storage::FileType::FilePng,
        _ => enums::storage::FileType::FileUnknown,
    };
    let bytes = content.read(q.offset.unsigned_abs(), limit.unsigned_abs());
    call.world.note_down(me, bytes.len());
    Ok(types::upload::File { r#type: kind, mtime: 0, bytes }.into())
}
