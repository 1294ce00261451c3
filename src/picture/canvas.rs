//! From a template and figures to a PNG: what templates may ask for, and the renderer.

use super::{
    Picture, Theme,
    fonts::{self, FAMILY, Fitted},
    photo::{self, Frame, Photo},
    scale::Scale,
};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context, value::Serde};
use resvg::{tiny_skia, usvg};
use serde::Serialize;
use std::{
    f64::consts::TAU,
    fmt::Write,
    sync::{Arc, LazyLock},
};

/// Width and usual height in pixels: what phones show at full width without scaling up, letters of 24 pixels and more.
const WIDTH: u32 = 1080;
const HEIGHT: u32 = 1350;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("filling the template of a picture")]
    Template(#[from] minijinja::Error),
    #[error("reading a drawing")]
    Drawing(#[from] usvg::Error),
    #[error("no memory for a picture")]
    Memory,
    #[error("writing a picture as PNG")]
    Png(#[from] png::EncodingError),
}

static TEMPLATES: LazyLock<Result<Environment<'static>, minijinja::Error>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.set_auto_escape_callback(|_| AutoEscape::Html);
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.add_function("fit", |text: String, x: f32, size: f32, weight: u16, most: f32| {
        Fitted::new(&text, size, weight, most).spans(x)
    });
    templates.add_function("width", |text: String, size: f32, weight: u16| {
        Fitted::new(&text, size, weight, f32::INFINITY).width
    });
    templates.add_function("scale", |values: Vec<f64>| {
        Value::from(Serde(Marks::of(&values, &Scale::over(values.iter().copied()))))
    });
    templates.add_function("tight", |values: Vec<f64>| {
        Value::from(Serde(Marks::of(&values, &Scale::tight(values.iter().copied()))))
    });
    templates.add_function("smooth", smooth);
    templates.add_function("arc", arc);
    templates.add_filter("r", |number: f64| format!("{number:.1}"));
    templates.add_template("parts.j2", include_str!("templates/parts.j2"))?;
    templates.add_template("charts.j2", include_str!("templates/charts.j2"))?;
    templates.add_template("dashboard.svg", include_str!("templates/dashboard.svg.j2"))?;
    templates.add_template("trends.svg", include_str!("templates/trends.svg.j2"))?;
    templates.add_template("structure.svg", include_str!("templates/structure.svg.j2"))?;
    templates.add_template("member.svg", include_str!("templates/member.svg.j2"))?;
    templates.add_template("sheet.svg", include_str!("templates/sheet.svg.j2"))?;
    templates.add_template("team.svg", include_str!("templates/team.svg.j2"))?;
    Ok(templates)
});

static OPTIONS: LazyLock<usvg::Options<'static>> = LazyLock::new(|| usvg::Options {
    fontdb: Arc::new(fonts::database()),
    font_family: FAMILY.into(),
    ..usvg::Options::default()
});

/// Formatted figures that a template makes a picture of.
pub trait Figures: Serialize {
    const TEMPLATE: &'static str;

    /// In pixels. The width is that of all pictures.
    fn height(&self) -> u32 {
        HEIGHT
    }

    /// Photos that stand below the drawing, which leaves room for them.
    fn photos(&self) -> Vec<(&Photo, Frame)> {
        Vec::new()
    }
}

/// Draws them. Takes a core for some 20 ms: not for a thread that others wait for.
pub fn draw(figures: &impl Figures, theme: Theme) -> Result<Picture, PictureError> {
    let tree = tree(figures, theme)?;
    let mut pixels = tiny_skia::Pixmap::new(WIDTH, figures.height()).ok_or(PictureError::Memory)?;
    for (photo, frame) in figures.photos() {
        photo::paint(photo, frame, &mut pixels)?;
    }
    resvg::render(&tree, tiny_skia::Transform::identity(), &mut pixels.as_mut());
    encode(&pixels)
}

/// A text of a picture and where it stands, in pixels from the left and from the top.
#[derive(Clone, PartialEq, Debug)]
pub struct Placed {
    pub text: String,
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}

/// Where all texts of the picture stand.
pub fn texts(figures: &impl Figures, theme: Theme) -> Result<Vec<Placed>, PictureError> {
    let mut placed = Vec::new();
    collect(tree(figures, theme)?.root(), &mut placed);
    Ok(placed)
}

