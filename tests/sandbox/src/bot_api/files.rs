//! Files: sent along, named by id, fetched. <https://core.telegram.org/bots/api#sending-files>
//! **Bytes are kept as they came. Addresses on the web are refused: the sandbox calls nobody.**
use super::call::Upload;
use super::failure::{Answer, Failure};
use super::methods::Turn;
use super::render::{self, FileKind, FileRef};
use crate::world::{File, Media, Shared, UserId, World};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

/// Limits of the public server.
const PHOTO_LIMIT: usize = 10 << 20;
const UPLOAD_LIMIT: usize = 50 << 20;
const DOWNLOAD_LIMIT: usize = 20 << 20;

/// The file of an argument: uploaded under its name, by `attach://`, or the id of a file seen before.
///
/// # Errors
/// 400 for what is no file of that kind.
pub fn input(turn: &mut Turn, name: &str, kind: FileKind) -> Result<Media, Failure> {
    let call = turn.call;
    if let Some(upload) = call.upload(name) {
        return uploaded(turn, upload, kind);
    }
    match call.text(name) {
        Some(given) => named(turn, given, kind),
        None => {
            let what = if kind == FileKind::Photo { "photo" } else { "document" };
            Err(Failure::bad(format!("there is no {what} in the request")))
        }
    }
}

/// <https://core.telegram.org/bots/api#inputmedia>
///
/// # Errors
/// 400 for what is no photo or document.
pub fn input_media(turn: &mut Turn, given: &Value) -> Result<Media, Failure> {
    let kind = match given["type"].as_str() {
        Some("photo") => FileKind::Photo,
        Some("document") => FileKind::Document,
        Some("video" | "animation" | "audio" | "live_photo") => {
            return Err(Failure::bad("MEDIA_INVALID: this sandbox takes photos and documents"));
        }
        _ => {
            return Err(Failure::bad("can't parse InputMedia: type must be one of photo, document …"));
        }
    };
    let media = given["media"].as_str();
    let media = media.ok_or_else(|| Failure::bad("can't parse InputMedia: media not found"))?;
    named(turn, media, kind)
}

fn named(turn: &mut Turn, given: &str, kind: FileKind) -> Result<Media, Failure> {
    if let Some(part) = given.strip_prefix("attach://") {
        let upload = turn.call.upload(part);
        let upload = upload.ok_or_else(|| Failure::bad("wrong file identifier/HTTP URL specified"))?;
        return uploaded(turn, upload, kind);
    }
    if given.contains("://") {
        return Err(Failure::bad("failed to get HTTP URL content"));
    }
    let wrong = || Failure::bad("wrong file identifier/HTTP URL specified");
    let found = FileRef::parse(turn.bot, given).ok_or_else(wrong)?;
    let file = turn.world.files.get(&found.file).ok_or_else(wrong)?;
    if found.kind != kind {
        return Err(Failure::bad(format!("can't use file of type {:?} as {kind:?}", found.kind)));
    }
    Ok(match kind {
        FileKind::Photo => Media::Photo { file: found.file, width: found.width, height: found.height },
        _ => Media::Document { file: found.file, name: file.name.clone(), mime: file.mime.clone() },
    })
}

fn uploaded(turn: &mut Turn, upload: &Upload, kind: FileKind) -> Result<Media, Failure> {
    let size = upload.bytes.len();
    if size == 0 {
        return Err(Failure::bad("file must be non-empty"));
    }
    if size > UPLOAD_LIMIT {
        return Err(Failure::new(413, "Request Entity Too Large"));
    }
    let keep = |turn: &mut Turn, mime: &str| turn.world.add_file(turn.bot, upload.bytes.to_vec(), &upload.name, mime);
    if kind != FileKind::Photo {
        let file = keep(turn, &upload.mime);
        return Ok(Media::Document { file, name: upload.name.clone(), mime: upload.mime.clone() });
    }
    if size > PHOTO_LIMIT {
        return Err(Failure::bad(format!(
            "file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes"
        )));
    }
    let (width, height, mime) = dimensions(&upload.bytes).ok_or_else(|| Failure::bad("IMAGE_PROCESS_FAILED"))?;
    let (long, short) = (width.max(height), width.min(height));
    if u64::from(width) + u64::from(height) > 10_000 || short == 0 || long / short >= 20 {
        return Err(Failure::bad("PHOTO_INVALID_DIMENSIONS"));
    }
    let file = keep(turn, mime);
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
    let file = world.files.get(&found.file).ok_or_else(wrong)?;
    if file.bytes.len() > DOWNLOAD_LIMIT {
        return Err(Failure::bad("file is too big"));
    }
    let mut info = render::file_info(world, bot, found);
    info.set("file_path", path(found.kind, id, file));
    Ok(info.done())
}

/// Good for one bot only, as the id in it.
fn path(kind: FileKind, id: &str, file: &File) -> String {
    let folder = match kind {
        FileKind::Photo => "photos",
        FileKind::Document => "documents",
        FileKind::Other => "files",
    };
    let ending = file.name.rsplit_once('.').map_or("bin", |(_, ending)| ending);
    let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{folder}/{id}.{ending}")
}

/// The bytes behind a path.
pub fn download(world: &Shared, bot: UserId, path: &str) -> Response {
    let name = path.rsplit('/').next().unwrap_or_default();
    let id = name.split('.').next().unwrap_or_default();
    let found = world.with(|w| {
        let file = w.files.get(&FileRef::parse(bot, id)?.file)?;
        Some((file.bytes.clone(), file.mime.clone()))
    });
    match found {
        Some((bytes, mime)) => ([(header::CONTENT_TYPE, mime)], bytes.to_vec()).into_response(),
        None => {
            let body = Failure::new(404, "Not Found").body().to_string();
            (StatusCode::NOT_FOUND, body).into_response()
        }
    }
}
