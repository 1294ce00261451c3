//! QR codes that phones read off a screen.
//!
//! **Black on white in every theme**: many readers refuse inverted codes. **Every module is the same whole number of
//! pixels**, so that scaling by a client does not blur some of them into others.

use super::Picture;
use qrcode::types::QrError as CodeError;
use qrcode::{Color, EcLevel, QrCode};

/// The side of the picture in pixels, at most; less what whole modules leave over.
const SIDE: usize = 720;

/// The white border that readers need, in modules (ISO/IEC 18004).
const QUIET: usize = 4;

/// Why there is no code. Never says what it was to hold.
#[derive(Debug, thiserror::Error)]
pub enum QrError {
    #[error("making a QR code of an address")]
    Code(#[from] CodeError),
    #[error("writing a QR code as PNG")]
    Png(#[from] png::EncodingError),
}

/// The QR code of an address. The address is a credential: it is neither kept nor logged, and neither is the picture.
pub fn qr(address: &str) -> Result<Picture, QrError> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M)?;
    let modules = code.width() + 2 * QUIET;
    let module = (SIDE / modules).max(1);
    let side = modules * module;

    let dark = |x: usize, y: usize| {
        let inside = QUIET..QUIET + code.width();
        inside.contains(&x) && inside.contains(&y) && code[(x - QUIET, y - QUIET)] == Color::Dark
    };
    let pixels: Vec<u8> = (0..side)
        .flat_map(|y| (0..side).map(move |x| (x / module, y / module)))
        .map(|(x, y)| if dark(x, y) { 0 } else { 255 })
        .collect();

    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, side as u32, side as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(Picture { png })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "tg://login?token=AQJQ3mrFq1rkVoS3gH0Zp8kq7yqk2nC0b1X9W4eTtL6MZg";

    /// Width, height and grey pixels.
    fn pixels(picture: &Picture) -> (usize, usize, Vec<u8>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(&picture.png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        (info.width as usize, info.height as usize, pixels)
    }

    #[test]
    fn a_reader_finds_the_address_in_the_picture() {
        let (width, height, grey) = pixels(&qr(ADDRESS).unwrap());
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| grey[y * width + x]);
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1);
        assert_eq!(grids[0].decode().unwrap().1, ADDRESS);
    }

    #[test]
    fn modules_are_whole_and_the_border_is_white() {
        let (width, height, grey) = pixels(&qr(ADDRESS).unwrap());
        let modules = QrCode::with_error_correction_level(ADDRESS, EcLevel::M).unwrap().width() + 8;
        assert_eq!((width, width % modules), (height, 0));
        assert!((500..=SIDE).contains(&width));
        let border = 4 * width / modules;
        assert!(grey.chunks(width).take(border).flatten().all(|pixel| *pixel == 255));
        assert!(grey.chunks(width).all(|row| row[..border].iter().all(|pixel| *pixel == 255)));
        assert_eq!(grey[border * width + border], 0);
    }

    #[test]
    fn what_does_not_fit_is_refused_without_repeating_it() {
        let error = qr(&"secret".repeat(1000)).unwrap_err();
        assert!(!format!("{error:?}").contains("secret"));
    }
}
