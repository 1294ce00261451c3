//! Which of the small pictures that Telegram made of an attachment is shown.

use super::super::download::Source;
use bytes::Bytes;
use grammers_tl_types as tl;

/// Where a small picture is.
pub enum Thumbnail {
    /// Sent along with the message.
    Here(Bytes),
    At(Source),
}

/// As many pixels on the longer side are enough, and no more than these bytes are fetched.
const ENOUGH: i32 = 240;
const LARGEST: i32 = 128 * 1024;

/// The small picture of a photo or a video; `None` where there is none, or where the attachment is covered or self-destructing.
pub fn thumbnail(media: &tl::enums::MessageMedia) -> Option<Thumbnail> {
    use tl::types as t;
    match media {
        tl::enums::MessageMedia::Photo(t::MessageMediaPhoto {
            photo: Some(tl::enums::Photo::Photo(photo)),
            spoiler: false,
            ttl_seconds: None,
            ..
        }) => best(&photo.sizes, |thumb_size| {
            let t::Photo { id, access_hash, ref file_reference, dc_id, .. } = *photo;
            let file_reference = file_reference.clone();
            (id, dc_id, t::InputPhotoFileLocation { id, access_hash, file_reference, thumb_size }.into())
        }),
        tl::enums::MessageMedia::Document(t::MessageMediaDocument {
            document: Some(tl::enums::Document::Document(document)),
            spoiler: false,
            ttl_seconds: None,
            ..
        }) => best(document.thumbs.as_deref()?, |thumb_size| {
            let t::Document { id, access_hash, ref file_reference, dc_id, .. } = *document;
            let file_reference = file_reference.clone();
            (id, dc_id, t::InputDocumentFileLocation { id, access_hash, file_reference, thumb_size }.into())
        }),
        _ => None,
    }
}

/// The smallest that is large enough, else the largest there is.
fn best(
    sizes: &[tl::enums::PhotoSize],
    at: impl FnOnce(String) -> (i64, i32, tl::enums::InputFileLocation),
) -> Option<Thumbnail> {
    use tl::enums::PhotoSize as S;
    let measured = sizes.iter().filter_map(|size| match size {
        S::Size(of) => Some((of.w.max(of.h), of.size, size)),
        S::Progressive(of) => Some((of.w.max(of.h), of.sizes.iter().copied().max()?, size)),
        S::PhotoCachedSize(of) => Some((of.w.max(of.h), i32::try_from(of.bytes.len()).ok()?, size)),
        S::Empty(_) | S::PhotoStrippedSize(_) | S::PhotoPathSize(_) => None,
    });
    let fitting = measured.filter(|(_, bytes, _)| (1..=LARGEST).contains(bytes));
    let (_, bytes, size) = fitting.min_by_key(|(side, ..)| if *side < ENOUGH { i32::MAX - side } else { *side })?;
    let letter = match size {
        S::PhotoCachedSize(of) => return Some(Thumbnail::Here(of.bytes.clone().into())),
        S::Size(of) => &of.r#type,
        S::Progressive(of) => &of.r#type,
        S::Empty(_) | S::PhotoStrippedSize(_) | S::PhotoPathSize(_) => return None,
    };
    let (id, dc, location) = at(letter.clone());
    Some(Thumbnail::At(Source { id, dc, location, size: u64::try_from(bytes).ok()? }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tl::types as t;

    fn photo(sides: &[(i32, i32)], spoiler: bool, ttl_seconds: Option<i32>) -> tl::enums::MessageMedia {
        let size = |(side, size): &(i32, i32)| t::PhotoSize { r#type: side.to_string(), w: *side, h: 10, size: *size };
        let photo = t::Photo {
            has_stickers: false,
            id: 5,
            access_hash: 1,
            file_reference: vec![],
            date: 0,
            sizes: sides.iter().map(|side| size(side).into()).collect(),
            video_sizes: None,
            dc_id: 2,
        };
        t::MessageMediaPhoto { spoiler, live_photo: false, photo: Some(photo.into()), ttl_seconds, video: None }.into()
    }

    fn chosen(media: &tl::enums::MessageMedia) -> Option<(String, u64)> {
        match thumbnail(media)? {
            Thumbnail::At(Source {
                location: tl::enums::InputFileLocation::InputPhotoFileLocation(at), size, ..
            }) => Some((at.thumb_size, size)),
            _ => None,
        }
    }

    #[test]
    fn the_smallest_that_is_large_enough_is_fetched() {
        let sizes = [(100, 3_000), (320, 20_000), (1280, 120_000), (2560, 900_000)];
        assert_eq!(chosen(&photo(&sizes, false, None)), Some(("320".into(), 20_000)));
        assert_eq!(chosen(&photo(&sizes[..1], false, None)), Some(("100".into(), 3_000)));
        assert_eq!(chosen(&photo(&sizes[3..], false, None)), None, "more than a sheet needs");
        assert_eq!(chosen(&photo(&[(320, 0), (320, -1)], false, None)), None);
    }

    #[test]
    fn what_is_covered_or_destroys_itself_has_none() {
        assert_eq!(chosen(&photo(&[(320, 20_000)], true, None)), None);
        assert_eq!(chosen(&photo(&[(320, 20_000)], false, Some(10))), None);
    }
}
