//! The letters of pictures: what a text measures, how it is cut to fit, and which font each part of it needs.
//!
//! **Every run of one font is placed by itself**: the renderer's own fallback loses all emoji of a text at the first one that it
//! does not know. What no font here has (other scripts, most accents that combine) is left out of a name, never shown as boxes.
//!
//! Inter, with digits of one width (SIL Open Font License), and the emoji of Twemoji (art CC BY 4.0). `fonts/make.py` made them; the
//! licences lie beside them.

use minijinja::{HtmlEscape, Value};
use resvg::usvg::fontdb::{Database, Source};
use skrifa::{
    FontRef, MetadataProvider,
    charmap::Charmap,
    instance::{LocationRef, Size},
    metrics::GlyphMetrics,
};
use std::{
    fmt::Write,
    sync::{Arc, LazyLock},
};
use unicode_segmentation::UnicodeSegmentation;

static REGULAR: &[u8] = include_bytes!("fonts/Inter-Regular.ttf");
static MEDIUM: &[u8] = include_bytes!("fonts/Inter-Medium.ttf");
static SEMI_BOLD: &[u8] = include_bytes!("fonts/Inter-SemiBold.ttf");
static BOLD: &[u8] = include_bytes!("fonts/Inter-Bold.ttf");
static EMOJI: &[u8] = include_bytes!("fonts/Twemoji.ttf");

/// The family of all text but emoji, as the fonts name themselves.
pub(super) const FAMILY: &str = "Inter";
const EMOJI_FAMILY: &str = "Twemoji Mozilla";

/// A font, ready to measure with.
struct Face {
    glyphs: Charmap<'static>,
    widths: GlyphMetrics<'static>,
    /// Font units of a letter as high as its size.
    unit: f32,
}

/// Texts by weight, then emoji.
static FACES: LazyLock<Option<[Face; 5]>> = LazyLock::new(|| {
    let face = |bytes| {
        let font = FontRef::new(bytes).ok()?;
        let unit = f32::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
        let widths = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        Some(Face { glyphs: font.charmap(), widths, unit })
    };
    Some([face(REGULAR)?, face(MEDIUM)?, face(SEMI_BOLD)?, face(BOLD)?, face(EMOJI)?])
});

impl Face {
    fn has(&self, letter: char) -> bool {
        self.glyphs.map(letter).is_some()
    }

    /// How far a letter of size 1 moves on; nothing for what the font does not have.
    fn advance(&self, letter: char) -> f32 {
        self.glyphs.map(letter).and_then(|glyph| self.widths.advance_width(glyph)).unwrap_or_default() / self.unit
    }
}

/// The font of a weight, and that of emoji.
fn faces(weight: u16) -> Option<(&'static Face, &'static Face)> {
    let [regular, medium, semi_bold, bold, emoji] = FACES.as_ref()?;
    let text = match weight {
        0..=450 => regular,
        451..=550 => medium,
        551..=650 => semi_bold,
        _ => bold,
    };
    Some((text, emoji))
}

/// All fonts, for the renderer.
pub(super) fn database() -> Database {
    let mut fonts = Database::new();
    for font in [REGULAR, MEDIUM, SEMI_BOLD, BOLD, EMOJI] {
        fonts.load_font_source(Source::Binary(Arc::new(font)));
    }
    fonts.set_sans_serif_family(FAMILY);
    fonts.set_serif_family(FAMILY);
    fonts
}

/// A part of a text in one font.
struct Run {
    emoji: bool,
    text: String,
    width: f32,
}

/// A text that fits, in runs of one font.
pub(super) struct Fitted {
    runs: Vec<Run>,
    pub width: f32,
}

const DOTS: char = '…';

impl Fitted {
    /// As much of the text as `most` pixels hold, with dots for the rest.
    pub fn new(text: &str, size: f32, weight: u16, most: f32) -> Fitted {
        let Some((letters, emoji)) = faces(weight) else { return Fitted { runs: Vec::new(), width: 0.0 } };
        let mut parts: Vec<_> =
            clean(text).graphemes(true).filter_map(|part| run(part, size, letters, emoji)).collect();
        if parts.iter().all(|part| part.text.trim().is_empty()) {
            // Somebody is there, whatever they are called.
            parts = run("—", size, letters, emoji).into_iter().collect();
        }
        let whole: f32 = parts.iter().map(|part| part.width).sum();
        let dots = letters.advance(DOTS) * size;
        let room = if whole <= most { most } else { most - dots };
        let mut fitted = Fitted { runs: Vec::new(), width: 0.0 };
        for part in parts {
            if fitted.width + part.width > room {
                fitted.trim();
                fitted.push(Run { emoji: false, text: DOTS.into(), width: dots });
                break;
            }
            fitted.push(part);
        }
        fitted
    }

