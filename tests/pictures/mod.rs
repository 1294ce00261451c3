//! Pictures, compared with those that were looked at: `tests/pictures/*.png`.
//!
//! After a change that is meant, look at `target/pictures/*.png` and copy them here.

mod figures;
mod reports;
mod sheets;

use pult::picture::{self, Figures, Theme};
use std::fmt::Write;
use std::{fs, io::Cursor, path::Path};

/// Width, height and pixels in three channels.
fn pixels(png: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut reader = png::Decoder::new(Cursor::new(png)).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut pixels).expect("pixels");
    pixels.truncate(info.buffer_size());
    (info.width, info.height, pixels)
}

/// The share of squares of eight pixels whose mean colour differs so that an eye could see it. Another processor may round the
/// edge of a letter otherwise; a letter that moved shows.
fn difference(one: &[u8], other: &[u8]) -> f64 {
    let ((width, height, one), (w, h, other)) = (pixels(one), pixels(other));
    assert_eq!((width, height), (w, h), "the size");
    let mean = |pixels: &[u8], x: u32, y: u32, channel: usize| {
        let square = (y..(y + 8).min(height)).flat_map(|y| (x..(x + 8).min(width)).map(move |x| (x, y)));
        let values: Vec<_> = square.map(|(x, y)| u32::from(pixels[((y * width + x) * 3) as usize + channel])).collect();
        values.iter().sum::<u32>() as i32 / values.len() as i32
    };
    let squares = (0..height).step_by(8).flat_map(|y| (0..width).step_by(8).map(move |x| (x, y)));
    let (mut all, mut differ) = (0, 0);
    for (x, y) in squares {
        all += 1;
        differ += u32::from((0..3).any(|channel| (mean(&one, x, y, channel) - mean(&other, x, y, channel)).abs() > 6));
    }
    f64::from(differ) / f64::from(all)
}

/// No text covers another or leaves the picture; where each stands is as it was.
#[track_caller]
fn stands_in_its_place(name: &str, figures: &impl Figures, theme: Theme) {
    let texts = picture::texts(figures, theme).expect("a drawing");
    let mut shown = String::new();
    for (at, text) in texts.iter().enumerate() {
        let inside =
            text.left >= 24.0 && text.right <= 1_056.0 && text.top >= 0.0 && text.bottom <= figures.height() as f32;
        assert!(inside, "{name}: {text:?} leaves the picture");
        // Lines may touch: a box has room for the tallest of letters and the deepest.
        let covers = |other: &&picture::Placed| {
            text.left < other.right - 1.0
                && other.left < text.right - 1.0
                && text.top < other.bottom - 10.0
                && other.top < text.bottom - 10.0
        };
        let covered = texts[..at].iter().find(covers);
        assert!(covered.is_none(), "{name}: {text:?} covers {covered:?}");
        let _ = writeln!(shown, "{:5.0} {:5.0} {:5.0}  {}", text.left, text.bottom, text.right, text.text);
    }
    insta::assert_snapshot!(name, shown);
}

#[track_caller]
fn looks_as_before(name: &str, figures: &impl Figures, theme: Theme) {
    stands_in_its_place(name, figures, theme);
    let drawn = picture::draw(figures, theme).expect("a picture").png;
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let made = here.join("target/pictures");
    fs::create_dir_all(&made).expect("a directory for pictures");
    fs::write(made.join(format!("{name}.png")), &drawn).expect("writing a picture");
    let known = fs::read(here.join(format!("tests/pictures/{name}.png"))).expect("the picture that was looked at");
    let difference = difference(&known, &drawn);
    assert!(difference < 0.002, "{name}: {:.1} % looks otherwise; see target/pictures", difference * 100.0);
}

#[test]
fn a_busy_month_in_russian() {
    looks_as_before("dashboard-ru-dark", &figures::busy(), Theme::Dark);
    looks_as_before("dashboard-ru-light", &figures::busy(), Theme::Light);
}

#[test]
fn the_first_day_of_an_agency() {
    looks_as_before("dashboard-empty", &figures::empty(), Theme::Light);
}

#[test]
fn refunds_long_names_and_a_single_day() {
    looks_as_before("dashboard-odd", &figures::odd(), Theme::Dark);
}

#[test]
fn trends_of_a_month_and_of_a_year() {
    looks_as_before("trends-ru-dark", &reports::trends(), Theme::Dark);
    looks_as_before("trends-en-light", &reports::trends_of_a_year(), Theme::Light);
}

#[test]
fn what_dialogs_there_are() {
    looks_as_before("dialogs-ru-dark", &reports::structure(), Theme::Dark);
    looks_as_before("dialogs-en-light", &reports::structure_of_nothing(), Theme::Light);
}

#[test]
fn what_a_member_did() {
    looks_as_before("member-en-light", &reports::member(), Theme::Light);
    looks_as_before("member-ru-dark", &reports::member_on_an_odd_day(), Theme::Dark);
}

#[test]
fn a_team_side_by_side() {
    looks_as_before("team-ru-dark", &reports::team(), Theme::Dark);
    looks_as_before("team-en-light", &reports::team_of_one(), Theme::Light);
}

#[test]
fn what_was_sent_as_small_pictures() {
    looks_as_before("sheet-ru-dark", &sheets::full(), Theme::Dark);
    looks_as_before("sheet-en-light", &sheets::odd(), Theme::Light);
}

#[test]
fn a_moved_letter_is_a_difference() {
    let known = picture::draw(&figures::busy(), Theme::Dark).unwrap().png;
    let mut other = figures::busy();
    other.cards[0].value = "128 451 ₽".into();
    let drawn = picture::draw(&other, Theme::Dark).unwrap().png;
    assert!(difference(&known, &drawn) > 0.0);
    assert!(difference(&known, &known) == 0.0);
}
