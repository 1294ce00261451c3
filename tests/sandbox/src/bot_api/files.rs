//! Files: sent along, named by id, fetched. <https://core.telegram.org/bots/api#sending-files>
//! **Bytes are kept as they came, and a file is of the kind its method says: nothing here looks into videos or sounds.
//! Addresses on the web are refused: the sandbox calls nobody.**
use super::call::Upload;
use super::failure::{Answer, Failure};
use super::methods::Turn;
use super::render::{self, FileRef};
use crate::world::{Content, FileId, Media, Shared, StickerKind, UserId, World};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Limits of the public server.
const PHOTO_LIMIT: u64 = 10 << 20;
const UPLOAD_LIMIT: u64 = 50 << 20;
const DOWNLOAD_LIMIT: u64 = 20 << 20;

/// What a call or an `InputMedia` says of a file, by the name of the field.
pub type Said<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The file that `given` names: sent along under that name or by `attach://`, or the id of a file seen before.
///
/// # Errors
/// 400 for what is no file of that kind, 413 for what is too large.
pub fn input(turn: &mut Turn, given: &str, kind: &'static str, said: Said) -> Result<Media, Failure> {
    if let Some(part) = given.strip_prefix("attach://") {
        let upload = turn.call.upload(part);
        let upload = upload.ok_or_else(|| Failure::bad("wrong file identifier/HTTP URL specified"))?;
        return uploaded(turn, upload, kind, said);
    }
    if given.contains("://") {
        return Err(Failure::bad("failed to get HTTP URL content"));
    }
    let wrong = || Failure::bad("wrong file identifier/HTTP URL specified");
    let found = FileRef::parse(turn.bot, given).ok_or_else(wrong)?;
    let media = turn.world.attached(found.file).cloned().ok_or_else(wrong)?;
    if found.kind() != kind {
        let (is, wanted) = (render::file_type(found.kind()), render::file_type(kind));
        return Err(Failure::bad(format!("can't use file of type {is} as {wanted}")));
    }
    Ok(media)
}

/// The file of an argument.
///
/// # Errors
/// As [`input`]; 400 when there is none.
pub fn argument(turn: &mut Turn, name: &str, kind: &'static str) -> Result<Media, Failure> {
    let call = turn.call;
    let said = |field: &str| call.text(field).map(str::to_owned);
    if let Some(upload) = call.upload(name) {
        return uploaded(turn, upload, kind, &said);
    }
    match call.text(name) {
        Some(given) => input(turn, given, kind, &said),
        None => Err(Failure::bad(format!("there is no {} in the request", name.replace('_', " ")))),
    }
}

fn uploaded(turn: &mut Turn, upload: &Upload, kind: &'static str, said: Said) -> Result<Media, Failure> {
    let size = upload.content.size();
    if size == 0 {
        return Err(Failure::bad("file must be non-empty"));
    }
    if size > UPLOAD_LIMIT {
        return Err(Failure::new(413, "Request Entity Too Large"));
    }
    if kind == "photo" {
        return picture(turn, upload);
    }
    let file = turn.world.add_file(turn.bot, upload.content.clone(), &upload.name, &upload.mime);
    let thumb = said("thumbnail").or_else(|| said("thumb"));
    let thumb = thumb.as_deref().and_then(|t| t.strip_prefix("attach://"));
    let thumb = turn.call.upload("thumbnail").or_else(|| turn.call.upload(thumb?));
    if let (Some(thumb), Some(file)) = (thumb, turn.world.files.get_mut(&file)) {
        file.thumb = Some(thumb.content.read(0, thumb.content.size()).into());
    }
    Ok(described(file, upload, kind, said))
}

fn described(file: FileId, upload: &Upload, kind: &str, said: Said) -> Media {
    let number = |name: &str| said(name).and_then(|n| n.parse().ok()).unwrap_or(0);
    let words = |name: &str| said(name).unwrap_or_default();
    let (width, height, seconds) = (number("width"), number("height"), number("duration"));
    match kind {
        "video" => Media::Video { file, width, height, seconds },
        "animation" => Media::Animation { file, width, height, seconds },
        "video note" => Media::VideoNote { file, side: number("length"), seconds },
        "voice" => Media::Voice { file, seconds },
        "audio" => Media::Audio { file, title: words("title"), performer: words("performer"), seconds },
        "sticker" => {
            let kind = match upload.name.rsplit_once('.') {
                Some((_, "tgs")) => StickerKind::Animated,
                Some((_, "webm")) => StickerKind::Video,
                _ => StickerKind::Static,
            };
            Media::Sticker { file, emoji: words("emoji"), kind }
        }
        _ => Media::Document { file, name: upload.name.clone(), mime: upload.mime.clone() },
    }
}

