//! What was sent in a dialog, as a sheet of small pictures with numbers (M1).

use super::{
    Head,
    canvas::Figures,
    photo::{Frame, Photo},
};
use serde::Serialize;

/// Everything that stands on the picture.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Sheet {
    pub head: Head,
    /// At most [`Sheet::TILES`], from the left to the right and down.
    pub tiles: Vec<Tile>,
}

/// A photo or a video.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Tile {
    /// By which it is asked for.
    pub number: String,
    pub kind: TileKind,
    /// What its kind is called, where there is nothing to see.
    pub name: String,
    /// How long it plays.
    pub length: Option<String>,
    /// When it was sent.
    pub at: String,
    /// By the team.
    pub own: bool,
    /// How it looks; without, a sign of its kind stands there.
    #[serde(serialize_with = "is_there")]
    pub photo: Option<Photo>,
}

/// Decides the sign.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TileKind {
    Photo,
    Video,
    Animation,
    VideoNote,
}

/// The template has to know only where photos are.
fn is_there<S: serde::Serializer>(photo: &Option<Photo>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_bool(photo.is_some())
}

/// Where tiles stand, and how large they are: the template says the same.
const LEFT: usize = 36;
const TOP: usize = 134;
const SIDE: usize = 324;
const GAP: usize = 18;
/// From one row to the next.
const ROW: usize = 382;

impl Sheet {
    pub const ACROSS: usize = 3;
    pub const TILES: usize = 9;
}

impl Figures for Sheet {
    const TEMPLATE: &'static str = "sheet.svg";

    fn height(&self) -> u32 {
        let rows = self.tiles.len().clamp(1, Sheet::TILES).div_ceil(Sheet::ACROSS);
        (TOP + rows * ROW + 10) as u32
    }

    fn photos(&self) -> Vec<(&Photo, Frame)> {
        let placed = self.tiles.iter().take(Sheet::TILES).enumerate().filter_map(|(at, tile)| {
            let (row, column) = (at / Sheet::ACROSS, at % Sheet::ACROSS);
            let (x, y) = (LEFT + column * (SIDE + GAP), TOP + row * ROW);
            Some((tile.photo.as_ref()?, Frame { x: x as f32, y: y as f32, side: SIDE as f32 }))
        });
        placed.collect()
    }
}
