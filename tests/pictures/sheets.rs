//! What was sent in dialogs that do not exist, as small pictures.

use pult::picture::{Head, Photo, Sheet, Tile, TileKind};

/// Photos as Telegram makes them small: wide, high, round videos, one of them progressive.
const SCENES: [&[u8]; 6] = [
    include_bytes!("../sandbox/src/people/scenes/scene-1.jpg"),
    include_bytes!("../sandbox/src/people/scenes/scene-2.jpg"),
    include_bytes!("../sandbox/src/people/scenes/scene-3.jpg"),
    include_bytes!("../sandbox/src/people/scenes/scene-4.jpg"),
    include_bytes!("../sandbox/src/people/scenes/scene-5.jpg"),
    include_bytes!("../sandbox/src/people/scenes/scene-6.jpg"),
];

fn photo(scene: usize) -> Option<Photo> {
    Some(Photo::from_jpeg(SCENES[scene]).expect("a photo"))
}

/// Sent by the team where an arrow stands before the day.
fn tile(number: usize, kind: TileKind, name: &str, length: Option<&str>, at: &str, photo: Option<Photo>) -> Tile {
    let own = at.starts_with('↩');
    let at = at.trim_start_matches('↩').trim().to_owned();
    let (number, name, length) = (number.to_string(), name.into(), length.map(Into::into));
    Tile { number, kind, name, length, at, own, photo }
}

/// A page of nine in Russian, two of them with nothing to see.
pub fn full() -> Sheet {
    use TileKind::{Animation, Photo, Video, VideoNote};
    let head = Head {
        title: "Екатерина Константинопольская".into(),
        subtitle: "12 октября – 22 ноября".into(),
        initial: "Е".into(),
        period: "🖼 Медиа".into(),
    };
    let tiles = vec![
        tile(1, Photo, "фото", None, "22 ноября", photo(1)),
        tile(2, Video, "видео", Some("0:12"), "↩ 21 ноября", photo(0)),
        tile(3, Photo, "фото", None, "21 ноября", photo(4)),
        tile(4, VideoNote, "видеосообщение", Some("0:59"), "20 ноября", photo(5)),
        tile(5, Photo, "фото", None, "18 ноября", None),
        tile(6, Animation, "GIF", Some("0:03"), "↩ 3 ноября", photo(3)),
        tile(7, Photo, "фото", None, "1 ноября", photo(2)),
        tile(8, VideoNote, "видеосообщение", Some("1:02:45"), "30 октября", None),
        tile(9, Photo, "фото", None, "12 октября 2025", photo(1)),
    ];
    Sheet { head, tiles }
}

/// The last page in English: four, of whom the bytes of two are no photos.
pub fn odd() -> Sheet {
    use TileKind::{Animation, Photo, Video};
    let head = Head {
        title: "Анна-Мария 👩‍👩‍👧 von <b>Hohenstein</b> zu Lichtenfels-Bärenklau".into(),
        subtitle: "3 Jan 2024".into(),
        initial: "А".into(),
        period: "🖼 Media · 12".into(),
    };
    let broken = |bytes: &[u8]| pult::picture::Photo::from_jpeg(bytes);
    let tiles = vec![
        tile(1, Photo, "photo", None, "3 Jan 2024", broken(b"no photo")),
        tile(2, Video, "video", Some("0:07"), "↩ 3 Jan 2024", photo(2)),
        tile(3, Animation, "GIF", None, "3 Jan 2024", broken(&SCENES[0][..40])),
        tile(4, Video, "video", Some("12:00"), "3 Jan 2024", photo(4)),
    ];
    Sheet { head, tiles }
}