fn picture(turn: &mut Turn, upload: &Upload) -> Result<Media, Failure> {
    let size = upload.content.size();
    if size > PHOTO_LIMIT {
        return Err(Failure::bad(format!(
            "file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes"
        )));
    }
    let bytes = upload.content.read(0, size);
    let (width, height, mime) = dimensions(&bytes).ok_or_else(|| Failure::bad("IMAGE_PROCESS_FAILED"))?;
    let (long, short) = (width.max(height), width.min(height));
    if u64::from(width) + u64::from(height) > 10_000 || short == 0 || long / short >= 20 {
        return Err(Failure::bad("PHOTO_INVALID_DIMENSIONS"));
    }
    let file = turn.world.add_file(turn.bot, upload.content.clone(), &upload.name, mime);
    Ok(Media::Photo { file, width, height })
}

/// Width, height and type of a PNG or JPEG picture.
fn dimensions(bytes: &[u8]) -> Option<(u32, u32, &'static str)> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        return Some((number(16)?, number(20)?, "image/png"));
    }
    if !bytes.starts_with(&[0xFF, 0xD8]) {
        return None;
    }
    let mut at = 2;
    loop {
        let [mark, kind, high, low] = *bytes.get(at..at + 4)? else {
            return None;
        };
        if mark != 0xFF {
            return None;
        }
        // A frame header says the size; 4, 8 and 12 are tables.
        if (0xC0..=0xCF).contains(&kind) && ![0xC4, 0xC8, 0xCC].contains(&kind) {
            let number = |at: usize| Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
            return Some((number(at + 7)?, number(at + 5)?, "image/jpeg"));
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
}

/// `getFile`: where to fetch it. <https://core.telegram.org/bots/api#file>
///
/// # Errors
/// 400 for ids of nothing and for what is too large to fetch.
pub fn describe(world: &World, bot: UserId, id: &str) -> Answer {
    let wrong = || Failure::bad("invalid file_id");
    let found = FileRef::parse(bot, id).ok_or_else(wrong)?;
    let (content, name) = stored(world, found).ok_or_else(wrong)?;
    if content.size() > DOWNLOAD_LIMIT {
        return Err(Failure::bad("file is too big"));
    }
    let ending = name.rsplit_once('.').map_or("bin", |(_, ending)| ending);
    let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut info = render::file_info(world, bot, found);
    // Good for one bot only, as the id in it.
    info.set("file_path", format!("{}/{id}.{ending}", found.folder()));
    Ok(info.done())
}

/// What a file id stands for, with the name of the file.
fn stored(world: &World, of: FileRef) -> Option<(Content, &str)> {
    let file = world.files.get(&of.file)?;
    match of.kind() {
        "thumbnail" => Some((Content::Kept(file.thumb.clone()?), "thumbnail.jpg")),
        _ => Some((file.content.clone(), &file.name)),
    }
}

/// The bytes behind a path.
pub fn download(world: &Shared, bot: UserId, path: &str) -> Response {
    let name = path.rsplit('/').next().unwrap_or_default();
    let id = name.split('.').next().unwrap_or_default();
    let found = world.with(|w| {
        let (content, _) = stored(w, FileRef::parse(bot, id)?)?;
        let mime = w.files.get(&FileRef::parse(bot, id)?.file)?.mime.clone();
        let fits = content.size() <= DOWNLOAD_LIMIT;
        w.note_down(bot, usize::try_from(content.size()).unwrap_or(usize::MAX));
        fits.then_some((content, mime))
    });
    match found {
        Some((content, mime)) => ([(header::CONTENT_TYPE, mime)], content.read(0, content.size())).into_response(),
        None => {
            let body = Failure::new(404, "Not Found").body().to_string();
            (StatusCode::NOT_FOUND, body).into_response()
        }
    }
}
