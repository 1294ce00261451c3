//! Small photos from outside, decoded to be painted into a picture.
//!
//! **What cannot be read is no photo**: the bytes are a stranger's, so sizes are bounded before anything is decoded, and no
//! error is more than a tile without a photo.

use super::canvas::PictureError;
use resvg::tiny_skia::{FilterQuality, Paint, Pattern, Pixmap, PremultipliedColorU8, Rect, SpreadMode, Transform};
use zune_jpeg::{
    JpegDecoder,
    zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions},
};

/// Of either side, in pixels; a thumbnail of Telegram's has 320.
const LARGEST: usize = 1280;

/// A photo.
#[derive(Clone, PartialEq)]
pub struct Photo(Pixmap);

impl std::fmt::Debug for Photo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Photo({}×{})", self.0.width(), self.0.height())
    }
}

impl Photo {
    /// `None` for what is no JPEG, or too large for a small photo.
    pub fn from_jpeg(bytes: &[u8]) -> Option<Photo> {
        let options = DecoderOptions::default()
            .set_max_width(LARGEST)
            .set_max_height(LARGEST)
            .jpeg_set_out_colorspace(ColorSpace::RGB);
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
        let rgb = decoder.decode().ok()?;
        let size = decoder.info()?;
        let mut pixels = Pixmap::new(size.width.into(), size.height.into())?;
        for (pixel, colour) in pixels.pixels_mut().iter_mut().zip(rgb.chunks_exact(3)) {
            *pixel = PremultipliedColorU8::from_rgba(colour[0], colour[1], colour[2], u8::MAX)?;
        }
        Some(Photo(pixels))
    }
}

/// Where a photo is painted, in pixels from the left and from the top: it fills the square, its middle in the middle.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    pub x: f32,
    pub y: f32,
    pub side: f32,
}

/// Paints a photo.
pub(super) fn paint(photo: &Photo, frame: Frame, onto: &mut Pixmap) -> Result<(), PictureError> {
    let Photo(pixels) = photo;
    let (width, height) = (pixels.width() as f32, pixels.height() as f32);
    let scale = frame.side / width.min(height);
    let (left, top) = ((frame.side - width * scale) / 2.0, (frame.side - height * scale) / 2.0);
    let place = Transform::from_row(scale, 0.0, 0.0, scale, frame.x + left, frame.y + top);
    let square = Rect::from_xywh(frame.x, frame.y, frame.side, frame.side).ok_or(PictureError::Memory)?;
    let shader = Pattern::new(pixels.as_ref(), SpreadMode::Pad, FilterQuality::Bicubic, 1.0, place);
    let paint = Paint { shader, ..Paint::default() };
    onto.fill_rect(square, &paint, Transform::identity(), None);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SCENE: &[u8] = include_bytes!("../../tests/sandbox/src/people/scenes/scene-1.jpg");
    const PROGRESSIVE: &[u8] = include_bytes!("../../tests/sandbox/src/people/scenes/scene-4.jpg");

    #[test]
    fn a_photo_has_the_size_and_the_colours_it_was_sent_with() {
        let Photo(pixels) = Photo::from_jpeg(SCENE).expect("a photo");
        assert_eq!((pixels.width(), pixels.height()), (320, 240));
        let sky = pixels.pixel(300, 2).expect("within");
        assert!(sky.red() > 200 && sky.blue() < 130, "{sky:?}");
    }

    #[test]
    fn what_is_none_is_none() {
        for bytes in [&b""[..], b"\xff\xd8", b"\x89PNG\r\n\x1a\n", &SCENE[..SCENE.len() / 8], &[0; 4096]] {
            assert!(Photo::from_jpeg(bytes).is_none());
        }
    }

    /// A picture that says it is larger than any small one costs no memory.
    #[test]
    fn a_photo_that_claims_to_be_huge_is_none() {
        let at = SCENE.windows(2).position(|pair| pair == [0xff, 0xc0]).expect("a frame");
        let mut huge = SCENE.to_vec();
        huge[at + 5..at + 9].copy_from_slice(&[0xff; 4]);
        assert!(Photo::from_jpeg(&huge).is_none());
    }

    proptest! {
        /// Whatever a stranger puts in place of a photo is painted or left out, and nothing breaks.
        #[test]
        fn no_bytes_break_anything(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..24),
            cut in any::<prop::sample::Index>(),
            progressive in any::<bool>(),
        ) {
            let mut bytes = if progressive { PROGRESSIVE.to_vec() } else { SCENE.to_vec() };
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            for bytes in [&bytes[..], &bytes[..cut.index(bytes.len())]] {
                if let Some(photo) = Photo::from_jpeg(bytes) {
                    let mut onto = Pixmap::new(40, 40).expect("memory");
                    paint(&photo, Frame { x: 4.0, y: 4.0, side: 32.0 }, &mut onto).expect("painted");
                }
            }
        }

        #[test]
        fn no_noise_breaks_anything(bytes in prop::collection::vec(any::<u8>(), 0..2048)) {
            let _ = Photo::from_jpeg(&[&b"\xff\xd8\xff"[..], &bytes].concat());
        }
    }
}