fn collect(group: &usvg::Group, placed: &mut Vec<Placed>) {
    for node in group.children() {
        match node {
            usvg::Node::Group(group) => collect(group, placed),
            usvg::Node::Text(text) => {
                let place = text.abs_bounding_box();
                let text = text.chunks().iter().map(|chunk| chunk.text()).collect();
                let (left, top, right, bottom) = (place.left(), place.top(), place.right(), place.bottom());
                placed.push(Placed { text, left, top, right, bottom });
            }
            usvg::Node::Path(_) | usvg::Node::Image(_) => {}
        }
    }
}

fn tree<F: Figures>(figures: &F, theme: Theme) -> Result<usvg::Tree, PictureError> {
    let templates = TEMPLATES.as_ref().map_err(|error| minijinja::Error::new(error.kind(), error.to_string()))?;
    let context = context! { d => Serde(figures), theme => Serde(theme), W => WIDTH, H => figures.height() };
    let drawing = templates.get_template(F::TEMPLATE)?.render(context)?;
    Ok(usvg::Tree::from_str(&drawing, &OPTIONS)?)
}

/// The picture has no transparent pixels: three channels are enough.
fn encode(pixels: &tiny_skia::Pixmap) -> Result<Picture, PictureError> {
    let rgb: Vec<u8> = pixels.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // A third larger than the slowest, in a twentieth of the time.
    encoder.set_compression(png::Compression::Fast);
    encoder.set_filter(png::Filter::Adaptive);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rgb)?;
    writer.finish()?;
    Ok(Picture { png })
}

/// A scale as templates see it: where each value and each line stands, from 0 at the bottom to 1 at the top.
#[derive(Serialize)]
struct Marks {
    values: Vec<f64>,
    lines: Vec<f64>,
    zero: f64,
}

impl Marks {
    fn of(values: &[f64], scale: &Scale) -> Marks {
        let share = |values: &[f64]| values.iter().map(|value| scale.share(*value)).collect();
        Marks { values: share(values), lines: share(&scale.ticks()), zero: scale.share(0.0) }
    }
}

/// A curve through points at equal distances that never swings beyond them (Fritsch and Carlson, 1980).
fn smooth(shares: Vec<f64>, x: f64, step: f64, bottom: f64, height: f64) -> String {
    let points: Vec<_> =
        shares.iter().enumerate().map(|(index, share)| (x + index as f64 * step, bottom - share * height)).collect();
    let Some((first_x, first_y)) = points.first() else { return String::new() };
    let slopes: Vec<_> = points.windows(2).map(|pair| (pair[1].1 - pair[0].1) / step).collect();
    let tangent = |index: usize| match (index.checked_sub(1).and_then(|before| slopes.get(before)), slopes.get(index)) {
        (Some(before), Some(after)) if before * after > 0.0 => 2.0 * before * after / (before + after),
        (Some(_), Some(_)) | (None, None) => 0.0,
        (Some(only), None) | (None, Some(only)) => *only,
    };
    let mut path = format!("M{first_x:.1} {first_y:.1}");
    for (index, pair) in points.windows(2).enumerate() {
        let [(ax, ay), (bx, by)] = [pair[0], pair[1]];
        let third = step / 3.0;
        let (out, into) = (ay + tangent(index) * third, by - tangent(index + 1) * third);
        // Writing to a string cannot fail.
        let _ = write!(path, "C{:.1} {out:.1} {:.1} {into:.1} {bx:.1} {by:.1}", ax + third, bx - third);
    }
    path
}

/// A part of a ring, from and to in turns, clockwise from the top.
fn arc(x: f64, y: f64, radius: f64, from: f64, to: f64) -> String {
    let point = |turn: f64| {
        let angle = (turn - 0.25) * TAU;
        (x + radius * angle.cos(), y + radius * angle.sin())
    };
    // A whole turn ends where it begins, and would be nothing.
    let to = to.min(from + 0.9999);
    let ((ax, ay), (bx, by)) = (point(from), point(to));
    let long = u8::from(to - from > 0.5);
    format!("M{ax:.2} {ay:.2}A{radius} {radius} 0 {long} 1 {bx:.2} {by:.2}")
}