    fn push(&mut self, part: Run) {
        self.width += part.width;
        match self.runs.last_mut() {
            Some(last) if last.emoji == part.emoji => {
                last.text.push_str(&part.text);
                last.width += part.width;
            }
            _ => self.runs.push(part),
        }
    }

    /// No space before the dots.
    fn trim(&mut self) {
        if let Some(last) = self.runs.last_mut() {
            last.text.truncate(last.text.trim_end().len());
        }
    }

    /// As spans that begin at `x`.
    pub fn spans(&self, x: f32) -> Value {
        let (mut spans, mut at) = (String::new(), x);
        for Run { emoji, text, width } in &self.runs {
            let font =
                if *emoji { format!(" font-family=\"{EMOJI_FAMILY}\" font-weight=\"400\"") } else { String::new() };
            let text = HtmlEscape(text);
            // Writing to a string cannot fail.
            let _ = write!(spans, "<tspan x=\"{at:.1}\" xml:space=\"preserve\"{font}>{text}</tspan>");
            at += width;
        }
        Value::from_safe_string(spans)
    }
}

/// What can be shown of a cluster of letters; `None` for what cannot.
fn run(cluster: &str, size: f32, letters: &Face, emoji: &Face) -> Option<Run> {
    let first = cluster.chars().next()?;
    if cluster.chars().all(|letter| letters.has(letter)) {
        let width = cluster.chars().map(|letter| letters.advance(letter)).sum::<f32>() * size;
        return Some(Run { emoji: false, text: cluster.into(), width });
    }
    // A letter without the marks that no font has; an emoji without its skin.
    if letters.has(first) && !emoji.has(first) || first.is_ascii_digit() {
        return Some(Run { emoji: false, text: first.into(), width: letters.advance(first) * size });
    }
    emoji.has(first).then(|| Run { emoji: true, text: first.into(), width: emoji.advance(first) * size })
}

/// Without what XML forbids and what turns the direction of writing: names come from strangers. Lines are not broken here, so the
/// space within a number may be narrow.
fn clean(text: &str) -> String {
    let odd = |letter: &char| {
        letter.is_control()
            || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
    };
    text.chars()
        .filter(|letter| !odd(letter))
        .map(|letter| if letter == '\u{a0}' { '\u{202f}' } else { letter })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, most: f32) -> String {
        Fitted::new(text, 26.0, 500, most).runs.into_iter().map(|run| run.text).collect()
    }

    #[test]
    fn a_text_is_cut_where_it_does_not_fit() {
        assert_eq!(shown("Анна Ковальчук", 400.0), "Анна Ковальчук");
        let cut = shown("Екатерина Белозерская-Константинова", 300.0);
        assert!(cut.ends_with('…') && cut.starts_with("Екатерина"), "{cut}");
        assert!(Fitted::new("Екатерина Белозерская-Константинова", 26.0, 500, 300.0).width <= 300.0);
        assert_eq!(shown("Анна Ковальчук", 96.0), "Анна…");
    }

    #[test]
    fn strange_names_lose_what_cannot_be_shown_and_nothing_else() {
        assert_eq!(shown("Дмитрий 🚀", 400.0), "Дмитрий 🚀");
        assert_eq!(shown("\u{202e}evil\u{8}", 400.0), "evil");
        assert_eq!(shown("李小龍 Bruce", 400.0), " Bruce");
        assert_eq!(shown("李小龍", 400.0), "—");
        assert_eq!(shown("👍🏽 ok", 400.0), "👍 ok");
    }

    #[test]
    fn digits_are_of_one_width() {
        let width = |text| Fitted::new(text, 40.0, 700, 1_000.0).width;
        assert!((width("1111") - width("8888")).abs() < 0.01);
    }

    #[test]
    fn markup_in_a_name_stays_text() {
        let spans = Fitted::new("<b>&\"", 26.0, 500, 400.0).spans(0.0).to_string();
        assert!(spans.contains("&lt;b&gt;&amp;"), "{spans}");
    }
}
